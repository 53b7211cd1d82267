//! Labelled figures from the tables of one file, wherever on its sheets they stand.

use chrono::Datelike;
use serde::{Deserialize, Serialize};

use super::ContextRecords;
use super::account::{NotUsed, Rule};
use super::places::Places;
use super::tables::{self, Found, Known};
use crate::definitions::context::ContextLayout;
use crate::definitions::workspace::Areas;
use crate::fault::{Fault, printable};
use crate::finding::Place;
use crate::source::blocks::{self, Block, BlockColumn, plain};
use crate::source::figure::figure;
use crate::source::inbox::matches_name;
use crate::source::sheet::normalise_header;
use crate::source::{Format, Sheet, Workbook};
use crate::vocabulary::timespan::read_labels;
use crate::vocabulary::{TimeSpan, WhyMissing};

/// A figure of a place at a time, or why it is missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
pub fn read(workbook: &Workbook, layout: &ContextLayout, areas: &Areas) -> Result<ContextRecords, Fault> {
    let mut all = ContextRecords::default();
    let mut tables = 0;
    let places = Places::of(areas);
    let known = Known { layout, place: &|name| places.has(name) };
    for sheet in workbook.sheets.iter().filter(|sheet| sheet.visible) {
        if workbook.file.format != Format::Text && !matches_name(&layout.sheet, &sheet.name) {
            continue;
        }
        let place = Place::file(&workbook.file.name).sheet(&sheet.name);
        let found = tables::find(sheet, &known);
        tables += found.len();
        read_sheet(sheet, &found, layout, &place, &mut all);
    }
    if all.series.is_empty() {
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

/// The figures of a sheet's tables, and the account of their rows.
fn read_sheet(sheet: &Sheet, found: &[Found], layout: &ContextLayout, place: &Place, all: &mut ContextRecords) {
    let mut not_used = NotUsed::default();
    all.account.read += rows_below_the_first_header(sheet, found);
    for (at, Found { block, in_doubt }) in found.iter().enumerate() {
        let mut leave = |rows: &[usize], rule: Rule| {
            let inked = rows.iter().filter(|&&row| is_inked(sheet, row));
            inked.for_each(|&row| not_used.add(rule, sheet.row_number(row)));
        };
        // What stands above the first table is the file's title.
        leave(if at > 0 { &block.above } else { &[] }, Rule::Title);
        leave(&block.words, Rule::Footnote);
        if *in_doubt {
            leave(&block.header, Rule::HeaderInDoubt);
            leave(&block.rows, Rule::HeaderInDoubt);
            continue;
        }
        let table = Table::new(sheet, block, layout);
        let (rows, measured) = (table.periods_of_rows(), table.measured());
        for (at, &row) in block.rows.iter().enumerate() {
            match table.read_row(row, rows[at], &measured, place, &mut all.series) {
                Ok(()) => all.account.used += 1,
                Err(rule) => leave(&[row], rule),
            }
        }
    }
    all.findings.extend(not_used.tell(place, &mut all.account));
}

/// The rows that have to be accounted for, counted without regard to what becomes of them.
fn rows_below_the_first_header(sheet: &Sheet, found: &[Found]) -> u64 {
    let headers = || found.iter().flat_map(|own| &own.block.header).filter(|&&row| is_inked(sheet, row));
    let Some(&first) = headers().min() else { return 0 };
    let inked = (first..sheet.row_count()).filter(|&row| is_inked(sheet, row)).count();
    let in_doubt = found.iter().filter(|own| own.in_doubt).map(|own| own.block.header.len()).sum::<usize>();
    (inked - headers().count() + in_doubt) as u64
}

fn is_inked(sheet: &Sheet, row: usize) -> bool {
    sheet.cells(row).any(|(_, value)| !value.is_blank())
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
    /// The column of areas.
    area: u32,
    /// The period that a line above the table gives.
    above: Option<TimeSpan>,
}

impl<'a> Table<'a> {
    fn new(sheet: &'a Sheet, block: &'a Block, layout: &'a ContextLayout) -> Self {
        let (labels, figures): (Vec<_>, Vec<_>) =
            block.columns.iter().partition(|own: &&BlockColumn| !tables::holds_figures(sheet, block, own.column));
        let first = block.rows.iter().filter_map(|&row| sheet.cells(row).next()).map(|(column, _)| column).min();
        let first = first.unwrap_or_default();
        let named = layout.area.as_ref().and_then(|name| column_named(&block.columns, name));
        let area = named.or(labels.iter().map(|own| own.column).chain([first]).min()).unwrap_or_default();
        let above = period_above(sheet, block, layout);
        Table { sheet, block, layout, labels, figures, first, area, above }
    }

    /// The figures of one row, or why it has none.
    fn read_row(
        &self,
        row: usize,
        period: Option<TimeSpan>,
        measured: &[Measured],
        place: &Place,
        all: &mut Vec<ContextSeries>,
    ) -> Result<(), Rule> {
        if measured.is_empty() {
            return Err(Rule::TableNotUsed);
        }
        let value = |own: &Measured| self.sheet.value(row, own.column);
        let given: Vec<&Measured> = measured.iter().filter(|own| !value(own).is_blank()).collect();
        let area = plain(self.sheet.value(row, self.area));
        match (given.is_empty(), area.is_empty()) {
            (true, _) => return Err(Rule::NoFigure),
            (false, true) => return Err(Rule::NoArea),
            (false, false) => {}
        }
        all.extend(given.into_iter().map(|own| ContextSeries {
            measure: own.name.clone(),
            area: area.clone(),
            period: own.period.or(period).or(self.above),
            value: figure(value(own)),
            place: place.clone().row(self.sheet.row_number(row)).column(own.column, &own.header),
        }));
        Ok(())
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

    /// By row: the period that a column gives, or a column of years with one of quarters or months beside it.
    fn periods_of_rows(&self) -> Vec<Option<TimeSpan>> {
        let none = vec![None; self.block.rows.len()];
        // A column most of whose cells are months, quarters or years.
        let mostly = |spans: &Vec<Option<TimeSpan>>| 2 * spans.iter().flatten().count() > spans.len();
        let found = match &self.layout.period {
            Some(name) => {
                column_named(&self.block.columns, name).map(|column| (column, self.spans(&self.texts(column))))
            }
            None => {
                let years = self.figures.iter().filter(|own| has_word(&own.label(), "year")).map(|own| own.column);
                let columns = self.labels.iter().map(|own| own.column).chain([self.area, self.first]).chain(years);
                columns.map(|column| (column, self.spans(&self.texts(column)))).find(|(_, spans)| mostly(spans))
            }
        };
        let Some((column, spans)) = found else { return none };
        self.parts_of_years(column, &spans).filter(mostly).unwrap_or(spans)
    }

    fn texts(&self, column: u32) -> Vec<String> {
        self.block.rows.iter().map(|&row| plain(self.sheet.value(row, column))).collect()
    }

    fn spans(&self, texts: &[String]) -> Vec<Option<TimeSpan>> {
        read_labels(&texts.iter().map(String::as_str).collect::<Vec<_>>(), self.layout.quarters)
    }

    /// Where a column holds years: what it makes with the column that says which quarter or month of each.
    fn parts_of_years(&self, column: u32, spans: &[Option<TimeSpan>]) -> Option<Vec<Option<TimeSpan>>> {
        let are_years = spans.iter().flatten().all(|span| span.months() == 12) && spans.iter().any(Option::is_some);
        let mut years: Vec<String> = self.texts(column);
        let mut spans = spans.to_vec();
        // A year is often written in the first of its rows only.
        for row in 1..years.len() {
            if years[row].is_empty() {
                (years[row], spans[row]) = (years[row - 1].clone(), spans[row - 1]);
            }
        }
        let mut others = self.block.columns.iter().filter(|own| own.column != column && are_years);
        others.find_map(|own| {
            let parts = self.texts(own.column);
            let quarters = has_word(&own.label(), "quarter") || has_word(&own.label(), "qtr");
            let labels = parts.iter().zip(years.iter().zip(&spans));
            let labels: Vec<String> = labels.map(|(part, (year, span))| in_year(part, year, *span, quarters)).collect();
            let read = self.spans(&labels);
            let partly = |spans: &[Option<TimeSpan>]| spans.iter().flatten().all(|span| span.months() < 12);
            (read.iter().any(Option::is_some) && partly(&read)).then_some(read)
        })
    }
}

/// A label for a part of a year: `Q3` of `2015/16`, `February` of `2015/16`, `3` in a column of quarters.
fn in_year(part: &str, year: &str, span: Option<TimeSpan>, quarters: bool) -> String {
    let Some(span) = span else { return String::new() };
    let number = quarters && matches!(part, "1" | "2" | "3" | "4");
    let part = if number { format!("Q{part}") } else { part.to_string() };
    let month =
        read_labels(&[format!("{part} {}", span.first.year()).as_str()], None)[0].filter(|own| own.months() == 1);
    match month {
        Some(own) if own.first < span.first => format!("{part} {}", span.last.year()),
        Some(_) => format!("{part} {}", span.first.year()),
        None if part.is_empty() => String::new(),
        None => format!("{part} {year}"),
    }
}

/// Whether a header has a word, in any case.
fn has_word(label: &str, word: &str) -> bool {
    normalise_header(label).split(|c: char| !c.is_alphanumeric()).any(|own| own == word)
}

fn column_named(columns: &[BlockColumn], name: &str) -> Option<u32> {
    let name = normalise_header(name);
    let own = |own: &&BlockColumn| {
        normalise_header(&own.label()) == name || own.parts.iter().any(|part| normalise_header(part) == name)
    };
    columns.iter().find(own).map(|own| own.column)
}

/// The period that a line above a table gives: `date : September 2017`.
fn period_above(sheet: &Sheet, block: &Block, layout: &ContextLayout) -> Option<TimeSpan> {
    let wanted = layout.period.as_deref().unwrap_or("date");
    block.above.iter().rev().find_map(|&row| {
        let texts = blocks::cell_texts(sheet, row);
        let [key, value] = &texts[..] else { return None };
        let same = normalise_header(key) == normalise_header(wanted);
        read_labels(&[value.as_str()], layout.quarters)[0].filter(|_| same)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SheetBuilder, Value};

    /// The periods of the rows of a table; text that reads as a number is one.
    fn periods(layout: &str, rows: &[&[&str]]) -> Vec<Option<String>> {
        let mut builder = SheetBuilder::new("Data", true, &crate::definitions::Limits::default());
        for (r, row) in rows.iter().enumerate() {
            for (c, text) in row.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                let value = text.parse().map_or(Value::Text(text), Value::Number);
                builder.put(r as u32 + 1, c as u32, value).unwrap();
            }
        }
        let sheet = builder.finish().unwrap();
        let layout: ContextLayout = toml::from_str(&format!("description = 'd'\nfile = 'f'\n{layout}")).unwrap();
        let mut all = ContextRecords::default();
        let known = Known { layout: &layout, place: &|_| false };
        read_sheet(&sheet, &tables::find(&sheet, &known), &layout, &Place::file("f"), &mut all);
        let all = all.series.into_iter().filter(|own| own.measure == "claimants");
        all.map(|own| own.period.map(|span| span.to_string())).collect()
    }

    fn said(spans: &[&str]) -> Vec<Option<String>> {
        spans.iter().map(|span| Some((*span).to_string())).collect()
    }

    const COUNT: &str = "[measures]\nclaimants = ['Count']";

    #[test]
    fn a_year_and_a_quarter_in_columns_of_their_own_make_one_period() {
        let rows: [&[&str]; 4] = [
            &["Area", "Year", "Quarter", "Count"],
            &["Widnes", "2015/16", "Q3", "70"],
            &["Widnes", "", "Q4", "71"],
            &["Runcorn", "2016/17", "Q1", "72"],
        ];
        let quarters = ["October to December 2015", "January to March 2016", "April to June 2016"];
        assert_eq!(periods(COUNT, &rows), said(&quarters));
        assert_eq!(periods(&format!("period = 'Year'\n{COUNT}"), &rows), said(&quarters));
        let rows: [&[&str]; 3] = [
            &["Area", "Year", "Month", "Count"],
            &["Widnes", "2015/16", "March", "70"],
            &["Widnes", "2015/16", "April", "7"],
        ];
        assert_eq!(periods(COUNT, &rows), said(&["March 2016", "April 2015"]));
    }

    #[test]
    fn quarters_of_a_calendar_year_need_the_layouts_word_and_years_alone_stay_years() {
        let rows: [&[&str]; 4] = [
            &["Area", "Year", "Quarter", "Count"],
            &["Widnes", "2015", "3", "70"],
            &["Widnes", "2015", "4", "71"],
            &["Widnes", "2016", "1", "72"],
        ];
        let quarters = ["July to September 2015", "October to December 2015", "January to March 2016"];
        assert_eq!(periods(&format!("quarters = 'calendar'\n{COUNT}"), &rows), said(&quarters));
        let years: [&[&str]; 3] = [&["Area", "Year", "Count"], &["Widnes", "2015", "70"], &["Widnes", "2016", "71"]];
        assert_eq!(periods(COUNT, &years), said(&["January to December 2015", "January to December 2016"]));
    }
}
