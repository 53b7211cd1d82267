//! People counted by a sender: one figure of one measure, prime, group and span of time, and where it stood.

use serde::{Deserialize, Serialize};

use crate::vocabulary::{TimeSpan, WhyMissing};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    Referrals,
    Attachments,
    EarlyLeavers,
    JobStarts,
    #[serde(rename = "sustained_13w")]
    Sustained13Weeks,
    #[serde(rename = "sustained_26w")]
    Sustained26Weeks,
    #[serde(rename = "sustained_52w")]
    Sustained52Weeks,
    Sustained,
    Outcomes,
    Expected,
}

impl Measure {
    pub const ALL: [Measure; 10] = [
        Measure::Referrals,
        Measure::Attachments,
        Measure::EarlyLeavers,
        Measure::JobStarts,
        Measure::Sustained13Weeks,
        Measure::Sustained26Weeks,
        Measure::Sustained52Weeks,
        Measure::Sustained,
        Measure::Outcomes,
        Measure::Expected,
    ];

    /// The canonical column that holds it.
    pub fn name(self) -> &'static str {
        match self {
            Measure::Referrals => "referrals",
            Measure::Attachments => "attachments",
            Measure::EarlyLeavers => "early_leavers",
            Measure::JobStarts => "job_starts",
            Measure::Sustained13Weeks => "sustained_13w",
            Measure::Sustained26Weeks => "sustained_26w",
            Measure::Sustained52Weeks => "sustained_52w",
            Measure::Sustained => "sustained",
            Measure::Outcomes => "outcomes",
            Measure::Expected => "expected",
        }
    }

    /// The measure of that canonical column.
    pub fn find(name: &str) -> Option<Self> {
        Measure::ALL.into_iter().find(|measure| measure.name() == name)
    }
}

/// Whom a span's figures are about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountsOf {
    /// What happened in the span, whoever it happened to.
    #[default]
    Events,
    /// The people who joined in the span, and what has become of them since.
    Joiners,
}

/// One figure of a sender's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// The prime's id.
    pub prime: String,
    /// What the prime's people are parted by and the part, such as area and Widnes; none for all of them.
    pub group: Option<(String, String)>,
    pub measure: Measure,
    pub of: CountsOf,
    /// None: since the contract began.
    pub span: Option<TimeSpan>,
    pub people: Result<u64, WhyMissing>,
    /// The row's place among the rows of its table.
    pub row: u32,
    /// As the spreadsheet numbers it.
    pub source_row: u32,
    /// 0-based.
    pub source_column: u32,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canonical::schema::{self, Kind, Record};

    #[test]
    fn every_measure_is_a_canonical_column_and_every_such_column_a_measure() {
        let columns: Vec<&str> =
            schema::of(Record::Counts).filter(|spec| spec.kind == Kind::Count).map(|spec| spec.name).collect();
        assert_eq!(columns, Measure::ALL.map(Measure::name));
        for measure in Measure::ALL {
            assert_eq!(Measure::find(measure.name()), Some(measure));
            assert_eq!(serde_json::to_value(measure).unwrap(), measure.name());
        }
    }
}
