//! Tables of counts as they really come: nobody is counted twice without a word, and no row is lost.

use serde_json::Value;

use crate::counts::{LAYOUT, MONTHS, east, query};
use crate::harness::{Bench, Cell};
use crate::small::{QUARTER, checked, council, edit, path_of, text, told};

/// A column a measure, a row a month.
const COLUMNS: &str = r#"name = "east"
description = "A row a month"
[[sheet]]
record = "counts"
required = ["period", "attachments"]
[sheet.columns]
period = ["Month"]
attachments = ["Starters"]
job_starts = ["Into work"]
"#;

const ROWS: [&str; 4] = ["Sep-15,20,3", "Oct-15,50,13", "Nov-15,50,15", "Dec-15,50,17"];

/// What is said of every run and proves nothing here.
const SAID: [&str; 2] = ["totals_row", "footnote"];

fn months_with(changes: &[(usize, &str)]) -> Bench {
    let mut rows = MONTHS.map(String::from);
    for (at, row) in changes {
        rows[*at] = (*row).into();
    }
    east(&rows)
}

fn in_columns(header: &str, rows: &[impl AsRef<str>]) -> Bench {
    let bench = council(&["East"], false);
    bench.file("ws/layouts/east.toml", COLUMNS);
    bench.file(&path_of("east", "csv"), &text(header, rows));
    bench
}

fn found(bench: &Bench, code: i32) -> Value {
    checked(bench, &[&path_of("east", "csv")], code)
}

/// Messages of the findings with a code.
fn messages(found: &Value, code: &str) -> Vec<String> {
    let all = found["findings"].as_array().unwrap().iter().filter(|finding| finding["code"] == code);
    all.map(|finding| finding["message"].as_str().unwrap().to_string()).collect()
}

/// By table: rows read, used, set aside by rule, left out by rule.
fn accounts(found: &Value) -> Vec<String> {
    let tables = found["accounts"]["tables"].as_array().unwrap().iter();
    tables.map(|own| format!("{} {} {} {}", own["read"], own["used"], own["set_aside"], own["left_out"])).collect()
}

fn with_areas(bench: &Bench, areas: &str) {
    edit(bench, "ws/quarterdeck.toml", "[areas]\n", &format!("[areas]\nareas = [{areas}]\n"));
}

#[test]
fn a_row_of_marks_is_data_whose_cells_are_at_fault_and_no_row_below_it_is_lost() {
    for row in ["Widnes,10 (p),3*,\"1,2x\",ten", "Widnes,10 [r],20*,30 p,\"1,2\""] {
        let bench = months_with(&[(1, row)]);
        let found = found(&bench, 0);
        assert_eq!(accounts(&found)[0], r#"3 2 {} {"totals_row":1}"#, "{row}");
        let cells = told(&found, &SAID);
        let expected = ["B", "C", "D", "E"].iter().zip(["Sep", "Oct", "Nov", "Dec"]);
        let expected: Vec<String> = expected
            .map(|(column, month)| format!("count_not_understood notes 3 {column} \"Starters, {month}-15\""))
            .collect();
        assert_eq!(cells, expected, "{row}");
        assert!(messages(&found, "count_not_understood")[0].contains("a whole number"), "{found:#}");
        assert_eq!(query(&bench, &["attached,job_starts"]), ["[z],48"], "{row}");
    }
}

#[test]
fn a_row_of_words_right_below_the_data_or_with_a_known_name_is_data_too() {
    let bench = months_with(&[(2, "Runcorn,ten,eleven,twelve,ten")]);
    assert_eq!(accounts(&found(&bench, 0))[0], r#"3 2 {} {"totals_row":1}"#);
    assert_eq!(query(&bench, &["attached,job_starts"]), ["[z],48"]);
    let bench = months_with(&[(1, "Widnes,ten,eleven,twelve,ten")]);
    with_areas(&bench, "\"Widnes\", \"Runcorn\"");
    assert_eq!(accounts(&found(&bench, 0))[0], r#"3 2 {} {"totals_row":1}"#);
    assert_eq!(query(&bench, &["attached,job_starts"]), ["[z],48"]);
    let bench = in_columns("Month,Starters,Into work", &[ROWS[0], "Oct-15,fifty,many", ROWS[2], ROWS[3]]);
    assert_eq!(accounts(&found(&bench, 0)), ["4 4 {} {}"]);
    assert_eq!(query(&bench, &["attached,job_starts"]), ["[z],[z]"]);
}

#[test]
fn a_month_or_a_known_area_without_any_figure_is_missing_and_not_left_out() {
    let bench = in_columns("Month,Starters,Into work", &[ROWS[0], "Oct-15,,", ROWS[2], ROWS[3]]);
    assert_eq!(accounts(&found(&bench, 0)), ["4 4 {} {}"]);
    assert_eq!(query(&bench, &["attached"]), ["[z]"]);
    let bench = months_with(&[(1, "Widnes,,,,")]);
    with_areas(&bench, "\"Widnes\", \"Runcorn\"");
    assert_eq!(accounts(&found(&bench, 0))[0], r#"3 2 {} {"totals_row":1}"#);
    assert_eq!(query(&bench, &["attached,job_starts"]), ["[z],48"]);
}

#[test]
fn rows_of_a_table_that_the_layout_does_not_name_are_in_the_account() {
    let mut rows: Vec<String> = MONTHS.map(String::from).to_vec();
    rows.extend([",,,,", "Forecast,low,middle,high,top", "Widnes,1,2,3,4", "Runcorn,1,2,3,4"].map(String::from));
    let bench = east(&rows);
    let found = found(&bench, 0);
    assert_eq!(accounts(&found), [r#"3 2 {} {"totals_row":1}"#, r#"6 2 {} {"table_not_used":3,"totals_row":1}"#]);
    assert_eq!(query(&bench, &["attached,job_starts"]), ["170,48"]);
}

#[test]
fn a_total_is_known_by_many_names_and_never_added() {
    for name in [
        "All wards",
        "ALL  AREAS",
        "England",
        "Small Council",
        "Small",
        "East Total",
        "Sum",
        "Overall",
        "Count",
        "Grand total",
        "grandtotal",
        "Total (all)",
        "National",
        "Totals:",
        "All",
        "Borough-wide",
    ] {
        let [starters, jobs] = [MONTHS[3], MONTHS[8]].map(|row| row.replace("Total", name));
        let bench = months_with(&[(3, &starters), (8, &jobs)]);
        let found = found(&bench, 0);
        assert_eq!(accounts(&found), [r#"3 2 {} {"totals_row":1}"#; 2], "{name}");
        assert_eq!(query(&bench, &["attached,job_starts"]), ["170,48"], "{name}");
        let wrong = months_with(&[(3, &starters.replace("20,50", "20,51")), (8, &jobs)]);
        assert_eq!(messages(&self::found(&wrong, 3), "totals_disagree_with_rows").len(), 1, "{name}");
    }
}

#[test]
fn a_row_that_holds_the_sum_of_the_others_under_another_name_is_set_aside_with_a_question() {
    let [starters, jobs] = [MONTHS[3], MONTHS[8]].map(|row| row.replace("Total", "The borough"));
    let bench = months_with(&[(3, &starters), (8, &jobs)]);
    let asked = r#"3 2 {"total_in_all_but_name":1} {}"#;
    assert_eq!(accounts(&found(&bench, 0)), [asked; 2]);
    assert_eq!(query(&bench, &["attached,job_starts"]), ["170,48"]);
    // First of all, as some write it.
    let bench = months_with(&[(1, &starters), (2, MONTHS[1]), (3, MONTHS[2])]);
    assert_eq!(accounts(&found(&bench, 0))[0], asked);
    // Rounded, with a list of areas that does not have the name.
    let bench = months_with(&[(3, "The borough,20,50,50,49"), (8, &jobs)]);
    with_areas(&bench, "\"Widnes\", \"Runcorn\"");
    let told = found(&bench, 3);
    assert_eq!(accounts(&told), [asked; 2]);
    assert!(messages(&told, "total_in_all_but_name")[0].contains("`The borough`"), "{told:#}");
    assert!(messages(&told, "totals_disagree_with_rows")[0].contains("49"), "{told:#}");
    // A name on the list is a part, unless its figures are the others' sum in every month.
    let bench = months_with(&[(3, "Halton,20,50,50,49"), (8, "Halton,3,13,15,17")]);
    with_areas(&bench, "\"Widnes\", \"Runcorn\", \"Halton\"");
    let told = found(&bench, 0);
    assert_eq!(accounts(&told), ["3 3 {} {}", asked]);
}

#[test]
fn subtotals_and_totals_of_parts_are_held_against_their_own_rows() {
    let rows = [
        "Starters,Sep-15,Oct-15,Nov-15,Dec-15",
        "Appleton,5,10,15,5",
        "Kingsway,5,10,15,5",
        "Widnes total,10,20,30,10",
        "Heath,5,15,10,20",
        "Mersey,5,15,10,20",
        "Total Runcorn,10,30,20,40",
        "Grand total,20,50,50,50",
        ",,,,",
        MONTHS[5],
        "Appleton,1,2,3,3",
        "Kingsway,1,3,2,4",
        "Heath,1,4,4,5",
        "Mersey,1,4,5,5",
    ];
    let bench = east(&rows);
    let found = found(&bench, 0);
    assert_eq!(accounts(&found)[0], r#"7 4 {} {"totals_row":3}"#);
    assert_eq!(messages(&found, "totals_disagree_with_rows"), Vec::<String>::new());
    assert_eq!(query(&bench, &["attached"]), ["170"]);
}

#[test]
fn a_quarter_beside_its_months_as_columns_is_compared_and_not_added() {
    let rows = [
        "Starters,Sep-15,Oct-15,Nov-15,Dec-15,Q3 2015-16",
        "Widnes,10,20,30,10,60",
        "Runcorn,10,30,20,40,91",
        "Total,20,50,50,50,151",
        ",,,,,",
        "Into work,Sep-15,Oct-15,Nov-15,Dec-15,",
        "Widnes,1,5,6,7,",
        "Runcorn,2,8,9,10,",
    ];
    let bench = east(&rows);
    let found = found(&bench, 3);
    assert_eq!(
        told(&found, &SAID),
        [
            "totals_disagree_with_rows stops 4 F \"Starters, Q3 2015-16\"",
            "covered_by_shorter_periods notes 2 F \"Starters, Q3 2015-16\"",
        ]
    );
    assert!(messages(&found, "totals_disagree_with_rows")[0].contains("91"), "{found:#}");
    let bench = east(&rows.map(|row| row.replace("91", "90").replace("151", "150")));
    assert_eq!(query(&bench, &["attached,job_starts"]), ["170,48"]);
    assert_eq!(query(&bench, &["attached", "--basis", "period"]), ["150"]);
}

#[test]
fn one_month_twice_is_told_with_both_places_and_what_differs() {
    let bench = in_columns("Month,Starters,Into work", &[ROWS[0], ROWS[1], "Oct-15,51,13", ROWS[2], ROWS[3]]);
    let told = found(&bench, 0);
    assert_eq!(accounts(&told), [r#"5 3 {"conflicting_duplicate":2} {}"#]);
    let said = &messages(&told, "conflicting_duplicate")[0];
    for words in ["October 2015", "rows 3 and 4", "`Starters` 50 and 51"] {
        assert!(said.contains(words), "`{words}` is not in {said}");
    }
    assert_eq!(query(&bench, &["attached"]), ["[z]"]);
    let twice = |runcorn: &str| {
        let bench = east(&MONTHS);
        let rows = ["Starters,Sep-15,Oct-15,Oct-15,Nov-15,Dec-15", "Widnes,10,20,20,30,10", runcorn, ",,,,,"];
        let jobs = MONTHS[5..].iter().map(|row| format!("{row},"));
        let rows: Vec<String> = rows.map(String::from).into_iter().chain(jobs).collect();
        bench.file(&path_of("east", "csv"), &text("Monthly figures of East,,,,,", &rows));
        bench
    };
    let same = twice("Runcorn,10,30,30,20,40");
    assert_eq!(told_of(&found(&same, 0)), ["identical_duplicate notes 2 D \"Starters, Oct-15\""]);
    assert_eq!(query(&same, &["attached"]), ["170"]);
    let differs = twice("Runcorn,10,30,31,20,40");
    let outcome = differs.run(&["check", "-w", "ws", &path_of("east", "csv")]);
    outcome.expect(4).says(&["columns C and D", "October 2015", "row 4", "`30` and `31`"]);
}

fn told_of(found: &Value) -> Vec<String> {
    told(found, &SAID)
}

#[test]
fn a_count_below_nought_or_with_a_fraction_is_told_with_its_value() {
    let bench = months_with(&[(1, "Widnes,-3,2.5,30,10")]);
    let said = messages(&found(&bench, 0), "count_not_understood");
    assert!(said[0].contains("`-3`") && said[1].contains("`2.5`"), "{said:?}");
    assert_eq!(query(&bench, &["attached"]), ["[z]"]);
}

/// East's months on a sheet, and a table on another.
fn two_sheets(second: [[f64; 4]; 2]) -> Bench {
    let bench = council(&["East"], false);
    bench.file("ws/layouts/east.toml", &format!("name = \"east\"\n{LAYOUT}").replace(", \"job_starts\"", ""));
    let sheet = |rows: [[f64; 4]; 2]| {
        let months = ["Starters", "Sep-15", "Oct-15", "Nov-15", "Dec-15"].map(Cell::Text).to_vec();
        let row = |name: &'static str, counts: [f64; 4]| {
            [Cell::Text(name)].into_iter().chain(counts.map(Cell::Number)).collect::<Vec<_>>()
        };
        vec![months, row("Widnes", rows[0]), row("Runcorn", rows[1])]
    };
    let first = sheet([[10.0, 20.0, 30.0, 10.0], [10.0, 30.0, 20.0, 40.0]]);
    bench.workbook(&path_of("east", "xlsx"), &[("Summary", first), ("Copy", sheet(second))]);
    bench
}

#[test]
fn the_same_table_on_two_sheets_is_used_once_and_two_that_differ_are_a_question() {
    let bench = two_sheets([[10.0, 20.0, 30.0, 10.0], [10.0, 30.0, 20.0, 40.0]]);
    let file = path_of("east", "xlsx");
    let found = checked(&bench, &[&file], 0);
    assert_eq!(accounts(&found), ["2 2 {} {}", r#"2 0 {} {"identical_duplicate":2}"#]);
    assert_eq!(messages(&found, "identical_duplicate").len(), 1, "{found:#}");
    assert_eq!(query(&bench, &["attached"]), ["170"]);
    let bench = two_sheets([[10.0, 20.0, 30.0, 10.0], [10.0, 31.0, 20.0, 40.0]]);
    let found = checked(&bench, &[&file], 3);
    let said = messages(&found, "counts_of_one_time_differ");
    assert_eq!(said.len(), 1, "{found:#}");
    for words in ["Runcorn", "October 2015", "30", "31", "Summary"] {
        assert!(said[0].contains(words), "`{words}` is not in {said:?}");
    }
}

#[test]
fn a_table_of_quarters_beside_one_of_months_is_compared_and_not_added() {
    let mut rows: Vec<String> = MONTHS.map(String::from).to_vec();
    rows.extend([",,,,", "Starters,Q3 2015-16,Q4 2015-16,,", "Widnes,60,7,,", "Runcorn,91,8,,"].map(String::from));
    let told = found(&east(&rows), 3);
    assert_eq!(messages(&told, "covered_by_shorter_periods").len(), 1, "{told:#}");
    assert_eq!(messages(&told, "totals_disagree_with_rows").len(), 1, "{told:#}");
    let bench = east(&rows.iter().map(|row| row.replace("91", "90")).collect::<Vec<_>>());
    assert_eq!(query(&bench, &["attached,job_starts"]), ["170,48"]);
}

#[test]
fn the_same_people_by_something_else_are_a_question() {
    let mut rows: Vec<String> = MONTHS.map(String::from).to_vec();
    rows.extend([",,,,", MONTHS[0], "Men,12,30,25,25", "Women,8,20,25,25"].map(String::from));
    let found = found(&east(&rows), 3);
    assert_eq!(messages(&found, "same_people_twice").len(), 1, "{found:#}");
}

#[test]
fn a_row_that_is_set_aside_leaves_no_sum_without_it() {
    let bench = months_with(&[(1, "Widnes,10,20,30")]);
    assert_eq!(accounts(&found(&bench, 0))[0], r#"3 1 {"ragged_row":1} {"totals_row":1}"#);
    assert_eq!(query(&bench, &["attached,job_starts"]), ["[z],48"]);
}

#[test]
fn cumulative_figures_are_not_added_up() {
    for title in ["Starters (cumulative)", "Starters to date"] {
        let bench = months_with(&[
            (0, &MONTHS[0].replace("Starters", title)),
            (1, "Widnes,10,30,60,70"),
            (2, "Runcorn,10,40,60,100"),
            (3, "Total,20,70,120,170"),
        ]);
        edit(&bench, "ws/layouts/east.toml", "\"Starters\"", &format!("\"{title}\""));
        assert_eq!(messages(&found(&bench, 3), "counts_are_cumulative").len(), 1, "{title}");
    }
}

#[test]
fn a_table_without_rows_is_told_and_the_others_go_on() {
    let rows = ["Starters,Sep-15,Oct-15,Nov-15,Dec-15", ",,,,", MONTHS[5], "Widnes,1,5,8,7", "Runcorn,2,8,8,9"];
    let bench = east(&rows);
    let told = found(&bench, 0);
    assert_eq!(told_of(&told), ["table_is_empty notes 2 null"]);
    assert_eq!(accounts(&told), ["0 0 {} {}", "2 2 {} {}"]);
    assert_eq!(query(&bench, &["attached,job_starts"]), ["[z],48"]);
    let all = east(&["Starters,Sep-15,Oct-15,Nov-15,Dec-15", ",,,,", MONTHS[5]]);
    assert_eq!(messages(&found(&all, 3), "return_is_empty").len(), 1);
}

#[test]
fn months_that_are_not_there_are_named_where_no_figure_is_made_for_them() {
    let bench = in_columns("Month,Starters,Into work", &[ROWS[0], ROWS[1], ROWS[3]]);
    let said = messages(&found(&bench, 0), "counts_with_gaps");
    assert_eq!(said.len(), 2, "a measure each");
    assert!(said[0].contains("November 2015"), "{said:?}");
    let bench = in_columns("Month,Starters,Into work", &ROWS[..3]);
    let said = messages(&found(&bench, 0), "counts_with_gaps");
    assert!(said[0].contains("December 2015"), "{said:?}");
}

#[test]
fn a_measure_that_makes_no_figure_is_told() {
    let bench = in_columns("Month,Starters,Left early", &ROWS);
    edit(&bench, "ws/layouts/east.toml", "job_starts = [\"Into work\"]", "early_leavers = [\"Left early\"]");
    let said = messages(&found(&bench, 0), "count_not_used");
    assert_eq!(said.len(), 1);
    assert!(said[0].contains("early_leavers"), "{said:?}");
}

#[test]
fn every_run_prints_the_account_of_its_tables_of_counts() {
    let bench = east(&MONTHS);
    let check = bench.run(&["check", "-w", "ws", &path_of("east", "csv")]);
    assert!(check.expect(0).stdout.contains("(counts, header in row 2)"), "{}", check.stdout);
    let report = bench.run(&["report", "-w", "ws"]);
    report.expect(0).says(&["(counts, header in row 2)", "3 = 2 used + 0 set aside + 1 left out"]);
    let run: Value = serde_json::from_str(&bench.read(&format!("output/small/{QUARTER}/internal/run.json"))).unwrap();
    assert_eq!(run["run"]["accounts"]["tables"][0]["record"], "counts");
}
