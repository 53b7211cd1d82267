//! People on a programme with several routes: what the workspaces of the newer programmes share. What happens to
//! whom is each workspace's own; how days in work add up and what a prime knows on a day is the same.

pub mod plant;
pub mod record;

use chrono::NaiveDate;

use crate::calendar::{monday, office_day, plus};
use crate::names::{MEN, SURNAMES, WOMEN};
use crate::random::Random;

/// Who sent a person.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Route {
    Jcp,
    Partner,
    Council,
    Itself,
}

/// Days in work without a break, first and last day included. Jobs that go on have no last day.
#[derive(Clone)]
pub struct Job {
    pub first: NaiveDate,
    pub last: Option<NaiveDate>,
    pub employer: usize,
    pub hours: u32,
}

/// What a prime is paid for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Milestone {
    Attachment,
    JobStart,
    Outcome,
}

/// A claim, and the payments that came for it.
#[derive(Clone)]
pub struct Claim {
    pub milestone: Milestone,
    pub claimed: NaiveDate,
    /// Day and whole pence; empty where the payment was refused.
    pub payments: Vec<(NaiveDate, i64)>,
}

/// How a person scored in an assessment.
#[derive(Clone)]
pub struct Score {
    pub name: usize,
    pub on: NaiveDate,
    pub value: u32,
}

/// A stay on the programme: from a referral to the day of leaving.
pub struct Stay {
    /// As on the list of Jobcentre Plus.
    pub referred: NaiveDate,
    /// The same as the prime dates it.
    pub entered: NaiveDate,
    pub attached: Option<NaiveDate>,
    pub left: Option<NaiveDate>,
    pub jobs: Vec<Job>,
    pub claims: Vec<Claim>,
    pub scores: Vec<Score>,
}

impl Stay {
    pub fn begins(referred: NaiveDate, entered: NaiveDate) -> Self {
        Stay { referred, entered, attached: None, left: None, jobs: vec![], claims: vec![], scores: vec![] }
    }
}

/// What Jobcentre Plus's list says of a person.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Listed {
    /// Referred to the person's prime, or not for Jobcentre Plus to list.
    Rightly,
    /// The prime says that Jobcentre Plus referred the person, and it never did.
    Nowhere,
    /// Referred to another prime.
    WithAnother,
}

/// Who somebody is; names, day of birth and the rest are invented.
pub struct Person {
    pub number: u64,
    pub reference: String,
    /// Which prime, by the workspace's own order.
    pub prime: usize,
    /// Which area or ward, by the workspace's own order; none where it must not be known.
    pub place: Option<usize>,
    pub route: Route,
    pub listed: Listed,
    pub surname: &'static str,
    pub forename: &'static str,
    pub born: NaiveDate,
    pub woman: bool,
    pub barrier: usize,
    pub disabled: bool,
    /// In order of time; the second after the first was over.
    pub stays: Vec<Stay>,
}

impl Person {
    /// Age in whole years on the day of the first referral.
    pub fn age(&self) -> i64 {
        (self.stays[0].referred - self.born).num_days() * 100 / 36_525
    }
}

/// Sex, name and day of birth of somebody aged as the weights say: 18 to 24, 25 to 34, 35 to 49, 50 to 63.
pub fn who(
    luck: &mut Random,
    referred: NaiveDate,
    women: usize,
    ages: [usize; 4],
) -> (bool, [&'static str; 2], NaiveDate) {
    let woman = luck.chance(women);
    let forename = if woman { luck.pick(&WOMEN) } else { luck.pick(&MEN) };
    let (young, old) = [(18, 25), (25, 35), (35, 50), (50, 64)][luck.weighted(ages.into_iter())];
    // A day inside the band, so that no leap year moves anybody out of it.
    let born = plus(referred, -luck.between(young * 36_525 / 100 + 2, old * 36_525 / 100 - 2));
    (woman, [luck.pick(&SURNAMES), forename], born)
}

/// Most jobs begin on a Monday, none before `earliest`.
pub fn first_day(about: NaiveDate, earliest: NaiveDate, luck: &mut Random) -> NaiveDate {
    let date = if luck.chance(720) { monday(about) } else { about };
    office_day(date.max(earliest))
}

/// A job of some days; one that lasts beyond `horizon` has no end yet.
pub fn job(first: NaiveDate, days: i64, hours: u32, horizon: NaiveDate, luck: &mut Random) -> Job {
    let last = plus(first, days - 1);
    Job { first, last: (last <= horizon).then_some(last), employer: luck.below(16), hours }
}

/// The day on which different days in work come to `wanted`, over all jobs, overlapping ones once.
pub fn reached(jobs: &[Job], wanted: i64) -> Option<NaiveDate> {
    let mut jobs: Vec<&Job> = jobs.iter().collect();
    jobs.sort_by_key(|job| job.first);
    let (mut days, mut next_free) = (0, NaiveDate::MIN);
    for job in jobs {
        let first = job.first.max(next_free);
        let open = plus(first, wanted);
        let last = job.last.unwrap_or(open);
        let own = (last - first).num_days() + 1;
        if own <= 0 {
            continue;
        }
        if days + own >= wanted {
            return Some(plus(first, wanted - days - 1));
        }
        days += own;
        next_free = plus(last, 1);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::day;

    fn from_to(first: NaiveDate, last: Option<NaiveDate>) -> Job {
        Job { first, last, employer: 0, hours: 16 }
    }

    #[test]
    fn overlapping_days_count_once_and_a_job_that_goes_on_reaches_anything() {
        let jobs = [
            from_to(day(2016, 5, 1), Some(day(2016, 5, 10))),
            from_to(day(2016, 5, 6), Some(day(2016, 5, 8))),
            from_to(day(2016, 5, 9), Some(day(2016, 5, 12))),
        ];
        assert_eq!(reached(&jobs, 12), Some(day(2016, 5, 12)));
        assert_eq!(reached(&jobs, 13), None);
        let open = from_to(day(2016, 6, 1), None);
        assert_eq!(reached(&[&jobs[..], &[open]].concat(), 182), Some(plus(day(2016, 6, 1), 169)));
    }
}
