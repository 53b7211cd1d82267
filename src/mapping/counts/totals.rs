//! Rows that repeat the sum of the others: left out, and held against our own sum.

use super::table::{Rows, count};
use crate::finding::{Effect, Finding};
use crate::mapping::Fate;
use crate::source::sheet::TOTALS_ROW;
use crate::vocabulary::WhyMissing;

/// Compares each row of totals with the rows that are used, and leaves it out.
pub fn compare(rows: &mut Rows<'_>, sums: &[usize]) {
    let sheet = rows.placed.sheet;
    for &row in sums {
        let number = sheet.row_number(row);
        let mut findings = vec![Finding::new(
            TOTALS_ROW,
            Effect::LeavesOut,
            rows.at.clone().row(number),
            "repeats the sum of the other rows",
            "nothing to do",
        )];
        for (i, own) in rows.placed.measures.iter().enumerate() {
            let used = rows.rows.iter().filter(|row| row.fate == Fate::Used);
            let sum = used.map(|row| row.counts[i]).try_fold(0, |sum, count| count.map(|count| sum + count));
            let place = || rows.at.clone().row(number).column(own.column, &own.header);
            let (message, hint) = match (count(sheet.value(row, own.column)), sum) {
                (Ok(total), Ok(sum)) if total != sum => (
                    format!("the total is {total}, and the rows that are used add up to {sum}"),
                    "ask the sender which is right; the rows count",
                ),
                (Err(WhyMissing::Error), sum) => {
                    let ours = sum.map_or(String::new(), |sum| format!("; the rows add up to {sum}"));
                    (format!("the total shows an error{ours}"), "nothing to do: the rows count, not the total")
                }
                _ => continue,
            };
            let code = if message.starts_with("the total is") { "totals_disagree_with_rows" } else { "error_cell" };
            findings.push(Finding::new(code, Effect::Notes, place(), message, hint));
        }
        rows.findings.extend(findings);
    }
}
