//! What returns tell of people besides their milestones: stays, groups, hours, claims on a sheet of their own; through
//! reading, mapping, the rules and the canonical tables to exact counts.

use crate::harness::{Bench, Cell, text_of};
use crate::small::{PARTICIPANTS, account, checked, council, edit, exact, path_of, text, told};

const SHORT: &[&str] = &["column_empty", "column_empty_so_far", "date_order_not_proven"];

/// A council whose prime's layout has these columns, too.
fn with_columns(columns: &str) -> Bench {
    let bench = council(&["North"], false);
    edit(&bench, "ws/layouts/north.toml", "ward = [\"Ward\"]", &format!("ward = [\"Ward\"]\n{columns}"));
    bench
}

fn returned(bench: &Bench, headers: &str, rows: &[String]) -> serde_json::Value {
    bench.file(&path_of("north", "csv"), &text(&format!("{PARTICIPANTS}{headers}"), rows));
    checked(bench, &[&path_of("north", "csv")], 0)
}

fn messages(found: &serde_json::Value, code: &str) -> Vec<String> {
    let findings = found["findings"].as_array().unwrap().iter().filter(|finding| finding["code"] == code);
    findings.map(|finding| format!("{} {}", finding["message"], finding["hint"])).collect()
}

#[test]
fn a_person_who_came_back_counts_once_with_the_jobs_of_every_stay() {
    let bench = council(&["North"], false);
    let rows = [
        "HPJ000001,,,01/04/2014,01/05/2014,Mersey,1,01/06/2014,30/06/2014,,01/09/2014",
        "HPJ000001,,,02/05/2014,01/09/2014,Mersey,1,01/10/2014,30/10/2014,,01/12/2014",
        "HPJ000001,,,05/01/2015,13/02/2015,Mersey,1,,,,",
        "HPJ000002,,,01/04/2014,01/05/2014,Mersey,1,,,,",
    ];
    let found = returned(&bench, "", &rows.map(String::from));
    assert_eq!(told(&found, SHORT), ["attached_again notes null null"]);
    assert!(messages(&found, "attached_again")[0].contains("rows 3, 4"), "{found}");
    assert_eq!(account(&found, "north"), [4, 4, 0, 0]);
    assert_eq!(exact(&bench, &["referred,attached,job_starts"]), ["2,2,1"]);
}

#[test]
fn stays_in_two_files_of_a_sender_are_no_conflict_either() {
    let bench = council(&["North"], false);
    edit(&bench, "ws/layouts/north.toml", "reference_pattern", "coverage = \"quarter\"\nreference_pattern");
    let earlier = path_of("north", "csv").replace("Q3", "Q2");
    let row = |attached: &str, left: &str| format!("HPJ000001,,,01/04/2014,{attached},Mersey,1,,,,{left}");
    bench.file(&earlier, &text(PARTICIPANTS, &[row("01/05/2014", "20/07/2015")]));
    bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &[row("01/10/2015", "").replace("01/04/2014", "")]));
    let found = checked(&bench, &[&earlier, &path_of("north", "csv")], 0);
    assert_eq!(told(&found, &[SHORT, &["referral_date_not_given"]].concat()), ["attached_again notes null null"]);
    assert_eq!(exact(&bench, &["attached"]), ["1"]);
}

#[test]
fn disabilities_are_yes_no_or_the_layouts_words_and_what_few_have_is_not_known() {
    let bench = with_columns("disability = [\"Disabled\"]\nbarrier = [\"Barrier\"]");
    let layout = bench.read("ws/layouts/north.toml") + "[values.disability]\nwheelchair = \"Yes\"\n";
    bench.file("ws/layouts/north.toml", &layout);
    let row = |(i, told): (usize, &str)| format!("HPJ{i:06},,,01/04/2014,01/05/2014,Mersey,1,,,,,{told}");
    let told_of = ["Y,Health", "yes,Health", "Wheelchair,Health", "N,Health", "no,Health", "n/a,", "Oldham,Smith"];
    let rows: Vec<String> = told_of.into_iter().enumerate().map(row).collect();
    let found = returned(&bench, ",Disabled,Barrier", &rows);
    let expected = [
        "values_missing_by_mark notes null L \"Disabled\"",
        "value_of_few notes null M \"Barrier\"",
        "value_of_few notes null L \"Disabled\"",
    ];
    assert_eq!(told(&found, SHORT), expected);
    let few = messages(&found, "value_of_few").concat();
    assert!(few.contains("[values.disability]") && few.contains("[values.barrier]"), "{few}");
    assert!(!found.to_string().contains("Oldham") && !found.to_string().contains("Smith"), "{found}");
    assert_eq!(exact(&bench, &["attached", "--by", "disability"]), ["No,2", "Yes,3", "Not known,2", "All,7"]);
    assert_eq!(exact(&bench, &["attached", "--by", "barrier"]), ["Health,5", "Not known,2", "All,7"]);
}

#[test]
fn age_bands_come_from_the_day_of_birth_where_the_sender_has_no_bands() {
    let bench = with_columns("birth_date = [\"Born\"]");
    edit(&bench, "ws/layouts/north.toml", "\"Surname\", \"Born\"", "\"Surname\"");
    let row = |(i, born): (usize, &str)| format!("HPJ{i:06},,{born},01/04/2014,01/05/2014,Mersey,1,,,,");
    let born = ["01/05/1989", "02/05/1989", "01/05/1964", "02/05/1964", "17/11/1975", "", "01/06/1998"];
    let mut rows: Vec<String> = born.into_iter().enumerate().map(row).collect();
    // Nobody joins at 15. Not attached: as old as at the referral.
    rows.push("HPJ000099,,15/04/1989,01/04/2014,,Mersey,1,,,,".into());
    returned(&bench, "", &rows);
    let expected = ["16 to 24,2", "25 to 34,1", "35 to 49,2", "50 and over,1", "Not known,2", "All,8"];
    assert_eq!(exact(&bench, &["referred", "--by", "age_band"]), expected);
    let public = bench.run(&["query", "referred", "-w", "ws", "--by", "age_band"]);
    public.expect(0);
    assert!(!public.stdout.contains("1989") && public.stdout.contains("[c]"), "{}", public.stdout);

    edit(&bench, "ws/layouts/north.toml", "birth_date =", "age_band = [\"Ages\"]\nbirth_date =");
    let rows: Vec<String> = rows.iter().map(|row| format!("{row},25-34")).collect();
    returned(&bench, ",Ages", &rows);
    assert_eq!(exact(&bench, &["referred", "--by", "age_band"]), ["25 to 34,8", "All,8"]);
}

#[test]
fn hours_that_cannot_be_are_told_once_without_them_and_set_nobody_aside() {
    let bench = with_columns("hours = [\"Hours\"]\nhours_2 = [\"Hours 2\"]");
    let row = |(i, hours): (usize, &str)| format!("HPJ{i:06},,,01/04/2014,01/05/2014,Mersey,1,01/06/2014,,,,{hours}");
    let hours = ["37.5,", "16,", "TBC,", "168,", "168.25,0", "full time,", "12.345,", "-1,", "#REF!,", ",1950"];
    let found = returned(&bench, ",Hours,Hours 2", &hours.into_iter().enumerate().map(row).collect::<Vec<_>>());
    let expected = [
        "values_missing_by_mark notes null L \"Hours\"",
        "hours_not_understood notes null L \"Hours\"",
        "hours_not_possible notes null L \"Hours\"",
        "hours_not_possible notes null M \"Hours 2\"",
    ];
    assert_eq!(told(&found, SHORT), expected);
    assert_eq!(account(&found, "north"), [10, 10, 0, 0]);
    let told = messages(&found, "hours_not_understood").concat() + &messages(&found, "hours_not_possible").concat();
    assert!(told.contains("rows 7, 8, 9, 10") && told.contains(": row 6;"), "{told}");
    for value in ["168.25", "full time", "12.345", "1950"] {
        assert!(!told.contains(value), "{told}");
    }
}

const PAID: f64 = 987.65;
const SCORED: f64 = 76.25;

/// A workbook of people, claims and scores; three people are attached and in work from 1 June 2014.
fn three_sheets(claims: &[Vec<Cell>]) -> Bench {
    let bench = council(&["North"], false);
    let layout = bench.read("ws/layouts/north.toml");
    let layout = layout.replacen("[[sheet]]", "[[sheet]]\nsheet = \"People\"", 1);
    let layout = layout.replace("sustained_claim_date = [\"Claimed\"]\n", "hours = [\"Hours\"]\n");
    let beside = "[[sheet]]\nsheet = \"Claims\"\nrecord = \"claims\"\nrequired = [\"claim_date\"]\n[sheet.columns]\n\
        reference = [\"Ref\"]\nmilestone = [\"For\"]\nclaim_date = [\"On\"]\npaid_date = [\"Paid\"]\n\
        paid_amount = [\"Amount\"]\n[[sheet]]\nsheet = \"Scores\"\nrecord = \"scores\"\nrequired = []\n[sheet.columns]\n\
        reference = [\"Ref\"]\nscore_date = [\"On\"]\nscore_value = [\"Score\"]\n";
    bench.file("ws/layouts/north.toml", &(layout + beside));
    write_sheets(&bench, &path_of("north", "xlsx"), claims);
    bench
}

fn write_sheets(bench: &Bench, path: &str, claims: &[Vec<Cell>]) {
    let references = ["HPJ000001", "HPJ000002", "HPJ000003"];
    let texts = |words: &[&'static str]| words.iter().map(|word| Cell::Text(word)).collect::<Vec<_>>();
    let person = |reference| {
        let dates = ["2014-04-01", "2014-05-01", "2014-06-01"].map(Cell::Date);
        [vec![Cell::Text(reference)], dates.to_vec(), vec![Cell::Empty, Cell::Number(37.5)]].concat()
    };
    let score = |reference| vec![Cell::Text(reference), Cell::Date("2014-05-01"), Cell::Number(SCORED)];
    let people = [vec![texts(&["Client Ref", "Referred", "Attached", "Job Start", "Job End", "Hours"])]].concat();
    let people = [people, references.map(person).to_vec()].concat();
    let claims = [vec![texts(&["Ref", "For", "On", "Paid", "Amount"])], claims.to_vec()].concat();
    let scores = [vec![texts(&["Ref", "On", "Score"])], references.map(score).to_vec()].concat();
    bench.workbook(path, &[("People", people), ("Claims", claims), ("Scores", scores)]);
}

fn claim(reference: &'static str, what: &'static str, on: &'static str) -> Vec<Cell> {
    vec![Cell::Text(reference), Cell::Text(what), Cell::Date(on), Cell::Date("2015-01-05"), Cell::Number(PAID)]
}

#[test]
fn an_outcome_on_the_sheet_of_claims_is_claimed_and_no_other_milestone_is_taken_for_one() {
    let claims = [
        claim("HPJ000001", "Outcome", "2014-11-29"),
        claim("HPJ000001", "Sustainment", "2014-12-27"),
        claim("HPJ000002", "Attachment", "2014-05-01"),
        claim("HPJ000002", "Job start", "2014-06-01"),
    ];
    let bench = three_sheets(&claims);
    let found = checked(&bench, &[&path_of("north", "xlsx")], 0);
    assert_eq!(told(&found, SHORT), Vec::<String>::new());
    let tables = found["accounts"]["tables"].as_array().unwrap().iter();
    let used: Vec<String> = tables.map(|table| format!("{} {}", table["record"], table["used"])).collect();
    assert_eq!(used, ["\"participants\" 3", "\"claims\" 4", "\"scores\" 3"]);
    // The contract reads dates: all three have been in work since 1 June 2014; one outcome is claimed.
    assert_eq!(exact(&bench, &["attached,sustained,sustained_otherwise"]), ["3,3,1"]);
}

#[test]
fn claims_and_payments_that_the_next_return_has_no_more_are_told() {
    let bench = three_sheets(&[
        claim("HPJ000001", "Outcome", "2014-11-29"),
        vec![Cell::Text("HPJ000002"), Cell::Text("Outcome"), Cell::Date("2014-11-29")],
    ]);
    let (path, paid) = (path_of("north", "xlsx"), claim("HPJ000002", "Outcome", "2014-11-29"));
    write_sheets(&bench, &path.replace("Q3", "Q2"), &[paid, claim("HPJ000003", "Outcome", "2014-11-29")]);
    let mut told = told(&checked(&bench, &[&path], 0), SHORT);
    told.sort();
    assert_eq!(told, ["dates_no_longer_sent notes null D \"Paid\"", "people_no_longer_sent notes null null"]);
}

#[test]
fn no_amount_no_score_and_no_hours_are_in_anything_that_is_published() {
    let bench = three_sheets(&[claim("HPJ000001", "Outcome", "2014-11-29")]);
    bench.run(&["report", "-w", "ws"]).expect(0);
    let files = bench.all_files("output");
    assert!(files.len() > 2, "{:?}", files.iter().map(|file| &file.0).collect::<Vec<_>>());
    for (name, bytes) in files {
        let text = text_of(&name, &bytes);
        for planted in ["987.65", "98765", "76.25", "7625", "37.5", "3750"] {
            assert!(!text.contains(planted), "{planted} is in {name}");
        }
    }
}
