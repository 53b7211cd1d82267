//! Two rows or columns for the same: the second is left out where both say the same, else it is a question.

use std::collections::BTreeMap;

use super::table::{Row, Rows};
use crate::finding::{Effect, Finding};
use crate::mapping::Fate;
use crate::vocabulary::WhyMissing;

/// Differences that a message names one by one.
const NAMED: usize = 3;

/// Leaves out rows that repeat an earlier one, and sets aside both where they differ.
pub fn settle(rows: &mut Rows<'_>) {
    let mut first: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    for i in 0..rows.rows.len() {
        if !rows.rows[i].is_used() {
            continue;
        }
        let earlier = *first.entry(rows.rows[i].key.clone()).or_insert(i);
        if earlier == i {
            continue;
        }
        let (number, before) = (rows.rows[i].number, rows.rows[earlier].number);
        let whose = whose(rows, i);
        let differing = differing(rows, earlier, i);
        if differing.is_empty() {
            rows.rows[i].fate = Fate::LeftOut("identical_duplicate");
            let message = format!("rows {before} and {number} are both{whose} and say the same: the first is used");
            let place = rows.place(number, None);
            rows.findings.push(Finding::new("identical_duplicate", Effect::LeavesOut, place, message, "nothing to do"));
            continue;
        }
        let message = format!("rows {before} and {number} are both{whose} and differ: {differing}");
        for at in [earlier, i] {
            if rows.rows[at].is_used() {
                let place = rows.place(rows.rows[at].number, None);
                rows.rows[at].fate = Fate::SetAside("conflicting_duplicate");
                let hint = "ask the sender which row is right; neither counts, and no figure is made that needs them";
                let finding = Finding::new("conflicting_duplicate", Effect::SetsAside, place, message.as_str(), hint);
                rows.findings.push(finding);
            }
        }
    }
}

/// ` for October 2015, widnes`: what a row's keys say.
fn whose(rows: &Rows<'_>, i: usize) -> String {
    let row: &Row = &rows.rows[i];
    let said = rows.placed.keys.iter().zip(&row.key).enumerate().filter(|(_, (_, text))| !text.is_empty());
    let said: Vec<String> = said
        .map(|(at, (key, text))| match (key.name, row.span) {
            ("period", Some(span)) => span.to_string(),
            _ => rows.label(at, text),
        })
        .collect();
    if said.is_empty() { String::new() } else { format!(" for {}", said.join(", ")) }
}

/// Where two rows differ: `Starters` 50 and 51.
fn differing(rows: &Rows<'_>, a: usize, b: usize) -> String {
    let (a, b) = (&rows.rows[a], &rows.rows[b]);
    let pairs = rows.placed.measures.iter().zip(a.counts.iter().zip(&b.counts));
    let all: Vec<String> = pairs
        .filter(|(_, (a, b))| a != b)
        .map(|(own, (a, b))| format!("`{}` {} and {}", crate::fault::printable(&own.header), said(a), said(b)))
        .collect();
    let more = all.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    all[..all.len().min(NAMED)].join(", ") + &more
}

/// A count, or why there is none.
pub fn said(count: &Result<u64, WhyMissing>) -> String {
    match count {
        Ok(people) => people.to_string(),
        Err(why) => why.in_words().to_string(),
    }
}
