//! The sender's own percentages: written in several ways, and never used. A rate is worked out from counts.

use super::place::PercentColumn as Placed;
use super::table::Rows;
use crate::canonical::Measure;
use crate::finding::{Effect, Finding};
use crate::mapping::values::figures::{Known, PercentColumn, percentage};

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
pub fn compare(rows: &mut Rows<'_>) {
    let mut findings = Vec::new();
    for own in &rows.placed.percents {
        let mut forms = PercentColumn::default();
        let mut given: Vec<Option<f64>> = Vec::new();
        for read in &rows.rows {
            given.push(match percentage(rows.placed.sheet.value(read.stored, own.column)) {
                Ok(Known::Value((fraction, form))) => {
                    forms.add(read.number, form);
                    Some(fraction)
                }
                _ => None,
            });
        }
        findings.extend(forms.note(rows.at.clone().column(own.column, &own.header)));
        findings.extend(differing(rows, own, &given));
    }
    rows.findings.extend(findings);
}

/// Percentages that are half a point or more away from the counts beside them.
fn differing(rows: &Rows<'_>, own: &Placed, given: &[Option<f64>]) -> Vec<Finding> {
    let at = |measure| rows.placed.measures.iter().position(|other| other.measure == measure);
    let Some((x, n)) = counts_of(own.name).and_then(|(x, n)| Some((at(x)?, at(n)?))) else { return Vec::new() };
    let mut findings = Vec::new();
    for (row, given) in rows.rows.iter().zip(given).filter(|(row, _)| row.is_used()) {
        let (Some(given), Ok(x), Ok(n)) = (given, row.counts[x], row.counts[n]) else { continue };
        if n > 0 && (given - x as f64 / n as f64).abs() >= 0.005 {
            let message =
                format!("{:.1}% is given, and {x} of {n} make {:.1}%", 100.0 * given, 100.0 * x as f64 / n as f64);
            let place = rows.at.clone().row(row.number).column(own.column, &own.header);
            let hint = "ask the sender which is right; the counts are used";
            findings.push(Finding::new("percentage_differs_from_counts", Effect::Notes, place, message, hint));
        }
    }
    findings
}
