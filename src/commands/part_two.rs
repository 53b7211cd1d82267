//! The Part 2 annex: what the contracts have brought and cost, as a paper of its own that is not published. Amounts are in no
//! other paper.

use anyhow::Result;

use super::money_tables::{self, PART_2, Sheet, SideBySide};
use crate::definitions::Workspace;
use crate::manifest::Run;
use crate::output::{Access, OutputFile};
use crate::render::{Format, Templates, render};
use crate::report::charts::{AmountWords, amounts};
use crate::report::model::{
    self, About, Block, Cell, Chart, Column, ColumnKind, HeaderLine, Inline, Mark, Paragraph, Report, Row, Section,
    Unit,
};
use crate::report::{format, papers};
use crate::vocabulary::Pence;

/// The formats in which it is made: those that are read and printed.
const FORMATS: [Format; 2] = [Format::Html, Format::Word];

/// The names of its files.
pub const FILES: [&str; 2] = ["internal/part-2.html", "internal/part-2.docx"];

/// The annex in the formats that are asked for, readable by its owner alone; nothing where no contract has money.
pub fn annex(workspace: &Workspace, run: &Run, sheets: &[Sheet], formats: &[Format]) -> Result<Vec<OutputFile>> {
    if sheets.is_empty() {
        return Ok(Vec::new());
    }
    let templates = Templates::load(papers::PAPERS[0].name, None)?;
    let report = report(workspace, run, sheets)?;
    let mut files = Vec::new();
    for (format, name) in FORMATS.into_iter().zip(FILES).filter(|(format, _)| formats.contains(format)) {
        for file in render(&report, &templates, format)? {
            files.push(OutputFile { name: name.into(), bytes: file.bytes, access: Access::Internal });
        }
    }
    Ok(files)
}

fn report(workspace: &Workspace, run: &Run, sheets: &[Sheet]) -> Result<Report> {
    let council = &workspace.council;
    let title =
        format!("Part 2 annex, money on welfare-to-work contracts: performance in {}", run.quarter.months_in_words());
    let line = |label: &str, text: String| HeaderLine { label: label.into(), text };
    let mut tables = 0;
    let mut charts = 0;
    let sections = sheets.iter().enumerate().map(|(nth, sheet)| section(nth + 1, sheet, &mut tables, &mut charts));
    let not_for_publication = format!("Not for publication. {PART_2}.");
    let notice =
        workspace.notice.as_ref().map_or(not_for_publication.clone(), |own| format!("{not_for_publication} {own}"));
    Ok(Report {
        header: vec![
            line("REPORT TO", council.board.clone()),
            line("DATE", council.meeting_date.map_or_else(|| "To be confirmed".into(), format::date)),
            line("REPORTING OFFICER", council.reporting_officer.clone()),
            line("SUBJECT", title.clone()),
        ],
        title,
        council: council.name.clone(),
        notice: Some(notice),
        sections: sections.chain([background_papers(sheets.len() + 1)]).collect(),
        about: About {
            period: run.quarter.in_words(),
            as_at: run.as_at.0,
            source: "Returns, and the fees of the contracts or their programmes.".into(),
            contact: format!("{}, {}", workspace.contact.name, workspace.contact.post),
        },
        footer: vec![format!(
            "Made by Quarterdeck {}. Run {} (run_sha256 of internal/run.json).",
            run.version,
            run.sha256()?
        )],
    })
}

impl Sheet {
    fn heading(&self) -> String {
        format!("{} ({})", self.prime, self.contract)
    }

    /// Its tables as the paper has them.
    fn paper_tables(&self, number: usize) -> impl Iterator<Item = model::Table> {
        let of = move |(nth, table): (usize, &money_tables::Table)| model::Table {
            id: format!("money-{number}-{}", nth + 1),
            number: String::new(),
            title: format!("{}: {}", self.prime, table.title),
            scope: format!("Contract {}.", self.contract),
            source: "Returns, and the fees of the contract or its programme.".into(),
            units: "Pounds and pence; counts of people, times or claims.".into(),
            columns: columns(table),
            rows: table.rows.iter().map(|(name, cells)| row(name, cells)).collect(),
            notes: vec!["[x] means not available: the returns do not tell it.".into()],
        };
        self.tables.iter().enumerate().map(of)
    }

    /// What has fallen due, been claimed and been paid of the same milestones; nothing where returns hold no claims.
    fn chart(&self, number: usize, tables: &[String]) -> Option<Chart> {
        let SideBySide { milestones, due, claimed, paid } = self.sums.as_ref()?;
        let amount = |name: &str, pence: &Pence| (name.to_string(), Some(*pence));
        let known = [amount("Fallen due", due), amount("Claimed", claimed)];
        let sums: Vec<_> = known.into_iter().chain(paid.iter().map(|paid| amount("Paid", paid))).collect();
        let and_paid = if paid.is_some() { ", been claimed and been paid" } else { " and been claimed" };
        let words = AmountWords {
            id: format!("money-{number}-chart"),
            title: format!("{}: what has fallen due{and_paid}", self.prime),
            subtitle: format!("Whole pounds. Milestones that the prime claims: {}", format::list(milestones)),
            table: format::list(tables),
            source: "The tables of this section.".into(),
        };
        Some(amounts(words, &[(self.prime.clone(), sums)]))
    }
}

fn columns(table: &money_tables::Table) -> Vec<Column> {
    let heading = |text: &str| {
        let mut letters = text.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    };
    let amounts = table.columns.iter().map(|name| {
        let heading = heading(name);
        Column::parted(heading.clone(), ColumnKind::Number, &[(heading.as_str(), Unit::Words)])
    });
    std::iter::once(Column::words(heading(table.rows_are))).chain(amounts).collect()
}

fn row(name: &str, cells: &[money_tables::Cell]) -> Row {
    use money_tables::Cell as Money;
    let cell = |cell: &Money| match cell {
        Money::Nothing => Cell::mark(Mark::NotAvailable),
        Money::Number(count) => Cell::count(*count),
        Money::Money(pence) => Cell::words(pence.to_string()),
        Money::Words(words) => Cell::words(words),
    };
    Row { cells: std::iter::once(Cell::words(name)).chain(cells.iter().map(cell)).collect(), is_total: name == "all" }
}

/// What members cite by its number.
fn paragraph(section: usize, nth: usize, text: &str) -> Block {
    Block::Paragraph(Paragraph { number: format!("{section}.{nth}"), text: vec![Inline::plain(text)] })
}

/// The list that the law asks of a report to a committee: what discloses exempt information need not stand in it.
fn background_papers(number: usize) -> Section {
    let none =
        "There are none to list: section 100D(4) of the Act leaves out documents that disclose exempt information.";
    Section {
        number: format!("{number}.0"),
        id: "background-papers".into(),
        heading: "LIST OF BACKGROUND PAPERS UNDER SECTION 100D OF THE LOCAL GOVERNMENT ACT 1972".into(),
        blocks: vec![paragraph(number, 1, none)],
        subsections: Vec::new(),
    }
}

/// A contract: its tables, a picture of what was achieved, claimed and paid, and what the figures rest on.
fn section(number: usize, sheet: &Sheet, tables: &mut usize, charts: &mut usize) -> Section {
    let mut blocks = Vec::new();
    let mut drawn: Vec<String> = Vec::new();
    for (mut table, own) in sheet.paper_tables(number).zip(&sheet.tables) {
        *tables += 1;
        table.number = format!("Table {tables}");
        if own.is_drawn {
            drawn.push(table.number.clone());
        }
        blocks.push(Block::Table(table));
    }
    if let Some(mut chart) = sheet.chart(number, &drawn) {
        *charts += 1;
        chart.number = format!("Figure {charts}");
        blocks.push(Block::Chart(chart));
    }
    blocks.extend(sheet.notes.iter().enumerate().map(|(nth, note)| paragraph(number, nth + 1, note)));
    Section {
        number: format!("{number}.0"),
        id: format!("section-{number}"),
        heading: sheet.heading(),
        blocks,
        subsections: Vec::new(),
    }
}
