//! What a file must lead to, in the columns of a manifest of bad inputs.

use std::collections::HashMap;
use std::path::Path;

/// What `check` must make of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Read; rows may be left out by rule, and nothing else is to be said.
    Accept,
    /// Read, with a finding that notes or sets aside.
    AcceptWarn,
    /// A finding that stops.
    Block,
    /// Not to be read safely.
    Refuse,
    /// Read whole or refused: both are right.
    AcceptOrRefuse,
}

/// One line of a manifest.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// The file's path below the manifest's folder.
    pub file: String,
    pub layout: String,
    /// Files that are checked together with it, by name.
    pub with: Vec<String>,
    /// Files that must have been delivered before.
    pub after: Vec<String>,
    /// The day the file is taken as received on, as written.
    pub as_at: String,
    pub outcome: Outcome,
    pub exit: i32,
    /// Rows read, used, set aside, left out; nothing where the file is not read.
    pub rows: [Option<u64>; 4],
    /// What the message has to name, in the manifest's words.
    pub names: String,
}

impl Expectation {
    /// The file's name without its folders.
    pub fn name(&self) -> &str {
        self.file.rsplit('/').next().unwrap_or(&self.file)
    }
}

/// Reads `manifest.csv` of a folder; an unknown column or word is a mistake to be told, not passed over.
pub fn read(folder: &Path) -> Result<Vec<Expectation>, String> {
    let path = folder.join("manifest.csv");
    let mut reader = csv::Reader::from_path(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let headers = reader.headers().map_err(|error| error.to_string())?.clone();
    let lines = reader.records().map(|record| {
        let record = record.map_err(|error| error.to_string())?;
        let cells = headers.iter().zip(record.iter()).collect();
        line(&cells).map_err(|why| format!("{}: {why}", record.get(0).unwrap_or_default()))
    });
    lines.collect()
}

fn line(cells: &HashMap<&str, &str>) -> Result<Expectation, String> {
    let cell = |name: &str| cells.get(name).map(|text| text.trim()).ok_or(format!("no column `{name}`"));
    let count = |name: &str| match cell(name)? {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| format!("{name} is `{text}`, which is no count")),
    };
    let several = |name: &str| {
        cell(name)
            .map(|text| text.split(';').map(str::trim).filter(|part| !part.is_empty()).map(String::from).collect())
    };
    Ok(Expectation {
        file: cell("file")?.to_string(),
        layout: cell("layout")?.to_string(),
        with: several("with")?,
        after: several("after")?,
        as_at: cell("as_at")?.to_string(),
        outcome: outcome(cell("expected_outcome")?)?,
        exit: cell("expected_exit")?.parse().map_err(|_| "expected_exit is no number".to_string())?,
        rows: [count("rows_read")?, count("rows_used")?, count("rows_set_aside")?, count("rows_left_out")?],
        names: cell("error_must_name")?.to_string(),
    })
}

/// The outcome of that word.
pub fn outcome(word: &str) -> Result<Outcome, String> {
    match word {
        "accept" => Ok(Outcome::Accept),
        "accept_warn" => Ok(Outcome::AcceptWarn),
        "block" => Ok(Outcome::Block),
        "refuse" => Ok(Outcome::Refuse),
        "accept_or_refuse" => Ok(Outcome::AcceptOrRefuse),
        other => Err(format!("`{other}` is no outcome")),
    }
}
