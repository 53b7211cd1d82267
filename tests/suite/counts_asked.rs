//! Counts that would print a wrong figure unless somebody is asked: what runs on, sums under names of areas, wholes less
//! than their parts, a table of another quarter; and months however programs write them.

use serde_json::Value;

use crate::counts::{MONTHS, east, query};
use crate::harness::Bench;
use crate::small::{checked, council, edit, path_of, text};

/// The messages of a code, as `check` ends with the exit code.
fn said(bench: &Bench, exit: i32, code: &str) -> Vec<String> {
    let found = checked(bench, &[&path_of("east", "csv")], exit);
    let own = |finding: &&Value| finding["code"] == code && finding["effect"] == "stops";
    let all: Vec<&Value> = found["findings"].as_array().unwrap().iter().filter(own).collect();
    all.iter().map(|own| format!("{} {}", own["place"]["cell"], own["message"].as_str().unwrap())).collect()
}

/// Tables under titles, an area a row.
fn titled(tables: &[(&str, &[&str])], months: &str) -> Bench {
    let blocks = tables.iter().map(|(title, rows)| {
        let rows = rows.iter().map(|row| (*row).to_string());
        [format!("{title},{months}")].into_iter().chain(rows).chain([",,,,".to_string()]).collect::<Vec<_>>()
    });
    let bench = east(&blocks.flatten().collect::<Vec<_>>());
    edit(
        &bench,
        "ws/layouts/east.toml",
        "job_starts = [\"Into work\"]",
        "job_starts = [\"Into work\"]\nsustained = [\"Stayed\"]",
    );
    bench
}

/// A row a month, of everybody.
fn monthly(rows: &[&str]) -> Bench {
    let bench = council(&["East"], false);
    let layout = "name = \"east\"\ndescription = \"A row a month\"\n[[sheet]]\nrecord = \"counts\"\nrequired = [\"period\"]\n\
                  [sheet.columns]\nperiod = [\"Month\"]\nattachments = [\"Starters\"]\njob_starts = [\"Into work\"]\n";
    bench.file("ws/layouts/east.toml", layout);
    bench.file(&path_of("east", "csv"), &text("Month,Starters,Into work", rows));
    bench
}

#[test]
fn measures_that_run_on_are_asked_about_beside_monthly_ones() {
    let months = "Jul-15,Aug-15,Sep-15,Oct-15,Nov-15,Dec-15";
    let starters: (&str, &[&str]) = ("Starters", &["Widnes,30,22,20,31,25,28"]);
    let of = |jobs, stayed| titled(&[starters, ("Into work", &[jobs]), ("Stayed", &[stayed])], months);
    let bench = of("Widnes,4,7,12,18,22,27", "Widnes,0,1,3,4,7,9");
    let asked = said(&bench, 3, "counts_may_be_cumulative");
    assert!(asked.len() == 1 && asked[0].contains("job_starts from 4 to 27, sustained from 0 to 9"), "{asked:?}");
    bench.run(&["report", "-w", "ws"]).expect(3);
    let bench = of("Widnes,4,5,3,6,7,5", "Widnes,0,1,0,2,1,1");
    assert_eq!(query(&bench, &["attached,job_starts,sustained"]), ["156,30,5"]);
}

#[test]
fn a_time_with_less_than_the_months_in_it_stops_though_they_do_not_fill_it() {
    let rows = ["Sep-15,20,5", "Oct-15,31,9", "Nov-15,25,4", "Q3 2015-16,50,20"];
    let bench = monthly(&rows);
    let stops = said(&bench, 3, "totals_disagree_with_rows");
    assert!(
        stops.len() == 1 && stops[0].contains("B5") && stops[0].contains("50") && stops[0].contains("56"),
        "{stops:?}"
    );
    let fits = monthly(&["Sep-15,20,5", "Oct-15,31,9", "Nov-15,25,4", "Q3 2015-16,56,20"]);
    assert_eq!(query(&fits, &["attached"]), ["76"]);
    // One of the months has no figure.
    let marked = monthly(&["Sep-15,20,5", "Oct-15,31,9", "Nov-15,25,4", "Dec-15,*,*", "Q3 2015-16,50,20"]);
    assert_eq!(said(&marked, 3, "totals_disagree_with_rows").len(), 1);
    // A year beside its quarters and months.
    let year = monthly(&["2014-15,100,50", "Q1 2014-15,60,5", "Jul-14,30,5", "Aug-14,20,5", "Oct-15,31,9"]);
    let stops = said(&year, 3, "totals_disagree_with_rows");
    assert!(stops.len() == 1 && stops[0].contains("100") && stops[0].contains("110"), "{stops:?}");
    // As columns under titles.
    let bench = titled(
        &[("Starters", &["Widnes,20,31,25,50"]), ("Into work", &["Widnes,5,9,4,20"])],
        "Sep-15,Oct-15,Nov-15,Q3 2015-16",
    );
    let stops = said(&bench, 3, "totals_disagree_with_rows");
    assert!(stops.len() == 1 && stops[0].contains("E3") && stops[0].contains("56"), "{stops:?}");
    // In a table of its own.
    let quarter = ["Starters,Q3 2015-16", "Widnes,50"].map(String::from);
    let months = ["Starters,Oct-15,Nov-15", "Widnes,31,25"].map(String::from);
    let bench = east(&[quarter.to_vec(), vec![",,,,".into()], months.to_vec()].concat());
    edit(&bench, "ws/layouts/east.toml", ", \"job_starts\"", "");
    let stops = said(&bench, 3, "totals_disagree_with_rows");
    assert!(stops.len() == 1 && stops[0].contains("56"), "{stops:?}");
}

#[test]
fn sums_of_areas_that_are_on_the_councils_list_beside_them_are_asked_about() {
    let areas = |sum: &str, jobs: &str| {
        let starters = ["Appleton,20,31,25,28", "Ditton,15,12,19,16", sum, "Heath,7,11,9,13", "Mersey,9,8,12,10"];
        let jobs = ["Appleton,5,9,4,7", "Ditton,3,2,5,4", jobs, "Heath,2,4,1,3", "Mersey,2,1,3,2"];
        let bench = titled(&[("Starters", &starters), ("Into work", &jobs)], "Sep-15,Oct-15,Nov-15,Dec-15");
        let list = "[areas]\nareas = [\"Appleton\", \"Ditton\", \"Heath\", \"Mersey\", \"Cheshire\"]\n";
        edit(&bench, "ws/quarterdeck.toml", "[areas]\n", list);
        bench
    };
    let bench = areas("Cheshire,35,43,44,44", "Cheshire,8,11,9,11");
    let asked = said(&bench, 3, "parts_may_be_sums");
    assert!(
        asked.len() == 1 && asked[0].contains("`Cheshire` (row 5)") && asked[0].contains("8 of the first"),
        "{asked:?}"
    );
    let accepted = ["--accept", "parts_may_be_sums", "--because", "It is apart", "--accepted-by", "A. Officer"];
    let args = [&["query", "attached", "--counts", "-w", "ws", "--format", "csv"][..], &accepted].concat();
    let outcome = bench.run(&args);
    outcome.expect(0);
    assert!(outcome.stdout.ends_with("\n411\n"), "{}", outcome.stdout);
    edit(&bench, "ws/layouts/east.toml", "rows = \"area\"", "rows = \"area\"\ntotals = [\"Cheshire\"]");
    assert_eq!(query(&bench, &["attached"]), ["245"]);
    // One figure off in one table is no sum.
    assert_eq!(query(&areas("Cheshire,35,43,44,44", "Cheshire,8,11,9,12"), &["attached"]), ["411"]);
}

#[test]
fn a_table_without_months_below_a_line_of_another_time_is_asked_about() {
    let bench = |above: &[&str]| {
        let bench = council(&["East"], false);
        let layout = "name = \"east\"\ndescription = \"So far\"\n[[sheet]]\nrecord = \"counts\"\nrequired = [\"attachments\"]\n\
                      [sheet.columns]\narea = [\"Area\"]\nattachments = [\"Starters\"]\njob_starts = [\"Into work\"]\n";
        bench.file("ws/layouts/east.toml", layout);
        let rows = [above, &["Area,Starters,Into work", "Widnes,104,25", "Runcorn,50,10"]].concat();
        bench.file(&path_of("east", "csv"), &text("Figures of East,,", &rows));
        bench
    };
    for line in [
        "Position as at 30 September 2015,,",
        "Position,as at,30/09/2015",
        "\"Position, end of September\",,",
        "Q2 2015/16,,",
    ] {
        let asked = said(&bench(&[line]), 3, "counts_of_another_time");
        assert!(asked.len() == 1 && asked[0].contains("31 December 2015"), "{line}: {asked:?}");
    }
    for lines in [
        &["Position as at 31 December 2015,,"][..],
        &["Contract from 1 June 2011,,", "Quarter 3 2015/16,,"],
        &["Position at the end of December,,", "Printed 10 January 2016,,"],
        &["1 April 2015 to 31 December 2015,,"],
        &["Report printed 10 January 2016,,"],
        &[],
    ] {
        assert_eq!(query(&bench(lines), &["attached"]), ["154"], "{lines:?}");
    }
    let months = [&["Position as at 30 September 2015,,,,"], &MONTHS[..]].concat();
    assert_eq!(query(&east(&months), &["attached"]), ["170"], "its counts say when they are of");
}

#[test]
fn months_are_read_as_programs_write_days() {
    for months in [
        ["2015-10-01 00:00:00", "2015-11-01 00:00:00", "2015-12-01 00:00:00"],
        ["2015-10-01T00:00:00", "2015-11-01T00:00:00", "2015-12-01T00:00:00"],
        ["1 Oct 2015", "1 Nov 2015", "1 Dec 2015"],
    ] {
        let rows: Vec<String> = months.iter().map(|month| format!("{month},50,10")).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        assert_eq!(query(&monthly(&rows), &["attached,job_starts"]), ["150,30"], "{months:?}");
        let bench = titled(&[("Starters", &["Widnes,10,20,30"]), ("Into work", &["Widnes,5,9,4"])], &months.join(","));
        assert_eq!(query(&bench, &["attached,job_starts"]), ["60,18"], "{months:?}");
    }
    let other = monthly(&["2015-09-30T23:00:00Z,50,10", "2015-11-01T00:00:00Z,50,10", "2015-12-01T00:00:00Z,50,10"]);
    assert_eq!(query(&other, &["attached"]), ["[z]"], "midnight of another day here");
}
