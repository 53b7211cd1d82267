//! What would change a figure without a word: dates that a spreadsheet program changed over, marks in place of dates,
//! the same file under two names, people who are referred again.

use crate::harness::{Bench, Cell};
use crate::small::{PARTICIPANTS, account, checked, checked_to_the_end, council, edit, path_of, text, told};

const SHORT: &[&str] = &["column_empty", "column_empty_so_far"];

/// Attached on this day of May 2014, as a spreadsheet has it that was opened from a text file: real with day and month
/// changed over up to the 12th, else text.
fn opened_in_between(day: u32) -> Cell {
    let text: String = match day {
        ..=12 => return Cell::Date(format!("2014-{day:02}-05").leak()),
        _ => format!("{day}/05/2014"),
    };
    Cell::Text(text.leak())
}

fn people(attached: impl Fn(u32) -> Cell) -> Vec<Vec<Cell>> {
    let header = ["Client Ref", "Referred", "Attached", "Job Start", "Job End"].map(Cell::Text).to_vec();
    let row = |day: u32| {
        let reference = Cell::Text(format!("HPJ0000{day:02}").leak());
        vec![reference, Cell::Date("2014-01-02"), attached(day), Cell::Date("2014-06-20"), Cell::Empty]
    };
    std::iter::once(header).chain((1..=28).map(row)).collect()
}

#[test]
fn a_text_file_that_was_opened_in_an_american_spreadsheet_stops_at_the_column_that_it_damaged() {
    let bench = council(&["North"], false);
    let path = path_of("north", "xlsx");
    bench.workbook(&path, &[("People", people(opened_in_between))]);
    let found = checked(&bench, &[&path], 3);
    let first = "dates_swapped_by_excel stops null C \"Attached\"";
    let follows = "job_start_before_attachment sets_aside null D \"Job Start\"";
    let mut codes = told(&found, SHORT);
    codes.sort();
    assert_eq!(codes, [first, follows], "what follows is told once");
    let american = |day| match opened_in_between(day) {
        Cell::Text(_) => Cell::Text(format!("05/{day}/2014").leak()),
        real => real,
    };
    bench.workbook(&path, &[("People", people(american))]);
    let found = checked(&bench, &[&path], 3);
    assert!(told(&found, SHORT).contains(&first.to_string()), "{found}");
    assert!(!found.to_string().contains("date_order = "), "a setting mends nothing: {found}");
}

#[test]
fn a_column_of_real_dates_with_some_in_text_is_right() {
    let bench = council(&["North"], false);
    let path = path_of("north", "xlsx");
    let mixed = |day: u32| match day % 2 {
        0 => Cell::Text(format!("{day:02}/05/2014").leak()),
        _ => Cell::Date(format!("2014-05-{day:02}").leak()),
    };
    bench.workbook(&path, &[("People", people(mixed))]);
    assert_eq!(told(&checked_to_the_end(&bench, &[&path]), SHORT), [""; 0]);
}

fn attached(marks: &[&str]) -> String {
    let row = |(i, mark): (usize, &&str)| format!("HPJ{i:06},,,20/04/2014,{mark},Mersey,1,,,,");
    text(PARTICIPANTS, &marks.iter().enumerate().map(row).collect::<Vec<_>>())
}

#[test]
fn a_mark_for_a_day_that_is_not_given_is_not_taken_for_never() {
    let bench = council(&["North"], false);
    let path = path_of("north", "csv");
    let marks = ["TBC", "*", "x", "<5", "unknown", "..", "to follow", "21/05/2014", "n/a", "-", "none", ""];
    bench.file(&path, &attached(&marks));
    let found = checked(&bench, &[&path], 0);
    let told = told(&found, SHORT);
    let aside = |told: &&String| told.starts_with("date_marked_missing sets_aside");
    assert_eq!(told.iter().filter(aside).count(), 7, "{told:?}");
    assert!(told.contains(&"values_missing_by_mark notes null E \"Attached\"".to_string()), "{told:?}");
    assert_eq!(account(&found, "north"), [12, 5, 7, 0]);
    assert!(found.to_string().contains("`tbc` (to follow) stands in place of a date"), "{found}");
}

#[test]
fn a_column_of_marks_in_place_of_dates_is_told_once_a_mark() {
    let bench = council(&["North"], false);
    let path = path_of("north", "csv");
    bench.file(&path, &attached(&[&["TBC"; 30][..], &["*"; 2], &["21/05/2014"; 30]].concat()));
    let found = checked_to_the_end(&bench, &[&path]);
    let once = "date_marked_missing sets_aside null E \"Attached\"";
    assert_eq!(told(&found, SHORT), [once, once]);
    assert_eq!(account(&found, "north"), [62, 30, 32, 0]);
}

#[test]
fn the_same_file_under_two_names_of_one_series_is_read_once() {
    let bench = council(&["North"], false);
    edit(&bench, "ws/quarterdeck.toml", "north_{quarter}.*", "north_{quarter}*.csv");
    let rows = attached(&["21/05/2014"]);
    let (first, second) = (path_of("north", "csv"), path_of("north", "csv").replace(".csv", " (1).csv"));
    bench.file(&first, &rows).file(&second, &rows);
    let check = ["check", "-w", "ws", &first, &second];
    let said = "the same content as `north_2015-16-Q3.csv` (SHA-256): ignored, 1 row";
    bench.run(&check).expect(0).prints(&["same_file_twice", said]);
    bench.run(&["report", "-w", "ws"]).expect(0).says(&[
        "same_file_twice",
        said,
        "2 = 1 used + 0 set aside + 1 left out",
    ]);
    // Under the name of another quarter nobody knows which one it is.
    edit(&bench, "ws/layouts/north.toml", "description =", "coverage = \"quarter\"\ndescription =");
    let other = first.replace("Q3", "Q2");
    bench.file(&other, &rows);
    let refused = ["it is the same file as `north_2015-16-Q2.csv`", "same_file_twice"];
    bench.run(&["report", "-w", "ws"]).expect(4).says(&refused);
    std::fs::remove_file(bench.path().join(&other)).unwrap();
    bench.file(&second, &rows.replace("HPJ000000", "HPJ000001"));
    bench.run(&check).expect(0);
}

fn referred_twice(bench: &Bench, again: &str) -> Vec<String> {
    let row = |day: &str| format!("HPJ000001,,,{day}/2014,28/05/2014,Mersey,1,,,,");
    let path = path_of("north", "csv");
    bench.file(&path, &text(PARTICIPANTS, &[row("20/04"), row(again), row("20/04").replace("001", "002")]));
    told(&checked(bench, &[&path], 0), SHORT)
}

#[test]
fn somebody_who_was_referred_again_counts_once_and_it_is_said() {
    let bench = council(&["North"], false);
    assert_eq!(referred_twice(&bench, "20/05"), ["referred_again notes null null"]);
    let conflict = |row| format!("conflicting_duplicate sets_aside {row} A \"Client Ref\"");
    assert_eq!(referred_twice(&bench, "30/04"), [conflict(2), conflict(3)]);
}

#[test]
fn a_mark_in_a_column_of_yes_and_no_is_no_no() {
    let bench = council(&["North"], false);
    let path = path_of("north", "csv");
    let row = |(i, mark): (usize, &&str)| format!("HPJ{i:06},20/04/2014,21/05/2014,01/06/2014,,{mark}");
    let marks = ["yes", "no", "", "-", "n/a", "x", "X", "TBC", "not known"];
    let rows = marks.iter().enumerate().map(row).collect::<Vec<_>>();
    bench.file(&path, &text("Client Ref,Referred,Attached,Job Start,Job End,Mark", &rows));
    let found = checked(&bench, &[&path], 0);
    assert_eq!(account(&found, "north"), [9, 5, 4, 0]);
    assert!(found.to_string().contains("`x` is not yes or no"), "{found}");
    assert!(found.to_string().contains("nothing is claimed there"), "{found}");
}

#[test]
fn a_mark_in_place_of_the_day_somebody_left_says_what_comes_of_it() {
    let bench = council(&["North"], false);
    let path = path_of("north", "csv");
    let row = |(i, mark): (usize, &&str)| format!("HPJ{i:06},,,20/04/2014,21/05/2014,Mersey,1,,,,{mark}");
    let rows = ["TBC", "x", "not known", "", "01/09/2014"].iter().enumerate().map(row).collect::<Vec<_>>();
    bench.file(&path, &text(PARTICIPANTS, &rows));
    let found = checked(&bench, &[&path], 0);
    assert_eq!(account(&found, "north"), [5, 5, 0, 0]);
    assert!(found.to_string().contains("whoever has one counts as still on the programme"), "{found}");
}

/// A return with a sheet for each office, each of so many people; without any the sheet has its header, and below 0
/// nothing at all.
fn offices(people_of: &[i32]) -> (Bench, String) {
    let bench = council(&["North"], false);
    edit(&bench, "ws/layouts/north.toml", "[[sheet]]\n", "[[sheet]]\nsheet = \"Office*\"\n");
    let path = path_of("north", "xlsx");
    let all = people(|_| Cell::Date("2014-05-01"));
    let sheet = |(at, people): (usize, &i32)| {
        let first = 1 + 9 * at;
        let header = all[..usize::from(*people >= 0)].to_vec();
        let rows = &all[first..first + usize::try_from(*people).unwrap_or(0)];
        (format!("Office {at}").leak() as &str, [header, rows.to_vec()].concat())
    };
    bench.workbook(&path, &people_of.iter().enumerate().map(sheet).collect::<Vec<_>>());
    (bench, path)
}

#[test]
fn an_office_that_had_nobody_is_told_and_the_others_are_used() {
    for nobody in [0, -1] {
        let (bench, path) = offices(&[3, nobody, 4]);
        let found = checked(&bench, &[&path], 0);
        let row = if nobody == 0 { "1" } else { "null" };
        assert_eq!(told(&found, SHORT), [format!("table_is_empty notes {row} null")], "{nobody}");
        assert_eq!(found["accounts"]["used"], 7);
        let finding = found["findings"].as_array().unwrap().iter().find(|own| own["code"] == "table_is_empty").unwrap();
        assert_eq!(finding["place"]["sheet"], "Office 1");
    }
}

#[test]
fn a_file_in_which_every_table_is_empty_is_not_nobody() {
    for all in [&[0][..], &[0, 0], &[0, -1], &[-1, -1]] {
        let (bench, path) = offices(all);
        let found = checked(&bench, &[&path], 3);
        assert!(found.to_string().contains("return_is_empty"), "{all:?}: {found}");
        assert!(!found.to_string().contains("table_is_empty"), "{all:?}: {found}");
    }
}

#[test]
fn people_on_a_sheet_that_the_layout_does_not_name_are_counted_in_the_remark() {
    let bench = council(&["North"], false);
    edit(&bench, "ws/layouts/north.toml", "[[sheet]]\n", "[[sheet]]\nsheet = \"Clients\"\n");
    let path = path_of("north", "xlsx");
    let all = people(|_| Cell::Date("2014-05-01"));
    let leavers = [&all[..1], &all[8..15]].concat();
    bench
        .workbook(&path, &[("Clients", all[..11].to_vec()), ("Leavers", leavers.clone()), ("Copy", all[..5].to_vec())]);
    let found = checked(&bench, &[&path], 0);
    let told: Vec<&str> =
        found["findings"].as_array().unwrap().iter().map(|own| own["message"].as_str().unwrap()).collect();
    let not_used: Vec<&&str> = told.iter().filter(|message| message.contains("does not name this sheet")).collect();
    assert!(not_used[0].ends_with("it has the headers of participants, and 4 references on no sheet that is used"));
    assert!(not_used[1].ends_with("not used: 5 rows"), "{not_used:?}");
}

#[test]
fn people_and_days_that_a_newer_list_has_lost_are_told_and_stop_from_a_share_on() {
    let bench = council(&["North"], false);
    let row = |i: usize, day: &str| format!("HPJ{i:06},,,20/04/2014,20/05/2014,Mersey,1,{day},15/09/2015,,");
    let list = |people: &[usize], without: usize| {
        let day = |i: usize| if i == without { "" } else { "16/06/2014" };
        text(PARTICIPANTS, &people.iter().map(|i| row(*i, day(*i))).collect::<Vec<_>>())
    };
    let everybody: Vec<usize> = (1..=25).collect();
    bench.file("ws/returns/north_2015-16-Q2.csv", &list(&everybody, 0));
    let path = path_of("north", "csv");
    let found = |text: String| {
        bench.file(&path, &text);
        let found = checked(&bench, &[&path], 0);
        (told(&found, SHORT), found.to_string())
    };
    assert_eq!(found(list(&everybody, 0)).0, Vec::<String>::new());
    // In another order, with one person more, and some back in work by another job.
    let moved: Vec<usize> = (1..=26).rev().collect();
    let back = list(&moved, 0).replacen(",16/06/2014,15/09/2015,", ",16/06/2015,,", 3);
    assert_eq!(found(back).0, Vec::<String>::new());
    // The same jobs run again.
    let (codes, said) = found(list(&moved, 0).replacen(",15/09/2015,", ",,", 3));
    assert_eq!(codes, ["dates_no_longer_sent notes null I \"Job End\""]);
    assert!(said.contains("has a day in `job_end_date` for 2 rows whose people have none here"), "{said}");
    let (codes, said) = found(list(&everybody[..20], 7).replace("HPJ000003,,,20/04/2014", "HPJ000003,,,soon"));
    let expected = [
        "date_not_understood sets_aside 4 D \"Referred\"",
        "dates_no_longer_sent notes null H \"Job Start\"",
        "job_end_without_start sets_aside 8 I \"Job End\"",
        "people_no_longer_sent notes null null",
    ];
    let mut sorted = codes;
    sorted.sort();
    assert_eq!(sorted, expected);
    assert!(
        said.contains("5 rows of `north_2015-16-Q2.csv` stand on this list no more: rows 22, 23, 24, 25, 26 there")
    );
    assert!(
        said.contains("has a day in `job_start_date` for 1 row whose people have none here: row 8 there"),
        "{said}"
    );
    edit(&bench, "ws/quarterdeck.toml", "min_rows = 1000000", "min_rows = 5");
    let stopped = bench.run(&["report", "-w", "ws"]);
    stopped.expect(3).says(&[
        "stops      people_no_longer_sent",
        "5 of 25 that were compared (20.0%)",
        "--accept people_no_longer_sent",
    ]);
    // Of those who had the day: second jobs are few, and a column that is gone has nobody's.
    let second = |rows: &str| {
        let (header, rows) = rows.split_once('\n').unwrap();
        let rows = rows.lines().enumerate();
        let day = |i: usize| if i < 20 { "01/10/2015" } else { "" };
        let rows: Vec<String> = rows.map(|(i, row)| format!("{row},{}\n", day(i))).collect();
        format!("{header},Job 2 Start\n{}", rows.concat())
    };
    let everybody = list(&everybody, 0);
    bench.file("ws/returns/north_2015-16-Q2.csv", &second(&everybody));
    edit(
        &bench,
        "ws/layouts/north.toml",
        "job_start_date = ",
        "job_start_date_2 = [\"Job 2 Start\"]\njob_start_date = ",
    );
    let gone = [everybody.clone(), second(&everybody).replacen(",01/10/2015\n", ",\n", 6)];
    for (text, said) in gone.iter().zip(["20 of 20 that were compared", "6 of 20 that were compared (30.0%)"]) {
        bench.file(&path, text);
        bench.run(&["report", "-w", "ws"]).expect(3).says(&["stops      dates_no_longer_sent", said]);
    }
    // Each return holds its own people alone; that they are so few is another matter.
    edit(&bench, "ws/layouts/north.toml", "[[sheet]]", "coverage = \"quarter\"\n[[sheet]]");
    bench.file(&path, &list(&[30, 31], 0));
    let found = checked(&bench, &[&path], 3).to_string();
    assert!(found.contains("far_fewer_rows_than_before") && !found.contains("no_longer_sent"), "{found}");
}

#[test]
fn a_second_header_that_lacks_what_is_required_refuses_the_file_and_names_the_columns() {
    let bench = council(&["North"], false);
    let path = path_of("north", "xlsx");
    let all = people(|_| Cell::Date("2014-05-01"));
    let second = ["Client Ref", "Referred", "Attached", "Interview Date", "Action Plan Date"].map(Cell::Text).to_vec();
    let rows = [&all[..11], &[second], &all[11..]].concat();
    bench.workbook(&path, &[("People", rows)]);
    let said = [
        "north_2015-16-Q3.xlsx, People, row 12: a second header begins here, and `job_end_date`, `job_start_date` of the \
         layout `north` is not in it",
        "`Interview Date`, `Action Plan Date` besides",
        "ask the sender for one table with one header",
    ];
    bench.run(&["check", "-w", "ws", &path]).expect(4).says(&said);
    // Two names among others are somebody's, or a remark.
    let remark = ["Client Ref", "Referred", "by Jo", "by Al", "in May"].map(Cell::Text).to_vec();
    bench.workbook(&path, &[("People", [&all[..11], &[remark], &all[11..]].concat())]);
    assert_eq!(account(&checked_to_the_end(&bench, &[&path]), "north")[0], 29);
}

#[test]
fn two_versions_of_one_list_stop_the_paper() {
    let bench = council(&["North"], false);
    edit(&bench, "ws/quarterdeck.toml", "north_{quarter}.*", "north_{quarter}*.csv");
    edit(&bench, "ws/quarterdeck.toml", "min_rows = 1000000", "min_rows = 1");
    let row = |i: usize| format!("HPJ{i:06},,,20/04/2014,20/05/2014,Mersey,1,,,,");
    let list = |people: std::ops::RangeInclusive<usize>| text(PARTICIPANTS, &people.map(row).collect::<Vec<_>>());
    let (first, second) = (path_of("north", "csv"), path_of("north", "csv").replace(".csv", " (1).csv"));
    let report = |people| {
        bench.file(&first, &list(1..=40)).file(&second, &list(people));
        bench.run(&["report", "-w", "ws"])
    };
    report(21..=60).expect(3).says(&["stops      list_sent_twice", "20 of 40 that were compared (50.0%)"]);
    let apart = report(22..=61);
    assert!(!apart.stderr.contains("list_sent_twice"), "{}", apart.stderr);
}

/// The first prime sends its jobs in a file of their own.
fn with_jobs(bench: &Bench) {
    let own = "layout = \"north\"\n";
    let jobs = "[[supplier.returns]]\nfiles = \"jobs_{quarter}.csv\"\nlayout = \"jobs\"\n";
    edit(bench, "ws/quarterdeck.toml", own, &format!("{own}\n{jobs}"));
    let layout = "name = \"jobs\"\ndescription = \"Jobs\"\nreference_pattern = \"HPJ######\"\n[[sheet]]\nrecord = \"jobs\"\n\
                  required = [\"reference\", \"job_start_date\"]\n[sheet.columns]\nreference = [\"Client Ref\"]\n\
                  job_start_date = [\"Job Start\"]\njob_end_date = [\"Job End\"]\n";
    bench.file("ws/layouts/jobs.toml", layout);
}

#[test]
fn people_who_are_gone_from_a_list_of_jobs_are_told_and_stop_from_a_share_on() {
    let bench = council(&["North"], false);
    with_jobs(&bench);
    edit(&bench, "ws/quarterdeck.toml", "min_rows = 1000000", "min_rows = 1");
    let row = |i: usize| format!("HPJ{i:06},,,20/04/2014,20/05/2014,Mersey,1,,,,");
    bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &(1..=40).map(row).collect::<Vec<_>>()));
    let jobs = |people: std::ops::RangeInclusive<usize>| {
        let job = |i: usize| format!("HPJ{i:06},01/07/2014,");
        text("Client Ref,Job Start,Job End", &people.map(job).collect::<Vec<_>>())
    };
    bench.file("ws/returns/jobs_2015-16-Q2.csv", &jobs(1..=30));
    let report = |people| {
        bench.file("ws/returns/jobs_2015-16-Q3.csv", &jobs(people));
        bench.run(&["report", "-w", "ws"])
    };
    report(4..=31).expect(3).says(&["stops      people_no_longer_sent", "3 of 30 that were compared (10.0%)"]);
    let noted = report(3..=31);
    assert!(!noted.stderr.contains("stops      people_no_longer_sent"), "{}", noted.stderr);
    noted.says(&["noted      people_no_longer_sent", "2 rows of `jobs_2015-16-Q2.csv` stand on this list no more"]);
}

#[test]
fn a_prime_one_of_whose_returns_is_refused_has_no_figures_and_without_any_prime_there_is_no_paper() {
    let bench = council(&["North", "South"], false);
    with_jobs(&bench);
    let row = |i: usize| format!("HPJ{i:06},,,20/04/2014,20/05/2014,Mersey,1,,,,");
    bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &(1..9).map(row).collect::<Vec<_>>()));
    bench.file(&path_of("south", "csv"), &text(PARTICIPANTS, &(11..15).map(row).collect::<Vec<_>>()));
    bench.file("ws/returns/jobs_2015-16-Q3.csv", "<html>");
    let attached = |code: &'static str| {
        let accept = ["--accept", code, "--because", "x", "--accepted-by", "y", "--audience", "officers"];
        let query = ["query", "attached", "--by", "prime", "-w", "ws", "--format", "csv"];
        bench.run(&[&query[..], &accept].concat())
    };
    let refused = attached("file_refused");
    refused.expect(0).says(&["rows read  12 = 4 used + 0 set aside + 8 left out"]);
    let answer = bench.read("output/small/2015-16-Q3/internal/query.csv");
    assert!(answer.contains("South,4") && !answer.contains("North"), "{answer}");
    bench.file(&path_of("south", "csv"), "<html>");
    attached("file_refused").expect(3).says(&["no figures were made: no prime's return can be used"]);
}
