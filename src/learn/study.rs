//! A question about one file and its answer in words: what a layout would be, or how a layout reads it. They
//! pass between the program and the process that reads the file, so nothing of the file's people is in them.

use std::collections::BTreeMap;
use std::fmt::Write;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::canonical::schema::Record;
use crate::definitions::{Layout, Programme, Workspace};
use crate::fault::printable;
use crate::finding::column_letter;
use crate::mapping::headers::told;
use crate::source::Workbook;

use super::check::{self, ColumnReading};
use super::difference::{Setting, differences};
use super::layout_toml::hundredths;
use super::{Learner, Proposal, Role, learn};

/// What is asked about a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Question {
    /// Which layout it has.
    Learn { name: String, supplier: String, from_jcp: bool, sheet: Option<String> },
    /// How a layout reads it.
    Against { layout: String },
}

/// What there is to say.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Answer {
    /// In words, for a terminal.
    pub told: String,
    /// The proposed layout; empty where none was asked for.
    pub toml: String,
    /// Whether the layout can be used as it is.
    pub usable: bool,
    /// What the rows of its tables are.
    pub records: Vec<Record>,
    /// Columns that a person must look at.
    pub open: usize,
}

/// Answers a question about a file that was read.
pub fn answer(
    workbook: &Workbook,
    question: &Question,
    layouts: &BTreeMap<String, Layout>,
    workspace: &Workspace,
    programmes: &[&Programme],
) -> Result<Answer> {
    match question {
        Question::Learn { name, supplier, from_jcp, sheet } => {
            let learner =
                Learner { workspace, programmes, name, supplier, from_jcp: *from_jcp, sheet: sheet.as_deref() };
            let proposal = learn(workbook, &learner)?;
            Ok(Answer {
                told: in_words(&proposal),
                toml: proposal.toml(),
                usable: proposal.is_complete(),
                records: proposal.sheets.iter().map(|sheet| sheet.record).collect(),
                open: proposal.open().count(),
            })
        }
        Question::Against { layout } => {
            let layout = layouts.get(layout).with_context(|| format!("the layout `{layout}` was not read"))?;
            against(workbook, Setting { layout, workspace, programmes })
        }
    }
}

/// A proposal as a person reads it: a line for each column, then what is open.
fn in_words(proposal: &Proposal) -> String {
    let mut out = String::new();
    for sheet in &proposal.sheets {
        let name = if sheet.sheet == "*" { String::new() } else { format!(", sheet `{}`", printable(&sheet.sheet)) };
        let _ = writeln!(
            out,
            "{}{name}: header in row {}, {} rows; record {}{}: {}",
            printable(&proposal.file),
            sheet.header_row,
            sheet.rows,
            sheet.record.name(),
            if sheet.record_sure { "" } else { " (check)" },
            sheet.record_reason
        );
        for column in &sheet.columns {
            let meaning = match column.role {
                Role::Ours(name) => name,
                Role::Ignored => "ignored",
                Role::Unknown => "?",
            };
            let rivals: String = match column.role {
                Role::Unknown => String::new(),
                _ => {
                    column.rivals.iter().map(|(name, score)| format!("; or {name} {:.2}", hundredths(*score))).collect()
                }
            };
            let _ = writeln!(
                out,
                "  {:<6} {:.2}  {:<2} {:<28} {meaning:<21} {}{rivals}",
                column.band.word(),
                hundredths(column.score),
                column_letter(column.column),
                printable(&column.header),
                printed(&column.reasons.join("; "))
            );
        }
    }
    for (sheet, why) in &proposal.skipped {
        let _ = writeln!(out, "not used: sheet `{}`: {why}", printable(sheet));
    }
    let mut questions = Vec::new();
    questions.push(format!(
        "does each return list everybody so far, or only the quarter's people? ({})",
        proposal.coverage.reason
    ));
    if !proposal.date_order.proved {
        questions.push(format!("which comes first in a date, day or month? ({})", proposal.date_order.reason));
    }
    if proposal.job_end.as_ref().is_some_and(|claim| !claim.proved) {
        questions.push("is the end of a job the last day in it, or the first day out of it?".into());
    }
    let unclear = proposal.sheets.iter().flat_map(|sheet| &sheet.events).filter(|event| !event.proved);
    questions
        .extend(unclear.map(|event| format!("what are the dates beside `{}`? ({})", event.kind.name(), event.reason)));
    for question in questions {
        let _ = writeln!(out, "ask the sender: {question}");
    }
    out
}

fn printed(text: &str) -> String {
    crate::fault::on_a_terminal(text)
}

/// How a layout reads a return, column by column.
fn against(workbook: &Workbook, setting: Setting<'_>) -> Result<Answer> {
    let readings = check::against(workbook, setting)?;
    let mut out = String::new();
    let mut usable = true;
    let mut open = 0;
    for sheet in &readings {
        let _ = writeln!(out, "{}: {} rows", sheet.place, sheet.rows);
        for column in &sheet.columns {
            usable &= !(column.required && column.header.is_none());
            open += usize::from(!column.unread.is_empty());
            column_in_words(column, &mut out);
        }
        for header in &sheet.unknown {
            let (letter, name) = (column_letter(header.column), told(&header.text));
            let _ = writeln!(out, "  {:<21} {letter} `{name}`: not in the layout, not read", "-");
        }
    }
    for difference in differences(workbook, setting).iter().filter(|difference| difference.is_news()) {
        let _ = writeln!(out, "differs: {difference}");
    }
    Ok(Answer { told: out, toml: String::new(), usable, records: Vec::new(), open })
}

fn column_in_words(column: &ColumnReading, out: &mut String) {
    let Some(place) = column.place() else {
        let what = if column.required { "NOT FOUND, and required: the file would be refused" } else { "not there" };
        let _ = writeln!(out, "  {:<21} {what}", column.name);
        return;
    };
    let unread: usize = column.unread.values().map(|(count, _)| count).sum();
    let _ =
        writeln!(out, "  {:<21} {place}: {} read, {} empty, {unread} not read", column.name, column.read, column.empty);
    for (code, (count, example)) in &column.unread {
        let example = example.as_deref().map(|example| format!("; in one of them {}", printed(example)));
        let _ = writeln!(out, "  {:<21}   {code}: {count}{}", "", example.unwrap_or_default());
    }
}
