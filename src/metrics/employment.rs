//! Job spells to weeks in work. First and last day in work both count; overlapping jobs count once.

use crate::canonical::frame::Day;
use crate::definitions::OutcomeRule;

/// One job: first day and last day in work, the last missing while it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spell {
    pub first: Day,
    pub last: Option<Day>,
}

/// The day on which a person's jobs reach the weeks that an outcome needs, or nothing.
///
/// `support_end` is the first day after support: a job begun from then on does not count, one begun
/// before counts on unbroken. Running jobs count up to `as_at`. Cumulative is the number of different
/// days in work; continuous one unbroken run, in one job or in jobs that follow without a day between.
pub fn reached_on(
    spells: &[Spell],
    weeks: u32,
    rule: OutcomeRule,
    support_end: Option<Day>,
    as_at: Day,
) -> Option<Day> {
    let needed = 7 * weeks as Day;
    let mut counted = 0;
    let mut run: Option<(Day, Day)> = None;
    for (first, last) in runs_of_days(spells, support_end, as_at) {
        let before = match rule {
            OutcomeRule::Cumulative => counted,
            OutcomeRule::Continuous => {
                run.filter(|(_, end)| end + 1 == first).map_or(0, |(start, end)| end - start + 1)
            }
        };
        let days = last - first + 1;
        if before + days >= needed {
            return Some(first + (needed - before) - 1);
        }
        counted += days;
        run = match run {
            Some((start, end)) if end + 1 == first => Some((start, last)),
            _ => Some((first, last)),
        };
    }
    None
}

/// Different days in work up to `as_at`, from jobs begun within support.
pub fn days_in_work(spells: &[Spell], support_end: Option<Day>, as_at: Day) -> Day {
    runs_of_days(spells, support_end, as_at).iter().map(|(first, last)| last - first + 1).sum()
}

/// The days in work as runs in time that do not overlap.
fn runs_of_days(spells: &[Spell], support_end: Option<Day>, as_at: Day) -> Vec<(Day, Day)> {
    let mut spells: Vec<(Day, Day)> = spells
        .iter()
        .filter(|spell| support_end.is_none_or(|end| spell.first < end))
        .map(|spell| (spell.first, spell.last.unwrap_or(as_at).min(as_at)))
        .filter(|(first, last)| first <= last)
        .collect();
    spells.sort_unstable();
    let mut runs: Vec<(Day, Day)> = Vec::with_capacity(spells.len());
    for (first, last) in spells {
        match runs.last_mut() {
            Some((_, end)) if first <= *end => *end = last.max(*end),
            _ => runs.push((first, last)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use OutcomeRule::{Continuous, Cumulative};
    use proptest::prelude::*;

    fn spell(first: Day, last: Day) -> Spell {
        Spell { first, last: Some(last) }
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
    fn jobs_without_a_day_between_are_one_run() {
        assert_eq!(reached_on(&[spell(1, 100), spell(101, 182)], 26, Continuous, None, 1000), Some(182));
    }

    #[test]
    fn overlapping_jobs_count_once() {
        let jobs = [spell(1, 100), spell(50, 120), spell(60, 70)];
        assert_eq!(days_in_work(&jobs, None, 1000), 120);
        assert_eq!(reached_on(&jobs, 26, Cumulative, None, 1000), None);
    }

    #[test]
    fn a_job_from_within_support_counts_on_and_one_begun_later_does_not() {
        assert_eq!(reached_on(&[spell(90, 400)], 26, Cumulative, Some(100), 1000), Some(271));
        assert_eq!(reached_on(&[spell(100, 400)], 26, Cumulative, Some(100), 1000), None);
        assert_eq!(days_in_work(&[spell(90, 99), spell(100, 400)], Some(100), 1000), 10);
    }

    #[test]
    fn a_running_job_counts_up_to_the_as_at_day() {
        let running = [Spell { first: 1, last: None }];
        assert_eq!(reached_on(&running, 26, Cumulative, None, 181), None);
        assert_eq!(reached_on(&running, 26, Cumulative, None, 182), Some(182));
    }

    fn jobs() -> impl Strategy<Value = Vec<Spell>> {
        prop::collection::vec((0..400i32, 0..300i32), 0..6)
            .prop_map(|jobs| jobs.into_iter().map(|(first, days)| spell(first, first + days)).collect())
    }

    proptest! {
        #[test]
        fn days_in_work_equal_a_count_of_the_days_one_by_one(jobs in jobs(), as_at in 0..800i32, end in prop::option::of(0..500i32)) {
            let counts = |day: Day| jobs.iter().any(|job| end.is_none_or(|end| job.first < end) && job.first <= day && Some(day) <= job.last);
            let one_by_one: Vec<Day> = (0..=as_at).filter(|&day| counts(day)).collect();
            prop_assert_eq!(days_in_work(&jobs, end, as_at), one_by_one.len() as Day);
            prop_assert_eq!(reached_on(&jobs, 13, Cumulative, end, as_at), one_by_one.get(90).copied());
            let unbroken = one_by_one.windows(91).find(|w| w[90] - w[0] == 90).map(|w| w[90]);
            prop_assert_eq!(reached_on(&jobs, 13, Continuous, end, as_at), unbroken);
        }

        #[test]
        fn splitting_a_job_without_a_gap_changes_nothing(first in 0..100i32, days in 1..400i32, at in 0..400i32) {
            let whole = [spell(first, first + days)];
            let cut = first + at.min(days - 1);
            let split = [spell(cut + 1, first + days), spell(first, cut)];
            for rule in [Cumulative, Continuous] {
                prop_assert_eq!(reached_on(&whole, 26, rule, None, 9999), reached_on(&split, 26, rule, None, 9999));
            }
        }

        #[test]
        fn a_later_as_at_never_takes_an_outcome_away(jobs in jobs(), early in 0..600i32, more in 0..300i32) {
            for rule in [Cumulative, Continuous] {
                let first = reached_on(&jobs, 13, rule, None, early);
                prop_assert!(first.is_none() || reached_on(&jobs, 13, rule, None, early + more) == first);
            }
        }
    }
}
