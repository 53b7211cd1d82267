//! What has become of a row that was asked about when its return comes again: a fault that is not found again may be
//! corrected, its cell emptied, its column not read, or its row taken out.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::decided::Place;
use super::repeated::reference_in;
use super::{CheckedFile, CheckedTable, Line, Occasion, Query, Sender, Sent, collect, sent, workbook};
use crate::canonical::schema::Record;
use crate::finding::column_letter;
use crate::mapping::headers::Found;
use crate::mapping::values::is_missing_mark;
use crate::worker::{Wanted, WantedRows};

/// Cells that must agree for a row without a reference to be the row of before, in its place.
const LEAST_ALIKE: usize = 2;

/// The same anywhere else in the file, where it must be the only such row.
const LEAST_ALIKE_ELSEWHERE: usize = 4;

/// How many columns a row may have slipped by.
const FARTHEST_SLIP: i64 = 3;

/// A table with more rows is not searched for rows that have moved and have no reference.
const MOST_SEARCHED: usize = 200_000;

/// Where the row of an earlier line is now.
#[derive(Clone, Debug)]
pub struct RowNow {
    pub place: Place,
    /// Every row that it may be, that place among them: all rows of its reference.
    pub rows: Vec<Place>,
    /// The columns of its layout: whether the row has a value there, and none for a column that was not read.
    columns: BTreeMap<String, Option<bool>>,
    /// Where the columns stand that were read.
    headers: BTreeMap<String, Found>,
}

/// What a row has in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    Value,
    /// Nothing, or a mark for a missing value.
    Nothing,
    /// The column was not found in the return.
    NotRead,
    /// Its layout has no such column.
    NotItsOwn,
}

impl RowNow {
    /// What it has in a canonical column.
    pub fn given(&self, canonical: &str) -> Given {
        match self.columns.get(canonical) {
            Some(Some(true)) => Given::Value,
            Some(Some(false)) => Given::Nothing,
            Some(None) => Given::NotRead,
            None => Given::NotItsOwn,
        }
    }

    /// Where its cell of a canonical column is, and its header; none for a column that was not read.
    pub fn cell(&self, canonical: &str) -> Option<(String, &str)> {
        let found = self.headers.get(canonical)?;
        Some((format!("{}{}", column_letter(found.column), self.place.2), &found.header))
    }
}

/// Rows of now that an earlier one may have become.
struct Candidate<'a> {
    /// Which earlier line.
    line: usize,
    table: &'a CheckedTable<'a>,
    rows: Vec<u32>,
    /// Whether the reference already says that it is they; else their cells must.
    by_reference: bool,
}

/// By earlier line what was found of its row.
pub fn look(sender: &Sender<'_>, earlier: &[Line], occasion: &Occasion<'_>) -> Result<Vec<Option<RowNow>>> {
    let mut found: Vec<Option<RowNow>> = vec![None; earlier.len()];
    let read = || sender.files.iter().filter(|file| file.refused.is_none());
    for file in read() {
        let candidates = candidates(file, earlier, &found);
        let own = candidates.iter().map(|candidate| (candidate.table, candidate.rows.as_slice()));
        let cells = cells(file, own, occasion)?;
        for candidate in &candidates {
            found[candidate.line] = found[candidate.line].take().or_else(|| {
                let line = &earlier[candidate.line];
                candidate.now(file, line, &cells)
            });
        }
    }
    for file in read() {
        look_elsewhere(file, earlier, &mut found, occasion)?;
    }
    Ok(found)
}

/// The wanted rows of a file with all columns that are read; nothing is read where none are wanted.
fn cells<'t>(
    file: &CheckedFile<'_>,
    rows: impl Iterator<Item = (&'t CheckedTable<'t>, &'t [u32])>,
    occasion: &Occasion<'_>,
) -> Result<sent::Rows> {
    let mut wanted: BTreeMap<String, WantedRows> = BTreeMap::new();
    for (table, rows) in rows.filter(|(_, rows)| !rows.is_empty()) {
        let own = wanted.entry(table.sheet.into()).or_default();
        own.rows.extend(rows);
        own.columns.extend(table.headers.values().map(|found| found.column));
    }
    if wanted.is_empty() {
        return Ok(sent::Rows::new());
    }
    sent::rows(file.path, file.sha256, &Wanted::Rows(wanted), occasion)
}

/// Where to look for the rows of earlier lines that were not found in another file.
fn candidates<'a>(file: &'a CheckedFile<'a>, earlier: &'a [Line], found: &[Option<RowNow>]) -> Vec<Candidate<'a>> {
    let mut all = Vec::new();
    let mut referred: BTreeMap<&str, BTreeMap<String, Vec<u32>>> = BTreeMap::new();
    for (at, line) in earlier.iter().enumerate().filter(|(at, _)| found[*at].is_none()) {
        for table in file.tables_of(&line.series) {
            let rows = referred.entry(table.sheet).or_insert_with(|| rows_by_reference(table, earlier));
            let Some(rows) = line.reference.as_ref().and_then(|reference| rows.get(reference)) else { continue };
            let by_reference = !file.has_several_rows_a_person(table);
            if by_reference || (!reference_is_open(line) && !file.has_events()) {
                all.push(Candidate { line: at, table, rows: rows.clone(), by_reference });
            }
        }
        // The one sheet of a text file is called after the file, and the corrected file may have another name.
        let tables = || file.tables_of(&line.series);
        let table = tables().find(|table| table.sheet == line.sheet).or_else(|| tables().next());
        let in_place = |table: &&CheckedTable<'_>| {
            reference_is_open(line) || file.has_events() || !file.has_several_rows_a_person(table)
        };
        if let Some(table) = table.filter(in_place) {
            all.push(Candidate { line: at, table, rows: vec![line.row], by_reference: false });
        }
    }
    all
}

/// The rows of every reference that was asked about.
fn rows_by_reference(table: &CheckedTable<'_>, earlier: &[Line]) -> BTreeMap<String, Vec<u32>> {
    let asked: BTreeSet<&str> = earlier.iter().filter_map(|line| line.reference.as_deref()).collect();
    let texts = (0..).zip(table.references.words.iter().map(workbook::inert));
    let ids: BTreeMap<u32, String> = texts.filter(|(_, text)| asked.contains(text.as_str())).collect();
    let mut rows: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (at, row) in table.rows.iter().enumerate() {
        if let Some(text) = table.references.id(at).and_then(|id| ids.get(&id)) {
            rows.entry(text.clone()).or_default().push(*row);
        }
    }
    rows
}

impl Candidate<'_> {
    /// The row that an earlier line's has become, if it is among these.
    fn now(&self, file: &CheckedFile<'_>, line: &Line, cells: &sent::Rows) -> Option<RowNow> {
        let none = BTreeMap::new();
        let own = |row: &u32| cells.get(&(self.table.sheet.to_string(), *row)).unwrap_or(&none);
        let is_only_one = self.rows.len() == 1;
        let alike = |row: &&u32| self.by_reference || is_alike(file, self.table, line, own(row), is_only_one);
        let mut rows: Vec<u32> = self.rows.iter().filter(alike).copied().collect();
        let mut has_slipped = false;
        if rows.is_empty() && line.reference.is_none() {
            let slipped = |row: &&u32| had_slipped(self.table, line, own(row));
            rows = self.rows.iter().filter(slipped).copied().collect();
            has_slipped = true;
        }
        let places = rows.iter().map(|row| (file.name.to_string(), self.table.sheet.to_string(), *row));
        let places: Vec<Place> = places.collect();
        let place = places.first()?.clone();
        let mut columns = columns_of(file, self.table, &rows.iter().map(own).collect::<Vec<_>>());
        if has_slipped {
            // A cell that is empty now held what stands beside it.
            columns.values_mut().flatten().for_each(|given| *given = true);
        }
        Some(RowNow { place, rows: places, columns, headers: self.table.headers.clone() })
    }
}

/// Which columns of a table's layout have a value in any of these rows.
fn columns_of(
    file: &CheckedFile<'_>,
    table: &CheckedTable<'_>,
    rows: &[&BTreeMap<u32, Sent>],
) -> BTreeMap<String, Option<bool>> {
    let is_given = |cell: &Sent| match cell {
        Sent::Empty => false,
        Sent::Text(text) => !text.trim().is_empty() && !is_missing_mark(text),
        _ => true,
    };
    let layouts = file.layout.sheet.iter().filter(|layout| layout.record == table.record || file.has_events());
    let known = layouts.flat_map(|layout| layout.columns.keys()).map(|canonical| (canonical.clone(), None));
    let read = table.headers.iter().map(|(canonical, found)| {
        let given = rows.iter().any(|cells| cells.get(&found.column).is_some_and(is_given));
        (canonical.clone(), Some(given))
    });
    known.chain(read).collect()
}

impl CheckedFile<'_> {
    fn has_events(&self) -> bool {
        self.layout.sheet.iter().any(|sheet| sheet.record == Record::Events)
    }

    /// Whether a reference says which person a row is about, and not which row it is.
    fn has_several_rows_a_person(&self, table: &CheckedTable<'_>) -> bool {
        table.record.is_beside_participants() || self.has_events()
    }
}

/// Whether the reference itself is what to correct, or there is none: then it says nothing about which row it is.
fn reference_is_open(line: &Line) -> bool {
    line.reference.is_none() || asks_for(line, "reference")
}

fn asks_for(line: &Line, canonical: &str) -> bool {
    line.queries.iter().any(|query| query.column.as_deref() == Some(canonical))
}

/// Whether a line asks about what stands in a column of the sheet. One column of events is read as several of ours.
fn asks_about(table: &CheckedTable<'_>, line: &Line, column: u32) -> bool {
    let at = |query: &Query| Some(table.headers.get(query.column.as_deref()?)?.column);
    line.queries.iter().any(|query| at(query) == Some(column))
}

/// Whether the cells that nobody asked to correct are as they were; the reference, too, unless it is open.
fn is_alike(
    file: &CheckedFile<'_>,
    table: &CheckedTable<'_>,
    line: &Line,
    cells: &BTreeMap<u32, Sent>,
    is_only_one: bool,
) -> bool {
    let Some(alike) = agreeing(table, line, cells) else { return false };
    if reference_is_open(line) {
        return alike >= LEAST_ALIKE;
    }
    let now = table.headers.get("reference").and_then(|found| cells.get(&found.column));
    let own = now.and_then(|now| reference_in(now, file)).map(|text| workbook::inert(&text));
    own == line.reference && (alike > 0 || is_only_one)
}

/// A line's cells as they were sent before, by canonical column, the reference left out.
fn before<'a>(table: &'a CheckedTable<'_>, line: &'a Line) -> impl Iterator<Item = (&'a str, u32, Option<&'a Sent>)> {
    let headers = table.headers.iter().filter(|(canonical, _)| *canonical != "reference");
    headers.map(|(canonical, found)| {
        (canonical.as_str(), found.column, line.cells.get(&collect::column_key(&found.header)))
    })
}

fn is_the_same(before: &Sent, now: Option<&Sent>) -> bool {
    workbook::inert(&now.cloned().unwrap_or_default().text()) == before.text()
}

/// How many of a line's cells that nobody asked to correct are in a row as they were; nothing where one is not.
fn agreeing(table: &CheckedTable<'_>, line: &Line, cells: &BTreeMap<u32, Sent>) -> Option<usize> {
    let known = before(table, line).filter(|(_, column, _)| !asks_about(table, line, *column));
    let mut same = known.filter_map(|(_, column, before)| Some(is_the_same(before?, cells.get(&column))));
    same.try_fold(0, |alike, same| same.then_some(alike + 1))
}

/// The same where cells that the earlier workbook leaves empty must be empty, too.
fn is_alike_elsewhere(table: &CheckedTable<'_>, line: &Line, cells: &BTreeMap<u32, Sent>) -> bool {
    let mut not_asked = before(table, line).filter(|(_, column, _)| !asks_about(table, line, *column));
    let is_as_empty = not_asked.all(|(canonical, column, before)| {
        // A day of birth is never repeated.
        before.is_some()
            || canonical == "birth_date"
            || cells.get(&column).is_none_or(|now| now.text().trim().is_empty())
    });
    is_as_empty && agreeing(table, line, cells).is_some_and(|alike| alike >= LEAST_ALIKE_ELSEWHERE)
}

/// Whether everything that stood in a line stands in a row so many columns beside.
fn had_slipped(table: &CheckedTable<'_>, line: &Line, cells: &BTreeMap<u32, Sent>) -> bool {
    let read: BTreeSet<i64> = table.headers.values().map(|found| i64::from(found.column)).collect();
    let mut slips = (-FARTHEST_SLIP..=FARTHEST_SLIP).filter(|slip| *slip != 0);
    slips.any(|slip| {
        let moved = before(table, line).filter_map(|(_, column, before)| {
            let column = i64::from(column) + slip;
            let now = u32::try_from(column).ok().filter(|_| read.contains(&column))?;
            Some(is_the_same(before?, cells.get(&now)))
        });
        let (same, other): (Vec<bool>, Vec<bool>) = moved.partition(|same| *same);
        other.is_empty() && same.len() >= LEAST_ALIKE
    })
}

/// A row that holds what an earlier line held: its number and its cells.
type RowAlike<'a> = (u32, &'a BTreeMap<u32, Sent>);

/// Looks through whole tables for rows without a reference that are not in their places any more: the file was
/// sorted. Another row's twin is not taken for one: it must be the only row that is alike.
fn look_elsewhere(
    file: &CheckedFile<'_>,
    earlier: &[Line],
    found: &mut [Option<RowNow>],
    occasion: &Occasion<'_>,
) -> Result<()> {
    let mut taken: BTreeSet<Place> = found.iter().flatten().map(|now| now.place.clone()).collect();
    let searched = |table: &&CheckedTable<'_>| table.rows.len() <= MOST_SEARCHED && !file.has_events();
    for table in file.tables.iter().filter(searched) {
        let series = file.series(table.sheet);
        let is_lost = |at: &usize| found[*at].is_none() && earlier[*at].series == series;
        let lost: Vec<usize> =
            (0..earlier.len()).filter(is_lost).filter(|at| reference_is_open(&earlier[*at])).collect();
        let by_cell = by_longest_cell(table, earlier, &lost);
        if by_cell.is_empty() {
            continue;
        }
        let rows = cells(file, std::iter::once((table, table.rows)), occasion)?;
        let place = |row: u32| (file.name.to_string(), table.sheet.to_string(), row);
        let free = rows.iter().map(|((_, row), cells)| (*row, cells)).filter(|(row, _)| !taken.contains(&place(*row)));
        for (at, own) in rows_alike(table, earlier, free.collect(), &by_cell) {
            if let [(row, cells)] = own[..]
                && taken.insert(place(row))
            {
                let (columns, headers) = (columns_of(file, table, &[cells]), table.headers.clone());
                found[at] = Some(RowNow { place: place(row), rows: vec![place(row)], columns, headers });
            }
        }
    }
    Ok(())
}

/// By earlier line the rows that hold what it held.
fn rows_alike<'a>(
    table: &CheckedTable<'_>,
    earlier: &[Line],
    rows: Vec<RowAlike<'a>>,
    by_cell: &LinesByCell,
) -> BTreeMap<usize, Vec<RowAlike<'a>>> {
    let mut alike: BTreeMap<usize, Vec<RowAlike<'_>>> = BTreeMap::new();
    for (row, cells) in rows {
        let lines = cells.iter().filter_map(|(column, cell)| by_cell.get(&(*column, workbook::inert(&cell.text()))));
        for &at in lines.flatten() {
            if is_alike_elsewhere(table, &earlier[at], cells) {
                alike.entry(at).or_default().push((row, cells));
            }
        }
    }
    alike
}

/// Lines by a cell of theirs: its column and its text.
type LinesByCell = BTreeMap<(u32, String), Vec<usize>>;

/// Lines by the cell by which their rows are looked for.
fn by_longest_cell(table: &CheckedTable<'_>, earlier: &[Line], lost: &[usize]) -> LinesByCell {
    let mut by_cell = LinesByCell::new();
    for &at in lost {
        if let Some(cell) = longest_cell(table, &earlier[at]) {
            by_cell.entry(cell).or_default().push(at);
        }
    }
    by_cell
}

/// The cell by which a line's row is looked for: the one that fewest rows are likely to share.
fn longest_cell(table: &CheckedTable<'_>, line: &Line) -> Option<(u32, String)> {
    let headers = table
        .headers
        .iter()
        .filter(|(canonical, found)| *canonical != "reference" && !asks_about(table, line, found.column));
    let cells = headers.filter_map(|(_, found)| {
        let cell = line.cells.get(&collect::column_key(&found.header))?;
        Some((found.column, cell.text()))
    });
    cells.max_by_key(|(_, text)| text.len())
}
