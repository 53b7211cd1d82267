//! The list of the council's own team: one row a participant.

use chrono::NaiveDate;

use crate::caseload::Route;
use crate::caseload::record::{Record, Within};
use crate::table::{Cell, Row, Table};

const HEADERS: [&str; 19] = [
    "Participant",
    "Surname",
    "Forename",
    "Date of Birth",
    "Referred By",
    "Date Referred",
    "Date Joined",
    "Ward",
    "Sex",
    "Disability",
    "Main Barrier",
    "First Job Began",
    "First Job Ended",
    "First Job Hours",
    "Second Job Began",
    "Second Job Ended",
    "Second Job Hours",
    "Date Left",
    "Notes",
];
const BARRIERS: [&str; 5] = ["Mental health", "Physical health", "Skills", "Caring", "Confidence"];

pub fn table(records: &[Record<'_>], cut: NaiveDate) -> Table {
    Table {
        sheet: "Caseload",
        above: vec![format!("WHP Pioneer in Halton: everybody referred up to {}", cut.format("%-d %B %Y"))],
        headers: HEADERS.to_vec(),
        rows: records.iter().map(row).collect(),
        below: vec![vec![Cell::text("* An end is the last day in work. Every person is invented.")]],
    }
}

fn row(record: &Record<'_>) -> Row {
    let person = record.person;
    let by = match person.route {
        Route::Jcp => "Jobcentre Plus",
        Route::Partner => "Provider",
        Route::Council => "Council service",
        Route::Itself => "Self",
    };
    let mut cells = vec![
        Cell::text(record.reference.as_str()),
        Cell::text(person.surname),
        Cell::text(person.forename),
        Cell::Date(person.born),
        Cell::text(by),
        Cell::Date(record.referred),
        Cell::from(&record.attached),
        Cell::text(record.place),
        Cell::text(if person.woman { "Female" } else { "Male" }),
        Cell::text(if person.disabled { "Yes" } else { "No" }),
        Cell::text(BARRIERS[person.barrier]),
    ];
    for n in 0..2 {
        cells.extend(record.jobs.get(n).map_or([Cell::Blank, Cell::Blank, Cell::Blank], |job| {
            [Cell::from(&job.first), Cell::from(&job.last), Cell::Number(job.hours)]
        }));
    }
    let note = if person.place.is_none() { "Address protected" } else { "" };
    cells.extend([Cell::from(&record.left), Cell::text(note)]);
    Row { cells, planted: record.planted(Within::Person).or(record.planted(Within::Job)) }
}
