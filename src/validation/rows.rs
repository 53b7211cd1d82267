//! A table's canonical columns as plain vectors, beside what became of each row, for the rules to read.

use anyhow::Result;
use polars::prelude::DataFrame;

use crate::canonical::frame::{Day, days, marks, numbers, texts};
use crate::canonical::schema::Record;
use crate::definitions::JobEnd;
use crate::finding::{Effect, Finding};
use crate::mapping::{Fate, MappedRecords};

use super::RuleContext;

/// The columns that hold job spells in a participant's row.
pub const JOB_COLUMNS: [(&str, &str); 3] = [
    ("job_start_date", "job_end_date"),
    ("job_start_date_2", "job_end_date_2"),
    ("job_start_date_3", "job_end_date_3"),
];

/// The columns in which a prime claims weeks in work, with the weeks; 0 stands for the programme's outcome.
pub const CLAIM_COLUMNS: [(&str, u32); 3] =
    [("sustained_claim_date", 0), ("sustained_13w_date", 13), ("sustained_26w_date", 26)];

/// One table as the rules see it.
pub struct TableRows<'a> {
    pub table: &'a mut MappedRecords,
    pub frame: &'a DataFrame,
    pub references: Vec<Option<&'a str>>,
    pub primes: Vec<Option<&'a str>>,
    pub routes: Vec<Option<&'a str>>,
    pub payment_groups: Vec<Option<&'a str>>,
    pub referral: Vec<Option<Day>>,
    pub attachment: Vec<Option<Day>>,
    pub leave: Vec<Option<Day>>,
    /// One pair a job column: first day, and last day in work.
    pub jobs: Vec<JobDays>,
    /// One a claim column.
    pub claims: Vec<Vec<Option<Day>>>,
    /// The sender's own mark that the outcome was reached.
    pub marked: Vec<Option<bool>>,
    /// The sender's own mark that 13 weeks in work were reached.
    pub marked_13w: Vec<Option<bool>>,
    pub source_rows: Vec<u32>,
}

/// One job column's days: the first in work, and the last in work where the job has ended.
pub struct JobDays {
    pub start: Vec<Option<Day>>,
    pub last: Vec<Option<Day>>,
}

impl<'a> TableRows<'a> {
    /// Reads the columns that the record has; the others are empty for every row.
    pub fn new(table: &'a mut MappedRecords, frame: &'a DataFrame, context: &RuleContext<'_>) -> Result<Self> {
        let none = || vec![None; frame.height()];
        let has = |name: &str| frame.column(name).is_ok();
        let dates = |name: &str| if has(name) { days(frame, name) } else { Ok(none()) };
        let codes = |name: &str| if has(name) { texts(frame, name) } else { Ok(vec![None; frame.height()]) };
        let first_out = context.job_end[table.source_id as usize] == JobEnd::FirstDayOut;
        let in_row = if table.record == Record::Participants { JOB_COLUMNS.len() } else { 1 };
        let mut jobs = Vec::new();
        for (start, end) in &JOB_COLUMNS[..in_row] {
            let last = dates(end)?.into_iter().map(|day| day.map(|day| day - i32::from(first_out))).collect();
            jobs.push(JobDays { start: dates(start)?, last });
        }
        let claims = CLAIM_COLUMNS.iter().map(|(name, _)| dates(name)).collect::<Result<_>>()?;
        let yes_no = |name: &str| if has(name) { marks(frame, name) } else { Ok(vec![None; frame.height()]) };
        Ok(TableRows {
            references: texts(frame, "reference")?,
            primes: codes("prime")?,
            routes: codes("route")?,
            payment_groups: codes("payment_group")?,
            referral: dates("referral_date")?,
            attachment: dates("attachment_date")?,
            leave: dates("leave_date")?,
            jobs,
            claims,
            marked: yes_no("sustained")?,
            marked_13w: yes_no("sustained_13w")?,
            source_rows: numbers(frame, "source_row")?,
            table,
            frame,
        })
    }

    pub fn height(&self) -> usize {
        self.references.len()
    }

    /// Indices of the rows that still count.
    pub fn used(&self) -> Vec<usize> {
        (0..self.height()).filter(|&i| self.table.fates[i] == Fate::Used).collect()
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
        if self.table.fates[i] == Fate::Used {
            self.table.fates[i] = Fate::SetAside(code);
        }
        Finding::new(code, Effect::SetsAside, self.table.place(self.source_rows[i], column), message, hint)
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
        if self.table.fates[i] == Fate::Used {
            self.table.fates[i] = Fate::LeftOut(rule);
        }
        Finding::new(rule, Effect::LeavesOut, self.table.place(self.source_rows[i], column), message, hint)
    }

    /// The earliest job start in the row itself.
    pub fn first_job_start(&self, i: usize) -> Option<Day> {
        self.jobs.iter().filter_map(|job| job.start[i]).min()
    }
}
