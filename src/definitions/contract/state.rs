//! States that a contract can be in: a notice to improve, an improvement plan.

use chrono::NaiveDate;
use serde::Deserialize;

use super::Contract;
use crate::definitions::contradictions::{Contradictions, quoted};
use crate::definitions::file;

/// A state that a contract is in, or was.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContractState {
    pub state: StateKind,
    /// Its first day.
    #[serde(deserialize_with = "file::date")]
    pub from: NaiveDate,
    /// Its last day; none while it goes on.
    #[serde(default, deserialize_with = "file::optional_date")]
    pub until: Option<NaiveDate>,
    /// What it is about, as the paper prints it.
    pub about: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum StateKind {
    #[serde(rename = "notice to improve")]
    NoticeToImprove,
    #[serde(rename = "improvement plan")]
    ImprovementPlan,
}

impl StateKind {
    /// As a sentence names it: `a notice to improve`.
    pub fn in_words(self) -> &'static str {
        match self {
            StateKind::NoticeToImprove => "a notice to improve",
            StateKind::ImprovementPlan => "an improvement plan",
        }
    }
}

impl ContractState {
    /// Whether it holds on any day of a time.
    pub fn is_during(&self, first: NaiveDate, last: NaiveDate) -> bool {
        self.from <= last && self.until.is_none_or(|until| until >= first)
    }

    /// Whether it holds on a day.
    pub fn is_on(&self, day: NaiveDate) -> bool {
        self.is_during(day, day)
    }
}

/// What a contract's states say against each other and against its start.
pub(super) fn states(contract: &Contract, at: &str, found: &mut Contradictions<'_>) {
    for (nth, own) in contract.state.iter().enumerate() {
        let place = |key: &str| format!("{at}state.{nth}.{key}");
        let what = own.state.in_words();
        if own.about.trim().is_empty() || own.about.trim() == "..." {
            found.add(&place("about"), format!("{what} about nothing"), "say what has to improve: the paper prints it");
        }
        if let Some(until) = own.until.filter(|until| *until < own.from) {
            let what = format!("{what} ends on {until}, before it begins on {}", own.from);
            found.add(&place("until"), what, "correct one of the two days, or take `until` out while it goes on");
        }
        if let Some(start) = contract.start.filter(|start| own.from < *start) {
            let what =
                format!("{what} begins on {}, before contract {} starts on {start}", own.from, quoted(&contract.id));
            found.add(&place("from"), what, "correct one of the two days");
        }
        let overlaps = |other: &&super::ContractState| {
            other.state == own.state && other.is_during(own.from, own.until.unwrap_or(NaiveDate::MAX))
        };
        if let Some(other) = contract.state[..nth].iter().find(overlaps) {
            let what = format!("{what} from {} lies within the one from {}", own.from, other.from);
            found.add(&place("from"), what, "keep one of the two, or give the earlier one its `until`");
        }
    }
}
