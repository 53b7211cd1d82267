//! `quarterdeck programme`: a new programme's file, and what one says against itself.

use std::path::Path;

use anyhow::Result;

use crate::cli::{ProgrammeArgs, ProgrammeCheckArgs, ProgrammeCommand, ProgrammeNewArgs};
use crate::definitions::new_workspace::id_of;
use crate::definitions::programme::{BLANK, ProgrammeFile};
use crate::fault::{Exit, Fault, on_a_terminal, printable};
use crate::output::{self, Access, Advice, OutputFile};
use crate::report::format;

use super::{print, print_aside, print_out};

/// Begins or checks a programme.
pub fn run(args: &ProgrammeArgs) -> Result<Option<Exit>> {
    match &args.command {
        ProgrammeCommand::New(args) => new(args),
        ProgrammeCommand::Check(args) => check(args),
    }
}

/// What else can be done where the file cannot be written.
const NEW: Advice = Advice { instead: "give another workspace with -w", kept: "no file was replaced" };

fn new(args: &ProgrammeNewArgs) -> Result<Option<Exit>> {
    let id = id_of(&args.id).filter(|id| *id == args.id).ok_or_else(|| {
        Fault::usage(format!("`{}` cannot be a programme's id", printable(&args.id)))
            .hint("use lower case letters, digits and hyphens: it becomes a file's name")
    })?;
    must_be_a_workspace(&args.workspace)?;
    let name = format!("programmes/{id}.toml");
    let place = args.workspace.join(&name);
    if place.symlink_metadata().is_ok() {
        return Err(Fault::usage(format!("`{}` is there already, and is not replaced", place.display()))
            .hint("give another id, or change that file")
            .into());
    }
    let file = match &args.from {
        Some(from) => ProgrammeFile::of(&args.workspace, from)?,
        None => ProgrammeFile::from_text(BLANK, "the blank programme".into(), "blank")?,
    };
    let text = file.renamed(&id)?;
    if args.from.is_some() {
        file.checked()?;
    }
    let file = OutputFile { name: name.clone(), bytes: text.into_bytes(), access: Access::Public };
    output::write_all(&args.workspace, &[file], &NEW)?;
    let shown = on_a_terminal(&place.display().to_string());
    print_out(&format!("wrote {shown}\n"))?;
    let unwritten = ProgrammeFile::at(&place)?.problems();
    let lines: Vec<String> = unwritten.iter().filter_map(|problem| Some(problem.line?.to_string())).collect();
    let what = match lines.is_empty() {
        true => "correct in it what is otherwise".to_string(),
        false => format!("write what is still \"...\" (lines {}), and correct the rest", format::list(&lines)),
    };
    print_aside(&format!(
        "next: {what}, then `quarterdeck programme check {shown}`; docs/programmes.md explains each key\n"
    ));
    Ok(None)
}

fn must_be_a_workspace(folder: &Path) -> Result<()> {
    if folder.join("quarterdeck.toml").is_file() {
        return Ok(());
    }
    Err(Fault::usage(format!("`{}` is not a workspace: it has no quarterdeck.toml", folder.display()))
        .hint("give one with -w DIR, or make one with `quarterdeck init DIR`")
        .into())
}

fn check(args: &ProgrammeCheckArgs) -> Result<Option<Exit>> {
    let file = match args.programme.ends_with(".toml") {
        true => ProgrammeFile::at(Path::new(&args.programme))?,
        false => ProgrammeFile::of(&args.workspace, &args.programme)?,
    };
    let programme = &file.programme;
    let parts = [
        print::counted(programme.payment_group.len() as u64, "payment group", "payment groups"),
        print::counted(programme.fee.len() as u64, "fee", "fees"),
        print::counted(programme.target.len() as u64, "target", "targets"),
    ];
    print_out(&format!("programme `{}`: {}\n", printable(&programme.id), parts.join(", ")))?;
    let problems = file.problems();
    for problem in &problems {
        let place = match problem.line {
            Some(line) => format!("{}, line {line}", file.shown),
            None => file.shown.clone(),
        };
        let (place, what, hint) = (on_a_terminal(&place), on_a_terminal(&problem.what), on_a_terminal(&problem.hint));
        print_out(&format!("problem: {place}: {what}\n  to do: {hint}\n"))?;
    }
    if !problems.is_empty() {
        return Ok(Some(Exit::Usage));
    }
    print_out("no contradiction found\n")?;
    for line in programme.unconfirmed() {
        print_out(&format!("not confirmed: {}\n", on_a_terminal(&line)))?;
    }
    Ok(None)
}
