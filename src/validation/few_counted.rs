//! Names of groups that no list knows: where few people are counted under one it could be somebody's own, and nothing says
//! it. Its people stay a part of every sum, and are shown as "not known".

use std::collections::{BTreeMap, BTreeSet};

use crate::canonical::counts::{self, CountsOf, makes_figures};
use crate::canonical::{Count, Measure};
use crate::definitions::workspace::fold;
use crate::finding::{Finding, Place, Rows};
use crate::mapping::{Forgotten, MappedRecords, SHARED, Shape};
use crate::vocabulary::TimeSpan;

/// A sender, what its people are counted by, and a name folded.
type Name = (String, String, String);

/// What a count is of.
type What = (String, Measure, CountsOf, Option<TimeSpan>);

/// What a sender's returns hold of one name.
#[derive(Default)]
struct Own {
    people: BTreeMap<What, u64>,
    /// Table and row.
    rows: BTreeSet<(usize, u32)>,
}

impl Own {
    /// How many people there are at least. A figure that two tables hold is one, and whoever is in work has joined.
    fn people(&self) -> u64 {
        let mut sums: BTreeMap<(Measure, CountsOf), u64> = BTreeMap::new();
        for ((_, measure, of, _), people) in &self.people {
            *sums.entry((*measure, *of)).or_default() += people;
        }
        sums.into_values().max().unwrap_or_default()
    }
}

/// Puts a place for each name of few people that no list knows, and says so once a column.
pub fn hide(tables: &mut [MappedRecords]) -> Vec<Finding> {
    let few = names(tables);
    let mut columns: BTreeMap<(&str, &str), Vec<&Own>> = BTreeMap::new();
    for ((sender, column, _), own) in &few {
        columns.entry((sender, column)).or_default().push(own);
    }
    let findings = columns.iter().map(|((_, column), own)| told(tables, column, own)).collect();
    let places = Unsaid::numbered(&few);
    for table in tables {
        let Shape::Counts { counts: all, .. } = &mut table.shape else { continue };
        for count in all {
            if let (Some(place), Some((_, name))) = (places.of_count(&table.origin.supplier, count), &mut count.group) {
                name.clone_from(place);
            }
        }
    }
    findings
}

/// What stands in place of each name of few people.
pub struct Unsaid(BTreeMap<Name, String>);

impl Unsaid {
    pub fn of(tables: &[MappedRecords]) -> Self {
        Unsaid::numbered(&names(tables))
    }

    fn numbered(few: &BTreeMap<Name, Own>) -> Self {
        let row = |own: &Own| own.rows.first().map_or(1, |(_, row)| *row);
        let few = few.iter().zip(1..);
        Unsaid(few.map(|((name, own), number)| (name.clone(), counts::unsaid(number, row(own)))).collect())
    }

    /// What stands in place of the name of a sender's count; none where that is said.
    pub fn of_count(&self, sender: &str, count: &Count) -> Option<&String> {
        let (by, name) = count.group.as_ref().filter(|_| !count.listed)?;
        self.0.get(&(sender.to_string(), by.clone(), fold(name)))
    }
}

/// The names that few people are counted under.
fn names(tables: &[MappedRecords]) -> BTreeMap<Name, Own> {
    let mut names: BTreeMap<Name, Own> = BTreeMap::new();
    for (t, table) in tables.iter().enumerate() {
        let mut here: BTreeMap<(Name, What), u64> = BTreeMap::new();
        let named = |count: &&Count| !count.listed && count.group.as_ref().is_some_and(|(_, name)| !name.is_empty());
        for count in table.counts().filter(named) {
            let Some((by, name)) = &count.group else { continue };
            let name = (table.origin.supplier.clone(), by.clone(), fold(name));
            names.entry(name.clone()).or_default().rows.insert((t, count.source_row));
            if makes_figures(count.measure) {
                let what = (count.prime.clone(), count.measure, count.of, count.span);
                *here.entry((name, what)).or_default() += count.people.unwrap_or(0);
            }
        }
        for ((name, what), people) in here {
            let most = names.entry(name).or_default().people.entry(what).or_default();
            *most = people.max(*most);
        }
    }
    names.retain(|_, own| own.people() < SHARED);
    names
}

fn told(tables: &[MappedRecords], column: &str, few: &[&Own]) -> Finding {
    let rows: BTreeSet<(usize, u32)> = few.iter().flat_map(|own| own.rows.iter().copied()).collect();
    let first = &tables[rows.first().map_or(0, |(t, _)| *t)].origin;
    let is_here = |t: usize| (&tables[t].origin.file, &tables[t].origin.sheet) == (&first.file, &first.sheet);
    let here: BTreeSet<u32> = rows.iter().filter(|(t, _)| is_here(*t)).map(|(_, row)| *row).collect();
    let place: Place = first.column(column);
    let finding = Forgotten { values: few.len(), rows: rows.len() as u64, named: false }.told(column, place);
    let message = format!("{}; {}", finding.message, here.into_iter().collect::<Rows>());
    Finding { message, ..finding }
}
