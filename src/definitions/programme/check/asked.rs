//! Contradictions in what is asked: targets of a programme, and of a contract over its programme.

use super::super::Programme;
use super::super::target::{self, Target, TargetKind, Unit};
use super::paid::payment_groups;
use crate::definitions::contradictions::{Contradictions, known, quoted};

/// No contract runs longer.
const MOST_YEARS: u32 = 30;

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
            let both = place.is_some() && other_place.is_some();
            if both && target.kind == other.kind && target.year == other.year && same_measure(target, other) {
                let what = format!("a second {} for {}", of_whom(target.kind), quoted(&target.indicator));
                found.add(at, format!("{what} on the same basis, year and payment groups"), "keep one of them");
            }
            if hold_together(targets, target, other) {
                above_the_bid(target, other, at, found);
            }
            above_what_it_is_part_of(target, other, at, programme, found);
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
    if let Some(year) = target.year.filter(|year| *year > MOST_YEARS) {
        let what = format!("year = {year}: no contract has so many years");
        found.add(&format!("{at}.year"), what, "count the contract's years from 1, the first");
    }
    asked_of(target, at, programme, found);
    payment_groups(&target.payment_groups, at, programme, found);
}

/// A percentage or number that asks for nothing, or for more people than there were to be.
fn asked_of(target: &Target, at: &str, programme: &Programme, found: &mut Contradictions<'_>) {
    let of = format!("the target for {}", quoted(&target.indicator));
    if let Some(percent) = target.percent.filter(|percent| percent.hundredths < 100) {
        let what = format!("{of} is {}%, which is below 1%", f64::from(percent.hundredths) / 100.0);
        found.add(&format!("{at}.percent"), what, "write percent and not a share of 1: 20 is 20%");
    }
    let Some(people) = target.people else { return };
    if people == 0 {
        let hint = "write how many people are asked for, or take the target out";
        found.add(&format!("{at}.people"), format!("{of} is 0 people"), hint);
    }
    if let Some(all) = programme.size.as_ref().and_then(|size| size.people).filter(|all| people > *all) {
        let what = format!("{of} is {people} people, and programme `{}` was for {all} in all", programme.id);
        found.add(&format!("{at}.people"), what, "correct the target, or `people` below [size]");
    }
}

/// Whether two targets are for the same figure of the same people, in whatever year.
fn same_measure(one: &Target, other: &Target) -> bool {
    one.indicator == other.indicator && one.basis == other.basis && share_groups(one, other)
}

fn share_groups(one: &Target, other: &Target) -> bool {
    let shared = |group: &String| other.payment_groups.iter().any(|own| own.eq_ignore_ascii_case(group));
    let everybody = one.payment_groups.is_empty() && other.payment_groups.is_empty();
    everybody || one.payment_groups.iter().any(shared)
}

/// Whether a minimum and a bid hold in the same year. One of every year holds in a year that has none of its own.
fn hold_together(targets: &[Placed], one: &Target, other: &Target) -> bool {
    let has_own = |general: &Target, year| {
        targets.iter().any(|(_, own)| own.kind == general.kind && own.year == year && same_measure(own, general))
    };
    same_measure(one, other)
        && match (one.year, other.year) {
            (None, Some(_)) => !has_own(one, other.year),
            (Some(_), None) => !has_own(other, one.year),
            (own, others) => own == others,
        }
}

fn above_the_bid(one: &Target, other: &Target, at: &str, found: &mut Contradictions<'_>) {
    let (minimum, bid) = match (one.kind, other.kind) {
        (TargetKind::Minimum, TargetKind::Bid) => (one, other),
        (TargetKind::Bid, TargetKind::Minimum) => (other, one),
        _ => return,
    };
    if is_above(minimum, bid) {
        let what = format!("the minimum for {} is above the bidder's own target", quoted(&one.indicator));
        found.add(at, what, "a bid promises at least the minimum: correct one of them");
    }
}

/// Figures of which each counts people who are in the one before. Who starts a job in a quarter or a year may be
/// sustained in the next: over such times the second may well be more.
const NESTED: [(&str, &str); 4] = [
    ("attached", "referred"),
    ("job_starts", "attached"),
    ("sustained", "job_starts"),
    ("sustainment_rate", "job_start_rate"),
];

fn above_what_it_is_part_of(
    one: &Target,
    other: &Target,
    at: &str,
    programme: &Programme,
    found: &mut Contradictions<'_>,
) {
    if (one.kind, one.basis, one.year) != (other.kind, other.basis, other.year)
        || one.basis.is_of_a_period()
        || !share_groups(one, other)
    {
        return;
    }
    for (part, whole) in [(one, other), (other, one)] {
        let nested = NESTED.contains(&(part.indicator.as_str(), whole.indicator.as_str()));
        // What somebody does on leaving needs no job.
        let needs_a_job =
            part.indicator != "sustained" && part.indicator != "sustainment_rate" || !programme.sustained.is_a_status();
        if nested && needs_a_job && is_above(part, whole) {
            let (kind, part, whole) = (of_whom(one.kind), quoted(&part.indicator), quoted(&whole.indicator));
            let what = format!("the {kind} for {part} is above that for {whole}, which counts the same people before");
            found.add(at, what, "correct one of them");
        }
    }
}

fn is_above(one: &Target, other: &Target) -> bool {
    one.percent.zip(other.percent).is_some_and(|(own, than)| own > than)
        || one.people.zip(other.people).is_some_and(|(own, than)| own > than)
}

fn of_whom(kind: TargetKind) -> &'static str {
    match kind {
        TargetKind::Minimum => "minimum",
        TargetKind::Bid => "bid",
    }
}
