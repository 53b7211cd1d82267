//! Rules about CSV files: tidy, and described by CSV on the Web.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Check, Rule};
use crate::fault::printable;
use crate::inspect::delimited::{Delimited, METADATA};
use crate::inspect::kind::Kind::Csv;
use crate::inspect::{Verdict, phrases, place_with};

pub const RULES: &[Rule] = &[
    Rule {
        id: "csv_utf8",
        kinds: &[Csv],
        asks: "The file is UTF-8 without a byte order mark",
        why: "Any other encoding spoils names; the mark becomes a part of the first heading.",
        mend: "save it as UTF-8",
        check: Check::Delimited(|csv| {
            let broken = csv.broken_at.map(|at| format!("byte {} belongs to no character", at + 1));
            Verdict::of(csv.has_mark.then(|| "a byte order mark".to_string()).into_iter().chain(broken).collect())
        }),
    },
    Rule {
        id: "csv_headings",
        kinds: &[Csv],
        asks: "The first row names every column, each by a name of its own",
        why: "Programs know a column by it.",
        mend: "name each column once",
        check: Check::Delimited(|csv| {
            let mut seen = BTreeSet::new();
            let wrong = csv
                .header
                .iter()
                .enumerate()
                .filter(|(_, name)| name.trim().is_empty() || !seen.insert(name.trim().to_lowercase()));
            Verdict::of(wrong.map(|(at, name)| place_with(&format!("line 1, column {}", at + 1), name)).collect())
        }),
    },
    Rule {
        id: "csv_same_width",
        kinds: &[Csv],
        asks: "Every row has as many fields as the header",
        why: "Else a value stands under another column's name.",
        mend: "put quotes round a value that holds a comma",
        check: Check::Delimited(|csv| {
            let wrong = csv.rows.iter().filter(|(_, fields)| fields.len() != csv.header.len());
            Verdict::of(
                wrong
                    .map(|(line, fields)| format!("line {line}: {} fields, not {}", fields.len(), csv.header.len()))
                    .collect(),
            )
        }),
    },
    Rule {
        id: "csv_no_blank_rows",
        kinds: &[Csv],
        asks: "There are no blank rows",
        why: "A program reads them as rows without values.",
        mend: "delete them",
        check: Check::Delimited(|csv| {
            let commas = csv.rows.iter().filter(|(_, fields)| fields.iter().all(|field| field.trim().is_empty()));
            let lines = csv.blank_lines.iter().copied().chain(commas.map(|(line, _)| *line));
            Verdict::of(lines.map(|line| format!("line {line}")).collect())
        }),
    },
    Rule {
        id: "csv_iso_dates",
        kinds: &[Csv],
        asks: "Dates are ISO 8601, such as 2015-12-31",
        why: "Nobody, and no program, can take 03/04/2015 for two days.",
        mend: "write year-month-day",
        check: Check::Delimited(|csv| {
            let dated = csv.cells().filter(|(_, _, text)| is_other_date(text.trim()));
            Verdict::of(dated.map(|(line, column, text)| place_with(&csv.place(line, column), text)).collect())
        }),
    },
    Rule {
        id: "csv_no_formulas",
        kinds: &[Csv],
        asks: "No cell begins with = + - @, tab or carriage return, unless it is a number",
        why: "A spreadsheet program runs it as a formula when the file is opened.",
        mend: "put an apostrophe or a space before the cell, and say so in the metadata",
        check: Check::Delimited(|csv| {
            let is_live = |text: &str| text.starts_with(['=', '+', '-', '@', '\t', '\r']) && !phrases::is_numeral(text);
            // A heading is a cell as well; a single dash is another rule's.
            let heads = csv.header.iter().enumerate().map(|(at, text)| (1, at, text.as_str()));
            let live = heads.chain(csv.cells()).filter(|(_, _, text)| is_live(text) && !phrases::says_nothing(text));
            Verdict::of(live.map(|(line, column, text)| place_with(&csv.place(line, column), text)).collect())
        }),
    },
    Rule {
        id: "csv_metadata",
        kinds: &[Csv],
        asks: "csv-metadata.json beside the file names it, with a title, its columns in order, and the language",
        why: "CSV says neither what a column means nor in which language its words are.",
        mend: "describe the table there: url, dc:title, tableSchema.columns with titles, and en-GB as @language or dc:language",
        check: Check::Delimited(metadata),
    },
];

fn is_other_date(text: &str) -> bool {
    let is_digits = |part: &str, from: usize, to: usize| {
        (from..=to).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let numbers: Vec<&str> = text.split(['/', '.', '-']).collect();
    if let [day, month, year] = numbers[..] {
        return is_digits(day, 1, 2) && is_digits(month, 1, 2) && (is_digits(year, 2, 2) || is_digits(year, 4, 4));
    }
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let words: Vec<&str> = text.split([' ', '-']).collect();
    let [day, month, year] = words[..] else { return false };
    let month = month.to_lowercase();
    is_digits(day, 1, 2) && is_digits(year, 2, 4) && MONTHS.iter().any(|own| month.starts_with(own))
}

fn metadata(csv: &Delimited<'_>) -> Verdict {
    let table = match (&csv.metadata, csv.table()) {
        (None, _) => return Verdict::unless(false, format!("there is no {METADATA} beside the file")),
        (Some(Err(why)), _) => return Verdict::unless(false, place_with(METADATA, why)),
        (Some(Ok(_)), None) => {
            return Verdict::unless(false, format!("{METADATA}: no table with the url `{}`", printable(csv.name)));
        }
        (Some(Ok(_)), Some(table)) => table,
    };
    let all = csv.metadata.as_ref().and_then(|all| all.as_ref().ok());
    let mut missing = Vec::new();
    let columns =
        table.pointer("/tableSchema/columns").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let is_named = |(column, heading): (&Value, &String)| {
        ["titles", "name"].iter().filter_map(|key| column.get(key)).any(|own| says(own, heading))
    };
    if columns.len() != csv.header.len() || !columns.iter().zip(&csv.header).all(is_named) {
        missing.push(format!("{METADATA}: columns are not those of the file, in order"));
    }
    let title = ["dc:title", "dcterms:title", "title"].iter().find_map(|key| table.get(key).or(all?.get(key)));
    if title.is_none_or(|title| title.to_string().trim_matches(['"', '{', '}', '[', ']']).trim().is_empty()) {
        missing.push(format!("{METADATA}: no title"));
    }
    if ![Some(table), all].into_iter().flatten().any(is_british) {
        missing.push(format!("{METADATA}: no language en-GB"));
    }
    Verdict::of(missing.into_iter().collect())
}

/// Whether titles, in any of their three forms, hold a heading.
fn says(titles: &Value, heading: &str) -> bool {
    match titles {
        Value::String(own) => own == heading,
        Value::Array(all) => all.iter().any(|own| own.as_str() == Some(heading)),
        Value::Object(all) => all.values().any(|own| {
            own.as_str() == Some(heading)
                || own.as_array().is_some_and(|own| own.iter().any(|one| one.as_str() == Some(heading)))
        }),
        _ => false,
    }
}

fn is_british(value: &Value) -> bool {
    let is_own = |own: Option<&Value>| own.and_then(Value::as_str) == Some("en-GB");
    let context = value.get("@context").and_then(Value::as_array);
    is_own(value.get("lang"))
        || is_own(value.get("dc:language"))
        || context.is_some_and(|all| all.iter().any(|one| is_own(one.get("@language"))))
}
