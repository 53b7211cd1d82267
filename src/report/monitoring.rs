//! The tables of a monitoring report: key performance indicators as the council's plan numbers them, and what its symbols
//! mean.

use crate::definitions::plan::PlanIndicator;
use crate::disclosure::{PublishedTable, Row as TableRow, Shown};
use crate::metrics::assess::Rag;
use crate::validation::ContractTerms;

use super::cells::{
    HEADLINE, TableMaker, TableWords, before, indicator, not_applicable, prime_rows, rate_of, row_name, symbol, travel,
};
use super::commentary::{Commentary, Reason};
use super::figures::Figures;
use super::format;
use super::input::PaperInput;
use super::judged;
use super::model::{Block, Cell, Column, Decimal, Mark, Symbol, Table};
use super::officers::supporting;

/// An indicator of a prime, with the ref by which the plan knows it.
struct Kpi<'a> {
    reference: String,
    indicator: &'static str,
    terms: &'a ContractTerms<'a>,
    description: String,
}

/// The indicators of the plan, each of a prime, against its target and last year; without a plan the rates of every prime.
pub fn kpis(input: &PaperInput<'_>, figures: &Figures) -> Vec<Block> {
    let mut maker = TableMaker::new(vec![
        Column::words("Ref"),
        Column::words("Description"),
        Column::rate_of("Actual, same quarter last year"),
        Column::percent("Target"),
        Column::rate_of(format!("Actual, {}", figures.quarter)),
        Column::words("Current progress"),
        Column::words("Direction of travel"),
        Column::words("Supporting commentary"),
    ]);
    for kpi in of_plan(input) {
        let cells = cells(input, figures, &kpi);
        maker.row(Cell::words(&kpi.reference), cells, false);
    }
    let words = TableWords {
        id: "kpis",
        title: "Key performance indicators".into(),
        scope: format!(
            "Each contract since it began, as at {} and as at the same day a year before.",
            format::date(figures.to_date.view().as_at.0)
        ),
        units: "Rates in percent, with counts of people (to date). The target is the contract's minimum.",
        notes: &[
            "The appendix explains the symbols.",
            "Rates to date rise by themselves as people get more time. The change is not tested against chance.",
        ],
    };
    vec![Block::Table(maker.finish(input, words, figures.to_date.threshold()))]
}

/// The plan's own, of contracts that are in the paper; else every rate of every prime, numbered.
fn of_plan<'a>(input: &'a PaperInput<'_>) -> Vec<Kpi<'a>> {
    let terms: Vec<&ContractTerms<'_>> = input.contracts.iter().chain(input.counted).collect();
    let described =
        |measured: &str, terms: &ContractTerms<'_>| format!("{}, {}", indicator(measured).name, terms.prime_name);
    if input.workspace.kpi.is_empty() {
        let all = HEADLINE.into_iter().flat_map(|id| terms.iter().map(move |terms| (id, *terms)));
        let kpi = |(nth, (id, terms)): (usize, (&'static str, &'a ContractTerms<'a>))| Kpi {
            reference: format!("KPI {}", nth + 1),
            indicator: id,
            terms,
            description: described(id, terms),
        };
        return all.enumerate().map(kpi).collect();
    }
    let named = |own: &'a PlanIndicator| {
        let terms = *terms.iter().find(|terms| terms.contract.id == own.contract)?;
        let id = HEADLINE.into_iter().find(|id| *id == own.indicator)?;
        let description = own.text.clone().unwrap_or_else(|| described(id, terms));
        Some(Kpi { reference: own.reference.clone(), indicator: id, terms, description })
    };
    input.workspace.kpi.iter().filter_map(named).collect()
}

/// The tables that hold a prime's row: to date, and a year before.
fn row_of<'f>(figures: &'f Figures, prime: &str) -> Option<(&'f PublishedTable, Option<&'f PublishedTable>, TableRow)> {
    if let Some(own) = figures.counted.iter().find(|own| own.prime == prime) {
        return Some((own.to_date.as_ref()?, own.to_date_before.as_ref(), TableRow::Total));
    }
    let table = &figures.to_date;
    let row = prime_rows(table).into_iter().find(|row| row_name(table, *row, "") == prime)?;
    Some((table, Some(&figures.to_date_before), row))
}

fn cells(input: &PaperInput<'_>, figures: &Figures, kpi: &Kpi<'_>) -> Vec<Cell> {
    let (prime, measured) = (kpi.terms.prime_name, indicator(kpi.indicator));
    let minimum = ContractTerms::minimum(std::slice::from_ref(kpi.terms), Some(prime), kpi.indicator);
    let target = minimum.map_or_else(not_applicable, |minimum| Cell::percent(Decimal::target(minimum)));
    let not_there = || Cell::mark(Mark::NotAvailable);
    let name = Cell::words(&kpi.description);
    let Some((table, then, row)) = row_of(figures, prime) else {
        let comment = comment(input.commentary, kpi, None);
        return vec![name, not_there(), target, not_there(), not_there(), not_there(), comment];
    };
    let measure = table.measure(row, measured);
    let then = then.and_then(|then| before(then, table, row, measured));
    let calculated = minimum.map_or(Shown::NotApplicable, |minimum| measure.rag(minimum));
    vec![
        name,
        rate_of(then.as_ref()),
        target,
        rate_of(Some(&measure)),
        symbol(judged::rag(input.commentary, kpi.indicator, prime, calculated)),
        symbol(travel(&measure, then.as_ref())),
        comment(input.commentary, kpi, calculated.value()),
    ]
}

/// What officers say of the prime's own figure. What they say of all primes stands in a section of the paper.
fn comment(commentary: &Commentary, kpi: &Kpi<'_>, now: Option<Rag>) -> Cell {
    let Some(Reason::OfPrime(entries)) = commentary.reason(kpi.indicator, kpi.terms.prime_name, now) else {
        return Cell::words("No comment on this prime.");
    };
    let from = entries.first().and_then(|entry| entry.carried_from);
    let carried = from.map(|from| format!("Carried over from {}, not yet confirmed. ", from.months_in_words()));
    Cell::words(format!("{}{}", carried.unwrap_or_default(), supporting(&entries)))
}

/// What each symbol means: of progress, of RAG, and of travel.
pub fn symbols(input: &PaperInput<'_>, figures: &Figures) -> Vec<Block> {
    const SYMBOLS: [(&str, &str, Symbol, &str); 6] = [
        (
            "Progress",
            "On course",
            Symbol::GreenStar,
            "The target is met, or people who have had their time are at or above it. Of a milestone: it is on course, or done.",
        ),
        ("Progress", "Uncertain", Symbol::AmberCircle, "It cannot be told yet whether the target will be met."),
        (
            "Progress",
            "Not on course",
            Symbol::RedTriangle,
            "The target is not met, or people who have had their time are below it. Officers give the reason.",
        ),
        (
            "Direction of travel",
            "Better",
            Symbol::ArrowUp,
            "The rate is higher than at the same time last year, as printed.",
        ),
        (
            "Direction of travel",
            "Same",
            Symbol::ArrowLevel,
            "The rate is the same as at the same time last year, as printed.",
        ),
        (
            "Direction of travel",
            "Worse",
            Symbol::ArrowDown,
            "The rate is lower than at the same time last year, as printed.",
        ),
    ];
    let mut maker = TableMaker::new(vec![
        Column::names("Symbol", ["Of", "Word"]),
        Column::words("Shown as"),
        Column::words("What it means"),
    ]);
    for (of, word, shape, meaning) in SYMBOLS {
        let cells = vec![Cell::words(word).with_symbol(Some(shape)), Cell::words(meaning)];
        maker.row(Cell::names([of, word]), cells, false);
    }
    let words = TableWords {
        id: "symbols",
        title: "The symbols of this report".into(),
        scope: "Indicators and milestones.".into(),
        units: "Shape, colour and word always stand together.",
        notes: &[
            "RAG is calculated from the figures. Where officers judge otherwise, the table says so and they give the reason.",
        ],
    };
    let table = maker.finish(input, words, figures.to_date.threshold());
    vec![Block::Table(Table { source: "How the figures are made, in this report.".into(), ..table })]
}
