//! Plain sentences from published figures. They claim no cause.

use crate::disclosure::{PublishedTable, Row as TableRow, Shown};
use crate::metrics::{CountColumn, Event};

use super::cells::{HEADLINE, before, figure_id, indicator, minimum, prime_rows, row_name};
use super::figures::Figures;
use super::format;
use super::input::PaperInput;
use super::model::{Block, Inline, List, Text};
use super::{standing, stands_out, targets};

/// The summary: who, how many, and each minimum in a sentence.
pub fn summary(input: &PaperInput<'_>, figures: &Figures) -> Vec<Block> {
    let mut blocks = vec![standing::verdicts(input, figures)];
    blocks.extend(if input.contracts.is_empty() && !input.counted.is_empty() {
        let names = super::counted::names(input).unwrap_or_default();
        vec![sentence(&format!("This report covers the contracts of {names}."))]
    } else {
        people(input, figures)
    });
    blocks.extend(missing(input));
    blocks.extend(super::counted::summary(figures));
    let mut items = against_minimums(input, figures);
    items.extend(super::counted::against_minimums(input, figures));
    if !items.is_empty() {
        blocks.push(Block::paragraph(vec![Inline::plain("Against the contracts' minimums, to date:")]));
        blocks.push(Block::List(List { items }));
    }
    let targets = targets::sentences(input, figures);
    if !targets.is_empty() && input.has("headline") {
        blocks.push(sentence("Against the contracts' other targets:"));
        blocks.push(Block::List(List { items: targets }));
    }
    blocks.extend(referred(input, figures));
    blocks
}

/// The primes of which there is no figure.
fn missing(input: &PaperInput<'_>) -> Option<Block> {
    let names = input.without_figures();
    let list = format::list(&names);
    (!names.is_empty()).then(|| {
        Block::paragraph(vec![
            Inline::strong(format!("No figures of {list} are in this report. ")),
            Inline::plain("What they sent is missing or was not used. All figures here are of the others alone."),
        ])
    })
}

/// How many were referred and joined in the quarter, and a year before: what the next years' figures rest on.
fn referred(input: &PaperInput<'_>, figures: &Figures) -> Option<Block> {
    let rate = |table: &PublishedTable| table.measure(TableRow::Total, indicator("attachment_rate")).rate().value();
    let ((joined, referred), then) = (rate(&figures.in_quarter)?, rate(&figures.in_quarter_before));
    let change = then.map(|(_, before)| match referred.cmp(&before) {
        std::cmp::Ordering::Less => format!("fewer than the {} of the same quarter last year", format::count(before)),
        std::cmp::Ordering::Equal => "as many as in the same quarter last year".to_string(),
        std::cmp::Ordering::Greater => format!("more than the {} of the same quarter last year", format::count(before)),
    });
    let change = change.map_or_else(String::new, |change| format!(", {change}"));
    input.has("quarter").then(|| {
        sentence(&format!(
            "In {}, {} were referred{change}{} {} joined.",
            figures.quarter.months_in_words(),
            format::people(referred),
            if change.is_empty() { " and" } else { ", and" },
            format::count(joined)
        ))
    })
}

/// Who and how many, of the primes that send a row for each person.
fn people(input: &PaperInput<'_>, figures: &Figures) -> Vec<Block> {
    let table = &figures.to_date;
    let total = |event| format::published_in_words(table.count(TableRow::Total, CountColumn::Happened(event)));
    let names: Vec<String> = input.contracts.iter().map(|terms| terms.prime_name.to_string()).collect();
    let figure = |event: Event| Inline::figure(total(event), figure_id(table, TableRow::Total, event.id()));
    vec![Block::paragraph(vec![
        Inline::plain(format!(
            "This report covers the contracts of {}. By {}, ",
            format::list(&names),
            format::date(table.view().as_at.0)
        )),
        figure(Event::Referred),
        Inline::plain(" people had been referred and "),
        figure(Event::Attached),
        Inline::plain(" had joined. Of those, "),
        figure(Event::JobStarted),
        Inline::plain(" had started a job and "),
        figure(Event::Sustained),
        Inline::plain(match input.counts_weeks() {
            true => " had stayed in work for the weeks that count.",
            false => " had reached the outcome that the contract pays for, by the prime's claims.",
        }),
    ])]
}

/// Each prime's minimums, in a sentence.
fn against_minimums(input: &PaperInput<'_>, figures: &Figures) -> Vec<Text> {
    let table = &figures.to_date;
    let mut items: Vec<Text> = Vec::new();
    for id in HEADLINE {
        for row in table.rows().into_iter().filter(|row| *row != TableRow::Total) {
            if let Some(minimum) = minimum(input, table, row, id) {
                let measure = table.measure(row, indicator(id));
                let mut text = vec![
                    Inline::plain(format!("{}, {}: ", indicator(id).name, row_name(table, row, ""))),
                    Inline::figure(format::rate_with_counts(&measure), figure_id(table, row, id)),
                ];
                text.push(Inline::plain(format!(", against a minimum of {}. ", format::target(minimum))));
                text.push(Inline::strong(format!(
                    "{}.",
                    format::statement(measure.statement(minimum), measure.evidence(minimum))
                )));
                items.push(text);
            }
        }
    }
    items
}

/// What happened in the quarter alone, and what changed from the same quarter last year.
pub fn quarter(input: &PaperInput<'_>, figures: &Figures) -> Vec<Block> {
    let mut blocks = Vec::new();
    if !input.contracts.is_empty() {
        blocks.push(events_of_quarter(input, figures));
        blocks.push(Block::List(List { items: HEADLINE.into_iter().map(|id| rate_of_quarter(figures, id)).collect() }));
        blocks.push(sentence(
            "These are events of the quarter, whoever the people were and whenever they joined. Those who start a job in it are not those who join in it, so no change is tested against chance. The minimums are for rates to date.",
        ));
    }
    blocks.extend(super::counted::of_quarter(figures));
    blocks
}

/// `In October to December 2015, 131 people were referred, 97 joined, 27 started a job and 34 reached the outcome.`
fn events_of_quarter(input: &PaperInput<'_>, figures: &Figures) -> Block {
    let table = &figures.in_quarter;
    let figure = |event: Event| {
        let count = format::published(table.count(TableRow::Total, CountColumn::Happened(event)));
        Inline::figure(count, figure_id(table, TableRow::Total, event.id()))
    };
    Block::paragraph(vec![
        Inline::plain(format!("In {}, ", figures.quarter.months_in_words())),
        figure(Event::Referred),
        Inline::plain(" people were referred, "),
        figure(Event::Attached),
        Inline::plain(" joined, "),
        figure(Event::JobStarted),
        Inline::plain(" started a job and "),
        figure(Event::Sustained),
        Inline::plain(format!(" {}.", sustained(input))),
    ])
}

/// What being sustained is, of people: `stayed in work for the weeks that count`.
pub fn sustained(input: &PaperInput<'_>) -> &'static str {
    match input.counts_weeks() {
        true => "stayed in work for the weeks that count",
        false => "reached the outcome that the contract pays for",
    }
}

/// A rate of the quarter over all primes and by prime, beside that of the same quarter last year.
fn rate_of_quarter(figures: &Figures, id: &'static str) -> Text {
    let (now, then) = (&figures.in_quarter, &figures.in_quarter_before);
    let rows = prime_rows(now);
    let mut text = vec![Inline::strong(format!("{} of the quarter. ", indicator(id).name))];
    let total_first =
        rows.iter().filter(|row| **row == TableRow::Total).chain(rows.iter().filter(|row| **row != TableRow::Total));
    for row in total_first {
        let name = match row {
            TableRow::Total => "All primes".to_string(),
            row => row_name(now, *row, ""),
        };
        let measure = now.measure(*row, indicator(id));
        let was = before(then, now, *row, indicator(id));
        let was = was.filter(|_| measure.rate().value().is_some()).map_or_else(String::new, |was| {
            match (stands_out::change(measure.travel(&was)), was.rate()) {
                (Some(change), _) => {
                    let joint = if change == "the same" { "as" } else { "than" };
                    format!(", {change} {joint} {} a year before", format::rate_with_counts(&was))
                }
                (None, Shown::Hidden) => "; a year before it is not shown".into(),
                _ => String::new(),
            }
        });
        text.push(Inline::plain(format!("{name}: {}{was}. ", format::rate_with_counts(&measure))));
    }
    text
}

fn sentence(text: &str) -> Block {
    Block::paragraph(vec![Inline::plain(text)])
}

/// People who joined a year ago, and what has become of them, beside those who joined a year before them:
/// two cohorts of the same age.
pub fn a_year_on(input: &PaperInput<'_>, figures: &Figures) -> Vec<Block> {
    let (joined, before) = (figures.quarter.year_before(), figures.quarter.year_before().year_before());
    let rows =
        (figures.cohorts.group_named(&joined.to_string()), figures.cohorts_before.group_named(&before.to_string()));
    let mut blocks = match rows {
        (Some(row), Some(row_before)) => same_age(input, figures, [row, row_before]),
        _ => Vec::new(),
    };
    let found = if blocks.is_empty() {
        "No two groups of the same age can be compared here. There are none, or their rates are not shown. "
    } else {
        "Groups of the same age are the fairest sign of whether the programme is getting better. A change is called more than chance when Newcombe's 95% interval of the difference excludes 0. "
    };
    blocks.push(sentence(&format!("{found}Below, people who joined in the same quarter are followed together.")));
    blocks
}

/// How two cohorts of the same age compare, rate by rate.
fn same_age(input: &PaperInput<'_>, figures: &Figures, [row, row_before]: [TableRow; 2]) -> Vec<Block> {
    let joined = figures.quarter.year_before();
    let told = |(id, verb): (&'static str, &str)| {
        let measured = indicator(id);
        let now = figures.cohorts.measure(row, measured);
        let then = figures.cohorts_before.measure(row_before, measured);
        if now.rate().value().is_none() || then.rate().value().is_none() {
            return None;
        }
        let (change, _) = format::travel(now.travel(&then), now.differs_from(&then));
        Some(Block::paragraph(vec![
            Inline::strong(format!("{}: {}. ", measured.name, format::inside(&change))),
            Inline::plain(format!("Of people who joined in {}, ", joined.months_in_words())),
            Inline::figure(format::rate_with_counts(&now), figure_id(&figures.cohorts, row, id)),
            Inline::plain(format!(
                " had {verb} a year on. Of those who joined a year before them, it was {} at the same age.",
                format::rate_with_counts(&then)
            )),
        ]))
    };
    [("job_start_rate", "started a job"), ("sustainment_rate", sustained(input))].into_iter().filter_map(told).collect()
}

/// What the ward table has besides.
pub fn wards(input: &PaperInput<'_>) -> Option<Block> {
    (!input.population.is_empty())
        .then(|| sentence("The last column of the table sets people attached against residents of working age."))
}

/// What the table of sources is.
pub fn sources() -> Block {
    sentence(
        "Staying in work can be read from the dates of people's jobs or from what the primes claim. The contracts say which of the two counts; both are shown.",
    )
}
