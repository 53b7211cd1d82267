//! Values of a column without a list, and whether they are taken for names of groups: where nothing says which offices
//! there are, a row that slipped by a column would make an office of somebody's surname.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::headers::Found;
use super::reader::{NEEDED, TableReader};
use super::unlisted::{Havers, SHARED};
use crate::canonical::schema::{self, Kind};
use crate::canonical::{ColumnData, Columns, Texts};
use crate::definitions::workspace::fold;
use crate::finding::{Effect, Finding};

/// What became of the values that few people have: how many, in how many rows.
struct Forgotten {
    values: usize,
    rows: u64,
}

impl TableReader<'_> {
    /// Reads as "not known" what only a few people have in a column without a list, and says so once a column.
    pub fn forget_values_of_few(&mut self, headers: &BTreeMap<String, Found>, data: &mut Columns) {
        let codes = headers.iter().filter_map(|(name, found)| Some((schema::find(name)?, found)));
        for (spec, found) in codes.filter(|(spec, _)| spec.kind == Kind::Code && !NEEDED.contains(&spec.name)) {
            let Some((kept, forgotten)) = self.without_values_of_few(spec.name, data) else { continue };
            data.insert(spec.name, ColumnData::Texts(kept));
            if forgotten.rows > 0 {
                self.findings.push(self.told(spec.name, found, &forgotten));
            }
        }
    }

    /// A column without the values of few; none where all stay. Spellings of a value count together, and a row that
    /// was cut in the wrong places for nobody.
    fn without_values_of_few(&self, column: &'static str, data: &Columns) -> Option<(Texts, Forgotten)> {
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
        let rows = 0..self.table.rows.len();
        for row in rows.clone().filter(|row| !self.is_damaged(*row)) {
            if let Some(id) = codes.id(row) {
                havers[value_of[id as usize]].add(people.get(row));
            }
        }
        let stays = |(word, value): (&str, &usize)| havers[*value].are_several() || list.knows(word);
        let stays: Vec<bool> = codes.words.iter().zip(&value_of).map(stays).collect();
        if stays.iter().all(|stays| *stays) {
            return None;
        }
        // A word that is forgotten goes no further, not even unused.
        let mut kept = Texts::with_capacity(rows.len());
        let words = codes.words.iter().zip(&stays);
        let numbers: Vec<Option<u32>> = words.map(|(word, stays)| stays.then(|| kept.words.push(word))).collect();
        let (mut values, mut lost) = (BTreeSet::new(), 0);
        for row in rows {
            let id = codes.id(row).map(|id| id as usize);
            kept.push(id.and_then(|id| numbers[id]));
            if let Some(id) = id.filter(|id| !stays[*id] && !self.is_damaged(row)) {
                values.insert(value_of[id]);
                lost += 1;
            }
        }
        Some((kept, Forgotten { values: values.len(), rows: lost }))
    }

    fn told(&self, column: &str, found: &Found, forgotten: &Forgotten) -> Finding {
        let name = column.replace('_', " ");
        let article = if name.starts_with(['a', 'o']) { "an" } else { "a" };
        let (values, are, names) = match forgotten.values {
            1 => ("value", "is", format!("it is the name of {article} {name}")),
            _ => ("values", "are", format!("they are names of {name}s")),
        };
        let rows = if forgotten.rows == 1 { "row" } else { "rows" };
        let message = format!(
            "{} {values} that fewer than {SHARED} people have {are} read as not known ({} {rows}): no list says that \
             {names}",
            forgotten.values, forgotten.rows
        );
        let place = match column {
            "payment_group" => "as [[payment_group]] in the programme's file".to_string(),
            _ => format!("under [areas] in quarterdeck.toml (`{column}s`)"),
        };
        let hint = format!("list the names {place}; values on the list always count");
        let place = self.column_place(found);
        Finding::new("value_of_few", Effect::Notes, place, message, hint).for_rows(forgotten.rows)
    }
}
