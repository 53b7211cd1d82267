//! The published tables behind a public answer.

use std::cell::RefCell;

use anyhow::Result;

use crate::commands::answer::{Answer, Cell};
use crate::disclosure::{
    PublishedTable, PublishedTypical, Row, Rule, hide_partial_quarters, publish, publish_more, publish_part,
};
use crate::fault::Fault;
use crate::metrics::compute::{self, Filter, count};
use crate::metrics::{CountColumn, Dimension, Event, People, TypicalTable, View};
use crate::report::figures::MILESTONES;
use crate::vocabulary::Basis;

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
pub struct PublicTables<'a> {
    pub people: &'a People,
    pub view: View,
    pub asked: &'a Asked<'a>,
    pub rule: Rule,
    pub judged: &'a Judged,
}

/// Tables of one session that are published already, by what they are of: where several questions are asked one after the
/// other, each table is judged once.
#[derive(Default)]
pub struct Judged(RefCell<Vec<(TableOf, PublishedTable)>>);

/// Basis, dimensions and columns.
type TableOf = (Basis, Vec<Dimension>, Vec<CountColumn>);

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

impl PublicTables<'_> {
    pub fn answer(&self, by: &[Dimension], filters: &[Filter]) -> Result<Answer> {
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
        let (table, typical) = self.tables(&dimensions, filters)?;
        let mut rows = Vec::new();
        for (at, group) in table.groups().iter().enumerate().filter(|(_, group)| passes(&dimensions, group, filters)) {
            if !by.is_empty() {
                let names = group[..by.len()].iter().map(|name| Cell::Text(name.clone())).collect();
                rows.push(self.asked.published(names, &table, &typical, Row::Group(at)));
            }
        }
        let all: Vec<Cell> = by.iter().map(|_| Cell::Text("All".into())).collect();
        if filters.is_empty() && dimensions.len() == 1 {
            rows.push(self.asked.published(all, &table, &typical, Row::Total));
        } else {
            let (whole, typical) = self.tables(&filtered, filters)?;
            let group = whole.groups().iter().position(|group| passes(&filtered, group, filters));
            let row = match group {
                _ if filters.is_empty() => Row::Total,
                Some(at) => Row::Group(at),
                None => {
                    return Err(Fault::usage("nobody is in all the groups of --where together")
                        .hint("leave one of them out; two groups of one dimension have nobody in common")
                        .into());
                }
            };
            rows.push(self.asked.published(all, &whole, &typical, row));
        }
        Ok(Answer { headers: self.asked.headers(by), rows })
    }

    /// The counts by these dimensions, and beside them what is typical of each group.
    fn tables(&self, dimensions: &[Dimension], filters: &[Filter]) -> Result<(PublishedTable, Vec<PublishedTypical>)> {
        let asked = self.asked.columns(self.view.basis);
        // Events of some months are judged beside the same to date.
        let whole = match self.view.basis.is_of_a_period() {
            true => Some(self.table(Basis::ToDate, dimensions, &asked, None)?),
            false => None,
        };
        let table = self.table(self.view.basis, dimensions, &asked, whole.as_ref())?;
        let columns = table.columns().to_vec();
        let question = compute::Asked { view: self.view, columns: &columns, dimensions, filters };
        let typical = self
            .asked
            .typicals()
            .map(|typical| PublishedTypical::beside(&table, &TypicalTable::of(self.people, question, typical)));
        let typical = typical.collect();
        Ok((table, typical))
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
        let of = |columns: &[CountColumn]| (basis, dimensions.to_vec(), columns.to_vec());
        let mut table = self.judged.or(of(&milestones), || match whole {
            Some(whole) => {
                let view = View { basis: Basis::ToDate, ..self.view };
                let to_date = count(self.people, view, &MILESTONES, dimensions, &[]);
                publish_part(&exact.only(&milestones), &to_date, whole, self.rule)
            }
            None => publish(&exact.only(&milestones), self.rule),
        })?;
        for held in milestones.len() + 1..=columns.len() {
            let columns = &columns[..held];
            let more = || publish_more(&table, &exact.only(columns), whole, self.rule);
            table = self.judged.or(of(columns), more)?;
        }
        for event in [Event::JobStarted, Event::Sustained] {
            hide_partial_quarters(&mut table, event);
        }
        Ok(table)
    }
}

/// Whether a group is one that every filter keeps.
fn passes(dimensions: &[Dimension], group: &[String], filters: &[Filter]) -> bool {
    filters.iter().all(|filter| {
        let at = dimensions.iter().position(|dimension| *dimension == filter.dimension);
        at.is_some_and(|at| (group[at] == filter.group) == filter.is)
    })
}
