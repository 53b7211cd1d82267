//! Cells read by the readers that later read the return, so that what is promised is what happens.

use crate::canonical::Day;
use crate::definitions::{DateOrder, Timestamps};
use crate::mapping::values::{self, DateRules, Span};
use crate::source::Value;

/// A cell read as a date in one order; an error is the finding's code.
pub fn day(value: Value<'_>, order: DateOrder) -> Result<Option<Day>, &'static str> {
    // Nothing of what is wrong is told here.
    let rules = DateRules { order, timestamps: Timestamps::DateOnly, span: Span::Milestone, first_told: i32::MAX };
    values::date(value, rules).day.map_err(|trouble| trouble.code)
}

/// Whether a text reads as a date, day first or month first.
pub fn is_date(text: &str) -> bool {
    [DateOrder::Dmy, DateOrder::Mdy].into_iter().any(|order| matches!(day(Value::Text(text), order), Ok(Some(_))))
}

/// A reference as it is compared, of any form.
pub fn reference(value: Value<'_>) -> Option<String> {
    values::reference(value, None).ok().flatten().map(|reference| reference.text)
}

/// Whether a cell reads as yes or no.
pub fn is_mark(value: Value<'_>) -> bool {
    matches!(values::yes_no(value), Ok(Some(_)))
}

/// A cell as text, unless it is empty, a mark for a missing value, or an error.
pub fn text(value: Value<'_>) -> Option<String> {
    values::code(value).ok().flatten()
}
