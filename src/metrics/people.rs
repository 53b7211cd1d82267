//! People, each counted once a contract, with the days on which they reached each milestone.

use std::sync::OnceLock;

use chrono::NaiveDate;

use crate::canonical::frame::{Day, date_of, day_of};
use crate::definitions::{OutcomeTest, Reattachment, SustainedFrom};
use crate::vocabulary::{AsAt, Milestone, Pence};

use super::dimension::Dimension;
use super::disagreement::RowsSetAside;
use super::employment::{Bounds, Spell, Work};
use super::grouping::Grouping;
use super::indicators::Event;
use super::recalled::{Held, Kept, OnTheDay};
use super::rules::{GroupRules, Rules};

/// Whether and when something happened to a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
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
pub type CodeId = u32;

/// What a prime claims for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Claim {
    pub milestone: Milestone,
    /// Weeks in work; 0 is the programme's outcome, and every other milestone.
    pub weeks: u32,
    /// The day for which it is claimed, where the sender gives one.
    pub day: Option<Day>,
    /// The day on which it was paid.
    pub paid: Option<Day>,
    /// What was paid, where the sender says.
    pub amount: Option<Pence>,
}

/// What a row claims for a person that is set aside: it counts in nothing, and was claimed all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClaimSetAside {
    pub claim: Claim,
    /// The table's place in the run's list, and the row as a spreadsheet numbers it.
    pub row: (u32, u32),
}

/// One assessment of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scored {
    /// Number of the score's name.
    pub score: CodeId,
    pub day: Day,
    /// In hundredths.
    pub value: i32,
}

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
    /// The first day on which they joined.
    pub attachment: Happened,
    /// The last, where they left and joined again.
    pub(super) last_attachment: Option<Day>,
    /// The day on which they left the last time, if they have not joined again since.
    pub leave: Option<Day>,
    pub job_start: Happened,
    pub sustained_by_dates: Happened,
    pub sustained_by_claim: Happened,
    pub(super) weeks_13: Happened,
    pub(super) weeks_26: Happened,
    pub(super) outcome_paid: Happened,
    /// The days on which days in work count.
    pub bounds: Bounds,
    /// The row of the prime's list that the person stands in first: the file's place in the run, and the row as a
    /// spreadsheet numbers it. Nothing for somebody on Jobcentre Plus's list alone.
    pub row: Option<(u32, u32)>,
    /// Whether a row has them attached after the as-at day alone.
    pub(super) joins_later: bool,
    /// The person's place among those of the contract.
    pub(super) at: u32,
    /// Where people were kept without their jobs: what these say of the as-at day.
    pub(super) on_the_day: OnTheDay,
    /// The number of the person's reference in the run.
    pub(super) number: u32,
}

impl Person {
    /// The day on which they joined, as far as the time that they have goes: the last one, where a programme begins anew for
    /// whoever joins again.
    pub(super) fn joined(&self, rules: &Rules) -> Option<Day> {
        let Happened::On(first) = self.attachment else { return None };
        match rules.reattachment {
            Reattachment::Continues => Some(first),
            Reattachment::Restarts => Some(self.last_attachment.unwrap_or(first)),
        }
    }
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

    /// What all of them have.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.all.iter()
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
    pub claims: Each<Claim>,
    pub set_aside: Each<ClaimSetAside>,
    pub rows_set_aside: RowsSetAside,
    pub scores: Each<Scored>,
    pub rules: Rules,
    /// Whether the prime's returns tell payments.
    pub tells_payments: bool,
}

/// Everybody, and the words for their codes.
pub struct People {
    /// By contract.
    pub(super) own: Vec<Own>,
    /// By contract: the prime's name as printed.
    pub(super) primes: Vec<String>,
    /// By dimension, as far as it was asked for.
    pub(super) groupings: [OnceLock<Grouping>; Dimension::ALL.len()],
    /// By dimension of `CODE_DIMENSIONS`: the codes; the first is "not known".
    pub(super) codes: Vec<Vec<String>>,
    pub(super) routes: Vec<String>,
    /// By number: the names of the scores.
    pub(super) scores: Vec<String>,
    pub as_at: AsAt,
    /// Where people were kept without their jobs: what is there of them.
    pub(super) kept: Option<Kept>,
}

impl People {
    /// How a person stands on a day, where people were kept without their jobs.
    fn stands(&self, person: &Person, day: Day) -> Option<OnTheDay> {
        let kept = self.kept.as_ref()?;
        // Never another day in the place of this one.
        assert_eq!(kept.day, day, "people who are kept stand as on the as-at day, and on no other");
        Some(person.on_the_day)
    }

    /// Everybody, contract after contract.
    pub fn iter(&self) -> impl Iterator<Item = Held<'_>> {
        (0..self.count()).map(|place| self.get(place))
    }

    /// The people of one contract.
    pub fn of_contract(&self, contract: usize) -> &[Person] {
        assert!(self.kept.is_none(), "people who are kept stand together");
        &self.own[contract].people
    }

    /// How many people there are.
    pub fn count(&self) -> usize {
        match &self.kept {
            Some(kept) => kept.rows,
            None => self.own.iter().map(|own| own.people.len()).sum(),
        }
    }

    /// A person by their place among all, as in `iter`.
    pub(super) fn get(&self, mut place: usize) -> Held<'_> {
        if let Some(kept) = &self.kept {
            return Held::Built(kept.person(place));
        }
        let mut own = self.own.iter().map(|own| own.people.as_slice());
        loop {
            let people = own.next().expect("the place is below the count");
            match people.get(place) {
                Some(person) => return Held::Own(person),
                None => place -= people.len(),
            }
        }
    }

    /// What the person's contract asks.
    pub fn rules(&self, person: &Person) -> &Rules {
        &self.own[person.contract].rules
    }

    /// What the contract asks of the person's payment group.
    pub fn group_rules(&self, person: &Person) -> &GroupRules {
        self.rules(person).of_group(person.codes[PAYMENT_GROUP])
    }

    /// Code of the person's payment group; empty where it is not known.
    pub fn payment_group(&self, person: &Person) -> &str {
        &self.codes[PAYMENT_GROUP][person.codes[PAYMENT_GROUP] as usize]
    }

    /// The person's jobs, those begun by the as-at day.
    pub fn spells(&self, person: &Person) -> &[Spell] {
        self.own[person.contract].spells.of(person.at)
    }

    /// What the prime claims for the person.
    pub fn claims(&self, person: &Person) -> &[Claim] {
        self.own[person.contract].claims.of(person.at)
    }

    /// The person's assessments, in no order.
    pub(super) fn scored(&self, person: &Person) -> &[Scored] {
        self.own[person.contract].scores.of(person.at)
    }

    /// The person's days in work as the outcome counts them, up to a day; jobs that run now run on until then.
    pub fn work(&self, person: &Person, until: Day) -> Work {
        debug_assert!(self.kept.is_none(), "jobs are not kept beside people");
        Work::of(self.spells(person), &self.group_rules(person).test, person.bounds, until)
    }

    /// Whole weeks in work by a day, as the outcome counts them.
    pub(super) fn weeks_in_work(&self, person: &Person, day: Day) -> i32 {
        self.stands(person, day).map_or_else(|| self.work(person, day).days() / 7, OnTheDay::weeks_in_work)
    }

    /// The person's days in work whatever the hours, and whether or not an outcome can still come of them.
    pub(super) fn work_of_any_hours(&self, person: &Person, until: Day) -> Work {
        let test = OutcomeTest { minimum_hours: None, ..self.group_rules(person).test };
        Work::of(self.spells(person), &test, Bounds { window_end: None, ..person.bounds }, until)
    }

    /// Whether and when an event happened to a person. States are no events: see `has`.
    pub fn happened(&self, person: &Person, event: Event) -> Happened {
        let rules = self.rules(person);
        let dates = rules.sustained_from == SustainedFrom::Dates;
        match event {
            // A claim for a job that does not count, because it began after support, sustains nobody.
            Event::Sustained | Event::SustainedOtherwise | Event::Sustained13Weeks | Event::Sustained26Weeks
                if person.job_start == Happened::No && rules.asks_for_work =>
            {
                Happened::No
            }
            Event::Referred => person.referral,
            Event::Attached => person.attachment,
            Event::JobStarted => person.job_start,
            Event::Sustained if dates => person.sustained_by_dates,
            Event::Sustained => person.sustained_by_claim,
            Event::SustainedOtherwise if dates => person.sustained_by_claim,
            Event::SustainedOtherwise => person.sustained_by_dates,
            Event::Sustained13Weeks => person.weeks_13,
            Event::Sustained26Weeks => person.weeks_26,
            Event::OutcomePaid => person.outcome_paid,
            Event::Left => match person.attachment {
                Happened::No => Happened::No,
                _ => Happened::on(person.leave),
            },
            Event::OnProgramme | Event::SupportedInWork => Happened::No,
        }
    }

    /// Whether anything is known of an event on a contract: who was paid for where no payment is told, and who is
    /// supported in work where the programme supports nobody, is not nobody.
    pub fn knows(&self, contract: usize, event: Event) -> bool {
        match event {
            Event::OutcomePaid => self.own[contract].tells_payments,
            Event::SupportedInWork => self.own[contract].rules.knows_support_in_work(),
            _ => true,
        }
    }

    /// Whether an event has happened to a person by a day, or they are in a state on it.
    pub fn has(&self, person: &Person, event: Event, day: Day) -> bool {
        match event {
            Event::OnProgramme => self.is_on_programme(person, day),
            Event::SupportedInWork => self.is_supported_in_work(person, day),
            _ => self.happened(person, event).by(day),
        }
    }

    /// Attached, not left, and supported still, in work or out of it.
    fn is_on_programme(&self, person: &Person, day: Day) -> bool {
        if let Some(kept) = self.stands(person, day) {
            return kept.is_on_programme();
        }
        person.attachment.by(day)
            && person.leave.is_none_or(|left| left > day)
            && (person.bounds.support_end.is_none_or(|end| day < end) || self.is_supported_in_work(person, day))
    }

    /// In a job that began while supported, for as long as people are supported in work. Nobody where the programme
    /// knows no such support.
    fn is_supported_in_work(&self, person: &Person, day: Day) -> bool {
        if let Some(kept) = self.stands(person, day) {
            return kept.is_supported_in_work();
        }
        let supported = |spell: &Spell| {
            spell.first <= day
                && spell.last.is_none_or(|last| day <= last)
                && person.bounds.support_end.is_none_or(|end| spell.first < end)
                && self.rules(person).supports_in_work(spell.first, day)
        };
        person.attachment.by(day)
            && person.leave.is_none_or(|left| left > day)
            && self.spells(person).iter().any(supported)
    }

    /// Whether the programme is over for an attached person: they left, or their support has ended, in work too.
    pub fn has_completed(&self, person: &Person, day: Day) -> bool {
        person.attachment.by(day) && !self.is_on_programme(person, day)
    }

    /// Whether a person who has not reached an event may still reach it after a day.
    pub fn in_time(&self, person: &Person, event: Event, day: Day) -> bool {
        if let Some(kept) = self.stands(person, day) {
            return kept.in_time(event);
        }
        let rules = self.rules(person);
        if rules.closes_leavers && person.leave.is_some_and(|left| left <= day) {
            return false;
        }
        match event {
            Event::Referred | Event::Attached => true,
            Event::JobStarted => person.bounds.support_end.is_none_or(|end| day < end),
            _ if rules.has_open_window() => true,
            _ => self.can_still_reach(person, day),
        }
    }

    /// Whether enough days in work can still come together: in a job that runs, or in one that begins tomorrow, or on the last
    /// day of support.
    fn can_still_reach(&self, person: &Person, day: Day) -> bool {
        let begins = person.bounds.support_end.is_none_or(|end| day < end);
        let Some(window_end) = person.bounds.window_end else { return begins || self.works(person, day) };
        if day + 1 >= window_end || !(begins || self.works(person, day)) {
            return false;
        }
        // Whoever works every day from tomorrow until the window ends does the most that can be done.
        let test = &self.group_rules(person).test;
        let by_then = |spell: &Spell| Spell { last: spell.last.filter(|last| *last <= day), ..*spell };
        let begun = self.spells(person).iter().filter(|spell| spell.first <= day).map(by_then);
        // On the last day of support it can begin on that day alone.
        let first = person.bounds.support_end.map_or(day + 1, |end| (day + 1).min(end - 1));
        let next = begins.then_some(Spell { first, last: None, hours: None });
        let spells: Vec<Spell> = begun.chain(next).collect();
        Work::of(&spells, test, person.bounds, window_end - 1).reached_on(test).is_some()
    }

    /// The first day of joining of those who have not had the full time for an event by a day, on the contract that gives most
    /// time; nothing where nobody has had it.
    pub fn had_time_before(&self, event: Event, day: NaiveDate) -> Option<NaiveDate> {
        let before = |own: &Own| own.rules.had_time_before(event, day_of(day));
        self.own.iter().filter_map(before).min().map(date_of)
    }

    /// The primes in the order of the contracts.
    pub fn primes(&self) -> &[String] {
        &self.primes
    }
}
