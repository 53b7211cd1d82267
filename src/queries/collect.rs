//! From findings to lines: which rows to repeat, which cells are at fault, and the words that go with them.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::repeated::{may_stand, reference_in};
use super::words::{self, Asks};
use super::{
    AboutFile, CheckedFile, ColumnKey, Columns, Line, Occasion, Query, Sender, Sent, Status, correct, sent, what,
    workbook,
};
use crate::finding::{Effect, Finding, Place, column_letter};
use crate::mapping::headers::Found;
use crate::mapping::values;
use crate::source::{Value, normalise_header};
use crate::worker::{Wanted, WantedRows};

/// A header as columns are compared.
pub fn key(header: &str) -> ColumnKey {
    normalise_header(&workbook::inert(header))
}

/// The key of a sender's column in the workbook.
pub fn column_key(header: &str) -> ColumnKey {
    normalise_header(&shown(header))
}

/// The longest name that a spreadsheet's table gives a column is 255.
const LONGEST_HEADER: usize = 200;

/// A sender's header as it is shown: one that is called like one of ours says whose it is.
pub fn shown(header: &str) -> String {
    let header = workbook::inert(header).split_whitespace().collect::<Vec<_>>().join(" ");
    let header: String = header.chars().take(LONGEST_HEADER).collect();
    let ours = workbook::OURS.iter().any(|own| normalise_header(own) == normalise_header(&header));
    if ours { format!("{header} (your column)") } else { header }
}

/// What a finding asks of its sender. A code without words asks by its effect.
fn asks(finding: &Finding) -> Asks {
    match words::of(finding.code) {
        Some(_) if finding.effect != Effect::Stops && words::asks_where_it_stops(finding.code) => Asks::Nothing,
        Some(words) => words.asks,
        None if finding.effect == Effect::SetsAside && finding.place.row.is_some() => Asks::Row,
        None if finding.effect == Effect::Stops => Asks::File,
        None => Asks::Nothing,
    }
}

/// Findings about one row.
type RowFindings<'a> = BTreeMap<(&'a str, u32), Vec<&'a Finding>>;

/// Lines for all rows at fault, and the columns that they have between them.
pub fn lines(sender: &Sender<'_>, occasion: &Occasion<'_>) -> Result<(Vec<Line>, Columns)> {
    let mut lines = Vec::new();
    let mut columns = Columns::new();
    for file in &sender.files {
        let mut rows = RowFindings::new();
        for finding in sender.findings.iter().filter(|finding| finding.place.file == file.name) {
            if let (Some(sheet), Some(row), true) = (&finding.place.sheet, finding.place.row, asks(finding).of_a_row())
            {
                rows.entry((sheet, row)).or_default().push(finding);
            }
        }
        let mut wanted: BTreeMap<String, WantedRows> = BTreeMap::new();
        for (sheet, row) in rows.keys() {
            wanted.entry((*sheet).to_string()).or_default().rows.insert(*row);
        }
        for (sheet, own) in &mut wanted {
            own.columns.extend(headers(file, sheet).map(|(_, found)| found.column));
            for (_, found) in in_order(file, sheet) {
                let key = column_key(&found.header);
                if columns.iter().all(|(known, _)| *known != key) {
                    columns.push((key, shown(&found.header)));
                }
            }
        }
        if wanted.is_empty() {
            continue;
        }
        let cells = sent::rows(file.path, file.sha256, &Wanted::Rows(wanted), occasion)?;
        for (place, findings) in &rows {
            lines.push(line(file, place, findings, &cells, occasion));
        }
    }
    Ok((lines, columns))
}

/// Where a sheet's canonical columns stand. A day of birth is compared and never repeated.
fn headers<'a>(file: &'a CheckedFile<'_>, sheet: &str) -> impl Iterator<Item = (&'a str, &'a Found)> {
    all_headers(file, sheet).filter(|(canonical, _)| *canonical != "birth_date")
}

fn all_headers<'a>(file: &'a CheckedFile<'_>, sheet: &str) -> impl Iterator<Item = (&'a str, &'a Found)> {
    let tables = file.tables.iter().filter(move |table| table.sheet == sheet);
    tables.flat_map(|table| table.headers).map(|(canonical, found)| (canonical.as_str(), found))
}

/// The same from left to right.
fn in_order<'a>(file: &'a CheckedFile<'_>, sheet: &str) -> Vec<(&'a str, &'a Found)> {
    let mut headers: Vec<_> = headers(file, sheet).collect();
    headers.sort_by_key(|(_, found)| found.column);
    headers
}

/// A column of a finding's place, by its letter.
fn column_of<'a>(file: &'a CheckedFile<'_>, place: &Place) -> Option<(&'a str, &'a Found)> {
    let letter = place.column.as_deref()?.split(' ').next()?;
    all_headers(file, place.sheet.as_deref()?).find(|(_, found)| column_letter(found.column) == letter)
}

/// The reference by which a row is known again, and its cells as the workbook repeats them.
fn repeated(
    file: &CheckedFile<'_>,
    sheet: &str,
    findings: &[&Finding],
    sent: Option<&BTreeMap<u32, Sent>>,
) -> (Option<String>, BTreeMap<ColumnKey, Sent>) {
    // The values of a damaged line stand in the wrong columns.
    let damaged = findings.iter().any(|finding| asks(finding) == Asks::Line);
    let mut reference = None;
    let mut cells = BTreeMap::new();
    for (canonical, found) in headers(file, sheet) {
        let cell = sent.filter(|_| !damaged).and_then(|cells| cells.get(&found.column)).cloned().unwrap_or_default();
        let here = |finding: &&&Finding| column_of(file, &finding.place).is_some_and(|(_, own)| own == found);
        let told: Vec<&Finding> = findings.iter().filter(here).copied().collect();
        let cell = if may_stand(canonical, &cell, &told, file) { cell } else { Sent::Empty };
        let cell = match cell {
            Sent::Number(_) if canonical == "reference" => Sent::Text(cell.text()),
            cell => cell,
        };
        if canonical == "reference" {
            reference = reference_in(&cell, file);
        }
        cells.insert(column_key(&found.header), cell);
    }
    let reference = reference.or_else(|| only_reference(sent?, file));
    // As the workbook will give it back.
    (reference.map(|text| workbook::inert(&text)), cells)
}

fn line(
    file: &CheckedFile<'_>,
    (sheet, row): &(&str, u32),
    findings: &[&Finding],
    rows: &sent::Rows,
    occasion: &Occasion<'_>,
) -> Line {
    let sent = rows.get(&((*sheet).to_string(), *row));
    let (reference, cells) = repeated(file, sheet, findings, sent);
    let mut faults = BTreeSet::new();
    let mut at_fault = Vec::new();
    let mut paragraphs = Vec::new();
    let mut queries: Vec<Query> = Vec::new();
    for finding in findings {
        let column = column_of(file, &finding.place);
        if let Some((_, found)) = column {
            faults.insert(column_key(&found.header));
        }
        at_fault.extend(finding.place.cell.clone());
        paragraphs.push(in_words(finding, column.map(|(_, found)| found), *row));
        queries.push(Query {
            code: finding.code.into(),
            column: column.map(|(canonical, _)| canonical.into()),
            asked: occasion.found_on,
            status: Status::New,
        });
    }
    at_fault.dedup();
    paragraphs.dedup();
    Line {
        file: file.name.into(),
        sheet: (*sheet).into(),
        row: *row,
        series: file.series(sheet),
        reference,
        at_fault: at_fault.join(", "),
        what: paragraphs.join("\n"),
        queries,
        answer: String::new(),
        cells,
        faults,
    }
}

/// The reference of a row whose cells stand in the wrong columns: the only cell that has the form of one, where that
/// form has letters of its own and no date or number is taken for it.
fn only_reference(cells: &BTreeMap<u32, Sent>, file: &CheckedFile<'_>) -> Option<String> {
    let pattern = file.layout.reference_pattern.as_deref().filter(|form| form.contains(char::is_alphabetic))?;
    let texts = cells.values().filter_map(|cell| match cell {
        Sent::Text(text) => values::reference(Value::Text(text), Some(pattern)).ok()?,
        _ => None,
    });
    let found: BTreeSet<String> = texts.map(|reference| reference.text).collect();
    found.first().filter(|_| found.len() == 1).cloned()
}

/// What was found, without what speaks of the council's own settings.
fn for_sender(finding: &Finding) -> String {
    let officers = ["layout", ".toml"].iter().any(|word| finding.message.contains(word));
    if officers { what(finding.code) } else { finding.message.clone() }
}

/// A finding in the sender's words. What another sender's list says stays with the council.
fn in_words(finding: &Finding, column: Option<&Found>, row: u32) -> String {
    let place = match column {
        Some(found) => format!("{}{row} \"{}\"", column_letter(found.column), shown(&found.header)),
        // A column of counts, which stands under one of many headers.
        None => finding.place.cell.clone().unwrap_or_else(|| format!("Row {row}")),
    };
    let found = match asks(finding) {
        Asks::AcrossAllLists | Asks::Line => what(finding.code),
        _ => for_sender(finding),
    };
    format!("{place}: {found}. {}", correct(finding.code))
}

/// What is to be said about the files: refusals first.
pub fn about(sender: &Sender<'_>) -> Vec<AboutFile> {
    let refused = sender.files.iter().filter_map(|file| {
        let error = file.refused?;
        // Where the file lies in the council's folders is none of the sender's business.
        let found = format!("The file was refused: {error:#}")
            .replace(&file.path.display().to_string(), file.name)
            .replace(&format!(" and layout `{}`", file.layout.name), "");
        let to_do = "Please correct this and send the file again; nothing of it is used until then.";
        Some(AboutFile { file: file.name.into(), place: "the whole file".into(), found, to_do: to_do.into() })
    });
    // What is asked of a row and names none sums up several.
    let of_files = |finding: &&&Finding| match asks(finding) {
        Asks::File => true,
        asks => asks.of_a_row() && finding.place.row.is_none(),
    };
    let others = sender.findings.iter().filter(of_files).map(|finding| {
        let place = Place { file: String::new(), ..finding.place.clone() }.to_string();
        let place = place.trim_start_matches(", ");
        AboutFile {
            file: finding.place.file.clone(),
            place: if place.is_empty() { "the whole file".into() } else { place.into() },
            found: match (what(finding.code), for_sender(finding)) {
                (what, found) if what == found => found,
                (what, found) => format!("{what}: {found}"),
            },
            to_do: correct(finding.code),
        }
    });
    refused.chain(others).collect()
}
