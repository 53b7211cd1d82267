//! How a query is settled when its return comes again: corrected, emptied, its column not read, its row moved, slipped
//! or gone, or answered in words.

use calamine::{Data, Reader, Xlsx};
use rust_xlsxwriter::{Formula, Workbook};

use crate::harness::Bench;
use crate::queries::{EARLY_JOB, GOOD, after, by_hand, check, lines, queries_of, sheet};
use crate::small::{PARTICIPANTS, council, path_of, text};

const WRONG_WARD: &str = "HPJ000003,x,x,01/04/2014,01/05/2014,Mersy,1,,,,";

/// Statuses and words of the lines to correct.
fn told(bench: &Bench) -> Vec<Vec<String>> {
    lines(bench, "north", &["Status", "What to correct"])
}

#[test]
fn a_query_whose_column_is_not_found_any_more_stays_open_and_says_so() {
    let (bench, counts) = after(&[GOOD, WRONG_WARD], &[GOOD, WRONG_WARD]);
    assert_eq!(counts, "1 query, 0 corrected, 1 still open, 0 new");
    let path = path_of("north", "csv");
    for day in ["2016-02-03", "2016-02-04"] {
        bench.file(&path, &text(&PARTICIPANTS.replace("Ward", "Electoral div"), &[GOOD, WRONG_WARD]));
        let outcome = check(&bench, day, &[&path]);
        assert!(outcome.stdout.contains("1 query, 0 corrected, 1 still open, 0 new\n"), "{}", outcome.stdout);
        let told = told(&bench).concat();
        assert_eq!(told[1].matches("The column was not found in this return.").count(), 1, "{}", told[1]);
    }
    bench.file(&path, &text(PARTICIPANTS, &[GOOD, &WRONG_WARD.replace("Mersy", "Mersey")]));
    let outcome = check(&bench, "2016-02-05", &[&path]);
    assert!(outcome.stdout.contains("1 query, 1 corrected, 0 still open, 0 new\n"), "{}", outcome.stdout);
    assert!(!told(&bench).concat()[1].contains("was not found"));
}

#[test]
fn a_cell_that_was_emptied_or_marked_is_not_corrected() {
    for mark in ["", " ", "TBC", "n/a", "unknown"] {
        let (bench, counts) = after(&[GOOD, WRONG_WARD], &[GOOD, &WRONG_WARD.replace("Mersy", mark)]);
        assert_eq!(counts, "1 query, 0 corrected, 0 still open, 0 new, 1 emptied", "`{mark}`");
        let told = told(&bench).concat();
        assert!(told[0] == "Emptied" && told[1].contains("if it is really not known, say so"), "{told:?}");
    }
    let wrong_day = WRONG_WARD.replace("Mersy", "Mersey").replace("01/04/2014", "31/04/2014");
    let counts = after(&[GOOD, &wrong_day], &[GOOD, &wrong_day.replace("31/04/2014", "")]).1;
    assert_eq!(counts, "1 query, 0 corrected, 0 still open, 0 new, 1 emptied");
    // The other cell of a pair that disagreed.
    let before_referral = wrong_day.replace("31/04/2014", "02/05/2014");
    let counts = after(&[GOOD, &before_referral], &[GOOD, &before_referral.replace("02/05/2014", "")]).1;
    assert_eq!(counts, "1 query, 0 corrected, 0 still open, 0 new, 1 emptied");
}

#[test]
fn a_claim_is_not_corrected_by_taking_out_the_job_that_it_was_held_against() {
    let claimed = "HPJ000003,x,x,01/04/2014,01/05/2014,Mersey,1,02/06/2014,,03/07/2014,";
    let counts = |now: &str| after(&[GOOD, claimed], &[GOOD, now]).1;
    assert_eq!(counts(&claimed.replace("03/07/2014", "03/07/2015")), "1 query, 1 corrected, 0 still open, 0 new");
    let without_job = counts(&claimed.replace("02/06/2014", ""));
    assert_eq!(without_job, "2 queries, 0 corrected, 0 still open, 1 new, 1 emptied");
}

/// A claim that comes too early.
const CLAIMED: &str = "HPJ000003,x,x,01/04/2014,01/05/2014,Mersey,1,02/06/2014,,03/07/2014,";

#[test]
fn a_fault_that_a_new_one_in_its_row_hides_stays_open_and_says_so() {
    let one_more = "2 queries, 0 corrected, 1 still open, 1 new";
    let without_job = CLAIMED.replace("02/06/2014", "");
    // A row that was set aside when it was read, and one that broke an earlier rule.
    for left in ["30/02/2015", "01/01/2019"] {
        for row in [CLAIMED, &without_job] {
            let (bench, counts) = after(&[GOOD, row], &[GOOD, &format!("{row}{left}")]);
            assert_eq!(counts, one_more, "{left}, {row}");
            let told = told(&bench).concat().concat();
            assert_eq!(told.matches("was not looked at again, because something else").count(), 1, "{told}");
            // Without the new fault it is open for its own sake, and then it is mended.
            let path = path_of("north", "csv");
            let mended = CLAIMED.replace("03/07/2014", "03/07/2015");
            for (row, counts) in
                [(row, "1 corrected, 1 still open, 0 new"), (&mended, "2 corrected, 0 still open, 0 new")]
            {
                bench.file(&path, &text(PARTICIPANTS, &[GOOD, &format!("{row}30/06/2015")]));
                let outcome = check(&bench, "2016-02-09", &[&path]);
                assert!(outcome.stdout.contains(&format!("2 queries, {counts}\n")), "{}", outcome.stdout);
                let told = lines(&bench, "north", &["What to correct"]).concat().concat();
                assert!(!told.contains("was not looked at again"), "{told}");
            }
        }
    }
}

#[test]
fn what_was_looked_at_before_a_new_fault_is_corrected_beside_it() {
    let one_for_one = "2 queries, 1 corrected, 0 still open, 1 new";
    // A cell, which is looked at in every row.
    let row = WRONG_WARD.replace("Mersy", "Mersey").replace("01/04/2014", "31/04/2014");
    assert_eq!(after(&[GOOD, WRONG_WARD], &[GOOD, &row]).1, one_for_one);
    // A rule that comes before the one that is broken now.
    let early = CLAIMED.replace("01/05/2014", "01/03/2014");
    assert_eq!(after(&[GOOD, &early], &[GOOD, CLAIMED]).1, one_for_one);
}

#[test]
fn a_conflict_stays_open_while_one_of_its_rows_is_set_aside_for_something_else() {
    let first = "HPJ000003,x,x,01/04/2014,01/05/2014,Mersey,1,,,,";
    let second = first.replace("Mersey", "Heath");
    let counts = |now: &[&str]| after(&[GOOD, first, &second], now).1;
    let (no_day, hidden) = (second.replace("01/04/2014", "#N/A"), "3 queries, 0 corrected, 2 still open, 1 new");
    assert_eq!(counts(&[GOOD, first, &no_day]), hidden);
    assert_eq!(counts(&[&no_day, GOOD, first]), hidden, "it has moved");
    assert_eq!(counts(&[GOOD, first, &second.replace("01/05/2014", "01/03/2014")]), hidden);
    assert_eq!(counts(&[GOOD, first, first]), "2 queries, 2 corrected, 0 still open, 0 new", "one repeats the other");
}

#[test]
fn a_cell_that_should_be_empty_is_corrected_by_emptying_it() {
    let future = EARLY_JOB.replace("30/04/2014", "30/05/2019");
    let counts = after(&[GOOD, &future], &[GOOD, &future.replace("30/05/2019", "")]).1;
    assert_eq!(counts, "1 query, 1 corrected, 0 still open, 0 new");
}

#[test]
fn a_row_that_is_gone_and_a_cell_that_was_emptied_are_settled_by_an_answer() {
    let empty = WRONG_WARD.replace("Mersy", "");
    let path = path_of("north", "csv");
    for (now, unsettled) in [(vec![GOOD], "1 whose row is gone"), (vec![GOOD, &empty], "1 emptied")] {
        let (bench, counts) = after(&[GOOD, WRONG_WARD], &now);
        assert!(counts.ends_with(unsettled), "{counts}");
        let answer = |header: &str, cell: &str| match header {
            "Your answer" => "he never joined".to_string(),
            _ => cell.into(),
        };
        by_hand(&bench, "north", answer);
        for day in ["2016-02-09", "2016-02-10"] {
            let outcome = check(&bench, day, &[&path]);
            let counts = "1 query, 0 corrected, 0 still open, 0 new, 1 answered\n";
            assert!(outcome.stdout.contains(counts), "{}", outcome.stdout);
        }
        let told = told(&bench).concat();
        assert!(
            told[0] == "Answered" && !told[1].contains("really not known") && !told[1].contains("not found again"),
            "{told:?}"
        );
        // An answer is no correction: what is found again is open again.
        bench.file(&path, &text(PARTICIPANTS, &[GOOD, WRONG_WARD]));
        let outcome = check(&bench, "2016-02-11", &[&path]);
        assert!(outcome.stdout.contains("1 query, 0 corrected, 1 still open, 0 new\n"), "{}", outcome.stdout);
    }
}

const NO_REFERENCE: &str = ",x,x,02/04/2014,09/05/2014,Mersey,1,30/06/2014,,,";
const NO_REFERENCE_EITHER: &str = ",x,x,03/04/2014,19/05/2014,Heath,1,,,,";

#[test]
fn rows_without_a_reference_are_known_again_when_the_file_was_sorted() {
    let before = [NO_REFERENCE, GOOD, NO_REFERENCE_EITHER, EARLY_JOB];
    let sorted = [EARLY_JOB, NO_REFERENCE_EITHER, GOOD, NO_REFERENCE];
    let (bench, counts) = after(&before, &sorted);
    assert_eq!(counts, "3 queries, 0 corrected, 3 still open, 0 new");
    let rows = lines(&bench, "north", &["Row", "Status", "Ward"]).concat();
    assert_eq!(rows, ["2", "Still open", "Mersey", "3", "Still open", "Heath", "5", "Still open", "Mersey"]);
    let given = |row: &str, number: u32| format!("HPJ{number:06}{row}");
    let mended = [EARLY_JOB, &given(NO_REFERENCE_EITHER, 8), GOOD, NO_REFERENCE];
    assert_eq!(after(&before, &mended).1, "3 queries, 1 corrected, 2 still open, 0 new");
    // One fault of two is left, and the reference is there: it is the old fault, not a new one.
    let wrong = NO_REFERENCE.replace("Mersey", "Mersy");
    assert_eq!(after(&[GOOD, &wrong], &[&given(&wrong, 8), GOOD]).1, "2 queries, 1 corrected, 1 still open, 0 new");
    // Of two rows that are alike nobody knows which it is.
    let twins = [GOOD, &given(NO_REFERENCE, 8), EARLY_JOB, &given(NO_REFERENCE, 9)];
    let counts = after(&[NO_REFERENCE, GOOD, EARLY_JOB], &twins).1;
    assert_eq!(counts, "2 queries, 0 corrected, 1 still open, 0 new, 1 whose row is gone");
}

#[test]
fn a_row_that_had_slipped_is_known_again_when_its_cells_are_back() {
    let right = "HPJ000003,x,02/04/1950,02/04/2014,09/05/2014,Mersey,1,30/06/2014,01/09/2014,,";
    let left = "x,02/04/1950,02/04/2014,09/05/2014,Mersey,1,30/06/2014,01/09/2014,,,";
    for slipped in [format!(",{}", &right[..right.len() - 1]), left.to_string()] {
        let (bench, counts) = after(&[GOOD, &slipped], &[GOOD, right]);
        let told = told(&bench);
        assert!(told.len() == 1 && told[0][0] == "Corrected", "{counts}: {told:?}");
        let other = right.replace("2014", "2013");
        let counts = after(&[GOOD, &slipped], &[GOOD, &other]).1;
        assert!(counts.contains(" 0 corrected") && counts.ends_with("row is gone"), "another's row: {counts}");
    }
}

/// The same workbook with a formula for an answer, with or without its result.
fn with_formula(bench: &Bench, result: Option<&str>) {
    let rows = sheet(bench, &queries_of("north"), "To correct");
    let mut workbook = Workbook::new();
    let out = workbook.add_worksheet();
    for (r, row) in (0..).zip(&rows) {
        for (c, text) in (0..).zip(row) {
            if r > 0 && rows[0][usize::from(c)] == "Your answer" {
                let formula = Formula::new("=\"he never \"&\"joined\"").set_result(result.unwrap_or("0"));
                out.write_formula(r, c, formula).unwrap();
            } else {
                out.write_string(r, c, text).unwrap();
            }
        }
    }
    let bytes = workbook.save_to_buffer().unwrap();
    let bytes = if result.is_some() { bytes } else { without_results(&bytes) };
    bench.bytes(&queries_of("north"), &bytes);
}

/// A workbook whose formulas were never calculated.
fn without_results(bytes: &[u8]) -> Vec<u8> {
    let mut parts = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for i in 0..parts.len() {
        let mut part = parts.by_index(i).unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut part, &mut text).unwrap();
        out.start_file(part.name().unwrap(), zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut out, text.replace("</f><v>0</v>", "</f>").as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn an_answer_that_is_a_formula_is_its_result_and_is_never_lost() {
    let path = path_of("north", "csv");
    let (bench, _) = after(&[GOOD, WRONG_WARD], &[GOOD, WRONG_WARD]);
    with_formula(&bench, Some("he never joined"));
    check(&bench, "2016-02-09", &[&path]).expect(0);
    assert_eq!(lines(&bench, "north", &["Your answer"]).concat(), ["he never joined"]);
    with_formula(&bench, None);
    let before = std::fs::read(bench.path().join(queries_of("north"))).unwrap();
    let outcome = check(&bench, "2016-02-10", &[&path]);
    let said = "the answer is a formula that was never calculated";
    assert!(outcome.stdout.contains("queries_not_understood") && outcome.stdout.contains(said), "{}", outcome.stdout);
    assert_eq!(std::fs::read(bench.path().join(queries_of("north"))).unwrap(), before);
}

#[cfg(unix)]
#[test]
fn a_file_whose_name_is_not_utf_8_is_read() {
    use std::os::unix::ffi::OsStrExt;
    let bench = council(&["North"], false);
    std::fs::create_dir_all(bench.path().join("ws/returns")).unwrap();
    let name = std::ffi::OsStr::from_bytes(b"ws/returns/north_caf\xe9.csv");
    std::fs::write(bench.path().join(name), text(PARTICIPANTS, &[GOOD, WRONG_WARD])).unwrap();
    let arguments = ["check", "-w", "ws", "--layout", "north", "--supplier", "north", "--today", "2016-02-10"];
    let outcome = std::process::Command::new(env!("CARGO_BIN_EXE_quarterdeck"))
        .current_dir(bench.path())
        .args(arguments)
        .arg(name)
        .output()
        .unwrap();
    let (out, err) = (String::from_utf8_lossy(&outcome.stdout), String::from_utf8_lossy(&outcome.stderr));
    assert!(outcome.status.success() && out.contains("1 query") && !err.contains("damaged"), "{out}{err}");
}

#[test]
fn what_is_no_file_does_not_keep_the_others_from_being_checked() {
    let bench = council(&["North"], false);
    let path = path_of("north", "csv");
    bench.file(&path, &text(PARTICIPANTS, &[GOOD, WRONG_WARD]));
    for (other, said) in [
        ("nosuch/north_2015-16-Q3.csv", "there is no file `nosuch/north_2015-16-Q3.csv`"),
        ("ws", "`ws` is a folder, not a file"),
    ] {
        for files in [[other, path.as_str()], [path.as_str(), other]] {
            let outcome = check(&bench, "2016-02-10", &files);
            outcome.expect(4);
            assert!(outcome.stderr.contains(said), "{}", outcome.stderr);
            assert!(outcome.stdout.contains("north: 1 query"), "{}", outcome.stdout);
        }
        let outcome = check(&bench, "2016-02-10", &[other]);
        outcome.expect(2);
        assert!(outcome.stderr.contains(said), "{}", outcome.stderr);
    }
}

#[test]
fn names_that_begin_like_formulas_are_marked_as_text_in_the_summary() {
    let (bench, _) = after(&[GOOD, WRONG_WARD], &[GOOD, WRONG_WARD]);
    let name = "=north.csv";
    bench.file(name, &text(PARTICIPANTS, &[GOOD, WRONG_WARD]));
    bench.run(&["check", "-w", "ws", "--layout", "north", "--supplier", "north", "--queries", "q", name]).expect(0);
    let bytes = std::fs::read(bench.path().join("q/queries-north.xlsx")).unwrap();
    let mut workbook: Xlsx<_> = Xlsx::new(std::io::Cursor::new(&bytes)).unwrap();
    let range = workbook.worksheet_range("Summary").unwrap();
    assert_eq!(range.get_value((7, 1)), Some(&Data::String(name.into())));
    let part = |name: &str| {
        let mut parts = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut parts.by_name(name).unwrap(), &mut text).unwrap();
        text
    };
    let summary = part("xl/worksheets/sheet1.xml");
    let style =
        summary.split("<c r=\"B8\" s=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("B8 has a style");
    let styles = part("xl/styles.xml");
    let formats = styles.split("<cellXfs").nth(1).unwrap().split("<xf ").skip(1);
    let format = formats.map(String::from).nth(style.parse().unwrap()).unwrap();
    assert!(format.contains("quotePrefix=\"1\""), "{format}");
}
