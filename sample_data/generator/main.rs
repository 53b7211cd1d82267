//! Makes the returns and the context figures of `sample_data/halton` from a seed: the same bytes
//! every time and everywhere. Every person, firm and figure is invented.
//!
//! `cargo run --example make_sample_data -- sample_data` writes them again; what people wrote
//! (`quarterdeck.toml`, `layouts/`, `commentary/`, `README.md`) is left alone.

mod bridgewater;
mod calendar;
mod jcp;
mod logo;
mod northgate;
mod people;
mod places;
mod plant;
mod random;
mod record;
mod table;
mod workbook;
mod world;

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use chrono::{Months, NaiveDate};

use calendar::{PLANTED_QUARTER, QUARTERS, day, plus};
use places::WARDS;
use plant::{Dates, Kind};
use record::Record;
use table::Return;
use world::{Person, Prime};

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("error: no folder given\nhint: cargo run --example make_sample_data -- sample_data");
        return ExitCode::from(2);
    };
    match make(Path::new(&folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: cannot make the sample in `{}`\n  caused by: {error}", folder.display());
            ExitCode::FAILURE
        }
    }
}

fn make(folder: &Path) -> Result<(), Box<dyn Error>> {
    let people = world::people();
    let (returns, context) = (folder.join("halton/returns"), folder.join("halton/context"));
    fs::create_dir_all(&returns)?;
    fs::create_dir_all(&context)?;
    let mut sent = Vec::new();
    for (quarter, ends) in QUARTERS {
        sent.extend(quarter_returns(&people, quarter, ends));
    }
    for one in &sent {
        let bytes = if one.file.ends_with(".csv") { workbook::csv(&one.tables[0])? } else { workbook::xlsx(one)? };
        fs::write(returns.join(&one.file), bytes)?;
    }
    fs::write(context.join("population.csv"), population()?)?;
    fs::write(folder.join("planted.csv"), planted(&sent)?)?;
    Ok(())
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

fn population() -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["ward", "working_age_population", "source"])?;
    for ward in &WARDS {
        writer.write_record([
            ward.name,
            &ward.working_age.to_string(),
            "Invented for the sample; residents aged 16 to 64",
        ])?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// A line for every kind of planted fault in every sheet that has one: what a check must find, no more
/// and no less.
fn planted(sent: &[Return]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["code", "file", "sheet", "count", "rows"])?;
    for kind in Kind::all() {
        for (one, table) in sent.iter().flat_map(|one| one.tables.iter().map(move |table| (one, table))) {
            let rows: Vec<String> = table.planted_rows(kind).iter().map(u32::to_string).collect();
            if !rows.is_empty() {
                writer.write_record([kind.code(), &one.file, table.sheet, &rows.len().to_string(), &rows.join(" ")])?;
            }
        }
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}
