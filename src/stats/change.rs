//! How much people have changed between two scores of their own: the mean change with its interval, and the share who
//! improved.
//!
//! Scores are whole hundredths of a point, and sums are whole numbers: the order of people changes no bit of an answer.
//! The reference numbers in the tests come from scipy; `docs/methods/reference/change.py` holds the calls.

use libm::atan;

use super::interval::{Interval, Level, last_that};
use super::proportion::wilson;

/// Everybody's change, later score less earlier, added up. Turn the sign beforehand where a lower score is the better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    people: u64,
    improved: u64,
    /// In hundredths.
    sum: i128,
    /// In hundredths, squared.
    squares: i128,
}

impl Changes {
    /// Counts one person's change, in hundredths of a point.
    pub fn add(&mut self, hundredths: i32) {
        let change = i128::from(hundredths);
        self.people += 1;
        self.improved += u64::from(change > 0);
        self.sum += change;
        self.squares += change * change;
    }

    /// People with both scores.
    pub fn people(&self) -> u64 {
        self.people
    }

    /// People whose later score is the better, by however little.
    pub fn improved(&self) -> u64 {
        self.improved
    }

    /// The mean change in points; None of nobody.
    pub fn mean(&self) -> Option<f64> {
        (self.people > 0).then(|| self.sum as f64 / (100.0 * self.people as f64))
    }

    /// Between which points the mean change behind these people's lies, by Student's t with one degree of freedom fewer
    /// than people. None for fewer than two people and where all changed alike: there is no spread to judge by.
    ///
    /// Student. The probable error of a mean. Biometrika 1908; 6: 1-25. Armitage P, Berry G, Matthews JNS. Statistical
    /// methods in medical research. 4th edn. Oxford: Blackwell; 2002: section 4.4 (paired samples).
    pub fn interval(&self, level: Level) -> Option<Interval> {
        let (mean, n) = (self.mean()?, self.people as f64);
        // n times the sum of squared deviations, without a rounding.
        let spread = i128::from(self.people).checked_mul(self.squares)?.checked_sub(self.sum.checked_mul(self.sum)?)?;
        if spread <= 0 {
            return None;
        }
        let variance = spread as f64 / (n * (n - 1.0)) / 10_000.0;
        let half = student_t(self.people - 1, level) * (variance / n).sqrt();
        Some(Interval { low: mean - half, high: mean + half })
    }

    /// Wilson's interval of the share who improved; None of nobody.
    pub fn improved_interval(&self, level: Level) -> Option<Interval> {
        wilson(self.improved, self.people, level.z())
    }
}

impl FromIterator<i32> for Changes {
    fn from_iter<I: IntoIterator<Item = i32>>(hundredths: I) -> Self {
        let mut changes = Changes::default();
        hundredths.into_iter().for_each(|change| changes.add(change));
        changes
    }
}

/// More degrees of freedom than this, and three terms of the expansion in their inverse are right to ten digits.
const MANY: u64 = 1_000;

/// Student's t that leaves the level's tail above it; `freedom` is 1 or more.
///
/// Abramowitz M, Stegun IA. Handbook of mathematical functions. Washington: National Bureau of Standards; 1964: 26.7.3
/// and 26.7.4 (the chance as a finite sum), 26.7.5 (the expansion).
fn student_t(freedom: u64, level: Level) -> f64 {
    if freedom <= MANY {
        // One degree of freedom at 99.8% has the largest, 318.3.
        return last_that(0.0, 1_000.0, |t| within(t, freedom) <= 1.0 - 2.0 * level.tail());
    }
    let (x, v) = (level.z(), freedom as f64);
    let square = x * x;
    let first = x * (square + 1.0) / 4.0;
    let second = x * ((5.0 * square + 16.0) * square + 3.0) / 96.0;
    let third = x * (((3.0 * square + 19.0) * square + 17.0) * square - 15.0) / 384.0;
    x + (first + (second + third / v) / v) / v
}

/// The chance that Student's t lies between -`t` and `t`.
fn within(t: f64, freedom: u64) -> f64 {
    let v = freedom as f64;
    let (sine, cosine2) = (t / (v + t * t).sqrt(), v / (v + t * t));
    let odd = !freedom.is_multiple_of(2);
    // Each term from the one before it: cos^2 times (2/3, 4/5, ...) or (1/2, 3/4, ...).
    let mut term = if odd { cosine2.sqrt() } else { 1.0 };
    let mut sum = if freedom == 1 { 0.0 } else { term };
    let mut k = if odd { 2 } else { 1 };
    while k + 3 <= freedom {
        term *= cosine2 * k as f64 / (k + 1) as f64;
        sum += term;
        k += 2;
    }
    if odd { (atan(t / v.sqrt()) + sine * sum) / std::f64::consts::FRAC_PI_2 } else { sine * sum }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::reference::{assert_near, number, rows};
    use super::*;

    const REFERENCE: &str = include_str!("../../docs/methods/reference/change.csv");

    #[test]
    fn students_t_agrees_with_scipy_from_1_to_a_million_degrees_of_freedom() {
        let rows = rows(REFERENCE, "t");
        assert!(rows.len() >= 30);
        for row in rows {
            for (level, field) in [(Level::P95, row[1]), (Level::P998, row[2])] {
                assert_near(student_t(number(row[0]), level), number(field), &format!("{} {level:?}", row[0]));
            }
        }
    }

    #[test]
    fn mean_changes_of_published_pairs_agree_with_scipy() {
        let sets = rows(REFERENCE, "set");
        assert!(sets.len() >= 3);
        for set in sets {
            let own: Changes = rows(REFERENCE, set[0]).iter().map(|row| number::<i32>(row[0])).collect();
            assert_eq!([own.people(), own.improved()], [1, 2].map(|i| number::<u64>(set[i])), "{}", set[0]);
            assert_near(own.mean().unwrap(), number(set[3]), set[0]);
            for (level, low, high) in [(Level::P95, set[4], set[5]), (Level::P998, set[6], set[7])] {
                let interval = own.interval(level).unwrap();
                assert_near(interval.low, number(low), set[0]);
                assert_near(interval.high, number(high), set[0]);
            }
        }
    }

    #[test]
    fn five_people_worked_by_hand_come_out_so() {
        // docs/methods/statistics.md: 2, 1, 0, 3 and -1 points.
        let own = Changes::from_iter([200, 100, 0, 300, -100]);
        assert_eq!((own.mean(), own.improved()), (Some(1.0), 3));
        let interval = own.interval(Level::P95).unwrap();
        assert_eq!(((interval.low * 1e3).round(), (interval.high * 1e3).round()), (-963.0, 2963.0));
    }

    #[test]
    fn without_a_spread_there_is_no_interval() {
        assert_eq!(Changes::default().mean(), None);
        assert_eq!(Changes::default().improved_interval(Level::P95), None);
        assert_eq!((Changes::from_iter([50]).mean(), Changes::from_iter([50]).interval(Level::P95)), (Some(0.5), None));
        assert_eq!(Changes::from_iter([50, 50, 50]).interval(Level::P95), None);
        assert!(Changes::from_iter([50, 51]).interval(Level::P95).is_some());
    }

    #[test]
    fn the_largest_changes_are_added_up() {
        let own: Changes = [i32::MAX, i32::MIN].into_iter().cycle().take(10_001).collect();
        let interval = own.interval(Level::P998).unwrap();
        assert!(interval.low < own.mean().unwrap() && own.mean().unwrap() < interval.high && interval.high.is_finite());
    }

    #[test]
    fn students_t_falls_with_each_degree_of_freedom_also_where_the_method_changes() {
        for level in [Level::P95, Level::P998] {
            let mut before = f64::INFINITY;
            for freedom in (1..1_100).chain([10_000, 1_000_000, u64::MAX]) {
                let t = student_t(freedom, level);
                assert!(t < before && t >= level.z(), "{freedom}: {t} after {before}");
                before = t;
            }
        }
    }

    proptest! {
        #[test]
        fn the_order_of_people_changes_no_bit_and_the_interval_holds_the_mean(mut changes in prop::collection::vec(-5_000..5_000i32, 0..60)) {
            let own: Changes = changes.iter().copied().collect();
            changes.sort_unstable();
            prop_assert_eq!(own, changes.iter().copied().collect());
            if let Some(interval) = own.interval(Level::P95) {
                prop_assert!(interval.contains(own.mean().unwrap()));
                let wide = own.interval(Level::P998).unwrap();
                prop_assert!(wide.low < interval.low && interval.high < wide.high);
            }
            prop_assert_eq!(own.improved(), changes.iter().filter(|change| **change > 0).count() as u64);
        }

        #[test]
        fn everybody_one_point_better_moves_all_by_one_point(changes in prop::collection::vec(-5_000..5_000i32, 2..60)) {
            let own: Changes = changes.iter().copied().collect();
            let more: Changes = changes.iter().map(|change| change + 100).collect();
            prop_assert!((more.mean().unwrap() - own.mean().unwrap() - 1.0).abs() < 1e-9);
            match (own.interval(Level::P95), more.interval(Level::P95)) {
                (Some(one), Some(other)) => prop_assert!((other.low - one.low - 1.0).abs() < 1e-9 && (other.high - one.high - 1.0).abs() < 1e-9),
                (one, other) => prop_assert_eq!(one, other),
            }
        }
    }
}
