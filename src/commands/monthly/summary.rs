//! One page about a run: what came, what is late, what moved, what stops it, what was made.

use std::fmt::Write;

use crate::archive::runs::{Delivery, What};
use crate::commands::print;
use crate::definitions::Workspace;
use crate::fault::{hint_of, printable};
use crate::finding::Finding;
use crate::pipeline::due::Due;
use crate::validation::Accounts;
use crate::vocabulary::Quarter;

/// What a page tells.
#[derive(Default)]
pub struct Page<'a> {
    pub came: Vec<String>,
    pub late: Vec<String>,
    pub moved: Vec<String>,
    pub stops: Vec<String>,
    pub accounts: Option<&'a Accounts>,
    pub findings: &'a [Finding],
    pub papers: Vec<String>,
    pub notes: Vec<String>,
}

impl Page<'_> {
    /// The page as text; nothing in it is a person's.
    pub fn text(&self, workspace: &Workspace, quarter: Option<Quarter>, day: chrono::NaiveDate) -> String {
        let about = quarter.map_or_else(String::new, |quarter| format!(", {quarter}"));
        let mut out = format!("{}{about}: run of {day}\n", workspace.council.name);
        for (heading, lines) in [
            ("Came", &self.came),
            ("Late", &self.late),
            ("Moved", &self.moved),
            ("Stops", &self.stops),
            ("Papers", &self.papers),
            ("Notes", &self.notes),
        ] {
            if lines.is_empty() && ["Papers", "Notes"].contains(&heading) {
                continue;
            }
            let _ = writeln!(out, "\n{heading}");
            match lines.is_empty() {
                true => out.push_str("  nothing\n"),
                false => out.extend(lines.iter().map(|line| format!("  {line}\n"))),
            }
        }
        if let Some(accounts) = self.accounts {
            let _ = write!(out, "\nRows\n{}", indented(&print::accounts(accounts)));
        }
        if !self.findings.is_empty() {
            let _ = write!(out, "\nFindings\n{}", indented(&print::summary(self.findings)));
        }
        out
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}

/// A delivery in words.
pub fn delivery(own: &Delivery, workspace: &Workspace) -> String {
    let sender = &workspace.supplier(&own.supplier).name;
    let of = own.quarter.map_or_else(String::new, |quarter| format!(" for {quarter}"));
    let what = match &own.what {
        What::First => "new".to_string(),
        What::Known => "known already".to_string(),
        What::Corrects { file, .. } if *file == own.file => {
            "corrected: another file of the same name was read before".to_string()
        }
        What::Corrects { file, .. } => format!("corrected: takes the place of {}", printable(file)),
    };
    format!("{}: {sender}{of}, {what}", printable(&own.file))
}

/// A return that is not there, in words.
pub fn late(due: &Due) -> String {
    format!("{} for {}: due {}, {} late", due.supplier_name, due.quarter, due.day, days(due.days_late))
}

fn days(days: i64) -> String {
    if days == 1 { "1 day".into() } else { format!("{days} days") }
}

/// What stops a run, one line a kind.
pub fn stop(finding: &Finding) -> String {
    format!("{}: {}: {} (to do: {})", finding.code, finding.place, finding.message, finding.hint)
}

/// A file that was refused.
pub fn refusal(error: &anyhow::Error) -> String {
    let hint = hint_of(error).map_or_else(String::new, |hint| format!(" (to do: {hint})"));
    format!("{error:#}{hint}")
}
