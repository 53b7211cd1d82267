//! The tables behind the comparison of primes: counted, and published together with the others of the same people.

use anyhow::Result;

use crate::disclosure::{
    Crossing, PublishedTable, Row, Rule, hide_what_quarters_tell, publish_beside, publish_crossed,
};
use crate::metrics::compare::{Area, Cells, Counts, KINDS, Unit, compare};
use crate::metrics::compute::{Asked, CountTable, count, count_all};
use crate::metrics::{CountColumn, Dimension, Event, Figure, Indicator, People, View};
use crate::vocabulary::Percent;

use super::cells::indicator;
use super::figures::{MILESTONES, attached_only};
use super::parked;

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
        let kinds = KINDS.into_iter().filter(|kind| people.known_groups(*kind) > 1).take(1).collect();
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
        let (units, columns) = (question.units(), question.columns());
        let kind = |at: usize| question.kinds.get(at).copied();
        let alone = [0, 1].map(|at| kind(at).into_iter().collect::<Vec<_>>());
        let crossed = [0, 1].map(|at| units.iter().copied().chain(kind(at)).collect::<Vec<_>>());
        let by = |dimensions, columns| Asked { view, columns, dimensions, filters: &[] };
        // Without a second kind its tables are of everybody, which costs next to nothing.
        let nothing = |at: usize, dimensions| if kind(at).is_some() { dimensions } else { &[][..] };
        let [units, first, second, crossed_first, crossed_second] = count_all(
            people,
            [
                by(&units, &MILESTONES),
                by(&alone[0], &MILESTONES),
                by(&alone[1], &MILESTONES),
                by(nothing(0, &crossed[0]), &columns),
                by(nothing(1, &crossed[1]), &columns),
            ],
        );
        let held = question.kinds.len();
        Exact {
            units,
            kinds: [first, second].into_iter().take(held).collect(),
            crossed: [crossed_first, crossed_second].into_iter().take(held).collect(),
        }
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
        minimum: &dyn Fn(&str) -> Option<Percent>,
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
    pub fn areas(&self, at: usize, minimum: &dyn Fn(&str) -> Option<Percent>) -> (Vec<String>, Vec<Area>) {
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
    fn by(&self, dimension: Dimension) -> Option<&PublishedTable> {
        self.by_kind.iter().copied().find(|table| table.dimensions() == [dimension])
    }

    /// Who joined a year before the tables' quarter, by units; everybody else is put together.
    fn a_year_on(&self, people: &People, units: &PublishedTable, rule: Rule) -> PublishedTable {
        const COLUMNS: [CountColumn; 2] =
            [CountColumn::Happened(Event::Attached), CountColumn::Happened(Event::JobStarted)];
        let dimensions = [units.dimensions(), self.cohorts.dimensions()].concat();
        let view = self.cohorts.view();
        let exact = count(people, view, &COLUMNS, &dimensions, &attached_only());
        let joined = view.quarter.year_before().to_string();
        let units = Some(units);
        publish_crossed(&Crossing { units, kinds: self.cohorts, exact: &exact, only: Some(&joined) }, rule)
    }
}

/// What the paper needs beside its other tables to compare primes and groups of people: counted, not yet published.
pub struct Beside {
    question: Option<(Question, Exact)>,
    /// By the kind of people that is asked about, who had a job start within some months.
    parked: Option<CountTable>,
    /// To be published together with the others of the same people.
    pub tables: Vec<CountTable>,
    /// The same as at a year ago.
    pub tables_before: Vec<CountTable>,
}

impl Beside {
    pub fn count(people: &People, now: View, before: View) -> Beside {
        let parked = parked::kind(people);
        let mut question = comparing(people).map(|question| {
            let exact = Exact::count(people, now, &question);
            (question, exact)
        });
        let by_area = question.iter().any(|(question, _)| question.by_area);
        let areas = |view| by_area.then(|| count(people, view, &MILESTONES, &[Dimension::Area], &[]));
        let mut tables: Vec<CountTable> = areas(now).into_iter().collect();
        let by = |kind: Dimension| count(people, now, &MILESTONES, &[kind], &[]);
        tables.extend(parked.map(by));
        tables.extend(question.as_mut().map(|(_, exact)| std::mem::take(&mut exact.kinds)).unwrap_or_default());
        // The table by payment group is in the paper by itself, and one by each kind is enough.
        let mut seen = vec![vec![Dimension::PaymentGroup]];
        tables.retain(|table| {
            let is_new = !seen.contains(&table.dimensions);
            seen.push(table.dimensions.clone());
            is_new
        });
        let parked = parked.map(|kind| count(people, now, &parked::COLUMNS, &[kind], &[]));
        Beside { question, parked, tables, tables_before: areas(before).into_iter().collect() }
    }

    /// The table of who had no job start, without what it must not tell beside the cohorts.
    pub fn parked(&self, by_kind: &[&PublishedTable], cohorts: &PublishedTable, rule: Rule) -> Option<PublishedTable> {
        let exact = self.parked.as_ref()?;
        let kinds = by_kind.iter().find(|table| table.dimensions() == exact.dimensions)?;
        let mut table = publish_crossed(&Crossing { units: None, kinds, exact, only: None }, rule);
        hide_what_quarters_tell(&mut table, cohorts);
        Some(table)
    }

    /// The comparison, and the cohorts a year on by prime and by area; nothing with a single prime.
    pub fn publish(
        self,
        people: &People,
        now: &Family<'_>,
        before: &Family<'_>,
        rule: Rule,
    ) -> Result<(Option<Comparison>, Vec<AYearOn>)> {
        let Some((mut question, mut exact)) = self.question else { return Ok((None, Vec::new())) };
        let areas = now.by(Dimension::Area);
        if question.by_area && areas.is_none() {
            return Ok((None, Vec::new()));
        }
        // A kind whose table would cost the paper a total is left out.
        let mut is_there = question.kinds.iter().map(|kind| now.by(*kind).is_some()).collect::<Vec<_>>().into_iter();
        exact.crossed.retain(|_| is_there.next() == Some(true));
        question.kinds.retain(|kind| now.by(*kind).is_some());
        let kinds: Vec<&PublishedTable> = question.kinds.iter().filter_map(|kind| now.by(*kind)).collect();
        let comparison = exact.publish(question, (now.primes, areas), &kinds, rule)?;
        let units = [Some((now.primes, before.primes)), areas.zip(before.by(Dimension::Area))];
        let of = |(own, then): (&PublishedTable, &PublishedTable)| AYearOn {
            dimension: own.dimensions()[0],
            now: now.a_year_on(people, own, rule),
            before: before.a_year_on(people, then, rule),
        };
        Ok((Some(comparison), units.into_iter().flatten().map(of).collect()))
    }
}

/// How the paper compares primes: by job starts, for which most people have had their time. Nothing with a single prime.
fn comparing(people: &People) -> Option<Question> {
    let mut question = Question::of(people, indicator("job_start_rate"));
    if question.kinds != [Dimension::Sex] && people.known_groups(Dimension::Sex) > 1 {
        question.kinds.push(Dimension::Sex);
    }
    (people.primes().len() > 1).then_some(question)
}
