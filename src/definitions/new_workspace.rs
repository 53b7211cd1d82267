//! A new workspace: the files that a council begins with, to be filled in by somebody who is no programmer.

use super::workspace::SupplierKind;
use super::written::{Written, held, quoted};
use crate::fault::Fault;

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
    pub fn toml(&self) -> Result<String, Fault> {
        Written::text_of(|out| self.write(out))
    }

    fn write(&self, out: &mut Written) {
        out.blank();
        out.element("supplier");
        out.set("id", self.id.as_str());
        let todo = if self.name == "..." { "TO DO" } else { "TO DO: as it should be printed" };
        out.set_noted("name", self.name.as_str(), todo);
        out.set(
            "kind",
            match self.kind {
                SupplierKind::Prime => "prime",
                SupplierKind::Jcp => "jcp",
            },
        );
        if self.spellings.is_empty() {
            out.propose("aliases", vec!["Northgate", "Northgate Works Ltd"]);
        } else {
            out.note("TO DO: the returns name these; leave those that are this sender, and take the # away:");
            out.propose("aliases", self.spellings.clone());
        }
        self.returns.iter().for_each(|returns| returns.write(out));
    }
}

impl NewReturns {
    /// The lines that name the series.
    pub fn toml(&self) -> Result<String, Fault> {
        Written::text_of(|out| self.write(out))
    }

    /// Notes only, where it has no layout.
    fn write(&self, out: &mut Written) {
        out.blank();
        match &self.layout {
            Ok(name) => {
                out.element("supplier.returns");
                out.set("files", self.files.as_str());
                out.set("layout", name.as_str());
            }
            Err(why) => {
                out.note(&format!("TO DO: {why}"));
                out.note("[[supplier.returns]]");
                out.propose("files", self.files.as_str());
                out.propose("layout", "...");
            }
        }
    }
}

/// The text of `quarterdeck.toml`; `remarks` are files and names that nothing was made of.
pub fn toml(id: &str, suppliers: &[NewSupplier], remarks: &[String]) -> Result<String, Fault> {
    let example = NewSupplier::example();
    let mut primes: Vec<&NewSupplier> = suppliers.iter().filter(|own| own.kind == SupplierKind::Prime).collect();
    let mut senders = Written::default();
    suppliers.iter().for_each(|supplier| supplier.write(&mut senders));
    if primes.is_empty() {
        example.write(&mut senders);
        primes.push(&example);
    }
    if !remarks.is_empty() {
        senders.blank();
        remarks.iter().for_each(|remark| senders.note(remark));
    }
    senders.blank();
    let mut contracts = Written::default();
    primes.into_iter().for_each(|prime| contract(prime, &mut contracts));
    contracts.blank();
    filled(id, senders, contracts)
}

/// The text that every workspace begins with, with what is this one's own.
fn filled(id: &str, senders: Written, contracts: Written) -> Result<String, Fault> {
    let whole = include_str!("new_workspace/quarterdeck.toml");
    let ours = |text: &'static str, mark: &str| text.split_once(mark).expect("the mark is part of our text");
    let (head, rest) = ours(whole, "@ID@");
    let (above, rest) = ours(rest, "@SUPPLIERS@\n");
    let (between, below) = ours(rest, "@CONTRACTS@\n");
    let bare = format!("{head}\"\"{above}{between}{below}");
    let mut meant: toml::Table = toml::from_str(&bare).expect("it is our text");
    let ((senders, own), (contracts, promised)) = (senders.parts(), contracts.parts());
    meant.insert("id".into(), id.into());
    meant.extend(own.into_iter().chain(promised));
    held(format!("{head}{}{above}{senders}{between}{contracts}{below}", quoted(id)), &meant)
}

fn contract(prime: &NewSupplier, out: &mut Written) {
    out.blank();
    out.element("contract");
    out.set("id", format!("{}-contract", prime.id));
    out.set("supplier", prime.id.as_str());
    out.set_noted("programme", "work-programme", "TO DO: see that it is");
    let who = "who says who was referred: jcp, or prime where Jobcentre Plus sends no list";
    out.set_noted("referrals_from", "jcp", who);
    out.set_noted("sustained", "dates", "what says that a job lasted: dates of jobs, or what the prime claimed");
    out.blank();
    out.table("contract.minimum");
    out.propose("job_start_rate", 20.0);
    out.propose("sustainment_rate", 15.0);
    out.propose("source", "Contract, schedule 3");
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
        let workspace: Workspace = parse_definition(&toml("my-council", &[], &[]).unwrap(), "q.toml").unwrap();
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
        let text = toml("x", &suppliers, &["a\nb@CONTRACTS@".into()]).unwrap();
        let workspace: Workspace = parse_definition(&text, "q.toml").unwrap();
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
