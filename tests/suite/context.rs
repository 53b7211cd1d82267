//! Context files of a workspace: each is read in a process of its own, and every row of it is accounted for.

use serde_json::Value;

use crate::counts::{MONTHS, east};
use crate::faults::make::table::clean;
use crate::faults::make::xls::{ole, records};
use crate::harness::{Bench, shared};
use crate::small::{QUARTER, checked, edit, path_of};

/// The layout of a context file of claimants.
fn layout(file: &str) -> String {
    format!("description = \"Claimants\"\nfile = {file:?}\narea = \"Area\"\n[measures]\nclaimants = [\"Count\"]\n")
}

/// A council with a file of claimants.
fn claimants(text: &str) -> Bench {
    let bench = east(&MONTHS);
    bench.file("ws/context/claimants.toml", &layout("claimants.csv")).file("ws/context/claimants.csv", text);
    bench
}

/// What is found in context files: `code effect rows` and the message.
fn found(bench: &Bench) -> Vec<(String, String)> {
    let found = checked(bench, &[&path_of("east", "csv")], 0);
    let own = |finding: &&Value| finding["place"]["file"].as_str().unwrap().starts_with("context/");
    let told = found["findings"].as_array().unwrap().iter().filter(own).map(|own| {
        let word = |name: &str| own[name].as_str().unwrap().to_string();
        (format!("{} {} {}", word("code"), word("effect"), own["rows"]), word("message"))
    });
    told.collect()
}

fn codes(bench: &Bench) -> Vec<String> {
    found(bench).into_iter().map(|(code, _)| code).collect()
}

/// An xls whose sheet says that it has four billion rows: its reader asks for more memory than there is.
fn hostile() -> Vec<u8> {
    let mut records = records(&clean(), false);
    let at = records.windows(4).position(|bytes| bytes == [0, 2, 14, 0]).unwrap();
    records[at + 8..at + 12].fill(0xff);
    ole("Workbook", &records)
}

#[test]
fn a_context_file_that_kills_its_reader_is_refused_by_name_and_the_returns_are_read() {
    let from_elsewhere = shared().map(|shared| shared.join("badinputs/files/a31_xls_dimension_alloc.xls"));
    let from_elsewhere = from_elsewhere.filter(|path| path.is_file()).map(|path| std::fs::read(path).unwrap());
    for bytes in [Some(hostile()), from_elsewhere].into_iter().flatten() {
        let bench = claimants("Area,Count\nWidnes,10\nRuncorn,12\n");
        bench.file("ws/context/bad.toml", &layout("bad.xls")).bytes("ws/context/bad.xls", &bytes);
        let words = ["cannot use `context/bad.xls`", "cannot read `bad.xls`", "damaged workbook"];
        let outcome = bench.run(&["check", "-w", "ws", "--quarter", QUARTER, &path_of("east", "csv")]);
        outcome.expect(4).says(&words);
        assert!(outcome.stdout.contains("rows read"), "{}", outcome.stdout);
        let report = ["report", "-w", "ws"];
        bench.run(&report).expect(4).says(&words).says(&["no figures were made: 1 file was refused"]);
        let accept = ["--accept", "file_refused", "--because", "sent again next week", "--by", "J Brown"];
        bench.run(&[&report[..], &accept].concat()).expect(0);
        let paper = bench.read(&format!("output/small/{QUARTER}/report.md"));
        assert!(paper.contains("a file of context figures could not be read"), "{paper}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_context_file_that_asks_for_too_much_memory_costs_its_own_process_and_no_other() {
    let lines: String = (0..900_000).map(|row| format!("Place {row:07},{row},HPJ{row:07}\n")).collect();
    let bench = claimants(&format!("Area,Count,Code\n{lines}"));
    let settings = bench.read("ws/quarterdeck.toml");
    bench.file("ws/quarterdeck.toml", &format!("{settings}\n[limits]\nmemory_mb = 100\n"));
    let outcome = bench.run(&["check", "-w", "ws", "--quarter", QUARTER, &path_of("east", "csv")]);
    outcome.expect(4).says(&["cannot use `context/claimants.csv`", "more memory than the limit of 100 MB"]);
    assert!(outcome.stdout.contains("rows read"), "{}", outcome.stdout);
}

#[test]
fn the_residents_by_ward_are_read_under_the_workspaces_limits() {
    let bench = east(&MONTHS);
    let lines: String = (0..40_000).map(|row| format!("Ward {row},1\n")).collect();
    bench.file("ws/context/population.csv", &format!("ward,working_age_population\n{lines}"));
    let settings = bench.read("ws/quarterdeck.toml");
    bench.file("ws/quarterdeck.toml", &format!("{settings}\n[limits]\ncells_per_sheet = 1000\n"));
    let outcome = bench.run(&["check", "-w", "ws", "--quarter", QUARTER, &path_of("east", "csv")]);
    outcome.expect(4).says(&["cannot use `context/population.csv`", "`cells_per_sheet`"]);
}

#[test]
fn a_text_in_the_only_column_of_figures_loses_no_row() {
    let known = claimants("Area,Count\nMersey,10\nHeath,many\nZoë Row,4\nElsewhere,5\n");
    assert_eq!(codes(&known), ["context_not_understood notes 1"], "a place of the workspace is no header");
    let last = claimants("Area,Count\nMersey,10\nZoë Row,4\nHeath,many\n");
    assert_eq!(codes(&last), ["context_not_understood notes 1"], "in the last row too");
    let first = claimants("Area,Count\nMersey,many\nZoë Row,4\nHeath,3\n");
    assert_eq!(codes(&first), ["context_not_understood notes 1"], "and in the first");
    let abroad = claimants("Area,Count\nAbroad,many\nMersey,4\nHeath,3\nZoë Row,1\n");
    assert_eq!(codes(&abroad), ["context_not_understood notes 1"], "whosever it is, below the layout's own header");
    let doubt = found(&claimants("Area,Count\nMersey,1\nHeath,10\nAbroad,many\nZoë Row,4\nElsewhere,5\n"));
    let [(code, message), (missing, _)] = &doubt[..] else { panic!("{doubt:?}") };
    assert_eq!(code, "context_header_in_doubt sets_aside 3");
    assert!(message.contains("rows 4, 5, 6"), "{message}");
    assert_eq!(missing, "context_area_missing notes 1");
}

#[test]
fn years_below_a_headers_words_are_no_figures() {
    let bench = claimants("Area,Count,Count\nName,2016,2017\nMersey,10,11\nHeath,3,4\nZoë Row,1,2\n");
    assert_eq!(codes(&bench), Vec::<String>::new(), "2017 is when, and no number of people");
}

#[test]
fn every_row_of_a_context_file_that_is_not_used_is_told_with_its_rule() {
    let bench = claimants(
        "Claimants,,\nArea,Count,Rate\nMersey,1,2\nHeath,3,4\nZoë Row,,\n,,7\n,8,\nSource: Nomis,,\n,,\n\
         Other figures,,\nArea,Vacancies,Rate\nMersey,5,6\n,,\nNote: revised,,\n",
    );
    let mut told = codes(&bench);
    told.retain(|line| !line.contains(" notes "));
    told.sort();
    assert_eq!(
        told,
        [
            "context_area_not_given leaves_out 1",
            "footnote leaves_out 1",
            "row_without_figure leaves_out 2",
            "table_not_used leaves_out 1",
            "table_title leaves_out 2",
        ],
        "{:?}",
        found(&bench)
    );
    let population = east(&MONTHS);
    population.file(
        "ws/context/population.csv",
        "ward,working_age_population\nMersey,10\nHeath,20\nZoë Row,5\nTotal,35\nSource: census,\n",
    );
    assert_eq!(codes(&population), ["footnote leaves_out 1", "totals_row leaves_out 1"]);
}

#[test]
fn areas_that_do_not_match_the_workspace_are_each_named() {
    let said = |text: &str| found(&claimants(text)).into_iter().map(|(code, said)| format!("{code}: {said}"));
    let said = |text: &str| said(text).collect::<Vec<_>>().join("\n");
    let near = said("Area,Count\nMersy,10\nHeath,3\nZoë Row,4\nEngland,5\n");
    assert!(near.contains("`Mersy` is no ward, area or office of the workspace; nearest: Mersey"), "{near}");
    assert!(near.contains("context_area_missing notes 1: there is no figure for the wards `Mersey`"), "{near}");
    let none = said("Area,Count\nEngland,10\nScotland,3\n");
    assert!(none.contains("not one of its areas is a ward, area or office of the workspace (2 names)"), "{none}");
    assert_eq!(said("Area,Count\nward:Mersey,10\nE05 : Heath,3\nZoë Row,4\nEngland,5\n"), "");
    let population = |lines: &str| {
        let bench = east(&MONTHS);
        bench.file("ws/context/population.csv", &format!("ward,working_age_population\n{lines}"));
        edit(&bench, "ws/quarterdeck.toml", "[areas]\n", "[areas]\nward_aliases = { \"Old Mersey\" = \"Mersey\" }\n");
        bench.run(&["check", "-w", "ws", "--quarter", QUARTER, &path_of("east", "csv")])
    };
    population("Mersy,10\n").expect(2).says(&["row 2: `Mersy` is not a ward", "nearest: Mersey"]);
    population("Mersey,10\nOld Mersey,3\n").expect(2).says(&["row 3: `Mersey` stands twice"]);
    population("Mersey,0\n").expect(2).says(&["row 2: the number of residents is no whole number from 1 to 10000000"]);
    population("Mersey,99999999999\n").expect(2).says(&["row 2: the number of residents is no whole number"]);
    population("").expect(2).says(&["there is no ward below the headers"]);
    let twice = "ward,working_age_population,Working_Age_Population\nMersey,10,20\n";
    let bench = east(&MONTHS);
    bench.file("ws/context/population.csv", twice);
    let check = bench.run(&["check", "-w", "ws", "--quarter", QUARTER, &path_of("east", "csv")]);
    check.expect(2).says(&["two columns are called `working_age_population`"]);
    population("Mersey,10\nHeath,\n").expect(2).says(&["row 3: the number of residents is no whole number"]);
    let alias = population("Old Mersey,10\nHeath,3\n");
    assert!(alias.expect(0).stdout.contains("there is no line for `Zoë Row`"), "{}", alias.stdout);
    assert!(!alias.stdout.contains("no line for `Mersey`"), "{}", alias.stdout);
}
