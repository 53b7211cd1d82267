//! The container: parts in a fixed order, with no day and no name of whoever made it.

use std::io::{Cursor, Write};

use anyhow::Result;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use super::words;
use super::xml::Xml;
use crate::report::model::Report;

/// A zip file of these parts. The same parts give the same bytes: every one is of 1 January 1980, the first day that
/// a zip file knows.
pub fn zip(parts: &[(&str, &[u8])]) -> Result<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::DEFAULT)
        .system(System::Dos);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Title and language of the file, which screen readers and committee systems read.
pub fn properties(report: &Report) -> Vec<u8> {
    let mut xml = Xml::new();
    let names = [
        ("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ];
    xml.element("cp:coreProperties", &names, |xml| {
        xml.text("dc:title", &[], &words(&report.title));
        xml.text("dc:language", &[], "en-GB");
    });
    xml.finish()
}
