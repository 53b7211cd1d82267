//! A cell read as a figure: a number, why there is none, or words. A missing figure is never 0.

use super::grid::Value;
use crate::vocabulary::WhyMissing;

/// Marks and what they say; compared in lower case.
const MARKS: &[(&str, WhyMissing)] = &[
    ("[c]", WhyMissing::Suppressed),
    ("*", WhyMissing::Suppressed),
    ("**", WhyMissing::Suppressed),
    ("sp", WhyMissing::Suppressed),
    ("[low]", WhyMissing::Low),
    ("~", WhyMissing::Low),
    ("<5", WhyMissing::Low),
    ("<10", WhyMissing::Low),
    ("..", WhyMissing::NotAvailable),
    ("...", WhyMissing::NotAvailable),
    (":", WhyMissing::NotAvailable),
    ("x", WhyMissing::NotAvailable),
    ("[x]", WhyMissing::NotAvailable),
    ("!", WhyMissing::NotAvailable),
    ("[u]", WhyMissing::NotAvailable),
    ("n/a", WhyMissing::NotApplicable),
    ("na", WhyMissing::NotApplicable),
    ("[z]", WhyMissing::NotApplicable),
    ("-", WhyMissing::NotAvailable),
    ("\u{2013}", WhyMissing::NotAvailable),
    ("\u{2014}", WhyMissing::NotAvailable),
];

/// The figure in a cell, or why there is none.
pub fn figure(value: Value<'_>) -> Result<f64, WhyMissing> {
    match value {
        Value::Empty => Err(WhyMissing::Empty),
        Value::Number(number) => Ok(number),
        Value::Error(_) => Err(WhyMissing::Error),
        Value::Bool(_) | Value::Date(_) => Err(WhyMissing::Words),
        Value::Text(text) => text_figure(text.trim()),
    }
}

fn text_figure(text: &str) -> Result<f64, WhyMissing> {
    if text.is_empty() {
        return Err(WhyMissing::Empty);
    }
    if text.starts_with('#') && text.len() > 2 {
        return Err(WhyMissing::Error);
    }
    let lower = text.to_lowercase();
    if let Some((_, why)) = MARKS.iter().find(|(mark, _)| *mark == lower) {
        return Err(*why);
    }
    number(text).ok_or(WhyMissing::Words)
}

/// A number written in full: thousands in groups of three, a minus in front, nothing else.
fn number(text: &str) -> Option<f64> {
    let (sign, digits) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (-1.0, rest.trim_start()),
        None => (1.0, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let groups: Vec<&str> = whole.split([',', ' ', '\u{a0}', '\u{202f}']).collect();
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let grouped =
        groups.len() == 1 || (matches!(groups[0].len(), 1..=3) && groups[1..].iter().all(|group| group.len() == 3));
    if !grouped || !groups.iter().all(|group| plain(group)) || !plain(fraction) || whole.is_empty() {
        return None;
    }
    format!("{}.{}", groups.concat(), if fraction.is_empty() { "0" } else { fraction })
        .parse()
        .ok()
        .map(|n: f64| sign * n)
}

/// Whether a cell stands in a column of figures as a figure would: a number, a percentage, a mark, an error.
pub(super) fn is_figure(value: Value<'_>) -> bool {
    match value {
        Value::Number(_) | Value::Error(_) => true,
        Value::Empty | Value::Bool(_) | Value::Date(_) => false,
        Value::Text(text) => {
            let bare = text.trim().trim_matches(['%', '\u{a3}', '\'', '(', ')', ' ']);
            !matches!(text_figure(bare), Err(WhyMissing::Words | WhyMissing::Empty))
        }
    }
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
            ("SP", WhyMissing::Suppressed),
            ("[low]", WhyMissing::Low),
            ("~", WhyMissing::Low),
            ("#REF!", WhyMissing::Error),
            ("", WhyMissing::Empty),
            ("see note", WhyMissing::Words),
            ("1,23", WhyMissing::Words),
            ("1.2.3", WhyMissing::Words),
            ("12%", WhyMissing::Words),
        ] {
            assert_eq!(read(text), Err(why), "{text}");
        }
        assert_eq!(figure(Value::Empty), Err(WhyMissing::Empty));
        assert_eq!(figure(Value::Error("#N/A")), Err(WhyMissing::Error));
    }
}
