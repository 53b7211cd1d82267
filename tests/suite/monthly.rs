//! What cron runs: the archive that it fills, the papers it replaces whole, and what it does when something is wrong.

use std::fs::{self, OpenOptions};
use std::time::Duration;

use serde_json::Value;

use crate::harness::{Bench, Outcome};

const QUARTER: &str = "output/halton/2015-16-Q3";

fn sample() -> Bench {
    let bench = Bench::new();
    bench.sample();
    bench
}

fn monthly(bench: &Bench, today: &str, more: &[&str]) -> Outcome {
    bench.run(&[&["monthly", "-w", "halton", "--settle", "0", "--today", today], more].concat())
}

fn change(bench: &Bench, path: &str, from: &str, to: &str) {
    let text = bench.read(path);
    assert!(text.contains(from), "{path} holds no `{from}`");
    bench.file(path, &text.replace(from, to));
}

#[test]
fn a_run_makes_papers_and_packs_keeps_what_it_read_and_the_next_finds_nothing_new() {
    let bench = sample();
    monthly(&bench, "2016-01-20", &[])
        .expect(0)
        .says(&["northgate_2015-16-Q3.xlsx: Northgate Works for 2015-16-Q3, new"]);
    for file in
        ["report.html", "report.docx", "internal/run.json", "prime/index.html", "prime/northgate-works/report.md"]
    {
        assert!(bench.exists(&format!("{QUARTER}/{file}")), "{file}");
    }
    // The paper is the one that `report` makes.
    let by_itself = bench.read(&format!("{QUARTER}/report.md"));
    bench.run(&["report", "-w", "halton", "-o", "other", "--today", "2016-01-20"]).expect(0);
    assert_eq!(bench.read("other/halton/2015-16-Q3/report.md"), by_itself);
    let before = bench.all_files("output/halton/2015-16-Q3");
    monthly(&bench, "2016-02-20", &[]).expect(0).says(&["nothing new since 2016-01-20"]);
    assert_eq!(bench.all_files("output/halton/2015-16-Q3"), before);
    bench.run(&["archive", "list", "-w", "halton"]).expect(0).prints(&["0001-2016-01-20-"]);
    bench.run(&["verify", "1", "-w", "halton"]).expect(0).prints(&["each the same byte by byte"]);
    let checked = bench.run(&["archive", "check", "-w", "halton", "--read-data"]);
    checked.expect(0).prints(&["1 run, ", "nothing is missing or damaged"]);
}

#[test]
fn papers_that_somebody_changed_or_took_away_are_made_again() {
    let bench = sample();
    monthly(&bench, "2016-01-20", &[]).expect(0);
    let page = bench.read(&format!("{QUARTER}/report.html"));
    bench.file(&format!("{QUARTER}/report.html"), "changed by hand");
    monthly(&bench, "2016-02-20", &[]).expect(0);
    assert_eq!(bench.read(&format!("{QUARTER}/report.html")), page);
    fs::remove_dir_all(bench.path().join(QUARTER)).unwrap();
    monthly(&bench, "2016-02-21", &[]).expect(0);
    assert_eq!(bench.read(&format!("{QUARTER}/report.html")), page);
    bench.run(&["archive", "list", "-w", "halton"]).expect(0).prints_not(&["0002"]);
}

#[cfg(unix)]
#[test]
fn what_is_kept_is_for_its_owner_alone_and_names_nobody() {
    use std::os::unix::fs::PermissionsExt;
    let bench = sample();
    monthly(&bench, "2016-01-20", &[]).expect(0);
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let state = bench.path().join("halton/.quarterdeck");
    assert_eq!(mode(&state), 0o700);
    assert_eq!(mode(&bench.path().join("halton/quarterdeck.key")), 0o600);
    let key = bench.read("halton/quarterdeck.key");
    for (name, bytes) in bench.all_files("halton/.quarterdeck") {
        assert_eq!(mode(&state.join(&name)), 0o600, "{name}");
        let folder = state.join(&name).parent().unwrap().to_path_buf();
        assert_eq!(mode(&folder), 0o700, "{name}");
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(key.trim()), "{name} holds the key");
    }
}

#[test]
fn figures_as_they_were_known_stay_when_a_corrected_return_comes() {
    let bench = sample();
    monthly(&bench, "2016-01-20", &[]).expect(0);
    let ask = |more: &[&str]| {
        let outcome = bench.run(
            &[&["query", "attached,job_starts", "--by", "prime", "-w", "halton", "--format", "csv"], more].concat(),
        );
        outcome.expect(0);
        outcome.stdout
    };
    let then = ask(&[]);
    // Jobcentre Plus takes ten people of Widnes off its list.
    let path = "halton/returns/jcp_widnes_2015-16-Q3.csv";
    let lines: Vec<String> = bench.read(path).lines().map(String::from).collect();
    bench.file(path, &(lines[..lines.len() - 10].join("\n") + "\n"));
    let outcome = monthly(&bench, "2016-02-20", &[]);
    outcome.expect(0).says(&[
        "return_corrected",
        "10 people fewer",
        "corrected: another file of the same name was read before",
    ]);
    assert_ne!(ask(&[]), then);
    assert_eq!(ask(&["--known-at", "2016-01-20"]), then);
    assert_eq!(ask(&["--known-at", "2016-02-19"]), then);
    assert_eq!(ask(&["--known-at", "2016-02-20"]), ask(&[]));
    bench
        .run(&["query", "attached", "-w", "halton", "--known-at", "2016-01-19"])
        .expect(2)
        .says(&["nothing was known on 2016-01-19"]);
    for run in ["1", "2"] {
        bench.run(&["verify", run, "-w", "halton"]).expect(0);
    }
}

#[test]
fn while_one_run_holds_the_lock_the_next_ends_at_once() {
    let bench = sample();
    let state = bench.path().join("halton/.quarterdeck");
    fs::create_dir_all(&state).unwrap();
    let lock = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(state.join("lock")).unwrap();
    lock.lock().unwrap();
    monthly(&bench, "2016-01-20", &[]).expect(5).says(&["another run is at work"]);
    assert!(!bench.exists("output"));
    drop(lock);
    monthly(&bench, "2016-01-20", &[]).expect(0);
}

#[test]
fn what_stops_a_run_is_on_its_page_and_the_last_paper_stays() {
    let bench = sample();
    monthly(&bench, "2016-01-20", &[]).expect(0);
    let before = bench.all_files(QUARTER);
    fs::remove_file(bench.path().join("halton/returns/northgate_2015-16-Q3.xlsx")).unwrap();
    monthly(&bench, "2016-02-20", &[]).expect(3).says(&["Stops", "return_missing", "23 days late"]);
    assert_eq!(bench.all_files(QUARTER), before);
    let page = bench.read("output/halton/internal/monthly.txt");
    assert!(page.contains("return_missing"), "{page}");
    let status = bench.run(&["status", "-w", "halton", "--today", "2016-02-20", "--format", "json"]);
    status.expect(3);
    let told: Value = serde_json::from_str(&status.stdout).unwrap();
    assert_eq!((&told["ok"], &told["last_run"]["exit"]), (&Value::Bool(false), &Value::from(3)));
    assert_eq!(told["last_run"]["good"]["day"], "2016-01-20");
    let late = told["returns"].as_array().unwrap().iter().filter(|own| own["days_late"] != 0).count();
    assert_eq!(late, 1, "{told:#}");
    // Accepted for one run, and printed in its paper.
    let accept = ["--accept", "return_missing", "--because", "the office was flooded", "--by", "J Brown"];
    monthly(&bench, "2016-02-21", &accept).expect(0);
    assert!(bench.read(&format!("{QUARTER}/report.md")).contains("the office was flooded"));
    bench.run(&["verify", "2", "-w", "halton"]).expect(0);
}

#[test]
fn a_clock_before_what_is_known_already_is_refused() {
    let bench = sample();
    monthly(&bench, "2016-01-20", &[]).expect(0);
    monthly(&bench, "1970-01-01", &[]).expect(5).says(&["the clock says 1970-01-01"]);
    monthly(&bench, "2016-01-19", &[]).expect(0);
}

#[test]
fn a_return_that_is_still_being_copied_is_left_for_the_next_run() {
    let bench = sample();
    let path = bench.path().join("halton/returns/northgate_2015-16-Q3.xlsx");
    let whole = fs::read(&path).unwrap();
    let copying = path.clone();
    let half = whole.clone();
    let writer = std::thread::spawn(move || {
        for part in 1..=80 {
            fs::write(&copying, &half[..half.len() * part / 100]).unwrap();
            std::thread::sleep(Duration::from_millis(100));
        }
    });
    let outcome = bench.run(&["monthly", "-w", "halton", "--settle", "1", "--today", "2016-01-20"]);
    writer.join().unwrap();
    outcome.expect(4).says(&["northgate_2015-16-Q3.xlsx: it is still being copied"]);
    assert!(!bench.exists(QUARTER));
    fs::write(&path, whole).unwrap();
    monthly(&bench, "2016-01-21", &[]).expect(0);
}

#[test]
fn log_lines_are_json_and_tell_what_happened() {
    let bench = sample();
    let outcome = monthly(&bench, "2016-01-20", &["--log", "json"]);
    outcome.expect(0);
    let lines: Vec<Value> = outcome.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let events: Vec<&str> = lines.iter().map(|line| line["event"].as_str().unwrap()).collect();
    assert_eq!(events, ["started", "read", "read", "read", "read", "kept", "published", "ended"]);
    let kept: Vec<Value> =
        bench.read("halton/.quarterdeck/log.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(kept, lines);
}

#[test]
fn what_is_damaged_in_the_archive_is_told_and_never_used() {
    let bench = sample();
    monthly(&bench, "2016-01-20", &[]).expect(0);
    let files = bench.all_files("halton/.quarterdeck");
    let (name, bytes) =
        files.iter().find(|(name, _)| name.contains("northgate") && name.ends_with(".parquet")).unwrap();
    let mut changed = bytes.clone();
    changed[bytes.len() / 2] ^= 1;
    bench.bytes(&format!("halton/.quarterdeck/{name}"), &changed);
    bench.run(&["archive", "check", "-w", "halton"]).expect(0);
    bench.run(&["archive", "check", "-w", "halton", "--read-data"]).expect(1).prints(&["is damaged", name]);
    bench.bytes(&format!("halton/.quarterdeck/{name}"), bytes);
    let run = files.iter().find(|(name, _)| name.ends_with("run.json")).unwrap();
    let text = String::from_utf8(run.1.clone()).unwrap().replace("\"number\": 1", "\"number\": 2");
    bench.file(&format!("halton/.quarterdeck/{}", run.0), &text);
    monthly(&bench, "2016-02-20", &[]).expect(1).says(&["is damaged"]);
    bench.run(&["archive", "check", "-w", "halton"]).expect(1);
}

#[test]
fn old_runs_go_when_they_are_purged_and_what_they_printed_stays() {
    let bench = sample();
    monthly(&bench, "2016-01-20", &[]).expect(0);
    change(&bench, "halton/quarterdeck.toml", "Jo Birchall", "Jo Bird");
    monthly(&bench, "2016-02-20", &[]).expect(0);
    monthly(&bench, "2016-03-01", &["--quarter", "2015-16-Q1"]).expect(0);
    let dry = ["archive", "purge", "-w", "halton", "--before", "2016-03-02", "--today", "2016-03-02"];
    bench.run(&[&dry[..], &["--dry-run"]].concat()).expect(0).prints(&["2 runs", "would go"]);
    bench.run(&dry).expect(0).prints(&["2 runs", "gone"]);
    bench.run(&["verify", "1", "-w", "halton"]).expect(2).says(&["no longer kept"]);
    bench.run(&["verify", "2", "-w", "halton"]).expect(0);
    bench.run(&["archive", "check", "-w", "halton", "--read-data"]).expect(0).prints(&["3 runs"]);
    let kept = bench.all_files("halton/.quarterdeck/runs");
    assert!(kept.iter().any(|(name, _)| name.starts_with("0001") && name.ends_with("papers/report.md")));
    assert!(!kept.iter().any(|(name, _)| name.starts_with("0001") && name.ends_with("matched.json")));
    let log = bench.read("halton/.quarterdeck/purged.jsonl");
    assert!(log.contains("2016-03-02"), "{log}");
}
