//! `quarterdeck read-file` and `read-cells`: what the program starts itself as, to read one file apart from everything
//! else.

use std::io::{BufWriter, IsTerminal, StdoutLock, Write, stdin, stdout};

use anyhow::{Context, Result};

use crate::cli::{ReadCellsArgs, ReadFileArgs};
use crate::fault::{Exit, Fault};
use crate::pipeline;
use crate::worker;

/// Reads one file under limits and writes what it holds to the standard output, for the parent alone.
pub fn run(args: &ReadFileArgs) -> Result<Option<Exit>> {
    let mut out = for_the_parent()?;
    let mut definitions = pipeline::definitions(&args.workspace)?;
    if args.layout.is_empty() {
        definitions.add_every_layout()?;
    } else {
        definitions.add_layout(&args.layout)?;
    }
    let bytes = args.file.metadata().map_or(0, |meta| meta.len());
    worker::set_limits(bytes, &definitions.workspace.limits)?;
    let outcome = pipeline::read(&definitions, &args.file, &args.layout, &args.supplier, args.source_id);
    worker::write(&mut out, &outcome)?;
    out.flush()?;
    Ok(None)
}

/// Reads cells of one file under limits, as they were sent.
pub fn cells(args: &ReadCellsArgs) -> Result<Option<Exit>> {
    let mut out = for_the_parent()?;
    let limits = pipeline::definitions(&args.workspace)?.workspace.limits;
    let wanted = serde_json::from_reader(stdin().lock()).context("nobody says which cells")?;
    let bytes = args.file.metadata().map_or(0, |meta| meta.len());
    worker::set_limits(bytes, &limits)?;
    worker::cells::write(&mut out, &worker::cells::read(&args.file, &wanted, &limits))?;
    out.flush()?;
    Ok(None)
}

/// The way to the parent; refused to a person's terminal.
fn for_the_parent() -> Result<BufWriter<StdoutLock<'static>>> {
    let out = stdout().lock();
    if out.is_terminal() {
        return Err(Fault::usage("`read-file` answers the program itself, not a person")
            .hint("to see what a return holds: quarterdeck check FILE")
            .into());
    }
    Ok(BufWriter::with_capacity(1 << 16, out))
}
