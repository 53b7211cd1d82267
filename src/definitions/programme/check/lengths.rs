//! Contradictions in years and lengths of time: support, what makes the outcome, what comes after it.

use super::super::{OutcomeRule, Programme, Span};
use crate::definitions::SustainedFrom;
use crate::definitions::contradictions::{Contradictions, quoted};

/// Nobody asks for more weeks in work than three years have.
const MOST_WEEKS: u32 = 156;
/// No time that a programme gives is longer than ten years: in months, and in days of months of 31.
pub(super) const MOST_MONTHS: u32 = 120;
const MOST_DAYS: u64 = 3_720;
/// A run with a gap of a year is not unbroken.
const MOST_GAP: u32 = 365;
/// The years in which a programme can begin.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2100;

pub(super) fn lengths(programme: &Programme, found: &mut Contradictions<'_>) {
    if let Some(year) = programme.first_year.filter(|year| !YEARS.contains(year)) {
        let what = format!("first_year is {year}");
        found.add("first_year", what, format!("write a year from {} to {}", YEARS.start(), YEARS.end()));
    }
    spans(programme, found);
    if programme.sustained.is_a_status() {
        status(programme, found);
    } else {
        outcome(programme, found);
    }
    if let Some(sustainment) = &programme.sustainment {
        weeks(sustainment.weeks, "a sustainment", "sustainment.weeks", found);
        times(sustainment.most, "sustainment.most", found);
    }
    for (nth, group) in programme.payment_group.iter().enumerate() {
        let what = format!("payment group {}: an outcome", quoted(&group.code));
        weeks(group.outcome_weeks, &what, &format!("payment_group.{nth}.outcome_weeks"), found);
        times(group.sustainments, &format!("payment_group.{nth}.sustainments"), found);
    }
}

fn weeks(weeks: u32, what: &str, place: &str, found: &mut Contradictions<'_>) {
    if weeks == 0 || weeks > MOST_WEEKS {
        let hint = format!("give 1 week or more, {MOST_WEEKS} at most");
        found.add(place, format!("{what} of {weeks} weeks in work"), hint);
    }
}

/// How often a sustainment can be claimed. None is less than nothing to say, and still says it.
fn times(most: Option<u32>, place: &str, found: &mut Contradictions<'_>) {
    if let Some(most) = most.filter(|most| *most > MOST_WEEKS) {
        let hint = format!("write how many can be claimed, {MOST_WEEKS} at most");
        found.add(place, format!("{most} sustainments that can be claimed"), hint);
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
        } else if days(span) == 0 {
            found.add(name, format!("{name} is {}, which is no time", span.in_words()), hint);
        } else if days(span) > MOST_DAYS {
            found.add(name, format!("{name} is {}, which is more than ten years", span.in_words()), hint);
        }
    }
}

/// The days of a span, of the longest months that there are: what is too short for something then always is.
fn days(span: &Span) -> u64 {
    let of = |units: Option<u32>, days: u64| u64::from(units.unwrap_or(0)) * days;
    of(span.days, 1) + of(span.weeks, 7) + of(span.months, 31)
}

/// The most weeks in work that anybody's outcome asks for.
fn longest(programme: &Programme) -> u32 {
    let groups = programme.payment_group.iter().map(|group| group.outcome_weeks);
    groups.fold(programme.sustained.weeks, u32::max)
}

fn outcome(programme: &Programme, found: &mut Contradictions<'_>) {
    let sustained = &programme.sustained;
    weeks(sustained.weeks, "an outcome", "sustained.weeks", found);
    let longest = longest(programme);
    let rules = programme.payment_group.iter().filter_map(|group| group.outcome_rule);
    let rules: Vec<OutcomeRule> = rules.chain([sustained.rule]).collect();
    if let Some(within) = sustained.within_weeks {
        if within < longest {
            let what = format!("{longest} weeks in work cannot lie within within_weeks = {within}");
            found.add("sustained.within_weeks", what, "write the longer time, such as 58 for 50 weeks");
        }
        if within > 2 * MOST_WEEKS {
            let hint = format!("write weeks, {} at most", 2 * MOST_WEEKS);
            found.add("sustained.within_weeks", format!("within_weeks = {within}"), hint);
        }
        if rules.contains(&OutcomeRule::Continuous) {
            let what = "within_weeks with rule \"continuous\", whose weeks lie in one unbroken run";
            found.add("sustained.within_weeks", what, "take it out, or write `rule = \"cumulative\"`");
        }
    }
    if sustained.gap_days > 0 && !rules.contains(&OutcomeRule::Continuous) {
        let what = format!("gap_days = {} with rule \"cumulative\", which no gap breaks", sustained.gap_days);
        found.add("sustained.gap_days", what, "take it out, or write `rule = \"continuous\"`");
    } else if sustained.gap_days > MOST_GAP {
        let what = format!("gap_days = {}: a run with such gaps is not unbroken", sustained.gap_days);
        found.add("sustained.gap_days", what, "write the days out of work that do not break a run, such as 7");
    }
    if longest <= MOST_WEEKS {
        has_time(programme, u64::from(longest), found);
    }
}

/// Whether the weeks of the outcome fit into the time that people have for them.
fn has_time(programme: &Programme, longest: u64, found: &mut Contradictions<'_>) {
    let one_unit = |span: &&Span| span.units() == 1 && days(span) > 0;
    if let Some(window) = programme.window.as_ref().filter(one_unit)
        && days(window) < 7 * longest
    {
        let what = format!("the window of {} is shorter than {longest} weeks in work", window.in_words());
        found.add("window", what, "give the time from attachment within which the outcome has to be reached");
    }
    let in_work = programme.in_work.as_ref().map_or(0, days);
    if let Some(support) = programme.support.as_ref().filter(one_unit)
        && days(support) + in_work < 7 * longest
    {
        let more = if in_work > 0 { ", with the support in work," } else { "" };
        let what = format!("support of {}{more} is shorter than {longest} weeks in work", support.in_words());
        let hint = "check the number and its unit; if people are supported on in work, say how long with `in_work`";
        found.add("support", what, hint);
    }
}

/// An outcome that is what somebody does at a time, and not how long they worked.
fn status(programme: &Programme, found: &mut Contradictions<'_>) {
    let sustained = &programme.sustained;
    if sustained.weeks > 0 || sustained.within_weeks.is_some() || sustained.gap_days > 0 {
        let what = "weeks in work and status_months: the outcome is one or the other";
        found.add("sustained.status_months", what, "keep the weeks, or the status");
    }
    if !sustained.status_months.is_sorted_by(|one, next| one < next) {
        let what = format!("status_months {:?} do not rise", sustained.status_months);
        found.add("sustained.status_months", what, "count each from leaving, the earliest first: [0, 6]");
    }
    let last = sustained.status_months.iter().max().copied().unwrap_or(0);
    if last > MOST_MONTHS {
        let what = format!("a status {last} months after leaving");
        found.add("sustained.status_months", what, format!("write months, {MOST_MONTHS} at most"));
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
    if programme.sustainment.is_some() {
        let what = "[sustainment] has further weeks in work, and the outcome is a status";
        found.add("sustainment", what, "take out [sustainment], or `status_months`");
    }
}
