//! Every figure of the paper explains itself, with the paper's own numbers; findings do too.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::harness::Bench;

/// The sample of Halton with its paper: the text of each figure by its id.
fn paper() -> (Bench, BTreeMap<String, String>) {
    let bench = Bench::new();
    bench.sample();
    bench.run(&["report", "-w", "halton"]).expect(0);
    let html = bench.read("output/halton/2015-16-Q3/report.html");
    let spans = html.split("<span id=\"f-").skip(1).map(|rest| {
        let (id, rest) = rest.split_once("\">").unwrap();
        (format!("f-{id}"), rest.split_once("</span>").unwrap().0.to_string())
    });
    (bench, spans.collect())
}

/// Whether the paper's words hold a figure as a table prints it.
fn holds(words: &str, figure: &str) -> bool {
    words == figure
        || words.starts_with(&format!("{figure} ("))
        || (figure == "[c]" && words.starts_with("a figure that is not shown"))
}

fn explained(bench: &Bench, id: &str) -> Value {
    let outcome = bench.run(&["explain", id, "-w", "halton", "--format", "json"]);
    outcome.expect(0);
    serde_json::from_str(&outcome.stdout).unwrap()
}

/// The lines below a heading.
fn lines(page: &Value, heading: &str) -> Vec<String> {
    let sections = page["sections"].as_array().unwrap();
    let own = sections.iter().find(|section| section["heading"] == heading);
    let own = own.unwrap_or_else(|| panic!("no {heading}: {page:#}"));
    own["lines"].as_array().unwrap().iter().map(|line| line.as_str().unwrap().to_string()).collect()
}

/// The number with which a line begins.
fn number(line: &str) -> Option<u64> {
    let digits: String = line.chars().take_while(|c| c.is_ascii_digit() || *c == ',').filter(|c| *c != ',').collect();
    digits.parse().ok()
}

#[test]
fn every_figure_of_the_paper_has_its_explanation_with_the_value_that_is_printed() {
    let (bench, paper) = paper();
    assert!(paper.len() > 300, "{}", paper.len());
    let outcome = bench.run(&["explain", "figures", "-w", "halton", "--format", "json"]);
    outcome.expect(0);
    let listed: Vec<Value> = serde_json::from_str(&outcome.stdout).unwrap();
    let figure_of = |id: &str| {
        let own = listed.iter().find(|own| own["id"] == id);
        own.unwrap_or_else(|| panic!("{id} is in the paper and not in the list"))["figure"]
            .as_str()
            .unwrap()
            .to_string()
    };
    for (id, words) in &paper {
        assert!(holds(words, &figure_of(id)), "{id}: {words}, listed as {}", figure_of(id));
    }
    // One in thirty by itself, and one of each kind of trouble.
    let some = paper.keys().step_by(30).cloned();
    let hidden = paper.iter().find(|(_, words)| *words == "[c]").unwrap().0.clone();
    for id in some.chain([hidden]) {
        let page = explained(&bench, &id);
        let printed = page["printed"].as_str().unwrap();
        assert!(holds(&paper[&id], printed), "{id}: {printed} for {}", paper[&id]);
        assert_eq!(page["id"], id.as_str());
        assert!(!lines(&page, "Definition").is_empty() && !lines(&page, "Where it comes from").is_empty(), "{id}");
    }
}

#[test]
fn those_who_are_counted_and_the_reasons_of_the_others_add_up_to_everybody() {
    let (bench, paper) = paper();
    for (rate, event) in [("job_start_rate", "job_starts"), ("sustainment_rate", "sustained")] {
        let page = explained(&bench, &format!("f-{rate}-to-date-prime-northgate-works"));
        let told = lines(&page, "Who is counted, and who is not");
        let at = told.iter().position(|line| line.starts_with("Of the others")).unwrap_or_else(|| panic!("{told:?}"));
        let of = |words: &str| told.iter().find(|line| line.contains(words)).and_then(|line| number(line)).unwrap();
        let (everybody, counted) = (of("who could count"), of("who does"));
        let others: u64 = told[at + 1..].iter().filter_map(|line| number(line)).sum();
        assert_eq!(counted + others, everybody, "{event}: {told:?}");
        let in_time: u64 =
            told[at + 1..].iter().filter(|line| line.contains(" in time")).filter_map(|line| number(line)).sum();
        assert_eq!(in_time, of("still in time"), "{event}: {told:?}");
        let words = &paper[&format!("f-{rate}-to-date-prime-northgate-works")];
        let printed = words.split_once('(').unwrap().1.replace(',', "");
        assert!(printed.starts_with(&format!("{counted} of {everybody}")), "{words}: {told:?}");
        let said = lines(&page, "Time and target").join(" ");
        assert!(
            said.contains("minimum") && said.contains(if rate == "job_start_rate" { "20%" } else { "15%" }),
            "{said}"
        );
    }
}

#[test]
fn a_hidden_figure_names_the_rules_and_neither_its_number_nor_the_reasons_around_it() {
    let (bench, paper) = paper();
    let id = paper.iter().find(|(id, words)| id.starts_with("f-job_starts-to-date-ward") && *words == "[c]").unwrap().0;
    let page = explained(&bench, id);
    assert!(lines(&page, "Why it is not shown").join(" ").contains("secondary"), "{page:#}");
    let told = lines(&page, "Who is counted, and who is not");
    assert!(told.iter().any(|line| line.contains("tell of single people")), "{told:?}");
    // The officers' page says which rule, how many, and the rows.
    let outcome = bench.run(&["explain", id, "-w", "halton", "--format", "json", "--audience", "officers"]);
    outcome.expect(0);
    let exact: Value = serde_json::from_str(&bench.read(outcome.stdout.trim_end())).unwrap();
    assert!(exact["marking"].as_str().unwrap().starts_with("OFFICIAL-SENSITIVE"));
    assert!(lines(&exact, "Exact counts, for officers").join(" ").contains("hidden by the rule"), "{exact:#}");
}

#[test]
fn officers_are_given_the_rows_that_are_counted_as_many_as_people() {
    let (bench, _) = paper();
    let id = "f-job_start_rate-to-date-prime-northgate-works";
    let outcome = bench.run(&["explain", id, "-w", "halton", "--audience", "officers", "--format", "json"]);
    outcome.expect(0);
    let page: Value = serde_json::from_str(&bench.read(outcome.stdout.trim_end())).unwrap();
    let exact = lines(&page, "Exact counts, for officers");
    let rows = lines(&page, "The rows that are counted, for officers");
    let listed = |line: &String| line.split_once(" by number: ").map(|(_, rows)| rows.split(' ').count());
    let counts: Vec<usize> = rows.iter().filter_map(listed).collect();
    assert_eq!(exact[0], format!("job_starts: {}", counts[0]));
    assert_eq!(exact[1].replace(',', ""), format!("attached: {}", counts[1]));
    // In public no row is told of as counted.
    let public = bench.run(&["explain", id, "-w", "halton"]);
    public.expect(0);
    assert!(
        !public.stdout.contains("for officers:") && public.stdout.contains("northgate_2015-16-Q3.xlsx"),
        "{}",
        public.stdout
    );
}

#[test]
fn an_id_that_no_figure_has_names_the_nearest() {
    let bench = Bench::new();
    bench.sample();
    let outcome = bench.run(&["explain", "f-job_start_rate-to-date-prime-northgate-work", "-w", "halton"]);
    outcome.expect(2).says(&["did you mean `f-job_start_rate-to-date-prime-northgate-works`", "explain figures"]);
    bench.run(&["explain", "finding", "not_on_jcp_lists"]).expect(2).says(&["did you mean `not_on_jcp_list`"]);
    bench.run(&["explain", "programm", "-w", "halton"]).expect(2).says(&["did you mean `programme`"]);
    bench.run(&["explain"]).expect(2);
}

#[test]
fn a_finding_tells_its_meaning_its_limit_and_what_its_sender_is_asked() {
    let bench = Bench::new();
    let outcome = bench.run(&["explain", "finding", "job_start_before_attachment"]);
    outcome.expect(0);
    for words in ["The job starts before the person joined", "set aside", "5%", "check both dates"] {
        assert!(outcome.stdout.contains(words), "{words}: {}", outcome.stdout);
    }
}
