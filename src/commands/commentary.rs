//! `quarterdeck commentary`: the officers' words begun for a quarter, and checked without making the paper.

use anyhow::Result;

use crate::cli::{CommentaryArgs, CommentaryCommand, CommentaryOf};
use crate::fault::{Exit, Fault, on_a_terminal};
use crate::finding::Finding;
use crate::output::{self, Access, Advice, OutputFile};
use crate::pipeline::{self, Definitions};
use crate::report::commentary::{Blank, Commentary, Sources, file_of};
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

fn new(args: &CommentaryOf) -> Result<Option<Exit>> {
    let definitions = pipeline::definitions(&args.inputs.workspace)?;
    if let Some(quarter) = args.inputs.quarter {
        must_be_free(args, quarter)?;
    }
    let made = figures(args, &definitions)?;
    let quarter = made.quarter;
    must_be_free(args, quarter)?;
    let workspace = &definitions.workspace;
    let outline = outline::load(&workspace.folder, &workspace.template, &workspace.council.name)?;
    let contracts = made.session.as_ref().map(|(session, _)| session.definitions.contracts()).unwrap_or_default();
    let figures = made.session.as_ref().map(|(_, figures)| figures);
    let text = Blank { workspace, outline: &outline, quarter, contracts: &contracts, figures }.text()?;
    let file = OutputFile { name: file_of(quarter), bytes: text.into_bytes(), access: Access::Public };
    output::write_all(&args.inputs.workspace, &[file], &NEW)?;
    let shown = on_a_terminal(&args.inputs.workspace.join(file_of(quarter)).display().to_string());
    print_out(&format!("wrote {shown}\n"))?;
    if figures.is_none() {
        print_aside("it has the headings alone, because there are no figures yet\n");
    }
    print_aside(&format!("next: write under the headings, then `quarterdeck commentary check --quarter {quarter}`\n"));
    Ok(None)
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
    let findings = match &made.session {
        Some((session, figures)) => {
            let run = pipeline::run(
                &session.definitions,
                session.quarter,
                &session.facts,
                &session.checked,
                &session.accepted,
            )?;
            let template = &session.definitions.workspace.template;
            session.made(&run).built(figures, pipeline::PaperAsked { template, subject: &Subject::All })?.1
        }
        None => {
            let workspace = &definitions.workspace;
            let outline = outline::load(&workspace.folder, &workspace.template, &workspace.council.name)?;
            let (quarter, subject) = (made.quarter, &Subject::All);
            let sources = Sources { workspace, outline: &outline, subject, quarter, figures: None };
            print_aside("without figures: names of figures, reds and headings without words are not looked at\n");
            Commentary::load(sources)?.findings(workspace, &outline)
        }
    };
    let file = file_of(made.quarter);
    let of_words: Vec<Finding> = findings.into_iter().filter(|finding| finding.place.file == file).collect();
    if of_words.is_empty() {
        print_out(&format!("{file}: nothing to note\n"))?;
    }
    for finding in &of_words {
        let (message, hint) = (on_a_terminal(&finding.message), on_a_terminal(&finding.hint));
        print_out(&format!("{}: {file}: {message}\n  to do: {hint}\n", finding.code))?;
    }
    Ok(None)
}

/// A quarter, with its checked returns and figures where they can be made.
struct Made {
    quarter: Quarter,
    session: Option<(Session, Figures)>,
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
    let rule = session.definitions.disclosure();
    let figures = Figures::compute(&measured.people, &measured.counted, quarter, rule)?;
    Ok(Made { quarter, session: Some((session, figures)) })
}
