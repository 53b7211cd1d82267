//! Which cells of a row at fault the workbook repeats. In a row that slipped a name stands under `Ward` and a birth
//! under `Referred`; what no message repeats, the workbook does not either.

use chrono::{Datelike, NaiveDate};

use super::{CheckedFile, Sent};
use crate::canonical::frame::date_of;
use crate::canonical::schema::{self, Kind};
use crate::fault::printable;
use crate::finding::Finding;
use crate::mapping::values::figures::{Known, hundredths, money};
use crate::mapping::values::references::{reference, resembles};
use crate::mapping::values::{DateRules, Span, date, normalise_reference};
use crate::source::Value;

/// Whether a cell of a canonical column may stand in the workbook; `told` is what was found in that very cell.
pub fn may_stand(canonical: &str, cell: &Sent, told: &[&Finding], file: &CheckedFile<'_>) -> bool {
    let is_told = || {
        let text = format!("`{}`", printable(&cell.text()));
        told.iter().any(|finding| finding.message.contains(&text))
    };
    match (schema::find(canonical).map(|spec| spec.kind), cell) {
        (_, Sent::Empty) => true,
        (Some(Kind::Reference), _) => reference_in(cell, file).is_some(),
        (Some(Kind::Date), _) => is_told() || is_day_since(cell, file),
        (Some(Kind::BirthDate) | None, _) => false,
        // Nobody can say what a value is that stands in a column without a list.
        (Some(Kind::Code), _) if file.listless.contains(canonical) => false,
        // Anything else in such a column could be somebody's number or name.
        (Some(Kind::Number), _) => matches!(hundredths(value(cell)), Ok(Known::Value(_))),
        (Some(Kind::Money), _) => matches!(money(value(cell)), Ok(Known::Value(_))),
        (Some(_), Sent::Bool(_)) => true,
        (Some(_), _) => {
            is_told()
                || !told
                    .iter()
                    .any(|finding| finding.code.ends_with("not_known") || finding.code.ends_with("not_understood"))
        }
    }
}

fn value(cell: &Sent) -> Value<'_> {
    match cell {
        Sent::Empty => Value::Empty,
        Sent::Bool(mark) => Value::Bool(*mark),
        Sent::Number(number) => Value::Number(*number),
        Sent::Text(text) => Value::Text(text),
        Sent::Date(day) => Value::Date(*day),
    }
}

/// A day on a programme, or a mark for none. An earlier one is sooner a birth.
fn is_day_since(cell: &Sent, file: &CheckedFile<'_>) -> bool {
    let rules = DateRules {
        order: file.layout.date_order,
        timestamps: file.layout.timestamps,
        span: Span::Milestone,
        first_told: file.first_told,
    };
    let recent = |day: NaiveDate| day.year() >= file.first_told;
    let read = |value| match date(value, rules).day {
        Ok(day) => day.is_none_or(|day| recent(date_of(day))),
        Err(_) => false,
    };
    match cell {
        Sent::Date(day) => recent(*day),
        Sent::Number(number) => read(Value::Number(*number)),
        Sent::Text(text) => read(Value::Text(text)),
        Sent::Empty | Sent::Bool(_) => true,
    }
}

/// The reference in a cell, by which its row is known again: one of the layout's form, or one that was probably meant
/// to be. Another text in its place could be somebody's name.
pub fn reference_in(cell: &Sent, file: &CheckedFile<'_>) -> Option<String> {
    let pattern = file.layout.reference_pattern.as_deref();
    let value = match cell {
        Sent::Text(text) => Value::Text(text),
        Sent::Number(number) => Value::Number(*number),
        _ => return None,
    };
    match reference(value, pattern) {
        // Without a form to go by only a text with a figure in it is one.
        Ok(read) => read.map(|read| read.text).filter(|text| pattern.is_some() || text.contains(char::is_numeric)),
        Err(_) => {
            Some(normalise_reference(&cell.text())).filter(|text| pattern.is_some_and(|form| resembles(text, form)))
        }
    }
}
