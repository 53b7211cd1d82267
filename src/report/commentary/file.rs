//! A quarter's file: read whole, as a plain file and nothing else; and files beside it whose names are nearly its own.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::Result;

use crate::fault::{Fault, io_words};
use crate::vocabulary::Quarter;

use super::markdown::{self, Page};

/// A quarter's file, by its path in the workspace.
pub fn file_of(quarter: Quarter) -> String {
    format!("{FOLDER}/{quarter}.md")
}

const FOLDER: &str = "commentary";

/// No quarter's words are longer.
const MOST_BYTES: u64 = 1 << 20;

/// Reads a quarter's file; where there is none it is empty.
pub fn page(workspace: &Path, quarter: Quarter) -> Result<Page> {
    match text(&workspace.join(file_of(quarter)))? {
        Some(text) => markdown::read(&text, &file_of(quarter)),
        None => Ok(Page::default()),
    }
}

/// Its text with one form of line ends, without the mark that some editors put before it; nothing where there is no file.
fn text(path: &Path) -> Result<Option<String>> {
    let shown = path.display();
    let broken = |error: std::io::Error| {
        Fault::environment(format!("cannot read `{shown}`: {}", io_words(&error)))
            .hint("check the permissions of the file, and that it is one")
    };
    match path.symlink_metadata() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(broken(error).into()),
        // A pipe may never end, and a link may lead to what is no commentary.
        Ok(found) if !found.is_file() => {
            return Err(Fault::usage(format!("`{shown}` is not a regular file"))
                .hint("links are not followed: copy the file")
                .into());
        }
        Ok(_) => {}
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes)).map_err(broken)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Fault::usage(format!("`{shown}` is over {} MB", MOST_BYTES >> 20))
            .hint("a quarter's commentary is text: take out what is not, or see whether it is another file")
            .into());
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| Fault::usage(format!("`{shown}` is not UTF-8 text")).hint("save the file as UTF-8"))?;
    Ok(Some(text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n")))
}

/// Names of files beside a quarter's that look like it and are not read: `2015-16-q3.md`, `2015-16-Q3.md.txt`.
pub fn misnamed(workspace: &Path, quarter: Quarter) -> Vec<String> {
    let entries = std::fs::read_dir(workspace.join(FOLDER)).into_iter().flatten().flatten();
    let names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    let wanted = format!("{quarter}.md");
    let is_listed = names.contains(&wanted);
    // On some machines a name in other letters opens the same file.
    let is_read = |name: &str| {
        name == wanted
            || (!is_listed && name.eq_ignore_ascii_case(&wanted) && workspace.join(file_of(quarter)).exists())
    };
    let letters =
        |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let begin = letters(&quarter.to_string());
    let is_kept_by_an_editor = |name: &str| name.starts_with(['.', '~', '#']) || name.ends_with(['~', '#']);
    let looks_like_it =
        |name: &String| letters(name).starts_with(&begin) && !is_read(name) && !is_kept_by_an_editor(name);
    let mut alike: Vec<String> = names.into_iter().filter(looks_like_it).collect();
    alike.sort();
    alike
}
