//! Delimited text: delimiter, quotes, line endings, ragged rows.

use std::collections::BTreeMap;

use memchr::memchr_iter;

use super::LISTED;
use super::builder::SheetBuilder;
use super::encoding::{self, Damage};
use super::grid::{Counted, Sheet, Value};
use super::records::{Record, Records};
use crate::definitions::Limits;
use crate::fault::Fault;
use crate::finding::{Effect, Finding, Place};

pub(super) const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Records looked at when the delimiter is guessed.
const SAMPLE: usize = 100;

/// Reads a text file as its one sheet, named after the file.
pub(super) fn read(file: &str, bytes: &[u8], limits: &Limits) -> Result<(Vec<Sheet>, Vec<Finding>), Fault> {
    let decoded = encoding::decode(bytes);
    let mut reading = Reading::new(file, &decoded.damage);
    if let Some(encoding) = decoded.guessed {
        reading.note(
            "encoding_guessed",
            format!("the text is not UTF-8 and does not say what it is: read as {encoding}"),
            "check a name with an accent or a pound sign; save as `CSV UTF-8` to be sure",
        );
    }
    let (delimiter, start) = match separator_line(&decoded.text) {
        Some((delimiter, start)) => (delimiter, start),
        None => (guess_delimiter(&decoded.text), 0),
    };
    let first_line = if decoded.text[..start].ends_with(['\r', '\n']) { 2 } else { 1 };
    let records = Records::new(&decoded.text, delimiter, start, first_line);
    let sheet = reading.read_records(records, &decoded.text, limits)?;
    Ok((vec![sheet], reading.findings))
}

/// `sep=;` on the first line, with or without quotes: the delimiter and where the next line starts.
fn separator_line(text: &str) -> Option<(u8, usize)> {
    let end = text.find(['\r', '\n']).unwrap_or(text.len());
    let line = text[..end].trim_end_matches([' ', '"']).trim_start_matches('"');
    let rest = line.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")).map(|_| &line[4..])?;
    // A tab after `sep=` is the delimiter; other delimiters are a single character too.
    let [delimiter] = rest.as_bytes() else { return None };
    let next = if text[end..].starts_with("\r\n") { end + 2 } else { (end + 1).min(text.len()) };
    (delimiter.is_ascii_punctuation() || *delimiter == b'\t').then_some((*delimiter, next))
}

/// The delimiter that cuts most of the first records into the same number of fields; of equals the one
/// that makes more fields, then the earlier in `DELIMITERS`.
fn guess_delimiter(text: &str) -> u8 {
    let mut best = (0, 0, b',');
    for delimiter in DELIMITERS {
        let mut widths = BTreeMap::new();
        let (mut records, mut record, mut seen) = (Records::new(text, delimiter, 0, 1), Record::default(), 0);
        while seen < SAMPLE && matches!(records.read(&mut record), Ok(true)) {
            if !record.is_blank() {
                seen += 1;
                *widths.entry(record.fields.len()).or_insert(0usize) += 1;
            }
        }
        let common = widths.into_iter().filter(|&(width, _)| width > 1).max_by_key(|&(width, count)| (count, width));
        if let Some((width, count)) = common
            && (count, width) > (best.0, best.1)
        {
            best = (count, width, delimiter);
        }
    }
    best.2
}

/// How many fields a delimiter cuts a text into; what stands in quotes is not cut.
pub(super) fn pieces(text: &str, delimiter: u8) -> usize {
    let (mut fields, mut inside) = (1, false);
    for byte in text.bytes() {
        inside ^= byte == b'"';
        fields += usize::from(byte == delimiter && !inside);
    }
    fields
}

/// Lines that are in quotes as a whole: spreadsheet programs save them so when they were opened uncut.
#[derive(Default)]
struct WholeLines {
    first: u32,
    lines: usize,
    /// By delimiter: how many lines have that many fields inside their quotes.
    fields: [BTreeMap<usize, usize>; DELIMITERS.len()],
}

impl WholeLines {
    fn add(&mut self, line: u32, text: &str) {
        self.first = if self.lines == 0 { line } else { self.first };
        self.lines += 1;
        for (fields, delimiter) in self.fields.iter_mut().zip(DELIMITERS) {
            *fields.entry(pieces(text, delimiter)).or_default() += 1;
        }
    }

    /// Refuses a file of which most lines are so. Few are set aside where the table is known.
    fn refuse_most(&self, of: usize) -> Result<(), Fault> {
        let common = |fields: &BTreeMap<usize, usize>| {
            let most = fields.iter().max_by_key(|(_, lines)| **lines);
            most.filter(|(fields, lines)| **fields > 2 && 10 * **lines >= 9 * self.lines).map(|(fields, _)| *fields)
        };
        let fields = self.fields.iter().filter_map(common).max();
        match fields.filter(|_| self.lines > 1 && 2 * self.lines > of) {
            None => Ok(()),
            Some(fields) => Err(Fault::refused(format!(
                "{} of {of} lines are in quotes as a whole, from line {} on: each is one cell, and its {fields} fields \
                 cannot be told apart",
                self.lines, self.first
            ))
            .hint(
                "ask the sender for the file as it was exported: a spreadsheet program that did not cut its lines into \
                 columns saves it so",
            )),
        }
    }
}

/// What is being read and what was found on the way.
struct Reading<'a> {
    file: &'a str,
    damage: &'a [Damage],
    findings: Vec<Finding>,
    row_faults: Vec<(usize, &'static str)>,
}

impl<'a> Reading<'a> {
    fn new(file: &'a str, damage: &'a [Damage]) -> Self {
        Reading { file, damage, findings: Vec::new(), row_faults: Vec::new() }
    }

    fn note(&mut self, code: &'static str, message: impl Into<String>, hint: &str) {
        self.findings.push(Finding::new(code, Effect::Notes, Place::file(self.file), message, hint));
    }

    fn read_records(&mut self, mut records: Records<'_>, text: &str, limits: &Limits) -> Result<Sheet, Fault> {
        let name = self.file.rsplit_once('.').map_or(self.file, |(stem, _)| stem);
        let mut builder = SheetBuilder::of_text(name, limits);
        let (mut record, mut stored, mut finished) = (Record::default(), 0, true);
        let (mut nul, mut broken, mut stray) = (Vec::new(), Vec::new(), Vec::new());
        let mut damage = self.damage.iter().peekable();
        let mut whole = WholeLines::default();
        while records.read(&mut record).map_err(|quote| unclosed(quote.line))? {
            while let Some(bad) = damage.next_if(|bad| record.ends.last().is_some_and(|&end| bad.at < end)) {
                let column = record.ends.partition_point(|&end| end <= bad.at) as u32;
                broken.push((stored, record.line, column, bad.byte));
            }
            if record.is_blank() {
                continue;
            }
            if record.swallows_rows(records.delimiter()) {
                return Err(run_together(record.line));
            }
            record.whole_in_quotes().into_iter().for_each(|text| whole.add(record.line, text));
            nul.extend(record.fields.iter().any(|field| field.contains('\0')).then_some(record.line));
            stray.extend(record.stray_quote.then_some((stored, record.line)));
            for (column, field) in record.fields.iter().enumerate() {
                builder.put(record.line, column as u32, Value::Text(field))?;
            }
            builder.set_width(record.fields.len() as u32);
            finished = record.finished;
            stored += 1;
        }
        whole.refuse_most(stored)?;
        let mut sheet = builder.finish()?;
        sheet.counted = Some(count_lines(text, records.lines())?);
        if records.endings.are_mixed() {
            self.note(
                "line_endings_mixed",
                "lines end in different ways; each kind was taken as an end",
                "compare the number of rows with the sender's",
            );
        }
        self.report_nul(&nul);
        self.report_damage(&broken);
        self.report_stray_quotes(&stray);
        self.report_widths(&sheet, finished);
        sheet.add_row_faults(std::mem::take(&mut self.row_faults));
        Ok(sheet)
    }

    /// One finding a row up to `LISTED`, then one with the count of the others.
    fn note_rows<T>(&mut self, code: &'static str, rows: &[T], hint: &str, tell: impl Fn(&T) -> (u32, String)) {
        for row in rows.iter().take(LISTED) {
            let (number, message) = tell(row);
            let place = Place::file(self.file).row(number);
            self.findings.push(Finding::new(code, Effect::Notes, place, message, hint));
        }
        if rows.len() > LISTED {
            self.note(code, format!("and {} more", rows.len() - LISTED), hint);
        }
    }

    fn report_nul(&mut self, rows: &[u32]) {
        self.note_rows("nul_removed", rows, "ask the sender how the file was made", |&row| {
            (row, "NUL character removed".into())
        });
    }

    fn report_damage(&mut self, broken: &[(usize, u32, u32, usize)]) {
        self.row_faults.extend(broken.iter().map(|bad| (bad.0, "bytes_not_text")));
        let hint = "ask for the row again: a letter was damaged on the way";
        let told = self.findings.len();
        self.note_rows("bytes_not_text", broken, hint, |(_, row, _, byte)| {
            (*row, format!("bytes that are not text, at byte {byte} of the file"))
        });
        for (finding, (_, _, column, _)) in self.findings[told..].iter_mut().zip(broken) {
            if finding.place.row.is_some() {
                finding.place = finding.place.clone().column(*column, "");
            }
        }
    }

    fn report_stray_quotes(&mut self, rows: &[(usize, u32)]) {
        self.row_faults.extend(rows.iter().map(|row| (row.0, "stray_quote")));
        let hint = "a quote inside a quoted field must be doubled: correct the row or export the file again";
        self.note_rows("stray_quote", rows, hint, |&(_, row)| {
            (row, "text follows a closing quote: the fields may be cut in the wrong places".into())
        });
    }

    /// Rows below the first one of the usual width that are wider or narrower. A line of one field is a title, a
    /// footnote, or a row that stands in one cell, which is known when the table is.
    fn report_widths(&mut self, sheet: &Sheet, finished: bool) {
        let Some(usual) = usual_width(sheet) else { return };
        let first = (0..sheet.row_count()).find(|&i| sheet.width(i) == usual).unwrap_or(0);
        let mut ragged: Vec<usize> = (first..sheet.row_count())
            .filter(|&i| sheet.width(i) > usual || (sheet.width(i) < usual && sheet.width(i) > 1))
            .collect();
        let last = sheet.row_count() - 1;
        let is_narrow = ragged.last() == Some(&last) && sheet.width(last) < usual;
        if !finished && (is_narrow || begins_a_row(sheet, last, usual)) {
            ragged.retain(|row| *row != last);
            self.row_faults.push((last, "row_cut_off"));
            let hint = "is the file still being copied? Else ask the sender to send it again";
            self.note_rows("row_cut_off", &[last], hint, |&i| {
                let message =
                    format!("the last row ends after {} of {usual} fields, without a line end", sheet.width(i));
                (sheet.row_number(i), message)
            });
        }
        self.row_faults.extend(ragged.iter().map(|&i| (i, "ragged_row")));
        let hint = "a field with the delimiter in it needs quotes: correct the row or export the file again";
        self.note_rows("ragged_row", &ragged, hint, |&i| {
            (sheet.row_number(i), format!("the row has {} fields, the others have {usual}", sheet.width(i)))
        });
    }
}

/// Whether a row of one field is the beginning of a row like the one above it, and no remark: its letters are those of
/// the first field there, and its digits stand where digits stand there.
fn begins_a_row(sheet: &Sheet, row: usize, usual: u32) -> bool {
    if row < 2 || sheet.width(row) != 1 || sheet.width(row - 1) != usual {
        return false;
    }
    let (Value::Text(begun), Value::Text(above)) = (sheet.value(row, 0), sheet.value(row - 1, 0)) else { return false };
    let alike = |(a, b): (char, char)| a == b || (a.is_ascii_digit() && b.is_ascii_digit());
    let (begun, above) = (begun.trim(), above.trim());
    !begun.is_empty() && begun.chars().count() <= above.chars().count() && begun.chars().zip(above.chars()).all(alike)
}

/// The number of fields that most rows have; of equals the larger. None when there are no fields to count.
fn usual_width(sheet: &Sheet) -> Option<u32> {
    let mut widths = BTreeMap::new();
    for i in 0..sheet.row_count() {
        *widths.entry(sheet.width(i)).or_insert(0usize) += 1;
    }
    widths
        .into_iter()
        .filter(|&(width, _)| width > 1)
        .max_by_key(|&(width, count)| (count, width))
        .map(|(width, _)| width)
}

/// Counts the lines without looking at fields and quotes, and holds them against those that were read.
fn count_lines(text: &str, read: u64) -> Result<Counted, Fault> {
    let bytes = text.as_bytes();
    let feeds = memchr_iter(b'\n', bytes).count();
    let returns = memchr_iter(b'\r', bytes).filter(|&at| bytes.get(at + 1) != Some(&b'\n')).count();
    let open = bytes.last().is_some_and(|&last| last != b'\n' && last != b'\r');
    let lines = (feeds + returns) as u64 + u64::from(open);
    if lines != read {
        return Err(Fault::refused(format!(
            "it has {lines} lines and {read} were read: this is a fault in Quarterdeck"
        ))
        .hint("no figure is made of it: report the fault; meanwhile open the file in Excel, save it as .xlsx and try that"));
    }
    Ok(Counted::Lines(lines))
}

fn unclosed(line: u32) -> Fault {
    Fault::refused(format!("line {line}: a quote opens here and is never closed, so the rows after it run together"))
        .hint("close or remove the quote on that line, or export the file again")
}

fn run_together(line: u32) -> Fault {
    Fault::refused(format!(
        "line {line}: a quote opens here and closes on a later line, and the rows between run together in one cell"
    ))
    .hint("remove the two quotes that do not belong there, or export the file again")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(bytes: &[u8]) -> (Sheet, Vec<Finding>) {
        let (mut sheets, findings) = read("return.csv", bytes, &Limits::default()).unwrap();
        (sheets.remove(0), findings)
    }

    fn rows(sheet: &Sheet) -> Vec<Vec<&str>> {
        let field = |value| match value {
            Value::Text(text) => text,
            _ => "",
        };
        (0..sheet.row_count()).map(|i| (0..sheet.width(i)).map(|c| field(sheet.value(i, c))).collect()).collect()
    }

    fn found(findings: &[Finding]) -> Vec<(&str, Option<u32>)> {
        findings.iter().map(|finding| (finding.code, finding.place.row)).collect()
    }

    #[test]
    fn the_delimiter_is_the_one_that_cuts_evenly() {
        for delimiter in [",", ";", "\t", "|"] {
            let text = format!(
                "Ref{delimiter}Fee{delimiter}Note\n1{delimiter}2{delimiter}\"a, b; c | d\"\n3{delimiter}4{delimiter}x\n"
            );
            let (sheet, findings) = table(text.as_bytes());
            assert_eq!(rows(&sheet), [["Ref", "Fee", "Note"], ["1", "2", "a, b; c | d"], ["3", "4", "x"]]);
            assert_eq!(findings, []);
        }
        let (sheet, _) = table(b"Ref;Fee;Note\n1;2,50;a\n2;3,10;b, c\n");
        assert_eq!(rows(&sheet)[2], ["2", "3,10", "b, c"], "decimal commas");
        let (sheet, _) = table(b"Ref\nHPJ001\nHPJ002\n");
        assert_eq!(rows(&sheet), [["Ref"], ["HPJ001"], ["HPJ002"]], "a single column");
    }

    #[test]
    fn a_separator_line_is_obeyed_and_is_no_row() {
        for text in ["sep=;\r\na;b,c\r\n1;2,3\r\n", "\"SEP=;\"\na;b,c\n1;2,3\n"] {
            let (sheet, _) = table(text.as_bytes());
            assert_eq!(rows(&sheet), [["a", "b,c"], ["1", "2,3"]]);
            assert_eq!(sheet.row_number(0), 2);
        }
        let (sheet, _) = table(b"sep=\t\na,b\tc\n");
        assert_eq!(rows(&sheet), [["a,b", "c"]]);
        let (sheet, _) = table(b"sep=,");
        assert_eq!(sheet.row_count(), 0);
    }

    #[test]
    fn blank_lines_are_no_rows_and_rows_keep_the_number_of_the_line_they_start_on() {
        let (sheet, _) = table(b"a,b\r\n\r\n1,\"x\r\ny\"\r\n , \r\n,\r\n2,z");
        assert_eq!(rows(&sheet), [["a", "b"], ["1", "x\r\ny"], ["2", "z"]]);
        assert_eq!((0..3).map(|i| sheet.row_number(i)).collect::<Vec<_>>(), [1, 3, 7]);
    }

    #[test]
    fn old_mac_and_mixed_line_endings_lose_no_row() {
        let (sheet, findings) = table(b"a,b\r1,2\r3,4\r");
        assert_eq!((sheet.row_count(), findings.len()), (3, 0));
        let (sheet, findings) = table(b"a,b\r\n1,2\r3,4\n5,6\n");
        assert_eq!((sheet.row_count(), found(&findings)), (4, vec![("line_endings_mixed", None)]));
    }

    #[test]
    fn ragged_rows_keep_their_fields_and_are_marked() {
        let (sheet, findings) = table(b"Title\na,b,c\n1,2,3\n4,5\n6,7,8,9\nfootnote\n");
        assert_eq!(found(&findings), [("ragged_row", Some(4)), ("ragged_row", Some(5))]);
        assert_eq!((sheet.value(4, 3), sheet.width(3)), (Value::Text("9"), 2));
        let faults: Vec<_> = (0..6).map(|i| sheet.row_fault(i)).collect();
        assert_eq!(faults, [None, None, None, Some("ragged_row"), Some("ragged_row"), None]);
    }

    #[test]
    fn many_ragged_rows_are_named_up_to_twenty_and_then_counted() {
        let text = "a,b,c\n".to_owned() + &"1,2,3\n".repeat(50) + &"1,2\n".repeat(25);
        let (sheet, findings) = table(text.as_bytes());
        assert_eq!(findings.len(), 21);
        assert_eq!(findings[20].message, "and 5 more");
        assert_eq!(sheet.row_fault(75), Some("ragged_row"));
    }

    #[test]
    fn a_last_row_without_its_end_is_a_file_still_being_copied() {
        let (sheet, findings) = table(b"a,b,c\n1,2,3\n4,5");
        assert_eq!(found(&findings), [("row_cut_off", Some(3))]);
        assert_eq!(sheet.row_fault(2), Some("row_cut_off"));
        assert_eq!(table(b"a,b,c\n1,2,3\n4,5,6").1, []);
        for (end, cut) in [("HPJ0", true), ("H", true), ("Source: us", false), ("END", false), ("HPJ00017", false)] {
            let found = table(format!("Ref,b,c\nHPJ0001,2,3\nHPJ0002,5,6\n{end}").as_bytes()).1;
            assert_eq!(!found.is_empty(), cut, "{end}: {found:?}");
            assert!(table(format!("Ref,b,c\nHPJ0001,2,3\nHPJ0002,5,6\n{end}\n").as_bytes()).1.is_empty(), "{end}");
        }
    }

    #[test]
    fn lines_are_counted_beside_the_parser_and_a_lost_one_is_refused() {
        for (text, lines) in
            [("a,b\n1,\"x\ny\"\r\n\r2,z", 5), ("a\n", 1), ("sep=,", 1), ("sep=,\na,b", 2), ("a\r\n\r\n", 2)]
        {
            assert_eq!(table(text.as_bytes()).0.counted, Some(Counted::Lines(lines)), "{text:?}");
        }
        assert!(count_lines("a\nb\n", 1).unwrap_err().message.contains("2 lines and 1 were read"));
    }

    #[test]
    fn an_unclosed_quote_is_refused_with_the_line_where_it_opens() {
        let fault = read("r.csv", b"a,b\n1,\"x\ny\"\n2,\"z\n3,w\n", &Limits::default()).unwrap_err();
        assert!(fault.message.starts_with("line 4:"), "{fault}");
    }

    #[test]
    fn rows_that_two_stray_quotes_swallow_are_refused_and_a_remark_of_several_lines_is_not() {
        let header = "Ref,Name,Start,End\n";
        for swallowed in ["1,\"a,x,y\n2,b,x,y\n3,c\",x,y\n", "1,a,x,\"y\n2,b,x,y\"\n"] {
            let fault = read("r.csv", (header.to_owned() + swallowed).as_bytes(), &Limits::default()).unwrap_err();
            assert!(fault.message.starts_with("line 2:") && fault.message.contains("run together"), "{fault}");
        }
        let wide = "a,b,c,d,e,f,g,h\n1,\"2,3,4,5,6,7,8\n1,2\",3,4,5,6,7,8\n";
        assert!(read("r.csv", wide.as_bytes(), &Limits::default()).is_err(), "halves of two rows");
        let (sheet, findings) =
            table((header.to_owned() + "1,\"left, not well,\nsee file\",x,y\n2,b,x,y\n").as_bytes());
        assert_eq!((sheet.row_count(), findings.len()), (3, 0));
    }

    #[test]
    fn a_file_whose_lines_are_in_quotes_as_a_whole_says_so_and_a_column_of_names_does_not() {
        let file = "Ref,Name,Start\n\"1,\"\"Smith, J\"\",x\"\n\"2,b,x\"\n";
        let all = "\"Ref;Name;Start\"\n\"1;a;x\"\n\"2;b;x\"\n";
        for (text, said) in [(file, "2 of 3 lines"), (all, "3 of 3 lines")] {
            let fault = read("r.csv", text.as_bytes(), &Limits::default()).unwrap_err();
            assert!(fault.message.contains(said) && fault.message.contains("3 fields"), "{fault}");
        }
        let few = "Ref,Name,Start\n\"1,a,x\"\n2,b,x\n3,c,x\n";
        let names = "Employer\n\"Smith, Jones and Sons\"\n\"Best, Ltd\"\n\"A, B, C and D\"\n";
        for text in [few, names] {
            assert!(read("r.csv", text.as_bytes(), &Limits::default()).is_ok(), "{text}");
        }
    }

    #[test]
    fn nuls_are_removed_and_stray_quotes_told() {
        let (sheet, findings) = table(b"a,b\n1,Wid\0nes\n2,\"Best\" Ltd\n");
        assert_eq!(rows(&sheet)[1..], [["1", "Widnes"], ["2", "Best Ltd"]]);
        assert_eq!(found(&findings), [("nul_removed", Some(2)), ("stray_quote", Some(3))]);
    }

    #[test]
    fn bytes_that_are_not_text_name_their_row_and_column() {
        let mut bytes = "a,b\nZoë é,x\n1,".as_bytes().to_vec();
        let byte = bytes.len();
        bytes.extend(b"\xffy\n2,z\n");
        let (sheet, findings) = table(&bytes);
        assert_eq!(found(&findings), [("bytes_not_text", Some(3))]);
        assert_eq!(findings[0].place.cell.as_deref(), Some("B3"));
        assert!(findings[0].message.contains(&format!("byte {byte}")));
        assert_eq!(sheet.row_fault(2), Some("bytes_not_text"));
    }
}
