//! The limits that a process for one file sets on itself before it opens the file.
//!
//! On Unix the kernel holds it to memory, processor time and no writing of files. Elsewhere the limits of the readers
//! themselves and the parent's clock remain.

use std::path::Path;
use std::time::Duration;

use crate::definitions::Limits;

/// Megabytes of a file that have the time of `limits.seconds` once.
const TIME_FOR_MB: u64 = 10;

/// A file's size; nought where there is none, which its reader will say.
pub fn size_of(file: &Path) -> u64 {
    file.metadata().map_or(0, |meta| meta.len())
}

/// How long reading a file of that size may take.
pub fn time_for(bytes: u64, limits: &Limits) -> Duration {
    let times = bytes.div_ceil(TIME_FOR_MB << 20).max(1);
    Duration::from_secs(limits.seconds.saturating_mul(times))
}

/// Lowers what this process may use to read a file.
pub fn set(file: &Path, limits: &Limits) -> anyhow::Result<()> {
    hold_to(limits.memory_mb, time_for(size_of(file), limits).as_secs())
}

/// Lowers what this process may use. What the system already forbids stays forbidden.
#[cfg(unix)]
pub fn hold_to(memory_mb: u64, seconds: u64) -> anyhow::Result<()> {
    use anyhow::Context;
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let (memory, seconds_more) = (memory_mb << 20, seconds.saturating_add(1));
    let wanted = [
        (Resource::As, memory, memory),
        // The first says by its signal what it is for; the second kills as anybody could.
        (Resource::Cpu, seconds, seconds_more),
        // A reader has nothing to write: its answer goes through a pipe, which is no file.
        (Resource::Fsize, 0, 0),
        // A dump of the memory would hold the return.
        (Resource::Core, 0, 0),
    ];
    for (resource, current, most) in wanted {
        let held = getrlimit(resource);
        let most = held.maximum.map_or(most, |maximum| maximum.min(most));
        setrlimit(resource, Rlimit { current: Some(current.min(most)), maximum: Some(most) })
            .with_context(|| format!("the system does not take a limit ({resource:?})"))?;
    }
    // Nobody would read the answer of a reader whose parent is gone.
    #[cfg(target_os = "linux")]
    rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
    Ok(())
}

/// Lowers what this process may use: not on this system.
#[cfg(not(unix))]
pub fn hold_to(_memory_mb: u64, _seconds: u64) -> anyhow::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_files_have_more_time() {
        let limits = Limits { seconds: 8, ..Limits::default() };
        let seconds = [0, 1, 10 << 20, (10 << 20) + 1, 95 << 20].map(|bytes| time_for(bytes, &limits).as_secs());
        assert_eq!(seconds, [8, 8, 8, 16, 80]);
    }
}
