//! A return beside the one of its series before it: far fewer or far more rows; and one that holds nothing of late.

use chrono::NaiveDate;

use crate::canonical::ColumnData;
use crate::canonical::frame::{date_of, day_of};
use crate::canonical::schema::Record;
use crate::definitions::workspace::{Gates, Returns};
use crate::fault::printable;
use crate::finding::{Effect, Finding, Place, number_of};
use crate::mapping::{MappedRecords, Shape};

/// Of fewer rows a share says nothing.
const LEAST_ROWS: u64 = 20;

/// Fewer people may well be without an event for a quarter.
const LEAST_FOR_EVENTS: u64 = 100;

/// What is asked of a return: its own settings, else the workspace's.
#[derive(Clone, Copy, Debug)]
pub struct Expected {
    min_rows: u64,
    noted: f64,
    stops: f64,
    /// Whether more rows than before are looked at: a list of everybody so far grows, and in a programme's first year it doubles.
    looks_at_growth: bool,
    recent_days: u32,
}

/// Nothing in a return happened of late.
pub const NO_EVENT: &str = "return_has_no_recent_event";

impl Expected {
    pub fn of(gates: &Gates, returns: Option<&Returns>, is_to_date: bool) -> Expected {
        let own = |of: fn(&Returns) -> Option<f64>| returns.and_then(of);
        let (noted, stops) = (own(|own| own.row_change_noted), own(|own| own.row_change_stops));
        Expected {
            min_rows: gates.min_rows,
            noted: noted.unwrap_or(gates.row_change_noted),
            stops: stops.unwrap_or(gates.row_change_stops),
            looks_at_growth: !is_to_date || noted.is_some() || stops.is_some(),
            recent_days: returns.and_then(|own| own.recent_event_days).unwrap_or(gates.recent_event_days),
        }
    }

    fn is_enough(&self, rows: u64) -> bool {
        rows >= self.min_rows.max(LEAST_ROWS)
    }

    /// Tables that differ too much in rows from those before them, record by record.
    pub fn rows(&self, now: &[&MappedRecords], before: &[MappedRecords], file: &str, earlier: &str) -> Vec<Finding> {
        let mut records: Vec<Record> =
            before.iter().filter(|table| is_of_rows(table)).map(|own| own.origin.record).collect();
        records.sort_unstable_by_key(|record| record.name());
        records.dedup();
        let own = |record| {
            let is_own = |table: &&MappedRecords| table.origin.record == record && is_of_rows(table);
            let sum = |rows: usize| rows as u64;
            let now: u64 = now.iter().copied().filter(is_own).map(|table| sum(table.fates.len())).sum();
            let before: u64 = before.iter().filter(is_own).map(|table| sum(table.fates.len())).sum();
            self.change(record, now, before, file, earlier)
        };
        records.into_iter().filter_map(own).collect()
    }

    fn change(&self, record: Record, now: u64, before: u64, file: &str, earlier: &str) -> Option<Finding> {
        if !self.is_enough(now.max(before)) || before == 0 {
            return None;
        }
        let change = now as f64 / before as f64 - 1.0;
        let effect = match change.abs() {
            share if share >= self.stops => Effect::Stops,
            share if share >= self.noted => Effect::Notes,
            _ => return None,
        };
        if change > 0.0 && !self.looks_at_growth {
            return None;
        }
        let (code, word) =
            if change < 0.0 { ("far_fewer_rows_than_before", "fewer") } else { ("far_more_rows_than_before", "more") };
        let message = format!(
            "{} of {}, and `{}` has {before}: {:.0}% {word}",
            number_of(now, "row"),
            record.name(),
            printable(earlier),
            100.0 * change.abs()
        );
        let hint = format!(
            "ask the sender whether the whole list came, and only once; row_change_stops under [gates] or the return sets another \
             limit, or let this run go on with --accept {code} --because TEXT --by NAME"
        );
        Some(Finding::new(code, effect, Place::file(printable(file)), message, hint).for_rows(now.abs_diff(before)))
    }

    /// A return of which the newest event is too long before the end of its quarter.
    pub fn recent(&self, now: &[&MappedRecords], file: &str, end: NaiveDate) -> Option<Finding> {
        let rows: u64 =
            now.iter().filter(|table| is_of_rows(table)).map(|table| table.fates.used().count() as u64).sum();
        if self.recent_days == 0 || !self.is_enough(rows) || rows < LEAST_FOR_EVENTS {
            return None;
        }
        let newest = date_of(now.iter().filter(|table| is_of_rows(table)).filter_map(|table| newest(table)).max()?);
        let days = i64::from(day_of(end) - day_of(newest));
        if days <= i64::from(self.recent_days) {
            return None;
        }
        let message = format!(
            "the newest event in it is of {newest}, {days} days before {end}; at most {} are expected",
            self.recent_days
        );
        let hint = "ask the sender whether it is the return of this quarter. If nothing happens any more, write recent_event_days = 0 \
                    below the return in quarterdeck.toml, or let this run go on with --accept return_has_no_recent_event \
                    --because TEXT --by NAME";
        Some(Finding::new("return_has_no_recent_event", Effect::Stops, Place::file(printable(file)), message, hint))
    }
}

fn is_of_rows(table: &MappedRecords) -> bool {
    !matches!(table.shape, Shape::Counts { .. })
}

/// The newest day in the rows that are used, but those of births.
fn newest(table: &MappedRecords) -> Option<i32> {
    let days = table.columns.iter().filter(|(name, _)| *name != "birth_date").filter_map(|(_, column)| match column {
        ColumnData::Days(days) => Some(days),
        _ => None,
    });
    days.flat_map(|days| table.fates.used().filter_map(move |row| days.get(row))).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(expected: Expected, now: u64, before: u64) -> Option<(&'static str, Effect)> {
        let finding = expected.change(Record::Participants, now, before, "n.csv", "o.csv");
        finding.map(|finding| (finding.code, finding.effect))
    }

    #[test]
    fn thirty_percent_are_noted_and_sixty_stop_on_either_side() {
        let alone = Expected::of(&Gates::default(), None, false);
        let [fewer, more] = ["far_fewer_rows_than_before", "far_more_rows_than_before"];
        assert_eq!(told(alone, 71, 100), None);
        assert_eq!(told(alone, 70, 100), Some((fewer, Effect::Notes)));
        assert_eq!(told(alone, 40, 100), Some((fewer, Effect::Stops)));
        assert_eq!(told(alone, 130, 100), Some((more, Effect::Notes)));
        assert_eq!(told(alone, 160, 100), Some((more, Effect::Stops)));
        assert_eq!(told(alone, 2, 19), None, "of few rows a share says nothing");
        let many = Gates { min_rows: 200, ..Gates::default() };
        assert_eq!(told(Expected::of(&many, None, false), 40, 100), None);
    }

    #[test]
    fn a_list_of_everybody_so_far_may_grow_unless_its_sender_is_held_to_less() {
        let gates = Gates::default();
        assert_eq!(told(Expected::of(&gates, None, true), 300, 100), None);
        assert_eq!(
            told(Expected::of(&gates, None, true), 30, 100),
            Some(("far_fewer_rows_than_before", Effect::Stops))
        );
        let own = |stops| Returns {
            files: String::new(),
            layout: String::new(),
            due_days: None,
            row_change_noted: None,
            row_change_stops: Some(stops),
            recent_event_days: None,
        };
        let expected = |stops| Expected::of(&gates, Some(&own(stops)), true);
        assert_eq!(told(expected(0.5), 160, 100), Some(("far_more_rows_than_before", Effect::Stops)));
        assert_eq!(told(expected(5.0), 300, 100), Some(("far_more_rows_than_before", Effect::Notes)));
    }
}
