//! Rows for months and rows for their quarters in one column: adding both would count everybody twice.

use super::table::Rows;
use crate::finding::{Effect, Finding};
use crate::mapping::Fate;
use crate::vocabulary::TimeSpan;

/// The rule by which a row is left out that shorter rows add up to.
const LONGER: &str = "covered_by_shorter_periods";
/// The rule by which rows are left out that do not fill the longer row around them.
const SHORTER: &str = "covered_by_longer_period";

/// Uses the shorter rows where they fill a longer one, else the longer; says which, and where they disagree.
pub fn use_one_length(rows: &mut Rows<'_>) {
    let Some(key) = rows.placed.keys.iter().position(|key| key.name == "period") else { return };
    let mut order: Vec<usize> = (0..rows.rows.len()).filter(|&i| rows.rows[i].fate == Fate::Used).collect();
    order.sort_by_key(|&i| (rows.rows[i].span.map_or(0, TimeSpan::months), i));
    let (mut longer, mut shorter) = (Vec::new(), Vec::new());
    for at in 0..order.len() {
        let i = order[at];
        let Some(span) = rows.rows[i].span else { continue };
        let inside: Vec<usize> = order[..at]
            .iter()
            .copied()
            .filter(|&j| rows.rows[j].fate == Fate::Used && same_people(rows, i, j, key))
            .filter(|&j| rows.rows[j].span.is_some_and(|own| span.holds(own)))
            .collect();
        let filled: u32 = inside.iter().filter_map(|&j| rows.rows[j].span).map(TimeSpan::months).sum();
        if inside.is_empty() {
            continue;
        }
        if filled == span.months() {
            disagreements(rows, i, &inside);
            rows.rows[i].fate = Fate::LeftOut(LONGER);
            longer.push(i);
        } else {
            for j in inside {
                rows.rows[j].fate = Fate::LeftOut(SHORTER);
                shorter.push(j);
            }
        }
    }
    tell(rows, &longer, LONGER, "the shorter rows are used: their months fill them, and adding both would count twice");
    tell(rows, &shorter, SHORTER, "the longer rows around them are used: the shorter ones do not fill them");
}

/// Whether two rows are for the same prime and group.
fn same_people(rows: &Rows<'_>, i: usize, j: usize, period: usize) -> bool {
    let (a, b) = (&rows.rows[i], &rows.rows[j]);
    a.key.iter().zip(&b.key).enumerate().all(|(at, (own, other))| at == period || own == other)
}

/// Where a longer row is not the sum of the shorter ones that fill it.
fn disagreements(rows: &mut Rows<'_>, i: usize, inside: &[usize]) {
    let own = &rows.rows[i];
    let mut told = Vec::new();
    for (at, measure) in rows.placed.measures.iter().enumerate() {
        let sum = inside.iter().try_fold(0, |sum, &j| rows.rows[j].counts[at].ok().map(|count| sum + count));
        let (Ok(longer), Some(sum)) = (own.counts[at], sum) else { continue };
        if longer != sum {
            let place = rows.at.clone().row(own.number).column(measure.column, &measure.header);
            let message = format!("{longer} for the whole and {sum} in its parts; the parts are used");
            told.push(Finding::new(
                "totals_disagree_with_rows",
                Effect::Notes,
                place,
                message,
                "ask the sender which is right",
            ));
        }
    }
    rows.findings.extend(told);
}

fn tell(rows: &mut Rows<'_>, left_out: &[usize], rule: &'static str, why: &str) {
    let Some(&first) = left_out.first() else { return };
    let spans: Vec<String> =
        left_out.iter().take(3).filter_map(|&i| rows.rows[i].span).map(|span| span.to_string()).collect();
    let more = if left_out.len() > 3 { format!(" and {} more", left_out.len() - 3) } else { String::new() };
    let message = format!(
        "rows of two lengths stand together; {} are left out ({}{more}): {why}",
        left_out.len(),
        spans.join(", ")
    );
    let place = rows.at.clone().row(rows.rows[first].number);
    rows.findings
        .push(Finding::new(rule, Effect::LeavesOut, place, message, "nothing to do").for_rows(left_out.len() as u64));
}
