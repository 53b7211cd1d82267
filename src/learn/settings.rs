//! What a layout says of the whole file: the order of dates, whom it lists, the form of references, the sender's words.

use std::collections::{BTreeMap, BTreeSet};

use crate::canonical::schema::Record;
use crate::definitions::{Coverage, DateOrder, JobEnd, Programme};
use crate::source::normalise_header;
use crate::vocabulary::personal::could_be_personal;

use super::lists::Lists;
use super::profile::Profile;
use super::roles::{Band, Role};
use super::values::{self, ProposedValues};
use super::{Claim, Learnt, evidence, own};

/// The order of day and month, proved by the dates that only one order can read.
pub fn date_order(learnt: &[Learnt]) -> Claim<DateOrder> {
    let dates = learnt.iter().flat_map(|table| {
        let ours = |profile: &&Profile| {
            let column = table.columns.iter().find(|column| column.column == profile.column);
            column.is_some_and(|column| matches!(column.role, Role::Ours(name) if evidence::is_date(name)))
        };
        table.profiles.iter().filter(ours)
    });
    let (dmy, mdy) =
        dates.fold((0, 0), |(dmy, mdy), profile| (dmy + profile.dates.only_dmy, mdy + profile.dates.only_mdy));
    match (dmy, mdy) {
        (0, 0) => Claim {
            value: DateOrder::Dmy,
            proved: true,
            reason: "no date depends on it: real dates, year first, or none after the 12th; day first is usual".into(),
        },
        (dmy, 0) => {
            Claim { value: DateOrder::Dmy, proved: true, reason: format!("proved by {dmy} dates that only read so") }
        }
        (0, mdy) => {
            Claim { value: DateOrder::Mdy, proved: true, reason: format!("proved by {mdy} dates that only read so") }
        }
        (dmy, mdy) => Claim {
            value: if mdy > dmy { DateOrder::Mdy } else { DateOrder::Dmy },
            proved: false,
            reason: format!(
                "the file mixes both: {dmy} dates only read with the day first, {mdy} with the month first"
            ),
        },
    }
}

/// Whether the return lists everybody so far or a quarter's people, by the span of its first dates. A list of events
/// has to say everything so far.
pub fn coverage(learnt: &[Learnt]) -> Claim<Coverage> {
    let first = learnt.iter().find_map(|table| {
        ["referral_date", "attachment_date", "job_start_date", "date_1"]
            .into_iter()
            .find_map(|name| table.profile_of(name))
    });
    let mut days: Vec<i32> =
        first.map_or_else(Vec::new, |profile| profile.dates.days().iter().flatten().copied().collect());
    days.sort_unstable();
    let span = match days.as_slice() {
        [] => None,
        days => Some(days[days.len() * 95 / 100] - days[days.len() * 5 / 100]),
    };
    let (value, reason) = match span {
        Some(span) if span <= 100 && days.len() >= 10 => {
            (Coverage::Quarter, format!("its people came within {span} days"))
        }
        Some(span) if span > 100 => (Coverage::ToDate, format!("its people came over {} months", span / 30)),
        _ => (Coverage::ToDate, "too few dates to tell".to_string()),
    };
    let has_events = learnt.iter().any(|table| table.choice.record == Record::Events);
    Claim { value: if has_events { Coverage::ToDate } else { value }, proved: false, reason }
}

/// What the end of a job means, where a column is one.
pub fn job_end(learnt: &[Learnt]) -> Option<Claim<JobEnd>> {
    let ends: Vec<&Profile> = learnt.iter().filter_map(|table| table.profile_of("job_end_date")).collect();
    let says = |words: &[&str]| {
        ends.iter().any(|profile| words.iter().any(|word| normalise_header(&profile.header).contains(word)))
    };
    let claim = |value, proved, reason: &str| Claim { value, proved, reason: reason.to_string() };
    match ends.as_slice() {
        [] => None,
        _ if says(&["first day out", "out of work", "off payroll"]) => {
            Some(claim(JobEnd::FirstDayOut, true, "the header says so"))
        }
        _ if says(&["last day"]) => Some(claim(JobEnd::LastDay, true, "the header says so")),
        _ => Some(claim(JobEnd::LastDay, false, "the file does not say")),
    }
}

/// The form of references that all tables share.
pub fn reference_pattern(learnt: &[Learnt]) -> Option<(String, f64)> {
    let mut patterns = learnt.iter().map(|table| table.profile_of("reference")?.references.pattern.clone());
    let first = patterns.next()??;
    let same = patterns.all(|other| other.is_some_and(|(pattern, _)| pattern == first.0));
    (same && first.0.len() >= 4).then_some(first)
}

/// Names of primes that enough rows have to be no stray words.
pub fn primes(learnt: &[Learnt]) -> Vec<String> {
    let used = |table: &&Learnt| table.columns.iter().any(|column| column.is_used_as("prime"));
    let profiles = learnt.iter().filter(used).filter_map(|table| table.profile_of("prime"));
    let names = profiles.flat_map(|profile| profile.codes.iter().filter(|(_, count)| **count >= values::SHOWN));
    let names: BTreeSet<String> = names.map(|(name, _)| name.clone()).filter(|name| !could_be_personal(name)).collect();
    names.into_iter().collect()
}

pub fn proposed_values(
    learnt: &[Learnt],
    lists: &Lists<'_>,
    programmes: &[&Programme],
) -> BTreeMap<&'static str, ProposedValues> {
    let mut out: BTreeMap<&'static str, ProposedValues> = BTreeMap::new();
    for table in learnt {
        for (name, list) in lists.iter() {
            // The words of a column that is not sure could be anything.
            let usable = table.columns.iter().any(|column| column.role == own(name) && column.band > Band::Unsure);
            let Some(profile) = table.profile_of(name).filter(|_| usable) else { continue };
            let found = values::propose(name, profile, list, programmes);
            let all = out.entry(name).or_default();
            all.rare += found.rare;
            for value in found.values {
                if !all.values.iter().any(|known| known.theirs == value.theirs) {
                    all.values.push(value);
                }
            }
        }
    }
    out.retain(|_, found| *found != ProposedValues::default());
    out
}
