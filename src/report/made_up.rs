//! Papers made up for tests: counts by prime and group, published as all others are, and a council of so many primes.

use std::collections::BTreeMap;
use std::path::Path;

use crate::canonical::CountsOf;
use crate::definitions::programme::load;
use crate::definitions::{Programme, Workspace};
use crate::disclosure::{Beside, PapersBefore, PublishedMonths, PublishedTable, Rule, publish_family, publish_months};
use crate::metrics::cohort::{BY_NOW, CURVE};
use crate::metrics::compute::CountTable;
use crate::metrics::{CountColumn, Dimension, MonthCounts, View};
use crate::validation::{Accounts, ContractTerms};
use crate::vocabulary::{AsAt, Basis, Quarter};

use super::commentary::Commentary;
use super::figures::{CountedFigures, Figures, MILESTONES, TO_DATE_COLUMNS};
use super::input::{PaperInput, Subject};
use super::model::{Block, Inline};

pub const RULE: Rule = Rule { threshold: 5, sensitive_threshold: 10 };

/// What became of the people of one prime or group: referred, attached, started, sustained; of both of the last those still
/// in time; and of those who have had their time, all, started and sustained.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    pub happened: [u64; 4],
    pub in_time: [u64; 2],
    pub had_time: [u64; 3],
    pub otherwise: u64,
}

impl Counts {
    pub fn new(happened: [u64; 4], in_time: [u64; 2]) -> Counts {
        Counts { happened, in_time, had_time: [0; 3], otherwise: happened[3] }
    }

    /// In the order of the columns to date.
    fn to_date(self) -> Vec<u64> {
        let [referred, attached, started, sustained] = self.happened;
        let [all, all_started, all_sustained] = self.had_time;
        let ([job, weeks], otherwise) = (self.in_time, self.otherwise);
        vec![referred, attached, started, job, all, all_started, sustained, weeks, all, all_sustained, otherwise, 0]
    }
}

pub fn quarter() -> Quarter {
    "2015-16-Q3".parse().unwrap()
}

/// A published table of such rows.
pub fn table(basis: Basis, quarter: Quarter, dimension: Dimension, rows: &[(&str, Counts)]) -> PublishedTable {
    let by_prime = dimension == Dimension::Prime && basis == Basis::ToDate;
    let columns = if by_prime { TO_DATE_COLUMNS.to_vec() } else { MILESTONES.to_vec() };
    publish(
        basis,
        quarter,
        dimension,
        columns,
        |own| if by_prime { own.to_date() } else { own.happened.to_vec() },
        rows,
    )
}

/// A table of cohorts, with who is still in time.
pub fn cohorts(quarter: Quarter, rows: &[(&str, Counts)]) -> PublishedTable {
    let columns: Vec<CountColumn> = [1, 2, 3, 6, 7].map(|at| TO_DATE_COLUMNS[at]).to_vec();
    let of = |own: &Counts| [1, 2, 3, 6, 7].map(|at| own.to_date()[at]).to_vec();
    publish(Basis::ToDate, quarter, Dimension::AttachmentQuarter, columns, of, rows)
}

fn publish(
    basis: Basis,
    quarter: Quarter,
    dimension: Dimension,
    columns: Vec<CountColumn>,
    of: impl Fn(&Counts) -> Vec<u64>,
    rows: &[(&str, Counts)],
) -> PublishedTable {
    let table = counted_by(basis, quarter, dimension, columns, of, rows);
    publish_family(&[table], RULE).unwrap().remove(0)
}

fn counted_by(
    basis: Basis,
    quarter: Quarter,
    dimension: Dimension,
    columns: Vec<CountColumn>,
    of: impl Fn(&Counts) -> Vec<u64>,
    rows: &[(&str, Counts)],
) -> CountTable {
    let counts: Vec<Vec<u64>> = rows.iter().map(|(_, own)| of(own)).collect();
    let total = (0..columns.len()).map(|at| counts.iter().map(|row| row[at]).sum()).collect();
    let groups = rows.iter().map(|(name, _)| vec![name.to_string()]).collect();
    let view = View { basis, as_at: AsAt::end_of(quarter), quarter, from: None };
    CountTable { view, dimensions: vec![dimension], groups, columns, counts, total }
}

/// Curves and months in which nobody is.
fn nobody(figures: [&PublishedTable; 5]) -> (PublishedTable, PublishedMonths) {
    let [to_date, to_date_before, in_quarter, cohorts, cohorts_before] = figures;
    let columns = [&BY_NOW[..], &CURVE].concat();
    let exact = counted_by(Basis::ToDate, quarter(), Dimension::AttachmentQuarter, columns, |_| Vec::new(), &[]);
    let curves = publish_family(std::slice::from_ref(&exact), RULE).unwrap().remove(0);
    let papers = PapersBefore::default();
    let beside = Beside {
        to_date,
        to_date_before,
        in_quarter,
        cohorts,
        cohorts_before,
        curves: &curves,
        exact: &exact,
        papers: &papers,
    };
    let months = publish_months(&MonthCounts { quarter: quarter(), counts: Vec::new() }, &beside, RULE);
    (curves, months)
}

/// Figures of primes to date, with nothing else in them.
pub fn figures(primes: &[(&str, Counts)]) -> Figures {
    let (now, then) = (quarter(), quarter().year_before());
    let [to_date, in_quarter] = [Basis::ToDate, Basis::Period].map(|basis| table(basis, now, Dimension::Prime, primes));
    let to_date_before = table(Basis::ToDate, then, Dimension::Prime, &[]);
    let [cohorts, cohorts_before] = [now, then].map(|quarter| cohorts(quarter, &[]));
    let (curves, months) = nobody([&to_date, &to_date_before, &in_quarter, &cohorts, &cohorts_before]);
    Figures {
        quarter: now,
        to_date,
        to_date_before,
        in_quarter,
        in_quarter_before: table(Basis::Period, then, Dimension::Prime, &[]),
        cohorts,
        cohorts_before,
        curves,
        months,
        offices: table(Basis::ToDate, now, Dimension::Office, &[]),
        payment_groups: table(Basis::ToDate, now, Dimension::PaymentGroup, &[]),
        wards: table(Basis::ToDate, now, Dimension::Ward, &[]),
        areas: None,
        places: None,
        comparison: None,
        a_year_on: Vec::new(),
        parked: None,
        paid_told: Vec::new(),
        counted: Vec::new(),
    }
}

/// Figures of a prime that sends counts.
pub fn counted(prime: &str, own: Counts) -> CountedFigures {
    let table = |basis| Some(table(basis, quarter(), Dimension::Office, &[(prime, own)]));
    let (to_date, in_quarter) = (table(Basis::ToDate), table(Basis::Period));
    CountedFigures { prime: prime.into(), of: CountsOf::Events, to_date, to_date_before: None, in_quarter }
}

/// A council whose contracts ask 20% into work and 15% sustained.
pub struct MadeUp {
    pub workspace: Workspace,
    pub programme: Programme,
    pub commentary: Commentary,
    pub population: BTreeMap<String, u64>,
    pub accounts: Accounts,
    pub blocks: Vec<String>,
}

impl MadeUp {
    /// `rest` goes into every contract, in the place of the minimums.
    pub fn new(primes: &[&str], programme: &str, rest: &str) -> MadeUp {
        let mut text =
            "id = 'x'\n[council]\nname = 'X'\nboard = 'x'\nreporting_officer = 'x'\nportfolio = 'x'\nwards = 'x'\n\
                        [contact]\nname = 'x'\npost = 'x'\nemail = 'x@x.example'\n"
                .to_string();
        for (at, prime) in primes.iter().enumerate() {
            text += &format!("[[supplier]]\nid = 'p{at}'\nname = \"{prime}\"\nkind = 'prime'\n");
            text += &format!("[[contract]]\nid = 'c{at}'\nsupplier = 'p{at}'\nprogramme = '{programme}'\n{rest}\n");
        }
        MadeUp {
            workspace: toml::from_str(&text).unwrap(),
            programme: load(Path::new("/nowhere"), programme).unwrap(),
            commentary: Commentary::blank(quarter()),
            population: BTreeMap::new(),
            accounts: Accounts::default(),
            blocks: super::blocks::BLOCKS.iter().map(|(name, _)| (*name).to_string()).collect(),
        }
    }

    /// With the usual minimums.
    pub fn of(primes: &[&str]) -> MadeUp {
        MadeUp::new(primes, "work-programme", "[contract.minimum]\njob_start_rate = 20\nsustainment_rate = 15")
    }

    pub fn terms(&self) -> Vec<ContractTerms<'_>> {
        let name = |id: &str| self.workspace.supplier.iter().find(|own| own.id == id).unwrap().name.as_str();
        let terms = |contract: &'_ crate::definitions::Contract| name(&contract.supplier);
        let contracts = self.workspace.contract.iter();
        contracts
            .map(|contract| ContractTerms { contract, programme: &self.programme, prime_name: terms(contract) })
            .collect()
    }

    pub fn input<'a>(&'a self, contracts: &'a [ContractTerms<'a>], counted: &'a [ContractTerms<'a>]) -> PaperInput<'a> {
        PaperInput {
            subject: &Subject::All,
            workspace: &self.workspace,
            contracts,
            counted,
            commentary: &self.commentary,
            population: &self.population,
            returns: &[],
            accounts: &self.accounts,
            accepted: &[],
            blocks: &self.blocks,
            version: "0",
            run_sha256: "0",
        }
    }
}

/// The words of blocks, a line each paragraph and item.
pub fn words(blocks: &[Block]) -> String {
    let line = |text: &Vec<Inline>| text.iter().map(Inline::text).collect::<String>();
    let lines = blocks.iter().flat_map(|block| match block {
        Block::Paragraph(paragraph) => vec![line(&paragraph.text)],
        Block::List(list) => list.items.iter().map(line).collect(),
        Block::Callout { items, .. } => items.iter().map(line).collect(),
        _ => Vec::new(),
    });
    lines.collect::<Vec<_>>().join("\n")
}
