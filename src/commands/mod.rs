//! What the subcommands share: errors on the terminal, progress, and the journey as far as checked returns.

mod answer;
pub mod ask;
pub mod check;
pub mod check_paper;
pub mod cohorts;
pub mod commentary;
pub mod compare;
pub mod curve;
pub mod explain;
pub mod init;
pub mod layout;
pub mod money;
mod money_tables;
pub mod officers;
mod outcomes;
mod part_two;
pub mod print;
pub mod programme;
pub mod query;
pub mod read_file;
pub mod report;
mod send_back;
pub mod template;
mod trial;

use std::collections::BTreeSet;
use std::io::{IsTerminal, Write};
use std::sync::Mutex;

use anyhow::Result;
use chrono::NaiveDate;
use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::{Accept, Folders, Inputs};
use crate::definitions::nearest;
use crate::fault::{Exit, Fault, hint_of, on_a_terminal, on_a_terminal_by_line, printable};
use crate::finding::{Effect, Finding};
use crate::manifest::{Run, blocks};
use crate::metrics::Measured;
use crate::pipeline::{self, Checked, Definitions, Made, RunFacts};
use crate::report::Acceptance;
use crate::source::inbox::Return;
use crate::vocabulary::{AsAt, Quarter};
use crate::worker::Reader;

/// Writes to stdout what was asked for. A reader that has seen enough (`head`, a closed pager) is no
/// failure; a full disk behind it is.
pub fn print_out(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Fault::environment(format!("cannot write the answer to the standard output: {error}"))
                .hint("make room, or send it elsewhere")
                .into())
        }
        _ => Ok(()),
    }
}

/// Writes to stderr, with what a terminal would obey shown; whether anybody reads it must not decide whether a paper is
/// made.
pub fn print_aside(text: &str) {
    let _ = std::io::stderr().lock().write_all(on_a_terminal_by_line(text).as_bytes());
}

/// Prints an error chain and its hint to stderr. Paths are repeated whole, and a sender chooses a file's name.
pub fn print_error(error: &anyhow::Error) {
    let mut lines = vec![format!("error: {error}")];
    lines.extend(error.chain().skip(1).map(|cause| format!("  caused by: {cause}")));
    lines.extend(hint_of(error).map(|hint| format!("hint: {hint}")));
    let lines: Vec<String> = lines.iter().map(|line| on_a_terminal(line) + "\n").collect();
    print_aside(&lines.concat());
}

/// Prints to stdout what stopped a command that was to answer in JSON: whoever reads that finds the reason there.
pub fn print_error_as_json(error: &anyhow::Error) {
    let _ = print_out(&print::json(&serde_json::json!({ "error": print::error_as_json(error) })));
}

/// The same where the command line cannot be understood, if it asks for JSON all the same.
pub fn print_usage_as_json(error: &clap::Error) {
    let args: Vec<_> = std::env::args_os().collect();
    let apart = args.windows(2).any(|pair| pair[0] == "--format" && pair[1] == "json");
    if !error.use_stderr() || !(apart || args.iter().any(|arg| arg == "--format=json")) {
        return;
    }
    let text = error.to_string();
    let message = text.lines().next().unwrap_or_default().trim_start_matches("error: ");
    print_error_as_json(&Fault::usage(message).hint("see --help").into());
}

/// A panic says where it happened and nothing else: its message could hold a value from a return.
pub fn silence_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place =
            info.location().map_or_else(|| "an unknown place".into(), |at| format!("{}:{}", at.file(), at.line()));
        print_aside(&format!("error: a fault in Quarterdeck at {place}; nothing was published\n"));
        print_aside(
            "hint: please report it with the version (`quarterdeck --version`) and this place, never with data\n",
        );
    }));
}

/// A bar on a terminal, nothing elsewhere.
pub struct Waiting(Mutex<ProgressBar>);

impl Waiting {
    pub fn new(inputs: &Inputs, steps: usize) -> Self {
        let shown = !inputs.quiet && std::io::stderr().is_terminal();
        let bar = if shown { ProgressBar::new(steps as u64) } else { ProgressBar::hidden() };
        let style =
            ProgressStyle::with_template("{bar:24} {pos}/{len} {msg}").unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style);
        // Seen from the start; it moves with each step alone, and needs no thread of its own.
        bar.tick();
        Waiting(Mutex::new(bar))
    }

    /// One step done.
    pub fn step(&self, message: &str) {
        if let Ok(bar) = self.0.lock() {
            bar.set_message(printable(message));
            bar.inc(1);
        }
    }

    pub fn done(&self) {
        if let Ok(bar) = self.0.lock() {
            bar.finish_and_clear();
        }
    }
}

/// The day the command runs, in UTC: for faults in dates, never for figures.
fn today(inputs: &Inputs) -> NaiveDate {
    inputs.today.unwrap_or_else(|| {
        let seconds =
            std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs());
        crate::canonical::frame::date_of((seconds / 86_400) as i32)
    })
}

/// Checked returns of a quarter, ready to be measured.
pub struct Session {
    pub definitions: Definitions,
    pub quarter: Quarter,
    pub returns: Vec<Return>,
    pub checked: Checked,
    pub facts: RunFacts,
    pub accepted: Vec<Acceptance>,
    refused: Vec<(String, anyhow::Error)>,
}

impl Session {
    /// Reads, checks and gates the returns of a quarter.
    pub fn open(inputs: &Inputs, folders: &Folders, accept: &Accept) -> Result<Session> {
        let accepted = acceptances(accept)?;
        let mut definitions = pipeline::definitions(&inputs.workspace)?;
        let (quarter, inbox) = pipeline::choose(&definitions, folders.returns.as_deref(), inputs.quarter)?;
        let (waiting, reader) = (Waiting::new(inputs, inbox.returns.len()), Reader::this_program()?);
        let mut received =
            pipeline::receive(&definitions, &inbox.returns, today(inputs), &reader, &|file| waiting.step(file))?;
        waiting.done();
        let (folder, as_at) = (folders.returns.as_deref(), AsAt::end_of(quarter));
        pipeline::compare_with_earlier(&definitions, folder, &inbox.returns, as_at, &reader, &mut received)?;
        received.findings.extend(inbox.findings);
        definitions.keep_to(&received.records);
        if accepted.iter().any(|acceptance| acceptance.code == FILE_REFUSED) {
            pipeline::leave_out_refused(&mut received, &mut definitions, &inbox.returns);
        }
        let refused = std::mem::take(&mut received.refused);
        let (mut checked, facts) = pipeline::check(received, &definitions, as_at)?;
        pipeline::gate(&mut checked, &definitions.workspace);
        let sender = |finding: &Finding| {
            let own = inbox.returns.iter().find(|item| item.name == finding.place.file)?;
            Some(definitions.workspace.supplier(&own.supplier).name.clone())
        };
        let accepted = that_stop(accepted, &checked.findings, &refused, &sender);
        definitions.keep_to_used(&checked.records);
        Ok(Session { definitions, quarter, returns: inbox.returns, checked, facts, accepted, refused })
    }

    /// Why no figures may be made from these returns; each refusal is printed.
    pub fn stopped(&self) -> Option<Exit> {
        let accepted = self.accepted.iter().any(|acceptance| acceptance.code == FILE_REFUSED);
        for (_, error) in &self.refused {
            print_error(error);
        }
        if !self.refused.is_empty() && !accepted {
            let files = print::counted(self.refused.len() as u64, "file was", "files were");
            print_aside(&format!("no figures were made: {files} refused\n"));
            return Some(Exit::Refused);
        }
        let blocked = self.checked.findings.iter().any(|finding| blocks(finding, &self.accepted));
        if blocked {
            print_aside("no figures were made: a finding above stops them; the last paper is untouched\n");
        }
        let nobody = self.definitions.contracts().is_empty() && self.definitions.counted().is_empty();
        if nobody && !blocked {
            print_aside("no figures were made: no prime's return can be used; the last paper is untouched\n");
        }
        (blocked || nobody).then_some(Exit::Blocked)
    }

    /// The same for programs.
    pub fn stopped_as_json(&self, exit: Exit) -> serde_json::Value {
        let stops = self.checked.findings.iter().filter(|finding| finding.effect == Effect::Stops);
        serde_json::json!({
            "error": { "message": "no figures were made", "hint": null, "exit_code": exit.code() },
            "refused": print::refused_as_json(&self.refused),
            "findings": stops.collect::<Vec<_>>(),
        })
    }

    /// What papers of these returns are built from, besides their figures.
    pub fn made<'a>(&'a self, run: &'a Run) -> Made<'a> {
        Made { definitions: &self.definitions, run, facts: &self.facts, returns: &self.returns }
    }

    /// Puts people together from the rows that are used, beside the counts of primes that send nothing else.
    pub fn measure(&mut self) -> Result<Measured> {
        pipeline::measure(&mut self.checked, &self.facts, &self.definitions, AsAt::end_of(self.quarter))
    }
}

/// The code by which a refused file is accepted.
const FILE_REFUSED: &str = "file_refused";

/// The acceptances without which this run would stop. The others are told and dropped: the paper must not
/// say that something would have stopped it when nothing would have. `sender` says who sent what is at fault.
fn that_stop(
    accepted: Vec<Acceptance>,
    findings: &[Finding],
    refused: &[(String, anyhow::Error)],
    sender: &dyn Fn(&Finding) -> Option<String>,
) -> Vec<Acceptance> {
    let stops = || findings.iter().filter(|finding| finding.effect == Effect::Stops);
    let codes: BTreeSet<&str> =
        stops().map(|finding| finding.code).chain((!refused.is_empty()).then_some(FILE_REFUSED)).collect();
    let mut needed = Vec::new();
    for mut acceptance in accepted {
        let code = acceptance.code.as_str();
        if !codes.contains(code) {
            let near = nearest(code, codes.iter().copied()).map(|near| format!("; did you mean `{near}`?"));
            print_aside(&format!(
                "nothing to accept: nothing called `{}` stops this run{}\n",
                printable(code),
                near.unwrap_or_default()
            ));
            continue;
        }
        // The paper names senders, never their files.
        let told = |finding: &Finding| match sender(finding) {
            Some(sender) => format!("{sender}: {}", finding.message),
            None => finding.message.clone(),
        };
        let told = stops().filter(|finding| finding.code == code).map(told);
        let unread = refused.iter().filter(|_| code == FILE_REFUSED).map(|(file, _)| {
            let what = if file.starts_with("context/") { "a file of context figures" } else { "a return" };
            format!("{what} could not be read")
        });
        acceptance.stops = told.chain(unread).collect();
        needed.push(acceptance);
    }
    needed
}

/// What the caller accepts, each with its reason and name.
fn acceptances(accept: &Accept) -> Result<Vec<Acceptance>> {
    let (because, by) = (accept.because.clone().unwrap_or_default(), accept.by.clone().unwrap_or_default());
    if !accept.accept.is_empty() && (because.trim().is_empty() || by.trim().is_empty()) {
        return Err(Fault::usage("--accept needs a reason and a name")
            .hint(format!("add --because TEXT and {} NAME; both are printed in the paper", accept.by_flag))
            .into());
    }
    let codes: BTreeSet<&String> = accept.accept.iter().collect();
    Ok(codes
        .into_iter()
        .map(|code| Acceptance { code: code.clone(), because: because.clone(), by: by.clone(), stops: Vec::new() })
        .collect())
}
