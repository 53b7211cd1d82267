//! A CSV file with the metadata beside it (CSV on the Web).

use serde_json::Value;

use super::Given;
use super::kind::Kind;
use super::words::{Block, Role, Words};
use crate::fault::Fault;

/// What the metadata beside a table is called.
pub const METADATA: &str = "csv-metadata.json";
const LONGEST: usize = 64 << 20;
const CELLS: usize = 2_000_000;

/// A CSV file that is read.
pub struct Delimited<'a> {
    /// Its name without folder.
    pub name: &'a str,
    pub has_mark: bool,
    /// The first byte that is not UTF-8.
    pub broken_at: Option<usize>,
    pub header: Vec<String>,
    /// Rows below the header, each with its line.
    pub rows: Vec<(u64, Vec<String>)>,
    /// Lines with nothing on them.
    pub blank_lines: Vec<u64>,
    /// What stands in the metadata, where there are any.
    pub metadata: Option<Result<Value, String>>,
}

/// Reads a file. Fails when it is longer, or has more cells, than any table of a paper.
pub fn read<'a>(given: &'a Given<'_>) -> Result<Delimited<'a>, Fault> {
    let bytes = given.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(given.bytes);
    let large = || Fault::refused("it is larger than any table of a paper").hint("is this the right file?");
    if bytes.len() > LONGEST {
        return Err(large());
    }
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let (mut records, mut cells) = (Vec::new(), 0);
    for record in reader.byte_records() {
        let record = record.map_err(|error| Fault::refused(format!("it cannot be read as CSV: {error}")))?;
        cells += record.len();
        if cells > CELLS {
            return Err(large());
        }
        let fields = record.iter().map(|field| String::from_utf8_lossy(field).into_owned()).collect();
        records.push((record.position().map_or(0, csv::Position::line), fields));
    }
    let mut records = records.into_iter();
    let header = records.next().map(|(_, fields)| fields).unwrap_or_default();
    let metadata = given.metadata.map(|bytes| serde_json::from_slice(bytes).map_err(|error| error.to_string()));
    let broken_at = std::str::from_utf8(bytes).err().map(|error| error.valid_up_to());
    let (has_mark, blank_lines) = (bytes.len() < given.bytes.len(), blank_lines(bytes));
    Ok(Delimited { name: given.name, has_mark, broken_at, header, rows: records.collect(), blank_lines, metadata })
}

/// Lines with nothing on them, outside of quotes.
fn blank_lines(bytes: &[u8]) -> Vec<u64> {
    let (mut is_quoted, mut blank) = (false, Vec::new());
    let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    let last = lines.len() - 1;
    for (at, line) in lines.into_iter().enumerate() {
        if !is_quoted && at < last && line.trim_ascii().is_empty() {
            blank.push(at as u64 + 1);
        }
        is_quoted ^= line.iter().filter(|byte| **byte == b'"').count() % 2 == 1;
    }
    blank
}

impl Delimited<'_> {
    /// `line 4, column 2 (People attached)`.
    pub fn place(&self, line: u64, column: usize) -> String {
        let heading = self.header.get(column).map(|heading| format!(" ({})", crate::fault::printable(heading)));
        format!("line {line}, column {}{}", column + 1, heading.unwrap_or_default())
    }

    /// Every cell below the header with its line and column.
    pub fn cells(&self) -> impl Iterator<Item = (u64, usize, &str)> {
        self.rows.iter().flat_map(|(line, fields)| {
            fields.iter().enumerate().map(move |(column, field)| (*line, column, field.as_str()))
        })
    }

    /// The description of this table in the metadata.
    pub fn table(&self) -> Option<&Value> {
        let all = self.metadata.as_ref()?.as_ref().ok()?;
        let listed = all.get("tables").and_then(Value::as_array).into_iter().flatten();
        std::iter::once(all).chain(listed).find(|table| {
            let url = table.get("url").and_then(Value::as_str).unwrap_or_default();
            url.rsplit('/').next() == Some(self.name)
        })
    }

    pub fn words(&self) -> Words {
        let mut words = Words::new(Kind::Csv);
        let is_row = |fields: &[String]| fields.iter().any(|field| !field.trim().is_empty());
        for (line, fields) in self.rows.iter().filter(|(_, fields)| is_row(fields)) {
            let values = fields.iter().enumerate().skip(1);
            words.blocks.extend(values.map(|(at, text)| Block::new(self.place(*line, at), Role::Value, text)));
        }
        if let Some(Ok(metadata)) = &self.metadata {
            notes(metadata, &mut words.blocks);
        }
        words
    }
}

/// The texts of the metadata; its reader has already limited how deep it nests.
fn notes(value: &Value, blocks: &mut Vec<Block>) {
    match value {
        Value::String(text) => blocks.push(Block::new(METADATA.into(), Role::Label, text)),
        Value::Array(all) => all.iter().for_each(|one| notes(one, blocks)),
        Value::Object(all) => {
            for (name, one) in all {
                match one {
                    Value::String(text) => {
                        blocks.push(Block::new(METADATA.into(), Role::Label, &format!("{name} {text}")));
                    }
                    // A list of marks that stand for no value explains none.
                    _ if name == "null" => {}
                    _ => notes(one, blocks),
                }
            }
        }
        _ => {}
    }
}
