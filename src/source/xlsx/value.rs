//! What a cell holds, from what is written of it.

use std::borrow::Cow;

use super::super::dates::{iso_date, number};
use super::super::grid::{ERRORS, NOT_CALCULATED, Value};
use super::Shared;
use super::text::{NoText, unescape, unescape_excel};
use super::xml::Xml;
use crate::fault::Fault;

/// The cell in hand, as it is written.
#[derive(Debug, Default)]
pub(super) struct Cell {
    style: usize,
    kind: Kind,
    /// What stands in `v`, when the cell has one.
    pub raw: Vec<u8>,
    pub has_value: bool,
    /// What stands in `is`.
    pub text: Option<String>,
    pub is_formula: bool,
}

/// The types that a cell can name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Untyped,
    Number,
    Shared,
    FormulaText,
    Inline,
    Bool,
    Error,
    Date,
}

/// What a cell turns out to hold.
#[derive(Debug, PartialEq)]
pub(super) enum Content<'c> {
    /// The number of a shared string.
    Shared(usize),
    Text(Cow<'c, str>),
    Value(Value<'static>),
}

impl Cell {
    /// Takes style and type from the cell's start tag.
    pub fn begin(&mut self, xml: &Xml<'_>) -> Result<(), Fault> {
        self.raw.clear();
        (self.has_value, self.text, self.is_formula) = (false, None, false);
        self.style = xml.attribute("s")?.and_then(|style| style.trim().parse().ok()).unwrap_or(0);
        self.kind = match xml.attribute("t")?.as_deref() {
            None => Kind::Untyped,
            Some("n") => Kind::Number,
            Some("s") => Kind::Shared,
            Some("str") => Kind::FormulaText,
            Some("inlineStr" | "is") => Kind::Inline,
            Some("b") => Kind::Bool,
            Some("e") => Kind::Error,
            Some("d") => Kind::Date,
            Some(_) => return Err(xml.wrong("a cell of an unknown type")),
        };
        Ok(())
    }

    /// What the cell holds, or why that cannot be said. The value itself is never told: it may be personal.
    pub fn content(&self, shared: &Shared<'_>) -> Result<Content<'_>, String> {
        if let Some(text) = &self.text {
            return Ok(Content::Text(Cow::Borrowed(text)));
        }
        let text = unescape(&self.raw).map_err(|why| match why {
            NoText::NotUtf8 => "it holds bytes that are no text".to_string(),
            NoText::Entity => "it holds an entity that is not defined".to_string(),
        })?;
        // A formula whose result is the text without characters has a value, and that is empty.
        if matches!(self.kind, Kind::FormulaText | Kind::Inline) && self.has_value {
            return Ok(Content::Text(unescape_excel(text)));
        }
        let plain = text.trim();
        if plain.is_empty() {
            let shown = if self.is_formula { Value::Error(NOT_CALCULATED) } else { Value::Empty };
            return Ok(Content::Value(shown));
        }
        match self.kind {
            Kind::Shared => plain.parse().map(Content::Shared).map_err(|_| "its text has no valid number".into()),
            Kind::Bool => boolean(plain).map(|flag| Content::Value(Value::Bool(flag))),
            Kind::Error => Ok(Content::Value(Value::Error(error(plain)))),
            Kind::Date => Ok(match iso_date(plain) {
                Value::Date(date) => Content::Value(Value::Date(date)),
                _ => Content::Text(text),
            }),
            _ => match float(plain) {
                Some(serial) if shared.styles.is_date(self.style) => Ok(Content::Value(shared.dates.date(serial))),
                Some(value) => Ok(Content::Value(number(value))),
                // A program that names no type may mean a text.
                None if self.kind == Kind::Untyped => Ok(Content::Text(text)),
                None => Err("it is marked as a number and holds something else".into()),
            },
        }
    }
}

fn boolean(text: &str) -> Result<bool, String> {
    match text {
        "1" => Ok(true),
        "0" => Ok(false),
        _ if text.eq_ignore_ascii_case("true") => Ok(true),
        _ if text.eq_ignore_ascii_case("false") => Ok(false),
        _ => Err("it is marked as true or false and holds something else".into()),
    }
}

/// The error as it is known here; others, of later programs, are errors all the same.
fn error(text: &str) -> &'static str {
    ERRORS.iter().find(|&&known| known == text).copied().unwrap_or(ERRORS[ERRORS.len() - 1])
}

/// A number as the format writes one: no words, no spaces.
pub(super) fn float(text: &str) -> Option<f64> {
    let is_number = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E'));
    text.parse().ok().filter(|_| is_number)
}
