//! Checking and reconciling: every rule looks at rows, says what it found as data, and decides what
//! becomes of the row. Nothing is corrected here and nothing is lost.

pub mod accepted;
pub mod accounts;
pub mod bands;
pub mod beside;
pub mod checks;
pub mod counted_after_all;
mod counted_once;
pub mod counts;
mod counts_used;
mod differences;
pub mod doubtful;
pub mod duplicates;
pub mod earlier;
mod epochs;
mod few_counted;
mod gaps;
pub mod gates;
pub mod identity;
pub mod incomplete;
mod keys;
pub mod lost;
pub mod order;
mod parts_as_sums;
mod plausible;
pub mod reconcile;
mod row_view;
mod rows;
mod run_on;
pub mod since;
mod stated_times;
mod twice;
mod unclaimed;
pub mod versions;
pub mod volume;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::canonical::frame::{Day, day_of};
use crate::definitions::programme::{Cap, Fee, Score, Target, target};
use crate::definitions::{Contract, Coverage, JobEnd, Programme, SustainedFrom, TargetKind};
use crate::finding::{Finding, rows_of};
use crate::mapping::MappedRecords;
use crate::vocabulary::{AsAt, Basis, Milestone, Percent};

pub use accounts::Accounts;
pub use counts_used::unused as unused_counts;
pub use keys::Keys;
pub use rows::{JOB_COLUMNS, TableRows};

/// A contract with the programme it runs on.
pub struct ContractTerms<'a> {
    pub contract: &'a Contract,
    pub programme: &'a Programme,
    /// The prime's name as printed.
    pub prime_name: &'a str,
}

impl ContractTerms<'_> {
    /// The minimum that a contract sets for an indicator: a prime's own, or the only contract's. For several
    /// primes together no contract sets one.
    pub fn minimum(contracts: &[ContractTerms<'_>], prime: Option<&str>, indicator: &str) -> Option<Percent> {
        let own = match (prime, contracts) {
            (Some(prime), _) => contracts.iter().find(|terms| terms.prime_name == prime),
            (None, [only]) => Some(only),
            (None, _) => None,
        };
        own.and_then(|terms| terms.own_minimum(indicator))
    }

    /// The contract's minimum for an indicator to date, in every year and for everybody together; else the programme's.
    fn own_minimum(&self, indicator: &str) -> Option<Percent> {
        let percent = || self.target(indicator, TargetKind::Minimum, Basis::ToDate, None, None)?.percent;
        self.contract.minimum.of(indicator).or_else(percent)
    }

    /// What was promised: as the contract has it, else as the programme has.
    pub fn target(
        &self,
        indicator: &str,
        kind: TargetKind,
        basis: Basis,
        year: Option<u32>,
        payment_group: Option<&str>,
    ) -> Option<&Target> {
        let of = |targets| target::find(targets, indicator, kind, basis, year, payment_group);
        // So many people were asked of a programme as a whole, and not of one of its contracts.
        let of_programme = || of(&self.programme.target).filter(|target| target.percent.is_some());
        of(&self.contract.target).or_else(of_programme)
    }

    /// Where "sustained" is read from.
    pub fn sustained_from(&self) -> SustainedFrom {
        self.contract.sustained.unwrap_or(self.programme.sustained.read_from)
    }

    /// The fees for a milestone: the contract's where it has any, else the programme's.
    pub fn fees(&self, milestone: Milestone) -> Vec<&Fee> {
        let of = |fees: &'_ [Fee]| fees.iter().any(|fee| fee.milestone == milestone);
        let fees = if of(&self.contract.fee) { &self.contract.fee } else { &self.programme.fee };
        fees.iter().filter(|fee| fee.milestone == milestone).collect()
    }

    /// The scores of contract and programme; of two of one name the contract's.
    pub fn scores(&self) -> Vec<&Score> {
        let own = &self.contract.score;
        let more = self.programme.score.iter().filter(|score| own.iter().all(|other| other.id != score.id));
        own.iter().chain(more).collect()
    }

    /// The caps of contract and programme.
    pub fn caps(&self) -> impl Iterator<Item = &Cap> {
        self.contract.cap.iter().chain(&self.programme.cap)
    }

    /// The contract year in which a day lies, from 1; none before its start, or where no start is known.
    pub fn year_of(&self, day: NaiveDate) -> Option<u32> {
        let start = self.contract.start?;
        day.years_since(start).map(|years| years + 1)
    }
}

/// What the rules need to know about the run.
pub struct RuleContext<'a> {
    pub as_at: AsAt,
    /// By source: the day it was received.
    pub received: Vec<Day>,
    /// By source: what its job ends mean.
    pub job_end: Vec<JobEnd>,
    /// By source: whether it lists everybody so far.
    pub coverage: Vec<Coverage>,
    /// By source: whether its layout says that each count is of its own month alone.
    pub counts_alone: Vec<bool>,
    pub contracts: &'a [ContractTerms<'a>],
}

impl RuleContext<'_> {
    /// The contract of a supplier; none for Jobcentre Plus.
    pub fn contract_of(&self, supplier: &str) -> Option<&ContractTerms<'_>> {
        self.contracts.iter().find(|terms| terms.contract.supplier == supplier)
    }

    /// The first day of the year in which a prime's programme began; for Jobcentre Plus the earliest of all.
    pub fn began(&self, supplier: &str) -> Option<Day> {
        let first = |terms: &ContractTerms<'_>| terms.programme.first_day().map(day_of);
        match self.contract_of(supplier) {
            Some(terms) => first(terms),
            None => self.contracts.iter().map(first).collect::<Option<Vec<Day>>>()?.into_iter().min(),
        }
    }
}

/// Runs every rule over the run's tables, in an order in which earlier decisions bind later ones:
/// rows for themselves, duplicates, then one list against another (`order` says it by code). `read` is what was found before, when they were read.
pub fn validate(
    tables: &mut [MappedRecords],
    keys: &Keys,
    context: &RuleContext<'_>,
    read: &[Finding],
) -> Vec<Finding> {
    let mut rows: Vec<TableRows<'_>> = tables.iter_mut().map(|table| TableRows::new(table, context)).collect();
    let mut findings = Vec::new();
    checks::rows(&mut rows, keys, context, &mut findings);
    duplicates::find(&mut rows, keys, &mut findings);
    reconcile::primes_with_jcp(&mut rows, keys, context, &mut findings);
    identity::births(&mut rows, keys, &mut findings);
    identity::near_matches(&rows, keys, &mut findings);
    beside::hold(&mut rows, keys, context, &mut findings);
    gaps::empty_columns(&rows, keys, context, read, &mut findings);
    gaps::columns_not_found(&rows, keys, context, &mut findings);
    gaps::events_not_given(&rows, keys, context, &mut findings);
    gaps::missing_referrals(&rows, &mut findings);
    gaps::amounts_without_date(&rows, &mut findings);
    drop(rows);
    findings.extend(few_counted::hide(tables));
    findings.extend(counted_once::settle(tables, context.as_at));
    counts::compare(tables, keys, context, &mut findings);
    plausible::hold(tables, context, &mut findings);
    parts_as_sums::ask(tables, &mut findings);
    run_on::ask(tables, context, &mut findings);
    stated_times::ask(tables, context, &mut findings);
    findings
}

/// Counts of rows by finding code for one supplier.
pub(crate) fn rows_by_code(findings: &[&Finding]) -> BTreeMap<&'static str, u64> {
    let mut kinds: BTreeMap<&'static str, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        kinds.entry(finding.code).or_default().push(finding);
    }
    kinds.into_iter().map(|(code, kind)| (code, rows_of(kind))).collect()
}
