//! The shapes in which nearly all cells come, taken with a few comparisons each:
//! `<c r="A1" s="1" t="s"><v>12</v></c>`, and the tags between rows. Whatever looks otherwise, in whatever way,
//! is left where it stands for the general reader.

use super::super::builder::{MAX_COLUMNS, MAX_ROWS};
use super::super::grid::Value;
use super::delivery::Delivery;
use super::text::is_literal;
use super::value::float;
use super::window::MARGIN;
use super::xml::Xml;
use crate::fault::Fault;

/// Whole numbers of up to so many digits are exact.
const MOST_DIGITS: usize = 15;

const TENS: [f64; MOST_DIGITS + 1] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// What is looked at at once; nothing that is taken is longer.
type Ahead = [u8; MARGIN];

/// Takes the cells of the open row, and of the rows behind it, as far as they have the common shape.
pub(super) fn take_cells(xml: &mut Xml<'_>, to: &mut Delivery<'_>) -> Result<(), Fault> {
    // `worksheet`, `sheetData` and `row` are open.
    while xml.is_inside(3) {
        let (bytes, sure) = xml.window.with_margin();
        let (taken, stopped) = take(bytes, sure, to)?;
        xml.window.advance(taken);
        if stopped || !xml.window.fill()? {
            break;
        }
    }
    Ok(())
}

/// How many bytes were taken, and whether something else stands behind them.
fn take(bytes: &[u8], sure: usize, to: &mut Delivery<'_>) -> Result<(usize, bool), Fault> {
    let mut at = 0;
    while at < sure {
        let Some(ahead) = bytes[at..].first_chunk::<MARGIN>() else { break };
        let length = match cell(ahead, to)? {
            0 => row(ahead, to)?,
            length => length,
        };
        if length == 0 {
            return Ok((at, true));
        }
        at += length;
    }
    Ok((at, false))
}

/// Takes one cell and says how long it is; 0 for anything else.
#[inline(always)]
fn cell(b: &Ahead, to: &mut Delivery<'_>) -> Result<usize, Fault> {
    if !b.starts_with(b"<c r=\"") {
        return Ok(0);
    }
    let (mut at, mut column) = (6, 0);
    while let letter @ 0..=25 = b[at].wrapping_sub(b'A') {
        column = column * 26 + u32::from(letter) + 1;
        at += 1;
        if at == 10 {
            return Ok(0);
        }
    }
    if column == 0 || column > MAX_COLUMNS || !to.row_mark.starts(eight(b, at)) {
        return Ok(0);
    }
    column -= 1;
    at += to.row_mark.length;
    let mut style = 0;
    if b[at..].starts_with(b" s=\"") {
        let (number, end) = digits(b, at + 4);
        if end > at + 9 || b[end] != b'"' {
            return Ok(0);
        }
        (style, at) = (number as usize, end + 1);
    }
    let length = if b[at..].starts_with(b"><v>") {
        number(b, at + 4, column, style, to)?
    } else if b[at..].starts_with(b" t=\"s\"><v>") {
        shared(b, at + 10, column, to)?
    } else if b[at..].starts_with(b" t=\"n\"><v>") {
        number(b, at + 10, column, style, to)?
    } else if b[at..].starts_with(b" t=\"inlineStr\"><is><t>") {
        inline(b, at + 22, column, to)?
    } else {
        empty(b, at, to)
    };
    if length > 0 {
        to.seen.cells += 1;
        to.column = column + 1;
    }
    Ok(length)
}

/// `12</v></c>`, the number of a shared string.
#[inline(always)]
fn shared(b: &Ahead, at: usize, column: u32, to: &mut Delivery<'_>) -> Result<usize, Fault> {
    let (index, end) = digits(b, at);
    if end == at || end > at + MOST_DIGITS || !closes(b, end) {
        return Ok(0);
    }
    to.push_shared(column, index as usize)?;
    Ok(end + 8)
}

/// `12.5</v></c>`.
#[inline(always)]
fn number(b: &Ahead, at: usize, column: u32, style: usize, to: &mut Delivery<'_>) -> Result<usize, Fault> {
    let (whole, end) = digits(b, at);
    if end > at && end <= at + MOST_DIGITS && closes(b, end) {
        to.push_number(column, style, whole as f64)?;
        return Ok(end + 8);
    }
    match fraction(b, at) {
        Some((number, end)) => {
            to.push_number(column, style, number)?;
            Ok(end + 8)
        }
        None => Ok(0),
    }
}

/// A number that is not whole. Up to 15 digits divided by a power of ten give the nearest number; the
/// library does the others.
fn fraction(b: &Ahead, at: usize) -> Option<(f64, usize)> {
    let (whole, point) = digits(b, at);
    if point > at && point <= at + MOST_DIGITS && b[point] == b'.' {
        let (part, end) = digits(b, point + 1);
        let (length, scale) = (end - at - 1, end - point - 1);
        if scale > 0 && length <= MOST_DIGITS && closes(b, end) {
            let all = whole * TENS[scale] as u64 + part;
            return Some((all as f64 / TENS[scale], end));
        }
    }
    let end = at + memchr::memchr(b'<', &b[at..at + 40])?;
    let number = float(std::str::from_utf8(&b[at..end]).ok()?)?;
    closes(b, end).then_some((number, end))
}

/// `text</t></is></c>`, with nothing to resolve.
fn inline(b: &Ahead, at: usize, column: u32, to: &mut Delivery<'_>) -> Result<usize, Fault> {
    const CLOSE: &[u8] = b"</t></is></c>";
    let Some(length) = memchr::memchr(b'<', &b[at..]) else { return Ok(0) };
    let raw = &b[at..at + length];
    match std::str::from_utf8(raw) {
        Ok(text) if is_literal(raw) && b[at + length..].starts_with(CLOSE) => {
            to.put(to.row, column, Value::Text(text))?;
        }
        _ => return Ok(0),
    }
    Ok(at + length + CLOSE.len())
}

/// `/>` or `></c>`: a cell for the sake of its style.
fn empty(b: &Ahead, at: usize, to: &mut Delivery<'_>) -> usize {
    let length = match &b[at..] {
        [b'/', b'>', ..] => 2,
        [b' ', b'/', b'>', ..] => 3,
        [b'>', b'<', b'/', b'c', b'>', ..] => 5,
        _ => return 0,
    };
    to.seen.empty += 1;
    at + length
}

/// Takes `</row><row r="7" spans="1:9">` and begins that row; 0 for anything else.
fn row(b: &Ahead, to: &mut Delivery<'_>) -> Result<usize, Fault> {
    if !b.starts_with(b"</row><row r=\"") {
        return Ok(0);
    }
    let (number, end) = digits(b, 14);
    if end > 14 + 7 || b[end] != b'"' || !(1..=u64::from(MAX_ROWS)).contains(&number) {
        return Ok(0);
    }
    let mut at = end + 1;
    for name in [b" spans=\"".as_slice(), b" x14ac:dyDescent=\""] {
        if b[at..].starts_with(name) {
            let value = b[at + name.len()..].iter().take(40);
            at += name.len() + value.take_while(|b| b.is_ascii_digit() || matches!(b, b':' | b'.')).count();
            if b[at] != b'"' {
                return Ok(0);
            }
            at += 1;
        }
    }
    if b[at] != b'>' {
        return Ok(0);
    }
    to.begin_row(number as u32)?;
    Ok(at + 1)
}

/// The digits at a place as a number, which only counts when they are no more than 15, and where they end.
#[inline(always)]
fn digits(b: &Ahead, from: usize) -> (u64, usize) {
    let (mut at, mut number) = (from, 0u64);
    while at < MARGIN - 8 {
        let digit = b[at].wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        number = number.wrapping_mul(10).wrapping_add(u64::from(digit));
        at += 1;
    }
    (number, at)
}

#[inline(always)]
fn eight(b: &Ahead, at: usize) -> [u8; 8] {
    b[at..].first_chunk().copied().unwrap_or_default()
}

#[inline(always)]
fn closes(b: &Ahead, at: usize) -> bool {
    eight(b, at) == *b"</v></c>"
}
