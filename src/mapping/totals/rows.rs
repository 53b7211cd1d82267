//! Rows of totals that the reader could not know: by what they are called in many ways, or by figures that agree with
//! the rows above. A row with a day, a word or a reference of its own is somebody's, whatever else it looks like.

use std::collections::BTreeMap;

use super::running::Running;
use crate::mapping::headers::Found;
use crate::mapping::values::references::is_plain;
use crate::mapping::values::{fits_pattern, normalise_reference};
use crate::source::figure::{figure, is_figure};
use crate::source::sheet::{FOOTNOTE, LeftOut, SheetTable, TOTALS_ROW};
use crate::source::{Held, Value};
use crate::vocabulary::totals::{names_a_total, told_count};

/// A smaller figure agrees with the rows above by chance.
const LEAST_TOLD: f64 = 2.0;

/// Leaves out of a table what is a row of totals, with the remarks that are one.
pub fn leave_out(table: &mut SheetTable<'_>, columns: &BTreeMap<String, Found>, pattern: Option<&str>) {
    for left in table.left_out.iter_mut().filter(|left| left.rule == FOOTNOTE) {
        let mut cells = table.sheet.cells(left.index).filter(|(_, value)| !value.is_blank());
        if let Some((_, Value::Text(text))) = cells.next()
            && told_count(text).is_some()
        {
            left.rule = TOTALS_ROW;
        }
    }
    let reference = columns.get("reference").map(|found| found.column);
    let totals = Search { table, columns, pattern, reference }.totals();
    if totals.is_empty() {
        return;
    }
    table.rows.retain(|row| totals.binary_search(row).is_err());
    let leave = |index: usize| LeftOut { row: table.sheet.row_number(index), index, rule: TOTALS_ROW };
    let found: Vec<LeftOut> = totals.into_iter().map(leave).collect();
    table.left_out.extend(found);
    table.left_out.sort_by_key(|left| left.index);
}

/// A row that holds nothing but figures, but for a label in its first cell.
struct Candidate<'a> {
    index: usize,
    /// The label and its column.
    label: Option<(u32, &'a str)>,
}

struct Search<'a> {
    table: &'a SheetTable<'a>,
    columns: &'a BTreeMap<String, Found>,
    pattern: Option<&'a str>,
    reference: Option<u32>,
}

impl<'a> Search<'a> {
    /// The stored rows that are totals, in order.
    fn totals(&self) -> Vec<usize> {
        let candidates: Vec<Candidate<'_>> =
            self.table.rows.iter().filter_map(|&index| self.candidate(index)).collect();
        if candidates.is_empty() {
            return Vec::new();
        }
        let is_candidate = |row: &usize| candidates.binary_search_by_key(row, |candidate| candidate.index).is_ok();
        let others: Vec<usize> = self.table.rows.iter().copied().filter(|row| !is_candidate(row)).collect();
        let mut sums = BTreeMap::new();
        let earlier = self.table.left_out.iter().filter(|left| left.rule == TOTALS_ROW);
        let mut before: Vec<usize> = earlier.map(|left| left.index).collect();
        let mut totals = Vec::new();
        for candidate in &candidates {
            if self.is_called_a_total(candidate) || self.agrees(candidate, &others, &before, &mut sums) {
                totals.push(candidate.index);
                before.push(candidate.index);
            }
        }
        totals
    }

    fn candidate(&self, index: usize) -> Option<Candidate<'a>> {
        let sheet = self.table.sheet;
        // Nearly every row has a reference of the right form, and a day.
        let own = self.reference.map_or(Value::Empty, |column| sheet.value(index, column));
        let is_somebody = matches!(own, Value::Text(text) if is_plain(text, self.pattern));
        let has_a_day = |found: &Found| matches!(sheet.held(index, found.column), Held::Day(_));
        if is_somebody || self.columns.values().any(has_a_day) {
            return None;
        }
        let mut cells = sheet.cells(index).filter(|(_, value)| !value.is_blank());
        let (column, first) = cells.next()?;
        let label = match first {
            Value::Text(text) if !is_figure(first) => Some((column, text)),
            _ => None,
        };
        let only_figures = (label.is_some() || is_figure(first)) && cells.all(|(_, value)| is_figure(value));
        (only_figures && !self.is_a_reference(own) && sheet.row_fault(index).is_none())
            .then_some(Candidate { index, label })
    }

    /// Whether a cell has the form of a reference, as it is written.
    fn is_a_reference(&self, value: Value<'_>) -> bool {
        let Some(pattern) = self.pattern else { return false };
        match value {
            Value::Text(text) => fits_pattern(&normalise_reference(text), pattern),
            Value::Number(number) => fits_pattern(&number.to_string(), pattern),
            _ => false,
        }
    }

    /// A label of totals where the reference of a person would stand, or one that says so beyond doubt where there
    /// is no reference: `England` may be a surname.
    fn is_called_a_total(&self, candidate: &Candidate<'_>) -> bool {
        let Some((column, label)) = candidate.label else { return false };
        let is_called = names_a_total(label) || told_count(label).is_some();
        let own = self.reference.map(|reference| self.table.sheet.value(candidate.index, reference));
        let nobodys = own.is_none_or(|own| own.is_blank());
        is_called && (self.reference == Some(column) || (nobodys && label.to_lowercase().contains("total")))
    }

    /// Whether every figure of a row is the number of values above it or their sum.
    fn agrees(
        &self,
        candidate: &Candidate<'_>,
        others: &[usize],
        before: &[usize],
        sums: &mut BTreeMap<u32, Running>,
    ) -> bool {
        let sheet = self.table.sheet;
        if candidate.label.is_some_and(|(_, label)| !names_a_total(label) && told_count(label).is_none()) {
            return false;
        }
        let above = others.partition_point(|row| *row < candidate.index);
        let last = before.iter().filter(|index| **index < candidate.index).max();
        let from = last.map_or(0, |last| others.partition_point(|row| row < last));
        let spans = [(0, others.len()), (0, above), (from, above)];
        let mut told = false;
        for header in &self.table.headers {
            let value = sheet.value(candidate.index, header.column);
            let Ok(said) = figure(value) else { continue };
            if Some(header.column) == self.reference && !self.is_no_reference_here(others) {
                return false;
            }
            let sums = sums.entry(header.column).or_insert_with(|| Running::of(sheet, others, header.column));
            if !spans.iter().any(|span| sums.agrees(said, *span)) {
                return false;
            }
            told |= said >= LEAST_TOLD;
        }
        told
    }

    /// Whether a bare number among the references can be nobody's: the layout's form says so, or no other row has one.
    fn is_no_reference_here(&self, others: &[usize]) -> bool {
        let own = |row: &usize| self.reference.map(|column| self.table.sheet.value(*row, column));
        self.pattern.is_some() || !others.iter().filter_map(own).any(|value| figure(value).is_ok())
    }
}
