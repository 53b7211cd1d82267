//! Of several returns of one sender for one quarter the one that came last holds.

use crate::archive::Archive;
use crate::archive::runs::Delivery;
use crate::canonical::frame::day_of;
use crate::definitions::Workspace;
use crate::mapping::MappedRecords;
use crate::source::inbox::Return;
use crate::validation::since::Since;
use crate::validation::versions::{SAME_FILE, SUPERSEDED, are_of_the_same_people, leave_out, same_file, superseded};
use crate::vocabulary::Quarter;

use super::{Arrival, Received};

/// Leaves out returns that another one takes the place of. `quarter` is that of returns whose names say none.
pub fn settle(received: &mut Received, workspace: &Workspace, returns: &[Return], arrival: &Arrival, quarter: Quarter) {
    for late in 0..returns.len() {
        for early in 0..late {
            let (one, other) = (&returns[early], &returns[late]);
            let of = |item: &Return| item.quarter.unwrap_or(quarter);
            let same_series = (&one.supplier, &one.layout, of(one)) == (&other.supplier, &other.layout, of(other));
            let (a, b) = (early as u32, late as u32);
            let counts = |source| {
                received.records.iter().any(|table| is_of(table, source) && table.fates.used().next().is_some())
            };
            if same_series && counts(a) && counts(b) && are_of_the_same_people(&received.records, a, b) {
                choose(received, workspace, returns, arrival, (early, late));
            }
        }
    }
}

fn is_of(table: &MappedRecords, source: u32) -> bool {
    table.origin.source_id == source
}

/// Leaves out the one of two that came first.
fn choose(
    received: &mut Received,
    workspace: &Workspace,
    returns: &[Return],
    arrival: &Arrival,
    (one, other): (usize, usize),
) {
    // A file that the archive does not know came after those that it knows; without an archive nobody knows when.
    let came = |at: usize| {
        let input = &received.inputs[at];
        let run = arrival.first_read.get(&input.sha256).map(|(run, _)| *run);
        let is_given = workspace.received.contains_key(&input.file);
        (is_given || !arrival.first_read.is_empty()).then_some((input.received, run.unwrap_or(u32::MAX)))
    };
    let (old, new) = match (came(one), came(other)) {
        (Some(a), Some(b)) if a < b => (one, other),
        (Some(a), Some(b)) if a > b => (other, one),
        // Nothing says which came later: that is asked where their rows are held against each other.
        _ => return,
    };
    let before: Vec<MappedRecords> =
        received.records.iter().filter(|table| is_of(table, old as u32)).cloned().collect();
    let now: Vec<&MappedRecords> = received.records.iter().filter(|table| is_of(table, new as u32)).collect();
    let change = Since::of(&now, &before, day_of(received.inputs[old].received)).in_words();
    let rows = leave_out(&mut received.records, old as u32, SUPERSEDED);
    received.findings.push(superseded(&returns[old].name, &returns[new].name, rows, &change));
}

/// Leaves out files that the archive knows under another name as returns of the same sender for the same quarter: where a file
/// is looked at alone, the one that it repeats is not beside it.
pub fn known_again(received: &mut Received, returns: &[Return], archive: &Archive, quarter: Quarter) {
    for (source, item) in returns.iter().enumerate() {
        let sha256 = &received.inputs[source].sha256;
        let of = Some(item.quarter.unwrap_or(quarter));
        let is_same = |own: &&Delivery| {
            (&own.supplier, &own.layout, &own.sha256) == (&item.supplier, &item.layout, sha256) && own.quarter == of
        };
        let mut known = archive.runs.iter().flat_map(|run| &run.deliveries).filter(is_same);
        if let Some(first) = known.find(|own| own.file != item.name) {
            let rows = leave_out(&mut received.records, source as u32, SAME_FILE);
            received.findings.push(same_file(&item.name, &first.file, rows));
        }
    }
}
