//! The return of Bridgewater Pathways: people on one sheet, their jobs on another, notes on a third.

use chrono::NaiveDate;

use super::places::HALTON_CASTLE_LOCALLY;
use super::record::{JobRecord, Record, Within};
use super::world::SEED;
use crate::calendar::plus;
use crate::fault::Kind;
use crate::names::EMPLOYERS;
use crate::random::Random;
use crate::table::{Cell, Entry, Row, Table};

const PARTICIPANTS: [&str; 11] = [
    "Participant ID",
    "Start on Programme",
    "Date Referred",
    "Ward of Residence",
    "Jobcentre",
    "PG",
    "Gender",
    "Claim Date",
    "Exit Date",
    "Surname",
    "Adviser",
];
const JOBS: [&str; 5] = ["Participant ID", "Job No", "Started", "Finished (first day out of work)", "Employer"];

pub fn tables(records: &[Record<'_>], cut: NaiveDate) -> Vec<Table> {
    // The second row of a person brings no second row of a job; only people without jobs have one.
    let jobs = records.iter().flat_map(|r| r.jobs.iter().enumerate().map(move |(n, job)| job_row(r, n, job, cut)));
    vec![
        Table {
            sheet: "Participants",
            above: Vec::new(),
            headers: PARTICIPANTS.to_vec(),
            rows: records.iter().map(participant).collect(),
            below: Vec::new(),
        },
        Table { sheet: "Jobs", above: Vec::new(), headers: JOBS.to_vec(), rows: jobs.collect(), below: Vec::new() },
        notes(cut),
    ]
}

fn participant(record: &Record<'_>) -> Row {
    let person = record.person;
    let cells = vec![
        Cell::text(spelt(record, 0)),
        Cell::from(&record.attached),
        Cell::Date(record.referred),
        Cell::text(ward(record)),
        Cell::text(person.office.name()),
        Cell::text(format!("PG{}", person.group.code)),
        Cell::text(if person.woman { "Female" } else { "Male" }),
        Cell::from(&record.claimed),
        Cell::from(&record.left),
        Cell::text(person.surname),
        Cell::text(luck(record, 1).pick(&["AH", "CB", "DW", "KS", "LM", "PR"])),
    ];
    Row { cells, planted: planted(record, Within::Person) }
}

fn job_row(record: &Record<'_>, n: usize, job: &JobRecord, cut: NaiveDate) -> Row {
    let cells = vec![
        Cell::text(spelt(record, 2 + n as u64)),
        Cell::Number(n as u32 + 1),
        Cell::from(&job.first),
        Cell::from(&finished(job, cut)),
        Cell::text(EMPLOYERS[job.employer]),
    ];
    Row { cells, planted: planted(record, Within::Job) }
}

/// The first day out of work. Who worked on the last day of the quarter is still in work in this
/// return, whatever happens the day after.
fn finished(job: &JobRecord, cut: NaiveDate) -> Entry {
    match job.last.date() {
        Some(last) if last == cut => Entry::Blank,
        Some(last) => Entry::On(plus(last, 1)),
        None => job.last.clone(),
    }
}

fn planted(record: &Record<'_>, here: Within) -> Option<Kind> {
    record.planted.filter(|&(_, within)| within == here).map(|(kind, _)| kind)
}

/// Advisers type references as they like: `hpj-001234`, `HPJ 001234`.
fn spelt(record: &Record<'_>, stream: u64) -> String {
    let reference = &record.reference;
    if !reference.starts_with("HPJ") {
        return reference.clone();
    }
    match luck(record, stream).below(100) {
        0..4 => format!("hpj-{}", &reference[3..]),
        4..7 => reference.to_lowercase(),
        7..9 => format!("HPJ {}", &reference[3..]),
        _ => reference.clone(),
    }
}

fn ward(record: &Record<'_>) -> &'static str {
    if record.ward == "Halton Castle" && luck(record, 20).chance(120) { HALTON_CASTLE_LOCALLY } else { record.ward }
}

fn luck(record: &Record<'_>, stream: u64) -> Random {
    Random::new(SEED, 3_000_000 + record.person.number * 32 + stream)
}

fn notes(cut: NaiveDate) -> Table {
    let lines = [
        "Work Programme, Halton: every participant who has started, to date",
        "Finished is the first day out of work; blank while in work",
        "Claim Date is the day on which the job outcome was claimed",
        "PG is the payment group; PG6a and PG6b are the two kinds of new ESA claimant",
        "Bridgewater Pathways is an invented firm and every person is invented",
    ];
    Table {
        sheet: "Notes",
        above: vec![format!("Bridgewater Pathways: notes to the return at {}", cut.format("%-d %B %Y"))],
        headers: vec!["About this return"],
        rows: lines.map(|line| Row { cells: vec![Cell::text(line)], planted: None }).into(),
        below: Vec::new(),
    }
}
