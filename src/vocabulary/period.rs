//! Months, quarters of the April to March year, and the as-at date.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// A calendar month, ordered in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Month {
    pub year: i32,
    /// 1 to 12.
    pub month: u32,
}

impl Month {
    /// The month that a date lies in.
    pub fn of(date: NaiveDate) -> Self {
        Month { year: date.year(), month: date.month() }
    }

    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.month, 1).expect("a month of a date exists")
    }

    pub fn last_day(self) -> NaiveDate {
        self.first_day() + Months::new(1) - Days::new(1)
    }
}

impl FromStr for Month {
    type Err = String;

    /// From `2015-12`.
    fn from_str(text: &str) -> Result<Self, String> {
        let date = NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d");
        date.map(Month::of).map_err(|_| format!("`{text}` is not a month like 2015-12"))
    }
}

impl fmt::Display for Month {
    /// `2015-12`, so that text order is time order.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// A quarter of the financial year (April to March): Q1 is April to June, Q4 January to March.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    /// The calendar year in which the financial year begins.
    start_year: i32,
    /// 1 to 4.
    number: u32,
}

impl Quarter {
    /// The quarter `number` (1 to 4) of the financial year that begins in April of `start_year`.
    pub fn new(start_year: i32, number: u32) -> Option<Self> {
        ((1..=4).contains(&number) && (1900..2200).contains(&start_year)).then_some(Quarter { start_year, number })
    }

    /// The quarter that a date lies in; its first and last days both belong to it.
    pub fn of(date: NaiveDate) -> Self {
        let month0 = date.month0() as i32 - 3;
        let start_year = date.year() - i32::from(month0 < 0);
        Quarter { start_year, number: month0.rem_euclid(12) as u32 / 3 + 1 }
    }

    /// 1 to 4.
    pub fn number(self) -> u32 {
        self.number
    }

    /// First day, which belongs to the quarter.
    pub fn first_day(self) -> NaiveDate {
        let month = [4, 7, 10, 1][self.number as usize - 1];
        let year = self.start_year + i32::from(self.number == 4);
        NaiveDate::from_ymd_opt(year, month, 1).expect("the first of a month exists")
    }

    /// Last day, which belongs to the quarter.
    pub fn last_day(self) -> NaiveDate {
        self.first_day() + Months::new(3) - Days::new(1)
    }

    /// The same quarter of the financial year before.
    pub fn year_before(self) -> Self {
        Quarter { start_year: self.start_year - 1, ..self }
    }

    /// The quarter after this one.
    pub fn next(self) -> Self {
        if self.number == 4 {
            Quarter { start_year: self.start_year + 1, number: 1 }
        } else {
            Quarter { number: self.number + 1, ..self }
        }
    }

    /// The quarter before this one.
    pub fn previous(self) -> Self {
        if self.number == 1 {
            Quarter { start_year: self.start_year - 1, number: 4 }
        } else {
            Quarter { number: self.number - 1, ..self }
        }
    }

    /// `2015-16`.
    pub fn financial_year(self) -> String {
        format!("{}-{:02}", self.start_year, (self.start_year + 1).rem_euclid(100))
    }

    /// `Quarter 3, 1 October to 31 December 2015`.
    pub fn in_words(self) -> String {
        let (first, last) = (self.first_day(), self.last_day());
        format!("Quarter {}, {} to {}", self.number, first.format("%-d %B"), last.format("%-d %B %Y"))
    }

    /// `October to December 2015`.
    pub fn months_in_words(self) -> String {
        format!("{} to {}", self.first_day().format("%B"), self.last_day().format("%B %Y"))
    }
}

impl fmt::Display for Quarter {
    /// `2015-16-Q3`, as files, folders and commands name it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-Q{}", self.financial_year(), self.number)
    }
}

impl FromStr for Quarter {
    type Err = String;

    /// Reads `2015-16-Q3`, and `Q3 2015-16` as people write it; case does not matter, nor what stands between the parts
    /// (`_`, `/`, a space); the two years must follow each other.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not a quarter: write it as 2015-16-Q3 (October to December 2015)");
        let clean = text.trim().to_uppercase().replace(['_', ' ', '/'], "-");
        let parts: Vec<&str> = clean.split('-').collect();
        let (start, end, q) = match parts[..] {
            [q, start, end] if q.starts_with('Q') => (start, end, q),
            [start, end, q] => (start, end, q),
            _ => return Err(wrong()),
        };
        let digits = |s: &str, n: usize| {
            (s.len() == n && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse::<i32>().ok()).flatten()
        };
        let start_year = digits(start, 4).ok_or_else(wrong)?;
        let end_year = digits(end, 2).ok_or_else(wrong)?;
        let number = q.strip_prefix('Q').and_then(|n| digits(n, 1)).ok_or_else(wrong)?;
        if (start_year + 1).rem_euclid(100) != end_year {
            return Err(format!(
                "`{text}` is not a financial year: {start_year} is followed by {:02}, not {end_year:02}",
                (start_year + 1).rem_euclid(100)
            ));
        }
        Quarter::new(start_year, number as u32).ok_or_else(|| format!("`{text}`: quarters run from Q1 to Q4"))
    }
}

impl Serialize for Quarter {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Quarter {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// The day up to whose end events are counted. A type of its own so that it is never mixed up with
/// the day a return was received or the day the program ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AsAt(pub NaiveDate);

impl AsAt {
    /// A paper for a quarter is as at its last day.
    pub fn end_of(quarter: Quarter) -> Self {
        AsAt(quarter.last_day())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn every_day_from_2010_to_2035_lies_in_exactly_one_quarter_between_its_ends() {
        let mut date = day(2010, 1, 1);
        let mut current = Quarter::of(date);
        while date <= day(2035, 12, 31) {
            let quarter = Quarter::of(date);
            assert!(quarter.first_day() <= date && date <= quarter.last_day(), "{date} in {quarter}");
            assert!(quarter == current || (quarter == current.next() && date == quarter.first_day()));
            current = quarter;
            date = date.succ_opt().unwrap();
        }
    }

    #[test]
    fn the_third_quarter_of_2015_16_is_october_to_december_2015() {
        let quarter: Quarter = "2015-16-q3".parse().unwrap();
        assert_eq!(quarter.first_day(), day(2015, 10, 1));
        assert_eq!(quarter.last_day(), day(2015, 12, 31));
        assert_eq!(quarter.to_string(), "2015-16-Q3");
        assert_eq!(quarter.year_before().to_string(), "2014-15-Q3");
        assert_eq!(quarter.in_words(), "Quarter 3, 1 October to 31 December 2015");
    }

    #[test]
    fn a_quarter_reads_as_people_write_it() {
        for text in ["Q3 2015-16", "q3_2015_16", "2015/16 Q3", " 2015-16_Q3 "] {
            assert_eq!(text.parse::<Quarter>().unwrap().to_string(), "2015-16-Q3", "{text}");
        }
    }

    #[test]
    fn a_century_turns_inside_a_financial_year() {
        assert_eq!(Quarter::of(day(1999, 6, 30)).to_string(), "1999-00-Q1");
        assert_eq!("1999-00-Q1".parse::<Quarter>().unwrap().last_day(), day(1999, 6, 30));
    }

    #[test]
    fn what_is_not_a_quarter_is_refused_with_the_form_to_use() {
        for text in ["2015-Q3", "2015-17-Q3", "2015-16-Q5", "Q3", "", "2015-16-3", "15-16-Q3", "Q2015-16-3", "Q3 2015"]
        {
            let error = text.parse::<Quarter>().unwrap_err();
            assert!(error.contains(text), "{error}");
        }
    }
}
