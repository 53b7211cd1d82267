//! How a rate is formed.

use serde::Deserialize;

/// Which people and which events a rate sets against each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// Since the programme began.
    ToDate,
    /// Events of the quarter over events of the quarter.
    Period,
    /// Events of the twelve months to the quarter's end over events of the same months.
    TwelveMonths,
    /// People who joined in the quarter, followed since.
    Cohort,
}

impl Basis {
    /// As commands, definition files and figure ids write it.
    pub fn id(self) -> &'static str {
        match self {
            Basis::ToDate => "to-date",
            Basis::Period => "period",
            Basis::TwelveMonths => "twelve-months",
            Basis::Cohort => "cohort",
        }
    }

    /// Whether numerator and denominator are events of the same months, of whomever: no share of anybody.
    pub fn is_of_a_period(self) -> bool {
        matches!(self, Basis::Period | Basis::TwelveMonths)
    }
}
