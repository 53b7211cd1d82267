//! Puts people together from the accepted rows: each once a contract, with the days of their milestones.

use anyhow::Result;
use polars::prelude::DataFrame;
use rayon::prelude::*;

use crate::canonical::CanonicalTables;
use crate::canonical::frame::{Day, day_of, days, hundredths, known_numbers, numbers, pence};
use crate::canonical::tables::Codes;
use crate::definitions::{ListOf, SustainedFrom};
use crate::validation::ContractTerms;
use crate::vocabulary::{AsAt, Milestone, Pence};

use super::compute::AT_ONCE;
use super::disagreement::{AsideRow, RowsSetAside};
use super::employment::{Bounds, Spell, Work};
use super::people::{
    BY_JCP, CODE_DIMENSIONS, Claim, CodeId, Each, Happened, Own, PAYMENT_GROUP, People, Person, Scored,
};
use super::rules::Rules;

impl People {
    /// Puts people together from the accepted rows, the contracts side by side.
    ///
    /// Where the contract's denominator is Jobcentre Plus's list, that list says who was referred and
    /// when; people who came by another route come from the prime's rows. Otherwise the prime's rows say.
    pub fn assemble(tables: &CanonicalTables, contracts: &[ContractTerms<'_>], as_at: AsAt) -> Result<People> {
        let rows = AcceptedRows::of(tables, contracts, as_at)?;
        let own =
            contracts.par_iter().enumerate().map(|(contract, terms)| Builder::new(&rows, contract, terms).finish());
        Ok(People {
            own: own.collect(),
            groupings: Default::default(),
            primes: contracts.iter().map(|terms| terms.prime_name.to_string()).collect(),
            codes: CODE_DIMENSIONS.iter().map(|(_, name)| words(tables, name).to_vec()).collect(),
            routes: routes(words(tables, "route")),
            scores: words(tables, "score_name").to_vec(),
            as_at,
            kept: None,
        })
    }
}

/// The columns of the accepted rows, as every contract's people are made from them.
struct AcceptedRows<'a> {
    participants: Participants,
    referrals: Referrals,
    spells: Traced<Spell>,
    claims: Traced<Claim>,
    /// By row that claims something and is set aside: the prime, the person where it says whom, and what it says.
    set_aside: Vec<(u32, Option<u32>, AsideRow)>,
    scores: Traced<Scored>,
    /// By the number of a prime: its contract.
    by_prime: Vec<Option<usize>>,
    /// By number: the payment group.
    groups: &'a [String],
    /// How many references there are.
    references: usize,
    as_at: Day,
}

/// By row of the primes' lists.
struct Participants {
    primes: Vec<u32>,
    people: Vec<u32>,
    routes: Vec<u32>,
    referral: Vec<Option<Day>>,
    attachment: Vec<Option<Day>>,
    leave: Vec<Option<Day>>,
    codes: Vec<Vec<CodeId>>,
    sources: Vec<u32>,
    rows: Vec<u32>,
}

/// By row of Jobcentre Plus's lists.
struct Referrals {
    primes: Vec<u32>,
    people: Vec<u32>,
    days: Vec<Option<Day>>,
    codes: Vec<Vec<CodeId>>,
}

/// By row: the prime, the person, and what the row says of them.
type Traced<T> = Vec<(u32, u32, T)>;

impl<'a> AcceptedRows<'a> {
    fn of(tables: &'a CanonicalTables, contracts: &[ContractTerms<'_>], as_at: AsAt) -> Result<Self> {
        let contract = |prime: &String| contracts.iter().position(|terms| terms.contract.supplier == *prime);
        let (participants, (referrals, spells, claims, scores)) = rayon::join(
            || Participants::of(&tables.participants),
            || {
                let spells = spells(&tables.job_spells);
                (Referrals::of(&tables.referrals), spells, claims(&tables.claims), scores(&tables.scores))
            },
        );
        Ok(AcceptedRows {
            participants: participants?,
            referrals: referrals?,
            spells: spells?,
            claims: claims?,
            set_aside: set_aside(&tables.claims_set_aside)?,
            scores: scores?,
            by_prime: words(tables, "prime").iter().map(contract).collect(),
            groups: words(tables, "payment_group"),
            references: tables.people,
            as_at: day_of(as_at.0),
        })
    }
}

impl Participants {
    fn of(frame: &DataFrame) -> Result<Self> {
        Ok(Participants {
            primes: numbers(frame, "prime")?,
            people: numbers(frame, "person")?,
            routes: numbers(frame, "route")?,
            referral: days(frame, "referral_date")?,
            attachment: days(frame, "attachment_date")?,
            leave: days(frame, "leave_date")?,
            codes: codes(frame)?,
            sources: numbers(frame, "source_id")?,
            rows: numbers(frame, "source_row")?,
        })
    }
}

impl Referrals {
    fn of(frame: &DataFrame) -> Result<Self> {
        Ok(Referrals {
            primes: numbers(frame, "prime")?,
            people: numbers(frame, "person")?,
            days: days(frame, "referral_date")?,
            codes: codes(frame)?,
        })
    }
}

fn spells(frame: &DataFrame) -> Result<Traced<Spell>> {
    let jobs = days(frame, "first_day")?.into_iter().zip(days(frame, "last_day")?).zip(known_numbers(frame, "hours")?);
    // A job that nobody says began is none.
    let spell = |((first, last), hours): ((Option<Day>, _), _)| first.map(|first| Spell { first, last, hours });
    let all = traced(frame, jobs.map(spell))?;
    Ok(all.into_iter().filter_map(|(prime, person, spell)| Some((prime, person, spell?))).collect())
}

fn claims(frame: &DataFrame) -> Result<Traced<Claim>> {
    let what = numbers(frame, "milestone")?.into_iter().zip(numbers(frame, "weeks")?);
    let days = days(frame, "claim_date")?.into_iter().zip(days(frame, "paid_date")?);
    let claim = |(((milestone, weeks), (day, paid)), amount): (((u32, u32), (_, _)), Option<i64>)| Claim {
        milestone: Milestone::of_number(milestone).expect("canonical tables hold milestones"),
        weeks,
        day,
        paid,
        amount: amount.map(Pence),
    };
    traced(frame, what.zip(days).zip(pence(frame, "paid_pence")?).map(claim))
}

fn set_aside(frame: &DataFrame) -> Result<Vec<(u32, Option<u32>, AsideRow)>> {
    let whose = numbers(frame, "prime")?.into_iter().zip(known_numbers(frame, "person")?);
    let days = days(frame, "claim_date")?.into_iter().zip(days(frame, "paid_date")?);
    let told = known_numbers(frame, "milestone")?.into_iter().zip(days).zip(pence(frame, "paid_pence")?);
    let places = numbers(frame, "table")?.into_iter().zip(numbers(frame, "source_row")?);
    let row = |((milestone, (day, paid)), amount): ((Option<u32>, (_, _)), Option<i64>), row| AsideRow {
        milestone: milestone.and_then(Milestone::of_number),
        day,
        paid,
        amount: amount.map(Pence),
        row,
    };
    let rows = told.zip(places).map(|(told, place)| row(told, place));
    Ok(whose.zip(rows).map(|((prime, person), row)| (prime, person, row)).collect())
}

fn scores(frame: &DataFrame) -> Result<Traced<Scored>> {
    let scored = numbers(frame, "score")?.into_iter().zip(days(frame, "score_date")?).zip(hundredths(frame, "value")?);
    let all = traced(frame, scored.map(|((score, day), value)| Some(Scored { score, day: day?, value })))?;
    Ok(all.into_iter().filter_map(|(prime, person, scored)| Some((prime, person, scored?))).collect())
}

fn traced<T>(frame: &DataFrame, own: impl Iterator<Item = T>) -> Result<Traced<T>> {
    let people = numbers(frame, "prime")?.into_iter().zip(numbers(frame, "person")?);
    Ok(people.zip(own).map(|((prime, person), own)| (prime, person, own)).collect())
}

/// No person yet.
const NOBODY: u32 = u32::MAX;

/// Puts the people of one contract together.
struct Builder<'a> {
    rows: &'a AcceptedRows<'a>,
    contract: usize,
    terms: &'a ContractTerms<'a>,
    people: Vec<Person>,
    /// By a reference's number: the person's place in `people`.
    places: Vec<u32>,
}

impl<'a> Builder<'a> {
    fn new(rows: &'a AcceptedRows<'a>, contract: usize, terms: &'a ContractTerms<'a>) -> Self {
        let places = vec![NOBODY; rows.references];
        let mut builder = Builder { rows, contract, terms, people: Vec::new(), places };
        let own_rows = rows.participants.primes.iter().filter(|prime| builder.is_own(**prime)).count();
        builder.people.reserve(own_rows);
        builder.add_participants();
        builder.add_referrals();
        builder
    }

    fn is_own(&self, prime: u32) -> bool {
        self.rows.by_prime[prime as usize] == Some(self.contract)
    }

    /// The place of the person of that number, new where there is none yet.
    fn person(&mut self, number: u32) -> usize {
        let place = &mut self.places[number as usize];
        if *place == NOBODY {
            *place = self.people.len() as u32;
            self.people.push(Person { contract: self.contract, at: *place, number, ..Person::default() });
        }
        *place as usize
    }

    fn place(&self, number: u32) -> Option<usize> {
        let place = self.places[number as usize];
        (place != NOBODY).then_some(place as usize)
    }

    fn add_participants(&mut self) {
        let Participants { primes, people, routes, referral, attachment, leave, codes, sources, rows } =
            &self.rows.participants;
        for i in 0..primes.len() {
            if !self.is_own(primes[i]) {
                continue;
            }
            let at = self.person(people[i]);
            self.fill_codes(at, codes, i);
            let person = &mut self.people[at];
            person.route = routes[i];
            // A person without a referral date was referred by the day of attachment at the latest.
            person.referral = earliest(person.referral, referral[i].or(attachment[i]));
            person.row.get_or_insert((sources[i], rows[i]));
            person.joins_later |= attachment[i].is_some_and(|day| day > self.rows.as_at);
            stay(person, attachment[i].filter(|day| *day <= self.rows.as_at), leave[i]);
        }
    }

    fn add_referrals(&mut self) {
        let Referrals { primes, people, days, codes } = &self.rows.referrals;
        let from_list = self.terms.contract.referrals_from == ListOf::Jcp;
        // By person: the first day on the list.
        let mut first: Vec<Option<Day>> = vec![None; self.people.len()];
        for i in 0..primes.len() {
            let own = self.is_own(primes[i]);
            // A list that names no prime speaks of whoever has the reference.
            if !own && self.rows.by_prime[primes[i] as usize].is_some() {
                continue;
            }
            if own && from_list {
                let at = self.person(people[i]);
                self.people[at].route = BY_JCP;
            }
            let Some(at) = self.place(people[i]) else { continue };
            self.fill_codes(at, codes, i);
            if let Some(day) = days[i].filter(|_| from_list) {
                first.resize(first.len().max(at + 1), None);
                first[at] = Some(first[at].map_or(day, |earlier| earlier.min(day)));
            }
        }
        for (person, day) in self.people.iter_mut().zip(first) {
            if let Some(day) = day {
                person.referral = Happened::On(day);
            }
        }
    }

    /// Keeps the first word known for each code.
    fn fill_codes(&mut self, at: usize, codes: &[Vec<CodeId>], i: usize) {
        for (code, column) in self.people[at].codes.iter_mut().zip(codes) {
            if *code == 0 {
                *code = column[i];
            }
        }
    }

    /// What the contract's people have, each by their place.
    fn of_people<T: Copy>(&self, rows: &Traced<T>) -> Vec<(u32, T)> {
        let own = rows.iter().filter(|(prime, ..)| self.is_own(*prime));
        own.filter_map(|(_, person, own)| Some((self.place(*person)? as u32, *own))).collect()
    }

    /// Works out each person's milestones from their jobs and claims.
    fn finish(mut self) -> Own {
        let spells = Each::new(self.people.len(), &self.of_people(&self.rows.spells));
        let claims = Each::new(self.people.len(), &self.of_people(&self.rows.claims));
        let scores = Each::new(self.people.len(), &self.of_people(&self.rows.scores));
        let own_aside = || self.rows.set_aside.iter().filter(|(prime, ..)| self.is_own(*prime));
        let rows_set_aside = RowsSetAside::of(own_aside().map(|(_, person, row)| (*person, *row)));
        let of_known = own_aside().filter_map(|(_, person, row)| Some((self.place((*person)?)? as u32, row.claim()?)));
        let set_aside = Each::new(self.people.len(), &of_known.collect::<Vec<_>>());
        let rules = Rules::of(self.terms, self.rows.groups);
        let as_at = self.rows.as_at;
        self.people.par_iter_mut().with_min_len(AT_ONCE).for_each(|person| {
            milestones(person, spells.of(person.at), claims.of(person.at), &rules, as_at);
        });
        let tells_payments = claims.iter().any(|claim| claim.paid.is_some());
        Own { people: self.people, spells, claims, set_aside, rows_set_aside, scores, rules, tells_payments }
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

/// Adds a stay on the programme: who joined again after leaving has not left.
fn stay(person: &mut Person, attached: Option<Day>, left: Option<Day>) {
    person.attachment = earliest(person.attachment, attached);
    if attached >= person.last_attachment {
        let again = attached > person.last_attachment;
        person.last_attachment = attached;
        person.leave = if again { left } else { person.leave.into_iter().chain(left).max() };
    }
}

fn milestones(person: &mut Person, spells: &[Spell], claims: &[Claim], rules: &Rules, as_at: Day) {
    let Some(joined) = person.joined(rules) else { return };
    person.bounds = Bounds { support_end: rules.support_end(joined), window_end: rules.window_end(joined) };
    let within = |spell: &&Spell| person.bounds.support_end.is_none_or(|end| spell.first < end);
    person.job_start = Happened::on(spells.iter().filter(within).map(|spell| spell.first).min());
    let test = rules.of_group(person.codes[PAYMENT_GROUP]).test;
    let outcome_weeks = test.days / 7;
    let work = Work::of(spells, &test, person.bounds, as_at);
    let by_dates = |weeks| Happened::on(work.reached_on(&test.for_weeks(weeks)));
    let by_claim = |weeks: u32| claimed(claims, weeks, outcome_weeks, as_at);
    person.sustained_by_dates = by_dates(outcome_weeks);
    person.sustained_by_claim = by_claim(outcome_weeks);
    // Claims of what dates do not show, such as earnings, say nothing of weeks.
    let from_dates = rules.sustained_from == SustainedFrom::Dates || !rules.dates_show;
    let read: &dyn Fn(u32) -> Happened = if from_dates { &by_dates } else { &by_claim };
    person.weeks_13 = read(13);
    person.weeks_26 = read(26);
    person.outcome_paid = Happened::on(paid(claims).filter(|day| *day <= as_at));
}

/// The first claim of that many weeks or more; a claim of the programme's outcome stands for its weeks.
fn claimed(claims: &[Claim], weeks: u32, outcome_weeks: u32, as_at: Day) -> Happened {
    let of = |claim: &&Claim| {
        let own = if claim.weeks == 0 { outcome_weeks } else { claim.weeks };
        claim.milestone == Milestone::Outcome && own >= weeks
    };
    let mut happened = Happened::No;
    for claim in claims.iter().filter(of) {
        happened = match (happened, claim.day) {
            (_, Some(day)) if day > as_at => happened,
            (Happened::On(earlier), Some(day)) => Happened::On(earlier.min(day)),
            (_, Some(day)) => Happened::On(day),
            (Happened::No, None) => Happened::Undated,
            (happened, None) => happened,
        };
    }
    happened
}

/// The first day on which the programme's outcome was paid.
fn paid(claims: &[Claim]) -> Option<Day> {
    let outcome = claims.iter().filter(|claim| claim.milestone == Milestone::Outcome && claim.weeks == 0);
    outcome.filter_map(|claim| claim.paid).min()
}
