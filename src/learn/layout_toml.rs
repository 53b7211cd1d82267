//! A proposal written as the layout's file: each line with its score and reason, what is unsure commented
//! out with the alternatives. Headers and kinds of values are repeated, people never.

use std::fmt::Write;

use crate::canonical::CountsOf;
use crate::canonical::schema::{self, Record};
use crate::definitions::new_workspace::quoted;
use crate::definitions::{CountsForm, Coverage, DateOrder, JobEnd};
use crate::fault::printable;
use crate::finding::column_letter;

use super::counts::ProposedCounts;
use super::values::ProposedValues;
use super::{Band, Proposal, Proposed, ProposedSheet, Role};

/// The text of `layouts/NAME.toml`.
pub fn write(proposal: &Proposal) -> String {
    let mut out = String::new();
    let rows: usize = proposal.sheets.iter().map(|sheet| sheet.rows).sum();
    let _ = writeln!(out, "# Proposed by `quarterdeck layout learn` from {} ({rows} rows).", comment(&proposal.file));
    out += "# Look at every line: `sure` needs a glance, `check` your knowledge of the sender, `unsure` a decision.\n";
    if !proposal.is_complete() {
        out += "# It cannot be used yet: a table below has no reference. Decide on one and take the `#` away.\n";
    }
    let _ = writeln!(out, "name = {}", quoted(&proposal.name));
    let what: Vec<&str> = proposal.sheets.iter().map(|sheet| row_of(sheet.record)).collect();
    let _ = writeln!(out, "description = {}", quoted(&format!("{}: {}", proposal.supplier, what.join("; "))));
    settings(proposal, &mut out);
    for sheet in &proposal.sheets {
        write_sheet(sheet, &mut out);
    }
    for (column, values) in &proposal.values {
        write_values(column, values, &mut out);
    }
    out
}

fn row_of(record: Record) -> &'static str {
    match record {
        Record::Participants => "one row per person",
        Record::Referrals => "one row per referral",
        Record::Jobs => "one row per job",
        Record::Events => "one row per event",
        Record::Counts => "people counted by the sender",
    }
}

fn settings(proposal: &Proposal, out: &mut String) {
    let coverage = match proposal.coverage.value {
        Coverage::ToDate => "to_date",
        Coverage::Quarter => "quarter",
    };
    let _ = writeln!(
        out,
        "# QUESTION for the sender: does each return list everybody so far (to_date) or only the quarter's people (quarter)?\n\
         # Guessed: {}.\ncoverage = \"{coverage}\"",
        proposal.coverage.reason
    );
    if proposal.sheets.iter().all(|sheet| sheet.counts.is_some()) {
        return;
    }
    let order = match proposal.date_order.value {
        DateOrder::Dmy => "dmy",
        DateOrder::Mdy => "mdy",
        DateOrder::Ymd => "ymd",
    };
    let question = if proposal.date_order.proved { "" } else { "QUESTION for the sender: " };
    let _ = writeln!(out, "# {question}{}.\ndate_order = \"{order}\"", proposal.date_order.reason);
    if let Some(job_end) = &proposal.job_end {
        let value = match job_end.value {
            JobEnd::LastDay => "last_day",
            JobEnd::FirstDayOut => "first_day_out",
        };
        let question = "QUESTION for the sender: is the end of a job the last day in it (last_day) or the first day out of it (first_day_out)?\n# ";
        let question = if job_end.proved { "" } else { question };
        let _ = writeln!(out, "# {question}{}.\njob_end = \"{value}\"", capital(&job_end.reason));
    }
    if let Some((pattern, share)) = &proposal.reference_pattern {
        let others = if *share < 1.0 { "; rows with another form will be set aside" } else { "" };
        let _ = writeln!(
            out,
            "# {:.1}% of the references have this form{others}.\nreference_pattern = {}",
            (share * 1000.0).floor() / 10.0,
            quoted(pattern)
        );
    }
}

fn write_sheet(sheet: &ProposedSheet, out: &mut String) {
    let _ = writeln!(out, "\n[[sheet]]\nsheet = {}", quoted(&sheet.sheet));
    let doubt = if sheet.record_sure { "" } else { " (check)" };
    let _ = writeln!(out, "# {}{doubt}: {}.", row_of(sheet.record), sheet.record_reason);
    let _ = writeln!(out, "record = \"{}\"", sheet.record.name());
    if let Some(row) = sheet.begins {
        let told = "So far down no header is looked for unless this line says where it begins";
        let _ = writeln!(out, "# {told}.\nheader_row = {row}");
    }
    let _ = writeln!(out, "# Without one of these the file is refused.\nrequired = {}", list(sheet.required()));
    let ignored: Vec<&Proposed> = sheet.columns.iter().filter(|column| column.role == Role::Ignored).collect();
    out.push_str("# Known, and never read.\n");
    for column in &ignored {
        let _ = writeln!(out, "# {} {}", place(column), why(column));
    }
    let _ = writeln!(out, "ignored = {}", list(ignored.iter().map(|column| column.header.as_str())));
    match &sheet.counts {
        Some(counts) => write_counts(counts, out),
        None => {
            let order = list(sheet.columns.iter().map(|column| column.header.as_str()));
            let told = "As the headers stood, to tell what moved; the order does not matter";
            let _ = writeln!(out, "# {told}.\norder = {order}");
        }
    }
    out.push_str("\n[sheet.columns]\n");
    for name in schema::of(sheet.record).map(|spec| spec.name) {
        for column in sheet.columns.iter().filter(|column| column.role == Role::Ours(name)) {
            let off = if column.band == Band::Unsure { "# " } else { "" };
            let _ = writeln!(out, "# {} {}", place(column), why(column));
            let _ = writeln!(out, "{off}{name} = [{}]", quoted(&column.header));
            for (rival, _) in &column.rivals {
                let _ = writeln!(out, "# {rival} = [{}]", quoted(&column.header));
            }
        }
    }
    write_unknown(sheet, out);
    for event in &sheet.events {
        let question = if event.proved { "check" } else { "QUESTION for the sender: which date is which?" };
        let _ = writeln!(out, "\n# {question}: {}.\n[sheet.events.{}]", event.reason, event.kind.name());
        for (date, name) in ["date_1", "date_2"].into_iter().zip(event.dates) {
            if let Some(name) = name {
                let _ = writeln!(out, "{date} = \"{name}\"");
            }
        }
    }
}

fn write_counts(counts: &ProposedCounts, out: &mut String) {
    out.push_str("\n[sheet.counts]\n");
    let form = match counts.form {
        CountsForm::Titles => "titles",
        CountsForm::Columns => "columns",
    };
    let _ = writeln!(out, "form = \"{form}\"");
    if counts.form == CountsForm::Titles {
        let asked = "what are the rows: prime, area, office, ward or payment_group?";
        let _ = match &counts.rows {
            Some(rows) if rows.proved => writeln!(out, "# {}.\nrows = \"{}\"", capital(&rows.reason), rows.value),
            Some(rows) => writeln!(out, "# QUESTION: {asked} Guessed; {}.\nrows = \"{}\"", rows.reason, rows.value),
            None => writeln!(out, "# QUESTION: {asked}\n# rows = \"?\""),
        };
    }
    if let Some(of) = &counts.of {
        let value = if of.value == CountsOf::Joiners { "joiners" } else { "events" };
        let question = "QUESTION for the sender: is a row what happened in its month (events), or what became of those who joined in it (joiners)?\n# ";
        let question = if of.proved { "" } else { question };
        let _ = writeln!(out, "# {question}{}.\nof = \"{value}\"", capital(&of.reason));
    }
    if counts.quarters {
        out.push_str("# QUESTION for the sender: does Q1 begin in January (calendar) or in April (financial)?\n# quarters = \"financial\"\n");
    }
    if !counts.totals.is_empty() {
        let totals = list(counts.totals.iter().map(String::as_str));
        let _ = writeln!(out, "# The sums of the other rows.\ntotals = {totals}");
    }
}

fn write_unknown(sheet: &ProposedSheet, out: &mut String) {
    let unknown: Vec<&Proposed> = sheet.columns.iter().filter(|column| column.role == Role::Unknown).collect();
    if !unknown.is_empty() {
        out.push_str("# Not known: add each to a column above or to `ignored`.\n");
        for column in unknown {
            let _ = writeln!(out, "# {} {} {}", place(column), quoted(&printable(&column.header)), why(column));
        }
    }
}

/// `D sure 0.97:`, with the reasons behind it.
fn why(column: &Proposed) -> String {
    let mut text = format!("{} {:.2}: {}", column.band.word(), hundredths(column.score), column.reasons.join("; "));
    if column.role != Role::Unknown && !column.rivals.is_empty() {
        let rivals: Vec<String> =
            column.rivals.iter().map(|(name, score)| format!("`{name}` ({:.2})", hundredths(*score))).collect();
        let _ = write!(text, "; could also be {}", rivals.join(", "));
    }
    comment(&text)
}

/// Cut, not rounded: nothing is certain.
pub(super) fn hundredths(score: f64) -> f64 {
    (score * 100.0).floor() / 100.0
}

fn place(column: &Proposed) -> String {
    if column.role == Role::Ignored {
        format!("{} {}", column_letter(column.column), quoted(&printable(&column.header)))
    } else {
        column_letter(column.column)
    }
}

fn write_values(column: &str, values: &ProposedValues, out: &mut String) {
    if !values.values.is_empty() {
        let _ = writeln!(out, "\n# The sender's words, and ours.\n[values.{column}]");
    }
    for value in &values.values {
        let off = if value.sure { "" } else { "# " };
        let ours = value.ours.as_deref().unwrap_or("?");
        let _ = writeln!(out, "{off}{} = {} # {}", quoted(&value.theirs), quoted(ours), value.reason);
    }
    if values.rare > 0 {
        let _ = writeln!(
            out,
            "# Values of `{column}` that no list knows and few rows have, not shown here: {}.",
            values.rare
        );
    }
}

fn list<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    let items: Vec<String> = items.into_iter().map(quoted).collect();
    let line = format!("[{}]", items.join(", "));
    if line.len() <= 100 { line } else { format!("[\n  {},\n]", items.join(",\n  ")) }
}

/// A text for a comment: no line breaks, nothing that a terminal obeys.
fn comment(text: &str) -> String {
    crate::fault::on_a_terminal(text)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
