//! Rows as they were sent, from the file read again.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;

use super::{Occasion, Sent};
use crate::fault::{Fault, printable};
use crate::worker::Wanted;

/// Wanted cells by sheet and row, and in a row by column.
pub type Rows = BTreeMap<(String, u32), BTreeMap<u32, Sent>>;

/// The wanted rows of a file, whose bytes must still be those that were checked (else exit 5).
pub fn rows(path: &Path, sha256: &str, wanted: &Wanted, occasion: &Occasion<'_>) -> Result<Rows> {
    let cells = (occasion.cells)(path, wanted)?;
    if cells.sha256 != sha256 {
        let shown = printable(&path.display().to_string());
        return Err(Fault::environment(format!("`{shown}` was changed while it was checked"))
            .hint("wait until it is whole and run the command again")
            .into());
    }
    let sheets = cells.sheets.into_iter();
    Ok(sheets
        .flat_map(|sheet| sheet.rows.into_iter().map(move |(row, cells)| ((sheet.name.clone(), row), cells)))
        .collect())
}
