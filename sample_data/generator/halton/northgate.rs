//! The return of Northgate Works: one row a client, under a logo and a title, with totals below.

use chrono::NaiveDate;

use super::groups::NOTES;
use super::record::{JobRecord, Record};
use super::world::SEED;
use crate::calendar::plus;
use crate::names::EMPLOYERS;
use crate::random::Random;
use crate::table::{Cell, Entry, Row, Table};

const HEADERS: [&str; 19] = [
    "Client Ref",
    "Surname",
    "Forename",
    "Date of Birth",
    "Referral Date",
    "Attach Date",
    "Ward",
    "JCP Office",
    "Payment Group",
    "Sex",
    "Job Start",
    "Job End",
    "Employer",
    "Hours",
    "Job 2 Start",
    "Job 2 End",
    "Outcome Claimed",
    "Left Programme",
    "Notes",
];
/// Columns whose filled cells the totals row counts.
const COUNTED: [usize; 5] = [5, 10, 14, 16, 17];

pub fn table(records: &[Record<'_>], cut: NaiveDate) -> Table {
    let rows: Vec<Row> = records.iter().map(|record| row(record, cut)).collect();
    Table {
        sheet: "Client data",
        above: vec![
            "Northgate Works (an invented firm)".into(),
            "Work Programme: client return for Halton".into(),
            format!("All clients to date, position at {}", cut.format("%-d %B %Y")),
        ],
        headers: HEADERS.to_vec(),
        below: vec![
            totals(&rows),
            vec![Cell::text("* Hours are those of the first week in work. Every person is invented.")],
        ],
        rows,
    }
}

fn row(record: &Record<'_>, cut: NaiveDate) -> Row {
    let person = record.person;
    let day = |column: u64, entry: &Entry| date_cell(person.number, column, entry);
    let job = |n: usize| record.jobs.get(n);
    let first = |n: usize| job(n).map_or(Entry::Blank, |j: &JobRecord| j.first.clone());
    let last = |n: usize| job(n).map_or(Entry::Blank, |j: &JobRecord| j.last.clone());
    let cells = vec![
        Cell::text(record.reference.as_str()),
        Cell::text(person.surname),
        Cell::text(person.forename),
        Cell::Date(person.born),
        day(4, &Entry::On(record.referred)),
        day(5, &record.attached),
        Cell::text(record.ward),
        Cell::text(person.office.name()),
        Cell::text(person.group.northgate),
        Cell::text(if person.woman { "F" } else { "M" }),
        day(10, &first(0)),
        day(11, &last(0)),
        job(0).map_or(Cell::Blank, |j| Cell::text(EMPLOYERS[j.employer])),
        job(0).map_or(Cell::Blank, |j| Cell::Number(j.hours as u32)),
        day(14, &first(1)),
        day(15, &last(1)),
        day(16, &record.claimed),
        day(17, &record.left),
        note(record, cut),
    ];
    Row { cells, planted: record.planted.map(|(kind, _)| kind) }
}

/// About two dates in a hundred were typed and are text in the workbook; the same ones every quarter.
fn date_cell(person: u64, column: u64, entry: &Entry) -> Cell {
    let typed = Random::new(SEED, 1_000_000 + person * 32 + column).chance(20);
    if typed { Cell::from(&entry.as_typed()) } else { Cell::from(entry) }
}

/// DNA, did not attend, once a month has gone by without the person.
fn note(record: &Record<'_>, cut: NaiveDate) -> Cell {
    let mut luck = Random::new(SEED, 2_000_000 + record.person.number);
    if record.attached.is_blank() {
        return if plus(record.referred, 30) < cut && luck.chance(600) { Cell::text("DNA") } else { Cell::Blank };
    }
    if luck.chance(150) { Cell::text(luck.pick(&NOTES)) } else { Cell::Blank }
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
