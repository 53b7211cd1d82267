//! Contradictions within a programme's file that its form cannot rule out.

pub(in crate::definitions) mod amounts;
pub(in crate::definitions) mod asked;
mod caps;
mod lengths;
pub(in crate::definitions) mod paid;
mod shares;

use super::{Lot, PaymentGroup, Programme, Score};
use crate::definitions::contradictions::{Contradictions, Problem, quoted, repeated};
use crate::vocabulary::Milestone;

/// Everything in a programme that contradicts itself. `text` is what it was read from, `id` the file's name.
pub(super) fn problems(programme: &Programme, id: &str, text: &str) -> Vec<Problem> {
    let mut found = Contradictions::of(text);
    if programme.id != id {
        let what = format!("id is {} but the file is called `{id}.toml`", quoted(&programme.id));
        found.add("id", what, "make both the same");
    }
    unwritten(&mut found);
    routes(programme, &mut found);
    size(programme, &mut found);
    lengths::lengths(programme, &mut found);
    groups(programme, &mut found);
    funding(programme, &mut found);
    let own = paid::Paid {
        at: "",
        fees: &programme.fee,
        caps: &programme.cap,
        programme,
        beside: Vec::new(),
        caps_beside: &[],
        price: None,
        value: None,
    };
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

fn size(programme: &Programme, found: &mut Contradictions<'_>) {
    let Some(size) = &programme.size else { return };
    if size.people.is_none() && size.pence.is_none() {
        found.add("size", "a size of neither people nor pence", "write `people = 5000`, or take [size] out");
    }
    if size.people == Some(0) {
        found.add("size.people", "a programme for 0 people", "write how many it was to reach, or take the line out");
    }
    if let Some(pence) = size.pence {
        amounts::amount("what the whole programme was to cost", pence, "size.pence", found);
    }
}

/// Texts that are empty, or as the blank programme has them.
fn unwritten(found: &mut Contradictions<'_>) {
    for (place, text) in found.texts() {
        let key = place.split('.').rfind(|step| step.parse::<usize>().is_err()).unwrap_or(&place);
        let what = match text.trim() {
            "" => format!("{} is empty", quoted(key)),
            "..." | "…" => format!("{} is still \"{}\"", quoted(key), text.trim()),
            _ => continue,
        };
        let hint = match place.as_str() {
            "name" => "write the programme's name as the paper is to print it",
            "summary" => "write one or two sentences for the paper: who is referred, by whom, for how long",
            "source" => "write where the values come from; what no source tells says `confirmed = false`",
            _ => "write what belongs there, or take the line out",
        };
        found.add(&place, what, hint);
    }
}

fn groups(programme: &Programme, found: &mut Contradictions<'_>) {
    let groups = &programme.payment_group;
    let code = |group: &PaymentGroup| group.code.to_lowercase();
    let twice: Vec<usize> = repeated(groups, code);
    for nth in &twice {
        let what = format!("payment group {} is listed twice", quoted(&groups[*nth].code));
        found.add(&format!("payment_group.{nth}.code"), what, "keep one of them");
    }
    for nth in repeated(groups, |group: &PaymentGroup| group.name.trim().to_lowercase()) {
        if !twice.contains(&nth) {
            let what = format!("a second payment group is called {}", quoted(&groups[nth].name));
            found.add(&format!("payment_group.{nth}.name"), what, "give each a name of its own");
        }
    }
    for (nth, group) in groups.iter().enumerate() {
        let at = format!("payment_group.{nth}");
        if group.sustainments.is_some() && programme.sustainment.is_none() {
            let what = format!("payment group {} has sustainments, and the programme has none", quoted(&group.code));
            found.add(&format!("{at}.sustainments"), what, "say how long one is: [sustainment] with `weeks = 4`");
        }
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
    let twice = repeated(lots, |lot| lot.id.to_lowercase());
    for nth in &twice {
        let what = format!("lot {} is listed twice", quoted(&lots[*nth].id));
        found.add(&format!("lot.{nth}.id"), what, "keep one of them");
    }
    for nth in repeated(lots, |lot| lot.name.trim().to_lowercase()).into_iter().filter(|nth| !twice.contains(nth)) {
        let what = format!("a second lot is called {}", quoted(&lots[nth].name));
        found.add(&format!("lot.{nth}.name"), what, "give each a name of its own");
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
