//! One table of counts, row by row: whose and when, which rows count, and what they become.

use std::collections::BTreeMap;

use super::place::{KeyColumn, Placed};
use super::{cells, labels, percent, periods, totals, twice};
use crate::canonical::schema::Record;
use crate::canonical::{Columns, Count};
use crate::definitions::SupplierKind;
use crate::fault::printable;
use crate::finding::{Effect, Finding, Place, Rows as RowNumbers};
use crate::mapping::codes::{CodeList, UnknownCode};
use crate::mapping::headers::{Found, told};
use crate::mapping::{Fate, Fates, MappedRecords, MappingContext, Origin, Shape};
use crate::source::sheet::{FOOTNOTE, TOTALS_ROW};
use crate::vocabulary::personal::could_be_personal;
use crate::vocabulary::timespan::read_labels;
use crate::vocabulary::totals::{names_a_total, names_no_part, names_the_council};
use crate::vocabulary::{TimeSpan, WhyMissing};

/// Rows that are set aside for these are no part of anybody's sum. Of every other row that is set aside the counts
/// are missing: a sum without them would be a wrong figure.
const NO_PART: [&str; 2] = ["prime_not_known", totals::NAMELESS];

/// The rule by which rows are left out whose name says that they hold no people of their own.
const NOT_A_PART: &str = "row_not_a_part";

/// A row of counts as it was read.
#[derive(Debug)]
pub struct Row {
    /// Its place among the sheet's rows.
    pub stored: usize,
    /// As the spreadsheet numbers it.
    pub number: u32,
    /// By key column: what it is called, as the sender writes it.
    pub labels: Vec<String>,
    /// The prime's id.
    pub prime: String,
    pub group: Option<(String, String)>,
    /// Whether the group is on a list, or an alias stands for it.
    pub listed: bool,
    pub span: Option<TimeSpan>,
    /// By key column: what it says, read where it can be. Rows that say the same are the same row twice.
    pub key: Vec<String>,
    /// By key column: whether it names the sum of other rows.
    pub total: Vec<bool>,
    /// By measure column.
    pub counts: Vec<Result<u64, WhyMissing>>,
    pub fate: Fate,
}

impl Row {
    pub fn is_total(&self) -> bool {
        self.total.contains(&true)
    }

    pub fn is_used(&self) -> bool {
        self.fate == Fate::Used
    }

    /// Whether it is set aside and a sum without it would be a wrong figure.
    pub fn is_missing(&self) -> bool {
        matches!(self.fate, Fate::SetAside(code) if !NO_PART.contains(&code))
    }
}

/// The rows of a table in the making.
pub struct Rows<'a> {
    pub placed: &'a Placed<'a>,
    pub at: &'a Place,
    /// By key column: its list, where it is a column of codes.
    pub lists: Vec<Option<CodeList>>,
    /// Those that are no totals.
    pub rows: Vec<Row>,
    /// Where the totals stand among the sheet's rows.
    pub totals: Vec<usize>,
    /// How many hold no people of their own: targets, other years, rates.
    no_part: u64,
    /// By key column: whether any row has a name there.
    named: Vec<bool>,
    /// The last prime that a row names.
    prime: Option<String>,
    /// By key column: the rows that have none where one is needed.
    unnamed: BTreeMap<usize, RowNumbers>,
    /// By measure column: whether its counts are used.
    pub columns: Vec<bool>,
    pub findings: Vec<Finding>,
}

/// Reads a placed table; how many rows there are up to the next is for the caller to say.
pub fn read(placed: &Placed<'_>, at: &Place, context: &MappingContext<'_>) -> (MappedRecords, Vec<Finding>) {
    let list = |key: &KeyColumn| {
        let is_code = key.name != "period";
        is_code.then(|| CodeList::new(key.name, context.layout, context.workspace, context.programmes))
    };
    let (labels, found) = labels::read(placed, at);
    let mut rows = Rows {
        placed,
        at,
        lists: placed.keys.iter().map(list).collect(),
        rows: Vec::new(),
        totals: Vec::new(),
        no_part: 0,
        named: (0..placed.keys.len()).map(|key| labels.iter().any(|own| !own[key].is_empty())).collect(),
        prime: None,
        unnamed: BTreeMap::new(),
        columns: vec![true; placed.measures.len()],
        findings: placed.findings.iter().cloned().chain(found).collect(),
    };
    let sums = rows.read(labels, context);
    rows.tell_unnamed();
    rows.totals = sums.iter().map(|row| row.stored).collect();
    if rows.rows.is_empty() {
        rows.tell_empty();
    }
    twice::settle(&mut rows);
    periods::use_one_length(&mut rows);
    totals::set_aside_nameless(&mut rows);
    totals::compare(&mut rows, &sums);
    totals::compare_columns(&mut rows);
    percent::compare(&mut rows);
    cells::tell(&mut rows);
    rows.finish(sums.len() as u64, context)
}

impl Rows<'_> {
    /// Reads every row; gives back the totals.
    fn read(&mut self, labels: Vec<Vec<String>>, context: &MappingContext<'_>) -> Vec<Row> {
        let placed = self.placed;
        let period = placed.keys.iter().position(|key| key.name == "period");
        let periods: Vec<&str> = labels.iter().map(|own| period.map_or("", |key| own[key].as_str())).collect();
        let spans = read_labels(&periods, placed.entry.counts.quarters);
        let mut sums = Vec::new();
        for ((&stored, labels), span) in placed.block.rows.iter().zip(&labels).zip(spans) {
            if self.is_no_part(labels, span) {
                self.leave_no_part(stored);
                continue;
            }
            let mut row = self.read_row(stored, labels, span, context);
            if row.is_total() {
                sums.push(row);
                continue;
            }
            if let Some(code) = placed.sheet.row_fault(stored) {
                let message = "the line has more or fewer cells than the header, or is damaged".to_string();
                self.set_aside(&mut row, code, None, message);
            }
            self.read_keys(&mut row);
            self.rows.push(row);
        }
        sums
    }

    /// Whether a row's name says that it holds no people of its own. What the layout or a list names is what they say.
    fn is_no_part(&self, labels: &[String], span: Option<TimeSpan>) -> bool {
        let placed = self.placed;
        placed.keys.iter().zip(&self.lists).zip(labels).any(|((key, list), text)| {
            let is_period = key.name == "period" && span.is_some();
            let listed = list.as_ref().is_some_and(|list| list.lists(text));
            !is_period && !listed && !placed.entry.counts.is_total(text) && names_no_part(text)
        })
    }

    fn leave_no_part(&mut self, stored: usize) {
        self.no_part += 1;
        let place = self.place(self.placed.sheet.row_number(stored), None);
        let message = "a target, a rate, another time or a part of another row by its name: it is not counted";
        let hint = "nothing to do; if it names a part, put it on the council's list or under the layout's values";
        self.findings.push(Finding::new(NOT_A_PART, Effect::LeavesOut, place, message, hint));
    }

    fn read_row(&self, stored: usize, labels: &[String], span: Option<TimeSpan>, context: &MappingContext<'_>) -> Row {
        let placed = self.placed;
        let own = context.workspace.supplier(context.supplier);
        let code = |list: &Option<CodeList>, text: &str| list.as_ref().and_then(|list| list.read(text).ok());
        type Key<'a> = ((&'a KeyColumn, &'a Option<CodeList>), &'a String);
        let key = |((key, list), text): Key<'_>| match (span, code(list, text)) {
            (Some(span), _) if key.name == "period" => span.to_string().to_lowercase(),
            (_, Some(code)) => code.to_lowercase(),
            _ => text.to_lowercase(),
        };
        let council = &context.workspace.council.name;
        let total = |((key, list), text): Key<'_>| {
            let listed = list.as_ref().is_some_and(|list| list.lists(text));
            let place = !matches!(key.name, "period" | "prime") && names_the_council(text, council);
            placed.entry.counts.is_total(text) || (!listed && (names_a_total(text) || place))
        };
        let keys = || placed.keys.iter().zip(&self.lists).zip(labels);
        Row {
            stored,
            number: placed.sheet.row_number(stored),
            labels: labels.to_vec(),
            prime: if own.kind == SupplierKind::Prime { own.id.clone() } else { String::new() },
            group: None,
            listed: true,
            span,
            key: keys().map(key).collect(),
            total: keys().map(total).collect(),
            counts: placed.measures.iter().map(|own| cells::count(placed.sheet.value(stored, own.column))).collect(),
            fate: Fate::Used,
        }
    }

    /// Whose and when a row's counts are.
    fn read_keys(&mut self, read: &mut Row) {
        let placed = self.placed;
        for (at, key) in placed.keys.iter().enumerate() {
            if self.lists[at].is_some() {
                self.read_code(read, at);
            } else if read.labels[at].is_empty() {
                self.leave_unnamed(read, at);
            } else if read.span.is_none() {
                let said = told(&read.labels[at]);
                let message = format!("`{said}` is no month, quarter or year that is clear by itself");
                let hint = "ask the sender to correct it, or name a sum under `totals` in [sheet.counts] of the layout: the \
                            row is of some month, and no figure that may need it is made until then";
                self.set_aside_with(read, "period_not_understood", Some(key), message, hint);
            }
        }
        if read.prime.is_empty() && read.is_used() {
            let message = "nothing says whose counts these are".to_string();
            self.set_aside(read, "prime_not_known", None, message);
        }
    }

    fn read_code(&mut self, row: &mut Row, at: usize) {
        let (key, text) = (&self.placed.keys[at], row.labels[at].clone());
        let Some(list) = &self.lists[at] else { return };
        let code = list.finding_code();
        match (key.name, (!text.is_empty()).then(|| list.read(&text))) {
            ("prime", Some(Ok(prime))) => {
                self.prime = Some(prime.clone());
                row.prime = prime;
            }
            ("prime", Some(Err(unknown))) => {
                self.set_aside(row, "prime_not_known", Some(key), not_listed(&text, &unknown));
            }
            (name, Some(Ok(code))) => {
                row.listed = list.lists(&text);
                row.group = Some((name.to_string(), code));
            }
            // It could be the total, or anybody's: no sum is made without it, nor of the prime that is named above it.
            (name, None) if self.named[at] || name == "prime" => {
                row.prime = self.prime.clone().filter(|_| name == "prime").unwrap_or(std::mem::take(&mut row.prime));
                self.leave_unnamed(row, at);
            }
            (name, None) => row.group = Some((name.to_string(), String::new())),
            (name, Some(Err(unknown))) => {
                row.group = Some((name.to_string(), String::new()));
                let message = not_listed(&text, &unknown);
                let hint = "it counts as \"not known\"; add an alias to quarterdeck.toml or to the layout's values, or \
                            ask the sender to correct it";
                self.note(code, self.place(row.number, Some(key)), message, hint);
            }
        }
    }

    /// Sets a row aside that does not say whose or when its figures are: told once a column.
    fn leave_unnamed(&mut self, row: &mut Row, key: usize) {
        if row.is_used() {
            row.fate = Fate::SetAside(unnamed(&self.placed.keys[key]).0);
        }
        self.unnamed.entry(key).or_default().add(row.number);
    }

    fn tell_unnamed(&mut self) {
        for (key, rows) in std::mem::take(&mut self.unnamed) {
            let own = &self.placed.keys[key];
            let (code, what) = unnamed(own);
            let hint = format!(
                "ask the sender to write it into each row; if a blank cell is as the one above it, write as_above = [\"{}\"] \
                 below [sheet.counts] of the layout; the rows count in nothing until then",
                own.name
            );
            let place = self.place(rows.first(), Some(own));
            let finding = Finding::new(code, Effect::SetsAside, place, format!("{what}: {rows}"), hint);
            self.findings.push(finding.for_rows(rows.count()));
        }
    }

    /// What a row is called, as a message repeats it: a name on the list, else the words of the field in it.
    pub fn label(&self, key: usize, text: &str) -> String {
        let listed = self.lists[key].as_ref().is_some_and(|list| list.knows(text));
        if listed { printable(text) } else { told(text) }
    }

    pub fn place(&self, row: u32, key: Option<&KeyColumn>) -> Place {
        let place = self.at.clone().row(row);
        match key {
            Some(key) => place.column(key.column, &key.header),
            None => place,
        }
    }

    /// The place of a row's count of one measure.
    pub fn cell(&self, row: u32, measure: usize) -> Place {
        let own = &self.placed.measures[measure];
        self.at.clone().row(row).column(own.column, &own.header)
    }

    /// A question that stops: the sender's own figures say otherwise.
    pub fn disagrees(&mut self, place: Place, message: String) {
        let hint =
            "ask the sender which is right: rows may be missing, or counted twice; without an answer the rows count";
        self.findings.push(Finding::new("totals_disagree_with_rows", Effect::Stops, place, message, hint));
    }

    pub fn note(&mut self, code: &'static str, place: Place, message: String, hint: &str) {
        self.findings.push(Finding::new(code, Effect::Notes, place, message, hint));
    }

    fn set_aside(&mut self, row: &mut Row, code: &'static str, key: Option<&KeyColumn>, message: String) {
        let hint = "ask the sender to correct the row; it counts in nothing until then";
        self.set_aside_with(row, code, key, message, hint);
    }

    fn set_aside_with(
        &mut self,
        row: &mut Row,
        code: &'static str,
        key: Option<&KeyColumn>,
        message: String,
        hint: &str,
    ) {
        if row.is_used() {
            row.fate = Fate::SetAside(code);
        }
        self.findings.push(Finding::new(code, Effect::SetsAside, self.place(row.number, key), message, hint));
    }

    fn tell_empty(&mut self) {
        let place = self.at.clone().row(self.placed.header_row());
        let message = "the table has a header and no rows; none of its counts is taken as 0".to_string();
        self.note("table_is_empty", place, message, "ask the sender for its rows, if there are any");
    }

    fn finish(self, sums: u64, context: &MappingContext<'_>) -> (MappedRecords, Vec<Finding>) {
        let counts = self.counts(context);
        let Rows { placed, at, rows, no_part, mut findings, .. } = self;
        let mut left_out = BTreeMap::new();
        left_out.extend([(TOTALS_ROW, sums), (NOT_A_PART, no_part)].into_iter().filter(|(_, rows)| *rows > 0));
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
            absent: BTreeMap::new(),
            header_rows: placed.block.header.iter().map(|&row| placed.sheet.row_number(row)).collect(),
            elsewhere: Vec::new(),
            not_given: Vec::new(),
        };
        let mut fates = Fates::new(rows.len());
        rows.iter().enumerate().filter(|(_, row)| !row.is_used()).for_each(|(i, row)| fates.set(i, row.fate));
        let table = MappedRecords {
            origin,
            columns: Columns::default(),
            source_rows: rows.iter().map(|row| row.number).collect(),
            fates,
            left_out,
            set_aside: BTreeMap::new(),
            delivered: 0,
            shape: Shape::Counts { counts, stated: Vec::new() },
        };
        (table, findings)
    }

    /// The counts of every column that is used.
    fn counts(&self, context: &MappingContext<'_>) -> Vec<Count> {
        let mut counts = Vec::new();
        for (i, row) in self.rows.iter().enumerate() {
            let count = |measure, span, people, column| Count {
                prime: row.prime.clone(),
                group: row.group.clone(),
                listed: row.listed,
                measure,
                of: self.placed.entry.counts.of,
                span,
                people,
                row: i as u32,
                source_id: context.source_id,
                source_row: row.number,
                source_column: column,
            };
            for (at, own) in self.placed.measures.iter().enumerate().filter(|(at, _)| self.columns[*at]) {
                let people = if row.is_missing() { Err(WhyMissing::SetAside) } else { row.counts[at] };
                counts.push(count(own.measure, own.span.or(row.span), people, own.column));
            }
            let untimed = self.placed.untimed.iter();
            for own in untimed.filter(|own| !self.placed.sheet.value(row.stored, own.column).is_blank()) {
                counts.push(count(own.measure, None, Err(WhyMissing::SetAside), own.column));
            }
        }
        counts
    }
}

/// The rule by which rows are set aside that have nothing in a column, and what is so of them.
fn unnamed(key: &KeyColumn) -> (&'static str, &'static str) {
    match key.name {
        "period" => ("period_missing", "figures without a month, quarter or year"),
        _ => ("row_name_missing", "figures and no name, beside rows with names"),
    }
}

/// A list of people that was sent for one of counts has their names where groups are looked for.
fn not_listed(text: &str, unknown: &UnknownCode) -> String {
    if unknown.is_near && !could_be_personal(text) { unknown.told(text) } else { unknown.hidden(text) }
}
