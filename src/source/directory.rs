//! The table of contents of a zip container, read before any part of it is inflated.

use std::collections::BTreeSet;

use crate::definitions::Limits;
use crate::fault::{Fault, printable};

/// Below this size a part may grow as much as it likes: one long text may well shrink to a four-hundredth.
const RATIO_FREE: u64 = 8 << 20;

/// One part of the container, as the central directory declares it.
#[derive(Debug)]
pub(super) struct Part {
    pub name: String,
    pub inflated: u64,
    pub deflated: u64,
    method: u16,
    encrypted: bool,
    crc: u32,
    header: u64,
}

/// The parts of a zip container.
#[derive(Debug)]
pub(super) struct Directory {
    pub parts: Vec<Part>,
}

impl Directory {
    /// Reads the central directory; a file without one was cut off.
    pub fn read(bytes: &[u8], limits: &Limits) -> Result<Directory, Fault> {
        let (offset, count) = end_of_directory(bytes).ok_or_else(cut_off)?;
        if count > limits.parts {
            return Err(Fault::refused(format!("it has {count} parts, more than the limit of {}", limits.parts))
                .hint("this is not a return: ask the sender for a plain workbook"));
        }
        let mut parts = Vec::with_capacity(count as usize);
        let mut at = usize::try_from(offset).map_err(|_| cut_off())?;
        for _ in 0..count {
            let (part, next) = read_part(bytes, at).ok_or_else(cut_off)?;
            parts.push(part);
            at = next;
        }
        Ok(Directory { parts })
    }

    /// Whether some part has this name, whatever the case and the kind of slash.
    pub fn has(&self, name: &str) -> bool {
        self.parts.iter().any(|part| part.name.eq_ignore_ascii_case(name))
    }

    /// The bytes of a part that is stored as it is.
    pub fn stored<'a>(&self, bytes: &'a [u8], name: &str) -> Option<&'a [u8]> {
        self.parts.iter().find(|part| part.name == name)?.stored(bytes)
    }

    /// Refuses what no spreadsheet program writes and what would not fit.
    pub fn check(&self, bytes: &[u8], limits: &Limits) -> Result<(), Fault> {
        let mut seen = BTreeSet::new();
        for part in &self.parts {
            check_name(part, &mut seen)?;
            if part.encrypted {
                return Err(password());
            }
            if part.method != 0 && part.method != 8 {
                return Err(Fault::refused(format!(
                    "part `{}` is compressed in an unusual way",
                    printable(&part.name)
                ))
                .hint("open the file in Excel or LibreOffice and save it again"));
            }
            // calamine stops before the end of a part and so never compares; for a part that is not packed
            // it is done here.
            if part.stored(bytes).is_some_and(|content| crc32(content) != part.crc) {
                return Err(Fault::refused(format!(
                    "part `{}` is damaged: its CRC does not match",
                    printable(&part.name)
                ))
                .hint("ask the sender to send the file again"));
            }
        }
        self.check_sizes(limits)
    }

    fn check_sizes(&self, limits: &Limits) -> Result<(), Fault> {
        let total = self.parts.iter().fold(0u64, |sum, part| sum.saturating_add(part.inflated));
        let heaviest = self.parts.iter().max_by_key(|part| part.inflated);
        let swollen = self
            .parts
            .iter()
            .find(|part| part.inflated > RATIO_FREE && part.inflated / part.deflated.max(1) > limits.unpacked_ratio);
        let (limit, part) = match (swollen, heaviest) {
            (_, Some(part)) if total > limits.unpacked_mb << 20 => (format!("{} MB", limits.unpacked_mb), part),
            (Some(part), _) => (format!("{} times its packed size", limits.unpacked_ratio), part),
            _ => return Ok(()),
        };
        Err(Fault::refused(format!(
            "it expands beyond the limit of {limit}: part `{}` grows from {} to {} bytes, {} times",
            printable(&part.name),
            part.deflated,
            part.inflated,
            part.inflated / part.deflated.max(1)
        ))
        .hint("do not open it; ask the sender what it is, and for a return without empty formatted rows"))
    }
}

impl Part {
    /// The part's bytes, when they are stored as they are.
    fn stored<'a>(&self, bytes: &'a [u8]) -> Option<&'a [u8]> {
        let header = usize::try_from(self.header).ok().filter(|_| self.method == 0)?;
        let name = u16_at(bytes, header.checked_add(26)?)? as usize;
        let start = header + 30 + name + u16_at(bytes, header + 28)? as usize;
        bytes.get(start..start.checked_add(usize::try_from(self.deflated).ok()?)?)
    }
}

/// The checksum of zip (IEEE 802.3, reflected).
fn crc32(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = {
        let (mut table, mut i) = ([0; 256], 0);
        while i < 256 {
            let (mut entry, mut bit) = (i as u32, 0);
            while bit < 8 {
                entry = (entry >> 1) ^ (if entry & 1 == 1 { 0xedb8_8320 } else { 0 });
                bit += 1;
            }
            table[i] = entry;
            i += 1;
        }
        table
    };
    !bytes.iter().fold(!0, |crc, &byte| (crc >> 8) ^ TABLE[((crc ^ u32::from(byte)) & 0xff) as usize])
}

fn check_name(part: &Part, seen: &mut BTreeSet<String>) -> Result<(), Fault> {
    let shown = printable(&part.name);
    if part.name.starts_with('/') || part.name.contains(':') || part.name.split('/').any(|step| step == "..") {
        return Err(Fault::refused(format!("part `{shown}` points outside the file"))
            .hint("no spreadsheet program writes this: do not open it, ask the sender"));
    }
    if !seen.insert(part.name.to_lowercase()) {
        return Err(Fault::refused(format!(
            "duplicate part name `{shown}` in the file: two readers may see two contents"
        ))
        .hint("open the file in Excel, check what it shows and save it again"));
    }
    Ok(())
}

/// The same words for every way in which a file can be locked.
pub(super) fn password() -> Fault {
    Fault::refused("the workbook is protected by a password").hint(
        "remove the password (File, Info, Protect Workbook, Encrypt with Password, empty) or agree a secure transfer",
    )
}

fn cut_off() -> Fault {
    Fault::refused("it is not a complete workbook: its table of contents is missing or damaged")
        .hint("is it still being copied? Wait and try again, else ask the sender to send it again")
}

/// Where the central directory starts and how many parts it lists, zip64 included.
fn end_of_directory(bytes: &[u8]) -> Option<(u64, u64)> {
    // The end record is 22 bytes and a comment of at most 65,535.
    let from = bytes.len().saturating_sub(22 + 65_535);
    let at = (from..=bytes.len().checked_sub(22)?).rev().find(|&at| bytes[at..].starts_with(b"PK\x05\x06"))?;
    let (count, offset) = (u64::from(u16_at(bytes, at + 10)?), u64::from(u32_at(bytes, at + 16)?));
    if count != 0xffff && offset != 0xffff_ffff {
        return Some((offset, count));
    }
    let locator = at.checked_sub(20)?;
    if !bytes[locator..].starts_with(b"PK\x06\x07") {
        return Some((offset, count));
    }
    let record = usize::try_from(u64_at(bytes, locator + 8)?).ok()?;
    if !bytes.get(record..)?.starts_with(b"PK\x06\x06") {
        return None;
    }
    Some((u64_at(bytes, record + 48)?, u64_at(bytes, record + 32)?))
}

fn read_part(bytes: &[u8], at: usize) -> Option<(Part, usize)> {
    if !bytes.get(at..)?.starts_with(b"PK\x01\x02") {
        return None;
    }
    let (name_length, extra_length, comment_length) =
        (u16_at(bytes, at + 28)? as usize, u16_at(bytes, at + 30)? as usize, u16_at(bytes, at + 32)? as usize);
    let name_end = at + 46 + name_length;
    let extra = bytes.get(name_end..name_end + extra_length)?;
    let mut part = Part {
        name: String::from_utf8_lossy(bytes.get(at + 46..name_end)?).replace('\\', "/"),
        deflated: u64::from(u32_at(bytes, at + 20)?),
        inflated: u64::from(u32_at(bytes, at + 24)?),
        method: u16_at(bytes, at + 10)?,
        encrypted: u16_at(bytes, at + 8)? & 1 == 1,
        crc: u32_at(bytes, at + 16)?,
        header: u64::from(u32_at(bytes, at + 42)?),
    };
    widen(&mut part, extra);
    Some((part, name_end + extra_length + comment_length))
}

/// Sizes that do not fit 32 bits stand in the zip64 extra field, in this order, only those that are needed.
fn widen(part: &mut Part, extra: &[u8]) {
    let mut at = 0;
    while let (Some(tag), Some(length)) = (u16_at(extra, at), u16_at(extra, at + 2)) {
        let mut field = at + 4;
        if tag == 1 {
            for size in [&mut part.inflated, &mut part.deflated, &mut part.header] {
                if *size == 0xffff_ffff {
                    *size = u64_at(extra, field).unwrap_or(*size);
                    field += 8;
                }
            }
        }
        at += 4 + length as usize;
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..at.checked_add(8)?)?.try_into().ok().map(u64::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A zip with stored parts, as (name, content, declared size, CRC or none for the right one).
    fn zip(parts: &[(&str, &[u8], u32, Option<u32>)]) -> Vec<u8> {
        let (mut out, mut listed) = (Vec::new(), Vec::new());
        for (name, content, declared, crc) in parts {
            let (crc, packed) = (crc.unwrap_or(crc32(content)).to_le_bytes(), (content.len() as u32).to_le_bytes());
            let sizes = [crc, packed, declared.to_le_bytes()].concat();
            let lengths = [(name.len() as u16).to_le_bytes(), [0, 0]].concat();
            let offset = (out.len() as u32).to_le_bytes();
            out.extend([b"PK\x03\x04".as_slice(), &[20, 0, 0, 0, 0, 0, 0, 0, 0, 0], &sizes, &lengths].concat());
            out.extend([name.as_bytes(), content].concat());
            let fixed = [b"PK\x01\x02".as_slice(), &[20, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0]].concat();
            listed.extend([fixed, sizes, lengths, vec![0; 10], offset.to_vec(), name.as_bytes().to_vec()].concat());
        }
        let (offset, size, count) = (out.len() as u32, listed.len() as u32, parts.len() as u16);
        out.extend(listed);
        out.extend(b"PK\x05\x06\0\0\0\0");
        out.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
        out.extend([size.to_le_bytes(), offset.to_le_bytes()].concat());
        out.extend([0, 0]);
        out
    }

    fn refusal(parts: &[(&str, &[u8], u32, Option<u32>)]) -> String {
        let bytes = zip(parts);
        Directory::read(&bytes, &Limits::default()).unwrap().check(&bytes, &Limits::default()).unwrap_err().message
    }

    #[test]
    fn a_sound_container_passes_and_gives_its_stored_parts() {
        let bytes = zip(&[("mimetype", b"abc", 3, None), ("xl\\workbook.xml", b"<x/>", 4, None)]);
        let directory = Directory::read(&bytes, &Limits::default()).unwrap();
        directory.check(&bytes, &Limits::default()).unwrap();
        assert!(directory.has("XL/workbook.xml") && !directory.has("xl/other.xml"));
        assert_eq!(directory.stored(&bytes, "mimetype"), Some(b"abc".as_slice()));
    }

    #[test]
    fn the_checksum_is_that_of_the_standard() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn duplicate_names_paths_out_of_the_file_and_wrong_checksums_are_refused() {
        assert!(refusal(&[("a.xml", b"", 0, None), ("A.xml", b"", 0, None)]).contains("duplicate part name `A.xml`"));
        assert!(refusal(&[("x/../../etc/cron", b"", 0, None)]).contains("outside"));
        assert!(refusal(&[("/etc/cron", b"", 0, None)]).contains("outside"));
        assert!(refusal(&[("a.xml", b"1", 1, Some(7))]).contains("CRC"));
    }

    #[test]
    fn what_would_not_fit_or_grows_too_much_is_refused_before_it_is_unpacked() {
        let half = 600 << 20;
        let total = refusal(&[("a.xml", b"1", half, None), ("b.xml", b"1", half, None)]);
        assert!(total.contains("limit of 1024 MB"), "{total}");
        let ratio = refusal(&[("a.xml", &[b'x'; 1000], 9 << 20, None)]);
        assert!(ratio.contains("limit of 100 times") && ratio.contains("part `a.xml`"), "{ratio}");
        let bytes = zip(&[("a.xml", &[b'x'; 10], 1 << 20, None)]);
        Directory::read(&bytes, &Limits::default()).unwrap().check(&bytes, &Limits::default()).unwrap();
    }

    #[test]
    fn a_file_that_was_cut_at_any_byte_is_never_taken_for_whole() {
        let bytes = zip(&[("a.xml", b"abc", 3, None), ("b.xml", b"def", 3, None)]);
        for length in 0..bytes.len() {
            assert!(Directory::read(&bytes[..length], &Limits::default()).is_err(), "cut at {length}");
        }
    }
}
