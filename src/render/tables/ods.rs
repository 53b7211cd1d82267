//! The workbook as an OpenDocument spreadsheet, in parts of our own: text is escaped in one place, and there is nothing in
//! it that a program runs.

use std::fmt::Write;

use anyhow::Result;

use super::super::html::escape;
use super::LANGUAGE;
use super::book::{Book, Line, Sheet};
use super::package::packed;
use crate::report::format;
use crate::report::model::{Datum, Unit};

const MIMETYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";
const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const NAMESPACES: &str = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" xmlns:number=\"urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0\" xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" office:version=\"1.3\"";

/// A percentage and a number may have so many places.
const PLACES: u32 = 2;

/// The whole workbook; the same book gives the same bytes.
pub fn bytes(book: &Book) -> Result<Vec<u8>> {
    let parts = [
        ("mimetype", MIMETYPE.to_string()),
        ("META-INF/manifest.xml", manifest()),
        ("meta.xml", meta(book)),
        ("styles.xml", styles()),
        ("content.xml", content(book)),
    ];
    packed(&parts.map(|(name, text)| (name.to_string(), text.into_bytes())))
}

fn manifest() -> String {
    let entry = |path: &str, kind: &str| {
        format!("<manifest:file-entry manifest:full-path=\"{path}\" manifest:media-type=\"{kind}\"/>")
    };
    let entries = [entry("/", MIMETYPE)]
        .into_iter()
        .chain(["content.xml", "styles.xml", "meta.xml"].map(|path| entry(path, "text/xml")));
    let entries: String = entries.collect();
    format!(
        "{XML}<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.3\">{entries}</manifest:manifest>"
    )
}

fn meta(book: &Book) -> String {
    let title = escape(&book.title);
    format!(
        "{XML}<office:document-meta {NAMESPACES}><office:meta><dc:title>{title}</dc:title><dc:language>{LANGUAGE}</dc:language></office:meta></office:document-meta>"
    )
}

/// Every style by name, so that headings are known as such.
fn styles() -> String {
    let (language, country) = LANGUAGE.split_once('-').unwrap_or((LANGUAGE, ""));
    let mut out = format!(
        "{XML}<office:document-styles {NAMESPACES}><office:styles><style:default-style style:family=\"table-cell\"><style:text-properties fo:font-size=\"11pt\" style:font-name=\"Arial\" fo:font-family=\"Arial\" fo:language=\"{language}\" fo:country=\"{country}\"/></style:default-style>"
    );
    out += "<number:number-style style:name=\"count\"><number:number number:decimal-places=\"0\" number:min-integer-digits=\"1\" number:grouping=\"true\"/></number:number-style>";
    out += "<number:date-style style:name=\"date\" number:automatic-order=\"false\"><number:day/><number:text> </number:text><number:month number:style=\"long\" number:textual=\"true\"/><number:text> </number:text><number:year number:style=\"long\"/></number:date-style>";
    for places in 0..=PLACES {
        let number = format!(
            "<number:number number:decimal-places=\"{places}\" number:min-decimal-places=\"{places}\" number:min-integer-digits=\"1\"/>"
        );
        let _ = write!(out, "<number:number-style style:name=\"number-{places}\">{number}</number:number-style>");
        let _ = write!(
            out,
            "<number:percentage-style style:name=\"percent-{places}\">{number}<number:text>%</number:text></number:percentage-style>"
        );
    }
    let mut style = |name: &str, shown: &str, data: Option<&str>, wraps: bool, align: &str, text: &str| {
        let data = data.map(|name| format!(" style:data-style-name=\"{name}\"")).unwrap_or_default();
        let wrap = if wraps { " fo:wrap-option=\"wrap\"" } else { "" };
        let _ = write!(
            out,
            "<style:style style:name=\"{name}\" style:display-name=\"{shown}\" style:family=\"table-cell\"{data}><style:table-cell-properties style:vertical-align=\"top\" style:text-align-source=\"fix\" fo:padding-left=\"0.5mm\" fo:padding-right=\"2mm\"{wrap}/><style:paragraph-properties fo:text-align=\"{align}\"/><style:text-properties{text}/></style:style>"
        );
    };
    let bold = |size: &str| format!(" fo:font-weight=\"bold\" fo:font-size=\"{size}\"");
    style("Default", "Default", None, false, "start", "");
    style("Heading_20_1", "Heading 1", None, false, "start", &bold("16pt"));
    style("Heading_20_2", "Heading 2", None, false, "start", &bold("13pt"));
    style("Words", "Words", None, true, "start", "");
    style("Date", "Date", Some("date"), false, "start", "");
    style("Link", "Link", None, true, "start", " fo:color=\"#12436d\" style:text-underline-style=\"solid\"");
    style("Shorthand", "Shorthand", None, true, "end", "");
    style("Header", "Header", None, true, "start", &bold("11pt"));
    style("Header_20_of_20_numbers", "Header of numbers", None, true, "end", &bold("11pt"));
    style("Count", "Count", Some("count"), false, "end", "");
    for places in 0..=PLACES {
        let own = [("Percent", "percent"), ("Number", "number")];
        for (name, data) in own.map(|(name, data)| (format!("{name}-{places}"), format!("{data}-{places}"))) {
            style(&name, &name, Some(&data), false, "end", "");
        }
    }
    out += "</office:styles><office:automatic-styles><style:page-layout style:name=\"a4\"><style:page-layout-properties style:print-orientation=\"landscape\" fo:page-width=\"29.7cm\" fo:page-height=\"21cm\" fo:margin=\"1.5cm\" style:scale-to-X=\"1\" style:scale-to-Y=\"0\"/></style:page-layout></office:automatic-styles><office:master-styles><style:master-page style:name=\"Default\" style:page-layout-name=\"a4\"/></office:master-styles></office:document-styles>";
    out
}

fn content(book: &Book) -> String {
    let widths: Vec<Vec<usize>> = [vec![100]].into_iter().chain(book.sheets().map(Sheet::widths)).collect();
    let all: std::collections::BTreeSet<usize> = widths.iter().flatten().copied().collect();
    let mut out = format!("{XML}<office:document-content {NAMESPACES}><office:automatic-styles>");
    out += "<style:style style:name=\"sheet\" style:family=\"table\" style:master-page-name=\"Default\"><style:table-properties table:display=\"true\"/></style:style><style:style style:name=\"row\" style:family=\"table-row\"><style:table-row-properties style:use-optimal-row-height=\"true\"/></style:style>";
    for width in all {
        // A character is some two millimetres wide.
        let _ = write!(
            out,
            "<style:style style:name=\"wide-{width}\" style:family=\"table-column\"><style:table-column-properties style:column-width=\"{}mm\"/></style:style>",
            2 * width + 4
        );
    }
    out += "</office:automatic-styles><office:body><office:spreadsheet>";
    let mut widths = widths.into_iter();
    begin_sheet(&mut out, "Cover", &widths.next().unwrap_or_default());
    for line in &book.cover {
        let (style, text) = match line {
            Line::Title(text) => ("Heading_20_1", text),
            Line::Heading(text) => ("Heading_20_2", text),
            Line::Text(text) => ("Words", text),
        };
        row(&mut out, &[words(style, text)]);
    }
    out += "</table:table>";
    for (sheet, widths) in book.sheets().zip(widths) {
        table(&mut out, sheet, &widths);
    }
    out += "<table:database-ranges>";
    for sheet in book.sheets() {
        let (name, first) = (escape(&sheet.name), sheet.header_row() + 1);
        let (column, last) = (column_name(sheet.columns.len().saturating_sub(1)), first + sheet.rows.len());
        let _ = write!(
            out,
            "<table:database-range table:name=\"{name}\" table:target-range-address=\"{name}.A{first}:{name}.{column}{last}\" table:contains-header=\"true\" table:display-filter-buttons=\"false\"/>"
        );
    }
    out + "</table:database-ranges></office:spreadsheet></office:body></office:document-content>"
}

fn begin_sheet(out: &mut String, name: &str, widths: &[usize]) {
    let _ = write!(out, "<table:table table:name=\"{}\" table:style-name=\"sheet\">", escape(name));
    for width in widths {
        let _ = write!(
            out,
            "<table:table-column table:style-name=\"wide-{width}\" table:default-cell-style-name=\"Default\"/>"
        );
    }
}

fn row(out: &mut String, cells: &[String]) {
    let _ = write!(out, "<table:table-row table:style-name=\"row\">{}</table:table-row>", cells.concat());
}

fn table(out: &mut String, sheet: &Sheet, widths: &[usize]) {
    begin_sheet(out, &sheet.name, widths);
    row(out, &[words("Heading_20_1", &sheet.heading)]);
    for line in &sheet.lead {
        row(out, &[words("Default", line)]);
    }
    let header = |unit| if matches!(unit, Unit::Words | Unit::Date) { "Header" } else { "Header_20_of_20_numbers" };
    out.push_str("<table:table-header-rows>");
    row(out, &sheet.columns.iter().map(|part| words(header(part.unit), &part.heading)).collect::<Vec<_>>());
    out.push_str("</table:table-header-rows>");
    for data in &sheet.rows {
        let cells = data.iter().zip(&sheet.columns).enumerate().map(|(at, (datum, part))| match datum {
            Datum::Words(name) if sheet.is_of_links && at == 0 => link(name),
            _ => cell(datum, part.unit),
        });
        row(out, &cells.collect::<Vec<_>>());
    }
    out.push_str("</table:table>");
}

fn words(style: &str, text: &str) -> String {
    format!(
        "<table:table-cell table:style-name=\"{style}\" office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
        escape(text)
    )
}

fn link(sheet: &str) -> String {
    let name = escape(sheet);
    format!(
        "<table:table-cell table:style-name=\"Link\" office:value-type=\"string\"><text:p><text:a xlink:type=\"simple\" xlink:href=\"#{name}.A1\">{name}</text:a></text:p></table:table-cell>"
    )
}

/// A value: numbers as numbers, dates as dates, everything else as text.
fn cell(datum: &Datum, unit: Unit) -> String {
    let (style, kind) = match datum {
        Datum::Count(_) => ("Count".to_string(), "float"),
        Datum::Percent(own) => (format!("Percent-{}", own.places.min(PLACES)), "percentage"),
        Datum::Number(own) => (format!("Number-{}", own.places.min(PLACES)), "float"),
        Datum::Date(date) => {
            return format!(
                "<table:table-cell table:style-name=\"Date\" office:value-type=\"date\" office:date-value=\"{date}\"><text:p>{}</text:p></table:table-cell>",
                format::datum(datum)
            );
        }
        Datum::Words(_) | Datum::Mark(_) => {
            return words(
                if matches!(unit, Unit::Words | Unit::Date) { "Words" } else { "Shorthand" },
                &format::datum(datum),
            );
        }
    };
    let number = datum.decimal().map(format::decimal).unwrap_or_default();
    format!(
        "<table:table-cell table:style-name=\"{style}\" office:value-type=\"{kind}\" office:value=\"{number}\"><text:p>{}</text:p></table:table-cell>",
        format::datum(datum)
    )
}

/// `A`, `Z`, `AA`.
fn column_name(at: usize) -> String {
    let letter = char::from(b'A' + (at % 26) as u8);
    match at / 26 {
        0 => letter.to_string(),
        more => format!("{}{letter}", column_name(more - 1)),
    }
}
