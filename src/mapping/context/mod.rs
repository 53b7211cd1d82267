//! Context figures of a workspace: labour-market and population tables as statistical offices publish them, each
//! figure with its measure, area, period and the cell that it comes from.

mod population;
mod series;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use population::population;
pub use series::{ContextSeries, read};

use anyhow::{Context, Result};

use crate::definitions::workspace::fold;
use crate::definitions::{Workspace, context};
use crate::fault::{Fault, printable};
use crate::finding::{Effect, Finding, Place};
use crate::source;
use crate::vocabulary::WhyMissing;

/// Every figure of the workspace's context files: each `context/NAME.toml` says how one of them is read.
///
/// A file that is not there, or that lies outside the workspace, is a configuration fault (exit 2).
pub fn load(workspace: &Workspace) -> Result<Vec<ContextSeries>> {
    let mut all = Vec::new();
    for (name, layout) in context::load_all(&workspace.folder)? {
        let path = beside(&workspace.folder, &name, &layout.file)?;
        let workbook = source::read(&path, &workspace.limits)?;
        let series = read(&workbook, &layout).with_context(|| format!("cannot use `{}`", printable(&layout.file)))?;
        all.extend(series.into_iter().map(|mut own| {
            own.place.file = format!("context/{}", layout.file);
            own
        }));
    }
    Ok(all)
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

/// What is wrong with the workspace's context files: figures that are none, figures given twice, wards without
/// residents.
pub fn findings(workspace: &Workspace) -> Result<Vec<Finding>> {
    let mut findings = population::without_residents(workspace)?;
    let mut given: BTreeMap<(String, String, Option<_>), Place> = BTreeMap::new();
    for own in load(workspace)? {
        if own.value == Err(WhyMissing::NoFigure) {
            let message = "a text where a figure is expected; it is missing, not 0";
            let hint = "correct the cell in the file of the workspace, or empty it";
            let place = own.place.clone();
            findings.push(Finding::new("context_not_understood", Effect::Notes, place, message, hint));
        }
        let span = own.period.map(|span| (span.first, span.last));
        let key = (own.measure.clone(), fold(&own.area), span);
        if let Some(first) = given.get(&key) {
            let message = format!("the same measure, area and period as in {}", first);
            let hint = "take one of the two out of the file";
            findings.push(Finding::new("context_given_twice", Effect::Notes, own.place, message, hint));
        } else {
            given.insert(key, own.place);
        }
    }
    Ok(findings)
}
