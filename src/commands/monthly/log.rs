//! What happened, one JSON object a line, for programs that watch: places and counts, never a personal value.

use std::fs::{self, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, SecondsFormat};
use serde_json::{Value, json};

use crate::archive::FOLDER;
use crate::cli::LogFormat;
use crate::commands::print_aside;
use crate::fault::json_on_a_terminal;

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
        let text = json_on_a_terminal(&line.to_string()) + "\n";
        if self.format == LogFormat::Json {
            print_aside(&text);
        }
        let _ = self.append(&text);
    }

    /// In one piece at the end of the file; after a line that broke off in a fresh one.
    fn append(&self, text: &str) -> std::io::Result<()> {
        if let Some(folder) = self.path.parent() {
            fs::metadata(folder)?;
        }
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let mut file = options.open(&self.path)?;
        let mut last = [b'\n'];
        if file.seek(SeekFrom::End(0))? > 0 {
            file.seek(SeekFrom::End(-1))?;
            file.read_exact(&mut last)?;
        }
        let begin = if last == [b'\n'] { "" } else { "\n" };
        file.write_all(format!("{begin}{text}").as_bytes())
    }
}

/// The wall clock, in UTC; for the log alone.
fn now() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let at = DateTime::from_timestamp(since.as_secs() as i64, 0).unwrap_or_default();
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
