//! A cell read as a figure: a number, or why there is none. A missing figure is never 0.

use super::grid::Value;
use crate::vocabulary::WhyMissing;
use crate::vocabulary::marks::{spelt_error, why_missing};

/// The figure in a cell, or why there is none.
pub fn figure(value: Value<'_>) -> Result<f64, WhyMissing> {
    match value {
        Value::Empty => Err(WhyMissing::NotGiven),
        Value::Number(number) => Ok(number),
        Value::Error(_) => Err(WhyMissing::Error),
        Value::Bool(_) | Value::Date(_) => Err(WhyMissing::NoFigure),
        Value::Text(text) => text_figure(text.trim()),
    }
}

fn text_figure(text: &str) -> Result<f64, WhyMissing> {
    if spelt_error(text).is_some() {
        return Err(WhyMissing::Error);
    }
    if let Some(why) = why_missing(text) {
        return Err(why);
    }
    let bare = text.strip_prefix('\'').unwrap_or(text).trim();
    let (sign, digits) = match bare.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (-1.0, rest.trim_start()),
        None => (1.0, bare),
    };
    plain_number(digits).map(|number| sign * number).ok_or(WhyMissing::NoFigure)
}

/// A number without a sign: digits, in groups of three where they are grouped, and decimals after a point.
pub fn plain_number(text: &str) -> Option<f64> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let groups: Vec<&str> = whole.split([',', ' ', '\u{a0}', '\u{202f}']).collect();
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let grouped = groups.len() == 1 || (groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3));
    let reads = grouped && groups.iter().all(|group| digits(group)) && digits(decimals);
    reads.then(|| format!("{}.{decimals}", groups.concat()).parse().ok()).flatten()
}

/// Whether a cell stands in a column of figures as a figure would: a number, a percentage, a mark, an error.
pub fn is_figure(value: Value<'_>) -> bool {
    match value {
        Value::Number(_) | Value::Error(_) => true,
        Value::Empty | Value::Bool(_) | Value::Date(_) => false,
        Value::Text(text) => {
            let bare = text.trim().trim_matches(['%', '\u{a3}', '\'', '(', ')', ' ']);
            is_marked_number(text.trim())
                || !matches!(text_figure(bare), Err(WhyMissing::NoFigure | WhyMissing::NotGiven))
        }
    }
}

/// A number with a mark of a note behind it or with misplaced separators: `10 (p)`, `3*`, `12[r]`, `1,2`. It stands
/// where a figure belongs, and is none.
fn is_marked_number(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit() || ",. ".contains(c));
    let number = text[..text.len() - rest.len()].trim_end();
    let note = rest.strip_prefix(['(', '[']).and_then(|rest| rest.strip_suffix([')', ']']));
    let mark = match note {
        Some(note) => (1..=3).contains(&note.len()) && note.bytes().all(|b| b.is_ascii_alphanumeric()),
        None => rest.chars().all(|c| "*#~!\u{2020}\u{2021}".contains(c)) || matches!(rest, "p" | "r" | "e" | "x"),
    };
    number.starts_with(|c: char| c.is_ascii_digit()) && mark
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_as_written_and_marks_say_why_there_is_none() {
        let read = |text| figure(Value::Text(text));
        for (text, number) in [("1,234", 1234.0), (" 12 ", 12.0), ("-960", -960.0), ("19,965,000.5", 19_965_000.5)] {
            assert_eq!(read(text), Ok(number), "{text}");
        }
        for (text, why) in [
            ("..", WhyMissing::NotAvailable),
            ("N/A", WhyMissing::NotApplicable),
            ("*", WhyMissing::Suppressed),
            ("~", WhyMissing::Low),
            ("!", WhyMissing::NotAvailable),
            ("#REF!", WhyMissing::Error),
            ("", WhyMissing::NotGiven),
            ("see note", WhyMissing::NoFigure),
            ("1,23", WhyMissing::NoFigure),
            ("1.2.3", WhyMissing::NoFigure),
            ("12%", WhyMissing::NoFigure),
        ] {
            assert_eq!(read(text), Err(why), "{text}");
        }
        assert_eq!(figure(Value::Error("#N/A")), Err(WhyMissing::Error));
    }

    #[test]
    fn what_stands_among_figures_is_told_from_words() {
        for text in ["20%", "\u{a3}1,200", "(12.00)", "'15%", "x", "#DIV/0!", "10 (p)", "3*", "12[r]", "1,2x", "1,23"] {
            assert!(is_figure(Value::Text(text)), "{text}");
        }
        for text in ["Total", "2015-01-01", "16-24", "50+", "", "Q1", "6a", "25 (and over)", "3 months"] {
            assert!(!is_figure(Value::Text(text)), "{text}");
        }
    }
}
