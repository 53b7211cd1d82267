//! Whole files through `read`: workbooks made here, and the shared ones where they are at hand.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use rust_xlsxwriter::{ExcelDateTime, Format as CellFormat, Formula, Workbook as Writer};

use super::*;
use crate::fault::{Exit, exit_of, hint_of};

/// A file of the shared collection: `QUARTERDECK_SHARED`, else `../shared`. Says so when it is absent.
fn shared(relative: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let path = std::env::var_os("QUARTERDECK_SHARED").map_or_else(beside, PathBuf::from).join(relative);
    if !path.exists() {
        eprintln!("not tested, the shared file is absent: {relative}");
        return None;
    }
    Some(path)
}

fn read_bytes_as(name: &str, bytes: &[u8]) -> anyhow::Result<Workbook> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    read(&path, &Limits::default())
}

fn day(year: i32, month: u32, day: u32) -> Value<'static> {
    Value::Date(NaiveDate::from_ymd_opt(year, month, day).unwrap())
}

fn codes(book: &Workbook) -> Vec<&str> {
    book.findings.iter().map(|finding| finding.code).collect()
}

/// A return with every kind of cell, a hidden sheet and a sheet without cells.
fn sample() -> Vec<u8> {
    let mut writer = Writer::new();
    let dates = CellFormat::new().set_num_format("dd/mm/yyyy");
    let times = CellFormat::new().set_num_format("[h]:mm");
    let people = writer.add_worksheet().set_name("People").unwrap();
    people.write(2, 1, "Client Ref").unwrap();
    people.write(3, 1, "HPJ001001").unwrap();
    people.write_with_format(3, 2, ExcelDateTime::from_ymd(2015, 4, 1).unwrap(), &dates).unwrap();
    people.write_with_format(3, 3, 1.5, &times).unwrap();
    people.write(3, 4, 16.25).unwrap();
    people.write(3, 5, true).unwrap();
    people.write(3, 6, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    people.write(3, 7, Formula::new("=6*7").set_result("42")).unwrap();
    people.write(3, 8, Formula::new("=\"a\"&\"b\"").set_result("ab")).unwrap();
    let notes = writer.add_worksheet().set_name("Notes").unwrap();
    notes.write(0, 0, "HPJ001001").unwrap();
    notes.set_hidden(true);
    writer.add_worksheet().set_name("Blank").unwrap();
    writer.save_to_buffer().unwrap()
}

#[test]
fn every_kind_of_cell_of_a_workbook_is_read() {
    let book = read_bytes_as("return.xlsx", &sample()).unwrap();
    assert_eq!((book.file.name.as_str(), book.file.format), ("return.xlsx", Format::Xlsx));
    let sheets: Vec<_> = book.sheets.iter().map(|s| (s.name.as_str(), s.visible, s.row_count())).collect();
    assert_eq!(sheets, [("People", true, 2), ("Notes", false, 1), ("Blank", true, 0)]);
    let people = &book.sheets[0];
    assert_eq!((people.row_number(0), people.row_number(1)), (3, 4));
    let row: Vec<Value<'_>> = (0..9).map(|column| people.value(1, column)).collect();
    let expected = [
        Value::Empty,
        Value::Text("HPJ001001"),
        day(2015, 4, 1),
        Value::Number(1.5),
        Value::Number(16.25),
        Value::Bool(true),
        Value::Error("#DIV/0!"),
        Value::Number(42.0),
        Value::Text("ab"),
    ];
    assert_eq!(row, expected);
    assert_eq!(book.findings, []);
}

#[test]
fn the_hash_is_that_of_the_file() {
    let book = read_bytes_as("a.csv", b"abc").unwrap();
    assert_eq!(book.file.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(book.file.bytes, 3);
}

#[test]
fn content_decides_and_a_wrong_name_is_noted() {
    let book = read_bytes_as("return.xls", &sample()).unwrap();
    assert_eq!((book.file.format, codes(&book)), (Format::Xlsx, vec!["extension_differs_from_content"]));
    let book = read_bytes_as("return.XLSX", b"Ref,Name\n1,a\n").unwrap();
    assert_eq!((book.file.format, codes(&book)), (Format::Text, vec!["extension_differs_from_content"]));
    assert_eq!(codes(&read_bytes_as("return.CSV", b"Ref,Name\n1,a\n").unwrap()), [] as [&str; 0]);
    assert_eq!(codes(&read_bytes_as("return", b"Ref,Name\n1,a\n").unwrap()), [] as [&str; 0]);
}

#[test]
fn a_table_cut_at_the_limit_of_a_program_is_noted() {
    let text = "ref,name\n".to_owned() + &"1,a\n".repeat(65_535);
    assert_eq!(codes(&read_bytes_as("a.csv", text.as_bytes()).unwrap()), ["row_limit_reached"]);
    let text = text + "1,a\n";
    assert_eq!(codes(&read_bytes_as("a.csv", text.as_bytes()).unwrap()), [] as [&str; 0]);
}

#[test]
fn refusals_name_the_file_and_carry_a_hint_and_the_exit_code() {
    let refused = read_bytes_as("return.xls", b"<html><table><tr><td>Ref").unwrap_err();
    let told = format!("{refused:#}");
    assert!(told.starts_with("cannot read `return.xls`: ") && told.contains("not a workbook"), "{told}");
    assert_eq!((exit_of(&refused), hint_of(&refused)), (Exit::Refused, Some("open it in Excel and save it as .xlsx")));
    assert_eq!(exit_of(&read_bytes_as("empty.csv", b"").unwrap_err()), Exit::Refused);
    let missing = read(Path::new("no/such/file.csv"), &Limits::default()).unwrap_err();
    assert_eq!(exit_of(&missing), Exit::Usage);
    assert!(missing.to_string().contains("no/such/file.csv"));
    assert_eq!(exit_of(&read(Path::new(env!("CARGO_MANIFEST_DIR")), &Limits::default()).unwrap_err()), Exit::Usage);
}

#[test]
fn no_cut_and_no_changed_byte_brings_the_reader_down() {
    let whole = sample();
    for length in (0..whole.len()).step_by(97) {
        assert!(read_bytes_as("cut.xlsx", &whole[..length]).is_err(), "cut at {length}");
    }
    for at in (0..whole.len()).step_by(13) {
        let mut changed = whole.clone();
        changed[at] ^= 0x55;
        let _ = read_bytes_as("changed.xlsx", &changed);
    }
}

#[test]
fn binary_workbooks_of_both_date_systems_hold_the_first_of_january_2021() {
    for file in ["real/xlsb/date.xlsb", "real/xlsb/date_1904.xlsb"] {
        let Some(path) = shared(file) else { continue };
        let book = read(&path, &Limits::default()).unwrap();
        assert_eq!((book.file.format, book.sheets[0].value(0, 0)), (Format::Xlsb, day(2021, 1, 1)), "{file}");
    }
}

#[test]
fn old_workbooks_of_the_statistics_office_are_read_whole() {
    let Some(path) = shared("real/uk-spreadsheets/ashe-79.xls") else { return };
    let book = read(&path, &Limits::default()).unwrap();
    assert_eq!((book.file.format, book.sheets.len(), book.sheets[1].name.as_str()), (Format::Xls, 10, "All"));
    let all = &book.sheets[1];
    let row = (0..all.row_count()).find(|&i| all.row_number(i) == 11).unwrap();
    assert_eq!(all.value(row, 0), Value::Text("Darlington UA"));
    assert_eq!((all.value(row, 2), all.value(row, 6)), (Value::Number(52.0), Value::Number(2.7)));
    let crossed = |sheet: &Sheet, i: usize| sheet.cells(i).filter(|(_, value)| *value == Value::Text("x")).count();
    let hidden: usize = book.sheets.iter().flat_map(|s| (0..s.row_count()).map(|i| crossed(s, i))).sum();
    assert_eq!(hidden, 11_603);
    let Some(path) = shared("real/uk-spreadsheets/house-prices.xls") else { return };
    let book = read(&path, &Limits::default()).unwrap();
    let table = book.sheets.iter().find(|sheet| sheet.name == "Table 11").unwrap();
    assert_eq!(numbers(table), (10_436, 1_798_296_676));
}

/// How many numbers a sheet holds and the whole part of their sum.
fn numbers(sheet: &Sheet) -> (usize, i64) {
    let values = (0..sheet.row_count()).flat_map(|i| sheet.cells(i));
    let (count, sum) = values.fold((0, 0.0), |(count, sum), (_, value)| match value {
        Value::Number(number) => (count + 1, sum + number),
        _ => (count, sum),
    });
    (count, sum as i64)
}

#[test]
fn an_opendocument_file_of_twenty_thousand_rows_is_read_whole() {
    let Some(path) = shared("real/uk-spreadsheets/EB1-_Existing_Domestic_Properties.ods") else { return };
    let book = read(&path, &Limits::default()).unwrap();
    let last = book.sheets.last().unwrap();
    assert_eq!((book.file.format, last.name.as_str(), last.row_count()), (Format::Ods, "EB1_by_LA", 19_965));
    assert_eq!(numbers(last), (199_610, 1_947_181_508));
    assert_eq!(last.value(19_964, 1), Value::Text("York"));
}

#[test]
fn the_control_files_and_the_1904_file_hold_the_same_people() {
    let files = ["zz_clean_20.xlsx", "c03_dates_1904_system.xlsx", "b01_header_row7.xlsx"];
    for (file, header) in files.into_iter().zip([1, 1, 7]) {
        let Some(path) = shared(&format!("badinputs/files/{file}")) else { continue };
        let book = read(&path, &Limits::default()).unwrap();
        let known = |name: &str| ["client ref", "ward", "job start date"].contains(&name);
        let table = find_table(&book.sheets[0], &known, 9).unwrap();
        assert_eq!((table.header_rows[0], table.headers.len(), table.rows.len()), (header, 9, 20), "{file}");
        let first = table.rows[0];
        assert_eq!(table.sheet.value(first, 1), day(1968, 10, 28), "{file}");
        assert_eq!(table.sheet.value(first, 7), day(2014, 11, 18), "{file}");
    }
    let Some(path) = shared("badinputs/files/zz_clean_legacy.xls") else { return };
    let book = read(&path, &Limits::default()).unwrap();
    let sheet = &book.sheets[0];
    assert_eq!(
        (sheet.row_count(), sheet.value(1, 1), sheet.value(1, 4)),
        (12, day(1980, 1, 1), Value::Number(41_001.0))
    );
    assert_eq!(sheet.value(1, 6), Value::Bool(true));
}

#[test]
fn totals_subtotals_and_footnotes_of_the_shared_files_are_left_out() {
    let known = |name: &str| ["client ref", "ward", "job start date", "prime contractor", "attached"].contains(&name);
    type LeftOut = &'static [(u32, &'static str)];
    let cases: [(&str, usize, LeftOut); 4] = [
        ("b05_total_row_bottom.xlsx", 20, &[(22, "totals_row")]),
        ("b07_subtotals_and_footnote.xlsx", 20, &[(12, "totals_row"), (23, "totals_row"), (25, "footnote")]),
        ("e03_percent_strings.csv", 3, &[(5, "totals_row")]),
        ("d08_contractor_name_variants.csv", 20, &[]),
    ];
    for (file, rows, left_out) in cases {
        let Some(path) = shared(&format!("badinputs/files/{file}")) else { continue };
        let book = read(&path, &Limits::default()).unwrap();
        let table = find_table(&book.sheets[0], &known, 9).unwrap();
        let left: Vec<_> = table.left_out.iter().map(|left| (left.row, left.rule)).collect();
        assert_eq!((table.rows.len(), left.as_slice()), (rows, left_out), "{file}");
    }
}

#[test]
fn hostile_containers_are_refused_for_what_they_are() {
    let cases = [
        ("a01_zip_bomb_1gb.xlsx", "expands beyond the limit"),
        ("a03_billion_laughs.xlsx", "XML"),
        ("a05_far_corner_XFD1048576.xlsx", "1048576 rows and 16384 columns"),
        ("a07_truncated_last_22_bytes.xlsx", "not a complete workbook"),
        ("a08b_stored_one_digit_changed_bad_crc.xlsx", "CRC"),
        ("a12_html_named_xls.xls", "web page"),
        ("a14_password_protected.xlsx", "password"),
        ("a16_duplicate_zip_member.xlsx", "duplicate part name"),
        ("a18_cell_ref_overflow.xlsx", "`Return`"),
        ("a22_ods_repeated_1048576x16384.ods", "limit"),
    ];
    for (file, said) in cases {
        let Some(path) = shared(&format!("badinputs/files/{file}")) else { continue };
        let refused = read(&path, &Limits::default()).unwrap_err();
        assert_eq!(exit_of(&refused), Exit::Refused, "{file}");
        assert!(format!("{refused:#}").contains(said) && hint_of(&refused).is_some(), "{refused:#}");
    }
}

#[test]
fn text_files_in_any_encoding_hold_the_same_twenty_people() {
    let cases: [(&str, &[&str]); 8] = [
        ("a10_csv_named_xlsx.xlsx", &["extension_differs_from_content"]),
        ("e05_nul_bytes.csv", &["nul_removed"; 4]),
        ("g01_cp1252.csv", &["encoding_guessed"]),
        ("g03_utf16be_no_bom.csv", &["encoding_guessed"]),
        ("g05_semicolon.csv", &[]),
        ("g07_tabs.csv", &[]),
        ("g09_mixed_line_endings.csv", &["line_endings_mixed"]),
        ("g11_invalid_utf8_midway.csv", &["bytes_not_text"]),
    ];
    for (file, found) in cases {
        let Some(path) = shared(&format!("badinputs/files/{file}")) else { continue };
        let book = read(&path, &Limits::default()).unwrap();
        let sheet = &book.sheets[0];
        assert_eq!((sheet.row_count(), sheet.max_width()), (21, 9), "{file}");
        assert_eq!((sheet.value(20, 0), sheet.row_number(20)), (Value::Text("HPJ001020"), 21), "{file}");
        if file.starts_with('g') {
            assert_eq!(sheet.value(1, 8), Value::Text("Café Zoë – “Best” £5"), "{file}");
        }
        assert_eq!(codes(&book), found, "{file}");
    }
}

#[test]
fn ragged_and_cut_rows_of_the_shared_files_are_marked() {
    let cases =
        [("b15_ragged_rows.csv", vec![19, 20], "ragged_row"), ("g13_truncated_mid_row.csv", vec![20], "row_cut_off")];
    for (file, rows, code) in cases {
        let Some(path) = shared(&format!("badinputs/files/{file}")) else { continue };
        let book = read(&path, &Limits::default()).unwrap();
        let sheet = &book.sheets[0];
        let marked: Vec<usize> = (0..sheet.row_count()).filter(|&i| sheet.row_fault(i) == Some(code)).collect();
        assert_eq!(marked, rows, "{file}");
    }
}
