//! Where a prime's claims and its own dates disagree, and claims that are set aside: told by place, never by name.

use std::collections::BTreeSet;

use crate::canonical::frame::Day;
use crate::vocabulary::{Milestone, Pence};

use super::people::{Claim, ClaimSetAside, Happened, People, Person};

/// Where a prime's claim and its own dates disagree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disagreement {
    /// Claimed, and the dates do not show it by the day for which it is claimed, or by the as-at day.
    NotSupported { claimed: Option<Day> },
    /// The dates show it, and it is not claimed.
    NotClaimed { reached: Day },
    /// The dates show it, and the rows that claim it are set aside.
    SetAside { reached: Day },
}

/// All rows of a prime that claim something and are set aside, whether or not it is known whose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowsSetAside {
    pub rows: u64,
    /// What they say was paid, a payment that stands in several of them once; nothing where none says an amount.
    pub paid: Option<Pence>,
}

impl RowsSetAside {
    /// From each row's person, and what it says of its claim.
    pub(super) fn of(rows: impl Iterator<Item = (Option<u32>, AsideRow)>) -> Self {
        let (mut all, mut seen) = (RowsSetAside::default(), BTreeSet::new());
        for (person, AsideRow { milestone, paid, amount, .. }) in rows {
            all.rows += 1;
            let is_again = person.is_some() && !seen.insert((person, milestone, paid, amount));
            if let Some(amount) = amount.filter(|_| !is_again) {
                all.paid = Some(all.paid.unwrap_or_default() + amount);
            }
        }
        all
    }
}

/// What a row that is set aside says of its claim.
#[derive(Clone, Copy)]
pub(super) struct AsideRow {
    pub milestone: Option<Milestone>,
    pub day: Option<Day>,
    pub paid: Option<Day>,
    pub amount: Option<Pence>,
    /// The table's place in the run's list, and the row in it.
    pub row: (u32, u32),
}

impl AsideRow {
    /// As a claim, where it says of what.
    pub fn claim(&self) -> Option<ClaimSetAside> {
        let AsideRow { day, paid, amount, row, .. } = *self;
        Some(ClaimSetAside { claim: Claim { milestone: self.milestone?, weeks: 0, day, paid, amount }, row })
    }
}

impl People {
    /// What rows claim for the person that are set aside.
    pub fn claims_set_aside(&self, person: &Person) -> &[ClaimSetAside] {
        self.own[person.contract].set_aside.of(person.at)
    }

    /// The rows of a contract's prime that claim something and are set aside.
    pub fn rows_set_aside(&self, contract: usize) -> RowsSetAside {
        self.own[contract].rows_set_aside
    }

    /// Whether the prime's claim of the outcome and its dates of jobs disagree about a person. A claim is supported
    /// when the dates show the outcome by the day for which it is claimed; one without a day, by `day`. Where the programme
    /// asks what dates cannot show, such as earnings, it is held against the programme's weeks all the same: a question to the
    /// prime, and no more. A status on leaving they disagree with in nothing.
    pub fn disagreement(&self, person: &Person, day: Day) -> Option<Disagreement> {
        if !person.attachment.by(day) || !self.rules(person).asks_for_work {
            return None;
        }
        let (dates, claim) = (person.sustained_by_dates, person.sustained_by_claim);
        match (dates, claim) {
            (_, Happened::On(claimed)) if claimed <= day && !dates.by(claimed) => {
                Some(Disagreement::NotSupported { claimed: Some(claimed) })
            }
            (_, Happened::Undated) if !dates.by(day) => Some(Disagreement::NotSupported { claimed: None }),
            (Happened::On(reached), _) if reached <= day && !claim.by(day) => {
                let of_outcome = |own: &ClaimSetAside| own.claim.milestone == Milestone::Outcome;
                let is_set_aside = self.claims_set_aside(person).iter().any(of_outcome);
                Some(if is_set_aside {
                    Disagreement::SetAside { reached }
                } else {
                    Disagreement::NotClaimed { reached }
                })
            }
            _ => None,
        }
    }
}
