//! How sure a percentage can be: score intervals for one proportion and for the difference of two, and the rounding
//! that turns two counts into a printed percentage without passing through a floating-point number.
//!
//! The reference numbers in the tests come from statsmodels and phstatsmethods; `docs/methods/reference/proportion.py`
//! holds the calls.

pub use super::interval::{Interval, Z_95};

/// The 95% Wilson interval of `x` out of `n`; see [`wilson`].
pub fn wilson_95(x: u64, n: u64) -> Option<Interval> {
    wilson(x, n, Z_95)
}

/// Says between which fractions the rate behind `x` out of `n` may lie, without pretending to precision at small `n`.
///
/// None when `n` is 0 or `x` is more than `n`: neither is a proportion. The ends are exactly 0 for `x` = 0 and exactly
/// 1 for `x` = `n`.
///
/// Wilson EB. Probable inference, the law of succession, and statistical inference. Journal of the American
/// Statistical Association 1927; 22: 209-212. Method 3 in Newcombe RG. Two-sided confidence intervals for the single
/// proportion: comparison of seven methods. Statistics in Medicine 1998; 17: 857-872 (paper I).
pub fn wilson(x: u64, n: u64, z: f64) -> Option<Interval> {
    if n == 0 || x > n {
        return None;
    }
    let (count, size, z2) = (x as f64, n as f64, z * z);
    let p = count / size;
    let centre = count + z2 / 2.0;
    let half = z * (count * (1.0 - p) + z2 / 4.0).sqrt();
    let low = if x == 0 { 0.0 } else { ((centre - half) / (size + z2)).clamp(0.0, 1.0) };
    let high = if x == n { 1.0 } else { ((centre + half) / (size + z2)).clamp(0.0, 1.0) };
    Some(Interval { low, high })
}

/// The 95% interval of the difference of two rates; see [`newcombe`].
pub fn newcombe_95(x1: u64, n1: u64, x2: u64, n2: u64) -> Option<Interval> {
    newcombe(x1, n1, x2, n2, Z_95)
}

/// Says how far apart two independent rates may be: the interval of `x1`/`n1` - `x2`/`n2` (hybrid score, no continuity
/// correction). A change is more than chance when the interval excludes 0.
///
/// None when either side is not a proportion.
///
/// Method 10 in Newcombe RG. Interval estimation for the difference between independent proportions: comparison of
/// eleven methods. Statistics in Medicine 1998; 17: 873-890 (paper II).
pub fn newcombe(x1: u64, n1: u64, x2: u64, n2: u64, z: f64) -> Option<Interval> {
    let (one, two) = (wilson(x1, n1, z)?, wilson(x2, n2, z)?);
    let (p1, p2) = (x1 as f64 / n1 as f64, x2 as f64 / n2 as f64);
    let difference = p1 - p2;
    let low = difference - (p1 - one.low).hypot(two.high - p2);
    let high = difference + (one.high - p1).hypot(p2 - two.low);
    Some(Interval { low: low.clamp(-1.0, 1.0), high: high.clamp(-1.0, 1.0) })
}

/// Turns two counts into a percentage in units of 10^-`decimals` of a percent, halves rounded up, in whole numbers
/// throughout: 9 of 50 at 0 decimals is 18 (18%), 150 of 1,000 at 1 decimal is 150 (15.0%).
///
/// # Panics
/// When `denominator` is 0 (print `[z]` instead: nought of nought is not zero), or when the answer does not fit.
pub fn round_half_up(numerator: u64, denominator: u64, decimals: u32) -> u64 {
    assert!(denominator > 0, "a percentage of nothing was asked for; 0 of 0 must be printed as [z]");
    let (top, bottom) = (u128::from(numerator), u128::from(denominator));
    let scaled = 10u128.checked_pow(decimals).and_then(|unit| top.checked_mul(unit)?.checked_mul(200));
    let rounded = scaled.and_then(|value| Some(value.checked_add(bottom)? / (2 * bottom)));
    rounded.and_then(|value| u64::try_from(value).ok()).expect("a percentage has too many digits to be printed")
}

#[cfg(test)]
mod tests {
    use super::super::interval::Level;
    use super::*;

    const REFERENCE: &str = include_str!("../../docs/methods/reference/proportion.csv");

    fn reference(kind: &str) -> Vec<(Vec<u64>, f64, f64)> {
        let rows = REFERENCE.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
        rows.filter(|fields| fields[0] == kind)
            .map(|fields| {
                let counts = fields[1..5].iter().filter(|field| !field.is_empty()).map(|field| field.parse().unwrap());
                (counts.collect(), fields[5].parse().unwrap(), fields[6].parse().unwrap())
            })
            .collect()
    }

    fn assert_near(actual: f64, expected: f64, within: f64, what: &str) {
        assert!((actual - expected).abs() <= within, "{what}: computed {actual}, expected {expected}");
    }

    #[test]
    fn wilson_agrees_with_statsmodels() {
        let rows = reference("wilson");
        assert!(rows.len() >= 20);
        for (counts, low, high) in rows {
            let interval = wilson_95(counts[0], counts[1]).unwrap();
            assert_near(interval.low, low, 1e-9, &format!("low end for {counts:?}"));
            assert_near(interval.high, high, 1e-9, &format!("high end for {counts:?}"));
        }
    }

    #[test]
    fn wilson_agrees_with_phstatsmethods_at_both_levels() {
        for (kind, level) in [("wilson_ph_95", Level::P95), ("wilson_ph_998", Level::P998)] {
            let rows = reference(kind);
            assert!(rows.len() >= 20);
            for (counts, low, high) in rows {
                let interval = wilson(counts[0], counts[1], level.z()).unwrap();
                assert_near(interval.low, low, 1e-9, &format!("low end for {counts:?}"));
                assert_near(interval.high, high, 1e-9, &format!("high end for {counts:?}"));
            }
        }
    }

    #[test]
    fn newcombe_agrees_with_statsmodels() {
        let rows = reference("newcombe");
        assert!(rows.len() >= 20);
        for (counts, low, high) in rows {
            let interval = newcombe_95(counts[0], counts[1], counts[2], counts[3]).unwrap();
            assert_near(interval.low, low, 1e-9, &format!("low end for {counts:?}"));
            assert_near(interval.high, high, 1e-9, &format!("high end for {counts:?}"));
        }
    }

    #[test]
    fn newcombe_agrees_with_the_published_examples_of_method_10() {
        // Table II of paper II, contrasts (a) to (h), printed there to four places.
        let published = [
            ([56, 70, 48, 80], 0.0524, 0.3339),
            ([9, 10, 3, 10], 0.1705, 0.8090),
            ([6, 7, 2, 7], 0.0582, 0.8062),
            ([5, 56, 0, 29], -0.0381, 0.1926),
            ([0, 10, 0, 20], -0.1611, 0.2775),
            ([0, 10, 0, 10], -0.2775, 0.2775),
            ([10, 10, 0, 20], 0.6791, 1.0000),
            ([10, 10, 0, 10], 0.6075, 1.0000),
        ];
        for (counts, low, high) in published {
            let interval = newcombe_95(counts[0], counts[1], counts[2], counts[3]).unwrap();
            assert_near(interval.low, low, 0.00005, &format!("low end for {counts:?}"));
            assert_near(interval.high, high, 0.00005, &format!("high end for {counts:?}"));
        }
    }

    #[test]
    fn the_interval_printed_in_the_paper_is_the_one_worked_by_hand() {
        let tenths = |x, n| wilson_95(x, n).map(|i| ((i.low * 1000.0).round(), (i.high * 1000.0).round())).unwrap();
        assert_eq!(tenths(9, 50), (98.0, 308.0));
        assert_eq!(tenths(150, 1000), (129.0, 173.0));
        assert_eq!(tenths(0, 10), (0.0, 278.0));
    }

    #[test]
    fn none_of_them_gives_exactly_nought_and_all_of_them_exactly_one() {
        for n in [1, 2, 3, 7, 10, 49, 1_000, 123_457, 1_000_000_000_000] {
            assert_eq!(wilson_95(0, n).unwrap().low, 0.0);
            assert_eq!(wilson_95(n, n).unwrap().high, 1.0);
            assert!(wilson_95(0, n).unwrap().high > 0.0 && wilson_95(n, n).unwrap().low < 1.0);
        }
    }

    #[test]
    fn what_is_not_a_proportion_has_no_interval() {
        assert_eq!(wilson_95(0, 0), None);
        assert_eq!(wilson_95(3, 2), None);
        assert_eq!(newcombe_95(0, 0, 1, 2), None);
        assert_eq!(newcombe_95(1, 2, 3, 2), None);
    }

    #[test]
    fn the_interval_contains_the_rate_and_mirrors_its_complement() {
        for n in 1..60 {
            for x in 0..=n {
                let (one, other) = (wilson_95(x, n).unwrap(), wilson_95(n - x, n).unwrap());
                assert!(one.contains(x as f64 / n as f64), "{x} of {n}");
                assert_near(one.low, 1.0 - other.high, 1e-12, &format!("{x} of {n}"));
            }
        }
    }

    #[test]
    fn percentages_are_rounded_half_up_in_whole_numbers() {
        let cases = [
            ((9, 50, 0), 18),
            ((150, 1000, 1), 150),
            ((1, 200, 0), 1),           // 0.5
            ((1, 201, 0), 0),           // 0.4975...
            ((1, 8, 1), 125),           // 12.5
            ((1, 8, 0), 13),            // 12.5 goes up, not to the even 12
            ((41, 40, 0), 103),         // 102.5: more than all is still a percentage
            ((2_675, 100_000, 2), 268), // 2.675 is 2.67499... as a floating-point number
            ((1_005, 100_000, 2), 101),
            ((0, 7, 3), 0),
            ((2, 3, 4), 666_667),
            ((u64::MAX, u64::MAX, 6), 100_000_000),
        ];
        for ((numerator, denominator, decimals), expected) in cases {
            assert_eq!(round_half_up(numerator, denominator, decimals), expected, "{numerator} of {denominator}");
        }
    }

    #[test]
    #[should_panic(expected = "0 of 0 must be printed as [z]")]
    fn a_percentage_of_nothing_is_refused() {
        round_half_up(0, 0, 0);
    }
}
