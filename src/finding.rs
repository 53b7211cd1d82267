//! Trouble in the data is data: a finding says which rule, what it did, where, and what to do.
//! It holds a place, never a personal value.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{LazyLock, Mutex};

use serde::{Deserialize, Deserializer, Serialize};

/// What a finding does to the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// No paper is made until it is mended or accepted by name.
    Stops,
    /// The row counts in nothing until it is corrected.
    SetsAside,
    /// The row is left out by a rule that is no fault: a totals row, an identical duplicate.
    LeavesOut,
    /// Only to be known.
    Notes,
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Effect::Stops => "stops",
            Effect::SetsAside => "set aside",
            Effect::LeavesOut => "left out",
            Effect::Notes => "noted",
        })
    }
}

/// Where in what was received: the file, and as far as known the sheet, the row as Excel numbers
/// it, and the column's letter with its header.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    pub file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The cell's address, where row and column are known: `F3`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
}

impl Place {
    /// A whole file.
    pub fn file(file: impl Into<String>) -> Self {
        Place { file: file.into(), ..Place::default() }
    }

    /// The same place, on a sheet.
    pub fn sheet(mut self, sheet: impl Into<String>) -> Self {
        self.sheet = Some(sheet.into());
        self
    }

    /// The same place, in a row.
    pub fn row(mut self, row: u32) -> Self {
        self.row = Some(row);
        self.with_cell()
    }

    /// The same place, in a column: `F "Job Start Date"`; `F` where its header is not known.
    pub fn column(mut self, index: u32, header: &str) -> Self {
        let header =
            if header.is_empty() { String::new() } else { format!(" \"{}\"", crate::fault::printable(header)) };
        self.column = Some(column_letter(index) + &header);
        self.with_cell()
    }

    /// The column's index, from 0.
    pub fn column_index(&self) -> Option<u32> {
        let letters = self.column.as_deref()?.split(' ').next()?;
        let digit = |c: u8| c.is_ascii_uppercase().then(|| u32::from(c - b'A') + 1);
        letters.bytes().try_fold(0, |index: u32, c| index.checked_mul(26)?.checked_add(digit(c)?))?.checked_sub(1)
    }

    fn with_cell(mut self) -> Self {
        let letters = self.column.as_deref().and_then(|column| column.split(' ').next());
        self.cell = letters.zip(self.row).map(|(letters, row)| format!("{letters}{row}"));
        self
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::fault::printable(&self.file))?;
        if let Some(sheet) = &self.sheet {
            write!(f, ", {}", crate::fault::printable(sheet))?;
        }
        if let Some(row) = self.row {
            write!(f, ", row {row}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", column {column}")?;
        }
        if let Some(cell) = &self.cell {
            write!(f, " ({cell})")?;
        }
        Ok(())
    }
}

/// A column's letter as a spreadsheet shows it: 0 is A, 25 Z, 26 AA.
pub fn column_letter(index: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = index + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(b'A' + (rest % 26) as u8);
        rest /= 26;
    }
    letters.iter().rev().map(|&b| b as char).collect()
}

/// So many of a thing that is called regularly: `1 formula`, `3 formulas`.
pub fn number_of(many: u64, thing: &str) -> String {
    format!("{many} {thing}{}", if many == 1 { "" } else { "s" })
}

/// Rows that have something in common: how many, and the first of them by number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    first: Vec<u32>,
    count: u64,
}

impl Rows {
    /// So many are named; of more, all but one of these.
    const NAMED: usize = 6;

    /// Adds a row, as Excel numbers it.
    pub fn add(&mut self, row: u32) {
        self.count += 1;
        if self.first.len() < Rows::NAMED {
            self.first.push(row);
        }
    }

    pub fn count(&self) -> u64 {
        self.count
    }

    /// The first of them.
    pub fn first(&self) -> u32 {
        self.first.first().copied().unwrap_or_default()
    }
}

impl From<u32> for Rows {
    fn from(row: u32) -> Self {
        Rows::from_iter([row])
    }
}

impl FromIterator<u32> for Rows {
    fn from_iter<I: IntoIterator<Item = u32>>(numbers: I) -> Self {
        let mut rows = Rows::default();
        numbers.into_iter().for_each(|row| rows.add(row));
        rows
    }
}

impl fmt::Display for Rows {
    /// `row 18`, `rows 18, 44`, `rows 18, 44, 107, 120, 121 and 11 more`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.count as usize == self.first.len();
        let named = &self.first[..if all { self.first.len() } else { Rows::NAMED - 1 }];
        let numbers: Vec<String> = named.iter().map(u32::to_string).collect();
        let word = if self.count == 1 { "row" } else { "rows" };
        write!(f, "{word} {}", numbers.join(", "))?;
        if !all {
            write!(f, " and {} more", self.count as usize - named.len())?;
        }
        Ok(())
    }
}

/// One thing that a rule found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule, readable as a sentence: `job_start_before_attachment`.
    pub code: &'static str,
    pub effect: Effect,
    pub place: Place,
    /// How many rows it stands for: 1, unless it sums up many of one kind.
    pub rows: u64,
    /// Of how many that were compared, where it is their share that tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compared: Option<u64>,
    /// What was found and what was expected; personal values masked.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl Finding {
    pub fn new(
        code: &'static str,
        effect: Effect,
        place: Place,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Finding { code, effect, place, rows: 1, compared: None, message: message.into(), hint: hint.into() }
    }

    /// The same finding, standing for that many rows.
    pub fn for_rows(mut self, rows: u64) -> Self {
        self.rows = rows;
        self
    }

    /// The same finding, standing for that many rows of those that were compared.
    pub fn of_compared(mut self, rows: u64, compared: u64) -> Self {
        (self.rows, self.compared) = (rows, Some(compared));
        self
    }
}

/// A rule's code as it is compared and counted, from the same text of another process of this program. Each text is
/// kept once for the life of the process.
pub fn code_of(text: &str) -> &'static str {
    static CODES: LazyLock<Mutex<BTreeSet<&'static str>>> = LazyLock::new(Mutex::default);
    let mut codes = CODES.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(code) = codes.get(text) {
        return code;
    }
    let code: &'static str = Box::leak(text.to_string().into_boxed_str());
    codes.insert(code);
    code
}

/// A finding as it comes from another process of this program.
#[derive(Deserialize)]
struct SentFinding {
    code: String,
    effect: Effect,
    place: Place,
    rows: u64,
    #[serde(default)]
    compared: Option<u64>,
    message: String,
    hint: String,
}

impl<'de> Deserialize<'de> for Finding {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let SentFinding { code, effect, place, rows, compared, message, hint } =
            SentFinding::deserialize(deserializer)?;
        Ok(Finding { code: code_of(&code), effect, place, rows, compared, message, hint })
    }
}

/// How many rows findings stand for: a row with two bad dates is one row.
pub fn rows_of<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> u64 {
    let mut seen = BTreeSet::new();
    findings
        .into_iter()
        .filter(|finding| {
            let place = &finding.place;
            place.row.is_none() || seen.insert((&place.file, &place.sheet, place.row))
        })
        .map(|finding| finding.rows)
        .sum()
}

/// A personal reference shown so that its owner can find it and nobody else can use it: `HPJ…17`.
pub fn mask(reference: &str) -> String {
    let chars: Vec<char> = reference.chars().collect();
    if chars.len() < 6 {
        return "…".into();
    }
    let head: String = chars.iter().take_while(|c| c.is_alphabetic()).take(3).collect();
    let tail: String = chars[chars.len() - 2..].iter().collect();
    // A name that strayed into the column would be all but spelt out.
    if !tail.bytes().all(|b| b.is_ascii_digit()) {
        return "…".into();
    }
    crate::fault::printable(&format!("{head}…{tail}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn column_letters_are_those_of_a_spreadsheet() {
        for (index, letter) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            assert_eq!(column_letter(index), letter);
            assert_eq!(Place::file("a.csv").column(index, "Start date").column_index(), Some(index));
        }
    }

    #[test]
    fn a_place_reads_from_file_to_cell() {
        let place = Place::file("a.xlsx").sheet("People").row(7).column(5, "Job Start");
        assert_eq!(place.to_string(), "a.xlsx, People, row 7, column F \"Job Start\" (F7)");
        let whole_column = Place::file("a.xlsx").column(5, "Job Start");
        assert_eq!((whole_column.to_string().as_str(), &whole_column.cell), ("a.xlsx, column F \"Job Start\"", &None));
        assert_eq!(whole_column.row(7).cell.as_deref(), Some("F7"), "in whichever order it is told");
    }

    #[test]
    fn rows_are_named_up_to_six_and_then_counted() {
        let told = |numbers: std::ops::Range<u32>| numbers.collect::<Rows>().to_string();
        assert_eq!(told(4..5), "row 4");
        assert_eq!(told(1..7), "rows 1, 2, 3, 4, 5, 6");
        assert_eq!(told(1..8), "rows 1, 2, 3, 4, 5 and 2 more");
    }

    #[test]
    fn a_mask_shows_neither_a_whole_reference_nor_a_short_one() {
        assert_eq!(mask("HPJ001217"), "HPJ…17");
        assert_eq!(mask("12345"), "…");
        assert_eq!(mask("00123456"), "…56");
        assert_eq!(mask("OLDHAM"), "…", "a name in the wrong column");
    }

    #[test]
    fn a_row_with_two_findings_of_a_kind_is_one_row_and_sums_keep_theirs() {
        let at = |row| Finding::new("date_not_possible", Effect::SetsAside, Place::file("a.csv").row(row), "", "");
        let sum = Finding::new("not_at_prime", Effect::Notes, Place::file("a.csv"), "", "").for_rows(40);
        assert_eq!(rows_of(&[at(2), at(2), at(3), sum.clone(), sum]), 82);
    }
}
