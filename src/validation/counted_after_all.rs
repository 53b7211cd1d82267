//! What if the rows set aside counted as they say? The people whom they are about, once as they are counted and once with
//! those rows.

use std::collections::HashSet;

use crate::canonical::schema::Record;
use crate::canonical::{ColumnData, Texts};
use crate::mapping::{Fate, Fates, MappedRecords};

use super::keys::Keys;

/// The rows of everybody who has one that is set aside, as they are counted, and as they would be if none were set aside; nothing
/// where no row of a person is. A row without a reference is taken for somebody else each time.
pub fn people_set_aside(tables: &[MappedRecords], keys: &Keys) -> Option<(Vec<MappedRecords>, Vec<MappedRecords>)> {
    let is_aside = |table: &MappedRecords, row: usize| matches!(table.fates.get(row), Fate::SetAside(_));
    let of_people = |table: &&MappedRecords| table.origin.record != Record::Counts;
    let mut people: HashSet<usize> = HashSet::new();
    let mut nobodys = false;
    for (t, table) in tables.iter().enumerate().filter(|(_, table)| of_people(table)) {
        for row in (0..table.fates.len()).filter(|row| is_aside(table, *row)) {
            match keys.person(t, row) {
                Some(person) => drop(people.insert(person)),
                None => nobodys |= table.origin.record == Record::Participants,
            }
        }
    }
    if people.is_empty() && !nobodys {
        return None;
    }
    let (mut as_counted, mut if_counted) = (Vec::new(), Vec::new());
    for (t, table) in tables.iter().enumerate() {
        let wanted = |row: &usize| match keys.person(t, *row) {
            Some(person) => people.contains(&person),
            None => table.origin.record == Record::Participants && is_aside(table, *row),
        };
        let rows: Vec<usize> = match of_people(&table) {
            true => (0..table.fates.len()).filter(wanted).collect(),
            false => Vec::new(),
        };
        let own = part(table, t, &rows);
        let mut all = own.clone();
        for row in 0..all.fates.len() {
            if is_aside(&own, row) {
                all.fates.set(row, Fate::Used);
            }
        }
        as_counted.push(own);
        if_counted.push(all);
    }
    Some((as_counted, if_counted))
}

/// Some rows of a table; those without a reference under one that nobody else has.
fn part(table: &MappedRecords, t: usize, rows: &[usize]) -> MappedRecords {
    let mut columns = table.columns.only(rows);
    let references = columns.texts("reference");
    let mut whole = Texts::with_capacity(rows.len());
    for at in 0..rows.len() {
        let id = match references.get(at) {
            Some(reference) => whole.words.push(reference),
            None => whole.words.push(&format!("\u{1}{t}-{at}")),
        };
        whole.push(Some(id));
    }
    if table.origin.record != Record::Counts {
        columns.insert("reference", ColumnData::Texts(whole));
    }
    let mut fates = Fates::new(rows.len());
    rows.iter().enumerate().for_each(|(at, row)| fates.set(at, table.fates.get(*row)));
    MappedRecords {
        origin: table.origin.clone(),
        columns,
        source_rows: rows.iter().map(|row| table.source_rows[*row]).collect(),
        fates,
        left_out: Default::default(),
        set_aside: Default::default(),
        delivered: rows.len() as u64,
        shape: Default::default(),
    }
}
