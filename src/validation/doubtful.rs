//! Columns in which day and month may stand either way: rules that compare days break there by the dozen, and what
//! is wrong is one thing. It is told once a rule and column; what became of the rows stays as it is.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::{Finding, Place, Rows};

/// What is said of a column whose order is in doubt.
const IN_DOUBT: [&str; 3] = ["date_order_mixed", "date_order_differs", "dates_swapped_by_excel"];

/// Rules that compare days with each other.
const COMPARE_DAYS: [&str; 10] = [
    "date_after_received",
    "date_before_programme",
    "attachment_before_referral",
    "leaving_before_attachment",
    "job_start_before_attachment",
    "job_end_before_start",
    "claim_too_early",
    "paid_before_claim",
    "claim_before_attachment",
    "birth_date_differs",
];

/// As few rows are told one by one.
const ONE_BY_ONE: usize = 3;

type Table = (String, Option<String>);

fn table(place: &Place) -> Table {
    (place.file.clone(), place.sheet.clone())
}

/// Makes one finding of each rule's findings about a column, in tables that have a column of doubtful order.
pub fn fold(findings: Vec<Finding>) -> Vec<Finding> {
    let mut doubtful: BTreeMap<Table, Vec<String>> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| IN_DOUBT.contains(&finding.code)) {
        doubtful.entry(table(&finding.place)).or_default().extend(finding.place.column.clone());
    }
    if doubtful.is_empty() {
        return findings;
    }
    let kind = |finding: &Finding| {
        let of_a_row = COMPARE_DAYS.contains(&finding.code) && finding.place.row.is_some();
        let key = || (finding.code, table(&finding.place), finding.place.column.clone());
        (of_a_row && doubtful.contains_key(&table(&finding.place))).then(key)
    };
    let mut rows: BTreeMap<_, Vec<u32>> = BTreeMap::new();
    for finding in &findings {
        if let Some(key) = kind(finding) {
            rows.entry(key).or_default().extend(finding.place.row);
        }
    }
    rows.retain(|_, rows| rows.len() > ONE_BY_ONE);
    let mut told = BTreeSet::new();
    let mut out = Vec::with_capacity(findings.len());
    for finding in findings {
        match kind(&finding).map(|key| (rows.remove(&key), key)) {
            None => out.push(finding),
            Some((Some(rows), key)) => {
                let columns = &doubtful[&key.1];
                out.push(at_once(finding, rows, columns));
                told.insert(key);
            }
            Some((None, key)) if told.contains(&key) => {}
            Some((None, _)) => out.push(finding),
        }
    }
    out
}

fn at_once(first: Finding, mut rows: Vec<u32>, columns: &[String]) -> Finding {
    rows.sort_unstable();
    let rows: Rows = rows.into_iter().collect();
    let message = format!(
        "{}: {rows}; told once, because day and month may have been changed over in column {}",
        first.message,
        columns.join(" and in column ")
    );
    let place = Place { row: None, cell: None, ..first.place };
    let hint = "settle the order of day and month first: these rows may be right; they count in nothing until then";
    Finding::new(first.code, first.effect, place, message, hint).for_rows(rows.count())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Effect;

    fn row(row: u32, code: &'static str) -> Finding {
        Finding::new(code, Effect::SetsAside, Place::file("a.csv").row(row).column(3, "Attached"), "too early", "ask")
    }

    fn order(file: &str) -> Finding {
        Finding::new("date_order_mixed", Effect::Stops, Place::file(file).column(3, "Attached"), "mixed", "ask")
    }

    fn told(findings: Vec<Finding>) -> Vec<(&'static str, u64, Option<u32>)> {
        fold(findings).iter().map(|finding| (finding.code, finding.rows, finding.place.row)).collect()
    }

    #[test]
    fn rows_that_break_a_rule_by_the_dozen_in_a_doubtful_table_are_one_finding_a_column() {
        let rules = || (2..14).map(|i| row(i, "attachment_before_referral"));
        let other = || row(20, "reference_missing");
        let folded = fold(rules().chain([other(), order("a.csv")]).collect());
        let codes: Vec<_> = folded.iter().map(|finding| (finding.code, finding.rows)).collect();
        assert_eq!(codes, [("attachment_before_referral", 12), ("reference_missing", 1), ("date_order_mixed", 1)]);
        assert_eq!((folded[0].place.row, folded[0].place.column.as_deref()), (None, Some("D \"Attached\"")));
        assert!(folded[0].message.starts_with("too early: rows 2, 3, 4, 5, 6 and 7 more; told once"), "{folded:?}");
        let swapped = Finding { code: "dates_swapped_by_excel", ..order("a.csv") };
        assert_eq!(told(rules().chain([swapped]).collect()).len(), 2);
        assert_eq!(told(rules().chain([order("b.csv")]).collect()).len(), 13, "another file");
        assert_eq!(told(rules().take(3).chain([order("a.csv")]).collect()).len(), 4, "few rows");
    }
}
