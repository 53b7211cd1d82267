//! Residents by ward, for setting people attached against.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;

use crate::definitions::workspace::fold;
use crate::definitions::{Limits, Workspace};
use crate::fault::{Fault, printable};
use crate::finding::{Effect, Finding, Place};
use crate::source::sheet::{find_table, normalise_header};
use crate::source::{self, Value};

const WARD: &str = "ward";
const RESIDENTS: &str = "working_age_population";

/// Reads `context/population.csv`: ward and working_age_population, whole people aged 16 to 64.
///
/// Without the file there is no reach. A ward that is not on the workspace's list, a ward twice and a
/// figure that is no whole number are configuration faults (exit 2).
pub fn population(workspace: &Workspace) -> Result<BTreeMap<String, u64>> {
    let path = workspace.folder.join("context").join("population.csv");
    if !path.is_file() {
        return Ok(BTreeMap::new());
    }
    read(&path, &workspace.areas.wards)
}

/// Wards of the workspace that the file of residents has no line for.
pub fn without_residents(workspace: &Workspace) -> Result<Vec<Finding>> {
    let population = population(workspace)?;
    let missing = workspace.areas.wards.iter().filter(|ward| !population.is_empty() && !population.contains_key(*ward));
    let finding = |ward: &String| {
        let message = format!(
            "there is no line for `{}`: no reach is given for it, nor for all wards together where people live in it",
            printable(ward)
        );
        let place = Place::file("context/population.csv");
        Finding::new("ward_without_residents", Effect::Notes, place, message, "add the ward and its residents")
    };
    Ok(missing.map(finding).collect())
}

fn read(path: &Path, wards: &[String]) -> Result<BTreeMap<String, u64>> {
    let workbook = source::read(path, &Limits::default())?;
    let shown = path.display();
    let fault = |message: String| {
        Fault::usage(format!("`{shown}`: {message}"))
            .hint("the file needs a column `ward` and a column `working_age_population` of whole numbers")
    };
    let known = |header: &str| header == WARD || header == RESIDENTS;
    let sheet = workbook.sheets.first().ok_or_else(|| fault("the file is empty".into()))?;
    let table = find_table(sheet, &known, 2).map_err(|_| fault("there is no header row".into()))?;
    let column = |name: &str| {
        table.headers.iter().find(|header| normalise_header(&header.text) == name).map(|header| header.column)
    };
    let (Some(ward_column), Some(residents_column)) = (column(WARD), column(RESIDENTS)) else {
        return Err(fault("a column is missing".into()).into());
    };
    let mut population = BTreeMap::new();
    for &row in &table.rows {
        let number = sheet.row_number(row);
        let Value::Text(written) = sheet.value(row, ward_column) else {
            return Err(fault(format!("row {number}: there is no ward")).into());
        };
        let Some(ward) = wards.iter().find(|ward| fold(ward) == fold(written)) else {
            return Err(
                fault(format!("row {number}: `{}` is not a ward in quarterdeck.toml", printable(written))).into()
            );
        };
        let Some(residents) = whole(sheet.value(row, residents_column)) else {
            return Err(fault(format!("row {number}: the number of residents is no whole number")).into());
        };
        if population.insert(ward.clone(), residents).is_some() {
            return Err(fault(format!("row {number}: `{}` stands twice", printable(ward))).into());
        }
    }
    Ok(population)
}

fn whole(value: Value<'_>) -> Option<u64> {
    match value {
        Value::Text(text) => text.trim().replace(',', "").parse().ok(),
        Value::Number(number) if number >= 0.0 && number.fract() == 0.0 && number < 1e12 => Some(number as u64),
        _ => None,
    }
}
