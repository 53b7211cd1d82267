//! One `Report` as bytes: HTML for the committee system and the public, Word for the officers who put it before the board,
//! Markdown for everything else, and the tables as data.
//!
//! A format of text is a `view::Dialect` (how words are written so that they stay words) and a template
//! (where they stand). The same report gives the same bytes on any machine.

pub mod chart;
mod docx;
mod drawing;
mod filling;
mod html;
mod markdown;
pub mod svg;
mod tables;
mod template_faults;
mod templates;
mod view;

pub mod sample;
#[cfg(test)]
mod tests;

use anyhow::Result;

pub use filling::fill;
pub use markdown::{running as markdown_running, words as markdown_words};
pub use tables::inert;
pub use templates::Templates;
pub use view::clean;

use crate::report::model::Report;

/// A finished file of a paper, not yet written anywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedFile {
    /// Path below the paper's folder; `/` between its parts.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// The formats that a paper is made in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Html,
    Markdown,
    Word,
    Xlsx,
    Ods,
    /// A file a table, and the metadata that name them.
    Csv,
}

impl Format {
    /// Every format, in the order in which files are written and listed.
    pub const ALL: [Format; 6] = [Format::Html, Format::Markdown, Format::Word, Format::Xlsx, Format::Ods, Format::Csv];

    /// As a link to the file calls it.
    pub fn in_words(self) -> &'static str {
        match self {
            Format::Html => "web page",
            Format::Markdown => "Markdown",
            Format::Word => "Word",
            Format::Xlsx => "Excel tables",
            Format::Ods => "OpenDocument tables",
            Format::Csv => "what the csv tables hold",
        }
    }

    /// Name of the finished file, or of the one that names the others; and of the template, where one makes it.
    pub fn file_name(self) -> &'static str {
        match self {
            Format::Html => "report.html",
            Format::Markdown => "report.md",
            Format::Word => "report.docx",
            Format::Xlsx => "report.xlsx",
            Format::Ods => "report.ods",
            Format::Csv => "tables/csv-metadata.json",
        }
    }
}

/// Makes a paper in one format: one file, of csv one a table.
///
/// Fails when a council's own template does not render (usage, with file and line, or the limit that ended it), and when the
/// report itself is malformed, such as a row with more cells than its table has columns.
pub fn render(report: &Report, templates: &Templates, format: Format) -> Result<Vec<RenderedFile>> {
    let bytes = match format {
        Format::Html => templates.html(&html::view(report, templates.style())?)?.into_bytes(),
        Format::Markdown => templates.markdown(&markdown::view(report)?)?.into_bytes(),
        Format::Word => docx::file(report)?,
        Format::Xlsx | Format::Ods => return tables::workbook(report, format),
        Format::Csv => return tables::files(report),
    };
    Ok(vec![RenderedFile { name: format.file_name().into(), bytes }])
}
