//! Contradictions in what is asked: targets of a programme, and of a contract over its programme.

use super::super::Programme;
use super::super::target::{self, Target, TargetKind, Unit};
use super::paid::payment_groups;
use crate::definitions::contradictions::{Contradictions, known, quoted};

/// A target with its place in the file; none where it is another file's and holds beside.
pub(in crate::definitions) type Placed = (Option<String>, Target);

/// Looks at every target, and holds them against each other.
pub(in crate::definitions) fn targets(targets: &[Placed], programme: &Programme, found: &mut Contradictions<'_>) {
    for (place, target) in targets {
        if let Some(at) = place {
            alone(target, at, programme, found);
        }
    }
    for (nth, (place, target)) in targets.iter().enumerate() {
        for (other_place, other) in &targets[..nth] {
            let Some(at) = place.as_ref().or(other_place.as_ref()) else { continue };
            if !same_measure(target, other) {
                continue;
            }
            if target.kind == other.kind && place.is_some() && other_place.is_some() {
                let what = format!("a second {} for {}", of_whom(target.kind), quoted(&target.indicator));
                found.add(at, format!("{what} on the same basis, year and payment groups"), "keep one of them");
            }
            above_the_bid(target, other, at, found);
        }
    }
}

fn alone(target: &Target, at: &str, programme: &Programme, found: &mut Contradictions<'_>) {
    match target::unit(&target.indicator) {
        None => {
            let names = target::INDICATORS.iter().map(|(id, _)| *id);
            let what = format!("no target can be set for {}", quoted(&target.indicator));
            found.add(&format!("{at}.indicator"), what, known(&target.indicator, names));
        }
        Some(Unit::Percent) if target.people.is_some() && target.percent.is_none() => {
            let what = format!("{} is a rate, and its target a number of people", quoted(&target.indicator));
            found.add(&format!("{at}.people"), what, "write `percent`, or name the indicator that counts people");
        }
        Some(Unit::People) if target.percent.is_some() && target.people.is_none() => {
            let what = format!("{} counts people, and its target is a percentage", quoted(&target.indicator));
            found.add(&format!("{at}.percent"), what, "write `people`, or name the indicator that is a rate");
        }
        Some(_) => {}
    }
    let (what, hint) = match (target.percent, target.people) {
        (Some(_), Some(_)) => ("given in percent and in people", "keep one of them"),
        (None, None) => ("neither a percentage nor a number of people", "write `percent = 20` or `people = 28`"),
        _ => ("", ""),
    };
    if !what.is_empty() {
        found.add(at, format!("the target for {} is {what}", quoted(&target.indicator)), hint);
    }
    if target.year == Some(0) {
        found.add(&format!("{at}.year"), "year = 0: contract years are counted from 1", "write the year, from 1");
    }
    payment_groups(&target.payment_groups, at, programme, found);
}

/// Whether two targets are for the same figure of the same people.
fn same_measure(one: &Target, other: &Target) -> bool {
    let shared = |group: &String| other.payment_groups.iter().any(|own| own.eq_ignore_ascii_case(group));
    let everybody = one.payment_groups.is_empty() && other.payment_groups.is_empty();
    one.indicator == other.indicator
        && one.basis == other.basis
        && one.year == other.year
        && (everybody || one.payment_groups.iter().any(shared))
}

fn above_the_bid(one: &Target, other: &Target, at: &str, found: &mut Contradictions<'_>) {
    let (minimum, bid) = match (one.kind, other.kind) {
        (TargetKind::Minimum, TargetKind::Bid) => (one, other),
        (TargetKind::Bid, TargetKind::Minimum) => (other, one),
        _ => return,
    };
    if minimum.percent.zip(bid.percent).is_some_and(|(least, own)| least > own)
        || minimum.people.zip(bid.people).is_some_and(|(least, own)| least > own)
    {
        let what = format!("the minimum for {} is above the bidder's own target", quoted(&one.indicator));
        found.add(at, what, "a bid promises at least the minimum: correct one of them");
    }
}

fn of_whom(kind: TargetKind) -> &'static str {
    match kind {
        TargetKind::Minimum => "minimum",
        TargetKind::Bid => "bid",
    }
}
