//! Labelled figures from the tables of one file, wherever on its sheets they stand.

use crate::definitions::context::ContextLayout;
use crate::fault::{Fault, printable};
use crate::finding::Place;
use crate::source::blocks::{self, Block, BlockColumn, plain};
use crate::source::figure::figure;
use crate::source::inbox::matches_name;
use crate::source::sheet::normalise_header;
use crate::source::{Format, Sheet, Value, Workbook};
use crate::vocabulary::timespan::read_labels;
use crate::vocabulary::{TimeSpan, WhyMissing};

/// A figure of a place at a time, or why it is missing.
#[derive(Clone, Debug, PartialEq)]
pub struct ContextSeries {
    pub measure: String,
    pub area: String,
    pub period: Option<TimeSpan>,
    pub value: Result<f64, WhyMissing>,
    pub place: Place,
}

/// A column of figures: what it measures, and when where its header says so.
struct Measured {
    name: String,
    column: u32,
    header: String,
    period: Option<TimeSpan>,
}

/// Reads every table of figures on the sheets that the layout means.
///
/// Refused (exit 4): no table there, or none with a measure that the layout names.
pub fn read(workbook: &Workbook, layout: &ContextLayout) -> Result<Vec<ContextSeries>, Fault> {
    let mut all = Vec::new();
    let mut tables = 0;
    for sheet in workbook.sheets.iter().filter(|sheet| sheet.visible) {
        if workbook.file.format != Format::Text && !matches_name(&layout.sheet, &sheet.name) {
            continue;
        }
        let place = Place::file(&workbook.file.name).sheet(&sheet.name);
        for block in blocks::find(sheet, None) {
            tables += 1;
            Table::new(sheet, &block, layout).read(&place, &mut all);
        }
    }
    if all.is_empty() {
        let names: Vec<&str> = layout.measures.values().flatten().map(String::as_str).collect();
        let what = if tables == 0 { "no table of figures" } else { "no column of a measure that the layout names" };
        return Err(Fault::refused(format!("{}: {what} found", printable(&workbook.file.name))).hint(format!(
            "the layout looks for {} on `{}`",
            names.join(", "),
            layout.sheet
        )));
    }
    Ok(all)
}

struct Table<'a> {
    sheet: &'a Sheet,
    block: &'a Block,
    layout: &'a ContextLayout,
    /// Columns of words, of dates, of labels.
    labels: Vec<&'a BlockColumn>,
    figures: Vec<&'a BlockColumn>,
    /// The column under the table's header's first blank, where labels stand without a header.
    first: u32,
}

impl<'a> Table<'a> {
    fn new(sheet: &'a Sheet, block: &'a Block, layout: &'a ContextLayout) -> Self {
        let (labels, figures) =
            block.columns.iter().partition(|own: &&BlockColumn| !holds_figures(sheet, block, own.column));
        let first = block.rows.iter().filter_map(|&row| sheet.cells(row).next()).map(|(column, _)| column).min();
        Table { sheet, block, layout, labels, figures, first: first.unwrap_or_default() }
    }

    fn read(&self, place: &Place, all: &mut Vec<ContextSeries>) {
        let area = self.area();
        let above = self.period_above();
        let rows = self.periods_of_rows(area);
        for own in self.measured() {
            for (at, &row) in self.block.rows.iter().enumerate() {
                let value = self.sheet.value(row, own.column);
                if matches!(value, Value::Empty) {
                    continue;
                }
                all.push(ContextSeries {
                    measure: own.name.clone(),
                    area: plain(self.sheet.value(row, area)),
                    period: own.period.or(rows[at]).or(above),
                    value: figure(value),
                    place: place.clone().row(self.sheet.row_number(row)).column(own.column, &own.header),
                });
            }
        }
    }

    /// The column of areas.
    fn area(&self) -> u32 {
        let named = self.layout.area.as_ref().and_then(|name| column_named(&self.block.columns, name));
        let first = self.labels.iter().map(|own| own.column).chain([self.first]).min();
        named.or(first).unwrap_or_default()
    }

    /// Each column of a measure.
    fn measured(&self) -> Vec<Measured> {
        let labels: Vec<String> = self.figures.iter().flat_map(|own| own.parts.iter().cloned()).collect();
        let texts: Vec<&str> = labels.iter().map(String::as_str).collect();
        let mut spans = read_labels(&texts, self.layout.quarters).into_iter();
        let mut out = Vec::new();
        for own in &self.figures {
            let parts: Vec<(&String, Option<TimeSpan>)> =
                own.parts.iter().map(|part| (part, spans.next().flatten())).collect();
            let period = parts.iter().find_map(|(_, span)| *span);
            let words: Vec<&str> =
                parts.iter().filter(|(_, span)| span.is_none()).map(|(part, _)| part.as_str()).collect();
            let label = if words.is_empty() { self.title() } else { words.join(" ") };
            let name = match self.layout.measures.is_empty() {
                true => Some(label),
                false => self.name_of(&label),
            };
            if let Some(name) = name {
                out.push(Measured { name, column: own.column, header: own.label(), period });
            }
        }
        out
    }

    /// Our name for a measure.
    fn name_of(&self, label: &str) -> Option<String> {
        let label = normalise_header(label);
        let own = |names: &Vec<String>| names.iter().any(|name| normalise_header(name) == label);
        self.layout.measures.iter().find(|(_, names)| own(names)).map(|(name, _)| name.clone())
    }

    /// What stands above the table, or in its corner; else the sheet's name.
    fn title(&self) -> String {
        let above = self.block.remarks(self.sheet).into_iter().find(|text| !text.is_empty());
        above.unwrap_or_else(|| self.sheet.name.clone())
    }

    /// The period that a line above the table gives: `date : September 2017`.
    fn period_above(&self) -> Option<TimeSpan> {
        let wanted = self.layout.period.as_deref().unwrap_or("date");
        self.block.above.iter().rev().find_map(|&row| {
            let texts = blocks::cell_texts(self.sheet, row);
            let [key, value] = &texts[..] else { return None };
            let same = normalise_header(key) == normalise_header(wanted);
            read_labels(&[value.as_str()], self.layout.quarters)[0].filter(|_| same)
        })
    }

    /// By row: the period that a column gives.
    fn periods_of_rows(&self, area: u32) -> Vec<Option<TimeSpan>> {
        let none = vec![None; self.block.rows.len()];
        let read = |column: u32| {
            let texts: Vec<String> = self.block.rows.iter().map(|&row| plain(self.sheet.value(row, column))).collect();
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            read_labels(&texts, self.layout.quarters)
        };
        if let Some(name) = &self.layout.period {
            return column_named(&self.block.columns, name).map_or(none, read);
        }
        let columns = self.labels.iter().map(|own| own.column).chain([area, self.first]);
        // A column most of whose cells are months, quarters or years.
        let mostly = |spans: &Vec<Option<TimeSpan>>| 2 * spans.iter().flatten().count() > spans.len();
        columns.map(read).find(mostly).unwrap_or(none)
    }
}

fn column_named(columns: &[BlockColumn], name: &str) -> Option<u32> {
    let name = normalise_header(name);
    let own = |own: &&BlockColumn| {
        normalise_header(&own.label()) == name || own.parts.iter().any(|part| normalise_header(part) == name)
    };
    columns.iter().find(own).map(|own| own.column)
}

/// Whether most cells of a column are figures, or marks that stand for one.
fn holds_figures(sheet: &Sheet, block: &Block, column: u32) -> bool {
    let values = block.rows.iter().map(|&row| sheet.value(row, column)).filter(|value| !value.is_blank());
    let (figures, all) = values.fold((0, 0), |(figures, all), value| {
        (figures + usize::from(!matches!(figure(value), Err(WhyMissing::NoFigure))), all + 1)
    });
    all > 0 && 2 * figures > all
}
