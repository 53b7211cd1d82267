//! Where on a sheet the table is: its header row, its data rows, and the rows that are no data.

use std::collections::BTreeSet;

use super::grid::{Sheet, Value};

/// How many stored rows are searched for the header.
const SEARCHED: usize = 30;

pub const TOTALS_ROW: &str = "totals_row";
pub const REPEATED_HEADER: &str = "repeated_header";
pub const FOOTNOTE: &str = "footnote";

/// A column's header as it is written on the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    pub column: u32,
    pub text: String,
}

/// One rectangular table of a sheet.
#[derive(Debug)]
pub struct SheetTable<'a> {
    pub sheet: &'a Sheet,
    /// The rows of the header as Excel numbers them.
    pub header_rows: Vec<u32>,
    pub headers: Vec<Header>,
    /// The stored rows that hold data, by index.
    pub rows: Vec<usize>,
    pub left_out: Vec<LeftOut>,
}

/// A row below the header that is no data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// As Excel numbers it.
    pub row: u32,
    /// Its place among the stored rows.
    pub index: usize,
    /// `totals_row`, `repeated_header` or `footnote`.
    pub rule: &'static str,
}

/// No row has enough known headers: the row that comes nearest, so that it can be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoTable {
    /// As Excel numbers it; none when the sheet is empty.
    pub row: Option<u32>,
    /// How many of its headers are known.
    pub known: usize,
    pub headers: Vec<Header>,
}

/// A header as names are compared: white space of any kind made one space, lower case, without the
/// marks that forms put behind a name.
pub fn normalise_header(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}')) {
        if !word.is_empty() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.extend(word.chars().flat_map(char::to_lowercase));
        }
    }
    out.truncate(out.trim_end_matches([' ', '*', ':']).len());
    out
}

/// Finds the header among the first rows: the row with the most known names wins, the earlier of equals.
///
/// `known` is given a normalised header and says whether a column of the layout is called so; `columns`
/// is how many columns the layout has. Two known names make a header, or one when there is only one.
pub fn find_table<'a>(
    sheet: &'a Sheet,
    known: &dyn Fn(&str) -> bool,
    columns: usize,
) -> Result<SheetTable<'a>, NoTable> {
    let mut best: Option<(usize, usize, usize)> = None;
    for i in 0..sheet.row_count().min(SEARCHED) {
        let names: BTreeSet<String> = headers_of(sheet, i).iter().map(|h| normalise_header(&h.text)).collect();
        let score = names.iter().filter(|name| known(name)).count();
        // Of rows without a known name the one with the most names is shown.
        if best.is_none_or(|(_, most, size)| score > most || (score == most && score == 0 && names.len() > size)) {
            best = Some((i, score, names.len()));
        }
    }
    let Some((at, score, _)) = best else { return Err(NoTable::default()) };
    let headers = headers_of(sheet, at);
    let row = sheet.row_number(at);
    if score < columns.clamp(1, 2) {
        return Err(NoTable { row: Some(row), known: score, headers });
    }
    let mut table = SheetTable { sheet, header_rows: vec![row], headers, rows: Vec::new(), left_out: Vec::new() };
    table.sort_rows(at + 1, known);
    Ok(table)
}

/// The names in a row. Months are often headers, as dates or numbers.
fn headers_of(sheet: &Sheet, i: usize) -> Vec<Header> {
    sheet
        .cells(i)
        .filter(|(_, value)| !value.is_blank())
        .filter_map(|(column, value)| {
            let text = match value {
                Value::Text(text) => text.to_owned(),
                Value::Date(date) => date.to_string(),
                Value::Number(number) => number.to_string(),
                Value::Empty | Value::Bool(_) | Value::Error(_) => return None,
            };
            Some(Header { column, text })
        })
        .collect()
}

impl SheetTable<'_> {
    /// Parts the rows from `first` on into data and what a rule leaves out.
    fn sort_rows(&mut self, first: usize, known: &dyn Fn(&str) -> bool) {
        let names: Vec<(u32, String)> = self
            .headers
            .iter()
            .map(|header| (header.column, normalise_header(&header.text)))
            .filter(|(_, name)| known(name))
            .collect();
        for i in first..self.sheet.row_count() {
            let rule = if is_repeated_header(self.sheet, i, &names) {
                REPEATED_HEADER
            } else if is_totals_row(self.sheet, i) {
                TOTALS_ROW
            } else if is_footnote(self.sheet, i, &names) {
                FOOTNOTE
            } else {
                self.rows.push(i);
                continue;
            };
            self.left_out.push(LeftOut { row: self.sheet.row_number(i), index: i, rule });
        }
    }
}

/// The known names again, all of them, each in its own column.
fn is_repeated_header(sheet: &Sheet, i: usize, names: &[(u32, String)]) -> bool {
    names.iter().all(|(column, name)| match sheet.value(i, *column) {
        // Nearly every row is ruled out by its first letter, before anything is allocated.
        Value::Text(text) => starts_alike(text, name) && normalise_header(text) == *name,
        _ => false,
    })
}

fn starts_alike(text: &str, name: &str) -> bool {
    let first = text.chars().find(|c| !c.is_whitespace() && !matches!(c, '\u{200b}' | '\u{feff}'));
    first.and_then(|c| c.to_lowercase().next()) == name.chars().next()
}

/// A label of totals in the first used cell, and beside it nothing but figures. A client's row has a
/// reference, a name or a date.
fn is_totals_row(sheet: &Sheet, i: usize) -> bool {
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
fn is_footnote(sheet: &Sheet, i: usize, names: &[(u32, String)]) -> bool {
    let mut cells = sheet.cells(i).filter(|(_, value)| !value.is_blank());
    let (Some((column, Value::Text(text))), None) = (cells.next(), cells.next()) else { return false };
    if text.trim_start().starts_with(['*', '(']) {
        return true;
    }
    let lower = normalise_header(text);
    if has_word(&lower, "note") || has_word(&lower, "source") {
        return true;
    }
    let words = lower.split(' ').count();
    let in_table = names.iter().any(|(known, _)| *known == column);
    if in_table { names.len() > 1 && words >= 3 } else { words >= 2 }
}

/// `note`, `notes`, `note 2`, `source:`; not a place called Noteworth.
fn has_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| {
        let rest = rest.strip_prefix('s').unwrap_or(rest);
        !rest.starts_with(|c: char| c.is_alphabetic())
    })
}

#[cfg(test)]
mod tests {
    use super::super::builder::SheetBuilder;
    use super::*;
    use chrono::NaiveDate;

    const NAMES: [&str; 5] = ["client ref", "surname", "attachment date", "job starts", "employer"];

    fn known(name: &str) -> bool {
        NAMES.contains(&name)
    }

    /// A sheet from rows of texts; a number becomes a number, `@n` a date.
    fn sheet(rows: &[&[&str]]) -> Sheet {
        let mut builder = SheetBuilder::new("People", true, &crate::definitions::Limits::default());
        for (i, row) in rows.iter().enumerate() {
            for (column, text) in row.iter().enumerate() {
                let value = match (text.parse(), text.strip_prefix('@')) {
                    (Ok(number), _) => Value::Number(number),
                    (_, Some(day)) => Value::Date(
                        NaiveDate::from_num_days_from_ce_opt(735_000 + day.parse::<i32>().unwrap()).unwrap(),
                    ),
                    _ => Value::Text(text),
                };
                builder.put(i as u32 + 1, column as u32, value).unwrap();
            }
        }
        builder.finish().unwrap()
    }

    /// The rows left out of a table with the usual header on row 1.
    fn left_out(rows: &[&[&str]]) -> Vec<(u32, &'static str)> {
        let header: &[&str] = &["Client Ref", "Surname", "Attachment Date", "Job starts"];
        let sheet = sheet(&[&[header], rows].concat());
        let table = find_table(&sheet, &known, 4).unwrap();
        assert_eq!(table.rows.len() + table.left_out.len(), sheet.row_count() - 1, "no row is lost");
        table.left_out.iter().map(|left| (left.row, left.rule)).collect()
    }

    #[test]
    fn headers_are_compared_without_case_blanks_and_marks() {
        assert_eq!(normalise_header("  Client\u{a0} \n Ref *: "), "client ref");
        assert_eq!(normalise_header("JOB START DATE:*"), "job start date");
        assert_eq!(normalise_header("Fee (£) *"), "fee (£)");
        assert_eq!(normalise_header(" * "), "");
    }

    #[test]
    fn the_header_is_the_row_with_the_most_known_names_below_titles() {
        let sheet = sheet(&[
            &["Northgate: client level data"],
            &["Client Ref: unique", "", "Surname"],
            &[],
            &["", "CLIENT REF*", "Surname ", "Attachment\u{a0}Date", "RAG (mgr)"],
            &["", "HPJ001001", "Smith", "@1", "Green"],
        ]);
        let table = find_table(&sheet, &known, 5).unwrap();
        assert_eq!(table.header_rows, [4]);
        let headers: Vec<_> = table.headers.iter().map(|h| (h.column, h.text.as_str())).collect();
        assert_eq!(headers, [(1, "CLIENT REF*"), (2, "Surname "), (3, "Attachment\u{a0}Date"), (4, "RAG (mgr)")]);
        assert_eq!(table.rows.iter().map(|&i| sheet.row_number(i)).collect::<Vec<_>>(), [5]);
    }

    #[test]
    fn of_equal_rows_the_earlier_is_the_header_and_one_name_twice_counts_once() {
        let two = sheet(&[&["Surname", "Surname", "Surname"], &["Client Ref", "Surname"], &["Surname", "Employer"]]);
        assert_eq!(find_table(&two, &known, 5).unwrap().header_rows, [2]);
    }

    #[test]
    fn a_layout_of_one_column_needs_one_name_and_others_need_two() {
        let one = sheet(&[&["Client Ref", "x"], &["HPJ001001", "y"]]);
        assert_eq!(find_table(&one, &known, 1).unwrap().rows.len(), 1);
        let none = find_table(&one, &known, 2).unwrap_err();
        assert_eq!((none.row, none.known, none.headers.len()), (Some(1), 1, 2));
    }

    #[test]
    fn without_a_known_name_the_row_with_the_most_names_is_shown() {
        let none = sheet(&[&["Title"], &["URN", "Start", "Outcome"], &["1", "2", "3"]]);
        let none = find_table(&none, &known, 5).unwrap_err();
        assert_eq!((none.row, none.known, none.headers[2].text.as_str()), (Some(2), 0, "Outcome"));
        assert_eq!(find_table(&sheet(&[]), &known, 5).unwrap_err(), NoTable::default());
    }

    #[test]
    fn rows_of_totals_are_left_out_whatever_they_are_called() {
        for label in [
            "TOTAL",
            "Total:",
            "Grand Total",
            "Sub-total Widnes",
            "Subtotal (Runcorn)",
            "Totals for 2015",
            "Total records: 22682",
            "Total - all areas",
        ] {
            assert_eq!(
                left_out(&[&["HPJ001001", "Smith", "@1"], &[label, "", "20", "8"]]),
                [(3, TOTALS_ROW)],
                "{label}"
            );
        }
        assert_eq!(left_out(&[&["", "Total records: 123"]]), [(2, TOTALS_ROW)]);
        assert_eq!(
            left_out(&[&["Total", "", "1,350", "£19.10", "14.9%", "n/a"]]),
            [(2, TOTALS_ROW)],
            "figures as text"
        );
    }

    #[test]
    fn a_client_is_never_a_total() {
        assert_eq!(left_out(&[&["HPJ001001", "Total", "@1", "1"]]), []);
        assert_eq!(left_out(&[&["Total", "HPJ001001", "", "1"]]), [], "a reference beside the name");
        assert_eq!(left_out(&[&["Total", "", "@1", "1"]]), [], "a date");
        assert_eq!(left_out(&[&["Total", "", "01/04/2015", "1"]]), [], "a date as text");
        assert_eq!(left_out(&[&["Total", "", "01-04-2015", "1"], &["Total", "", "01.04.2015"]]), []);
        assert_eq!(left_out(&[&["Total Logistics Ltd", "", "", "1"]]), [], "a firm");
        assert_eq!(left_out(&[&["Totally Local", "", "", "1"]]), []);
        assert_eq!(left_out(&[&["1001", "Total", "", "1"]]), [], "the label is not first");
    }

    #[test]
    fn repeated_headers_are_left_out_and_a_client_called_surname_is_not() {
        let rows: &[&[&str]] = &[
            &["HPJ001001", "Smith", "@1"],
            &["Client Ref ", "SURNAME", "Attachment Date", "Job starts"],
            &["Client Ref", "Surname", "@2"],
        ];
        assert_eq!(left_out(rows), [(3, REPEATED_HEADER)]);
    }

    #[test]
    fn footnotes_are_left_out_and_a_lone_reference_is_not() {
        let notes: &[&[&str]] = &[
            &["* figures provisional"],
            &["Note: to 31 March"],
            &["Source"],
            &["(provisional)"],
            &["Figures are provisional until signed"],
            &["", "", "", "", "see overleaf"],
        ];
        assert_eq!(left_out(notes).len(), notes.len());
        assert!(left_out(notes).iter().all(|left| left.1 == FOOTNOTE));
        assert_eq!(
            left_out(&[&["HPJ001001"], &["HPJ 001001"], &["Noteworthy"], &["", "Smith"], &["", "", "", "", "x"]]),
            []
        );
        assert_eq!(left_out(&[&["Figures are provisional until signed", "1"]]), [], "not alone");
    }

    #[test]
    fn in_a_table_of_one_column_long_names_are_data() {
        let one = sheet(&[&["Employer"], &["North Logistics Group Ltd"], &["* provisional"]]);
        let table = find_table(&one, &known, 1).unwrap();
        assert_eq!((table.rows.len(), table.left_out[0].rule), (1, FOOTNOTE));
    }
}
