//! Faults put into a prime's last return on purpose. Every fault is alone in its row and makes no second rule fire.

use chrono::NaiveDate;

use super::record::{ClaimRecord, Record, Within};
use super::{Milestone, Route};
use crate::calendar::plus;
use crate::fault::{Kind, a_year_on, impossible};
use crate::random::Random;
use crate::table::Entry;

/// What a prime's return is like, as far as it decides which rows a fault can go to.
pub struct Return<'a> {
    pub quarter_begins: NaiveDate,
    pub quarter_ends: NaiveDate,
    pub received: NaiveDate,
    /// Jobs or claims stand on sheets of their own, where a second row of a person has no second row.
    pub apart: bool,
    /// Claims do: a fault in one then leaves its person in the figures.
    pub claims_apart: bool,
    /// Jobcentre Plus sends a list of its own.
    pub jcp_list: bool,
    /// Weeks in work that an outcome needs.
    pub weeks: i64,
    /// Names of places that the workspace does not have.
    pub elsewhere: &'a [&'static str],
    /// A reference that nobody has: its first letters, and a number that no reference is near.
    pub nobody: (&'static str, u64),
}

/// Kinds with how many are made of each. Two rows that disagree are made from one.
pub type Plan<'a> = &'a [(Kind, usize)];

pub fn plant(records: &mut Vec<Record<'_>>, plan: Plan<'_>, sent: &Return<'_>, luck: &mut Random) {
    for &(kind, count) in plan {
        for nth in 0..count {
            let fitting = |&i: &usize| plain(&records[i], sent) && fits(kind, nth, &records[i], sent);
            let candidates: Vec<usize> = (0..records.len()).filter(fitting).collect();
            assert!(!candidates.is_empty(), "the sample has nobody left for {kind:?}");
            let at = luck.pick(&candidates);
            let record = &mut records[at];
            record.taken = true;
            if let Kind::IdenticalDuplicate | Kind::ConflictingDuplicate = kind {
                repeat(kind, records, at, sent, luck);
                continue;
            }
            spoil(kind, nth, record, sent, luck);
            if sent.apart {
                keep_beside(record);
            }
        }
    }
}

/// Has to do with no fault yet, joined, came once, place known: no other rule can be near. Where Jobcentre Plus sends a
/// list, on it: the referral then counts whatever becomes of the row.
fn plain(record: &Record<'_>, sent: &Return<'_>) -> bool {
    !record.taken
        && record.attached.date().is_some()
        && record.person.stays.len() == 1
        && record.person.place.is_some()
        && (!sent.jcp_list || record.person.route == Route::Jcp)
}

/// Takes away what stands on other sheets and would be set aside with the row at fault.
fn keep_beside(record: &mut Record<'_>) {
    match record.planted {
        Some((Kind::AreaNotKnown | Kind::WardNotKnown | Kind::ClaimWithoutJobStart, _)) => {}
        Some((_, Within::Person)) => {
            record.claims.clear();
            record.scores.clear();
        }
        Some((_, Within::Job)) => record.claims.retain(|claim| claim.milestone != Milestone::JobStart),
        _ => {}
    }
}

fn no_job(record: &Record<'_>) -> bool {
    record.jobs.is_empty() && no_outcome(record)
}

fn no_outcome(record: &Record<'_>) -> bool {
    record.claim(Milestone::Outcome).is_none()
}

/// One job that has ended, and no outcome claimed for it: a fault in the job then touches nothing else.
fn one_ended_job(record: &Record<'_>) -> bool {
    record.jobs.len() == 1 && record.jobs[0].last.date().is_some() && no_outcome(record)
}

fn fits(kind: Kind, nth: usize, record: &Record<'_>, sent: &Return<'_>) -> bool {
    let Some(attached) = record.attached.date() else { return false };
    let job_ended = record.jobs.first().and_then(|job| job.last.date());
    let later_than_received = |date: Option<NaiveDate>| date.is_some_and(|date| a_year_on(date) > sent.received);
    // Whom no earlier return had: nothing that it told is then missed.
    let is_new = record.referred >= sent.quarter_begins;
    let is_new_or_alone = is_new || !sent.apart;
    let paid_start = || record.claim(Milestone::JobStart).is_some_and(|claim| claim.paid.is_some());
    match kind {
        Kind::IdenticalDuplicate => !sent.apart || no_job(record),
        Kind::ConflictingDuplicate => no_job(record) && is_new_or_alone && plus(attached, 30) <= sent.quarter_ends,
        Kind::AttachmentBeforeReferral => no_job(record) && record.left.is_blank() && is_new,
        Kind::JobStartBeforeAttachment => one_ended_job(record) && (attached - record.referred).num_days() >= 6,
        Kind::JobEndBeforeStart | Kind::JobWithoutParticipant => one_ended_job(record),
        Kind::ClaimTooEarly => record.jobs.len() == 1 && !no_outcome(record),
        Kind::ClaimWithoutJobStart => no_job(record) && plus(attached, 260) <= sent.quarter_ends,
        Kind::DateAfterReceived if nth.is_multiple_of(2) => one_ended_job(record) && later_than_received(job_ended),
        Kind::DateAfterReceived => {
            no_job(record) && record.left.is_blank() && is_new_or_alone && later_than_received(Some(attached))
        }
        Kind::DateNotPossible if nth.is_multiple_of(2) => no_job(record) && is_new_or_alone,
        Kind::DateNotPossible => one_ended_job(record),
        Kind::ClaimedTwice | Kind::PaidBeforeClaim => record.jobs.len() == 1 && paid_start(),
        Kind::ScoreMissing => no_job(record) && record.scores.len() > 2,
        Kind::ReferenceMissing => no_job(record) && is_new,
        Kind::AreaNotKnown | Kind::WardNotKnown => true,
        Kind::NotOnJcpList | Kind::JcpNamesAnotherPrime => false,
    }
}

/// Gives a person a second row some way below. Rows that are the same are left out but for the first;
/// of rows that disagree nobody knows which is right, so both are marked.
fn repeat(kind: Kind, records: &mut Vec<Record<'_>>, at: usize, sent: &Return<'_>, luck: &mut Random) {
    let below = (at + luck.between(2, 60) as usize).min(records.len());
    let mut copy = records[at].clone();
    copy.planted = Some((kind, Within::Person));
    if sent.apart {
        keep_beside(&mut copy);
    }
    if kind == Kind::ConflictingDuplicate {
        copy.attached = later(&copy.attached, luck.between(5, 25));
        records[at].planted = copy.planted;
        if sent.apart {
            keep_beside(&mut records[at]);
        }
    }
    records.insert(below, copy);
}

fn spoil(kind: Kind, nth: usize, record: &mut Record<'_>, sent: &Return<'_>, luck: &mut Random) {
    let mut within = Within::Person;
    match kind {
        Kind::AttachmentBeforeReferral => {
            record.attached = Entry::On(plus(record.referred, -luck.between(1, 9)));
        }
        Kind::JobStartBeforeAttachment => {
            record.jobs[0].first = later(&record.attached, -luck.between(1, 5));
            within = Within::Job;
        }
        Kind::JobEndBeforeStart => {
            record.jobs[0].last = later(&record.jobs[0].first, -luck.between(3, 40));
            within = Within::Job;
        }
        Kind::JobWithoutParticipant => {
            let (letters, number) = sent.nobody;
            record.jobs[0].reference = format!("{letters}{:06}", number + 17 * nth as u64);
            within = Within::Job;
        }
        Kind::ClaimTooEarly => {
            let earliest = later(&record.jobs[0].first, sent.weeks * 7 - 1);
            claim(record, Milestone::Outcome).claimed = later(&earliest, -luck.between(3, 40));
            within = if sent.claims_apart { Within::Claim(Milestone::Outcome) } else { Within::Person };
        }
        Kind::ClaimedTwice => {
            let mut again = claim(record, Milestone::JobStart).clone();
            again.claimed = later(&again.claimed, luck.between(1, 9));
            record.claims.push(again);
            within = Within::Claim(Milestone::JobStart);
        }
        Kind::PaidBeforeClaim => {
            let own = claim(record, Milestone::JobStart);
            let claimed = own.claimed.date().expect("every claim has its day");
            own.paid = own.paid.map(|(_, pence)| (plus(claimed, -luck.between(1, 20)), pence));
            within = Within::Claim(Milestone::JobStart);
        }
        Kind::ScoreMissing => {
            record.scores[0].value = None;
            within = Within::Score;
        }
        Kind::ClaimWithoutJobStart => {
            let claimed = later(&record.attached, luck.between(200, 255));
            record.claims.push(ClaimRecord { milestone: Milestone::Outcome, claimed, paid: None });
            within = if sent.claims_apart { Within::Claim(Milestone::Outcome) } else { Within::Person };
        }
        Kind::DateAfterReceived => within = mistype(record, |date| Entry::On(a_year_on(date))),
        Kind::DateNotPossible => within = mistype(record, |date| Entry::Written(impossible(date, nth))),
        Kind::ReferenceMissing => record.reference = ["", "TBC", "N/A"][nth % 3].into(),
        Kind::AreaNotKnown | Kind::WardNotKnown => record.place = luck.pick(sent.elsewhere),
        Kind::IdenticalDuplicate | Kind::ConflictingDuplicate | Kind::NotOnJcpList | Kind::JcpNamesAnotherPrime => {
            return;
        }
    }
    record.planted = Some((kind, within));
}

fn claim<'a>(record: &'a mut Record<'_>, milestone: Milestone) -> &'a mut ClaimRecord {
    let claims = record.claims.iter_mut();
    claims.into_iter().find(|claim| claim.milestone == milestone).expect("fits looks for the claim")
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
