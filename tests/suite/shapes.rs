//! Counts as they are published: invented figures in the form of two real publications, and a summary by prime. The
//! shared files are read in place; what a test makes itself is here.

use std::collections::BTreeMap;
use std::path::Path;

use quarterdeck::canonical::{Count, Measure};
use quarterdeck::definitions::{Limits, layout, workspace};
use quarterdeck::finding::Finding;
use quarterdeck::mapping::{self, MappedRecords, MappingContext};
use quarterdeck::source;
use quarterdeck::vocabulary::WhyMissing;

use crate::harness::{Bench, shared};
use crate::workspace::Workspace;

/// The layout of a pack of tables under titles.
const PACK: &str = r#"name = "pack"
description = "Monthly tables stacked on one sheet, the title in the first header cell"
[[sheet]]
record = "counts"
required = ["attachments", "sustained"]
[sheet.counts]
form = "titles"
rows = "area"
totals = ["National"]
[sheet.columns]
attachments = ["Overall starts"]
job_starts = ["Overall FES achieved"]
sustained = ["Overall outcomes achieved"]
expected = ["Overall MPL expected"]
"#;

/// The layout of two tables on one sheet: referrals by quarter, and what became of each month's starters.
const COHORTS: &str = r#"name = "cohorts"
description = "Quarters of referral above, quarters and months of starting below"
[[sheet]]
record = "counts"
required = ["referrals"]
ignored = ["Start rate", "Not yet started"]
[sheet.columns]
period = ["Quarter of referral"]
referrals = ["Referrals"]
attachments = ["Starts"]
[[sheet]]
record = "counts"
required = ["attachments", "job_starts"]
[sheet.counts]
of = "joiners"
[sheet.columns]
period = ["Start quarter / month"]
attachments = ["Starts"]
early_leavers = ["Early leavers"]
job_starts = ["Job starts"]
sustained_13w = ["3 months sustained"]
sustained_26w = ["6 months sustained"]
sustained_52w = ["1 year sustained"]
"#;

/// A summary by prime, with percentages that are not to be trusted.
const SUMMARY: &str = r#"name = "summary"
description = "A row a prime, so far"
[[sheet]]
record = "counts"
required = ["prime", "attachments", "job_starts"]
[sheet.columns]
prime = ["Prime Contractor"]
attachments = ["Attached"]
job_starts = ["Job Starts"]
job_start_rate = ["Job Start %"]
sustainment_rate = ["Sustained %"]
"#;

/// A workspace of three primes.
fn primes() -> String {
    let workspace = Workspace::new("counts").prime("northgate", "Northgate").prime("b2w", "B2w");
    workspace.prime("pathway", "Pathway Links").contract("northgate", "").text()
}

/// Reads a file with a layout, as a return of Northgate's.
pub fn read(path: &Path, text: &str) -> (Vec<MappedRecords>, Vec<Finding>) {
    let bench = Bench::new();
    let name = text.split('"').nth(1).unwrap();
    bench.file("quarterdeck.toml", &primes()).file(&format!("layouts/{name}.toml"), text);
    let workspace = workspace::load(bench.path()).unwrap();
    let layout = layout::load(bench.path(), name).unwrap();
    let context =
        MappingContext { workspace: &workspace, programmes: &[], layout: &layout, supplier: "northgate", source_id: 0 };
    let workbook = source::read(path, &Limits::default()).unwrap();
    mapping::map(&workbook, &context).unwrap()
}

/// The figures of rows that are used.
pub fn used(records: &[MappedRecords]) -> Vec<&Count> {
    records.iter().flat_map(MappedRecords::counts).collect()
}

pub fn sum<'a>(counts: impl IntoIterator<Item = &'a &'a Count>) -> u64 {
    counts.into_iter().filter_map(|count| count.people.ok()).sum()
}

/// Lines of `expected.csv` for a file: measure, row, total.
pub fn expected(folder: &Path, file: &str) -> Vec<(String, String, u64)> {
    let text = std::fs::read_to_string(folder.join("expected.csv")).unwrap();
    let lines = text.lines().filter(|line| line.starts_with(file)).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        (cells[1].to_string(), cells[2].to_string(), cells[4].parse().unwrap())
    });
    lines.collect()
}

/// What a count is called in our tables.
pub fn measure(title: &str) -> Measure {
    match title {
        "Referrals" => Measure::Referrals,
        "Overall starts" | "Starts" => Measure::Attachments,
        "Early leavers" => Measure::EarlyLeavers,
        "Overall FES achieved" | "Job starts" => Measure::JobStarts,
        "Overall outcomes achieved" => Measure::Sustained,
        "Overall MPL expected" => Measure::Expected,
        "3 months sustained" => Measure::Sustained13Weeks,
        "6 months sustained" => Measure::Sustained26Weeks,
        "1 year sustained" => Measure::Sustained52Weeks,
        _ => panic!("{title}"),
    }
}

pub fn found<'a>(findings: &'a [Finding], code: &str) -> Vec<&'a Finding> {
    findings.iter().filter(|finding| finding.code == code).collect()
}

#[test]
fn every_total_of_a_pack_of_stacked_tables_is_found_and_its_national_row_is_left_out() {
    let Some(shared) = shared() else { return };
    let folder = shared.join("shapes");
    let (records, findings) = read(&folder.join("dwp_mi_pack.csv"), PACK);
    let counts = used(&records);
    let mut compared = 0;
    for (title, row, total) in expected(&folder, "dwp_mi_pack.csv") {
        let own = counts.iter().filter(|count| count.measure == measure(&title));
        let all = row == "National";
        let own: Vec<&&Count> = own.filter(|count| all || count.group.as_ref().unwrap().1 == row).collect();
        assert_eq!(sum(own.iter().copied()), total, "{title}, {row}");
        assert_eq!(own.len(), if all { 72 } else { 12 }, "{title}, {row}");
        compared += 1;
    }
    assert_eq!((compared, records.len(), counts.len()), (28, 4, 4 * 6 * 12));
    let first = counts.iter().find(|count| count.measure == Measure::Sustained).unwrap().span.unwrap();
    assert_eq!(first.to_string(), "April 2022", "months as text");
    for table in &records {
        assert_eq!((table.delivered, table.fates.len(), table.left_out["totals_row"]), (7, 6, 1));
    }
    let error = found(&findings, "error_cell");
    assert_eq!(error.len(), 1, "{findings:#?}");
    assert_eq!(error[0].place.row, Some(38));
    assert_eq!(found(&findings, "totals_disagree_with_rows").len(), 0);
}

#[test]
fn quarters_and_months_in_one_column_count_once_and_a_mark_is_no_nought() {
    let Some(shared) = shared() else { return };
    let folder = shared.join("shapes");
    let (records, findings) = read(&folder.join("quarter_and_month_rows.xlsx"), COHORTS);
    assert_eq!(records.len(), 2);
    let mut compared = 0;
    for (title, row, total) in expected(&folder, "quarter_and_month_rows.xlsx") {
        let table = if row == "all quarters" { &records[..1] } else { &records[1..] };
        let counts = used(table);
        let own: Vec<&&Count> = counts.iter().filter(|count| count.measure == measure(&title)).collect();
        assert_eq!(sum(own.iter().copied()), total, "{title}, {row}");
        compared += 1;
    }
    assert_eq!(compared, 8);
    let quarters = found(&findings, "covered_by_shorter_periods");
    assert_eq!((quarters.len(), quarters[0].rows), (1, 12), "{findings:#?}");
    let missing = used(&records[1..]).iter().filter(|count| count.people == Err(WhyMissing::NotApplicable)).count();
    assert_eq!(missing, 9, "April to December 2020");
    assert_eq!(found(&findings, "totals_row").len(), 1);
    assert_eq!(found(&findings, "totals_disagree_with_rows").len(), 0);
}

#[test]
fn percentages_written_in_three_ways_are_told_and_a_total_is_left_out() {
    let Some(shared) = shared() else { return };
    let (records, findings) = read(&shared.join("badinputs/files/e03_percent_strings.csv"), SUMMARY);
    let by_prime: BTreeMap<(&str, Measure), u64> =
        used(&records).iter().map(|count| ((count.prime.as_str(), count.measure), count.people.unwrap())).collect();
    assert_eq!(by_prime[&("northgate", Measure::Attachments)], 200);
    assert_eq!(by_prime[&("b2w", Measure::JobStarts)], 18);
    assert_eq!(by_prime[&("pathway", Measure::Attachments)], 50);
    assert_eq!((records[0].delivered, records[0].fates.len(), records[0].left_out["totals_row"]), (4, 3, 1));
    let mixed = found(&findings, "percent_column_mixed");
    assert!(mixed[0].message.contains("in row 3") && mixed[0].message.contains("in row 4"), "{mixed:?}");
    assert_eq!(mixed[0].place.column.as_deref(), Some("D \"Job Start %\""));
    assert_eq!(found(&findings, "percentage_differs_from_counts").len(), 0);
}
