//! What has to be known of a person to say what is paid for them.

use crate::canonical::frame::Day;
use crate::metrics::people::{Claim, Happened};
use crate::vocabulary::Milestone;

/// One person on one contract.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(test, derive(Debug))]
pub struct Facts<'a> {
    /// Code of the payment group; anything else where it is not known.
    pub group: &'a str,
    pub referral: Happened,
    pub attachment: Happened,
    pub job_start: Happened,
    /// As the contract reads it: from dates or from claims.
    pub outcome: Happened,
    /// As the dates alone have it.
    pub outcome_by_dates: Happened,
    /// The day of each further stretch in work, in time.
    pub sustainments: Vec<Day>,
    /// Left within four weeks of the outcome, and has not reached it.
    pub near_miss: bool,
    /// Milestones that somebody in work reaches in the next quarter if they stay, with the day of each.
    pub expected: Vec<(Milestone, Day)>,
    /// What the prime claims of them, and what was paid.
    pub claims: Vec<Claim>,
    /// What rows claim of them that are set aside.
    pub set_aside: Vec<Claim>,
}

impl Facts<'_> {
    /// The milestone's days by a day, in time: several of sustainments, one at most of the others. A day is missing where
    /// the sender only marks that it happened.
    pub fn reached(&self, milestone: Milestone, by: Day, most_sustainments: u32) -> Vec<Option<Day>> {
        let once = |happened: Happened| match happened {
            Happened::On(day) if day <= by => vec![Some(day)],
            Happened::Undated => vec![None],
            _ => Vec::new(),
        };
        match milestone {
            Milestone::Attachment => once(self.attachment),
            Milestone::JobStart => once(self.job_start),
            Milestone::Outcome => once(self.outcome),
            Milestone::Sustainment => {
                let days = self.sustainments.iter().take(most_sustainments as usize);
                days.filter(|day| **day <= by).map(|day| Some(*day)).collect()
            }
            Milestone::Delivery => Vec::new(),
        }
    }

    /// Whether dates show by a day that a milestone was reached; `reached` is its day, if it was, as the contract reads it.
    pub fn had_reached(&self, milestone: Milestone, reached: Option<Option<Day>>, by: Day) -> bool {
        match milestone {
            Milestone::Outcome => matches!(self.outcome_by_dates, Happened::On(day) if day <= by),
            _ => reached.flatten().is_some_and(|day| day <= by),
        }
    }
}
