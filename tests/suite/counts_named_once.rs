//! Tables in which a month or an area is written once for a block of rows.

use rust_xlsxwriter::{Format, Workbook};
use serde_json::Value;

use crate::counts::{MONTHS, east, query};
use crate::harness::Bench;
use crate::small::{checked, council, edit, path_of, text};

const LAYOUT: &str = r#"name = "east"
description = "A row a month and area"
[[sheet]]
record = "counts"
required = ["period", "area", "attachments"]
[sheet.counts]
[sheet.columns]
period = ["Month"]
area = ["Area"]
attachments = ["Starters"]
"#;

const BLANK: [&str; 9] = [
    "Oct-15,North,30",
    ",South,25",
    ",Total,55",
    "Nov-15,North,20",
    ",South,28",
    ",Total,48",
    "Dec-15,North,31",
    ",South,20",
    "Total,,154",
];

fn blocks(rows: &[&str]) -> Bench {
    let bench = council(&["East"], false);
    bench.file("ws/layouts/east.toml", LAYOUT);
    bench.file(&path_of("east", "csv"), &text("Month,Area,Starters", rows));
    bench
}

fn of_code<'a>(found: &'a Value, code: &str) -> Vec<&'a Value> {
    found["findings"].as_array().unwrap().iter().filter(|finding| finding["code"] == code).collect()
}

#[test]
fn rows_without_a_month_are_told_once_with_what_the_layout_can_say() {
    let bench = blocks(&BLANK);
    let found = checked(&bench, &[&path_of("east", "csv")], 0);
    let told = of_code(&found, "period_missing");
    assert_eq!(told.len(), 1, "{told:#?}");
    assert_eq!((&told[0]["rows"], &told[0]["place"]["cell"]), (&Value::from(3), &Value::from("A3")));
    assert!(told[0]["message"].as_str().unwrap().contains("rows 3, 6, 9"), "{told:#?}");
    assert!(told[0]["hint"].as_str().unwrap().contains("as_above = [\"period\"]"), "{told:#?}");
    assert_eq!(query(&bench, &["attached"]), ["[z]"], "they are of some month");
}

#[test]
fn a_blank_month_is_as_the_one_above_where_the_layout_says_so() {
    let as_above = |rows: &[&str]| {
        let bench = blocks(rows);
        edit(&bench, "ws/layouts/east.toml", "[sheet.counts]", "[sheet.counts]\nas_above = [\"period\"]");
        bench
    };
    assert_eq!(query(&as_above(&BLANK), &["attached"]), ["154"]);
    let mut wrong = BLANK;
    wrong[5] = ",Total,49";
    let found = checked(&as_above(&wrong), &[&path_of("east", "csv")], 3);
    assert_eq!(of_code(&found, "totals_disagree_with_rows").len(), 1, "{found:#}");
    let bench = as_above(&BLANK);
    edit(&bench, "ws/layouts/east.toml", "[\"period\"]", "[\"perod\"]");
    bench.run(&["check", "-w", "ws", &path_of("east", "csv")]).expect(2).says(&["perod", "period"]);
}

#[test]
fn a_month_that_is_joined_over_its_rows_is_the_month_of_each() {
    let bench = council(&["East"], false);
    bench.file("ws/layouts/east.toml", LAYOUT);
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, header) in (0..).zip(["Month", "Area", "Starters"]) {
        sheet.write_string(0, column, header).unwrap();
    }
    let months = [("Oct-15", [30.0, 25.0]), ("Nov-15", [20.0, 28.0]), ("Dec-15", [31.0, 20.0])];
    for (row, (month, counts)) in (1..).step_by(2).zip(months) {
        sheet.merge_range(row, 0, row + 1, 0, month, &Format::new()).unwrap();
        for (row, (area, count)) in (row..).zip(["North", "South"].into_iter().zip(counts)) {
            sheet.write_string(row, 1, area).unwrap();
            sheet.write_number(row, 2, count).unwrap();
        }
    }
    bench.bytes(&path_of("east", "xlsx"), &workbook.save_to_buffer().unwrap());
    let found = checked(&bench, &[&path_of("east", "xlsx")], 0);
    let told = of_code(&found, "merged_cells");
    assert_eq!(told.len(), 1, "{found:#}");
    assert_eq!((&told[0]["effect"], &told[0]["rows"]), (&Value::from("notes"), &Value::from(3)));
    assert_eq!(query(&bench, &["attached"]), ["154"]);
}

#[test]
fn a_row_without_the_prime_that_stands_above_it_leaves_that_prime_without_a_sum() {
    let rows = [
        "East,Oct-15,North,30",
        ",Oct-15,South,25",
        "East,Nov-15,North,20",
        ",Nov-15,South,28",
        "East,Dec-15,North,31",
    ];
    let bench = blocks(&[]);
    edit(&bench, "ws/layouts/east.toml", "[sheet.columns]", "[sheet.columns]\nprime = [\"Prime\"]");
    bench.file(&path_of("east", "csv"), &text("Prime,Month,Area,Starters", &rows));
    let found = checked(&bench, &[&path_of("east", "csv")], 0);
    let told = of_code(&found, "row_name_missing");
    assert_eq!((told.len(), &told[0]["rows"]), (1, &Value::from(2)), "{found:#}");
    assert_eq!(query(&bench, &["attached"]), ["[z]"]);
}

#[test]
fn a_month_that_is_not_over_or_is_a_forecast_is_no_month() {
    for (label, code) in [("Dec-15 (to 18th)", "period_not_understood"), ("Dec-15 (forecast)", "row_not_a_part")] {
        let bench = blocks(&["Oct-15,North,30", "Nov-15,North,20", &format!("{label},North,31")]);
        let found = checked(&bench, &[&path_of("east", "csv")], 0);
        assert_eq!(of_code(&found, code).len(), 1, "{found:#}");
        assert_eq!(query(&bench, &["attached"]), ["[z]"], "{label}");
    }
}

/// The titles form's tables with one header cell of the first table as given, and what `attached` and `job_starts` are.
fn with_header(cell: &str, at: usize) -> (Value, Vec<String>) {
    let mut header: Vec<&str> = MONTHS[0].split(',').collect();
    header[at] = cell;
    let mut rows = MONTHS.map(String::from);
    rows[0] = header.join(",");
    let bench = east(&rows);
    (checked(&bench, &[&path_of("east", "csv")], 0), query(&bench, &["attached,job_starts", "--counts"]))
}

#[test]
fn a_column_of_counts_whose_header_is_no_month_leaves_its_measure_without_a_figure() {
    for (cell, code) in [
        ("", "period_missing"),
        ("Setp 2015", "period_not_understood"),
        ("13/2015", "period_not_understood"),
        ("#REF!", "period_not_understood"),
        ("Sep 2015 (part)", "period_not_understood"),
        ("..", "period_not_understood"),
    ] {
        let (found, figures) = with_header(cell, 1);
        let told = of_code(&found, code);
        assert_eq!((told.len(), &told[0]["place"]["cell"]), (1, &Value::from("B2")), "{cell}: {found:#}");
        assert!(told[0]["hint"].as_str().unwrap().contains("attachments"), "{told:#?}");
        assert_eq!(figures, ["[z],48"], "{cell}");
    }
}

#[test]
fn a_column_without_a_month_that_is_a_note_a_percentage_or_the_sum_of_the_others_takes_no_figure_away() {
    let beside = |header: &str, cells: [&str; 3]| {
        let mut rows = MONTHS.map(String::from);
        let column = [header].into_iter().chain(cells).chain([""; 5]);
        rows.iter_mut().zip(column).for_each(|(row, cell)| *row += &format!(",{cell}"));
        let bench = east(&rows);
        let found = checked(&bench, &[&path_of("east", "csv")], 0);
        (found, query(&bench, &["attached,job_starts"]))
    };
    for (header, cells) in [
        ("", ["late", "see note", ""]),
        ("Share", ["0.4", "1", "0"]),
        ("Change", ["4.5%", "12%", "9%"]),
        ("Oct 2015 target", ["20", "20", "40"]),
        ("", ["", "", ""]),
        ("", ["70", "100", "170"]),
        ("The lot", ["70", "100", "170"]),
    ] {
        let (found, figures) = beside(header, cells);
        assert_eq!(figures, ["170,48"], "{header} {cells:?}: {found:#}");
    }
    let (found, figures) = beside("", ["7", "9", ""]);
    assert_eq!(of_code(&found, "period_missing")[0]["place"]["cell"], "F2", "{found:#}");
    assert_eq!(figures, ["[z],48"]);
    let mut rows = MONTHS.map(String::from);
    for (row, own) in
        ["Starters,,Oct-15,Nov-15,Dec-15", "Widnes,60,20,30,10", "Runcorn,90,30,20,40", "Total,150,50,50,50"]
            .into_iter()
            .enumerate()
    {
        rows[row] = own.into();
    }
    assert_eq!(query(&east(&rows), &["attached,job_starts"]), ["[z],48"], "a first month is no sum of those behind it");
}

#[test]
fn a_row_whose_month_is_not_understood_is_of_some_month() {
    for month in ["Setp 2015", "13/2015"] {
        let bench = blocks(&[&format!("{month},North,30"), "Oct-15,North,25", "Nov-15,North,20", "Dec-15,North,31"]);
        let found = checked(&bench, &[&path_of("east", "csv")], 0);
        let told = of_code(&found, "period_not_understood");
        assert_eq!((told.len(), &told[0]["place"]["cell"]), (1, &Value::from("A2")), "{found:#}");
        assert_eq!(query(&bench, &["attached"]), ["[z]"], "{month}");
    }
}

#[test]
fn columns_without_a_header_that_hold_figures_are_told() {
    let beside = |rows: &[&str]| {
        let bench = council(&["East"], false);
        bench.file("ws/layouts/east.toml", LAYOUT);
        bench.file(&path_of("east", "csv"), &text("Month,Area,Starters,", rows));
        checked(&bench, &[&path_of("east", "csv")], 0)
    };
    let found = beside(&["Oct-15,North,30,9", "Nov-15,North,20,7", "Dec-15,North,31,"]);
    let told = of_code(&found, "cells_outside_table");
    assert_eq!((told.len(), &told[0]["rows"]), (1, &Value::from(2)), "{found:#}");
    assert!(told[0]["message"].as_str().unwrap().contains("column D"), "{told:#?}");
    let found = beside(&["Oct-15,North,30,", "Nov-15,North,20,", "Dec-15,North,31,"]);
    assert!(of_code(&found, "cells_outside_table").is_empty(), "{found:#}");
    let mut rows = MONTHS.map(|row| format!("{row},"));
    rows[1] += "40%";
    let found = checked(&east(&rows), &[&path_of("east", "csv")], 0);
    assert_eq!(of_code(&found, "cells_outside_table").len(), 1, "{found:#}");
}

#[test]
fn a_subtotal_of_a_month_is_held_against_the_areas_since_the_last_one_of_that_month() {
    let rows = |last: &str| {
        let first = ["Oct-15,North,30", "Nov-15,North,20", "Dec-15,North,31"];
        let second = ["Oct-15,South,25", "Nov-15,South,28", "Dec-15,South,20"];
        let sums = ["Oct-15,Subtotal,55", "Nov-15,Subtotal,48", "Dec-15,Subtotal,51"];
        let third = ["Oct-15,East,12", "Nov-15,East,18", "Dec-15,East,13"];
        let fourth = ["Oct-15,West,7", "Nov-15,West,21", "Dec-15,West,16"];
        let more = ["Oct-15,Subtotal,19", "Nov-15,Subtotal,39", last];
        blocks(&[first, second, sums, third, fourth, more].concat())
    };
    assert_eq!(query(&rows("Dec-15,Subtotal,29"), &["attached"]), ["241"]);
    let found = checked(&rows("Dec-15,Subtotal,28"), &[&path_of("east", "csv")], 3);
    let told = of_code(&found, "totals_disagree_with_rows");
    assert!(told.len() == 1 && told[0]["message"].as_str().unwrap().contains("28"), "{told:#?}");
}

#[test]
fn a_month_that_one_area_lacks_at_the_start_is_named() {
    let bench = blocks(&["Sep-15,North,30", "Oct-15,North,25", "Nov-15,North,20", "Dec-15,North,31"]);
    let rows = bench.read(&path_of("east", "csv")) + "Oct-15,South,9\nNov-15,South,14\nDec-15,South,8\n";
    bench.file(&path_of("east", "csv"), &rows);
    let found = checked(&bench, &[&path_of("east", "csv")], 0);
    let told = of_code(&found, "counts_with_gaps");
    assert_eq!(told.len(), 1, "{found:#}");
    let said = told[0]["message"].as_str().unwrap();
    assert!(said.contains("South: no count for September 2015"), "{said}");
    assert_eq!(query(&bench, &["attached"]), ["[z]"]);
}
