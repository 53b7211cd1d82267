//! What officers want to know of single people, told by place and never by name: who left work just before the mark,
//! who will reach it soon, and where claims and dates disagree.

use crate::canonical::frame::Day;

use super::indicators::Event;
use super::people::{Happened, People, Person};

/// Days before the mark within which leaving work is a near miss: four weeks.
pub const NEAR: Day = 28;

/// Where a prime's claim and its own dates disagree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disagreement {
    /// Claimed, and the dates do not show it by the day for which it is claimed, or by the as-at day.
    NotSupported { claimed: Option<Day> },
    /// The dates show it, and it is not claimed.
    NotClaimed { reached: Day },
}

impl People {
    /// How many days somebody who is out of work is short of the outcome, where it is four weeks or less.
    pub fn near_miss(&self, person: &Person, day: Day) -> Option<Day> {
        if !person.attachment.by(day) || person.sustained_by_dates.by(day) {
            return None;
        }
        if self.spells(person).iter().any(|spell| spell.runs_at(day)) {
            return None;
        }
        let test = &self.group_rules(person).test;
        let short = test.days as Day - self.work(person, day).best(test);
        (1..=NEAR).contains(&short).then_some(short)
    }

    /// The day after `day`, and by `until`, on which somebody reaches the outcome if they stay in the job they have.
    pub fn due_by(&self, person: &Person, day: Day, until: Day) -> Option<Day> {
        if !person.attachment.by(day) || person.sustained_by_dates.by(day) {
            return None;
        }
        let closed = self.rules(person).closes_leavers && person.leave.is_some_and(|left| left <= day);
        let reached = self.work(person, until).reached_on(&self.group_rules(person).test);
        reached.filter(|reached| *reached > day && !closed)
    }

    /// The days, up to `day`, on which somebody's sustainments were complete.
    pub fn sustainments(&self, person: &Person, day: Day) -> Vec<Day> {
        let (rules, group) = (self.rules(person), self.group_rules(person));
        match (rules.sustainment_days, self.happened(person, Event::Sustained)) {
            (Some(days), Happened::On(reached)) if reached <= day => {
                self.work(person, day).sustainments(reached, days, group.sustainments).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether the prime's claim of the outcome and its dates of jobs disagree about a person. A claim is supported
    /// when the dates show the outcome by the day for which it is claimed; one without a day, by `day`.
    pub fn disagreement(&self, person: &Person, day: Day) -> Option<Disagreement> {
        if !person.attachment.by(day) {
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
