//! Files written whole: everything goes into temporary files beside its place and is moved there only
//! when all of it is on the disk. What was there before stays until then.

pub mod folder;

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{Error, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use anyhow::Result;
use tempfile::NamedTempFile;

use crate::fault::{Fault, io_words};

/// Who may read a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// A published file: anybody.
    Public,
    /// An exact file: its owner alone. On Windows the folder's own permissions hold.
    Internal,
}

/// A file to be written.
#[derive(Clone, Debug)]
pub struct OutputFile {
    /// Path below the output folder; `/` between its parts.
    pub name: String,
    pub bytes: Vec<u8>,
    pub access: Access,
}

/// What a person can do where a place cannot be written to, and what became of what was there.
#[derive(Clone, Copy, Debug)]
pub struct Advice {
    pub instead: &'static str,
    pub kept: &'static str,
}

/// For what goes to the folder that `--output` names.
pub const PAPER: Advice = Advice { instead: "give another folder with --output", kept: "the last paper is untouched" };

/// The folder of a quarter's paper below the folder for output.
pub fn folder(root: &Path, workspace: &str, quarter: &str) -> PathBuf {
    root.join(workspace).join(quarter)
}

/// Writes all files or none: each to a temporary file beside its place, forced to the disk, and then
/// one after the other under its name. A failure before the first is moved leaves the folder as it was.
pub fn write_all(folder: &Path, files: &[OutputFile], advice: &Advice) -> Result<()> {
    written(folder, files).map_err(|failed| failed.fault(advice).into())
}

fn written(folder: &Path, files: &[OutputFile]) -> Result<(), Failed> {
    let mut ready: Vec<(NamedTempFile, PathBuf)> = Vec::new();
    for file in files {
        let place = folder.join(&file.name);
        let parent = place.parent().unwrap_or(folder);
        make_folder(folder, file)?;
        ready.push((stage(parent, file)?, place));
    }
    for (temporary, place) in ready {
        temporary.persist(&place).map_err(|error| Failed::at(&place, error.error))?;
    }
    let folders: BTreeSet<PathBuf> = files.iter().map(|file| parent_of(folder, file)).collect();
    folders.iter().try_for_each(|folder| folder::flush(folder))
}

/// Adds a line to a file for its owner alone, in a folder for its owner alone, and forces it to the disk.
pub fn add_line(folder: &Path, name: &str, line: &str, advice: &Advice) -> Result<()> {
    let file = OutputFile { name: name.into(), bytes: Vec::new(), access: Access::Internal };
    let path = folder.join(name);
    let added = make_folder(folder, &file).and_then(|()| {
        let own = append(&path, line).and_then(|file| file.sync_all());
        own.map_err(|error| Failed::at(&path, error))
    });
    added.map_err(|failed| failed.fault(advice).into())
}

/// Adds a line in one piece at the end of a file for its owner alone; after a line that broke off in a fresh one.
pub fn append(path: &Path, line: &str) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    let mut last = [b'\n'];
    if file.seek(SeekFrom::End(0))? > 0 {
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
    }
    let begin = if last == [b'\n'] { "" } else { "\n" };
    file.write_all(format!("{begin}{line}\n").as_bytes())?;
    Ok(file)
}

/// Makes empty folders that will be filled by hand.
pub fn make_folders(folder: &Path, names: &[&str], advice: &Advice) -> Result<()> {
    for place in names.iter().map(|name| folder.join(name)) {
        fs::create_dir_all(&place).map_err(|error| Failed::at(&place, error).fault(advice))?;
    }
    Ok(())
}

fn parent_of(folder: &Path, file: &OutputFile) -> PathBuf {
    folder.join(&file.name).parent().unwrap_or(folder).to_path_buf()
}

/// Makes a file's folder. Below the folder for output, what holds exact files is for its owner alone.
fn make_folder(folder: &Path, file: &OutputFile) -> Result<(), Failed> {
    let parent = parent_of(folder, file);
    #[cfg(unix)]
    if file.access == Access::Internal {
        use std::os::unix::fs::DirBuilderExt;
        let public = if parent == folder { folder.parent().unwrap_or(folder) } else { folder };
        fs::create_dir_all(public).map_err(|error| Failed::at(public, error))?;
        let mut owners = fs::DirBuilder::new();
        owners.recursive(true).mode(0o700);
        return owners.create(&parent).map_err(|error| Failed::at(&parent, error));
    }
    fs::create_dir_all(&parent).map_err(|error| Failed::at(&parent, error))
}

fn stage(parent: &Path, file: &OutputFile) -> Result<NamedTempFile, Failed> {
    let place = parent.join(&file.name);
    let mut temporary = tempfile::Builder::new()
        .prefix(folder::UNFINISHED)
        .tempfile_in(parent)
        .map_err(|error| Failed::at(parent, error))?;
    temporary.write_all(&file.bytes).map_err(|error| Failed::at(&place, error))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = if file.access == Access::Public { 0o644 } else { 0o600 };
        fs::set_permissions(temporary.path(), fs::Permissions::from_mode(mode))
            .map_err(|error| Failed::at(&place, error))?;
    }
    temporary.as_file().sync_all().map_err(|error| Failed::at(&place, error))?;
    Ok(temporary)
}

/// Where writing failed, and why.
struct Failed {
    place: PathBuf,
    error: Error,
}

impl Failed {
    fn at(place: &Path, error: Error) -> Failed {
        Failed { place: place.to_path_buf(), error }
    }

    fn fault(&self, advice: &Advice) -> Fault {
        let Advice { instead, kept } = advice;
        let hint = match self.error.kind() {
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                format!("ask for write access, or {instead}; {kept}")
            }
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => format!("make room on the disk; {kept}"),
            _ => format!("{instead}; {kept}"),
        };
        Fault::environment(format!("cannot write `{}`: {}", self.place.display(), io_words(&self.error))).hint(hint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, text: &str, access: Access) -> OutputFile {
        OutputFile { name: name.into(), bytes: text.into(), access }
    }

    #[test]
    fn files_replace_what_was_there_and_leave_nothing_temporary() {
        let root = tempfile::tempdir().unwrap();
        for text in ["one", "two"] {
            write_all(
                root.path(),
                &[file("a.html", text, Access::Public), file("internal/run.json", text, Access::Internal)],
                &PAPER,
            )
            .unwrap();
        }
        assert_eq!(fs::read_to_string(root.path().join("a.html")).unwrap(), "two");
        let mut names: Vec<String> =
            fs::read_dir(root.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        assert_eq!(names, ["a.html", "internal"]);
    }

    #[cfg(unix)]
    #[test]
    fn exact_files_are_for_their_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let root = tempfile::tempdir().unwrap();
        write_all(
            root.path(),
            &[file("internal/queries/q.xlsx", "x", Access::Internal), file("a.html", "x", Access::Public)],
            &PAPER,
        )
        .unwrap();
        write_all(root.path(), &[file("internal/run.json", "x", Access::Internal)], &PAPER).unwrap();
        let mode = |name: &str| fs::metadata(root.path().join(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode("a.html"), mode("internal/run.json"), mode("internal")), (0o644, 0o600, 0o700));
        assert_eq!((mode("internal/queries/q.xlsx"), mode("internal/queries")), (0o600, 0o700));
        let own = root.path().join("own");
        write_all(&own, &[file("q.xlsx", "x", Access::Internal)], &PAPER).unwrap();
        assert_eq!((mode("own"), mode("own/q.xlsx")), (0o700, 0o600));
    }

    #[test]
    fn a_place_that_cannot_be_written_leaves_the_others_as_they_were() {
        let root = tempfile::tempdir().unwrap();
        write_all(root.path(), &[file("a.html", "old", Access::Public)], &PAPER).unwrap();
        fs::write(root.path().join("blocked"), "a file where a folder should be").unwrap();
        let error = write_all(
            root.path(),
            &[file("a.html", "new", Access::Public), file("blocked/b.html", "new", Access::Public)],
            &PAPER,
        )
        .unwrap_err();
        assert_eq!(crate::fault::exit_of(&error).code(), 5);
        assert_eq!(fs::read_to_string(root.path().join("a.html")).unwrap(), "old");
    }
}
