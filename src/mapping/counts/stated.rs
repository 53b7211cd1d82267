//! Times that are told above a table of counts without a month of their own.

use super::super::records::Stated;
use super::place::Placed;
use crate::source::Sheet;
use crate::source::blocks::{Block, cell_texts};
use crate::vocabulary::told_times::told_times;

/// What the lines above a table say, else those above the first table of the sheet and the sheet's name.
pub fn read(placed: &Placed<'_>, blocks: &[Block]) -> Vec<Stated> {
    if placed.keys.iter().any(|key| key.name == "period") || placed.measures.iter().all(|own| own.span.is_some()) {
        return Vec::new();
    }
    let lines = |block: &Block| {
        let rows: Vec<usize> = block.above.iter().chain(&block.header).copied().collect();
        of_lines(placed.sheet, &rows, placed)
    };
    let own = lines(placed.block);
    if !own.is_empty() {
        return own;
    }
    let name = told_times(&placed.sheet.name, placed.entry.counts.quarters);
    let of_the_sheet = name.into_iter().map(|told| Stated { told, row: None });
    blocks.first().map(lines).into_iter().flatten().chain(of_the_sheet).collect()
}

fn of_lines(sheet: &Sheet, rows: &[usize], placed: &Placed<'_>) -> Vec<Stated> {
    let times = |&row: &usize| {
        let line = cell_texts(sheet, row).join(" ");
        let told = told_times(&line, placed.entry.counts.quarters);
        told.into_iter().map(move |told| Stated { told, row: Some(sheet.row_number(row)) })
    };
    rows.iter().flat_map(times).collect()
}
