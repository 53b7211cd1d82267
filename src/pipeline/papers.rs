//! The last stages: a paper built as data and rendered, alone or as one of a pack.

use anyhow::Result;
use rayon::prelude::*;

use crate::fault::Fault;
use crate::finding::{Effect, Finding, Place};
use crate::manifest::Run;
use crate::output::{Access, OutputFile};
use crate::render::{self, Format, RenderedFile, Templates};
use crate::report::commentary::{Commentary, Sources};
use crate::report::model::Report;
use crate::report::other_primes::OtherPrimes;
use crate::report::packs::{Each, Pack};
use crate::report::{self, Figures, PaperInput, Subject, outline};
use crate::source::inbox::Return;

use super::{Definitions, RunFacts, index, narrowed};

/// The finished paper, in memory.
pub struct Paper {
    pub files: Vec<OutputFile>,
    pub findings: Vec<Finding>,
}

/// Which paper is made, and about whom.
#[derive(Clone, Copy)]
pub struct PaperAsked<'a> {
    /// The name of its folder of templates.
    pub template: &'a str,
    pub subject: &'a Subject,
}

/// Everything that papers are built from, besides their figures.
pub struct Made<'a> {
    pub definitions: &'a Definitions,
    pub run: &'a Run,
    pub facts: &'a RunFacts,
    pub returns: &'a [Return],
}

impl Made<'_> {
    /// Builds a paper as data, with what is to be noted about it.
    pub fn built(&self, figures: &Figures, asked: PaperAsked<'_>) -> Result<(Report, Vec<Finding>)> {
        let own = narrowed::to(self, asked.subject);
        let workspace = own.workspace.as_ref();
        let outline = outline::load(&workspace.folder, asked.template, &workspace.council.name)?;
        outline.must_be_about(asked.subject)?;
        let outline = asked.subject.name().map_or_else(|| outline.clone(), |name| outline.for_group(name));
        let quarter = figures.quarter;
        let subject = asked.subject;
        let (whole, contracts) = (&self.definitions.workspace, &self.definitions.contracts()[..]);
        let figures_told = Some(figures);
        let sources =
            Sources { workspace, whole, contracts, outline: &outline, subject, quarter, figures: figures_told };
        let commentary = Commentary::load(sources)?;
        let input = PaperInput {
            subject: asked.subject,
            workspace,
            contracts: &own.contracts,
            counted: &own.counted,
            commentary: &commentary,
            population: &self.facts.residents,
            returns: &own.returns,
            accounts: &own.accounts,
            accepted: &own.accepted,
            blocks: &outline.blocks(),
            version: self.run.version,
            run_sha256: &self.run.sha256()?,
        };
        let (report, mut findings) = report::build(&input, figures, &outline)?;
        if let Subject::Prime(name) = subject {
            let others = OtherPrimes::of(whole, Some(name));
            findings.extend(outline.naming(&others).into_iter().map(|problem| {
                let place = Place::file(outline.shown());
                Finding::new("names_another_prime", Effect::Notes, place, problem.with_line(), problem.hint)
            }));
        }
        Ok((report, findings))
    }

    /// Builds and renders the board's paper, and the manifest that names it.
    pub fn paper(&self, figures: &Figures, template: &str, formats: &[Format]) -> Result<Paper> {
        let (report, findings) = self.built(figures, PaperAsked { template, subject: &Subject::All })?;
        let templates = self.templates(template)?;
        self.finished(rendered(&report, &templates, formats)?, findings)
    }

    /// Builds and renders a paper each of a pack, in folders of their own, with a page that leads to them.
    pub fn pack(&self, pack: &Pack, each: Each, template: &str, formats: &[Format]) -> Result<Paper> {
        self.refuse_unlawful(template)?;
        let templates = self.templates(template)?;
        let papers = pack.papers();
        let folders = index::folders(&papers);
        let of_subject = |((subject, figures), folder): (&(&Subject, &Figures), &String)| {
            let (report, findings) = self.built(figures, PaperAsked { template, subject })?;
            let mut files = rendered(&report, &templates, formats)?;
            files.iter_mut().for_each(|file| file.name = format!("{folder}/{}", file.name));
            Ok((files, findings))
        };
        let made: Vec<(Vec<RenderedFile>, Vec<Finding>)> =
            papers.par_iter().zip(&folders).map(of_subject).collect::<Result<_>>()?;
        let (files, findings): (Vec<_>, Vec<_>) = made.into_iter().unzip();
        let mut findings: Vec<Finding> = findings.into_iter().flatten().collect();
        // What is said of one paper of a pack is often said of all.
        let mut told: Vec<Finding> = Vec::new();
        findings.retain(|finding| {
            !told.contains(finding) && {
                told.push(finding.clone());
                true
            }
        });
        let page = index::page(self, each, &papers, &folders, formats)?;
        let mut all: Vec<RenderedFile> = files.into_iter().flatten().collect();
        for mut file in
            rendered(&page, &self.templates(report::papers::PAPERS[0].name)?, &[Format::Html, Format::Markdown])?
        {
            file.name = file.name.replace("report.", "index.");
            all.push(file);
        }
        self.finished(all, findings)
    }

    /// A pack puts the same paper before many readers: a committee's without what the law asks of it is not made at all.
    fn refuse_unlawful(&self, template: &str) -> Result<()> {
        let workspace = &self.definitions.workspace;
        let outline = outline::load(&workspace.folder, template, &workspace.council.name)?;
        match outline.statutory() {
            None => Ok(()),
            Some(missing) => {
                Err(Fault::usage(format!("{}: {}", outline.shown(), missing.what)).hint(missing.hint).into())
            }
        }
    }

    fn templates(&self, template: &str) -> Result<Templates> {
        Templates::load(template, Some(&self.definitions.workspace.folder.join("templates")))
    }

    /// The files with the manifest that names them.
    fn finished(&self, files: Vec<RenderedFile>, findings: Vec<Finding>) -> Result<Paper> {
        let outputs: Vec<(&str, &[u8])> =
            files.iter().map(|file| (file.name.as_str(), file.bytes.as_slice())).collect();
        let bytes = self.run.manifest(&outputs)?;
        let manifest = OutputFile { name: "internal/run.json".into(), bytes, access: Access::Internal };
        let files =
            files.into_iter().map(|file| OutputFile { name: file.name, bytes: file.bytes, access: Access::Public });
        Ok(Paper { files: files.chain([manifest]).collect(), findings })
    }
}

fn rendered(report: &Report, templates: &Templates, formats: &[Format]) -> Result<Vec<RenderedFile>> {
    let files: Vec<Vec<RenderedFile>> =
        formats.par_iter().map(|format| render::render(report, templates, *format)).collect::<Result<_>>()?;
    Ok(files.into_iter().flatten().collect())
}
