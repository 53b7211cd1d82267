//! Tables of very many groups, such as wards by payment group by month: too many for the search over the
//! whole, so they are protected row by row, more coarsely and in time that grows with the rows.

use super::audit::{Breach, audit};
use super::problem::Problem;
use super::suppress::suppress;

/// Up to so many cells a table is protected as a whole.
pub const CELLS_AS_A_WHOLE: usize = 400;

/// Which counts to hide, same shape as the problem's.
///
/// Each group's row is protected and audited by itself. The total of a column with anything hidden is not
/// printed; it may be known from elsewhere, so a column never hides one count alone, nor counts that add
/// up to fewer than the threshold: whole rows are hidden, the smallest first, until it holds.
pub fn suppress_rows(problem: &Problem) -> Result<Vec<Vec<bool>>, Breach> {
    let groups = problem.counts.len().saturating_sub(1);
    let mut hidden = Vec::with_capacity(groups + 1);
    for row in &problem.counts {
        let alone = Problem {
            counts: vec![row.clone()],
            has_total: false,
            insiders: false,
            hidden_elsewhere: Vec::new(),
            ..problem.clone()
        };
        let marks = suppress(&alone);
        audit(&alone, &marks)?;
        hidden.extend(marks);
    }
    // Rows in the order in which they would be given up: the fewest people first, empty ones never.
    let mut order: Vec<usize> = (0..groups).filter(|&row| problem.counts[row].iter().any(|count| *count > 0)).collect();
    order.sort_by_key(|&row| (problem.counts[row].iter().sum::<u64>(), row));
    let columns = problem.counts.first().map_or(0, Vec::len);
    while let Some(column) = (0..columns).find(|&column| is_open(problem, &hidden, groups, column)) {
        let next = order.iter().copied().find(|&row| !hidden[row][column] && problem.counts[row][column] > 0);
        match next {
            Some(row) => hidden[row].fill(true),
            // Nothing more to hide behind: the column goes whole.
            None => (0..groups).for_each(|row| hidden[row][column] = true),
        }
        if next.is_none() {
            break;
        }
    }
    let (rows, total) = hidden.split_at_mut(groups);
    for (column, total) in total.iter_mut().flatten().enumerate() {
        *total |= rows.iter().any(|row| row[column]);
    }
    Ok(hidden)
}

/// Whether a column's hidden counts could be worked out by somebody who knows its total.
fn is_open(problem: &Problem, hidden: &[Vec<bool>], groups: usize, column: usize) -> bool {
    let counts: Vec<u64> =
        (0..groups).filter(|&row| hidden[row][column]).map(|row| problem.counts[row][column]).collect();
    let sum: u64 = counts.iter().sum();
    counts.len() == 1 || (sum > 0 && sum < problem.threshold)
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
            relations: vec![Relation { whole: 0, parts: vec![1] }],
            threshold: 5,
            keep: vec![30, 30],
            insiders: false,
            hidden_elsewhere: vec![],
        }
    }

    #[test]
    fn one_small_count_takes_another_row_and_the_totals_with_it() {
        let hidden = suppress_rows(&problem(vec![vec![40, 3], vec![60, 20], vec![50, 30]])).unwrap();
        // The second row goes whole to cover the 3; then no column may hide one count alone.
        assert_eq!(hidden, [[true, true], [true, true], [false, false], [true, true]].map(Vec::from));
    }

    #[test]
    fn a_table_with_nothing_small_is_given_out_whole() {
        let hidden = suppress_rows(&problem(vec![vec![40, 10], vec![60, 20]])).unwrap();
        assert!(hidden.iter().flatten().all(|hide| !hide));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn no_small_count_is_shown_and_no_column_hides_one_count_or_few_people(
            pairs in prop::collection::vec((0..40u64, 0..40u64), 1..40)
        ) {
            let problem = problem(pairs.into_iter().map(|(a, b)| vec![a + b, b]).collect());
            let hidden = suppress_rows(&problem).unwrap();
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
