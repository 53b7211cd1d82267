//! The rules for statistics in spreadsheets, line by line, on a report full of texts that would do harm as formulas or
//! markup; and the same cells in every format.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use calamine::{Data, Ods, Range, Reader, Xlsx};
use chrono::NaiveDate;

use super::book::{Book, Line, Sheet};
use super::package::unpacked;
use crate::render::sample::{self, HOSTILE};
use crate::render::{Format, RenderedFile, Templates, render};
use crate::report::format;
use crate::report::model::{Block, Cell, Column, Datum, Decimal, Mark, Report, Row, Table, Unit};

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2015, 12, 31).unwrap()
}

/// The sample with a table more: hostile headings, and every kind of cell.
fn report() -> Report {
    let mut report = sample::report();
    let mut columns = vec![Column::names("Both", ["Same", "same"]), Column::rate_of("Rate")];
    columns.extend([
        Column::range("Range", ["low", "high"], Unit::Percent),
        Column::number("Each"),
        Column::date("Day"),
        Column::words(""),
    ]);
    let low = Datum::Percent(Decimal { units: -5, places: 1 });
    let high = Datum::Percent(Decimal { units: 2705, places: 2 });
    let mut cells = vec![Cell::names(["=1+1", "@x"]), Cell::rate_of((1500, 10_000)), Cell::range(low, high)];
    cells.extend([Cell::number(Decimal { units: 1234, places: 1 }), Cell::date(day()), Cell::words(" ")]);
    for text in HOSTILE {
        columns.push(Column::words(text));
        cells.push(Cell::words(text));
    }
    let hidden = columns.iter().map(|_| Cell::mark(Mark::Confidential)).collect();
    let table = Table {
        id: "Hostile = table".into(),
        number: "Table 4".into(),
        title: HOSTILE.concat(),
        scope: HOSTILE.join(". "),
        source: HOSTILE[0].into(),
        units: HOSTILE[4].into(),
        columns,
        rows: vec![Row { cells, is_total: false }, Row { cells: hidden, is_total: true }],
        notes: HOSTILE.map(String::from).into(),
    };
    report.sections[0].blocks.push(Block::Table(table));
    report
}

fn files(format: Format) -> Vec<RenderedFile> {
    render(&report(), &Templates::load("halton-cover", None).unwrap(), format).unwrap()
}

/// The parts of a workbook by name.
fn parts(format: Format) -> BTreeMap<String, String> {
    let parts = unpacked(&files(format)[0].bytes).unwrap().into_iter();
    parts.map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap())).collect()
}

/// Sheets in their order, as another program reads them.
type Sheets = Vec<(String, Range<Data>)>;

fn read(format: Format) -> Sheets {
    let bytes = Cursor::new(files(format).remove(0).bytes);
    match format {
        Format::Xlsx => in_order(Xlsx::new(bytes).unwrap()),
        _ => in_order(Ods::new(bytes).unwrap()),
    }
}

fn in_order<R: Reader<Cursor<Vec<u8>>, Error: std::fmt::Debug>>(mut book: R) -> Sheets {
    let names = book.sheet_names();
    names.into_iter().map(|name| (name.clone(), book.worksheet_range(&name).unwrap())).collect()
}

fn both() -> [(Format, Sheets); 2] {
    [Format::Xlsx, Format::Ods].map(|format| (format, read(format)))
}

fn text(range: &Range<Data>, row: usize, column: usize) -> String {
    match range.get((row, column)) {
        Some(Data::String(text)) => text.clone(),
        other => panic!("row {row}, column {column}: {other:?}"),
    }
}

/// The parts of the xlsx that hold sheets.
fn sheet_parts() -> Vec<String> {
    parts(Format::Xlsx)
        .into_iter()
        .filter(|(name, _)| name.starts_with("xl/worksheets/sheet"))
        .map(|(_, xml)| xml)
        .collect()
}

#[test]
fn every_cell_of_both_workbooks_and_of_the_csv_is_the_models() {
    let book = Book::of(&report()).unwrap();
    for (format, sheets) in both() {
        for sheet in book.sheets() {
            let (_, range) = sheets.iter().find(|(name, _)| *name == sheet.name).unwrap();
            assert_eq!(range.height(), sheet.header_row() + 1 + sheet.rows.len(), "{format:?} {}", sheet.name);
            for (at, row) in sheet.rows.iter().enumerate() {
                for (column, datum) in row.iter().enumerate() {
                    let cell = range.get((sheet.header_row() + 1 + at, column)).unwrap();
                    let expected = match datum.decimal() {
                        Some(number) => Data::Float(number.to_f64()),
                        None => Data::String(format::datum(datum)),
                    };
                    if let Datum::Date(_) = datum {
                        assert!(is_day(cell), "{format:?} {} row {at}, column {column}: {cell}", sheet.name);
                        continue;
                    }
                    assert_eq!(*cell, expected, "{format:?} {} row {at}, column {column}", sheet.name);
                }
            }
        }
    }
    let csv = files(Format::Csv);
    for (sheet, file) in book.tables.iter().zip(&csv) {
        let read: Vec<Vec<String>> = records(file);
        let heads: Vec<String> = sheet.columns.iter().map(|part| super::inert(&part.heading)).collect();
        assert_eq!(read[0], heads);
        for (cells, row) in read[1..].iter().zip(&sheet.rows) {
            for (cell, datum) in cells.iter().zip(row) {
                match datum.decimal() {
                    _ if *datum == Datum::Date(day()) => assert_eq!(cell, "2015-12-31"),
                    Some(number) => assert_eq!(cell.parse::<f64>().unwrap(), number.to_f64()),
                    None => assert_eq!(*cell, super::inert(&format::datum(datum))),
                }
            }
        }
        assert_eq!(read.len(), sheet.rows.len() + 1, "{}", file.name);
    }
}

/// The sample's day: text after ISO 8601 in ods, days since 30 December 1899 in xlsx.
fn is_day(cell: &Data) -> bool {
    match cell {
        Data::DateTimeIso(own) => own == "2015-12-31",
        Data::DateTime(own) => own.as_f64() == 42_369.0,
        _ => false,
    }
}

fn records(file: &RenderedFile) -> Vec<Vec<String>> {
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(&file.bytes[..]);
    reader.records().map(|record| record.unwrap().iter().map(String::from).collect()).collect()
}

#[test]
fn a_number_is_a_number_that_shows_as_it_is_printed() {
    let ods = &parts(Format::Ods)["content.xml"];
    for cell in [
        "table:style-name=\"Percent-1\" office:value-type=\"percentage\" office:value=\"0.150\"><text:p>15.0%</text:p>",
        "table:style-name=\"Percent-1\" office:value-type=\"percentage\" office:value=\"-0.005\"><text:p>-0.5%</text:p>",
        "table:style-name=\"Percent-2\" office:value-type=\"percentage\" office:value=\"0.2705\"><text:p>27.05%</text:p>",
        "table:style-name=\"Count\" office:value-type=\"float\" office:value=\"10000\"><text:p>10,000</text:p>",
        "table:style-name=\"Date\" office:value-type=\"date\" office:date-value=\"2015-12-31\"><text:p>31 December 2015</text:p>",
        "table:style-name=\"Number-1\" office:value-type=\"float\" office:value=\"123.4\"><text:p>123.4</text:p>",
    ] {
        assert!(ods.contains(cell), "{cell}");
    }
    let styles = &parts(Format::Xlsx)["xl/styles.xml"];
    for number_format in ["#,##0", "0.0%", "0.00%", "0.0", "d mmmm yyyy"] {
        assert!(styles.contains(&format!("formatCode=\"{number_format}\"")), "{number_format}: {styles}");
    }
}

#[test]
fn no_cell_is_a_formula_and_a_text_like_one_stays_a_text_when_it_is_edited() {
    for sheet in sheet_parts() {
        assert!(!sheet.contains("<f>") && !sheet.contains("<f "), "{sheet}");
    }
    for (name, part) in parts(Format::Ods) {
        assert!(
            !part.contains("table:formula") && !part.contains("<script") && !part.contains("office:scripts"),
            "{name}"
        );
    }
    assert!(parts(Format::Xlsx)["xl/styles.xml"].contains("quotePrefix=\"1\""));
    for part in parts(Format::Xlsx).keys() {
        assert!(!part.contains("externalLink") && !part.contains("vba"), "{part}");
    }
}

#[test]
fn a_cover_contents_and_notes_come_first_and_then_one_table_a_sheet() {
    for (format, sheets) in both() {
        let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["Cover", "Contents", "Notes", "Table_4", "Table_2", "Table_3"], "{format:?}");
        for (name, range) in &sheets[1..] {
            let lines: Vec<String> =
                (0..range.height()).filter_map(|row| range.get((row, 0)).map(ToString::to_string)).collect();
            assert_eq!(
                lines.iter().filter(|line| *line == "This sheet has one table.").count(),
                1,
                "{format:?} {name}"
            );
        }
    }
}

#[test]
fn the_cover_says_what_it_is_whose_when_from_whom_and_how_to_read_it() {
    for (format, sheets) in both() {
        let cover = &sheets[0].1;
        let lines: Vec<String> = (0..cover.height()).map(|row| text(cover, row, 0)).collect();
        assert_eq!(lines[0], report().title, "{format:?}");
        for line in [
            "Halton Borough Council",
            "Sample data: every person, prime and figure in this paper is invented",
            "Period: Quarter 3, 1 October to 31 December 2015",
            "Data as at: 31 December 2015",
            "Source: Returns of Ingeus and A4e.",
            "Contact: Jo Birchall, jo.birchall@example.gov.uk",
            "How to read the tables",
        ] {
            assert!(lines.iter().any(|own| own == line), "{format:?} {line}: {lines:?}");
        }
        assert_eq!(cover.width(), 1);
    }
    assert!(Book::of(&report()).unwrap().cover.iter().all(|line| match line {
        Line::Title(text) | Line::Heading(text) | Line::Text(text) => !text.is_empty(),
    }));
}

#[test]
fn each_table_stands_in_column_a_under_its_title_scope_units_and_source() {
    for (format, sheets) in both() {
        let range = &sheets.iter().find(|(name, _)| name == "Table_3").unwrap().1;
        let rows: Vec<String> = (0..9).map(|row| text(range, row, 0)).collect();
        assert_eq!(
            rows,
            [
                "Table 3: People referred, attached, in work and sustained, by ward",
                "All people referred to Ingeus and A4e who live in Halton, programme to date, as at 31 December 2015",
                "Units: People; percent of people attached",
                "Source: Returns of Ingeus and A4e; Jobcentre Plus list of referrals",
                "A total or summary of the rows above it: Halton.",
                "Notes: [note 23]; the sheet Notes has them.",
                "Shorthand: [c]; the sheet Notes explains it.",
                "This sheet has one table.",
                "Ward",
            ],
            "{format:?}"
        );
    }
}

#[test]
fn titles_are_in_a_heading_style() {
    let styles = &parts(Format::Xlsx)["xl/styles.xml"];
    for style in ["<cellStyle name=\"Heading 1\"", "<cellStyle name=\"Heading 2\""] {
        assert!(styles.contains(style), "{styles}");
    }
    // Every style that a cell names is there.
    let xfs =
        styles.split_once("<cellStyleXfs").unwrap().1.split_once("</cellStyleXfs>").unwrap().0.matches("<xf ").count();
    let used = styles.split(" xfId=\"").skip(1).map(|rest| rest.split_once('"').unwrap().0.parse::<usize>().unwrap());
    assert_eq!(used.collect::<BTreeSet<_>>(), (0..xfs).collect());
    let ods = &parts(Format::Ods)["content.xml"];
    for title in ["Contents", "Notes and shorthand", "Table 3: People"] {
        let cell = format!("table:style-name=\"Heading_20_1\" office:value-type=\"string\"><text:p>{title}");
        assert!(ods.contains(&cell), "{cell}");
    }
    assert!(parts(Format::Ods)["styles.xml"].contains("style:name=\"Heading_20_1\" style:display-name=\"Heading 1\""));
}

#[test]
fn each_table_is_a_named_one_with_one_header_row_and_without_filters_or_bands() {
    let book = Book::of(&report()).unwrap();
    let xlsx = parts(Format::Xlsx);
    let tables: Vec<&String> =
        xlsx.iter().filter(|(name, _)| name.starts_with("xl/tables/")).map(|(_, xml)| xml).collect();
    let ods = &parts(Format::Ods)["content.xml"];
    for sheet in book.sheets() {
        let name = format!("displayName=\"{}\"", sheet.name);
        let own: Vec<_> = tables.iter().filter(|xml| xml.contains(&name)).collect();
        assert_eq!(own.len(), 1, "{}", sheet.name);
        assert!(own[0].contains(&format!("ref=\"A{}:", sheet.header_row() + 1)), "{}", own[0]);
        assert!(!own[0].contains("autoFilter") && own[0].contains("showRowStripes=\"0\""), "{}", own[0]);
        assert!(!own[0].contains("headerRowCount=\"0\"") && !own[0].contains("totalsRowCount"), "{}", own[0]);
        let place = format!(
            "table:name=\"{0}\" table:target-range-address=\"{0}.A{1}:{0}.",
            sheet.name,
            sheet.header_row() + 1
        );
        assert!(ods.contains(&place), "{place}");
    }
    assert_eq!(tables.len(), book.sheets().count());
    assert_eq!(ods.matches("<table:database-range ").count(), book.sheets().count());
    assert_eq!(ods.matches("table:display-filter-buttons=\"false\"").count(), book.sheets().count());
    assert_eq!(ods.matches("<table:table-header-rows>").count(), book.sheets().count());
}

#[test]
fn no_two_columns_of_a_table_have_the_same_heading_and_none_has_none() {
    let book = Book::of(&report()).unwrap();
    let sheet = &book.tables[0];
    let headings: Vec<&str> = sheet.columns.iter().map(|part| part.heading.as_str()).collect();
    assert_eq!(headings[..2], ["Same", "same (2)"]);
    assert!(headings.contains(&"Column"), "{headings:?}");
    let known: BTreeSet<String> = headings.iter().map(|heading| heading.to_lowercase()).collect();
    assert_eq!(known.len(), headings.len());
}

#[test]
fn nothing_is_merged_blank_hidden_filled_filtered_or_frozen() {
    for sheet in sheet_parts() {
        for word in ["mergeCell", "hidden", "<pane", "autoFilter", "<row r=\"1\"/>"] {
            assert!(!sheet.contains(word), "{word}: {sheet}");
        }
    }
    let workbook = &parts(Format::Xlsx)["xl/workbook.xml"];
    assert!(!workbook.contains("state=\"hidden\"") && !workbook.contains("veryHidden"), "{workbook}");
    // The two fills that every workbook has are none and a pattern that no cell uses.
    let styles = &parts(Format::Xlsx)["xl/styles.xml"];
    assert!(styles.contains("<fills count=\"2\">") && !styles.contains("applyFill=\"1\""), "{styles}");
    for (name, part) in parts(Format::Ods) {
        for word in ["spanned", "covered", "background-color", "visibility", "table:filter", "Split"] {
            assert!(!part.contains(word), "{name}: {word}");
        }
    }
    for (format, sheets) in both() {
        for (name, range) in sheets {
            let is_blank = |row: &[Data]| row.iter().all(|cell| matches!(cell, Data::Empty));
            assert!(!range.rows().any(is_blank), "{format:?} {name}");
            let sheet = Book::of(&report()).unwrap();
            let Some(sheet) = sheet.sheets().find(|sheet| sheet.name == name) else { continue };
            let below = range.rows().skip(sheet.header_row());
            assert!(below.flatten().all(|cell| *cell != Data::Empty && *cell != Data::String(String::new())), "{name}");
        }
    }
}

#[test]
fn words_wrap_and_columns_are_neither_slivers_nor_a_page_wide() {
    assert!(parts(Format::Xlsx)["xl/styles.xml"].contains("wrapText=\"1\""));
    assert!(parts(Format::Ods)["styles.xml"].contains("fo:wrap-option=\"wrap\""));
    let book = Book::of(&report()).unwrap();
    let widths = |sheet: &Sheet| sheet.widths();
    for sheet in &book.tables {
        assert!(widths(sheet).iter().all(|width| (11..=31).contains(width)), "{:?}", widths(sheet));
    }
    assert!(widths(&book.notes)[1] > 60, "{:?}", widths(&book.notes));
}

#[test]
fn contents_lead_to_the_notes_and_to_every_table() {
    let links = sheet_parts().into_iter().find(|sheet| sheet.contains("<hyperlink ")).unwrap();
    let ods = &parts(Format::Ods)["content.xml"];
    for name in ["Notes", "Table_2", "Table_3", "Table_4"] {
        assert!(links.contains(&format!("location=\"{name}!A1\"")), "{links}");
        assert!(ods.contains(&format!("xlink:href=\"#{name}.A1\">{name}</text:a>")), "{name}");
    }
    // Nothing in a text is a link.
    assert_eq!(ods.matches("xlink:href").count(), 4);
    assert_eq!(sheet_parts().iter().map(|sheet| sheet.matches("<hyperlink ").count()).sum::<usize>(), 4);
}

#[test]
fn notes_number_what_tables_say_and_explain_all_shorthand_in_use() {
    let book = Book::of(&report()).unwrap();
    let told: Vec<String> =
        book.notes.rows.iter().map(|row| row.iter().map(format::datum).collect::<Vec<_>>().join("; ")).collect();
    assert!(told.contains(&"[note 23]; Sustained: 26 weeks in work.; Table_3".into()), "{told:?}");
    assert_eq!(told.iter().filter(|row| row.starts_with("[c]; Confidential")).count(), 1);
    assert!(told.iter().any(|row| row.starts_with("[z]; Not applicable") && row.ends_with("; Table_4")), "{told:?}");
    // What is not in use is not explained.
    assert!(!told.iter().any(|row| row.starts_with("[x]; Not available")));
}

#[test]
fn title_and_language_are_in_the_properties_and_no_author_or_clock() {
    let xlsx = &parts(Format::Xlsx)["docProps/core.xml"];
    let title = format!("<dc:title>{}</dc:title>", report().title);
    assert!(xlsx.contains(&title) && xlsx.contains("<dc:language>en-GB</dc:language>"), "{xlsx}");
    assert!(xlsx.contains("<dc:creator></dc:creator>") && xlsx.contains("2000-01-01T00:00:00Z"), "{xlsx}");
    let ods = parts(Format::Ods);
    assert!(ods["meta.xml"].contains(&title) && ods["meta.xml"].contains("<dc:language>en-GB</dc:language>"));
    assert!(!ods["meta.xml"].contains("creator") && !ods["meta.xml"].contains("date"), "{}", ods["meta.xml"]);
    assert!(ods["styles.xml"].contains("fo:language=\"en\" fo:country=\"GB\""));
}

#[test]
fn the_same_report_gives_the_same_bytes_and_an_ods_says_first_what_it_is() {
    for format in [Format::Xlsx, Format::Ods, Format::Csv] {
        assert_eq!(files(format), files(format));
    }
    let ods = &files(Format::Ods)[0].bytes;
    assert_eq!(&ods[30..38], b"mimetype");
    assert_eq!(&ods[38..84], b"application/vnd.oasis.opendocument.spreadsheet");
}

#[test]
fn every_part_is_well_formed() {
    for format in [Format::Xlsx, Format::Ods] {
        for (name, part) in parts(format).into_iter().filter(|(name, _)| name != "mimetype") {
            let mut reader = quick_xml::Reader::from_str(&part);
            reader.config_mut().check_end_names = true;
            loop {
                match reader.read_event().unwrap_or_else(|error| panic!("{name}: {error}")) {
                    quick_xml::events::Event::Eof => break,
                    quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                        assert!(tag.attributes().all(|attribute| attribute.is_ok()), "{name}");
                    }
                    _ => {}
                }
            }
        }
    }
}

#[test]
fn a_csv_is_utf_8_without_a_mark_with_one_header_row_and_begins_no_formula() {
    let files = files(Format::Csv);
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    let tables = ["tables/table-04-hostile-table.csv", "tables/table-02-table-2.csv", "tables/table-03-table-3.csv"];
    assert_eq!(names, [&tables[..], &["tables/csv-metadata.json"]].concat());
    for file in &files[..3] {
        assert!(!std::str::from_utf8(&file.bytes).unwrap().starts_with('\u{feff}'));
        let records = records(file);
        let width = records[0].len();
        for (row, cells) in records.iter().enumerate() {
            assert_eq!(cells.len(), width, "{} row {row}", file.name);
            for cell in cells {
                let begins = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
                assert!(!begins && !cell.is_empty() && !cell.contains('\n'), "{} {cell}", file.name);
            }
        }
    }
    assert_eq!(super::inert("=1+1; -x, @y"), "'=1+1; '-x, '@y");
    assert_eq!(super::inert("18 to 24"), "18 to 24");
}

#[test]
fn the_metadata_name_every_file_and_column_in_order_with_its_type_and_shorthand() {
    let files = files(Format::Csv);
    let (metadata, tables) = files.split_last().unwrap();
    let told: serde_json::Value = serde_json::from_slice(&metadata.bytes).unwrap();
    assert_eq!(told["@context"][1]["@language"], "en-GB");
    assert_eq!((&told["dc:title"], &told["dc:language"]), (&report().title.into(), &"en-GB".into()));
    for (own, file) in told["tables"].as_array().unwrap().iter().zip(tables) {
        assert_eq!(format!("tables/{}", own["url"].as_str().unwrap()), file.name);
        let columns = own["tableSchema"]["columns"].as_array().unwrap();
        let records = records(file);
        let titles: Vec<&str> = columns.iter().map(|column| column["titles"].as_str().unwrap()).collect();
        assert_eq!(titles, records[0]);
        let names: BTreeSet<&str> = columns.iter().map(|column| column["name"].as_str().unwrap()).collect();
        assert_eq!(names.len(), columns.len());
        assert!(
            names
                .iter()
                .all(|name| !name.starts_with('_') && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
        );
        for (at, column) in columns.iter().enumerate().filter(|(_, column)| column["datatype"] != "string") {
            let is_null =
                |cell: &str| column["null"].as_array().is_some_and(|marks| marks.iter().any(|mark| mark == cell));
            for row in &records[1..] {
                let is_right = match column["datatype"].as_str().unwrap() {
                    "date" => row[at] == "2015-12-31",
                    _ => row[at].parse::<f64>().is_ok(),
                };
                assert!(is_null(&row[at]) || is_right, "{} {}", file.name, row[at]);
            }
        }
    }
    assert_eq!(told["tables"].as_array().unwrap().len(), tables.len());
}

#[test]
fn a_cell_that_does_not_fit_its_column_is_a_failure_and_not_a_shifted_table() {
    let mut report = sample::report();
    let mut table = sample::ward_table();
    table.rows[2].cells[1] = Cell::of((9, 50));
    report.sections[0].blocks = vec![Block::Table(table)];
    let error = Book::of(&report).err().unwrap();
    assert!(error.to_string().contains("Table 3 cannot be written as data"), "{error}");
}
