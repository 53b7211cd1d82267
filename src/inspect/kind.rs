//! What a file is, by its content: its name is only a claim.

use super::package::Package;
use crate::fault::Fault;

/// The kinds of file that papers come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Html,
    Word,
    Xlsx,
    Ods,
    Csv,
}

impl Kind {
    pub const ALL: [Kind; 5] = [Kind::Html, Kind::Word, Kind::Xlsx, Kind::Ods, Kind::Csv];

    pub fn name(self) -> &'static str {
        match self {
            Kind::Html => "HTML",
            Kind::Word => "Word",
            Kind::Xlsx => "XLSX",
            Kind::Ods => "ODS",
            Kind::Csv => "CSV",
        }
    }
}

const GIVE: &str = "give the HTML, Word (.docx), XLSX, ODS or CSV file that is to be published";

/// The kind, and what is in the container where it is one.
pub fn recognise(bytes: &[u8]) -> Result<(Kind, Option<Package>), Fault> {
    if bytes.is_empty() {
        return Err(Fault::usage("it is empty (0 bytes)").hint("is it still being written? Else make it again"));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        let package = Package::open(bytes)?;
        let kind = if package.has("word/document.xml") {
            Kind::Word
        } else if package.has("xl/workbook.xml") {
            Kind::Xlsx
        } else if package.has("content.xml") && is_spreadsheet(&package) {
            Kind::Ods
        } else {
            return Err(stranger("a zip container, but no Word document and no workbook"));
        };
        return Ok((kind, Some(package)));
    }
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]);
    let start = start.trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
    if ["<!doctype html", "<html"].iter().any(|tag| start.starts_with(tag)) {
        return Ok((Kind::Html, None));
    }
    if let Some(what) = no_paper(bytes, &start) {
        return Err(stranger(what));
    }
    let first = start.lines().next().unwrap_or_default();
    if first.contains(',') { Ok((Kind::Csv, None)) } else { Err(stranger("text, but neither HTML nor CSV")) }
}

fn is_spreadsheet(package: &Package) -> bool {
    package.part("mimetype").is_some_and(|kind| kind.starts_with(b"application/vnd.oasis.opendocument.spreadsheet"))
}

/// Files that people give by mistake, whatever they are called.
fn no_paper(bytes: &[u8], start: &str) -> Option<&'static str> {
    const STRANGERS: [(&[u8], &str); 6] = [
        (b"%PDF-", "a PDF"),
        (b"\x89PNG\r\n", "an image (PNG)"),
        (b"\xff\xd8\xff", "an image (JPEG)"),
        (b"GIF8", "an image (GIF)"),
        (b"{\\rtf", "a rich text document"),
        (b"\xd0\xcf\x11\xe0", "a file of an old Office program, or one with a password"),
    ];
    let known = STRANGERS.iter().find(|(begins, _)| bytes.starts_with(begins)).map(|(_, what)| *what);
    known.or(match start.bytes().next() {
        _ if bytes.contains(&0) => Some("no text: it holds zero bytes"),
        Some(b'<') => Some("markup, but no HTML page: it begins with neither a doctype nor `<html`"),
        Some(b'{' | b'[') => Some("JSON, or text in brackets"),
        Some(b'#') => Some("Markdown"),
        _ => None,
    })
}

fn stranger(what: &str) -> Fault {
    Fault::usage(format!("this is {what}")).hint(GIVE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_paper_is_called_by_its_name() {
        let cases: [(&[u8], &str); 9] = [
            (b"", "empty"),
            (b"\x89PNG\r\n\x1a\n<html>", "PNG"),
            (b"%PDF-1.7", "PDF"),
            (b"<svg></svg>", "no HTML page"),
            (b"{\"a\": 1}", "JSON"),
            (b"# A paper, in Markdown\n", "Markdown"),
            (b"a,b\0c", "zero bytes"),
            (b"only words\n", "neither HTML nor CSV"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office"),
        ];
        for (bytes, said) in cases {
            let fault = recognise(bytes).map(|(kind, _)| kind).unwrap_err();
            assert!(fault.message.contains(said) && fault.hint.is_some(), "{}", fault.message);
        }
    }

    #[test]
    fn pages_and_tables_are_known_by_their_beginning() {
        assert_eq!(recognise(b"\n<!DOCTYPE html><p>a, b").unwrap().0, Kind::Html);
        assert_eq!(recognise(b"\xef\xbb\xbfname,number\na,1\n").unwrap().0, Kind::Csv);
    }
}
