//! Cohorts: people who joined in the same month or quarter, and what share of them had reached a milestone so many
//! months later, as far as the whole cohort has been followed.

use chrono::Months;

use crate::vocabulary::{AsAt, Month, Quarter};

use super::compute::{CountColumn, CountTable, Filter, View, count};
use super::dimension::Dimension;
use super::indicators::Event;
use super::people::People;

/// The months after joining at which a cohort's job starts are looked at. Few: of many, most would differ by too few
/// people to be shown.
const JOB_START_MONTHS: [u32; 4] = [6, 12, 18, 24];

/// The same for staying in work, which takes longer.
const SUSTAINED_MONTHS: [u32; 4] = [12, 18, 24, 36];

/// The months at which it is looked who had a job start, or was sustained.
pub fn months(event: Event) -> [u32; 4] {
    if event == Event::JobStarted { JOB_START_MONTHS } else { SUSTAINED_MONTHS }
}

/// The months after joining at which the paper looks at the job starts of a quarter's people.
pub const CURVE_MONTHS: [u32; 6] = [3, 6, 9, 12, 18, 24];

/// Who of those attached had a job start within how many months, for the paper's curves; the most months last.
pub const CURVE: [CountColumn; 6] = {
    let mut columns = [CountColumn::Everybody; 6];
    let mut i = 0;
    while i < columns.len() {
        columns[i] = CountColumn::Within { event: Event::JobStarted, of: Event::Attached, months: CURVE_MONTHS[i] };
        i += 1;
    }
    columns
};

/// What is counted of a cohort whatever the months. Other tables tell it too: who came later than the months must not be told by
/// the difference.
pub const BY_NOW: [CountColumn; 4] = [
    CountColumn::Happened(Event::Referred),
    CountColumn::Happened(Event::Attached),
    CountColumn::Happened(Event::JobStarted),
    CountColumn::Happened(Event::Sustained),
];

/// What cohorts are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CohortOf {
    /// The event that makes people a cohort: referral or attachment.
    pub joined: Event,
    /// By month or by quarter of it.
    pub by: Dimension,
}

/// The cohorts that there can be.
pub const COHORTS: [CohortOf; 4] = [
    CohortOf { joined: Event::Attached, by: Dimension::AttachmentQuarter },
    CohortOf { joined: Event::Attached, by: Dimension::AttachmentMonth },
    CohortOf { joined: Event::Referred, by: Dimension::ReferralQuarter },
    CohortOf { joined: Event::Referred, by: Dimension::ReferralMonth },
];

impl CohortOf {
    /// Who had a job start, or was sustained, within how many months; the most months last.
    pub fn within(self, event: Event) -> [CountColumn; 4] {
        months(event).map(|months| CountColumn::Within { event, of: self.joined, months })
    }

    /// Everything that is counted of a cohort.
    fn columns(self) -> Vec<CountColumn> {
        let within = [Event::JobStarted, Event::Sustained].map(|event| self.within(event));
        BY_NOW.into_iter().chain(within.concat()).collect()
    }

    /// For how many whole months everybody who joined in a month or quarter has been followed; nothing where the name
    /// is of no time.
    pub fn followed(self, name: &str, as_at: AsAt) -> Option<u32> {
        let last = match self.by {
            Dimension::AttachmentQuarter | Dimension::ReferralQuarter => name.parse::<Quarter>().ok()?.last_day(),
            _ => name.parse::<Month>().ok()?.last_day(),
        };
        // The as-at day is followed to its end.
        let next = as_at.0.succ_opt()?;
        Some((0..).take_while(|&months| last + Months::new(months) <= next).last().unwrap_or(0))
    }
}

/// Counts each cohort as far as all of it has been followed: a count of months that are not over is that of the
/// months before, which is printed already. Who never joined is in no cohort.
pub fn cohorts(people: &People, view: View, of: CohortOf, filters: &[Filter]) -> CountTable {
    let never = Filter { dimension: of.by, group: of.by.not_known().into(), is: false };
    let filters: Vec<Filter> = filters.iter().cloned().chain([never]).collect();
    let columns = of.columns();
    let mut table = count(people, view, &columns, &[of.by], &filters);
    as_far_as_followed(&mut table, of);
    table
}

/// Of a table by cohort, puts in place of each count of months that are not over for the whole cohort that of the months
/// before.
pub fn as_far_as_followed(table: &mut CountTable, of: CohortOf) {
    for (group, counts) in table.groups.iter().zip(&mut table.counts) {
        let followed = of.followed(&group[0], table.view.as_at).unwrap_or(0);
        hold_back(&table.columns, counts, followed);
    }
    for (at, total) in table.total.iter_mut().enumerate() {
        *total = table.counts.iter().map(|counts| counts[at]).sum();
    }
}

/// Puts in place of each count that is not whole yet the last of its event that is; nought where there is none.
fn hold_back(columns: &[CountColumn], counts: &mut [u64], followed: u32) {
    let mut last: Option<(Event, u64)> = None;
    for (column, count) in columns.iter().zip(counts) {
        let CountColumn::Within { event, months, .. } = *column else { continue };
        if months > followed {
            *count = last.filter(|(of, _)| *of == event).map_or(0, |(_, count)| count);
        }
        last = Some((event, *count));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUARTERS: CohortOf = COHORTS[0];

    fn as_at(day: &str) -> AsAt {
        AsAt(day.parse().unwrap())
    }

    #[test]
    fn a_cohort_is_followed_for_as_long_as_the_last_who_joined() {
        // Who joined on 31 December 2014 has had twelve months at the end of 30 December 2015.
        assert_eq!(QUARTERS.followed("2014-15-Q3", as_at("2015-12-29")), Some(11));
        assert_eq!(QUARTERS.followed("2014-15-Q3", as_at("2015-12-30")), Some(12));
        assert_eq!(QUARTERS.followed("2015-16-Q3", as_at("2015-12-31")), Some(0));
        assert_eq!(COHORTS[1].followed("2015-02", as_at("2015-12-27")), Some(10));
        assert_eq!(QUARTERS.followed("Not attached", as_at("2015-12-31")), None);
    }

    #[test]
    fn what_is_not_whole_yet_repeats_what_is_and_adds_nothing() {
        let columns = QUARTERS.columns();
        let mut counts: Vec<u64> = vec![120, 100, 31, 10, 10, 20, 25, 30, 6, 8, 9, 9];
        hold_back(&columns, &mut counts, 12);
        assert_eq!(counts, [120, 100, 31, 10, 10, 20, 20, 20, 6, 6, 6, 6]);
        hold_back(&columns, &mut counts, 0);
        assert_eq!(counts, [120, 100, 31, 10, 0, 0, 0, 0, 0, 0, 0, 0]);
    }
}
