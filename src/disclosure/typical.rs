//! What is typical, given out only where enough people stand behind it.

use crate::metrics::{CountColumn, Quartiles, Typical, TypicalTable};

use super::published::{PublishedTable, Row, Shown};

/// What is typical of the groups of a published table.
#[derive(Clone, Debug)]
pub struct PublishedTypical {
    pub typical: Typical,
    groups: Vec<Shown<Quartiles>>,
    total: Shown<Quartiles>,
}

impl PublishedTypical {
    /// Beside a table that counts the same people: what is typical of a group is shown where its count is, and where at
    /// least twice the threshold are counted, so that no one person's days can be told.
    pub fn beside(table: &PublishedTable, values: &TypicalTable) -> Self {
        let column = CountColumn::Happened(values.typical.event());
        let shown = |row: Row, quartiles: Option<Quartiles>| match (table.count(row, column).get(), quartiles) {
            (Some(0), _) | (Some(_), None) => Shown::NotApplicable,
            (Some(people), Some(quartiles)) if people >= 2 * table.threshold() => Shown::Value(quartiles),
            _ => Shown::Hidden,
        };
        let group = |(at, names)| shown(Row::Group(at), values.groups.get(names).copied());
        PublishedTypical {
            typical: values.typical,
            groups: table.groups().iter().enumerate().map(group).collect(),
            total: shown(Row::Total, values.total),
        }
    }

    pub fn of(&self, row: Row) -> Shown<Quartiles> {
        match row {
            Row::Group(group) => self.groups[group],
            Row::Total => self.total,
        }
    }
}
