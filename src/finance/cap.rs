//! Caps: the most that a contract pays, applied to payments in the order in which they fall due.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::claims::Standing;
use crate::canonical::frame::{Day, date_of};
use crate::definitions::programme::{Cap, CapPer};
use crate::validation::ContractTerms;
use crate::vocabulary::{Milestone, Pence};

/// One payment that falls due: a milestone's fee, or a part of it.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub struct Payment {
    /// The person's place among the contract's; none for running the service.
    pub person: Option<usize>,
    pub milestone: Milestone,
    /// Which of several sustainments, from 0.
    pub number: usize,
    /// The day the milestone was reached, or will be; none where the sender gives none.
    pub reached: Option<Day>,
    pub due: Option<Day>,
    /// The day on which the first part of the same fee falls due.
    pub first_due: Option<Day>,
    /// What is paid, after caps.
    pub pence: Pence,
    /// What a cap has cut off.
    pub cut: Pence,
    /// Whether a source confirms the fee.
    pub confirmed: bool,
    /// Whether the prime claims the milestone.
    pub standing: Standing,
    /// Whether it is not reached yet, and will be if somebody stays in work.
    pub expected: bool,
}

/// One cap in hand.
struct Running<'a> {
    cap: &'a Cap,
    /// By year, where it is over a year: money paid.
    paid: BTreeMap<u32, Pence>,
    /// By year: people paid for.
    people: BTreeMap<u32, BTreeSet<usize>>,
}

/// Cuts what the contract's caps leave no room for, the latest first, and says what it cuts.
///
/// What is earned has its room before what may still be reached. Payments are taken by day due; on one day by milestone,
/// number and the person's rank (`ranks`, by place), which depends on what is known of them and not on the order of rows.
/// A payment without a day comes first, and no cap over a year holds it. A cap on people admits somebody at their first
/// payment in it, in the year in which that falls due, and then pays all of that milestone.
pub fn apply(payments: &mut [Payment], terms: &ContractTerms<'_>, ranks: &[u32]) {
    let mut caps: Vec<Running<'_>> =
        terms.caps().map(|cap| Running { cap, paid: BTreeMap::new(), people: BTreeMap::new() }).collect();
    payments.sort_by_key(|payment| {
        let rank = payment.person.map(|person| ranks[person]);
        (payment.expected, payment.due, payment.milestone, payment.number, rank, payment.reached)
    });
    for payment in payments {
        let rooms: Vec<Option<Pence>> = caps.iter().map(|cap| cap.room(payment, terms)).collect();
        let room = rooms.into_iter().flatten().min();
        let paid = room.map_or(payment.pence, |room| room.min(payment.pence));
        payment.cut = payment.pence - paid;
        payment.pence = paid;
        if paid > Pence(0) {
            caps.iter_mut().for_each(|cap| cap.take(payment, terms));
        }
    }
}

impl Running<'_> {
    /// The year whose sum a payment counts in: 0 for a cap over the whole contract. Nothing where the cap does not hold
    /// for it. What falls before the contract's start is of its first year.
    fn year(&self, payment: &Payment, day: Option<Day>, terms: &ContractTerms<'_>) -> Option<u32> {
        if self.cap.milestone.is_some_and(|milestone| milestone != payment.milestone) {
            return None;
        }
        match self.cap.per {
            CapPer::Contract => Some(0),
            CapPer::Year => year(terms, date_of(day?)),
        }
    }

    /// How much more it lets through of a payment; nothing where it does not hold for it.
    fn room(&self, payment: &Payment, terms: &ContractTerms<'_>) -> Option<Pence> {
        let money = self.cap.pence.and_then(|most| {
            let year = self.year(payment, payment.due, terms)?;
            Some(Pence((most - self.paid.get(&year).copied().unwrap_or_default()).0.max(0)))
        });
        let people = self.cap.people.and_then(|most| {
            let (person, year) = (payment.person?, self.year(payment, payment.first_due, terms)?);
            let admitted = self.people.get(&year);
            let is_in = admitted.is_some_and(|admitted| admitted.contains(&person));
            let is_full = admitted.map_or(0, |admitted| admitted.len() as u64) >= most;
            (is_full && !is_in).then_some(Pence(0))
        });
        money.into_iter().chain(people).min()
    }

    /// Counts a payment that is made.
    fn take(&mut self, payment: &Payment, terms: &ContractTerms<'_>) {
        if let Some(year) = self.year(payment, payment.due, terms) {
            let paid = self.paid.entry(year).or_default();
            *paid = *paid + payment.pence;
        }
        if let (Some(person), Some(year)) = (payment.person, self.year(payment, payment.first_due, terms)) {
            self.people.entry(year).or_default().insert(person);
        }
    }
}

fn year(terms: &ContractTerms<'_>, day: NaiveDate) -> Option<u32> {
    let start = terms.contract.start?;
    Some(terms.year_of(day.max(start)).unwrap_or(1))
}
