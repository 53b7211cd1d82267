//! A template that is not ours is filled in by a process of its own: it is a program that a stranger may have written, and
//! its language has limits of neither memory nor depth nor time.

use std::ffi::OsString;
use std::time::Duration;

use anyhow::Result;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{End, Reader, Signal, Told, limits, signal_of, speaks_of_memory, wire};

/// The hidden command by which the program fills in one template; the template and what it is filled with come to its
/// standard input.
const COMMAND: &str = "fill-template";

/// A paper takes milliseconds and some megabytes; more is a mistake or an attack.
pub const SECONDS: u64 = 20;
pub const MEMORY_MB: u64 = 512;

/// What came of filling in a template.
pub enum Filling<T> {
    /// The answer of the process, which may be a refusal.
    Answered(Result<T>),
    Ended(Ended),
}

/// What ended a process that fills in a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    Time,
    Memory,
    /// Values within values, deeper than a process can follow.
    Depth,
    /// Somebody else, or a machine without memory.
    Outside,
    /// It broke down and does not say why.
    Down,
}

/// Lowers what this process may use to fill in a template.
pub fn set_filling_limits() -> Result<()> {
    limits::hold_to(MEMORY_MB, SECONDS)
}

impl Reader {
    /// Has a template filled in, for so long at most.
    pub fn fill<T: DeserializeOwned>(&self, template: &impl Serialize, most: Duration) -> Result<Filling<T>> {
        let arguments: [OsString; 1] = [COMMAND.into()];
        Ok(match self.ask(&arguments, &serde_json::to_vec(template)?, most, wire::read_answer)? {
            Told::Answer(answer) => Filling::Answered(answer),
            Told::Nothing(end, words) => Filling::Ended(why(&end, &words)),
        })
    }
}

/// Its last words are looked at and not repeated: they are those of a program that breaks down.
fn why(end: &End, words: &str) -> Ended {
    let signal = match end {
        End::Stopped => Some(Signal::Processor),
        End::Itself(status) => signal_of(*status),
    };
    match signal {
        Some(Signal::Processor) => Ended::Time,
        Some(Signal::Outside) => Ended::Outside,
        None if speaks_of_memory(words) => Ended::Memory,
        None if words.contains("overflowed its stack") => Ended::Depth,
        None => Ended::Down,
    }
}
