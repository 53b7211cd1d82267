//! What the paper counts beside its other tables to compare primes and groups of people: asked for together with them,
//! so that everybody is looked at once, and published after them.

use anyhow::Result;

use crate::disclosure::{Crossing, PublishedTable, Rule, hide_what_quarters_tell, publish_crossed};
use crate::metrics::compute::{Asked, CountTable};
use crate::metrics::{CountColumn, Dimension, Event, People, View};

use super::cells::indicator;
use super::compared::{AYearOn, Comparison, Exact, Family, Question, Wanted};
use super::figures::{MILESTONES, attached_only};
use super::parked;

/// The tables that the paper needs beside its others.
pub struct Beside {
    question: Option<Question>,
    wanted: Vec<Wanted>,
    /// The place of each among those wanted.
    places: Places,
}

#[derive(Default)]
struct Places {
    /// By units, and by units and each kind.
    compared: Vec<usize>,
    /// By one dimension, to be published together with the others of the same people.
    together: Vec<usize>,
    together_before: Vec<usize>,
    /// By the kind of people that is asked about, who had a job start within some months.
    parked: Option<usize>,
    /// By prime and by area, each with the quarter of joining: now and a year ago.
    a_year_on: Vec<(Dimension, [usize; 2])>,
}

/// The same, counted and not yet published.
pub struct CountedBeside {
    question: Option<(Question, Exact)>,
    parked: Option<CountTable>,
    /// To be published together with the others of the same people.
    pub tables: Vec<CountTable>,
    /// The same as at a year ago.
    pub tables_before: Vec<CountTable>,
    a_year_on: Vec<(Dimension, [CountTable; 2])>,
}

/// What is counted of those who joined a year ago.
const JOINED: [CountColumn; 2] = [CountColumn::Happened(Event::Attached), CountColumn::Happened(Event::JobStarted)];

impl Beside {
    pub fn of(people: &People, now: View, before: View) -> Beside {
        let (question, parked) = (comparing(people), parked::kind(people));
        let mut beside = Beside { question, wanted: Vec::new(), places: Places::default() };
        if let Some(question) = beside.question.clone() {
            beside.places.compared =
                Exact::wanted(now, &question).into_iter().map(|wanted| beside.want(wanted)).collect();
            let units = [Some(Dimension::Prime), question.by_area.then_some(Dimension::Area)];
            for unit in units.into_iter().flatten() {
                let joined = |view| Wanted {
                    filters: attached_only().into(),
                    ..Wanted::by(view, &JOINED, vec![unit, Dimension::AttachmentQuarter])
                };
                let places = [now, before].map(|view| beside.want(joined(view)));
                beside.places.a_year_on.push((unit, places));
            }
            if question.by_area {
                let areas = |view| Wanted::by(view, &MILESTONES, vec![Dimension::Area]);
                beside.places.together = vec![beside.want(areas(now))];
                beside.places.together_before = vec![beside.want(areas(before))];
            }
        }
        // The table by payment group is in the paper by itself, and one by each kind is enough.
        let mut kinds: Vec<Dimension> = Vec::new();
        for kind in parked.into_iter().chain(beside.question.iter().flat_map(|question| question.kinds.clone())) {
            if kind != Dimension::PaymentGroup && !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        for kind in kinds {
            let place = beside.want(Wanted::by(now, &MILESTONES, vec![kind]));
            beside.places.together.push(place);
        }
        beside.places.parked = parked.map(|kind| beside.want(Wanted::by(now, &parked::COLUMNS, vec![kind])));
        beside
    }

    /// Its place among those wanted.
    fn want(&mut self, wanted: Wanted) -> usize {
        self.wanted.push(wanted);
        self.wanted.len() - 1
    }

    pub fn asked(&self) -> impl Iterator<Item = Asked<'_>> {
        self.wanted.iter().map(Wanted::asked)
    }

    /// Takes the tables that were asked for, in their order.
    pub fn counted(self, tables: Vec<CountTable>) -> CountedBeside {
        let mut tables: Vec<Option<CountTable>> = tables.into_iter().map(Some).collect();
        let mut take = |place: usize| tables[place].take().expect("each table is taken once");
        let Places { compared, together, together_before, parked, a_year_on } = self.places;
        CountedBeside {
            question: self
                .question
                .map(|question| (question, Exact::of(compared.into_iter().map(&mut take).collect()))),
            parked: parked.map(&mut take),
            tables: together.into_iter().map(&mut take).collect(),
            tables_before: together_before.into_iter().map(&mut take).collect(),
            a_year_on: a_year_on.into_iter().map(|(unit, places)| (unit, places.map(&mut take))).collect(),
        }
    }
}

impl CountedBeside {
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
        let of = |(dimension, [own, then]): (Dimension, [CountTable; 2])| {
            let (units, units_then) = match dimension {
                Dimension::Prime => (now.primes, before.primes),
                _ => now.by(dimension).zip(before.by(dimension))?,
            };
            let (now, before) = (now.a_year_on(&own, units, rule), before.a_year_on(&then, units_then, rule));
            Some(AYearOn { dimension, now, before })
        };
        Ok((Some(comparison), self.a_year_on.into_iter().filter_map(of).collect()))
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
