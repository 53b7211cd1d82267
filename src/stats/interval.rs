//! Ranges, and how sure they are meant to be.

/// The standard normal deviate that leaves 2.5% in each tail.
pub const Z_95: f64 = 1.959963984540054;

/// The standard normal deviate that leaves 0.1% in each tail.
const Z_998: f64 = 3.090232306167813;

/// How much a range is to hold of what chance brings. The two that public-health papers in England draw: funnel plots
/// have both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// 95%: one range in twenty misses.
    P95,
    /// 99.8%: one range in 500 misses.
    P998,
}

impl Level {
    /// The standard normal deviate that leaves [`Level::tail`] above it.
    pub fn z(self) -> f64 {
        match self {
            Level::P95 => Z_95,
            Level::P998 => Z_998,
        }
    }

    /// What the range leaves out at each end.
    pub fn tail(self) -> f64 {
        match self {
            Level::P95 => 0.025,
            Level::P998 => 0.001,
        }
    }
}

/// A range, both ends included, in the unit of what it is about: fractions for a proportion, days for a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

impl Interval {
    /// Tells whether `value` is among those that the data do not rule out.
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// The range in another unit, of which one is `factor` of this one's; `factor` is not negative.
    pub(super) fn times(self, factor: f64) -> Interval {
        Interval { low: self.low * factor, high: self.high * factor }
    }
}

/// Where something that holds of `low`, and not of `high`, ceases to hold: the last number of which it holds, found by
/// halving until no number lies between.
pub(super) fn last_that(mut low: f64, mut high: f64, holds: impl Fn(f64) -> bool) -> f64 {
    loop {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            return low;
        }
        if holds(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_contains_both_its_ends_and_nothing_beyond() {
        let interval = Interval { low: 0.25, high: 0.5 };
        assert!(interval.contains(0.25) && interval.contains(0.3) && interval.contains(0.5));
        assert!(!interval.contains(0.2499) && !interval.contains(0.5001) && !interval.contains(f64::NAN));
    }

    #[test]
    fn halving_ends_at_the_last_number_of_which_it_holds() {
        assert_eq!(last_that(0.0, 3.0, |x| x * x <= 3.0), 1.7320508075688772);
        assert_eq!(last_that(0.0, 1.0, |_| false), 0.0);
        assert_eq!(last_that(3.0, 3.0, |_| true), 3.0);
        let tiny = last_that(0.0, 1.0, |x| x < 1e-300);
        assert!(tiny < 1e-300 && tiny > 0.999e-300);
    }
}
