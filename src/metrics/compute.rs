//! Counts of people by group. Exact, and so neither printable nor serialisable: only `disclosure`
//! makes figures that may be shown.

use std::collections::{BTreeSet, HashMap};

use chrono::{Days, Months, NaiveDate};
use rayon::prelude::*;

use crate::vocabulary::{AsAt, Basis, Quarter};

use super::because::Because;
use super::dimension::Dimension;
use super::grouping::Grouping;
use super::indicators::Event;
use super::people::People;
use super::window::{Seen, Window};

/// What is counted of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CountColumn {
    /// People referred by the as-at day, whatever the basis: those of whom something could be said.
    Everybody,
    /// People to whom it happened, on the table's basis.
    Happened(Event),
    /// People in the denominator who have reached the event since: the numerator of a cohort's rate.
    Reached { event: Event, of: Event },
    /// People in the denominator who have not reached the event and still can.
    InTime { event: Event, of: Event },
    /// People in the denominator who have had the full time that the event needs.
    Matured { event: Event, of: Event },
    /// Of those, people who reached it.
    MaturedAchieved { event: Event, of: Event },
    /// People in the denominator for whom the programme is over.
    Completed { of: Event },
    /// Of those, people who reached the event.
    CompletedAchieved { event: Event, of: Event },
    /// People in the denominator who have been followed for so many months since it happened to them.
    Followed { of: Event, months: u32 },
    /// Of those, people who reached the event within the months.
    FollowedAchieved { event: Event, of: Event, months: u32 },
    /// People in the denominator who have reached the event within so many months, however long they were followed.
    Within { event: Event, of: Event, months: u32 },
    /// People in the denominator who have not reached the event, and why.
    Not { event: Event, of: Event, because: Because },
    /// People in the denominator who are in time for the event and reach it by the end of the next quarter if they stay
    /// in the job they are in.
    Due { event: Event, of: Event },
}

/// From where and when people are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    pub basis: Basis,
    pub as_at: AsAt,
    /// The quarter that the period and cohort bases mean.
    pub quarter: Quarter,
    /// Of a period of several quarters the first.
    pub from: Option<Quarter>,
}

impl View {
    /// The first day of the months that the period and cohort bases mean.
    pub fn first_day(&self) -> NaiveDate {
        match self.basis {
            Basis::TwelveMonths => self.quarter.last_day() + Days::new(1) - Months::new(12),
            Basis::Period => self.from.unwrap_or(self.quarter).first_day(),
            _ => self.quarter.first_day(),
        }
    }
}

/// A filter: people of one group of a dimension, or everybody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    pub dimension: Dimension,
    pub group: String,
    /// Whether the people in the group are kept, or those outside it.
    pub is: bool,
}

/// Exact counts of people by group, with the total over all groups.
#[derive(Debug)]
pub struct CountTable {
    pub view: View,
    pub dimensions: Vec<Dimension>,
    /// One name a dimension, in the order that readers expect.
    pub groups: Vec<Vec<String>>,
    pub columns: Vec<CountColumn>,
    /// By group and column.
    pub(crate) counts: Vec<Vec<u64>>,
    /// By column, over all groups.
    pub(crate) total: Vec<u64>,
}

impl CountTable {
    /// The same groups with some of the columns.
    pub fn only(&self, columns: &[CountColumn]) -> CountTable {
        let places = columns.iter().filter_map(|column| self.columns.iter().position(|own| own == column));
        let places: Vec<usize> = places.collect();
        let pick = |counts: &Vec<u64>| places.iter().map(|place| counts[*place]).collect::<Vec<u64>>();
        CountTable {
            view: self.view,
            dimensions: self.dimensions.clone(),
            groups: self.groups.clone(),
            columns: places.iter().map(|place| self.columns[*place]).collect(),
            counts: self.counts.iter().map(pick).collect(),
            total: pick(&self.total),
        }
    }

    /// An exact count, for officers' files and tests only: nothing public is made from it.
    pub fn exact(&self, group: usize, column: CountColumn) -> Option<u64> {
        let at = self.columns.iter().position(|other| *other == column)?;
        Some(self.counts.get(group)?[at])
    }

    /// The exact total of a column, for officers' files and tests only.
    pub fn exact_total(&self, column: CountColumn) -> Option<u64> {
        Some(self.total[self.columns.iter().position(|other| *other == column)?])
    }
}

/// A table that is asked for.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    pub view: View,
    pub columns: &'a [CountColumn],
    pub dimensions: &'a [Dimension],
    pub filters: &'a [Filter],
}

/// Counts people by group.
pub fn count(
    people: &People,
    view: View,
    columns: &[CountColumn],
    dimensions: &[Dimension],
    filters: &[Filter],
) -> CountTable {
    let mut tables = count_all(people, &[Asked { view, columns, dimensions, filters }]);
    tables.pop().expect("as many tables come out as are asked for")
}

/// Makes several tables in one pass over the people: whoever is looked at for one is looked at for all. They come in the
/// order in which they are asked for.
pub fn count_all(people: &People, asked: &[Asked<'_>]) -> Vec<CountTable> {
    let dimensions = asked.iter().flat_map(|asked| asked.dimensions).collect::<BTreeSet<_>>();
    dimensions.into_par_iter().for_each(|dimension| {
        people.grouping(*dimension);
    });
    let mut windows: Vec<Window> = Vec::new();
    let tables: Vec<TableInHand<'_>> =
        asked.iter().map(|asked| TableInHand::new(people, *asked, &mut windows)).collect();
    let tallies = tally(people, &tables, &windows);
    tables.into_iter().zip(tallies).map(|(table, tally)| table.finish(people, &windows, tally)).collect()
}

/// Counts people by several dimensions together, and adds up what belongs to each of the `parts`, which are some of these
/// dimensions: people are looked at once. The tables come in the order of the parts.
pub fn count_parts(people: &People, asked: Asked<'_>, parts: &[Vec<Dimension>]) -> Vec<CountTable> {
    asked.dimensions.par_iter().for_each(|dimension| {
        people.grouping(*dimension);
    });
    let mut windows: Vec<Window> = Vec::new();
    let whole = [TableInHand::new(people, asked, &mut windows)];
    let tally = tally(people, &whole, &windows).pop().expect("one table is asked for");
    let mut tables = Vec::with_capacity(parts.len());
    for dimensions in parts {
        let place = |own: &Dimension| asked.dimensions.iter().position(|other| other == own);
        let places: Option<Vec<usize>> = dimensions.iter().map(place).collect();
        let places = places.expect("a part is by some of the dimensions of the whole");
        let table = TableInHand::new(people, Asked { dimensions, ..asked }, &mut windows);
        let mut own = Tally::default();
        for ((cell, seen), alike) in &tally {
            let groups = whole[0].groups(*cell);
            let cell = places.iter().fold(0, |cell, place| cell * whole[0].groupings[*place].size() + groups[*place]);
            *own.entry((cell, *seen)).or_insert(0) += alike;
        }
        tables.push(table.finish(people, &windows, own));
    }
    tables
}

/// How many people are alike, table by table.
fn tally(people: &People, tables: &[TableInHand<'_>], windows: &[Window]) -> Vec<Tally> {
    let masks: Vec<Seen> = tables.iter().map(|table| windows[table.window].mask(table.asked.columns)).collect();
    let counted = |(mut tallies, mut seen): (Vec<Tally>, Vec<Seen>), i: usize| {
        let person = people.get(i);
        seen.clear();
        seen.extend(windows.iter().map(|window| window.look(people, &person)));
        for ((table, mask), tally) in tables.iter().zip(&masks).zip(&mut tallies) {
            if table.keeps(i) {
                *tally.entry((table.cell(i), seen[table.window].only(*mask))).or_insert(0) += 1;
            }
        }
        (tallies, seen)
    };
    // Whole numbers add up to the same in any order.
    let add_all = |mut into: Vec<Tally>, more: Vec<Tally>| {
        for (into, more) in into.iter_mut().zip(more) {
            more.into_iter().for_each(|(alike, people)| *into.entry(alike).or_insert(0) += people);
        }
        into
    };
    let none = || vec![Tally::default(); tables.len()];
    let everybody = (0..people.count()).into_par_iter().with_min_len(AT_ONCE);
    everybody.fold(|| (none(), Vec::new()), counted).map(|(tallies, _)| tallies).reduce(none, add_all)
}

/// How many people are in the same cell of a table and alike in everything that is counted of them.
type Tally = HashMap<(u64, Seen), u64, foldhash::fast::FixedState>;

/// A table while it is counted.
pub(super) struct TableInHand<'a> {
    asked: Asked<'a>,
    /// Its place among the windows.
    window: usize,
    groupings: Vec<&'a Grouping>,
    /// A grouping, the group in it that is meant (none where nobody is in it), and whether its people are kept.
    filters: Vec<(&'a Grouping, Option<u32>, bool)>,
}

impl<'a> TableInHand<'a> {
    /// Tables of one view share a window.
    pub(super) fn new(people: &'a People, asked: Asked<'a>, windows: &mut Vec<Window>) -> Self {
        let window = windows.iter().position(|window| window.view == asked.view).unwrap_or_else(|| {
            windows.push(Window::of(people, asked.view));
            windows.len() - 1
        });
        windows[window].watch(people, asked.columns);
        let of_filter = |filter: &Filter| {
            let grouping = people.grouping(filter.dimension);
            (grouping, grouping.named(&filter.group), filter.is)
        };
        TableInHand {
            asked,
            window,
            groupings: asked.dimensions.iter().map(|dimension| people.grouping(*dimension)).collect(),
            filters: asked.filters.iter().map(of_filter).collect(),
        }
    }

    pub(super) fn keeps(&self, i: usize) -> bool {
        self.filters.iter().all(|(grouping, group, is)| (Some(grouping.of(i)) == *group) == *is)
    }

    /// A number for a person's groups in all dimensions together.
    pub(super) fn cell(&self, person: usize) -> u64 {
        self.groupings.iter().fold(0, |cell, grouping| cell * grouping.size() + u64::from(grouping.of(person)))
    }

    /// The groups, one a dimension, that such a number stands for.
    fn groups(&self, mut cell: u64) -> Vec<u64> {
        let mut groups: Vec<u64> = Vec::with_capacity(self.groupings.len());
        for grouping in self.groupings.iter().rev() {
            groups.push(cell % grouping.size());
            cell /= grouping.size();
        }
        groups.reverse();
        groups
    }

    /// The names of these groups.
    pub(super) fn names(&self, cell: u64) -> Vec<String> {
        let groups = self.groups(cell).into_iter().zip(&self.groupings);
        groups.map(|(group, grouping)| grouping.name(group as u32).to_string()).collect()
    }

    /// The table's rows in the order that readers expect.
    fn finish(self, people: &People, windows: &[Window], tally: Tally) -> CountTable {
        let Asked { view, columns, dimensions, .. } = self.asked;
        let mut total = vec![0; columns.len()];
        let mut cells: HashMap<u64, Vec<u64>> = HashMap::new();
        let places: Vec<u32> = columns.iter().map(|column| windows[self.window].place(*column)).collect();
        for ((cell, seen), people) in tally {
            let own = cells.entry(cell).or_insert_with(|| vec![0; columns.len()]);
            for ((own, total), place) in own.iter_mut().zip(&mut total).zip(&places) {
                let people = if seen.counts(*place) { people } else { 0 };
                *own += people;
                *total += people;
            }
        }
        let mut rows: Vec<(Vec<String>, Vec<u64>)> =
            cells.into_iter().map(|(cell, counts)| (self.names(cell), counts)).collect();
        // Without dimensions there are no groups, only the total.
        rows.retain(|(group, _)| !group.is_empty());
        rows.sort_by_cached_key(|(group, _): &(Vec<String>, Vec<u64>)| {
            group.iter().zip(dimensions).map(|(name, dimension)| order(people, *dimension, name)).collect::<Vec<_>>()
        });
        let (groups, counts) = rows.into_iter().unzip();
        CountTable { view, dimensions: dimensions.to_vec(), groups, columns: columns.to_vec(), counts, total }
    }
}

/// Contracts in their own order, numbers by value, names by letter, "not known" last.
fn order(people: &People, dimension: Dimension, name: &str) -> (u8, u64, String) {
    if name == dimension.not_known() {
        return (1, 0, String::new());
    }
    let number = match dimension {
        Dimension::Prime => people.primes().iter().position(|prime| prime == name).unwrap_or_default() as u64,
        Dimension::PaymentGroup => name.trim_end_matches(|c: char| !c.is_ascii_digit()).parse().unwrap_or(u64::MAX),
        _ => 0,
    };
    (0, number, name.to_string())
}

/// How many people a thread counts at least before its tallies are added to another's.
pub(super) const AT_ONCE: usize = 1 << 12;
