//! What a programme pays, for what and to whom.

use chrono::NaiveDate;
use serde::Deserialize;

use super::outcome::yes;
use crate::definitions::file;
use crate::vocabulary::{Milestone, Pence, Percent};

/// A fee for a milestone. Of several that fit a person the first in the file is paid, and none twice.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fee {
    pub milestone: Milestone,
    /// The payment groups that it is for; empty: everybody.
    #[serde(default, deserialize_with = "file::some")]
    pub payment_groups: Vec<String>,
    /// First day of the referral for which it is paid.
    #[serde(default, deserialize_with = "file::optional_date")]
    pub referred_from: Option<NaiveDate>,
    /// Last day of the referral for which it is paid.
    #[serde(default, deserialize_with = "file::optional_date")]
    pub referred_until: Option<NaiveDate>,
    /// The amount; or a share:
    pub pence: Option<Pence>,
    /// Percent of the contract's price of one participant; for delivery, of the contract's value.
    pub percent: Option<Percent>,
    /// Months after the milestone at which equal parts are paid; odd pence are in the first. Empty: at once.
    #[serde(default, deserialize_with = "file::some")]
    pub instalment_months: Vec<u32>,
    #[serde(default = "yes")]
    pub instalments_confirmed: bool,
    /// Delivery alone: the months from the contract's start over which it is spread.
    pub months: Option<u32>,
    #[serde(default = "yes")]
    pub confirmed: bool,
    pub source: Option<String>,
}

/// The most that is paid.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cap {
    /// Of one milestone; without it, of everything.
    pub milestone: Option<Milestone>,
    pub per: CapPer,
    /// Most people paid for.
    pub people: Option<u64>,
    /// Most money paid.
    pub pence: Option<Pence>,
    #[serde(default = "yes")]
    pub confirmed: bool,
    pub source: Option<String>,
}

/// What a cap is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CapPer {
    Contract,
    /// A contract year, from its start.
    Year,
}
