//! The figures of single areas and lots: of their people by prime, and of the quarter. A lot is the sum of its areas, as they
//! are printed: where one of them is hidden, so is the lot.

use anyhow::Result;

use crate::disclosure::{Bundle, PublishedTable, Row as TableRow, Rule, publish_within};
use crate::metrics::compute::{Asked, count_all};
use crate::metrics::{Dimension, Event, People, View};
use crate::vocabulary::{AsAt, Basis, Quarter};

use super::cells::{TableMaker, TableWords, count, indicator, shown};
use super::figures::{Figures, MILESTONES};
use super::format;
use super::input::PaperInput;
use super::model::{Block, Cell, Column, Inline};
use super::tables::milestone_columns;

/// An area, or a lot of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub name: String,
    /// The areas that it consists of.
    pub areas: Vec<String>,
}

/// Published tables by area.
#[derive(Clone)]
pub struct Places {
    /// To date, by area, and by area and prime.
    pub areas: PublishedTable,
    pub primes: PublishedTable,
    /// Events of the quarter by area.
    pub in_quarter: PublishedTable,
}

impl Places {
    /// Counts and protects them beside the paper's own tables; nothing where the returns know no areas.
    pub fn compute(people: &People, figures: &Figures, quarter: Quarter, rule: Rule) -> Result<Option<Places>> {
        if people.known_groups(Dimension::Area) == 0 {
            return Ok(None);
        }
        let view = |basis| View { basis, as_at: AsAt::end_of(quarter), quarter, from: None };
        let by = |basis, dimensions| Asked { view: view(basis), columns: &MILESTONES, dimensions, filters: &[] };
        let [to_date, period] = [Basis::ToDate, Basis::Period];
        let asked = [
            by(to_date, &[Dimension::Area]),
            by(to_date, &[Dimension::Area, Dimension::Prime]),
            by(period, &[Dimension::Area]),
        ];
        let tables = count_all(people, &asked);
        // What the paper prints of areas stands, so that nothing is told here that is hidden there, nor the other way round.
        let areas = match &figures.areas {
            Some(areas) => areas.clone(),
            None => publish_within(&tables[0], &[&figures.to_date], None, rule)?,
        };
        let printed = figures.comparison.as_ref().map(|comparison| &comparison.units);
        let primes = match printed.filter(|units| units.dimensions() == [Dimension::Area, Dimension::Prime]) {
            Some(units) => units.clone(),
            None => publish_within(&tables[1], &[&figures.to_date, &areas], None, rule)?,
        };
        let in_quarter = publish_within(&tables[2], &[&figures.in_quarter], Some((&tables[0], &areas)), rule)?;
        Ok(Some(Places { areas, primes, in_quarter }))
    }

    /// The areas of which anything is known, each a place.
    pub fn areas(&self) -> Vec<Place> {
        let names = self.areas.groups().iter().map(|group| group[0].clone());
        let known = names.filter(|name| name != Dimension::Area.not_known());
        known.map(|name| Place { areas: vec![name.clone()], name }).collect()
    }

    /// A place's row, to date or in the quarter: one that is the sum of its areas.
    fn of(table: &PublishedTable, place: &Place) -> PublishedTable {
        let is_own = |group: &[String]| place.areas.contains(&group[0]);
        table.put_together(&[(vec![place.name.clone()], &is_own)], &[Dimension::Area])
    }

    /// The primes that have people in a place, each with its row.
    fn primes_of(&self, place: &Place) -> PublishedTable {
        let mut names: Vec<&String> = Vec::new();
        for group in self.primes.groups().iter().filter(|group| place.areas.contains(&group[0])) {
            if !names.contains(&&group[1]) {
                names.push(&group[1]);
            }
        }
        let own: Vec<_> = names
            .into_iter()
            .map(|name| {
                (vec![name.clone()], move |group: &[String]| place.areas.contains(&group[0]) && group[1] == *name)
            })
            .collect();
        let own: Vec<Bundle<'_>> =
            own.iter().map(|(name, is)| (name.clone(), is as &dyn Fn(&[String]) -> bool)).collect();
        self.primes.put_together(&own, &[Dimension::Prime])
    }
}

/// What has become of the people of a place to date, by prime, beside all areas.
pub fn to_date(input: &PaperInput<'_>, figures: &Figures) -> Vec<Block> {
    let (Some(place), Some(places)) = (input.subject.place(), &figures.places) else { return Vec::new() };
    let own = Places::of(&places.areas, place);
    let primes = places.primes_of(place);
    let day = format::date(places.areas.view().as_at.0);
    let mut maker = TableMaker::new(milestone_columns("Prime"));
    for row in primes.rows().into_iter().filter(|row| *row != TableRow::Total) {
        maker.row(Cell::words(super::cells::row_name(&primes, row, "")), cells(&primes, row), false);
    }
    maker.row(Cell::words(format!("All primes, {}", place.name)), cells(&own, TableRow::Group(0)), true);
    maker.row(Cell::words("All primes, all areas"), cells(&places.areas, TableRow::Total), true);
    let words = TableWords {
        id: "place-to-date",
        title: format!("What has become of people who live in {}, by prime", place.name),
        scope: format!("Since the contracts began, as at {day}."),
        units: "Counts of people; rates in percent.",
        notes: &["The contracts' minimums are for all of a prime's people, not for those of one area."],
    };
    let sentence = |id: &'static str| {
        let (here, all) =
            (own.measure(TableRow::Group(0), indicator(id)), places.areas.measure(TableRow::Total, indicator(id)));
        Inline::plain(format!(
            "{} in {} to date: {}. In all areas it is {}. ",
            indicator(id).name,
            place.name,
            format::rate_with_counts(&here),
            format::rate_with_counts(&all)
        ))
    };
    let mut blocks: Vec<Block> =
        ["job_start_rate", "sustainment_rate"].into_iter().map(|id| Block::paragraph(vec![sentence(id)])).collect();
    blocks.push(Block::Table(maker.finish(input, words, places.areas.threshold())));
    blocks
}

/// What happened to the people of a place in the quarter, beside all areas.
pub fn in_quarter(input: &PaperInput<'_>, figures: &Figures) -> Vec<Block> {
    let (Some(place), Some(places)) = (input.subject.place(), &figures.places) else { return Vec::new() };
    let own = Places::of(&places.in_quarter, place);
    let counts = ["Referred", "Attached", "Started a job", "Sustained"].map(Column::count);
    let mut maker = TableMaker::new([Column::words("Area")].into_iter().chain(counts).collect());
    maker.row(Cell::words(&place.name), happened(&own, TableRow::Group(0)), false);
    maker.row(Cell::words("All areas"), happened(&places.in_quarter, TableRow::Total), true);
    let words = TableWords {
        id: "place-this-quarter",
        title: format!("Events in {}, {}", figures.quarter.months_in_words(), place.name),
        scope: format!("People to whom it happened in {}.", figures.quarter.in_words()),
        units: "Counts of people.",
        // Of few people a rate of the quarter is soon above 100%: those who start a job in it are not those who join in it.
        notes: &["Those who start a job in the quarter are not those who join in it."],
    };
    vec![Block::Table(maker.finish(input, words, places.in_quarter.threshold()))]
}

/// The four milestones of a row.
fn happened(table: &PublishedTable, row: TableRow) -> Vec<Cell> {
    [Event::Referred, Event::Attached, Event::JobStarted, Event::Sustained].map(|event| count(table, row, event)).into()
}

/// The four milestones and the three rates of a row.
fn cells(table: &PublishedTable, row: TableRow) -> Vec<Cell> {
    let rate = |id: &str| shown(table.measure(row, indicator(id)).rate(), Cell::rate);
    vec![
        count(table, row, Event::Referred),
        count(table, row, Event::Attached),
        rate("attachment_rate"),
        count(table, row, Event::JobStarted),
        rate("job_start_rate"),
        count(table, row, Event::Sustained),
        rate("sustainment_rate"),
    ]
}
