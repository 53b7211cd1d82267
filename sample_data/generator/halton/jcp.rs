//! The lists of the two Jobcentre Plus offices: who was referred to which prime, and when.

use chrono::NaiveDate;

use super::places::{Office, WARDS};
use super::world::{Person, Prime, SEED};
use crate::calendar::typed;
use crate::random::Random;
use crate::table::{Cell, Row, Table};

/// Runcorn sends a workbook.
pub fn runcorn(people: &[Person], cut: NaiveDate) -> Table {
    let cells = |person: &Person, referred: NaiveDate| {
        vec![
            Cell::text(person.reference.as_str()),
            Cell::Date(referred),
            Cell::text(provider(person, referred)),
            Cell::text(person.office.name()),
            Cell::text(person.group.benefit),
            Cell::text(ward(person)),
            Cell::text(person.group.code),
        ]
    };
    Table {
        sheet: "Referrals",
        above: Vec::new(),
        headers: vec!["Claimant Ref", "Referred On", "Provider", "Office", "Benefit", "Ward", "PG"],
        rows: rows(people, Office::Runcorn, cut, cells),
        below: Vec::new(),
    }
}

/// Widnes sends text with commas, two lines of title, and dates as people type them.
pub fn widnes(people: &[Person], cut: NaiveDate) -> Table {
    let cells = |person: &Person, referred: NaiveDate| {
        vec![
            Cell::text(person.reference.as_str()),
            Cell::text(typed(referred)),
            Cell::text(provider(person, referred)),
            Cell::text(person.office.name()),
            Cell::text(long_benefit(person.group.benefit)),
            Cell::text(format!("Group {}", person.group.code)),
            Cell::text(ward(person)),
        ]
    };
    Table {
        sheet: "",
        above: vec![
            "Jobcentre Plus Widnes: people referred to the Work Programme (invented)".into(),
            format!("All referrals up to {}", typed(cut)),
        ],
        headers: vec![
            "Reference",
            "Date of Referral",
            "Provider Name",
            "Jobcentre",
            "Benefit Type",
            "Payment Group",
            "Ward of Residence",
        ],
        rows: rows(people, Office::Widnes, cut, cells),
        below: Vec::new(),
    }
}

/// A row for every referral up to the cut, in the order of their dates.
fn rows(
    people: &[Person],
    office: Office,
    cut: NaiveDate,
    cells: impl Fn(&Person, NaiveDate) -> Vec<Cell>,
) -> Vec<Row> {
    let here = people.iter().filter(|p| p.on_jcp_list && p.office == office);
    let mut referrals: Vec<(NaiveDate, &Person)> =
        here.flat_map(|p| p.referrals.iter().filter(|&&date| date <= cut).map(move |&date| (date, p))).collect();
    referrals.sort_by_key(|&(date, person)| (date, person.reference.clone()));
    referrals.into_iter().map(|(date, person)| Row { cells: cells(person, date), planted: None }).collect()
}

/// A prime goes by several names, and not one office keeps to one of them.
fn provider(person: &Person, referred: NaiveDate) -> &'static str {
    let names: [&str; 4] = match person.prime {
        Prime::Northgate => ["Northgate Works", "Northgate Works Ltd", "NORTHGATE WORKS", "Northgate"],
        Prime::Bridgewater => {
            ["Bridgewater Pathways", "Bridgewater Pathways CIC", "BRIDGEWATER PATHWAYS", "Bridgewater"]
        }
    };
    let stream = person.referrals.iter().position(|&date| date == referred).unwrap_or(0) as u64;
    let mut luck = Random::new(SEED, 4_000_000 + person.number * 2 + stream);
    names[luck.weighted([70, 14, 9, 7].into_iter())]
}

/// People with a protected address have no ward here either.
fn ward(person: &Person) -> &'static str {
    person.ward.map_or("", |w| WARDS[w].name)
}

fn long_benefit(short: &str) -> &'static str {
    match short {
        "JSA" => "Jobseeker's Allowance",
        "ESA" => "Employment and Support Allowance",
        _ => "Income Support",
    }
}
