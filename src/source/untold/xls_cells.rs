//! The cells of a sheet of Excel 97 to 2003, counted by the form of their records: what stands where a cell should and
//! is none was one before it was damaged.

use super::u16_at;

// Types of records that make the table of cells, as [MS-XLS] 2.3 numbers them.
const SIZE: u16 = 0x0200;
const ROW: u16 = 0x0208;
const BLOCK_END: u16 = 0x00d7;
const BLANK: u16 = 0x0201;
const BLANKS: u16 = 0x00be;
const NUMBER: u16 = 0x0203;
const SHORT_NUMBER: u16 = 0x027e;
const SHORT_NUMBERS: u16 = 0x00bd;
const SHARED_TEXT: u16 = 0x00fd;
const TEXT: u16 = 0x0204;
const RICH_TEXT: u16 = 0x00d6;
const BOOL_OR_ERROR: u16 = 0x0205;
const FORMULA: u16 = 0x0006;
/// They belong to the formula before them.
const FORMULA_PARTS: [u16; 3] = [0x04bc, 0x0221, 0x0236];
const FORMULA_TEXT: u16 = 0x0207;
const CONTINUES: u16 = 0x003c;
/// A link, which some programs write behind the cell that it is for; an index of rows that is not needed.
const AMONG_CELLS: [u16; 2] = [0x01b8, 0x01c2];
/// What follows a table of cells: a window, a drawing, an object, a note.
const BEHIND_CELLS: [u16; 5] = [0x023e, 0x00ec, 0x005d, 0x001c, 0x0866];

/// What else a sheet may have between its size and its cells and behind them, as ranges: settings of the page and the window, notes, drawings,
/// filters, scenarios, pivot tables, joined cells, links, conditions, and all that came with later versions.
const OF_A_SHEET: [(u16, u16); 19] = [
    (0x0012, 0x0015),
    (0x0019, 0x001d),
    (0x0026, 0x002b),
    (0x0041, 0x0041),
    (0x0050, 0x0055),
    (0x005d, 0x0063),
    (0x007d, 0x0084),
    (0x0090, 0x0090),
    (0x009b, 0x00a1),
    (0x00ae, 0x00c8),
    (0x00dd, 0x00dd),
    (0x00e5, 0x00f9),
    (0x0151, 0x015f),
    (0x01aa, 0x01be),
    (0x01c0, 0x01c2),
    (0x0225, 0x0225),
    (0x023e, 0x023e),
    (0x0802, 0x08ff),
    (0x1001, 0x1001),
];

/// So many cells out of order are damage.
const FEW: usize = 3;

/// A record that is continued is full; the least that any version calls full.
const FULL: usize = 2000;

/// Tokens that stand for a formula or a table that several cells share.
const SHARED_TOKENS: [u8; 2] = [0x01, 0x02];

/// Tokens of a formula behind which more follows than the formula's own length says.
const TOKENS_WITH_MORE: [u8; 6] = [0x20, 0x40, 0x60, 0x26, 0x46, 0x66];

/// Takes the records of a sheet in their order.
pub(super) struct CellTable {
    is_97: bool,
    /// Row and column of each cell that holds something.
    cells: Vec<u32>,
    /// By row: the column behind its last cell as its own record says; and as cells came, blank ones too.
    said: Vec<u16>,
    reached: Vec<u16>,
    /// Whether the size of the sheet was said, which stands before its cells.
    sized: bool,
    /// The record of the table before, by its type and length; 0 before the first. Some programs write settings of the
    /// page between the size and the first row.
    before: (u16, usize),
    /// The type of the first record since the table began that has no place in it.
    stranger: Option<u16>,
    row: usize,
    /// Of the last formula: whether its result is a text, which follows; and whether it is one of several that share
    /// theirs, which may.
    text_follows: bool,
    is_shared: bool,
}

type Broken = String;

impl CellTable {
    pub fn new(is_97: bool) -> Self {
        let (said, reached) = (Vec::new(), Vec::new());
        CellTable {
            is_97,
            cells: Vec::new(),
            said,
            reached,
            sized: false,
            before: (0, 0),
            stranger: None,
            row: 0,
            text_follows: false,
            is_shared: false,
        }
    }

    /// How many cells hold something.
    pub fn count(mut self) -> Result<u64, Broken> {
        if !self.sized {
            return Err("it does not say its size".into());
        }
        if !self.cells.is_sorted() {
            if let Some(astray) = self.astray() {
                return Err(format!("a cell of row {} stands beyond its row, among the cells of others", astray + 1));
            }
            self.cells.sort_unstable();
        }
        match self.cells.windows(2).find(|two| two[0] == two[1]) {
            None => Ok(self.cells.len() as u64),
            Some(two) => Err(format!("a cell of row {} is there twice", (two[0] >> 16) + 1)),
        }
    }

    /// The row of a cell out of order that lies where no row says that it has one. Where many do, the program that
    /// wrote the file keeps no order.
    fn astray(&self) -> Option<u32> {
        let is_beyond = |cell: u32| {
            let said = self.said.get((cell >> 16) as usize).copied().unwrap_or(0);
            u32::from(said) <= (cell & 0xffff)
        };
        let breaks = self.cells.windows(2).filter(|two| two[0] > two[1]);
        let found: Vec<u32> = breaks.filter_map(|two| two.iter().copied().find(|cell| is_beyond(*cell))).collect();
        (!self.said.is_empty() && found.len() <= FEW).then(|| found.first().map(|cell| cell >> 16))?
    }

    /// Takes the next record of the sheet itself.
    pub fn take(&mut self, kind: u16, data: &[u8]) -> Result<(), Broken> {
        if kind == SIZE && !self.sized {
            self.sized = true;
            return Ok(());
        }
        let Some(length) = self.length_of(kind, data) else {
            return match (self.sized, self.before.0 != 0) {
                (false, _) => Ok(()),
                (true, false) => self.must_be_of_a_sheet(kind),
                (true, true) => self.stand_among(kind, data),
            };
        };
        if !self.sized {
            return Err("its cells stand before its size".into());
        }
        if let Some(stranger) = self.stranger {
            return Err(format!("a record of type {stranger:#06x} stands among its cells, where none can be"));
        }
        if !length.contains(&data.len()) || (kind == FORMULA && is_several(data)) {
            return Err(format!("row {}: a record of a cell is not as long as it must be", self.row + 1));
        }
        self.follows(kind, data)?;
        self.put(kind, data);
        self.before = (kind, data.len());
        Ok(())
    }

    /// The lengths that a record of the table may have; none for other records.
    fn length_of(&self, kind: u16, data: &[u8]) -> Option<std::ops::RangeInclusive<usize>> {
        let exactly = |length: usize| Some(length..=length);
        let chars = |at: usize| {
            let (many, wide) = (usize::from(u16_at(data, at).unwrap_or(0)), data.get(at + 2).copied().unwrap_or(0) & 1);
            if self.is_97 { 3 + (many << wide) } else { 2 + many }
        };
        match kind {
            ROW => exactly(16),
            BLANK => exactly(6),
            NUMBER => exactly(14),
            SHORT_NUMBER | SHARED_TEXT => exactly(10),
            BOOL_OR_ERROR => exactly(8),
            SHORT_NUMBERS => exactly(6 + 6 * columns(data)),
            BLANKS => exactly(6 + 2 * columns(data)),
            // An empty text may lack the byte that says how it is written.
            TEXT => Some(if u16_at(data, 6) == Some(0) { 8..=9 } else { 6 + chars(6)..=6 + chars(6) }),
            // Behind the letters: how many times the font changes, and where.
            RICH_TEXT => {
                let runs = 6 + chars(6);
                let (count, each) = if self.is_97 { (2, 4) } else { (1, 2) };
                let many = if self.is_97 { u16_at(data, runs) } else { data.get(runs).map(|many| u16::from(*many)) };
                exactly(runs + count + each * usize::from(many.unwrap_or(0)))
            }
            FORMULA => {
                let length = 22 + usize::from(u16_at(data, 20).unwrap_or(0));
                let tokens = data.get(22..length).unwrap_or_default();
                let more = tokens.iter().any(|token| TOKENS_WITH_MORE.contains(token));
                Some(length..=if more { usize::MAX } else { length })
            }
            // A long one goes on in the next record, an empty one may lack the byte that says how it is written.
            FORMULA_TEXT => Some(if u16_at(data, 0) == Some(0) { 2 } else { chars(0).min(FULL) }..=chars(0)),
            BLOCK_END => Some(4..=68),
            kind if FORMULA_PARTS.contains(&kind) => Some(8..=usize::MAX),
            _ => None,
        }
    }

    /// Refuses a record of the table that cannot follow the one before it.
    fn follows(&self, kind: u16, data: &[u8]) -> Result<(), Broken> {
        let before = self.before.0;
        let fits = match kind {
            FORMULA_TEXT => self.text_follows && (before == FORMULA || FORMULA_PARTS.contains(&before)),
            kind if FORMULA_PARTS.contains(&kind) => before == FORMULA && self.is_shared,
            BLOCK_END => before != BLOCK_END && !self.is_at_a_missing_cell(kind, data),
            ROW => true,
            _ => before != BLOCK_END,
        };
        match fits {
            true => Ok(()),
            false => Err(format!("row {}: a record of type {kind:#06x} has no place there", self.row + 1)),
        }
    }

    /// A record that is none of the table's.
    fn stand_among(&mut self, kind: u16, data: &[u8]) -> Result<(), Broken> {
        if kind == CONTINUES {
            return match self.stranger.is_some() || self.before.1 >= FULL {
                true => Ok(()),
                false => Err(format!("row {}: a record goes on before it is full", self.row + 1)),
            };
        }
        if AMONG_CELLS.contains(&kind) || self.stranger.is_some() {
            return Ok(());
        }
        if self.is_at_a_missing_cell(kind, data) {
            return Err(format!("row {}: a record of type {kind:#06x} stands where a cell should", self.row + 1));
        }
        self.stranger = Some(kind);
        self.must_be_of_a_sheet(kind)
    }

    /// Refuses a type that nobody knows: its record may have swallowed all that stood behind it.
    fn must_be_of_a_sheet(&self, kind: u16) -> Result<(), Broken> {
        match kind == CONTINUES || OF_A_SHEET.iter().any(|(first, last)| (*first..=*last).contains(&kind)) {
            true => Ok(()),
            false => Err(format!("row {}: a record of type {kind:#06x} is none of a sheet", self.row + 1)),
        }
    }

    /// Whether a record that is no cell begins with the address of one that is not there yet.
    fn is_at_a_missing_cell(&self, kind: u16, data: &[u8]) -> bool {
        let Some((row, column)) = u16_at(data, 0).zip(u16_at(data, 2)) else { return false };
        let at = |list: &[u16]| list.get(usize::from(row)).copied().unwrap_or(0);
        let is_next = usize::from(row) == self.row || usize::from(row) == self.row + 1;
        let is_said = at(&self.said) > column && (is_next || kind != BLOCK_END);
        let is_unknown = is_next && kind != BLOCK_END && !BEHIND_CELLS.contains(&kind);
        column < 256 && at(&self.reached) <= column && (is_said || is_unknown)
    }

    fn put(&mut self, kind: u16, data: &[u8]) {
        let [row, first] = [0, 2].map(|at| u16_at(data, at).unwrap_or(0));
        let (many, holds) = match kind {
            ROW => return set(&mut self.said, row, u16_at(data, 4).unwrap_or(0)),
            BLANK => (1, false),
            BLANKS => (columns(data), false),
            SHORT_NUMBERS => (columns(data), true),
            NUMBER | SHORT_NUMBER | SHARED_TEXT | TEXT | RICH_TEXT | BOOL_OR_ERROR | FORMULA => (1, true),
            _ => return,
        };
        if kind == FORMULA {
            self.text_follows = data.get(12..14) == Some(&[0xff, 0xff]) && data.get(6) == Some(&0);
            self.is_shared = data.get(22).is_some_and(|token| SHARED_TOKENS.contains(token));
        }
        self.row = usize::from(row);
        set(&mut self.reached, row, first.saturating_add(many as u16));
        if holds {
            let columns = (0..many as u32).map(|i| u32::from(first) + i);
            self.cells.extend(columns.map(|column| u32::from(row) << 16 | column & 0xffff));
        }
    }
}

/// Whether a record has the form of one of several cells: it names its first column and, at its end, the last of as
/// many as it has room for. No formula ends so.
fn is_several(data: &[u8]) -> bool {
    let room = data.len() - 6;
    [2, 6].iter().any(|each| room.is_multiple_of(*each) && columns(data) == room / each)
}

/// Notes a column for a row; the highest stays.
fn set(list: &mut Vec<u16>, row: u16, column: u16) {
    let row = usize::from(row);
    if list.len() <= row {
        list.resize(row + 1, 0);
    }
    list[row] = list[row].max(column);
}

/// How many columns a record of several cells says that it has.
fn columns(data: &[u8]) -> usize {
    let last = data.len().checked_sub(2).and_then(|at| u16_at(data, at));
    let first = u16_at(data, 2);
    first.zip(last).map_or(0, |(first, last)| (usize::from(last) + 1).saturating_sub(usize::from(first)))
}
