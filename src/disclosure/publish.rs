//! From exact tables to published ones: the problem is put to the suppressor, its answer is attacked
//! by an independent audit, and only then do figures come out.

use anyhow::Result;

use crate::fault::{Exit, Fault};
use crate::metrics::{Basis, CountColumn, CountTable, Dimension, Event};

use super::audit::audit;
use super::published::{PublishedCount, PublishedTable};
use super::suppress::{Problem, Relation, suppress};

/// How a table is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    pub threshold: u64,
    /// For wards and sensitive characteristics.
    pub sensitive_threshold: u64,
}

/// Hides what could identify a person and gives out the rest.
///
/// A table that fails its audit is a fault (exit 6): nothing of it is published.
pub fn publish(table: &CountTable, rule: Rule, filtered_by: &[Dimension]) -> Result<PublishedTable> {
    let sensitive = table.dimensions.iter().chain(filtered_by).any(|dimension| dimension.is_sensitive());
    let threshold = if sensitive { rule.sensitive_threshold } else { rule.threshold };
    let has_total = !table.groups.is_empty();
    let mut counts = table.counts.clone();
    counts.push(table.total.clone());
    let problem = Problem {
        relations: relations(table, &counts),
        counts,
        has_total,
        threshold,
        keep: table.columns.iter().map(|column| keep(*column)).collect(),
        // A prime knows its own figures and can take them from the total.
        insiders: table.dimensions.contains(&Dimension::Prime) && table.groups.len() > 1,
    };
    let hidden = suppress(&problem);
    audit(&problem, &hidden).map_err(|breach| {
        Fault::new(
            Exit::Disclosure,
            format!("a table by {} failed its disclosure audit: {breach:?}", names(&table.dimensions)),
        )
        .hint("nothing was published; ask for fewer groups, or report this as a fault in Quarterdeck")
    })?;
    let mut rows: Vec<Vec<PublishedCount>> = problem
        .counts
        .iter()
        .zip(&hidden)
        .map(|(counts, hidden)| counts.iter().zip(hidden).map(|(count, hide)| published(*count, *hide)).collect())
        .collect();
    let total = rows.pop().unwrap_or_default();
    Ok(PublishedTable {
        view: table.view,
        dimensions: table.dimensions.clone(),
        groups: table.groups.clone(),
        columns: table.columns.clone(),
        counts: rows,
        total,
        threshold,
    })
}

fn published(count: u64, hide: bool) -> PublishedCount {
    if hide { PublishedCount::hidden() } else { PublishedCount::shown(count) }
}

fn names(dimensions: &[Dimension]) -> String {
    let names: Vec<&str> = dimensions.iter().map(|dimension| dimension.id()).collect();
    if names.is_empty() { "nothing".into() } else { names.join(" and ") }
}

/// How dear it is to hide a column: the headline counts last, the helpers of the interval first.
fn keep(column: CountColumn) -> u32 {
    match column {
        CountColumn::Happened(_) | CountColumn::Reached { .. } => 30,
        CountColumn::InTime { .. } => 4,
        CountColumn::Matured { .. } => 2,
        CountColumn::MaturedAchieved { .. } => 1,
    }
}

/// What a reader knows of how the columns of a row hang together: a part is never more than its whole,
/// and the rest of a whole is a count of people too. A relation is given only where it holds in every
/// row: in the events of one quarter the parts are other people than the whole.
fn relations(table: &CountTable, rows: &[Vec<u64>]) -> Vec<Relation> {
    let at = |column: CountColumn| table.columns.iter().position(|other| *other == column);
    let mut relations: Vec<Relation> = Vec::new();
    let mut add = |whole: Option<usize>, parts: &[Option<usize>]| {
        let (Some(whole), Some(parts)) = (whole, parts.iter().copied().collect::<Option<Vec<usize>>>()) else { return };
        let holds = rows.iter().all(|row| parts.iter().map(|&part| row[part]).sum::<u64>() <= row[whole]);
        if holds {
            relations.push(Relation { whole, parts });
        }
    };
    let period = table.view.basis == Basis::Period;
    let nested = [
        (Event::Referred, Event::Attached),
        (Event::Attached, Event::JobStarted),
        (Event::Attached, Event::Sustained),
        (Event::JobStarted, Event::Sustained),
        (Event::Attached, Event::SustainedOtherwise),
        (Event::Sustained13Weeks, Event::Sustained26Weeks),
        (Event::Attached, Event::Sustained13Weeks),
    ];
    for (of, event) in nested.into_iter().filter(|_| !period) {
        let whole = at(CountColumn::Happened(of));
        let part = at(CountColumn::Reached { event, of }).or(at(CountColumn::Happened(event)));
        let in_time = at(CountColumn::InTime { event, of });
        let matured = at(CountColumn::Matured { event, of });
        let matured_achieved = at(CountColumn::MaturedAchieved { event, of });
        add(whole, &[part]);
        if in_time.is_some() {
            add(whole, &[part, in_time]);
        }
        add(whole, &[matured]);
        add(matured, &[matured_achieved]);
        add(part, &[matured_achieved]);
    }
    relations
}
