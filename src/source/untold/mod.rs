//! What calamine does not tell of the workbooks that it reads: rows and columns that a person does not see, and cells
//! that were joined. The same is read of xlsx by the reader for it. Cells are counted on the way, so that calamine is
//! held to them.

pub(super) mod ods;
mod sectors;
pub(super) mod xls;
mod xls_cells;
pub(super) mod xlsb;

use super::builder::{MAX_COLUMNS, MAX_ROWS};
use super::grid::{Hidden, Merge};

/// What one sheet hides, joins and holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Untold {
    pub sheet: String,
    pub hidden: Hidden,
    pub merges: Vec<Merge>,
    /// How many cells hold something.
    pub cells: u64,
    /// Formulas whose result is an error and that calamine passes over: row (1-based), column (0-based) and error.
    pub errors: Vec<(u32, u32, &'static str)>,
}

impl Untold {
    fn of(sheet: impl Into<String>) -> Self {
        Untold { sheet: sheet.into(), ..Untold::default() }
    }

    /// Rows from `first` on (1-based), as many as are given; nothing outside of the grid.
    fn hide_rows(&mut self, first: u32, many: u32) {
        add(&mut self.hidden.rows, first, first.saturating_add(many - 1).min(MAX_ROWS));
    }

    /// The same with columns (0-based).
    fn hide_columns(&mut self, first: u32, many: u32) {
        add(&mut self.hidden.columns, first, first.saturating_add(many - 1).min(MAX_COLUMNS - 1));
    }

    /// Ranges in order that do not touch, whatever the order of the file.
    fn in_order(mut self) -> Self {
        for ranges in [&mut self.hidden.rows, &mut self.hidden.columns] {
            ranges.sort_unstable();
            let sorted = std::mem::take(ranges);
            sorted.into_iter().for_each(|(first, last)| add(ranges, first, last));
        }
        self
    }
}

/// Adds a range behind the others; one that touches the last makes that longer.
fn add(ranges: &mut Vec<(u32, u32)>, first: u32, last: u32) {
    match ranges.last_mut() {
        _ if first > last => {}
        Some(before) if (before.0..=before.1.saturating_add(1)).contains(&first) => before.1 = before.1.max(last),
        _ => ranges.push((first, last)),
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}
