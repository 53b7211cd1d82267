//! Days, and which of them offices are open on.

use chrono::{Datelike, Days, NaiveDate, Weekday};

pub const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(date) => date,
        None => panic!("not a day of the calendar"),
    }
}

/// `days` later, or earlier when negative.
pub fn plus(date: NaiveDate, days: i64) -> NaiveDate {
    let by = Days::new(days.unsigned_abs());
    if days < 0 { date - by } else { date + by }
}

/// The date itself when offices are open on it, else the next such day: no weekends, and nothing
/// between Christmas and New Year's Day.
pub fn office_day(date: NaiveDate) -> NaiveDate {
    let mut date = date;
    while closed(date) {
        date = date + Days::new(1);
    }
    date
}

fn closed(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
        || (date.month() == 12 && date.day() > 24)
        || (date.month() == 1 && date.day() == 1)
}

/// The Monday of the date's week: most jobs begin on one.
pub fn monday(date: NaiveDate) -> NaiveDate {
    date - Days::new(u64::from(date.weekday().num_days_from_monday()))
}

/// As people in Britain type a date.
pub fn typed(date: NaiveDate) -> String {
    date.format("%d/%m/%Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_office_is_closed_at_weekends_and_over_christmas() {
        assert_eq!(office_day(day(2015, 12, 25)), day(2016, 1, 4));
        assert_eq!(office_day(day(2015, 6, 6)), day(2015, 6, 8));
        assert_eq!(office_day(day(2015, 6, 8)), day(2015, 6, 8));
    }
}
