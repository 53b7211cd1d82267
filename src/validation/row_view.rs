//! What the rules about one row see of it: its days and marks, whatever list it stands on.

use crate::canonical::frame::Day;
use crate::canonical::schema::Record;

use super::rows::{CLAIM_COLUMNS, JOB_COLUMNS, OUTCOME_PAID, TableRows};

/// What a rule sees of a row.
#[derive(Clone, Copy)]
pub struct RowView {
    pub birth: Option<Day>,
    pub referral: Option<Day>,
    pub attachment: Option<Day>,
    pub leave: Option<Day>,
    /// First day and last day in work, by job column.
    pub jobs: [(Option<Day>, Option<Day>); 3],
    /// Claimed day and the weeks it needs, by claim column.
    pub claims: [(Option<Day>, u32); 3],
    /// The sender marks the outcome as reached, without a date.
    pub marked: bool,
    /// The day on which the outcome of a participant, or a row of claims, was paid.
    pub paid: Option<Day>,
    /// Of a row of claims: the day of the claim, and whether it says what is claimed.
    pub claimed: Option<Day>,
    pub has_milestone: bool,
    /// Of a row of scores: the day, whether it says which score, and whether it has one.
    pub assessed: Option<Day>,
    pub has_score_name: bool,
    pub has_score: bool,
    /// The earliest job start in the row or on the supplier's sheet of jobs.
    pub first_job_start: Option<Day>,
    /// Whether nobody has the programme's outcome without a job; what people do on leaving can be a course.
    pub outcome_needs_job: bool,
    pub received: Day,
    /// The first day of the year in which the programme began.
    pub began: Option<Day>,
    pub record: Record,
}

/// The columns of what happens on the programme, in a row of a person or of a job.
pub const MILESTONES: [&str; 13] = [
    "referral_date",
    "attachment_date",
    "leave_date",
    JOB_COLUMNS[0].0,
    JOB_COLUMNS[0].1,
    JOB_COLUMNS[1].0,
    JOB_COLUMNS[1].1,
    JOB_COLUMNS[2].0,
    JOB_COLUMNS[2].1,
    CLAIM_COLUMNS[0].0,
    CLAIM_COLUMNS[1].0,
    CLAIM_COLUMNS[2].0,
    OUTCOME_PAID,
];

impl RowView {
    /// A row without any value.
    pub fn of(record: Record) -> Self {
        RowView {
            birth: None,
            referral: None,
            attachment: None,
            leave: None,
            jobs: [(None, None); 3],
            claims: [(None, 0); 3],
            marked: false,
            paid: None,
            claimed: None,
            has_milestone: false,
            assessed: None,
            has_score_name: false,
            has_score: false,
            first_job_start: None,
            outcome_needs_job: true,
            received: Day::MAX,
            began: None,
            record,
        }
    }

    /// A row of a table: the weeks of its payment group, and the earliest job of its person on a sheet of jobs.
    pub fn new(rows: &TableRows<'_>, i: usize, weeks: u32, from_sheet: Option<Day>) -> Self {
        let record = rows.origin.record;
        let mut view = RowView { paid: rows.paid.get(i), ..RowView::of(record) };
        match record {
            Record::Claims => {
                view.claimed = rows.claimed.get(i);
                view.has_milestone = rows.milestones.id(i).is_some();
                return view;
            }
            Record::Scores => {
                view.assessed = rows.assessed.get(i);
                // A sheet without the column has one score alone.
                let name = "score_name";
                view.has_score_name =
                    !rows.origin.headers.contains_key(name) || rows.columns.texts(name).id(i).is_some();
                view.has_score = rows.columns.figures("score_value").get(i).is_some();
                return view;
            }
            _ => {}
        }
        for (slot, job) in view.jobs.iter_mut().zip(&rows.jobs) {
            *slot = (job.start(i), job.last(i));
        }
        for ((slot, days), (_, own_weeks)) in view.claims.iter_mut().zip(&rows.claims).zip(CLAIM_COLUMNS) {
            *slot = (days.get(i), if own_weeks == 0 { weeks } else { own_weeks });
        }
        RowView {
            birth: rows.birth.get(i),
            referral: rows.referral.get(i),
            attachment: rows.attachment.get(i),
            leave: rows.leave.get(i),
            marked: rows.marked.get(i) == Some(true),
            first_job_start: rows.first_job_start(i).into_iter().chain(from_sheet).min(),
            ..view
        }
    }

    /// The days of what happened on the programme, by column of `MILESTONES`.
    pub fn days(&self) -> [Option<Day>; 13] {
        let ([one, two, three], [a, b, c]) = (self.jobs, self.claims.map(|(day, _)| day));
        [self.referral, self.attachment, self.leave, one.0, one.1, two.0, two.1, three.0, three.1, a, b, c, self.paid]
    }

    /// The days of a row of claims or scores, by column; a row of any other list has none.
    pub fn days_beside(&self) -> impl Iterator<Item = (&'static str, Option<Day>)> {
        let days = match self.record {
            Record::Claims => [("claim_date", self.claimed), ("paid_date", self.paid)],
            _ => [("score_date", self.assessed), ("score_date", None)],
        };
        days.into_iter()
    }

    /// The days of what happened, by column.
    pub fn milestones(&self) -> impl Iterator<Item = (&'static str, Day)> {
        let beside = matches!(self.record, Record::Claims | Record::Scores);
        let of_person = self.days().into_iter().zip(MILESTONES).filter(move |_| !beside);
        let all = of_person.map(|(day, name)| (name, day)).chain(self.days_beside().filter(move |_| beside));
        all.filter_map(|(name, day)| Some((name, day?)))
    }

    /// The day of an outcome that the row claims or says was paid, with its column.
    pub fn first_claim(&self) -> Option<(&'static str, Day)> {
        let claimed = self.claims.iter().zip(CLAIM_COLUMNS).find_map(|(claim, (name, _))| Some((name, claim.0?)));
        claimed.or_else(|| Some((OUTCOME_PAID, self.paid?)))
    }
}
