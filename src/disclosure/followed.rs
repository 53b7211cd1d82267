//! People followed for some months beside people by the quarter in which they joined: the one is a sum of the other's
//! first quarters, but for those who joined on the day after.

use std::ops::RangeInclusive;

use chrono::{Days, Months};

use crate::metrics::CountColumn;
use crate::vocabulary::Quarter;

use super::crossed::OTHERS;
use super::published::{PublishedCount, PublishedTable, Row};

/// Hides of the months whose sum over all groups, set against a table by quarter of the same event, would tell a small
/// number, or part quarters that are hidden together: the last group, where that leaves the sum open, else every group.
///
/// The table is one of groups whose counts are all shown, with the others together as the last.
pub fn hide_what_quarters_tell(table: &mut PublishedTable, quarters: &PublishedTable) {
    let Some(last) = table.counts.len().checked_sub(1) else { return };
    let months: Vec<(usize, u32)> = table
        .columns
        .iter()
        .enumerate()
        .filter_map(|(at, column)| match column {
            CountColumn::Followed { months, .. } => Some((at, *months)),
            _ => None,
        })
        .collect();
    for (at, months) in months {
        let followed: Option<u64> = table.counts.iter().map(|row| row[at].get()).sum();
        if followed.is_some_and(|followed| tells(table, at, followed, months, quarters)) {
            let has_others = table.groups[last].last().is_some_and(|name| name == OTHERS);
            let rows = if has_others && is_open_without(table, last, at) { last..=last } else { 0..=last };
            hide(table, rows, months);
        }
    }
}

/// Whether what is known of a group besides leaves a count of it open by at least the threshold: it is no more than those
/// to whom it happened, and no less than those followed for longer.
fn is_open_without(table: &PublishedTable, row: usize, at: usize) -> bool {
    let CountColumn::Followed { of, months } = table.columns[at] else { return false };
    let counts = || table.columns.iter().zip(&table.counts[row]);
    let most = counts().find(|(column, _)| **column == CountColumn::Happened(of)).and_then(|(_, count)| count.get());
    let longer = counts().filter_map(|(column, count)| match column {
        CountColumn::Followed { months: own, .. } if *own > months => count.get(),
        _ => None,
    });
    most.is_some_and(|most| most.saturating_sub(longer.max().unwrap_or(0)) >= table.threshold)
}

fn tells(table: &PublishedTable, at: usize, followed: u64, months: u32, quarters: &PublishedTable) -> bool {
    let CountColumn::Followed { of, .. } = table.columns[at] else { return false };
    let column = CountColumn::Happened(of);
    // Whoever joined by the end of such a quarter has been followed so long by the end of the as-at day.
    let until = table.view.as_at.0 + Days::new(1) - Months::new(months);
    let is_first = |name: &str| name.parse::<Quarter>().is_ok_and(|quarter| quarter.last_day() < until);
    let (mut first, mut rest) = (Some(0), Some(0));
    for (group, names) in quarters.groups.iter().enumerate() {
        let sum = if is_first(&names[0]) { &mut first } else { &mut rest };
        *sum = sum.zip(quarters.count(Row::Group(group), column).get()).map(|(sum, own)| sum + own);
    }
    let all = quarters.count(Row::Total, column).get();
    match (first, rest) {
        (Some(first), _) => is_small(followed.abs_diff(first), table.threshold),
        // What is hidden is hidden in the first quarters alone: the rest gives their sum away anyhow.
        (None, Some(rest)) => all.is_some_and(|all| is_small(followed.abs_diff(all - rest), table.threshold)),
        (None, None) => true,
    }
}

fn is_small(count: u64, threshold: u64) -> bool {
    0 < count && count < threshold
}

fn hide(table: &mut PublishedTable, rows: RangeInclusive<usize>, months: u32) {
    for (at, column) in table.columns.iter().enumerate() {
        let is_of_them = match column {
            CountColumn::Followed { months: own, .. } | CountColumn::FollowedAchieved { months: own, .. } => {
                *own == months
            }
            _ => false,
        };
        if is_of_them {
            table.counts[rows.clone()].iter_mut().for_each(|row| row[at] = PublishedCount::hidden());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::{Dimension, Event, View};
    use crate::vocabulary::{AsAt, Basis};

    const FOLLOWED: CountColumn = CountColumn::Followed { of: Event::Attached, months: 6 };
    const STARTED: CountColumn =
        CountColumn::FollowedAchieved { event: Event::JobStarted, of: Event::Attached, months: 6 };
    const ATTACHED: CountColumn = CountColumn::Happened(Event::Attached);

    fn table(
        dimension: Dimension,
        columns: &[CountColumn],
        rows: &[(&str, &[Option<u64>])],
        total: &[u64],
    ) -> PublishedTable {
        let quarter: Quarter = "2015-16-Q3".parse().unwrap();
        let count = |count: &Option<u64>| count.map_or(PublishedCount::hidden(), PublishedCount::shown);
        PublishedTable {
            view: View { basis: Basis::ToDate, as_at: AsAt::end_of(quarter), quarter, from: None },
            dimensions: vec![dimension],
            groups: rows.iter().map(|(name, _)| vec![(*name).to_string()]).collect(),
            columns: columns.to_vec(),
            counts: rows.iter().map(|(_, own)| own.iter().map(count).collect()).collect(),
            total: total.iter().map(|count| PublishedCount::shown(*count)).collect(),
            threshold: 5,
        }
    }

    /// Which groups' months are hidden where so many are followed beside these quarters, from April 2015 on: the groups have
    /// all of them but 20, and the 20, who are of `attached`.
    fn hidden(followed: u64, quarters: [Option<u64>; 3], total: u64, attached: u64) -> [bool; 2] {
        let names = ["2015-16-Q1", "2015-16-Q2", "2015-16-Q3"];
        let rows: Vec<(&str, [Option<u64>; 1])> = names.into_iter().zip(quarters.map(|own| [own])).collect();
        let rows: Vec<(&str, &[Option<u64>])> = rows.iter().map(|(name, own)| (*name, &own[..])).collect();
        let quarters = table(Dimension::AttachmentQuarter, &[ATTACHED], &rows, &[total]);
        let first: &[Option<u64>] = &[Some(total - attached), Some(followed.saturating_sub(20)), Some(10)];
        let others: &[Option<u64>] = &[Some(attached), Some(20.min(followed)), Some(8)];
        let own = [("1", first), (OTHERS, others)];
        let mut parked = table(Dimension::Barrier, &[ATTACHED, FOLLOWED, STARTED], &own, &[total, followed, 18]);
        hide_what_quarters_tell(&mut parked, &quarters);
        [0, 1].map(|row| {
            let hidden = [1, 2].map(|at| parked.counts[row][at].get().is_none());
            assert!(hidden[0] == hidden[1] && parked.counts[row][0].get().is_some());
            hidden[0]
        })
    }

    fn is_hidden(followed: u64, quarters: [Option<u64>; 3], total: u64) -> bool {
        let [first, others] = hidden(followed, quarters, total, 40);
        assert!(!first, "the others alone leave the sum open");
        others
    }

    #[test]
    fn those_who_joined_on_the_day_after_a_quarter_are_not_told_where_they_are_few() {
        assert!(!is_hidden(50, [Some(50), Some(30), Some(20)], 100));
        assert!(is_hidden(53, [Some(50), Some(30), Some(20)], 100));
        assert!(!is_hidden(55, [Some(50), Some(30), Some(20)], 100));
    }

    #[test]
    fn every_group_is_hidden_where_the_others_are_too_few_to_leave_the_sum_open() {
        let quarters = [Some(50), Some(30), Some(20)];
        assert_eq!(hidden(53, quarters, 100, 25), [false, true]);
        assert_eq!(hidden(53, quarters, 100, 4), [true, true]);
    }

    #[test]
    fn quarters_that_are_hidden_together_are_not_told_apart() {
        assert!(is_hidden(33, [None, Some(67), None], 100));
        // Hidden on one side alone, their sum is known anyhow; but not who joined the day after.
        assert!(!is_hidden(50, [Some(50), None, None], 100));
        let after_two = |followed| is_hidden(followed, [None, Some(30), Some(20)], 100);
        assert!(!after_two(50) && after_two(52));
    }

    #[test]
    fn a_table_of_nobody_tells_nothing() {
        let mut nobody = table(Dimension::Barrier, &[ATTACHED, FOLLOWED, STARTED], &[], &[0, 0, 0]);
        hide_what_quarters_tell(&mut nobody, &table(Dimension::AttachmentQuarter, &[ATTACHED], &[], &[100]));
        assert!(nobody.counts.is_empty());
    }
}
