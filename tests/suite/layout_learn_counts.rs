//! `layout learn` on counts: what is proposed reads every total, and what figures contradict is left to a person.

use std::path::Path;

use crate::harness::{Bench, Outcome, shared};
use crate::shapes::{expected, measure, read, sum, used};

fn learn(bench: &Bench, file: &str) -> Outcome {
    bench.run(&["layout", "learn", file, "--supplier", "Northgate", "--name", "learnt"])
}

/// Learns a file of the shared shapes and holds every total that is known of it against what the layout reads.
fn reads_every_total(file: &str, tables: usize, lines: usize) {
    let Some(shared) = shared() else { return };
    let folder = shared.join("shapes");
    let bench = Bench::new();
    bench.bytes(file, &std::fs::read(folder.join(file)).unwrap());
    let outcome = learn(&bench, file);
    outcome.expect(0);
    let (records, findings) = read(&folder.join(file), &layout_of(&outcome));
    assert_eq!(records.len(), tables, "{}\n{findings:#?}", outcome.stdout);
    let mut compared = 0;
    for (title, row, total) in expected(&folder, file) {
        let of_table = |table: usize| tables != 2 || (row == "all quarters") == (table == 0);
        let own = records.iter().enumerate().filter(|(at, _)| of_table(*at)).map(|(_, table)| table);
        let own: Vec<_> = own.flat_map(|table| used(std::slice::from_ref(table))).collect();
        let all = row == "National" || tables == 2;
        let own = own.iter().filter(|count| {
            count.measure == measure(&title) && (all || count.group.as_ref().is_some_and(|(_, group)| *group == row))
        });
        assert_eq!(sum(own), total, "{title}, {row}\n{}", outcome.stdout);
        compared += 1;
    }
    assert_eq!(compared, lines);
}

/// The proposal without its first lines: its name is the first text in quotes.
fn layout_of(outcome: &Outcome) -> String {
    outcome.stdout.lines().filter(|line| !line.starts_with('#')).map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_pack_of_stacked_tables_is_learnt_and_every_total_is_read_with_what_was_learnt() {
    reads_every_total("dwp_mi_pack.csv", 4, 28);
}

#[test]
fn quarters_and_months_in_one_column_are_learnt_and_every_total_is_read_with_what_was_learnt() {
    reads_every_total("quarter_and_month_rows.xlsx", 2, 8);
}

#[test]
fn the_rows_that_repeat_the_sum_of_the_others_and_whom_the_counts_are_about_are_known_by_their_figures() {
    let Some(shared) = shared() else { return };
    let bench = Bench::new();
    let told = |file: &str| {
        bench.bytes(file, &std::fs::read(shared.join("shapes").join(file)).unwrap());
        learn(&bench, file).stdout
    };
    let pack = told("dwp_mi_pack.csv");
    for words in ["form = \"titles\"", "totals = [\"National\"]", "rows = \"area\"", "QUESTION: what are the rows"] {
        assert!(pack.contains(words), "`{words}`\n{pack}");
    }
    let cohorts = told("quarter_and_month_rows.xlsx");
    assert_eq!(cohorts.matches("of = \"joiners\"").count(), 1, "{cohorts}");
}

/// A sheet of counts under these headers.
fn summary(header: &str, rows: &[&str]) -> Outcome {
    let bench = Bench::new();
    bench.file("counts.csv", &format!("{header}\n{}\n", rows.join("\n")));
    let outcome = learn(&bench, "counts.csv");
    // Lines are broken where a terminal ends.
    Outcome { stderr: outcome.stderr.split_whitespace().collect::<Vec<_>>().join(" "), ..outcome }
}

#[test]
fn a_summary_by_prime_is_learnt_with_its_percentages() {
    let rows = ["Northgate,200,36,18%", "Bridgewater,50,10,20%", "B2w,90,18,20%", "Total,340,64,19%"];
    let outcome = summary("Prime Contractor,Attached,Job Starts,Job Start %", &rows);
    outcome.expect(0);
    for line in [
        "prime = [\"Prime Contractor\"]",
        "attachments = [\"Attached\"]",
        "job_starts = [\"Job Starts\"]",
        "job_start_rate = [\"Job Start %\"]",
    ] {
        assert!(outcome.stdout.lines().any(|own| own == line), "{line}\n{}", outcome.stdout);
    }
}

#[test]
fn measures_that_the_figures_contradict_are_left_to_a_person() {
    let months = |figures: [&str; 8]| -> Vec<String> {
        figures.iter().enumerate().map(|(i, figures)| format!("{:02}/2015,{figures}", i + 1)).collect()
    };
    let told = |header: &str, rows: &[String]| {
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        summary(header, &rows)
    };
    let swapped =
        told("Month,Starts,Job Starts", &months(["9,40", "8,44", "7,39", "9,51", "8,40", "6,38", "9,44", "3,29"]));
    swapped.expect(0).says(&["`Job Starts` adds up to more than `Starts`, of which it is a part"]);
    assert!(
        !swapped.stdout.contains("\nattachments = ") && !swapped.stdout.contains("\njob_starts = "),
        "{}",
        swapped.stdout
    );
    let sums =
        told("Month,Starts,Job Starts", &months(["9,1", "18,4", "27,9", "39,11", "48,20", "56,28", "69,34", "73,39"]));
    sums.expect(0).says(&["its figures only rise"]);
    assert!(!sums.stdout.contains("\nattachments = "), "{}", sums.stdout);
    let rates = told(
        "Month,Starts,Job Starts",
        &months(["9,0.1", "8,0.4", "7,0.9", "9,0.1", "8,0.2", "6,0.2", "9,0.3", "3,0.3"]),
    );
    rates.expect(0).says(&["its figures are no whole numbers"]);
    assert!(!rates.stdout.contains("\njob_starts = "), "{}", rates.stdout);
    let two = told(
        "Month,Starts,Not Yet Job Starts,New Starts",
        &months(["9,1,9", "8,4,8", "7,9,7", "9,1,9", "8,2,8", "6,2,6", "9,3,9", "3,3,3"]),
    );
    two.expect(0).says(&["another column or title says the same", "the header also says"]);
    assert!(!two.stdout.contains("\nattachments = ") && !two.stdout.contains("\njob_starts = "), "{}", two.stdout);
}

#[test]
fn figures_that_are_no_counts_of_ours_are_refused_with_where_to_read_on() {
    let Some(shared) = shared() else { return };
    for file in ["nomis/ucjsa.csv", "uk-spreadsheets/house-prices.xls", "claimants/claimant_count_wards.csv"] {
        let bench = Bench::new();
        let name = Path::new(file).file_name().unwrap().to_str().unwrap();
        bench.bytes(name, &std::fs::read(shared.join("real").join(file)).unwrap());
        let outcome = learn(&bench, name);
        outcome.expect(4);
        assert!(outcome.stderr.contains("docs/layouts.md"), "{file}: {}", outcome.stderr);
        assert!(outcome.stdout.is_empty(), "{file}");
    }
}
