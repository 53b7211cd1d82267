//! Why a figure of a time that is over has moved: person by person, event by event, between two readings of that time.

use std::collections::{BTreeMap, BTreeSet};

use super::indicators::Event;
use super::reported::{Figure, Known, REPORTED, Reading, Tally, When};

/// Why somebody is counted now and was not then, or the other way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// The day lies in the time that was reported, and was not told then.
    LateEvent,
    /// The day, or the prime, is another one.
    Correction,
    /// They joined again, or left, and what counts begins anew.
    Reattachment,
    /// The event or the person is gone.
    Withdrawn,
    /// The senders say the same, and the workspace counts it otherwise.
    NewDefinition,
    /// A row was set aside then and is not now, or the other way round.
    SetAside,
    /// What none of the others explains.
    CountedOtherwise,
}

impl Cause {
    pub const ALL: [Cause; 7] = [
        Cause::LateEvent,
        Cause::Correction,
        Cause::Reattachment,
        Cause::Withdrawn,
        Cause::NewDefinition,
        Cause::SetAside,
        Cause::CountedOtherwise,
    ];

    pub fn id(self) -> &'static str {
        match self {
            Cause::LateEvent => "late_event",
            Cause::Correction => "correction",
            Cause::Reattachment => "re_attachment",
            Cause::Withdrawn => "withdrawn",
            Cause::NewDefinition => "new_definition",
            Cause::SetAside => "set_aside",
            Cause::CountedOtherwise => "counted_otherwise",
        }
    }
}

/// One event of one person that the two readings do not count alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    pub prime: String,
    pub event: Event,
    pub from: Option<When>,
    pub to: Option<When>,
    pub cause: Cause,
}

impl Movement {
    /// What it adds to a figure: one, nothing, or less one.
    fn adds(&self, figure: &Figure) -> i64 {
        let is_own = self.event == figure.event && figure.prime.as_ref().is_none_or(|prime| *prime == self.prime);
        let counts = |when: Option<When>| i64::from(is_own && when.is_some_and(|when| when.counts(figure.time)));
        counts(self.to) - counts(self.from)
    }
}

/// How far each cause moved a figure; they add up to all of its change.
pub type Causes = BTreeMap<Cause, i64>;

/// The causes of a figure's change from what was counted then to what is counted now. What no movement explains, such as
/// another version of the program, is told as counted otherwise.
pub fn causes(figure: &Figure, movements: &[Movement], (then, now): (&Tally, &Tally)) -> Causes {
    let mut causes = Causes::new();
    for movement in movements {
        let adds = movement.adds(figure);
        if adds != 0 {
            *causes.entry(movement.cause).or_default() += adds;
        }
    }
    let change = now.of(figure).cast_signed() - then.of(figure).cast_signed();
    let rest = change - causes.values().sum::<i64>();
    if rest != 0 {
        *causes.entry(Cause::CountedOtherwise).or_default() += rest;
    }
    causes.retain(|_, people| *people != 0);
    causes
}

/// Everything that two readings of the same time do not count alike.
pub fn movements(then: &Reading, now: &Reading, definitions_differ: bool) -> Vec<Movement> {
    let names =
        |reading: &Reading| -> BTreeSet<String> { reading.people.keys().map(|(_, name)| name.clone()).collect() };
    let both = Both { then, now, definitions_differ, named_then: names(then), named_now: names(now) };
    let all: BTreeSet<&(String, String)> = then.people.keys().chain(now.people.keys()).collect();
    all.into_iter().flat_map(|person| both.of(person)).collect()
}

struct Both<'a> {
    then: &'a Reading,
    now: &'a Reading,
    definitions_differ: bool,
    /// Who is in each, whatever the prime.
    named_then: BTreeSet<String>,
    named_now: BTreeSet<String>,
}

impl Both<'_> {
    fn of(&self, person: &(String, String)) -> Vec<Movement> {
        let (then, now) = (self.then.people.get(person), self.now.people.get(person));
        let mut movements = Vec::new();
        for (at, event) in REPORTED.into_iter().enumerate() {
            let (from, to) = (then.and_then(|own| own.happened[at]), now.and_then(|own| own.happened[at]));
            if from != to {
                let cause = self.cause(at, &person.1, (then, now), (from, to));
                movements.push(Movement { prime: person.0.clone(), event, from, to, cause });
            }
        }
        movements
    }

    fn cause(
        &self,
        at: usize,
        name: &str,
        (then, now): (Option<&Known>, Option<&Known>),
        (from, to): (Option<When>, Option<When>),
    ) -> Cause {
        let was_set_aside = self.then.set_aside.contains(name);
        let is_set_aside = self.now.set_aside.contains(name);
        match (from, to) {
            (None, Some(_)) if was_set_aside && !is_set_aside => return Cause::SetAside,
            (Some(_), None) if is_set_aside && !was_set_aside => return Cause::SetAside,
            _ => {}
        }
        let (Some(then), Some(now)) = (then, now) else {
            return match (then.is_some(), self.named_then.contains(name), self.named_now.contains(name)) {
                // Another prime's person now, or then.
                (true, _, true) | (false, true, _) => Cause::Correction,
                (true, ..) => Cause::Withdrawn,
                (false, ..) => Cause::LateEvent,
            };
        };
        let depends_on_stays = !matches!(REPORTED[at], Event::Referred | Event::Attached);
        match (from, to) {
            _ if then.says == now.says && then.joined_again == now.joined_again => match self.definitions_differ {
                true => Cause::NewDefinition,
                false => Cause::CountedOtherwise,
            },
            _ if depends_on_stays && then.joined_again != now.joined_again => Cause::Reattachment,
            (None, Some(_)) if !then.later[at] => Cause::LateEvent,
            (Some(_), None) if !now.later[at] => Cause::Withdrawn,
            _ => Cause::Correction,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::metrics::people::Happened;
    use crate::metrics::reported::{Says, Time};
    use crate::vocabulary::{Month, Quarter};

    fn month(nth: u32) -> When {
        When::In(Month { year: 2015, month: nth })
    }

    /// Somebody who joined in January and started a job in a month.
    fn person(job: Option<u32>) -> Known {
        let joined = Some(month(1));
        let says = Says { attachment: Happened::On(job.map_or(0, |month| month as i32)), ..Says::default() };
        Known { happened: [joined, joined, job.map(month), None], says, ..Known::default() }
    }

    fn reading(people: &[(&str, &str, Known)]) -> Reading {
        let key = |prime: &str, name: &str| (prime.to_string(), name.to_string());
        let all = people.iter().map(|(prime, name, known)| (key(prime, name), known.clone()));
        Reading { people: all.collect(), ..Reading::default() }
    }

    /// The cause of the one job start that the two readings do not count alike.
    fn cause_of(then: &Reading, now: &Reading, definitions_differ: bool) -> Cause {
        let all = movements(then, now, definitions_differ);
        let own: Vec<&Movement> = all.iter().filter(|own| own.event == Event::JobStarted).collect();
        assert_eq!(own.len(), 1, "{all:?}");
        own[0].cause
    }

    #[test]
    fn each_cause_is_told_from_the_two_readings() {
        let one = |known: Known| reading(&[("North", "a", known)]);
        let (with, without) = (one(person(Some(2))), one(person(None)));
        assert_eq!(cause_of(&without, &with, false), Cause::LateEvent);
        assert_eq!(cause_of(&reading(&[]), &with, false), Cause::LateEvent);
        assert_eq!(cause_of(&with, &without, false), Cause::Withdrawn);
        assert_eq!(cause_of(&with, &reading(&[]), false), Cause::Withdrawn);
        assert_eq!(cause_of(&with, &one(person(Some(3))), false), Cause::Correction);
        let later = one(Known { later: [false, false, true, false], ..person(None) });
        assert_eq!(cause_of(&with, &later, false), Cause::Correction);
        let again = one(Known { joined_again: Some(9), ..person(Some(2)) });
        assert_eq!(cause_of(&without, &again, true), Cause::Reattachment);
        let same = one(Known { happened: person(None).happened, ..person(Some(2)) });
        assert_eq!(cause_of(&same, &with, true), Cause::NewDefinition);
        assert_eq!(cause_of(&same, &with, false), Cause::CountedOtherwise);
        let mut aside = without.clone();
        aside.set_aside.insert("a".into());
        assert_eq!(cause_of(&aside, &with, false), Cause::SetAside);
        assert_eq!(cause_of(&with, &aside, false), Cause::SetAside);
    }

    #[test]
    fn whom_another_prime_tells_of_now_is_a_correction_at_both() {
        let then = reading(&[("North", "a", person(Some(2)))]);
        let now = reading(&[("South", "a", person(Some(2)))]);
        assert!(movements(&then, &now, false).iter().all(|own| own.cause == Cause::Correction));
    }

    #[test]
    fn what_no_movement_explains_is_counted_otherwise() {
        let now = reading(&[("North", "a", person(Some(2)))]);
        let figure = Figure { time: Time::ToDate, prime: None, event: Event::JobStarted };
        let causes = causes(&figure, &[], (&Tally::default(), &now.tally()));
        assert_eq!(causes, Causes::from([(Cause::CountedOtherwise, 1)]));
    }

    fn known() -> impl Strategy<Value = Known> {
        let event = || prop::option::of(prop_oneof![(1u32..=6).prop_map(month), Just(When::Undated)]);
        let flags = (any::<bool>(), prop::option::of(0i32..3), 0i32..3);
        ([event(), event(), event(), event()], flags).prop_map(|(happened, (later, joined_again, says))| Known {
            happened,
            later: happened.map(|own| own.is_none() && later),
            joined_again,
            says: Says { attachment: Happened::On(says), ..Says::default() },
        })
    }

    fn history() -> impl Strategy<Value = Reading> {
        let person = (prop::sample::select(vec!["North", "South"]), 0u32..12, known());
        let aside = prop::collection::btree_set(0u32..12, 0..4);
        (prop::collection::vec(person, 0..20), aside).prop_map(|(people, aside)| Reading {
            people: people
                .into_iter()
                .map(|(prime, name, known)| ((prime.to_string(), name.to_string()), known))
                .collect(),
            set_aside: aside.into_iter().map(|name| name.to_string()).collect(),
        })
    }

    proptest! {
        #[test]
        fn causes_add_up_to_the_change_of_every_figure(then in history(), now in history(), differ in any::<bool>()) {
            let (then_tally, now_tally) = (then.tally(), now.tally());
            let movements = movements(&then, &now, differ);
            let quarter: Quarter = "2014-15-Q4".parse().unwrap();
            let months = (1..=6).map(|month| Time::Month(Month { year: 2015, month }));
            for time in months.chain([Time::ToDate, Time::In(quarter)]) {
                for prime in [None, Some("North".to_string()), Some("South".to_string())] {
                    for event in REPORTED {
                        let figure = Figure { time, prime: prime.clone(), event };
                        let change = now_tally.of(&figure) as i64 - then_tally.of(&figure) as i64;
                        let told: i64 = movements.iter().map(|own| own.adds(&figure)).sum();
                        // The movements alone explain it; nothing is left over for the rest.
                        prop_assert_eq!(told, change, "{:?}", figure);
                        let all = causes(&figure, &movements, (&then_tally, &now_tally));
                        prop_assert_eq!(all.values().sum::<i64>(), change, "{:?}", figure);
                    }
                }
            }
        }
    }
}
