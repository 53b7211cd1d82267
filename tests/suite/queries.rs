//! What goes back to the senders: a workbook of the rows to correct, ticked off when the return comes again.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use chrono::NaiveDate;
use rust_xlsxwriter::Workbook;

use crate::harness::{Bench, Cell, Outcome};
use crate::small::{PARTICIPANTS, QUARTER, REFERRALS, council, edit, path_of, text};

/// Day 0 of a spreadsheet.
const EPOCH: NaiveDate = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap();

pub const GOOD: &str = "HPJ000001,Oldham,12/03/1980,01/04/2014,01/05/2014,Mersey,1,01/06/2014,30/11/2014,30/11/2014,";

/// A day that is none, a ward that is none, a job before attachment, nobody's row.
const FAULTY: [&str; 5] = [
    GOOD,
    "hpj-000002,Quillfeather,17/03/1947,30/02/2014,01/05/2014,Mersy,1,,,,",
    "HPJ000003,Zwetschgen,23/11/1951,01/04/2014,01/05/2014,Mersey,1,30/04/2014,,,",
    ",Brocklehurst,29/02/1952,01/04/2014,01/05/2014,Mersey,1,,,,",
    "HPJ000005,Brocklehurst,29/02/1952,01/04/2014",
];

pub fn queries_of(sender: &str) -> String {
    format!("output/small/{QUARTER}/internal/queries/queries-{sender}.xlsx")
}

pub fn check(bench: &Bench, day: &str, files: &[&str]) -> Outcome {
    bench.run(&[&["check", "-w", "ws", "--quarter", QUARTER, "--today", day], files].concat())
}

/// The sheets of a workbook.
pub fn sheet_names(bench: &Bench, path: &str) -> Vec<String> {
    let bytes = std::fs::read(bench.path().join(path)).unwrap();
    Xlsx::new(Cursor::new(bytes)).unwrap().sheet_names()
}

/// A sheet's cells as texts, row by row from its first used cell.
pub fn sheet(bench: &Bench, path: &str, name: &str) -> Vec<Vec<String>> {
    let bytes = std::fs::read(bench.path().join(path)).unwrap();
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = workbook.worksheet_range(name).unwrap();
    let text = |cell: &Data| match cell {
        Data::DateTime(day) => (EPOCH + chrono::Days::new(day.as_f64() as u64)).to_string(),
        other => other.to_string(),
    };
    range.rows().map(|row| row.iter().map(text).collect()).collect()
}

/// The rows to correct, each as what stands under these headers.
pub fn lines(bench: &Bench, sender: &str, headers: &[&str]) -> Vec<Vec<String>> {
    let rows = sheet(bench, &queries_of(sender), "To correct");
    let columns: Vec<usize> = headers
        .iter()
        .map(|name| rows[0].iter().position(|own| own == name).unwrap_or_else(|| panic!("{name}: {:?}", rows[0])))
        .collect();
    rows[1..].iter().map(|row| columns.iter().map(|&column| row[column].clone()).collect()).collect()
}

/// What stands beside a label of the summary.
fn beside(bench: &Bench, sender: &str, label: &str) -> Vec<String> {
    let rows = sheet(bench, &queries_of(sender), "Summary");
    rows.into_iter().find(|row| row[0] == label).unwrap_or_else(|| panic!("no `{label}`"))
}

#[test]
fn a_sender_gets_its_rows_at_fault_back_with_what_to_correct_in_words() {
    let bench = council(&["North"], false);
    bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &FAULTY));
    let outcome = check(&bench, "2016-01-20", &[&path_of("north", "csv")]);
    outcome.expect(0);
    assert!(outcome.stdout.contains("north: 5 queries, 0 corrected, 0 still open, 5 new"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains(&queries_of("north")), "{}", outcome.stdout);
    let places = lines(&bench, "north", &["File", "Sheet", "Row", "Cells at fault", "Status"]);
    let file = format!("north_{QUARTER}.csv");
    let place =
        |row: &str, cells: &str| [&file, file.trim_end_matches(".csv"), row, cells, "New"].map(String::from).to_vec();
    assert_eq!(places, [place("3", "D3, F3"), place("4", "H4"), place("5", "A5"), place("6", "")]);
    let words = lines(&bench, "north", &["What to correct"]).concat();
    assert!(words[0].starts_with("D3 \"Referred\": `30/02/2014` is not a day that exists"), "{}", words[0]);
    let ward = "\nF3 \"Ward\": a value that is not on the list (5 characters; nearest: Mersey). Please write it as on";
    assert!(words[0].contains(ward), "{}", words[0]);
    assert!(words[1].ends_with("Please check both dates and correct the wrong one."), "{}", words[1]);
    assert!(words[2].ends_with("Please give the person's reference."), "{}", words[2]);
    let own = lines(&bench, "north", &["Client Ref", "Referred", "Attached", "Ward"]);
    assert_eq!(own[0], ["hpj-000002", "30/02/2014", "01/05/2014", ""], "beside a wrong date it could be a name");
    assert_eq!(own[3], ["", "", "", ""], "the values of a ragged row stand in the wrong columns");
    assert_eq!(beside(&bench, "north", "A date that cannot be")[1..5], ["1", "1", "0", "0"].map(String::from));
    assert_eq!(beside(&bench, "north", "To")[1], "North");
    assert_eq!(beside(&bench, "north", "Please answer by")[1], "");
    let table = format!("north_{QUARTER}.csv, north_{QUARTER}");
    assert_eq!(beside(&bench, "north", &table)[1..5], ["5", "1", "4", "0"].map(String::from));
}

#[test]
fn columns_that_are_never_read_do_not_come_back_and_no_formula_or_link_does() {
    let bench = council(&["North"], false);
    bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &FAULTY));
    check(&bench, "2016-01-20", &[&path_of("north", "csv")]).expect(0);
    let bytes = std::fs::read(bench.path().join(queries_of("north"))).unwrap();
    let mut parts = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut all = String::new();
    for i in 0..parts.len() {
        std::io::Read::read_to_string(&mut parts.by_index(i).unwrap(), &mut all).unwrap();
    }
    assert!(all.contains("hpj-000002"));
    for never in ["Quillfeather", "Zwetschgen", "Brocklehurst", "Surname", "1947", "1951", "1952", "<f>", "<hyperlink"]
    {
        assert!(!all.contains(never), "`{never}` is in the workbook");
    }
}

#[test]
fn a_corrected_return_ticks_its_queries_off_and_the_same_files_give_the_same_bytes() {
    let bench = council(&["North"], false);
    let path = path_of("north", "csv");
    bench.file(&path, &text(PARTICIPANTS, &FAULTY));
    check(&bench, "2016-01-20", &[&path]).expect(0);
    // The day is mended, the ward is not; the job is mended; the last two rows are gone; one is new.
    let mended = [
        GOOD,
        "HPJ000009,x,x,01/04/2014,01/05/14,Mersey,1,,,,",
        "HPJ000003,x,x,01/04/2014,01/05/2014,Mersey,1,30/05/2014,,,",
        "HPJ000002,x,x,28/02/2014,01/05/2014,Mersy,1,,,,",
    ];
    bench.file(&path, &text(PARTICIPANTS, &mended));
    let outcome = check(&bench, "2016-02-02", &[&path]);
    outcome.expect(0);
    let counts = "6 queries, 2 corrected, 1 still open, 1 new, 2 whose row is gone";
    assert!(outcome.stdout.contains(&format!("north: {counts}\n")), "{}", outcome.stdout);
    let told = lines(&bench, "north", &["Row", "Status", "Found on", "Reference"]);
    let line =
        |row: &str, status: &str, day: &str, reference: &str| [row, status, day, reference].map(String::from).to_vec();
    let (first, second) = ("2016-01-20", "2016-02-02");
    assert_eq!(
        told,
        [
            line("3", "New", second, "HPJ000009"),
            line("5", "Still open", first, "HPJ000002"),
            line("5", "Row gone", first, ""),
            line("6", "Row gone", first, "HPJ000005"),
            line("4", "Corrected", first, "HPJ000003"),
        ]
    );
    let words = lines(&bench, "north", &["What to correct"]).concat();
    assert!(words[1].ends_with("\nCorrected: A date that cannot be."), "{}", words[1]);
    assert!(words[3].ends_with("or whether its reference was changed."), "{}", words[3]);
    assert_eq!(beside(&bench, "north", "Status")[1], counts);
    assert_eq!(beside(&bench, "north", "There is no reference")[1..6], ["1", "0", "0", "1", "0"].map(String::from));

    // With everything mended, the workbook is written once more with all ticked, a row that is back too; it stays so.
    let whole = |number: u32, ward: &str| format!("HPJ00000{number},x,x,01/03/2014,01/05/2014,{ward},1,,,,");
    let mended = [9, 3, 2, 5].map(|number| whole(number, "Mersey"));
    bench.file(&path, &text(PARTICIPANTS, &mended));
    let outcome = check(&bench, "2016-02-10", &[&path]);
    let counts = "north: 6 queries, 5 corrected, 0 still open, 0 new, 1 whose row is gone\n";
    assert!(outcome.stdout.contains(counts), "{}", outcome.stdout);
    let words = lines(&bench, "north", &["Row", "Status", "What to correct"]);
    assert_eq!(words.iter().filter(|line| line[2].contains("not found again")).count(), 1, "{words:?}");
    let bytes = std::fs::read(bench.path().join(queries_of("north"))).unwrap();
    check(&bench, "2016-02-10", &[&path]).expect(0);
    assert_eq!(std::fs::read(bench.path().join(queries_of("north"))).unwrap(), bytes);
}

#[test]
fn nothing_to_correct_is_no_workbook_and_nobody_else_may_read_one() {
    let bench = council(&["North"], false);
    let path = path_of("north", "csv");
    bench.file(&path, &text(PARTICIPANTS, &[GOOD]));
    check(&bench, "2016-01-20", &[&path]).expect(0);
    assert!(!bench.exists("output"));
    bench.file(&path, &text(PARTICIPANTS, &FAULTY));
    bench.run(&["check", "-w", "ws", "--no-queries", &path]).expect(0);
    assert!(!bench.exists("output"));
    bench.run(&["check", "-w", "ws", "--queries", "back", &path]).expect(0);
    assert!(bench.exists("back/queries-north.xlsx") && !bench.exists("output"));
    check(&bench, "2016-01-20", &[&path]).expect(0);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &str| std::fs::metadata(bench.path().join(path)).unwrap().permissions().mode() & 0o777;
        let folder = format!("output/small/{QUARTER}/internal");
        assert_eq!((mode(&queries_of("north")), mode(&folder)), (0o600, 0o700));
    }
}

/// Writes the sheet of rows anew as a person leaves it: a remark on top, rows in another order, a column of their own
/// in front, answers.
pub fn by_hand(bench: &Bench, sender: &str, change: impl Fn(&str, &str) -> String) {
    let rows = sheet(bench, &queries_of(sender), "To correct");
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("Notes").unwrap().write_string(0, 0, "Rang them on Monday").unwrap();
    let out = workbook.add_worksheet().set_name("Sheet of rows").unwrap();
    out.write_string(0, 0, "From: Northgate. See our answers.").unwrap();
    let mut order: Vec<usize> = (1..rows.len()).rev().collect();
    order.insert(0, 0);
    for (at, &row) in order.iter().enumerate() {
        let own = if row == 0 { "Jo's remark".into() } else { format!("remark {row}") };
        out.write_string(at as u32 + 2, 0, own).unwrap();
        for (column, header) in rows[0].iter().enumerate() {
            let text = if row == 0 { header.clone() } else { change(header, &rows[row][column]) };
            out.write_string(at as u32 + 2, column as u16 + 1, text).unwrap();
        }
    }
    bench.bytes(&queries_of(sender), &workbook.save_to_buffer().unwrap());
}

#[test]
fn a_workbook_changed_by_hand_is_still_understood_and_answers_are_kept() {
    let bench = council(&["North"], false);
    let path = path_of("north", "csv");
    bench.file(&path, &text(PARTICIPANTS, &FAULTY));
    check(&bench, "2016-01-20", &[&path]).expect(0);
    by_hand(&bench, "north", |header, cell| match header {
        "Your answer" => "=HYPERLINK(\"http://x\") we asked the office".into(),
        "Status" => "done!".into(),
        _ => cell.into(),
    });
    let outcome = check(&bench, "2016-02-02", &[&path]);
    outcome.expect(0);
    assert!(outcome.stdout.contains("north: 5 queries, 0 corrected, 5 still open, 0 new"), "{}", outcome.stdout);
    let kept = lines(&bench, "north", &["Row", "Status", "Your answer", "Jo's remark"]);
    let rows: Vec<&str> = kept.iter().map(|line| line[0].as_str()).collect();
    assert_eq!(rows, ["3", "4", "5", "6"]);
    for (i, line) in kept.iter().enumerate() {
        assert_eq!(line[1], "Still open");
        assert_eq!(line[2], "=HYPERLINK(\"http://x\") we asked the office");
        assert_eq!(line[3], format!("remark {}", i + 1));
    }
}

#[test]
fn a_workbook_that_cannot_be_understood_is_told_and_stays_as_it_is() {
    let bench = council(&["North"], false);
    let path = path_of("north", "csv");
    bench.file(&path, &text(PARTICIPANTS, &FAULTY));
    check(&bench, "2016-01-20", &[&path]).expect(0);
    let first = std::fs::read(bench.path().join(queries_of("north"))).unwrap();
    let broken = |header: &str, cell: &str| if header == "Rules" { "all done".into() } else { cell.to_string() };
    by_hand(&bench, "north", broken);
    let by_hand = std::fs::read(bench.path().join(queries_of("north"))).unwrap();
    for (bytes, why) in [
        (by_hand, "sheet `Sheet of rows`, row 4: the column `Rules` was changed by hand"),
        (first[..first.len() / 2].to_vec(), "cannot read `queries-north.xlsx`"),
        (b"Ref,Answer\n1,2\n".to_vec(), "no sheet has a row with the headers"),
    ] {
        bench.bytes(&queries_of("north"), &bytes);
        let outcome = check(&bench, "2016-02-02", &[&path]);
        outcome.expect(0);
        assert!(outcome.stdout.contains("queries_not_understood"), "{}", outcome.stdout);
        assert!(outcome.stdout.contains(why), "{}", outcome.stdout);
        assert!(!outcome.stdout.contains("north: "), "{}", outcome.stdout);
        assert_eq!(std::fs::read(bench.path().join(queries_of("north"))).unwrap(), bytes);
    }
}

#[test]
fn a_query_that_was_not_looked_at_this_time_is_not_ticked_off() {
    let bench = council(&["North", "South"], true);
    let [north, south, jcp] = [path_of("north", "csv"), path_of("south", "csv"), path_of("jcp", "csv")];
    bench.file(&north, &text(PARTICIPANTS, &["HPJ000002,x,x,01/04/2014,01/05/2014,Mersey,1,,,,", GOOD]));
    bench.file(&south, &text(PARTICIPANTS, &[GOOD]));
    bench.file(&jcp, &text(REFERRALS, &["HPJ000001,x,01/04/2014,South,Widnes"]));
    let outcome = check(&bench, "2016-01-20", &[&north, &south, &jcp]);
    assert!(outcome.stdout.contains("north: 2 queries, 0 corrected, 0 still open, 2 new"), "{}", outcome.stdout);
    let words = lines(&bench, "north", &["What to correct"]).concat().join("\n");
    assert!(words.contains("Jobcentre Plus's list does not have this reference"), "{words}");
    assert!(!words.to_lowercase().contains("south"), "another prime's business: {words}");
    // Without the other lists nobody can say that they agree now.
    let outcome = check(&bench, "2016-01-25", &[&north]);
    assert!(outcome.stdout.contains("north: 2 queries, 0 corrected, 2 still open, 0 new"), "{}", outcome.stdout);
    bench.file(&south, &text(PARTICIPANTS, &["HPJ000007,x,x,01/04/2014,,Mersey,1,,,,"]));
    let people = ["HPJ000001,x,01/04/2014,North,Widnes", "HPJ000002,x,01/04/2014,North,Widnes"];
    bench.file(&jcp, &text(REFERRALS, &people));
    let outcome = check(&bench, "2016-01-28", &[&north, &south, &jcp]);
    assert!(outcome.stdout.contains("north: 2 queries, 2 corrected, 0 still open, 0 new"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("south: 1 query, 0 corrected, 0 still open, 1 new"), "{}", outcome.stdout);
}

#[test]
fn a_refused_file_goes_back_with_the_reason_and_ticks_nothing_off() {
    let bench = council(&["North"], false);
    let path = path_of("north", "csv");
    bench.file(&path, &text(PARTICIPANTS, &FAULTY));
    check(&bench, "2016-01-20", &[&path]).expect(0);
    bench.file(&path, &text("Client Ref,Referred,Ward", &["HPJ000001,01/04/2014,Mersey"]));
    let outcome = check(&bench, "2016-02-02", &[&path]);
    outcome.expect(4);
    assert!(outcome.stdout.contains("north: 5 queries, 0 corrected, 5 still open, 0 new"), "{}", outcome.stdout);
    let about = sheet(&bench, &queries_of("north"), "About the file");
    assert!(about[1][2].contains("no header for required column"), "{about:?}");
    for own in ["returns/", "layout"] {
        assert!(!about.concat().concat().contains(own), "`{own}` is the council's business: {about:?}");
    }
}

#[test]
fn dates_go_back_as_dates_and_references_as_text() {
    let bench = council(&["North"], false);
    edit(&bench, "ws/layouts/north.toml", "reference_pattern = \"HPJ######\"", "reference_pattern = \"########\"");
    edit(&bench, "ws/quarterdeck.toml", "wards = [\"Mersey\"", "wards = [\"=1+1\", \"Mersey\"");
    let header: Vec<Cell> =
        ["Client Ref", "Referred", "Attached", "Ward", "Job Start", "Job End"].map(Cell::Text).to_vec();
    let row = vec![
        Cell::Number(123_456.0),
        Cell::Date("2014-05-02"),
        Cell::Date("2014-05-01"),
        Cell::Text("=1+1"),
        Cell::Empty,
        Cell::Empty,
    ];
    bench.workbook(&path_of("north", "xlsx"), &[("People", vec![header, row])]);
    check(&bench, "2016-01-20", &[&path_of("north", "xlsx")]).expect(3);
    let bytes = std::fs::read(bench.path().join(queries_of("north"))).unwrap();
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = workbook.worksheet_range("To correct").unwrap();
    let cells: Vec<Data> = range.rows().nth(1).unwrap().to_vec();
    assert_eq!(cells[8], Data::String("123456".into()));
    assert!(matches!(&cells[9], Data::DateTime(day) if day.as_f64() == 41_761.0), "{cells:?}");
    assert_eq!(cells[11], Data::String("=1+1".into()));
    assert_eq!(cells[14], Data::String("00123456".into()), "the zeros that the spreadsheet took");
    assert!(workbook.worksheet_formula("To correct").unwrap().is_empty());
}

/// What is said of the queries when these rows come after those.
pub fn after(before: &[&str], now: &[&str]) -> (Bench, String) {
    let bench = council(&["North"], false);
    let path = path_of("north", "csv");
    bench.file(&path, &text(PARTICIPANTS, before));
    check(&bench, "2016-01-20", &[&path]).expect(0);
    bench.file(&path, &text(PARTICIPANTS, now));
    let outcome = check(&bench, "2016-02-02", &[&path]);
    let line = outcome.stdout.lines().find_map(|line| line.strip_prefix("north: ")).unwrap_or_default().to_string();
    (bench, line)
}

pub const EARLY_JOB: &str = "HPJ000003,x,x,01/04/2014,01/05/2014,Mersey,1,30/04/2014,,,";

#[test]
fn a_row_at_fault_that_is_taken_out_is_asked_for_and_not_ticked_off() {
    let (bench, counts) = after(&[GOOD, EARLY_JOB], &[GOOD]);
    assert_eq!(counts, "1 query, 0 corrected, 0 still open, 0 new, 1 whose row is gone");
    let path = path_of("north", "csv");
    let again = check(&bench, "2016-02-09", &[&path]);
    assert!(again.stdout.contains(&counts), "it stays so: {}", again.stdout);
    let told = lines(&bench, "north", &["Status", "What to correct"]).concat();
    assert_eq!((told[0].as_str(), told[1].matches("not found again").count()), ("Row gone", 1), "{}", told[1]);
    let json = bench.run(&["check", "-w", "ws", "--quarter", QUARTER, "--format", "json", &path]);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!((&json["queries"][0]["gone"], &json["queries"][0]["corrected"]), (&1.into(), &0.into()));
    // It comes back as it was, and then without its fault.
    bench.file(&path, &text(PARTICIPANTS, &[GOOD, EARLY_JOB]));
    let back = check(&bench, "2016-02-16", &[&path]);
    assert!(back.stdout.contains("1 query, 0 corrected, 1 still open, 0 new\n"), "{}", back.stdout);
    bench.file(&path, &text(PARTICIPANTS, &[GOOD, &EARLY_JOB.replace("30/04/2014", "30/05/2014")]));
    let mended = check(&bench, "2016-02-23", &[&path]);
    assert!(mended.stdout.contains("1 query, 1 corrected, 0 still open, 0 new\n"), "{}", mended.stdout);
    assert!(!lines(&bench, "north", &["What to correct"]).concat()[0].contains("not found again"));
}

#[test]
fn a_row_whose_reference_was_changed_is_gone_and_another_has_come() {
    let other = EARLY_JOB.replace("HPJ000003", "HPJ000033").replace("30/04/2014", "30/05/2014");
    assert_eq!(
        after(&[GOOD, EARLY_JOB], &[GOOD, &other]).1,
        "1 query, 0 corrected, 0 still open, 0 new, 1 whose row is gone"
    );
    // Where the reference was what to correct, the row is known by its place and its other cells.
    let (wrong, right) =
        (EARLY_JOB.replace("30/04", "30/05").replace("HPJ000003", "HPJ00000003"), EARLY_JOB.replace("30/04", "30/05"));
    assert_eq!(after(&[GOOD, &wrong], &[GOOD, &right]).1, "1 query, 1 corrected, 0 still open, 0 new");
    let none = right.replace("HPJ000003", "");
    assert_eq!(after(&[GOOD, &none], &[GOOD, &right]).1, "1 query, 1 corrected, 0 still open, 0 new");
    assert_eq!(after(&[GOOD, &none], &[&right, GOOD]).1, "1 query, 1 corrected, 0 still open, 0 new", "it has moved");
    assert_eq!(after(&[GOOD, &none], &[GOOD]).1, "1 query, 0 corrected, 0 still open, 0 new, 1 whose row is gone");
}

#[test]
fn of_two_rows_in_conflict_the_wrong_one_may_be_taken_out() {
    let second = EARLY_JOB.replace("30/04/2014", "");
    let first = second.replace("Mersey", "Heath");
    assert_eq!(after(&[GOOD, &first, &second], &[GOOD, &first]).1, "2 queries, 2 corrected, 0 still open, 0 new");
    let both = after(&[GOOD, &first, &second], &[GOOD]).1;
    assert_eq!(both, "2 queries, 0 corrected, 0 still open, 0 new, 2 whose row is gone");
}

#[test]
fn of_two_files_that_become_one_the_rows_of_the_other_are_gone() {
    let bench = council(&["North"], false);
    let (csv, xlsx) = (path_of("north", "csv"), path_of("north", "xlsx"));
    bench.file(&csv, &text(PARTICIPANTS, &[GOOD]));
    let header: Vec<Cell> =
        ["Client Ref", "Referred", "Attached", "Ward", "Job Start", "Job End"].map(Cell::Text).to_vec();
    let (day, wrong) = (Cell::Date("2014-05-01"), Cell::Date("2014-04-30"));
    let row = vec![Cell::Text("HPJ000007"), day.clone(), day, Cell::Text("Mersey"), wrong, Cell::Empty];
    bench.workbook(&xlsx, &[("People", vec![header, row])]);
    check(&bench, "2016-01-20", &[&csv, &xlsx]).expect(3);
    let outcome = check(&bench, "2016-02-02", &[&csv]);
    let counts = "1 query, 0 corrected, 0 still open, 0 new, 1 whose row is gone";
    assert!(outcome.stdout.contains(counts), "{}", outcome.stdout);
}

#[test]
fn a_sender_reads_nothing_of_the_councils_own_settings() {
    let bench = council(&["North"], false);
    let header: Vec<Cell> =
        ["Client Ref", "Referred", "Attached", "Ward", "Job Start", "Job End", "RAG"].map(Cell::Text).to_vec();
    let day = Cell::Date("2014-05-01");
    let row = vec![Cell::Text("HPJ000007"), day.clone(), day, Cell::Text("Mersy"), Cell::Empty, Cell::Empty];
    let people = vec![header, row];
    let notes = vec![vec![Cell::Text("to be asked")], vec![Cell::Text("not yet")]];
    bench.workbook(&path_of("north", "xlsx"), &[("People", people), ("Notes", notes)]);
    check(&bench, "2016-01-20", &[&path_of("north", "xlsx")]).expect(0);
    let mut all = lines(&bench, "north", &["What to correct"]);
    all.extend(sheet(&bench, &queries_of("north"), "About the file"));
    let all = all.concat().join("\n");
    for said in [
        "D2 \"Ward\": `Mersy` is not a name on the list (nearest: Mersey). Please write it as on the list",
        "A sheet that the council does not know",
        "G \"RAG\"",
    ] {
        assert!(all.contains(said), "`{said}` is not in {all}");
    }
    for officers in ["layout", ".toml", "alias", "other list"] {
        assert!(!all.contains(officers), "`{officers}` is an officer's word: {all}");
    }
}

#[test]
fn a_job_that_is_taken_out_is_asked_for_though_its_person_has_another() {
    let bench = council(&["North"], false);
    let two = "[[sheet]]\nsheet = \"People\"\nrecord = \"participants\"\nrequired = [\"attachment_date\"]\n\
               [sheet.columns]\nreference = [\"Ref\"]\nreferral_date = [\"Sent\"]\nattachment_date = [\"Attached\"]\n\
               [[sheet]]\nsheet = \"Jobs\"\nrecord = \"jobs\"\nrequired = [\"job_start_date\"]\n\
               [sheet.columns]\nreference = [\"Ref\"]\njob_start_date = [\"From\"]\njob_end_date = [\"To\"]\n";
    let layout = format!("name = \"north\"\ndescription = \"x\"\nreference_pattern = \"HPJ######\"\n{two}");
    bench.file("ws/layouts/north.toml", &layout);
    let path = path_of("north", "xlsx");
    let counts_after = |jobs: &[[&'static str; 2]], day: &str| {
        let text = |cells: [&'static str; 3]| {
            cells.map(|cell| if cell.is_empty() { Cell::Empty } else { Cell::Text(cell) }).to_vec()
        };
        let people = vec![text(["Ref", "Sent", "Attached"]), text(["HPJ000001", "01/04/2014", "01/05/2014"])];
        let rows = jobs.iter().map(|[from, to]| text(["HPJ000001", *from, *to]));
        let jobs = std::iter::once(text(["Ref", "From", "To"])).chain(rows).collect();
        bench.workbook(&path, &[("People", people), ("Jobs", jobs)]);
        let outcome = check(&bench, day, &[&path]);
        outcome.expect(0);
        outcome.stdout.lines().find_map(|line| line.strip_prefix("north: ")).unwrap_or_default().to_string()
    };
    let (good, wrong) = (["01/06/2014", "01/07/2014"], ["01/09/2014", "01/08/2014"]);
    assert_eq!(counts_after(&[good, wrong], "2016-01-20"), "1 query, 0 corrected, 0 still open, 1 new");
    let gone = "1 query, 0 corrected, 0 still open, 0 new, 1 whose row is gone";
    assert_eq!(counts_after(&[good], "2016-01-25"), gone);
    let mended = ["01/09/2014", "01/10/2014"];
    assert_eq!(counts_after(&[mended, good], "2016-01-30"), "1 query, 1 corrected, 0 still open, 0 new");
}
