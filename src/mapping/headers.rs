//! A table's headers matched to a layout's columns by name, never by position.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::{Deserialize, Serialize};

use crate::definitions::{SheetLayout, nearest};
use crate::fault::{Fault, printable};
use crate::finding::{Effect, Finding, Place, column_letter};
use crate::source::sheet::{Header, normalise_header};
use crate::vocabulary::personal;

/// Where a canonical column stands in a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// 0-based column of the sheet.
    pub column: u32,
    /// The header as the sender wrote it.
    pub header: String,
}

/// Which canonical column stands where, and what was not recognised.
#[derive(Debug)]
pub struct HeaderMap {
    pub columns: BTreeMap<String, Found>,
    /// Columns of the layout that are not in the table, with the headers by which it knows them.
    pub absent: BTreeMap<String, Vec<String>>,
    pub findings: Vec<Finding>,
}

/// Matches headers to the layout.
///
/// A required column without a header, and two headers for one column, are refused (exit 4): a missing
/// column must never be read as "no job starts".
pub fn map(headers: &[Header], layout: &SheetLayout, layout_name: &str, place: &Place, row: u32) -> Result<HeaderMap> {
    let mut columns: BTreeMap<String, Found> = BTreeMap::new();
    let mut unknown = Vec::new();
    let ignored: Vec<String> = layout.ignored.iter().map(|header| normalise_header(header)).collect();
    for header in headers {
        let name = normalise_header(&header.text);
        let canonical = layout.columns.iter().find(|(_, names)| names.iter().any(|n| normalise_header(n) == name));
        let Some((canonical, _)) = canonical else {
            if !ignored.contains(&name) {
                unknown.push(header);
            }
            continue;
        };
        let found = Found { column: header.column, header: header.text.clone() };
        if let Some(first) = columns.insert(canonical.clone(), found) {
            return Err(two_headers(canonical, &first, header, place, row).into());
        }
    }
    for required in layout.required.iter().map(String::as_str).chain(layout.record.key().iter().copied()) {
        if !columns.contains_key(required) {
            return Err(missing(required, &unknown, layout, layout_name, place, row).into());
        }
    }
    let absent = layout.columns.iter().filter(|(name, _)| !columns.contains_key(*name));
    let absent = absent.map(|(name, headers)| (name.clone(), headers.clone())).collect();
    Ok(HeaderMap { columns, absent, findings: not_recognised(&unknown, place, row) })
}

fn two_headers(canonical: &str, first: &Found, second: &Header, place: &Place, row: u32) -> Fault {
    Fault::refused(format!(
        "{place}, row {row}: columns {} `{}` and {} `{}` both mean `{canonical}`",
        column_letter(first.column),
        printable(&first.header),
        column_letter(second.column),
        printable(&second.text),
    ))
    .hint(one_of(&first.header, &second.text))
}

/// What to do about two columns that mean the same: a layout can leave one out only where they are called differently.
pub fn one_of(first: &str, second: &str) -> &'static str {
    if normalise_header(first) == normalise_header(second) {
        "the layout cannot tell them apart: ask the sender to rename one of the two, or to take it out"
    } else {
        "ask the sender which one counts, or leave one of the headers out of the layout"
    }
}

fn missing(
    required: &str,
    unknown: &[&Header],
    layout: &SheetLayout,
    layout_name: &str,
    place: &Place,
    row: u32,
) -> Fault {
    let names = layout.columns.get(required).map_or(&[][..], Vec::as_slice);
    let near = names.iter().find_map(|name| nearest(name, unknown.iter().map(|header| header.text.as_str())));
    let hint = match near {
        Some(header) => format!(
            "nearest header is `{}`; if that is the column, add it to `{required}` in layouts/{layout_name}.toml",
            told(header)
        ),
        None => format!("the layout knows it as: {}; ask the sender for the column", names.join(", ")),
    };
    Fault::refused(format!("{place}, row {row}: no header for required column `{required}`")).hint(hint)
}

/// A header that the layout does not name, as a message repeats it.
pub fn told(header: &str) -> String {
    printable(&personal::header(header))
}

/// Headers that neither the layout's columns nor its `ignored` list know: listed, not lost.
fn not_recognised(unknown: &[&Header], place: &Place, row: u32) -> Vec<Finding> {
    if unknown.len() > 10 {
        let some: Vec<String> = unknown[..10].iter().map(|header| told(&header.text)).collect();
        let message =
            format!("{} columns are not in the layout and are not used: {} and more", unknown.len(), some.join(", "));
        let hint = "add those that matter to the layout, the others to its `ignored` list";
        return vec![Finding::new("header_not_recognised", Effect::Notes, place.clone().row(row), message, hint)];
    }
    unknown
        .iter()
        .map(|header| {
            Finding::new(
                "header_not_recognised",
                Effect::Notes,
                place.clone().row(row).column(header.column, &told(&header.text)),
                "the column is not in the layout and is not used",
                "add it to the layout if it matters, else to the layout's `ignored` list",
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canonical::Record;
    use crate::fault::{exit_of, hint_of};

    fn layout() -> SheetLayout {
        let columns = [("reference", "Client Ref"), ("attachment_date", "Attachment Date")];
        SheetLayout {
            header_row: None,
            sheet: "*".into(),
            record: Record::Participants,
            required: vec!["attachment_date".into()],
            ignored: vec!["Surname".into()],
            order: Vec::new(),
            columns: columns.iter().map(|(name, header)| ((*name).to_string(), vec![(*header).to_string()])).collect(),
            counts: crate::definitions::CountsLayout::default(),
            events: BTreeMap::new(),
        }
    }

    fn headers(names: &[&str]) -> Vec<Header> {
        names.iter().enumerate().map(|(i, name)| Header { column: i as u32, text: (*name).to_string() }).collect()
    }

    fn mapped(names: &[&str]) -> Result<HeaderMap> {
        map(&headers(names), &layout(), "northgate", &Place::file("n.xlsx").sheet("People"), 4)
    }

    #[test]
    fn columns_match_by_name_in_any_order_and_unknown_ones_are_listed() {
        let map = mapped(&["Surname", "ATTACHMENT  DATE", "RAG (mgr)", "client ref "]).unwrap();
        assert_eq!(map.columns["attachment_date"].column, 1);
        assert_eq!(map.columns["reference"].column, 3);
        assert_eq!(map.findings.len(), 1);
        assert_eq!(map.findings[0].place.column.as_deref(), Some("C \"RAG (mgr)\""));
    }

    #[test]
    fn a_missing_required_column_is_refused_with_row_and_nearest_header() {
        let error = mapped(&["Client Ref", "Attach. Date"]).unwrap_err();
        assert_eq!(exit_of(&error).code(), 4);
        assert!(error.to_string().contains("n.xlsx, People, row 4"), "{error}");
        assert!(hint_of(&error).unwrap().contains("`Attach. Date`"));
    }

    #[test]
    fn two_headers_of_one_column_are_refused_with_their_letters() {
        let error = mapped(&["Client Ref", "Attachment Date", "attachment date"]).unwrap_err();
        assert!(error.to_string().contains("columns B `Attachment Date` and C `attachment date`"), "{error}");
        assert!(hint_of(&error).unwrap().contains("ask the sender to rename one"), "they are one word to the layout");
        assert!(one_of("Attached", "Start Date").contains("leave one of the headers out"));
    }
}
