//! Whether a row that was asked about is still there when its return comes again: a fault that is not found again may
//! be corrected, or its row taken out.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::repeated::reference_in;
use super::{CheckedFile, CheckedTable, Line, Occasion, Sender, Sent, collect, sent, workbook};
use crate::canonical::schema::Record;
use crate::worker::{Wanted, WantedRows};

/// Cells that must agree for a row without a reference to be the row of before.
const LEAST_ALIKE: usize = 2;

/// What of the earlier rows was found.
pub struct Again {
    /// Series, and the references in it that stand for one row.
    references: BTreeSet<(String, String)>,
    /// Series, sheet and number of earlier rows that are known again by their cells.
    rows: BTreeSet<(String, String, u32)>,
}

impl Again {
    /// Looks for the rows of earlier lines.
    pub fn look(sender: &Sender<'_>, earlier: &[Line], occasion: &Occasion<'_>) -> Result<Again> {
        let mut again = Again { references: BTreeSet::new(), rows: BTreeSet::new() };
        for file in sender.files.iter().filter(|file| file.refused.is_none()) {
            for table in file.tables.iter().filter(|table| !file.has_several_rows_a_person(table)) {
                let series = file.series(table.sheet);
                let texts = table.references.words.iter();
                again.references.extend(texts.map(|text| (series.clone(), workbook::inert(text))));
            }
        }
        let by_cells: Vec<&Line> = earlier.iter().filter(|line| !again.by_reference(line)).collect();
        for file in sender.files.iter().filter(|file| file.refused.is_none()) {
            again.look_at_cells(file, &by_cells, occasion)?;
        }
        Ok(again)
    }

    /// Reads the rows that earlier ones may have become.
    fn look_at_cells(&mut self, file: &CheckedFile<'_>, earlier: &[&Line], occasion: &Occasion<'_>) -> Result<()> {
        let mut wanted: BTreeMap<String, WantedRows> = BTreeMap::new();
        let mut candidates: Vec<(&Line, &str, Vec<u32>)> = Vec::new();
        for line in earlier {
            // The one sheet of a text file is called after the file, and the corrected file may have another name.
            let tables = || file.tables_of(&line.series);
            let Some(table) = tables().find(|table| table.sheet == line.sheet).or_else(|| tables().next()) else {
                continue;
            };
            let rows = may_have_become(line, file, table);
            let own = wanted.entry(table.sheet.into()).or_default();
            own.rows.extend(&rows);
            own.columns.extend(table.headers.values().map(|found| found.column));
            candidates.push((line, table.sheet, rows));
        }
        if wanted.is_empty() {
            return Ok(());
        }
        let cells = sent::rows(file.path, file.sha256, &Wanted::Rows(wanted), occasion)?;
        for (line, sheet, rows) in candidates {
            let own = |row: &u32| cells.get(&(sheet.to_string(), *row));
            let alike = |row| own(row).is_some_and(|cells| is_alike(file, sheet, line, cells, rows.len() == 1));
            if rows.iter().any(alike) {
                self.rows.insert((line.series.clone(), line.sheet.clone(), line.row));
            }
        }
        Ok(())
    }

    fn by_reference(&self, line: &Line) -> bool {
        line.reference.as_ref().is_some_and(|text| self.references.contains(&(line.series.clone(), text.clone())))
    }

    /// Whether the row of an earlier line is there.
    pub fn has(&self, line: &Line) -> bool {
        self.by_reference(line) || self.rows.contains(&(line.series.clone(), line.sheet.clone(), line.row))
    }
}

impl CheckedFile<'_> {
    /// Whether a reference says which person a row is about, and not which row it is.
    fn has_several_rows_a_person(&self, table: &CheckedTable<'_>) -> bool {
        table.record == Record::Jobs || self.layout.sheet.iter().any(|sheet| sheet.record == Record::Events)
    }
}

/// Whether the reference itself is what to correct, or there is none: then it says nothing about which row it is.
fn reference_is_open(line: &Line) -> bool {
    line.reference.is_none() || line.queries.iter().any(|query| query.column.as_deref() == Some("reference"))
}

/// Rows that the row of an earlier line may have become: those of a job's person; else that in its place.
fn may_have_become(line: &Line, file: &CheckedFile<'_>, table: &CheckedTable<'_>) -> Vec<u32> {
    let events = file.layout.sheet.iter().any(|sheet| sheet.record == Record::Events);
    if reference_is_open(line) || events || !file.has_several_rows_a_person(table) {
        return vec![line.row];
    }
    let own = |at: &usize| table.references.get(*at).map(workbook::inert) == line.reference;
    (0..table.rows.len()).filter(own).map(|at| table.rows[at]).collect()
}

/// Whether the cells that nobody asked to correct are as they were; the reference, too, unless it is open.
fn is_alike(file: &CheckedFile<'_>, sheet: &str, line: &Line, cells: &BTreeMap<u32, Sent>, is_only_one: bool) -> bool {
    let asked = |canonical: &str| line.queries.iter().any(|query| query.column.as_deref() == Some(canonical));
    let mut alike = BTreeSet::new();
    for (canonical, found) in file.tables.iter().filter(|table| table.sheet == sheet).flat_map(|table| table.headers) {
        let now = cells.get(&found.column).cloned().unwrap_or_default();
        if canonical == "reference" {
            let own = reference_in(&now, file).map(|text| workbook::inert(&text));
            if !reference_is_open(line) && own != line.reference {
                return false;
            }
            continue;
        }
        let Some(before) = line.cells.get(&collect::column_key(&found.header)).filter(|_| !asked(canonical)) else {
            continue;
        };
        if workbook::inert(&now.text()) != before.text() {
            return false;
        }
        alike.insert(found.column);
    }
    if reference_is_open(line) { alike.len() >= LEAST_ALIKE } else { !alike.is_empty() || is_only_one }
}
