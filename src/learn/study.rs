//! A question about one file and its answer in words: what a layout would be, or how a layout reads it. They
//! pass between the program and the process that reads the file, so nothing of the file's people is in them.

use std::collections::BTreeMap;
use std::fmt::Write;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::canonical::schema::Record;
use crate::definitions::{CountsForm, Layout, Programme, Workspace};
use crate::fault::printable;
use crate::finding::column_letter;
use crate::mapping::headers::told;
use crate::source::Workbook;

use super::check::{self, ColumnReading};
use super::difference::{Setting, differences};
use super::layout_toml::hundredths;
use super::{Band, Learner, Proposal, Proposed, Role, learn, unnamed};

/// What is asked about a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Question {
    /// Which layout it has.
    Learn { name: String, supplier: String, from_jcp: bool, sheet: Option<String>, header_row: Option<u32> },
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
    /// Rows of the tables that were learnt.
    pub rows: usize,
    /// Primes as the file spells them.
    pub primes: Vec<String>,
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
        Question::Learn { name, supplier, from_jcp, sheet, header_row } => {
            let learner = Learner {
                workspace,
                programmes,
                name,
                supplier,
                from_jcp: *from_jcp,
                sheet: sheet.as_deref(),
                header_row: *header_row,
            };
            let proposal = learn(workbook, &learner)?;
            Ok(Answer {
                told: in_words(&proposal),
                toml: proposal.toml()?,
                usable: proposal.is_complete(),
                records: proposal.sheets.iter().map(|sheet| sheet.record).collect(),
                open: proposal.open().count(),
                rows: proposal.sheets.iter().map(|sheet| sheet.rows).sum(),
                primes: proposal.primes,
            })
        }
        Question::Against { layout } => {
            let layout = layouts.get(layout).with_context(|| format!("the layout `{layout}` was not read"))?;
            against(workbook, Setting { layout, workspace, programmes })
        }
    }
}

/// A proposal as a person reads it: a line for each column, the reasons below what is not sure, then what is open.
fn in_words(proposal: &Proposal) -> String {
    let mut out = String::new();
    for sheet in &proposal.sheets {
        let name = if sheet.sheet == "*" { String::new() } else { format!(", sheet `{}`", printable(&sheet.sheet)) };
        let place =
            format!("{}{name}: header in row {}, {} rows", printable(&proposal.file), sheet.header_row, sheet.rows);
        wrap(&place, 0, &mut out);
        let doubt = if sheet.record_sure { "" } else { " (check)" };
        wrap(&format!("record {}{doubt}: {}", sheet.record.name(), sheet.record_reason), 2, &mut out);
        let ignored = |column: &&Proposed| column.role == Role::Ignored && column.band == Band::Sure;
        for column in sheet.columns.iter().filter(|column| !ignored(column)) {
            proposed_in_words(column, &mut out);
        }
        let unread: Vec<String> =
            sheet.columns.iter().filter(ignored).map(|column| printable(&column.header)).collect();
        if !unread.is_empty() {
            wrap(&format!("ignored, never read: {}", unread.join(", ")), 2, &mut out);
        }
    }
    for (sheet, why) in &proposal.skipped {
        wrap(&format!("not used: sheet `{}`: {why}", printable(sheet)), 0, &mut out);
    }
    for question in questions(proposal) {
        wrap(&format!("ask the sender: {question}"), 0, &mut out);
    }
    out
}

/// One column: how sure, where, what it is called and what it is; below it why, unless it is sure.
fn proposed_in_words(column: &Proposed, out: &mut String) {
    let meaning = match column.role {
        Role::Ours(name) => name,
        Role::Ignored => "ignored",
        Role::Unknown => "?",
    };
    let (letter, header) = (column_letter(column.column), printable(&column.header));
    let line = format!("{:<6} {:.2}  {letter:<2} {header:<28} {meaning}", column.band.word(), hundredths(column.score));
    wrap(&line, 2, out);
    if column.band == Band::Sure {
        return;
    }
    let mut why = column.reasons.clone();
    if column.role != Role::Unknown && !column.rivals.is_empty() {
        let rivals: Vec<&str> = column.rivals.iter().map(|(name, _)| *name).collect();
        why.push(format!("or it is {}", rivals.join(" or ")));
    }
    for reason in why {
        wrap(&reason, WHY, out);
    }
}

/// What the file does not say.
fn questions(proposal: &Proposal) -> Vec<String> {
    let people = proposal.sheets.iter().any(|sheet| sheet.counts.is_none());
    let reason = &proposal.coverage.reason;
    let events = proposal.sheets.iter().any(|sheet| sheet.record == Record::Events);
    let mut questions = vec![if events {
        format!("does each return list every event so far? It has to ({reason})")
    } else if people {
        format!("does each return list everybody so far, or only the quarter's people? ({reason})")
    } else {
        "does each return give all months so far, or only the quarter's?".into()
    }];
    for sheet in &proposal.sheets {
        questions.extend(unnamed::told(&sheet.unnamed).iter().map(|column| format!("{column}: what is it?")));
    }
    if !proposal.date_order.proved {
        questions.push(format!("which comes first in a date, day or month? ({})", proposal.date_order.reason));
    }
    if proposal.job_end.as_ref().is_some_and(|claim| !claim.proved) {
        questions.push("is the end of a job the last day in it, or the first day out of it?".into());
    }
    let unclear = proposal.sheets.iter().flat_map(|sheet| &sheet.events).filter(|event| !event.proved);
    questions
        .extend(unclear.map(|event| format!("what are the dates beside `{}`? ({})", event.kind.name(), event.reason)));
    for counts in proposal.sheets.iter().filter_map(|sheet| sheet.counts.as_ref()) {
        if counts.form == CountsForm::Titles && counts.rows.as_ref().is_none_or(|rows| !rows.proved) {
            questions.push("what are the rows: primes, areas, offices, wards or payment groups?".into());
        }
        if counts.of.as_ref().is_some_and(|of| !of.proved) {
            questions.push("is a row what happened in its month, or what became of those who joined in it?".into());
        }
        if counts.quarters {
            questions.push("does Q1 begin in January or in April?".into());
        }
    }
    questions
}

/// The narrowest terminal that people use.
const WIDTH: usize = 80;
/// How far reasons stand in below their column.
const WHY: usize = 18;

/// Adds a text in lines no wider than a terminal, each as far in; what follows the first a little further.
fn wrap(text: &str, indent: usize, out: &mut String) {
    let text = printed(text);
    let further = if indent == WHY { indent } else { indent + 2 };
    let (mut line, mut empty) = (" ".repeat(indent), true);
    // Spaces that align columns stay.
    for word in text.split_inclusive(' ') {
        if !empty && line.chars().count() + word.trim_end().chars().count() > WIDTH {
            let _ = writeln!(out, "{}", line.trim_end());
            line = " ".repeat(further);
        }
        line += word;
        empty = false;
    }
    let _ = writeln!(out, "{}", line.trim_end());
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
        for column in unnamed::told(&sheet.unnamed) {
            let _ = writeln!(out, "  {:<21} {column}: not read; ask the sender what it is", "-");
        }
    }
    for difference in differences(workbook, setting).iter().filter(|difference| difference.is_news()) {
        let _ = writeln!(out, "differs: {difference}");
    }
    Ok(Answer { told: out, toml: String::new(), usable, records: Vec::new(), open, rows: 0, primes: Vec::new() })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_no_wider_than_a_terminal_and_nothing_is_lost() {
        let text = "in 940 of 1,000 rows `Attachment Date` is before `Referral Date`; 100% dates; the header says so";
        for indent in [0, 2, WHY] {
            let mut out = String::new();
            wrap(text, indent, &mut out);
            assert!(out.lines().all(|line| line.chars().count() <= WIDTH), "{out}");
            assert!(out.lines().count() > 1 && out.lines().next().unwrap().starts_with(&" ".repeat(indent)), "{out}");
            assert_eq!(out.split_whitespace().collect::<Vec<_>>(), text.split_whitespace().collect::<Vec<_>>());
        }
    }
}
