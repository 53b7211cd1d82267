//! `quarterdeck revisions`: what was printed before and has moved since, and why.

mod told;

use std::collections::BTreeMap;

use anyhow::Result;

use super::exact_answer::{self, to_officers};
use super::query::open;
use super::{Session, answer, print_aside};
use crate::archive::Archive;
use crate::archive::key::Key;
use crate::archive::printed::Printed;
use crate::archive::runs::KeptRun;
use crate::cli::{Audience, RevisionsArgs};
use crate::disclosure::PapersBefore;
use crate::disclosure::moved::Compared;
use crate::fault::{Exit, Fault};
use crate::manifest;
use crate::metrics::Measured;
use crate::metrics::reported::{Figure, Reading, Tally};
use crate::metrics::revisions::{Movement, movements};
use crate::output::{Access, OutputFile};
use crate::pipeline;
use crate::report::Figures;
use crate::vocabulary::{AsAt, Quarter};

pub use told::in_short;

/// The name of the officers' list, below a quarter's folder.
pub const LIST: &str = "revisions";

/// One earlier paper beside the same figures as they are known now.
pub struct Earlier {
    pub run: String,
    pub quarter: Quarter,
    printed: BTreeMap<Figure, Option<u64>>,
    /// As today's rows would print them; for the public list alone.
    printed_now: BTreeMap<Figure, Option<u64>>,
    then: Tally,
    now: Tally,
    /// Who is counted otherwise, and why; not known where the rows of that run are no longer kept.
    movements: Option<Vec<Movement>>,
}

/// Tells what has moved.
pub fn run(args: &RevisionsArgs) -> Result<Option<Exit>> {
    exact_answer::allow(args.audience, &args.inputs)?;
    let mut session = match open(&args.inputs, &args.folders, &args.accept.as_accept(), args.format)? {
        Ok(session) => session,
        Err(exit) => return Ok(Some(exit)),
    };
    let archive = Archive::open(&args.inputs.workspace)?;
    let runs = match &args.since {
        Some(asked) => vec![archive.find(asked)?],
        None => with_papers(&archive, session.quarter, session.number),
    };
    if runs.is_empty() {
        print_aside("no paper was kept before: `quarterdeck monthly` keeps what it prints\n");
    }
    let earlier = compare(&mut session, &archive, &runs, args.audience)?;
    match args.audience {
        Audience::Public => {
            let answer = told::public(&earlier, session.definitions.disclosure().threshold);
            answer::print(&answer::write(&answer, args.format)?, args.format)?;
            print_aside(told::CARRIED);
        }
        Audience::Officers => {
            let mut answer = told::exact(&earlier);
            if args.format.is_rows_alone() {
                answer.mark_rows();
            }
            to_officers(
                answer::write(&answer, args.format)?,
                LIST,
                args.format,
                (&args.inputs, &args.folders),
                &session,
            )?;
        }
    }
    Ok(None)
}

/// The newest run of each quarter up to one that made papers, as far as it was there before a run of that number.
fn with_papers(archive: &Archive, quarter: Quarter, number: Option<u32>) -> Vec<&KeptRun> {
    archive.papers_before(quarter.next(), number)
}

/// What has moved against the papers before a run that was just kept: the officers' list, and in short for the page. Nothing where
/// nothing has moved.
pub fn of_month(session: &mut Session, archive: &Archive, run: &str) -> Result<Option<(OutputFile, Vec<Earlier>)>> {
    let number = archive.find(run)?.number;
    let runs = with_papers(archive, session.quarter, Some(number));
    let earlier = compare(session, archive, &runs, Audience::Officers)?;
    if earlier.iter().all(|own| own.moved() == 0) {
        return Ok(None);
    }
    let bytes = told::exact(&earlier);
    let bytes = answer::write(&bytes, crate::cli::QueryFormat::Csv)?;
    let bytes = [format!("{}\n", super::officers::MARK).into_bytes(), bytes].concat();
    Ok(Some((OutputFile { name: format!("internal/{LIST}.csv"), bytes, access: Access::Internal }, earlier)))
}

/// Holds the session's rows against what each run printed.
fn compare(session: &mut Session, archive: &Archive, runs: &[&KeptRun], audience: Audience) -> Result<Vec<Earlier>> {
    let mut earlier = Vec::with_capacity(runs.len());
    let Some(first) = runs.first() else { return Ok(earlier) };
    // Every run of an archive has the same key.
    let key = key(session, first)?;
    let (today, _) = reading(session, session.quarter, key.as_ref())?;
    for run in runs {
        let (mut reading, measured) = reading(session, run.quarter, key.as_ref())?;
        reading.tell_later(&today);
        // Officers have exact figures: what may be printed of them is asked for by nobody.
        let printed_now = match audience {
            Audience::Officers => BTreeMap::new(),
            Audience::Public => {
                let (rule, none) = (session.definitions.disclosure(), PapersBefore::default());
                Figures::compute(&measured.people, &measured.counted, run.quarter, rule, &none)?.reported()
            }
        };
        earlier.extend(of_run(session, archive, run, &reading, printed_now)?);
    }
    Ok(earlier)
}

/// People as the session's rows tell of them at the end of a quarter.
fn reading(session: &mut Session, quarter: Quarter, key: Option<&Key>) -> Result<(Reading, Measured)> {
    let as_at = AsAt::end_of(quarter);
    pipeline::reading(&mut session.checked, &session.facts, &session.definitions, as_at, key)
}

/// One run's paper beside today's figures; nothing of a run that says no longer what it printed.
fn of_run(
    session: &Session,
    archive: &Archive,
    run: &KeptRun,
    now: &Reading,
    printed_now: BTreeMap<Figure, Option<u64>>,
) -> Result<Option<Earlier>> {
    let (mut kept, mut then) = (archive.printed(run)?, None);
    if kept.is_none() && run.is_whole() {
        let (printed, reading) = as_it_was(archive, run)?;
        (kept, then) = (Some(printed), Some(reading));
    }
    let Some(kept) = kept else {
        print_aside(&format!("run {} is not compared: what it printed is not kept as numbers\n", run.id()));
        return Ok(None);
    };
    let mut own = Earlier {
        run: run.id(),
        quarter: run.quarter,
        printed: kept.figures().map(|(figure, number)| (figure.clone(), number)).collect(),
        printed_now,
        then: kept.tally(),
        now: now.tally(),
        movements: None,
    };
    // Bringing a run back takes as long as making it: only where there is something to explain.
    if own.then == own.now {
        own.movements = Some(Vec::new());
    } else if run.is_whole() {
        let then = match then {
            Some(then) => then,
            None => as_it_was(archive, run)?.1,
        };
        own.movements = Some(movements(&then, now, definitions_differ(session, archive, run)?));
    }
    Ok(Some(own))
}

/// What a run counted, brought back from the archive.
fn as_it_was(archive: &Archive, run: &KeptRun) -> Result<(Printed, Reading)> {
    let mut session = Session::kept(archive, run)?;
    let (reading, measured) = reading(&mut session, run.quarter, None)?;
    let figures = session.figures(&measured)?;
    let threshold = session.definitions.disclosure().threshold;
    Ok((Printed::of(figures.reported(), &reading.tally(), threshold), reading))
}

/// The key that names today's people as the archive does; none where the session is of the archive itself.
fn key(session: &Session, run: &KeptRun) -> Result<Option<Key>> {
    if session.number.is_some() {
        return Ok(None);
    }
    let workspace = &session.definitions.workspace;
    let path = workspace.archive.key(&workspace.folder);
    let key = Key::load(&path)?.filter(|key| key.id() == run.key).ok_or_else(|| {
        let message = format!("the archive's key `{}` is not there, or is another one", path.display());
        Fault::usage(message).hint("put the right key back: without it nobody in the archive is known again")
    })?;
    Ok(Some(key))
}

/// Whether the workspace says otherwise what is counted than it did for a run.
fn definitions_differ(session: &Session, archive: &Archive, run: &KeptRun) -> Result<bool> {
    let shapes_counts = |path: &String| {
        path == "quarterdeck.toml" || ["layouts/", "programmes/"].iter().any(|folder| path.starts_with(folder))
    };
    let own = |all: BTreeMap<String, String>| -> BTreeMap<String, String> {
        all.into_iter().filter(|(path, _)| shapes_counts(path)).collect()
    };
    let now = manifest::definition_files(&session.definitions.workspace.folder, session.quarter)?;
    Ok(own(now) != own(archive.definition_hashes(run)) || run.version != env!("CARGO_PKG_VERSION"))
}

impl Earlier {
    fn compared(&self) -> Compared<'_> {
        Compared {
            quarter: self.quarter,
            printed: &self.printed,
            printed_now: &self.printed_now,
            then: &self.then,
            now: &self.now,
        }
    }

    /// How many of its counts have moved.
    fn moved(&self) -> usize {
        self.printed.keys().filter(|figure| self.then.of(figure) != self.now.of(figure)).count()
    }
}
