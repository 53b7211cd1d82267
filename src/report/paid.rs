//! What a programme pays and asks, in plain words: its public schedule, and no contract's price.

use crate::definitions::TargetKind;
use crate::definitions::programme::{Cap, CapPer, Fee, Programme, Target};
use crate::metrics::indicators;
use crate::vocabulary::{Basis, Milestone, Pence};

use super::format;
use super::programme::{Line, groups};

/// What is paid for each milestone, and at most.
pub(super) fn fees(programme: &Programme) -> Vec<Line> {
    if programme.grant {
        return vec![Line::Says("It is paid for by a grant: nothing depends on who achieves what.".into())];
    }
    let mut items = Vec::new();
    for milestone in Milestone::ALL {
        let own: Vec<&Fee> = programme.fee.iter().filter(|fee| fee.milestone == milestone).collect();
        items.extend(own.iter().map(|fee| format!("{milestone}: {}", fee_in_words(fee, programme))));
        if let Some(until) = own.iter().map(|fee| fee.referred_until).collect::<Option<Vec<_>>>()
            && let Some(last) = until.iter().max()
        {
            items.push(format!("{milestone}: nothing for people referred after {}", format::date(*last)));
        }
        if programme.unpriced.contains(&milestone) {
            items.push(format!("{milestone}: paid for; how much, no source says"));
        }
    }
    if let Some(most) = programme.most_of_the_price() {
        items.push(format!("one person brings {most}% of the price at most, and not the whole of it"));
    }
    items.extend(programme.cap.iter().map(cap_in_words));
    if items.is_empty() {
        return vec![Line::Says("The file names no fees; a contract may.".into())];
    }
    let mut lines: Vec<Line> = items.into_iter().map(Line::Item).collect();
    lines.extend(programme.fees_note.clone().map(Line::Says));
    lines.push(Line::Says("A contract may pay other fees; they are commercial, and not shown here.".into()));
    lines
}

fn fee_in_words(fee: &Fee, programme: &Programme) -> String {
    let mut words = match (fee.pence, fee.percent) {
        (Some(pence), _) => money(pence),
        (None, Some(percent)) if fee.milestone == Milestone::Delivery => {
            format!("{} of the contract's value, by the month, whoever achieves what", format::target(percent))
        }
        (None, Some(percent)) => format!("{} of the contract's price of one participant", format::target(percent)),
        (None, None) => String::new(),
    };
    if let Some(sustainment) = programme.sustainment.as_ref().filter(|_| fee.milestone == Milestone::Sustainment) {
        words += &format!(" for each {} weeks", sustainment.weeks);
    }
    if let Some(months) = fee.months {
        words += &format!(", over {months} months");
    }
    if !fee.payment_groups.is_empty() {
        words += &format!(", for {}", groups(&fee.payment_groups));
    }
    match (fee.referred_from, fee.referred_until) {
        (Some(from), Some(until)) => {
            words += &format!(", referred from {} to {}", format::date(from), format::date(until));
        }
        (Some(from), None) => words += &format!(", referred from {}", format::date(from)),
        (None, Some(until)) => words += &format!(", referred until {}", format::date(until)),
        (None, None) => {}
    }
    if !fee.instalment_months.is_empty() {
        words += &instalments(fee);
    }
    if fee.confirmed { words } else { words + " (not confirmed)" }
}

/// `, in 3 equal parts: at once, after 3 months and after 6 months`.
fn instalments(fee: &Fee) -> String {
    let when = fee.instalment_months.iter().map(|months| match months {
        0 => "at once".to_string(),
        1 => "after a month".to_string(),
        months => format!("after {months} months"),
    });
    let when = format::list(&when.collect::<Vec<_>>());
    let unsure = if fee.instalments_confirmed { "" } else { " (these dates are not confirmed)" };
    match fee.instalment_months.len() {
        1 => format!(", paid {when}{unsure}"),
        parts => format!(", in {parts} equal parts: {when}{unsure}; odd pence in the first"),
    }
}

fn cap_in_words(cap: &Cap) -> String {
    let most: Vec<String> = [cap.people.map(format::people), cap.pence.map(money)].into_iter().flatten().collect();
    let what = cap.milestone.map_or("everything together".to_string(), |milestone| milestone.to_string());
    let per = match cap.per {
        CapPer::Contract => "over the whole contract",
        CapPer::Year => "in each contract year",
    };
    let unsure = if cap.confirmed { "" } else { " (not confirmed)" };
    format!("at most {} for {what} {per}{unsure}", format::list(&most))
}

/// `£400`, `£0.50`.
fn money(pence: Pence) -> String {
    let text = pence.to_string();
    text.strip_suffix(".00").map(String::from).unwrap_or(text)
}

/// What is asked, a line for each figure, year and basis.
pub(super) fn targets(programme: &Programme) -> Vec<Line> {
    let mut items: Vec<(String, Vec<String>)> = Vec::new();
    for target in &programme.target {
        let heading = heading(target);
        let amount = amount(target);
        match items.iter_mut().find(|(own, _)| *own == heading) {
            Some((_, amounts)) => amounts.push(amount),
            None => items.push((heading, vec![amount])),
        }
    }
    let mut lines: Vec<Line> =
        items.into_iter().map(|(heading, amounts)| Line::Item(format!("{heading}: {}", amounts.join("; ")))).collect();
    if lines.is_empty() {
        return vec![Line::Says("The file sets no target; a contract may.".into())];
    }
    if programme.target.iter().any(|target| target.basis.is_of_a_period()) {
        lines.push(Line::Says("A rate over twelve months or a quarter sets the events of these months against the referrals or attachments of the same months. They are other people: it is no share of anybody, and rises when fewer people join.".into()));
    }
    if programme.target.iter().any(|target| target.people.is_some()) {
        lines.push(Line::Says(
            "A number of people was asked of the whole programme: no contract is held against it.".into(),
        ));
    }
    lines.push(Line::Says("A contract may ask more or less; a bidder's own target is usually higher.".into()));
    lines
}

/// `Outcome rate over twelve months, year 2, minimum`.
fn heading(target: &Target) -> String {
    let name = indicators::find(&target.indicator).map(|indicator| indicator.name.to_string());
    let name = name.unwrap_or_else(|| target.indicator.replace('_', " "));
    let basis = match target.basis {
        Basis::ToDate => "since the beginning",
        Basis::Period => "in a quarter",
        Basis::TwelveMonths => "over twelve months",
        Basis::Cohort => "of those who joined in a quarter",
    };
    let year = target.year.map(|year| format!(", contract year {year}")).unwrap_or_default();
    let whose = match target.kind {
        TargetKind::Minimum => "at least",
        TargetKind::Bid => "the bidder's own target",
    };
    format!("{name} {basis}{year}, {whose}")
}

fn amount(target: &Target) -> String {
    let amount = match (target.percent, target.people) {
        (Some(percent), _) => format::target(percent),
        (None, people) => format::people(people.unwrap_or(0)),
    };
    let own = if target.payment_groups.is_empty() {
        String::new()
    } else {
        format!(" of {}", groups(&target.payment_groups))
    };
    let unsure = if target.confirmed { "" } else { " (not confirmed)" };
    format!("{amount}{own}{unsure}")
}

/// How many people it was to reach, and for how much.
pub(super) fn size(programme: &Programme) -> Option<String> {
    let size = programme.size.as_ref()?;
    let parts = [
        size.people.map(|people| format!("reach {}", format::people(people))),
        size.pence.map(|pence| format!("cost {}", money(pence))),
    ];
    let unsure = if size.confirmed { "" } else { " (not confirmed)" };
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("As a whole it was to {}{unsure}.", format::list(&parts)))
}

/// The programme's source, and what values name of their own.
pub(super) fn sources(programme: &Programme) -> Vec<Line> {
    let spans =
        [("support", &programme.support), ("support in work", &programme.in_work), ("window", &programme.window)];
    let mut named: Vec<(&str, &Option<String>)> = Vec::new();
    named.extend(spans.into_iter().filter_map(|(what, span)| Some((what, &span.as_ref()?.source))));
    named.push(("outcome", &programme.sustained.source));
    named.extend(programme.sustainment.as_ref().map(|own| ("sustainments", &own.source)));
    named.extend(programme.payment_group.iter().map(|own| ("payment groups", &own.source)));
    named.extend(programme.fee.iter().map(|own| ("fees", &own.source)));
    named.extend(programme.cap.iter().map(|own| ("caps", &own.source)));
    named.extend(programme.target.iter().map(|own| ("targets", &own.source)));
    named.extend(programme.size.as_ref().map(|own| ("size", &own.source)));
    let mut lines = vec![programme.source.clone()];
    for (what, source) in named {
        if let Some(source) = source {
            let line = format!("{what}: {source}");
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    lines.into_iter().map(Line::Item).collect()
}
