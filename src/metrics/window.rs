//! What is true of one person in a view, for all columns of all tables at once.

use chrono::Datelike;

use crate::canonical::frame::{Day, date_of, day_of};
use crate::vocabulary::Basis;

use super::because::Because;
use super::compute::{CountColumn, View};
use super::indicators::Event;
use super::people::{Happened, People, Person};
use super::rules::Rules;

/// The days that a view means and what is asked of people, worked out once for everybody.
pub(super) struct Window {
    pub view: View,
    as_at: Day,
    /// First and last day of the months that the basis means.
    first: Day,
    last: Day,
    /// The last day of the quarter after it.
    next_last: Day,
    /// What is counted, each column once; a column's place is its bit.
    columns: Vec<CountColumn>,
    events: Vec<Event>,
    /// Events of which it is asked who can still reach them, or has had the time to.
    followed: Vec<Event>,
    /// Events of which it is asked how many months after another they came.
    timed: Vec<(Event, Event)>,
    /// By contract: who joined before such a day has had the full time for a job start, and for every later event.
    had_time: Vec<[Option<Day>; 2]>,
}

/// The columns in which a person counts, a bit each. As many as a window can hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Seen(u128);

impl Seen {
    /// Whether the person counts in the column of that place.
    pub fn counts(self, place: u32) -> bool {
        self.0 >> place & 1 == 1
    }

    /// Only the columns of a mask: people who differ in others alone are alike to a table.
    pub fn only(self, mask: Seen) -> Seen {
        Seen(self.0 & mask.0)
    }
}

/// What happened to a person: an event a bit.
#[derive(Default)]
struct Happenings {
    /// On the view's basis.
    own: u16,
    /// By the as-at day.
    reached: u16,
    in_time: u16,
    matured: u16,
}

fn bit(event: Event) -> u16 {
    1 << event as u16
}

impl Window {
    pub fn of(people: &People, view: View) -> Self {
        let as_at = day_of(view.as_at.0);
        let before =
            |rules: &Rules| [Event::JobStarted, Event::Sustained].map(|event| rules.had_time_before(event, as_at));
        Window {
            had_time: people.own.iter().map(|own| before(&own.rules)).collect(),
            view,
            as_at,
            first: day_of(view.first_day()),
            last: day_of(view.quarter.last_day()),
            next_last: day_of(view.quarter.next().last_day()),
            columns: Vec::new(),
            events: Vec::new(),
            followed: Vec::new(),
            timed: Vec::new(),
        }
    }

    /// Looks out for what these columns count, too.
    pub fn watch(&mut self, people: &People, columns: &[CountColumn]) {
        for column in columns {
            if self.columns.contains(column) {
                continue;
            }
            self.columns.push(*column);
            match *column {
                CountColumn::Everybody => self.events.push(Event::Referred),
                CountColumn::Happened(event) => self.events.push(event),
                CountColumn::Completed { of } | CountColumn::Followed { of, .. } => self.events.push(of),
                CountColumn::Reached { event, of } | CountColumn::CompletedAchieved { event, of } => {
                    self.events.extend([event, of]);
                }
                CountColumn::Not { event, of, .. } => self.events.extend([event, of]),
                CountColumn::InTime { event, of }
                | CountColumn::Due { event, of }
                | CountColumn::Matured { event, of }
                | CountColumn::MaturedAchieved { event, of } => {
                    self.events.extend([event, of]);
                    self.followed.push(event);
                }
                CountColumn::FollowedAchieved { event, of, .. } | CountColumn::Within { event, of, .. } => {
                    self.events.extend([event, of]);
                    self.timed.push((event, of));
                }
            }
        }
        assert!(self.columns.len() <= u128::BITS as usize, "a view counts {} columns", self.columns.len());
        for list in [&mut self.events, &mut self.followed] {
            list.sort_unstable();
            list.dedup();
        }
        self.timed.sort_unstable();
        self.timed.dedup();
        if self.view.basis.is_of_a_period() {
            self.followed.clear();
        }
        self.events.iter().for_each(|event| people.must_hold_event(*event));
        let asks_how_people_stand = |column: &CountColumn| {
            matches!(column, CountColumn::Completed { .. } | CountColumn::CompletedAchieved { .. })
        };
        if !self.followed.is_empty() || columns.iter().any(asks_how_people_stand) {
            people.must_hold_standing();
        }
    }

    /// A column's place among those that are looked out for.
    pub fn place(&self, column: CountColumn) -> u32 {
        let place = self.columns.iter().position(|own| *own == column);
        place.expect("a table's columns are looked out for") as u32
    }

    /// The columns of one table, as bits.
    pub fn mask(&self, columns: &[CountColumn]) -> Seen {
        Seen(columns.iter().fold(0, |mask, column| mask | 1 << self.place(*column)))
    }

    /// Looks at a person once for all columns.
    pub fn look(&self, people: &People, person: &Person) -> Seen {
        let happened = self.happenings(people, person);
        if happened.own == 0 && happened.reached == 0 {
            return Seen::default();
        }
        let mut months = Months::new(self, people, person);
        let mut completed = None;
        let mut why: Option<(Event, Because)> = None;
        let mut seen = 0;
        for (place, column) in self.columns.iter().enumerate() {
            let has = |events: u16, event: Event| events & bit(event) != 0;
            let (own, reached) = (happened.own, happened.reached);
            let mut over = || *completed.get_or_insert_with(|| people.has_completed(person, self.as_at));
            let counts = match *column {
                CountColumn::Everybody => has(reached, Event::Referred),
                CountColumn::Happened(event) => has(own, event),
                CountColumn::Reached { event, of } => has(own, of) && has(reached, event),
                CountColumn::InTime { event, of } => has(own, of) && has(happened.in_time & !reached, event),
                CountColumn::Matured { event, of } => has(own, of) && has(happened.matured, event),
                CountColumn::MaturedAchieved { event, of } => has(own, of) && has(happened.matured & reached, event),
                CountColumn::Completed { of } => has(own, of) && over(),
                CountColumn::CompletedAchieved { event, of } => has(own, of) && has(reached, event) && over(),
                CountColumn::Followed { of, months: most } => has(own, of) && months.followed(of) >= Some(most),
                CountColumn::Within { event, of, months: most } => {
                    has(own, of) && has(reached, event) && months.until(event, of).is_some_and(|own| own < most)
                }
                CountColumn::Not { event, of, because } => {
                    has(own, of) && !has(reached, event) && {
                        let known = why.filter(|(asked, _)| *asked == event);
                        let own = known.unwrap_or_else(|| (event, people.because(person, event, self.as_at)));
                        why = Some(own);
                        own.1 == because
                    }
                }
                CountColumn::Due { event, of } => {
                    has(own, of)
                        && has(happened.in_time & !reached, event)
                        && people.is_due(person, event, self.as_at, self.next_last)
                }
                CountColumn::FollowedAchieved { event, of, months: most } => {
                    has(own, of)
                        && has(reached, event)
                        && months.followed(of) >= Some(most)
                        && months.until(event, of).is_some_and(|own| own < most)
                }
            };
            seen |= u128::from(counts) << place;
        }
        Seen(seen)
    }

    fn happenings(&self, people: &People, person: &Person) -> Happenings {
        let mut seen = Happenings::default();
        let attached_in_span = self.view.basis == Basis::Cohort && self.in_span(person.attachment);
        for &event in &self.events {
            let happened = people.happened(person, event);
            let reached = people.has(person, event, self.as_at);
            let own = match self.view.basis {
                Basis::ToDate => reached,
                // A state is true of the as-at day, whatever happened in which months.
                Basis::Period | Basis::TwelveMonths if event.is_a_state() => reached,
                Basis::Period | Basis::TwelveMonths => self.in_span(happened),
                // A cohort is the people attached in the quarter; for referrals, those referred in it.
                Basis::Cohort if event == Event::Referred => self.in_span(happened),
                Basis::Cohort => attached_in_span && reached,
            };
            seen.reached |= bit(event) * u16::from(reached);
            seen.own |= bit(event) * u16::from(own);
        }
        for &event in &self.followed {
            seen.in_time |= bit(event) * u16::from(people.in_time(person, event, self.as_at));
            seen.matured |= bit(event) * u16::from(self.has_had_time(people, person, event));
        }
        seen
    }

    /// It depends on the day of joining alone, never on what was achieved.
    fn has_had_time(&self, people: &People, person: &Person, event: Event) -> bool {
        let [job_started, later] = self.had_time[person.contract];
        let before = match event {
            Event::Referred | Event::Attached => None,
            Event::JobStarted => job_started,
            _ => later,
        };
        before.is_some_and(|before| person.joined(people.rules(person)).is_some_and(|joined| joined < before))
    }

    fn in_span(&self, happened: Happened) -> bool {
        matches!(happened, Happened::On(day) if self.first <= day && day <= self.last)
    }
}

/// Whole months between a person's events, worked out when they are asked for.
struct Months<'a> {
    window: &'a Window,
    people: &'a People,
    person: &'a Person,
    /// Whole months of following since an event; the last one asked for.
    followed: Option<(Event, Option<u32>)>,
    /// Whole months between two events; by their place in the window's list.
    until: [Option<Option<u32>>; TIMED],
}

/// Pairs of events that a window keeps the months of; those behind are worked out each time.
const TIMED: usize = 4;

impl<'a> Months<'a> {
    fn new(window: &'a Window, people: &'a People, person: &'a Person) -> Self {
        Months { window, people, person, followed: None, until: [None; TIMED] }
    }

    fn day(&self, event: Event) -> Option<Day> {
        match self.people.happened(self.person, event) {
            Happened::On(day) => Some(day),
            _ => None,
        }
    }

    /// For how many whole months the person has been followed since an event; the as-at day is followed to its end.
    fn followed(&mut self, of: Event) -> Option<u32> {
        match self.followed {
            Some((event, months)) if event == of => months,
            _ => {
                let months = self.day(of).map(|day| whole_months(day, self.window.as_at + 1));
                self.followed = Some((of, months));
                months
            }
        }
    }

    /// How many whole months passed before an event came; nothing where it came without a day.
    fn until(&mut self, event: Event, of: Event) -> Option<u32> {
        let work_out = |own: &Self| Some(whole_months(own.day(of)?, own.day(event)?));
        match self.window.timed.iter().position(|own| *own == (event, of)) {
            Some(place) if place < TIMED => match self.until[place] {
                Some(months) => months,
                None => {
                    let months = work_out(self);
                    self.until[place] = Some(months);
                    months
                }
            },
            _ => work_out(self),
        }
    }
}

/// Whole months from one day to another, 0 where it is no later: the most that can be added to the first without
/// passing the second. From the 31st a month is over on the last day of a shorter month.
pub(super) fn whole_months(from: Day, until: Day) -> u32 {
    if until <= from {
        return 0;
    }
    let (first, last) = (date_of(from), date_of(until));
    let months = (last.year() - first.year()) * 12 + last.month() as i32 - first.month() as i32;
    let passed = first.checked_add_months(chrono::Months::new(months as u32)).is_none_or(|day| day > last);
    (months - i32::from(passed)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Days, NaiveDate};
    use proptest::prelude::*;

    fn day(year: i32, month: u32, day: u32) -> Day {
        day_of(NaiveDate::from_ymd_opt(year, month, day).unwrap())
    }

    #[test]
    fn months_are_whole_when_the_day_of_the_month_comes_again_or_the_month_has_none() {
        assert_eq!(whole_months(day(2015, 1, 15), day(2015, 2, 14)), 0);
        assert_eq!(whole_months(day(2015, 1, 15), day(2015, 2, 15)), 1);
        assert_eq!(whole_months(day(2015, 1, 31), day(2015, 2, 28)), 1);
        assert_eq!(whole_months(day(2015, 1, 31), day(2015, 2, 27)), 0);
        assert_eq!(whole_months(day(2014, 12, 31), day(2016, 12, 31)), 24);
        assert_eq!(whole_months(day(2015, 5, 1), day(2015, 4, 1)), 0);
    }

    proptest! {
        #[test]
        fn whole_months_are_the_most_that_can_be_added(from in 0..20_000i32, more in 0..4_000u64) {
            let start = date_of(from);
            let until = start + Days::new(more);
            let most = (0..200u32).take_while(|&months| start + chrono::Months::new(months) <= until).last().unwrap();
            prop_assert_eq!(whole_months(from, day_of(until)), most);
        }
    }
}
