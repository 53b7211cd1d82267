//! A part as characters: a window that moves over it block by block, so that memory does not follow its size.

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::super::directory::damaged_part;
use super::super::unpack::Unpacking;
use super::tally::Tally;
use crate::fault::{Fault, printable};

/// What is unpacked at a time; no tag may be longer.
const BLOCK: usize = 256 << 10;
/// Behind the end of the window stand as many zeros, so that a reader may look ahead without asking.
pub(super) const MARGIN: usize = 256;

/// The UTF-8 text of a part from the place in hand on.
pub(in crate::source) struct Window<'a> {
    source: Unpacking<'a>,
    other: Option<OtherEncoding>,
    bytes: Vec<u8>,
    at: usize,
    end: usize,
    /// How far the tally has come; without one, everything may go.
    counted: usize,
    ended: bool,
    tally: Option<Tally>,
}

/// What is not UTF-8 is decoded on its way into the window.
struct OtherEncoding {
    decoder: Decoder,
    raw: Vec<u8>,
    from: usize,
    to: usize,
}

impl<'a> Window<'a> {
    /// Opens a part: a byte order mark or the XML declaration says how it is written.
    pub fn open(source: Unpacking<'a>) -> Result<Self, Fault> {
        let mut window = Window {
            source,
            other: None,
            bytes: vec![0; BLOCK + MARGIN],
            at: 0,
            end: 0,
            counted: 0,
            ended: false,
            tally: None,
        };
        window.end = window.source.read(&mut window.bytes[..BLOCK])?;
        let start = &window.bytes[..window.end];
        if start.starts_with(b"\xef\xbb\xbf") {
            window.at = 3;
            return Ok(window);
        }
        if let Some(encoding) = encoding_of(start, window.source.name())? {
            let raw = std::mem::replace(&mut window.bytes, vec![0; BLOCK + MARGIN]);
            let other =
                OtherEncoding { decoder: encoding.new_decoder_with_bom_removal(), raw, from: 0, to: window.end };
            window.other = Some(other);
            window.end = 0;
        }
        Ok(window)
    }

    pub fn name(&self) -> &'a str {
        self.source.name()
    }

    /// What is there already of what follows.
    #[inline]
    pub fn ahead(&self) -> &[u8] {
        &self.bytes[self.at..self.end]
    }

    /// The same and the margin behind it, and how many of the bytes may be the start of something that is
    /// no longer than the margin.
    #[inline]
    pub fn with_margin(&self) -> (&[u8], usize) {
        let sure = if self.ended { self.end } else { self.end.saturating_sub(MARGIN) };
        (&self.bytes[self.at..self.end + MARGIN], sure.saturating_sub(self.at))
    }

    #[inline]
    pub fn advance(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// Begins to count, beside the parser, the rows and cells from the place in hand on.
    pub fn begin_tally(&mut self) {
        (self.counted, self.tally) = (self.at, Some(Tally::default()));
    }

    /// What has been counted, once the part has ended.
    pub fn tally(&self) -> Tally {
        self.tally.unwrap_or_default()
    }

    /// Moves the window on, keeping what is ahead; false at the part's end.
    pub fn fill(&mut self) -> Result<bool, Fault> {
        if self.ended {
            return Ok(false);
        }
        self.count(false);
        let keep = self.at.min(self.counted);
        self.bytes.copy_within(keep..self.end, 0);
        (self.at, self.counted, self.end) = (self.at - keep, self.counted - keep, self.end - keep);
        if self.end == BLOCK {
            return Err(damaged_part(self.name(), &format!("a tag in it is longer than {BLOCK} characters")));
        }
        let filled = match &mut self.other {
            None => self.source.read(&mut self.bytes[self.end..BLOCK])?,
            Some(other) => other.decode(&mut self.source, &mut self.bytes[self.end..BLOCK])?,
        };
        self.end += filled;
        self.bytes[self.end..self.end + MARGIN].fill(0);
        if filled == 0 {
            self.ended = true;
            self.count(true);
        }
        Ok(filled > 0)
    }

    /// Goes to the part's end without reading it, so that its CRC is checked.
    pub fn drain(self) -> Result<(), Fault> {
        self.source.drain()
    }

    fn count(&mut self, last: bool) {
        self.counted = match &mut self.tally {
            Some(tally) => self.end.min(self.counted + tally.scan(&self.bytes[self.counted..self.end], last)),
            None => self.end,
        };
    }
}

impl OtherEncoding {
    /// At least one byte of UTF-8, unless the part has ended.
    fn decode(&mut self, source: &mut Unpacking<'_>, into: &mut [u8]) -> Result<usize, Fault> {
        let mut written = 0;
        while written == 0 {
            if self.from == self.to {
                (self.from, self.to) = (0, source.read(&mut self.raw[..BLOCK])?);
            }
            let last = self.to == 0;
            let raw = &self.raw[self.from..self.to];
            let (result, read, out) = self.decoder.decode_to_utf8_without_replacement(raw, into, last);
            self.from += read;
            written += out;
            if let DecoderResult::Malformed(..) = result {
                return Err(damaged_part(
                    source.name(),
                    "it holds bytes that are no text in the encoding that it names",
                ));
            }
            if last {
                break;
            }
            // A character is longer than the room that is left.
            if read == 0 && out == 0 && result == DecoderResult::OutputFull {
                return Err(damaged_part(source.name(), "a tag in it is too long"));
            }
        }
        Ok(written)
    }
}

/// None for UTF-8. The encoding that a declaration names holds when its own characters can be read as ASCII.
fn encoding_of(start: &[u8], part: &str) -> Result<Option<&'static Encoding>, Fault> {
    match start {
        [0xff, 0xfe, ..] | [b'<', 0, ..] => return Ok(Some(UTF_16LE)),
        [0xfe, 0xff, ..] | [0, b'<', ..] => return Ok(Some(UTF_16BE)),
        _ => {}
    }
    let declaration = &start[..start.len().min(256)];
    let declaration = match memchr::memmem::find(declaration, b"?>") {
        Some(end) if declaration.starts_with(b"<?xml") => &declaration[..end],
        _ => return Ok(None),
    };
    let Some(named) = memchr::memmem::find(declaration, b"encoding") else { return Ok(None) };
    let label: Vec<u8> = declaration[named + 8..]
        .iter()
        .copied()
        .skip_while(|b| b.is_ascii_whitespace() || matches!(b, b'=' | b'"' | b'\''))
        .take_while(|b| !matches!(b, b'"' | b'\''))
        .collect();
    match Encoding::for_label(&label) {
        Some(encoding) if encoding == UTF_8 || encoding == UTF_16LE || encoding == UTF_16BE => Ok(None),
        Some(encoding) => Ok(Some(encoding)),
        None => Err(Fault::refused(format!(
            "part `{}` is written in an encoding that is not known: `{}`",
            printable(part),
            printable(&String::from_utf8_lossy(&label))
        ))
        .hint("open the file in Excel or LibreOffice and save it again")),
    }
}
