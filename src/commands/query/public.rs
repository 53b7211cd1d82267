//! The published tables behind a public answer.

use std::cell::RefCell;

use anyhow::Result;

use crate::commands::answer::{Answer, Cell};
use crate::disclosure::{
    BesideBefore, Others, PublishedTable, PublishedTypical, Row, Rule, Told, hide_partial_quarters, keep_cohort_alike,
    keep_everybody_alike, publish_against, publish_beside_others, publish_hiding, publish_more_beside_others,
    publish_more_hiding, publish_years, told_by_cohort, told_by_parts,
};
use crate::fault::Fault;
use crate::metrics::compute::{self, CountTable, Filter, count_parts};
use crate::metrics::{CountColumn, Dimension, Event, People, TypicalTable, View};
use crate::report::figures::MILESTONES;
use crate::vocabulary::{AsAt, Basis, Quarter};

use super::Asked;

/// Dimensions, grouped by and filtered by together, that a public answer may have: more describe single people.
const MOST_DIMENSIONS: usize = 3;

/// What happens to people besides the milestones, in the order in which it is put beside them.
const MORE: [Event; 7] = [
    Event::SustainedOtherwise,
    Event::OutcomePaid,
    Event::Sustained26Weeks,
    Event::Sustained13Weeks,
    Event::OnProgramme,
    Event::Left,
    Event::SupportedInWork,
];

/// Who has had their time for the two rates of people attached and who has it still, always together and in this order.
const DETAIL: [CountColumn; 6] = {
    let of = Event::Attached;
    let [start, sustained] = [Event::JobStarted, Event::Sustained];
    [
        CountColumn::InTime { event: sustained, of },
        CountColumn::InTime { event: start, of },
        CountColumn::Matured { event: start, of },
        CountColumn::MaturedAchieved { event: start, of },
        CountColumn::Matured { event: sustained, of },
        CountColumn::MaturedAchieved { event: sustained, of },
    ]
};

/// The published tables behind a public answer. A figure is judged in the table over all dimensions of the
/// question, filters too, and with everybody it is counted among: whatever is asked for with it, it is shown or
/// hidden alike.
#[derive(Clone, Copy)]
pub struct PublicTables<'a> {
    pub people: &'a People,
    pub view: View,
    pub asked: &'a Asked<'a>,
    pub rule: Rule,
    pub judged: &'a Judged,
    /// The earlier quarter that it is set against.
    pub against: Option<Quarter>,
}

/// Tables of one session that are published already, by what they are of: where several questions are asked one after the
/// other, each table is judged once.
#[derive(Default)]
pub struct Judged {
    published: RefCell<Vec<(TableOf, PublishedTable)>>,
    /// What they were made from.
    counted: RefCell<Vec<CountTable>>,
}

/// The dimension whose table says what is shown of everybody together: each prime knows its own people, so that this table hides
/// a total where others would not.
const EVERYBODY: [Dimension; 1] = [Dimension::Prime];

/// The dimensions without one or more of them.
fn coarser(dimensions: &[Dimension]) -> Vec<Vec<Dimension>> {
    let masks = 1..(1usize << dimensions.len()) - 1;
    let chosen = |mask: usize| {
        let own = dimensions.iter().enumerate().filter(|(at, _)| mask & (1 << at) != 0);
        own.map(|(_, dimension)| *dimension).collect()
    };
    masks.map(chosen).collect()
}

/// View, dimensions and columns.
type TableOf = (View, Vec<Dimension>, Vec<CountColumn>);

impl Judged {
    fn found(&self, of: &TableOf) -> Option<PublishedTable> {
        self.published.borrow().iter().find(|(own, _)| own == of).map(|(_, table)| table.clone())
    }

    /// The table of that kind; made where it is not there yet.
    fn or(&self, of: TableOf, make: impl FnOnce() -> Result<PublishedTable>) -> Result<PublishedTable> {
        if let Some(table) = self.found(&of) {
            return Ok(table);
        }
        let table = make()?;
        self.published.borrow_mut().push((of, table.clone()));
        Ok(table)
    }
}

/// An answer, and the same of the quarter that it is set against.
pub struct Both {
    pub now: Answer,
    pub then: Option<Answer>,
}

/// The tables of one set of dimensions.
struct Tables {
    now: PublishedTable,
    typical: Vec<PublishedTypical>,
    then: Option<PublishedTable>,
}

impl PublicTables<'_> {
    pub fn answer(&self, by: &[Dimension], filters: &[Filter]) -> Result<Both> {
        let mut filtered: Vec<Dimension> = filters.iter().map(|filter| filter.dimension).collect();
        filtered.sort_unstable();
        filtered.dedup();
        let mut dimensions = by.to_vec();
        dimensions.extend(filtered.iter().filter(|dimension| !by.contains(dimension)));
        if dimensions.len() > MOST_DIMENSIONS {
            let message =
                format!("{} dimensions together describe single people; at most {MOST_DIMENSIONS}", dimensions.len());
            return Err(Fault::usage(message)
                .hint("leave out one of --by or --where; officers get exact figures with --audience officers")
                .into());
        }
        let tables = self.tables(&dimensions, filters)?;
        let empty = || Answer { headers: self.asked.headers(by), rows: Vec::new() };
        let mut both = Both { now: empty(), then: self.against.map(|_| empty()) };
        let groups = tables.now.groups();
        for (at, group) in groups.iter().enumerate().filter(|(_, group)| passes(&dimensions, group, filters)) {
            if !by.is_empty() {
                let names = group[..by.len()].iter().map(|name| Cell::Text(name.clone())).collect();
                self.add(&mut both, names, &tables, Row::Group(at));
            }
        }
        let all: Vec<Cell> = by.iter().map(|_| Cell::Text("All".into())).collect();
        let whole = self.tables(&filtered, filters)?;
        let row = match whole.now.groups().iter().position(|group| passes(&filtered, group, filters)) {
            _ if filters.is_empty() => Row::Total,
            Some(at) => Row::Group(at),
            None => {
                return Err(Fault::usage("nobody is in all the groups of --where together")
                    .hint("leave one of them out; two groups of one dimension have nobody in common")
                    .into());
            }
        };
        self.add(&mut both, all, &whole, row);
        Ok(both)
    }

    /// A row of the answer, now and then.
    fn add(&self, both: &mut Both, names: Vec<Cell>, tables: &Tables, row: Row) {
        if let Some((answer, then)) = both.then.as_mut().zip(tables.then.as_ref()) {
            answer.rows.push(self.asked.published(names.clone(), then, &[], row));
        }
        both.now.rows.push(self.asked.published(names, &tables.now, &tables.typical, row));
    }

    /// The counts by these dimensions, and beside them what is typical of each group and what was before.
    fn tables(&self, dimensions: &[Dimension], filters: &[Filter]) -> Result<Tables> {
        let asked = self.asked.columns(self.view.basis);
        let now = self.table(self.view.basis, dimensions, &asked)?;
        let columns = now.columns().to_vec();
        let question = compute::Asked { view: self.view, columns: &columns, dimensions, filters };
        let typical = self
            .asked
            .typicals()
            .map(|typical| PublishedTypical::beside(&now, &TypicalTable::of(self.people, question, typical)));
        let typical = typical.collect();
        let then = self.against.map(|quarter| self.before(quarter, dimensions)).transpose()?;
        Ok(Tables { now, typical, then })
    }

    /// The counts by these dimensions, and where they are of some months the same to date, beside which they are judged.
    fn told(
        &self,
        dimensions: &[Dimension],
        asked: &[CountColumn],
    ) -> Result<(PublishedTable, Option<PublishedTable>)> {
        let now = self.table(self.view.basis, dimensions, asked)?;
        Ok((now, self.whole_of(self.view.basis, dimensions, asked)?))
    }

    /// The same to date of what is of some months.
    fn whole_of(
        &self,
        basis: Basis,
        dimensions: &[Dimension],
        asked: &[CountColumn],
    ) -> Result<Option<PublishedTable>> {
        basis.is_of_a_period().then(|| self.table(Basis::ToDate, dimensions, asked)).transpose()
    }

    /// The same as at an earlier quarter's end, beside what is shown of now: no more of it than its own answer shows.
    fn before(&self, quarter: Quarter, dimensions: &[Dimension]) -> Result<PublishedTable> {
        if dimensions.is_empty() {
            return Ok(self.before(quarter, &EVERYBODY)?.everybody());
        }
        let view = View { as_at: AsAt::end_of(quarter), quarter, from: None, ..self.view };
        let asked = self.asked.columns(self.view.basis);
        let (now, whole) = self.told(dimensions, &asked)?;
        let (then, _) = PublicTables { view, ..*self }.told(dimensions, &asked)?;
        let exact = |view: View, columns: &[CountColumn]| self.exact(view, columns, dimensions);
        let (exact_now, exact_then) = (exact(self.view, now.columns()), exact(view, then.columns()));
        let exact_whole =
            whole.as_ref().map(|whole| exact(View { basis: Basis::ToDate, ..self.view }, whole.columns()));
        // What happened between two days is a question of its own, and its answer hides the few.
        let is_to_date = self.view.basis == Basis::ToDate;
        let months = if quarter == self.view.quarter.previous() { Basis::Period } else { Basis::TwelveMonths };
        let between = is_to_date.then(|| self.table(months, dimensions, &asked)).transpose()?;
        let beside = BesideBefore {
            is_inside: is_to_date,
            whole: exact_whole.as_ref().zip(whole.as_ref()).map(|(exact, published)| Told { exact, published }),
            between: between.as_ref(),
        };
        let together = MILESTONES.len() + usize::from(!is_to_date);
        let (now, published) = (Told { exact: &exact_now, published: &now }, &then);
        let mut own = publish_against(now, Told { exact: &exact_then, published }, together, beside);
        if dimensions != EVERYBODY {
            keep_everybody_alike(&mut own, &exact_then, &self.before(quarter, &EVERYBODY)?);
        }
        Ok(own)
    }

    /// The milestones on a basis, whatever is asked for, and what is asked for besides; everybody together and the groups of
    /// fewer dimensions as their own answers have them.
    fn table(&self, basis: Basis, dimensions: &[Dimension], asked: &[CountColumn]) -> Result<PublishedTable> {
        if dimensions.is_empty() {
            return Ok(self.table(basis, &EVERYBODY, asked)?.everybody());
        }
        let view = View { basis, ..self.view };
        // To date, everybody is the people referred.
        let everybody = (basis != Basis::ToDate).then_some(CountColumn::Everybody);
        let milestones: Vec<CountColumn> = everybody.into_iter().chain(MILESTONES).collect();
        let columns = self.columns(basis, &milestones, asked);
        let of = |columns: &[CountColumn]| (view, dimensions.to_vec(), columns.to_vec());
        if let Some(own) = self.judged.found(&of(&columns)) {
            return Ok(without_partial_quarters(own));
        }
        let exact = self.exact(view, &columns, dimensions);
        let finer: Vec<Dimension> = dimensions.iter().map(|own| own.of_quarters().unwrap_or(*own)).collect();
        if finer != dimensions {
            return Ok(publish_years(&exact, &self.table(basis, &finer, asked)?));
        }
        let everybody = match dimensions == EVERYBODY {
            true => None,
            false => Some(self.table(basis, &EVERYBODY, asked)?),
        };
        let of_quarters: Vec<Dimension> =
            dimensions.iter().map(|own| own.of_months_quarters().unwrap_or(*own)).collect();
        let is_of_months = of_quarters != dimensions;
        let coarser = coarser(dimensions).into_iter().chain(is_of_months.then_some(of_quarters));
        let coarser: Vec<PublishedTable> = coarser.map(|own| self.table(basis, &own, asked)).collect::<Result<_>>()?;
        let others = everybody.as_ref().map(|everybody| Others { everybody, coarser: &coarser });
        let to_date = self.whole_of(basis, dimensions, asked)?;
        let mut besides = self.told_of_quarters(&exact, asked)?;
        let cohort = self.cohort(basis, dimensions, asked)?;
        besides.extend(cohort.iter().flat_map(|cohort| told_by_cohort(&exact, cohort)));
        let mut table = self.judged.or(of(&milestones), || {
            let whole = to_date.as_ref().map(|whole| {
                let view = View { basis: Basis::ToDate, ..self.view };
                (self.exact(view, &MILESTONES, dimensions), whole)
            });
            let whole = whole.as_ref().map(|(exact, whole)| (exact, *whole));
            match others {
                None => publish_hiding(&exact.only(&milestones), whole, besides.clone(), self.rule),
                Some(others) => publish_beside_others(&exact.only(&milestones), others, whole, &besides, self.rule),
            }
        })?;
        let whole = to_date.as_ref();
        for held in milestones.len() + 1..=columns.len() {
            let (columns, exact) = (&columns[..held], exact.only(&columns[..held]));
            let more = || match others {
                None => publish_more_hiding(&table, &exact, whole, &besides, self.rule),
                Some(others) => publish_more_beside_others(&table, &exact, others, whole, &besides, self.rule),
            };
            table = self.judged.or(of(columns), more)?;
        }
        if let Some(cohort) = cohort {
            keep_cohort_alike(&mut table, &exact, &cohort);
        }
        Ok(without_partial_quarters(table))
    }

    /// The people who joined in the quarter are a basis of their own and a row by quarter of joining: what is shown of them on
    /// the one is shown in the other.
    fn cohort(&self, basis: Basis, dimensions: &[Dimension], asked: &[CountColumn]) -> Result<Option<PublishedTable>> {
        let is_row = basis == Basis::ToDate && dimensions == [Dimension::AttachmentQuarter];
        is_row.then(|| self.table(Basis::Cohort, &EVERYBODY, asked)).transpose()
    }

    /// The counts, nothing hidden. With them those by fewer dimensions and everybody's are counted, which are wanted next.
    fn exact(&self, view: View, columns: &[CountColumn], dimensions: &[Dimension]) -> CountTable {
        let is_own = |own: &&CountTable| {
            own.view == view
                && own.dimensions == dimensions
                && columns.iter().all(|column| own.columns.contains(column))
        };
        if let Some(own) = self.judged.counted.borrow().iter().find(is_own) {
            return own.only(columns);
        }
        let mut all = dimensions.to_vec();
        all.extend(EVERYBODY.iter().filter(|own| !dimensions.contains(own)));
        let mut parts = vec![dimensions.to_vec(), EVERYBODY.to_vec()];
        parts.extend(coarser(dimensions));
        let tables = count_parts(self.people, compute::Asked { view, columns, dimensions: &all, filters: &[] }, &parts);
        let own = tables[0].only(columns);
        self.judged.counted.borrow_mut().extend(tables);
        own
    }

    /// The columns in the order in which they are judged: one after the other and always the same, so that what is shown of one
    /// does not hang on what else is asked.
    fn columns(&self, basis: Basis, milestones: &[CountColumn], asked: &[CountColumn]) -> Vec<CountColumn> {
        let events = MORE.map(CountColumn::Happened);
        let last = events.iter().rposition(|column| asked.contains(column)).map_or(0, |last| last + 1);
        let detail = if asked.iter().any(|column| DETAIL.contains(column)) { &DETAIL[..] } else { &[] };
        let others = asked.iter().filter(|column| !events.contains(column) && !DETAIL.contains(column));
        let more = detail.iter().chain(others).filter(|_| basis == self.view.basis);
        let mut columns = milestones.to_vec();
        for column in events[..last].iter().chain(more) {
            if !columns.contains(column) {
                columns.push(*column);
            }
        }
        columns
    }
}

impl PublicTables<'_> {
    /// Cells that answers about single quarters hide: of a band of quarters each, of years of joining those by quarter.
    fn told_of_quarters(&self, exact: &CountTable, asked: &[CountColumn]) -> Result<Vec<(usize, usize)>> {
        let (view, dimensions) = (exact.view, &exact.dimensions[..]);
        let mut cells = Vec::new();
        let first = view.from.filter(|first| view.basis == Basis::Period && *first < view.quarter);
        if let Some(first) = first {
            let quarters = std::iter::successors(Some(first), |quarter| Some(quarter.next()));
            let quarters = quarters.take_while(|quarter| *quarter <= view.quarter);
            let of = |quarter| {
                let view = View { basis: Basis::Period, as_at: AsAt::end_of(quarter), quarter, from: None };
                PublicTables { view, against: None, ..*self }.told(dimensions, asked).map(|(own, _)| own)
            };
            cells.extend(told_by_parts(exact, &quarters.map(of).collect::<Result<Vec<_>>>()?));
        }
        Ok(cells)
    }
}

fn without_partial_quarters(mut table: PublishedTable) -> PublishedTable {
    for event in [Event::JobStarted, Event::Sustained] {
        hide_partial_quarters(&mut table, event);
    }
    table
}

/// Whether a group is one that every filter keeps.
fn passes(dimensions: &[Dimension], group: &[String], filters: &[Filter]) -> bool {
    filters.iter().all(|filter| {
        let at = dimensions.iter().position(|dimension| *dimension == filter.dimension);
        at.is_some_and(|at| (group[at] == filter.group) == filter.is)
    })
}
