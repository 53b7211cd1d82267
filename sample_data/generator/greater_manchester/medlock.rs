//! The return of Medlock Steps, lot 1: one row a client under three title rows, jobs and claims beside each other,
//! totals below. A job's end is the first day out of it.

use chrono::NaiveDate;

use super::route;
use super::world::SEED;
use crate::calendar::plus;
use crate::caseload::Milestone;
use crate::caseload::record::{JobRecord, Record, Within};
use crate::random::Random;
use crate::table::{Cell, Entry, Row, Table};

const HEADERS: [&str; 23] = [
    "Ref",
    "Surname",
    "Forename",
    "DOB",
    "Route",
    "Referred",
    "Started",
    "Borough",
    "Sex",
    "Disabled",
    "Primary barrier",
    "Job 1 Start",
    "Job 1 First Day Out",
    "Job 1 Hrs",
    "Job 2 Start",
    "Job 2 First Day Out",
    "Job 2 Hrs",
    "Job 3 Start",
    "Job 3 First Day Out",
    "Job 3 Hrs",
    "26 Wk Claim",
    "26 Wk Paid",
    "Exit",
];
/// Columns whose filled cells the totals row counts.
const COUNTED: [usize; 5] = [6, 11, 20, 21, 22];
const BARRIERS: [&str; 7] = ["MH", "PH", "SK", "CA", "HO", "DE", "CO"];

pub fn table(records: &[Record<'_>], cut: NaiveDate) -> Table {
    let rows: Vec<Row> = records.iter().map(|record| row(record, cut)).collect();
    Table {
        sheet: "MI return",
        above: vec![
            "Medlock Steps (an invented firm)".into(),
            "Working Well expansion, lot 1: client return".into(),
            format!("All clients referred to date, position at {}", cut.format("%-d %B %Y")),
        ],
        headers: HEADERS.to_vec(),
        below: vec![totals(&rows), vec![Cell::text("* Hrs are hours a week. Every person is invented.")]],
        rows,
    }
}

fn row(record: &Record<'_>, cut: NaiveDate) -> Row {
    let person = record.person;
    let claim = record.claim(Milestone::Outcome);
    let mut cells = vec![
        Cell::text(record.reference.as_str()),
        Cell::text(person.surname),
        Cell::text(person.forename),
        Cell::Date(person.born),
        Cell::text(route(person, ["JCP", "Partner", "Self"])),
        Cell::Date(record.referred),
        Cell::from(&record.attached),
        Cell::text(borough(record)),
        Cell::text(if person.woman { "F" } else { "M" }),
        Cell::text(if person.disabled { "Y" } else { "N" }),
        Cell::text(BARRIERS[person.barrier]),
    ];
    for n in 0..3 {
        cells.extend(record.jobs.get(n).map_or([Cell::Blank, Cell::Blank, Cell::Blank], |job| job_cells(job, cut)));
    }
    cells.extend([
        claim.map_or(Cell::Blank, |claim| Cell::from(&claim.claimed)),
        claim.and_then(|claim| claim.paid).map_or(Cell::Blank, |(day, _)| Cell::Date(day)),
        Cell::from(&record.left),
    ]);
    let planted = record.planted(Within::Person).or(record.planted(Within::Job));
    Row { cells, planted }
}

fn job_cells(job: &JobRecord, cut: NaiveDate) -> [Cell; 3] {
    // Who worked on the last day of the quarter is still in work in this return, whatever happens the day after.
    let out = match job.last.date() {
        Some(last) if last == cut => Entry::Blank,
        Some(last) => Entry::On(plus(last, 1)),
        None => job.last.clone(),
    };
    [Cell::from(&job.first), Cell::from(&out), Cell::Number(job.hours)]
}

/// Some write the council's name for the place's.
fn borough(record: &Record<'_>) -> &'static str {
    let mut luck = Random::new(SEED, 6_000_000 + record.person.number);
    match record.place {
        "Manchester" if luck.chance(150) => "Manchester City Council",
        "Salford" if luck.chance(200) => "City of Salford",
        place => place,
    }
}

/// The prime's own totals: rows in its list, and filled cells in some columns.
fn totals(rows: &[Row]) -> Vec<Cell> {
    let filled = |column: usize| rows.iter().filter(|row| !matches!(row.cells[column], Cell::Blank)).count();
    let mut cells: Vec<Cell> = HEADERS.iter().map(|_| Cell::Blank).collect();
    cells[0] = Cell::text(format!("Total clients: {}", rows.len()));
    for column in COUNTED {
        cells[column] = Cell::Number(filled(column) as u32);
    }
    cells
}
