//! Tables in which a month or an area is written once for a block of rows.

use rust_xlsxwriter::{Format, Workbook};
use serde_json::Value;

use crate::counts::query;
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
