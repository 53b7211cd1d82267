//! What contracts ask besides their minimums of the three rates: so many people, and what a bidder promised of its own.

use std::cmp::Ordering;

use chrono::{Months, NaiveDate};

use crate::definitions::TargetKind;
use crate::definitions::programme::Target;
use crate::disclosure::Row as TableRow;
use crate::metrics::indicators::find;
use crate::metrics::{CountColumn, Event, Figure, Indicator};
use crate::validation::ContractTerms;
use crate::vocabulary::{Basis, Percent};

use super::cells::{
    HEADLINE, TableMaker, TableWords, against_minimum, count_cell, not_applicable, paid_cell, rate_cell, shown,
};
use super::explained::needed;
use super::figures::Figures;
use super::format;
use super::input::PaperInput;
use super::model::{Cell, Column, ColumnKind, Inline, Table, Text, Unit};

/// The contracts' other targets to date, each beside what has been reached; nothing where there are none.
pub fn targets(input: &PaperInput<'_>, figures: &Figures) -> Option<Table> {
    let table = &figures.to_date;
    let day = table.view().as_at.0;
    // Some targets are rates and some numbers of people.
    let either = |heading, rate, people| {
        Column::parted(heading, ColumnKind::Number, &[(rate, Unit::Percent), (people, Unit::Count)])
    };
    let mut maker = TableMaker::new(vec![
        Column::names("What and prime", ["Indicator", "Prime"]),
        Column::words("Whose target"),
        either("Target", "Target: rate", "Target: people"),
        either("Reached", "Reached: rate", "Reached: people"),
        Column::of("People", ["People achieved", "Of people"]),
        Column::words("Against it"),
    ]);
    let mut is_empty = true;
    for terms in input.contracts {
        let Some(row) = table.group_named(terms.prime_name) else { continue };
        for (target, measured) in in_force(terms, day) {
            let Some(cells) = against(figures, row, target, measured, ends(terms, target, day)) else { continue };
            is_empty = false;
            let cells = [Cell::words(whose(target))].into_iter().chain(cells).collect();
            maker.row(Cell::names([measured.name, terms.prime_name]), cells, false);
        }
    }
    let words = TableWords {
        id: "targets",
        title: "What has been reached of the contracts' other targets".into(),
        scope: format!("Since the contracts began, as at {}.", format::date(day)),
        units: "Counts of people; rates in percent of people.",
        notes: &[
            "A prime's own target is what it promised in its bid. It is usually above the minimum, which the contract asks of it at least.",
        ],
    };
    (!is_empty).then(|| maker.finish(input, words, table.threshold()))
}

/// A target in the pieces of a sentence.
pub(super) struct Told {
    pub prime: String,
    pub indicator: &'static Indicator,
    /// `24%`, `28`.
    pub asked: String,
    /// `the prime's own, from its bid`.
    pub whose: String,
    pub reached: String,
    /// As the table says it, inside a sentence: `too early to tell`.
    pub says: String,
    pub is_met: bool,
}

/// The rows of the table of other targets, for sentences.
pub(super) fn told(input: &PaperInput<'_>, figures: &Figures) -> Vec<Told> {
    let table = &figures.to_date;
    let day = table.view().as_at.0;
    let of_contract = |terms: &'_ ContractTerms<'_>| {
        let Some(row) = table.group_named(terms.prime_name) else { return Vec::new() };
        let told = |(target, indicator): (&Target, &'static Indicator)| {
            let cells = against(figures, row, target, indicator, ends(terms, target, day))?;
            let [asked, reached, _, says] = <[Cell; 4]>::try_from(cells).ok()?;
            let is_met = says.text.starts_with("Met") || says.text.starts_with("Reached");
            let says = format::inside(&says.text);
            let (asked, reached) = (asked.text, reached.text);
            Some(Told { prime: terms.prime_name.into(), indicator, asked, whose: whose(target), reached, says, is_met })
        };
        in_force(terms, day).into_iter().filter_map(told).collect()
    };
    input.contracts.iter().flat_map(of_contract).collect()
}

/// The targets of other things than the headline rates, each in a sentence.
pub(super) fn sentences(input: &PaperInput<'_>, figures: &Figures) -> Vec<Text> {
    let others = told(input, figures).into_iter().filter(|own| !HEADLINE.contains(&own.indicator.id));
    let sentence = |own: Told| {
        let Told { prime, indicator, asked, whose, reached, says, .. } = own;
        let name = indicator.name;
        match format::mark_in_words(&reached) {
            Some(words) => vec![Inline::plain(format!("{name}, {prime}: {words}. The target is {asked} ({whose})."))],
            None => vec![
                Inline::plain(format!("{name}, {prime}: {reached}, against a target of {asked} ({whose}). ")),
                Inline::strong(format!("{}.", super::comparison::capital(&says))),
            ],
        }
    };
    others.map(sentence).collect()
}

/// Whose target it is, and by when.
fn whose(target: &Target) -> String {
    let whose = match target.kind {
        TargetKind::Minimum => "the contract's minimum",
        TargetKind::Bid => "the prime's own, from its bid",
    };
    let unsure = if target.confirmed { "" } else { " (not confirmed)" };
    let year = target.year.map_or(String::new(), |year| format!(", by the end of year {year}"));
    format!("{whose}{year}{unsure}")
}

/// A contract's other targets of an indicator in words: `the prime's own, from its bid: 24%`.
pub(super) fn in_words(terms: &ContractTerms<'_>, indicator: &Indicator, day: NaiveDate) -> Vec<String> {
    let of_it = in_force(terms, day).into_iter().filter(|(_, measured)| measured.id == indicator.id);
    let aim = |target: &Target| match (target.percent, target.people) {
        (Some(percent), _) => Some(format::target(percent)),
        (None, people) => people.map(format::people),
    };
    of_it.filter_map(|(target, _)| Some(format!("{}: {}", whose(target), aim(target)?))).collect()
}

/// A contract's targets to date for everybody together: of the contract years that have begun or of every year, and not the
/// minimums that the headline table has.
fn in_force<'a>(terms: &'a ContractTerms<'_>, day: NaiveDate) -> Vec<(&'a Target, &'static Indicator)> {
    let year = terms.year_of(day);
    let is_in_force = |target: &&Target| {
        target.basis == Basis::ToDate
            && target.payment_groups.is_empty()
            && target.year.is_none_or(|own| year.is_some_and(|year| own <= year))
            && !(target.kind == TargetKind::Minimum
                && target.year.is_none()
                && HEADLINE.contains(&target.indicator.as_str()))
    };
    let own = terms.contract.target.iter().filter(is_in_force);
    own.filter_map(|target| Some((target, find(&target.indicator)?))).collect()
}

/// The last day of the contract year that a target is for, set beside a day; nothing where it is for every year.
fn ends(terms: &ContractTerms<'_>, target: &Target, day: NaiveDate) -> Option<Ordering> {
    let end = |year: u32| terms.contract.start?.checked_add_months(Months::new(12 * year))?.pred_opt();
    target.year.and_then(end).map(|end| end.cmp(&day))
}

/// Target, what has been reached, people, and what the one says of the other.
fn against(
    figures: &Figures,
    row: TableRow,
    target: &Target,
    measured: &'static Indicator,
    end: Option<Ordering>,
) -> Option<Vec<Cell>> {
    let table = &figures.to_date;
    let is_over = end.is_some_and(Ordering::is_le);
    match (target.percent, target.people, measured.figure) {
        // A rate to date can fall: what it was when the year ended, today's does not say.
        (Some(_), _, Figure::Rate { .. }) if end == Some(Ordering::Less) => None,
        (Some(percent), _, Figure::Rate { .. }) => Some(rate(figures, row, percent, measured, is_over)),
        (_, Some(people), Figure::People(event)) => {
            let (reached, count) = match event {
                Event::OutcomePaid => {
                    let told = figures.tells_paid(table, row);
                    (paid_cell(figures, row), table.count(row, CountColumn::Happened(event)).get().filter(|_| told))
                }
                _ => (count_cell(table, row, event), table.count(row, CountColumn::Happened(event)).get()),
            };
            let says = match count {
                // The mark of what is not known.
                None => reached.clone().without_id(),
                // People are only ever added: fewer now were fewer then.
                Some(count) if count >= people && end == Some(Ordering::Less) => {
                    Cell::words("Reached by now; the year is over")
                }
                Some(count) if count >= people => Cell::words("Met"),
                Some(_) if is_over => Cell::words("Not met"),
                Some(_) => Cell::words("Too early to tell"),
            };
            Some(vec![Cell::count(people), reached, not_applicable(), says])
        }
        _ => None,
    }
}

fn rate(figures: &Figures, row: TableRow, percent: Percent, measured: &'static Indicator, is_over: bool) -> Vec<Cell> {
    let table = &figures.to_date;
    let measure = table.measure(row, measured);
    let [asked, says, _] = against_minimum(&measure, Some(percent));
    // What had to be reached by a day that has passed is not open any more.
    let is_short = measure.counts().value().is_some_and(|(x, n)| x < needed(percent, n));
    let says = if is_over && is_short { Cell::words("Not met") } else { says };
    vec![asked, rate_cell(table, row, measured.id), shown(measure.counts(), Cell::of), says]
}
