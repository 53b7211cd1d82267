//! Other tables that would have printed the same paper.
//!
//! A hidden count is safe when a reader can write down two tables that agree with everything printed and differ in that
//! count by enough. This module looks for such tables: it moves the hidden count by one and repairs, equation by
//! equation, what that breaks, along the cheapest way (Dijkstra over the broken equations; with nested columns this is
//! the shortest augmenting path of a network flow, so it is exact). A table found is proof; a table not found only
//! means that more will be hidden, so a mistake here costs figures, never people.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashSet};

use super::problem::Problem;

/// Steps for each count or remainder of the table after which a search gives up; nested tables need at most two or three.
const SEARCH_LIMIT: usize = 8;

/// Steps that even the smallest table may take.
const SEARCH_LEAST: usize = 4_000;

/// A broken equation and by how much its left side is too large: -1 or 1.
type Broken = (u32, i8);

/// The counts of a table, the remainders of its relations, and the equations that hold between them.
pub(super) struct Equations {
    /// Cells row by row, then remainders row by row.
    pub values: Vec<i64>,
    cells: usize,
    columns: usize,
    relations: usize,
    /// By relation: the whole and the part of a pair that other relations imply; it needs no equations of its own.
    implied: Vec<Option<(usize, usize)>>,
    members: Vec<Vec<(usize, i8)>>,
    memberships: Vec<Vec<(u32, i8)>>,
}

/// What must stay uncertain, and to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Demand {
    pub variable: usize,
    /// The group that knows its own row; None for a reader of the paper alone.
    pub insider: Option<usize>,
    pub width: i64,
}

/// Two tables, written as their differences from the true one, between which a reader cannot decide.
#[derive(Clone, Debug, Default)]
pub(super) struct Proof {
    pub low: Vec<(usize, i64)>,
    pub high: Vec<(usize, i64)>,
}

impl Proof {
    /// Tells whether the proof stands on this variable being hidden.
    pub(super) fn uses(&self, variable: usize) -> bool {
        self.low.iter().chain(&self.high).any(|(moved, _)| *moved == variable)
    }
}

struct Step {
    parent: usize,
    variable: usize,
    delta: i8,
    /// Written down when the step is taken up: most steps never are.
    broken: Vec<Broken>,
}

struct Path {
    cost: u64,
    moves: Vec<(usize, i8)>,
}

impl Equations {
    /// Writes down what holds in a table that [`Problem::flaw`] has passed.
    ///
    /// The total of a whole follows from the totals of its parts and remainders, so only those are equations: every
    /// variable of nested columns is then in two equations at most.
    pub(super) fn of(problem: &Problem) -> Equations {
        let (rows, columns, relations) = (problem.rows(), problem.columns(), problem.relations.len());
        let cells = rows * columns;
        let signed = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
        let mut values: Vec<i64> = problem.counts.iter().flatten().map(|count| signed(*count)).collect();
        let implied = problem.implied_pairs();
        let mut members = Vec::new();
        for row in 0..rows {
            for (k, relation) in problem.relations.iter().enumerate() {
                values.push(problem.remainder(row, k).map_or(0, signed));
                if implied[k].is_some() {
                    continue;
                }
                let mut equation = vec![(row * columns + relation.whole, 1)];
                equation.extend(relation.parts.iter().map(|part| (row * columns + part, -1)));
                equation.push((cells + row * relations + k, -1));
                members.push(equation);
            }
        }
        if let Some(total) = problem.total_row() {
            let is_whole = |column: usize| problem.relations.iter().any(|relation| relation.whole == column);
            let sign = |row: usize| if row == total { -1 } else { 1 };
            for column in (0..columns).filter(|column| !is_whole(*column)) {
                members.push((0..rows).map(|row| (row * columns + column, sign(row))).collect());
            }
            for k in (0..relations).filter(|k| implied[*k].is_none()) {
                members.push((0..rows).map(|row| (cells + row * relations + k, sign(row))).collect());
            }
        }
        let mut memberships = vec![Vec::new(); values.len()];
        for (number, equation) in (0u32..).zip(&members) {
            for (variable, sign) in equation {
                memberships[*variable].push((number, *sign));
            }
        }
        Equations { values, cells, columns, relations, implied, members, memberships }
    }

    /// The number of the remainder of relation `k` in `row`.
    pub(super) fn remainder(&self, row: usize, k: usize) -> usize {
        self.cells + row * self.relations + k
    }

    /// Tells whether this is a cell of the table, not a remainder.
    pub(super) fn is_cell(&self, variable: usize) -> bool {
        variable < self.cells
    }

    /// The row of the table to which a cell or remainder belongs.
    pub(super) fn row(&self, variable: usize) -> usize {
        match variable.checked_sub(self.cells) {
            None => variable / self.columns,
            Some(remainder) => remainder / self.relations,
        }
    }

    /// Looks for two tables that keep the demand; `fee` is what it costs to let a variable move, None for never.
    ///
    /// With a fee above nought for printed cells, the proof says which of them to hide.
    pub(super) fn prove(&self, demand: &Demand, fee: &dyn Fn(usize) -> Option<u64>) -> Option<Proof> {
        let remainder = demand.variable.checked_sub(self.cells);
        let Some((whole, part)) = remainder.and_then(|number| self.implied[number % self.relations]) else {
            return self.spread(demand, None, fee);
        };
        // The difference of two cells moves with either while the other stands still.
        let cell = |column: usize| self.row(demand.variable) * self.columns + column;
        let ways = [(cell(part), cell(whole)), (cell(whole), cell(part))].map(|(variable, still)| {
            let proof = self.spread(&Demand { variable, ..*demand }, Some(still), fee)?;
            let moved: BTreeSet<usize> = proof.low.iter().chain(&proof.high).map(|(variable, _)| *variable).collect();
            Some((moved.into_iter().filter_map(fee).sum::<u64>(), proof))
        });
        ways.into_iter().flatten().min_by_key(|(cost, _)| *cost).map(|(_, proof)| proof)
    }

    /// Moves one variable up and down, cheapest way first, until the ends are far enough apart.
    fn spread(&self, demand: &Demand, still: Option<usize>, fee: &dyn Fn(usize) -> Option<u64>) -> Option<Proof> {
        let (mut low, mut high) = (self.values.clone(), self.values.clone());
        while high[demand.variable] - low[demand.variable] < demand.width {
            let moved = |v: usize| low[v] != self.values[v] || high[v] != self.values[v];
            let price = |v: usize| match demand.insider {
                _ if still == Some(v) => None,
                Some(knows) if self.row(v) == knows => None,
                _ if moved(v) => Some(0),
                _ => fee(v),
            };
            let up = self.cheapest(&high, demand.variable, 1, &price);
            let down = match &up {
                Some(path) if path.cost == 0 => None,
                _ => self.cheapest(&low, demand.variable, -1, &price),
            };
            let missing = demand.width - (high[demand.variable] - low[demand.variable]);
            match (up, down) {
                (Some(up), Some(down)) if down.cost < up.cost => apply(&mut low, &down, missing),
                (Some(up), _) => apply(&mut high, &up, missing),
                (None, Some(down)) => apply(&mut low, &down, missing),
                (None, None) => return None,
            }
        }
        Some(Proof { low: self.differences(&low), high: self.differences(&high) })
    }

    fn differences(&self, table: &[i64]) -> Vec<(usize, i64)> {
        let pairs = table.iter().zip(&self.values).enumerate();
        pairs.filter(|(_, (new, old))| new != old).map(|(v, (new, old))| (v, new - old)).collect()
    }

    /// The cheapest set of moves by one that begins with `first` and leaves every equation whole and no count negative.
    fn cheapest(&self, values: &[i64], first: usize, delta: i8, price: &dyn Fn(usize) -> Option<u64>) -> Option<Path> {
        let cost = price(first)?;
        if values[first] + i64::from(delta) < 0 {
            return None;
        }
        let broken: Vec<Broken> =
            self.memberships[first].iter().map(|(equation, sign)| (*equation, sign * delta)).collect();
        let mut queue = BinaryHeap::from([Reverse((cost, broken.len(), 0u32, 0usize))]);
        let mut steps = vec![Step { parent: usize::MAX, variable: first, delta, broken }];
        let mut seen: HashSet<u64> = HashSet::new();
        let limit = SEARCH_LEAST.max(self.values.len() * SEARCH_LIMIT);
        let mut next = Vec::new();
        while let Some(Reverse((cost, _, length, at))) = queue.pop() {
            let Step { parent, variable, delta, .. } = steps[at];
            if parent != usize::MAX {
                self.after(&steps[parent].broken, variable, delta, &mut next);
                steps[at].broken.clone_from(&next);
            }
            let Some((equation, excess)) = steps[at].broken.last().copied() else {
                return Some(Path { cost, moves: moves_to(&steps, at) });
            };
            if steps.len() > limit {
                return None;
            }
            if !seen.insert(fingerprint(&steps[at].broken)) {
                continue;
            }
            for (variable, sign) in &self.members[equation as usize] {
                let delta = -excess * sign;
                let Some(fee) = price(*variable) else { continue };
                if values[*variable] + i64::from(delta) < 0 || is_moved(&steps, at, *variable) {
                    continue;
                }
                let possible = self.after(&steps[at].broken, *variable, delta, &mut next);
                if possible && !seen.contains(&fingerprint(&next)) {
                    queue.push(Reverse((cost + fee, next.len(), length + 1, steps.len())));
                    steps.push(Step { parent: at, variable: *variable, delta, broken: Vec::new() });
                }
            }
        }
        None
    }

    /// Writes down what is broken after one more move; false when an equation would be out by two.
    fn after(&self, broken: &[Broken], variable: usize, delta: i8, next: &mut Vec<Broken>) -> bool {
        next.clear();
        next.extend_from_slice(broken);
        for (equation, sign) in &self.memberships[variable] {
            match next.iter().position(|(number, _)| number == equation) {
                Some(place) if next[place].1 == -(sign * delta) => drop(next.remove(place)),
                Some(_) => return false,
                None => next.push((*equation, sign * delta)),
            }
        }
        true
    }
}

/// A number for what is broken. Two cases with one number would make a search miss a way, which hides more, not less.
fn fingerprint(broken: &[Broken]) -> u64 {
    broken.iter().fold(0xcbf2_9ce4_8422_2325, |hash, (equation, excess)| {
        let entry = u64::from(*equation) * 2 + u64::from(*excess > 0);
        (hash.rotate_left(5) ^ entry).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    })
}

fn is_moved(steps: &[Step], mut at: usize, variable: usize) -> bool {
    while let Some(step) = steps.get(at) {
        if step.variable == variable {
            return true;
        }
        at = step.parent;
    }
    false
}

fn moves_to(steps: &[Step], mut at: usize) -> Vec<(usize, i8)> {
    let mut moves = Vec::new();
    while let Some(step) = steps.get(at) {
        moves.push((step.variable, step.delta));
        at = step.parent;
    }
    moves
}

/// Goes along the path as often as is still missing and no count falls below nought; once is always possible.
fn apply(values: &mut [i64], path: &Path, missing: i64) {
    let falling = path.moves.iter().filter(|(_, delta)| *delta < 0).map(|(variable, _)| values[*variable]);
    let times = falling.fold(missing, i64::min);
    for (variable, delta) in &path.moves {
        values[*variable] += i64::from(*delta) * times;
    }
}
