//! Amounts of money that can be meant.

use crate::definitions::contradictions::Contradictions;
use crate::vocabulary::Pence;

/// More than any of these programmes costs: an amount above it was mistyped.
pub(in crate::definitions) const MOST: Pence = Pence(100_000_000_000);

/// Refuses an amount of nothing or less, and one beyond `MOST`.
pub(in crate::definitions) fn amount(what: &str, pence: Pence, place: &str, found: &mut Contradictions<'_>) {
    if pence.0 <= 0 {
        found.add(place, format!("{what} is {pence}"), "write an amount in whole pence, above 0");
    }
    too_much(what, pence, place, found);
}

/// Refuses an amount beyond `MOST`.
pub(in crate::definitions) fn too_much(what: &str, pence: Pence, place: &str, found: &mut Contradictions<'_>) {
    if pence > MOST {
        let what = format!("{what} is {pence}, which is above {MOST}");
        found.add(place, what, "write the amount in whole pence: 40000 is £400");
    }
}
