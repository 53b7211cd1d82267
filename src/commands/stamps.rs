//! Which returns are as they were when a run read them, without reading them again: by what the system says of a file.
//!
//! The day and second of a file's last change can be set by anybody, those of the change of what the system notes of it
//! (`ctime`) cannot. Where there is no such thing, as on Windows, nothing is known and files are read.

use std::fs;
use std::path::Path;

use anyhow::Result;
use serde::{Deserialize, Serialize};

use crate::archive::{ADVICE, FOLDER, sealed};
use crate::output::{self, Access, OutputFile};

const FILE: &str = "returns.json";

/// A file as the system told of it when it was read, and what was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    pub file: String,
    pub sha256: String,
    seen: Seen,
}

/// What the system says of a file: device, inode, bytes, and seconds and nanoseconds of both changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    place: [u64; 2],
    bytes: u64,
    modified: [i64; 2],
    changed: [i64; 2],
}

/// A file that was changed so shortly before could change again without another second being told.
#[cfg(unix)]
const SETTLED_SECONDS: i64 = 2;

impl Seen {
    /// What the system says; nothing where it does not say enough, or the file was changed just now.
    #[cfg(unix)]
    pub fn of(path: &Path) -> Option<Seen> {
        use std::os::unix::fs::MetadataExt;
        let told = std::fs::metadata(path).ok()?;
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?.as_secs() as i64;
        (now - told.ctime() > SETTLED_SECONDS).then(|| Seen {
            place: [told.dev(), told.ino()],
            bytes: told.len(),
            modified: [told.mtime(), told.mtime_nsec()],
            changed: [told.ctime(), told.ctime_nsec()],
        })
    }

    #[cfg(not(unix))]
    pub fn of(_: &Path) -> Option<Seen> {
        None
    }

    /// The same with what was read of it.
    pub fn stamp(self, file: &str, sha256: &str) -> Stamp {
        Stamp { file: file.into(), sha256: sha256.into(), seen: self }
    }
}

impl Stamp {
    /// Whether the file at this place is the one that was read, untouched since.
    pub fn is_of(&self, file: &str, path: &Path) -> bool {
        self.file == file && Seen::of(path) == Some(self.seen)
    }
}

/// The stamps of the last good run. What cannot be read says nothing: the returns are read instead.
pub fn load(workspace: &Path) -> Vec<Stamp> {
    let path = workspace.join(FOLDER).join(FILE);
    fs::read(&path).ok().and_then(|bytes| sealed::open(&bytes, &path).ok()).unwrap_or_default()
}

/// Keeps them for the questions until the next run.
pub fn keep(workspace: &Path, stamps: &[Stamp]) -> Result<()> {
    let file = OutputFile { name: FILE.into(), bytes: sealed::seal(&stamps)?, access: Access::Internal };
    output::write_all(&workspace.join(FOLDER), std::slice::from_ref(&file), &ADVICE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_file_that_was_changed_just_now_is_not_known_and_another_in_its_place_neither() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("one.csv");
        std::fs::write(&path, "1").unwrap();
        assert_eq!(Seen::of(&path), None, "it may change again within the second");
        // A file of this program's own sources has long been there.
        let old = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let stamp = Seen::of(&old).unwrap().stamp("one.csv", "hash");
        assert!(stamp.is_of("one.csv", &old));
        assert!(!stamp.is_of("other.csv", &old) && !stamp.is_of("one.csv", &path));
        let grown = Stamp { seen: Seen { bytes: stamp.seen.bytes + 1, ..stamp.seen }, ..stamp.clone() };
        let touched = Stamp { seen: Seen { changed: [0, 0], ..stamp.seen }, ..stamp };
        assert!(!grown.is_of("one.csv", &old) && !touched.is_of("one.csv", &old));
    }
}
