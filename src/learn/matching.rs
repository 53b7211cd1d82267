//! The best assignment of columns to names, each once: all together, not one header after the other.

/// For each row the column it is given, so that the sum of worths is greatest. `worth[row][column]` is 0 or
/// less where the two must not meet; a row may stay without a column.
///
/// The Hungarian method with potentials, rows by columns: rows are few (our names), columns may be many.
pub fn best(worth: &[Vec<f64>]) -> Vec<Option<usize>> {
    let rows = worth.len();
    let columns = worth.first().map_or(0, Vec::len);
    // One place without worth for each row: to stay alone.
    let wide = columns + rows;
    let cost = |row: usize, column: usize| {
        if column < columns { -worth[row][column].max(0.0) } else { 0.0 }
    };
    let mut row_potential = vec![0.0; rows + 1];
    let mut column_potential = vec![0.0; wide + 1];
    // By column (from 1): the row (from 1) that has it; 0 for none.
    let mut holder = vec![0usize; wide + 1];
    for row in 1..=rows {
        holder[0] = row;
        let mut at = 0;
        let mut slack = vec![f64::INFINITY; wide + 1];
        let mut way = vec![0usize; wide + 1];
        let mut visited = vec![false; wide + 1];
        while holder[at] != 0 {
            visited[at] = true;
            let from = holder[at];
            let (mut step, mut next) = (f64::INFINITY, 0);
            for column in 1..=wide {
                if visited[column] {
                    continue;
                }
                let reduced = cost(from - 1, column - 1) - row_potential[from] - column_potential[column];
                if reduced < slack[column] {
                    slack[column] = reduced;
                    way[column] = at;
                }
                if slack[column] < step {
                    step = slack[column];
                    next = column;
                }
            }
            for column in 0..=wide {
                if visited[column] {
                    row_potential[holder[column]] += step;
                    column_potential[column] -= step;
                } else {
                    slack[column] -= step;
                }
            }
            at = next;
        }
        while at != 0 {
            holder[at] = holder[way[at]];
            at = way[at];
        }
    }
    let mut given = vec![None; rows];
    for column in 1..=columns {
        let row = holder[column];
        if row != 0 && worth[row - 1][column - 1] > 0.0 {
            given[row - 1] = Some(column - 1);
        }
    }
    given
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_decides_not_the_first_best() {
        // Greedy would give column 0 to row 0 and leave row 1 alone.
        assert_eq!(best(&[vec![0.9, 0.8], vec![0.85, 0.0]]), [Some(1), Some(0)]);
        assert_eq!(best(&[vec![0.9], vec![0.95]]), [None, Some(0)], "fewer columns than names");
        assert_eq!(best(&[vec![0.0, 0.0, 0.0]]), [None], "nothing is better than what must not be");
        assert_eq!(best(&[]), Vec::<Option<usize>>::new());
    }

    #[test]
    fn no_assignment_of_a_small_table_is_better() {
        fn search(worth: &[Vec<f64>], row: usize, used: u32) -> f64 {
            if row == worth.len() {
                return 0.0;
            }
            let free = (0..worth[0].len()).filter(|column| used & (1 << column) == 0);
            free.map(|column| worth[row][column] + search(worth, row + 1, used | (1 << column)))
                .fold(search(worth, row + 1, used), f64::max)
        }
        let mut state: u64 = 7;
        for _ in 0..300 {
            let mut random = || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 40) as f64 / f64::from(1 << 24)
            };
            let worth: Vec<Vec<f64>> =
                (0..4).map(|_| (0..5).map(|_| (random() * 2.0 - 0.7).max(0.0)).collect()).collect();
            let sum: f64 =
                best(&worth).iter().enumerate().filter_map(|(row, column)| Some(worth[row][(*column)?])).sum();
            assert!((sum - search(&worth, 0, 0)).abs() < 1e-9);
        }
    }
}
