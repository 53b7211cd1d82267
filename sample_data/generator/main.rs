//! Makes the returns and the context figures of the sample workspaces from fixed seeds: the same bytes
//! every time and everywhere. Every person, firm and figure is invented.
//!
//! `cargo run --example make_sample_data -- sample_data` writes them again; what people wrote
//! (`quarterdeck.toml`, `layouts/`, `commentary/`, `README.md`) is left alone.

mod calendar;
mod caseload;
mod fault;
mod greater_manchester;
mod halton;
mod logo;
mod names;
mod pioneer;
mod random;
mod table;
mod workbook;

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use fault::Kind;
use table::Sample;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("error: no folder given\nhint: cargo run --example make_sample_data -- sample_data");
        return ExitCode::from(2);
    };
    match make(Path::new(&folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: cannot make the samples in `{}`\n  caused by: {error}", folder.display());
            ExitCode::FAILURE
        }
    }
}

fn make(folder: &Path) -> Result<(), Box<dyn Error>> {
    let samples = [halton::sample(), greater_manchester::sample(), pioneer::sample()];
    for sample in &samples {
        let (returns, context) = (folder.join(sample.id).join("returns"), folder.join(sample.id).join("context"));
        fs::create_dir_all(&returns)?;
        fs::create_dir_all(&context)?;
        for one in &sample.returns {
            let bytes = if one.file.ends_with(".csv") { workbook::csv(&one.tables[0])? } else { workbook::xlsx(one)? };
            fs::write(returns.join(&one.file), bytes)?;
        }
        for (name, lines) in &sample.context {
            fs::write(context.join(name), text(lines)?)?;
        }
    }
    fs::write(folder.join("planted.csv"), text(&planted(&samples))?)?;
    Ok(())
}

/// Lines of cells with commas, as programs write them.
fn text(lines: &[Vec<String>]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for line in lines {
        writer.write_record(line)?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// A line for every kind of planted fault in every sheet that has one: what a check must find, no more
/// and no less.
fn planted(samples: &[Sample]) -> Vec<Vec<String>> {
    let mut lines = vec![["workspace", "code", "file", "sheet", "count", "rows"].map(String::from).to_vec()];
    for sample in samples {
        for (kind, code) in Kind::all() {
            let sheets = sample.returns.iter().flat_map(|one| one.tables.iter().map(move |table| (one, table)));
            for (one, table) in sheets {
                let rows: Vec<String> = table.planted_rows(kind).iter().map(u32::to_string).collect();
                if !rows.is_empty() {
                    let count = rows.len().to_string();
                    let line = [sample.id, code, &one.file, one.sheet(table), &count, &rows.join(" ")];
                    lines.push(line.map(String::from).to_vec());
                }
            }
        }
    }
    lines
}
