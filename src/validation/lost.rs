//! A list of everybody so far replaces the one before it. Whom that one named and this one does not, and what it said
//! that has happened to them, would leave the figures to date without a word: a sheet that was filtered, cut off, or holds
//! the quarter alone.

use std::collections::{BTreeMap, HashSet};

use crate::canonical::schema::{self, Kind, Record};
use crate::fault::printable;
use crate::finding::{Effect, Finding, Place, Rows, number_of};
use crate::mapping::MappedRecords;

/// The lists on which everybody stands once a row or more.
const LISTS: [Record; 2] = [Record::Participants, Record::Referrals];

/// People of the earlier tables of a sender whom none of the newer ones names, and days that are given for them no more.
pub fn since(now: &[&MappedRecords], before: &[MappedRecords]) -> Vec<Finding> {
    LISTS.iter().flat_map(|list| since_on(*list, now, before)).collect()
}

fn since_on(list: Record, now: &[&MappedRecords], before: &[MappedRecords]) -> Vec<Finding> {
    let now: Vec<&MappedRecords> = now.iter().copied().filter(|table| table.origin.record == list).collect();
    let Some(first) = now.first() else { return Vec::new() };
    // Also in rows that are set aside: they are told where they stand.
    let named: HashSet<&str> = now.iter().flat_map(|table| table.columns.texts("reference").words.iter()).collect();
    let given = Given::of(&now);
    let mut findings = Vec::new();
    for table in before.iter().filter(|table| table.origin.record == list) {
        let references = table.columns.texts("reference");
        let used = table.fates.used().count() as u64;
        let (mut gone, mut days) = (Rows::default(), BTreeMap::<&'static str, Rows>::new());
        for row in table.fates.used() {
            let Some(reference) = references.get(row) else { continue };
            if !named.contains(reference) {
                gone.add(table.source_rows[row]);
                continue;
            }
            for name in given.lost(table, row, reference) {
                days.entry(name).or_default().add(table.source_rows[row]);
            }
        }
        let earlier = printable(&table.origin.file);
        if gone.count() > 0 {
            let message = format!(
                "{} of `{earlier}` stand on this list no more: {gone} there; figures to date are without them",
                number_of(gone.count(), "row")
            );
            let hint = "ask the sender whether they were withdrawn or are written otherwise; else for a list of everybody so \
                        far, not filtered and not of the quarter alone";
            let place = Place::file(&first.origin.file);
            findings.push(
                Finding::new("people_no_longer_sent", Effect::Notes, place, message, hint)
                    .of_compared(gone.count(), used),
            );
        }
        for (name, rows) in days {
            let message = format!(
                "`{earlier}` has a day in `{name}` for {} whose people have none here: {rows} there",
                number_of(rows.count(), "row")
            );
            let hint = "ask the sender whether these were withdrawn";
            let column = now.iter().find(|table| table.origin.headers.contains_key(name));
            let place = column.map_or_else(|| Place::file(&first.origin.file), |table| table.origin.column(name));
            findings.push(
                Finding::new("dates_no_longer_sent", Effect::Notes, place, message, hint)
                    .of_compared(rows.count(), used),
            );
        }
    }
    findings
}

/// For whom the lists have days.
struct Given<'a> {
    by_column: BTreeMap<&'static str, HashSet<&'a str>>,
    /// Those of whom a row is not used: why is told where it stands.
    not_used: HashSet<&'a str>,
}

impl<'a> Given<'a> {
    /// Of columns that the tables have at all: one that is gone as a whole is told as such.
    fn of(now: &[&'a MappedRecords]) -> Self {
        let mut given = Given { by_column: BTreeMap::new(), not_used: HashSet::new() };
        for table in now {
            let references = table.columns.texts("reference");
            let not_used = (0..table.fates.len()).filter(|row| !table.fates.is_used(*row));
            given.not_used.extend(not_used.filter_map(|row| references.get(row)));
            for name in day_columns().filter(|name| !table.columns.days(name).raw().is_empty()) {
                let days = table.columns.days(name);
                let whose = (0..table.fates.len()).filter(|row| days.get(*row).is_some());
                given.by_column.entry(name).or_default().extend(whose.filter_map(|row| references.get(row)));
            }
        }
        given
    }

    /// The columns in which an earlier row has a day and its person none now.
    fn lost(&self, table: &MappedRecords, row: usize, reference: &str) -> impl Iterator<Item = &'static str> {
        let had = move |name: &str| table.columns.days(name).get(row).is_some();
        let lost = move |whose: &HashSet<&str>| !whose.contains(reference) && !self.not_used.contains(reference);
        self.by_column.iter().filter(move |(name, whose)| had(name) && lost(whose)).map(|(name, _)| *name)
    }
}

/// The days that make figures: somebody who is back in work has no last day any more.
fn day_columns() -> impl Iterator<Item = &'static str> {
    let days = schema::COLUMNS.iter().filter(|spec| spec.kind == Kind::Date).map(|spec| spec.name);
    days.filter(|name| !name.starts_with("job_end_date") && !["birth_date", "leave_date"].contains(name))
}
