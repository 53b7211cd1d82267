//! What is noticed about a table beside its values: hidden rows and columns, and text that would be a formula
//! elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::headers::{Found, told};
use super::records::Fates;
use super::values::is_missing_mark;
use crate::finding::{Effect, Finding, Place, Rows, column_letter};
use crate::source::Sheet;
use crate::source::sheet::SheetTable;

/// Rows and columns that a person who opens the file does not see. They are data: they are used, and said.
pub(super) fn hidden(table: &SheetTable<'_>, columns: &BTreeMap<String, Found>, place: &Place) -> Vec<Finding> {
    hidden_among(table.sheet, &table.rows, &table.header_rows, columns.values(), place)
}

/// The same of a table's stored rows, the rows of its header as numbered, and its columns.
pub(super) fn hidden_among<'a>(
    sheet: &Sheet,
    rows: &[usize],
    header_rows: &[u32],
    columns: impl Iterator<Item = &'a Found>,
    place: &Place,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let rows: Vec<u32> =
        rows.iter().map(|row| sheet.row_number(*row)).filter(|row| sheet.hidden.has_row(*row)).collect();
    if !rows.is_empty() {
        let (some, were) = (rows.len(), if rows.len() == 1 { "row was" } else { "rows were" });
        let message = format!("{some} hidden {were} read and used: {}", ranges(&rows));
        let hint = "nothing to do if they are meant to count; else ask the sender for the return without them";
        let finding = Finding::new("hidden_rows_read", Effect::Notes, place.clone(), message, hint);
        findings.push(finding.for_rows(some as u64));
    }
    findings.extend(header_rows.iter().filter(|row| sheet.hidden.has_row(**row)).map(|row| {
        let hint = "nothing to do if it is the header; else ask the sender for the return without hidden rows";
        let place = place.clone().row(*row);
        Finding::new("hidden_rows_read", Effect::Notes, place, format!("the header in row {row} is hidden"), hint)
    }));
    let is_hidden = |column: u32| sheet.hidden.columns.iter().any(|(first, last)| (*first..=*last).contains(&column));
    findings.extend(columns.filter(|found| is_hidden(found.column)).map(|found| {
        let message = "the column is hidden, and was read and used";
        let hint = "nothing to do if it is meant to count; else ask the sender";
        let place = place.clone().column(found.column, &found.header);
        Finding::new("hidden_column_read", Effect::Notes, place, message, hint)
    }));
    findings
}

/// Ranges that are named; the rest is counted.
const RANGES: usize = 5;

/// `rows 5 to 7, 9`; all of them rising.
fn ranges(rows: &[u32]) -> String {
    let runs: Vec<&[u32]> = rows.chunk_by(|a, b| a + 1 == *b).collect();
    let named = runs.iter().take(RANGES).map(|run| match run {
        [one] => one.to_string(),
        run => format!("{} to {}", run[0], run[run.len() - 1]),
    });
    let named: Vec<String> = named.collect();
    let more = if runs.len() > RANGES { " and more" } else { "" };
    format!("{} {}{more}", if rows.len() == 1 { "row" } else { "rows" }, named.join(", "))
}

/// Cells beside the table, in columns without a header: they are not read, and not lost without a word.
pub(super) fn outside(table: &SheetTable<'_>, place: &Place) -> Option<Finding> {
    let whole = table.rows.iter().copied().filter(|row| table.row_fault(*row).is_none());
    outside_of(table.sheet, whole, table.headers.iter().map(|header| header.column), place)
}

/// The same of a sheet's stored rows, and the columns that are told of otherwise.
pub(super) fn outside_of(
    sheet: &Sheet,
    rows: impl Iterator<Item = usize>,
    columns: impl Iterator<Item = u32>,
    place: &Place,
) -> Option<Finding> {
    let mut headed: Vec<bool> = Vec::new();
    for column in columns {
        headed.resize(headed.len().max(column as usize + 1), false);
        headed[column as usize] = true;
    }
    let first_gap = headed.iter().position(|headed| !headed).unwrap_or(headed.len());
    let read = rows;
    let mut rows = Rows::default();
    let mut columns = BTreeSet::new();
    // Nearly every row ends where the header does.
    for row in read.filter(|row| sheet.width(*row) as usize > first_gap) {
        let beside = sheet
            .cells(row)
            .filter(|(column, value)| !headed.get(*column as usize).copied().unwrap_or_default() && !value.is_blank());
        let own: Vec<u32> = beside.map(|(column, _)| column).collect();
        if !own.is_empty() {
            rows.add(sheet.row_number(row));
            columns.extend(own);
        }
    }
    let some: Vec<String> = columns.iter().take(RANGES).map(|column| column_letter(*column)).collect();
    let more = if columns.len() > RANGES { " and more" } else { "" };
    let (word, some) = (if columns.len() == 1 { "column" } else { "columns" }, some.join(", "));
    let message = format!("cells in {word} {some}{more}, which have no header, are not read: {rows}");
    let hint = "ask the sender what they are, if they should count";
    let note = || Finding::new("cells_outside_table", Effect::Notes, place.clone(), message, hint);
    (rows.count() > 0).then(note).map(|finding| finding.for_rows(rows.count()))
}

/// More remarks than these among the rows of a table are a doubt about what it holds.
const FEW_REMARKS: usize = 3;

/// Remarks that stand above rows which are used: the title of a section ("Withdrawn") says something of the rows below
/// it, and nobody but a person can say what.
pub(super) fn remarks_above_rows(table: &SheetTable<'_>, fates: &Fates, place: &Place) -> Option<Finding> {
    let last_used = fates.used().last().map(|i| table.rows[i])?;
    let above = table.remarks_above_rows().filter(|remark| remark.index < last_used);
    let rows: Vec<u32> = above.map(|remark| remark.row).collect();
    let (first, many) = (*rows.first()?, rows.len());
    let (what, stand) = if many == 1 { ("a remark stands", "") } else { ("remarks stand", ": look at each of them") };
    let message = format!("{what} above rows that were used: look at row {first}{stand} ({})", ranges(&rows));
    let hint = "if a remark says that the rows below it do not count, ask the sender for the return without them; they \
                count like all others";
    let effect = if many > FEW_REMARKS { Effect::Stops } else { Effect::Notes };
    let place = if many == 1 { place.clone().row(first) } else { place.clone() };
    Some(Finding::new(REMARK_ABOVE_ROWS, effect, place, message, hint).for_rows(many as u64))
}

/// The code of remarks among rows of data.
pub(super) const REMARK_ABOVE_ROWS: &str = "remark_above_rows";

/// Texts that a spreadsheet program would take for a formula if they were put into one as they are.
pub(super) fn formulas_in_text(table: &SheetTable<'_>, place: &Place) -> Vec<Finding> {
    let sheet = table.sheet;
    let like: Vec<bool> = sheet.distinct_texts().map(is_formula_like).collect();
    if !like.contains(&true) {
        return Vec::new();
    }
    let mut columns: BTreeMap<u32, Rows> = BTreeMap::new();
    for &row in &table.rows {
        for (column, _) in sheet.cells(row) {
            if sheet.text_id(row, column).is_some_and(|id| like[id as usize]) {
                columns.entry(column).or_default().add(sheet.row_number(row));
            }
        }
    }
    let found = columns.into_iter().map(|(column, rows)| {
        let header = table.headers.iter().find(|header| header.column == column);
        let place = match header {
            Some(header) => place.clone().column(column, &told(&header.text)),
            None => place.clone().column(column, &column_letter(column)),
        };
        let message = format!("text that begins like a formula, and stays text here: {rows}");
        let hint = "nothing to do here; do not paste these cells into a spreadsheet as they are";
        Finding::new("formula_like_text", Effect::Notes, place, message, hint).for_rows(rows.count())
    });
    found.collect()
}

/// `=1+1`, `@SUM(A1)`, `+cmd|...`; not a number, a telephone number or a mark for a missing value.
fn is_formula_like(text: &str) -> bool {
    let begins = text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    begins && !is_missing_mark(text) && text.chars().any(|c| !c.is_ascii_digit() && !" .,()+-£%".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::sheet::find_table;
    use crate::source::{SheetBuilder, Value};

    fn sheet(rows: &[&[&str]]) -> Sheet {
        let mut builder = SheetBuilder::new("People", true, &crate::definitions::Limits::default());
        for (r, row) in rows.iter().enumerate() {
            for (c, text) in row.iter().enumerate() {
                builder.put(r as u32 + 1, c as u32, Value::Text(text)).unwrap();
            }
        }
        builder.finish().unwrap()
    }

    #[test]
    fn hidden_rows_and_columns_are_told_with_their_places() {
        let mut sheet = sheet(&[&["Ref", "Born"], &["1", "a"], &["2", "b"], &["3", "c"], &["4", "d"]]);
        sheet.hidden.rows = vec![(1, 3), (5, 9)];
        sheet.hidden.columns = vec![(1, 1)];
        let table = find_table(&sheet, &|name| name == "ref", 1).unwrap();
        let columns = |column, header: &str| BTreeMap::from([("x".into(), Found { column, header: header.into() })]);
        let found = hidden(&table, &columns(1, "Born"), &Place::file("a.xlsx"));
        let told: Vec<_> = found.iter().map(|finding| (finding.code, finding.message.as_str())).collect();
        assert_eq!(told[0], ("hidden_rows_read", "3 hidden rows were read and used: rows 2 to 3, 5"));
        assert_eq!(told[1], ("hidden_rows_read", "the header in row 1 is hidden"));
        assert_eq!((told[2].0, told.len()), ("hidden_column_read", 3));
        assert_eq!(hidden(&table, &columns(0, "Ref"), &Place::file("a.xlsx")).len(), 2);
    }

    #[test]
    fn cells_beside_the_table_are_told() {
        let sheet = sheet(&[&["Ref", "", "Ward"], &["1", "x", "Mersey"], &["2", "", "Heath", "", "y"], &["3"]]);
        let table = find_table(&sheet, &|name| name == "ref", 1).unwrap();
        let found = outside(&table, &Place::file("a.csv")).unwrap();
        assert_eq!(found.message, "cells in columns B, E, which have no header, are not read: rows 2, 3");
    }

    #[test]
    fn text_that_begins_like_a_formula_is_told_and_numbers_and_marks_are_not() {
        for text in ["=1+1", "+cmd|' /C calc'!A0", "-2+3*A1", "@SUM(1+1)", "\t=1+1", "＝1+A1", "-smith"] {
            assert!(is_formula_like(text), "{text}");
        }
        for text in ["-", "-5", "+44 151 000 0000", "--", "- 3.5%", "a=b", "", "-£12.00"] {
            assert!(!is_formula_like(text), "{text}");
        }
        let sheet = sheet(&[&["Ref", "Employer"], &["1", "=A1"], &["2", "Best"]]);
        let table = find_table(&sheet, &|name| name == "ref", 1).unwrap();
        let found = formulas_in_text(&table, &Place::file("a.csv"));
        assert_eq!((found.len(), found[0].place.column.as_deref()), (1, Some("B \"Employer\"")));
        assert!(found[0].message.ends_with("row 2"), "{}", found[0].message);
    }
}
