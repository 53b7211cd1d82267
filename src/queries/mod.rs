//! What goes back to a sender: the rows to correct, in the sender's own columns, with what to correct in plain
//! words. The workbook that was sent before is the only memory: what is asked no longer is ticked off.

mod again;
mod collect;
mod decided;
mod matching;
pub mod memory;
mod repeated;
mod sent;
pub mod words;
mod workbook;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use anyhow::Result;
use chrono::NaiveDate;

use crate::canonical::Texts;
use crate::canonical::schema::Record;
use crate::definitions::{Layout, Supplier};
use crate::finding::Finding;
use crate::mapping::Fates;
use crate::mapping::headers::Found;
use crate::validation::accounts::TableAccount;
use crate::vocabulary::Quarter;
pub use crate::worker::Sent;
use crate::worker::{FileCells, Wanted};
use words::Asks;
pub use workbook::bytes;

/// Lines of a workbook. A return with more is wrong as a whole; the summary counts what is not listed.
const MOST_LINES: usize = 50_000;

/// One file of a sender, as it was checked.
pub struct CheckedFile<'a> {
    pub name: &'a str,
    pub path: &'a Path,
    /// Empty where the file was refused.
    pub sha256: &'a str,
    pub layout: &'a Layout,
    /// The quarter of a return that lists its quarter alone.
    pub quarter: Option<Quarter>,
    pub refused: Option<&'a anyhow::Error>,
    /// Columns of codes without a list: nobody can say what a value in them is.
    pub listless: BTreeSet<&'static str>,
    /// The first year whose days are repeated: an earlier one is sooner somebody's birth.
    pub first_told: i32,
    pub tables: Vec<CheckedTable<'a>>,
}

/// One table of a file that was read.
pub struct CheckedTable<'a> {
    pub sheet: &'a str,
    pub record: Record,
    /// Where its canonical columns stand.
    pub headers: &'a BTreeMap<String, Found>,
    /// Every reference in it, and by row its number as Excel shows it.
    pub references: &'a Texts,
    pub rows: &'a [u32],
    /// By row what became of it.
    pub fates: &'a Fates,
}

impl<'a> CheckedFile<'a> {
    /// What stays the same of a sheet when its return is sent again.
    fn series(&self, sheet: &str) -> String {
        let quarter = self.quarter.map(|quarter| format!(" {quarter}")).unwrap_or_default();
        // A person may stand in a list of participants and in one of jobs.
        let several = self.layout.sheet.len() > 1;
        let table = self.tables.iter().find(|table| several && table.sheet == sheet);
        let record = table.map(|table| format!(" {}", table.record.name())).unwrap_or_default();
        format!("{}{quarter}{record}", self.layout.name)
    }

    /// The tables of a series.
    fn tables_of<'s>(&'s self, series: &'s str) -> impl Iterator<Item = &'s CheckedTable<'a>> {
        self.tables.iter().filter(move |table| self.series(table.sheet) == series)
    }
}

/// Somebody who sent files, with what was found in them.
pub struct Sender<'a> {
    pub supplier: &'a Supplier,
    /// The programme of the sender's contract; none for Jobcentre Plus.
    pub contract: Option<String>,
    pub files: Vec<CheckedFile<'a>>,
    pub findings: Vec<&'a Finding>,
    pub accounts: Vec<&'a TableAccount>,
    /// Whether all that this sender sends was read together.
    pub own_lists: bool,
    /// Whether all that anybody sends was read together.
    pub all_lists: bool,
}

/// Reads the wanted cells of a file, apart from this process.
pub type ReadCells<'a> = &'a dyn Fn(&Path, &Wanted) -> Result<FileCells>;

/// For whom and when the files were checked.
pub struct Occasion<'a> {
    pub council: &'a str,
    /// Who answers questions: name, post, address.
    pub contact: String,
    pub quarter: Quarter,
    pub found_on: NaiveDate,
    /// Reads cells of a file as they were sent.
    pub cells: ReadCells<'a>,
}

/// How a query stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    New,
    /// Asked before and not corrected yet, or not looked at this time.
    Open,
    /// The cell has no value any more, and nobody has said that it is not known.
    Emptied,
    /// The row it was asked about is not there any more: nobody has said why.
    Gone,
    /// The row is gone or the cell emptied, and the sender has written an answer.
    Answered,
    Corrected,
}

impl Status {
    /// Whether nothing is asked any more.
    fn is_settled(self) -> bool {
        matches!(self, Status::Answered | Status::Corrected)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Status::New => "new",
            Status::Open => "still open",
            Status::Emptied => "emptied",
            Status::Gone => "row gone",
            Status::Answered => "answered",
            Status::Corrected => "corrected",
        })
    }
}

/// One thing asked about one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// The finding's code; of an earlier workbook it may be one that is raised no longer.
    pub code: String,
    /// The canonical column at fault, where one is.
    pub column: Option<String>,
    /// The day it was first asked.
    pub asked: NaiveDate,
    pub status: Status,
}

/// A row to correct, with everything asked about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub file: String,
    pub sheet: String,
    pub row: u32,
    /// What stays the same of its return when that is sent again.
    pub series: String,
    /// The normalised reference; none where the row has none that can be believed.
    pub reference: Option<String>,
    /// The cells at fault: `D18, H18`.
    pub at_fault: String,
    /// What to correct, a paragraph a query.
    pub what: String,
    pub queries: Vec<Query>,
    /// What the sender wrote.
    pub answer: String,
    /// The row as sent, empty cells of the sender's columns included, and what somebody added to the workbook.
    pub cells: BTreeMap<ColumnKey, Sent>,
    /// Columns at fault.
    pub faults: BTreeSet<ColumnKey>,
}

impl Line {
    /// How the least settled of its queries stands.
    pub fn status(&self) -> Status {
        let is = |status: &Status| self.queries.iter().any(|query| query.status == *status);
        let unsettled = [Status::Open, Status::New, Status::Emptied, Status::Gone, Status::Answered];
        unsettled.into_iter().find(is).unwrap_or(Status::Corrected)
    }
}

/// A header as headers are compared.
pub type ColumnKey = String;

/// Columns in their order: as they are compared, and as they are shown.
pub type Columns = Vec<(ColumnKey, String)>;

/// Something about a file rather than a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AboutFile {
    pub file: String,
    pub place: String,
    pub found: String,
    pub to_do: String,
}

/// The queries of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindCount {
    pub what: String,
    pub correct: String,
    pub counts: Counts,
}

/// How many queries stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    pub corrected: u64,
    pub open: u64,
    pub new: u64,
    /// Those whose row is not there any more.
    pub gone: u64,
    /// Those whose cell has no value any more.
    pub emptied: u64,
    /// Those that the sender has answered in words.
    pub answered: u64,
}

impl Counts {
    fn add(&mut self, status: Status) {
        match status {
            Status::New => self.new += 1,
            Status::Open => self.open += 1,
            Status::Emptied => self.emptied += 1,
            Status::Gone => self.gone += 1,
            Status::Answered => self.answered += 1,
            Status::Corrected => self.corrected += 1,
        }
    }

    pub fn total(&self) -> u64 {
        self.corrected + self.open + self.new + self.gone + self.emptied + self.answered
    }
}

impl fmt::Display for Counts {
    /// `15 queries, 9 corrected, 3 still open, 2 new, 1 whose row is gone`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let noun = if self.total() == 1 { "query" } else { "queries" };
        write!(f, "{} {noun}, {} corrected, {} still open, {} new", self.total(), self.corrected, self.open, self.new)?;
        for (count, said) in [(self.gone, "whose row is gone"), (self.emptied, "emptied"), (self.answered, "answered")]
        {
            if count > 0 {
                write!(f, ", {count} {said}")?;
            }
        }
        Ok(())
    }
}

/// Everything that is asked of one sender.
#[derive(Debug)]
pub struct Queries {
    /// To correct first, corrected last; in the order of the files.
    pub lines: Vec<Line>,
    /// The sender's columns, and those that somebody added.
    pub columns: Columns,
    pub about: Vec<AboutFile>,
}

impl Queries {
    /// Every query, counted.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        self.lines.iter().flat_map(|line| &line.queries).for_each(|query| counts.add(query.status));
        counts
    }

    /// By kind, the most frequent first.
    pub fn kinds(&self) -> Vec<KindCount> {
        let mut kinds: BTreeMap<&str, Counts> = BTreeMap::new();
        for query in self.lines.iter().flat_map(|line| &line.queries) {
            kinds.entry(&query.code).or_default().add(query.status);
        }
        let mut kinds: Vec<(&str, Counts)> = kinds.into_iter().collect();
        kinds.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.total()));
        kinds.into_iter().map(|(code, counts)| KindCount { what: what(code), correct: correct(code), counts }).collect()
    }
}

/// What is wrong, as a heading. A code of another version speaks for itself.
fn what(code: &str) -> String {
    words::of(code).map_or_else(|| code.replace('_', " "), |words| words.what.clone())
}

/// What to correct, in plain words.
fn correct(code: &str) -> String {
    words::of(code).map_or_else(|| "Please correct the row.".into(), |words| words.correct.clone())
}

/// Whether a query that is not found again was looked for in its return, so that it may be ticked off.
fn was_looked_for(query: &Query, series: &str, sender: &Sender<'_>) -> bool {
    let read = sender.files.iter().any(|file| file.refused.is_none() && file.tables_of(series).next().is_some());
    match words::of(&query.code).map(|words| words.asks) {
        Some(Asks::Row | Asks::Line) => read,
        Some(Asks::AcrossOwnLists) => read && sender.own_lists,
        Some(Asks::AcrossAllLists) => read && sender.all_lists,
        _ => false,
    }
}

/// Puts together what is asked of a sender; nothing where there is nothing to correct and never was.
///
/// A file that changed since it was checked is a fault of the surroundings (exit 5).
pub fn draw_up(
    sender: &Sender<'_>,
    occasion: &Occasion<'_>,
    earlier: Option<memory::Earlier>,
) -> Result<Option<Queries>> {
    let (now, mut columns) = collect::lines(sender, occasion)?;
    let asked_before = earlier.is_some();
    let earlier = earlier.unwrap_or_default();
    let never_read: BTreeSet<ColumnKey> = sender
        .files
        .iter()
        .flat_map(|file| file.layout.sheet.iter().flat_map(|sheet| &sheet.ignored))
        .map(|header| collect::key(header))
        .collect();
    for (key, shown) in earlier.columns {
        if !never_read.contains(&key) && columns.iter().all(|(known, _)| *known != key) {
            columns.push((key, shown));
        }
    }
    let found = matching::Found {
        was_looked_for: &|query, series| was_looked_for(query, series, sender),
        decided: decided::Decided::of(sender),
        rows: again::look(sender, &earlier.lines, occasion)?,
    };
    let lines = matching::merge(now, earlier.lines, &found);
    let about = collect::about(sender);
    let unusable = sender.files.iter().any(|file| file.refused.is_some())
        || sender.findings.iter().any(|finding| finding.effect == crate::finding::Effect::Stops);
    let wanted = asked_before || !lines.is_empty() || unusable;
    Ok(wanted.then_some(Queries { lines, columns, about }))
}
