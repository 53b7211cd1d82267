//! Layouts that the vocabulary was not made for: other words, another order, another language of dates. What came of
//! each is written down as it was when it was first tried; a change of the vocabulary may only make it better.

use std::fmt::Write;

use crate::layout_learn::{learns, people, written};

const GERMAN: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

#[test]
fn a_hostels_register_with_german_months() {
    let mut text = String::from(
        "Register of residents\n\nFloor,Moved Into Work,Placed With,Signed Up On,Sent By,Passed Over,Gone,Res No\n",
    );
    for person in people(100) {
        let day = |day| written(day, &GERMAN);
        let _ = writeln!(
            text,
            "{},{},Hale Bakery,{},{},{},{},RX-{:05}",
            person.number % 4,
            day(person.job.map(|job| job.0)),
            day(person.attachment),
            ["Widnes", "Runcorn"][person.number % 2],
            day(Some(person.referral)),
            day(person.left),
            70_000 + person.number * 3
        );
    }
    let truth = [
        ("Moved Into Work", "job_start_date"),
        ("Signed Up On", "attachment_date"),
        ("Passed Over", "referral_date"),
        ("Gone", "leave_date"),
        ("Res No", "reference"),
    ];
    let left = learns("register.csv", &text, "Hostel", "participants", &truth);
    assert!(left <= 5, "{left} of 5 left to a person");
}

#[test]
fn an_export_of_a_case_system_with_times_behind_its_dates() {
    let mut text = String::from(
        "case_guid|case_opened_at|programme_joined_at|first_employment_started_at|first_employment_ended_at|outcome_evidenced_at|ward_of_residence|caseworker_ward|gender_identity\n",
    );
    for person in people(100) {
        let day = |day: Option<i64>| {
            let date = |day: i64| chrono::NaiveDate::from_ymd_opt(2014, 1, 1).unwrap() + chrono::Days::new(day as u64);
            day.map(|day| date(day).format("%Y-%m-%dT09:30:00").to_string()).unwrap_or_default()
        };
        let job = person.job;
        let _ = writeln!(
            text,
            "C{:07}|{}|{}|{}|{}|{}|{}|{}|{}",
            4_000_000 + person.number * 11,
            day(Some(person.referral)),
            day(person.attachment),
            day(job.map(|job| job.0)),
            day(job.and_then(|job| job.1)),
            day(job.filter(|job| job.1.is_none()).map(|job| job.0 + 190)),
            ["Mersey", "Heath", "Ditton"][person.number % 3],
            ["Hale", "Mersey"][person.number % 2],
            ["Female", "Male"][person.number % 2]
        );
    }
    let truth = [
        ("case_guid", "reference"),
        ("case_opened_at", "referral_date"),
        ("programme_joined_at", "attachment_date"),
        ("first_employment_started_at", "job_start_date"),
        ("first_employment_ended_at", "job_end_date"),
        ("outcome_evidenced_at", "sustained_claim_date"),
        ("ward_of_residence", "ward"),
        ("caseworker_ward", "nobody's"),
        ("gender_identity", "sex"),
    ];
    let left = learns("export.csv", &text, "Casebook", "participants", &truth);
    assert!(left <= 5, "{left} of 9 left to a person");
}

#[test]
fn a_list_of_a_partners_placements_in_month_first_dates() {
    let mut text =
        String::from("Vacancy,Weekly Hrs,Candidate Ref.,Days,Commencing Employment,Ceased Employment,Reason Ceased\n");
    for person in people(150) {
        let Some((start, end)) = person.job else { continue };
        let day = |day: Option<i64>| {
            let date = |day: i64| chrono::NaiveDate::from_ymd_opt(2014, 1, 1).unwrap() + chrono::Days::new(day as u64);
            day.map(|day| date(day).format("%m/%d/%Y").to_string()).unwrap_or_default()
        };
        let days = end.map_or(String::new(), |end| (end - start).to_string());
        for again in 0..1 + person.number % 4 / 3 {
            let later = |day: i64| day + 500 * again as i64;
            let (from, to) = (day(Some(later(start))), day(end.map(later)));
            let _ = writeln!(text, "Porter,30,KD{:05},{days},{from},{to},Season", person.number * 7);
        }
    }
    let truth = [
        ("Candidate Ref.", "reference"),
        ("Commencing Employment", "job_start_date"),
        ("Ceased Employment", "job_end_date"),
    ];
    let left = learns("placements.csv", &text, "Partner", "jobs", &truth);
    assert!(left <= 1, "{left} of 3 left to a person");
}
