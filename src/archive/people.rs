//! What questions are answered from: a run's people as Parquet, laid out so that other programs find them by quarter and run
//! (`people/quarter=…/run=…/people.parquet`), and in the run's folder what belongs to an answer besides.

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::runs::KeptRun;
use super::{ARCHIVE, Archive, bytes, parquet, sealed};
use crate::canonical::{ColumnData, Count};
use crate::fault::{Exit, Fault};
use crate::manifest::sha256;
use crate::metrics::kept::KeptTable;
use crate::output::{Access, OutputFile};
use crate::vocabulary::Quarter;

/// The file in a run's folder.
pub(super) const ANSWERS: &str = "answers.json";

/// What an answer needs besides people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// The suppliers whose contracts have figures from rows, and those that have them from counts.
    pub contracts: Vec<String>,
    pub counted: Vec<String>,
    /// Rows read, used, set aside and left out.
    pub rows: [u64; 4],
    /// What primes counted.
    pub counts: Vec<Count>,
}

/// The files of a run's tables, by their path in the archive.
pub(super) fn files(tables: &[KeptTable], quarter: Quarter, number: u32) -> Result<Vec<OutputFile>> {
    let file = |table: &KeptTable| {
        let columns: Vec<(&str, &ColumnData)> = table.columns.iter().map(|(name, column)| (*name, column)).collect();
        let bytes = parquet::write(&columns, table.rows)?;
        Ok(OutputFile { name: name_of(table.name, quarter, number), bytes, access: Access::Internal })
    };
    tables.iter().map(file).collect()
}

fn name_of(table: &str, quarter: Quarter, number: u32) -> String {
    format!("{table}/quarter={quarter}/run={number:04}/{table}.parquet")
}

impl Archive {
    /// What a run's answers need besides people; nothing where the run keeps none of either.
    pub fn answers(&self, run: &KeptRun) -> Result<Option<Answers>> {
        let path = self.folder_of(run).join(ANSWERS);
        if !run.files.keys().any(|file| file.ends_with(&format!("/{ANSWERS}"))) {
            return Ok(None);
        }
        sealed::open(&bytes(&path)?, &path).map(Some)
    }

    /// Columns of one of a run's tables: those that are wanted. A file that is not as it was written is refused.
    pub fn table(&self, run: &KeptRun, table: &str, wanted: &[&str]) -> Result<(parquet::NamedColumns, usize)> {
        let name = format!("{ARCHIVE}/{}", name_of(table, run.quarter, run.number));
        let path = self.folder.join(&name);
        let bytes = bytes(&path)?;
        let (hash, read) = rayon::join(|| sha256(&bytes), || parquet::read(&bytes, Some(wanted)));
        if run.files.get(&name) != Some(&hash) {
            let message = format!("`{}` is damaged: it is not what was written", path.display());
            let hint = "`quarterdeck archive check --read-data` lists what is damaged and what can be done";
            return Err(Fault::new(Exit::Failure, message).hint(hint).into());
        }
        read.with_context(|| format!("`{}`", path.display()))
    }
}
