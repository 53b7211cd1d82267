//! Making a sheet from the cells that a reader meets, in whatever order, within limits.

use std::hash::BuildHasher;

use chrono::Datelike;
use foldhash::fast::RandomState;

use super::grid::{Cell, ERRORS, Hidden, Kind, Merge, Row, Sheet, Texts, Value};
use crate::definitions::Limits;
use crate::fault::Fault;
use crate::finding::column_letter;

/// The grid of Excel: what lies outside it is no cell.
pub const MAX_ROWS: u32 = 1_048_576;
pub const MAX_COLUMNS: u32 = 16_384;
/// What a cell of Excel can hold, in UTF-16 units.
pub(super) const MAX_TEXT: usize = 32_767;

/// The code of a row with a text that no cell can hold.
pub(super) const TEXT_TOO_LONG: &str = "text_too_long";

/// Takes cells as a reader meets them and makes the sheet.
///
/// `put` takes a cell at any address. A reader that goes row by row opens each row and pushes its cells,
/// which is faster: limits are looked at once a row.
#[derive(Debug)]
pub struct SheetBuilder {
    sheet: Sheet,
    interner: Interner,
    max_cells: u64,
    max_area: u64,
    /// Whether the row in hand has a cell that is not blank.
    inked: bool,
    /// Cells did not come in order and have to be sorted at the end.
    disordered: bool,
    /// The first column that keeps the row in hand in order.
    next_column: u32,
    /// As `Row::taken` of the row in hand.
    columns: u64,
    /// Of rows that were dropped because all their cells are blank.
    blank_cells: u64,
    last_row: u32,
    leftmost: u32,
    rightmost: u32,
    topmost: u32,
    bottom: u32,
}

impl SheetBuilder {
    pub fn new(name: impl Into<String>, visible: bool, limits: &Limits) -> Self {
        SheetBuilder {
            sheet: Sheet {
                name: name.into(),
                visible,
                hidden: Hidden::default(),
                merges: Vec::new(),
                counted: None,
                rows: Vec::new(),
                cells: Vec::new(),
                numbers: Vec::new(),
                texts: Texts::default(),
                row_faults: Vec::new(),
                long_texts: Vec::new(),
            },
            interner: Interner::default(),
            max_cells: limits.cells_per_sheet,
            max_area: limits.used_range,
            inked: true,
            disordered: false,
            next_column: 0,
            columns: 0,
            blank_cells: 0,
            last_row: MAX_ROWS,
            leftmost: u32::MAX,
            rightmost: 0,
            topmost: u32::MAX,
            bottom: 0,
        }
    }

    /// The table of a text file, which has no last row.
    pub fn of_text(name: impl Into<String>, limits: &Limits) -> Self {
        SheetBuilder { last_row: u32::MAX, ..SheetBuilder::new(name, true, limits) }
    }

    pub fn name(&self) -> &str {
        &self.sheet.name
    }

    /// Cells that were joined into one.
    pub(super) fn join(&mut self, merges: impl IntoIterator<Item = Merge>) {
        self.sheet.merges.extend(merges);
    }

    /// Puts a value at a row (1-based) and a column (0-based). Empty values and empty texts are no cells.
    pub fn put(&mut self, row: u32, column: u32, value: Value<'_>) -> Result<(), Fault> {
        if value == Value::Empty || value == Value::Text("") {
            return Ok(());
        }
        if column >= MAX_COLUMNS {
            return Err(self.outside());
        }
        if self.sheet.rows.last().is_none_or(|open| open.number != row) {
            self.open_row(row)?;
        }
        match value {
            Value::Empty => {}
            Value::Text(text) => {
                let id = self.intern(text)?;
                self.push_text(column, id);
            }
            Value::Number(number) => self.push_number(column, number),
            Value::Date(date) => self.push(column, Kind::Date, date.num_days_from_ce() as u32),
            Value::Bool(flag) => self.push(column, Kind::Bool, u32::from(flag)),
            Value::Error(shown) => {
                let at = ERRORS.iter().position(|&known| known == shown).unwrap_or(ERRORS.len() - 1);
                self.push(column, Kind::Error, at as u32);
            }
        }
        self.check(column, column)
    }

    /// Begins a row (1-based); its cells are pushed next.
    pub(super) fn open_row(&mut self, row: u32) -> Result<(), Fault> {
        if row == 0 || row > self.last_row {
            return Err(self.outside());
        }
        self.end_row()?;
        self.disordered |= self.sheet.rows.last().is_some_and(|last| last.number >= row);
        self.sheet.rows.push(Row::new(row, self.sheet.cells.len()));
        (self.inked, self.next_column) = (false, 0);
        Ok(())
    }

    /// A cell of the open row that is not blank. `payload` is as `Cell` has it.
    #[inline]
    pub(super) fn push(&mut self, column: u32, kind: Kind, payload: u32) {
        self.inked = true;
        self.place(column, kind, payload);
    }

    #[inline]
    fn place(&mut self, column: u32, kind: Kind, payload: u32) {
        self.disordered |= column < self.next_column;
        self.next_column = column + 1;
        self.columns |= Row::bit(column);
        self.sheet.cells.push(Cell { payload, column: column as u16, kind });
    }

    #[inline]
    pub(super) fn push_number(&mut self, column: u32, number: f64) {
        self.push(column, Kind::Number, self.sheet.numbers.len() as u32);
        self.sheet.numbers.push(number);
    }

    fn push_text(&mut self, column: u32, id: u32) {
        self.place(column, Kind::Text, id);
        let shape = self.interner.shapes[id as usize];
        self.inked |= shape != Shape::Blank;
        if shape == Shape::Long {
            self.note_long(column);
        }
    }

    /// The id of the text that was put last, when it is neither blank nor too long: then it may be pushed.
    pub(super) fn plain_text_just_put(&self) -> Option<u32> {
        let cell = self.sheet.cells.last().filter(|cell| cell.kind == Kind::Text)?;
        (self.interner.shapes[cell.payload as usize] == Shape::Plain).then_some(cell.payload)
    }

    #[cold]
    fn note_long(&mut self, column: u32) {
        if let Some(row) = self.sheet.rows.last() {
            self.sheet.long_texts.push((row.number, column));
        }
    }

    /// The id of a text on this sheet.
    fn intern(&mut self, text: &str) -> Result<u32, Fault> {
        // Offsets into the texts are 32 bits wide.
        if self.sheet.texts.buffer.len() + text.len() > u32::MAX as usize {
            return Err(Fault::refused(format!("{}: more than 4 GB of text", self.whose()))
                .hint("split the return over several files"));
        }
        Ok(self.interner.intern(&mut self.sheet.texts, text))
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

    /// Cells that were put or pushed so far, those of dropped rows included.
    pub(super) fn taken(&self) -> u64 {
        self.sheet.cells.len() as u64 + self.blank_cells
    }

    /// Cells of the rows that were dropped because nothing in them can be seen.
    pub(super) fn blank_cells(&self) -> u64 {
        self.blank_cells
    }

    /// Closes the sheet.
    pub fn finish(mut self) -> Result<Sheet, Fault> {
        self.end_row()?;
        if self.disordered {
            self.sort()?;
        }
        let sheet = &mut self.sheet;
        sheet.rows.shrink_to_fit();
        sheet.cells.shrink_to_fit();
        sheet.numbers.shrink_to_fit();
        sheet.texts.shrink_to_fit();
        let place = |&(row, _): &(u32, u32)| sheet.rows.binary_search_by_key(&row, |row| row.number).ok();
        let long: Vec<usize> = sheet.long_texts.iter().filter_map(place).collect();
        sheet.add_row_faults(long.into_iter().map(|row| (row, TEXT_TOO_LONG)));
        Ok(self.sheet)
    }

    /// Refuses a sheet that has grown beyond the limits with cells of the open row from one column to another.
    pub(super) fn check(&mut self, first: u32, last: u32) -> Result<(), Fault> {
        let row = self.sheet.rows.last().map_or(self.topmost, |row| row.number);
        (self.leftmost, self.rightmost) = (self.leftmost.min(first), self.rightmost.max(last));
        (self.topmost, self.bottom) = (self.topmost.min(row), self.bottom.max(row));
        if self.sheet.cells.len() as u64 > self.max_cells {
            return Err(self.too_large(format!("more than the limit of {} cells", self.max_cells), "cells_per_sheet"));
        }
        let (height, width) = (self.bottom - self.topmost + 1, self.rightmost - self.leftmost + 1);
        if u64::from(height) * u64::from(width) > self.max_area {
            let what = format!("the used range of {height} rows and {width} columns is larger than the limit");
            return Err(self.too_large(what, "used_range"));
        }
        Ok(())
    }

    fn too_large(&self, what: String, setting: &str) -> Fault {
        Fault::refused(format!("{}: {what}", self.whose())).hint(format!(
            "delete what lies far outside the table, or split the return over several files (the limit is `{setting}` \
             under [limits] in quarterdeck.toml)"
        ))
    }

    fn outside(&self) -> Fault {
        Fault::refused(format!(
            "{}: a cell's address lies outside the grid of {MAX_ROWS} rows and {MAX_COLUMNS} columns",
            self.whose()
        ))
        .hint("the file is damaged or was not made by a spreadsheet program: ask the sender for a fresh export")
    }

    pub(super) fn whose(&self) -> String {
        format!("sheet `{}`", crate::fault::printable(&self.sheet.name))
    }

    /// The first and the last column of the open row.
    fn row_ends(&self) -> Option<(u32, u32)> {
        let cells = &self.sheet.cells[self.sheet.rows.last()?.start as usize..];
        let (first, last) = (u32::from(cells.first()?.column), u32::from(cells.last()?.column));
        if !self.disordered {
            return Some((first, last));
        }
        let columns = || cells.iter().map(|cell| u32::from(cell.column));
        Some((columns().min()?, columns().max()?))
    }

    /// Closes the open row. A row of blank cells only is no row.
    pub(super) fn end_row(&mut self) -> Result<(), Fault> {
        if let Some((first, last)) = self.row_ends() {
            self.check(first, last)?;
            self.set_width(last + 1);
        }
        let columns = std::mem::take(&mut self.columns);
        if let Some(row) = self.sheet.rows.last_mut() {
            row.taken |= columns;
        }
        if !std::mem::replace(&mut self.inked, true)
            && let Some(row) = self.sheet.rows.pop()
        {
            self.blank_cells += (self.sheet.cells.len() - row.start as usize) as u64;
            self.sheet.cells.truncate(row.start as usize);
        }
        Ok(())
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
                self.sheet.rows.push(Row::new(number, self.sheet.cells.len()));
            }
            self.sheet.cells.push(cell);
            self.set_width(u32::from(cell.column) + 1);
            if let Some(row) = self.sheet.rows.last_mut() {
                row.taken |= Row::bit(u32::from(cell.column));
            }
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
    shapes: Vec<Shape>,
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
        if memchr::memchr(0, text.as_bytes()).is_some() {
            self.nul_removed += 1;
            return self.intern(texts, &text.replace('\0', ""));
        }
        let id = texts.push(text);
        self.slots[slot] = id + 1;
        self.hashes.push(hash);
        self.shapes.push(Shape::of(text));
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

/// What matters of a text besides its characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Blank,
    Plain,
    /// Longer than a cell can hold.
    Long,
}

impl Shape {
    fn of(text: &str) -> Shape {
        if text.chars().all(char::is_whitespace) {
            Shape::Blank
        } else if text.len() > MAX_TEXT && text.encode_utf16().count() > MAX_TEXT {
            Shape::Long
        } else {
            Shape::Plain
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn sheet(cells: &[(u32, u32, Value<'_>)]) -> Result<Sheet, Fault> {
        let mut builder = SheetBuilder::new("People", true, &Limits::default());
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
        assert!(
            SheetBuilder::of_text("t", &Limits::default()).put(MAX_ROWS + 1, 0, Value::Bool(true)).is_ok(),
            "text has no last row"
        );
        assert!(sheet(&[(1, MAX_COLUMNS, Value::Bool(true))]).is_err());
        let corner = sheet(&[(1, 0, Value::Bool(true)), (MAX_ROWS, MAX_COLUMNS - 1, Value::Bool(true))]).unwrap_err();
        assert!(corner.message.contains("1048576 rows and 16384 columns is larger than the limit"), "{corner}");
    }

    #[test]
    fn nul_characters_between_letters_are_removed_and_counted() {
        let mut builder = SheetBuilder::new("s", true, &Limits::default());
        builder.put(1, 0, Value::Text("a\0b\0")).unwrap();
        builder.put(2, 0, Value::Text("ab")).unwrap();
        assert_eq!(builder.texts_with_nul(), 1);
        let sheet = builder.finish().unwrap();
        assert_eq!(sheet.value(0, 0), Value::Text("ab"));
        assert_eq!(sheet.text_id(0, 0), sheet.text_id(1, 0));
    }
}
