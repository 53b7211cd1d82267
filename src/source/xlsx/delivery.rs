//! Where the cells of a sheet arrive, whichever way they were read, and where they are counted.

use super::super::builder::{MAX_ROWS, SheetBuilder};
use super::super::grid::{Counted, Kind, NOT_CALCULATED, Value};
use super::Shared;
use super::book::SheetEntry;
use super::tally::Tally;
use crate::fault::Fault;
use crate::finding::column_letter;

/// Instead of the id of a shared string: it has not been met on this sheet, or is not a plain text.
const NO_ID: u32 = u32::MAX;

/// The sheet in hand.
pub(super) struct Delivery<'a> {
    pub shared: &'a Shared<'a>,
    pub builder: SheetBuilder,
    /// This sheet's ids of the workbook's shared strings.
    ids: Vec<u32>,
    pub seen: Seen,
    /// The open row, and the column that comes next when nothing else is said.
    pub row: u32,
    pub column: u32,
    /// The row's number and the quote behind it, as they stand in the addresses of its cells.
    pub row_mark: Mark,
    pub uncalculated: Uncalculated,
}

/// What the parser saw.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub rows: u64,
    pub cells: u64,
    /// Cells that hold nothing.
    pub empty: u64,
    /// In parts of the sheet that are not read.
    pub elsewhere: Tally,
}

/// Formulas whose result is not in the file.
#[derive(Debug, Default)]
pub(super) struct Uncalculated {
    pub cells: u64,
    /// Row and column of the first.
    pub first: (u32, u32),
}

/// Up to eight bytes to compare at once.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mark {
    bytes: u64,
    mask: u64,
    pub length: usize,
}

impl Mark {
    fn of_row(row: u32) -> Mark {
        // Digits come from the last to the first, so each pushes the ones behind it up.
        let (mut bytes, mut length, mut left) = (u64::from(b'"'), 1, row);
        while left > 0 {
            bytes = bytes << 8 | u64::from(b'0' + (left % 10) as u8);
            (length, left) = (length + 1, left / 10);
        }
        Mark { bytes, mask: u64::MAX >> (64 - 8 * length), length }
    }

    #[inline]
    pub fn starts(self, bytes: [u8; 8]) -> bool {
        u64::from_le_bytes(bytes) & self.mask == self.bytes
    }
}

impl<'a> Delivery<'a> {
    pub fn new(entry: &SheetEntry, shared: &'a Shared<'a>) -> Self {
        Delivery {
            shared,
            builder: SheetBuilder::new(entry.name.as_str(), entry.visible, shared.limits),
            ids: vec![NO_ID; shared.strings.len()],
            seen: Seen::default(),
            row: 0,
            column: 0,
            row_mark: Mark::default(),
            uncalculated: Uncalculated::default(),
        }
    }

    pub fn begin_row(&mut self, number: u32) -> Result<(), Fault> {
        self.seen.rows += 1;
        if self.seen.rows > u64::from(MAX_ROWS) {
            return Err(Fault::refused(format!("{}: more rows than the {MAX_ROWS} of a sheet", self.builder.whose()))
                .hint("the file was not made by a spreadsheet program: ask the sender for a fresh export"));
        }
        self.builder.open_row(number)?;
        (self.row, self.column) = (number, 0);
        self.row_mark = Mark::of_row(number);
        Ok(())
    }

    /// The open row, which holds nothing yet, is another.
    pub fn move_row(&mut self, number: u32) -> Result<(), Fault> {
        self.builder.open_row(number)?;
        (self.row, self.row_mark) = (number, Mark::of_row(number));
        Ok(())
    }

    /// A value in any place.
    pub fn put(&mut self, row: u32, column: u32, value: Value<'_>) -> Result<(), Fault> {
        if matches!(value, Value::Empty | Value::Text("")) {
            self.seen.empty += 1;
        }
        if value == Value::Error(NOT_CALCULATED) {
            if self.uncalculated.cells == 0 {
                self.uncalculated.first = (row, column);
            }
            self.uncalculated.cells += 1;
        }
        self.builder.put(row, column, value)
    }

    /// A shared string in any place.
    pub fn put_shared(&mut self, row: u32, column: u32, index: usize) -> Result<(), Fault> {
        let known = self.shared.strings.len();
        if index >= known {
            let why = format!("it names text {index} of the {known} that the workbook holds");
            return Err(self.wrong_cell(row, column, &why));
        }
        self.put(row, column, Value::Text(self.shared.strings.get(index as u32)))
    }

    /// A shared string in the open row.
    #[inline]
    pub fn push_shared(&mut self, column: u32, index: usize) -> Result<(), Fault> {
        match self.ids.get(index) {
            Some(&id) if id != NO_ID => {
                self.builder.push(column, Kind::Text, id);
                Ok(())
            }
            _ => self.meet_shared(column, index),
        }
    }

    #[cold]
    fn meet_shared(&mut self, column: u32, index: usize) -> Result<(), Fault> {
        let before = self.builder.taken();
        self.put_shared(self.row, column, index)?;
        // A text without characters is no cell.
        if self.builder.taken() > before
            && let Some(id) = self.builder.plain_text_just_put()
        {
            self.ids[index] = id;
        }
        Ok(())
    }

    /// A number in the open row, under a style that may make it a date.
    #[inline]
    pub fn push_number(&mut self, column: u32, style: usize, number: f64) -> Result<(), Fault> {
        if !number.is_finite() {
            return self.put(self.row, column, Value::Error("#NUM!"));
        }
        let is_date = self.shared.styles.is_date(style);
        match is_date.then(|| self.shared.dates.day(number)).flatten() {
            Some(day) => self.builder.push(column, Kind::Date, day),
            None => self.builder.push_number(column, number),
        }
        Ok(())
    }

    /// Holds what was delivered against what stands in the part.
    pub fn account(&mut self, tally: Tally) -> Result<Counted, Fault> {
        self.builder.end_row()?;
        let seen = &self.seen;
        let (rows, cells) = (seen.rows + seen.elsewhere.rows, seen.cells + seen.elsewhere.cells);
        let kept = self.builder.taken();
        if (rows, cells) != (tally.rows, tally.cells) || seen.cells != kept + seen.empty {
            return Err(Fault::refused(format!(
                "{}: {} rows and {} cells stand in it, {rows} rows and {cells} cells were read, {kept} of them kept and \
                 {} empty: this is a fault in Quarterdeck",
                self.builder.whose(),
                tally.rows,
                tally.cells,
                seen.empty,
            ))
            .hint("no figure is made of it: report the fault; meanwhile save the file again in Excel and try that"));
        }
        let blank_cells = seen.empty + self.builder.blank_cells();
        Ok(Counted::Elements { rows: seen.rows, cells: seen.cells, blank_cells })
    }

    /// What is written there is not said: in a damaged file it can be anything of anybody's.
    pub fn invalid(&self, what: &str) -> Fault {
        Fault::refused(format!("{}: {what} is not valid", self.builder.whose()))
            .hint("the file is damaged or was not made by a spreadsheet program: ask the sender for a fresh export")
    }

    pub fn wrong_cell(&self, row: u32, column: u32, why: &str) -> Fault {
        Fault::refused(format!("{}, cell {}{row}: {why}", self.builder.whose(), column_letter(column)))
            .hint("ask the sender to open the file in Excel, check that cell and save the file again")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rows_mark_is_its_number_and_a_quote() {
        for row in [1, 9, 10, 65_536, 1_048_576] {
            let mark = Mark::of_row(row);
            let text = format!("{row}\"xxxxxxxx");
            assert_eq!(mark.length, format!("{row}\"").len());
            assert!(mark.starts(text.as_bytes()[..8].try_into().unwrap()), "{row}");
            let longer = format!("{row}0\"xxxxxxx");
            assert!(!mark.starts(longer.as_bytes()[..8].try_into().unwrap()), "{row}0");
        }
    }
}
