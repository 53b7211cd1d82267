//! Counts of people by group. Exact, and so neither printable nor serialisable: only `disclosure`
//! makes figures that may be shown.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

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
    let filters: Vec<(&Grouping, Option<u32>, bool)> = filters
        .iter()
        .map(|filter| {
            let grouping = people.grouping(filter.dimension);
            (grouping, grouping.named(&filter.group), filter.is)
        })
        .collect();
    let kept = |i: usize| filters.iter().all(|(grouping, group, is)| (Some(grouping.of(i)) == *group) == *is);
    let groupings: Vec<&Grouping> = dimensions.iter().map(|dimension| people.grouping(*dimension)).collect();
    let window = Window::of(view, columns);
    let counted = |chunk: usize| {
        let mut tally = Tally::new(columns.len());
        for i in (chunk * AT_ONCE..people.people.len().min((chunk + 1) * AT_ONCE)).filter(|&i| kept(i)) {
            let seen = window.look(people, &people.people[i]);
            tally.add(cell(&groupings, i), columns.iter().map(|column| seen.counts(*column)));
        }
        tally
    };
    // Whole numbers add up to the same in any order.
    let chunks = (0..people.people.len().div_ceil(AT_ONCE)).into_par_iter().map(counted);
    let Tally { cells, total } = chunks.reduce(|| Tally::new(columns.len()), Tally::and);
    let names =
        |cell: u64| groups_of(&groupings, cell).into_iter().zip(&groupings).map(|(own, by)| by.name(own).to_string());
    let mut rows: Vec<(Vec<String>, Vec<u64>)> =
        cells.into_iter().map(|(cell, counts)| (names(cell).collect(), counts)).collect();
    // Without dimensions there are no groups, only the total.
    rows.retain(|(group, _)| !group.is_empty());
    rows.sort_by_cached_key(|(group, _): &(Vec<String>, Vec<u64>)| {
        group.iter().zip(dimensions).map(|(name, dimension)| order(people, *dimension, name)).collect::<Vec<_>>()
    });
    let (groups, counts) = rows.into_iter().unzip();
    CountTable { view, dimensions: dimensions.to_vec(), groups, columns: columns.to_vec(), counts, total }
}

/// A number for a person's groups in all dimensions together.
fn cell(groupings: &[&Grouping], person: usize) -> u64 {
    groupings.iter().fold(0, |cell, grouping| cell * grouping.size() + u64::from(grouping.of(person)))
}

/// The groups, one a dimension, that such a number stands for.
fn groups_of(groupings: &[&Grouping], mut cell: u64) -> Vec<u32> {
    let mut groups: Vec<u32> = Vec::with_capacity(groupings.len());
    for grouping in groupings.iter().rev() {
        groups.push((cell % grouping.size()) as u32);
        cell /= grouping.size();
    }
    groups.reverse();
    groups
}

/// Counts so far, by cell and column, and over all cells.
struct Tally {
    cells: HashMap<u64, Vec<u64>, foldhash::fast::FixedState>,
    total: Vec<u64>,
}

impl Tally {
    fn new(columns: usize) -> Self {
        Tally { cells: HashMap::default(), total: vec![0; columns] }
    }

    /// One person more, with what counts of them by column.
    fn add(&mut self, cell: u64, counts: impl Iterator<Item = bool>) {
        let columns = self.total.len();
        let own = self.cells.entry(cell).or_insert_with(|| vec![0; columns]);
        for ((own, total), counts) in own.iter_mut().zip(&mut self.total).zip(counts) {
            *own += u64::from(counts);
            *total += u64::from(counts);
        }
    }

    fn and(mut self, other: Tally) -> Tally {
        let add = |into: &mut [u64], more: &[u64]| into.iter_mut().zip(more).for_each(|(into, more)| *into += more);
        add(&mut self.total, &other.total);
        for (cell, more) in other.cells {
            match self.cells.entry(cell) {
                Entry::Occupied(mut own) => add(own.get_mut(), &more),
                Entry::Vacant(own) => drop(own.insert(more)),
            }
        }
        self
    }
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
const AT_ONCE: usize = 1 << 12;

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
