//! Rows of people that a fresh reader of the program took for granted: who they are, what their dates mean, and whose
//! word counts. Each case once went by in silence or was told wrongly.

use std::io::Cursor;

use calamine::{Reader, Xlsx};
use serde_json::Value;

use crate::harness::{Bench, Cell};
use crate::queries::{check, lines, queries_of, sheet};
use crate::small::{
    PARTICIPANTS, QUARTER, REFERRALS, account, checked, checked_to_the_end, council, edit, exact, path_of, text, told,
};

/// What short lists have besides.
const SHORT: &[&str] = &["column_empty", "column_empty_so_far", "date_order_not_proven"];

fn messages(found: &Value, code: &str) -> Vec<String> {
    let findings = found["findings"].as_array().unwrap().iter().filter(|finding| finding["code"] == code);
    findings.map(|finding| finding["message"].as_str().unwrap().to_string()).collect()
}

fn hint(found: &Value, code: &str) -> String {
    let finding = found["findings"].as_array().unwrap().iter().find(|finding| finding["code"] == code);
    finding.unwrap_or_else(|| panic!("no {code}: {found}"))["hint"].as_str().unwrap().to_string()
}

/// A prime's list with births and sexes, of two rows under one reference, referred a year apart.
fn under_one_reference(first: [&str; 2], second: [&str; 2]) -> (Bench, Value) {
    let bench = council(&["North"], false);
    edit(
        &bench,
        "ws/layouts/north.toml",
        "ward = [\"Ward\"]",
        "ward = [\"Ward\"]\nbirth_date = [\"Born\"]\nsex = [\"Sex\"]",
    );
    edit(&bench, "ws/layouts/north.toml", "\"Surname\", \"Born\"", "\"Surname\"");
    let row =
        |year: u32, [born, sex]: [&str; 2]| format!("HPJ000001,,{born},24/02/{year},28/03/{year},Mersey,1,,,,,{sex}");
    let rows =
        [row(2013, first), row(2014, second), "HPJ000002,,01/02/1970,24/02/2014,28/03/2014,Heath,1,,,,,F".into()];
    bench.file(&path_of("north", "csv"), &text(&format!("{PARTICIPANTS},Sex"), &rows));
    let found = checked(&bench, &[&path_of("north", "csv")], 0);
    (bench, found)
}

#[test]
fn two_people_under_one_reference_are_in_conflict_however_far_apart_they_were_referred() {
    for (first, second, columns) in [
        (["05/02/1985", "M"], ["06/06/1981", "M"], "`Born`"),
        (["05/02/1985", "M"], ["05/02/1985", "F"], "`Sex`"),
        (["", "M"], ["05/02/1985", "F"], "`Sex`"),
    ] {
        let (bench, found) = under_one_reference(first, second);
        let conflict = |row| format!("conflicting_duplicate sets_aside {row} A \"Client Ref\"");
        assert_eq!(told(&found, SHORT), [conflict(2), conflict(3)], "{first:?} {second:?}");
        assert!(messages(&found, "conflicting_duplicate")[0].contains(columns));
        assert!(hint(&found, "conflicting_duplicate").contains("whose reference it is"));
        assert_eq!(exact(&bench, &["attached"]), ["1"]);
    }
    for (first, second) in [(["05/02/1985", "M"], ["05/02/1985", "M"]), (["05/02/1985", ""], ["", "M"])] {
        let (bench, found) = under_one_reference(first, second);
        assert_eq!(told(&found, SHORT), ["referred_again notes null null"], "{first:?} {second:?}");
        assert_eq!(exact(&bench, &["attached"]), ["2"]);
    }
}

/// A workbook of twenty people whose job ends are real dates but for these texts.
fn job_ends(texts: &[&'static str]) -> (Bench, Value) {
    let bench = council(&["North"], false);
    let headers = ["Client Ref", "Referred", "Attached", "Ward", "Job Start", "Job End"];
    let references: Vec<&'static str> = (0..20).map(|i| &*format!("HPJ{i:06}").leak()).collect();
    let mut rows = vec![headers.map(Cell::Text).to_vec()];
    for (i, reference) in references.into_iter().enumerate() {
        let end = texts.get(i).map_or(Cell::Date("2015-09-21"), |text| Cell::Text(text));
        let day = |text| Cell::Text(text);
        rows.push(vec![
            Cell::Text(reference),
            day("25/02/2014"),
            day("28/03/2014"),
            Cell::Text("Mersey"),
            day("28/04/2014"),
            end,
        ]);
    }
    bench.workbook(&path_of("north", "xlsx"), &[("People", rows)]);
    let found = checked_to_the_end(&bench, &[&path_of("north", "xlsx")]);
    (bench, found)
}

#[test]
fn texts_that_read_either_way_among_real_dates_are_asked_about_although_other_columns_prove_the_order() {
    let moved = ["05/10/2015", "11/02/2015", "01/12/2015", "06/10/2015"].repeat(2);
    let (bench, found) = job_ends(&moved);
    assert_eq!(told(&found, &[]), ["date_order_not_proven stops null F \"Job End\""]);
    let message = &messages(&found, "date_order_not_proven")[0];
    assert!(message.contains("8 dates among 12 real ones") && message.contains("rows 2, 3, 4"), "{message}");
    bench.run(&["report", "-w", "ws"]).expect(3);
    let accepted = ["--accept", "date_order_not_proven", "--because", "They rang", "--by", "Jo"];
    bench.run(&[&["report", "-w", "ws"][..], &accepted].concat()).expect(0);
    let (bench, found) = job_ends(&moved[..7]);
    let noted = ["date_order_not_proven notes null F \"Job End\""];
    assert_eq!(told(&found, &[]), noted, "seven of them may be silent by chance");
    bench.run(&["report", "-w", "ws"]).expect(0);
    assert_eq!(told(&job_ends(&["05/10/2015", "25/02/2015"]).1, &[]), Vec::<String>::new(), "one proves the order");
    assert_eq!(told(&job_ends(&[]).1, &[]), Vec::<String>::new());
}

#[test]
fn a_column_of_year_day_month_is_told_once_and_not_row_by_row() {
    let bench = council(&["North"], false);
    let row = |(i, day): (usize, &str)| format!("HPJ{i:06},,,2014-01-15,{day},Mersey,1,,,,");
    let days = ["2014-15-04", "2014-05-04", "2014-28-02", "2014-31-12", "2014-04-06"];
    bench.file(
        &path_of("north", "csv"),
        &text(PARTICIPANTS, &days.into_iter().enumerate().map(row).collect::<Vec<_>>()),
    );
    let found = checked(&bench, &[&path_of("north", "csv")], 3);
    assert_eq!(told(&found, SHORT), ["date_order_differs stops null E \"Attached\""]);
    assert!(messages(&found, "date_order_differs")[0].contains("year-day-month: rows 2, 4, 5 can only be read so"));
    assert_eq!(account(&found, "north"), [5, 2, 3, 0]);
    bench.file(
        &path_of("north", "csv"),
        &text(PARTICIPANTS, &days[..2].iter().copied().enumerate().map(row).collect::<Vec<_>>()),
    );
    let found = checked(&bench, &[&path_of("north", "csv")], 0);
    assert_eq!(told(&found, SHORT), ["date_not_possible sets_aside 2 E \"Attached\""], "a slip of the pen");
}

#[test]
fn a_ward_in_a_cell_of_dates_is_no_remark_and_an_apostrophe_is_nothing() {
    let bench = council(&["North"], false);
    let rows = ["HPJ000001,,,25/04/2014,Heath,Mersey,1,,,,", "HPJ000002,,,25/04/2014,',Mersey,1,,,,"];
    bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &rows));
    let found = checked_to_the_end(&bench, &[&path_of("north", "csv")]);
    let expected = [
        "a cell of words that are not shown here is not a date written day/month/year",
        "an empty cell or a placeholder is not a date written day/month/year",
    ];
    assert_eq!(messages(&found, "date_not_understood"), expected);
}

#[test]
fn jcps_own_row_that_is_set_aside_is_told_as_such_and_no_query_goes_to_the_prime() {
    let bench = council(&["North"], true);
    let person = |i: u32| format!("HPJ00000{i},,,25/04/2014,28/05/2014,Mersey,1,,,,");
    bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &[person(1), person(2), person(3)]));
    let referrals = ["HPJ000001,,25/04/2014,North,Widnes", "HPJ000002,,31/04/2014,North,Widnes"];
    bench.file(&path_of("jcp", "csv"), &text(REFERRALS, &referrals));
    let files = [path_of("north", "csv"), path_of("jcp", "csv")];
    let files = files.each_ref().map(String::as_str);
    let found = checked(&bench, &files, 0);
    let expected = [
        "date_not_possible sets_aside 3 C \"Sent On\"",
        "jcp_row_not_used leaves_out 3 A \"Client Ref\"",
        "not_on_jcp_list leaves_out 4 A \"Client Ref\"",
    ];
    assert_eq!(told(&found, SHORT), expected);
    let message = &messages(&found, "jcp_row_not_used")[0];
    let place = format!("its row is set aside (date_not_possible): jcp_{QUARTER}.csv, jcp_{QUARTER}, row 3");
    assert!(message.contains(&place), "{message}");
    assert!(hint(&found, "jcp_row_not_used").contains("correct Jobcentre Plus's row first"));
    check(&bench, "2016-01-20", &files).expect(0);
    assert_eq!(lines(&bench, "north", &["Row"]).concat(), ["4"]);
    // A row of a later referral is left out, and is there all the same.
    bench.file(&path_of("jcp", "csv"), &text(REFERRALS, &[referrals[0], "HPJ000002,,05/01/2016,North,Widnes"]));
    let message = messages(&checked(&bench, &files, 0), "jcp_row_not_used").concat();
    assert!(message.contains("its row is left out (after_as_at)"), "{message}");
}

#[test]
fn a_column_whose_values_cannot_be_read_is_not_called_empty() {
    let bench = council(&["North"], false);
    let row = |i: usize| {
        let job = if i < 10 { "Sep 2013" } else { "" };
        format!("HPJ{i:06},,,25/02/2012,28/03/2012,Mersey,1,{job},,,")
    };
    bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &(0..40).map(row).collect::<Vec<_>>()));
    let found = checked(&bench, &[&path_of("north", "csv")], 3);
    let starts: Vec<String> = told(&found, &[]).into_iter().filter(|line| line.contains("Job Start")).collect();
    assert_eq!(starts.len(), 11, "{starts:?}");
    assert_eq!(starts[10], "column_not_read stops null H \"Job Start\"");
    assert!(messages(&found, "column_not_read")[0].contains("10 rows set aside for it"));
    assert!(!hint(&found, "column_not_read").contains("--accept"));
    let none = |i: usize| row(i).replace("Sep 2013", "");
    bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &(0..40).map(none).collect::<Vec<_>>()));
    assert!(hint(&checked(&bench, &[&path_of("north", "csv")], 3), "column_empty").contains("--accept column_empty"));
}

/// What is told of wards beside names.
fn told_of_wards(rows: &[(&str, &str)]) -> Vec<String> {
    let bench = council(&["North"], false);
    let row =
        |(i, (name, ward)): (usize, &(&str, &str))| format!("HPJ{i:06},{name},,25/04/2014,28/05/2014,{ward},1,,,,");
    let rows: Vec<String> = rows.iter().enumerate().map(row).collect();
    bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &rows));
    messages(&checked(&bench, &[&path_of("north", "csv")], 0), "ward_not_known")
}

#[test]
fn a_value_on_no_list_that_is_also_somebodys_name_is_never_repeated() {
    let own: Vec<(&str, &str)> = vec![("Oldham", "Mersey"); 9];
    let hidden = |rows: &[(&str, &str)]| {
        let told = told_of_wards(&[&own[..], rows].concat());
        assert_eq!(told.len(), rows.len());
        told.iter().all(|message| message.starts_with("a value that is not on the list ("))
    };
    // Slipped: the ward stands among the names, or the name among them as well.
    assert!(hidden(&[("Mersey", "Zquigley"); 6]));
    assert!(hidden(&[("Zquigley", "Zquigley"); 6]));
    assert!(hidden(&[
        ("Mrs Zquigley", "Zquigley"),
        ("", "Zquigley"),
        ("", "Zquigley"),
        ("", "Zquigley"),
        ("", "Zquigley")
    ]));
    assert!(hidden(&[("Zquigley", "Zquigley Jo"); 6]));
    // One letter from a ward, and a name.
    assert!(hidden(&[("Heatha", "Heatha")]));
    assert!(!hidden(&[("Zquigley", "Leeds"); 6]));
    assert!(!hidden(&[("Heatham", "Heath Ward")]));
}

#[test]
fn check_says_which_gates_would_stop_the_paper_and_stops_nothing_itself() {
    let bench = council(&["North"], false);
    edit(&bench, "ws/quarterdeck.toml", "min_rows = 1000000", "min_rows = 2");
    let row = |i: usize| format!("HPJ{i:06},,,{}/11/2015,28/12/2015,Mersey,1,,,,", if i < 2 { 31 } else { 25 });
    bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &(0..40).map(row).collect::<Vec<_>>()));
    bench.run(&["report", "-w", "ws"]).expect(3);
    let found = checked(&bench, &[&path_of("north", "csv")], 0);
    let gates: Vec<String> = told(&found, SHORT).into_iter().filter(|line| line.contains(" notes ")).collect();
    assert_eq!(gates, ["date_not_possible notes null null", "rows_set_aside notes null null"]);
    let message = messages(&found, "rows_set_aside").concat();
    assert_eq!(message, "this would stop the paper: 2 of 40 rows (5.0%); at most 5.0% may be so");
    assert!(hint(&found, "rows_set_aside").contains("`report` can go on with --accept rows_set_aside"));
    // The sender is asked about the rows, not about the council's limits.
    check(&bench, "2016-01-20", &[&path_of("north", "csv")]).expect(0);
    let bytes = std::fs::read(bench.path().join(queries_of("north"))).unwrap();
    let book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert_eq!(book.sheet_names(), ["Summary", "To correct"], "nothing is asked about the file");
    let one = |i: usize| if i == 0 { row(0) } else { row(i + 2) };
    bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &(0..40).map(one).collect::<Vec<_>>()));
    assert_eq!(told(&checked(&bench, &[&path_of("north", "csv")], 0), SHORT).len(), 1);
    bench.run(&["report", "-w", "ws"]).expect(0);
}

#[test]
fn what_other_lists_could_put_right_is_no_gate_while_they_are_not_all_there() {
    let bench = council(&["North", "South"], true);
    edit(&bench, "ws/quarterdeck.toml", "min_rows = 1000000", "min_rows = 2");
    let person = |i: u32| format!("HPJ00000{i},,,25/11/2015,28/12/2015,Mersey,1,,,,");
    let files = ["north", "south", "jcp"].map(|sender| path_of(sender, "csv"));
    bench.file(&files[0], &text(PARTICIPANTS, &[person(1), person(2), person(3)]));
    bench.file(&files[1], &text(PARTICIPANTS, &[person(4)]));
    let referrals = ["HPJ000001,,25/11/2015,North,Widnes", "HPJ000004,,25/11/2015,South,Widnes"];
    bench.file(&files[2], &text(REFERRALS, &referrals));
    let gates = |files: &[&str]| {
        let told = told(&checked_to_the_end(&bench, files), SHORT);
        told.iter().filter(|line| line.starts_with("not_on_jcp_list notes")).count()
    };
    let files = files.each_ref().map(String::as_str);
    assert_eq!(gates(&files), 1);
    assert_eq!(gates(&[files[0], files[2]]), 0, "the return of South is not there");
}

#[test]
fn sheets_with_half_the_people_each_are_read_as_the_hint_says() {
    let bench = council(&["North"], false);
    let header = ["Client Ref", "Referred", "Attached", "Ward", "Job Start", "Job End"];
    let half = |reference| {
        vec![
            header.map(Cell::Text).to_vec(),
            vec![Cell::Text(reference), Cell::Date("2014-04-25"), Cell::Date("2014-05-28")],
        ]
    };
    let path = path_of("north", "xlsx");
    bench.workbook(&path, &[("Widnes", half("HPJ000001")), ("Runcorn", half("HPJ000002"))]);
    bench.run(&["check", "-w", "ws", &path]).expect(4).says(&["give each a [[sheet]] of its own"]);
    let layout = bench.read("ws/layouts/north.toml");
    let (head, table) = layout.split_once("[[sheet]]").unwrap();
    let named = |name: &str| format!("[[sheet]]\nsheet = \"{name}\"{table}");
    bench.file("ws/layouts/north.toml", &format!("{head}{}{}", named("Widnes"), named("Runcorn")));
    checked(&bench, &[&path], 0);
    assert_eq!(exact(&bench, &["attached"]), ["2"]);
}

#[test]
fn a_workbook_of_queries_without_its_status_is_understood_and_without_its_rules_is_not() {
    let bench = council(&["North"], false);
    let path = path_of("north", "csv");
    bench.file(&path, &text(PARTICIPANTS, &["HPJ000001,,,25/04/2014,28/05/2014,Mersy,1,,,,"]));
    check(&bench, "2016-01-20", &[&path]).expect(0);
    let written = sheet(&bench, &queries_of("north"), "To correct");
    let without = |headers: &[&str]| {
        let kept: Vec<usize> =
            (0..written[0].len()).filter(|at| !headers.contains(&written[0][*at].as_str())).collect();
        assert_eq!(kept.len() + headers.len(), written[0].len());
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let out = workbook.add_worksheet();
        for (r, row) in (0..).zip(&written) {
            for (c, at) in (0..).zip(&kept) {
                out.write_string(r, c, &row[*at]).unwrap();
            }
        }
        bench.bytes(&queries_of("north"), &workbook.save_to_buffer().unwrap());
        check(&bench, "2016-02-02", &[&path]).expect(0).stdout.clone()
    };
    let counts = "north: 1 query, 0 corrected, 1 still open, 0 new\n";
    for headers in [&["Status"][..], &["Cells at fault", "What to correct", "Status", "Found on", "Your answer"]] {
        let said = without(headers);
        assert!(said.contains(counts), "{headers:?}: {said}");
    }
    for header in ["File", "Sheet", "Row", "Reference", "Return", "Rules"] {
        let said = without(&[header]);
        assert!(said.contains("queries_not_understood"), "{header}: {said}");
        assert!(said.contains("`File`, `Sheet`, `Row`, `Reference`, `Return`, `Rules`"), "{said}");
    }
}

/// Support of 104 weeks ended in January 2015.
#[test]
fn a_claim_for_a_job_begun_after_support_sustains_nobody_and_is_listed_for_the_prime() {
    let bench = council(&["North"], false);
    edit(
        &bench,
        "ws/quarterdeck.toml",
        "referrals_from = \"prime\"",
        "referrals_from = \"prime\"\nsustained = \"claimed\"",
    );
    let row = |i: usize, job: &str| format!("HPJ{i:06},,,01/01/2013,10/01/2013,Mersey,2,{job},");
    let rows = [row(1, "01/02/2015,01/12/2015,05/08/2015"), row(2, "01/02/2013,01/12/2013,05/08/2013")];
    bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &rows));
    assert_eq!(exact(&bench, &["attached,job_starts,sustained"]), ["2,1,1"]);
    bench.run(&["report", "-w", "ws", "--audience", "officers"]).expect(0);
    let list = bench.read("output/small/2015-16-Q3/internal/outcomes.csv");
    assert!(list.contains("\"claimed, dates do not show it\",North,2,2015-08-05,"), "{list}");
    let paper = bench.read("output/small/2015-16-Q3/report.md");
    assert!(paper.contains("North's contract reads it from the prime's claims"), "{paper}");
}
