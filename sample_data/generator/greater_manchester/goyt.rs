//! The return of Goyt Bridge Employment, lot 2: two text files out of a case system, those who joined in one and their
//! jobs in the other. It sends no payments.

use chrono::NaiveDate;

use super::{age_band, route};
use crate::calendar::typed;
use crate::caseload::Milestone;
use crate::caseload::record::{Record, Within};
use crate::table::{Cell, Entry, Row, Table};

const CLIENTS: [&str; 11] = [
    "URN",
    "Referral route",
    "Date of referral",
    "Date joined",
    "Authority",
    "Sex",
    "Age group",
    "Disability status",
    "Barrier to work",
    "Sustained job claimed",
    "Date left",
];
const JOBS: [&str; 4] = ["URN", "First day of job", "Last day of job", "Hours per week"];

const BARRIERS: [&str; 7] = [
    "Mental ill health",
    "Physical ill health",
    "Low or no qualifications",
    "Childcare or other caring",
    "Homeless or badly housed",
    "Debt",
    "Low confidence",
];
const AGES: [&str; 4] = ["16 to 24", "25 to 34", "35 to 49", "50 and over"];

pub fn clients(records: &[Record<'_>], cut: NaiveDate) -> Table {
    Table {
        sheet: "",
        above: vec![
            "Goyt Bridge Employment (an invented firm): Working Well expansion, lot 2".into(),
            format!("Clients who joined up to {}", typed(cut)),
        ],
        headers: CLIENTS.to_vec(),
        rows: records.iter().map(client).collect(),
        below: Vec::new(),
    }
}

fn client(record: &Record<'_>) -> Row {
    let person = record.person;
    let cells = vec![
        Cell::text(record.reference.as_str()),
        Cell::text(route(person, ["Jobcentre", "Agency", "Walk-in"])),
        iso(&Entry::On(record.referred)),
        iso(&record.attached),
        Cell::text(record.place),
        Cell::text(if person.woman { "Woman" } else { "Man" }),
        Cell::text(AGES[age_band(person)]),
        Cell::text(if person.disabled { "Disabled" } else { "Not disabled" }),
        Cell::text(BARRIERS[person.barrier]),
        record.claim(Milestone::Outcome).map_or(Cell::Blank, |claim| iso(&claim.claimed)),
        iso(&record.left),
    ];
    Row { cells, planted: record.planted(Within::Person) }
}

pub fn jobs(records: &[Record<'_>]) -> Table {
    let rows = records.iter().flat_map(|record| {
        record.jobs.iter().map(|job| {
            let cells =
                vec![Cell::text(job.reference.as_str()), iso(&job.first), iso(&job.last), Cell::Number(job.hours)];
            Row { cells, planted: record.planted(Within::Job) }
        })
    });
    Table { sheet: "", above: Vec::new(), headers: JOBS.to_vec(), rows: rows.collect(), below: Vec::new() }
}

/// As the case system writes dates; what a person typed over one stays as typed.
fn iso(entry: &Entry) -> Cell {
    match entry {
        Entry::On(date) => Cell::text(date.to_string()),
        other => Cell::from(other),
    }
}
