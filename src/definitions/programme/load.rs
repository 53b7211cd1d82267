//! Programmes by name: a workspace's own file, else the built-in one.

use std::path::Path;

use anyhow::Result;

use super::{Programme, check};
use crate::definitions::contradictions::{self, Problem};
use crate::definitions::written::quoted;
use crate::definitions::{file, layout};
use crate::fault::{Fault, printable};

pub(super) const BUILTIN: &[(&str, &str)] = &[
    ("ways-to-work", include_str!("../programmes/ways-to-work.toml")),
    ("whp-pioneer", include_str!("../programmes/whp-pioneer.toml")),
    ("work-and-health-programme", include_str!("../programmes/work-and-health-programme.toml")),
    ("work-programme", include_str!("../programmes/work-programme.toml")),
    ("working-well-expansion", include_str!("../programmes/working-well-expansion.toml")),
    ("working-well-pilot", include_str!("../programmes/working-well-pilot.toml")),
];

/// A programme to copy and fill in: every key, with what it is for.
pub const BLANK: &str = include_str!("../programmes/blank.toml");

/// A programme with the text that it was read from.
pub struct ProgrammeFile {
    pub programme: Programme,
    /// As messages call it.
    pub shown: String,
    pub text: String,
    /// What the file's name says that it is called.
    id: String,
}

impl ProgrammeFile {
    /// The programme of that id: the workspace's own file, else the built-in one.
    pub fn of(workspace: &Path, id: &str) -> Result<Self> {
        let own = workspace.join("programmes").join(format!("{id}.toml"));
        if file::is_taken(&own) {
            return ProgrammeFile::at(&own);
        }
        match BUILTIN.iter().find(|(name, _)| *name == id) {
            Some((_, text)) => ProgrammeFile::from_text(text, format!("programmes/{id}.toml (built in)"), id),
            None => Err(unknown(workspace, id).into()),
        }
    }

    /// The programme in a file, wherever it lies.
    pub fn at(path: &Path) -> Result<Self> {
        let id = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        ProgrammeFile::from_text(&file::text(path)?, path.display().to_string(), &id)
    }

    /// The programme in a text: the form is checked, and nothing else yet.
    pub fn from_text(text: &str, shown: String, id: &str) -> Result<Self> {
        let programme = file::parse(text, &shown)?;
        Ok(ProgrammeFile { programme, shown, text: text.to_string(), id: id.to_string() })
    }

    /// The text for a file of another name: notes and all, with the id alone another. What is to be filled in stays so.
    pub fn renamed(&self, id: &str) -> Result<String> {
        let line = contradictions::line_of(&self.text, "id").unwrap_or_default();
        let lines = self.text.lines().enumerate();
        let lines =
            lines.map(|(at, own)| if at + 1 == line { format!("id = {}", quoted(id)) } else { own.to_string() });
        let text = lines.collect::<Vec<_>>().join("\n") + "\n";
        ProgrammeFile::from_text(&text, self.shown.clone(), id)?;
        Ok(text)
    }

    /// Everything in it that contradicts itself.
    pub fn problems(&self) -> Vec<Problem> {
        check::problems(&self.programme, &self.id, &self.text)
    }

    /// The programme, once nothing in it contradicts itself.
    pub fn checked(self) -> Result<Programme> {
        contradictions::refuse(&self.problems(), &self.shown)?;
        Ok(self.programme)
    }
}

/// The programme of that id, checked.
pub fn load(workspace: &Path, id: &str) -> Result<Programme> {
    ProgrammeFile::of(workspace, id)?.checked()
}

/// Names of the programmes that a workspace can use, built in and its own.
fn names(workspace: &Path) -> Vec<String> {
    let mut names: Vec<String> = BUILTIN.iter().map(|(name, _)| (*name).to_string()).collect();
    names.extend(layout::toml_stems(&workspace.join("programmes")));
    names.sort();
    names.dedup();
    names
}

/// What to say of a programme that nobody knows.
fn unknown(workspace: &Path, id: &str) -> Fault {
    let known = names(workspace);
    let hint = match file::nearest(id, known.iter().map(String::as_str)) {
        Some(name) => format!("did you mean `{name}`? Known: {}", known.join(", ")),
        None => format!("known: {}; `quarterdeck programme new` makes another", known.join(", ")),
    };
    Fault::usage(format!("no programme is called `{}`", printable(id))).hint(hint)
}
