//! `quarterdeck report`: the board paper.

use anyhow::Result;

use crate::cli::{Audience, ReportArgs};
use crate::definitions::contract;
use crate::disclosure::Shown;
use crate::fault::Exit;
use crate::metrics::assess::TargetStatement;
use crate::metrics::{INDICATORS, Measured};
use crate::output::{self, Access, OutputFile};
use crate::pipeline;
use crate::report::Figures;
use crate::validation::ContractTerms;

use super::money::sheets;
use super::{Session, money_tables, officers, outcomes, print, print_aside, print_out};

/// What officers ask for beside the paper.
const OFFICERS_FILES: [&str; 3] = ["internal/figures.csv", "internal/finance.csv", "internal/outcomes.csv"];

/// Makes the paper; gives back the exit code where it is not 0.
pub fn run(args: &ReportArgs) -> Result<Option<Exit>> {
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
    let figures =
        Figures::compute(&measured.people, &measured.counted, session.quarter, session.definitions.disclosure())?;
    let run =
        pipeline::run(&session.definitions, session.quarter, &session.facts, &session.checked, &session.accepted)?;
    let mut paper = pipeline::paper(&session.definitions, &run, &session.facts, &session.returns, &figures)?;
    print_aside(&print::summary(&paper.findings));
    if args.audience == Audience::Officers {
        paper.files.extend(officers_files(&measured, &session)?);
    }
    let folder = output::folder(&args.folders.output, &session.definitions.workspace.id, &session.quarter.to_string());
    output::write_all(&folder, &paper.files, &output::PAPER)?;
    output::remove_stale(&folder, &OFFICERS_FILES, &paper.files)?;
    let is_table = |name: &str| name.starts_with("table-") && name.ends_with(".csv");
    output::remove_others(&folder, "tables", is_table, &paper.files)?;
    for file in &paper.files {
        print_out(&format!("{}\n", folder.join(&file.name).display()))?;
    }
    let missed = args.fail_on.filter(|_| any_missed(&session, &figures)).map(|_| Exit::TargetMissed);
    // The process is at its end: to give a million rows back one table at a time only makes people wait.
    std::mem::forget((session, measured, figures));
    Ok(missed)
}

/// Exact figures, money, and whom to ask about, for officers alone.
fn officers_files(measured: &Measured, session: &Session) -> Result<[OutputFile; 3]> {
    let file = |name: &str, bytes| OutputFile { name: name.into(), bytes, access: Access::Internal };
    let contracts = session.definitions.contracts();
    let money = money_tables::csv(&sheets(measured, session, None))?;
    let exact = officers::exact_figures(measured, !contracts.is_empty(), session.quarter)?;
    let [figures, finance, matters] = OFFICERS_FILES;
    Ok([file(figures, exact), file(finance, money), file(matters, outcomes::list(measured, session)?)])
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
