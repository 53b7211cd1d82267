//! Values on no list, and whether a message repeats them: a row that slipped by a column shows somebody's name as a
//! ward. Whether it did can be said only when the whole table was read; until then no message holds a value.

use std::collections::{BTreeMap, BTreeSet};

use super::codes::{CodeList, KINDS, UnknownCode};
use super::headers::Found;
use super::reader::TableReader;
use super::values::references::holds_reference;
use crate::canonical::Columns;
use crate::definitions::workspace::fold;
use crate::vocabulary::personal::could_be_personal;

/// A value that so many people have is nobody's own.
pub const SHARED: u64 = 5;

/// Who has a value: only as many people as it takes to know that it is nobody's own. One person in several rows, and
/// with a reference in several spellings, is one.
#[derive(Clone, Default)]
pub(super) struct Havers<'a>(BTreeSet<&'a str>);

impl<'a> Havers<'a> {
    /// Adds the person of a row, where the row says who it is.
    pub fn add(&mut self, reference: Option<&'a str>) {
        if !self.are_several() {
            self.0.extend(reference);
        }
    }

    pub fn are_several(&self) -> bool {
        self.0.len() as u64 >= SHARED
    }
}

/// One cell whose value is on no list.
struct Cell {
    /// Where its finding stands among the reader's.
    finding: usize,
    row: usize,
    column: &'static str,
    text: String,
    unknown: UnknownCode,
}

/// The cells of a table whose values are on no list.
#[derive(Default)]
pub(super) struct Unlisted(Vec<Cell>);

impl Unlisted {
    /// Keeps a cell until the table is read.
    pub fn keep(&mut self, finding: usize, row: usize, column: &'static str, text: String, unknown: UnknownCode) {
        self.0.push(Cell { finding, row, column, text, unknown });
    }

    /// How many cells of each column no list knows, and who has each value.
    fn seen<'a>(&'a self, columns: &'a Columns) -> BTreeMap<&'static str, (usize, BTreeMap<&'a str, Havers<'a>>)> {
        let people = columns.texts("reference");
        let mut seen: BTreeMap<&'static str, (usize, BTreeMap<&str, Havers<'_>>)> = BTreeMap::new();
        for cell in &self.0 {
            let (cells, values) = seen.entry(cell.column).or_default();
            *cells += 1;
            values.entry(&cell.text).or_default().add(people.get(cell.row));
        }
        seen
    }
}

/// A text and its words, folded, by which it is known again in another column. Short words are in too many.
fn looked_for(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).map(fold).filter(|word| word.chars().count() >= 3);
    let words = words.filter(|word| !KINDS.contains(&word.as_str()));
    std::iter::once(fold(text)).filter(|whole| !whole.is_empty()).chain(words)
}

/// By column: whether it is read.
fn columns_read(headers: &BTreeMap<String, Found>) -> Vec<bool> {
    let mut read = Vec::new();
    for column in headers.values().map(|found| found.column as usize) {
        read.resize(read.len().max(column + 1), false);
        read[column] = true;
    }
    read
}

impl TableReader<'_> {
    /// Repeats the values that may be repeated: near a name on the list, or had by several people in a column that
    /// mostly holds what is on its list; of no row that may have slipped, and nothing that has the form of what is
    /// somebody's or stands in a column that is never read, where names are.
    pub fn tell_unlisted(&mut self, columns: &Columns, headers: &BTreeMap<String, Found>) {
        if self.unlisted.0.is_empty() {
            return;
        }
        let slipped = self.rows_that_may_have_slipped(headers);
        let names = self.found_in_columns_of_others(headers);
        let seen = self.unlisted.seen(columns);
        let trusted: BTreeSet<&str> = seen
            .iter()
            .filter(|(column, (strange, _))| {
                let listed = (0..self.table.rows.len()).filter(|&row| columns.texts(column).id(row).is_some());
                listed.count() >= *strange
            })
            .map(|(column, _)| *column)
            .collect();
        let pattern = self.context.layout.reference_pattern.as_deref();
        for cell in &self.unlisted.0 {
            let several = seen[cell.column].1[cell.text.as_str()].are_several();
            let shared = several && trusted.contains(cell.column);
            let personal = could_be_personal(&cell.text)
                || pattern.is_some_and(|pattern| holds_reference(&cell.text, pattern))
                || looked_for(&cell.text).any(|word| names.contains(&word))
                || slipped.contains(&self.table.sheet.row_number(self.table.rows[cell.row]));
            if (cell.unknown.is_near || shared) && !personal {
                self.findings[cell.finding].message = cell.unknown.told(&cell.text);
            }
        }
    }

    /// Rows with another fault, in a date or in the reference, and rows in which a value of the list stands in a column
    /// that is never read.
    fn rows_that_may_have_slipped(&self, headers: &BTreeMap<String, Found>) -> BTreeSet<u32> {
        let of_a_slip = |code: &str| code.starts_with("date_") || code.starts_with("reference_");
        let findings = self.findings.iter().filter(|finding| of_a_slip(finding.code));
        let mut slipped: BTreeSet<u32> = findings.filter_map(|finding| finding.place.row).collect();
        let mut lists: BTreeMap<&str, CodeList> = BTreeMap::new();
        let (sheet, read) = (self.table.sheet, columns_read(headers));
        for cell in &self.unlisted.0 {
            let list = lists.entry(cell.column).or_insert_with(|| self.code_list(cell.column));
            let row = self.table.rows[cell.row];
            if sheet.texts_but(row, &read).any(|text| list.knows(sheet.text(text))) {
                slipped.insert(sheet.row_number(row));
            }
        }
        slipped
    }

    /// By text: how many cells of columns that are never read hold it.
    pub(super) fn cells_never_read(&self, headers: &BTreeMap<String, Found>) -> Vec<u64> {
        let (sheet, read) = (self.table.sheet, columns_read(headers));
        let mut cells = vec![0; sheet.distinct_texts().len()];
        for id in self.table.rows.iter().flat_map(|&row| sheet.texts_but(row, &read)) {
            cells[id as usize] += 1;
        }
        cells
    }

    /// What of the unlisted values stands in columns that are never read, folded: a whole cell or a word of one.
    fn found_in_columns_of_others(&self, headers: &BTreeMap<String, Found>) -> BTreeSet<String> {
        let asked: BTreeSet<String> = self.unlisted.0.iter().flat_map(|cell| looked_for(&cell.text)).collect();
        let (sheet, read) = (self.table.sheet, columns_read(headers));
        let ids: BTreeSet<u32> = self.table.rows.iter().flat_map(|&row| sheet.texts_but(row, &read)).collect();
        let words = ids.into_iter().flat_map(|id| looked_for(sheet.text(id)));
        words.filter(|word| asked.contains(word)).collect()
    }
}
