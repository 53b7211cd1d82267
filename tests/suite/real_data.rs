//! Client records that nobody here wrote: Northern Ireland's school leavers of 1993, with the figures that were counted
//! from them elsewhere. A layout and a programme file are all it takes; the records are copied, never kept here.

use serde_json::{Map, Value};

use crate::harness::{Bench, shared};

/// As at 30 June 1999, the end of the 72 months for which the records follow people.
const QUARTER: &str = "1999-00-Q1";
const FOLDER: &str = "output/ni-youth/1999-00-Q1";

/// The programme. Nobody set a length of support for these people: it is given as not confirmed, and bounds nothing.
const PROGRAMME: &str = r#"id = "youth-training"
name = "Youth Training"
summary = "School leavers join a training programme of the government."
routes = ["self"]
support = { months = 72, confirmed = false }
source = "McVicar and Anyadike-Danes 2002"
[sustained]
rule = "continuous"
weeks = 26
"#;

/// A workspace around the records: what the contract reads, and what the end of a job means. Nothing where the
/// folder of shared files is absent.
fn workspace(sustained: &str, job_end: &str) -> Option<Bench> {
    let clients = shared()?.join("real/ni-youth-training/clients.csv");
    let bench = Bench::new();
    bench.bytes("ni/returns/clients.csv", &std::fs::read(clients).unwrap());
    bench.file("ni/programmes/youth-training.toml", PROGRAMME);
    bench.file(
        "ni/layouts/clients.toml",
        &format!(
            r#"name = "clients"
description = "One row a client, dates as year-month-day, months in the job and marks beside them"
date_order = "ymd"
job_end = "{job_end}"
[[sheet]]
record = "participants"
required = ["reference", "referral_date", "attachment_date", "job_start_date", "job_end_date", "sustained"]
ignored = ["months_in_first_job"]
[sheet.columns]
reference = ["client_id"]
area = ["area"]
sex = ["sex"]
referral_date = ["referral_date"]
attachment_date = ["start_date"]
job_start_date = ["job_start_date"]
job_end_date = ["job_end_date"]
sustained_13w = ["sustained_3m"]
sustained = ["sustained_6m"]
"#
        ),
    );
    bench.file(
        "ni/quarterdeck.toml",
        &format!(
            r#"id = "ni-youth"
[council]
name = "Northern Ireland"
board = "Not a board"
reporting_officer = "Nobody"
portfolio = "Training"
wards = "All"
[contact]
name = "Nobody"
post = "None"
email = "nobody@example.org"
[officers]
exact_answers = true
[[supplier]]
id = "agency"
name = "Training Agency"
kind = "prime"
[[supplier.returns]]
files = "clients.csv"
layout = "clients"
[[contract]]
id = "youth-training"
supplier = "agency"
programme = "youth-training"
referrals_from = "prime"
sustained = "{sustained}"
[contract.minimum]
"#
        ),
    );
    Some(bench)
}

/// Exact figures of a query.
fn query(bench: &Bench, measures: &str, by: &[&str]) -> Vec<Map<String, Value>> {
    let fixed = ["-w", "ni", "--quarter", QUARTER, "--audience", "officers", "--format", "json"];
    bench.run(&[&["query", measures], by, &fixed].concat()).expect(0);
    serde_json::from_str(&bench.read(&format!("{FOLDER}/internal/query.json"))).unwrap()
}

fn total(bench: &Bench, measure: &str) -> u64 {
    query(bench, measure, &[])[0][measure].as_u64().unwrap()
}

#[test]
fn every_figure_counted_elsewhere_from_the_school_leavers_is_found_in_all_and_by_area() {
    let Some(bench) = workspace("claimed", "first_day_out") else { return };
    let expected = std::fs::read_to_string(shared().unwrap().join("real/ni-youth-training/expected.csv")).unwrap();
    let counts = "referred,attached,job_starts,sustained_13w,sustained";
    let rates = "attachment_rate,job_start_rate,sustainment_rate";
    let found = query(&bench, &format!("{counts},{rates}"), &["--by", "area"]);
    let mut lines = expected.lines();
    let header = "area,referred,started,job_starts,sustained_3m,sustained_6m,started_pct_of_referred,job_pct_of_started,sust6_pct_of_started";
    assert_eq!(lines.next(), Some(header));
    let mut compared = 0;
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let area = if cells[0] == "ALL" { "All" } else { cells[0] };
        let row = found.iter().find(|row| row["area"] == area).unwrap_or_else(|| panic!("no area {area}"));
        let mut own: Vec<String> = counts.split(',').map(|count| row[count].to_string()).collect();
        own.extend(rates.split(',').map(|rate| format!("{:.1}", row[rate].as_f64().unwrap() * 100.0)));
        assert_eq!(own, cells[1..], "{area}");
        compared += 1;
    }
    assert_eq!((compared, found.len()), (6, 6));
    assert_eq!(found[5]["referred"], 459);
}

#[test]
fn six_whole_months_are_26_weeks_for_208_or_210_people_as_the_end_of_a_job_is_read() {
    // The records' own marks count whole months: 210 for six, 227 for three. Worked through in
    // docs/methods/weeks-in-work.md.
    for (job_end, weeks_26, weeks_13) in [("first_day_out", 208, 225), ("last_day", 210, 226)] {
        let Some(bench) = workspace("dates", job_end) else { return };
        assert_eq!(total(&bench, "sustained"), weeks_26, "{job_end}");
        assert_eq!(total(&bench, "sustained_26w"), weeks_26, "{job_end}");
        assert_eq!(total(&bench, "sustained_13w"), weeks_13, "{job_end}");
        assert_eq!(total(&bench, "sustained_otherwise"), 210, "the marks, {job_end}");
    }
}

#[test]
fn the_paper_says_how_the_end_of_a_job_was_read_and_what_no_source_confirms() {
    for (job_end, words) in [
        ("first_day_out", "Training Agency gives as the end of a job the first day out of work"),
        ("last_day", "Training Agency gives as the end of a job the last day in work"),
    ] {
        let Some(bench) = workspace("dates", job_end) else { return };
        bench.run(&["report", "-w", "ni", "--quarter", QUARTER]).expect(0);
        for format in ["md", "html"] {
            let paper = bench.read(&format!("{FOLDER}/report.{format}"));
            for words in [
                words,
                "A person on the very mark would then count differently",
                "No source confirms the length of support (72 months)",
                "The days must be one unbroken run in work",
                "each prime's own list",
            ] {
                let found = paper.contains(words) || paper.contains(&words.replace('\'', "&#39;"));
                assert!(found, "`{words}` is not in report.{format}");
            }
        }
    }
}

/// A curve's steps, as numbers: day, at risk, events, censored before, share left, ends of the interval.
type Steps = Vec<Vec<Option<f64>>>;

/// The steps of lifelines' curve of that name: docs/methods/reference/survival_real.py made them.
fn by_lifelines(kind: &str) -> Steps {
    let steps = include_str!("../../docs/methods/reference/survival_real.csv").lines();
    let own = steps.filter_map(|line| line.strip_prefix(&format!("{kind},")));
    own.map(|line| line.split(',').map(|cell| cell.parse().ok()).collect()).collect()
}

/// The steps of a curve by the command.
fn by_the_command(bench: &Bench, what: &str) -> Steps {
    let fixed = ["-w", "ni", "--quarter", QUARTER, "--audience", "officers", "--format", "csv"];
    bench.run(&[&["curve", what], &fixed[..]].concat()).expect(0);
    let text = bench.read(&format!("{FOLDER}/internal/curve.csv"));
    text.lines().skip(2).map(|line| line.split(',').map(|cell| cell.parse().ok()).collect()).collect()
}

#[test]
fn the_curves_of_time_to_a_job_and_of_time_in_it_are_those_of_lifelines_on_every_day_on_which_anything_happened() {
    let Some(bench) = workspace("dates", "first_day_out") else { return };
    for (kind, what, steps) in [("time to job start", "time-to-job-start", 96), ("time in job", "time-in-job", 48)] {
        let (expected, found) = (by_lifelines(kind), by_the_command(&bench, what));
        assert_eq!((expected.len(), found.len()), (steps, steps), "{kind}");
        for (expected, found) in expected.iter().zip(&found) {
            assert_eq!(expected[..3], found[..3], "{kind}: day, at risk, events");
            for (expected, found) in expected[4..].iter().zip(&found[4..]) {
                // Written with six digits.
                let near = expected.zip(*found).is_none_or(|(a, b)| (a - b).abs() < 1e-6);
                assert!(near, "{kind}: {expected:?} {found:?}");
            }
        }
    }
}
