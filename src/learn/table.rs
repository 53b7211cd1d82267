//! Where a table begins when no layout says what its headers are called: a row of different short texts
//! in the field's words, or above columns of dates and figures.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use crate::mapping::values;
use crate::source::sheet::{SEARCHED, SheetTable, find_table_at, normalise_header};
use crate::source::{Sheet, Value};

use super::cells;
use super::profile::is_ni_number;
use super::words::words;

/// How many more rows are looked at for one that a person could name.
const LOOKED_BEYOND: usize = 1000;
/// How many rows below a header say what its columns hold.
const BELOW: usize = 40;
/// A cell whose words are this near to the vocabulary is a header of the field.
const KNOWN: f64 = 0.75;
/// Two rows are one header only where that makes names of the field.
const KNOWN_WELL: f64 = 0.95;
/// No return has more columns; wider sheets are not searched word by word.
const WIDEST: u32 = 400;
/// Longer texts are remarks.
const LONGEST: usize = 80;

/// The table of a sheet, without a layout, its header in a row that somebody has said, if one is; nothing where no row
/// can be told to be its header. Data is never taken for a header, for headers are shown.
pub fn find(sheet: &Sheet, header_row: Option<u32>) -> Option<SheetTable<'_>> {
    if sheet.max_width() > WIDEST {
        return None;
    }
    let rows = if header_row.is_some() { sheet.row_count() } else { sheet.row_count().min(SEARCHED) };
    let mut best: Option<(f64, usize)> = None;
    for i in (0..rows).filter(|&i| header_row.is_none_or(|said| sheet.row_number(i) == said)) {
        if let Some(score) = header_score(sheet, i)
            && best.is_none_or(|(most, _)| score > most)
        {
            best = Some((score, i));
        }
    }
    let (_, at) = best?;
    let names: BTreeSet<String> = sheet.cells(at).filter_map(|(_, value)| text(value)).map(normalise_header).collect();
    // The field's words beside the row's own: a header of two rows is known by what both say together.
    // The same values stand in many rows, and each is asked for more than once.
    let asked: RefCell<HashMap<String, bool>> = RefCell::default();
    let of_the_field = |name: &str| {
        let mut asked = asked.borrow_mut();
        *asked.entry(name.to_string()).or_insert_with(|| words().meaning(name).best() >= KNOWN_WELL)
    };
    let known = |name: &str| names.contains(name) || !is_data(name) && of_the_field(name);
    find_table_at(sheet, &known, names.len(), header_row).ok()
}

/// The first row below those that are searched that could be a header: shown, and used only where a person says so.
pub fn beyond(sheet: &Sheet) -> Option<u32> {
    if sheet.max_width() > WIDEST {
        return None;
    }
    let mut rows = (SEARCHED..sheet.row_count()).take(LOOKED_BEYOND);
    rows.find(|&i| header_score(sheet, i).is_some()).map(|i| sheet.row_number(i))
}

/// Whether a table begins so far down that no header is looked for there unasked.
pub fn is_beyond(table: &SheetTable<'_>) -> bool {
    let first = table.header_rows.first();
    first.is_some_and(|first| (0..SEARCHED).all(|i| i >= table.sheet.row_count() || table.sheet.row_number(i) < *first))
}

/// How much a row looks like a header; nothing where it cannot be one.
fn header_score(sheet: &Sheet, i: usize) -> Option<f64> {
    // A header that is a formula without its result, or an error, says nothing for or against.
    let says = |value: &Value<'_>| !value.is_blank() && !matches!(value, Value::Error(_));
    let cells: Vec<(u32, Value<'_>)> = sheet.cells(i).filter(|(_, value)| says(value)).collect();
    let texts: Vec<(u32, &str)> = cells.iter().filter_map(|(column, value)| Some((*column, text(*value)?))).collect();
    if texts.len() < 2 || texts.len() * 10 < cells.len() * 8 || texts.iter().any(|(_, text)| is_data(text)) {
        return None;
    }
    let distinct: BTreeSet<String> = texts.iter().map(|(_, text)| normalise_header(text)).collect();
    let known = texts.iter().filter(|(_, text)| words().meaning(text).best() >= KNOWN).count();
    let typed = texts.iter().filter(|(column, _)| is_typed_below(sheet, i, *column)).count();
    if known < 2 && typed < 2 {
        return None;
    }
    let filled = filled_below(sheet, i, &texts);
    let different = distinct.len() as f64 / texts.len() as f64;
    Some((known as f64 + typed as f64 * 0.5 + texts.len() as f64 * 0.2) * different * filled)
}

fn text(value: Value<'_>) -> Option<&str> {
    match value {
        Value::Text(text) if !text.trim().is_empty() && text.chars().count() <= LONGEST => Some(text),
        _ => None,
    }
}

/// A value of somebody or something, which no column is called: a date, a number, a reference, an address.
fn is_data(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    values::is_missing_mark(text)
        || digits >= 5
        || digits > 0 && digits == text.trim().len()
        || text.contains('@')
        || is_ni_number(&values::normalise_reference(text))
        || cells::is_date(text)
}

/// Whether most cells below hold what a header does not: dates, numbers, references.
fn is_typed_below(sheet: &Sheet, i: usize, column: u32) -> bool {
    let rows = i + 1..sheet.row_count().min(i + 1 + BELOW);
    let cells: Vec<Value<'_>> = rows.map(|row| sheet.value(row, column)).filter(|value| !value.is_blank()).collect();
    let typed = cells.iter().filter(|value| match value {
        Value::Text(text) => text.bytes().any(|b| b.is_ascii_digit()),
        _ => true,
    });
    !cells.is_empty() && typed.count() * 10 >= cells.len() * 7
}

/// The share of the header's columns that the rows below fill, above all the next ones: titles and notes
/// have other rows below them.
fn filled_below(sheet: &Sheet, i: usize, texts: &[(u32, &str)]) -> f64 {
    let rows: Vec<usize> = (i + 1..sheet.row_count().min(i + 1 + BELOW)).collect();
    if rows.is_empty() {
        // A header without rows is still a header.
        return 0.5;
    }
    let filled: usize =
        rows.iter().map(|&row| texts.iter().filter(|(column, _)| !sheet.value(row, *column).is_blank()).count()).sum();
    (filled as f64 / (rows.len() * texts.len()) as f64).max(0.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SheetBuilder;

    fn sheet(rows: &[&[&str]]) -> Sheet {
        let mut builder = SheetBuilder::new("People", true, &crate::definitions::Limits::default());
        for (i, row) in rows.iter().enumerate() {
            for (column, text) in row.iter().enumerate() {
                builder.put(i as u32 + 1, column as u32, Value::Text(text)).unwrap();
            }
        }
        builder.finish().unwrap()
    }

    const PERSON: &[&str] = &["HPJ001001", "Oldham", "01/04/2015", "12/06/2015"];

    #[test]
    fn the_header_is_found_below_titles_and_above_dates() {
        let sheet = sheet(&[
            &["Client list to 31 December"],
            &["Prime", "Provider", "Adviser"],
            &["Customer No", "Last Name", "Referred", "Commenced"],
            PERSON,
            &["HPJ001002", "Smith", "02/04/2015", ""],
        ]);
        let table = find(&sheet, None).unwrap();
        assert_eq!((table.header_rows.as_slice(), table.rows.len()), (&[3][..], 2));
    }

    #[test]
    fn words_that_nobody_knows_are_a_header_above_columns_of_dates_and_figures() {
        let sheet = sheet(&[&["Kennung", "Familie", "Zugang", "Beginn"], PERSON, PERSON]);
        assert_eq!(find(&sheet, None).unwrap().header_rows, [1]);
    }

    #[test]
    fn a_file_without_a_header_has_none_and_its_first_person_is_not_taken_for_one() {
        assert!(find(&sheet(&[PERSON, PERSON, PERSON]), None).is_none());
        let names = &["Oldham", "Jane", "Mersey", "Yes"];
        assert!(find(&sheet(&[names, &["Smith", "John", "Heath", "No"], names]), None).is_none());
    }
}
