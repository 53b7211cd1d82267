//! `quarterdeck study-file`: what the program starts itself as, to answer a question about one file.

use std::io::{BufWriter, IsTerminal};
use std::path::Path;

use anyhow::Result;

use crate::cli::StudyFileArgs;
use crate::fault::{Exit, Fault};
use crate::learn::study::{Answer, Question};
use crate::pipeline::{self, Definitions};
use crate::worker;

/// Answers under the limits of the workspace, to the standard output, for the parent alone.
pub fn run(args: &StudyFileArgs) -> Result<Option<Exit>> {
    let mut out = std::io::stdout().lock();
    if out.is_terminal() {
        return Err(Fault::usage("`study-file` answers the program itself, not a person")
            .hint("to see what a file's columns are: quarterdeck layout learn FILE --supplier NAME")
            .into());
    }
    let answer = answer(args);
    worker::write_answer(&mut BufWriter::new(&mut out), &answer)?;
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
    worker::set_limits(size(&args.file), &definitions.workspace.limits)?;
    pipeline::study(&definitions, &args.file, &question)
}

fn size(file: &Path) -> u64 {
    file.metadata().map_or(0, |meta| meta.len())
}
