//! A proposal written as the layout's file: each line with its score and reason, what is unsure commented
//! out with the alternatives. Headers and kinds of values are repeated, people never.

use crate::canonical::CountsOf;
use crate::canonical::schema::{self, Record};
use crate::definitions::written::Written;
use crate::definitions::{CountsForm, Coverage, DateOrder, JobEnd};
use crate::fault::{Fault, printable};
use crate::finding::column_letter;

use super::counts::ProposedCounts;
use super::values::ProposedValues;
use super::{Band, Proposal, Proposed, ProposedSheet, Role, unnamed};

/// The text of `layouts/NAME.toml`.
pub fn write(proposal: &Proposal) -> Result<String, Fault> {
    let mut out = Written::default();
    let rows: usize = proposal.sheets.iter().map(|sheet| sheet.rows).sum();
    out.note(&format!("Proposed by `quarterdeck layout learn` from {} ({rows} rows).", proposal.file));
    out.note("Look at every line: `sure` needs a glance, `check` your knowledge of the sender, `unsure` a decision.");
    if !proposal.is_complete() {
        out.note("It cannot be used yet: a table below has no reference. Decide on one and take the `#` away.");
    }
    out.set("name", proposal.name.as_str());
    let what: Vec<&str> = proposal.sheets.iter().map(|sheet| row_of(sheet.record)).collect();
    out.set("description", format!("{}: {}", proposal.supplier, what.join("; ")));
    settings(proposal, &mut out);
    for sheet in &proposal.sheets {
        write_sheet(sheet, &mut out);
    }
    for (column, values) in &proposal.values {
        write_values(column, values, &mut out);
    }
    out.finish()
}

fn row_of(record: Record) -> &'static str {
    match record {
        Record::Participants => "one row per person",
        Record::Referrals => "one row per referral",
        Record::Jobs => "one row per job",
        Record::Claims => "one row per claim",
        Record::Scores => "one row per assessment",
        Record::Events => "one row per event",
        Record::Counts => "people counted by the sender",
    }
}

fn settings(proposal: &Proposal, out: &mut Written) {
    let has_events = proposal.sheets.iter().any(|sheet| sheet.record == Record::Events);
    out.note(match has_events {
        true => {
            "QUESTION for the sender: does each return list every event so far (to_date)? It has to: whose start stands in \
             another file counts in nothing."
        }
        false => {
            "QUESTION for the sender: does each return list everybody so far (to_date) or only the quarter's people \
             (quarter)?"
        }
    });
    out.note(&format!("Guessed: {}.", proposal.coverage.reason));
    out.set(
        "coverage",
        match proposal.coverage.value {
            Coverage::ToDate => "to_date",
            Coverage::Quarter => "quarter",
        },
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
    out.note(&format!("{question}{}.", proposal.date_order.reason));
    out.set("date_order", order);
    if let Some(job_end) = &proposal.job_end {
        let value = match job_end.value {
            JobEnd::LastDay => "last_day",
            JobEnd::FirstDayOut => "first_day_out",
        };
        if !job_end.proved {
            out.note(
                "QUESTION for the sender: is the end of a job the last day in it (last_day) or the first day out of it (first_day_out)?",
            );
        }
        out.note(&format!("{}.", capital(&job_end.reason)));
        out.set("job_end", value);
    }
    if let Some((pattern, share)) = &proposal.reference_pattern {
        let others = if *share < 1.0 { "; rows with another form will be set aside" } else { "" };
        out.note(&format!("{:.1}% of the references have this form{others}.", (share * 1000.0).floor() / 10.0));
        out.set("reference_pattern", pattern.as_str());
    }
}

fn write_sheet(sheet: &ProposedSheet, out: &mut Written) {
    out.blank();
    out.element("sheet");
    out.set("sheet", sheet.sheet.as_str());
    let doubt = if sheet.record_sure { "" } else { " (check)" };
    out.note(&format!("{}{doubt}: {}.", row_of(sheet.record), sheet.record_reason));
    out.set("record", sheet.record.name());
    if let Some(row) = sheet.begins {
        out.note("So far down no header is looked for unless this line says where it begins.");
        out.set("header_row", i64::from(row));
    }
    out.note("Without one of these the file is refused.");
    out.set("required", sheet.required());
    let ignored: Vec<&Proposed> = sheet.columns.iter().filter(|column| column.role == Role::Ignored).collect();
    out.note("Known, and never read.");
    for column in &ignored {
        out.note(&format!("{} {}", named_place(column), why(column)));
    }
    out.set("ignored", headers(ignored.iter().copied()));
    match &sheet.counts {
        Some(counts) => write_counts(counts, out),
        None => {
            out.note("As the headers stood, to tell what moved; the order does not matter.");
            out.set("order", headers(&sheet.columns));
        }
    }
    out.blank();
    out.table("sheet.columns");
    for name in schema::of(sheet.record).map(|spec| spec.name) {
        for column in sheet.columns.iter().filter(|column| column.role == Role::Ours(name)) {
            out.note(&format!("{} {}", column_letter(column.column), why(column)));
            let header = vec![column.header.clone()];
            if column.band == Band::Unsure {
                out.propose(name, header.clone());
            } else {
                out.set(name, header.clone());
            }
            for (rival, _) in &column.rivals {
                out.propose(rival, header.clone());
            }
        }
    }
    write_unknown(sheet, out);
    for event in &sheet.events {
        let question = if event.proved { "check" } else { "QUESTION for the sender: which date is which?" };
        out.blank();
        out.note(&format!("{question}: {}.", event.reason));
        out.table(&format!("sheet.events.{}", event.kind.name()));
        for (date, name) in ["date_1", "date_2"].into_iter().zip(event.dates) {
            if let Some(name) = name {
                out.set(date, name);
            }
        }
    }
}

fn write_counts(counts: &ProposedCounts, out: &mut Written) {
    out.blank();
    out.table("sheet.counts");
    let form = match counts.form {
        CountsForm::Titles => "titles",
        CountsForm::Columns => "columns",
    };
    out.set("form", form);
    if counts.form == CountsForm::Titles {
        let asked = "QUESTION: what are the rows: prime, area, office, ward or payment_group?";
        match &counts.rows {
            Some(rows) => {
                let told =
                    if rows.proved { capital(&rows.reason) } else { format!("{asked} Guessed; {}", rows.reason) };
                out.note(&format!("{told}."));
                out.set("rows", rows.value);
            }
            None => {
                out.note(asked);
                out.propose("rows", "?");
            }
        }
    }
    if let Some(of) = &counts.of {
        let value = if of.value == CountsOf::Joiners { "joiners" } else { "events" };
        if !of.proved {
            out.note(
                "QUESTION for the sender: is a row what happened in its month (events), or what became of those who joined in it (joiners)?",
            );
        }
        out.note(&format!("{}.", capital(&of.reason)));
        out.set("of", value);
    }
    if counts.quarters {
        out.note("QUESTION for the sender: does Q1 begin in January (calendar) or in April (financial)?");
        out.propose("quarters", "financial");
    }
    if !counts.totals.is_empty() {
        out.note("The sums of the other rows.");
        out.set("totals", counts.totals.clone());
    }
}

fn write_unknown(sheet: &ProposedSheet, out: &mut Written) {
    let unknown: Vec<&Proposed> = sheet.columns.iter().filter(|column| column.role == Role::Unknown).collect();
    if !unknown.is_empty() {
        out.note("Not known: add each to a column above or to `ignored`.");
        for column in unknown {
            out.note(&format!("{} {}", named_place(column), why(column)));
        }
    }
    if !sheet.unnamed.is_empty() {
        out.note("Nothing reads these: ask the sender what they are.");
        unnamed::told(&sheet.unnamed).iter().for_each(|column| out.note(column));
    }
}

/// `D sure 0.97:`, with the reasons behind it.
fn why(column: &Proposed) -> String {
    let mut text = format!("{} {:.2}: {}", column.band.word(), hundredths(column.score), column.reasons.join("; "));
    if column.role != Role::Unknown && !column.rivals.is_empty() {
        let rivals: Vec<String> =
            column.rivals.iter().map(|(name, score)| format!("`{name}` ({:.2})", hundredths(*score))).collect();
        text += &format!("; could also be {}", rivals.join(", "));
    }
    text
}

/// Cut, not rounded: nothing is certain.
pub(super) fn hundredths(score: f64) -> f64 {
    (score * 100.0).floor() / 100.0
}

/// Where a column stands and what it is called, where no line below says it.
fn named_place(column: &Proposed) -> String {
    format!("{} \"{}\"", column_letter(column.column), printable(&column.header))
}

fn headers<'a>(columns: impl IntoIterator<Item = &'a Proposed>) -> Vec<String> {
    columns.into_iter().map(|column| column.header.clone()).collect()
}

fn write_values(column: &str, values: &ProposedValues, out: &mut Written) {
    if !values.values.is_empty() {
        out.blank();
        out.note("The sender's words, and ours.");
        out.table(&format!("values.{column}"));
    }
    for value in &values.values {
        let ours = value.ours.as_deref().unwrap_or("?");
        if value.sure {
            out.set_noted(&value.theirs, ours, value.reason);
        } else {
            out.propose_noted(&value.theirs, ours, value.reason);
        }
    }
    if values.rare > 0 {
        out.note(&format!(
            "Values of `{column}` that no list knows and few rows have, not shown here: {}.",
            values.rare
        ));
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
