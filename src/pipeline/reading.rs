//! The rows of a run read as of an earlier day, with people named so that two runs know them as the same.

use std::collections::BTreeSet;

use anyhow::Result;

use super::{Checked, Definitions, RunFacts, measure};
use crate::archive::key::Key;
use crate::mapping::{Fate, MappedRecords};
use crate::metrics::Measured;
use crate::metrics::reported::Reading;
use crate::vocabulary::AsAt;

/// People as at a day, from the rows of a run as they were judged. With a key references are named as the archive does; those
/// of the archive are already.
pub fn reading(
    checked: &mut Checked,
    facts: &RunFacts,
    definitions: &Definitions,
    as_at: AsAt,
    key: Option<&Key>,
) -> Result<(Reading, Measured)> {
    let measured = measure(checked, facts, definitions, as_at)?;
    let (names, set_aside) = names(checked, key);
    Ok((Reading::of(&measured.people, &names, set_aside), measured))
}

/// The name of each reference by its number, and the names in rows that are set aside.
fn names(checked: &Checked, key: Option<&Key>) -> (Vec<String>, BTreeSet<String>) {
    let mut names = vec![String::new(); checked.keys.distinct()];
    let mut set_aside: BTreeSet<usize> = BTreeSet::new();
    for (at, table) in checked.records.iter().enumerate() {
        for (row, person) in checked.keys.people(at, 0..table.fates.len()) {
            if names[person].is_empty() {
                names[person] = name(table, row, key);
            }
            if matches!(table.fates.get(row), Fate::SetAside(_)) {
                set_aside.insert(person);
            }
        }
    }
    let of_rows = set_aside.into_iter().map(|person| names[person].clone()).collect();
    (names, of_rows)
}

fn name(table: &MappedRecords, row: usize, key: Option<&Key>) -> String {
    let reference = table.columns.texts("reference").get(row).unwrap_or_default();
    key.map_or_else(|| reference.to_string(), |key| key.pseudonym(reference))
}
