//! A table's canonical columns, beside what became of each row, for the rules to read.

use crate::canonical::schema::Record;
use crate::canonical::{Columns, Day, Days, Figures, Marks, Texts};
use crate::definitions::JobEnd;
use crate::finding::{Effect, Finding};
use crate::mapping::{Fate, Fates, MappedRecords, Origin};

use super::RuleContext;

/// The columns that hold job spells in a participant's row: first day, end, hours a week.
pub const JOB_COLUMNS: [(&str, &str, &str); 3] = [
    ("job_start_date", "job_end_date", "hours"),
    ("job_start_date_2", "job_end_date_2", "hours_2"),
    ("job_start_date_3", "job_end_date_3", "hours_3"),
];

/// The columns in which a prime claims weeks in work, with the weeks; 0 stands for the programme's outcome.
pub const CLAIM_COLUMNS: [(&str, u32); 3] =
    [("sustained_claim_date", 0), ("sustained_13w_date", 13), ("sustained_26w_date", 26)];

/// The column in which a participant's row says when the programme's outcome was paid.
pub const OUTCOME_PAID: &str = "outcome_paid_date";

/// One table as the rules see it.
pub struct TableRows<'a> {
    pub origin: &'a Origin,
    pub columns: &'a Columns,
    pub fates: &'a mut Fates,
    pub references: &'a Texts,
    pub primes: &'a Texts,
    pub routes: &'a Texts,
    pub payment_groups: &'a Texts,
    pub birth: &'a Days,
    pub referral: &'a Days,
    pub attachment: &'a Days,
    pub leave: &'a Days,
    /// One a job column.
    pub jobs: Vec<JobDays<'a>>,
    /// One a claim column.
    pub claims: [&'a Days; 3],
    /// Days on which something was paid: the outcome of a participant's row, or the claim of a row of claims.
    pub paid: &'a Days,
    /// On a sheet of claims: the day of the claim, and what is claimed.
    pub claimed: &'a Days,
    pub milestones: &'a Texts,
    /// On a sheet of scores: the day of the assessment.
    pub assessed: &'a Days,
    /// The sender's own mark that the outcome was reached.
    pub marked: &'a Marks,
    /// The sender's own mark that 13 weeks in work were reached.
    pub marked_13w: &'a Marks,
    pub source_rows: &'a [u32],
}

/// One job column's days.
#[derive(Clone, Copy)]
pub struct JobDays<'a> {
    start: &'a Days,
    end: &'a Days,
    hours: &'a Figures,
    /// The sender writes the first day out of the job.
    first_out: bool,
}

impl JobDays<'_> {
    /// The first day in work.
    pub fn start(&self, row: usize) -> Option<Day> {
        self.start.get(row)
    }

    /// The last day in work, where the job has ended.
    pub fn last(&self, row: usize) -> Option<Day> {
        self.end.get(row).map(|day| day - Day::from(self.first_out))
    }

    /// Hours a week as whole hundredths, where they are told.
    pub fn hours(&self, row: usize) -> Option<u32> {
        self.hours.get(row).and_then(|hours| u32::try_from(hours).ok())
    }

    /// Whether the sender tells the hours of any job in the column.
    pub fn has_hours(&self) -> bool {
        !self.hours.is_absent()
    }
}

impl<'a> TableRows<'a> {
    /// Looks at a table's columns; those that the sender does not have are missing in every row.
    pub fn new(table: &'a mut MappedRecords, context: &RuleContext<'_>) -> Self {
        let MappedRecords { origin, columns, source_rows, fates, .. } = table;
        let columns: &'a Columns = columns;
        let first_out = context.job_end[origin.source_id as usize] == JobEnd::FirstDayOut;
        let in_row = if origin.record == Record::Participants { JOB_COLUMNS.len() } else { 1 };
        let job = |(start, end, hours): &(&str, &str, &str)| JobDays {
            start: columns.days(start),
            end: columns.days(end),
            hours: columns.figures(hours),
            first_out,
        };
        let paid = if origin.record == Record::Claims { "paid_date" } else { OUTCOME_PAID };
        TableRows {
            references: columns.texts("reference"),
            primes: columns.texts("prime"),
            routes: columns.texts("route"),
            payment_groups: columns.texts("payment_group"),
            birth: columns.days("birth_date"),
            referral: columns.days("referral_date"),
            attachment: columns.days("attachment_date"),
            leave: columns.days("leave_date"),
            jobs: JOB_COLUMNS[..in_row].iter().map(job).collect(),
            claims: CLAIM_COLUMNS.map(|(name, _)| columns.days(name)),
            paid: columns.days(paid),
            claimed: columns.days("claim_date"),
            milestones: columns.texts("milestone"),
            assessed: columns.days("score_date"),
            marked: columns.marks("sustained"),
            marked_13w: columns.marks("sustained_13w"),
            source_rows,
            origin,
            columns,
            fates,
        }
    }

    pub fn height(&self) -> usize {
        self.fates.len()
    }

    /// Indices of the rows that still count, as of now.
    pub fn used(&self) -> Vec<usize> {
        self.fates.used().collect()
    }

    /// Sets a row aside and says why; a row already decided keeps its first fate, and the finding still stands.
    pub fn set_aside(
        &mut self,
        i: usize,
        code: &'static str,
        column: Option<&str>,
        message: String,
        hint: &str,
    ) -> Finding {
        if self.fates.is_used(i) {
            self.fates.set(i, Fate::SetAside(code));
        }
        Finding::new(code, Effect::SetsAside, self.origin.place(self.source_rows[i], column), message, hint)
    }

    /// Leaves a row out by a rule and says which.
    pub fn leave_out(
        &mut self,
        i: usize,
        rule: &'static str,
        column: Option<&str>,
        message: String,
        hint: &str,
    ) -> Finding {
        if self.fates.is_used(i) {
            self.fates.set(i, Fate::LeftOut(rule));
        }
        Finding::new(rule, Effect::LeavesOut, self.origin.place(self.source_rows[i], column), message, hint)
    }

    /// The earliest job start in the row itself.
    pub fn first_job_start(&self, i: usize) -> Option<Day> {
        self.jobs.iter().filter_map(|job| job.start(i)).min()
    }
}
