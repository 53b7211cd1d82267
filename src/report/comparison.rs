//! The comparison of primes as the paper tells it: within an area, with the same mix of people, and no further than
//! chance allows. From published figures alone; no cause is claimed.

use crate::disclosure::{PublishedTable, Row as TableRow, Shown};
use crate::metrics::compare::{Against, Area, Compared, Counts, Minimum};
use crate::metrics::{Dimension, Indicator};
use crate::stats::Level;
use crate::stats::funnel::{Limits, Position};
use crate::stats::ratio::Standardised;
use crate::validation::ContractTerms;

use super::cells::{TableMaker, TableWords, indicator, not_applicable, prime_rows, rate_of, row_name, symbol};
use super::compared::{AYearOn, Comparison, Question};
use super::figures::Figures;
use super::format;
use super::input::PaperInput;
use super::model::{Block, Cell, Column, ColumnKind, Datum, Decimal, Inline, List, Mark, Table, Unit};

/// A dimension as it stands in a sentence.
pub fn in_words(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::PaymentGroup => "payment group",
        Dimension::Barrier => "main barrier",
        Dimension::Disability => "disability",
        Dimension::AgeBand => "age band",
        Dimension::Sex => "sex",
        other => other.id(),
    }
}

/// Where a rate lies among what chance allows.
pub fn position(against: &Against) -> &'static str {
    match against.position {
        _ if against.is_open => "Below so far: people still in time can bring it up",
        Position::FarBelow => "Far below: more than chance would explain",
        Position::Below => "Below: more than chance would explain",
        Position::Inside => "Inside: no more than chance would explain",
        Position::Above => "Above: more than chance would explain",
        Position::FarAbove => "Far above: more than chance would explain",
    }
}

/// The block `comparison`.
pub fn comparison(input: &PaperInput<'_>, figures: &Figures) -> Vec<Block> {
    let Some(comparison) = &figures.comparison else {
        return vec![sentence(match input.contracts.len() {
            0..2 => "There are figures of one prime only, and of none to compare it with in the same area.",
            _ => "Primes are not compared here: figures of all primes together could then not be shown.",
        })];
    };
    let rate = comparison.question.rate;
    let minimum = |prime: &str| held_against(input, figures, prime, rate);
    let (_, areas) = comparison.areas(0, &minimum);
    if areas.is_empty() {
        let where_ = if comparison.question.by_area { "No area has" } else { "There are not" };
        return vec![sentence(&format!("{where_} two primes with enough people whose rates can be shown."))];
    }
    let mut blocks = who_stands_out(comparison, &areas);
    blocks.push(what_it_is(comparison));
    blocks.extend(changed_orders(comparison, &areas));
    blocks.push(Block::Table(primes(input, comparison, &areas)));
    // By kind of people in each of several areas would fill pages: the command tells it.
    if !comparison.question.by_area {
        let kinds = (0..comparison.by.len()).filter_map(|at| kinds(input, comparison, at));
        blocks.extend(kinds.map(Block::Table));
    }
    blocks.extend(a_year_on(input, figures).map(Block::Table));
    blocks
}

/// A prime's minimum for a rate, and whether it is decided: as far as the paper says who is still in time.
pub fn held_against(
    input: &PaperInput<'_>,
    figures: &Figures,
    prime: &str,
    rate: &'static Indicator,
) -> Option<Minimum> {
    let minimum = ContractTerms::minimum(input.contracts, Some(prime), rate.id)?;
    let table = &figures.to_date;
    let row = prime_rows(table).into_iter().find(|row| row_name(table, *row, "") == prime);
    let in_time = row.map(|row| table.measure(row, rate).in_time());
    Some(Minimum { rate: minimum, is_decided: in_time.is_some_and(|people| people == Shown::Value(0)) })
}

fn sentence(text: &str) -> Block {
    Block::paragraph(vec![Inline::plain(text)])
}

/// The primes whose rates lie far from what they are held against.
fn who_stands_out(comparison: &Comparison, areas: &[Area]) -> Vec<Block> {
    let out = super::stands_out::primes(areas);
    let rate = comparison.question.rate.name.to_lowercase();
    if out.is_empty() {
        return vec![sentence(&format!("No prime stands out: no {rate} lies outside the 99.8% limits of chance."))];
    }
    let items = out.iter().map(|own| vec![Inline::plain(format!("{}.", own.in_words()))]).collect();
    let words = format!("These primes stand out: their {rate}s lie outside the 99.8% limits of chance.");
    vec![sentence(&words), Block::List(List { items })]
}

fn what_it_is(comparison: &Comparison) -> Block {
    let within = if comparison.question.by_area { "within each area" } else { "in one area, the council's" };
    let mix = match comparison.question.kinds.first() {
        Some(kind) => format!(
            " Primes may work with different people, so their rates are also given with the same mix. There each {} counts as much as it does among all primes of the area together.",
            in_words(*kind)
        ),
        None => " The returns hold nothing by which a different mix of people could be evened out.".into(),
    };
    sentence(&format!(
        "Primes are compared only {within}, by their {}s to date.{mix} Whether a rate differs from the minimum by more than chance would explain depends on the number of people. The figures say where to ask. They show no cause.",
        comparison.question.rate.name.to_lowercase()
    ))
}

/// Where two primes of an area change places once the mix is evened out.
fn changed_orders(comparison: &Comparison, areas: &[Area]) -> Vec<Block> {
    let Some(kind) = comparison.question.kinds.first() else { return Vec::new() };
    let mut blocks = Vec::new();
    for area in areas {
        for (at, one) in area.primes.iter().enumerate() {
            for other in &area.primes[at + 1..] {
                let Some((higher, lower)) = changes_places(one, other) else { continue };
                let place = area.name.as_ref().map(|name| format!("In {name}, ")).unwrap_or_default();
                blocks.push(sentence(&format!(
                    "{place}{} has a higher rate than {}, and a lower one with the same mix of people by {}.",
                    higher.prime,
                    lower.prime,
                    in_words(*kind)
                )));
            }
        }
    }
    blocks
}

/// Two primes, first the one with the higher rate, if the other's is higher with the same mix, both as printed.
fn changes_places<'a>(one: &'a Compared, other: &'a Compared) -> Option<(&'a Compared, &'a Compared)> {
    let crude = |(x, n): Counts| crate::stats::round_half_up(x, n, 1);
    let (a, b) = (crude(one.rate?), crude(other.rate?));
    let (c, d) = (one.standardised?.rate(), other.standardised?.rate());
    match () {
        () if a > b && c < d => Some((one, other)),
        () if a < b && c > d => Some((other, one)),
        () => None,
    }
}

fn compared_columns(question: &Question) -> Vec<Column> {
    let held_against = [("Held against", Unit::Words), ("Held against: rate", Unit::Percent)];
    let limits = |heading| Column::range(heading, ["fewest people", "most people"], Unit::Count);
    let mut columns = vec![
        match question.by_area {
            true => Column::names("Area and prime", ["Area", "Prime"]),
            false => Column::words("Prime"),
        },
        Column::percent("Rate"),
        Column::of("People", ["People achieved", "Of people"]),
        Column::parted("Held against", ColumnKind::Words, &held_against),
        limits("Inside chance (95%)"),
        limits("Inside chance (99.8%)"),
        Column::words("The rate lies"),
    ];
    if !question.kinds.is_empty() {
        columns.push(Column::percent("Rate with the same mix"));
        columns.push(Column::range("95% interval", ["low", "high"], Unit::Percent));
    }
    columns
}

/// Each prime against what it is held against, and with the same mix of people.
fn primes(input: &PaperInput<'_>, comparison: &Comparison, areas: &[Area]) -> Table {
    let question = &comparison.question;
    let mut maker = TableMaker::new(compared_columns(question));
    for area in areas {
        for prime in &area.primes {
            let name = area.name.iter().chain([&prime.prime]).map(String::as_str);
            let mut cells = vec![shown(prime.rate, Cell::rate), shown(prime.rate, Cell::of)];
            cells.extend(against(prime));
            if !question.kinds.is_empty() {
                cells.extend(same_mix(prime));
            }
            maker.row(Cell::names(name), cells, false);
        }
    }
    let mix = question.kinds.first().map(|kind| format!(" The mix is evened out by {}.", in_words(*kind)));
    let mut notes = vec![
        "Inside chance: how many people chance alone brings, from the fewest to the most, if the true rate is what it is held against. The limits are the exact binomial limits of a funnel plot.",
        "The rate with the same mix is indirectly standardised, with Byar's interval. What a prime achieved is set against what all primes of the area together would have achieved with its people. That ratio, times their rate together, is the rate. Groups that cannot be shown one by one count as one. It can be compared with the rate of the area, and with care with another prime's.",
        "People still in time count as not achieved yet: a prime whose people joined later has had less time. So no rate is called below a minimum as long as they can bring it up.",
    ];
    let left_out = left_out(comparison, areas);
    notes.extend(left_out.as_deref());
    let words = TableWords {
        id: "primes-compared",
        title: format!("{}s of primes held against each other", question.rate.name),
        scope: format!("{}{}", scope(comparison), mix.unwrap_or_default()),
        units: "Rates in percent of people; counts of people.",
        notes: &notes,
    };
    maker.finish(input, words, comparison.units.threshold())
}

/// The areas in which no two primes are held against each other.
fn left_out(comparison: &Comparison, areas: &[Area]) -> Option<String> {
    let is_there = |name: &str| areas.iter().any(|area| area.name.as_deref() == Some(name));
    let mut missing: Vec<String> = Vec::new();
    for name in comparison.units.groups().iter().map(|group| &group[0]).filter(|name| !is_there(name)) {
        if comparison.question.by_area && !missing.contains(name) {
            missing.push(name.clone());
        }
    }
    let (are, none_of_them_has) = match missing.len() {
        0 => return None,
        1 => ("is", "it does not have"),
        _ => ("are", "none of them has"),
    };
    let names = format::list(&missing);
    Some(format!(
        "Not in the table {are} {names}: {none_of_them_has} two primes with enough people whose rates can be shown."
    ))
}

fn against(prime: &Compared) -> [Cell; 4] {
    let hidden = || Cell::mark(Mark::Confidential);
    let Some(own @ Against { target, is_minimum, inner, outer, .. }) = prime.against else {
        return [hidden(), hidden(), hidden(), hidden()];
    };
    let of = prime.rate.map_or(0, |(_, of)| of);
    let what = if is_minimum { "minimum" } else { "the area's rate" };
    let limits = |limits: Limits| Cell::range(Datum::Count(limits.fewest), Datum::Count(limits.most));
    let held = [Datum::Words(what.into()), Datum::Percent(Decimal::fraction(target, of))];
    [Cell::joined(held), limits(inner), limits(outer), Cell::words(position(&own))]
}

fn same_mix(prime: &Compared) -> [Cell; 2] {
    let of = prime.rate.map_or(0, |(_, of)| of);
    let percent = |fraction| Decimal::fraction(fraction, of);
    let range = |own: Standardised| Cell::interval(own.rate_interval(Level::P95), of);
    [shown(prime.standardised, |own| Cell::percent(percent(own.rate()))), shown(prime.standardised, range)]
}

fn shown<T>(value: Option<T>, cell: impl Fn(T) -> Cell) -> Cell {
    value.map_or_else(|| Cell::mark(Mark::Confidential), cell)
}

/// Rates by kind of people, a column a prime; nothing where none can be shown.
fn kinds(input: &PaperInput<'_>, comparison: &Comparison, at: usize) -> Option<Table> {
    let (kinds, areas) = comparison.areas(at, &|_| None);
    let (area, dimension) = (areas.first()?, comparison.question.kinds[at]);
    let primes: Vec<(&str, &Vec<Counts>)> =
        area.primes.iter().filter_map(|prime| Some((prime.prime.as_str(), prime.kinds.as_ref()?))).collect();
    if primes.len() < 2 {
        return None;
    }
    let name = in_words(dimension);
    let columns = [Column::words(capital(name))].into_iter();
    let mut maker = TableMaker::new(columns.chain(primes.iter().map(|(prime, _)| Column::rate_of(*prime))).collect());
    let least = 2 * comparison.by[at].threshold();
    for (kind, words) in kinds.iter().enumerate() {
        let rate = |(_, own): &(&str, &Vec<Counts>)| rate_of_kind(own[kind], least);
        let name = Cell::words(input.group_words(dimension, words));
        maker.row(name, primes.iter().map(rate).collect(), false);
    }
    let rate: &Indicator = comparison.question.rate;
    let id = format!("primes-by-{}", dimension.id().replace('_', "-"));
    let words = TableWords {
        id: &id,
        title: format!("{}s of primes by {name}", rate.name),
        scope: scope(comparison),
        units: "Rates in percent, with counts of people.",
        notes: &["Other groups: all groups whose counts cannot be shown one by one, together."],
    };
    Some(maker.finish(input, words, comparison.by[at].threshold()))
}

fn rate_of_kind(counts: Counts, least: u64) -> Cell {
    match counts.1 {
        0 => not_applicable(),
        n if n < least => Cell::mark(Mark::Confidential),
        _ => Cell::rate_of(counts),
    }
}

pub(super) fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn scope(comparison: &Comparison) -> String {
    format!(
        "Since the contracts began, as at {}. {}",
        format::date(comparison.units.view().as_at.0),
        comparison.question.rate.definition
    )
}

/// Who joined a year ago beside who joined in the quarter a year before, at the same age.
fn a_year_on(input: &PaperInput<'_>, figures: &Figures) -> Option<Table> {
    let joined = figures.quarter.year_before();
    let heads = [joined, joined.year_before()].map(|quarter| format!("Joined in {}", quarter.months_in_words()));
    let [now, before] = heads.map(Column::rate_of);
    let mut maker = TableMaker::new(vec![Column::words("Prime or area"), now, before, Column::words("Change")]);
    let mut threshold = None;
    for AYearOn { dimension, now, before } in &figures.a_year_on {
        let unknown = dimension.not_known();
        let names = now.groups().iter().filter(|group| group[1] == joined.to_string() && group[0] != unknown);
        for name in names.map(|group| &group[0]) {
            let measure = |table: &PublishedTable, quarter: String| {
                let at = table.groups().iter().position(|group| group[..] == [name.clone(), quarter.clone()])?;
                let measure = table.measure(TableRow::Group(at), indicator("job_start_rate"));
                measure.rate().value().map(|_| measure)
            };
            let then = measure(before, joined.year_before().to_string());
            if let (Some(now), Some(then)) = (measure(now, joined.to_string()), then) {
                let change = format::travel(now.travel(&then), now.differs_from(&then));
                let cells = vec![rate_of(Some(&now)), rate_of(Some(&then)), symbol(change)];
                maker.row(Cell::words(name), cells, false);
                threshold = Some(figures.to_date.threshold());
            }
        }
    }
    let words = TableWords {
        id: "primes-a-year-on",
        title: "Job start rates a year on, of people who joined in the same quarter of two years".into(),
        scope:
            "Each group as at the end of the same quarter a year after it joined, so that both have had the same time."
                .into(),
        units: "Rates in percent, with counts of people.",
        notes: &["A change is called more than chance when Newcombe's 95% interval of the difference excludes 0."],
    };
    Some(maker.finish(input, words, threshold?))
}
