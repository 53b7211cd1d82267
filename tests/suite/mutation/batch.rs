//! Many mutants, a batch of them in a process of its own: one that breaks its reader is named and passed over, and
//! the parent goes on.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use quarterdeck::definitions::Limits;
use quarterdeck::{pipeline, source};

use super::control::{Delivered, silent_loss};
use super::mutant::mutant;
use super::seeds::{self, Seed};
use crate::faults::layouts::{self, Delivery};

/// Megabytes of address space of a process that reads mutants.
const MEMORY_MB: u64 = 3_000;

/// Formats whose reader is ours: it must refuse by itself, without a process that dies for it.
const OURS: [&str; 2] = ["xlsx", "csv"];

/// What to run.
#[derive(Clone, Debug)]
pub struct Plan {
    pub from: u64,
    pub count: u64,
    /// Mutants in a process.
    pub size: u64,
    /// How long one may take before it is passed over.
    pub seconds: u64,
    /// Batches that are done, one a line.
    pub state: PathBuf,
    /// Further files to begin with.
    pub seeds: Option<PathBuf>,
}

/// What came of them.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    pub run: u64,
    /// By what became of them: read, refused; by ending: panicked, died, stopped.
    pub counts: BTreeMap<String, u64>,
    /// What must not be.
    pub complaints: Vec<String>,
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts: Vec<String> = self.counts.iter().map(|(what, count)| format!("{what} {count}")).collect();
        write!(f, "{} mutated files: {}; complaints {}", self.run, counts.join(", "), self.complaints.len())
    }
}

impl Totals {
    fn add(&mut self, line: &str) {
        let mut words = line.splitn(4, ' ');
        let (kind, number) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let (ending, rest) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        match kind {
            "read" | "refused" => *self.counts.entry(kind.into()).or_default() += number.parse::<u64>().unwrap_or(0),
            "loss" => self.complaints.push(format!("{number} ({ending}): {rest}")),
            _ => {
                *self.counts.entry(format!("{ending} {kind}")).or_default() += 1;
                if OURS.contains(&ending) {
                    self.complaints.push(format!("{number} ({ending}): {kind} {rest}"));
                }
            }
        }
    }
}

/// Runs the batches that are not done yet, as many at a time as there are processors.
pub fn run(plan: &Plan) -> Totals {
    std::fs::create_dir_all(plan.state.parent().unwrap()).unwrap();
    let done = std::fs::read_to_string(&plan.state).unwrap_or_default();
    let mut totals = Totals::default();
    let (mut kept, mut over) = (Vec::new(), Vec::new());
    // A batch's lines are worth something only with the line that ends it: a run may be stopped at any place.
    for line in done.lines() {
        match line.strip_prefix("batch ").and_then(|number| number.parse::<u64>().ok()) {
            Some(number) => {
                over.push(number);
                kept.iter().for_each(|line: &String| totals.add(line));
                kept.clear();
                totals.run += plan.size;
            }
            None => kept.push(line.to_string()),
        }
    }
    let starts = (plan.from..plan.from + plan.count).step_by(plan.size as usize).filter(|start| !over.contains(start));
    let (starts, totals, begun) = (Mutex::new(starts), Mutex::new(totals), Instant::now());
    let state = Mutex::new(std::fs::OpenOptions::new().create(true).append(true).open(&plan.state).unwrap());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let Some(start) = starts.lock().unwrap().next() else { break };
                    let lines = one_batch(plan, start);
                    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
                    state.lock().unwrap().write_all(format!("{text}batch {start}\n").as_bytes()).unwrap();
                    let mut totals = totals.lock().unwrap();
                    totals.run += plan.size;
                    lines.iter().for_each(|line| totals.add(line));
                    if plan.count > 10_000 {
                        println!("{:.0} s: {totals}", begun.elapsed().as_secs_f64());
                    }
                }
            });
        }
    });
    totals.into_inner().unwrap()
}

/// Runs a batch, in as many processes as it takes: after one that ended early the next goes on behind its last input.
fn one_batch(plan: &Plan, start: u64) -> Vec<String> {
    let (mut lines, mut next, end) = (Vec::new(), start, start + plan.size);
    let [mut read, mut refused] = [0u64; 2];
    let names = seeds::all(plan.seeds.as_deref());
    while next < end {
        let mut child = process(plan, next, end);
        let (send, receive) = channel();
        let out = BufReader::new(child.stdout.take().unwrap());
        let reader = std::thread::spawn(move || {
            out.lines()
                .map_while(Result::ok)
                .filter_map(|line| line.strip_prefix('@').map(String::from))
                .for_each(|line| drop(send.send(line)));
        });
        let mut last = None;
        let ended = loop {
            // The first input waits until the process has begun.
            let patience = Duration::from_secs(if last.is_none() { 60 } else { plan.seconds });
            match receive.recv_timeout(patience) {
                Ok(line) => match (line.as_str(), line.strip_prefix("at ").and_then(|number| number.parse().ok())) {
                    (_, Some(number)) => last = Some(number),
                    ("read", _) => read += 1,
                    ("refused", _) => refused += 1,
                    ("end", _) => break None,
                    _ => lines.push(line),
                },
                Err(RecvTimeoutError::Timeout) => break Some("stopped"),
                Err(RecvTimeoutError::Disconnected) => break Some("died"),
            }
        };
        let _ = child.kill();
        let status = child.wait().unwrap();
        let _ = reader.join();
        let Some(how) = ended else { break };
        let number = last.unwrap_or_else(|| panic!("a batch did not begin: {status}"));
        lines.push(format!("{how} {number} {} {status}", names[mutant(&names, number).seed].ending()));
        next = number + 1;
    }
    keep(plan, &names, &lines);
    lines.extend([format!("read {read}"), format!("refused {refused}")]);
    lines
}

/// Keeps the inputs that something is wrong with beside the state.
fn keep(plan: &Plan, seeds: &[Seed], lines: &[String]) {
    let folder = plan.state.with_extension("inputs");
    for number in lines.iter().filter_map(|line| line.split(' ').nth(1)?.parse().ok()) {
        let mutant = mutant(seeds, number);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{number}.{}", seeds[mutant.seed].ending())), mutant.bytes).unwrap();
    }
}

/// This very program, as the inside of a batch, with limits where the system has them.
fn process(plan: &Plan, from: u64, end: u64) -> Child {
    let own = std::env::current_exe().unwrap();
    let mut command = if cfg!(unix) {
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("ulimit -v {}; ulimit -c 0; exec \"$0\" \"$@\"", MEMORY_MB << 10)]).arg(own);
        shell
    } else {
        Command::new(own)
    };
    command.args(["mutation::inside_of_a_batch", "--exact", "--ignored", "--nocapture", "--test-threads=1"]);
    command.env("QUARTERDECK_BATCH", format!("{from} {end}")).env("RUST_BACKTRACE", "0");
    if let Some(seeds) = &plan.seeds {
        command.env("QUARTERDECK_BATCH_SEEDS", seeds);
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

/// The inside of a batch: says each input before it is read, then what is wrong with it.
pub fn inside() {
    let Ok(range) = std::env::var("QUARTERDECK_BATCH") else { return };
    let (from, end) = range.split_once(' ').map(|(from, end)| (from.parse().unwrap(), end.parse().unwrap())).unwrap();
    let folder = std::env::var_os("QUARTERDECK_BATCH_SEEDS").map(PathBuf::from);
    let seeds = seeds::all(folder.as_deref());
    let place = scratch();
    let bench = layouts::workspace(&[Delivery { name: "return.csv", layout: "standard" }], "");
    let definitions = pipeline::definitions(&bench.path().join("ws")).unwrap();
    let wholes: Vec<Option<Delivered>> = seeds
        .iter()
        .map(|seed| {
            let path = place.path().join(format!("whole.{}", seed.ending()));
            std::fs::write(&path, super::mutant::whole(seed)).unwrap();
            source::read(&path, &Limits::default()).ok().map(|workbook| Delivered::of(&workbook))
        })
        .collect();
    for number in from..end {
        say(&format!("at {number}"));
        let mutant = mutant(&seeds, number);
        let seed = &seeds[mutant.seed];
        let path = place.path().join(format!("return.{}", seed.ending()));
        std::fs::write(&path, &mutant.bytes).unwrap();
        let outcome = std::panic::catch_unwind(|| one(&definitions, &path));
        match outcome {
            Err(_) => say(&format!("panicked {number} {}", seed.ending())),
            Ok(None) => say("refused"),
            Ok(Some(delivered)) => {
                say("read");
                let whole = wholes[mutant.seed].as_ref();
                if let Some(loss) = whole.and_then(|whole| silent_loss(seed, whole, &mutant, &delivered)) {
                    say(&format!("loss {number} {} {loss}", seed.ending()));
                }
            }
        }
    }
    say("end");
}

/// Reads a file as a reading process does, and gives what its sheets hold; nothing when it was refused.
fn one(definitions: &pipeline::Definitions, path: &Path) -> Option<Delivered> {
    let workbook = source::read(path, &definitions.workspace.limits).ok()?;
    // Headers that are gone, rows without sense: refused or set aside, and never a crash.
    let _ = pipeline::read(definitions, path, "standard", "northgate", 0);
    Some(Delivered::of(&workbook))
}

/// A folder in memory where the system has one: an input is written a million times.
fn scratch() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}

fn say(words: &str) {
    let mut out = std::io::stdout().lock();
    // A line of its own, whatever the test harness has printed before.
    let _ = writeln!(out, "\n@{words}");
    let _ = out.flush();
}
