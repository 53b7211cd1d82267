//! Who signed an entry, and when: `KM, 12 January 2016`.

use chrono::{Datelike, Months, NaiveDate};

use crate::vocabulary::Quarter;

/// What stands in a heading's parentheses before anybody has signed.
pub const UNSIGNED: &str = "initials, date";

/// How a date may be written.
const FORMS: [&str; 3] = ["%d %B %Y", "%Y-%m-%d", "%d/%m/%Y"];

/// What is wrong with a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Initials or date, or both, are missing.
    Missing,
    /// What stands where a date should is none.
    NotADate,
    /// After the meeting for which it was written.
    AfterTheMeeting(NaiveDate),
    /// Of a time when the quarter had long to run.
    LongBefore(NaiveDate),
}

/// What is wrong with a signature for a quarter's paper; nothing where it is as it should be.
pub fn wrong(signed: Option<&str>, quarter: Quarter, meeting: Option<NaiveDate>) -> Option<Wrong> {
    let Some((initials, date)) = signed.and_then(|signed| signed.split_once(',')) else { return Some(Wrong::Missing) };
    let (initials, date) = (initials.trim(), date.trim());
    if date.is_empty() || !initials.chars().any(char::is_alphabetic) {
        return Some(Wrong::Missing);
    }
    let Some(day) = day(date) else { return Some(Wrong::NotADate) };
    if meeting.is_some_and(|meeting| day > meeting) {
        return Some(Wrong::AfterTheMeeting(day));
    }
    // Words about a quarter are written when it is over or nearly so. What is older was written for the one before it.
    let earliest = quarter.last_day().checked_sub_months(Months::new(1));
    earliest.is_some_and(|earliest| day <= earliest).then_some(Wrong::LongBefore(day))
}

/// A date in one of the forms. A year has four digits: `16` would be one of the first century.
pub fn day(text: &str) -> Option<NaiveDate> {
    let read = FORMS.iter().find_map(|form| NaiveDate::parse_from_str(text, form).ok());
    read.filter(|day| day.year() >= 1000)
}

/// The day that stands behind initials.
pub fn day_of(signed: Option<&str>) -> Option<NaiveDate> {
    signed.and_then(|signed| signed.split_once(',')).and_then(|(_, date)| day(date.trim()))
}

/// Whether a word in small letters is a month's name.
pub fn is_month(word: &str) -> bool {
    word.parse::<chrono::Month>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_has_initials_and_a_date_between_the_quarters_end_and_the_meeting() {
        let quarter: Quarter = "2015-16-Q3".parse().unwrap();
        let meeting = NaiveDate::from_ymd_opt(2016, 2, 22);
        let of = |signed| wrong(signed, quarter, meeting);
        for good in
            ["KM, 12 January 2016", "K.M. and JB, 12 Jan 2016", "KM,2016-02-22", "KM, 1/12/2015", "ÉM, 1 February 2016"]
        {
            assert_eq!(of(Some(good)), None, "{good}");
        }
        for none in [None, Some("KM"), Some("12 January 2016"), Some(", 12 January 2016"), Some("KM, ")] {
            assert_eq!(of(none), Some(Wrong::Missing), "{none:?}");
        }
        for bad in
            ["KM, January", "KM, 31 February 2016", "KM, 12 January 2016, late", "KM, 1/13/2016", "KM, 4 January 16"]
        {
            assert_eq!(of(Some(bad)), Some(Wrong::NotADate), "{bad}");
        }
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        assert_eq!(of(Some("KM, 23 February 2016")), Some(Wrong::AfterTheMeeting(day(2016, 2, 23))));
        assert_eq!(of(Some("KM, 30 November 2015")), Some(Wrong::LongBefore(day(2015, 11, 30))));
        assert_eq!(wrong(Some("KM, 23 February 2016"), quarter, None), None, "nobody knows when the board meets");
    }
}
