//! What happened, one JSON object a line, for programs that watch: places and counts, never a personal value.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, SecondsFormat};
use serde_json::{Value, json};

use crate::archive::FOLDER;
use crate::cli::LogFormat;
use crate::commands::print_aside;
use crate::fault::json_on_a_terminal;
use crate::output;

/// The log of one run: kept in the state folder, and told on the standard error where that is asked for.
pub struct Log {
    path: PathBuf,
    format: LogFormat,
    /// Which run of the program it was, so that lines of two runs are told apart.
    process: u32,
}

impl Log {
    pub fn open(workspace: &Path, format: LogFormat) -> Log {
        Log { path: workspace.join(FOLDER).join("log.jsonl"), format, process: std::process::id() }
    }

    /// For people; a program that reads JSON is not disturbed by it.
    pub fn say(&self, text: &str) {
        if self.format == LogFormat::Text {
            print_aside(text);
        }
    }

    /// One line. That it cannot be kept must not stop a run: the run's own outcome is told in any case.
    pub fn event(&self, event: &str, more: &Value) {
        let mut line = json!({ "at": now(), "process": self.process, "event": event });
        if let (Value::Object(line), Value::Object(more)) = (&mut line, more) {
            line.extend(more.clone());
        }
        let text = json_on_a_terminal(&line.to_string());
        if self.format == LogFormat::Json {
            print_aside(&format!("{text}\n"));
        }
        let _ = self.append(&text);
    }

    fn append(&self, line: &str) -> std::io::Result<()> {
        if let Some(folder) = self.path.parent() {
            fs::metadata(folder)?;
        }
        output::append(&self.path, line).map(|_| ())
    }
}

/// The wall clock, in UTC; for logs alone.
pub fn now() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let at = DateTime::from_timestamp(since.as_secs() as i64, 0).unwrap_or_default();
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
