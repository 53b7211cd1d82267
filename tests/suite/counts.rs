//! Primes that send counts: what is made from them and what is not, worked by hand.

use crate::harness::Bench;
use crate::small::{PARTICIPANTS, QUARTER, checked, council, edit, exact, path_of, text, told};

pub const LAYOUT: &str = r#"description = "Monthly tables by area"
[[sheet]]
record = "counts"
required = ["attachments", "job_starts"]
[sheet.counts]
form = "titles"
rows = "area"
[sheet.columns]
attachments = ["Starters"]
job_starts = ["Into work"]
"#;

/// To date 170 joined and 48 started a job; in October to December 150 and 45.
pub const MONTHS: [&str; 9] = [
    "Starters,Sep-15,Oct-15,Nov-15,Dec-15",
    "Widnes,10,20,30,10",
    "Runcorn,10,30,20,40",
    "Total,20,50,50,50",
    ",,,,",
    "Into work,Sep-15,Oct-15,Nov-15,Dec-15",
    "Widnes,1,5,6,7",
    "Runcorn,2,8,9,10",
    "Total,3,13,15,17",
];

/// A council whose prime East sends counts and nothing else.
pub fn east(rows: &[impl AsRef<str>]) -> Bench {
    let bench = council(&["East"], false);
    bench.file("ws/layouts/east.toml", &format!("name = \"east\"\n{LAYOUT}"));
    bench.file(&path_of("east", "csv"), &text("Monthly figures of East,,,,", rows));
    bench
}

pub fn query(bench: &Bench, args: &[&str]) -> Vec<String> {
    let outcome = bench.run(&[&["query", "-w", "ws", "--format", "csv"], args].concat());
    outcome.expect(0);
    outcome.stdout.lines().skip(1).map(String::from).collect()
}

/// Quotes and patterns are a shell's.
#[cfg(unix)]
#[test]
fn the_workspace_of_the_page_on_counts_can_be_tried_and_so_can_the_readme() {
    let project = crate::harness::project();
    let page = std::fs::read_to_string(project.join("docs/methods/counts.md")).unwrap();
    let script = page.split_once("```sh\n").unwrap().1.split_once("```").unwrap().0;
    let readme = std::fs::read_to_string(project.join("README.md")).unwrap();
    let asked = readme.lines().find(|line| line.contains(" --counts ")).unwrap();
    let bench = Bench::new();
    let binary = std::path::Path::new(env!("CARGO_BIN_EXE_quarterdeck"));
    let path = format!("{}:{}", binary.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let mut shell = std::process::Command::new("sh");
    let script = format!("set -e\n{script}\n{asked}\n");
    let output = shell.args(["-c", &script]).env("PATH", &path).current_dir(bench.path()).output().unwrap();
    let (told, said) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}");
    // 48 of 170: 14, 15 and 19 of 61, 50 and 59.
    assert_eq!(told.matches("28.2%").count(), 2, "{told}");
}

#[test]
fn counts_make_rates_to_date_and_of_the_quarter_in_query_and_by_area() {
    let bench = east(&MONTHS);
    let exact = |args: &[&str]| exact(&bench, args);
    assert_eq!(exact(&["attached,job_starts"]), ["170,48"]);
    assert_eq!(exact(&["attached,job_starts", "--basis", "period"]), ["150,45"]);
    assert_eq!(
        exact(&["attached,job_starts", "--by", "prime,area"]),
        ["East,Runcorn,100,29", "East,Widnes,70,19", "East,All,170,48"]
    );
    assert_eq!(query(&bench, &["job_start_rate", "--by", "prime"]), ["East,0.282353,48,170"]);
    assert_eq!(query(&bench, &["attachment_rate", "--by", "prime"]), ["East,[z],170,[z]"], "referrals were not sent");
    for (args, words) in [
        (&["attached", "--by", "ward"][..], "by ward"),
        (&["attached", "--basis", "cohort"], "basis `cohort`"),
        (&["job_start_rate", "--detail"], "--detail"),
        (&["attached", "--where", "prime=West"], "`West`"),
    ] {
        bench.run(&[&["query", "-w", "ws"], args].concat()).expect(2).says(&[words]);
    }
}

#[test]
fn a_paper_from_counts_says_whose_they_are_and_what_cannot_be_told() {
    let bench = east(&MONTHS);
    bench.run(&["report", "-w", "ws"]).expect(0);
    let paper = bench.read(&format!("output/small/{QUARTER}/report.md"));
    for words in [
        "This report covers the contracts of East.",
        "East sends counts, not a row for each person. By its counts, 170 had joined and 48 had started a job by 31 December 2015.",
        "Job start rate, East: 28.2% (48 of 170 people) by its own counts, against a minimum of 20%. **Met.**",
        "are the sender's own counts",
        "who is still in time",
        "such figures need a row for each person",
    ] {
        assert!(paper.contains(words), "`{words}` is not in the paper:\n{paper}");
    }
    let row = |start: &str| paper.lines().find(|line| line.starts_with(start)).unwrap_or_default().to_string();
    assert_eq!(
        row("| Job start rate, East"),
        "| Job start rate, East | 28.2% | 48 of 170 | 20% | Met | \\[z\\] | Not comparable |"
    );
    // 48 to date less 45 in the quarter would be the 3 of September.
    assert_eq!(row("| East"), "| East | \\[z\\] | 150 | \\[z\\] | \\[c\\] | \\[c\\] | \\[z\\] | \\[z\\] |");
    assert!(!paper.contains("RAG (calculated)"), "nobody knows who is in time");
}

#[test]
fn a_figure_that_needs_a_count_that_was_not_sent_is_not_made() {
    let mut rows = MONTHS.map(String::from);
    rows[6] = "Widnes,1,#REF!,6,7".into();
    let bench = east(&rows);
    let found = checked(&bench, &[&path_of("east", "csv")], 0);
    assert_eq!(
        told(&found, &["totals_row", "footnote"]),
        ["error_cell notes 8 C \"Into work, Oct-15\""],
        "a total of which a part is missing is compared with nothing"
    );
    assert_eq!(query(&bench, &["attached,job_starts"]), ["170,[z]"]);
    rows[6] = "Widnes,1,5,6,8".into();
    let bench = east(&rows);
    let found = checked(&bench, &[&path_of("east", "csv")], 3);
    let told = told(&found, &["totals_row", "footnote"]);
    assert_eq!(told, ["totals_disagree_with_rows stops 10 E \"Into work, Dec-15\""]);
    let accepted = ["--accept", "totals_disagree_with_rows", "--because", "Known", "--accepted-by", "A. Officer"];
    let outcome = bench.run(&[&["query", "job_starts", "-w", "ws", "--format", "csv"][..], &accepted].concat());
    outcome.expect(0);
    assert!(outcome.stdout.ends_with("\n49\n"), "the rows count: {}", outcome.stdout);
}

#[test]
fn a_prime_with_counts_stands_apart_from_one_with_rows() {
    let bench = council(&["North", "East"], false);
    bench.file("ws/layouts/east.toml", &format!("name = \"east\"\n{LAYOUT}"));
    bench.file(&path_of("east", "csv"), &text("Monthly figures of East,,,,", &MONTHS));
    let rows: Vec<String> = (1..=30).map(|i| format!("HPJ{i:06},,,01/09/2015,05/10/2015,Mersey,1,,,,")).collect();
    bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &rows));
    bench.run(&["report", "-w", "ws"]).expect(0);
    let paper = bench.read(&format!("output/small/{QUARTER}/report.md"));
    for words in
        ["This report covers the contracts of North. By 31 December 2015, 30 people", "By its counts, 170 had joined"]
    {
        assert!(paper.contains(words), "`{words}` is not in the paper:\n{paper}");
    }
    let outcome = bench.run(&["query", "attached", "--by", "prime", "-w", "ws", "--format", "csv"]);
    outcome.expect(0).says(&["not in this answer: East", "--counts"]);
    assert_eq!(outcome.stdout, "prime,attached\nNorth,30\nAll,30\n");
    assert_eq!(query(&bench, &["attached", "--by", "prime", "--counts"]), ["East,170"]);
}

#[test]
fn small_counts_of_a_sender_are_hidden_as_all_others_are() {
    let mut rows = MONTHS.map(String::from);
    rows[6] = "Widnes,0,1,0,2".into();
    rows[8] = "Total,2,9,9,12".into();
    let bench = east(&rows);
    let by_area = query(&bench, &["attached,job_starts", "--by", "area"]);
    assert!(by_area.contains(&"Widnes,70,[c]".to_string()), "{by_area:?}");
    assert!(!by_area.concat().contains("29"), "with the total it would tell the other: {by_area:?}");
    bench.run(&["report", "-w", "ws"]).expect(0);
}

#[test]
fn where_a_prime_sends_rows_too_they_count_and_the_counts_are_compared() {
    let bench = council(&["North"], false);
    bench.file("ws/layouts/northcounts.toml", &format!("name = \"northcounts\"\n{LAYOUT}"));
    edit(
        &bench,
        "ws/quarterdeck.toml",
        "[[contract]]",
        "[[supplier.returns]]\nfiles = \"counts_{quarter}.csv\"\nlayout = \"northcounts\"\n[[contract]]",
    );
    let person = |i: u32| format!("HPJ{i:06},,,01/09/2015,0{}/10/2015,Mersey,1,20/11/2015,,,", 1 + i % 9);
    let rows: Vec<String> = (1..=20).map(person).collect();
    bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &rows));
    let counts =
        ["Starters,Oct-15,Nov-15,Dec-15", "Widnes,20,0,0", ",,,", "Into work,Oct-15,Nov-15,Dec-15", "Widnes,0,17,0"];
    bench.file("ws/returns/counts_2015-16-Q3.csv", &text("Monthly,,,", &counts));
    let found = checked(&bench, &[&path_of("north", "csv"), "ws/returns/counts_2015-16-Q3.csv"], 0);
    let told = told(&found, &["totals_row", "footnote", "column_empty_so_far", "date_order_not_proven"]);
    assert_eq!(told, ["totals_disagree_with_counts notes null null"], "starters agree");
    let mut findings = found["findings"].as_array().unwrap().iter();
    let disagree = findings.rfind(|finding| finding["code"] == "totals_disagree_with_counts").unwrap();
    let message = disagree["message"].as_str().unwrap();
    assert!(message.contains("17 by the prime's counts, 20 by its rows"), "{message}");
    assert_eq!(exact(&bench, &["attached,job_starts"]), ["20,20"]);
    edit(&bench, "ws/quarterdeck.toml", "min_rows = 1000000", "min_rows = 1");
    bench.run(&["report", "-w", "ws"]).expect(3).says(&["totals_disagree_with_counts"]);
}

const JOINERS: &str = r#"name = "east"
description = "What became of the people who joined in each quarter"
[[sheet]]
record = "counts"
required = ["period", "attachments"]
[sheet.counts]
of = "joiners"
[sheet.columns]
period = ["Quarter"]
attachments = ["Joined"]
job_starts = ["In work"]
"#;

#[test]
fn what_has_become_of_joiners_by_now_is_not_held_to_be_what_had_a_year_ago() {
    let bench = east(&MONTHS);
    bench.file("ws/layouts/east.toml", JOINERS);
    let quarters = ["Q3 2014-15", "Q4 2014-15", "Q1 2015-16", "Q2 2015-16", "Q3 2015-16"];
    let rows = quarters.map(|quarter| format!("{quarter},100,30"));
    bench.file(&path_of("east", "csv"), &text("Quarter,Joined,In work", &rows));
    bench.run(&["report", "-w", "ws"]).expect(0);
    let paper = bench.read(&format!("output/small/{QUARTER}/report.md"));
    let row = "| Job start rate, East | 30.0% | 150 of 500 | 20% | Met | \\[z\\] | Not comparable |";
    assert!(paper.contains(row), "{paper}");
}

#[test]
fn a_paper_and_exact_figures_of_counts_alone_hold_nothing_of_people() {
    let bench = east(&MONTHS);
    bench.run(&["report", "-w", "ws", "--audience", "officers"]).expect(0);
    let paper = bench.read(&format!("output/small/{QUARTER}/report.md"));
    let section = paper.split("\n### ").find(|section| section.starts_with("3.4 Performance to date")).unwrap();
    assert!(!section.contains("Nothing can be shown"), "a table is there:\n{section}");
    assert!(section.contains("where a count that it needs was not sent"), "{section}");
    for words in ["People are counted once on each contract", "RAG is calculated", "hold the other primes alone"] {
        assert!(!paper.contains(words), "`{words}` is said of people who are not there");
    }
    let figures = bench.read(&format!("output/small/{QUARTER}/internal/figures.csv"));
    let lines: Vec<&str> = figures.lines().skip(2).collect();
    assert_eq!(
        lines,
        [
            "prime,to-date,East,attached_by_its_own_counts,170",
            "prime,to-date,East,job_starts_by_its_own_counts,48",
            "area,to-date,\"East, Runcorn\",attached_by_its_own_counts,100",
            "area,to-date,\"East, Runcorn\",job_starts_by_its_own_counts,29",
            "area,to-date,\"East, Widnes\",attached_by_its_own_counts,70",
            "area,to-date,\"East, Widnes\",job_starts_by_its_own_counts,19",
            "prime,period,East,attached_by_its_own_counts,150",
            "prime,period,East,job_starts_by_its_own_counts,45",
            "area,period,\"East, Runcorn\",attached_by_its_own_counts,90",
            "area,period,\"East, Runcorn\",job_starts_by_its_own_counts,27",
            "area,period,\"East, Widnes\",attached_by_its_own_counts,60",
            "area,period,\"East, Widnes\",job_starts_by_its_own_counts,18",
        ]
    );
}
