//! Queries of now against those of the workbook that was sent before.

use std::collections::{BTreeMap, VecDeque};

use super::again::{Given, RowNow};
use super::collect::shown;
use super::decided::{Decided, Place};
use super::{Line, Query, Status, correct, what, words};
use crate::validation::JOB_COLUMNS;

/// What makes a query the same query when a file comes again: rule, column, return and row.
type Identity = (String, Option<String>, String, Row);

/// Which row is asked about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Row {
    Reference(String),
    /// Where its other cells are now.
    Place(Place),
    /// Where nothing else is known of it.
    Number(u32),
}

fn identity(line: &Line, query: &Query, row: Row) -> Identity {
    (query.code.clone(), query.column.clone(), line.series.clone(), row)
}

/// As what the row of an earlier line may be found again.
fn rows_of_earlier(line: &Line, now: Option<&RowNow>) -> Vec<Row> {
    let place = now.map(|now| Row::Place(now.place.clone()));
    let known: Vec<Row> = line.reference.clone().map(Row::Reference).into_iter().chain(place).collect();
    if known.is_empty() { vec![Row::Number(line.row)] } else { known }
}

/// What a row of now may have been, the surest first.
fn rows_of_now(line: &Line) -> [Row; 2] {
    let place = Row::Place((line.file.clone(), line.sheet.clone(), line.row));
    match &line.reference {
        Some(reference) => [Row::Reference(reference.clone()), place],
        None => [place, Row::Number(line.row)],
    }
}

/// What else is known of earlier queries.
pub struct Found<'a> {
    /// Whether a query of a series was looked for this time.
    pub was_looked_for: &'a dyn Fn(&Query, &str) -> bool,
    /// Rows of now at which not every rule has looked.
    pub decided: Decided<'a>,
    /// By earlier line what has become of its row.
    pub rows: Vec<Option<RowNow>>,
}

/// Stands with a row that is not there any more.
const GONE: &str = "\nThis row was not found again. Please say under \"Your answer\" whether you took it out, and why, or \
                    whether its reference was changed.";

/// Stands with a cell that was emptied.
const EMPTIED: &str = "\nThe value was taken out, and no other stands in its place. Please give it; if it is really not \
                       known, say so under \"Your answer\".";

/// Stands with a cell whose column is not there any more.
const NOT_READ: &str = "\nThe column was not found in this return. Please send it again under the header that it had.";

/// Stands with a row at which its rule has not looked.
const HIDDEN: &str = "\nThis was not looked at again, because something else must be corrected first.";

/// Puts both together: found again is still open, with the day it was first asked; not found is settled by what has
/// become of its row. What is settled stands last, else the order is that of the files.
pub fn merge(mut now: Vec<Line>, earlier: Vec<Line>, found: &Found<'_>) -> Vec<Line> {
    let again = find_again(&mut now, &earlier, found);
    let mut gone = Vec::new();
    for ((mut line, again), row) in earlier.into_iter().zip(again).zip(&found.rows) {
        let mut is_open = again.queries.into_iter();
        line.queries.retain(|_| !is_open.next().unwrap_or_default());
        let row = row.as_ref();
        let goes_on = again.line.map(|at| &now[at]);
        let rows = rows_looked_at(row, goes_on);
        settle(&mut line, goes_on.is_some(), row, &rows, found);
        match again.line {
            Some(at) => tick_off(&mut now[at], line.queries, row),
            None => {
                say_what_is_left(&mut line, row, |query| found.decided.hides(&query.code, &rows));
                gone.push(line);
            }
        }
    }
    now.extend(gone);
    now.sort_by_cached_key(|line| (line.status().is_settled(), line.file.clone(), line.sheet.clone(), line.row));
    now
}

/// What of an earlier line is asked again.
struct Again {
    /// The line of now that goes on with it.
    line: Option<usize>,
    /// Which of its queries were found again.
    queries: Vec<bool>,
}

/// Opens again the queries of now that were asked before, each with the day it was first asked. By earlier line what
/// was found of it.
fn find_again(now: &mut [Line], earlier: &[Line], found: &Found<'_>) -> Vec<Again> {
    let mut known = asked_before(earlier, found);
    let none = |line: &Line| Again { line: None, queries: vec![false; line.queries.len()] };
    let mut again: Vec<Again> = earlier.iter().map(none).collect();
    for (at, line) in now.iter_mut().enumerate() {
        for q in 0..line.queries.len() {
            let mut rows = rows_of_now(line).into_iter();
            let old = rows.find_map(|row| {
                let known = known.get_mut(&identity(line, &line.queries[q], row))?;
                std::iter::from_fn(|| known.pop_front()).find(|(l, old)| !again[*l].queries[*old])
            });
            let Some((l, old)) = old else { continue };
            let query = &mut line.queries[q];
            query.status = Status::Open;
            query.asked = query.asked.min(earlier[l].queries[old].asked);
            again[l].queries[old] = true;
            if again[l].line.is_none() {
                again[l].line = Some(at);
                keep_what_was_written(line, &earlier[l]);
            }
        }
    }
    again
}

/// Every earlier query as it may be found again: its line and its place there. Several rows may ask the same (both
/// rows of a duplicate): they are matched one by one.
fn asked_before(earlier: &[Line], found: &Found<'_>) -> BTreeMap<Identity, VecDeque<(usize, usize)>> {
    let mut known: BTreeMap<Identity, VecDeque<(usize, usize)>> = BTreeMap::new();
    for (l, line) in earlier.iter().enumerate() {
        for row in rows_of_earlier(line, found.rows[l].as_ref()) {
            for (q, query) in line.queries.iter().enumerate() {
                known.entry(identity(line, query, row.clone())).or_default().push_back((l, q));
            }
        }
    }
    known
}

/// Where an earlier line's fault would be seen again: in any row that its own may be, or else in that of the line that
/// goes on with it.
fn rows_looked_at(row: Option<&RowNow>, goes_on: Option<&Line>) -> Vec<Place> {
    let of_line = |line: &Line| vec![(line.file.clone(), line.sheet.clone(), line.row)];
    row.map(|row| row.rows.clone()).or(goes_on.map(of_line)).unwrap_or_default()
}

/// How the queries of an earlier line stand that were not found again; `goes_on` where another one of them was. What
/// something else in these `rows` hides is not corrected.
fn settle(line: &mut Line, goes_on: bool, row: Option<&RowNow>, rows: &[Place], found: &Found<'_>) {
    let is_answered = !line.answer.trim().is_empty();
    let status = |query: &Query| match (query.status, row) {
        (Status::Corrected, _) => Status::Corrected,
        (before, _) if !(found.was_looked_for)(query, &line.series) => before.max(Status::Open),
        (_, Some(row)) => match settled_by(query, row) {
            Status::Emptied if is_answered => Status::Answered,
            status => status,
        },
        (_, None) if goes_on => Status::Corrected,
        (_, None) if is_answered => Status::Answered,
        (_, None) => Status::Gone,
    };
    let seen = |query: &Query| match status(query) {
        Status::Corrected if query.status != Status::Corrected && found.decided.hides(&query.code, rows) => {
            Status::Open
        }
        status => status,
    };
    let settled: Vec<Status> = line.queries.iter().map(seen).collect();
    line.queries.iter_mut().zip(settled).for_each(|(query, status)| query.status = status);
}

/// How a query stands whose fault is not in its row any more: corrected, where its cell was looked at and has a value,
/// and so has the cell that it was held against.
fn settled_by(query: &Query, row: &RowNow) -> Status {
    let Some(column) = &query.column else { return Status::Corrected };
    let beside: Vec<Given> = held_against(&query.code, column).iter().map(|beside| row.given(beside)).collect();
    // A value in any of them is something to hold the cell against.
    let beside = [Given::Value, Given::NotRead, Given::Nothing].into_iter().find(|given| beside.contains(given));
    match (row.given(column), beside) {
        (Given::NotRead | Given::NotItsOwn, _) | (_, Some(Given::NotRead)) => Status::Open,
        (Given::Nothing, _) if !words::may_be_emptied(&query.code) => Status::Emptied,
        (_, Some(Given::Nothing)) => Status::Emptied,
        _ => Status::Corrected,
    }
}

/// The columns of the same row without a value in any of which a fault cannot be seen.
fn held_against(code: &str, column: &str) -> Vec<String> {
    match code {
        "attachment_before_referral" => vec!["referral_date".into()],
        "leaving_before_attachment" | "job_start_before_attachment" | "job_start_without_attachment" => {
            vec!["attachment_date".into()]
        }
        "claim_before_attachment" => vec!["attachment_date".into()],
        "paid_before_claim" if column == "paid_date" => vec!["claim_date".into()],
        "paid_before_claim" => vec!["sustained_claim_date".into()],
        "job_end_before_start" => vec![column.replace("_end_", "_start_")],
        "claim_too_early" => JOB_COLUMNS.iter().map(|(start, ..)| (*start).into()).collect(),
        _ => Vec::new(),
    }
}

/// What stands with an earlier line that nothing of now goes on with.
fn say_what_is_left(line: &mut Line, row: Option<&RowNow>, is_hidden: impl Fn(&Query) -> bool) {
    if let Some(row) = row {
        say_where_it_is_now(line, row);
    }
    for said in [GONE, EMPTIED, NOT_READ, HIDDEN] {
        line.what = line.what.replace(said, "");
    }
    let is_left = |status| line.queries.iter().any(|query| query.status == status);
    let not_read = |query: &Query| query.status == Status::Open && row.is_some_and(|row| is_not_read(query, row));
    for (said, is_so) in [
        (GONE, is_left(Status::Gone)),
        (EMPTIED, is_left(Status::Emptied)),
        (NOT_READ, line.queries.iter().any(not_read)),
        (HIDDEN, line.queries.iter().any(|query| query.status == Status::Open && is_hidden(query))),
    ] {
        line.what += if is_so { said } else { "" };
    }
    if line.status().is_settled() {
        line.faults.clear();
    }
}

/// A row of which a cell was emptied is told by its place in the file of now: the old one may be somebody else's.
fn say_where_it_is_now(line: &mut Line, row: &RowNow) {
    if !line.queries.iter().any(|query| query.status == Status::Emptied) {
        return;
    }
    (line.file, line.sheet, line.row) = row.place.clone();
    let unsettled = || line.queries.iter().filter(|query| !query.status.is_settled());
    let cell = |query: &Query| row.cell(query.column.as_deref()?);
    let mut cells: Vec<String> = unsettled().filter_map(cell).map(|(cell, _)| cell).collect();
    cells.dedup();
    line.at_fault = cells.join(", ");
    let in_words = |query: &Query| {
        let what = what(&query.code);
        match (query.status, cell(query)) {
            (Status::Corrected, _) => format!("Corrected: {what}."),
            (Status::Answered, _) => format!("Answered: {what}."),
            (_, Some((cell, header))) => format!("{cell} \"{}\": {what}. {}", shown(header), correct(&query.code)),
            (_, None) => format!("Row {}: {what}. {}", line.row, correct(&query.code)),
        }
    };
    let paragraphs: Vec<String> = line.queries.iter().map(in_words).collect();
    line.what = paragraphs.join("\n");
}

fn is_not_read(query: &Query, row: &RowNow) -> bool {
    settled_by(query, row) == Status::Open
}

/// The sender's answer, and columns that somebody added, stay with the row.
fn keep_what_was_written(line: &mut Line, earlier: &Line) {
    if line.answer.is_empty() {
        line.answer.clone_from(&earlier.answer);
    } else if !earlier.answer.is_empty() && line.answer != earlier.answer {
        line.answer = format!("{}\n{}", line.answer, earlier.answer);
    }
    for (key, cell) in &earlier.cells {
        // What is in the file now goes first, an empty cell too.
        line.cells.entry(key.clone()).or_insert_with(|| cell.clone());
    }
}

/// Adds the rest of an earlier line to the line that goes on with it.
fn tick_off(line: &mut Line, queries: Vec<Query>, row: Option<&RowNow>) {
    for query in queries {
        let what = what(&query.code);
        line.what += &match query.status {
            Status::Corrected => format!("\nCorrected: {what}."),
            Status::Answered => format!("\nAnswered: {what}."),
            Status::Emptied => format!("\n{what}: {}", EMPTIED.trim_start()),
            _ if row.is_some_and(|row| is_not_read(&query, row)) => format!("\n{what}: {}", NOT_READ.trim_start()),
            _ => format!("\nNot looked at this time: {what}."),
        };
        line.queries.push(query);
    }
}
