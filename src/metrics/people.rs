//! People, each counted once a contract, with the days on which they reached each milestone.

use std::sync::OnceLock;

use anyhow::Result;
use polars::prelude::DataFrame;
use rayon::prelude::*;

use crate::canonical::CanonicalTables;
use crate::canonical::frame::{Day, date_of, day_of, days, numbers};
use crate::canonical::tables::Codes;
use crate::definitions::{ListOf, SustainedFrom};
use crate::validation::ContractTerms;
use crate::vocabulary::AsAt;

use super::employment::{Spell, reached_on};
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

    fn on(day: Option<Day>) -> Self {
        day.map_or(Happened::No, Happened::On)
    }
}

/// A code's place in its dimension's list; 0 is "not known".
type CodeId = u32;

/// The weeks that a prime claims, and the day where it gives one.
type Claim = (u32, Option<Day>);

/// The columns of codes kept for each person, in this order.
pub(super) const CODE_DIMENSIONS: [(Dimension, &str); 6] = [
    (Dimension::Office, "office"),
    (Dimension::Area, "area"),
    (Dimension::Ward, "ward"),
    (Dimension::PaymentGroup, "payment_group"),
    (Dimension::Benefit, "benefit"),
    (Dimension::Sex, "sex"),
];

/// Where the payment group stands among them.
const PAYMENT_GROUP: usize = 3;

/// The route of a row without one, and of whoever is on Jobcentre Plus's list.
const BY_JCP: CodeId = 0;

/// One person on one contract.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// The contract's place in the run's list.
    pub contract: usize,
    pub(super) codes: [CodeId; 6],
    pub(super) route: CodeId,
    pub referral: Happened,
    pub attachment: Happened,
    leave: Option<Day>,
    pub job_start: Happened,
    pub sustained_by_dates: Happened,
    pub sustained_by_claim: Happened,
    weeks_13: Happened,
    weeks_26: Happened,
    /// First day after support; none where its length is not confirmed.
    support_end: Option<Day>,
    outcome_weeks: u32,
    /// The person's place among all.
    at: u32,
}

/// What several people have several of, person after person.
#[derive(Default)]
struct Each<T> {
    /// By person and one more: where the person's own begin.
    starts: Vec<u32>,
    all: Vec<T>,
}

impl<T: Copy> Each<T> {
    /// From pairs of a person's place and what they have, in any order; each person's own stay in theirs.
    fn new(people: usize, pairs: &[(u32, T)]) -> Self {
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

    fn of(&self, person: u32) -> &[T] {
        let person = person as usize;
        &self.all[self.starts[person] as usize..self.starts[person + 1] as usize]
    }
}

/// Everybody, and the words for their codes.
pub struct People {
    pub people: Vec<Person>,
    /// By contract: the prime's name as printed.
    primes: Vec<String>,
    sustained_from: Vec<SustainedFrom>,
    closes_leavers: Vec<bool>,
    spells: Each<Spell>,
    /// By dimension, as far as it was asked for.
    pub(super) groupings: [OnceLock<Grouping>; Dimension::ALL.len()],
    /// By dimension of `CODE_DIMENSIONS`: the codes; the first is "not known".
    pub(super) codes: Vec<Vec<String>>,
    pub(super) routes: Vec<String>,
    pub as_at: AsAt,
}

impl People {
    /// Puts people together from the accepted rows.
    ///
    /// Where the contract's denominator is Jobcentre Plus's list, that list says who was referred and
    /// when; people who came by another route come from the prime's rows. Otherwise the prime's rows say.
    pub fn assemble(tables: &CanonicalTables, contracts: &[ContractTerms<'_>], as_at: AsAt) -> Result<People> {
        let mut builder = Builder::new(tables, contracts, as_at);
        builder.add_participants()?;
        builder.add_referrals()?;
        builder.add_spells()?;
        builder.add_claims()?;
        Ok(builder.finish())
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
                day < support_end
                    || self.spells.of(person.at).iter().any(|spell| spell.first < support_end && running(spell))
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

/// No person yet.
const NOBODY: u32 = u32::MAX;

struct Builder<'a> {
    contracts: &'a [ContractTerms<'a>],
    tables: &'a CanonicalTables,
    as_at: AsAt,
    people: Vec<Person>,
    spells: Vec<(u32, Spell)>,
    claims: Vec<(u32, Claim)>,
    /// By contract and a reference's number: the person's place in `people`.
    places: Vec<Vec<u32>>,
    /// By the number of a prime: its contract.
    by_prime: Vec<Option<usize>>,
}

impl<'a> Builder<'a> {
    fn new(tables: &'a CanonicalTables, contracts: &'a [ContractTerms<'a>], as_at: AsAt) -> Self {
        let contract = |prime: &String| contracts.iter().position(|terms| terms.contract.supplier == *prime);
        Builder {
            contracts,
            tables,
            as_at,
            people: Vec::with_capacity(tables.participants.height()),
            spells: Vec::with_capacity(tables.job_spells.height()),
            claims: Vec::with_capacity(tables.claims.height()),
            places: vec![vec![NOBODY; tables.people]; contracts.len()],
            by_prime: words(tables, "prime").iter().map(contract).collect(),
        }
    }

    /// The place of the person of that number on a contract, new where there is none yet.
    fn person(&mut self, contract: usize, number: u32) -> usize {
        let place = &mut self.places[contract][number as usize];
        if *place == NOBODY {
            *place = self.people.len() as u32;
            self.people.push(Person { contract, at: *place, ..Person::default() });
        }
        *place as usize
    }

    fn place(&self, contract: usize, number: u32) -> Option<usize> {
        let place = self.places[contract][number as usize];
        (place != NOBODY).then_some(place as usize)
    }

    fn add_participants(&mut self) -> Result<()> {
        let frame = &self.tables.participants;
        let (primes, people, routes) = (numbers(frame, "prime")?, numbers(frame, "person")?, numbers(frame, "route")?);
        let (referral, attachment, leave) =
            (days(frame, "referral_date")?, days(frame, "attachment_date")?, days(frame, "leave_date")?);
        let codes = codes(frame)?;
        let as_at = day_of(self.as_at.0);
        for i in 0..frame.height() {
            let Some(contract) = self.by_prime[primes[i] as usize] else { continue };
            let at = self.person(contract, people[i]);
            self.fill_codes(at, &codes, i);
            let person = &mut self.people[at];
            person.route = routes[i];
            // A person without a referral date was referred by the day of attachment at the latest.
            person.referral = earliest(person.referral, referral[i].or(attachment[i]));
            person.attachment = earliest(person.attachment, attachment[i].filter(|day| *day <= as_at));
            person.leave = person.leave.into_iter().chain(leave[i]).max();
        }
        Ok(())
    }

    fn add_referrals(&mut self) -> Result<()> {
        let frame = &self.tables.referrals;
        let (primes, people, dates) =
            (numbers(frame, "prime")?, numbers(frame, "person")?, days(frame, "referral_date")?);
        let codes = codes(frame)?;
        let from_list: Vec<bool> =
            self.contracts.iter().map(|terms| terms.contract.referrals_from == ListOf::Jcp).collect();
        // By person: the first day on the list.
        let mut first: Vec<Option<Day>> = vec![None; self.people.len()];
        for i in 0..frame.height() {
            let own = self.by_prime[primes[i] as usize];
            if let Some(own) = own.filter(|own| from_list[*own]) {
                let at = self.person(own, people[i]);
                self.people[at].route = BY_JCP;
            }
            // A list that names no prime speaks of whoever has the reference.
            for contract in (0..self.contracts.len()).filter(|contract| own.is_none_or(|own| own == *contract)) {
                let Some(at) = self.place(contract, people[i]) else { continue };
                self.fill_codes(at, &codes, i);
                if let Some(day) = dates[i].filter(|_| from_list[contract]) {
                    first.resize(first.len().max(at + 1), None);
                    first[at] = Some(first[at].map_or(day, |earlier| earlier.min(day)));
                }
            }
        }
        for (person, day) in self.people.iter_mut().zip(first) {
            if let Some(day) = day {
                person.referral = Happened::On(day);
            }
        }
        Ok(())
    }

    /// Keeps the first word known for each code.
    fn fill_codes(&mut self, at: usize, codes: &[Vec<CodeId>], i: usize) {
        for (code, column) in self.people[at].codes.iter_mut().zip(codes) {
            if *code == 0 {
                *code = column[i];
            }
        }
    }

    fn add_spells(&mut self) -> Result<()> {
        let frame = &self.tables.job_spells;
        let (primes, people) = (numbers(frame, "prime")?, numbers(frame, "person")?);
        let (first, last) = (days(frame, "first_day")?, days(frame, "last_day")?);
        for i in 0..frame.height() {
            if let (Some(at), Some(first)) = (self.known(primes[i], people[i]), first[i]) {
                self.spells.push((at as u32, Spell { first, last: last[i] }));
            }
        }
        Ok(())
    }

    fn add_claims(&mut self) -> Result<()> {
        let frame = &self.tables.claims;
        let (primes, people) = (numbers(frame, "prime")?, numbers(frame, "person")?);
        let (weeks, dates) = (numbers(frame, "weeks")?, days(frame, "claim_date")?);
        for i in 0..frame.height() {
            if let Some(at) = self.known(primes[i], people[i]) {
                self.claims.push((at as u32, (weeks[i], dates[i])));
            }
        }
        Ok(())
    }

    fn known(&self, prime: u32, person: u32) -> Option<usize> {
        self.place(self.by_prime[prime as usize]?, person)
    }

    /// Works out each person's milestones from their jobs and claims.
    fn finish(mut self) -> People {
        let as_at = day_of(self.as_at.0);
        let groups = words(self.tables, "payment_group");
        let spells = Each::new(self.people.len(), &self.spells);
        let claims = Each::new(self.people.len(), &self.claims);
        let weeks = |terms: &ContractTerms<'_>| {
            let of_group =
                |group: &String| terms.programme.outcome_weeks(Some(group.as_str()).filter(|code| !code.is_empty()));
            groups.iter().map(of_group).collect::<Vec<u32>>()
        };
        // By contract and payment group.
        let weeks: Vec<Vec<u32>> = self.contracts.iter().map(weeks).collect();
        self.people.par_iter_mut().for_each(|person| {
            let terms = &self.contracts[person.contract];
            person.outcome_weeks = weeks[person.contract][person.codes[PAYMENT_GROUP] as usize];
            milestones(person, spells.of(person.at), claims.of(person.at), terms, as_at);
        });
        People {
            people: self.people,
            spells,
            groupings: Default::default(),
            primes: self.contracts.iter().map(|terms| terms.prime_name.to_string()).collect(),
            sustained_from: self.contracts.iter().map(|terms| terms.contract.sustained).collect(),
            closes_leavers: self.contracts.iter().map(|terms| terms.programme.closes_leavers).collect(),
            codes: CODE_DIMENSIONS.iter().map(|(_, name)| words(self.tables, name).to_vec()).collect(),
            routes: routes(words(self.tables, "route")),
            as_at: self.as_at,
        }
    }
}

/// What a column's numbers stand for; only "not known" where no table has the column.
fn words<'a>(tables: &'a CanonicalTables, column: &str) -> &'a [String] {
    static NOT_KNOWN: [String; 1] = [String::new()];
    tables.codes.get(column).map_or(&NOT_KNOWN, Codes::words)
}

/// A return without a column of routes lists people whom Jobcentre Plus referred.
fn routes(words: &[String]) -> Vec<String> {
    words.iter().map(|word| if word.is_empty() { "jcp".to_string() } else { word.clone() }).collect()
}

/// The columns of codes of a table, in the order of `CODE_DIMENSIONS`.
fn codes(frame: &DataFrame) -> Result<Vec<Vec<CodeId>>> {
    CODE_DIMENSIONS.iter().map(|(_, name)| numbers(frame, name)).collect()
}

fn earliest(happened: Happened, day: Option<Day>) -> Happened {
    match (happened, day) {
        (Happened::On(a), Some(b)) => Happened::On(a.min(b)),
        (Happened::No, day) => Happened::on(day),
        (happened, _) => happened,
    }
}

fn milestones(person: &mut Person, spells: &[Spell], claims: &[Claim], terms: &ContractTerms<'_>, as_at: Day) {
    let Happened::On(attached) = person.attachment else { return };
    let programme = terms.programme;
    person.support_end = programme.support.confirmed.then(|| day_of(programme.support.end_after(date_of(attached))));
    let within = |spell: &&Spell| person.support_end.is_none_or(|end| spell.first < end);
    person.job_start = Happened::on(spells.iter().filter(within).map(|spell| spell.first).min());
    let by_dates = |weeks| Happened::on(reached_on(spells, weeks, programme.sustained.rule, person.support_end, as_at));
    let by_claim = |weeks: u32| claimed(claims, weeks, person.outcome_weeks, as_at);
    person.sustained_by_dates = by_dates(person.outcome_weeks);
    person.sustained_by_claim = by_claim(person.outcome_weeks);
    let read: &dyn Fn(u32) -> Happened =
        if terms.contract.sustained == SustainedFrom::Dates { &by_dates } else { &by_claim };
    person.weeks_13 = read(13);
    person.weeks_26 = read(26);
}

/// The first claim of that many weeks; a claim of the programme's outcome stands for its weeks.
fn claimed(claims: &[Claim], weeks: u32, outcome_weeks: u32, as_at: Day) -> Happened {
    let own = claims.iter().filter(|(of, _)| *of == weeks || (*of == 0 && weeks == outcome_weeks));
    let mut happened = Happened::No;
    for (_, day) in own {
        happened = match (happened, day) {
            (_, Some(day)) if *day > as_at => happened,
            (Happened::On(earlier), Some(day)) => Happened::On(earlier.min(*day)),
            (_, Some(day)) => Happened::On(*day),
            (Happened::No, None) => Happened::Undated,
            (happened, None) => happened,
        };
    }
    happened
}
