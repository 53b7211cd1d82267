//! Whole folders: filled beside their place and put there by one rename, so that nobody ever sees half of one.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::{Access, Advice, Failed, OutputFile};

/// What the name of everything that is not finished begins with.
pub const UNFINISHED: &str = ".quarterdeck-";

/// Makes a folder that only its owner can look into, and those above it that are missing.
pub fn make_private(folder: &Path, advice: &Advice) -> Result<()> {
    private(folder).map_err(|error| Failed::at(folder, error).fault(advice).into())
}

fn private(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder)
}

/// Puts a new folder of files in its place, all of it or nothing. Only its owner can look into it.
pub fn write_new(folder: &Path, files: &[OutputFile], advice: &Advice) -> Result<()> {
    let write = || {
        let parent = folder.parent().unwrap_or(Path::new(""));
        let staged = stage(parent, files)?;
        fs::rename(staged.path(), folder).map_err(|error| Failed::at(folder, error))?;
        // It has another name now, and is not to be taken away under the old one.
        let _ = staged.keep();
        flush(parent)
    };
    write().map_err(|failed: Failed| failed.fault(advice).into())
}

/// A folder with these files in it, on the disk, under a name of something unfinished.
fn stage(parent: &Path, files: &[OutputFile]) -> Result<tempfile::TempDir, Failed> {
    private(parent).map_err(|error| Failed::at(parent, error))?;
    let staged = tempfile::Builder::new()
        .prefix(UNFINISHED)
        .tempdir_in(parent)
        .map_err(|error| Failed::at(parent, error))?;
    let mut folders: Vec<PathBuf> = vec![staged.path().to_path_buf()];
    for file in files {
        let place = staged.path().join(&file.name);
        let own = place.parent().unwrap_or(staged.path()).to_path_buf();
        private(&own).map_err(|error| Failed::at(&own, error))?;
        fill(&place, file).map_err(|error| Failed::at(&place, error))?;
        if !folders.contains(&own) {
            folders.push(own);
        }
    }
    folders.iter().try_for_each(|own| flush(own))?;
    Ok(staged)
}

fn fill(place: &Path, file: &OutputFile) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(if file.access == Access::Public { 0o644 } else { 0o600 });
    }
    let mut open = options.open(place)?;
    open.write_all(&file.bytes)?;
    open.sync_all()
}

/// New names reach the disk with their folder; where folders cannot be opened the system sees to it.
pub(super) fn flush(folder: &Path) -> Result<(), Failed> {
    if cfg!(unix)
        && let Ok(handle) = File::open(folder)
    {
        handle.sync_all().map_err(|error| Failed::at(folder, error))?;
    }
    Ok(())
}

/// Takes away what a run that was killed left unfinished in a folder. Only whoever holds the lock may do that.
pub fn remove_unfinished(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(UNFINISHED)) {
        // What cannot be taken away now is in nobody's way, and the next run tries again.
        let _ = match entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            true => fs::remove_dir_all(entry.path()),
            false => fs::remove_file(entry.path()),
        };
    }
}
