//! The paper's tables as data, after the rules for statistics in spreadsheets: one [`book::Book`] made from the report,
//! written as xlsx, ods and csv. Each holds the same cells.

mod book;
mod csv;
mod ods;
mod package;
#[cfg(test)]
mod tests;
mod xlsx;

use anyhow::Result;

pub use self::csv::inert;

use self::book::Book;
use super::{Format, RenderedFile};
use crate::report::model::Report;

/// The language of every paper.
const LANGUAGE: &str = "en-GB";

/// The workbook, in one of its two formats.
pub fn workbook(report: &Report, format: Format) -> Result<Vec<RenderedFile>> {
    let book = Book::of(report)?;
    let bytes = if format == Format::Ods { ods::bytes(&book)? } else { xlsx::bytes(&book)? };
    Ok(vec![RenderedFile { name: format.file_name().into(), bytes }])
}

/// A csv file a table, and the metadata that say what is in them.
pub fn files(report: &Report) -> Result<Vec<RenderedFile>> {
    csv::files(&Book::of(report)?, report)
}
