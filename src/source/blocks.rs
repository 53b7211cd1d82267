//! Tables of figures found by their form alone: stacked on one sheet, under titles and notes, with one or
//! several header rows. Publications are laid out so; a layout then says what each table means.

use super::figure::is_figure;
use super::grid::{Sheet, Value};
use super::sheet::normalise_header;
use crate::vocabulary::TimeSpan;
use crate::vocabulary::timespan::read_labels;

/// How many rows below a row decide which of its columns hold figures.
const LOOKED_AHEAD: usize = 8;

/// One table of figures.
#[derive(Debug, Default)]
pub struct Block {
    /// Rows of words above its header, behind the table before: titles, notes, `key : value` lines. Stored rows.
    pub above: Vec<usize>,
    /// The rows of its header, top down. Stored rows.
    pub header: Vec<usize>,
    /// Every column that its header names, from left to right.
    pub columns: Vec<BlockColumn>,
    /// The rows that hold figures. Stored rows.
    pub rows: Vec<usize>,
    /// Rows among and below them that hold none: names of sections, footnotes. Stored rows.
    pub words: Vec<usize>,
}

/// A column of a table and what its header says, top down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockColumn {
    pub column: u32,
    pub parts: Vec<String>,
}

impl BlockColumn {
    /// All that the header says of the column, in one line.
    pub fn label(&self) -> String {
        self.parts.join(" ")
    }
}

impl Block {
    /// The stored row on which the table ends: its last row of figures or words.
    pub fn last_row(&self) -> usize {
        self.rows.iter().chain(&self.words).chain(&self.header).copied().max().unwrap_or_default()
    }

    /// What stands above the table, a text a row.
    pub fn remarks(&self, sheet: &Sheet) -> Vec<String> {
        self.above.iter().map(|&row| cell_texts(sheet, row).join(" ")).collect()
    }
}

/// The texts of a row's cells, white space made one space.
pub fn cell_texts(sheet: &Sheet, row: usize) -> Vec<String> {
    inked(sheet, row).into_iter().map(|(_, value)| plain(value)).collect()
}

/// A cell as a label: months are often dates or numbers.
pub fn plain(value: Value<'_>) -> String {
    match value {
        Value::Text(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Value::Date(date) => date.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Bool(mark) => mark.to_string(),
        Value::Error(error) => error.to_string(),
        Value::Empty => String::new(),
    }
}

/// Finds every table of figures on a sheet, from top to bottom.
///
/// A row is a header when words, or periods in a row, stand where the rows below hold figures; `known` names
/// the headers of a layout: a row with two of them is one whatever its form. What follows, up to the next
/// header, is the table.
pub fn find(sheet: &Sheet, known: &dyn Fn(&str) -> bool) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut above: Vec<usize> = Vec::new();
    let mut header: Vec<usize> = Vec::new();
    // Words below a header that waits for its first figures: the name of a section.
    let mut section: Vec<usize> = Vec::new();
    for row in 0..sheet.row_count() {
        let touches =
            |header: &[usize]| header.last().is_none_or(|&last| sheet.row_number(last) + 1 == sheet.row_number(row));
        if is_header(sheet, row, known) {
            if !section.is_empty() || !touches(&header) {
                above.append(&mut header);
                above.append(&mut section);
            }
            header.push(row);
        } else if holds_figures(sheet, row) && (!header.is_empty() || !blocks.is_empty()) {
            if !header.is_empty() {
                let header = std::mem::take(&mut header);
                let above = std::mem::take(&mut above);
                blocks.push(Block { above, columns: columns(sheet, &header), header, ..Block::default() });
            }
            let block = blocks.last_mut().expect("there is a header, or a table before");
            // Words above this row, and no header: they stand among the table's rows.
            block.words.append(&mut above);
            block.words.append(&mut section);
            block.rows.push(row);
        } else if header.is_empty() {
            above.push(row);
        } else {
            section.push(row);
        }
    }
    above.append(&mut header);
    above.append(&mut section);
    if let Some(last) = blocks.last_mut() {
        last.words.append(&mut above);
    }
    blocks
}

/// The cells of a row that are not blank.
fn inked(sheet: &Sheet, row: usize) -> Vec<(u32, Value<'_>)> {
    sheet.cells(row).filter(|(_, value)| !value.is_blank()).collect()
}

/// A label and at least one figure behind it.
fn holds_figures(sheet: &Sheet, row: usize) -> bool {
    inked(sheet, row).iter().skip(1).any(|(_, value)| is_figure(*value))
}

fn is_header(sheet: &Sheet, row: usize, known: &dyn Fn(&str) -> bool) -> bool {
    let cells = inked(sheet, row);
    if cells.is_empty() || is_key_and_value(&cells) {
        return false;
    }
    let names = cells.iter().filter(|(_, value)| matches!(value, Value::Text(text) if known(&normalise_header(text))));
    if names.count() > 1 {
        return true;
    }
    if cells.len() == 1 {
        // A label over several columns, such as the second last of three header rows.
        return cells[0].0 > 0 && spread(sheet, row, cells[0].0) > cells[0].0;
    }
    if are_periods(&cells) {
        return true;
    }
    let figures = columns_of_figures(sheet, row);
    let (words, all) =
        cells.iter().filter(|(column, _)| figures.contains(column)).fold((0, 0), |(words, all), cell| {
            (words + usize::from(matches!(cell.1, Value::Text(_) | Value::Date(_)) && !is_figure(cell.1)), all + 1)
        });
    2 * words > all
}

/// `date : | September 2017`.
fn is_key_and_value(cells: &[(u32, Value<'_>)]) -> bool {
    matches!(cells, [(_, Value::Text(key)), (_, _)] if key.trim_end().ends_with(':'))
}

/// Whether words come first and then nothing but periods' labels, each following the one before it without a
/// gap: counts of people can look like years or serial days, but not so.
fn are_periods(cells: &[(u32, Value<'_>)]) -> bool {
    let labels: Vec<String> = cells.iter().map(|(_, value)| plain(*value)).collect();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let spans = read_labels(&labels, None);
    let first = spans.iter().take_while(|span| span.is_none()).count();
    let follow = |pair: &[Option<TimeSpan>]| matches!(pair, [Some(a), Some(b)] if a.next_day() == b.first);
    let words = cells[..first].iter().all(|(_, value)| matches!(value, Value::Text(_)) && !is_figure(*value));
    first > 0 && words && spans[first..].len() > 1 && spans[first..].windows(2).all(follow)
}

/// The columns in which most of the next rows hold figures.
fn columns_of_figures(sheet: &Sheet, row: usize) -> Vec<u32> {
    let mut tally: Vec<(u32, i32)> = Vec::new();
    for below in (row + 1..sheet.row_count()).take(LOOKED_AHEAD) {
        let cells = inked(sheet, below);
        // A line of words says nothing about the columns.
        for (column, value) in cells.into_iter().skip_while(|_| !holds_figures(sheet, below)) {
            let vote = if is_figure(value) { 1 } else { -1 };
            match tally.iter_mut().find(|(known, _)| *known == column) {
                Some((_, votes)) => *votes += vote,
                None => tally.push((column, vote)),
            }
        }
    }
    tally.into_iter().filter(|(_, votes)| *votes > 0).map(|(column, _)| column).collect()
}

/// The last column that a cell of this row reaches, joined cells included.
fn spread(sheet: &Sheet, row: usize, column: u32) -> u32 {
    let number = sheet.row_number(row);
    let own = sheet
        .merges
        .iter()
        .find(|merge| (merge.first_row..=merge.last_row).contains(&number) && merge.first_column == column);
    own.map_or(column, |merge| merge.last_column)
}

/// Each column with what the header's rows say of it; a label over joined cells counts for all of them.
fn columns(sheet: &Sheet, header: &[usize]) -> Vec<BlockColumn> {
    let mut columns: Vec<BlockColumn> = Vec::new();
    for &row in header {
        for (first, value) in inked(sheet, row) {
            for column in first..=spread(sheet, row, first) {
                let at = columns.partition_point(|known| known.column < column);
                if columns.get(at).is_none_or(|known| known.column != column) {
                    columns.insert(at, BlockColumn { column, parts: Vec::new() });
                }
                columns[at].parts.push(plain(value));
            }
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::super::{Merge, SheetBuilder};
    use super::*;

    /// Rows of texts by their number; what reads as a number becomes one.
    fn sheet(rows: &[(u32, &[&str])]) -> Sheet {
        let mut builder = SheetBuilder::new("Data", true, &crate::definitions::Limits::default());
        for (number, cells) in rows {
            for (column, text) in cells.iter().enumerate() {
                let value = text.parse().map_or(Value::Text(text), Value::Number);
                builder.put(*number, column as u32, value).unwrap();
            }
        }
        builder.finish().unwrap()
    }

    fn found(sheet: &Sheet) -> Vec<(Vec<u32>, usize)> {
        let number = |&row: &usize| sheet.row_number(row);
        find(sheet, &|_| false)
            .iter()
            .map(|block| (block.header.iter().map(number).collect(), block.rows.len()))
            .collect()
    }

    #[test]
    fn tables_stacked_with_the_title_in_the_first_header_cell_are_each_found() {
        let sheet = sheet(&[
            (1, &["", "Overall starts", "44652", "44682"]),
            (2, &["", "1a West", "20100", "20200"]),
            (3, &["", "National", "20100", "#REF!"]),
            (6, &["", "Overall outcomes", "Apr-22", "May-22"]),
            (7, &["", "1a West", "7", "N/A"]),
        ]);
        assert_eq!(found(&sheet), [(vec![1], 2), (vec![6], 1)]);
        assert_eq!(find(&sheet, &|_| false)[1].columns[0].label(), "Overall outcomes");
    }

    #[test]
    fn titles_and_key_lines_are_above_and_notes_are_words_of_the_table() {
        let sheet = sheet(&[
            (1, &["Claimant count"]),
            (3, &["date :", "September 2017"]),
            (4, &["date", "Jan 2018-Dec 2018"]),
            (6, &["Area", "mnemonic", "Total", "Male"]),
            (8, &["Bolton 001A", "E01004768", "5", "5"]),
            (9, &["Bolton 001B", "E01004803", "-", "!"]),
            (11, &["! Estimate is not reliable"]),
        ]);
        let blocks = find(&sheet, &|_| false);
        assert_eq!(found(&sheet), [(vec![6], 2)]);
        assert_eq!(blocks[0].remarks(&sheet), ["Claimant count", "date : September 2017", "date Jan 2018-Dec 2018"]);
        assert_eq!(blocks[0].words.len(), 1);
    }

    #[test]
    fn joined_labels_of_a_first_header_row_count_for_each_column_below_them() {
        let mut sheet = sheet(&[
            (7, &["Area", "T01:22 All people", "", "T01:25 Active"]),
            (8, &["", "number", "Flags", "number"]),
            (9, &["England", "34728600", "", "27328200"]),
            (10, &["Kent", "1113800", "!", "846500"]),
        ]);
        sheet.merges = vec![Merge { first_row: 7, last_row: 7, first_column: 1, last_column: 2 }];
        let blocks = find(&sheet, &|_| false);
        let labels: Vec<String> = blocks[0].columns.iter().map(BlockColumn::label).collect();
        assert_eq!(found(&sheet), [(vec![7, 8], 2)]);
        assert_eq!(labels, ["Area", "T01:22 All people number", "T01:22 All people Flags", "T01:25 Active number"]);
    }

    #[test]
    fn years_across_make_a_header_and_a_row_of_counts_that_look_like_years_does_not() {
        let sheet = sheet(&[
            (4, &["Local authority [note 1]", "Region [note 2]", "2017", "2018"]),
            (5, &["Aberdeen City", "Scotland", "18.2", "24.6"]),
            (6, &["Adur", "1960", "2005", "2006"]),
        ]);
        assert_eq!(found(&sheet), [(vec![4], 2)]);
    }

    #[test]
    fn sections_among_the_rows_split_no_table() {
        let sheet = sheet(&[
            (4, &["Year", "Quarter", "Price"]),
            (5, &["United Kingdom"]),
            (6, &["1992", "Q2", "77360"]),
            (7, &["Wales"]),
            (8, &["1992", "Q2", "x"]),
        ]);
        assert_eq!(found(&sheet), [(vec![4], 2)]);
    }

    #[test]
    fn a_layouts_names_make_a_header_whatever_stands_below() {
        let rows = sheet(&[(1, &["Prime Contractor", "Attached"]), (2, &["Northgate", "many"])]);
        assert_eq!(find(&rows, &|_| false).len(), 0);
        let known = |name: &str| ["prime contractor", "attached"].contains(&name);
        assert_eq!(find(&rows, &known).len(), 0, "no figure, no table of figures");
    }
}
