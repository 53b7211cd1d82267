//! Events month by month, beside everything that the paper tells of the same events: by quarter, to date, and by the quarter in
//! which people joined.
//!
//! An event's twelve months are shown all or none; else its four quarters, all or none; else nothing.
//!
//! **Why nothing small follows.** Put the people to whom an event happened into a grid: a row for the quarter in which they
//! joined, a column for the month of the event. Nobody is left of the diagonal: nothing happens before one has joined. The paper
//! tells sums of rows (the cohorts), of columns (the months, the quarter) and of everything up to a day (to date, now and a year
//! ago). A sum of such figures, some added and some taken away, is a number of people only if each cell is in it once or not at
//! all. If it takes away a row, it has to add every column in which that row has somebody: all from the row's quarter on. So it is
//! columns that are shown anyway, and for one of the quarters *the people of all columns from it on, less rows that joined in or
//! after it*. The least of these, all such rows taken away, is what [`rest`] works out: it must be nobody or enough people. Curves
//! tell parts of earlier rows that lie in those columns as well (job starts more than so many months after joining), and so does
//! the one cohort whose count of a year ago is told: these are taken away with the rest. Whatever takes less away leaves more:
//! the difference is a count that is shown, so nobody or enough.
//!
//! Where a row is hidden, the columns bound it from above: it is no more than what the other rows leave of them. Hidden counts of
//! one table can rise by no more than others of them fall. As the least rest, worked out with the hidden counts, has at least
//! the threshold of people then, no count within a threshold of the true one is ruled out that was not before.
//!
//! The sum of the months must be what the paper tells already: the quarter's count, and the count to date less that of a year
//! ago. If one of these is hidden, months would tell it, and are hidden too.
//!
//! A month that an earlier paper printed is not printed with a change of a few people ([`super::before`]); where the count of a year
//! ago is carried, the sum of the months would tell what is carried, and they are hidden as well.

use crate::metrics::by_month::last_twelve;
use crate::metrics::cohort::{COHORTS, CURVE};
use crate::metrics::{CountColumn, CountTable, Event, MonthCounts};
use crate::vocabulary::Quarter;

use super::before::{Change, PapersBefore};
use super::cohort_curves::told_of_a_year_ago;
use super::publish::Rule;
use super::published::{PublishedCount, PublishedTable, Row};

/// What the paper tells of the same events.
pub struct Beside<'a> {
    /// By prime, to date: now and a year ago.
    pub to_date: &'a PublishedTable,
    pub to_date_before: &'a PublishedTable,
    /// By prime, of the quarter.
    pub in_quarter: &'a PublishedTable,
    /// By quarter of joining: now, a year ago, and with the job starts within some months.
    pub cohorts: &'a PublishedTable,
    pub cohorts_before: &'a PublishedTable,
    pub curves: &'a PublishedTable,
    /// The counts behind the cohorts and their curves.
    pub exact: &'a CountTable,
    /// What earlier papers printed of the same months and quarters.
    pub papers: &'a PapersBefore,
}

/// How finely an event of the last twelve months is told; the oldest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spans {
    Months([PublishedCount; 12]),
    Quarters([PublishedCount; 4]),
    Hidden,
}

/// Events of the last twelve months, all primes together, after disclosure control.
#[derive(Clone, Debug)]
pub struct PublishedMonths {
    quarter: Quarter,
    told: Vec<(Event, Spans)>,
    /// Quarters, by their place among the four, of which an earlier paper printed another number.
    revised: Vec<(Event, usize)>,
    threshold: u64,
}

impl PublishedMonths {
    /// The quarter with which the months end.
    pub fn quarter(&self) -> Quarter {
        self.quarter
    }

    pub fn events(&self) -> impl Iterator<Item = (Event, Spans)> + '_ {
        self.told.iter().copied()
    }

    /// Whether an earlier paper printed another number of one of the four quarters.
    pub fn is_revised(&self, event: Event, quarter: usize) -> bool {
        self.revised.contains(&(event, quarter))
    }

    pub fn threshold(&self) -> u64 {
        self.threshold
    }

    /// The same without any event: what a paper has of people that it is not about.
    pub fn of_nobody(&self) -> PublishedMonths {
        PublishedMonths { told: Vec::new(), ..self.clone() }
    }
}

/// Publishes each event's months as finely as they may be told.
pub fn publish_months(exact: &MonthCounts, beside: &Beside<'_>, rule: Rule) -> PublishedMonths {
    let threshold = rule.threshold;
    let mut revised = Vec::new();
    let told = exact.counts.iter().map(|(event, months)| {
        let quarters: [u64; 4] = std::array::from_fn(|i| months[3 * i..3 * i + 3].iter().sum());
        let enough = |counts: &[u64]| counts.iter().all(|count| !is_small(*count, threshold));
        let (by_month, by_quarter) = changes(*event, exact.quarter, (months, quarters), beside.papers, threshold);
        let may_follow = |changes: &[Change]| !changes.contains(&Change::Small);
        let may_be_told =
            enough(&quarters) && may_follow(&by_quarter) && goes_with_all(*event, quarters, beside, threshold);
        let spans = match (may_be_told, enough(months) && may_follow(&by_month)) {
            (true, true) => Spans::Months(std::array::from_fn(|at| shown(months[at], by_month[at]))),
            (true, false) => Spans::Quarters(std::array::from_fn(|at| shown(quarters[at], by_quarter[at]))),
            (false, _) => Spans::Hidden,
        };
        let moved = (0..4).filter(|at| may_be_told && by_quarter[*at] == Change::Moved);
        revised.extend(moved.map(|at| (*event, at)));
        (*event, spans)
    });
    let told = told.collect();
    PublishedMonths { quarter: exact.quarter, told, revised, threshold }
}

fn shown(count: u64, change: Change) -> PublishedCount {
    if change == Change::Moved { PublishedCount::revised(count) } else { PublishedCount::shown(count) }
}

/// How each month and each quarter stands to what earlier papers printed of it.
fn changes(
    event: Event,
    last: Quarter,
    (months, quarters): (&[u64; 12], [u64; 4]),
    papers: &PapersBefore,
    threshold: u64,
) -> ([Change; 12], [Change; 4]) {
    let twelve = last_twelve(last);
    (
        std::array::from_fn(|at| papers.of_month(event, twelve[at], months[at], threshold)),
        std::array::from_fn(|at| {
            papers.of_quarter(event, Quarter::of(twelve[3 * at].first_day()), quarters[at], threshold)
        }),
    )
}

fn is_small(count: u64, threshold: u64) -> bool {
    (1..threshold).contains(&count)
}

/// Whether the sums that the paper tells are those of the quarters, and no rest of them is small.
fn goes_with_all(event: Event, quarters: [u64; 4], beside: &Beside<'_>, threshold: u64) -> bool {
    let total = |table: &PublishedTable| table.count(Row::Total, CountColumn::Happened(event)).get();
    let (Some(now), Some(then), Some(in_quarter)) =
        (total(beside.to_date), total(beside.to_date_before), total(beside.in_quarter))
    else {
        return false;
    };
    // What has no day is to date and in no month: it can be told as little as other people.
    let undated = now.abs_diff(then + quarters.iter().sum::<u64>());
    in_quarter == quarters[3]
        && !is_small(undated, threshold)
        && (0..4).all(|from| match rest(event, from, quarters, beside) {
            Some((0, is_all_shown)) => is_all_shown,
            Some((people, _)) => people >= threshold,
            None => false,
        })
}

/// To how many people the event happened from one of the last four quarters on, who are not among those that the cohorts tell
/// of; and whether all those are shown. Nothing where the cohorts tell more people than there are, as they do of events that have
/// no day.
fn rest(event: Event, from: usize, quarters: [u64; 4], beside: &Beside<'_>) -> Option<(u64, bool)> {
    let first = (from..3).fold(beside.exact.view.quarter, |quarter, _| quarter.previous());
    let mut people = quarters[from..].iter().sum::<u64>();
    let mut is_all_shown = true;
    for (group, name) in beside.exact.groups.iter().enumerate() {
        let Some((own, is_shown)) = told_from(event, first, from == 0, (group, &name[0]), beside) else { continue };
        people = people.checked_sub(own)?;
        is_all_shown &= is_shown;
    }
    Some((people, is_all_shown))
}

/// Of a cohort, to how many people the event happened in or after a quarter, as far as the paper's figures tell it; and whether
/// they are shown.
fn told_from(
    event: Event,
    first: Quarter,
    is_a_year: bool,
    (group, name): (usize, &str),
    beside: &Beside<'_>,
) -> Option<(u64, bool)> {
    let happened = CountColumn::Happened(event);
    let joined: Quarter = name.parse().ok()?;
    let all = beside.exact.exact(group, happened)?;
    let is_shown = beside.cohorts.count(Row::Group(group), happened).get().is_some();
    if joined >= first {
        return Some((all, is_shown));
    }
    let later = CURVE.iter().find_map(|column| {
        let CountColumn::Within { event: own, months, .. } = *column else { return None };
        let is_after = joined.first_day() + chrono::Months::new(months) >= first.first_day();
        let is_followed = COHORTS[0].followed(name, beside.exact.view.as_at) >= Some(months);
        let within = beside.exact.exact(group, *column).filter(|_| own == event && is_after && is_followed)?;
        let is_within_shown = beside.curves.count(Row::Group(group), *column).get().is_some();
        Some((all.checked_sub(within)?, is_shown && is_within_shown))
    });
    let then = (is_a_year && *name == told_of_a_year_ago(beside.exact.view.quarter)).then(|| {
        let row = beside.cohorts_before.group_named(name)?;
        Some((all.checked_sub(beside.cohorts_before.count(row, happened).get()?)?, is_shown))
    });
    later.into_iter().chain(then.flatten()).max_by_key(|(people, _)| *people)
}

#[cfg(test)]
mod tests;
