//! `sample_data/pioneer`: a small contract of WHP Pioneer, in which a borough's own team works for a prime.

mod caseload_return;
mod places;
mod statement;
mod world;

use chrono::NaiveDate;

use crate::calendar::{day, plus};
use crate::caseload::Person;
use crate::caseload::plant::{self, Plan};
use crate::caseload::record::{self, Record};
use crate::fault::Kind;
use crate::random::Random;
use crate::table::{Return, Sample};
use places::WARDS;

/// The quarters for which returns are there, with the last day of each.
const QUARTERS: [(&str, NaiveDate); 2] = [("2023-24-Q3", day(2023, 12, 31)), ("2023-24-Q4", day(2024, 3, 31))];

/// The quarter whose return has the planted faults.
const PLANTED_QUARTER: &str = "2023-24-Q4";

/// The first day of each quarter in which people were referred.
const QUARTER_BEGINS: [NaiveDate; 4] = [day(2023, 4, 11), day(2023, 7, 3), day(2023, 10, 2), day(2024, 1, 8)];

/// How far the invented lives go: beyond the last quarter.
const HORIZON: NaiveDate = day(2024, 12, 31);

const PLAN: Plan<'static> = &[
    (Kind::IdenticalDuplicate, 1),
    (Kind::JobStartBeforeAttachment, 1),
    (Kind::DateNotPossible, 1),
    (Kind::ReferenceMissing, 1),
    (Kind::WardNotKnown, 2),
];

pub fn sample() -> Sample {
    let people = world::people();
    Sample {
        id: "pioneer",
        returns: QUARTERS.into_iter().flat_map(|(quarter, ends)| quarter_returns(&people, quarter, ends)).collect(),
        context: vec![population(), want_work()],
    }
}

/// The team's own list, and the statement of the prime that it works for.
fn quarter_returns(people: &[Person], quarter: &str, ends: NaiveDate) -> [Return; 2] {
    let records = records(people, quarter, ends);
    [
        Return {
            file: format!("caseload_{quarter}.xlsx"),
            sender: "Halton's own team (invented)",
            made_on: plus(ends, 8),
            logo: false,
            tables: vec![caseload_return::table(&records, ends)],
        },
        Return {
            file: format!("statement_{quarter}.csv"),
            sender: "Estuary Works (invented)",
            made_on: plus(ends, 12),
            logo: false,
            tables: vec![statement::table(&records, ends)],
        },
    ]
}

fn records<'a>(people: &'a [Person], quarter: &str, ends: NaiveDate) -> Vec<Record<'a>> {
    let mut records = record::reported(people.iter(), ends, |place| WARDS[place].name);
    if quarter == PLANTED_QUARTER {
        let sent = plant::Return {
            quarter_begins: QUARTER_BEGINS[3],
            quarter_ends: ends,
            // The day on which quarterdeck.toml says that the list arrived.
            received: day(2024, 4, 9),
            apart: true,
            claims_apart: true,
            jcp_list: false,
            weeks: 26,
            elsewhere: &places::OUTSIDE,
            nobody: ("PI", 9_900),
        };
        plant::plant(&mut records, PLAN, &sent, &mut Random::new(world::SEED, 5_000_000));
    }
    records
}

fn lines<const N: usize>(header: [&str; N], of: impl Fn(&places::Ward) -> [String; N]) -> Vec<Vec<String>> {
    let header = header.map(String::from).to_vec();
    std::iter::once(header).chain(WARDS.iter().map(|ward| of(ward).to_vec())).collect()
}

fn population() -> (&'static str, Vec<Vec<String>>) {
    let source = "Invented for the sample; residents aged 16 to 64";
    let header = ["ward", "working_age_population", "source"];
    ("population.csv", lines(header, |ward| [ward.name.into(), ward.working_age.to_string(), source.into()]))
}

fn want_work() -> (&'static str, Vec<Vec<String>>) {
    let source = "Invented for the sample; residents out of work who want it";
    let header = ["Ward", "Want work", "Source"];
    ("want_work.csv", lines(header, |ward| [ward.name.into(), ward.want_work.to_string(), source.into()]))
}
