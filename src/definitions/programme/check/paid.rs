//! Contradictions in what is paid: fees and caps of a programme, and of a contract over its programme.

use super::super::{Cap, Fee, Programme};
use super::{amounts, caps, lengths, shares};
use crate::definitions::contradictions::{Contradictions, known, quoted, repeated};
use crate::vocabulary::{Milestone, Pence};

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
    /// Caps of another file that hold beside them.
    pub caps_beside: &'a [Cap],
    /// What the fees are shares of, where it is known: the price of one participant, and the value of the contract.
    pub price: Option<Pence>,
    pub value: Option<Pence>,
}

/// Looks at every fee and cap, and at all of them together.
pub(in crate::definitions) fn fees_and_caps(paid: &Paid<'_>, found: &mut Contradictions<'_>) {
    for (nth, fee) in paid.fees.iter().enumerate() {
        let at = format!("{}fee.{nth}", paid.at);
        amount(fee, &at, paid, found);
        people(fee, &at, paid.programme, found);
        times(fee, &at, found);
        sustainments(fee, &at, paid.programme, found);
    }
    never_paid(paid, found);
    shares::shares(paid, found);
    caps::caps(paid, found);
}

fn amount(fee: &Fee, at: &str, paid: &Paid<'_>, found: &mut Contradictions<'_>) {
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
    // A contract that pays nothing for what its programme pays for says so with an amount of 0.
    let replaces = !paid.at.is_empty() && paid.programme.fee.iter().any(|own| own.milestone == fee.milestone);
    if let Some(pence) = fee.pence.filter(|pence| !(replaces && *pence == Pence(0))) {
        amounts::amount(&what, pence, &format!("{at}.pence"), found);
    }
    if fee.percent.is_some_and(|percent| percent.hundredths == 0) {
        let hint = "write its share, such as `percent = 30`, or take the fee out";
        found.add(&format!("{at}.percent"), format!("{what} is 0% of the price"), hint);
    }
}

/// Nothing is ever paid for sustainments of which nobody says how many there are.
fn sustainments(fee: &Fee, at: &str, programme: &Programme, found: &mut Contradictions<'_>) {
    if fee.milestone != Milestone::Sustainment {
        return;
    }
    if programme.sustainment.is_none() {
        let hint = format!("say in programme `{}` how long one is, below [sustainment]", programme.id);
        found.add(&format!("{at}.milestone"), "a fee for sustainments, of which the programme has none", hint);
        return;
    }
    let has = |group: Option<&str>| programme.sustainments(group) > 0;
    let any = has(None) || programme.payment_group.iter().any(|group| has(Some(&group.code)));
    if fee.payment_groups.is_empty() && !any {
        let hint = "write `most = 13` below [sustainment], or `sustainments = 13` for each payment group";
        found.add(&format!("{at}.milestone"), "a fee for sustainments, and nobody has any that could be claimed", hint);
    }
    for group in fee.payment_groups.iter().filter(|group| programme.group(group).is_some() && !has(Some(group))) {
        let what = format!("a fee for sustainments of payment group {}, which has none", quoted(group));
        let hint =
            "write how many can be claimed, such as `sustainments = 13`, for the group, or take it out of the fee";
        found.add(&format!("{at}.payment_groups"), what, hint);
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
    if let Some((until, began)) = fee.referred_until.zip(programme.first_day()).filter(|(until, began)| until < began) {
        let what = format!("referred_until {until} lies before the programme began in {}", began.format("%Y"));
        found.add(&format!("{at}.referred_until"), what, "correct the day, or `first_year`: nobody is paid for");
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
    let last = fee.instalment_months.iter().max().copied().unwrap_or(0);
    if last > lengths::MOST_MONTHS {
        let what = format!("an instalment {last} months after the milestone");
        found.add(&place, what, format!("write months, {} at most", lengths::MOST_MONTHS));
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
    if let Some(months) = fee.months.filter(|months| *months == 0 || *months > lengths::MOST_MONTHS) {
        let hint = format!("give 1 month or more, {} at most", lengths::MOST_MONTHS);
        found.add(&format!("{at}.months"), format!("a delivery fee spread over {months} months"), hint);
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

/// `attachment`, `attachment of payment group 3`.
fn for_what(fee: &Fee) -> String {
    match fee.payment_groups.as_slice() {
        [] => fee.milestone.to_string(),
        [one] => format!("{} of payment group {}", fee.milestone, quoted(one)),
        several => format!("{} of payment groups {}", fee.milestone, quoted(&several.join(", "))),
    }
}
