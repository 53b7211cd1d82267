//! Programmes as files: told in plain words, begun, checked, and refused with the line.

use crate::harness::Bench;

const BUILTIN: [&str; 6] = [
    "ways-to-work",
    "whp-pioneer",
    "work-and-health-programme",
    "work-programme",
    "working-well-expansion",
    "working-well-pilot",
];

#[test]
fn every_built_in_programme_is_told_on_a_page_that_fits_a_terminal() {
    let bench = Bench::new();
    for id in BUILTIN {
        let told = bench.run(&["explain", "programme", id]);
        told.expect(0);
        assert!(told.stdout.lines().all(|line| line.chars().count() <= 100), "{}", told.stdout);
        for heading in ["WHO TAKES PART", "WHAT COUNTS", "WHAT IS PAID", "WHAT IS ASKED", "SOURCES"] {
            assert!(told.stdout.contains(&format!("\n{heading}\n")), "{id}: {heading}\n{}", told.stdout);
        }
        let checked = bench.run(&["programme", "check", id]);
        checked.expect(0);
        assert!(checked.stdout.contains("no contradiction found"), "{}", checked.stdout);
    }
    let told = bench.run(&["explain", "programme", "working-well-expansion", "--format", "markdown"]);
    told.expect(0);
    assert!(told.stdout.starts_with("# Working Well expansion\n\n## Who takes part\n\n"), "{}", told.stdout);
    assert!(told.stdout.contains("\n- job start: 30% of the contract's price of one participant\n"), "{}", told.stdout);
}

#[test]
fn a_programme_that_nobody_knows_names_the_nearest() {
    let bench = Bench::new();
    let told = bench.run(&["explain", "programme", "working-well-pilots"]);
    told.expect(2);
    assert!(told.stderr.contains("no programme is called `working-well-pilots`"), "{}", told.stderr);
    assert!(told.stderr.contains("did you mean `working-well-pilot`?"), "{}", told.stderr);
}

#[test]
fn a_new_programme_is_blank_or_a_copy_and_never_replaces_a_file() {
    let bench = Bench::new();
    bench.sample();
    let new = bench.run(&["programme", "new", "ours", "-w", "halton"]);
    new.expect(0).says(&["next: write what is still \"...\" (lines 7, 9 and 12)"]);
    let own = bench.read("halton/programmes/ours.toml");
    assert!(own.contains("\nid = \"ours\"\n"));
    let check = ["programme", "check", "halton/programmes/ours.toml"];
    let unwritten = bench.run(&check);
    unwritten.expect(2);
    for line in ["line 7: `name` is still", "line 9: `summary` is still", "line 12: `source` is still"] {
        assert!(unwritten.stdout.contains(line), "{}", unwritten.stdout);
    }
    assert_eq!(unwritten.stdout.matches("  to do: write ").count(), 3, "{}", unwritten.stdout);
    bench.file("halton/programmes/ours.toml", &own.replace(" = \"...\"", " = \"Ours\""));
    bench.run(&check).expect(0);
    let again = bench.run(&["programme", "new", "ours", "-w", "halton"]);
    again.expect(2);
    assert!(again.stderr.contains("is there already, and is not replaced"), "{}", again.stderr);
    bench.run(&["programme", "new", "copy", "--from", "ways-to-work", "-w", "halton"]).expect(0);
    let (copy, page) =
        (bench.read("halton/programmes/copy.toml"), bench.run(&["explain", "programme", "copy", "-w", "halton"]));
    assert!(copy.contains("\nid = \"copy\"\n") && copy.contains("# What people do on leaving"), "{copy}");
    page.expect(0);
    assert!(page.stdout.starts_with("Ways to Work\n"), "{}", page.stdout);
    for id in ["../x", "Ours", ""] {
        bench.run(&["programme", "new", id, "-w", "halton"]).expect(2);
    }
    let nowhere = bench.run(&["programme", "new", "ours", "-w", "."]);
    nowhere.expect(2);
    assert!(nowhere.stderr.contains("is not a workspace") && !bench.exists("programmes"), "{}", nowhere.stderr);
}

#[test]
fn a_workspaces_own_programme_takes_the_built_in_ones_place() {
    let bench = Bench::new();
    bench.sample();
    bench.run(&["programme", "new", "work-programme", "--from", "work-programme", "-w", "halton"]).expect(0);
    let own = bench.read("halton/programmes/work-programme.toml").replace("{ weeks = 104 }", "{ weeks = 52 }");
    bench.file("halton/programmes/work-programme.toml", &own);
    let told = bench.run(&["explain", "programme", "work-programme", "-w", "halton"]);
    assert!(told.stdout.contains("begins within 52"), "{}", told.stdout);
}

#[test]
fn contradictions_are_listed_all_at_once_with_file_and_line_and_what_to_do() {
    let bench = Bench::new();
    bench.sample();
    bench.run(&["programme", "new", "work-programme", "--from", "work-programme", "-w", "halton"]).expect(0);
    let own = bench.read("halton/programmes/work-programme.toml");
    let own = own.replace("{ weeks = 104 }", "{ weeks = 104, days = 1 }").replace("percent = 44", "people = 44");
    bench.file("halton/programmes/work-programme.toml", &own);
    let line = |words: &str| own.lines().position(|line| line.contains(words)).unwrap() + 1;
    let (first, second) = (line("days = 1"), line("people = 44"));

    let checked = bench.run(&["programme", "check", "work-programme", "-w", "halton"]);
    checked.expect(2);
    let place = |line: usize| format!("problem: halton/programmes/work-programme.toml, line {line}: ");
    assert!(checked.stdout.contains(&(place(first) + "support needs exactly one")), "{}", checked.stdout);
    assert!(checked.stdout.contains(&(place(second) + "`outcome_rate` is a rate")), "{}", checked.stdout);
    assert_eq!(checked.stdout.matches("  to do: ").count(), 2, "{}", checked.stdout);

    // And whatever reads the workspace stops for the same.
    let report = bench.run(&["report", "-w", "halton"]);
    report.expect(2);
    assert!(report.stderr.contains("contradicts itself in 2 places"), "{}", report.stderr);
    assert!(report.stderr.contains(&format!("line {first}: ")), "{}", report.stderr);
    assert!(report.stderr.contains(&format!("line {second}: ")), "{}", report.stderr);
}

#[test]
fn a_wrong_type_is_told_with_its_line_in_plain_words() {
    let bench = Bench::new();
    bench.sample();
    let own = std::fs::read_to_string(crate::harness::project().join("src/definitions/programmes/work-programme.toml"));
    let own = own.unwrap().replace("{ weeks = 104 }", "{ weeks = \"104\" }");
    bench.file("halton/programmes/work-programme.toml", &own);
    let line = own.lines().position(|line| line.contains("\"104\"")).unwrap() + 1;
    let words = format!("line {line}: the text \"104\" stands where a whole number");
    bench.run(&["programme", "check", "work-programme", "-w", "halton"]).expect(2).says(&[&words]);
}

#[test]
fn a_price_that_is_not_the_whole_is_told() {
    let bench = Bench::new();
    bench.sample();
    let own = std::fs::read_to_string(
        crate::harness::project().join("src/definitions/programmes/working-well-expansion.toml"),
    );
    let own = own.unwrap().replacen("percent = 30\ninstalment", "percent = 25\ninstalment", 1);
    let own = own.replace("working-well-expansion", "ours").replacen("id = ", "unpriced = [\"delivery\"]\nid = ", 1);
    bench.file("halton/programmes/ours.toml", &own);
    let told = bench.run(&["explain", "programme", "ours", "-w", "halton"]);
    told.expect(0);
    assert!(told.stdout.contains("one person brings 95% of the price at most"), "{}", told.stdout);
}

#[test]
fn days_that_cannot_be_stop_the_paper_with_the_line() {
    let edits = [
        (
            "id = \"northgate-work-programme\"",
            "id = \"northgate-work-programme\"\nstart = 2018-01-01",
            "after the quarter of the paper",
        ),
        (
            "id = \"northgate-work-programme\"",
            "id = \"northgate-work-programme\"\nstart = 2009-01-01",
            "before programme `work-programme` began in 2011",
        ),
        ("meeting_date = 2016-02-22", "meeting_date = 2015-12-31", "the board meets on 2015-12-31, before the quarter"),
        (
            "id = \"bridgewater-work-programme\"",
            "id = \"northgate-work-programme\"",
            "a second contract has the id `northgate-work-programme`",
        ),
    ];
    for (from, to, words) in edits {
        let bench = Bench::new();
        bench.sample();
        let own = bench.read("halton/quarterdeck.toml");
        assert!(own.contains(from), "{from}");
        // What names the contract goes with it.
        let own = own.replacen(from, to, 1);
        let own = match to.starts_with("id = \"northgate-work-programme\"") && from.contains("bridgewater") {
            true => own.replace("contract = \"bridgewater-work-programme\"", "contract = \"northgate-work-programme\""),
            false => own,
        };
        bench.file("halton/quarterdeck.toml", &own);
        let told = bench.run(&["report", "-w", "halton", "--quarter", "2015-16-Q3"]);
        told.expect(2).says(&["`halton/quarterdeck.toml`, line ", words]);
    }
}

#[test]
fn a_contract_that_contradicts_its_programme_stops_with_the_line() {
    let bench = Bench::new();
    bench.sample();
    let own = bench.read("halton/quarterdeck.toml");
    let own = own.replacen("[contract.minimum]", "lots = [\"1\"]\n[contract.minimum]", 1);
    bench.file("halton/quarterdeck.toml", &own);
    let line = own.lines().position(|line| line == "lots = [\"1\"]").unwrap() + 1;
    let report = bench.run(&["report", "-w", "halton"]);
    report.expect(2);
    let words = format!(
        "`halton/quarterdeck.toml`, line {line}: contract `northgate-work-programme`: programme `work-programme` has no lot `1`"
    );
    assert!(report.stderr.contains(&words), "{}", report.stderr);
}
