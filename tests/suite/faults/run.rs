//! The binary run on hostile files: how long it took, how much memory it and its children held, how it ended.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// No file may take longer.
pub const SECONDS: u64 = 10;

/// Nor more memory, in the process and those it started.
pub const MEGABYTES: u64 = 512;

/// How a run ended.
#[derive(Debug)]
pub struct Ended {
    /// Nothing where a signal ended it.
    pub code: Option<i32>,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    pub took: Duration,
    /// Megabytes of resident memory at its highest, the sum over the processes; 0 where the system does not say.
    pub peak_mb: u64,
    /// Killed here because it was too slow.
    pub killed: bool,
}

/// Runs the binary in a folder, with further variables of its environment, and watches it.
pub fn watched(folder: &Path, args: &[&str], environment: &[(&str, &str)]) -> Ended {
    let (out, err) = (tempfile::tempfile().unwrap(), tempfile::tempfile().unwrap());
    let begun = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_quarterdeck"))
        .args(args)
        .envs(environment.iter().copied())
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(out.try_clone().unwrap())
        .stderr(err.try_clone().unwrap())
        .spawn()
        .unwrap();
    let (mut peak, mut killed) = (0, false);
    let status = loop {
        peak = peak.max(memory_kb(child.id()));
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if begun.elapsed() > Duration::from_secs(2 * SECONDS) {
            killed = true;
            end(&mut child);
        }
        std::thread::sleep(Duration::from_millis(3));
    };
    let took = begun.elapsed();
    Ended { code: status.code(), stdout: all(out), stderr: all(err), took, peak_mb: peak / 1024, killed }
}

fn end(child: &mut Child) {
    for id in children(child.id()) {
        let _ = Command::new("kill").args(["-9", &id.to_string()]).status();
    }
    let _ = child.kill();
}

fn all(mut file: std::fs::File) -> Vec<u8> {
    use std::io::{Read, Seek};
    let mut bytes = Vec::new();
    file.rewind().unwrap();
    file.read_to_end(&mut bytes).unwrap();
    bytes
}

/// The highest resident memory of a process so far, with that of its children now alive.
fn memory_kb(process: u32) -> u64 {
    // Until it becomes the program, a new process shows the memory of the tests that start it.
    let is_still_the_tests = std::fs::read_link(format!("/proc/{process}/exe")).ok() == std::env::current_exe().ok();
    if is_still_the_tests {
        return 0;
    }
    let own = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let high =
        own.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    high.unwrap_or(0) + children(process).into_iter().map(memory_kb).sum::<u64>()
}

fn children(process: u32) -> Vec<u32> {
    let threads = std::fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let lists = threads.filter_map(|thread| std::fs::read_to_string(thread.path().join("children")).ok());
    lists.flat_map(|list| list.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<u32>>()).collect()
}
