//! The canonical tables as polars frames. Their columns are checked when they are made, so that no
//! later stage has to ask.

use anyhow::{Result, ensure};
use polars::prelude::{DataFrame, DataType};

/// The accepted rows of a run. Every row holds `source_id` and `source_row`: the file (by its place in
/// the run's list) and the row as Excel numbers it.
pub struct CanonicalTables {
    /// One row a referral on Jobcentre Plus's lists.
    pub referrals: DataFrame,
    /// One row a person on a prime's list.
    pub participants: DataFrame,
    /// One row a job: first day and last day in work (missing while the job runs).
    pub job_spells: DataFrame,
    /// One row a claim of the prime: weeks (0 is the programme's outcome) and day (missing where the
    /// sender only marks that it was reached).
    pub claims: DataFrame,
}

/// The columns of codes that people are grouped by; every person's table has them.
pub const CODES: &[&str] = &["office", "area", "ward", "payment_group", "benefit", "sex"];

const TRACE: &[(&str, DataType)] = &[("source_id", DataType::UInt32), ("source_row", DataType::UInt32)];

impl CanonicalTables {
    /// Checks each frame's columns and types.
    pub fn new(
        referrals: DataFrame,
        participants: DataFrame,
        job_spells: DataFrame,
        claims: DataFrame,
    ) -> Result<Self> {
        use DataType::{Date, String as Text, UInt32};
        let codes = || CODES.iter().map(|name| (*name, Text)).collect::<Vec<_>>();
        let person = [("prime", Text), ("reference", Text)];
        let expect = |own: &[(&'static str, DataType)]| [&person[..], own, TRACE].concat();
        check("referrals", &referrals, &[expect(&[("referral_date", Date)]), codes()].concat())?;
        let milestones = [("route", Text), ("referral_date", Date), ("attachment_date", Date), ("leave_date", Date)];
        check("participants", &participants, &[expect(&milestones), codes()].concat())?;
        check("job_spells", &job_spells, &expect(&[("first_day", Date), ("last_day", Date)]))?;
        check("claims", &claims, &expect(&[("weeks", UInt32), ("claim_date", Date)]))?;
        Ok(CanonicalTables { referrals, participants, job_spells, claims })
    }
}

fn check(name: &str, frame: &DataFrame, expected: &[(&str, DataType)]) -> Result<()> {
    ensure!(frame.width() == expected.len(), "{name}: {} columns where {} belong", frame.width(), expected.len());
    for (column, dtype) in expected {
        let found = frame.column(column)?.dtype();
        ensure!(found == dtype, "{name}: `{column}` is {found}, not {dtype}");
    }
    Ok(())
}
