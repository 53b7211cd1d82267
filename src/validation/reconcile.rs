//! One list against another: the primes' against Jobcentre Plus's.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use crate::canonical::frame::Day;
use crate::canonical::schema::Record;
use crate::definitions::ListOf;
use crate::finding::{Effect, Finding, Place, mask};
use crate::mapping::Fate;

use super::RuleContext;
use super::differences::{Differences, HELD, Held, Names};
use super::keys::Keys;
use super::rows::TableRows;
use super::unclaimed;

/// Referral dates of the two lists may differ by as much before it is worth a note.
const DATES_MAY_DIFFER_DAYS: Day = 7;

/// What Jobcentre Plus's lists say of each person: the primes named, with the days of referral.
struct Listed<'a> {
    /// By person: the newest of their entries; `NONE` where there is none.
    newest: Vec<u32>,
    entries: Vec<Entry>,
    /// By number: the primes that the lists name. The first is empty, for a list that names none.
    primes: Vec<&'a str>,
    /// What the lists call wards and offices.
    names: Names,
    /// By person: where a row of theirs stands that is not used, and why.
    not_used: HashMap<usize, (Place, Fate)>,
}

/// One referral on a list of Jobcentre Plus.
#[derive(Clone, Copy)]
struct Entry {
    prime: u32,
    day: Day,
    /// Ward, office and payment group.
    held: Held,
    /// The same person's entry before this one.
    earlier: u32,
}

const NONE: u32 = u32::MAX;

/// The number of "no prime is named".
const NO_PRIME: u32 = 0;

impl<'a> Listed<'a> {
    fn new(tables: &[TableRows<'a>], keys: &Keys) -> Self {
        let mut listed = Listed {
            newest: vec![NONE; keys.distinct()],
            entries: Vec::new(),
            primes: vec![""],
            names: Names::default(),
            not_used: HashMap::new(),
        };
        for (t, rows) in tables.iter().enumerate().filter(|(_, rows)| rows.origin.record == Record::Referrals) {
            let primes: Vec<u32> = rows.primes.words.iter().map(|prime| listed.number(prime)).collect();
            let names = HELD.map(|(name, _)| listed.names.of_list(rows.columns.texts(name)));
            for i in rows.fates.used() {
                if let (Some(person), Some(day)) = (keys.person(t, i), rows.referral.get(i)) {
                    let prime = rows.primes.id(i).map_or(0, |id| primes[id as usize]);
                    let earlier = std::mem::replace(&mut listed.newest[person], listed.entries.len() as u32);
                    let held = names.each_ref().map(|names| names.of(i));
                    listed.entries.push(Entry { prime, day, held, earlier });
                }
            }
            for (i, fate) in rows.fates.iter().enumerate().filter(|(_, fate)| *fate != Fate::Used) {
                if let Some(person) = keys.person(t, i) {
                    let place = || rows.origin.place(rows.source_rows[i], None);
                    listed.not_used.entry(person).or_insert_with(|| (place(), fate));
                }
            }
        }
        listed
    }

    fn number(&mut self, prime: &'a str) -> u32 {
        let known = self.primes.iter().position(|other| *other == prime);
        known.unwrap_or_else(|| {
            self.primes.push(prime);
            self.primes.len() - 1
        }) as u32
    }

    fn of(&self, person: usize) -> impl Iterator<Item = &Entry> {
        let entry = |at: u32| self.entries.get(at as usize);
        std::iter::successors(entry(self.newest[person]), move |own| entry(own.earlier))
    }

    /// The number of a prime; none where no list names it.
    fn known(&self, prime: &str) -> Option<u32> {
        self.primes.iter().position(|other| *other == prime).map(|at| at as u32)
    }

    fn names(&self, person: usize, prime: Option<u32>) -> bool {
        self.of(person).any(|entry| Some(entry.prime) == prime)
    }
}

/// Holds every prime's list against Jobcentre Plus's, and the primes' lists against each other.
pub fn primes_with_jcp(
    tables: &mut [TableRows<'_>],
    keys: &Keys,
    context: &RuleContext<'_>,
    findings: &mut Vec<Finding>,
) {
    let listed = Listed::new(tables, keys);
    let has_list = tables.iter().any(|rows| rows.origin.record == Record::Referrals);
    two_primes(tables, keys, &listed, findings);
    // By prime and person: whether the prime has a row of them, whatever became of it.
    let mut known: BTreeMap<String, Vec<bool>> = BTreeMap::new();
    for (t, rows) in tables.iter().enumerate().filter(|(_, rows)| rows.origin.record == Record::Participants) {
        let known = known.entry(rows.origin.supplier.clone()).or_insert_with(|| vec![false; keys.distinct()]);
        for person in (0..rows.height()).filter_map(|i| keys.person(t, i)) {
            known[person] = true;
        }
    }
    if has_list {
        let lists = tables.par_iter_mut().enumerate().filter(|(_, rows)| rows.origin.record == Record::Participants);
        let each = lists.map(|(t, rows)| against_list(rows, |i| keys.person(t, i), &listed, context));
        findings.extend(each.collect::<Vec<_>>().into_iter().flatten());
    }
    unclaimed::not_at_prime(tables, keys, &known, context, findings);
    unclaimed::prime_not_given(tables, keys, &known, findings);
}

/// A person on the lists of two primes counts where Jobcentre Plus says; without its word, nowhere.
fn two_primes(tables: &mut [TableRows<'_>], keys: &Keys, listed: &Listed<'_>, findings: &mut Vec<Finding>) {
    let participants = || tables.iter().enumerate().filter(|(_, rows)| rows.origin.record == Record::Participants);
    // By person: the one supplier so far, and whether there are others. Hardly anybody has two.
    let mut first: Vec<Option<usize>> = vec![None; keys.distinct()];
    let mut several = vec![false; keys.distinct()];
    for (t, rows) in participants() {
        let own = keys.supplier(t);
        for (_, person) in keys.people(t, rows.fates.used()) {
            several[person] |= *first[person].get_or_insert(own) != own;
        }
    }
    let of_several = participants().flat_map(|(t, rows)| {
        let several = keys.people(t, rows.fates.used()).filter(|(_, person)| several[*person]);
        several.map(move |(i, person)| (person, t, i))
    });
    let mut claimed: Vec<(usize, usize, usize)> = of_several.collect();
    claimed.sort_unstable();
    let mut doubtful: Vec<(usize, usize, String)> = Vec::new();
    for rows_of_one in claimed.chunk_by(|a, b| a.0 == b.0) {
        let primes: BTreeSet<&str> = rows_of_one.iter().map(|(_, t, _)| tables[*t].origin.supplier.as_str()).collect();
        for &(person, t, i) in rows_of_one {
            let own = tables[t].origin.supplier.as_str();
            if !listed.names(person, listed.known(own)) {
                let first = |prime: &&str| rows_of_one.iter().find(|(_, t, _)| tables[*t].origin.supplier == **prime);
                let others =
                    primes.iter().filter(|prime| **prime != own).filter_map(|prime| Some((prime, first(prime)?)));
                let others: Vec<String> = others
                    .map(|(prime, (_, t, i))| {
                        format!("{prime} ({})", tables[*t].origin.place(tables[*t].source_rows[*i], None))
                    })
                    .collect();
                doubtful.push((t, i, others.join(" and ")));
            }
        }
    }
    doubtful.sort_unstable();
    for (t, i, others) in doubtful {
        let person = mask(tables[t].references.get(i).unwrap_or_default());
        let message = format!("{person} is on the list of {others} too, and Jobcentre Plus does not name this prime");
        let hint = "ask Jobcentre Plus which prime the person was referred to";
        findings.push(tables[t].set_aside(i, "client_of_two_primes", Some("reference"), message, hint));
    }
}

/// Rows that came by Jobcentre Plus must be on its list, for this prime.
fn against_list(
    rows: &mut TableRows<'_>,
    person: impl Fn(usize) -> Option<usize>,
    listed: &Listed<'_>,
    context: &RuleContext<'_>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let supplier = rows.origin.supplier.clone();
    let binding = context.contract_of(&supplier).is_some_and(|terms| terms.contract.referrals_from == ListOf::Jcp);
    // A list that names no prime speaks for all of them.
    let (own, any) = (listed.known(&supplier), Some(NO_PRIME));
    let mut not_listed = 0;
    let mut dates = Differences::default();
    let names = HELD.map(|(name, _)| listed.names.of_prime(rows.columns.texts(name)));
    let mut held = HELD.map(|_| Differences::default());
    for i in rows.used() {
        let Some(person) = person(i) else { continue };
        let by_jcp = rows.routes.get(i).is_none_or(|route| route == "jcp");
        if listed.of(person).next().is_none() {
            let not_used = listed.not_used.get(&person);
            if let (true, true, Some((place, fate))) = (by_jcp, binding, not_used) {
                let (message, hint) = row_not_used(place, *fate);
                findings.push(rows.leave_out(i, "jcp_row_not_used", Some("reference"), message, hint));
            } else if by_jcp && binding {
                let message =
                    "the row says that Jobcentre Plus referred the person, and its list does not have the reference";
                let hint = "ask Jobcentre Plus and the prime; the row counts in nothing until the list has it";
                findings.push(rows.leave_out(i, "not_on_jcp_list", Some("reference"), message.into(), hint));
            } else {
                not_listed += u64::from(by_jcp && not_used.is_none());
            }
            continue;
        }
        let named = if listed.names(person, own) { own } else { any };
        if !listed.names(person, named) {
            let primes: BTreeSet<&str> = listed.of(person).map(|entry| listed.primes[entry.prime as usize]).collect();
            let primes: Vec<&str> = primes.into_iter().collect();
            let message = format!("Jobcentre Plus names {} as this person's prime", primes.join(" and "));
            let hint =
                "ask Jobcentre Plus which prime the person was referred to; the row counts in nothing until then";
            findings.push(rows.set_aside(i, "jcp_names_another_prime", Some("reference"), message, hint));
            continue;
        }
        let entries = || listed.of(person).filter(|entry| Some(entry.prime) == named);
        let near = |day: Day| entries().any(|entry| (day - entry.day).abs() <= DATES_MAY_DIFFER_DAYS);
        dates.add(rows.referral.get(i).map(near));
        for (at, (differences, names)) in held.iter_mut().zip(&names).enumerate() {
            differences.add(names.agrees(i, entries().map(|entry| entry.held[at])));
        }
    }
    let place = Place::file(&rows.origin.file).sheet(&rows.origin.sheet);
    if not_listed > 0 {
        let message = format!(
            "people who are not on Jobcentre Plus's list: {not_listed}; they count, because the contract's denominator is the prime's own list"
        );
        findings.push(
            Finding::new("not_at_jcp", Effect::Notes, place.clone(), message, "ask Jobcentre Plus for the referrals")
                .for_rows(not_listed),
        );
    }
    let used = if binding { "whose dates are used" } else { "and the prime's are used" };
    let what = format!("referral dates more than {DATES_MAY_DIFFER_DAYS} days from Jobcentre Plus's, {used}");
    findings.extend(dates.finding("referral_date_differs", &what, &place));
    for (differences, (name, code)) in held.iter().zip(HELD) {
        let name = name.replace('_', " ");
        let what = format!("another {name} than on Jobcentre Plus's list, and the prime's counts");
        findings.extend(differences.finding(code, &what, &place));
    }
    findings
}

/// What is said where Jobcentre Plus's list has the reference in a row that is not used.
fn row_not_used(place: &Place, fate: Fate) -> (String, &'static str) {
    match fate {
        Fate::LeftOut(rule) => (
            format!("Jobcentre Plus's list has the reference, and its row is left out ({rule}): {place}"),
            "ask Jobcentre Plus and the prime which day is right; the row counts in nothing until then",
        ),
        Fate::SetAside(code) => (
            format!("Jobcentre Plus's list has the reference, and its row is set aside ({code}): {place}"),
            "correct Jobcentre Plus's row first: nothing is wrong with this one; it counts in nothing until then",
        ),
        Fate::Used => unreachable!("a row that is used is an entry, or was set aside for its missing day"),
    }
}
