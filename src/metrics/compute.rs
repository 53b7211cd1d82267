//! Counts of people by group. Exact, and so neither printable nor serialisable: only `disclosure`
//! makes figures that may be shown.

use std::collections::HashMap;

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
    let window = Window::of(view);
    let mut counts = vec![vec![0; columns.len()]; groups.len()];
    let mut total = vec![0; columns.len()];
    for (at, &i) in kept.iter().enumerate() {
        for (c, column) in columns.iter().enumerate() {
            if window.counts(people, &people.people[i], *column) {
                total[c] += 1;
                if let Some(&cell) = cells.get(at) {
                    counts[cell as usize][c] += 1;
                }
            }
        }
    }
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

/// The days that a view means, worked out once for everybody.
struct Window {
    basis: Basis,
    as_at: Day,
    /// First and last day of the quarter.
    first: Day,
    last: Day,
}

impl Window {
    fn of(view: View) -> Self {
        let (first, last) = (day_of(view.quarter.first_day()), day_of(view.quarter.last_day()));
        Window { basis: view.basis, as_at: day_of(view.as_at.0), first, last }
    }

    /// Whether a person counts in a column.
    fn counts(&self, people: &People, person: &Person, column: CountColumn) -> bool {
        let as_at = self.as_at;
        match column {
            CountColumn::Everybody => people.happened(person, Event::Referred).by(self.as_at),
            CountColumn::Happened(event) => self.happened(people, person, event),
            CountColumn::Reached { event, of } => {
                self.happened(people, person, of) && people.happened(person, event).by(as_at)
            }
            CountColumn::InTime { event, of } => {
                let still = people.in_time(person, event, as_at) && !people.happened(person, event).by(as_at);
                self.basis != Basis::Period && self.happened(people, person, of) && still
            }
            CountColumn::Matured { event, of } => {
                self.basis != Basis::Period && self.happened(people, person, of) && people.matured(person, event, as_at)
            }
            CountColumn::MaturedAchieved { event, of } => {
                let had_time = self.happened(people, person, of) && people.matured(person, event, as_at);
                self.basis != Basis::Period && had_time && people.happened(person, event).by(as_at)
            }
        }
    }

    fn happened(&self, people: &People, person: &Person, event: Event) -> bool {
        let in_quarter =
            |happened: Happened| matches!(happened, Happened::On(day) if self.first <= day && day <= self.last);
        let own = people.happened(person, event);
        match self.basis {
            Basis::ToDate => own.by(self.as_at),
            Basis::Period => in_quarter(own),
            // A cohort is the people attached in the quarter; for referrals, those referred in it.
            Basis::Cohort if event == Event::Referred => in_quarter(own),
            Basis::Cohort => in_quarter(person.attachment) && own.by(self.as_at),
        }
    }
}
