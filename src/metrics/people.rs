//! People, each counted once a contract, with the days on which they reached each milestone.

use std::sync::OnceLock;

use crate::canonical::frame::Day;
use crate::definitions::SustainedFrom;
use crate::vocabulary::AsAt;

use super::employment::Spell;
use super::grouping::Grouping;
use super::indicators::{Dimension, Event};

/// Whether and when something happened to a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Happened {
    #[default]
    No,
    On(Day),
    /// The sender marks that it happened, without a day.
    Undated,
}

impl Happened {
    /// Whether it had happened by a day. What has no day counts for every day: it can only be read to date.
    pub fn by(self, day: Day) -> bool {
        match self {
            Happened::No => false,
            Happened::On(on) => on <= day,
            Happened::Undated => true,
        }
    }

    pub(super) fn on(day: Option<Day>) -> Self {
        day.map_or(Happened::No, Happened::On)
    }
}

/// A code's place in its dimension's list; 0 is "not known".
pub(super) type CodeId = u32;

/// The weeks that a prime claims, and the day where it gives one.
pub(super) type Claim = (u32, Option<Day>);

/// The columns of codes kept for each person, in this order.
pub(super) const CODE_DIMENSIONS: [(Dimension, &str); 9] = [
    (Dimension::Office, "office"),
    (Dimension::Area, "area"),
    (Dimension::Ward, "ward"),
    (Dimension::PaymentGroup, "payment_group"),
    (Dimension::Benefit, "benefit"),
    (Dimension::Sex, "sex"),
    (Dimension::AgeBand, "age_band"),
    (Dimension::Disability, "disability"),
    (Dimension::Barrier, "barrier"),
];

/// Where the payment group stands among them.
pub(super) const PAYMENT_GROUP: usize = 3;

/// The route of a row without one, and of whoever is on Jobcentre Plus's list.
pub(super) const BY_JCP: CodeId = 0;

/// One person on one contract.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// The contract's place in the run's list.
    pub contract: usize,
    pub(super) codes: [CodeId; CODE_DIMENSIONS.len()],
    pub(super) route: CodeId,
    pub referral: Happened,
    pub attachment: Happened,
    pub(super) leave: Option<Day>,
    pub job_start: Happened,
    pub sustained_by_dates: Happened,
    pub sustained_by_claim: Happened,
    pub(super) weeks_13: Happened,
    pub(super) weeks_26: Happened,
    /// First day after support; none where its length is not confirmed.
    pub(super) support_end: Option<Day>,
    pub(super) outcome_weeks: u32,
    /// The person's place among those of the contract.
    pub(super) at: u32,
}

/// What several people have several of, person after person.
pub(super) struct Each<T> {
    /// By person and one more: where the person's own begin.
    starts: Vec<u32>,
    all: Vec<T>,
}

impl<T: Copy> Each<T> {
    /// From pairs of a person's place and what they have, in any order; each person's own stay in theirs.
    pub fn new(people: usize, pairs: &[(u32, T)]) -> Self {
        let mut starts = vec![0; people + 1];
        pairs.iter().for_each(|(person, _)| starts[*person as usize + 1] += 1);
        (0..people).for_each(|person| starts[person + 1] += starts[person]);
        let mut next = starts.clone();
        let mut all: Vec<T> = pairs.iter().map(|(_, own)| *own).collect();
        for (person, own) in pairs {
            let at = &mut next[*person as usize];
            all[*at as usize] = *own;
            *at += 1;
        }
        Each { starts, all }
    }

    pub fn of(&self, person: u32) -> &[T] {
        let person = person as usize;
        &self.all[self.starts[person] as usize..self.starts[person + 1] as usize]
    }
}

/// The people of one contract.
pub(super) struct Own {
    pub people: Vec<Person>,
    pub spells: Each<Spell>,
}

/// Everybody, and the words for their codes.
pub struct People {
    /// By contract.
    pub(super) own: Vec<Own>,
    /// By contract: the prime's name as printed.
    pub(super) primes: Vec<String>,
    pub(super) sustained_from: Vec<SustainedFrom>,
    pub(super) closes_leavers: Vec<bool>,
    /// By dimension, as far as it was asked for.
    pub(super) groupings: [OnceLock<Grouping>; Dimension::ALL.len()],
    /// By dimension of `CODE_DIMENSIONS`: the codes; the first is "not known".
    pub(super) codes: Vec<Vec<String>>,
    pub(super) routes: Vec<String>,
    pub as_at: AsAt,
}

impl People {
    /// Everybody, contract after contract.
    pub fn iter(&self) -> impl Iterator<Item = &Person> {
        self.own.iter().flat_map(|own| &own.people)
    }

    /// The people of one contract.
    pub fn of_contract(&self, contract: usize) -> &[Person] {
        &self.own[contract].people
    }

    /// How many people there are.
    pub fn count(&self) -> usize {
        self.own.iter().map(|own| own.people.len()).sum()
    }

    /// A person by their place among all, as in `iter`.
    pub(super) fn get(&self, mut place: usize) -> &Person {
        let mut own = self.own.iter().map(|own| own.people.as_slice());
        loop {
            let people = own.next().expect("the place is below the count");
            match people.get(place) {
                Some(person) => return person,
                None => place -= people.len(),
            }
        }
    }

    /// Whether and when an event happened to a person.
    pub fn happened(&self, person: &Person, event: Event) -> Happened {
        let dates = self.sustained_from[person.contract] == SustainedFrom::Dates;
        match event {
            Event::Referred => person.referral,
            Event::Attached => person.attachment,
            Event::JobStarted => person.job_start,
            Event::Sustained if dates => person.sustained_by_dates,
            Event::Sustained => person.sustained_by_claim,
            Event::SustainedOtherwise if dates => person.sustained_by_claim,
            Event::SustainedOtherwise => person.sustained_by_dates,
            Event::Sustained13Weeks => person.weeks_13,
            Event::Sustained26Weeks => person.weeks_26,
        }
    }

    /// Whether a person who has not reached an event may still reach it after a day.
    pub fn in_time(&self, person: &Person, event: Event, day: Day) -> bool {
        if self.closes_leavers[person.contract] && person.leave.is_some_and(|left| left <= day) {
            return false;
        }
        let Some(support_end) = person.support_end else { return true };
        match event {
            Event::Referred | Event::Attached => true,
            Event::JobStarted => day < support_end,
            _ => {
                let running = |spell: &Spell| spell.first <= day && spell.last.is_none_or(|last| last > day);
                let spells = self.own[person.contract].spells.of(person.at);
                day < support_end || spells.iter().any(|spell| spell.first < support_end && running(spell))
            }
        }
    }

    /// Whether a person has had the full time that an event needs: support, and behind it the weeks of an
    /// unbroken job begun on its last day. It depends on the attachment alone, never on what was achieved.
    pub fn matured(&self, person: &Person, event: Event, day: Day) -> bool {
        match (event, person.support_end) {
            (_, None) | (Event::Referred | Event::Attached, _) => false,
            (Event::JobStarted, Some(end)) => day >= end,
            (_, Some(end)) => day >= end + 7 * person.outcome_weeks as Day - 1,
        }
    }

    /// The primes in the order of the contracts.
    pub fn primes(&self) -> &[String] {
        &self.primes
    }
}
