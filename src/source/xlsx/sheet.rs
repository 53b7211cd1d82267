//! One worksheet: rows and cells in every form that the format allows. `fast.rs` takes the common shapes first.

use super::super::builder::MAX_COLUMNS;
use super::super::grid::Sheet;
use super::book::{SheetEntry, is_true};
use super::delivery::{Delivery, Uncalculated};
use super::strings::Item;
use super::tally::Tally;
use super::value::{Cell, Content};
use super::xml::{Event, Xml};
use super::{Shared, address, fast};
use crate::fault::Fault;

/// A sheet, and what a person has to be told of it.
pub(super) struct SheetRead {
    pub sheet: Sheet,
    pub texts_with_nul: usize,
    pub uncalculated: Uncalculated,
}

/// Reads a worksheet's part to its end.
pub(super) fn read(xml: &mut Xml<'_>, entry: &SheetEntry, shared: &Shared<'_>) -> Result<SheetRead, Fault> {
    xml.window.begin_tally();
    if xml.next()? != Event::Start || xml.name() != b"worksheet" {
        return Err(xml.wrong("it does not begin with `worksheet`"));
    }
    let to = Delivery::new(entry, shared);
    let mut reader =
        SheetReader { xml, to, cell: Cell::default(), item: Item::default(), has_data: false, is_placed: false };
    let (mut hidden_rows, mut hidden_columns, mut merges) = (Vec::new(), Vec::new(), Vec::new());
    loop {
        match reader.xml.next()? {
            Event::Start => match reader.xml.name() {
                b"sheetData" => reader.rows(&mut hidden_rows)?,
                b"cols" => reader.each("col", |xml| {
                    hidden_columns.extend(hidden_columns_of(xml)?);
                    Ok(())
                })?,
                b"mergeCells" => reader.each("mergeCell", |xml| {
                    merges.extend(xml.attribute("ref")?.and_then(|range| address::range(&range)));
                    Ok(())
                })?,
                _ => reader.skip()?,
            },
            Event::End | Event::Text => {}
            Event::Done => break,
        }
    }
    let counted = reader.to.account(reader.xml.window.tally())?;
    let Delivery { builder, uncalculated, .. } = reader.to;
    let texts_with_nul = builder.texts_with_nul();
    let mut sheet = builder.finish()?;
    sheet.counted = Some(counted);
    (sheet.hidden.rows, sheet.hidden.columns) = (joined(hidden_rows), joined(hidden_columns));
    sheet.merges = merges;
    Ok(SheetRead { sheet, texts_with_nul, uncalculated })
}

struct SheetReader<'x, 'w, 's> {
    xml: &'x mut Xml<'w>,
    to: Delivery<'s>,
    cell: Cell,
    item: Item,
    has_data: bool,
    /// Whether the open row's place is known, by its own number or by a cell's address.
    is_placed: bool,
}

impl SheetReader<'_, '_, '_> {
    fn skip(&mut self) -> Result<(), Fault> {
        let inside = self.xml.skip()?;
        self.to.seen.elsewhere.rows += inside.rows;
        self.to.seen.elsewhere.cells += inside.cells;
        Ok(())
    }

    /// The same among rows and cells, which do not stand in each other.
    fn skip_in_data(&mut self) -> Result<(), Fault> {
        match self.xml.name() {
            b"row" | b"c" => Err(self.xml.wrong("a row or a cell stands where none may")),
            _ => match self.xml.skip()? {
                Tally { rows: 0, cells: 0, .. } => Ok(()),
                // Alternatives for another version of the program: nothing says which of them count.
                _ => Err(self.xml.wrong("a row or a cell stands where none may")),
            },
        }
    }

    /// The same inside of a cell, whose extensions may hold anything.
    fn skip_in_cell(&mut self) -> Result<(), Fault> {
        match self.xml.name() {
            b"row" | b"c" => self.skip_in_data(),
            _ => self.skip(),
        }
    }

    /// Shows the elements of one name in the element that was started.
    fn each(&mut self, name: &str, mut look: impl FnMut(&Xml<'_>) -> Result<(), Fault>) -> Result<(), Fault> {
        loop {
            match self.xml.next()? {
                Event::Start => {
                    if self.xml.name() == name.as_bytes() {
                        look(self.xml)?;
                    }
                    self.skip()?;
                }
                Event::End => return Ok(()),
                Event::Text => {}
                Event::Done => return Err(self.xml.ends_early()),
            }
        }
    }

    /// The rows of `sheetData`.
    fn rows(&mut self, hidden: &mut Vec<(u32, u32)>) -> Result<(), Fault> {
        if std::mem::replace(&mut self.has_data, true) {
            return Err(self.xml.wrong("it holds a second table of cells"));
        }
        loop {
            match self.xml.next()? {
                Event::Start if self.xml.name() == b"row" => {
                    hidden.extend(self.begin_row()?);
                    self.cells()?;
                }
                Event::Start => self.skip_in_data()?,
                Event::End => return Ok(()),
                Event::Text => {}
                Event::Done => return Err(self.xml.ends_early()),
            }
        }
    }

    /// Begins a row and says whether it is hidden, or without height, which is the same to a reader.
    fn begin_row(&mut self) -> Result<Option<(u32, u32)>, Fault> {
        let own = self.xml.attribute("r")?;
        let is_numbered = own.is_some();
        let number = match own {
            Some(text) => address::row(text.trim()).ok_or_else(|| self.to.invalid("a row's number"))?,
            None => self.to.row + 1,
        };
        self.is_placed = is_numbered;
        self.to.begin_row(number)?;
        let is_hidden = self.xml.attribute("hidden")?.is_some_and(|value| is_true(&value));
        let is_flat = self.xml.attribute("ht")?.is_some_and(|height| height.trim().parse() == Ok(0.0));
        Ok((is_hidden || is_flat).then_some((number, number)))
    }

    /// The cells of the row that was started.
    fn cells(&mut self) -> Result<(), Fault> {
        let is_plain = self.xml.is_plain();
        loop {
            if is_plain {
                fast::take_cells(self.xml, &mut self.to)?;
            }
            match self.xml.next()? {
                Event::Start if self.xml.name() == b"c" => self.any_cell()?,
                Event::Start => self.skip_in_data()?,
                Event::End => return Ok(()),
                Event::Text => {}
                Event::Done => return Err(self.xml.ends_early()),
            }
        }
    }

    /// A cell in any form.
    fn any_cell(&mut self) -> Result<(), Fault> {
        self.to.seen.cells += 1;
        let (row, column) = match self.xml.attribute("r")? {
            Some(text) => address::cell(text.trim()).ok_or_else(|| self.to.invalid("a cell's address"))?,
            None if self.to.column < MAX_COLUMNS => (self.to.row, self.to.column),
            None => return Err(self.to.invalid("a cell's address behind the last column")),
        };
        // A row without a number is where its first cell says; the others stand beside it.
        let is_first = !std::mem::replace(&mut self.is_placed, true) && self.to.column == 0;
        if is_first && row != self.to.row {
            self.to.move_row(row)?;
        } else if row != self.to.row {
            return Err(self.to.wrong_cell(row, column, &format!("it stands in row {}", self.to.row)));
        }
        self.to.column = column + 1;
        self.cell.begin(self.xml)?;
        loop {
            match self.xml.next()? {
                Event::Start => match self.xml.name() {
                    b"v" if !self.cell.has_value => {
                        self.cell.has_value = true;
                        self.xml.text_of(&mut self.cell.raw)?;
                    }
                    b"is" if self.cell.text.is_none() => {
                        self.cell.text = Some(self.item.read(self.xml)?.to_owned());
                    }
                    b"v" | b"is" => return Err(self.to.wrong_cell(row, column, "it has two values")),
                    b"f" => {
                        self.cell.is_formula = true;
                        self.xml.skip_in_value()?;
                    }
                    _ => self.skip_in_cell()?,
                },
                Event::End => break,
                Event::Text => {}
                Event::Done => return Err(self.xml.ends_early()),
            }
        }
        match self.cell.content(self.to.shared) {
            Ok(Content::Shared(index)) => self.to.put_shared(row, column, index),
            Ok(Content::Text(text)) => self.to.put(row, column, super::Value::Text(&text)),
            Ok(Content::Value(value)) => self.to.put(row, column, value),
            Err(why) => Err(self.to.wrong_cell(row, column, &why)),
        }
    }
}

/// Hidden columns, and those without width.
fn hidden_columns_of(xml: &Xml<'_>) -> Result<Option<(u32, u32)>, Fault> {
    let number = |name| Ok::<_, Fault>(xml.attribute(name)?.and_then(|value| value.trim().parse::<u32>().ok()));
    let is_hidden = xml.attribute("hidden")?.is_some_and(|value| is_true(&value));
    let is_narrow = xml.attribute("width")?.is_some_and(|width| width.trim().parse() == Ok(0.0));
    let (Some(first), Some(last)) = (number("min")?, number("max")?) else { return Ok(None) };
    let last = last.min(MAX_COLUMNS);
    Ok(((is_hidden || is_narrow) && first >= 1 && first <= last).then(|| (first - 1, last - 1)))
}

/// Ranges in order, those that touch made one.
fn joined(mut ranges: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    ranges.sort_unstable();
    let mut out: Vec<(u32, u32)> = Vec::new();
    for (first, last) in ranges {
        match out.last_mut() {
            Some(before) if first <= before.1 + 1 => before.1 = before.1.max(last),
            _ => out.push((first, last)),
        }
    }
    out
}
