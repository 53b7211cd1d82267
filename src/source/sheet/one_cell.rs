//! Rows of data whose cells stand in one: a line in quotes as a whole, one with another delimiter than the file's, a
//! row pasted into its first cell. Alone in its row such a text looks like a remark, and a person would be lost in it.

use std::collections::BTreeSet;

use super::header::HeaderRows;
use super::left_out::is_remark;
use crate::source::text::{DELIMITERS, pieces};
use crate::source::{Counted, Sheet, Value};

/// So many rows of data show what begins a row.
const SHOWN: usize = 500;
/// A reference is hardly ever longer, and hardly ever shorter where it is a number.
const REFERENCE: std::ops::RangeInclusive<usize> = 4..=24;

/// Of rows with a single text, given with that text, those that are rows of the table.
pub(super) fn find<'a>(
    sheet: &'a Sheet,
    header: &HeaderRows,
    rows: &[usize],
    alone: impl Iterator<Item = (usize, &'a str)>,
) -> Vec<usize> {
    let mut alone = alone.peekable();
    if header.headers.len() < 2 || alone.peek().is_none() {
        return Vec::new();
    }
    let table = Table { fields: header.headers.len(), begins: beginnings(sheet, rows) };
    // A line of a text file has as many fields as it has; an empty cell of a workbook is just not there.
    let is_text = matches!(sheet.counted, Some(Counted::Lines(_)));
    let held = |(i, text): &(usize, &str)| table.holds(text, is_text && sheet.width(*i) < 2);
    alone.filter(held).map(|(i, _)| i).collect()
}

struct Table {
    fields: usize,
    /// The forms of what looks like references: `AAA999999`.
    begins: BTreeSet<String>,
}

impl Table {
    /// Whether a text is a row, or where `is_line` the beginning of one.
    fn holds(&self, text: &str, is_line: bool) -> bool {
        let text = text.trim().trim_start_matches('"');
        let first =
            text.split(|c: char| c.is_whitespace() || c == '"' || c.is_ascii() && DELIMITERS.contains(&(c as u8)));
        let first = first.into_iter().next().unwrap_or_default();
        let begins = form(first).is_some_and(|form| self.begins.contains(&form));
        (begins && (is_line || first.len() < text.len())) || (!is_remark(text) && self.is_cut_by_a_delimiter(text))
    }

    /// Whether a delimiter cuts a text into about as many fields as the table has, of which one is a value and no words.
    fn is_cut_by_a_delimiter(&self, text: &str) -> bool {
        let fields = self.fields.max(3);
        let about = (3 * fields).div_ceil(4)..=fields + fields / 2;
        DELIMITERS.iter().any(|delimiter| about.contains(&pieces(text, *delimiter)) && has_a_value(text, *delimiter))
    }
}

fn has_a_value(text: &str, delimiter: u8) -> bool {
    let is_value = |piece: &str| piece.contains(|c: char| c.is_ascii_digit()) && !piece.contains(char::is_whitespace);
    text.split(char::from(delimiter)).any(|piece| is_value(piece.trim().trim_matches('"')))
}

/// The forms of the values in a table's rows that look like references.
fn beginnings(sheet: &Sheet, rows: &[usize]) -> BTreeSet<String> {
    let cells = rows.iter().take(SHOWN).flat_map(|row| sheet.cells(*row));
    let forms = cells.filter_map(|(_, value)| match value {
        Value::Text(text) => form(text.trim()),
        Value::Number(number) => form(&number.to_string()),
        _ => None,
    });
    forms.collect()
}

/// The form of what may be a reference: letters and digits, or four digits and more.
fn form(text: &str) -> Option<String> {
    let is_one = REFERENCE.contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && text.bytes().any(|byte| byte.is_ascii_digit());
    let kind = |c: char| match c {
        '0'..='9' => '9',
        '-' => '-',
        _ => 'A',
    };
    is_one.then(|| text.chars().map(kind).collect())
}
