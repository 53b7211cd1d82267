//! How a file of context figures is read: where its areas, periods and measures stand.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use serde::Deserialize;

use super::file;
use super::layout::toml_stems;
use crate::vocabulary::QuarterYear;

/// `context/NAME.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContextLayout {
    pub description: String,
    /// The file beside it.
    pub file: String,
    /// Name of the sheet; `*` matches any run of characters.
    #[serde(default = "any_sheet")]
    pub sheet: String,
    /// Header of the column of areas; without it the first column of words.
    pub area: Option<String>,
    /// Header of the column that says when, or the key of a line above each table (`date : ...`); without it
    /// whatever column or header says months, quarters or years.
    pub period: Option<String>,
    /// Whether the figures are of other places, to lay ours beside.
    #[serde(default)]
    pub elsewhere: bool,
    /// Which year `Q1 2018` counts in.
    pub quarters: Option<QuarterYear>,
    /// Our name for a measure = the headers it goes by, upper and lower rows in one line. Without any, every
    /// column of figures is a measure under its own header.
    #[serde(default)]
    pub measures: BTreeMap<String, Vec<String>>,
}

fn any_sheet() -> String {
    "*".into()
}

/// `context/NAME.toml` of a workspace.
pub fn load(workspace: &Path, name: &str) -> Result<ContextLayout> {
    file::load(&workspace.join("context").join(format!("{name}.toml")))
}

/// Every one of them, with its name.
pub fn load_all(workspace: &Path) -> Result<Vec<(String, ContextLayout)>> {
    let names = toml_stems(&workspace.join("context")).into_iter();
    names.map(|name| Ok((name.clone(), load(workspace, &name)?))).collect()
}
