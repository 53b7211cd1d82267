//! What chance alone brings of `x` out of `n` where each has the chance `p`: exact, without the bell curve.
//!
//! Whole counts up to [`MOST`]; beyond it every answer is None, as it is for what is no chance or no count of some.
//! The reference numbers in the tests come from scipy; `docs/methods/reference/binomial.py` holds the calls.

use libm::{exp, log, log1p};

use super::interval::{Interval, Level, last_that};

/// The most people that anything here is worked out for.
pub const MOST: u64 = u32::MAX as u64;

/// Outcomes as likely as the one seen count as unlikely as it, though the two probabilities were rounded apart.
const ALIKE: f64 = 1.0 + 1e-7;

/// The chance of exactly `x` of `n`.
///
/// Loader C. Fast and accurate computation of binomial probabilities. 2000; as in R's `dbinom`. Sums of logarithms of
/// factorials lose digits where `n` is large; deviances do not.
pub fn exactly(x: u64, n: u64, p: f64) -> Option<f64> {
    is_chance(x, n, p).then(|| density(x, n, p))
}

/// The chance of `x` of `n` or fewer.
pub fn at_most(x: u64, n: u64, p: f64) -> Option<f64> {
    is_chance(x, n, p).then(|| lower_tail(x, n, p))
}

/// The chance of `x` of `n` or more.
pub fn at_least(x: u64, n: u64, p: f64) -> Option<f64> {
    is_chance(x, n, p).then(|| upper_tail(x, n, p))
}

/// How often chance alone brings something at least as unlikely as `x` of `n` where each has the chance `p`, on either
/// side: the two-sided exact test by the method of small p-values, as R's `binom.test` and scipy's `binomtest` do it.
pub fn exact_test(x: u64, n: u64, p: f64) -> Option<f64> {
    if !is_chance(x, n, p) {
        return None;
    }
    let (seen, mean) = (density(x, n, p) * ALIKE, n as f64 * p);
    // On the far side of the mean the chances fall: the first that is small enough begins the other tail.
    let both = if (x as f64) < mean {
        let begin = first(mean.ceil() as u64, n + 1, |y| density(y, n, p) <= seen);
        lower_tail(x, n, p) + if begin > n { 0.0 } else { upper_tail(begin, n, p) }
    } else if (x as f64) > mean {
        let end = first(0, mean.floor() as u64 + 1, |y| density(y, n, p) > seen);
        upper_tail(x, n, p) + if end == 0 { 0.0 } else { lower_tail(end - 1, n, p) }
    } else {
        1.0
    };
    Some(both.min(1.0))
}

/// Between which fractions the rate behind `x` out of `n` lies, so that the range misses it at most as often as
/// promised, whatever the rate: wider than Wilson's, which keeps its promise on average.
///
/// None when `n` is 0 or `x` is more than `n`. The ends are exactly 0 for `x` = 0 and exactly 1 for `x` = `n`.
///
/// Clopper CJ, Pearson ES. The use of confidence or fiducial limits illustrated in the case of the binomial. Biometrika
/// 1934; 26: 404-413. Method 5 in Newcombe RG. Two-sided confidence intervals for the single proportion. Statistics in
/// Medicine 1998; 17: 857-872.
pub fn exact(x: u64, n: u64, level: Level) -> Option<Interval> {
    if n == 0 || x > n || n > MOST {
        return None;
    }
    let rate = x as f64 / n as f64;
    let low = if x == 0 { 0.0 } else { last_that(0.0, rate, |p| upper_tail(x, n, p) <= level.tail()) };
    let high = if x == n { 1.0 } else { last_that(rate, 1.0, |p| lower_tail(x, n, p) >= level.tail()) };
    Some(Interval { low, high })
}

/// The smallest number from `low` on, below `end`, of which something holds that holds of all after it; else `end`.
pub(super) fn first(mut low: u64, mut end: u64, holds: impl Fn(u64) -> bool) -> u64 {
    while low < end {
        let middle = low + (end - low) / 2;
        if holds(middle) {
            end = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// Tells whether there are such a count and such a chance.
pub(super) fn is_chance(x: u64, n: u64, p: f64) -> bool {
    x <= n && n <= MOST && (0.0..=1.0).contains(&p)
}

pub(super) fn lower_tail(x: u64, n: u64, p: f64) -> f64 {
    if x >= n {
        return 1.0;
    }
    if (x as f64) < n as f64 * p { sum_down(x, n, p) } else { (1.0 - sum_up(x + 1, n, p)).max(0.0) }
}

pub(super) fn upper_tail(x: u64, n: u64, p: f64) -> f64 {
    if x == 0 {
        return 1.0;
    }
    if (x as f64) > n as f64 * p { sum_up(x, n, p) } else { (1.0 - sum_down(x - 1, n, p)).max(0.0) }
}

/// The chances of `x` and below, for an `x` below the mean, where each is less than the one above it. Away from the mean
/// nothing cancels, so a tail of one in a million million keeps its digits.
fn sum_down(x: u64, n: u64, p: f64) -> f64 {
    let mut term = density(x, n, p);
    let mut total = term;
    for k in (1..=x).rev() {
        term *= k as f64 * (1.0 - p) / ((n - k + 1) as f64 * p);
        total += term;
        if term <= total * f64::EPSILON / 16.0 {
            break;
        }
    }
    total.min(1.0)
}

/// The chances of `x` and above, for an `x` above the mean.
fn sum_up(x: u64, n: u64, p: f64) -> f64 {
    let mut term = density(x, n, p);
    let mut total = term;
    for k in x..n {
        term *= (n - k) as f64 * p / ((k + 1) as f64 * (1.0 - p));
        total += term;
        if term <= total * f64::EPSILON / 16.0 {
            break;
        }
    }
    total.min(1.0)
}

pub(super) fn density(x: u64, n: u64, p: f64) -> f64 {
    let (count, size, rest) = (x as f64, n as f64, (n - x) as f64);
    match x {
        _ if p == 0.0 => f64::from(x == 0),
        _ if p == 1.0 => f64::from(x == n),
        0 => exp(size * log1p(-p)),
        _ if x == n => exp(size * log(p)),
        _ => {
            let errors = stirling_error(n) - stirling_error(x) - stirling_error(n - x);
            let deviances = deviance(count, size * p) + deviance(rest, size * (1.0 - p));
            let scale = std::f64::consts::TAU * count * (rest / size);
            exp(errors - deviances) / scale.sqrt()
        }
    }
}

/// What Stirling's formula leaves out of the logarithm of n!, for n of 1 and more.
fn stirling_error(n: u64) -> f64 {
    let size = n as f64;
    if n <= 15 {
        let factorial: u64 = (1..=n).product();
        return log(factorial as f64) - (size + 0.5) * log(size) + size - log(std::f64::consts::TAU) / 2.0;
    }
    let square = size * size;
    let tail = 1.0 / 1680.0 - 1.0 / 1188.0 / square;
    (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - tail / square) / square) / square) / size
}

/// `x ln(x / mean) + mean - x`, by a series where the two are so near that the plain formula would cancel.
fn deviance(x: f64, mean: f64) -> f64 {
    if (x - mean).abs() >= 0.1 * (x + mean) {
        return x * log(x / mean) + mean - x;
    }
    let part = (x - mean) / (x + mean);
    let (mut sum, mut power, mut odd) = ((x - mean) * part, 2.0 * x * part, 1.0);
    loop {
        power *= part * part;
        odd += 2.0;
        let next = sum + power / odd;
        if next == sum {
            return sum;
        }
        sum = next;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::proportion::wilson;
    use super::super::reference::{assert_near, number, rows};
    use super::*;

    const REFERENCE: &str = include_str!("../../docs/methods/reference/binomial.csv");

    #[test]
    fn chances_tails_and_the_exact_test_agree_with_scipy() {
        let rows = rows(REFERENCE, "tails");
        assert!(rows.len() >= 40);
        for row in rows {
            let (x, n, p) = (number(row[0]), number(row[1]), number(row[2]));
            let near = |own: Option<f64>, field: &str, what: &str| {
                assert_near(own.unwrap(), number(field), &format!("{what} {x} of {n} at {p}"));
            };
            near(exactly(x, n, p), row[3], "exactly");
            near(at_most(x, n, p), row[4], "at most");
            near(at_least(x, n, p), row[5], "at least");
            near(exact_test(x, n, p), row[6], "test of");
        }
    }

    #[test]
    fn the_exact_interval_agrees_with_scipy() {
        let rows = rows(REFERENCE, "interval");
        assert!(rows.len() >= 20);
        for row in rows {
            let (x, n) = (number(row[0]), number(row[1]));
            for (level, low, high) in [(Level::P95, row[2], row[3]), (Level::P998, row[4], row[5])] {
                let interval = exact(x, n, level).unwrap();
                assert_near(interval.low, number(low), &format!("low end for {x} of {n}"));
                assert_near(interval.high, number(high), &format!("high end for {x} of {n}"));
            }
        }
    }

    #[test]
    fn the_exact_interval_agrees_with_the_published_examples_of_method_5() {
        // Table I of Newcombe's paper, printed there to four places.
        let published =
            [(81, 263, 0.2527, 0.3676), (15, 148, 0.0578, 0.1617), (0, 20, 0.0, 0.1684), (1, 29, 0.0009, 0.1776)];
        for (x, n, low, high) in published {
            let interval = exact(x, n, Level::P95).unwrap();
            assert!((interval.low - low).abs() <= 0.00005 && (interval.high - high).abs() <= 0.00005, "{x} of {n}");
        }
    }

    #[test]
    fn what_is_no_chance_or_too_many_has_no_answer() {
        for (x, n, p) in [(3, 2, 0.5), (1, 2, -0.1), (1, 2, 1.1), (1, 2, f64::NAN), (1, MOST + 1, 0.5)] {
            assert_eq!([exactly(x, n, p), at_most(x, n, p), at_least(x, n, p), exact_test(x, n, p)], [None; 4]);
        }
        assert_eq!([exact(0, 0, Level::P95), exact(3, 2, Level::P95), exact(1, MOST + 1, Level::P95)], [None; 3]);
    }

    #[test]
    fn chances_of_nought_and_one_and_of_nobody_are_certain() {
        assert_eq!((exactly(0, 0, 0.3), at_most(0, 0, 0.3), at_least(0, 0, 0.3)), (Some(1.0), Some(1.0), Some(1.0)));
        assert_eq!((exactly(0, 5, 0.0), at_least(1, 5, 0.0), exact_test(1, 5, 0.0)), (Some(1.0), Some(0.0), Some(0.0)));
        assert_eq!((exactly(5, 5, 1.0), at_most(4, 5, 1.0), exact_test(5, 5, 1.0)), (Some(1.0), Some(0.0), Some(1.0)));
    }

    #[test]
    fn the_most_people_are_worked_out_too() {
        let interval = exact(MOST / 2, MOST, Level::P95).unwrap();
        let near = wilson(MOST / 2, MOST, Level::P95.z()).unwrap();
        assert!((interval.low - near.low).abs() < 1e-8 && (interval.high - near.high).abs() < 1e-8, "{interval:?}");
    }

    #[test]
    fn the_exact_interval_misses_the_rate_at_most_as_often_as_promised() {
        // The whole promise, for every rate in steps of a hundredth.
        for n in [1, 5, 20, 60] {
            let ranges: Vec<Interval> = (0..=n).map(|x| exact(x, n, Level::P95).unwrap()).collect();
            for p in (0..=100).map(|percent| f64::from(percent) / 100.0) {
                let hit: f64 = (0..=n).filter(|x| ranges[*x as usize].contains(p)).map(|x| density(x, n, p)).sum();
                assert!(hit >= 0.95 - 1e-9, "n {n}, rate {p}: {hit}");
            }
        }
    }

    proptest! {
        #[test]
        fn the_chances_of_all_counts_add_up_to_one(n in 0u64..300, p in 0.0..=1.0f64) {
            let all: f64 = (0..=n).map(|x| density(x, n, p)).sum();
            prop_assert!((all - 1.0).abs() < 1e-11, "{all}");
        }

        #[test]
        fn tails_are_chances_grow_with_the_count_and_mirror_each_other(n in 1u64..2_000_000, part in 0.0..=1.0f64, p in 0.0..=1.0f64) {
            let x = ((n as f64 * part) as u64).min(n - 1);
            let (below, to, above) = (at_most(x, n, p).unwrap(), at_most(x + 1, n, p).unwrap(), at_least(x + 1, n, p).unwrap());
            prop_assert!((0.0..=1.0).contains(&below) && (0.0..=1.0).contains(&above));
            prop_assert!(below <= to + 1e-12);
            prop_assert!((below + above - 1.0).abs() < 1e-9, "{below} and {above}");
            let mirrored = at_least(n - x, n, 1.0 - p).unwrap();
            prop_assert!((below - mirrored).abs() < 1e-6, "{below} and {mirrored}");
            let test = exact_test(x, n, p).unwrap();
            prop_assert!((0.0..=1.0).contains(&test));
        }

        #[test]
        fn the_exact_interval_holds_the_rate_mirrors_its_complement_and_grows_with_the_level(n in 1u64..5_000, part in 0.0..=1.0f64) {
            let x = (n as f64 * part) as u64;
            let (narrow, wide) = (exact(x, n, Level::P95).unwrap(), exact(x, n, Level::P998).unwrap());
            prop_assert!(narrow.contains(x as f64 / n as f64));
            prop_assert!(0.0 <= wide.low && wide.low <= narrow.low && narrow.high <= wide.high && wide.high <= 1.0);
            let other = exact(n - x, n, Level::P95).unwrap();
            prop_assert!((narrow.low - (1.0 - other.high)).abs() < 1e-12);
        }

        #[test]
        fn more_achieved_of_as_many_moves_both_ends_up(n in 1u64..5_000, part in 0.0..1.0f64) {
            let x = ((n as f64 * part) as u64).min(n - 1);
            let (less, more) = (exact(x, n, Level::P95).unwrap(), exact(x + 1, n, Level::P95).unwrap());
            prop_assert!(less.low < more.low && less.high < more.high);
        }
    }
}
