//! What is ahead of people in work, and who fell out of it shortly before the mark.

use crate::canonical::frame::Day;
use crate::vocabulary::Milestone;

use super::people::{Happened, People, Person};

/// Days before the mark within which leaving work is a near miss.
const NEAR: Day = 28;

impl People {
    /// The days on which each further stretch in work after an outcome was complete, up to a day. Without the outcome's
    /// day none can be told.
    pub fn sustainments(&self, person: &Person, outcome: Happened, until: Day) -> Vec<Day> {
        let (Happened::On(reached), Some(days)) = (outcome, self.rules(person).sustainment_days) else {
            return Vec::new();
        };
        let most = self.group_rules(person).sustainments;
        self.work(person, until).sustainments(reached, days, most).collect()
    }

    /// How many days somebody who is out of work on a day, and has not reached the outcome, was short of it where that
    /// is four weeks or less. Whoever works on the day for the last time is not out of work yet.
    pub fn near_miss(&self, person: &Person, day: Day) -> Option<Day> {
        let test = &self.group_rules(person).test;
        let work = self.work(person, day);
        let short = test.days as Day - work.best(test);
        let works = work.holds(day) || self.works(person, day);
        let out = person.attachment.by(day) && !works && work.reached_on(test).is_none();
        (out && (1..=NEAR).contains(&short)).then_some(short)
    }

    /// What somebody in work on a day reaches after it and up to another if they stay, with the day of each: the outcome,
    /// where it is not reached yet, and sustainments.
    pub fn ahead(&self, person: &Person, outcome: Happened, day: Day, until: Day) -> Vec<(Milestone, Day)> {
        if !self.works(person, day) {
            return Vec::new();
        }
        let next = match outcome {
            Happened::No => self.work(person, until).reached_on(&self.group_rules(person).test),
            _ => None,
        };
        let next = next.filter(|on| day < *on);
        let reached = next.map_or(outcome, Happened::On);
        let sustained = self.sustainments(person, reached, until).into_iter().filter(|on| day < *on);
        let outcome = next.map(|on| (Milestone::Outcome, on));
        outcome.into_iter().chain(sustained.map(|on| (Milestone::Sustainment, on))).collect()
    }

    /// Whether a job that counts runs on behind a day.
    pub(super) fn works(&self, person: &Person, day: Day) -> bool {
        let test = &self.group_rules(person).test;
        self.spells(person).iter().any(|spell| spell.runs_at(day) && spell.counts(test, person.bounds))
    }
}
