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
    let mut globals = before_the_sheet(table, dates_1904, &[]);
    before.iter().for_each(|(kind, data)| record(&mut globals, *kind, &words(data)));
    record(&mut globals, 0x0200, &size_of(table));
    for (r, row) in table.rows.iter().enumerate() {
        record(&mut globals, 0x0208, &words(&[r as u16, 0, row.len() as u16, 255, 0, 0, 0x0100, 15]));
        for (c, cell) in row.iter().enumerate() {
            put(&mut globals, [r as u16, c as u16], cell, dates_1904);
        }
    }
    behind.iter().for_each(|(kind, data)| record(&mut globals, *kind, &words(data)));
    record(&mut globals, 0x000a, &[]);
    globals
}

/// The workbook's own records, and the beginning of those of its one sheet.
fn before_the_sheet(table: &Table, dates_1904: bool, shared: &[u8]) -> Vec<u8> {
    let mut globals = Vec::new();
    begin(&mut globals, 0x0005);
    record(&mut globals, 0x0042, &words(&[1200]));
    record(&mut globals, 0x0022, &words(&[u16::from(dates_1904)]));
    // Two formats of cells: general, and 14, a date.
    for format in [0, 14] {
        record(&mut globals, 0x00e0, &words(&[0, format, 0, 0, 0, 0, 0, 0, 0, 0]));
    }
    if !shared.is_empty() {
        record(&mut globals, 0x00fc, shared);
    }
    let name: Vec<u8> = table.sheet.bytes().collect();
    let offset = globals.len() + 4 + 8 + name.len() + 4;
    let sheet = [&(offset as u32).to_le_bytes()[..], &[0, 0, name.len() as u8, 0], &name].concat();
    record(&mut globals, 0x0085, &sheet);
    record(&mut globals, 0x000a, &[]);
    begin(&mut globals, 0x0010);
    globals
}

fn size_of(table: &Table) -> Vec<u8> {
    let (rows, columns) = (table.rows.len() as u32, table.rows.iter().map(Vec::len).max().unwrap_or(0) as u16);
    [&0u32.to_le_bytes()[..], &rows.to_le_bytes(), &words(&[0, columns, 0])].concat()
}

/// The table as programs write it: a list of shared texts, numbers in four bytes and several of them in a record,
/// blank cells, formulas, and the end of a block of rows.
pub fn as_programs_write(table: &Table) -> Vec<u8> {
    let mut texts: Vec<String> = table.rows.iter().flatten().filter_map(shared_text).collect();
    texts.sort();
    texts.dedup();
    let many = (texts.len() as u32).to_le_bytes();
    let mut list = [many, many].concat();
    for text in &texts {
        let text: Vec<u16> = text.encode_utf16().collect();
        list.extend([&words(&[text.len() as u16])[..], &[1], &words(&text)].concat());
    }
    let mut out = before_the_sheet(table, false, &list);
    record(&mut out, 0x0200, &size_of(table));
    for (r, row) in table.rows.iter().enumerate() {
        record(&mut out, 0x0208, &words(&[r as u16, 0, row.len() as u16, 255, 0, 0, 0x0100, 15]));
    }
    for (r, row) in table.rows.iter().enumerate() {
        let mut c = 0;
        while c < row.len() {
            c += put_as_programs_do(&mut out, [r as u16, c as u16], &row[c..], &texts);
        }
    }
    record(&mut out, 0x00d7, &[&0u32.to_le_bytes()[..], &words(&[0; 4])].concat());
    record(&mut out, 0x023e, &words(&[0x06b6, 0, 0, 64, 0, 0, 0, 0, 0]));
    record(&mut out, 0x000a, &[]);
    ole("Workbook", &out)
}

fn shared_text(cell: &Cell) -> Option<String> {
    if let Cell::Text(text) = cell { Some(text.clone()) } else { None }
}

/// A whole number in four bytes, and its format.
fn short(cell: &Cell) -> Option<Vec<u8>> {
    let (format, number) = match cell {
        Cell::Number(number) if number.fract() == 0.0 => (0u16, *number),
        Cell::Date(day) => (1, serial(*day)),
        _ => return None,
    };
    Some([&format.to_le_bytes()[..], &((number as i32) << 2 | 2).to_le_bytes()].concat())
}

/// Puts the first of these cells, and those that one record takes with it; how many.
fn put_as_programs_do(into: &mut Vec<u8>, [row, column]: [u16; 2], cells: &[Cell], texts: &[String]) -> usize {
    let place = words(&[row, column]);
    let shorts: Vec<Vec<u8>> = cells.iter().map_while(short).collect();
    let blanks = cells.iter().take_while(|cell| **cell == Cell::Empty).count();
    match &cells[0] {
        Cell::Empty if blanks > 1 => {
            let last = column + blanks as u16 - 1;
            record(into, 0x00be, &[&place[..], &words(&vec![0; blanks]), &words(&[last])].concat());
            return blanks;
        }
        Cell::Empty => record(into, 0x0201, &[&place[..], &words(&[0])].concat()),
        Cell::Text(text) => {
            let at = texts.iter().position(|own| own == text).unwrap() as u32;
            record(into, 0x00fd, &[&place[..], &words(&[0]), &at.to_le_bytes()].concat());
        }
        Cell::Formula(_, value) => {
            let result = value.map_or([0, 0, 0, 0, 0, 0, 0xff, 0xff], f64::to_le_bytes);
            // A formula of one token: the number 1.
            let formula = [&place[..], &words(&[0]), &result, &[0; 6], &words(&[3]), &[0x1e, 1, 0]].concat();
            record(into, 0x0006, &formula);
            if value.is_none() {
                record(into, 0x0207, &[&words(&[2])[..], &[0], b"ok"].concat());
            }
        }
        _ if shorts.len() > 1 => {
            let last = column + shorts.len() as u16 - 1;
            record(into, 0x00bd, &[&place[..], &shorts.concat(), &words(&[last])].concat());
            return shorts.len();
        }
        _ if shorts.len() == 1 => record(into, 0x027e, &[&place[..], &shorts[0]].concat()),
        cell => put(into, [row, column], cell, false),
    }
    1
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
