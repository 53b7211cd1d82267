//! `sample_data/greater-manchester`: the Working Well expansion in two lots and ten authorities, with three primes.

mod goyt;
mod irwell;
mod jcp;
mod medlock;
mod places;
mod world;

use chrono::NaiveDate;

use crate::calendar::{day, plus};
use crate::caseload::plant::{self, Plan};
use crate::caseload::record::{self, Record};
use crate::caseload::{Person, Route};
use crate::fault::Kind;
use crate::random::Random;
use crate::table::{Return, Sample};
use places::AREAS;
use world::{GOYT, IRWELL, MEDLOCK};

/// The quarters for which every supplier has sent a return, with the last day of each.
const QUARTERS: [(&str, NaiveDate); 3] =
    [("2016-17-Q3", day(2016, 12, 31)), ("2017-18-Q2", day(2017, 9, 30)), ("2017-18-Q3", day(2017, 12, 31))];

/// The quarter whose returns have the planted faults.
const PLANTED_QUARTER: &str = "2017-18-Q3";

/// The first day of each quarter in which people were referred; the contracts began in the first.
const QUARTER_BEGINS: [NaiveDate; 7] = [
    day(2016, 4, 4),
    day(2016, 7, 1),
    day(2016, 10, 1),
    day(2017, 1, 1),
    day(2017, 4, 1),
    day(2017, 7, 1),
    day(2017, 10, 1),
];
const LAST_REFERRAL: NaiveDate = day(2017, 12, 20);

/// How far the invented lives go: beyond the last quarter.
const HORIZON: NaiveDate = day(2018, 9, 30);

/// Faults in the returns of Irwell Forward, Medlock Steps and Goyt Bridge Employment.
const PLANS: [Plan<'static>; 3] = [
    &[
        (Kind::IdenticalDuplicate, 4),
        (Kind::ConflictingDuplicate, 2),
        (Kind::AttachmentBeforeReferral, 3),
        (Kind::JobStartBeforeAttachment, 4),
        (Kind::JobEndBeforeStart, 3),
        (Kind::JobWithoutParticipant, 3),
        (Kind::ClaimTooEarly, 3),
        (Kind::ClaimWithoutJobStart, 3),
        (Kind::ClaimedTwice, 2),
        (Kind::PaidBeforeClaim, 3),
        (Kind::ScoreMissing, 4),
        (Kind::DateAfterReceived, 4),
        (Kind::DateNotPossible, 4),
        (Kind::ReferenceMissing, 3),
        (Kind::AreaNotKnown, 6),
    ],
    &[
        (Kind::IdenticalDuplicate, 3),
        (Kind::ConflictingDuplicate, 2),
        (Kind::AttachmentBeforeReferral, 2),
        (Kind::JobStartBeforeAttachment, 4),
        (Kind::JobEndBeforeStart, 2),
        (Kind::ClaimTooEarly, 5),
        (Kind::ClaimWithoutJobStart, 3),
        (Kind::DateAfterReceived, 3),
        (Kind::DateNotPossible, 3),
        (Kind::ReferenceMissing, 3),
        (Kind::AreaNotKnown, 4),
    ],
    &[
        (Kind::IdenticalDuplicate, 3),
        (Kind::ConflictingDuplicate, 1),
        (Kind::AttachmentBeforeReferral, 2),
        (Kind::JobStartBeforeAttachment, 3),
        (Kind::JobEndBeforeStart, 2),
        (Kind::JobWithoutParticipant, 2),
        // None too early: with the claim's row the person's jobs in the other file would be set aside.
        (Kind::ClaimWithoutJobStart, 3),
        (Kind::DateAfterReceived, 3),
        (Kind::DateNotPossible, 3),
        (Kind::ReferenceMissing, 2),
        (Kind::AreaNotKnown, 5),
    ],
];

pub fn sample() -> Sample {
    let people = world::people();
    Sample {
        id: "greater-manchester",
        returns: QUARTERS.into_iter().flat_map(|(quarter, ends)| quarter_returns(&people, quarter, ends)).collect(),
        context: vec![residents()],
    }
}

/// The six files that arrive for a quarter.
fn quarter_returns(people: &[Person], quarter: &str, ends: NaiveDate) -> [Return; 6] {
    let file = |start: &str, ending: &str| format!("{start}_{quarter}.{ending}");
    let sent =
        |file: String, sender, days, tables| Return { file, sender, made_on: plus(ends, days), logo: false, tables };
    let [irwell, medlock, goyt] = [IRWELL, MEDLOCK, GOYT].map(|prime| records(people, prime, quarter, ends));
    [
        sent(file("irwell", "xlsx"), "Irwell Forward (invented)", 10, irwell::tables(&irwell, ends)),
        sent(file("medlock", "xlsx"), "Medlock Steps (invented)", 12, vec![medlock::table(&medlock, ends)]),
        sent(file("goyt_clients", "csv"), "Goyt Bridge Employment (invented)", 9, vec![goyt::clients(&goyt, ends)]),
        sent(file("goyt_jobs", "csv"), "Goyt Bridge Employment (invented)", 9, vec![goyt::jobs(&goyt)]),
        sent(file("jcp_lot1", "xlsx"), "Jobcentre Plus, lot 1 (invented)", 5, vec![jcp::lot_1(people, ends)]),
        sent(file("jcp_lot2", "csv"), "Jobcentre Plus, lot 2 (invented)", 5, vec![jcp::lot_2(people, ends)]),
    ]
}

fn records<'a>(people: &'a [Person], prime: usize, quarter: &str, ends: NaiveDate) -> Vec<Record<'a>> {
    let own = people.iter().filter(|person| person.prime == prime);
    let mut records = record::reported(own, ends, |place| AREAS[place].name);
    // Goyt Bridge Employment lists those who joined, the others everybody referred.
    records.retain(|record| prime != GOYT || !record.attached.is_blank());
    if quarter == PLANTED_QUARTER {
        let sent = plant::Return {
            quarter_begins: QUARTER_BEGINS[6],
            quarter_ends: ends,
            // The days on which quarterdeck.toml says that these returns arrived.
            received: [day(2018, 1, 12), day(2018, 1, 15), day(2018, 1, 10)][prime],
            apart: prime != MEDLOCK,
            claims_apart: prime == IRWELL,
            jcp_list: true,
            weeks: world::WEEKS,
            elsewhere: &places::OUTSIDE,
            nobody: ("WWJ", 900_120),
        };
        let mut luck = Random::new(world::SEED, 5_000_000 + prime as u64);
        plant::plant(&mut records, PLANS[prime], &sent, &mut luck);
    }
    records
}

/// Age band on the day of joining, as the primes cut it; for those who did not join, on the day of referral.
fn age_band(person: &Person) -> usize {
    match person.age() {
        ..25 => 0,
        25..35 => 1,
        35..50 => 2,
        _ => 3,
    }
}

/// A prime's word for a route.
fn route(person: &Person, words: [&'static str; 3]) -> &'static str {
    match person.route {
        Route::Jcp => words[0],
        Route::Partner | Route::Council => words[1],
        Route::Itself => words[2],
    }
}

fn residents() -> (&'static str, Vec<Vec<String>>) {
    let header = ["Authority", "Lot", "Residents aged 16 to 64", "Source"].map(String::from).to_vec();
    let line = |area: &places::Area| {
        let [lot, people] = [u32::from(area.lot), area.working_age].map(|number| number.to_string());
        vec![area.name.into(), lot, people, "Invented for the sample".into()]
    };
    ("residents.csv", std::iter::once(header).chain(AREAS.iter().map(line)).collect())
}
