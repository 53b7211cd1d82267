//! The tables behind the comparison of primes: counted, and published together with the others of the same people.

use anyhow::Result;

use crate::disclosure::{Crossing, PublishedTable, Row, Rule, publish_beside, publish_crossed};
use crate::metrics::compare::{Area, Cells, Counts, KINDS, Minimum, Unit, compare};
use crate::metrics::compute::{Asked, CountTable, Filter, count_all};
use crate::metrics::{CountColumn, Dimension, Event, Figure, Indicator, People, View};

use super::figures::MILESTONES;

/// What primes are compared by.
#[derive(Clone, Debug)]
pub struct Question {
    /// A rate.
    pub rate: &'static Indicator,
    /// Whether they are compared within each area; else the whole workspace is one.
    pub by_area: bool,
    /// What people are parted by; at most two. For the first the mix is evened out.
    pub kinds: Vec<Dimension>,
}

impl Question {
    /// By area where the returns know any; by the first kind of which they hold several groups.
    pub fn of(people: &People, rate: &'static Indicator) -> Question {
        let is_of_referred = rate.of() == Some(Event::Referred);
        let is_known = |kind: &Dimension| {
            people.known_groups(*kind) > 1 && !(is_of_referred && people.is_known_of_joiners_alone(*kind))
        };
        let kinds = KINDS.into_iter().filter(is_known).take(1).collect();
        Question { rate, by_area: people.known_groups(Dimension::Area) > 0, kinds }
    }

    /// Whether primes can be compared by it: a rate of one milestone of another.
    pub fn can_be_of(rate: &Indicator) -> bool {
        let is_milestone = |event| MILESTONES.contains(&CountColumn::Happened(event));
        matches!(rate.figure, Figure::Rate { event, of } if is_milestone(event) && is_milestone(of))
    }

    fn units(&self) -> Vec<Dimension> {
        if self.by_area { vec![Dimension::Area, Dimension::Prime] } else { vec![Dimension::Prime] }
    }

    /// The milestones from the rate's denominator to its numerator, each inside the one before it.
    fn columns(&self) -> Vec<CountColumn> {
        let place = |event| MILESTONES.iter().position(|column| *column == CountColumn::Happened(event));
        let ends = (self.rate.of().and_then(place), place(self.rate.event()));
        if let (Some(of), Some(event)) = ends { MILESTONES[of..=event].to_vec() } else { Vec::new() }
    }

    /// Numerator and denominator.
    fn counts(&self) -> [CountColumn; 2] {
        [self.rate.event(), self.rate.of().unwrap_or(self.rate.event())].map(CountColumn::Happened)
    }
}

/// A table to be counted.
pub(super) struct Wanted {
    pub view: View,
    pub columns: Vec<CountColumn>,
    pub dimensions: Vec<Dimension>,
    pub filters: Vec<Filter>,
}

impl Wanted {
    pub fn by(view: View, columns: &[CountColumn], dimensions: Vec<Dimension>) -> Wanted {
        Wanted { view, columns: columns.to_vec(), dimensions, filters: Vec::new() }
    }

    pub fn asked(&self) -> Asked<'_> {
        let Wanted { view, columns, dimensions, filters } = self;
        Asked { view: *view, columns, dimensions, filters }
    }
}

/// Exact tables of a comparison.
pub struct Exact {
    /// By prime, or by area and prime.
    pub units: CountTable,
    /// By each kind of people.
    pub kinds: Vec<CountTable>,
    /// By the units' dimensions and each kind of people.
    pub crossed: Vec<CountTable>,
}

impl Exact {
    /// Counts them to date, in one pass over the people.
    pub fn count(people: &People, view: View, question: &Question) -> Exact {
        let kinds = question.kinds.iter().map(|kind| Wanted::by(view, &MILESTONES, vec![*kind]));
        let wanted: Vec<Wanted> = Exact::wanted(view, question).into_iter().chain(kinds).collect();
        let mut tables = count_all(people, &wanted.iter().map(Wanted::asked).collect::<Vec<_>>());
        let kinds = tables.split_off(1 + question.kinds.len());
        Exact { kinds, ..Exact::of(tables) }
    }

    /// The table by units, and those by units and each kind: what [`Exact::of`] takes.
    pub(super) fn wanted(view: View, question: &Question) -> Vec<Wanted> {
        let units = question.units();
        let crossed = |kind: &Dimension| Wanted::by(view, &question.columns(), [&units[..], &[*kind]].concat());
        let crossed = question.kinds.iter().map(crossed).collect::<Vec<_>>();
        [Wanted::by(view, &MILESTONES, units)].into_iter().chain(crossed).collect()
    }

    /// Of such tables; those by the kinds alone are counted elsewhere.
    pub(super) fn of(mut tables: Vec<CountTable>) -> Exact {
        let crossed = tables.split_off(1);
        Exact { units: tables.remove(0), kinds: Vec::new(), crossed }
    }

    /// Protects them beside the published tables by prime, by area where primes are compared within areas, and by each
    /// kind.
    pub fn publish(
        self,
        question: Question,
        (primes, areas): (&PublishedTable, Option<&PublishedTable>),
        kinds: &[&PublishedTable],
        rule: Rule,
    ) -> Result<Comparison> {
        let units = match areas.filter(|_| question.by_area) {
            Some(areas) => publish_beside(&self.units, &[primes, areas], rule)?,
            None => primes.clone(),
        };
        let cross = |(exact, kinds): (&CountTable, &&PublishedTable)| {
            publish_crossed(&Crossing { units: Some(&units), kinds, exact, only: None }, rule)
        };
        let by = self.crossed.iter().zip(kinds).map(cross).collect();
        Ok(Comparison { question, units, by })
    }

    /// The areas with primes to compare, nothing hidden: for officers' files and tests only.
    pub fn areas(
        &self,
        question: &Question,
        at: usize,
        minimum: &dyn Fn(&str) -> Option<Minimum>,
    ) -> (Vec<String>, Vec<Area>) {
        let [x, n] = question.counts();
        let cells = |table: &CountTable| -> Vec<Option<Counts>> {
            (0..table.groups.len()).map(|group| table.exact(group, x).zip(table.exact(group, n))).collect()
        };
        fn of(table: &CountTable, counts: Vec<Option<Counts>>) -> Cells<'_> {
            Cells { dimensions: &table.dimensions, groups: &table.groups, counts }
        }
        let units = of(&self.units, cells(&self.units));
        let (kinds, all) = match (self.crossed.get(at), self.kinds.get(at)) {
            (Some(crossed), Some(kinds)) => {
                let kinds: Vec<String> = kinds.groups.iter().map(|kind| kind[0].clone()).collect();
                let all = Unit::all(&units, &of(crossed, cells(crossed)), &kinds);
                (kinds, all)
            }
            _ => (Vec::new(), Unit::all(&units, &Cells { dimensions: &[], groups: &[], counts: Vec::new() }, &[])),
        };
        (kinds, compare(&all, 1, minimum))
    }
}

/// Published tables of a comparison.
#[derive(Clone, Debug)]
pub struct Comparison {
    pub question: Question,
    /// By prime, or by area and prime.
    pub units: PublishedTable,
    /// By the units' dimensions and each kind of people.
    pub by: Vec<PublishedTable>,
}

impl Comparison {
    /// The kinds of a crossed table and the areas with primes to compare, from published counts alone. A rate needs
    /// twice the threshold.
    pub fn areas(&self, at: usize, minimum: &dyn Fn(&str) -> Option<Minimum>) -> (Vec<String>, Vec<Area>) {
        let of = |table| cells(table, self.question.counts());
        let mut kinds: Vec<String> = Vec::new();
        for name in self.by.get(at).into_iter().flat_map(PublishedTable::groups).filter_map(|group| group.last()) {
            if !kinds.contains(name) {
                kinds.push(name.clone());
            }
        }
        let crossed = self.by.get(at).map_or(Cells { dimensions: &[], groups: &[], counts: Vec::new() }, of);
        (kinds.clone(), compare(&Unit::all(&of(&self.units), &crossed, &kinds), 2 * self.units.threshold(), minimum))
    }
}

/// The counts of a rate, group by group, as far as they are shown.
fn cells(table: &PublishedTable, [x, n]: [CountColumn; 2]) -> Cells<'_> {
    let shown = |group| {
        let row = Row::Group(group);
        table.count(row, x).get().zip(table.count(row, n).get())
    };
    Cells {
        dimensions: table.dimensions(),
        groups: table.groups(),
        counts: (0..table.groups().len()).map(shown).collect(),
    }
}

/// People who joined in one quarter by prime or area, a year later, and those of the same quarter a year before.
#[derive(Clone, Debug)]
pub struct AYearOn {
    pub dimension: Dimension,
    pub now: PublishedTable,
    pub before: PublishedTable,
}

/// Published tables of the same people.
pub struct Family<'a> {
    pub primes: &'a PublishedTable,
    pub cohorts: &'a PublishedTable,
    /// Tables by one dimension: kinds of people, and areas.
    pub by_kind: &'a [&'a PublishedTable],
}

impl Family<'_> {
    pub(super) fn by(&self, dimension: Dimension) -> Option<&PublishedTable> {
        self.by_kind.iter().copied().find(|table| table.dimensions() == [dimension])
    }

    /// Who joined a year before the tables' quarter, by units; everybody else is put together. `exact` is by units and
    /// quarter of joining.
    pub(super) fn a_year_on(&self, exact: &CountTable, units: &PublishedTable, rule: Rule) -> PublishedTable {
        let joined = self.cohorts.view().quarter.year_before().to_string();
        let units = Some(units);
        publish_crossed(&Crossing { units, kinds: self.cohorts, exact, only: Some(&joined) }, rule)
    }
}
