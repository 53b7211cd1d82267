//! From a sheet's table to canonical, typed columns. Every row keeps its place; headers that nobody
//! knows are listed; a cell that cannot be read sets its row aside and says why.

pub mod codes;
pub mod context;
pub mod headers;
pub mod values;

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use anyhow::Result;
use polars::prelude::{Column, DataFrame, IntoColumn, NamedFrom, Series};

use crate::canonical::frame::{Day, date_column, text_column};
use crate::canonical::schema::{self, ColumnSpec, Kind, Record};
use crate::definitions::{Layout, Programme, SheetLayout, Workspace};
use crate::fault::{Fault, printable};
use crate::finding::{Effect, Finding, Place};
use crate::source::inbox::matches_name;
use crate::source::sheet::{SheetTable, find_table, normalise_header};
use crate::source::{Format, Sheet, Value, Workbook};
use codes::CodeList;
use headers::{Found, HeaderMap};
use values::{Reading, Trouble};

/// What became of a row that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Used,
    /// Counts in nothing until it is corrected; the rule's code.
    SetAside(&'static str),
    /// Left out by a rule that is no fault; the rule's name.
    LeftOut(&'static str),
}

/// One table's rows as canonical columns, with what became of each.
pub struct MappedRecords {
    pub record: Record,
    /// The supplier's id.
    pub supplier: String,
    /// Which file: its place in the run's list of sources.
    pub source_id: u32,
    pub file: String,
    pub sheet: String,
    /// Where each canonical column stood.
    pub columns: BTreeMap<String, Found>,
    /// Every canonical column of the record (null where the sender has none), and `source_row`.
    pub frame: DataFrame,
    /// One a row of `frame`.
    pub fates: Vec<Fate>,
    /// Rows that were left out before any column was read: totals, repeated headers, footnotes.
    pub left_out: BTreeMap<&'static str, u64>,
    /// Rows that the reader delivered below the header, counted apart from what became of them.
    pub delivered: u64,
}

impl MappedRecords {
    /// The place of a row, and of one of its columns where the sender has it.
    pub fn place(&self, row: u32, column: Option<&str>) -> Place {
        let place = Place::file(&self.file).sheet(&self.sheet).row(row);
        match column.and_then(|name| self.columns.get(name)) {
            Some(found) => place.column(found.column, &found.header),
            None => place,
        }
    }
}

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
    for layout in &context.layout.sheet {
        let tables = tables(workbook, layout, context, &mut used)?;
        for table in tables {
            let (mapped, found) = map_table(&table, layout, workbook, context)?;
            records.push(mapped);
            findings.extend(found);
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
    let mut reader =
        TableReader { table, context, place, fates: vec![Fate::Used; table.rows.len()], findings: Vec::new() };
    reader.row_faults();
    let mut frame = Vec::new();
    for spec in schema::of(layout.record) {
        frame.push(reader.column(spec, columns.get(spec.name))?);
    }
    frame.push(row_numbers(table));
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
    let records = MappedRecords {
        record: layout.record,
        supplier: context.supplier.to_string(),
        source_id: context.source_id,
        file: workbook.file.name.clone(),
        sheet: table.sheet.name.clone(),
        columns,
        frame: DataFrame::new_infer_height(frame)?,
        fates,
        left_out,
        delivered: delivered(table.sheet, header_row),
    };
    Ok((records, findings))
}

fn delivered(sheet: &Sheet, header_row: u32) -> u64 {
    (0..sheet.row_count()).filter(|&i| sheet.row_number(i) > header_row).count() as u64
}

fn row_numbers(table: &SheetTable<'_>) -> Column {
    let numbers: Vec<u32> = table.rows.iter().map(|&row| table.sheet.row_number(row)).collect();
    Series::new("source_row".into(), numbers).into_column()
}

/// Reads columns of one table, keeping what became of its rows.
struct TableReader<'a> {
    table: &'a SheetTable<'a>,
    context: &'a MappingContext<'a>,
    place: Place,
    fates: Vec<Fate>,
    findings: Vec<Finding>,
}

impl TableReader<'_> {
    /// Rows that the reader of text could not cut cleanly hold their values in the wrong columns.
    fn row_faults(&mut self) {
        for (i, &row) in self.table.rows.iter().enumerate() {
            if let Some(code) = self.table.sheet.row_fault(row) {
                self.fates[i] = Fate::SetAside(code);
                let place = self.place.clone().row(self.table.sheet.row_number(row));
                let message = "the line has more or fewer cells than the header, or is damaged";
                let hint = "ask the sender to export the file again; the row counts in nothing until then";
                self.findings.push(Finding::new(code, Effect::SetsAside, place, message, hint));
            }
        }
    }

    fn column(&mut self, spec: &'static ColumnSpec, found: Option<&Found>) -> Result<Column> {
        match spec.kind {
            Kind::Reference => Ok(text_column(spec.name, &self.references(found))),
            Kind::Date => {
                let order = self.context.layout.date_order;
                let days: Vec<Option<Day>> = self.read(found, |value| values::date(value, order));
                date_column(spec.name, days)
            }
            Kind::YesNo => {
                let marks = self.read(found, values::yes_no);
                Ok(Series::new(spec.name.into(), marks).into_column())
            }
            Kind::Code => Ok(text_column(spec.name, &self.codes(spec.name, found))),
        }
    }

    /// Reads each cell of a column; trouble sets the row aside.
    fn read<T: Clone>(&mut self, found: Option<&Found>, read: impl Fn(Value<'_>) -> Reading<T>) -> Vec<Option<T>> {
        let Some(found) = found else { return vec![None; self.table.rows.len()] };
        let table = self.table;
        table
            .rows
            .iter()
            .enumerate()
            .map(|(i, &row)| {
                read(table.sheet.value(row, found.column)).unwrap_or_else(|trouble| {
                    self.set_aside(i, found, &trouble);
                    None
                })
            })
            .collect()
    }

    /// References: a missing one sets its row aside; spellings that had to be normalised are counted.
    fn references(&mut self, found: Option<&Found>) -> Vec<Option<String>> {
        let pattern = self.context.layout.reference_pattern.as_deref();
        let references = self.read(found, |value| values::reference(value, pattern));
        let Some(found) = found else { return references };
        let mut respelt: u64 = 0;
        for (i, &row) in self.table.rows.iter().enumerate() {
            match (&references[i], self.table.sheet.value(row, found.column)) {
                (Some(reference), Value::Text(text)) if text != reference => respelt += 1,
                (None, _) if self.fates[i] == Fate::Used => {
                    let expected = "a reference: a row without one cannot be matched or counted once";
                    let trouble =
                        Trouble { code: "reference_missing", expected: expected.into(), shown: "nothing".into() };
                    self.set_aside(i, found, &trouble);
                }
                _ => {}
            }
        }
        if respelt > 0 {
            let message =
                format!("references written with other case, spaces or hyphens, and read as the same: {respelt}");
            let place = self.place.clone().column(found.column, &found.header);
            self.findings.push(
                Finding::new("reference_respelt", Effect::Notes, place, message, "nothing to do").for_rows(respelt),
            );
        }
        references
    }

    /// Codes: each distinct text is looked up once. A value that is not on the list is noted and becomes
    /// "not known"; an unknown prime sets its row aside.
    fn codes(&mut self, column: &'static str, found: Option<&Found>) -> Vec<Option<Rc<str>>> {
        let Some(found) = found else { return vec![None; self.table.rows.len()] };
        let list = CodeList::new(column, self.context.layout, self.context.workspace, self.context.programmes);
        let mut seen: HashMap<u32, Result<Option<Rc<str>>, Trouble>> = HashMap::new();
        let mut out = Vec::with_capacity(self.table.rows.len());
        for (i, &row) in self.table.rows.iter().enumerate() {
            let read = || read_code(self.table.sheet.value(row, found.column), &list);
            let reading = match self.table.sheet.text_id(row, found.column) {
                Some(id) => seen.entry(id).or_insert_with(read).clone(),
                None => read(),
            };
            out.push(match reading {
                Ok(code) => code,
                Err(trouble) if trouble.code == "prime_not_known" || trouble.code == "error_cell" => {
                    self.set_aside(i, found, &trouble);
                    None
                }
                Err(trouble) => {
                    self.note(i, found, &trouble);
                    None
                }
            });
        }
        out
    }

    /// Whether the row's values stand in the wrong columns: more about them would mislead, and repeat what
    /// belongs in columns that are never read.
    fn is_damaged(&self, i: usize) -> bool {
        matches!(self.fates[i], Fate::SetAside(code) if ROW_FAULTS.contains(&code))
    }

    fn set_aside(&mut self, i: usize, found: &Found, trouble: &Trouble) {
        if self.is_damaged(i) {
            return;
        }
        if self.fates[i] == Fate::Used {
            self.fates[i] = Fate::SetAside(trouble.code);
        }
        let place = self.place_of(i, found);
        let message = format!("{} is not {}", trouble.in_words(self.context.layout), trouble.expected);
        let hint = "ask the sender to correct the cell; the row counts in nothing until then";
        self.findings.push(Finding::new(trouble.code, Effect::SetsAside, place, message, hint));
    }

    fn note(&mut self, i: usize, found: &Found, trouble: &Trouble) {
        if self.is_damaged(i) {
            return;
        }
        let place = self.place_of(i, found);
        let message = format!(
            "{} is not {}; the other list's value counts instead, or \"not known\"",
            trouble.in_words(self.context.layout),
            trouble.expected
        );
        let hint = "add an alias to quarterdeck.toml or to the layout's values, or ask the sender to correct it";
        self.findings.push(Finding::new(trouble.code, Effect::Notes, place, message, hint));
    }

    fn place_of(&self, i: usize, found: &Found) -> Place {
        let row = self.table.sheet.row_number(self.table.rows[i]);
        self.place.clone().row(row).column(found.column, &found.header)
    }
}

/// A code's reading, shared by the rows that have it.
fn read_code(value: Value<'_>, list: &CodeList) -> Reading<Rc<str>> {
    let Some(text) = values::code(value)? else { return Ok(None) };
    let code = list.read(&text).map_err(|unknown| {
        let expected = match unknown.nearest {
            Some(near) => format!("a name on the list (nearest: {near})"),
            None => "a name on the list".to_string(),
        };
        Trouble { code: list.finding_code(), expected, shown: text }
    })?;
    Ok((!code.is_empty()).then(|| code.into()))
}
