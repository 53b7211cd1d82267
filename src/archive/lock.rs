//! One run at a time writes to a workspace's state and papers. The kernel frees the lock when its holder ends, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use anyhow::Result;

use super::{ADVICE, FOLDER};
use crate::fault::{Fault, io_words};
use crate::output::folder;

/// Held until it is dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Takes the lock of a workspace, or says at once that somebody else has it (exit 5).
pub fn take(workspace: &Path) -> Result<Lock> {
    let state = workspace.join(FOLDER);
    folder::make_private(&state, &ADVICE)?;
    let path = state.join("lock");
    let cannot = |error: std::io::Error| {
        Fault::environment(format!("cannot take the lock `{}`: {}", path.display(), io_words(&error)))
            .hint("the workspace has to lie on a disk that knows locks and may be written to")
    };
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let file = options.open(&path).map_err(cannot)?;
    match file.try_lock() {
        Ok(()) => Ok(Lock { _file: file }),
        Err(TryLockError::WouldBlock) => {
            let message = format!("another run is at work on `{}`", workspace.display());
            Err(Fault::environment(message).hint("wait until it has ended; nothing was changed by this one").into())
        }
        Err(TryLockError::Error(error)) => Err(cannot(error).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holds_the_lock_and_the_next_is_told_so_until_it_is_dropped() {
        let workspace = tempfile::tempdir().unwrap();
        let held = take(workspace.path()).unwrap();
        let error = take(workspace.path()).unwrap_err();
        assert_eq!(crate::fault::exit_of(&error).code(), 5);
        assert!(error.to_string().contains("another run"), "{error}");
        drop(held);
        take(workspace.path()).unwrap();
    }
}
