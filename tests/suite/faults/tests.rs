//! The project's own cases: every row of the table of faults, each case as its line says.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::case::Case;
use super::cases::{self, ELSEWHERE};
use super::layouts::{self, Delivery};
use super::manifest::{Expectation, Outcome};
use super::{run, trial};
use crate::harness::project;

/// The last row of the tables of faults of reading, of data and of delivery.
const ROWS: u8 = 65;

#[test]
fn every_case_leads_to_what_its_line_says() {
    let cases = cases::all();
    let judged = trial::all(&cases);
    let mut rows: BTreeMap<u8, [usize; 2]> = BTreeMap::new();
    for (case, judged) in cases.iter().zip(&judged) {
        let counts = rows.entry(case.row).or_default();
        counts[0] += usize::from(judged.complaints.is_empty());
        counts[1] += 1;
        if !judged.complaints.is_empty() {
            println!("{}", judged.line(&case.expected.file));
        }
    }
    for (row, [right, all]) in &rows {
        println!("row {row:>2}: {right} of {all} as expected");
    }
    for (row, why) in ELSEWHERE {
        println!("row {row:>2}: {why}");
    }
    let right = judged.iter().filter(|judged| judged.complaints.is_empty()).count();
    println!("{right} of {} as expected", cases.len());
    assert_eq!(right, cases.len(), "the lines marked DIFFERENT above");
}

#[test]
fn every_row_of_the_table_of_faults_has_cases_or_is_held_elsewhere() {
    let cases = cases::all();
    let covered: BTreeSet<u8> = cases.iter().map(|case| case.row).collect();
    let elsewhere: BTreeSet<u8> = ELSEWHERE.iter().map(|(row, _)| *row).collect();
    let missing: Vec<u8> = (1..=ROWS).filter(|row| !covered.contains(row) && !elsewhere.contains(row)).collect();
    assert_eq!(missing, Vec::<u8>::new());
    assert_eq!(covered.intersection(&elsewhere).collect::<Vec<_>>(), Vec::<&u8>::new(), "listed as held elsewhere");
    assert!(cases.iter().filter(|case| case.row > 0).count() >= 200, "{} cases", cases.len());
    let names: BTreeSet<&str> = cases.iter().map(|case| case.expected.file.as_str()).collect();
    assert_eq!(names.len(), cases.len(), "two cases have one name");
}

/// A judge that accepts anything would make every other test here worthless.
#[test]
fn a_wrong_expectation_is_told_as_such() {
    let file = |name: &str| cases::all().into_iter().find(|case| case.expected.file == name).unwrap();
    let complaints = |case: Case| trial::judge(&case).complaints.join("; ");
    let clean = || file("clean.csv");
    assert_eq!(complaints(clean()), "");
    assert!(complaints(clean().refused("file")).contains("was not refused"));
    assert!(complaints(clean().stopped("")).contains("nothing stops it"));
    assert!(complaints(clean().noted("")).contains("nothing is noted or set aside"));
    assert!(complaints(clean().left_out([20, 19, 1, 0], "")).contains("20 rows used instead of 19"));
    assert!(complaints(clean().left_out([20, 20, 0, 0], "row 7")).contains("does not name rows 7"));
    assert!(complaints(clean().says(&["the moon"])).contains("does not say `the moon`"));
    let early = || file("sustained_a_day_early.csv");
    assert_eq!(complaints(early()), "");
    assert!(complaints(early().one_aside("row 2 column Ward")).contains("does not name rows 2 in column Ward"));
    assert!(complaints(early().one_aside("cell H3")).contains("does not name cells H3"));
    let silent = Case { expected: Expectation { outcome: Outcome::Accept, ..early().expected }, ..early() };
    assert!(complaints(silent).contains("should pass in silence, and says"));
    let empty = || file("empty.csv");
    assert_eq!(complaints(empty()), "");
    assert!(complaints(empty().noted("")).contains("was refused"));
}

/// The manifest of the cases, in the columns of other folders of bad inputs.
fn manifest(cases: &[Case]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let columns = "row,file,fault,layout,with,after,as_at,expected_outcome,expected_exit,rows_read,rows_used,rows_set_aside,\
                   rows_left_out,error_must_name,message_should_say,settings";
    writer.write_record(columns.split(',')).unwrap();
    for case in cases {
        let expected = &case.expected;
        let outcome = match expected.outcome {
            Outcome::Accept => "accept",
            Outcome::AcceptWarn => "accept_warn",
            Outcome::Block => "block",
            Outcome::Refuse => "refuse",
            Outcome::AcceptOrRefuse => "accept_or_refuse",
        };
        let counts = expected.rows.map(|count| count.map(|count| count.to_string()).unwrap_or_default());
        let head = [case.row.to_string(), expected.file.clone(), case.fault.clone(), expected.layout.clone()];
        let middle =
            [expected.with.join(";"), String::new(), expected.as_at.clone(), outcome.into(), expected.exit.to_string()];
        let tail = [expected.names.clone(), case.says.join("; "), case.settings.trim().replace('\n', " ")];
        writer.write_record(head.iter().chain(&middle).chain(&counts).chain(&tail)).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

/// `UPDATE_DOCS=1` writes it anew; `QUARTERDECK_FAULTS_TO=DIR` writes every file beside it.
#[test]
fn the_manifest_beside_the_cases_is_the_one_that_they_make() {
    let cases = cases::all();
    let made = manifest(&cases);
    if let Some(folder) = std::env::var_os("QUARTERDECK_FAULTS_TO").map(PathBuf::from) {
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("manifest.csv"), &made).unwrap();
        for file in cases.iter().flat_map(|case| &case.files) {
            std::fs::write(folder.join(&file.name), &file.bytes).unwrap();
        }
    }
    let path = project().join("tests/suite/faults/manifest.csv");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == made, "tests/suite/faults/manifest.csv is stale: run UPDATE_DOCS=1 cargo test --test suite faults");
}

/// Times in another zone and summer time: the day must not depend on where the program runs.
#[test]
fn timestamps_are_read_alike_in_every_time_zone_and_language() {
    let surroundings = [
        [("TZ", "UTC"), ("LC_ALL", "C")],
        [("TZ", "Europe/London"), ("LC_ALL", "en_GB.UTF-8")],
        [("TZ", "Pacific/Auckland"), ("LC_ALL", "de_DE.UTF-8")],
    ];
    for case in cases::all().into_iter().filter(|case| case.row == 36) {
        let file = &case.files[0];
        let bench = layouts::workspace(&[Delivery { name: &file.name, layout: &file.layout }], "");
        bench.bytes(&file.name, &file.bytes);
        let args = ["check", "-w", "ws", "--today", "2015-09-30", "--format", "json", file.name.as_str()];
        let said = surroundings.map(|surroundings| run::watched(bench.path(), &args, &surroundings));
        assert_eq!(said[0].code, Some(0), "{}: {}", file.name, String::from_utf8_lossy(&said[0].stderr));
        assert!(said.iter().all(|other| other.stdout == said[0].stdout), "{}", file.name);
    }
}

#[test]
fn the_same_case_is_the_same_bytes() {
    let bytes = |cases: Vec<Case>| cases.into_iter().map(|case| case.files).collect::<Vec<_>>();
    let same = bytes(cases::all())
        .iter()
        .zip(&bytes(cases::all()))
        .all(|(a, b)| a.iter().zip(b).all(|(a, b)| (&a.name, &a.bytes) == (&b.name, &b.bytes)));
    assert!(same);
}
