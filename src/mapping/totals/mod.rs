//! A row of totals held against the rows that it sums: the sender's own figures are a check that costs nothing.

mod rows;
mod running;

use std::collections::BTreeMap;

use super::headers::Found;
use super::values::figures::{Known, count};
use crate::finding::{Effect, Finding, Place};
use crate::source::Value;
use crate::source::sheet::{LeftOut, SheetTable, TOTALS_ROW, is_subtotal_label};
use crate::vocabulary::totals::{part_named, told_count};
pub(super) use rows::leave_out;
use running::Running;

/// What is to be said of a table's rows of totals: each is left out, with whether its figures agree; each figure
/// that does not is told with both.
pub(super) fn findings(table: &SheetTable<'_>, columns: &BTreeMap<String, Found>, place: &Place) -> Vec<Finding> {
    let mut sums = BTreeMap::new();
    let mut findings = Vec::new();
    let mut columns: Vec<&Found> = columns.values().collect();
    columns.sort_by_key(|found| found.column);
    let mut before = 0;
    for left in table.left_out.iter().filter(|left| left.rule == TOTALS_ROW) {
        let mut total = Total::of(table, left, before);
        before = total.above;
        let (mut agreed, mut differ) = (0, Vec::new());
        for (found, said) in total.figures(&columns) {
            let whole = sums.entry(found.column).or_insert_with(|| Running::of(table.sheet, &table.rows, found.column));
            match total.differs(&found, said, whole) {
                None => agreed += 1,
                Some(counted) => {
                    differ.push(differs(&found, said, counted, total.is_part(), place.clone().row(left.row)))
                }
            }
        }
        findings.push(left_out(left, agreed, differ.len(), place));
        findings.extend(differ);
    }
    findings
}

/// A row of totals with the rows that it may sum.
struct Total<'a> {
    table: &'a SheetTable<'a>,
    index: usize,
    label: Option<(u32, &'a str)>,
    /// Rows of data above it.
    above: usize,
    /// From and to which row of data it may reach.
    spans: Vec<(usize, usize)>,
    /// The rows that hold the name of the part that it is about, wherever they stand.
    named: Vec<usize>,
}

impl<'a> Total<'a> {
    /// The total of a row left out, of which the last one above it summed the rows up to `before`.
    fn of(table: &'a SheetTable<'a>, left: &LeftOut, before: usize) -> Self {
        let above = table.rows.partition_point(|row| *row < left.index);
        let label = match table.sheet.cells(left.index).find(|(_, value)| !value.is_blank()) {
            Some((column, Value::Text(text))) => Some((column, text)),
            _ => None,
        };
        let is_part = label.is_some_and(|(_, text)| is_subtotal_label(text));
        let all = (0, table.rows.len());
        let spans = if is_part { vec![(before, above)] } else { vec![all, (0, above), (before, above)] };
        let part = label.map(|(_, text)| part_named(text)).unwrap_or_default();
        let named = if part.is_empty() { Vec::new() } else { rows_with(table, &part) };
        Total { table, index: left.index, label, above, spans, named }
    }

    fn is_part(&self) -> bool {
        self.spans.len() == 1 || !self.named.is_empty()
    }

    /// Its figures in these columns, and the one in its label.
    fn figures(&self, columns: &[&Found]) -> Vec<(Found, u64)> {
        let told = self.label.and_then(|(column, text)| {
            let header = self.table.headers.iter().find(|header| header.column == column)?;
            Some((Found { column, header: crate::vocabulary::personal::header(&header.text) }, told_count(text)?))
        });
        let figures =
            columns.iter().filter_map(|found| match count(self.table.sheet.value(self.index, found.column)) {
                Ok(Known::Value(said)) => Some(((*found).clone(), said)),
                _ => None,
            });
        told.into_iter().chain(figures).collect()
    }

    /// How many the rows have that it should be about, where it says otherwise.
    fn differs(&mut self, found: &Found, said: u64, whole: &Running) -> Option<u64> {
        let in_label = self.label.is_some_and(|(column, _)| column == found.column);
        let rows = |(from, to): (usize, usize)| (to - from) as u64;
        let agrees = |span: &(usize, usize)| match in_label {
            true => rows(*span) == said,
            false => whole.agrees(said as f64, *span),
        };
        if self.spans.iter().any(agrees) {
            return None;
        }
        if self.named.is_empty() {
            let span = self.spans[0];
            return Some(if in_label { rows(span) } else { whole.counted(span) });
        }
        let own = Running::of(self.table.sheet, &self.named, found.column);
        let span = (0, self.named.len());
        let (agrees, counted) = match in_label {
            true => (rows(span) == said, rows(span)),
            false => (own.agrees(said as f64, span), own.counted(span)),
        };
        (!agrees).then_some(counted)
    }
}

/// The rows of data in which a cell holds this name alone.
fn rows_with(table: &SheetTable<'_>, name: &str) -> Vec<usize> {
    let is_named: Vec<bool> = table.sheet.distinct_texts().map(|text| part_named(text) == name).collect();
    let has = |row: &&usize| table.sheet.row_text_ids(**row).any(|id| is_named[id as usize]);
    if is_named.contains(&true) { table.rows.iter().filter(has).copied().collect() } else { Vec::new() }
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
        let mut table = find_table(&sheet, &|name| names.iter().any(|known| known == name), 3).unwrap();
        let columns = ["reference", "attachment_date", "job_start_date"]
            .iter()
            .enumerate()
            .map(|(i, name)| (name.to_string(), Found { column: i as u32, header: HEADERS[i].to_string() }));
        let columns = columns.collect();
        leave_out(&mut table, &columns, Some("HPJ######"));
        let found = findings(&table, &columns, &Place::file("a.csv"));
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

    /// Rows left out and figures told, of rows below three people.
    fn below(rows: &[[&str; 3]]) -> (usize, Vec<String>) {
        let found = told(&[&[ONE, TWO, THREE][..], rows].concat());
        let (totals, differ): (Vec<_>, Vec<_>) = found.into_iter().partition(|(code, ..)| *code == TOTALS_ROW);
        (totals.len(), differ.into_iter().map(|(_, cell, message)| format!("{} {message}", cell.unwrap())).collect())
    }

    #[test]
    fn totals_under_other_names_and_without_one_are_left_out_and_held_against_the_rows() {
        for total in [
            ["All clients", "3", "1"],
            ["All participants", "", ""],
            ["Everybody", "3", ""],
            ["Count 3", "", ""],
            ["n = 3", "", ""],
            ["3 clients", "", ""],
            ["Runcorn total: 3", "", ""],
            ["Overall", "3", "33%"],
            ["", "3", "1"],
            ["3", "3", "1"],
            ["3", "", ""],
        ] {
            assert_eq!(below(&[total]), (1, vec![]), "{total:?}");
        }
        let says = |total, told: &str| assert_eq!(below(&[total]), (1, vec![told.to_string()]), "{total:?}");
        says(["n = 4", "", ""], "A5 the sender's total says 4, and the rows of the table have 3");
        says(["Runcorn total: 4", "", ""], "A5 the sender's total says 4, and the rows of the table have 3");
        says(["All clients", "4", "1"], "B5 the sender's total says 4, and the rows of the table have 3");
        says(["All clients", "3", "0"], "C5 the sender's total says 0, and the rows of the table have 1");
    }

    #[test]
    fn a_row_of_somebody_is_no_total_whatever_it_looks_like() {
        for somebody in [
            ["HPJ000004", "3", "1"],
            ["HPJ000004", "", ""],
            ["All clients", "01/04/2014", ""],
            ["Client 3", "", ""],
            ["England", "somebody", "1"],
            ["", "4", "1"],
            ["", "1", "1"],
            ["4", "", ""],
        ] {
            assert_eq!(below(&[somebody]), (0, vec![]), "{somebody:?}");
        }
    }

    #[test]
    fn a_total_of_a_part_is_held_against_the_rows_that_have_its_name() {
        let of = |reference, office| [reference, "01/04/2014", office];
        let people = [of("HPJ000001", "Runcorn"), of("HPJ000002", "Widnes"), of("HPJ000003", "RUNCORN")];
        let told = |total| told(&[&people[..], &[total]].concat()).into_iter().map(|found| found.2).collect::<Vec<_>>();
        assert!(told(["Runcorn total: 2", "2", ""])[0].ends_with("agree with the rows: 2"));
        let differs = told(["Total Runcorn", "1", ""]);
        assert!(differs[1].ends_with("says 1, and the rows of this part have 2"), "{differs:?}");
    }
}
