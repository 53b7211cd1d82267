//! Times that a line of words tells: `Position as at 30 September 2015`, `Report for quarter 3 2015/16`.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::months::month_number;
use super::timespan::{QuarterYear, TimeSpan, read_labels};

/// A day, month, quarter or year that a line tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Told {
    /// With its year.
    Span(TimeSpan),
    /// A month of a year that it does not say, 1 to 12.
    Month(u32),
}

/// A year before is sooner of somebody's birth than of a return.
const FIRST_YEAR: i32 = 2000;

/// The most words that one time is written in: `Q3 2015-16 (October to December 2015)`.
const LONGEST: usize = 7;

/// Words before a time at which something began: the line says nothing of its end.
const SINCE: [&str; 8] = ["since", "from", "began", "begins", "beginning", "commenced", "commencing", "started"];

/// Between these and the time: `started on 1 June 2011`, `start date: 1 June 2011`.
const BETWEEN: [&str; 4] = ["on", "the", "in", "date"];

/// Before the name of a month that stands without a day and a year.
const BEFORE_A_MONTH: [&str; 11] = ["at", "to", "end", "of", "until", "for", "in", "by", "ending", "ended", "month"];

/// One time with where it ends among the words, and whether something began then.
struct Found {
    told: Told,
    end: usize,
    since: bool,
}

/// The times that a line tells, in order; the end of a stretch that it gives from one to the other. What something began
/// at is none.
pub fn told_times(line: &str, quarters: Option<QuarterYear>) -> Vec<Told> {
    let line = line.to_lowercase();
    let words: Vec<&str> = line.split_whitespace().map(bare).filter(|word| !word.is_empty()).collect();
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let longest = LONGEST.min(words.len() - at);
        let time = (1..=longest).rev().find_map(|many| Some((time(&words[at..at + many], quarters)?, many)));
        let Some((told, many)) = time.or_else(|| Some((month_alone(&words, at)?, 1))) else {
            at += 1;
            continue;
        };
        let end = at + many;
        match found.last_mut().filter(|before| before.end + 1 == at && is_until(words[at - 1])) {
            Some(before) => *before = Found { told: stretch(before.told, told), end, since: false },
            None => {
                let is_stretch = words[at..end].iter().any(|word| is_until(word));
                found.push(Found { told, end, since: !is_stretch && says_since(&words[..at]) });
            }
        }
        at = end;
    }
    let is_ours = |told: &Told| !matches!(told, Told::Span(span) if span.last.year() < FIRST_YEAR);
    found.into_iter().filter(|own| !own.since).map(|own| own.told).filter(is_ours).collect()
}

/// A word without the marks around it; a dash stays.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| "()[],;:.\"'*".contains(c))
}

fn is_until(word: &str) -> bool {
    matches!(word, "to" | "until" | "till" | "through" | "-" | "\u{2013}" | "\u{2014}")
}

fn stretch(from: Told, to: Told) -> Told {
    match (from, to) {
        (Told::Span(from), Told::Span(to)) if from.first <= to.first => {
            Told::Span(TimeSpan { first: from.first, last: to.last })
        }
        _ => to,
    }
}

fn says_since(before: &[&str]) -> bool {
    let mut before = before.iter().rev().skip_while(|word| BETWEEN.contains(word));
    before.next().is_some_and(|word| SINCE.contains(word) || *word == "start")
}

/// A time that these words are, no more and no fewer.
fn time(words: &[&str], quarters: Option<QuarterYear>) -> Option<Told> {
    let day_span = |day: NaiveDate| Told::Span(TimeSpan { first: day, last: day });
    let named = |d: &str, month: &str, y: &str| {
        NaiveDate::from_ymd_opt(year(y)?, month_number(month)?, day_number(d)?).map(day_span)
    };
    match words {
        [one] if one.bytes().all(|b| b.is_ascii_digit()) => return None,
        [one] if numeric_day(one).is_some() => return numeric_day(one).map(day_span),
        [d, "of", month] | [d, month] | [month, d] if day_number(d).is_some() && month_number(month).is_some() => {
            return month_number(month).map(Told::Month);
        }
        [d, "of", month, y] | [d, month, y] | [month, d, y] if named(d, month, y).is_some() => {
            return named(d, month, y);
        }
        _ => {}
    }
    // Numbers alone are counts of something.
    let says = |word: &str| word.contains(['/', '-']) || word.chars().any(char::is_alphabetic);
    let label = words.join(" ");
    words.iter().any(|word| says(word)).then(|| read_labels(&[label.as_str()], quarters)[0].map(Told::Span))?
}

/// The name of a month behind a word that a time follows, or all that a line says.
fn month_alone(words: &[&str], at: usize) -> Option<Told> {
    let follows = at.checked_sub(1).is_some_and(|before| BEFORE_A_MONTH.contains(&words[before]));
    let month = month_number(words[at]).map(Told::Month);
    month.filter(|_| follows || words.len() == 1)
}

fn day_number(word: &str) -> Option<u32> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    let number = || digits.parse().ok().filter(|day| (1..=31).contains(day));
    (digits.len() < 3 && digits.bytes().all(|b| b.is_ascii_digit())).then(number)?
}

fn year(word: &str) -> Option<i32> {
    let number: i32 = word.parse().ok()?;
    match word.len() {
        4 => Some(number),
        2 => Some(2000 + number),
        _ => None,
    }
}

/// `30/09/2015`, `30.9.15`, `2015-09-30`, with or without a time of day behind it.
fn numeric_day(word: &str) -> Option<NaiveDate> {
    let word = word.split('t').next().unwrap_or(word);
    let parts: Vec<&str> = word.split(['/', '-', '.']).collect();
    let [a, b, c] = parts[..] else { return None };
    let (y, d) = if a.len() == 4 { (a, c) } else { (c, a) };
    NaiveDate::from_ymd_opt(year(y)?, b.parse().ok()?, d.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: &str) -> Vec<String> {
        let words = |told: Told| match told {
            Told::Span(span) => format!("{} {}", span.first, span.last),
            Told::Month(month) => format!("month {month}"),
        };
        told_times(line, None).into_iter().map(words).collect()
    }

    #[test]
    fn the_times_of_a_line_are_read_however_it_writes_them() {
        for line in [
            "Position as at 30 September 2015",
            "position at 30th September, 2015.",
            "As at the 30th of September 2015",
            "Snapshot (30/09/2015)",
            "date : 2015-09-30",
            "September 30, 2015",
            "Data to 30.09.15",
        ] {
            assert_eq!(told(line), ["2015-09-30 2015-09-30"], "{line}");
        }
        assert_eq!(told("Report for quarter 3 2015/16"), ["2015-10-01 2015-12-31"]);
        assert_eq!(told("Figures, Sep-15"), ["2015-09-01 2015-09-30"]);
        assert_eq!(told("Month: September 2015"), ["2015-09-01 2015-09-30"]);
        assert_eq!(told("1 April 2015 to 31 December 2015"), ["2015-04-01 2015-12-31"]);
        assert_eq!(told("from April 2015 - December 2015"), ["2015-04-01 2015-12-31"]);
        assert_eq!(told("Position at end of September"), ["month 9"]);
        assert_eq!(told("Position at 30 September"), ["month 9"]);
        assert_eq!(told("Sep 2015; printed in Oct 2015"), ["2015-09-01 2015-09-30", "2015-10-01 2015-10-31"]);
    }

    #[test]
    fn other_words_and_numbers_and_what_began_are_no_times() {
        for line in [
            "",
            "Monthly figures of East",
            "Target 2000 people",
            "Figures may change",
            "Contract from 1 June 2011",
            "Contract start date: 1 June 2011",
            "since June 2011",
            "Born 17/03/1947",
            "0151 496 0000",
            "Wards 1 to 12",
        ] {
            assert_eq!(told(line), Vec::<String>::new(), "{line}");
        }
    }
}
