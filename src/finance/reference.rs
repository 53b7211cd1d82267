//! Every figure of the statements of invented people, against `docs/methods/reference/money.py`, which works them out a
//! second time from the same contracts.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::facts::Facts;
use super::lines::{Line, Sum};
use super::sample::{Sample, as_at, attached, day};
use super::statement::Statement;
use crate::canonical::frame::Day;
use crate::metrics::people::{Claim, Happened};
use crate::vocabulary::{Milestone, Pence};

const CONTRACTS: &str = include_str!("../../docs/methods/reference/money.toml");
const PEOPLE: &str = include_str!("../../docs/methods/reference/money-people.csv");
const LINES: &str = include_str!("../../docs/methods/reference/money-lines.csv");

#[derive(Deserialize)]
struct Contracts {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    as_at: Vec<String>,
    programme: String,
    contract: String,
}

type Row = BTreeMap<String, String>;

fn rows(text: &str) -> Vec<Row> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect()
}

fn milestone(id: &str) -> Milestone {
    Milestone::ALL.into_iter().find(|milestone| milestone.id() == id).unwrap()
}

fn some_day(text: &str) -> Option<Day> {
    (!text.is_empty()).then(|| day(text))
}

fn happened(text: &str) -> Happened {
    match text {
        "" => Happened::No,
        "undated" => Happened::Undated,
        iso => Happened::On(day(iso)),
    }
}

fn person(row: &Row) -> Facts<'_> {
    let list =
        |name: &str| row[name].split_whitespace().map(|item| item.split(':').collect::<Vec<_>>()).collect::<Vec<_>>();
    let claim = |item: &Vec<&str>| Claim {
        milestone: milestone(item[0]),
        weeks: 0,
        day: some_day(item[1]),
        paid: some_day(item[2]),
        amount: item[3].parse().ok().map(Pence),
    };
    Facts {
        attachment: happened(&row["attachment"]),
        job_start: happened(&row["job_start"]),
        outcome: happened(&row["outcome"]),
        outcome_by_dates: happened(&row["by_dates"]),
        sustainments: list("sustainments").iter().map(|item| day(item[0])).collect(),
        near_miss: row["near_miss"] == "1",
        expected: list("expected").iter().map(|item| (milestone(item[0]), day(item[1]))).collect(),
        claims: list("claims").iter().map(claim).collect(),
        set_aside: list("set_aside").iter().map(claim).collect(),
        ..attached(&row["group"], &row["referral"])
    }
}

/// The figures of a line under the names of the table, without empty ones.
fn figures(line: &Line) -> BTreeMap<&'static str, String> {
    let mut out = BTreeMap::new();
    let mut sums = |names: [&'static str; 2], sum: Sum| {
        out.insert(names[0], sum.times.to_string());
        out.insert(names[1], sum.pence.0.to_string());
    };
    sums(["times", "achieved"], line.achieved);
    sums(["cut_times", "cut"], line.cut);
    sums(["next_instalment_times", "next_instalments"], line.next_instalments);
    sums(["next_people_times", "next_people"], line.next_people);
    sums(["near_times", "near"], line.near_misses);
    if let Some(claimed) = line.claimed {
        sums(["claimed_times", "claimed"], claimed);
        sums(["unsupported_times", "unsupported"], line.unsupported.unwrap());
    }
    if let Some(paid) = &line.paid {
        sums(["paid_times", "paid"], paid.sum);
        sums(["above_times", "above"], paid.above_fee);
        out.insert("paid_without_amount", paid.without_amount.to_string());
    }
    if let Some(ages) = line.unclaimed {
        out.insert("unclaimed_times", ages.map(|age| age.times.to_string()).join(" "));
        out.insert("unclaimed", ages.map(|age| age.pence.0.to_string()).join(" "));
    }
    if let Some(set_aside) = line.set_aside {
        out.insert("aside_times", set_aside.times.to_string());
        out.insert("aside", set_aside.pence.0.to_string());
    }
    out.insert("people", line.people.to_string());
    out.insert("unconfirmed", line.unconfirmed.0.to_string());
    out.insert("without_fee", line.without_fee.to_string());
    out.insert("later", line.later.0.to_string());
    let quarters: Vec<String> =
        line.by_quarter.iter().map(|(quarter, pence)| format!("{quarter}:{}", pence.0)).collect();
    out.insert("by_quarter", quarters.join(" "));
    out.retain(|_, figure| !figure.is_empty());
    out
}

#[test]
fn every_figure_of_money_is_that_of_a_second_implementation() {
    let (contracts, people, lines) = (toml::from_str::<Contracts>(CONTRACTS).unwrap(), rows(PEOPLE), rows(LINES));
    let mut compared = 0;
    for case in &contracts.case {
        let sample = Sample::new(&case.programme, &case.contract);
        let people: Vec<Facts<'_>> = people.iter().filter(|row| row["case"] == case.name).map(person).collect();
        assert_eq!(people.len(), 45);
        for iso in &case.as_at {
            let statement = Statement::of(&sample.terms(), &people, as_at(iso));
            let expected = lines.iter().filter(|row| row["case"] == case.name && row["as_at"] == *iso);
            let mut own = statement.lines.iter();
            for row in expected {
                let line = own.next().unwrap();
                assert_eq!(line.milestone.id(), row["milestone"]);
                let mut row: BTreeMap<&str, String> =
                    row.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
                row.retain(|key, value| !["case", "as_at", "milestone"].contains(key) && !value.is_empty());
                assert_eq!(figures(line), row, "{}, {iso}, {}", case.name, line.milestone);
                compared += 1;
            }
            assert!(own.next().is_none());
        }
    }
    assert_eq!(compared, lines.len());
}
