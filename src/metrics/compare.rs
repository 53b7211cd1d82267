//! Primes side by side within an area, and groups of people side by side. Pure numbers in, figures out, so that what is
//! published is made from published counts and officers' figures from exact ones, by the same rules.
//!
//! `docs/methods/comparison.md` says in plain words what is compared, with what, and what it does not show.

use crate::stats::funnel::{Limits, Position, limits, position};
use crate::stats::ratio::{Standardised, Stratum};
use crate::stats::{Interval, Level, newcombe_95};
use crate::vocabulary::Percent;

use super::dimension::Dimension;

/// Achieved, and of how many.
pub type Counts = (u64, u64);

/// What people are parted by to even out the mix, in the order in which it is looked for: the first of which the returns
/// hold several groups.
pub const KINDS: [Dimension; 5] =
    [Dimension::PaymentGroup, Dimension::Barrier, Dimension::Disability, Dimension::AgeBand, Dimension::Sex];

/// Counts by group, as far as they may be known.
#[derive(Clone, Debug)]
pub struct Cells<'a> {
    pub dimensions: &'a [Dimension],
    pub groups: &'a [Vec<String>],
    /// By group; nothing where they are hidden.
    pub counts: Vec<Option<Counts>>,
}

impl Cells<'_> {
    /// The counts of a group: nobody where nobody is in it.
    fn of(&self, group: &[String]) -> Option<Counts> {
        let at = self.groups.iter().position(|own| own == group);
        at.map_or(Some((0, 0)), |at| self.counts[at])
    }
}

/// A prime's people in an area.
#[derive(Clone, Debug)]
pub struct Unit {
    /// None where the whole workspace is one area.
    pub area: Option<String>,
    pub prime: String,
    /// Nothing where they are hidden.
    pub all: Option<Counts>,
    /// By kind of people, in one order for every unit; nothing where they are hidden.
    pub kinds: Option<Vec<Counts>>,
}

impl Unit {
    /// The units of a table by prime, or by area and prime; `by` has the kinds of people as its last dimension.
    pub fn all(units: &Cells<'_>, by: &Cells<'_>, kinds: &[String]) -> Vec<Unit> {
        let unit = |(group, counts): (&Vec<String>, &Option<Counts>)| {
            let of_kind = |kind: &String| by.of(&[group.as_slice(), std::slice::from_ref(kind)].concat());
            let is_there = by.groups.iter().any(|own| own.starts_with(group));
            let (prime, area) = match units.dimensions {
                [Dimension::Area, _] => (group[1].clone(), Some(group[0].clone())),
                _ => (group[0].clone(), None),
            };
            Unit {
                area,
                prime,
                all: *counts,
                kinds: kinds.iter().map(of_kind).collect::<Option<_>>().filter(|_| is_there),
            }
        };
        units.groups.iter().zip(&units.counts).map(unit).collect()
    }
}

/// What chance allows around a target, and where a rate lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Against {
    /// A fraction: the contract's minimum, else the rate of the area.
    pub target: f64,
    pub is_minimum: bool,
    /// Below a minimum that people who are still in time can bring up.
    pub is_open: bool,
    /// What chance brings in 95 of 100 draws, and in 998 of 1,000.
    pub inner: Limits,
    pub outer: Limits,
    pub position: Position,
}

/// The least that a contract asks of a prime.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Minimum {
    pub rate: Percent,
    /// Nobody is in time any more: what is below stays below.
    pub is_decided: bool,
}

/// A prime beside the others of its area.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    pub prime: String,
    /// Nothing where it is hidden or of too few people.
    pub rate: Option<Counts>,
    pub against: Option<Against>,
    /// Against all primes of the area with the same mix of people.
    pub standardised: Option<Standardised>,
    pub kinds: Option<Vec<Counts>>,
}

/// An area with primes to compare.
#[derive(Clone, Debug, PartialEq)]
pub struct Area {
    pub name: Option<String>,
    pub primes: Vec<Compared>,
}

/// Compares primes within each area that has two or more with rates of at least `least` people. The other areas are left
/// out, and so are people whose area is not known: they are in none.
pub fn compare(units: &[Unit], least: u64, minimum: &dyn Fn(&str) -> Option<Minimum>) -> Vec<Area> {
    let mut names: Vec<&Option<String>> = Vec::new();
    for unit in units.iter().filter(|unit| unit.area.as_deref() != Some(Dimension::Area.not_known())) {
        if !names.contains(&&unit.area) {
            names.push(&unit.area);
        }
    }
    let area = |name: &Option<String>| {
        let own: Vec<&Unit> = units.iter().filter(|unit| unit.area == *name && unit.all != Some((0, 0))).collect();
        let primes = compare_within(&own, least, minimum);
        let comparable = primes.iter().filter(|prime| prime.rate.is_some()).count() > 1;
        comparable.then(|| Area { name: name.clone(), primes })
    };
    names.into_iter().filter_map(area).collect()
}

fn compare_within(units: &[&Unit], least: u64, minimum: &dyn Fn(&str) -> Option<Minimum>) -> Vec<Compared> {
    let known = units.iter().filter_map(|unit| unit.all);
    let (achieved, people) = known.fold((0, 0), |(x, n), own| (x + own.0, n + own.1));
    let kinds: Vec<&[Counts]> = units.iter().filter_map(|unit| unit.kinds.as_deref()).collect();
    let reference = together(&kinds);
    let compared = |unit: &&Unit| {
        let rate = unit.all.filter(|(_, of)| *of >= least.max(1));
        let own = minimum(&unit.prime);
        let of_area = achieved as f64 / people.max(1) as f64;
        // A prime by itself is no reference to itself.
        let own_kinds = unit.kinds.as_deref().filter(|_| rate.is_some() && kinds.len() > 1);
        Compared {
            prime: unit.prime.clone(),
            rate,
            against: rate.and_then(|counts| against(counts, own, of_area)),
            standardised: own_kinds.and_then(|own| standardised(own, &reference)),
            kinds: unit.kinds.clone(),
        }
    };
    units.iter().map(compared).collect()
}

/// The counts of all units, kind by kind.
fn together(units: &[&[Counts]]) -> Vec<Counts> {
    let mut all = vec![(0, 0); units.first().map_or(0, |kinds| kinds.len())];
    for unit in units {
        for (all, own) in all.iter_mut().zip(*unit) {
            *all = (all.0 + own.0, all.1 + own.1);
        }
    }
    all
}

fn against((achieved, people): Counts, minimum: Option<Minimum>, of_area: f64) -> Option<Against> {
    let target = minimum.map_or(of_area, |minimum| minimum.rate.fraction());
    let position = position(achieved, people, target)?;
    Some(Against {
        target,
        is_minimum: minimum.is_some(),
        is_open: position < Position::Inside && minimum.is_some_and(|minimum| !minimum.is_decided),
        inner: limits(people, target, Level::P95)?,
        outer: limits(people, target, Level::P998)?,
        position,
    })
}

/// A unit held against a reference, kind by kind; nothing where no ratio can be formed.
pub fn standardised(own: &[Counts], reference: &[Counts]) -> Option<Standardised> {
    let stratum = |(own, of): (&Counts, &Counts)| Stratum {
        achieved: own.0,
        people: own.1,
        reference_achieved: of.0,
        reference_people: of.1,
    };
    Standardised::of(&own.iter().zip(reference).map(stratum).collect::<Vec<_>>())
}

/// Two shares and the interval of how far apart they are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gap {
    /// The group's place in the list.
    pub group: usize,
    pub own: Counts,
    /// The people it is held against.
    pub others: Counts,
    /// Newcombe's 95% interval of the difference.
    pub interval: Interval,
}

impl Gap {
    fn between(group: usize, own: Counts, others: Counts) -> Option<Gap> {
        Some(Gap { group, own, others, interval: newcombe_95(own.0, own.1, others.0, others.1)? })
    }

    /// Whether chance alone would hardly bring a difference so wide.
    pub fn is_more_than_chance(&self) -> bool {
        !self.interval.contains(0.0)
    }
}

/// The groups of at least `least` people with the highest and the lowest share, where there are two: the one against the
/// other, and its place. The first in the list where shares are alike.
pub fn widest(groups: &[Option<Counts>], least: u64) -> Option<(Gap, usize)> {
    let known =
        groups.iter().enumerate().filter_map(|(at, own)| own.filter(|(_, n)| *n >= least.max(1)).map(|own| (at, own)));
    let known: Vec<(usize, Counts)> = known.collect();
    let less = |a: &Counts, b: &Counts| (u128::from(a.0) * u128::from(b.1)).cmp(&(u128::from(b.0) * u128::from(a.1)));
    let lowest = known.iter().copied().reduce(|a, b| if less(&b.1, &a.1).is_lt() { b } else { a })?;
    let highest = known.iter().copied().reduce(|a, b| if less(&b.1, &a.1).is_gt() { b } else { a })?;
    if lowest.0 == highest.0 {
        return None;
    }
    Some((Gap::between(highest.0, highest.1, lowest.1)?, lowest.0))
}

/// Each group of at least `least` people whose share is higher than that of all others together, by more than chance. The
/// others are those whose counts are known.
pub fn above_the_others(groups: &[Option<Counts>], least: u64) -> Vec<Gap> {
    let (x, n) = groups.iter().flatten().fold((0, 0), |(x, n), own| (x + own.0, n + own.1));
    let gap = |(at, own): (usize, &Option<Counts>)| {
        let own = own.filter(|own| own.1 >= least.max(1))?;
        let others = (x - own.0, n - own.1);
        Gap::between(at, own, others).filter(|gap| others.1 >= least && gap.interval.low > 0.0)
    };
    groups.iter().enumerate().filter_map(gap).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn unit(area: &str, prime: &str, all: Counts, kinds: Option<Vec<Counts>>) -> Unit {
        Unit { area: Some(area.into()), prime: prime.into(), all: Some(all), kinds }
    }

    fn east() -> Vec<Unit> {
        vec![
            unit("East", "North", (100, 200), Some(vec![(90, 150), (10, 50)])),
            unit("East", "South", (69, 200), Some(vec![(33, 50), (36, 150)])),
        ]
    }

    #[test]
    fn the_example_worked_by_hand_comes_out() {
        // docs/methods/comparison.md.
        let twenty = Minimum { rate: Percent { hundredths: 2000 }, is_decided: true };
        let areas = compare(&east(), 10, &|_| Some(twenty));
        let [north, south] = &areas[0].primes[..] else { panic!("{areas:?}") };
        let (a, b) = (north.standardised.unwrap(), south.standardised.unwrap());
        assert_eq!((a.expected, b.expected), (103.75, 65.25));
        assert_eq!(((a.rate() * 1e4).round(), (b.rate() * 1e4).round()), (4072.0, 4468.0));
        assert_eq!(north.against.unwrap().position, Position::FarAbove);
        assert_eq!((north.against.unwrap().inner.fewest, north.against.unwrap().inner.most), (29, 51));
    }

    #[test]
    fn an_area_with_one_prime_or_with_too_few_people_is_not_compared() {
        let of = |units: &[Unit]| compare(units, 10, &|_| None).len();
        assert_eq!((of(&east()), of(&east()[..1])), (1, 0));
        let few = [east()[0].clone(), unit("East", "South", (3, 9), None)];
        assert_eq!(of(&few), 0);
        let hidden = [east()[0].clone(), Unit { all: None, ..east()[1].clone() }];
        assert_eq!(of(&hidden), 0);
        // Two primes in two areas are not compared, nor are people whose area nobody knows.
        assert_eq!(of(&[east()[0].clone(), unit("West", "South", (69, 200), None)]), 0);
        let unknown = east().into_iter().map(|own| Unit { area: Some("Area not known".into()), ..own });
        assert_eq!(of(&unknown.collect::<Vec<_>>()), 0);
    }

    #[test]
    fn a_hidden_mix_leaves_no_figure_with_the_same_mix_and_no_reference_but_those_that_are_shown() {
        let third = unit("East", "West", (50, 100), None);
        let mut units = east();
        units.push(third);
        let areas = compare(&units, 10, &|_| None);
        assert_eq!(areas[0].primes[2].standardised, None);
        assert_eq!(areas[0].primes[0].standardised.unwrap().expected, 103.75);
        units[1].kinds = None;
        // One prime alone would be its own reference.
        assert!(compare(&units, 10, &|_| None)[0].primes.iter().all(|prime| prime.standardised.is_none()));
    }

    #[test]
    fn without_a_minimum_the_rate_of_the_area_is_what_primes_are_held_against() {
        let twenty = Minimum { rate: Percent { hundredths: 2000 }, is_decided: true };
        let areas = compare(&east(), 10, &|prime| (prime == "North").then_some(twenty));
        let [north, south] = [0, 1].map(|at| areas[0].primes[at].against.unwrap());
        assert_eq!((north.target, north.is_minimum), (0.2, true));
        assert_eq!((south.target, south.is_minimum), (169.0 / 400.0, false));
    }

    #[test]
    fn a_rate_below_a_minimum_is_open_as_long_as_people_in_time_can_bring_it_up_and_one_above_is_not() {
        let held = |hundredths, is_decided| {
            let minimum = Minimum { rate: Percent { hundredths }, is_decided };
            let own = compare(&east(), 10, &|_| Some(minimum))[0].primes[0].against.unwrap();
            (own.position, own.is_open)
        };
        assert_eq!(held(9000, false), (Position::FarBelow, true));
        assert_eq!(held(9000, true), (Position::FarBelow, false));
        assert_eq!(held(500, false), (Position::FarAbove, false));
        assert!(compare(&east(), 10, &|_| None)[0].primes.iter().all(|prime| !prime.against.unwrap().is_open));
    }

    #[test]
    fn the_widest_gap_is_between_the_groups_with_the_highest_and_the_lowest_share() {
        let groups = [Some((5, 10)), None, Some((2, 40)), Some((71, 100)), Some((9, 9)), Some((1, 20))];
        let (gap, lowest) = widest(&groups, 10).unwrap();
        assert_eq!((gap.group, gap.own, gap.others, lowest), (3, (71, 100), (2, 40), 2));
        assert!(gap.is_more_than_chance());
        assert_eq!(widest(&groups[..2], 10), None);
        assert_eq!(widest(&[Some((1, 10)), Some((2, 20))], 10), None, "shares alike");
    }

    #[test]
    fn a_group_stands_out_only_by_more_than_chance_and_above_all_others_together() {
        let groups = [Some((71, 100)), Some((48, 100)), Some((50, 100)), None];
        let above = above_the_others(&groups, 10);
        assert_eq!(above.iter().map(|gap| (gap.group, gap.others)).collect::<Vec<_>>(), [(0, (98, 200))]);
        assert!(above_the_others(&[Some((8, 15)), Some((48, 100))], 10).is_empty());
        assert!(above_the_others(&groups, 101).is_empty());
    }

    proptest! {
        #[test]
        fn the_order_of_kinds_and_of_units_changes_nothing(
            counts in prop::collection::vec((0u64..50, 1u64..50, 0u64..50, 1u64..50), 1..6)
        ) {
            let sum = |kinds: &[Counts]| kinds.iter().fold((0, 0), |(x, n), own| (x + own.0, n + own.1));
            let units = |counts: &[(u64, u64, u64, u64)]| -> Vec<Unit> {
                let kinds = [0, 1].map(|at| counts.iter().map(|(a, b, c, d)| [(*a, a + b), (*c, c + d)][at]).collect::<Vec<_>>());
                ["North", "South"].iter().zip(kinds).map(|(prime, kinds)| unit("East", prime, sum(&kinds), Some(kinds))).collect()
            };
            let one = compare(&units(&counts), 1, &|_| None);
            let turned: Vec<_> = counts.iter().rev().copied().collect();
            let mut turned = units(&turned);
            turned.reverse();
            let other = compare(&turned, 1, &|_| None);
            for prime in &one[0].primes {
                let same = other[0].primes.iter().find(|own| own.prime == prime.prime).unwrap();
                prop_assert_eq!((prime.rate, prime.against, prime.standardised), (same.rate, same.against, same.standardised));
            }
        }
    }
}
