//! A return's reading as files of the archive: one a table, laid out so that other programs find them by sender, period and
//! kind of record (`supplier=…/period=…/record=…`), named for the return's content.
//!
//! In them a reference is a keyed name, a day of birth has become an age band before, and names were never read.

use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::key::Key;
use super::parquet;
use crate::canonical::{ColumnData, Columns, Figures, Texts, schema};
use crate::manifest::sha256;
use crate::mapping::{MappedRecords, TableHead};
use crate::output::{Access, OutputFile};

/// Of the file's SHA-256, as much as its name tells.
const NAMED_BY: usize = 16;

/// The row's number in the return, as Excel shows it.
const SOURCE_ROW: &str = "source_row";

/// One table of a run: what became of each row of it, and the file that holds its columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptTable {
    pub head: TableHead,
    /// Below the archive's folder of returns, `/` between its parts.
    pub file: String,
    pub sha256: String,
    /// The number of its supplier's file in the run.
    pub source_id: u32,
}

/// A return, as its tables' files are named for it.
#[derive(Clone, Copy)]
pub struct OfReturn<'a> {
    pub sha256: &'a str,
    pub supplier: &'a str,
    /// The quarter that its name says, else `none`.
    pub period: &'a str,
}

/// The file of one table, and what a run keeps of it beside the columns. `nth` tells the tables of a return apart.
pub fn keep(table: &MappedRecords, of: OfReturn<'_>, nth: usize, key: &Key) -> Result<(KeptTable, OutputFile)> {
    let rows = table.source_rows.len();
    let source_rows = ColumnData::Figures(table.source_rows.iter().map(|row| Some(i64::from(*row))).collect());
    let own: Vec<(&str, ColumnData)> = table
        .columns
        .iter()
        .map(|(name, column)| match column {
            ColumnData::Texts(texts) if name == "reference" => (name, ColumnData::Texts(pseudonyms(texts, key))),
            column => (name, column.clone()),
        })
        .chain([(SOURCE_ROW, source_rows)])
        .collect();
    let columns: Vec<(&str, &ColumnData)> = own.iter().map(|(name, column)| (*name, column)).collect();
    let bytes = parquet::write(&columns, rows)?;
    let content = sha256(&bytes);
    let record = table.origin.record.name();
    let OfReturn { sha256: of_return, supplier, period } = of;
    let file = format!(
        "supplier={supplier}/period={period}/record={record}/{}-{nth}-{}.parquet",
        &of_return[..NAMED_BY],
        &content[..8]
    );
    let kept = KeptTable {
        head: TableHead::of(table),
        file: file.clone(),
        sha256: content,
        source_id: table.origin.source_id,
    };
    Ok((kept, OutputFile { name: file, bytes, access: Access::Internal }))
}

fn pseudonyms(references: &Texts, key: &Key) -> Texts {
    use rayon::prelude::*;
    let words: Vec<&str> = references.words.iter().collect();
    let names: Vec<String> = words.par_iter().map(|word| key.pseudonym(word)).collect();
    let mut texts = Texts::with_capacity(references.raw().len());
    let numbers: Vec<u32> = names.iter().map(|name| texts.words.push(name)).collect();
    for row in 0..references.raw().len() {
        texts.push(references.id(row).map(|id| numbers[id as usize]));
    }
    texts
}

/// Names the people of a table as the archive does.
pub fn name_by_key(table: &mut MappedRecords, key: &Key) {
    let names = pseudonyms(table.columns.texts("reference"), key);
    table.columns.insert("reference", ColumnData::Texts(names));
}

/// The table again, as the run used it, from its file's bytes.
pub fn restore(kept: &KeptTable, bytes: &[u8], shown: &Path) -> Result<MappedRecords> {
    let (columns, _) = parquet::read(bytes, None).with_context(|| format!("`{}`", shown.display()))?;
    let mut own = Columns::default();
    let mut source_rows = Figures::default();
    for (name, column) in columns {
        match (name.as_str(), column) {
            (SOURCE_ROW, ColumnData::Figures(rows)) => source_rows = rows,
            (name, column) => {
                let spec = schema::find(name).with_context(|| format!("there is no column `{name}`"))?;
                own.insert(spec.name, column);
            }
        }
    }
    let rows = source_rows.raw().iter().map(|row| u32::try_from(*row).context("a row without a number"));
    kept.head.clone().with(own, rows.collect::<Result<_>>()?).with_context(|| format!("`{}`", shown.display()))
}
