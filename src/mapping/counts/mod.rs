//! Sheets of counts: months or quarters by prime, area or group. Tables under titles and tables with a column
//! a measure become the same list of counts, each with the cell that it comes from.

mod percent;
mod periods;
mod place;
mod table;
mod totals;

use anyhow::Result;

use super::{MappedRecords, MappingContext};
use crate::canonical::schema::Record;
use crate::definitions::{CountsForm, SheetLayout};
use crate::fault::{Fault, printable};
use crate::finding::{Effect, Finding, Place};
use crate::source::blocks::{self, Block};
use crate::source::inbox::matches_name;
use crate::source::sheet::normalise_header;
use crate::source::{Format, Sheet, Workbook};
use place::{Misfit, Placed};

/// Reads every table of counts that the layout names; the sheets that hold one are marked as used.
///
/// Refused (exit 4): a table of the layout that stands nowhere, a required measure without a column, two
/// columns of one measure.
pub fn map(
    workbook: &Workbook,
    context: &MappingContext<'_>,
    used: &mut [bool],
) -> Result<(Vec<MappedRecords>, Vec<Finding>)> {
    let entries: Vec<&SheetLayout> =
        context.layout.sheet.iter().filter(|sheet| sheet.record == Record::Counts).collect();
    let (mut records, mut findings) = (Vec::new(), Vec::new());
    let mut found = vec![0; entries.len()];
    let mut nearest: Vec<Option<(Misfit, Place)>> = entries.iter().map(|_| None).collect();
    for (sheet, used) in workbook.sheets.iter().zip(used).filter(|(sheet, _)| sheet.visible) {
        let named =
            |entry: &SheetLayout| workbook.file.format == Format::Text || matches_name(&entry.sheet, &sheet.name);
        if !entries.iter().any(|entry| named(entry)) {
            continue;
        }
        let known = |name: &str| entries.iter().any(|entry| named(entry) && knows(entry, name));
        let at = Place::file(&workbook.file.name).sheet(&sheet.name);
        for block in blocks::find(sheet, &known) {
            let mut fits = false;
            for (i, entry) in entries.iter().enumerate().filter(|(_, entry)| named(entry)) {
                match Placed::new(sheet, &block, entry, &at)? {
                    Ok(placed) => {
                        let (table, told) = table::read(&placed, &at, context);
                        findings.extend(told);
                        records.push(table);
                        found[i] += 1;
                        fits = true;
                    }
                    Err(misfit) if nearest[i].as_ref().is_none_or(|(best, _)| best.known < misfit.known) => {
                        nearest[i] = Some((misfit, at.clone()));
                    }
                    Err(_) => {}
                }
            }
            if fits {
                *used = true;
            } else {
                findings.push(not_used(sheet, &block, &at));
            }
        }
    }
    for ((entry, found), nearest) in entries.iter().zip(found).zip(nearest) {
        if found == 0 {
            return Err(no_table(workbook, entry, context, nearest).into());
        }
        if entry.counts.form == CountsForm::Titles {
            missing_titles(entry, &records, workbook, context)?;
        }
    }
    Ok((records, findings))
}

/// How well a workbook fits one entry of a layout: whether a table of it is there, and how many of its names.
pub fn fit(workbook: &Workbook, entry: &SheetLayout) -> (bool, usize) {
    let mut best = (false, 0);
    for sheet in workbook.sheets.iter().filter(|sheet| sheet.visible) {
        if workbook.file.format != Format::Text && !matches_name(&entry.sheet, &sheet.name) {
            continue;
        }
        for block in blocks::find(sheet, &|name| knows(entry, name)) {
            let here = match Placed::new(sheet, &block, entry, &Place::file(&workbook.file.name)) {
                Ok(Ok(placed)) => (true, placed.keys.len() + placed.measures.len() + placed.percents.len()),
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
        "a table that the layout does not name, `{}`: {} rows are not used",
        printable(&title),
        block.rows.len()
    );
    let hint = "name it in the layout if it should count, else put it on the layout's `ignored` list";
    Finding::new("table_not_used", Effect::Notes, at.clone().row(row), message, hint)
}

/// A required measure whose table is nowhere.
fn missing_titles(
    entry: &SheetLayout,
    records: &[MappedRecords],
    workbook: &Workbook,
    context: &MappingContext<'_>,
) -> Result<(), Fault> {
    let given =
        |name: &str| records.iter().flat_map(|table| table.every_count()).any(|count| count.measure.name() == name);
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
