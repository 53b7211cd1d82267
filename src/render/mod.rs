//! One `Report` as bytes: HTML for the committee system and the public, Markdown for everything else.
//!
//! A format is a `view::Dialect` (how words are written so that they stay words) and a template
//! (where they stand). The same report gives the same bytes on any machine.

mod chart;
mod drawing;
mod html;
mod markdown;
mod svg;
mod templates;
mod view;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

use anyhow::Result;

pub use markdown::words as markdown_words;
pub use templates::Templates;

use crate::report::model::Report;

/// A finished file of a paper, not yet written anywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedFile {
    /// File name without a folder.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// The formats that a paper is made in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Html,
    Markdown,
}

impl Format {
    /// Every format, in the order in which files are written and listed.
    pub const ALL: [Format; 2] = [Format::Html, Format::Markdown];

    /// Name of the finished file, and of the template that makes it.
    pub fn file_name(self) -> &'static str {
        match self {
            Format::Html => "report.html",
            Format::Markdown => "report.md",
        }
    }
}

/// Makes one file of a paper.
///
/// Fails when a council's own template does not render (usage, with file and line), and when the
/// report itself is malformed, such as a row with more cells than its table has columns.
pub fn render(report: &Report, templates: &Templates, format: Format) -> Result<RenderedFile> {
    let context = match format {
        Format::Html => html::context(report, templates.style())?,
        Format::Markdown => markdown::context(report)?,
    };
    let text = templates.run(format, context)?;
    Ok(RenderedFile { name: format.file_name().into(), bytes: text.into_bytes() })
}
