//! Contradictions within a programme's file that its form cannot rule out.

pub(in crate::definitions) mod asked;
pub(in crate::definitions) mod paid;

use super::{Lot, OutcomeRule, PaymentGroup, Programme, Score};
use crate::definitions::contradictions::{Contradictions, Problem, quoted, repeated};
use crate::vocabulary::Milestone;

/// Everything in a programme that contradicts itself. `text` is what it was read from, `id` the file's name.
pub(super) fn problems(programme: &Programme, id: &str, text: &str) -> Vec<Problem> {
    let mut found = Contradictions::of(text);
    if programme.id != id {
        let what = format!("id is {} but the file is called `{id}.toml`", quoted(&programme.id));
        found.add("id", what, "make both the same");
    }
    routes(programme, &mut found);
    spans(programme, &mut found);
    outcome(programme, &mut found);
    groups(programme, &mut found);
    funding(programme, &mut found);
    let own = paid::Paid { at: "", fees: &programme.fee, caps: &programme.cap, programme, beside: Vec::new() };
    paid::fees_and_caps(&own, &mut found);
    let targets: Vec<asked::Placed> =
        programme.target.iter().enumerate().map(|(nth, own)| (Some(format!("target.{nth}")), own.clone())).collect();
    asked::targets(&targets, programme, &mut found);
    lots(&programme.lot, &mut found);
    scores(&programme.score, "", &mut found);
    found.into_problems()
}

fn routes(programme: &Programme, found: &mut Contradictions<'_>) {
    if programme.routes.is_empty() {
        found.add("routes", "nobody refers people", "name who does: `routes = [\"jcp\"]`");
    }
    if !repeated(&programme.routes, |route| *route).is_empty() {
        found.add("routes", "a route is named twice", "keep one of them");
    }
    if programme.routes_opened.keys().any(|route| !programme.routes.contains(route)) {
        found.add("routes_opened", "a route was opened that is not one of `routes`", "add it to `routes`");
    }
}

fn spans(programme: &Programme, found: &mut Contradictions<'_>) {
    for (name, span) in
        [("support", &programme.support), ("in_work", &programme.in_work), ("window", &programme.window)]
    {
        let Some(span) = span else { continue };
        let hint = format!("write for example `{name} = {{ weeks = 104 }}`");
        if span.units() != 1 {
            found.add(name, format!("{name} needs exactly one of weeks, months or days"), hint);
        } else if [span.weeks, span.months, span.days].contains(&Some(0)) {
            found.add(name, format!("{name} is {}, which is no time", span.in_words()), hint);
        }
    }
}

fn outcome(programme: &Programme, found: &mut Contradictions<'_>) {
    let sustained = &programme.sustained;
    if sustained.is_a_status() {
        return status(programme, found);
    }
    if sustained.weeks == 0 {
        found.add("sustained.weeks", "an outcome of 0 weeks in work", "write `weeks = 26`, or 1 at least");
    }
    let longest = programme.payment_group.iter().map(|group| group.outcome_weeks).fold(sustained.weeks, u32::max);
    let rules = programme.payment_group.iter().filter_map(|group| group.outcome_rule);
    let rules: Vec<OutcomeRule> = rules.chain([sustained.rule]).collect();
    if let Some(within) = sustained.within_weeks {
        if within < longest {
            let what = format!("{longest} weeks in work cannot lie within within_weeks = {within}");
            found.add("sustained.within_weeks", what, "write the longer time, such as 58 for 50 weeks");
        }
        if rules.contains(&OutcomeRule::Continuous) {
            let what = "within_weeks with rule \"continuous\", whose weeks lie in one unbroken run";
            found.add("sustained.within_weeks", what, "take it out, or write `rule = \"cumulative\"`");
        }
    }
    if sustained.gap_days > 0 && !rules.contains(&OutcomeRule::Continuous) {
        let what = format!("gap_days = {} with rule \"cumulative\", which no gap breaks", sustained.gap_days);
        found.add("sustained.gap_days", what, "take it out, or write `rule = \"continuous\"`");
    }
    if let Some(window) = programme.window.as_ref().filter(|window| window.units() == 1) {
        // The longest months that there are: what is refused fits in none.
        let days = window.days.or(window.weeks.map(|weeks| 7 * weeks)).or(window.months.map(|months| 31 * months));
        if days.is_some_and(|days| days < 7 * longest) {
            let what = format!("the window of {} is shorter than {longest} weeks in work", window.in_words());
            found.add("window", what, "give the time from attachment within which the outcome has to be reached");
        }
    }
}

/// An outcome that is what somebody does at a time, and not how long they worked.
fn status(programme: &Programme, found: &mut Contradictions<'_>) {
    use crate::definitions::SustainedFrom;
    let sustained = &programme.sustained;
    if sustained.weeks > 0 || sustained.within_weeks.is_some() || sustained.gap_days > 0 {
        let what = "weeks in work and status_months: the outcome is one or the other";
        found.add("sustained.status_months", what, "keep the weeks, or the status");
    }
    if !sustained.status_months.is_sorted_by(|one, next| one < next) {
        let what = format!("status_months {:?} do not rise", sustained.status_months);
        found.add("sustained.status_months", what, "count each from leaving, the earliest first: [0, 6]");
    }
    if sustained.read_from == SustainedFrom::Dates {
        let what = "a status is read from job dates, which cannot show it";
        found.add("sustained.status_months", what, "write `read_from = \"claimed\"` and what is asked in `asks`");
    }
    if let Some(months) = sustained.status_months.first().filter(|months| **months > 0 && programme.closes_leavers) {
        let what = format!("the outcome is {months} months after leaving, and closes_leavers settles it on leaving");
        found.add("closes_leavers", what, "write `closes_leavers = false`, or begin `status_months` with 0");
    }
    if !programme.payment_group.is_empty() {
        let what = "payment groups have weeks in work, and the outcome is a status";
        found.add("payment_group.0", what, "take out the groups, or `status_months`");
    }
}

fn groups(programme: &Programme, found: &mut Contradictions<'_>) {
    let groups = &programme.payment_group;
    for nth in repeated(groups, |group: &PaymentGroup| group.code.to_lowercase()) {
        let what = format!("payment group {} is listed twice", quoted(&groups[nth].code));
        found.add(&format!("payment_group.{nth}.code"), what, "keep one of them");
    }
    for (nth, group) in groups.iter().enumerate() {
        let at = format!("payment_group.{nth}");
        if group.outcome_weeks == 0 {
            let what = format!("payment group {}: an outcome of 0 weeks in work", quoted(&group.code));
            found.add(&format!("{at}.outcome_weeks"), what, "give 1 week or more");
        }
        if group.sustainments.is_some() && programme.sustainment.is_none() {
            let what = format!("payment group {} has sustainments, and the programme has none", quoted(&group.code));
            found.add(&format!("{at}.sustainments"), what, "say how long one is: [sustainment] with `weeks = 4`");
        }
    }
    if programme.sustainment.as_ref().is_some_and(|sustainment| sustainment.weeks == 0) {
        found.add("sustainment.weeks", "a sustainment of 0 weeks in work", "give 1 week or more");
    }
}

fn funding(programme: &Programme, found: &mut Contradictions<'_>) {
    if programme.grant && !(programme.fee.is_empty() && programme.unpriced.is_empty()) {
        found.add("grant", "a grant, and fees", "take out the fees, or write `grant = false`");
    }
    for milestone in &programme.unpriced {
        let priced = programme.fee.iter().position(|fee| fee.milestone == *milestone);
        if let Some(nth) = priced {
            let what = format!("`unpriced` names {milestone}, for which [[fee]] number {} gives a price", nth + 1);
            found.add("unpriced", what, "take it out of `unpriced`, or take out the fee");
        }
        if *milestone == Milestone::Sustainment && programme.sustainment.is_none() {
            let what = "`unpriced` names sustainments, of which the programme has none";
            found.add("unpriced", what, "say how long one is: [sustainment] with `weeks = 4`");
        }
    }
}

fn lots(lots: &[Lot], found: &mut Contradictions<'_>) {
    for nth in repeated(lots, |lot| lot.id.to_lowercase()) {
        let what = format!("lot {} is listed twice", quoted(&lots[nth].id));
        found.add(&format!("lot.{nth}.id"), what, "keep one of them");
    }
    for (nth, lot) in lots.iter().enumerate() {
        let at = format!("lot.{nth}.areas");
        if lot.areas.is_empty() {
            found.add(&at, format!("lot {} has no area", quoted(&lot.id)), "list its authorities");
        }
        for area in repeated(&lot.areas, |area| area.to_lowercase()) {
            let what = format!("{} is listed twice in lot {}", quoted(&lot.areas[area]), quoted(&lot.id));
            found.add(&at, what, "keep one of them");
        }
        for area in &lot.areas {
            let shares = |other: &&Lot| other.areas.iter().any(|own| own.to_lowercase() == area.to_lowercase());
            if let Some(other) = lots[..nth].iter().find(shares) {
                let what = format!("{} is in lot {} and in lot {}", quoted(area), quoted(&other.id), quoted(&lot.id));
                found.add(&at, what, "leave it in the lot that it belongs to");
            }
        }
    }
}

/// Of a programme or of a contract, whose place `at` says.
pub(in crate::definitions) fn scores(scores: &[Score], at: &str, found: &mut Contradictions<'_>) {
    for nth in repeated(scores, |score| score.id.to_lowercase()) {
        let what = format!("score {} is listed twice", quoted(&scores[nth].id));
        found.add(&format!("{at}score.{nth}.id"), what, "keep one of them");
    }
    for (nth, score) in scores.iter().enumerate() {
        if score.lowest >= score.highest {
            let what =
                format!("score {}: lowest {} is not below highest {}", quoted(&score.id), score.lowest, score.highest);
            found.add(&format!("{at}score.{nth}.lowest"), what, "give the lowest and the highest value there can be");
        }
    }
}

#[cfg(test)]
mod tests;
