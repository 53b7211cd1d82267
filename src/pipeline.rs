//! The journey, written once: from a folder of returns to the bytes of a paper, one call a stage.

mod definitions;
pub mod due;
mod earlier;
mod index;
mod kept;
mod narrowed;
mod papers;
mod reading;
mod run;
mod sensitivity;
mod versions;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::{Context, Result};
use chrono::NaiveDate;

use crate::canonical::frame::day_of;
use crate::definitions::{Coverage, JobEnd, Layout, SupplierKind, Workspace, contract};
use crate::fault::{Exit, Fault, exit_of};
use crate::finding::{Effect, Finding, Place};
use crate::learn::difference::{self, Setting};
use crate::learn::study::{self, Answer, Question};
use crate::manifest::Input;
use crate::mapping::context::{self, ContextFile, ContextRecords, ContextSeries};
use crate::mapping::{self, MappedRecords, MappingContext};
use crate::metrics::Measured;
use crate::report::ReturnLine;
use crate::source;
use crate::source::inbox::{self, Inbox, Return};
use crate::validation::{
    self, Accounts, ContractTerms, Keys, RuleContext, accepted, bands, doubtful, gates, incomplete, versions as version,
};
use crate::vocabulary::{AsAt, Quarter};
use crate::worker::{FileRecords, Outcome, Reader, Request};

pub use definitions::{Definitions, definitions, definitions_without_layouts};
pub use earlier::{Earlier, compare_with_earlier};
pub use kept::{FILE_REFUSED, Recalled, Remembered, recall, remember};
pub use papers::{Made, Paper, PaperAsked};
pub use reading::reading;
pub use run::run;
pub use sensitivity::hold as hold_rows_set_aside;
pub use versions::{known_again, settle as settle_versions};

/// Told what the run is doing, for a person who waits.
pub type Progress<'a> = &'a (dyn Fn(&str) + Sync);

/// Chooses the quarter and each supplier's returns for it.
///
/// The quarter is the one asked for, else the workspace's, else the newest that a return is named for.
pub fn choose(definitions: &Definitions, returns: Option<&Path>, quarter: Option<Quarter>) -> Result<(Quarter, Inbox)> {
    let workspace = &definitions.workspace;
    let folder = returns.map_or_else(|| workspace.folder.join("returns"), Path::to_path_buf);
    let instead = "put the returns in the workspace's `returns` folder, or give another with --returns";
    let files = inbox::files(&folder, instead)?;
    let named = inbox::named_quarters(&files, workspace);
    let quarter = quarter.or(workspace.paper.quarter).or(named.last().copied());
    let quarter = quarter.ok_or_else(|| inbox::no_quarter(&files, workspace))?;
    contract::check_times(workspace, quarter, named.first().copied())?;
    let mut inbox = inbox::choose(&files, workspace, &|name| definitions.layout(name), quarter)?;
    inbox.findings.extend(inbox::no_files(&folder, workspace));
    Ok((quarter, inbox))
}

/// When files arrived, as far as anybody knows.
#[derive(Clone, Debug, Default)]
pub struct Arrival {
    pub today: NaiveDate,
    /// By SHA-256: the number of the run that first read a file, and its day, for those that the archive knows.
    pub first_read: BTreeMap<String, (u32, NaiveDate)>,
}

impl Arrival {
    /// The day that the workspace gives for a file, else that on which it was first read, else today.
    fn of(&self, name: &str, sha256: &str, workspace: &Workspace) -> NaiveDate {
        let given = workspace.received.get(name).copied();
        given.or_else(|| self.first_read.get(sha256).map(|(_, day)| *day)).unwrap_or(self.today)
    }
}

/// What was read: canonical columns, and what cannot be read.
#[derive(Default)]
pub struct Received {
    pub inputs: Vec<Input>,
    pub records: Vec<MappedRecords>,
    pub findings: Vec<Finding>,
    /// Files that were refused, and why.
    pub refused: Vec<(String, anyhow::Error)>,
    /// What the workspace's context files hold.
    context: ContextRecords,
    job_end: Vec<JobEnd>,
    coverage: Vec<Coverage>,
    counts_alone: Vec<bool>,
}

/// Reads and maps one file in this process: what a reading process does. Without a layout's name the file is read with
/// the one that it fits, of all that were added.
pub fn read(definitions: &Definitions, path: &Path, layout: &str, supplier: &str, source_id: u32) -> Outcome {
    let programmes = definitions.programmes();
    let workbook = source::read(path, &definitions.workspace.limits)?;
    let layout = match layout {
        "" => mapping::recognise(&workbook, &definitions.layouts.values().collect::<Vec<_>>())?,
        name => name.to_string(),
    };
    let context = MappingContext {
        workspace: &definitions.workspace,
        programmes: &programmes,
        layout: definitions.layout(&layout),
        supplier,
        source_id,
    };
    let setting = Setting { layout: context.layout, workspace: context.workspace, programmes: &programmes };
    let (records, mut findings) = mapping::map(&workbook, &context)
        .map_err(|error| difference::explained(error, &workbook, setting))
        .with_context(|| format!("cannot use `{}`", crate::fault::printable(&workbook.file.name)))?;
    if findings.iter().any(|finding| finding.code == "header_not_recognised") {
        findings.extend(difference::notes(&workbook, setting));
    }
    Ok(FileRecords { file: workbook.file, layout, records, findings })
}

/// Answers a question about one file, in the process that reads it.
pub fn study(definitions: &Definitions, path: &Path, question: &Question) -> Result<Answer> {
    let workbook = source::read(path, &definitions.workspace.limits)?;
    study::answer(&workbook, question, &definitions.layouts, &definitions.workspace, &definitions.programmes())
}

/// Reads and maps the returns, and reads the context files, each in a process of its own, several at a time. A refused
/// file does not keep the others from being read.
pub fn receive(
    definitions: &Definitions,
    returns: &[Return],
    arrival: &Arrival,
    reader: &Reader,
    progress: Progress<'_>,
) -> Result<Received> {
    let read = |(i, item): (usize, &Return)| {
        let request = Request {
            workspace: &definitions.workspace.folder,
            path: &item.path,
            layout: &item.layout,
            supplier: &item.supplier,
            source_id: i as u32,
        };
        let outcome = reader.read(&request, &definitions.workspace.limits);
        progress(&item.name);
        outcome
    };
    let folder = &definitions.workspace.folder;
    let files = context::files(&definitions.workspace)?;
    let read_context = |(_, file): (usize, &ContextFile)| reader.context(folder, file, &definitions.workspace.limits);
    let (outcomes, context) = rayon::join(
        || side_by_side(returns, |item| &item.path, read),
        || side_by_side(&files, |file| &file.path, read_context),
    );
    let mut received = Received::default();
    for (file, outcome) in files.iter().zip(context) {
        take_context(&mut received, file, outcome)?;
    }
    received.context.check();
    for (item, outcome) in returns.iter().zip(outcomes) {
        let layout = definitions.layout(&item.layout);
        received.job_end.push(layout.job_end);
        received.coverage.push(layout.coverage);
        received.counts_alone.push(counts_alone(layout));
        let outcome =
            outcome.and_then(|records| match sent_before(&received.inputs, returns, item, &records.file.sha256) {
                Some(Twice::ForAnotherQuarter(fault)) => Err(fault.into()),
                Some(Twice::Same(first)) => Ok((records, Some(first))),
                None => Ok((records, None)),
            });
        match outcome {
            Ok((FileRecords { file, mut records, findings, .. }, twice)) => {
                let source = received.inputs.len() as u32;
                received.inputs.push(Input {
                    file: item.name.clone(),
                    supplier: item.supplier.clone(),
                    layout: item.layout.clone(),
                    received: arrival.of(&item.name, &file.sha256, &definitions.workspace),
                    sha256: file.sha256,
                    bytes: file.bytes,
                });
                match twice {
                    // What is to be said of it is said of the first.
                    Some(first) => {
                        let rows = version::leave_out(&mut records, source, version::SAME_FILE);
                        received.findings.push(version::same_file(&item.name, &first, rows));
                    }
                    None => received.findings.extend(findings),
                }
                received.records.extend(records);
            }
            Err(error) => refuse(&mut received, item, error)?,
        }
    }
    Ok(received)
}

/// Whether a layout says that each count is of its own month alone.
fn counts_alone(layout: &Layout) -> bool {
    layout.sheet.iter().any(|sheet| sheet.counts.cumulative == Some(false))
}

/// Keeps what a context file holds, or that it is refused; what is not about the file itself stops at once.
fn take_context(received: &mut Received, file: &ContextFile, outcome: Result<ContextRecords>) -> Result<()> {
    match outcome {
        Ok(records) => received.context.add(file, records),
        Err(error) if exit_of(&error) == Exit::Refused => {
            let shown = crate::fault::printable(&file.shown);
            received.refused.push((file.shown.clone(), error.context(format!("cannot use `{shown}`"))));
        }
        Err(error) => return Err(error),
    }
    Ok(())
}

/// The same bytes under two names of one series.
enum Twice {
    /// As the return for the same quarter: the name of the first.
    Same(String),
    /// As the return for another one: whoever is in them would be there twice, and one quarter is missing.
    ForAnotherQuarter(Fault),
}

fn sent_before(inputs: &[Input], returns: &[Return], item: &Return, sha256: &str) -> Option<Twice> {
    let same = |(input, _): &(&Input, &Return)| (&input.supplier, &input.layout) == (&item.supplier, &item.layout);
    let first = inputs.iter().zip(returns).filter(same).find(|(input, _)| input.sha256 == sha256)?;
    if first.1.quarter == item.quarter {
        return Some(Twice::Same(first.1.name.clone()));
    }
    let (name, first) = (crate::fault::printable(&item.name), crate::fault::printable(&first.0.file));
    let message =
        format!("cannot use `{name}`: it is the same file as `{first}`, under another name (same_file_twice)");
    let hint = "move one of the two away; if the sender has sent one quarter's file for another, ask for the right one";
    Some(Twice::ForAnotherQuarter(Fault::refused(message).hint(hint)))
}

/// Does something with every file, the largest first; the results are in the files' own order. One more is in hand than
/// there are processors: while a reading process starts, ends or waits for us, another one reads.
fn side_by_side<I: Sync, T: Send>(
    items: &[I],
    path: impl Fn(&I) -> &PathBuf,
    work: impl Fn((usize, &I)) -> T + Sync,
) -> Vec<T> {
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by_key(|&i| std::cmp::Reverse(path(&items[i]).metadata().map_or(0, |meta| meta.len())));
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(items.len()));
    let threads = thread::available_parallelism().map_or(2, |processors| processors.get() + 1).min(items.len());
    let take = || {
        while let Some(&i) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            let result = work((i, &items[i]));
            done.lock().unwrap_or_else(PoisonError::into_inner).push((i, result));
        }
    };
    thread::scope(|scope| {
        // This thread is one of them, and enough where the system gives no other.
        for _ in 1..threads {
            if thread::Builder::new().spawn_scoped(scope, take).is_err() {
                break;
            }
        }
        take();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(i, _)| *i);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Keeps a refusal with the run; what is not about the file itself stops at once.
fn refuse(received: &mut Received, item: &Return, error: anyhow::Error) -> Result<()> {
    match exit_of(&error) {
        Exit::Refused => received.refused.push((item.name.clone(), error)),
        Exit::Blocked => {
            let message = error.root_cause().to_string();
            // The place says the file already.
            let message = message.strip_prefix(&format!("{}: ", item.name)).unwrap_or(&message).to_string();
            let hint = crate::fault::hint_of(&error).unwrap_or_default().to_string();
            received.findings.push(Finding::new(
                "return_is_empty",
                Effect::Stops,
                Place::file(&item.name),
                message,
                hint,
            ));
        }
        _ => return Err(error),
    }
    // Its place in the run's list of sources stays taken.
    received.inputs.push(Input {
        file: item.name.clone(),
        supplier: item.supplier.clone(),
        layout: item.layout.clone(),
        sha256: String::new(),
        bytes: 0,
        received: NaiveDate::default(),
    });
    Ok(())
}

/// Leaves out every row of primes one of whose returns is refused, where the run goes on all the same, and has no
/// figures of theirs.
pub fn leave_out_refused(received: &mut Received, definitions: &mut Definitions, returns: &[Return]) {
    let is_prime = |item: &&Return| definitions.workspace.supplier(&item.supplier).kind == SupplierKind::Prime;
    let sent = |(file, _): &(String, anyhow::Error)| returns.iter().find(|item| item.name == *file).filter(is_prime);
    let senders: BTreeSet<&str> = received.refused.iter().filter_map(sent).map(|item| item.supplier.as_str()).collect();
    received.findings.extend(incomplete::leave_out(&mut received.records, &senders));
    definitions.keep_without(&senders);
}

/// What the rules made of the rows.
pub struct Checked {
    pub records: Vec<MappedRecords>,
    /// Whom each row is about.
    keys: Keys,
    pub findings: Vec<Finding>,
    pub accounts: Accounts,
}

/// Runs every rule, draws up the row accounts, and says which returns have next to nothing in them that is used.
pub fn check(received: Received, definitions: &Definitions, as_at: AsAt) -> Result<(Checked, RunFacts)> {
    let contracts = &definitions.contracts();
    let Received { inputs, mut records, mut findings, context, job_end, coverage, counts_alone, .. } = received;
    let (residents, series) = (context.residents, context.series);
    let compared_with = Vec::new();
    let facts = RunFacts { inputs, residents, series, job_end, coverage, counts_alone, compared_with };
    let keys = Keys::of(&records);
    let found = validation::validate(&mut records, &keys, &facts.rules(contracts, as_at), &findings);
    findings.extend(found);
    bands::instead_of_births(&mut records);
    let mut findings = doubtful::fold(findings);
    let accounts = Accounts::of(&records)?;
    findings.extend(accounts.untold(&findings));
    findings.extend(gates::unused(&accounts, &definitions.workspace.gates));
    findings.extend(validation::unused_counts(&records, as_at, &definitions.workspace.gates));
    findings.extend(context.findings);
    Ok((Checked { records, keys, findings, accounts }, facts))
}

/// What is known of the files, for the stages behind the rules.
pub struct RunFacts {
    pub inputs: Vec<Input>,
    /// Residents of working age by ward.
    residents: BTreeMap<String, u64>,
    /// What the other context files hold.
    pub series: Vec<ContextSeries>,
    job_end: Vec<JobEnd>,
    coverage: Vec<Coverage>,
    counts_alone: Vec<bool>,
    /// The runs whose papers the figures of earlier times are held against.
    pub compared_with: Vec<String>,
}

impl RunFacts {
    /// Residents of working age by ward.
    pub fn residents(&self) -> &BTreeMap<String, u64> {
        &self.residents
    }

    fn rules<'a>(&self, contracts: &'a [ContractTerms<'a>], as_at: AsAt) -> RuleContext<'a> {
        let received = self.inputs.iter().map(|input| day_of(input.received)).collect();
        let (job_end, coverage) = (self.job_end.clone(), self.coverage.clone());
        RuleContext { as_at, received, job_end, coverage, counts_alone: self.counts_alone.clone(), contracts }
    }

    /// The returns as the paper names them: those of which a row is used.
    fn lines(&self, definitions: &Definitions, returns: &[Return], accounts: &Accounts) -> Vec<ReturnLine> {
        let line = |(input, item): (&Input, &Return)| {
            let layout = definitions.layout(&item.layout);
            let has_jobs = layout.sheet.iter().any(|sheet| sheet.holds("job_end_date"));
            ReturnLine {
                supplier: definitions.workspace.supplier(&item.supplier).name.clone(),
                quarter: item.quarter.map(|quarter| quarter.in_words()),
                received: definitions.workspace.received.get(&input.file).copied(),
                job_end: has_jobs.then_some(layout.job_end),
            }
        };
        let is_used = |input: &Input| accounts.tables.iter().any(|table| table.file == input.file && table.used > 0);
        self.inputs.iter().zip(returns).filter(|(input, _)| is_used(input)).map(line).collect()
    }
}

/// Puts people together from the rows that are used, and takes the counts of primes that send nothing else.
pub fn measure(checked: &mut Checked, facts: &RunFacts, definitions: &Definitions, as_at: AsAt) -> Result<Measured> {
    let contracts = definitions.contracts();
    let tables = accepted::tables(&mut checked.records, &checked.keys, &facts.rules(&contracts, as_at))?;
    let measured = Measured::of(&tables, &contracts, &definitions.counted(), as_at);
    // A great many pages go back to the system: beside what comes next, not before it.
    rayon::spawn(move || drop(tables));
    measured
}

/// Holds the findings against the gates; what stops is added to them.
pub fn gate(checked: &mut Checked, workspace: &Workspace) {
    let stops = gates::hold(&checked.findings, &checked.accounts, &workspace.gates);
    checked.findings.extend(stops);
}
