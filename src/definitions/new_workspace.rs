//! A new workspace: the files that a council begins with, to be filled in by somebody who is no programmer.

use super::workspace::SupplierKind;

/// The folders of a workspace.
pub const FOLDERS: [&str; 6] = ["returns", "commentary", "context", "layouts", "programmes", "templates"];

/// What an officer does next.
pub const README: &str = include_str!("new_workspace/README.md");

/// What must stay out of version control.
pub const GITIGNORE: &str = include_str!("new_workspace/gitignore");

/// A sender whose files are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSupplier {
    pub id: String,
    pub name: String,
    pub kind: SupplierKind,
    pub returns: Vec<NewReturns>,
    /// Names in the returns that may be this sender's.
    pub spellings: Vec<String>,
}

/// One series of a sender's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewReturns {
    pub files: String,
    /// The layout's name; nothing where none could be learnt, and why.
    pub layout: Result<String, String>,
}

impl NewSupplier {
    /// The prime that stands in a new workspace until the first real one is put there.
    fn example() -> NewSupplier {
        let layout = Err("name its layout when you have learnt it".to_string());
        let returns = vec![NewReturns { files: "northgate_{quarter}.xlsx".into(), layout }];
        NewSupplier {
            id: "northgate".into(),
            name: "...".into(),
            kind: SupplierKind::Prime,
            returns,
            spellings: Vec::new(),
        }
    }

    /// The lines that name the sender.
    pub fn toml(&self) -> String {
        let kind = match self.kind {
            SupplierKind::Prime => "prime",
            SupplierKind::Jcp => "jcp",
        };
        let todo = if self.name == "..." { " # TO DO" } else { " # TO DO: as it should be printed" };
        let aliases = match self.spellings.as_slice() {
            [] => "# aliases = [\"Northgate\", \"Northgate Works Ltd\"]".to_string(),
            names => {
                let names: Vec<String> = names.iter().map(|name| quoted(&crate::fault::on_a_terminal(name))).collect();
                format!(
                    "# TO DO: the returns name these; leave those that are this sender, and take the # away:\n# aliases = [{}]",
                    names.join(", ")
                )
            }
        };
        let head = format!(
            "\n[[supplier]]\nid = {}\nname = {}{todo}\nkind = \"{kind}\"\n{aliases}\n",
            quoted(&self.id),
            quoted(&self.name)
        );
        head + &self.returns.iter().map(NewReturns::toml).collect::<String>()
    }
}

impl NewReturns {
    /// The lines that name the series; commented out where it has no layout.
    pub fn toml(&self) -> String {
        let (off, why, layout) = match &self.layout {
            Ok(name) => ("", String::new(), name.as_str()),
            Err(why) => ("# ", format!("# TO DO: {}\n", crate::fault::on_a_terminal(why)), "..."),
        };
        let (files, layout) = (quoted(&self.files), quoted(layout));
        format!("\n{why}{off}[[supplier.returns]]\n{off}files = {files}\n{off}layout = {layout}\n")
    }
}

/// The text of `quarterdeck.toml`; `remarks` are files and names that nothing was made of.
pub fn toml(id: &str, suppliers: &[NewSupplier], remarks: &[String]) -> String {
    let primes: Vec<&NewSupplier> = suppliers.iter().filter(|own| own.kind == SupplierKind::Prime).collect();
    let example = NewSupplier::example();
    let mut told: String = suppliers.iter().map(NewSupplier::toml).collect();
    let primes = if primes.is_empty() {
        told += &example.toml();
        vec![&example]
    } else {
        primes
    };
    if !remarks.is_empty() {
        told.push('\n');
        told.extend(remarks.iter().map(|remark| format!("# {}\n", crate::fault::on_a_terminal(remark))));
    }
    let contracts: String = primes.into_iter().map(contract).collect();
    include_str!("new_workspace/quarterdeck.toml")
        .replace("@ID@", &quoted(id))
        .replace("@SUPPLIERS@\n", &(told + "\n"))
        .replace("@CONTRACTS@\n", &(contracts + "\n"))
}

fn contract(prime: &NewSupplier) -> String {
    format!(
        "\n[[contract]]\nid = {}\nsupplier = {}\nprogramme = \"work-programme\" # TO DO: see that it is\n\
         referrals_from = \"jcp\" # who says who was referred: jcp, or prime where Jobcentre Plus sends no list\n\
         sustained = \"dates\"    # what says that a job lasted: dates of jobs, or what the prime claimed\n\n\
         [contract.minimum]\n# job_start_rate = 20.0\n# sustainment_rate = 15.0\n# source = \"Contract, schedule 3\"\n",
        quoted(&format!("{}-contract", prime.id)),
        quoted(&prime.id)
    )
}

/// A text as TOML writes it.
pub fn quoted(text: &str) -> String {
    toml::Value::String(text.to_string()).to_string()
}

/// A name as an id: lower case letters, digits and hyphens; nothing where none would be left.
pub fn id_of(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    (!words.is_empty()).then(|| words.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definitions::{Workspace, parse_definition};

    #[test]
    fn a_new_workspace_is_read_with_and_without_suppliers() {
        let workspace: Workspace = parse_definition(&toml("my-council", &[], &[]), "q.toml").unwrap();
        assert_eq!((workspace.id.as_str(), workspace.supplier.len(), workspace.contract.len()), ("my-council", 1, 1));
        let supplier = |id: &str, kind, layout| NewSupplier {
            id: id.into(),
            name: id.into(),
            kind,
            returns: vec![NewReturns { files: format!("{id} \"a\"_{{quarter}}.xlsx"), layout }],
            spellings: vec!["One \"Ltd\"\n".into()],
        };
        let suppliers = [
            supplier("one", SupplierKind::Prime, Ok("one".into())),
            supplier("jcp", SupplierKind::Jcp, Err("no header\nfound".into())),
        ];
        let workspace: Workspace = parse_definition(&toml("x", &suppliers, &["a\nb".into()]), "q.toml").unwrap();
        let returns: Vec<usize> = workspace.supplier.iter().map(|supplier| supplier.returns.len()).collect();
        assert_eq!(returns, [1, 0], "a series without a layout waits in a comment");
        assert_eq!(workspace.supplier[0].returns[0].files, "one \"a\"_{quarter}.xlsx");
        assert_eq!(workspace.contract.len(), 1, "primes have contracts");
        assert!(workspace.supplier.iter().all(|own| own.aliases.is_empty()), "a suggestion is no alias");
    }

    #[test]
    fn names_become_ids() {
        assert_eq!(id_of("Northgate Works (Ltd.)").as_deref(), Some("northgate-works-ltd"));
        assert_eq!(id_of("../é"), None);
    }
}
