//! A workbook as the rules ask for it, whether it is XLSX or ODS.

use std::collections::{BTreeMap, BTreeSet};

use super::kind::Kind;
use super::phrases;
use super::words::{Block, Role, Words};
use crate::fault::Fault;

/// The most cells that are looked at.
const CELLS: usize = 1_000_000;
const TABLES: usize = 200;

#[derive(Default)]
pub struct Book {
    pub title: Option<String>,
    pub language: String,
    pub sheets: Vec<Sheet>,
}

#[derive(Default)]
pub struct Sheet {
    pub name: String,
    pub is_hidden: bool,
    /// Rows and columns that are hidden, by their names.
    pub hidden: Vec<String>,
    pub merged: Vec<String>,
    /// Filters on the sheet or a table of it.
    pub filters: Vec<String>,
    pub is_frozen: bool,
    pub tables: Vec<Table>,
    pub cells: BTreeMap<(u32, u32), Cell>,
}

/// A range that is marked as a table.
pub struct Table {
    pub name: String,
    /// Rows and columns from 0: the first of both and the last of both.
    pub first: (u32, u32),
    pub last: (u32, u32),
    pub header_rows: u32,
    /// Whether its style colours it.
    pub is_coloured: bool,
}

#[derive(Clone, Default)]
pub struct Cell {
    pub text: String,
    /// A word, not a number, date or logical value.
    pub is_text: bool,
    pub has_formula: bool,
    pub look: Look,
}

/// How a cell is shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct Look {
    pub is_heading: bool,
    pub is_filled: bool,
    pub wraps: bool,
}

/// What the sheets of words are called.
pub const COVER: &[&str] = &["cover", "cover sheet", "cover page"];
pub const CONTENTS: &[&str] = &["contents", "table of contents", "contents page"];
pub const NOTES: &[&str] = &["notes", "notes and shorthand", "notes page"];

impl Sheet {
    pub fn is_called(&self, names: &[&str]) -> bool {
        let own = self.name.trim().to_lowercase().replace(['_', '-'], " ");
        names.contains(&own.as_str())
    }

    /// Whether it tells about the tables of the others.
    pub fn is_of_words(&self) -> bool {
        [COVER, CONTENTS, NOTES].into_iter().any(|names| self.is_called(names))
    }

    pub fn text(&self, at: (u32, u32)) -> &str {
        self.cells.get(&at).map_or("", |cell| cell.text.as_str())
    }

    /// `Table 1, B4`.
    pub fn place(&self, (row, column): (u32, u32)) -> String {
        format!("{}, {}{}", crate::fault::printable(&self.name), letters(column), row + 1)
    }

    /// The table that a cell is part of.
    pub fn table_at(&self, (row, column): (u32, u32)) -> Option<&Table> {
        self.tables.iter().find(|table| table.rows().contains(&row) && table.columns().contains(&column))
    }
}

impl Table {
    pub fn rows(&self) -> std::ops::RangeInclusive<u32> {
        self.first.0..=self.last.0
    }

    pub fn columns(&self) -> std::ops::RangeInclusive<u32> {
        self.first.1..=self.last.1
    }

    /// The places below its header, row by row; no more than a paper's table has.
    pub fn body(&self) -> impl Iterator<Item = (u32, u32)> {
        let rows = self.first.0.saturating_add(self.header_rows)..=self.last.0;
        rows.flat_map(move |row| self.columns().map(move |column| (row, column))).take(CELLS)
    }
}

/// Counts one more cell that is looked at.
pub fn count(cells: &mut usize) -> Result<(), Fault> {
    *cells += 1;
    if *cells > CELLS { Err(large(&format!("it has more than {CELLS} cells"))) } else { Ok(()) }
}

/// Refuses tables that claim more than a paper has: each place in them is looked at.
pub fn within_limits(book: Book) -> Result<Book, Fault> {
    let tables = || book.sheets.iter().flat_map(|sheet| &sheet.tables);
    let side = |first: u32, last: u32| u64::from(last - first) + 1;
    let area: u64 = tables().map(|table| side(table.first.0, table.last.0) * side(table.first.1, table.last.1)).sum();
    if area > CELLS as u64 || tables().count() > TABLES {
        return Err(large(&format!("its tables have more than {CELLS} cells, or are more than {TABLES}")));
    }
    Ok(book)
}

fn large(what: &str) -> Fault {
    Fault::refused(what).hint("the tables of a paper are small: is this the right file?")
}

/// `A`, `Z`, `AA`.
pub fn letters(column: u32) -> String {
    let mut out = String::new();
    let mut left = column + 1;
    while left > 0 {
        out.insert(0, char::from(b'A' + ((left - 1) % 26) as u8));
        left = (left - 1) / 26;
    }
    out
}

/// `B4` as row and column from 0.
pub fn address(text: &str) -> Option<(u32, u32)> {
    let text = text.replace('$', "");
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = text.split_at(digits);
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let column = letters.bytes().try_fold(0_u32, |sum, byte| {
        byte.is_ascii_alphabetic().then(|| sum * 26 + u32::from(byte.to_ascii_uppercase() - b'A') + 1)
    })?;
    let row = row.parse::<u32>().ok().filter(|row| (1..=1_048_576).contains(row))?;
    Some((row - 1, column.checked_sub(1)?))
}

/// `A4:C9`.
pub fn range(text: &str) -> Option<((u32, u32), (u32, u32))> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let (first, last) = (address(first)?, address(last)?);
    (first.0 <= last.0 && first.1 <= last.1).then_some((first, last))
}

/// The words of a workbook: values of its tables apart from all others.
pub fn words(kind: Kind, book: &Book) -> Words {
    let mut words = Words::new(kind);
    words.title = book.title.clone();
    words.languages = vec![("properties".into(), book.language.clone())];
    for sheet in &book.sheets {
        for table in sheet.tables.iter().filter(|_| !sheet.is_of_words()) {
            // A row or column that is empty from end to end is another rule's.
            let filled: Vec<(u32, u32)> = table.body().filter(|at| !sheet.text(*at).trim().is_empty()).collect();
            let (rows, columns): (BTreeSet<u32>, BTreeSet<u32>) = filled.into_iter().unzip();
            let in_use = |at: &(u32, u32)| at.1 > table.first.1 && rows.contains(&at.0) && columns.contains(&at.1);
            let values = table.body().filter(in_use);
            words.blocks.extend(values.map(|at| Block::new(sheet.place(at), Role::Value, sheet.text(at))));
        }
        let is_value = |at: &(u32, u32)| {
            let is_body = |table: &Table| at.0 >= table.first.0 + table.header_rows && at.1 > table.first.1;
            !sheet.is_of_words() && sheet.table_at(*at).is_some_and(is_body)
        };
        let is_row_head = |at: &(u32, u32)| {
            let is_first = |table: &Table| at.0 >= table.first.0 + table.header_rows && at.1 == table.first.1;
            !sheet.is_of_words() && sheet.table_at(*at).is_some_and(is_first)
        };
        let others = sheet.cells.iter().filter(|(at, cell)| cell.is_text && !is_value(at));
        words.blocks.extend(others.map(|(at, cell)| {
            let text = phrases::mark(cell.text.trim()).unwrap_or(&cell.text);
            Block::new(sheet.place(*at), if is_row_head(at) { Role::RowHead } else { Role::Label }, text)
        }));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_those_of_a_spreadsheet() {
        assert_eq!((address("B4"), address("$AA$10"), letters(26)), (Some((3, 1)), Some((9, 26)), "AA".into()));
        assert_eq!((address("B0"), address("4"), address("ABCD1"), range("C9:A4")), (None, None, None, None));
    }
}
