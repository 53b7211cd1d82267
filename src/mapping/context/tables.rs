//! The tables of a context file as its form shows them, mended where a text for a figure looks like a header: a row is
//! taken for one only if nothing speaks against it, and where both could be, neither is guessed.

use std::collections::HashSet;

use crate::definitions::context::ContextLayout;
use crate::source::blocks::{self, Block, BlockColumn, plain};
use crate::source::figure::{figure, is_figure};
use crate::source::sheet::{is_remark, normalise_header};
use crate::source::{Sheet, Value};
use crate::vocabulary::WhyMissing;
use crate::vocabulary::timespan::read_labels;

/// What of a sheet's words is known from elsewhere.
pub struct Known<'a> {
    pub layout: &'a ContextLayout,
    /// Whether a cell names a place of the workspace.
    pub place: &'a dyn Fn(&str) -> bool,
}

/// A table, and whether its header could as well be a row of the table right above it.
pub struct Found {
    pub block: Block,
    pub in_doubt: bool,
}

/// Every table of figures on a sheet, from top to bottom.
pub fn find(sheet: &Sheet, known: &Known<'_>) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::new();
    for mut block in blocks::find(sheet, None) {
        give_back_rows(sheet, &mut block, known);
        if let Some(last) = out.last_mut() {
            let above = std::mem::take(&mut block.above);
            block.above = take_rows(sheet, &mut last.block, above, known);
        }
        match out.last_mut() {
            Some(last) if could_be_rows(sheet, &last.block, &block, known) => {
                if block.header.iter().all(|&row| names_a_place(sheet, row, known)) {
                    last.block.rows.append(&mut block.header);
                    last.block.rows.append(&mut block.rows);
                    last.block.words.append(&mut block.words);
                } else {
                    out.push(Found { block, in_doubt: true });
                }
            }
            _ => out.push(Found { block, in_doubt: false }),
        }
    }
    for found in &mut out {
        let words = std::mem::take(&mut found.block.words);
        found.block.words = take_rows(sheet, &mut found.block, words, known);
        found.block.rows.sort_unstable();
    }
    out
}

/// The lower rows of a header that are rows of the table: they name a place, or only without them a column is called
/// what the layout says.
fn give_back_rows(sheet: &Sheet, block: &mut Block, known: &Known<'_>) {
    let named = |columns: &[BlockColumn]| columns.iter().any(|column| known.is_measure(&column.label()));
    // Months and years below a header's words are the rest of it, whatever else speaks for a row.
    if block.header.iter().skip(1).any(|&row| has_a_period(sheet, row)) {
        return;
    }
    let by_place = (1..block.header.len()).find(|&at| names_a_place(sheet, block.header[at], known));
    let by_name = || (1..block.header.len()).rev().find(|&at| named(&blocks::columns(sheet, &block.header[..at])));
    let keep = by_place.or_else(|| if named(&block.columns) { None } else { by_name() });
    if let Some(keep) = keep {
        block.rows.splice(0..0, block.header.split_off(keep));
        block.columns = blocks::columns(sheet, &block.header);
    }
}

fn has_a_period(sheet: &Sheet, row: usize) -> bool {
    let labels = blocks::cell_texts(sheet, row);
    read_labels(&labels.iter().map(String::as_str).collect::<Vec<_>>(), None).iter().any(Option::is_some)
}

fn names_a_place(sheet: &Sheet, row: usize, known: &Known<'_>) -> bool {
    let first = sheet.cells(row).find(|(_, value)| !value.is_blank());
    first.is_some_and(|(_, value)| (known.place)(&plain(value)))
}

/// Whether the header of a table is so near to the figures above it, and so little like a header, that it could be some
/// of their rows.
fn could_be_rows(sheet: &Sheet, above: &Block, block: &Block, known: &Known<'_>) -> bool {
    let (Some(&last), Some(&first)) = (above.rows.last(), block.header.first()) else { return false };
    let column = |own: &BlockColumn| above.columns.iter().find(|column| column.column == own.column);
    let fits =
        sheet.row_number(last) + 1 == sheet.row_number(first) && block.columns.iter().all(|own| column(own).is_some());
    let says_more = |own: &BlockColumn| {
        let again = column(own).is_some_and(|above| above.parts.iter().any(|part| own.parts.contains(part)));
        let parts: Vec<&str> = own.parts.iter().map(String::as_str).collect();
        again
            || own.parts.iter().any(|part| known.is_word(part))
            || read_labels(&parts, None).iter().any(Option::is_some)
    };
    fits && !block.columns.iter().any(says_more)
}

/// Moves into a table the rows below its own that belong to it although they have no figure or no name; gives back the
/// others. An empty row ends a table.
fn take_rows(sheet: &Sheet, block: &mut Block, words: Vec<usize>, known: &Known<'_>) -> Vec<usize> {
    let (mut left, mut passed): (Vec<usize>, Option<u32>) = (Vec::new(), None);
    let mut rows: HashSet<u32> = block.rows.iter().map(|&row| sheet.row_number(row)).collect();
    let figures: HashSet<u32> =
        block.columns.iter().map(|own| own.column).filter(|own| holds_figures(sheet, block, *own)).collect();
    for row in words {
        let number = sheet.row_number(row);
        let touches = number > 1 && rows.contains(&(number - 1));
        let follows = passed.is_some_and(|passed| passed + 1 == number);
        match among_figures(sheet, &figures, row, known) {
            Among::Row if touches => rows.insert(number),
            Among::Alone if touches || follows => rows.insert(number),
            _ => {
                passed = (touches || follows).then_some(number);
                left.push(row);
                continue;
            }
        };
        block.rows.push(row);
    }
    left
}

/// How a row of words stands to a table's columns of figures.
enum Among {
    /// It has something in one of them beside its first cell.
    Row,
    /// A figure without a name, or the name of a place without a figure.
    Alone,
    Not,
}

fn among_figures(sheet: &Sheet, figures: &HashSet<u32>, row: usize, known: &Known<'_>) -> Among {
    let cells: Vec<(u32, Value<'_>)> = sheet.cells(row).filter(|(_, value)| !value.is_blank()).collect();
    let is_words =
        |value: Value<'_>| matches!(value, Value::Text(text) if is_remark(text) || text.trim_end().ends_with(':'));
    match cells[..] {
        [(column, value)] if is_figure(value) && figures.contains(&column) || (known.place)(&plain(value)) => {
            Among::Alone
        }
        [(_, first), _, ..] if !is_words(first) && cells[1..].iter().any(|(column, _)| figures.contains(column)) => {
            Among::Row
        }
        _ => Among::Not,
    }
}

/// Whether most cells of a column are figures, or marks that stand for one.
pub fn holds_figures(sheet: &Sheet, block: &Block, column: u32) -> bool {
    let values = block.rows.iter().map(|&row| sheet.value(row, column)).filter(|value| !value.is_blank());
    let (figures, all) = values.fold((0, 0), |(figures, all), value| {
        (figures + usize::from(!matches!(figure(value), Err(WhyMissing::NoFigure))), all + 1)
    });
    all > 0 && 2 * figures > all
}

impl Known<'_> {
    fn is_measure(&self, label: &str) -> bool {
        let label = normalise_header(label);
        self.layout.measures.values().flatten().any(|name| normalise_header(name) == label)
    }

    /// Whether a cell is a header that the layout names, or a row of one.
    fn is_word(&self, text: &str) -> bool {
        let text = normalise_header(text);
        let names = self.layout.measures.values().flatten().chain(&self.layout.area).chain(&self.layout.period);
        let mut names = names.map(|name| normalise_header(name));
        names.any(|name| name == text || name.starts_with(&format!("{text} ")) || name.ends_with(&format!(" {text}")))
    }
}
