//! The sheets that every kind of workbook has: a cover, contents, notes, and a sheet a table with every number in a cell
//! of its own.

use std::collections::BTreeSet;

use anyhow::Result;

use super::super::view::{clean, symbol_word};
use crate::fault::{Exit, Fault};
use crate::report::format;
use crate::report::model::{Block, Cell, Column, Datum, Mark, Part, Report, Row, Section, Table, Unit};

/// A workbook, whatever its format.
pub struct Book {
    pub title: String,
    pub cover: Vec<Line>,
    pub contents: Sheet,
    pub notes: Sheet,
    pub tables: Vec<Sheet>,
    /// What tables say below themselves, each once.
    pub told: Vec<Note>,
    pub marks: BTreeSet<Mark>,
}

/// A line of the cover.
pub enum Line {
    Title(String),
    Heading(String),
    Text(String),
}

/// A note with the sheets of the tables that it is about.
pub struct Note {
    pub text: String,
    pub of: Vec<String>,
}

/// A sheet with one table, which has its name.
#[derive(Default)]
pub struct Sheet {
    pub name: String,
    /// The table's id in the paper; contents and notes have none.
    pub id: String,
    /// In A1.
    pub heading: String,
    /// What a table is about: scope, units, source, totals.
    pub about: Vec<String>,
    /// Between heading and table, each in a row of its own.
    pub lead: Vec<String>,
    pub columns: Vec<Part>,
    pub rows: Vec<Vec<Datum>>,
    /// Places of its notes among the book's.
    pub notes: Vec<usize>,
    /// Whether the words in the first column are names of sheets, and lead to them.
    pub is_of_links: bool,
}

/// More than this is running text, which a reader of the sheet cannot take in at once.
const LONGEST: usize = 8_000;
/// Excel takes 255 for the heading of a column.
const LONGEST_HEADING: usize = 200;

const ONE_TABLE: &str = "This sheet has one table.";

impl Book {
    pub fn of(report: &Report) -> Result<Book> {
        let (mut told, mut tables) = (Vec::new(), Vec::new());
        for table in all_tables(report) {
            tables.push(sheet(table, &mut told)?);
        }
        let in_use = |mark: &Mark| tables.iter().any(|sheet: &Sheet| sheet.marks().contains(mark));
        let marks: BTreeSet<Mark> = Mark::ALL.into_iter().filter(in_use).collect();
        let notes = notes(&told, &marks, &tables);
        Ok(Book {
            title: words(&report.title),
            cover: cover(report),
            contents: contents(&tables),
            notes,
            tables,
            told,
            marks,
        })
    }

    /// Every sheet with a table, in order, the cover left out.
    pub fn sheets(&self) -> impl Iterator<Item = &Sheet> {
        [&self.contents, &self.notes].into_iter().chain(&self.tables)
    }
}

impl Sheet {
    /// The row of the table's headings, counted from 0.
    pub fn header_row(&self) -> usize {
        1 + self.lead.len()
    }

    /// The shorthand in its cells.
    pub fn marks(&self) -> BTreeSet<Mark> {
        let mark = |datum: &Datum| if let Datum::Mark(mark) = datum { Some(*mark) } else { None };
        self.rows.iter().flatten().filter_map(mark).collect()
    }

    /// How wide each column is, in characters: names on one line if they are short, headings on four at most.
    pub fn widths(&self) -> Vec<usize> {
        let most = if self.id.is_empty() { 84 } else { 28 };
        let width = |(at, part): (usize, &Part)| {
            let cells = self.rows.iter().map(|row| format::datum(&row[at]).chars().count()).max().unwrap_or(0);
            let word = part.heading.split(' ').map(|word| word.chars().count()).max().unwrap_or(0);
            let heading = word.max(part.heading.chars().count().div_ceil(3));
            cells.max(heading + 1).clamp(8, most) + 3
        };
        self.columns.iter().enumerate().map(width).collect()
    }
}

fn all_tables(report: &Report) -> Vec<&Table> {
    fn of(section: &Section) -> Vec<&Table> {
        let own =
            section.blocks.iter().filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None });
        own.chain(section.subsections.iter().flat_map(of)).collect()
    }
    report.sections.iter().flat_map(of).collect()
}

/// Words as every format can hold them: on one line, nothing that cannot be seen, no longer than a cell takes.
fn words(text: &str) -> String {
    capped(clean(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}").trim(), LONGEST)
}

fn capped(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_string(),
    }
}

fn sheet(table: &Table, told: &mut Vec<Note>) -> Result<Sheet> {
    let name = table.number.replace(' ', "_");
    let rows = table.rows.iter().map(|row| values(table, row)).collect::<Result<Vec<_>>>()?;
    // The key says what shorthand means, once for all tables.
    let is_key = |note: &&String| Mark::ALL.iter().any(|mark| note.starts_with(&format!("{} ", format::mark(*mark))));
    let notes = table.notes.iter().filter(|note| !is_key(note));
    let notes = notes.map(|note| place(told, &words(note), &name)).collect();
    let mut sheet = Sheet {
        heading: format!("{}: {}", table.number, words(&table.title)),
        id: format::slug(&table.id),
        about: about(table),
        columns: headings(&table.columns),
        rows,
        notes,
        name,
        ..Sheet::default()
    };
    sheet.lead = lead(&sheet);
    Ok(sheet)
}

/// The place of a note among all, where it is put if it is new.
fn place(told: &mut Vec<Note>, text: &str, sheet: &str) -> usize {
    let at = told.iter().position(|note| note.text == text).unwrap_or_else(|| {
        told.push(Note { text: text.into(), of: Vec::new() });
        told.len() - 1
    });
    told[at].of.push(sheet.into());
    at
}

/// A row with every value in a cell of its own.
fn values(table: &Table, row: &Row) -> Result<Vec<Datum>> {
    let whole = row.cells.len() == table.columns.len();
    let of = |(cell, column): (&Cell, &Column)| {
        let data = cell.in_parts(&column.parts)?;
        Some(data.into_iter().map(|datum| shown(datum, cell)).collect::<Vec<_>>())
    };
    let cells: Option<Vec<Vec<Datum>>> = row.cells.iter().zip(&table.columns).map(of).collect();
    cells.filter(|_| whole).map(|cells| cells.concat()).ok_or_else(|| {
        let message =
            format!("{} cannot be written as data: a cell holds what its column has no part for", table.number);
        Fault::new(Exit::Failure, message).hint("this is a fault of the program: please report it").into()
    })
}

/// No cell is blank: the word of a symbol, or a mark.
fn shown(datum: Datum, cell: &Cell) -> Datum {
    let Datum::Words(own) = datum else { return datum };
    match (words(&own), cell.symbol) {
        (own, Some(symbol)) if own.is_empty() => Datum::Words(symbol_word(symbol).into()),
        (own, None) if own.is_empty() => Datum::Mark(Mark::NotApplicable),
        (own, _) => Datum::Words(own),
    }
}

/// The headings of all parts, none of them twice: a spreadsheet knows a column by its heading.
fn headings(columns: &[Column]) -> Vec<Part> {
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    for part in columns.iter().flat_map(|column| &column.parts) {
        let own = match capped(&words(&part.heading), LONGEST_HEADING) {
            own if own.is_empty() => "Column".into(),
            own => own,
        };
        let other = |number: u64| format!("{own} ({})", format::count(number));
        let tries = std::iter::once(own.clone()).chain((2..).map(other));
        let heading = tries.into_iter().find(|heading| seen.insert(heading.to_lowercase())).unwrap_or_default();
        out.push(Part { heading, unit: part.unit });
    }
    out
}

/// Scope, units and source, and which rows are no groups of their own, a sentence a line.
fn about(table: &Table) -> Vec<String> {
    let mut lines: Vec<String> = sentences(&words(&table.scope));
    lines.push(format!("Units: {}", words(&table.units)));
    lines.push(format!("Source: {}", words(&table.source)));
    let totals: Vec<String> =
        table.rows.iter().filter(|row| row.is_total).filter_map(|row| Some(words(&row.cells.first()?.text))).collect();
    if !totals.is_empty() {
        lines.push(format!("A total or summary of the rows above it: {}.", format::list(&totals)));
    }
    lines
}

fn lead(sheet: &Sheet) -> Vec<String> {
    let mut lines = sheet.about.clone();
    if !sheet.notes.is_empty() {
        let numbers: Vec<String> = sheet.notes.iter().map(|at| note_number(*at)).collect();
        lines.push(format!("Notes: {}; the sheet Notes has them.", format::list(&numbers)));
    }
    let marks: Vec<String> = sheet.marks().into_iter().map(|mark| format::mark(mark).to_string()).collect();
    if !marks.is_empty() {
        lines.push(format!("Shorthand: {}; the sheet Notes explains it.", format::list(&marks)));
    }
    lines.push(ONE_TABLE.into());
    lines
}

fn note_number(at: usize) -> String {
    format!("[note {}]", format::count(at as u64 + 1))
}

/// A text sentence by sentence, so that no row is wider than a screen.
fn sentences(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for piece in text.split_inclusive(". ") {
        let begins = piece.starts_with(|c: char| c.is_uppercase());
        match out.last_mut() {
            Some(last) if !begins => last.push_str(piece),
            _ => out.push(piece.into()),
        }
    }
    out.iter().map(|line| line.trim().to_string()).filter(|line| !line.is_empty()).collect()
}

fn part(heading: &str) -> Part {
    Part { heading: heading.into(), unit: Unit::Words }
}

fn contents(tables: &[Sheet]) -> Sheet {
    let row = |name: &str, title: &str| vec![Datum::Words(name.into()), Datum::Words(title.into())];
    let notes = [row("Notes", "Notes on the tables, and what shorthand means")];
    Sheet {
        name: "Contents".into(),
        heading: "Contents".into(),
        lead: vec!["Each name of a sheet leads to it.".into(), ONE_TABLE.into()],
        columns: vec![part("Sheet"), part("What it holds")],
        rows: notes.into_iter().chain(tables.iter().map(|sheet| row(&sheet.name, &sheet.heading))).collect(),
        is_of_links: true,
        ..Sheet::default()
    }
}

/// Notes by number, then the key to the shorthand that is in use.
fn notes(told: &[Note], marks: &BTreeSet<Mark>, tables: &[Sheet]) -> Sheet {
    let row = |sign: String, text: &str, of: &[String]| {
        vec![Datum::Words(sign), Datum::Words(text.into()), Datum::Words(of.join(", "))]
    };
    let numbered = told.iter().enumerate().map(|(at, note)| row(note_number(at), &note.text, &note.of));
    let shorthand = marks.iter().map(|mark| {
        let of: Vec<String> =
            tables.iter().filter(|sheet| sheet.marks().contains(mark)).map(|sheet| sheet.name.clone()).collect();
        row(format::mark(*mark).into(), mark.meaning(), &of)
    });
    Sheet {
        name: "Notes".into(),
        heading: "Notes and shorthand".into(),
        lead: vec!["Shorthand stands in a cell in the place of a number.".into(), ONE_TABLE.into()],
        columns: vec![part("Note or shorthand"), part("What it says"), part("Sheets")],
        rows: numbered.chain(shorthand).collect(),
        ..Sheet::default()
    }
}

fn cover(report: &Report) -> Vec<Line> {
    let about = &report.about;
    let facts = [
        Some(words(&report.council)),
        report.notice.as_deref().map(words),
        Some(format!("Period: {}", words(&about.period))),
        Some(format!("Data as at: {}", format::date(about.as_at))),
        Some(format!("Source: {}", words(&about.source))),
        Some(format!("Contact: {}", words(&about.contact))),
    ];
    let how = [
        "The figures are those of the paper's tables, report.html; Contents leads to each, Notes has the notes on them.",
        "Where the paper prints several numbers in one cell, such as 18% (9 of 50), each stands in a column of its own here.",
        "A percentage is the fraction as it is printed: 18% is held as 0.18, whatever is behind it. Halves round up.",
        "Shorthand such as [c] stands in the place of a number that is not there. Notes says what each means. [z] also stands where a column does not apply to a row.",
    ];
    let facts = facts.into_iter().flatten().filter(|line| !line.is_empty()).map(Line::Text);
    [Line::Title(words(&report.title))]
        .into_iter()
        .chain(facts)
        .chain([Line::Heading("How to read the tables".into())])
        .chain(how.map(|line| Line::Text(line.into())))
        .collect()
}
