//! One cell's value read as what its column holds: a reference, a date, yes or no, a figure. Nothing is
//! guessed: what cannot be read says why.

mod column;
pub mod dates;
pub mod figures;
pub mod references;

use crate::definitions::Layout;
use crate::source::{NOT_CALCULATED, Value};
use crate::vocabulary::marks::spelt_error;
use crate::vocabulary::personal::has_harmless_figures;

pub use column::{DateColumn, MarkColumn};
pub use dates::{DateReading, DateRules, Signs, Span, date};
pub use references::{Reference, fits_pattern, normalise_reference, reference};

pub use crate::vocabulary::marks::{WhyMissing, is_missing_mark, why_missing};
pub use crate::vocabulary::months::month_number;

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
    pub fn new(code: &'static str, expected: impl Into<String>, shown: impl Into<String>) -> Self {
        Trouble { code, expected: expected.into(), shown: shown.into() }
    }

    /// What is wrong with the cell, in words.
    pub fn message(&self, layout: &Layout) -> String {
        let (shown, expected) = (&self.shown, &self.expected);
        match self.code {
            "error_cell" => format!("the cell holds the error `{shown}`, where {expected} belongs"),
            "date_marked_missing" => format!(
                "`{}` ({expected}) stands in place of a date, and does not say that it has not happened",
                crate::fault::printable(shown)
            ),
            "merged_cells" => format!("the cell was joined with {shown}, and holds no value of its own"),
            "formula_without_result" | "reference_damaged" => {
                format!("the cell holds {shown}, where {expected} belongs")
            }
            _ => format!("{} is not {expected}", self.in_words(layout)),
        }
    }

    /// The cell as a message may repeat it. A reference that strayed into another column is none of it.
    fn in_words(&self, layout: &Layout) -> String {
        let pattern = layout.reference_pattern.as_deref();
        // A date of digits has the form of many a reference of digits.
        let may_hold = !self.code.starts_with("date_");
        match self.shown.as_str() {
            "nothing" => "an empty cell or a placeholder".into(),
            words @ (WORDS | HIDDEN | FIGURES | DATE) => words.into(),
            text if may_hold && pattern.is_some_and(|pattern| references::holds_reference(text, pattern)) => {
                "a cell with a reference".into()
            }
            text => format!("`{}`", crate::fault::printable(text)),
        }
    }
}

/// A reading: a value, nothing (an empty cell or a mark for it), or trouble.
pub type Reading<T> = Result<Option<T>, Trouble>;

/// What a cell of words is shown as: they could be about somebody.
const WORDS: &str = "a cell of words that are not shown here";

/// What a day of birth is shown as.
const HIDDEN: &str = "a date that is not shown here";

/// What figures are shown as that could be a birth, a telephone number or a reference.
const FIGURES: &str = "a cell of figures that are not shown here";

/// What a real date is shown as where none belongs.
const DATE: &str = "a date";

/// A cell that shows an error of the spreadsheet, or a formula that was never calculated.
fn in_error(error: &str, expected: &str) -> Trouble {
    let code = if error == NOT_CALCULATED { "formula_without_result" } else { "error_cell" };
    Trouble::new(code, expected, error)
}

/// A cell that should be a figure or a mark, for a message: short numbers and months' names, never other words and no
/// number that could be somebody's.
fn without_words(text: &str) -> String {
    days_without_words(text, i32::MAX)
}

/// The same for a cell that should be a date: days from a year on are told, too.
fn days_without_words(text: &str, first_told: i32) -> String {
    let named = |word: &str| {
        word.is_empty() || month_number(word).is_some() || matches!(word, "T" | "Z" | "st" | "nd" | "rd" | "th")
    };
    match text.split(|c: char| !c.is_alphabetic()).all(named) {
        true if has_harmless_figures(text, first_told) => crate::fault::printable(text),
        true => FIGURES.into(),
        false => WORDS.into(),
    }
}

/// Reads yes or no.
pub fn yes_no(value: Value<'_>) -> Reading<bool> {
    const EXPECTED: &str = "yes or no";
    let trouble = |shown: String| Err(Trouble::new("mark_not_understood", EXPECTED, shown));
    match value {
        Value::Empty => Ok(None),
        Value::Bool(mark) => Ok(Some(mark)),
        Value::Number(number) if number == 1.0 || number == 0.0 => Ok(Some(number == 1.0)),
        Value::Number(number) => trouble(without_words(&number.to_string())),
        Value::Date(_) => trouble(DATE.into()),
        Value::Error(error) => Err(in_error(error, EXPECTED)),
        Value::Text(text) => match text.trim().to_lowercase().as_str() {
            "y" | "yes" | "true" | "1" => Ok(Some(true)),
            "n" | "no" | "false" | "0" => Ok(Some(false)),
            _ => match spelt_error(text) {
                Some(error) => Err(in_error(error, EXPECTED)),
                None => match why_missing(text) {
                    // An `x` is a tick to one sender and "not available" to another.
                    Some(why) if why.may_hide_a_value() => trouble(text.trim().to_lowercase()),
                    Some(_) => Ok(None),
                    None => trouble(without_words(text)),
                },
            },
        },
    }
}

/// Reads a code as text: white space collapsed, whole numbers without a point.
pub fn code(value: Value<'_>) -> Reading<String> {
    const EXPECTED: &str = "a value";
    match value {
        Value::Empty => Ok(None),
        Value::Text(text) if is_missing_mark(text) => Ok(None),
        Value::Text(text) => match spelt_error(text) {
            Some(error) => Err(in_error(error, EXPECTED)),
            None => {
                let words: Vec<&str> = text.split_whitespace().collect();
                Ok((!words.is_empty()).then(|| words.join(" ")))
            }
        },
        Value::Number(number) => Ok(Some(number.to_string())),
        Value::Bool(mark) => Ok(Some(mark.to_string())),
        Value::Date(date) => Ok(Some(date.to_string())),
        Value::Error(error) => Err(in_error(error, EXPECTED)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_read_as_yes_no_or_missing() {
        assert_eq!(yes_no(Value::Text(" Yes ")), Ok(Some(true)));
        assert_eq!(yes_no(Value::Number(0.0)), Ok(Some(false)));
        for text in ["", "-", "n/a", "None"] {
            assert_eq!(yes_no(Value::Text(text)), Ok(None), "{text}");
        }
        for text in ["..", "x", "TBC", "not known"] {
            assert_eq!(yes_no(Value::Text(text)).unwrap_err().code, "mark_not_understood", "{text}");
        }
        assert!(yes_no(Value::Text("maybe")).is_err());
    }

    #[test]
    fn an_error_and_a_formula_without_its_result_are_never_empty() {
        for (value, expected) in [
            (Value::Error("#REF!"), "error_cell"),
            (Value::Text("#REF!"), "error_cell"),
            (Value::Error(NOT_CALCULATED), "formula_without_result"),
        ] {
            assert_eq!(yes_no(value).unwrap_err().code, expected);
            assert_eq!(code(value).unwrap_err().code, expected);
            assert_eq!(reference(value, None).unwrap_err().code, expected);
            let rules = DateRules {
                order: Default::default(),
                timestamps: Default::default(),
                span: Span::Milestone,
                first_told: 2011,
            };
            assert_eq!(date(value, rules).day.unwrap_err().code, expected);
        }
    }
}
