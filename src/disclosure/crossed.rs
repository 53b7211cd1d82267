//! Two published tables of the same people crossed with each other: primes by kinds of people.
//!
//! Nothing in such a table is hidden count by count. Whatever could identify a person, and whatever either table hides, is
//! put together instead: kinds into "Other groups", units into those that are left out. What is printed are sums over
//! such bundles, and of a bundle only the sum is known: any other way in which its people could lie in the two tables
//! has a way in which they could lie in this one. So it gives away nothing that the two tables do not. That holds for
//! columns of which each is inside the one before it, where everybody stands between two milestones; others are refused.
//! `docs/methods/comparison.md` tells it in full, and the tests let an attacker loose on all three tables.

use crate::metrics::compute::CountTable;
use crate::metrics::{CountColumn, Event};

use super::problem::Problem;
use super::publish::{Rule, published, relations};
use super::published::{PublishedCount, PublishedTable, Row};

/// The kinds that are put together.
pub const OTHERS: &str = "Other groups";

/// The milestones that the two tables are asked about, whichever of them are crossed.
const MILESTONES: [Event; 4] = [Event::Referred, Event::Attached, Event::JobStarted, Event::Sustained];

/// A table by units (primes, or areas and primes), a table by kinds of people, and the counts of both together.
pub struct Crossing<'a> {
    pub units: &'a PublishedTable,
    pub kinds: &'a PublishedTable,
    /// By the dimensions of the units and, last, that of the kinds; columns of which each is inside the one before it.
    pub exact: &'a CountTable,
    /// The kind that alone is asked about: all others are put together. None: all that can be shown.
    pub only: Option<&'a str>,
}

/// Gives out the counts of the units by kinds, as many as can be shown whole.
///
/// Units and kinds that are not in it are hidden; there is no total. The last kind of a unit may be [`OTHERS`].
pub fn publish_crossed(crossing: &Crossing<'_>, rule: Rule) -> PublishedTable {
    let table = crossing.exact;
    let sensitive = table.dimensions.iter().any(|dimension| dimension.is_sensitive());
    let threshold = if sensitive { rule.sensitive_threshold } else { rule.threshold };
    let counts = Counts::of(crossing, threshold);
    let (mut groups, mut rows) = (Vec::new(), Vec::new());
    if let Some((units, kinds)) = counts.most_that_can_be_shown(crossing.only) {
        for unit in &units {
            let shown = kinds.iter().map(|kind| (crossing.kinds.groups()[*kind][0].clone(), counts.cells[*unit][*kind].clone()));
            let others = counts.others(&counts.cells[*unit], &kinds);
            let others = (kinds.len() < counts.kinds()).then(|| (OTHERS.to_string(), others));
            for (name, own) in shown.chain(others) {
                groups.push([crossing.units.groups()[*unit].as_slice(), &[name]].concat());
                rows.push(own.into_iter().map(|count| published(count, false)).collect());
            }
        }
    }
    PublishedTable {
        view: table.view,
        dimensions: table.dimensions.clone(),
        groups,
        columns: table.columns.clone(),
        counts: rows,
        total: table.columns.iter().map(|_| PublishedCount::hidden()).collect(),
        threshold,
    }
}

/// The exact counts of every unit and kind, in the order of the two tables.
struct Counts<'a> {
    table: &'a CountTable,
    threshold: u64,
    /// By unit, kind and column.
    cells: Vec<Vec<Vec<u64>>>,
    /// Units and kinds of which their own table shows every milestone.
    units_shown: Vec<bool>,
    kinds_shown: Vec<bool>,
    names: Vec<&'a str>,
}

impl<'a> Counts<'a> {
    fn of(crossing: &Crossing<'a>, threshold: u64) -> Self {
        let table = crossing.exact;
        let nobody = vec![0; table.columns.len()];
        let cell = |unit: &Vec<String>, kind: &Vec<String>| {
            let names = [unit.as_slice(), kind].concat();
            table.groups.iter().position(|own| *own == names).map_or(nobody.clone(), |at| table.counts[at].clone())
        };
        let of_unit = |unit| crossing.kinds.groups().iter().map(|kind| cell(unit, kind)).collect();
        Counts {
            table,
            threshold,
            cells: crossing.units.groups().iter().map(of_unit).collect(),
            units_shown: whole_rows(crossing.units),
            kinds_shown: whole_rows(crossing.kinds),
            names: crossing.kinds.groups().iter().map(|kind| kind[0].as_str()).collect(),
        }
    }

    fn kinds(&self) -> usize {
        self.kinds_shown.len()
    }

    /// The units and kinds whose counts can all be shown, most counts first, then most units. The smallest units are
    /// left out first: what they have is left over when all others are taken from the table by kinds.
    fn most_that_can_be_shown(&self, only: Option<&str>) -> Option<(Vec<usize>, Vec<usize>)> {
        if !self.is_nested() {
            return None;
        }
        let mut units: Vec<usize> = (0..self.cells.len()).filter(|unit| self.units_shown[*unit]).collect();
        let people = |unit: &usize| self.cells[*unit].iter().map(|own| own.first().copied().unwrap_or(0)).sum::<u64>();
        units.sort_by_key(|unit| (std::cmp::Reverse(people(unit)), *unit));
        let mut best: Option<(Vec<usize>, Vec<usize>)> = None;
        while !units.is_empty() {
            let kinds = self.kinds_for(&units, only);
            let cells = |units: &[usize], kinds: &[usize]| units.len() * kinds.len();
            if cells(&units, &kinds) > best.as_ref().map_or(0, |(units, kinds)| cells(units, kinds)) {
                best = Some((units.clone(), kinds));
            }
            units.pop();
        }
        let (mut units, kinds) = best?;
        units.sort_unstable();
        Some((units, kinds))
    }

    /// Whether each column is inside the one before it, for everybody: the ground on which all of this stands.
    fn is_nested(&self) -> bool {
        let milestone = |column: &CountColumn| match column {
            CountColumn::Happened(event) => MILESTONES.iter().position(|own| own == event),
            _ => None,
        };
        let places: Option<Vec<usize>> = self.table.columns.iter().map(milestone).collect();
        let in_order = places.is_some_and(|places| places.is_sorted());
        in_order && self.cells.iter().flatten().all(|own| own.is_sorted_by(|whole, part| whole >= part))
    }

    /// The kinds of which the counts of these units, and of all others together, can be shown.
    fn kinds_for(&self, units: &[usize], only: Option<&str>) -> Vec<usize> {
        let left = (0..self.cells.len()).filter(|unit| !units.contains(unit));
        let left: Vec<Vec<u64>> = left.fold(vec![vec![0; self.table.columns.len()]; self.kinds()], |mut sums, unit| {
            sums.iter_mut().zip(&self.cells[unit]).for_each(|(sum, own)| add(sum, own));
            sums
        });
        let rows: Vec<&Vec<Vec<u64>>> = units.iter().map(|unit| &self.cells[*unit]).chain([&left]).collect();
        let is_wanted = |kind: usize| only.is_none_or(|only| self.names[kind] == only);
        let can_be_shown = |kind: &usize| {
            self.kinds_shown[*kind] && is_wanted(*kind) && rows.iter().all(|row| self.may_be_printed(&row[*kind]))
        };
        let mut kinds: Vec<usize> = (0..self.kinds()).filter(can_be_shown).collect();
        // What is left of a unit can be worked out from the table of the units.
        while rows.iter().any(|row| !self.may_be_printed(&self.others(row, &kinds))) {
            let people = |kind: &usize| rows.iter().map(|row| row[*kind].first().copied().unwrap_or(0)).sum::<u64>();
            let Some(smallest) = kinds.iter().copied().min_by_key(|kind| (people(kind), *kind)) else { break };
            kinds.retain(|kind| *kind != smallest);
        }
        kinds
    }

    /// A unit's people of all other kinds.
    fn others(&self, unit: &[Vec<u64>], shown: &[usize]) -> Vec<u64> {
        let mut sum = vec![0; self.table.columns.len()];
        unit.iter().enumerate().filter(|(kind, _)| !shown.contains(kind)).for_each(|(_, own)| add(&mut sum, own));
        sum
    }

    /// Whether a row of counts, and all that can be taken from them, may be printed as it stands.
    fn may_be_printed(&self, row: &[u64]) -> bool {
        let counts = vec![row.to_vec()];
        let problem = Problem {
            relations: relations(self.table, &counts),
            counts,
            has_total: false,
            threshold: self.threshold,
            keep: Vec::new(),
            insiders: false,
            hidden_elsewhere: Vec::new(),
        };
        !problem.primary().concat().contains(&true)
    }
}

/// By group, whether a table shows every milestone that it holds.
fn whole_rows(table: &PublishedTable) -> Vec<bool> {
    let held: Vec<CountColumn> =
        MILESTONES.into_iter().map(CountColumn::Happened).filter(|column| table.holds(*column)).collect();
    let is_whole = |group| held.iter().all(|column| table.count(Row::Group(group), *column).get().is_some());
    (0..table.groups().len()).map(is_whole).collect()
}

fn add(sum: &mut [u64], more: &[u64]) {
    sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
}
