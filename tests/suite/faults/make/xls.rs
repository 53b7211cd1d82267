//! Workbooks of Excel 97 to 2003 written by hand: BIFF8 records in an OLE container.

use super::table::{Cell, Table, serial};
use super::text::shown;

const SECTOR: usize = 512;
const END: u32 = 0xffff_fffe;

fn record(into: &mut Vec<u8>, kind: u16, data: &[u8]) {
    into.extend([kind.to_le_bytes(), (data.len() as u16).to_le_bytes()].concat());
    into.extend(data);
}

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn begin(into: &mut Vec<u8>, kind: u16) {
    record(into, 0x0809, &words(&[0x0600, kind, 0x0dbb, 0x07cc, 0, 0, 6, 0]));
}

/// The stream of records: workbook, then its one sheet.
pub fn records(table: &Table, dates_1904: bool) -> Vec<u8> {
    records_that_look(table, dates_1904, &[], &[])
}

/// The same with records of what is hidden and joined on the sheet: their types and words.
pub fn records_that_look(
    table: &Table,
    dates_1904: bool,
    before: &[(u16, &[u16])],
    behind: &[(u16, &[u16])],
) -> Vec<u8> {
    let mut globals = Vec::new();
    begin(&mut globals, 0x0005);
    record(&mut globals, 0x0042, &words(&[1200]));
    record(&mut globals, 0x0022, &words(&[u16::from(dates_1904)]));
    // Two formats of cells: general, and 14, a date.
    for format in [0, 14] {
        record(&mut globals, 0x00e0, &words(&[0, format, 0, 0, 0, 0, 0, 0, 0, 0]));
    }
    let name: Vec<u8> = table.sheet.bytes().collect();
    let offset = globals.len() + 4 + 8 + name.len() + 4;
    let sheet = [&(offset as u32).to_le_bytes()[..], &[0, 0, name.len() as u8, 0], &name].concat();
    record(&mut globals, 0x0085, &sheet);
    record(&mut globals, 0x000a, &[]);
    begin(&mut globals, 0x0010);
    let (rows, columns) = (table.rows.len() as u32, table.rows.iter().map(Vec::len).max().unwrap_or(0) as u16);
    let size = [&0u32.to_le_bytes()[..], &rows.to_le_bytes(), &words(&[0, columns, 0])].concat();
    before.iter().for_each(|(kind, data)| record(&mut globals, *kind, &words(data)));
    record(&mut globals, 0x0200, &size);
    for (r, row) in table.rows.iter().enumerate() {
        for (c, cell) in row.iter().enumerate() {
            put(&mut globals, [r as u16, c as u16], cell, dates_1904);
        }
    }
    behind.iter().for_each(|(kind, data)| record(&mut globals, *kind, &words(data)));
    record(&mut globals, 0x000a, &[]);
    globals
}

fn put(into: &mut Vec<u8>, [row, column]: [u16; 2], cell: &Cell, dates_1904: bool) {
    let number = |style: u16, value: f64| [&words(&[row, column, style])[..], &value.to_le_bytes()].concat();
    match cell {
        Cell::Empty => {}
        Cell::Number(value) | Cell::Formula(_, Some(value)) => record(into, 0x0203, &number(0, *value)),
        Cell::Date(day) => {
            record(into, 0x0203, &number(1, serial(*day) - if dates_1904 { 1462.0 } else { 0.0 }));
        }
        Cell::Bool(flag) => record(into, 0x0205, &[&words(&[row, column, 0])[..], &[u8::from(*flag), 0]].concat()),
        // 42 is #N/A.
        Cell::Error(_) => record(into, 0x0205, &[&words(&[row, column, 0])[..], &[42, 1]].concat()),
        _ => {
            let text: Vec<u16> = shown(cell).encode_utf16().collect();
            let head = [&words(&[row, column, 0, text.len() as u16])[..], &[1]].concat();
            record(into, 0x0204, &[&head[..], &words(&text)].concat());
        }
    }
}

/// A stream of that name in an OLE container.
pub fn ole(name: &str, stream: &[u8]) -> Vec<u8> {
    let mut stream = stream.to_vec();
    // A stream shorter than 4096 bytes would live in a container of its own.
    stream.resize(stream.len().max(4096).next_multiple_of(SECTOR), 0);
    let sectors = (stream.len() / SECTOR) as u32;
    let mut header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    header.extend([0; 16]);
    header.extend(words(&[0x3e, 3, 0xfffe, 9, 6, 0, 0, 0]));
    for word in [0u32, 1, 1, 0, 4096, END, 0, END, 0, 0] {
        header.extend(word.to_le_bytes());
    }
    header.resize(SECTOR, 0xff);
    let mut table: Vec<u32> = vec![0xffff_fffd, END];
    table.extend((0..sectors).map(|i| if i + 1 == sectors { END } else { i + 3 }));
    assert!(table.len() <= SECTOR / 4, "the stream needs a second allocation sector");
    table.resize(SECTOR / 4, u32::MAX);
    let entry = |name: &str, kind: u8, child: u32, start: u32, size: u32| {
        let mut bytes: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = if name.is_empty() { 0 } else { bytes.len() as u16 + 2 };
        bytes.resize(64, 0);
        bytes.extend(length.to_le_bytes());
        bytes.extend([kind, 1]);
        bytes.extend([u32::MAX, u32::MAX, child].iter().flat_map(|word| word.to_le_bytes()));
        bytes.extend([0; 36]);
        bytes.extend([start, size, 0].iter().flat_map(|word| word.to_le_bytes()));
        bytes
    };
    let directory = [
        entry("Root Entry", 5, 1, END, 0),
        entry(name, 2, u32::MAX, 2, stream.len() as u32),
        entry("", 0, u32::MAX, 0, 0),
        entry("", 0, u32::MAX, 0, 0),
    ]
    .concat();
    let table: Vec<u8> = table.into_iter().flat_map(u32::to_le_bytes).collect();
    [header, table, directory, stream].concat()
}

/// The table as a workbook.
pub fn xls(table: &Table) -> Vec<u8> {
    ole("Workbook", &records(table, false))
}
