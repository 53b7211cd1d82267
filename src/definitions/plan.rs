//! The milestones of the council's own plan: what it means to have done by when. How each stands is the officers' to say.

use chrono::NaiveDate;
use serde::Deserialize;

use super::contradictions::{Contradictions, known, quoted, repeated};
use super::file;
use super::workspace::{Workspace, fold};

/// A milestone of the plan, such as `PPLI 1a`. Not to be mistaken for what a contract pays for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanMilestone {
    /// By which the plan and the commentary name it.
    #[serde(rename = "ref")]
    pub reference: String,
    pub text: String,
    #[serde(deserialize_with = "file::date")]
    pub due: NaiveDate,
    /// The contract that it is about, where it is about one.
    pub contract: Option<String>,
    /// Whose contract that is; filled in when the workspace is read.
    #[serde(skip)]
    pub prime: Option<String>,
}

/// An indicator of the plan, such as `PPLI 1`: a rate of one contract.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanIndicator {
    #[serde(rename = "ref")]
    pub reference: String,
    /// `attachment_rate`, `job_start_rate` or `sustainment_rate`.
    pub indicator: String,
    pub contract: String,
    /// As the plan describes it; else the indicator's name and the prime's.
    pub text: Option<String>,
}

/// The indicators that a plan can have: those that contracts set minimums for.
const INDICATORS: [&str; 3] = ["attachment_rate", "job_start_rate", "sustainment_rate"];

/// What milestones say against each other and against the contracts.
pub(super) fn check(workspace: &Workspace, found: &mut Contradictions<'_>) {
    let contracts = workspace.contract.iter().map(|contract| contract.id.as_str());
    for nth in repeated(&workspace.milestone, |milestone| fold(&milestone.reference)) {
        let what = format!("a second milestone has the ref {}", quoted(&workspace.milestone[nth].reference));
        found.add(&format!("milestone.{nth}.ref"), what, "give each milestone a ref of its own");
    }
    for (nth, own) in workspace.milestone.iter().enumerate() {
        if !own.reference.chars().any(|c| c.is_ascii_alphanumeric()) {
            let what = format!("{} cannot be a milestone's ref", quoted(&own.reference));
            found.add(&format!("milestone.{nth}.ref"), what, "write it as the plan has it, such as PPLI 1a");
        }
        if own.text.trim().is_empty() || own.text.trim() == "..." {
            let what = format!("milestone {} has no text", quoted(&own.reference));
            found.add(&format!("milestone.{nth}.text"), what, "say what is to be done: the paper prints it");
        }
        if let Some(id) = own.contract.as_deref().filter(|id| contracts.clone().all(|known| known != *id)) {
            let what = format!("milestone {} is about no contract here: {}", quoted(&own.reference), quoted(id));
            found.add(&format!("milestone.{nth}.contract"), what, known(id, contracts.clone()));
        }
    }
    for nth in repeated(&workspace.kpi, |kpi| fold(&kpi.reference)) {
        let what = format!("a second indicator has the ref {}", quoted(&workspace.kpi[nth].reference));
        found.add(&format!("kpi.{nth}.ref"), what, "give each indicator a ref of its own");
    }
    for (nth, own) in workspace.kpi.iter().enumerate() {
        if !INDICATORS.contains(&own.indicator.as_str()) {
            let what =
                format!("indicator {} is of no rate that there is: {}", quoted(&own.reference), quoted(&own.indicator));
            found.add(&format!("kpi.{nth}.indicator"), what, known(&own.indicator, INDICATORS.into_iter()));
        }
        if contracts.clone().all(|known| known != own.contract) {
            let what =
                format!("indicator {} is of no contract here: {}", quoted(&own.reference), quoted(&own.contract));
            found.add(&format!("kpi.{nth}.contract"), what, known(&own.contract, contracts.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definitions::file;

    const HEAD: &str = "id = 'x'\nsupplier = []\ncontract = []\n[council]\nname = 'x'\nboard = 'x'\nreporting_officer = 'x'\nportfolio = 'x'\nwards = 'x'\n[contact]\nname = 'x'\npost = 'x'\nemail = 'x'\n";

    fn told(milestones: &str) -> Vec<String> {
        let text = format!("{HEAD}{milestones}");
        let mut workspace: Workspace = file::parse(&text, "q.toml").unwrap();
        workspace.text = text;
        let mut found = Contradictions::of(&workspace.text);
        check(&workspace, &mut found);
        found.into_problems().iter().map(super::super::Problem::with_line).collect()
    }

    #[test]
    fn an_indicator_of_the_plan_is_a_rate_of_a_contract_that_there_is() {
        let wrong = "[[kpi]]\nref = 'PPLI 1'\nindicator = 'job_starts'\ncontract = 'nobody'\n[[kpi]]\nref = 'ppli 1'\nindicator = 'job_start_rate'\ncontract = 'nobody'\n";
        assert_eq!(
            told(wrong),
            [
                "line 16: indicator `PPLI 1` is of no rate that there is: `job_starts`",
                "line 17: indicator `PPLI 1` is of no contract here: `nobody`",
                "line 19: a second indicator has the ref `ppli 1`",
                "line 21: indicator `ppli 1` is of no contract here: `nobody`",
            ]
        );
    }

    #[test]
    fn a_milestone_has_a_ref_of_its_own_words_and_a_contract_that_there_is() {
        let one = "[[milestone]]\nref = 'PPLI 1a'\ntext = 'Open an office'\ndue = 2016-03-31\n";
        assert_eq!(told(one), Vec::<String>::new());
        let second = one.replace("PPLI 1a", "ppli  1A");
        assert_eq!(told(&format!("{one}{second}")), ["line 19: a second milestone has the ref `ppli  1A`"]);
        let wrong = "[[milestone]]\nref = '-'\ntext = '...'\ndue = 2016-03-31\ncontract = 'nobody'\n";
        assert_eq!(
            told(wrong),
            [
                "line 15: `-` cannot be a milestone's ref",
                "line 16: milestone `-` has no text",
                "line 18: milestone `-` is about no contract here: `nobody`",
            ]
        );
    }
}
