//! Why somebody has not reached an event: one reason each, so that those who have and the reasons of the others add up
//! to everybody who is counted.

use crate::canonical::frame::Day;
use crate::definitions::SustainedFrom;

use super::indicators::Event;
use super::people::{Happened, People, Person};

/// Why somebody has not reached an event, and whether they still can.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Because {
    pub why: Why,
    pub in_time: bool,
}

/// The rule by which somebody has not reached an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Why {
    /// Referred, and not attached.
    NotAttached,
    /// Attached, after the day that is looked at.
    AttachedLater,
    /// No job start so far, and a job that begins now would count.
    NoJobYet,
    /// No job start while supported.
    NoJob,
    /// A job began, after support had ended.
    JobAfterSupport,
    /// A job start, and not enough days in work.
    TooFewDays,
    /// A job start, and no claim of the outcome, where claims are read.
    NotClaimed,
    /// Left without a job start, where the programme is over for those who leave.
    Left,
    /// Left after a job start, before the outcome.
    LeftInWork,
}

impl Why {
    pub const ALL: [Why; 9] = [
        Why::NotAttached,
        Why::AttachedLater,
        Why::NoJobYet,
        Why::NoJob,
        Why::JobAfterSupport,
        Why::TooFewDays,
        Why::NotClaimed,
        Why::Left,
        Why::LeftInWork,
    ];

    pub fn id(self) -> &'static str {
        match self {
            Why::NotAttached => "not_attached",
            Why::AttachedLater => "attached_later",
            Why::NoJobYet => "no_job_yet",
            Why::NoJob => "no_job",
            Why::JobAfterSupport => "job_after_support",
            Why::TooFewDays => "too_few_days",
            Why::NotClaimed => "not_claimed",
            Why::Left => "left",
            Why::LeftInWork => "left_after_job",
        }
    }
}

impl Because {
    /// Every reason there can be.
    pub fn all() -> impl Iterator<Item = Because> {
        Why::ALL.into_iter().flat_map(|why| [true, false].map(|in_time| Because { why, in_time }))
    }
}

impl People {
    /// Why a person has not reached an event by a day. Those sustained are told by the same words as job starts as long
    /// as they have none: the reasons of the one part the reasons of the other.
    pub fn because(&self, person: &Person, event: Event, day: Day) -> Because {
        let in_time = self.in_time(person, event, day);
        Because { why: self.why(person, event, day), in_time }
    }

    fn why(&self, person: &Person, event: Event, day: Day) -> Why {
        if !person.attachment.by(day) {
            return if person.joins_later { Why::AttachedLater } else { Why::NotAttached };
        }
        let rules = self.rules(person);
        let left = rules.closes_leavers && person.leave.is_some_and(|left| left <= day);
        if person.job_start.by(day) {
            let from_claims = (rules.sustained_from == SustainedFrom::Claimed) == (event == Event::Sustained);
            return match (left, from_claims) {
                (true, _) => Why::LeftInWork,
                (false, true) => Why::NotClaimed,
                (false, false) => Why::TooFewDays,
            };
        }
        match () {
            () if left => Why::Left,
            () if self.spells(person).iter().any(|spell| spell.first <= day) => Why::JobAfterSupport,
            () if person.bounds.support_end.is_none_or(|end| day < end) => Why::NoJobYet,
            () => Why::NoJob,
        }
    }

    /// Whether a person who is in time for an event on a day reaches it by another day by staying in the job they are in.
    pub fn is_due(&self, person: &Person, event: Event, day: Day, until: Day) -> bool {
        let test = self.group_rules(person).test;
        // Whoever has the days already waits for a claim.
        let by_dates = || self.work(person, until).reached_on(&test).is_some_and(|on| day < on && on <= until);
        let works = || self.works(person, day);
        event == Event::Sustained
            && self.happened(person, event) == Happened::No
            && self.in_time(person, event, day)
            && works()
            && by_dates()
    }
}
