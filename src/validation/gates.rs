//! Gates: how many bad rows of one kind a return may have before no paper is made from it, and how little of it may
//! be used.

use std::collections::{BTreeMap, BTreeSet};

use crate::canonical::schema::Record;
use crate::definitions::nearest;
use crate::definitions::workspace::Gates;
use crate::fault::{Fault, printable};
use crate::finding::{Effect, Finding, Place, number_of, rows_of};
use crate::mapping::EVENT_NOT_WANTED;
use crate::source::sheet::{FOOTNOTE, REPEATED_HEADER, TABLE_TITLE, TOTALS_ROW};

use super::accounts::{Accounts, TableAccount};
use super::{incomplete, rows_by_code, versions};

/// Share of a supplier's rows at which a finding stops the paper, unless the workspace says otherwise.
/// Thresholds are settings, not findings of research: they are meant to be argued with.
const BLOCK_SHARE: &[(&str, f64)] = &[
    ("not_on_jcp_list", 0.05),
    ("jcp_row_not_used", 0.05),
    ("jcp_names_another_prime", 0.02),
    ("client_of_two_primes", 0.02),
    ("attachment_before_referral", 0.05),
    ("leaving_before_attachment", 0.05),
    ("job_start_before_attachment", 0.05),
    ("job_start_without_attachment", 0.05),
    ("job_end_before_start", 0.05),
    ("claim_too_early", 0.05),
    ("claim_without_job_start", 0.02),
    ("claim_before_attachment", 0.05),
    ("claim_without_attachment", 0.05),
    ("claimed_twice", 0.02),
    ("claim_date_missing", 0.05),
    ("milestone_missing", 0.05),
    ("milestone_not_known", 0.05),
    ("money_not_understood", 0.02),
    ("paid_before_claim", 0.05),
    ("score_missing", 0.05),
    ("number_not_understood", 0.05),
    ("hours_not_possible", 0.10),
    ("hours_not_understood", 0.10),
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
    ("ragged_row", 0.02),
    ("stray_quote", 0.02),
    ("totals_disagree_with_counts", 0.02),
];

/// Share of those compared with another list, or with the list before, at which a finding stops: where most differ, it is sooner a column that was
/// sorted by itself than that many slips. Of two offices such a column still has the right one for half of the people.
const COMPARED_SHARE: &[(&str, f64)] = &[
    ("referral_date_differs", 0.5),
    ("ward_differs", 0.5),
    ("office_differs", 0.4),
    ("payment_group_differs", 0.4),
    ("list_sent_twice", 0.5),
    ("people_no_longer_sent", 0.1),
    ("dates_no_longer_sent", 0.1),
    ("dates_rewritten", 0.1),
];

/// Of fewer that were compared a share says nothing.
const LEAST_COMPARED: u64 = 20;

/// Share of all rows set aside at which the paper stops.
const SET_ASIDE_SHARE: f64 = 0.05;

/// The share at which a finding stops the paper unless a workspace says otherwise; whether of a supplier's rows, or of
/// those that were compared with another list. Nothing for one that has no limit.
pub fn limit(code: &str) -> Option<(f64, bool)> {
    let of = |limits: &[(&str, f64)]| limits.iter().find(|(name, _)| *name == code).map(|(_, share)| *share);
    of(BLOCK_SHARE).map(|share| (share, false)).or_else(|| of(COMPARED_SHARE).map(|share| (share, true)))
}

/// Refuses a limit for something that has none (exit 2): a misspelt limit must not mean no limit.
pub fn check(gates: &Gates) -> Result<(), Fault> {
    let known = BLOCK_SHARE.iter().chain(COMPARED_SHARE).map(|(code, _)| *code);
    let known: Vec<&str> = known.chain(["rows_set_aside"]).collect();
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

/// Holds each supplier's findings against its rows: each of its files by itself, then all of them together, for what is
/// too much only so. A finding that stops carries the code of what it stops for, so that it can be accepted by that name.
pub fn hold(findings: &[Finding], accounts: &Accounts, gates: &Gates) -> Vec<Finding> {
    let mut stops: Vec<Finding> = findings.iter().filter_map(|finding| differs_too_often(finding, gates)).collect();
    let mut suppliers: BTreeMap<&str, BTreeMap<&str, Vec<&TableAccount>>> = BTreeMap::new();
    for table in &accounts.tables {
        suppliers.entry(&table.supplier).or_default().entry(&table.file).or_default().push(table);
    }
    for files in suppliers.into_values() {
        let all: Vec<&TableAccount> = files.values().flatten().copied().collect();
        let mut own: Vec<Finding> = Vec::new();
        for tables in files.values() {
            // A file of jobs alone speaks of the people on the sender's others.
            let people = Some(people_of(tables)).filter(|people| *people > 0).unwrap_or_else(|| people_of(&all));
            own.extend(over_limits(tables, people, findings, gates));
        }
        if files.len() > 1 {
            let mut together = over_limits(&all, people_of(&all), findings, gates);
            together.retain(|stop| own.iter().all(|told| told.code != stop.code));
            own.extend(together);
        }
        stops.extend(own);
    }
    stops
}

fn people_of(tables: &[&TableAccount]) -> u64 {
    const BESIDE: [Record; 3] = [Record::Jobs, Record::Claims, Record::Scores];
    let is_of_people = |table: &&&TableAccount| BESIDE.iter().all(|record| table.record != record.name());
    tables.iter().filter(is_of_people).map(|table| table.read).sum()
}

/// What there is too much of in these tables, at the file that has most of it.
fn over_limits(tables: &[&TableAccount], people: u64, findings: &[Finding], gates: &Gates) -> Vec<Finding> {
    let files: BTreeSet<&str> = tables.iter().map(|table| table.file.as_str()).collect();
    let what = match files.len() {
        1 => "rows".to_string(),
        several => format!("rows in {several} files"),
    };
    // The first of those that have as much.
    let most = |rows_in: &dyn Fn(&str) -> u64| {
        Place::file(files.iter().rev().max_by_key(|file| rows_in(file)).copied().unwrap_or_default())
    };
    let of_rows = findings.iter().filter(|finding| finding.compared.is_none());
    let own: Vec<&Finding> = of_rows.filter(|finding| files.contains(finding.place.file.as_str())).collect();
    let mut stops = Vec::new();
    for (code, rows) in rows_by_code(&own) {
        let built_in = BLOCK_SHARE.iter().find(|(name, _)| *name == code).map(|(_, share)| *share);
        let Some(limit) = gates.block_share.get(code).copied().or(built_in) else { continue };
        if rows >= gates.min_rows && rows as f64 / people.max(1) as f64 >= limit {
            let kind: Vec<&Finding> = own.iter().filter(|finding| finding.code == code).copied().collect();
            let rows_in = |name: &str| rows_of(kind.iter().filter(|finding| finding.place.file == name).copied());
            stops.push(stop(code, rows, (people, &what), limit, most(&rows_in)));
        }
    }
    let aside_in =
        |name: &str| tables.iter().filter(|table| table.file == name).map(|table| table.set_aside_total()).sum();
    let aside: u64 = tables.iter().map(|table| table.set_aside_total()).sum();
    let read: u64 = tables.iter().map(|table| table.read).sum();
    let limit = gates.block_share.get("rows_set_aside").copied().unwrap_or(SET_ASIDE_SHARE);
    if aside >= gates.min_rows && aside as f64 >= limit * read as f64 {
        stops.push(stop("rows_set_aside", aside, (read, &what), limit, most(&aside_in)));
    }
    stops
}

/// Each table is held against another list by itself: what is right in one does not make up for what is wrong in the
/// other.
fn differs_too_often(finding: &Finding, gates: &Gates) -> Option<Finding> {
    let compared = finding.compared.filter(|compared| *compared >= LEAST_COMPARED)?;
    let built_in = COMPARED_SHARE.iter().find(|(code, _)| *code == finding.code).map(|(_, share)| *share);
    let limit = gates.block_share.get(finding.code).copied().or(built_in)?;
    let too_often = finding.rows >= gates.min_rows && finding.rows as f64 >= limit * compared as f64;
    let place = finding.place.clone();
    too_often.then(|| stop(finding.code, finding.rows, (compared, "that were compared"), limit, place))
}

/// Rules that leave out what is no data, what another row counts already, or what was accepted to be without figures: a
/// return of such rows alone lacks nothing.
const COUNTED_ELSEWHERE: [&str; 13] = [
    TOTALS_ROW,
    REPEATED_HEADER,
    FOOTNOTE,
    TABLE_TITLE,
    "identical_duplicate",
    "covered_by_longer_period",
    "covered_by_shorter_periods",
    EVENT_NOT_WANTED,
    "row_not_a_part",
    "table_not_used",
    incomplete::RULE,
    versions::SAME_FILE,
    versions::SUPERSEDED,
];

/// Returns of which no row is used, or fewer than the workspace asks for: figures without them look like figures. The
/// tables of one kind in a file are one return, over however many sheets it is spread.
pub fn unused(accounts: &Accounts, gates: &Gates) -> Vec<Finding> {
    let mut returns: BTreeMap<(&str, &str), Vec<&TableAccount>> = BTreeMap::new();
    for table in &accounts.tables {
        returns.entry((&table.file, table.record)).or_default().push(table);
    }
    returns.into_values().filter_map(|tables| too_little_used(&tables, gates)).collect()
}

fn too_little_used(tables: &[&TableAccount], gates: &Gates) -> Option<Finding> {
    let used: u64 = tables.iter().map(|table| table.used).sum();
    let mut not_used: BTreeMap<&str, u64> = BTreeMap::new();
    for (code, rows) in tables.iter().flat_map(|table| table.set_aside.iter().chain(&table.left_out)) {
        *not_used.entry(code).or_default() += rows;
    }
    not_used.retain(|code, _| !COUNTED_ELSEWHERE.contains(code));
    let all = used + not_used.values().sum::<u64>();
    let code = match used {
        _ if all == used => return None,
        0 => "no_row_used",
        _ if (used as f64) < gates.least_used * all as f64 => "too_few_rows_used",
        _ => return None,
    };
    // The commonest reason first.
    let mut why: Vec<(&str, u64)> = not_used.into_iter().collect();
    why.sort_by_key(|(code, rows)| (std::cmp::Reverse(*rows), *code));
    let why: Vec<String> = why.iter().map(|(code, rows)| format!("{rows} {code}")).collect();
    let (first, some) = (tables[0], if used == 0 { "none is".into() } else { format!("only {used} are") });
    let least = match code {
        "no_row_used" => String::new(),
        _ => format!("; at least {:.1}% have to be (`least_used` under [gates])", 100.0 * gates.least_used),
    };
    let message = format!("of {} of {} {some} used{least}: {}", number_of(all, "row"), first.record, why.join(", "));
    let hint = "look at these rules first: is it the return of this quarter, read with the right layout? Else ask the \
                sender for a corrected one";
    let place = Place::file(&first.file);
    let place = if tables.len() == 1 { place.sheet(&first.sheet) } else { place };
    Some(Finding::new(code, Effect::Stops, place, message, hint).for_rows(all - used))
}

fn stop(code: &'static str, rows: u64, (of, what): (u64, &str), limit: f64, place: Place) -> Finding {
    let message = format!(
        "{rows} of {of} {what} ({:.1}%); at most {:.1}% may be so",
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
    fn files_are_held_by_themselves_then_together_and_the_one_with_most_rows_is_named() {
        let gates = Gates::default();
        let mut accounts = accounts(1000);
        let mut second = accounts.tables[0].clone();
        second.file = "o.xlsx".into();
        accounts.tables.push(second);
        let found = |first: u64, second: u64| {
            let rows = [("n.xlsx", first), ("o.xlsx", second)].map(|(file, rows)| {
                Finding::new("client_of_two_primes", Effect::SetsAside, Place::file(file), "", "").for_rows(rows)
            });
            let stops = hold(&rows, &accounts, &gates);
            stops.into_iter().map(|stop| (stop.place.file, stop.rows, stop.message)).collect::<Vec<_>>()
        };
        let told = found(1, 20);
        assert_eq!((told.len(), told[0].0.as_str(), told[0].1), (1, "o.xlsx", 20), "{told:?}");
        assert_eq!(found(19, 20).len(), 1);
        assert_eq!(found(20, 20).len(), 2);
        assert_eq!(found(19, 19), []);
        // A limit on how few rows count is no way round by many small files.
        let few = |first, second| {
            let gates = Gates { min_rows: 30, ..Gates::default() };
            let rows = [("n.xlsx", first), ("o.xlsx", second)].map(|(file, rows)| {
                Finding::new("client_of_two_primes", Effect::SetsAside, Place::file(file), "", "").for_rows(rows)
            });
            hold(&rows, &accounts, &gates)
        };
        let together = few(20, 25);
        assert_eq!((together.len(), together[0].place.file.as_str(), together[0].rows), (1, "o.xlsx", 45));
        assert!(together[0].message.starts_with("45 of 2000 rows in 2 files (2.2%)"), "{together:?}");
    }

    #[test]
    fn a_file_of_jobs_alone_is_held_against_the_people_of_the_others() {
        let mut accounts = accounts(1000);
        let mut jobs = accounts.tables[0].clone();
        (jobs.file, jobs.record, jobs.read) = ("jobs.xlsx".into(), "jobs", 100);
        accounts.tables.push(jobs);
        let late = |rows| {
            let place = Place::file("jobs.xlsx");
            let found = [Finding::new("claim_too_early", Effect::SetsAside, place, "", "").for_rows(rows)];
            hold(&found, &accounts, &Gates::default()).len()
        };
        assert_eq!((late(49), late(50)), (0, 1));
    }

    #[test]
    fn fewer_rows_than_min_rows_never_stop_by_their_share() {
        let gates = Gates::default();
        assert_eq!(hold(&findings("client_of_two_primes", 4), &accounts(10), &gates), []);
    }

    #[test]
    fn a_return_of_which_no_row_is_used_stops_however_short_it_is_with_the_reasons_counted() {
        let mut accounts = accounts(6);
        assert_eq!(unused(&accounts, &Gates::default()), []);
        let table = &mut accounts.tables[0];
        table.used = 0;
        table.set_aside.insert("reference_pattern", 2);
        table.left_out.extend([("after_as_at", 3), (TOTALS_ROW, 1)]);
        let found = unused(&accounts, &Gates::default());
        assert_eq!((found[0].code, found[0].effect, found[0].rows), ("no_row_used", Effect::Stops, 5));
        assert_eq!(found[0].message, "of 5 rows of participants none is used: 3 after_as_at, 2 reference_pattern");
    }

    #[test]
    fn a_return_on_two_sheets_is_one_and_what_is_counted_elsewhere_is_not_missed() {
        let mut accounts = accounts(6);
        let mut second = accounts.tables[0].clone();
        (second.used, second.left_out) = (0, BTreeMap::from([("after_as_at", 6)]));
        accounts.tables.push(second);
        assert_eq!(unused(&accounts, &Gates::default()), []);
        let half = Gates { least_used: 0.5, ..Gates::default() };
        assert_eq!(unused(&accounts, &half), [], "half is enough");
        let more = Gates { least_used: 0.51, ..Gates::default() };
        let found = unused(&accounts, &more);
        assert_eq!((found[0].code, found[0].rows), ("too_few_rows_used", 6));
        assert!(
            found[0].message.contains("of 12 rows of participants only 6 are used")
                && found[0].message.contains("at least 51.0%"),
            "{found:?}"
        );
        accounts.tables[0].used = 0;
        accounts.tables[0].left_out.insert("identical_duplicate", 6);
        accounts.tables.truncate(1);
        assert_eq!(unused(&accounts, &more), []);
    }

    #[test]
    fn a_share_of_what_was_compared_stops_each_table_by_itself_from_twenty_on() {
        let differs = |rows, compared| {
            let place = Place::file("n.xlsx").sheet("People");
            vec![Finding::new("ward_differs", Effect::Notes, place, "", "").of_compared(rows, compared)]
        };
        let accounts = accounts(1000);
        let stops = |found: &[Finding], gates: &Gates| hold(found, &accounts, gates).len();
        assert_eq!(stops(&differs(10, 20), &Gates::default()), 1);
        assert_eq!(stops(&differs(9, 20), &Gates::default()), 0);
        assert_eq!(stops(&differs(19, 19), &Gates::default()), 0);
        assert_eq!(stops(&[differs(30, 30), differs(0, 900)].concat(), &Gates::default()), 1);
        let set = |share| Gates { block_share: [("ward_differs".to_string(), share)].into(), ..Gates::default() };
        assert!(check(&set(0.1)).is_ok());
        assert_eq!((stops(&differs(10, 20), &set(0.6)), stops(&differs(100, 900), &set(0.1))), (0, 1));
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
