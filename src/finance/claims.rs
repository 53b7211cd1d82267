//! Claims and payments of one person for one milestone, each counted once however often its row was sent.

use std::collections::BTreeMap;

use super::fees::Price;
use crate::canonical::frame::Day;
use crate::metrics::people::Claim;
use crate::vocabulary::{Milestone, Pence};

/// One thing that is claimed: a milestone, or one of several sustainments.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub struct Claimed {
    /// The earliest day given; none where the sender only marks it.
    pub day: Option<Day>,
    /// Each payment once: its day, and its pence where they are told.
    pub payments: Vec<(Option<Day>, Option<Pence>)>,
}

/// What a person's rows claim of a milestone by a day, in time.
///
/// Everything but sustainments is claimed once: several rows are one claim, with several payments if their days or
/// amounts differ. Sustainments are told apart by the day of the claim, or of the payment where there is none.
pub fn claimed(rows: &[Claim], milestone: Milestone, by: Day) -> Vec<Claimed> {
    let known = |row: &&Claim| row.milestone == milestone && row.day.or(row.paid).is_none_or(|day| day <= by);
    let mut claims: BTreeMap<Option<Day>, Claimed> = BTreeMap::new();
    for row in rows.iter().filter(known) {
        let day = row.day.or(row.paid);
        let which = if milestone == Milestone::Sustainment { day } else { None };
        let claim = claims.entry(which).or_insert_with(|| Claimed { day, payments: Vec::new() });
        claim.day = [claim.day, day].into_iter().flatten().min();
        let payment = (row.paid, row.amount);
        let is_paid = payment != (None, None) && row.paid.is_none_or(|day| day <= by);
        if is_paid && !claim.payments.contains(&payment) {
            claim.payments.push(payment);
        }
    }
    let mut claims: Vec<Claimed> = claims.into_values().collect();
    for claim in &mut claims {
        claim.payments.sort_unstable();
    }
    claims
}

impl Claimed {
    /// Each payment's day and pence. One whose amount is not told is what had fallen due of the fee by its day and was not
    /// paid before, the next part at least; where no fee is known it has no amount.
    pub fn paid(&self, price: Option<Price<'_>>, reached: Option<Day>) -> Vec<(Option<Day>, Option<Pence>)> {
        let mut before = Pence(0);
        let amount = |(day, pence): &(Option<Day>, Option<Pence>)| {
            let pence = pence.or_else(|| Some(owed(price?, reached.or(self.day), *day, before)));
            before = before + pence.unwrap_or_default();
            (*day, pence)
        };
        self.payments.iter().map(amount).collect()
    }
}

/// What a payment without an amount is taken to be, after others.
fn owed(price: Price<'_>, reached: Option<Day>, paid: Option<Day>, before: Pence) -> Pence {
    let mut due = Pence(0);
    for (day, pence) in price.parts(reached) {
        let is_due = day.zip(paid).is_none_or(|(day, paid)| day <= paid);
        if due > before && !is_due {
            break;
        }
        due = due + pence;
    }
    Pence((due - before).0.max(0))
}
