//! `quarterdeck read-file`, `read-cells`, `read-context`, `study-file` and `fill-template`: what the program starts itself
//! as, to read one file, or fill in one template, apart from everything else.

use std::io::{BufWriter, IsTerminal, Read, StdoutLock, stdin, stdout};

use anyhow::{Context, Result};

use crate::cli::{ReadCellsArgs, ReadContextArgs, ReadFileArgs, StudyFileArgs};
use crate::fault::{Exit, Fault};
use crate::learn::study::{Answer, Question};
use crate::mapping::context;
use crate::pipeline::{self, Definitions};
use crate::render;
use crate::worker;

/// Reads one file under limits and writes what it holds to the standard output, for the parent alone.
pub fn run(args: &ReadFileArgs) -> Result<Option<Exit>> {
    let mut out = for_the_parent("read-file", CHECK)?;
    // The layouts of other senders are none of its business: to read them costs as much as a small file.
    let definitions = if args.layout.is_empty() {
        let mut all = pipeline::definitions(&args.workspace)?;
        all.add_every_layout()?;
        all
    } else {
        let mut own = pipeline::definitions_without_layouts(&args.workspace)?;
        own.add_layout(&args.layout)?;
        own
    };
    worker::set_limits(&args.file, &definitions.workspace.limits)?;
    let outcome = pipeline::read(&definitions, &args.file, &args.layout, &args.supplier, args.source_id);
    worker::write(&mut out, &outcome)?;
    Ok(None)
}

/// Reads cells of one file under limits, as they were sent.
pub fn cells(args: &ReadCellsArgs) -> Result<Option<Exit>> {
    let mut out = for_the_parent("read-cells", CHECK)?;
    let limits = pipeline::definitions(&args.workspace)?.workspace.limits;
    let wanted = serde_json::from_reader(stdin().lock()).context("nobody says which cells")?;
    worker::set_limits(&args.file, &limits)?;
    worker::write_answer(&mut out, &worker::cells::read(&args.file, &wanted, &limits))?;
    Ok(None)
}

/// Reads one file of a workspace's context figures under limits.
pub fn context(args: &ReadContextArgs) -> Result<Option<Exit>> {
    let mut out = for_the_parent("read-context", CHECK)?;
    let workspace = pipeline::definitions_without_layouts(&args.workspace)?.workspace;
    worker::set_limits(&args.file, &workspace.limits)?;
    worker::write_answer(&mut out, &context::read(&args.file, args.layout.as_deref(), &workspace))?;
    Ok(None)
}

/// Answers a question about one file under limits.
pub fn study(args: &StudyFileArgs) -> Result<Option<Exit>> {
    let learn = "to see what a file's columns are: quarterdeck layout learn FILE --supplier NAME";
    let mut out = for_the_parent("study-file", learn)?;
    worker::write_answer(&mut out, &answer(args))?;
    Ok(None)
}

fn answer(args: &StudyFileArgs) -> Result<Answer> {
    let mut question: Question = serde_json::from_str(&args.question)?;
    let mut definitions = match &args.workspace {
        Some(workspace) => pipeline::definitions_without_layouts(workspace)?,
        None => Definitions::of_a_new_workspace()?,
    };
    if let Question::Against { layout } = &mut question {
        *layout = super::layout::add(&mut definitions, layout)?;
    }
    worker::set_limits(&args.file, &definitions.workspace.limits)?;
    pipeline::study(&definitions, &args.file, &question)
}

/// Fills in a template under limits.
pub fn fill() -> Result<Option<Exit>> {
    let mut out = for_the_parent("fill-template", "to try a template: quarterdeck template check NAME")?;
    worker::set_filling_limits()?;
    let mut question = Vec::new();
    stdin().lock().read_to_end(&mut question).context("nobody says which template")?;
    worker::write_answer(&mut out, &render::fill(&question))?;
    Ok(None)
}

const CHECK: &str = "to see what a return holds: quarterdeck check FILE";

/// The way to the parent; refused to a person's terminal.
fn for_the_parent(command: &str, instead: &str) -> Result<BufWriter<StdoutLock<'static>>> {
    let out = stdout().lock();
    if out.is_terminal() {
        return Err(Fault::usage(format!("`{command}` answers the program itself, not a person")).hint(instead).into());
    }
    Ok(BufWriter::with_capacity(1 << 16, out))
}
