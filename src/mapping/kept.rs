//! A table without its columns: as it passes between processes, and as the archive keeps it.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};

use super::records::{Fate, Fates, MappedRecords, Origin, Shape};
use crate::canonical::Columns;
use crate::finding::code_of;

/// Everything of a table but its columns and the numbers of its rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableHead {
    pub origin: Origin,
    pub rows: usize,
    delivered: u64,
    left_out: BTreeMap<String, u64>,
    set_aside: BTreeMap<String, u64>,
    shape: Shape,
    /// Row, whether it is set aside (else left out), and the rule; all other rows are used.
    fates: Vec<(usize, bool, String)>,
}

impl TableHead {
    pub fn of(table: &MappedRecords) -> TableHead {
        let fate = |(row, fate)| match fate {
            Fate::Used => None,
            Fate::SetAside(code) => Some((row, true, code.to_string())),
            Fate::LeftOut(rule) => Some((row, false, rule.to_string())),
        };
        TableHead {
            origin: table.origin.clone(),
            rows: table.fates.len(),
            delivered: table.delivered,
            left_out: by_rule(&table.left_out),
            set_aside: by_rule(&table.set_aside),
            shape: table.shape.clone(),
            fates: table.fates.iter().enumerate().filter_map(fate).collect(),
        }
    }

    /// The table again, with its columns. What does not fit together is none.
    pub fn with(self, columns: Columns, source_rows: Vec<u32>) -> Result<MappedRecords> {
        ensure!(source_rows.len() == self.rows, "{} rows where there are {}", source_rows.len(), self.rows);
        let mut fates = Fates::new(self.rows);
        for (row, aside, rule) in self.fates {
            ensure!(row < self.rows, "a fate of no row");
            let rule = code_of(&rule);
            fates.set(row, if aside { Fate::SetAside(rule) } else { Fate::LeftOut(rule) });
        }
        let known = |rules: &BTreeMap<String, u64>| rules.iter().map(|(rule, rows)| (code_of(rule), *rows)).collect();
        Ok(MappedRecords {
            left_out: known(&self.left_out),
            set_aside: known(&self.set_aside),
            origin: self.origin,
            columns,
            source_rows,
            fates,
            delivered: self.delivered,
            shape: self.shape,
        })
    }
}

fn by_rule(rows: &BTreeMap<&'static str, u64>) -> BTreeMap<String, u64> {
    rows.iter().map(|(rule, rows)| ((*rule).to_string(), *rows)).collect()
}
