//! `quarterdeck template`: a board's own paper begun from another, and what is wrong with one.

use std::path::Path;

use anyhow::Result;

use crate::cli::{TemplateArgs, TemplateCheckArgs, TemplateCommand, TemplateListArgs, TemplateNewArgs};
use crate::fault::{Exit, Fault, on_a_terminal, printable};
use crate::output::{self, Access, Advice, OutputFile};
use crate::pipeline;
use crate::render::{Templates, sample};
use crate::report::other_primes::OtherPrimes;
use crate::report::outline::{self, AboutWhom, Outline};
use crate::report::packs::{Each, Pack};
use crate::report::{Figures, Subject, papers};

use super::trial::{self, Told, problem};
use super::{Session, print_aside, print_out};
use crate::cli::{Accept, Folders, Inputs};

/// Lists, begins or checks papers.
pub fn run(args: &TemplateArgs) -> Result<Option<Exit>> {
    match &args.command {
        TemplateCommand::List(args) => list(args),
        TemplateCommand::New(args) => new(args),
        TemplateCommand::Check(args) => check(args),
    }
}

/// What else can be done where the files cannot be written.
const NEW: Advice = Advice { instead: "give another workspace with -w", kept: "no file was replaced" };

fn list(args: &TemplateListArgs) -> Result<Option<Exit>> {
    for paper in papers::PAPERS {
        print_out(&format!("{:<20} built in: {}\n", paper.name, paper.purpose))?;
    }
    for name in own(&args.workspace) {
        let what = if papers::find(&name).is_some() {
            "this workspace's, in the place of the built-in one"
        } else {
            "this workspace's"
        };
        print_out(&format!("{:<20} {what}\n", on_a_terminal(&name)))?;
    }
    Ok(None)
}

/// The names of a workspace's own papers, in order.
fn own(workspace: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(workspace.join("templates")).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    let mut names: Vec<String> = folders.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}

fn new(args: &TemplateNewArgs) -> Result<Option<Exit>> {
    if !Templates::is_name(&args.name) {
        return Err(Fault::usage(format!("`{}` cannot be a paper's name", printable(&args.name)))
            .hint("use letters, digits and hyphens: it becomes a folder's name")
            .into());
    }
    let folder = args.workspace.join("templates").join(&args.name);
    if folder.symlink_metadata().is_ok() {
        return Err(Fault::usage(format!("`{}` is there already, and is not changed", folder.display()))
            .hint("give another name, or change the files in it")
            .into());
    }
    if !args.workspace.join("quarterdeck.toml").is_file() {
        let what = format!("`{}` is not a workspace: it has no quarterdeck.toml", args.workspace.display());
        return Err(Fault::usage(what).hint("give one with -w DIR, or make one with `quarterdeck init DIR`").into());
    }
    let outline = outline::read(&args.workspace, &args.from)?;
    let templates = Templates::load(&args.from, Some(&args.workspace.join("templates")))?;
    let file = |name: &str, text: &str| OutputFile {
        name: format!("templates/{}/{name}", args.name),
        bytes: text.as_bytes().to_vec(),
        access: Access::Public,
    };
    let mut files = vec![file("paper.toml", outline.text())];
    files.extend(templates.files().map(|(name, text)| file(name, text)));
    output::write_all(&args.workspace, &files, &NEW)?;
    for file in &files {
        print_out(&format!("wrote {}\n", on_a_terminal(&args.workspace.join(&file.name).display().to_string())))?;
    }
    print_aside(&format!(
        "next: change paper.toml, then `quarterdeck template check {0}`, and set `template = \"{0}\"` in quarterdeck.toml\n",
        args.name
    ));
    Ok(None)
}

fn check(args: &TemplateCheckArgs) -> Result<Option<Exit>> {
    let outline = outline::read(&args.workspace, &args.name)?;
    let mut problems: Vec<Told> =
        outline.problems().into_iter().map(|problem| (outline.shown().to_string(), problem)).collect();
    problems.extend(naming(args, &outline));
    match Templates::load(&args.name, Some(&args.workspace.join("templates"))) {
        Ok(templates) => {
            problems.extend(tried(&templates)?);
            if problems.is_empty() {
                problems.extend(made(args, &outline, &templates)?);
            }
        }
        Err(error) => problems.push(problem(error)?),
    }
    for (file, problem) in &problems {
        let place = problem.line.map_or_else(|| file.clone(), |line| format!("{file}, line {line}"));
        let (place, what) = (on_a_terminal(&place), on_a_terminal(&problem.what));
        let place = if place.is_empty() { String::new() } else { format!("{place}: ") };
        print_out(&format!("problem: {place}{what}\n  to do: {}\n", on_a_terminal(&problem.hint)))?;
    }
    if problems.is_empty() {
        print_out(&format!("template `{}`: nothing wrong was found\n", printable(&args.name)))?;
    }
    Ok((!problems.is_empty()).then_some(Exit::Usage))
}

/// Primes whom a paper about one prime names, whichever prime reads it; nothing where the workspace cannot be read.
fn naming(args: &TemplateCheckArgs, outline: &Outline) -> Vec<Told> {
    let Ok(definitions) = pipeline::definitions(&args.workspace) else { return Vec::new() };
    if outline.about != AboutWhom::Prime || definitions.contracts().len() < 2 {
        return Vec::new();
    }
    let named = outline.naming(&OtherPrimes::of(&definitions.workspace, None));
    named.into_iter().map(|problem| (outline.shown().to_string(), problem)).collect()
}

/// The files tried on a made-up paper that has everything, and on one that has next to nothing.
fn tried(templates: &Templates) -> Result<Vec<Told>> {
    let mut found: Vec<Told> = Vec::new();
    for report in [sample::report(), sample::bare()] {
        for told in trial::of(&report, templates)? {
            // What both papers show is told once, by the words of the first.
            let begin = |told: &Told| told.1.what.split(": ").next().unwrap_or_default().to_string();
            if !found
                .iter()
                .any(|own| own == &told || (own.0 == told.0 && !own.0.is_empty() && begin(own) == begin(&told)))
            {
                found.push(told);
            }
        }
    }
    Ok(found)
}

/// The paper made of the workspace's returns, where they are there.
fn made(args: &TemplateCheckArgs, outline: &Outline, templates: &Templates) -> Result<Vec<Told>> {
    let inputs =
        Inputs { workspace: args.workspace.clone(), quarter: args.quarter, today: None, known_at: None, quiet: true };
    let folders = Folders { returns: None, output: "output".into() };
    let accept = Accept { accept: Vec::new(), because: None, by: None, by_flag: "--by" };
    let mut session = match Session::open(&inputs, &folders, &accept) {
        Ok(session) => session,
        Err(_) => {
            print_aside("no returns could be read: figures that the paper names were not looked for\n");
            return Ok(Vec::new());
        }
    };
    if session.stopped().is_some() {
        print_aside("a finding stops the paper: figures that it names were not looked for\n");
        return Ok(Vec::new());
    }
    let measured = session.measure()?;
    let rule = session.definitions.disclosure();
    let figures = session.figures(&measured)?;
    let run =
        pipeline::run(&session.definitions, session.quarter, &session.facts, &session.checked, &session.accepted)?;
    let paper = |subject: &Subject, figures: &Figures| {
        session.made(&run).built(figures, pipeline::PaperAsked { template: &args.name, subject })
    };
    let each = match outline.about {
        AboutWhom::All => None,
        AboutWhom::Prime => Some(Each::Prime),
        AboutWhom::Place => Some(Each::Area),
    };
    let result = match each {
        None => paper(&Subject::All, &figures).map(Some),
        Some(each) => {
            let pack = Pack::of(each, &measured.people, figures, &session.definitions.contracts(), rule)?;
            pack.papers().first().map(|(subject, figures)| paper(subject, figures)).transpose()
        }
    };
    match result {
        Ok(Some((report, _))) => trial::of(&report, templates),
        Ok(None) => Ok(Vec::new()),
        Err(error) => Ok(vec![problem(error)?]),
    }
}
