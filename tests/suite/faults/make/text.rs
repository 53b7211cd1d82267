//! Delimited text, in every encoding and with every line end.

use super::table::{Cell, Table};

/// How a cell is written as text.
pub fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Empty | Cell::Formula(_, None) => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Number(number) | Cell::Formula(_, Some(number)) => number.to_string(),
        Cell::Date(day) => day.format("%d/%m/%Y").to_string(),
        Cell::Bool(flag) => flag.to_string().to_uppercase(),
        Cell::Error(error) => (*error).to_string(),
    }
}

/// Fields joined and lines ended; a field is quoted where it must be.
pub fn delimited(table: &Table, delimiter: char, end: &str) -> String {
    let field = |cell: &Cell| {
        let text = shown(cell);
        if text.contains([delimiter, '"', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
    };
    let line = |row: &Vec<Cell>| row.iter().map(field).collect::<Vec<_>>().join(&delimiter.to_string()) + end;
    table.rows.iter().map(line).collect()
}

/// A csv file as most systems write it.
pub fn csv(table: &Table) -> Vec<u8> {
    delimited(table, ',', "\r\n").into_bytes()
}

pub fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

/// Windows-1252; only letters that it has.
pub fn cp1252(text: &str) -> Vec<u8> {
    let (bytes, _, lost) = encoding_rs::WINDOWS_1252.encode(text);
    assert!(!lost, "a letter that Windows-1252 lacks");
    bytes.into_owned()
}
