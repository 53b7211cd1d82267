//! The sender's own percentages: written in several ways, and never used. A rate is worked out from counts.

use std::collections::BTreeMap;

use super::place::PercentColumn;
use super::table::Rows;
use crate::canonical::Measure;
use crate::finding::{Effect, Finding};
use crate::mapping::Fate;
use crate::source::{Sheet, Value};

/// How a percentage is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    /// `20%`.
    Sign,
    /// `0.18`.
    Fraction,
    /// `18`.
    Number,
}

/// The counts behind a percentage: achieved, and of how many.
fn counts_of(name: &str) -> Option<(Measure, Measure)> {
    match name {
        "attachment_rate" => Some((Measure::Attachments, Measure::Referrals)),
        "job_start_rate" => Some((Measure::JobStarts, Measure::Attachments)),
        "sustainment_rate" => Some((Measure::Sustained, Measure::Attachments)),
        _ => None,
    }
}

/// Says where a column of percentages is written in several ways, and where it is not what the counts give.
pub fn compare(rows: &mut Rows<'_>, data: &[usize]) {
    let mut findings = Vec::new();
    for own in &rows.placed.percents {
        let read: Vec<Option<(Form, String, f64)>> =
            data.iter().map(|&row| percentage(rows.placed.sheet, row, own)).collect();
        findings.extend(mixed(rows, own, &read));
        findings.extend(differing(rows, own, &read));
    }
    rows.findings.extend(findings);
}

/// A percentage as it is written, and its value in percent.
fn percentage(sheet: &Sheet, row: usize, own: &PercentColumn) -> Option<(Form, String, f64)> {
    let (text, sign) = match sheet.value(row, own.column) {
        Value::Number(number) => (number.to_string(), false),
        Value::Text(text) => {
            let bare = text.trim().trim_start_matches('\'').trim();
            (bare.trim_end_matches('%').trim().to_string(), bare.ends_with('%'))
        }
        _ => return None,
    };
    let number: f64 = text.parse().ok().filter(|number: &f64| (0.0..=100.0).contains(number))?;
    Some(match sign {
        true => (Form::Sign, format!("{text}%"), number),
        false if number < 1.0 && text.contains('.') => (Form::Fraction, text, number * 100.0),
        false => (Form::Number, text, number),
    })
}

fn mixed(rows: &Rows<'_>, own: &PercentColumn, read: &[Option<(Form, String, f64)>]) -> Option<Finding> {
    let mut forms: BTreeMap<Form, (String, Vec<u32>)> = BTreeMap::new();
    for (row, (form, text, _)) in rows.rows.iter().zip(read).filter_map(|(row, read)| Some((row, read.as_ref()?))) {
        forms.entry(*form).or_insert_with(|| (text.clone(), Vec::new())).1.push(row.number);
    }
    if forms.len() < 2 {
        return None;
    }
    let written: Vec<String> = forms.values().map(|(text, _)| format!("`{text}`")).collect();
    let others: Vec<u32> = forms.values().skip(1).flat_map(|(_, rows)| rows.iter().copied()).collect();
    let named: Vec<String> = others.iter().take(10).map(u32::to_string).collect();
    let message = format!(
        "percentages written as {} in one column (rows {} differ from the others): they are worked out from the counts, never used",
        written.join(" and "),
        named.join(", ")
    );
    let place = rows.at.clone().row(others[0]).column(own.column, &own.header);
    let hint = "ask the sender to write them in one way; no figure rests on them";
    Some(Finding::new("percent_column_mixed", Effect::Notes, place, message, hint).for_rows(others.len() as u64))
}

/// Percentages that are half a point or more away from the counts beside them.
fn differing(rows: &Rows<'_>, own: &PercentColumn, read: &[Option<(Form, String, f64)>]) -> Vec<Finding> {
    let at = |measure| rows.placed.measures.iter().position(|other| other.measure == measure);
    let Some((x, n)) = counts_of(own.name).and_then(|(x, n)| Some((at(x)?, at(n)?))) else { return Vec::new() };
    let mut findings = Vec::new();
    for (row, read) in rows.rows.iter().zip(read).filter(|(row, _)| row.fate == Fate::Used) {
        let (Some((_, text, given)), Ok(x), Ok(n)) = (read, row.counts[x], row.counts[n]) else { continue };
        if n > 0 && (given - 100.0 * x as f64 / n as f64).abs() >= 0.5 {
            let message =
                format!("`{text}` is given, and the counts {x} of {n} make {:.1}%", 100.0 * x as f64 / n as f64);
            let place = rows.at.clone().row(row.number).column(own.column, &own.header);
            findings.push(Finding::new(
                "percentage_differs_from_counts",
                Effect::Notes,
                place,
                message,
                "ask the sender which is right; the counts are used",
            ));
        }
    }
    findings
}
