//! `quarterdeck metrics`: the definitions of the measures, for other programs.

use anyhow::Result;

use crate::archive;
use crate::cli::{MetricsArgs, MetricsCommand, MetricsExport};
use crate::definitions::workspace;
use crate::fault::Exit;
use crate::metrics::kept::{PEOPLE, RESIDENTS, SCORE_CHANGES};
use crate::metrics::portable::{self, Tables};

use super::{print_aside, print_out};

pub fn run(args: &MetricsArgs) -> Result<Option<Exit>> {
    match &args.command {
        MetricsCommand::Export(args) => export(args),
    }
}

/// Prints the statements for the workspace's archive, or for one that only the database can see.
fn export(args: &MetricsExport) -> Result<Option<Exit>> {
    let own = args.workspace.join(archive::FOLDER).join(archive::ARCHIVE);
    let (at, tables) = match &args.archive {
        Some(folder) => (folder.trim_end_matches('/').to_string(), Tables { residents: true, score_changes: true }),
        None => {
            workspace::load(&args.workspace)?;
            let has = |table: &str| own.join(table).is_dir();
            if !has(PEOPLE) {
                print_aside("there is no archive yet: `quarterdeck monthly` keeps one; the statements need it\n");
            }
            let shown = own.to_string_lossy().replace('\\', "/");
            (shown, Tables { residents: has(RESIDENTS), score_changes: has(SCORE_CHANGES) })
        }
    };
    print_out(&portable::sql(args.dialect, &at, tables))?;
    Ok(None)
}
