//! Properties of the protection, tested on generated tables by an attacker that tries out every table that would have
//! printed the same paper.

use proptest::prelude::*;

use super::audit::{audit, bounds};
use super::problem::{Problem, Relation};
use super::suppress::suppress;

/// Tables that the attacker may try for one question before it gives up; far more than small tables need.
const TRIALS: usize = 200_000;

type Printed = Vec<Vec<Option<u64>>>;

/// The attacker: knows what is printed and how the table is built, and has all the time in the world.
struct Attacker<'a> {
    problem: &'a Problem,
    /// Row, relation and value of a remainder that the table must have, if one is asked about.
    remainder: Option<(usize, usize, u64)>,
    trials: usize,
}

impl<'a> Attacker<'a> {
    fn on(problem: &'a Problem) -> Self {
        Attacker { problem, remainder: None, trials: 0 }
    }

    /// How far apart the values of a remainder may be that agree with what is printed; at most `enough` is looked for.
    fn remainder_width(&mut self, printed: &Printed, row: usize, k: usize, enough: u64) -> u64 {
        let truth = self.problem.remainder(row, k).unwrap();
        let mut found: Vec<u64> = Vec::new();
        for value in 0..=truth + enough {
            self.remainder = Some((row, k, value));
            self.trials = 0;
            if self.is_possible(printed) {
                found.push(value);
            }
        }
        self.remainder = None;
        found.last().unwrap() - found.first().unwrap()
    }

    /// The values of a hidden count that agree with what is printed, from the least, up to `limit`; stops when the
    /// greatest and the least are `enough` apart.
    fn values(&mut self, printed: &Printed, row: usize, column: usize, limit: u64, enough: u64) -> Vec<u64> {
        let (low, high) = bounds(printed, self.problem.has_total, &self.problem.relations)[row][column];
        let mut found: Vec<u64> = Vec::new();
        for value in low..=high.unwrap_or(limit).min(limit) {
            let mut guess = printed.clone();
            guess[row][column] = Some(value);
            self.trials = 0;
            if self.is_possible(&guess) {
                found.push(value);
            }
            if found.first().is_some_and(|first| value - first >= enough && found.last() == Some(&value)) {
                break;
            }
        }
        found
    }

    /// Tells whether some table of whole numbers prints this.
    fn is_possible(&mut self, printed: &Printed) -> bool {
        self.trials += 1;
        assert!(self.trials < TRIALS, "the attacker ran out of time on {printed:?}");
        let ranges = bounds(printed, self.problem.has_total, &self.problem.relations);
        if ranges.iter().flatten().any(|(low, high)| high.is_some_and(|high| high < *low)) {
            return false;
        }
        let cells = (0..printed.len()).flat_map(|row| (0..printed[row].len()).map(move |column| (row, column)));
        let width = |(row, column): &(usize, usize)| {
            ranges[*row][*column].1.map_or(u64::MAX, |high| high - ranges[*row][*column].0)
        };
        let asked = |(row, column): &(usize, usize)| {
            self.remainder.is_some_and(|(asked, k, _)| {
                let relation = &self.problem.relations[k];
                *row == asked && (*column == relation.whole || relation.parts.contains(column))
            })
        };
        let unknown: Vec<(usize, usize)> = cells.filter(|(row, column)| printed[*row][*column].is_none()).collect();
        let unknown = unknown.into_iter().min_by_key(|cell| (!asked(cell), width(cell)));
        if self.contradicts_remainder(printed) {
            return false;
        }
        let Some((row, column)) = unknown else {
            return is_table(self.problem, printed);
        };
        let (low, high) = ranges[row][column];
        (low..=high.unwrap_or(low + 40)).any(|value| {
            let mut guess = printed.clone();
            guess[row][column] = Some(value);
            self.is_possible(&guess)
        })
    }

    fn contradicts_remainder(&self, printed: &Printed) -> bool {
        let Some((row, k, value)) = self.remainder else { return false };
        let relation = &self.problem.relations[k];
        let parts: Option<u64> = relation.parts.iter().map(|part| printed[row][*part]).sum();
        matches!((printed[row][relation.whole], parts), (Some(whole), Some(parts)) if whole != parts + value)
    }
}

/// Adds up a complete table, in the plainest way.
fn is_table(problem: &Problem, printed: &Printed) -> bool {
    let table: Vec<Vec<u64>> = printed.iter().map(|row| row.iter().map(|count| count.unwrap()).collect()).collect();
    let nested = table.iter().all(|row| {
        problem.relations.iter().all(|r| r.parts.iter().map(|part| row[*part]).sum::<u64>() <= row[r.whole])
    });
    let (total, groups) = table.split_last().unwrap();
    let sums = |column: usize| groups.iter().map(|row| row[column]).sum::<u64>() == total[column];
    nested && (!problem.has_total || (0..total.len()).all(sums))
}

fn print(problem: &Problem, hidden: &[Vec<bool>], insider: Option<usize>) -> Printed {
    let row = |row: usize| -> Vec<Option<u64>> {
        let cells = problem.counts[row].iter().zip(&hidden[row]);
        cells.map(|(count, hidden)| (!hidden || insider == Some(row)).then_some(*count)).collect()
    };
    (0..problem.counts.len()).map(row).collect()
}

fn relation(whole: usize, parts: &[usize]) -> Relation {
    Relation { whole, parts: parts.to_vec(), is_known_to_be_all: false }
}

/// Ways in which columns may be nested; wholes come before their parts.
fn nestings(columns: usize) -> Vec<Vec<Relation>> {
    let all = vec![
        vec![],
        (1..columns).map(|part| relation(part - 1, &[part])).collect(),
        vec![relation(0, &(1..columns).collect::<Vec<_>>())],
        (1..columns).map(|part| relation(0, &[part])).collect(),
        vec![relation(0, &[1]), relation(1, &[2]), relation(0, &[2])],
        vec![relation(0, &[1, 2]), relation(2, &[3])],
        (0..columns).flat_map(|whole| (whole + 1..columns).map(move |part| relation(whole, &[part]))).collect(),
        vec![relation(0, &[1]), relation(0, &[1, 2])],
        vec![relation(0, &[1]), relation(2, &[3])],
    ];
    all.into_iter().filter(|relations| relations.iter().all(|r| r.parts.iter().all(|part| *part < columns))).collect()
}

/// Fills a table from the wholes down: each count a share (in percent) of what its wholes have left.
fn fill(groups: usize, relations: &[Relation], largest: &[Vec<u64>], shares: &[Vec<u64>]) -> Vec<Vec<u64>> {
    let row = |row: usize| {
        let mut counts = largest[row].clone();
        for column in 0..counts.len() {
            let room = relations.iter().filter(|r| r.parts.contains(&column)).map(|r| {
                let before = r.parts.iter().filter(|part| **part < column).map(|part| counts[*part]).sum::<u64>();
                counts[r.whole] - before
            });
            if let Some(room) = room.min() {
                counts[column] = (room * shares[row][column] + 50) / 100;
            }
        }
        counts
    };
    let mut counts: Vec<Vec<u64>> = (0..groups).map(row).collect();
    let columns = largest[0].len();
    counts.push((0..columns).map(|column| counts.iter().map(|row| row[column]).sum()).collect());
    counts
}

prop_compose! {
    fn table(most_groups: usize, most_columns: usize, largest: u64)
        (groups in 1..=most_groups, columns in 2..=most_columns)
        (
            groups in Just(groups),
            nesting in prop::sample::select(nestings(columns)),
            largest in prop::collection::vec(prop::collection::vec(0..=largest, columns), groups),
            shares in prop::collection::vec(
                prop::collection::vec(prop_oneof![Just(0u64), Just(100u64), 0..=100u64], columns), groups),
            keep in prop::collection::vec(1u32..6, columns),
            has_total in prop::bool::weighted(0.85),
            insiders in any::<bool>(),
        ) -> Problem
    {
        let mut counts = fill(groups, &nesting, &largest, &shares);
        if !has_total {
            counts.pop();
        }
        Problem { counts, has_total, relations: nesting, threshold: 5, keep, insiders, hidden_elsewhere: vec![], known: vec![] }
    }
}

/// Lets the attacker loose on every hidden count and small remainder, as a reader and as each group.
pub(super) fn assert_nothing_recovered(problem: &Problem, hidden: &[Vec<bool>]) -> Result<(), TestCaseError> {
    let primary = problem.primary();
    let groups = problem.counts.len() - usize::from(problem.has_total);
    let insiders = if problem.insiders { 0..groups } else { 0..0 };
    for insider in [None].into_iter().chain(insiders.map(Some)) {
        let printed = print(problem, hidden, insider);
        let is_other = |row: &usize| insider.is_none() || (*row < groups && insider != Some(*row));
        for row in (0..problem.counts.len()).filter(is_other) {
            for column in (0..hidden[row].len()).filter(|column| hidden[row][*column]) {
                let need = match insider {
                    None if primary[row][column] => problem.threshold - 1,
                    Some(_) if !primary[row][column] => continue,
                    _ => 1,
                };
                let limit = problem.counts[row][column] + problem.threshold;
                let found = Attacker::on(problem).values(&printed, row, column, limit, need);
                let width = found.last().unwrap() - found.first().unwrap();
                prop_assert!(width >= need, "row {row}, column {column}, {insider:?}: {found:?} of {printed:?}");
            }
            for k in (0..problem.relations.len()).filter(|k| problem.is_small(problem.remainder(row, *k).unwrap())) {
                let need = if insider.is_none() { problem.threshold - 1 } else { 1 };
                let width = Attacker::on(problem).remainder_width(&printed, row, k, need);
                prop_assert!(width >= need, "row {row}, relation {k}, {insider:?}: {width} of {printed:?}");
            }
        }
    }
    Ok(())
}

/// The hidden addends of every printed sum are nobody or at least the threshold, counted afresh.
fn assert_no_small_sum(problem: &Problem, hidden: &[Vec<bool>]) -> Result<(), TestCaseError> {
    let columns = problem.counts[0].len();
    let groups = problem.counts.len() - 1;
    for column in (0..columns).filter(|column| problem.has_total && !hidden[groups][*column]) {
        let rows: Vec<usize> = (0..groups).filter(|row| hidden[*row][column]).collect();
        let sum: u64 = rows.iter().map(|row| problem.counts[*row][column]).sum();
        prop_assert!(rows.is_empty() || (rows.len() > 1 && sum >= problem.threshold), "column {column}: {sum}");
    }
    for (row, counts) in problem.counts.iter().enumerate() {
        for relation in problem.relations.iter().filter(|relation| !hidden[row][relation.whole]) {
            let printed: u64 =
                relation.parts.iter().filter(|part| !hidden[row][**part]).map(|part| counts[*part]).sum();
            let sum = counts[relation.whole] - printed;
            prop_assert!(sum == 0 || sum >= problem.threshold, "row {row}, whole {}: {sum}", relation.whole);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_attacker_who_tries_every_table_recovers_a_hidden_count(problem in table(4, 4, 30)) {
        let hidden = suppress(&problem);
        assert_no_small_sum(&problem, &hidden)?;
        prop_assert_eq!(audit(&problem, &hidden), Ok(()));
        assert_nothing_recovered(&problem, &hidden)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_the_audit_passes_no_attacker_breaks_whoever_chose_what_to_hide(
        problem in table(4, 3, 20),
        extra in prop::collection::vec(any::<bool>(), 20),
    ) {
        let mut hidden = problem.primary();
        hidden.iter_mut().flatten().zip(&extra).for_each(|(hidden, extra)| *hidden |= extra);
        if audit(&problem, &hidden).is_ok() {
            assert_nothing_recovered(&problem, &hidden)?;
        }
    }

    #[test]
    fn bounds_always_contain_the_truth(problem in table(4, 4, 30), extra in prop::collection::vec(any::<bool>(), 20)) {
        let mut hidden = problem.primary();
        hidden.iter_mut().flatten().zip(&extra).for_each(|(hidden, extra)| *hidden |= extra);
        let bounds = bounds(&print(&problem, &hidden, None), problem.has_total, &problem.relations);
        for ((low, high), count) in bounds.iter().flatten().zip(problem.counts.iter().flatten()) {
            prop_assert!(low <= count && high.is_none_or(|high| *count <= high));
        }
    }

    #[test]
    fn a_table_without_small_counts_or_remainders_is_printed_whole(
        leaves in prop::collection::vec(prop::collection::vec(5u64..40, 4), 1..6),
        insiders in any::<bool>(),
    ) {
        // Columns: leaf 0 + leaf 1 inside everybody, leaf 2 inside leaf 1 + leaf 2, remainders of leaf 3.
        let row = |l: &Vec<u64>| vec![l[0] + l[1] + l[2] + l[3], l[1] + l[2], l[2]];
        let mut counts: Vec<Vec<u64>> = leaves.iter().map(row).collect();
        counts.push((0..3).map(|column| counts.iter().map(|row| row[column]).sum()).collect());
        let relations = vec![relation(0, &[1]), relation(1, &[2])];
        let problem = Problem { counts, has_total: true, relations, threshold: 5, keep: vec![1; 3], insiders, hidden_elsewhere: vec![], known: vec![] };
        let hidden = suppress(&problem);
        // Everybody in one place is hidden even so: a part that is all of a whole of fewer than ten.
        prop_assert!(hidden.iter().flatten().all(|hidden| !hidden));
        prop_assert_eq!(audit(&problem, &hidden), Ok(()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn tables_of_25_rows_and_14_columns_are_protected(problem in wide_table()) {
        let hidden = suppress(&problem);
        assert_no_small_sum(&problem, &hidden)?;
        prop_assert_eq!(audit(&problem, &hidden), Ok(()));
        prop_assert!(hidden.iter().flatten().any(|hidden| !hidden), "nothing is left to print");
    }
}

prop_compose! {
    /// Counts as they come: most rows small, stages thinning out from 14 columns of three chains.
    fn wide_table()
        (
            largest in prop::collection::vec(prop::collection::vec(0..=60u64, 14), 24),
            shares in prop::collection::vec(prop::collection::vec(0..=100u64, 14), 24),
            keep in prop::collection::vec(1u32..6, 14),
            insiders in prop::bool::weighted(0.1),
            every_pair in any::<bool>(),
        ) -> Problem
    {
        let chain = |columns: std::ops::Range<usize>| columns.map(|part| relation(part - 1, &[part]));
        let mut relations: Vec<Relation> = chain(1..5).chain(chain(6..10)).chain([relation(10, &[11, 12, 13])]).collect();
        if every_pair {
            relations.extend((0..5).flat_map(|whole| (whole + 2..5).map(move |part| relation(whole, &[part]))));
        }
        let counts = fill(24, &relations, &largest, &shares);
        Problem { counts, has_total: true, relations, threshold: 5, keep, insiders, hidden_elsewhere: vec![], known: vec![] }
    }
}

#[test]
fn hiding_only_the_small_counts_is_broken_by_the_same_attacker() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut tables, mut broken) = (0, 0);
    while tables < 300 {
        let problem = table(4, 4, 30).new_tree(&mut runner).unwrap().current();
        let hidden = problem.primary();
        if hidden.iter().flatten().all(|hidden| *hidden) || !hidden.iter().flatten().any(|hidden| *hidden) {
            continue;
        }
        tables += 1;
        let printed = print(&problem, &hidden, None);
        let cells = (0..hidden.len()).flat_map(|row| (0..hidden[row].len()).map(move |column| (row, column)));
        let recovered = cells.filter(|(row, column)| hidden[*row][*column]).any(|(row, column)| {
            let limit = problem.counts[row][column] + problem.threshold;
            Attacker::on(&problem).values(&printed, row, column, limit, 1).len() == 1
        });
        broken += usize::from(recovered);
        assert!(!recovered || audit(&problem, &hidden).is_err(), "the audit passed {printed:?}");
    }
    println!("{broken} of {tables} tables with only small counts hidden were broken");
    assert!(broken * 10 >= tables * 3, "only {broken} of {tables}: an attacker that never wins is no evidence");
}
