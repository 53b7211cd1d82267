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
use super::publish::{Rule, published};
use super::published::{PublishedCount, PublishedTable, Row};
use super::relations::relations;

/// The kinds that are put together.
pub const OTHERS: &str = "Other groups";

/// The milestones that the two tables are asked about, whichever of them are crossed.
const MILESTONES: [Event; 4] = [Event::Referred, Event::Attached, Event::JobStarted, Event::Sustained];

/// A table by units (primes, or areas and primes), a table by kinds of people, and the counts of both together.
pub struct Crossing<'a> {
    /// None: everybody is one unit, and more is told of each kind than its table does.
    pub units: Option<&'a PublishedTable>,
    pub kinds: &'a PublishedTable,
    /// By the dimensions of the units and, last, that of the kinds. Of its columns those that are milestones are each inside
    /// the one before it; others may be anything that is true of a person, if no other table counts it.
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
            let shown = kinds
                .iter()
                .map(|kind| (crossing.kinds.groups()[*kind][0].clone(), counts.cells[*unit][*kind].clone()));
            let others = counts.others(&counts.cells[*unit], &kinds);
            let others = counts.has_others(&units, &kinds).then(|| (OTHERS.to_string(), others));
            for (name, own) in shown.chain(others) {
                groups.push([counts.units[*unit].as_slice(), &[name]].concat());
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
    units: Vec<Vec<String>>,
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
        let groups = |table: &PublishedTable| (0..table.groups().len()).map(Row::Group).collect::<Vec<_>>();
        let units = crossing.units.map_or(vec![Vec::new()], |units| units.groups().to_vec());
        Counts {
            table,
            threshold,
            cells: units.iter().map(of_unit).collect(),
            units,
            units_shown: match crossing.units {
                Some(units) => whole_rows(units, &groups(units)),
                None => whole_rows(crossing.kinds, &[Row::Total]),
            },
            kinds_shown: whole_rows(crossing.kinds, &groups(crossing.kinds)),
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

    /// Whether each milestone is inside the one before it, for everybody: the ground on which all of this stands.
    fn is_nested(&self) -> bool {
        let milestone = |column: &CountColumn| match column {
            CountColumn::Happened(event) => MILESTONES.iter().position(|own| own == event),
            _ => None,
        };
        let places: Vec<(usize, usize)> =
            self.table.columns.iter().enumerate().filter_map(|(at, column)| Some((milestone(column)?, at))).collect();
        let nests = |own: &Vec<u64>| places.is_sorted_by(|(_, whole), (_, part)| own[*whole] >= own[*part]);
        !places.is_empty() && places.is_sorted() && self.cells.iter().flatten().all(nests)
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
            let is_anybody = rows.iter().any(|row| row[*kind].iter().any(|count| *count > 0));
            let may_be_printed = || rows.iter().all(|row| self.may_be_printed(&row[*kind]));
            self.kinds_shown[*kind] && is_wanted(*kind) && is_anybody && may_be_printed()
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

    /// Whether anybody of these units is of another kind.
    fn has_others(&self, units: &[usize], shown: &[usize]) -> bool {
        units.iter().any(|unit| self.others(&self.cells[*unit], shown).iter().any(|count| *count > 0))
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
            known: Vec::new(),
            hidden_elsewhere: Vec::new(),
        };
        !problem.primary().concat().contains(&true)
    }
}

/// By row, whether a table shows every milestone that it holds.
fn whole_rows(table: &PublishedTable, rows: &[Row]) -> Vec<bool> {
    let held: Vec<CountColumn> =
        MILESTONES.into_iter().map(CountColumn::Happened).filter(|column| table.holds(*column)).collect();
    rows.iter().map(|row| held.iter().all(|column| table.count(*row, *column).get().is_some())).collect()
}

fn add(sum: &mut [u64], more: &[u64]) {
    sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::super::attack::{Range, narrow_sum};
    use super::super::publish::publish_family;
    use super::*;
    use crate::metrics::{Dimension, View};
    use crate::vocabulary::{AsAt, Basis, Quarter};

    const COLUMNS: [CountColumn; 3] = [
        CountColumn::Happened(Event::Attached),
        CountColumn::Happened(Event::JobStarted),
        CountColumn::Happened(Event::Sustained),
    ];
    const RULE: Rule = Rule { threshold: 5, sensitive_threshold: 10 };

    /// People by unit and kind: attached, of these started, of these sustained.
    type World = Vec<Vec<[u64; 3]>>;

    fn table(dimensions: &[Dimension], rows: Vec<(Vec<String>, [u64; 3])>) -> CountTable {
        let quarter: Quarter = "2015-16-Q3".parse().unwrap();
        let mut total = vec![0; 3];
        rows.iter().for_each(|(_, own)| add(&mut total, own));
        CountTable {
            view: View { basis: Basis::ToDate, as_at: AsAt::end_of(quarter), quarter, from: None },
            dimensions: dimensions.to_vec(),
            groups: rows.iter().map(|(names, _)| names.clone()).collect(),
            columns: COLUMNS.to_vec(),
            counts: rows.iter().map(|(_, own)| own.to_vec()).collect(),
            total,
        }
    }

    fn sum<'a>(cells: impl Iterator<Item = &'a [u64; 3]>) -> [u64; 3] {
        cells.fold([0; 3], |mut sum, own| {
            add(&mut sum, own);
            sum
        })
    }

    /// The table by unit, by kind, and by both.
    fn tables(world: &World) -> [CountTable; 3] {
        let units = world.iter().enumerate().map(|(u, own)| (vec![format!("U{u}")], sum(own.iter())));
        let kinds = (0..world[0].len()).map(|k| (vec![format!("{k}")], sum(world.iter().map(|own| &own[k]))));
        let both = world.iter().enumerate().flat_map(|(u, own)| {
            own.iter().enumerate().map(move |(k, own)| (vec![format!("U{u}"), format!("{k}")], *own))
        });
        use Dimension::{PaymentGroup, Prime};
        [
            table(&[Prime], units.collect()),
            table(&[PaymentGroup], kinds.collect()),
            table(&[Prime, PaymentGroup], both.collect()),
        ]
    }

    /// The two tables and the crossed one, as printed.
    fn printed(world: &World, only: Option<&str>) -> [PublishedTable; 3] {
        let [units, kinds, exact] = tables(world);
        let [units, kinds] = <[PublishedTable; 2]>::try_from(publish_family(&[units, kinds], RULE).unwrap()).unwrap();
        let crossed = publish_crossed(&Crossing { units: Some(&units), kinds: &kinds, exact: &exact, only }, RULE);
        [units, kinds, crossed]
    }

    /// Lines of `unit kind: counts`.
    fn lines(table: &PublishedTable) -> Vec<String> {
        let line = |(names, counts): (&Vec<String>, &Vec<PublishedCount>)| {
            let counts = counts.iter().map(|count| count.get().map_or("[c]".into(), |count| count.to_string()));
            format!("{}: {}", names.join(" "), counts.collect::<Vec<_>>().join(" "))
        };
        table.groups.iter().zip(&table.counts).map(line).collect()
    }

    #[test]
    fn kinds_of_which_a_count_is_small_are_put_together_until_their_sum_can_be_shown() {
        let world = vec![
            vec![[60, 30, 20], [50, 20, 10], [40, 12, 6], [30, 9, 3]],
            vec![[70, 30, 15], [45, 15, 8], [35, 15, 7], [40, 14, 9]],
        ];
        let [units, kinds, crossed] = printed(&world, None);
        assert!(lines(&units).iter().chain(&lines(&kinds)).all(|line| !line.contains("[c]")));
        // U0's 3 takes a second kind with it: alone it would be what is left of U0.
        assert_eq!(
            lines(&crossed),
            [
                "U0 0: 60 30 20",
                "U0 1: 50 20 10",
                "U0 Other groups: 70 21 9",
                "U1 0: 70 30 15",
                "U1 1: 45 15 8",
                "U1 Other groups: 75 29 16"
            ]
        );
        assert_eq!(lines(&printed(&world, Some("1"))[2]).len(), 4);
        assert_eq!(lines(&printed(&world, Some("3"))[2]), Vec::<String>::new());
    }

    #[test]
    fn what_the_table_by_kind_hides_is_in_no_crossed_sum() {
        // Kinds 2 and 3 have 3 and 6 sustained; both are hidden by kind, and neither can be added up.
        let world = vec![
            vec![[60, 30, 20], [50, 20, 10], [40, 12, 0], [90, 40, 6]],
            vec![[70, 30, 15], [45, 15, 8], [35, 15, 3], [90, 40, 0]],
        ];
        let [_, kinds, crossed] = printed(&world, None);
        assert!(lines(&kinds)[2].ends_with("[c]"), "{:?}", lines(&kinds));
        assert!(crossed.groups.iter().all(|group| group[1] != "2"), "{:?}", lines(&crossed));
    }

    #[test]
    fn everybody_can_be_one_unit_of_whom_more_is_told_by_kind() {
        let world = vec![vec![[60, 30, 20], [50, 20, 10], [40, 12, 6], [30, 9, 3], [0, 0, 0]]];
        let kinds = super::super::publish(&tables(&world)[1], RULE).unwrap();
        let mut exact = tables(&world)[1].counts.clone();
        // 48 of the first kind have been followed for a year, and of the second all but 3.
        for (row, followed) in exact.iter_mut().zip([48, 47, 30, 20, 0]) {
            *row = vec![row[0], row[1], followed];
        }
        let [_, table, _] = tables(&world);
        let mut exact = CountTable { counts: exact, ..table };
        exact.columns[2] = CountColumn::Followed { of: Event::Attached, months: 12 };
        let crossed = publish_crossed(&Crossing { units: None, kinds: &kinds, exact: &exact, only: None }, RULE);
        assert_eq!(lines(&crossed), ["0: 60 30 48", "Other groups: 120 41 97"]);
    }

    #[test]
    fn columns_that_are_not_inside_each_other_are_refused() {
        let world = vec![vec![[60, 30, 31], [50, 20, 10]], vec![[70, 30, 15], [45, 15, 8]]];
        let [units, kinds, exact] = tables(&world);
        let [units, kinds] = [units, kinds].map(|table| super::super::publish(&table, RULE).unwrap());
        let crossed =
            publish_crossed(&Crossing { units: Some(&units), kinds: &kinds, exact: &exact, only: None }, RULE);
        assert!(crossed.groups.is_empty());
    }

    /// An attacker who sets all three tables against each other, number by number until nothing gets narrower. Knows how
    /// many people at most stand between two milestones in any unit and kind: as many as are printed.
    struct Attacker {
        ranges: Vec<Range>,
        sums: Vec<(usize, Vec<usize>)>,
        kinds: usize,
    }

    impl Attacker {
        /// Nobody is both in two kinds or units, or between two pairs of milestones: those are the unknowns.
        fn on(world: &World) -> Self {
            let kinds = world[0].len();
            Attacker { ranges: vec![Range::unknown(); world.len() * kinds * 3], sums: Vec::new(), kinds }
        }

        /// Everybody in these units and kinds who has reached the milestone of a column: known or not.
        fn knows(&mut self, units: &[usize], kinds: &[usize], column: usize, count: Option<u64>) -> usize {
            let layers = move |at: usize| (column..3).map(move |layer| at * 3 + layer);
            let places = units.iter().flat_map(|u| kinds.iter().map(move |k| (u, k)));
            let addends = places.flat_map(|(u, k)| layers(u * self.kinds + k)).collect();
            self.ranges.push(count.map_or(Range::unknown(), Range::exactly));
            self.sums.push((self.ranges.len() - 1, addends));
            self.ranges.len() - 1
        }

        fn attack(&mut self) {
            for _ in 0..200 {
                let before = self.ranges.clone();
                self.sums.iter().for_each(|(whole, addends)| narrow_sum(&mut self.ranges, *whole, addends));
                if before == self.ranges {
                    break;
                }
            }
        }
    }

    /// Units, kinds and the column of a sum.
    type Place = (Vec<usize>, Vec<usize>, usize);

    /// The hidden small counts, in any table or in none, and whether the attacker is kept as far from each as the
    /// threshold asks.
    fn attacked(world: &World, tables: &[PublishedTable; 3]) -> BTreeMap<Place, bool> {
        let (units, kinds) = (world.len(), world[0].len());
        let (every_unit, every_kind): (Vec<usize>, Vec<usize>) = ((0..units).collect(), (0..kinds).collect());
        let mut attacker = Attacker::on(world);
        let mut asked = BTreeMap::new();
        let mut tell = |of: &[usize], by: &[usize], count: &dyn Fn(usize) -> Option<u64>| {
            for column in [0, 1, 2] {
                let exact: u64 = of.iter().flat_map(|u| by.iter().map(|k| world[*u][*k][column])).sum();
                let place = attacker.knows(of, by, column, count(column));
                if count(column).is_none() && 0 < exact && exact < 5 {
                    asked.insert((of.to_vec(), by.to_vec(), column), place);
                }
            }
        };
        let shown = |table: &PublishedTable, row| {
            let table = table.clone();
            move |column: usize| table.count(row, COLUMNS[column]).get()
        };
        every_unit.iter().for_each(|u| tell(&[*u], &every_kind, &shown(&tables[0], Row::Group(*u))));
        every_kind.iter().for_each(|k| tell(&every_unit, &[*k], &shown(&tables[1], Row::Group(*k))));
        tell(&every_unit, &every_kind, &shown(&tables[0], Row::Total));
        for u in 0..units {
            let at =
                |name: String| tables[2].groups.iter().position(|group| group[..] == [format!("U{u}"), name.clone()]);
            for k in 0..kinds {
                tell(&[u], &[k], &|column| tables[2].counts[at(k.to_string())?][column].get());
            }
            if let Some(others) = at(OTHERS.to_string()) {
                let put_together: Vec<usize> = (0..kinds).filter(|k| at(k.to_string()).is_none()).collect();
                tell(&[u], &put_together, &|column| tables[2].counts[others][column].get());
            }
        }
        attacker.attack();
        asked.into_iter().map(|(place, at)| (place, attacker.ranges[at].is_as_wide_as(4))).collect()
    }

    /// Whether the attacker gets nearer to a small count than the threshold allows, and by the crossed table alone: what
    /// the two others give away between them is theirs.
    fn is_broken(world: &World, tables: &[PublishedTable; 3]) -> bool {
        let [units, kinds, crossed] = tables.clone();
        let nothing = PublishedTable { groups: Vec::new(), counts: Vec::new(), ..crossed };
        let before = attacked(world, &[units, kinds, nothing]);
        attacked(world, tables).iter().any(|(place, kept)| !kept && before.get(place) != Some(&false))
    }

    prop_compose! {
        fn world()(units in 2..4usize, kinds in 2..6usize)(
            cells in prop::collection::vec(prop::collection::vec(
                (0..60u64, prop_oneof![Just(0u64), 0..40u64], prop_oneof![Just(0u64), 0..30u64]), kinds), units)
        ) -> World {
            let cell = |(a, b, c): &(u64, u64, u64)| [a + b + c, b + c, *c];
            cells.iter().map(|unit| unit.iter().map(cell).collect()).collect()
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_attacker_gets_near_a_small_count_by_setting_the_three_tables_against_each_other(world in world()) {
            let tables = printed(&world, None);
            prop_assert!(!is_broken(&world, &tables), "{:?}", tables.each_ref().map(lines));
            for count in tables[2].counts.iter().flatten().filter_map(|count| count.get()) {
                prop_assert!(count == 0 || count >= 5);
            }
        }
    }

    #[test]
    fn hiding_only_what_is_small_in_the_crossed_table_is_broken_by_the_same_attacker() {
        use proptest::strategy::ValueTree;
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        let (mut tried, mut broken, mut some) = (0, 0, 0);
        while tried < 100 {
            let world = world().new_tree(&mut runner).unwrap().current();
            let [units, kinds, crossed] = printed(&world, None);
            some += usize::from(!crossed.groups.is_empty());
            let exact = &tables(&world)[2];
            let hide = |count: &u64| published(*count, 0 < *count && *count < 5);
            let naive = PublishedTable {
                groups: exact.groups.clone(),
                counts: exact.counts.iter().map(|row| row.iter().map(hide).collect()).collect(),
                ..crossed
            };
            tried += 1;
            broken += usize::from(is_broken(&world, &[units, kinds, naive]));
        }
        assert!(broken * 10 >= tried * 3, "only {broken} of {tried}: an attacker that never wins is no evidence");
        assert!(some * 10 >= tried * 3, "only {some} of {tried} tables show anything");
    }
}
