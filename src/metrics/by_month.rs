//! Events by the calendar month in which they happened: what the quarter's table counts on the period basis, month by month.

use chrono::{Days, Months};
use rayon::prelude::*;

use crate::canonical::frame::{Day, day_of};
use crate::vocabulary::{Month, Quarter};

use super::compute::AT_ONCE;
use super::indicators::Event;
use super::people::{Happened, People};

/// People to whom something happened in each of the twelve months that end with a quarter; all contracts together. Exact,
/// and so neither printable nor serialisable.
#[derive(Debug)]
pub struct MonthCounts {
    pub quarter: Quarter,
    pub(crate) counts: Vec<(Event, [u64; 12])>,
}

impl MonthCounts {
    /// Exact counts, the oldest month first: for tests only.
    #[cfg(test)]
    pub(crate) fn exact(&self, event: Event) -> Option<[u64; 12]> {
        self.counts.iter().find(|(own, _)| *own == event).map(|(_, counts)| *counts)
    }
}

/// The twelve months that end with a quarter, the oldest first.
pub fn last_twelve(quarter: Quarter) -> [Month; 12] {
    let first = quarter.last_day() + Days::new(1) - Months::new(12);
    std::array::from_fn(|i| Month::of(first + Months::new(i as u32)))
}

/// Counts people by the month of each event. Each person counts once an event, in the month of the first, as in a quarter; what
/// has no day is in no month, as it is in no quarter.
pub fn by_month(people: &People, quarter: Quarter, events: &[Event]) -> MonthCounts {
    let firsts = last_twelve(quarter).map(|month| day_of(month.first_day()));
    let last = day_of(quarter.last_day());
    let place =
        |day: Day| (day <= last).then(|| firsts.partition_point(|first| *first <= day)).and_then(|n| n.checked_sub(1));
    let none = || vec![[0u64; 12]; events.len()];
    let look = |mut counts: Vec<[u64; 12]>, i: usize| {
        for (event, counts) in events.iter().zip(&mut counts) {
            if let Happened::On(day) = people.happened(&people.get(i), *event)
                && let Some(place) = place(day)
            {
                counts[place] += 1;
            }
        }
        counts
    };
    let add = |mut into: Vec<[u64; 12]>, more: Vec<[u64; 12]>| {
        into.iter_mut().flatten().zip(more.iter().flatten()).for_each(|(into, more)| *into += more);
        into
    };
    let counts = (0..people.count()).into_par_iter().with_min_len(AT_ONCE).fold(none, look).reduce(none, add);
    MonthCounts { quarter, counts: events.iter().copied().zip(counts).collect() }
}
