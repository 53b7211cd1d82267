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

/// Puts a folder of files in the place of another, all of it at once: whoever looks sees the old one or the new one. What
/// somebody else keeps in the old one stays; what `is_ours` knows by its path and is not among the files goes.
pub fn replace(folder: &Path, files: &[OutputFile], is_ours: &dyn Fn(&str) -> bool, advice: &Advice) -> Result<()> {
    // A link that an officer made leads to the folder that is meant.
    let is_link = fs::symlink_metadata(folder).is_ok_and(|meta| meta.is_symlink());
    let meant = if is_link { fs::canonicalize(folder).ok() } else { None };
    let folder = meant.as_deref().unwrap_or(folder);
    let swap = || {
        let parent = folder.parent().unwrap_or(Path::new(""));
        fs::create_dir_all(parent).map_err(|error| Failed::at(parent, error))?;
        take_back(folder).map_err(|error| Failed::at(folder, error))?;
        may_be_written(folder).map_err(|error| Failed::at(folder, error))?;
        let staged = stage(parent, files)?;
        carry_over(folder, staged.path(), "", is_ours)?;
        open_to_all(staged.path(), files).map_err(|error| Failed::at(folder, error))?;
        change_over(staged.path(), folder).map_err(|error| Failed::at(folder, error))?;
        flush(parent)?;
        // What lies under the unfinished name now is the old folder, if there was one; the next run takes away what stays.
        let _ = fs::remove_dir_all(staged.keep());
        Ok(())
    };
    swap().map_err(|failed: Failed| failed.fault(advice).into())
}

/// Takes over what this run neither writes nor takes away: as a second name of the same file, or as a copy of it.
fn carry_over(from: &Path, to: &Path, below: &str, is_ours: &dyn Fn(&str) -> bool) -> Result<(), Failed> {
    for entry in fs::read_dir(from).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let path = format!("{below}{}", name.to_string_lossy());
        let place = to.join(&name);
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let failed = |error| Failed::at(&entry.path(), error);
        // Where a folder has to be there is a file, or the other way round: neither may be lost.
        let staged = fs::symlink_metadata(&place).map(|meta| meta.is_dir());
        if staged.is_ok_and(|staged| staged != is_folder) {
            return Err(failed(std::io::ErrorKind::AlreadyExists.into()));
        }
        if is_folder {
            let before = place.is_dir();
            if !before {
                fs::create_dir(&place).map_err(failed)?;
                fs::set_permissions(&place, entry.metadata().map_err(failed)?.permissions()).map_err(failed)?;
            }
            carry_over(&entry.path(), &place, &format!("{path}/"), is_ours)?;
            // One that held nothing but what goes, goes too: that it is not empty is the error.
            if !before && fs::read_dir(entry.path()).is_ok_and(|mut own| own.next().is_some()) {
                let _ = fs::remove_dir(&place);
            }
        } else if !is_ours(&path) && fs::symlink_metadata(&place).is_err() {
            fs::hard_link(entry.path(), &place)
                .or_else(|_| fs::copy(entry.path(), &place).map(drop))
                .map_err(failed)?;
        }
    }
    Ok(())
}

/// Public files are for anybody, so everybody may look into the folders that hold them.
fn open_to_all(staged: &Path, files: &[OutputFile]) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let public = files.iter().filter(|file| file.access == Access::Public);
        let folders = public.flat_map(|file| Path::new(&file.name).ancestors().skip(1));
        for folder in folders.map(|folder| staged.join(folder)) {
            fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?;
        }
    }
    let _ = (staged, files);
    Ok(())
}

/// A folder that somebody set to be read only is not to be replaced either, though its parent would allow it.
fn may_be_written(folder: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    if folder.exists() {
        rustix::fs::access(folder, rustix::fs::Access::WRITE_OK)?;
    }
    let _ = folder;
    Ok(())
}

/// Where the old folder waits while the new one takes its place, on systems that cannot do both at once.
fn waiting_place(folder: &Path) -> PathBuf {
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    folder.with_file_name(format!(".old-{name}"))
}

/// Puts an old folder back that was left waiting, where nothing took its place.
fn take_back(folder: &Path) -> std::io::Result<()> {
    let waiting = waiting_place(folder);
    match (waiting.is_dir(), folder.exists()) {
        (true, false) => fs::rename(&waiting, folder),
        (true, true) => fs::remove_dir_all(&waiting),
        (false, _) => Ok(()),
    }
}

/// Changes the names of two folders over, in one step where the system knows how (Linux, macOS): else the old one steps
/// aside first, and `take_back` mends it if that is as far as it came.
fn change_over(staged: &Path, folder: &Path) -> std::io::Result<()> {
    if !folder.exists() {
        return fs::rename(staged, folder);
    }
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        match renameat_with(CWD, staged, CWD, folder, RenameFlags::EXCHANGE) {
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP) => {}
            other => return Ok(other?),
        }
    }
    let waiting = waiting_place(folder);
    fs::rename(folder, &waiting)?;
    fs::rename(staged, folder)?;
    fs::rename(&waiting, staged)
}

/// A folder with these files in it, on the disk, under a name of something unfinished.
fn stage(parent: &Path, files: &[OutputFile]) -> Result<tempfile::TempDir, Failed> {
    private(parent).map_err(|error| Failed::at(parent, error))?;
    let staged =
        tempfile::Builder::new().prefix(UNFINISHED).tempdir_in(parent).map_err(|error| Failed::at(parent, error))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let own = fs::Permissions::from_mode(0o700);
        fs::set_permissions(staged.path(), own).map_err(|error| Failed::at(staged.path(), error))?;
    }
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
    // Whatever the umask of whoever runs it: a published file is for anybody.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = if file.access == Access::Public { 0o644 } else { 0o600 };
        open.set_permissions(fs::Permissions::from_mode(mode))?;
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::PAPER;

    fn file(name: &str, text: &str, access: Access) -> OutputFile {
        OutputFile { name: name.into(), bytes: text.into(), access }
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap()) {
            let name = entry.file_name().into_string().unwrap();
            match entry.file_type().unwrap().is_dir() {
                true => names.extend(self::names(&entry.path()).into_iter().map(|own| format!("{name}/{own}"))),
                false => names.push(name),
            }
        }
        names.sort();
        names
    }

    #[test]
    fn a_folder_is_replaced_whole_and_what_is_not_ours_stays() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("2015-16-Q3");
        let is_ours = |name: &str| name.ends_with(".html") || name.ends_with("run.json");
        let first = [
            file("report.html", "one", Access::Public),
            file("prime/north/report.html", "one", Access::Public),
            file("internal/run.json", "one", Access::Internal),
        ];
        replace(&folder, &first, &is_ours, &PAPER).unwrap();
        fs::write(folder.join("minutes.txt"), "an officer's").unwrap();
        fs::create_dir(folder.join("internal/queries")).unwrap();
        fs::write(folder.join("internal/queries/q.xlsx"), "queries").unwrap();
        let second = [file("report.html", "two", Access::Public), file("report.md", "two", Access::Public)];
        replace(&folder, &second, &is_ours, &PAPER).unwrap();
        assert_eq!(names(&folder), ["internal/queries/q.xlsx", "minutes.txt", "report.html", "report.md"]);
        assert_eq!(fs::read_to_string(folder.join("report.html")).unwrap(), "two");
        assert_eq!(names(root.path()).len(), 4, "nothing unfinished stays");
        assert!(!folder.join("prime").exists());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |name: &str| fs::metadata(folder.join(name)).unwrap().permissions().mode() & 0o777;
            assert_eq!([mode(""), mode("report.html"), mode("internal")], [0o755, 0o644, 0o700]);
        }
    }

    #[test]
    fn an_old_folder_that_was_left_waiting_comes_back_before_anything_else() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("2015-16-Q3");
        fs::create_dir(root.path().join(".old-2015-16-Q3")).unwrap();
        fs::write(root.path().join(".old-2015-16-Q3/minutes.txt"), "an officer's").unwrap();
        replace(&folder, &[file("report.html", "new", Access::Public)], &|_| false, &PAPER).unwrap();
        assert_eq!(names(&folder), ["minutes.txt", "report.html"]);
        assert_eq!(names(root.path()).len(), 2);
    }

    #[test]
    fn a_new_folder_appears_whole_and_for_its_owner_alone() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("runs/0001");
        write_new(&folder, &[file("run.json", "{}", Access::Internal), file("d/a.toml", "", Access::Internal)], &PAPER)
            .unwrap();
        assert_eq!(names(root.path()), ["runs/0001/d/a.toml", "runs/0001/run.json"]);
        fs::create_dir(root.path().join("runs/.quarterdeck-abc")).unwrap();
        remove_unfinished(&root.path().join("runs"));
        assert_eq!(fs::read_dir(root.path().join("runs")).unwrap().count(), 1);
    }
}
