//! What a milestone is worth: the fee of a person's payment group and day of referral, and the parts in which it is paid.

use chrono::{Days, Months, NaiveDate};

use crate::canonical::frame::{Day, date_of, day_of};
use crate::definitions::programme::Fee;
use crate::metrics::people::Happened;
use crate::validation::ContractTerms;
use crate::vocabulary::{Milestone, Pence, Percent};

/// What one milestone of one person brings.
#[derive(Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub enum Worth<'a> {
    /// The contract pays nothing for it, or nothing for whoever was referred on that day.
    Nothing,
    /// Nobody has said what is paid for this payment group. It is not nothing.
    NotKnown,
    Fee(Price<'a>),
}

/// A fee in whole pence, and when its parts fall due.
#[derive(Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub struct Price<'a> {
    pub pence: Pence,
    /// Months after the milestone at which equal parts are paid; empty: at once.
    months: &'a [u32],
    /// Whether a source confirms it.
    pub confirmed: bool,
}

impl Price<'_> {
    /// The parts in order: the day each falls due (none where nobody knows the milestone's day), and its pence.
    pub fn parts(self, reached: Option<Day>) -> impl Iterator<Item = (Option<Day>, Pence)> {
        let parts = self.months.len().max(1);
        (0..parts).map(move |i| {
            let months = self.months.get(i).copied().unwrap_or(0);
            let due = reached.map(|day| day_of(months_after(date_of(day), months)));
            (due, part(self.pence, parts as u64, i as u64))
        })
    }

    /// What of it has fallen due by a day. Without the milestone's day all of it has.
    pub fn due_by(self, reached: Option<Day>, day: Day) -> Pence {
        self.parts(reached).filter(|(due, _)| due.is_none_or(|due| due <= day)).map(|(_, pence)| pence).sum()
    }
}

/// One of several equal parts of an amount; odd pence are in the first, so that the parts add up.
pub fn part(whole: Pence, parts: u64, which: u64) -> Pence {
    let parts = i64::try_from(parts.max(1)).unwrap_or(i64::MAX);
    let each = whole.0.div_euclid(parts);
    Pence(if which == 0 { whole.0 - each * (parts - 1) } else { each })
}

/// A share of an amount, rounded once, half up, to a whole penny.
pub fn share(whole: Pence, percent: Percent) -> Pence {
    let hundredths = i128::from(whole.0) * i128::from(percent.hundredths);
    Pence((hundredths + 5_000).div_euclid(10_000) as i64)
}

/// The same day so many calendar months later; the last day of a month that has no such day.
pub fn months_after(date: NaiveDate, months: u32) -> NaiveDate {
    date.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

/// A contract's fees for the people of one payment group.
pub struct GroupFees<'a> {
    terms: &'a ContractTerms<'a>,
    /// By milestone: whether anything is paid for it, and the fees that the group may have, in the file's order.
    by_milestone: [(bool, Vec<&'a Fee>); Milestone::ALL.len()],
    /// How many sustainments the group may claim, where that is known.
    pub most_sustainments: Option<u32>,
}

/// Whether a contract pays for a milestone, though nobody may know how much.
pub fn pays(terms: &ContractTerms<'_>, milestone: Milestone) -> bool {
    !terms.fees(milestone).is_empty() || terms.programme.unpriced.contains(&milestone)
}

impl<'a> GroupFees<'a> {
    /// The fees of a payment group: its own, and those for everybody. `6a` is paid as `6` where no fee names it.
    pub fn of(terms: &'a ContractTerms<'a>, group: &str) -> Self {
        let family = group.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let own = |milestone| {
            let fees = terms.fees(milestone);
            let names = |fee: &&Fee, code: &str| fee.payment_groups.iter().any(|own| own.eq_ignore_ascii_case(code));
            let code = if fees.iter().any(|fee| names(fee, group)) { group } else { family };
            (
                pays(terms, milestone),
                fees.into_iter().filter(|fee| fee.payment_groups.is_empty() || names(fee, code)).collect(),
            )
        };
        let programme = terms.programme;
        let most = |most: Option<u32>| programme.group(group).and_then(|own| own.sustainments).or(most);
        let most_sustainments = programme.sustainment.as_ref().map_or(Some(0), |own| most(own.most));
        GroupFees { terms, by_milestone: Milestone::ALL.map(own), most_sustainments }
    }

    /// What is paid for a milestone of somebody referred on that day: the first fee that fits.
    pub fn worth(&self, milestone: Milestone, referral: Happened) -> Worth<'a> {
        let (paid, fees) = &self.by_milestone[milestone.number() as usize];
        match fees.iter().find(|fee| fits(fee, referral) != Some(false)) {
            None if *paid && fees.is_empty() => Worth::NotKnown,
            None => Worth::Nothing,
            Some(fee) if fits(fee, referral).is_none() => Worth::NotKnown,
            Some(fee) => self.price(fee).map_or(Worth::NotKnown, Worth::Fee),
        }
    }

    fn price(&self, fee: &'a Fee) -> Option<Price<'a>> {
        let pence = amount(fee, self.terms.contract.price_pence)?;
        Some(Price { pence, months: &fee.instalment_months, confirmed: fee.confirmed })
    }
}

/// The pence of a fee; a share of `whole`, where that is known.
fn amount(fee: &Fee, whole: Option<Pence>) -> Option<Pence> {
    fee.pence.or_else(|| Some(share(whole?, fee.percent?)))
}

/// Whether a fee is for people referred on that day; nothing where it depends on a day that nobody gives.
fn fits(fee: &Fee, referral: Happened) -> Option<bool> {
    if fee.referred_from.is_none() && fee.referred_until.is_none() {
        return Some(true);
    }
    let Happened::On(day) = referral else { return None };
    let from = fee.referred_from.is_none_or(|from| day_of(from) <= day);
    Some(from && fee.referred_until.is_none_or(|until| day <= day_of(until)))
}

/// A month's part of the fee for running the service.
pub struct DeliveryMonth {
    /// The month's last day: it is earned when the month has been delivered.
    pub due: Day,
    pub pence: Pence,
    pub confirmed: bool,
}

/// The delivery fee month by month as far as a day, counted in months from the contract's start; none where the contract
/// pays none. An error names what has to be known for it and is not.
pub fn delivery(terms: &ContractTerms<'_>, until: Day) -> Result<Vec<DeliveryMonth>, &'static str> {
    let Some(fee) = terms.fees(Milestone::Delivery).into_iter().next() else {
        return if pays(terms, Milestone::Delivery) { Err("the delivery fee") } else { Ok(Vec::new()) };
    };
    let start = terms.contract.start.ok_or("the contract's start")?;
    let months = fee.months.filter(|months| *months > 0).ok_or("the months of the delivery fee")?;
    let pence = amount(fee, terms.contract.value_pence).ok_or("the contract's value")?;
    let month = |i| DeliveryMonth {
        due: day_of(months_after(start, i + 1) - Days::new(1)),
        pence: part(pence, u64::from(months), u64::from(i)),
        confirmed: fee.confirmed,
    };
    Ok((0..months).map(month).take_while(|month| month.due <= until).collect())
}
