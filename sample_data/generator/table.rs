//! A sheet before it is written: title rows, one header row, rows, rows below.

use chrono::NaiveDate;

use crate::calendar::typed;
use crate::fault::Kind;

/// What stands in a date cell.
#[derive(Clone, PartialEq, Debug)]
pub enum Entry {
    Blank,
    On(NaiveDate),
    Written(String),
}

impl Entry {
    /// Nothing after the quarter's end is known yet.
    pub fn by(date: Option<NaiveDate>, cut: NaiveDate) -> Self {
        date.filter(|&date| date <= cut).map_or(Entry::Blank, Entry::On)
    }

    pub fn date(&self) -> Option<NaiveDate> {
        match self {
            Entry::On(date) => Some(*date),
            _ => None,
        }
    }

    pub fn is_blank(&self) -> bool {
        *self == Entry::Blank
    }

    /// As typed by hand, where it is a date.
    pub fn as_typed(&self) -> Self {
        self.date().map_or(self.clone(), |date| Entry::Written(typed(date)))
    }
}

pub enum Cell {
    Blank,
    Text(String),
    Date(NaiveDate),
    Number(u32),
    /// Pounds, from whole pence.
    Pounds(i64),
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Cell::Blank } else { Cell::Text(text) }
    }
}

impl From<&Entry> for Cell {
    fn from(entry: &Entry) -> Self {
        match entry {
            Entry::Blank => Cell::Blank,
            Entry::On(date) => Cell::Date(*date),
            Entry::Written(text) => Cell::text(text.as_str()),
        }
    }
}

pub struct Row {
    pub cells: Vec<Cell>,
    /// The kind of fault planted in this row.
    pub planted: Option<Kind>,
}

pub struct Table {
    pub sheet: &'static str,
    pub above: Vec<String>,
    pub headers: Vec<&'static str>,
    pub rows: Vec<Row>,
    pub below: Vec<Vec<Cell>>,
}

impl Table {
    /// The number that a spreadsheet shows beside the header row.
    pub fn header_row(&self) -> u32 {
        self.above.len() as u32 + 1
    }

    /// The numbers that a spreadsheet shows beside the rows with a kind of planted fault.
    pub fn planted_rows(&self, kind: Kind) -> Vec<u32> {
        let first = self.header_row() + 1;
        (first..).zip(&self.rows).filter(|(_, row)| row.planted == Some(kind)).map(|(number, _)| number).collect()
    }
}

/// One file to be sent.
pub struct Return {
    pub file: String,
    pub sender: &'static str,
    pub made_on: NaiveDate,
    pub logo: bool,
    pub tables: Vec<Table>,
}

impl Return {
    /// The name of a sheet; a text file is one sheet, called as the file.
    pub fn sheet(&self, table: &Table) -> &str {
        self.file.strip_suffix(".csv").unwrap_or(table.sheet)
    }
}

/// A workspace's files that are made: returns, and tables of context figures by file name.
pub struct Sample {
    pub id: &'static str,
    pub returns: Vec<Return>,
    pub context: Vec<(&'static str, Vec<Vec<String>>)>,
}
