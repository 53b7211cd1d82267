//! How each headline rate stands to date, in sentences: the verdicts first, then one rate after the other with its counts,
//! what it is held against, what it was a year before and how many are still in time.

use crate::disclosure::{PublishedMeasure, Row as TableRow, Shown};
use crate::metrics::assess::{Evidence, TargetStatement};
use crate::vocabulary::Percent;

use super::cells::{HEADLINE, before, figure_id, indicator, minimum, prime_rows, row_name};
use super::counted;
use super::figures::Figures;
use super::format;
use super::input::PaperInput;
use super::model::{Block, Inline, List, Text};
use super::targets;

/// How a prime stands to a minimum, as far as it may be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Met,
    Missed,
    /// People who are still in time decide.
    Open,
    /// Not reached, by counts that do not say who is still in time.
    NotReached,
    Hidden,
    /// Nobody is counted yet, or a count that it needs was not sent.
    NoFigure,
}

impl Verdict {
    pub fn of(measure: &PublishedMeasure, minimum: Percent) -> Verdict {
        match measure.statement(minimum) {
            Shown::Value(TargetStatement::Met) => Verdict::Met,
            Shown::Value(TargetStatement::Missed) => Verdict::Missed,
            Shown::Value(TargetStatement::Open) => Verdict::Open,
            Shown::Hidden => Verdict::Hidden,
            Shown::NotApplicable => Verdict::NoFigure,
        }
    }
}

/// The verdicts, rate by rate: what members ask first.
pub fn verdicts(input: &PaperInput<'_>, figures: &Figures) -> Block {
    let mut own = of_rows(input, figures);
    own.extend(counted::verdicts(input, figures));
    let mut sentences: Vec<String> = Vec::new();
    for id in HEADLINE {
        let name = format!("the minimum for the {}", indicator(id).name.to_lowercase());
        let mut subject = name.as_str();
        for verdict in IN_ORDER {
            let has_it = |(_, verdicts): &&(String, Vec<(&str, Verdict)>)| verdicts.contains(&(id, verdict));
            let primes: Vec<String> = own.iter().filter(has_it).map(|(prime, _)| prime.clone()).collect();
            if !primes.is_empty() {
                sentences.push(sentence(subject, verdict, &format::list(&primes)));
                subject = "that minimum";
            }
        }
    }
    if sentences.is_empty() {
        sentences.push("The contracts set no minimum for the rates in this report.".into());
    }
    Block::paragraph(vec![Inline::plain(sentences.join(" "))])
}

/// What needs asking about comes first.
const IN_ORDER: [Verdict; 6] =
    [Verdict::Missed, Verdict::NotReached, Verdict::Open, Verdict::Met, Verdict::Hidden, Verdict::NoFigure];

fn sentence(minimum: &str, verdict: Verdict, primes: &str) -> String {
    let first = super::comparison::capital(minimum);
    match verdict {
        Verdict::Missed => format!("{first} is not met by {primes}."),
        Verdict::NotReached => format!("{first} is not reached so far by {primes}, going by counts alone."),
        Verdict::Open => format!("It is too early to tell whether {minimum} will be met by {primes}."),
        Verdict::Met => format!("{first} is met by {primes}."),
        Verdict::Hidden => format!("Whether {minimum} is met by {primes} is not shown, to protect people."),
        Verdict::NoFigure => format!("There is no figure yet to hold against {minimum} for {primes}."),
    }
}

type Verdicts = Vec<(String, Vec<(&'static str, Verdict)>)>;

fn of_rows(input: &PaperInput<'_>, figures: &Figures) -> Verdicts {
    let table = &figures.to_date;
    let rows = table.rows().into_iter().filter(|row| *row != TableRow::Total);
    let verdicts = |row| {
        let own = HEADLINE.into_iter().filter_map(|id| {
            Some((id, Verdict::of(&table.measure(row, indicator(id)), minimum(input, table, row, id)?)))
        });
        (row_name(table, row, ""), own.collect())
    };
    rows.map(verdicts).collect()
}

/// One rate after the other: over all primes, then prime by prime.
pub fn headline(input: &PaperInput<'_>, figures: &Figures) -> Vec<Block> {
    let mut blocks = Vec::new();
    for id in HEADLINE {
        let rows = prime_rows(&figures.to_date);
        let (over_all, own) = match rows.split_last() {
            Some((TableRow::Total, own)) => (over_all(input, figures, id), own),
            _ => (vec![Inline::strong(format!("{} to date. ", indicator(id).name))], &rows[..]),
        };
        match own {
            [one] if rows.len() == 1 => {
                blocks.push(Block::paragraph(over_all.into_iter().chain(of_prime(input, figures, *one, id)).collect()));
            }
            _ => {
                blocks.push(Block::paragraph(over_all));
                blocks.push(Block::List(List {
                    items: own.iter().map(|row| of_prime(input, figures, *row, id)).collect(),
                }));
            }
        }
    }
    blocks
}

/// `Job start rate to date. Over all primes: 21.2% (544 of 2,570 people). ...`
fn over_all(input: &PaperInput<'_>, figures: &Figures, id: &'static str) -> Text {
    let table = &figures.to_date;
    let measure = table.measure(TableRow::Total, indicator(id));
    let mut text = vec![
        Inline::strong(format!("{} to date. ", indicator(id).name)),
        Inline::plain("Over all primes: "),
        Inline::figure(format::rate_with_counts(&measure), figure_id(table, TableRow::Total, id)),
        Inline::plain("."),
    ];
    let then = a_year_before(figures, TableRow::Total, id, &measure);
    let not_tested = " Changes are not tested against chance, as both hold the same people.";
    text.extend(then.into_iter().flat_map(|then| [then, Inline::plain(not_tested)]));
    text.extend(in_time(&measure));
    let has_minimum = |row: &TableRow| minimum(input, table, *row, id).is_some();
    if !table.rows().iter().any(has_minimum) {
        text.push(Inline::plain(" The contracts set no minimum for it."));
    }
    text
}

/// A prime's rate, what it is held against, and what is known of it besides.
fn of_prime(input: &PaperInput<'_>, figures: &Figures, row: TableRow, id: &'static str) -> Text {
    let table = &figures.to_date;
    let measure = table.measure(row, indicator(id));
    let mut text = vec![
        Inline::plain(format!("{}: ", row_name(table, row, ""))),
        Inline::figure(format::rate_with_counts(&measure), figure_id(table, row, id)),
    ];
    match minimum(input, table, row, id) {
        Some(minimum) => {
            text.push(Inline::plain(format!(", against a minimum of {}. ", format::target(minimum))));
            text.push(Inline::strong(against(&measure, minimum)));
            text.extend(evidence(&measure, minimum).map(Inline::plain));
        }
        None => text.push(Inline::plain(".")),
    }
    let prime = row_name(table, row, "");
    for target in targets::told(input, figures).into_iter().filter(|own| own.prime == prime && own.indicator.id == id) {
        let says = target.says;
        text.push(Inline::plain(format!(" Against another target of {} ({}): {says}.", target.asked, target.whose)));
    }
    text.extend(a_year_before(figures, row, id, &measure));
    text.extend(in_time(&measure));
    text
}

/// The verdict with what it rests on.
fn against(measure: &PublishedMeasure, minimum: Percent) -> String {
    match Verdict::of(measure, minimum) {
        Verdict::Met => "Met.",
        Verdict::Missed => "Not met, even if everybody still in time achieved it.",
        Verdict::Open | Verdict::NotReached => "Too early to tell: people who are still in time decide.",
        Verdict::Hidden => "Whether it is met is not shown, to protect people.",
        Verdict::NoFigure => "There is nothing to hold against it yet.",
    }
    .into()
}

/// What those who have had their time say of the minimum.
fn evidence(measure: &PublishedMeasure, minimum: Percent) -> Option<String> {
    let (x, n) = measure.had_time().value()?;
    let found = match measure.evidence(minimum).value()? {
        Evidence::ClearAbove => "clearly at or above it",
        Evidence::ClearBelow => "clearly below it",
        Evidence::TooClose => "too close to it to call",
        Evidence::None => return None,
    };
    let (share, x, n) = (format::percent(x, n), format::count(x), format::people(n));
    Some(format!(" Of those who have had their full time it is {share} ({x} of {n}): {found}."))
}

fn a_year_before(figures: &Figures, row: TableRow, id: &'static str, now: &PublishedMeasure) -> Option<Inline> {
    let then = before(&figures.to_date_before, &figures.to_date, row, indicator(id))?;
    now.rate().value()?;
    match then.rate() {
        Shown::Value(_) => Some(Inline::plain(format!(" A year before, it was {}.", format::rate_with_counts(&then)))),
        Shown::Hidden => Some(Inline::plain(" What it was a year before is not shown, to protect people.")),
        Shown::NotApplicable => None,
    }
}

fn in_time(measure: &PublishedMeasure) -> Option<Inline> {
    match measure.in_time() {
        Shown::Value(0) => Some(Inline::plain(" Nobody is still in time.")),
        Shown::Value(people) => Some(Inline::plain(format!(" Still in time: {}.", format::people(people)))),
        Shown::Hidden => Some(Inline::plain(" How many are still in time is not shown.")),
        Shown::NotApplicable => None,
    }
}
