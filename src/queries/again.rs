//! Whether a row that was asked about is still there when its return comes again: a fault that is not found again may
//! be corrected, or its row taken out.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::{CheckedFile, Line, Occasion, Query, Sender, Sent, collect, sent, workbook};
use crate::worker::{Wanted, WantedRows};

/// Cells that must agree for a row without a reference to be the row of before.
const LEAST_ALIKE: usize = 2;

/// What of the earlier rows was found.
pub struct Again {
    /// Series, and the references in it.
    references: BTreeSet<(String, String)>,
    /// Series, sheet and number of earlier rows that are known again by where they stand and by their other cells.
    places: BTreeSet<(String, String, u32)>,
}

impl Again {
    /// Looks for the rows of earlier lines.
    pub fn look(sender: &Sender<'_>, earlier: &[Line], occasion: &Occasion<'_>) -> Result<Again> {
        let mut again = Again { references: BTreeSet::new(), places: BTreeSet::new() };
        for file in sender.files.iter().filter(|file| file.refused.is_none()) {
            for table in &file.tables {
                let series = file.series(table.sheet);
                again.references.extend(table.references.iter().map(|text| (series.clone(), workbook::inert(text))));
            }
        }
        let by_place: Vec<&Line> = earlier
            .iter()
            .filter(|line| line.queries.iter().any(|query| !again.by_reference(line) && is_known_by_place(line, query)))
            .collect();
        for file in sender.files.iter().filter(|file| file.refused.is_none()) {
            again.look_at_places(file, &by_place, occasion)?;
        }
        Ok(again)
    }

    fn look_at_places(&mut self, file: &CheckedFile<'_>, earlier: &[&Line], occasion: &Occasion<'_>) -> Result<()> {
        let mut wanted: BTreeMap<String, WantedRows> = BTreeMap::new();
        let mut lines: Vec<(&Line, &str)> = Vec::new();
        for line in earlier {
            // The one sheet of a text file is called after the file, and the corrected file may have another name.
            let tables = || file.tables_of(&line.series);
            let Some(table) = tables().find(|table| table.sheet == line.sheet).or_else(|| tables().next()) else {
                continue;
            };
            let own = wanted.entry(table.sheet.into()).or_default();
            own.rows.insert(line.row);
            own.columns.extend(table.headers.values().map(|found| found.column));
            lines.push((line, table.sheet));
        }
        if wanted.is_empty() {
            return Ok(());
        }
        let rows = sent::rows(file.path, file.sha256, &Wanted::Rows(wanted), occasion)?;
        for (line, sheet) in lines {
            if rows.get(&(sheet.to_string(), line.row)).is_some_and(|cells| is_alike(file, sheet, line, cells)) {
                self.places.insert((line.series.clone(), line.sheet.clone(), line.row));
            }
        }
        Ok(())
    }

    fn by_reference(&self, line: &Line) -> bool {
        line.reference.as_ref().is_some_and(|text| self.references.contains(&(line.series.clone(), text.clone())))
    }

    /// Whether the row of an earlier line is there, to be held against one of its queries.
    pub fn has(&self, line: &Line, query: &Query) -> bool {
        let by_place = || self.places.contains(&(line.series.clone(), line.sheet.clone(), line.row));
        self.by_reference(line) || (is_known_by_place(line, query) && by_place())
    }
}

/// A row is known again by its reference. Without one, or where the reference itself was to be corrected, it is known
/// by its place and its other cells: then it must not have moved.
fn is_known_by_place(line: &Line, query: &Query) -> bool {
    line.reference.is_none() || query.column.as_deref() == Some("reference")
}

/// Whether the cells that nobody asked to correct are as they were.
fn is_alike(file: &CheckedFile<'_>, sheet: &str, line: &Line, cells: &BTreeMap<u32, Sent>) -> bool {
    let asked = |canonical: &str| line.queries.iter().any(|query| query.column.as_deref() == Some(canonical));
    let columns = file.tables.iter().filter(|table| table.sheet == sheet).flat_map(|table| table.headers);
    let kept = columns.filter(|(canonical, _)| *canonical != "reference" && !asked(canonical));
    let mut alike = BTreeSet::new();
    for (_, found) in kept {
        let Some(before) = line.cells.get(&collect::column_key(&found.header)) else { continue };
        let now = cells.get(&found.column).map(|cell| workbook::inert(&cell.text()));
        if now.as_deref() != Some(&before.text()) {
            return false;
        }
        alike.insert(found.column);
    }
    alike.len() >= LEAST_ALIKE
}
