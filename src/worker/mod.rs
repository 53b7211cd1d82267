//! Each file is read in a process of its own: the program starts itself. A file that makes a reader crash, swell or
//! never end is refused by name, and the others go on. So are templates filled in that are not ours.

pub mod cells;
mod filling;
mod limits;
mod memory;
mod wire;

use std::ffi::OsString;
use std::io::{BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::definitions::Limits;
use crate::fault::{Fault, io_words, printable};
use crate::learn::study::{Answer, Question};
use crate::mapping::context::{ContextFile, ContextRecords};
use crate::source;
use crate::threads::{not_given, waiting};

pub use cells::{FileCells, Sent, SheetCells, Wanted, WantedRows};
pub use filling::{Ended, Filling, MEMORY_MB as FILLING_MEMORY_MB, SECONDS as FILLING_SECONDS, set_filling_limits};
pub use limits::set as set_limits;
pub use memory::in_large_pieces as take_memory_in_large_pieces;
pub use wire::{FileRecords, Outcome, write, write_answer};

/// The hidden command by which the program reads one file and writes what it holds to its standard output.
pub const COMMAND: &str = "read-file";

/// The same for cells as they were sent.
pub const CELLS_COMMAND: &str = "read-cells";

/// The same for a file of the workspace's context figures.
pub const CONTEXT_COMMAND: &str = "read-context";

/// The hidden command by which the program answers a question about one file.
pub const STUDY: &str = "study-file";

/// How much of a reader's last words is looked at.
const LAST_WORDS: u64 = 4096;

/// Starts reading processes.
#[derive(Clone, Debug)]
pub struct Reader {
    program: PathBuf,
}

/// One file to be read.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    pub workspace: &'a Path,
    pub path: &'a Path,
    /// The layout's name; empty where the file is to be read with whichever it fits.
    pub layout: &'a str,
    /// The supplier's id.
    pub supplier: &'a str,
    pub source_id: u32,
}

impl Reader {
    /// A reader that is this very program, even while its file is being replaced by a newer one.
    pub fn this_program() -> Result<Self> {
        let held = Path::new("/proc/self/exe");
        if held.exists() {
            return Ok(Reader { program: held.to_path_buf() });
        }
        let program = std::env::current_exe().map_err(|error| {
            let message =
                "each file is read in a process of its own, and the system does not say where this program is";
            Fault::environment(format!("{message}: {}", io_words(&error)))
                .hint("on Linux it needs /proc: run it where that is there (in a container, mount it)")
        })?;
        Ok(Reader { program })
    }

    /// Reads one file: its records, or why it is refused.
    pub fn read(&self, request: &Request<'_>, limits: &Limits) -> Outcome {
        let number = request.source_id.to_string();
        let mut arguments: Vec<OsString> = vec![COMMAND.into(), "--workspace".into(), request.workspace.into()];
        for (name, value) in [("--layout", request.layout), ("--supplier", request.supplier), ("--source-id", &number)]
        {
            arguments.extend([name.into(), value.into()]);
        }
        arguments.extend(["--".into(), request.path.into()]);
        self.run(&arguments, Vec::new(), request.path, limits, wire::read)
    }

    /// Reads cells of one file as they were sent, or why it is refused.
    pub fn cells(&self, workspace: &Path, path: &Path, wanted: &Wanted, limits: &Limits) -> Result<FileCells> {
        let arguments: [OsString; 5] =
            [CELLS_COMMAND.into(), "--workspace".into(), workspace.into(), "--".into(), path.into()];
        self.run(&arguments, serde_json::to_vec(wanted)?, path, limits, wire::read_answer)
    }

    /// Reads one file of a workspace's context figures, or why it is refused.
    pub fn context(&self, workspace: &Path, file: &ContextFile, limits: &Limits) -> Result<ContextRecords> {
        let mut arguments: Vec<OsString> = vec![CONTEXT_COMMAND.into(), "--workspace".into(), workspace.into()];
        arguments.extend(file.layout.iter().flat_map(|layout| ["--layout".into(), layout.into()]));
        arguments.extend(["--".into(), file.path.clone().into()]);
        self.run(&arguments, Vec::new(), &file.path, limits, wire::read_answer)
    }

    /// Answers a question about a file; without a workspace as if there were an empty one.
    pub fn study(&self, path: &Path, question: &Question, workspace: Option<&Path>, limits: &Limits) -> Result<Answer> {
        let mut arguments: Vec<OsString> = vec![STUDY.into(), "--question".into()];
        arguments.push(serde_json::to_string(question)?.into());
        if let Some(workspace) = workspace {
            arguments.extend(["--workspace".into(), workspace.into()]);
        }
        arguments.extend(["--".into(), path.into()]);
        self.run(&arguments, Vec::new(), path, limits, wire::read_answer)
    }

    /// Starts a reading process, tells it the question, and takes its answer; the outer error of `read` says that
    /// there is none.
    fn run<T>(
        &self,
        arguments: &[OsString],
        question: Vec<u8>,
        path: &Path,
        limits: &Limits,
        read: impl FnOnce(&mut BufReader<ChildStdout>) -> Result<Result<T>>,
    ) -> Result<T> {
        let most = limits::time_for(limits::size_of(path), limits);
        match self.ask(arguments, &question, most, read)? {
            Told::Answer(answer) => answer,
            Told::Nothing(ended, words) => Err(anyhow::Error::new(death(&ended, &words, path, limits)))
                .with_context(|| format!("cannot read `{}`", printable(&name_of(path)))),
        }
    }

    /// Starts a process for so long at most, and takes its answer, or how it ended without one.
    fn ask<T>(
        &self,
        arguments: &[OsString],
        question: &[u8],
        most: Duration,
        read: impl FnOnce(&mut BufReader<ChildStdout>) -> Result<T>,
    ) -> Result<Told<T>> {
        let (done, waits) = channel::<()>();
        let time_is_over = move || waits.recv_timeout(most) == Err(RecvTimeoutError::Timeout);
        // Both are there before the process, which is never without somebody to end it.
        let (to_clock, clock) = waiting(move |child: Child| end_of(child, time_is_over))?;
        let (to_listener, words) = waiting(|pipe: ChildStderr| last_words(pipe))?;
        let mut child = Command::new(&self.program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| not_given("cannot start the process that reads a file", &error))?;
        let (asks, answer) = (child.stdin.take(), child.stdout.take());
        answer.iter().for_each(widen);
        child.stderr.take().into_iter().for_each(|pipe| drop(to_listener.send(pipe)));
        drop((to_clock.send(child), to_listener));
        // A process that does not listen to the end says why by its own end, and one that never listens is ended.
        asks.into_iter().for_each(|mut pipe| drop(pipe.write_all(question)));
        let answer = answer.map(|pipe| read(&mut BufReader::with_capacity(1 << 16, pipe)));
        drop(done);
        let ended = clock.join().ok().flatten().context("the clock of a reading process stopped")??;
        let words = words.join().ok().flatten().unwrap_or_default();
        Ok(match (answer, &ended) {
            (Some(Ok(answer)), End::Itself(status)) if status.success() => Told::Answer(answer),
            _ => Told::Nothing(ended, words),
        })
    }
}

/// What came of a process.
enum Told<T> {
    Answer(T),
    /// How it ended, with its last words.
    Nothing(End, String),
}

/// Lets a process write much of its answer before it has to wait for us. Where the system does not allow it, the pipe is
/// as it was; other systems have their own way.
#[cfg(target_os = "linux")]
fn widen(pipe: &ChildStdout) {
    const WIDE: usize = 1 << 20;
    let _ = rustix::pipe::fcntl_setpipe_size(pipe, WIDE);
}

#[cfg(not(target_os = "linux"))]
fn widen(_pipe: &ChildStdout) {}

/// How a reading process came to its end.
enum End {
    Itself(ExitStatus),
    /// It was stopped by our clock.
    Stopped,
}

/// Waits for the end of a process that is stopped when its time is over.
fn end_of(mut child: Child, time_is_over: impl FnOnce() -> bool) -> Result<End> {
    let over = time_is_over();
    if over {
        child.kill().context("cannot stop a reading process")?;
    }
    let status = child.wait().context("cannot wait for a reading process")?;
    Ok(if over { End::Stopped } else { End::Itself(status) })
}

fn last_words(mut pipe: impl Read) -> String {
    let mut words = Vec::new();
    let _ = (&mut pipe).take(LAST_WORDS).read_to_end(&mut words);
    // What nobody reads must not keep the process waiting.
    let _ = std::io::copy(&mut pipe, &mut std::io::sink());
    String::from_utf8_lossy(&words).into_owned()
}

/// Why a process that gave no answer ended, as a refusal of its file.
///
/// Its last words are looked at and not repeated: they could hold a value.
fn death(end: &End, words: &str, path: &Path, limits: &Limits) -> Fault {
    let what = if source::is_called_text(path) { "file" } else { "workbook" };
    let ask = "do not open it before you know what it is; ask the sender for a fresh export, as .xlsx or .csv";
    let signal = match end {
        End::Stopped => None,
        End::Itself(status) => signal_of(*status),
    };
    if matches!(end, End::Stopped) || signal == Some(Signal::Processor) {
        return Fault::refused(format!(
            "damaged {what}: reading it does not come to an end in the time that a file of its size has"
        ))
        .hint(format!(
            "{ask}; if it is right, raise `seconds` ({}) under [limits] in quarterdeck.toml",
            limits.seconds
        ));
    }
    if signal == Some(Signal::Outside) {
        return Fault::refused(
            "the process that read it was ended from outside: the machine had no memory left, or somebody stopped it",
        )
        .hint("nothing is known of the file itself: try again, with fewer other programs running");
    }
    if speaks_of_memory(words) {
        let most = limits.memory_mb;
        return Fault::refused(format!("damaged {what}: reading it asks for more memory than the limit of {most} MB"))
            .hint(format!("{ask}; if it is right, raise `memory_mb` under [limits] in quarterdeck.toml"));
    }
    let place = words.split("a fault in Quarterdeck at ").nth(1).and_then(|rest| rest.split(';').next());
    let place = place.filter(|place| place.len() < 80).map(|place| format!(" at {}", printable(place)));
    Fault::refused(format!("damaged {what}: the process that read it broke down{}", place.unwrap_or_default())).hint(
        format!(
            "{ask}; if it is right, it may need more memory: raise `memory_mb` ({}) under [limits] in quarterdeck.toml",
            limits.memory_mb
        ),
    )
}

/// Whether a process's last words are that it was given no memory.
fn speaks_of_memory(words: &str) -> bool {
    const NO_MEMORY: [&str; 4] =
        ["memory allocation of", "out of memory", "annot allocate memory", "capacity overflow"];
    NO_MEMORY.iter().any(|word| words.contains(word))
}

/// Signals that say more than that a process broke down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Signal {
    /// The kernel's, for its processor time.
    Processor,
    /// What only somebody else sends: a person, a machine that is shut down or has no memory left.
    Outside,
}

#[cfg(unix)]
fn signal_of(status: ExitStatus) -> Option<Signal> {
    use std::os::unix::process::ExitStatusExt;
    const OUTSIDE: [rustix::process::Signal; 5] = [
        rustix::process::Signal::KILL,
        rustix::process::Signal::TERM,
        rustix::process::Signal::INT,
        rustix::process::Signal::HUP,
        rustix::process::Signal::QUIT,
    ];
    let signal = status.signal()?;
    if signal == rustix::process::Signal::XCPU.as_raw() {
        return Some(Signal::Processor);
    }
    OUTSIDE.iter().any(|own| own.as_raw() == signal).then_some(Signal::Outside)
}

#[cfg(not(unix))]
fn signal_of(_status: ExitStatus) -> Option<Signal> {
    None
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
