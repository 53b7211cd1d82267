//! What cron runs: the archive that it fills, the papers it replaces whole, and what it does when something is wrong.

use std::fs::{self, OpenOptions};
use std::time::Duration;

use chrono::NaiveDate;
use serde_json::Value;

use crate::harness::{Bench, Outcome, text_of};
use crate::workspace::Workspace;

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

/// Names, births and references that can be looked for: a thousand of each, in every cell that could hold one.
#[test]
fn a_thousand_references_names_and_births_are_in_nothing_that_a_run_writes_or_says() {
    let bench = Bench::new();
    let workspace = Workspace::new("canaries")
        .with("[gates]\nmin_rows = 1000000\n")
        .prime("north", "North")
        .returns("north_{quarter}.csv", "north")
        .contract("north", "sustained = \"dates\"\nreferrals_from = \"prime\"");
    bench.file("ws/quarterdeck.toml", &workspace.text());
    bench.file(
        "ws/layouts/north.toml",
        "name = \"north\"\ndescription = \"A test\"\nreference_pattern = \"HPJ######\"\ndate_order = \"dmy\"\n\
         [[sheet]]\nrecord = \"participants\"\nrequired = [\"reference\", \"attachment_date\"]\nignored = [\"Surname\"]\n\
         [sheet.columns]\nreference = [\"Ref\"]\nbirth_date = [\"Born\"]\nreferral_date = [\"Referred\"]\n\
         attachment_date = [\"Attached\"]\njob_start_date = [\"Job\"]\nward = [\"Ward\"]\n",
    );
    let reference = |i: usize| format!("HPJ{:06}", 500_000 + 7 * i);
    let surname = |i: usize| format!("Canary{i}smith");
    let born = |i: usize| NaiveDate::from_ymd_opt(1951, 1, 1).unwrap() + chrono::Days::new(13 * i as u64);
    let mut text = String::from("Ref,Surname,Born,Referred,Attached,Job,Ward\n");
    for i in 0..1000 {
        // Now and then a name or a birth has slipped into another column.
        let ward = if i % 50 == 0 { surname(i) } else { "Mersey".into() };
        let attached = if i % 40 == 0 { born(i).format("%d/%m/%Y").to_string() } else { "03/08/2015".into() };
        let own = if i % 30 == 0 { surname(i) } else { reference(i) };
        text += &format!("{own},{},{},20/07/2015,{attached},,{ward}\n", surname(i), born(i).format("%d/%m/%Y"));
    }
    bench.file("ws/returns/north_2015-16-Q3.csv", &text);
    let mut said = String::new();
    let mut run = |args: &[&str]| {
        let outcome = bench.run(args);
        said += &format!("{}{}", outcome.stdout, outcome.stderr);
        outcome.code
    };
    let monthly = ["monthly", "-w", "ws", "--settle", "0", "--today", "2016-01-20"];
    assert_eq!(run(&monthly), 0);
    // A corrected one, one that stops, and the log as programs read it.
    bench.file("ws/returns/north_2015-16-Q3.csv", &text.replace("03/08/2015", "04/08/2015"));
    assert_eq!(run(&[&monthly[..], &["--log", "json"]].concat()), 0);
    let path = bench.path().join("ws/returns/north_2015-16-Q3.csv");
    fs::rename(&path, bench.path().join("ws/returns/other.csv")).unwrap();
    assert_ne!(run(&monthly), 0);
    fs::rename(bench.path().join("ws/returns/other.csv"), &path).unwrap();
    run(&["status", "-w", "ws", "--format", "json"]);
    run(&["archive", "list", "-w", "ws"]);
    assert_eq!(run(&["verify", "2", "-w", "ws"]), 0);
    let mut everything = vec![("what was said".to_string(), said)];
    for (name, bytes) in bench.all_files("").into_iter().filter(|(name, _)| !name.starts_with("ws/returns/")) {
        let text = match name.ends_with(".parquet") {
            true => format!("{:?}", quarterdeck::archive::parquet::read(&bytes, None).unwrap()),
            false => text_of(&name, &bytes),
        };
        everything.push((name, text));
    }
    assert!(everything.iter().any(|(name, _)| name.ends_with(".parquet")));
    for (name, text) in &everything {
        for i in 0..1000 {
            let day = born(i);
            for canary in [reference(i), surname(i), day.format("%d/%m/%Y").to_string(), day.to_string()] {
                assert!(!text.contains(&canary), "`{canary}` is in {name}");
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn runs_in_any_surroundings_write_the_same_bytes() {
    let bench = sample();
    let key = "00112233445566778899aabbccddeeff".repeat(2);
    let mut first = None;
    let zones = ["UTC", "Europe/London", "Pacific/Auckland", "America/St_Johns"];
    let locales = ["C", "de_DE.UTF-8", "tr_TR.UTF-8"];
    let mut tried = 0;
    for (zone, locale, (mask, threads)) in zones
        .iter()
        .flat_map(|zone| locales.iter().map(move |locale| (zone, locale)))
        .flat_map(|(zone, locale)| [("022", "1"), ("077", "4")].map(|more| (zone, locale, more)))
    {
        for folder in ["halton/.quarterdeck", "output"] {
            let _ = fs::remove_dir_all(bench.path().join(folder));
        }
        bench.file("halton/quarterdeck.key", &key);
        let line = format!(
            "umask {mask}; exec '{}' monthly -w halton --settle 0 --today 2016-01-20",
            env!("CARGO_BIN_EXE_quarterdeck")
        );
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", &line]).current_dir(bench.path()).env_remove("HOME");
        shell.env("TZ", zone).env("LC_ALL", locale).env("RAYON_NUM_THREADS", threads);
        let ended = shell.output().unwrap();
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
        let mut files = bench.all_files("output");
        files.extend(bench.all_files("halton/.quarterdeck"));
        // When something happened, and what the system says of the files that were read, are not of the same bytes.
        files.retain(|(name, _)| !["log.jsonl", "returns.json"].contains(&name.as_str()));
        use std::os::unix::fs::PermissionsExt;
        let page = fs::metadata(bench.path().join(QUARTER).join("report.html")).unwrap().permissions().mode();
        assert_eq!(page & 0o777, 0o644, "umask {mask}");
        let first = first.get_or_insert_with(|| files.clone());
        let differs = first.iter().zip(&files).find(|(one, other)| one != other).map(|(one, _)| &one.0);
        assert!(first.len() == files.len() && differs.is_none(), "{zone}, {locale}, {mask}, {threads}: {differs:?}");
        tried += 1;
    }
    assert_eq!(tried, 24);
}

#[test]
fn of_many_runs_at_once_one_works_and_the_others_end_at_once() {
    let bench = sample();
    let codes: Vec<i32> = std::thread::scope(|scope| {
        let start = || monthly(&bench, "2016-01-20", &[]).code;
        let all: Vec<_> = (0..20).map(|_| scope.spawn(start)).collect();
        all.into_iter().map(|run| run.join().unwrap()).collect()
    });
    // A run that starts when the first has ended finds nothing new, and that is well.
    assert!(codes.contains(&0) && codes.iter().all(|code| [0, 5].contains(code)), "{codes:?}");
    let listed = bench.run(&["archive", "list", "-w", "halton"]).stdout;
    assert_eq!(listed.lines().filter(|line| line.starts_with("00")).count(), 1, "{listed}");
    bench.run(&["verify", "1", "-w", "halton"]).expect(0);
}

#[test]
fn a_corrected_return_under_the_same_name_is_told_until_it_is_taken_in() {
    let bench = sample();
    monthly(&bench, "2016-01-20", &[]).expect(0);
    let status = || {
        let outcome = bench.run(&["status", "-w", "halton", "--today", "2016-01-21", "--format", "json"]);
        let said: Value = serde_json::from_str(&outcome.stdout).unwrap();
        said["not_taken_in"].clone()
    };
    assert_eq!(status(), serde_json::json!([]));
    let path = "halton/returns/jcp_widnes_2015-16-Q3.csv";
    let corrected = bench.read(path).lines().map(|line| format!("{line}\n")).collect::<Vec<_>>();
    bench.file(path, &corrected[..corrected.len() - 3].concat());
    assert_eq!(status(), serde_json::json!(["jcp_widnes_2015-16-Q3.csv"]));
    monthly(&bench, "2016-01-21", &[]).expect(0);
    assert_eq!(status(), serde_json::json!([]));
}

#[test]
fn a_pack_that_there_is_nothing_to_make_of_is_told_and_the_other_papers_are_made() {
    let bench = sample();
    let settings = bench.read("halton/quarterdeck.toml") + "\n[monthly]\npacks = [\"lot\", \"prime\"]\n";
    bench.file("halton/quarterdeck.toml", &settings);
    monthly(&bench, "2016-01-20", &[]).expect(0).says(&["pack_of_nothing", "there is no lot to make a paper for"]);
    assert!(bench.exists(&format!("{QUARTER}/report.html")) && bench.exists(&format!("{QUARTER}/prime/index.html")));
    assert!(!bench.exists(&format!("{QUARTER}/lot")));
    bench.run(&["verify", "1", "-w", "halton"]).expect(0);
    bench.run(&["report", "-w", "halton", "--for-each", "lot"]).expect(2).says(&["there is no lot"]);
}

#[test]
fn a_wrong_day_and_a_lost_key_are_told_with_what_to_do_and_change_nothing() {
    let bench = sample();
    monthly(&bench, "2999-01-01", &[]).expect(2).says(&["2999-01-01 is a day to come"]);
    assert!(!bench.path().join("halton/.quarterdeck/runs").exists());
    monthly(&bench, "2016-01-20", &[]).expect(0);
    monthly(&bench, "2016-01-10", &[]).expect(5).says(&[
        "the clock says 2016-01-10",
        "0001-2016-01-20",
        "move its folder",
    ]);
    // After years of silence the clock itself is asked about.
    let outcome = bench.run(&["monthly", "-w", "halton", "--settle", "0"]);
    outcome.expect(5).says(&["days after the last run", "say so once with --today"]);
    bench.file("halton/returns/notes.txt", "nothing");
    fs::remove_file(bench.path().join("halton/quarterdeck.key")).unwrap();
    let settings = bench.read("halton/quarterdeck.toml");
    bench.file("halton/quarterdeck.toml", &format!("{settings}\n# looked at\n"));
    monthly(&bench, "2016-01-22", &[]).expect(2).says(&["the archive's key", "is not there", "put it back"]);
    assert!(!bench.path().join("halton/quarterdeck.key").exists(), "no other key is made");
    assert_eq!(bench.run(&["archive", "list", "-w", "halton"]).stdout.matches("learnt").count(), 1);
}
