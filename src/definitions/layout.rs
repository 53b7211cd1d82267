//! A layout: which sheets a sender's file has and what its columns are called.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use serde::Deserialize;

use super::file;
use super::shapes::{self, CountsLayout, EventDates};
use crate::canonical::schema::{self, Record};
use crate::fault::{Fault, printable};

/// How one kind of return is laid out.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// Name of the file without `.toml`.
    pub name: String,
    pub description: String,
    #[serde(default)]
    pub coverage: Coverage,
    #[serde(default)]
    pub date_order: DateOrder,
    /// What a time of day and its zone do to a date.
    #[serde(default)]
    pub timestamps: Timestamps,
    /// The sender's dates are bare numbers, as Excel counts days: nothing to be said about it.
    #[serde(default)]
    pub dates_as_numbers: bool,
    #[serde(default)]
    pub job_end: JobEnd,
    /// Form of a reference after normalisation: `#` is a digit, `@` a letter, the rest as written; `NINO` is a
    /// National Insurance number.
    pub reference_pattern: Option<String>,
    pub sheet: Vec<SheetLayout>,
    /// By column: the sender's words and ours.
    #[serde(default)]
    pub values: BTreeMap<String, BTreeMap<String, String>>,
}

/// What a return lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Coverage {
    /// Everybody so far: the newest return replaces those before it.
    #[default]
    ToDate,
    /// Only the quarter's rows: all returns up to the quarter are taken together.
    Quarter,
}

/// How dates written as text are read. ISO dates (2015-12-31) always read as such.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    #[default]
    Dmy,
    Mdy,
    Ymd,
}

/// What a time of day behind a date does to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timestamps {
    /// The time is left out, unless its zone makes it another day on a clock in London: that is trouble.
    #[default]
    SameDay,
    /// The date counts as it is written, whatever the time and the zone.
    DateOnly,
}

/// What the sender means by the end of a job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobEnd {
    /// The last day in work.
    #[default]
    LastDay,
    /// The first day out of work: the day before was the last in it.
    FirstDayOut,
}

/// One table of the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetLayout {
    /// Name of the sheet; `*` matches any run of characters. Several sheets may match: their rows add up.
    #[serde(default = "any_sheet")]
    pub sheet: String,
    pub record: Record,
    /// The first row of the header, as a spreadsheet numbers it, where it stands too far down to be looked for.
    pub header_row: Option<u32>,
    /// Canonical columns without which the file is refused.
    pub required: Vec<String>,
    /// Headers that are known and never read, names and birth dates above all.
    #[serde(default)]
    pub ignored: Vec<String>,
    /// All headers as they stood when the layout was learnt: tells what moved, and nothing else.
    #[serde(default)]
    pub order: Vec<String>,
    /// Canonical name, and the headers it goes by.
    pub columns: BTreeMap<String, Vec<String>>,
    /// For counts: how they are laid out.
    #[serde(default)]
    pub counts: CountsLayout,
    /// For events: which canonical date each date of an event is.
    #[serde(default)]
    pub events: EventDates,
}

impl SheetLayout {
    /// Whether a canonical column stands on the sheet, as a column or as the date of an event.
    pub fn holds(&self, column: &str) -> bool {
        let of_events = self.events.values().flat_map(|dates| dates.values()).any(|name| name == column);
        self.columns.contains_key(column) || of_events
    }
}

fn any_sheet() -> String {
    "*".into()
}

const BUILTIN: &[(&str, &str)] =
    &[("clients", include_str!("layouts/clients.toml")), ("jcp-referrals", include_str!("layouts/jcp-referrals.toml"))];

/// The layout of that name: the workspace's own file, else the built-in one.
pub fn load(workspace: &Path, name: &str) -> Result<Layout> {
    if !is_name(name) {
        return Err(unknown(workspace, name).into());
    }
    let own = workspace.join("layouts").join(format!("{name}.toml"));
    let (layout, shown): (Layout, String) = if file::is_taken(&own) {
        (file::load(&own)?, own.display().to_string())
    } else if let Some((_, text)) = BUILTIN.iter().find(|(builtin, _)| *builtin == name) {
        let shown = format!("layouts/{name}.toml (built in)");
        (file::parse(text, &shown)?, shown)
    } else {
        return Err(unknown(workspace, name).into());
    };
    check(&layout, name, &shown)?;
    Ok(layout)
}

/// The names of all layouts: the workspace's own and the built-in ones, sorted.
pub fn names(workspace: &Path) -> Vec<String> {
    let mut names = toml_stems(&workspace.join("layouts"));
    names.extend(BUILTIN.iter().map(|(builtin, _)| (*builtin).to_string()));
    names.sort();
    names.dedup();
    names
}

/// A layout from a file that need not stand in a workspace.
pub fn load_file(path: &Path) -> Result<Layout> {
    let layout: Layout = file::load(path)?;
    let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    check(&layout, &name, &path.display().to_string())?;
    Ok(layout)
}

fn unknown(workspace: &Path, name: &str) -> Fault {
    let known = names(workspace);
    let shown = printable(name);
    if !is_name(name) {
        return Fault::usage(format!("`{shown}` cannot be the name of a layout")).hint(format!(
            "give the name of a file in the workspace's `layouts` folder, without the folder and without .toml; known: {}",
            known.join(", ")
        ));
    }
    let near = file::nearest(name, known.iter().map(String::as_str));
    let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
    Fault::usage(format!("no layout is called `{shown}`"))
        .hint(format!("{near}Known: {}; or add layouts/{shown}.toml to the workspace", known.join(", ")))
}

/// Whether a layout can be called so: its name is a file's, and leads to no other folder.
fn is_name(name: &str) -> bool {
    let plain = |c: char| !c.is_control() && !matches!(c, '/' | '\\' | ':');
    !name.is_empty() && !name.starts_with('.') && !name.ends_with(".toml") && name.chars().all(plain)
}

/// Names of the TOML files in a folder, sorted; none where there is no folder.
pub(super) fn toml_stems(folder: &Path) -> Vec<String> {
    let mut stems: Vec<String> = std::fs::read_dir(folder)
        .map(|entries| {
            entries
                .flatten()
                .map(|entry| entry.path())
                .filter(|path| path.extension().is_some_and(|ext| ext == "toml"))
                .filter_map(|path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned()))
                .collect()
        })
        .unwrap_or_default();
    stems.sort();
    stems
}

/// Contradictions that the form of the file cannot rule out.
fn check(layout: &Layout, name: &str, shown: &str) -> Result<()> {
    if layout.name != name {
        let message = format!("`{shown}`: name is `{}` but the file is called `{name}.toml`", layout.name);
        return Err(Fault::usage(message).hint("make both the same").into());
    }
    for sheet in &layout.sheet {
        for column in sheet.columns.keys() {
            check_column(column, sheet.record, shown)?;
        }
        let shape = match sheet.record {
            Record::Counts => shapes::check_counts(sheet),
            Record::Events => shapes::check_events(sheet, layout),
            _ => Ok(()),
        };
        shape.map_err(|(message, hint)| Fault::usage(format!("`{shown}`: {message}")).hint(hint))?;
        for column in sheet.required.iter().map(String::as_str).chain(sheet.record.key().iter().copied()) {
            if !sheet.columns.contains_key(column) {
                return Err(Fault::usage(format!(
                    "`{shown}`: sheet `{}` has no headers for required column `{column}`",
                    sheet.sheet
                ))
                .hint(format!("add `{column} = [\"...\"]` below its [sheet.columns]"))
                .into());
            }
        }
    }
    for column in layout.values.keys() {
        let known = schema::find(column).is_some_and(|spec| spec.kind == schema::Kind::Code);
        if !known {
            let codes: Vec<&str> =
                schema::COLUMNS.iter().filter(|spec| spec.kind == schema::Kind::Code).map(|spec| spec.name).collect();
            return Err(Fault::usage(format!("`{shown}`: [values.{column}] is not a column of codes"))
                .hint(format!("columns of codes are: {}", codes.join(", ")))
                .into());
        }
    }
    Ok(())
}

fn check_column(column: &str, record: Record, shown: &str) -> Result<()> {
    if schema::of(record).any(|spec| spec.name == column) {
        return Ok(());
    }
    let names: Vec<&str> = schema::of(record).map(|spec| spec.name).collect();
    let hint = match file::nearest(column, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`? {} can hold: {}", record.name(), names.join(", ")),
        None => format!("{} can hold: {}", record.name(), names.join(", ")),
    };
    Err(Fault::usage(format!("`{shown}`: `{column}` is no canonical column of {}", record.name())).hint(hint).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::hint_of;

    fn parsed(text: &str) -> Result<()> {
        check(&file::parse::<Layout>(text, "l.toml")?, "l", "l.toml")
    }

    const GOOD: &str = "name='l'\ndescription='d'\n[[sheet]]\nrecord='participants'\nrequired=['reference']\n[sheet.columns]\nreference=['Ref']\n";

    #[test]
    fn every_built_in_layout_loads_and_passes_its_own_check() {
        for (name, _) in BUILTIN {
            load(Path::new("/nowhere"), name).unwrap();
        }
    }

    #[test]
    fn a_layout_with_a_misspelt_column_names_the_nearest() {
        parsed(GOOD).unwrap();
        let error = parsed(&format!("{GOOD}atachment_date=['Start']\n")).unwrap_err();
        assert!(error.to_string().contains("`atachment_date`"));
        assert!(hint_of(&error).unwrap().contains("did you mean `attachment_date`?"));
    }

    #[test]
    fn a_required_column_without_headers_is_refused() {
        let error = parsed(&GOOD.replace("['reference']", "['reference', 'attachment_date']")).unwrap_err();
        assert!(error.to_string().contains("required column `attachment_date`"), "{error}");
    }
}
