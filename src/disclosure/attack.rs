//! The attacker who does sums: narrows every hidden count by what is printed until nothing gets narrower.

use super::problem::Relation;

/// Rounds after which narrowing stops; stopping early leaves bounds too wide, never wrong.
const ROUND_LIMIT: usize = 1_000;

/// What is known of one number: at least `low`, at most `high` if anything bounds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    low: i64,
    high: Option<i64>,
}

impl Range {
    pub(super) fn exactly(value: u64) -> Range {
        let value = i64::try_from(value).unwrap_or(i64::MAX);
        Range { low: value, high: Some(value) }
    }

    pub(super) fn unknown() -> Range {
        Range { low: 0, high: None }
    }

    pub(super) fn is_as_wide_as(&self, width: i64) -> bool {
        self.high.is_none_or(|high| high.saturating_sub(self.low) >= width)
    }
}

/// Says how closely each count can be worked out from what is printed (None = hidden): at least, and at most if
/// anything bounds it. A low end above the high one says that no table prints this.
///
/// Uses the sums of columns (with `has_total` the last row), the nesting of relations, and that counts and remainders
/// are whole numbers from 0 up.
pub fn bounds(published: &[Vec<Option<u64>>], has_total: bool, relations: &[Relation]) -> Vec<Vec<(u64, Option<u64>)>> {
    let columns = published.first().map_or(0, Vec::len);
    let ranges = narrow(published, has_total, relations);
    let unsigned = |value: i64| u64::try_from(value).unwrap_or(0);
    let mut cells = ranges.iter().map(|range| (unsigned(range.low), range.high.map(unsigned)));
    published.iter().map(|_| cells.by_ref().take(columns).collect()).collect()
}

/// The ranges of all cells, row by row, then of all remainders, row by row.
pub(super) fn narrow(published: &[Vec<Option<u64>>], has_total: bool, relations: &[Relation]) -> Vec<Range> {
    let (rows, columns) = (published.len(), published.first().map_or(0, Vec::len));
    let unknown = Range::unknown();
    let mut ranges: Vec<Range> =
        published.iter().flatten().map(|count| count.map_or(unknown, Range::exactly)).collect();
    ranges.resize(rows * (columns + relations.len()), unknown);
    let sums = sums(rows, columns, has_total, relations);
    for _ in 0..ROUND_LIMIT {
        let before = ranges.clone();
        sums.iter().for_each(|(whole, addends)| narrow_sum(&mut ranges, *whole, addends));
        let contradiction = ranges.iter().any(|range| range.high.is_some_and(|high| high < range.low));
        if contradiction || ranges == before {
            break;
        }
    }
    ranges
}

/// Every "this is the sum of those" in the table, by number of the cell or remainder.
fn sums(rows: usize, columns: usize, has_total: bool, relations: &[Relation]) -> Vec<(usize, Vec<usize>)> {
    let remainder = |row: usize, k: usize| rows * columns + row * relations.len() + k;
    let mut sums = Vec::new();
    for row in 0..rows {
        for (k, relation) in relations.iter().enumerate() {
            let parts = relation.parts.iter().map(|part| row * columns + part);
            sums.push((row * columns + relation.whole, parts.chain([remainder(row, k)]).collect()));
        }
    }
    if let Some(total) = rows.checked_sub(1).filter(|_| has_total) {
        for column in 0..columns {
            sums.push((total * columns + column, (0..total).map(|row| row * columns + column).collect()));
        }
        for k in 0..relations.len() {
            sums.push((remainder(total, k), (0..total).map(|row| remainder(row, k)).collect()));
        }
    }
    sums
}

/// Narrows a sum by its addends and each addend by the sum and the others.
pub(super) fn narrow_sum(ranges: &mut [Range], whole: usize, addends: &[usize]) {
    let low: i64 = addends.iter().map(|addend| ranges[*addend].low).sum();
    let high: Option<i64> = addends.iter().map(|addend| ranges[*addend].high).sum();
    tighten(&mut ranges[whole], low, high);
    let sum = ranges[whole];
    for addend in addends {
        let others = addends.iter().filter(|other| *other != addend);
        let others_low: i64 = others.clone().map(|other| ranges[*other].low).sum();
        let others_high: Option<i64> = others.map(|other| ranges[*other].high).sum();
        let low = others_high.map_or(0, |others| sum.low - others);
        tighten(&mut ranges[*addend], low, sum.high.map(|high| high - others_low));
    }
}

fn tighten(range: &mut Range, low: i64, high: Option<i64>) {
    range.low = range.low.max(low);
    range.high = match (range.high, high) {
        (Some(known), Some(new)) => Some(known.min(new)),
        (known, new) => known.or(new),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nested() -> Vec<Relation> {
        vec![Relation { whole: 0, parts: vec![1], is_known_to_be_all: false }]
    }

    #[test]
    fn the_one_count_missing_from_a_sum_is_worked_out() {
        let seen = [vec![Some(7)], vec![None], vec![Some(10)]];
        assert_eq!(bounds(&seen, true, &[])[1][0], (3, Some(3)));
    }

    #[test]
    fn a_hidden_total_is_worked_out_from_its_groups() {
        let seen = [vec![Some(7)], vec![Some(3)], vec![None]];
        assert_eq!(bounds(&seen, true, &[])[2][0], (10, Some(10)));
    }

    #[test]
    fn a_hidden_part_is_between_nought_and_its_whole() {
        assert_eq!(bounds(&[vec![Some(12), None]], false, &nested())[0][1], (0, Some(12)));
    }

    #[test]
    fn a_hidden_whole_is_at_least_its_part_and_bounded_by_nothing_else() {
        assert_eq!(bounds(&[vec![None, Some(4)]], false, &nested())[0][0], (4, None));
    }

    #[test]
    fn nesting_and_sums_are_used_together() {
        // Of 20 job starts at most 6 can be in the first group, so at least 14 are in the second.
        let seen = [vec![Some(6), None], vec![Some(18), None], vec![Some(24), Some(20)]];
        let known = bounds(&seen, true, &nested());
        assert_eq!((known[0][1], known[1][1]), ((2, Some(6)), (14, Some(18))));
    }

    #[test]
    fn a_table_that_nobody_can_have_printed_is_seen() {
        let known = bounds(&[vec![Some(3), Some(4)], vec![Some(3), None]], true, &nested());
        assert!(known.iter().flatten().any(|(low, high)| high.is_some_and(|high| high < *low)), "{known:?}");
    }
}
