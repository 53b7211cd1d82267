//! Whether everything that is kept is there and as it was written, and what need not be kept any longer.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use anyhow::{Context, Result};
use chrono::NaiveDate;
use serde_json::json;

use super::printed::FIGURES;
use super::runs::KeptRun;
use super::{ADVICE, ARCHIVE, Archive, FOLDER, MATCHED, PAPERS, RUN, RUNS, bytes, folders, internal, parquet, sealed};
use crate::fault::{Fault, io_words};
use crate::manifest::sha256;
use crate::output;

/// What a look at the archive found.
#[derive(Debug, Default)]
pub struct CheckedArchive {
    pub runs: u64,
    pub files: u64,
    /// In words, with the file.
    pub troubles: Vec<String>,
}

/// What went, or would go.
#[derive(Debug, Default)]
pub struct Purged {
    pub runs: Vec<String>,
    pub files: u64,
}

impl Archive {
    /// Looks at every file of every run; with `read_data` reads each whole and holds it against its hash. What is damaged is
    /// told, and ends nothing.
    pub fn check(workspace: &Path, read_data: bool) -> Result<CheckedArchive> {
        let folder = workspace.join(FOLDER);
        let mut found = CheckedArchive::default();
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut numbers: BTreeSet<u32> = BTreeSet::new();
        for name in folders(&folder.join(RUNS))? {
            let path = folder.join(RUNS).join(&name).join(RUN);
            let run: KeptRun = match bytes(&path).and_then(|bytes| sealed::open(&bytes, &path)) {
                Ok(run) => run,
                Err(error) => {
                    found.troubles.push(format!("{error:#}"));
                    continue;
                }
            };
            found.runs += 1;
            if run.id() != name {
                found.troubles.push(format!("`{}` holds run {}", path.display(), run.id()));
            }
            if !numbers.insert(run.number) {
                found.troubles.push(format!("`{}` has the number of another run", path.display()));
            }
            for (file, hash) in &run.files {
                if seen.insert(file.clone()) {
                    found.files += 1;
                    found.troubles.extend(trouble_with(&folder.join(file), hash, read_data));
                }
            }
        }
        Ok(found)
    }

    /// What of a run is missing or not as it was written, in words.
    pub fn troubles(&self, run: &KeptRun) -> Vec<String> {
        run.files.iter().filter_map(|(file, hash)| trouble_with(&self.folder.join(file), hash, true)).collect()
    }

    /// The rows of a run have to be kept still.
    pub fn must_hold(&self, run: &KeptRun) -> Result<()> {
        if run.is_whole() {
            return Ok(());
        }
        let message = format!("the rows of run {} are no longer kept: they were purged", run.id());
        Err(Fault::usage(message).hint("what it printed is still in its folder below .quarterdeck/runs").into())
    }

    /// Takes away runs that learnt what they know before a day, and the returns that no other run needs. The newest run of the
    /// newest quarter stays; of each that goes what it is and printed stays, without a row of anybody.
    pub fn purge(&mut self, before: NaiveDate, today: NaiveDate, dry_run: bool) -> Result<Purged> {
        let newest = self.newest(None, None).map(|run| run.number);
        let is_old = |run: &&KeptRun| run.learnt < before && Some(run.number) != newest && run.is_whole();
        let (old, kept): (Vec<&KeptRun>, Vec<&KeptRun>) = self.runs.iter().partition(is_old);
        let needed: BTreeSet<&String> = kept.iter().flat_map(|run| run.files.keys()).collect();
        let files: BTreeSet<&String> =
            old.iter().flat_map(|run| goes(run)).filter(|file| !needed.contains(file)).collect();
        let purged = Purged { runs: old.iter().map(|run| run.id()).collect(), files: files.len() as u64 };
        if dry_run || old.is_empty() {
            return Ok(purged);
        }
        // First the run says that it has no files any more: one that is killed in between has files too many, none too few.
        for run in &old {
            let emptied = emptied(run);
            let file = internal(format!("{RUNS}/{}/{RUN}", run.id()), sealed::seal(&emptied)?);
            output::write_all(&self.folder, std::slice::from_ref(&file), &ADVICE)?;
        }
        self.note_purge(&purged, before, today)?;
        for file in &files {
            remove(&self.folder.join(file))?;
        }
        for run in &old {
            let _ = fs::remove_dir_all(self.definitions_of(run));
        }
        remove_empty_below(&self.folder.join(ARCHIVE));
        let ids = purged.runs.clone();
        self.runs.iter_mut().filter(|run| ids.contains(&run.id())).for_each(|run| *run = emptied(run));
        Ok(purged)
    }

    /// That something was taken away is kept, without anything about anybody.
    fn note_purge(&self, purged: &Purged, before: NaiveDate, today: NaiveDate) -> Result<()> {
        let line = json!({ "day": today, "before": before, "runs": purged.runs, "files": purged.files });
        let path = self.folder.join("purged.jsonl");
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let written = options.open(&path).and_then(|mut file| {
            file.write_all(format!("{line}\n").as_bytes())?;
            file.sync_all()
        });
        written.map_err(|error| {
            Fault::environment(format!("cannot write `{}`: {}", path.display(), io_words(&error)))
                .hint("make room on the disk and purge again")
                .into()
        })
    }
}

/// The files of a run that go with it: all but what it printed.
fn goes(run: &KeptRun) -> impl Iterator<Item = &String> {
    let printed = format!("{RUNS}/{}/{PAPERS}/", run.id());
    let figures = format!("{RUNS}/{}/{FIGURES}", run.id());
    run.files.keys().filter(move |file| !file.starts_with(&printed) && **file != figures)
}

/// The run without them.
fn emptied(run: &KeptRun) -> KeptRun {
    let gone: BTreeSet<&String> = goes(run).collect();
    let stay = run.files.iter().filter(|(file, _)| !gone.contains(file));
    KeptRun { files: stay.map(|(file, hash)| (file.clone(), hash.clone())).collect(), ..run.clone() }
}

fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            let message = format!("cannot take away `{}`: {}", path.display(), io_words(&error));
            Err(Fault::environment(message).hint("check its permissions and purge again").into())
        }
        _ => Ok(()),
    }
}

fn remove_empty_below(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            remove_empty_below(&entry.path());
            // What is not empty is not removed: that is the error.
            let _ = fs::remove_dir(entry.path());
        }
    }
}

fn trouble_with(path: &Path, hash: &str, read_data: bool) -> Option<String> {
    let shown = path.display();
    if !read_data {
        return match fs::metadata(path) {
            Ok(meta) if meta.is_file() => None,
            Ok(_) => Some(format!("`{shown}` is no file")),
            Err(error) => Some(format!("`{shown}`: {}", io_words(&error))),
        };
    }
    let own = match bytes(path) {
        Ok(bytes) => bytes,
        Err(error) => return Some(format!("{error:#}")),
    };
    if sha256(&own) != hash {
        return Some(format!("`{shown}` is damaged: it is not what was written"));
    }
    let read = match path.extension().and_then(|extension| extension.to_str()) {
        Some("parquet") => parquet::read(&own, None).map(drop),
        _ if path.ends_with(MATCHED) || path.ends_with(FIGURES) => {
            sealed::open::<serde_json::Value>(&own, path).map(drop)
        }
        _ => Ok(()),
    };
    read.with_context(|| format!("`{shown}`")).err().map(|error| format!("{error:#}"))
}
