//! What a message has to name, in a manifest's words (`rows 2,7 column Job Start Date`, `cells F3,G2`), and
//! whether what was said names it.

use std::collections::BTreeSet;

use super::outcome::{Told, Verdict};

/// One thing that must be named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Demand {
    File,
    /// This file and those checked with it.
    BothFiles,
    BothRows,
    Sheet,
    /// These rows, each of them in that column if one is given; some row where none is listed.
    Rows(Vec<u32>, Option<String>),
    /// The column of that header; some column where none is given.
    Column(Option<String>),
    Cells(Vec<String>),
    HeaderRow,
    ByteOffset,
}

/// Reads a manifest's words; a word that it does not know is a mistake.
pub fn demands(words: &str) -> Result<Vec<Demand>, String> {
    let mut tokens = tokens(words).into_iter().peekable();
    let mut demands = Vec::new();
    while let Some(token) = tokens.next() {
        let demand = match token.as_str() {
            "," => continue,
            "file" => Demand::File,
            "sheet" => Demand::Sheet,
            "both" => match tokens.next().as_deref() {
                Some("files") => Demand::BothFiles,
                Some("rows") => Demand::BothRows,
                other => return Err(format!("both {other:?}")),
            },
            "header" if tokens.next_if_eq("row").is_some() => Demand::HeaderRow,
            "byte" if tokens.next_if_eq("offset").is_some() => Demand::ByteOffset,
            "row" | "rows" => {
                let (rows, ended) = listed_rows(&mut tokens);
                let column = tokens.next_if(|token| !ended && token == "column").map(|_| header(&mut tokens));
                Demand::Rows(rows, column)
            }
            "column" | "columns" => Demand::Column(Some(header(&mut tokens)).filter(|name| !name.is_empty())),
            "cell" | "cells" => {
                let mut cells = Vec::new();
                while let Some(token) =
                    tokens.next_if(|token| [",", "warn"].contains(&token.as_str()) || is_cell(token))
                {
                    cells.extend(is_cell(&token).then_some(token));
                }
                Demand::Cells(cells)
            }
            other => return Err(format!("`{other}` in `{words}` is nothing that can be named")),
        };
        demands.push(demand);
    }
    Ok(demands)
}

/// Words and commas; brackets are nothing.
fn tokens(words: &str) -> Vec<String> {
    let spaced: String = words.replace(['(', ')'], " ").replace([',', ';'], " , ");
    spaced.split_whitespace().map(String::from).collect()
}

type Tokens = std::iter::Peekable<std::vec::IntoIter<String>>;

/// The numbers behind `rows`, and whether a comma that no number follows ended them (`rows, column Employer`).
fn listed_rows(tokens: &mut Tokens) -> (Vec<u32>, bool) {
    let mut rows = Vec::new();
    while let Some(token) = tokens.next_if(|token| token == "," || token == "and" || range(token).is_some()) {
        rows.extend(range(&token).into_iter().flatten());
        if token == "," && tokens.peek().is_none_or(|next| range(next).is_none()) {
            return (rows, true);
        }
    }
    (rows, false)
}

/// The words up to the next comma: a header.
fn header(tokens: &mut Tokens) -> String {
    let mut words = Vec::new();
    while let Some(word) = tokens.next_if(|token| token != ",") {
        words.push(word);
    }
    words.join(" ")
}

/// `7` or `5-7`.
fn range(token: &str) -> Option<std::ops::RangeInclusive<u32>> {
    let (first, last) = token.split_once(['-', '–']).unwrap_or((token, token));
    Some(first.parse().ok()?..=last.parse().ok()?)
}

/// `F3`.
fn is_cell(token: &str) -> bool {
    let digits = token.trim_start_matches(|c: char| c.is_ascii_uppercase());
    digits.len() < token.len() && token.len() - digits.len() <= 3 && digits.parse::<u32>().is_ok()
}

/// Why a demand is not met by what was said of a file; nothing when it is.
pub fn unmet(demand: &Demand, said: &Verdict, file: &str, others: &[String]) -> Option<String> {
    let told: Vec<&Told> = said.told.iter().collect();
    let about = |file: &str| told.iter().any(|told| told.file == file || told.text.contains(file));
    let own = || told.iter().filter(|told| told.file.is_empty() || told.file == file);
    let missing = |what: String| Some(format!("does not name {what}"));
    match demand {
        Demand::File if !about(file) && !said.text.contains(file) => missing("the file".into()),
        Demand::BothFiles => {
            let silent = std::iter::once(file).chain(others.iter().map(String::as_str)).find(|name| !about(name))?;
            missing(format!("the file {silent}"))
        }
        Demand::BothRows => {
            let names = std::iter::once(file).chain(others.iter().map(String::as_str));
            let with_row = |name: &str| told.iter().any(|told| told.file == name && !told.rows.is_empty());
            names.filter(|name| !with_row(name)).map(|name| format!("does not name a row of {name}")).next()
        }
        Demand::Sheet if !said.sheets.iter().any(|sheet| !sheet.is_empty() && said.text.contains(sheet.as_str())) => {
            missing("the sheet".into())
        }
        Demand::Rows(rows, None) if rows.is_empty() => {
            // Of two lists held against each other either may hold the row.
            let silent = said.header_rows.is_empty() && told.iter().all(|told| told.rows.is_empty());
            silent.then(|| "does not name a row".into())
        }
        Demand::Rows(rows, column) => {
            let fits = |told: &&&Told| column.as_ref().is_none_or(|column| told.names_column(column));
            let named: BTreeSet<u32> = own().filter(fits).flat_map(|told| told.rows.iter().copied()).collect();
            let silent: Vec<String> = rows.iter().filter(|row| !named.contains(row)).map(u32::to_string).collect();
            let column = column.as_ref().map(|column| format!(" in column {column}")).unwrap_or_default();
            (!silent.is_empty()).then(|| format!("does not name rows {}{column}", silent.join(", ")))
        }
        Demand::Column(None) if own().all(|told| told.column.is_empty()) => missing("a column".into()),
        Demand::Column(Some(column)) if !own().any(|told| told.names_column(column)) => {
            missing(format!("column {column}"))
        }
        Demand::Cells(cells) => {
            let named: BTreeSet<&String> = own().flat_map(|told| told.cells.iter()).collect();
            let silent: Vec<&str> = cells.iter().filter(|cell| !named.contains(cell)).map(String::as_str).collect();
            (!silent.is_empty()).then(|| format!("does not name cells {}", silent.join(", ")))
        }
        Demand::HeaderRow if rows_in(&said.text).is_empty() => missing("the header row".into()),
        Demand::ByteOffset
            if !said.text.split("byte ").skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) =>
        {
            missing("the byte".into())
        }
        _ => None,
    }
}

/// The rows that a text names: `row 7`, `rows 2, 7 and 9`, `3 rows (5 to 7)`.
pub fn rows_in(text: &str) -> BTreeSet<u32> {
    let text = text.to_lowercase();
    let mut rows = BTreeSet::new();
    for word in ["row", "line"] {
        for (at, _) in text.match_indices(word) {
            let mut rest = text[at + word.len()..].trim_start_matches('s').trim_start_matches([' ', '(']);
            let mut from = None;
            while let Some((number, after)) = number(rest) {
                // A row beyond a sheet's last is a count of something else.
                rows.extend((from.unwrap_or(number)..=number).take(100_000));
                let Some((next, is_range)) = after_number(after) else { break };
                from = is_range.then_some(number);
                rest = next;
            }
        }
    }
    rows
}

fn number(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    Some((text[..end].parse().ok()?, &text[end..]))
}

/// What follows a number in a list, and whether it ends a range.
fn after_number(text: &str) -> Option<(&str, bool)> {
    let ranges = [" to ", "-", "–"].iter().find_map(|word| text.strip_prefix(word)).map(|rest| (rest, true));
    ranges
        .or_else(|| [", and ", " and ", ", "].iter().find_map(|word| text.strip_prefix(word)).map(|rest| (rest, false)))
}

/// The cells that a text names: `F3`.
pub fn cells_in(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| is_cell(word)).map(String::from).collect()
}

#[test]
fn the_words_of_a_manifest_are_taken_apart() {
    let rows = |rows: &[u32], column: Option<&str>| Demand::Rows(rows.to_vec(), column.map(String::from));
    let cases: [(&str, Vec<Demand>); 10] = [
        ("", vec![]),
        ("file, sheet, header row", vec![Demand::File, Demand::Sheet, Demand::HeaderRow]),
        ("rows 12,23,25", vec![rows(&[12, 23, 25], None)]),
        ("rows 5-7", vec![rows(&[5, 6, 7], None)]),
        ("rows 2,7 column Job Start Date", vec![rows(&[2, 7], Some("Job Start Date"))]),
        ("rows 22,23 (and 2,3)", vec![rows(&[22, 23, 2, 3], None)]),
        ("rows, column Employer", vec![rows(&[], None), Demand::Column(Some("Employer".into()))]),
        ("cells F3,G2,A5 (C6 warn)", vec![Demand::Cells(["F3", "G2", "A5", "C6"].map(String::from).to_vec())]),
        ("both files, both rows", vec![Demand::BothFiles, Demand::BothRows]),
        ("row, column, byte offset", vec![rows(&[], None), Demand::Column(None), Demand::ByteOffset]),
    ];
    for (words, expected) in cases {
        assert_eq!(demands(words), Ok(expected), "{words}");
    }
    assert!(demands("the moon").is_err());
}

#[test]
fn rows_are_found_in_the_words_of_a_message() {
    let found = |text: &str| rows_in(text).into_iter().collect::<Vec<_>>();
    assert_eq!(found("row 22 repeats row 2"), [2, 22]);
    assert_eq!(found("3 hidden rows (5 to 7) were read"), [5, 6, 7]);
    assert_eq!(found("rows 18, 44 and 107; 20 more"), [18, 44, 107]);
    assert_eq!(found("line 4: a quote opens here"), [4]);
    assert_eq!(found("20 rows of the file"), [0; 0]);
}
