//! What earlier papers printed, and what a new paper may print of the same times.
//!
//! A figure of a time that was reported before may be printed again when it is the same, or when it has moved by the threshold or
//! more from *every* number that an earlier paper printed of it: all of those papers can still be read. A smaller change would tell
//! of a few people. Then the old number is printed again and the change is carried, or the figure is not printed at all.
//!
//! **Rows of a table by prime** are old or new as a whole, and the total is the sum of the rows as they are printed: a carried row
//! is in the total as it was. Two neighbours of a row, such as people attached and job starts, may not drift apart by a few
//! either: the difference of the two is a number of people too.
//!
//! **Months** are never carried: their sum is told beside them, to date less a year ago. Where one of them has moved by a few, the
//! twelve are not told, and the quarters are, where none of those has.

use std::collections::BTreeMap;

use crate::metrics::reported::{Figure, Time};
use crate::metrics::{CountColumn, Event};
use crate::vocabulary::{Month, Quarter};

use super::published::{PublishedCount, PublishedTable};

/// The milestones that a table of a year ago is printed for, each counted among those before it.
const MILESTONES: [Event; 4] = [Event::Referred, Event::Attached, Event::JobStarted, Event::Sustained];

/// The numbers that one earlier paper printed. What it hid is in it, without a number.
#[derive(Clone, Debug, Default)]
pub struct PaperBefore {
    pub quarter: Option<Quarter>,
    pub printed: BTreeMap<Figure, Option<u64>>,
}

/// The earlier papers, one a quarter, the newest first.
#[derive(Clone, Debug, Default)]
pub struct PapersBefore(pub Vec<PaperBefore>);

/// How a figure stands to what was printed of it before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It was not printed before.
    First,
    /// It is what was printed last, and every other number that was printed of it differs by many.
    Same,
    /// By the threshold or more.
    Moved,
    /// By fewer: that must not be told.
    Small,
}

/// Whether a difference would tell of a few people.
pub fn is_small(one: u64, other: u64, threshold: u64) -> bool {
    (1..threshold).contains(&one.abs_diff(other))
}

impl PapersBefore {
    /// The change of a count of all primes together in a month.
    pub(super) fn of_month(&self, event: Event, month: Month, now: u64, threshold: u64) -> Change {
        let figure = Figure { time: Time::Month(month), prime: None, event };
        change(self.0.iter().filter_map(|paper| paper.shown(&figure)), now, threshold)
    }

    /// The same in a quarter: as it was printed, or as its months add up to.
    pub(super) fn of_quarter(&self, event: Event, quarter: Quarter, now: u64, threshold: u64) -> Change {
        let figure = Figure { time: Time::In(quarter), prime: None, event };
        let months = months_of(quarter).map(|month| Figure { time: Time::Month(month), ..figure.clone() });
        let told = |paper: &PaperBefore| {
            let sum: Option<u64> = months.iter().map(|month| paper.shown(month)).sum();
            [paper.shown(&figure), sum]
        };
        change(self.0.iter().flat_map(told).flatten(), now, threshold)
    }

    /// A table by prime of an earlier time as this paper may print it; `time` is what it counts by. What it hides stays hidden: the
    /// tables beside it rest on that.
    pub fn as_printed(&self, table: &PublishedTable, time: Time) -> PublishedTable {
        let quarter = table.view.quarter;
        let Some(paper) = self.0.iter().find(|paper| paper.quarter == Some(quarter)) else { return table.clone() };
        let old = |prime: Option<&String>| -> Option<Vec<Option<u64>>> {
            let figure = |event| Figure { time, prime: prime.cloned(), event };
            MILESTONES.iter().map(|event| paper.printed.get(&figure(*event)).copied()).collect()
        };
        let rows: Option<Vec<_>> = table.groups.iter().map(|group| old(Some(&group[0]))).collect();
        // A prime of which that paper told nothing cannot be held against it, nor a total that it is in.
        let Some(old) = rows.zip(old(None)).map(|(rows, total)| Old { rows, total }) else { return table.clone() };
        let own = table.only(&MILESTONES.map(CountColumn::Happened));
        let merged = merged(&own, &old);
        let mut table = table.clone();
        let places = table.columns.iter().map(|column| merged.columns.iter().position(|own| own == column));
        for (at, from) in places.collect::<Vec<_>>().into_iter().enumerate() {
            let Some(from) = from else { continue };
            table.counts.iter_mut().zip(&merged.counts).for_each(|(row, own)| row[at] = own[from]);
            table.total[at] = merged.total[from];
        }
        table
    }

    /// Marks what has moved of the people who joined in each quarter, by the threshold or more.
    pub fn mark_joined(&self, cohorts: &mut PublishedTable) {
        let column = CountColumn::Happened(Event::Attached);
        let Some(at) = cohorts.columns.iter().position(|own| *own == column) else { return };
        for (group, counts) in cohorts.groups.iter().zip(&mut cohorts.counts) {
            let (Some(now), Ok(quarter)) = (counts[at].get(), group[0].parse()) else { continue };
            if self.of_quarter(Event::Attached, quarter, now, cohorts.threshold) == Change::Moved {
                counts[at] = PublishedCount::revised(now);
            }
        }
    }
}

impl PaperBefore {
    fn shown(&self, figure: &Figure) -> Option<u64> {
        self.printed.get(figure).copied().flatten()
    }
}

fn months_of(quarter: Quarter) -> [Month; 3] {
    let first = quarter.first_day();
    std::array::from_fn(|nth| Month::of(first + chrono::Months::new(nth as u32)))
}

/// Against every number that was printed, the last first.
fn change(printed: impl Iterator<Item = u64>, now: u64, threshold: u64) -> Change {
    let mut last = None;
    for then in printed {
        if is_small(now, then, threshold) {
            return Change::Small;
        }
        last.get_or_insert(then);
    }
    match last {
        None => Change::First,
        Some(then) if then == now => Change::Same,
        Some(_) => Change::Moved,
    }
}

/// What was printed of a table by prime, by milestone.
struct Old {
    rows: Vec<Vec<Option<u64>>>,
    total: Vec<Option<u64>>,
}

/// Each row as it is now, or as it was; the total is their sum.
fn merged(table: &PublishedTable, old: &Old) -> PublishedTable {
    let now = |counts: &[PublishedCount]| -> Vec<Option<u64>> { counts.iter().map(|count| count.get()).collect() };
    let own: Vec<Vec<Option<u64>>> = table.counts.iter().map(|counts| now(counts)).collect();
    let own_total = now(&table.total);
    let may_move = |now: &[Option<u64>], then: &[Option<u64>]| may_move(now, then, table.threshold);
    let is_new: Vec<bool> = own.iter().zip(&old.rows).map(|(now, then)| may_move(now, then)).collect();
    let all_new = is_new.iter().all(|is_new| *is_new);
    let pick = |(at, is_new): (usize, &bool)| if *is_new { own[at].clone() } else { carried(&old.rows[at], &own[at]) };
    let rows: Vec<Vec<Option<u64>>> = is_new.iter().enumerate().map(pick).collect();
    let sum = |column: usize| -> Option<u64> { rows.iter().map(|row| row[column]).sum() };
    let total: Vec<Option<u64>> = if all_new { own_total.clone() } else { (0..own_total.len()).map(sum).collect() };
    let adds_up = all_new || total.iter().all(Option::is_some);
    let (rows, total) = match adds_up && may_move(&total, &old.total) {
        true => (rows, total),
        // What was printed then tells nothing that is not known.
        false => {
            let rows = old.rows.iter().zip(&own).map(|(then, now)| carried(then, now)).collect();
            (rows, carried(&old.total, &own_total))
        }
    };
    let shown = |(now, then): (&Option<u64>, &Option<u64>)| match now {
        None => PublishedCount::hidden(),
        Some(now) if *then == Some(*now) => PublishedCount::shown(*now),
        Some(now) => PublishedCount::revised(*now),
    };
    let row = |(now, then): (&Vec<Option<u64>>, &Vec<Option<u64>>)| now.iter().zip(then).map(shown).collect();
    PublishedTable {
        counts: rows.iter().zip(&old.rows).map(row).collect(),
        total: total.iter().zip(&old.total).map(shown).collect(),
        ..table.clone()
    }
}

/// What was printed of a row, less what is hidden of it now.
fn carried(then: &[Option<u64>], now: &[Option<u64>]) -> Vec<Option<u64>> {
    then.iter().zip(now).map(|(then, now)| then.filter(|_| now.is_some())).collect()
}

/// Whether a row may be printed as it is now beside what was printed of it: nothing in it has moved by a few, what is hidden in the
/// one is in the other, and no two neighbours have drifted apart by a few.
fn may_move(now: &[Option<u64>], then: &[Option<u64>], threshold: u64) -> bool {
    let alike = now.iter().zip(then).all(|(now, then)| match (now, then) {
        (Some(now), Some(then)) => !is_small(*now, *then, threshold),
        (None, None) => true,
        _ => false,
    });
    let apart = |pair: &[Option<u64>]| pair[0].zip(pair[1]).map(|(of, event)| of.cast_signed() - event.cast_signed());
    alike
        && now.windows(2).zip(then.windows(2)).all(|(now, then)| match (apart(now), apart(then)) {
            (Some(now), Some(then)) => !(1..threshold).contains(&now.abs_diff(then)),
            _ => true,
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::metrics::{Dimension, View};
    use crate::vocabulary::{AsAt, Basis};

    const THRESHOLD: u64 = 5;

    fn quarter() -> Quarter {
        "2014-15-Q3".parse().unwrap()
    }

    fn table(rows: &[[u64; 4]]) -> PublishedTable {
        let view = View { basis: Basis::ToDate, as_at: AsAt::end_of(quarter()), quarter: quarter(), from: None };
        let shown = |count: u64| match is_small(count, 0, THRESHOLD) {
            true => PublishedCount::hidden(),
            false => PublishedCount::shown(count),
        };
        PublishedTable {
            view,
            dimensions: vec![Dimension::Prime],
            groups: (0..rows.len()).map(|nth| vec![format!("P{nth}")]).collect(),
            columns: MILESTONES.map(CountColumn::Happened).to_vec(),
            counts: rows.iter().map(|row| row.map(shown).to_vec()).collect(),
            total: (0..4).map(|at| shown(rows.iter().map(|row| row[at]).sum())).collect(),
            threshold: THRESHOLD,
        }
    }

    fn numbers(counts: &[PublishedCount]) -> Vec<Option<u64>> {
        counts.iter().map(|count| count.get()).collect()
    }

    fn papers(printed: &PublishedTable) -> PapersBefore {
        let row = |prime: Option<String>, counts: &[PublishedCount]| -> Vec<(Figure, Option<u64>)> {
            let figure = |event| Figure { time: Time::ToDate, prime: prime.clone(), event };
            MILESTONES.into_iter().map(figure).zip(numbers(counts)).collect()
        };
        let rows = printed.groups.iter().zip(&printed.counts).flat_map(|(group, own)| row(Some(group[0].clone()), own));
        let printed = rows.chain(row(None, &printed.total)).collect();
        PapersBefore(vec![PaperBefore { quarter: Some(quarter()), printed }])
    }

    fn again(then: &[[u64; 4]], now: &[[u64; 4]]) -> PublishedTable {
        papers(&table(then)).as_printed(&table(now), Time::ToDate)
    }

    #[test]
    fn a_row_that_moved_by_a_few_is_printed_as_it_was_and_one_that_moved_by_many_is_marked() {
        let then = [[100, 80, 40, 20], [100, 80, 40, 20]];
        let own = again(&then, &[[100, 80, 42, 20], [100, 80, 46, 20]]);
        assert_eq!(numbers(&own.counts[0]), [100, 80, 40, 20].map(Some));
        assert_eq!(numbers(&own.counts[1]), [100, 80, 46, 20].map(Some));
        assert_eq!(numbers(&own.total), [200, 160, 86, 40].map(Some));
        let marked = |counts: &[PublishedCount]| counts.iter().map(|own| own.is_revised()).collect::<Vec<_>>();
        assert_eq!(marked(&own.counts[0]), [false; 4]);
        assert_eq!(marked(&own.counts[1]), [false, false, true, false]);
        assert_eq!(marked(&own.total), [false, false, true, false]);
    }

    #[test]
    fn two_milestones_that_moved_apart_by_a_few_are_carried() {
        let own = again(&[[100, 80, 40, 20]], &[[100, 90, 48, 20]]);
        assert_eq!(numbers(&own.counts[0]), [100, 80, 40, 20].map(Some));
    }

    #[test]
    fn what_was_never_printed_stays_as_it_is() {
        let now = table(&[[100, 80, 42, 20]]);
        let own = PapersBefore::default().as_printed(&now, Time::ToDate);
        assert_eq!(numbers(&own.counts[0]), numbers(&now.counts[0]));
        let own = papers(&table(&[[100, 80, 40, 20]])).as_printed(&now, Time::In(quarter()));
        assert_eq!(numbers(&own.counts[0]), numbers(&now.counts[0]));
    }

    #[test]
    fn a_month_is_held_against_every_number_that_was_printed_of_it() {
        let month = Month { year: 2014, month: 12 };
        let figure = Figure { time: Time::Month(month), prime: None, event: Event::Attached };
        let paper = |number| PaperBefore { quarter: None, printed: BTreeMap::from([(figure.clone(), number)]) };
        // The newest first: 30, then nothing, then 20.
        let papers = PapersBefore(vec![paper(Some(30)), paper(None), paper(Some(20))]);
        let change = |now| papers.of_month(Event::Attached, month, now, THRESHOLD);
        assert_eq!(
            [30, 40, 20, 22, 33, 25].map(change),
            [Change::Same, Change::Moved, Change::Moved, Change::Small, Change::Small, Change::Moved]
        );
        assert_eq!(papers.of_month(Event::JobStarted, month, 7, THRESHOLD), Change::First);
    }

    fn rows() -> impl Strategy<Value = Vec<[u64; 4]>> {
        prop::collection::vec([0u64..40, 0u64..40, 0u64..40, 0u64..40], 2..4)
    }

    proptest! {
        #[test]
        fn no_printed_number_differs_by_a_few_from_what_was_printed_and_sums_add_up(
            then in rows(), moves in prop::collection::vec([0u64..12, 0u64..12, 0u64..12, 0u64..12], 3)
        ) {
            let add = |(row, by): (&[u64; 4], &[u64; 4])| std::array::from_fn(|at| row[at] + by[at]);
            let now: Vec<[u64; 4]> = then.iter().zip(&moves).map(add).collect();
            let (old, own) = (table(&then), again(&then, &now));
            let both = own.counts.iter().zip(&old.counts).chain([(&own.total, &old.total)]);
            for (now, then) in both {
                for (now, then) in now.iter().zip(then) {
                    if let (Some(number), Some(printed)) = (now.get(), then.get()) {
                        prop_assert!(!is_small(number, printed, THRESHOLD), "{printed} became {number}");
                        prop_assert_eq!(now.is_revised(), number != printed);
                    }
                }
            }
            for at in 0..4 {
                let sum: Option<u64> = own.counts.iter().map(|row| row[at].get()).sum();
                if let (Some(sum), Some(total)) = (sum, own.total[at].get()) {
                    prop_assert_eq!(sum, total);
                }
            }
        }
    }
}
