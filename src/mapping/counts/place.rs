//! What each column of a table of counts is: a key of its rows, a measure, a percentage, or nothing we use.

use super::cells::said;
use super::untimed;
use crate::canonical::Measure;
use crate::canonical::schema::{self, Kind};
use crate::definitions::{CountsForm, SheetLayout};
use crate::fault::{Fault, printable};
use crate::finding::{Effect, Finding, Place, column_letter};
use crate::mapping::headers::{Found, one_of, told};
use crate::mapping::noticed;
use crate::source::Sheet;
use crate::source::blocks::{Block, BlockColumn, cell_texts, plain};
use crate::source::sheet::normalise_header;
use crate::vocabulary::TimeSpan;
use crate::vocabulary::timespan::read_labels;
use crate::vocabulary::totals::{names_a_total, names_no_part, says_cumulative};

/// A column that says whose or when a row's counts are.
#[derive(Clone, Debug)]
pub struct KeyColumn {
    /// period, prime, or what people are counted by.
    pub name: &'static str,
    pub column: u32,
    pub header: String,
}

/// A column of counts.
#[derive(Clone, Debug)]
pub struct MeasureColumn {
    pub measure: Measure,
    pub column: u32,
    pub header: String,
    /// Where the header says it; else the row does, or nothing.
    pub span: Option<TimeSpan>,
}

/// A column of the sender's percentages.
#[derive(Clone, Debug)]
pub struct PercentColumn {
    pub name: &'static str,
    pub column: u32,
    pub header: String,
}

/// A column that repeats the sum of those before it.
#[derive(Clone, Debug)]
pub struct TotalColumn {
    pub column: u32,
    pub header: String,
}

/// A column of counts under a header that does not say when they are of.
#[derive(Clone, Debug)]
pub struct UntimedColumn {
    pub measure: Measure,
    pub column: u32,
}

/// A table with all its columns placed.
pub struct Placed<'a> {
    pub sheet: &'a Sheet,
    pub block: &'a Block,
    pub entry: &'a SheetLayout,
    pub keys: Vec<KeyColumn>,
    pub measures: Vec<MeasureColumn>,
    pub percents: Vec<PercentColumn>,
    pub totals: Vec<TotalColumn>,
    pub untimed: Vec<UntimedColumn>,
    /// The measure that its title is, whatever becomes of its columns.
    pub title: Option<Measure>,
    pub findings: Vec<Finding>,
}

/// Why a table is not the one that a layout means.
pub struct Misfit {
    pub row: u32,
    /// How many of the layout's names it has.
    pub known: usize,
    pub why: String,
}

impl<'a> Placed<'a> {
    /// Rows and columns of the table that nobody sees who opens the file.
    pub fn hidden(&self, at: &Place) -> Vec<Finding> {
        let keys = self.keys.iter().map(|key| (key.column, &key.header));
        let columns = keys.chain(self.measures.iter().map(|own| (own.column, &own.header)));
        let columns: Vec<Found> = columns.map(|(column, header)| Found { column, header: header.clone() }).collect();
        let header: Vec<u32> = self.block.header.iter().map(|&row| self.sheet.row_number(row)).collect();
        noticed::hidden_among(self.sheet, &self.block.rows, &header, columns.iter(), at)
    }

    /// Cells beside the table, in columns that no header names and nothing else tells of.
    pub fn outside(&self, at: &Place) -> Option<Finding> {
        let headed = self.block.columns.iter().map(|own| own.column);
        let sums = self.totals.iter().map(|own| own.column);
        let columns = headed.chain(sums).chain(self.untimed.iter().map(|own| own.column));
        let whole = self.block.rows.iter().copied().filter(|row| self.sheet.row_fault(*row).is_none());
        noticed::outside_of(self.sheet, whole, columns, &at.clone().row(self.header_row()))
    }

    /// Holds a table against a layout; a fault where it is the layout's and two columns claim one place.
    pub fn new(
        sheet: &'a Sheet,
        block: &'a Block,
        entry: &'a SheetLayout,
        at: &Place,
    ) -> Result<Result<Self, Misfit>, Fault> {
        let placed = Placed {
            sheet,
            block,
            entry,
            keys: Vec::new(),
            measures: Vec::new(),
            percents: Vec::new(),
            totals: Vec::new(),
            untimed: Vec::new(),
            title: None,
            findings: Vec::new(),
        };
        match entry.counts.form {
            CountsForm::Titles => placed.under_title(at),
            CountsForm::Columns => placed.by_columns(at),
        }
    }

    pub fn header_row(&self) -> u32 {
        self.sheet.row_number(self.block.header[0])
    }

    /// How many of its columns the layout names.
    pub fn columns(&self) -> usize {
        self.keys.len() + self.measures.len() + self.percents.len()
    }

    fn misfit(&self, known: usize, why: String) -> Misfit {
        Misfit { row: self.header_row(), known, why }
    }

    /// The measure is the table's title: its first header cell, else the line above it.
    fn under_title(mut self, at: &Place) -> Result<Result<Self, Misfit>, Fault> {
        let Some((first, across)) = self.block.columns.split_first() else {
            return Ok(Err(self.misfit(0, "the table has no columns".into())));
        };
        let above = self.block.remarks(self.sheet).pop().unwrap_or_default();
        let title = [first.label(), above].into_iter().find_map(|title| {
            let name = normalise_header(&title);
            canonical(self.entry, &name).and_then(Measure::find).map(|measure| (measure, title))
        });
        let Some((measure, title)) = title else {
            let why = format!("the table's title `{}` is not one of the layout's", told(&first.label()));
            return Ok(Err(self.misfit(0, why)));
        };
        let labels: Vec<String> = across.iter().map(BlockColumn::label).collect();
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        let spans = read_labels(&labels, self.entry.counts.quarters);
        let mut untimed: Vec<(u32, &str)> = untimed::unheaded(&self).into_iter().map(|column| (column, "")).collect();
        for ((own, label), span) in across.iter().zip(&labels).zip(&spans) {
            let header = format!("{title}, {label}");
            match span {
                Some(_) => self.measures.push(MeasureColumn { measure, column: own.column, header, span: *span }),
                None if is_ignored(self.entry, label) => {}
                None if !names_no_part(label) && (self.entry.counts.is_total(label) || names_a_total(label)) => {
                    self.totals.push(TotalColumn { column: own.column, header });
                }
                None if untimed::can_be_counts(&self, own.column, label) => untimed.push((own.column, label)),
                None => {
                    self.findings.push(not_recognised(at, self.header_row(), own, "it is no month, quarter or year"))
                }
            }
        }
        if self.measures.is_empty() {
            let why = format!("no column below `{}` is a month, a quarter or a year", printable(&title));
            return Ok(Err(self.misfit(1, why)));
        }
        if let Some(fault) = self.same_span_twice(at) {
            return Err(fault);
        }
        untimed::place(&mut self, measure, &title, &untimed, at);
        self.leave_cumulative(at, &title);
        self.title = Some(measure);
        let rows = self.entry.counts.rows.as_deref().and_then(schema::find).map_or("area", |spec| spec.name);
        self.keys.push(KeyColumn { name: rows, column: first.column, header: title });
        Ok(Ok(self))
    }

    /// Two columns for one time: the second is not used where both say the same, else it is not clear which is right.
    fn same_span_twice(&mut self, at: &Place) -> Option<Fault> {
        let mut kept: Vec<MeasureColumn> = Vec::new();
        for own in std::mem::take(&mut self.measures) {
            let Some(first) = kept.iter().find(|other| other.span == own.span) else {
                kept.push(own);
                continue;
            };
            let cells = |row: usize| [first, &own].map(|own| plain(self.sheet.value(row, own.column)));
            let differing = self.block.rows.iter().map(|&row| (row, cells(row))).find(|(_, [a, b])| a != b);
            let span = own.span.map_or(String::new(), |span| format!(" for {span}"));
            let [a, b] = [first.column, own.column].map(column_letter);
            if let Some((row, _)) = differing {
                let [x, y] = [first, &own].map(|own| said(self.sheet.value(row, own.column)));
                let number = self.sheet.row_number(row);
                let message =
                    format!("{at}: columns {a} and {b} are both{span} and differ, first in row {number}: {x} and {y}",);
                return Some(Fault::refused(message).hint("ask the sender which of them is right"));
            }
            let message = format!("columns {a} and {b} are both{span} and say the same: the first is used");
            let place = at.clone().row(self.header_row()).column(own.column, &own.header);
            self.findings.push(Finding::new("identical_duplicate", Effect::Notes, place, message, "nothing to do"));
        }
        self.measures = kept;
        None
    }

    /// Figures of a month or quarter that hold those before it too cannot be added up: by the title, a header, the
    /// sheet's name or a remark.
    fn leave_cumulative(&mut self, at: &Place, title: &str) {
        let says = self.entry.counts.cumulative;
        if says == Some(false) {
            return;
        }
        let by_row = self.keys.iter().any(|key| key.name == "period");
        let words = |&&row: &&usize| cell_texts(self.sheet, row).iter().any(|text| says_cumulative(text));
        let remark = self.block.about.iter().find(words).map(|&row| self.sheet.row_number(row));
        let all = says == Some(true) || remark.is_some() || says_cumulative(title) || says_cumulative(&self.sheet.name);
        let cumulative = |own: &MeasureColumn| (own.span.is_some() || by_row) && (all || says_cumulative(&own.header));
        let Some(first) = self.measures.iter().find(|own| cumulative(own)) else { return };
        let by = match remark {
            _ if says == Some(true) => " (by the layout)".into(),
            Some(row) => format!(" (by row {row})"),
            None => String::new(),
        };
        let message = format!(
            "its figures are called cumulative{by}: each holds those before it, and adding them up would count everybody again and again; they are not used"
        );
        let place = at.clone().row(self.header_row()).column(first.column, &first.header);
        let hint = "ask the sender for the figures of each month or quarter alone";
        self.findings.push(Finding::new("counts_are_cumulative", Effect::Stops, place, message, hint));
        self.measures.retain(|own| !cumulative(own));
    }

    /// The measures are columns.
    fn by_columns(mut self, at: &Place) -> Result<Result<Self, Misfit>, Fault> {
        let (placed, twice, unknown) = self.named_columns();
        let key = self.entry.columns.keys().filter(|name| Measure::find(name).is_none() && !is_percent(name));
        let wanted: Vec<&String> = self.entry.required.iter().chain(key).collect();
        if let Some(missing) = wanted.iter().find(|name| !placed.iter().any(|own| own.0 == name.as_str())) {
            let why = format!("no header for `{missing}`");
            return Ok(Err(self.misfit(placed.len(), why)));
        }
        if let Some((first, second)) = twice {
            return Err(two_columns(at, self.header_row(), (first.1, &first.2), (second.1, &second.2)));
        }
        for (name, column, header) in placed {
            match Measure::find(name) {
                Some(measure) => self.measures.push(MeasureColumn { measure, column, header, span: None }),
                None if is_percent(name) => self.percents.push(PercentColumn { name, column, header }),
                None => self.keys.push(KeyColumn { name, column, header }),
            }
        }
        if self.measures.is_empty() {
            return Ok(Err(self.misfit(self.keys.len(), "no column is a measure of the layout".into())));
        }
        self.leave_cumulative(at, "");
        let (row, why) = (self.header_row(), "the layout does not know it");
        self.findings.extend(unknown.into_iter().map(|own| not_recognised(at, row, own, why)));
        Ok(Ok(self))
    }

    /// The columns that the layout names, two that claim one name, and those that nobody knows.
    fn named_columns(&self) -> (Vec<Named>, Option<(Named, Named)>, Vec<&'a BlockColumn>) {
        let (mut placed, mut twice, mut unknown) = (Vec::<Named>::new(), None, Vec::new());
        for own in &self.block.columns {
            let last = own.parts.last().cloned().unwrap_or_default();
            let found = [own.label(), last].into_iter().find_map(|label| {
                canonical(self.entry, &normalise_header(&label)).map(|name| (name, own.column, label))
            });
            match found {
                Some(found) => {
                    let first = placed.iter().find(|other| other.0 == found.0).cloned();
                    twice = twice.or(first.map(|first| (first, found.clone())));
                    placed.push(found);
                }
                None if is_ignored(self.entry, &own.label()) => {}
                None => unknown.push(own),
            }
        }
        (placed, twice, unknown)
    }
}

/// A canonical column, where it stands, and its header.
type Named = (&'static str, u32, String);

/// The canonical column that a normalised header means.
fn canonical(entry: &SheetLayout, name: &str) -> Option<&'static str> {
    let own = entry.columns.iter().find(|(_, names)| names.iter().any(|known| normalise_header(known) == name))?.0;
    schema::of(schema::Record::Counts).find(|spec| spec.name == own).map(|spec| spec.name)
}

fn is_percent(name: &str) -> bool {
    schema::of(schema::Record::Counts).any(|spec| spec.name == name && spec.kind == Kind::Percent)
}

fn is_ignored(entry: &SheetLayout, label: &str) -> bool {
    let name = normalise_header(label);
    entry.ignored.iter().any(|known| normalise_header(known) == name)
}

fn not_recognised(at: &Place, row: u32, own: &BlockColumn, why: &str) -> Finding {
    Finding::new(
        "header_not_recognised",
        Effect::Notes,
        at.clone().row(row).column(own.column, &told(&own.label())),
        format!("the column is not used: {why}"),
        "add it to the layout if it matters, else to the layout's `ignored` list",
    )
}

fn two_columns(at: &Place, row: u32, first: (u32, &str), second: (u32, &str)) -> Fault {
    Fault::refused(format!(
        "{at}, row {row}: columns {} `{}` and {} `{}` both mean the same count",
        column_letter(first.0),
        printable(first.1),
        column_letter(second.0),
        printable(second.1),
    ))
    .hint(one_of(first.1, second.1))
}
