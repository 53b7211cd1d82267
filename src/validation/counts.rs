//! A prime's own counts against its rows: the rows decide, and a difference is told.

use std::collections::BTreeMap;

use crate::canonical::counts::{self, CountsOf};
use crate::canonical::frame::day_of;
use crate::canonical::schema::Record;
use crate::canonical::{Count, Day, Measure};
use crate::finding::{Effect, Finding, Place, number_of};
use crate::mapping::MappedRecords;

use super::RuleContext;
use super::keys::Keys;

/// The day of a person's first referral, attachment and job start, where there is one.
type Milestones = [Option<Day>; 3];

/// What can be counted from rows as senders count it, in the order of `Milestones`.
const COMPARED: [Measure; 3] = [Measure::Referrals, Measure::Attachments, Measure::JobStarts];

/// Compares each prime's counts with the rows that it sends too; notes counts of later months.
pub fn compare(tables: &[MappedRecords], keys: &Keys, context: &RuleContext<'_>, findings: &mut Vec<Finding>) {
    let all: Vec<(&MappedRecords, &Count)> =
        tables.iter().flat_map(|table| table.counts().map(move |count| (table, count))).collect();
    let mut primes: Vec<&str> = all.iter().map(|(_, count)| count.prime.as_str()).collect();
    primes.sort_unstable();
    primes.dedup();
    for prime in primes {
        let own: Vec<(&MappedRecords, &Count)> =
            all.iter().filter(|(_, count)| count.prime == prime).copied().collect();
        findings.extend(later(&own, context));
        findings.extend(not_used(&own));
        let people = people(tables, keys, prime);
        if !people.is_empty() {
            findings.extend(
                COMPARED
                    .iter()
                    .enumerate()
                    .filter_map(|(at, measure)| disagreement(&own, &people, *measure, at, context)),
            );
        }
    }
}

/// The first milestones of everybody in a prime's rows that are used.
fn people(tables: &[MappedRecords], keys: &Keys, prime: &str) -> BTreeMap<usize, Milestones> {
    let mut people: BTreeMap<usize, Milestones> = BTreeMap::new();
    let listed = |table: &MappedRecords| matches!(table.origin.record, Record::Participants | Record::Jobs);
    for (t, table) in tables.iter().enumerate().filter(|(_, table)| table.origin.supplier == prime && listed(table)) {
        let jobs = ["job_start_date", "job_start_date_2", "job_start_date_3"].map(|name| table.columns.days(name));
        let (referral, attachment) = (table.columns.days("referral_date"), table.columns.days("attachment_date"));
        for row in table.fates.used() {
            let Some(person) = keys.person(t, row) else { continue };
            let own = people.entry(person).or_default();
            let found = [referral.get(row), attachment.get(row), jobs.iter().filter_map(|days| days.get(row)).min()];
            for (first, day) in own.iter_mut().zip(found) {
                *first = first.iter().copied().chain(day).min();
            }
        }
    }
    people
}

fn disagreement(
    own: &[(&MappedRecords, &Count)],
    people: &BTreeMap<usize, Milestones>,
    measure: Measure,
    at: usize,
    context: &RuleContext<'_>,
) -> Option<Finding> {
    // Job starts of joiners are by the day of joining: another question than the rows' days answer.
    let same =
        |count: &Count| count.measure == measure && (count.of == CountsOf::Events || measure == Measure::Attachments);
    let counts: Vec<&Count> = own.iter().map(|(_, count)| *count).filter(|count| same(count)).collect();
    let parts = counts::whole(&counts);
    let sums: Vec<counts::Sum> =
        parts.iter().map(|part| counts::sum(part.iter().copied(), None, context.as_at.0)).collect::<Option<_>>()?;
    let from = sums.first()?.first;
    if sums.iter().any(|sum| sum.first != from) {
        return None;
    }
    let counted: u64 = sums.iter().map(|sum| sum.people).sum();
    let (first, last) = (from.map_or(Day::MIN, day_of), day_of(context.as_at.0));
    let within = |days: &&Milestones| days[at].is_some_and(|day| first <= day && day <= last);
    let rows = people.values().filter(within).count() as u64;
    if counted == rows {
        return None;
    }
    let (table, _) = own.iter().find(|(_, count)| same(count))?;
    let since = from.map_or(String::new(), |from| format!(" since {from}"));
    let message =
        format!("{}{since}: {counted} by the prime's counts, {rows} by its rows; the rows count", measure.name());
    let place = Place::file(&table.origin.file).sheet(&table.origin.sheet);
    let hint = "ask the prime which is right";
    let finding = Finding::new("totals_disagree_with_counts", Effect::Notes, place, message, hint);
    Some(finding.for_rows(counted.abs_diff(rows)))
}

/// Measures, and counts of another kind, that are read and make no figure.
fn not_used(own: &[(&MappedRecords, &Count)]) -> Vec<Finding> {
    let all: Vec<&Count> = own.iter().map(|(_, count)| *count).collect();
    let kind = counts::kind_used(&all);
    let why = |count: &Count| match () {
        () if !counts::makes_figures(count.measure) => Some("no figure is made of it"),
        () if count.of != kind && kind == CountsOf::Joiners => {
            Some("the prime's figures are made of its counts of people who joined, not of what happened in the time")
        }
        () if count.of != kind => {
            Some("the prime's figures are made of its counts of what happened in the time, not of people who joined")
        }
        () => None,
    };
    let mut told: BTreeMap<(Measure, CountsOf), Finding> = BTreeMap::new();
    for (table, count) in own {
        let Some(why) = why(count) else { continue };
        told.entry((count.measure, count.of)).or_insert_with(|| {
            let place = Place::file(&table.origin.file).sheet(&table.origin.sheet).row(count.source_row);
            let place = place.column(count.source_column, "");
            let message = format!("{} is read and checked, and shown nowhere: {why}", count.measure.name());
            let hint = "nothing to do; if it should be shown, ask for it as a figure of the paper";
            Finding::new("count_not_used", Effect::Notes, place, message, hint)
        });
    }
    told.into_values().collect()
}

/// Counts of time after the as-at date: a later paper's.
fn later(own: &[(&MappedRecords, &Count)], context: &RuleContext<'_>) -> Option<Finding> {
    let late = |count: &Count| count.span.is_some_and(|span| span.last > context.as_at.0);
    let (table, count) = own.iter().find(|(_, count)| late(count))?;
    let many = own.iter().filter(|(_, count)| late(count)).count() as u64;
    let message = format!("{} of time after {}, not counted yet", number_of(many, "count"), context.as_at.0);
    let place = Place::file(&table.origin.file).sheet(&table.origin.sheet).row(count.source_row);
    Some(
        Finding::new("event_after_as_at", Effect::Notes, place, message, "nothing to do: a later paper counts them")
            .for_rows(many),
    )
}
