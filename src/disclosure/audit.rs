//! The attacker: what a reader of a finished table can work out about the counts that it hides.
//!
//! Two attacks that share nothing with each other but the table: [`bounds`] narrows every hidden count as far as sums
//! and nesting allow and must not get too close; and for every hidden count two complete tables are laid side by side
//! which print the same paper and differ in that count, which proves that no attack whatever gets closer.

use std::fmt;

pub use super::attack::bounds;
use super::attack::narrow;
use super::problem::{Problem, demands};
use super::witness::{Demand, Equations};

/// Why a table may not be published as it stands. Rows, columns and relations count from 0. Holds no count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Breach {
    /// The table is not one that can be audited.
    Flawed(String),
    /// The marks have another shape than the counts.
    Shape,
    /// A count that may not be printed for its own sake is printed.
    Printed { row: usize, column: usize },
    /// The hidden counts of this sum add up to fewer people than the threshold.
    SmallSum { row: usize, column: usize },
    /// A hidden count can be worked out, or nearly; by the group `insider` if it is not any reader.
    Narrow { row: usize, column: usize, insider: Option<usize> },
    /// What is left of a whole beyond its parts is a small number and can be worked out, or nearly.
    NarrowRemainder { row: usize, relation: usize, insider: Option<usize> },
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let who = |insider: &Option<usize>| match insider {
            None => "any reader".to_string(),
            Some(group) => format!("the group of row {}", group + 1),
        };
        match self {
            Breach::Flawed(why) => write!(f, "the table cannot be protected: {why}"),
            Breach::Shape => write!(f, "the marks for hidden counts do not fit the table"),
            Breach::Printed { row, column } => {
                write!(f, "row {}, column {}: a small count would be printed", row + 1, column + 1)
            }
            Breach::SmallSum { row, column } => {
                write!(f, "row {}, column {}: the hidden counts of this sum are too few people", row + 1, column + 1)
            }
            Breach::Narrow { row, column, insider } => {
                write!(f, "row {}, column {}: {} can work out the hidden count", row + 1, column + 1, who(insider))
            }
            Breach::NarrowRemainder { row, relation, insider } => {
                let (row, relation, who) = (row + 1, relation + 1, who(insider));
                write!(f, "row {row}, relation {relation}: {who} can work out the small number left of the whole")
            }
        }
    }
}

impl std::error::Error for Breach {}

/// Attacks the table as it would be printed, and says what gives way first.
///
/// A table of which nothing is printed tells nothing, so it passes if it adds up.
pub fn audit(problem: &Problem, hidden: &[Vec<bool>]) -> Result<(), Breach> {
    if let Some(flaw) = problem.flaw() {
        return Err(Breach::Flawed(flaw));
    }
    let same_shape = |(marks, counts): (&Vec<bool>, &Vec<u64>)| marks.len() == counts.len();
    if hidden.len() != problem.rows() || !hidden.iter().zip(&problem.counts).all(same_shape) {
        return Err(Breach::Shape);
    }
    check_primary(problem, hidden)?;
    if hidden.iter().flatten().all(|hidden| *hidden) {
        return Ok(());
    }
    let equations = Equations::of(problem);
    let mut marks: Vec<bool> = hidden.iter().flatten().copied().collect();
    check_sums(problem, &equations, &marks)?;
    marks.resize(equations.values.len(), true);
    let demands = demands(problem, &equations, &marks);
    let knows = [None].into_iter().chain((0..problem.rows()).map(Some));
    for insider in knows.filter(|insider| insider.is_none() || problem.insiders) {
        let asked: Vec<&Demand> = demands.iter().filter(|demand| demand.insider == insider).collect();
        if !asked.is_empty() {
            let ranges = narrow(&seen_by(problem, hidden, insider), problem.has_total, &problem.relations);
            let narrow = asked.iter().find(|demand| !ranges[demand.variable].is_as_wide_as(demand.width));
            narrow.map_or(Ok(()), |demand| Err(breach(problem, &equations, demand)))?;
        }
    }
    let unproven = demands.iter().find(|demand| !is_proven(problem, &equations, hidden, &marks, demand));
    unproven.map_or(Ok(()), |demand| Err(breach(problem, &equations, demand)))
}

fn check_primary(problem: &Problem, hidden: &[Vec<bool>]) -> Result<(), Breach> {
    for (row, marks) in problem.primary().iter().enumerate() {
        let printed = marks.iter().zip(&hidden[row]).position(|(sensitive, hidden)| *sensitive && !hidden);
        if let Some(column) = printed {
            return Err(Breach::Printed { row, column });
        }
    }
    Ok(())
}

fn check_sums(problem: &Problem, equations: &Equations, marks: &[bool]) -> Result<(), Breach> {
    let too_few = |sum: u64| sum < problem.threshold;
    let small = problem.lines().into_iter().find(|line| line.hidden_sum(&equations.values, marks).is_some_and(too_few));
    match small {
        None => Ok(()),
        Some(line) => Err(Breach::SmallSum { row: line.sum / problem.columns(), column: line.sum % problem.columns() }),
    }
}

/// The table as printed, with the row that an insider fills in from its own books.
fn seen_by(problem: &Problem, hidden: &[Vec<bool>], insider: Option<usize>) -> Vec<Vec<Option<u64>>> {
    let seen = |row: usize, column: usize| !hidden[row][column] || insider == Some(row);
    let row = |(row, counts): (usize, &Vec<u64>)| {
        counts.iter().enumerate().map(|(column, count)| seen(row, column).then_some(*count)).collect()
    };
    problem.counts.iter().enumerate().map(row).collect()
}

fn breach(problem: &Problem, equations: &Equations, demand: &Demand) -> Breach {
    let (row, insider) = (equations.row(demand.variable), demand.insider);
    if equations.is_cell(demand.variable) {
        return Breach::Narrow { row, column: demand.variable % problem.columns(), insider };
    }
    Breach::NarrowRemainder { row, relation: demand.variable - equations.remainder(row, 0), insider }
}

/// Lays two tables side by side and checks them against the printed one, trusting nothing about where they came from.
fn is_proven(problem: &Problem, equations: &Equations, hidden: &[Vec<bool>], marks: &[bool], demand: &Demand) -> bool {
    let fee = |variable: usize| if marks[variable] { Some(0) } else { None };
    let Some(proof) = equations.prove(demand, &fee) else { return false };
    let seen = seen_by(problem, hidden, demand.insider);
    let ends = [&proof.low, &proof.high].map(|moves| {
        let table = with_moves(problem, moves)?;
        prints_the_same(problem, &seen, &table).then(|| value_in(problem, &table, equations, demand.variable))?
    });
    matches!(ends, [Some(low), Some(high)] if (high - low).abs() >= i128::from(demand.width))
}

/// The table with some counts changed; None when one falls below nought.
fn with_moves(problem: &Problem, moves: &[(usize, i64)]) -> Option<Vec<Vec<u64>>> {
    let mut table = problem.counts.clone();
    let columns = problem.columns();
    for (variable, delta) in moves.iter().filter(|(variable, _)| *variable < problem.rows() * columns) {
        let count = &mut table[variable / columns][variable % columns];
        *count = count.checked_add_signed(*delta)?;
    }
    Some(table)
}

fn prints_the_same(problem: &Problem, seen: &[Vec<Option<u64>>], table: &[Vec<u64>]) -> bool {
    let printed_alike = seen.iter().flatten().zip(table.iter().flatten());
    let other = Problem { counts: table.to_vec(), ..problem.clone() };
    printed_alike.into_iter().all(|(seen, count)| seen.is_none_or(|seen| seen == *count)) && other.flaw().is_none()
}

fn value_in(problem: &Problem, table: &[Vec<u64>], equations: &Equations, variable: usize) -> Option<i128> {
    let row = equations.row(variable);
    if equations.is_cell(variable) {
        return Some(i128::from(table[row][variable % problem.columns()]));
    }
    let relation = &problem.relations[variable - equations.remainder(row, 0)];
    let parts: i128 = relation.parts.iter().map(|part| i128::from(table[row][*part])).sum();
    Some(i128::from(table[row][relation.whole]) - parts)
}

#[cfg(test)]
mod tests {
    use super::super::problem::Relation;
    use super::*;

    /// Attached and job starts of three groups and their total; the second group has 3 job starts.
    fn problem() -> Problem {
        Problem {
            counts: vec![vec![40, 20], vec![30, 3], vec![50, 12], vec![120, 35]],
            has_total: true,
            relations: vec![Relation { whole: 0, parts: vec![1], is_known_to_be_all: false }],
            threshold: 5,
            keep: vec![],
            insiders: false,
            known: Vec::new(),
            hidden_elsewhere: vec![],
        }
    }

    fn hiding(cells: &[(usize, usize)]) -> Vec<Vec<bool>> {
        let mut hidden = vec![vec![false; 2]; 4];
        cells.iter().for_each(|(row, column)| hidden[*row][*column] = true);
        hidden
    }

    #[test]
    fn a_small_count_left_in_print_is_found() {
        assert_eq!(audit(&problem(), &hiding(&[])), Err(Breach::Printed { row: 1, column: 1 }));
    }

    #[test]
    fn a_small_count_that_the_total_gives_away_is_found() {
        assert_eq!(audit(&problem(), &hiding(&[(1, 1)])), Err(Breach::SmallSum { row: 3, column: 1 }));
        let mut large = problem();
        large.threshold = 3;
        let alone = audit(&large, &hiding(&[(0, 1)]));
        assert_eq!(alone, Err(Breach::Narrow { row: 0, column: 1, insider: None }));
    }

    #[test]
    fn a_small_count_behind_a_second_one_passes_but_not_before_the_group_that_knows_the_second() {
        let hidden = hiding(&[(1, 1), (2, 1)]);
        assert_eq!(audit(&problem(), &hidden), Ok(()));
        let insiders = Problem { insiders: true, ..problem() };
        assert_eq!(audit(&insiders, &hidden), Err(Breach::Narrow { row: 1, column: 1, insider: Some(2) }));
    }

    #[test]
    fn a_small_number_left_beside_several_parts_is_found() {
        let relations = vec![Relation { whole: 0, parts: vec![1, 2], is_known_to_be_all: false }];
        let table = Problem { counts: vec![vec![30, 12, 15]], has_total: false, relations, ..problem() };
        let breach = audit(&table, &[vec![false; 3]]);
        assert_eq!(breach, Err(Breach::NarrowRemainder { row: 0, relation: 0, insider: None }));
        assert_eq!(audit(&table, &[vec![false, true, false]]), Ok(()));
    }

    #[test]
    fn a_hidden_count_that_nesting_holds_too_narrowly_is_found() {
        // Both cells of column 1 are hidden and add up to 57, but 29 and 28 are all that fits inside 30 and 29.
        let relations = vec![Relation { whole: 0, parts: vec![1], is_known_to_be_all: false }];
        let table = Problem { counts: vec![vec![30, 29], vec![29, 28], vec![59, 57]], relations, ..problem() };
        let hidden = [vec![false, true], vec![false, true], vec![false, false]];
        assert_eq!(audit(&table, &hidden), Err(Breach::Printed { row: 2, column: 1 }));
        let seen = [vec![Some(30), None], vec![Some(29), None], vec![Some(59), Some(57)]];
        let known = bounds(&seen, true, &table.relations);
        assert_eq!((known[0][1], known[1][1]), ((28, Some(30)), (27, Some(29))));
    }

    #[test]
    fn marks_of_another_shape_and_tables_that_do_not_add_up_are_refused() {
        assert_eq!(audit(&problem(), &[vec![true; 2]]), Err(Breach::Shape));
        let mut wrong = problem();
        wrong.counts[3][1] = 36;
        assert!(matches!(audit(&wrong, &hiding(&[(1, 1)])), Err(Breach::Flawed(why)) if why.contains("column 2")));
    }

    #[test]
    fn a_breach_is_told_without_the_count() {
        let breach = Breach::Narrow { row: 1, column: 1, insider: Some(2) };
        assert_eq!(breach.to_string(), "row 2, column 2: the group of row 3 can work out the hidden count");
    }
}
