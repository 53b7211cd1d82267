//! Cells of the formats that another reader reads, counted beside it.

use quarterdeck::definitions::Limits;
use quarterdeck::source::{self, Counted, Value, Workbook};

use crate::faults::make::ods;
use crate::faults::make::table::{Cell, WARD, clean, text};
use crate::faults::make::xls::{as_programs_write, ole, records};
use crate::faults::make::xlsb;
use crate::faults::make::zip::zip;

fn read(ending: &str, bytes: &[u8]) -> Result<Workbook, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("return.{ending}"));
    std::fs::write(&path, bytes).unwrap();
    source::read(&path, &Limits::default()).map_err(|error| format!("{error:#}"))
}

/// Puts other bytes in the place of the only ones like these.
fn replace(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let places: Vec<usize> = memchr::memmem::find_iter(bytes, from).collect();
    let [at] = places[..] else { panic!("{} times", places.len()) };
    [&bytes[..at], to, &bytes[at + from.len()..]].concat()
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn whole_files_hold_as_many_cells_as_are_counted() {
    let table = clean().put(3, WARD, Cell::Bool(true)).put(4, WARD, Cell::Error("#N/A"));
    let cells = table.rows.iter().flatten().filter(|cell| **cell != Cell::Empty).count() as u64;
    let files = [
        ("xls", ole("Workbook", &records(&table, false))),
        ("xls", as_programs_write(&table)),
        ("xlsb", xlsb::xlsb(&table)),
        ("ods", ods::ods(&table)),
    ];
    for (ending, bytes) in files {
        let book = read(ending, &bytes).unwrap();
        assert_eq!(book.sheets[0].counted, Some(Counted::Cells(cells)), "{ending}");
        assert_eq!(book.sheets[0].cell_count() as u64, cells, "{ending}");
    }
}

#[test]
fn an_old_workbook_that_loses_cells_or_a_sheet_is_refused() {
    let table = clean().put(1, WARD, Cell::Empty).put(1, WARD + 1, Cell::Empty);
    let bytes = as_programs_write(&table);
    // The second row's first two cells: a shared text, and a number in four bytes.
    let begins = |kind: u8, length: u8| [kind, 0, length, 0, 1, 0, 0, 0];
    let at = memchr::memmem::find(&bytes, &begins(0xfd, 10)).unwrap();
    let with = |place: usize, byte: u8| {
        let mut bytes = bytes.clone();
        bytes[place] = byte;
        read("xls", &bytes).map(|book| book.sheets[0].cell_count()).unwrap_err()
    };
    assert!(with(at, 0x0a).contains("in the middle of it says that it ends"), "an end");
    assert!(with(at, 0x5c).contains("none can be") || with(at, 0x5c).contains("where a cell should"), "no cell");
    assert!(with(at + 2, 24).contains("not as long as it must be"), "the next cell swallowed");
    assert!(with(at + 12, 0xff).contains("can be read"), "a text that is not on the list");
    assert!(with(at + 6, 5).contains("there twice"), "in another's place");
    assert!(with(at + 5, 0x80).contains("beyond its row"), "far below");
    // The entry of the sheet in the workbook's list: its type, and what it is said to be.
    let list = memchr::memmem::find(&bytes, &[0x85, 0, 20, 0]).unwrap();
    assert!(with(list, 0x86).contains("records go on behind"), "not listed");
    assert!(with(list + 9, 2).contains("something else"), "a chart");
}

#[test]
fn an_error_of_a_formula_is_one_in_a_binary_workbook_and_an_unknown_cell_refuses_it() {
    let table = clean().put(2, WARD, text("MARK"));
    let part = "xl/worksheets/sheet1.bin";
    let place = [2u8, 0, 0, 0, 0, 0, 0, 0];
    let marked = [&[6, 20][..], &place, &4u32.to_le_bytes(), &wide("MARK")].concat();
    let with = |record: &[u8]| {
        let book = xlsb::book(&table);
        let sheet = replace(book.part(part), &marked, record);
        read("xlsb", &book.put(part, sheet).bytes())
    };
    let error = [&[11, 19][..], &place, &[0x2a], &[0; 10]].concat();
    let book = with(&error).unwrap();
    assert_eq!(book.sheets[0].value(1, WARD as u32), Value::Error("#N/A"));
    let rich = [&[62, 21][..], &place, &[0], &4u32.to_le_bytes(), &wide("MARK")].concat();
    assert!(with(&rich).unwrap_err().contains("cells hold something"), "a text in several fonts");
}

#[test]
fn cells_of_a_document_count_where_something_can_be_seen() {
    let with = |cell: &str| {
        let plain = ods::content("S", &ods::rows_xml(&clean().rows));
        let first = "<table:table-cell office:value-type=\"string\"><text:p>Client Ref</text:p></table:table-cell>";
        assert!(plain.contains(first));
        read("ods", &zip(&ods::parts(&plain.replacen(first, &format!("{first}{cell}"), 1))))
            .map(|book| book.sheets[0].counted)
    };
    let Ok(Some(Counted::Cells(whole))) = with("") else { panic!("the whole document") };
    let string = |inside: &str| format!("<table:table-cell office:value-type=\"string\">{inside}</table:table-cell>");
    for (cell, more) in [
        (string("<text:p> <text:s/></text:p>"), 0),
        (string("<text:p>&#160;</text:p>"), 0),
        (string("<office:annotation><text:p>see file</text:p></office:annotation><text:p>x</text:p>"), 1),
        ("<table:table-cell><draw:frame><draw:text-box><text:p>x</text:p></draw:text-box></draw:frame></table:table-cell>".into(), 0),
        ("<table:table-cell table:number-columns-repeated=\"3\" office:value-type=\"float\" office:value=\"1\"/>".into(), 3),
    ] {
        assert_eq!(with(&cell), Ok(Some(Counted::Cells(whole + more))), "{cell}");
    }
    let lost = with("<table:table-cell><text:p>HPJ000001</text:p></table:table-cell>").unwrap_err();
    assert!(lost.contains("damaged workbook: sheet `S`") && lost.contains("can be read"), "{lost}");
}
