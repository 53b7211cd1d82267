//! Queries set against an earlier quarter: what they add, and that no difference tells of a few.

use std::collections::BTreeMap;

use crate::harness::{Bench, Outcome};

const BY: [&str; 9] =
    ["prime", "office", "area", "ward", "payment_group", "sex", "route", "attachment_quarter", "prime,office"];

fn query(bench: &Bench, sample: &str, args: &[&str]) -> Outcome {
    bench.run(&[&["query", "-w", sample], args].concat())
}

fn csv(bench: &Bench, sample: &str, args: &[&str]) -> Vec<BTreeMap<String, String>> {
    let outcome = query(bench, sample, &[args, &["--format", "csv"]].concat());
    outcome.expect(0);
    rows_of(&outcome.stdout)
}

/// The officers' answer to the same.
fn exact(bench: &Bench, sample: &str, args: &[&str]) -> Vec<BTreeMap<String, String>> {
    let outcome = query(bench, sample, &[args, &["--audience", "officers", "--format", "csv"]].concat());
    outcome.expect(0);
    rows_of(bench.read(outcome.stdout.trim()).split_once('\n').unwrap().1)
}

fn rows_of(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers: Vec<String> = reader.headers().unwrap().iter().map(String::from).collect();
    let row = |record: csv::StringRecord| headers.iter().cloned().zip(record.iter().map(String::from)).collect();
    reader.records().map(|record| row(record.unwrap())).collect()
}

#[test]
fn a_count_and_a_rate_have_what_they_were_a_year_before_and_the_change() {
    let bench = Bench::new();
    bench.sample();
    let measures = "attached,job_start_rate";
    let rows = csv(&bench, "halton", &[measures, "--by", "prime", "--against", "last-year"]);
    let now = csv(&bench, "halton", &[measures, "--by", "prime", "--quarter", "2015-16-Q3"]);
    let exact = exact(&bench, "halton", &[measures, "--by", "prime", "--against", "last-year"]);
    let (all, all_now, all_then) = (rows.last().unwrap(), now.last().unwrap(), exact.last().unwrap());
    let number = |row: &BTreeMap<String, String>, header: &str| row[header].parse::<f64>().unwrap();
    assert_eq!(all["attached"], all_now["attached"]);
    assert_eq!(all["attached_last_year"], all_then["attached_last_year"]);
    assert_eq!(all["job_start_rate_last_year"], all_then["job_start_rate_last_year"]);
    assert_eq!(number(all, "attached_change"), number(all, "attached") - number(all, "attached_last_year"));
    assert!(number(all, "attached_change") > 100.0);
    let change = number(all, "job_start_rate") - number(all, "job_start_rate_last_year");
    assert!((number(all, "job_start_rate_change") - change).abs() < 2e-6);
    let headers: Vec<String> = {
        let text = query(&bench, "halton", &[measures, "--against", "last-year", "--format", "csv"]).stdout;
        text.lines().next().unwrap().split(',').map(String::from).collect()
    };
    assert_eq!(
        headers,
        [
            "attached",
            "attached_last_year",
            "attached_change",
            "job_start_rate",
            "job_start_rate_achieved",
            "job_start_rate_of",
            "job_start_rate_last_year",
            "job_start_rate_change"
        ]
    );
    let table = query(&bench, "halton", &[measures, "--against", "last-year"]);
    table.expect(0).says(&["set against 2014-15-Q3"]);
    assert!(table.stdout.contains(" points |") && table.stdout.contains(" +"), "{}", table.stdout);
    let by_change = ["--by", "ward", "--sort", "attached_change", "--against", "last-year"];
    query(&bench, "halton", &[&["attached"], &by_change[..]].concat()).expect(0);
}

/// Now is what the answer without it shows, then the truth or hidden; no difference is from 1 to 4, in wards and the like to 9.
#[test]
fn nothing_is_shown_that_single_answers_do_not_show_and_no_change_is_of_a_few() {
    let bench = Bench::new();
    let measures = ["referred", "attached", "job_starts", "sustained", "leavers"];
    let (mut shown, mut hidden) = (0, 0);
    for (sample, now, against) in [
        ("halton", "2015-16-Q3", ["last-year", "last-quarter"]),
        ("greater-manchester", "2017-18-Q3", ["last-year", "last-quarter"]),
    ] {
        bench.sample_of(sample);
        for by in BY {
            let least = if ["ward", "sex"].contains(&by) { 10 } else { 5 };
            for against in against {
                let asked = measures.join(",");
                let args = [asked.as_str(), "--by", by];
                let own = csv(&bench, sample, &[&args[..], &["--against", against]].concat());
                let plain = csv(&bench, sample, &[&args[..], &["--quarter", now]].concat());
                let exact = exact(&bench, sample, &[&args[..], &["--against", against]].concat());
                let named = against.replace('-', "_");
                for (row, (plain, exact)) in own.iter().zip(plain.iter().zip(&exact)) {
                    for measure in measures {
                        let (earlier, change) =
                            (&row[&format!("{measure}_{named}")], &row[&format!("{measure}_change")]);
                        assert_eq!(row[measure], plain[measure], "{sample} {by} {against}: {row:?}");
                        let truth = &exact[&format!("{measure}_{named}")];
                        assert!(
                            earlier == truth || earlier == "[c]" || earlier == "[z]",
                            "{sample} {by} {against}: {row:?}"
                        );
                        let [now, then] = [&row[measure], earlier].map(|cell| cell.parse::<i64>().ok());
                        match (now, then) {
                            (Some(now), Some(then)) => {
                                shown += 1;
                                assert_eq!(change.parse(), Ok(now - then));
                                let few = (1..least).contains(&(now - then).abs());
                                assert!(!few || row.values().any(|cell| cell == "All"), "{sample} {by}: {row:?}");
                            }
                            _ => {
                                hidden += 1;
                                assert!(change == "[c]" || change == "[z]", "{row:?}");
                            }
                        }
                    }
                }
            }
        }
    }
    assert!(shown > 200 && hidden > 100, "{shown} shown, {hidden} hidden");
}

#[test]
fn what_was_before_is_shown_or_hidden_alike_whatever_is_asked_for_with_it() {
    let bench = Bench::new();
    bench.sample();
    for basis in ["to-date", "period", "twelve-months"] {
        for by in ["ward", "payment_group", "office"] {
            let args = ["--by", by, "--against", "last-year", "--basis", basis];
            let alone = csv(&bench, "halton", &[&["job_starts"], &args[..]].concat());
            let with = "attached,job_starts,sustained,leavers,sustained_13w,job_start_rate";
            let with = csv(&bench, "halton", &[&[with], &args[..]].concat());
            for (alone, with) in alone.iter().zip(&with) {
                assert_eq!(alone["job_starts_last_year"], with["job_starts_last_year"], "{basis} {by} {alone:?}");
            }
        }
    }
}

#[test]
fn every_basis_and_filter_can_be_set_against_last_year_and_what_cannot_says_why() {
    let bench = Bench::new();
    bench.sample();
    for basis in ["to-date", "period", "twelve-months", "cohort"] {
        let args = ["job_start_rate", "--by", "prime", "--where", "office=Widnes", "--basis", basis];
        for row in csv(&bench, "halton", &[&args[..], &["--against", "last-year"]].concat()) {
            let change = &row["job_start_rate_change"];
            let is_shown =
                row["job_start_rate"].parse::<f64>().is_ok() && row["job_start_rate_last_year"].parse::<f64>().is_ok();
            assert_eq!(change.parse::<f64>().is_ok(), is_shown, "{row:?}");
        }
    }
    for (args, words) in [
        (&["days_to_job_start", "--against", "last-year"][..], "`days_to_job_start` is not set against"),
        (&["reach", "--by", "ward", "--against", "last-year"], "`reach` is not set against"),
        (&["score_change", "--against", "last-year"], "`score_change` is not set against"),
        (&["job_start_rate", "--detail", "--against", "last-year"], "--against is about counts and rates of everybody"),
        (&["job_start_rate", "--of", "had-time", "--against", "last-year"], "--against is about counts and rates"),
        (&["attached", "--basis", "twelve-months", "--against", "last-quarter"], "nine in common"),
    ] {
        query(&bench, "halton", args).expect(2).says(&[words]);
    }
}

#[test]
fn officers_see_both_quarters_exactly() {
    let bench = Bench::new();
    bench.sample();
    let both = exact(&bench, "halton", &["job_starts,job_start_rate", "--by", "ward", "--against", "last-year"]);
    let now = exact(&bench, "halton", &["job_starts", "--by", "ward"]);
    assert!(both.len() > 15 && both.len() == now.len());
    let number = |row: &BTreeMap<String, String>, header: &str| row[header].parse::<i64>().unwrap();
    for (both, now) in both.iter().zip(&now) {
        assert_eq!(both["job_starts"], now["job_starts"]);
        let then = number(both, "job_starts_last_year");
        assert_eq!(number(both, "job_starts_change"), number(both, "job_starts") - then);
        assert!(then >= 0 && then <= number(both, "job_starts"));
    }
    let sum: i64 = both[..both.len() - 1].iter().map(|row| number(row, "job_starts_last_year")).sum();
    assert_eq!(sum, number(both.last().unwrap(), "job_starts_last_year"));
}
