//! One cell's value read as what its column holds: a reference, a date, yes or no. Nothing is guessed:
//! what cannot be read says why.

use chrono::{Datelike, NaiveDate};
use unicode_normalization::UnicodeNormalization;

use crate::canonical::frame::{Day, day_of};
use crate::definitions::{DateOrder, Layout};
use crate::source::Value;

/// Why a cell could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The finding's code.
    pub code: &'static str,
    /// What was expected instead.
    pub expected: String,
    /// The cell as it may be shown: never a whole reference.
    pub shown: String,
}

impl Trouble {
    fn new(code: &'static str, expected: impl Into<String>, shown: impl Into<String>) -> Self {
        Trouble { code, expected: expected.into(), shown: shown.into() }
    }

    /// The cell as a message may repeat it. A reference that strayed into another column is none of it.
    pub fn in_words(&self, layout: &Layout) -> String {
        let pattern = layout.reference_pattern.as_deref();
        // Figures that are no date are shown: nothing tells them from a reference of digits.
        let may_hold = !self.code.starts_with("date_");
        match self.shown.as_str() {
            "nothing" => "an empty cell or a placeholder".into(),
            WORDS => WORDS.into(),
            text if may_hold && pattern.is_some_and(|pattern| holds_reference(text, pattern)) => {
                "a cell with a reference".into()
            }
            text => format!("`{}`", crate::fault::printable(text)),
        }
    }
}

/// A reading: a value, nothing (an empty cell or a mark for it), or trouble.
pub type Reading<T> = Result<Option<T>, Trouble>;

/// Marks that senders write where there is no value. They are typed as missing, never as 0.
const MISSING: &[&str] = &[
    "",
    "..",
    "-",
    "–",
    "—",
    "*",
    "~",
    ":",
    "n/a",
    "na",
    "x",
    "[c]",
    "[x]",
    "[z]",
    "[low]",
    "none",
    "null",
    "nil",
    "tbc",
    "tba",
    "not known",
    "unknown",
    "#n/a",
];

/// Letters of the longest mark.
const LONGEST_MARK: usize = "not known".len();

/// Whether a text stands for "no value".
pub fn is_missing_mark(text: &str) -> bool {
    // Nearly every text is longer than the longest mark, and lower case never has fewer letters.
    let trimmed = text.trim();
    trimmed.chars().nth(LONGEST_MARK).is_none() && MISSING.contains(&trimmed.to_lowercase().as_str())
}

/// A reference as it is compared: NFKC, no spaces, hyphens, dots, slashes or invisible characters, upper case.
pub fn normalise_reference(text: &str) -> String {
    if text.is_ascii() {
        // Nearly every reference; the same as below, without the tables of Unicode.
        let kept = text.bytes().filter(|b| b.is_ascii_graphic() && !matches!(b, b'-' | b'/' | b'.'));
        return kept.map(|b| b.to_ascii_uppercase() as char).collect();
    }
    text.nfkc()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .filter(|c| !matches!(c, '-' | '/' | '.' | '\u{200b}'..='\u{200f}' | '\u{00ad}' | '\u{feff}' | '\u{2060}'))
        .filter(|c| !matches!(c, '\u{2010}'..='\u{2015}'))
        .flat_map(char::to_uppercase)
        .collect()
}

/// Whether a normalised reference has the form of the pattern: `#` a digit, `@` a letter, the rest as written.
pub fn fits_pattern(reference: &str, pattern: &str) -> bool {
    let mut chars = reference.chars();
    let fits = pattern.chars().all(|form| match (form, chars.next()) {
        ('#', Some(c)) => c.is_ascii_digit(),
        ('@', Some(c)) => c.is_ascii_uppercase(),
        (form, Some(c)) => form.to_ascii_uppercase() == c,
        (_, None) => false,
    });
    fits && chars.next().is_none()
}

/// Reads a reference. Numbers lose nothing up to 15 digits; beyond that the sender's program has lost digits.
pub fn reference(value: Value<'_>, pattern: Option<&str>) -> Reading<String> {
    let text = match value {
        Value::Empty => return Ok(None),
        Value::Text(text) if is_missing_mark(text) => return Ok(None),
        Value::Text(text) => normalise_reference(text),
        Value::Number(number) if number >= 0.0 && number.fract() == 0.0 && number < 1e15 => format!("{number:.0}"),
        Value::Number(_) => {
            let expected = "a reference as text: the program that made the file has lost its last digits";
            return Err(Trouble::new("reference_damaged", expected, "a number"));
        }
        Value::Date(_) => return Err(Trouble::new("reference_damaged", "a reference as text", "a date")),
        Value::Bool(_) => return Err(Trouble::new("reference_damaged", "a reference as text", "true or false")),
        Value::Error(error) => return Err(Trouble::new("reference_damaged", "a reference as text", error)),
    };
    if text.is_empty() {
        return Ok(None);
    }
    let Some(pattern) = pattern else { return Ok(Some(text)) };
    let padded = pad(text, pattern);
    if fits_pattern(&padded, pattern) {
        return Ok(Some(padded));
    }
    let shown = crate::finding::mask(&padded);
    Err(Trouble::new("reference_pattern", format!("a reference like {}", example(pattern)), shown))
}

/// Gives back the zeros that a spreadsheet takes from a reference of digits only.
fn pad(text: String, pattern: &str) -> String {
    let digits_only = pattern.chars().all(|c| c == '#') && text.bytes().all(|b| b.is_ascii_digit());
    if digits_only { format!("{text:0>width$}", width = pattern.len()) } else { text }
}

/// A made-up reference of that form.
fn example(pattern: &str) -> String {
    pattern
        .chars()
        .map(|c| {
            if c == '#' {
                '0'
            } else if c == '@' {
                'A'
            } else {
                c
            }
        })
        .collect()
}

/// Serial days that a date column may hold as bare numbers: 1 January 1955 to 1 January 2100.
const SERIALS: std::ops::RangeInclusive<f64> = 20_090.0..=73_051.0;

/// Reads a date. Text is read in one order for the whole layout; two-digit years and days that do not
/// exist are trouble, never rolled over.
pub fn date(value: Value<'_>, order: DateOrder) -> Reading<Day> {
    match value {
        Value::Empty => Ok(None),
        Value::Date(date) => plausible(date),
        Value::Number(serial) if SERIALS.contains(&serial) => {
            let epoch = NaiveDate::from_ymd_opt(1899, 12, 30).expect("a date that exists");
            plausible(epoch + chrono::Days::new(serial as u64))
        }
        Value::Number(number) => Err(Trouble::new("date_not_understood", "a date", number.to_string())),
        Value::Bool(mark) => Err(Trouble::new("date_not_understood", "a date", mark.to_string())),
        Value::Error(error) => Err(Trouble::new("error_cell", "a date", error)),
        Value::Text(text) if is_missing_mark(text) => Ok(None),
        Value::Text(text) => text_date(text.trim(), order),
    }
}

fn plausible(date: NaiveDate) -> Reading<Day> {
    if (1955..2100).contains(&date.year()) {
        Ok(Some(day_of(date)))
    } else {
        // The year alone: so early a day is often somebody's birth.
        Err(Trouble::new("date_not_possible", "a date from 1955 to 2099", format!("a day in {}", date.year())))
    }
}

/// Reads a date written as text: numbers in the layout's order, ISO, or with the month's name.
fn text_date(text: &str, order: DateOrder) -> Reading<Day> {
    let shown = || without_words(text);
    let not_understood = || Trouble::new("date_not_understood", format!("a date written {}", written(order)), shown());
    // A time behind the date is dropped: milestones are days.
    let date_part = text.split(['T', ' ']).next().unwrap_or(text);
    let with_name = text.split([' ', '-', '/']).filter(|part| !part.is_empty()).collect::<Vec<_>>();
    let parts: Vec<&str> = date_part.split(['/', '-', '.']).collect();
    let (year, month, day) = match parts[..] {
        [y, m, d] if y.len() == 4 => (y, m.to_string(), d),
        [a, b, c] if month_number(b).is_some() => (c, month_number(b).unwrap_or_default().to_string(), a),
        [a, b, c] => match order {
            DateOrder::Dmy => (c, b.to_string(), a),
            DateOrder::Mdy => (c, a.to_string(), b),
            DateOrder::Ymd => (a, b.to_string(), c),
        },
        _ => match with_name[..] {
            [d, name, y] | [d, name, y, _] if month_number(name).is_some() => {
                (y, month_number(name).unwrap_or_default().to_string(), d)
            }
            _ => return Err(not_understood()),
        },
    };
    let digits = |s: &str, most: usize| {
        (!s.is_empty() && s.len() <= most && s.bytes().all(|b| b.is_ascii_digit()))
            .then(|| s.parse::<u32>().ok())
            .flatten()
    };
    let (Some(y), Some(m), Some(d)) = (digits(year, 4), digits(&month, 2), digits(day, 2)) else {
        return Err(not_understood());
    };
    if year.len() <= 2 {
        return Err(Trouble::new("date_two_digit_year", "a date with a year of four digits", shown()));
    }
    match NaiveDate::from_ymd_opt(y as i32, m, d) {
        Some(date) => plausible(date),
        None => {
            Err(Trouble::new("date_not_possible", format!("a day that exists, written {}", written(order)), shown()))
        }
    }
}

/// What a cell of remarks is shown as: its words could be about somebody.
const WORDS: &str = "a remark";

/// A cell that should be a date or a mark, for a message: figures and months' names, never other words.
fn without_words(text: &str) -> String {
    let named = |word: &str| {
        word.is_empty() || month_number(word).is_some() || matches!(word, "T" | "Z" | "st" | "nd" | "rd" | "th")
    };
    if text.split(|c: char| !c.is_alphabetic()).all(named) { crate::fault::printable(text) } else { WORDS.into() }
}

/// Whether a text holds a reference, spelt in any way.
fn holds_reference(text: &str, pattern: &str) -> bool {
    let letters: Vec<char> = normalise_reference(text).chars().collect();
    letters.windows(pattern.chars().count().max(1)).any(|run| fits_pattern(&run.iter().collect::<String>(), pattern))
}

fn written(order: DateOrder) -> &'static str {
    match order {
        DateOrder::Dmy => "day/month/year",
        DateOrder::Mdy => "month/day/year",
        DateOrder::Ymd => "year-month-day",
    }
}

/// 1 to 12 for an English month's name or its first three letters.
fn month_number(name: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let folded = name.to_lowercase();
    let letters = folded.trim_end_matches([',', '.']);
    if letters.len() < 3 {
        return None;
    }
    MONTHS
        .iter()
        .position(|month| *month == letters || &month[..3] == letters || letters == "sept" && *month == "september")
        .map(|i| i as u32 + 1)
}

/// Reads yes or no.
pub fn yes_no(value: Value<'_>) -> Reading<bool> {
    let trouble = |shown: String| Err(Trouble::new("mark_not_understood", "yes or no", shown));
    match value {
        Value::Empty => Ok(None),
        Value::Bool(mark) => Ok(Some(mark)),
        Value::Number(number) if number == 1.0 || number == 0.0 => Ok(Some(number == 1.0)),
        Value::Number(number) => trouble(number.to_string()),
        Value::Date(date) => trouble(date.to_string()),
        Value::Error(error) => trouble(error.to_string()),
        Value::Text(text) => match text.trim().to_lowercase().as_str() {
            "y" | "yes" | "true" | "1" => Ok(Some(true)),
            "n" | "no" | "false" | "0" => Ok(Some(false)),
            _ if is_missing_mark(text) => Ok(None),
            _ => trouble(without_words(text)),
        },
    }
}

/// Reads a code as text: white space collapsed, whole numbers without a point.
pub fn code(value: Value<'_>) -> Reading<String> {
    match value {
        Value::Empty => Ok(None),
        Value::Text(text) if is_missing_mark(text) => Ok(None),
        Value::Text(text) => {
            let words: Vec<&str> = text.split_whitespace().collect();
            Ok((!words.is_empty()).then(|| words.join(" ")))
        }
        Value::Number(number) => Ok(Some(number.to_string())),
        Value::Bool(mark) => Ok(Some(mark.to_string())),
        Value::Date(date) => Ok(Some(date.to_string())),
        Value::Error(error) => Err(Trouble::new("error_cell", "a value", error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> Reading<Day> {
        Ok(Some(day_of(NaiveDate::from_ymd_opt(y, m, d).unwrap())))
    }

    #[test]
    fn spellings_of_one_reference_become_one() {
        for text in [
            "HPJ001234",
            "hpj001234 ",
            "HPJ-001234",
            "HPJ 001 234",
            "\u{feff}HPJ001234",
            "ＨＰＪ００１２３４",
            "hpj\u{a0}001234",
            "HPJ‐001234",
        ] {
            assert_eq!(reference(Value::Text(text), Some("HPJ######")), Ok(Some("HPJ001234".into())), "{text}");
        }
    }

    #[test]
    fn the_short_way_for_plain_letters_gives_what_the_long_one_gives() {
        for text in ["HPJ 00-1.2/3 ", "hpj\t001\n", "\u{1}h\u{7f}p#_'", "", "a\u{b}b\u{1c}c"] {
            let long = normalise_reference(&format!("{text}\u{200b}"));
            assert_eq!(normalise_reference(text), long, "{text:?}");
        }
    }

    #[test]
    fn a_mark_for_no_value_is_known_in_any_case_with_blanks_around_it() {
        for text in MISSING.iter().map(|mark| format!(" \u{a0}{} ", mark.to_uppercase())) {
            assert!(is_missing_mark(&text), "{text}");
        }
        assert!(MISSING.iter().all(|mark| mark.chars().count() <= LONGEST_MARK));
        assert!(is_missing_mark("NOT \u{212a}NOWN"), "the Kelvin sign is a longer K");
        assert!(!is_missing_mark("not known to us"));
    }

    #[test]
    fn a_reference_of_another_form_is_trouble_and_is_masked() {
        for text in ["HPJ12", "HPX001234", "HPJ0012345", "НPJ001234"] {
            let trouble = reference(Value::Text(text), Some("HPJ######")).unwrap_err();
            assert_eq!(trouble.code, "reference_pattern");
            assert!(!trouble.shown.contains("0012"), "{}", trouble.shown);
        }
    }

    #[test]
    fn lost_zeros_come_back_and_lost_digits_do_not() {
        assert_eq!(reference(Value::Number(1234.0), Some("######")), Ok(Some("001234".into())));
        assert_eq!(reference(Value::Number(1.23457e17), None).unwrap_err().code, "reference_damaged");
        assert_eq!(reference(Value::Text("TBC"), Some("######")), Ok(None));
    }

    #[test]
    fn dates_read_in_the_layouts_order_and_iso_always_does() {
        assert_eq!(date(Value::Text("03/04/2015"), DateOrder::Dmy), day(2015, 4, 3));
        assert_eq!(date(Value::Text("03/04/2015"), DateOrder::Mdy), day(2015, 3, 4));
        for text in [
            "2015-12-31",
            "31.12.2015",
            "31-12-2015",
            "31 Dec 2015",
            "31-Dec-2015",
            "31 December 2015",
            "2015-12-31T10:00:00Z",
            "31/12/2015 23:59",
        ] {
            assert_eq!(date(Value::Text(text), DateOrder::Dmy), day(2015, 12, 31), "{text}");
        }
        assert_eq!(date(Value::Number(42_369.0), DateOrder::Dmy), day(2015, 12, 31));
    }

    #[test]
    fn days_that_do_not_exist_are_never_rolled_over() {
        for (text, code) in [
            ("30/02/2015", "date_not_possible"),
            ("29/02/2015", "date_not_possible"),
            ("00/01/1900", "date_not_possible"),
            ("13/13/2015", "date_not_possible"),
            ("01/02/15", "date_two_digit_year"),
            ("soon", "date_not_understood"),
            ("1/2", "date_not_understood"),
            ("5 of May 2015", "date_not_understood"),
        ] {
            assert_eq!(date(Value::Text(text), DateOrder::Dmy).unwrap_err().code, code, "{text}");
        }
        assert_eq!(date(Value::Number(42.0), DateOrder::Dmy).unwrap_err().code, "date_not_understood");
        assert_eq!(date(Value::Text("n/a"), DateOrder::Dmy), Ok(None));
    }

    #[test]
    fn messages_repeat_figures_and_months_but_no_words_no_early_days_and_no_references() {
        let shown = |text: &str| date(Value::Text(text), DateOrder::Dmy).unwrap_err().shown;
        assert_eq!(shown("30/02/2015"), "30/02/2015");
        assert_eq!(shown("31 Feb 2015"), "31 Feb 2015");
        assert_eq!(shown("left, see Mrs Oldham 3/4"), WORDS);
        assert_eq!(shown("12/03/1950"), "a day in 1950");
        assert!(holds_reference("moved (hpj-001 234)", "HPJ######"));
        assert!(!holds_reference("Halton Lea", "HPJ######") && !holds_reference("", "HPJ######"));
    }

    #[test]
    fn marks_read_as_yes_no_or_missing() {
        assert_eq!(yes_no(Value::Text(" Yes ")), Ok(Some(true)));
        assert_eq!(yes_no(Value::Number(0.0)), Ok(Some(false)));
        assert_eq!(yes_no(Value::Text("..")), Ok(None));
        assert!(yes_no(Value::Text("maybe")).is_err());
    }
}
