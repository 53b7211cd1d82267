//! Counts that part people by reasons: shown for a whole group or not at all. The reasons of a group add up to counts that
//! stand in the paper, so that hiding one of them would hide nothing.

use crate::metrics::{CountColumn, CountTable, Dimension};

use super::publish::{Rule, published};
use super::published::{PublishedTable, Row};

/// Publishes tables of reasons, each beside the paper's table by the same groups.
///
/// A group's reasons are shown where each is nobody or enough people and the paper shows every count of the group that
/// they add up to (`sums`). No line of groups, whose sum another table may tell, hides one group alone, nor hidden groups
/// that are too few people in a column; where that cannot be, the sum is hidden in every table.
pub fn publish_whole(
    tables: &[(&CountTable, &PublishedTable)],
    sums: &[CountColumn],
    rule: Rule,
) -> Vec<PublishedTable> {
    let mut own: Vec<Whole> = tables.iter().map(|(table, paper)| Whole::new(table, paper, sums, rule)).collect();
    let mut total_hidden = own.iter().any(|own| own.hides_total());
    loop {
        // A table in which every row is hidden after all may hide the total too, and so bind the others.
        own.iter_mut().for_each(|own| own.close(total_hidden));
        let hides = own.iter().any(|own| own.hides_total());
        if total_hidden || !hides {
            break;
        }
        total_hidden = true;
    }
    own.into_iter().map(|own| own.finish(total_hidden)).collect()
}

/// A table of reasons in the making.
struct Whole<'a> {
    table: &'a CountTable,
    threshold: u64,
    /// By row.
    hidden: Vec<bool>,
    /// Whether the sum of all rows may not be shown for its own sake.
    total_small: bool,
}

impl<'a> Whole<'a> {
    fn new(table: &'a CountTable, paper: &PublishedTable, sums: &[CountColumn], rule: Rule) -> Self {
        let sensitive = table.dimensions.iter().any(|dimension| dimension.is_sensitive());
        let threshold = if sensitive { rule.sensitive_threshold } else { rule.threshold };
        let told = |row: Row| {
            let held = sums.iter().filter(|column| paper.holds(**column));
            held.clone().next().is_some() && held.clone().all(|column| paper.count(row, *column).get().is_some())
        };
        let is_small = |counts: &[u64]| counts.iter().any(|count| (1..threshold).contains(count));
        let row_of = |group: &Vec<String>| paper.groups().iter().position(|own| own == group).map(Row::Group);
        let groups = table.groups.iter().zip(&table.counts);
        let hidden = groups.map(|(group, counts)| !row_of(group).is_some_and(told) || is_small(counts)).collect();
        Whole { table, threshold, hidden, total_small: !told(Row::Total) || is_small(&table.total) }
    }

    /// Whether this table by itself asks that nobody be told the sum. A prime knows its own row.
    fn hides_total(&self) -> bool {
        let hidden = self.hidden.iter().filter(|hidden| **hidden).count();
        let knows = self.table.dimensions == [Dimension::Prime] && self.hidden.len() > 1;
        self.total_small || (hidden > 0 && (knows || self.hidden.len() == 1))
    }

    /// Hides more rows until those that are hidden protect each other, or, where the sum of all may not be told, until one
    /// row at least is.
    fn close(&mut self, total_hidden: bool) {
        while self.is_open(total_hidden) {
            let people = |row: usize| self.table.counts[row].iter().sum::<u64>();
            let shown = (0..self.hidden.len()).filter(|row| !self.hidden[*row]);
            let Some(next) = shown.min_by_key(|&row| (people(row) < self.threshold, people(row), row)) else { break };
            self.hidden[next] = true;
        }
    }

    fn is_open(&self, total_hidden: bool) -> bool {
        let rows: Vec<usize> = (0..self.hidden.len()).filter(|row| self.hidden[*row]).collect();
        match (total_hidden, rows.len()) {
            (true, hidden) => hidden == 0,
            (false, 0) => false,
            (false, 1) => true,
            (false, _) => (0..self.table.columns.len()).any(|column| {
                let sum: u64 = rows.iter().map(|&row| self.table.counts[row][column]).sum();
                (1..self.threshold).contains(&sum)
            }),
        }
    }

    fn finish(self, total_hidden: bool) -> PublishedTable {
        let row = |counts: &[u64], hide: bool| counts.iter().map(|count| published(*count, hide)).collect();
        let table = self.table;
        PublishedTable {
            view: table.view,
            dimensions: table.dimensions.clone(),
            groups: table.groups.clone(),
            columns: table.columns.clone(),
            counts: table.counts.iter().zip(&self.hidden).map(|(counts, hide)| row(counts, *hide)).collect(),
            total: row(&table.total, total_hidden),
            threshold: self.threshold,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::publish;
    use crate::metrics::{Because, Event, View, Why};
    use crate::vocabulary::{AsAt, Basis, Quarter};
    use proptest::prelude::*;

    const RULE: Rule = Rule { threshold: 5, sensitive_threshold: 10 };
    const ATTACHED: CountColumn = CountColumn::Happened(Event::Attached);
    const STARTED: CountColumn = CountColumn::Happened(Event::JobStarted);

    fn not(why: Why) -> CountColumn {
        CountColumn::Not {
            event: Event::JobStarted,
            of: Event::Attached,
            because: Because { why, in_time: why == Why::NoJobYet },
        }
    }

    /// Rows of people who started a job, who still can, and who cannot any more: the reasons, and the paper's table.
    fn tables(dimension: Dimension, rows: &[[u64; 3]]) -> (CountTable, PublishedTable) {
        let quarter: Quarter = "2015-16-Q3".parse().unwrap();
        let table = |columns: Vec<CountColumn>, counts: Vec<Vec<u64>>| CountTable {
            view: View { basis: Basis::ToDate, as_at: AsAt::end_of(quarter), quarter, from: None },
            dimensions: vec![dimension],
            groups: (0..rows.len()).map(|row| vec![format!("group {row}")]).collect(),
            total: (0..columns.len()).map(|column| counts.iter().map(|row| row[column]).sum()).collect(),
            columns,
            counts,
        };
        let paper = table(vec![ATTACHED, STARTED], rows.iter().map(|row| vec![row.iter().sum(), row[0]]).collect());
        let reasons =
            table(vec![not(Why::NoJobYet), not(Why::NoJob)], rows.iter().map(|row| row[1..].to_vec()).collect());
        (reasons, publish(&paper, RULE).unwrap())
    }

    fn hidden(table: &PublishedTable) -> (Vec<bool>, bool) {
        let is_hidden = |row: Row| table.count(row, not(Why::NoJob)).get().is_none();
        ((0..table.groups().len()).map(|row| is_hidden(Row::Group(row))).collect(), is_hidden(Row::Total))
    }

    fn whole(own: &[&(CountTable, PublishedTable)]) -> Vec<(Vec<bool>, bool)> {
        let pairs: Vec<(&CountTable, &PublishedTable)> = own.iter().map(|(table, paper)| (table, paper)).collect();
        publish_whole(&pairs, &[ATTACHED, STARTED], RULE).iter().map(hidden).collect()
    }

    #[test]
    fn one_small_reason_hides_its_group_and_another_so_that_their_sum_tells_neither() {
        let offices = tables(Dimension::Office, &[[20, 30, 3], [20, 30, 9], [20, 30, 50]]);
        assert_eq!(whole(&[&offices]), [(vec![true, true, false], false)]);
    }

    #[test]
    fn primes_know_their_own_rows_so_that_their_sum_is_hidden_in_every_table() {
        let primes = tables(Dimension::Prime, &[[20, 30, 3], [40, 60, 59]]);
        let offices = tables(Dimension::Office, &[[30, 45, 30], [30, 45, 32]]);
        let [primes, offices]: [_; 2] = whole(&[&primes, &offices]).try_into().unwrap();
        assert_eq!(primes, (vec![true, false], true));
        assert!(offices.1 && offices.0.contains(&true), "its groups would add up to the sum: {offices:?}");
    }

    #[test]
    fn reasons_stand_beside_counts_that_are_shown_and_beside_no_others() {
        // Three have started a job: the paper hides them, and the reasons of the others would tell how many.
        let offices = tables(Dimension::Office, &[[3, 30, 30], [3, 30, 30], [30, 40, 50], [30, 40, 50]]);
        let [(rows, total)]: [_; 1] = whole(&[&offices]).try_into().unwrap();
        assert_eq!((&rows[..2], total), (&[true, true][..], false));
        let whole_paper = tables(Dimension::Office, &[[20, 30, 0], [20, 30, 9]]);
        assert_eq!(whole(&[&whole_paper]), [(vec![false, false], false)]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn no_small_reason_is_shown_nor_the_difference_of_a_sum_and_all_rows_but_one(
            rows in prop::collection::vec([0..40u64, 0..40u64, 0..40u64], 1..8),
            by_prime in prop::bool::ANY,
        ) {
            let dimension = if by_prime { Dimension::Prime } else { Dimension::Office };
            let (reasons, paper) = tables(dimension, &rows);
            let table = &publish_whole(&[(&reasons, &paper)], &[ATTACHED, STARTED], RULE)[0];
            for (row, counts) in rows.iter().enumerate() {
                for (why, count) in [(Why::NoJobYet, counts[1]), (Why::NoJob, counts[2])] {
                    let shown = table.count(Row::Group(row), not(why)).get();
                    prop_assert!(shown.is_none_or(|shown| shown == count && (count == 0 || count >= 5)));
                }
            }
            let (hidden, total_hidden) = hidden(table);
            let few = hidden.iter().filter(|hidden| **hidden).count();
            prop_assert!(total_hidden || few != 1);
            prop_assert!(total_hidden || few == 0 || !(by_prime && rows.len() > 1));
            if !total_hidden {
                for column in 1..3 {
                    let sum: u64 = rows.iter().zip(&hidden).filter(|(_, hidden)| **hidden).map(|(row, _)| row[column]).sum();
                    prop_assert!(sum == 0 || sum >= 5);
                }
            }
        }
    }
}
