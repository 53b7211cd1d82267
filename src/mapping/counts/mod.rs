//! Sheets of counts: months or quarters by prime, area or group. Tables under titles and tables with a column
//! a measure become the same list of counts, each with the cell that it comes from.

mod cells;
mod labels;
mod percent;
pub mod periods;
mod place;
mod stated;
pub mod subset;
mod table;
mod totals;
mod twice;
mod untimed;

use anyhow::Result;

use super::codes::CodeList;
use super::headers::told;
use super::{MappedRecords, MappingContext, Shape};
use crate::canonical::Measure;
use crate::canonical::schema::Record;
use crate::definitions::{CountsForm, SheetLayout};
use crate::fault::Fault;
use crate::finding::{Effect, Finding, Place, number_of};
use crate::source::blocks::{self, Block, Known};
use crate::source::inbox::matches_name;
use crate::source::sheet::{TABLE_TITLE, normalise_header};
use crate::source::{Format, Sheet, Workbook};
use crate::vocabulary::timespan::read_labels;
use place::{Misfit, Placed};

/// The rule by which rows of tables that the layout does not name are left out.
const TABLE_NOT_USED: &str = "table_not_used";

/// Reads every table of counts that the layout names; the sheets that hold one are marked as used.
///
/// Refused (exit 4): a table of the layout that stands nowhere, one that fits two tables of the layout alike, a
/// required measure without a column, two columns of one measure.
pub fn map(
    workbook: &Workbook,
    context: &MappingContext<'_>,
    used: &mut [bool],
) -> Result<(Vec<MappedRecords>, Vec<Finding>)> {
    let entries: Vec<Entry<'_>> = Entry::all(context);
    let mut read = Reading { records: Vec::new(), findings: Vec::new(), measures: Vec::new() };
    let mut found = vec![0; entries.len()];
    let mut nearest: Vec<Option<(Misfit, Place)>> = entries.iter().map(|_| None).collect();
    for (sheet, used) in workbook.sheets.iter().zip(used).filter(|(sheet, _)| sheet.visible) {
        let named = |entry: &Entry<'_>| entry.is_on(workbook, sheet);
        if !entries.iter().any(named) {
            continue;
        }
        let header = |name: &str| entries.iter().any(|entry| named(entry) && knows(entry.layout, name));
        let row = |label: &str| entries.iter().any(|entry| named(entry) && entry.names_a_row(label));
        let at = Place::file(&workbook.file.name).sheet(&sheet.name);
        let blocks = blocks::find(sheet, Some(&Known { header: &header, row: &row }));
        let mut placed: Vec<Option<usize>> = Vec::new();
        for block in &blocks {
            let mut fits = Vec::new();
            for (i, entry) in entries.iter().enumerate().filter(|(_, entry)| named(entry)) {
                match Placed::new(sheet, block, entry.layout, &at)? {
                    Ok(placed) => fits.push((i, placed)),
                    Err(misfit) if nearest[i].as_ref().is_none_or(|(best, _)| best.known < misfit.known) => {
                        nearest[i] = Some((misfit, at.clone()));
                    }
                    Err(_) => {}
                }
            }
            let best = best_fit(fits, &at, context)?;
            placed.push(best.as_ref().map(|_| read.records.len()));
            match best {
                Some((i, placed)) => {
                    found[i] += 1;
                    *used = true;
                    read.take(&placed, &blocks, &at, context);
                }
                None => read.findings.push(not_used(sheet, block, &at)),
            }
        }
        account(sheet, &blocks, &placed, &mut read.records);
    }
    for ((entry, found), nearest) in entries.iter().zip(found).zip(nearest) {
        if found == 0 {
            return Err(no_table(workbook, entry.layout, context, nearest).into());
        }
        if entry.layout.counts.form == CountsForm::Titles {
            missing_titles(entry.layout, &read.measures, workbook, context)?;
        }
    }
    read.findings.extend(nothing(workbook, &read.records));
    Ok((read.records, read.findings))
}

/// What was read so far.
struct Reading {
    records: Vec<MappedRecords>,
    findings: Vec<Finding>,
    /// The measures that there is a table for.
    measures: Vec<Measure>,
}

impl Reading {
    fn take(&mut self, placed: &Placed<'_>, blocks: &[Block], at: &Place, context: &MappingContext<'_>) {
        let (mut table, told) = table::read(placed, at, context);
        if let Shape::Counts { stated, .. } = &mut table.shape {
            *stated = stated::read(placed, blocks);
        }
        self.findings.extend(placed.hidden(at));
        self.findings.extend(placed.outside(at));
        self.measures.extend(placed.title.or(placed.measures.first().map(|own| own.measure)));
        self.findings.extend(told);
        self.records.push(table);
    }
}

/// One of the layout's kinds of table, with what its rows can be called.
struct Entry<'a> {
    layout: &'a SheetLayout,
    lists: Vec<CodeList>,
    periods: bool,
}

impl<'a> Entry<'a> {
    fn all(context: &MappingContext<'a>) -> Vec<Self> {
        let own = context.layout.sheet.iter().filter(|sheet| sheet.record == Record::Counts);
        own.map(|layout| {
            let columns = layout.columns.keys().filter(|name| Measure::find(name).is_none());
            let keys: Vec<&str> = columns.chain(&layout.counts.rows).map(String::as_str).collect();
            let named =
                ["prime", "area", "office", "ward", "payment_group"].into_iter().filter(|key| keys.contains(key));
            let list = |key| CodeList::new(key, context.layout, context.workspace, context.programmes);
            Entry { layout, lists: named.map(list).collect(), periods: keys.contains(&"period") }
        })
        .collect()
    }

    fn is_on(&self, workbook: &Workbook, sheet: &Sheet) -> bool {
        workbook.file.format == Format::Text || matches_name(&self.layout.sheet, &sheet.name)
    }

    fn names_a_row(&self, label: &str) -> bool {
        let span = || read_labels(&[label], self.layout.counts.quarters)[0].is_some();
        self.lists.iter().any(|list| list.lists(label)) || (self.periods && span())
    }
}

/// The table of the layout that a block fits best; of two that fit alike it is not clear which is meant, and reading
/// it as both would count everybody twice.
fn best_fit<'a>(
    mut fits: Vec<(usize, Placed<'a>)>,
    at: &Place,
    context: &MappingContext<'_>,
) -> Result<Option<(usize, Placed<'a>)>, Fault> {
    fits.sort_by_key(|(_, placed)| std::cmp::Reverse(placed.columns()));
    if let [(_, first), (_, second), ..] = &fits[..]
        && first.columns() == second.columns()
    {
        let message = format!("{at}, row {}: the table fits two of the layout's tables alike", first.header_row());
        let hint = format!("give each a sheet, a title or a header of its own in layouts/{}.toml", context.layout.name);
        return Err(Fault::refused(message).hint(hint));
    }
    Ok(fits.into_iter().next())
}

/// Gives each table the account of the rows below its header, up to the next table's: titles, and tables that the
/// layout does not name, are left out by name. The rows are counted apart from what became of them.
fn account(sheet: &Sheet, blocks: &[Block], placed: &[Option<usize>], records: &mut [MappedRecords]) {
    let mut current: Option<usize> = None;
    for (block, placed) in blocks.iter().zip(placed) {
        let mut leave = |rule, rows: usize| {
            if let Some(table) = current.and_then(|at| records.get_mut(at)).filter(|_| rows > 0) {
                *table.left_out.entry(rule).or_insert(0) += rows as u64;
            }
        };
        leave(TABLE_TITLE, block.above.len());
        if placed.is_none() {
            leave(TABLE_NOT_USED, block.header.len() + block.rows.len() + block.words.len());
        }
        current = placed.or(current);
    }
    let tables: Vec<(usize, usize, usize)> = blocks
        .iter()
        .zip(placed)
        .filter_map(|(block, at)| Some(((*at)?, *block.header.first()?, *block.header.last()?)))
        .collect();
    for (i, (at, _, header)) in tables.iter().enumerate() {
        let end = tables.get(i + 1).map_or(sheet.row_count(), |(_, next, _)| *next);
        records[*at].delivered = (end - header - 1) as u64;
    }
}

/// Tables without a single row among them are no return.
fn nothing(workbook: &Workbook, records: &[MappedRecords]) -> Option<Finding> {
    let none = !records.is_empty() && records.iter().all(|table| table.fates.is_empty());
    none.then(|| {
        let message = "no table of counts has a row";
        let hint = "ask the sender for the return again; an empty return is not taken as \"nobody\"";
        Finding::new("return_is_empty", Effect::Stops, Place::file(&workbook.file.name), message, hint)
    })
}

/// How well a workbook fits one entry of a layout: whether a table of it is there, and how many of its names.
pub fn fit(workbook: &Workbook, entry: &SheetLayout) -> (bool, usize) {
    let mut best = (false, 0);
    for sheet in workbook.sheets.iter().filter(|sheet| sheet.visible) {
        if workbook.file.format != Format::Text && !matches_name(&entry.sheet, &sheet.name) {
            continue;
        }
        for block in blocks::find(sheet, Some(&Known { header: &|name| knows(entry, name), row: &|_| false })) {
            let here = match Placed::new(sheet, &block, entry, &Place::file(&workbook.file.name)) {
                Ok(Ok(placed)) => (true, placed.columns()),
                Ok(Err(misfit)) => (false, misfit.known),
                Err(_) => (false, 0),
            };
            best = best.max(here);
        }
    }
    best
}

/// Whether a normalised header is one that the layout names.
fn knows(entry: &SheetLayout, name: &str) -> bool {
    let names = entry.columns.values().flatten().chain(&entry.ignored);
    names.into_iter().any(|known| normalise_header(known) == name)
}

/// A table that stands on the sheet and that the layout says nothing about.
fn not_used(sheet: &Sheet, block: &Block, at: &Place) -> Finding {
    let row = block.header.first().map_or(1, |&row| sheet.row_number(row));
    let title = block.columns.first().map(|column| column.label()).unwrap_or_default();
    let message = format!(
        "a table that the layout does not name, `{}`; not used: {}",
        told(&title),
        number_of(block.rows.len() as u64, "row")
    );
    let hint = "name it in the layout if it should count, else put it on the layout's `ignored` list";
    Finding::new(TABLE_NOT_USED, Effect::Notes, at.clone().row(row), message, hint)
}

/// A required measure whose table is nowhere.
fn missing_titles(
    entry: &SheetLayout,
    measures: &[Measure],
    workbook: &Workbook,
    context: &MappingContext<'_>,
) -> Result<(), Fault> {
    let given = |name: &str| measures.iter().any(|measure| measure.name() == name);
    match entry.required.iter().find(|name| !given(name)) {
        None => Ok(()),
        Some(name) => {
            let titles = entry.columns.get(name).map(|titles| titles.join("` or `")).unwrap_or_default();
            let message = format!("{}: there is no table for the required measure `{name}`", workbook.file.name);
            let hint = format!(
                "the layout `{}` looks for one under the title `{titles}`; ask the sender for it",
                context.layout.name
            );
            Err(Fault::refused(message).hint(hint))
        }
    }
}

fn no_table(
    workbook: &Workbook,
    entry: &SheetLayout,
    context: &MappingContext<'_>,
    nearest: Option<(Misfit, Place)>,
) -> Fault {
    if workbook.sheets.iter().all(|sheet| sheet.row_count() == 0) {
        return Fault::blocked(format!("{}: there is nothing in the file's sheets", workbook.file.name))
            .hint("ask the sender for the return again; an empty return is not taken as \"nobody\"");
    }
    let wanted: Vec<&str> = entry.columns.values().filter_map(|names| names.first()).map(String::as_str).collect();
    let hint = format!("the layout `{}` looks for {}", context.layout.name, wanted.join(", "));
    match nearest {
        Some((misfit, at)) => Fault::refused(format!("{}: {}", at.row(misfit.row), misfit.why)).hint(hint),
        None => Fault::refused(format!("{}: no table of counts found", workbook.file.name)).hint(hint),
    }
}
