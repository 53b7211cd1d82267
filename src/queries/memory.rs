//! The workbook that was written before, read back: rows may have been sorted, columns moved or added, answers
//! written. What cannot be understood is said, and nothing of it is lost.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Result;
use chrono::NaiveDate;

use super::collect::shown;
use super::{ColumnKey, Columns, Line, Query, ReadCells, Sent, Status, workbook};
use crate::fault::{Fault, printable};
use crate::source::{NOT_CALCULATED, normalise_header};
use crate::worker::{SheetCells, Wanted};

/// Rows among which the header is looked for: somebody may have put a remark above it.
const SEARCHED: usize = 30;

/// What was asked before.
#[derive(Debug, Default)]
pub struct Earlier {
    pub lines: Vec<Line>,
    /// The sender's columns and those that somebody added, in their order.
    pub columns: Columns,
}

/// The columns without which the rest cannot be understood: which row, whose, of which return, what was asked.
const NEEDED: [&str; 6] =
    [workbook::FILE, workbook::SHEET, workbook::ROW, workbook::REFERENCE, workbook::RETURN, workbook::RULES];

/// Reads the earlier workbook; nothing where there is none.
pub fn read(path: &Path, cells: ReadCells<'_>) -> Result<Option<Earlier>> {
    if !path.exists() {
        return Ok(None);
    }
    let workbook = cells(path, &Wanted::Everything)?;
    let table = workbook.sheets.iter().find_map(|sheet| Some((sheet, Header::find(sheet)?)));
    let Some((sheet, header)) = table else {
        let names: Vec<String> = NEEDED.iter().map(|name| format!("`{name}`")).collect();
        return Err(Fault::blocked(format!("no sheet has a row with the headers {}", names.join(", "))).into());
    };
    let mut earlier = Earlier { lines: Vec::new(), columns: header.others.clone() };
    for (row, cells) in &sheet.rows[header.row + 1..] {
        earlier.lines.extend(
            line(cells, &header)
                .map_err(|what| Fault::blocked(format!("sheet `{}`, row {row}: {what}", printable(&sheet.name))))?,
        );
    }
    earlier.lines.dedup();
    Ok(Some(earlier))
}

/// Which column stands where.
struct Header {
    /// Its place among the rows.
    row: usize,
    /// In the order of `workbook::OURS`; none for one that was taken out.
    ours: Vec<Option<u32>>,
    others: Columns,
    /// In the order of `others`.
    other_columns: Vec<u32>,
}

impl Header {
    fn find(sheet: &SheetCells) -> Option<Header> {
        sheet.rows.iter().take(SEARCHED).enumerate().find_map(|(row, (_, cells))| Header::in_row(row, cells))
    }

    fn in_row(row: usize, cells: &BTreeMap<u32, Sent>) -> Option<Header> {
        let names: Vec<(u32, String)> = cells
            .iter()
            .filter_map(|(column, value)| match value {
                Sent::Text(text) => Some((*column, text.clone())),
                _ => None,
            })
            .collect();
        let place = |own: &str| {
            let mut found = names.iter().filter(|(_, name)| normalise_header(name) == normalise_header(own));
            found.next().map(|(column, _)| *column)
        };
        if NEEDED.iter().any(|own| place(own).is_none()) {
            return None;
        }
        let ours: Vec<Option<u32>> = workbook::OURS.iter().map(|own| place(own)).collect();
        let mut seen = BTreeSet::new();
        let others: Vec<(u32, ColumnKey, String)> = names
            .into_iter()
            .filter(|(column, _)| !ours.contains(&Some(*column)))
            .map(|(column, name)| (column, shown(&name)))
            .map(|(column, name)| (column, normalise_header(&name), name))
            .filter(|(_, key, _)| !key.is_empty() && seen.insert(key.clone()))
            .collect();
        Some(Header {
            row,
            ours,
            other_columns: others.iter().map(|(column, ..)| *column).collect(),
            others: others.into_iter().map(|(_, key, name)| (key, name)).collect(),
        })
    }
}

/// One line; nothing for a row without rules, such as a remark between the others; else what is wrong.
fn line(row_cells: &BTreeMap<u32, Sent>, header: &Header) -> Result<Option<Line>, &'static str> {
    let cell = |column: &u32| row_cells.get(column).cloned().unwrap_or_default();
    let text = |own: &str| {
        let at = workbook::OURS.iter().position(|name| *name == own).expect("a column of ours");
        header.ours[at].map_or_else(String::new, |column| cell(&column).text())
    };
    let rules = text(workbook::RULES);
    if rules.trim().is_empty() {
        return Ok(None);
    }
    let queries: Option<Vec<Query>> = rules.lines().filter(|rule| !rule.trim().is_empty()).map(query).collect();
    let queries = queries.ok_or("the column `Rules` was changed by hand")?;
    if text(workbook::ANSWER) == NOT_CALCULATED {
        return Err("the answer is a formula that was never calculated: write it as text");
    }
    let row = text(workbook::ROW).parse().map_err(|_| "the column `Row` holds no row number")?;
    let mut cells = BTreeMap::new();
    for ((key, _), column) in header.others.iter().zip(&header.other_columns) {
        let cell = cell(column);
        if cell != Sent::Empty {
            cells.insert(key.clone(), cell);
        }
    }
    Ok(Some(Line {
        file: text(workbook::FILE),
        sheet: text(workbook::SHEET),
        row,
        series: text(workbook::RETURN),
        reference: Some(text(workbook::REFERENCE)).filter(|text| !text.is_empty()),
        at_fault: text(workbook::CELLS),
        what: text(workbook::WHAT),
        queries,
        answer: text(workbook::ANSWER),
        cells,
        faults: BTreeSet::new(),
    }))
}

/// `date_not_possible referral_date 2016-01-10 open`, as it is written in the column of rules.
pub fn rule(query: &Query) -> String {
    let status = match query.status {
        Status::New => "new",
        Status::Open => "open",
        Status::Emptied => "emptied",
        Status::Gone => "gone",
        Status::Answered => "answered",
        Status::Corrected => "corrected",
    };
    format!("{} {} {} {status}", query.code, query.column.as_deref().unwrap_or("-"), query.asked)
}

/// The same read back; nothing where it is not of that form.
fn query(rule: &str) -> Option<Query> {
    let [code, column, asked, status] = rule.split_whitespace().collect::<Vec<_>>().try_into().ok()?;
    let is_name = |word: &str| word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    let status = match status {
        "new" => Status::New,
        "open" => Status::Open,
        "emptied" => Status::Emptied,
        "gone" => Status::Gone,
        "answered" => Status::Answered,
        "corrected" => Status::Corrected,
        _ => return None,
    };
    let column = (column != "-").then(|| column.to_string());
    let asked: NaiveDate = asked.parse().ok()?;
    let named = is_name(code) && column.as_deref().is_none_or(is_name);
    named.then(|| Query { code: code.into(), column, asked, status })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_read_back_as_it_was_written_and_nothing_else_is_one() {
        let asked = NaiveDate::from_ymd_opt(2016, 1, 10).unwrap();
        for (column, status) in
            [(Some("ward".to_string()), Status::Open), (None, Status::Corrected), (None, Status::Gone)]
        {
            let written = Query { code: "ward_not_known".into(), column, asked, status };
            assert_eq!(query(&rule(&written)), Some(written));
        }
        for other in [
            "done",
            "ward_not_known ward 2016-01-10",
            "x y 10/01/2016 open",
            "=X y 2016-01-10 open",
            "x y 2016-01-10 ok",
        ] {
            assert_eq!(query(other), None, "{other}");
        }
    }
}
