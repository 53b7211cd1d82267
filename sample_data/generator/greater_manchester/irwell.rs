//! The return of Irwell Forward, which holds both lots: people, jobs, claims and assessments on a sheet each.

use chrono::NaiveDate;

use super::places::AREAS;
use super::world::SEED;
use super::{age_band, route};
use crate::caseload::Milestone;
use crate::caseload::record::{ClaimRecord, Record, Within};
use crate::names::EMPLOYERS;
use crate::random::Random;
use crate::table::{Cell, Row, Table};

const PARTICIPANTS: [&str; 12] = [
    "Client ID",
    "Lot",
    "Referral Source",
    "Referral Date",
    "Start Date",
    "Local Authority",
    "Gender",
    "Age Band",
    "Disability",
    "Main Barrier",
    "Leave Date",
    "Key Worker",
];
const JOBS: [&str; 6] = ["Client ID", "Job No", "Job Start", "Job End", "Weekly Hours", "Employer"];
const CLAIMS: [&str; 5] = ["Client ID", "Milestone", "Claim Date", "Last Paid", "Paid to Date (£)"];
const ASSESSMENTS: [&str; 4] = ["Client ID", "Assessment", "Assessed On", "Score"];

const BARRIERS: [&str; 7] = [
    "Mental health",
    "Physical health",
    "Skills and qualifications",
    "Caring responsibilities",
    "Housing",
    "Debt and money",
    "Confidence",
];
const AGES: [&str; 4] = ["16-24", "25-34", "35-49", "50+"];
const SCORES: [&str; 2] = ["Ready for work", "Managing my health"];

pub fn tables(records: &[Record<'_>], cut: NaiveDate) -> Vec<Table> {
    let sheet = |sheet, headers: &[&'static str], rows| Table {
        sheet,
        above: Vec::new(),
        headers: headers.to_vec(),
        rows,
        below: Vec::new(),
    };
    // The second row of a person brings no second row on other sheets: only people without any have one.
    vec![
        sheet("Participants", &PARTICIPANTS, records.iter().map(participant).collect()),
        sheet("Jobs", &JOBS, records.iter().flat_map(jobs).collect()),
        sheet("Claims", &CLAIMS, records.iter().flat_map(claims).collect()),
        sheet("Assessments", &ASSESSMENTS, records.iter().flat_map(assessments).collect()),
        notes(cut),
    ]
}

fn participant(record: &Record<'_>) -> Row {
    let person = record.person;
    let lot = person.place.map_or(0, |place| u32::from(AREAS[place].lot));
    let cells = vec![
        Cell::text(spelt(record)),
        Cell::Number(lot),
        Cell::text(route(person, ["Jobcentre Plus", "Partner agency", "Self-referral"])),
        Cell::Date(record.referred),
        Cell::from(&record.attached),
        Cell::text(record.place),
        Cell::text(if person.woman { "Female" } else { "Male" }),
        Cell::text(AGES[age_band(person)]),
        Cell::text(if person.disabled { "Yes" } else { "No" }),
        Cell::text(BARRIERS[person.barrier]),
        Cell::from(&record.left),
        Cell::text(luck(record, 1).pick(&["AB", "DK", "EO", "JM", "RS", "TW"])),
    ];
    Row { cells, planted: record.planted(Within::Person) }
}

fn jobs<'a>(record: &'a Record<'_>) -> impl Iterator<Item = Row> + 'a {
    record.jobs.iter().enumerate().map(|(n, job)| {
        let cells = vec![
            Cell::text(job.reference.as_str()),
            Cell::Number(n as u32 + 1),
            Cell::from(&job.first),
            Cell::from(&job.last),
            Cell::Number(job.hours),
            Cell::text(EMPLOYERS[job.employer]),
        ];
        Row { cells, planted: record.planted(Within::Job) }
    })
}

fn claims<'a>(record: &'a Record<'_>) -> impl Iterator<Item = Row> + 'a {
    record.claims.iter().map(|claim: &ClaimRecord| {
        let milestone = match claim.milestone {
            Milestone::Attachment => "Start on programme",
            Milestone::JobStart => "Into work",
            Milestone::Outcome => "26 weeks in work",
        };
        let cells = vec![
            Cell::text(record.reference.as_str()),
            Cell::text(milestone),
            Cell::from(&claim.claimed),
            claim.paid.map_or(Cell::Blank, |(day, _)| Cell::Date(day)),
            claim.paid.map_or(Cell::Blank, |(_, pence)| Cell::Pounds(pence)),
        ];
        Row { cells, planted: record.planted(Within::Claim(claim.milestone)) }
    })
}

fn assessments<'a>(record: &'a Record<'_>) -> impl Iterator<Item = Row> + 'a {
    record.scores.iter().enumerate().map(|(n, score)| {
        let cells = vec![
            Cell::text(record.reference.as_str()),
            Cell::text(SCORES[score.name]),
            Cell::Date(score.on),
            score.value.map_or(Cell::Blank, Cell::Number),
        ];
        Row { cells, planted: record.planted(Within::Score).filter(|_| n == 0) }
    })
}

/// Key workers type references as they like: `wwj-001234`, `WWJ 001234`.
fn spelt(record: &Record<'_>) -> String {
    let reference = &record.reference;
    if !reference.starts_with("WW") {
        return reference.clone();
    }
    match luck(record, 0).below(100) {
        0..3 => format!("{}-{}", reference[..3].to_lowercase(), &reference[3..]),
        3..5 => format!("{} {}", &reference[..3], &reference[3..]),
        _ => reference.clone(),
    }
}

fn luck(record: &Record<'_>, stream: u64) -> Random {
    Random::new(SEED, 3_000_000 + record.person.number * 8 + stream)
}

fn notes(cut: NaiveDate) -> Table {
    let lines = [
        "Working Well expansion, lots 1 and 2: everybody referred to us, to date, by any route",
        "Job End is the last day in work; blank while in work",
        "A claim is paid to date: the attachment fee comes in three parts, and Last Paid is the day of the newest",
        "Assessments are on a scale from 0 to 10, on joining and after half a year",
        "Irwell Forward is an invented firm and every person is invented",
    ];
    Table {
        sheet: "Notes",
        above: vec![format!("Irwell Forward: notes to the return at {}", cut.format("%-d %B %Y"))],
        headers: vec!["About this return"],
        rows: lines.map(|line| Row { cells: vec![Cell::text(line)], planted: None }).into(),
        below: Vec::new(),
    }
}
