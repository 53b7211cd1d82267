//! Columns of counts under a header that is empty or no time: nobody knows when they are of, so no figure is made without
//! them.

use super::cells;
use super::place::{Placed, TotalColumn, UntimedColumn};
use crate::canonical::Measure;
use crate::finding::{Effect, Finding, Place};
use crate::mapping::headers::told;
use crate::source::figure::figure;
use crate::vocabulary::totals::{names_no_part, says_cumulative};

/// The columns right of the first that have no header and could be counts.
pub fn unheaded(placed: &Placed<'_>) -> Vec<u32> {
    let Some(first) = placed.block.columns.first() else { return Vec::new() };
    let width = placed.block.rows.iter().map(|&row| placed.sheet.width(row)).max().unwrap_or_default();
    let headed = |column: &u32| placed.block.columns.iter().any(|own| own.column == *column);
    (first.column + 1..width).filter(|column| !headed(column) && can_be_counts(placed, *column, "")).collect()
}

/// Whether a column under such a header holds whole numbers; notes and percentages are none.
pub fn can_be_counts(placed: &Placed<'_>, column: u32, label: &str) -> bool {
    if names_no_part(label) || says_cumulative(label) {
        return false;
    }
    let cells = placed.block.rows.iter().map(|&row| placed.sheet.value(row, column));
    let figures: Vec<f64> = cells.filter_map(|value| figure(value).ok()).collect();
    let (whole, parts): (Vec<f64>, Vec<f64>) = figures.into_iter().partition(|n| *n >= 0.0 && n.fract() == 0.0);
    // 0 and 1 among parts of 1 are percentages too.
    !whole.is_empty() && whole.iter().filter(|n| **n > 1.0).count() >= parts.len()
}

/// Takes such columns, each with what its header says, as sums of the others where their figures are, else as counts of
/// a time that nobody knows, and tells them.
pub fn place(placed: &mut Placed<'_>, measure: Measure, title: &str, columns: &[(u32, &str)], at: &Place) {
    for &(column, label) in columns {
        let header = if label.is_empty() { title.to_string() } else { format!("{title}, {label}") };
        if is_sum(placed, column) {
            placed.totals.push(TotalColumn { column, header });
            continue;
        }
        placed.untimed.push(UntimedColumn { measure, column });
        let (code, why) = match label {
            "" => ("period_missing", "the header is empty".to_string()),
            _ => (
                "period_not_understood",
                format!("`{}` is no month, quarter or year that is clear by itself", told(label)),
            ),
        };
        let message = format!("{why}, and the column holds numbers of people: they are of some month");
        let hint = format!(
            "ask the sender to write the month or quarter into the header; if it holds no such counts, name the header under \
             `ignored` of the layout, or a sum of the others under `totals`; until then no figure of {} is made for its rows",
            measure.name()
        );
        let place = at.clone().row(placed.header_row()).column(column, &told(label));
        placed.findings.push(Finding::new(code, Effect::Notes, place, message, hint));
    }
    placed.totals.sort_by_key(|own| own.column);
}

/// Whether a column's figures are, in every row, those of all months before it together: chance does not bring that
/// twice, and a first month is never taken for one.
fn is_sum(placed: &Placed<'_>, column: u32) -> bool {
    let count = |row: usize, column: u32| cells::count(placed.sheet.value(row, column)).ok();
    let before: Vec<u32> = placed.measures.iter().map(|own| own.column).filter(|own| *own < column).collect();
    let mut agreeing = 0;
    for &row in &placed.block.rows {
        let parts: Option<Vec<u64>> = before.iter().map(|&own| count(row, own)).collect();
        let (Some(own), Some(parts)) = (count(row, column), parts) else { continue };
        if parts.iter().sum::<u64>() != own {
            return false;
        }
        agreeing += u64::from(parts.iter().filter(|people| **people > 0).count() > 1);
    }
    agreeing > 1
}
