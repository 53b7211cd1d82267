//! The published tables behind a public answer.

use std::cell::RefCell;

use anyhow::Result;

use crate::commands::answer::{Answer, Cell};
use crate::disclosure::{
    BesideBefore, PublishedTable, PublishedTypical, Row, Rule, Told, hide_partial_quarters, publish_against,
    publish_hiding, publish_more_hiding, told_by_parts, told_by_quarters,
};
use crate::fault::Fault;
use crate::metrics::compute::{self, CountTable, Filter, count};
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
pub struct Judged(RefCell<Vec<(TableOf, PublishedTable)>>);

/// View, dimensions and columns.
type TableOf = (View, Vec<Dimension>, Vec<CountColumn>);

impl Judged {
    /// The table of that kind; made where it is not there yet.
    fn or(&self, of: TableOf, make: impl FnOnce() -> Result<PublishedTable>) -> Result<PublishedTable> {
        if let Some((_, table)) = self.0.borrow().iter().find(|(own, _)| *own == of) {
            return Ok(table.clone());
        }
        let table = make()?;
        self.0.borrow_mut().push((of, table.clone()));
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
        if filters.is_empty() && dimensions.len() == 1 {
            self.add(&mut both, all, &tables, Row::Total);
        } else {
            let whole = self.tables(&filtered, filters)?;
            let group = whole.now.groups().iter().position(|group| passes(&filtered, group, filters));
            let row = match group {
                _ if filters.is_empty() => Row::Total,
                Some(at) => Row::Group(at),
                None => {
                    return Err(Fault::usage("nobody is in all the groups of --where together")
                        .hint("leave one of them out; two groups of one dimension have nobody in common")
                        .into());
                }
            };
            self.add(&mut both, all, &whole, row);
        }
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
        let (now, whole) = self.told(dimensions, &asked)?;
        let columns = now.columns().to_vec();
        let question = compute::Asked { view: self.view, columns: &columns, dimensions, filters };
        let typical = self
            .asked
            .typicals()
            .map(|typical| PublishedTypical::beside(&now, &TypicalTable::of(self.people, question, typical)));
        let typical = typical.collect();
        let then = self.against.map(|quarter| self.before(quarter, &now, whole.as_ref(), dimensions)).transpose()?;
        Ok(Tables { now, typical, then })
    }

    /// The counts by these dimensions, and where they are of some months the same to date, beside which they are judged.
    fn told(
        &self,
        dimensions: &[Dimension],
        asked: &[CountColumn],
    ) -> Result<(PublishedTable, Option<PublishedTable>)> {
        let whole = match self.view.basis.is_of_a_period() {
            true => Some(self.table(Basis::ToDate, dimensions, asked, None)?),
            false => None,
        };
        let now = self.table(self.view.basis, dimensions, asked, whole.as_ref())?;
        Ok((now, whole))
    }

    /// The same as at an earlier quarter's end, beside what is shown of now: no more of it than its own answer shows.
    fn before(
        &self,
        quarter: Quarter,
        now: &PublishedTable,
        whole: Option<&PublishedTable>,
        dimensions: &[Dimension],
    ) -> Result<PublishedTable> {
        let view = View { as_at: AsAt::end_of(quarter), quarter, from: None, ..self.view };
        let asked = self.asked.columns(self.view.basis);
        let (then, _) = PublicTables { view, ..*self }.told(dimensions, &asked)?;
        let exact = |view: View, columns: &[CountColumn]| count(self.people, view, columns, dimensions, &[]);
        let (exact_now, exact_then) = (exact(self.view, now.columns()), exact(view, then.columns()));
        let exact_whole = whole.map(|whole| exact(View { basis: Basis::ToDate, ..self.view }, whole.columns()));
        // What happened between two days is a question of its own, and its answer hides the few.
        let is_to_date = self.view.basis == Basis::ToDate;
        let months = if quarter == self.view.quarter.previous() { Basis::Period } else { Basis::TwelveMonths };
        let between = match is_to_date {
            true => Some(self.table(months, dimensions, &asked, Some(now))?),
            false => None,
        };
        let beside = BesideBefore {
            is_inside: is_to_date,
            whole: exact_whole.as_ref().zip(whole).map(|(exact, published)| Told { exact, published }),
            between: between.as_ref(),
        };
        let together = MILESTONES.len() + usize::from(!is_to_date);
        let (now, then) = (Told { exact: &exact_now, published: now }, Told { exact: &exact_then, published: &then });
        Ok(publish_against(now, then, together, beside))
    }

    /// The milestones on a basis, whatever is asked for, and what is asked for besides.
    fn table(
        &self,
        basis: Basis,
        dimensions: &[Dimension],
        asked: &[CountColumn],
        whole: Option<&PublishedTable>,
    ) -> Result<PublishedTable> {
        let view = View { basis, ..self.view };
        // To date, everybody is the people referred.
        let everybody = (basis != Basis::ToDate).then_some(CountColumn::Everybody);
        let milestones: Vec<CountColumn> = everybody.into_iter().chain(MILESTONES).collect();
        // One after the other and always in this order, so that what is shown of one does not hang on what else is asked.
        let events = MORE.map(CountColumn::Happened);
        let last = events.iter().rposition(|column| asked.contains(column)).map_or(0, |last| last + 1);
        let detail = if asked.iter().any(|column| DETAIL.contains(column)) { &DETAIL[..] } else { &[] };
        let others = asked.iter().filter(|column| !events.contains(column) && !DETAIL.contains(column));
        let more = detail.iter().chain(others).filter(|_| basis == self.view.basis);
        let mut columns = milestones.clone();
        for column in events[..last].iter().chain(more) {
            if !columns.contains(column) {
                columns.push(*column);
            }
        }
        let exact = count(self.people, view, &columns, dimensions, &[]);
        let besides = self.told_of_quarters(&exact, asked)?;
        let of = |columns: &[CountColumn]| (view, dimensions.to_vec(), columns.to_vec());
        let mut table = self.judged.or(of(&milestones), || {
            let to_date = whole.map(|whole| {
                let view = View { basis: Basis::ToDate, ..self.view };
                (count(self.people, view, &MILESTONES, dimensions, &[]), whole)
            });
            let part = to_date.as_ref().map(|(exact, whole)| (exact, *whole));
            publish_hiding(&exact.only(&milestones), part, besides.clone(), self.rule)
        })?;
        for held in milestones.len() + 1..=columns.len() {
            let columns = &columns[..held];
            let more = || publish_more_hiding(&table, &exact.only(columns), whole, &besides, self.rule);
            table = self.judged.or(of(columns), more)?;
        }
        for event in [Event::JobStarted, Event::Sustained] {
            hide_partial_quarters(&mut table, event);
        }
        Ok(table)
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
        let finer: Vec<Dimension> = dimensions.iter().map(|own| own.of_quarters().unwrap_or(*own)).collect();
        if finer != dimensions {
            let (own, _) = PublicTables { view, against: None, ..*self }.told(&finer, asked)?;
            let exact_finer = count(self.people, view, own.columns(), &finer, &[]);
            cells.extend(told_by_quarters(exact, &exact_finer, &own));
        }
        Ok(cells)
    }
}

/// Whether a group is one that every filter keeps.
fn passes(dimensions: &[Dimension], group: &[String], filters: &[Filter]) -> bool {
    filters.iter().all(|filter| {
        let at = dimensions.iter().position(|dimension| *dimension == filter.dimension);
        at.is_some_and(|at| (group[at] == filter.group) == filter.is)
    })
}
