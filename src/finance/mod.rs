//! Payment by results in whole pence: what has been achieved and what has been claimed, per contract
//! and milestone. Commercially sensitive: it goes to officers' files, never into the public paper.

use crate::canonical::frame::day_of;
use crate::definitions::{PaymentGroup, Programme};
use crate::metrics::people::{Happened, Person};
use crate::metrics::{Dimension, Event, People};
use crate::validation::ContractTerms;
use crate::vocabulary::{AsAt, Pence};

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

fn group<'p>(people: &People, person: &Person, programme: &'p Programme) -> Option<&'p PaymentGroup> {
    programme.group(&people.group(person, Dimension::PaymentGroup))
}

fn attachments(people: &People, own: &[Person], terms: &ContractTerms<'_>, as_at: AsAt) -> FinanceLine {
    let mut line = line(terms, "attachment");
    let last_paid = terms.programme.attachment_fee_until.map(day_of);
    for person in own.iter().filter(|person| person.attachment.by(day_of(as_at.0))) {
        line.achieved_people += 1;
        let too_late = matches!((person.referral, last_paid), (Happened::On(day), Some(last)) if day > last);
        let fee = group(people, person, terms.programme).and_then(|group| group.attachment_fee_pence);
        match fee {
            _ if too_late => {}
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
        let fee = group(people, person, terms.programme).and_then(|group| group.job_outcome_fee_pence);
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
