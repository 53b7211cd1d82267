//! One list against another: jobs against participants, primes against Jobcentre Plus.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::canonical::frame::{Day, day_of};
use crate::canonical::schema::Record;
use crate::definitions::ListOf;
use crate::finding::{Effect, Finding, Place};
use crate::mapping::Fate;

use super::RuleContext;
use super::rows::TableRows;

/// Referral dates of the two lists may differ by as much before it is worth a note.
const DATES_MAY_DIFFER_DAYS: Day = 7;

/// A referral as old as this should have reached the prime's list.
const REFERRAL_SHOULD_BE_KNOWN_DAYS: Day = 28;

/// Holds jobs on a sheet of their own against the participants: a job of nobody, of somebody set
/// aside, or from before attachment counts in nothing.
pub fn jobs_with_participants(tables: &mut [TableRows<'_>], findings: &mut Vec<Finding>) {
    let mut people: HashMap<(String, String), (Fate, Option<Day>)> = HashMap::new();
    for rows in tables.iter().filter(|rows| rows.table.record == Record::Participants) {
        for (i, reference) in rows.references.iter().enumerate() {
            let Some(reference) = reference else { continue };
            let key = (rows.table.supplier.clone(), (*reference).to_string());
            let entry = people.entry(key).or_insert((rows.table.fates[i], rows.attachment[i]));
            if rows.table.fates[i] == Fate::Used {
                let attachment = entry.1.into_iter().chain(rows.attachment[i]).min();
                *entry = (Fate::Used, attachment);
            }
        }
    }
    for rows in tables.iter_mut().filter(|rows| rows.table.record == Record::Jobs) {
        for i in rows.used() {
            let Some(reference) = rows.references[i] else { continue };
            let key = (rows.table.supplier.clone(), reference.to_string());
            let start = rows.jobs[0].start[i];
            let finding = match people.get(&key) {
                None => rows.set_aside(
                    i,
                    "job_without_participant",
                    Some("reference"),
                    "nobody on the sheet of participants has this reference".into(),
                    "ask the prime for the participant's row",
                ),
                Some((Fate::LeftOut(_), _)) => {
                    let message = "the job of a participant who is left out".into();
                    rows.leave_out(i, "participant_left_out", None, message, "nothing to do for the job itself")
                }
                Some((Fate::SetAside(_), _)) => rows.set_aside(
                    i,
                    "participant_set_aside",
                    None,
                    "the job of a participant who is set aside".into(),
                    "correct the participant's row",
                ),
                Some((Fate::Used, Some(attachment))) if start.is_some_and(|start| start < *attachment) => rows
                    .set_aside(
                        i,
                        "job_start_before_attachment",
                        Some("job_start_date"),
                        "job start is before attachment".into(),
                        "ask the sender to correct the date; the row counts in nothing until then",
                    ),
                Some((Fate::Used, None)) => rows.set_aside(
                    i,
                    "job_start_without_attachment",
                    Some("job_start_date"),
                    "there is a job start and no attachment".into(),
                    "ask the sender for the attachment date; the row counts in nothing until then",
                ),
                Some((Fate::Used, Some(_))) => continue,
            };
            findings.push(finding);
        }
    }
}

/// What Jobcentre Plus's lists say, by reference: each prime named, with the referral dates.
type Listed = HashMap<String, BTreeMap<String, BTreeSet<Day>>>;

/// Holds every prime's list against Jobcentre Plus's, and the primes' lists against each other.
pub fn primes_with_jcp(tables: &mut [TableRows<'_>], context: &RuleContext<'_>, findings: &mut Vec<Finding>) {
    let listed = listed(tables);
    let has_list = tables.iter().any(|rows| rows.table.record == Record::Referrals);
    two_primes(tables, &listed, findings);
    let mut known_to_prime: BTreeSet<(String, String)> = BTreeSet::new();
    for rows in tables.iter_mut().filter(|rows| rows.table.record == Record::Participants) {
        for i in 0..rows.len() {
            if let Some(reference) = rows.references[i] {
                known_to_prime.insert((rows.table.supplier.clone(), reference.to_string()));
            }
        }
        if has_list {
            against_list(rows, &listed, context, findings);
        }
    }
    not_at_prime(tables, &known_to_prime, context, findings);
}

fn listed(tables: &[TableRows<'_>]) -> Listed {
    let mut listed = Listed::new();
    for rows in tables.iter().filter(|rows| rows.table.record == Record::Referrals) {
        for i in rows.used() {
            if let (Some(reference), Some(day)) = (rows.references[i], rows.referral[i]) {
                let prime = rows.primes[i].unwrap_or_default().to_string();
                listed.entry(reference.to_string()).or_default().entry(prime).or_default().insert(day);
            }
        }
    }
    listed
}

/// A person on the lists of two primes counts where Jobcentre Plus says; without its word, nowhere.
fn two_primes(tables: &mut [TableRows<'_>], listed: &Listed, findings: &mut Vec<Finding>) {
    let mut claimed: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
    for (t, rows) in tables.iter().enumerate().filter(|(_, rows)| rows.table.record == Record::Participants) {
        for i in rows.used() {
            if let Some(reference) = rows.references[i] {
                claimed.entry(reference.to_string()).or_default().push((t, i));
            }
        }
    }
    let mut doubtful: Vec<(usize, usize, String)> = Vec::new();
    for (reference, places) in &claimed {
        let primes: BTreeSet<&str> = places.iter().map(|&(t, _)| tables[t].table.supplier.as_str()).collect();
        if primes.len() < 2 {
            continue;
        }
        for &(t, i) in places {
            let confirmed = listed.get(reference).is_some_and(|by| by.contains_key(&tables[t].table.supplier));
            if !confirmed {
                let others: Vec<&str> =
                    primes.iter().copied().filter(|prime| *prime != tables[t].table.supplier).collect();
                doubtful.push((t, i, others.join(" and ")));
            }
        }
    }
    doubtful.sort_unstable();
    for (t, i, others) in doubtful {
        let message =
            format!("the same person is on the list of {others}, and Jobcentre Plus does not name this prime");
        let hint = "ask Jobcentre Plus which prime the person was referred to";
        findings.push(tables[t].set_aside(i, "client_of_two_primes", Some("reference"), message, hint));
    }
}

/// Rows that came by Jobcentre Plus must be on its list, for this prime.
fn against_list(rows: &mut TableRows<'_>, listed: &Listed, context: &RuleContext<'_>, findings: &mut Vec<Finding>) {
    let binding =
        context.contract_of(&rows.table.supplier).is_some_and(|terms| terms.contract.referrals_from == ListOf::Jcp);
    let mut not_listed = 0;
    let mut dates_differ = 0;
    for i in rows.used() {
        let Some(reference) = rows.references[i] else { continue };
        let by_jcp = rows.routes[i].is_none_or(|route| route == "jcp");
        let supplier = rows.table.supplier.clone();
        match listed.get(reference) {
            None if by_jcp && binding => {
                let message =
                    "the row says that Jobcentre Plus referred the person, and its list does not have the reference";
                let hint = "ask Jobcentre Plus and the prime; the row counts in nothing until the list has it";
                findings.push(rows.leave_out(i, "not_on_jcp_list", Some("reference"), message.into(), hint));
            }
            None if by_jcp => not_listed += 1,
            Some(primes) if !primes.contains_key(&supplier) && !primes.contains_key("") => {
                let named: Vec<&str> = primes.keys().map(String::as_str).collect();
                let message = format!("Jobcentre Plus names {} as this person's prime", named.join(" and "));
                let hint =
                    "ask Jobcentre Plus which prime the person was referred to; the row counts in nothing until then";
                findings.push(rows.set_aside(i, "jcp_names_another_prime", Some("reference"), message, hint));
            }
            Some(primes) => {
                let days = primes.get(&supplier).or_else(|| primes.get(""));
                let near = |day: Day| {
                    days.is_none_or(|days| days.iter().any(|other| (day - other).abs() <= DATES_MAY_DIFFER_DAYS))
                };
                dates_differ += u64::from(rows.referral[i].is_some_and(|day| !near(day)));
            }
            None => {}
        }
    }
    let place = Place::file(&rows.table.file).sheet(&rows.table.sheet);
    if not_listed > 0 {
        let message = format!(
            "{not_listed} people are not on Jobcentre Plus's list; they count, because the contract's denominator is the prime's own list"
        );
        findings.push(
            Finding::new("not_at_jcp", Effect::Notes, place.clone(), message, "ask Jobcentre Plus for the referrals")
                .for_rows(not_listed),
        );
    }
    if dates_differ > 0 {
        let message = format!(
            "{dates_differ} referral dates differ by more than {DATES_MAY_DIFFER_DAYS} days from Jobcentre Plus's, whose dates are used"
        );
        findings.push(
            Finding::new("referral_date_differs", Effect::Notes, place, message, "ask the prime to correct its dates")
                .for_rows(dates_differ),
        );
    }
}

/// Referrals that should have reached the prime's list by now, summed up by table.
fn not_at_prime(
    tables: &[TableRows<'_>],
    known: &BTreeSet<(String, String)>,
    context: &RuleContext<'_>,
    findings: &mut Vec<Finding>,
) {
    let old = day_of(context.as_at.0) - REFERRAL_SHOULD_BE_KNOWN_DAYS;
    let known_to_any: BTreeSet<&str> = known.iter().map(|(_, reference)| reference.as_str()).collect();
    for rows in tables.iter().filter(|rows| rows.table.record == Record::Referrals) {
        let missing = rows
            .used()
            .into_iter()
            .filter(|&i| rows.referral[i].is_some_and(|day| day < old))
            .filter(|&i| {
                let reference = rows.references[i].unwrap_or_default();
                match rows.primes[i] {
                    Some(prime) => !known.contains(&(prime.to_string(), reference.to_string())),
                    None => !known_to_any.contains(reference),
                }
            })
            .count() as u64;
        if missing > 0 {
            let place = Place::file(&rows.table.file).sheet(&rows.table.sheet);
            let message = format!(
                "{missing} referrals older than {REFERRAL_SHOULD_BE_KNOWN_DAYS} days are on no prime's list; they count as referred and not attached"
            );
            let hint = "ask the primes whether these people never came";
            findings.push(Finding::new("not_at_prime", Effect::Notes, place, message, hint).for_rows(missing));
        }
    }
}
