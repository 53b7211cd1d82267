//! Groups and areas whose rates lie outside what chance alone brings around everybody's: from printed figures, with limits
//! wide enough for looking at many groups at once.

use crate::disclosure::{PublishedTable, Row as TableRow};
use crate::metrics::assess::Travel;
use crate::metrics::compare::Area;
use crate::metrics::{Dimension, Indicator};
use crate::stats::funnel::{Position, position};

use super::cells::{HEADLINE, figure_id, indicator, row_name};
use super::format;
use super::input::PaperInput;
use super::model::{Block, Inline, List, Text};

/// A group that stands out, by one rate.
#[derive(Clone, Copy, Debug)]
pub struct Outlier {
    pub row: TableRow,
    pub indicator: &'static Indicator,
    pub is_above: bool,
}

/// The rates by which groups of a table may be held against everybody: the weeks that make people sustained differ by
/// payment group.
fn rates(table: &PublishedTable) -> impl Iterator<Item = &'static Indicator> {
    let by_group = table.dimensions() == [Dimension::PaymentGroup];
    HEADLINE.into_iter().filter(move |id| !(by_group && *id == "sustainment_rate")).map(indicator)
}

/// The groups of a table beyond the 99.8% limits around everybody's rate. None of a rate that is not printed, nor of people
/// of whom the group is not known.
pub fn outliers(table: &PublishedTable) -> Vec<Outlier> {
    let unknown = table.dimensions().first().map_or("", |dimension| dimension.not_known());
    let rows = table.rows().into_iter().filter(|row| *row != TableRow::Total && row_name(table, *row, "") != unknown);
    let rows: Vec<TableRow> = rows.collect();
    let found = |(measured, row): (&'static Indicator, TableRow)| {
        let (x, n) = table.measure(row, measured).rate().value()?;
        let (of_all, all) = table.measure(TableRow::Total, measured).rate().value()?;
        let is_above = match position(x, n, of_all as f64 / all as f64)? {
            Position::FarAbove => true,
            Position::FarBelow => false,
            _ => return None,
        };
        Some(Outlier { row, indicator: measured, is_above })
    };
    rates(table).flat_map(|measured| rows.iter().map(move |row| (measured, *row))).filter_map(found).collect()
}

/// Of how many groups a rate is shown.
fn judged(table: &PublishedTable, measured: &'static Indicator) -> usize {
    let groups = table.rows().into_iter().filter(|row| *row != TableRow::Total);
    groups.filter(|row| table.measure(*row, measured).rate().value().is_some()).count()
}

/// Who stands out in a table by one dimension, rate by rate.
pub fn blocks(input: &PaperInput<'_>, table: &PublishedTable) -> Vec<Block> {
    let dimension = table.dimensions()[0];
    let kind = super::comparison::in_words(dimension);
    let outliers = outliers(table);
    let (mut blocks, mut none, mut unseen, mut hidden) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for measured in rates(table) {
        let name = format!("the {}", measured.name.to_lowercase());
        let own: Vec<&Outlier> = outliers.iter().filter(|own| own.indicator.id == measured.id).collect();
        if table.measure(TableRow::Total, measured).rate().value().is_none() {
            hidden.push(name);
        } else if own.is_empty() && judged(table, measured) == 0 {
            unseen.push(name);
        } else if own.is_empty() {
            none.push(name);
        } else {
            blocks.push(Block::paragraph(vec![
                Inline::plain(format!("By {name}, these stand out from everybody's ")),
                all(table, measured),
                Inline::plain(":"),
            ]));
            blocks.push(Block::List(List {
                items: own.into_iter().map(|own| item(input, table, dimension, own)).collect(),
            }));
        }
    }
    let mut words = Vec::new();
    if !none.is_empty() {
        words.push(format!("No {kind} stands out by {}.", format::either(&none)));
    }
    if !unseen.is_empty() {
        words.push(format!("Of no {kind} is {} shown, so none can stand out by it.", format::either(&unseen)));
    }
    if !hidden.is_empty() {
        words.push(format!("Nothing is said of {}, as everybody's is not shown.", format::list(&hidden)));
    }
    words.push("To stand out, a rate has to lie outside the 99.8% limits of chance around everybody's. Rates marked [c] are not judged. Those who joined later have had less time, and why a rate differs is not in the returns.".into());
    blocks.push(Block::paragraph(vec![Inline::plain(words.join(" "))]));
    blocks
}

fn all(table: &PublishedTable, measured: &'static Indicator) -> Inline {
    let measure = table.measure(TableRow::Total, measured);
    Inline::figure(format::rate_with_counts(&measure), figure_id(table, TableRow::Total, measured.id))
}

/// `Payment group 6a Employment and Support Allowance, new claimants: 13.5% (26 of 193 people), below.`
fn item(input: &PaperInput<'_>, table: &PublishedTable, dimension: Dimension, own: &Outlier) -> Text {
    let measure = table.measure(own.row, own.indicator);
    let name = input.group_words(dimension, &row_name(table, own.row, ""));
    // No sentence begins with a numeral.
    let kind = if dimension == Dimension::PaymentGroup { "Payment group " } else { "" };
    vec![
        Inline::plain(format!("{kind}{name}: ")),
        Inline::figure(format::rate_with_counts(&measure), figure_id(table, own.row, own.indicator.id)),
        Inline::plain(", "),
        Inline::strong(if own.is_above { "above" } else { "below" }),
        Inline::plain("."),
    ]
}

/// A prime of an area beyond the 99.8% limits: its area and name, its counts, and whether above what it is held against.
pub struct PrimeOut {
    pub name: String,
    pub rate: (u64, u64),
    pub is_above: bool,
    /// `its minimum`, `the area's rate`.
    pub held_against: &'static str,
    pub target: f64,
}

/// The primes of compared areas that stand out.
pub fn primes(areas: &[Area]) -> Vec<PrimeOut> {
    let mut out = Vec::new();
    for area in areas {
        for prime in &area.primes {
            let (Some(rate), Some(against)) = (prime.rate, prime.against) else { continue };
            let is_above = match against.position {
                Position::FarAbove => true,
                Position::FarBelow if !against.is_open => false,
                _ => continue,
            };
            let place = area.name.as_ref().map(|name| format!(" in {name}")).unwrap_or_default();
            let held_against = if against.is_minimum { "its minimum" } else { "the area's rate" };
            out.push(PrimeOut {
                name: format!("{}{place}", prime.prime),
                rate,
                is_above,
                held_against,
                target: against.target,
            });
        }
    }
    out
}

impl PrimeOut {
    /// `Irwell Forward in Rochdale: 10.6% (14 of 132 people), below its minimum of 20.0%`.
    pub fn in_words(&self) -> String {
        let (x, n) = self.rate;
        let side = if self.is_above { "above" } else { "below" };
        format!(
            "{}: {} ({} of {}), {side} {} of {}",
            self.name,
            format::percent(x, n),
            format::count(x),
            format::people(n),
            self.held_against,
            format::fraction(self.target, n)
        )
    }
}

/// A change as a word in a sentence; nothing where the two cannot be compared.
pub fn change(travel: Travel) -> Option<&'static str> {
    match travel {
        Travel::Better => Some("higher"),
        Travel::Same => Some("the same"),
        Travel::Worse => Some("lower"),
        Travel::NotComparable => None,
    }
}
