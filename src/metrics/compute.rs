//! Counts of people by group. Exact, and so neither printable nor serialisable: only `disclosure`
//! makes figures that may be shown.

use anyhow::Result;
use polars::prelude::{Column, DataFrame, GroupsIndicator, IntoColumn, NamedFrom, Series};

use crate::canonical::frame::{Day, day_of};
use crate::vocabulary::{AsAt, Quarter};

use super::indicators::{Basis, Dimension, Event};
use super::people::{Happened, People, Person};

/// What is counted of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CountColumn {
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
) -> Result<CountTable> {
    let kept: Vec<&Person> = people
        .people
        .iter()
        .filter(|person| {
            filters.iter().all(|filter| (people.group(person, filter.dimension) == filter.group) == filter.is)
        })
        .collect();
    let flags: Vec<Vec<bool>> = columns
        .iter()
        .map(|column| kept.iter().map(|person| counts(people, person, *column, view)).collect())
        .collect();
    let total = flags.iter().map(|flags| flags.iter().map(|flag| u64::from(*flag)).sum()).collect();
    let keys: Vec<Vec<String>> = dimensions
        .iter()
        .map(|dimension| kept.iter().map(|person| people.group(person, *dimension)).collect())
        .collect();
    let mut rows: Vec<(Vec<String>, Vec<u64>)> = Vec::new();
    for members in members_of_groups(dimensions, &keys)? {
        let first = members[0];
        let group = keys.iter().map(|keys| keys[first].clone()).collect();
        let counts = flags.iter().map(|flags| members.iter().map(|&i| u64::from(flags[i])).sum()).collect();
        rows.push((group, counts));
    }
    rows.sort_by_cached_key(|(group, _): &(Vec<String>, Vec<u64>)| {
        group.iter().zip(dimensions).map(|(name, dimension)| order(people, *dimension, name)).collect::<Vec<_>>()
    });
    let (groups, counts) = rows.into_iter().unzip();
    Ok(CountTable { view, dimensions: dimensions.to_vec(), groups, columns: columns.to_vec(), counts, total })
}

/// Which people belong to each group, by polars' grouping over the keys; no groups without dimensions.
fn members_of_groups(dimensions: &[Dimension], keys: &[Vec<String>]) -> Result<Vec<Vec<usize>>> {
    let height = keys.first().map_or(0, Vec::len);
    if height == 0 {
        return Ok(Vec::new());
    }
    let columns =
        dimensions.iter().zip(keys).map(|(dimension, keys)| Series::new(dimension.id().into(), keys).into_column());
    let frame = DataFrame::new(height, columns.collect::<Vec<Column>>())?;
    let grouped = frame.group_by_stable(dimensions.iter().map(|dimension| dimension.id()))?;
    let members = grouped.get_groups().iter().map(|group| match group {
        GroupsIndicator::Idx((_, members)) => members.iter().map(|&i| i as usize).collect(),
        GroupsIndicator::Slice([first, len]) => (first as usize..(first + len) as usize).collect(),
    });
    Ok(members.collect())
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

/// Whether a person counts in a column.
fn counts(people: &People, person: &Person, column: CountColumn, view: View) -> bool {
    let as_at = day_of(view.as_at.0);
    match column {
        CountColumn::Happened(event) => happened(people, person, event, view, as_at),
        CountColumn::Reached { event, of } => {
            happened(people, person, of, view, as_at) && people.happened(person, event).by(as_at)
        }
        CountColumn::InTime { event, of } => {
            let still = people.in_time(person, event, as_at) && !people.happened(person, event).by(as_at);
            view.basis != Basis::Period && happened(people, person, of, view, as_at) && still
        }
        CountColumn::Matured { event, of } => {
            view.basis != Basis::Period
                && happened(people, person, of, view, as_at)
                && people.matured(person, event, as_at)
        }
        CountColumn::MaturedAchieved { event, of } => {
            let had_time = happened(people, person, of, view, as_at) && people.matured(person, event, as_at);
            view.basis != Basis::Period && had_time && people.happened(person, event).by(as_at)
        }
    }
}

fn happened(people: &People, person: &Person, event: Event, view: View, as_at: Day) -> bool {
    let (first, last) = (day_of(view.quarter.first_day()), day_of(view.quarter.last_day()));
    let in_quarter = |happened: Happened| matches!(happened, Happened::On(day) if first <= day && day <= last);
    let own = people.happened(person, event);
    match view.basis {
        Basis::ToDate => own.by(as_at),
        Basis::Period => in_quarter(own),
        // A cohort is the people attached in the quarter; for referrals, those referred in it.
        Basis::Cohort if event == Event::Referred => in_quarter(own),
        Basis::Cohort => in_quarter(person.attachment) && own.by(as_at),
    }
}
