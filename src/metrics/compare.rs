//! Primes side by side within an area, and groups of people side by side. Pure numbers in, figures out, so that what is
//! published is made from published counts and officers' figures from exact ones, by the same rules.
//!
//! `docs/methods/comparison.md` says in plain words what is compared, with what, and what it does not show.

use crate::stats::funnel::{Limits, Position, limits, position};
use crate::stats::ratio::{Standardised, Stratum};
use crate::stats::{Interval, Level, newcombe_95};
use crate::vocabulary::Percent;

use super::indicators::Dimension;

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
            Unit { area, prime, all: *counts, kinds: kinds.iter().map(of_kind).collect::<Option<_>>().filter(|_| is_there) }
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
    /// What chance brings in 95 of 100 draws, and in 998 of 1,000.
    pub inner: Limits,
    pub outer: Limits,
    pub position: Position,
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
pub fn compare(units: &[Unit], least: u64, minimum: &dyn Fn(&str) -> Option<Percent>) -> Vec<Area> {
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

fn compare_within(units: &[&Unit], least: u64, minimum: &dyn Fn(&str) -> Option<Percent>) -> Vec<Compared> {
    let known = units.iter().filter_map(|unit| unit.all);
    let (achieved, people) = known.fold((0, 0), |(x, n), own| (x + own.0, n + own.1));
    let kinds: Vec<&[Counts]> = units.iter().filter_map(|unit| unit.kinds.as_deref()).collect();
    let reference = together(&kinds);
    let compared = |unit: &&Unit| {
        let rate = unit.all.filter(|(_, of)| *of >= least.max(1));
        let own = minimum(&unit.prime).map(Percent::fraction);
        let target = own.unwrap_or(achieved as f64 / people.max(1) as f64);
        // A prime by itself is no reference to itself.
        let own_kinds = unit.kinds.as_deref().filter(|_| rate.is_some() && kinds.len() > 1);
        Compared {
            prime: unit.prime.clone(),
            rate,
            against: rate.and_then(|counts| against(counts, target, own.is_some())),
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

fn against((achieved, people): Counts, target: f64, is_minimum: bool) -> Option<Against> {
    Some(Against {
        target,
        is_minimum,
        inner: limits(people, target, Level::P95)?,
        outer: limits(people, target, Level::P998)?,
        position: position(achieved, people, target)?,
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
    let known = groups.iter().enumerate().filter_map(|(at, own)| own.filter(|(_, n)| *n >= least.max(1)).map(|own| (at, own)));
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
