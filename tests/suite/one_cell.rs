//! Rows that look like remarks, and remarks that stand among rows.

use crate::harness::Bench;
use crate::small::{PARTICIPANTS, account, checked, council, path_of, text, told};

const SHORT: &[&str] = &["column_empty", "column_empty_so_far", "date_order_not_proven"];

fn people(many: u32) -> Vec<String> {
    (1..=many)
        .map(|i| {
            format!("HPJ{i:06},Oldham,,01/04/2014,{:02}/05/2014,Mersey,1,01/07/2014,30/11/2015,30/12/2014,", i % 28 + 1)
        })
        .collect()
}

#[test]
fn lines_in_quotes_as_a_whole_and_lines_with_another_delimiter_are_set_aside_and_stop_the_paper() {
    let bench = council(&["North"], false);
    let path = path_of("north", "csv");
    let mut lines = people(40);
    lines[11] = format!("\"{}\"", lines[11]);
    lines[23] = lines[23].replace(',', ";");
    lines[35] = "HPJ000036".into();
    bench.file(&path, &text(PARTICIPANTS, &lines));
    let found = checked(&bench, &[&path], 0);
    let expected = ["ragged_row sets_aside 13 null", "ragged_row sets_aside 25 null", "ragged_row sets_aside 37 null"];
    assert_eq!(told(&found, SHORT), expected);
    assert_eq!(account(&found, "north"), [40, 37, 3, 0]);
    let said = found["findings"].to_string();
    assert!(said.contains("the whole row stands in one cell") && !said.contains("HPJ0000"), "{said}");
}

#[test]
fn every_twelfth_line_in_quotes_stops_the_report_of_the_sample() {
    let bench = Bench::new();
    bench.sample();
    let path = "halton/returns/jcp_widnes_2015-16-Q3.csv";
    let lines = bench.read(path);
    let quoted = lines.lines().enumerate().map(|(i, line)| match i % 12 {
        11 => format!("\"{}\"\r\n", line.replace('"', "\"\"")),
        _ => format!("{line}\r\n"),
    });
    bench.file(path, &quoted.collect::<String>());
    bench.run(&["report", "-w", "halton", "--today", "2016-01-10"]).expect(3).says(&["stops      ragged_row"]);
    let all: String = lines.lines().map(|line| format!("\"{line}\"\r\n")).collect();
    let all = bench.file(path, &all).run(&["report", "-w", "halton", "--today", "2016-01-10"]);
    all.expect(4).says(&["lines are in quotes as a whole, from line 1 on"]);
}

#[test]
fn a_remark_among_rows_is_told_and_more_than_a_few_stop_the_paper() {
    let bench = council(&["North"], false);
    let path = path_of("north", "csv");
    let with = |remarks: usize| {
        let mut lines = people(20);
        (0..remarks).for_each(|i| lines.insert(3 * i + 3, "Withdrawn - do not count".into()));
        lines.push("* figures are provisional".into());
        text(PARTICIPANTS, &lines)
    };
    bench.file(&path, &with(1));
    let found = checked(&bench, &[&path], 0);
    let expected = ["remark_above_rows notes 5 null", "footnote leaves_out 5 null", "footnote leaves_out 23 null"];
    let mut codes = told(&found, SHORT);
    codes.sort_by_key(|code| !code.starts_with("remark"));
    assert_eq!(codes, expected);
    let findings = found["findings"].as_array().unwrap();
    let of = |row: u32, code: &str| {
        findings.iter().find(|finding| finding["place"]["row"] == row && finding["code"] == code).unwrap()
    };
    assert!(of(5, "remark_above_rows")["message"].as_str().unwrap().contains("look at row 5"), "{found}");
    assert!(!of(5, "footnote")["hint"].as_str().unwrap().contains("nothing to do"), "{found}");
    assert_eq!(of(23, "footnote")["hint"], "nothing to do");
    for (remarks, effect, code) in [(3, "notes", 0), (4, "stops", 3)] {
        bench.file(&path, &with(remarks));
        let found = checked(&bench, &[&path], code);
        assert!(told(&found, SHORT).contains(&format!("remark_above_rows {effect} null null")), "{found}");
    }
}
