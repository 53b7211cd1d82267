//! Columns that hold something below a header that is not there: nothing reads them, so the sender must say what they
//! are. Told by place and by kind of contents, never by a value.

use std::collections::BTreeMap;
use std::fmt;

use crate::finding::column_letter;
use crate::source::Value;
use crate::source::sheet::{SheetTable, normalise_header};

use super::profile::{self, Profile};

/// Columns that are told one by one.
const SHOWN: usize = 12;

/// One column without a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unnamed {
    column: u32,
    /// What stands where the name should, if anything does.
    instead: Option<&'static str>,
    holds: &'static str,
    filled: usize,
    rows: usize,
}

/// The columns of a table that hold something and are not called anything.
pub fn of(table: &SheetTable<'_>) -> Vec<Unnamed> {
    let sheet = table.sheet;
    let named =
        |column: u32| table.headers.iter().any(|own| own.column == column && !normalise_header(&own.text).is_empty());
    let sound: Vec<usize> = table.rows.iter().filter(|row| sheet.row_fault(**row).is_none()).copied().collect();
    let mut filled: BTreeMap<u32, usize> = BTreeMap::new();
    for (column, value) in sound.iter().flat_map(|row| sheet.cells(*row)) {
        if !value.is_blank() {
            *filled.entry(column).or_default() += 1;
        }
    }
    let header: Vec<usize> =
        (0..sheet.row_count()).filter(|row| table.header_rows.contains(&sheet.row_number(*row))).collect();
    let instead = |column: u32| {
        header.iter().find_map(|row| match sheet.value(*row, column) {
            Value::Error(error) => Some(error),
            _ => None,
        })
    };
    let sampled = profile::sampled(table);
    let unnamed = filled.into_iter().filter(|(column, _)| !named(*column));
    unnamed
        .map(|(column, filled)| Unnamed {
            column,
            instead: instead(column),
            holds: holds(&profile::profile(sheet, &sampled, column, "")),
            filled,
            rows: sound.len(),
        })
        .collect()
}

/// One line each; of a great many the first, and how many more there are.
pub fn told(unnamed: &[Unnamed]) -> Vec<String> {
    let mut lines: Vec<String> = unnamed.iter().take(SHOWN).map(Unnamed::to_string).collect();
    let more = unnamed.len().saturating_sub(SHOWN);
    if more > 0 {
        lines.push(format!("{more} more columns have no header"));
    }
    lines
}

impl fmt::Display for Unnamed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = column_letter(self.column);
        match self.instead {
            Some(error) => write!(f, "the header of column {letter} is {error}, and below it stand")?,
            None => write!(f, "column {letter} has no header, and below it stand")?,
        }
        write!(f, " {} in {} of {} rows", self.holds, self.filled, self.rows)
    }
}

/// What most cells of a column seem to be.
fn holds(profile: &Profile) -> &'static str {
    let mostly = |part: usize| profile.share(part) >= 0.6;
    let shapes = &profile.personal;
    let dates = profile.dates.read() + profile.dates.unread();
    if profile.filled == 0 {
        "formulas without results or errors"
    } else if mostly(shapes.ni_numbers) {
        "National Insurance numbers"
    } else if mostly(shapes.postcodes) {
        "postcodes"
    } else if mostly(shapes.emails) {
        "email addresses"
    } else if mostly(shapes.phones) {
        "telephone numbers"
    } else if mostly(dates) && !mostly(profile.dates.serials) {
        "dates"
    } else if mostly(profile.marks) {
        "marks for yes and no"
    } else if mostly(profile.dates.serials) {
        "numbers that could be dates"
    } else if mostly(profile.numbers) {
        "numbers"
    } else if mostly(profile.references.like) {
        "codes or references"
    } else {
        "words"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definitions::Limits;
    use crate::learn::table;
    use crate::source::{NOT_CALCULATED, SheetBuilder};

    #[test]
    fn columns_without_a_header_or_with_one_that_was_not_calculated_are_told_and_no_value_is() {
        let mut builder = SheetBuilder::new("People", true, &Limits::default());
        for (column, text) in [(0, "Client Ref"), (1, "Referral Date"), (4, "Ward")] {
            builder.put(1, column, Value::Text(text)).unwrap();
        }
        builder.put(1, 3, Value::Error(NOT_CALCULATED)).unwrap();
        for row in 0..20 {
            let reference = format!("HPJ{row:06}");
            let cells = [reference.as_str(), "13/04/2015", "14/05/2015", "QC123456A", "Mersey"];
            for (column, text) in cells.into_iter().enumerate().filter(|(column, _)| *column != 2 || row % 2 == 0) {
                builder.put(row + 2, column as u32, Value::Text(text)).unwrap();
            }
            builder.put(row + 2, 6, Value::Number(f64::from(row) + 0.5)).unwrap();
        }
        let sheet = builder.finish().unwrap();
        let told = told(&of(&table::find(&sheet, None).unwrap()));
        let below = "and below it stand";
        assert_eq!(
            told,
            [
                format!("column C has no header, {below} dates in 10 of 20 rows"),
                format!(
                    "the header of column D is {NOT_CALCULATED}, {below} National Insurance numbers in 20 of 20 rows"
                ),
                format!("column G has no header, {below} numbers in 20 of 20 rows"),
            ]
        );
    }

    #[test]
    fn of_a_great_many_columns_the_first_are_told_and_the_others_counted() {
        let one = |column| Unnamed { column, instead: None, holds: "words", filled: 1, rows: 9 };
        let told = told(&(0..15).map(one).collect::<Vec<_>>());
        assert_eq!((told.len(), told[12].as_str()), (13, "3 more columns have no header"));
    }
}
