//! A mutant: a file, changed in some bytes. Its number says everything about it.

use super::seeds::{Body, Seed};
use crate::faults::make::zip::{Part, zip};

/// Pseudo-random numbers: the same from the same beginning.
pub struct Chance(u64);

impl Chance {
    pub fn new(number: u64) -> Self {
        Chance(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `end`; 0 when that is 0.
    pub fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { (self.next() % end as u64) as usize }
    }

    fn of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

/// A changed file.
#[derive(Debug)]
pub struct Mutant {
    /// The seed's place in their list.
    pub seed: usize,
    pub bytes: Vec<u8>,
    /// Where it was changed: the name of a part, before it was packed; or the file as it lies on the disk.
    pub part: Option<String>,
    /// The part after the change, where a part was changed.
    pub content: Vec<u8>,
}

/// The mutant of a number.
pub fn mutant(seeds: &[Seed], number: u64) -> Mutant {
    let mut chance = Chance::new(number);
    let seed = chance.below(seeds.len());
    match &seeds[seed].body {
        Body::Bytes(bytes) => {
            let other = same_kind(seeds, seed, None, &mut chance);
            let bytes = changed(bytes.clone(), &other, seeds[seed].ending(), &mut chance);
            Mutant { seed, bytes, part: None, content: Vec::new() }
        }
        // One in five is changed in its container, so that the sums of its parts no longer fit.
        Body::Parts(parts) if chance.below(5) == 0 => {
            let whole = packed(parts, &mut chance);
            let bytes = changed(whole.clone(), &whole, "zip", &mut chance);
            Mutant { seed, bytes, part: None, content: Vec::new() }
        }
        Body::Parts(parts) => {
            let at = chosen_part(parts, &mut chance);
            let mut parts = parts.clone();
            let name = parts[at].0.clone();
            let other = same_kind(seeds, seed, Some(&name), &mut chance);
            let kind = if name.ends_with(".bin") { "bin" } else { "xml" };
            parts[at].1 = changed(std::mem::take(&mut parts[at].1), &other, kind, &mut chance);
            let content = parts[at].1.clone();
            Mutant { seed, bytes: packed(&parts, &mut chance), part: Some(name), content }
        }
    }
}

/// A seed as the file that it is.
pub fn whole(seed: &Seed) -> Vec<u8> {
    match &seed.body {
        Body::Bytes(bytes) => bytes.clone(),
        Body::Parts(parts) => packed(parts, &mut Chance::new(0)),
    }
}

/// Sheets more often than the other parts: that is where the data is.
fn chosen_part(parts: &[(String, Vec<u8>)], chance: &mut Chance) -> usize {
    let sheet = |name: &str| name.contains("worksheets/sheet") || name == "content.xml";
    let sheets: Vec<usize> = (0..parts.len()).filter(|&i| sheet(&parts[i].0)).collect();
    if chance.below(3) > 0 && !sheets.is_empty() { *chance.of(&sheets) } else { chance.below(parts.len()) }
}

fn packed(parts: &[(String, Vec<u8>)], chance: &mut Chance) -> Vec<u8> {
    let stored = chance.below(2) == 0;
    let pack = |(name, data): &(String, Vec<u8>)| {
        if stored || name == "mimetype" { Part::stored(name, data) } else { Part::deflated(name, data) }
    };
    zip(&parts.iter().map(pack).collect::<Vec<_>>())
}

/// Another seed's bytes of the same kind, to splice with.
fn same_kind(seeds: &[Seed], own: usize, part: Option<&str>, chance: &mut Chance) -> Vec<u8> {
    let alike: Vec<&Seed> = seeds.iter().filter(|seed| seed.ending() == seeds[own].ending()).collect();
    match (&chance.of(&alike).body, part) {
        (Body::Bytes(bytes), _) => Some(bytes.clone()),
        (Body::Parts(parts), Some(part)) => parts.iter().find(|(name, _)| name == part).map(|(_, data)| data.clone()),
        (Body::Parts(_), None) => None,
    }
    .unwrap_or_default()
}

/// One change in half of the mutants, up to five in the others.
fn changed(mut bytes: Vec<u8>, other: &[u8], kind: &str, chance: &mut Chance) -> Vec<u8> {
    let times = if chance.below(2) == 0 { 1 } else { 1 + chance.below(5) };
    for _ in 0..times {
        change(&mut bytes, other, kind, chance);
    }
    bytes
}

fn change(bytes: &mut Vec<u8>, other: &[u8], kind: &str, chance: &mut Chance) {
    if bytes.is_empty() {
        bytes.push(chance.next() as u8);
        return;
    }
    let at = chance.below(bytes.len());
    let length = 1 + chance.below(64.min(bytes.len() - at));
    match chance.below(12) {
        0 | 1 => bytes[at] ^= 1 << chance.below(8),
        2 => bytes[at] = *chance.of(&[0, 1, 0x7f, 0x80, 0xff, b'<', b'"', b',', b'\n', b'&']),
        3 => drop(bytes.drain(at..at + length)),
        4 => drop(bytes.splice(at..at, bytes[at..at + length].to_vec()).count()),
        5 => {
            let noise: Vec<u8> = (0..1 + chance.below(8)).map(|_| chance.next() as u8).collect();
            bytes.splice(at..at, noise);
        }
        6 => bytes.truncate(at),
        7 if !other.is_empty() => {
            let from = chance.below(other.len());
            bytes.splice(at.., other[from..].iter().copied());
        }
        8 | 9 => change_number(bytes, at, chance),
        10 => change_line(bytes, at, chance),
        _ => {
            let word = *chance.of(words(kind));
            let end = if chance.below(2) == 0 { at } else { at + length };
            bytes.splice(at..end, word.iter().copied());
        }
    }
}

/// Puts an extreme in place of the next number.
fn change_number(bytes: &mut Vec<u8>, at: usize, chance: &mut Chance) {
    const EXTREMES: [&str; 14] = [
        "0",
        "-1",
        "1",
        "65536",
        "1048577",
        "4294967297",
        "99999999999999999999",
        "1e308",
        "1e999",
        "NaN",
        "-0",
        "0.1",
        "16385",
        "",
    ];
    let Some(start) = bytes[at..].iter().position(u8::is_ascii_digit).map(|found| at + found) else { return };
    let end =
        bytes[start..].iter().position(|byte| !byte.is_ascii_digit()).map_or(bytes.len(), |length| start + length);
    bytes.splice(start..end, chance.of(&EXTREMES).bytes());
}

/// Takes out, or doubles, a whole line or element.
fn change_line(bytes: &mut Vec<u8>, at: usize, chance: &mut Chance) {
    let ends = |byte: &u8| matches!(byte, b'\n' | b'>');
    let Some(start) = bytes[at..].iter().position(ends).map(|found| at + found + 1) else { return };
    let Some(end) = bytes[start..].iter().position(ends).map(|found| start + found + 1) else { return };
    let line = bytes[start..end].to_vec();
    let twice = if chance.below(2) == 0 { line.repeat(2) } else { Vec::new() };
    bytes.splice(start..end, twice);
}

/// Words that mean something in a format.
fn words(kind: &str) -> &'static [&'static [u8]] {
    match kind {
        "xml" => &[
            b"<!DOCTYPE x>",
            b"</row>",
            b"<row r=\"5\">",
            b"<c r=\"B2\" t=\"s\"><v>1</v></c>",
            b"<!--",
            b"-->",
            b"<![CDATA[",
            b"]]>",
            b"&amp;",
            b"&#0;",
            b"&x;",
            b"</sheetData>",
            b"<sheetData>",
            b"<v>",
            b"</v>",
            b"</c>",
            b"<c/>",
            b"<f>A1</f>",
            b"\"",
            b"'",
            b" t=\"e\"",
            b" t=\"s\"",
            b" t=\"b\"",
            b" hidden=\"1\"",
            b" r=\"A1\"",
            b" r=\"XFD1048576\"",
            b"<is><t>",
            b"</t></is>",
            b"\0",
            b"<?x?>",
            b" table:number-columns-repeated=\"16384\"",
            b" table:number-rows-repeated=\"1048576\"",
            b"<table:covered-table-cell/>",
        ],
        "zip" => &[
            b"PK\x01\x02",
            b"PK\x03\x04",
            b"PK\x05\x06",
            b"PK\x07\x08",
            b"\xff\xff\xff\xff",
            b"\0\0\0\0",
            b"xl/workbook.xml",
            b"../",
        ],
        "bin" | "xls" => &[
            b"\xff\xff\xff\xff",
            b"\0\0\0\0",
            b"\x09\x08\x10\0",
            b"\x0a\0\0\0",
            b"\x85\0",
            b"\x3c\0",
            b"\xfc\0",
            b"\x7f\xff",
        ],
        _ => &[
            b"\"",
            b"\"\"",
            b"\r",
            b"\n",
            b"\r\n",
            b",",
            b";",
            b"\t",
            b"\0",
            b"\xff",
            b"\xef\xbb\xbf",
            b"sep=;\n",
            b"\xe2\x80\x9c",
            b"#N/A",
        ],
    }
}

#[test]
fn a_mutant_is_the_same_whenever_its_number_is_asked_for() {
    let seeds = super::seeds::all(None);
    for number in [0, 1, 77, 999_999] {
        let (one, two) = (mutant(&seeds, number), mutant(&seeds, number));
        assert_eq!((one.seed, one.bytes), (two.seed, two.bytes));
    }
}
