//! A number for each supplier and each reference of the run: rules compare numbers, and keep what they
//! know of a person in plain lists instead of copying texts into maps.

use std::collections::HashMap;
use std::hash::BuildHasher;

use rayon::prelude::*;

use crate::canonical::Words;
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
        let words: Vec<&Words> = tables.iter().map(|table| &table.columns.texts("reference").words).collect();
        let (numbers, distinct) = number(&words);
        let of_rows = |(table, numbers): (&MappedRecords, &Vec<u32>)| {
            let ids = table.columns.texts("reference").raw();
            let mut people: Vec<u32> =
                ids.iter().map(|id| numbers.get(*id as usize).copied().unwrap_or(NOBODY)).collect();
            // A sender without the column has nobody in its rows.
            people.resize(table.fates.len(), NOBODY);
            people
        };
        let people = tables.iter().zip(&numbers).map(of_rows).collect();
        let first =
            |table: &MappedRecords| tables.iter().position(|other| other.origin.supplier == table.origin.supplier);
        let suppliers = tables.iter().map(|table| first(table).unwrap_or_default()).collect();
        Keys { suppliers, people, distinct }
    }

    /// The number of a table's supplier.
    pub fn supplier(&self, table: usize) -> usize {
        self.suppliers[table]
    }

    /// The number of a row's reference, where it has one; less than `distinct`.
    pub fn person(&self, table: usize, row: usize) -> Option<usize> {
        // A table of counts is about nobody in particular.
        let number = self.people[table].get(row).copied().unwrap_or(NOBODY);
        (number != NOBODY).then_some(number as usize)
    }

    /// Of some rows of a table those with a reference: the row and the reference's number.
    pub fn people(&self, table: usize, rows: impl Iterator<Item = usize>) -> impl Iterator<Item = (usize, usize)> {
        rows.filter_map(move |row| self.person(table, row).map(|person| (row, person)))
    }

    /// How many different references there are.
    pub fn distinct(&self) -> usize {
        self.distinct
    }
}

/// Into how many parts the texts fall while they are numbered: each part's map stays small, and the parts are worked
/// on side by side.
const PARTS: usize = 16;

/// A number for each different text in order of first appearance, by list and text, and how many there are.
fn number(lists: &[&Words]) -> (Vec<Vec<u32>>, usize) {
    // Keyed anew in every run, so that no file can be made to fill one slot; the numbers do not depend on it.
    let hasher = foldhash::fast::RandomState::default();
    let part = |text: &str| (hasher.hash_one(text) >> 48) as usize % PARTS;
    let parts: Vec<Vec<u8>> =
        lists.par_iter().map(|words| words.iter().map(|text| part(text) as u8).collect()).collect();
    // Most lists are of the same people: a map that would grow copies what it has time and again.
    let longest = lists.iter().map(|words| words.len()).max().unwrap_or_default();
    let expected = longest / PARTS + longest / PARTS / 8;
    // By part: the number within the part of each of its texts, in order, and how many there are.
    let within = |own: u8| {
        let mut numbers: HashMap<&str, u32, _> = HashMap::with_capacity_and_hasher(expected, hasher.clone());
        let mut found = Vec::new();
        for (words, parts) in lists.iter().zip(&parts) {
            for (id, _) in parts.iter().enumerate().filter(|(_, part)| **part == own) {
                let next = numbers.len() as u32;
                found.push(*numbers.entry(words.get(id as u32)).or_insert(next));
            }
        }
        (found, numbers.len())
    };
    let found: Vec<(Vec<u32>, usize)> = (0..PARTS as u8).into_par_iter().map(within).collect();
    let mut names: Vec<Vec<u32>> = found.iter().map(|(_, distinct)| vec![NOBODY; *distinct]).collect();
    let mut next: Vec<_> = found.iter().map(|(found, _)| found.iter()).collect();
    let mut distinct = 0;
    let mut name = |part: &u8| {
        let part = usize::from(*part);
        let Some(own) = next[part].next() else { return NOBODY };
        let number = &mut names[part][*own as usize];
        if *number == NOBODY {
            *number = distinct;
            distinct += 1;
        }
        *number
    };
    let numbers = parts.iter().map(|parts| parts.iter().map(&mut name).collect()).collect();
    (numbers, distinct as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_numbered_in_order_of_first_appearance_whatever_part_they_fall_into() {
        let mut lists = [Words::default(), Words::default()];
        for (list, n) in (0..2000).rev().map(|n| (0, n)).chain((1000..3000).map(|n| (1, n % 2500))) {
            lists[list].push(&format!("HPJ{n}"));
        }
        let (numbers, distinct) = number(&[&lists[0], &lists[1]]);
        let mut seen: HashMap<&str, u32> = HashMap::new();
        for (words, numbers) in lists.iter().zip(&numbers) {
            for (text, number) in words.iter().zip(numbers) {
                let next = seen.len() as u32;
                assert_eq!(*number, *seen.entry(text).or_insert(next), "{text}");
            }
        }
        assert_eq!(distinct, 2500);
    }
}
