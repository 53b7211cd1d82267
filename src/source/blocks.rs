//! Tables of figures found by their form alone: stacked on one sheet, under titles and notes, with one or
//! several header rows. Publications are laid out so; a layout then says what each table means.

use super::figure::is_figure;
use super::grid::{Sheet, Value};
use super::sheet::{is_remark, normalise_header};
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
    /// Every row of words that speaks of it: its own, and the remarks right below it, which stand above the next.
    pub about: Vec<usize>,
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

/// What a layout knows of the tables that are looked for.
pub struct Known<'a> {
    /// Whether a normalised header is one of its names.
    pub header: &'a dyn Fn(&str) -> bool,
    /// Whether a cell names a row: an area on the list, a month.
    pub row: &'a dyn Fn(&str) -> bool,
}

/// What a row of a sheet is to the tables on it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Header,
    Data,
    Words,
}

/// Finds every table of figures on a sheet, from top to bottom.
///
/// A row is a header when words, or periods in a row, stand where the rows below hold figures. What follows, up to
/// the next header, is the table. With a layout a row is a header whatever its form where two of its cells are the
/// layout's names, and then it makes a table even if no row follows; a row with a known name is data whatever stands
/// in it, and so is one that fills the columns right below data: a header that nobody knows stands behind an empty row.
pub fn find(sheet: &Sheet, known: Option<&Known<'_>>) -> Vec<Block> {
    let mut finder =
        Finder { sheet, known, blocks: Vec::new(), above: Vec::new(), header: Vec::new(), section: Vec::new() };
    for row in 0..sheet.row_count() {
        match finder.kind(row) {
            Kind::Header => finder.take_header(row),
            Kind::Data => finder.take_data(row),
            Kind::Words if finder.header.is_empty() => finder.above.push(row),
            Kind::Words => finder.section.push(row),
        }
    }
    finder.finish()
}

/// A sheet read so far.
struct Finder<'a> {
    sheet: &'a Sheet,
    known: Option<&'a Known<'a>>,
    blocks: Vec<Block>,
    /// Words behind the last table.
    above: Vec<usize>,
    /// A header that waits for its first figures.
    header: Vec<usize>,
    /// Words below it: the name of a section.
    section: Vec<usize>,
}

impl Finder<'_> {
    fn kind(&self, row: usize) -> Kind {
        let cells = inked(self.sheet, row);
        let begun = !self.header.is_empty() || !self.blocks.is_empty();
        let figures = if begun && holds_figures(self.sheet, row) { Kind::Data } else { Kind::Words };
        if cells.is_empty() || is_key_and_value(&cells) {
            return figures;
        }
        if self.known_names(&cells) > 1 {
            return Kind::Header;
        }
        if begun && self.names_a_row(&cells) {
            return Kind::Data;
        }
        if is_header(self.sheet, row, &cells) {
            let follows = self.known.is_some() && self.touches_data(row) && !are_periods(&cells);
            return if !follows || self.known_names(&cells[..1]) > 0 { Kind::Header } else { self.in_columns(&cells) };
        }
        match figures {
            Kind::Words if self.known.is_some() && self.touches_data(row) => self.in_columns(&cells),
            figures => figures,
        }
    }

    /// How many of these cells are names of the layout.
    fn known_names(&self, cells: &[(u32, Value<'_>)]) -> usize {
        let Some(known) = self.known else { return 0 };
        cells
            .iter()
            .filter(|cell| matches!(cell.1, Value::Text(text) if (known.header)(&normalise_header(text))))
            .count()
    }

    /// Whether the first cell that is no bare number names a row of the layout.
    fn names_a_row(&self, cells: &[(u32, Value<'_>)]) -> bool {
        let label = cells.iter().map(|cell| cell.1).find(|value| !matches!(value, Value::Number(_)));
        self.known.zip(label).is_some_and(|(known, label)| (known.row)(&plain(label)))
    }

    /// Whether the row above, without a gap, is one of figures.
    fn touches_data(&self, row: usize) -> bool {
        let last = self.blocks.last().and_then(|block| block.rows.last());
        let waiting = !self.header.is_empty() || !self.above.is_empty();
        !waiting && last.is_some_and(|&last| self.sheet.row_number(last) + 1 == self.sheet.row_number(row))
    }

    /// Words that fill at least half of the columns above them stand in the place of figures; a remark does not.
    fn in_columns(&self, cells: &[(u32, Value<'_>)]) -> Kind {
        let columns = self.blocks.last().map_or(0, |block| block.columns.len());
        let remark = matches!(cells[0].1, Value::Text(text) if is_remark(text));
        if !remark && cells.len() > 1 && 2 * cells.len() > columns { Kind::Data } else { Kind::Words }
    }

    fn take_header(&mut self, row: usize) {
        let touches =
            self.header.last().is_none_or(|&last| self.sheet.row_number(last) + 1 == self.sheet.row_number(row));
        if !self.section.is_empty() || !touches || (self.makes_a_table(&self.header) && self.makes_a_table(&[row])) {
            self.close_header();
        }
        self.header.push(row);
    }

    /// Whether a header is one of the layout's by itself, with its title in its first cell or above it.
    fn makes_a_table(&self, header: &[usize]) -> bool {
        let Some(&first) = header.first() else { return false };
        let names = header.iter().map(|&row| self.known_names(&inked(self.sheet, row))).max();
        let title = |row: usize| self.known_names(&inked(self.sheet, row)[..1]) > 0;
        let titled = title(first) || self.above.last().is_some_and(|&row| title(row));
        names > Some(1) || (titled && header.iter().any(|&row| are_periods(&inked(self.sheet, row))))
    }

    /// A header below which no figures came: a table without rows where the layout knows it, else words.
    fn close_header(&mut self) {
        if self.makes_a_table(&self.header) {
            self.begin_block();
            if let Some(block) = self.blocks.last_mut() {
                block.words.append(&mut self.section);
            }
        }
        self.above.append(&mut self.header);
        self.above.append(&mut self.section);
    }

    fn begin_block(&mut self) {
        let header = std::mem::take(&mut self.header);
        let above = std::mem::take(&mut self.above);
        self.blocks.push(Block { above, columns: columns(self.sheet, &header), header, ..Block::default() });
    }

    fn take_data(&mut self, row: usize) {
        if !self.header.is_empty() {
            self.begin_block();
        }
        let block = self.blocks.last_mut().expect("there is a header, or a table before");
        // Words above this row, and no header: they stand among the table's rows.
        block.words.append(&mut self.above);
        block.words.append(&mut self.section);
        block.rows.push(row);
    }

    fn finish(mut self) -> Vec<Block> {
        self.close_header();
        if let Some(last) = self.blocks.last_mut() {
            last.words.append(&mut self.above);
        }
        self.share_words();
        self.blocks
    }

    /// Words between two tables are about the one that they touch; about both where they touch both or none.
    fn share_words(&mut self) {
        let number = |row: usize| self.sheet.row_number(row);
        let mut last = None;
        let mut about: Vec<Vec<usize>> = Vec::new();
        for block in &self.blocks {
            let mut right_below = Vec::new();
            let above = block.above.iter().copied().filter(|&row| !inked(self.sheet, row).is_empty());
            let (mut end, mut own) = (last, Vec::new());
            for row in above {
                if end.is_some_and(|end| end + 1 == number(row)) {
                    end = Some(number(row));
                    right_below.push(row);
                } else {
                    own.push(row);
                }
            }
            if end.zip(block.header.first()).is_some_and(|(end, &header)| end + 1 == number(header)) {
                own.extend(&right_below);
            }
            if let Some(before) = about.last_mut() {
                before.extend(right_below);
            }
            own.extend(&block.words);
            about.push(own);
            last = Some(number(block.last_row()));
        }
        self.blocks.iter_mut().zip(about).for_each(|(block, about)| block.about = about);
    }
}

/// The cells of a row that are not blank.
fn inked(sheet: &Sheet, row: usize) -> Vec<(u32, Value<'_>)> {
    sheet.cells(row).filter(|(_, value)| !value.is_blank()).collect()
}

/// A label and at least one figure behind it.
fn holds_figures(sheet: &Sheet, row: usize) -> bool {
    inked(sheet, row).iter().skip(1).any(|(_, value)| is_figure(*value))
}

/// Whether a row has the form of a header.
fn is_header(sheet: &Sheet, row: usize, cells: &[(u32, Value<'_>)]) -> bool {
    if cells.len() == 1 {
        // A label over several columns, such as the second last of three header rows.
        return cells[0].0 > 0 && spread(sheet, row, cells[0].0) > cells[0].0;
    }
    if are_periods(cells) {
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
pub fn columns(sheet: &Sheet, header: &[usize]) -> Vec<BlockColumn> {
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
        find(sheet, None).iter().map(|block| (block.header.iter().map(number).collect(), block.rows.len())).collect()
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
        assert_eq!(find(&sheet, None)[1].columns[0].label(), "Overall outcomes");
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
        let blocks = find(&sheet, None);
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
        let blocks = find(&sheet, None);
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

    const NAMES: [&str; 3] = ["starters", "prime contractor", "attached"];

    /// Rows of the header, of data and of words, as the spreadsheet numbers them.
    fn with_a_layout(rows: &[(u32, &[&str])]) -> Vec<[Vec<u32>; 3]> {
        let sheet = sheet(rows);
        let known = Known { header: &|name| NAMES.contains(&name), row: &|label| label == "Widnes" };
        let numbers = |rows: &[usize]| rows.iter().map(|&row| sheet.row_number(row)).collect();
        let blocks = find(&sheet, Some(&known));
        blocks.iter().map(|own| [numbers(&own.header), numbers(&own.rows), numbers(&own.words)]).collect()
    }

    #[test]
    fn a_layouts_names_make_a_table_even_without_a_row() {
        let rows: [(u32, &[&str]); 2] = [(1, &["Prime Contractor", "Attached"]), (2, &["Northgate", "many"])];
        assert_eq!(find(&sheet(&rows), None).len(), 0);
        assert_eq!(with_a_layout(&rows), [[vec![1], vec![], vec![2]]]);
        let stacked: [(u32, &[&str]); 3] = [
            (1, &["Starters", "Oct-15", "Nov-15"]),
            (2, &["Starters", "Oct-15", "Nov-15"]),
            (3, &["Runcorn", "1", "2"]),
        ];
        assert_eq!(with_a_layout(&stacked), [[vec![1], vec![], vec![]], [vec![2], vec![3], vec![]]]);
    }

    #[test]
    fn with_a_layout_words_in_the_place_of_figures_are_data_and_remarks_are_not() {
        let table: [(u32, &[&str]); 7] = [
            (1, &["Starters", "Oct-15", "Nov-15"]),
            (2, &["Widnes", "ten", "eleven"]),
            (3, &["Runcorn", "1", "2"]),
            (4, &["Ditton", "ten", "many"]),
            (5, &["Heath", "1", "2"]),
            (6, &["Widnes"]),
            (7, &["Note 1", "figures are", "provisional"]),
        ];
        assert_eq!(with_a_layout(&table), [[vec![1], vec![2, 3, 4, 5, 6], vec![7]]]);
        let other: [(u32, &[&str]); 5] = [
            (1, &["Starters", "Oct-15", "Nov-15"]),
            (2, &["Runcorn", "1", "2"]),
            (4, &["Forecast", "low", "high"]),
            (5, &["Runcorn", "1", "2"]),
            (6, &["Widnes", "1", "2"]),
        ];
        assert_eq!(with_a_layout(&other).len(), 2, "behind an empty row a header that nobody knows is one");
    }
}
