//! Dates of every kind that senders write. Text is read in one order a column, and every date that only fits
//! another order is proof against it; nothing is rolled over, nothing is guessed.

use std::ops::Range;

use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime};

use super::{Trouble, days_without_words, in_error, without_words};
use crate::canonical::frame::{Day, day_of};
use crate::definitions::{DateOrder, Layout, Programme, Timestamps};
use crate::source::Value;
use crate::vocabulary::Quarter;
use crate::vocabulary::marks::{is_missing_mark, spelt_error};
use crate::vocabulary::months::month_number;

/// What a column of dates may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// Something that happened on a programme: 1955 to 2099.
    Milestone,
    /// Somebody's birth: 1900 to 2099. It is never shown.
    Birth,
}

impl Span {
    /// The first year that it holds; the last is 2099.
    fn first_year(self) -> i32 {
        match self {
            Span::Milestone => 1955,
            Span::Birth => 1900,
        }
    }

    /// The days that it holds.
    pub fn days(self) -> Range<Day> {
        let new_year = |year| NaiveDate::from_ymd_opt(year, 1, 1).map_or(0, day_of);
        new_year(self.first_year())..new_year(LAST_YEAR + 1)
    }
}

const LAST_YEAR: i32 = 2099;

/// How a layout's dates are read.
#[derive(Clone, Copy, Debug)]
pub struct DateRules {
    pub order: DateOrder,
    pub timestamps: Timestamps,
    pub span: Span,
    /// The first year whose days a message repeats: an earlier one is sooner somebody's birth.
    pub first_told: i32,
}

impl DateRules {
    /// Nobody on a programme was born after it began: where one does not say when it did, no day is repeated.
    pub fn of(layout: &Layout, span: Span, programmes: &[&Programme]) -> Self {
        let first_told = Programme::first_year_of(programmes).unwrap_or(i32::MAX);
        DateRules { order: layout.date_order, timestamps: layout.timestamps, span, first_told }
    }
}

/// What a date's spelling says beside the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signs {
    /// A bare number, read as Excel counts days.
    pub number: bool,
    /// A time of day was left out.
    pub time: bool,
    /// It fits the layout's order and no other.
    pub own_order: bool,
    /// It fits another order and not the layout's.
    pub other_order: bool,
    /// It is one day in the layout's order and another in another.
    pub either: bool,
    /// That other day lies in another quarter.
    pub other_quarter: bool,
    /// Its year stands first, and only a month can follow: `2015-04-15`.
    pub year_month_day: bool,
    /// Its year stands first, and only a day can follow: `2015-15-04`.
    pub year_day_month: bool,
}

/// A cell of a column of dates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateReading {
    pub day: super::Reading<Day>,
    pub signs: Signs,
}

impl DateReading {
    fn plain(day: super::Reading<Day>) -> Self {
        DateReading { day, signs: Signs::default() }
    }
}

/// Reads a date by the layout's rules.
pub fn date(value: Value<'_>, rules: DateRules) -> DateReading {
    let no_date = |shown: String| DateReading::plain(Err(Trouble::new("date_not_understood", "a date", shown)));
    match value {
        Value::Empty => DateReading::plain(Ok(None)),
        Value::Date(date) => DateReading::plain(plausible(date, rules.span)),
        Value::Number(serial) => {
            serial_date(serial, rules.span).unwrap_or_else(|| no_date(without_words(&serial.to_string())))
        }
        Value::Bool(mark) => no_date(mark.to_string()),
        Value::Error(error) => DateReading::plain(Err(in_error(error, "a date"))),
        Value::Text(text) => match spelt_error(text) {
            Some(error) => DateReading::plain(Err(in_error(error, "a date"))),
            None if is_missing_mark(text) => DateReading::plain(Ok(None)),
            None => text_date(text, rules),
        },
    }
}

/// A bare number as Excel counts days; none where no date of the column lies there.
fn serial_date(serial: f64, span: Span) -> Option<DateReading> {
    // From 1 January 1955; a birth from October 1905, so that a year alone is no day.
    let first = if span == Span::Birth { 2_100.0 } else { 20_090.0 };
    if !(first..73_051.0).contains(&serial) {
        return None;
    }
    let epoch = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    let day = plausible(epoch + chrono::Days::new(serial as u64), span);
    Some(DateReading { day, signs: Signs { number: true, time: serial.fract() != 0.0, ..Signs::default() } })
}

fn plausible(date: NaiveDate, span: Span) -> super::Reading<Day> {
    let first = span.first_year();
    if (first..=LAST_YEAR).contains(&date.year()) {
        Ok(Some(day_of(date)))
    } else {
        // The year alone: so early a day is often somebody's birth.
        let expected = format!("a date from {first} to {LAST_YEAR}");
        Err(Trouble::new("date_not_possible", expected, format!("a day in {}", date.year())))
    }
}

/// Year, month and day as written, before it is known whether there is such a day.
type Written<'a> = (&'a str, &'a str, &'a str);

/// How the parts of a date in text stand.
enum Parts<'a> {
    /// In an order that can only be read one way: ISO, or with the month's name.
    Clear(&'a str, u32, &'a str),
    /// Three numbers, the year last.
    YearLast([&'a str; 3]),
}

fn text_date(written: &str, rules: DateRules) -> DateReading {
    let text = written.trim().trim_start_matches('\'').trim();
    let shown = || match (text, rules.span) {
        // An apostrophe alone shows as nothing in a spreadsheet.
        ("", _) => "nothing".into(),
        (_, Span::Birth) => super::HIDDEN.to_string(),
        _ => days_without_words(text, rules.first_told),
    };
    let expected = || format!("a date written {}", in_words(rules.order));
    let not_understood = || DateReading::plain(Err(Trouble::new("date_not_understood", expected(), shown())));
    let digits = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if let Some(reading) = text.parse().ok().filter(|_| digits).and_then(|serial| serial_date(serial, rules.span)) {
        return reading;
    }
    let Some((parts, rest)) = parts(text) else { return not_understood() };
    let Some(time) = time_of_day(rest) else { return not_understood() };
    let mut reading = match parts {
        Parts::Clear(year, month, day) => year_first((year, &month.to_string(), day), rules, &shown),
        Parts::YearLast(numbers) => by_order(numbers, rules, &shown),
    };
    reading.signs.time = time != Time::None;
    if let (Time::Zoned(time, minutes), Ok(Some(day)), Timestamps::SameDay) = (time, &reading.day, rules.timestamps)
        && !is_same_day_in_london(*day, time, minutes)
    {
        let expected = "a time of day on the same day here: in its own time zone it is another day";
        reading.day = Err(Trouble::new("date_depends_on_zone", expected, shown()));
    }
    reading
}

/// A date that is read one way whatever the layout says. Three numbers with the year first may be meant as
/// year-day-month by whoever wrote them all so.
fn year_first((year, month, day): Written<'_>, rules: DateRules, shown: &dyn Fn() -> String) -> DateReading {
    let [as_read, turned] = [(month, day), (day, month)].map(|(m, d)| calendar_day(year, m, d).is_some());
    let signs = Signs { year_month_day: as_read && !turned, year_day_month: !as_read && turned, ..Signs::default() };
    DateReading { day: day_from(year, month, day, rules, shown), signs }
}

/// Three numbers with the year last, in the layout's order; with proof where only one order gives a day.
fn by_order(numbers: [&str; 3], rules: DateRules, shown: &dyn Fn() -> String) -> DateReading {
    let [a, b, year] = numbers;
    let dmy: Written<'_> = (year, b, a);
    let mdy: Written<'_> = (year, a, b);
    let (own, others): (Option<Written<'_>>, &[Written<'_>]) = match rules.order {
        DateOrder::Dmy => (Some(dmy), &[mdy]),
        DateOrder::Mdy => (Some(mdy), &[dmy]),
        DateOrder::Ymd => (None, &[dmy, mdy]),
    };
    let exists = |(y, m, d): Written<'_>| calendar_day(y, m, d).is_some();
    let quarter = |(y, m, d): Written<'_>| calendar_day(y, m, d).map(Quarter::of);
    let fits_own = own.is_some_and(exists);
    let fits_other = others.iter().any(|other| exists(*other));
    let (y, m, d) = own.unwrap_or(dmy);
    let day = if own.is_none() {
        let expected = format!("a date written {}", in_words(rules.order));
        Err(Trouble::new("date_not_understood", expected, shown()))
    } else {
        day_from(y, m, d, rules, shown)
    };
    let signs = Signs {
        own_order: fits_own && !fits_other,
        other_order: !fits_own && fits_other,
        either: fits_own && fits_other && number(a, 2) != number(b, 2),
        other_quarter: fits_own && fits_other && quarter(dmy) != quarter(mdy),
        ..Signs::default()
    };
    DateReading { day, signs }
}

fn number(text: &str, most: usize) -> Option<u32> {
    let digits = !text.is_empty() && text.len() <= most && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

fn calendar_day(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    let full = number(year, 4).filter(|_| year.len() == 4)?;
    NaiveDate::from_ymd_opt(full as i32, number(month, 2)?, number(day, 2)?)
}

fn day_from(year: &str, month: &str, day: &str, rules: DateRules, shown: &dyn Fn() -> String) -> super::Reading<Day> {
    let written = in_words(rules.order);
    if number(year, 4).is_none() || number(month, 2).is_none() || number(day, 2).is_none() {
        return Err(Trouble::new("date_not_understood", format!("a date written {written}"), shown()));
    }
    if year.len() <= 2 {
        return Err(Trouble::new("date_two_digit_year", "a date with a year of four digits", shown()));
    }
    match calendar_day(year, month, day) {
        Some(date) => plausible(date, rules.span),
        None => Err(Trouble::new("date_not_possible", format!("a day that exists, written {written}"), shown())),
    }
}

/// The parts of a date at the front of a text, and what stands behind it.
fn parts(text: &str) -> Option<(Parts<'_>, &str)> {
    let end = text.find(['T', ' ', '\u{a0}']).unwrap_or(text.len());
    let (front, rest) = text.split_at(end);
    if let [a, b, c] = front.split(['/', '-', '.']).collect::<Vec<_>>()[..] {
        // `31-Oct-2015`: a T that begins no time.
        let parts = match month_number(b) {
            Some(month) if a.len() == 4 => Parts::Clear(a, month, c),
            Some(month) => Parts::Clear(c, month, ordinal(a)),
            None if a.len() == 4 && number(a, 4).is_some() => Parts::Clear(a, number(b, 2)?, c),
            None => Parts::YearLast([a, b, c]),
        };
        return Some((parts, rest));
    }
    named_month(text)
}

/// `31 Dec 2015`, `31st December, 2015`, `Thursday 31 December 2015`, `December 31, 2015`, with a time behind.
fn named_month(text: &str) -> Option<(Parts<'_>, &str)> {
    const SEPARATORS: [char; 5] = [' ', '\u{a0}', '-', '/', ','];
    let mut words: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    for word in text.split(SEPARATORS) {
        if !word.is_empty() && words.len() < 4 {
            words.push((at, word));
        }
        at += word.len() + text[at + word.len()..].chars().next().map_or(0, char::len_utf8);
    }
    let is_weekday = |word: &str| {
        const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        word.len() >= 3 && word.is_ascii() && DAYS.contains(&word[..3].to_ascii_lowercase().as_str())
    };
    if words.first().is_some_and(|(_, word)| is_weekday(word) && month_number(word).is_none()) {
        words.remove(0);
    }
    let [(_, first), (_, second), (at, year)] = words.get(..3)?.try_into().ok()?;
    let rest = &text[at + year.len()..];
    match (month_number(first), month_number(second)) {
        (None, Some(month)) => Some((Parts::Clear(year, month, ordinal(first)), rest)),
        (Some(month), None) => Some((Parts::Clear(year, month, ordinal(second)), rest)),
        _ => None,
    }
}

/// `1st` is 1.
fn ordinal(day: &str) -> &str {
    let bare = day.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = day[bare.len()..].to_ascii_lowercase();
    if matches!(ending.as_str(), "st" | "nd" | "rd" | "th") { bare } else { day }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Time {
    None,
    Local,
    /// The time as written, and how many minutes its zone is before Greenwich.
    Zoned(NaiveTime, i64),
}

/// What stands behind a date, where it is a time of day or nothing.
fn time_of_day(rest: &str) -> Option<Time> {
    let rest = rest.trim_matches([' ', '\u{a0}', ',']);
    if rest.is_empty() {
        return Some(Time::None);
    }
    let rest = rest.strip_prefix('T').unwrap_or(rest);
    let end = rest.find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.')).unwrap_or(rest.len());
    let (clock, zone) = rest.split_at(end);
    let zone = zone.trim();
    let mut fields = clock.split(':');
    let (hour, minute) = (number(fields.next()?, 2)?, number(fields.next()?, 2)?);
    let second = fields.next().map_or(Some(0), |second| number(second.split('.').next()?, 2))?;
    let time = NaiveTime::from_hms_opt(hour, minute, second)?;
    match zone.to_ascii_uppercase().as_str() {
        "" | "AM" | "PM" => fields.next().is_none().then_some(Time::Local),
        "Z" | "UTC" | "GMT" => Some(Time::Zoned(time, 0)),
        "BST" => Some(Time::Zoned(time, 60)),
        _ => {
            let sign = if zone.starts_with('-') { -1 } else { 1 };
            let digits = zone.strip_prefix(['+', '-'])?.replace(':', "");
            let (hours, minutes) = if digits.len() == 4 { digits.split_at(2) } else { (digits.as_str(), "0") };
            Some(Time::Zoned(time, sign * (i64::from(number(hours, 2)?) * 60 + i64::from(number(minutes, 2)?))))
        }
    }
}

/// Whether a time in a zone falls on the same day on a clock in London.
fn is_same_day_in_london(day: Day, time: NaiveTime, minutes: i64) -> bool {
    let date = crate::canonical::frame::date_of(day);
    let greenwich = date.and_time(time) - Duration::minutes(minutes);
    let london = greenwich + Duration::hours(i64::from(is_summer_time(greenwich)));
    london.date() == date
}

/// British summer time: from 1 o'clock on the last Sunday of March to 1 o'clock on that of October.
fn is_summer_time(greenwich: NaiveDateTime) -> bool {
    let change = |month| {
        let last = NaiveDate::from_ymd_opt(greenwich.year(), month, 31)?;
        (last - Duration::days(i64::from(last.weekday().num_days_from_sunday()))).and_hms_opt(1, 0, 0)
    };
    matches!((change(3), change(10)), (Some(from), Some(to)) if from <= greenwich && greenwich < to)
}

pub(super) fn in_words(order: DateOrder) -> &'static str {
    match order {
        DateOrder::Dmy => "day/month/year",
        DateOrder::Mdy => "month/day/year",
        DateOrder::Ymd => "year-month-day",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(order: DateOrder) -> DateRules {
        DateRules { order, timestamps: Timestamps::SameDay, span: Span::Milestone, first_told: 2011 }
    }

    fn read(text: &str) -> DateReading {
        date(Value::Text(text), rules(DateOrder::Dmy))
    }

    fn code(reading: DateReading) -> &'static str {
        reading.day.unwrap_err().code
    }

    fn day(y: i32, m: u32, d: u32) -> crate::mapping::values::Reading<Day> {
        Ok(Some(day_of(NaiveDate::from_ymd_opt(y, m, d).unwrap())))
    }

    #[test]
    fn dates_read_in_the_layouts_order_and_iso_always_does() {
        assert_eq!(read("03/04/2015").day, day(2015, 4, 3));
        assert_eq!(date(Value::Text("03/04/2015"), rules(DateOrder::Mdy)).day, day(2015, 3, 4));
        for text in ["31.12.2015", "31-12-2015", "'31/12/2015", " 31/12/2015 "] {
            assert_eq!(read(text).day, day(2015, 12, 31), "{text}");
        }
        for text in [
            "2015-12-31",
            "2015/12/31",
            "2015-Dec-31",
            "31 Dec 2015",
            "31-Dec-2015",
            "31/DEC/2015",
            "31st December 2015",
            "31 December, 2015",
            "Thursday 31 December 2015",
            "Thu, 31-Dec-2015",
            "December 31, 2015",
            "31 Rhagfyr 2015",
            "31 grudnia 2015",
            "42369",
        ] {
            for order in [DateOrder::Dmy, DateOrder::Mdy, DateOrder::Ymd] {
                assert_eq!(date(Value::Text(text), rules(order)).day, day(2015, 12, 31), "{text}");
            }
        }
        assert_eq!(read("15-OCT-2015").day, day(2015, 10, 15), "a month with a T in its name");
        assert_eq!(read("1 August 2015").day, day(2015, 8, 1));
    }

    #[test]
    fn bare_numbers_are_days_as_excel_counts_them_and_say_so() {
        let reading = date(Value::Number(42_369.0), rules(DateOrder::Dmy));
        assert_eq!((reading.day.clone(), reading.signs.number, reading.signs.time), (day(2015, 12, 31), true, false));
        assert!(date(Value::Number(42_369.75), rules(DateOrder::Dmy)).signs.time);
        for number in [42.0, 1.0, 20_089.0, 73_051.0, -5.0, 1e9, f64::NAN] {
            assert_eq!(code(date(Value::Number(number), rules(DateOrder::Dmy))), "date_not_understood", "{number}");
        }
        let birth = DateRules { span: Span::Birth, ..rules(DateOrder::Dmy) };
        assert_eq!(date(Value::Number(3653.0), birth).day, day(1909, 12, 31));
        assert_eq!(code(date(Value::Number(1965.0), birth)), "date_not_understood", "a year alone");
    }

    #[test]
    fn days_that_do_not_exist_are_never_rolled_over() {
        for (text, expected) in [
            ("30/02/2015", "date_not_possible"),
            ("29/02/2015", "date_not_possible"),
            ("00/01/1900", "date_not_possible"),
            ("1900-01-00", "date_not_possible"),
            ("13/13/2015", "date_not_possible"),
            ("12/03/1954", "date_not_possible"),
            ("01/01/2100", "date_not_possible"),
            ("01/02/15", "date_two_digit_year"),
            ("1 Feb 15", "date_two_digit_year"),
            ("soon", "date_not_understood"),
            ("1/2", "date_not_understood"),
            ("5 of May 2015", "date_not_understood"),
            ("31/12/2015 see note", "date_not_understood"),
            ("31/12/2015 25:00", "date_not_understood"),
            ("#N/A", "error_cell"),
        ] {
            assert_eq!(code(read(text)), expected, "{text}");
        }
        assert_eq!(code(date(Value::Bool(true), rules(DateOrder::Dmy))), "date_not_understood");
        assert_eq!(read("n/a").day, Ok(None));
        assert_eq!(code(date(Value::Text("31/12/2015"), rules(DateOrder::Ymd))), "date_not_understood");
    }

    #[test]
    fn a_date_that_fits_one_order_only_is_proof_of_it() {
        let either = |text: &str| read(text).signs.either;
        assert!(either("03/04/2015") && !either("04/04/2015") && !either("25/12/2015") && !either("2015-04-03"));
        let signs = |text: &str, order| {
            let signs = date(Value::Text(text), rules(order)).signs;
            (signs.own_order, signs.other_order)
        };
        assert_eq!(signs("25/12/2015", DateOrder::Dmy), (true, false));
        assert_eq!(signs("12/25/2015", DateOrder::Dmy), (false, true));
        assert_eq!(signs("12/25/2015", DateOrder::Mdy), (true, false));
        assert_eq!(signs("03/04/2015", DateOrder::Dmy), (false, false));
        assert_eq!(signs("30/02/2015", DateOrder::Dmy), (false, false), "a day in no order");
        assert_eq!(signs("12/25/2015", DateOrder::Ymd), (false, true));
        assert_eq!(signs("25 Dec 2015", DateOrder::Mdy), (false, false));
    }

    #[test]
    fn times_are_left_out_and_a_zone_that_makes_it_another_day_is_trouble() {
        for text in ["31/12/2015 23:59", "2015-12-31T10:00:00Z", "31/12/2015 11:30 PM", "2015-12-31 00:00:00.000"] {
            let reading = read(text);
            assert_eq!((reading.day, reading.signs.time), (day(2015, 12, 31), true), "{text}");
        }
        for (text, same) in [
            ("2015-03-28T23:30:00Z", true),
            ("2015-03-31T23:30:00Z", false),
            ("2015-03-31T23:30:00+01:00", true),
            ("2015-03-31T00:30:00+0200", false),
            ("2015-10-25T23:30:00Z", true),
            ("2015-10-24T23:30:00Z", false),
            ("2015-12-31T20:00:00-05:00", false),
        ] {
            let reading = read(text);
            assert_eq!(reading.day.is_ok(), same, "{text}");
            let as_written = DateRules { timestamps: Timestamps::DateOnly, ..rules(DateOrder::Dmy) };
            let reading = date(Value::Text(text), as_written);
            assert!(reading.day.is_ok() && reading.signs.time, "{text}");
        }
        assert_eq!(read("29/03/2015 01:30").day, day(2015, 3, 29), "a time that never was on a London clock");
    }

    #[test]
    fn messages_repeat_figures_and_months_but_no_words_no_early_days_and_no_births() {
        let shown = |text: &str| read(text).day.unwrap_err().shown;
        assert_eq!(shown("30/02/2015"), "30/02/2015");
        assert_eq!(shown("31 Feb 2015"), "31 Feb 2015");
        assert_eq!(shown("left, see Mrs Oldham 3/4"), super::super::WORDS);
        for born in ["31/06/2003", "17/03/03", "31 Feb 2010"] {
            assert_eq!(shown(born), super::super::FIGURES, "before the programme began");
        }
        assert_eq!(shown("'"), "nothing");
        assert_eq!(shown("12/03/1950"), "a day in 1950");
        let birth = DateRules { span: Span::Birth, ..rules(DateOrder::Dmy) };
        let trouble = date(Value::Text("01/02/65"), birth).day.unwrap_err();
        assert_eq!((trouble.code, trouble.shown.contains("65")), ("date_two_digit_year", false));
    }
}
