//! What a contract asks of its people, worked out once: by payment group, in days.

use crate::canonical::frame::{Day, date_of, day_of};
use crate::definitions::{OutcomeTest, Reattachment, Span, SustainedFrom};
use crate::validation::ContractTerms;

use crate::vocabulary::Quarter;

use super::indicators::Event;
use super::people::CodeId;

/// A contract's rules.
pub struct Rules {
    /// By number of a payment group.
    groups: Vec<GroupRules>,
    /// Days that the outcome asks for of the payment group that is asked for most.
    longest: Day,
    /// Days of one sustainment; none where the programme pays none.
    pub sustainment_days: Option<Day>,
    support: Option<Span>,
    in_work: Option<Span>,
    window: Option<Span>,
    pub reattachment: Reattachment,
    pub closes_leavers: bool,
    pub sustained_from: SustainedFrom,
    /// Whether job dates can show the programme's outcome: not where it asks what they do not hold, such as earnings.
    pub dates_show: bool,
    /// Whether the outcome is of work alone: not where it is what people do on leaving, which may be a course.
    pub asks_for_work: bool,
}

/// What a payment group has to do.
#[derive(Clone, Copy, Debug)]
pub struct GroupRules {
    pub test: OutcomeTest,
    /// Most sustainments that can be claimed.
    pub sustainments: u32,
}

impl Rules {
    /// `groups` are the words for the numbers of payment groups; the first, empty, is "not known".
    pub fn of(terms: &ContractTerms<'_>, groups: &[String]) -> Rules {
        let programme = terms.programme;
        let of_group = |group: &String| {
            let known = Some(group.as_str()).filter(|group| !group.is_empty());
            GroupRules { test: programme.outcome_test(known), sustainments: programme.sustainments(known) }
        };
        let codes = programme.payment_group.iter().map(|group| Some(group.code.as_str())).chain([None]);
        Rules {
            groups: groups.iter().map(of_group).collect(),
            longest: codes.map(|code| programme.outcome_test(code).days as Day).max().unwrap_or_default(),
            sustainment_days: programme.sustainment.as_ref().map(|own| 7 * own.weeks as Day),
            support: programme.support.clone(),
            in_work: programme.in_work.clone(),
            window: programme.window.clone(),
            reattachment: programme.reattachment,
            closes_leavers: programme.closes_leavers,
            sustained_from: terms.sustained_from(),
            dates_show: programme.sustained.read_from == SustainedFrom::Dates,
            asks_for_work: !programme.sustained.is_a_status(),
        }
    }

    pub fn of_group(&self, group: CodeId) -> &GroupRules {
        &self.groups[group as usize]
    }

    /// First day after the support that begins on a day; none where its length is not known.
    pub fn support_end(&self, from: Day) -> Option<Day> {
        end_after(self.support.as_ref().filter(|span| span.confirmed), from)
    }

    /// Whether the programme supports people in work at all.
    pub fn knows_support_in_work(&self) -> bool {
        self.in_work.is_some()
    }

    /// Whether somebody is supported on a day in a job that began on another. Nobody is where the programme knows no such
    /// support; a length that is not confirmed ends nobody's.
    pub fn supports_in_work(&self, began: Day, day: Day) -> bool {
        let Some(span) = &self.in_work else { return false };
        !span.confirmed || end_after(Some(span), began).is_none_or(|end| day < end)
    }

    /// First day after the window for somebody attached on a day; none where there is none or it is not confirmed.
    pub fn window_end(&self, from: Day) -> Option<Day> {
        end_after(self.window.as_ref().filter(|span| span.confirmed), from)
    }

    /// The first day of joining of those who have not had the full time that an event needs by a day; everybody who joined
    /// before has. The full time is support, and behind it the weeks of an unbroken job begun on its last day.
    ///
    /// It is told for whole quarters of joining, and for all payment groups at once: were it told to the day, the few who
    /// joined on the first days of a quarter could be told by the difference from figures of the quarters. Nothing where nobody has.
    pub fn had_time_before(&self, event: Event, day: Day) -> Option<Day> {
        let had_time = |quarter: Quarter| {
            let joined = day_of(quarter.last_day());
            let Some(end) = self.support_end(joined) else { return false };
            let last_chance = end + self.longest - 1;
            match event {
                Event::Referred | Event::Attached => false,
                Event::JobStarted => day >= end,
                _ if self.has_open_window() => false,
                _ => day >= self.window_end(joined).map_or(last_chance, |end| end.min(last_chance)),
            }
        };
        // No programme supports anybody for longer.
        const QUARTERS: usize = 4 * 50;
        let quarters = std::iter::successors(Some(Quarter::of(date_of(day))), |quarter| Some(quarter.previous()));
        let last = quarters.take(QUARTERS).find(|quarter| had_time(*quarter))?;
        Some(day_of(last.next().first_day()))
    }

    /// Whether nobody can say when the outcome is out of reach: everybody stays in time.
    pub fn has_open_window(&self) -> bool {
        self.window.as_ref().is_some_and(|span| !span.confirmed)
    }
}

fn end_after(span: Option<&Span>, from: Day) -> Option<Day> {
    span.map(|span| day_of(span.end_after(date_of(from))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn support_in_work_ends_with_its_last_day_and_never_where_its_length_is_not_confirmed() {
        let supports = |in_work: Option<bool>, day| {
            let span = |confirmed| Span { weeks: None, months: None, days: Some(182), confirmed, source: None };
            let rules = Rules {
                groups: Vec::new(),
                longest: 182,
                sustainment_days: None,
                support: None,
                in_work: in_work.map(span),
                window: None,
                reattachment: Reattachment::Continues,
                closes_leavers: false,
                sustained_from: SustainedFrom::Dates,
                dates_show: true,
                asks_for_work: true,
            };
            rules.supports_in_work(1000, day)
        };
        assert!(supports(Some(true), 1181) && !supports(Some(true), 1182));
        assert!(supports(Some(false), 1182));
        assert!(!supports(None, 1000));
    }
}
