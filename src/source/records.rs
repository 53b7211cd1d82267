//! Delimited text cut into records. Where the csv crate reads on, this reader says where it got lost:
//! the line on which each record starts with any kind of line ending, a quote that is never closed,
//! text after a closing quote.

use std::borrow::Cow;

/// A record: its fields, the line on which it starts and where it ends in the text.
#[derive(Debug, Default)]
pub(super) struct Record<'a> {
    pub fields: Vec<Cow<'a, str>>,
    /// Where each field ends in the text.
    pub ends: Vec<usize>,
    pub line: u32,
    /// A field goes on after its closing quote.
    pub stray_quote: bool,
    /// Its last field stands in quotes.
    pub quoted: bool,
    /// A line ending stands behind it.
    pub finished: bool,
}

impl Record<'_> {
    /// A quoted field holds what reads as rows of the table: two stray quotes, and the lines between them swallowed. A
    /// remark of several lines hardly ever has as many delimiters in one line, or in two, as a row has.
    pub fn swallows_rows(&self, delimiter: u8) -> bool {
        let between_fields = self.fields.len().saturating_sub(1);
        let count = |line: &str| line.bytes().filter(|byte| *byte == delimiter).count();
        let several = self.fields.iter().filter(|field| field.contains(['\n', '\r']));
        self.fields.len() >= FEWEST_FIELDS
            && several.into_iter().any(|field| {
                let counts: Vec<usize> = field.split(['\n', '\r']).map(count).collect();
                let whole_line = counts[1..].iter().any(|count| *count >= between_fields);
                let two_halves = counts.windows(2).any(|two| two[0] + two[1] >= between_fields);
                whole_line || (two_halves && self.fields.len() >= 2 * FEWEST_FIELDS)
            })
    }

    /// The text of a record that is one quoted field.
    pub fn whole_in_quotes(&self) -> Option<&str> {
        self.fields.first().filter(|_| self.quoted && self.fields.len() == 1).map(|field| &**field)
    }

    /// No field has a character that can be seen.
    pub fn is_blank(&self) -> bool {
        self.fields.iter().all(|field| field.chars().all(|c| c.is_whitespace() || c == '\0'))
    }
}

/// Narrower tables cannot be told from remarks with commas in them.
const FEWEST_FIELDS: usize = 4;

/// A quote that is still open at the end of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct UnclosedQuote {
    pub line: u32,
}

/// Which line endings stand between records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct LineEndings {
    pub crlf: bool,
    pub lf: bool,
    pub cr: bool,
}

impl LineEndings {
    pub fn are_mixed(self) -> bool {
        u8::from(self.crlf) + u8::from(self.lf) + u8::from(self.cr) > 1
    }
}

/// Goes through a text record by record.
#[derive(Debug)]
pub(super) struct Records<'a> {
    text: &'a str,
    delimiter: u8,
    at: usize,
    line: u32,
    pub endings: LineEndings,
}

impl<'a> Records<'a> {
    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// `delimiter` is an ASCII character; `at` is where the first record starts, on line `line`.
    pub fn new(text: &'a str, delimiter: u8, at: usize, line: u32) -> Self {
        Records { text, delimiter, at, line, endings: LineEndings::default() }
    }

    /// How many lines were read so far, the last one whether it is ended or not.
    pub fn lines(&self) -> u64 {
        let open = self.at > 0 && !self.text[..self.at].ends_with(['\n', '\r']);
        u64::from(self.line - 1) + u64::from(open)
    }

    /// Reads the next record into `record`; false at the end of the text.
    pub fn read(&mut self, record: &mut Record<'a>) -> Result<bool, UnclosedQuote> {
        record.fields.clear();
        record.ends.clear();
        record.stray_quote = false;
        record.line = self.line;
        if self.at >= self.text.len() {
            return Ok(false);
        }
        loop {
            record.quoted = self.peek() == Some(b'"');
            let field = if record.quoted { self.quoted(record)? } else { Cow::Borrowed(self.plain()) };
            record.fields.push(field);
            record.ends.push(self.at);
            if self.peek() == Some(self.delimiter) {
                self.at += 1;
            } else {
                break;
            }
        }
        record.finished = self.end_line();
        Ok(true)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Up to the next delimiter or line ending.
    fn plain(&mut self) -> &'a str {
        let rest = &self.text.as_bytes()[self.at..];
        let delimiter = self.delimiter;
        let length = rest.iter().position(|&b| b == delimiter || b == b'\n' || b == b'\r').unwrap_or(rest.len());
        let field = &self.text[self.at..self.at + length];
        self.at += length;
        field
    }

    fn quoted(&mut self, record: &mut Record<'a>) -> Result<Cow<'a, str>, UnclosedQuote> {
        let opened = UnclosedQuote { line: self.line };
        let mut field = Cow::Borrowed("");
        self.at += 1;
        loop {
            let rest = &self.text[self.at..];
            let length = rest.bytes().position(|b| b == b'"').ok_or(opened)?;
            self.count_lines(&rest[..length]);
            self.at += length + 1;
            append(&mut field, &rest[..length]);
            if self.peek() != Some(b'"') {
                break;
            }
            append(&mut field, "\"");
            self.at += 1;
        }
        let tail = self.plain();
        if !tail.trim().is_empty() {
            record.stray_quote = true;
            append(&mut field, tail);
        }
        Ok(field)
    }

    fn count_lines(&mut self, inside: &str) {
        let bytes = inside.as_bytes();
        let ends =
            bytes.iter().enumerate().filter(|&(i, &b)| b == b'\n' || (b == b'\r' && bytes.get(i + 1) != Some(&b'\n')));
        self.line += ends.count() as u32;
    }

    fn end_line(&mut self) -> bool {
        let rest = &self.text.as_bytes()[self.at..];
        let length = match rest {
            [b'\r', b'\n', ..] => {
                self.endings.crlf = true;
                2
            }
            [b'\r', ..] => {
                self.endings.cr = true;
                1
            }
            [b'\n', ..] => {
                self.endings.lf = true;
                1
            }
            _ => return false,
        };
        self.at += length;
        self.line += 1;
        true
    }
}

/// Borrowed as long as it is one piece.
fn append<'a>(field: &mut Cow<'a, str>, piece: &'a str) {
    if field.is_empty() {
        *field = Cow::Borrowed(piece);
    } else if !piece.is_empty() {
        field.to_mut().push_str(piece);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(text: &str) -> Result<Vec<(u32, Vec<String>)>, UnclosedQuote> {
        let (mut records, mut record, mut out) = (Records::new(text, b',', 0, 1), Record::default(), Vec::new());
        while records.read(&mut record)? {
            out.push((record.line, record.fields.iter().map(|f| f.to_string()).collect()));
        }
        Ok(out)
    }

    #[test]
    fn lines_are_counted_over_every_kind_of_line_ending_and_inside_quotes() {
        let read = all("a,b\r\nc,\"d\ne\r\nf\"\rg\n\nh").unwrap();
        let lines: Vec<u32> = read.iter().map(|record| record.0).collect();
        assert_eq!(lines, [1, 2, 5, 6, 7]);
        assert_eq!(read[1].1, ["c", "d\ne\r\nf"]);
    }

    #[test]
    fn a_quote_that_is_never_closed_names_the_line_where_it_opens() {
        assert_eq!(all("a\nb\n\"x\ny\n\",\"c\nd\n"), Err(UnclosedQuote { line: 5 }));
    }

    #[test]
    fn text_behind_a_closing_quote_is_kept_and_told() {
        let (mut records, mut record) = (Records::new("\"Best\" Ltd,2", b',', 0, 1), Record::default());
        assert_eq!(records.read(&mut record), Ok(true));
        assert!(record.stray_quote && !record.finished);
        assert_eq!(record.fields, ["Best Ltd", "2"]);
    }

    proptest! {
        #[test]
        fn records_are_those_of_the_csv_crate(text in "[ab\",\r\n]{0,60}") {
            let ours = all(&text);
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let theirs: Vec<Vec<String>> =
                reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect();
            // The csv crate skips empty lines and closes a quote at the end of the text.
            if let Ok(ours) = ours {
                let ours: Vec<Vec<String>> = ours.into_iter().map(|r| r.1).filter(|r| r != &[""]).collect();
                let theirs: Vec<Vec<String>> = theirs.into_iter().filter(|r| r != &[""]).collect();
                prop_assert_eq!(ours, theirs);
            }
        }
    }
}
