//! Counts of a day beside the same counts of an earlier day or of earlier months: what the one has beyond the other are
//! people too.
//!
//! The later table is published already, as it is without the earlier one, and nothing more of it is hidden: whoever asks for
//! both learns nothing of it that is not in the answer to the one. So it is the earlier table that gives way. It starts from
//! its own published form, loses what [`Beside::between`] hides, and is then judged in one problem with the later one: the
//! earlier count of the same events is a part of the later, the rest is what happened in between, and the columns nest on
//! both days. What the search over that problem would have to hide of the later table, or what no search can protect, costs
//! the earlier column.

use std::ops::Range;

use crate::metrics::{CountColumn, CountTable, Dimension};

use super::audit::audit;
use super::detailed::CELLS_AS_A_WHOLE;
use super::problem::{Problem, Relation};
use super::publish::{keep, lines};
use super::published::{PublishedCount, PublishedTable, Row};
use super::relations::relations;
use super::suppress::suppress;

/// How much dearer it is to hide what is shown already.
const SHOWN: u32 = 1000;

/// Exact counts and what is shown of them.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    pub exact: &'a CountTable,
    pub published: &'a PublishedTable,
}

/// What else is told of the same events by the same dimensions.
#[derive(Clone, Copy, Default)]
pub struct Beside<'a> {
    /// Whether what had happened by the earlier day is a part of what has by the later one.
    pub is_inside: bool,
    /// To date, where the two tables are of the events of some months: both lie inside it, and have no day in common.
    pub whole: Option<Told<'a>>,
    /// The events between the two days, where the tables are to date: the earlier count is hidden where these are.
    pub between: Option<&'a PublishedTable>,
}

/// Publishes the earlier table, of which the first `together` columns are judged in one and each other one after them, so that
/// what is shown of one does not hang on what else is asked.
pub fn publish_against(now: Told<'_>, then: Told<'_>, together: usize, beside: Beside<'_>) -> PublishedTable {
    let columns = then.published.columns.clone();
    let mut own = then.published.clone();
    let alike = [Some(now), Some(then), beside.whole].into_iter().flatten();
    let is_alike = now.published.columns == columns && alike.into_iter().all(|told| told.is_of(&then.exact.groups));
    if !is_alike {
        (0..columns.len()).for_each(|column| hide_column(&mut own, column));
        return own;
    }
    beside.between.iter().for_each(|between| hide_where_hidden(&mut own, between));
    for held in together.min(columns.len())..=columns.len() {
        let new = if held <= together { 0..held } else { held - 1..held };
        let joint = Joint::new(now, then.exact, &own, &beside, held);
        match joint.protect(&new) {
            Some(hidden) => joint.apply(&hidden, &mut own),
            None => {
                // What is shown of the columns before it hangs on none that is asked for besides.
                let is_first = new.start == 0;
                new.for_each(|column| hide_column(&mut own, column));
                if is_first && !Joint::new(now, then.exact, &own, &beside, held).is_safe() {
                    (0..held).for_each(|column| hide_column(&mut own, column));
                }
            }
        }
    }
    own
}

impl Told<'_> {
    fn is_of(&self, groups: &[Vec<String>]) -> bool {
        self.exact.groups == groups && self.published.groups == groups
    }
}

fn rows(table: &PublishedTable) -> Vec<Row> {
    match table.groups.len() {
        0 => vec![Row::Total],
        groups => (0..groups).map(Row::Group).chain([Row::Total]).collect(),
    }
}

fn hide_cell(table: &mut PublishedTable, row: Row, column: usize) {
    match row {
        Row::Group(group) => table.counts[group][column] = PublishedCount::hidden(),
        Row::Total => table.total[column] = PublishedCount::hidden(),
    }
}

fn hide_column(table: &mut PublishedTable, column: usize) {
    for row in rows(table) {
        hide_cell(table, row, column);
    }
}

/// Hides what another table of the same groups hides; of a column that it does not hold, nothing.
fn hide_where_hidden(table: &mut PublishedTable, other: &PublishedTable) {
    for (at, column) in table.columns.clone().into_iter().enumerate().filter(|(_, column)| other.holds(*column)) {
        for row in rows(table) {
            let place = match row {
                Row::Group(group) => other.group_of(&table.groups[group]),
                Row::Total => Some(Row::Total),
            };
            if place.is_none_or(|place| other.count(place, column).get().is_none()) {
                hide_cell(table, row, at);
            }
        }
    }
}

/// Both tables as one problem: the later one's columns, the earlier one's, and what both lie in.
struct Joint {
    problem: Problem,
    /// The sets of rows whose sums a reader can know.
    lines: Vec<Vec<usize>>,
    /// The columns of the earlier table.
    earlier: Range<usize>,
    /// A column of the later table, and the same of the earlier one inside it.
    pairs: Vec<(usize, usize)>,
    is_row_by_row: bool,
}

impl Joint {
    fn new(now: Told<'_>, then: &CountTable, own: &PublishedTable, beside: &Beside<'_>, held: usize) -> Joint {
        let columns = &own.columns[..held];
        let later = now.exact.only(columns);
        let before = then.only(columns);
        let whole = beside.whole.map(|told| {
            let held: Vec<CountColumn> =
                columns.iter().copied().filter(|column| told.published.holds(*column)).collect();
            (told.exact.only(&held), told.published)
        });
        let mut tables: Vec<(&CountTable, &PublishedTable)> = vec![(&later, now.published), (&before, own)];
        tables.extend(whole.iter().map(|(exact, published)| (exact, *published)));
        let shown = rows(own);
        let counts: Vec<Vec<u64>> = shown.iter().map(|row| row_of(&tables, *row)).collect();
        let mut problem = Problem {
            has_total: counts.len() > 1,
            counts,
            relations: Vec::new(),
            threshold: own.threshold,
            keep: Vec::new(),
            insiders: later.dimensions == [Dimension::Prime] && later.groups.len() > 1,
            known: Vec::new(),
            hidden_elsewhere: Vec::new(),
        };
        for (table, published) in &tables {
            let start = problem.keep.len();
            let is_earlier = std::ptr::eq(*published, own);
            let all: Vec<Vec<u64>> = shown.iter().map(|row| row_of(&[(table, published)], *row)).collect();
            problem.relations.extend(relations(table, &all).into_iter().map(|own| own.moved(start)));
            for (at, column) in table.columns.iter().enumerate() {
                problem.keep.push(keep(*column) * if is_earlier { 1 } else { SHOWN });
                let hidden =
                    shown.iter().enumerate().filter(|(_, row)| published.count(**row, *column).get().is_none());
                problem.hidden_elsewhere.extend(hidden.map(|(row, _)| (row, start + at)));
            }
        }
        let mut pairs = Vec::new();
        for (at, column) in columns.iter().enumerate().take(held) {
            match whole.as_ref().map(|(exact, _)| exact.columns.iter().position(|own| own == column)) {
                // Other months: neither is a part of the other, and both are parts of all.
                Some(Some(place)) => {
                    problem.nest(2 * held + place, &[at, held + at]);
                    problem.nest(2 * held + place, &[at]);
                    problem.nest(2 * held + place, &[held + at]);
                }
                None if beside.is_inside && !is_a_state(*column) && problem.nest(at, &[held + at]) => {
                    pairs.push((at, held + at))
                }
                _ => {}
            }
        }
        let cells: usize = problem.counts.iter().map(Vec::len).sum();
        Joint {
            is_row_by_row: later.dimensions.len() > 1 || cells > CELLS_AS_A_WHOLE,
            lines: lines(&later),
            earlier: held..2 * held,
            pairs,
            problem,
        }
    }

    /// What to hide, or nothing where that would cost more than these columns of the earlier table.
    fn protect(&self, new: &Range<usize>) -> Option<Vec<Vec<bool>>> {
        let free = self.earlier.start + new.start..self.earlier.start + new.end;
        let given = self.given();
        if self.is_row_by_row {
            return self.by_row(&free, given);
        }
        let mut hidden = suppress(&self.problem);
        // What it would hide of the later table stays; then it has to be safe all the same.
        hidden.iter_mut().zip(&given).for_each(|(row, given)| keep_to(row, given, &free));
        if audit(&by_itself(&self.problem), &hidden).is_ok() {
            return Some(hidden);
        }
        // Row by row nothing is known of the lines' sums. Against primes, which know their own rows, that is not enough.
        if self.problem.insiders { None } else { self.by_row(&free, given) }
    }

    /// Whether nothing can be worked out as the tables are.
    fn is_safe(&self) -> bool {
        let given = self.given();
        let is_blank = |row: usize| self.earlier.clone().all(|column| given[row][column]);
        let is_safe = |row: usize| is_blank(row) || audit(&by_itself(&self.alone(row)), &given[row..=row]).is_ok();
        match self.problem.insiders {
            true => (0..given.len()).all(is_blank) || audit(&by_itself(&self.problem), &given).is_ok(),
            false => (0..given.len()).all(is_safe),
        }
    }

    /// What the tables hide as they are.
    fn given(&self) -> Vec<Vec<bool>> {
        let mut given: Vec<Vec<bool>> = self.problem.counts.iter().map(|row| vec![false; row.len()]).collect();
        self.problem.hidden_elsewhere.iter().for_each(|(row, column)| given[*row][*column] = true);
        given
    }

    fn alone(&self, row: usize) -> Problem {
        let here = self.problem.hidden_elsewhere.iter().filter(|(own, _)| *own == row);
        Problem {
            counts: vec![self.problem.counts[row].clone()],
            has_total: false,
            insiders: false,
            relations: self.relations_of(row),
            hidden_elsewhere: here.map(|(_, column)| (0, *column)).collect(),
            known: Vec::new(),
            ..self.problem.clone()
        }
    }

    /// What holds in a row, without the earlier counts of which it is printed that there is nobody by now: that there was nobody
    /// then is no news, and nothing about them can be protected.
    fn relations_of(&self, row: usize) -> Vec<Relation> {
        let is_hidden = |column: usize| self.problem.hidden_elsewhere.contains(&(row, column));
        let is_known = |(later, _): &&(usize, usize)| self.problem.counts[row][*later] == 0 && !is_hidden(*later);
        let known: Vec<usize> = self.pairs.iter().filter(is_known).map(|(_, earlier)| *earlier).collect();
        let left = |relation: &Relation| {
            let parts: Vec<usize> = relation.parts.iter().copied().filter(|part| !known.contains(part)).collect();
            let is_left = !known.contains(&relation.whole) && !parts.is_empty();
            is_left.then(|| Relation { parts, ..relation.clone() })
        };
        self.problem.relations.iter().filter_map(left).collect()
    }

    /// Each row by itself, and then more rows of the earlier table until no line of them hides a single count or few people,
    /// nor few to whom it happened in between.
    fn by_row(&self, free: &Range<usize>, given: Vec<Vec<bool>>) -> Option<Vec<Vec<bool>>> {
        let mut hidden = Vec::with_capacity(given.len());
        for (row, given) in given.into_iter().enumerate() {
            let alone = self.alone(row);
            let mut marks = suppress(&alone).swap_remove(0);
            keep_to(&mut marks, &given, free);
            if audit(&by_itself(&alone), std::slice::from_ref(&marks)).is_err() {
                marks = given;
                free.clone().for_each(|column| marks[column] = true);
                // A row of which all is hidden adds nothing to what the later one tells.
                let is_blank = self.earlier.clone().all(|column| marks[column]);
                if !is_blank && audit(&by_itself(&alone), std::slice::from_ref(&marks)).is_err() {
                    return None;
                }
            }
            hidden.push(marks);
        }
        let total = if self.problem.has_total { hidden.len() - 1 } else { hidden.len() };
        loop {
            let mut changed = false;
            for line in self.lines.iter().filter(|line| line.len() > 1) {
                for column in free.clone() {
                    while self.is_open(&hidden, line, column) {
                        let shown = line.iter().copied().filter(|row| !hidden[*row][column]);
                        let people = |row: &usize| (self.problem.counts[*row][column] == 0, self.people(*row), *row);
                        let Some(row) = shown.min_by_key(people) else { break };
                        free.clone().for_each(|column| hidden[row][column] = true);
                        changed = true;
                    }
                }
            }
            if !changed {
                break;
            }
        }
        for column in free.clone().filter(|_| self.problem.has_total) {
            let any = hidden[..total].iter().any(|row| row[column]);
            hidden[total][column] |= any;
        }
        Some(hidden)
    }

    fn people(&self, row: usize) -> u64 {
        self.problem.counts[row][self.earlier.clone()].iter().sum()
    }

    /// Whether a line's sums would tell a hidden count of the earlier table, or how many few there are in between.
    fn is_open(&self, hidden: &[Vec<bool>], line: &[usize], column: usize) -> bool {
        let counts = &self.problem.counts;
        let own: Vec<usize> = line.iter().copied().filter(|row| hidden[*row][column]).collect();
        let sum: u64 = own.iter().map(|row| counts[*row][column]).sum();
        if own.len() == 1 || self.problem.is_small(sum) {
            return true;
        }
        let Some((later, _)) = self.pairs.iter().find(|(_, earlier)| *earlier == column) else { return false };
        let is_told = |row: &usize| !hidden[*row][*later];
        let between: u64 = own.iter().map(|row| counts[*row][*later] - counts[*row][column]).sum();
        // Nobody in between would say that each hidden count is the later one.
        own.iter().any(is_told) && between < self.problem.threshold
    }

    /// Hides it in the earlier table.
    fn apply(&self, hidden: &[Vec<bool>], own: &mut PublishedTable) {
        for (row, place) in rows(own).into_iter().enumerate() {
            for column in self.earlier.clone().filter(|column| hidden[row][*column]) {
                hide_cell(own, place, column - self.earlier.start);
            }
        }
    }
}

/// Takes back what would be hidden outside these columns.
fn keep_to(hidden: &mut [bool], given: &[bool], free: &Range<usize>) {
    let others = hidden.iter_mut().zip(given).enumerate().filter(|(at, _)| !free.contains(at));
    others.for_each(|(_, (hidden, given))| *hidden = *given);
}

/// The problem as the audit has it: what the tables hide stays hidden, and is as open as its own count asks; hidden for the sake of
/// others it need not be more.
fn by_itself(problem: &Problem) -> Problem {
    Problem { hidden_elsewhere: Vec::new(), ..problem.clone() }
}

/// Whoever was in a state need not be in it any more.
fn is_a_state(column: CountColumn) -> bool {
    matches!(column, CountColumn::Happened(event) if event.is_a_state())
}

impl Problem {
    /// Says that columns are parts of another one; false where that does not hold in every row.
    fn nest(&mut self, whole: usize, parts: &[usize]) -> bool {
        let holds = self.counts.iter().all(|row| parts.iter().map(|part| row[*part]).sum::<u64>() <= row[whole]);
        if holds {
            self.relations.push(Relation { whole, parts: parts.to_vec(), is_known_to_be_all: false });
        }
        holds
    }
}

impl Relation {
    /// The same of columns that stand further to the right.
    fn moved(self, by: usize) -> Relation {
        Relation { whole: self.whole + by, parts: self.parts.into_iter().map(|part| part + by).collect(), ..self }
    }
}

/// The counts of a row in all tables, beside each other.
fn row_of(tables: &[(&CountTable, &PublishedTable)], row: Row) -> Vec<u64> {
    let own = |(table, _): &(&CountTable, &PublishedTable)| match row {
        Row::Group(group) => table.counts[group].clone(),
        Row::Total => table.total.clone(),
    };
    tables.iter().flat_map(own).collect()
}

#[cfg(test)]
mod tests;
