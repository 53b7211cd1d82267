//! The paper as a Word file: real styles, header rows that repeat, numbers that are text, charts that are shapes.
//!
//! Its parts are written from the `Report` itself. What is the same in every paper (styles, settings, bullets) stands as
//! XML in `parts/`.

mod document;
mod drawing;
mod package;
mod paragraph;
mod table;
mod xml;

#[cfg(test)]
mod tests;

use anyhow::Result;

use super::view;
use crate::report::model::{Block, Report, Section};

/// The bytes of `report.docx`.
///
/// Fails when the report is malformed, such as a row with more cells than its table has columns.
pub fn file(report: &Report) -> Result<Vec<u8>> {
    check(&report.sections)?;
    let footer = document::footer(report);
    package::zip(&[
        ("[Content_Types].xml", include_bytes!("parts/content_types.xml")),
        ("_rels/.rels", include_bytes!("parts/package_relationships.xml")),
        ("docProps/core.xml", &package::properties(report)),
        ("word/document.xml", &document::document(report)),
        ("word/_rels/document.xml.rels", include_bytes!("parts/document_relationships.xml")),
        ("word/styles.xml", include_bytes!("parts/styles.xml")),
        ("word/numbering.xml", include_bytes!("parts/numbering.xml")),
        ("word/settings.xml", include_bytes!("parts/settings.xml")),
        ("word/fontTable.xml", include_bytes!("parts/fonts.xml")),
        ("word/theme.xml", include_bytes!("parts/theme.xml")),
        ("word/header.xml", &document::header(report)),
        ("word/footer.xml", &footer),
        ("word/first-footer.xml", &footer),
    ])
}

fn check(sections: &[Section]) -> Result<()> {
    for section in sections {
        for block in &section.blocks {
            if let Block::Table(table) = block {
                view::check_shape(table)?;
            }
        }
        check(&section.subsections)?;
    }
    Ok(())
}

/// Words of anybody on one line, without spaces around them.
fn words(text: &str) -> String {
    view::clean(text).trim().to_owned()
}
