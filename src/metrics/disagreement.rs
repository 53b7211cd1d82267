//! Where a prime's claims and its own dates disagree: told by place, never by name.

use crate::canonical::frame::Day;

use super::people::{Happened, People, Person};

/// Where a prime's claim and its own dates disagree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disagreement {
    /// Claimed, and the dates do not show it by the day for which it is claimed, or by the as-at day.
    NotSupported { claimed: Option<Day> },
    /// The dates show it, and it is not claimed.
    NotClaimed { reached: Day },
}

impl People {
    /// Whether the prime's claim of the outcome and its dates of jobs disagree about a person. A claim is supported
    /// when the dates show the outcome by the day for which it is claimed; one without a day, by `day`. Where the programme
    /// asks what dates cannot show they disagree with nothing.
    pub fn disagreement(&self, person: &Person, day: Day) -> Option<Disagreement> {
        if !person.attachment.by(day) || !self.rules(person).dates_show {
            return None;
        }
        let (dates, claim) = (person.sustained_by_dates, person.sustained_by_claim);
        match (dates, claim) {
            (_, Happened::On(claimed)) if claimed <= day && !dates.by(claimed) => {
                Some(Disagreement::NotSupported { claimed: Some(claimed) })
            }
            (_, Happened::Undated) if !dates.by(day) => Some(Disagreement::NotSupported { claimed: None }),
            (Happened::On(reached), _) if reached <= day && !claim.by(day) => {
                Some(Disagreement::NotClaimed { reached })
            }
            _ => None,
        }
    }
}
