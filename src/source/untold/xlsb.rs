//! Binary workbooks: records of a type and a length; a few of them say what is hidden and joined, and each cell is one.

use std::ops::RangeInclusive;

use super::super::builder::{MAX_COLUMNS, MAX_ROWS};
use super::super::directory::{Directory, Part};
use super::super::grid::Merge;
use super::super::unpack::Unpacking;
use super::super::xlsx;
use super::{Untold, u32_at as number};
use crate::fault::Fault;

const WORKBOOK: &str = "xl/workbook.bin";

// Types of records, as [MS-XLSB] 2.3.1 numbers them.
const ROW_HEADER: u16 = 0;
const COLUMNS: u16 = 60;
const SHEET: u16 = 156;
const MERGED: u16 = 176;
/// Cells that hold something: numbers, texts, marks, errors, results of formulas.
const CELLS: RangeInclusive<u16> = 2..=11;
const RICH_TEXT: u16 = 62;
const ERROR_OF_FORMULA: u16 = 11;

/// The errors of cells as files number them.
const ERRORS: [(u8, &str); 8] = [
    (0x00, "#NULL!"),
    (0x07, "#DIV/0!"),
    (0x0f, "#VALUE!"),
    (0x17, "#REF!"),
    (0x1d, "#NAME?"),
    (0x24, "#NUM!"),
    (0x2a, "#N/A"),
    (0x2b, "#GETTING_DATA"),
];

/// Says of each sheet what it hides and joins. What cannot be followed is left to the reader of the cells, which
/// refuses it in its own words.
pub(in super::super) fn look(directory: &Directory<'_>) -> Result<Vec<Untold>, Fault> {
    let Some(workbook) = directory.part(WORKBOOK) else { return Ok(Vec::new()) };
    let targets = xlsx::targets(directory, WORKBOOK)?;
    let mut records = Records::of(directory, workbook)?;
    let mut sheets = Vec::new();
    while let Some(kind) = records.next()? {
        let named = (kind == SHEET).then(|| sheet_named(&records.data)).flatten();
        let Some((id, name)) = named else { continue };
        if let Some(part) = targets.get(&id).and_then(|target| directory.part(target)) {
            sheets.push(sheet(Records::of(directory, part)?, name)?);
        }
    }
    Ok(sheets)
}

/// The reference to a sheet's part, and the sheet's name.
fn sheet_named(data: &[u8]) -> Option<(String, String)> {
    let (id, rest) = text(data.get(8..)?)?;
    Some((id, text(rest)?.0))
}

fn text(data: &[u8]) -> Option<(String, &[u8])> {
    let bytes = usize::try_from(number(data, 0)?).ok()?.checked_mul(2)?;
    let units = data.get(4..)?.get(..bytes)?.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    Some((char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect(), &data[4 + bytes..]))
}

fn sheet(mut records: Records<'_>, name: String) -> Result<Untold, Fault> {
    let mut untold = Untold::of(name);
    let mut row = 0;
    while let Some(kind) = records.next()? {
        let data = &records.data;
        untold.cells += u64::from(CELLS.contains(&kind) || kind == RICH_TEXT);
        if kind == ROW_HEADER {
            row = number(data, 0).unwrap_or(MAX_ROWS);
        }
        match kind {
            ERROR_OF_FORMULA => {
                let error = data.get(8).and_then(|error| ERRORS.iter().find(|(known, _)| known == error));
                let place = number(data, 0).zip(error);
                untold.errors.extend(place.map(|(column, (_, error))| (row.saturating_add(1), column, *error)));
            }
            // Height nought: the fifth bit of the twelfth byte.
            ROW_HEADER if data.get(11).is_some_and(|bits| bits & 0x10 != 0) => {
                if let Some(row) = number(data, 0).filter(|row| *row < MAX_ROWS) {
                    untold.hide_rows(row + 1, 1);
                }
            }
            COLUMNS if data.get(16).is_some_and(|bits| bits & 1 != 0) => {
                let ends = number(data, 0).zip(number(data, 4)).filter(|(first, last)| first <= last);
                if let Some((first, last)) = ends.filter(|(first, _)| *first < MAX_COLUMNS) {
                    untold.hide_columns(first, last - first + 1);
                }
            }
            MERGED => untold.merges.extend(merge(data)),
            _ => {}
        }
    }
    Ok(untold.in_order())
}

fn merge(data: &[u8]) -> Option<Merge> {
    let [first_row, last_row, first_column, last_column] = [0, 4, 8, 12].map(|at| number(data, at));
    let (first_row, last_row, first_column, last_column) = (first_row?, last_row?, first_column?, last_column?);
    let inside =
        first_row <= last_row && last_row < MAX_ROWS && first_column <= last_column && last_column < MAX_COLUMNS;
    inside.then_some(Merge { first_row: first_row + 1, last_row: last_row + 1, first_column, last_column })
}

/// The records of a part, one after the other.
struct Records<'a> {
    part: Unpacking<'a>,
    block: Vec<u8>,
    at: usize,
    filled: usize,
    /// The beginning of the record in hand: no record that is looked at is longer.
    data: Vec<u8>,
}

const LONGEST: usize = 4096;

impl<'a> Records<'a> {
    fn of(directory: &'a Directory<'_>, part: &'a Part) -> Result<Self, Fault> {
        let part = directory.unpack(part)?;
        Ok(Records { part, block: vec![0; 64 << 10], at: 0, filled: 0, data: Vec::new() })
    }

    /// The type of the next record; none where the part ends, be it in the middle of one.
    fn next(&mut self) -> Result<Option<u16>, Fault> {
        let Some(kind) = self.varying(2)? else { return Ok(None) };
        let Some(length) = self.varying(4)? else { return Ok(None) };
        self.data.clear();
        let mut left = length as usize;
        while left > 0 {
            if self.is_at_end()? {
                return Ok(None);
            }
            let piece = left.min(self.filled - self.at);
            let kept = piece.min(LONGEST.saturating_sub(self.data.len()));
            self.data.extend(&self.block[self.at..self.at + kept]);
            (self.at, left) = (self.at + piece, left - piece);
        }
        Ok(Some(kind as u16))
    }

    /// A number in as many bytes as it needs, seven bits in each.
    fn varying(&mut self, most: u32) -> Result<Option<u32>, Fault> {
        let mut number = 0;
        for place in 0..most {
            if self.is_at_end()? {
                return Ok(None);
            }
            let byte = self.block[self.at];
            self.at += 1;
            number |= u32::from(byte & 0x7f) << (7 * place);
            if byte & 0x80 == 0 {
                break;
            }
        }
        Ok(Some(number))
    }

    fn is_at_end(&mut self) -> Result<bool, Fault> {
        if self.at == self.filled {
            (self.at, self.filled) = (0, self.part.read(&mut self.block)?);
        }
        Ok(self.filled == 0)
    }
}
