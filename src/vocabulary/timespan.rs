//! A stretch of time that a figure is given for, as senders write it: a month, a quarter, a year.

use std::fmt;

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::months::month_number;
use super::period::Quarter;

/// First and last day, both in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TimeSpan {
    pub first: NaiveDate,
    pub last: NaiveDate,
}

/// Which year a quarter's number counts in, where a label does not say: `Q1 2018` is January or April.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuarterYear {
    /// Q1 is January to March.
    Calendar,
    /// Q1 is April to June.
    Financial,
}

/// Serial days that a label may be: 1 January 1955 to 31 December 2099.
const SERIALS: std::ops::Range<i64> = 20_090..73_051;
const YEARS: std::ops::Range<i32> = 1955..2100;

impl TimeSpan {
    /// Whole months from the first of one.
    pub fn of_months(year: i32, month: u32, months: u32) -> Option<Self> {
        let first = NaiveDate::from_ymd_opt(year, month, 1).filter(|_| YEARS.contains(&year))?;
        Some(TimeSpan { first, last: first + Months::new(months) - Days::new(1) })
    }

    pub fn of_quarter(quarter: Quarter) -> Self {
        TimeSpan { first: quarter.first_day(), last: quarter.last_day() }
    }

    /// The month that a day stands for: its first or its last day. Any other day is no month's label.
    pub fn of_day(day: NaiveDate) -> Option<Self> {
        let month = TimeSpan::of_months(day.year(), day.month(), 1)?;
        (day == month.first || day == month.last).then_some(month)
    }

    /// The month that a day lies in.
    pub fn month_of(day: NaiveDate) -> Option<Self> {
        TimeSpan::of_months(day.year(), day.month(), 1)
    }

    /// The year that a day lies in where years begin with a month, by the calendar year in which it begins.
    pub fn year_from(day: NaiveDate, month: u32) -> i32 {
        if day.month() >= month { day.year() } else { day.year() - 1 }
    }

    /// How many months it is long.
    pub fn months(self) -> u32 {
        let end = self.last + Days::new(1);
        (end.year() * 12 + end.month0() as i32 - self.first.year() * 12 - self.first.month0() as i32).max(0) as u32
    }

    /// Whether the other lies wholly in it.
    pub fn holds(self, other: TimeSpan) -> bool {
        self.first <= other.first && other.last <= self.last
    }

    /// The day after it.
    pub fn next_day(self) -> NaiveDate {
        self.last + Days::new(1)
    }
}

impl fmt::Display for TimeSpan {
    /// `April 2022`, `January to March 2018`, `November 2018 to January 2019`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = self.last.format("%B %Y");
        match self.months() {
            1 => write!(f, "{last}"),
            _ if self.first.year() == self.last.year() => write!(f, "{} to {last}", self.first.format("%B")),
            _ => write!(f, "{} to {last}", self.first.format("%B %Y")),
        }
    }
}

/// Reads labels that stand beside each other, each as a span where it is one.
///
/// `2011-12` is a month or a year, and `Q1 2018` starts in January or April: such a label is read as its
/// neighbours are, else, for quarters, as `year` says; else it is none.
pub fn read_labels(labels: &[&str], year: Option<QuarterYear>) -> Vec<Option<TimeSpan>> {
    let readings: Vec<Vec<TimeSpan>> = labels.iter().map(|label| readings(label, year)).collect();
    let certain: Vec<u32> = readings.iter().filter(|own| own.len() == 1).map(|own| own[0].months()).collect();
    // Without a certain neighbour, the reading in which the labels follow each other without a gap.
    let chain = |way: usize| {
        let spans: Vec<TimeSpan> = readings.iter().filter_map(|own| own.get(way).copied()).collect();
        spans.len() > 1 && spans.windows(2).all(|pair| pair[0].next_day() == pair[1].first)
    };
    let chained = match (chain(0), chain(1)) {
        (true, false) => Some(0),
        (false, true) => Some(1),
        _ => None,
    };
    readings
        .iter()
        .map(|own| match own[..] {
            [one] => Some(one),
            [a, b] if a.months() != b.months() && certain.contains(&a.months()) != certain.contains(&b.months()) => {
                Some(if certain.contains(&a.months()) { a } else { b })
            }
            [_, _] if certain.is_empty() => chained.map(|way| own[way]),
            _ => None,
        })
        .collect()
}

/// What one label can be; two readings where it leaves the choice, the shorter or earlier first.
fn readings(label: &str, year: Option<QuarterYear>) -> Vec<TimeSpan> {
    let label = without_marks(label);
    let label = without_midnight(&label);
    if let Some(day) = day(label) {
        return TimeSpan::of_day(day).into_iter().collect();
    }
    let words: Vec<Word> = match words(label) {
        Some(words) => words,
        None => return Vec::new(),
    };
    use Word::{Month, Number, Quarter as Q, To};
    let span = match words[..] {
        [Month(m), Number(y, digits)] | [Number(y, digits), Month(m)] if digits != 1 => {
            TimeSpan::of_months(full_year(y, digits), m, 1)
        }
        [Month(a), To, Month(b), Number(y, digits)] | [Month(a), Month(b), Number(y, digits)] => {
            let y = full_year(y, digits);
            range(if a > b { y - 1 } else { y }, a, y, b)
        }
        [Month(a), Number(y, ya), To, Month(b), Number(z, zb)] | [Month(a), Number(y, ya), Month(b), Number(z, zb)] => {
            range(full_year(y, ya), a, full_year(z, zb), b)
        }
        [Q(q), Number(y, 4)] | [Number(y, 4), Q(q)] => return quarter(y, q, year),
        [Q(q), Number(y, ya), Number(z, zb)] | [Number(y, ya), Number(z, zb), Q(q)]
            if follows(full_year(y, ya), z, zb) =>
        {
            Quarter::new(full_year(y, ya), q).map(TimeSpan::of_quarter)
        }
        [Number(d, 1 | 2), Month(m), Number(y, digits @ (2 | 4))] => u32::try_from(d)
            .ok()
            .and_then(|d| NaiveDate::from_ymd_opt(full_year(y, digits), m, d))
            .and_then(TimeSpan::of_day),
        [Number(m, 1 | 2), Number(y, 4)] => u32::try_from(m).ok().and_then(|m| TimeSpan::of_months(y, m, 1)),
        [Number(y, 4)] => TimeSpan::of_months(y, 1, 12),
        [Number(y, 4), Number(z, digits)] if digits != 1 => return month_or_year(y, z, digits),
        _ => None,
    };
    span.into_iter().collect()
}

/// Marks of provisional or revised figures and notes behind a label: `1997 Jun#`, `March 2020 [p]`.
fn without_marks(label: &str) -> String {
    let mut text = label.replace(['\u{2013}', '\u{2014}', '\u{2010}', '\u{2011}'], "-").to_lowercase();
    loop {
        let trimmed = text.trim_end_matches(|c: char| c.is_whitespace() || "#*†:,.".contains(c));
        let shorter = match (trimmed.ends_with([']', ')']), trimmed.rfind(['[', '('])) {
            (true, Some(open)) if is_mark(&trimmed[open + 1..trimmed.len() - 1]) => &trimmed[..open],
            _ => trimmed,
        };
        if shorter.len() == text.len() {
            return text;
        }
        text = shorter.to_string();
    }
}

/// What says in brackets how good a figure is or where its note stands.
const MARKS: [&str; 13] = [
    "note",
    "notes",
    "see",
    "and",
    "provisional",
    "prov",
    "revised",
    "rev",
    "final",
    "actual",
    "corrected",
    "amended",
    "updated",
];

/// Whether brackets behind a label leave its time as it is: `[p]`, `(revised)`, `(note 3)`, or the same months in words. A
/// month `(to 18th)` is none, and figures that are a `(forecast)` are of nobody.
fn is_mark(text: &str) -> bool {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_month = |word: &str| month_number(word).is_some();
    let months = words.iter().any(|word| is_month(word));
    words.iter().enumerate().all(|(i, word)| {
        let number = word.bytes().all(|b| b.is_ascii_digit());
        let day = months && number && word.len() < 3 && !(i > 0 && is_month(words[i - 1]));
        let named = MARKS.contains(word) || (months && (is_month(word) || *word == "to" || word.len() == 4 && number));
        !day && (named || (word.len() < 3 && *word != "to"))
    })
}

/// A day without the midnight behind it, as programs write days: `2015-09-01T00:00:00`. At any other time it may be
/// another day where the sender is.
fn without_midnight(label: &str) -> &str {
    let is_midnight = |time: &str| {
        let time = time.strip_suffix('z').unwrap_or(time);
        time.starts_with("00:00") && time.chars().all(|c| "0:.".contains(c))
    };
    match label.rsplit_once(['t', ' ']) {
        Some((day, time)) if is_midnight(time) => day.trim_end(),
        _ => label,
    }
}

/// A day written as `2022-04-01`, `01/04/2022` or a spreadsheet's serial number.
fn day(label: &str) -> Option<NaiveDate> {
    if let Ok(serial) = label.parse::<i64>() {
        let epoch = NaiveDate::from_ymd_opt(1899, 12, 30)?;
        return SERIALS.contains(&serial).then(|| epoch + Days::new(serial as u64));
    }
    let parts: Vec<&str> = label.split(['-', '/']).collect();
    let [a, b, c] = parts[..] else { return None };
    let (y, d) = if a.len() == 4 { (a, c) } else { (c, a) };
    if y.len() != 4 {
        return None;
    }
    NaiveDate::from_ymd_opt(y.parse().ok()?, b.parse().ok()?, d.parse().ok()?)
}

/// A piece of a label.
#[derive(Clone, Copy)]
enum Word {
    /// 1 to 12.
    Month(u32),
    /// 1 to 4.
    Quarter(u32),
    /// Value and how many digits it has.
    Number(i32, usize),
    To,
}

/// A label's pieces; none where it holds anything else. A bare hyphen between spaces, or before a month's
/// name, stands for "to" and is dropped: the pieces around it say as much.
fn words(label: &str) -> Option<Vec<Word>> {
    let mut out = Vec::new();
    let mut after_quarter = false;
    for piece in label.split(|c: char| c.is_whitespace() || "-/,'".contains(c)).filter(|piece| !piece.is_empty()) {
        let digits = piece.bytes().all(|b| b.is_ascii_digit());
        let word = if after_quarter && digits {
            piece.parse().ok().filter(|q| (1..=4).contains(q)).map(Word::Quarter)?
        } else if digits {
            if !matches!(piece.len(), 1 | 2 | 4) {
                return None;
            }
            Word::Number(piece.parse().ok()?, piece.len())
        } else if let Some(month) = month_number(piece) {
            Word::Month(month)
        } else if let Some(quarter) = piece.strip_prefix('q').and_then(|rest| rest.parse().ok()) {
            (1..=4).contains(&quarter).then_some(Word::Quarter(quarter))?
        } else if matches!(piece, "to" | "and" | "until") {
            Word::To
        } else if matches!(piece, "quarter" | "qtr" | "q") {
            after_quarter = true;
            continue;
        } else {
            return None;
        };
        after_quarter = false;
        out.push(word);
    }
    Some(out)
}

/// Two digits are this century's, or the last one's from 70 on.
fn full_year(year: i32, digits: usize) -> i32 {
    match digits {
        4 => year,
        _ if year >= 70 => 1900 + year,
        _ => 2000 + year,
    }
}

fn follows(year: i32, next: i32, digits: usize) -> bool {
    match digits {
        4 => next == year + 1,
        2 => next == (year + 1).rem_euclid(100),
        _ => false,
    }
}

fn range(from_year: i32, from: u32, to_year: i32, to: u32) -> Option<TimeSpan> {
    let months = (to_year - from_year) * 12 + to as i32 - from as i32 + 1;
    u32::try_from(months)
        .ok()
        .filter(|months| *months > 0)
        .and_then(|months| TimeSpan::of_months(from_year, from, months))
}

fn quarter(year: i32, quarter: u32, kind: Option<QuarterYear>) -> Vec<TimeSpan> {
    let calendar = TimeSpan::of_months(year, 3 * quarter - 2, 3);
    let financial = Quarter::new(year, quarter).map(TimeSpan::of_quarter);
    let kept = match kind {
        Some(QuarterYear::Calendar) => [calendar, None],
        Some(QuarterYear::Financial) => [financial, None],
        None => [calendar, financial],
    };
    kept.into_iter().flatten().collect()
}

/// `2022-04` is a month, `2022-23` a financial year, and `2011-12` could be either.
fn month_or_year(year: i32, second: i32, digits: usize) -> Vec<TimeSpan> {
    let month = u32::try_from(second).ok().filter(|_| digits == 2).and_then(|m| TimeSpan::of_months(year, m, 1));
    let financial = if follows(year, second, digits) { TimeSpan::of_months(year, 4, 12) } else { None };
    month.into_iter().chain(financial).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(label: &str) -> Option<String> {
        read_labels(&[label], None)[0].map(|span| format!("{} {}", span.first, span.last))
    }

    #[test]
    fn a_month_is_read_however_it_is_written() {
        for label in [
            "Apr-22",
            "Apr 22",
            "Apr-2022",
            "April 2022",
            "APRIL-22",
            "2022 Apr#",
            "2022-04",
            "04/2022",
            "44652",
            "2022-04-01",
            "01/04/2022",
            "April 2022 [p]",
            "Apr'22",
            "30/04/2022",
            "April 2022 (revised) [r]",
            "Apr-22 (see note 3)",
            "2022-04-01 00:00:00",
            "2022-04-01T00:00:00",
            "2022-04-01T00:00:00.000Z",
            "01/04/2022 00:00",
            "1 Apr 2022",
            "01-Apr-22",
            "30 April 2022",
        ] {
            assert_eq!(one(label).as_deref(), Some("2022-04-01 2022-04-30"), "{label}");
        }
    }

    #[test]
    fn a_quarter_and_a_year_are_read_however_they_are_written() {
        for label in [
            "2018/19 Q1",
            "2018-19 Q1",
            "Q1 2018/19",
            "Q1 2018-19",
            "April - June 2018",
            "Apr to Jun 2018",
            "April–June 2018",
            "quarter 1 2018/19",
            "2018-19-Q1",
            "Q1 18/19",
            "2018/19 Q1 (Apr - Jun)",
            "Q1 2018-19 (April to June 2018)",
        ] {
            assert_eq!(one(label).as_deref(), Some("2018-04-01 2018-06-30"), "{label}");
        }
        assert_eq!(one("Jan 2018-Dec 2018").as_deref(), Some("2018-01-01 2018-12-31"));
        assert_eq!(one("November to January 2019").as_deref(), Some("2018-11-01 2019-01-31"));
        assert_eq!(one("2018-19").as_deref(), Some("2018-04-01 2019-03-31"));
        assert_eq!(one("2018/2019").as_deref(), Some("2018-04-01 2019-03-31"));
        assert_eq!(one("2018").as_deref(), Some("2018-01-01 2018-12-31"));
    }

    #[test]
    fn what_could_be_two_spans_is_none_until_a_neighbour_or_the_layout_says_which() {
        assert_eq!(one("2011-12"), None, "December 2011 or the year to March 2012");
        assert_eq!(one("Q1 2018"), None, "January or April");
        let months = |labels: &[&str]| -> Vec<Option<u32>> {
            read_labels(labels, None).into_iter().map(|span| span.map(TimeSpan::months)).collect()
        };
        assert_eq!(months(&["2011-11", "2011-12"]), [Some(1), Some(1)]);
        assert_eq!(months(&["2012-13", "2011-12"]), [Some(12), Some(12)]);
        assert_eq!(months(&["2010-11", "2011-12"]), [Some(12), Some(12)], "as years they follow each other");
        let first = |year| read_labels(&["Q1 2018"], Some(year))[0].map(|span| span.first.month());
        assert_eq!((first(QuarterYear::Calendar), first(QuarterYear::Financial)), (Some(1), Some(4)));
    }

    #[test]
    fn what_is_no_span_is_none() {
        for label in [
            "",
            "National",
            "1231",
            "15/04/2022",
            "April",
            "Q5 2018/19",
            "2018-20",
            "13/2022",
            "January 2018 cohort",
            "May 2",
            "99999",
            "2018/4",
            "44660",
            "Dec-15 (to 18th)",
            "Dec-15 (to 18 Dec)",
            "December 2015 (forecast)",
            "Oct-15 (part)",
            "1700",
            "2022-04-01 09:30:00",
            "2022-03-31T23:00:00Z",
            "15 Apr 2022",
            "31 Apr 2022",
        ] {
            assert_eq!(one(label), None, "{label}");
        }
    }

    #[test]
    fn spans_are_told_in_words() {
        let words = |label: &str| read_labels(&[label], None)[0].unwrap().to_string();
        assert_eq!(words("Apr-22"), "April 2022");
        assert_eq!(words("January - March 2018"), "January to March 2018");
        assert_eq!(words("Nov 2018 - Jan 2019"), "November 2018 to January 2019");
    }
}
