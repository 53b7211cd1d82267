//! Contradictions in the most that is paid: a cap that nothing reaches, or that lets nothing through.

use super::super::{Cap, CapPer, Fee};
use super::amounts;
use super::paid::Paid;
use crate::definitions::contradictions::{Contradictions, repeated};
use crate::vocabulary::{Milestone, Pence};

/// Looks at every cap, and holds it against the fees and the other caps.
pub(super) fn caps(paid: &Paid<'_>, found: &mut Contradictions<'_>) {
    for (nth, cap) in paid.caps.iter().enumerate() {
        let at = format!("{}cap.{nth}", paid.at);
        let before = found.len();
        alone(cap, &at, found);
        if found.len() == before {
            is_paid_for(cap, &at, paid, found);
            lets_a_fee_through(cap, &at, paid, found);
            within_others(nth, &at, paid, found);
        }
    }
    for nth in repeated(paid.caps, |cap| (cap.milestone, cap.per)) {
        let hint = "keep the one that holds";
        found.add(&format!("{}cap.{nth}", paid.at), "a second cap on the same payments for the same time", hint);
    }
}

fn alone(cap: &Cap, at: &str, found: &mut Contradictions<'_>) {
    if cap.people.is_none() && cap.pence.is_none() {
        found.add(at, "a cap of neither people nor pence", "write `people = 500` or `pence = 10000000`");
    }
    if let Some(pence) = cap.pence {
        amounts::amount(&format!("the cap {}", of_what(cap)), pence, &format!("{at}.pence"), found);
    }
    let Some(people) = cap.people else { return };
    let place = format!("{at}.people");
    if people == 0 {
        let hint = "write how many people are paid for at most, or take the cap out";
        found.add(&place, "a cap of 0 people: nobody would be paid for", hint);
    }
    match cap.milestone {
        None => found.add(
            &place,
            "a cap on people that names no milestone",
            "name what they are paid for: `milestone = \"outcome\"`; or write `pence`",
        ),
        Some(Milestone::Delivery) => {
            let what = "a cap on people for delivery, which is paid whoever is there";
            found.add(&place, what, "write `pence`, or name another milestone");
        }
        Some(_) => {}
    }
}

/// A cap on what nobody pays says that something is paid.
fn is_paid_for(cap: &Cap, at: &str, paid: &Paid<'_>, found: &mut Contradictions<'_>) {
    let of_cap = |milestone: Milestone| cap.milestone.is_none_or(|own| own == milestone);
    let (fees, unpriced) = (paid.all(), &paid.programme.unpriced);
    if fees.is_empty() && paid.programme.grant {
        let what = "a cap on a grant, which is paid whoever achieves what";
        found.add(at, what, "take the cap out, or write `grant = false` and what is paid for");
    } else if !fees.iter().any(|fee| of_cap(fee.milestone)) && !unpriced.iter().any(|own| of_cap(*own)) {
        let what = format!("a cap {}, for which nothing is paid", of_what(cap));
        let hint =
            "add its [[fee]], name the milestone in `unpriced` if no source tells the price, or take the cap out";
        found.add(&format!("{at}.milestone"), what, hint);
    }
}

/// A cap below the smallest of its fees pays for nobody in full.
fn lets_a_fee_through(cap: &Cap, at: &str, paid: &Paid<'_>, found: &mut Contradictions<'_>) {
    let Some(most) = cap.pence else { return };
    let of_cap = |fee: &&Fee| cap.milestone.is_none_or(|own| own == fee.milestone);
    let fees = paid.all();
    let smallest = fees.into_iter().filter(of_cap).filter_map(|fee| paid.pence(fee)).min();
    if let Some(fee) = smallest.filter(|fee| most < *fee) {
        let what = format!("the cap {} is {most}, below the smallest fee that it is for ({fee})", of_what(cap));
        found.add(&format!("{at}.pence"), what, "write the most that is paid for everybody together, in pence");
    }
}

/// A part cannot be capped above the whole that it is in: a year of a contract, a milestone of everything.
fn within_others(nth: usize, at: &str, paid: &Paid<'_>, found: &mut Contradictions<'_>) {
    let cap = &paid.caps[nth];
    let own = paid.caps.iter().enumerate().filter(|(other, _)| *other != nth).map(|(_, other)| other);
    let own = own.filter(|other| (other.milestone, other.per) != (cap.milestone, cap.per));
    let holds_around = |other: &&Cap| {
        (other.milestone.is_none() || other.milestone == cap.milestone)
            && (other.per == CapPer::Contract || other.per == cap.per)
    };
    for whole in own.chain(paid.caps_beside).filter(holds_around) {
        let same_people = whole.milestone == cap.milestone;
        let told = |key: &str, own: String, other: String| {
            let what = format!("the cap {} is {own}, above that {} of {other}", of_what(cap), of_what(whole));
            (format!("{at}.{key}"), what)
        };
        let hint = "it could never be reached: correct one of them";
        if let Some((own, other)) = cap.pence.zip(whole.pence).filter(|(own, other)| own > other) {
            let (place, what) = told("pence", own.to_string(), other.to_string());
            found.add(&place, what, hint);
        }
        if let Some((own, other)) = cap.people.zip(whole.people).filter(|(own, other)| own > other && same_people) {
            let (place, what) = told("people", format!("{own} people"), format!("{other} people"));
            found.add(&place, what, hint);
        }
    }
}

/// `for job outcome in a year`, `for everything together`.
fn of_what(cap: &Cap) -> String {
    let milestone = cap.milestone.map_or("everything together".to_string(), |milestone| milestone.to_string());
    let per = if cap.per == CapPer::Year { " in a year" } else { "" };
    format!("for {milestone}{per}")
}

impl Paid<'_> {
    /// The fees that hold, without those by which a contract says that nothing is paid.
    fn all(&self) -> Vec<&Fee> {
        let all = self.fees.iter().chain(self.beside.iter().copied());
        all.filter(|fee| fee.pence != Some(Pence(0))).collect()
    }

    /// What a fee comes to for one person, or of delivery for one month; none where nobody knows.
    fn pence(&self, fee: &Fee) -> Option<Pence> {
        let is_delivery = fee.milestone == Milestone::Delivery;
        let whole = if is_delivery { self.value } else { self.price };
        let share = |whole: Pence, hundredths: u32| i128::from(whole.0) * i128::from(hundredths) / 10_000;
        let pence = match fee.pence {
            Some(pence) => i128::from(pence.0),
            None => share(whole?, fee.percent?.hundredths),
        };
        let parts = if is_delivery { i128::from(fee.months?.max(1)) } else { 1 };
        Some(Pence(i64::try_from(pence / parts).ok()?))
    }
}
