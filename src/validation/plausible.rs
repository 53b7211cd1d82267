//! Counts that cannot be what they are said to be: more people in work than joined.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::RuleContext;
use crate::canonical::counts::{self, CountsOf};
use crate::canonical::{Count, Measure};
use crate::definitions::Coverage;
use crate::finding::{Effect, Finding, Place};
use crate::mapping::MappedRecords;
use crate::vocabulary::Quarter;

/// A measure, and one that holds everybody whom it counts.
const NESTED: [(Measure, Measure); 9] = [
    (Measure::Attachments, Measure::Referrals),
    (Measure::JobStarts, Measure::Attachments),
    (Measure::Sustained, Measure::JobStarts),
    (Measure::Sustained, Measure::Attachments),
    (Measure::Sustained13Weeks, Measure::JobStarts),
    (Measure::Sustained13Weeks, Measure::Attachments),
    (Measure::Sustained26Weeks, Measure::JobStarts),
    (Measure::Sustained26Weeks, Measure::Attachments),
    (Measure::Sustained26Weeks, Measure::Sustained13Weeks),
];

/// A count with its table.
type Own<'a> = (&'a MappedRecords, &'a Count);

/// Holds each prime's counts against each other.
pub fn hold(tables: &[MappedRecords], context: &RuleContext<'_>, findings: &mut Vec<Finding>) {
    let mut primes: BTreeMap<&str, Vec<Own<'_>>> = BTreeMap::new();
    let all = tables.iter().flat_map(|table| table.counts().map(move |count| (table, count)));
    for own in all.filter(|(_, count)| counts::makes_figures(count.measure)) {
        primes.entry(&own.1.prime).or_default().push(own);
    }
    for all in primes.into_values() {
        for of in [CountsOf::Events, CountsOf::Joiners] {
            let own: Vec<Own<'_>> = all.iter().filter(|(_, count)| count.of == of).copied().collect();
            // What is wrong with a measure is told once.
            let mut told = BTreeSet::new();
            for (inner, outer) in NESTED {
                let found = if told.contains(&inner) { None } else { too_many(&own, inner, outer, context) };
                told.extend(found.as_ref().map(|_| inner));
                findings.extend(found);
            }
        }
    }
}

fn place((table, count): Own<'_>) -> Place {
    let place = Place::file(&table.origin.file).sheet(&table.origin.sheet);
    place.row(count.source_row).column(count.source_column, "")
}

/// More people of one measure than of one that holds them.
struct TooMany<'a> {
    people: (u64, u64),
    when: String,
    /// The last count of each.
    last: (Own<'a>, Own<'a>),
    stops: bool,
}

/// The first that is found: of one part, else of everybody. In one month it may be, as people start jobs later.
fn too_many(own: &[Own<'_>], inner: Measure, outer: Measure, context: &RuleContext<'_>) -> Option<Finding> {
    let mut parts: BTreeMap<Option<(&str, &str)>, [Vec<Own<'_>>; 2]> = BTreeMap::new();
    for (at, measure) in [inner, outer].into_iter().enumerate() {
        for own in own.iter().filter(|(_, count)| count.measure == measure) {
            let part = own.1.group.as_ref().map(|(by, name)| (by.as_str(), name.as_str()));
            parts.entry(part).or_default()[at].push(*own);
        }
    }
    let mut found: Vec<(String, TooMany<'_>)> = Vec::new();
    for (part, [inner, outer]) in &parts {
        let name = part.map_or(String::new(), |(_, name)| format!(" in {}", crate::fault::printable(name)));
        let known = part.is_none_or(|(_, name)| !name.is_empty());
        let all = if known { of_a_part(inner, outer, context) } else { Vec::new() };
        found.extend(all.into_iter().map(|own| (name.clone(), own)));
    }
    found.extend(of_everybody(own, inner, outer, context).map(|own| (String::new(), own)));
    let at = found.iter().position(|(_, own)| own.stops).unwrap_or(0);
    let (name, TooMany { people: (few, many), when, last, stops }) = found.into_iter().nth(at)?;
    let [inner, outer] = [inner, outer].map(Measure::name);
    let message = format!(
        "{inner} {few}, {outer} {many}{name} {when}: nobody can be among the first without being among the second ({} and {})",
        place(last.0),
        place(last.1)
    );
    let hint = "ask the sender which figure is wrong, or how each is counted: no rate of them can be above 100%";
    let effect = if stops { Effect::Stops } else { Effect::Notes };
    Some(Finding::new("counts_do_not_nest", effect, place(last.0), message, hint))
}

/// What is wrong with the counts of one part: of joiners at any time; of events so far, from the same first day.
fn of_a_part<'a>(inner: &[Own<'a>], outer: &[Own<'a>], context: &RuleContext<'_>) -> Vec<TooMany<'a>> {
    let mut found = Vec::new();
    let as_at = context.as_at.0;
    let until = |own: &Own<'_>| own.1.span.is_none_or(|span| span.last <= as_at);
    for own in inner.iter().filter(|own| until(own)) {
        let alone = own.1.span.is_none() || own.1.of == CountsOf::Joiners;
        let same = outer.iter().find(|other| alone && other.1.span == own.1.span);
        if let Some((other, Ok(few), Ok(many))) = same.map(|other| (other, own.1.people, other.1.people))
            && few > many
        {
            let when = own.1.span.map_or("so far".into(), |span| format!("for those of {span}"));
            found.push(TooMany { people: (few, many), when, last: (*own, *other), stops: true });
        }
    }
    let ends: BTreeSet<NaiveDate> =
        inner.iter().filter(|own| until(own)).filter_map(|own| Some(own.1.span?.last)).collect();
    for end in ends {
        let sum = |of: &[Own<'a>]| counts::sum(of.iter().map(|own| own.1), None, end);
        let (Some(few), Some(many)) = (sum(inner), sum(outer)) else { continue };
        if few.first == many.first && few.people > many.people {
            // Of a table that begins with the contract nobody can have come before it.
            let covers = |own: &Own<'_>| context.coverage[own.1.source_id as usize] == Coverage::ToDate;
            let stops = end == as_at || inner.iter().chain(outer).all(covers);
            let when = format!("by {end}");
            found.extend(told((few.people, many.people), when, inner, outer, end, stops));
        }
    }
    let quarter = Quarter::of(as_at);
    let sum = |of: &[Own<'a>]| counts::sum(of.iter().map(|own| own.1), Some(quarter.first_day()), as_at);
    if let (Some(few), Some(many)) = (sum(inner), sum(outer))
        && many.people > 0
        && few.people > many.people
        && inner.iter().all(|own| own.1.of == CountsOf::Events)
    {
        let when = format!("in {}", quarter.months_in_words());
        found.extend(told((few.people, many.people), when, inner, outer, as_at, true));
    }
    found
}

/// The same of all people, where the two measures are counted by different things.
fn of_everybody<'a>(own: &[Own<'a>], inner: Measure, outer: Measure, context: &RuleContext<'_>) -> Option<TooMany<'a>> {
    let all: Vec<&Count> = own.iter().map(|(_, count)| *count).collect();
    let (as_at, quarter) = (context.as_at.0, Quarter::of(context.as_at.0));
    let first = all.iter().filter_map(|count| count.span).map(|span| span.first).min();
    let of = |measure| own.iter().filter(|own| own.1.measure == measure).copied().collect::<Vec<_>>();
    let windows =
        [(first, format!("by {as_at}")), (Some(quarter.first_day()), format!("in {}", quarter.months_in_words()))];
    windows.into_iter().find_map(|(from, when)| {
        let sum = |measure| counts::everybody(&all, measure, from, as_at);
        let (few, many) = (sum(inner)?, sum(outer)?);
        (few > many && many > 0).then(|| told((few, many), when, &of(inner), &of(outer), as_at, true))?
    })
}

fn told<'a>(
    people: (u64, u64),
    when: String,
    inner: &[Own<'a>],
    outer: &[Own<'a>],
    end: NaiveDate,
    stops: bool,
) -> Option<TooMany<'a>> {
    let last = |of: &[Own<'a>]| {
        of.iter().filter(|own| own.1.span.is_none_or(|span| span.last <= end)).max_by_key(|own| own.1.span).copied()
    };
    Some(TooMany { people, when, last: (last(inner)?, last(outer)?), stops })
}
