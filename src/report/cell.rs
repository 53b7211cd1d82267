//! What a cell of a table holds: numbers as numbers, words as words, and the text that is printed, which is made from
//! them and from nothing else.

use chrono::NaiveDate;
use serde::Serialize;

use super::format;
use super::model::Symbol;
use crate::metrics::assess::decimals;
use crate::stats::Interval;
use crate::stats::proportion::round_half_up;
use crate::vocabulary::Percent;

/// One value of a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum Datum {
    Words(String),
    /// People, or other things that are counted.
    Count(u64),
    /// A percentage, or a difference of two in percentage points, as precise as it is printed.
    Percent(Decimal),
    /// Any other number.
    Number(Decimal),
    Date(NaiveDate),
    /// Why there is no number.
    Mark(Mark),
}

/// A decimal as it is printed: so many units of the last of so many places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Decimal {
    pub units: i64,
    pub places: u32,
}

/// What stands in the place of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    Confidential,
    NotAvailable,
    NotApplicable,
}

/// What the numbers of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Words,
    Count,
    Percent,
    Number,
    Date,
}

/// A column of a table in which every number stands alone: a column of the paper, or a part of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    pub heading: String,
    pub unit: Unit,
}

/// A cell: what it holds, and the text that says so. Made by its constructors alone, so that the two cannot disagree.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Cell {
    pub text: String,
    data: Vec<Datum>,
    /// The id that `explain` understands, where the cell is a published figure.
    pub id: Option<String>,
    /// Shape and colour beside the words, for RAG and travel.
    pub symbol: Option<Symbol>,
    /// Whether an earlier paper printed another number; the text says so.
    pub is_revised: bool,
}

/// How the values of a cell are put into a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A single value.
    Alone,
    /// `Job start rate, Northgate Works`.
    Joined,
    /// `9 of 50`.
    Of,
    /// `18% (9 of 50)`.
    RateOf,
    /// `18% (9)`, where the people of whom it is stand in another column.
    RateAndCount,
    /// `10% to 31%`.
    Range,
    /// `12 points (3 to 20)`.
    Points,
}

impl Cell {
    fn new(form: Form, data: Vec<Datum>) -> Self {
        Cell { text: format::data(form, &data), data, id: None, symbol: None, is_revised: false }
    }

    pub fn words(words: impl Into<String>) -> Self {
        Cell::new(Form::Alone, vec![Datum::Words(words.into())])
    }

    pub fn mark(mark: Mark) -> Self {
        Cell::new(Form::Alone, vec![Datum::Mark(mark)])
    }

    pub fn count(count: u64) -> Self {
        Cell::new(Form::Alone, vec![Datum::Count(count)])
    }

    pub fn percent(percent: Decimal) -> Self {
        Cell::new(Form::Alone, vec![Datum::Percent(percent)])
    }

    pub fn number(number: Decimal) -> Self {
        Cell::new(Form::Alone, vec![Datum::Number(number)])
    }

    /// `31 December 2015`.
    pub fn date(date: NaiveDate) -> Self {
        Cell::new(Form::Alone, vec![Datum::Date(date)])
    }

    /// Values one after the other: `Northgate Works, Halton`; `the contract's minimum, 20%`.
    pub fn joined(data: impl IntoIterator<Item = Datum>) -> Self {
        Cell::new(Form::Joined, data.into_iter().collect())
    }

    /// The name of a row that says two things, such as an indicator and a prime.
    pub fn names<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Cell::joined(names.into_iter().map(|name| Datum::Words(name.into())))
    }

    /// `9 of 50`.
    pub fn of((x, n): (u64, u64)) -> Self {
        Cell::new(Form::Of, vec![Datum::Count(x), Datum::Count(n)])
    }

    /// `18%`.
    pub fn rate((x, n): (u64, u64)) -> Self {
        Cell::percent(Decimal::rate(x, n))
    }

    /// `18% (9 of 50)`.
    pub fn rate_of((x, n): (u64, u64)) -> Self {
        Cell::new(Form::RateOf, vec![Datum::Percent(Decimal::rate(x, n)), Datum::Count(x), Datum::Count(n)])
    }

    /// `18% (9)`.
    pub fn rate_and_count((x, n): (u64, u64)) -> Self {
        Cell::new(Form::RateAndCount, vec![Datum::Percent(Decimal::rate(x, n)), Datum::Count(x)])
    }

    /// `10% to 31%`, `5 to 12`.
    pub fn range(low: Datum, high: Datum) -> Self {
        Cell::new(Form::Range, vec![low, high])
    }

    /// An interval in percent, at the precision of the rate of so many people that it belongs to.
    pub fn interval(interval: Interval, of: u64) -> Self {
        let [low, high] = [interval.low, interval.high].map(|end| Datum::Percent(Decimal::fraction(end, of)));
        Cell::range(low, high)
    }

    /// A difference in percentage points with its interval: `12 points (3 to 20)`.
    pub fn points(difference: Decimal, low: Decimal, high: Decimal) -> Self {
        Cell::new(Form::Points, [difference, low, high].map(Datum::Percent).into())
    }

    /// The same with the mark of what has been revised, if it is.
    pub fn revised(self, is_revised: bool) -> Self {
        match is_revised {
            true => Cell { text: format!("{} {}", self.text, format::REVISED), is_revised, ..self },
            false => self,
        }
    }

    pub fn with_id(self, id: impl Into<String>) -> Self {
        Cell { id: Some(id.into()), ..self }
    }

    pub fn without_id(self) -> Self {
        Cell { id: None, ..self }
    }

    pub fn with_symbol(self, symbol: Option<Symbol>) -> Self {
        Cell { symbol, ..self }
    }

    /// The values in the order of the text.
    pub fn data(&self) -> &[Datum] {
        &self.data
    }

    /// Each value under the part of the column that is of its kind, the others marked as not applicable; a mark stands for
    /// all parts. Nothing where a value has no part.
    pub fn in_parts(&self, parts: &[Part]) -> Option<Vec<Datum>> {
        if let [mark @ Datum::Mark(_)] = &self.data[..] {
            return Some(vec![mark.clone(); parts.len()]);
        }
        let mut data = self.data.iter().peekable();
        let fits = |part: &Part| data.next_if(|datum| datum.unit() == Some(part.unit)).cloned();
        let filled: Vec<Option<Datum>> = parts.iter().map(fits).collect();
        let is_whole = data.next().is_none();
        let none = || Datum::Mark(Mark::NotApplicable);
        is_whole.then(|| filled.into_iter().map(|datum| datum.unwrap_or_else(none)).collect())
    }
}

impl Datum {
    /// What it is; a mark is nothing of its own.
    pub fn unit(&self) -> Option<Unit> {
        match self {
            Datum::Words(_) => Some(Unit::Words),
            Datum::Count(_) => Some(Unit::Count),
            Datum::Percent(_) => Some(Unit::Percent),
            Datum::Number(_) => Some(Unit::Number),
            Datum::Date(_) => Some(Unit::Date),
            Datum::Mark(_) => None,
        }
    }

    /// The number to calculate with: of a percentage the fraction.
    pub fn decimal(&self) -> Option<Decimal> {
        match *self {
            Datum::Count(count) => i64::try_from(count).ok().map(|units| Decimal { units, places: 0 }),
            Datum::Percent(Decimal { units, places }) => Some(Decimal { units, places: places + 2 }),
            Datum::Number(number) => Some(number),
            Datum::Words(_) | Datum::Date(_) | Datum::Mark(_) => None,
        }
    }
}

impl Decimal {
    pub fn whole(units: i64) -> Self {
        Decimal { units, places: 0 }
    }

    /// A rate in percent: no decimal of fewer than 100 people, one of more; halves round up.
    pub fn rate(achieved: u64, of: u64) -> Self {
        let places = decimals(of);
        Decimal { units: round_half_up(achieved, of, places).cast_signed(), places }
    }

    /// A fraction worked out, not counted, in percent at the precision of rates of so many people.
    pub fn fraction(fraction: f64, of: u64) -> Self {
        let places = decimals(of);
        Decimal { units: (fraction * 100.0 * f64::from(10u32.pow(places)) + 0.5).floor() as i64, places }
    }

    /// A difference of two fractions in whole percentage points.
    pub fn points(difference: f64) -> Self {
        Decimal::whole((difference * 100.0).round_ties_even() as i64)
    }

    /// A target, with no more places than it needs.
    pub fn target(target: Percent) -> Self {
        let hundredths = i64::from(target.hundredths);
        match (hundredths % 100, hundredths % 10) {
            (0, _) => Decimal { units: hundredths / 100, places: 0 },
            (_, 0) => Decimal { units: hundredths / 10, places: 1 },
            _ => Decimal { units: hundredths, places: 2 },
        }
    }

    /// The nearest number that a spreadsheet can hold.
    pub fn to_f64(self) -> f64 {
        self.units as f64 / 10f64.powi(self.places.cast_signed())
    }
}

impl Mark {
    pub const ALL: [Mark; 3] = [Mark::Confidential, Mark::NotAvailable, Mark::NotApplicable];

    /// What it says, for the key.
    pub const fn meaning(self) -> &'static str {
        match self {
            Mark::Confidential => "Confidential: a number that is not shown, to protect individuals.",
            Mark::NotAvailable => {
                "Not available: not everybody has been followed for so long, or the returns do not tell it."
            }
            Mark::NotApplicable => {
                "Not applicable: there is no figure. Nobody is counted there, no minimum is set, or there is none of the year before to compare with. It also stands where the residents of a ward are not known, or where a count that the figure needs was not sent or could not be read."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(units: &[Unit]) -> Vec<Part> {
        units.iter().map(|unit| Part { heading: String::new(), unit: *unit }).collect()
    }

    #[test]
    fn a_text_is_made_from_the_values() {
        let text = |cell: Cell| cell.text;
        assert_eq!(text(Cell::count(1234)), "1,234");
        assert_eq!(text(Cell::of((9, 50))), "9 of 50");
        assert_eq!(text(Cell::rate_of((1500, 10_000))), "15.0% (1,500 of 10,000)");
        assert_eq!(text(Cell::rate_and_count((1500, 10_000))), "15.0% (1,500)");
        assert_eq!(text(Cell::range(Datum::Count(5), Datum::Count(1200))), "5 to 1,200");
        assert_eq!(text(Cell::names(["Job start rate", "Northgate Works"])), "Job start rate, Northgate Works");
        let target = Datum::Percent(Decimal::target(Percent { hundredths: 2705 }));
        assert_eq!(text(Cell::joined([Datum::Words("minimum".into()), target])), "minimum, 27.05%");
        let points = [0.124, -0.026, 0.3].map(Decimal::points);
        assert_eq!(text(Cell::points(points[0], points[1], points[2])), "12 points (-3 to 30)");
        assert_eq!(text(Cell::mark(Mark::NotAvailable)), "[x]");
    }

    #[test]
    fn each_value_stands_under_a_part_of_its_kind_and_no_value_is_lost() {
        use Unit::{Count, Percent, Words};
        let [z, c] = [Mark::NotApplicable, Mark::Confidential].map(Datum::Mark);
        let rate = parts(&[Percent, Count, Count, Percent, Percent]);
        let eighteen = Datum::Percent(Decimal::whole(18));
        let told = vec![eighteen.clone(), Datum::Count(9), Datum::Count(50), z.clone(), z.clone()];
        assert_eq!(Cell::rate_of((9, 50)).in_parts(&rate), Some(told));
        let gap = Cell::points(Decimal::whole(18), Decimal::whole(-1), Decimal::whole(30));
        let [low, high] = [-1, 30].map(|units| Datum::Percent(Decimal::whole(units)));
        assert_eq!(gap.in_parts(&rate), Some(vec![eighteen, z.clone(), z.clone(), low, high]));
        assert_eq!(Cell::count(7).in_parts(&parts(&[Percent, Count])), Some(vec![z, Datum::Count(7)]));
        assert_eq!(Cell::mark(Mark::Confidential).in_parts(&parts(&[Percent, Count])), Some(vec![c.clone(), c]));
        assert_eq!(Cell::of((9, 50)).in_parts(&parts(&[Count])), None);
        assert_eq!(Cell::words("nine").in_parts(&parts(&[Count])), None);
        assert_eq!(Cell::words("nine").in_parts(&parts(&[Words])), Some(vec![Datum::Words("nine".into())]));
    }

    #[test]
    fn a_percentage_is_the_fraction_that_is_printed_and_not_the_one_behind_it() {
        let decimal = Datum::Percent(Decimal::rate(1, 8)).decimal().unwrap();
        assert_eq!((decimal, decimal.to_f64()), (Decimal { units: 13, places: 2 }, 0.13));
        assert_eq!(Datum::Percent(Decimal::rate(181, 1000)).decimal().unwrap().to_f64(), 0.181);
        assert_eq!(Datum::Count(12).decimal().unwrap().to_f64(), 12.0);
    }
}
