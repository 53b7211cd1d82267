//! What was promised, by year, basis and payment group.

use serde::Deserialize;

use super::outcome::yes;
use crate::definitions::file;
use crate::vocabulary::{Basis, Percent};

/// A target for an indicator: a percentage, or a number of people.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Id of the indicator.
    pub indicator: String,
    #[serde(default)]
    pub kind: TargetKind,
    pub basis: Basis,
    /// Contract year, from 1; without it, every year.
    pub year: Option<u32>,
    /// The payment groups that it is for; empty: everybody together.
    #[serde(default, deserialize_with = "file::some")]
    pub payment_groups: Vec<String>,
    pub percent: Option<Percent>,
    pub people: Option<u64>,
    #[serde(default = "yes")]
    pub confirmed: bool,
    pub source: Option<String>,
}

/// What a target is given in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Percent,
    People,
}

/// The indicators that a target can be for, with what it is given in. `metrics` measures each of them (a test there
/// holds the two lists together): definitions are read before anything is measured.
pub const INDICATORS: &[(&str, Unit)] = &[
    ("referred", Unit::People),
    ("attached", Unit::People),
    ("job_starts", Unit::People),
    ("sustained", Unit::People),
    ("outcomes_paid", Unit::People),
    ("attachment_rate", Unit::Percent),
    ("job_start_rate", Unit::Percent),
    ("sustainment_rate", Unit::Percent),
    ("sustained_of_job_starts", Unit::Percent),
    ("outcome_rate", Unit::Percent),
];

/// What targets for an indicator are given in; none where no target can be set for it.
pub fn unit(indicator: &str) -> Option<Unit> {
    INDICATORS.iter().find(|(id, _)| *id == indicator).map(|(_, unit)| *unit)
}

/// Whose target it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetKind {
    /// What is asked at least: the floor in the contract, or what the programme was to achieve.
    #[default]
    Minimum,
    /// The bidder's own, usually higher.
    Bid,
}

/// The target of a list that fits best: of the year asked for before one of every year.
pub fn find<'a>(
    targets: &'a [Target],
    indicator: &str,
    kind: TargetKind,
    basis: Basis,
    year: Option<u32>,
    payment_group: Option<&str>,
) -> Option<&'a Target> {
    let fits = |target: &&Target| {
        target.indicator == indicator
            && target.kind == kind
            && target.basis == basis
            && match payment_group {
                None => target.payment_groups.is_empty(),
                Some(group) => target.payment_groups.iter().any(|own| own == group),
            }
    };
    let of_year = |target: &&Target| target.year.is_some() && target.year == year;
    let of_every = |target: &&Target| target.year.is_none();
    targets.iter().filter(fits).find(of_year).or_else(|| targets.iter().filter(fits).find(of_every))
}
