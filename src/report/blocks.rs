//! What the program itself writes, block by block. An outline names them; each is made from published
//! figures and the run's facts alone.

use super::charts;
use super::cohort_curves;
use super::comparison;
use super::counted;
use super::figures::Figures;
use super::format;
use super::funnel;
use super::glossary;
use super::input::PaperInput;
use super::judged;
use super::limits;
use super::methods;
use super::model::{Block, Inline, List};
use super::monitoring;
use super::months;
use super::narrative;
use super::officers;
use super::outline::AboutWhom;
use super::parked;
use super::places;
use super::questions;
use super::standing;
use super::stands_out;
use super::tables;
use super::targets;

type Make = fn(&PaperInput<'_>, &Figures) -> Vec<Block>;

/// Every block that an outline can name.
pub const BLOCKS: &[(&str, Make)] = &[
    ("summary", narrative::summary),
    ("headline", headline),
    ("chart", |input, figures| vec![charts::block(input, figures)]),
    ("quarter", |input, figures| {
        let mut blocks = narrative::quarter(input, figures);
        if !only_counts(input) {
            blocks.push(Block::Table(tables::quarter(input, figures)));
            blocks.push(Block::Table(tables::quarter_travel(input, figures)));
        }
        blocks.extend(counted::quarter(input, figures).map(Block::Table));
        blocks
    }),
    ("cohorts", |input, figures| {
        let mut blocks = narrative::a_year_on(input, figures);
        blocks.extend(tables::a_year_on(input, figures).map(Block::Table));
        blocks.push(Block::Table(tables::cohorts(input, figures)));
        blocks
    }),
    ("months", months::months),
    ("cohort_curves", cohort_curves::curves),
    ("offices", |input, figures| {
        let mut blocks = stands_out::blocks(input, &figures.offices);
        blocks.push(Block::Table(tables::offices(input, figures)));
        blocks
    }),
    ("payment_groups", |input, figures| {
        let mut blocks = stands_out::blocks(input, &figures.payment_groups);
        blocks.push(Block::Table(tables::payment_groups(input, figures)));
        blocks
    }),
    ("wards", |input, figures| {
        let mut blocks = stands_out::blocks(input, &figures.wards);
        blocks.extend(narrative::wards(input));
        blocks.push(Block::Table(tables::wards(input, figures)));
        blocks
    }),
    ("funnel", funnel::funnel),
    ("comparison", comparison::comparison),
    ("parked", parked::parked),
    ("milestones", officers::milestones),
    ("stories", |input, _| officers::stories(input)),
    ("contract_states", officers::contract_states),
    ("sources", |input, figures| vec![narrative::sources(), Block::Table(tables::sources(input, figures))]),
    ("kpis", monitoring::kpis),
    ("symbols", monitoring::symbols),
    ("place", places::to_date),
    ("place_quarter", places::in_quarter),
    ("data_quality", data_quality),
    ("methods", methods::methods),
    ("questions", questions::questions),
    ("limits", limits::limits),
    ("glossary", |input, _| vec![glossary::all(input)]),
];

/// Blocks that need a row for each person.
const NEED_ROWS: [&str; 9] =
    ["months", "cohorts", "cohort_curves", "offices", "payment_groups", "wards", "comparison", "parked", "sources"];

/// Blocks of a paper about one prime: those that hold nobody else's figures.
const OF_ONE_PRIME: [&str; 14] = [
    "summary",
    "headline",
    "chart",
    "quarter",
    "cohorts",
    "kpis",
    "symbols",
    "milestones",
    "contract_states",
    "sources",
    "data_quality",
    "methods",
    "limits",
    "glossary",
];

/// Blocks of a paper about one area or lot.
const OF_A_PLACE: [&str; 6] = ["place", "place_quarter", "data_quality", "methods", "limits", "glossary"];

/// Whether a block can stand in a paper about one prime, about a place, or about all.
pub fn fits(name: &str, about: AboutWhom) -> bool {
    match about {
        AboutWhom::All => !name.starts_with("place"),
        AboutWhom::Prime => OF_ONE_PRIME.contains(&name),
        AboutWhom::Place => OF_A_PLACE.contains(&name),
    }
}

/// Makes a block; where no prime sends a row for each person, one that needs them says so.
pub fn make(name: &str, make: Make, input: &PaperInput<'_>, figures: &Figures) -> Vec<Block> {
    match only_counts(input) {
        // It stands behind a table that there is.
        true if ["chart", "funnel"].contains(&name) => Vec::new(),
        true if NEED_ROWS.contains(&name) => vec![counted::no_rows(input)],
        _ => make(input, figures),
    }
}

/// Whether no prime of the paper sends a row for each person.
pub fn only_counts(input: &PaperInput<'_>) -> bool {
    input.contracts.is_empty() && !input.counted.is_empty()
}

/// The headline: a sentence an indicator, the table against the minimums, reasons, and who has had time.
fn headline(input: &PaperInput<'_>, figures: &Figures) -> Vec<Block> {
    let mut from_counts = counted::standing(input, figures);
    from_counts.extend(counted::headline(input, figures).map(Block::Table));
    if only_counts(input) {
        from_counts.extend(judged::words(input, figures));
        return from_counts;
    }
    let mut blocks = standing::headline(input, figures);
    blocks.push(Block::Table(tables::headline(input, figures)));
    blocks.extend(judged::words(input, figures));
    blocks.extend(targets::targets(input, figures).map(Block::Table));
    blocks.push(Block::Table(tables::had_time(input, figures)));
    blocks.extend(from_counts);
    blocks
}

/// What came, that every row is accounted for, and what was accepted.
fn data_quality(input: &PaperInput<'_>, figures: &Figures) -> Vec<Block> {
    let mut blocks = vec![Block::paragraph(vec![Inline::plain(format!(
        "Figures are as at {}. The returns they are made from are these:",
        format::date(figures.to_date.view().as_at.0)
    ))])];
    let items = input.returns.iter().map(|line| {
        let quarter = line.quarter.as_ref().map(|quarter| format!(", for {quarter}")).unwrap_or_default();
        let received = line.received.map(|day| format!(", received {}", format::date(day))).unwrap_or_default();
        vec![Inline::plain(format!("{}{quarter}{received}", line.supplier))]
    });
    blocks.push(Block::List(List { items: items.collect() }));
    blocks.push(Block::paragraph(vec![Inline::plain(format!(
        "All rows of the returns{} are accounted for ({}). Each was used, set aside until the sender corrects it ({}), or left out by a named rule, such as a row of totals. Officers hold the exact account.",
        input.subject.prime().map(|prime| format!(" of {prime}")).unwrap_or_default(),
        format::about(input.accounts.read),
        format::about(input.accounts.set_aside)
    ))]));
    for acceptance in input.accepted {
        blocks.push(Block::paragraph(vec![
            Inline::strong("Accepted for this report. "),
            Inline::plain(format!(
                "A check would have stopped it: {}. Figures that rest on what was accepted are less certain than the others. The reason given: {} ({}).",
                acceptance.stops.join("; "),
                acceptance.because,
                acceptance.by
            )),
        ]));
    }
    blocks
}
