//! Payment by results in whole pence: what has been achieved and what has been claimed, per contract
//! and milestone. Commercially sensitive: it goes to officers' files, never into the public paper.

use crate::canonical::frame::{Day, day_of};
use crate::metrics::people::{Happened, Person};
use crate::metrics::{Dimension, Event, People};
use crate::validation::ContractTerms;
use crate::vocabulary::{AsAt, Milestone, Pence};

/// What one milestone of one contract is worth, as at a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinanceLine {
    pub prime: String,
    /// `attachment` or `job outcome`.
    pub milestone: &'static str,
    /// People who reached the milestone, by the programme's own rule.
    pub achieved_people: u64,
    pub achieved: Pence,
    /// People for whom the prime claims it, and what it comes to. Returns hold no claims for attachments.
    pub claimed: Option<(u64, Pence)>,
    /// People who reached it in a payment group for which no source confirms a fee: not in the money.
    pub without_fee: u64,
}

/// One line a contract and milestone. Fees are the programme's, by payment group; no attachment fee is
/// paid for people referred after the programme's last day for it.
pub fn statement(people: &People, contracts: &[ContractTerms<'_>], as_at: AsAt) -> Vec<FinanceLine> {
    contracts
        .iter()
        .enumerate()
        .flat_map(|(i, terms)| {
            let own = people.of_contract(i);
            [attachments(people, own, terms, as_at), outcomes(people, own, terms, as_at)]
        })
        .collect()
}

fn line(terms: &ContractTerms<'_>, milestone: &'static str) -> FinanceLine {
    FinanceLine {
        prime: terms.prime_name.to_string(),
        milestone,
        achieved_people: 0,
        achieved: Pence(0),
        claimed: None,
        without_fee: 0,
    }
}

/// What is paid for a person's milestone: the first fee of their group and day of referral; nothing where no fee is
/// known for the group.
fn fee(people: &People, person: &Person, terms: &ContractTerms<'_>, milestone: Milestone) -> Option<Pence> {
    let group = people.group(person, Dimension::PaymentGroup);
    let fees = terms.fees(milestone);
    let of_group = || fees.iter().filter(|fee| fee.payment_groups.is_empty() || fee.payment_groups.contains(&group));
    let in_time = |from: Option<Day>, until: Option<Day>| match person.referral {
        Happened::On(day) => from.is_none_or(|from| from <= day) && until.is_none_or(|until| day <= until),
        _ => true,
    };
    let paid = of_group().find(|fee| in_time(fee.referred_from.map(day_of), fee.referred_until.map(day_of)));
    match paid {
        Some(fee) => fee.pence,
        None => of_group().next().map(|_| Pence(0)),
    }
}

fn attachments(people: &People, own: &[Person], terms: &ContractTerms<'_>, as_at: AsAt) -> FinanceLine {
    let mut line = line(terms, "attachment");
    for person in own.iter().filter(|person| person.attachment.by(day_of(as_at.0))) {
        line.achieved_people += 1;
        match fee(people, person, terms, Milestone::Attachment) {
            Some(fee) => line.achieved = line.achieved + fee,
            None => line.without_fee += 1,
        }
    }
    line
}

fn outcomes(people: &People, own: &[Person], terms: &ContractTerms<'_>, as_at: AsAt) -> FinanceLine {
    let mut line = line(terms, "job outcome");
    let mut claimed = (0, Pence(0));
    let day = day_of(as_at.0);
    for person in own {
        let fee = fee(people, person, terms, Milestone::Outcome);
        let reached = people.happened(person, Event::Sustained).by(day);
        line.achieved_people += u64::from(reached);
        line.without_fee += u64::from(reached && fee.is_none());
        line.achieved = line.achieved + fee.filter(|_| reached).unwrap_or_default();
        if person.sustained_by_claim.by(day) {
            claimed = (claimed.0 + 1, claimed.1 + fee.unwrap_or_default());
        }
    }
    line.claimed = Some(claimed);
    line
}
