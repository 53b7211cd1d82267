//! What a run of `check` said, taken apart so that a manifest's line can be held against it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::naming::{cells_in, rows_in};

/// One finding or refusal: its place and everything that its words name.
#[derive(Clone, Debug, Default)]
pub struct Told {
    pub code: String,
    /// stops, sets_aside, leaves_out, notes; or refused.
    pub effect: String,
    pub file: String,
    /// Letter and header.
    pub column: String,
    pub rows: BTreeSet<u32>,
    pub cells: BTreeSet<String>,
    /// Message and hint.
    pub text: String,
}

impl Told {
    /// Whether it names the column of that header, by its place or in its words.
    pub fn names_column(&self, header: &str) -> bool {
        self.column.contains(header) || self.text.contains(header)
    }
}

/// Everything that was said about the files of one run.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    pub told: Vec<Told>,
    /// By file: rows read, used, set aside, left out.
    accounts: Vec<(String, [u64; 4])>,
    /// Sheets that the findings and accounts name.
    pub sheets: Vec<String>,
    /// Rows that the accounts name as headers.
    pub header_rows: Vec<u64>,
    /// What a person reads: standard output and error of the run without `--format json`.
    pub text: String,
}

impl Verdict {
    /// Reads the JSON of a run; `text` is what the same run says to a person, `sheets` the names in the file.
    pub fn read(json: &str, text: String, sheets: Vec<String>) -> Result<Verdict, String> {
        let all: Value = serde_json::from_str(json).map_err(|error| format!("no JSON: {error}"))?;
        let mut verdict = Verdict { text, sheets, ..Verdict::default() };
        for refused in list(&all["refused"]) {
            verdict.told.push(told("refused", refused, &word(&refused["file"])));
        }
        for finding in list(&all["findings"]) {
            let place = &finding["place"];
            let mut told = told(&word(&finding["effect"]), finding, &word(&place["file"]));
            told.code = word(&finding["code"]);
            told.column = word(&place["column"]);
            let row = place["row"].as_u64();
            told.rows.extend(row.map(|row| row as u32));
            let letter: String = told.column.chars().take_while(char::is_ascii_uppercase).collect();
            told.cells.extend(row.filter(|_| !letter.is_empty()).map(|row| format!("{letter}{row}")));
            verdict.sheets.push(word(&place["sheet"]));
            verdict.told.push(told);
        }
        for table in list(&all["accounts"]["tables"]) {
            let sum = |name: &str| match &table[name] {
                Value::Object(counts) => counts.values().filter_map(Value::as_u64).sum(),
                count => count.as_u64().unwrap_or_default(),
            };
            let counts = [sum("read"), sum("used"), sum("set_aside"), sum("left_out")];
            verdict.accounts.push((word(&table["file"]), counts));
            verdict.sheets.push(word(&table["sheet"]));
            verdict.header_rows.extend(list(&table["header_rows"]).iter().filter_map(Value::as_u64));
        }
        Ok(verdict)
    }

    /// Rows of a file in all its tables: read, used, set aside, left out. Nothing where no table was found.
    pub fn rows(&self, file: &str) -> Option<[u64; 4]> {
        let own = self.accounts.iter().filter(|(name, _)| name == file).map(|(_, counts)| *counts);
        own.reduce(|sum, counts| std::array::from_fn(|i| sum[i] + counts[i]))
    }

    /// Findings of an effect, about any of the files.
    pub fn of(&self, effect: &str) -> Vec<&Told> {
        self.told.iter().filter(|told| told.effect == effect).collect()
    }
}

fn told(effect: &str, from: &Value, file: &str) -> Told {
    let text = format!("{} {}", word(&from["message"]), word(&from["hint"]));
    let (rows, cells) = (rows_in(&text), cells_in(&text));
    Told { effect: effect.into(), file: file.into(), rows, cells, text, ..Told::default() }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn word(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_string()
}
