//! `quarterdeck archive`: what is kept, whether it is whole, and what need not be kept any longer.

use anyhow::Result;
use chrono::{Months, NaiveDate};

use super::{print_aside, print_out};
use crate::archive::runs::What;
use crate::archive::{Archive, lock};
use crate::cli::{ArchiveArgs, ArchiveCheck, ArchiveCommand, ArchiveOf, ArchivePurge};
use crate::definitions::workspace;
use crate::fault::{Exit, Fault, printable};
use crate::finding::number_of;

pub fn run(args: &ArchiveArgs) -> Result<Option<Exit>> {
    match &args.command {
        ArchiveCommand::List(args) => list(args),
        ArchiveCommand::Check(args) => check(args),
        ArchiveCommand::Purge(args) => purge(args),
    }
}

fn list(args: &ArchiveOf) -> Result<Option<Exit>> {
    workspace::load(&args.workspace)?;
    let archive = Archive::open(&args.workspace)?;
    if archive.runs.is_empty() {
        print_aside("no run is kept yet: `quarterdeck monthly` keeps one\n");
    }
    for run in &archive.runs {
        let purged = if run.is_whole() { "" } else { "  purged: its rows are no longer kept" };
        print_out(&format!("{}  {}  learnt {}  version {}{purged}\n", run.id(), run.quarter, run.learnt, run.version))?;
        for own in run.deliveries.iter().filter(|own| own.what != What::Known) {
            let what = match &own.what {
                What::Corrects { file, .. } => format!("corrects {}", printable(file)),
                _ => "new".into(),
            };
            print_out(&format!("    {}: {what}\n", printable(&own.file)))?;
        }
    }
    Ok(None)
}

fn check(args: &ArchiveCheck) -> Result<Option<Exit>> {
    workspace::load(&args.of.workspace)?;
    let checked = Archive::check(&args.of.workspace, args.read_data)?;
    for trouble in &checked.troubles {
        print_out(&format!("{trouble}\n"))?;
    }
    let how = if args.read_data { "read whole" } else { "looked at (--read-data reads them whole)" };
    let (runs, files) = (number_of(checked.runs, "run"), number_of(checked.files, "file"));
    match checked.troubles.len() as u64 {
        0 => {
            let nothing = if args.read_data { "nothing is missing or damaged" } else { "nothing is missing" };
            print_out(&format!("{runs}, {files} {how}: {nothing}\n"))?;
        }
        many => {
            print_out(&format!("{runs}, {files} {how}: {} to look at\n", number_of(many, "thing")))?;
            print_aside(
                "hint: restore what is damaged from a backup of .quarterdeck, or move the run's folder away and run monthly again: \
                 it is made anew from the returns\n",
            );
        }
    }
    Ok((!checked.troubles.is_empty()).then_some(Exit::Failure))
}

fn purge(args: &ArchivePurge) -> Result<Option<Exit>> {
    let workspace = workspace::load(&args.of.workspace)?;
    let today = super::today_or(args.today);
    let before: Option<NaiveDate> = args.before.or_else(|| match workspace.archive.keep_months {
        0 => None,
        months => today.checked_sub_months(Months::new(months)),
    });
    let Some(before) = before else {
        return Err(Fault::usage("nothing says what is too old: keep_months under [archive] is 0")
            .hint("give the day with --before")
            .into());
    };
    let _lock = lock::take(&workspace.folder)?;
    let mut archive = Archive::open(&workspace.folder)?;
    let purged = archive.purge(before, today, args.dry_run)?;
    let would = if args.dry_run { "would go" } else { "gone" };
    for run in &purged.runs {
        print_out(&format!("{run}\n"))?;
    }
    if let Some(stays) = archive.newest(None, None).filter(|run| run.learnt < before) {
        print_aside(&format!("run {} is older, and stays: it is the newest\n", stays.id()));
    }
    let (runs, files) = (number_of(purged.runs.len() as u64, "run"), number_of(purged.files, "file"));
    print_out(&format!("before {before}: {runs} and {files} {would}\n"))?;
    Ok(None)
}
