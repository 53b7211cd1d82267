//! One table of counts, row by row: whose and when, what is missing and why, which rows count.

use std::collections::BTreeMap;

use super::place::{KeyColumn, Placed};
use super::{percent, periods, totals};
use crate::canonical::schema::Record;
use crate::canonical::{Columns, Count};
use crate::definitions::SupplierKind;
use crate::fault::printable;
use crate::finding::{Effect, Finding, Place, column_letter};
use crate::mapping::codes::CodeList;
use crate::mapping::headers::Found;
use crate::mapping::{Fate, Fates, MappedRecords, MappingContext, Origin, Shape};
use crate::source::Value;
use crate::source::blocks::plain;
use crate::source::figure::figure;
use crate::source::sheet::{FOOTNOTE, TOTALS_ROW};
use crate::vocabulary::timespan::read_labels;
use crate::vocabulary::{TimeSpan, WhyMissing};

/// Cells that a message names one by one.
const NAMED: usize = 5;

/// A row of counts as it was read.
#[derive(Debug)]
pub struct Row {
    /// As the spreadsheet numbers it.
    pub number: u32,
    /// The prime's id.
    pub prime: String,
    pub group: Option<(String, String)>,
    pub span: Option<TimeSpan>,
    /// What its keys say as written: rows that say the same are the same row twice.
    pub key: Vec<String>,
    /// By measure column.
    pub counts: Vec<Result<u64, WhyMissing>>,
    pub fate: Fate,
}

/// The rows of a table in the making.
pub struct Rows<'a> {
    pub placed: &'a Placed<'a>,
    pub at: &'a Place,
    pub rows: Vec<Row>,
    pub findings: Vec<Finding>,
}

/// Reads a placed table.
pub fn read(placed: &Placed<'_>, at: &Place, context: &MappingContext<'_>) -> (MappedRecords, Vec<Finding>) {
    let is_total = |row: usize| {
        placed.keys.iter().any(|key| placed.entry.counts.is_total(&plain(placed.sheet.value(row, key.column))))
    };
    let (sums, data): (Vec<usize>, Vec<usize>) = placed.block.rows.iter().partition(|&&row| is_total(row));
    let mut rows = Rows { placed, at, rows: Vec::new(), findings: placed.findings.clone() };
    rows.read(&data, context);
    rows.set_aside_twice();
    periods::use_one_length(&mut rows);
    totals::compare(&mut rows, &sums);
    percent::compare(&mut rows, &data);
    rows.tell_missing();
    rows.finish(sums.len() as u64, context)
}

impl Rows<'_> {
    fn read(&mut self, data: &[usize], context: &MappingContext<'_>) {
        let placed = self.placed;
        let lists: Vec<Option<CodeList>> = placed
            .keys
            .iter()
            .map(|key| {
                let is_code = key.name != "period";
                is_code.then(|| CodeList::new(key.name, context.layout, context.workspace, context.programmes))
            })
            .collect();
        let own = context.workspace.supplier(context.supplier);
        let period = placed.keys.iter().find(|key| key.name == "period");
        let labels: Vec<String> = data
            .iter()
            .map(|&row| period.map(|key| plain(placed.sheet.value(row, key.column))).unwrap_or_default())
            .collect();
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        let spans = read_labels(&labels, placed.entry.counts.quarters);
        for (&row, span) in data.iter().zip(spans) {
            let mut read = Row {
                number: placed.sheet.row_number(row),
                prime: if own.kind == SupplierKind::Prime { own.id.clone() } else { String::new() },
                group: None,
                span,
                key: placed.keys.iter().map(|key| plain(placed.sheet.value(row, key.column)).to_lowercase()).collect(),
                counts: placed.measures.iter().map(|own| count(placed.sheet.value(row, own.column))).collect(),
                fate: Fate::Used,
            };
            if let Some(code) = placed.sheet.row_fault(row) {
                let message = "the line has more or fewer cells than the header, or is damaged".to_string();
                self.set_aside(&mut read, code, None, message);
            }
            self.read_keys(&mut read, row, &lists);
            self.rows.push(read);
        }
    }

    /// Whose and when a row's counts are.
    fn read_keys(&mut self, read: &mut Row, row: usize, lists: &[Option<CodeList>]) {
        let placed = self.placed;
        for (key, list) in placed.keys.iter().zip(lists) {
            let value = placed.sheet.value(row, key.column);
            match list {
                Some(list) => self.read_code(read, key, list, value),
                None if read.span.is_none() => {
                    let label = printable(&plain(value));
                    let message = format!("`{label}` is no month, quarter or year that is clear by itself");
                    self.set_aside(read, "period_not_understood", Some(key), message);
                }
                None => {}
            }
        }
        if read.prime.is_empty() && read.fate == Fate::Used {
            let message = "nothing says whose counts these are".to_string();
            self.set_aside(read, "prime_not_known", None, message);
        }
    }

    fn read_code(&mut self, row: &mut Row, key: &KeyColumn, list: &CodeList, value: Value<'_>) {
        let text = plain(value);
        let read = if text.is_empty() { None } else { Some(list.read(&text)) };
        match (key.name, read) {
            ("prime", Some(Ok(prime))) => row.prime = prime,
            ("prime", None) => self.set_aside(row, "prime_not_known", Some(key), "the prime is missing".into()),
            ("prime", Some(Err(unknown))) => {
                let message = format!("`{}` is not {}", printable(&text), expected(unknown.nearest));
                self.set_aside(row, "prime_not_known", Some(key), message);
            }
            (name, Some(Ok(code))) => row.group = Some((name.to_string(), code)),
            (name, None) => row.group = Some((name.to_string(), String::new())),
            (name, Some(Err(unknown))) => {
                row.group = Some((name.to_string(), String::new()));
                let message =
                    format!("`{}` is not {}; it counts as \"not known\"", printable(&text), expected(unknown.nearest));
                let hint =
                    "add an alias to quarterdeck.toml or to the layout's values, or ask the sender to correct it";
                self.findings.push(Finding::new(
                    list.finding_code(),
                    Effect::Notes,
                    self.place(row.number, Some(key)),
                    message,
                    hint,
                ));
            }
        }
    }

    pub fn place(&self, row: u32, key: Option<&KeyColumn>) -> Place {
        let place = self.at.clone().row(row);
        match key {
            Some(key) => place.column(key.column, &key.header),
            None => place,
        }
    }

    fn set_aside(&mut self, row: &mut Row, code: &'static str, key: Option<&KeyColumn>, message: String) {
        if row.fate == Fate::Used {
            row.fate = Fate::SetAside(code);
        }
        let hint = "ask the sender to correct the row; it counts in nothing until then";
        self.findings.push(Finding::new(code, Effect::SetsAside, self.place(row.number, key), message, hint));
    }

    /// The same row twice: left out where it says the same, set aside with the first where it does not.
    fn set_aside_twice(&mut self) {
        let mut first: BTreeMap<Vec<String>, usize> = BTreeMap::new();
        for i in 0..self.rows.len() {
            if self.rows[i].fate != Fate::Used {
                continue;
            }
            let earlier = *first.entry(self.rows[i].key.clone()).or_insert(i);
            if earlier == i {
                continue;
            }
            let (number, before) = (self.rows[i].number, self.rows[earlier].number);
            if self.rows[i].counts == self.rows[earlier].counts {
                self.rows[i].fate = Fate::LeftOut("identical_duplicate");
                let message = format!("repeats row {before}");
                self.findings.push(Finding::new(
                    "identical_duplicate",
                    Effect::LeavesOut,
                    self.place(number, None),
                    message,
                    "nothing to do",
                ));
            } else {
                for (at, other) in [(earlier, number), (i, before)] {
                    if self.rows[at].fate == Fate::Used {
                        self.rows[at].fate = Fate::SetAside("conflicting_duplicate");
                        let message = format!("row {other} is for the same and has other counts");
                        let hint = "ask the sender which row is right; neither counts until then";
                        let place = self.place(self.rows[at].number, None);
                        self.findings.push(Finding::new(
                            "conflicting_duplicate",
                            Effect::SetsAside,
                            place,
                            message,
                            hint,
                        ));
                    }
                }
            }
        }
    }

    /// One finding a reason: how many counts of the rows that are used are missing, and the first cells.
    fn tell_missing(&mut self) {
        let mut cells: BTreeMap<WhyMissing, Vec<(u32, usize)>> = BTreeMap::new();
        for row in self.rows.iter().filter(|row| row.fate == Fate::Used) {
            for (i, why) in row.counts.iter().enumerate().filter_map(|(i, count)| Some((i, count.err()?))) {
                cells.entry(why).or_default().push((row.number, i));
            }
        }
        for (why, cells) in cells {
            let (number, first) = cells[0];
            let own = &self.placed.measures[first];
            let place = self.at.clone().row(number).column(own.column, &own.header);
            let named: Vec<String> = cells
                .iter()
                .take(NAMED)
                .map(|(row, i)| format!("{}{row}", column_letter(self.placed.measures[*i].column)))
                .collect();
            let more = cells.len().saturating_sub(NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let message = format!(
                "counts without a figure, {}: {} (cells {}{more}); they are missing, not 0",
                why.in_words(),
                cells.len(),
                named.join(", ")
            );
            let code = if why == WhyMissing::Error { "error_cell" } else { "values_missing_by_mark" };
            let hint = "no figure is made that would need them; ask the sender if they should be there";
            self.findings.push(Finding::new(code, Effect::Notes, place, message, hint).for_rows(cells.len() as u64));
        }
    }

    fn finish(self, sums: u64, context: &MappingContext<'_>) -> (MappedRecords, Vec<Finding>) {
        let Rows { placed, at, rows, mut findings } = self;
        let mut left_out = BTreeMap::new();
        if sums > 0 {
            left_out.insert(TOTALS_ROW, sums);
        }
        for &row in &placed.block.words {
            *left_out.entry(FOOTNOTE).or_insert(0) += 1;
            let place = at.clone().row(placed.sheet.row_number(row));
            findings.push(Finding::new(FOOTNOTE, Effect::LeavesOut, place, "not a row of data", "nothing to do"));
        }
        let headers = placed
            .keys
            .iter()
            .map(|key| (key.name.to_string(), Found { column: key.column, header: key.header.clone() }));
        let origin = Origin {
            record: Record::Counts,
            supplier: context.supplier.to_string(),
            source_id: context.source_id,
            file: at.file.clone(),
            sheet: placed.sheet.name.clone(),
            headers: headers.collect(),
            header_rows: placed.block.header.iter().map(|&row| placed.sheet.row_number(row)).collect(),
            elsewhere: Vec::new(),
        };
        let mut fates = Fates::new(rows.len());
        let mut counts = Vec::new();
        for (i, row) in rows.iter().enumerate() {
            if row.fate != Fate::Used {
                fates.set(i, row.fate);
            }
            for (own, people) in placed.measures.iter().zip(&row.counts) {
                counts.push(Count {
                    prime: row.prime.clone(),
                    group: row.group.clone(),
                    measure: own.measure,
                    of: placed.entry.counts.of,
                    span: own.span.or(row.span),
                    people: *people,
                    row: i as u32,
                    source_id: context.source_id,
                    source_row: row.number,
                    source_column: own.column,
                });
            }
        }
        let header = placed.block.header.last().copied().unwrap_or_default();
        let table = MappedRecords {
            origin,
            columns: Columns::default(),
            source_rows: rows.iter().map(|row| row.number).collect(),
            fates,
            left_out,
            set_aside: BTreeMap::new(),
            delivered: (placed.block.last_row() - header) as u64,
            shape: Shape::Counts(counts),
        };
        (table, findings)
    }
}

fn expected(nearest: Option<String>) -> String {
    nearest.map_or("a name on the list".into(), |near| format!("a name on the list (nearest: {near})"))
}

/// A cell as a number of people: whole, not below nought.
pub fn count(value: Value<'_>) -> Result<u64, WhyMissing> {
    match figure(value)? {
        number if number >= 0.0 && number.fract() == 0.0 && number < 1e12 => Ok(number as u64),
        _ => Err(WhyMissing::NoFigure),
    }
}
