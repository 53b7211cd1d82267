//! Parts whose figures are those of several others together: an area beside its own areas, all of them on the council's
//! list, counts everybody twice.

use std::collections::BTreeMap;

use crate::canonical::Measure;
use crate::canonical::counts::{self, CountsOf};
use crate::fault::printable;
use crate::finding::{Effect, Finding, Place};
use crate::mapping::{MappedRecords, subset};
use crate::vocabulary::TimeSpan;

/// The most parts among which sums are looked for: among more, chance brings them too often to tell.
const SEARCHED: usize = 200;

/// By measure and time: each part's people.
type Figures<'a> = BTreeMap<(Measure, Option<TimeSpan>), BTreeMap<&'a str, Option<u64>>>;

/// The parts that a sender counts by one thing.
#[derive(Default)]
struct Parted<'a> {
    figures: Figures<'a>,
    places: BTreeMap<&'a str, Place>,
}

/// Asks about every part whose figures are the sum of the same others in each measure and time, where chance would hardly bring it.
pub fn ask(tables: &[MappedRecords], findings: &mut Vec<Finding>) {
    let mut all: BTreeMap<(&str, CountsOf, &str), Parted<'_>> = BTreeMap::new();
    for (table, own) in tables.iter().flat_map(|table| table.counts().map(move |count| (table, count))) {
        let Some((by, name)) = own.group.as_ref().filter(|(_, name)| !name.is_empty()) else { continue };
        let parted = all.entry((&own.prime, own.of, by)).or_default();
        parted.figures.entry((own.measure, own.span)).or_default().insert(name, own.people.ok());
        let place = || Place::file(&table.origin.file).sheet(&table.origin.sheet).row(own.source_row);
        parted.places.entry(name).or_insert_with(place);
    }
    for ((_, _, by), parted) in all.into_iter().filter(|(_, parted)| parted.places.len() <= SEARCHED) {
        let sums: Vec<(&str, usize)> =
            parted.places.keys().filter_map(|name| Some((*name, parted.figures_as_sum(name)?))).collect();
        findings.extend(question(by, &sums, &parted.places));
    }
}

impl Parted<'_> {
    /// How many figures a part has, where each is the sum of some others'.
    fn figures_as_sum(&self, name: &str) -> Option<usize> {
        let whole = self.figures.values().filter(|own| own.values().all(Option::is_some));
        let slots: Vec<&BTreeMap<&str, Option<u64>>> = whole.filter(|own| own.contains_key(name)).collect();
        let of = |name: &str| -> Vec<u64> {
            slots.iter().map(|own| own.get(name).copied().flatten().unwrap_or_default()).collect()
        };
        let others: Vec<Vec<u64>> = self.places.keys().filter(|other| **other != name).map(|other| of(other)).collect();
        let others: Vec<&[u64]> = others.iter().map(Vec::as_slice).collect();
        subset::adds_up(&of(name), &others, self.places.len()).then_some(slots.len())
    }
}

fn question(by: &str, sums: &[(&str, usize)], places: &BTreeMap<&str, Place>) -> Option<Finding> {
    let (first, figures) = sums.first()?;
    let named = |(name, _): &(&str, usize)| match counts::is_said(name) {
        true => format!("`{}` (row {})", printable(name), places[name].row.unwrap_or_default()),
        false => (*name).to_string(),
    };
    let named: Vec<String> = sums.iter().map(named).collect();
    let by = by.replace('_', " ");
    let message = format!(
        "{}: all figures ({figures} of the first) are those of some other {by}s together, in every month and table; counted \
         beside them, everybody of theirs counts twice",
        named.join(", ")
    );
    let hint = "if it is a sum, name it under `totals` in [sheet.counts] of the layout and take it off the council's list in \
                quarterdeck.toml; if it is a part of its own, let this run go on with --accept parts_may_be_sums --because TEXT \
                --by NAME";
    Some(Finding::new("parts_may_be_sums", Effect::Stops, places[first].clone(), message, hint))
}
