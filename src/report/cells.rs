//! What the paper's tables are made of: names of rows, ids, cells, and the words around a table.

use crate::disclosure::{PublishedCount, PublishedMeasure, PublishedTable, Row as TableRow, Shown};
use crate::metrics::indicators::find;
use crate::metrics::{CountColumn, Event, Indicator};
use crate::validation::ContractTerms;
use crate::vocabulary::Percent;

use super::figures::Figures;
use super::format;
use super::input::PaperInput;
use super::model::{Cell, Column, Decimal, Mark, Row, Symbol, Table};

/// The indicators that a contract's minimums are about.
pub const HEADLINE: [&str; 3] = ["attachment_rate", "job_start_rate", "sustainment_rate"];

/// The indicator of that id, which is in the list.
pub fn indicator(id: &str) -> &'static Indicator {
    find(id).expect("the paper's indicators are in the list")
}

/// A row's name: the group, or what the total is called.
pub fn row_name(table: &PublishedTable, row: TableRow, total: &str) -> String {
    match row {
        TableRow::Group(group) => table.groups()[group].join(", "),
        TableRow::Total => total.to_string(),
    }
}

/// The id by which a figure can be explained: indicator, basis, dimension, group.
pub fn figure_id(table: &PublishedTable, row: TableRow, indicator: &str) -> String {
    let dimensions: Vec<&str> = table.dimensions().iter().map(|dimension| dimension.id()).collect();
    let group = format::slug(&row_name(table, row, "all"));
    format!("f-{indicator}-{}-{}-{group}", table.view().basis.id(), dimensions.join("-"))
}

/// The minimum that every contract shares, for the line in a chart.
pub fn shared_minimum(input: &PaperInput<'_>, indicator: &str) -> Option<Percent> {
    let mut minimums: Vec<Option<Percent>> =
        input.contracts.iter().map(|terms| terms.contract.minimum.of(indicator)).collect();
    minimums.dedup();
    if let [one] = minimums[..] { one } else { None }
}

/// The minimum that a row of a table by prime is held against.
pub fn minimum(input: &PaperInput<'_>, table: &PublishedTable, row: TableRow, indicator: &str) -> Option<Percent> {
    let prime = match row {
        TableRow::Group(group) => Some(table.groups()[group][0].as_str()),
        TableRow::Total => None,
    };
    ContractTerms::minimum(input.contracts, prime, indicator)
}

/// The rows of a table by prime: with a single prime, all primes together say nothing more.
pub fn prime_rows(table: &PublishedTable) -> Vec<TableRow> {
    let single = table.groups().len() == 1;
    table.rows().into_iter().filter(|row| !(single && *row == TableRow::Total)).collect()
}

/// Cells and columns in the making.
pub struct TableMaker {
    pub columns: Vec<Column>,
    rows: Vec<Row>,
}

impl TableMaker {
    /// The first column heads the rows.
    pub fn new(columns: Vec<Column>) -> Self {
        TableMaker { columns, rows: Vec::new() }
    }

    pub fn row(&mut self, name: Cell, cells: Vec<Cell>, is_total: bool) {
        self.rows.push(Row { cells: std::iter::once(name).chain(cells).collect(), is_total });
    }

    pub fn finish(self, input: &PaperInput<'_>, words: TableWords<'_>, threshold: u64) -> Table {
        let hidden = self.rows.iter().flat_map(|row| &row.cells).any(|cell| cell.text.contains(format::HIDDEN));
        let absent = self.rows.iter().flat_map(|row| &row.cells).any(|cell| cell.text.contains(format::NOT_APPLICABLE));
        let mut notes: Vec<String> = words.notes.iter().map(|note| (*note).to_string()).collect();
        if hidden {
            notes.push(format!(
                "Numbers from 1 to {}, and some larger numbers that would let them be worked out, are shown as [c]. Percentages use unrounded numbers.",
                threshold - 1
            ));
        }
        if absent {
            notes.push("[z] means not applicable.".into());
        }
        notes.extend(revised(&self.columns, &self.rows, threshold));
        Table {
            id: words.id.into(),
            number: String::new(),
            title: words.title,
            scope: words.scope,
            source: input.source_line(),
            units: words.units.into(),
            columns: self.columns,
            rows: self.rows,
            notes,
        }
    }
}

/// What the mark of revised figures means, and where it stands: where each number has a cell of its own there is no room for it.
fn revised(columns: &[Column], rows: &[Row], threshold: u64) -> Option<String> {
    let own = |row: &Row| {
        let cells = row.cells.iter().zip(columns).filter(|(cell, _)| cell.is_revised);
        let names: Vec<String> = cells.map(|(_, column)| column.heading.clone()).collect();
        (!names.is_empty()).then(|| format!("{}: {}", row.cells[0].text, names.join(", ")))
    };
    let places: Vec<String> = rows.iter().filter_map(own).collect();
    (!places.is_empty()).then(|| {
        format!(
            "[r] means revised: an earlier report printed a number that differs by {threshold} people or more. Smaller changes are \
             not told. Revised here: {}.",
            places.join("; ")
        )
    })
}

/// The words around a table.
pub struct TableWords<'a> {
    pub id: &'a str,
    pub title: String,
    pub scope: String,
    pub units: &'a str,
    pub notes: &'a [&'a str],
}

/// `[z]`.
pub fn not_applicable() -> Cell {
    Cell::mark(Mark::NotApplicable)
}

pub fn symbol((words, symbol): (String, Option<Symbol>)) -> Cell {
    Cell::words(words).with_symbol(symbol)
}

/// What is shown as a cell, or its mark.
pub fn shown<T: Copy>(shown: Shown<T>, cell: impl FnOnce(T) -> Cell) -> Cell {
    match shown {
        Shown::Value(value) => cell(value),
        Shown::Hidden => Cell::mark(Mark::Confidential),
        Shown::NotApplicable => not_applicable(),
    }
}

/// A published count, or its mark.
pub fn published(count: PublishedCount) -> Cell {
    count.get().map_or_else(|| Cell::mark(Mark::Confidential), Cell::count).revised(count.is_revised())
}

pub fn count(table: &PublishedTable, row: TableRow, event: Event) -> Cell {
    published(table.count(row, CountColumn::Happened(event)))
}

pub fn count_cell(table: &PublishedTable, row: TableRow, event: Event) -> Cell {
    count(table, row, event).with_id(figure_id(table, row, event.id()))
}

/// People of a row of the table to date for whom the outcome was paid; not nobody where returns tell no payments.
pub fn paid_cell(figures: &Figures, row: TableRow) -> Cell {
    match figures.tells_paid(&figures.to_date, row) {
        true => count_cell(&figures.to_date, row, Event::OutcomePaid),
        false => not_applicable(),
    }
}

pub fn rate_cell(table: &PublishedTable, row: TableRow, id: &str) -> Cell {
    shown(table.measure(row, indicator(id)).rate(), Cell::rate).with_id(figure_id(table, row, id))
}

/// `18% (9 of 50)`: a rate in a table that does not hold its counts elsewhere; `[z]` where there is none to compare with.
pub fn rate_of(measure: Option<&PublishedMeasure>) -> Cell {
    measure.map_or_else(not_applicable, |measure| {
        let is_revised = measure.is_revised() && measure.rate().value().is_some();
        shown(measure.rate(), Cell::rate_of).revised(is_revised)
    })
}

/// The same measure a year before, where that year's table has the group.
pub fn before(
    then: &PublishedTable,
    now: &PublishedTable,
    row: TableRow,
    indicator: &'static Indicator,
) -> Option<PublishedMeasure> {
    let row = match row {
        TableRow::Group(group) => then.group_named(&now.groups()[group].join(", "))?,
        TableRow::Total => TableRow::Total,
    };
    Some(then.measure(row, indicator))
}

pub fn travel(measure: &PublishedMeasure, before: Option<&PublishedMeasure>) -> (String, Option<Symbol>) {
    let Some(before) = before else { return ("Not comparable".into(), None) };
    format::travel(measure.travel(before), measure.more_than_chance(before))
}

pub fn against_minimum(measure: &PublishedMeasure, minimum: Option<Percent>) -> [Cell; 3] {
    let Some(minimum) = minimum else {
        return [not_applicable(), not_applicable(), not_applicable()];
    };
    let evidence = measure.evidence(minimum);
    let statement =
        shown(measure.statement(minimum), |own| Cell::words(format::statement(Shown::Value(own), evidence)));
    let rag = shown(measure.rag(minimum), |rag| symbol(format::rag(Shown::Value(rag))));
    [Cell::percent(Decimal::target(minimum)), statement, rag]
}
