//! Dates that are four years off: Excel counts days from 1900 or, in some workbooks, from 1904, and cells that are
//! carried from one kind into the other keep their numbers.

use super::checks::first_broken;
use super::row_view::RowView;
use super::rows::{CLAIM_COLUMNS, JOB_COLUMNS, OUTCOME_PAID, TableRows};
use crate::canonical::frame::Day;
use crate::canonical::schema::Record;
use crate::finding::{Effect, Finding, Rows};

/// From 1 January 1900 to 1 January 1904, with Excel's 29 February 1900.
const APART: Day = 1462;

/// Days that belong together lie nearer to each other than this, and days of which one is off lie further.
const NEAR: Day = 500;
const FAR: Day = 900;

/// As few rows could be slips of the pen.
const LEAST_ROWS: u64 = 3;

/// Whether a row that breaks a rule would be in order, had the column at fault, or the whole row, been counted from the
/// other day.
pub fn would_mend(row: &RowView, column: &str) -> bool {
    let days = |row: &RowView| -> Vec<(&'static str, Day)> { row.milestones().collect() };
    let apart = |row: &RowView| -> Option<Day> {
        let own = days(row).into_iter().find(|(name, _)| *name == column)?.1;
        days(row).into_iter().filter(|(name, _)| *name != column).map(|(_, other)| (own - other).abs()).min()
    };
    let out_of_range = |row: &RowView| {
        days(row).iter().all(|(_, day)| *day > row.received || row.began.is_some_and(|began| *day < began))
    };
    [APART, -APART].into_iter().any(|by| {
        let alone = shifted(row, by, |name| name == column);
        let all = shifted(row, by, |_| true);
        let column_is_off = apart(row).is_some_and(|days| days > FAR) && apart(&alone).is_some_and(|days| days < NEAR);
        (column_is_off && first_broken(&alone).is_none()) || (out_of_range(row) && first_broken(&all).is_none())
    })
}

/// The row with some of its days moved.
fn shifted(row: &RowView, by: Day, wanted: impl Fn(&str) -> bool) -> RowView {
    let mut moved = *row;
    let shift = |name: &str, day: &mut Option<Day>| {
        if wanted(name) {
            *day = day.map(|day| day + by);
        }
    };
    shift("referral_date", &mut moved.referral);
    shift("attachment_date", &mut moved.attachment);
    shift("leave_date", &mut moved.leave);
    for ((start, end, _), job) in JOB_COLUMNS.iter().zip(&mut moved.jobs) {
        shift(start, &mut job.0);
        shift(end, &mut job.1);
    }
    for ((name, _), claim) in CLAIM_COLUMNS.iter().zip(&mut moved.claims) {
        shift(name, &mut claim.0);
    }
    shift(if moved.record == Record::Claims { "paid_date" } else { OUTCOME_PAID }, &mut moved.paid);
    shift("claim_date", &mut moved.claimed);
    shift("score_date", &mut moved.assessed);
    moved.first_job_start = moved.jobs.iter().filter_map(|job| job.0).min().or(row.first_job_start);
    moved
}

/// What is said of a column when enough of its rows would be mended.
pub fn told(rows: &TableRows<'_>, column: &str, off: &Rows) -> Option<Finding> {
    let place = rows.origin.column(column);
    let message = format!(
        "dates are about four years off, by {APART} days, as where a workbook that counts days from 1904 was mixed with \
         one that counts them from 1900: {off}"
    );
    let hint = "ask the sender to check the date system of the workbook (File, Options, Advanced) and to send real dates; \
                the rows count in nothing until then";
    let finding = || Finding::new("dates_four_years_off", Effect::Notes, place, message, hint).for_rows(off.count());
    (off.count() >= LEAST_ROWS).then(finding)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(referral: Day, attachment: Day) -> RowView {
        RowView {
            referral: Some(referral),
            attachment: Some(attachment),
            claims: [(None, 26), (None, 13), (None, 26)],
            received: 17_000,
            began: Some(15_000),
            ..RowView::of(Record::Participants)
        }
    }

    #[test]
    fn a_column_that_was_carried_over_would_be_in_order_and_a_slip_of_some_weeks_would_not() {
        let mends = |row: RowView| first_broken(&row).is_some_and(|(_, column)| would_mend(&row, column));
        assert!(mends(row(16_500, 16_510 - 1462)), "the attachment from 1904");
        assert!(!mends(row(16_500, 16_470)), "attached a month before the referral");
        assert!(mends(row(16_500 + 1462, 16_510 + 1462)), "the whole row is in the future");
        assert!(mends(row(15_500 - 1462, 15_510 - 1462)), "the whole row is before the programme");
        assert!(!mends(row(16_500, 19_000)), "one day in the future that no other year mends");
        assert!(!mends(row(16_500, 16_510)), "nothing is wrong");
    }
}
