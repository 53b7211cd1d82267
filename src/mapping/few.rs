//! Values of a column without a list, and whether they are taken for names of groups: where nothing says which offices
//! there are, a row that slipped by a column would make an office of somebody's surname.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use foldhash::fast::RandomState;

use super::headers::Found;
use super::reader::{NEEDED, TableReader};
use super::unlisted::{Havers, SHARED};
use crate::canonical::schema::{self, Kind};
use crate::canonical::{ColumnData, Columns, Texts};
use crate::definitions::workspace::{fold, folded};
use crate::finding::{Effect, Finding, Place};

/// A value that stands in a column that is never read, where names are, has to be met here so many times as often to
/// be no name of a person: some people are called like a place.
const RARELY: u64 = 20;

/// What became of the values that few people have: how many, in how many rows.
pub struct Forgotten {
    pub values: usize,
    pub rows: u64,
    /// Whether one of them stands in a column that is never read as well.
    pub named: bool,
}

impl TableReader<'_> {
    /// Reads as "not known" what only a few people have in a column without a list, and says so once a column.
    pub fn forget_values_of_few(&mut self, headers: &BTreeMap<String, Found>, data: &mut Columns) {
        let never_read = OnceCell::new();
        let codes = headers.iter().filter_map(|(name, found)| Some((schema::find(name)?, found)));
        for (spec, found) in codes.filter(|(spec, _)| spec.kind == Kind::Code && !NEEDED.contains(&spec.name)) {
            let Some((kept, forgotten)) = self.without_values_of_few(spec.name, data, headers, &never_read) else {
                continue;
            };
            data.insert(spec.name, ColumnData::Texts(kept));
            if forgotten.rows > 0 {
                self.findings.push(forgotten.told(spec.name, self.column_place(found)));
            }
        }
    }

    /// How many cells that are never read hold each value, by number. Longer texts are remarks; nearly every other is a
    /// name that does not even begin like a value, and is not folded as a whole.
    fn met_elsewhere(&self, values: &HashMap<String, usize>, never_read: &[u64]) -> Vec<u64> {
        let longest = 2 * values.keys().map(String::len).max().unwrap_or_default();
        let begin = |text: &str| {
            let mut letters = folded(text);
            [letters.next(), letters.next()]
        };
        let begins: HashSet<_, RandomState> = values.keys().map(|value| begin(value)).collect();
        let mut met = vec![0; values.len()];
        let texts = self.table.sheet.distinct_texts().zip(never_read);
        let near = |text: &str| text.len() <= longest && begins.contains(&begin(text));
        for (text, cells) in texts.filter(|(text, cells)| **cells > 0 && near(text)) {
            if let Some(value) = values.get(&fold(text)) {
                met[*value] += cells;
            }
        }
        met
    }

    /// A column without the values of few; none where all stay. Spellings of a value count together, and a row that
    /// was cut in the wrong places for nobody.
    fn without_values_of_few(
        &self,
        column: &'static str,
        data: &Columns,
        headers: &BTreeMap<String, Found>,
        never_read: &OnceCell<Vec<u64>>,
    ) -> Option<(Texts, Forgotten)> {
        let list = self.code_list(column);
        if list.has_names() {
            return None;
        }
        let (codes, people) = (data.texts(column), data.texts("reference"));
        let mut spellings = HashMap::new();
        let mut value_of = Vec::with_capacity(codes.words.len());
        for word in codes.words.iter() {
            let next = spellings.len();
            value_of.push(*spellings.entry(fold(word)).or_insert(next));
        }
        let mut havers = vec![Havers::default(); spellings.len()];
        let mut cells = vec![0; spellings.len()];
        let rows = 0..self.table.rows.len();
        for row in rows.clone().filter(|row| !self.is_damaged(*row)) {
            if let Some(id) = codes.id(row) {
                havers[value_of[id as usize]].add(people.get(row));
                cells[value_of[id as usize]] += 1;
            }
        }
        let elsewhere = self.met_elsewhere(&spellings, never_read.get_or_init(|| self.cells_never_read(headers)));
        let is_a_name = |value: usize| RARELY * elsewhere[value] > cells[value];
        let stays =
            |(word, value): (&str, &usize)| list.knows(word) || havers[*value].are_several() && !is_a_name(*value);
        let stays: Vec<bool> = codes.words.iter().zip(&value_of).map(stays).collect();
        if stays.iter().all(|stays| *stays) {
            return None;
        }
        // A word that is forgotten goes no further, not even unused.
        let mut kept = Texts::with_capacity(rows.len());
        let words = codes.words.iter().zip(&stays);
        let numbers: Vec<Option<u32>> = words.map(|(word, stays)| stays.then(|| kept.words.push(word))).collect();
        let (mut values, mut lost, mut named) = (BTreeSet::new(), 0, false);
        for row in rows {
            let id = codes.id(row).map(|id| id as usize);
            kept.push(id.and_then(|id| numbers[id]));
            if let Some(id) = id.filter(|id| !stays[*id] && !self.is_damaged(row)) {
                values.insert(value_of[id]);
                named |= is_a_name(value_of[id]);
                lost += 1;
            }
        }
        Some((kept, Forgotten { values: values.len(), rows: lost, named }))
    }
}

impl Forgotten {
    /// Says so of a column, without repeating them.
    pub fn told(&self, column: &str, place: Place) -> Finding {
        let name = column.replace('_', " ");
        let article = if name.starts_with(['a', 'o']) { "an" } else { "a" };
        let is_place = ["office", "area", "ward"].contains(&column);
        let (values, are, names) = match (self.values, is_place || column == "payment_group") {
            (1, true) => ("value", "is", format!("it is the name of {article} {name}")),
            (1, false) => ("value", "is", format!("it is a word for {name}")),
            (_, true) => ("values", "are", format!("they are names of {name}s")),
            (_, false) => ("values", "are", format!("they are words for {name}")),
        };
        let rows = if self.rows == 1 { "row" } else { "rows" };
        let elsewhere = if self.named { ", or that a column holds that is never read," } else { "" };
        let message = format!(
            "{} {values} that fewer than {SHARED} people have{elsewhere} {are} read as not known ({} {rows}): no list says \
             that {names}",
            self.values, self.rows
        );
        let list = match column {
            "payment_group" => "as [[payment_group]] in the programme's file".to_string(),
            _ if is_place => format!("under [areas] in quarterdeck.toml (`{column}s`)"),
            _ => format!("under [values.{column}] in the layout"),
        };
        let hint = format!("list the names {list}; values on the list always count");
        Finding::new("value_of_few", Effect::Notes, place, message, hint).for_rows(self.rows)
    }
}
