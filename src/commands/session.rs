//! The journey as far as checked returns: read now, or as a run of the archive knew them.

use std::collections::BTreeSet;

use anyhow::Result;
use chrono::NaiveDate;

use super::{Waiting, print, print_aside, print_error, stamps, taken};
use crate::archive::Archive;
use crate::archive::runs::KeptRun;
use crate::cli::{Accept, Folders, Inputs};
use crate::definitions::nearest;
use crate::disclosure::PapersBefore;
use crate::fault::{Exit, Fault, printable};
use crate::finding::{Effect, Finding};
use crate::manifest::{Run, blocks};
use crate::metrics::Measured;
use crate::metrics::recalled::Wanted;
use crate::pipeline::{self, Arrival, Checked, Definitions, Earlier, FILE_REFUSED, Made, Recalled, RunFacts};
use crate::report::{Acceptance, Figures};
use crate::source::inbox::Return;
use crate::vocabulary::{AsAt, Quarter};
use crate::worker::Reader;

/// The day the command runs, in UTC: for faults in dates and for what is due, never for figures.
pub(super) fn today(inputs: &Inputs) -> NaiveDate {
    today_or(inputs.today)
}

/// The same where a day may be given.
pub(super) fn today_or(given: Option<NaiveDate>) -> NaiveDate {
    given.unwrap_or_else(|| {
        let seconds =
            std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs());
        crate::canonical::frame::date_of((seconds / 86_400) as i32)
    })
}

/// What is known of when files arrived.
pub(super) fn arrival(inputs: &Inputs, archive: &Archive) -> Arrival {
    Arrival { today: today(inputs), first_read: archive.first_read() }
}

/// Checked returns of a quarter, ready to be measured.
pub struct Session {
    pub definitions: Definitions,
    pub quarter: Quarter,
    pub returns: Vec<Return>,
    pub checked: Checked,
    pub facts: RunFacts,
    pub accepted: Vec<Acceptance>,
    pub(super) refused: Vec<(String, anyhow::Error)>,
    /// People put together already, until somebody asks for them.
    measured: Option<Measured>,
    /// What papers of earlier quarters printed.
    pub papers_before: PapersBefore,
    /// The number of the run, where it was brought back from the archive.
    pub number: Option<u32>,
}

impl Session {
    /// Reads, checks and gates the returns of a quarter; or brings back what was known of it on a day.
    pub fn open(inputs: &Inputs, folders: &Folders, accept: &Accept) -> Result<Session> {
        if let Some(day) = inputs.known_at {
            reads_no_folder(folders)?;
            return Session::known_at(inputs, day);
        }
        let accepted = acceptances(accept)?;
        let mut definitions = pipeline::definitions(&inputs.workspace)?;
        let (quarter, inbox) = pipeline::choose(&definitions, folders.returns.as_deref(), inputs.quarter)?;
        let (waiting, reader) = (Waiting::new(inputs, inbox.returns.len()), Reader::this_program()?);
        let archive = Archive::open(&definitions.workspace.folder)?;
        let arrival = arrival(inputs, &archive);
        let mut received =
            pipeline::receive(&definitions, &inbox.returns, &arrival, &reader, &|file| waiting.step(file))?;
        waiting.done();
        received.findings.extend(inbox.findings);
        pipeline::settle_versions(&mut received, &definitions.workspace, &inbox.returns, &arrival, quarter);
        definitions.keep_to(&received.records);
        if accepted.iter().any(|acceptance| acceptance.code == FILE_REFUSED) {
            pipeline::leave_out_refused(&mut received, &mut definitions, &inbox.returns);
        }
        let refused = std::mem::take(&mut received.refused);
        let (mut checked, mut facts) = pipeline::check(received, &definitions, AsAt::end_of(quarter))?;
        let papers_before = hold_against_papers(&archive, quarter, None, &mut facts)?;
        let earlier = Earlier { archive: &archive, folder: folders.returns.as_deref(), reader: &reader };
        pipeline::compare_with_earlier(&definitions, &earlier, &inbox.returns, quarter, &mut checked, &facts)?;
        pipeline::gate(&mut checked, &definitions.workspace);
        definitions.keep_to_used(&checked.records);
        // What cannot be measured yet cannot hang on anything.
        let goes_on = refused.is_empty() || accepted.iter().any(|acceptance| acceptance.code == FILE_REFUSED);
        let may_be_measured = goes_on && !definitions.contracts().is_empty();
        let mut measured = None;
        if may_be_measured && checked.accounts.set_aside > 0 {
            let all = pipeline::measure(&mut checked, &facts, &definitions, AsAt::end_of(quarter))?;
            let hangs = pipeline::hold_rows_set_aside(&checked, &facts, &definitions, quarter, &all)?;
            checked.findings.extend(hangs);
            measured = Some(all);
        }
        let sender = |finding: &Finding| {
            let own = inbox.returns.iter().find(|item| item.name == finding.place.file)?;
            Some(definitions.workspace.supplier(&own.supplier).name.clone())
        };
        let accepted = that_stop(accepted, &checked.findings, &refused, &sender);
        let returns = inbox.returns;
        let number = None;
        Ok(Session {
            definitions,
            quarter,
            returns,
            checked,
            facts,
            accepted,
            refused,
            measured,
            papers_before,
            number,
        })
    }

    /// The newest run of the archive as far as it was known on a day.
    fn known_at(inputs: &Inputs, day: NaiveDate) -> Result<Session> {
        let archive = Archive::open(&inputs.workspace)?;
        match archive.newest(inputs.quarter, Some(day)) {
            Some(run) => {
                archive.must_hold(run)?;
                Session::kept(&archive, run)
            }
            None => {
                let of = inputs.quarter.map_or_else(String::new, |quarter| format!(" of {quarter}"));
                let hint = match archive.runs.first() {
                    None => "no run is kept yet: `quarterdeck monthly` keeps one".to_string(),
                    Some(_) => "`quarterdeck archive list` tells what was known when".to_string(),
                };
                Err(Fault::usage(format!("nothing{of} was known on {day}: no run had been kept")).hint(hint).into())
            }
        }
    }

    /// Figures to answer a question from: of the archive where it has them, else of the returns as they lie there.
    ///
    /// The archive has them where its newest run of the quarter is made of the very returns and definitions that are there now.
    pub fn answer(inputs: &Inputs, folders: &Folders, accept: &Accept, wanted: &Wanted) -> Result<Session> {
        if !accept.accept.is_empty() {
            return Session::open(inputs, folders, accept);
        }
        let archive = Archive::open(&inputs.workspace)?;
        let recalled = match inputs.known_at {
            Some(day) => match archive.newest(inputs.quarter, Some(day)) {
                Some(run) => {
                    reads_no_folder(folders)?;
                    archive.must_hold(run)?;
                    Session::recalled(&archive, run, pipeline::definitions(&archive.definitions_of(run))?, wanted)?
                }
                None => None,
            },
            None if archive.runs.is_empty() => None,
            None => {
                let definitions = pipeline::definitions(&inputs.workspace)?;
                let (quarter, inbox) = pipeline::choose(&definitions, folders.returns.as_deref(), inputs.quarter)?;
                let stamps = stamps::load(&inputs.workspace);
                match archive.newest(Some(quarter), None) {
                    Some(run) if taken::is_of_these(run, &inbox, &archive, &definitions, &stamps)? => {
                        Session::recalled(&archive, run, definitions, wanted)?
                    }
                    _ => None,
                }
            }
        };
        match recalled {
            Some(session) => Ok(session),
            None => Session::open(inputs, folders, accept),
        }
    }

    /// A run's people as they were counted; nothing where the run kept none.
    fn recalled(
        archive: &Archive,
        run: &KeptRun,
        definitions: Definitions,
        wanted: &Wanted,
    ) -> Result<Option<Session>> {
        let recalled = pipeline::recall(archive, run, definitions, wanted)?;
        Ok(recalled.map(|Recalled { definitions, checked, facts, measured }| {
            print_aside(&format!("from the archive: run {}\n", run.id()));
            Session {
                definitions,
                quarter: run.quarter,
                returns: Vec::new(),
                checked,
                facts,
                accepted: run.accepted.clone(),
                refused: Vec::new(),
                measured: Some(measured),
                number: Some(run.number),
                papers_before: PapersBefore::default(),
            }
        }))
    }

    /// A run as the archive kept it.
    pub fn kept(archive: &Archive, run: &KeptRun) -> Result<Session> {
        let pipeline::Remembered { definitions, returns, checked, mut facts, accepted } =
            pipeline::remember(archive, run, &Reader::this_program()?)?;
        let papers_before = hold_against_papers(archive, run.quarter, Some(run.number), &mut facts)?;
        Ok(Session {
            definitions,
            quarter: run.quarter,
            returns,
            checked,
            facts,
            accepted,
            refused: Vec::new(),
            measured: None,
            papers_before,
            number: Some(run.number),
        })
    }

    /// Why no figures may be made from these returns; each refusal is printed.
    pub fn stopped(&self) -> Option<Exit> {
        for (_, error) in &self.refused {
            print_error(error);
        }
        let exit = self.why_stopped()?;
        let why = match exit {
            Exit::Refused => {
                format!("{} refused", print::counted(self.refused.len() as u64, "file was", "files were"))
            }
            _ if self.is_blocked() => "a finding above stops them; the last paper is untouched".into(),
            _ => "no prime's return can be used; the last paper is untouched".into(),
        };
        print_aside(&format!("no figures were made: {why}\n"));
        Some(exit)
    }

    /// The same, without a word.
    pub fn why_stopped(&self) -> Option<Exit> {
        let accepted = self.accepted.iter().any(|acceptance| acceptance.code == FILE_REFUSED);
        if !self.refused.is_empty() && !accepted {
            return Some(Exit::Refused);
        }
        let nobody = self.definitions.contracts().is_empty() && self.definitions.counted().is_empty();
        (self.is_blocked() || nobody).then_some(Exit::Blocked)
    }

    fn is_blocked(&self) -> bool {
        self.checked.findings.iter().any(|finding| blocks(finding, &self.accepted))
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

    /// The paper's figures of people put together, beside what papers of earlier quarters printed.
    pub fn figures(&self, measured: &Measured) -> Result<Figures> {
        let rule = self.definitions.disclosure();
        Figures::compute(&measured.people, &measured.counted, self.quarter, rule, &self.papers_before)
    }

    /// Puts people together from the rows that are used, beside the counts of primes that send nothing else.
    pub fn measure(&mut self) -> Result<Measured> {
        if let Some(measured) = self.measured.take() {
            return Ok(measured);
        }
        pipeline::measure(&mut self.checked, &self.facts, &self.definitions, AsAt::end_of(self.quarter))
    }
}

/// What papers of quarters before one printed, as far as the archive had them before a run of that number; the run says which.
fn hold_against_papers(
    archive: &Archive,
    quarter: Quarter,
    number: Option<u32>,
    facts: &mut RunFacts,
) -> Result<PapersBefore> {
    let runs = archive.papers_before(quarter, number);
    facts.compared_with = runs.iter().map(|run| run.id()).collect();
    archive.printed_before(&runs)
}

/// What was known on a day is in the archive, whatever lies in a folder.
fn reads_no_folder(folders: &Folders) -> Result<()> {
    if folders.returns.is_none() {
        return Ok(());
    }
    Err(Fault::usage("--known-at asks what the archive knew, and --returns is about files that lie there now")
        .hint("leave out one of the two")
        .into())
}

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
