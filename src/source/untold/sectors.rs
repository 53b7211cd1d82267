//! A compound file: a file system of sectors in one file, in which a workbook of Excel 97 to 2003 is a stream.

use super::{u16_at, u32_at};

/// The stream of a workbook's records, by the names that it has had.
pub(super) fn workbook(bytes: &[u8]) -> Option<Vec<u8>> {
    let sectors = Sectors::of(bytes)?;
    ["Workbook", "WORKBOOK", "Book", "BOOK"].iter().find_map(|name| sectors.stream(name))
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

    /// The stream of a name.
    fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let directory = self.chain(u32_at(self.bytes, 48)?);
        let wanted: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        let entries = || directory.chunks_exact(128);
        let entry = entries().find(|entry| entry.starts_with(&wanted))?;
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
