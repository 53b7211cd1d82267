//! One `Report` as bytes: HTML for the committee system and the public, Word for the officers who put it before the board,
//! Markdown for everything else.
//!
//! A format of text is a `view::Dialect` (how words are written so that they stay words) and a template
//! (where they stand). The same report gives the same bytes on any machine.

mod chart;
mod docx;
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
    Word,
}

impl Format {
    /// Every format, in the order in which files are written and listed.
    pub const ALL: [Format; 3] = [Format::Html, Format::Markdown, Format::Word];

    /// Name of the finished file, and of the template that makes it if one does.
    pub fn file_name(self) -> &'static str {
        match self {
            Format::Html => "report.html",
            Format::Markdown => "report.md",
            Format::Word => "report.docx",
        }
    }
}

/// Makes one file of a paper.
///
/// Fails when a council's own template does not render (usage, with file and line), and when the
/// report itself is malformed, such as a row with more cells than its table has columns.
pub fn render(report: &Report, templates: &Templates, format: Format) -> Result<RenderedFile> {
    let bytes = match format {
        Format::Html => templates.html(html::context(report, templates.style())?)?.into_bytes(),
        Format::Markdown => templates.markdown(markdown::context(report)?)?.into_bytes(),
        Format::Word => docx::file(report)?,
    };
    Ok(RenderedFile { name: format.file_name().into(), bytes })
}
