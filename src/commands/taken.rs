//! What a run by itself takes in and makes: returns beside those that came before, papers, and all of it into the archive.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result};
use chrono::NaiveDate;
use rayon::prelude::*;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::archive::key::Key;
use crate::archive::people::Answers;
use crate::archive::printed::Printed;
use crate::archive::runs::{Delivery, KeptReturn, KeptRun, MadePapers, What};
use crate::archive::{Archive, NewRun};
use crate::fault::Fault;
use crate::finding::{Effect, Finding, Place};
use crate::manifest::{self, Input, Run, sha256};
use crate::metrics::kept::KeptTable;
use crate::metrics::reported;
use crate::output::OutputFile;
use crate::pipeline::{self, Definitions};
use crate::render::Format;
use crate::report::packs::Each;
use crate::source::inbox::{Inbox, Return};
use crate::validation::{ContractTerms, accepted};

use super::monthly::log::Log;
use super::stamps::Stamp;
use super::{Session, papers};

/// Whether the archive's newest run says all that could be said today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpToDate {
    Yes,
    No,
}

/// Holds returns, definitions, program and finished papers against what a run was made of and made.
pub fn is_up_to_date(
    run: &KeptRun,
    inbox: &Inbox,
    archive: &Archive,
    definitions: &Definitions,
    papers: &Path,
) -> Result<UpToDate> {
    let same_papers = || {
        let files = run.papers.iter().flat_map(|made| &made.files);
        let same =
            |(name, hash): (&String, &String)| fs::read(papers.join(name)).is_ok_and(|own| sha256(&own) == *hash);
        !run.papers.is_empty() && files.into_iter().all(same)
    };
    let ids = |number| archive.papers_before(run.quarter, number).iter().map(|run| run.id()).collect::<Vec<_>>();
    let same_papers_before = ids(Some(run.number)) == ids(None);
    let is = same_papers_before && is_of_these(run, inbox, archive, definitions, &[])? && same_papers();
    Ok(if is { UpToDate::Yes } else { UpToDate::No })
}

/// Whether a run was made of these returns and definitions, by this program. Returns that bear a stamp need not be read.
pub fn is_of_these(
    run: &KeptRun,
    inbox: &Inbox,
    archive: &Archive,
    definitions: &Definitions,
    stamps: &[Stamp],
) -> Result<bool> {
    let same_returns = || -> Result<bool> {
        if run.inputs.len() != inbox.returns.len() {
            return Ok(false);
        }
        let pairs: Vec<(&Input, &Return)> = run.inputs.iter().zip(&inbox.returns).collect();
        let is_named_so = |(input, item): &(&Input, &Return)| {
            (&input.file, &input.supplier, &input.layout) == (&item.name, &item.supplier, &item.layout)
        };
        if !pairs.iter().all(is_named_so) {
            return Ok(false);
        }
        let is_known = |input: &Input, item: &Return| {
            stamps.iter().any(|stamp| stamp.sha256 == input.sha256 && stamp.is_of(&item.name, &item.path))
        };
        let same =
            pairs.par_iter().map(|(input, item)| Ok(is_known(input, item) || hash_of(&item.path)? == input.sha256));
        Ok(same.collect::<Result<Vec<bool>>>()?.into_iter().all(|same| same))
    };
    let same_definitions = || -> Result<bool> {
        let now = manifest::definition_files(&definitions.workspace.folder, run.quarter)?;
        Ok(now == archive.definition_hashes(run))
    };
    let version = run.version == env!("CARGO_PKG_VERSION");
    Ok(version && same_definitions()? && same_returns()?)
}

/// The SHA-256 of a file, read in pieces.
pub fn hash_of(path: &Path) -> Result<String> {
    let shown = || crate::fault::printable(&path.file_name().unwrap_or_default().to_string_lossy());
    let broken = |error: std::io::Error| {
        Fault::environment(format!("cannot read `{}`: {}", shown(), crate::fault::io_words(&error)))
            .hint("check its permissions and the disk")
    };
    let mut file = File::open(path).map_err(broken)?;
    let (mut hash, mut piece) = (Sha256::new(), vec![0; 1 << 18]);
    loop {
        match file.read(&mut piece).map_err(broken)? {
            0 => break,
            read => hash.update(&piece[..read]),
        }
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// How each return that is read stands to those that the archive knows.
pub fn deliveries(session: &Session, archive: &Archive) -> Vec<Delivery> {
    let of = |(source, (input, item)): (usize, (&Input, &Return))| {
        let quarter = item.quarter.or(Some(session.quarter));
        let before: Vec<&Delivery> = archive
            .runs
            .iter()
            .flat_map(|run| &run.deliveries)
            .filter(|own| own.supplier == input.supplier && own.layout == input.layout)
            .collect();
        let what = match before.iter().rev().find(|own| own.quarter == quarter && own.holds) {
            _ if before.iter().any(|own| own.sha256 == input.sha256) => What::Known,
            Some(last) => What::Corrects { file: last.file.clone(), sha256: last.sha256.clone() },
            None => What::First,
        };
        Delivery {
            file: input.file.clone(),
            supplier: input.supplier.clone(),
            layout: input.layout.clone(),
            sha256: input.sha256.clone(),
            quarter,
            what,
            holds: session
                .checked
                .records
                .iter()
                .any(|table| table.origin.source_id as usize == source && table.fates.used().next().is_some()),
        }
    };
    let inputs = session.facts.inputs.iter().zip(&session.returns).enumerate();
    inputs.filter(|(_, (input, _))| !input.sha256.is_empty()).map(of).collect()
}

/// Papers in memory, with what they were made from.
pub struct Made {
    pub run: Run,
    pub run_sha256: String,
    /// All files, by their path below the folder of the quarter.
    pub files: Vec<OutputFile>,
    pub papers: Vec<MadePapers>,
    pub findings: Vec<Finding>,
    /// What questions are answered from.
    people: Vec<KeptTable>,
    /// The figures of the board's paper, for papers to come.
    pub printed: Printed,
}

impl Made {
    /// Whether a file in the folder of the quarter is one that such a run writes.
    pub fn is_ours(&self, name: &str) -> bool {
        let packs = self.papers.iter().filter_map(|made| made.each.as_deref());
        let of_pack = |each: &str| name.strip_prefix(&format!("{each}/")).is_some_and(papers::is_of_pack);
        papers::is_of_paper(name) || packs.into_iter().any(of_pack)
    }
}

/// The board's paper and the packs, in every format.
pub fn papers(session: &mut Session, packs: &[String]) -> Result<Made> {
    let measured = session.measure()?;
    let figures = session.figures(&measured)?;
    let run =
        pipeline::run(&session.definitions, session.quarter, &session.facts, &session.checked, &session.accepted)?;
    let template = session.definitions.workspace.template.clone();
    let paper = session.made(&run).paper(&figures, &template, &Format::ALL)?;
    let people = measured.people.kept_tables(&session.definitions.contracts(), session.facts.residents());
    let threshold = session.definitions.disclosure().threshold;
    let printed = Printed::of(figures.reported(), &reported::tally(&measured.people), threshold);
    let (files, papers_made, findings) = (Vec::new(), Vec::new(), Vec::new());
    let mut made = Made { run_sha256: run.sha256()?, run, files, papers: papers_made, findings, people, printed };
    made.add(None, &template, paper);
    for each in [Each::Prime, Each::Area, Each::Lot].into_iter().filter(|each| packs.iter().any(|own| own == each.id()))
    {
        let paper = papers::pack(each, None, &Format::ALL, session, &measured, figures.clone(), &made.run)?;
        match paper {
            Some(paper) => made.add(Some(each), each.paper(), paper),
            // The other papers are none the worse for it.
            None => made.findings.push(nothing_for(each)),
        }
    }
    std::mem::forget(measured);
    Ok(made)
}

fn nothing_for(each: Each) -> Finding {
    let (message, hint) = papers::nothing_for(each);
    let hint = format!("{hint}; or take `{}` off packs under [monthly]", each.id());
    Finding::new("pack_of_nothing", Effect::Notes, Place::file("quarterdeck.toml"), message, hint)
}

impl Made {
    fn markdown(&self) -> Vec<(String, Vec<u8>)> {
        let own = self.files.iter().filter(|file| file.name.ends_with(".md"));
        own.map(|file| (file.name.clone(), file.bytes.clone())).collect()
    }

    fn add(&mut self, each: Option<Each>, template: &str, paper: pipeline::Paper) {
        let below = each.map_or_else(String::new, |each| format!("{}/", each.id()));
        let files = paper.files.into_iter().map(|file| OutputFile { name: format!("{below}{}", file.name), ..file });
        let files: Vec<OutputFile> = files.collect();
        self.papers.push(MadePapers {
            each: each.map(|each| each.id().to_string()),
            template: template.to_string(),
            files: files.iter().map(|file| (file.name.clone(), sha256(&file.bytes))).collect(),
        });
        self.files.extend(files);
        // What is said of the board's paper is often said of those of a pack.
        for finding in paper.findings {
            if !self.findings.contains(&finding) {
                self.findings.push(finding);
            }
        }
    }
}

/// Keeps a run in the archive, unless the newest one of its quarter is this very run; gives back its id.
pub fn keep(
    archive: &mut Archive,
    session: &Session,
    made: &mut Made,
    deliveries: Vec<Delivery>,
    today: NaiveDate,
    log: &Log,
) -> Result<String> {
    let is_this = |run: &&KeptRun| run.run_sha256 == made.run_sha256 && run.papers == made.papers;
    if let Some(run) = archive.newest(Some(session.quarter), None).filter(is_this) {
        return Ok(run.id());
    }
    let workspace = &session.definitions.workspace;
    let path = workspace.archive.key(&workspace.folder);
    if !archive.runs.is_empty() && Key::load(&path)?.is_none() {
        let message = format!("the archive's key `{}` is not there", path.display());
        let hint = "put it back, or name its place as key_file under [archive]: with another key nobody in the archive is known again";
        return Err(Fault::usage(message).hint(hint).into());
    }
    let (key, is_new) = Key::load_or_make(&path)?;
    if is_new {
        let path = workspace.archive.key(&workspace.folder);
        log.say(&format!(
            "made the archive's key `{}`: keep a copy in a safe place, and keep it out of version control\n",
            path.display()
        ));
    }
    if let Some(other) = archive.runs.iter().find(|run| run.key != key.id()) {
        let message = format!("the archive's key is not the one with which run {} was kept", other.id());
        let hint = "put the right key back: with another one nobody in the archive is known again";
        return Err(Fault::usage(message).hint(hint).into());
    }
    let kept_return = |item: &Return| KeptReturn {
        name: item.name.clone(),
        supplier: item.supplier.clone(),
        layout: item.layout.clone(),
        quarter: item.quarter,
    };
    let answers = answers(session);
    let people = std::mem::take(&mut made.people);
    let new = NewRun {
        people,
        answers,
        learnt: today,
        quarter: session.quarter,
        version: env!("CARGO_PKG_VERSION"),
        run_sha256: made.run_sha256.clone(),
        inputs: &session.facts.inputs,
        returns: session.returns.iter().map(kept_return).collect(),
        deliveries,
        accepted: &session.accepted,
        papers: made.papers.clone(),
        records: &session.checked.records,
        findings: &session.checked.findings,
        refused: session.refused.iter().map(|(file, _)| file.clone()).collect(),
        definitions: definitions(&workspace.folder, &made.run.definitions)?,
        markdown: made.markdown(),
        printed: &made.printed,
    };
    let id = archive.keep(&new, &key)?.id();
    log.event("kept", &json!({ "run": id }));
    Ok(id)
}

/// What an answer needs besides people.
fn answers(session: &Session) -> Answers {
    let suppliers = |terms: Vec<ContractTerms<'_>>| terms.iter().map(|own| own.contract.supplier.clone()).collect();
    let accounts = &session.checked.accounts;
    Answers {
        contracts: suppliers(session.definitions.contracts()),
        counted: suppliers(session.definitions.counted()),
        rows: [accounts.read, accounts.used, accounts.set_aside, accounts.left_out],
        counts: accepted::counted(&session.checked.records),
    }
}

/// The workspace's own files as the run read them.
fn definitions(folder: &Path, hashes: &BTreeMap<String, String>) -> Result<Vec<(String, Vec<u8>)>> {
    let read = |(path, hash): (&String, &String)| {
        let bytes = fs::read(folder.join(path)).with_context(|| format!("reading {path}"))?;
        if sha256(&bytes) != *hash {
            let message = format!("`{path}` was changed while it was in use");
            return Err(Fault::environment(message).hint("run again; nothing was published").into());
        }
        Ok((path.clone(), bytes))
    };
    hashes.iter().map(read).collect()
}
