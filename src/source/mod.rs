//! Reading whatever spreadsheet arrives: what the file is, whether it is safe, and its sheets as values.

pub mod blocks;
mod builder;
mod container;
mod dates;
mod directory;
mod encoding;
pub mod figure;
mod grid;
pub mod inbox;
mod records;
pub mod sheet;
mod text;
mod unpack;
mod untold;
mod workbook;
mod xlsx;

use std::fmt;
use std::fs::{FileType, Metadata};
use std::io::ErrorKind;
use std::path::Path;

use anyhow::Context;
use sha2::{Digest, Sha256};

pub use builder::SheetBuilder;
pub use grid::{Counted, Held, Hidden, Merge, NOT_CALCULATED, Sheet, Value};
pub use sheet::{Header, LeftOut, NoTable, SheetTable, find_table, find_table_at, normalise_header};

use crate::definitions::Limits;
use crate::fault::{Fault, io_words, printable};
use crate::finding::{Effect, Finding, Place};
use builder::{MAX_TEXT, TEXT_TOO_LONG};
use container::Content;

/// Where spreadsheet programs stop: a file that is exactly this long was probably cut there.
const ROW_LIMITS: [u32; 2] = [65_536, 1_048_576];

/// Places that are named one by one; the rest is counted.
const LISTED: usize = 20;

/// What a file is, whatever its name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    Xlsx,
    Xls,
    Xlsb,
    Ods,
    Text,
}

impl Format {
    /// The endings that a file of this format has.
    fn extensions(self) -> &'static [&'static str] {
        match self {
            Format::Xlsx => &["xlsx", "xlsm", "xltx", "xltm"],
            Format::Xls => &["xls", "xlt"],
            Format::Xlsb => &["xlsb"],
            Format::Ods => &["ods", "ots"],
            Format::Text => &["csv", "txt", "tsv", "tab", "asc", "prn", "dat"],
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Format::Xlsx => "an Excel workbook (.xlsx)",
            Format::Xls => "an Excel 97-2003 workbook (.xls)",
            Format::Xlsb => "a binary Excel workbook (.xlsb)",
            Format::Ods => "an OpenDocument spreadsheet (.ods)",
            Format::Text => "delimited text (.csv)",
        })
    }
}

/// Whether a file's name says that it is text.
pub fn is_called_text(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase);
    extension.is_some_and(|extension| Format::Text.extensions().contains(&extension.as_str()))
}

/// A file as it was read: its hash is that of the very bytes that the sheets come from.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SourceFile {
    /// The name without its folders.
    pub name: String,
    /// Hexadecimal, lower case.
    pub sha256: String,
    pub bytes: u64,
    pub format: Format,
}

/// A file with all its sheets and what was noticed on the way.
#[derive(Debug)]
pub struct Workbook {
    pub file: SourceFile,
    /// In the file's order, hidden ones included; sheets without cells (charts, macros) left out.
    pub sheets: Vec<Sheet>,
    pub findings: Vec<Finding>,
}

/// Reads a file once and whole. A file that cannot be read is a `Fault` that says why and what to do.
pub fn read(path: &Path, limits: &Limits) -> anyhow::Result<Workbook> {
    let name = path.file_name().map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy()).into_owned();
    let bytes = read_bytes(path, limits)?;
    read_named(&name, &bytes, limits).with_context(|| format!("cannot read `{}`", printable(&name)))
}

fn read_named(name: &str, bytes: &[u8], limits: &Limits) -> Result<Workbook, Fault> {
    let content = container::identify(bytes, limits)?;
    let format = content.format();
    let (sheets, mut findings) = match content {
        Content::Text => text::read(name, bytes, limits)?,
        Content::Xlsx(directory) => xlsx::read(name, &directory, limits)?,
        Content::Other(format, untold) => workbook::read(format, name, bytes, untold, limits)?,
    };
    findings.extend(check_extension(name, format));
    for sheet in &sheets {
        findings.extend(check_row_limit(name, sheet));
        findings.extend(long_texts(name, sheet));
    }
    let file =
        SourceFile { name: name.to_owned(), sha256: hex(&Sha256::digest(bytes)), bytes: bytes.len() as u64, format };
    Ok(Workbook { file, sheets, findings })
}

fn read_bytes(path: &Path, limits: &Limits) -> Result<Vec<u8>, Fault> {
    let meta = must_be_a_file(path)?;
    if meta.len() > limits.file_mb << 20 {
        let shown = path.display();
        return Err(Fault::refused(format!("`{shown}` is larger than the limit of {} MB", limits.file_mb))
            .hint("split the return over several files, or raise `file_mb` under [limits] in quarterdeck.toml"));
    }
    std::fs::read(path).map_err(|e| io_fault(path, &e))
}

/// Refuses what is no plain file, by its kind: a pipe or a device may never end.
pub fn must_be_a_file(path: &Path) -> Result<Metadata, Fault> {
    let shown = path.display();
    let meta = std::fs::metadata(path).map_err(|error| match std::fs::symlink_metadata(path) {
        Ok(link) if link.is_symlink() && error.kind() == ErrorKind::NotFound => {
            Fault::usage(format!("`{shown}` is a link to a file that is not there")).hint("give the file itself")
        }
        _ => io_fault(path, &error),
    })?;
    match kind_of(meta.file_type()) {
        None => Ok(meta),
        Some("a folder") => {
            Err(Fault::usage(format!("`{shown}` is a folder, not a file")).hint("give the files in it"))
        }
        Some(kind) => Err(Fault::usage(format!("`{shown}` is {kind}, not a file"))
            .hint("save the return as a file first, and give that")),
    }
}

/// What something that is no plain file is.
pub(crate) fn kind_of(kind: FileType) -> Option<&'static str> {
    if kind.is_file() {
        return None;
    }
    if kind.is_dir() {
        return Some("a folder");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return Some("a named pipe");
        }
        if kind.is_socket() {
            return Some("a socket");
        }
        if kind.is_char_device() || kind.is_block_device() {
            return Some("a device");
        }
    }
    Some("no plain file")
}

fn io_fault(path: &Path, error: &std::io::Error) -> Fault {
    let shown = path.display();
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => Fault::usage(format!("there is no file `{shown}`"))
            .hint("check the name; paths start from the current folder"),
        ErrorKind::PermissionDenied => Fault::environment(format!("no permission to read `{shown}`"))
            .hint("ask for the right to read it, or run as the user who has it"),
        ErrorKind::OutOfMemory => Fault::refused(format!("`{shown}` takes more memory than its reader may have"))
            .hint("split the return over several files, or raise `memory_mb` under [limits] in quarterdeck.toml"),
        _ => Fault::environment(format!("cannot read `{shown}`: {}", io_words(error)))
            .hint("check the disk or the network drive"),
    }
}

fn check_extension(name: &str, format: Format) -> Option<Finding> {
    let extension = Path::new(name).extension()?.to_str()?.to_ascii_lowercase();
    if format.extensions().contains(&extension.as_str()) {
        return None;
    }
    Some(Finding::new(
        "extension_differs_from_content",
        Effect::Notes,
        Place::file(name),
        format!("the name ends in `.{}`, the content is {format}", printable(&extension)),
        "the content was believed; ask the sender to name the file for what it is",
    ))
}

fn check_row_limit(name: &str, sheet: &Sheet) -> Option<Finding> {
    let last = sheet.row_number(sheet.row_count().checked_sub(1)?);
    ROW_LIMITS.contains(&last).then(|| {
        Finding::new(
            "row_limit_reached",
            Effect::Notes,
            Place::file(name).sheet(&sheet.name).row(last),
            format!("the last row is {last}, where a spreadsheet program stops: the table was probably cut"),
            "ask the sender how many records there are",
        )
    })
}

/// Texts that no cell can hold, one by one up to `LISTED`.
fn long_texts(name: &str, sheet: &Sheet) -> Vec<Finding> {
    let hint = "ask the sender to correct the cell: two records may have run together";
    let place = || Place::file(name).sheet(&sheet.name);
    let mut findings: Vec<Finding> = sheet
        .long_texts
        .iter()
        .take(LISTED)
        .map(|&(row, column)| {
            let place = place().row(row).column(column, "");
            let message = format!("the text is longer than the {MAX_TEXT} characters that a cell can hold");
            Finding::new(TEXT_TOO_LONG, Effect::Notes, place, message, hint)
        })
        .collect();
    if let Some(more) = sheet.long_texts.len().checked_sub(LISTED).filter(|&more| more > 0) {
        findings.push(Finding::new(TEXT_TOO_LONG, Effect::Notes, place(), format!("and {more} more"), hint));
    }
    findings
}

fn hex(digest: &[u8]) -> String {
    use fmt::Write;
    digest.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests;
