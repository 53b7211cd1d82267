//! `quarterdeck commentary`: the officers' words begun for a quarter, and checked without making the paper.

use std::collections::BTreeSet;

use anyhow::Result;

use crate::cli::{CommentaryArgs, CommentaryCommand, CommentaryNew, CommentaryOf, ForEach};
use crate::fault::{Exit, Fault, on_a_terminal, printable};
use crate::finding::Finding;
use crate::metrics::People;
use crate::output::{self, Access, Advice, OutputFile};
use crate::pipeline::{self, Definitions};
use crate::report::commentary::{Blank, Commentary, OfPack, Sources, file_of, misnamed};
use crate::report::outline::{AboutWhom, Outline};
use crate::report::packs::{self, Each, Pack};
use crate::report::{Figures, Subject, outline};
use crate::vocabulary::Quarter;

use super::{Session, print, print_aside, print_error, print_out};

/// Begins or checks a quarter's words.
pub fn run(args: &CommentaryArgs) -> Result<Option<Exit>> {
    match &args.command {
        CommentaryCommand::New(args) => new(args),
        CommentaryCommand::Check(args) => check(args),
    }
}

/// What else can be done where the file cannot be written.
const NEW: Advice = Advice { instead: "give another workspace with -w", kept: "no file was replaced" };

fn new(asked: &CommentaryNew) -> Result<Option<Exit>> {
    let args = &asked.of;
    let definitions = pipeline::definitions(&args.inputs.workspace)?;
    if let Some(quarter) = args.inputs.quarter {
        must_be_free(args, quarter)?;
    }
    let made = figures(args, &definitions)?;
    let quarter = made.quarter;
    must_be_free(args, quarter)?;
    let workspace = &definitions.workspace;
    let outline = outline::load(&workspace.folder, &workspace.template, &workspace.council.name)?;
    let contracts = made.session.as_ref().map(|(session, ..)| session.definitions.contracts()).unwrap_or_default();
    let figures = made.session.as_ref().map(|(_, figures, _)| figures);
    let pack = pack(asked.for_each.map(ForEach::each), &definitions, &outline, figures)?;
    let text = Blank { workspace, outline: &outline, quarter, contracts: &contracts, figures, pack }.text()?;
    let file = OutputFile { name: file_of(quarter), bytes: text.into_bytes(), access: Access::Public };
    output::write_all(&args.inputs.workspace, &[file], &NEW)?;
    let shown = on_a_terminal(&args.inputs.workspace.join(file_of(quarter)).display().to_string());
    print_out(&format!("wrote {shown}\n"))?;
    if figures.is_none() {
        print_aside("it has the headings alone, because there are no figures yet\n");
    }
    for name in misnamed(&args.inputs.workspace, quarter) {
        print_aside(&format!("commentary/{} lies beside it and is not read\n", printable(&name)));
    }
    print_aside(&format!("next: write under the headings, then `quarterdeck commentary check --quarter {quarter}`\n"));
    Ok(None)
}

/// Of whom the headings of a pack are written. Where the workspace's own paper is about one prime or place, they are its own.
fn pack(
    asked: Option<Each>,
    definitions: &Definitions,
    own: &Outline,
    figures: Option<&Figures>,
) -> Result<Option<OfPack>> {
    let each = match (asked, own.about) {
        (Some(each), _) => each,
        (None, AboutWhom::All) => return Ok(None),
        (None, AboutWhom::Prime) => Each::Prime,
        (None, AboutWhom::Place) => Each::Area,
    };
    let workspace = &definitions.workspace;
    let outline = match own.about == each.about() {
        true => own.clone(),
        false => outline::load(&workspace.folder, each.paper(), &workspace.council.name)?,
    };
    let names: Vec<String> = match each {
        Each::Prime => definitions.contracts().iter().map(|terms| terms.prime_name.to_string()).collect(),
        Each::Area => {
            let listed = workspace.areas.areas.iter().cloned();
            let mut names: Vec<String> = listed.chain(figures.map(packs::areas).unwrap_or_default()).collect();
            let mut seen = BTreeSet::new();
            names.retain(|name| seen.insert(name.clone()));
            names
        }
        Each::Lot => packs::lots(&definitions.contracts()).into_iter().map(|lot| lot.name).collect(),
    };
    if names.is_empty() {
        let hint = match each {
            Each::Lot => "say in the programme's file which areas are a lot; docs/programmes.md tells how",
            _ => "list the areas under [areas] in quarterdeck.toml, or write headings --for-each prime",
        };
        return Err(Fault::usage(format!("there is no {} to write headings for", each.id())).hint(hint).into());
    }
    Ok(Some(OfPack { outline, names }))
}

/// Officers' words are never written over.
fn must_be_free(args: &CommentaryOf, quarter: Quarter) -> Result<()> {
    let place = args.inputs.workspace.join(file_of(quarter));
    if place.symlink_metadata().is_err() {
        return Ok(());
    }
    Err(Fault::usage(format!("`{}` is there already, and is not replaced", place.display()))
        .hint("write in it; `quarterdeck commentary check` tells what is missing")
        .into())
}

fn check(args: &CommentaryOf) -> Result<Option<Exit>> {
    let definitions = pipeline::definitions(&args.inputs.workspace)?;
    let made = figures(args, &definitions)?;
    let file = file_of(made.quarter);
    let mut of_words = found(made, &definitions)?;
    of_words.retain(|finding| finding.place.file == file);
    // Notes on lines first, in the order of the file.
    of_words.sort_by_cached_key(|finding| (!finding.message.starts_with("line "), print::by_number(&finding.message)));
    if of_words.is_empty() {
        print_out(&format!("{file}: nothing to note\n"))?;
    }
    for finding in &of_words {
        let (message, hint) = (on_a_terminal(&finding.message), on_a_terminal(&finding.hint));
        print_out(&format!("{}: {file}: {message}\n  to do: {hint}\n", finding.code))?;
    }
    Ok(None)
}

/// What is to be noted about the workspace's own paper, or about each of them where it is one for a prime or place.
fn found(made: Made, definitions: &Definitions) -> Result<Vec<Finding>> {
    let workspace = &definitions.workspace;
    let outline = outline::load(&workspace.folder, &workspace.template, &workspace.council.name)?;
    let Some((session, figures, people)) = made.session else {
        let (whole, quarter, subject) = (workspace, made.quarter, &Subject::All);
        let contracts = &definitions.contracts()[..];
        let sources = Sources { workspace, whole, contracts, outline: &outline, subject, quarter, figures: None };
        print_aside("without figures: names of figures, reds and headings without words are not looked at\n");
        return Ok(Commentary::load(sources)?.findings(workspace, &outline));
    };
    let each = match outline.about {
        AboutWhom::All => None,
        AboutWhom::Prime => Some(Each::Prime),
        AboutWhom::Place => Some(Each::Area),
    };
    let run =
        pipeline::run(&session.definitions, session.quarter, &session.facts, &session.checked, &session.accepted)?;
    let template = &session.definitions.workspace.template;
    let of = |subject: &Subject, figures: &Figures| {
        Ok(session.made(&run).built(figures, pipeline::PaperAsked { template, subject })?.1)
    };
    let Some(each) = each else { return of(&Subject::All, &figures) };
    let rule = session.definitions.disclosure();
    let pack = Pack::of(each, &people, figures, &session.definitions.contracts(), rule)?;
    let mut all: Vec<Finding> = Vec::new();
    for (subject, figures) in pack.papers() {
        let new: Vec<Finding> = of(subject, figures)?.into_iter().filter(|finding| !all.contains(finding)).collect();
        all.extend(new);
    }
    Ok(all)
}

/// A quarter, with its checked returns, figures and people where they can be made.
struct Made {
    quarter: Quarter,
    session: Option<(Session, Figures, People)>,
}

/// The quarter's figures, as far as the returns are there; why they are not is told.
fn figures(args: &CommentaryOf, definitions: &Definitions) -> Result<Made> {
    let known = args.inputs.quarter.or(definitions.workspace.paper.quarter);
    let mut session = match (Session::open(&args.inputs, &args.folders(), &args.accept), known) {
        (Ok(session), _) => session,
        (Err(error), Some(quarter)) => {
            print_aside("no figures can be made:\n");
            print_error(&error);
            return Ok(Made { quarter, session: None });
        }
        (Err(error), None) => return Err(error),
    };
    let quarter = session.quarter;
    if session.stopped().is_some() {
        print_aside(&print::summary(&session.checked.findings));
        return Ok(Made { quarter, session: None });
    }
    let measured = session.measure()?;
    let figures = session.figures(&measured)?;
    Ok(Made { quarter, session: Some((session, figures, measured.people)) })
}
