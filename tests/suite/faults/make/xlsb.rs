//! Binary workbooks of Excel written by hand; every cell but a number is text.

use super::table::{Cell, Table};
use super::text::shown;
use super::xlsx::{self, Book};

fn record(into: &mut Vec<u8>, kind: u16, data: &[u8]) {
    into.extend(if kind < 128 { vec![kind as u8] } else { vec![kind as u8 & 0x7f | 0x80, (kind >> 7) as u8] });
    let mut length = data.len();
    while length >= 128 {
        into.push(length as u8 & 0x7f | 0x80);
        length >>= 7;
    }
    into.push(length as u8);
    into.extend(data);
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let bytes = units.iter().flat_map(|unit| unit.to_le_bytes());
    (units.len() as u32).to_le_bytes().into_iter().chain(bytes).collect()
}

fn numbers(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// What is hidden and joined on a sheet: rows from 1, columns from 0.
#[derive(Default)]
pub struct Looks {
    pub hidden_rows: Vec<usize>,
    pub hidden_columns: Vec<(u32, u32)>,
    /// First and last row, first and last column.
    pub merges: Vec<[u32; 4]>,
}

/// The records of a sheet.
pub fn sheet(table: &Table, looks: &Looks) -> Vec<u8> {
    let mut out = Vec::new();
    let columns = table.rows.iter().map(Vec::len).max().unwrap_or(1) as u32;
    record(&mut out, 129, &[]);
    record(&mut out, 148, &numbers(&[0, table.rows.len() as u32 - 1, 0, columns - 1]));
    for (first, last) in &looks.hidden_columns {
        record(&mut out, 60, &[&numbers(&[*first, *last, 2304, 0])[..], &[1, 0]].concat());
    }
    record(&mut out, 145, &[]);
    for (r, row) in table.rows.iter().enumerate() {
        let zero_height = if looks.hidden_rows.contains(&(r + 1)) { 0x10 } else { 0 };
        record(&mut out, 0, &[&numbers(&[r as u32, 0])[..], &[0, 0, 0, zero_height, 0, 0, 0, 0, 0]].concat());
        for (c, cell) in row.iter().enumerate() {
            let place = numbers(&[c as u32, 0]);
            match cell {
                Cell::Empty => {}
                Cell::Number(value) => record(&mut out, 5, &[&place[..], &value.to_le_bytes()].concat()),
                _ => record(&mut out, 6, &[&place[..], &wide(&shown(cell))].concat()),
            }
        }
    }
    record(&mut out, 146, &[]);
    for [first_row, last_row, first_column, last_column] in &looks.merges {
        record(&mut out, 176, &numbers(&[first_row - 1, last_row - 1, *first_column, *last_column]));
    }
    record(&mut out, 130, &[]);
    out
}

/// The table as a binary workbook: the parts of an xlsx with other contents.
pub fn book(table: &Table) -> Book {
    book_that_looks(table, &Looks::default())
}

/// The same with rows and columns hidden and cells joined.
pub fn book_that_looks(table: &Table, looks: &Looks) -> Book {
    let mut workbook = Vec::new();
    record(&mut workbook, 131, &[]);
    record(&mut workbook, 143, &[]);
    record(&mut workbook, 156, &[numbers(&[0, 1]), wide("rId1"), wide(&table.sheet)].concat());
    record(&mut workbook, 144, &[]);
    record(&mut workbook, 132, &[]);
    let book = xlsx::book(std::slice::from_ref(table));
    let renamed = |part: &str| String::from_utf8(book.part(part).to_vec()).unwrap().replace("sheet1.xml", "sheet1.bin");
    let relations = renamed("xl/_rels/workbook.xml.rels");
    let types = renamed("[Content_Types].xml");
    // No shared strings and no styles: every text stands in its cell.
    let relations: String = relations.split_inclusive("/>").filter(|part| !part.contains("rId90")).collect();
    book.without(xlsx::WORKBOOK)
        .without(xlsx::SHEET)
        .without(xlsx::STYLES)
        .without(xlsx::STRINGS)
        .without("xl/_rels/workbook.xml.rels")
        .put("[Content_Types].xml", types)
        .put("xl/workbook.bin", workbook)
        .put("xl/_rels/workbook.bin.rels", relations)
        .put("xl/worksheets/sheet1.bin", sheet(table, looks))
}

pub fn xlsb(table: &Table) -> Vec<u8> {
    book(table).bytes()
}
