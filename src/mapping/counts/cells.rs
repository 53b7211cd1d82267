//! Cells as numbers of people, and what is said of those that hold none.

use std::collections::BTreeMap;

use super::table::Rows;
use crate::fault::printable;
use crate::finding::{Effect, Finding, column_letter};
use crate::source::Value;
use crate::source::blocks::plain;
use crate::source::figure::figure;
use crate::vocabulary::WhyMissing;
use crate::vocabulary::personal::could_be_personal;

/// Cells that a message names one by one.
const NAMED: usize = 5;

/// The longest text that a message repeats.
const REPEATED: usize = 24;

/// A cell as a number of people: whole, not below nought.
pub fn count(value: Value<'_>) -> Result<u64, WhyMissing> {
    match figure(value)? {
        number if number >= 0.0 && number.fract() == 0.0 && number < 1e12 => Ok(number as u64),
        _ => Err(WhyMissing::NoFigure),
    }
}

/// Says which counts of the rows that are used are missing: each cell that holds something else than a count, and
/// for every other reason how many and the first.
pub fn tell(rows: &mut Rows<'_>) {
    let mut cells: BTreeMap<WhyMissing, Vec<(usize, usize)>> = BTreeMap::new();
    for (i, row) in rows.rows.iter().enumerate().filter(|(_, row)| row.is_used()) {
        let columns = row.counts.iter().enumerate().filter(|(at, _)| rows.columns[*at]);
        for (at, why) in columns.filter_map(|(at, count)| Some((at, count.err()?))) {
            cells.entry(why).or_default().push((i, at));
        }
    }
    let no_figure = cells.remove(&WhyMissing::NoFigure).unwrap_or_default();
    for (why, cells) in cells {
        tell_reason(rows, why, &cells);
    }
    for (i, at) in no_figure {
        let row = &rows.rows[i];
        let value = rows.placed.sheet.value(row.stored, rows.placed.measures[at].column);
        let message =
            format!("{} is no number of people: a whole number from 0 is expected; it is missing, not 0", said(value));
        let hint = "ask the sender for the plain number; no figure is made that would need it";
        rows.note("count_not_understood", rows.cell(row.number, at), message, hint);
    }
}

/// One finding for cells that are missing for one reason.
fn tell_reason(rows: &mut Rows<'_>, why: WhyMissing, cells: &[(usize, usize)]) {
    let number = |i: usize| rows.rows[i].number;
    let named: Vec<String> = cells
        .iter()
        .take(NAMED)
        .map(|(i, at)| format!("{}{}", column_letter(rows.placed.measures[*at].column), number(*i)))
        .collect();
    let more = cells.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let message = format!(
        "counts without a figure, {}: {} (cells {}{more}); they are missing, not 0",
        why.in_words(),
        cells.len(),
        named.join(", ")
    );
    let code = if why == WhyMissing::Error { "error_cell" } else { "values_missing_by_mark" };
    let hint = "no figure is made that would need them; ask the sender if they should be there";
    let (i, at) = cells[0];
    let finding = Finding::new(code, Effect::Notes, rows.cell(number(i), at), message, hint);
    rows.findings.push(finding.for_rows(cells.len() as u64));
}

/// What stands in a cell, where it can be repeated: words could be somebody's name, and long figures a number or day.
pub fn said(value: Value<'_>) -> String {
    match value {
        Value::Text(text) => {
            let letters = text.chars().filter(|c| c.is_alphabetic()).count();
            let number = text.chars().any(|c| c.is_ascii_digit()) && letters <= 3 && !could_be_personal(text);
            if number && text.chars().count() <= REPEATED { format!("`{}`", printable(text)) } else { "a text".into() }
        }
        other if could_be_personal(&plain(other)) => "a figure that is not shown here".into(),
        other => format!("`{}`", plain(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_number_from_nought_is_a_count_and_what_is_none_is_told_unless_it_is_words() {
        assert_eq!(count(Value::Text("1,234")), Ok(1234));
        for value in [Value::Number(-1.0), Value::Number(0.5), Value::Text("10 (p)"), Value::Bool(true)] {
            assert_eq!(count(value), Err(WhyMissing::NoFigure), "{value:?}");
        }
        assert_eq!(said(Value::Number(-3.0)), "`-3`");
        assert_eq!(said(Value::Text("10 (p)")), "`10 (p)`");
        for somebodys in ["Kim Smith 4", "0151 496 0000", "17/03/1947", "WA8 7QF"] {
            assert_eq!(said(Value::Text(somebodys)), "a text");
        }
        assert_eq!(said(Value::Number(77_009_001.5)), "a figure that is not shown here");
    }
}
