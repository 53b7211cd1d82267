//! What a template sees: the report with every word already written for the format, so that the
//! author of a template cannot forget to escape one.

use anyhow::Result;
use serde::Serialize;
use tera::Value;

use super::chart;
use crate::fault::{Exit, Fault};
use crate::report::model::{Block, Cell, Chart, Column, ColumnKind, Inline, Report, Row, Section, Symbol, Table, Unit};

/// How a format writes words, so that they stay words and never become markup.
pub trait Dialect {
    /// A text of one kind.
    fn words(&self, text: &str) -> Value;
    /// Running text in pieces.
    fn running(&mut self, text: &[Inline]) -> Value;
    /// What stands in a cell of a table.
    fn cell(&mut self, cell: &Cell, is_total: bool) -> Value;
    /// An anchor like the one wanted that nothing else in the file has.
    fn anchor(&mut self, wanted: &str) -> String;
    /// The drawing of a chart; nothing where the format has none.
    fn drawing(&mut self, id: &str, chart: &Chart) -> Value;
}

/// A whole paper; the fields are the variables of a template.
#[derive(Serialize)]
pub struct PaperView {
    pub title: Value,
    pub council: Value,
    pub notice: Option<Value>,
    pub header: Vec<LineView>,
    pub sections: Vec<SectionView>,
    pub footer: Vec<Value>,
}

/// A term of the header or the glossary with what it says.
#[derive(Serialize)]
pub struct LineView {
    pub label: Value,
    pub text: Value,
}

#[derive(Serialize)]
pub struct SectionView {
    pub number: Value,
    pub id: String,
    pub heading: Value,
    pub blocks: Vec<BlockView>,
    pub subsections: Vec<SectionView>,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum BlockView {
    Paragraph { number: Value, id: String, text: Value },
    List { items: Vec<Value> },
    Table(TableView),
    Chart(ChartView),
    Callout { heading: Value, items: Vec<Value> },
    Glossary { entries: Vec<LineView> },
}

#[derive(Serialize)]
pub struct TableView {
    pub id: String,
    pub caption_id: String,
    pub number: Value,
    pub title: Value,
    pub scope: Value,
    pub source: Value,
    pub units: Value,
    /// More columns than a page in portrait carries at full size.
    pub is_wide: bool,
    /// The names of its rows are short, such as `PPLI 1a`, and stay on one line.
    pub has_short_names: bool,
    pub columns: Vec<ColumnView>,
    pub rows: Vec<RowView>,
    pub notes: Vec<Value>,
}

#[derive(Serialize)]
pub struct ColumnView {
    pub heading: Value,
    pub is_number: bool,
    /// Running text, such as a commentary: needs more room than a word.
    pub is_long: bool,
    /// Dates stay on one line.
    pub is_date: bool,
}

#[derive(Serialize)]
pub struct RowView {
    pub cells: Vec<CellView>,
    pub is_total: bool,
}

#[derive(Serialize)]
pub struct CellView {
    pub text: Value,
    pub is_number: bool,
    pub is_date: bool,
}

#[derive(Serialize)]
pub struct ChartView {
    pub id: String,
    pub title_id: String,
    pub number: Value,
    pub title: Value,
    pub subtitle: Value,
    pub description: Value,
    pub table: Value,
    pub source: Value,
    pub drawing: Value,
    /// What the signs of the drawing mean; nothing where there are none to explain.
    pub key: Vec<Value>,
}

/// Tables with more columns than this are set smaller in print.
pub const COLUMNS_AT_FULL_SIZE: usize = 7;

/// As long as the ref of a milestone or an indicator.
pub const SHORT_NAME: usize = 10;

/// A column with a cell of more characters than this holds running text.
const CHARACTERS_OF_WORDS: usize = 60;

/// Writes a report in a dialect.
pub fn paper(report: &Report, dialect: &mut impl Dialect) -> Result<PaperView> {
    let header = report.header.iter().map(|line| line_view(dialect, &line.label, &line.text)).collect();
    let notice = report.notice.as_deref().filter(|notice| !notice.trim().is_empty());
    Ok(PaperView {
        title: dialect.words(&report.title),
        council: dialect.words(&report.council),
        notice: notice.map(|notice| dialect.words(notice)),
        header,
        sections: report.sections.iter().map(|s| section(s, dialect)).collect::<Result<_>>()?,
        footer: report.footer.iter().map(|line| dialect.words(line)).collect(),
    })
}

fn line_view(dialect: &mut impl Dialect, label: &str, text: &str) -> LineView {
    LineView { label: dialect.words(label), text: dialect.words(text) }
}

fn section(section: &Section, dialect: &mut impl Dialect) -> Result<SectionView> {
    Ok(SectionView {
        number: dialect.words(&section.number),
        id: dialect.anchor(&section.id),
        heading: dialect.words(&section.heading),
        blocks: section.blocks.iter().map(|b| block(b, dialect)).collect::<Result<_>>()?,
        subsections: section.subsections.iter().map(|s| self::section(s, dialect)).collect::<Result<_>>()?,
    })
}

fn block(block: &Block, dialect: &mut impl Dialect) -> Result<BlockView> {
    Ok(match block {
        Block::Paragraph(paragraph) => BlockView::Paragraph {
            number: dialect.words(&paragraph.number),
            id: dialect.anchor(&format!("para-{}", paragraph.number)),
            text: dialect.running(&paragraph.text),
        },
        Block::List(list) => BlockView::List { items: list.items.iter().map(|i| dialect.running(i)).collect() },
        Block::Table(table) => BlockView::Table(self::table(table, dialect)?),
        Block::Chart(chart) => BlockView::Chart(self::chart(chart, dialect)),
        Block::Callout { heading, items } => BlockView::Callout {
            heading: dialect.words(heading),
            items: items.iter().map(|item| dialect.running(item)).collect(),
        },
        Block::Glossary { entries } => {
            let entries = entries.iter().map(|entry| line_view(dialect, &entry.term, &entry.meaning)).collect();
            BlockView::Glossary { entries }
        }
    })
}

fn table(table: &Table, dialect: &mut impl Dialect) -> Result<TableView> {
    check_shape(table)?;
    let rows = table.rows.iter().map(|row| {
        let cells = row.cells.iter().zip(&table.columns).map(|(cell, column)| CellView {
            text: dialect.cell(cell, row.is_total),
            is_number: column.kind == ColumnKind::Number,
            is_date: is_date(column),
        });
        RowView { cells: cells.collect(), is_total: row.is_total }
    });
    let rows = rows.collect();
    let id = dialect.anchor(&table.id);
    Ok(TableView {
        caption_id: dialect.anchor(&format!("{id}-caption")),
        id,
        number: dialect.words(&table.number),
        title: dialect.words(&table.title),
        scope: dialect.words(&table.scope),
        source: dialect.words(&table.source),
        units: dialect.words(&table.units),
        is_wide: table.columns.len() > COLUMNS_AT_FULL_SIZE,
        has_short_names: table.rows.iter().all(|row| row.cells[0].text.chars().count() <= SHORT_NAME),
        columns: (0..table.columns.len()).map(|i| column(table, i, dialect)).collect(),
        rows,
        notes: table.notes.iter().map(|note| dialect.words(note)).collect(),
    })
}

fn column(table: &Table, i: usize, dialect: &impl Dialect) -> ColumnView {
    let is_long = |row: &Row| row.cells[i].text.chars().count() > CHARACTERS_OF_WORDS;
    ColumnView {
        heading: dialect.words(&table.columns[i].heading),
        is_number: table.columns[i].kind == ColumnKind::Number,
        is_long: table.rows.iter().any(is_long),
        is_date: is_date(&table.columns[i]),
    }
}

fn is_date(column: &Column) -> bool {
    column.parts.iter().all(|part| part.unit == Unit::Date)
}

/// A cell without a column, or a column without a cell, would put figures under the wrong heading.
pub fn check_shape(table: &Table) -> Result<()> {
    let columns = table.columns.len();
    let wrong = table.rows.iter().position(|row| row.cells.len() != columns);
    if columns == 0 || wrong.is_some() {
        let row = wrong.unwrap_or(0);
        let cells = table.rows.get(row).map_or(0, |row| row.cells.len());
        let message =
            format!("{} cannot be printed: row {} has {cells} cells for {columns} columns", table.number, row + 1);
        return Err(Fault::new(Exit::Failure, message).hint("this is a fault of the program: please report it").into());
    }
    Ok(())
}

fn chart(chart: &Chart, dialect: &mut impl Dialect) -> ChartView {
    let id = dialect.anchor(&chart.id);
    ChartView {
        title_id: dialect.anchor(&format!("{id}-title")),
        drawing: dialect.drawing(&id, chart),
        id,
        number: dialect.words(&chart.number),
        title: dialect.words(&chart.title),
        subtitle: dialect.words(&chart.subtitle),
        description: dialect.words(&chart.description),
        table: dialect.words(&chart.table),
        source: dialect.words(&chart.source),
        key: chart::key(chart).into_iter().map(|meaning| dialect.words(meaning)).collect(),
    }
}

/// Text as it may stand in a paper: on one line, with single spaces, and without characters that
/// cannot be seen or that turn the direction of what follows. Every format starts from it, so all say the same.
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            // The two spaces that keep "5 people" or "£1 m" together stay as they are.
            '\u{a0}' | '\u{202f}' => out.push(c),
            c if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c if c.is_control() || is_invisible(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// The word that a symbol stands for, where a cell has none of its own.
pub fn symbol_word(symbol: Symbol) -> &'static str {
    match symbol {
        Symbol::GreenStar => "On course",
        Symbol::AmberCircle => "Uncertain",
        Symbol::RedTriangle => "Not on course",
        Symbol::ArrowUp => "Better",
        Symbol::ArrowLevel => "Same",
        Symbol::ArrowDown => "Worse",
    }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}'..='\u{ffff}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::exit_of;
    use crate::render::sample;

    #[test]
    fn text_is_on_one_line_and_shows_where_a_character_was_hidden() {
        assert_eq!(clean("a\r\n\tb\u{202e}c\u{0}d  e"), "a b\u{fffd}c\u{fffd}d e");
        assert_eq!(clean("9\u{a0}of 10"), "9\u{a0}of 10");
    }

    #[test]
    fn a_row_with_a_cell_too_few_is_a_failure_that_names_table_and_row() {
        let mut table = sample::ward_table();
        table.rows[2].cells.pop();
        let error = check_shape(&table).unwrap_err();
        assert_eq!(exit_of(&error), Exit::Failure);
        assert!(
            error.to_string().contains("Table 3") && error.to_string().contains("row 3 has 6 cells for 7"),
            "{error}"
        );
    }
}
