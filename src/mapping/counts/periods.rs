//! Months and quarters in one table, as rows or as columns: one length of time is used, the other compared.

use super::table::{Row, Rows};
use crate::finding::{Effect, Finding};
use crate::mapping::Fate;
use crate::source::sheet::FOOTNOTE;
use crate::vocabulary::lengths::{Length, most_together, one_length};
use crate::vocabulary::{TimeSpan, WhyMissing};

/// The rule by which a row is left out that shorter rows add up to.
pub const LONGER: &str = "covered_by_shorter_periods";
/// The rule by which rows are left out that do not fill the longer row around them.
pub const SHORTER: &str = "covered_by_longer_period";

pub const WHY_LONGER: &str = "the shorter ones are used: they fill them, and adding both would count twice";
pub const WHY_SHORTER: &str = "the longer ones around them are used: the shorter ones do not fill them";

/// Uses the shorter rows or columns where they fill a longer one, else the longer; says which, and where they disagree.
pub fn use_one_length(rows: &mut Rows<'_>) {
    leave_out_sections(rows);
    use_rows(rows);
    use_columns(rows);
}

/// A year or quarter without a single figure, above the months in it, is the name of a section.
fn leave_out_sections(rows: &mut Rows<'_>) {
    let holds = |a: &Row, b: &Row| matches!((a.span, b.span), (Some(a), Some(b)) if a != b && a.holds(b));
    let empty = |row: &Row| row.counts.iter().all(|count| *count == Err(WhyMissing::NotGiven));
    for i in 0..rows.rows.len() {
        let own = &rows.rows[i];
        if own.is_used() && empty(own) && rows.rows.iter().any(|other| other.is_used() && holds(own, other)) {
            let place = rows.place(own.number, None);
            rows.rows[i].fate = Fate::LeftOut(FOOTNOTE);
            let message = "the name of a section, not a row of data";
            rows.findings.push(Finding::new(FOOTNOTE, Effect::LeavesOut, place, message, "nothing to do"));
        }
    }
}

fn use_rows(rows: &mut Rows<'_>) {
    let Some(key) = rows.placed.keys.iter().position(|key| key.name == "period") else { return };
    let (mut longer, mut shorter) = (Vec::new(), Vec::new());
    for class in classes(rows, key) {
        let spans: Vec<TimeSpan> = class.iter().filter_map(|&i| rows.rows[i].span).collect();
        let lengths = one_length(&spans);
        for at in 0..rows.placed.measures.len() {
            let counts: Vec<_> = class.iter().map(|&i| rows.rows[i].counts[at]).collect();
            for (j, whole, parts) in less_than_parts(&spans, &lengths, &counts) {
                less(rows, class[j], at, whole, parts);
            }
        }
        for (&i, length) in class.iter().zip(lengths) {
            match length {
                Length::Used => {}
                Length::Covered(inside) => {
                    for at in 0..rows.placed.measures.len() {
                        let parts: Vec<_> = inside.iter().map(|&j| rows.rows[class[j]].counts[at]).collect();
                        disagreement(rows, i, at, rows.rows[i].counts[at], &parts);
                    }
                    rows.rows[i].fate = Fate::LeftOut(LONGER);
                    longer.push(i);
                }
                Length::Inside => {
                    rows.rows[i].fate = Fate::LeftOut(SHORTER);
                    shorter.push(i);
                }
            }
        }
    }
    for (mut left_out, rule, why) in [(longer, LONGER, WHY_LONGER), (shorter, SHORTER, WHY_SHORTER)] {
        left_out.sort_unstable();
        let Some(&first) = left_out.first() else { continue };
        let spans = left_out.iter().filter_map(|&i| rows.rows[i].span).collect();
        let place = rows.place(rows.rows[first].number, None);
        let finding = Finding::new(rule, Effect::LeavesOut, place, told("rows", spans, why), "nothing to do");
        rows.findings.push(finding.for_rows(left_out.len() as u64));
    }
}

/// The rows that are used, by everything but their period: each class is the same people at several times.
fn classes(rows: &Rows<'_>, period: usize) -> Vec<Vec<usize>> {
    let mut classes: std::collections::BTreeMap<Vec<&str>, Vec<usize>> = Default::default();
    for (i, row) in rows.rows.iter().enumerate().filter(|(_, row)| row.is_used() && row.span.is_some()) {
        let other = row.key.iter().enumerate().filter(|(at, _)| *at != period).map(|(_, text)| text.as_str());
        classes.entry(other.collect()).or_default().push(i);
    }
    classes.into_values().collect()
}

fn use_columns(rows: &mut Rows<'_>) {
    let placed = rows.placed;
    let all = placed.measures.iter().enumerate();
    let (columns, spans): (Vec<usize>, Vec<TimeSpan>) = all.filter_map(|(at, own)| Some((at, own.span?))).unzip();
    let lengths = one_length(&spans);
    for i in (0..rows.rows.len()).filter(|&i| rows.rows[i].is_used()).collect::<Vec<_>>() {
        let counts: Vec<_> = columns.iter().map(|&at| rows.rows[i].counts[at]).collect();
        for (j, whole, parts) in less_than_parts(&spans, &lengths, &counts) {
            less(rows, i, columns[j], whole, parts);
        }
    }
    let (mut longer, mut shorter) = (Vec::new(), Vec::new());
    for (&at, length) in columns.iter().zip(lengths) {
        match length {
            Length::Used => continue,
            Length::Covered(inside) => {
                for i in 0..rows.rows.len() {
                    let row = &rows.rows[i];
                    let parts: Vec<_> = inside.iter().map(|&j| row.counts[columns[j]]).collect();
                    if row.is_used() {
                        disagreement(rows, i, at, row.counts[at], &parts);
                    }
                }
                longer.push(at);
            }
            Length::Inside => shorter.push(at),
        }
        rows.columns[at] = false;
    }
    for (left_out, rule, why) in [(longer, LONGER, WHY_LONGER), (shorter, SHORTER, WHY_SHORTER)] {
        let Some(&first) = left_out.first() else { continue };
        let spans = left_out.iter().filter_map(|&at| placed.measures[at].span).collect();
        let place = rows.cell(placed.header_row(), first);
        rows.note(rule, place, told("columns", spans, why), "nothing to do");
    }
}

/// Where the count of a longer time is not the sum of the shorter ones that fill it.
fn disagreement(
    rows: &mut Rows<'_>,
    i: usize,
    at: usize,
    longer: Result<u64, WhyMissing>,
    parts: &[Result<u64, WhyMissing>],
) {
    let sum = parts.iter().try_fold(0, |sum, count| count.ok().map(|count| sum + count));
    if let (Ok(longer), Some(sum)) = (longer, sum)
        && longer != sum
    {
        let message = format!("{longer} for the whole and {sum} in its parts; the parts are used");
        let place = rows.cell(rows.rows[i].number, at);
        rows.disagrees(place, message);
    }
}

/// Times whose count is less than what some parts of theirs hold, with it and that: whichever is used, one is wrong. Parts
/// that fill their time are held to be the same as the whole elsewhere.
pub fn less_than_parts(
    spans: &[TimeSpan],
    lengths: &[Length],
    counts: &[Result<u64, WhyMissing>],
) -> Vec<(usize, u64, u64)> {
    let mut less = Vec::new();
    for (i, whole) in counts.iter().enumerate().filter_map(|(i, count)| Some((i, count.ok()?))) {
        let filled = matches!(&lengths[i], Length::Covered(inside) if inside.iter().all(|&j| counts[j].is_ok()));
        let inside = (0..spans.len()).filter(|&j| !filled && spans[j] != spans[i] && spans[i].holds(spans[j]));
        let parts: Vec<(TimeSpan, u64)> = inside.filter_map(|j| Some((spans[j], counts[j].ok()?))).collect();
        let parts = most_together(&parts);
        if parts > whole {
            less.push((i, whole, parts));
        }
    }
    less
}

fn less(rows: &mut Rows<'_>, i: usize, at: usize, whole: u64, parts: u64) {
    let message = format!("{whole} for the whole, and {parts} already in those of its parts that were sent");
    let place = rows.cell(rows.rows[i].number, at);
    rows.disagrees(place, message);
}

/// Which spans are left out, and why.
pub fn told(what: &str, spans: Vec<TimeSpan>, why: &str) -> String {
    let named: Vec<String> = spans.iter().take(3).map(TimeSpan::to_string).collect();
    let more = if spans.len() > 3 { format!(" and {} more", spans.len() - 3) } else { String::new() };
    let (all, are) = (spans.len(), if spans.len() == 1 { "is" } else { "are" });
    format!("{what} of two lengths stand together; {all} {are} left out ({}{more}): {why}", named.join(", "))
}
