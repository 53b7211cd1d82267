//! Workbooks of Excel 97 to 2003: a file system of sectors in one file, and in it a stream of records, some of which
//! say what is hidden. Joined cells calamine tells.

use super::super::builder::MAX_COLUMNS;
use super::Untold;

// Types of records, as [MS-XLS] 2.3 numbers them.
const BEGIN: u16 = 0x0809;
const END: u16 = 0x000a;
const SHEET: u16 = 0x0085;
const ROW: u16 = 0x0208;
const COLUMNS: u16 = 0x007d;

/// The version of records whose texts say how they are written.
const EXCEL_97: u16 = 0x0600;

/// Says of each sheet what it hides. What cannot be followed is left to the reader of the cells, which refuses it in
/// its own words.
pub(in super::super) fn look(bytes: &[u8]) -> Vec<Untold> {
    let stream = Sectors::of(bytes).and_then(|sectors| sectors.stream(&["Workbook", "WORKBOOK"])).unwrap_or_default();
    let is_97 =
        records(&stream, 0).next().is_some_and(|(kind, data)| kind == BEGIN && u16_at(data, 0) == Some(EXCEL_97));
    if !is_97 {
        return Vec::new();
    }
    let listed = records(&stream, 0).take_while(|(kind, _)| *kind != END);
    let sheets = listed.filter(|(kind, _)| *kind == SHEET);
    sheets.filter_map(|(_, data)| Some(sheet(&stream, u32_at(data, 0)? as usize, name(data.get(6..)?)?))).collect()
}

/// A short text: how many characters, and whether they take two bytes each.
fn name(data: &[u8]) -> Option<String> {
    let (many, is_wide) = (usize::from(*data.first()?), data.get(1)? & 1 == 1);
    let chars = data.get(2..)?;
    if is_wide {
        let units = chars.get(..2 * many)?.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
        return Some(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect());
    }
    Some(chars.get(..many)?.iter().map(|byte| char::from(*byte)).collect())
}

fn sheet(stream: &[u8], from: usize, name: String) -> Untold {
    let mut untold = Untold::of(name);
    let mut depth = 0u32;
    for (kind, data) in records(stream, from) {
        match kind {
            BEGIN => depth += 1,
            END if depth <= 1 => break,
            END => depth -= 1,
            // A chart on the sheet has records of its own.
            _ if depth != 1 => {}
            ROW if u16_at(data, 12).is_some_and(|bits| bits & 0x20 != 0) => {
                u16_at(data, 0).into_iter().for_each(|row| untold.hide_rows(u32::from(row) + 1, 1));
            }
            COLUMNS if u16_at(data, 8).is_some_and(|bits| bits & 1 != 0) => {
                let ends =
                    u16_at(data, 0).zip(u16_at(data, 2)).map(|(first, last)| (u32::from(first), u32::from(last)));
                if let Some((first, last)) = ends.filter(|(first, last)| first <= last && *first < MAX_COLUMNS) {
                    untold.hide_columns(first, last - first + 1);
                }
            }
            _ => {}
        }
    }
    untold.in_order()
}

/// The records from a place on: type and content.
fn records(stream: &[u8], from: usize) -> impl Iterator<Item = (u16, &[u8])> {
    let mut at = from;
    std::iter::from_fn(move || {
        let (kind, length) = (u16_at(stream, at)?, usize::from(u16_at(stream, at.checked_add(2)?)?));
        let data = stream.get(at + 4..at + 4 + length)?;
        at += 4 + length;
        Some((kind, data))
    })
}

/// The sectors of a compound file, and which follows which.
struct Sectors<'a> {
    bytes: &'a [u8],
    /// As a power of two.
    size: u32,
    next: Vec<u32>,
}

impl<'a> Sectors<'a> {
    fn of(bytes: &'a [u8]) -> Option<Self> {
        let size = u32::from(u16_at(bytes, 30)?);
        let mut sectors = Sectors { bytes, size: Some(size).filter(|size| (7..=16).contains(size))?, next: Vec::new() };
        // Where the table of followers lies: 109 of its sectors stand in the header, the others in a chain.
        let mut table: Vec<u32> = (0..109).filter_map(|i| u32_at(bytes, 76 + 4 * i)).collect();
        let (mut more, each) = (u32_at(bytes, 68)?, (1usize << size) / 4);
        while let Some(sector) = sectors.sector(more) {
            let mut listed = (0..each).filter_map(|i| u32_at(sector, 4 * i));
            table.extend(listed.clone().take(each - 1));
            more = listed.next_back()?;
            if table.len() > bytes.len() / 4 {
                return None;
            }
        }
        let of_table = table.iter().map_while(|number| sectors.sector(*number));
        sectors.next = of_table.flat_map(|sector| (0..each).filter_map(|i| u32_at(sector, 4 * i))).collect();
        Some(sectors)
    }

    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let from = (number as usize).checked_add(1)?.checked_shl(self.size)?;
        // The last one may be cut short.
        self.bytes.get(from..).map(|rest| &rest[..rest.len().min(1 << self.size)]).filter(|sector| !sector.is_empty())
    }

    /// What lies in a chain of sectors; one that comes back to itself ends where it must have been read whole.
    fn chain(&self, first: u32) -> Vec<u8> {
        let mut out = Vec::new();
        let mut number = first;
        while let Some(sector) = self.sector(number).filter(|_| out.len() <= self.bytes.len()) {
            out.extend(sector);
            number = self.next.get(number as usize).copied().unwrap_or(u32::MAX);
        }
        out
    }

    /// The first stream of these names.
    fn stream(&self, names: &[&str]) -> Option<Vec<u8>> {
        let directory = self.chain(u32_at(self.bytes, 48)?);
        let called = |entry: &[u8], name: &str| {
            let wanted: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
            entry.starts_with(&wanted)
        };
        let entries = || directory.chunks_exact(128);
        let entry = entries().find(|entry| names.iter().any(|name| called(entry, name)))?;
        let (first, length) = (u32_at(entry, 116)?, u32_at(entry, 120)? as usize);
        let mut stream = match length < u32_at(self.bytes, 56)? as usize {
            true => self.small(entries().next()?, first)?,
            false => self.chain(first),
        };
        stream.truncate(length);
        Some(stream)
    }

    /// A short stream: its pieces lie in one that belongs to the first entry of the directory.
    fn small(&self, root: &[u8], first: u32) -> Option<Vec<u8>> {
        let all = self.chain(u32_at(root, 116)?);
        let next = self.chain(u32_at(self.bytes, 60)?);
        let size = Some(u32::from(u16_at(self.bytes, 32)?)).filter(|size| (4..=12).contains(size))?;
        let (mut out, mut number) = (Vec::new(), first);
        while let Some(piece) = all.get((number as usize).checked_shl(size)?..).filter(|_| out.len() <= all.len()) {
            out.extend(&piece[..piece.len().min(1 << size)]);
            number = u32_at(&next, 4 * number as usize).unwrap_or(u32::MAX);
        }
        Some(out)
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}
