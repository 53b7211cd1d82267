//! A workspace in a temporary folder, and the real binary run on it.

use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use tempfile::TempDir;

/// The project's folder.
pub fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of files shared by developers, or nothing; a test without it says so and ends.
pub fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("QUARTERDECK_SHARED").map_or_else(|| project().join("../shared"), PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: there is no folder of shared files (set QUARTERDECK_SHARED)");
    None
}

/// A temporary folder to run in; gone when dropped.
pub struct Bench {
    folder: TempDir,
}

/// What the binary said.
#[derive(Debug)]
pub struct Outcome {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// A cell of a workbook that a test makes.
#[derive(Clone, Debug)]
pub enum Cell {
    Empty,
    Text(&'static str),
    Number(f64),
    /// An ISO date, written as a real date cell.
    Date(&'static str),
}

impl Bench {
    pub fn new() -> Self {
        Bench { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Puts a text file in the folder.
    pub fn file(&self, path: &str, text: &str) -> &Self {
        self.bytes(path, text.as_bytes())
    }

    pub fn bytes(&self, path: &str, bytes: &[u8]) -> &Self {
        let place = self.path().join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, bytes).unwrap();
        self
    }

    /// Puts an xlsx in the folder: sheets by name, rows of cells.
    pub fn workbook(&self, path: &str, sheets: &[(&str, Vec<Vec<Cell>>)]) -> &Self {
        let mut workbook = Workbook::new();
        let date = Format::new().set_num_format("dd/mm/yyyy");
        for (name, rows) in sheets {
            let sheet = workbook.add_worksheet().set_name(*name).unwrap();
            for (r, row) in rows.iter().enumerate() {
                for (c, cell) in row.iter().enumerate() {
                    let (r, c) = (r as u32, c as u16);
                    match cell {
                        Cell::Empty => {}
                        Cell::Text(text) => drop(sheet.write_string(r, c, *text).unwrap()),
                        Cell::Number(number) => drop(sheet.write_number(r, c, *number).unwrap()),
                        Cell::Date(iso) => {
                            let day = ExcelDateTime::parse_from_str(iso).unwrap();
                            sheet.write_datetime_with_format(r, c, &day, &date).unwrap();
                        }
                    }
                }
            }
        }
        self.bytes(path, &workbook.save_to_buffer().unwrap())
    }

    /// Copies the sample workspace of Halton into the folder.
    pub fn sample(&self) -> &Self {
        self.sample_of("halton")
    }

    /// Copies one of the sample workspaces into the folder.
    pub fn sample_of(&self, id: &str) -> &Self {
        copy(&project().join("sample_data").join(id), &self.path().join(id));
        self
    }

    /// Copies another folder of the project into the folder, under a name.
    pub fn copy_of(&self, folder: &str, name: &str) -> &Self {
        copy(&project().join(folder), &self.path().join(name));
        self
    }

    pub fn exists(&self, path: &str) -> bool {
        self.path().join(path).exists()
    }

    /// Reads a text file of the folder.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Every file below a folder, by path, with its bytes.
    pub fn all_files(&self, below: &str) -> Vec<(String, Vec<u8>)> {
        let mut files = Vec::new();
        collect(&self.path().join(below), &self.path().join(below), &mut files);
        files.sort();
        files
    }

    /// Runs the binary in the folder.
    pub fn run(&self, args: &[&str]) -> Outcome {
        self.run_with(args, &[])
    }

    /// Runs the binary in the folder with environment variables.
    pub fn run_with(&self, args: &[&str], environment: &[(&str, &str)]) -> Outcome {
        let mut command = Command::new(env!("CARGO_BIN_EXE_quarterdeck"));
        let output = command.args(args).envs(environment.iter().copied()).current_dir(self.path()).output();
        Outcome::of(output.unwrap())
    }

    /// Runs a copy of the binary as somebody whom permission bits bind: they do not bind the superuser, for whom the
    /// run is made as nobody. Nothing, and it says so, where that cannot be.
    #[cfg(unix)]
    pub fn run_as_nobody(&self, args: &[&str]) -> Option<Outcome> {
        use std::os::unix::fs::PermissionsExt;
        let binary = self.path().join("quarterdeck");
        fs::copy(env!("CARGO_BIN_EXE_quarterdeck"), &binary).unwrap();
        fs::set_permissions(self.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let user = Command::new("id").arg("-u").output().unwrap().stdout;
        let mut command = if user.trim_ascii() == b"0" {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(&binary);
            command
        } else {
            Command::new(&binary)
        };
        let output = command.args(args).current_dir(self.path()).output();
        if output.is_err() {
            eprintln!("skipped: there is no setpriv to run as another user");
        }
        output.ok().map(Outcome::of)
    }

    /// Sets the permission bits of a place in the folder.
    #[cfg(unix)]
    pub fn set_mode(&self, path: &str, mode: u32) {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(self.path().join(path), fs::Permissions::from_mode(mode)).unwrap();
    }
}

impl Outcome {
    fn of(output: Output) -> Outcome {
        Outcome {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Fails the test, with what was said, unless the run ended with this code.
    #[track_caller]
    pub fn expect(&self, code: i32) -> &Self {
        assert_eq!(self.code, code, "stderr:\n{}\nstdout:\n{}", self.stderr, self.stdout);
        self
    }

    /// Fails the test unless stdout holds each of these.
    #[track_caller]
    pub fn prints(&self, words: &[&str]) -> &Self {
        for word in words {
            assert!(self.stdout.contains(word), "`{word}` is not in stdout:\n{}", self.stdout);
        }
        self
    }

    /// Fails the test if stdout holds one of these.
    #[track_caller]
    pub fn prints_not(&self, words: &[&str]) -> &Self {
        for word in words {
            assert!(!self.stdout.contains(word), "`{word}` is in stdout:\n{}", self.stdout);
        }
        self
    }

    /// Fails the test unless stderr holds each of these.
    #[track_caller]
    pub fn says(&self, words: &[&str]) -> &Self {
        for word in words {
            assert!(self.stderr.contains(word), "`{word}` is not in stderr:\n{}", self.stderr);
        }
        self
    }
}

/// The text of a file; of one that is packed, such as a workbook, that of all its parts.
pub fn text_of(name: &str, bytes: &[u8]) -> String {
    if ![".xlsx", ".ods", ".docx"].iter().any(|end| name.ends_with(end)) {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    let mut parts = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut all = String::new();
    for at in 0..parts.len() {
        let mut part = Vec::new();
        parts.by_index(at).unwrap().read_to_end(&mut part).unwrap();
        all += &format!("{}\n", String::from_utf8_lossy(&part));
    }
    all
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let place = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &place);
        } else {
            fs::copy(entry.path(), place).unwrap();
        }
    }
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            files.push((name, fs::read(&path).unwrap()));
        }
    }
}
