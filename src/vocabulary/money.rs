//! Money in whole pence, so that no figure ever depends on floating point.
//!
//! Definitions and returns are refused with amounts above a thousand million pounds, and ninety million of these fit into
//! a sum. A sum beyond that stops the program: no figure is ever printed that has run over.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Mul, Sub};

use serde::{Deserialize, Serialize};

/// An amount in whole pence; negative amounts are owed back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pence(pub i64);

/// Why an amount is not worked out.
const TOO_MUCH: &str = "an amount beyond all money there is: amounts are checked when they are read";

impl Add for Pence {
    type Output = Pence;
    fn add(self, other: Pence) -> Pence {
        Pence(self.0.checked_add(other.0).expect(TOO_MUCH))
    }
}

impl Sub for Pence {
    type Output = Pence;
    fn sub(self, other: Pence) -> Pence {
        Pence(self.0.checked_sub(other.0).expect(TOO_MUCH))
    }
}

impl Mul<u64> for Pence {
    type Output = Pence;
    fn mul(self, count: u64) -> Pence {
        Pence(i64::try_from(count).ok().and_then(|count| self.0.checked_mul(count)).expect(TOO_MUCH))
    }
}

impl Sum for Pence {
    fn sum<I: Iterator<Item = Pence>>(amounts: I) -> Pence {
        amounts.fold(Pence(0), Add::add)
    }
}

impl fmt::Display for Pence {
    /// Pounds and pence with thousands separated: `£1,234.05`, `-£0.50`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let pence = self.0.unsigned_abs();
        let pounds = (pence / 100).to_string();
        let mut grouped = String::new();
        for (i, digit) in pounds.chars().enumerate() {
            if i > 0 && (pounds.len() - i).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        write!(f, "{sign}£{grouped}.{:02}", pence % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pence_print_as_pounds_with_thousands() {
        assert_eq!(Pence(123_456_705).to_string(), "£1,234,567.05");
        assert_eq!(Pence(-50).to_string(), "-£0.50");
        assert_eq!(Pence(99_900).to_string(), "£999.00");
    }

    #[test]
    #[should_panic(expected = "beyond all money")]
    fn a_sum_that_runs_over_stops_and_is_no_figure() {
        let _: Pence = [Pence(i64::MAX), Pence(1)].into_iter().sum();
    }

    #[test]
    fn three_odd_thirds_add_up_to_the_whole() {
        let total: Pence = [Pence(34), Pence(33), Pence(33)].into_iter().sum();
        assert_eq!(total, Pence(100));
        assert_eq!(Pence(120_000) * 3 - Pence(1), Pence(359_999));
    }
}
