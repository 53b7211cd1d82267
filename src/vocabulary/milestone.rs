//! The milestones that a contract pays for.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a fee is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Milestone {
    /// The person has joined the prime's programme.
    Attachment,
    /// First day of a job after attachment.
    JobStart,
    /// Enough weeks in work, by the programme's rule.
    Outcome,
    /// Each further stretch of weeks in work after the outcome.
    Sustainment,
    /// Running the service, whoever achieves what: paid by the month.
    Delivery,
}

impl Milestone {
    pub const ALL: [Milestone; 5] =
        [Milestone::Attachment, Milestone::JobStart, Milestone::Outcome, Milestone::Sustainment, Milestone::Delivery];

    /// As definition files and canonical tables write it.
    pub fn id(self) -> &'static str {
        match self {
            Milestone::Attachment => "attachment",
            Milestone::JobStart => "job_start",
            Milestone::Outcome => "outcome",
            Milestone::Sustainment => "sustainment",
            Milestone::Delivery => "delivery",
        }
    }

    /// The number that stands for it in a frame.
    pub fn number(self) -> u32 {
        self as u32
    }

    /// What a number in a frame stands for.
    pub fn of_number(number: u32) -> Option<Self> {
        Milestone::ALL.get(number as usize).copied()
    }
}

impl fmt::Display for Milestone {
    /// In words: `job start`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Milestone::Attachment => "attachment",
            Milestone::JobStart => "job start",
            Milestone::Outcome => "job outcome",
            Milestone::Sustainment => "sustainment",
            Milestone::Delivery => "delivery",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_milestone_comes_back_from_its_number() {
        for milestone in Milestone::ALL {
            assert_eq!(Milestone::of_number(milestone.number()), Some(milestone));
        }
        assert_eq!(Milestone::of_number(9), None);
    }
}
