//! Rules about one row: the order of its dates, claims against jobs, dates after the file arrived.
//! One small function a rule, and its line in `CHECKS`.

use std::collections::{BTreeMap, HashMap};

use chrono::Datelike;
use rayon::prelude::*;

use crate::canonical::frame::{Day, date_of};
use crate::canonical::schema::Record;
use crate::definitions::SustainedFrom;
use crate::finding::{Effect, Finding, Place, Rows, number_of};

use super::RuleContext;
use super::epochs;
use super::keys::Keys;
use super::row_view::{MILESTONES, RowView};
use super::rows::{CLAIM_COLUMNS, JOB_COLUMNS, OUTCOME_PAID, TableRows};

/// A rule: it names the column at fault, or nothing where the row is right.
pub struct Check {
    pub code: &'static str,
    pub records: &'static [Record],
    /// What is wrong, in words; no values.
    pub message: &'static str,
    pub hint: &'static str,
    test: fn(&RowView) -> Option<&'static str>,
}

const EVERYBODY: &[Record] = &[Record::Participants, Record::Jobs, Record::Referrals, Record::Claims, Record::Scores];

const ASK: &str = "ask the sender to correct the date; the row counts in nothing until then";

/// Every rule about one row.
pub const CHECKS: &[Check] = &[
    Check {
        code: "date_after_received",
        records: EVERYBODY,
        message: "the date is later than the day the return arrived",
        hint: ASK,
        test: date_after_received,
    },
    Check {
        code: "date_before_programme",
        records: &[Record::Participants, Record::Referrals, Record::Claims, Record::Scores],
        message: "the date is before the programme began",
        hint: ASK,
        test: date_before_programme,
    },
    Check {
        code: "referral_date_missing",
        records: &[Record::Referrals],
        message: "there is no referral date",
        hint: "ask the sender for the date; the row counts in nothing until then",
        test: |row| row.referral.is_none().then_some("referral_date"),
    },
    Check {
        code: "attachment_before_referral",
        records: &[Record::Participants],
        message: "attachment is before the referral",
        hint: ASK,
        test: |row| before(row.attachment, row.referral).then_some("attachment_date"),
    },
    Check {
        code: "leaving_before_attachment",
        records: &[Record::Participants],
        message: "the day of leaving is before attachment",
        hint: ASK,
        test: |row| before(row.leave, row.attachment).then_some("leave_date"),
    },
    Check {
        code: "job_start_without_attachment",
        records: &[Record::Participants],
        message: "there is a job start and no attachment",
        hint: "ask the sender for the attachment date; the row counts in nothing until then",
        test: |row| {
            (row.attachment.is_none() && row.jobs.iter().any(|job| job.0.is_some())).then_some("job_start_date")
        },
    },
    Check {
        code: "job_start_before_attachment",
        records: &[Record::Participants],
        message: "job start is before attachment",
        hint: ASK,
        test: |row| job_column(row, |job| before(job.0, row.attachment)),
    },
    Check {
        code: "job_start_missing",
        records: &[Record::Jobs],
        message: "a job without its first day",
        hint: ASK,
        test: |row| row.jobs[0].0.is_none().then_some("job_start_date"),
    },
    Check {
        code: "job_end_without_start",
        records: &[Record::Participants],
        message: "a job has an end and no start",
        hint: ASK,
        test: |row| row.jobs.iter().position(|job| job.0.is_none() && job.1.is_some()).map(|i| JOB_COLUMNS[i].1),
    },
    Check {
        code: "job_end_before_start",
        records: &[Record::Participants, Record::Jobs],
        message: "the job ends before it starts",
        hint: ASK,
        // The last day in work may be the day before the first where the sender writes the first day out.
        test: |row| row.jobs.iter().position(|job| before(job.1.map(|last| last + 1), job.0)).map(|i| JOB_COLUMNS[i].1),
    },
    Check {
        code: "claim_without_job_start",
        records: &[Record::Participants],
        message: "an outcome is claimed and there is no job start",
        hint: "ask the prime for the job; the row counts in nothing until then",
        test: claim_without_job_start,
    },
    Check {
        code: "claim_too_early",
        records: &[Record::Participants],
        message: "an outcome is claimed before the weeks in work can have passed",
        hint: "ask the prime to correct the claim or the job start; the row counts in nothing until then",
        test: claim_too_early,
    },
    Check {
        code: "milestone_missing",
        records: &[Record::Claims],
        message: "a claim that does not say what is claimed",
        hint: "ask the prime what the claim is for; the row counts in nothing until then",
        test: |row| (!row.has_milestone).then_some("milestone"),
    },
    Check {
        code: "claim_date_missing",
        records: &[Record::Claims],
        message: "a claim with neither its day nor the day of its payment",
        hint: "ask the prime for the day; the row counts in nothing until then",
        test: |row| row.claimed.or(row.paid).is_none().then_some("claim_date"),
    },
    Check {
        code: "paid_before_claim",
        records: &[Record::Participants, Record::Claims],
        message: "the day of payment is before the day of the claim",
        hint: ASK,
        test: paid_before_claim,
    },
    Check {
        code: "claim_before_attachment",
        records: &[Record::Participants],
        message: "an outcome is claimed or paid before attachment",
        hint: ASK,
        test: |row| row.first_claim().filter(|(_, day)| before(Some(*day), row.attachment)).map(|(name, _)| name),
    },
    Check {
        code: "score_missing",
        records: &[Record::Scores],
        message: "an assessment without its name, its day or its score",
        hint: "ask the prime for it; the row counts in nothing until then",
        test: score_missing,
    },
];

fn before(earlier: Option<Day>, later: Option<Day>) -> bool {
    matches!((earlier, later), (Some(a), Some(b)) if a < b)
}

fn job_column(row: &RowView, wrong: impl Fn(&(Option<Day>, Option<Day>)) -> bool) -> Option<&'static str> {
    row.jobs.iter().position(wrong).map(|i| JOB_COLUMNS[i].0)
}

fn date_after_received(row: &RowView) -> Option<&'static str> {
    // No day is earlier than any.
    let is_later = |day: &Option<Day>| *day > Some(row.received);
    if is_later(&row.birth) {
        return Some("birth_date");
    }
    match row.record {
        Record::Claims | Record::Scores => row.days_beside().find(|(_, day)| is_later(day)).map(|(name, _)| name),
        _ => row.days().iter().position(is_later).map(|at| MILESTONES[at]),
    }
}

fn date_before_programme(row: &RowView) -> Option<&'static str> {
    let began = row.began?;
    // Whatever comes later is held against these.
    let first = [("referral_date", row.referral), ("attachment_date", row.attachment)];
    let own = first.into_iter().chain(row.days_beside());
    own.into_iter().find(|(_, day)| day.is_some_and(|day| day < began)).map(|(name, _)| name)
}

fn claim_without_job_start(row: &RowView) -> Option<&'static str> {
    if row.first_job_start.is_some() || !row.outcome_needs_job {
        return None;
    }
    row.first_claim().map(|(name, _)| name).or(row.marked.then_some("sustained"))
}

/// The earliest possible claim is job start + 7 x weeks - 1: first and last day in work both count. Without weeks it is the
/// job start.
pub(super) fn earliest_claim(start: Day, weeks: u32) -> Day {
    start + (7 * weeks as Day - 1).max(0)
}

fn claim_too_early(row: &RowView) -> Option<&'static str> {
    let start = row.first_job_start.filter(|_| row.outcome_needs_job)?;
    let too_early = |day: Option<Day>, weeks: u32| day.is_some_and(|day| day < earliest_claim(start, weeks));
    let claimed = row.claims.iter().position(|(claim, weeks)| too_early(*claim, *weeks)).map(|i| CLAIM_COLUMNS[i].0);
    claimed.or_else(|| too_early(row.paid, row.claims[0].1).then_some(OUTCOME_PAID))
}

fn paid_before_claim(row: &RowView) -> Option<&'static str> {
    match row.record {
        Record::Claims => before(row.paid, row.claimed).then_some("paid_date"),
        _ => before(row.paid, row.claims[0].0).then_some(OUTCOME_PAID),
    }
}

fn score_missing(row: &RowView) -> Option<&'static str> {
    let parts =
        [("score_name", row.has_score_name), ("score_date", row.assessed.is_some()), ("score_value", row.has_score)];
    parts.into_iter().find(|(_, is_there)| !is_there).map(|(name, _)| name)
}

/// The rules for a kind of row.
fn rules_for(record: Record) -> impl Iterator<Item = &'static Check> {
    CHECKS.iter().filter(move |check| check.records.contains(&record))
}

/// The first of some rules that a row breaks, and the column at fault.
fn first_of(mut rules: impl Iterator<Item = &'static Check>, row: &RowView) -> Option<(&'static Check, &'static str)> {
    rules.find_map(|check| Some((check, (check.test)(row)?)))
}

/// The first rule that a row breaks, and the column at fault.
pub fn first_broken(row: &RowView) -> Option<(&'static Check, &'static str)> {
    first_of(rules_for(row.record), row)
}

/// Looks at every row for itself, table by table: leaves out what begins later, and runs every rule over what is left.
pub fn rows(tables: &mut [TableRows<'_>], keys: &Keys, context: &RuleContext<'_>, findings: &mut Vec<Finding>) {
    let first_jobs = first_job_starts(tables, keys);
    let each = tables.par_iter_mut().enumerate().map(|(t, rows)| {
        let later = after_as_at(rows, context);
        let supplier = keys.supplier(t);
        let from_sheet = |i| keys.person(t, i).and_then(|person| first_jobs.get(&(supplier, person)).copied());
        (later, broken_rules(rows, from_sheet, context))
    });
    let (later, broken): (Vec<_>, Vec<_>) = each.unzip();
    findings.extend(later.into_iter().chain(broken).flatten());
}

/// Sets aside each row that breaks a rule; `from_sheet` is the earliest job of the row's person on a sheet of jobs.
fn broken_rules(
    rows: &mut TableRows<'_>,
    from_sheet: impl Fn(usize) -> Option<Day>,
    context: &RuleContext<'_>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    // A group is looked up once, not once a row; and so are the rules.
    let outcome = OutcomeWeeks::of(rows, context);
    let rules: Vec<&'static Check> = rules_for(rows.origin.record).collect();
    let received = context.received[rows.origin.source_id as usize];
    let began = context.began(&rows.origin.supplier);
    let mut four_years_off: BTreeMap<&str, Rows> = BTreeMap::new();
    for i in rows.used() {
        let weeks = outcome.of_row(rows, i);
        let outcome_needs_job = outcome.needs_job;
        let view = RowView { received, began, outcome_needs_job, ..RowView::new(rows, i, weeks, from_sheet(i)) };
        let Some((check, column)) = first_of(rules.iter().copied(), &view) else { continue };
        let message = match check.code {
            "claim_too_early" if weeks == 0 => CLAIMED_BEFORE_WORK.to_string(),
            "claim_too_early" => format!("{} ({weeks} weeks for this payment group)", check.message),
            "date_after_received" => format!("{} ({})", check.message, date_of(received)),
            "date_before_programme" => format!("{} ({})", check.message, in_year(began)),
            _ => check.message.to_string(),
        };
        findings.push(rows.set_aside(i, check.code, Some(column), message, check.hint));
        if epochs::would_mend(&view, column) {
            four_years_off.entry(column).or_default().add(rows.source_rows[i]);
        }
    }
    findings.extend(four_years_off.iter().filter_map(|(column, off)| epochs::told(rows, column, off)));
    findings
}

/// What is wrong with a claim that needs no weeks in work.
pub(super) const CLAIMED_BEFORE_WORK: &str = "claimed before the first day in work";

/// The weeks in work without which the programme's outcome cannot be, by payment group of a table. None are needed where
/// job dates do not show the outcome: who works long hours has earned it sooner.
pub(super) struct OutcomeWeeks {
    by_word: Vec<u32>,
    without: u32,
    /// Whether nobody has it without a job.
    pub needs_job: bool,
}

impl OutcomeWeeks {
    pub fn of(rows: &TableRows<'_>, context: &RuleContext<'_>) -> Self {
        let terms = context.contract_of(&rows.origin.supplier);
        let weeks_of = |group| match terms.map(|terms| terms.programme) {
            None => 26,
            Some(programme) if programme.sustained.read_from == SustainedFrom::Claimed => 0,
            Some(programme) => programme.outcome_weeks(group),
        };
        let by_word = rows.payment_groups.words.iter().map(|group| weeks_of(Some(group))).collect();
        let needs_job = terms.is_none_or(|terms| !terms.programme.sustained.is_a_status());
        OutcomeWeeks { by_word, without: weeks_of(None), needs_job }
    }

    pub fn of_row(&self, rows: &TableRows<'_>, i: usize) -> u32 {
        rows.payment_groups.id(i).map_or(self.without, |id| self.by_word[id as usize])
    }
}

fn in_year(day: Option<Day>) -> String {
    day.map_or(String::new(), |day| format!("in {}", date_of(day).year()))
}

/// By supplier and person: the earliest job start on the supplier's sheets of jobs.
fn first_job_starts(tables: &[TableRows<'_>], keys: &Keys) -> HashMap<(usize, usize), Day> {
    let mut starts: HashMap<(usize, usize), Day> = HashMap::new();
    for (t, rows) in tables.iter().enumerate().filter(|(_, rows)| rows.origin.record == Record::Jobs) {
        for i in 0..rows.height() {
            if let (Some(person), Some(start)) = (keys.person(t, i), rows.first_job_start(i)) {
                starts.entry((keys.supplier(t), person)).and_modify(|day| *day = start.min(*day)).or_insert(start);
            }
        }
    }
    starts
}

/// Leaves out rows that begin after the as-at date, and notes how many later events others hold: the
/// paper for a quarter is as at its last day, and later events are no fault.
fn after_as_at(rows: &mut TableRows<'_>, context: &RuleContext<'_>) -> Vec<Finding> {
    let as_at = crate::canonical::frame::day_of(context.as_at.0);
    let mut findings = Vec::new();
    let received = context.received[rows.origin.source_id as usize];
    let mut later_events = 0;
    for i in rows.used() {
        let begin = match rows.origin.record {
            Record::Jobs => rows.jobs[0].start(i),
            Record::Claims => rows.claimed.get(i).or(rows.paid.get(i)),
            Record::Scores => rows.assessed.get(i),
            _ => rows.referral.get(i).or(rows.attachment.get(i)),
        };
        // A day after the file arrived is a fault of its own, found by the rule for it.
        let later = |day: Option<Day>| day.is_some_and(|day| day > as_at && day <= received);
        if later(begin) {
            let message = format!("begins after {}, the day this paper is as at", context.as_at.0);
            findings.push(rows.leave_out(i, "after_as_at", None, message, "nothing to do: a later paper counts it"));
        } else if rows.fates.is_used(i) {
            let jobs = rows.jobs.iter().flat_map(|job| [job.start(i), job.last(i)]);
            let events = jobs.chain(rows.claims.iter().map(|days| days.get(i))).chain([
                rows.attachment.get(i),
                rows.leave.get(i),
                rows.paid.get(i),
            ]);
            later_events += events.filter(|day| later(*day)).count() as u64;
        }
    }
    if later_events > 0 {
        let place = Place::file(&rows.origin.file).sheet(&rows.origin.sheet);
        let message = format!("{} in rows that count, not counted yet", number_of(later_events, "later event"));
        let hint = "nothing to do: a later paper counts them";
        findings.push(Finding::new("event_after_as_at", Effect::Notes, place, message, hint).for_rows(later_events));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> RowView {
        RowView {
            referral: Some(100),
            attachment: Some(110),
            jobs: [(Some(200), Some(400)), (None, None), (None, None)],
            claims: [(Some(381), 26), (None, 13), (None, 26)],
            first_job_start: Some(200),
            received: 1000,
            began: Some(0),
            ..RowView::of(Record::Participants)
        }
    }

    /// The codes that a row breaks, with the column each names.
    fn broken(row: &RowView) -> Vec<(&'static str, &'static str)> {
        CHECKS
            .iter()
            .filter(|check| check.records.contains(&row.record))
            .filter_map(|check| (check.test)(row).map(|column| (check.code, column)))
            .collect()
    }

    #[test]
    fn a_row_in_order_breaks_no_rule_and_the_earliest_claim_is_day_182() {
        assert_eq!(broken(&row()), []);
        assert_eq!(
            broken(&RowView { claims: [(Some(380), 26), (None, 13), (None, 26)], ..row() }),
            [("claim_too_early", "sustained_claim_date")]
        );
    }

    #[test]
    fn an_outcome_that_needs_no_weeks_is_claimed_from_the_first_day_in_work_on() {
        let claimed = |day| broken(&RowView { claims: [(Some(day), 0), (None, 13), (None, 26)], ..row() });
        assert_eq!(claimed(200), []);
        assert_eq!(claimed(199), [("claim_too_early", "sustained_claim_date")]);
    }

    #[test]
    fn an_outcome_that_needs_no_job_is_claimed_without_one() {
        let row = RowView { first_job_start: None, jobs: [(None, None); 3], ..row() };
        assert_eq!(broken(&row), [("claim_without_job_start", "sustained_claim_date")]);
        assert_eq!(broken(&RowView { outcome_needs_job: false, ..row }), []);
    }

    #[test]
    fn each_rule_names_the_column_at_fault() {
        let none = (None, None);
        let cases: Vec<(RowView, &str, &str)> = vec![
            (RowView { attachment: Some(99), ..row() }, "attachment_before_referral", "attachment_date"),
            (RowView { leave: Some(109), ..row() }, "leaving_before_attachment", "leave_date"),
            (RowView { attachment: None, ..row() }, "job_start_without_attachment", "job_start_date"),
            (
                RowView { jobs: [(Some(200), Some(400)), (Some(109), None), none], ..row() },
                "job_start_before_attachment",
                "job_start_date_2",
            ),
            (RowView { jobs: [(Some(200), Some(198)), none, none], ..row() }, "job_end_before_start", "job_end_date"),
            (
                RowView { jobs: [(Some(200), None), (None, Some(300)), none], ..row() },
                "job_end_without_start",
                "job_end_date_2",
            ),
            (
                RowView { first_job_start: None, jobs: [none; 3], ..row() },
                "claim_without_job_start",
                "sustained_claim_date",
            ),
            (RowView { jobs: [(Some(200), Some(1001)), none, none], ..row() }, "date_after_received", "job_end_date"),
            (RowView { began: Some(101), ..row() }, "date_before_programme", "referral_date"),
            (RowView { paid: Some(1001), ..row() }, "date_after_received", "outcome_paid_date"),
            (
                RowView { paid: Some(380), claims: [(Some(381), 13); 3], ..row() },
                "paid_before_claim",
                "outcome_paid_date",
            ),
            (RowView { paid: Some(380), claims: [(None, 26); 3], ..row() }, "claim_too_early", "outcome_paid_date"),
            (
                RowView { claims: [(Some(109), 1); 3], jobs: [none; 3], first_job_start: Some(100), ..row() },
                "claim_before_attachment",
                "sustained_claim_date",
            ),
        ];
        for (row, code, column) in cases {
            assert_eq!(broken(&row), [(code, column)]);
        }
    }

    #[test]
    fn a_job_whose_first_day_out_is_its_first_day_is_no_fault() {
        assert_eq!(broken(&RowView { jobs: [(Some(200), Some(199)), (None, None), (None, None)], ..row() }), []);
    }

    #[test]
    fn a_claim_says_what_for_and_when_and_a_score_which_when_and_how_much() {
        let claim = RowView { claimed: Some(50), has_milestone: true, received: 90, ..RowView::of(Record::Claims) };
        let paid = |paid| RowView { paid, ..claim };
        assert_eq!([broken(&claim), broken(&paid(Some(50)))], [[], []]);
        assert_eq!(broken(&paid(Some(49))), [("paid_before_claim", "paid_date")]);
        assert_eq!(broken(&paid(Some(91))), [("date_after_received", "paid_date")]);
        assert_eq!(broken(&RowView { claimed: None, ..paid(Some(60)) }), []);
        assert_eq!(broken(&RowView { claimed: None, ..claim }), [("claim_date_missing", "claim_date")]);
        assert_eq!(broken(&RowView { has_milestone: false, ..claim }), [("milestone_missing", "milestone")]);
        assert_eq!(broken(&RowView { began: Some(51), ..claim }), [("date_before_programme", "claim_date")]);
        let score = RowView {
            assessed: Some(50),
            has_score_name: true,
            has_score: true,
            received: 90,
            ..RowView::of(Record::Scores)
        };
        assert_eq!(broken(&score), []);
        assert_eq!(broken(&RowView { assessed: None, ..score }), [("score_missing", "score_date")]);
        assert_eq!(broken(&RowView { has_score: false, ..score }), [("score_missing", "score_value")]);
        assert_eq!(broken(&RowView { has_score_name: false, ..score }), [("score_missing", "score_name")]);
        assert_eq!(broken(&RowView { assessed: Some(91), ..score }), [("date_after_received", "score_date")]);
    }

    #[test]
    fn every_check_has_a_code_of_its_own() {
        for (i, check) in CHECKS.iter().enumerate() {
            assert!(CHECKS[..i].iter().all(|other| other.code != check.code), "{}", check.code);
        }
    }
}
