//! A prime's contract: which programme it runs, what was promised, what is paid.

mod check;
mod state;
mod times;

use chrono::NaiveDate;
use serde::Deserialize;

use super::file;
use super::programme::{Cap, Fee, Score, Target};
use crate::vocabulary::{Pence, Percent, Quarter};

pub use check::check;
pub use state::{ContractState, StateKind};
pub use times::{check_meeting, check_times};

/// A prime's contract on a programme. What it does not say is as the programme says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    pub id: String,
    /// The prime's id.
    pub supplier: String,
    pub programme: String,
    /// The programme's lots that it covers; empty where there are none or it covers all.
    #[serde(default, deserialize_with = "file::some")]
    pub lots: Vec<String>,
    /// Its first day, from which contract years are counted.
    #[serde(default, deserialize_with = "file::optional_date")]
    pub start: Option<NaiveDate>,
    #[serde(default)]
    pub role: Role,
    #[serde(default)]
    pub referrals_from: ListOf,
    /// Where "sustained" is read from, in place of the programme's way.
    pub sustained: Option<SustainedFrom>,
    /// What most contracts promise, in short.
    #[serde(default)]
    pub minimum: Targets,
    /// Minimums and bids by year, basis and payment group.
    #[serde(default)]
    pub target: Vec<Target>,
    /// The price of one participant, of which fees are shares.
    pub price_pence: Option<Pence>,
    /// What the whole contract is worth.
    pub value_pence: Option<Pence>,
    /// Fees in place of the programme's for the same milestone.
    #[serde(default)]
    pub fee: Vec<Fee>,
    /// Caps beside the programme's.
    #[serde(default)]
    pub cap: Vec<Cap>,
    /// Scores that it measures beside the programme's.
    #[serde(default)]
    pub score: Vec<Score>,
    /// What a council that is a subcontractor spends.
    #[serde(default)]
    pub cost: Vec<Cost>,
    /// Notices to improve and improvement plans, past ones too.
    #[serde(default)]
    pub state: Vec<ContractState>,
}

/// On which side of the contract the council stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// It watches a prime that it, or somebody for it, commissioned.
    #[default]
    Commissioned,
    /// It delivers for a prime, and is paid.
    Subcontractor,
}

/// What a quarter of delivering cost.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    pub quarter: Quarter,
    pub pence: Pence,
    /// What it was spent on, for officers.
    pub what: Option<String>,
}

/// Whose list is the denominator of the attachment rate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListOf {
    #[default]
    Jcp,
    Prime,
}

/// Where "sustained" is read from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SustainedFrom {
    /// Job start and end dates.
    #[default]
    Dates,
    /// The prime's claimed date or mark.
    Claimed,
}

/// Minimums in percent, by indicator, to date and in every year, with their source.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Targets {
    pub attachment_rate: Option<Percent>,
    pub job_start_rate: Option<Percent>,
    pub sustainment_rate: Option<Percent>,
    pub source: Option<String>,
}

impl Targets {
    /// The target of an indicator, if the contract sets one.
    pub fn of(&self, indicator: &str) -> Option<Percent> {
        match indicator {
            "attachment_rate" => self.attachment_rate,
            "job_start_rate" => self.job_start_rate,
            "sustainment_rate" => self.sustainment_rate,
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
