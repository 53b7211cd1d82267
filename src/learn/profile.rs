//! What a column holds, read by the readers that later read it: dates, references, marks, codes. Counts
//! and shapes only; a value leaves this file as a code of a list, never as somebody's name.

use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::canonical::Day;
use crate::definitions::DateOrder;
use crate::mapping::values;
use crate::source::sheet::SheetTable;
use crate::source::{Sheet, Value};

use super::cells;

/// Rows that are looked at; of a longer table, rows spread evenly over it.
const SAMPLED: usize = 20_000;
/// A column with more different values is no list of codes.
const MOST_CODES: usize = 300;

/// One column's contents.
#[derive(Debug, Default)]
pub struct Profile {
    pub column: u32,
    pub header: String,
    /// Cells that are neither empty nor a mark for a missing value.
    pub filled: usize,
    pub dates: Dates,
    /// Cells that read as yes or no.
    pub marks: usize,
    pub references: References,
    pub personal: PersonalShapes,
    /// Numbers, as cells or as text.
    pub numbers: usize,
    /// By value, how many cells hold it; empty where there are too many for a list of codes.
    pub codes: BTreeMap<String, usize>,
    /// Different values, as far as they were counted.
    pub distinct: usize,
    /// The same number for columns that hold the same texts in the same rows.
    pub contents: u64,
}

/// Cells that read as dates.
#[derive(Debug, Default)]
pub struct Dates {
    /// Read with the day first, one a sampled row.
    pub dmy: Vec<Option<Day>>,
    /// Read with the month first.
    pub mdy: Vec<Option<Day>>,
    /// Texts that are a date only with the day first, and only with the month first.
    pub only_dmy: usize,
    pub only_mdy: usize,
    /// Written as dates, and not read: years of two digits.
    pub two_digit: usize,
    /// Written as dates, and not read: days that do not exist or lie before every programme.
    pub not_possible: usize,
    /// Bare numbers that could be a spreadsheet's day.
    pub serials: usize,
}

impl Dates {
    /// The days in the order in which more of them read.
    pub fn days(&self) -> &[Option<Day>] {
        let count = |days: &[Option<Day>]| days.iter().flatten().count();
        if count(&self.mdy) > count(&self.dmy) { &self.mdy } else { &self.dmy }
    }

    pub fn read(&self) -> usize {
        self.days().iter().flatten().count()
    }

    /// Written as dates, and not read.
    pub fn unread(&self) -> usize {
        self.two_digit + self.not_possible
    }
}

/// Cells that could be references.
#[derive(Debug, Default)]
pub struct References {
    pub like: usize,
    pub distinct: usize,
    /// `HPJ######`, and the share of the filled cells that have that form.
    pub pattern: Option<(String, f64)>,
    /// Each number is the one above it and one more.
    pub run_on: bool,
}

/// Cells that by their form alone are about a person.
#[derive(Debug, Default)]
pub struct PersonalShapes {
    pub ni_numbers: usize,
    pub postcodes: usize,
    pub phones: usize,
    pub emails: usize,
    /// Words without figures.
    pub words: usize,
}

impl Profile {
    /// A part of the filled cells, 0 to 1.
    pub fn share(&self, part: usize) -> f64 {
        if self.filled == 0 { 0.0 } else { part as f64 / self.filled as f64 }
    }

    /// Different values among the filled cells, 0 to 1.
    pub fn variety(&self) -> f64 {
        self.share(self.distinct)
    }
}

/// The rows of a table that are looked at.
pub fn sampled(table: &SheetTable<'_>) -> Vec<usize> {
    let step = table.rows.len().div_ceil(SAMPLED).max(1);
    let sound = |row: &&usize| table.row_fault(**row).is_none();
    table.rows.iter().filter(sound).step_by(step).copied().collect()
}

/// Looks at one column.
pub fn profile(sheet: &Sheet, rows: &[usize], column: u32, header: &str) -> Profile {
    let mut profile = Profile { column, header: header.to_string(), ..Profile::default() };
    let mut seen: HashSet<String> = HashSet::new();
    let mut refs: HashSet<String> = HashSet::new();
    let mut forms: BTreeMap<String, Form> = BTreeMap::new();
    let mut contents = DefaultHasher::new();
    let (mut last, mut steps): (Option<u64>, usize) = (None, 0);
    for &row in rows {
        let value = sheet.value(row, column);
        profile.dates.add(value);
        let Some(text) = cells::text(value) else { continue };
        profile.filled += 1;
        (row, &text).hash(&mut contents);
        profile.marks += usize::from(cells::is_mark(value));
        profile.numbers += usize::from(is_number(value));
        profile.personal.add(&text);
        if let Some(reference) = cells::reference(value)
            && is_reference_like(&text, &reference)
        {
            profile.references.like += 1;
            forms.entry(form_of(&reference)).or_default().add(&reference);
            refs.insert(reference);
        }
        let number = text.parse::<u64>().ok();
        steps += usize::from(number.is_some_and(|number| last.is_some_and(|last| last + 1 == number)));
        last = number;
        if profile.distinct < MOST_CODES {
            *profile.codes.entry(text.clone()).or_insert(0) += 1;
        }
        seen.insert(text);
        profile.distinct = seen.len();
    }
    if profile.distinct >= MOST_CODES {
        profile.codes.clear();
    }
    profile.contents = contents.finish();
    profile.references.distinct = refs.len();
    profile.references.run_on = profile.filled >= 5 && steps * 100 >= (profile.filled - 1) * 95;
    profile.references.pattern = pattern(&forms, profile.filled);
    profile
}

impl Dates {
    fn add(&mut self, value: Value<'_>) {
        let (dmy, mdy) = (cells::day(value, DateOrder::Dmy), cells::day(value, DateOrder::Mdy));
        let (first, second) = (dmy.ok().flatten(), mdy.ok().flatten());
        self.only_dmy += usize::from(first.is_some() && second.is_none());
        self.only_mdy += usize::from(first.is_none() && second.is_some());
        self.serials += usize::from(matches!(value, Value::Number(_)) && first.is_some());
        if first.is_none() && second.is_none() {
            let codes = [dmy.err(), mdy.err()];
            self.two_digit += usize::from(codes.contains(&Some("date_two_digit_year")));
            self.not_possible += usize::from(codes == [Some("date_not_possible"); 2]);
        }
        self.dmy.push(first);
        self.mdy.push(second);
    }
}

fn is_number(value: Value<'_>) -> bool {
    match value {
        Value::Number(_) => true,
        Value::Text(text) => {
            let bare: String = text.chars().filter(|c| !matches!(c, '£' | ',' | '%' | ' ')).collect();
            bare.parse::<f64>().is_ok()
        }
        _ => false,
    }
}

/// A code with figures in it, not a sentence, a sum or a date.
fn is_reference_like(text: &str, reference: &str) -> bool {
    let length = reference.chars().count();
    (1..=20).contains(&length)
        && reference.bytes().any(|b| b.is_ascii_digit())
        && reference.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && text.split(' ').count() <= 4
        && text.split(|c: char| !c.is_alphabetic()).filter(|word| is_name(word)).count() < 2
        && !text.contains(['£', '%', ','])
        && !cells::is_date(text)
}

/// A word as names are written.
fn is_name(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.as_str().chars().any(char::is_lowercase)
}

/// The references of one form: which letters stand where.
#[derive(Default)]
struct Form {
    count: usize,
    /// At each place the letter that all have, `@` where they differ.
    letters: Vec<char>,
}

impl Form {
    fn add(&mut self, reference: &str) {
        if self.count == 0 {
            self.letters = reference.chars().collect();
        }
        for (kept, c) in self.letters.iter_mut().zip(reference.chars()) {
            if *kept != c {
                *kept = '@';
            }
        }
        self.count += 1;
    }
}

/// Digits as `#`, letters as `@`.
fn form_of(reference: &str) -> String {
    reference
        .chars()
        .map(|c| {
            if c.is_ascii_digit() {
                '#'
            } else if c.is_ascii_alphabetic() {
                '@'
            } else {
                c
            }
        })
        .collect()
}

/// The commonest form, its letters written out where all share them. A reference is never spelt: figures
/// stay `#`.
fn pattern(forms: &BTreeMap<String, Form>, filled: usize) -> Option<(String, f64)> {
    let (form, most) = forms.iter().max_by_key(|(_, form)| form.count)?;
    let share = most.count as f64 / filled.max(1) as f64;
    let written = |(place, c): (char, &char)| if place == '#' { '#' } else { *c };
    // The letters of a single person's reference are no pattern.
    (most.count >= 3 && share >= 0.9).then(|| (form.chars().zip(&most.letters).map(written).collect(), share))
}

impl PersonalShapes {
    fn add(&mut self, text: &str) {
        let bare = values::normalise_reference(text);
        self.ni_numbers += usize::from(is_ni_number(&bare));
        self.postcodes += usize::from(is_postcode(text));
        self.phones += usize::from(is_phone(text));
        self.emails += usize::from(text.contains('@') && text.contains('.') && !text.contains(' '));
        self.words += usize::from(
            text.chars().any(char::is_alphabetic) && !text.bytes().any(|b| b.is_ascii_digit() || b == b'@'),
        );
    }
}

/// Two letters, six figures, and a letter from A to D.
pub fn is_ni_number(bare: &str) -> bool {
    values::fits_pattern(bare, "@@######@") && bare.ends_with(['A', 'B', 'C', 'D'])
}

fn is_postcode(text: &str) -> bool {
    let upper = text.to_uppercase();
    let Some((out, inward)) = upper.trim().split_once(' ') else { return false };
    let outs = ["@#", "@##", "@@#", "@@##", "@#@", "@@#@"];
    values::fits_pattern(inward, "#@@") && outs.iter().any(|form| values::fits_pattern(out, form))
}

fn is_phone(text: &str) -> bool {
    let bare: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')')).collect();
    let national = bare.strip_prefix("+44").or_else(|| bare.strip_prefix('0')).unwrap_or("");
    (9..=10).contains(&national.len()) && national.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SheetBuilder;

    fn of(texts: &[&str]) -> Profile {
        let mut builder = SheetBuilder::new("People", true, &crate::definitions::Limits::default());
        for (i, text) in texts.iter().enumerate() {
            builder.put(i as u32 + 1, 0, Value::Text(text)).unwrap();
        }
        let sheet = builder.finish().unwrap();
        let rows: Vec<usize> = (0..sheet.row_count()).collect();
        profile(&sheet, &rows, 0, "x")
    }

    #[test]
    fn a_pattern_keeps_the_letters_that_all_references_share_and_no_figure() {
        let pattern = |texts: &[&str]| of(texts).references.pattern.map(|(pattern, _)| pattern);
        assert_eq!(pattern(&["HPJ000001", "hpj 000001", "HPJ-000003"]).as_deref(), Some("HPJ######"));
        assert_eq!(pattern(&["HA00", "HB00", "HC00"]).as_deref(), Some("H@##"));
        assert_eq!(pattern(&["1", "22", "333"]), None);
        assert_eq!(pattern(&["HPJ000001"]), None, "one reference would be spelt");
    }

    #[test]
    fn text_dates_prove_their_order() {
        let dates = of(&["13/02/2015", "01/02/2015", "2015-02-28", "31/12/15"]).dates;
        assert_eq!((dates.only_dmy, dates.only_mdy, dates.read(), dates.two_digit), (1, 0, 3, 1));
    }

    #[test]
    fn what_belongs_to_a_person_is_known_by_its_form() {
        let shapes = of(&["QQ 12 34 56 C", "WA7 2GW", "01632 960 123", "a@b.example", "Oldham"]).personal;
        let found = (shapes.ni_numbers, shapes.postcodes, shapes.phones, shapes.emails, shapes.words);
        assert_eq!(found, (1, 1, 1, 1, 1));
    }
}
