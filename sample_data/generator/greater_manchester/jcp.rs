//! The lists of Jobcentre Plus, one for each lot: who was referred to which prime, and when.

use chrono::NaiveDate;

use super::places::AREAS;
use super::world::{GOYT, IRWELL, MEDLOCK, SEED};
use crate::calendar::typed;
use crate::caseload::{Listed, Person, Route};
use crate::random::Random;
use crate::table::{Cell, Row, Table};

/// Lot 1 comes as a workbook.
pub fn lot_1(people: &[Person], cut: NaiveDate) -> Table {
    let cells = |person: &Person, referred: NaiveDate| {
        vec![
            Cell::text(person.reference.as_str()),
            Cell::Date(referred),
            Cell::text(contractor(person, referred)),
            Cell::text(area(person)),
            Cell::text(benefit(person)),
        ]
    };
    Table {
        sheet: "Referrals",
        above: vec!["Jobcentre Plus: people referred to Working Well, lot 1 (invented)".into()],
        headers: vec!["Claimant Ref", "Referred On", "Contractor", "Local Authority", "Benefit"],
        rows: rows(people, 1, cut, cells),
        below: Vec::new(),
    }
}

/// Lot 2 comes as text with commas, a line of title, and dates as people type them.
pub fn lot_2(people: &[Person], cut: NaiveDate) -> Table {
    let cells = |person: &Person, referred: NaiveDate| {
        vec![
            Cell::text(person.reference.as_str()),
            Cell::text(contractor(person, referred)),
            Cell::text(typed(referred)),
            Cell::text(area(person)),
            Cell::text(benefit(person)),
        ]
    };
    Table {
        sheet: "",
        above: vec![format!("Jobcentre Plus: people referred to Working Well, lot 2, up to {} (invented)", typed(cut))],
        headers: vec!["Reference", "Provider", "Date of Referral", "Council Area", "Benefit Type"],
        rows: rows(people, 2, cut, cells),
        below: Vec::new(),
    }
}

/// A row for every referral of Jobcentre Plus up to the cut, in the order of their dates.
fn rows(people: &[Person], lot: u8, cut: NaiveDate, cells: impl Fn(&Person, NaiveDate) -> Vec<Cell>) -> Vec<Row> {
    let here = people.iter().filter(|person| {
        let own = person.place.is_some_and(|place| AREAS[place].lot == lot);
        own && person.route == Route::Jcp && person.listed != Listed::Nowhere
    });
    let mut referrals: Vec<(NaiveDate, &Person)> =
        here.flat_map(|person| person.stays.iter().map(move |stay| (stay.referred, person))).collect();
    referrals.retain(|(date, _)| *date <= cut);
    referrals.sort_by_key(|&(date, person)| (date, person.reference.clone()));
    referrals.into_iter().map(|(date, person)| Row { cells: cells(person, date), planted: None }).collect()
}

/// A prime goes by several names.
fn contractor(person: &Person, referred: NaiveDate) -> &'static str {
    let lot = person.place.map_or(0, |place| AREAS[place].lot);
    let named = match (person.listed, person.prime, lot) {
        (Listed::WithAnother, IRWELL, 1) => MEDLOCK,
        (Listed::WithAnother, IRWELL, _) => GOYT,
        (Listed::WithAnother, _, _) => IRWELL,
        (_, own, _) => own,
    };
    let names = match named {
        IRWELL => ["Irwell Forward", "Irwell Forward Ltd", "IRWELL FORWARD"],
        MEDLOCK => ["Medlock Steps", "Medlock Steps CIC", "MEDLOCK STEPS"],
        _ => ["Goyt Bridge Employment", "Goyt Bridge", "GOYT BRIDGE EMPLOYMENT"],
    };
    let stay = person.stays.iter().position(|stay| stay.referred == referred).unwrap_or(0) as u64;
    let mut luck = Random::new(SEED, 4_000_000 + person.number * 2 + stay);
    names[luck.weighted([78, 14, 8].into_iter())]
}

fn area(person: &Person) -> &'static str {
    person.place.map_or("", |place| AREAS[place].name)
}

fn benefit(person: &Person) -> &'static str {
    let mut luck = Random::new(SEED, 7_000_000 + person.number);
    let shares = if person.disabled { [620, 120, 180, 80] } else { [180, 330, 340, 150] };
    ["ESA", "JSA", "UC", "IS"][luck.weighted(shares.into_iter())]
}
