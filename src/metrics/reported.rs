//! What happened to whom by the end of a quarter, as one reading of the returns tells it: what the figures of that time are
//! counted from, so that two readings of the same time can be held against each other person by person.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::canonical::frame::{Day, date_of, day_of};
use crate::vocabulary::{Month, Quarter};

use super::employment::Spell;
use super::indicators::Event;
use super::people::{Claim, Happened, PAYMENT_GROUP, People, Person};

/// The events whose figures are held against what was printed before.
pub const REPORTED: [Event; 4] = [Event::Referred, Event::Attached, Event::JobStarted, Event::Sustained];

/// When the people of a figure had their event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Time {
    /// By the end of the paper's quarter.
    ToDate,
    In(Quarter),
    Month(Month),
}

/// A count that a paper prints; rates are made from two of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Figure {
    pub time: Time,
    /// The prime as printed; nothing for all together.
    pub prime: Option<String>,
    pub event: Event,
}

/// The month of an event, or that it has no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    Undated,
    In(Month),
}

impl When {
    /// Whether an event at this time is counted in the figures of a time that is over.
    pub fn counts(self, time: Time) -> bool {
        match (time, self) {
            (Time::ToDate, _) => true,
            (Time::In(quarter), When::In(month)) => Quarter::of(month.first_day()) == quarter,
            (Time::Month(asked), When::In(month)) => asked == month,
            (_, When::Undated) => false,
        }
    }
}

/// People by prime, event and month, of everything that had happened by a day. Every figure of that time is a sum of these.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub cells: BTreeMap<(String, Event, When), u64>,
}

impl Tally {
    /// A figure's exact count: for officers and the archive alone.
    pub fn of(&self, figure: &Figure) -> u64 {
        let is_own = |(prime, event, when): &(String, Event, When)| {
            *event == figure.event && figure.prime.as_ref().is_none_or(|own| own == prime) && when.counts(figure.time)
        };
        self.cells.iter().filter(|(cell, _)| is_own(cell)).map(|(_, people)| people).sum()
    }
}

/// What one reading tells of one person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// By event of `REPORTED`, as far as it had happened.
    pub happened: [Option<When>; 4],
    /// Of those that had not by the day: whether it is told of a later one.
    pub later: [bool; 4],
    /// The last day on which they joined, where that is not the first.
    pub joined_again: Option<Day>,
    /// What the senders say, from which the events are worked out.
    pub says: Says,
}

/// The days that senders give for a person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Says {
    pub(super) referral: Happened,
    pub(super) attachment: Happened,
    pub(super) group: String,
    pub(super) spells: Vec<Spell>,
    pub(super) claims: Vec<Claim>,
}

/// One reading of the returns, as of a day.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// By prime and the name by which a person is known in both readings.
    pub people: BTreeMap<(String, String), Known>,
    /// Who has a row that is set aside.
    pub set_aside: BTreeSet<String>,
}

impl Reading {
    /// What people put together as at a day tell of it. `names` are those of the references, by their numbers.
    pub fn of(people: &People, names: &[String], set_aside: BTreeSet<String>) -> Reading {
        let day = day_of(people.as_at.0);
        let known = |person: &Person| {
            let happened = REPORTED.map(|event| people.happened(person, event));
            Known {
                happened: happened.map(|own| when(own, day)),
                later: happened.map(|own| matches!(own, Happened::On(on) if on > day)),
                joined_again: person.last_attachment.filter(|last| Happened::On(*last) != person.attachment),
                says: Says {
                    referral: person.referral,
                    attachment: person.attachment,
                    group: people.codes[PAYMENT_GROUP][person.codes[PAYMENT_GROUP] as usize].clone(),
                    // What came later says nothing of the time that is looked at.
                    spells: people.spells(person).iter().map(|own| by_then(*own, day)).collect(),
                    claims: people.claims(person).iter().filter(|own| own.day <= Some(day)).copied().collect(),
                },
            }
        };
        let all = people.iter().map(|person| {
            let name = names.get(person.number as usize).cloned().unwrap_or_default();
            ((people.primes()[person.contract].clone(), name), known(&person))
        });
        Reading { people: all.collect(), set_aside }
    }

    /// Learns from what is known of a later day which events have not happened yet, and do.
    pub fn tell_later(&mut self, later: &Reading) {
        for (person, own) in &mut self.people {
            let Some(then) = later.people.get(person) else { continue };
            for (at, is_later) in own.later.iter_mut().enumerate() {
                *is_later |= own.happened[at].is_none() && then.happened[at].is_some();
            }
        }
    }

    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for ((prime, _), known) in &self.people {
            for (event, when) in REPORTED.iter().zip(known.happened) {
                if let Some(when) = when {
                    *tally.cells.entry((prime.clone(), *event, when)).or_default() += 1;
                }
            }
        }
        tally
    }
}

/// People counted by prime, event and month, without their names.
pub fn tally(people: &People) -> Tally {
    let day = day_of(people.as_at.0);
    let mut tally = Tally::default();
    for person in people.iter() {
        for event in REPORTED {
            if let Some(when) = when(people.happened(&person, event), day) {
                let cell = (people.primes()[person.contract].clone(), event, when);
                *tally.cells.entry(cell).or_default() += 1;
            }
        }
    }
    tally
}

fn by_then(spell: Spell, day: Day) -> Spell {
    Spell { last: spell.last.filter(|last| *last <= day), ..spell }
}

fn when(happened: Happened, by: Day) -> Option<When> {
    match happened {
        Happened::On(day) if day <= by => Some(When::In(Month::of(date_of(day)))),
        Happened::Undated => Some(When::Undated),
        _ => None,
    }
}
