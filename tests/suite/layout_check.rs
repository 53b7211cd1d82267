//! `layout check`, and what is said of a return that no longer fits its layout.

use std::collections::BTreeSet;

use crate::harness::Bench;
use crate::small::{PARTICIPANTS, checked, council, edit, path_of, text};

const LAYOUT: &str = r##"name = "own"
description = "A list"
reference_pattern = "HPJ######"
[[sheet]]
record = "participants"
required = ["reference", "attachment_date", "job_start_date"]
ignored = ["Surname"]
order = ["Client Ref", "Ward", "Attached", "Job Start", "Left Programme"]
[sheet.columns]
reference = ["Client Ref"]
attachment_date = ["Attached"]
job_start_date = ["Job Start"]
ward = ["Ward"]
leave_date = ["Left Programme"]
"##;

/// The sample workspace with that layout and a return under these headers.
fn bench(headers: &str) -> Bench {
    let bench = Bench::new();
    bench.sample().file("halton/layouts/own.toml", LAYOUT).file("own.csv", &returned(headers, ""));
    bench
}

fn returned(headers: &str, extra: &str) -> String {
    let rows: String = (1..=20)
        .map(|i| format!("HPJ0010{i:02},Mersey,{i:02}/04/2015,{i:02}/06/2015,{i:02}/11/2015,Oldham\n"))
        .collect();
    format!("{headers}\n{rows}{extra}")
}

const AS_LEARNT: &str = "Client Ref,Ward,Attached,Job Start,Left Programme,Surname";

const CHECK: [&str; 7] = ["check", "own.csv", "-w", "halton", "--layout", "own", "--supplier"];

#[test]
fn a_renamed_required_column_refuses_the_file_and_is_named_with_its_reason() {
    let bench = bench("Client Ref,Ward,Attached,Employment Began,Left Programme,Surname");
    let outcome = bench.run(&[&CHECK[..], &["northgate"]].concat());
    outcome.expect(4).says(&[
        "own.csv, own, row 1 and layout `own`: gone: `job_start_date` (`Job Start`); new: D `Employment Began`",
        "probably renamed, and not used until the layout says so: D `Employment Began` is `job_start_date` (sure 0.9",
        "100% dates, on or after `attachment_date` in 100% of rows",
        "no header for required column `job_start_date`",
    ]);
}

#[test]
fn a_renamed_column_that_is_not_required_is_noted_and_not_read() {
    let bench = bench("Client Ref,Ward,Attached,Job Start,Exit Date,Surname");
    let outcome = bench.run(&[&CHECK[..], &["northgate", "--format", "json"]].concat());
    outcome.expect(0);
    let found: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    let notes: Vec<&serde_json::Value> =
        found["findings"].as_array().unwrap().iter().filter(|finding| finding["code"] == "layout_changed").collect();
    assert_eq!(notes.len(), 1, "{}", outcome.stdout);
    let message = notes[0]["message"].as_str().unwrap();
    assert!(message.contains("E `Exit Date` is `leave_date`"), "{message}");
    assert!(notes[0]["hint"].as_str().unwrap().contains("layouts/own.toml"), "{}", notes[0]);
}

#[test]
fn a_column_that_only_moved_changes_nothing_and_one_that_means_nothing_is_no_rename() {
    let moved = bench("Client Ref,Ward,Attached,Job Start,Left Programme,Surname");
    moved.run(&[&CHECK[..], &["northgate", "--format", "json"]].concat()).expect(0);
    let bench = bench("Client Ref,RAG,Attached,Job Start,Left Programme,Surname");
    let outcome = bench.run(&[&CHECK[..], &["northgate", "--all"]].concat());
    outcome.expect(0);
    // The wards stand under another header: that is told, for they are on the list.
    assert!(!outcome.stdout.contains("leave_date"), "{}", outcome.stdout);
}

#[test]
fn what_moved_is_told_beside_what_changed() {
    let bench = bench(AS_LEARNT);
    let rows: String = (1..=20).map(|i| format!("{i:02}/06/2015,HPJ0010{i:02},Mersey,{i:02}/04/2015\n")).collect();
    bench.file("own.csv", &format!("Job Start,Client Ref,Ward,Start on Programme\n{rows}"));
    let outcome = bench.run(&[&CHECK[..], &["northgate"]].concat());
    outcome
        .expect(4)
        .says(&["moved, which does not matter: `Job Start`", "D `Start on Programme` is `attachment_date`"]);
}

#[test]
fn a_return_is_told_column_by_column_with_examples_that_name_nobody() {
    let bench = bench(AS_LEARNT);
    let bad = "HPJX01099,Merseyy,31/02/2015,,ask Mrs Oldham,Oldham\n,Mersey,01/04/2015,n/a,,Oldham\n";
    bench.file("own.csv", &returned(AS_LEARNT, bad));
    let outcome = bench.run(&["layout", "check", "own", "-w", "halton", "--against", "own.csv"]);
    outcome.expect(0);
    for line in [
        "reference             A `Client Ref`: 20 read, 1 empty, 1 not read",
        "attachment_date       C `Attached`: 21 read, 0 empty, 1 not read",
        "date_not_possible: 1",
        "job_start_date        D `Job Start`: 20 read, 2 empty, 0 not read",
        "ward                  B `Ward`: 21 read, 0 empty, 1 not read",
    ] {
        assert!(outcome.stdout.contains(line), "`{line}` is not in\n{}", outcome.stdout);
    }
    assert!(!outcome.stdout.contains("Oldham") && !outcome.stdout.contains("HPJX01099"), "{}", outcome.stdout);
    let file = "halton/layouts/own.toml";
    bench.run(&["layout", "check", file, "-w", "halton", "--against", "own.csv"]).expect(0);
    bench.file("own.csv", &returned(&AS_LEARNT.replace("Job Start", "Jobs"), ""));
    bench.run(&["layout", "check", "own", "-w", "halton", "--against", "own.csv"]).expect(4);
}

#[test]
fn contradictions_of_a_layout_are_told_all_together() {
    let bench = bench(AS_LEARNT);
    let check = ["layout", "check", "own", "-w", "halton"];
    bench.run(&check).expect(0);
    edit(&bench, "halton/layouts/own.toml", "ward = [\"Ward\"]", "ward = [\"Ward\", \"attached \"]\noffice = []");
    let values =
        "leave_date = [\"Left Programme\"]\n[values.ward]\n\"M\" = \"Merssey\"\n[values.benefit]\n\"a\" = \"JSA\"\n";
    edit(&bench, "halton/layouts/own.toml", "leave_date = [\"Left Programme\"]\n", values);
    edit(&bench, "halton/layouts/own.toml", "\"HPJ######\"", "\"HPJ\"");
    let outcome = bench.run(&check);
    outcome.expect(2);
    for problem in [
        "header `attached ` stands under `attachment_date` and under `ward`",
        "`office` has no header",
        "`M` stands for `Merssey`, which is no ward here",
        "did you mean `Mersey`?",
        "[values.benefit] is for a column that no sheet has",
        "reference_pattern `HPJ` fits one reference at most",
    ] {
        assert!(outcome.stdout.contains(problem), "`{problem}` is not in\n{}", outcome.stdout);
    }
}

#[test]
fn a_misspelt_layout_and_one_that_is_not_there_are_named() {
    let bench = bench(AS_LEARNT);
    edit(&bench, "halton/layouts/own.toml", "leave_date =", "leaving_date =");
    bench
        .run(&["layout", "check", "own", "-w", "halton"])
        .expect(2)
        .says(&["`leaving_date`", "did you mean `leave_date`?"]);
    bench.run(&["layout", "check", "northgat", "-w", "halton"]).expect(2).says(&["did you mean `northgate`?"]);
    bench.run(&["layout", "check", "jcp-referrals", "-w", "halton"]).expect(0);
}

#[test]
fn a_column_of_the_layout_that_is_gone_stops_where_figures_would_say_nobody_and_is_noted_elsewhere() {
    let bench = council(&["North"], false);
    let required = "\"reference\", \"attachment_date\", \"job_start_date\", \"job_end_date\"";
    edit(&bench, "ws/layouts/north.toml", required, "\"reference\"");
    let row = |i: u32| format!("HPJ{i:06},x,x,01/04/2014,01/05/2014,Mersey,1,01/06/2014,30/11/2014,,");
    let without_job = |i: u32| format!("HPJ{i:06},x,x,01/04/2014,01/05/2014,Mersey,1,,,,");
    let rows: Vec<String> = (1..=25).map(row).chain((26..=50).map(without_job)).collect();
    let path = path_of("north", "csv");
    // With a header of another name a column is not there, whether or not its values are.
    let found_without = |header: &str, code: i32| {
        bench.file(&path, &text(&PARTICIPANTS.replace(header, "Zzz"), &rows));
        let found = checked(&bench, &[&path], code);
        let findings = found["findings"].as_array().unwrap().clone();
        let absent = findings.into_iter().filter(|finding| finding["code"] == "column_not_found");
        absent.map(|finding| (finding["effect"].to_string(), finding["message"].to_string())).collect::<Vec<_>>()
    };
    let all = found_without("nothing", 0);
    assert!(all.len() == 4 && all.iter().all(|(effect, _)| effect == "\"notes\""), "{all:?}");
    for (header, says) in [
        ("Attached", "the layout's column `attachment_date` (`Attached`) is not in the table; it counts as not given"),
        ("Job Start", "nobody has started a job"),
        ("Job End", "every job counts as still going on"),
    ] {
        let found = found_without(header, 3);
        let stops: Vec<_> = found.iter().filter(|(effect, _)| effect == "\"stops\"").collect();
        assert!(stops.len() == 1 && stops[0].1.contains(says), "{header}: {found:?}");
    }
    assert_eq!(found_without("Ward", 0).len(), 5);
    bench.file(&path, &text(&PARTICIPANTS.replace("Job End", "Zzz"), &rows));
    let query = ["query", "attached", "-w", "ws"];
    bench.run(&query).expect(3).says(&["--accept column_not_found"]);
    let accepted = ["--accept", "column_not_found", "--because", "nobody left", "--accepted-by", "J"];
    bench.run(&[&query[..], &accepted].concat()).expect(0);
}

#[test]
fn claims_that_are_gone_stop_a_contract_that_counts_them_once_somebody_should_have_one() {
    let bench = council(&["North"], false);
    let path = path_of("north", "csv");
    let claimed_by = |claim: &str, started: &str| {
        let row = |i: u32| format!("HPJ{i:06},x,x,01/04/2013,01/05/2013,Mersey,1,{started},01/10/2015,{claim},");
        (1..=50).map(row).collect::<Vec<_>>()
    };
    // What is told of the column of claims, with this header and these rows.
    let told = |header: &str, rows: &[String], code: i32| {
        bench.file(&path, &text(&PARTICIPANTS.replace("Claimed", header), rows));
        let findings = checked(&bench, &[&path], code)["findings"].as_array().unwrap().clone();
        let of_claims = findings.into_iter().filter(|finding| finding["message"].to_string().contains("is claimed as"));
        let told = of_claims.map(|finding| format!("{} {}", finding["code"], finding["effect"]));
        told.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()
    };
    let (none, one) = (claimed_by("", "01/06/2014"), claimed_by("03/12/2014", "01/06/2014"));
    // The sheet has no column of marks, either.
    let noted = ["\"column_empty_so_far\" \"notes\"", "\"column_not_found\" \"notes\""];
    assert_eq!(told("Claimed", &none, 0), noted, "sustained by dates");
    let list = "referrals_from = \"prime\"";
    edit(&bench, "ws/quarterdeck.toml", list, &format!("{list}\nsustained = \"claimed\""));
    let gone = "\"column_not_found\" \"stops\"";
    assert_eq!(told("Claimed", &none, 3), ["\"column_empty\" \"stops\"", gone]);
    assert_eq!(told("Zzz", &none, 3), [gone], "both columns");
    assert_eq!(told("Claimed", &one, 0), noted[1..]);
    assert_eq!(told("Claimed", &claimed_by("", "01/06/2015"), 0), noted, "too early");
}
