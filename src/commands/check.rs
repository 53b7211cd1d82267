//! `quarterdeck check`: files alone, and what their senders should correct.

use std::path::Path;

use anyhow::Result;

use crate::cli::{CheckArgs, CheckFormat};
use crate::fault::{Exit, Fault, exit_of, hint_of, printable};
use crate::finding::Effect;
use crate::pipeline::{self, Definitions};
use crate::source::inbox::{Return, fit};
use crate::vocabulary::AsAt;

use super::{Waiting, print, print_error, print_out, today};

/// Findings of a kind that are listed without `--all`.
const LISTED: usize = 10;

/// Checks the files; exit 3 when a finding stops, 4 when a file is refused.
pub fn run(args: &CheckArgs) -> Result<Option<Exit>> {
    let mut definitions = pipeline::definitions(&args.inputs.workspace)?;
    if let Some(layout) = &args.layout {
        definitions.add_layout(layout)?;
    }
    let returns = args.files.iter().map(|file| whose(file, args, &definitions)).collect::<Result<Vec<Return>>>()?;
    let quarter = args.inputs.quarter.or(returns.iter().filter_map(|item| item.quarter).max());
    let as_at = quarter.map_or_else(|| AsAt(today(&args.inputs)), AsAt::end_of);
    let waiting = Waiting::new(&args.inputs, returns.len());
    let mut received = pipeline::receive(&definitions, &returns, today(&args.inputs), &|file| waiting.step(file))?;
    waiting.done();
    let refused = std::mem::take(&mut received.refused);
    let (checked, _) = pipeline::check(received, &definitions.contracts(), as_at)?;
    match args.format {
        CheckFormat::Text => {
            for (_, error) in &refused {
                print_error(error);
            }
            let most = if args.all { usize::MAX } else { LISTED };
            print_out(&print::summary(&checked.findings))?;
            print_out(&print::accounts(&checked.accounts))?;
            print_out(&print::details(&checked.findings, most))?;
        }
        CheckFormat::Json => {
            let refused: Vec<_> = refused
                .iter()
                .map(|(file, error)| serde_json::json!({ "file": file, "message": format!("{error:#}"), "hint": hint_of(error) }))
                .collect();
            let all =
                serde_json::json!({ "refused": refused, "findings": checked.findings, "accounts": checked.accounts });
            print_out(&format!("{}\n", serde_json::to_string_pretty(&all)?))?;
        }
    }
    let worst = refused.iter().map(|(_, error)| exit_of(error)).min_by_key(|exit| exit.rank());
    let stops = checked.findings.iter().any(|finding| finding.effect == Effect::Stops);
    Ok(worst.or(stops.then_some(Exit::Blocked)))
}

/// Whose return a file is: what the command line says, else what its name fits.
fn whose(file: &Path, args: &CheckArgs, definitions: &Definitions) -> Result<Return> {
    if !file.is_file() {
        let fault = Fault::usage(format!("there is no file `{}`", printable(&file.display().to_string())));
        return Err(fault.hint("check the path; folders are not read, give their files").into());
    }
    let workspace = &definitions.workspace;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let by_name = workspace.supplier.iter().find_map(|supplier| {
        supplier.returns.iter().find_map(|returns| {
            fit(&returns.files, &name).map(|quarter| (supplier.id.clone(), returns.layout.clone(), quarter))
        })
    });
    let (supplier, layout, quarter) = match (&args.layout, by_name) {
        (Some(layout), Some((supplier, _, quarter))) => (supplier, layout.clone(), quarter),
        (Some(layout), None) => {
            (args.supplier.clone().unwrap_or_else(|| workspace.contract[0].supplier.clone()), layout.clone(), None)
        }
        (None, Some(found)) => found,
        (None, None) => {
            return Err(Fault::usage(format!(
                "`{}` fits no supplier's file name in quarterdeck.toml",
                printable(&name)
            ))
            .hint("say how it is laid out and who sent it: --layout NAME --supplier ID")
            .into());
        }
    };
    let supplier = args.supplier.clone().unwrap_or(supplier);
    if !workspace.supplier.iter().any(|known| known.id == supplier) {
        let known: Vec<&str> = workspace.supplier.iter().map(|supplier| supplier.id.as_str()).collect();
        return Err(Fault::usage(format!("no supplier has the id `{}`", printable(&supplier)))
            .hint(format!("suppliers are: {}", known.join(", ")))
            .into());
    }
    Ok(Return { path: file.to_path_buf(), name, supplier, layout, quarter })
}
