//! How long it takes until something happens, when it has not yet happened to everybody: the product-limit estimate of
//! Kaplan and Meier, which counts people for as long as they were followed and no longer.
//!
//! Times are whole days (any whole unit will do) from a start of their own for each person. Somebody whose following
//! ends on a day (is *censored*) is still at risk for what happens to others on that day. Day 0 is a day like others.
//!
//! Kaplan EL, Meier P. Nonparametric estimation from incomplete observations. Journal of the American Statistical
//! Association 1958; 53: 457-481. The reference numbers in the tests come from R's survival and from lifelines;
//! `docs/methods/reference/survival.R` and `survival.py` hold the calls.

use std::collections::BTreeMap;

use libm::{exp, log};

use super::interval::{Interval, Level};

/// Days below this are counted in a table with a place for each: some 179 years, so nearly every day there is.
const TABLE: usize = 1 << 16;

/// A share that is off by less than this from another is the same: products of fractions are rounded.
const ROUNDED: f64 = 1e-9;

#[derive(Clone, Copy, Debug, Default)]
struct Count {
    events: u64,
    censored: u64,
}

/// People counted by the day on which the event came or the following ended. Order of people does not matter, and none
/// is sorted: a million cost about as much as reading them once.
#[derive(Clone, Debug, Default)]
pub struct FollowUp {
    days: Vec<Count>,
    /// Days that would make the table long.
    late: BTreeMap<u32, Count>,
}

/// One day on which the event came to somebody.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    pub day: u32,
    /// People still followed, and without the event, at the beginning of the day.
    pub at_risk: u64,
    pub events: u64,
    /// People whose following ended between the step before (that day included) and this one.
    pub censored_before: u64,
    pub estimate: Estimate,
}

/// The share of people without the event by the end of a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    pub survival: f64,
    /// Greenwood's sum of d / (n (n - d)): the variance of the logarithm of the share. Infinite when nobody is left.
    log_variance: f64,
}

/// The curve: steps in order of days.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    pub people: u64,
    pub events: u64,
    /// The last day on which anybody was followed; None of nobody.
    pub last_day: Option<u32>,
    pub steps: Vec<Step>,
}

/// The day by which a share of people has had the event, and the days between which it may lie. None where the curve,
/// or an end of its interval, does not come so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quantile {
    pub day: Option<u32>,
    pub low: Option<u32>,
    pub high: Option<u32>,
}

/// The mean time without the event, of the first days alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RestrictedMean {
    /// The days that are looked at: the mean is at most this.
    pub horizon: u32,
    pub days: f64,
    pub standard_error: f64,
}

impl FollowUp {
    /// Counts one person: the event came on `day`, or else the following ended on it.
    pub fn add(&mut self, day: u32, event: bool) {
        let place = day as usize;
        if place < TABLE && place >= self.days.len() {
            self.days.resize(place + 1, Count::default());
        }
        let count = if place < TABLE { &mut self.days[place] } else { self.late.entry(day).or_default() };
        if event {
            count.events += 1;
        } else {
            count.censored += 1;
        }
    }

    /// The curve of everybody counted so far.
    pub fn curve(&self) -> Curve {
        let counts = || (0..).zip(&self.days).chain(self.late.iter().map(|(day, count)| (*day, count)));
        let people = counts().map(|(_, count)| count.events + count.censored).sum();
        let mut curve = Curve { people, events: 0, last_day: None, steps: Vec::new() };
        let (mut at_risk, mut censored_before) = (people, 0);
        let mut estimate = Estimate { survival: 1.0, log_variance: 0.0 };
        for (day, &Count { events, censored }) in counts() {
            if events > 0 {
                estimate = estimate.after(events, at_risk);
                curve.steps.push(Step { day, at_risk, events, censored_before, estimate });
                curve.events += events;
                censored_before = 0;
            }
            if events + censored > 0 {
                curve.last_day = Some(day);
            }
            // Whoever is censored today was at risk for today's events.
            at_risk -= events + censored;
            censored_before += censored;
        }
        curve
    }
}

impl FromIterator<(u32, bool)> for FollowUp {
    fn from_iter<I: IntoIterator<Item = (u32, bool)>>(people: I) -> Self {
        let mut followed = FollowUp::default();
        people.into_iter().for_each(|(day, event)| followed.add(day, event));
        followed
    }
}

impl Estimate {
    /// The estimate after a day on which `events` of `at_risk` had the event.
    fn after(self, events: u64, at_risk: u64) -> Estimate {
        let (d, n, left) = (events as f64, at_risk as f64, (at_risk - events) as f64);
        // 1 / 0 where nobody is left.
        Estimate { survival: self.survival * (left / n), log_variance: self.log_variance + d / (n * left) }
    }

    /// Greenwood's variance of the share; 0 where it is 0, the limit of the formula.
    ///
    /// Greenwood M. The natural duration of cancer. Reports on Public Health and Medical Subjects 33. London: HMSO; 1926.
    pub fn variance(&self) -> f64 {
        if self.survival > 0.0 { self.survival * self.survival * self.log_variance } else { 0.0 }
    }

    /// The share, less and plus its standard error times z, cut at 0 and 1: what many programs print. With few people it
    /// passes 0 or 1 and promises too much. None before the first event and when nobody is left.
    pub fn plain(&self, level: Level) -> Option<Interval> {
        let half = level.z() * self.variance().sqrt();
        self.says_something()
            .then(|| Interval { low: (self.survival - half).max(0.0), high: (self.survival + half).min(1.0) })
    }

    /// The interval that is printed: Greenwood's, worked out for the logarithm of minus the logarithm of the share and
    /// turned back. It stays between 0 and 1 by itself, and but for the very end of the curve it keeps its promise for
    /// groups of 25, half of whom are censored, where the plain one does not (Borgan and Liestol 1990). None before the
    /// first event and when nobody is left: there is no spread to judge by, and "100% to 100%" would be a promise.
    ///
    /// Kalbfleisch JD, Prentice RL. The statistical analysis of failure time data. New York: Wiley; 1980: section 1.3.
    /// Borgan O, Liestol K. A note on confidence intervals and bands for the survival function based on
    /// transformations. Scandinavian Journal of Statistics 1990; 17: 35-41.
    pub fn log_log(&self, level: Level) -> Option<Interval> {
        let log_survival = log(self.survival);
        let width = level.z() * self.log_variance.sqrt() / -log_survival;
        self.says_something().then(|| Interval {
            low: exp(log_survival * exp(width)).min(self.survival),
            high: exp(log_survival * exp(-width)).max(self.survival),
        })
    }

    fn says_something(&self) -> bool {
        self.survival > 0.0 && self.survival < 1.0
    }
}

impl Curve {
    /// The share without the event by the end of `day`. None after the last day on which anybody was followed: of what
    /// came then nothing is known.
    pub fn at(&self, day: u32) -> Option<Estimate> {
        self.last_day.filter(|last| day <= *last)?;
        let steps = self.steps.partition_point(|step| step.day <= day);
        let before = Estimate { survival: 1.0, log_variance: 0.0 };
        Some(steps.checked_sub(1).map_or(before, |last| self.steps[last].estimate))
    }

    /// The first day by whose end `share` of people (0.5 for the median) or more have had the event, with the days at
    /// which the ends of the log-log interval come so far. Where the curve lies exactly at the share for some days, R
    /// gives the middle of them; the day on which it came there is given here, as by lifelines: it is a day on which
    /// something happened.
    ///
    /// Brookmeyer R, Crowley J. A confidence interval for the median survival time. Biometrics 1982; 38: 29-41.
    pub fn quantile(&self, share: f64, level: Level) -> Quantile {
        if !(share > 0.0 && share < 1.0) {
            return Quantile::default();
        }
        let first = |value: &dyn Fn(&Estimate) -> Option<f64>| {
            let reached = |step: &&Step| value(&step.estimate).is_some_and(|left| left <= 1.0 - share + ROUNDED);
            self.steps.iter().find(reached).map(|step| step.day)
        };
        Quantile {
            day: first(&|estimate| Some(estimate.survival)),
            low: first(&|estimate| Some(estimate.log_log(level)?.low)),
            high: first(&|estimate| Some(estimate.log_log(level)?.high)),
        }
    }

    /// The mean time without the event within the first `horizon` days: the area below the curve up to it. None where
    /// nobody was followed so long.
    ///
    /// Klein JP, Moeschberger ML. Survival analysis. 2nd edn. New York: Springer; 2003: section 4.5.
    pub fn restricted_mean(&self, horizon: u32) -> Option<RestrictedMean> {
        self.last_day.filter(|last| horizon <= *last)?;
        let (mut end, mut area, mut variance) = (horizon, 0.0, 0.0);
        for step in self.steps.iter().rev().filter(|step| step.day < horizon) {
            area += f64::from(end - step.day) * step.estimate.survival;
            end = step.day;
            let (d, n, left) = (step.events as f64, step.at_risk as f64, (step.at_risk - step.events) as f64);
            // Where nobody is left, no area is either.
            variance += if left > 0.0 { area * area * d / (n * left) } else { 0.0 };
        }
        Some(RestrictedMean { horizon, days: area + f64::from(end), standard_error: variance.sqrt() })
    }
}

impl RestrictedMean {
    /// The mean, less and plus its standard error times z, no less than 0 and no more than the horizon. None where
    /// nothing has happened to judge the spread by.
    pub fn interval(&self, level: Level) -> Option<Interval> {
        let half = level.z() * self.standard_error;
        (half > 0.0).then(|| Interval {
            low: (self.days - half).max(0.0),
            high: (self.days + half).min(f64::from(self.horizon)),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::super::reference::{assert_near, number, rows};
    use super::*;

    const DATA: &str = include_str!("../../docs/methods/reference/survival_data.csv");
    const LIFELINES: &str = include_str!("../../docs/methods/reference/survival_lifelines.csv");
    const R: &str = include_str!("../../docs/methods/reference/survival_r.csv");

    /// One of the published data sets: time, events, censored.
    fn published(set: &str) -> FollowUp {
        let mut followed = FollowUp::default();
        for row in rows(DATA, set) {
            (0..number(row[1])).for_each(|_: u64| followed.add(number(row[0]), true));
            (0..number(row[2])).for_each(|_: u64| followed.add(number(row[0]), false));
        }
        followed
    }

    const SETS: [(&str, usize); 4] = [("6-mp", 7), ("placebo", 12), ("rossi", 49), ("lung", 139)];

    #[test]
    fn the_curve_agrees_with_r_at_every_event_time() {
        for (set, steps) in SETS {
            let curve = published(set).curve();
            let rows = rows(R, set);
            assert_eq!((rows.len(), curve.steps.len()), (steps, steps), "{set}");
            for (step, row) in curve.steps.iter().zip(rows) {
                let what = format!("{set}, time {}", step.day);
                assert_eq!(
                    [step.day.into(), step.at_risk, step.events],
                    [0, 1, 2].map(|i| number::<u64>(row[i])),
                    "{what}"
                );
                if step.estimate.survival == 0.0 {
                    // R gives no error and no interval where nobody is left; nor does this.
                    assert_eq!(row[3..], ["0", "NA", "NA", "NA", "NA", "NA"], "{what}");
                    assert_eq!((step.estimate.plain(Level::P95), step.estimate.log_log(Level::P95)), (None, None));
                    continue;
                }
                let (plain, log_log) = (step.estimate.plain(Level::P95), step.estimate.log_log(Level::P95));
                let (plain, log_log) = (plain.unwrap(), log_log.unwrap());
                let own = [
                    step.estimate.survival,
                    step.estimate.variance(),
                    log_log.low,
                    log_log.high,
                    plain.low,
                    plain.high,
                ];
                for (own, field) in own.into_iter().zip(&row[3..]) {
                    assert_near(own, number(field), &what);
                }
            }
        }
    }

    #[test]
    fn the_curve_agrees_with_lifelines_at_every_event_time() {
        for (set, steps) in SETS {
            let curve = published(set).curve();
            let rows = rows(LIFELINES, set);
            assert_eq!((rows.len(), curve.steps.len()), (steps, steps), "{set}");
            for (step, row) in curve.steps.iter().zip(rows) {
                let what = format!("{set}, time {}", step.day);
                assert_eq!(
                    [step.day.into(), step.at_risk, step.events],
                    [0, 1, 2].map(|i| number::<u64>(row[i])),
                    "{what}"
                );
                assert_near(step.estimate.survival, number(row[3]), &what);
                // Where nobody is left lifelines has an interval from 1 to 1.
                let Some(interval) = step.estimate.log_log(Level::P95) else { continue };
                assert_near(interval.low, number(row[4]), &what);
                assert_near(interval.high, number(row[5]), &what);
            }
        }
    }

    #[test]
    fn quantiles_and_their_intervals_agree_with_r_and_lifelines() {
        for (set, _) in SETS {
            let curve = published(set).curve();
            let day = |field: &str| (field != "NA").then(|| number::<u32>(field));
            for row in rows(R, &format!("{set} quantile")) {
                let own = curve.quantile(number(row[0]), Level::P95);
                assert_eq!([own.low, own.high], [day(row[2]), day(row[3])], "{set} {}", row[0]);
            }
            for row in rows(LIFELINES, &format!("{set} quantile")) {
                assert_eq!(curve.quantile(number(row[0]), Level::P95).day, day(row[1]), "{set} {}", row[0]);
            }
        }
    }

    #[test]
    fn the_restricted_mean_and_its_error_agree_with_r_and_lifelines() {
        for (set, _) in SETS {
            let curve = published(set).curve();
            for row in rows(R, &format!("{set} mean")) {
                let own = curve.restricted_mean(number(row[0])).unwrap();
                assert_near(own.days, number(row[1]), set);
                assert_near(own.standard_error, number(row[2]), set);
            }
            for row in rows(LIFELINES, &format!("{set} mean")) {
                assert_near(curve.restricted_mean(number(row[0])).unwrap().days, number(row[1]), set);
            }
        }
    }

    #[test]
    fn ten_people_worked_by_hand_come_out_so() {
        // docs/methods/statistics.md works it through.
        let people = [(5, true), (8, false), (12, true), (12, true), (12, false), (20, false), (26, true), (30, false)];
        let curve = people.into_iter().chain([(30, false), (40, false)]).collect::<FollowUp>().curve();
        let steps: Vec<_> = curve.steps.iter().map(|s| (s.day, s.at_risk, s.events, s.censored_before)).collect();
        assert_eq!(steps, [(5, 10, 1, 0), (12, 8, 2, 1), (26, 4, 1, 2)]);
        let shares: Vec<_> = curve.steps.iter().map(|s| (s.estimate.survival * 1e4).round() / 1e4).collect();
        assert_eq!(shares, [0.9, 0.675, 0.5063]);
        assert_eq!((curve.steps[2].estimate.variance() * 1e4).round(), 349.0);
        let interval = curve.steps[2].estimate.log_log(Level::P95).unwrap();
        assert_eq!(((interval.low * 1e3).round(), (interval.high * 1e3).round()), (140.0, 790.0));
        assert_eq!((curve.people, curve.events, curve.last_day), (10, 4, Some(40)));
        assert_eq!(curve.quantile(0.25, Level::P95).day, Some(12));
        assert_eq!(curve.quantile(0.5, Level::P95).day, None);
    }

    #[test]
    fn nothing_is_said_of_days_on_which_nobody_was_followed() {
        let curve: Curve = FollowUp::from_iter([(3, true), (7, false)]).curve();
        let survival = |day| curve.at(day).map(|estimate| estimate.survival);
        assert_eq!([0, 2, 3, 6, 7, 8].map(survival), [Some(1.0), Some(1.0), Some(0.5), Some(0.5), Some(0.5), None]);
        assert_eq!(curve.restricted_mean(7).unwrap().days, 5.0);
        assert_eq!(curve.restricted_mean(8), None);
        assert_eq!(curve.at(2).unwrap().log_log(Level::P95), None);
        let nobody = FollowUp::default().curve();
        assert_eq!((nobody.at(0), nobody.restricted_mean(0), nobody.last_day), (None, None, None));
        assert_eq!(nobody.quantile(0.5, Level::P95), Quantile::default());
    }

    #[test]
    fn the_first_and_the_farthest_day_count_like_others() {
        let curve = FollowUp::from_iter([(0, true), (0, false), (70_000, true), (u32::MAX, false)]).curve();
        let steps: Vec<_> = curve.steps.iter().map(|s| (s.day, s.at_risk, s.estimate.survival)).collect();
        assert_eq!(steps, [(0, 4, 0.75), (70_000, 2, 0.375)]);
        assert_eq!(curve.last_day, Some(u32::MAX));
        assert_eq!(curve.at(0).unwrap().survival, 0.75);
    }

    #[test]
    fn shares_that_are_no_shares_have_no_day() {
        let curve = FollowUp::from_iter([(1, true), (2, true), (3, true)]).curve();
        for share in [0.0, 1.0, -1.0, 2.0, f64::NAN] {
            assert_eq!(curve.quantile(share, Level::P95), Quantile::default());
        }
        assert_eq!(curve.quantile(1.0 / 3.0, Level::P95).day, Some(1));
        assert_eq!(curve.quantile(2.0 / 3.0, Level::P95).day, Some(2));
    }

    #[test]
    fn a_million_people_are_counted_and_not_sorted() {
        let people = || (0..1_000_000u32).map(|i| (i.wrapping_mul(2_654_435_761) % 2_500, i % 3 == 0));
        let curve = FollowUp::from_iter(people()).curve();
        let days: BTreeSet<u32> = people().filter(|person| person.1).map(|person| person.0).collect();
        assert_eq!((curve.people, curve.events, curve.steps.len()), (1_000_000, 333_334, days.len()));
    }

    fn people() -> impl Strategy<Value = Vec<(u32, bool)>> {
        prop::collection::vec((prop_oneof![9 => 0u32..60, 1 => 60_000u32..80_000], any::<bool>()), 0..80)
    }

    proptest! {
        #[test]
        fn the_curve_never_rises_and_each_interval_holds_it(people in people()) {
            let curve = FollowUp::from_iter(people.clone()).curve();
            let mut before = 1.0;
            for step in &curve.steps {
                let share = step.estimate.survival;
                prop_assert!((0.0..=1.0).contains(&share) && share < before && step.estimate.variance() >= 0.0);
                for level in [Level::P95, Level::P998] {
                    for range in [step.estimate.plain(level), step.estimate.log_log(level)] {
                        prop_assert_eq!(range.is_none(), share == 0.0);
                        prop_assert!(range.is_none_or(|r| 0.0 <= r.low && r.contains(share) && r.high <= 1.0));
                    }
                }
                before = share;
            }
            prop_assert_eq!(curve.people, people.len() as u64);
            prop_assert_eq!(curve.events, people.iter().filter(|person| person.1).count() as u64);
        }

        #[test]
        fn without_censoring_the_curve_is_the_plain_share_and_the_mean_the_plain_mean(days in prop::collection::vec(0u32..60, 1..80)) {
            let curve = days.iter().map(|day| (*day, true)).collect::<FollowUp>().curve();
            let n = days.len() as f64;
            for step in &curve.steps {
                let left = days.iter().filter(|day| **day > step.day).count() as f64 / n;
                prop_assert!((step.estimate.survival - left).abs() < 1e-12);
                prop_assert!((step.estimate.variance() - left * (1.0 - left) / n).abs() < 1e-12, "Greenwood's is the binomial's");
            }
            let last = *days.iter().max().unwrap();
            let mean = days.iter().map(|day| f64::from(*day)).sum::<f64>() / n;
            prop_assert!((curve.restricted_mean(last).unwrap().days - mean).abs() < 1e-9);
        }

        #[test]
        fn the_order_of_people_changes_nothing(mut people in people()) {
            let curve = FollowUp::from_iter(people.clone()).curve();
            people.reverse();
            prop_assert_eq!(&curve, &FollowUp::from_iter(people.clone()).curve());
            people.sort_unstable();
            prop_assert_eq!(&curve, &FollowUp::from_iter(people).curve());
        }

        #[test]
        fn following_somebody_longer_without_an_event_never_lowers_the_curve(people in people(), who in any::<prop::sample::Index>()) {
            prop_assume!(!people.is_empty());
            let mut longer = people.clone();
            let one = who.index(longer.len());
            prop_assume!(!longer[one].1);
            longer[one].0 += 5;
            let (short, long) = (FollowUp::from_iter(people).curve(), FollowUp::from_iter(longer).curve());
            for step in &short.steps {
                let Some(other) = long.at(step.day) else { continue };
                prop_assert!(other.survival >= step.estimate.survival - 1e-12);
            }
        }

        #[test]
        fn quantiles_rise_with_the_share_and_lie_in_their_intervals(people in people(), one in 0.01..0.99f64, other in 0.01..0.99f64) {
            let curve = FollowUp::from_iter(people).curve();
            let (less, more) = (curve.quantile(one.min(other), Level::P95), curve.quantile(one.max(other), Level::P95));
            if let Some(day) = more.day {
                prop_assert!(less.day.is_some_and(|earlier| earlier <= day));
                prop_assert!(more.low.is_none_or(|low| low <= day) && more.high.is_none_or(|high| day <= high));
            }
        }

        #[test]
        fn the_restricted_mean_grows_with_its_horizon_and_never_passes_it(people in people(), one in 0u32..70, other in 0u32..70) {
            let curve = FollowUp::from_iter(people).curve();
            let (short, long) = (curve.restricted_mean(one.min(other)), curve.restricted_mean(one.max(other)));
            if let (Some(short), Some(long)) = (short, long) {
                prop_assert!(short.days <= long.days + 1e-9 && long.days <= f64::from(long.horizon) + 1e-9);
                prop_assert!(long.interval(Level::P95).is_none_or(|range| range.low <= long.days && long.days <= range.high));
                prop_assert!(long.standard_error >= 0.0 && short.days >= 0.0);
            }
        }
    }
}
