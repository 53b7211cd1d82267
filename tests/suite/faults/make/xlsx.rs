//! Workbooks of Excel written by hand, part by part, so that each part can be made wrong.

use super::table::{Cell, Table, serial};
use super::zip::{Part, zip};

pub const SHEET: &str = "xl/worksheets/sheet1.xml";
pub const STRINGS: &str = "xl/sharedStrings.xml";
pub const STYLES: &str = "xl/styles.xml";
pub const WORKBOOK: &str = "xl/workbook.xml";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// A workbook as its parts, in order.
#[derive(Clone, Debug)]
pub struct Book {
    pub parts: Vec<(String, Vec<u8>)>,
}

/// The address of a cell, rows from 1 and columns from 0.
pub fn address(row: usize, column: usize) -> String {
    format!("{}{row}", quarterdeck::finding::column_letter(column as u32))
}

pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// One cell with an inline string; style 1 is a date.
pub fn cell_xml(address: &str, cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => {
            format!("<c r=\"{address}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>", escaped(text))
        }
        Cell::Number(number) => format!("<c r=\"{address}\"><v>{number}</v></c>"),
        Cell::Date(day) => format!("<c r=\"{address}\" s=\"1\"><v>{}</v></c>", serial(*day)),
        Cell::Bool(flag) => format!("<c r=\"{address}\" t=\"b\"><v>{}</v></c>", u8::from(*flag)),
        Cell::Error(error) => format!("<c r=\"{address}\" t=\"e\"><v>{error}</v></c>"),
        Cell::Formula(formula, Some(value)) => format!("<c r=\"{address}\"><f>{formula}</f><v>{value}</v></c>"),
        Cell::Formula(formula, None) => format!("<c r=\"{address}\"><f>{formula}</f></c>"),
    }
}

/// The rows of a sheet as `<row>` elements.
pub fn rows_xml(rows: &[Vec<Cell>]) -> String {
    let row = |(r, cells): (usize, &Vec<Cell>)| {
        let cells: String = cells.iter().enumerate().map(|(c, cell)| cell_xml(&address(r + 1, c), cell)).collect();
        format!("<row r=\"{}\">{cells}</row>", r + 1)
    };
    rows.iter().enumerate().map(row).collect()
}

pub fn sheet_xml(rows: &str) -> String {
    format!("{HEAD}<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>")
}

/// A workbook of these tables, one a sheet.
pub fn book(tables: &[Table]) -> Book {
    let numbered = || tables.iter().enumerate().map(|(i, table)| (i + 1, table));
    let sheets: String = numbered()
        .map(|(i, table)| format!("<sheet name=\"{}\" sheetId=\"{i}\" r:id=\"rId{i}\"/>", escaped(&table.sheet)))
        .collect();
    let relations: String = numbered()
        .map(|(i, _)| {
            format!("<Relationship Id=\"rId{i}\" Type=\"{RELATIONS}/worksheet\" Target=\"worksheets/sheet{i}.xml\"/>")
        })
        .collect();
    let strings = format!(
        "<Relationship Id=\"rId901\" Type=\"{RELATIONS}/sharedStrings\" Target=\"sharedStrings.xml\"/>\
         <Relationship Id=\"rId902\" Type=\"{RELATIONS}/styles\" Target=\"styles.xml\"/>"
    );
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let mut parts = vec![
        ("[Content_Types].xml".to_string(), content_types(tables.len())),
        (
            "_rels/.rels".into(),
            format!(
                "<Relationships xmlns=\"{package}\"><Relationship Id=\"rId1\" Type=\"{RELATIONS}/officeDocument\" \
                 Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            WORKBOOK.into(),
            format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><workbookPr/><sheets>{sheets}</sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels".into(),
            format!("<Relationships xmlns=\"{package}\">{relations}{strings}</Relationships>"),
        ),
        (STYLES.into(), styles()),
        (STRINGS.into(), format!("<sst xmlns=\"{MAIN}\"></sst>")),
    ];
    parts.extend(
        numbered().map(|(i, table)| (format!("xl/worksheets/sheet{i}.xml"), sheet_xml(&rows_xml(&table.rows)))),
    );
    Book { parts: parts.into_iter().map(|(name, text)| (name, text.into_bytes())).collect() }
}

fn styles() -> String {
    format!(
        "<styleSheet xmlns=\"{MAIN}\"><numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\"/></numFmts>\
         <fonts count=\"1\"><font/></fonts><fills count=\"1\"><fill/></fills><borders count=\"1\"><border/></borders>\
         <cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"2\"><xf numFmtId=\"0\"/>\
         <xf numFmtId=\"164\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>"
    )
}

fn content_types(sheets: usize) -> String {
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let listed: String = (1..=sheets)
        .map(|i| format!("<Override PartName=\"/xl/worksheets/sheet{i}.xml\" ContentType=\"{kind}.worksheet+xml\"/>"))
        .collect();
    format!(
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Override PartName=\"/xl/workbook.xml\" ContentType=\"{kind}.sheet.main+xml\"/>\
         <Override PartName=\"/xl/styles.xml\" ContentType=\"{kind}.styles+xml\"/>\
         <Override PartName=\"/xl/sharedStrings.xml\" ContentType=\"{kind}.sharedStrings+xml\"/>{listed}</Types>"
    )
}

/// The one table as a workbook.
pub fn xlsx(table: &Table) -> Vec<u8> {
    book(std::slice::from_ref(table)).bytes()
}

impl Book {
    /// Replaces words in a part; the words must be there.
    pub fn edit(mut self, name: &str, from: &str, to: &str) -> Book {
        let (_, part) = self.parts.iter_mut().find(|(own, _)| own == name).unwrap();
        let text = String::from_utf8(part.clone()).unwrap();
        assert!(text.contains(from), "`{from}` is not in {name}");
        *part = text.replacen(from, to, 1).into_bytes();
        self
    }

    /// A part as it is.
    pub fn part(&self, name: &str) -> &[u8] {
        &self.parts.iter().find(|(own, _)| own == name).unwrap().1
    }

    /// Puts other bytes in a part, or a part that was not there.
    pub fn put(mut self, name: &str, bytes: impl Into<Vec<u8>>) -> Book {
        self.parts.retain(|(own, _)| own != name);
        self.parts.push((name.to_string(), bytes.into()));
        self
    }

    pub fn without(mut self, name: &str) -> Book {
        self.parts.retain(|(own, _)| own != name);
        self
    }

    /// The parts of the container, deflated.
    pub fn packed(&self) -> Vec<Part> {
        self.parts.iter().map(|(name, data)| Part::deflated(name, data)).collect()
    }

    pub fn bytes(&self) -> Vec<u8> {
        zip(&self.packed())
    }

    /// The container after a change of its parts.
    pub fn zipped(&self, change: impl FnOnce(&mut Vec<Part>)) -> Vec<u8> {
        let mut parts = self.packed();
        change(&mut parts);
        zip(&parts)
    }

    /// Texts as shared strings instead of inline ones.
    pub fn shared(mut self) -> Book {
        let mut strings: Vec<String> = Vec::new();
        for (name, part) in self.parts.iter_mut().filter(|(name, _)| name.starts_with("xl/worksheets/")) {
            let text = String::from_utf8(part.clone()).unwrap_or_else(|_| panic!("{name}"));
            let mut out = String::new();
            let mut rest = text.as_str();
            while let Some((before, after)) = rest.split_once(" t=\"inlineStr\"><is>") {
                let (item, after) = after.split_once("</is>").unwrap();
                let id = strings.iter().position(|known| known == item).unwrap_or_else(|| {
                    strings.push(item.to_string());
                    strings.len() - 1
                });
                out += &format!("{before} t=\"s\"><v>{id}</v>");
                rest = after;
            }
            *part = (out + rest).into_bytes();
        }
        let items: String = strings.iter().map(|item| format!("<si>{item}</si>")).collect();
        self.put(STRINGS, format!("{HEAD}<sst xmlns=\"{MAIN}\" uniqueCount=\"{}\">{items}</sst>", strings.len()))
    }
}
