//! The workbooks of what to correct: one for each sender, read back and ticked off at the next check.

use std::fmt::Write;
use std::path::PathBuf;

use anyhow::Result;
use chrono::Datelike;

use crate::cli::CheckArgs;
use crate::definitions::{Coverage, Programme, Supplier};
use crate::fault::{hint_of, printable};
use crate::finding::{Effect, Finding, Place};
use crate::output::{self, Access, Advice, OutputFile};
use crate::pipeline::{Checked, Definitions, RunFacts};
use crate::queries::{self, CheckedFile, CheckedTable, Counts, Occasion, Sender, memory};
use crate::source::inbox::Return;
use crate::vocabulary::Quarter;
use crate::worker::Reader;

use super::today;

/// Nobody on a programme is younger.
const YOUNGEST: i32 = 15;

/// Files as they were checked.
pub struct CheckedRun<'a> {
    pub definitions: &'a Definitions,
    pub returns: &'a [Return],
    pub facts: &'a RunFacts,
    pub refused: &'a [(String, anyhow::Error)],
    pub reader: Reader,
}

/// The workbook for one sender.
pub struct Book {
    supplier: String,
    counts: Counts,
    place: PathBuf,
    file: OutputFile,
}

impl CheckedRun<'_> {
    fn was_refused(&self, item: &Return) -> Option<&anyhow::Error> {
        self.refused.iter().find(|(name, _)| *name == item.name).map(|(_, error)| error)
    }

    /// Whether every return that these suppliers send was read.
    pub fn has_all_of<'s>(&self, mut suppliers: impl Iterator<Item = &'s Supplier>) -> bool {
        let read = |supplier: &str, layout: &str| {
            let mut own = self.returns.iter().filter(|item| item.supplier == supplier && item.layout == layout);
            own.any(|item| self.was_refused(item).is_none())
        };
        suppliers.all(|supplier| supplier.returns.iter().all(|returns| read(&supplier.id, &returns.layout)))
    }

    fn sender<'s>(&'s self, supplier: &'s Supplier, checked: &'s Checked, quarter: Quarter) -> Sender<'s> {
        let began = Programme::first_year_of(&self.definitions.programmes());
        let first_told = began.unwrap_or(quarter.last_day().year() - YOUNGEST);
        let own = self.returns.iter().zip(&self.facts.inputs).filter(|(item, _)| item.supplier == supplier.id);
        let files: Vec<CheckedFile<'_>> = own
            .map(|(item, input)| {
                let layout = self.definitions.layout(&item.layout);
                let tables = checked.records.iter().filter(|table| table.origin.file == item.name);
                CheckedFile {
                    name: &item.name,
                    path: &item.path,
                    sha256: &input.sha256,
                    layout,
                    quarter: item.quarter.filter(|_| layout.coverage == Coverage::Quarter),
                    refused: self.was_refused(item),
                    listless: self.definitions.listless(layout),
                    first_told,
                    tables: tables
                        .map(|table| CheckedTable {
                            sheet: &table.origin.sheet,
                            record: table.origin.record,
                            headers: &table.origin.headers,
                            references: table.columns.texts("reference"),
                            rows: &table.source_rows,
                            fates: &table.fates,
                        })
                        .collect(),
                }
            })
            .collect();
        let is_own = |finding: &&Finding| files.iter().any(|file| file.name == finding.place.file);
        let contracts = self.definitions.contracts();
        let mut terms = contracts.iter().filter(|terms| terms.contract.supplier == supplier.id);
        Sender {
            supplier,
            contract: terms.next().map(|terms| format!("{} ({})", terms.programme.name, terms.contract.id)),
            findings: checked.findings.iter().filter(is_own).collect(),
            accounts: checked.accounts.tables.iter().filter(|table| table.supplier == supplier.id).collect(),
            own_lists: self.has_all_of(std::iter::once(supplier)),
            all_lists: self.has_all_of(self.definitions.workspace.supplier.iter()),
            files,
        }
    }
}

/// Draws up a workbook for everybody who has something to correct, or had. One written before that cannot be
/// understood is a finding, and stays as it is.
pub fn books(run: &CheckedRun<'_>, checked: &mut Checked, quarter: Quarter, args: &CheckArgs) -> Result<Vec<Book>> {
    if args.no_queries {
        return Ok(Vec::new());
    }
    let workspace = &run.definitions.workspace;
    let contact = &workspace.contact;
    let occasion = Occasion {
        council: &workspace.council.name,
        contact: format!("{}, {}, {}", contact.name, contact.post, contact.email),
        quarter,
        found_on: today(&args.inputs),
        cells: &|path, wanted| run.reader.cells(&workspace.folder, path, wanted, &workspace.limits),
    };
    let mut books = Vec::new();
    let mut not_understood = Vec::new();
    for supplier in &workspace.supplier {
        if !run.returns.iter().any(|item| item.supplier == supplier.id) {
            continue;
        }
        let (name, place) = place(&supplier.id, run.definitions, quarter, args);
        let earlier = match memory::read(&place, occasion.cells) {
            Ok(earlier) => earlier,
            Err(error) => {
                not_understood.push(unreadable(&place, &error));
                continue;
            }
        };
        let sender = run.sender(supplier, checked, quarter);
        if let Some(queries) = queries::draw_up(&sender, &occasion, earlier)? {
            let bytes = queries::bytes(&queries, &sender, &occasion)?;
            let file = OutputFile { name, bytes, access: Access::Internal };
            books.push(Book { supplier: supplier.id.clone(), counts: queries.counts(), place, file });
        }
    }
    checked.findings.extend(not_understood);
    Ok(books)
}

fn unreadable(place: &std::path::Path, error: &anyhow::Error) -> Finding {
    let shown = printable(&place.display().to_string());
    let because = hint_of(error).map(|hint| format!(" ({hint})")).unwrap_or_default();
    let name = place.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Finding::new(
        "queries_not_understood",
        Effect::Notes,
        Place::file(name),
        format!(
            "what was asked before cannot be read{because}: {error:#}; no new workbook was written for this sender"
        ),
        format!("undo the change by hand, or move `{shown}` away to begin anew: every query is then a new one"),
    )
}

/// The folder that a run's workbooks are written below.
fn folder(definitions: &Definitions, quarter: Quarter, args: &CheckArgs) -> PathBuf {
    match &args.queries {
        Some(folder) => folder.clone(),
        None => output::folder(&args.output, &definitions.workspace.id, &quarter.to_string()),
    }
}

/// A sender's workbook: its name below that folder, and where that is.
fn place(supplier: &str, definitions: &Definitions, quarter: Quarter, args: &CheckArgs) -> (String, PathBuf) {
    let below = if args.queries.is_some() { "" } else { "internal/queries/" };
    let name = format!("{below}queries-{supplier}.xlsx");
    let place = folder(definitions, quarter, args).join(&name);
    (name, place)
}

/// Writes all workbooks or none.
pub fn write(books: &[Book], definitions: &Definitions, quarter: Quarter, args: &CheckArgs) -> Result<()> {
    let files: Vec<OutputFile> = books.iter().map(|book| book.file.clone()).collect();
    let instead = match args.queries {
        Some(_) => "give another folder with --queries",
        None => "give another folder with --output or --queries",
    };
    let advice = Advice { instead, kept: "no workbook was replaced" };
    output::write_all(&folder(definitions, quarter, args), &files, &advice)
}

/// One line a sender: how many queries stand how, and where the workbook is.
pub fn in_words(books: &[Book]) -> String {
    let mut out = String::new();
    for book in books {
        let _ = write!(out, "\n{}: {}\n  to send back: {}\n", book.supplier, book.counts, shown(book));
    }
    out
}

/// The same for programs.
pub fn as_json(books: &[Book]) -> Vec<serde_json::Value> {
    let one = |book: &Book| {
        let mut counts = serde_json::json!(book.counts);
        counts["supplier"] = book.supplier.as_str().into();
        counts["file"] = book.place.display().to_string().into();
        counts
    };
    books.iter().map(one).collect()
}

fn shown(book: &Book) -> String {
    crate::fault::on_a_terminal(&book.place.display().to_string())
}
