//! Counts, sums of money and percentages from cells. What is not there keeps its reason; a figure that can be
//! read in two ways is trouble.

use super::{FIGURES, Trouble, WORDS, in_error, without_words};
use crate::finding::{Effect, Finding, Place, Rows};
use crate::source::Value;
use crate::source::figure::plain_number;
use crate::vocabulary::Pence;
use crate::vocabulary::marks::{WhyMissing, spelt_error, why_missing};

/// A figure, or why there is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Known<T> {
    Value(T),
    Missing(WhyMissing),
}

impl<T> Known<T> {
    /// The same of another kind.
    pub fn map<U>(self, of: impl FnOnce(T) -> U) -> Known<U> {
        match self {
            Known::Value(value) => Known::Value(of(value)),
            Known::Missing(why) => Known::Missing(why),
        }
    }
}

/// A figure's reading: the figure, the reason that there is none, or trouble.
pub type FigureReading<T> = Result<Known<T>, Trouble>;

/// Reads how many: a whole number, not negative. `1,234` and `1 234` are one thousand and more.
pub fn count(value: Value<'_>) -> FigureReading<u64> {
    let trouble = |shown: String| Trouble::new("count_not_understood", "a whole number", shown);
    let figure = |number: f64| {
        let whole = number >= 0.0 && number.fract() == 0.0 && number <= 1e15;
        if whole { Ok(Known::Value(number as u64)) } else { Err(trouble(without_words(&number.to_string()))) }
    };
    match numeral(value, "a whole number", &trouble)? {
        Known::Missing(why) => Ok(Known::Missing(why)),
        Known::Value(Numeral::Number(number)) => figure(number),
        Known::Value(Numeral::Text(text)) => match plain_number(&text) {
            Some(number) => figure(number),
            None => Err(trouble(without_words(&text))),
        },
    }
}

/// The largest figure about one person, and the largest sum of money, in hundredths: more is a slip of the pen.
const MOST_HUNDREDTHS: f64 = 1e9;
const MOST_PENCE: f64 = 1e11;

/// Reads a plain decimal number, not negative, as whole hundredths: `16`, `37.5`, `1,250.25`.
pub fn hundredths(value: Value<'_>) -> FigureReading<i64> {
    const EXPECTED: &str = "a number that is not negative, with at most two decimals";
    figure_of_one(value, "number_not_understood", EXPECTED, MOST_HUNDREDTHS, |text| text)
}

/// Reads a sum of money, not negative, in whole pence: `£1,234.50`.
///
/// `1.234,50` and more than two decimals are refused: a comma in the wrong place is a hundred times the money.
pub fn money(value: Value<'_>) -> FigureReading<Pence> {
    const EXPECTED: &str = "a sum of money in pounds that is not negative, with at most two decimals";
    let pence = figure_of_one(value, "money_not_understood", EXPECTED, MOST_PENCE, without_pound)?;
    Ok(pence.map(Pence))
}

fn without_pound(text: &str) -> &str {
    text.strip_prefix('£').unwrap_or(text).trim()
}

/// A figure about one person in whole hundredths. Whatever it is, no message repeats it.
fn figure_of_one(
    value: Value<'_>,
    code: &'static str,
    expected: &str,
    most: f64,
    bare: fn(&str) -> &str,
) -> FigureReading<i64> {
    let trouble = |shown: String| {
        let shown = if shown.contains(char::is_alphabetic) { WORDS } else { FIGURES };
        Trouble::new(code, expected, shown)
    };
    let hundredths = |number: f64| {
        let hundredths = (number * 100.0).round();
        // What a sheet keeps of 0.30 may be a little beside it.
        let exact = (number * 100.0 - hundredths).abs() < 1e-4 && (0.0..=most).contains(&hundredths);
        if exact { Ok(Known::Value(hundredths as i64)) } else { Err(trouble(String::new())) }
    };
    match numeral(value, expected, &trouble)? {
        Known::Missing(why) => Ok(Known::Missing(why)),
        Known::Value(Numeral::Number(number)) => hundredths(number),
        Known::Value(Numeral::Text(text)) => {
            let figures = bare(&text);
            let few = figures.split_once('.').is_none_or(|(_, decimals)| decimals.len() <= 2);
            plain_number(figures).filter(|_| few).map_or_else(|| Err(trouble(text.clone())), hundredths)
        }
    }
}

/// How a percentage is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PercentForm {
    /// `20%`.
    Sign,
    /// `0.18`.
    Fraction,
    /// `18`.
    Whole,
}

impl PercentForm {
    fn in_words(self) -> &'static str {
        match self {
            PercentForm::Sign => "with a sign such as 20%",
            PercentForm::Fraction => "as fractions such as 0.18",
            PercentForm::Whole => "as numbers such as 18",
        }
    }
}

/// Reads a percentage as the fraction it stands for, and how it was written. It is never used in place of the
/// counts behind it, only held against them.
pub fn percentage(value: Value<'_>) -> FigureReading<(f64, PercentForm)> {
    let trouble = |shown: String| Trouble::new("percent_not_understood", "a percentage", shown);
    let bare = |number: f64| {
        if (0.0..=1.0).contains(&number) {
            Known::Value((number, PercentForm::Fraction))
        } else {
            Known::Value((number / 100.0, PercentForm::Whole))
        }
    };
    match numeral(value, "a percentage", &trouble)? {
        Known::Missing(why) => Ok(Known::Missing(why)),
        Known::Value(Numeral::Number(number)) => Ok(bare(number)),
        Known::Value(Numeral::Text(text)) => {
            let (number, sign) = match text.strip_suffix('%') {
                Some(number) => (number.trim(), true),
                None => (text.as_str(), false),
            };
            match plain_number(number) {
                Some(number) if sign => Ok(Known::Value((number / 100.0, PercentForm::Sign))),
                Some(number) => Ok(bare(number)),
                None => Err(trouble(without_words(&text))),
            }
        }
    }
}

/// The forms of a column of percentages, with the rows that have each.
#[derive(Default)]
pub struct PercentColumn {
    forms: Vec<(PercentForm, Rows)>,
}

impl PercentColumn {
    /// Adds a row, as Excel numbers it.
    pub fn add(&mut self, row: u32, form: PercentForm) {
        match self.forms.iter_mut().find(|(known, _)| *known == form) {
            Some((_, rows)) => rows.add(row),
            None => self.forms.push((form, Rows::from(row))),
        }
    }

    /// A note where one column is written in several ways: 0.18 and 18 cannot both be meant as they stand.
    pub fn note(&self, place: Place) -> Option<Finding> {
        let (_, others) = self.forms.split_first().filter(|(_, others)| !others.is_empty())?;
        let told: Vec<String> =
            self.forms.iter().map(|(form, rows)| format!("{} in {rows}", form.in_words())).collect();
        let message = format!("percentages are written {}", told.join(", "));
        let hint =
            "nothing to do here: percentages are worked out from the counts; ask the sender to write them one way";
        let rows = others.iter().map(|(_, rows)| rows.count()).sum();
        Some(Finding::new("percent_column_mixed", Effect::Notes, place, message, hint).for_rows(rows))
    }
}

/// What a cell of figures holds: a number, or a text that should be one.
enum Numeral {
    Number(f64),
    /// Trimmed, without the mark that a spreadsheet puts before text.
    Text(String),
}

fn numeral(value: Value<'_>, expected: &str, trouble: &dyn Fn(String) -> Trouble) -> FigureReading<Numeral> {
    match value {
        Value::Empty => Ok(Known::Missing(WhyMissing::NotGiven)),
        Value::Number(number) => Ok(Known::Value(Numeral::Number(number))),
        Value::Error(error) => Err(in_error(error, expected)),
        Value::Bool(mark) => Err(trouble(mark.to_string())),
        Value::Date(_) => Err(trouble(super::DATE.into())),
        Value::Text(text) => match (spelt_error(text), why_missing(text)) {
            (Some(error), _) => Err(in_error(error, expected)),
            (None, Some(why)) => Ok(Known::Missing(why)),
            (None, None) => {
                let text = text.trim();
                Ok(Known::Value(Numeral::Text(text.strip_prefix('\'').unwrap_or(text).trim().to_string())))
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text<T>(read: impl Fn(Value<'_>) -> FigureReading<T>, text: &str) -> FigureReading<T> {
        read(Value::Text(text))
    }

    #[test]
    fn counts_are_whole_and_missing_ones_keep_their_reason() {
        for (written, expected) in [("200", 200), ("1,350", 1350), (" 22 682 ", 22_682), ("'15", 15), ("7.0", 7)] {
            assert_eq!(text(count, written), Ok(Known::Value(expected)), "{written}");
        }
        for (written, why) in
            [("..", WhyMissing::NotAvailable), ("<5", WhyMissing::Low), ("SP", WhyMissing::Suppressed)]
        {
            assert_eq!(text(count, written), Ok(Known::Missing(why)), "{written}");
        }
        assert_eq!(count(Value::Empty), Ok(Known::Missing(WhyMissing::NotGiven)));
        for written in ["1.5", "-3", "1,35", "12,3456", "many", "1.234,5"] {
            assert_eq!(text(count, written).unwrap_err().code, "count_not_understood", "{written}");
        }
        assert_eq!(count(Value::Number(1.5)).unwrap_err().code, "count_not_understood");
        assert_eq!(text(count, "#REF!").unwrap_err().code, "error_cell");
    }

    #[test]
    fn money_is_whole_pence_never_negative_and_never_a_hundred_times_as_much() {
        for (written, pence) in
            [("£1,234.50", 123_450), ("1234.5", 123_450), ("£ 7", 700), ("'0.10", 10), ("0", 0), ("£1 200", 120_000)]
        {
            assert_eq!(text(money, written), Ok(Known::Value(Pence(pence))), "{written}");
        }
        for written in
            ["1.234,50", "1,5", "12.345", "$5", "twelve", "1,23,456.00", ".5", "5.", "(12.00)", "-£0.05", "£-3", "££5"]
        {
            assert_eq!(text(money, written).unwrap_err().code, "money_not_understood", "{written}");
        }
        assert_eq!(text(money, "TBC"), Ok(Known::Missing(WhyMissing::ToCome)));
        assert_eq!(money(Value::Number(0.1 + 0.2)), Ok(Known::Value(Pence(30))), "what a sheet keeps of 0.30");
        assert_eq!(
            money(Value::Number(1e9)),
            Ok(Known::Value(Pence(100_000_000_000))),
            "as much as definitions may say"
        );
        for number in [1.005, -0.01, 1_000_000_000.01, 1e18, f64::NAN] {
            assert_eq!(money(Value::Number(number)).unwrap_err().code, "money_not_understood", "{number}");
        }
    }

    #[test]
    fn plain_numbers_are_whole_hundredths() {
        for (written, expected) in [("16", 1_600), ("37.5", 3_750), (" 1,250.25 ", 125_025), ("0", 0), ("7.05", 705)] {
            assert_eq!(text(hundredths, written), Ok(Known::Value(expected)), "{written}");
        }
        assert_eq!(hundredths(Value::Number(16.1)), Ok(Known::Value(1_610)));
        assert_eq!(hundredths(Value::Empty), Ok(Known::Missing(WhyMissing::NotGiven)));
        assert_eq!(text(hundredths, "n/a"), Ok(Known::Missing(WhyMissing::NotApplicable)));
        for written in ["-1", "16.125", "16 hrs", "16-20", "£16", "full time", "1e3"] {
            assert_eq!(text(hundredths, written).unwrap_err().code, "number_not_understood", "{written}");
        }
        assert!(hundredths(Value::Number(1e9)).is_err() && hundredths(Value::Bool(true)).is_err());
    }

    #[test]
    fn no_figure_about_one_person_is_shown_when_it_cannot_be_read() {
        for (written, shown) in [("-16.125", FIGURES), ("16.125 a week", WORDS), ("07700 900123", FIGURES)] {
            for shown_as in [text(hundredths, written).unwrap_err().shown, text(money, written).unwrap_err().shown] {
                assert_eq!(shown_as, shown, "{written}");
            }
        }
        assert_eq!(hundredths(Value::Number(-4321.0)).unwrap_err().shown, FIGURES);
    }

    #[test]
    fn percentages_say_how_they_are_written_and_a_mixed_column_is_noted() {
        use PercentForm::{Fraction, Sign, Whole};
        for (written, fraction, form) in [
            ("20%", 0.2, Sign),
            ("15.0 %", 0.15, Sign),
            ("'15%", 0.15, Sign),
            ("0.18", 0.18, Fraction),
            ("18", 0.18, Whole),
        ] {
            assert_eq!(text(percentage, written), Ok(Known::Value((fraction, form))), "{written}");
        }
        assert_eq!(percentage(Value::Number(0.18)), Ok(Known::Value((0.18, Fraction))));
        let mut column = PercentColumn::default();
        column.add(2, Sign);
        assert_eq!(column.note(Place::file("a.csv")), None);
        column.add(3, Fraction);
        column.add(4, Whole);
        let note = column.note(Place::file("a.csv")).unwrap();
        assert_eq!((note.code, note.rows), ("percent_column_mixed", 2));
        assert!(note.message.contains("as fractions such as 0.18 in row 3"), "{}", note.message);
        assert!(note.message.contains("as numbers such as 18 in row 4"), "{}", note.message);
    }
}
