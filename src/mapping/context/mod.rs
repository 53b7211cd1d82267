//! Context figures of a workspace: labour-market and population tables as statistical offices publish them, each
//! figure with its measure, area, period and the cell that it comes from.

mod population;
mod series;

pub use population::population;
pub use series::{ContextSeries, read};

use anyhow::{Context, Result};

use crate::definitions::{Workspace, context};
use crate::fault::printable;
use crate::source;

/// Every figure of the workspace's context files: each `context/NAME.toml` says how one of them is read.
pub fn load(workspace: &Workspace) -> Result<Vec<ContextSeries>> {
    let mut all = Vec::new();
    for layout in context::load_all(&workspace.folder)? {
        let path = workspace.folder.join("context").join(&layout.file);
        let workbook = source::read(&path, &workspace.limits)?;
        let series = read(&workbook, &layout).with_context(|| format!("cannot use `{}`", printable(&layout.file)))?;
        all.extend(series);
    }
    Ok(all)
}
