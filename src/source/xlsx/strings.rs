//! The texts of a workbook: its shared strings, and the strings in cells, which are written alike.

use super::super::grid::Texts;
use super::text::{is_literal, trim, unescape, unescape_excel};
use super::xml::{Event, Xml};
use crate::fault::Fault;

/// Reads `sharedStrings.xml`: texts by their number, as often as they are there.
pub(super) fn read(xml: &mut Xml<'_>) -> Result<Texts, Fault> {
    let mut texts = Texts::default();
    let mut item = Item::default();
    if xml.next()? != Event::Start || xml.name() != b"sst" {
        return Err(xml.wrong("it does not begin with `sst`"));
    }
    loop {
        plain_items(xml, &mut texts)?;
        match xml.next()? {
            Event::Start if xml.name() == b"si" => {
                let text = item.read(xml)?;
                check_room(&texts, text.len())?;
                texts.push(text);
            }
            Event::Start => drop(xml.skip()?),
            Event::End | Event::Text => {}
            Event::Done => return Ok(texts),
        }
    }
}

/// The shape in which nearly every item comes: `<si><t>text</t></si>`, with nothing to resolve.
fn plain_items(xml: &mut Xml<'_>, texts: &mut Texts) -> Result<(), Fault> {
    const OPEN: &[u8] = b"<si><t>";
    const CLOSE: &[u8] = b"</t></si>";
    if !xml.is_inside(1) {
        return Ok(());
    }
    let ahead = xml.window.ahead();
    check_room(texts, ahead.len())?;
    let mut at = 0;
    while ahead[at..].starts_with(OPEN) {
        let start = at + OPEN.len();
        let Some(length) = memchr::memchr(b'<', &ahead[start..]) else { break };
        let raw = &ahead[start..start + length];
        if !ahead[start + length..].starts_with(CLOSE) || !is_literal(raw) {
            break;
        }
        let Ok(text) = std::str::from_utf8(raw) else { break };
        texts.push(text);
        at = start + length + CLOSE.len();
    }
    xml.window.advance(at);
    Ok(())
}

/// Ids and offsets are 32 bits wide.
fn check_room(texts: &Texts, more: usize) -> Result<(), Fault> {
    if texts.buffer.len() + more <= u32::MAX as usize {
        return Ok(());
    }
    Err(Fault::refused("its texts take more than 4 GB").hint("split the return over several files"))
}

/// One item, `si` or `is`: a text, or runs of formatted text; what says how to pronounce it is left out.
#[derive(Debug, Default)]
pub(super) struct Item {
    raw: Vec<u8>,
    text: String,
}

impl Item {
    /// Reads the item that was started.
    pub fn read(&mut self, xml: &mut Xml<'_>) -> Result<&str, Fault> {
        self.text.clear();
        let mut depth = 1;
        while depth > 0 {
            match xml.next()? {
                Event::Start => match xml.name() {
                    b"t" => self.read_text(xml)?,
                    b"r" => depth += 1,
                    _ => xml.skip_in_value()?,
                },
                Event::End => depth -= 1,
                Event::Text => {}
                Event::Done => return Err(xml.wrong("it ends too early")),
            }
        }
        Ok(&self.text)
    }

    fn read_text(&mut self, xml: &mut Xml<'_>) -> Result<(), Fault> {
        let keeps_space = xml.prefixed("space")?.is_some_and(|space| space == "preserve");
        self.raw.clear();
        xml.text_of(&mut self.raw)?;
        let raw = if keeps_space { &self.raw } else { trim(&self.raw) };
        let text = unescape(raw).map_err(|why| xml.no_text(&why))?;
        self.text.push_str(&unescape_excel(text));
        Ok(())
    }
}
