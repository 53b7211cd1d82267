//! Returns far shorter or longer than the ones before them, and returns in which nothing happened of late.

use serde_json::Value;

use crate::harness::Bench;
use crate::workspace::Workspace;

const LAYOUT: &str = "name = \"north\"\ndescription = \"A test\"\nreference_pattern = \"HPJ######\"\ndate_order = \"dmy\"\n\
     [[sheet]]\nrecord = \"participants\"\nrequired = [\"reference\", \"attachment_date\"]\n\
     [sheet.columns]\nreference = [\"Ref\"]\nreferral_date = [\"Referred\"]\nattachment_date = [\"Attached\"]\n";

/// A prime's lists: how many people, and the day on which they joined. `own` are further lines of the return's settings.
fn council(coverage: &str, own: &str, lists: &[(&str, usize, &str)]) -> Bench {
    let bench = Bench::new();
    let workspace = Workspace::new("ws")
        .with("[gates]\nleast_used = 0.1\n")
        .prime("north", "North")
        .returns("north_{quarter}.csv", "north")
        .with(&format!("{own}\n"))
        .contract("north", "sustained = \"dates\"\nreferrals_from = \"prime\"");
    bench.file("ws/quarterdeck.toml", &workspace.text());
    bench.file("ws/layouts/north.toml", &LAYOUT.replace("date_order", &format!("{coverage}date_order")));
    for (quarter, people, joined) in lists {
        let row = |i: usize| format!("HPJ{:06},{joined},{joined}\n", 100_000 + i);
        let rows: String = (0..*people).map(row).collect();
        bench.file(&format!("ws/returns/north_{quarter}.csv"), &format!("Ref,Referred,Attached\n{rows}"));
    }
    bench
}

const TO_DATE: &str = "";
const ALONE: &str = "coverage = \"quarter\"\n";

/// The findings of these rules, as `code effect`, and whether a query is answered.
fn told(bench: &Bench) -> (Vec<String>, i32) {
    let codes = ["far_fewer_rows_than_before", "far_more_rows_than_before", "return_has_no_recent_event"];
    let file = "ws/returns/north_2015-16-Q3.csv";
    let args = ["check", file, "-w", "ws", "--quarter", "2015-16-Q3", "--today", "2016-01-20", "--format", "json"];
    let said: Value = serde_json::from_str(&bench.run(&args).stdout).unwrap();
    let findings = said["findings"].as_array().unwrap().iter();
    let own = findings.filter(|finding| codes.contains(&finding["code"].as_str().unwrap()));
    let own = own.map(|own| format!("{} {}", own["code"].as_str().unwrap(), own["effect"].as_str().unwrap()));
    let asked = ["query", "attached", "-w", "ws", "--quarter", "2015-16-Q3", "--today", "2016-01-20"];
    (own.collect(), bench.run(&asked).code)
}

#[test]
fn a_list_with_far_fewer_rows_is_noted_and_from_six_tenths_on_it_stops() {
    let of = |people| {
        let lists = [("2015-16-Q2", 200, "03/08/2015"), ("2015-16-Q3", people, "03/11/2015")];
        told(&council(ALONE, "", &lists)).0
    };
    assert_eq!(of(190), [""; 0]);
    assert_eq!(of(130), ["far_fewer_rows_than_before notes"]);
    assert_eq!(of(70), ["far_fewer_rows_than_before stops"]);
    assert_eq!(of(270), ["far_more_rows_than_before notes"]);
    assert_eq!(of(330), ["far_more_rows_than_before stops"]);
}

#[test]
fn a_list_of_everybody_so_far_may_grow_and_settings_below_the_return_hold_for_it() {
    let of = |own: &str, people| {
        let lists = [("2015-16-Q2", 100, "03/11/2015"), ("2015-16-Q3", people, "03/11/2015")];
        told(&council(TO_DATE, own, &lists)).0
    };
    assert_eq!(of("", 300), [""; 0]);
    assert_eq!(of("row_change_stops = 1.5", 300), ["far_more_rows_than_before stops"]);
    assert_eq!(of("row_change_noted = 2.5\nrow_change_stops = 3.0", 300), [""; 0]);
    let bench = council(TO_DATE, "row_change_stops = 0.0", &[]);
    bench.run(&["query", "attached", "-w", "ws"]).expect(2).says(&["row_change_stops is 0", "no share of rows"]);
}

#[test]
fn a_return_without_an_event_of_the_last_two_months_stops_unless_nothing_is_expected_of_it() {
    let of = |own: &str, people, joined| told(&council(TO_DATE, own, &[("2015-16-Q3", people, joined)]));
    assert_eq!(of("", 140, "30/10/2015"), (vec![], 0), "62 days before the end of the quarter");
    assert_eq!(of("", 140, "29/10/2015"), (vec!["return_has_no_recent_event stops".to_string()], 3));
    assert_eq!(of("recent_event_days = 0", 140, "29/01/2015"), (vec![], 0));
    assert_eq!(of("recent_event_days = 100", 140, "29/10/2015"), (vec![], 0));
    assert_eq!(of("", 40, "29/10/2015"), (vec![], 0), "of a few people a quarter without an event says nothing");
    let bench = council(TO_DATE, "", &[("2015-16-Q3", 140, "29/10/2015")]);
    let accept = ["--accept", "return_has_no_recent_event", "--because", "it has ended", "--accepted-by", "Officer"];
    bench.run(&[&["query", "attached", "-w", "ws"][..], &accept].concat()).expect(0);
}
