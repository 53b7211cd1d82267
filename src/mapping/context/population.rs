//! Residents by ward, for setting people attached against.

use std::collections::BTreeMap;

use anyhow::Result;

use super::account::{Account, NotUsed, Rule};
use super::{ContextFile, ContextRecords};
use crate::definitions::workspace::{Areas, fold};
use crate::definitions::{Workspace, nearest};
use crate::fault::{Fault, printable};
use crate::finding::{Effect, Finding, Place};
use crate::source::sheet::{FOOTNOTE, REPEATED_HEADER, TOTALS_ROW, find_table, normalise_header};
use crate::source::{Value, Workbook};

const WARD: &str = "ward";
const RESIDENTS: &str = "working_age_population";
/// No ward has more residents, nor half a country.
const MOST: u64 = 10_000_000;
const FILE: &str = "context/population.csv";

/// `context/population.csv`, where there is one; without it there is no reach.
pub fn file(workspace: &Workspace) -> Option<ContextFile> {
    let path = workspace.folder.join("context").join("population.csv");
    path.is_file().then(|| ContextFile { path, layout: None, shown: FILE.into() })
}

/// Reads ward and working_age_population, whole people aged 16 to 64.
///
/// A ward that is not on the workspace's list, a ward twice and a figure that is no whole number are configuration
/// faults (exit 2).
pub fn read(workbook: &Workbook, workspace: &Workspace) -> Result<ContextRecords, Fault> {
    let fault = |message: String| {
        Fault::usage(format!("`{FILE}`: {message}"))
            .hint("the file needs a column `ward` and a column `working_age_population` of whole numbers")
    };
    let known = |header: &str| header == WARD || header == RESIDENTS;
    let sheet = workbook.sheets.first().ok_or_else(|| fault("the file is empty".into()))?;
    let table = find_table(sheet, &known, 2).map_err(|_| {
        fault(format!("no row has the headers `{WARD}` and `{RESIDENTS}`, apart by commas, semicolons or tabs"))
    })?;
    let twice = [WARD, RESIDENTS]
        .into_iter()
        .find(|name| table.headers.iter().filter(|header| normalise_header(&header.text) == *name).count() > 1);
    if let Some(name) = twice {
        return Err(fault(format!("two columns are called `{name}`")));
    }
    if table.rows.is_empty() {
        return Err(fault("there is no ward below the headers".into()));
    }
    let column = |name: &str| {
        table.headers.iter().find(|header| normalise_header(&header.text) == name).map(|header| header.column)
    };
    let (Some(ward_column), Some(residents_column)) = (column(WARD), column(RESIDENTS)) else {
        return Err(fault("a column is missing".into()));
    };
    let mut residents = BTreeMap::new();
    for &row in &table.rows {
        let number = sheet.row_number(row);
        let Value::Text(written) = sheet.value(row, ward_column) else {
            return Err(fault(format!("row {number}: there is no ward")));
        };
        let ward = ward(&workspace.areas, written).map_err(|near| {
            fault(format!("row {number}: `{}` is not a ward in quarterdeck.toml{near}", printable(written)))
        })?;
        let Some(people) = whole(sheet.value(row, residents_column)) else {
            return Err(fault(format!("row {number}: the number of residents is no whole number from 1 to {MOST}")));
        };
        if residents.insert(ward.to_string(), people).is_some() {
            return Err(fault(format!("row {number}: `{}` stands twice", printable(ward))));
        }
    }
    let mut account = Account { used: table.rows.len() as u64, ..Account::default() };
    account.read = account.used + table.left_out.len() as u64;
    let mut not_used = NotUsed::default();
    for left in &table.left_out {
        let rule = match left.rule {
            TOTALS_ROW => Rule::Totals,
            REPEATED_HEADER => Rule::RepeatedHeader,
            FOOTNOTE => Rule::Footnote,
            _ => Rule::Title,
        };
        not_used.add(rule, left.row);
    }
    let mut findings = not_used.tell(&Place::file(FILE), &mut account);
    findings.extend(without_residents(&residents, &workspace.areas.wards));
    Ok(ContextRecords { residents, account, findings, ..ContextRecords::default() })
}

/// The ward of that name or alias; else, for a message, the one that is nearest.
fn ward<'a>(areas: &'a Areas, written: &str) -> Result<&'a str, String> {
    let alias = areas.ward_aliases.iter().find(|(alias, _)| fold(alias) == fold(written)).map(|(_, ward)| ward);
    let named = areas.wards.iter().find(|ward| fold(ward) == fold(written)).or(alias);
    named.map(String::as_str).ok_or_else(|| {
        let near = nearest(written, areas.wards.iter().map(String::as_str));
        near.map(|near| format!("; nearest: {near}")).unwrap_or_default()
    })
}

/// Wards of the workspace that the file has no line for.
fn without_residents<'a>(
    residents: &'a BTreeMap<String, u64>,
    wards: &'a [String],
) -> impl Iterator<Item = Finding> + 'a {
    let missing = wards.iter().filter(|ward| !residents.is_empty() && !residents.contains_key(*ward));
    missing.map(|ward| {
        let message = format!(
            "there is no line for `{}`: no reach is given for it, nor for all wards together where people live in it",
            printable(ward)
        );
        let place = Place::file(FILE);
        Finding::new("ward_without_residents", Effect::Notes, place, message, "add the ward and its residents")
    })
}

fn whole(value: Value<'_>) -> Option<u64> {
    let people = match value {
        Value::Text(text) => text.trim().replace(',', "").parse().ok(),
        Value::Number(number) if number.fract() == 0.0 && (0.0..1e12).contains(&number) => Some(number as u64),
        _ => None,
    };
    people.filter(|people| (1..=MOST).contains(people))
}
