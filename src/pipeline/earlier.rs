//! Returns are held against those that came before them: in the archive, or else in the folder of returns.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;

use super::{Checked, Definitions, RunFacts, side_by_side};
use crate::archive::key::Key;
use crate::archive::{Archive, Before, readings};
use crate::canonical::frame::day_of;
use crate::definitions::workspace::Returns;
use crate::definitions::{Coverage, ListOf};
use crate::fault::{Exit, Fault, exit_of, printable};
use crate::finding::{Effect, Finding, Place};
use crate::mapping::MappedRecords;
use crate::source::inbox::{self, Return};
use crate::validation::bands;
use crate::validation::since::Since;
use crate::validation::volume::{Expected, NO_EVENT};
use crate::validation::{self, lost};
use crate::vocabulary::{AsAt, Quarter};
use crate::worker::{FileRecords, Reader, Request};

/// Where returns that came before are looked for.
pub struct Earlier<'a> {
    pub archive: &'a Archive,
    /// The folder of returns, instead of the workspace's.
    pub folder: Option<&'a Path>,
    pub reader: &'a Reader,
}

/// What came before a return: its name, its quarter, and its tables, with references as `now` has them.
struct Compared {
    name: String,
    quarter: Option<Quarter>,
    /// The day as at which a paper was made of it.
    reported: AsAt,
    before: Vec<MappedRecords>,
    now: Vec<MappedRecords>,
}

/// Says which counts, people and days the return before held and this one no longer does, which have become others, and
/// what is told late. Only what can be read with today's layout is compared.
pub fn compare_with_earlier(
    definitions: &Definitions,
    earlier: &Earlier<'_>,
    returns: &[Return],
    quarter: Quarter,
    checked: &mut Checked,
    facts: &RunFacts,
) -> Result<()> {
    let mut findings = Vec::new();
    let mut in_folder = Vec::new();
    for (at, item) in returns.iter().enumerate() {
        let own = |table: &&MappedRecords| table.origin.source_id as usize == at;
        let is_read = checked.records.iter().filter(own).any(|table| table.fates.used().next().is_some());
        let input = &facts.inputs[at];
        let of = item.quarter.unwrap_or(quarter);
        let of_series = earlier.archive.before((&item.supplier, &item.layout), of, &input.sha256);
        let expected = expected(definitions, item);
        let tables: Vec<&MappedRecords> = checked.records.iter().filter(own).collect();
        findings.extend(expected.recent(&tables, &item.name, AsAt::end_of(of.min(quarter)).0).filter(|_| is_read));
        if let Some(before) =
            of_series.filter(|before| is_read && before.run.is_whole() && is_of_series(definitions, item, before))
        {
            let kept = earlier.archive.tables_of(&before)?;
            findings.extend(expected.rows(&tables, &kept, &item.name, &before.delivery.file));
        }
        // A return of its own quarter alone replaces nothing but another one for that quarter.
        let before = of_series.filter(|before| is_to_date(definitions, item) || before.delivery.quarter == Some(of));
        match before {
            Some(before) if is_read && before.run.is_whole() => {
                let now: Vec<MappedRecords> = checked.records.iter().filter(own).cloned().collect();
                let compared = kept(earlier.archive, &before, now, definitions)?;
                let mut contracts = definitions.workspace.contract.iter();
                let counts_referrals = contracts
                    .any(|contract| contract.supplier == item.supplier && contract.referrals_from == ListOf::Prime);
                findings.extend(compared.findings(item, of, counts_referrals));
            }
            None if is_read && (of_series.is_none() || is_to_date(definitions, item)) => in_folder.push((at, item)),
            _ => {}
        }
    }
    findings.extend(in_the_folder(definitions, earlier, &in_folder, checked, facts, AsAt::end_of(quarter))?);
    // A return of another quarter is told as such: that it holds nothing of this one follows.
    let is_stale = |file: &str| {
        let all = findings.iter().chain(&checked.findings);
        all.filter(|finding| finding.code == "return_is_stale").any(|finding| finding.place.file == file)
    };
    let is_told: Vec<bool> = findings.iter().map(|own| own.code == NO_EVENT && is_stale(&own.place.file)).collect();
    let left = findings.into_iter().zip(is_told).filter(|(_, is_told)| !is_told);
    checked.findings.extend(left.map(|(finding, _)| finding));
    Ok(())
}

/// What is asked of a return by its settings.
fn expected(definitions: &Definitions, item: &Return) -> Expected {
    Expected::of(&definitions.workspace.gates, series(definitions, item), is_to_date(definitions, item))
}

/// The series of a return, where its name says it.
fn series<'a>(definitions: &'a Definitions, item: &Return) -> Option<&'a Returns> {
    let mut series = definitions.workspace.supplier(&item.supplier).returns.iter();
    series.find(|own| own.layout == item.layout && inbox::fit(&own.files, &item.name).is_some())
}

/// Whether what came before is of the same series: two offices may send lists of one layout.
fn is_of_series(definitions: &Definitions, item: &Return, before: &Before<'_>) -> bool {
    series(definitions, item).is_some_and(|own| inbox::fit(&own.files, &before.delivery.file).is_some())
}

/// A return from the archive, beside today's with references named as they are there.
fn kept(
    archive: &Archive,
    before: &Before<'_>,
    mut now: Vec<MappedRecords>,
    definitions: &Definitions,
) -> Result<Compared> {
    let workspace = &definitions.workspace;
    let path = workspace.archive.key(&workspace.folder);
    let key = Key::load(&path)?.filter(|key| key.id() == before.run.key).ok_or_else(|| {
        let message = format!("the archive's key `{}` is not there, or is another one", path.display());
        Fault::usage(message).hint("put the right key back: without it nobody in the archive is known again")
    })?;
    now.iter_mut().for_each(|table| readings::name_by_key(table, &key));
    Ok(Compared {
        name: before.delivery.file.clone(),
        quarter: before.delivery.quarter,
        reported: AsAt::end_of(before.run.quarter),
        before: archive.tables_of(before)?,
        now,
    })
}

impl Compared {
    fn findings(&self, item: &Return, quarter: Quarter, counts_referrals: bool) -> Vec<Finding> {
        let now: Vec<&MappedRecords> = self.now.iter().collect();
        let is_correction = self.quarter == Some(quarter);
        let mut findings = Vec::new();
        if lost::nothing_is_new(&now, &self.before) {
            match is_correction {
                // Saved again: no correction, and no fault either.
                true => findings.push(saved_again(item, &self.name)),
                false => {
                    findings.push(inbox::stale(&item.name, &self.name, "it holds the same as `{}`, value by value"))
                }
            }
            return findings;
        }
        let over = day_of(self.reported.0);
        let since = Since::of(&now, &self.before, over);
        if is_correction {
            findings.push(corrected(item, &self.name, &since));
        }
        findings.extend(since.rewritten(&now, &self.name));
        findings.extend(since.late(&now, &self.name, over, counts_referrals));
        findings.extend(lost::since(&now, &self.before));
        findings
    }
}

fn corrected(item: &Return, before: &str, since: &Since) -> Finding {
    let message = format!("takes the place of `{}`: {}", printable(before), since.in_words());
    let hint = "nothing to do: figures are replaced, not added";
    Finding::new("return_corrected", Effect::Notes, Place::file(printable(&item.name)), message, hint)
}

fn saved_again(item: &Return, before: &str) -> Finding {
    let message = format!("holds the same as `{}`, value by value, and takes its place", printable(before));
    let hint = "nothing to do: it was opened and saved, and no figure moves";
    Finding::new("return_saved_again", Effect::Notes, Place::file(printable(&item.name)), message, hint)
}

/// Holds returns that the archive knows nothing before of against those of the quarter before that lie in the folder.
fn in_the_folder(
    definitions: &Definitions,
    earlier: &Earlier<'_>,
    items: &[(usize, &Return)],
    checked: &Checked,
    facts: &RunFacts,
    as_at: AsAt,
) -> Result<Vec<Finding>> {
    let folder = earlier.folder.map_or_else(|| definitions.workspace.folder.join("returns"), Path::to_path_buf);
    let Ok(files) = inbox::files(&folder, "") else { return Ok(Vec::new()) };
    let mut replaced: Vec<(usize, &Return, Return)> = Vec::new();
    for (at, item) in items {
        for before in inbox::replaced_by(item, &files, &definitions.workspace) {
            if replaced.iter().all(|(.., other)| other.path != before.path) {
                replaced.push((*at, item, before));
            }
        }
    }
    let read = |(_, (.., before)): (usize, &(usize, &Return, Return))| read_again(definitions, before, earlier.reader);
    let outcomes = side_by_side(&replaced, |(.., before)| &before.path, read);
    let mut findings = Vec::new();
    let mut suppliers: BTreeMap<&str, (&Return, Vec<MappedRecords>, String)> = BTreeMap::new();
    for ((at, item, before), outcome) in replaced.iter().zip(outcomes) {
        if let Ok(FileRecords { records, .. }) = &outcome {
            findings.extend(rows_beside(definitions, &replaced, (*at, item, before), checked, records));
        }
        // One of its own quarter alone takes the place of nothing.
        if !is_to_date(definitions, item) {
            continue;
        }
        let (_, tables, _) = suppliers.entry(&item.supplier).or_insert_with(|| (item, Vec::new(), before.name.clone()));
        match outcome {
            Ok(FileRecords { file, mut records, .. }) => {
                bands::instead_of_births(&mut records);
                let own = checked.records.iter().filter(|table| table.origin.source_id as usize == *at);
                // The very same file is told when the returns are chosen.
                if facts.inputs[*at].sha256 != file.sha256 && lost::nothing_is_new(&own.collect::<Vec<_>>(), &records) {
                    let how = "it holds the same as `{}`, value by value";
                    findings.push(inbox::stale(&item.name, &before.name, how));
                }
                tables.extend(records);
            }
            Err(error) if matches!(exit_of(&error), Exit::Refused | Exit::Blocked) => {
                findings.push(not_compared(item, before, &error));
            }
            Err(error) => return Err(error),
        }
    }
    for (supplier, (item, before, name)) in suppliers {
        let now: Vec<&MappedRecords> = checked.records.iter().filter(|own| own.origin.supplier == supplier).collect();
        findings.extend(Since::of(&now, &before, 0).rewritten(&now, &name));
        findings.extend(lost::since(&now, &before));
        findings.extend(validation::earlier::gone(&now, &before, &item.name, as_at));
    }
    Ok(findings)
}

/// Far fewer or more rows than in the only file that a return takes the place of, and that no other one does.
fn rows_beside(
    definitions: &Definitions,
    replaced: &[(usize, &Return, Return)],
    (at, item, before): (usize, &Return, &Return),
    checked: &Checked,
    records: &[MappedRecords],
) -> Vec<Finding> {
    let others = replaced.iter().filter(|(own, _, other)| (*own == at) != (other.path == before.path));
    if others.count() > 0 {
        return Vec::new();
    }
    let is_own = |table: &&MappedRecords| table.origin.source_id as usize == at;
    let own: Vec<&MappedRecords> = checked.records.iter().filter(is_own).collect();
    expected(definitions, item).rows(&own, records, &item.name, &before.name)
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
