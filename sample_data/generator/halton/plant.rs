//! Faults put into the last returns on purpose, so that a reader can see each rule at work.
//! Every fault is alone in its row and makes no second rule fire.

use chrono::NaiveDate;

use super::places::OUTSIDE_WARDS;
use super::record::{Record, Within};
use super::world::{Prime, SEED};
use crate::calendar::plus;
use crate::fault::{Kind, a_year_on, impossible};
use crate::random::Random;
use crate::table::Entry;

/// The kinds, with how many rows are made in the returns of Northgate
/// Works and Bridgewater Pathways. Two rows that disagree are made from one.
const PLAN: [(Kind, [usize; 2]); 10] = [
    (Kind::IdenticalDuplicate, [5, 3]),
    (Kind::ConflictingDuplicate, [3, 1]),
    (Kind::JobStartBeforeAttachment, [6, 3]),
    // Only where jobs stand in the same row: elsewhere the person's jobs would be set aside as well.
    (Kind::ClaimTooEarly, [6, 0]),
    (Kind::ClaimWithoutJobStart, [4, 2]),
    (Kind::DateAfterReceived, [4, 2]),
    (Kind::DateNotPossible, [5, 3]),
    (Kind::ReferenceMissing, [5, 3]),
    (Kind::WardNotKnown, [7, 5]),
    (Kind::NotOnJcpList, [0, 0]),
];

/// The days around a prime's return that decide what is a fault.
#[derive(Clone, Copy)]
pub struct Dates {
    pub quarter_begins: NaiveDate,
    pub quarter_ends: NaiveDate,
    pub received: NaiveDate,
}

pub fn plant(records: &mut Vec<Record<'_>>, prime: Prime, dates: Dates) {
    let mut luck = Random::new(SEED, 5_000_000 + prime as u64);
    for (kind, counts) in PLAN {
        for nth in 0..counts[prime as usize] {
            let fitting = |&i: &usize| plain(&records[i]) && fits(kind, nth, &records[i], prime, dates);
            let candidates: Vec<usize> = (0..records.len()).filter(fitting).collect();
            assert!(!candidates.is_empty(), "the sample has nobody left for {kind:?} at {prime:?}");
            let at = luck.pick(&candidates);
            records[at].taken = true;
            match kind {
                Kind::IdenticalDuplicate | Kind::ConflictingDuplicate => repeat(kind, records, at, &mut luck),
                _ => spoil(kind, nth, &mut records[at], &mut luck),
            }
        }
    }
}

/// Has to do with no fault yet, joined, referred once, ward known: no other rule can be near.
fn plain(record: &Record<'_>) -> bool {
    !record.taken && record.attached.date().is_some() && record.person.referrals.len() == 1 && !record.ward.is_empty()
}

fn no_job(record: &Record<'_>) -> bool {
    record.jobs.is_empty() && record.claimed.is_blank()
}

/// One job that has ended, and nothing claimed for it: a fault in the job then touches nothing else.
fn one_ended_job(record: &Record<'_>) -> bool {
    record.jobs.len() == 1 && record.jobs[0].last.date().is_some() && record.claimed.is_blank()
}

fn fits(kind: Kind, nth: usize, record: &Record<'_>, prime: Prime, dates: Dates) -> bool {
    let Some(attached) = record.attached.date() else { return false };
    let job_ended = record.jobs.first().and_then(|job| job.last.date());
    let later_than_received = |date: Option<NaiveDate>| date.is_some_and(|date| a_year_on(date) > dates.received);
    match kind {
        // With jobs on their own sheet a second row of the person is no second row of the job.
        Kind::IdenticalDuplicate => prime == Prime::Northgate || no_job(record),
        Kind::ConflictingDuplicate => no_job(record) && plus(attached, 30) <= dates.quarter_ends,
        Kind::JobStartBeforeAttachment => one_ended_job(record) && (attached - record.referred).num_days() >= 6,
        Kind::ClaimTooEarly => record.jobs.len() == 1 && record.claimed.date().is_some(),
        Kind::ClaimWithoutJobStart => no_job(record) && plus(attached, 260) <= dates.quarter_ends,
        Kind::DateAfterReceived if nth.is_multiple_of(2) => one_ended_job(record) && later_than_received(job_ended),
        Kind::DateAfterReceived => no_job(record) && record.left.is_blank() && later_than_received(Some(attached)),
        Kind::DateNotPossible if nth.is_multiple_of(2) => no_job(record),
        Kind::DateNotPossible => one_ended_job(record),
        // New people, whom no earlier return had with a reference.
        Kind::ReferenceMissing => no_job(record) && record.referred >= dates.quarter_begins,
        Kind::WardNotKnown => true,
        _ => false,
    }
}

/// Gives a person a second row some way below. Rows that are the same are left out but for the first;
/// of rows that disagree nobody knows which is right, so both are marked.
fn repeat(kind: Kind, records: &mut Vec<Record<'_>>, at: usize, luck: &mut Random) {
    let below = (at + luck.between(2, 60) as usize).min(records.len());
    let mut copy = records[at].clone();
    copy.planted = Some((kind, Within::Person));
    if kind == Kind::ConflictingDuplicate {
        copy.attached = later(&copy.attached, luck.between(5, 25));
        records[at].planted = copy.planted;
    }
    records.insert(below, copy);
}

fn spoil(kind: Kind, nth: usize, record: &mut Record<'_>, luck: &mut Random) {
    let mut within = Within::Person;
    match kind {
        Kind::JobStartBeforeAttachment => {
            record.jobs[0].first = later(&record.attached, -luck.between(1, 5));
            within = Within::Job;
        }
        Kind::ClaimTooEarly => {
            let earliest = later(&record.jobs[0].first, record.person.group.weeks * 7 - 1);
            record.claimed = later(&earliest, -luck.between(3, 40));
        }
        Kind::ClaimWithoutJobStart => record.claimed = later(&record.attached, luck.between(200, 255)),
        Kind::DateAfterReceived => within = mistype(record, |date| Entry::On(a_year_on(date))),
        Kind::DateNotPossible => within = mistype(record, |date| Entry::Written(impossible(date, nth))),
        Kind::ReferenceMissing => record.reference = ["", "TBC", "N/A"][nth % 3].into(),
        Kind::WardNotKnown => record.ward = luck.pick(&OUTSIDE_WARDS),
        _ => return,
    }
    record.planted = Some((kind, within));
}

/// Spoils the day on which a job ended, or that of attachment for people without a job.
fn mistype(record: &mut Record<'_>, wrong: impl Fn(NaiveDate) -> Entry) -> Within {
    let (entry, within) = match record.jobs.first_mut() {
        Some(job) => (&mut job.last, Within::Job),
        None => (&mut record.attached, Within::Person),
    };
    if let Some(date) = entry.date() {
        *entry = wrong(date);
    }
    within
}

fn later(entry: &Entry, days: i64) -> Entry {
    entry.date().map_or(Entry::Blank, |date| Entry::On(plus(date, days)))
}
