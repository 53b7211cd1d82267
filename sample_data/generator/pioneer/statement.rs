//! The statement of the prime that the council works for: job outcomes claimed and paid, one row each.

use chrono::NaiveDate;

use crate::calendar::typed;
use crate::caseload::record::{ClaimRecord, Record};
use crate::table::{Cell, Row, Table};

pub fn table(records: &[Record<'_>], cut: NaiveDate) -> Table {
    let mut claims: Vec<(&str, &ClaimRecord)> = records
        .iter()
        .flat_map(|record| record.claims.iter().map(|claim| (record.reference.as_str(), claim)))
        .collect();
    claims.sort_by_key(|(reference, claim)| (claim.claimed.date(), *reference));
    let row = |(reference, claim): (&str, &ClaimRecord)| {
        let cells = vec![
            Cell::text(reference),
            Cell::text("Job outcome"),
            Cell::from(&claim.claimed),
            claim.paid.map_or(Cell::Blank, |(day, _)| Cell::Date(day)),
            claim.paid.map_or(Cell::Blank, |(_, pence)| Cell::Pounds(pence)),
        ];
        Row { cells, planted: None }
    };
    Table {
        sheet: "",
        above: vec![format!("Estuary Works (an invented firm): payments to Halton up to {}", typed(cut))],
        headers: vec!["Participant", "Payment for", "Claimed", "Paid", "Amount"],
        rows: claims.into_iter().map(row).collect(),
        below: Vec::new(),
    }
}
