//! What is typical: the middle of something that people have much or little of, with the quarters around it.

use std::collections::BTreeMap;

use crate::canonical::frame::day_of;

use super::compute::{Asked, CountColumn, CountTable, TableInHand};
use super::indicators::{Event, Typical};
use super::people::{Happened, People, Person};

/// The middle of some whole numbers, and the values that a quarter of them do not exceed and three quarters do not.
///
/// Each is a value that somebody has: the smallest that at least half (a quarter, three quarters) of them do not
/// exceed. Hyndman RJ, Fan Y. Sample quantiles in statistical packages. American Statistician 1996; 50: 361-365,
/// definition 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quartiles {
    pub lower: i32,
    pub median: i32,
    pub upper: i32,
}

impl Quartiles {
    /// Of values in any order; nothing of none.
    pub fn of(values: &mut [i32]) -> Option<Self> {
        if values.is_empty() {
            return None;
        }
        let mut at = |quarters: usize| {
            let rank = (quarters * values.len()).div_ceil(4);
            *values.select_nth_unstable(rank - 1).1
        };
        Some(Quartiles { lower: at(1), median: at(2), upper: at(3) })
    }
}

/// What is typical of each group of a table, and of everybody in it. Exact: only `disclosure` gives it out.
#[derive(Debug)]
pub struct TypicalTable {
    pub typical: Typical,
    /// The groups that have anybody, by their names, as in the table of counts.
    pub(crate) groups: BTreeMap<Vec<String>, Quartiles>,
    pub(crate) total: Option<Quartiles>,
}

impl TypicalTable {
    /// What is typical of the people whom a table counts on its basis.
    pub fn of(people: &People, asked: Asked<'_>, typical: Typical) -> Self {
        match typical {
            Typical::DaysToAttachment => people.must_hold_event(Event::Referred),
            Typical::DaysToJobStart => people.must_hold_event(Event::Attached),
            Typical::WeeksInWork => people.must_hold(&["weeks_in_work"]),
        }
        let mut windows = Vec::new();
        let column = CountColumn::Happened(typical.event());
        let columns = [column];
        let table = TableInHand::new(people, Asked { columns: &columns, ..asked }, &mut windows);
        let window = &windows[0];
        let place = window.place(column);
        let mut by_cell: BTreeMap<u64, Vec<i32>> = BTreeMap::new();
        let mut all = Vec::new();
        for (i, person) in people.iter().enumerate() {
            if !table.keeps(i) || !window.look(people, &person).counts(place) {
                continue;
            }
            if let Some(value) = people.much(&person, typical, day_of(asked.view.as_at.0)) {
                by_cell.entry(table.cell(i)).or_default().push(value);
                all.push(value);
            }
        }
        let groups =
            by_cell.into_iter().filter_map(|(cell, mut values)| Some((table.names(cell), Quartiles::of(&mut values)?)));
        TypicalTable { typical, groups: groups.collect(), total: Quartiles::of(&mut all) }
    }

    /// The exact quartiles of a group of a table, for officers' files and tests only.
    pub fn exact(&self, table: &CountTable, group: usize) -> Option<Quartiles> {
        self.groups.get(&table.groups[group]).copied()
    }

    /// The exact quartiles of everybody, for officers' files and tests only.
    pub fn exact_total(&self) -> Option<Quartiles> {
        self.total
    }
}

impl People {
    /// How much a person has of something on a day; nothing where it cannot be said of them.
    fn much(&self, person: &Person, typical: Typical, day: i32) -> Option<i32> {
        let on = |happened| if let Happened::On(day) = happened { Some(day) } else { None };
        match typical {
            Typical::DaysToAttachment => Some(on(person.attachment)? - on(person.referral)?),
            Typical::DaysToJobStart => Some(on(person.job_start)? - on(person.attachment)?),
            Typical::WeeksInWork => Some(self.weeks_in_work(person, day)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quartiles_are_values_that_somebody_has() {
        let of = |values: &[i32]| Quartiles::of(&mut values.to_vec());
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[7]), Some(Quartiles { lower: 7, median: 7, upper: 7 }));
        assert_eq!(of(&[4, 1, 3, 2]), Some(Quartiles { lower: 1, median: 2, upper: 3 }));
        assert_eq!(of(&[5, 4, 3, 2, 1]), Some(Quartiles { lower: 2, median: 3, upper: 4 }));
    }

    proptest! {
        #[test]
        fn at_least_the_share_does_not_exceed_a_quartile_and_fewer_lie_below_it(
            values in prop::collection::vec(-50..50i32, 1..60)
        ) {
            let quartiles = Quartiles::of(&mut values.clone()).unwrap();
            for (quarters, value) in [(1, quartiles.lower), (2, quartiles.median), (3, quartiles.upper)] {
                let not_above = values.iter().filter(|own| **own <= value).count();
                let below = values.iter().filter(|own| **own < value).count();
                prop_assert!(4 * not_above >= quarters * values.len() && 4 * below < quarters * values.len());
            }
        }
    }
}
