//! People who have had their time beside people by the quarter in which they joined: the one is the sum of the other's
//! first quarters. So whatever is hidden of the quarters has to stay hidden on either side of that sum.

use chrono::NaiveDate;

use crate::metrics::{CountColumn, Event};
use crate::vocabulary::Quarter;

use super::published::{PublishedCount, PublishedTable, Row};

/// Hides quarters, or where that does not do those who have had their time, until the sum of the quarters whose people have
/// had it tells no count that is hidden. `before` is the first day of joining of those who have not.
///
/// Both tables are of the same people to date; only the total of the first is set against the quarters of the second.
pub fn hide_what_had_time_tells(
    whole: &mut PublishedTable,
    quarters: &mut PublishedTable,
    event: Event,
    before: Option<NaiveDate>,
) {
    let of = Event::Attached;
    hide_partial_quarters(whole, event);
    let achieved = CountColumn::MaturedAchieved { event, of };
    let (Some(before), Some(had_time)) = (before, whole.count(Row::Total, achieved).get()) else { return };
    let happened = CountColumn::Happened(event);
    let Some(column) = quarters.columns.iter().position(|own| *own == happened) else { return };
    let is_first = |name: &str| name.parse::<Quarter>().is_ok_and(|quarter| quarter.last_day() < before);
    let (first, rest): (Vec<usize>, Vec<usize>) =
        (0..quarters.groups.len()).partition(|group| is_first(&quarters.groups[*group][0]));
    let all = quarters.total[column].get();
    let later = Later { of: rest.clone(), event, sum: all.and_then(|all| all.checked_sub(had_time)) };
    let sides = [(first, Some(had_time)), (rest, all.and_then(|all| all.checked_sub(had_time)))];
    for (side, sum) in sides {
        // Without the sum of all quarters nobody knows that of the later ones.
        let Some(sum) = sum else { continue };
        while tells(quarters, &side, column, sum) {
            let Some(next) = cheapest(quarters, &side, column) else {
                hide(whole, event);
                return;
            };
            // Of whoever joined lately, those still in time are all the others.
            let in_time = quarters.columns.iter().position(|own| *own == CountColumn::InTime { event, of });
            let hidden = [Some(column), in_time.filter(|_| !is_first(&quarters.groups[next][0]))];
            hidden.into_iter().flatten().for_each(|at| quarters.counts[next][at] = PublishedCount::hidden());
        }
    }
    if !later.hide_in_time(quarters) {
        hide(whole, event);
    }
}

/// The quarters whose people have not all had their time, and of how many of them it is known that it happened.
struct Later {
    of: Vec<usize>,
    event: Event,
    sum: Option<u64>,
}

/// A quarter's people: who joined, to whom it happened, and who is still in time.
struct Stand {
    group: usize,
    joined: u64,
    happened: Option<u64>,
    in_time: Option<u64>,
}

impl Later {
    /// Hides who is still in time of further quarters until what is known of all later ones leaves nobody's count to be worked
    /// out; false where that does not do.
    ///
    /// Where both are hidden of a quarter, it may be of people none of whom is out of time: those to whom it has not happened
    /// are then those in time. Joiners less those in time and less those to whom it happened, summed over all quarters,
    /// leave what the other quarters hide.
    fn hide_in_time(&self, quarters: &mut PublishedTable) -> bool {
        let in_time = CountColumn::InTime { event: self.event, of: Event::Attached };
        let total = quarters.columns.iter().position(|own| *own == in_time).map(|at| (at, quarters.total[at].get()));
        let (Some((at, Some(total))), Some(sum)) = (total, self.sum) else { return true };
        while let Some(stands) = self.stands(quarters) {
            let known = |of: fn(&Stand) -> Option<u64>| stands.iter().filter_map(of).sum::<u64>();
            let both = stands.iter().filter(|own| own.happened.is_none() && own.in_time.is_none());
            let joined: u64 = both.map(|own| own.joined).sum();
            let open = |own: &&Stand| own.happened.is_some() != own.in_time.is_some();
            let left = (sum + total).saturating_sub(known(|own| own.happened) + known(|own| own.in_time) + joined);
            let most = |own: &Stand| own.joined.saturating_sub(own.happened.or(own.in_time).unwrap_or(0)).min(left);
            let hidden: Vec<u64> = stands.iter().filter(open).map(most).collect();
            if hidden.is_empty() || is_open(&hidden, left, quarters.threshold) {
                return true;
            }
            let next =
                stands.iter().filter(|own| own.happened.is_some()).filter_map(|own| Some((own.in_time?, own.group)));
            let Some((_, group)) = next.filter(|(count, _)| *count > 0).min() else { return false };
            quarters.counts[group][at] = PublishedCount::hidden();
        }
        // Without who joined nothing adds up.
        true
    }

    fn stands(&self, quarters: &PublishedTable) -> Option<Vec<Stand>> {
        let of = Event::Attached;
        let stand = |group: &usize| {
            let get = |column| quarters.count(Row::Group(*group), column).get();
            Some(Stand {
                group: *group,
                joined: get(CountColumn::Happened(of))?,
                happened: get(CountColumn::Happened(self.event)),
                in_time: get(CountColumn::InTime { event: self.event, of }),
            })
        };
        self.of.iter().map(stand).collect()
    }
}

/// Whether hidden counts of which each is at most so large, and which come to so many together, all stay open by the threshold.
fn is_open(most: &[u64], left: u64, threshold: u64) -> bool {
    let all: u64 = most.iter().sum();
    let width = |own: &u64| own - left.saturating_sub(all - own).min(*own);
    most.len() > 1 && left >= threshold && most.iter().all(|own| width(own) + 1 >= threshold)
}

/// Hides who has had the time for an event where a row tells the few who joined on the first days of a quarter.
pub fn hide_partial_quarters(table: &mut PublishedTable, event: Event) {
    if table.rows().into_iter().any(|row| parts_few(table, row, event)) {
        hide(table, event);
    }
}

/// Whether a row tells a small number of people who are out of time though others of their quarter are not: those who have not
/// achieved and are out of time, less those of whole quarters that are.
fn parts_few(table: &PublishedTable, row: Row, event: Event) -> bool {
    let of = Event::Attached;
    let get = |column| table.count(row, column).get();
    let counts = || {
        let [all, achieved] = [of, event].map(|event| get(CountColumn::Happened(event)));
        let out = all?.checked_sub(achieved?)?.checked_sub(get(CountColumn::InTime { event, of })?)?;
        let [had_time, of_them] =
            [CountColumn::Matured { event, of }, CountColumn::MaturedAchieved { event, of }].map(get);
        Some((out, had_time?.checked_sub(of_them?)?))
    };
    counts().is_some_and(|(out, of_quarters)| (1..table.threshold).contains(&out.abs_diff(of_quarters)))
}

/// Whether the sum of a side tells too much of its hidden quarters.
fn tells(quarters: &PublishedTable, side: &[usize], column: usize, sum: u64) -> bool {
    let count = |group: usize| quarters.counts[group][column].get();
    let hidden: Vec<usize> = side.iter().copied().filter(|group| count(*group).is_none()).collect();
    let shown: u64 = side.iter().filter_map(|group| count(*group)).sum();
    let left = sum.saturating_sub(shown);
    // No more people than joined and are not still in time, as far as that is shown.
    let CountColumn::Happened(event) = quarters.columns[column] else { return false };
    let of = Event::Attached;
    let shown_of = |group: usize, column| quarters.count(Row::Group(group), column).get();
    let most = |group: usize| {
        let joined = shown_of(group, CountColumn::Happened(of)).unwrap_or(u64::MAX);
        joined.saturating_sub(shown_of(group, CountColumn::InTime { event, of }).unwrap_or(0)).min(left)
    };
    let most: Vec<u64> = hidden.iter().map(|group| most(*group)).collect();
    !(most.is_empty() || is_open(&most, left, quarters.threshold))
}

/// The shown quarter of a side with the fewest people, to be hidden with the others.
fn cheapest(quarters: &PublishedTable, side: &[usize], column: usize) -> Option<usize> {
    let shown = side.iter().filter_map(|group| Some((quarters.counts[*group][column].get()?, *group)));
    // A nought hides nothing: it adds no people.
    shown.filter(|(count, _)| *count > 0).min().map(|(_, group)| group)
}

/// Hides who has had the time for an event, of every prime: each could be taken from the others' sum.
fn hide(whole: &mut PublishedTable, event: Event) {
    let of = Event::Attached;
    let columns = [CountColumn::Matured { event, of }, CountColumn::MaturedAchieved { event, of }];
    for (at, _) in whole.columns.iter().enumerate().filter(|(_, column)| columns.contains(column)) {
        whole.counts.iter_mut().chain([&mut whole.total]).for_each(|row| row[at] = PublishedCount::hidden());
    }
}

#[cfg(test)]
mod tests {
    use super::super::publish::published;
    use super::*;
    use crate::metrics::{Dimension, View};
    use crate::vocabulary::{AsAt, Basis};

    fn table(dimension: Dimension, columns: Vec<CountColumn>, rows: &[(&str, &[Option<u64>])]) -> PublishedTable {
        let quarter: Quarter = "2015-16-Q3".parse().unwrap();
        let row = |counts: &[Option<u64>]| {
            counts.iter().map(|count| published(count.unwrap_or(0), count.is_none())).collect::<Vec<_>>()
        };
        let (total, groups) = rows.split_last().unwrap();
        PublishedTable {
            view: View { basis: Basis::ToDate, as_at: AsAt::end_of(quarter), quarter, from: None },
            dimensions: vec![dimension],
            groups: groups.iter().map(|(name, _)| vec![(*name).to_string()]).collect(),
            columns,
            counts: groups.iter().map(|(_, counts)| row(counts)).collect(),
            total: row(total.1),
            threshold: 5,
        }
    }

    const EVENT: Event = Event::Sustained;

    /// Sustained of four quarters, two of which have had their time with `had_time` sustained.
    fn set_beside(quarters: [Option<u64>; 4], had_time: u64) -> ([Option<u64>; 4], Option<u64>) {
        let of = Event::Attached;
        let columns = vec![CountColumn::Happened(of), CountColumn::Happened(EVENT)];
        let names = ["2012-13-Q1", "2012-13-Q2", "2014-15-Q1", "2014-15-Q2"];
        let rows: Vec<[Option<u64>; 2]> = quarters.map(|count| [Some(100), count]).into();
        let mut rows: Vec<(&str, &[Option<u64>])> = names.into_iter().zip(rows.iter().map(|row| &row[..])).collect();
        rows.push(("All", &[Some(400), Some(60)]));
        let mut quarters = table(Dimension::AttachmentQuarter, columns, &rows);
        let columns =
            vec![CountColumn::Matured { event: EVENT, of }, CountColumn::MaturedAchieved { event: EVENT, of }];
        let mut whole = table(Dimension::Prime, columns, &[("All", &[Some(200), Some(had_time)])]);
        hide_what_had_time_tells(&mut whole, &mut quarters, EVENT, NaiveDate::from_ymd_opt(2013, 4, 1));
        let told = [0, 1, 2, 3].map(|group| quarters.counts[group][1].get());
        (told, whole.total[1].get())
    }

    #[test]
    fn a_quarter_hidden_alone_on_its_side_of_the_sum_takes_another_with_it() {
        // 20 and a hidden 18 of 38; 20 and a hidden 2 of 22: the one hides the other only as long as nobody knows the 38.
        assert_eq!(set_beside([Some(20), None, Some(20), None], 38), ([None, None, None, None], Some(38)));
    }

    #[test]
    fn who_has_had_the_time_is_hidden_where_it_tells_the_few_of_a_quarters_first_days() {
        let of = Event::Attached;
        let columns = vec![
            CountColumn::Happened(of),
            CountColumn::Happened(EVENT),
            CountColumn::InTime { event: EVENT, of },
            CountColumn::Matured { event: EVENT, of },
            CountColumn::MaturedAchieved { event: EVENT, of },
        ];
        // 300 less 60 less 90 are 150 out of time; of whole quarters 200 less 53, 147: three joined on the first days of another.
        let told = |of_quarters| {
            let row = [300, 60, 90, 200, of_quarters].map(Some);
            let mut table = table(Dimension::Prime, columns.clone(), &[("A", &row), ("All", &row)]);
            hide_partial_quarters(&mut table, EVENT);
            [3, 4].map(|at| table.counts[0][at].get().is_some())
        };
        assert_eq!((told(53), told(50), told(40)), ([false; 2], [true; 2], [true; 2]));
    }

    #[test]
    fn who_is_in_time_of_one_quarter_is_not_what_all_the_later_ones_leave() {
        let of = Event::Attached;
        let columns =
            vec![CountColumn::Happened(of), CountColumn::Happened(EVENT), CountColumn::InTime { event: EVENT, of }];
        // Of the two that are over 50 people: 7 are of the last two quarters, of whose 263 people 256 are in time; with the
        // 123 that is 379 of 380.
        let rows: [(&str, &[Option<u64>]); 6] = [
            ("2012-13-Q1", &[Some(100), Some(50), Some(0)]),
            ("2013-14-Q3", &[Some(223), Some(42), None]),
            ("2014-15-Q1", &[Some(143), Some(20), Some(123)]),
            ("2014-15-Q2", &[Some(133), None, None]),
            ("2014-15-Q3", &[Some(130), None, None]),
            ("All", &[Some(729), Some(119), Some(380)]),
        ];
        let mut quarters = table(Dimension::AttachmentQuarter, columns, &rows);
        let columns =
            vec![CountColumn::Matured { event: EVENT, of }, CountColumn::MaturedAchieved { event: EVENT, of }];
        let mut whole = table(Dimension::Prime, columns, &[("All", &[Some(100), Some(50)])]);
        hide_what_had_time_tells(&mut whole, &mut quarters, EVENT, NaiveDate::from_ymd_opt(2013, 4, 1));
        let in_time = [0, 1, 2, 3, 4].map(|group| quarters.counts[group][2].get());
        assert_eq!(in_time, [Some(0), None, None, None, None]);
        assert_eq!(whole.total[1].get(), Some(50));
    }

    #[test]
    fn quarters_hidden_two_by_two_stay_as_they_are() {
        assert_eq!(set_beside([None, None, Some(14), Some(12)], 34), ([None, None, Some(14), Some(12)], Some(34)));
    }

    #[test]
    fn where_no_quarter_is_left_to_hide_who_had_time_is_hidden() {
        assert_eq!(set_beside([Some(56), Some(0), None, None], 56), ([Some(56), Some(0), None, None], None));
    }
}
