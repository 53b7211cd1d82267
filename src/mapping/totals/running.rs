//! What a column's rows add up to, so that a sender's total can be held against it.

use crate::mapping::values::is_missing_mark;
use crate::source::{Held, Sheet, Value};

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
        // Each distinct text is looked at once.
        let mut is_filled: Vec<Option<bool>> = vec![None; sheet.distinct_texts().len()];
        for &row in rows {
            match sheet.held(row, column) {
                Held::Nothing => {}
                Held::Text(id) => {
                    let text = sheet.text(id);
                    let looks = || !text.trim().is_empty() && !is_missing_mark(text);
                    filled += u64::from(*is_filled[id as usize].get_or_insert_with(looks));
                }
                Held::Day(_) | Held::Other => {
                    filled += 1;
                    if let Value::Number(number) = sheet.value(row, column) {
                        (numbers, sum) = (numbers + 1, sum + number);
                    }
                }
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
