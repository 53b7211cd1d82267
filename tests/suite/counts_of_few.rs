//! Names of groups that no list knows: under which few people are counted could be somebody's own, and is said nowhere.

use crate::counts::{MONTHS, east, query};
use crate::harness::Bench;
use crate::small::{checked, edit, path_of, told};

/// Somebody's name among the areas: three people joined, one began a job, none before November.
fn with_a_name(starters: &str, jobs: Option<&str>) -> Bench {
    let mut rows = MONTHS.map(String::from).to_vec();
    rows.remove(8);
    if let Some(jobs) = jobs {
        rows.push(jobs.into());
    }
    rows[3] = starters.into();
    east(&rows)
}

const NAME: &str = "Zebediah Quillfeather HPJ001217";

fn everything(bench: &Bench, args: &[&str]) -> String {
    let outcome = bench.run(args);
    outcome.stdout + &outcome.stderr
}

#[test]
fn a_name_that_few_people_are_counted_under_is_said_nowhere_and_its_people_stay_in_the_sums() {
    let bench = with_a_name(&format!("{NAME},0,1,1,1"), Some(&format!("{NAME},0,0,1,0")));
    let by_area = query(&bench, &["attached", "--by", "area"]);
    assert!(by_area.iter().any(|line| line.starts_with("Area not known,")), "{by_area:?}");
    assert_eq!(crate::small::exact(&bench, &["attached,job_starts"]), ["173,49"]);
    let exact = crate::small::exact(&bench, &["attached,job_starts", "--by", "area"]);
    assert_eq!(exact, ["Runcorn,100,29", "Widnes,70,19", "Area not known,3,1", "All,173,49"]);
    let file = path_of("east", "csv");
    let found = checked(&bench, &[&file], 0);
    let few = told(&found, &["totals_row", "footnote"]);
    assert_eq!(few, [r#"value_of_few notes null A "Starters""#]);
    let message = found["findings"].as_array().unwrap().iter().find(|own| own["code"] == "value_of_few").unwrap();
    assert!(message["message"].as_str().unwrap().contains("rows 5, 10"), "{message:#}");
    for args in [
        &["check", "-w", "ws", "--all", &file][..],
        &["check", "-w", "ws", "--format", "json", &file],
        &["query", "attached", "--counts", "--by", "area", "-w", "ws"],
        &["report", "-w", "ws"],
    ] {
        assert!(!everything(&bench, args).contains("Zebediah"), "{args:?}");
    }
    assert!(!bench.read("output/small/2015-16-Q3/report.md").contains("Zebediah"));
    assert!(!bench.read("output/small/2015-16-Q3/internal/run.json").contains("Zebediah"));
    // On the list it is a name.
    edit(
        &bench,
        "ws/quarterdeck.toml",
        "[areas]\n",
        &format!("[areas]\nareas = [\"Widnes\", \"Runcorn\", \"{NAME}\"]\n"),
    );
    let listed = crate::small::exact(&bench, &["attached", "--by", "area"]);
    assert!(listed.contains(&format!("{NAME},3")), "{listed:?}");
}

#[test]
fn what_such_a_name_lacks_is_told_by_its_row_and_leaves_no_figure() {
    let bench = with_a_name(&format!("{NAME},0,1,1,1"), None);
    let found = checked(&bench, &[&path_of("east", "csv")], 0);
    let gaps: Vec<&str> = found["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|own| own["code"] == "counts_with_gaps")
        .map(|own| own["message"].as_str().unwrap())
        .collect();
    assert!(
        gaps.len() == 1 && gaps[0].contains("unlisted name 1 (row 5)") && !gaps[0].contains("Zebediah"),
        "{gaps:?}"
    );
    assert_eq!(query(&bench, &["attached,job_starts"]), ["173,[z]"]);
    // Two of them are two: neither fills the other's gap.
    let mut rows = MONTHS.map(String::from).to_vec();
    (rows[3], rows[8]) = (format!("{NAME},0,1,1,1"), "Ann Other,0,0,1,0".into());
    assert_eq!(query(&east(&rows), &["attached,job_starts"]), ["[z],[z]"]);
}
