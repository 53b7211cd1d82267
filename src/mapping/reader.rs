//! Reads the mapped columns of one table, and keeps what became of its rows.

use std::collections::HashMap;

use chrono::Datelike;

use super::codes::{CodeList, UnknownCode};
use super::headers::Found;
use super::marks::HiddenDays;
use super::records::{Fate, Fates};
use super::unlisted::Unlisted;
use super::values::{self, DateColumn, DateReading, DateRules, Reading, Signs, Span, Trouble, WhyMissing};
use super::{MappingContext, ROW_FAULTS, RowFaults};
use crate::canonical::frame::{Day, date_of};
use crate::canonical::schema::{ColumnSpec, Kind, Record};
use crate::canonical::{ColumnData, Texts};
use crate::finding::{Effect, Finding, Place, Rows, column_letter};
use crate::source::sheet::SheetTable;
use crate::source::{Held, Merge, Value};
use crate::vocabulary::personal;

/// Columns of codes without which a row is of no use: without the prime nobody knows whose person it is. Anything else
/// may be "not known".
pub(super) const NEEDED: [&str; 3] = ["prime", "event", "milestone"];

/// A text of the sheet whose reading has not been asked for yet.
pub(super) const UNREAD: u32 = u32::MAX;
/// A text that stands for no value.
pub(super) const MISSING: u32 = u32::MAX - 1;
/// A text that cannot be read, or that has to be told: it is read again for each row.
pub(super) const TROUBLE: u32 = u32::MAX - 2;

/// What is said of a row that stands in a single cell.
const IN_ONE_CELL: &str =
    "the whole row stands in one cell: it is in quotes as a whole, cut by another sign than the others, or cut off";

/// Reads columns of one table, keeping what became of its rows.
pub(super) struct TableReader<'a> {
    pub table: &'a SheetTable<'a>,
    pub context: &'a MappingContext<'a>,
    pub place: Place,
    pub fates: Fates,
    pub findings: Vec<Finding>,
    /// Values on no list, until the whole table says whether they may be told.
    pub unlisted: Unlisted,
    /// By the id of a text of the sheet: why there is no value where it stands. Empty where no text is a mark.
    pub marks: Vec<Option<WhyMissing>>,
    /// The columns of dates that were read, each with its place and how it was read.
    dates: Vec<(Place, DateRules, DateColumn)>,
    /// Marks in columns of dates of events.
    pub days_of_events: Vec<(&'static str, Found, HiddenDays)>,
}

impl<'a> TableReader<'a> {
    pub fn new(table: &'a SheetTable<'a>, context: &'a MappingContext<'a>, place: Place) -> Self {
        let mut marks: Vec<_> = table.sheet.distinct_texts().map(values::why_missing).collect();
        if marks.iter().all(|why| why.is_none_or(|why| why == WhyMissing::NotGiven)) {
            marks.clear();
        }
        let (fates, unlisted) = (Fates::new(table.rows.len()), Unlisted::default());
        let (dates, days_of_events) = (Vec::new(), Vec::new());
        TableReader { table, context, place, fates, findings: Vec::new(), unlisted, marks, dates, days_of_events }
    }

    /// Rows that the reader of the file could not cut cleanly, or that hold more than a cell can.
    pub fn row_faults(&mut self, noted: &RowFaults<'_>) {
        for (i, &row) in self.table.rows.iter().enumerate() {
            if let Some(code) = self.table.row_fault(row) {
                self.fates.set(i, Fate::SetAside(code));
                let number = self.table.sheet.row_number(row);
                let (message, column) = match self.table.in_one_cell.binary_search(&row) {
                    Ok(_) => (IN_ONE_CELL.into(), None),
                    Err(_) => noted.told(&self.table.sheet.name, number, code),
                };
                let hint = "ask the sender to export the file again; the row counts in nothing until then";
                let mut place = self.place.clone().row(number);
                if let Some(header) = self.table.headers.iter().find(|header| Some(header.column) == column) {
                    place = place.column(header.column, &personal::header(&header.text));
                }
                self.findings.push(Finding::new(code, Effect::SetsAside, place, message, hint));
            }
        }
    }

    /// Reads a column that the sender has; `held` is what its cells hold, row by row.
    pub fn column(&mut self, spec: &'static ColumnSpec, record: Record, found: &Found, held: &[Held]) -> ColumnData {
        self.note_marks(spec, record, found, held);
        self.merged(spec, found);
        match spec.kind {
            Kind::Reference => ColumnData::Texts(self.references(found, held)),
            Kind::Date => ColumnData::Days(self.days(found, held, Span::Milestone).into_iter().collect()),
            Kind::BirthDate => ColumnData::Days(self.days(found, held, Span::Birth).into_iter().collect()),
            Kind::YesNo => ColumnData::Marks(self.read(found, values::yes_no).into_iter().collect()),
            Kind::Code => ColumnData::Texts(self.codes(spec.name, found, held)),
            Kind::Number | Kind::Money => self.figures(spec, found),
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

    /// Cells that were joined with others and hold nothing themselves: whoever joined them saw one value for all, and
    /// the file has it for the first alone. Codes are then not known; a day or a mark would be taken for "never".
    fn merged(&mut self, spec: &'static ColumnSpec, found: &Found) {
        if spec.kind == Kind::Reference {
            return;
        }
        let mut noted = Rows::default();
        for (i, merge) in self.joined(found.column) {
            if matches!(spec.kind, Kind::Date | Kind::YesNo) {
                let first = format!("{}{}", column_letter(merge.first_column), merge.first_row);
                self.set_aside(i, found, &Trouble::new("merged_cells", "a value of its own", first));
            } else {
                noted.add(self.table.sheet.row_number(self.table.rows[i]));
            }
        }
        if noted.count() > 0 {
            let message = format!("cells were joined with others and hold no value of their own: {noted}");
            let hint = "ask the sender to take the cells apart and to write the value into each row; it is \"not known\" until then";
            let finding = Finding::new("merged_cells", Effect::Notes, self.column_place(found), message, hint);
            self.findings.push(finding.for_rows(noted.count()));
        }
    }

    /// The rows of a column whose cell is empty because it was joined with others, each with what it was joined in.
    fn joined(&self, column: u32) -> Vec<(usize, Merge)> {
        let (sheet, rows) = (self.table.sheet, &self.table.rows);
        let across = |merge: &&Merge| (merge.first_column..=merge.last_column).contains(&column);
        let mut merges: Vec<Merge> = sheet.merges.iter().filter(across).copied().collect();
        merges.sort_unstable_by_key(|merge| merge.first_row);
        let (mut found, mut at) = (Vec::new(), 0);
        for merge in merges {
            // Each row is looked at once, however the joined cells lie over each other.
            at = at.max(rows.partition_point(|row| sheet.row_number(*row) < merge.first_row));
            while let Some(&row) = rows.get(at).filter(|row| sheet.row_number(**row) <= merge.last_row) {
                let is_first = (sheet.row_number(row), column) == (merge.first_row, merge.first_column);
                if !is_first && sheet.value(row, column).is_blank() {
                    found.push((at, merge));
                }
                at += 1;
            }
        }
        found
    }

    /// Says which columns of dates leave open what comes first, day or month; once all have been read.
    pub fn unproven_orders(&mut self) {
        let layout = &self.context.layout.name;
        let other_proves = self.dates.iter().any(|(.., column)| column.proves_the_order());
        for (place, rules, column) in &self.dates {
            self.findings.extend(column.unproven(place, *rules, layout, other_proves));
        }
    }

    /// Dates, each distinct text read once; what shows only in the whole column is told after it.
    fn days(&mut self, found: &Found, held: &[Held], span: Span) -> Vec<Option<Day>> {
        let (table, rules) = (self.table, DateRules::of(self.context.layout, span, self.context.programmes));
        let mut seen: Vec<Option<(Option<Day>, Signs)>> = Vec::new();
        let mut column = DateColumn::default();
        let mut days = Vec::with_capacity(table.rows.len());
        // Rows that are trouble in the layout's order alone, and those that are year-day-month: the column is asked
        // about, not each of them.
        let (mut other_order, mut turned) = (Vec::new(), Vec::new());
        let plausible = span.days();
        for (i, (&row, &held)) in table.rows.iter().zip(held).enumerate() {
            // Nearly every cell is a real date or empty, and has nothing to show but that.
            let id = match held {
                Held::Nothing => {
                    days.push(None);
                    continue;
                }
                Held::Day(day) if plausible.contains(&day) => {
                    days.push(Some(day));
                    continue;
                }
                Held::Text(id) => Some(id as usize),
                Held::Day(_) | Held::Other => None,
            };
            if id.is_some() && seen.is_empty() {
                seen.resize(table.sheet.distinct_texts().len(), None);
            }
            let known = id.and_then(|id| seen[id]);
            let (day, signs) = known.unwrap_or_else(|| {
                let DateReading { day, signs } = values::date(table.sheet.value(row, found.column), rules);
                let day = day.map_err(|trouble| match signs {
                    Signs { other_order: true, .. } => other_order.push(i),
                    Signs { year_day_month: true, .. } => turned.push((i, trouble)),
                    _ => self.set_aside(i, found, &trouble),
                });
                // What is trouble is told for each row.
                if let (Some(id), Ok(day)) = (id, day) {
                    seen[id] = Some((day, signs));
                }
                (day.unwrap_or_default(), signs)
            });
            // A row cut in the wrong places proves nothing.
            if !self.is_damaged(i) {
                column.add(table.sheet.row_number(row), signs);
            }
            days.push(day);
        }
        if column.has_an_order() {
            for (_, held) in held.iter().enumerate().filter(|(i, _)| !self.is_damaged(*i)) {
                if let Held::Day(day) = *held {
                    column.add_real(date_of(day).day());
                }
            }
        }
        for i in other_order.into_iter().filter(|i| self.fates.is_used(*i)).collect::<Vec<_>>() {
            column.doubt().into_iter().for_each(|code| self.fates.set(i, Fate::SetAside(code)));
        }
        self.turned(turned, column.is_year_day_month(), found);
        let (layout, place) = (self.context.layout, self.column_place(found));
        self.findings.extend(column.findings(&place, rules, &layout.name, layout.dates_as_numbers));
        self.dates.push((place, rules, column));
        days
    }

    /// Rows whose day is none as year-month-day: one by one, unless the whole column is written year, day, month.
    fn turned(&mut self, rows: Vec<(usize, Trouble)>, is_whole_column: bool, found: &Found) {
        for (i, trouble) in rows {
            match is_whole_column {
                false => self.set_aside(i, found, &trouble),
                true if self.fates.is_used(i) => self.fates.set(i, Fate::SetAside("date_order_differs")),
                true => {}
            }
        }
    }

    pub fn code_list(&self, column: &'static str) -> CodeList {
        CodeList::new(column, self.context.layout, self.context.workspace, self.context.programmes)
    }

    /// Codes: each distinct text is looked up once. A value that is not on the list is noted and becomes
    /// "not known"; an unknown prime or event sets its row aside.
    fn codes(&mut self, column: &'static str, found: &Found, held: &[Held]) -> Texts {
        let list = self.code_list(column);
        let sheet = self.table.sheet;
        let mut codes = Texts::with_capacity(self.table.rows.len());
        let mut seen = vec![UNREAD; sheet.distinct_texts().len()];
        let mut numbers: HashMap<String, u32> = HashMap::new();
        for (i, (&row, &held)) in self.table.rows.iter().zip(held).enumerate() {
            let text_id = held.text();
            let known = text_id.map_or(UNREAD, |id| seen[id]);
            let id = if known < TROUBLE || known == MISSING {
                known
            } else {
                let id = match read_code(sheet.value(row, found.column), &list) {
                    Ok(Some(code)) => *numbers.entry(code).or_insert_with_key(|code| codes.words.push(code)),
                    Ok(None) => MISSING,
                    Err(fault) => {
                        self.code_fault(i, (column, found), &list, fault);
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
    pub fn is_damaged(&self, i: usize) -> bool {
        matches!(self.fates.get(i), Fate::SetAside(code) if ROW_FAULTS.contains(&code))
    }

    pub fn set_aside(&mut self, i: usize, found: &Found, trouble: &Trouble) {
        if self.is_damaged(i) {
            return;
        }
        if self.fates.is_used(i) {
            self.fates.set(i, Fate::SetAside(trouble.code));
        }
        let place = self.place_of(i, found);
        let message = trouble.message(self.context.layout);
        let hint = "ask the sender to correct the cell; the row counts in nothing until then";
        self.findings.push(Finding::new(trouble.code, Effect::SetsAside, place, message, hint));
    }

    fn code_fault(&mut self, i: usize, (column, found): (&'static str, &Found), list: &CodeList, fault: CodeFault) {
        if self.is_damaged(i) {
            return;
        }
        let sets_aside = NEEDED.contains(&column);
        let code = match &fault {
            CodeFault::Unlisted(..) => list.finding_code(),
            CodeFault::Cell(trouble) => trouble.code,
        };
        let (effect, hint) = if sets_aside {
            (Effect::SetsAside, "ask the sender to correct the cell; the row counts in nothing until then")
        } else {
            (Effect::Notes, UNLISTED)
        };
        if sets_aside && self.fates.is_used(i) {
            self.fates.set(i, Fate::SetAside(code));
        }
        let message = match fault {
            CodeFault::Cell(trouble) => trouble.message(self.context.layout),
            CodeFault::Unlisted(text, unknown) => {
                let message = unknown.hidden(&text);
                self.unlisted.keep(self.findings.len(), i, column, text, unknown);
                message
            }
        };
        self.findings.push(Finding::new(code, effect, self.place_of(i, found), message, hint));
    }

    pub fn place_of(&self, i: usize, found: &Found) -> Place {
        let row = self.table.sheet.row_number(self.table.rows[i]);
        self.column_place(found).row(row)
    }

    pub fn column_place(&self, found: &Found) -> Place {
        self.place.clone().column(found.column, &found.header)
    }
}

/// What is to be done about a value that no list knows.
const UNLISTED: &str = "the other list's value counts instead, or \"not known\"; add an alias to quarterdeck.toml or to \
                        the layout's values, or ask the sender to correct it";

/// Why a cell gives no code.
enum CodeFault {
    Cell(Trouble),
    /// The value and what the list says of it.
    Unlisted(String, UnknownCode),
}

/// A code's reading; an empty word on the list means that there is none. What the list knows is a code, even where
/// it would be a mark for a missing value elsewhere.
fn read_code(value: Value<'_>, list: &CodeList) -> Result<Option<String>, CodeFault> {
    let text = match value {
        Value::Text(text) if list.knows(text) => text.to_string(),
        _ => match values::code(value).map_err(CodeFault::Cell)? {
            Some(text) => text,
            None => return Ok(None),
        },
    };
    let code = list.read(&text).map_err(|unknown| CodeFault::Unlisted(text, unknown))?;
    Ok((!code.is_empty()).then_some(code))
}
