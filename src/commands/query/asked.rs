//! What a query asks of each measure, and the cells that answer it.

use std::collections::BTreeMap;

use crate::disclosure::{PublishedTable, PublishedTypical, Row, Shown, published::numerator};
use crate::metrics::assess::{Evidence, evidence, target_statement};
use crate::metrics::compute::CountTable;
use crate::metrics::{CountColumn, Event, Figure, Indicator, People, Quartiles, Typical, TypicalTable, Whose};
use crate::report::format;
use crate::stats::proportion::{Interval, wilson_95};
use crate::validation::ContractTerms;
use crate::vocabulary::{Basis, Percent};

use super::{Dimension, before};
use crate::cli::Against;
use crate::commands::answer::{Answer, Cell, names};

/// What is asked of each measure.
pub struct Asked<'a> {
    pub measures: Vec<&'static Indicator>,
    pub detail: bool,
    /// Of whom rates are formed.
    pub whose: Whose,
    pub contracts: Vec<ContractTerms<'a>>,
    pub people: &'a People,
    /// The prime that the question is filtered by.
    pub prime: Option<String>,
    /// The groups in which people of a prime are whose returns tell no payments.
    pub untold: Vec<Vec<String>>,
    /// Residents by place, for reach.
    pub residents: &'a BTreeMap<String, u64>,
}

/// Columns that `--detail` adds to a rate.
const DETAIL: [&str; 6] = ["in_time", "had_time_achieved", "had_time_of", "low", "high", "against_minimum"];

impl Asked<'_> {
    /// The counts that the measures need, each once.
    pub fn columns(&self, basis: Basis) -> Vec<CountColumn> {
        let mut columns = Vec::new();
        for measure in &self.measures {
            let mut wanted = vec![numerator(measure, basis)];
            if let Some(of) = measure.of() {
                let event = measure.event();
                wanted.push(CountColumn::Happened(of));
                match measure.counts_of(self.whose) {
                    Some(counts) => wanted.extend(counts),
                    // Whoever was referred long ago may still join: nobody's time for that is ever over.
                    None if self.detail && of != Event::Referred => wanted.extend([
                        CountColumn::InTime { event, of },
                        CountColumn::Matured { event, of },
                        CountColumn::MaturedAchieved { event, of },
                    ]),
                    None => {}
                }
            }
            for column in wanted {
                if !columns.contains(&column) {
                    columns.push(column);
                }
            }
        }
        columns
    }

    /// The middle values that the measures need.
    pub fn typicals(&self) -> impl Iterator<Item = Typical> {
        self.measures.iter().filter_map(|measure| match measure.figure {
            Figure::Typical(typical) => Some(typical),
            _ => None,
        })
    }

    pub fn headers(&self, dimensions: &[Dimension]) -> Vec<String> {
        let mut headers: Vec<String> = dimensions.iter().map(|dimension| dimension.id().to_string()).collect();
        for measure in &self.measures {
            headers.push(measure.id.to_string());
            let more: &[&str] = match measure.figure {
                Figure::People(_) => &[],
                Figure::Rate { .. } | Figure::Within { .. } => &["achieved", "of"],
                Figure::Typical(_) => &["lower_quartile", "upper_quartile", "of"],
                Figure::Reach => &["attached", "residents"],
                // Answered by itself: it has rows of its own.
                Figure::Change => &[],
            };
            headers.extend(more.iter().map(|name| format!("{}_{name}", measure.id)));
            let detail = DETAIL.iter().filter(|_| self.detail && matches!(measure.figure, Figure::Rate { .. }));
            headers.extend(detail.map(|name| format!("{}_{name}", measure.id)));
        }
        headers
    }

    /// An answer beside what it is set against, if anything.
    pub fn set_against(&self, now: Answer, then: Option<Answer>, against: Option<Against>) -> Answer {
        match then.zip(against) {
            Some((then, against)) => before::beside(&now, &then, &self.measures, against),
            None => now,
        }
    }

    /// The minimum that holds for a row: that of the prime it is grouped or filtered by.
    pub fn minimum(&self, names: &[Cell], indicator: &str) -> Option<Percent> {
        let named = |terms: &&ContractTerms<'_>| names.contains(&Cell::Text(terms.prime_name.to_string()));
        let prime = self.contracts.iter().find(named).map(|terms| terms.prime_name);
        ContractTerms::minimum(&self.contracts, prime.or(self.prime.as_deref()), indicator)
    }

    /// Whether anything is known of an event on a row's contract, or on any where the row is of several. Payments have to be
    /// told for everybody in it: a sum with a part missing is a wrong figure.
    fn knows(&self, names: &[Cell], event: Event) -> bool {
        let of_row = |terms: &ContractTerms<'_>| {
            names.contains(&Cell::Text(terms.prime_name.to_string())) || self.prime.as_deref() == Some(terms.prime_name)
        };
        let own: Vec<usize> = (0..self.contracts.len()).filter(|at| of_row(&self.contracts[*at])).collect();
        if own.is_empty() && event == Event::OutcomePaid {
            let all = Cell::Text("All".into());
            let is_in =
                |group: &Vec<String>| group.iter().zip(names).all(|(own, name)| *name == Cell::Text(own.clone()));
            return if names.iter().all(|name| *name == all) {
                self.untold.is_empty()
            } else {
                !self.untold.iter().any(is_in)
            };
        }
        let rows = if own.is_empty() { (0..self.contracts.len()).collect() } else { own };
        rows.into_iter().any(|contract| self.people.knows(contract, event))
    }

    /// The residents of a row's place; of all places for the total. None where they are not known.
    fn residents(&self, names: &[Cell]) -> Option<u64> {
        let all = self.residents.values().sum();
        match names.first() {
            None => Some(all),
            Some(Cell::Text(place)) if place == "All" => Some(all),
            Some(Cell::Text(place)) => self.residents.get(place).copied(),
            _ => None,
        }
        .filter(|residents| *residents > 0)
    }

    /// The cells of one row of a published table, behind the names given.
    pub fn published(
        &self,
        mut cells: Vec<Cell>,
        table: &PublishedTable,
        typical: &[PublishedTypical],
        row: Row,
    ) -> Vec<Cell> {
        let names = cells.clone();
        let basis = table.view().basis;
        for indicator in &self.measures {
            let counted = |column| Cell::counted(table.count(row, column).get());
            match indicator.figure {
                Figure::People(event) if !self.knows(&names, event) => cells.push(Cell::Mark(format::NOT_APPLICABLE)),
                Figure::People(_) => cells.push(counted(numerator(indicator, basis))),
                Figure::Rate { of, .. } if self.whose == Whose::All => {
                    let measure = table.measure(row, indicator);
                    let rate = Cell::of(measure.rate(), |(x, n)| Cell::Rate(x as f64 / n as f64));
                    cells.extend([rate, counted(numerator(indicator, basis)), counted(CountColumn::Happened(of))]);
                    if self.detail {
                        let minimum = self.minimum(&names, indicator.id);
                        let statement = minimum.map_or(Cell::Mark(format::NOT_APPLICABLE), |minimum| {
                            Cell::Text(format::statement(measure.statement(minimum), measure.evidence(minimum)))
                        });
                        cells.extend(detail(measure.in_time(), measure.had_time(), measure.interval(), statement));
                    }
                }
                Figure::Rate { .. } | Figure::Within { .. } => {
                    let measure = table.measure_of(row, indicator, self.whose);
                    cells.extend(rate_cells(measure.rate(), measure.counts()));
                }
                Figure::Typical(of) => {
                    let own = typical.iter().find(|own| own.typical == of);
                    cells.extend(quartile_cells(own.map_or(Shown::NotApplicable, |own| own.of(row))));
                    cells.push(counted(CountColumn::Happened(of.event())));
                }
                Figure::Change => {}
                Figure::Reach => {
                    let attached = table.count(row, CountColumn::Happened(Event::Attached)).get();
                    cells.extend(reach_cells(attached.map_or(Shown::Hidden, Shown::Value), self.residents(&names)));
                }
            }
        }
        cells
    }

    /// The same with nothing hidden.
    pub fn exact(&self, table: &CountTable, typical: &[TypicalTable]) -> Answer {
        let rows = (0..table.groups.len()).map(Row::Group).chain([Row::Total]);
        let rows = rows.map(|row| self.exact_row(table, typical, row)).collect();
        Answer { headers: self.headers(&table.dimensions), rows }
    }

    fn exact_row(&self, table: &CountTable, typical: &[TypicalTable], row: Row) -> Vec<Cell> {
        let mut cells = names(&table.groups, table.dimensions.len(), row);
        let names = cells.clone();
        let exact = |column| match row {
            Row::Group(group) => table.exact(group, column),
            Row::Total => table.exact_total(column),
        };
        let count = |column| exact(column).unwrap_or_default();
        for indicator in &self.measures {
            let event = indicator.event();
            match indicator.figure {
                Figure::People(event) if !self.knows(&names, event) => cells.push(Cell::Mark(format::NOT_APPLICABLE)),
                Figure::People(_) => cells.push(Cell::Count(count(numerator(indicator, table.view.basis)))),
                Figure::Rate { of, .. } | Figure::Within { of, .. } => {
                    let basis = table.view.basis;
                    let all = || [numerator(indicator, basis), CountColumn::Happened(of)];
                    let [x, n] = indicator.counts_of(self.whose).unwrap_or_else(all);
                    let counts = (count(x), count(n));
                    let shown = if counts.1 == 0 { Shown::NotApplicable } else { Shown::Value(counts) };
                    let rate = Cell::of(shown, |(x, n)| Cell::Rate(x as f64 / n as f64));
                    cells.extend([rate, Cell::Count(counts.0), Cell::Count(counts.1)]);
                    if self.detail && matches!(indicator.figure, Figure::Rate { .. }) {
                        cells.extend(exact_detail(&exact, event, of, counts, self.minimum(&names, indicator.id)));
                    }
                }
                Figure::Typical(of) => {
                    let own = typical.iter().find(|own| own.typical == of);
                    let quartiles = own.and_then(|own| match row {
                        Row::Group(group) => own.exact(table, group),
                        Row::Total => own.exact_total(),
                    });
                    cells.extend(quartile_cells(quartiles.map_or(Shown::NotApplicable, Shown::Value)));
                    cells.push(Cell::Count(count(CountColumn::Happened(of.event()))));
                }
                Figure::Change => {}
                Figure::Reach => {
                    let attached = Shown::Value(count(CountColumn::Happened(Event::Attached)));
                    cells.extend(reach_cells(attached, self.residents(&names)));
                }
            }
        }
        cells
    }
}

/// What `--detail` adds, with nothing hidden.
fn exact_detail(
    exact: &impl Fn(CountColumn) -> Option<u64>,
    event: Event,
    of: Event,
    (x, n): (u64, u64),
    minimum: Option<Percent>,
) -> [Cell; 6] {
    let shown = |count: Option<u64>| count.map_or(Shown::NotApplicable, Shown::Value);
    let had = exact(CountColumn::MaturedAchieved { event, of }).zip(exact(CountColumn::Matured { event, of }));
    let had = had.filter(|(_, n)| *n > 0);
    let interval = had.and_then(|(x, n)| wilson_95(x, n)).map_or(Shown::NotApplicable, Shown::Value);
    let in_time = exact(CountColumn::InTime { event, of });
    let statement = minimum.map_or(Cell::Mark(format::NOT_APPLICABLE), |minimum| {
        let statement = target_statement(x, n, in_time.unwrap_or_default(), minimum);
        let evidence = had.map_or(Evidence::None, |(x, n)| evidence(x, n, minimum));
        let statement = statement.map_or(Shown::NotApplicable, Shown::Value);
        Cell::Text(format::statement(statement, Shown::Value(evidence)))
    });
    detail(shown(in_time), had.map_or(Shown::NotApplicable, Shown::Value), interval, statement)
}

/// A rate with the two counts that it is of.
fn rate_cells(rate: Shown<(u64, u64)>, counts: Shown<(u64, u64)>) -> [Cell; 3] {
    [
        Cell::of(rate, |(x, n)| Cell::Rate(x as f64 / n as f64)),
        Cell::of(counts, |(x, _)| Cell::Count(x)),
        Cell::of(counts, |(_, n)| Cell::Count(n)),
    ]
}

/// The middle, and the values that a quarter and three quarters do not exceed.
fn quartile_cells(quartiles: Shown<Quartiles>) -> [Cell; 3] {
    let number = |value: fn(Quartiles) -> i32| Cell::of(quartiles, |own| Cell::Count(value(own).max(0) as u64));
    [number(|own| own.median), number(|own| own.lower), number(|own| own.upper)]
}

/// People attached, of the residents of a place.
fn reach_cells(attached: Shown<u64>, residents: Option<u64>) -> [Cell; 3] {
    let of = residents.map_or(Cell::Mark(format::NOT_APPLICABLE), Cell::Count);
    let rate = match (attached, residents) {
        (_, None) => Cell::Mark(format::NOT_APPLICABLE),
        (attached, Some(residents)) => Cell::of(attached, |attached| Cell::Rate(attached as f64 / residents as f64)),
    };
    [rate, Cell::of(attached, Cell::Count), of]
}

fn detail(in_time: Shown<u64>, had_time: Shown<(u64, u64)>, interval: Shown<Interval>, statement: Cell) -> [Cell; 6] {
    [
        Cell::of(in_time, Cell::Count),
        Cell::of(had_time, |(x, _)| Cell::Count(x)),
        Cell::of(had_time, |(_, n)| Cell::Count(n)),
        Cell::of(interval, |interval| Cell::Fraction(interval.low)),
        Cell::of(interval, |interval| Cell::Fraction(interval.high)),
        statement,
    ]
}
