//! A list of everybody so far replaces the one before it. Whom that one named and this one does not, and what it said
//! that has happened to them, would leave the figures to date without a word: a sheet that was filtered, cut off, or holds
//! the quarter alone.

use std::collections::{BTreeMap, HashSet};
use std::hash::{BuildHasher, Hash, Hasher};

use rayon::prelude::*;

use crate::canonical::schema::{self, Kind, Record};
use crate::canonical::{ColumnData, Day};
use crate::fault::printable;
use crate::finding::{Effect, Finding, Place, Rows, number_of};
use crate::mapping::{Fate, MappedRecords, Shape};

use super::JOB_COLUMNS;

/// The lists on which everybody stands in a row or more; of jobs, claims and scores everybody who has one.
const LISTS: [Record; 5] = [Record::Participants, Record::Referrals, Record::Jobs, Record::Claims, Record::Scores];

/// Whether a file holds what the one before it held, value by value: the same list under a new name, opened and saved or
/// sorted in between.
pub fn nothing_is_new(now: &[&MappedRecords], before: &[MappedRecords]) -> bool {
    let same = |(now, before): (&&MappedRecords, &MappedRecords)| {
        now.origin.record == before.origin.record
            && now.fates.len() == before.fates.len()
            && match (&now.shape, &before.shape) {
                (Shape::Counts { .. }, _) | (_, Shape::Counts { .. }) => now.shape == before.shape,
                _ => rows(now) == rows(before),
            }
    };
    !now.is_empty() && now.len() == before.len() && now.iter().zip(before).all(same)
}

/// What each row says, in no order of the sender's: a hash a row.
fn rows(table: &MappedRecords) -> Vec<u64> {
    let hasher = foldhash::fast::FixedState::default();
    let columns: Vec<(&str, &ColumnData)> = table.columns.iter().collect();
    let row = |row: usize| {
        let mut hash = hasher.build_hasher();
        for (name, column) in &columns {
            match column {
                ColumnData::Days(days) => (name, days.get(row)).hash(&mut hash),
                ColumnData::Texts(texts) => (name, texts.get(row)).hash(&mut hash),
                ColumnData::Marks(marks) => (name, marks.get(row)).hash(&mut hash),
                ColumnData::Figures(figures) => (name, figures.get(row)).hash(&mut hash),
            }
        }
        hash.finish()
    };
    let mut rows: Vec<u64> = (0..table.fates.len()).into_par_iter().map(row).collect();
    rows.par_sort_unstable();
    rows
}

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
        // By column: how many rows had a day whose people still stand here, and which of them have none now.
        let (mut gone, mut days) = (Rows::default(), BTreeMap::<&'static str, (u64, Rows)>::new());
        for row in table.fates.used() {
            let Some(reference) = references.get(row) else { continue };
            if !named.contains(reference) {
                gone.add(table.source_rows[row]);
                continue;
            }
            for (name, is_lost) in given.held(table, row, reference) {
                let (had, lost) = days.entry(name).or_default();
                *had += 1;
                if is_lost {
                    lost.add(table.source_rows[row]);
                }
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
        for (name, (had, rows)) in days.into_iter().filter(|(_, (_, rows))| rows.count() > 0) {
            let message = format!(
                "`{earlier}` has a day in `{name}` for {} whose people have none here: {rows} there",
                number_of(rows.count(), "row")
            );
            let hint = "ask the sender whether these were withdrawn";
            let column = now.iter().find(|table| table.origin.headers.contains_key(name));
            let place = column.map_or_else(|| Place::file(&first.origin.file), |table| table.origin.column(name));
            findings.push(
                Finding::new("dates_no_longer_sent", Effect::Notes, place, message, hint)
                    .of_compared(rows.count(), had),
            );
        }
    }
    findings
}

/// Rules by which a row is set aside because a day is not there: that the list before had one says why.
const FOR_WANT_OF_A_DAY: [&str; 4] =
    ["job_end_without_start", "job_start_without_attachment", "claim_without_job_start", "claim_without_attachment"];

/// For whom the lists have days.
struct Given<'a> {
    by_column: BTreeMap<&'static str, HashSet<&'a str>>,
    /// Whose jobs run, by their first day, and whose have ended.
    running: HashSet<(&'a str, Day)>,
    ended: HashSet<(&'a str, Day)>,
    /// Those of whom a row is not used: why is told where it stands.
    not_used: HashSet<&'a str>,
}

impl<'a> Given<'a> {
    /// A column that is gone as a whole has nobody's day.
    fn of(now: &[&'a MappedRecords]) -> Self {
        let by_column = day_columns().map(|name| (name, HashSet::new())).collect();
        let mut given = Given { by_column, running: HashSet::new(), ended: HashSet::new(), not_used: HashSet::new() };
        for table in now {
            let references = table.columns.texts("reference");
            let is_told = |row: &usize| match table.fates.get(*row) {
                Fate::Used => false,
                Fate::SetAside(code) | Fate::LeftOut(code) => !FOR_WANT_OF_A_DAY.contains(&code),
            };
            let not_used = (0..table.fates.len()).filter(is_told);
            given.not_used.extend(not_used.filter_map(|row| references.get(row)));
            for (name, whose) in &mut given.by_column {
                let days = table.columns.days(name);
                let rows = (0..table.fates.len()).filter(|row| days.get(*row).is_some());
                whose.extend(rows.filter_map(|row| references.get(row)));
            }
            for (row, reference) in (0..table.fates.len()).filter_map(|row| Some((row, references.get(row)?))) {
                for (first, is_over, _) in jobs(table, row) {
                    let jobs = if is_over { &mut given.ended } else { &mut given.running };
                    jobs.insert((reference, first));
                }
            }
        }
        given
    }

    /// The columns in which an earlier row has a day, and whether its person has none now. Of the end of a job that is
    /// so where the same job runs now: a new one has a first day of its own.
    fn held(&self, table: &MappedRecords, row: usize, reference: &str) -> impl Iterator<Item = (&'static str, bool)> {
        let is_used = !self.not_used.contains(reference);
        let had = move |name: &str| table.columns.days(name).get(row).is_some();
        let days = self.by_column.iter().filter(move |(name, _)| had(name));
        let days = days.map(move |(name, whose)| (*name, is_used && !whose.contains(reference)));
        let runs_again = move |first: Day| {
            let job = (reference, first);
            is_used && self.running.contains(&job) && !self.ended.contains(&job)
        };
        let ends = jobs(table, row).filter(|(_, is_over, _)| *is_over);
        let ends: Vec<_> = ends.map(|(first, _, name)| (name, runs_again(first))).collect();
        days.chain(ends)
    }
}

/// A row's jobs: the first day, whether it has ended, and the column that would say so.
fn jobs(table: &MappedRecords, row: usize) -> impl Iterator<Item = (Day, bool, &'static str)> {
    JOB_COLUMNS.into_iter().filter_map(move |(start, end, _)| {
        Some((table.columns.days(start).get(row)?, table.columns.days(end).get(row).is_some(), end))
    })
}

/// The days that make figures for whoever has them at all; ends of jobs are held job by job.
fn day_columns() -> impl Iterator<Item = &'static str> {
    let days = schema::COLUMNS.iter().filter(|spec| spec.kind == Kind::Date).map(|spec| spec.name);
    days.filter(|name| !name.starts_with("job_end_date") && !["birth_date", "leave_date"].contains(name))
}
