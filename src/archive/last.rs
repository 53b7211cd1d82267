//! What the last run by itself came to: how a watcher knows that cron is at work, and what stopped it.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::Result;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{ADVICE, FOLDER, internal, sealed};
use crate::fault::{Exit, Fault, io_words};
use crate::output;
use crate::vocabulary::Quarter;

const FILE: &str = "last.json";

/// The last run of `monthly`, and the last one that ended well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastRun {
    pub day: NaiveDate,
    pub exit: u8,
    /// The quarter it was about, as far as it came to know.
    pub quarter: Option<Quarter>,
    /// Codes of the findings that stopped it.
    pub stops: Vec<String>,
    /// Files that were refused.
    pub refused: Vec<String>,
    pub good: Option<GoodRun>,
}

/// A run that ended with papers, or with nothing new.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoodRun {
    pub day: NaiveDate,
    /// The run of the archive that the papers are of.
    pub run: String,
    pub quarter: Quarter,
}

impl LastRun {
    /// What is known of it; nothing where no run has ended yet.
    pub fn load(workspace: &Path) -> Result<Option<LastRun>> {
        let path = workspace.join(FOLDER).join(FILE);
        match fs::read(&path) {
            Ok(bytes) => match sealed::open(&bytes, &path) {
                Ok(last) => Ok(Some(last)),
                Err(error) if crate::fault::exit_of(&error) == Exit::Failure => {
                    let message = format!("`{}` is damaged: it is not what was written", path.display());
                    Err(Fault::new(Exit::Failure, message).hint("the next `quarterdeck monthly` writes it anew").into())
                }
                Err(error) => Err(error),
            },
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => {
                let message = format!("cannot read `{}`: {}", path.display(), io_words(&error));
                Err(Fault::environment(message).hint("check its permissions and the disk").into())
            }
        }
    }

    pub fn keep(&self, workspace: &Path) -> Result<()> {
        let file = internal(FILE.into(), sealed::seal(self)?);
        output::write_all(&workspace.join(FOLDER), std::slice::from_ref(&file), &ADVICE)
    }
}
