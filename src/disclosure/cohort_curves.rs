//! Who of the people that joined in a quarter had a job start within so many months, beside what the same paper tells of them
//! otherwise: to date, as at a year ago, and by the kind of people.

use anyhow::Result;

use crate::metrics::cohort::{COHORTS, CURVE};
use crate::metrics::{CountColumn, CountTable, Event};
use crate::vocabulary::Quarter;

use super::publish::{Rule, publish_more};
use super::published::{PublishedCount, PublishedTable, Row};

const ATTACHED: CountColumn = CountColumn::Happened(Event::Attached);
const STARTED: CountColumn = CountColumn::Happened(Event::JobStarted);

/// Published tables that tell of the same people.
pub struct ToldOfCohorts<'a> {
    /// By quarter of joining, to date and as at a year ago.
    pub cohorts: &'a PublishedTable,
    pub cohorts_before: &'a PublishedTable,
    /// By kind of people, those followed for some months and their job starts within them.
    pub followed: Option<&'a PublishedTable>,
}

/// Publishes the curves of cohorts, the most months first: whoever had a job within fewer is part of those. `exact` is by quarter
/// of joining, as far as each has been followed.
///
/// What the paper's table of cohorts shows and hides stays so. A count of months is hidden where it does not go with that; where
/// it is nearly the count of a year ago, which the paper tells of one quarter; and, for everybody, where the table by kind of
/// people has the sum of the same months and would tell a hidden count, or the few who joined on the day after a quarter.
pub fn publish_curves(exact: &CountTable, told: &ToldOfCohorts<'_>, rule: Rule) -> Result<PublishedTable> {
    let mut published = told.cohorts.only(&[ATTACHED, STARTED]);
    for column in CURVE.into_iter().rev() {
        let columns = [published.columns(), &[column]].concat();
        published = publish_more(&published, &exact.only(&columns), None, rule)?;
    }
    hide_near_a_year_ago(&mut published, told.cohorts_before);
    if let Some(followed) = told.followed {
        hide_what_kinds_tell(&mut published, exact, followed);
    }
    Ok(published.only(&[&[ATTACHED, STARTED], &CURVE[..]].concat()))
}

fn is_small(count: u64, threshold: u64) -> bool {
    (1..threshold).contains(&count)
}

/// The quarter of which the paper tells what it had reached a year ago.
pub(super) fn told_of_a_year_ago(quarter: Quarter) -> String {
    quarter.year_before().year_before().to_string()
}

/// Job starts within some months, less those by a day a year ago, are people too, and so is the rest the other way round.
fn hide_near_a_year_ago(curves: &mut PublishedTable, before: &PublishedTable) {
    let name = told_of_a_year_ago(curves.view.quarter);
    let (Some(Row::Group(group)), Some(then)) = (curves.group_named(&name), before.group_named(&name)) else { return };
    let Some(started) = before.count(then, STARTED).get() else { return };
    for (at, column) in curves.columns.iter().enumerate().filter(|(_, column)| CURVE.contains(column)) {
        let near = curves.count(Row::Group(group), *column).get();
        if near.is_some_and(|count| is_small(count.abs_diff(started), curves.threshold)) {
            curves.counts[group][at] = PublishedCount::hidden();
        }
    }
}

/// The sum over all kinds is that of the quarters followed so long, and of who joined on the day after.
fn hide_what_kinds_tell(curves: &mut PublishedTable, exact: &CountTable, kinds: &PublishedTable) {
    for (at, column) in curves.columns.clone().into_iter().enumerate() {
        let CountColumn::Within { event, of, months } = column else { continue };
        let told = |column| sum(kinds, column);
        let (Some(followed), Some(achieved)) =
            (told(CountColumn::Followed { of, months }), told(CountColumn::FollowedAchieved { event, of, months }))
        else {
            continue;
        };
        let whole: Vec<usize> = (0..curves.groups.len())
            .filter(|group| COHORTS[0].followed(&curves.groups[*group][0], curves.view.as_at) >= Some(months))
            .collect();
        let all = |column| whole.iter().filter_map(|group| exact.exact(*group, column)).sum::<u64>();
        let is_shown = whole.iter().all(|group| curves.counts[*group][at].get().is_some());
        let of_a_day = (followed.checked_sub(all(ATTACHED)), achieved.checked_sub(all(column)));
        let tells = match of_a_day {
            (Some(joined), Some(started)) => {
                is_small(started, curves.threshold) || is_small(joined.saturating_sub(started), curves.threshold)
            }
            _ => true,
        };
        if !is_shown || tells {
            curves.counts.iter_mut().chain([&mut curves.total]).for_each(|row| row[at] = PublishedCount::hidden());
        }
    }
}

/// A column's sum over all groups, as far as a reader knows it.
fn sum(table: &PublishedTable, column: CountColumn) -> Option<u64> {
    let groups = (0..table.groups.len()).map(|group| table.count(Row::Group(group), column).get()).sum::<Option<u64>>();
    table.count(Row::Total, column).get().or(groups.filter(|_| table.holds(column)))
}

#[cfg(test)]
mod tests {
    use super::super::publish::publish;
    use super::*;
    use crate::metrics::{Dimension, View};
    use crate::vocabulary::{AsAt, Basis};

    const RULE: Rule = Rule { threshold: 5, sensitive_threshold: 10 };
    const OF: Event = Event::Attached;
    const WITHIN_12: CountColumn = CURVE[3];

    fn exact(dimension: Dimension, columns: &[CountColumn], rows: &[(&str, &[u64])]) -> CountTable {
        let quarter: Quarter = "2015-16-Q3".parse().unwrap();
        CountTable {
            view: View { basis: Basis::ToDate, as_at: AsAt::end_of(quarter), quarter, from: None },
            dimensions: vec![dimension],
            groups: rows.iter().map(|(name, _)| vec![(*name).to_string()]).collect(),
            columns: columns.to_vec(),
            counts: rows.iter().map(|(_, counts)| counts.to_vec()).collect(),
            total: (0..columns.len()).map(|at| rows.iter().map(|(_, counts)| counts[at]).sum()).collect(),
        }
    }

    /// Cohorts with their attached, job starts, and job starts within 3, 6, 9, 12, 18 and 24 months.
    fn cohorts(rows: &[(&str, &[u64])]) -> CountTable {
        exact(Dimension::AttachmentQuarter, &[&[ATTACHED, STARTED], &CURVE[..]].concat(), rows)
    }

    fn curves(table: &CountTable, before: &[(&str, &[u64])], followed: Option<&PublishedTable>) -> PublishedTable {
        let own = publish(&table.only(&[ATTACHED, STARTED]), RULE).unwrap();
        let before = exact(Dimension::AttachmentQuarter, &[ATTACHED, STARTED], before);
        let before = publish(&before, RULE).unwrap();
        let told = ToldOfCohorts { cohorts: &own, cohorts_before: &before, followed };
        publish_curves(table, &told, RULE).unwrap()
    }

    fn told(table: &PublishedTable, group: usize) -> Vec<Option<u64>> {
        table.counts[group].iter().map(|count| count.get()).collect()
    }

    const EARLY: (&str, &[u64]) = ("2013-14-Q1", &[100, 60, 10, 20, 30, 40, 45, 50]);
    const LATE: (&str, &[u64]) = ("2013-14-Q3", &[110, 50, 10, 20, 30, 40, 45, 50]);

    #[test]
    fn months_with_enough_people_between_them_are_all_shown() {
        let own = curves(&cohorts(&[EARLY, LATE]), &[], None);
        assert_eq!(told(&own, 0), EARLY.1.iter().map(|count| Some(*count)).collect::<Vec<_>>());
    }

    #[test]
    fn months_that_would_tell_a_few_who_came_between_them_are_not_shown() {
        let own = curves(&cohorts(&[EARLY, ("2013-14-Q3", &[110, 50, 10, 20, 30, 33, 45, 50])]), &[], None);
        let told = told(&own, 1);
        assert!(told[5].is_some() && told[4].is_none(), "33 less 30 are three people: {told:?}");
    }

    #[test]
    fn what_the_papers_table_of_cohorts_hides_stays_hidden_in_the_curves() {
        let rows: [(&str, &[u64]); 3] = [EARLY, ("2014-15-Q4", &[40, 3, 3, 3, 3, 3, 3, 3]), LATE];
        let own = curves(&cohorts(&rows), &[], None);
        assert!(told(&own, 1)[1..].iter().all(Option::is_none), "{:?}", told(&own, 1));
        assert!(told(&own, 0)[0].is_some());
    }

    #[test]
    fn months_nearly_as_many_as_a_year_ago_are_not_shown_for_the_quarter_of_which_that_is_told() {
        let near = curves(&cohorts(&[EARLY, LATE]), &[("2013-14-Q3", &[110, 43]), ("2013-14-Q1", &[100, 43])], None);
        assert_eq!((told(&near, 1)[5], told(&near, 1)[6]), (None, None), "43 less 40, and 45 less 43");
        assert_eq!((told(&near, 0)[5], told(&near, 1)[7]), (Some(40), Some(50)), "of another quarter it is not told");
    }

    #[test]
    fn who_joined_on_the_day_after_is_not_told_by_the_kinds_of_people() {
        let columns = [
            CountColumn::Followed { of: OF, months: 12 },
            CountColumn::FollowedAchieved { event: Event::JobStarted, of: OF, months: 12 },
        ];
        let beside = |followed: u64, achieved: u64| {
            let kinds = exact(Dimension::PaymentGroup, &columns, &[("1", &[100, 40]), ("2", &[followed, achieved])]);
            let kinds = PublishedTable {
                view: kinds.view,
                dimensions: kinds.dimensions.clone(),
                groups: kinds.groups.clone(),
                columns: kinds.columns.clone(),
                counts: kinds
                    .counts
                    .iter()
                    .map(|row| row.iter().map(|c| PublishedCount::shown(*c)).collect())
                    .collect(),
                total: kinds.total.iter().map(|c| PublishedCount::shown(*c)).collect(),
                threshold: 5,
            };
            curves(&cohorts(&[EARLY, LATE]), &[], Some(&kinds)).count(Row::Group(0), WITHIN_12).get()
        };
        assert_eq!(beside(110, 40), Some(40), "nobody joined on the day after");
        assert_eq!(beside(117, 43), None, "three of the seven of that day had a job");
        assert_eq!(beside(120, 47), None, "three of the ten had none");
        assert_eq!(beside(122, 46), Some(40), "six of twelve are enough on either side");
    }

    #[test]
    fn a_hidden_quarter_is_not_told_by_the_sum_over_the_kinds_of_people() {
        let columns = [
            CountColumn::Followed { of: OF, months: 12 },
            CountColumn::FollowedAchieved { event: Event::JobStarted, of: OF, months: 12 },
        ];
        let rows: [(&str, &[u64]); 2] = [EARLY, ("2013-14-Q3", &[110, 50, 10, 20, 30, 46, 48, 50])];
        let kinds = exact(Dimension::PaymentGroup, &columns, &[("1", &[100, 40]), ("2", &[110, 46])]);
        let kinds = publish(&kinds, RULE).unwrap();
        let own = curves(&cohorts(&rows), &[], Some(&kinds));
        let of_12 = [0, 1].map(|group| own.count(Row::Group(group), WITHIN_12).get());
        assert!(of_12 == [None, None] || of_12 == [Some(40), Some(46)], "{of_12:?}");
        assert_eq!(of_12, [None, None], "50 less 46 are four people, so that 46 is hidden");
    }
}
