//! Gates: how many bad rows of one kind a return may have before no paper is made from it.

use crate::canonical::schema::Record;
use crate::definitions::nearest;
use crate::definitions::workspace::Gates;
use crate::fault::{Fault, printable};
use crate::finding::{Effect, Finding, Place};

use super::accounts::Accounts;
use super::rows_by_code;

/// Share of a supplier's rows at which a finding stops the paper, unless the workspace says otherwise.
/// Thresholds are settings, not findings of research: they are meant to be argued with.
const BLOCK_SHARE: &[(&str, f64)] = &[
    ("not_on_jcp_list", 0.05),
    ("jcp_names_another_prime", 0.02),
    ("client_of_two_primes", 0.02),
    ("attachment_before_referral", 0.05),
    ("leaving_before_attachment", 0.05),
    ("job_start_before_attachment", 0.05),
    ("job_start_without_attachment", 0.05),
    ("job_end_before_start", 0.05),
    ("claim_too_early", 0.05),
    ("claim_without_job_start", 0.02),
    ("date_after_received", 0.02),
    ("date_not_possible", 0.02),
    ("date_not_understood", 0.02),
    ("date_two_digit_year", 0.02),
    ("date_depends_on_zone", 0.02),
    ("error_cell", 0.02),
    ("formula_without_result", 0.02),
    ("birth_date_differs", 0.03),
    ("conflicting_duplicate", 0.02),
    ("reference_pattern", 0.05),
    ("reference_missing", 0.05),
    ("ward_not_known", 0.10),
    ("office_not_known", 0.10),
    ("area_not_known", 0.10),
    ("payment_group_not_known", 0.10),
    ("prime_not_known", 0.05),
    ("totals_disagree_with_counts", 0.02),
];

/// Share of all rows set aside at which the paper stops.
const SET_ASIDE_SHARE: f64 = 0.05;

/// Refuses a limit for something that has none (exit 2): a misspelt limit must not mean no limit.
pub fn check(gates: &Gates) -> Result<(), Fault> {
    let known: Vec<&str> = BLOCK_SHARE.iter().map(|(code, _)| *code).chain(["rows_set_aside"]).collect();
    match gates.block_share.keys().find(|code| !known.contains(&code.as_str())) {
        None => Ok(()),
        Some(code) => {
            let near =
                nearest(code, known.iter().copied()).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
            Err(Fault::usage(format!(
                "quarterdeck.toml: [gates.block_share] has no limit called `{}`",
                printable(code)
            ))
            .hint(format!("{near}Known: {}", known.join(", "))))
        }
    }
}

/// Holds each supplier's findings against its rows. A finding that stops carries the code of what it
/// stops for, so that it can be accepted by that name.
pub fn hold(findings: &[Finding], accounts: &Accounts, gates: &Gates) -> Vec<Finding> {
    let mut stops = Vec::new();
    let mut suppliers: Vec<&str> = accounts.tables.iter().map(|table| table.supplier.as_str()).collect();
    suppliers.sort_unstable();
    suppliers.dedup();
    for supplier in suppliers {
        let tables: Vec<_> = accounts.tables.iter().filter(|table| table.supplier == supplier).collect();
        let files: Vec<&str> = tables.iter().map(|table| table.file.as_str()).collect();
        let people: u64 =
            tables.iter().filter(|table| table.record != Record::Jobs.name()).map(|table| table.read).sum();
        let own: Vec<&Finding> =
            findings.iter().filter(|finding| files.contains(&finding.place.file.as_str())).collect();
        let place = || Place::file(files.first().copied().unwrap_or_default());
        for (code, rows) in rows_by_code(&own) {
            let share = rows as f64 / people.max(1) as f64;
            let set = gates.block_share.get(code).copied();
            let built_in = BLOCK_SHARE.iter().find(|(name, _)| *name == code).map(|(_, share)| *share);
            let stopped = match set.or(built_in) {
                Some(limit) if share >= limit && rows >= gates.min_rows => Some(limit),
                _ => None,
            };
            if let Some(limit) = stopped {
                stops.push(stop(code, rows, people, limit, place()));
            }
        }
        for table in tables.iter().filter(|table| table.used == 0 && table.set_aside_total() > 0) {
            let message = format!("not one of {} rows could be used", table.read);
            let hint = "ask the sender for a corrected return; without a row there is no figure";
            let place = Place::file(&table.file).sheet(&table.sheet);
            stops.push(Finding::new("no_row_used", Effect::Stops, place, message, hint).for_rows(table.read));
        }
        let aside: u64 = tables.iter().map(|table| table.set_aside_total()).sum();
        let read: u64 = tables.iter().map(|table| table.read).sum();
        let limit = gates.block_share.get("rows_set_aside").copied().unwrap_or(SET_ASIDE_SHARE);
        if aside >= gates.min_rows && aside as f64 >= limit * read as f64 {
            stops.push(stop("rows_set_aside", aside, read, limit, place()));
        }
    }
    stops
}

fn stop(code: &'static str, rows: u64, of: u64, limit: f64, place: Place) -> Finding {
    let message = format!(
        "{rows} of {of} rows ({:.1}%); at most {:.1}% may be so",
        100.0 * rows as f64 / of.max(1) as f64,
        100.0 * limit
    );
    let hint = format!(
        "ask the sender for a corrected return, or let this run go on with --accept {code} --because TEXT --by NAME"
    );
    Finding::new(code, Effect::Stops, place, message, hint).for_rows(rows)
}

#[cfg(test)]
mod tests {
    use super::super::accounts::TableAccount;
    use super::*;

    fn accounts(read: u64) -> Accounts {
        let table = TableAccount {
            file: "n.xlsx".into(),
            record: "participants",
            supplier: "n".into(),
            read,
            used: read,
            ..TableAccount::default()
        };
        Accounts { tables: vec![table], read, used: read, ..Accounts::default() }
    }

    fn findings(code: &'static str, rows: u64) -> Vec<Finding> {
        vec![Finding::new(code, Effect::SetsAside, Place::file("n.xlsx"), "", "").for_rows(rows)]
    }

    #[test]
    fn a_share_at_its_limit_stops_and_just_below_does_not() {
        let gates = Gates::default();
        let stops = hold(&findings("client_of_two_primes", 20), &accounts(1000), &gates);
        assert_eq!((stops[0].code, stops[0].effect), ("client_of_two_primes", Effect::Stops));
        assert_eq!(hold(&findings("client_of_two_primes", 19), &accounts(1000), &gates), []);
    }

    #[test]
    fn fewer_rows_than_min_rows_never_stop_by_their_share() {
        let gates = Gates::default();
        assert_eq!(hold(&findings("client_of_two_primes", 4), &accounts(10), &gates), []);
    }

    #[test]
    fn a_return_of_which_no_row_can_be_used_stops_however_short_it_is() {
        let mut accounts = accounts(2);
        accounts.tables[0].used = 0;
        accounts.tables[0].set_aside.insert("reference_pattern", 2);
        assert_eq!(hold(&[], &accounts, &Gates::default())[0].code, "no_row_used");
    }

    #[test]
    fn a_limit_for_something_that_has_none_is_refused_with_the_nearest() {
        let gates = Gates { block_share: [("ward_not_know".to_string(), 0.5)].into(), ..Gates::default() };
        assert!(check(&gates).unwrap_err().hint.unwrap().contains("`ward_not_known`"));
        assert!(check(&Gates::default()).is_ok());
    }

    #[test]
    fn the_workspace_may_set_another_limit() {
        let gates = Gates { block_share: [("ward_not_known".to_string(), 0.5)].into(), ..Gates::default() };
        assert_eq!(hold(&findings("ward_not_known", 300), &accounts(1000), &gates), []);
        assert_eq!(hold(&findings("ward_not_known", 500), &accounts(1000), &gates).len(), 1);
    }
}
