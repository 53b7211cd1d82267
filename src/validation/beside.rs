//! Rows that tell more of participants, each list on a sheet of its own: jobs, claims, scores. One of nobody, of somebody
//! set aside, or from before attachment counts in nothing.

use std::collections::HashMap;

use crate::canonical::Day;
use crate::canonical::schema::Record;
use crate::finding::{Effect, Finding, Rows};
use crate::mapping::Fate;
use crate::vocabulary::Milestone;

use super::RuleContext;
use super::checks::{CLAIMED_BEFORE_WORK, OutcomeWeeks, earliest_claim};
use super::keys::Keys;
use super::rows::TableRows;

/// A supplier's person.
type Whose = (usize, usize);

/// What a list of its own says of each of its rows where nobody on the sheet of participants has the reference.
fn of_nobody(record: Record) -> (&'static str, &'static str) {
    match record {
        Record::Claims => ("claim_without_participant", "claim"),
        Record::Scores => ("score_without_participant", "assessment"),
        _ => ("job_without_participant", "job"),
    }
}

/// Holds jobs, claims and scores against the participants.
pub fn hold(tables: &mut [TableRows<'_>], keys: &Keys, context: &RuleContext<'_>, findings: &mut Vec<Finding>) {
    if tables.iter().all(|rows| !rows.origin.record.is_beside_participants()) {
        return;
    }
    let people = people(tables, keys);
    let first_jobs = FirstJobs::of_claimed(tables, keys, context);
    for (t, rows) in tables.iter_mut().enumerate().filter(|(_, rows)| rows.origin.record.is_beside_participants()) {
        let (code, what) = of_nobody(rows.origin.record);
        for i in rows.used() {
            let Some(person) = keys.person(t, i) else { continue };
            let whose = (keys.supplier(t), person);
            let finding = match people.get(&whose) {
                None => rows.set_aside(
                    i,
                    code,
                    Some("reference"),
                    "nobody on the sheet of participants has this reference".into(),
                    "ask the prime for the participant's row",
                ),
                Some((Fate::LeftOut(_), _)) => {
                    let message = format!("the {what} of a participant who is left out");
                    rows.leave_out(i, "participant_left_out", None, message, "nothing to do for the row itself")
                }
                Some((Fate::SetAside(_), _)) => {
                    let message = format!("the {what} of a participant who is set aside");
                    rows.set_aside(i, "participant_set_aside", None, message, "correct the participant's row")
                }
                Some((Fate::Used, attachment)) => match fault(rows, i, *attachment, first_jobs.0.get(&whose)) {
                    Some(Fault { code, column, message, hint }) => {
                        rows.set_aside(i, code, Some(column), message.into(), hint)
                    }
                    None => continue,
                },
            };
            findings.push(finding);
        }
    }
    other_days_of_outcomes(tables, keys, findings);
}

/// By person on the sheets of participants: what became of them, and the first attachment that counts.
fn people(tables: &[TableRows<'_>], keys: &Keys) -> HashMap<Whose, (Fate, Option<Day>)> {
    let mut people: HashMap<Whose, (Fate, Option<Day>)> = HashMap::new();
    for (t, rows) in tables.iter().enumerate().filter(|(_, rows)| rows.origin.record == Record::Participants) {
        for i in 0..rows.height() {
            let Some(person) = keys.person(t, i) else { continue };
            let entry = people.entry((keys.supplier(t), person)).or_insert((rows.fates.get(i), rows.attachment.get(i)));
            if rows.fates.is_used(i) {
                let earlier = entry.1.filter(|_| entry.0 == Fate::Used);
                *entry = (Fate::Used, earlier.into_iter().chain(rows.attachment.get(i)).min());
            }
        }
    }
    people
}

/// What is wrong with a row about a person who counts.
struct Fault {
    code: &'static str,
    column: &'static str,
    message: &'static str,
    hint: &'static str,
}

const DATE: &str = "ask the sender to correct the date; the row counts in nothing until then";
const ATTACHMENT: &str = "ask the sender for the attachment date; the row counts in nothing until then";

fn fault(rows: &TableRows<'_>, i: usize, attachment: Option<Day>, job: Option<&FirstJob>) -> Option<Fault> {
    match rows.origin.record {
        Record::Jobs => job_fault(rows.jobs[0].start(i), attachment),
        Record::Claims => claim_fault(rows, i, attachment, job),
        _ => None,
    }
}

fn job_fault(start: Option<Day>, attachment: Option<Day>) -> Option<Fault> {
    let fault = |code, message, hint| Some(Fault { code, column: "job_start_date", message, hint });
    match attachment {
        None => fault("job_start_without_attachment", "there is a job start and no attachment", ATTACHMENT),
        Some(attachment) if start.is_some_and(|start| start < attachment) => {
            fault("job_start_before_attachment", "job start is before attachment", DATE)
        }
        Some(_) => None,
    }
}

fn claim_fault(rows: &TableRows<'_>, i: usize, attachment: Option<Day>, job: Option<&FirstJob>) -> Option<Fault> {
    let days = [("claim_date", rows.claimed.get(i)), ("paid_date", rows.paid.get(i))];
    let Some(attachment) = attachment else {
        let message = "there is a claim and no attachment";
        return Some(Fault { code: "claim_without_attachment", column: "milestone", message, hint: ATTACHMENT });
    };
    let before =
        |first: Day| days.iter().find(|(_, day)| day.is_some_and(|day| day < first)).map(|(column, _)| *column);
    if let Some(column) = before(attachment) {
        let message = "the claim or its payment is before attachment";
        return Some(Fault { code: "claim_before_attachment", column, message, hint: DATE });
    }
    let milestone = rows.milestones.get(i)?;
    if milestone == Milestone::Attachment.id() {
        return None;
    }
    let FirstJob { start, weeks, is_needed } = *job?;
    if milestone == Milestone::Outcome.id() && !is_needed {
        return None;
    }
    let Some(start) = start else {
        let message = "work is claimed for and there is no job start";
        let hint = "ask the prime for the job; the row counts in nothing until then";
        return Some(Fault { code: "claim_without_job_start", column: "milestone", message, hint });
    };
    let weeks = if milestone == Milestone::JobStart.id() { 0 } else { weeks };
    let message = if weeks > 0 { "claimed before the weeks in work can have passed" } else { CLAIMED_BEFORE_WORK };
    let hint = "ask the prime to correct the claim or the job start; the row counts in nothing until then";
    before(earliest_claim(start, weeks)).map(|column| Fault { code: "claim_too_early", column, message, hint })
}

/// The first day in work of a claim's person, and what the programme's outcome needs.
#[derive(Clone, Copy, Default)]
struct FirstJob {
    start: Option<Day>,
    weeks: u32,
    /// Whether nobody has the outcome without a job.
    is_needed: bool,
}

/// Of people with claims on a sheet of their own.
struct FirstJobs(HashMap<Whose, FirstJob>);

impl FirstJobs {
    fn of_claimed(tables: &[TableRows<'_>], keys: &Keys, context: &RuleContext<'_>) -> Self {
        let mut first: HashMap<Whose, FirstJob> = HashMap::new();
        for (t, rows) in tables.iter().enumerate().filter(|(_, rows)| rows.origin.record == Record::Claims) {
            let people = keys.people(t, rows.fates.used());
            first.extend(people.map(|(_, person)| ((keys.supplier(t), person), FirstJob::default())));
        }
        if first.is_empty() {
            return FirstJobs(first);
        }
        let listed = |rows: &TableRows<'_>| matches!(rows.origin.record, Record::Participants | Record::Jobs);
        for (t, rows) in tables.iter().enumerate().filter(|(_, rows)| listed(rows)) {
            let outcome = OutcomeWeeks::of(rows, context);
            for (i, person) in keys.people(t, rows.fates.used()) {
                let Some(own) = first.get_mut(&(keys.supplier(t), person)) else { continue };
                own.start = own.start.into_iter().chain(rows.first_job_start(i)).min();
                if rows.origin.record == Record::Participants {
                    (own.weeks, own.is_needed) = (outcome.of_row(rows, i), outcome.needs_job);
                }
            }
        }
        FirstJobs(first)
    }
}

/// The day of the programme's outcome on the sheets of claims, by person; of whoever has one there no other claim of the
/// outcome counts.
pub fn outcomes_claimed(tables: &[TableRows<'_>], keys: &Keys) -> HashMap<Whose, Option<Day>> {
    let mut claimed = HashMap::new();
    for (t, rows) in tables.iter().enumerate().filter(|(_, rows)| rows.origin.record == Record::Claims) {
        let outcome = Milestone::Outcome.id();
        let of_outcome = rows.fates.used().filter(|i| rows.milestones.get(*i) == Some(outcome));
        for (i, person) in keys.people(t, of_outcome) {
            claimed.insert((keys.supplier(t), person), rows.claimed.get(i).or(rows.paid.get(i)));
        }
    }
    claimed
}

/// Notes participants whose row has another day for the outcome than the sheet of claims.
fn other_days_of_outcomes(tables: &[TableRows<'_>], keys: &Keys, findings: &mut Vec<Finding>) {
    let claimed = outcomes_claimed(tables, keys);
    if claimed.is_empty() {
        return;
    }
    for (t, rows) in tables.iter().enumerate().filter(|(_, rows)| rows.origin.record == Record::Participants) {
        let mut differ = Rows::default();
        for (i, person) in keys.people(t, rows.fates.used()) {
            let own = rows.claims[0].get(i);
            if own.is_some() && claimed.get(&(keys.supplier(t), person)).is_some_and(|day| *day != own) {
                differ.add(rows.source_rows[i]);
            }
        }
        if differ.count() > 0 {
            let message =
                format!("another day for the outcome than on the sheet of claims, whose day counts: {differ}");
            let place = rows.origin.column("sustained_claim_date");
            let finding =
                Finding::new("claims_differ", Effect::Notes, place, message, "ask the prime which day is right");
            findings.push(finding.for_rows(differ.count()));
        }
    }
}
