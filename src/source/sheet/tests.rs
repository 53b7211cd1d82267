use chrono::NaiveDate;

use super::*;
use crate::definitions::Limits;
use crate::source::{Merge, SheetBuilder, Value};

const NAMES: [&str; 5] = ["client ref", "surname", "attachment date", "job starts", "employer"];

fn known(name: &str) -> bool {
    NAMES.contains(&name)
}

/// A sheet from rows of texts; a number becomes a number, `@n` a date.
fn sheet(rows: &[&[&str]]) -> Sheet {
    let mut builder = SheetBuilder::new("People", true, &Limits::default());
    for (i, row) in rows.iter().enumerate() {
        for (column, text) in row.iter().enumerate() {
            let value = match (text.parse(), text.strip_prefix('@')) {
                (Ok(number), _) => Value::Number(number),
                (_, Some(day)) => {
                    Value::Date(NaiveDate::from_num_days_from_ce_opt(735_000 + day.parse::<i32>().unwrap()).unwrap())
                }
                _ => Value::Text(text),
            };
            builder.put(i as u32 + 1, column as u32, value).unwrap();
        }
    }
    builder.finish().unwrap()
}

/// The rows left out of a table with the usual header on row 1.
fn left_out(rows: &[&[&str]]) -> Vec<(u32, &'static str)> {
    let header: &[&str] = &["Client Ref", "Surname", "Attachment Date", "Job starts"];
    let sheet = sheet(&[&[header], rows].concat());
    let table = find_table(&sheet, &known, 4).unwrap();
    assert_eq!(table.rows.len() + table.left_out.len(), sheet.row_count() - 1, "no row is lost");
    table.left_out.iter().map(|left| (left.row, left.rule)).collect()
}

#[test]
fn headers_are_compared_without_case_blanks_and_marks() {
    assert_eq!(normalise_header("  Client\u{a0} \n Ref *: "), "client ref");
    assert_eq!(normalise_header("JOB START DATE:*"), "job start date");
    assert_eq!(normalise_header("Fee (£) *"), "fee (£)");
    assert_eq!(normalise_header(" * "), "");
}

#[test]
fn the_header_is_the_row_with_the_most_known_names_below_titles() {
    let sheet = sheet(&[
        &["Northgate: client level data"],
        &["Client Ref: unique", "", "Surname"],
        &[],
        &["", "CLIENT REF*", "Surname ", "Attachment\u{a0}Date", "RAG (mgr)"],
        &["", "HPJ001001", "Smith", "@1", "Green"],
    ]);
    let table = find_table(&sheet, &known, 5).unwrap();
    assert_eq!(table.header_rows, [4]);
    let headers: Vec<_> = table.headers.iter().map(|h| (h.column, h.text.as_str())).collect();
    assert_eq!(headers, [(1, "CLIENT REF*"), (2, "Surname "), (3, "Attachment\u{a0}Date"), (4, "RAG (mgr)")]);
    assert_eq!(table.rows.iter().map(|&i| sheet.row_number(i)).collect::<Vec<_>>(), [5]);
}

#[test]
fn of_equal_rows_the_earlier_is_the_header_and_one_name_twice_counts_once() {
    let two = sheet(&[&["Surname", "Surname", "Surname"], &["Client Ref", "Surname"], &["Surname", "Employer"]]);
    assert_eq!(find_table(&two, &known, 5).unwrap().header_rows, [2]);
}

#[test]
fn a_layout_of_one_column_needs_one_name_and_others_need_two() {
    let one = sheet(&[&["Client Ref", "x"], &["HPJ001001", "y"]]);
    assert_eq!(find_table(&one, &known, 1).unwrap().rows.len(), 1);
    let none = find_table(&one, &known, 2).unwrap_err();
    assert_eq!((none.row, none.known, none.headers.len()), (Some(1), 1, 2));
}

#[test]
fn without_a_known_name_the_row_with_the_most_names_is_shown() {
    let none = sheet(&[&["Title"], &["URN", "Start", "Outcome"], &["1", "2", "3"]]);
    let none = find_table(&none, &known, 5).unwrap_err();
    assert_eq!((none.row, none.known, none.headers[2].text.as_str()), (Some(2), 0, "Outcome"));
    assert_eq!(find_table(&sheet(&[]), &known, 5).unwrap_err(), NoTable::default());
}

#[test]
fn rows_of_totals_are_left_out_whatever_they_are_called() {
    for label in [
        "TOTAL",
        "Total:",
        "Grand Total",
        "Sub-total Widnes",
        "Subtotal (Runcorn)",
        "Totals for 2015",
        "Total records: 22682",
        "Total - all areas",
    ] {
        assert_eq!(left_out(&[&["HPJ001001", "Smith", "@1"], &[label, "", "20", "8"]]), [(3, TOTALS_ROW)], "{label}");
    }
    assert_eq!(left_out(&[&["", "Total records: 123"]]), [(2, TOTALS_ROW)]);
    assert_eq!(left_out(&[&["Total", "", "1,350", "£19.10", "14.9%", "n/a"]]), [(2, TOTALS_ROW)], "figures as text");
}

#[test]
fn a_client_is_never_a_total() {
    assert_eq!(left_out(&[&["HPJ001001", "Total", "@1", "1"]]), []);
    assert_eq!(left_out(&[&["Total", "HPJ001001", "", "1"]]), [], "a reference beside the name");
    assert_eq!(left_out(&[&["Total", "", "@1", "1"]]), [], "a date");
    assert_eq!(left_out(&[&["Total", "", "01/04/2015", "1"]]), [], "a date as text");
    assert_eq!(left_out(&[&["Total", "", "01-04-2015", "1"], &["Total", "", "01.04.2015"]]), []);
    assert_eq!(left_out(&[&["Total Logistics Ltd", "", "", "1"]]), [], "a firm");
    assert_eq!(left_out(&[&["Totally Local", "", "", "1"]]), []);
    assert_eq!(left_out(&[&["1001", "Total", "", "1"]]), [], "the label is not first");
}

#[test]
fn repeated_headers_are_left_out_and_a_client_called_surname_is_not() {
    let rows: &[&[&str]] = &[
        &["HPJ001001", "Smith", "@1"],
        &["Client Ref ", "SURNAME", "Attachment Date", "Job starts"],
        &["Client Ref", "Surname", "@2"],
    ];
    assert_eq!(left_out(rows), [(3, REPEATED_HEADER)]);
}

#[test]
fn footnotes_are_left_out_and_a_lone_reference_is_not() {
    let notes: &[&[&str]] = &[
        &["* figures provisional"],
        &["Note: to 31 March"],
        &["Source"],
        &["(provisional)"],
        &["Figures are provisional until signed"],
        &["", "", "", "", "see overleaf"],
    ];
    assert_eq!(left_out(notes).len(), notes.len());
    assert!(left_out(notes).iter().all(|left| left.1 == FOOTNOTE));
    assert_eq!(
        left_out(&[&["HPJ001001"], &["HPJ 001001"], &["Noteworthy"], &["", "Smith"], &["", "", "", "", "x"]]),
        []
    );
    assert_eq!(left_out(&[&["Figures are provisional until signed", "1"]]), [], "not alone");
}

/// The rows of a csv that stand in one cell and those left out, by their numbers.
fn in_one_cell(lines: &[&str]) -> (Vec<u32>, Vec<u32>) {
    let header = "Client Ref,Surname,Attachment Date,Job starts,Employer,Ward\n";
    let good = "HPJ001001,Smith,01/04/2014,1,Best,Mersey\n".repeat(lines.len() + 1);
    let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let (sheets, _) =
        crate::source::text::read("r.csv", (header.to_owned() + &good + &lines).as_bytes(), &Limits::default())
            .unwrap();
    let table = find_table(&sheets[0], &known, 5).unwrap();
    assert_eq!(table.rows.len() + table.left_out.len(), sheets[0].row_count() - 1, "no row is lost");
    assert!(table.in_one_cell.iter().all(|i| table.rows.contains(i) && table.row_fault(*i) == Some(RAGGED_ROW)));
    let ours = |row: u32| row - lines.lines().count() as u32 - 2;
    let found = table.in_one_cell.iter().map(|i| ours(sheets[0].row_number(*i))).collect();
    (found, table.left_out.iter().map(|left| ours(left.row)).collect())
}

#[test]
fn a_row_in_one_cell_is_a_row_and_no_remark() {
    let rows = [
        "\"HPJ001002,Smith,01/04/2014,1,Best,Mersey\"",
        "\"HPJ001002,\"\"Smith, J\"\",01/04/2014,1,Best,Mersey\"",
        "HPJ001002;Smith;01/04/2014;1;Best;Halton Castle",
        "HPJ001002\tSmith\t01/04/2014\t1\tBest\tHalton Castle",
        "HPJ001002|Smith|01/04/2014|1|Best",
        "HPJ001002 Smith 01/04/2014",
        "HPJ001002",
        ";Smith;01/04/2014;1;Best;Halton Castle",
    ];
    assert_eq!(in_one_cell(&rows), ((1..=8).collect(), vec![]));
    let remarks = [
        "* HPJ001002 has moved to another provider",
        "Withdrawn - do not count",
        "Figures are provisional until signed",
        "\"Areas: Widnes, Runcorn, Halton, Weston, Beechwood, Daresbury\"",
        "\"Note: for 2014, 2015, 2016, 2017, 2018, 2019\"",
        "12 people withdrew before the end",
        "Source: the system of 2015",
    ];
    assert_eq!(in_one_cell(&remarks), (vec![], (1..=7).collect()));
    let pasted: &[&[&str]] = &[&["HPJ001001", "Smith", "@1"], &["HPJ001002,Smith,01/04/2014"], &["HPJ001003"]];
    let sheet = sheet(&[&[&["Client Ref", "Surname", "Attachment Date", "Job starts"][..]], pasted].concat());
    assert_eq!(find_table(&sheet, &known, 4).unwrap().in_one_cell, [2], "in a workbook a reference may be alone");
}

#[test]
fn in_a_table_of_one_column_long_names_are_data() {
    let one = sheet(&[&["Employer"], &["North Logistics Group Ltd"], &["* provisional"]]);
    let table = find_table(&one, &known, 1).unwrap();
    assert_eq!((table.rows.len(), table.left_out[0].rule), (1, FOOTNOTE));
}

const TWO_ROWS: [&str; 6] = ["client ref", "referral date", "attachment date", "job start date", "ward", "office"];

fn two_rows(sheet: &Sheet) -> SheetTable<'_> {
    find_table(sheet, &|name| TWO_ROWS.contains(&name), 6).unwrap()
}

fn texts(table: &SheetTable<'_>) -> Vec<(u32, String)> {
    table.headers.iter().map(|header| (header.column, normalise_header(&header.text))).collect()
}

#[test]
fn a_header_in_two_rows_is_read_column_by_column() {
    let sheet = sheet(&[
        &["Northgate Works"],
        &["Client", "", "Referral", "Attachment", "Job Start", "RAG"],
        &["Ref", "Ward", "Date", "Date", "Date", "(mgr)"],
        &["HPJ001001", "Mersey", "@1", "@2", "@3", "Green"],
        &["Ref", "Ward", "Date", "Date", "Date", "(mgr)"],
        &["HPJ001002", "Mersey", "@1", "@2", "@3", "Green"],
    ]);
    let table = two_rows(&sheet);
    assert_eq!(table.header_rows, [2, 3]);
    let names = ["client ref", "ward", "referral date", "attachment date", "job start date", "rag (mgr)"];
    assert_eq!(
        texts(&table),
        names.iter().enumerate().map(|(i, name)| (i as u32, name.to_string())).collect::<Vec<_>>()
    );
    assert_eq!((table.rows.len(), table.left_out[0].rule), (2, REPEATED_HEADER));
}

#[test]
fn joined_cells_stretch_a_label_over_their_columns_and_rows() {
    let mut sheet = sheet(&[
        &["Client Ref", "Referral", "", "Attachment", "", "Ward"],
        &["", "Date", "Office", "Date", "Notes", ""],
        &["HPJ001001", "@1", "Widnes", "@2", "", "Mersey"],
    ]);
    let merge =
        |first_row, last_row, first_column, last_column| Merge { first_row, last_row, first_column, last_column };
    sheet.merges = vec![merge(1, 2, 0, 0), merge(1, 1, 1, 2), merge(1, 1, 3, 4), merge(1, 2, 5, 5)];
    let table = two_rows(&sheet);
    assert_eq!(table.header_rows, [1, 2]);
    let names: Vec<String> = texts(&table).into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["client ref", "referral date", "office", "attachment date", "attachment notes", "ward"]);
}

#[test]
fn titles_and_banners_above_a_header_are_no_part_of_it() {
    let mut sheet = sheet(&[
        &["Clients of Northgate", "", "", "Milestones"],
        &["Client Ref", "Ward", "Referral Date", "Attachment Date", "Job Start Date"],
        &["HPJ001001", "Ward", "@1"],
        &["HPJ001002", "Mersey", "@1"],
    ]);
    sheet.merges = vec![Merge { first_row: 1, last_row: 1, first_column: 0, last_column: 2 }];
    let table = two_rows(&sheet);
    assert_eq!((table.header_rows.as_slice(), table.rows.len()), ([2].as_slice(), 2));
}

/// The two kinds of table of these tests, by their names and what they require.
fn kinds(sheet: &Sheet) -> Result<Vec<(usize, SheetTable<'_>)>, NotFound> {
    let people = |name: &str| ["client ref", "attachment date", "job start", "job end"].contains(&name);
    let jobs = |name: &str| ["client ref", "job start", "job end"].contains(&name);
    let has = |headers: &[Header], wanted: &str| headers.iter().any(|header| normalise_header(&header.text) == wanted);
    find_tables(
        sheet,
        &[
            Wanted {
                known: &people,
                columns: 4,
                complete: &|headers| has(headers, "attachment date"),
                header_row: None,
            },
            Wanted { known: &jobs, columns: 3, complete: &|headers| has(headers, "job start"), header_row: None },
        ],
    )
}

#[test]
fn tables_below_each_other_are_each_read_with_their_own_header() {
    let sheet = sheet(&[
        &["Client Ref", "Attachment Date"],
        &["HPJ001001", "@1"],
        &["Client Ref", "Attachment Date"],
        &["HPJ001002", "@1"],
        &[],
        &["Jobs"],
        &["Job start", "Client Ref"],
        &["@2", "HPJ001001"],
        &["Client Ref", "Attachment Date"],
        &["HPJ001003", "@3"],
    ]);
    let found = kinds(&sheet).unwrap();
    let told: Vec<_> = found
        .iter()
        .map(|(kind, table)| {
            let rows: Vec<u32> = table.rows.iter().map(|i| sheet.row_number(*i)).collect();
            (
                *kind,
                table.header_rows[0],
                rows,
                table.left_out.iter().map(|left| left.rule).collect::<Vec<_>>(),
                table.until,
            )
        })
        .collect();
    assert_eq!(told[0], (0, 1, vec![2, 4], vec![REPEATED_HEADER, TABLE_TITLE], Some(7)));
    assert_eq!(told[1], (1, 7, vec![8], vec![], Some(9)));
    assert_eq!(told[2], (0, 9, vec![10], vec![], None));
    let rows: usize = found.iter().map(|(_, t)| t.header_rows.len() + t.rows.len() + t.left_out.len()).sum();
    assert_eq!(rows, sheet.row_count(), "no row is lost");
}

#[test]
fn a_header_that_fits_two_kinds_alike_is_a_question() {
    let both = sheet(&[&["Client Ref", "Job Start", "Job End"], &["HPJ001001", "@1"]]);
    let found = kinds(&both).unwrap();
    assert_eq!(found[0].0, 1, "the kind whose required columns are there");
    let name = |name: &str| ["client ref", "job start"].contains(&name);
    let twice = || Wanted { known: &name, columns: 2, complete: &|_| true, header_row: None };
    assert_eq!(find_tables(&both, &[twice(), twice()]).unwrap_err(), NotFound::Either { row: 1, wanted: [0, 1] });
    let none = sheet(&[&["Title"], &["URN", "Start"]]);
    let NotFound::Nothing(nearest) = kinds(&none).unwrap_err() else { panic!("a question") };
    assert_eq!((nearest.len(), nearest[1].row), (2, Some(2)));
}

#[test]
fn a_row_of_data_that_holds_names_is_no_header() {
    let sheet = sheet(&[
        &["Client Ref", "Attachment Date", "Job Start"],
        &["Job Start", "Client Ref", "@1"],
        &["HPJ001001", "@1", "Job End"],
    ]);
    assert_eq!(kinds(&sheet).unwrap()[0].1.rows.len(), 2, "no attachment date");
}
