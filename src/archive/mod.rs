//! What was accepted, kept in the workspace: each return by its content, each run with what it was made of.
//!
//! ```text
//! .quarterdeck/                          for its owner alone
//!   lock                                 held by the run that writes
//!   archive/returns/supplier=…/period=…/record=…/<return>-<nth>-<content>.parquet
//!   archive/people/quarter=…/run=…/people.parquet      and the like: what questions are answered from
//!   runs/0007-2016-01-20-3fa92c11/       appears whole, by one rename: that is when the run is kept
//!     run.json  matched.json  answers.json   sealed
//!     definitions/                       the workspace's own files as they were
//!     papers/                            what was printed, in Markdown
//!     figures.json                       the same as numbers, sealed, with what they were made from
//! ```

pub mod key;
pub mod last;
pub mod lock;
pub mod parquet;
pub mod people;
pub mod printed;
pub mod readings;
pub mod runs;
pub mod sealed;
pub mod upkeep;

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::Result;
use chrono::NaiveDate;

use crate::fault::{Exit, Fault, io_words};
use crate::finding::Finding;
use crate::manifest::{Input, sha256};
use crate::mapping::MappedRecords;
use crate::metrics::kept::KeptTable as PeopleTable;
use crate::output::{self, Access, Advice, OutputFile, folder};
use crate::report::Acceptance;
use crate::vocabulary::Quarter;

use key::Key;
use people::{ANSWERS, Answers};
use printed::{FIGURES, Printed};
use readings::{KeptTable, OfReturn};
use runs::{Delivery, KeptReturn, KeptRun, MadePapers, Matched};

/// The state folder of a workspace.
pub const FOLDER: &str = ".quarterdeck";
/// Below it: what other programs may read.
pub const ARCHIVE: &str = "archive";
const RETURNS: &str = "archive/returns";
const RUNS: &str = "runs";
const DEFINITIONS: &str = "definitions";
const RUN: &str = "run.json";
const MATCHED: &str = "matched.json";
const PAPERS: &str = "papers";

/// What a person can do where the archive cannot be written to.
pub const ADVICE: Advice = Advice {
    instead: "make the workspace's folder writable for whoever runs Quarterdeck",
    kept: "nothing was lost: the archive and the last paper are as they were",
};

/// A workspace's archive, as far as it was looked at.
pub struct Archive {
    /// The state folder.
    pub folder: PathBuf,
    /// The first first.
    pub runs: Vec<KeptRun>,
}

/// A return that came before another of its series, and a run that read it.
#[derive(Clone, Copy)]
pub struct Before<'a> {
    pub run: &'a KeptRun,
    pub delivery: &'a Delivery,
}

/// A run that is to be kept.
pub struct NewRun<'a> {
    pub learnt: NaiveDate,
    pub quarter: Quarter,
    pub version: &'a str,
    pub run_sha256: String,
    pub inputs: &'a [Input],
    pub returns: Vec<KeptReturn>,
    pub deliveries: Vec<Delivery>,
    pub accepted: &'a [Acceptance],
    pub papers: Vec<MadePapers>,
    pub records: &'a [MappedRecords],
    /// What questions are answered from.
    pub people: Vec<PeopleTable>,
    pub answers: Answers,
    pub findings: &'a [Finding],
    pub refused: Vec<String>,
    /// The workspace's own files, by their path in it.
    pub definitions: Vec<(String, Vec<u8>)>,
    /// The papers in Markdown, by their path below the folder of the quarter: what a later version is compared with.
    pub markdown: Vec<(String, Vec<u8>)>,
    /// The figures of the board's paper.
    pub printed: &'a Printed,
}

impl Archive {
    /// The archive of a workspace; without runs where there is none yet.
    pub fn open(workspace: &Path) -> Result<Archive> {
        let folder = workspace.join(FOLDER);
        let mut runs: Vec<KeptRun> = Vec::new();
        for name in folders(&folder.join(RUNS))? {
            let path = folder.join(RUNS).join(name).join(RUN);
            runs.push(sealed::open(&bytes(&path)?, &path)?);
        }
        runs.sort_by_key(|run| run.number);
        Ok(Archive { folder, runs })
    }

    /// The newest run, of a quarter where one is asked for, as far as it was known on a day where one is given.
    pub fn newest(&self, quarter: Option<Quarter>, known_at: Option<NaiveDate>) -> Option<&KeptRun> {
        let is_asked = |run: &&KeptRun| {
            quarter.is_none_or(|asked| run.quarter == asked) && known_at.is_none_or(|day| run.learnt <= day)
        };
        // Of several quarters the newest: a correction of an older one makes no paper of today's.
        self.runs.iter().filter(is_asked).max_by_key(|run| (run.quarter, run.number))
    }

    /// By SHA-256: the number of the run that first took a file in, and the day on which it came.
    pub fn first_read(&self) -> BTreeMap<String, (u32, NaiveDate)> {
        let mut first = BTreeMap::new();
        for run in &self.runs {
            for input in run.inputs.iter().filter(|input| !input.sha256.is_empty()) {
                first.entry(input.sha256.clone()).or_insert((run.number, input.received));
            }
        }
        first
    }

    /// The last return of the same series before a file came that is not the file itself: for its own quarter, which it
    /// corrects, else for an earlier one.
    pub fn before(&self, series: (&str, &str), quarter: Quarter, sha256: &str) -> Option<Before<'_>> {
        let is_own = |own: &&Delivery| (own.supplier.as_str(), own.layout.as_str()) == series && own.holds;
        let came =
            self.runs.iter().position(|run| run.deliveries.iter().any(|own| is_own(&own) && own.sha256 == sha256));
        let earlier = &self.runs[..came.unwrap_or(self.runs.len())];
        let all = || {
            let of = |run| move |delivery| Before { run, delivery };
            earlier.iter().flat_map(move |run: &KeptRun| run.deliveries.iter().filter(is_own).map(of(run)))
        };
        // Of one quarter the last one that came.
        let newest = |before: &Before<'_>| (before.delivery.quarter, before.run.number);
        let corrected = all().filter(|before| before.delivery.quarter == Some(quarter)).max_by_key(newest);
        corrected.or_else(|| all().filter(|before| before.delivery.quarter < Some(quarter)).max_by_key(newest))
    }

    /// The tables of one file of a run.
    pub fn tables_of(&self, before: &Before<'_>) -> Result<Vec<MappedRecords>> {
        let mut matched = self.matched(before.run)?;
        let own = |input: &Input| input.sha256 == before.delivery.sha256 && input.supplier == before.delivery.supplier;
        let source = before.run.inputs.iter().position(own);
        matched.tables.retain(|table| Some(table.source_id as usize) == source);
        self.tables(&matched)
    }

    /// The run that somebody means: its number, its id, or the beginning of its hash.
    pub fn find(&self, asked: &str) -> Result<&KeptRun> {
        let means = |run: &&KeptRun| {
            run.id() == asked
                || asked.parse() == Ok(run.number) && asked.len() <= 4
                || asked.len() >= 6 && run.run_sha256.starts_with(&asked.to_lowercase())
        };
        let known = || match &self.runs[..] {
            [] => "no run is kept yet: `quarterdeck monthly` keeps one".to_string(),
            runs => {
                let last: Vec<String> = runs.iter().rev().take(5).map(KeptRun::id).collect();
                format!("the last ones are {}", last.join(", "))
            }
        };
        let found: Vec<&KeptRun> = self.runs.iter().filter(means).collect();
        let fault = |what: &str| Fault::usage(format!("{what} `{}`", crate::fault::printable(asked))).hint(known());
        match found[..] {
            [] => Err(fault("there is no run").into()),
            // The same made twice: the last is meant.
            [.., last] if found.iter().all(|run| run.run_sha256 == last.run_sha256) => Ok(last),
            _ => Err(fault("several runs begin with").into()),
        }
    }

    /// The folder of a run.
    pub fn folder_of(&self, run: &KeptRun) -> PathBuf {
        self.folder.join(RUNS).join(run.id())
    }

    /// The workspace's own files as they were for a run: a workspace without returns.
    pub fn definitions_of(&self, run: &KeptRun) -> PathBuf {
        self.folder_of(run).join(DEFINITIONS)
    }

    /// The hashes of the workspace's own files as they were for a run, by their path in it.
    pub fn definition_hashes(&self, run: &KeptRun) -> BTreeMap<String, String> {
        let below = format!("{RUNS}/{}/{DEFINITIONS}/", run.id());
        let own = |(path, hash): (&String, &String)| Some((path.strip_prefix(&below)?.to_string(), hash.clone()));
        run.files.iter().filter_map(own).collect()
    }

    /// How the rows of a run were matched.
    pub fn matched(&self, run: &KeptRun) -> Result<Matched> {
        if !run.is_whole() {
            let message = format!("the rows of run {} are no longer kept", run.id());
            let hint = "they were taken away by `archive purge`; what it printed is in its folder below papers";
            return Err(Fault::usage(message).hint(hint).into());
        }
        let path = self.folder_of(run).join(MATCHED);
        sealed::open(&bytes(&path)?, &path)
    }

    /// The tables of a run as it used them.
    pub fn tables(&self, matched: &Matched) -> Result<Vec<MappedRecords>> {
        use rayon::prelude::*;
        let table = |kept: &KeptTable| {
            let path = self.folder.join(RETURNS).join(&kept.file);
            readings::restore(kept, &bytes(&path)?, &path)
        };
        matched.tables.par_iter().map(table).collect()
    }

    /// A paper in Markdown as a run made it.
    pub fn paper(&self, run: &KeptRun, name: &str) -> Result<Vec<u8>> {
        bytes(&self.folder_of(run).join(PAPERS).join(name))
    }

    /// Keeps a run. Its returns go first; it is there when its folder is, and not before.
    pub fn keep(&mut self, run: &NewRun<'_>, key: &Key) -> Result<&KeptRun> {
        folder::make_private(&self.folder, &ADVICE)?;
        let (tables, readings) = kept_tables(run, key)?;
        let mut files: BTreeMap<String, String> =
            tables.iter().map(|table| (format!("{RETURNS}/{}", table.file), table.sha256.clone())).collect();
        let returns = self.folder.join(RETURNS);
        let is_new = |file: &OutputFile| fs::read(returns.join(&file.name)).ok().as_ref() != Some(&file.bytes);
        let new: Vec<OutputFile> = readings.into_iter().filter(is_new).collect();
        folder::make_private(&returns, &ADVICE)?;
        output::write_all(&returns, &new, &ADVICE)?;
        let number = self.runs.last().map_or(1, |last| last.number + 1);
        let people = people::files(&run.people, run.quarter, number)?;
        files.extend(people.iter().map(|file| (format!("{ARCHIVE}/{}", file.name), sha256(&file.bytes))));
        output::write_all(&self.folder.join(ARCHIVE), &people, &ADVICE)?;
        let (returns, refused) = (run.returns.clone(), run.refused.clone());
        let matched = Matched { returns, tables, findings: run.findings.to_vec(), refused };
        let mut own = vec![
            internal(MATCHED.into(), sealed::seal(&matched)?),
            internal(ANSWERS.into(), sealed::seal(&run.answers)?),
        ];
        own.extend(
            run.definitions.iter().map(|(path, bytes)| internal(format!("{DEFINITIONS}/{path}"), bytes.clone())),
        );
        own.extend(run.markdown.iter().map(|(path, bytes)| internal(format!("{PAPERS}/{path}"), bytes.clone())));
        own.push(internal(FIGURES.into(), sealed::seal(run.printed)?));
        let mut kept = KeptRun {
            number,
            learnt: run.learnt,
            quarter: run.quarter,
            version: run.version.to_string(),
            run_sha256: run.run_sha256.clone(),
            inputs: run.inputs.to_vec(),
            deliveries: run.deliveries.clone(),
            accepted: run.accepted.to_vec(),
            papers: run.papers.clone(),
            files: BTreeMap::new(),
            key: key.id(),
        };
        let below = format!("{RUNS}/{}", kept.id());
        files.extend(own.iter().map(|file| (format!("{below}/{}", file.name), sha256(&file.bytes))));
        kept.files = files;
        own.push(internal(RUN.into(), sealed::seal(&kept)?));
        folder::make_private(&self.folder.join(RUNS), &ADVICE)?;
        folder::write_new(&self.folder.join(below), &own, &ADVICE)?;
        self.runs.push(kept);
        Ok(self.runs.last().expect("one was pushed"))
    }
}

fn internal(name: String, bytes: Vec<u8>) -> OutputFile {
    OutputFile { name, bytes, access: Access::Internal }
}

/// Takes away what a killed run left unfinished in the archive.
pub fn remove_unfinished(state: &Path) {
    fn below(path: &Path) {
        folder::remove_unfinished(path);
        for entry in fs::read_dir(path).into_iter().flatten().flatten() {
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                below(&entry.path());
            }
        }
    }
    below(&state.join(ARCHIVE));
}

/// The files of the tables of a run, and what it keeps of each beside its columns.
fn kept_tables(run: &NewRun<'_>, key: &Key) -> Result<(Vec<KeptTable>, Vec<OutputFile>)> {
    let mut tables = Vec::with_capacity(run.records.len());
    let mut files = Vec::with_capacity(run.records.len());
    for (nth, table) in run.records.iter().enumerate() {
        let own = table.origin.source_id as usize;
        let before = run.records[..nth].iter().filter(|other| other.origin.source_id == table.origin.source_id);
        let (input, item) = (&run.inputs[own], &run.returns[own]);
        let period = item.quarter.map_or_else(|| "none".to_string(), |quarter| quarter.to_string());
        let of = OfReturn { sha256: &input.sha256, supplier: &input.supplier, period: &period };
        let (kept, file) = readings::keep(table, of, before.count() + 1, key)?;
        tables.push(kept);
        files.push(file);
    }
    Ok((tables, files))
}

/// The bytes of a file of the archive.
fn bytes(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|error| {
        let message = format!("cannot read `{}`: {}", path.display(), io_words(&error));
        let (exit, hint) = match error.kind() {
            ErrorKind::NotFound => (Exit::Failure, "`quarterdeck archive check` lists what is missing"),
            _ => (Exit::Environment, "check its permissions and the disk"),
        };
        Fault::new(exit, message).hint(hint).into()
    })
}

/// The folders in a folder that are finished, by name; none where it is not there.
fn folders(folder: &Path) -> Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        // That a workspace is no folder is told by whatever reads its definitions.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(Vec::new()),
        Err(error) => {
            let message = format!("cannot look into `{}`: {}", folder.display(), io_words(&error));
            return Err(Fault::environment(message).hint("check its permissions and the disk").into());
        }
    };
    let mut names: Vec<String> = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.retain(|name| !name.starts_with('.'));
    names.sort();
    Ok(names)
}
