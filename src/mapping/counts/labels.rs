//! What the rows of a table are called. A month or an area may be written once for a block of rows: in a cell that is
//! joined over them, or above blank cells where the layout says so.

use super::place::{KeyColumn, Placed};
use crate::finding::{Effect, Finding, Place, Rows};
use crate::source::Merge;
use crate::source::blocks::plain;
use crate::vocabulary::totals::names_a_total;

/// By row of the table and key column: what the row is called there; empty where nothing says it.
pub fn read(placed: &Placed<'_>, at: &Place) -> (Vec<Vec<String>>, Vec<Finding>) {
    let text = |row: usize, key: &KeyColumn| plain(placed.sheet.value(row, key.column));
    let rows = &placed.block.rows;
    let written: Vec<Vec<String>> =
        rows.iter().map(|&row| placed.keys.iter().map(|key| text(row, key)).collect()).collect();
    let (mut labels, mut findings) = (written.clone(), Vec::new());
    for (k, key) in placed.keys.iter().enumerate() {
        let mut joined = Rows::default();
        let as_above = placed.entry.counts.as_above.iter().any(|name| name == key.name);
        for (i, &row) in rows.iter().enumerate().filter(|(i, _)| written[*i][k].is_empty()) {
            if let Some(first) = first_of_merge(placed, row, key.column) {
                joined.add(placed.sheet.row_number(row));
                labels[i][k] = text(first, key);
            } else if as_above && i > 0 && !is_total(placed, &written[i]) {
                // A total without a month can be of the block or of all; its figures are held against both.
                labels[i][k] = above(placed, &labels, k, i);
            }
        }
        findings.extend(told(joined, at.clone().column(key.column, &key.header)));
    }
    (labels, findings)
}

/// The row that holds the text of the cells which a blank one is joined with.
fn first_of_merge(placed: &Placed<'_>, row: usize, column: u32) -> Option<usize> {
    let number = placed.sheet.row_number(row);
    let over = |merge: &&Merge| {
        merge.first_column == column && merge.first_row < number && (merge.first_row..=merge.last_row).contains(&number)
    };
    let merge = placed.sheet.merges.iter().find(over)?;
    let rows = &placed.block.rows;
    rows.iter().copied().find(|&first| placed.sheet.row_number(first) == merge.first_row)
}

/// The last name above a row of those that are no totals.
fn above(placed: &Placed<'_>, labels: &[Vec<String>], key: usize, row: usize) -> String {
    let named = labels[..row].iter().rev().find(|own| !own[key].is_empty() && !is_total(placed, own));
    named.map(|own| own[key].clone()).unwrap_or_default()
}

fn is_total(placed: &Placed<'_>, labels: &[String]) -> bool {
    labels.iter().any(|label| placed.entry.counts.is_total(label) || names_a_total(label))
}

fn told(joined: Rows, place: Place) -> Option<Finding> {
    let message = format!("cells were joined over several rows: each of them is read as the first, {joined}");
    let hint = "nothing to do; a month or name that is written into each row cannot slip";
    let finding = || Finding::new("merged_cells", Effect::Notes, place, message, hint).for_rows(joined.count());
    (joined.count() > 0).then(finding)
}
