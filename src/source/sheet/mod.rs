//! Where on a sheet the tables are: their headers, their data rows, and the rows that are no data.

mod header;
mod left_out;
mod one_cell;
#[cfg(test)]
mod tests;

use std::ops::Range;

use super::Sheet;
use header::HeaderRows;
pub use left_out::{is_remark, is_subtotal_label};

/// How many stored rows are searched for the first header.
pub const SEARCHED: usize = 30;

pub const TOTALS_ROW: &str = "totals_row";
pub const REPEATED_HEADER: &str = "repeated_header";
pub const FOOTNOTE: &str = "footnote";
pub const TABLE_TITLE: &str = "table_title";
/// The code of a row whose cells are not those of the header.
pub const RAGGED_ROW: &str = "ragged_row";

/// A column's header as it is written on the sheet; of two rows the label that it is known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    pub column: u32,
    pub text: String,
}

/// One rectangular table of a sheet.
#[derive(Debug)]
pub struct SheetTable<'a> {
    pub sheet: &'a Sheet,
    /// The rows of the header as Excel numbers them.
    pub header_rows: Vec<u32>,
    pub headers: Vec<Header>,
    /// The stored rows that hold data, by index.
    pub rows: Vec<usize>,
    pub left_out: Vec<LeftOut>,
    /// Those of `rows` that stand in a single cell, in order.
    pub in_one_cell: Vec<usize>,
    /// Where the next table's header begins, as Excel numbers it; none where this is the last.
    pub until: Option<u32>,
}

impl SheetTable<'_> {
    /// Why a stored row cannot be used as it is, as the code of a finding.
    pub fn row_fault(&self, i: usize) -> Option<&'static str> {
        let in_one_cell = || self.in_one_cell.binary_search(&i).is_ok().then_some(RAGGED_ROW);
        self.sheet.row_fault(i).or_else(in_one_cell)
    }

    /// The rows of remarks that stand above rows of data, as Excel numbers them.
    pub fn remarks_above_rows(&self) -> impl Iterator<Item = &LeftOut> {
        let last = self.rows.last().copied();
        self.left_out.iter().filter(move |row| row.rule == FOOTNOTE && last.is_some_and(|last| row.index < last))
    }
}

/// A row below the header that is no data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// As Excel numbers it.
    pub row: u32,
    /// Its place among the stored rows.
    pub index: usize,
    /// `totals_row`, `repeated_header`, `footnote` or `table_title`.
    pub rule: &'static str,
}

/// No row has enough known headers: the row that comes nearest, so that it can be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoTable {
    /// As Excel numbers it; none when the sheet is empty.
    pub row: Option<u32>,
    /// How many of its headers are known.
    pub known: usize,
    pub headers: Vec<Header>,
    /// A row with all required headers that stands elsewhere than where the header may begin.
    pub beyond: Option<u32>,
}

/// A kind of table that is looked for.
pub struct Wanted<'a> {
    /// Given a normalised header: whether a column of the layout is called so.
    pub known: &'a dyn Fn(&str) -> bool,
    /// How many columns the layout has. Two known names make a header, or one when there is only one.
    pub columns: usize,
    /// Whether these headers have every column that is required.
    pub complete: &'a dyn Fn(&[Header]) -> bool,
    /// The first row of the header, as Excel numbers it, where somebody has said it: then it is looked for nowhere else.
    pub header_row: Option<u32>,
}

impl Wanted<'_> {
    fn least(&self) -> usize {
        self.columns.clamp(1, 2)
    }

    /// The stored rows in which the first header may begin.
    fn searched(&self, sheet: &Sheet) -> Range<usize> {
        let Some(said) = self.header_row else { return 0..sheet.row_count().min(SEARCHED) };
        let at = (0..sheet.row_count()).find(|&i| sheet.row_number(i) == said);
        at.map_or(0..0, |at| at..at + 1)
    }
}

/// Why no tables are given back.
#[derive(Debug, PartialEq, Eq)]
pub enum NotFound {
    /// By what was wanted: the row that comes nearest.
    Nothing(Vec<NoTable>),
    /// A header fits two kinds alike: its row as Excel numbers it, and their places among what was wanted.
    Either { row: u32, wanted: [usize; 2] },
    /// Below rows of data stands a header that lacks something required: its row as Excel numbers it, and its headers.
    Lacking { row: u32, wanted: usize, headers: Vec<Header> },
}

/// So many known names make a header of a row among data; two may be somebody's.
const SURE_NAMES: usize = 3;

/// A header as names are compared: white space of any kind made one space, lower case, without the
/// marks that forms put behind a name.
pub fn normalise_header(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}')) {
        if !word.is_empty() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.extend(word.chars().flat_map(char::to_lowercase));
        }
    }
    out.truncate(out.trim_end_matches([' ', '*', ':']).len());
    out
}

/// Finds the one table of a sheet below its titles.
pub fn find_table<'a>(
    sheet: &'a Sheet,
    known: &dyn Fn(&str) -> bool,
    columns: usize,
) -> Result<SheetTable<'a>, NoTable> {
    find_table_at(sheet, known, columns, None)
}

/// The same, with its header in a row that somebody has said.
pub fn find_table_at<'a>(
    sheet: &'a Sheet,
    known: &dyn Fn(&str) -> bool,
    columns: usize,
    header_row: Option<u32>,
) -> Result<SheetTable<'a>, NoTable> {
    let wanted = [Wanted { known, columns, complete: &|_| true, header_row }];
    match first_header(sheet, &wanted) {
        Ok((_, header)) => Ok(table(sheet, &header, sheet.row_count())),
        Err(NotFound::Nothing(nearest)) => Err(nearest.into_iter().next().unwrap_or_default()),
        Err(NotFound::Either { .. } | NotFound::Lacking { .. }) => Err(NoTable::default()),
    }
}

/// Finds every table of a sheet, each with the place of its kind in `wanted`. The first header is looked for among
/// the first rows; a later one, of the same kind or another, begins a table of its own.
pub fn find_tables<'a>(sheet: &'a Sheet, wanted: &[Wanted<'_>]) -> Result<Vec<(usize, SheetTable<'a>)>, NotFound> {
    let (kind, header) = first_header(sheet, wanted)?;
    let mut found = vec![(kind, header)];
    let mut named = NamedTexts::of(sheet, wanted);
    let mut i = found[0].1.behind;
    while i < sheet.row_count() {
        let current = &found[found.len() - 1].1;
        let begins = named.look_like_a_header(sheet, i) && !left_out::is_repeated_header(sheet, i, current);
        let next = if begins { later_header(sheet, i, current.behind, wanted)? } else { None };
        i = next.as_ref().map_or(i + 1, |(_, header)| header.behind);
        found.extend(next);
    }
    let ends: Vec<usize> = found[1..].iter().map(|(_, header)| header.first).chain([sheet.row_count()]).collect();
    Ok(found.iter().zip(ends).map(|((kind, header), end)| (*kind, table(sheet, header, end))).collect())
}

/// The header with the most known names among the first rows, the earlier of equals; with the place of its kind.
fn first_header(sheet: &Sheet, wanted: &[Wanted<'_>]) -> Result<(usize, HeaderRows), NotFound> {
    let best: Vec<Option<HeaderRows>> = wanted.iter().map(|wanted| best_header(sheet, wanted)).collect();
    let enough = |kind: &usize| best[*kind].as_ref().is_some_and(|header| header.known >= wanted[*kind].least());
    let fits: Vec<usize> = (0..wanted.len()).filter(enough).collect();
    // Whatever begins first is the first table; of two kinds in one place the one that fits better.
    let Some(first) = fits.iter().filter_map(|kind| best[*kind].as_ref()).map(|header| header.first).min() else {
        let nearest = |(best, wanted): (&Option<HeaderRows>, &Wanted<'_>)| match best {
            Some(header) => NoTable {
                row: Some(sheet.row_number(header.first)),
                known: header.known,
                headers: header.headers.clone(),
                beyond: header_beyond(sheet, wanted),
            },
            None => NoTable { beyond: header_beyond(sheet, wanted), ..NoTable::default() },
        };
        return Err(NotFound::Nothing(best.iter().zip(wanted).map(nearest).collect()));
    };
    let here = best.into_iter().enumerate();
    let here = here.filter_map(|(kind, header)| Some((kind, header?)));
    better(sheet, here.filter(|(kind, header)| fits.contains(kind) && header.first == first).collect(), wanted)
}

fn best_header(sheet: &Sheet, wanted: &Wanted<'_>) -> Option<HeaderRows> {
    let mut best: Option<HeaderRows> = None;
    for i in wanted.searched(sheet) {
        let header = HeaderRows::at(sheet, i, wanted.known);
        let size = header.headers.len();
        // Of rows without a known name the one with the most names is shown.
        let wins = best.as_ref().is_none_or(|best| {
            let more_names = header.known == 0 && best.known == 0 && size > best.headers.len();
            header.known > best.known || more_names
        });
        if wins {
            best = Some(header);
        }
    }
    best
}

/// The first row elsewhere than where it is searched that would be a header. It is shown, never used: what stands above it
/// could be rows of data without one.
fn header_beyond(sheet: &Sheet, wanted: &Wanted<'_>) -> Option<u32> {
    let mut named = NamedTexts::of(sheet, std::slice::from_ref(wanted));
    let is_header = |i: usize| {
        let header = HeaderRows::at(sheet, i, wanted.known);
        header.known >= wanted.least() && (wanted.complete)(&header.headers)
    };
    let from = if wanted.header_row.is_some() { 0 } else { SEARCHED };
    let found = (from..sheet.row_count()).find(|i| named.look_like_a_header(sheet, *i) && is_header(*i))?;
    Some(sheet.row_number(found))
}

/// The kind that a header fits best: one whose required columns are all there before one that lacks some, then the
/// one with more known names. Two that fit alike are a question.
fn better(
    sheet: &Sheet,
    mut fits: Vec<(usize, HeaderRows)>,
    wanted: &[Wanted<'_>],
) -> Result<(usize, HeaderRows), NotFound> {
    let rank = |(kind, header): &(usize, HeaderRows)| ((wanted[*kind].complete)(&header.headers), header.known);
    fits.sort_by_key(|fit| std::cmp::Reverse(rank(fit)));
    if let [first, second, ..] = fits.as_slice()
        && rank(first) == rank(second)
    {
        return Err(NotFound::Either { row: sheet.row_number(first.1.first), wanted: [first.0, second.0] });
    }
    Ok(fits.swap_remove(0))
}

/// The header that begins at stored row `i`, or in the row above it, below an earlier table; every required column
/// has to be there, because a row of data may hold a name too. One that is a header for certain and lacks some is a
/// question: the rows below it would be read by the header above them.
fn later_header(
    sheet: &Sheet,
    i: usize,
    from: usize,
    wanted: &[Wanted<'_>],
) -> Result<Option<(usize, HeaderRows)>, NotFound> {
    let mut fits = Vec::new();
    for (kind, wanted) in wanted.iter().enumerate() {
        let here = HeaderRows::at(sheet, i, wanted.known);
        let above = (i > from).then(|| HeaderRows::at(sheet, i - 1, wanted.known));
        let header = match above {
            Some(above) if above.behind == i + 1 && above.known > here.known => above,
            _ => here,
        };
        if header.known >= wanted.least() && (wanted.complete)(&header.headers) {
            fits.push((kind, header));
        }
    }
    if !fits.is_empty() {
        return better(sheet, fits, wanted).map(Some);
    }
    let here = wanted.iter().map(|wanted| HeaderRows::at(sheet, i, wanted.known)).enumerate();
    match here.max_by_key(|(kind, header)| (header.known, std::cmp::Reverse(*kind))) {
        Some((kind, header)) if header.known >= SURE_NAMES.max(wanted[kind].least()) => {
            Err(NotFound::Lacking { row: sheet.row_number(i), wanted: kind, headers: header.headers })
        }
        _ => Ok(None),
    }
}

/// The texts of a sheet that are names of columns, by their id: each is held against the names once.
struct NamedTexts<'a> {
    wanted: &'a [Wanted<'a>],
    seen: Vec<Option<bool>>,
}

impl<'a> NamedTexts<'a> {
    fn of(sheet: &Sheet, wanted: &'a [Wanted<'a>]) -> Self {
        NamedTexts { wanted, seen: vec![None; sheet.distinct_texts().len()] }
    }

    fn is_named(&mut self, sheet: &Sheet, id: u32) -> bool {
        *self.seen[id as usize].get_or_insert_with(|| {
            let text = sheet.text(id);
            // References and dates, the most of all texts, are digits for more than a half.
            let like_a_name = text.len() <= 120 && 2 * text.bytes().filter(u8::is_ascii_digit).count() <= text.len();
            like_a_name && self.wanted.iter().any(|wanted| (wanted.known)(&normalise_header(text)))
        })
    }

    /// Whether a row is all text, and at least two of its cells, and half of all, are names.
    fn look_like_a_header(&mut self, sheet: &Sheet, i: usize) -> bool {
        // Nearly every row holds a date or a number.
        if !sheet.is_all_text(i) {
            return false;
        }
        let texts = sheet.row_text_ids(i).count();
        let named = sheet.row_text_ids(i).filter(|id| self.is_named(sheet, *id)).count();
        named >= 2 && 2 * named >= texts
    }
}

/// The table below a header, up to a stored row: data, and what a rule leaves out.
fn table<'a>(sheet: &'a Sheet, header: &HeaderRows, end: usize) -> SheetTable<'a> {
    let (mut rows, mut left_out) = (Vec::with_capacity(end - header.behind), Vec::new());
    let leave = |index: usize, rule| LeftOut { row: sheet.row_number(index), index, rule };
    let titles = if end < sheet.row_count() { titles_above(sheet, header.behind, end) } else { end };
    // Remarks are told from data by the columns that the layout knows.
    let names: Vec<(u32, String)> = header.rows.concat();
    let mut alone = Vec::new();
    for i in header.behind..titles {
        if left_out::has_a_date(sheet, i, &names) {
            rows.push(i);
            continue;
        }
        if left_out::is_repeated_header(sheet, i, header) {
            left_out.push(leave(i, REPEATED_HEADER));
        } else if left_out::is_totals_row(sheet, i) {
            left_out.push(leave(i, TOTALS_ROW));
        } else {
            alone.extend(left_out::lone_text(sheet, i).map(|text| (i, text)));
            match left_out::is_footnote(sheet, i, &names) {
                true => left_out.push(leave(i, FOOTNOTE)),
                false => rows.push(i),
            }
        }
    }
    left_out.extend((titles..end).map(|i| leave(i, TABLE_TITLE)));
    alone.extend((titles..end).filter_map(|i| Some((i, left_out::lone_text(sheet, i)?))));
    let in_one_cell = one_cell::find(sheet, header, &rows, alone.into_iter());
    if !in_one_cell.is_empty() {
        left_out.retain(|left| in_one_cell.binary_search(&left.index).is_err());
        rows.extend(&in_one_cell);
        rows.sort_unstable();
        rows.dedup();
    }
    SheetTable {
        sheet,
        header_rows: (header.first..header.behind).map(|i| sheet.row_number(i)).collect(),
        headers: header.headers.clone(),
        rows,
        left_out,
        in_one_cell,
        until: (end < sheet.row_count()).then(|| sheet.row_number(end)),
    }
}

/// Where the titles of the table at `end` begin: single texts right above its header, behind an empty row. A text
/// that follows the data without a gap may be data.
fn titles_above(sheet: &Sheet, from: usize, end: usize) -> usize {
    let mut first = end;
    while first > from && first + 3 > end && left_out::lone_text(sheet, first - 1).is_some() {
        first -= 1;
    }
    let gap = |i: usize| i > from && sheet.row_number(i) > sheet.row_number(i - 1) + 1;
    (first..end).find(|i| gap(*i) || *i == from).unwrap_or(end)
}
