//! From a sheet's table to canonical, typed columns. Every row keeps its place; headers that nobody
//! knows are listed; a cell that cannot be read sets its row aside and says why.

pub mod codes;
pub mod context;
mod counts;
mod events;
pub mod headers;
mod reader;
mod records;
pub mod values;

use std::collections::BTreeMap;

use anyhow::Result;

use crate::canonical::Columns;
use crate::canonical::schema::{self, Record};
use crate::definitions::{Layout, Programme, SheetLayout, Workspace};
use crate::fault::{Fault, printable};
use crate::finding::{Effect, Finding, Place};
use crate::source::inbox::matches_name;
use crate::source::sheet::{SheetTable, find_table, normalise_header};
use crate::source::{Format, Sheet, Workbook};
pub use events::NEW_SPELL_DAYS;
use headers::HeaderMap;
use reader::TableReader;
pub use records::{Elsewhere, Fate, Fates, MappedRecords, Origin, Shape};

/// The reader's codes for rows that mapping sets aside.
const ROW_FAULTS: [&str; 4] = ["ragged_row", "row_cut_off", "bytes_not_text", "stray_quote"];

/// What mapping needs to know besides the file.
pub struct MappingContext<'a> {
    pub workspace: &'a Workspace,
    pub programmes: &'a [&'a Programme],
    pub layout: &'a Layout,
    pub supplier: &'a str,
    pub source_id: u32,
}

/// Maps every sheet that the layout wants.
///
/// Refused (exit 4): a sheet that is not there, a table without its header, a missing required column.
pub fn map(workbook: &Workbook, context: &MappingContext<'_>) -> Result<(Vec<MappedRecords>, Vec<Finding>)> {
    let mut records = Vec::new();
    // Rows that the reader noted are told once, with what becomes of them.
    let told = |finding: &&Finding| !(ROW_FAULTS.contains(&finding.code));
    let mut findings: Vec<Finding> = workbook.findings.iter().filter(told).cloned().collect();
    let mut used = vec![false; workbook.sheets.len()];
    let (counted, found) = counts::map(workbook, context, &mut used)?;
    records.extend(counted);
    findings.extend(found);
    for layout in context.layout.sheet.iter().filter(|layout| layout.record != Record::Counts) {
        for table in tables(workbook, layout, context, &mut used)? {
            let (mapped, found) = map_table(&table, layout, workbook, context)?;
            findings.extend(found);
            if layout.record == Record::Events {
                let (people, found) = events::assemble(mapped, layout);
                records.extend(people);
                findings.extend(found);
            } else {
                records.push(mapped);
            }
        }
    }
    for (sheet, _) in workbook.sheets.iter().zip(&used).filter(|(sheet, used)| !**used && sheet.row_count() > 0) {
        let (code, why) = if sheet.visible {
            ("sheet_not_used", "the layout does not name this sheet")
        } else {
            ("hidden_sheet_not_used", "hidden sheets are not read")
        };
        let message = format!("{why}: {} rows are not used", sheet.row_count());
        let place = Place::file(&workbook.file.name).sheet(&sheet.name);
        findings.push(Finding::new(
            code,
            Effect::Notes,
            place,
            message,
            "name the sheet in the layout if it should count",
        ));
    }
    Ok((records, findings))
}

/// The tables of the sheets that one sheet layout means.
fn tables<'a>(
    workbook: &'a Workbook,
    layout: &SheetLayout,
    context: &MappingContext<'_>,
    used: &mut [bool],
) -> Result<Vec<SheetTable<'a>>> {
    let names: Vec<String> = layout.columns.values().flatten().map(|header| normalise_header(header)).collect();
    let known = |header: &str| names.iter().any(|name| name == header);
    let any = layout.sheet == "*";
    let mut tables = Vec::new();
    let mut best: Option<Fault> = None;
    for (i, sheet) in workbook.sheets.iter().enumerate() {
        // The one sheet of a text file is called after the file, which says nothing about what it holds.
        let named = workbook.file.format == Format::Text || matches_name(&layout.sheet, &sheet.name);
        if !sheet.visible || !named || (any && sheet.row_count() == 0) {
            continue;
        }
        match find_table(sheet, &known, layout.columns.len()) {
            Ok(table) => {
                used[i] = true;
                tables.push(table);
            }
            Err(none) => {
                let fault = no_header(workbook, sheet, layout, context, &none);
                if !any {
                    return Err(fault.into());
                }
                best = best.or(Some(fault));
            }
        }
    }
    if any && tables.len() > 1 {
        let sheets: Vec<String> = tables.iter().map(|table| printable(&table.sheet.name)).collect();
        return Err(Fault::refused(format!(
            "{}: sheets {} all look like {}",
            workbook.file.name,
            sheets.join(" and "),
            layout.record.name()
        ))
        .hint(format!("name the right one in layouts/{}.toml: sheet = \"...\"", context.layout.name))
        .into());
    }
    if tables.is_empty() {
        return Err(best.unwrap_or_else(|| no_sheet(workbook, layout, context)).into());
    }
    Ok(tables)
}

fn no_header(
    workbook: &Workbook,
    sheet: &Sheet,
    layout: &SheetLayout,
    context: &MappingContext<'_>,
    none: &crate::source::sheet::NoTable,
) -> Fault {
    let place = Place::file(&workbook.file.name).sheet(&sheet.name);
    if sheet.row_count() == 0 {
        return Fault::blocked(format!("{place}: the sheet is empty"))
            .hint("ask the sender for the return again; an empty return is not taken as \"nobody\"");
    }
    let expected: Vec<&str> =
        layout.required.iter().filter_map(|name| layout.columns.get(name)?.first()).map(String::as_str).collect();
    let nearest = match none.row {
        Some(row) => format!("; the nearest is row {row}, with {} of the headers", none.known),
        None => String::new(),
    };
    Fault::refused(format!("{place}: no header row found{nearest}")).hint(format!(
        "the layout `{}` expects a row with {}",
        context.layout.name,
        expected.join(", ")
    ))
}

fn no_sheet(workbook: &Workbook, layout: &SheetLayout, context: &MappingContext<'_>) -> Fault {
    let all_empty = workbook.sheets.iter().all(|sheet| sheet.row_count() == 0);
    if all_empty {
        return Fault::blocked(format!("{}: there is nothing in the file's sheets", workbook.file.name))
            .hint("ask the sender for the return again; an empty return is not taken as \"nobody\"");
    }
    let names: Vec<String> = workbook.sheets.iter().map(|sheet| format!("`{}`", printable(&sheet.name))).collect();
    Fault::refused(format!("{}: no visible sheet is called `{}`", workbook.file.name, layout.sheet)).hint(format!(
        "the file has {}; if one of them is meant, name it in layouts/{}.toml",
        names.join(", "),
        context.layout.name
    ))
}

/// Reads one table's mapped columns.
fn map_table(
    table: &SheetTable<'_>,
    layout: &SheetLayout,
    workbook: &Workbook,
    context: &MappingContext<'_>,
) -> Result<(MappedRecords, Vec<Finding>)> {
    let place = Place::file(&workbook.file.name).sheet(&table.sheet.name);
    let header_row = table.header_rows.first().copied().unwrap_or(1);
    let HeaderMap { columns, mut findings } =
        headers::map(&table.headers, layout, &context.layout.name, &place, header_row)?;
    let mut reader = TableReader { table, context, place, fates: Fates::new(table.rows.len()), findings: Vec::new() };
    reader.row_faults();
    let mut data = Columns::default();
    for spec in schema::of(layout.record) {
        if let Some(found) = columns.get(spec.name) {
            data.insert(spec.name, reader.column(spec, found));
        }
    }
    let TableReader { fates, findings: found, place, .. } = reader;
    findings.extend(found);
    if table.rows.is_empty() {
        let message = "the table has a header and no rows";
        let hint = "ask the sender for the return again; an empty return is not taken as \"nobody\"";
        findings.push(Finding::new("return_is_empty", Effect::Stops, place.row(header_row), message, hint));
    }
    let mut left_out = BTreeMap::new();
    for row in &table.left_out {
        *left_out.entry(row.rule).or_insert(0) += 1;
        let place = Place::file(&workbook.file.name).sheet(&table.sheet.name).row(row.row);
        findings.push(Finding::new(row.rule, Effect::LeavesOut, place, "not a row of data", "nothing to do"));
    }
    let origin = Origin {
        record: layout.record,
        supplier: context.supplier.to_string(),
        source_id: context.source_id,
        file: workbook.file.name.clone(),
        sheet: table.sheet.name.clone(),
        headers: columns,
        elsewhere: Vec::new(),
    };
    let records = MappedRecords {
        origin,
        columns: data,
        source_rows: table.rows.iter().map(|&row| table.sheet.row_number(row)).collect(),
        fates,
        left_out,
        set_aside: BTreeMap::new(),
        delivered: delivered(table.sheet, header_row),
        shape: Shape::Rows,
    };
    Ok((records, findings))
}

fn delivered(sheet: &Sheet, header_row: u32) -> u64 {
    (0..sheet.row_count()).filter(|&i| sheet.row_number(i) > header_row).count() as u64
}
