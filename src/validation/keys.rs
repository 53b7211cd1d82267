//! A number for each supplier and each reference of the run: rules compare numbers, and keep what they
//! know of a person in plain lists instead of copying texts into maps.

use std::collections::HashMap;

use crate::mapping::MappedRecords;

/// Whose each table is, and whom each row is about.
pub struct Keys {
    /// By table.
    suppliers: Vec<usize>,
    /// By table and row; `NOBODY` for a row without a reference.
    people: Vec<Vec<u32>>,
    distinct: usize,
}

const NOBODY: u32 = u32::MAX;

impl Keys {
    /// Numbers suppliers and references in order of first appearance.
    pub fn of(tables: &[MappedRecords]) -> Keys {
        let rows = tables.iter().map(|table| table.fates.len()).max().unwrap_or_default();
        let mut numbers: HashMap<&str, u32> = HashMap::with_capacity(rows);
        let mut people = Vec::with_capacity(tables.len());
        for table in tables {
            let references = table.columns.texts("reference");
            let words = references.words.iter().map(|reference| {
                let next = numbers.len() as u32;
                *numbers.entry(reference).or_insert(next)
            });
            let words: Vec<u32> = words.collect();
            let of = |id: &u32| words.get(*id as usize).copied().unwrap_or(NOBODY);
            people.push(references.raw().iter().map(of).collect());
        }
        let first =
            |table: &MappedRecords| tables.iter().position(|other| other.origin.supplier == table.origin.supplier);
        let suppliers = tables.iter().map(|table| first(table).unwrap_or_default()).collect();
        Keys { suppliers, people, distinct: numbers.len() }
    }

    /// The number of a table's supplier.
    pub fn supplier(&self, table: usize) -> usize {
        self.suppliers[table]
    }

    /// The number of a row's reference, where it has one; less than `distinct`.
    pub fn person(&self, table: usize, row: usize) -> Option<usize> {
        let number = self.people[table][row];
        (number != NOBODY).then_some(number as usize)
    }

    /// How many different references there are.
    pub fn distinct(&self) -> usize {
        self.distinct
    }
}
