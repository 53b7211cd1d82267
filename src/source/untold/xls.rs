//! Workbooks of Excel 97 to 2003: a stream of records, some of which say what is hidden. Joined cells calamine tells.
//!
//! Nothing in such a file proves that it is whole: no sum, no count of cells. What a reader does not know it passes
//! over, and where it meets an end it stops. So the records are followed here to where each sheet must end, and
//! cells are counted on the way.

use super::super::builder::MAX_COLUMNS;
use super::super::directory::password;
use super::super::workbook::damaged;
use super::Untold;
use super::xls_cells::CellTable;
use super::{sectors, u16_at, u32_at};
use crate::fault::{Fault, printable};

// Types of records, as [MS-XLS] 2.3 numbers them.
const BEGIN: u16 = 0x0809;
const END: u16 = 0x000a;
const LOCKED: u16 = 0x002f;
const SHEET: u16 = 0x0085;
const ROW: u16 = 0x0208;
const COLUMNS: u16 = 0x007d;

/// The versions of records: of Excel 97, in which each text says how it is written, and of 5 and 95.
const EXCEL_97: u16 = 0x0600;
const EXCEL_5: u16 = 0x0500;

/// What a sheet's entry in the list says that it is; a module may have no records.
const WORKSHEET: u8 = 0;
const MACROS: u8 = 1;
const CHART: u8 = 2;
const MODULE: u8 = 6;

/// Says of each sheet in the list what it hides, and how many cells it has.
pub(in super::super) fn look(bytes: &[u8]) -> Result<Vec<Untold>, Fault> {
    let stream = sectors::workbook(bytes).ok_or_else(|| damaged("the stream of its records cannot be followed"))?;
    let version =
        Records::at(&stream, 0).next().filter(|record| record.kind == BEGIN).and_then(|it| u16_at(it.data, 0));
    let is_97 = match version {
        Some(EXCEL_97) => true,
        Some(EXCEL_5) => false,
        _ => return Err(damaged("its records do not begin as those of Excel 5 to 2003 do")),
    };
    let (mut listed, mut records) = (Vec::new(), Records::at(&stream, 0));
    for record in records.by_ref().take_while(|record| record.kind != END) {
        match record.kind {
            LOCKED => return Err(password()),
            SHEET => listed.push(Listed::of(record.data, is_97).ok_or_else(|| damaged("its list of sheets"))?),
            _ => {}
        }
    }
    let mut pieces = Vec::new();
    let mut untold = Vec::new();
    for sheet in &listed {
        let (own, end) = walk(&stream, sheet, is_97)?;
        if end > sheet.from {
            pieces.push((sheet.from, end));
        }
        untold.push(own);
    }
    pieces.sort_unstable();
    follow_each_other(&stream, records.at, &pieces)?;
    Ok(untold)
}

/// Refuses a stream in which something stands between the sheets that are listed, or behind the last: a sheet whose
/// end was met too early, or one that has gone from the list.
fn follow_each_other(stream: &[u8], globals: usize, pieces: &[(usize, usize)]) -> Result<(), Fault> {
    let mut at = globals;
    for (from, end) in pieces {
        if *from != at {
            return Err(damaged("records of a sheet go on behind its end, or belong to no sheet that is listed"));
        }
        at = *end;
    }
    match stream[at..].iter().all(|byte| *byte == 0) {
        true => Ok(()),
        false => Err(damaged("records go on behind the end of its last sheet")),
    }
}

/// A sheet in the list of a workbook.
struct Listed {
    from: usize,
    kind: u8,
    name: String,
}

impl Listed {
    fn of(data: &[u8], is_97: bool) -> Option<Self> {
        Some(Listed { from: u32_at(data, 0)? as usize, kind: *data.get(5)?, name: name(data.get(6..)?, is_97)? })
    }
}

impl Listed {
    /// Whether the records of a sheet say of what kind it is as the list does.
    fn is_one(&self, kind: Option<u16>) -> bool {
        let listed = match self.kind {
            WORKSHEET => 0x0010,
            MACROS => 0x0040,
            CHART => 0x0020,
            _ => return true,
        };
        kind == Some(listed)
    }
}

/// A short text: how many characters, and where it says so whether they take two bytes each.
fn name(data: &[u8], is_97: bool) -> Option<String> {
    let many = usize::from(*data.first()?);
    let (is_wide, chars) = if is_97 { (data.get(1)? & 1 == 1, data.get(2..)?) } else { (false, data.get(1..)?) };
    let narrow = || Some(chars.get(..many)?.iter().map(|byte| char::from(*byte)).collect());
    let wide = || {
        let units = chars.get(..2 * many)?.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
        Some(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
    };
    let text: Option<String> = if is_wide { wide() } else { narrow() };
    text.map(|text| text.replace('\0', ""))
}

/// Follows the records of a sheet to its end: what it hides, its cells, and where the end is.
fn walk(stream: &[u8], sheet: &Listed, is_97: bool) -> Result<(Untold, usize), Fault> {
    let broken = |why: &str| damaged(&format!("sheet `{}`: {why}", printable(&sheet.name)));
    let mut untold = Untold::of(sheet.name.as_str());
    let mut records = Records::at(stream, sheet.from);
    let mut cells = CellTable::new(is_97);
    let mut depth = 0u32;
    while let Some(Record { kind, data }) = records.next() {
        match kind {
            BEGIN if depth == 0 && !sheet.is_one(u16_at(data, 2)) => {
                return Err(broken("the list of sheets says that it is something else"));
            }
            BEGIN => depth += 1,
            _ if depth == 0 && sheet.kind == MODULE => return Ok((untold.in_order(), sheet.from)),
            _ if depth == 0 => return Err(broken("its records do not begin as those of a sheet do")),
            END if !data.is_empty() => return Err(broken("a record in the middle of it says that it ends there")),
            END if depth == 1 => {
                if sheet.kind == WORKSHEET {
                    untold.cells = cells.count().map_err(|why| broken(&why))?;
                }
                return Ok((untold.in_order(), records.at));
            }
            END => depth -= 1,
            // A chart on the sheet has records of its own.
            _ if depth == 1 && sheet.kind == WORKSHEET => {
                cells.take(kind, data).map_err(|why| broken(&why))?;
                untold.hide(kind, data);
            }
            _ => {}
        }
    }
    Err(broken("its records end in the middle of it"))
}

impl Untold {
    /// What one record of a sheet hides.
    fn hide(&mut self, kind: u16, data: &[u8]) {
        match kind {
            ROW if u16_at(data, 12).is_some_and(|bits| bits & 0x20 != 0) => {
                u16_at(data, 0).into_iter().for_each(|row| self.hide_rows(u32::from(row) + 1, 1));
            }
            COLUMNS if u16_at(data, 8).is_some_and(|bits| bits & 1 != 0) => {
                let ends =
                    u16_at(data, 0).zip(u16_at(data, 2)).map(|(first, last)| (u32::from(first), u32::from(last)));
                if let Some((first, last)) = ends.filter(|(first, last)| first <= last && *first < MAX_COLUMNS) {
                    self.hide_columns(first, last - first + 1);
                }
            }
            _ => {}
        }
    }
}

struct Record<'a> {
    kind: u16,
    data: &'a [u8],
}

/// The records from a place on, up to the first that is not whole.
struct Records<'a> {
    stream: &'a [u8],
    /// Where the next record begins.
    at: usize,
}

impl<'a> Records<'a> {
    fn at(stream: &'a [u8], at: usize) -> Self {
        Records { stream, at }
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let kind = u16_at(self.stream, self.at)?;
        let length = usize::from(u16_at(self.stream, self.at.checked_add(2)?)?);
        let data = self.stream.get(self.at + 4..self.at + 4 + length)?;
        self.at += 4 + length;
        Some(Record { kind, data })
    }
}
