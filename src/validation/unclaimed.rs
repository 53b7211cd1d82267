//! Referrals on Jobcentre Plus's list that no prime's list has, and those that name no prime.

use std::collections::BTreeMap;

use super::RuleContext;
use super::keys::Keys;
use super::rows::TableRows;
use crate::canonical::frame::{Day, day_of};
use crate::canonical::schema::Record;
use crate::definitions::ListOf;
use crate::finding::{Effect, Finding, Place, Rows};

/// A referral as old as this should have reached the prime's list.
const REFERRAL_SHOULD_BE_KNOWN_DAYS: Day = 28;

/// Referrals that should have reached the prime's list by now, summed up by table.
pub fn not_at_prime(
    tables: &[TableRows<'_>],
    keys: &Keys,
    known: &BTreeMap<String, Vec<bool>>,
    context: &RuleContext<'_>,
    findings: &mut Vec<Finding>,
) {
    let is_denominator = context.contracts.iter().any(|terms| terms.contract.referrals_from == ListOf::Jcp);
    let old = day_of(context.as_at.0) - REFERRAL_SHOULD_BE_KNOWN_DAYS;
    for (t, rows) in tables.iter().enumerate().filter(|(_, rows)| rows.origin.record == Record::Referrals) {
        let missing = rows.used().into_iter().filter(|&i| {
            let is_old = rows.referral.get(i).is_some_and(|day| day < old);
            let is_known = keys.person(t, i).is_none_or(|person| match rows.primes.get(i) {
                Some(prime) => known.get(prime).is_some_and(|known| known[person]),
                None => known.values().any(|known| known[person]),
            });
            is_old && !is_known
        });
        let counts = |prime: Option<&str>| {
            let terms = prime.and_then(|prime| context.contract_of(prime));
            terms.is_some_and(|terms| terms.contract.referrals_from == ListOf::Jcp)
        };
        let (counted, uncounted): (Vec<usize>, Vec<usize>) = missing.partition(|&i| counts(rows.primes.get(i)));
        let is_unnamed = |i: &usize| is_denominator && rows.primes.get(*i).is_none();
        let (unnamed, uncounted): (Vec<usize>, Vec<usize>) = uncounted.into_iter().partition(is_unnamed);
        for (missing, what) in [
            (counted, "they count as referred and not attached"),
            (unnamed, "they count in nothing, because no row says which prime they were referred to"),
            (uncounted, "they count in nothing, because no contract's denominator is this list"),
        ] {
            let missing: Rows = missing.into_iter().map(|i| rows.source_rows[i]).collect();
            if missing.count() == 0 {
                continue;
            }
            let place = Place::file(&rows.origin.file).sheet(&rows.origin.sheet);
            let message = format!(
                "referrals older than {REFERRAL_SHOULD_BE_KNOWN_DAYS} days that are on no prime's list: {} ({missing}); {what}",
                missing.count()
            );
            let hint = "ask the primes whether these people never came";
            findings.push(Finding::new("not_at_prime", Effect::Notes, place, message, hint).for_rows(missing.count()));
        }
    }
}

/// Rows of a list that names primes which name none, with what becomes of their people.
pub fn prime_not_given(
    tables: &[TableRows<'_>],
    keys: &Keys,
    known: &BTreeMap<String, Vec<bool>>,
    findings: &mut Vec<Finding>,
) {
    for (t, rows) in tables.iter().enumerate().filter(|(_, rows)| rows.origin.record == Record::Referrals) {
        let (named, unnamed): (Vec<usize>, Vec<usize>) = rows.fates.used().partition(|&i| rows.primes.get(i).is_some());
        // Said of the whole column otherwise.
        if named.is_empty() || unnamed.is_empty() {
            continue;
        }
        let at_no_prime = |person: &usize| !known.values().any(|known| known[*person]);
        let mut nowhere: Vec<usize> = unnamed.iter().filter_map(|&i| keys.person(t, i)).filter(at_no_prime).collect();
        nowhere.sort_unstable();
        nowhere.dedup();
        let nowhere = match nowhere.len() {
            // Which of them a prime has cannot be seen without the primes' lists.
            _ if known.is_empty() => String::new(),
            1 => ": 1 of these people counts in nothing".into(),
            many => format!(": {many} of these people count in nothing"),
        };
        let unnamed: Rows = unnamed.into_iter().map(|i| rows.source_rows[i]).collect();
        let message = format!(
            "rows without a prime: {unnamed}; each speaks of the prime that has the reference on its list, and of nobody \
             where none has{nowhere}"
        );
        let hint = "ask Jobcentre Plus to which prime these people were referred";
        let place = rows.origin.column("prime");
        findings.push(Finding::new("prime_not_given", Effect::Notes, place, message, hint).for_rows(unnamed.count()));
    }
}
