//! Queries of now against those of the workbook that was sent before.

use std::collections::{BTreeMap, VecDeque};

use super::{Line, Query, Status, what};

/// What makes a query the same query when a file comes again: rule, column, return, and the reference, or the
/// row where there is none.
type Identity = (String, Option<String>, String, Result<String, u32>);

fn identity(line: &Line, query: &Query) -> Identity {
    let row = line.reference.clone().ok_or(line.row);
    (query.code.clone(), query.column.clone(), line.series.clone(), row)
}

/// What else is known of earlier queries.
pub struct Found<'a> {
    /// Whether a query of a series was looked for this time.
    pub was_looked_for: &'a dyn Fn(&Query, &str) -> bool,
    /// Whether the row that was asked about is still there.
    pub is_there: &'a dyn Fn(&Line) -> bool,
}

/// Stands with a row that is not there any more.
const GONE: &str = "\nThis row was not found again. Please say under \"Your answer\" whether you took it out, and why, or \
                    whether its reference was changed.";

/// Puts both together: found again is still open, with the day it was first asked; not found is corrected where it was
/// looked for and its row is there, gone where the row is not, and stays as it was where it was not looked for. What
/// is settled stands last, else the order is that of the files.
pub fn merge(mut now: Vec<Line>, earlier: Vec<Line>, found: &Found<'_>) -> Vec<Line> {
    // Several rows may ask the same (both rows of a duplicate): they are matched one by one.
    let mut known: BTreeMap<Identity, VecDeque<(usize, usize)>> = BTreeMap::new();
    for (l, line) in earlier.iter().enumerate() {
        for (q, query) in line.queries.iter().enumerate() {
            known.entry(identity(line, query)).or_default().push_back((l, q));
        }
    }
    // By earlier line: the line that goes on with it, and which of its queries were found again.
    let mut goes_on: Vec<Option<usize>> = vec![None; earlier.len()];
    let mut again: Vec<Vec<bool>> = earlier.iter().map(|line| vec![false; line.queries.len()]).collect();
    for (at, line) in now.iter_mut().enumerate() {
        for q in 0..line.queries.len() {
            let identity = identity(line, &line.queries[q]);
            let Some((l, old)) = known.get_mut(&identity).and_then(VecDeque::pop_front) else { continue };
            let query = &mut line.queries[q];
            query.status = Status::Open;
            query.asked = query.asked.min(earlier[l].queries[old].asked);
            again[l][old] = true;
            if goes_on[l].is_none() {
                goes_on[l] = Some(at);
                keep_what_was_written(line, &earlier[l]);
            }
        }
    }
    let mut gone = Vec::new();
    for (mut line, (goes_on, again)) in earlier.into_iter().zip(goes_on.into_iter().zip(again)) {
        let mut again = again.into_iter();
        line.queries.retain(|_| !again.next().unwrap_or_default());
        settle(&mut line, goes_on.is_some(), found);
        match goes_on {
            Some(at) => tick_off(&mut now[at], line.queries),
            None => {
                line.what = line.what.replace(GONE, "");
                if line.queries.iter().any(|query| query.status == Status::Gone) {
                    line.what += GONE;
                }
                if line.status() == Status::Corrected {
                    line.faults.clear();
                }
                gone.push(line);
            }
        }
    }
    now.extend(gone);
    now.sort_by_cached_key(|line| {
        (line.status() == Status::Corrected, line.file.clone(), line.sheet.clone(), line.row)
    });
    now
}

/// How the queries of an earlier line stand that were not found again; `goes_on` where another one of them was.
fn settle(line: &mut Line, goes_on: bool, found: &Found<'_>) {
    let status = |query: &Query| match query.status {
        Status::Corrected => Status::Corrected,
        before if !(found.was_looked_for)(query, &line.series) => before.max(Status::Open),
        _ if goes_on || (found.is_there)(line) => Status::Corrected,
        _ => Status::Gone,
    };
    let settled: Vec<Status> = line.queries.iter().map(status).collect();
    line.queries.iter_mut().zip(settled).for_each(|(query, status)| query.status = status);
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
fn tick_off(line: &mut Line, queries: Vec<Query>) {
    for query in queries {
        if query.status == Status::Corrected {
            line.what += &format!("\nCorrected: {}.", what(&query.code));
        } else {
            line.what += &format!("\nNot looked at this time: {}.", what(&query.code));
        }
        line.queries.push(query);
    }
}
