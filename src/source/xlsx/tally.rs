//! Counting rows and cells without reading them: a scan of the bytes that shares nothing with the parser,
//! so that a parser that loses some is found out.

use memchr::{memchr_iter, memmem};

/// A name longer than this, with its prefix, is not looked at.
pub(super) const LOOK: usize = 128;

/// So many bytes are looked at at once.
const CHUNK: usize = 64;
/// Behind them, as many as it takes to know the tag that begins last.
const BEHIND: usize = "row ".len();

/// `<row` and `<c` start tags, with any prefix, anywhere in a part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::source) struct Tally {
    pub rows: u64,
    pub cells: u64,
    inside: Inside,
}

/// What may hold a `<` that is no tag.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Inside {
    #[default]
    Tags,
    Comment,
    Cdata,
    Instruction,
}

impl Tally {
    /// Counts the tags that begin in `bytes` and says how far it has come; what is left is given again
    /// with the bytes that follow.
    pub fn scan(&mut self, bytes: &[u8], last: bool) -> usize {
        let stop = if last { bytes.len() } else { bytes.len().saturating_sub(LOOK) };
        let mut at = 0;
        while at < stop {
            let closing: &[u8] = match self.inside {
                Inside::Tags => {
                    at = self.scan_tags(bytes, at, stop);
                    continue;
                }
                Inside::Comment => b"-->",
                Inside::Cdata => b"]]>",
                Inside::Instruction => b"?>",
            };
            match memmem::find(&bytes[at..], closing) {
                Some(found) => {
                    at += found + closing.len();
                    self.inside = Inside::Tags;
                }
                None => at = stop,
            }
        }
        at
    }

    /// Up to `stop`, or behind the opening of what is no tag.
    fn scan_tags(&mut self, bytes: &[u8], from: usize, stop: usize) -> usize {
        let mut at = from;
        while let Some(ahead) = bytes.get(at..at + CHUNK + BEHIND).filter(|_| at + CHUNK <= stop) {
            match common_tags(ahead) {
                Some((rows, cells)) => {
                    self.rows += rows;
                    self.cells += cells;
                    at += CHUNK;
                }
                None => {
                    at = self.scan_each(bytes, at, at + CHUNK);
                    if self.inside != Inside::Tags {
                        return at;
                    }
                }
            }
        }
        self.scan_each(bytes, at, stop)
    }

    /// The same tag by tag.
    fn scan_each(&mut self, bytes: &[u8], from: usize, stop: usize) -> usize {
        for open in memchr_iter(b'<', &bytes[from..stop]) {
            let at = from + open + 1;
            let tag = &bytes[at..];
            match tag {
                [b'!', ..] if tag.starts_with(b"!--") => {
                    self.inside = Inside::Comment;
                    return at + 3;
                }
                [b'!', ..] if tag.starts_with(b"![CDATA[") => {
                    self.inside = Inside::Cdata;
                    return at + 8;
                }
                [b'?', ..] => {
                    self.inside = Inside::Instruction;
                    return at + 1;
                }
                _ => self.count_name(tag),
            }
        }
        stop
    }

    fn count_name(&mut self, tag: &[u8]) {
        let Some(end) = tag.iter().take(LOOK).position(|&b| ends_name(b)) else { return };
        let name = &tag[..end];
        match name.iter().position(|&b| b == b':').map_or(name, |colon| &name[colon + 1..]) {
            b"row" => self.rows += 1,
            b"c" => self.cells += 1,
            _ => {}
        }
    }
}

/// How many rows and cells begin in a chunk that has no tags but `<row `, `<c `, `<v` and ends; none for any other
/// chunk. Written without a branch, so that the compiler looks at many bytes at once.
fn common_tags(ahead: &[u8]) -> Option<(u64, u64)> {
    let ahead: &[u8; CHUNK + BEHIND] = ahead.try_into().ok()?;
    let (mut rows, mut cells, mut others) = (0, 0, 0);
    for at in 0..CHUNK {
        let opens = ahead[at] == b'<';
        let cell = (ahead[at + 1] == b'c') & (ahead[at + 2] == b' ');
        let row = (ahead[at + 1] == b'r') & (ahead[at + 2] == b'o') & (ahead[at + 3] == b'w') & (ahead[at + 4] == b' ');
        let no_start = (ahead[at + 1] == b'/') | (ahead[at + 1] == b'v');
        rows += u8::from(opens & row);
        cells += u8::from(opens & cell);
        others |= u8::from(opens & !(cell | row | no_start));
    }
    (others == 0).then_some((u64::from(rows), u64::from(cells)))
}

fn ends_name(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'>' | b'/')
}

#[cfg(test)]
mod tests {
    use super::*;

    const PART: &[u8] =
        b"<?xml version='1.0' x='<c>'?><w><!-- <row><c> --><row r='1'><c r='A1'/><x:c\n><cc/></x:c></row>\
        <![CDATA[<c>]]><x:row/><row>text</row><column/><rows/><v>c</v></w>";

    #[test]
    fn start_tags_are_counted_and_what_only_looks_like_one_is_not() {
        let mut tally = Tally::default();
        assert_eq!(tally.scan(PART, true), PART.len());
        assert_eq!((tally.rows, tally.cells), (3, 2));
    }

    #[test]
    fn common_and_rare_tags_are_counted_alike_at_every_place() {
        for shift in 0..2 * CHUNK {
            let cells = "<c r=\"A1\" t=\"s\"><v>1</v></c><c r=\"B1\"/><cols><vc><x:c/><c\t/>".repeat(20);
            let part = format!("{}<row r=\"1\">{cells}</row>{cells}<!--<c>-->{cells}", " ".repeat(shift));
            let mut tally = Tally::default();
            tally.scan(part.as_bytes(), true);
            assert_eq!((tally.rows, tally.cells), (1, 3 * 20 * 4), "shifted by {shift}");
        }
    }

    #[test]
    fn the_count_does_not_depend_on_where_the_blocks_are_cut() {
        let part = [PART, &[b' '; 3 * LOOK], PART, &[b'x'; LOOK]].concat();
        for size in 1..part.len() {
            let (mut tally, mut kept, mut rest) = (Tally::default(), Vec::new(), part.as_slice());
            while !rest.is_empty() {
                kept.extend(&rest[..size.min(rest.len())]);
                rest = &rest[size.min(rest.len())..];
                let done = tally.scan(&kept, rest.is_empty());
                kept.drain(..done.min(kept.len()));
            }
            assert_eq!((tally.rows, tally.cells), (6, 4), "blocks of {size}");
        }
    }
}
