//! Exact answers to single questions: only where the workspace allows them, each in a log that holds no figure.

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::harness::Bench;
use crate::small::edit;

const LOG: &str = "halton/.quarterdeck/officers.jsonl";

/// A question each for every command that answers officers.
const QUESTIONS: [&[&str]; 6] = [
    &["query", "attached", "--by", "ward"],
    &["query", "score_change"],
    &["cohorts", "sustained"],
    &["curve", "time-to-job-start"],
    &["compare"],
    &["explain", "f-attached-period-prime-all"],
];

fn sample() -> Bench {
    let bench = Bench::new();
    bench.sample();
    bench
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn officers<'a>(question: &[&'a str]) -> Vec<&'a str> {
    [question, &["-w", "halton", "--audience", "officers"]].concat()
}

#[test]
fn without_the_key_in_the_workspace_no_command_gives_an_exact_answer() {
    let bench = sample();
    for written in ["exact_answers = false", ""] {
        bench.sample();
        edit(&bench, "halton/quarterdeck.toml", "exact_answers = true", written);
        for question in QUESTIONS {
            let outcome = bench.run(&officers(question));
            outcome.expect(2).says(&["exact_answers = true", "[officers]", "officers.jsonl", "behind every [c]"]);
            assert_eq!(outcome.stdout, "", "{question:?}");
        }
    }
    assert!(!bench.exists("output") && !bench.exists(LOG), "nothing is written and nothing is logged");
    bench.run(&["query", "attached", "-w", "halton"]).expect(0);
    bench.run(&["report", "-w", "halton", "--audience", "officers"]).expect(0);
    assert!(!bench.exists(LOG), "the report's own officers' files are no answers to a question");
}

#[test]
fn a_misspelt_key_is_refused_and_does_not_count_as_a_no() {
    let bench = sample();
    edit(&bench, "halton/quarterdeck.toml", "exact_answers = true", "exact_answer = true");
    bench.run(&["query", "attached", "-w", "halton"]).expect(2).says(&["exact_answer"]);
}

#[test]
fn every_exact_answer_is_a_line_of_the_log_with_its_file_and_no_figure() {
    let bench = sample();
    let mut lines = 0;
    for question in QUESTIONS {
        let outcome = bench.run(&officers(question));
        if question.contains(&"score_change") {
            outcome.expect(2);
            continue;
        }
        outcome.expect(0);
        lines += 1;
        let log = bench.read(LOG);
        assert_eq!(log.lines().count(), lines, "{log}");
        let line: Value = serde_json::from_str(log.lines().last().unwrap()).unwrap();
        let mut keys: Vec<&String> = line.as_object().unwrap().keys().collect();
        keys.sort();
        assert_eq!(keys, ["arguments", "at", "command", "file", "quarter", "sha256"]);
        assert_eq!((line["command"].as_str(), line["quarter"].as_str()), (Some(question[0]), Some("2015-16-Q3")));
        let file = format!("output/{}", line["file"].as_str().unwrap());
        assert_eq!(outcome.stdout.trim().replace('\\', "/"), file);
        assert_eq!(line["sha256"], hash(bench.read(&file).as_bytes()).as_str());
        let at = line["at"].as_str().unwrap();
        assert!(at.len() == 20 && at.ends_with('Z'), "{at}");
    }
    assert!(lines >= 5);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &str| std::fs::metadata(bench.path().join(path)).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(LOG), mode("halton/.quarterdeck")), (0o600, 0o700));
    }
}

#[test]
fn the_log_tells_the_question_and_neither_reasons_nor_folders() {
    let bench = sample();
    let question = ["query", "job_start_rate", "--by", "prime", "--where", "ward=Mersey", "--format", "csv"];
    let more = ["--output", "for-jane", "--accept", "row_short", "--because", "Jane said so", "--accepted-by", "Jane"];
    bench.run(&[&officers(&question)[..], &more].concat()).expect(0);
    let log = bench.read(LOG);
    assert!(!log.contains("ane"), "{log}");
    let line: Value = serde_json::from_str(log.trim()).unwrap();
    let told: Vec<&str> = line["arguments"].as_array().unwrap().iter().map(|own| own.as_str().unwrap()).collect();
    assert_eq!(told[..4], ["job_start_rate", "--by=prime", "--where=ward=Mersey", "--format=csv"]);
    assert!(told.contains(&"--output=(not shown)") && told.contains(&"--audience=officers"), "{told:?}");
    // A group that nobody is in is no answer, and the word that was typed stands nowhere.
    bench.run(&officers(&["query", "attached", "--where", "ward=Jane Doe"])).expect(2);
    assert_eq!(bench.read(LOG), log);
}

#[test]
fn an_answer_that_cannot_be_logged_is_not_written() {
    let bench = sample();
    bench.file(&format!("{LOG}/taken"), "a folder where the log should be");
    let outcome = bench.run(&officers(&["query", "attached"]));
    outcome.expect(5).says(&["cannot write"]);
    assert!(!bench.exists("output/halton/2015-16-Q3/internal/query.txt"));
    assert_eq!(outcome.stdout, "");
}
