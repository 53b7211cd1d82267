//! From people and their milestones to what has to be known for money.

use rayon::prelude::*;

use super::facts::Facts;
use crate::canonical::frame::day_of;
use crate::definitions::SustainedFrom;
use crate::metrics::people::{Claim, Happened, Person};
use crate::metrics::{Event, People};
use crate::vocabulary::{AsAt, Milestone, Quarter};

/// Everybody on a contract, in the contract's order of people.
pub fn facts(people: &People, contract: usize, as_at: AsAt) -> Vec<Facts<'_>> {
    let horizon = day_of(Quarter::of(as_at.0).next().last_day());
    let day = day_of(as_at.0);
    let one = |person: &Person| {
        let outcome = people.happened(person, Event::Sustained);
        // Where claims are read because job dates cannot show what the programme asks, dates foretell nothing.
        let by_dates = people.rules(person).sustained_from == SustainedFrom::Dates;
        Facts {
            group: people.payment_group(person),
            referral: person.referral,
            attachment: person.attachment,
            job_start: person.job_start,
            outcome,
            outcome_by_dates: person.sustained_by_dates,
            sustainments: people.sustainments(person, outcome, day),
            near_miss: by_dates && outcome == Happened::No && people.near_miss(person, day).is_some(),
            expected: if by_dates { people.ahead(person, outcome, day, horizon) } else { Vec::new() },
            claims: claims(people, person),
            set_aside: people.claims_set_aside(person).iter().map(|own| own.claim).collect(),
        }
    };
    people.of_contract(contract).par_iter().map(one).collect()
}

/// The rows of claims that are about what is paid: of claims of weeks in work those of the group's outcome.
fn claims(people: &People, person: &Person) -> Vec<Claim> {
    let weeks = people.group_rules(person).test.days / 7;
    let rows = people.claims(person).iter();
    let paid_for = rows.filter(|row| row.milestone != Milestone::Outcome || row.weeks == 0 || row.weeks == weeks);
    paid_for.copied().collect()
}
