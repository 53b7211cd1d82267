//! Threads, as many as the system gives: with fewer the work takes longer, and where there is none that cannot be done
//! without, it is the machine that is at fault.

use std::io::{self, ErrorKind};
use std::num::NonZero;
use std::sync::Once;
use std::sync::mpsc::{Sender, channel};
use std::thread::{self, JoinHandle};

use crate::fault::{Fault, io_words};

/// What the system says when it does not give us something: it is no fault of a file, nor ours.
pub fn not_given(what: &str, error: &io::Error) -> Fault {
    let hint =
        "end other programs, or raise what one user may have (`ulimit -a` shows it: processes, open files, memory)";
    Fault::environment(format!("{what}: {}", io_words(error))).hint(hint)
}

/// The same where it gives no thread.
pub fn no_thread(error: &io::Error) -> Fault {
    not_given("the system gives no more threads or memory", error)
}

/// A thread that waits for what it is to work on, and ends with nothing where that never comes. It is there before the
/// work begins, so that nothing has to be taken back where there is none.
pub fn waiting<I: Send + 'static, T: Send + 'static>(
    work: impl FnOnce(I) -> T + Send + 'static,
) -> Result<(Sender<I>, JoinHandle<Option<T>>), Fault> {
    let (give, take) = channel();
    let thread = thread::Builder::new().spawn(move || take.recv().ok().map(work));
    thread.map(|thread| (give, thread)).map_err(|error| no_thread(&error))
}

/// Makes the threads that rayon shares work among, once. By itself it would make them at its first use, all of them or
/// none, and break down; so they are started before, and it has those that there are, at worst the one that asks.
pub fn share_work() {
    static MADE: Once = Once::new();
    MADE.call_once(|| {
        let threads = (0..wanted()).map_while(|_| waiting(rayon::ThreadBuilder::run).ok());
        let started: Vec<Sender<rayon::ThreadBuilder>> = threads.map(|(give, _)| give).collect();
        let pool = rayon::ThreadPoolBuilder::new();
        // It fails only where there is a pool already, which does as well.
        let _ = match started.len() {
            0 => pool.num_threads(1).use_current_thread().build_global(),
            several => pool
                .num_threads(several)
                .spawn_handler(|thread| {
                    started[thread.index()].send(thread).map_err(|_| io::Error::from(ErrorKind::BrokenPipe))
                })
                .build_global(),
        };
    });
}

/// As many as there are processors, unless rayon's own variable says how many.
fn wanted() -> usize {
    let said = std::env::var("RAYON_NUM_THREADS").ok().and_then(|said| said.parse().ok()).filter(|said| *said > 0);
    said.unwrap_or_else(|| thread::available_parallelism().map_or(1, NonZero::get))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_waiting_thread_works_on_what_it_is_given_and_ends_without() {
        let (give, thread) = waiting(|number: u32| number + 1).unwrap();
        give.send(1).unwrap();
        assert_eq!(thread.join().unwrap(), Some(2));
        let (give, thread) = waiting(|number: u32| number + 1).unwrap();
        drop(give);
        assert_eq!(thread.join().unwrap(), None);
    }
}
