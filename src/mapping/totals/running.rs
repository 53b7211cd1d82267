//! What a column's rows add up to, so that a sender's total can be held against it.

use crate::mapping::values::is_missing_mark;
use crate::source::{Sheet, Value};

/// How many rows have a value in one column, and the sum of its numbers, after each of some rows.
pub(super) struct Running {
    filled: Vec<u64>,
    numbers: Vec<u64>,
    sum: Vec<f64>,
}

impl Running {
    pub fn of(sheet: &Sheet, rows: &[usize], column: u32) -> Running {
        let mut running = Running { filled: vec![0], numbers: vec![0], sum: vec![0.0] };
        let (mut filled, mut numbers, mut sum) = (0, 0, 0.0);
        for &row in rows {
            match sheet.value(row, column) {
                Value::Text(text) if is_missing_mark(text) => {}
                Value::Number(number) => (filled, numbers, sum) = (filled + 1, numbers + 1, sum + number),
                value => filled += u64::from(!value.is_blank()),
            }
            running.filled.push(filled);
            running.numbers.push(numbers);
            running.sum.push(sum);
        }
        running
    }

    /// Whether the rows from one place to another have so many values, or add up to as much. Dates add up to nothing:
    /// where there are no numbers, there is no sum to agree with.
    pub fn agrees(&self, said: f64, (from, to): (usize, usize)) -> bool {
        let adds_up = self.numbers[to] > self.numbers[from] && (self.sum[to] - self.sum[from] - said).abs() < 1e-6;
        adds_up || self.counted((from, to)) as f64 == said
    }

    pub fn counted(&self, (from, to): (usize, usize)) -> u64 {
        self.filled[to] - self.filled[from]
    }
}
