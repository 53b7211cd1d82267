//! The table of contents of a zip container, read before any part of it is unpacked.

use std::collections::BTreeSet;

use super::unpack::Unpacking;
use crate::definitions::Limits;
use crate::fault::{Fault, printable};

/// Below this size a part may grow as much as it likes: one long text may well shrink to a four-hundredth.
const RATIO_FREE: u64 = 8 << 20;

const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// One part of the container, as the central directory declares it.
#[derive(Debug)]
pub(super) struct Part {
    pub name: String,
    pub inflated: u64,
    pub deflated: u64,
    pub crc: u32,
    method: u16,
    encrypted: bool,
    header: u64,
}

impl Part {
    pub fn is_deflated(&self) -> bool {
        self.method == DEFLATED
    }
}

/// The parts of a zip container, over the file's bytes.
#[derive(Debug)]
pub(super) struct Directory<'a> {
    bytes: &'a [u8],
    pub parts: Vec<Part>,
    /// Where the central directory starts: parts end before it.
    start: usize,
}

impl<'a> Directory<'a> {
    /// Reads the central directory; a file without one was cut off.
    pub fn read(bytes: &'a [u8], limits: &Limits) -> Result<Directory<'a>, Fault> {
        let (offset, count) = table_of_contents(bytes, end_record(bytes)?).ok_or_else(cut_off)?;
        if count > limits.parts {
            return Err(Fault::refused(format!("it has {count} parts, more than the limit of {}", limits.parts)).hint(
                "this is not a return: ask the sender for a plain workbook (the limit is `parts` under [limits] in \
                 quarterdeck.toml)",
            ));
        }
        let mut parts = Vec::with_capacity(count as usize);
        let start = usize::try_from(offset).map_err(|_| cut_off())?;
        let mut at = start;
        for _ in 0..count {
            let (part, next) = read_part(bytes, at).ok_or_else(cut_off)?;
            parts.push(part);
            at = next;
        }
        Ok(Directory { bytes, parts, start })
    }

    /// The part with this name, whatever the case and the kind of slash.
    pub fn part(&self, name: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.name.eq_ignore_ascii_case(name))
    }

    pub fn has(&self, name: &str) -> bool {
        self.part(name).is_some()
    }

    /// A part's content, to be read once.
    pub fn unpack<'s>(&'s self, part: &'s Part) -> Result<Unpacking<'s>, Fault> {
        Ok(Unpacking::new(part, self.packed(part)?))
    }

    /// The first bytes of a small part that says what the container is.
    pub fn beginning(&self, name: &str) -> Option<Vec<u8>> {
        let mut block = vec![0; 64 << 10];
        let filled = self.unpack(self.part(name)?).ok()?.read(&mut block).ok()?;
        block.truncate(filled);
        Some(block)
    }

    /// Refuses what no spreadsheet program writes and what would not fit.
    pub fn check(&self, limits: &Limits) -> Result<(), Fault> {
        let mut seen = BTreeSet::new();
        for part in &self.parts {
            check_name(part, &mut seen)?;
            if part.encrypted {
                return Err(password());
            }
            if !matches!(part.method, STORED | DEFLATED) {
                return Err(Fault::refused(format!(
                    "part `{}` is compressed in an unusual way",
                    printable(&part.name)
                ))
                .hint("open the file in Excel or LibreOffice and save it again"));
            }
        }
        self.check_sizes(limits)?;
        self.check_places()
    }

    fn check_sizes(&self, limits: &Limits) -> Result<(), Fault> {
        let total = self.parts.iter().fold(0u64, |sum, part| sum.saturating_add(part.inflated));
        let heaviest = self.parts.iter().max_by_key(|part| part.inflated);
        let swollen = self
            .parts
            .iter()
            .find(|part| part.inflated > RATIO_FREE && part.inflated / part.deflated.max(1) > limits.unpacked_ratio);
        let (limit, setting, part) = match (swollen, heaviest) {
            (_, Some(part)) if total > limits.unpacked_mb << 20 => {
                (format!("{} MB", limits.unpacked_mb), "unpacked_mb", part)
            }
            (Some(part), _) => (format!("{} times its packed size", limits.unpacked_ratio), "unpacked_ratio", part),
            _ => return Ok(()),
        };
        Err(Fault::refused(format!(
            "it expands beyond the limit of {limit}: part `{}` grows from {} to {} bytes, {} times",
            printable(&part.name),
            part.deflated,
            part.inflated,
            part.inflated / part.deflated.max(1)
        ))
        .hint(format!(
            "do not open it; ask the sender what it is, and for a return without empty formatted rows (the limit is \
             `{setting}` under [limits] in quarterdeck.toml)"
        )))
    }

    /// Every part lies in the file, and no two share bytes: a file could be made that unpacks to petabytes
    /// by listing one part many times.
    fn check_places(&self) -> Result<(), Fault> {
        let mut places = Vec::with_capacity(self.parts.len());
        for part in &self.parts {
            let packed = self.packed(part)?;
            let end = packed.as_ptr_range().end as usize - self.bytes.as_ptr() as usize;
            places.push((part.header, end as u64, &part.name));
        }
        places.sort_unstable();
        let shared = places.windows(2).find(|pair| pair[0].1 > pair[1].0).map(|pair| pair[1].2);
        let beyond = places.last().filter(|last| last.1 > self.start as u64).map(|last| last.2);
        match shared.or(beyond) {
            None => Ok(()),
            Some(name) => Err(Fault::refused(format!("part `{}` lies over another part of the file", printable(name)))
                .hint("no spreadsheet program writes this: do not open it, ask the sender")),
        }
    }

    /// The part's bytes as they stand in the file, behind its own header, which has to bear its name.
    fn packed(&self, part: &Part) -> Result<&'a [u8], Fault> {
        let outside = || damaged_part(&part.name, "it is not where the file's table of contents says");
        let header = usize::try_from(part.header).map_err(|_| outside())?;
        let local = self.bytes.get(header..).filter(|at| at.starts_with(b"PK\x03\x04")).ok_or_else(outside)?;
        let lengths = u16_at(local, 26).zip(u16_at(local, 28));
        let (name, extra) = lengths.map(|(name, extra)| (name as usize, extra as usize)).ok_or_else(outside)?;
        let raw = local.get(30..30 + name).ok_or_else(outside)?;
        if readable(raw) != part.name {
            return Err(Fault::refused(format!(
                "part `{}` is called `{}` inside the file: two readers may see two contents",
                printable(&part.name),
                printable(&readable(raw))
            ))
            .hint("open the file in Excel, check what it shows and save it again"));
        }
        let start = 30 + name + extra;
        let length = usize::try_from(part.deflated).map_err(|_| outside())?;
        start.checked_add(length).and_then(|end| local.get(start..end)).ok_or_else(outside)
    }
}

/// A part that is not what was packed.
pub(super) fn damaged_part(name: &str, why: &str) -> Fault {
    Fault::refused(format!("part `{}` is damaged: {why}", printable(name)))
        .hint("ask the sender to send the file again")
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

/// Where the record stands that ends the file. What looks like one may stand in a comment or in a part: it is
/// the one whose comment ends with the file, and there is one, or readers would not agree which.
fn end_record(bytes: &[u8]) -> Result<usize, Fault> {
    // The record is 22 bytes and a comment of at most 65,535.
    let last = bytes.len().checked_sub(22).ok_or_else(cut_off)?;
    let records = (last.saturating_sub(65_535)..=last).rev().filter(|&at| bytes[at..].starts_with(b"PK\x05\x06"));
    let ends = |&at: &usize| u16_at(bytes, at + 20).is_some_and(|comment| at + 22 + comment as usize == bytes.len());
    let mut whole = records.clone().filter(ends);
    match (whole.next(), whole.next()) {
        (Some(_), Some(_)) => Err(Fault::refused("it has two tables of contents: two readers may see two contents")
            .hint("open the file in Excel, check what it shows and save it again")),
        (Some(at), None) => Ok(at),
        // Something was added behind the file on its way.
        (None, _) => records.clone().next().ok_or_else(cut_off),
    }
}

/// Where the central directory starts and how many parts it lists, zip64 included.
fn table_of_contents(bytes: &[u8], at: usize) -> Option<(u64, u64)> {
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
        name: readable(bytes.get(at + 46..name_end)?),
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

/// A part's name with the slashes that names have.
fn readable(raw: &[u8]) -> String {
    String::from_utf8_lossy(raw).replace('\\', "/")
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
pub(super) mod tests {
    use super::*;

    /// A zip with stored parts, as (name, content, declared size, CRC or none for the right one).
    pub fn zip(parts: &[(&str, &[u8], u32, Option<u32>)]) -> Vec<u8> {
        let (mut out, mut listed) = (Vec::new(), Vec::new());
        for (name, content, declared, crc) in parts {
            let (crc, packed) =
                (crc.unwrap_or(crc32fast::hash(content)).to_le_bytes(), (content.len() as u32).to_le_bytes());
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

    fn checked(bytes: &[u8]) -> Result<(), Fault> {
        let directory = Directory::read(bytes, &Limits::default())?;
        directory.check(&Limits::default())?;
        directory.parts.iter().try_for_each(|part| directory.unpack(part)?.drain())
    }

    fn refusal(parts: &[(&str, &[u8], u32, Option<u32>)]) -> String {
        checked(&zip(parts)).unwrap_err().message
    }

    #[test]
    fn a_sound_container_passes_and_gives_its_parts() {
        let bytes = zip(&[("mimetype", b"abc", 3, None), ("xl\\workbook.xml", b"<x/>", 4, None)]);
        checked(&bytes).unwrap();
        let directory = Directory::read(&bytes, &Limits::default()).unwrap();
        assert!(directory.has("XL/workbook.xml") && !directory.has("xl/other.xml"));
        assert_eq!(directory.beginning("mimetype").as_deref(), Some(b"abc".as_slice()));
    }

    #[test]
    fn duplicate_names_paths_out_of_the_file_and_wrong_checksums_are_refused() {
        assert!(refusal(&[("a.xml", b"", 0, None), ("A.xml", b"", 0, None)]).contains("duplicate part name `A.xml`"));
        assert!(refusal(&[("x/../../etc/cron", b"", 0, None)]).contains("outside"));
        assert!(refusal(&[("/etc/cron", b"", 0, None)]).contains("outside"));
        assert!(refusal(&[("C:\\cron", b"", 0, None)]).contains("outside"));
        let crc = refusal(&[("a.xml", b"1", 1, Some(7))]);
        assert_eq!(crc, "part `a.xml` is damaged: its CRC does not match");
    }

    #[test]
    fn a_part_that_is_longer_or_shorter_than_declared_is_refused() {
        for declared in [1, 3] {
            let wrong = refusal(&[("a.xml", b"12", declared, None)]);
            assert!(wrong.contains(&format!("does not unpack to the {declared} bytes")), "{wrong}");
        }
    }

    #[test]
    fn a_part_called_otherwise_inside_the_file_is_refused() {
        let mut bytes = zip(&[("a.xml", b"1", 1, None)]);
        bytes[30] = b'b';
        let wrong = checked(&bytes).unwrap_err().message;
        assert!(wrong.contains("part `a.xml` is called `b.xml` inside the file"), "{wrong}");
    }

    #[test]
    fn parts_that_share_bytes_or_lie_outside_of_the_file_are_refused() {
        let bytes = zip(&[("a.xml", b"one", 3, None), ("b.xml", b"two", 3, None)]);
        let second = bytes.windows(4).rposition(|w| w == b"PK\x01\x02").unwrap();
        // The packed size of the first part reaches into the second.
        let mut wide = bytes.clone();
        let first = bytes.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
        wide[first + 20] = 20;
        assert!(checked(&wide).unwrap_err().message.contains("lies over another part"), "{:?}", checked(&wide));
        let mut outside = bytes.clone();
        outside[second + 44] = 1;
        assert!(checked(&outside).unwrap_err().message.contains("`b.xml` is damaged: it is not where"));
        let mut beyond = bytes;
        beyond[second + 20] = 50;
        assert!(checked(&beyond).unwrap_err().message.contains("`b.xml` lies over another"), "{:?}", checked(&beyond));
    }

    #[test]
    fn what_would_not_fit_or_grows_too_much_is_refused_before_it_is_unpacked() {
        let half = 600 << 20;
        let bytes = zip(&[("a.xml", b"1", half, None), ("b.xml", b"1", half, None)]);
        let total = checked(&bytes).unwrap_err();
        assert!(total.message.contains("limit of 1024 MB"), "{total}");
        assert!(total.hint.unwrap().contains("`unpacked_mb` under [limits] in quarterdeck.toml"));
        let ratio = refusal(&[("a.xml", &[b'x'; 1000], 9 << 20, None)]);
        assert!(ratio.contains("limit of 100 times") && ratio.contains("part `a.xml`"), "{ratio}");
        let bytes = zip(&[("a.xml", &[b'x'; 10], 1 << 20, None)]);
        Directory::read(&bytes, &Limits::default()).unwrap().check(&Limits::default()).unwrap();
    }

    #[test]
    fn two_tables_of_contents_are_refused_and_bytes_behind_the_file_are_not() {
        let bytes = zip(&[("a.xml", b"abc", 3, None)]);
        let end = bytes.len();
        assert!(checked(&[bytes.as_slice(), b"\r\n"].concat()).is_ok());
        let mut two = [bytes.as_slice(), &bytes[end - 22..]].concat();
        two[end - 2] = 22;
        assert!(checked(&two).unwrap_err().message.contains("two tables of contents"));
    }

    #[test]
    fn a_file_that_was_cut_at_any_byte_is_never_taken_for_whole() {
        let bytes = zip(&[("a.xml", b"abc", 3, None), ("b.xml", b"def", 3, None)]);
        for length in 0..bytes.len() {
            assert!(Directory::read(&bytes[..length], &Limits::default()).is_err(), "cut at {length}");
        }
    }
}
