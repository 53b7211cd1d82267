//! `quarterdeck check`: files alone, and what their senders should correct.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::archive::Archive;
use crate::cli::{CheckArgs, CheckFormat};
use crate::definitions::Coverage;
use crate::fault::{Exit, Fault, exit_of, printable};
use crate::finding::{Effect, Finding, Place};
use crate::pipeline::{self, Checked, Definitions, Earlier};
use crate::queries::words::{self, Asks};
use crate::source;
use crate::source::inbox::{Return, fit};
use crate::validation::volume::NO_EVENT;
use crate::vocabulary::{AsAt, Quarter};
use crate::worker::{Reader, Request};

use super::send_back::{self, Book, CheckedRun};
use super::session::arrival;
use super::{Waiting, print, print_error, print_out, today};

/// Findings of a kind that are listed without `--all`.
const LISTED: usize = 10;

/// Checks the files; exit 2 when it is a question what a file is, 3 when a finding stops, 4 when a file is refused.
pub fn run(args: &CheckArgs) -> Result<Option<Exit>> {
    let mut definitions = pipeline::definitions(&args.inputs.workspace)?;
    if let Some(layout) = &args.layout {
        definitions.add_layout(layout)?;
    }
    is_a_supplier(args, &definitions)?;
    let reader = Reader::this_program()?;
    let mut recognised = Recognised::default();
    let mut returns = Vec::new();
    let mut no_files = Vec::new();
    for file in each_once(&args.files) {
        match source::must_be_a_file(file) {
            Ok(_) => {}
            Err(fault) if fault.exit == Exit::Usage => {
                // By its whole path: what is not there must not be taken for a file of that name in another folder.
                no_files.push((file.display().to_string(), fault));
                continue;
            }
            Err(fault) => return Err(fault.into()),
        }
        match whose(file, args, &mut definitions, &reader, &mut recognised.findings) {
            Ok(item) => returns.push(item),
            // The others are checked without it, be it refused or a question which layout it has and who sent it.
            Err(error) if matches!(exit_of(&error), Exit::Refused | Exit::Blocked | Exit::Usage) => {
                recognised.refused.push((name_of(file), error));
            }
            Err(error) => return Err(error),
        }
    }
    recognised.refused.extend(among_files(no_files, returns.is_empty() && recognised.refused.is_empty())?);
    one_quarter_a_list(&returns, &definitions)?;
    let quarter = args.inputs.quarter.or(returns.iter().filter_map(|item| item.quarter).max());
    let as_at = quarter.map_or_else(|| AsAt(today(&args.inputs)), AsAt::end_of);
    let waiting = Waiting::new(&args.inputs, returns.len());
    let archive = Archive::open(&definitions.workspace.folder)?;
    let arrival = arrival(&args.inputs, &archive);
    let mut received = pipeline::receive(&definitions, &returns, &arrival, &reader, &|file| waiting.step(file))?;
    waiting.done();
    received.findings.extend(recognised.findings);
    let of = quarter.unwrap_or_else(|| Quarter::of(today(&args.inputs)));
    pipeline::known_again(&mut received, &returns, &archive, of);
    pipeline::settle_versions(&mut received, &definitions.workspace, &returns, &arrival, of);
    let mut refused = recognised.refused;
    refused.append(&mut received.refused);
    let (mut checked, facts) = pipeline::check(received, &definitions, as_at)?;
    let earlier = Earlier { archive: &archive, folder: None, reader: &reader };
    pipeline::compare_with_earlier(&definitions, &earlier, &returns, of, &mut checked, &facts)?;
    if quarter.is_none() {
        // Of which quarter a file is, nobody has said.
        checked.findings.retain(|finding| finding.code != NO_EVENT);
    }
    // What stops the paper is accepted where the paper is made.
    for finding in &mut checked.findings {
        finding.hint = finding.hint.replace("let this run go on", "let `report` go on");
    }
    let run = CheckedRun { definitions: &definitions, returns: &returns, facts: &facts, refused: &refused, reader };
    let books = send_back::books(&run, &mut checked, of, args)?;
    // What was found is told even where the workbooks cannot be written.
    let written = send_back::write(&books, &definitions, of, args);
    would_stop_the_paper(&mut checked, &run);
    let unwritten = written.as_ref().err();
    tell(args, &checked, &refused, &books, unwritten)?;
    if let (Some(error), CheckFormat::Json) = (unwritten, args.format) {
        // It is in what was printed, which has to stay one value.
        print_error(error);
        return Ok(Some(exit_of(error)));
    }
    written?;
    let stops = checked.findings.iter().any(|finding| finding.effect == Effect::Stops);
    let causes = refused.iter().map(|(_, error)| exit_of(error)).chain(stops.then_some(Exit::Blocked));
    Ok(causes.min_by_key(|exit| exit.rank()))
}

/// What another list alone can tell, or put right.
fn needs_every_list(code: &str) -> bool {
    code == "jcp_row_not_used" || words::of(code).is_some_and(|words| words.asks == Asks::AcrossAllLists)
}

/// Holds what was found against the gates of a paper, as far as these files say: an officer need not make one to know.
/// It stops nothing here.
fn would_stop_the_paper(checked: &mut Checked, run: &CheckedRun<'_>) {
    let workspace = &run.definitions.workspace;
    let found = checked.findings.len();
    pipeline::gate(checked, workspace);
    let gates = checked.findings.split_off(found).into_iter();
    let has_every_list = run.has_all_of(workspace.supplier.iter());
    checked.findings.extend(gates.filter(|gate| has_every_list || !needs_every_list(gate.code)).map(|gate| Finding {
        effect: Effect::Notes,
        message: format!("this would stop the paper: {}", gate.message),
        hint: format!(
            "ask the sender for a corrected return; `report` can go on with --accept {} --because TEXT --by NAME",
            gate.code
        ),
        ..gate
    }));
}

/// What leads to no file: wrong use of the command where nothing else was given, else refused beside the others.
fn among_files(no_files: Vec<(String, Fault)>, are_all: bool) -> Result<Vec<(String, anyhow::Error)>> {
    let refused = |fault: Fault| Fault { exit: if are_all { fault.exit } else { Exit::Refused }, ..fault };
    let mut faults = no_files.into_iter().map(|(name, fault)| (name, anyhow::Error::new(refused(fault))));
    if are_all && let Some((_, error)) = faults.next() {
        return Err(error);
    }
    Ok(faults.collect())
}

/// The supplier of the command line has to be one of the workspace's.
fn is_a_supplier(args: &CheckArgs, definitions: &Definitions) -> Result<()> {
    let suppliers = &definitions.workspace.supplier;
    match args.supplier.as_ref().filter(|id| !suppliers.iter().any(|known| known.id == **id)) {
        None => Ok(()),
        Some(id) => {
            let known: Vec<&str> = suppliers.iter().map(|supplier| supplier.id.as_str()).collect();
            Err(Fault::usage(format!("no supplier has the id `{}`", printable(id)))
                .hint(format!("suppliers are: {}", known.join(", ")))
                .into())
        }
    }
}

/// What was learnt of files whose names fit no sender's pattern.
#[derive(Default)]
struct Recognised {
    findings: Vec<Finding>,
    /// Files of which it is not known what or whose they are, and why.
    refused: Vec<(String, anyhow::Error)>,
}

fn name_of(file: &Path) -> String {
    file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Prints what was found, and where the workbooks are.
fn tell(
    args: &CheckArgs,
    checked: &Checked,
    refused: &[(String, anyhow::Error)],
    books: &[Book],
    unwritten: Option<&anyhow::Error>,
) -> Result<()> {
    match args.format {
        CheckFormat::Text => {
            for (_, error) in refused {
                print_error(error);
            }
            let most = if args.all { usize::MAX } else { LISTED };
            print_out(&print::summary(&checked.findings))?;
            print_out(&print::accounts(&checked.accounts))?;
            print_out(&print::details(&checked.findings, most))?;
            print_out(&send_back::in_words(books))?;
        }
        CheckFormat::Json => {
            let all = serde_json::json!({
                "error": unwritten.map(print::error_as_json),
                "refused": print::refused_as_json(refused),
                "findings": checked.findings,
                "accounts": checked.accounts,
                "queries": send_back::as_json(books),
            });
            print_out(&print::json(&all))?;
        }
    }
    Ok(())
}

/// Whose return a file is: what the command line says, else what its name fits, else whose layout its headers fit.
fn whose(
    file: &Path,
    args: &CheckArgs,
    definitions: &mut Definitions,
    reader: &Reader,
    recognised: &mut Vec<Finding>,
) -> Result<Return> {
    let name = name_of(file);
    let by_name = definitions.workspace.supplier.iter().find_map(|supplier| {
        supplier.returns.iter().find_map(|returns| {
            fit(&returns.files, &name).map(|quarter| (supplier.id.clone(), returns.layout.clone(), quarter))
        })
    });
    let (supplier, layout, quarter) = match (&args.layout, by_name) {
        (Some(layout), Some((supplier, _, quarter))) => (supplier, layout.clone(), quarter),
        (Some(layout), None) => (sender_of(layout, &name, args, definitions)?, layout.clone(), None),
        (None, Some(found)) => found,
        (None, None) => {
            let layout = recognise(file, definitions, reader)?;
            let message = format!("no supplier's pattern fits the name; the headers fit the layout `{layout}`");
            let hint = "add a pattern for it in quarterdeck.toml, or say it with --layout NAME --supplier ID";
            recognised.push(Finding::new("layout_recognised", Effect::Notes, Place::file(&name), message, hint));
            (sender_of(&layout, &name, args, definitions)?, layout, None)
        }
    };
    let supplier = args.supplier.clone().unwrap_or(supplier);
    Ok(Return { path: file.to_path_buf(), name, supplier, layout, quarter })
}

/// The layout that a file's headers fit, of all that there are.
fn recognise(file: &Path, definitions: &mut Definitions, reader: &Reader) -> Result<String> {
    let folder = definitions.workspace.folder.clone();
    let request = Request { workspace: &folder, path: file, layout: "", supplier: "", source_id: 0 };
    let layout = reader.read(&request, &definitions.workspace.limits)?.layout;
    definitions.add_layout(&layout)?;
    Ok(layout)
}

/// Who sends files of this layout, where the command line does not say: never a guess between two.
fn sender_of(layout: &str, name: &str, args: &CheckArgs, definitions: &Definitions) -> Result<String> {
    if let Some(supplier) = &args.supplier {
        return Ok(supplier.clone());
    }
    let suppliers = &definitions.workspace.supplier;
    let senders: Vec<&str> = suppliers
        .iter()
        .filter(|supplier| supplier.returns.iter().any(|returns| returns.layout == layout))
        .map(|supplier| supplier.id.as_str())
        .collect();
    if let [sender] = senders[..] {
        return Ok(sender.to_string());
    }
    let ids: Vec<&str> = suppliers.iter().map(|supplier| supplier.id.as_str()).collect();
    Err(Fault::usage(format!("it is not clear who sent `{}`", printable(name)))
        .hint(format!("say it with --supplier ID; suppliers are: {}", ids.join(", ")))
        .into())
}

/// A file given twice is read once: its second reading would be all duplicates.
fn each_once(files: &[PathBuf]) -> Vec<&PathBuf> {
    let mut seen = BTreeSet::new();
    files.iter().filter(|file| seen.insert(file.canonicalize().unwrap_or_else(|_| file.to_path_buf()))).collect()
}

/// Lists of everybody so far, of two quarters, held against each other: every change would be a conflict.
fn one_quarter_a_list(returns: &[Return], definitions: &Definitions) -> Result<()> {
    for (at, second) in returns.iter().enumerate() {
        let first = returns[..at].iter().find(|first| {
            (&first.supplier, &first.layout) == (&second.supplier, &second.layout) && first.quarter != second.quarter
        });
        let (Some(first), Some(_), Some(quarter)) = (first, first.and_then(|first| first.quarter), second.quarter)
        else {
            continue;
        };
        if definitions.layout(&second.layout).coverage == Coverage::ToDate {
            return Err(Fault::usage(format!(
                "`{}` and `{}` list everybody so far for two quarters: together every change would be a conflict",
                printable(&first.name),
                printable(&second.name)
            ))
            .hint(format!("check the files of one quarter at a time, such as *{quarter}*"))
            .into());
        }
    }
    Ok(())
}
