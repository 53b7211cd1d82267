//! The account of a context file: each row below the first header is used, or by a rule that is told it is not.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};

use crate::finding::{Effect, Finding, Place, Rows};

/// Rows read = used + not used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub read: u64,
    pub used: u64,
    /// By rule.
    pub not_used: BTreeMap<String, u64>,
}

impl Account {
    pub fn add(&mut self, other: &Account) {
        self.read += other.read;
        self.used += other.used;
        for (rule, rows) in &other.not_used {
            *self.not_used.entry(rule.clone()).or_default() += rows;
        }
    }

    /// A row that is in neither sum was dropped without a word: that is our fault, not the file's.
    pub fn check(&self, file: &str) -> Result<()> {
        let not_used: u64 = self.not_used.values().sum();
        ensure!(
            self.read == self.used + not_used,
            "the account of `{}` does not add up: {} rows read, {} used, {not_used} not used",
            crate::fault::printable(file),
            self.read,
            self.used
        );
        Ok(())
    }
}

/// Why a row of a context file is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    Title,
    Footnote,
    Totals,
    RepeatedHeader,
    TableNotUsed,
    HeaderInDoubt,
    NoArea,
    NoFigure,
}

impl Rule {
    pub fn code(self) -> &'static str {
        match self {
            Rule::Title => "table_title",
            Rule::Footnote => "footnote",
            Rule::Totals => "totals_row",
            Rule::RepeatedHeader => "repeated_header",
            Rule::TableNotUsed => "table_not_used",
            Rule::HeaderInDoubt => "context_header_in_doubt",
            Rule::NoArea => "context_area_not_given",
            Rule::NoFigure => "row_without_figure",
        }
    }

    fn told(self) -> (&'static str, &'static str) {
        match self {
            Rule::Title => ("words above a table", "nothing to do"),
            Rule::Footnote => ("words below a header, and no figure", "nothing to do"),
            Rule::Totals => ("totals: the rows are read, not their sum", "nothing to do"),
            Rule::RepeatedHeader => ("the header again", "nothing to do"),
            Rule::TableNotUsed => (
                "a table with no column of a measure that the layout names",
                "nothing to do if it is not wanted; else add its header under [measures] of the layout",
            ),
            Rule::HeaderInDoubt => (
                "words right below figures could be a header, or a row with a text for a figure: neither it nor the \
                 rows below it are read",
                "put an empty row above it if it is a header, else correct its text; then the rows are read",
            ),
            Rule::NoArea => ("a figure without the name of its area", "write the area beside it, or empty the cell"),
            Rule::NoFigure => ("every cell of a measure is empty", "nothing to do if there is no figure"),
        }
    }
}

/// Rows of one sheet that are not used, by rule.
#[derive(Default)]
pub struct NotUsed(BTreeMap<Rule, Rows>);

impl NotUsed {
    /// Adds a row, as the spreadsheet numbers it.
    pub fn add(&mut self, rule: Rule, row: u32) {
        self.0.entry(rule).or_default().add(row);
    }

    /// Puts them into the account, and gives back one finding a rule.
    pub fn tell(self, place: &Place, account: &mut Account) -> Vec<Finding> {
        let finding = |(rule, rows): (Rule, Rows)| {
            *account.not_used.entry(rule.code().into()).or_default() += rows.count();
            let (what, hint) = rule.told();
            let effect = if rule == Rule::HeaderInDoubt { Effect::SetsAside } else { Effect::LeavesOut };
            Finding::new(rule.code(), effect, place.clone(), format!("{what}: {rows}"), hint).for_rows(rows.count())
        };
        self.0.into_iter().map(finding).collect()
    }
}
