//! The engine against the rows worked by hand in docs/methods/programmes.md.

use std::path::Path;

use chrono::{Datelike, NaiveDate};

use super::employment::{Bounds, Spell, Work};
use super::indicators;
use crate::canonical::frame::{Day, date_of, day_of};
use crate::definitions::programme::{self, Programme, target};
use crate::definitions::{OutcomeRule, OutcomeTest, Span};

const PAGE: &str = include_str!("../../docs/methods/programmes.md");

/// The rows of the table whose header begins so.
fn rows(header: &str) -> Vec<Vec<&'static str>> {
    let below = PAGE.split_once(header).unwrap().1;
    let rows = below.lines().skip(2).take_while(|line| line.starts_with('|'));
    rows.map(|row| row.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`')).collect()).collect()
}

fn day(text: &str) -> Day {
    day_of(text.parse::<NaiveDate>().unwrap())
}

fn job(text: &str) -> Option<Spell> {
    let (first, last) = text.split_once(" to ")?;
    Some(Spell { first: day(first), last: Some(day(last)), hours: None })
}

fn told(reached: Option<Day>) -> String {
    reached.map_or_else(|| "not reached".into(), |day| date_of(day).to_string())
}

/// First day after a length of time that a source confirms.
fn end(span: &Option<Span>, attached: Day) -> Option<Day> {
    let span = span.as_ref().filter(|span| span.confirmed)?;
    Some(day_of(span.end_after(date_of(attached))))
}

#[test]
fn whoever_falls_out_after_25_weeks_has_what_each_programme_gives_by_hand() {
    let rows = rows("| programme | group |");
    assert_eq!(rows.len(), 19);
    for row in rows {
        let [id, group, attached, first, second, days, outcome, sustainments] = row[..] else { panic!("{row:?}") };
        let programme: Programme = programme::load(Path::new("/nowhere"), id).unwrap();
        let group = Some(group).filter(|group| *group != "none");
        let test = programme.outcome_test(group);
        let bounds = Bounds {
            support_end: end(&programme.support, day(attached)),
            window_end: end(&programme.window, day(attached)),
        };
        let spells: Vec<Spell> = [first, second].into_iter().filter_map(job).collect();
        let as_at = NaiveDate::from_ymd_opt(date_of(spells[0].first).year() + 1, 12, 31).unwrap();
        let work = Work::of(&spells, &test, bounds, day_of(as_at));
        let reached = work.reached_on(&test);
        assert_eq!((work.days().to_string(), told(reached)), (days.into(), outcome.into()), "{row:?}");
        let length = programme.sustainment.as_ref().map(|own| 7 * own.weeks as Day);
        let each = reached.zip(length).map_or(Vec::new(), |(reached, length)| {
            work.sustainments(reached, length, programme.sustainments(group))
                .map(|day| date_of(day).to_string())
                .collect()
        });
        let each = if each.is_empty() { "none".into() } else { each.join(", ") };
        assert_eq!(each, sustainments, "{row:?}");
    }
}

#[test]
fn unbroken_weeks_begin_anew_after_a_break_as_worked_by_hand() {
    let rows = rows("| rule | days out permitted |");
    assert_eq!(rows.len(), 4);
    for row in rows {
        let [rule, gap, second, outcome] = row[..] else { panic!("{row:?}") };
        assert_eq!(rule, "continuous");
        let test = OutcomeTest { gap_days: gap.parse().unwrap(), ..OutcomeTest::of_weeks(26, OutcomeRule::Continuous) };
        let spells = [job("2014-04-07 to 2014-09-28").unwrap(), job(second).unwrap()];
        let work = Work::of(&spells, &test, Bounds::default(), day("2015-12-31"));
        assert_eq!(told(work.reached_on(&test)), outcome, "{row:?}");
    }
}

/// Definitions are read before anything is measured, so they have a list of their own.
#[test]
fn every_indicator_that_a_target_can_be_for_is_measured_in_the_same_unit() {
    use super::Figure;
    for (id, unit) in target::INDICATORS {
        let indicator = indicators::find(id).unwrap_or_else(|| panic!("{id} is not measured"));
        let is_rate = matches!(indicator.figure, Figure::Rate { .. });
        assert_eq!(is_rate, *unit == target::Unit::Percent, "{id}");
    }
}
