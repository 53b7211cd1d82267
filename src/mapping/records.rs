//! What mapping makes of a table: canonical columns, where each row stood, and what became of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::headers::Found;
use crate::canonical::schema::Record;
use crate::canonical::{Columns, Count};
use crate::definitions::EventKind;
use crate::finding::Place;
use crate::vocabulary::WhyMissing;
use crate::vocabulary::told_times::Told;

/// What became of a row that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Used,
    /// Counts in nothing until it is corrected; the rule's code.
    SetAside(&'static str),
    /// Left out by a rule that is no fault; the rule's name.
    LeftOut(&'static str),
}

/// What became of each row, in a byte a row: nearly all of them are used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fates {
    rows: Vec<u8>,
    /// What the numbers in `rows` stand for; the first is `Used`.
    kinds: Vec<Fate>,
}

impl Fates {
    /// All rows used.
    pub fn new(rows: usize) -> Self {
        Fates { rows: vec![0; rows], kinds: vec![Fate::Used] }
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub fn get(&self, row: usize) -> Fate {
        self.kinds[self.rows[row] as usize]
    }

    #[inline]
    pub fn is_used(&self, row: usize) -> bool {
        self.rows[row] == 0
    }

    pub fn set(&mut self, row: usize, fate: Fate) {
        let kind = self.kinds.iter().position(|known| *known == fate).unwrap_or_else(|| {
            self.kinds.push(fate);
            self.kinds.len() - 1
        });
        self.rows[row] = u8::try_from(kind).expect("there are fewer than 256 rules");
    }

    pub fn iter(&self) -> impl Iterator<Item = Fate> + '_ {
        self.rows.iter().map(|kind| self.kinds[*kind as usize])
    }

    /// The rows that still count.
    pub fn used(&self) -> impl Iterator<Item = usize> + '_ {
        self.rows.iter().enumerate().filter(|(_, kind)| **kind == 0).map(|(row, _)| row)
    }
}

/// Where a table comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    pub record: Record,
    /// The supplier's id.
    pub supplier: String,
    /// Which file: its place in the run's list of sources.
    pub source_id: u32,
    pub file: String,
    pub sheet: String,
    /// Where each canonical column stood.
    pub headers: BTreeMap<String, Found>,
    /// Columns of the layout that are not in the table, with the headers by which it knows them.
    pub absent: BTreeMap<String, Vec<String>>,
    /// The rows of the header as Excel numbers them.
    pub header_rows: Vec<u32>,
    /// Values that stood in another row than their person's first: row, canonical column, where. In order.
    pub elsewhere: Vec<Elsewhere>,
    /// What a list of events gives for nobody, though its layout says which event has it.
    pub not_given: Vec<NotGiven>,
}

/// One kind of event, with the dates that no row of it gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotGiven {
    pub event: EventKind,
    /// What the sender calls it, as the layout has it.
    pub words: Vec<String>,
    /// Rows of the event that count.
    pub rows: u64,
    /// Rows of it that are set aside.
    pub set_aside: u64,
    /// Canonical dates, each with the column of the list in which it would stand.
    pub dates: Vec<(String, String)>,
}

/// A value of a person who was put together from several rows: the person's first row, the canonical column, and
/// the row and column where the value stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Elsewhere {
    pub first_row: u32,
    pub column: String,
    pub row: u32,
    pub found: Found,
}

impl Origin {
    /// The place of a whole column, where the sender has it.
    pub fn column(&self, name: &str) -> Place {
        let place = Place::file(&self.file).sheet(&self.sheet);
        self.headers.get(name).map_or(place.clone(), |found| place.column(found.column, &found.header))
    }

    /// The place of a row, and of one of its columns where the sender has it.
    pub fn place(&self, row: u32, column: Option<&str>) -> Place {
        let place = |row| Place::file(&self.file).sheet(&self.sheet).row(row);
        let Some(name) = column else { return place(row) };
        let key = |other: &Elsewhere| (other.first_row, other.column.as_str()).cmp(&(row, name));
        if let Ok(at) = self.elsewhere.binary_search_by(key) {
            let own = &self.elsewhere[at];
            return place(own.row).column(own.found.column, &own.found.header);
        }
        match self.headers.get(name) {
            Some(found) => place(row).column(found.column, &found.header),
            None => place(row),
        }
    }
}

/// What a table holds besides columns of people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shape {
    /// A row is a row.
    #[default]
    Rows,
    /// Each row is put together from so many rows of a list of events.
    Events(Vec<u32>),
    /// Each row holds counts; they say which.
    Counts {
        counts: Vec<Count>,
        /// Times told above a table whose counts have none of their own.
        stated: Vec<Stated>,
    },
}

/// A time that is told above a table: in a row, as Excel numbers it, or by the sheet's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stated {
    pub told: Told,
    pub row: Option<u32>,
}

/// One table's rows as canonical columns, with what became of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappedRecords {
    pub origin: Origin,
    pub columns: Columns,
    /// By row: its number as Excel shows it.
    pub source_rows: Vec<u32>,
    pub fates: Fates,
    /// Rows that were left out before any column was read: totals, repeated headers, footnotes.
    pub left_out: BTreeMap<&'static str, u64>,
    /// Rows that were set aside before people were put together from events.
    pub set_aside: BTreeMap<&'static str, u64>,
    /// Rows that the reader delivered below the header, counted apart from what became of them.
    pub delivered: u64,
    pub shape: Shape,
}

impl MappedRecords {
    /// Every figure, where the table holds counts.
    pub fn every_count(&self) -> &[Count] {
        match &self.shape {
            Shape::Counts { counts, .. } => counts,
            _ => &[],
        }
    }

    /// The figures of rows that are used, and those that are missing because their row is set aside.
    pub fn counts(&self) -> impl Iterator<Item = &Count> {
        let set_aside = |count: &&Count| count.people == Err(WhyMissing::SetAside);
        self.every_count().iter().filter(move |count| self.fates.is_used(count.row as usize) || set_aside(count))
    }

    /// A table of participants without rows.
    pub fn nobody() -> Self {
        let origin = Origin {
            record: Record::Participants,
            supplier: String::new(),
            source_id: 0,
            file: String::new(),
            sheet: String::new(),
            headers: BTreeMap::new(),
            absent: BTreeMap::new(),
            header_rows: Vec::new(),
            elsewhere: Vec::new(),
            not_given: Vec::new(),
        };
        MappedRecords {
            origin,
            columns: Columns::default(),
            source_rows: Vec::new(),
            fates: Fates::new(0),
            left_out: BTreeMap::new(),
            set_aside: BTreeMap::new(),
            delivered: 0,
            shape: Shape::Rows,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_keeps_the_fate_that_it_was_given() {
        let mut fates = Fates::new(4);
        fates.set(1, Fate::SetAside("ragged_row"));
        fates.set(2, Fate::LeftOut("totals_row"));
        fates.set(3, Fate::SetAside("ragged_row"));
        let expected =
            [Fate::Used, Fate::SetAside("ragged_row"), Fate::LeftOut("totals_row"), Fate::SetAside("ragged_row")];
        assert_eq!(fates.iter().collect::<Vec<_>>(), expected);
        assert_eq!(fates.used().collect::<Vec<_>>(), [0]);
        fates.set(1, Fate::Used);
        assert!(fates.is_used(1));
    }
}
