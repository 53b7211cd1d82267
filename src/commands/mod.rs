//! What the subcommands share: errors on the terminal, progress, and the journey as far as checked returns.

mod answer;
pub mod archive;
pub mod ask;
pub mod check;
pub mod check_paper;
pub mod cohorts;
pub mod commentary;
pub mod compare;
pub mod curve;
mod exact_answer;
pub mod explain;
pub mod help;
pub mod init;
pub mod layout;
pub mod metrics;
pub mod money;
mod money_tables;
pub mod monthly;
pub mod officers;
mod outcomes;
mod papers;
mod part_two;
mod plot;
pub mod print;
pub mod programme;
pub mod query;
pub mod read_file;
pub mod report;
pub mod revisions;
mod send_back;
mod session;
pub mod sql;
mod stamps;
pub mod status;
mod taken;
pub mod template;
mod trial;
pub mod verify;

use std::io::{IsTerminal, Write};
use std::sync::Mutex;

use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::Inputs;
use crate::fault::{Fault, hint_of, on_a_terminal, on_a_terminal_by_line, printable};

pub use session::Session;
use session::{today, today_or};

/// Writes to stdout what was asked for. A reader that has seen enough (`head`, a closed pager) is no
/// failure; a full disk behind it is.
pub fn print_out(text: &str) -> Result<()> {
    print_bytes(text.as_bytes())
}

/// The same for what is no text.
pub fn print_bytes(bytes: &[u8]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Fault::environment(format!("cannot write the answer to the standard output: {error}"))
                .hint("make room, or send it elsewhere")
                .into())
        }
        _ => Ok(()),
    }
}

/// Writes to stderr, with what a terminal would obey shown; whether anybody reads it must not decide whether a paper is
/// made.
pub fn print_aside(text: &str) {
    let _ = std::io::stderr().lock().write_all(on_a_terminal_by_line(text).as_bytes());
}

/// Prints an error chain and its hint to stderr. Paths are repeated whole, and a sender chooses a file's name.
pub fn print_error(error: &anyhow::Error) {
    let mut lines = vec![format!("error: {error}")];
    lines.extend(error.chain().skip(1).map(|cause| format!("  caused by: {cause}")));
    lines.extend(hint_of(error).map(|hint| format!("hint: {hint}")));
    let lines: Vec<String> = lines.iter().map(|line| on_a_terminal(line) + "\n").collect();
    print_aside(&lines.concat());
}

/// Prints to stdout what stopped a command that was to answer in JSON: whoever reads that finds the reason there.
pub fn print_error_as_json(error: &anyhow::Error) {
    let _ = print_out(&print::json(&serde_json::json!({ "error": print::error_as_json(error) })));
}

/// The same where the command line cannot be understood, if it asks for JSON all the same.
pub fn print_usage_as_json(error: &clap::Error) {
    let args: Vec<_> = std::env::args_os().collect();
    let apart = args.windows(2).any(|pair| pair[0] == "--format" && pair[1] == "json");
    if !error.use_stderr() || !(apart || args.iter().any(|arg| arg == "--format=json")) {
        return;
    }
    let text = error.to_string();
    let message = text.lines().next().unwrap_or_default().trim_start_matches("error: ");
    print_error_as_json(&Fault::usage(message).hint("see --help").into());
}

/// A panic says where it happened and nothing else: its message could hold a value from a return.
pub fn silence_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place =
            info.location().map_or_else(|| "an unknown place".into(), |at| format!("{}:{}", at.file(), at.line()));
        print_aside(&format!("error: a fault in Quarterdeck at {place}; nothing was published\n"));
        print_aside(
            "hint: please report it with the version (`quarterdeck --version`) and this place, never with data\n",
        );
    }));
}

/// A bar on a terminal, nothing elsewhere.
pub struct Waiting(Mutex<ProgressBar>);

impl Waiting {
    pub fn new(inputs: &Inputs, steps: usize) -> Self {
        let shown = !inputs.quiet && std::io::stderr().is_terminal();
        let bar = if shown { ProgressBar::new(steps as u64) } else { ProgressBar::hidden() };
        let style =
            ProgressStyle::with_template("{bar:24} {pos}/{len} {msg}").unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style);
        // Seen from the start; it moves with each step alone, and needs no thread of its own.
        bar.tick();
        Waiting(Mutex::new(bar))
    }

    /// One step done.
    pub fn step(&self, message: &str) {
        if let Ok(bar) = self.0.lock() {
            bar.set_message(printable(message));
            bar.inc(1);
        }
    }

    pub fn done(&self) {
        if let Ok(bar) = self.0.lock() {
            bar.finish_and_clear();
        }
    }
}
