//! Questions about people over time, put to the invented contracts of Greater Manchester. The numbers were counted from
//! the returns by another program (pandas), which shares nothing with this one.

use serde_json::Value;

use crate::harness::Bench;

fn ask(bench: &Bench, args: &[&str]) -> (Vec<Value>, String) {
    let fixed = ["-w", "greater-manchester", "--quarter", "2017-18-Q3", "--format", "json"];
    let outcome = bench.run(&[args, &fixed].concat());
    outcome.expect(0);
    (serde_json::from_str(&outcome.stdout).unwrap(), outcome.stderr)
}

#[test]
fn how_far_scores_have_come_is_told_by_prime_and_score_with_the_share_who_improved() {
    let bench = Bench::new();
    bench.sample_of("greater-manchester");
    let (rows, _) = ask(&bench, &["query", "score_change"]);
    let own: Vec<(&str, f64, u64, u64)> = rows
        .iter()
        .map(|row| {
            assert_eq!(row["prime"], "Irwell Forward");
            let count = |name: &str| row[name].as_u64().unwrap();
            (row["score"].as_str().unwrap(), row["score_change"].as_f64().unwrap(), count("improved"), count("people"))
        })
        .collect();
    assert_eq!(own, [("Ready for work", 0.924_501, 387, 702), ("Managing my health", 0.939_093, 401, 706)]);
    for row in &rows {
        let ends = ["low", "score_change", "high"].map(|name| row[name].as_f64().unwrap());
        assert!(ends[0] < ends[1] && ends[1] < ends[2] && ends[0] > 0.0, "{row}");
    }
}

#[test]
fn scores_are_asked_for_by_themselves() {
    let bench = Bench::new();
    bench.sample_of("greater-manchester");
    for (args, words) in [
        (&["query", "score_change,attached"][..], "by itself"),
        (&["query", "score_change", "--by", "area"], "by prime and score alone"),
        (&["query", "score_change", "--basis", "period"], "no figure on the basis"),
    ] {
        let outcome = bench.run(&[args, &["-w", "greater-manchester"]].concat());
        outcome.expect(2);
        assert!(outcome.stderr.contains(words), "{}", outcome.stderr);
    }
}

#[test]
fn outcomes_paid_of_a_prime_that_tells_no_payments_are_not_nought() {
    let bench = Bench::new();
    bench.sample_of("greater-manchester");
    let (rows, told) = ask(&bench, &["query", "outcomes_paid", "--by", "prime"]);
    let paid: Vec<&Value> = rows.iter().map(|row| &row["outcomes_paid"]).collect();
    assert_eq!(paid, [&Value::from(115), &Value::from(56), &Value::from("[z]"), &Value::from("[z]")]);
    // Bolton is in the lot of Goyt Bridge and Irwell: of Irwell's people there nobody says how many they are of all.
    let (rows, _) = ask(&bench, &["query", "outcomes_paid", "--by", "area"]);
    let paid = |area: &str| &rows.iter().find(|row| row["area"] == area).unwrap()["outcomes_paid"];
    assert_eq!([paid("Bolton"), paid("All")], ["[z]", "[z]"]);
    assert!(paid("Manchester").is_number(), "{rows:?}");
    assert!(told.contains("not in `outcomes_paid`: Goyt Bridge Employment, whose returns tell no payment"), "{told}");
}

#[test]
fn cohorts_are_told_only_as_far_as_all_of_them_have_been_followed() {
    let bench = Bench::new();
    bench.sample_of("greater-manchester");
    let (rows, _) = ask(&bench, &["cohorts"]);
    let of = |quarter: &str, name: &str| {
        rows.iter().find(|row| row["attachment_quarter"] == quarter).unwrap_or_else(|| panic!("no {quarter}"))[name]
            .clone()
    };
    // Joined by 31 December 2016, and so followed for twelve months at the end of 31 December 2017, not for eighteen.
    assert_eq!(of("2016-17-Q3", "people"), 550);
    assert_eq!(of("2016-17-Q3", "followed_months"), 12);
    assert_eq!(of("2016-17-Q3", "within_12m_reached"), 135);
    assert_eq!(of("2016-17-Q3", "within_18m"), "[x]");
    assert_eq!(of("2017-18-Q3", "within_6m"), "[x]");
    // Whoever joins on the last day of a quarter has to be followed for the months as well.
    assert_eq!(of("2017-18-Q1", "followed_months"), 6);
}

#[test]
fn a_curve_in_public_is_rounded_and_the_officers_have_every_step() {
    let bench = Bench::new();
    bench.sample_of("greater-manchester");
    let (rows, _) = ask(&bench, &["curve", "time-to-job-start", "--per", "prime"]);
    assert_eq!(rows.len(), 4);
    for row in &rows {
        let share = row["after_182_days"].as_str().unwrap();
        assert!(share.ends_with("%)") && !share.contains('.'), "{share}");
    }
    let args = ["curve", "time-to-job-start", "-w", "greater-manchester", "--audience", "officers", "--format", "csv"];
    let outcome = bench.run(&args);
    outcome.expect(0);
    assert!(outcome.stdout.trim_end().ends_with("internal/curve.csv"), "{}", outcome.stdout);
    let text = bench.read("output/greater-manchester/2017-18-Q3/internal/curve.csv");
    assert!(text.starts_with("OFFICIAL-SENSITIVE"), "{text}");
    let events: u64 = text.lines().skip(2).map(|line| line.split(',').nth(2).unwrap().parse::<u64>().unwrap()).sum();
    assert_eq!(events, 673, "everybody who started a job is a step");
}
