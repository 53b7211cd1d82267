//! The lines of a statement: what each milestone of a contract comes to.

use std::collections::BTreeMap;

use super::cap::Payment;
use super::claims::Standing;
use crate::canonical::frame::{Day, date_of};
use crate::vocabulary::{Milestone, Pence, Quarter};

/// How often, and what it comes to.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub struct Sum {
    pub times: u64,
    pub pence: Pence,
}

impl Sum {
    pub fn add(&mut self, pence: Pence) {
        self.times += 1;
        self.pence = self.pence + pence;
    }
}

/// What has been paid, as far as it is told.
#[derive(Clone, Default, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub struct Paid {
    pub sum: Sum,
    /// Payments of unknown amount for which no fee is known: not in the money.
    pub without_amount: u64,
    /// What was paid above the fee of what was claimed.
    pub above_fee: Sum,
    /// By quarter of the payment's day.
    pub by_quarter: BTreeMap<Quarter, Pence>,
}

impl Paid {
    /// Counts the payments of one claim; `most` is its fee, where that is known.
    pub(super) fn add(&mut self, payments: &[(Option<Day>, Option<Pence>)], most: Option<Pence>) {
        for (day, pence) in payments {
            match pence {
                Some(pence) => {
                    self.sum.add(*pence);
                    add_in(&mut self.by_quarter, *day, *pence);
                }
                None => self.without_amount += 1,
            }
        }
        let all: Pence = payments.iter().filter_map(|(_, pence)| *pence).sum();
        if let Some(above) = most.map(|most| all - most).filter(|above| *above > Pence(0)) {
            self.above_fee.add(above);
        }
    }
}

/// Adds an amount to its day's quarter; to none without a day.
fn add_in(by_quarter: &mut BTreeMap<Quarter, Pence>, day: Option<Day>, pence: Pence) {
    if let Some(day) = day {
        let sum = by_quarter.entry(Quarter::of(date_of(day))).or_default();
        *sum = *sum + pence;
    }
}

/// Ages of what has been achieved and not claimed, in months since the day it was reached.
pub const AGES: [&str; 4] = ["up to 3 months", "over 3 to 6 months", "over 6 to 12 months", "over 12 months"];

/// What one milestone of one contract comes to as at a day. Exact and commercially sensitive: neither printable nor
/// serialisable.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub struct Line {
    pub milestone: Milestone,
    /// People who have reached it; none for running the service.
    pub people: u64,
    /// How often it has been reached, and what has fallen due of its fees, after caps. For delivery: months.
    pub achieved: Sum,
    /// Of that, what rests on fees that no source confirms.
    pub unconfirmed: Pence,
    /// People who have reached it and for whose payment group no fee is known: not in the money.
    pub without_fee: u64,
    /// What caps have cut off what had fallen due.
    pub cut: Sum,
    /// What falls due by quarter, as far as it has.
    pub by_quarter: BTreeMap<Quarter, Pence>,
    /// Whether some of it has no day, and so is in no quarter.
    pub without_day: bool,
    /// What the prime claims; nothing where returns hold no claims for this milestone.
    pub claimed: Option<Sum>,
    /// Of that, what the dates do not support; nothing where they cannot, because the programme asks what they do not show.
    pub unsupported: Option<Sum>,
    /// Nothing where returns hold no payments for this milestone.
    pub paid: Option<Paid>,
    /// Achieved and not claimed, by age; nothing where returns hold no claims for this milestone that count.
    pub unclaimed: Option<[Sum; AGES.len()]>,
    /// Achieved, and claimed only in rows that are set aside; nothing where returns hold no claims for this milestone.
    pub set_aside: Option<Sum>,
    /// Parts of fees already earned that fall due in the next quarter.
    pub next_instalments: Sum,
    /// What people in work bring in the next quarter, if they stay.
    pub next_people: Sum,
    /// Parts of fees already earned that fall due after it.
    pub later: Pence,
    /// People who left within four weeks of the outcome, and what it would have brought.
    pub near_misses: Sum,
}

impl Line {
    pub fn new(milestone: Milestone) -> Self {
        Line {
            milestone,
            people: 0,
            achieved: Sum::default(),
            unconfirmed: Pence(0),
            without_fee: 0,
            cut: Sum::default(),
            by_quarter: BTreeMap::new(),
            without_day: false,
            claimed: None,
            unsupported: None,
            paid: None,
            unclaimed: None,
            set_aside: None,
            next_instalments: Sum::default(),
            next_people: Sum::default(),
            later: Pence(0),
            near_misses: Sum::default(),
        }
    }

    /// Adds a payment that has fallen due; `age` is that of its milestone.
    pub(super) fn has_fallen_due(&mut self, payment: &Payment, age: usize) {
        let pence = payment.pence;
        self.achieved.pence = self.achieved.pence + pence;
        self.without_day |= payment.due.is_none();
        add_in(&mut self.by_quarter, payment.due, pence);
        if !payment.confirmed {
            self.unconfirmed = self.unconfirmed + pence;
        }
        if payment.cut > Pence(0) {
            self.cut.add(payment.cut);
        }
        if let Some(sum) = self.without_claim(payment.standing, age) {
            sum.pence = sum.pence + pence;
        }
    }

    /// Where something counts that was reached and is not claimed in a row that counts; `age` is its own.
    pub(super) fn without_claim(&mut self, standing: Standing, age: usize) -> Option<&mut Sum> {
        match standing {
            Standing::Claimed => None,
            Standing::SetAside => self.set_aside.as_mut(),
            Standing::NotClaimed => self.unclaimed.as_mut().map(|ages| &mut ages[age]),
        }
    }

    /// What has been paid where returns tell it, else what has fallen due.
    pub fn income(&self) -> Pence {
        self.paid.as_ref().map_or(self.achieved.pence, |paid| paid.sum.pence)
    }

    /// Whether something is missing from that, because nobody knows what it comes to.
    pub(super) fn is_at_least(&self) -> bool {
        self.paid.as_ref().map_or(self.without_fee, |paid| paid.without_amount) > 0
    }

    /// The same by quarter. What has no day is in none.
    pub fn income_by_quarter(&self) -> &BTreeMap<Quarter, Pence> {
        self.paid.as_ref().map_or(&self.by_quarter, |paid| &paid.by_quarter)
    }
}
