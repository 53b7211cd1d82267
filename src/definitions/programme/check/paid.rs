//! Contradictions in what is paid: fees and caps of a programme, and of a contract over its programme.

use chrono::NaiveDate;

use super::super::{Cap, Fee, Programme};
use crate::definitions::contradictions::{Contradictions, known, quoted, repeated};
use crate::vocabulary::Milestone;

/// Fees and caps of one file.
pub(in crate::definitions) struct Paid<'a> {
    /// Where they stand in it: empty, or `contract.1.`.
    pub at: &'a str,
    pub fees: &'a [Fee],
    pub caps: &'a [Cap],
    /// The programme that they are for.
    pub programme: &'a Programme,
    /// Fees of another file that hold beside them.
    pub beside: Vec<&'a Fee>,
}

/// Looks at every fee and cap, and at all of them together.
pub(in crate::definitions) fn fees_and_caps(paid: &Paid<'_>, found: &mut Contradictions<'_>) {
    for (nth, fee) in paid.fees.iter().enumerate() {
        let at = format!("{}fee.{nth}", paid.at);
        amount(fee, &at, found);
        people(fee, &at, paid.programme, found);
        times(fee, &at, found);
        if fee.milestone == Milestone::Sustainment && paid.programme.sustainment.is_none() {
            let hint = format!("say in programme `{}` how long one is, below [sustainment]", paid.programme.id);
            found.add(&format!("{at}.milestone"), "a fee for sustainments, of which the programme has none", hint);
        }
    }
    never_paid(paid, found);
    percents(paid, found);
    for (nth, cap) in paid.caps.iter().enumerate() {
        let at = format!("{}cap.{nth}", paid.at);
        if cap.people.is_none() && cap.pence.is_none() {
            found.add(&at, "a cap of neither people nor pence", "write `people = 500` or `pence = 10000000`");
        }
        if let Some(pence) = cap.pence.filter(|pence| pence.0 < 0) {
            found.add(&format!("{at}.pence"), format!("a cap of {pence}"), "write the most that is paid, in pence");
        }
    }
    for nth in repeated(paid.caps, |cap| (cap.milestone, cap.per)) {
        let hint = "keep the one that holds";
        found.add(&format!("{}cap.{nth}", paid.at), "a second cap on the same payments for the same time", hint);
    }
}

fn amount(fee: &Fee, at: &str, found: &mut Contradictions<'_>) {
    let what = format!("the fee for {}", for_what(fee));
    match (fee.pence, fee.percent) {
        (Some(_), Some(_)) => {
            found.add(&format!("{at}.percent"), format!("{what} is given in pence and in percent"), "keep one of them");
        }
        (None, None) => found.add(
            at,
            format!("{what} has no amount"),
            "write `pence = 40000` or `percent = 30`; name the milestone in `unpriced` if no source tells the price",
        ),
        _ => {}
    }
    if let Some(pence) = fee.pence.filter(|pence| pence.0 < 0) {
        found.add(&format!("{at}.pence"), format!("{what} is {pence}"), "write what is paid, in pence");
    }
}

fn people(fee: &Fee, at: &str, programme: &Programme, found: &mut Contradictions<'_>) {
    payment_groups(&fee.payment_groups, at, programme, found);
    if let (Some(from), Some(until)) = (fee.referred_from, fee.referred_until)
        && until < from
    {
        let what = format!("referred_until {until} lies before referred_from {from}: nobody is paid for");
        found.add(&format!("{at}.referred_until"), what, "give the first day and the last day of the referrals");
    }
    let of_some = !fee.payment_groups.is_empty() || fee.referred_from.or(fee.referred_until).is_some();
    if fee.milestone == Milestone::Delivery && of_some {
        let what = "a delivery fee for some people, where it is paid whoever is there";
        found.add(&format!("{at}.milestone"), what, "take out payment_groups, referred_from and referred_until");
    }
}

/// The payment groups that fees and targets name have to be the programme's.
pub(super) fn payment_groups(groups: &[String], at: &str, programme: &Programme, found: &mut Contradictions<'_>) {
    let place = format!("{at}.payment_groups");
    let codes = || programme.payment_group.iter().map(|group| group.code.as_str());
    for group in groups {
        if !codes().any(|code| code.eq_ignore_ascii_case(group)) {
            let what = format!("payment group {} is not listed in programme `{}`", quoted(group), programme.id);
            found.add(&place, what, known(group, codes()));
        }
    }
    for nth in repeated(groups, |group| group.to_lowercase()) {
        found.add(&place, format!("payment group {} is named twice", quoted(&groups[nth])), "keep one of them");
    }
}

fn times(fee: &Fee, at: &str, found: &mut Contradictions<'_>) {
    let place = format!("{at}.instalment_months");
    if !fee.instalment_months.is_sorted_by(|one, next| one < next) {
        let what = format!("instalment_months {:?} do not rise", fee.instalment_months);
        found.add(&place, what, "count each from the milestone, the earliest first: [0, 3, 6]");
    }
    if fee.milestone == Milestone::Delivery {
        if !fee.instalment_months.is_empty() {
            let what = "instalments of a delivery fee, which has no milestone to count them from";
            found.add(&place, what, "say over how many months it is spread: `months = 36`");
        }
    } else if let Some(months) = fee.months {
        let what = format!("months = {months} on a fee for {}: only a delivery fee is spread", for_what(fee));
        found.add(&format!("{at}.months"), what, "take it out, or say when it is paid with `instalment_months`");
    }
    if fee.months == Some(0) {
        found.add(&format!("{at}.months"), "a delivery fee spread over 0 months", "give 1 month or more");
    }
}

/// Fees for the same people and milestone: the first is paid, and the others never are.
fn never_paid(paid: &Paid<'_>, found: &mut Contradictions<'_>) {
    for (nth, fee) in paid.fees.iter().enumerate() {
        let shadows = |earlier: &&Fee| {
            earlier.milestone == fee.milestone && days_overlap(earlier, fee) && takes_people_from(earlier, fee)
        };
        if let Some(before) = paid.fees[..nth].iter().position(|earlier| shadows(&earlier)) {
            let place = format!("{}fee.{nth}", paid.at);
            let what = format!("a second fee for {}, after [[fee]] number {}", for_what(fee), before + 1);
            let hint = "only the first is ever paid: give each its own payment groups or days of referral";
            found.add(&place, format!("{what}, for people that the first is for"), hint);
        }
    }
}

/// Whether an earlier fee is for people that a later one names. A fee for everybody may stand after those for some.
fn takes_people_from(earlier: &Fee, later: &Fee) -> bool {
    let named = |group: &String| later.payment_groups.iter().any(|own| own.eq_ignore_ascii_case(group));
    earlier.payment_groups.is_empty() || earlier.payment_groups.iter().any(named)
}

fn days_overlap(one: &Fee, other: &Fee) -> bool {
    let ends_before =
        |one: &Fee, other: &Fee| one.referred_until.zip(other.referred_from).is_some_and(|(until, from)| until < from);
    !ends_before(one, other) && !ends_before(other, one)
}

/// Shares of one price that one person can bring: more than the whole of it cannot be meant. Delivery is a share of
/// another amount, and paid by one fee.
fn percents(paid: &Paid<'_>, found: &mut Contradictions<'_>) {
    let all: Vec<&Fee> = paid.fees.iter().chain(paid.beside.iter().copied()).collect();
    let codes = paid.programme.payment_group.iter().map(|group| Some(group.code.as_str()));
    for group in codes.chain([None]) {
        for day in all.iter().filter_map(|fee| fee.referred_from).map(Some).chain([None]) {
            let mut parts = Vec::new();
            for milestone in Milestone::ALL.into_iter().filter(|milestone| *milestone != Milestone::Delivery) {
                let own = |fee: &&&Fee| fee.milestone == milestone && is_for(fee, group, day);
                let Some(fee) = all.iter().find(own) else { continue };
                let times = if milestone == Milestone::Sustainment { paid.programme.sustainments(group) } else { 1 };
                parts.extend(fee.percent.map(|percent| (*fee, u64::from(percent.hundredths) * u64::from(times))));
            }
            let whole: u64 = parts.iter().map(|(_, hundredths)| hundredths).sum();
            let own = |fee: &Fee| paid.fees.iter().position(|own| std::ptr::eq(own, fee));
            if let Some(nth) = parts.iter().rev().find_map(|(fee, _)| own(fee)).filter(|_| whole > 10_000) {
                let percent = whole as f64 / 100.0;
                let what = format!("the shares that one person can bring add up to {percent}% of the price");
                found.add(&format!("{}fee.{nth}.percent", paid.at), what, "bring them to 100 or less");
            }
        }
    }
}

/// Whether a fee is paid for people of a group who were referred on a day; without a day: in the earliest time.
fn is_for(fee: &Fee, group: Option<&str>, day: Option<NaiveDate>) -> bool {
    let of_group = fee.payment_groups.is_empty()
        || group.is_some_and(|group| fee.payment_groups.iter().any(|own| own.eq_ignore_ascii_case(group)));
    let of_day = match day {
        Some(day) => {
            fee.referred_from.is_none_or(|from| from <= day) && fee.referred_until.is_none_or(|end| day <= end)
        }
        None => fee.referred_from.is_none(),
    };
    of_group && of_day
}

/// `attachment`, `attachment of payment group 3`.
fn for_what(fee: &Fee) -> String {
    match fee.payment_groups.as_slice() {
        [] => fee.milestone.to_string(),
        [one] => format!("{} of payment group {}", fee.milestone, quoted(one)),
        several => format!("{} of payment groups {}", fee.milestone, quoted(&several.join(", "))),
    }
}
