//! What a run was made of, for its manifest.

use anyhow::Result;

use super::{Checked, Definitions, RunFacts};
use crate::manifest::{self, Run, Settings};
use crate::report::Acceptance;
use crate::vocabulary::{AsAt, Quarter};

/// The run as its manifest tells it.
pub fn run(
    definitions: &Definitions,
    quarter: Quarter,
    facts: &RunFacts,
    checked: &Checked,
    accepted: &[Acceptance],
) -> Result<Run> {
    let workspace = &definitions.workspace;
    let terms = definitions.contracts();
    let contracts = terms.iter().map(|terms| {
        let (contract, sustained) = (terms.contract, terms.sustained_from());
        format!(
            "{}: {}, referrals from {:?}, sustained from {sustained:?}",
            contract.id, contract.programme, contract.referrals_from
        )
    });
    let counted = definitions.counted.iter().map(|contract| format!("{}: {}, counts", contract.id, contract.programme));
    Ok(Run {
        program: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        workspace: workspace.id.clone(),
        quarter,
        as_at: AsAt::end_of(quarter),
        inputs: facts.inputs.clone(),
        definitions: manifest::definition_files(&workspace.folder, quarter)?,
        settings: Settings {
            template: workspace.template.clone(),
            threshold: workspace.disclosure.threshold,
            sensitive_threshold: workspace.disclosure.sensitive_threshold,
            min_rows: workspace.gates.min_rows,
            contracts: contracts.chain(counted).collect(),
        },
        accounts: checked.accounts.clone(),
        findings: manifest::counted(&checked.findings),
        accepted: accepted.to_vec(),
        compared_with: facts.compared_with.clone(),
    })
}
