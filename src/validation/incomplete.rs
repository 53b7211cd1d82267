//! A sender one of whose returns is refused: the others say too little by themselves. People without the list of their
//! jobs would count as without work.

use std::collections::BTreeSet;

use crate::finding::{Effect, Finding, Place};
use crate::mapping::{Fate, MappedRecords};

pub const RULE: &str = "sender_incomplete";

/// Leaves out every row of these senders that still counts, and says so.
pub fn leave_out(tables: &mut [MappedRecords], senders: &BTreeSet<&str>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in tables.iter_mut().filter(|table| senders.contains(table.origin.supplier.as_str())) {
        let used: Vec<usize> = table.fates.used().collect();
        used.iter().for_each(|row| table.fates.set(*row, Fate::LeftOut(RULE)));
        if !used.is_empty() {
            let place = Place::file(&table.origin.file).sheet(&table.origin.sheet);
            let message = "another return of this sender is refused: none of theirs is used without it";
            let hint = "nothing to do: it was accepted; with all returns of the sender their figures are there again";
            findings.push(Finding::new(RULE, Effect::LeavesOut, place, message, hint).for_rows(used.len() as u64));
        }
    }
    findings
}
