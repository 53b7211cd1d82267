//! Reads the mapped columns of one table, and keeps what became of its rows.

use std::collections::HashMap;

use super::codes::CodeList;
use super::headers::Found;
use super::records::{Fate, Fates};
use super::values::{self, Reading, Trouble};
use super::{MappingContext, ROW_FAULTS};
use crate::canonical::frame::Day;
use crate::canonical::schema::{ColumnSpec, Kind};
use crate::canonical::{ColumnData, Texts};
use crate::finding::{Effect, Finding, Place};
use crate::source::Value;
use crate::source::sheet::SheetTable;

/// A text of the sheet whose reading has not been asked for yet.
const UNREAD: u32 = u32::MAX;
/// A text that stands for no value.
const MISSING: u32 = u32::MAX - 1;
/// A text that cannot be read, or that has to be told: it is read again for each row.
const TROUBLE: u32 = u32::MAX - 2;

/// Reads columns of one table, keeping what became of its rows.
pub(super) struct TableReader<'a> {
    pub table: &'a SheetTable<'a>,
    pub context: &'a MappingContext<'a>,
    pub place: Place,
    pub fates: Fates,
    pub findings: Vec<Finding>,
}

impl TableReader<'_> {
    /// Rows that the reader of text could not cut cleanly hold their values in the wrong columns.
    pub fn row_faults(&mut self) {
        for (i, &row) in self.table.rows.iter().enumerate() {
            if let Some(code) = self.table.sheet.row_fault(row) {
                self.fates.set(i, Fate::SetAside(code));
                let place = self.place.clone().row(self.table.sheet.row_number(row));
                let message = "the line has more or fewer cells than the header, or is damaged";
                let hint = "ask the sender to export the file again; the row counts in nothing until then";
                self.findings.push(Finding::new(code, Effect::SetsAside, place, message, hint));
            }
        }
    }

    /// Reads a column that the sender has.
    pub fn column(&mut self, spec: &'static ColumnSpec, found: &Found) -> ColumnData {
        match spec.kind {
            Kind::Reference => ColumnData::Texts(self.references(found)),
            Kind::Date => ColumnData::Days(self.days(found).into_iter().collect()),
            Kind::YesNo => ColumnData::Marks(self.read(found, values::yes_no).into_iter().collect()),
            Kind::Code => ColumnData::Texts(self.codes(spec.name, found)),
            Kind::Period | Kind::Count | Kind::Percent => unreachable!("tables of counts are read by `counts`"),
        }
    }

    /// Reads each cell of a column; trouble sets the row aside.
    fn read<T>(&mut self, found: &Found, read: impl Fn(Value<'_>) -> Reading<T>) -> Vec<Option<T>> {
        let table = self.table;
        let rows = table.rows.iter().enumerate();
        rows.map(|(i, &row)| {
            read(table.sheet.value(row, found.column)).unwrap_or_else(|trouble| {
                self.set_aside(i, found, &trouble);
                None
            })
        })
        .collect()
    }

    fn days(&mut self, found: &Found) -> Vec<Option<Day>> {
        let order = self.context.layout.date_order;
        self.read(found, |value| values::date(value, order))
    }

    /// References: a missing one sets its row aside; spellings that had to be normalised are counted.
    /// Each distinct text is read once.
    fn references(&mut self, found: &Found) -> Texts {
        let pattern = self.context.layout.reference_pattern.as_deref();
        let sheet = self.table.sheet;
        let mut references = Texts::with_capacity(self.table.rows.len());
        let mut seen = vec![(UNREAD, false); sheet.distinct_texts().len()];
        let mut respelt: u64 = 0;
        for (i, &row) in self.table.rows.iter().enumerate() {
            let text_id = sheet.text_id(row, found.column).map(|id| id as usize);
            let known = text_id.map_or((UNREAD, false), |id| seen[id]);
            let (id, differs) = if known.0 < TROUBLE || known.0 == MISSING {
                known
            } else {
                let value = sheet.value(row, found.column);
                let read = match values::reference(value, pattern) {
                    Ok(Some(reference)) => {
                        let differs = matches!(value, Value::Text(text) if text != reference);
                        (references.words.push(&reference), differs)
                    }
                    Ok(None) => (MISSING, false),
                    Err(trouble) => {
                        self.set_aside(i, found, &trouble);
                        (TROUBLE, false)
                    }
                };
                if let Some(id) = text_id {
                    seen[id] = read;
                }
                read
            };
            respelt += u64::from(differs);
            references.push((id < TROUBLE).then_some(id));
            if id == MISSING && self.fates.is_used(i) {
                let expected = "a reference: a row without one cannot be matched or counted once";
                let trouble = Trouble { code: "reference_missing", expected: expected.into(), shown: "nothing".into() };
                self.set_aside(i, found, &trouble);
            }
        }
        if respelt > 0 {
            let message =
                format!("references written with other case, spaces or hyphens, and read as the same: {respelt}");
            let place = self.place.clone().column(found.column, &found.header);
            self.findings.push(
                Finding::new("reference_respelt", Effect::Notes, place, message, "nothing to do").for_rows(respelt),
            );
        }
        references
    }

    /// Codes: each distinct text is looked up once. A value that is not on the list is noted and becomes
    /// "not known"; an unknown prime sets its row aside.
    fn codes(&mut self, column: &'static str, found: &Found) -> Texts {
        let list = CodeList::new(column, self.context.layout, self.context.workspace, self.context.programmes);
        let sheet = self.table.sheet;
        let mut codes = Texts::with_capacity(self.table.rows.len());
        let mut seen = vec![UNREAD; sheet.distinct_texts().len()];
        let mut numbers: HashMap<String, u32> = HashMap::new();
        for (i, &row) in self.table.rows.iter().enumerate() {
            let text_id = sheet.text_id(row, found.column).map(|id| id as usize);
            let known = text_id.map_or(UNREAD, |id| seen[id]);
            let id = if known < TROUBLE || known == MISSING {
                known
            } else {
                let id = match read_code(sheet.value(row, found.column), &list) {
                    Ok(Some(code)) => *numbers.entry(code).or_insert_with_key(|code| codes.words.push(code)),
                    Ok(None) => MISSING,
                    Err(trouble) => {
                        if trouble.code == "prime_not_known" || trouble.code == "error_cell" {
                            self.set_aside(i, found, &trouble);
                        } else {
                            self.note(i, found, &trouble);
                        }
                        TROUBLE
                    }
                };
                if let Some(text) = text_id {
                    seen[text] = id;
                }
                id
            };
            codes.push((id < TROUBLE).then_some(id));
        }
        codes
    }

    /// Whether the row's values stand in the wrong columns: more about them would mislead, and repeat what
    /// belongs in columns that are never read.
    fn is_damaged(&self, i: usize) -> bool {
        matches!(self.fates.get(i), Fate::SetAside(code) if ROW_FAULTS.contains(&code))
    }

    fn set_aside(&mut self, i: usize, found: &Found, trouble: &Trouble) {
        if self.is_damaged(i) {
            return;
        }
        if self.fates.is_used(i) {
            self.fates.set(i, Fate::SetAside(trouble.code));
        }
        let place = self.place_of(i, found);
        let message = format!("{} is not {}", trouble.in_words(self.context.layout), trouble.expected);
        let hint = "ask the sender to correct the cell; the row counts in nothing until then";
        self.findings.push(Finding::new(trouble.code, Effect::SetsAside, place, message, hint));
    }

    fn note(&mut self, i: usize, found: &Found, trouble: &Trouble) {
        if self.is_damaged(i) {
            return;
        }
        let place = self.place_of(i, found);
        let message = format!(
            "{} is not {}; the other list's value counts instead, or \"not known\"",
            trouble.in_words(self.context.layout),
            trouble.expected
        );
        let hint = "add an alias to quarterdeck.toml or to the layout's values, or ask the sender to correct it";
        self.findings.push(Finding::new(trouble.code, Effect::Notes, place, message, hint));
    }

    fn place_of(&self, i: usize, found: &Found) -> Place {
        let row = self.table.sheet.row_number(self.table.rows[i]);
        self.place.clone().row(row).column(found.column, &found.header)
    }
}

/// A code's reading; an empty word on the list means that there is none.
fn read_code(value: Value<'_>, list: &CodeList) -> Reading<String> {
    let Some(text) = values::code(value)? else { return Ok(None) };
    let code = list.read(&text).map_err(|unknown| {
        let expected = match unknown.nearest {
            Some(near) => format!("a name on the list (nearest: {near})"),
            None => "a name on the list".to_string(),
        };
        Trouble { code: list.finding_code(), expected, shown: text }
    })?;
    Ok((!code.is_empty()).then_some(code))
}
