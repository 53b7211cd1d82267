//! What one row of a table is: a person, a referral, a job. Chosen by what the table holds, and why.

use crate::canonical::schema::Record;

use super::events;
use super::lists::Lists;
use super::profile::Profile;
use super::roles::{Band, Columns, Proposed, Role};
use super::words::{Fit, words};

/// A record, with the reason in plain words.
#[derive(Clone, Debug)]
pub struct Choice {
    pub record: Record,
    pub reason: String,
    /// Nothing contradicts it.
    pub sure: bool,
}

/// No column holds references: figures, not people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoReference;

/// What a row of the table is; the sheet's name and the sender's kind count a little.
pub fn choose(columns: &Columns, name: &str, from_jcp: bool, lists: &Lists<'_>) -> Result<Choice, NoReference> {
    let people = columns.propose(Record::Participants, lists);
    let jobs = columns.propose(Record::Jobs, lists);
    let Some(reference) = find(&people, "reference") else { return Err(NoReference) };
    let of = |column: u32| columns.profiles.iter().find(|profile| profile.column == column);
    let repeats = of(reference.column).map_or(0.0, repeats);
    if let Some(choice) = beside_people(columns, name, &people, lists) {
        return Ok(choice);
    }
    if repeats > 0.2 && columns.profiles.iter().any(events::is_event_column) {
        let reason = "a column says what happened, and people stand in several rows".to_string();
        return Ok(Choice { record: Record::Events, reason, sure: true });
    }
    let has = |name: &str| find(&people, name).is_some_and(|column| column.score >= 0.55 && column.band > Band::Unsure);
    // Exchanged or contradicted, they are there.
    let named = |name: &str| find(&people, name).is_some_and(|column| column.named);
    let milestone = ["job_start_date", "sustained_claim_date", "sustained_26w_date", "sustained"]
        .into_iter()
        .find(|name| has(name));
    let (referral, attachment) = (has("referral_date"), has("attachment_date"));
    let called_jobs = words().sheet_says("jobs", name);
    if jobs_only(&jobs, repeats > 0.02 || called_jobs) && !named("referral_date") && !named("attachment_date") {
        let many = if repeats > 0.02 { ", and people stand in it several times" } else { "" };
        let reason = format!("starts and ends of jobs without referral or attachment{many}");
        return Ok(Choice { record: Record::Jobs, reason, sure: repeats > 0.02 || called_jobs });
    }
    let called_so = from_jcp || words().sheet_says("referrals", name);
    if (referral || called_so) && !named("attachment_date") && milestone.is_none() && !has("leave_date") {
        let reason = match referral {
            true => "days of referral, and no attachment, job or claim",
            false => "a list of Jobcentre Plus or of referrals, without attachment, job or claim",
        };
        let sure = referral && (called_so || find(&people, "prime").is_some());
        return Ok(Choice { record: Record::Referrals, reason: reason.to_string(), sure });
    }
    let what: Vec<&str> =
        ["referral_date", "attachment_date"].into_iter().filter(|name| has(name)).chain(milestone).collect();
    let reason = match what.as_slice() {
        [] => "references without a column that tells what else a row is".to_string(),
        some => {
            format!("each person with {}", some.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
        }
    };
    let sure = attachment && repeats < 0.1;
    let several = if repeats >= 0.1 { "; but many references stand in several rows" } else { "" };
    Ok(Choice { record: Record::Participants, reason: reason + several, sure })
}

/// Claims or assessments of people, by what only such lists have: what is claimed and when, or a score and its day. A
/// list that says when people joined or were referred is of people.
fn beside_people(columns: &Columns, name: &str, people: &[Proposed], lists: &Lists<'_>) -> Option<Choice> {
    let is_of_people = |name: &str| find(people, name).is_some_and(|column| column.named);
    if ["referral_date", "attachment_date", "job_start_date"].into_iter().any(is_of_people) {
        return None;
    }
    let usable = |record, wanted: &[&str]| {
        let proposed =
            if wanted.iter().all(|name| is_said(columns, name)) { columns.propose(record, lists) } else { Vec::new() };
        let is_usable = |name: &&str| find(&proposed, name).is_some_and(|column| column.band > Band::Unsure);
        !proposed.is_empty() && wanted.iter().all(is_usable)
    };
    let choice = |record, reason: &str, sure| Some(Choice { record, reason: reason.to_string(), sure });
    if usable(Record::Claims, &["milestone", "claim_date"]) || usable(Record::Claims, &["milestone", "paid_date"]) {
        return choice(Record::Claims, "what is claimed for whom, and when", words().sheet_says("claims", name));
    }
    if usable(Record::Scores, &["score_value", "score_date"]) {
        return choice(Record::Scores, "scores of people, and their days", words().sheet_says("scores", name));
    }
    None
}

/// Whether a header says outright that it is one of ours.
fn is_said(columns: &Columns, ours: &str) -> bool {
    columns.meanings.iter().any(|meaning| meaning.columns.get(ours).is_some_and(|own| own.fit == Fit::Whole))
}

fn find<'a>(proposed: &'a [Proposed], name: &str) -> Option<&'a Proposed> {
    proposed.iter().find(|column| matches!(column.role, Role::Ours(own) if own == name))
}

/// A start and an end of jobs, and a person; headers that only say `start` or `end` count where something else says
/// that the rows are jobs.
fn jobs_only(jobs: &[Proposed], called_so: bool) -> bool {
    let least = if called_so { Band::Check } else { Band::Sure };
    let usable = |name: &str| find(jobs, name).is_some_and(|column| column.band >= least);
    ["job_start_date", "job_end_date"].iter().all(|name| usable(name))
}

/// The share of references that stood before.
fn repeats(profile: &Profile) -> f64 {
    let references = &profile.references;
    if references.like == 0 { 0.0 } else { 1.0 - references.distinct as f64 / references.like as f64 }
}
