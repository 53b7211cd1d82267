//! Why a figure is missing: a mark in a publication is a reason, never 0.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a figure is not there. Publications mark it, each in its own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyMissing {
    /// The cell is empty.
    Empty,
    /// Hidden to protect people: `[c]`, `*`, `SP`.
    Suppressed,
    /// Too small to print, or rounded to nothing: `<5`, `[low]`, `~`.
    Low,
    /// Not known or not reliable: `..`, `:`, `-`, `x`, `[x]`, `!`.
    NotAvailable,
    /// There is nothing to count: `N/A`, `[z]`.
    NotApplicable,
    /// The spreadsheet shows an error: `#REF!`.
    Error,
    /// Words, or a number that counts no people, stand where a figure belongs.
    Words,
}

impl fmt::Display for WhyMissing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            WhyMissing::Empty => "the cell is empty",
            WhyMissing::Suppressed => "the sender hides it",
            WhyMissing::Low => "the sender calls it low",
            WhyMissing::NotAvailable => "the sender calls it not available",
            WhyMissing::NotApplicable => "the sender calls it not applicable",
            WhyMissing::Error => "the spreadsheet shows an error",
            WhyMissing::Words => "words stand where a figure belongs",
        })
    }
}
