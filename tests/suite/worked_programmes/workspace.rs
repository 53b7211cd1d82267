//! The workspace that is made from the page of seven programmes: a return for each prime, and Jobcentre Plus's list.

use std::collections::BTreeSet;

use super::{section, table};
use crate::harness::{Bench, Cell};
use crate::worked_example::page::{Row, date, day, invented, words};

/// The headings of the primes' sections: each begins with the prime's name.
const PRIMES: [&str; 7] = [
    "Bramley Works: the Work Programme",
    "Cox Futures: the Working Well pilot",
    "Discovery Trust: the Working Well expansion",
    "Egremont Employment: the Work and Health Programme",
    "Fiesta Skills: the Pioneer",
    "Grenadier Hub: Ways to Work",
    "Howgate Pathways: a programme of the council's own",
];

/// The rows of the primes' returns, each with its prime.
pub fn returned() -> Vec<Row> {
    PRIMES.iter().flat_map(|heading| of_prime(heading, 0)).collect()
}

/// What the rules make of each person, each with its prime.
pub fn people() -> Vec<Row> {
    PRIMES.iter().flat_map(|heading| of_prime(heading, 1)).collect()
}

fn of_prime(heading: &str, nth: usize) -> Vec<Row> {
    let prime = heading.split(':').next().unwrap();
    let mut rows = table(heading, nth);
    rows.iter_mut().for_each(|row| drop(row.insert("Prime".into(), prime.into())));
    rows
}

const COLUMNS: [(&str, &str); 15] = [
    ("reference", "Ref"),
    ("area", "Area"),
    ("route", "Route"),
    ("payment_group", "Group"),
    ("referral_date", "Referred"),
    ("attachment_date", "Attached"),
    ("leave_date", "Left"),
    ("job_start_date", "Start 1"),
    ("job_end_date", "End 1"),
    ("hours", "Hours 1"),
    ("job_start_date_2", "Start 2"),
    ("job_end_date_2", "End 2"),
    ("hours_2", "Hours 2"),
    ("sustained_claim_date", "Claimed"),
    ("outcome_paid_date", "Paid"),
];

const CLAIMS: [(&str, &str); 4] =
    [("reference", "Ref"), ("milestone", "Claim"), ("claim_date", "Claimed"), ("paid_date", "Paid")];

const JCP_LAYOUT: &str = r#"name = "jcp"
description = "One row a referral"
[[sheet]]
record = "referrals"
required = ["reference", "referral_date", "prime"]
[sheet.columns]
reference = ["Ref"]
referral_date = ["Referred"]
prime = ["Prime"]
area = ["Area"]
"#;

/// Everybody lives in an area of their own, called after them, so that figures by area are figures by person.
pub fn workspace() -> Bench {
    let bench = Bench::new();
    let rows = returned();
    let areas: BTreeSet<&String> = rows.iter().map(|row| &row["Person"]).collect();
    let areas: Vec<&String> = areas.into_iter().collect();
    let contracts = table("The contracts", 0);
    let mut toml = invented(&areas).jcp().returns("jcp.csv", "jcp");
    let mut received = String::from("[received]\n\"jcp.csv\" = 2025-01-14\n");
    let mut list = String::from("Ref,Referred,Prime,Area\n");
    for contract in &contracts {
        let (prime, id) = (&contract["Prime"], &contract["Its id"]);
        let (programme, referrals) = (&contract["Programme"], &contract["List of referrals"]);
        toml = toml.prime(id, prime).returns(&format!("{id}.xlsx"), id).with(&format!(
            "[[contract]]\nid = \"{id}-contract\"\nsupplier = \"{id}\"\nprogramme = \"{programme}\"\n\
             referrals_from = \"{referrals}\"\nprice_pence = 100000\nvalue_pence = 10000000\n"
        ));
        received += &format!("\"{id}.xlsx\" = 2025-01-14\n");
        let own: Vec<&Row> = rows.iter().filter(|row| row["Prime"] == *prime).collect();
        for row in own.iter().filter(|row| referrals == "jcp" && row["Route"] == "jcp") {
            list += &format!("{},{},{prime},{}\n", row["Person"], date(&row["Referred"]), row["Person"]);
        }
        sheets(&bench, id, &own, contract["Claims stand"] == "on a sheet");
    }
    bench.file("worked/quarterdeck.toml", &toml.with(&received).text());
    bench.file("worked/returns/jcp.csv", &list).file("worked/layouts/jcp.toml", JCP_LAYOUT);
    bench.file("worked/programmes/unbroken.toml", &own_programme());
    bench
}

/// The programme's file that stands on the page.
fn own_programme() -> String {
    let section = section(PRIMES[6]);
    let (_, text) = section.split_once("```toml\n").unwrap();
    text.split_once("```").unwrap().0.to_string()
}

/// A prime's return with its layout; claims in the rows, or on a sheet of their own.
fn sheets(bench: &Bench, id: &str, rows: &[&Row], apart: bool) {
    let own = if apart { &COLUMNS[..13] } else { &COLUMNS[..] };
    let mut layout = format!("name = \"{id}\"\ndescription = \"One row a stay\"\njob_end = \"last_day\"\n");
    layout += &sheet_layout("People", "participants", "attachment_date", own);
    let mut people = vec![own.iter().map(|(_, header)| Cell::Text(header)).collect::<Vec<_>>()];
    people.extend(rows.iter().map(|row| person(row)[..own.len()].to_vec()));
    let mut sheets = vec![("People", people)];
    if apart {
        layout += &sheet_layout("Claims", "claims", "milestone", &CLAIMS);
        let mut claims = vec![CLAIMS.iter().map(|(_, header)| Cell::Text(header)).collect::<Vec<_>>()];
        for row in rows.iter().filter(|row| !row["Outcome claimed"].is_empty()) {
            let days = ["Outcome claimed", "Outcome paid"].map(|column| day(&row[column]));
            claims.push([&[words(&row["Person"]), Cell::Text("outcome")], &days[..]].concat());
        }
        sheets.push(("Claims", claims));
    }
    bench.file(&format!("worked/layouts/{id}.toml"), &layout);
    bench.workbook(&format!("worked/returns/{id}.xlsx"), &sheets);
}

fn sheet_layout(sheet: &str, record: &str, required: &str, columns: &[(&str, &str)]) -> String {
    let lines: Vec<String> = columns.iter().map(|(name, header)| format!("{name} = [\"{header}\"]\n")).collect();
    format!(
        "[[sheet]]\nsheet = \"{sheet}\"\nrecord = \"{record}\"\nrequired = [\"reference\", \"{required}\"]\n\
         [sheet.columns]\n{}",
        lines.concat()
    )
}

fn person(row: &Row) -> Vec<Cell> {
    let mut cells: Vec<Cell> = ["Person", "Person", "Route", "Group"].map(|column| words(&row[column])).to_vec();
    cells.extend(["Referred", "Attached", "Left"].map(|column| day(&row[column])));
    for job in row["Jobs"].split(';').map(str::trim).filter(|job| !job.is_empty()) {
        let (days, hours) = match job.split_once(" (") {
            Some((days, hours)) => (days, words(hours.strip_suffix(" h)").unwrap())),
            None => (job, Cell::Empty),
        };
        match (days.split_once(" to "), days.strip_suffix(", running")) {
            (Some((first, last)), None) => cells.extend([day(first), day(last), hours]),
            (None, Some(first)) => cells.extend([day(first), Cell::Empty, hours]),
            _ => panic!("`{job}` is no job"),
        }
    }
    cells.resize(13, Cell::Empty);
    cells.extend(["Outcome claimed", "Outcome paid"].map(|column| day(&row[column])));
    cells
}
