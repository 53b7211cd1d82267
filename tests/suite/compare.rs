//! Primes held against each other, through the binary: a made-up council of two areas in which the mix of people turns
//! the order round, held against numbers of another implementation (docs/methods/reference/comparison.py), and the sample.

use serde_json::Value;

use crate::harness::{Bench, Outcome};
use crate::small::{council, edit, path_of, text};

const REFERENCE: &str = include_str!("../../docs/methods/reference/comparison.csv");

/// Rows of a kind of the reference, without the kind.
fn reference(kind: &str) -> Vec<Vec<&'static str>> {
    let rows = REFERENCE.lines().map(|line| line.split(',').collect::<Vec<_>>());
    rows.filter(|row| row[0] == kind).map(|row| row[1..].to_vec()).collect()
}

/// The council of the reference. Everybody joined on 1 May 2014; the quarter ends twenty months later.
fn two_areas() -> Bench {
    let bench = council(&["North", "South"], false);
    edit(&bench, "ws/quarterdeck.toml", "offices = [", "areas = [\"East\", \"West\"]\noffices = [");
    edit(
        &bench,
        "ws/quarterdeck.toml",
        "referrals_from = \"prime\"",
        "referrals_from = \"prime\"\nsustained = \"dates\"",
    );
    let header = "Client Ref,Referred,Attached,Area,Group,Job Start,Job End";
    for (prime, first) in [("North", 0), ("South", 500_000)] {
        let mut rows = Vec::new();
        for own in reference("people").into_iter().filter(|own| own[1] == prime) {
            let [started, attached] = [own[3], own[4]].map(|count| count.parse::<usize>().unwrap());
            for i in 0..attached {
                // Some jobs ended, of a group in which that is no small number.
                let ended = (own[0], own[2], i % 3) == ("East", "1", 0);
                let job = match (i < started, ended) {
                    (false, _) => ",",
                    (true, false) => "02/06/2014,",
                    (true, true) => "02/06/2014,31/07/2014",
                };
                rows.push(format!("HPJ{:06},01/04/2014,01/05/2014,{},{},{job}", first + rows.len(), own[0], own[2]));
            }
        }
        bench.file(&path_of(&prime.to_lowercase(), "csv"), &text(header, &rows));
    }
    bench
}

fn compare(bench: &Bench, args: &[&str]) -> Outcome {
    bench.run(&[&["compare", "-w", "ws"], args].concat())
}

fn json(bench: &Bench, args: &[&str]) -> Value {
    let outcome = compare(bench, &[args, &["--format", "json"]].concat());
    outcome.expect(0);
    serde_json::from_str(&outcome.stdout).unwrap()
}

/// The officers' exact answer.
fn exact(bench: &Bench, args: &[&str]) -> Value {
    let outcome = compare(bench, &[args, &["--format", "json", "--audience", "officers"]].concat());
    outcome.expect(0);
    serde_json::from_str(&bench.read(outcome.stdout.trim_end())).unwrap()
}

/// The row of a table with these names.
#[track_caller]
fn row<'a>(answer: &'a Value, table: &str, names: &[(&str, &str)]) -> &'a Value {
    let rows = answer[table].as_array().unwrap();
    let found = rows.iter().find(|row| names.iter().all(|(key, name)| row[*key] == *name));
    found.unwrap_or_else(|| panic!("no {names:?} in {table}: {answer:#}"))
}

#[track_caller]
fn near(value: &Value, expected: &str, what: &str) {
    let (value, expected) =
        (value.as_f64().unwrap_or_else(|| panic!("{what}: {value}")), expected.parse::<f64>().unwrap());
    assert!((value - expected).abs() < 1e-6, "{what}: {value}, expected {expected}");
}

const MIX: [&str; 8] = ["achieved", "expected", "ratio", "ratio_low", "ratio_high", "same_mix_rate", "low", "high"];

#[test]
fn what_chance_allows_and_the_same_mix_agree_with_another_implementation() {
    let bench = two_areas();
    let (public, officers) = (json(&bench, &[]), exact(&bench, &[]));
    for answer in [&public, &officers] {
        for own in reference("chance") {
            let found = row(answer, "chance", &[("area", own[0]), ("prime", own[1])]);
            let keys = ["achieved", "of", "target", "from_95", "to_95", "from_998", "to_998"];
            keys.iter().zip(&own[2..]).for_each(|(key, field)| near(&found[*key], field, key));
            let lies = found["lies"].as_str().unwrap();
            assert_eq!(lies.split(':').next().unwrap(), own[9], "{own:?}");
            assert_eq!(found["held_against"], "the contract's minimum");
        }
    }
    for own in reference("mix") {
        let found = row(&officers, "same_mix", &[("area", own[0]), ("prime", own[1])]);
        MIX.iter().zip(&own[2..]).for_each(|(key, field)| near(&found[*key], field, key));
    }
}

#[test]
fn the_prime_with_the_higher_rate_has_the_lower_one_with_the_same_mix() {
    let answer = json(&two_areas(), &[]);
    let of =
        |prime: &str, key: &str| row(&answer, "same_mix", &[("area", "East"), ("prime", prime)])[key].as_f64().unwrap();
    assert!(of("North", "rate") > of("South", "rate") && of("North", "same_mix_rate") < of("South", "same_mix_rate"));
    for own in reference("mix").iter().filter(|own| own[0] == "East") {
        let found = row(&answer, "same_mix", &[("area", "East"), ("prime", own[1])]);
        MIX.iter().zip(&own[2..]).for_each(|(key, field)| near(&found[*key], field, key));
    }
}

#[test]
fn where_a_count_is_too_small_nothing_is_said_that_rests_on_it() {
    let bench = two_areas();
    let answer = json(&bench, &[]);
    // 3 of 25 in West: neither it nor what it could be worked out from.
    for prime in ["North", "South"] {
        let found = row(&answer, "same_mix", &[("area", "West"), ("prime", prime)]);
        assert!(["expected", "ratio", "same_mix_rate", "low"].iter().all(|key| found[*key] == "[c]"), "{found}");
    }
    let kinds = answer["kinds"].as_array().unwrap();
    assert!(kinds.len() == 4 && kinds.iter().all(|row| row["area"] == "East"), "{kinds:?}");
    assert_eq!(
        row(&exact(&bench, &[]), "kinds", &[("area", "West"), ("prime", "South"), ("group", "2")])["achieved"],
        3
    );
}

#[test]
fn without_a_minimum_primes_are_held_against_the_rate_of_their_area() {
    let answer = json(&two_areas(), &["attachment_rate"]);
    let found = row(&answer, "chance", &[("area", "East"), ("prime", "North")]);
    assert_eq!((found["held_against"].as_str(), found["target"].as_f64()), (Some("the area's own rate"), Some(1.0)));
}

#[test]
fn within_all_the_workspace_is_one_area() {
    let answer = json(&two_areas(), &["--within", "all"]);
    let found = row(&answer, "chance", &[("prime", "South")]);
    assert_eq!((found["achieved"].as_u64(), found["of"].as_u64(), found.get("area")), (Some(102), Some(285), None));
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let bench = two_areas();
    let before = compare(&bench, &[]).stdout;
    for prime in ["north", "south"] {
        let path = path_of(prime, "csv");
        let written = bench.read(&path);
        let (header, rows) = written.split_once('\n').unwrap();
        let rows: Vec<&str> = rows.lines().rev().collect();
        bench.file(&path, &text(header, &rows));
    }
    assert_eq!(compare(&bench, &[]).stdout, before);
}

#[test]
fn groups_without_a_job_start_are_told_with_their_gap_and_a_question() {
    let bench = two_areas();
    let (public, officers) = (json(&bench, &["--parked"]), exact(&bench, &["--parked"]));
    for answer in [&public, &officers] {
        for own in reference("gap") {
            let found = row(answer, "parked", &[("prime", own[0]), ("group", "2")]);
            near(&found["without_12m_people"], own[1], "without");
            near(&found["followed_12m"], own[2], "followed");
            let twelve =
                answer["gaps"].as_array().unwrap().iter().find(|row| row["prime"] == own[0] && row["months"] == 12);
            let gap = twelve.unwrap();
            ["gap", "low", "high"].iter().zip(&own[5..]).for_each(|(key, field)| near(&gap[*key], field, key));
            let told = ["highest", "lowest", "more_than_chance"].map(|key| gap[key].as_str().unwrap());
            assert_eq!(told, ["2", "1", "yes"]);
        }
        // Nobody has been followed for two years, so nothing is said of them.
        assert_eq!(row(answer, "parked", &[("prime", "North"), ("group", "1")])["followed_24m"], 0);
        let questions: Vec<&str> =
            answer["questions"].as_array().unwrap().iter().map(|row| row["question"].as_str().unwrap()).collect();
        assert_eq!(questions.len(), 2, "{questions:?}");
        assert!(questions[0].starts_with("Of people in payment group 2"), "{}", questions[0]);
        assert!(
            questions[0].ends_with("76% (68 of 90) had started no job 12 months after they joined. Of others it was 52.9% (111 of 210). What is done for them?"),
            "{}",
            questions[0]
        );
    }
}

#[test]
fn what_cannot_be_asked_is_told_with_what_can() {
    let bench = two_areas();
    for (args, code, words) in [
        (&["job_start_rat"][..], 2, "did you mean `job_start_rate`?"),
        (&["attached"][..], 2, "`attached` is no rate by which primes can be compared"),
        (&["--for", "payment_grup"][..], 2, "did you mean `payment_group`?"),
        (&["--for", "barrier"][..], 2, "they hold payment_group"),
        (&["--parked", "--by", "barier"][..], 2, "did you mean `barrier`?"),
        (&["--by", "barrier"][..], 2, "--parked"),
    ] {
        compare(&bench, args).expect(code).says(&[words]);
    }
    let one = council(&["North"], false);
    one.file(
        &path_of("north", "csv"),
        &text("Client Ref,Referred,Attached,Job Start,Job End", &["HPJ000001,01/04/2014,01/05/2014,,"]),
    );
    compare(&one, &[]).expect(2).says(&["there is one prime only"]);
}

#[test]
fn every_format_holds_the_same_figures() {
    let bench = two_areas();
    for args in [&[][..], &["--parked"]] {
        let answer = json(&bench, args);
        let csv = compare(&bench, &[args, &["--format", "csv"]].concat());
        csv.expect(0);
        let figures: usize = answer
            .as_object()
            .unwrap()
            .values()
            .flat_map(|rows| rows.as_array().unwrap())
            .map(|row| {
                row.as_object()
                    .unwrap()
                    .keys()
                    .filter(|key| !["area", "prime", "group"].contains(&key.as_str()))
                    .count()
            })
            .sum();
        assert_eq!(csv.stdout.lines().count(), figures + 1);
        assert!(csv.stdout.starts_with("table,area,prime,group,figure,value\n"));
        for format in ["table", "markdown"] {
            compare(&bench, &[args, &["--format", format]].concat()).expect(0);
        }
    }
}

/// The words of a paper's section.
fn section<'a>(paper: &'a str, heading: &str) -> &'a str {
    // The list of contents has it too, and no empty line behind it.
    let from = paper.find(&format!(" {heading}\n\n")).unwrap_or_else(|| panic!("no `{heading}` in {paper}"));
    let rest = &paper[from..];
    &rest[..rest[1..].find("\n### ").map_or(rest.len(), |end| end + 1)]
}

#[test]
fn the_paper_compares_within_areas_and_says_where_the_mix_turns_the_order_round() {
    let bench = two_areas();
    bench.run(&["report", "-w", "ws"]).expect(0);
    let paper = bench.read("output/small/2015-16-Q3/report.md");
    let compared = section(&paper, "The primes held against each other");
    assert!(
        compared.contains(
            "In East, North has a higher rate than South, and a lower one with the same mix of people by payment group."
        ),
        "{compared}"
    );
    assert!(compared.contains("| East, North | 50.0% | 100 of 200 | minimum, 20.0% | 29 to 51 | 23 to 58 | Far above: more than chance would explain | 40.7% | 33.1% to 49.5% |"), "{compared}");
    assert!(
        compared.contains("| West, North | 21.0% | 21 of 100 |") && compared.contains(r"| \[c\] | \[c\] |"),
        "{compared}"
    );
    let parked = section(&paper, "People without a job start");
    assert!(parked.contains("What is done for them?") && parked.contains("is a question to the primes"), "{parked}");
    let limits = section(&paper, "What these figures do not tell you");
    assert!(
        limits.contains("How good the primes are.") && !limits.contains("How the primes compare fairly"),
        "{limits}"
    );
}

/// The cells of a section's tables, row by row.
fn rows(section: &str) -> Vec<Vec<String>> {
    let lines = section.lines().filter(|line| line.starts_with("| "));
    lines.map(|line| line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_string()).collect()).collect()
}

/// `12.3% (12 of 98)`.
fn counts(cell: &str) -> Option<(u64, u64)> {
    let (x, n) = cell.split_once('(')?.1.trim_end_matches(')').split_once(" of ")?;
    Some((x.replace(',', "").parse().ok()?, n.replace(',', "").parse().ok()?))
}

#[test]
fn the_sample_of_one_authority_compares_its_primes_by_payment_group_and_sex() {
    let bench = Bench::new();
    bench.sample();
    bench.run(&["report", "-w", "halton", "--quarter", "2015-16-Q3"]).expect(0);
    let paper = bench.read("output/halton/2015-16-Q3/report.md");
    let compared = section(&paper, "The primes held against each other");
    for words in ["in one area, the council's", "| Northgate Works |", "| Bridgewater", "They show no cause"] {
        assert!(compared.contains(words), "`{words}` is not in {compared}");
    }
    assert!(compared.lines().count() < 80, "{compared}");
    // Whatever is told of a payment group by prime adds up to the table by payment group, which hides nothing of it.
    let by_group = rows(section(&paper, "Payment groups"));
    let mut told = 0;
    for own in rows(compared).iter().filter(|own| own.len() == 3 && own[0] != "Other groups") {
        let Some(all) = by_group.iter().find(|group| group[0] == own[0]) else { continue };
        assert!(!all.iter().any(|cell| cell.contains("c\\]")), "{own:?} beside {all:?}");
        let Some(primes) = own[1..].iter().map(|cell| counts(cell)).collect::<Option<Vec<_>>>() else { continue };
        let (x, n) = primes.iter().fold((0, 0), |(x, n), own| (x + own.0, n + own.1));
        assert_eq!([2, 4].map(|at| all[at].replace(',', "")), [n.to_string(), x.to_string()], "{own:?}");
        assert!(primes.iter().all(|(x, n)| [*x, n - x].iter().all(|count| *count == 0 || *count >= 5)), "{own:?}");
        told += 1;
    }
    assert!(told > 1, "{compared}");
}

#[test]
fn no_small_count_is_in_any_comparison_of_the_sample() {
    let bench = Bench::new();
    bench.sample();
    let mut counts = 0;
    for rate in ["attachment_rate", "job_start_rate", "sustainment_rate", "sustained_of_job_starts", "outcome_rate"] {
        for (kind, least) in [("payment_group", 5), ("sex", 10)] {
            let args = ["compare", rate, "-w", "halton", "--quarter", "2015-16-Q3", "--for", kind, "--format", "json"];
            let outcome = bench.run(&args);
            // Of people who did not join one prime's returns hold no sex: their rates by it would be too high.
            if kind == "sex" && ["attachment_rate", "outcome_rate"].contains(&rate) {
                outcome.expect(2);
                assert!(
                    outcome.stderr.contains("`sex` is hardly known of people who did not join"),
                    "{}",
                    outcome.stderr
                );
                continue;
            }
            outcome.expect(0);
            let answer: Value = serde_json::from_str(&outcome.stdout).unwrap();
            for row in answer["kinds"].as_array().unwrap() {
                let [x, n] = ["achieved", "of"].map(|key| row[key].as_u64().unwrap());
                assert!([x, n, n - x].iter().all(|count| *count == 0 || *count >= least), "{rate} by {kind}: {row}");
                counts += 1;
            }
        }
    }
    assert!(counts > 20, "{counts}");
    for kind in ["payment_group", "sex"] {
        let args = ["compare", "-w", "halton", "--quarter", "2015-16-Q3", "--parked", "--by", kind, "--format", "json"];
        let outcome = bench.run(&args);
        outcome.expect(0);
        let answer: Value = serde_json::from_str(&outcome.stdout).unwrap();
        for row in answer["parked"].as_array().unwrap() {
            for months in [6, 12, 24] {
                let count = |key: String| row[key.as_str()].as_u64();
                let pair = count(format!("without_{months}m_people")).zip(count(format!("followed_{months}m")));
                let small = pair.is_some_and(|(x, n)| [x, n, n - x].iter().any(|count| 0 < *count && *count < 5));
                assert!(!small, "{kind}: {row}");
            }
        }
    }
}

#[test]
fn the_sample_of_several_authorities_compares_primes_within_each_of_them() {
    let bench = Bench::new();
    let sample = crate::harness::project().join("sample_data/greater-manchester");
    let run = |args: &[&str]| bench.run(&[args, &["-w", sample.to_str().unwrap()]].concat());
    run(&["report"]).expect(0);
    let paper = bench.read("output/greater-manchester/2017-18-Q3/report.md");
    for words in
        ["Primes are compared only within each area", "| Manchester, Irwell Forward |", "whose main barrier is"]
    {
        assert!(paper.contains(words), "`{words}` is not in {paper}");
    }
    assert!(!paper.contains("| Area not known, "), "nobody is in an area that is not known");
    let outcome = run(&["compare", "--format", "json"]);
    outcome.expect(0);
    let answer: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let areas: Vec<&str> =
        answer["chance"].as_array().unwrap().iter().map(|row| row["area"].as_str().unwrap()).collect();
    assert!(
        areas.len() > 8 && areas.iter().all(|area| areas.iter().filter(|own| *own == area).count() > 1),
        "{areas:?}"
    );
    for row in answer["kinds"].as_array().unwrap() {
        let [x, n] = ["achieved", "of"].map(|key| row[key].as_u64().unwrap());
        assert!([x, n, n - x].iter().all(|count| *count == 0 || *count >= 10), "{row}");
    }
}
