//! Context figures of a workspace: labour-market and population tables as statistical offices publish them, each
//! figure with its measure, area, period and the cell that it comes from.

mod account;
mod places;
mod population;
mod series;
mod tables;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::definitions::workspace::fold;
use crate::definitions::{Workspace, context};
use crate::fault::{Fault, printable};
use crate::finding::{Effect, Finding, Place};
use crate::source;
use crate::vocabulary::WhyMissing;

pub use account::Account;
pub use series::{ContextSeries, read as read_series};

/// A file of the workspace's folder `context`, to be read in a process of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContextFile {
    pub path: PathBuf,
    /// The name of the `context/NAME.toml` that says how it is read; none for the residents by ward.
    pub layout: Option<String>,
    /// As people are told of it: `context/claimants.csv`.
    pub shown: String,
}

/// What a context file holds, or all of them together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ContextRecords {
    /// Residents of working age by ward.
    pub residents: BTreeMap<String, u64>,
    pub series: Vec<ContextSeries>,
    pub account: Account,
    pub findings: Vec<Finding>,
}

/// The context files of a workspace.
///
/// One that a layout names and that is not there, or that lies outside the workspace, is a configuration fault (exit 2).
pub fn files(workspace: &Workspace) -> Result<Vec<ContextFile>> {
    let mut files: Vec<ContextFile> = population::file(workspace).into_iter().collect();
    for (name, layout) in context::load_all(&workspace.folder)? {
        let path = beside(&workspace.folder, &name, &layout.file)?;
        files.push(ContextFile { path, shown: format!("context/{}", layout.file), layout: Some(name) });
    }
    Ok(files)
}

/// Reads one context file in this process, by the `context/NAME.toml` of that name; without one it holds residents.
pub fn read(path: &Path, layout: Option<&str>, workspace: &Workspace) -> Result<ContextRecords> {
    let workbook = source::read(path, &workspace.limits)?;
    let mut records = match layout {
        None => population::read(&workbook, workspace)?,
        Some(name) => {
            let layout = context::load(&workspace.folder, name)?;
            let mut records = series::read(&workbook, &layout, &workspace.areas)
                .with_context(|| format!("cannot use `{}`", printable(&layout.file)))?;
            // None of our places is expected among others'.
            if !layout.elsewhere {
                records.findings.extend(places::findings(&records.series, workspace, &workbook.file.name));
            }
            records
        }
    };
    records.account.check(&workbook.file.name)?;
    records.findings.splice(0..0, workbook.findings);
    Ok(records)
}

/// The file that a layout of the context folder names, which has to lie in the workspace.
fn beside(workspace: &Path, name: &str, file: &str) -> Result<PathBuf, Fault> {
    let (layout, shown) = (format!("context/{name}.toml"), printable(file));
    let path = workspace.join("context").join(file);
    let Ok(found) = path.canonicalize() else {
        return Err(Fault::usage(format!("`{layout}` names the file `{shown}`, which is not there"))
            .hint("put the file beside it, or correct `file`"));
    };
    match workspace.canonicalize() {
        Ok(folder) if found.starts_with(&folder) => Ok(path),
        _ => Err(Fault::usage(format!("`{layout}` names the file `{shown}`, which lies outside the workspace"))
            .hint("copy the file into the workspace's folder `context`, and name it there")),
    }
}

impl ContextRecords {
    /// Takes in what another file holds, its places under the name that people know the file by.
    pub fn add(&mut self, file: &ContextFile, mut other: ContextRecords) {
        let places = other.series.iter_mut().map(|own| &mut own.place);
        for place in places.chain(other.findings.iter_mut().map(|finding| &mut finding.place)) {
            place.file.clone_from(&file.shown);
        }
        self.residents.append(&mut other.residents);
        self.series.append(&mut other.series);
        self.account.add(&other.account);
        self.findings.append(&mut other.findings);
    }

    /// What is wrong with the figures of all files: figures that are none, and figures given twice.
    pub fn check(&mut self) {
        let mut given: BTreeMap<(&str, String, Option<_>), &Place> = BTreeMap::new();
        for own in &self.series {
            if own.value == Err(WhyMissing::NoFigure) {
                let message = "a text where a figure is expected; it is missing, not 0";
                let hint = "correct the cell in the file of the workspace, or empty it";
                let place = own.place.clone();
                self.findings.push(Finding::new("context_not_understood", Effect::Notes, place, message, hint));
            }
            let span = own.period.map(|span| (span.first, span.last));
            if let Some(first) = given.insert((&own.measure, fold(&own.area), span), &own.place) {
                let message = format!("the same measure, area and period as in {first}");
                let hint = "take one of the two out of the file";
                let place = own.place.clone();
                self.findings.push(Finding::new("context_given_twice", Effect::Notes, place, message, hint));
                given.insert((&own.measure, fold(&own.area), span), first);
            }
        }
    }
}
