//! The only place where a number becomes text. Percentages have one decimal, none where fewer than 100
//! people are counted; halves round up; a rate never stands without its counts.

use crate::disclosure::{CoarseShare, PublishedCount, PublishedMeasure, Shown};
use crate::metrics::assess::{Evidence, Rag, TargetStatement, Travel};
use crate::stats::proportion::Interval;
use crate::vocabulary::{Month, Pence, Percent, Quarter};

use super::cell::{Cell, Datum, Decimal, Form, Mark};
use super::model::Symbol;

/// Hidden to protect individuals.
pub const HIDDEN: &str = "[c]";
/// Does not apply.
pub const NOT_APPLICABLE: &str = "[z]";

/// An earlier report printed another number.
pub const REVISED: &str = "[r]";

/// Not everybody has been followed so long.
pub const TOO_EARLY: &str = "[x]";

/// Why a figure from counts is not there.
pub const NOT_SENT: &str = "a count that it needs was not sent or could not be read";

/// `1,234`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// To the nearest ten: `about 1,230`, `fewer than 10`, `none`.
pub fn about(number: u64) -> String {
    match number {
        0 => "none".into(),
        1..10 => "fewer than 10".into(),
        _ => format!("about {}", count((number + 5) / 10 * 10)),
    }
}

/// `1,234 people`, `1 person`.
pub fn people(number: u64) -> String {
    format!("{} {}", count(number), if number == 1 { "person" } else { "people" })
}

/// A figure in running text that is hidden to protect individuals.
const HIDDEN_IN_WORDS: &str = "a figure that is not shown to protect individuals";

/// A published count in running text.
pub fn published_in_words(number: PublishedCount) -> String {
    number.get().map_or_else(|| HIDDEN_IN_WORDS.into(), count)
}

/// What stands in the place of a number, in a sentence; nothing of anything else.
pub fn mark_in_words(text: &str) -> Option<&'static str> {
    match text {
        HIDDEN => Some(HIDDEN_IN_WORDS),
        TOO_EARLY | NOT_APPLICABLE => Some("not known, because the returns do not tell it"),
        _ => None,
    }
}

/// A published count, or its mark.
pub fn published(number: PublishedCount) -> String {
    number.get().map_or_else(|| HIDDEN.into(), count)
}

/// A shown count, or its mark.
pub fn shown(number: Shown<u64>) -> String {
    text(number, count)
}

fn text<T: Copy>(shown: Shown<T>, f: impl FnOnce(T) -> String) -> String {
    match shown {
        Shown::Value(value) => f(value),
        Shown::Hidden => HIDDEN.into(),
        Shown::NotApplicable => NOT_APPLICABLE.into(),
    }
}

/// What stands in the place of a number.
pub fn mark(mark: Mark) -> &'static str {
    match mark {
        Mark::Confidential => HIDDEN,
        Mark::NotAvailable => TOO_EARLY,
        Mark::NotApplicable => NOT_APPLICABLE,
    }
}

/// A decimal without separators: `12.5`, `-3`.
pub fn decimal(Decimal { units, places }: Decimal) -> String {
    let (sign, digits) = (if units < 0 { "-" } else { "" }, units.unsigned_abs().to_string());
    let places = places as usize;
    let digits = format!("{digits:0>width$}", width = places + 1);
    match digits.split_at(digits.len() - places) {
        (whole, "") => format!("{sign}{whole}"),
        (whole, decimals) => format!("{sign}{whole}.{decimals}"),
    }
}

/// One value as it is printed.
pub fn datum(datum: &Datum) -> String {
    match datum {
        Datum::Words(words) => words.clone(),
        Datum::Count(number) => count(*number),
        Datum::Percent(percent) => format!("{}%", decimal(*percent)),
        Datum::Number(number) => decimal(*number),
        Datum::Date(own) => date(*own),
        Datum::Mark(own) => mark(*own).into(),
    }
}

/// The values of a cell as it prints them.
pub fn data(form: Form, data: &[Datum]) -> String {
    let points = |of: &Datum| datum(of).trim_end_matches('%').to_string();
    match (form, data) {
        (Form::Of, [x, n]) => format!("{} of {}", datum(x), datum(n)),
        (Form::RateOf, [rate, x, n]) => format!("{} ({} of {})", datum(rate), datum(x), datum(n)),
        (Form::RateAndCount, [rate, x]) => format!("{} ({})", datum(rate), datum(x)),
        (Form::Range, [low, high]) => format!("{} to {}", datum(low), datum(high)),
        (Form::Points, [gap, low, high]) => format!("{} points ({} to {})", points(gap), points(low), points(high)),
        _ => data.iter().map(datum).collect::<Vec<_>>().join(", "),
    }
}

/// `18%` of fewer than 100 people, `15.0%` of more.
pub fn percent(achieved: u64, of: u64) -> String {
    datum(&Datum::Percent(Decimal::rate(achieved, of)))
}

/// A share of a curve, as coarse as it is: `about 85% (75% to 95%)`.
pub fn coarse(share: CoarseShare) -> String {
    let about = if share.step > 1 { "about " } else { "" };
    match share.interval {
        Some((low, high)) => format!("{about}{}% ({low}% to {high}%)", share.percent),
        None => format!("{about}{}%", share.percent),
    }
}

/// A target: `20%`, `27.5%`.
pub fn target(target: Percent) -> String {
    datum(&Datum::Percent(Decimal::target(target)))
}

/// A rate, or its mark.
pub fn rate(measure: &PublishedMeasure) -> String {
    text(measure.rate(), |(x, n)| percent(x, n))
}

/// `9 of 50`, or its mark.
pub fn of(counts: Shown<(u64, u64)>) -> String {
    text(counts, |(x, n)| format!("{} of {}", count(x), count(n)))
}

/// `18% (9 of 50 people)`: a rate in running text.
pub fn rate_with_counts(measure: &PublishedMeasure) -> String {
    match measure.rate() {
        Shown::Value((x, n)) => format!("{} ({} of {})", percent(x, n), count(x), people(n)),
        Shown::Hidden => HIDDEN_IN_WORDS.into(),
        Shown::NotApplicable if !measure.is_held() => format!("not known, because {NOT_SENT}"),
        Shown::NotApplicable => "not applicable, because nobody is counted yet".into(),
    }
}

/// The percentage of counts, or their mark.
pub fn percent_of(counts: Shown<(u64, u64)>) -> String {
    text(counts, |(x, n)| percent(x, n))
}

/// `10% to 31%`, at the precision of the rate it belongs to.
pub fn interval(interval: Shown<Interval>, had_time: Shown<(u64, u64)>) -> String {
    let of = had_time.value().map_or(0, |(_, n)| n);
    text(interval, |interval| Cell::interval(interval, of).text)
}

/// A fraction worked out, not counted, at the precision of rates of so many people.
pub fn fraction(fraction: f64, of: u64) -> String {
    datum(&Datum::Percent(Decimal::fraction(fraction, of)))
}

/// *Met*, *Not met*, *Too early to tell*, with *too close to call* beside it.
pub fn statement(statement: Shown<TargetStatement>, evidence: Shown<Evidence>) -> String {
    text(statement, |statement| {
        let words = match statement {
            TargetStatement::Met => "Met",
            TargetStatement::Missed => "Not met",
            TargetStatement::Open => "Too early to tell",
        };
        let close = evidence.value() == Some(Evidence::TooClose);
        if close { format!("{words}; too close to call") } else { words.to_string() }
    })
}

/// RAG as word and symbol.
pub fn rag(rag: Shown<Rag>) -> (String, Option<Symbol>) {
    match rag {
        Shown::Value(Rag::Green) => ("On course".into(), Some(Symbol::GreenStar)),
        Shown::Value(Rag::Amber) => ("Uncertain".into(), Some(Symbol::AmberCircle)),
        Shown::Value(Rag::Red) => ("Not on course".into(), Some(Symbol::RedTriangle)),
        Shown::Hidden => (HIDDEN.into(), None),
        Shown::NotApplicable => (NOT_APPLICABLE.into(), None),
    }
}

/// Direction of travel as word and symbol; a change that was tested says so.
pub fn travel(travel: Travel, more_than_chance: Option<bool>) -> (String, Option<Symbol>) {
    let (word, symbol) = match travel {
        Travel::Better => ("Better", Some(Symbol::ArrowUp)),
        Travel::Same => ("Same", Some(Symbol::ArrowLevel)),
        Travel::Worse => ("Worse", Some(Symbol::ArrowDown)),
        Travel::NotComparable => ("Not comparable", None),
    };
    let tested = match (travel, more_than_chance) {
        (Travel::Better | Travel::Worse, Some(true)) => ", more than chance",
        (Travel::Better | Travel::Worse, Some(false)) => ", no more than chance",
        _ => "",
    };
    (format!("{word}{tested}"), symbol)
}

/// Words as they stand inside a sentence: `Too early to tell` is `too early to tell`. Marks stay as they are.
pub fn inside(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// `14 January 2016`.
pub fn date(date: chrono::NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

/// `December 2015`.
pub fn month(month: Month) -> String {
    month.first_day().format("%B %Y").to_string()
}

/// `D` of December, where there is no room for more.
pub fn month_letter(month: Month) -> String {
    month.first_day().format("%B").to_string().chars().take(1).collect()
}

/// `Oct to Dec 2015`, where there is no room for whole names.
pub fn short_quarter(quarter: Quarter) -> String {
    format!("{} to {}", quarter.first_day().format("%b"), quarter.last_day().format("%b %Y"))
}

/// Whole pounds, half a pound up: `£1,235`, `-£3`.
pub fn pounds(amount: Pence) -> String {
    let pounds = (amount.0 + 50).div_euclid(100);
    format!("{}£{}", if pounds < 0 { "-" } else { "" }, count(pounds.unsigned_abs()))
}

/// A name made fit for an id: lower case letters, digits and single hyphens.
pub fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_string()
}

/// `a`, `a and b`, `a, b and c`.
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// `a`, `a or b`, `a, b or c`.
pub fn either(items: &[String]) -> String {
    match items {
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        _ => list(items),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::proportion::wilson_95;

    #[test]
    fn numbers_in_tens_are_never_rounded_to_none() {
        assert_eq!(
            [0, 1, 9, 10, 14, 15, 6306].map(about).join("; "),
            "none; fewer than 10; fewer than 10; about 10; about 10; about 20; about 6,310"
        );
    }

    #[test]
    fn percentages_have_no_decimal_below_100_people_and_halves_round_up() {
        assert_eq!(percent(9, 50), "18%");
        assert_eq!(percent(150, 1000), "15.0%");
        assert_eq!(percent(1, 8), "13%");
        assert_eq!(percent(125, 1000), "12.5%");
        assert_eq!(percent(1, 16), "6%");
        assert_eq!(percent(0, 10), "0%");
    }

    #[test]
    fn an_interval_has_the_precision_of_its_rate() {
        let shown = |x, n| interval(Shown::Value(wilson_95(x, n).unwrap()), Shown::Value((x, n)));
        assert_eq!(shown(9, 50), "10% to 31%");
        assert_eq!(shown(150, 1000), "12.9% to 17.3%");
        assert_eq!(shown(0, 10), "0% to 28%");
        assert_eq!(interval(Shown::Hidden, Shown::Hidden), "[c]");
    }

    #[test]
    fn a_statement_says_when_it_is_too_close_to_call() {
        assert_eq!(
            statement(Shown::Value(TargetStatement::Missed), Shown::Value(Evidence::TooClose)),
            "Not met; too close to call"
        );
        assert_eq!(statement(Shown::Value(TargetStatement::Open), Shown::Value(Evidence::None)), "Too early to tell");
        assert_eq!(statement(Shown::Hidden, Shown::Hidden), "[c]");
    }

    #[test]
    fn names_and_numbers_read_well() {
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(
            [123_449, 123_450, -250, -251, 0].map(|pence| pounds(Pence(pence))).join(" "),
            "£1,234 £1,235 -£2 -£3 £0"
        );
        let december: Month = "2015-12".parse().unwrap();
        assert_eq!((month(december), month_letter(december)), ("December 2015".into(), "D".into()));
        assert_eq!(short_quarter("2015-16-Q3".parse().unwrap()), "Oct to Dec 2015");
        assert_eq!(people(1), "1 person");
        assert_eq!(slug("Halton's Urban  Renewal "), "halton-s-urban-renewal");
        assert_eq!(list(&["a".into(), "b".into(), "c".into()]), "a, b and c");
        assert_eq!(either(&["a".into(), "b".into(), "c".into()]), "a, b or c");
        assert_eq!(either(&["a".into()]), "a");
        assert_eq!(inside("Too early to tell"), "too early to tell");
        assert_eq!(target(Percent { hundredths: 2750 }), "27.5%");
    }
}
