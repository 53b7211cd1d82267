//! A count held against the count that a mix of people would lead one to expect: the indirectly standardised ratio.
//!
//! The reference numbers in the tests come from phstatsmethods, the methods of Fingertips, the Office for Health
//! Improvement and Disparities' public-health profiles; `docs/methods/reference/ratio.py` holds the calls.

use libm::exp;

use super::interval::{Interval, Level, last_that};

/// Below this many, Byar's approximation gives way to the exact interval, as in Fingertips.
const FEW: u64 = 10;

/// Between which numbers the mean lies of which a count is one draw, if people are independent of each other (Poisson).
/// From exactly 0 for a count of 0.
///
/// Byar's approximation from 10 on: Breslow NE, Day NE. Statistical methods in cancer research, volume II. Lyon:
/// International Agency for Research on Cancer; 1987: 69. The exact interval below 10: Armitage P, Berry G, Matthews
/// JNS. Statistical methods in medical research. 4th edn. Oxford: Blackwell; 2002: section 5.2.
pub fn byar(count: u64, level: Level) -> Interval {
    if count < FEW {
        return few(count, level);
    }
    let cube = |count: f64, z: f64| {
        let root = 1.0 - 1.0 / (9.0 * count) + z / (3.0 * count.sqrt());
        count * root * root * root
    };
    let observed = count as f64;
    Interval { low: cube(observed, -level.z()), high: cube(observed + 1.0, level.z()) }
}

/// The exact interval: the mean of which so many or more, and the mean of which so many or fewer, are just too rare.
fn few(count: u64, level: Level) -> Interval {
    let at_most = |count: u64, mean: f64| {
        let terms = (1..=count).scan(1.0, |term, k| {
            *term *= mean / k as f64;
            Some(*term)
        });
        exp(-mean) * (1.0 + terms.sum::<f64>())
    };
    let observed = count as f64;
    let low = match count {
        0 => 0.0,
        _ => last_that(0.0, observed, |mean| at_most(count - 1, mean) >= 1.0 - level.tail()),
    };
    Interval { low, high: last_that(observed, 100.0, |mean| at_most(count, mean) >= level.tail()) }
}

/// One kind of people (an age band within a payment group, say): those of the unit, and those that it is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stratum {
    pub achieved: u64,
    pub people: u64,
    pub reference_achieved: u64,
    pub reference_people: u64,
}

/// What a unit achieved beside what the reference's rates would have brought with the same mix of people.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standardised {
    pub observed: u64,
    pub expected: f64,
    /// The rate of all the reference's people.
    pub reference_rate: f64,
}

impl Standardised {
    /// Indirect standardisation. Give every stratum of the reference, also those in which the unit has nobody: they
    /// belong to the reference's rate. The order of strata changes nothing.
    ///
    /// None where a stratum with people has no reference, more achieved than there are people, or nothing was to be
    /// expected: no ratio can be formed then.
    ///
    /// Eayres D. Technical briefing 3: commonly used public health statistics and their confidence intervals. York:
    /// Association of Public Health Observatories; 2008.
    pub fn of(strata: &[Stratum]) -> Option<Standardised> {
        let rate =
            |achieved: u64, people: u64| (achieved <= people && people > 0).then(|| achieved as f64 / people as f64);
        let mut parts = Vec::with_capacity(strata.len());
        let (mut observed, mut achieved, mut people) = (0u64, 0u64, 0u64);
        for stratum in strata {
            let reference = rate(stratum.reference_achieved, stratum.reference_people);
            if stratum.people > 0 {
                rate(stratum.achieved, stratum.people)?;
                parts.push(stratum.people as f64 * reference?);
            } else if stratum.achieved > 0 || stratum.reference_achieved > stratum.reference_people {
                return None;
            }
            observed = observed.checked_add(stratum.achieved)?;
            achieved = achieved.checked_add(stratum.reference_achieved)?;
            people = people.checked_add(stratum.reference_people)?;
        }
        // Sums of rounded numbers differ with their order.
        parts.sort_unstable_by(f64::total_cmp);
        let expected: f64 = parts.iter().sum();
        (expected > 0.0).then_some(Standardised { observed, expected, reference_rate: rate(achieved, people)? })
    }

    /// Observed over expected: 1 where the unit does as the reference does with such people.
    pub fn ratio(&self) -> f64 {
        self.observed as f64 / self.expected
    }

    /// Byar's interval of the ratio. It takes those who achieved as so many independent events (Poisson), which is too
    /// wide where rates are not small, and the expected number as known, which is too narrow where the reference has
    /// few people.
    pub fn ratio_interval(&self, level: Level) -> Interval {
        let counts = byar(self.observed, level);
        Interval { low: counts.low / self.expected, high: counts.high / self.expected }
    }

    /// The rate that the reference's people would have had at this ratio. It can pass 1, where the ratio is high; it is
    /// a figure to compare with, and no share of anybody.
    pub fn rate(&self) -> f64 {
        self.ratio() * self.reference_rate
    }

    /// Byar's interval of [`Standardised::rate`].
    pub fn rate_interval(&self, level: Level) -> Interval {
        self.ratio_interval(level).times(self.reference_rate)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::reference::{assert_near, number, rows};
    use super::*;

    const REFERENCE: &str = include_str!("../../docs/methods/reference/ratio.csv");

    #[test]
    fn the_interval_of_a_count_agrees_with_phstatsmethods() {
        let rows = rows(REFERENCE, "byar");
        assert!(rows.len() >= 20);
        for row in rows {
            let count = number(row[0]);
            for (level, low, high) in [(Level::P95, row[1], row[2]), (Level::P998, row[3], row[4])] {
                let interval = byar(count, level);
                assert_near(interval.low, number(low), &format!("low end for {count}"));
                assert_near(interval.high, number(high), &format!("high end for {count}"));
            }
        }
    }

    /// Strata of a published example.
    fn strata(set: &str) -> Vec<Stratum> {
        let stratum = |row: Vec<&str>| {
            let [achieved, people, reference_achieved, reference_people] = [0, 1, 2, 3].map(|i| number(row[i]));
            Stratum { achieved, people, reference_achieved, reference_people }
        };
        rows(REFERENCE, &format!("{set} stratum")).into_iter().map(stratum).collect()
    }

    #[test]
    fn standardised_ratios_and_rates_agree_with_phstatsmethods() {
        for set in ["selvin", "few", "three"] {
            let own = Standardised::of(&strata(set)).unwrap();
            let levels = rows(REFERENCE, set);
            assert_eq!(levels.len(), 2);
            for (level, row) in [Level::P95, Level::P998].into_iter().zip(levels) {
                let (ratio, rate) = (own.ratio_interval(level), own.rate_interval(level));
                let all = [
                    own.observed as f64,
                    own.expected,
                    own.ratio(),
                    ratio.low,
                    ratio.high,
                    own.rate(),
                    rate.low,
                    rate.high,
                ];
                for (own, field) in all.into_iter().zip(row) {
                    assert_near(own, number(field), &format!("{set} {level:?}"));
                }
            }
        }
    }

    #[test]
    fn the_published_ratio_of_deaths_in_1940_to_those_expected_at_the_rates_of_1960_comes_out() {
        // Selvin S. Statistical analysis of epidemiologic data. 3rd edn. Oxford; 2004; computed in R's epitools:
        // 71,058 observed, 85,556.89 expected, ratio 0.83, rate 137.9 per 100,000 beside a crude 119.5.
        let own = Standardised::of(&strata("selvin")).unwrap();
        assert_eq!(own.observed, 71_058);
        assert_eq!((own.expected * 100.0).round(), 8_555_689.0);
        assert_eq!((own.ratio() * 100.0).round(), 83.0);
        assert_eq!((own.rate() * 1_000_000.0).round(), 1_379.0);
    }

    #[test]
    fn the_example_worked_by_hand_comes_out() {
        // docs/methods/statistics.md: 30 of 100 and 20 of 200 against rates of 40% and 20%.
        let own = Standardised::of(&strata("three")).unwrap();
        assert_eq!((own.observed, own.expected, own.ratio()), (50, 80.0, 0.625));
        assert_eq!(own.reference_rate, 0.25);
        assert_eq!(own.rate(), 0.15625);
        let interval = own.ratio_interval(Level::P95);
        assert_eq!(((interval.low * 1e3).round(), (interval.high * 1e3).round()), (464.0, 824.0));
    }

    fn stratum(achieved: u64, people: u64, reference_achieved: u64, reference_people: u64) -> Stratum {
        Stratum { achieved, people, reference_achieved, reference_people }
    }

    #[test]
    fn people_without_a_reference_leave_no_ratio() {
        assert!(Standardised::of(&[stratum(1, 5, 2, 10)]).is_some());
        assert_eq!(Standardised::of(&[stratum(1, 5, 2, 10), stratum(0, 1, 0, 0)]), None);
        assert!(Standardised::of(&[stratum(1, 5, 2, 10), stratum(0, 0, 0, 0)]).is_some());
        // Nothing expected, more than there are, nobody at all.
        for strata in [stratum(1, 5, 0, 10), stratum(6, 5, 2, 10), stratum(1, 5, 11, 10), stratum(1, 0, 2, 10)] {
            assert_eq!(Standardised::of(&[strata]), None, "{strata:?}");
        }
        assert_eq!(Standardised::of(&[]), None);
        assert_eq!(Standardised::of(&[stratum(0, 0, 11, 10), stratum(1, 5, 2, 10)]), None);
        assert_eq!(Standardised::of(&[stratum(1, 0, 2, 10), stratum(1, 5, 2, 10)]), None);
        assert_eq!(Standardised::of(&[stratum(1, 5, u64::MAX, u64::MAX), stratum(1, 5, 1, 1)]), None);
    }

    #[test]
    fn strata_in_which_the_unit_has_nobody_count_in_the_rate_of_the_reference_alone() {
        let one = Standardised::of(&[stratum(2, 5, 5, 10)]).unwrap();
        let two = Standardised::of(&[stratum(2, 5, 5, 10), stratum(0, 0, 0, 10)]).unwrap();
        assert_eq!((one.ratio(), two.ratio()), (0.8, 0.8));
        assert_eq!((one.rate(), two.rate()), (0.4, 0.2));
    }

    proptest! {
        #[test]
        fn the_interval_holds_the_count_and_grows_with_the_level(count in prop_oneof![0u64..50, 0u64..u64::MAX]) {
            let (narrow, wide) = (byar(count, Level::P95), byar(count, Level::P998));
            prop_assert!(0.0 <= wide.low && wide.low <= narrow.low && narrow.high <= wide.high, "{count}");
            prop_assert!(narrow.contains(count as f64), "{count}: {narrow:?}");
        }

        #[test]
        fn one_more_moves_both_ends_up_also_where_the_method_changes(count in 0u64..2_000) {
            for level in [Level::P95, Level::P998] {
                let (less, more) = (byar(count, level), byar(count + 1, level));
                prop_assert!(less.low < more.low && less.high < more.high);
            }
        }

        #[test]
        fn a_unit_at_the_rates_of_the_reference_has_the_ratio_one(parts in prop::collection::vec((1u64..500, 1u64..500, 1u64..20), 1..8)) {
            let strata = parts.iter().map(|(x, more, times)| stratum(*x, x + more, x * times, (x + more) * times));
            let own = Standardised::of(&strata.collect::<Vec<_>>()).unwrap();
            prop_assert!((own.ratio() - 1.0).abs() < 1e-12);
            prop_assert!(own.ratio_interval(Level::P95).contains(1.0));
        }

        #[test]
        fn the_order_of_strata_changes_no_bit(mut parts in prop::collection::vec((0u64..500, 0u64..500, 1u64..500, 0u64..500), 1..12)) {
            let of = |parts: &[(u64, u64, u64, u64)]| {
                let strata = parts.iter().map(|(x, rest, y, more)| stratum(*x, x + rest, *y, y + more));
                Standardised::of(&strata.collect::<Vec<_>>())
            };
            let one = of(&parts);
            parts.reverse();
            prop_assert_eq!(one, of(&parts));
        }
    }
}
