//! `quarterdeck report`: the board paper.

use anyhow::Result;

use crate::cli::{Audience, ReportArgs};
use crate::definitions::contract;
use crate::disclosure::Shown;
use crate::fault::{Exit, Fault};
use crate::manifest::Run;
use crate::metrics::assess::TargetStatement;
use crate::metrics::{INDICATORS, Measured};
use crate::output::{self, Access, OutputFile};
use crate::pipeline;
use crate::render::Format;
use crate::report::Figures;
use crate::validation::ContractTerms;

use super::money::sheets;
use super::{Session, money_tables, officers, outcomes, papers, part_two, print, print_aside, print_out};

/// Makes the paper; gives back the exit code where it is not 0.
pub fn run(args: &ReportArgs) -> Result<Option<Exit>> {
    if args.for_each.is_some() && args.audience == Audience::Officers {
        let message = "--for-each makes papers for others, and --audience officers writes exact figures beside the paper about all";
        return Err(Fault::usage(message).hint("run report twice: once with each").into());
    }
    let mut session = Session::open(&args.inputs, &args.folders, &args.accept)?;
    contract::check_meeting(&session.definitions.workspace, session.quarter)?;
    print_aside(&print::summary(&session.checked.findings));
    print_aside(&print::accounts(&session.checked.accounts));
    if session.checked.accounts.set_aside > 0 {
        print_aside("to get a workbook of what to correct for each sender: quarterdeck check with the same files\n");
    }
    if let Some(exit) = session.stopped() {
        return Ok(Some(exit));
    }
    let measured = session.measure()?;
    let figures = session.figures(&measured)?;
    let run =
        pipeline::run(&session.definitions, session.quarter, &session.facts, &session.checked, &session.accepted)?;
    let missed = args.fail_on.filter(|_| any_missed(&session, &figures)).map(|_| Exit::TargetMissed);
    let quarter = output::folder(&args.folders.output, &session.definitions.workspace.id, &session.quarter.to_string());
    let formats = formats(args);
    let (folder, paper) = match args.for_each {
        Some(each) => {
            let (each, template) = (each.each(), args.template.as_deref());
            let paper = papers::pack(each, template, &formats, &session, &measured, figures, &run)?;
            let paper = paper.ok_or_else(|| {
                let (message, hint) = papers::nothing_for(each);
                Fault::usage(message).hint(hint)
            })?;
            (quarter.join(each.id()), paper)
        }
        None => {
            let template = args.template.as_deref().unwrap_or(&session.definitions.workspace.template);
            let mut paper = session.made(&run).paper(&figures, template, &formats)?;
            if args.audience == Audience::Officers {
                paper.files.extend(officers_files(&measured, &session, &run, &formats)?);
            }
            (quarter, paper)
        }
    };
    print_aside(&print::summary(&paper.findings));
    let is_ours = if args.for_each.is_some() { papers::is_of_pack } else { papers::is_of_paper };
    output::folder::replace(&folder, &paper.files, &is_ours, &output::PAPER)?;
    for file in &paper.files {
        print_out(&format!("{}\n", folder.join(&file.name).display()))?;
    }
    // The process is at its end: to give a million rows back one table at a time only makes people wait.
    std::mem::forget((session, measured));
    Ok(missed)
}

/// The formats that are asked for, each once and in the order in which they are listed.
fn formats(args: &ReportArgs) -> Vec<Format> {
    let asked = |format: &Format| args.formats.is_empty() || args.formats.iter().any(|own| own.format() == *format);
    Format::ALL.into_iter().filter(asked).collect()
}

/// Exact figures, money, and whom to ask about, for officers alone.
fn officers_files(measured: &Measured, session: &Session, run: &Run, formats: &[Format]) -> Result<Vec<OutputFile>> {
    let file = |name: &str, bytes| OutputFile { name: name.into(), bytes, access: Access::Internal };
    let contracts = session.definitions.contracts();
    let sheets = sheets(measured, session, None);
    let exact = officers::exact_figures(measured, !contracts.is_empty(), session.quarter)?;
    let mut files = vec![
        file("internal/figures.csv", exact),
        file("internal/finance.csv", money_tables::csv(&sheets)?),
        file("internal/outcomes.csv", outcomes::list(measured, session)?),
    ];
    files.extend(part_two::annex(&session.definitions.workspace, run, &sheets, formats)?);
    Ok(files)
}

/// Whether any prime misses a minimum, as far as it is published.
fn any_missed(session: &Session, figures: &Figures) -> bool {
    let table = &figures.to_date;
    let contracts = session.definitions.contracts();
    contracts.iter().any(|terms| {
        let Some(row) = table.group_named(terms.prime_name) else { return false };
        INDICATORS.iter().any(|indicator| {
            let minimum = ContractTerms::minimum(&contracts, Some(terms.prime_name), indicator.id);
            minimum.is_some_and(|minimum| {
                table.measure(row, indicator).statement(minimum) == Shown::Value(TargetStatement::Missed)
            })
        })
    })
}
