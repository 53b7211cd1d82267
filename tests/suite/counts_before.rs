//! What an earlier return of counts held and the newer one, which replaces it, no longer does.

use crate::counts::{MONTHS, east, query};
use crate::harness::Bench;
use crate::small::{checked, edit, path_of, text};

const BEFORE: &str = "ws/returns/east_2015-16-Q2.csv";

/// July to September by two areas.
const SUMMER: [&str; 7] = [
    "Starters,Jul-15,Aug-15,Sep-15,",
    "Widnes,5,6,10,",
    "Runcorn,7,8,10,",
    ",,,,",
    "Into work,Jul-15,Aug-15,Sep-15,",
    "Widnes,0,1,1,",
    "Runcorn,0,1,2,",
];

fn after(before: &[&str], now: &[&str]) -> Bench {
    let bench = east(now);
    bench.file(BEFORE, &text("Monthly figures of East,,,,", before));
    bench
}

/// Messages of a code with an effect, as `check` ends with the exit code.
fn said(bench: &Bench, exit: i32, code: &str, effect: &str) -> Vec<String> {
    let found = checked(bench, &[&path_of("east", "csv")], exit);
    let all = found["findings"].as_array().unwrap().iter();
    let own = all.filter(|finding| finding["code"] == code && finding["effect"] == effect);
    own.map(|finding| finding["message"].as_str().unwrap().to_string()).collect()
}

#[test]
fn months_that_the_return_before_held_and_this_one_does_not_stop_until_they_are_accepted() {
    let bench = after(&SUMMER, &MONTHS);
    assert_eq!(
        said(&bench, 3, "counts_no_longer_sent", "stops"),
        [
            "attachments of east: `east_2015-16-Q2.csv` has 26 people for Runcorn: July to August 2015; Widnes: July to August 2015, and this return has none for them",
            "job_starts of east: `east_2015-16-Q2.csv` has 2 people for Runcorn: August 2015; Widnes: August 2015, and this return has none for them",
        ]
    );
    bench.run(&["report", "-w", "ws"]).expect(3).says(&["counts_no_longer_sent"]);
    let accept = ["--accept", "counts_no_longer_sent", "--because", "Handed over", "--accepted-by", "A. Officer"];
    assert_eq!(query(&bench, &[&["attached,job_starts"], &accept[..]].concat()), ["170,48"]);
}

#[test]
fn an_area_that_is_gone_is_named_and_a_month_that_a_quarter_holds_is_there() {
    let with_ditton: Vec<&str> = [&SUMMER[..3], &["Ditton,0,0,6,"], &SUMMER[3..]].concat();
    let whole = [
        "Starters,Q2 2015-16,Oct-15,Nov-15,Dec-15",
        "Widnes,21,20,30,10",
        "Runcorn,25,30,20,40",
        ",,,,",
        "Into work,Q2 2015-16,Oct-15,Nov-15,Dec-15",
        "Widnes,2,5,6,7",
        "Runcorn,3,8,9,10",
    ];
    let gone = said(&after(&with_ditton, &whole), 3, "counts_no_longer_sent", "stops");
    assert!(gone.len() == 1 && gone[0].contains("6 people for Ditton: September 2015"), "{gone:?}");
    let few: Vec<&str> = [&SUMMER[..3], &["Ditton,0,0,4,"], &SUMMER[3..]].concat();
    let gone = said(&after(&few, &whole), 3, "counts_no_longer_sent", "stops");
    assert!(gone.len() == 1 && gone[0].contains("4 people for unlisted name 1 (row 5): September 2015"), "{gone:?}");
    assert_eq!(query(&after(&SUMMER, &whole), &["attached,job_starts"]), ["196,50"]);
}

#[test]
fn only_the_return_right_before_is_compared_and_one_that_cannot_be_read_is_told() {
    let now: Vec<String> = MONTHS.iter().map(|row| row.to_string()).collect();
    let now: Vec<&str> = now.iter().map(String::as_str).collect();
    let september: Vec<String> =
        SUMMER.iter().map(|row| row.replace("Jul-15", "Jul-16").replace("Aug-15", "Aug-16")).collect();
    let bench = after(&september.iter().map(String::as_str).collect::<Vec<_>>(), &now);
    // Its months after its own quarter are of a year to come: a slip of that return's.
    bench.file("ws/returns/east_2015-16-Q1.csv", &text("Monthly figures of East,,,,", &SUMMER));
    assert_eq!(query(&bench, &["attached"]), ["170"]);
    bench.file(BEFORE, "nothing,to,be,read\n");
    let told = said(&bench, 0, "earlier_return_not_compared", "notes");
    assert!(told.len() == 1 && told[0].contains("`east_2015-16-Q2.csv`"), "{told:?}");
    let bench = after(&SUMMER, &now);
    edit(&bench, "ws/layouts/east.toml", "[[sheet]]", "coverage = \"quarter\"\n[[sheet]]");
    assert_eq!(said(&bench, 0, "counts_no_longer_sent", "stops"), Vec::<String>::new());
}
