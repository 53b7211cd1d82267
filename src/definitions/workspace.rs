//! A council's workspace: who it is, which contracts it watches, who sends what.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Result;
use chrono::NaiveDate;
use serde::Deserialize;

use super::contract::{Contract, ContractState};
use super::file;
use super::limits::Limits;
use super::plan::{PlanIndicator, PlanMilestone};
use super::unattended::{Keeping, Monthly};
use crate::fault::Fault;
use crate::vocabulary::Quarter;

/// `quarterdeck.toml`, as read.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workspace {
    /// Names the folder of its papers: lower case letters, digits and hyphens.
    pub id: String,
    /// A line for every page, such as that the data is invented.
    pub notice: Option<String>,
    /// The board's paper; a folder of templates, built in or in the workspace.
    #[serde(default = "default_template")]
    pub template: String,
    pub council: Council,
    pub contact: Contact,
    #[serde(default)]
    pub paper: Paper,
    #[serde(default)]
    pub disclosure: Disclosure,
    #[serde(default)]
    pub gates: Gates,
    #[serde(default)]
    pub limits: Limits,
    #[serde(default)]
    pub monthly: Monthly,
    #[serde(default)]
    pub archive: Keeping,
    #[serde(default)]
    pub officers: Officers,
    #[serde(default)]
    pub areas: Areas,
    pub supplier: Vec<Supplier>,
    pub contract: Vec<Contract>,
    /// Of the council's own plan.
    #[serde(default)]
    pub milestone: Vec<PlanMilestone>,
    /// The plan's indicators, as the monitoring report numbers them.
    #[serde(default)]
    pub kpi: Vec<PlanIndicator>,
    /// By file name: the day a return arrived. A later date in it is a fault.
    #[serde(default, deserialize_with = "file::dates")]
    pub received: BTreeMap<String, NaiveDate>,
    /// The folder it was read from.
    #[serde(skip)]
    pub folder: PathBuf,
    /// The contracts' states, those of primes that sent nothing too.
    #[serde(skip)]
    pub states: Vec<StateOf>,
    /// As it was read, for the lines of what contradicts itself.
    #[serde(skip)]
    pub(super) text: String,
}

/// A contract's state, with whose contract it is.
#[derive(Clone, Debug)]
pub struct StateOf {
    pub prime: String,
    pub state: ContractState,
}

fn default_template() -> String {
    "halton-cover".into()
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Council {
    pub name: String,
    pub board: String,
    #[serde(default, deserialize_with = "file::optional_date")]
    pub meeting_date: Option<NaiveDate>,
    pub reporting_officer: String,
    /// The directorate whose monitoring report it is.
    pub directorate: Option<String>,
    pub portfolio: String,
    pub wards: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    pub name: String,
    pub post: String,
    pub email: String,
    pub telephone: Option<String>,
}

/// What the paper is about when the command line does not say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    pub quarter: Option<Quarter>,
}

/// Below which counts a person could be recognised.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Disclosure {
    pub threshold: u64,
    /// For wards and other small areas, and sensitive characteristics.
    pub sensitive_threshold: u64,
}

impl Default for Disclosure {
    fn default() -> Self {
        Disclosure { threshold: 5, sensitive_threshold: 10 }
    }
}

/// Shares of bad rows that stop a paper.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Gates {
    /// Fewer rows than this never stop a paper by their share.
    pub min_rows: u64,
    /// The share of a return's rows (0 to 1) that has to be used; a return of which none is used stops whatever this says.
    pub least_used: f64,
    /// By finding: the share of rows (0 to 1) at which the paper stops, in place of the built-in one.
    pub block_share: BTreeMap<String, f64>,
    /// By which share the rows of a return may differ from those of the one before it until that is noted, and until it stops.
    pub row_change_noted: f64,
    pub row_change_stops: f64,
    /// Days before the end of its quarter within which a return has to hold an event; 0 for never.
    pub recent_event_days: u32,
}

impl Default for Gates {
    fn default() -> Self {
        Gates {
            min_rows: 5,
            least_used: 0.0,
            block_share: BTreeMap::new(),
            row_change_noted: 0.3,
            row_change_stops: 0.6,
            recent_event_days: 62,
        }
    }
}

/// What officers may ask for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Officers {
    /// Whether a single question may be answered exactly, to a file in `internal/`; each such answer is logged.
    pub exact_answers: bool,
}

/// The places that exist. An empty list accepts every name that several people have.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Areas {
    pub wards: Vec<String>,
    pub offices: Vec<String>,
    pub areas: Vec<String>,
    pub ward_aliases: BTreeMap<String, String>,
    pub office_aliases: BTreeMap<String, String>,
    pub area_aliases: BTreeMap<String, String>,
}

/// Who sends returns.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Supplier {
    pub id: String,
    pub name: String,
    pub kind: SupplierKind,
    /// Other spellings of the name. Case, spaces, dots never matter.
    #[serde(default)]
    pub aliases: Vec<String>,
    #[serde(default)]
    pub returns: Vec<Returns>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SupplierKind {
    Prime,
    Jcp,
}

/// One series of files of a supplier.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Returns {
    /// File name with `{quarter}` where it names one, `*` for any run of characters.
    pub files: String,
    pub layout: String,
    /// Days after the end of the quarter by which the return is due, in place of the workspace's.
    #[serde(default)]
    pub due_days: Option<u32>,
    /// In place of those under `[gates]`.
    #[serde(default)]
    pub row_change_noted: Option<f64>,
    #[serde(default)]
    pub row_change_stops: Option<f64>,
    #[serde(default)]
    pub recent_event_days: Option<u32>,
}

/// Reads and checks the workspace in a folder.
pub fn load(folder: &Path) -> Result<Workspace> {
    if !folder.is_dir() {
        let what = if folder.exists() { "this is a file, not a folder:" } else { "there is no folder" };
        return Err(Fault::usage(format!("{what} `{}`", folder.display()))
            .hint("give the workspace with -w: the folder that holds quarterdeck.toml")
            .into());
    }
    let path = folder.join("quarterdeck.toml");
    if !path.is_file() {
        return Err(Fault::usage(format!("`{}` is not a workspace: it has no quarterdeck.toml", folder.display()))
            .hint("give the folder that holds quarterdeck.toml, not the one with the returns")
            .into());
    }
    let text = file::text(&path)?;
    let mut workspace: Workspace = file::parse(&text, &path.display().to_string())?;
    workspace.text = text;
    workspace.folder = folder.to_path_buf();
    check(&workspace, &path)?;
    workspace.states = workspace.states();
    for nth in 0..workspace.milestone.len() {
        workspace.milestone[nth].prime = workspace.prime_of(workspace.milestone[nth].contract.as_deref());
    }
    Ok(workspace)
}

/// Contradictions that the form of the file cannot rule out.
fn check(workspace: &Workspace, path: &Path) -> Result<()> {
    let fault = |message: String, hint: String| Fault::usage(format!("`{}`: {message}", path.display())).hint(hint);
    let id_ok =
        |id: &str| !id.is_empty() && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    let ids = [workspace.id.as_str()].into_iter().chain(workspace.supplier.iter().map(|s| s.id.as_str()));
    for id in ids.chain(workspace.contract.iter().map(|c| c.id.as_str())) {
        if !id_ok(id) {
            let message = format!("`{id}` cannot be an id: it becomes part of file names");
            return Err(fault(message, "use lower case letters, digits and hyphens".into()).into());
        }
    }
    if workspace.disclosure.threshold < 3 || workspace.disclosure.sensitive_threshold < workspace.disclosure.threshold {
        return Err(fault(
            "disclosure thresholds must be at least 3, and sensitive_threshold at least threshold".into(),
            "5 and 10 are usual".into(),
        )
        .into());
    }
    if let Some((code, share)) = workspace.gates.block_share.iter().find(|(_, share)| !(0.0..=1.0).contains(*share)) {
        let message = format!("gates.block_share: `{code}` is {share}, which is no share of rows");
        return Err(fault(message, "write a share from 0 to 1: 0.05 is 5%".into()).into());
    }
    if !(0.0..=1.0).contains(&workspace.gates.least_used) {
        let message = format!("gates.least_used is {}, which is no share of rows", workspace.gates.least_used);
        return Err(fault(message, "write a share from 0 to 1: 0.5 is half of a return's rows".into()).into());
    }
    let own = workspace.supplier.iter().flat_map(|supplier| &supplier.returns);
    let own = own.flat_map(|returns| [returns.row_change_noted, returns.row_change_stops]).flatten();
    let shares = [workspace.gates.row_change_noted, workspace.gates.row_change_stops];
    if let Some(share) = own.chain(shares).find(|share| !share.is_finite() || *share <= 0.0) {
        let message = format!("row_change_noted or row_change_stops is {share}, which is no share of rows");
        return Err(fault(message, "write a share above 0: 0.3 is 30% fewer or more".into()).into());
    }
    if let Some((setting, most, least)) = workspace.limits.too_small() {
        let message = format!("[limits] {setting} is {most}, which refuses every file: it takes {least} at least");
        return Err(fault(message, "leave the line out for the built-in limit".into()).into());
    }
    let primes: Vec<&str> =
        workspace.supplier.iter().filter(|s| s.kind == SupplierKind::Prime).map(|s| s.id.as_str()).collect();
    for contract in &workspace.contract {
        if !primes.contains(&contract.supplier.as_str()) {
            let message =
                format!("contract `{}` names supplier `{}`, which is no prime here", contract.id, contract.supplier);
            return Err(fault(message, format!("primes are: {}", primes.join(", "))).into());
        }
        let twice = workspace.contract.iter().filter(|other| other.supplier == contract.supplier).count() > 1;
        if twice {
            let message = format!("supplier `{}` has two contracts", contract.supplier);
            return Err(fault(message, "give each contract a supplier of its own".into()).into());
        }
    }
    if workspace.contract.is_empty() {
        return Err(fault("there is no [[contract]]".into(), "add the contract that the paper is about".into()).into());
    }
    if workspace.archive.key_file.components().any(|part| part.as_os_str() == ".quarterdeck") {
        let message = "[archive] key_file lies in the state folder: whoever has the folder would have the key";
        return Err(fault(message.into(), "name a place outside .quarterdeck".into()).into());
    }
    check_names(workspace).map_err(|(message, hint)| fault(message, hint))?;
    Ok(())
}

/// Two suppliers that share a name or an alias could not be told apart in a return.
fn check_names(workspace: &Workspace) -> Result<(), (String, String)> {
    let mut owners: BTreeMap<String, &str> = BTreeMap::new();
    for supplier in &workspace.supplier {
        for name in std::iter::once(&supplier.name).chain(&supplier.aliases).chain([&supplier.id]) {
            if let Some(other) = owners.insert(fold(name), &supplier.id).filter(|other| *other != supplier.id) {
                let message = format!("`{name}` names both supplier `{other}` and supplier `{}`", supplier.id);
                return Err((message, "give each supplier its own names and aliases".into()));
            }
        }
    }
    Ok(())
}

/// A name as it is compared: case, spaces, dots and commas do not matter.
pub fn fold(name: &str) -> String {
    folded(name).collect()
}

/// The same letter by letter, for a look at the first ones.
pub fn folded(name: &str) -> impl Iterator<Item = char> {
    name.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '.' | ',' | '\u{200b}' | '\u{feff}'))
        .flat_map(char::to_lowercase)
}

impl Workspace {
    fn states(&self) -> Vec<StateOf> {
        let of = |contract: &Contract| {
            let prime = self.supplier(&contract.supplier).name.clone();
            let own = contract.state.clone().into_iter();
            own.map(move |state| StateOf { prime: prime.clone(), state }).collect::<Vec<_>>()
        };
        self.contract.iter().flat_map(of).collect()
    }

    /// The name of a contract's prime.
    fn prime_of(&self, contract: Option<&str>) -> Option<String> {
        let own = self.contract.iter().find(|own| Some(own.id.as_str()) == contract)?;
        Some(self.supplier(&own.supplier).name.clone())
    }

    /// The prime that a name, an alias or an id is of.
    pub fn prime_named(&self, name: &str) -> Option<&Supplier> {
        let name = fold(name);
        let is_so_called = |supplier: &&Supplier| {
            let names = std::iter::once(&supplier.name).chain(&supplier.aliases).chain([&supplier.id]);
            supplier.kind == SupplierKind::Prime && names.map(|own| fold(own)).any(|own| own == name)
        };
        self.supplier.iter().find(is_so_called)
    }

    /// A contract's prime.
    pub fn supplier(&self, id: &str) -> &Supplier {
        self.supplier.iter().find(|supplier| supplier.id == id).expect("checked when the workspace was read")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_variants_fold_to_one_name() {
        assert_eq!(fold("Northgate  Works Ltd."), fold("NORTHGATE WORKS LTD"));
        assert_ne!(fold("Northgate"), fold("Nothgate"));
    }
}
