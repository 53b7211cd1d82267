//! Tables by several dimensions, and tables of very many groups: too many sums for the search over the
//! whole, so they are protected row by row, more coarsely and in time that grows with the rows.

use super::audit::{Breach, audit};
use super::problem::Problem;
use super::suppress::suppress;

/// Up to so many cells a table by one dimension is protected as a whole.
pub const CELLS_AS_A_WHOLE: usize = 400;

/// Which counts to hide, same shape as the problem's.
///
/// Each group's row is protected and audited by itself. `lines` are the sets of rows whose sum a reader may
/// know from another table: a line never hides one count of a column alone, nor counts that add up to fewer
/// than the threshold; whole rows are hidden, the smallest first, until it holds. The total of a column with
/// anything hidden is not printed.
pub fn suppress_rows(problem: &Problem, lines: &[Vec<usize>]) -> Result<Vec<Vec<bool>>, Breach> {
    let groups = problem.counts.len().saturating_sub(1);
    let mut hidden = Vec::with_capacity(groups + 1);
    for (at, row) in problem.counts.iter().enumerate() {
        let here = problem.hidden_elsewhere.iter().filter(|(row, _)| *row == at);
        let alone = Problem {
            counts: vec![row.clone()],
            has_total: false,
            insiders: false,
            hidden_elsewhere: here.map(|(_, column)| (0, *column)).collect(),
            known: problem.known.iter().filter(|(row, _)| *row == at).map(|(_, column)| (0, *column)).collect(),
            ..problem.clone()
        };
        let marks = suppress(&alone);
        audit(&alone, &marks)?;
        hidden.extend(marks);
    }
    let columns = problem.counts.first().map_or(0, Vec::len);
    // A total that another table hides is not given away by groups that are all shown.
    let everybody: Vec<usize> = (0..groups).collect();
    for &(_, column) in problem.hidden_elsewhere.iter().filter(|(row, _)| *row == groups) {
        if hidden[..groups].iter().all(|row| !row[column])
            && let Some(row) = next_to_hide(problem, &hidden, &everybody, column)
        {
            hidden[row].fill(true);
        }
    }
    // Every pass that changes anything hides a row, so the passes end with the rows.
    loop {
        let mut changed = false;
        for line in lines.iter().filter(|line| line.len() > 1) {
            for column in 0..columns {
                while is_open(problem, &hidden, line, column) {
                    let Some(row) = next_to_hide(problem, &hidden, line, column) else { break };
                    hidden[row].fill(true);
                    changed = true;
                }
            }
        }
        if !changed {
            break;
        }
    }
    let (rows, total) = hidden.split_at_mut(groups);
    for (column, total) in total.iter_mut().flatten().enumerate() {
        *total |= rows.iter().any(|row| row[column]);
    }
    Ok(hidden)
}

/// The row to give up next in a line: the one of the fewest people, and one without anybody last.
fn next_to_hide(problem: &Problem, hidden: &[Vec<bool>], line: &[usize], column: usize) -> Option<usize> {
    let shown = line.iter().copied().filter(|&row| !hidden[row][column] && !problem.known.contains(&(row, column)));
    shown.min_by_key(|&row| (problem.counts[row][column] == 0, problem.counts[row].iter().sum::<u64>(), row))
}

/// Whether a column's hidden counts could be worked out by somebody who knows the line's sum.
fn is_open(problem: &Problem, hidden: &[Vec<bool>], line: &[usize], column: usize) -> bool {
    let is_open = |row: &&usize| hidden[**row][column] && !problem.known.contains(&(**row, column));
    let counts = || line.iter().filter(is_open).map(|&row| problem.counts[row][column]);
    let sum: u64 = counts().sum();
    counts().count() == 1 || (sum > 0 && sum < problem.threshold)
}

#[cfg(test)]
mod tests {
    use super::super::suppress::Relation;
    use super::*;
    use proptest::prelude::*;

    fn problem(mut counts: Vec<Vec<u64>>) -> Problem {
        let columns = counts.first().map_or(0, Vec::len);
        let total = (0..columns).map(|column| counts.iter().map(|row| row[column]).sum()).collect();
        counts.push(total);
        Problem {
            counts,
            has_total: true,
            relations: vec![Relation { whole: 0, parts: vec![1], is_known_to_be_all: false }],
            threshold: 5,
            keep: vec![30, 30],
            insiders: false,
            hidden_elsewhere: vec![],
            known: vec![],
        }
    }

    #[test]
    fn one_small_count_takes_another_row_and_the_totals_with_it() {
        let hidden = suppress_rows(&problem(vec![vec![40, 3], vec![60, 20], vec![50, 30]]), &[vec![0, 1, 2]]).unwrap();
        // The second row goes whole to cover the 3; then no column may hide one count alone.
        assert_eq!(hidden, [[true, true], [true, true], [false, false], [true, true]].map(Vec::from));
    }

    #[test]
    fn a_line_of_two_hides_both_so_that_its_sum_tells_neither() {
        // Wards by prime: the first ward's figures are known from the table by ward.
        let table = problem(vec![vec![40, 3], vec![60, 20], vec![50, 30], vec![70, 25]]);
        let hidden = suppress_rows(&table, &[vec![0, 1], vec![2, 3], vec![0, 2], vec![1, 3]]).unwrap();
        assert!(hidden[0][1] && hidden[1][1] && hidden[2][1]);
    }

    #[test]
    fn a_total_that_another_table_hides_is_not_the_sum_of_the_groups() {
        let table =
            Problem { hidden_elsewhere: vec![(3, 1)], ..problem(vec![vec![40, 13], vec![60, 20], vec![50, 30]]) };
        let hidden = suppress_rows(&table, &[vec![0, 1, 2]]).unwrap();
        assert_eq!(hidden, [[true, true], [true, true], [false, false], [true, true]].map(Vec::from));
    }

    #[test]
    fn a_table_with_nothing_small_is_given_out_whole() {
        let hidden = suppress_rows(&problem(vec![vec![40, 10], vec![60, 20]]), &[vec![0, 1]]).unwrap();
        assert!(hidden.iter().flatten().all(|hide| !hide));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn no_small_count_is_shown_and_no_column_hides_one_count_or_few_people(
            pairs in prop::collection::vec((0..40u64, 0..40u64), 1..40)
        ) {
            let problem = problem(pairs.into_iter().map(|(a, b)| vec![a + b, b]).collect());
            let all: Vec<usize> = (0..problem.counts.len() - 1).collect();
            let hidden = suppress_rows(&problem, &[all]).unwrap();
            let groups = hidden.len() - 1;
            for (row, (counts, hidden)) in problem.counts.iter().zip(&hidden).enumerate() {
                for (count, hide) in counts.iter().zip(hidden) {
                    prop_assert!(*hide || *count == 0 || *count >= 5, "row {}", row);
                }
                // The rest of a whole is people too.
                let rest = counts[0] - counts[1];
                prop_assert!(hidden[0] || hidden[1] || rest == 0 || rest >= 5);
            }
            for (column, total) in hidden[groups].iter().enumerate() {
                let counts: Vec<u64> = (0..groups).filter(|&row| hidden[row][column]).map(|row| problem.counts[row][column]).collect();
                let all_hidden = counts.len() == groups;
                let sum: u64 = counts.iter().sum();
                prop_assert!(all_hidden || counts.is_empty() || (counts.len() > 1 && (sum == 0 || sum >= 5)));
                prop_assert!(counts.is_empty() || *total);
            }
        }
    }
}
