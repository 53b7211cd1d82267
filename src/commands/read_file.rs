//! `quarterdeck read-file`: what the program starts itself as, to read one file apart from everything else.

use std::io::{BufWriter, IsTerminal, Write};

use anyhow::Result;

use crate::cli::ReadFileArgs;
use crate::fault::{Exit, Fault};
use crate::pipeline;
use crate::worker;

/// Reads one file under limits and writes what it holds to the standard output, for the parent alone.
pub fn run(args: &ReadFileArgs) -> Result<Option<Exit>> {
    let mut out = std::io::stdout().lock();
    if out.is_terminal() {
        return Err(Fault::usage("`read-file` answers the program itself, not a person")
            .hint("to see what a return holds: quarterdeck check FILE")
            .into());
    }
    let mut definitions = pipeline::definitions(&args.workspace)?;
    if args.layout.is_empty() {
        definitions.add_every_layout()?;
    } else {
        definitions.add_layout(&args.layout)?;
    }
    let bytes = args.file.metadata().map_or(0, |meta| meta.len());
    worker::set_limits(bytes, &definitions.workspace.limits)?;
    let outcome = pipeline::read(&definitions, &args.file, &args.layout, &args.supplier, args.source_id);
    let mut out = BufWriter::with_capacity(1 << 16, &mut out);
    worker::write(&mut out, &outcome)?;
    out.flush()?;
    Ok(None)
}
