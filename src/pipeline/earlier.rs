//! Returns to date are held against those that they replace, as far as these lie in the folder of returns.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;

use super::{Definitions, Received, side_by_side};
use crate::definitions::Coverage;
use crate::fault::{Exit, exit_of, printable};
use crate::finding::{Effect, Finding, Place};
use crate::mapping::MappedRecords;
use crate::source::inbox::{self, Return};
use crate::validation;
use crate::vocabulary::AsAt;
use crate::worker::{FileRecords, Reader, Request};

/// Says which counts, people and days the return of the quarter before held and this one no longer does. Only what can
/// be read with today's layout is compared.
pub fn compare_with_earlier(
    definitions: &Definitions,
    folder: Option<&Path>,
    returns: &[Return],
    as_at: AsAt,
    reader: &Reader,
    received: &mut Received,
) -> Result<()> {
    if !returns.iter().any(|item| is_to_date(definitions, item)) {
        return Ok(());
    }
    let folder = folder.map_or_else(|| definitions.workspace.folder.join("returns"), Path::to_path_buf);
    let Ok(files) = inbox::files(&folder, "") else { return Ok(()) };
    let is_read = |at: usize| received.records.iter().any(|table| table.origin.source_id as usize == at);
    let items = returns.iter().enumerate().filter(|(at, item)| is_to_date(definitions, item) && is_read(*at));
    let mut replaced: Vec<(usize, &Return, Return)> = Vec::new();
    for (at, item) in items {
        for earlier in inbox::replaced_by(item, &files, &definitions.workspace) {
            if replaced.iter().all(|(.., other)| other.path != earlier.path) {
                replaced.push((at, item, earlier));
            }
        }
    }
    let read = |(_, (.., earlier)): (usize, &(usize, &Return, Return))| read_again(definitions, earlier, reader);
    let outcomes = side_by_side(&replaced, |(.., earlier)| &earlier.path, read);
    let mut suppliers: BTreeMap<&str, (&Return, Vec<MappedRecords>)> = BTreeMap::new();
    for ((at, item, earlier), outcome) in replaced.iter().zip(outcomes) {
        let (_, before) = suppliers.entry(&item.supplier).or_insert_with(|| (item, Vec::new()));
        match outcome {
            Ok(FileRecords { file, records, .. }) => {
                let own = received.records.iter().filter(|table| table.origin.source_id as usize == *at);
                // The very same file is told when the returns are chosen.
                if received.inputs[*at].sha256 != file.sha256
                    && validation::lost::nothing_is_new(&own.collect::<Vec<_>>(), &records)
                {
                    let how = "it holds the same as `{}`, value by value";
                    received.findings.push(inbox::stale(&item.name, &earlier.name, how));
                }
                before.extend(records);
            }
            Err(error) if matches!(exit_of(&error), Exit::Refused | Exit::Blocked) => {
                received.findings.push(not_compared(item, earlier, &error));
            }
            Err(error) => return Err(error),
        }
    }
    for (supplier, (item, before)) in suppliers {
        let now: Vec<&MappedRecords> = received.records.iter().filter(|own| own.origin.supplier == supplier).collect();
        let mut lost = validation::lost::since(&now, &before);
        lost.extend(validation::earlier::gone(&now, &before, &item.name, as_at));
        received.findings.extend(lost);
    }
    Ok(())
}

fn is_to_date(definitions: &Definitions, item: &Return) -> bool {
    definitions.layout(&item.layout).coverage == Coverage::ToDate
}

fn read_again(definitions: &Definitions, earlier: &Return, reader: &Reader) -> Result<FileRecords> {
    let request = Request {
        workspace: &definitions.workspace.folder,
        path: &earlier.path,
        layout: &earlier.layout,
        supplier: &earlier.supplier,
        source_id: 0,
    };
    reader.read(&request, &definitions.workspace.limits)
}

fn not_compared(item: &Return, earlier: &Return, error: &anyhow::Error) -> Finding {
    let message = format!(
        "it is not known whether it holds all that `{}` held, which cannot be read with the layout `{}`: {}",
        printable(&earlier.name),
        earlier.layout,
        error.root_cause()
    );
    let hint = "compare the first months of both by hand";
    Finding::new("earlier_return_not_compared", Effect::Notes, Place::file(&item.name), message, hint)
}
