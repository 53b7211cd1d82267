//! What a header could mean, of all that the vocabulary has.

use std::collections::BTreeMap;

use super::words::{Likeness, words};

/// What a header could mean.
#[derive(Clone, Debug)]
pub struct Meaning {
    /// By canonical column.
    pub columns: BTreeMap<String, Likeness>,
    /// Names, birth dates, addresses: never read.
    pub personal: Likeness,
    /// Known in the field, and nothing that we read.
    pub not_used: Likeness,
}

impl Meaning {
    /// The best likeness to anything in the vocabulary: whether a cell could be a header at all.
    pub fn best(&self) -> f64 {
        let columns = self.columns.values().map(|likeness| likeness.score);
        columns.fold(self.personal.score.max(self.not_used.score), f64::max)
    }

    /// Counts names that a layout has for a column as words for it.
    pub fn also_called(&mut self, column: &str, names: &[String], header: &str) {
        let Some(likeness) = self.columns.get_mut(column) else { return };
        for name in names {
            let other = words().compared(name, header);
            if (other.fit, other.score) > (likeness.fit, likeness.score) {
                *likeness = other;
            }
        }
    }
}
