use proptest::prelude::*;
use proptest::strategy::ValueTree;

use super::super::properties::assert_nothing_recovered;
use super::super::publish::{Rule, publish};
use super::*;
use crate::metrics::{Event, View};
use crate::vocabulary::{AsAt, Basis, Quarter};

const RULE: Rule = Rule { threshold: 5, sensitive_threshold: 10 };
const COLUMNS: [CountColumn; 2] = [CountColumn::Happened(Event::Attached), CountColumn::Happened(Event::JobStarted)];

fn table(basis: Basis, dimensions: &[Dimension], rows: &[[u64; 2]]) -> CountTable {
    let quarter: Quarter = "2015-16-Q3".parse().unwrap();
    let name = |at: usize| match dimensions {
        [_] => vec![at.to_string()],
        _ => vec![(at / 2).to_string(), (at % 2).to_string()],
    };
    CountTable {
        view: View { basis, as_at: AsAt::end_of(quarter), quarter, from: None },
        dimensions: dimensions.to_vec(),
        groups: (0..rows.len()).map(name).collect(),
        columns: COLUMNS.to_vec(),
        counts: rows.iter().map(|row| row.to_vec()).collect(),
        total: [0, 1].map(|at| rows.iter().map(|row| row[at]).sum()).to_vec(),
    }
}

/// Exact counts of now and then, and what is published of each by itself.
struct Case {
    exact: [CountTable; 2],
    published: [PublishedTable; 2],
}

impl Case {
    fn of(dimensions: &[Dimension], now: &[[u64; 2]], then: &[[u64; 2]]) -> Case {
        let exact = [now, then].map(|rows| table(Basis::ToDate, dimensions, rows));
        let published = [0, 1].map(|at| publish(&exact[at], RULE).unwrap());
        Case { exact, published }
    }

    fn told(&self, at: usize) -> Told<'_> {
        Told { exact: &self.exact[at], published: &self.published[at] }
    }

    fn against(&self) -> PublishedTable {
        publish_against(self.told(0), self.told(1), 2, INSIDE)
    }

    /// The joint problem with an earlier table, and what is hidden in it.
    fn joint(&self, then: &PublishedTable) -> (Problem, Vec<Vec<bool>>) {
        let joint = Joint::new(self.told(0), &self.exact[1], then, &INSIDE, 2);
        let mut hidden = joint.given();
        // Where it is printed that nobody has, nobody had: that is no news of the earlier day.
        for (hidden, counts) in hidden.iter_mut().zip(&joint.problem.counts) {
            for (later, earlier) in &joint.pairs {
                let is_printed = !hidden[*later] && counts[*later] == 0;
                hidden[*earlier] &= !is_printed;
            }
        }
        (Problem { hidden_elsewhere: Vec::new(), ..joint.problem }, hidden)
    }
}

const INSIDE: Beside<'_> = Beside { is_inside: true, whole: None, between: None };

prop_compose! {
    /// Rows of people attached and in a job, then and now: nobody is lost in between.
    fn rows_of(most: usize)(
        rows in prop::collection::vec((0..18u64, 0..=100u64, 0..9u64, 0..=100u64), 1..=most)
    ) -> [Vec<[u64; 2]>; 2] {
        let then = |(attached, share, ..): &(u64, u64, u64, u64)| [*attached, attached * share / 100];
        let now = |row: &(u64, u64, u64, u64)| {
            let [attached, jobs] = then(row);
            [attached + row.2, jobs + (attached + row.2 - jobs) * row.3 / 100 / 2]
        };
        [rows.iter().map(now).collect(), rows.iter().map(then).collect()]
    }
}

fn shown(table: &PublishedTable) -> usize {
    table.counts.iter().chain([&table.total]).flatten().filter(|count| count.get().is_some()).count()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_attacker_who_tries_every_pair_of_tables_recovers_a_count_of_either_day_or_of_between(
        [now, then] in rows_of(3),
        by_prime in any::<bool>(),
    ) {
        let dimension = if by_prime { Dimension::Prime } else { Dimension::Office };
        let case = Case::of(&[dimension], &now, &then);
        let (problem, hidden) = case.joint(&case.against());
        assert_nothing_recovered(&problem, &hidden)?;
    }

    #[test]
    fn the_later_table_and_what_the_earlier_one_hides_stay_as_they_are_by_themselves([now, then] in rows_of(6)) {
        let case = Case::of(&[Dimension::Office], &now, &then);
        let own = case.against();
        for row in rows(&own) {
            for column in COLUMNS {
                let alone = case.published[1].count(row, column).get();
                let count = own.count(row, column).get();
                prop_assert!(count.is_none() || count == alone);
            }
        }
    }

    #[test]
    fn no_line_of_a_crossed_table_hides_a_single_count_of_then_or_few_people_of_then_or_between(
        [now, then] in rows_of(8),
    ) {
        let case = Case::of(&[Dimension::Office, Dimension::PaymentGroup], &now, &then);
        let own = case.against();
        for line in lines(&case.exact[0]).iter().filter(|line| line.len() > 1) {
            for (at, column) in COLUMNS.into_iter().enumerate() {
                let hidden: Vec<usize> =
                    line.iter().copied().filter(|row| own.counts[*row][at].get().is_none()).collect();
                if hidden.len() == line.len() {
                    continue;
                }
                let sum: u64 = hidden.iter().map(|row| then[*row][at]).sum();
                let between: u64 = hidden.iter().map(|row| now[*row][at] - then[*row][at]).sum();
                let is_told = hidden.iter().any(|row| case.published[0].count(Row::Group(*row), column).get().is_some());
                prop_assert!(hidden.len() != 1 && (sum == 0 || sum >= 5), "{hidden:?} {sum}");
                prop_assert!(!is_told || between >= 5, "{hidden:?} {between}");
            }
        }
        for (row, (now, then)) in now.iter().zip(&then).enumerate() {
            for at in 0..2 {
                let both = own.counts[row][at].get().is_some() && case.published[0].counts[row][at].get().is_some();
                prop_assert!(!both || !(1..5).contains(&(now[at] - then[at])), "row {row}: {now:?} {then:?}");
            }
        }
    }
}

#[test]
fn two_tables_each_published_by_itself_are_broken_by_the_same_attacker() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut pairs, mut broken, mut kept) = (0, 0, 0);
    while pairs < 200 {
        let [now, then] = rows_of(3).new_tree(&mut runner).unwrap().current();
        let case = Case::of(&[Dimension::Office], &now, &then);
        if shown(&case.published[0]) == 0 || shown(&case.published[1]) == 0 {
            continue;
        }
        pairs += 1;
        let (problem, hidden) = case.joint(&case.published[1]);
        broken += usize::from(assert_nothing_recovered(&problem, &hidden).is_err());
        kept += usize::from(shown(&case.against()) > 0);
    }
    assert!(broken * 4 >= pairs, "only {broken} of {pairs}: an attacker that never wins is no evidence");
    assert!(kept * 5 >= pairs, "something of the earlier day is left in {kept} of {pairs} alone");
}

#[test]
fn what_happened_to_a_few_in_between_costs_the_earlier_count() {
    let case = |jobs| Case::of(&[Dimension::Office], &[[200, 60], [300, 90]], &[[150, jobs], [240, 60]]);
    let shown = |jobs| {
        let own = case(jobs).against();
        [Row::Group(0), Row::Group(1), Row::Total].map(|row| own.count(row, COLUMNS[1]).get().is_some())
    };
    assert_eq!(shown(40), [true, true, true]);
    assert!(!shown(58)[0], "60 - 58 is 2");
    assert!(shown(58).iter().filter(|shown| !**shown).count() > 1, "one alone is told by its column");
    assert_eq!(shown(60), [true, true, true], "nobody in between is no secret");
}

#[test]
fn what_the_answer_for_the_time_between_hides_is_hidden_then() {
    let case = Case::of(&[Dimension::Office], &[[200, 60], [300, 90]], &[[150, 40], [240, 60]]);
    let mut between = publish(&table(Basis::TwelveMonths, &[Dimension::Office], &[[50, 20], [60, 30]]), RULE).unwrap();
    between.counts[1][1] = PublishedCount::hidden();
    between.total[1] = PublishedCount::hidden();
    let beside = Beside { between: Some(&between), ..INSIDE };
    let own = publish_against(case.told(0), case.told(1), 2, beside);
    assert_eq!(own.count(Row::Group(1), COLUMNS[1]).get(), None);
    assert_eq!(own.count(Row::Group(0), COLUMNS[0]).get(), Some(150));
}

#[test]
fn months_of_two_years_that_leave_a_few_of_all_are_not_shown_beside_each_other() {
    let dimension = [Dimension::Office];
    let one = |rows| {
        let exact = table(Basis::Period, &dimension, &[rows]);
        let published = publish(&exact, RULE).unwrap();
        (exact, published)
    };
    let to_date = |jobs| {
        let exact = table(Basis::ToDate, &dimension, &[[500, jobs]]);
        let published = publish(&exact, RULE).unwrap();
        (exact, published)
    };
    let (now, then) = (one([60, 30]), one([70, 40]));
    let shown = |jobs| {
        let whole = to_date(jobs);
        let told = |(exact, published): &(CountTable, PublishedTable)| {
            publish_against(
                Told { exact: &now.0, published: &now.1 },
                Told { exact: &then.0, published: &then.1 },
                2,
                Beside { whole: Some(Told { exact, published }), ..Beside::default() },
            )
        };
        told(&whole).count(Row::Group(0), COLUMNS[1]).get()
    };
    assert_eq!([shown(73), shown(100)], [None, Some(40)], "73 - 30 - 40 is 3");
}
