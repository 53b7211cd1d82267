//! `quarterdeck monthly`: what cron runs. Takes in what is new, keeps it, makes the papers, and says on one page what happened.

pub(super) mod log;
mod settle;
mod summary;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;
use chrono::{Datelike, Days, NaiveDate};
use serde_json::json;

use crate::archive::last::{GoodRun, LastRun};
use crate::archive::{self, Archive, lock};
use crate::cli::MonthlyArgs;
use crate::definitions::contract;
use crate::fault::{Exit, Fault, exit_of, printable};
use crate::finding::{Effect, Finding};
use crate::manifest::blocks;
use crate::output::{self, Access, OutputFile, folder};
use crate::pipeline::due::{self, Due};
use crate::pipeline::{self, Definitions};
use crate::report::packs::Each;
use crate::source::inbox::{self, Inbox, Return};
use crate::vocabulary::Quarter;

use super::stamps::{self, Seen, Stamp};
use super::taken::{self, Made, UpToDate};
use super::{Session, print_error, revisions, today, today_or};
use log::Log;
use summary::Page;

/// The page about the last run, below the folder of the workspace's papers.
const PAGE: &str = "internal/monthly.txt";

/// Nobody ran this program before.
const WRITTEN: i32 = 2026;

/// So many days after the last run a clock is not believed without a word.
const LONGEST_SILENCE: i64 = 730;

/// What a run came to know and to make.
struct Month<'a> {
    args: &'a MonthlyArgs,
    definitions: Definitions,
    today: NaiveDate,
    log: Log,
    quarter: Option<Quarter>,
    archive: Archive,
    page: Page<'static>,
    findings: Vec<Finding>,
    refused: Vec<String>,
    accounts: Option<crate::validation::Accounts>,
    /// The returns as the system told of them before they were read.
    seen: Vec<(String, PathBuf, Seen)>,
}

/// Runs once; exit 3 when a finding stops the papers, 4 when a file is refused, 5 when another run is at work.
pub fn run(args: &MonthlyArgs) -> Result<Option<Exit>> {
    let definitions = pipeline::definitions(&args.inputs.workspace)?;
    definitions.workspace.monthly.check(&[Each::Prime, Each::Area, Each::Lot].map(Each::id))?;
    if args.inputs.known_at.is_some() {
        let message = "monthly takes in what is new: it cannot be run as of an earlier day";
        return Err(Fault::usage(message).hint("ask with report or query --known-at").into());
    }
    let workspace = definitions.workspace.folder.clone();
    let _lock = lock::take(&workspace)?;
    let archive = Archive::open(&workspace)?;
    let log = Log::open(&workspace, args.log);
    let mut month = Month {
        args,
        definitions,
        today: today(&args.inputs),
        log,
        quarter: None,
        archive,
        page: Page::default(),
        findings: Vec::new(),
        refused: Vec::new(),
        accounts: None,
        seen: Vec::new(),
    };
    month.log.event("started", &json!({ "version": env!("CARGO_PKG_VERSION"), "day": month.today }));
    let result = month.work();
    month.end(result)
}

impl Month<'_> {
    /// The run itself: the id of the run that the papers are of, or why there are no new ones.
    fn work(&mut self) -> Result<Result<String, Exit>> {
        self.clean_up();
        self.check_clock()?;
        let (quarter, inbox) =
            pipeline::choose(&self.definitions, self.args.folders.returns.as_deref(), self.args.inputs.quarter)?;
        self.quarter = Some(quarter);
        let seen = |item: &Return| Some((item.name.clone(), item.path.clone(), Seen::of(&item.path)?));
        self.seen = inbox.returns.iter().filter_map(seen).collect();
        self.page.late = self.late(quarter)?.iter().map(summary::late).collect();
        let moving = self.wait_for_rest(&inbox);
        if !moving.is_empty() {
            return Ok(Err(self.refuse_moving(&moving)));
        }
        let newest = self.archive.newest(Some(quarter), None).cloned();
        if let Some(run) = newest.filter(|_| self.args.accept.accept.is_empty())
            && taken::is_up_to_date(&run, &inbox, &self.archive, &self.definitions, &self.papers(quarter))?
                == UpToDate::Yes
        {
            return self.nothing_new(run.id(), run.learnt);
        }
        self.take_in(quarter)
    }

    /// What a killed run left unfinished is nobody's.
    fn clean_up(&self) {
        let state = &self.archive.folder;
        let workspace_papers = self.args.folders.output.join(&self.definitions.workspace.id);
        for own in [state.clone(), state.join("runs"), workspace_papers.clone(), workspace_papers.join("internal")] {
            folder::remove_unfinished(&own);
        }
        archive::remove_unfinished(state);
    }

    /// A clock that lies before what is known already, or long after it, is wrong: dates would be judged by it.
    fn check_clock(&self) -> Result<()> {
        // A machine whose clock was never set says some day long ago: there the day given is the only one.
        let clock = today_or(None);
        if clock.year() >= WRITTEN && self.today > clock + Days::new(1) {
            return Err(Fault::usage(format!("--today {} is a day to come", self.today))
                .hint("give today or a day that is over: what a run learns, it learns on that day")
                .into());
        }
        let runs = self.archive.runs.iter();
        let newest = runs.max_by_key(|run| run.learnt);
        let after = |day: NaiveDate| self.today + Days::new(1) < day;
        let fault = |message: String, hint: String| Err(Fault::environment(message).hint(hint).into());
        if let Some(run) = newest.filter(|run| after(run.learnt)) {
            let message =
                format!("the clock says {}, and run {} was made on {} already", self.today, run.id(), run.learnt);
            let folder = self.archive.folder_of(run);
            return fault(
                message,
                format!(
                    "set the machine's clock, or give the day with --today; if that run had the wrong day, move its folder `{}` \
                     out of .quarterdeck and run again; nothing was changed",
                    folder.display()
                ),
            );
        }
        let received = &self.definitions.workspace.received;
        if let Some((file, day)) = received.iter().find(|(_, day)| after(**day)) {
            let message = format!(
                "the clock says {}, and [received] in quarterdeck.toml has {day} for `{}`",
                self.today,
                printable(file)
            );
            return fault(message, "put the day right there, or the machine's clock; nothing was changed".into());
        }
        match newest {
            Some(run) if self.args.inputs.today.is_none() && (self.today - run.learnt).num_days() > LONGEST_SILENCE => {
                let days = (self.today - run.learnt).num_days();
                let message = format!("the clock says {}, {days} days after the last run, {}", self.today, run.id());
                fault(message, format!("if it is right, say so once with --today {}; nothing was changed", self.today))
            }
            _ => Ok(()),
        }
    }

    fn papers(&self, quarter: Quarter) -> PathBuf {
        output::folder(&self.args.folders.output, &self.definitions.workspace.id, &quarter.to_string())
    }

    /// Returns of the quarter, and of the last that is over, that should have come.
    fn late(&self, quarter: Quarter) -> Result<Vec<Due>> {
        let workspace = &self.definitions.workspace;
        let folder = self.args.folders.returns.clone().unwrap_or_else(|| workspace.folder.join("returns"));
        let files = inbox::files(&folder, "")?;
        let mut quarters = vec![quarter];
        quarters.extend(Some(due::last_over(self.today)).filter(|over| *over > quarter));
        let all = quarters.into_iter().flat_map(|own| due::of_quarter(workspace, &files, own, self.today));
        Ok(all.filter(Due::is_late).collect())
    }

    fn wait_for_rest(&self, inbox: &Inbox) -> Vec<PathBuf> {
        let seconds = self.args.settle.unwrap_or(self.definitions.workspace.monthly.settle_seconds);
        let paths: Vec<PathBuf> = inbox.returns.iter().map(|item| item.path.clone()).collect();
        let tell = |path: &PathBuf| {
            let name = shown(path);
            self.log.say(&format!("waiting until `{name}` has not changed for {seconds} s\n"));
            self.log.event("waiting", &json!({ "file": name, "seconds": seconds }));
        };
        settle::wait(&paths, Duration::from_secs(seconds), &tell)
    }

    fn refuse_moving(&mut self, moving: &[PathBuf]) -> Exit {
        for path in moving {
            let name = shown(path);
            self.page.stops.push(format!("{name}: it is still being copied, and is read in the next run"));
            self.log.event("refused", &json!({ "file": name, "why": "still_being_copied" }));
            self.refused.push(name);
        }
        Exit::Refused
    }

    fn nothing_new(&mut self, run: String, learnt: NaiveDate) -> Result<Result<String, Exit>> {
        self.page.notes.push(format!("nothing new since {learnt}: the papers are those of run {run}"));
        self.log.event("nothing_new", &json!({ "run": run, "since": learnt }));
        let after = self.definitions.workspace.monthly.stop_after_days;
        let days = (self.today - learnt).num_days();
        if after > 0 && days > i64::from(after) {
            let line =
                format!("nothing_new: no return has come for {days} days (stop_after_days = {after} under [monthly])");
            self.page.stops.push(line);
            return Ok(Err(Exit::Blocked));
        }
        Ok(Ok(run))
    }

    /// Reads, checks, keeps and publishes.
    fn take_in(&mut self, quarter: Quarter) -> Result<Result<String, Exit>> {
        let mut session = Session::open(&self.args.inputs, &self.args.folders, &self.args.accept)?;
        contract::check_meeting(&session.definitions.workspace, quarter)?;
        self.findings.clone_from(&session.checked.findings);
        self.accounts = Some(session.checked.accounts.clone());
        let deliveries = taken::deliveries(&session, &self.archive);
        for own in &deliveries {
            self.page.came.push(summary::delivery(own, &session.definitions.workspace));
            self.log.event("read", &json!({ "file": own.file, "supplier": own.supplier, "what": own.what }));
        }
        self.tell_stops(&session);
        if let Some(exit) = session.why_stopped() {
            return Ok(Err(exit));
        }
        let mut made = taken::papers(&mut session, &self.definitions.workspace.monthly.packs)?;
        self.findings.extend(made.findings.clone());
        let run = taken::keep(&mut self.archive, &session, &mut made, deliveries, self.today, &self.log)?;
        let folder = self.papers(quarter);
        self.tell_moved(&mut session, &mut made, &run, &folder)?;
        folder::replace(&folder, &made.files, &|name| made.is_ours(name), &output::PAPER)?;
        self.log.event("published", &json!({ "run": run, "files": made.files.len() }));
        let leading = made.files.iter().filter(|file| file.name.ends_with(".html"));
        self.page.papers = leading.map(|file| folder.join(&file.name).display().to_string()).collect();
        // The process is at its end: to give a million rows back one table at a time only makes people wait.
        std::mem::forget((session, made));
        Ok(Ok(run))
    }

    /// What was printed before and has moved: how many figures on the page, and which in a file beside the papers.
    fn tell_moved(&mut self, session: &mut Session, made: &mut Made, run: &str, folder: &Path) -> Result<()> {
        if let Some((file, earlier)) = revisions::of_month(session, &self.archive, run)? {
            self.page.moved = revisions::in_short(&earlier, &folder.join(&file.name).display().to_string());
            self.log.event("moved", &json!({ "file": file.name }));
            made.files.push(file);
        }
        Ok(())
    }

    fn tell_stops(&mut self, session: &Session) {
        for (file, error) in &session.refused {
            self.page.stops.push(summary::refusal(error));
            self.log.event("refused", &json!({ "file": printable(file) }));
            self.refused.push(printable(file));
        }
        let stops = session.checked.findings.iter().filter(|finding| blocks(finding, &session.accepted));
        for finding in stops {
            self.page.stops.push(summary::stop(finding));
            self.log
                .event("stopped", &json!({ "code": finding.code, "file": finding.place.file, "rows": finding.rows }));
        }
        for own in &session.accepted {
            let line = format!("accepted: {} by {}: {}", own.code, printable(&own.by), printable(&own.because));
            self.page.notes.push(line);
            self.log.event("accepted", &json!({ "code": own.code }));
        }
    }

    /// Tells the page, keeps it, and what a watcher needs to know.
    fn end(mut self, result: Result<Result<String, Exit>>) -> Result<Option<Exit>> {
        let (run, exit, error) = match result {
            Ok(Ok(run)) => (Some(run), None, None),
            Ok(Err(exit)) => (None, Some(exit), None),
            Err(error) => (None, Some(exit_of(&error)), Some(error)),
        };
        if let Some(error) = &error {
            self.page.stops.push(summary::refusal(error));
        }
        let mut page = std::mem::take(&mut self.page);
        page.findings = &[];
        let page = Page { accounts: self.accounts.as_ref(), findings: &self.findings, ..page };
        let workspace = &self.definitions.workspace;
        let text = page.text(workspace, self.quarter, self.today);
        self.log.say(&text);
        let kept = self.keep_page(&text).and_then(|()| self.keep_last(run, exit));
        self.log.event("ended", &json!({ "exit": exit.map_or(0, Exit::code) }));
        match (error, kept) {
            (Some(error), kept) => {
                // The first thing that went wrong names the run; that it could not be noted is told beside it.
                if let Err(beside) = kept {
                    print_error(&beside);
                }
                Err(error)
            }
            (None, Err(error)) => Err(error),
            (None, Ok(())) => Ok(exit),
        }
    }

    fn keep_page(&self, text: &str) -> Result<()> {
        let folder = self.args.folders.output.join(&self.definitions.workspace.id);
        let file = OutputFile { name: PAGE.into(), bytes: text.into(), access: Access::Internal };
        output::write_all(&folder, std::slice::from_ref(&file), &output::PAPER)
    }

    /// The returns of a run that were the same before they were read and are it still.
    fn stamps(&self, run: Option<&str>) -> Vec<Stamp> {
        let run = self.archive.runs.iter().find(|own| Some(own.id().as_str()) == run);
        let inputs = run.into_iter().flat_map(|run| &run.inputs);
        let still = |path: &Path, seen: &Seen| Seen::of(path).as_ref() == Some(seen);
        let own = inputs.filter_map(|input| {
            let (_, path, seen) = self.seen.iter().find(|(name, _, _)| *name == input.file)?;
            still(path, seen).then(|| seen.stamp(&input.file, &input.sha256))
        });
        own.collect()
    }

    fn keep_last(&self, run: Option<String>, exit: Option<Exit>) -> Result<()> {
        let folder = &self.definitions.workspace.folder;
        // One that cannot be read is replaced: it is told by nobody any more.
        let before = LastRun::load(folder).ok().flatten().and_then(|last| last.good);
        let returns = self.stamps(run.as_deref());
        let good = run.zip(self.quarter).map(|(run, quarter)| GoodRun { day: self.today, run, quarter });
        let mut stops: Vec<String> = Vec::new();
        for finding in self.findings.iter().filter(|finding| exit.is_some() && finding.effect == Effect::Stops) {
            if !stops.iter().any(|code| code == finding.code) {
                stops.push(finding.code.to_string());
            }
        }
        LastRun {
            day: self.today,
            exit: exit.map_or(0, Exit::code),
            quarter: self.quarter,
            stops,
            refused: self.refused.clone(),
            good: good.or(before),
        }
        .keep(folder)?;
        if exit.is_none() { stamps::keep(folder, &returns) } else { Ok(()) }
    }
}

fn shown(path: &Path) -> String {
    printable(&path.file_name().unwrap_or_default().to_string_lossy())
}
