//! `sample_data/halton`: the Work Programme in one borough, two primes and two offices of Jobcentre Plus.

mod bridgewater;
mod groups;
mod jcp;
mod northgate;
mod places;
mod plant;
mod record;
mod world;

use chrono::{Months, NaiveDate};

use crate::calendar::{day, plus};
use crate::table::{Return, Sample};
use places::WARDS;
use plant::Dates;
use record::Record;
use world::{Person, Prime};

/// The quarters for which every supplier has sent a return, with the last day of each.
const QUARTERS: [(&str, NaiveDate); 4] = [
    ("2014-15-Q3", day(2014, 12, 31)),
    ("2015-16-Q1", day(2015, 6, 30)),
    ("2015-16-Q2", day(2015, 9, 30)),
    ("2015-16-Q3", day(2015, 12, 31)),
];

/// The quarter whose returns have the planted faults.
const PLANTED_QUARTER: &str = "2015-16-Q3";

const FIRST_REFERRAL: NaiveDate = day(2012, 4, 2);
const LAST_REFERRAL: NaiveDate = day(2015, 12, 22);

/// How far the invented lives go: beyond the last quarter, so that what a return does not know yet
/// has still been decided.
const HORIZON: NaiveDate = day(2016, 9, 30);

pub fn sample() -> Sample {
    let people = world::people();
    Sample {
        id: "halton",
        returns: QUARTERS.into_iter().flat_map(|(quarter, ends)| quarter_returns(&people, quarter, ends)).collect(),
        context: vec![population()],
    }
}

/// The four files that arrive for a quarter.
fn quarter_returns(people: &[Person], quarter: &str, ends: NaiveDate) -> [Return; 4] {
    let file = |start: &str, ending: &str| format!("{start}_{quarter}.{ending}");
    let northgate = prime_records(people, Prime::Northgate, quarter, ends);
    let bridgewater = prime_records(people, Prime::Bridgewater, quarter, ends);
    [
        Return {
            file: file("northgate", "xlsx"),
            sender: "Northgate Works (invented)",
            made_on: plus(ends, 11),
            logo: true,
            tables: vec![northgate::table(&northgate, ends)],
        },
        Return {
            file: file("bridgewater", "xlsx"),
            sender: "Bridgewater Pathways (invented)",
            made_on: plus(ends, 8),
            logo: false,
            tables: bridgewater::tables(&bridgewater, ends),
        },
        Return {
            file: file("jcp_runcorn", "xlsx"),
            sender: "Jobcentre Plus Runcorn (invented)",
            made_on: plus(ends, 5),
            logo: false,
            tables: vec![jcp::runcorn(people, ends)],
        },
        Return {
            file: file("jcp_widnes", "csv"),
            sender: "Jobcentre Plus Widnes (invented)",
            made_on: plus(ends, 5),
            logo: false,
            tables: vec![jcp::widnes(people, ends)],
        },
    ]
}

fn prime_records<'a>(people: &'a [Person], prime: Prime, quarter: &str, ends: NaiveDate) -> Vec<Record<'a>> {
    let last = quarter == PLANTED_QUARTER;
    let mut records = record::reported(people, prime, ends, last);
    if last {
        // The days on which quarterdeck.toml says that these returns arrived.
        let received = match prime {
            Prime::Northgate => day(2016, 1, 14),
            Prime::Bridgewater => day(2016, 1, 12),
        };
        let quarter_begins = plus(ends, 1) - Months::new(3);
        plant::plant(&mut records, prime, Dates { quarter_begins, quarter_ends: ends, received });
    }
    records
}

fn population() -> (&'static str, Vec<Vec<String>>) {
    let header = ["ward", "working_age_population", "source"].map(String::from).to_vec();
    let line = |ward: &places::Ward| {
        let people = ward.working_age.to_string();
        vec![ward.name.into(), people, "Invented for the sample; residents aged 16 to 64".into()]
    };
    ("population.csv", std::iter::once(header).chain(WARDS.iter().map(line)).collect())
}
