//! Numbers and dates as spreadsheet programs keep them.

use chrono::NaiveDate;

use super::grid::Value;

/// 31 December 9999, in days from the common era: no spreadsheet shows a later day.
const LAST_DAY: u32 = 3_652_059;
/// The first serial beyond it where days are counted from 1900.
const LAST_SERIAL: f64 = 2_958_466.0;

/// From where a workbook counts its days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum DateSystem {
    /// 1 is 1 January 1900; 60 is a 29 February 1900 that never was.
    #[default]
    From1900,
    /// 0 is 1 January 1904, as on the first Macintosh.
    From1904,
}

impl DateSystem {
    /// The day of a serial in days from the common era. Times of day, Excel's 29 February 1900 and what
    /// lies beyond the year 9999 are no days.
    #[inline]
    pub fn day(self, serial: f64) -> Option<u32> {
        // The comparison is false for what is no number, and the cast drops the time of day.
        if !(1.0..LAST_SERIAL).contains(&serial) {
            return None;
        }
        let whole = serial as u32;
        let day = match self {
            DateSystem::From1904 => whole + 695_056,
            DateSystem::From1900 if whole < 60 => whole + 693_595,
            DateSystem::From1900 if whole == 60 => return None,
            DateSystem::From1900 => whole + 693_594,
        };
        (day <= LAST_DAY).then_some(day)
    }

    /// A number under a format that shows a date.
    pub fn date(self, serial: f64) -> Value<'static> {
        let day = self.day(serial).and_then(|day| NaiveDate::from_num_days_from_ce_opt(day as i32));
        day.map_or(number(serial), Value::Date)
    }
}

/// A spreadsheet has no infinite number: a file that holds one is showing an overflow.
pub(super) fn number(n: f64) -> Value<'static> {
    if n.is_finite() { Value::Number(n) } else { Value::Error("#NUM!") }
}

/// `2015-04-01`, with or without a time behind it.
pub(super) fn iso_date(text: &str) -> Value<'_> {
    let day = text.get(..10).filter(|_| matches!(text.as_bytes().get(10), None | Some(b'T' | b' ')));
    day.and_then(|day| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()).map_or(Value::Text(text), Value::Date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use DateSystem::{From1900, From1904};

    fn day(year: i32, month: u32, day: u32) -> Value<'static> {
        Value::Date(NaiveDate::from_ymd_opt(year, month, day).unwrap())
    }

    #[test]
    fn serials_become_days_in_both_date_systems() {
        assert_eq!(From1900.date(42_095.0), day(2015, 4, 1));
        assert_eq!(From1900.date(42_095.75), day(2015, 4, 1), "the time of day is dropped");
        assert_eq!(From1904.date(40_633.0), day(2015, 4, 1));
        assert_eq!((From1904.date(60.5), From1904.date(1.0)), (day(1904, 3, 1), day(1904, 1, 2)));
        assert_eq!(
            (From1900.date(1.0), From1900.date(59.0), From1900.date(61.0)),
            (day(1900, 1, 1), day(1900, 2, 28), day(1900, 3, 1))
        );
        assert_eq!((From1900.date(2_958_465.5), From1904.date(2_957_003.0)), (day(9999, 12, 31), day(9999, 12, 31)));
    }

    #[test]
    fn what_is_no_day_stays_a_number() {
        for serial in [0.0, 0.75, -3.0, 60.0, 60.5, 2_958_466.0, 1e300] {
            assert_eq!(From1900.date(serial), Value::Number(serial));
        }
        assert_eq!(From1904.date(2_957_004.0), Value::Number(2_957_004.0));
        assert_eq!(From1904.date(0.0), Value::Number(0.0), "midnight, in most workbooks");
        assert_eq!(From1900.date(f64::INFINITY), Value::Error("#NUM!"));
        assert_eq!((From1900.day(f64::NAN), number(f64::NAN)), (None, Value::Error("#NUM!")));
    }

    #[test]
    fn iso_dates_with_and_without_a_time_are_days_and_others_stay_text() {
        assert_eq!(iso_date("2015-04-01"), day(2015, 4, 1));
        assert_eq!(iso_date("2015-04-01T23:30:00Z"), day(2015, 4, 1));
        for text in ["2015-02-30", "2015-04-010", "01/04/2015", "20é5-04-01"] {
            assert_eq!(iso_date(text), Value::Text(text));
        }
    }
}
