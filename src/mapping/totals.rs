//! A row of totals held against the rows that it sums: the sender's own figures are a check that costs nothing.

use std::collections::BTreeMap;

use super::headers::Found;
use super::values::figures::{Known, count};
use super::values::is_missing_mark;
use crate::finding::{Effect, Finding, Place};
use crate::source::Value;
use crate::source::sheet::{LeftOut, SheetTable, TOTALS_ROW, is_subtotal_label};

/// How many rows have a value in one column, and the sum of its numbers, after each row of the table.
struct Running {
    filled: Vec<u64>,
    sum: Vec<f64>,
}

impl Running {
    fn of(table: &SheetTable<'_>, column: u32) -> Running {
        let mut running = Running { filled: vec![0], sum: vec![0.0] };
        let (mut filled, mut sum) = (0, 0.0);
        for &row in &table.rows {
            match table.sheet.value(row, column) {
                Value::Text(text) if is_missing_mark(text) => {}
                Value::Number(number) => (filled, sum) = (filled + 1, sum + number),
                value => filled += u64::from(!value.is_blank()),
            }
            running.filled.push(filled);
            running.sum.push(sum);
        }
        running
    }

    /// Whether the rows from one place to another have so many values, or add up to as much.
    fn agrees(&self, said: u64, (from, to): (usize, usize)) -> bool {
        self.filled[to] - self.filled[from] == said || self.sum[to] - self.sum[from] == said as f64
    }

    fn counted(&self, (from, to): (usize, usize)) -> u64 {
        self.filled[to] - self.filled[from]
    }
}

/// What is to be said of a table's rows of totals: each is left out, with whether its figures agree; each figure
/// that does not is told with both.
pub(super) fn findings(table: &SheetTable<'_>, columns: &BTreeMap<String, Found>, place: &Place) -> Vec<Finding> {
    let mut running: BTreeMap<u32, Running> = BTreeMap::new();
    let mut findings = Vec::new();
    let mut columns: Vec<&Found> = columns.values().collect();
    columns.sort_by_key(|found| found.column);
    let mut before = 0;
    for left in table.left_out.iter().filter(|left| left.rule == TOTALS_ROW) {
        // Rows of data above it.
        let above = table.rows.partition_point(|row| *row < left.index);
        let label = table.sheet.cells(left.index).find(|(_, value)| !value.is_blank());
        let is_part = matches!(label, Some((_, Value::Text(text))) if is_subtotal_label(text));
        let all = (0, table.rows.len());
        let spans = if is_part { vec![(before, above)] } else { vec![all, (0, above), (before, above)] };
        before = above;
        let (mut agreed, mut differ) = (0, Vec::new());
        for found in &columns {
            let Ok(Known::Value(said)) = count(table.sheet.value(left.index, found.column)) else { continue };
            let running = running.entry(found.column).or_insert_with(|| Running::of(table, found.column));
            if spans.iter().any(|span| running.agrees(said, *span)) {
                agreed += 1;
            } else {
                differ.push(differs(found, said, running.counted(spans[0]), is_part, place.clone().row(left.row)));
            }
        }
        findings.push(left_out(left, agreed, differ.len(), place));
        findings.extend(differ);
    }
    findings
}

fn left_out(left: &LeftOut, agreed: usize, differ: usize, place: &Place) -> Finding {
    let message = match (agreed, differ) {
        (0, 0) => "a row of totals, not a row of data".to_string(),
        (agreed, 0) => format!("a row of totals, not a row of data; figures that agree with the rows: {agreed}"),
        (_, differ) => format!("a row of totals, not a row of data; figures that differ from the rows: {differ}"),
    };
    Finding::new(TOTALS_ROW, Effect::LeavesOut, place.clone().row(left.row), message, "nothing to do")
}

fn differs(found: &Found, said: u64, counted: u64, is_part: bool, place: Place) -> Finding {
    let rows = if is_part { "the rows of this part" } else { "the rows of the table" };
    let message = format!("the sender's total says {said}, and {rows} have {counted}");
    let hint = "ask the sender which is right: rows may be missing from the return, or the total may be an old one";
    let place = place.column(found.column, &found.header);
    Finding::new("totals_disagree_with_rows", Effect::Notes, place, message, hint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::sheet::find_table;
    use crate::source::{Sheet, SheetBuilder};

    const HEADERS: [&str; 3] = ["Client Ref", "Attached", "Job Start"];

    fn sheet(rows: &[[&str; 3]]) -> Sheet {
        let mut builder = SheetBuilder::new("People", true, &crate::definitions::Limits::default());
        for (r, row) in [HEADERS].iter().chain(rows).enumerate() {
            for (c, text) in row.iter().enumerate() {
                let value = text.parse().map_or(Value::Text(text), Value::Number);
                builder.put(r as u32 + 1, c as u32, value).unwrap();
            }
        }
        builder.finish().unwrap()
    }

    /// Code, cell and message of what is found.
    fn told(rows: &[[&str; 3]]) -> Vec<(&'static str, Option<String>, String)> {
        let sheet = sheet(rows);
        let names = HEADERS.map(str::to_lowercase);
        let table = find_table(&sheet, &|name| names.iter().any(|known| known == name), 3).unwrap();
        let columns = ["reference", "attachment_date", "job_start_date"]
            .iter()
            .enumerate()
            .map(|(i, name)| (name.to_string(), Found { column: i as u32, header: HEADERS[i].to_string() }));
        let found = findings(&table, &columns.collect(), &Place::file("a.csv"));
        found.into_iter().map(|finding| (finding.code, finding.place.cell, finding.message)).collect()
    }

    const ONE: [&str; 3] = ["HPJ000001", "01/04/2014", "01/06/2014"];
    const TWO: [&str; 3] = ["HPJ000002", "01/04/2014", ""];
    const THREE: [&str; 3] = ["HPJ000003", "02/04/2014", "n/a"];

    #[test]
    fn totals_that_agree_are_left_out_and_say_so() {
        let found = told(&[ONE, TWO, THREE, ["Total", "3", "1"]]);
        assert_eq!((found.len(), found[0].0), (1, TOTALS_ROW));
        assert!(found[0].2.ends_with("agree with the rows: 2"), "{}", found[0].2);
    }

    #[test]
    fn a_total_that_differs_names_its_cell_and_both_figures() {
        let found = told(&[ONE, TWO, THREE, ["Total", "3", "2"]]);
        assert_eq!((found[1].0, found[1].1.as_deref()), ("totals_disagree_with_rows", Some("C5")));
        assert!(found[1].2.contains("says 2") && found[1].2.contains("have 1"), "{}", found[1].2);
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn a_subtotal_is_held_against_its_own_part_and_a_total_against_all() {
        let part = |label| [label, "2", ""];
        let good = told(&[ONE, TWO, part("Subtotal A"), THREE, ONE, part("Sub-total B"), ["Grand total", "4", "2"]]);
        assert!(good.iter().all(|(code, ..)| *code == TOTALS_ROW), "{good:?}");
        let bad = told(&[ONE, TWO, part("Subtotal A"), THREE, part("Subtotal B")]);
        let told: Vec<_> = bad.iter().filter(|(code, ..)| *code != TOTALS_ROW).collect();
        assert_eq!((told.len(), told[0].1.as_deref()), (1, Some("B6")));
        assert!(told[0].2.contains("the rows of this part have 1"), "{}", told[0].2);
    }
}
