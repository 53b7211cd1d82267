//! A stay as a prime reports it at a quarter's end.

use chrono::NaiveDate;

use super::{Listed, Milestone, Person, Stay};
use crate::fault::Kind;
use crate::table::Entry;

#[derive(Clone)]
pub struct JobRecord {
    /// The reference beside the job, where jobs stand on a sheet of their own.
    pub reference: String,
    pub first: Entry,
    /// The last day in work.
    pub last: Entry,
    pub employer: usize,
    pub hours: u32,
}

#[derive(Clone)]
pub struct ClaimRecord {
    pub milestone: Milestone,
    pub claimed: Entry,
    /// Day of the last payment so far, and whole pence paid so far.
    pub paid: Option<(NaiveDate, i64)>,
}

#[derive(Clone)]
pub struct ScoreRecord {
    pub name: usize,
    pub on: NaiveDate,
    pub value: Option<u32>,
}

/// Which row a planted fault is in, for primes that report jobs and more on sheets of their own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Within {
    Person,
    Job,
    Claim(Milestone),
    /// The first of the person's assessments.
    Score,
}

#[derive(Clone)]
pub struct Record<'a> {
    pub person: &'a Person,
    pub reference: String,
    pub referred: NaiveDate,
    pub attached: Entry,
    pub left: Entry,
    pub place: &'static str,
    pub jobs: Vec<JobRecord>,
    pub claims: Vec<ClaimRecord>,
    pub scores: Vec<ScoreRecord>,
    pub planted: Option<(Kind, Within)>,
    /// Has to do with a planted fault, so no second one may go here.
    pub taken: bool,
}

impl Record<'_> {
    pub fn claim(&self, milestone: Milestone) -> Option<&ClaimRecord> {
        self.claims.iter().find(|claim| claim.milestone == milestone)
    }

    pub fn planted(&self, here: Within) -> Option<Kind> {
        self.planted.filter(|&(_, within)| within == here).map(|(kind, _)| kind)
    }
}

/// Everybody's stays so far, in the order in which the prime was told of them. `place` names a place by its number.
pub fn reported<'a>(
    people: impl Iterator<Item = &'a Person>,
    cut: NaiveDate,
    place: impl Fn(usize) -> &'static str,
) -> Vec<Record<'a>> {
    let stays = people.flat_map(|person| person.stays.iter().map(move |stay| (person, stay)));
    let known = stays.filter(|(_, stay)| stay.entered <= cut);
    let mut records: Vec<Record> =
        known.map(|(person, stay)| record(person, stay, cut, person.place.map_or("", &place))).collect();
    records.sort_by_key(|record| (record.referred, record.person.number));
    records
}

fn record<'a>(person: &'a Person, stay: &'a Stay, cut: NaiveDate, place: &'static str) -> Record<'a> {
    let jobs = stay.jobs.iter().filter(|job| job.first <= cut).map(|job| JobRecord {
        reference: person.reference.clone(),
        first: Entry::On(job.first),
        last: Entry::by(job.last, cut),
        employer: job.employer,
        hours: job.hours,
    });
    let claims = stay.claims.iter().filter(|claim| claim.claimed <= cut).map(|claim| {
        let paid = || claim.payments.iter().filter(|(day, _)| *day <= cut);
        ClaimRecord {
            milestone: claim.milestone,
            claimed: Entry::On(claim.claimed),
            paid: paid().map(|(day, _)| *day).max().map(|last| (last, paid().map(|(_, pence)| pence).sum())),
        }
    });
    let odd = match person.listed {
        Listed::Rightly => None,
        Listed::Nowhere => Some(Kind::NotOnJcpList),
        Listed::WithAnother => Some(Kind::JcpNamesAnotherPrime),
    };
    let scores = stay.scores.iter().filter(|score| score.on <= cut);
    Record {
        person,
        reference: person.reference.clone(),
        referred: stay.entered,
        attached: Entry::by(stay.attached, cut),
        left: Entry::by(stay.left, cut),
        place,
        jobs: jobs.collect(),
        // What stands on other sheets would go with its person.
        claims: claims.filter(|_| odd.is_none()).collect(),
        scores: scores
            .filter(|_| odd.is_none())
            .map(|score| ScoreRecord { name: score.name, on: score.on, value: Some(score.value) })
            .collect(),
        planted: odd.map(|kind| (kind, Within::Person)),
        taken: odd.is_some(),
    }
}
