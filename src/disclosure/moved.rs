//! Which changes of figures that were printed before may be told in public, with both numbers.
//!
//! A change is told when it is of the threshold or more, both numbers are printed, and **no part of the figure has moved by a few**:
//! every figure is a sum of people by prime and quarter, and what is told is told of figures none of whose parts is a small change.
//! A sum or difference of told figures is then a sum of parts none of which is small; a small one is in none of them. A part is
//! looked at against every earlier paper that held it, since all of those can still be read. Months are parts of their own.
//!
//! All primes together are told with all primes or not at all: with one left out, the total would tell it. Of a row's milestones
//! one is left out that would have moved by nearly as much as the one before it: the difference is a number of people, too.

use std::collections::{BTreeMap, BTreeSet};

use crate::metrics::Event;
use crate::metrics::reported::{Figure, REPORTED, Tally, Time, When};
use crate::vocabulary::{Month, Quarter};

use super::before::is_small;

/// One earlier paper, and the same figures as they are known now.
pub struct Compared<'a> {
    pub quarter: Quarter,
    pub printed: &'a BTreeMap<Figure, Option<u64>>,
    pub printed_now: &'a BTreeMap<Figure, Option<u64>>,
    pub then: &'a Tally,
    pub now: &'a Tally,
}

/// A change that may be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    pub quarter: Quarter,
    pub figure: Figure,
    pub then: u64,
    pub now: u64,
}

/// The changes that may be told, in the order of the papers and figures.
pub fn moved(papers: &[Compared<'_>], threshold: u64) -> Vec<Moved> {
    let small = SmallParts::of(papers, threshold);
    papers.iter().flat_map(|paper| of_paper(paper, &small, threshold)).collect()
}

fn of_paper(paper: &Compared<'_>, small: &SmallParts, threshold: u64) -> Vec<Moved> {
    let shown = |all: &BTreeMap<Figure, Option<u64>>, figure: &Figure| all.get(figure).copied().flatten();
    let mut told: BTreeMap<&Figure, (u64, u64)> = BTreeMap::new();
    for figure in paper.printed.keys() {
        if let (Some(then), Some(now)) = (shown(paper.printed, figure), shown(paper.printed_now, figure))
            && then.abs_diff(now) >= threshold
            && !small.holds(figure, paper)
        {
            told.insert(figure, (then, now));
        }
    }
    keep_totals_of_all(&mut told, paper);
    keep_apart(&mut told, threshold);
    let moved = |(figure, (then, now)): (&Figure, (u64, u64))| Moved {
        quarter: paper.quarter,
        figure: figure.clone(),
        then,
        now,
    };
    told.into_iter().map(moved).collect()
}

/// A total by primes is told where every prime's figure is.
fn keep_totals_of_all(told: &mut BTreeMap<&Figure, (u64, u64)>, paper: &Compared<'_>) {
    let primes: BTreeSet<&String> = paper.printed.keys().filter_map(|figure| figure.prime.as_ref()).collect();
    let alone: Vec<Figure> = told
        .keys()
        .filter(|figure| figure.prime.is_none() && [Time::ToDate, Time::In(paper.quarter)].contains(&figure.time))
        .filter(|figure| {
            !primes
                .iter()
                .all(|prime| told.contains_key(&Figure { prime: Some((*prime).clone()), ..(**figure).clone() }))
        })
        .map(|figure| (*figure).clone())
        .collect();
    told.retain(|figure, _| !alone.contains(figure));
}

/// Of two milestones of a row that have moved by nearly the same the later one is left out.
fn keep_apart(told: &mut BTreeMap<&Figure, (u64, u64)>, threshold: u64) {
    let change = |(then, now): (u64, u64)| now.cast_signed() - then.cast_signed();
    let mut last: BTreeMap<(Time, Option<&String>), i64> = BTreeMap::new();
    let mut left_out: Vec<&Figure> = Vec::new();
    for event in REPORTED {
        for (figure, numbers) in told.iter().filter(|(figure, _)| figure.event == event) {
            let row = (figure.time, figure.prime.as_ref());
            let own = change(*numbers);
            match last.get(&row) {
                Some(before) if (1..threshold).contains(&own.abs_diff(*before)) => left_out.push(figure),
                _ => drop(last.insert(row, own)),
            }
        }
    }
    told.retain(|figure, _| !left_out.contains(figure));
}

/// What has moved by a few against some earlier paper.
struct SmallParts {
    /// By prime; the quarter, or nothing for what has no day.
    quarters: BTreeSet<(String, Event, Option<Quarter>)>,
    /// Of all primes together.
    months: BTreeSet<(Event, Month)>,
}

impl SmallParts {
    fn of(papers: &[Compared<'_>], threshold: u64) -> SmallParts {
        let mut small = SmallParts { quarters: BTreeSet::new(), months: BTreeSet::new() };
        for paper in papers {
            let mut quarters: BTreeMap<(String, Event, Option<Quarter>), [u64; 2]> = BTreeMap::new();
            let mut months: BTreeMap<(Event, Month), [u64; 2]> = BTreeMap::new();
            for (side, tally) in [paper.then, paper.now].into_iter().enumerate() {
                for ((prime, event, when), people) in &tally.cells {
                    quarters.entry((prime.clone(), *event, quarter_of(*when))).or_default()[side] += people;
                    if let When::In(month) = when {
                        months.entry((*event, *month)).or_default()[side] += people;
                    }
                }
            }
            let is_few = |[then, now]: &[u64; 2]| is_small(*then, *now, threshold);
            small.quarters.extend(quarters.into_iter().filter(|(_, both)| is_few(both)).map(|(part, _)| part));
            small.months.extend(months.into_iter().filter(|(_, both)| is_few(both)).map(|(part, _)| part));
        }
        small
    }

    /// Whether a part of a figure is among them; of a month also what else is in its quarter.
    fn holds(&self, figure: &Figure, paper: &Compared<'_>) -> bool {
        let is_own = |quarter: &Option<Quarter>| match figure.time {
            Time::ToDate => quarter.is_none_or(|quarter| quarter <= paper.quarter),
            Time::In(own) => *quarter == Some(own),
            Time::Month(month) => *quarter == Some(Quarter::of(month.first_day())),
        };
        let of_prime = |prime: &String| figure.prime.as_ref().is_none_or(|own| own == prime);
        let in_quarters = self
            .quarters
            .iter()
            .any(|(prime, event, quarter)| *event == figure.event && of_prime(prime) && is_own(quarter));
        let in_months = matches!(figure.time, Time::Month(_))
            && self
                .months
                .iter()
                .any(|(event, month)| *event == figure.event && is_own(&Some(Quarter::of(month.first_day()))));
        in_quarters || in_months
    }
}

fn quarter_of(when: When) -> Option<Quarter> {
    match when {
        When::Undated => None,
        When::In(month) => Some(Quarter::of(month.first_day())),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const THRESHOLD: u64 = 5;
    const PRIMES: [&str; 2] = ["North", "South"];

    /// Job starts by prime and month, from April 2014 on; papers of the two quarters.
    type Counts = [[u64; 6]; 2];

    fn quarter(nth: usize) -> Quarter {
        ["2014-15-Q1", "2014-15-Q2"][nth].parse().unwrap()
    }

    fn month(nth: usize) -> Month {
        Month { year: 2014, month: nth as u32 + 4 }
    }

    fn tally(counts: &Counts, months: usize) -> Tally {
        let of = |(prime, own): (&&str, &[u64; 6])| -> Vec<((String, Event, When), u64)> {
            let cell = |at: usize| ((prime.to_string(), Event::JobStarted, When::In(month(at))), own[at]);
            (0..months).map(cell).collect()
        };
        Tally { cells: PRIMES.iter().zip(counts).flat_map(of).collect() }
    }

    /// Everything is printed.
    fn printed(tally: &Tally, nth: usize) -> BTreeMap<Figure, Option<u64>> {
        let primes = [None].into_iter().chain(PRIMES.map(|prime| Some(prime.to_string())));
        let figure = |time, prime: &Option<String>| Figure { time, prime: prime.clone(), event: Event::JobStarted };
        let by_prime = primes.flat_map(|prime| [Time::ToDate, Time::In(quarter(nth))].map(|time| figure(time, &prime)));
        let months = (0..3 * (nth + 1)).map(|at| figure(Time::Month(month(at)), &None));
        by_prime.chain(months).map(|figure| (figure.clone(), Some(tally.of(&figure)))).collect()
    }

    /// What is told where the first paper knew the one, the second paper the next, and today the last.
    fn told(first: &Counts, second: &Counts, now: &Counts) -> Vec<Moved> {
        let then = [tally(first, 3), tally(second, 6)];
        let now = [tally(now, 3), tally(now, 6)];
        let printed_then: Vec<_> = (0..2).map(|nth| printed(&then[nth], nth)).collect();
        let printed_now: Vec<_> = (0..2).map(|nth| printed(&now[nth], nth)).collect();
        let papers = (0..2).map(|nth| Compared {
            quarter: quarter(nth),
            printed: &printed_then[nth],
            printed_now: &printed_now[nth],
            then: &then[nth],
            now: &now[nth],
        });
        moved(&papers.collect::<Vec<_>>(), THRESHOLD)
    }

    #[test]
    fn a_change_of_many_is_told_with_both_numbers_and_a_total_beside_one_of_a_few_is_not() {
        let then = [[20; 6], [20; 6]];
        let mut now = then;
        now[0][0] = 27;
        now[1][1] = 22;
        let all = told(&then, &then, &now);
        let north = Figure { time: Time::In(quarter(0)), prime: Some("North".into()), event: Event::JobStarted };
        assert!(all.contains(&Moved { quarter: quarter(0), figure: north, then: 60, now: 67 }), "{all:?}");
        assert!(all.iter().all(|own| own.figure.prime.as_deref() == Some("North")), "{all:?}");
    }

    #[test]
    fn a_change_that_another_paper_makes_a_small_one_is_not_told() {
        let (first, mut second) = ([[20; 6], [20; 6]], [[20; 6], [20; 6]]);
        second[0][0] = 27;
        let mut now = second;
        now[0][0] = 29;
        assert_eq!(told(&first, &second, &now), []);
        assert!(!told(&first, &second, &second).is_empty());
    }

    fn counts() -> impl Strategy<Value = Counts> {
        let step = || prop_oneof![4 => Just(0u64), 1 => 1u64..5, 2 => 5u64..12];
        let prime = || prop::array::uniform6(step());
        [prime(), prime()]
    }

    proptest! {
        #[test]
        fn nothing_small_is_told_and_no_two_told_figures_leave_a_small_one(a in counts(), b in counts()) {
            let base = [[20u64; 6]; 2];
            let add = |one: &Counts, other: &Counts| -> Counts {
                std::array::from_fn(|p| std::array::from_fn(|m| one[p][m] + other[p][m]))
            };
            let second = add(&base, &a);
            let now = add(&second, &b);
            let all = told(&base, &second, &now);
            for own in &all {
                prop_assert!(own.then.abs_diff(own.now) >= THRESHOLD, "{own:?}");
            }
            // To date less the quarter is what was before it; the total less a prime is the other.
            for (one, other) in all.iter().flat_map(|one| all.iter().map(move |other| (one, other))) {
                if one.quarter == other.quarter
                    && one.figure.time == Time::ToDate
                    && other.figure == (Figure { time: Time::In(one.quarter), ..one.figure.clone() })
                {
                    let left = (one.now - one.then).abs_diff(other.now - other.then);
                    prop_assert!(!(1..THRESHOLD).contains(&left), "{one:?} less {other:?}");
                }
                if one.quarter == other.quarter && one.figure.prime.is_none() && other.figure.prime.is_some()
                    && one.figure.time == other.figure.time
                {
                    let left = (one.now - one.then).abs_diff(other.now - other.then);
                    prop_assert!(!(1..THRESHOLD).contains(&left), "{one:?} less {other:?}");
                }
            }
        }
    }
}
