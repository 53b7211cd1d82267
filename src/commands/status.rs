//! `quarterdeck status`: which return is due, what came, when the last good run was.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::PathBuf;

use anyhow::Result;
use chrono::NaiveDate;
use serde_json::json;

use super::taken::hash_of;
use super::{print, print_out, today};
use crate::archive::Archive;
use crate::archive::last::LastRun;
use crate::cli::{StatusArgs, StatusFormat};
use crate::fault::{Exit, printable};
use crate::pipeline::{self, due, due::Due};
use crate::source::inbox;
use crate::vocabulary::Quarter;

/// Everything that a watcher asks.
struct Status {
    today: NaiveDate,
    due: Vec<Due>,
    last: Option<LastRun>,
    /// Files among the returns that no run has taken in.
    not_taken_in: Vec<String>,
    troubles: Vec<String>,
}

/// Tells it; exit 3 when something is late, stopped or too long ago.
pub fn run(args: &StatusArgs) -> Result<Option<Exit>> {
    let status = look(args)?;
    match args.format {
        StatusFormat::Text => print_out(&status.text())?,
        StatusFormat::Json => print_out(&print::json(&status.json()))?,
    }
    Ok((!status.troubles.is_empty()).then_some(Exit::Blocked))
}

fn look(args: &StatusArgs) -> Result<Status> {
    let definitions = pipeline::definitions(&args.inputs.workspace)?;
    let workspace = &definitions.workspace;
    let today = today(&args.inputs);
    let folder = args.folders.returns.clone().unwrap_or_else(|| workspace.folder.join("returns"));
    let files =
        inbox::files(&folder, "put the returns in the workspace's `returns` folder, or give another with --returns")?;
    let archive = Archive::open(&workspace.folder)?;
    let last = LastRun::load(&workspace.folder)?;
    let named: Vec<Quarter> = inbox::named_quarters(&files, workspace).into_iter().collect();
    let asked = args.inputs.quarter;
    let mut quarters: Vec<Quarter> = match asked {
        Some(quarter) => vec![quarter],
        None => named.last().copied().into_iter().chain([due::last_over(today)]).collect(),
    };
    quarters.sort_unstable();
    quarters.dedup();
    let due: Vec<Due> =
        quarters.into_iter().flat_map(|quarter| due::of_quarter(workspace, &files, quarter, today)).collect();
    let not_taken_in = not_taken_in(&due, &files, &archive)?;
    let mut status = Status { today, due, last, not_taken_in, troubles: Vec::new() };
    status.troubles = status.find_troubles(args.max_age, args.inputs.today.is_none());
    Ok(status)
}

/// Files that came and that no run has read, whatever they are called: a corrected return often has the name of the one before.
fn not_taken_in(due: &[Due], files: &[PathBuf], archive: &Archive) -> Result<Vec<String>> {
    if archive.runs.is_empty() {
        return Ok(Vec::new());
    }
    let taken: BTreeSet<&String> = archive.runs.iter().flat_map(|run| &run.inputs).map(|input| &input.sha256).collect();
    let came: BTreeSet<&String> = due.iter().flat_map(|due| &due.came).collect();
    let mut not = Vec::new();
    for path in files {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if came.contains(&name) && !taken.contains(&hash_of(path)?) {
            not.push(printable(&name));
        }
    }
    Ok(not)
}

impl Status {
    fn find_troubles(&self, max_age: Option<u32>, is_today: bool) -> Vec<String> {
        let mut troubles: Vec<String> = self
            .due
            .iter()
            .filter(|due| due.is_late())
            .map(|due| format!("{} has not sent {} (due {})", due.supplier_name, due.files, due.day))
            .collect();
        if let Some(last) = self.last.as_ref().filter(|last| last.exit != 0) {
            let why = last.stops.iter().chain(&last.refused).cloned().collect::<Vec<_>>().join(", ");
            let why = if why.is_empty() { String::new() } else { format!(": {why}") };
            troubles.push(format!("the run of {} ended with exit code {}{why}", last.day, last.exit));
        }
        let good = self.last.as_ref().and_then(|last| last.good.as_ref());
        if let Some(good) = good.filter(|good| is_today && good.day > self.today) {
            troubles.push(format!("the last good run says it was on {}, a day to come: the clock was wrong", good.day));
        }
        if let Some(days) = max_age {
            match good {
                None => troubles.push("no run has been good yet".into()),
                Some(good) if (self.today - good.day).num_days() > i64::from(days) => {
                    let ago = (self.today - good.day).num_days();
                    troubles.push(format!("the last good run was {ago} days ago, on {}", good.day));
                }
                Some(_) => {}
            }
        }
        troubles
    }

    fn text(&self) -> String {
        let mut out = String::new();
        let mut quarter = None;
        for due in &self.due {
            if quarter != Some(due.quarter) {
                let _ = writeln!(out, "Returns for {}, due {}", due.quarter, due.day);
                quarter = Some(due.quarter);
            }
            let state = match (&due.came[..], due.days_late) {
                ([], 0) => format!("awaited by {}", due.day),
                ([], 1) => "1 day late".into(),
                ([], days) => format!("{days} days late"),
                (files, _) => {
                    let refused = |file: &String| self.last.as_ref().is_some_and(|last| last.refused.contains(file));
                    let name = |file: &String| {
                        let why = if refused(&printable(file)) { " (refused by the last run)" } else { "" };
                        format!("{}{why}", printable(file))
                    };
                    format!("came: {}", files.iter().map(name).collect::<Vec<_>>().join(", "))
                }
            };
            let _ = writeln!(out, "  {:<24} {:<36} {state}", due.supplier_name, due.files);
        }
        if !self.not_taken_in.is_empty() {
            let _ = writeln!(out, "Not taken in yet: {}", self.not_taken_in.join(", "));
        }
        match &self.last {
            None => out.push_str("Last run: none by itself yet (quarterdeck monthly)\n"),
            Some(last) => {
                let _ = writeln!(out, "Last run: {}, exit code {}", last.day, last.exit);
                match &last.good {
                    Some(good) => {
                        out += &format!("Last good run: {}, run {} for {}\n", good.day, good.run, good.quarter);
                    }
                    None => out.push_str("Last good run: none yet\n"),
                }
            }
        }
        match self.troubles.is_empty() {
            true if self.last.is_none() => out.push_str("Nothing is late, and nothing has been run yet\n"),
            true => out.push_str("All is well\n"),
            false => out.extend(self.troubles.iter().map(|trouble| format!("To look at: {trouble}\n"))),
        }
        out
    }

    fn json(&self) -> serde_json::Value {
        json!({
            "today": self.today,
            "returns": self.due,
            "not_taken_in": self.not_taken_in,
            "last_run": self.last,
            "to_look_at": self.troubles,
            "ok": self.troubles.is_empty(),
        })
    }
}
