//! XML as workbooks use it, piece by piece from a window: nothing is kept but the names of open elements.
//!
//! What is not well formed is refused, and so is a DOCTYPE.

use std::borrow::Cow;

use memchr::{memchr, memmem};

use super::super::container::doctype_refused;
use super::tally::Tally;
use super::text::{NoText, unescape};
use super::window::Window;
use crate::fault::{Fault, printable};

/// Elements in elements deeper than this are no workbook.
const DEEPEST: usize = 256;
/// An element with more attributes is no workbook's.
const MOST_ATTRIBUTES: usize = 256;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::source) enum Event {
    Start,
    /// Follows the start of an empty element too.
    End,
    /// A piece of text; what one element holds may come in several.
    Text,
    Done,
}

/// Places in the window; they hold until the next event is asked for.
#[derive(Clone, Copy, Debug, Default)]
struct Span {
    from: u32,
    to: u32,
}

impl Span {
    fn of(self, bytes: &[u8]) -> &[u8] {
        &bytes[self.from as usize..self.to as usize]
    }
}

/// Goes through a part event by event.
pub(in crate::source) struct Xml<'a> {
    pub window: Window<'a>,
    /// How much of the window the event in hand takes.
    taken: usize,
    name: Span,
    attributes: Vec<(Span, Span)>,
    text: Span,
    is_cdata: bool,
    /// The names of the open elements, one after the other, and where each begins.
    open: Vec<u8>,
    starts: Vec<usize>,
    /// The element in hand was empty: its end follows.
    empty: bool,
    rooted: bool,
}

/// Why a tag cannot be cut out of the window.
enum Tag {
    /// It goes on behind the window.
    Cut,
    Wrong(&'static str),
}

impl<'a> Xml<'a> {
    pub fn new(window: Window<'a>) -> Self {
        Xml {
            window,
            taken: 0,
            name: Span::default(),
            attributes: Vec::new(),
            text: Span::default(),
            is_cdata: false,
            open: Vec::new(),
            starts: Vec::new(),
            empty: false,
            rooted: false,
        }
    }

    /// The next event.
    pub fn next(&mut self) -> Result<Event, Fault> {
        if self.empty {
            self.empty = false;
            self.close();
            return Ok(Event::End);
        }
        loop {
            self.window.advance(std::mem::take(&mut self.taken));
            // The longest opening is `<![CDATA[`.
            if self.window.ahead().len() < 9 && self.window.fill()? {
                continue;
            }
            match self.window.ahead() {
                [] => return self.finish(),
                [b'<', b'?', ..] => self.skip_behind(2, b"?>")?,
                [b'<', b'!', b'-', b'-', ..] => self.skip_behind(4, b"-->")?,
                [b'<', b'!', ..] => {
                    self.cdata()?;
                    return Ok(Event::Text);
                }
                [b'<', b'/', ..] => return self.end(),
                [b'<', ..] => return self.start(),
                _ => {
                    if self.plain()? {
                        return Ok(Event::Text);
                    }
                }
            }
        }
    }

    /// Moves the window behind the event in hand and says whether that many elements are open there: for
    /// readers that know the common shapes of what follows.
    pub fn is_inside(&mut self, depth: usize) -> bool {
        self.window.advance(std::mem::take(&mut self.taken));
        self.starts.len() == depth && !self.empty
    }

    /// The local name of the element that was started.
    pub fn name(&self) -> &[u8] {
        let name = self.name.of(self.window.ahead());
        memchr(b':', name).map_or(name, |colon| &name[colon + 1..])
    }

    /// Whether the name has no prefix.
    pub fn is_plain(&self) -> bool {
        memchr(b':', self.name.of(self.window.ahead())).is_none()
    }

    /// The value of an attribute without prefix.
    pub fn attribute(&self, wanted: &str) -> Result<Option<Cow<'_, str>>, Fault> {
        self.value_of(|name| name == wanted.as_bytes())
    }

    /// The value of an attribute with a prefix, whatever that is.
    pub fn prefixed(&self, wanted: &str) -> Result<Option<Cow<'_, str>>, Fault> {
        self.value_of(|name| name.strip_suffix(wanted.as_bytes()).is_some_and(|before| before.ends_with(b":")))
    }

    fn value_of(&self, wanted: impl Fn(&[u8]) -> bool) -> Result<Option<Cow<'_, str>>, Fault> {
        let ahead = self.window.ahead();
        let found = self.attributes.iter().find(|(name, _)| wanted(name.of(ahead)));
        found.map(|(_, value)| unescape(value.of(ahead)).map_err(|why| self.no_text(&why))).transpose()
    }

    /// Adds the piece of text in hand as it is written; what stands in CDATA is written as elsewhere.
    pub fn append_text(&self, to: &mut Vec<u8>) {
        let piece = self.text.of(self.window.ahead());
        if !self.is_cdata {
            return to.extend(piece);
        }
        for &byte in piece {
            match byte {
                b'&' => to.extend(b"&amp;"),
                _ => to.push(byte),
            }
        }
    }

    /// Goes behind the end of the element that was started, and counts the rows and cells in it and itself.
    pub fn skip(&mut self) -> Result<Tally, Fault> {
        let (mut inside, depth) = (Tally::default(), self.starts.len());
        let mut event = Event::Start;
        loop {
            match event {
                Event::Start => match self.name() {
                    b"row" => inside.rows += 1,
                    b"c" => inside.cells += 1,
                    _ => {}
                },
                Event::End if self.starts.len() < depth => return Ok(inside),
                Event::End | Event::Text => {}
                Event::Done => return Err(self.ends_early()),
            }
            event = self.next()?;
        }
    }

    /// The same inside of a value, where no row and no cell can be.
    pub fn skip_in_value(&mut self) -> Result<(), Fault> {
        match self.skip()? {
            Tally { rows: 0, cells: 0, .. } => Ok(()),
            _ => Err(self.wrong("a row or a cell stands inside of a value")),
        }
    }

    /// Collects the text of the element that was started, as it is written.
    pub fn text_of(&mut self, to: &mut Vec<u8>) -> Result<(), Fault> {
        loop {
            match self.next()? {
                Event::Text => self.append_text(to),
                Event::End => return Ok(()),
                Event::Start => self.skip_in_value()?,
                Event::Done => return Err(self.ends_early()),
            }
        }
    }

    pub fn wrong(&self, why: &str) -> Fault {
        Fault::refused(format!(
            "it is a damaged workbook: the XML of part `{}` is not well formed: {why}",
            printable(self.window.name())
        ))
        .hint("ask the sender to open it in Excel, check it and save it again")
    }

    pub fn ends_early(&self) -> Fault {
        self.wrong("it ends too early")
    }

    pub fn no_text(&self, why: &NoText) -> Fault {
        match why {
            NoText::NotUtf8 => self.wrong("it holds bytes that are no text"),
            NoText::Entity => self.wrong("it holds an entity that is not defined"),
        }
    }

    fn finish(&mut self) -> Result<Event, Fault> {
        if !self.starts.is_empty() || !self.rooted {
            return Err(self.ends_early());
        }
        Ok(Event::Done)
    }

    /// Moves on to behind the next `closing`.
    fn skip_behind(&mut self, opening: usize, closing: &[u8]) -> Result<(), Fault> {
        self.window.advance(opening);
        loop {
            let ahead = self.window.ahead();
            if let Some(found) = memmem::find(ahead, closing) {
                self.window.advance(found + closing.len());
                return Ok(());
            }
            self.window.advance(ahead.len().saturating_sub(closing.len() - 1));
            if !self.window.fill()? {
                return Err(self.ends_early());
            }
        }
    }

    fn cdata(&mut self) -> Result<(), Fault> {
        let opening = self.window.ahead();
        if !opening.starts_with(b"<![CDATA[") {
            return Err(match opening.starts_with(b"<!DOCTYPE") {
                true => doctype_refused(self.window.name()),
                false => self.wrong("a declaration where none may stand"),
            });
        }
        loop {
            let ahead = self.window.ahead();
            if let Some(found) = memmem::find(ahead, b"]]>") {
                (self.text, self.is_cdata) = (Span { from: 9, to: found as u32 }, true);
                self.taken = found + 3;
                return match self.starts.is_empty() {
                    true => Err(self.wrong("text outside of all elements")),
                    false => Ok(()),
                };
            }
            if !self.window.fill()? {
                return Err(self.ends_early());
            }
        }
    }

    /// Text up to the next tag or the window's end; false for white space around the root.
    fn plain(&mut self) -> Result<bool, Fault> {
        let ahead = self.window.ahead();
        let length = memchr(b'<', ahead).unwrap_or(ahead.len());
        (self.text, self.is_cdata) = (Span { from: 0, to: length as u32 }, false);
        self.taken = length;
        if !self.starts.is_empty() {
            return Ok(true);
        }
        match ahead[..length].iter().all(|&b| is_space(b)) {
            true => Ok(false),
            false => Err(self.wrong("text outside of all elements")),
        }
    }

    fn end(&mut self) -> Result<Event, Fault> {
        let length = loop {
            match memchr(b'>', self.window.ahead()) {
                Some(found) => break found,
                None if self.window.fill()? => {}
                None => return Err(self.ends_early()),
            }
        };
        let name = &self.window.ahead()[2..length];
        let name = &name[..name.iter().rposition(|&b| !is_space(b)).map_or(0, |last| last + 1)];
        let start = *self.starts.last().ok_or_else(|| self.wrong("an end without a start"))?;
        if name != &self.open[start..] {
            let (opened, closed) = (told(&self.open[start..]), told(name));
            return Err(self.wrong(&format!("{opened} is closed by {closed}")));
        }
        self.taken = length + 1;
        self.close();
        Ok(Event::End)
    }

    fn close(&mut self) {
        let start = self.starts.pop().unwrap_or(0);
        self.open.truncate(start);
    }

    fn start(&mut self) -> Result<Event, Fault> {
        loop {
            match cut_tag(self.window.ahead(), &mut self.attributes) {
                Ok((name, empty, length)) => {
                    (self.name, self.empty, self.taken) = (name, empty, length);
                    break;
                }
                Err(Tag::Wrong(why)) => return Err(self.wrong(why)),
                Err(Tag::Cut) if self.window.fill()? => {}
                Err(Tag::Cut) => return Err(self.ends_early()),
            }
        }
        if self.starts.is_empty() && std::mem::replace(&mut self.rooted, true) {
            return Err(self.wrong("a second element outside of all others"));
        }
        if self.starts.len() == DEEPEST {
            return Err(self.wrong(&format!("elements lie more than {DEEPEST} deep in each other")));
        }
        self.starts.push(self.open.len());
        self.open.extend(self.name.of(self.window.ahead()));
        Ok(Event::Start)
    }
}

/// The name of a start tag, whether it is empty, and its length.
fn cut_tag(bytes: &[u8], attributes: &mut Vec<(Span, Span)>) -> Result<(Span, bool, usize), Tag> {
    let span = |from: usize, to: usize| Span { from: from as u32, to: to as u32 };
    attributes.clear();
    let name_end = name_end(bytes, 1)?;
    let mut at = name_end;
    loop {
        let behind = at;
        at = skip_space(bytes, at)?;
        match bytes[at] {
            b'>' => return Ok((span(1, name_end), false, at + 1)),
            b'/' => {
                return match bytes.get(at + 1) {
                    Some(b'>') => Ok((span(1, name_end), true, at + 2)),
                    Some(_) => Err(Tag::Wrong("a stray `/` in a tag")),
                    None => Err(Tag::Cut),
                };
            }
            _ if at == behind => return Err(Tag::Wrong("no space before an attribute")),
            _ => {}
        }
        let end = self::name_end(bytes, at)?;
        let equals = skip_space(bytes, end)?;
        if bytes[equals] != b'=' {
            return Err(Tag::Wrong("an attribute without a value"));
        }
        let open = skip_space(bytes, equals + 1)?;
        let quote = bytes[open];
        if quote != b'"' && quote != b'\'' {
            return Err(Tag::Wrong("an attribute's value without quotes"));
        }
        let close = open + 1 + memchr(quote, &bytes[open + 1..]).ok_or(Tag::Cut)?;
        if memchr(b'<', &bytes[open..close]).is_some() {
            return Err(Tag::Wrong("a `<` in an attribute's value"));
        }
        if attributes.iter().any(|(name, _)| name.of(bytes) == &bytes[at..end]) {
            return Err(Tag::Wrong("an attribute that is there twice"));
        }
        if attributes.len() == MOST_ATTRIBUTES {
            return Err(Tag::Wrong("a tag with hundreds of attributes"));
        }
        attributes.push((span(at, end), span(open + 1, close)));
        at = close + 1;
    }
}

/// White space as XML has it: the form feed of ASCII is none.
/// Names of elements that a message may repeat; in a damaged file another can be anything of anybody's.
const TOLD: [&str; 16] = [
    "worksheet",
    "sheetData",
    "row",
    "c",
    "v",
    "f",
    "is",
    "t",
    "r",
    "rPr",
    "rPh",
    "si",
    "sst",
    "workbook",
    "sheets",
    "sheet",
];

/// An element's name as a message has it.
fn told(name: &[u8]) -> String {
    match TOLD.into_iter().find(|known| known.as_bytes() == name) {
        Some(known) => format!("`{known}`"),
        None => "an element that no sheet has".into(),
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

fn skip_space(bytes: &[u8], at: usize) -> Result<usize, Tag> {
    bytes[at..].iter().position(|&b| !is_space(b)).map(|found| at + found).ok_or(Tag::Cut)
}

/// Where the name that starts here ends.
fn name_end(bytes: &[u8], at: usize) -> Result<usize, Tag> {
    let ends = |&b: &u8| is_space(b) || matches!(b, b'>' | b'/' | b'=' | b'<' | b'"' | b'\'' | b'&');
    match bytes.get(at..).and_then(|rest| rest.iter().position(ends)) {
        Some(0) => Err(Tag::Wrong("a tag or an attribute without a name")),
        Some(length) if matches!(bytes[at + length], b'<' | b'"' | b'\'' | b'&') => {
            Err(Tag::Wrong("a name with characters that no name has"))
        }
        Some(length) => Ok(at + length),
        None => Err(Tag::Cut),
    }
}
