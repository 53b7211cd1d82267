//! What the archive keeps of a run, and what of it is printed in files of their own.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::readings::KeptTable;
use crate::finding::Finding;
use crate::manifest::Input;
use crate::report::Acceptance;
use crate::vocabulary::Quarter;

/// A run in short: `run.json`. What it was made of lies beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptRun {
    /// Its place among all runs of the workspace, from 1.
    pub number: u32,
    /// The day on which it learnt what it knows.
    pub learnt: NaiveDate,
    pub quarter: Quarter,
    /// Of the program.
    pub version: String,
    /// The hash by which the papers name the run.
    pub run_sha256: String,
    /// The files that were read, in the run's order.
    pub inputs: Vec<Input>,
    pub deliveries: Vec<Delivery>,
    pub accepted: Vec<Acceptance>,
    /// The papers that it made.
    pub papers: Vec<MadePapers>,
    /// Files of the state folder that belong to it, with their SHA-256; `/` between the parts of a name.
    pub files: BTreeMap<String, String>,
    /// By what the key is known with which references were named.
    pub key: String,
}

impl KeptRun {
    /// The name of its folder: the first runs first, with the day and the beginning of its hash.
    pub fn id(&self) -> String {
        format!("{:04}-{}-{}", self.number, self.learnt, &self.run_sha256[..8])
    }

    /// Whether its rows are still kept; they are not for ever.
    pub fn is_whole(&self) -> bool {
        self.files.keys().any(|file| file.ends_with("/matched.json"))
    }
}

/// What was new about a return when a run took it in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    pub file: String,
    pub supplier: String,
    pub layout: String,
    pub sha256: String,
    pub quarter: Option<Quarter>,
    pub what: What,
    /// Whether any of it is used; nothing is of one that another took the place of.
    pub holds: bool,
}

/// How a return stands to those before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// The first of its sender for its quarter.
    First,
    /// It was read in an earlier run as well.
    Known,
    /// It takes the place of another of the same sender for the same quarter.
    Corrects { file: String, sha256: String },
}

/// Papers made in one go: the board's, or a pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadePapers {
    /// Nothing for the board's paper; else what each paper of the pack is about.
    pub each: Option<String>,
    pub template: String,
    /// By file below the folder of the quarter: its SHA-256.
    pub files: BTreeMap<String, String>,
}

/// How the rows of the returns were matched and judged: `matched.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Matched {
    pub returns: Vec<KeptReturn>,
    pub tables: Vec<KeptTable>,
    pub findings: Vec<Finding>,
    /// Files that were refused, where the run went on all the same.
    pub refused: Vec<String>,
}

/// A file as it was chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptReturn {
    pub name: String,
    pub supplier: String,
    pub layout: String,
    pub quarter: Option<Quarter>,
}
