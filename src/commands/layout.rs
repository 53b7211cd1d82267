//! `quarterdeck layout`: learning what a sender's columns are, and checking a layout.

use std::path::Path;

use anyhow::Result;

use crate::cli::{LayoutArgs, LayoutCheckArgs, LayoutCommand, LearnArgs};
use crate::definitions::new_workspace::{NewReturns, NewSupplier, id_of};
use crate::definitions::workspace::fold;
use crate::definitions::{Supplier, SupplierKind, Workspace};
use crate::fault::{Exit, Fault, on_a_terminal, printable};
use crate::learn::check;
use crate::learn::series;
use crate::learn::study::{Answer, Question};
use crate::output::{self, Access, Advice, OutputFile};
use crate::pipeline::{self, Definitions};
use crate::source;
use crate::worker::Reader;

use super::{print, print_aside, print_out};

/// Learns or checks.
pub fn run(args: &LayoutArgs) -> Result<Option<Exit>> {
    match &args.command {
        LayoutCommand::Learn(args) => learn(args),
        LayoutCommand::Check(args) => check_layout(args),
    }
}

/// Who sent a file, as far as that is known.
struct Sender {
    id: String,
    name: String,
    kind: SupplierKind,
    /// Whether the workspace has it.
    known: bool,
}

/// What else can be done where the layout cannot be written.
const LAYOUT: Advice = Advice { instead: "leave out --write to see the layout", kept: "no file was replaced" };

fn learn(args: &LearnArgs) -> Result<Option<Exit>> {
    source::must_be_a_file(&args.file)?;
    let definitions = definitions(&args.workspace)?;
    let workspace = definitions.as_ref().map(|definitions| &definitions.workspace);
    let sender = sender(&args.supplier, workspace)?;
    let name = match &args.name {
        Some(name) => id_of(name).filter(|id| id == name).ok_or_else(|| {
            Fault::usage(format!("`{}` cannot be a layout's name", printable(name)))
                .hint("use lower case letters, digits and hyphens: it becomes a file's name")
        })?,
        None => sender.id.clone(),
    };
    let target = target(args, workspace, &name)?;
    let question = Question::Learn {
        name: name.clone(),
        supplier: sender.name.clone(),
        from_jcp: sender.kind == SupplierKind::Jcp,
        sheet: args.sheet.clone(),
        header_row: args.header_row,
    };
    let folder = workspace.map(|workspace| workspace.folder.as_path());
    let limits = workspace.map(|workspace| workspace.limits.clone()).unwrap_or_default();
    let answer = Reader::this_program()?.study(&args.file, &question, folder, &limits)?;
    print_aside(&answer.told);
    match (target, folder) {
        (Some(file), Some(folder)) => {
            let bytes = answer.toml.clone().into_bytes();
            output::write_all(folder, &[OutputFile { name: file.clone(), bytes, access: Access::Public }], &LAYOUT)?;
            print_aside(&format!("wrote {}\n", folder.join(file).display()));
        }
        _ => print_out(&answer.toml)?,
    }
    print_aside(&next(args, &sender, &name, workspace, &answer)?);
    Ok(None)
}

/// The workspace, where there is one; a folder that was named must be one.
fn definitions(folder: &Path) -> Result<Option<Definitions>> {
    if folder == Path::new(".") && !folder.join("quarterdeck.toml").is_file() {
        print_aside("no workspace here: names of wards, offices and primes are not held against any list\n");
        return Ok(None);
    }
    pipeline::definitions_without_layouts(folder).map(Some)
}

/// The supplier by its id, name or alias; a new one by its name.
fn sender(name: &str, workspace: Option<&Workspace>) -> Result<Sender> {
    let called = |supplier: &&Supplier| {
        let names = [&supplier.id, &supplier.name].into_iter().chain(&supplier.aliases);
        names.into_iter().any(|own| fold(own) == fold(name))
    };
    if let Some(own) = workspace.and_then(|workspace| workspace.supplier.iter().find(called)) {
        return Ok(Sender { id: own.id.clone(), name: own.name.clone(), kind: own.kind, known: true });
    }
    let id = id_of(name).ok_or_else(|| {
        Fault::usage(format!("`{}` cannot be a supplier's name", printable(name))).hint("use letters and digits")
    })?;
    let jcp = id.starts_with("jcp") || id.starts_with("jobcentre") || id.starts_with("dwp");
    let kind = if jcp { SupplierKind::Jcp } else { SupplierKind::Prime };
    Ok(Sender { id, name: name.to_string(), kind, known: false })
}

/// Where the layout is written; refused before anything is read where that cannot be.
fn target(args: &LearnArgs, workspace: Option<&Workspace>, name: &str) -> Result<Option<String>> {
    if !args.write {
        return Ok(None);
    }
    let Some(workspace) = workspace else {
        return Err(Fault::usage("there is no workspace to write the layout into")
            .hint("give one with -w DIR, make one with `quarterdeck init DIR`, or leave out --write")
            .into());
    };
    let file = format!("layouts/{name}.toml");
    if workspace.folder.join(&file).exists() {
        let shown = workspace.folder.join(&file).display().to_string();
        return Err(Fault::usage(format!("`{shown}` is there already, and is not replaced"))
            .hint("give another name with --name, or leave out --write and compare the two")
            .into());
    }
    Ok(Some(file))
}

/// What to do with the proposal.
fn next(
    args: &LearnArgs,
    sender: &Sender,
    name: &str,
    workspace: Option<&Workspace>,
    answer: &Answer,
) -> Result<String> {
    let mut out = String::new();
    if answer.open > 0 {
        out += &format!(
            "next: look at the {} marked check, unsure or ? in the layout\n",
            print::counted(answer.open as u64, "column", "columns")
        );
    }
    if !answer.usable {
        out += "next: decide which column is the reference; until then the layout cannot be used\n";
    }
    let file = args.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let returns = NewReturns { files: series::pattern(&file), layout: Ok(name.to_string()) };
    let listed = workspace.is_some_and(|workspace| {
        workspace.supplier.iter().flat_map(|supplier| &supplier.returns).any(|own| own.layout == name)
    });
    if listed {
        out += "next: quarterdeck.toml names this layout already\n";
    } else if sender.known {
        out += &format!("next: add to quarterdeck.toml, below supplier `{}`:\n{}", sender.id, returns.toml()?);
    } else {
        let (id, name, kind) = (sender.id.clone(), sender.name.clone(), sender.kind);
        let supplier = NewSupplier { id, name, kind, returns: vec![returns], spellings: Vec::new() };
        out += &format!("next: add to quarterdeck.toml:\n{}", supplier.toml()?);
    }
    Ok(out)
}

/// Adds a layout by its name, or from its file; gives back its name.
pub(super) fn add(definitions: &mut Definitions, layout: &str) -> Result<String> {
    if layout.ends_with(".toml") {
        return definitions.add_layout_file(Path::new(layout));
    }
    definitions.add_layout(layout)?;
    Ok(layout.to_string())
}

fn check_layout(args: &LayoutCheckArgs) -> Result<Option<Exit>> {
    if let Some(file) = &args.against {
        source::must_be_a_file(file)?;
    }
    let found = definitions(&args.workspace)?;
    let folder = found.as_ref().map(|definitions| definitions.workspace.folder.clone());
    let mut definitions = found.map_or_else(Definitions::of_a_new_workspace, Ok)?;
    let name = add_unchecked(&mut definitions, &args.layout)?;
    let layout = definitions.layout(&name);
    let problems = check::problems(layout, &definitions.workspace, &definitions.programmes());
    let columns: usize = layout.sheet.iter().map(|sheet| sheet.columns.len()).sum();
    let tables = print::counted(layout.sheet.len() as u64, "table", "tables");
    let columns = print::counted(columns as u64, "column", "columns");
    print_out(&format!("layout `{}`: {tables}, {columns}\n", printable(&name)))?;
    for problem in &problems {
        let (what, hint) = (on_a_terminal(&problem.what), on_a_terminal(&problem.hint));
        print_out(&format!("problem: {what}\n  to do: {hint}\n"))?;
    }
    if !problems.is_empty() {
        return Ok(Some(Exit::Usage));
    }
    let Some(file) = &args.against else {
        print_out("no contradiction found\n")?;
        return Ok(None);
    };
    let question = Question::Against { layout: args.layout.clone() };
    let limits = &definitions.workspace.limits;
    let answer = Reader::this_program()?.study(file, &question, folder.as_deref(), limits)?;
    print_out(&answer.told)?;
    Ok((!answer.usable).then_some(Exit::Refused))
}

/// The layout with its contradictions, to be told all together.
fn add_unchecked(definitions: &mut Definitions, layout: &str) -> Result<String> {
    if layout.ends_with(".toml") {
        return definitions.add_layout_file(Path::new(layout));
    }
    let own = definitions.workspace.folder.join("layouts").join(format!("{layout}.toml"));
    if own.is_file() { definitions.add_layout_file(&own) } else { add(definitions, layout) }
}
