//! What a paper is built from, besides its figures.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::definitions::{JobEnd, ListOf, SupplierKind, SustainedFrom, Workspace};
use crate::disclosure::{PublishedTable, Row as TableRow};
use crate::metrics::Dimension;
use crate::validation::{Accounts, ContractTerms};
use crate::vocabulary::Quarter;

use super::commentary::Commentary;
use super::format;
use super::places::Place;

/// One return as the paper names it: who sent it and for when, never the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnLine {
    pub supplier: String,
    /// The quarter it is for, where its name says one.
    pub quarter: Option<String>,
    pub received: Option<NaiveDate>,
    /// What its job ends mean; none where it holds no jobs.
    pub job_end: Option<JobEnd>,
}

/// A finding that would have stopped the paper and was accepted for this run.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Acceptance {
    pub code: String,
    pub because: String,
    pub by: String,
    /// What would have stopped the run, in words.
    pub stops: Vec<String>,
}

/// Whom a paper is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Every prime of the workspace.
    All,
    Prime(String),
    Place(Place),
}

impl Subject {
    /// The prime or place; nothing of a paper about all.
    pub fn name(&self) -> Option<&str> {
        match self {
            Subject::All => None,
            Subject::Prime(name) => Some(name),
            Subject::Place(place) => Some(&place.name),
        }
    }

    pub fn prime(&self) -> Option<&str> {
        match self {
            Subject::Prime(name) => Some(name),
            _ => None,
        }
    }

    pub fn place(&self) -> Option<&Place> {
        match self {
            Subject::Place(place) => Some(place),
            _ => None,
        }
    }
}

/// Everything that the paper is built from.
pub struct PaperInput<'a> {
    pub subject: &'a Subject,
    pub workspace: &'a Workspace,
    pub contracts: &'a [ContractTerms<'a>],
    /// The contracts whose primes send counts and no row for each person.
    pub counted: &'a [ContractTerms<'a>],
    pub commentary: &'a Commentary,
    /// Residents of working age by ward.
    pub population: &'a BTreeMap<String, u64>,
    pub returns: &'a [ReturnLine],
    pub accounts: &'a Accounts,
    pub accepted: &'a [Acceptance],
    /// Names of the blocks that the outline puts into the paper: what none of them prints is not spoken of.
    pub blocks: &'a [String],
    /// Version of the program.
    pub version: &'a str,
    /// SHA-256 of the run's manifest.
    pub run_sha256: &'a str,
}

impl PaperInput<'_> {
    /// Who the figures come from.
    pub fn source_line(&self) -> String {
        let mut suppliers: Vec<String> = self.returns.iter().map(|line| line.supplier.clone()).collect();
        suppliers.sort();
        suppliers.dedup();
        format!("Returns of {}.", format::list(&suppliers))
    }

    /// Of whom tables that do not tell primes apart are: `All primes`, or the one that the paper is about.
    pub fn whose(&self) -> &str {
        self.subject.prime().unwrap_or("All primes")
    }

    /// The primes that have no figures in the paper, because it was accepted that their returns are missing or not used.
    pub fn without_figures(&self) -> Vec<String> {
        let is_there = |name: &str| self.contracts.iter().chain(self.counted).any(|terms| terms.prime_name == name);
        let primes =
            self.workspace.supplier.iter().filter(|own| own.kind == SupplierKind::Prime && !is_there(&own.name));
        let accepted = !self.accepted.is_empty() && self.subject.prime().is_none();
        primes.filter(|_| accepted).map(|own| own.name.clone()).collect()
    }

    /// Whether the paper has a block.
    pub fn has(&self, block: &str) -> bool {
        self.blocks.iter().any(|own| own == block)
    }

    /// A group in words: a payment group with its name, a quarter as it is.
    pub fn group_words(&self, dimension: Dimension, name: &str) -> String {
        if dimension == Dimension::AttachmentQuarter {
            return name.parse::<Quarter>().map_or_else(|_| name.to_string(), Quarter::months_in_words);
        }
        if dimension != Dimension::PaymentGroup {
            return name.to_string();
        }
        match self.contracts.iter().find_map(|terms| terms.programme.group(name)) {
            Some(group) => format!("{name} {}", group.name),
            None => name.to_string(),
        }
    }

    /// What the contract behind a row reads: dates or claims.
    pub fn reads(&self, table: &PublishedTable, row: TableRow) -> &'static str {
        let mut sources: Vec<SustainedFrom> = self
            .contracts
            .iter()
            .filter(|terms| match row {
                TableRow::Group(group) => table.groups()[group][0] == terms.prime_name,
                TableRow::Total => true,
            })
            .map(ContractTerms::sustained_from)
            .collect();
        sources.dedup();
        match sources[..] {
            [SustainedFrom::Dates] => "Job dates",
            [SustainedFrom::Claimed] => "Claims",
            _ => "Each contract its own",
        }
    }

    /// Whether every contract's outcome is so many weeks in work, and not what dates of jobs cannot show, such as earnings.
    pub fn counts_weeks(&self) -> bool {
        self.contracts.iter().all(|terms| terms.programme.sustained.read_from == SustainedFrom::Dates)
    }

    /// Whether any contract's denominator is Jobcentre Plus's list.
    pub fn counts_from_jcp(&self) -> bool {
        self.contracts.iter().any(|terms| terms.contract.referrals_from == ListOf::Jcp)
    }
}
