//! What the program does by itself: when returns are due, what it makes of them each month, how long it keeps them.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::nearest;
use crate::fault::{Fault, printable};

/// `[monthly]` of `quarterdeck.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Monthly {
    /// Packs that are made beside the board's paper: `prime`, `area`, `lot`.
    pub packs: Vec<String>,
    /// Seconds for which a return must not have changed before it is read: one that is still being copied is no return yet.
    pub settle_seconds: u64,
    /// Days after the end of a quarter by which its returns are due, where a series says nothing else.
    pub due_days: u32,
    /// Days after which a run stops if nothing new has come; 0 for never.
    pub stop_after_days: u32,
}

impl Default for Monthly {
    fn default() -> Self {
        Monthly { packs: vec!["prime".into()], settle_seconds: 60, due_days: 28, stop_after_days: 0 }
    }
}

impl Monthly {
    /// Refuses a pack that there is not.
    pub fn check(&self, packs: &[&str]) -> Result<(), Fault> {
        let Some(unknown) = self.packs.iter().find(|pack| !packs.contains(&pack.as_str())) else { return Ok(()) };
        let near = nearest(unknown, packs.iter().copied()).map(|near| format!("did you mean `{near}`? "));
        let message = format!("quarterdeck.toml: [monthly] asks for a pack by `{}`", printable(unknown));
        Err(Fault::usage(message).hint(format!("{}Known: {}", near.unwrap_or_default(), packs.join(", "))))
    }
}

/// `[archive]` of `quarterdeck.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Keeping {
    /// The file with the key by which references are known again, from the workspace's folder. It must not lie in the state
    /// folder.
    pub key_file: PathBuf,
    /// Months after which a run and its returns are no longer to be kept; 0 for no limit.
    pub keep_months: u32,
}

impl Default for Keeping {
    fn default() -> Self {
        Keeping { key_file: "quarterdeck.key".into(), keep_months: 84 }
    }
}

impl Keeping {
    /// Where the key lies.
    pub fn key(&self, workspace: &Path) -> PathBuf {
        workspace.join(&self.key_file)
    }
}
