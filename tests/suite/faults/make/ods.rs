//! OpenDocument spreadsheets written by hand.

use super::table::{Cell, Table};
use super::text::shown;
use super::xlsx::escaped;
use super::zip::{Part, zip};

const KIND: &str = "application/vnd.oasis.opendocument.spreadsheet";

fn cell_xml(cell: &Cell) -> String {
    let (kind, text) = match cell {
        Cell::Empty => return "<table:table-cell/>".into(),
        Cell::Number(number) | Cell::Formula(_, Some(number)) => {
            (format!("float\" office:value=\"{number}"), number.to_string())
        }
        Cell::Date(day) => (format!("date\" office:date-value=\"{day}"), shown(cell)),
        Cell::Bool(flag) => (format!("boolean\" office:boolean-value=\"{flag}"), shown(cell)),
        _ => ("string".into(), shown(cell)),
    };
    format!("<table:table-cell office:value-type=\"{kind}\"><text:p>{}</text:p></table:table-cell>", escaped(&text))
}

/// The rows of a table as `<table:table-row>` elements.
pub fn rows_xml(rows: &[Vec<Cell>]) -> String {
    let row = |cells: &Vec<Cell>| {
        format!("<table:table-row>{}</table:table-row>", cells.iter().map(cell_xml).collect::<String>())
    };
    rows.iter().map(row).collect()
}

/// `content.xml` with one sheet of these rows.
pub fn content(sheet: &str, rows: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-content \
         xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" office:version=\"1.2\"><office:body>\
         <office:spreadsheet><table:table table:name=\"{}\">{rows}</table:table></office:spreadsheet></office:body>\
         </office:document-content>",
        escaped(sheet)
    )
}

/// The parts of a document with this `content.xml`.
pub fn parts(content: &str) -> Vec<Part> {
    let manifest = format!(
        "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\">\
         <manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"{KIND}\"/>\
         <manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>"
    );
    vec![
        Part::stored("mimetype", KIND.as_bytes()),
        Part::deflated("content.xml", content.as_bytes()),
        Part::deflated("META-INF/manifest.xml", manifest.as_bytes()),
    ]
}

/// The table as a document.
pub fn ods(table: &Table) -> Vec<u8> {
    zip(&parts(&content(&table.sheet, &rows_xml(&table.rows))))
}
