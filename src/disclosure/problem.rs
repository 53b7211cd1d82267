//! A table of counts to be protected: what holds in it, and which of its counts are too small to print.

use std::collections::BTreeSet;

use super::witness::{Demand, Equations};

/// The largest threshold for which intervals are searched, ten times any in use.
const THRESHOLD_LIMIT: u64 = 100;

/// One table of counts as it would be printed if nothing were hidden.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Rows are groups; with `has_total` the last row is their exact sum.
    pub counts: Vec<Vec<u64>>,
    pub has_total: bool,
    /// What is counted inside what. Name every pair of columns of which the paper prints a percentage.
    pub relations: Vec<Relation>,
    /// Counts from 1 to `threshold` - 1 are never printed.
    pub threshold: u64,
    /// How dear it is to hide a count of each column: higher = keep. A missing or nought entry counts as 1.
    pub keep: Vec<u32>,
    /// Protect each group also from the others, each of which knows its own row (tables by prime).
    pub insiders: bool,
    /// Cells (row, column) that another table of the same people hides: this one must not give them away.
    pub hidden_elsewhere: Vec<(usize, usize)>,
    /// Cells (row, column) that everybody knows to be nought: nobody who did not join has a job start. Nothing hides behind
    /// them.
    pub known: Vec<(usize, usize)>,
}

/// `whole` = sum of `parts` + a remainder that nobody prints but anybody can work out (attached = job started + not
/// job started).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    pub whole: usize,
    pub parts: Vec<usize>,
    /// Where there is no remainder, everybody knows that there is none: as long as nobody's time can be over, whoever has not
    /// achieved is still in time.
    pub is_known_to_be_all: bool,
}

impl Problem {
    pub(super) fn rows(&self) -> usize {
        self.counts.len()
    }

    pub(super) fn columns(&self) -> usize {
        self.counts.first().map_or(0, Vec::len)
    }

    pub(super) fn total_row(&self) -> Option<usize> {
        if self.has_total { self.rows().checked_sub(1) } else { None }
    }

    /// What the whole of a relation has beyond its parts; None when the parts are more than the whole.
    pub(super) fn remainder(&self, row: usize, relation: usize) -> Option<u64> {
        let (counts, relation) = (&self.counts[row], &self.relations[relation]);
        relation.parts.iter().try_fold(counts[relation.whole], |left, part| left.checked_sub(counts[*part]))
    }

    /// Why the table cannot be protected count by count, if so: it does not add up, or the relations run in a circle.
    pub(super) fn flaw(&self) -> Option<String> {
        let columns = self.columns();
        if let Some(row) = self.counts.iter().position(|row| row.len() != columns) {
            return Some(format!("row {} has {} counts, expected {columns}", row + 1, self.counts[row].len()));
        }
        if self.counts.iter().flatten().any(|count| *count > u64::from(u32::MAX)) {
            return Some("a count is larger than 4,294,967,295".to_string());
        }
        if self.threshold > THRESHOLD_LIMIT {
            return Some(format!("the threshold is {}, expected at most {THRESHOLD_LIMIT}", self.threshold));
        }
        if let Some(flaw) = self.relation_flaw() {
            return Some(flaw);
        }
        for row in 0..self.rows() {
            if let Some(k) = (0..self.relations.len()).find(|k| self.remainder(row, *k).is_none()) {
                let whole = self.relations[k].whole + 1;
                return Some(format!("row {}: the parts of column {whole} are more than the whole", row + 1));
            }
        }
        let total = self.total_row()?;
        let sum = |column: usize| self.counts[..total].iter().map(|row| row[column]).sum::<u64>();
        let column = (0..columns).find(|column| sum(*column) != self.counts[total][*column])?;
        Some(format!("column {}: the total is not the sum of the groups", column + 1))
    }

    fn relation_flaw(&self) -> Option<String> {
        let columns = self.columns();
        for (k, relation) in self.relations.iter().enumerate() {
            let named: BTreeSet<usize> = relation.parts.iter().chain([&relation.whole]).copied().collect();
            if named.len() != relation.parts.len() + 1 || relation.parts.is_empty() {
                return Some(format!("relation {} names a column twice, or no part", k + 1));
            }
            if named.last().is_some_and(|last| *last >= columns) {
                return Some(format!("relation {} names a column beyond the last", k + 1));
            }
        }
        // Peel off relations whose whole is no part of another one that is left; a circle is what cannot be peeled.
        let mut left: Vec<&Relation> = self.relations.iter().collect();
        while !left.is_empty() {
            let inner: BTreeSet<usize> = left.iter().flat_map(|relation| relation.parts.iter().copied()).collect();
            let rest: Vec<&Relation> = left.iter().copied().filter(|r| inner.contains(&r.whole)).collect();
            if rest.len() == left.len() {
                return Some("the relations run in a circle".to_string());
            }
            left = rest;
        }
        None
    }

    /// By relation: the whole and the part of a pair that follows from the relations left when it is taken away
    /// (attached and sustained, when attached and job started, and job started and sustained, are given).
    pub(super) fn implied_pairs(&self) -> Vec<Option<(usize, usize)>> {
        let mut left: BTreeSet<usize> = (0..self.relations.len()).collect();
        let mut implied = vec![None; self.relations.len()];
        for (k, relation) in self.relations.iter().enumerate() {
            let [part] = relation.parts[..] else { continue };
            left.remove(&k);
            if self.is_inside(&left, relation.whole, part) {
                implied[k] = Some((relation.whole, part));
            } else {
                left.insert(k);
            }
        }
        implied
    }

    fn is_inside(&self, relations: &BTreeSet<usize>, whole: usize, part: usize) -> bool {
        let mut inside = BTreeSet::from([whole]);
        for _ in 0..relations.len() {
            let known = relations.iter().map(|k| &self.relations[*k]).filter(|r| inside.contains(&r.whole));
            let parts: Vec<usize> = known.flat_map(|relation| relation.parts.iter().copied()).collect();
            inside.extend(parts);
        }
        inside.contains(&part)
    }

    pub(super) fn is_small(&self, count: u64) -> bool {
        0 < count && count < self.threshold
    }

    /// The counts that may not be printed for their own sake, whatever else the paper shows; same shape as `counts`.
    ///
    /// Small counts; the part of a whole of which a small number is left (single parts: with several, hiding any of
    /// them will do, and the choice is left to the search); every part of a whole of fewer than twice the threshold
    /// whose people are all in one place, because "0 of 6" tells of each of the six; and what another table hides.
    pub fn primary(&self) -> Vec<Vec<bool>> {
        let mut primary: Vec<Vec<bool>> =
            self.counts.iter().map(|row| row.iter().map(|count| self.is_small(*count)).collect()).collect();
        for (row, counts) in self.counts.iter().enumerate() {
            for (k, relation) in self.relations.iter().enumerate() {
                let whole = counts[relation.whole];
                let remainder = self.remainder(row, k).unwrap_or(0);
                let few = 0 < whole && whole < self.threshold.saturating_mul(2) && self.threshold > 1;
                let alike = few && (remainder == whole || relation.parts.iter().any(|part| counts[*part] == whole));
                let left_small = relation.parts.len() == 1 && self.is_small(remainder);
                if alike || left_small {
                    relation.parts.iter().for_each(|part| primary[row][*part] = true);
                }
            }
        }
        for &(row, column) in &self.hidden_elsewhere {
            if let Some(cell) = primary.get_mut(row).and_then(|row| row.get_mut(column)) {
                *cell = true;
            }
        }
        for &(row, column) in &self.known {
            if let Some(cell) = primary.get_mut(row).and_then(|row| row.get_mut(column)) {
                *cell = false;
            }
        }
        primary
    }

    /// The lines that a reader can add up: the printed sum when it is printed, and what it is the sum of.
    pub(super) fn lines(&self) -> Vec<Line> {
        let columns = self.columns();
        let mut lines = Vec::new();
        if let Some(total) = self.total_row() {
            for column in 0..columns {
                let addends = (0..total).map(|row| row * columns + column).collect();
                lines.push(Line { sum: total * columns + column, addends, unprinted: 0 });
            }
        }
        for row in 0..self.rows() {
            for (k, relation) in self.relations.iter().enumerate() {
                let addends = relation.parts.iter().map(|part| row * columns + part).collect();
                let unprinted = self.remainder(row, k).unwrap_or(0);
                lines.push(Line { sum: row * columns + relation.whole, addends, unprinted });
            }
        }
        lines
    }
}

/// A sum and its addends, by number of the cell, and the remainder that is never printed.
pub(super) struct Line {
    pub sum: usize,
    pub addends: Vec<usize>,
    pub unprinted: u64,
}

impl Line {
    /// What the hidden counts of the line add up to, when a reader can work it out: None when the sum is hidden too or
    /// nothing is hidden.
    pub(super) fn hidden_sum(&self, counts: &[i64], hidden: &[bool]) -> Option<u64> {
        if hidden[self.sum] || !self.addends.iter().any(|cell| hidden[*cell]) {
            return None;
        }
        let hidden = self.addends.iter().filter(|cell| hidden[**cell]).map(|cell| counts[*cell].unsigned_abs());
        Some(hidden.sum::<u64>() + self.unprinted)
    }
}

/// What a reader, and each insider, must not be able to work out while these variables are hidden.
pub(super) fn demands(problem: &Problem, equations: &Equations, hidden: &[bool]) -> Vec<Demand> {
    let primary: Vec<bool> = problem.primary().into_iter().flatten().collect();
    let mut demands = Vec::new();
    for (variable, value) in equations.values.iter().enumerate() {
        let sensitive = match primary.get(variable) {
            Some(primary) => *primary,
            None => problem.is_small(value.unsigned_abs()),
        };
        if sensitive {
            demands.extend(sensitive_demands(problem, equations, variable));
        } else if equations.is_cell(variable) && hidden[variable] {
            demands.push(Demand { variable, insider: None, width: 1 });
        }
    }
    demands
}

fn sensitive_demands(problem: &Problem, equations: &Equations, variable: usize) -> Vec<Demand> {
    let width = i64::try_from(problem.threshold.saturating_sub(1)).unwrap_or(i64::MAX).max(1);
    let mut demands = vec![Demand { variable, insider: None, width }];
    let (row, total) = (equations.row(variable), problem.total_row());
    if problem.insiders && Some(row) != total {
        let groups = total.unwrap_or(problem.rows());
        let others = (0..groups).filter(|other| *other != row);
        demands.extend(others.map(|other| Demand { variable, insider: Some(other), width: 1 }));
    }
    demands
}
