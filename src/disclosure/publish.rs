//! From exact tables to published ones: the problem is put to the suppressor, its answer is attacked
//! by an independent audit, and only then do figures come out.

use std::borrow::Borrow;
use std::collections::BTreeMap;

use anyhow::Result;
use rayon::prelude::*;

use crate::fault::{Exit, Fault};
use crate::metrics::{CountColumn, CountTable, Dimension, Event};

use crate::vocabulary::{Month, Quarter};

use super::audit::{Breach, audit};
use super::detailed::{CELLS_AS_A_WHOLE, suppress_rows};
use super::published::{PublishedCount, PublishedTable, Row};
use super::relations::relations;
use super::suppress::{Problem, suppress};

/// How a table is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    pub threshold: u64,
    /// For wards and sensitive characteristics.
    pub sensitive_threshold: u64,
}

/// Hides what could identify a person and gives out the rest.
///
/// A table that fails its audit is a fault (exit 6): nothing of it is published.
pub fn publish(table: &CountTable, rule: Rule) -> Result<PublishedTable> {
    publish_given(table, rule, &Given::default())
}

/// Publishes a table by several dimensions beside published tables by one of them: what those hide of a group, the table
/// hides in every part of that group.
pub fn publish_beside(table: &CountTable, margins: &[&PublishedTable], rule: Rule) -> Result<PublishedTable> {
    publish_given(table, rule, &Given { cells: &hidden_beside(table, margins), ..Given::default() })
}

/// The same of a table whose total is printed too: it is hidden where another table hides it. Where the table is of the events
/// of some months, `whole` has the same to date, and a part that leaves a small number of it is hidden.
pub fn publish_within(
    table: &CountTable,
    margins: &[&PublishedTable],
    whole: Option<(&CountTable, &PublishedTable)>,
    rule: Rule,
) -> Result<PublishedTable> {
    let mut cells = hidden_beside(table, margins);
    cells.extend(whole.iter().flat_map(|(_, whole)| left_few(table, whole)));
    cells.extend(whole.iter().flat_map(|(exact, whole)| nearly_hidden(table, exact, whole)));
    let is_hidden = |column: &&CountColumn| {
        let mut holding = margins.iter().filter(|margin| margin.holds(**column));
        holding.any(|margin| margin.count(Row::Total, **column).get().is_none())
    };
    let totals: Vec<CountColumn> = table.columns.iter().filter(is_hidden).copied().collect();
    publish_given(table, rule, &Given { cells: &cells, totals: &totals, ..Given::default() })
}

/// The cells of groups that a published table by one of the table's dimensions hides, or whose column it hides altogether.
fn hidden_beside(table: &CountTable, margins: &[&PublishedTable]) -> Vec<(usize, usize)> {
    let mut cells = Vec::new();
    for (at, column) in table.columns.iter().enumerate() {
        for margin in margins.iter().filter(|margin| margin.holds(*column)) {
            let place = table.dimensions.iter().position(|own| margin.dimensions[..] == [*own]);
            let is_hidden = |group: &Vec<String>| {
                let own = place.and_then(|place| margin.group_named(&group[place]));
                [own, Some(Row::Total)].into_iter().flatten().any(|row| margin.count(row, *column).get().is_none())
            };
            let rows = table.groups.iter().enumerate().filter(|(_, group)| is_hidden(group));
            cells.extend(rows.map(|(row, _)| (row, at)));
        }
    }
    cells
}

/// Publishes the events of some months beside the same table to date, of which they are a part: where the rest, those of
/// all other months, is a small number, the part is hidden; and where the whole is hidden and hardly anything happened
/// before, as at the beginning of a programme: the part would be the whole.
pub fn publish_part(
    table: &CountTable,
    exact: &CountTable,
    whole: &PublishedTable,
    rule: Rule,
) -> Result<PublishedTable> {
    publish_hiding(table, Some((exact, whole)), Vec::new(), rule)
}

/// The same, or a table to date where there is no part and no whole, of which cells are hidden besides: other answers about
/// parts of them hide those.
pub fn publish_hiding(
    table: &CountTable,
    whole: Option<(&CountTable, &PublishedTable)>,
    mut cells: Vec<(usize, usize)>,
    rule: Rule,
) -> Result<PublishedTable> {
    cells.retain(|(_, column)| *column < table.columns.len());
    if let Some((exact, whole)) = whole {
        cells.extend(left_few(table, whole));
        cells.extend(nearly_hidden(table, exact, whole));
    }
    publish_given(table, rule, &Given { cells: &cells, ..Given::default() })
}

/// Cells of a table, the total's row last, of which the published whole is hidden and hardly larger.
fn nearly_hidden(table: &CountTable, exact: &CountTable, whole: &PublishedTable) -> Vec<(usize, usize)> {
    let mut cells = Vec::new();
    let rows = table.counts.iter().enumerate().map(|(row, counts)| (row, Some(&table.groups[row]), counts));
    for (row, group, counts) in rows.chain([(table.groups.len(), None, &table.total)]) {
        let place = group.map_or(Some(Row::Total), |group| whole.group_of(group));
        let of_exact = match group {
            None => Some(&exact.total),
            Some(group) => exact.groups.iter().position(|own| own == group).map(|at| &exact.counts[at]),
        };
        for (at, (column, count)) in table.columns.iter().zip(counts).enumerate() {
            let is_hidden =
                place.is_some_and(|place| whole.holds(*column) && whole.count(place, *column).get().is_none());
            let all = exact.columns.iter().position(|own| own == column).and_then(|own| Some(of_exact?[own]));
            if is_hidden && all.is_some_and(|all| all.abs_diff(*count) < whole.threshold) {
                cells.push((row, at));
            }
        }
    }
    cells
}

/// Cells of a table, the total's row last, that leave a small number of a published whole.
pub(super) fn left_few(table: &CountTable, whole: &PublishedTable) -> Vec<(usize, usize)> {
    let total = table.groups.len();
    let mut cells = Vec::new();
    for (row, counts) in table.counts.iter().chain([&table.total]).enumerate() {
        let place = if row == total { Some(Row::Total) } else { whole.group_of(&table.groups[row]) };
        for (at, (column, count)) in table.columns.iter().zip(counts).enumerate() {
            let all = place.filter(|_| whole.holds(*column)).and_then(|place| whole.count(place, *column).get());
            // Who came in and went again is in neither count: the rest can be less than nothing, and tells as much.
            if all.is_some_and(|all| (1..whole.threshold).contains(&all.abs_diff(*count))) {
                cells.push((row, at));
            }
        }
    }
    cells
}

/// Publishes one more column of a table that is published already. What it shows and hides is shown and hidden here alike;
/// the further column, the table's last, is hidden where it does not go with it. `whole` has it to date, where the table is of
/// the events of some months.
pub fn publish_more(
    base: &PublishedTable,
    table: &CountTable,
    whole: Option<&PublishedTable>,
    rule: Rule,
) -> Result<PublishedTable> {
    publish_more_hiding(base, table, whole, &[], rule)
}

/// The same, of which cells are hidden besides.
pub fn publish_more_hiding(
    base: &PublishedTable,
    table: &CountTable,
    whole: Option<&PublishedTable>,
    besides: &[(usize, usize)],
    rule: Rule,
) -> Result<PublishedTable> {
    let rows = || (0..table.groups.len()).map(Row::Group).chain([Row::Total]);
    let is_hidden = |row: Row, column: CountColumn| base.count(row, column).get().is_none();
    let mut cells = Vec::new();
    for (at, column) in table.columns.iter().enumerate() {
        for (number, row) in rows().enumerate() {
            let count = table.counts.get(number).unwrap_or(&table.total)[at];
            let hides = match base.holds(*column) {
                true => is_hidden(row, *column),
                false => {
                    is_nearly_sustained(base, row, *column, count)
                        || is_told_by_quarters(base, row, *column)
                        || leaves_few_in_work(base, row, *column, count)
                }
            };
            cells.extend(hides.then_some((number, at)));
        }
    }
    let last = table.columns.len().saturating_sub(1);
    let told = whole.iter().flat_map(|whole| left_few(table, whole)).chain(besides.iter().copied());
    cells.extend(told.filter(|(_, column)| *column == last));
    let given = Given { cells: &cells, kept: base.columns(), ..Given::default() };
    let mut more = publish_given(table, rule, &given)?;
    let costs = |row| base.columns.iter().any(|own| !is_hidden(row, *own) && more.count(row, *own).get().is_none());
    if rows().any(costs) {
        let own = |row: Row| table.columns.iter().map(|column| base.count(row, *column)).collect();
        let counts = (0..table.groups.len()).map(|group| own(Row::Group(group))).collect();
        (more.counts, more.total) = (counts, own(Row::Total));
    }
    Ok(more)
}

/// Whether a count of those who have had their time would tell of whom it happened to where that is hidden: in a group whose
/// people have all had it, it is the same; and by the time of joining whole groups have, so that its sum tells of the others.
fn is_told_by_quarters(base: &PublishedTable, row: Row, column: CountColumn) -> bool {
    let (CountColumn::MaturedAchieved { event, .. }
    | CountColumn::Matured { event, .. }
    | CountColumn::CompletedAchieved { event, .. }) = column
    else {
        return false;
    };
    let is_hidden = |row: Row| base.count(row, CountColumn::Happened(event)).get().is_none();
    let by_joining = base.dimensions.iter().any(|dimension| dimension.is_a_time());
    is_hidden(row) || (by_joining && base.rows().into_iter().any(is_hidden))
}

/// Whether people in time for a job would tell the few who have one and are in time to sustain.
fn leaves_few_in_work(base: &PublishedTable, row: Row, column: CountColumn, count: u64) -> bool {
    let in_time = |event| CountColumn::InTime { event, of: Event::Attached };
    let of_sustained = base.count(row, in_time(Event::Sustained)).get();
    column == in_time(Event::JobStarted)
        && of_sustained.is_some_and(|all| (1..base.threshold).contains(&all.abs_diff(count)))
}

/// Whether a count of 13 or 26 weeks would tell who was sustained where that is hidden: for many payment groups it is the
/// same, and where it is not, the few between the two are people too.
fn is_nearly_sustained(base: &PublishedTable, row: Row, column: CountColumn, count: u64) -> bool {
    let sustained = CountColumn::Happened(Event::Sustained);
    let is_of_weeks = [Event::Sustained13Weeks, Event::Sustained26Weeks].map(CountColumn::Happened).contains(&column);
    is_of_weeks
        && base.holds(sustained)
        && base.count(row, sustained).get().is_none_or(|own| (1..base.threshold).contains(&own.abs_diff(count)))
}

/// Publishes several tables of the same people: a total that one of them hides is hidden in all, and
/// none gives it away by its groups.
pub fn publish_family<T: Borrow<CountTable> + Sync>(tables: &[T], rule: Rule) -> Result<Vec<PublishedTable>> {
    let mut hidden: Vec<CountColumn> = Vec::new();
    loop {
        let each = tables
            .par_iter()
            .map(|table| publish_given(table.borrow(), rule, &Given { totals: &hidden, ..Given::default() }));
        let published: Vec<PublishedTable> = each.collect::<Result<_>>()?;
        let before = hidden.len();
        for table in &published {
            let totals = table.columns.iter().zip(&table.total).filter(|(_, total)| total.get().is_none());
            for (column, _) in totals {
                if !hidden.contains(column) {
                    hidden.push(*column);
                }
            }
        }
        // Each round hides one more column's total, so the rounds end with the columns.
        if hidden.len() == before {
            return Ok(published);
        }
    }
}

/// What is given when a table is published, from other tables of the same people.
#[derive(Default)]
struct Given<'a> {
    /// Columns whose totals are hidden.
    totals: &'a [CountColumn],
    /// Cells that are hidden, by row (the total's last) and column.
    cells: &'a [(usize, usize)],
    /// Columns of which no more is to be hidden, if anything else will do.
    kept: &'a [CountColumn],
}

fn publish_given(table: &CountTable, rule: Rule, given: &Given<'_>) -> Result<PublishedTable> {
    let sensitive = table.dimensions.iter().any(|dimension| dimension.is_sensitive());
    let threshold = if sensitive { rule.sensitive_threshold } else { rule.threshold };
    let has_total = !table.groups.is_empty();
    let mut counts = table.counts.clone();
    counts.push(table.total.clone());
    let total_row = counts.len() - 1;
    let hidden_columns = (0..table.columns.len()).filter(|&column| given.totals.contains(&table.columns[column]));
    let dear = |column: CountColumn| keep(column) * if given.kept.contains(&column) { 1000 } else { 1 };
    let problem = Problem {
        relations: relations(table, &counts),
        hidden_elsewhere: hidden_columns.map(|column| (total_row, column)).chain(given.cells.iter().copied()).collect(),
        counts,
        has_total,
        threshold,
        keep: table.columns.iter().map(|column| dear(*column)).collect(),
        known: known_noughts(table),
        // A prime knows its own figures and can take them from the total.
        insiders: table.dimensions == [Dimension::Prime] && table.groups.len() > 1,
    };
    let mut hidden = hide(table, &problem).map_err(|breach| {
        let message = format!("a table by {} failed its disclosure audit: {breach:?}", names(&table.dimensions));
        Fault::new(Exit::Disclosure, message)
            .hint("nothing was published; ask for fewer groups, or report this as a fault in Quarterdeck")
    })?;
    hide_mirrors(&problem, &mut hidden);
    let mut rows: Vec<Vec<PublishedCount>> = problem
        .counts
        .iter()
        .zip(&hidden)
        .map(|(counts, hidden)| counts.iter().zip(hidden).map(|(count, hide)| published(*count, *hide)).collect())
        .collect();
    let total = rows.pop().unwrap_or_default();
    Ok(PublishedTable {
        view: table.view,
        dimensions: table.dimensions.clone(),
        groups: table.groups.clone(),
        columns: table.columns.clone(),
        counts: rows,
        total,
        threshold,
    })
}

/// Hides what would mirror a hidden count: of people none of whom is out of time, those who have achieved and those who still
/// can are all there are, and the one gives the other away. One such count alone would be told by its column, so the total goes too.
fn hide_mirrors(problem: &Problem, hidden: &mut [Vec<bool>]) {
    let Some((total, groups)) = hidden.len().checked_sub(1).map(|last| (last, 0..last)) else { return };
    for (k, relation) in problem.relations.iter().enumerate().filter(|(_, relation)| relation.is_known_to_be_all) {
        for (row, hidden) in hidden.iter_mut().enumerate() {
            let is_all = problem.remainder(row, k) == Some(0);
            if is_all && relation.parts.iter().any(|part| hidden[*part]) {
                relation.parts.iter().for_each(|part| hidden[*part] = true);
            }
        }
        for part in &relation.parts {
            if problem.has_total && groups.clone().filter(|row| hidden[*row][*part]).count() == 1 {
                hidden[total][*part] = true;
            }
        }
    }
}

/// What to hide, audited: as a whole, or row by row where the table has more sums than the search can hold.
fn hide(table: &CountTable, problem: &Problem) -> Result<Vec<Vec<bool>>, Breach> {
    let cells: usize = problem.counts.iter().map(Vec::len).sum();
    if table.dimensions.len() > 1 || cells > CELLS_AS_A_WHOLE {
        return suppress_rows(problem, &lines(table));
    }
    let hidden = suppress(problem);
    audit(problem, &hidden).map(|()| hidden)
}

/// Cells that are nought by what the table is about: whoever did not join, or joins after the day that it is of, has done
/// nothing but be referred.
fn known_noughts(table: &CountTable) -> Vec<(usize, usize)> {
    let referred = [CountColumn::Everybody, CountColumn::Happened(Event::Referred)];
    let mut cells = Vec::new();
    for (place, dimension) in table.dimensions.iter().enumerate().filter(|(_, dimension)| dimension.is_of_joining()) {
        let is_to_come = |name: &str| {
            let first = name.parse::<Month>().map(|month| month.first_day());
            let first = first.or(name.parse::<Quarter>().map(|quarter| quarter.first_day()));
            first.is_ok_and(|first| first > table.view.as_at.0)
        };
        let own = |group: &[String]| group[place] == dimension.not_known() || is_to_come(&group[place]);
        for (row, _) in table.groups.iter().enumerate().filter(|(_, group)| own(group)) {
            let columns = table.columns.iter().enumerate().filter(|(_, column)| !referred.contains(column));
            cells.extend(columns.filter(|(at, _)| table.counts[row][*at] == 0).map(|(at, _)| (row, at)));
        }
    }
    cells
}

/// The sets of groups whose sums a reader can know: for each dimension, the groups that differ in it alone
/// (their sum stands in the table without it), the months of a quarter, and all groups together.
pub(super) fn lines(table: &CountTable) -> Vec<Vec<usize>> {
    let mut lines: BTreeMap<(usize, Vec<String>), Vec<usize>> = BTreeMap::new();
    for (row, group) in table.groups.iter().enumerate() {
        for dimension in 0..table.dimensions.len() {
            let others = group.iter().enumerate().filter(|(at, _)| *at != dimension).map(|(_, name)| name.clone());
            lines.entry((dimension, others.collect())).or_default().push(row);
            if table.dimensions[dimension].is_of_months()
                && let Ok(month) = group[dimension].parse::<Month>()
            {
                let mut own = group.clone();
                own[dimension] = Quarter::of(month.first_day()).to_string();
                lines.entry((table.dimensions.len() + dimension, own)).or_default().push(row);
            }
        }
    }
    lines.into_values().chain([(0..table.groups.len()).collect()]).collect()
}

pub(super) fn published(count: u64, hide: bool) -> PublishedCount {
    if hide { PublishedCount::hidden() } else { PublishedCount::shown(count) }
}

fn names(dimensions: &[Dimension]) -> String {
    let names: Vec<&str> = dimensions.iter().map(|dimension| dimension.id()).collect();
    if names.is_empty() { "nothing".into() } else { names.join(" and ") }
}

/// How dear it is to hide a column: the headline counts last, the helpers of the interval first.
pub(super) fn keep(column: CountColumn) -> u32 {
    match column {
        CountColumn::Happened(_) | CountColumn::Reached { .. } | CountColumn::Everybody => 30,
        CountColumn::Followed { .. } | CountColumn::FollowedAchieved { .. } | CountColumn::Within { .. } => 8,
        CountColumn::InTime { .. } => 4,
        CountColumn::Due { .. } | CountColumn::Not { .. } => 1,
        CountColumn::Matured { .. } | CountColumn::Completed { .. } => 2,
        CountColumn::MaturedAchieved { .. } | CountColumn::CompletedAchieved { .. } => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::View;
    use crate::vocabulary::{AsAt, Basis, Quarter};

    const SUSTAINED: CountColumn = CountColumn::Happened(Event::Sustained);
    const RULE: Rule = Rule { threshold: 5, sensitive_threshold: 10 };

    fn table(dimension: Dimension, counts: &[(&str, u64, u64)]) -> CountTable {
        let quarter: Quarter = "2015-16-Q3".parse().unwrap();
        CountTable {
            view: View { basis: Basis::ToDate, as_at: AsAt::end_of(quarter), quarter, from: None },
            dimensions: vec![dimension],
            groups: counts.iter().map(|(name, ..)| vec![(*name).to_string()]).collect(),
            columns: vec![CountColumn::Happened(Event::Attached), SUSTAINED],
            counts: counts.iter().map(|(_, n, x)| vec![*n, *x]).collect(),
            total: vec![counts.iter().map(|(_, n, _)| n).sum(), counts.iter().map(|(.., x)| x).sum()],
        }
    }

    #[test]
    fn where_nobodys_time_is_over_who_is_still_in_time_is_hidden_with_who_has_achieved() {
        let of = Event::Attached;
        let in_time = CountColumn::InTime { event: Event::Sustained, of };
        // Of the first two quarters everybody else is in time; of the third ten are not.
        let quarters = [("Q1", 100, 9, 91), ("Q2", 100, 3, 97), ("Q3", 100, 20, 70)];
        let mut own = table(Dimension::AttachmentQuarter, &quarters.map(|(name, n, x, _)| (name, n, x)));
        own.columns.push(in_time);
        own.counts.iter_mut().zip(quarters).for_each(|(row, (.., left))| row.push(left));
        own.total.push(258);
        let published = publish(&own, RULE).unwrap();
        let shown =
            |group: usize| [SUSTAINED, in_time].map(|own| published.count(Row::Group(group), own).get().is_some());
        assert_eq!(shown(1), [false, false]);
        assert_eq!(shown(0)[0], shown(0)[1], "the one would give the other away");
        let hidden = (0..3).filter(|group| !shown(*group)[1]).count();
        assert!(hidden > 1 || published.count(Row::Total, in_time).get().is_none(), "one alone is told by its column");
    }

    #[test]
    fn events_of_a_quarter_that_leave_a_few_of_all_are_hidden() {
        let exact = table(Dimension::Prime, &[("A", 300, 43)]);
        let whole = publish(&exact, RULE).unwrap();
        let part = |sustained| {
            let own = table(Dimension::Prime, &[("A", 60, sustained)]);
            publish_part(&own, &exact, &whole, RULE).unwrap().count(Row::Group(0), SUSTAINED).get()
        };
        assert_eq!([part(40), part(38), part(43)], [None, Some(38), Some(43)]);
    }

    #[test]
    fn events_of_a_programmes_first_quarters_do_not_give_away_what_is_hidden_to_date() {
        // Each prime knows its own: of 9 the one with 5 would know that the other has 4, so to date the total is hidden.
        let all = table(Dimension::Prime, &[("A", 300, 4), ("B", 200, 5)]);
        let whole = publish(&all, RULE).unwrap();
        assert_eq!(whole.total[1].get(), None);
        let part = |rows| publish_part(&table(Dimension::Prime, rows), &all, &whole, RULE).unwrap();
        assert_eq!(part(&[("A", 60, 4), ("B", 20, 5)]).total[1].get(), None);
        let later = table(Dimension::Prime, &[("A", 300, 24), ("B", 200, 25)]);
        let told = publish(&later, RULE).unwrap();
        let own = table(Dimension::Prime, &[("A", 60, 14), ("B", 20, 15)]);
        assert_eq!(publish_part(&own, &later, &told, RULE).unwrap().total[1].get(), Some(29));
    }

    #[test]
    fn a_total_that_one_table_hides_is_not_given_away_by_another() {
        let primes = table(Dimension::Prime, &[("A", 100, 3), ("B", 200, 40)]);
        let offices = table(Dimension::Office, &[("Runcorn", 150, 20), ("Widnes", 150, 23)]);
        // Alone, the table by prime hides its total (each prime knows its own figure), the one by office nothing.
        assert_eq!(publish(&primes, RULE).unwrap().total[1].get(), None);
        assert_eq!(publish(&offices, RULE).unwrap().total[1].get(), Some(43));
        let family = publish_family(&[primes, offices], RULE).unwrap();
        assert_eq!(family[1].total[1].get(), None);
        assert!(family[1].counts.iter().any(|row| row[1].get().is_none()), "its groups would add up to the total");
    }

    #[test]
    fn what_the_table_by_prime_hides_is_hidden_in_every_area_of_that_prime() {
        let primes = publish(&table(Dimension::Prime, &[("A", 100, 3), ("B", 200, 40)]), RULE).unwrap();
        let mut areas = table(Dimension::Area, &[("E", 50, 20), ("W", 50, 20), ("E", 100, 20), ("W", 100, 20)]);
        areas.dimensions.push(Dimension::Prime);
        areas.groups.iter_mut().zip(["A", "A", "B", "B"]).for_each(|(group, prime)| group.push(prime.into()));
        let shown = |table: &PublishedTable| -> Vec<[bool; 2]> {
            table.counts.iter().map(|row| [0, 1].map(|at| row[at].get().is_some())).collect()
        };
        // Whatever stands in it, it must not add up to what the other table hides.
        assert_eq!(shown(&publish(&areas, RULE).unwrap()), [[true, true]; 4]);
        assert_eq!(shown(&publish_beside(&areas, &[&primes], RULE).unwrap()), [[true, false]; 4]);
    }

    #[test]
    fn tables_with_nothing_to_hide_are_given_out_whole() {
        let offices = table(Dimension::Office, &[("Runcorn", 150, 20), ("Widnes", 150, 23)]);
        let groups = table(Dimension::PaymentGroup, &[("1", 100, 10), ("2", 200, 33)]);
        for table in publish_family(&[offices, groups], RULE).unwrap() {
            assert!(table.counts.iter().flatten().chain(&table.total).all(|count| count.get().is_some()));
        }
    }
}
