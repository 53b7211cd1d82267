//! Questions answered from the archive: the very answers that the returns give, and from the returns again where the archive does not hold them.

use std::fs;

use crate::harness::{Bench, Outcome};

const MEASURES: &str = "referred,attached,job_starts,sustained,sustained_otherwise,sustained_13w,sustained_26w,outcomes_paid,\
                        leavers,attachment_rate,job_start_rate,sustainment_rate,sustained_of_job_starts,outcome_rate";
const STATES: &str = "on_programme,supported_in_work,job_start_within_12m,days_to_attachment,days_to_job_start,weeks_in_work,\
                      outcome_within_12m";

/// Samples with rows and counts, with residents, with scores, and the quarter's last day.
const SAMPLES: [(&str, &str); 3] =
    [("halton", "2016-01-20"), ("greater-manchester", "2018-01-20"), ("pioneer", "2024-04-20")];

fn questions(sample: &str) -> Vec<Vec<String>> {
    let all = format!("{MEASURES},{STATES}");
    let mut questions: Vec<Vec<&str>> = Vec::new();
    for by in ["prime", "ward", "sex", "route", "attachment_month", "referral_quarter"] {
        questions.push(vec![&all, "--by", by, "--detail"]);
    }
    for basis in ["period", "twelve-months", "cohort"] {
        questions.push(vec![MEASURES, "--by", "payment_group", "--basis", basis]);
        questions.push(vec!["days_to_job_start", "--by", "prime", "--basis", basis]);
    }
    for of in ["had-time", "completed"] {
        questions.push(vec!["job_start_rate,sustainment_rate", "--by", "prime,age_band", "--of", of]);
    }
    questions.push(vec!["job_start_rate"]);
    questions.push(vec!["leavers", "--by", "office"]);
    if sample == "halton" {
        questions.push(vec!["reach", "--by", "ward"]);
        questions.push(vec!["attached", "--by", "sex", "--where", "prime=Northgate Works"]);
    }
    questions.iter().map(|question| question.iter().map(|word| word.to_string()).collect()).collect()
}

fn ask(bench: &Bench, sample: &str, question: &[String]) -> Outcome {
    let words: Vec<&str> = question.iter().map(String::as_str).collect();
    bench.run(&[&["query"], &words[..], &["-w", sample, "--format", "csv", "--quiet"]].concat())
}

#[test]
fn the_archive_answers_every_question_as_the_returns_do() {
    for (sample, today) in SAMPLES {
        let bench = Bench::new();
        bench.sample_of(sample);
        let questions = questions(sample);
        let answers = |from: &str| -> Vec<String> {
            let each = questions.iter().map(|question| {
                let outcome = ask(&bench, sample, question);
                outcome.expect(0);
                let is_kept = outcome.stderr.contains("from the archive: run 0001-");
                assert_eq!(is_kept, from == "archive", "{sample} {question:?}: {}", outcome.stderr);
                outcome.stdout.to_string()
            });
            each.collect()
        };
        let of_returns = answers("returns");
        bench.run(&["monthly", "-w", sample, "--settle", "0", "--today", today, "--quiet"]).expect(0);
        for (question, (one, other)) in questions.iter().zip(of_returns.iter().zip(answers("archive"))) {
            assert_eq!(*one, other, "{sample} {question:?}");
        }
    }
}

#[test]
fn a_return_or_a_setting_that_has_changed_since_is_read_again() {
    let bench = Bench::new();
    bench.sample_of("halton");
    let question = ["attached".to_string(), "--by".into(), "prime".into()];
    bench.run(&["monthly", "-w", "halton", "--settle", "0", "--today", "2016-01-20", "--quiet"]).expect(0);
    assert!(ask(&bench, "halton", &question).stderr.contains("from the archive"));
    let settings = bench.read("halton/quarterdeck.toml");
    bench.file("halton/quarterdeck.toml", &format!("{settings}\n# looked at again\n"));
    assert!(!ask(&bench, "halton", &question).stderr.contains("from the archive"));
    bench.file("halton/quarterdeck.toml", &settings);
    assert!(ask(&bench, "halton", &question).stderr.contains("from the archive"));
    fs::remove_file(bench.path().join("halton/returns/northgate_2015-16-Q3.xlsx")).unwrap();
    assert!(!ask(&bench, "halton", &question).stderr.contains("from the archive"));
    // What was known is still known.
    let then = [&question[..], &["--known-at".into(), "2016-02-01".into()]].concat();
    let outcome = ask(&bench, "halton", &then);
    outcome.expect(0);
    assert!(outcome.stderr.contains("from the archive: run 0001-"), "{}", outcome.stderr);
}

#[test]
fn people_who_are_not_as_they_were_written_are_refused() {
    let bench = Bench::new();
    bench.sample_of("halton");
    bench.run(&["monthly", "-w", "halton", "--settle", "0", "--today", "2016-01-20", "--quiet"]).expect(0);
    let file = "halton/.quarterdeck/archive/people/quarter=2015-16-Q3/run=0001/people.parquet";
    let mut bytes = fs::read(bench.path().join(file)).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    bench.bytes(file, &bytes);
    let outcome = bench.run(&["query", "attached", "-w", "halton"]);
    outcome.expect(1).says(&["people.parquet` is damaged"]);
    assert_eq!(outcome.stdout, "", "nothing is answered");
}

#[cfg(unix)]
#[test]
fn a_return_that_only_looks_like_the_one_that_was_read_is_read_again() {
    let bench = Bench::new();
    bench.sample_of("halton");
    // A file that was changed in the last two seconds is not taken for known.
    std::thread::sleep(std::time::Duration::from_secs(4));
    bench.run(&["monthly", "-w", "halton", "--settle", "0", "--today", "2016-01-20", "--quiet"]).expect(0);
    let stamps = bench.read("halton/.quarterdeck/returns.json");
    assert_eq!(stamps.matches("\"file\"").count(), 4, "{stamps}");
    let question = ["referred".to_string()];
    assert!(ask(&bench, "halton", &question).stderr.contains("from the archive"));
    let path = bench.path().join("halton/returns/jcp_widnes_2015-16-Q3.csv");
    let (text, changed) = (fs::read_to_string(&path).unwrap(), fs::metadata(&path).unwrap().modified().unwrap());
    let (before, last) = text.trim_end().rsplit_once('\n').unwrap();
    let other: String = last.chars().map(|own| if own == '1' { '2' } else { own }).collect();
    assert_ne!(last, other);
    let mut file = fs::OpenOptions::new().write(true).open(&path).unwrap();
    std::io::Write::write_all(&mut file, format!("{before}\n{other}\n").as_bytes()).unwrap();
    file.set_modified(changed).unwrap();
    drop(file);
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), changed);
    assert!(!ask(&bench, "halton", &question).stderr.contains("from the archive"));
}
