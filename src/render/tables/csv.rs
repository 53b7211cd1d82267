//! A csv file a table, one header row, every value in a column of its own, and metadata after CSV on the Web
//! (W3C, Metadata Vocabulary for Tabular Data) that say what each column is.

use std::collections::BTreeSet;

use anyhow::Result;
use serde_json::{Value, json};

use super::super::{Format, RenderedFile};
use super::LANGUAGE;
use super::book::{Book, Sheet};
use crate::report::format;
use crate::report::model::{Datum, Part, Report, Unit};

const FOLDER: &str = "tables/";

const ESCAPED: &str = "A text, or a part of one behind a comma, semicolon, bar or quotation mark, that begins with =, +, - or @ has an apostrophe before it, so that no spreadsheet takes it for a formula. Numbers have none.";
const PERCENT: &str = "A fraction as it is printed in percent: 0.18 is 18%. Of a difference, percentage points.";

/// The files of all tables, and the metadata last.
pub fn files(book: &Book, report: &Report) -> Result<Vec<RenderedFile>> {
    let mut files = Vec::new();
    for sheet in &book.tables {
        files.push(RenderedFile { name: format!("{FOLDER}{}", file_name(sheet)), bytes: table(sheet)? });
    }
    let mut metadata = serde_json::to_vec_pretty(&metadata(book, report))?;
    metadata.push(b'\n');
    files.push(RenderedFile { name: Format::Csv.file_name().into(), bytes: metadata });
    Ok(files)
}

/// `table-01-headline.csv`.
fn file_name(sheet: &Sheet) -> String {
    let number = sheet.name.trim_start_matches("Table_");
    format!("table-{number:0>2}-{}.csv", sheet.id)
}

fn table(sheet: &Sheet) -> Result<Vec<u8>> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(sheet.columns.iter().map(|part| inert(&part.heading)))?;
    for row in &sheet.rows {
        writer.write_record(row.iter().map(value))?;
    }
    Ok(writer.into_inner()?)
}

/// A value: a number without separators, a percentage as its fraction, a date as `2015-12-31`, words that nothing reads
/// as a formula.
fn value(datum: &Datum) -> String {
    match (datum, datum.decimal()) {
        (_, Some(number)) => format::decimal(number),
        (Datum::Words(words), None) => inert(words),
        (Datum::Date(date), None) => date.to_string(),
        (other, None) => format::datum(other),
    }
}

/// A text in which no spreadsheet finds a formula, whatever it takes for the border between cells.
pub fn inert(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut begins = true;
    for c in text.chars() {
        if begins && matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠') {
            out.push('\'');
        }
        begins = matches!(c, ',' | ';' | '|' | '"') || (begins && c == ' ');
        out.push(c);
    }
    out
}

fn metadata(book: &Book, report: &Report) -> Value {
    let key = book.marks.iter().map(|mark| format!("{} {}", format::mark(*mark), mark.meaning()));
    let told: Vec<Value> = key.chain([ESCAPED.to_string()]).map(comment).collect();
    let about = &report.about;
    let description =
        [report.notice.clone(), Some(format!("Source: {}", about.source)), Some(format!("Contact: {}", about.contact))];
    json!({
        "@context": ["http://www.w3.org/ns/csvw", { "@language": LANGUAGE }],
        "dc:title": book.title,
        "dc:language": LANGUAGE,
        "dc:publisher": report.council,
        "dc:temporal": format!("{}; data as at {}", about.period, about.as_at),
        "dc:description": description.into_iter().flatten().collect::<Vec<_>>(),
        "notes": told,
        "dialect": { "encoding": "utf-8", "header": true, "headerRowCount": 1, "delimiter": "," },
        "tables": book.tables.iter().map(|sheet| table_metadata(book, sheet)).collect::<Vec<_>>(),
    })
}

fn comment(text: impl Into<String>) -> Value {
    json!({ "rdfs:comment": text.into() })
}

fn table_metadata(book: &Book, sheet: &Sheet) -> Value {
    let mut names = BTreeSet::new();
    let columns: Vec<Value> = (0..sheet.columns.len())
        .map(|at| column_metadata(sheet, at, name(&sheet.columns[at], at, &mut names)))
        .collect();
    json!({
        "url": file_name(sheet),
        "dc:title": sheet.heading,
        "dc:description": sheet.about,
        "notes": sheet.notes.iter().map(|at| comment(&book.told[*at].text)).collect::<Vec<_>>(),
        "tableSchema": { "columns": columns },
    })
}

fn column_metadata(sheet: &Sheet, at: usize, name: String) -> Value {
    let part = &sheet.columns[at];
    let datatype = match part.unit {
        Unit::Words => "string",
        Unit::Count => "nonNegativeInteger",
        Unit::Percent | Unit::Number => "decimal",
        Unit::Date => "date",
    };
    let mut column = json!({ "name": name, "titles": inert(&part.heading), "datatype": datatype });
    let marks: BTreeSet<_> =
        sheet.rows.iter().filter_map(|row| if let Datum::Mark(mark) = row[at] { Some(mark) } else { None }).collect();
    if part.unit != Unit::Words && !marks.is_empty() {
        // In the place of a number they are no numbers; among words they are words.
        column["null"] = marks.into_iter().map(format::mark).collect();
    }
    if part.unit == Unit::Percent {
        column["dc:description"] = PERCENT.into();
    }
    column
}

/// A column's name for programs: small letters, digits and underscores.
fn name(part: &Part, at: usize, taken: &mut BTreeSet<String>) -> String {
    let own = match format::slug(&part.heading).replace('-', "_") {
        own if own.is_empty() => "column".to_string(),
        own => own,
    };
    let own = if taken.contains(&own) { format!("{own}_in_column_{}", format::count(at as u64 + 1)) } else { own };
    taken.insert(own.clone());
    own
}
