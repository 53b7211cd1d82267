//! Rows below a header that are no data: the header again, totals, remarks, the title of the next table.

use super::header::HeaderRows;
use super::normalise_header;
use crate::source::{Held, Sheet, Value};

/// Whether a row holds a real date below a known name. Neither a header, nor totals, nor a remark has one, and nearly
/// every row of data does.
pub(super) fn has_a_date(sheet: &Sheet, i: usize, names: &[(u32, String)]) -> bool {
    names.iter().any(|(column, _)| matches!(sheet.held(i, *column), Held::Day(_)))
}

/// The header again, one of its rows: each known name, or its part, in its own column.
pub(super) fn is_repeated_header(sheet: &Sheet, i: usize, header: &HeaderRows) -> bool {
    header.rows.iter().any(|row| {
        !row.is_empty()
            && row.iter().all(|(column, name)| match sheet.value(i, *column) {
                // Nearly every row is ruled out by its first letter, before anything is allocated.
                Value::Text(text) => starts_alike(text, name) && normalise_header(text) == *name,
                _ => false,
            })
    })
}

fn starts_alike(text: &str, name: &str) -> bool {
    let first = text.chars().find(|c| !c.is_whitespace() && !matches!(c, '\u{200b}' | '\u{feff}'));
    first.and_then(|c| c.to_lowercase().next()) == name.chars().next()
}

/// The one text of a row that has no other cell: what a title is.
pub(super) fn lone_text(sheet: &Sheet, i: usize) -> Option<&str> {
    let mut cells = sheet.cells(i).filter(|(_, value)| !value.is_blank());
    match (cells.next(), cells.next()) {
        (Some((_, Value::Text(text))), None) => Some(text),
        _ => None,
    }
}

/// A label of totals in the first used cell, and beside it nothing but figures. A client's row has a
/// reference, a name or a date.
pub(super) fn is_totals_row(sheet: &Sheet, i: usize) -> bool {
    let mut cells = sheet.cells(i).filter(|(_, value)| !value.is_blank());
    match cells.next() {
        Some((_, Value::Text(label))) if is_totals_label(label) => cells.all(|(_, value)| match value {
            Value::Text(text) => is_figure(text),
            Value::Date(_) => false,
            _ => true,
        }),
        _ => false,
    }
}

/// Whether a label of totals is about a part of the table: `Sub-total Widnes`.
pub fn is_subtotal_label(text: &str) -> bool {
    normalise_header(text).starts_with("sub")
}

/// `Total`, `Grand total`, `Sub-total Widnes`, `Total records: 123`; not the firm `Total Care Ltd`.
fn is_totals_label(text: &str) -> bool {
    if !text.trim_start().starts_with(['t', 'T', 'g', 'G', 's', 'S']) {
        return false;
    }
    const COUNTED: [&str; 22] = [
        "records",
        "record",
        "rows",
        "row",
        "lines",
        "clients",
        "customers",
        "participants",
        "people",
        "cases",
        "referrals",
        "attachments",
        "starts",
        "outcomes",
        "number",
        "no",
        "no.",
        "count",
        "for",
        "of",
        "all",
        "this",
    ];
    let lower = normalise_header(text);
    let (sub, rest) = match ["grand ", "sub-", "sub ", "sub"].iter().find_map(|prefix| lower.strip_prefix(prefix)) {
        Some(rest) => (true, rest),
        None => (false, lower.as_str()),
    };
    let Some(rest) = rest.strip_prefix("total") else { return false };
    let rest = rest.strip_prefix('s').unwrap_or(rest);
    match rest.chars().next() {
        None => true,
        Some(c) if c.is_alphanumeric() || c == '_' => false,
        Some(' ') if !sub => {
            let word = rest.split([' ', ':', '=', '(']).find(|word| !word.is_empty()).unwrap_or("");
            COUNTED.contains(&word) || word.chars().all(|c| !c.is_alphabetic())
        }
        Some(_) => true,
    }
}

/// A number as text, a percentage, a sum of money, or a mark for a missing one.
fn is_figure(text: &str) -> bool {
    let text = text.trim();
    if matches!(text, "-" | "–" | "*" | ".." | "n/a" | "N/A" | "#N/A") {
        return true;
    }
    let bare: String = text.chars().filter(|c| !matches!(c, ',' | ' ' | '%' | '£' | '(' | ')' | '\'')).collect();
    let bare = bare.strip_prefix('-').unwrap_or(&bare);
    !bare.is_empty() && bare.chars().all(|c| c.is_ascii_digit() || c == '.') && bare.matches('.').count() <= 1
}

/// One text alone in its row that reads as a remark. In a column of the layout it takes three words or a
/// mark to be one, and where the table is a single column only a mark.
pub(super) fn is_footnote(sheet: &Sheet, i: usize, names: &[(u32, String)]) -> bool {
    let mut cells = sheet.cells(i).filter(|(_, value)| !value.is_blank());
    let (Some((column, Value::Text(text))), None) = (cells.next(), cells.next()) else { return false };
    if is_remark(text) {
        return true;
    }
    let words = normalise_header(text).split(' ').count();
    let in_table = names.iter().any(|(known, _)| *known == column);
    if in_table { names.len() > 1 && words >= 3 } else { words >= 2 }
}

/// Whether a text begins as a remark does: `* provisional`, `Note 2: ...`, `Source: ...`.
pub fn is_remark(text: &str) -> bool {
    let lower = normalise_header(text);
    text.trim_start().starts_with(['*', '(']) || has_word(&lower, "note") || has_word(&lower, "source")
}

/// `note`, `notes`, `note 2`, `source:`; not a place called Noteworth.
fn has_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| {
        let rest = rest.strip_prefix('s').unwrap_or(rest);
        !rest.starts_with(|c: char| c.is_alphabetic())
    })
}
