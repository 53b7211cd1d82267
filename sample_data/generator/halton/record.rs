//! A person as a prime reports them at a quarter's end.

use chrono::NaiveDate;

use super::places::WARDS;
use super::world::{Person, Prime};
use crate::fault::Kind;
use crate::table::Entry;

#[derive(Clone)]
pub struct JobRecord {
    pub first: Entry,
    /// The last day in work.
    pub last: Entry,
    pub employer: usize,
    pub hours: i64,
}

/// Which row a planted fault is in, for primes that report jobs on a sheet of their own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Within {
    Person,
    Job,
}

#[derive(Clone)]
pub struct Record<'a> {
    pub person: &'a Person,
    pub reference: String,
    pub referred: NaiveDate,
    pub attached: Entry,
    pub ward: &'static str,
    pub jobs: Vec<JobRecord>,
    pub claimed: Entry,
    pub left: Entry,
    pub planted: Option<(Kind, Within)>,
    /// Has to do with a planted fault, so no second one may go here.
    pub taken: bool,
}

/// What a prime reports at the end of a quarter: everybody so far, in the order in which it was told of them.
pub fn reported<'a>(people: &'a [Person], prime: Prime, cut: NaiveDate, with_strangers: bool) -> Vec<Record<'a>> {
    let mut records: Vec<Record> = people
        .iter()
        .filter(|p| p.prime == prime && (p.on_jcp_list || with_strangers))
        .filter_map(|p| record(p, cut))
        // Bridgewater Pathways lists those who started, Northgate Works everybody referred.
        .filter(|r| prime == Prime::Northgate || !r.attached.is_blank())
        .collect();
    records.sort_by_key(|r| (r.referred, r.person.number));
    records
}

fn record(person: &Person, cut: NaiveDate) -> Option<Record<'_>> {
    let jobs = person.jobs.iter().filter(|job| job.first <= cut);
    Some(Record {
        person,
        reference: person.reference.clone(),
        referred: person.received_by(cut)?,
        attached: Entry::by(person.attached, cut),
        ward: person.ward.map_or("", |w| WARDS[w].name),
        jobs: jobs
            .map(|job| JobRecord {
                first: Entry::On(job.first),
                last: Entry::by(job.last, cut),
                employer: job.employer,
                hours: job.hours,
            })
            .collect(),
        claimed: Entry::by(person.claimed, cut),
        left: Entry::by(person.left, cut),
        taken: !person.on_jcp_list,
        planted: (!person.on_jcp_list).then_some((Kind::NotOnJcpList, Within::Person)),
    })
}
