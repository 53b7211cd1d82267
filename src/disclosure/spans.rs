//! One group's counts to date and of spans of time inside it: what the one has beyond the other are people too.

use anyhow::Result;

use crate::fault::{Exit, Fault};
use crate::metrics::CountTable;

use super::audit::audit;
use super::problem::{Problem, Relation};
use super::publish::{Rule, keep, published};
use super::published::{PublishedCount, PublishedTable};
use super::relations::relations;
use super::suppress::suppress;

/// Times that have no day in common, inside another time: each a place in the list of tables.
pub struct Inside {
    pub whole: usize,
    pub parts: &'static [usize],
}

/// Publishes tables of one group together, so that no small number is left when one is taken from another.
///
/// A table that is not there stays so. One that fails the audit is a fault (exit 6): none is published.
pub fn publish_spans<const N: usize>(
    tables: [Option<CountTable>; N],
    inside: &[Inside],
    rule: Rule,
) -> Result<[Option<PublishedTable>; N]> {
    let problem = problem(&tables, inside, rule);
    let hidden = suppress(&problem);
    audit(&problem, &hidden).map_err(|breach| {
        Fault::new(Exit::Disclosure, format!("a sender's counts failed their disclosure audit: {breach:?}"))
            .hint("nothing was published; report this as a fault in Quarterdeck")
    })?;
    let cells = problem.counts.iter().flatten().zip(hidden.iter().flatten());
    let mut cells = cells.map(|(count, hide)| published(*count, *hide));
    Ok(tables.map(|table| {
        table.map(|table| {
            let row: Vec<PublishedCount> = cells.by_ref().take(table.columns.len()).collect();
            PublishedTable {
                view: table.view,
                dimensions: table.dimensions,
                groups: table.groups,
                columns: table.columns,
                counts: vec![row.clone()],
                total: row,
                threshold: rule.threshold,
            }
        })
    }))
}

/// All tables as one row: columns beside each other, and what a reader can set against each other.
fn problem(tables: &[Option<CountTable>], inside: &[Inside], rule: Rule) -> Problem {
    let mut problem = Problem {
        counts: vec![Vec::new()],
        has_total: false,
        relations: Vec::new(),
        threshold: rule.threshold,
        keep: Vec::new(),
        insiders: false,
        known: Vec::new(),
        hidden_elsewhere: Vec::new(),
    };
    let mut first = Vec::new();
    for table in tables {
        let start = problem.keep.len();
        first.push(start);
        let Some(table) = table else { continue };
        let nested = relations(table, std::slice::from_ref(&table.total)).into_iter().map(|own| Relation {
            whole: own.whole + start,
            parts: own.parts.into_iter().map(|part| part + start).collect(),
            is_known_to_be_all: own.is_known_to_be_all,
        });
        problem.relations.extend(nested);
        problem.counts[0].extend(&table.total);
        // The first is what the paper is about, and is the last to be hidden.
        let factor = if start == 0 { 2 } else { 1 };
        problem.keep.extend(table.columns.iter().map(|column| factor * keep(*column)));
    }
    for Inside { whole, parts } in inside {
        let Some(all) = &tables[*whole] else { continue };
        for (at, column) in all.columns.iter().enumerate() {
            let place = |part: &usize| {
                let own = tables[*part].as_ref()?.columns.iter().position(|own| own == column)?;
                Some(first[*part] + own)
            };
            let Some(parts) = parts.iter().map(place).collect::<Option<Vec<usize>>>() else { continue };
            let whole = first[*whole] + at;
            let counts = &problem.counts[0];
            if parts.iter().map(|&part| counts[part]).sum::<u64>() <= counts[whole] {
                problem.relations.push(Relation { whole, parts, is_known_to_be_all: false });
            }
        }
    }
    problem
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::{CountColumn, Dimension, Event, View};
    use crate::vocabulary::{AsAt, Basis, Quarter};

    const RULE: Rule = Rule { threshold: 5, sensitive_threshold: 10 };
    const INSIDE: [Inside; 3] =
        [Inside { whole: 0, parts: &[1] }, Inside { whole: 0, parts: &[2] }, Inside { whole: 0, parts: &[1, 2] }];

    fn table(basis: Basis, attached: u64, starts: u64) -> Option<CountTable> {
        let quarter: Quarter = "2015-16-Q3".parse().unwrap();
        Some(CountTable {
            view: View { basis, as_at: AsAt::end_of(quarter), quarter, from: None },
            dimensions: vec![Dimension::Prime],
            groups: vec![vec!["East".into()]],
            columns: vec![CountColumn::Happened(Event::Attached), CountColumn::Happened(Event::JobStarted)],
            counts: vec![vec![attached, starts]],
            total: vec![attached, starts],
        })
    }

    /// What is printed of each table: attached, job starts.
    fn printed(tables: [Option<CountTable>; 3]) -> Vec<Vec<Option<u64>>> {
        let published = publish_spans(tables, &INSIDE, RULE).unwrap();
        published.into_iter().flatten().map(|own| own.total.iter().map(|count| count.get()).collect()).collect()
    }

    #[test]
    fn what_a_small_number_before_the_quarter_is_cannot_be_taken_from_the_two_tables() {
        let both = printed([table(Basis::ToDate, 202, 32), None, table(Basis::Period, 152, 30)]);
        assert_eq!(both, [[Some(202), Some(32)], [Some(152), None]]);
    }

    #[test]
    fn nor_what_happened_between_last_years_figures_and_the_quarter() {
        let three =
            printed([table(Basis::ToDate, 302, 92), table(Basis::ToDate, 102, 60), table(Basis::Period, 152, 30)]);
        assert_eq!(three[0], [Some(302), Some(92)]);
        assert!(three[1][1].is_none() || three[2][1].is_none(), "92 - 60 - 30 is 2: {three:?}");
    }

    #[test]
    fn nothing_is_hidden_where_every_difference_is_large_or_nought() {
        let all = printed([table(Basis::ToDate, 202, 42), None, table(Basis::Period, 152, 30)]);
        assert_eq!(all, [[Some(202), Some(42)], [Some(152), Some(30)]]);
        let same = printed([table(Basis::ToDate, 152, 30), None, table(Basis::Period, 152, 30)]);
        assert_eq!(same, [[Some(152), Some(30)], [Some(152), Some(30)]]);
    }
}
