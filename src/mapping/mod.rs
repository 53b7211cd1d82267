//! From a sheet's table to canonical, typed columns. Every row keeps its place; headers that nobody
//! knows are listed; a cell that cannot be read sets its row aside and says why.

pub mod codes;
pub mod context;
mod counts;
mod events;
mod events_not_given;
mod few;
mod figures;
pub mod headers;
mod identity;
mod kept;
mod marks;
mod noticed;
mod reader;
mod records;
mod tables;
mod totals;
mod unlisted;
mod unused;
pub mod values;

use std::collections::BTreeMap;

use anyhow::Result;

use crate::canonical::Columns;
use crate::canonical::schema::{self, Record};
use crate::definitions::{Layout, Programme, SheetLayout, Workspace};
use crate::finding::{Effect, Finding, Place};
use crate::source::sheet::{FOOTNOTE, RAGGED_ROW, REPEATED_HEADER, SheetTable, TABLE_TITLE, TOTALS_ROW};
use crate::source::{Sheet, Workbook};
pub use counts::periods;
pub use counts::subset;
pub use events::{EVENT_NOT_WANTED, NEW_SPELL_DAYS};
pub use few::Forgotten;
use headers::HeaderMap;
pub use kept::TableHead;
use reader::TableReader;
pub use records::{Elsewhere, Fate, Fates, MappedRecords, NotGiven, Origin, Shape, Stated};
use tables::Tables;
pub use tables::{find as find_tables, recognise};
pub use unlisted::SHARED;

/// The reader's codes for rows that mapping sets aside.
const ROW_FAULTS: [&str; 5] = [RAGGED_ROW, "row_cut_off", "bytes_not_text", "stray_quote", "text_too_long"];

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
    let row_faults = RowFaults::of(workbook);
    let mut counted = vec![false; workbook.sheets.len()];
    let (tables_of_counts, found) = counts::map(workbook, context, &mut counted)?;
    records.extend(tables_of_counts);
    findings.extend(found);
    let Tables { found: tables, mut used, empty } = tables::find(workbook, context)?;
    used.iter_mut().zip(&counted).for_each(|(used, counted)| *used |= counted);
    let mut without_rows = WithoutRows::default();
    for (kind, sheet) in empty {
        let place = Place::file(&workbook.file.name).sheet(&sheet.name);
        without_rows.empty.push((context.layout.sheet[kind].record, place, "the sheet is empty"));
    }
    for (kind, mut table) in tables {
        let layout = &context.layout.sheet[kind];
        let (mapped, found) = map_table(&mut table, layout, workbook, context, &row_faults)?;
        findings.extend(found);
        if mapped.source_rows.is_empty() {
            let place = place_of(workbook, &table).row(table.header_rows.last().copied().unwrap_or(1));
            without_rows.empty.push((layout.record, place, "the table has a header and no rows"));
        } else {
            without_rows.others.push(layout.record);
        }
        if layout.record == Record::Events {
            let (people, found) = events::assemble(mapped, layout, context.layout);
            records.extend(people);
            findings.extend(found);
        } else {
            records.push(mapped);
        }
    }
    findings.extend(without_rows.findings());
    findings.extend(unused::sheets(workbook, context, &used, &records));
    Ok((records, findings))
}

/// Tables of the file in which there is no row of data.
#[derive(Default)]
struct WithoutRows {
    empty: Vec<(Record, Place, &'static str)>,
    /// What the other tables hold.
    others: Vec<Record>,
}

impl WithoutRows {
    /// A remark where another table of the same kind has rows, as an office may have had nobody in a quarter; else
    /// figures would say that of everybody.
    fn findings(self) -> impl Iterator<Item = Finding> {
        let WithoutRows { empty, others } = self;
        empty.into_iter().map(move |(record, place, message)| {
            if others.contains(&record) {
                let message = format!("{message}; the other tables of {} in the file are used", record.name());
                let hint = "ask the sender for its rows, if there are any";
                return Finding::new("table_is_empty", Effect::Notes, place, message, hint);
            }
            Finding::new("return_is_empty", Effect::Stops, place, message, tables::NOT_NOBODY)
        })
    }
}

/// Reads one table's mapped columns.
fn map_table(
    table: &mut SheetTable<'_>,
    layout: &SheetLayout,
    workbook: &Workbook,
    context: &MappingContext<'_>,
    row_faults: &RowFaults<'_>,
) -> Result<(MappedRecords, Vec<Finding>)> {
    let place = place_of(workbook, table);
    let header_row = table.header_rows.last().copied().unwrap_or(1);
    let HeaderMap { columns, absent, mut findings } =
        headers::map(&table.headers, layout, &context.layout.name, &place, header_row)?;
    totals::leave_out(table, &columns, context.layout.reference_pattern.as_deref());
    let table = &*table;
    findings.extend(noticed::hidden(table, &columns, &place));
    findings.extend(noticed::formulas_in_text(table, &place));
    findings.extend(noticed::outside(table, &place));
    let mut reader = TableReader::new(table, context, place);
    reader.row_faults(row_faults);
    let mut data = Columns::default();
    let mapped: Vec<_> = schema::of(layout.record).filter_map(|spec| Some((spec, columns.get(spec.name)?))).collect();
    let places: Vec<u32> = mapped.iter().map(|(_, found)| found.column).collect();
    for ((spec, found), held) in mapped.into_iter().zip(table.sheet.held_in(&table.rows, &places)) {
        data.insert(spec.name, reader.column(spec, layout.record, found, &held));
    }
    reader.days_of_events_hidden(&data, layout);
    reader.tell_unlisted(&data, &columns);
    reader.unproven_orders();
    reader.forget_values_of_few(&columns, &mut data);
    let TableReader { fates, findings: found, .. } = reader;
    findings.extend(found);
    let mut told = totals::findings(table, &columns, &place_of(workbook, table));
    let mut left_out = BTreeMap::new();
    let among_rows: Vec<u32> = table.remarks_above_rows().map(|remark| remark.row).collect();
    for row in &table.left_out {
        *left_out.entry(row.rule).or_insert(0) += 1;
        told.extend(not_data(row.rule).map(|message| {
            let place = place_of(workbook, table).row(row.row);
            let hint = match row.rule == FOOTNOTE && among_rows.binary_search(&row.row).is_ok() {
                true => "read it: it stands above rows of data",
                false => "nothing to do",
            };
            Finding::new(row.rule, Effect::LeavesOut, place, message, hint)
        }));
    }
    told.extend(noticed::remarks_above_rows(table, &fates, &place_of(workbook, table)));
    told.sort_by_key(|finding| finding.place.row);
    findings.extend(told);
    let origin = Origin {
        record: layout.record,
        supplier: context.supplier.to_string(),
        source_id: context.source_id,
        file: workbook.file.name.clone(),
        sheet: table.sheet.name.clone(),
        headers: columns,
        absent,
        header_rows: table.header_rows.clone(),
        elsewhere: Vec::new(),
        not_given: Vec::new(),
    };
    let records = MappedRecords {
        origin,
        columns: data,
        source_rows: table.rows.iter().map(|&row| table.sheet.row_number(row)).collect(),
        fates,
        left_out,
        set_aside: BTreeMap::new(),
        delivered: delivered(table.sheet, header_row, table.until),
        shape: Shape::Rows,
    };
    Ok((records, findings))
}

fn place_of(workbook: &Workbook, table: &SheetTable<'_>) -> Place {
    Place::file(&workbook.file.name).sheet(&table.sheet.name)
}

/// Why a row that is left out is none of data; totals say more about themselves.
fn not_data(rule: &str) -> Option<&'static str> {
    match rule {
        REPEATED_HEADER => Some("the header again, not a row of data"),
        FOOTNOTE => Some("a remark, not a row of data"),
        TABLE_TITLE => Some("the title of the table below, not a row of data"),
        TOTALS_ROW => None,
        _ => Some("not a row of data"),
    }
}

/// The rows that the reader stored between a header and the next, counted apart from what became of them.
fn delivered(sheet: &Sheet, header_row: u32, until: Option<u32>) -> u64 {
    let below = |number: u32| number > header_row && until.is_none_or(|next| number < next);
    (0..sheet.row_count()).filter(|&i| below(sheet.row_number(i))).count() as u64
}

/// What the reader of a file said about single rows, for what is said when they are set aside.
struct RowFaults<'a>(BTreeMap<(Option<&'a str>, u32, &'static str), &'a Finding>);

impl<'a> RowFaults<'a> {
    fn of(workbook: &'a Workbook) -> Self {
        let told = workbook.findings.iter().filter(|finding| ROW_FAULTS.contains(&finding.code));
        let key =
            |finding: &'a Finding| Some(((finding.place.sheet.as_deref(), finding.place.row?, finding.code), finding));
        RowFaults(told.filter_map(key).collect())
    }

    /// What was said of the row, or what is so of every row with that code; and its column, where one is at fault.
    fn told(&self, sheet: &str, row: u32, code: &'static str) -> (String, Option<u32>) {
        match [None, Some(sheet)].into_iter().find_map(|sheet| self.0.get(&(sheet, row, code))) {
            Some(told) => (told.message.clone(), told.place.column_index()),
            None => ("the line has more or fewer cells than the header, or is damaged".into(), None),
        }
    }
}
