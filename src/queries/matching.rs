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

/// Puts both together: found again is still open, with the day it was first asked; not found is corrected where
/// it was looked for, and stays open where it was not. Open lines first, in the order of the files.
pub fn merge(mut now: Vec<Line>, earlier: Vec<Line>, was_looked_for: &dyn Fn(&Query, &str) -> bool) -> Vec<Line> {
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
        for query in &mut line.queries {
            let corrected = query.status == Status::Corrected || was_looked_for(query, &line.series);
            query.status = if corrected { Status::Corrected } else { Status::Open };
        }
        match goes_on {
            Some(at) => tick_off(&mut now[at], line.queries),
            None => {
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
