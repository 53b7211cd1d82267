//! Counts of a longer time beside the same counts of each quarter in it: what single quarters hide, their sum must not tell.

use crate::metrics::{CountTable, Dimension};
use crate::vocabulary::Quarter;

use super::published::{PublishedTable, Row};

/// Cells of a table of a band of quarters (the total's row last) that one of the quarters' own answers hides. What is left is
/// the sum of counts that are shown: it tells nothing new, and the difference of two such sums neither.
pub fn told_by_parts(table: &CountTable, parts: &[PublishedTable]) -> Vec<(usize, usize)> {
    let mut cells = Vec::new();
    let groups = table.groups.iter().map(Some).chain([None]);
    for (row, group) in groups.enumerate() {
        for (at, column) in table.columns.iter().enumerate() {
            let is_shown = |part: &PublishedTable| {
                let place = group.map_or(Some(Row::Total), |group| part.group_of(group));
                place.is_some_and(|place| part.count(place, *column).get().is_some())
            };
            if !parts.iter().all(is_shown) {
                cells.push((row, at));
            }
        }
    }
    cells
}

/// Cells of a table of twelve months (the total's row last) from which counts could be worked out that the quarters' own answers
/// hide: where a single quarter is hidden, or quarters of few people together. The parts are exact and as they are published.
pub fn told_by_few_parts(table: &CountTable, parts: &[(CountTable, PublishedTable)]) -> Vec<(usize, usize)> {
    let mut cells = Vec::new();
    let groups = table.groups.iter().map(Some).chain([None]);
    for (row, group) in groups.enumerate() {
        for (at, column) in table.columns.iter().enumerate() {
            let hidden = parts.iter().filter_map(|(exact, part)| {
                let place = group.map_or(Some(Row::Total), |group| part.group_of(group));
                let Some(place) = place else { return Some((0, part.threshold)) };
                let is_hidden = part.count(place, *column).get().is_none();
                let own = match place {
                    Row::Group(own) => exact.exact(own, *column),
                    Row::Total => exact.columns.iter().position(|other| other == column).map(|at| exact.total[at]),
                };
                is_hidden.then_some((own.unwrap_or(0), part.threshold))
            });
            let hidden: Vec<(u64, u64)> = hidden.collect();
            let sum: u64 = hidden.iter().map(|(own, _)| own).sum();
            if hidden.len() == 1 || hidden.first().is_some_and(|(_, threshold)| (1..*threshold).contains(&sum)) {
                cells.push((row, at));
            }
        }
    }
    cells
}

/// Cells of a table by year of joining (the total's row last) that would say more than the same table by quarter: those of
/// a year of which it hides a quarter, and totals that it hides. What is left are sums of counts that are shown.
pub fn told_by_quarters(table: &CountTable, quarters: &PublishedTable) -> Vec<(usize, usize)> {
    let mut cells = Vec::new();
    for (at, column) in table.columns.iter().enumerate() {
        let is_hidden = |row: Row| quarters.count(row, *column).get().is_none();
        for (row, group) in table.groups.iter().enumerate() {
            let mut own =
                quarters.groups().iter().enumerate().filter(|(_, finer)| is_in(&table.dimensions, group, finer));
            if own.any(|(finer, _)| is_hidden(Row::Group(finer))) {
                cells.push((row, at));
            }
        }
        cells.extend(is_hidden(Row::Total).then_some((table.groups.len(), at)));
    }
    cells
}

/// Whether a group by quarter is a part of one by year.
fn is_in(dimensions: &[Dimension], years: &[String], quarters: &[String]) -> bool {
    dimensions.iter().zip(years.iter().zip(quarters)).all(|(dimension, (year, quarter))| {
        let own = dimension.of_quarters().and_then(|_| quarter.parse::<Quarter>().ok());
        own.map_or(year == quarter, |own| own.financial_year() == *year)
    })
}

#[cfg(test)]
mod tests {
    use super::super::publish::{Rule, publish, publish_hiding};
    use super::*;
    use crate::metrics::{CountColumn, Event, View};
    use crate::vocabulary::{AsAt, Basis};

    const RULE: Rule = Rule { threshold: 5, sensitive_threshold: 10 };
    const ATTACHED: CountColumn = CountColumn::Happened(Event::Attached);

    fn table(dimension: Dimension, counts: &[(&str, u64)]) -> CountTable {
        let quarter: Quarter = "2015-16-Q3".parse().unwrap();
        CountTable {
            view: View { basis: Basis::ToDate, as_at: AsAt::end_of(quarter), quarter, from: None },
            dimensions: vec![dimension],
            groups: counts.iter().map(|(name, _)| vec![(*name).to_string()]).collect(),
            columns: vec![ATTACHED],
            counts: counts.iter().map(|(_, count)| vec![*count]).collect(),
            total: vec![counts.iter().map(|(_, count)| count).sum()],
        }
    }

    #[test]
    fn a_year_with_one_hidden_quarter_is_hidden_and_so_is_another_year() {
        let quarters =
            [("2013-14-Q1", 40), ("2013-14-Q2", 3), ("2014-15-Q1", 20), ("2015-16-Q1", 30), ("2015-16-Q2", 50)];
        let exact = table(Dimension::AttachmentQuarter, &quarters);
        let published = publish(&exact, RULE).unwrap();
        let years = table(Dimension::AttachmentYear, &[("2013-14", 43), ("2014-15", 20), ("2015-16", 80)]);
        let shown = |table: &PublishedTable| -> Vec<bool> {
            table.rows().into_iter().map(|row| table.count(row, ATTACHED).get().is_some()).collect()
        };
        assert_eq!(shown(&publish(&years, RULE).unwrap()), [true; 4], "43 - 40 is 3");
        let cells = told_by_quarters(&years, &published);
        let own = publish_hiding(&years, None, cells, RULE).unwrap();
        assert!(!shown(&own)[0] && shown(&own).iter().filter(|shown| !**shown).count() > 1, "{:?}", shown(&own));
    }

    #[test]
    fn a_band_is_hidden_where_a_single_quarter_is() {
        let quarter = |counts: &[(&str, u64)]| publish(&table(Dimension::Office, counts), RULE).unwrap();
        let parts = [
            quarter(&[("Runcorn", 20), ("Widnes", 30), ("Warrington", 40)]),
            quarter(&[("Runcorn", 2), ("Widnes", 30), ("Warrington", 60)]),
        ];
        let band = table(Dimension::Office, &[("Runcorn", 22), ("Widnes", 60), ("Warrington", 100)]);
        let cells = told_by_parts(&band, &parts);
        assert!(cells.contains(&(0, 0)) && cells.len() >= 2, "{cells:?}");
        let own = publish_hiding(&band, None, cells, RULE).unwrap();
        assert_eq!(own.count(Row::Group(0), ATTACHED).get(), None, "22 - 20 is 2");
    }

    #[test]
    fn twelve_months_are_hidden_where_they_tell_a_quarter_and_shown_where_several_of_enough_people_are_hidden() {
        let part = |count: u64, is_shown: bool| {
            let exact = table(Dimension::Office, &[("Runcorn", count), ("Widnes", 40)]);
            let hidden = if is_shown { Vec::new() } else { vec![(0, 0), (1, 0)] };
            let published = publish_hiding(&exact, None, hidden, RULE).unwrap();
            (exact, published)
        };
        let year = |parts: [(u64, bool); 3]| {
            let sum = parts.iter().map(|(count, _)| count).sum();
            let year = table(Dimension::Office, &[("Runcorn", sum), ("Widnes", 120)]);
            told_by_few_parts(&year, &parts.map(|(count, is_shown)| part(count, is_shown))).contains(&(0, 0))
        };
        assert!(!year([(20, true), (30, true), (40, true)]));
        assert!(year([(3, false), (30, true), (40, true)]), "73 - 70 is 3");
        assert!(year([(1, false), (2, false), (40, true)]), "43 - 40 is 3 in two quarters");
        assert!(!year([(3, false), (9, false), (40, true)]));
    }
}
