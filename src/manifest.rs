//! The run's manifest: what went in, with hashes, what was decided, what came out. Exact, so internal.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::fault::json_on_a_terminal;
use crate::finding::{Effect, Finding, rows_of};
use crate::report::{Acceptance, commentary};
use crate::validation::Accounts;
use crate::vocabulary::{AsAt, Quarter};

/// One file that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    pub file: String,
    pub supplier: String,
    pub layout: String,
    pub sha256: String,
    pub bytes: u64,
    pub received: NaiveDate,
}

/// What a run was made of. Its hash names the run in the paper.
#[derive(Clone, Debug, Serialize)]
pub struct Run {
    pub program: &'static str,
    pub version: &'static str,
    pub workspace: String,
    pub quarter: Quarter,
    pub as_at: AsAt,
    pub inputs: Vec<Input>,
    /// Definition files and officers' words, by path in the workspace, with their SHA-256.
    pub definitions: BTreeMap<String, String>,
    pub settings: Settings,
    pub accounts: Accounts,
    /// Rows by effect and code.
    pub findings: BTreeMap<String, BTreeMap<&'static str, u64>>,
    pub accepted: Vec<Acceptance>,
    /// The earlier runs of the archive whose papers its figures of earlier times are held against.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub compared_with: Vec<String>,
}

/// Settings in force that change what is printed.
#[derive(Clone, Debug, Serialize)]
pub struct Settings {
    pub template: String,
    pub threshold: u64,
    pub sensitive_threshold: u64,
    pub min_rows: u64,
    /// Contract, programme and what it reads.
    pub contracts: Vec<String>,
}

/// The manifest as it is written.
#[derive(Debug, Serialize)]
struct Manifest<'a> {
    run_sha256: &'a str,
    run: &'a Run,
    /// Finished files and their SHA-256.
    outputs: BTreeMap<&'a str, String>,
}

/// Findings counted by effect and code.
pub fn counted(findings: &[Finding]) -> BTreeMap<String, BTreeMap<&'static str, u64>> {
    let mut kinds: BTreeMap<(Effect, &'static str), Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        kinds.entry((finding.effect, finding.code)).or_default().push(finding);
    }
    let mut counts: BTreeMap<String, BTreeMap<&'static str, u64>> = BTreeMap::new();
    for ((effect, code), kind) in kinds {
        counts.entry(effect.to_string()).or_default().insert(code, rows_of(kind));
    }
    counts
}

/// Whether a finding stops the paper and has not been accepted.
pub fn blocks(finding: &Finding, accepted: &[Acceptance]) -> bool {
    finding.effect == Effect::Stops && !accepted.iter().any(|acceptance| acceptance.code == finding.code)
}

impl Run {
    /// The hash by which the paper names this run.
    pub fn sha256(&self) -> Result<String> {
        Ok(sha256(&serde_json::to_vec(self)?))
    }

    /// The manifest's bytes: the run, its hash, and the hashes of the files it made.
    pub fn manifest(&self, outputs: &[(&str, &[u8])]) -> Result<Vec<u8>> {
        let run_sha256 = self.sha256()?;
        let outputs = outputs.iter().map(|(name, bytes)| (*name, sha256(bytes))).collect();
        let json = serde_json::to_string_pretty(&Manifest { run_sha256: &run_sha256, run: self, outputs })?;
        Ok((json_on_a_terminal(&json) + "\n").into_bytes())
    }
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The workspace's own files that shape the paper, by their path in it, with their SHA-256.
pub fn definition_files(folder: &Path, quarter: Quarter) -> Result<BTreeMap<String, String>> {
    let mut paths: Vec<PathBuf> = vec!["quarterdeck.toml".into(), commentary::file_of(quarter).into()];
    // Their words may be carried over.
    paths.extend(commentary::earlier(quarter).map(|quarter| commentary::file_of(quarter).into()));
    for sub in ["context", "layouts", "programmes", "templates"] {
        paths.extend(files_below(folder, Path::new(sub)));
    }
    let mut hashes = BTreeMap::new();
    for path in paths.into_iter().filter(|path| folder.join(path).is_file()) {
        let bytes = std::fs::read(folder.join(&path)).with_context(|| format!("reading {}", path.display()))?;
        let parts: Vec<String> = path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        hashes.insert(parts.join("/"), sha256(&bytes));
    }
    Ok(hashes)
}

/// Files in a folder and the folders in it, by their path in the workspace.
fn files_below(folder: &Path, sub: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder.join(sub)).into_iter().flatten().flatten();
    // What an editor or an office program leaves beside a file it has open shapes nothing.
    entries
        .filter(|entry| !entry.file_name().to_string_lossy().starts_with(['.', '~']))
        .flat_map(|entry| {
            let path = sub.join(entry.file_name());
            if entry.path().is_dir() { files_below(folder, &path) } else { vec![path] }
        })
        .collect()
}
