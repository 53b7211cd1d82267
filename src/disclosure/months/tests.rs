//! The months against readers who take sums of everything that the paper prints.

use proptest::prelude::*;
use proptest::strategy::ValueTree;

use super::super::attack::{Range, narrow_sum};
use super::super::cohort_curves::{ToldOfCohorts, publish_curves};
use super::super::publish::{publish_family, publish_part};
use super::*;
use crate::metrics::cohort::as_far_as_followed;
use crate::metrics::{Dimension, View};
use crate::vocabulary::{AsAt, Basis};

const RULE: Rule = Rule { threshold: 5, sensitive_threshold: 10 };
const ATTACHED: CountColumn = CountColumn::Happened(Event::Attached);
const STARTED: CountColumn = CountColumn::Happened(Event::JobStarted);
/// Months that people join in, the last twelve of them those that are told.
const MONTHS: usize = 18;
const COHORT_COUNT: usize = MONTHS / 3;

fn quarter() -> Quarter {
    "2015-16-Q3".parse().unwrap()
}

/// People by the month in which they joined and that of their job start, `MONTHS` where there is none. Everything happens on the
/// first of a month.
#[derive(Clone, Debug, Default)]
struct World(Vec<(usize, usize, u64)>);

impl World {
    fn count(&self, is_meant: impl Fn(usize, usize) -> bool) -> u64 {
        self.0.iter().filter(|(joined, started, _)| is_meant(*joined, *started)).map(|(_, _, people)| people).sum()
    }

    fn months(&self) -> MonthCounts {
        let first = MONTHS - 12;
        let by = |is_meant: &dyn Fn(usize, usize, usize) -> bool| {
            std::array::from_fn(|i| self.count(|joined, started| is_meant(joined, started, first + i)))
        };
        let counts = vec![
            (Event::Attached, by(&|joined, _, month| joined == month)),
            (Event::JobStarted, by(&|_, started, month| started == month)),
        ];
        MonthCounts { quarter: quarter(), counts }
    }

    fn table(&self, basis: Basis, quarter: Quarter, from: usize, until: usize) -> CountTable {
        let within = |month: usize| (from..until).contains(&month);
        let row = vec![self.count(|joined, _| within(joined)), self.count(|_, started| within(started))];
        CountTable {
            view: View { basis, as_at: AsAt::end_of(quarter), quarter, from: None },
            dimensions: vec![Dimension::Prime],
            groups: vec![vec!["East".into()]],
            columns: vec![ATTACHED, STARTED],
            counts: vec![row.clone()],
            total: row,
        }
    }

    fn cohorts(&self) -> CountTable {
        let names = cohort_names();
        let row = |c: usize| {
            let of = |joined: usize| joined / 3 == c;
            let within = |months: &usize| {
                self.count(|joined, started| of(joined) && started < MONTHS && started - joined < *months)
            };
            let own =
                [self.count(|joined, _| of(joined)), self.count(|joined, started| of(joined) && started < MONTHS)];
            own.into_iter().chain([3, 6, 9, 12, 18, 24].iter().map(within)).collect::<Vec<u64>>()
        };
        let mut table = CountTable {
            view: View { basis: Basis::ToDate, as_at: AsAt::end_of(quarter()), quarter: quarter(), from: None },
            dimensions: vec![Dimension::AttachmentQuarter],
            groups: names.iter().map(|name| vec![name.clone()]).collect(),
            columns: [&[ATTACHED, STARTED], &CURVE[..]].concat(),
            counts: (0..COHORT_COUNT).map(row).collect(),
            total: vec![0; 8],
        };
        as_far_as_followed(&mut table, COHORTS[0]);
        table
    }

    fn paper(&self) -> Paper {
        let exact = self.cohorts();
        let last_year = quarter().year_before();
        let to_date = self.table(Basis::ToDate, quarter(), 0, MONTHS);
        let before = self.table(Basis::ToDate, last_year, 0, MONTHS - 12);
        let period = self.table(Basis::Period, quarter(), MONTHS - 3, MONTHS);
        let all = self.table(Basis::ToDate, quarter(), 0, MONTHS);
        let [to_date, cohorts]: [PublishedTable; 2] =
            publish_family(&[to_date, exact.only(&[ATTACHED, STARTED])], RULE).unwrap().try_into().unwrap();
        let before = publish_family(&[before], RULE).unwrap().remove(0);
        let in_quarter = publish_part(&period, &all, &to_date, RULE).unwrap();
        let told = ToldOfCohorts { cohorts: &cohorts, cohorts_before: &before, followed: None };
        let curves = publish_curves(&exact, &told, RULE).unwrap();
        let mut paper = Paper { to_date, before, in_quarter, cohorts, curves, exact, months: Vec::new() };
        let beside = paper.beside();
        paper.months = publish_months(&self.months(), &beside, RULE).told;
        paper
    }
}

fn cohort_names() -> Vec<String> {
    let mut names: Vec<String> = std::iter::successors(Some(quarter()), |own| Some(own.previous()))
        .take(COHORT_COUNT)
        .map(|own| own.to_string())
        .collect();
    names.reverse();
    names
}

/// No paper was made before.
static NONE: PapersBefore = PapersBefore(Vec::new());

/// Everything that is printed.
struct Paper {
    to_date: PublishedTable,
    before: PublishedTable,
    in_quarter: PublishedTable,
    cohorts: PublishedTable,
    curves: PublishedTable,
    exact: CountTable,
    months: Vec<(Event, Spans)>,
}

impl Paper {
    fn beside(&self) -> Beside<'_> {
        Beside {
            to_date: &self.to_date,
            to_date_before: &self.before,
            in_quarter: &self.in_quarter,
            cohorts: &self.cohorts,
            cohorts_before: &self.before,
            curves: &self.curves,
            exact: &self.exact,
            papers: &NONE,
        }
    }

    fn spans(&self, event: Event) -> Spans {
        self.months.iter().find(|(own, _)| *own == event).unwrap().1
    }

    /// What is printed without the months, each figure as a sum of cells.
    fn sums(&self) -> Vec<Vec<u64>> {
        let mut sums = Vec::new();
        let mut told = |table: &PublishedTable, row: Row, column, cells: Vec<u64>| {
            if table.count(row, column).get().is_some() {
                sums.push(cells);
            }
        };
        for (table, from, until) in
            [(&self.to_date, 0, MONTHS), (&self.before, 0, MONTHS - 12), (&self.in_quarter, MONTHS - 3, MONTHS)]
        {
            let within = |month: usize| (from..until).contains(&month);
            told(table, Row::Total, ATTACHED, cells(|joined, _| within(joined)));
            told(table, Row::Total, STARTED, cells(|_, started| within(started)));
        }
        for (c, name) in cohort_names().iter().enumerate() {
            let row = Row::Group(c);
            told(&self.cohorts, row, ATTACHED, cells(|joined, _| joined / 3 == c));
            told(&self.cohorts, row, STARTED, cells(|joined, started| joined / 3 == c && started < MONTHS));
            for column in CURVE {
                let CountColumn::Within { months, .. } = column else { unreachable!() };
                if COHORTS[0].followed(name, self.exact.view.as_at) >= Some(months) {
                    let is_within = |joined: usize, started: usize| {
                        joined / 3 == c && started < MONTHS && started - joined < months as usize
                    };
                    told(&self.curves, row, column, cells(is_within));
                }
            }
        }
        sums
    }
}

/// Places of the grid: joined, started.
fn places() -> Vec<(usize, usize)> {
    (0..MONTHS).flat_map(|joined| (joined..=MONTHS).map(move |started| (joined, started))).collect()
}

fn cells(is_in: impl Fn(usize, usize) -> bool) -> Vec<u64> {
    places().into_iter().map(|(joined, started)| u64::from(is_in(joined, started))).collect()
}

/// The sums that months or quarters of an event tell.
fn sums_of(event: Event, spans: Spans) -> Vec<Vec<u64>> {
    let first = MONTHS - 12;
    let length = match spans {
        Spans::Months(_) => 1,
        Spans::Quarters(_) => 3,
        Spans::Hidden => return Vec::new(),
    };
    let sum = |i: usize| {
        let within = move |month: usize| (first + i * length..first + (i + 1) * length).contains(&month);
        cells(|joined, started| within(if event == Event::Attached { joined } else { started }))
    };
    (0..12 / length).map(sum).collect()
}

/// Linear combinations of sums, reckoned modulo a large prime.
#[derive(Clone, Default)]
struct Known {
    /// Each with a one in its own place, where those after it have nought.
    rows: Vec<(usize, Vec<u64>)>,
}

const PRIME: u64 = (1 << 61) - 1;

fn times(a: u64, b: u64) -> u64 {
    (u128::from(a) * u128::from(b) % u128::from(PRIME)) as u64
}

fn inverse(a: u64) -> u64 {
    let (mut result, mut base, mut power) = (1, a, PRIME - 2);
    while power > 0 {
        if power & 1 == 1 {
            result = times(result, base);
        }
        base = times(base, base);
        power >>= 1;
    }
    result
}

impl Known {
    fn of(sums: &[Vec<u64>]) -> Known {
        let mut known = Known::default();
        sums.iter().for_each(|sum| known.learn(sum));
        known
    }

    fn rest(&self, sum: &[u64]) -> Vec<u64> {
        let mut rest = sum.to_vec();
        for (place, row) in &self.rows {
            let factor = rest[*place];
            if factor != 0 {
                let minus = PRIME - factor;
                rest.iter_mut().zip(row).filter(|(_, own)| **own != 0).for_each(|(rest, own)| {
                    *rest = (*rest + times(minus, *own)) % PRIME;
                });
            }
        }
        rest
    }

    fn learn(&mut self, sum: &[u64]) {
        let rest = self.rest(sum);
        let Some(place) = rest.iter().position(|own| *own != 0) else { return };
        let factor = inverse(rest[place]);
        self.rows.push((place, rest.iter().map(|own| times(*own, factor)).collect()));
    }

    fn tells(&self, sum: &[u64]) -> bool {
        self.rest(sum).iter().all(|own| *own == 0)
    }
}

/// Small numbers of people that months tell and the paper without them does not: by ranges of quarters of joining, and a month, a
/// quarter, or all from a month on or before it.
fn told_by_months(world: &World, before: &[Vec<u64>], months: &[Vec<u64>]) -> Vec<String> {
    let known = Known::of(before);
    let mut all = known.clone();
    months.iter().for_each(|sum| all.learn(sum));
    let mut spans: Vec<(usize, usize)> = (0..=MONTHS).flat_map(|at| [(at, at + 1), (at, MONTHS), (0, at)]).collect();
    spans.extend((0..COHORT_COUNT).map(|at| (3 * at, 3 * at + 3)));
    spans.push((0, MONTHS + 1));
    let mut found = Vec::new();
    for first in 0..COHORT_COUNT {
        for last in first..COHORT_COUNT {
            for (from, until) in &spans {
                let is_in = |joined: usize, started: usize| {
                    (first..=last).contains(&(joined / 3)) && (*from..*until).contains(&started)
                };
                let people = world.count(is_in);
                if is_small(people, RULE.threshold) {
                    let sum = cells(is_in);
                    if all.tells(&sum) && !known.tells(&sum) {
                        found.push(format!("{people} of quarters {first} to {last} in months {from} to {until}"));
                    }
                }
            }
        }
    }
    found
}

/// How far apart the values of each quarter's job starts may be, by sums of whole quarters alone.
fn widths(world: &World, paper: &Paper, with_months: bool) -> Vec<Range> {
    let joined_in = |c: usize| world.count(|joined, started| joined / 3 == c && started < MONTHS);
    let at = |c: usize, q: usize| c * COHORT_COUNT + q;
    let (cohorts, quarters) = (COHORT_COUNT * COHORT_COUNT, COHORT_COUNT * COHORT_COUNT + COHORT_COUNT);
    let mut ranges = vec![Range::unknown(); quarters + COHORT_COUNT];
    let (mut all, mut then) = (Range::unknown(), Range::unknown());
    for c in 0..COHORT_COUNT {
        (0..c).for_each(|q| ranges[at(c, q)] = Range::exactly(0));
        if paper.cohorts.count(Row::Group(c), STARTED).get().is_some() {
            ranges[cohorts + c] = Range::exactly(joined_in(c));
        }
        let is_told = with_months && c >= COHORT_COUNT - 4;
        if is_told || (c + 1 == COHORT_COUNT && paper.in_quarter.count(Row::Total, STARTED).get().is_some()) {
            ranges[quarters + c] = Range::exactly(world.count(|_, started| started / 3 == c));
        }
    }
    for (table, range) in [(&paper.to_date, &mut all), (&paper.before, &mut then)] {
        if let Some(count) = table.count(Row::Total, STARTED).get() {
            *range = Range::exactly(count);
        }
    }
    ranges.extend([all, then]);
    let (all, then) = (ranges.len() - 2, ranges.len() - 1);
    let row = |c: usize| (0..COHORT_COUNT).map(|q| at(c, q)).collect::<Vec<_>>();
    let column = |q: usize| (0..COHORT_COUNT).map(|c| at(c, q)).collect::<Vec<_>>();
    for _ in 0..60 {
        (0..COHORT_COUNT).for_each(|c| narrow_sum(&mut ranges, cohorts + c, &row(c)));
        (0..COHORT_COUNT).for_each(|q| narrow_sum(&mut ranges, quarters + q, &column(q)));
        let whole = |of: usize, count: usize| (of..of + count).collect::<Vec<_>>();
        narrow_sum(&mut ranges, all, &whole(cohorts, COHORT_COUNT));
        narrow_sum(&mut ranges, all, &whole(quarters, COHORT_COUNT));
        narrow_sum(&mut ranges, then, &whole(quarters, COHORT_COUNT - 4));
    }
    ranges[cohorts..cohorts + COHORT_COUNT].to_vec()
}

prop_compose! {
    /// Small worlds in which something is printed: many joined in each quarter, a few people here and there.
    fn world()(
        base in prop::collection::vec(prop_oneof![Just(0u64), 0..14u64, 5..14u64], MONTHS * 2),
        few in prop::collection::vec((0..MONTHS, 0usize..14, 1..4u64), 0..10),
        never in 0..40u64,
        most in 1usize..9,
    ) -> World {
        let of = |(i, people): (usize, &u64)| {
            let joined = i / 2;
            (joined, (joined + (i * 7) % most + i % 2).min(MONTHS), *people)
        };
        let mut cells: Vec<(usize, usize, u64)> = base.iter().enumerate().map(of).collect();
        cells.extend(few.iter().map(|(joined, later, people)| (*joined, (joined + later).min(MONTHS), *people)));
        cells.extend((0..MONTHS).map(|joined| (joined, MONTHS, never)));
        World(cells)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_sum_of_printed_figures_tells_a_small_number_by_the_months(world in world()) {
        let paper = world.paper();
        let months: Vec<Vec<u64>> =
            paper.months.iter().flat_map(|(event, spans)| sums_of(*event, *spans)).collect();
        if !months.is_empty() {
            let found = told_by_months(&world, &paper.sums(), &months);
            prop_assert!(found.is_empty(), "{found:?} beside {:?}", paper.months);
        }
    }

    #[test]
    fn months_do_not_close_in_on_what_the_cohorts_hide(world in world()) {
        let paper = world.paper();
        if paper.spans(Event::JobStarted) != Spans::Hidden {
            let (before, after) = (widths(&world, &paper, false), widths(&world, &paper, true));
            for (c, (before, after)) in before.iter().zip(&after).enumerate() {
                let is_hidden = paper.cohorts.count(Row::Group(c), STARTED).get().is_none();
                let need = RULE.threshold as i64 - 1;
                prop_assert!(!is_hidden || !before.is_as_wide_as(need) || after.is_as_wide_as(need), "cohort {c}: {after:?}");
            }
        }
    }

    #[test]
    fn months_are_nobody_or_enough_people_and_add_up_to_the_quarter(world in world()) {
        let paper = world.paper();
        for (event, spans) in &paper.months {
            let column = CountColumn::Happened(*event);
            let quarter = paper.in_quarter.count(Row::Total, column).get();
            let counts: Vec<u64> = match spans {
                Spans::Months(counts) => counts.iter().map(|count| count.get().unwrap()).collect(),
                Spans::Quarters(counts) => counts.iter().map(|count| count.get().unwrap()).collect(),
                Spans::Hidden => continue,
            };
            prop_assert!(counts.iter().all(|count| !is_small(*count, RULE.threshold)));
            let last = counts.len() / 4;
            prop_assert_eq!(Some(counts[counts.len() - last..].iter().sum::<u64>()), quarter);
        }
    }
}

#[test]
fn months_that_are_only_large_enough_by_themselves_are_broken_by_the_same_attacker() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut told, mut broken, mut shown) = (0, 0, 0);
    for _ in 0..150 {
        let world = world().new_tree(&mut runner).unwrap().current();
        let paper = world.paper();
        shown += usize::from(matches!(paper.spans(Event::JobStarted), Spans::Months(_)));
        let exact = world.months().exact(Event::JobStarted).unwrap();
        let quarters: Vec<u64> = exact.chunks(3).map(|months| months.iter().sum()).collect();
        if quarters.iter().any(|count| is_small(*count, RULE.threshold)) {
            continue;
        }
        told += 1;
        let spans = Spans::Quarters([PublishedCount::hidden(); 4]);
        broken += usize::from(!told_by_months(&world, &paper.sums(), &sums_of(Event::JobStarted, spans)).is_empty());
    }
    println!("{broken} of {told} were broken; {shown} show months");
    assert!(broken * 20 >= told && shown >= 5, "{broken} of {told} were broken, {shown} show months");
}

/// Twelve a month join and nine of them start a job three months later; and some more.
fn plain(more: &[(usize, usize, u64)]) -> World {
    let each = (0..MONTHS).flat_map(|joined| [(joined, (joined + 3).min(MONTHS), 9), (joined, MONTHS, 12)]);
    World(each.chain(more.iter().copied()).collect())
}

fn fineness(world: &World, event: Event) -> &'static str {
    match world.paper().spans(event) {
        Spans::Months(_) => "months",
        Spans::Quarters(_) => "quarters",
        Spans::Hidden => "hidden",
    }
}

#[test]
fn twelve_months_of_enough_people_are_shown_and_one_small_month_makes_them_quarters() {
    assert_eq!(fineness(&plain(&[]), Event::JobStarted), "months");
    assert_eq!(fineness(&plain(&[]), Event::Attached), "months");
    // Nobody joins in month 8 but three people: the months would tell them, the quarter does not.
    let mut few = plain(&[(8, MONTHS, 3)]);
    few.0.retain(|(joined, _, people)| *joined != 8 || *people == 3);
    assert_eq!(fineness(&few, Event::Attached), "quarters");
}

#[test]
fn a_rest_of_a_few_who_joined_before_the_quarter_hides_the_months_and_the_quarters() {
    // Everybody who joins starts a job in the month of joining; two of those who joined earlier do so in the last quarter.
    let at_once = |more: &[(usize, usize, u64)]| {
        let each = (0..MONTHS).flat_map(|joined| [(joined, joined, 20), (joined, MONTHS, 12)]);
        World(each.chain(more.iter().copied()).collect())
    };
    assert_eq!(fineness(&at_once(&[]), Event::JobStarted), "months");
    assert_eq!(fineness(&at_once(&[(2, MONTHS - 2, 2)]), Event::JobStarted), "hidden");
    assert_eq!(fineness(&at_once(&[(2, MONTHS - 2, 6)]), Event::JobStarted), "months");
}

#[test]
fn months_are_hidden_where_a_sum_of_them_is() {
    // 3 of the last quarter's joiners started a job, and the rest of the paper hides the quarter's job starts.
    let world =
        World((0..MONTHS).map(|joined| (joined, if joined == MONTHS - 1 { joined } else { MONTHS }, 3)).collect());
    assert!(world.paper().in_quarter.count(Row::Total, STARTED).get().is_none());
    assert_eq!(fineness(&world, Event::JobStarted), "hidden");
}
