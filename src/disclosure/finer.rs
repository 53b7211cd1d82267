//! Counts of a longer time beside the same counts of each quarter in it: what single quarters hide, their sum must not tell.

use crate::metrics::{CountColumn, CountTable, Dimension};
use crate::vocabulary::Quarter;

use super::publish::published;
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

/// A table by year of joining or referral beside the same by quarter: a year is shown where each of its quarters is. It is their
/// sum, and tells nothing that they do not.
pub fn publish_years(table: &CountTable, quarters: &PublishedTable) -> PublishedTable {
    let is_shown = |group: &[String], column: CountColumn| {
        let mut own = quarters.groups().iter().enumerate().filter(|(_, finer)| is_in(&table.dimensions, group, finer));
        own.all(|(finer, _)| quarters.count(Row::Group(finer), column).get().is_some())
    };
    let row = |(group, counts): (&Vec<String>, &Vec<u64>)| {
        let own = table.columns.iter().zip(counts);
        own.map(|(column, count)| published(*count, !is_shown(group, *column))).collect()
    };
    PublishedTable {
        view: table.view,
        dimensions: table.dimensions.clone(),
        groups: table.groups.clone(),
        columns: table.columns.clone(),
        counts: table.groups.iter().zip(&table.counts).map(row).collect(),
        total: table.columns.iter().map(|column| quarters.count(Row::Total, *column)).collect(),
        threshold: quarters.threshold,
    }
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
    use crate::metrics::{Event, View};
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
    fn a_year_is_shown_where_each_of_its_quarters_is() {
        let quarters =
            [("2013-14-Q1", 40), ("2013-14-Q2", 3), ("2014-15-Q1", 20), ("2015-16-Q1", 30), ("2015-16-Q2", 50)];
        let exact = table(Dimension::AttachmentQuarter, &quarters);
        let published = publish(&exact, RULE).unwrap();
        let years = table(Dimension::AttachmentYear, &[("2013-14", 43), ("2014-15", 20), ("2015-16", 80)]);
        let shown = |table: &PublishedTable| -> Vec<bool> {
            table.rows().into_iter().map(|row| table.count(row, ATTACHED).get().is_some()).collect()
        };
        // The 3 and one other quarter are hidden, which is the 20.
        assert_eq!(shown(&published), [true, false, false, true, true, true]);
        assert_eq!(shown(&publish_years(&years, &published)), [false, false, true, true]);
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
}
