//! A workspace with its programmes and layouts, as a run uses them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Result;

use crate::canonical::Record;
use crate::canonical::schema::{self, Kind};
use crate::definitions::{
    Contract, Layout, ListOf, Programme, SupplierKind, Workspace, contract, layout, new_workspace, parse_definition,
    programme, workspace,
};
use crate::disclosure::Rule;
use crate::mapping::codes::CodeList;
use crate::mapping::{self, MappedRecords, Origin};
use crate::validation::{ContractTerms, gates};

/// A workspace with everything it names.
pub struct Definitions {
    pub workspace: Workspace,
    /// The contracts whose primes sent counts and no row for each person.
    pub(super) counted: Vec<Contract>,
    programmes: BTreeMap<String, Programme>,
    pub(super) layouts: BTreeMap<String, Layout>,
}

/// Reads the workspace's definition files.
pub fn definitions(folder: &Path) -> Result<Definitions> {
    let mut definitions = definitions_without_layouts(folder)?;
    let names = definitions.workspace.supplier.iter().flat_map(|supplier| &supplier.returns);
    for name in names.map(|returns| returns.layout.clone()).collect::<Vec<_>>() {
        definitions.add_layout(&name)?;
    }
    Ok(definitions)
}

/// The same without the layouts that suppliers use: one of them may be about to be learnt.
pub fn definitions_without_layouts(folder: &Path) -> Result<Definitions> {
    let workspace = workspace::load(folder)?;
    gates::check(&workspace.gates)?;
    let mut programmes = BTreeMap::new();
    for name in workspace.contract.iter().map(|contract| &contract.programme) {
        if !programmes.contains_key(name) {
            programmes.insert(name.clone(), programme::load(folder, name)?);
        }
    }
    contract::check(&workspace, &programmes)?;
    Ok(Definitions { workspace, counted: Vec::new(), programmes, layouts: BTreeMap::new() })
}

impl Definitions {
    /// What holds where there is no workspace yet.
    pub fn of_a_new_workspace() -> Result<Definitions> {
        let mut workspace: Workspace = parse_definition(&new_workspace::toml("new", &[], &[])?, "quarterdeck.toml")?;
        let mut programmes = BTreeMap::new();
        for contract in &workspace.contract {
            programmes.insert(contract.programme.clone(), programme::load(Path::new("."), &contract.programme)?);
        }
        // The prime that stands there until a real one does is nobody.
        workspace.supplier.clear();
        workspace.contract.clear();
        Ok(Definitions { workspace, counted: Vec::new(), programmes, layouts: BTreeMap::new() })
    }

    /// A layout from a file that need not be the workspace's.
    pub fn add_layout_file(&mut self, path: &Path) -> Result<String> {
        let layout = layout::load_file(path)?;
        let name = layout.name.clone();
        self.layouts.insert(name.clone(), layout);
        Ok(name)
    }

    /// The programmes of the contracts.
    pub fn programmes(&self) -> Vec<&Programme> {
        self.programmes.values().collect()
    }

    /// Each contract with its programme and its prime's name.
    pub fn contracts(&self) -> Vec<ContractTerms<'_>> {
        self.workspace.contract.iter().map(|contract| self.terms(contract)).collect()
    }

    /// The contracts whose figures come from counts.
    pub fn counted(&self) -> Vec<ContractTerms<'_>> {
        self.counted.iter().map(|contract| self.terms(contract)).collect()
    }

    fn terms<'a>(&'a self, contract: &'a Contract) -> ContractTerms<'a> {
        let prime_name = &self.workspace.supplier(&contract.supplier).name;
        ContractTerms { contract, programme: &self.programmes[&contract.programme], prime_name }
    }

    /// The layout of that name; one that no supplier uses is read from its file.
    pub fn add_layout(&mut self, name: &str) -> Result<()> {
        if !self.layouts.contains_key(name) {
            let layout = layout::load(&self.workspace.folder, name)?;
            self.check_codes(&layout)?;
            self.layouts.insert(name.into(), layout);
        }
        Ok(())
    }

    /// Every layout that there is, so that one of them can be recognised.
    pub fn add_every_layout(&mut self) -> Result<()> {
        layout::names(&self.workspace.folder).iter().try_for_each(|name| self.add_layout(name))
    }

    fn check_codes(&self, layout: &Layout) -> Result<()> {
        let programmes: Vec<&Programme> = self.programmes.values().collect();
        Ok(mapping::codes::CodeList::check(layout, &self.workspace, &programmes)?)
    }

    /// Columns of codes for which there is no list: nobody can say what a value in them is.
    pub fn listless(&self, layout: &Layout) -> BTreeSet<&'static str> {
        let programmes = self.programmes();
        let codes = schema::COLUMNS.iter().filter(|spec| spec.kind == Kind::Code);
        let listed = |name| CodeList::new(name, layout, &self.workspace, &programmes).has_names();
        codes.map(|spec| spec.name).filter(|name| !listed(name)).collect()
    }

    /// A layout that a supplier uses or that was added.
    pub fn layout(&self, name: &str) -> &Layout {
        &self.layouts[name]
    }

    /// Keeps to what came: a prime whose return was refused or is missing (and was accepted so) has no
    /// figures rather than noughts, one that sent counts alone has figures from them, and without Jobcentre
    /// Plus's list the primes' own lists are the denominator, which the paper then says.
    pub fn keep_to(&mut self, records: &[MappedRecords]) {
        let sent = |supplier: &str, record| {
            records.iter().any(|table| table.origin.supplier == supplier && table.origin.record == record)
        };
        let counts = |supplier: &str| records.iter().flat_map(MappedRecords::counts).any(|own| own.prime == supplier);
        let all = std::mem::take(&mut self.workspace.contract);
        let (rows, others): (Vec<Contract>, Vec<Contract>) =
            all.into_iter().partition(|contract| sent(&contract.supplier, Record::Participants));
        self.workspace.contract = rows;
        self.counted = others.into_iter().filter(|contract| counts(&contract.supplier)).collect();
        if !records.iter().any(|table| table.origin.record == Record::Referrals) {
            self.workspace.contract.iter_mut().for_each(|contract| contract.referrals_from = ListOf::Prime);
        }
    }

    /// Keeps to the suppliers whose figures come from rows, and to those whose come from counts.
    pub fn keep_suppliers(&mut self, rows: &[String], counts: &[String]) {
        let all = std::mem::take(&mut self.workspace.contract);
        self.counted = all.iter().filter(|contract| counts.contains(&contract.supplier)).cloned().collect();
        self.workspace.contract = all.into_iter().filter(|contract| rows.contains(&contract.supplier)).collect();
    }

    /// Keeps to what is there without some senders.
    pub fn keep_without(&mut self, senders: &BTreeSet<&str>) {
        let is_left = |contract: &Contract| !senders.contains(contract.supplier.as_str());
        self.workspace.contract.retain(is_left);
        self.counted.retain(is_left);
    }

    /// Keeps to what is used, once that is known: a prime of whose people no row is used (and that was accepted) has no
    /// figures either. To the paper it has sent nothing.
    pub fn keep_to_used(&mut self, records: &[MappedRecords]) {
        let is_used = |supplier: Option<&str>, record| {
            let own = |origin: &Origin| origin.record == record && supplier.is_none_or(|own| own == origin.supplier);
            records.iter().filter(|table| own(&table.origin)).any(|table| table.fates.used().next().is_some())
        };
        self.workspace.contract.retain(|contract| is_used(Some(&contract.supplier), Record::Participants));
        if !is_used(None, Record::Referrals) {
            self.workspace.contract.iter_mut().for_each(|contract| contract.referrals_from = ListOf::Prime);
        }
    }

    /// The names of primes of whom there are no figures: no return of theirs counts.
    pub fn absent(&self) -> Vec<String> {
        let primes = self.workspace.supplier.iter().filter(|supplier| supplier.kind == SupplierKind::Prime);
        let counts = |id: &str| self.workspace.contract.iter().chain(&self.counted).any(|own| own.supplier == id);
        primes.filter(|prime| !counts(&prime.id)).map(|prime| prime.name.clone()).collect()
    }

    /// How tables are protected here.
    pub fn disclosure(&self) -> Rule {
        let disclosure = &self.workspace.disclosure;
        Rule { threshold: disclosure.threshold, sensitive_threshold: disclosure.sensitive_threshold }
    }
}
