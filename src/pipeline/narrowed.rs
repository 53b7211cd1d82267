//! What a paper about one prime is built from: nothing that is another's.

use std::borrow::Cow;

use crate::definitions::{SupplierKind, Workspace};
use crate::report::{Acceptance, ReturnLine, Subject};
use crate::validation::{Accounts, ContractTerms};

use super::Made;

/// The part of a run that the readers of a paper may see.
pub struct Own<'a> {
    pub workspace: Cow<'a, Workspace>,
    pub contracts: Vec<ContractTerms<'a>>,
    pub counted: Vec<ContractTerms<'a>>,
    pub returns: Vec<ReturnLine>,
    pub accounts: Accounts,
    pub accepted: Vec<Acceptance>,
}

/// All of it, or that of one prime and of Jobcentre Plus.
pub fn to<'a>(made: &Made<'a>, subject: &Subject) -> Own<'a> {
    let Made { definitions, run, facts, returns } = made;
    let all = Own {
        workspace: Cow::Borrowed(&definitions.workspace),
        contracts: definitions.contracts(),
        counted: definitions.counted(),
        returns: facts.lines(definitions, returns, &run.accounts),
        accounts: run.accounts.clone(),
        accepted: run.accepted.clone(),
    };
    match subject {
        Subject::Prime(name) => all.of_prime(name),
        Subject::All | Subject::Place(_) => all,
    }
}

impl Own<'_> {
    fn of_prime(mut self, prime: &str) -> Self {
        let is_others = |kind: SupplierKind, name: &str| kind == SupplierKind::Prime && name != prime;
        let others: Vec<(String, String)> = self
            .workspace
            .supplier
            .iter()
            .filter(|supplier| is_others(supplier.kind, &supplier.name))
            .map(|supplier| (supplier.id.clone(), supplier.name.clone()))
            .collect();
        let own_contracts: Vec<String> = {
            let own = self.contracts.iter().chain(&self.counted).filter(|terms| terms.prime_name == prime);
            own.map(|terms| terms.contract.id.clone()).collect()
        };
        // A milestone of no contract is the council's own, and may be about anybody.
        let is_own = |contract: &Option<String>| contract.as_ref().is_some_and(|own| own_contracts.contains(own));
        let workspace = self.workspace.to_mut();
        workspace.states.retain(|own| own.prime == prime);
        workspace.milestone.retain(|own| is_own(&own.contract));
        workspace.kpi.retain(|own| own_contracts.contains(&own.contract));
        self.contracts.retain(|terms| terms.prime_name == prime);
        self.counted.retain(|terms| terms.prime_name == prime);
        self.returns.retain(|line| !others.iter().any(|(_, name)| *name == line.supplier));
        // How long Jobcentre Plus's list is would tell how many were referred to the others.
        let own: Vec<&String> =
            self.workspace.supplier.iter().filter(|own| own.name == prime).map(|own| &own.id).collect();
        self.accounts = self.accounts.without(|supplier| !own.iter().any(|id| *id == supplier));
        // A reason that names another prime is not this one's to read.
        self.accepted.retain(|own| {
            !others
                .iter()
                .any(|(_, name)| own.stops.iter().chain([&own.because]).any(|told| told.contains(name.as_str())))
        });
        self
    }
}
