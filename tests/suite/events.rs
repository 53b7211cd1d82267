//! A list of events: people put together from starts, jobs, outcomes and ends, worked by hand.

use crate::harness::Bench;
use crate::queries::{check, lines};
use crate::small::{account, checked, council, exact, path_of, text, told};

const LAYOUT: &str = r##"name = "north"
description = "A row an event"
reference_pattern = "HPJ######"
[[sheet]]
record = "events"
required = ["date_2"]
ignored = ["Line"]
[sheet.columns]
reference = ["Unique Reference"]
event = ["Description"]
date_1 = ["Date 1"]
date_2 = ["Date 2"]
ward = ["Ward"]
[sheet.events.start]
date_1 = "attachment_date"
date_2 = "referral_date"
[sheet.events.job]
date_1 = "job_start_date"
date_2 = "job_end_date"
[values.event]
"Start" = "start"
"Job" = "job"
"Outcome" = "outcome"
"End" = "end"
"##;

/// A council whose one prime sends events; the rows stand on lines 2, 3, 4 and so on.
fn events(rows: &[&str]) -> Bench {
    let bench = council(&["North"], false);
    bench.file("ws/layouts/north.toml", LAYOUT);
    bench.file(&path_of("north", "csv"), &text("Line,Description,Unique Reference,Date 1,Date 2,Ward", rows));
    bench
}

const LIST: [&str; 20] = [
    "1,Start,HPJ000001,01/04/2015,20/03/2015,Mersey",
    "2,Job,HPJ000001,01/05/2015,,",
    // Day 182 of the job.
    "3,Outcome,HPJ000001,29/10/2015,,",
    "4,Start,HPJ000002,01/10/2015,15/09/2015,",
    "5,End,HPJ000002,15/12/2015,,Heath",
    "6,Start,HPJ000003,02/11/2015,01/11/2015,",
    "7,Start,HPJ000003,02/11/2015,01/11/2015,",
    "8,Job,HPJ000004,03/11/2015,,",
    "9,Outcome,HPJ000004,04/11/2015,,",
    "10,Start,HPJ000005,01/06/2015,01/05/2015,",
    "11,End,HPJ000005,02/05/2015,,",
    // Left, and came back.
    "12,Start,HPJ000006,01/02/2015,10/01/2015,",
    "13,End,HPJ000006,01/06/2015,,",
    "14,Start,HPJ000006,05/10/2015,20/09/2015,",
    "15,Start,HPJ000007,01/02/2015,20/01/2015,",
    "16,Job,HPJ000007,02/03/2015,,",
    "17,Outcome,HPJ000007,01/09/2015,,",
    "18,Outcome,HPJ000007,02/10/2015,,",
    "19,Review,HPJ000001,03/10/2015,,",
    "20,Start,HPJ000008,,,",
];

#[test]
fn every_row_of_a_list_of_events_is_used_set_aside_or_left_out_and_findings_stand_at_its_row() {
    let bench = events(&LIST);
    let found = checked(&bench, &[&path_of("north", "csv")], 0);
    let expected = [
        "event_not_known sets_aside 20 B \"Description\"",
        "event_date_missing sets_aside 21 D \"Date 1\"",
        "identical_duplicate leaves_out 8 B \"Description\"",
        "event_without_start sets_aside 9 C \"Unique Reference\"",
        "event_without_start sets_aside 10 C \"Unique Reference\"",
        "conflicting_duplicate sets_aside 18 B \"Description\"",
        "conflicting_duplicate sets_aside 19 B \"Description\"",
        "attached_again notes null null",
        "leaving_before_attachment sets_aside 12 D \"Date 1\"",
    ];
    assert_eq!(told(&found, &[]), expected);
    // Used: rows 2 and 4, 5 and 6, 7, 13 to 15, 16; the two job rows 3 and 17 have an account of their own.
    assert_eq!(account(&found, "north"), [18, 9, 8, 1]);
    let jobs = &found["accounts"]["tables"][1];
    assert_eq!(
        (jobs["record"].as_str(), jobs["read"].as_u64(), jobs["used"].as_u64()),
        (Some("jobs"), Some(2), Some(2))
    );
}

#[test]
fn people_put_together_from_events_count_as_they_would_from_a_row_each() {
    let bench = events(&LIST);
    let to_date = ["referred,attached,job_starts,sustained,sustained_otherwise"];
    // Of the five, HPJ000001 and HPJ000007 began a job and are in it for 26 weeks; one outcome is claimed.
    assert_eq!(exact(&bench, &to_date), ["5,5,2,2,1"]);
    let period = ["referred,attached", "--basis", "period"];
    assert_eq!(exact(&bench, &period), ["1,2"], "the second start of HPJ000006 is no new person");
    let wards = exact(&bench, &["attached", "--by", "ward"]);
    assert_eq!(wards, ["Heath,1", "Mersey,1", "Area not known,3", "All,5"], "from whichever event says it");
}

#[test]
fn rows_of_a_word_that_the_layout_does_not_want_are_left_out() {
    let bench = events(&LIST);
    bench.file("ws/layouts/north.toml", &format!("{LAYOUT}\"Review\" = \"none\"\n"));
    let found = checked(&bench, &[&path_of("north", "csv")], 0);
    assert_eq!(account(&found, "north"), [18, 9, 7, 2]);
    assert!(!told(&found, &[]).concat().contains("event_not_known"));
}

#[test]
fn a_layout_of_events_that_explains_no_word_is_refused_with_what_to_write() {
    let bench = events(&LIST);
    let bare = LAYOUT.split("[values.event]").next().unwrap();
    bench.file("ws/layouts/north.toml", bare);
    bench
        .run(&["check", "-w", "ws", &path_of("north", "csv")])
        .expect(2)
        .says(&["[values.event]", "start, job, outcome, end"]);
    let wrong = LAYOUT.replace("date_2 = \"referral_date\"", "date_2 = \"leave_date\"");
    bench.file("ws/layouts/north.toml", &wrong);
    bench.run(&["check", "-w", "ws", &path_of("north", "csv")]).expect(2).says(&["`leave_date`", "referral_date"]);
}

#[test]
fn a_mark_in_place_of_a_day_that_an_event_needs_sets_it_aside_and_another_is_told() {
    let bench = events(&[
        "1,Start,HPJ000001,01/04/2015,20/03/2015,",
        "2,Job,HPJ000001,01/05/2015,TBC,",
        "3,Start,HPJ000002,02/04/2015,not known,",
        "4,Start,HPJ000003,*,20/03/2015,",
        "5,Outcome,HPJ000001,29/10/2015,x,",
        "6,Start,HPJ000004,03/04/2015,n/a,",
    ]);
    let found = checked(&bench, &[&path_of("north", "csv")], 0);
    let aside: Vec<String> =
        told(&found, &[]).into_iter().filter(|told| told.starts_with("date_marked_missing")).collect();
    let expected = ["3 E \"Date 2\"", "5 D \"Date 1\""].map(|place| format!("date_marked_missing sets_aside {place}"));
    assert_eq!(aside.len(), 2, "{aside:?}");
    assert!(expected.iter().all(|expected| aside.contains(expected)), "{aside:?}");
    assert!(found.to_string().contains("1 `not known` (not known), 1 `x` (not available); the event has no such day"));
}

#[test]
fn what_a_person_is_counts_from_whichever_row_says_it_and_rows_that_disagree_are_told() {
    let rows = [
        "1,Start,HPJ000001,21/04/2015,20/03/2015,",
        "2,Job,HPJ000001,25/05/2015,,Mersey",
        "3,Start,HPJ000002,21/10/2015,15/09/2015,Heath",
        "4,Job,HPJ000002,25/10/2015,,Mersey",
        "5,End,HPJ000002,15/12/2015,,Mersey",
        // The start's value counts, though a row above has another.
        "6,Job,HPJ000003,25/10/2015,,Mersey",
        "7,Start,HPJ000003,21/10/2015,15/09/2015,Heath",
    ];
    let bench = events(&rows);
    let found = checked(&bench, &[&path_of("north", "csv")], 0);
    assert_eq!(told(&found, &[]), ["events_disagree notes null F \"Ward\""]);
    let message = found["findings"][0]["message"].as_str().unwrap();
    assert!(message.ends_with("rows 5, 6, 7"), "{message}");
    assert_eq!(exact(&bench, &["attached,job_starts", "--by", "ward"]), ["Heath,2,2", "Mersey,1,1", "All,3,3"]);
}

#[test]
fn two_starts_on_one_day_are_told_as_on_one_day() {
    let how = |second: &str| {
        let bench = events(&["1,Start,HPJ000001,21/04/2015,20/03/2015,", second, "3,Start,HPJ000002,21/04/2015,,"]);
        let found = checked(&bench, &[&path_of("north", "csv")], 0);
        found["findings"][0]["message"].as_str().unwrap().to_string()
    };
    let same = "row 3 has the same event of this person on the same day, with another second date";
    assert_eq!(how("2,Start,HPJ000001,21/04/2015,25/03/2015,"), same);
    assert_eq!(
        how("2,Start,HPJ000001,22/04/2015,20/03/2015,"),
        "row 3 has the same event of this person on another day"
    );
}

#[test]
fn a_date_of_an_event_that_was_corrected_is_corrected_and_its_row_not_gone() {
    let path = path_of("north", "csv");
    for (at, wrong) in [(3, "4,Start,HPJ000002,31/02/2014,15/09/2015,"), (1, "2,Job,HPJ000001,31/02/2014,,Mersey")] {
        let mut rows = LIST[..10].to_vec();
        rows[at] = wrong;
        let bench = events(&rows);
        check(&bench, "2016-01-20", &[&path]);
        let right = wrong.replace("31/02/2014", "01/10/2015");
        rows[at] = &right;
        bench.file(&path, &text("Line,Description,Unique Reference,Date 1,Date 2,Ward", &rows));
        check(&bench, "2016-01-27", &[&path]);
        let row = (at + 2).to_string();
        let told = lines(&bench, "north", &["Row", "Status"]);
        assert!(told.contains(&vec![row, "Corrected".into()]), "{told:?}");
    }
}
