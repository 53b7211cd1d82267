//! Sheets that are not used: how many rows they have, and whether somebody is on them who is nowhere else.

use std::collections::{BTreeMap, BTreeSet};

use super::tables::{Found, like};
use super::values::reference;
use super::{MappedRecords, MappingContext, headers};
use crate::canonical::schema::Record;
use crate::finding::{Effect, Finding, Place, number_of};
use crate::source::{Sheet, Workbook};

/// Tells every sheet with rows that the layout does not name or that is hidden.
pub(super) fn sheets(
    workbook: &Workbook,
    context: &MappingContext<'_>,
    used: &[bool],
    records: &[MappedRecords],
) -> Vec<Finding> {
    let not_used = workbook.sheets.iter().zip(used).filter(|(sheet, used)| !**used && sheet.row_count() > 0);
    let told = |(sheet, _): (&Sheet, &bool)| {
        let (code, why, hint) = if sheet.visible {
            let hint = "name the sheet in the layout if it should count";
            ("sheet_not_used", "the layout does not name this sheet", hint)
        } else {
            let hint = "if it should count, ask the sender to unhide it and send the file again";
            ("hidden_sheet_not_used", "hidden sheets are not read", hint)
        };
        let rows = number_of(sheet.row_count() as u64, "row");
        let message = format!("{why}; not used: {rows}{}", people_missed(sheet, context, records));
        let place = Place::file(&workbook.file.name).sheet(&sheet.name);
        Finding::new(code, Effect::Notes, place, message, hint)
    };
    not_used.map(told).collect()
}

/// Where a sheet has the headers of a table of the layout: how many of its people are on no sheet that is used.
fn people_missed(sheet: &Sheet, context: &MappingContext<'_>, records: &[MappedRecords]) -> String {
    let tables: Found<'_> = like(sheet, context.layout);
    let mut missed: BTreeMap<Record, BTreeSet<String>> = BTreeMap::new();
    for (kind, table) in &tables {
        let layout = &context.layout.sheet[*kind];
        let place = Place::default();
        let Ok(map) = headers::map(&table.headers, layout, &context.layout.name, &place, 1) else { continue };
        let own = records.iter().filter(|own| own.origin.record == layout.record || layout.record == Record::Events);
        let known: BTreeSet<&str> = own.flat_map(|own| own.columns.texts("reference").words.iter()).collect();
        let pattern = context.layout.reference_pattern.as_deref();
        let read = |row: &usize| reference(sheet.value(*row, map.columns["reference"].column), pattern).ok().flatten();
        let people = table.rows.iter().filter_map(read).map(|read| read.text);
        missed.entry(layout.record).or_default().extend(people.filter(|text| !known.contains(text.as_str())));
    }
    let told = missed.iter().filter(|(_, people)| !people.is_empty());
    let told: Vec<String> = told
        .map(|(record, people)| {
            let people = number_of(people.len() as u64, "reference");
            format!("; it has the headers of {}, and {people} on no sheet that is used", record.name())
        })
        .collect();
    told.concat()
}
