//! Job spells to days in work, and the days on which they make an outcome. First and last day in work both count;
//! days on which somebody has two jobs count once.

use crate::canonical::frame::Day;
use crate::definitions::{OutcomeRule, OutcomeTest};

/// One job: first day and last day in work, the last missing while it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spell {
    pub first: Day,
    pub last: Option<Day>,
    /// Hours a week in hundredths; missing where nobody told them.
    pub hours: Option<u32>,
}

impl Spell {
    /// Whether the job runs on behind a day.
    pub fn runs_at(&self, day: Day) -> bool {
        self.first <= day && self.last.is_none_or(|last| last > day)
    }

    /// Whether its days can count for an outcome: begun before support ended, and not of too few hours.
    pub fn counts(&self, test: &OutcomeTest, bounds: Bounds) -> bool {
        let is_long_enough = match (self.hours, test.minimum_hours) {
            (Some(hours), Some(least)) => hours >= least.hundredths,
            _ => true,
        };
        is_long_enough && bounds.support_end.is_none_or(|end| self.first < end)
    }
}

/// Days on which days in work count: those of jobs begun before support ended, up to the end of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// First day after support: a job begun from then on does not count, one begun before counts on unbroken.
    pub support_end: Option<Day>,
    /// First day after the window in which the outcome has to be reached.
    pub window_end: Option<Day>,
}

/// A person's days in work as runs in time that neither overlap nor touch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    runs: Vec<(Day, Day)>,
}

impl Work {
    /// The days in work that a test counts. Running jobs count up to `as_at`.
    pub fn of(spells: &[Spell], test: &OutcomeTest, bounds: Bounds, as_at: Day) -> Self {
        let until = bounds.window_end.map_or(as_at, |end| as_at.min(end - 1));
        let own = spells.iter().filter(|spell| spell.counts(test, bounds));
        let own = own.map(|spell| (spell.first, spell.last.unwrap_or(until).min(until)));
        let mut days: Vec<(Day, Day)> = own.filter(|(first, last)| first <= last).collect();
        days.sort_unstable();
        // In place: the runs so far stand before those that are still to be looked at.
        let mut runs = 0;
        for at in 0..days.len() {
            let (first, last) = days[at];
            match runs {
                0 => runs = 1,
                _ if first <= days[runs - 1].1 + 1 => days[runs - 1].1 = last.max(days[runs - 1].1),
                _ => {
                    days[runs] = (first, last);
                    runs += 1;
                }
            }
        }
        days.truncate(runs);
        Work { runs: days }
    }

    /// Different days in work.
    pub fn days(&self) -> Day {
        self.runs.iter().map(|(first, last)| last - first + 1).sum()
    }

    /// Whether a day is one of them.
    pub fn holds(&self, day: Day) -> bool {
        self.runs.iter().any(|(first, last)| (*first..=*last).contains(&day))
    }

    /// The first unbroken time in work: first and last day.
    pub fn first_run(&self) -> Option<(Day, Day)> {
        self.runs.first().copied()
    }

    /// The day on which the test is passed, if it is.
    pub fn reached_on(&self, test: &OutcomeTest) -> Option<Day> {
        let needed = test.days as Day;
        let mut counted = 0;
        let mut end = None;
        for (at, (first, last)) in self.runs.iter().enumerate() {
            if self.breaks(test, end, *first) {
                counted = 0;
            }
            end = Some(*last);
            let days = last - first + 1;
            match test.within_days {
                Some(within) => {
                    if let Some(day) = self.reached_within(at, needed, within as Day) {
                        return Some(day);
                    }
                }
                None if counted + days >= needed => return Some(first + (needed - counted) - 1),
                None => {}
            }
            counted += days;
        }
        None
    }

    /// Whether the time out of work before a run breaks what has been counted.
    fn breaks(&self, test: &OutcomeTest, end: Option<Day>, first: Day) -> bool {
        test.rule == OutcomeRule::Continuous && end.is_some_and(|end| first - end - 1 > test.gap_days as Day)
    }

    /// The first day of a run on which the stretch that ends with it holds enough days in work.
    fn reached_within(&self, run: usize, needed: Day, within: Day) -> Option<Day> {
        let (first, last) = self.runs[run];
        if self.days_between(last - within + 1, last) < needed {
            return None;
        }
        // Day by day through a run the stretch gains one and loses one at most: the count never falls.
        let (mut low, mut high) = (first, last);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.days_between(middle - within + 1, middle) >= needed { high = middle } else { low = middle + 1 }
        }
        Some(low)
    }

    /// Days in work from one day to another, both included.
    fn days_between(&self, from: Day, until: Day) -> Day {
        self.runs.iter().map(|(first, last)| (until.min(*last) - from.max(*first) + 1).max(0)).sum()
    }

    /// The most days that have counted together towards a test: how near somebody came.
    pub fn best(&self, test: &OutcomeTest) -> Day {
        let (mut best, mut counted, mut end) = (0, 0, None);
        for (first, last) in &self.runs {
            if self.breaks(test, end, *first) {
                counted = 0;
            }
            end = Some(*last);
            counted += last - first + 1;
            best = best.max(match test.within_days {
                Some(within) => self.days_between(last - within as Day + 1, *last),
                None => counted,
            });
        }
        best
    }

    /// The days on which each further stretch of `days` unbroken days in work after `reached` is complete, `most` at
    /// most. After a break the count begins anew.
    pub fn sustainments(&self, reached: Day, days: Day, most: u32) -> impl Iterator<Item = Day> {
        let after = self.runs.iter().map(move |(first, last)| ((*first).max(reached + 1), *last));
        let stretches = after.flat_map(move |(first, last)| {
            (1..).map(move |stretch| first + stretch * days - 1).take_while(move |end| *end <= last)
        });
        stretches.take(most as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definitions::programme::Hours;
    use OutcomeRule::{Continuous, Cumulative};
    use proptest::prelude::*;

    fn spell(first: Day, last: Day) -> Spell {
        Spell { first, last: Some(last), hours: None }
    }

    fn within_support(end: Day) -> Bounds {
        Bounds { support_end: Some(end), window_end: None }
    }

    fn reached_on(
        spells: &[Spell],
        weeks: u32,
        rule: OutcomeRule,
        support_end: Option<Day>,
        as_at: Day,
    ) -> Option<Day> {
        let test = OutcomeTest::of_weeks(weeks, rule);
        Work::of(spells, &test, Bounds { support_end, window_end: None }, as_at).reached_on(&test)
    }

    fn reached(spells: &[Spell], test: OutcomeTest) -> Option<Day> {
        Work::of(spells, &test, Bounds::default(), 9999).reached_on(&test)
    }

    #[test]
    fn one_job_of_exactly_26_weeks_reaches_on_its_182nd_day() {
        assert_eq!(reached_on(&[spell(1, 182)], 26, Continuous, None, 1000), Some(182));
        assert_eq!(reached_on(&[spell(1, 181)], 26, Continuous, None, 1000), None);
        assert_eq!(reached_on(&[spell(1, 91)], 13, Cumulative, None, 1000), Some(91));
    }

    #[test]
    fn a_gap_breaks_a_continuous_run_and_not_a_cumulative_count() {
        let jobs = [spell(1, 100), spell(111, 300)];
        assert_eq!(reached_on(&jobs, 26, Cumulative, None, 1000), Some(192));
        assert_eq!(reached_on(&jobs, 26, Continuous, None, 1000), Some(292));
        // Someone who falls out after 25 weeks: seven more days are enough, or a fresh 26 weeks.
        let fell_out = [spell(1, 175), spell(200, 206)];
        assert_eq!(reached_on(&fell_out, 26, Cumulative, None, 1000), Some(206));
        assert_eq!(reached_on(&fell_out, 26, Continuous, None, 1000), None);
    }

    #[test]
    fn a_gap_that_the_rule_permits_does_not_break_a_run_and_is_not_counted() {
        let test = OutcomeTest { gap_days: 14, ..OutcomeTest::of_weeks(26, Continuous) };
        assert_eq!(reached(&[spell(1, 100), spell(115, 300)], test), Some(196));
        assert_eq!(reached(&[spell(1, 100), spell(116, 300)], test), Some(297));
        assert_eq!(reached(&[spell(1, 100), spell(116, 290)], test), None);
    }

    #[test]
    fn fifty_of_fifty_eight_weeks_slide_over_the_days_in_work() {
        let test = OutcomeTest { within_days: Some(406), ..OutcomeTest::of_weeks(50, Cumulative) };
        assert_eq!(reached(&[spell(1, 350)], test), Some(350));
        // 56 days out are just what the stretch leaves.
        assert_eq!(reached(&[spell(1, 175), spell(232, 500)], test), Some(406));
        // With one more the first day in work falls out of the stretch: it ends a day later.
        assert_eq!(reached(&[spell(1, 175), spell(233, 500)], test), None);
        assert_eq!(reached(&[spell(1, 175), spell(233, 582)], test), Some(582));
    }

    #[test]
    fn jobs_below_the_minimum_hours_do_not_count_and_untold_hours_do() {
        let test =
            OutcomeTest { minimum_hours: Some(Hours { hundredths: 1600 }), ..OutcomeTest::of_weeks(13, Cumulative) };
        let job = |hours| [Spell { first: 1, last: Some(91), hours }];
        assert_eq!(reached(&job(Some(1600)), test), Some(91));
        assert_eq!(reached(&job(Some(1599)), test), None);
        assert_eq!(reached(&job(None), test), Some(91));
    }

    #[test]
    fn nothing_counts_after_the_window() {
        let test = OutcomeTest::of_weeks(26, Cumulative);
        let reached = |window_end| {
            let bounds = Bounds { support_end: None, window_end: Some(window_end) };
            Work::of(&[spell(101, 400)], &test, bounds, 1000).reached_on(&test)
        };
        assert_eq!(reached(283), Some(282));
        assert_eq!(reached(282), None);
    }

    #[test]
    fn jobs_without_a_day_between_are_one_run() {
        assert_eq!(reached_on(&[spell(1, 100), spell(101, 182)], 26, Continuous, None, 1000), Some(182));
    }

    #[test]
    fn overlapping_jobs_count_once() {
        let jobs = [spell(1, 100), spell(50, 120), spell(60, 70)];
        let test = OutcomeTest::of_weeks(26, Cumulative);
        let work = Work::of(&jobs, &test, Bounds::default(), 1000);
        assert_eq!((work.days(), work.reached_on(&test), work.best(&test)), (120, None, 120));
    }

    #[test]
    fn a_job_from_within_support_counts_on_and_one_begun_later_does_not() {
        assert_eq!(reached_on(&[spell(90, 400)], 26, Cumulative, Some(100), 1000), Some(271));
        assert_eq!(reached_on(&[spell(100, 400)], 26, Cumulative, Some(100), 1000), None);
        let test = OutcomeTest::of_weeks(26, Cumulative);
        let after = Work::of(&[spell(90, 99), spell(100, 400)], &test, within_support(100), 1000);
        assert_eq!(after.days(), 10);
    }

    #[test]
    fn a_running_job_counts_up_to_the_as_at_day() {
        let running = [Spell { first: 1, last: None, hours: None }];
        assert_eq!(reached_on(&running, 26, Cumulative, None, 181), None);
        assert_eq!(reached_on(&running, 26, Cumulative, None, 182), Some(182));
    }

    #[test]
    fn sustainments_are_unbroken_stretches_after_the_outcome_that_begin_anew_after_a_break() {
        let test = OutcomeTest::of_weeks(26, Cumulative);
        let ends = |jobs: &[Spell], most| {
            let work = Work::of(jobs, &test, Bounds::default(), 9999);
            work.sustainments(work.reached_on(&test).unwrap(), 28, most).collect::<Vec<_>>()
        };
        assert_eq!(ends(&[spell(1, 182 + 83)], 13), [210, 238]);
        assert_eq!(ends(&[spell(1, 182 + 84)], 13), [210, 238, 266]);
        // 20 days after the outcome are lost with the break.
        assert_eq!(ends(&[spell(1, 202), spell(211, 238)], 13), [238]);
        assert_eq!(ends(&[spell(1, 2000)], 2), [210, 238]);
    }

    #[test]
    fn how_near_somebody_came_is_told_by_the_rule() {
        let jobs = [spell(1, 100), spell(111, 180)];
        let best = |test: OutcomeTest| Work::of(&jobs, &test, Bounds::default(), 9999).best(&test);
        assert_eq!(best(OutcomeTest::of_weeks(26, Cumulative)), 170);
        assert_eq!(best(OutcomeTest::of_weeks(26, Continuous)), 100);
        assert_eq!(best(OutcomeTest { gap_days: 10, ..OutcomeTest::of_weeks(26, Continuous) }), 170);
        assert_eq!(best(OutcomeTest { within_days: Some(100), ..OutcomeTest::of_weeks(10, Cumulative) }), 100);
    }

    fn jobs() -> impl Strategy<Value = Vec<Spell>> {
        let hours = prop::option::of(0..4000u32);
        prop::collection::vec((0..400i32, prop::option::of(0..300i32), hours), 0..6).prop_map(|jobs| {
            let spell = |(first, days, hours): (Day, Option<Day>, Option<u32>)| Spell {
                first,
                last: days.map(|days| first + days),
                hours,
            };
            jobs.into_iter().map(spell).collect()
        })
    }

    fn tests() -> impl Strategy<Value = OutcomeTest> {
        let rule = prop_oneof![Just(Cumulative), Just(Continuous)];
        let hours = prop::option::of(Just(Hours { hundredths: 1600 }));
        (rule, 1..14u32, prop::option::of(0..60u32), 0..20u32, hours).prop_map(
            |(rule, weeks, more, gap_days, minimum_hours)| OutcomeTest {
                within_days: more.filter(|_| rule == Cumulative).map(|more| 7 * weeks + more),
                gap_days: if rule == Continuous { gap_days } else { 0 },
                minimum_hours,
                ..OutcomeTest::of_weeks(weeks, rule)
            },
        )
    }

    /// The days in work one by one, and the day on which a test is passed, by counting.
    fn by_counting(jobs: &[Spell], test: &OutcomeTest, end: Option<Day>, as_at: Day) -> (Vec<Day>, Option<Day>) {
        let least = test.minimum_hours.map_or(0, |hours| hours.hundredths);
        let counts = |day: Day| {
            jobs.iter().any(|job| {
                end.is_none_or(|end| job.first < end)
                    && job.first <= day
                    && job.last.is_none_or(|last| day <= last)
                    && job.hours.is_none_or(|hours| hours >= least)
            })
        };
        let days: Vec<Day> = (0..=as_at).filter(|&day| counts(day)).collect();
        let needed = test.days as usize;
        let passed = |at: usize| {
            let upto = &days[..=at];
            match (test.rule, test.within_days) {
                (_, Some(within)) => upto.iter().filter(|day| **day > upto[at] - within as Day).count() >= needed,
                (Cumulative, None) => upto.len() >= needed,
                (Continuous, None) => {
                    let unbroken = upto.windows(2).rev().take_while(|two| two[1] - two[0] - 1 <= test.gap_days as Day);
                    unbroken.count() + 1 >= needed
                }
            }
        };
        let reached = (0..days.len()).find(|&at| passed(at)).map(|at| days[at]);
        (days, reached)
    }

    proptest! {
        #[test]
        fn days_in_work_and_outcomes_equal_a_count_of_the_days_one_by_one(
            jobs in jobs(), test in tests(), as_at in 0..800i32, end in prop::option::of(0..500i32)
        ) {
            let work = Work::of(&jobs, &test, Bounds { support_end: end, window_end: None }, as_at);
            let (days, reached) = by_counting(&jobs, &test, end, as_at);
            prop_assert_eq!(work.days(), days.len() as Day);
            prop_assert_eq!(work.reached_on(&test), reached);
            prop_assert_eq!(work.best(&test) >= test.days as Day, reached.is_some());
        }

        #[test]
        fn a_day_more_in_work_never_lowers_weeks_nor_takes_an_outcome_away(
            jobs in jobs(), test in tests(), at in 0..5usize
        ) {
            let mut longer = jobs.clone();
            if let Some(job) = longer.get_mut(at) {
                job.last = job.last.map(|last| last + 1);
            }
            let [before, after] = [&jobs, &longer].map(|jobs| Work::of(jobs, &test, Bounds::default(), 900));
            prop_assert!(after.days() >= before.days());
            prop_assert!(after.best(&test) >= before.best(&test));
            if let Some(day) = before.reached_on(&test) {
                prop_assert!(after.reached_on(&test).is_some_and(|now| now <= day));
            }
        }

        #[test]
        fn splitting_a_job_without_a_gap_changes_nothing(jobs in jobs(), test in tests(), at in 0..400i32) {
            let split = jobs.iter().flat_map(|job| match job.last {
                Some(last) if last > job.first => {
                    let cut = (job.first + at).min(last - 1);
                    vec![Spell { first: cut + 1, ..*job }, Spell { last: Some(cut), ..*job }]
                }
                _ => vec![*job],
            });
            let split: Vec<Spell> = split.collect();
            prop_assert_eq!(
                Work::of(&jobs, &test, Bounds::default(), 900),
                Work::of(&split, &test, Bounds::default(), 900)
            );
        }

        #[test]
        fn the_order_of_jobs_changes_nothing(jobs in jobs(), test in tests(), turn in 0..6usize) {
            let mut turned = jobs.clone();
            turned.rotate_left(turn.min(jobs.len()));
            turned.reverse();
            prop_assert_eq!(
                Work::of(&jobs, &test, Bounds::default(), 900),
                Work::of(&turned, &test, Bounds::default(), 900)
            );
        }

        #[test]
        fn a_later_as_at_never_takes_an_outcome_away(
            jobs in jobs(), test in tests(), early in 0..600i32, more in 0..300i32
        ) {
            let reached = |as_at| Work::of(&jobs, &test, Bounds::default(), as_at).reached_on(&test);
            prop_assert!(reached(early).is_none() || reached(early + more) == reached(early));
        }

        #[test]
        fn sustainments_come_after_the_outcome_and_only_on_days_in_work(jobs in jobs(), test in tests()) {
            let work = Work::of(&jobs, &test, Bounds::default(), 900);
            let Some(reached) = work.reached_on(&test) else { return Ok(()) };
            let (days, _) = by_counting(&jobs, &test, None, 900);
            let ends: Vec<Day> = work.sustainments(reached, 28, 26).collect();
            prop_assert!(ends.windows(2).all(|two| two[1] - two[0] >= 28));
            for end in ends {
                prop_assert!(end - 27 > reached && (end - 27..=end).all(|day| days.contains(&day)));
            }
        }
    }
}
