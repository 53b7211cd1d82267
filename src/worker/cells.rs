//! Cells of a file as they were sent: a return is read again for its few rows at fault, so that no run carries every
//! cell of every file to its end; and the workbook that went back to a sender is read when it is ticked off.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Result;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::definitions::Limits;
use crate::source::{self, Sheet, Value};

/// A cell as it was sent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Sent {
    #[default]
    Empty,
    Text(String),
    /// Finite.
    Number(f64),
    Date(NaiveDate),
    Bool(bool),
}

impl Sent {
    /// The same cell as its reader gave it; an error is the text that a person sees.
    fn of(value: Value<'_>) -> Sent {
        match value {
            Value::Empty => Sent::Empty,
            Value::Text(text) => Sent::Text(text.into()),
            Value::Number(number) if number.is_finite() => Sent::Number(number),
            Value::Number(number) => Sent::Text(number.to_string()),
            Value::Date(date) => Sent::Date(date),
            Value::Bool(mark) => Sent::Bool(mark),
            Value::Error(error) => Sent::Text(error.into()),
        }
    }

    /// As text; whole numbers without a point.
    pub fn text(&self) -> String {
        match self {
            Sent::Empty => String::new(),
            Sent::Text(text) => text.clone(),
            Sent::Number(number) => number.to_string(),
            Sent::Date(date) => date.to_string(),
            Sent::Bool(mark) => mark.to_string(),
        }
    }
}

/// Which cells are wanted of a file.
#[derive(Debug, Serialize, Deserialize)]
pub enum Wanted {
    Everything,
    /// By sheet.
    Rows(BTreeMap<String, WantedRows>),
}

/// Which cells are wanted of a sheet: rows as Excel numbers them, columns from 0.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct WantedRows {
    pub rows: BTreeSet<u32>,
    pub columns: BTreeSet<u32>,
}

/// The wanted cells of a file.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct FileCells {
    /// Of the bytes that were read.
    pub sha256: String,
    pub sheets: Vec<SheetCells>,
}

/// The wanted cells of a sheet, by row and column; empty cells left out.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct SheetCells {
    pub name: String,
    pub rows: Vec<(u32, BTreeMap<u32, Sent>)>,
}

/// Reads the wanted cells in this process.
pub fn read(path: &Path, wanted: &Wanted, limits: &Limits) -> Result<FileCells> {
    let workbook = source::read(path, limits)?;
    let sheets = workbook.sheets.iter().filter_map(|sheet| {
        let rows = match wanted {
            Wanted::Everything => cells(sheet, |_| true, |_| true),
            Wanted::Rows(sheets) => {
                let wanted = sheets.get(&sheet.name)?;
                cells(sheet, |row| wanted.rows.contains(&row), |column| wanted.columns.contains(&column))
            }
        };
        Some(SheetCells { name: sheet.name.clone(), rows })
    });
    Ok(FileCells { sheets: sheets.collect(), sha256: workbook.file.sha256 })
}

fn cells(
    sheet: &Sheet,
    has_row: impl Fn(u32) -> bool,
    has_column: impl Fn(u32) -> bool,
) -> Vec<(u32, BTreeMap<u32, Sent>)> {
    let row = |i: usize| {
        let cells = sheet.cells(i).filter(|(column, value)| has_column(*column) && *value != Value::Empty);
        (sheet.row_number(i), cells.map(|(column, value)| (column, Sent::of(value))).collect())
    };
    (0..sheet.row_count()).filter(|&i| has_row(sheet.row_number(i))).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::super::wire::{read_answer, write_answer};
    use super::*;

    #[test]
    fn wanted_cells_come_through_as_they_were_sent_and_no_others() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, "Ref,Name,Day\nA1,Oldham,=1+1\nA2,Smith,\n").unwrap();
        let rows = WantedRows { rows: [2].into(), columns: [0, 2].into() };
        let wanted = Wanted::Rows([("a".to_string(), rows)].into());
        let outcome = read(&path, &wanted, &Limits::default());
        let mut bytes = Vec::new();
        write_answer(&mut bytes, &outcome).unwrap();
        let came: FileCells = read_answer(&mut &bytes[..]).unwrap().unwrap();
        let text = |text: &str| Sent::Text(text.into());
        assert_eq!(came.sheets[0].rows, [(2, [(0, text("A1")), (2, text("=1+1"))].into())]);
        assert_eq!(came, outcome.unwrap());
        assert!(read_answer::<FileCells>(&mut &bytes[..bytes.len() - 1]).is_err());
    }
}
