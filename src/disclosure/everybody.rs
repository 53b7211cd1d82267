//! Tables by different dimensions beside each other: everybody together is one figure, whichever dimension is asked for, and
//! a group of one table is a sum of groups of a finer one.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::metrics::{CountColumn, CountTable, Dimension, Event};
use crate::vocabulary::{Month, Quarter};

use super::detailed::CELLS_AS_A_WHOLE;
use super::publish::{Rule, publish_hiding, publish_more_hiding};
use super::published::{PublishedCount, PublishedTable, Row};
use super::relations::relations;

/// A cell of a table by row (the total's last) and column.
type At = (usize, usize);

/// What tables by other dimensions have shown already.
#[derive(Clone, Copy)]
pub struct Others<'a> {
    /// The table whose total is everybody's: what it shows of them is known, and what it hides is not told.
    pub everybody: &'a PublishedTable,
    /// Of a table by several dimensions those by some of them.
    pub coarser: &'a [PublishedTable],
}

impl Others<'_> {
    fn hides_everybody(&self, column: CountColumn) -> bool {
        self.everybody.count(Row::Total, column).get().is_none()
    }

    /// Cells that would tell what the other tables hide: the parts of a group that is hidden there, and the total.
    fn hide(&self, table: &CountTable) -> Vec<At> {
        let mut cells = Vec::new();
        for (at, column) in table.columns.iter().enumerate() {
            cells.extend(self.hides_everybody(*column).then_some((table.groups.len(), at)));
            for coarser in self.coarser.iter().filter(|coarser| coarser.holds(*column)) {
                let is_hidden = |group: &Vec<String>| {
                    let names: Vec<String> = coarser.dimensions.iter().map(|own| name_in(table, group, *own)).collect();
                    coarser.group_of(&names).is_none_or(|row| coarser.count(row, *column).get().is_none())
                };
                let rows = table.groups.iter().enumerate().filter(|(_, group)| is_hidden(group));
                cells.extend(rows.map(|(row, _)| (row, at)));
            }
        }
        cells
    }
}

/// The name of a group in a dimension of a coarser table; of a month that of its quarter.
fn name_in(table: &CountTable, group: &[String], dimension: Dimension) -> String {
    let place = |is_own: &dyn Fn(&Dimension) -> bool| table.dimensions.iter().position(is_own);
    if let Some(place) = place(&|own| *own == dimension) {
        return group[place].clone();
    }
    let Some(place) = place(&|own| own.of_months_quarters() == Some(dimension)) else { return String::new() };
    group[place].parse::<Month>().map_or(group[place].clone(), |month| Quarter::of(month.first_day()).to_string())
}

fn is_by_rows(table: &CountTable) -> bool {
    table.dimensions.len() > 1 || (table.groups.len() + 1) * table.columns.len() > CELLS_AS_A_WHOLE
}

/// These columns and all that are counted inside them.
fn with_what_is_inside(table: &CountTable, mut columns: Vec<CountColumn>) -> Vec<CountColumn> {
    let mut rows = table.counts.clone();
    rows.push(table.total.clone());
    let relations = relations(table, &rows);
    let mut at = 0;
    while let Some(column) = columns.get(at).copied() {
        for relation in relations.iter().filter(|relation| table.columns[relation.whole] == column) {
            let parts = relation.parts.iter().map(|part| table.columns[*part]);
            let new: Vec<CountColumn> = parts.filter(|part| !columns.contains(part)).collect();
            columns.extend(new);
        }
        at += 1;
    }
    columns
}

/// Publishes a table beside those by other dimensions. `whole` has the same to date where the table is of some months; the
/// cells are hidden besides.
pub fn publish_beside_others(
    table: &CountTable,
    others: Others<'_>,
    whole: Option<(&CountTable, &PublishedTable)>,
    cells: &[At],
    rule: Rule,
) -> Result<PublishedTable> {
    let mut closed: Vec<CountColumn> = Vec::new();
    let mut cells = cells.to_vec();
    loop {
        let is_open = |column: &CountColumn| !closed.contains(column);
        let open: Vec<CountColumn> = table.columns.iter().copied().filter(is_open).collect();
        let own = table.only(&open);
        let place = |(row, at): &At| Some((*row, open.iter().position(|column| *column == table.columns[*at])?));
        let is_own = |(_, at): &&At| *at < table.columns.len();
        let hidden = cells.iter().filter(is_own).filter_map(place).chain(others.hide(&own)).collect();
        let published = publish_hiding(&own, whole, hidden, rule)?;
        let is_lost = |column: &CountColumn| {
            !others.hides_everybody(*column) && published.count(Row::Total, *column).get().is_none()
        };
        let lost: Vec<CountColumn> = open.into_iter().filter(is_lost).collect();
        // Each round closes one more column or hides one more month, so the rounds end with them.
        if lost.is_empty() || is_by_rows(table) {
            let mut published = published.only(&table.columns);
            keep_everybody_alike(&mut published, table, others.everybody);
            let open = open_months(table, &published);
            if open.is_empty() {
                return Ok(published);
            }
            cells.extend(open);
            continue;
        }
        closed.extend(lost);
        closed = with_what_is_inside(table, closed);
    }
}

/// Months to be hidden, one a quarter and column: where a quarter hides one month alone, or months of few people, its sum, which
/// another table shows, tells them.
fn open_months(table: &CountTable, published: &PublishedTable) -> Vec<At> {
    let [dimension] = table.dimensions[..] else { return Vec::new() };
    let Some(quarters) = dimension.of_months_quarters() else { return Vec::new() };
    let mut lines: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (row, group) in table.groups.iter().enumerate() {
        lines.entry(name_in(table, group, quarters)).or_default().push(row);
    }
    let mut open = Vec::new();
    for (at, column) in table.columns.iter().enumerate() {
        let is_hidden = |row: &usize| published.count(Row::Group(*row), *column).get().is_none();
        for line in lines.values() {
            let (hidden, shown): (Vec<usize>, Vec<usize>) = line.iter().copied().partition(is_hidden);
            let sum: u64 = hidden.iter().map(|row| table.counts[*row][at]).sum();
            if hidden.len() == 1 || (1..published.threshold).contains(&sum) {
                let next = shown.into_iter().min_by_key(|row| (table.counts[*row][at] == 0, table.counts[*row][at]));
                open.extend(next.map(|row| (row, at)));
            }
        }
    }
    open
}

/// Publishes one more column of a table that is published beside the others already.
pub fn publish_more_beside_others(
    base: &PublishedTable,
    table: &CountTable,
    others: Others<'_>,
    whole: Option<&PublishedTable>,
    cells: &[At],
    rule: Rule,
) -> Result<PublishedTable> {
    let mut cells: Vec<At> = cells.iter().copied().chain(others.hide(table)).collect();
    let mut published = publish_more_hiding(base, table, whole, &cells, rule)?;
    loop {
        let open: Vec<At> =
            open_months(table, &published).into_iter().filter(|(_, at)| at + 1 == table.columns.len()).collect();
        if open.is_empty() {
            break;
        }
        cells.extend(open);
        published = publish_more_hiding(base, table, whole, &cells, rule)?;
    }
    // What is shown of the base hangs on no column that is asked for besides.
    let last = table.columns.last().copied();
    let lost = last.filter(|last| !is_by_rows(table) && differs(&published, others.everybody, *last));
    give_everybody(&mut published, others.everybody, lost.as_slice());
    Ok(published)
}

/// Gives a table everybody's figures as another has them. A column that could not be protected while these are shown keeps
/// nothing else, and neither does what is counted inside it.
pub fn keep_everybody_alike(published: &mut PublishedTable, exact: &CountTable, everybody: &PublishedTable) {
    let differ = |column: &&CountColumn| differs(published, everybody, **column);
    let closed = match is_by_rows(exact) {
        // Whoever is protected row by row is so by lines of which one is everybody, whose sum may be known.
        true => Vec::new(),
        false => with_what_is_inside(exact, published.columns.iter().filter(differ).copied().collect()),
    };
    give_everybody(published, everybody, &closed);
}

fn differs(published: &PublishedTable, everybody: &PublishedTable, column: CountColumn) -> bool {
    let [own, other] = [published, everybody].map(|table| table.count(Row::Total, column).get());
    own.is_some() != other.is_some()
}

/// Gives a table everybody's figures, and hides the groups of columns that are closed.
fn give_everybody(published: &mut PublishedTable, everybody: &PublishedTable, closed: &[CountColumn]) {
    for (at, column) in published.columns.iter().enumerate() {
        if closed.contains(column) {
            published.counts.iter_mut().for_each(|row| row[at] = PublishedCount::hidden());
        }
        published.total[at] = everybody.count(Row::Total, *column);
    }
}

/// Cells of a table by quarter of joining, to date, that the people who joined in its own quarter, counted by themselves, hide.
pub fn told_by_cohort(table: &CountTable, cohort: &PublishedTable) -> Vec<At> {
    let Some(row) = row_of(table, cohort) else { return Vec::new() };
    let columns = table.columns.iter().enumerate().filter(|(_, column)| is_of_cohort(cohort, **column));
    let hidden = columns.filter(|(_, column)| cohort.count(Row::Total, **column).get().is_none());
    hidden.map(|(at, _)| (row, at)).collect()
}

/// Hides the groups of every column of such a table that hides what those people, counted by themselves, show.
pub fn keep_cohort_alike(published: &mut PublishedTable, exact: &CountTable, cohort: &PublishedTable) {
    let Some(row) = row_of(exact, cohort) else { return };
    let is_told = |column: &&CountColumn| {
        is_of_cohort(cohort, **column)
            && cohort.count(Row::Total, **column).get().is_some()
            && published.count(Row::Group(row), **column).get().is_none()
    };
    let closed = with_what_is_inside(exact, exact.columns.iter().filter(is_told).copied().collect());
    for (at, column) in published.columns.iter().enumerate() {
        if closed.contains(column) {
            published.counts.iter_mut().for_each(|row| row[at] = PublishedCount::hidden());
        }
    }
}

fn row_of(table: &CountTable, cohort: &PublishedTable) -> Option<usize> {
    table.groups.iter().position(|group| group[..] == [cohort.view.quarter.to_string()])
}

/// Everybody who was referred is somebody else there.
fn is_of_cohort(cohort: &PublishedTable, column: CountColumn) -> bool {
    cohort.holds(column) && ![CountColumn::Everybody, CountColumn::Happened(Event::Referred)].contains(&column)
}

impl PublishedTable {
    /// Everybody together, without groups.
    pub fn everybody(&self) -> PublishedTable {
        PublishedTable { dimensions: Vec::new(), groups: Vec::new(), counts: Vec::new(), ..self.clone() }
    }
}
