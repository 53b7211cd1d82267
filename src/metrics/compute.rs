//! Counts of people by group. Exact, and so neither printable nor serialisable: only `disclosure`
//! makes figures that may be shown.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::canonical::frame::{Day, day_of};
use crate::vocabulary::{AsAt, Quarter};

use super::grouping::Grouping;
use super::indicators::{Basis, Dimension, Event};
use super::people::{Happened, People, Person};

/// What is counted of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CountColumn {
    /// People referred by the as-at day, whatever the basis: those of whom something could be said.
    Everybody,
    /// People to whom it happened, on the table's basis.
    Happened(Event),
    /// People in the denominator who have reached the event since: the numerator of a cohort's rate.
    Reached { event: Event, of: Event },
    /// People in the denominator who have not reached the event and still can.
    InTime { event: Event, of: Event },
    /// People in the denominator who have had the full time that the event needs.
    Matured { event: Event, of: Event },
    /// Of those, people who reached it.
    MaturedAchieved { event: Event, of: Event },
}

/// From where and when people are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    pub basis: Basis,
    pub as_at: AsAt,
    /// The quarter that the period and cohort bases mean.
    pub quarter: Quarter,
}

/// A filter: people of one group of a dimension, or everybody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    pub dimension: Dimension,
    pub group: String,
    /// Whether the people in the group are kept, or those outside it.
    pub is: bool,
}

/// Exact counts of people by group, with the total over all groups.
#[derive(Debug)]
pub struct CountTable {
    pub view: View,
    pub dimensions: Vec<Dimension>,
    /// One name a dimension, in the order that readers expect.
    pub groups: Vec<Vec<String>>,
    pub columns: Vec<CountColumn>,
    /// By group and column.
    pub(crate) counts: Vec<Vec<u64>>,
    /// By column, over all groups.
    pub(crate) total: Vec<u64>,
}

impl CountTable {
    /// An exact count, for officers' files and tests only: nothing public is made from it.
    pub fn exact(&self, group: usize, column: CountColumn) -> Option<u64> {
        let at = self.columns.iter().position(|other| *other == column)?;
        Some(self.counts.get(group)?[at])
    }

    /// The exact total of a column, for officers' files and tests only.
    pub fn exact_total(&self, column: CountColumn) -> Option<u64> {
        Some(self.total[self.columns.iter().position(|other| *other == column)?])
    }
}

/// Counts people by group.
pub fn count(
    people: &People,
    view: View,
    columns: &[CountColumn],
    dimensions: &[Dimension],
    filters: &[Filter],
) -> CountTable {
    let kept = kept(people, filters);
    let groupings: Vec<Grouping> = dimensions.iter().map(|dimension| Grouping::new(people, *dimension)).collect();
    let (cells, groups) = cells(&kept, &groupings);
    let window = Window::of(view, columns);
    let none = || (vec![vec![0; columns.len()]; groups.len()], vec![0; columns.len()]);
    // Whole numbers add up to the same in any order.
    let (counts, total) = (0..kept.len().div_ceil(AT_ONCE))
        .into_par_iter()
        .fold(none, |(mut counts, mut total), chunk| {
            for at in chunk * AT_ONCE..kept.len().min((chunk + 1) * AT_ONCE) {
                let seen = window.look(people, &people.people[kept[at]]);
                let mut group = cells.get(at).map(|cell| &mut counts[*cell as usize]);
                for (c, column) in columns.iter().enumerate() {
                    let counted = u64::from(seen.counts(*column));
                    total[c] += counted;
                    if let Some(group) = &mut group {
                        group[c] += counted;
                    }
                }
            }
            (counts, total)
        })
        .reduce(none, |(mut counts, mut total), (more, more_total)| {
            counts.iter_mut().zip(&more).for_each(|(group, more)| add(group, more));
            add(&mut total, &more_total);
            (counts, total)
        });
    let mut rows: Vec<(Vec<String>, Vec<u64>)> = groups
        .iter()
        .map(|group| group.iter().zip(&groupings).map(|(&number, by)| by.name(number).to_string()).collect())
        .zip(counts)
        .collect();
    rows.sort_by_cached_key(|(group, _): &(Vec<String>, Vec<u64>)| {
        group.iter().zip(dimensions).map(|(name, dimension)| order(people, *dimension, name)).collect::<Vec<_>>()
    });
    let (groups, counts) = rows.into_iter().unzip();
    CountTable { view, dimensions: dimensions.to_vec(), groups, columns: columns.to_vec(), counts, total }
}

/// The people whom every filter lets through, by their places.
fn kept(people: &People, filters: &[Filter]) -> Vec<usize> {
    let filters: Vec<(Grouping, Option<u32>, bool)> = filters
        .iter()
        .map(|filter| {
            let grouping = Grouping::new(people, filter.dimension);
            let group = grouping.named(&filter.group);
            (grouping, group, filter.is)
        })
        .collect();
    let passes = |i: &usize| filters.iter().all(|(grouping, group, is)| (Some(grouping.of(*i)) == *group) == *is);
    (0..people.people.len()).filter(passes).collect()
}

/// Each person's group in all dimensions together, and each such group's number in every dimension; no
/// groups without dimensions.
fn cells(kept: &[usize], groupings: &[Grouping]) -> (Vec<u32>, Vec<Vec<u32>>) {
    if groupings.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let mut cells = vec![0; kept.len()];
    let mut groups = vec![Vec::new()];
    for grouping in groupings {
        // Splits each group so far by one more dimension.
        let mut numbers: HashMap<(u32, u32), u32> = HashMap::new();
        let mut split: Vec<Vec<u32>> = Vec::new();
        for (cell, &i) in cells.iter_mut().zip(kept) {
            let own = grouping.of(i);
            *cell = *numbers.entry((*cell, own)).or_insert_with(|| {
                split.push([&groups[*cell as usize][..], &[own]].concat());
                split.len() as u32 - 1
            });
        }
        groups = split;
    }
    (cells, groups)
}

/// Contracts in their own order, numbers by value, names by letter, "not known" last.
fn order(people: &People, dimension: Dimension, name: &str) -> (u8, u64, String) {
    if name == dimension.not_known() {
        return (1, 0, String::new());
    }
    let number = match dimension {
        Dimension::Prime => people.primes().iter().position(|prime| prime == name).unwrap_or_default() as u64,
        Dimension::PaymentGroup => name.trim_end_matches(|c: char| !c.is_ascii_digit()).parse().unwrap_or(u64::MAX),
        _ => 0,
    };
    (0, number, name.to_string())
}

/// How many people a thread counts at a time.
const AT_ONCE: usize = 1 << 14;

fn add(into: &mut [u64], more: &[u64]) {
    into.iter_mut().zip(more).for_each(|(into, more)| *into += more);
}

/// The days that a view means and the events that are asked for, worked out once for everybody.
struct Window {
    basis: Basis,
    as_at: Day,
    /// First and last day of the quarter.
    first: Day,
    last: Day,
    events: Vec<Event>,
    /// Events of which it is asked who can still reach them, or has had the time to.
    followed: Vec<Event>,
}

/// What is true of one person in a view: an event a bit.
#[derive(Clone, Copy, Default)]
struct Seen {
    /// It happened, on the view's basis.
    own: u8,
    /// It happened by the as-at day.
    reached: u8,
    in_time: u8,
    matured: u8,
}

fn bit(event: Event) -> u8 {
    1 << event as u8
}

impl Window {
    fn of(view: View, columns: &[CountColumn]) -> Self {
        let (first, last) = (day_of(view.quarter.first_day()), day_of(view.quarter.last_day()));
        let (mut events, mut followed) = (Vec::new(), Vec::new());
        for column in columns {
            match *column {
                CountColumn::Everybody => events.push(Event::Referred),
                CountColumn::Happened(event) => events.push(event),
                CountColumn::Reached { event, of } => events.extend([event, of]),
                CountColumn::InTime { event, of }
                | CountColumn::Matured { event, of }
                | CountColumn::MaturedAchieved { event, of } => {
                    events.extend([event, of]);
                    followed.push(event);
                }
            }
        }
        for list in [&mut events, &mut followed] {
            list.sort_unstable();
            list.dedup();
        }
        if view.basis == Basis::Period {
            followed.clear();
        }
        Window { basis: view.basis, as_at: day_of(view.as_at.0), first, last, events, followed }
    }

    /// Looks at a person once for all columns.
    fn look(&self, people: &People, person: &Person) -> Seen {
        let mut seen = Seen::default();
        let attached_in_quarter = self.basis == Basis::Cohort && self.in_quarter(person.attachment);
        for &event in &self.events {
            let happened = people.happened(person, event);
            let reached = happened.by(self.as_at);
            let own = match self.basis {
                Basis::ToDate => reached,
                Basis::Period => self.in_quarter(happened),
                // A cohort is the people attached in the quarter; for referrals, those referred in it.
                Basis::Cohort if event == Event::Referred => self.in_quarter(happened),
                Basis::Cohort => attached_in_quarter && reached,
            };
            seen.reached |= bit(event) * u8::from(reached);
            seen.own |= bit(event) * u8::from(own);
        }
        for &event in &self.followed {
            seen.in_time |= bit(event) * u8::from(people.in_time(person, event, self.as_at));
            seen.matured |= bit(event) * u8::from(people.matured(person, event, self.as_at));
        }
        seen
    }

    fn in_quarter(&self, happened: Happened) -> bool {
        matches!(happened, Happened::On(day) if self.first <= day && day <= self.last)
    }
}

impl Seen {
    /// Whether the person counts in a column.
    fn counts(self, column: CountColumn) -> bool {
        let has = |events: u8, event: Event| events & bit(event) != 0;
        match column {
            CountColumn::Everybody => has(self.reached, Event::Referred),
            CountColumn::Happened(event) => has(self.own, event),
            CountColumn::Reached { event, of } => has(self.own, of) && has(self.reached, event),
            CountColumn::InTime { event, of } => has(self.own, of) && has(self.in_time & !self.reached, event),
            CountColumn::Matured { event, of } => has(self.own, of) && has(self.matured, event),
            CountColumn::MaturedAchieved { event, of } => has(self.own, of) && has(self.matured & self.reached, event),
        }
    }
}
