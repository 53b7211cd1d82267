//! What was promised, by year, basis and payment group.

use serde::Deserialize;

use super::outcome::yes;
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
    #[serde(default)]
    pub payment_groups: Vec<String>,
    pub percent: Option<Percent>,
    pub people: Option<u64>,
    #[serde(default = "yes")]
    pub confirmed: bool,
    pub source: Option<String>,
}

/// Whose target it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetKind {
    /// The floor in the contract.
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
