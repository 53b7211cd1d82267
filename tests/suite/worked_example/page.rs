//! The page of the worked example: its tables, and the workspace that is made from them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::harness::{Bench, Cell, project};
use crate::workspace::Workspace;

pub const PRIME: &str = "Orchard Works";

/// A row of one of the page's tables, by the heading of the column.
pub type Row = BTreeMap<String, String>;

/// The text of a page of the methods, below a heading.
pub fn section(page: &str, heading: &str) -> String {
    let page = std::fs::read_to_string(project().join("docs/methods").join(page)).unwrap();
    let (_, section) = page.split_once(&format!("\n## {heading}\n")).unwrap_or_else(|| panic!("no heading {heading}"));
    section.split("\n## ").next().unwrap().to_string()
}

/// The tables below a heading of the page, in order.
pub fn tables(heading: &str) -> Vec<Vec<Row>> {
    tables_in(&section("worked-example.md", heading))
}

/// The tables of a text, in order.
pub fn tables_in(section: &str) -> Vec<Vec<Row>> {
    let cells =
        |line: &str| -> Vec<String> { line.trim_matches('|').split('|').map(|cell| cell.trim().to_string()).collect() };
    let mut tables = Vec::new();
    let mut headings: Option<Vec<String>> = None;
    for line in section.lines() {
        match (&headings, line.starts_with('|')) {
            (_, false) => headings = None,
            (None, true) => {
                headings = Some(cells(line));
                tables.push(Vec::new());
            }
            (Some(_), true) if line.starts_with("|---") => {}
            (Some(headings), true) => {
                let row = cells(line);
                assert_eq!(row.len(), headings.len(), "{line}");
                tables.last_mut().unwrap().push(headings.iter().cloned().zip(row).collect());
            }
        }
    }
    tables
}

/// The table below a heading that has one alone.
pub fn table(heading: &str) -> Vec<Row> {
    let mut tables = tables(heading);
    assert_eq!(tables.len(), 1, "{heading}");
    tables.remove(0)
}

pub fn date(text: &str) -> NaiveDate {
    NaiveDate::parse_from_str(text, "%d %b %Y").unwrap_or_else(|_| panic!("`{text}` is no date"))
}

/// A cell of the workbook. The harness takes texts that live as long as the test.
pub fn day(text: &str) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Date(date(text).to_string().leak()) }
}

/// Text, or a number where a person who types it would leave one.
pub fn words(text: &str) -> Cell {
    match text.parse() {
        Ok(number) => Cell::Number(number),
        Err(_) if text.is_empty() => Cell::Empty,
        Err(_) => Cell::Text(text.to_string().leak()),
    }
}

/// How the workspace differs from test to test.
pub struct Contract {
    pub job_start_rate: &'static str,
    pub sustainment_rate: &'static str,
    pub sustained: &'static str,
}

pub const CONTRACT: Contract = Contract { job_start_rate: "20", sustainment_rate: "15", sustained: "dates" };

const PRIME_HEADERS: [&str; 14] = [
    "Ref", "Area", "Route", "Group", "Referred", "Attached", "Left", "Start 1", "End 1", "Start 2", "End 2", "Start 3",
    "End 3", "Claimed",
];

const PRIME_LAYOUT: &str = r#"name = "orchard"
description = "One row a person, three jobs in it"
job_end = "last_day"
[[sheet]]
sheet = "People"
record = "participants"
required = ["reference", "attachment_date", "job_start_date", "job_end_date"]
[sheet.columns]
reference = ["Ref"]
area = ["Area"]
route = ["Route"]
payment_group = ["Group"]
referral_date = ["Referred"]
attachment_date = ["Attached"]
leave_date = ["Left"]
job_start_date = ["Start 1"]
job_end_date = ["End 1"]
job_start_date_2 = ["Start 2"]
job_end_date_2 = ["End 2"]
job_start_date_3 = ["Start 3"]
job_end_date_3 = ["End 3"]
sustained_claim_date = ["Claimed"]
"#;

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

/// A council whose people live in these areas, with the lowest threshold of disclosure that there is.
pub fn invented(areas: &[&String]) -> Workspace {
    let disclosure = "[disclosure]\nthreshold = 3\nsensitive_threshold = 3\n";
    Workspace::new("worked").with(disclosure).with(&format!("[areas]\nareas = {areas:?}\n"))
}

/// Makes the workspace from the page's first table. Everybody lives in an area of their own, called after
/// them, so that figures by area are figures by person.
pub fn workspace(contract: &Contract) -> Bench {
    let bench = Bench::new();
    let people = table("The prime's return");
    let areas: BTreeSet<&String> = people.iter().map(|person| &person["Person"]).collect();
    let areas: Vec<&String> = areas.into_iter().collect();
    let contract = format!(
        r#"[[contract]]
id = "orchard-work-programme"
supplier = "orchard"
programme = "work-programme"
referrals_from = "jcp"
sustained = "{}"
[contract.minimum]
job_start_rate = {}
sustainment_rate = {}
[received]
"orchard.xlsx" = 2016-01-14
"jcp.csv" = 2016-01-14
"#,
        contract.sustained, contract.job_start_rate, contract.sustainment_rate
    );
    let toml = invented(&areas).prime("orchard", PRIME).returns("orchard.xlsx", "orchard");
    let toml = toml.jcp().returns("jcp.csv", "jcp").with(&contract).text();
    bench.file("worked/quarterdeck.toml", &toml);
    bench.file("worked/layouts/orchard.toml", PRIME_LAYOUT).file("worked/layouts/jcp.toml", JCP_LAYOUT);
    let mut rows = vec![PRIME_HEADERS.map(Cell::Text).to_vec()];
    let mut list = String::from("Ref,Referred,Prime,Area\n");
    for person in &people {
        let name = &person["Person"];
        let listed = person["On Jobcentre Plus's list"].split(';').filter(|text| !["no", "as above"].contains(text));
        for referral in listed {
            list.push_str(&format!("{name},{},{PRIME},{name}\n", date(referral.trim())));
        }
        rows.push(prime_row(person));
    }
    bench.workbook("worked/returns/orchard.xlsx", &[("People", rows)]).file("worked/returns/jcp.csv", &list);
    bench
}

fn prime_row(person: &Row) -> Vec<Cell> {
    let mut row: Vec<Cell> = ["Person", "Person", "Route", "Group"].map(|column| words(&person[column])).to_vec();
    row.extend(["Referred", "Attached", "Left"].map(|column| day(&person[column])));
    let mut jobs: Vec<Cell> = Vec::new();
    for job in person["Jobs"].split(';').map(str::trim).filter(|job| !job.is_empty()) {
        match (job.split_once(" to "), job.strip_suffix(", running")) {
            (Some((start, end)), None) => jobs.extend([day(start), day(end)]),
            (None, Some(start)) => jobs.extend([day(start), Cell::Empty]),
            _ => panic!("`{job}` is no job"),
        }
    }
    jobs.resize(6, Cell::Empty);
    row.extend(jobs);
    row.push(day(&person["Outcome claimed"]));
    row
}
