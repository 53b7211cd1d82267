//! How a sheet is kept: rows of eight-byte cells, every distinct text stored once.

use chrono::NaiveDate;

use crate::canonical::frame::{Day, EPOCH};

/// The content of one cell.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Value<'a> {
    Empty,
    Text(&'a str),
    Number(f64),
    Date(NaiveDate),
    Bool(bool),
    /// An error of the spreadsheet as it is written there: `#N/A`.
    Error(&'static str),
}

impl Value<'_> {
    /// True for an empty cell and for a text of white space only.
    pub fn is_blank(&self) -> bool {
        match self {
            Value::Empty => true,
            Value::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }
}

/// What a cell holds, as far as a column of one kind has to know: who reads every row looks for its cell once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    Nothing,
    /// A date, as days since 1 January 1970.
    Day(Day),
    /// A text, by its id.
    Text(u32),
    Other,
}

impl Held {
    /// The id of a text as a place in a list of texts.
    pub fn text(self) -> Option<usize> {
        match self {
            Held::Text(id) => Some(id as usize),
            _ => None,
        }
    }
}

/// What a formula shows whose result is not in the file: it was never calculated, and is not empty.
pub const NOT_CALCULATED: &str = "a formula without its result";

/// Every error that a cell can show; a stored error is an index into this list.
pub(super) const ERRORS: [&str; 10] =
    ["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", NOT_CALCULATED, "#ERROR!"];

/// Cells that were joined into one; only the first holds a value. Rows 1-based, columns 0-based, both ends in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {
    pub first_row: u32,
    pub last_row: u32,
    pub first_column: u32,
    pub last_column: u32,
}

/// What a person who opens the file does not see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hidden {
    /// First and last row, 1-based, both in; in order, not touching.
    pub rows: Vec<(u32, u32)>,
    /// First and last column, 0-based, both in; in order, not touching.
    pub columns: Vec<(u32, u32)>,
}

impl Hidden {
    /// Whether a row (1-based) is hidden.
    pub fn has_row(&self, row: u32) -> bool {
        let after = self.rows.partition_point(|range| range.0 <= row);
        after > 0 && row <= self.rows[after - 1].1
    }
}

/// What was counted in the file beside the parser, which has to agree: nothing was lost on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Start tags of a workbook's sheet, and how many of its cells hold nothing that can be seen.
    Elements { rows: u64, cells: u64, blank_cells: u64 },
    /// Cells of a sheet that hold something, where calamine reads it.
    Cells(u64),
    /// Lines of a text file.
    Lines(u64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    Date,
    Bool,
    Error,
}

/// `payload` is the text's id, the place in `numbers`, the day from the common era, 0 or 1, or the place in `ERRORS`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    pub payload: u32,
    pub column: u16,
    pub kind: Kind,
}

impl Cell {
    fn held(self) -> Held {
        match self.kind {
            Kind::Date => Held::Day(self.payload as Day - EPOCH),
            Kind::Text => Held::Text(self.payload),
            _ => Held::Other,
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub number: u32,
    pub start: u32,
    pub width: u32,
    /// A bit for each of the first columns that holds a cell, so that one is found without a search.
    pub taken: u64,
}

impl Row {
    pub fn new(number: u32, start: usize) -> Row {
        Row { number, start: start as u32, width: 0, taken: 0 }
    }

    /// The column's bit in `taken`; 0 for a column behind the first 64.
    #[inline]
    pub fn bit(column: u32) -> u64 {
        1u64.checked_shl(column).unwrap_or_default()
    }
}

/// One worksheet, or the one table of a text file, as it was received.
#[derive(Debug)]
pub struct Sheet {
    pub name: String,
    pub visible: bool,
    /// Empty where the format or its reader does not say.
    pub hidden: Hidden,
    pub merges: Vec<Merge>,
    /// None of a sheet that was not read from a file.
    pub counted: Option<Counted>,
    pub(super) rows: Vec<Row>,
    pub(super) cells: Vec<Cell>,
    pub(super) numbers: Vec<f64>,
    pub(super) texts: Texts,
    pub(super) row_faults: Vec<(usize, &'static str)>,
    /// Rows and columns of texts that are longer than a cell can hold.
    pub(super) long_texts: Vec<(u32, u32)>,
}

impl Sheet {
    /// How many rows are stored: those with at least one cell that is not blank.
    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// The row's number as Excel shows it; in a text file the line on which the record starts.
    pub fn row_number(&self, i: usize) -> u32 {
        self.rows[i].number
    }

    /// How far the row reaches: the last used column + 1, or the number of fields of a record.
    pub fn width(&self, i: usize) -> u32 {
        self.rows[i].width
    }

    /// How many cells are stored.
    pub fn cell_count(&self) -> usize {
        self.cells.len()
    }

    /// The widest row.
    pub fn max_width(&self) -> u32 {
        self.rows.iter().map(|row| row.width).max().unwrap_or(0)
    }

    /// The cell in stored row `i`; empty beyond the end of the row.
    pub fn value(&self, i: usize, column: u32) -> Value<'_> {
        self.find(i, column).map_or(Value::Empty, |cell| self.decode(cell))
    }

    /// The id of a cell's text, so that each distinct text is cleaned once.
    pub fn text_id(&self, i: usize, column: u32) -> Option<u32> {
        self.find(i, column).filter(|cell| cell.kind == Kind::Text).map(|cell| cell.payload)
    }

    /// The ids of a row's texts outside some columns: those that are true by number.
    pub fn texts_but(&self, i: usize, columns: &[bool]) -> impl Iterator<Item = u32> {
        let cells = self.row_cells(i).iter().filter(|cell| cell.kind == Kind::Text);
        let outside = |cell: &&Cell| !columns.get(usize::from(cell.column)).is_some_and(|inside| *inside);
        cells.filter(outside).map(|cell| cell.payload)
    }

    /// Whether every used cell of a row is a text.
    pub fn is_all_text(&self, i: usize) -> bool {
        self.row_cells(i).iter().all(|cell| cell.kind == Kind::Text)
    }

    /// What the cell in stored row `i` holds.
    pub fn held(&self, i: usize, column: u32) -> Held {
        self.find(i, column).map_or(Held::Nothing, Cell::held)
    }

    /// What each of some columns holds in each of some stored rows, column by column. A row's cells lie together, so
    /// that it is fetched once for all its columns: a large sheet read one column after the other waits for memory.
    pub fn held_in(&self, rows: &[usize], columns: &[u32]) -> Vec<Vec<Held>> {
        let mut held: Vec<Vec<Held>> = columns.iter().map(|_| Vec::with_capacity(rows.len())).collect();
        for &i in rows {
            for (&column, held) in columns.iter().zip(&mut held) {
                held.push(self.held(i, column));
            }
        }
        held
    }

    /// The ids of a row's texts, from left to right.
    pub fn row_text_ids(&self, i: usize) -> impl Iterator<Item = u32> {
        self.row_cells(i).iter().filter(|cell| cell.kind == Kind::Text).map(|cell| cell.payload)
    }

    /// The used cells of a row, from left to right.
    pub fn cells(&self, i: usize) -> impl Iterator<Item = (u32, Value<'_>)> {
        self.row_cells(i).iter().map(|cell| (u32::from(cell.column), self.decode(*cell)))
    }

    /// Every distinct text of the sheet; a text's place in this list is its id.
    pub fn distinct_texts(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.texts.len() as u32).map(|id| self.texts.get(id))
    }

    /// The text with this id.
    pub fn text(&self, id: u32) -> &str {
        self.texts.get(id)
    }

    /// Why a row cannot be used as it is, as the code of a finding: `text_too_long`, and in a text file
    /// `ragged_row`, `row_cut_off`, `bytes_not_text` or `stray_quote`.
    pub fn row_fault(&self, i: usize) -> Option<&'static str> {
        self.row_faults.binary_search_by_key(&i, |fault| fault.0).ok().map(|at| self.row_faults[at].1)
    }

    /// Marks rows; the first mark on a row stays.
    pub(super) fn add_row_faults(&mut self, faults: impl IntoIterator<Item = (usize, &'static str)>) {
        self.row_faults.extend(faults);
        self.row_faults.sort_by_key(|fault| fault.0);
        self.row_faults.dedup_by_key(|fault| fault.0);
    }

    pub(super) fn row_cells(&self, i: usize) -> &[Cell] {
        let end = self.rows.get(i + 1).map_or(self.cells.len(), |next| next.start as usize);
        &self.cells[self.rows[i].start as usize..end]
    }

    #[inline]
    fn find(&self, i: usize, column: u32) -> Option<Cell> {
        let row = &self.rows[i];
        let bit = Row::bit(column);
        if bit > 0 {
            let before = (row.taken & (bit - 1)).count_ones();
            return (row.taken & bit != 0).then(|| self.cells[row.start as usize + before as usize]);
        }
        let cells = self.row_cells(i);
        cells.binary_search_by_key(&column, |cell| u32::from(cell.column)).ok().map(|at| cells[at])
    }

    fn decode(&self, cell: Cell) -> Value<'_> {
        match cell.kind {
            Kind::Text => Value::Text(self.texts.get(cell.payload)),
            Kind::Number => Value::Number(self.numbers[cell.payload as usize]),
            Kind::Date => NaiveDate::from_num_days_from_ce_opt(cell.payload as i32).map_or(Value::Empty, Value::Date),
            Kind::Bool => Value::Bool(cell.payload == 1),
            Kind::Error => Value::Error(ERRORS[cell.payload as usize]),
        }
    }
}

/// Distinct texts in one buffer.
#[derive(Debug, Default)]
pub(super) struct Texts {
    pub buffer: String,
    ends: Vec<u32>,
}

impl Texts {
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn get(&self, id: u32) -> &str {
        let id = id as usize;
        let start = if id == 0 { 0 } else { self.ends[id - 1] as usize };
        &self.buffer[start..self.ends[id] as usize]
    }

    pub fn push(&mut self, text: &str) -> u32 {
        self.buffer.push_str(text);
        self.ends.push(self.buffer.len() as u32);
        (self.ends.len() - 1) as u32
    }

    pub fn shrink_to_fit(&mut self) {
        self.buffer.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}
