//! Making a sheet from the cells that a reader meets, in whatever order, within limits.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

use chrono::Datelike;

use super::grid::{Cell, ERRORS, Kind, Row, Sheet, Texts, Value};
use crate::fault::Fault;
use crate::finding::column_letter;

/// More cells than this on one sheet and it is refused: a return of a million clients has fewer.
pub const MAX_CELLS: usize = 10_000_000;
/// The grid of Excel: what lies outside it is no cell.
pub const MAX_ROWS: u32 = 1_048_576;
pub const MAX_COLUMNS: u32 = 16_384;
/// The rectangle between the first and the last used cell. A stray cell in the far corner passes in no office.
const MAX_AREA: u64 = 200_000_000;

/// Takes cells as a reader meets them and makes the sheet.
#[derive(Debug)]
pub struct SheetBuilder {
    sheet: Sheet,
    interner: Interner,
    /// Whether the row in hand has a cell that is not blank.
    inked: bool,
    /// Cells did not come in order and have to be sorted at the end.
    disordered: bool,
    last_row: u32,
    leftmost: u32,
    rightmost: u32,
    topmost: u32,
    bottom: u32,
}

impl SheetBuilder {
    pub fn new(name: impl Into<String>, visible: bool) -> Self {
        SheetBuilder {
            sheet: Sheet {
                name: name.into(),
                visible,
                hidden: super::grid::Hidden::default(),
                merges: Vec::new(),
                rows: Vec::new(),
                cells: Vec::new(),
                numbers: Vec::new(),
                texts: Texts::default(),
                row_faults: Vec::new(),
            },
            interner: Interner::default(),
            inked: false,
            disordered: false,
            last_row: MAX_ROWS,
            leftmost: u32::MAX,
            rightmost: 0,
            topmost: u32::MAX,
            bottom: 0,
        }
    }

    /// The table of a text file, which has no last row.
    pub fn of_text(name: impl Into<String>) -> Self {
        SheetBuilder { last_row: u32::MAX, ..SheetBuilder::new(name, true) }
    }

    /// Puts a value at a row (1-based) and a column (0-based). Empty values and empty texts are no cells.
    pub fn put(&mut self, row: u32, column: u32, value: Value<'_>) -> Result<(), Fault> {
        if value == Value::Empty || value == Value::Text("") {
            return Ok(());
        }
        self.check_limits(row, column)?;
        self.enter(row, column);
        let (kind, payload) = match value {
            Value::Empty => return Ok(()),
            Value::Text(text) => {
                self.check_text(text)?;
                let id = self.interner.intern(&mut self.sheet.texts, text);
                self.inked |= !self.interner.blank[id as usize];
                (Kind::Text, id)
            }
            Value::Number(number) => {
                self.sheet.numbers.push(number);
                (Kind::Number, (self.sheet.numbers.len() - 1) as u32)
            }
            Value::Date(date) => (Kind::Date, date.num_days_from_ce() as u32),
            Value::Bool(flag) => (Kind::Bool, u32::from(flag)),
            Value::Error(shown) => {
                let at = ERRORS.iter().position(|&known| known == shown).unwrap_or(ERRORS.len() - 1);
                (Kind::Error, at as u32)
            }
        };
        self.inked |= kind != Kind::Text;
        self.sheet.cells.push(Cell { payload, column: column as u16, kind });
        Ok(())
    }

    /// Says how many fields the record in hand has, empty ones at the end included.
    pub fn set_width(&mut self, width: u32) {
        if let Some(row) = self.sheet.rows.last_mut() {
            row.width = row.width.max(width);
        }
    }

    /// How many texts had NUL characters, which were removed.
    pub fn texts_with_nul(&self) -> usize {
        self.interner.nul_removed
    }

    /// Closes the sheet.
    pub fn finish(mut self) -> Result<Sheet, Fault> {
        self.end_row();
        if self.disordered {
            self.sort()?;
        }
        let sheet = &mut self.sheet;
        sheet.rows.shrink_to_fit();
        sheet.cells.shrink_to_fit();
        sheet.numbers.shrink_to_fit();
        sheet.texts.shrink_to_fit();
        Ok(self.sheet)
    }

    fn check_limits(&mut self, row: u32, column: u32) -> Result<(), Fault> {
        if row == 0 || row > self.last_row || column >= MAX_COLUMNS {
            return Err(Fault::refused(format!(
                "{}: a cell's address lies outside the grid of {MAX_ROWS} rows and {MAX_COLUMNS} columns",
                self.whose()
            ))
            .hint("the file is damaged or was not made by a spreadsheet program: ask the sender for a fresh export"));
        }
        self.leftmost = self.leftmost.min(column);
        self.rightmost = self.rightmost.max(column);
        self.topmost = self.topmost.min(row);
        self.bottom = self.bottom.max(row);
        let (height, width) = (self.bottom - self.topmost + 1, self.rightmost - self.leftmost + 1);
        if self.sheet.cells.len() >= MAX_CELLS || u64::from(height) * u64::from(width) > MAX_AREA {
            return Err(Fault::refused(format!(
                "{}: the used range of {height} rows and {width} columns is larger than the limit",
                self.whose()
            ))
            .hint("delete what lies far outside the table, or split the return over several files"));
        }
        Ok(())
    }

    /// Offsets into the texts are 32 bits wide.
    fn check_text(&self, text: &str) -> Result<(), Fault> {
        if self.sheet.texts.buffer.len() + text.len() <= u32::MAX as usize {
            return Ok(());
        }
        Err(Fault::refused(format!("{}: more than 4 GB of text", self.whose()))
            .hint("split the return over several files"))
    }

    fn whose(&self) -> String {
        format!("sheet `{}`", crate::fault::printable(&self.sheet.name))
    }

    fn enter(&mut self, row: u32, column: u32) {
        let open = self.sheet.rows.last().copied();
        let same_row = open.is_some_and(|open| open.number == row);
        if same_row {
            let start = self.sheet.rows.last().map_or(0, |open| open.start as usize);
            let last = self.sheet.cells[start..].last();
            self.disordered |= last.is_some_and(|last| u32::from(last.column) >= column);
        } else {
            self.disordered |= open.is_some_and(|open| open.number > row);
            self.end_row();
            self.sheet.rows.push(Row { number: row, start: self.sheet.cells.len() as u32, width: 0 });
        }
        self.set_width(column + 1);
    }

    /// A row of blank cells only is no row.
    fn end_row(&mut self) {
        if !self.inked
            && let Some(row) = self.sheet.rows.pop()
        {
            self.sheet.cells.truncate(row.start as usize);
        }
        self.inked = false;
    }

    /// Puts cells that came in any order into order. The same address twice has no right reading.
    fn sort(&mut self) -> Result<(), Fault> {
        let mut placed: Vec<(u32, Cell)> = (0..self.sheet.rows.len())
            .flat_map(|i| {
                let number = self.sheet.rows[i].number;
                self.sheet.row_cells(i).iter().map(move |cell| (number, *cell))
            })
            .collect();
        placed.sort_by_key(|(row, cell)| (*row, cell.column));
        if let Some(twice) = placed.windows(2).find(|w| (w[0].0, w[0].1.column) == (w[1].0, w[1].1.column)) {
            let address = format!("{}{}", column_letter(u32::from(twice[0].1.column)), twice[0].0);
            return Err(Fault::refused(format!("{}: cell {address} is there twice", self.whose()))
                .hint("open the file in a spreadsheet program, check that cell and save the file again"));
        }
        self.sheet.rows.clear();
        self.sheet.cells.clear();
        for (number, cell) in placed {
            if self.sheet.rows.last().is_none_or(|row| row.number != number) {
                self.sheet.rows.push(Row { number, start: self.sheet.cells.len() as u32, width: 0 });
            }
            self.sheet.cells.push(cell);
            self.set_width(u32::from(cell.column) + 1);
        }
        Ok(())
    }
}

/// Finds the id of a text; an open-addressed table of ids, because the texts live in one buffer.
///
/// The hash is keyed at random, so that no file can be made to fill one slot; ids are given in order
/// of arrival and do not depend on it.
#[derive(Debug, Default)]
struct Interner {
    hasher: RandomState,
    /// Id + 1 by slot, 0 for a free one.
    slots: Vec<u32>,
    hashes: Vec<u32>,
    blank: Vec<bool>,
    nul_removed: usize,
}

impl Interner {
    fn intern(&mut self, texts: &mut Texts, text: &str) -> u32 {
        if texts.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let hash = self.hasher.hash_one(text) as u32;
        let mut slot = hash as usize & (self.slots.len() - 1);
        while self.slots[slot] != 0 {
            let id = self.slots[slot] - 1;
            if self.hashes[id as usize] == hash && texts.get(id) == text {
                return id;
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        if text.contains('\0') {
            self.nul_removed += 1;
            return self.intern(texts, &text.replace('\0', ""));
        }
        let id = texts.push(text);
        self.slots[slot] = id + 1;
        self.hashes.push(hash);
        self.blank.push(text.trim().is_empty());
        id
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(64);
        self.slots = vec![0; size];
        for (id, hash) in self.hashes.iter().enumerate() {
            let mut slot = *hash as usize & (size - 1);
            while self.slots[slot] != 0 {
                slot = (slot + 1) & (size - 1);
            }
            self.slots[slot] = id as u32 + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn sheet(cells: &[(u32, u32, Value<'_>)]) -> Result<Sheet, Fault> {
        let mut builder = SheetBuilder::new("People", true);
        for &(row, column, value) in cells {
            builder.put(row, column, value)?;
        }
        builder.finish()
    }

    #[test]
    fn every_kind_of_value_comes_back_as_it_was_put() {
        let day = NaiveDate::from_ymd_opt(2015, 4, 1).unwrap();
        let put = [
            (3, 0, Value::Text("Café")),
            (3, 2, Value::Number(-0.25)),
            (3, 7, Value::Date(day)),
            (9, 1, Value::Bool(true)),
            (9, 16_383, Value::Error("#N/A")),
        ];
        let sheet = sheet(&put).unwrap();
        assert_eq!(sheet.row_count(), 2);
        for (row, column, value) in put {
            let i = (0..2).find(|&i| sheet.row_number(i) == row).unwrap();
            assert_eq!(sheet.value(i, column), value);
        }
        assert_eq!((sheet.width(0), sheet.width(1), sheet.max_width()), (8, 16_384, 16_384));
        assert_eq!(sheet.value(0, 1), Value::Empty, "a gap");
        assert_eq!(sheet.value(0, 99), Value::Empty, "beyond the end");
        assert_eq!(sheet.cells(1).map(|(column, _)| column).collect::<Vec<_>>(), [1, 16_383]);
    }

    #[test]
    fn a_cell_takes_eight_bytes() {
        assert_eq!(size_of::<Cell>(), 8);
    }

    #[test]
    fn equal_texts_share_an_id_and_ids_list_the_distinct_texts() {
        let words: Vec<String> = (0..1000).map(|n| format!("t{}", n % 300)).collect();
        let cells: Vec<_> = words.iter().enumerate().map(|(i, w)| (i as u32 + 1, 0, Value::Text(w))).collect();
        let sheet = sheet(&cells).unwrap();
        assert_eq!(sheet.distinct_texts().len(), 300);
        assert_eq!(sheet.text_id(0, 0), sheet.text_id(300, 0));
        let listed: Vec<&str> = sheet.distinct_texts().collect();
        assert_eq!(listed[sheet.text_id(299, 0).unwrap() as usize], "t299");
        assert_eq!(sheet.text(5), "t5");
        assert_eq!(sheet.text_id(0, 1), None);
    }

    #[test]
    fn rows_of_blanks_are_no_rows() {
        let sheet = sheet(&[
            (1, 0, Value::Text("a")),
            (2, 0, Value::Text(" \u{a0}")),
            (3, 4, Value::Text("")),
            (4, 0, Value::Bool(false)),
        ]);
        let sheet = sheet.unwrap();
        assert_eq!((0..sheet.row_count()).map(|i| sheet.row_number(i)).collect::<Vec<_>>(), [1, 4]);
    }

    #[test]
    fn cells_out_of_order_are_put_in_order() {
        let put = [
            (5, 1, Value::Number(51.0)),
            (2, 3, Value::Number(23.0)),
            (2, 0, Value::Number(20.0)),
            (5, 0, Value::Number(50.0)),
        ];
        let sheet = sheet(&put).unwrap();
        assert_eq!((sheet.row_number(0), sheet.row_number(1), sheet.width(0)), (2, 5, 4));
        assert_eq!((sheet.value(0, 0), sheet.value(0, 3)), (Value::Number(20.0), Value::Number(23.0)));
        assert_eq!((sheet.value(1, 0), sheet.value(1, 1)), (Value::Number(50.0), Value::Number(51.0)));
    }

    #[test]
    fn one_address_twice_and_addresses_off_the_grid_are_refused() {
        let twice = sheet(&[(2, 1, Value::Bool(true)), (2, 1, Value::Bool(false))]).unwrap_err();
        assert!(twice.message.contains("B2 is there twice"), "{twice}");
        assert!(sheet(&[(0, 0, Value::Bool(true))]).is_err());
        assert!(sheet(&[(MAX_ROWS + 1, 0, Value::Bool(true))]).is_err());
        assert!(SheetBuilder::of_text("t").put(MAX_ROWS + 1, 0, Value::Bool(true)).is_ok(), "text has no last row");
        assert!(sheet(&[(1, MAX_COLUMNS, Value::Bool(true))]).is_err());
        let corner = sheet(&[(1, 0, Value::Bool(true)), (MAX_ROWS, MAX_COLUMNS - 1, Value::Bool(true))]).unwrap_err();
        assert!(corner.message.contains("1048576 rows and 16384 columns is larger than the limit"), "{corner}");
    }

    #[test]
    fn nul_characters_between_letters_are_removed_and_counted() {
        let mut builder = SheetBuilder::new("s", true);
        builder.put(1, 0, Value::Text("a\0b\0")).unwrap();
        builder.put(2, 0, Value::Text("ab")).unwrap();
        assert_eq!(builder.texts_with_nul(), 1);
        let sheet = builder.finish().unwrap();
        assert_eq!(sheet.value(0, 0), Value::Text("ab"));
        assert_eq!(sheet.text_id(0, 0), sheet.text_id(1, 0));
    }
}
