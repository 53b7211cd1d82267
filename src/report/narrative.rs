//! Plain sentences from published figures. They claim no cause.

use crate::disclosure::{PublishedMeasure, Row as TableRow, Shown};
use crate::metrics::assess::{Evidence, TargetStatement};
use crate::metrics::{CountColumn, Event};

use super::cells::{HEADLINE, figure_id, indicator, minimum, row_name};
use super::figures::Figures;
use super::format;
use super::input::PaperInput;
use super::model::{Block, Inline, List, Text};

/// The summary: who, how many, and each minimum in a sentence.
pub fn summary(input: &PaperInput<'_>, figures: &Figures) -> Vec<Block> {
    let mut blocks = if input.contracts.is_empty() && !input.counted.is_empty() {
        let names = super::counted::names(input).unwrap_or_default();
        vec![Block::paragraph(vec![Inline::plain(format!("This report covers the contracts of {names}."))])]
    } else {
        people(input, figures)
    };
    blocks.extend(super::counted::summary(figures));
    let mut items = against_minimums(input, figures);
    items.extend(super::counted::against_minimums(input, figures));
    if !items.is_empty() {
        blocks.push(Block::paragraph(vec![Inline::plain("Against the contracts' minimums, to date:")]));
        blocks.push(Block::List(List { items }));
    }
    blocks
}

/// Who and how many, of the primes that send a row for each person.
fn people(input: &PaperInput<'_>, figures: &Figures) -> Vec<Block> {
    let table = &figures.to_date;
    let total = |event| format::published(table.count(TableRow::Total, CountColumn::Happened(event)));
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

/// One indicator's state over all primes, in a sentence or two.
pub fn headline(input: &PaperInput<'_>, figures: &Figures, id: &'static str) -> Block {
    let table = &figures.to_date;
    let measure = table.measure(TableRow::Total, indicator(id));
    let mut text = vec![
        Inline::plain(format!("{} over all primes: ", indicator(id).name)),
        Inline::figure(format::rate_with_counts(&measure), figure_id(table, TableRow::Total, id)),
        Inline::plain(". "),
    ];
    if let Some(words) = minimum(input, table, TableRow::Total, id).and_then(|minimum| against(&measure, minimum)) {
        text.push(Inline::plain(words));
    }
    if let Shown::Value(in_time) = measure.in_time()
        && in_time > 0
    {
        text.push(Inline::plain(format!(
            "There are {} who have not achieved yet and still can.",
            format::people(in_time)
        )));
    }
    Block::paragraph(text)
}

fn against(measure: &PublishedMeasure, minimum: crate::vocabulary::Percent) -> Option<String> {
    let target = format::target(minimum);
    let standing = match measure.statement(minimum).value()? {
        TargetStatement::Met => format!("The minimum of {target} is met. "),
        TargetStatement::Missed => {
            format!("The minimum of {target} is not met, and would not be if everybody still in time achieved. ")
        }
        TargetStatement::Open => {
            format!("Whether the minimum of {target} will be met depends on people who are still in time. ")
        }
    };
    let evidence = match measure.evidence(minimum).value()? {
        Evidence::ClearAbove => "Among people who have had their full time, the rate is clearly above it. ",
        Evidence::ClearBelow => "Among people who have had their full time, the rate is clearly below it. ",
        Evidence::TooClose => "Among people who have had their full time, the rate is too close to it to call. ",
        Evidence::None => "",
    };
    Some(format!("{standing}{evidence}"))
}

/// What the quarter's table is.
pub fn quarter(figures: &Figures) -> Block {
    Block::paragraph(vec![Inline::plain(format!(
        "What happened in {} alone, whoever the people were and whenever they joined.",
        figures.quarter.months_in_words()
    ))])
}

/// What the cohort table is.
pub fn cohorts() -> Block {
    Block::paragraph(vec![Inline::plain(
        "People who joined in the same quarter are followed together. This is the fairest way to see whether the programme is getting better, once each group has had its time. A change between two groups of the same age is called more than chance when Newcombe's 95% interval of the difference excludes 0.",
    )])
}

/// People who joined a year ago, and what has become of them, beside those who joined a year before them:
/// two cohorts of the same age.
pub fn a_year_on(input: &PaperInput<'_>, figures: &Figures) -> Vec<Block> {
    let (joined, before) = (figures.quarter.year_before(), figures.quarter.year_before().year_before());
    let rows =
        (figures.cohorts.group_named(&joined.to_string()), figures.cohorts_before.group_named(&before.to_string()));
    let (Some(row), Some(row_before)) = rows else { return Vec::new() };
    let sentence = |(id, verb): (&'static str, &str)| {
        let measured = indicator(id);
        let now = figures.cohorts.measure(row, measured);
        let then = figures.cohorts_before.measure(row_before, measured);
        if now.rate().value().is_none() || then.rate().value().is_none() {
            return None;
        }
        let (change, _) = format::travel(now.travel(&then), now.differs_from(&then));
        Some(Block::paragraph(vec![
            Inline::plain(format!("Of people who joined in {}, ", joined.months_in_words())),
            Inline::figure(format::rate_with_counts(&now), figure_id(&figures.cohorts, row, id)),
            Inline::plain(format!(
                " had {verb} a year on. Of those who joined in {}, it was {} at the same age. ",
                before.months_in_words(),
                format::rate_with_counts(&then)
            )),
            Inline::strong(format!("{change}.")),
        ]))
    };
    let sustained = match input.counts_weeks() {
        true => "stayed in work for the weeks that count",
        false => "reached the outcome that the contract pays for",
    };
    [("job_start_rate", "started a job"), ("sustainment_rate", sustained)].into_iter().filter_map(sentence).collect()
}

/// What a table by one dimension is.
pub fn one_dimension(name: &str) -> Block {
    Block::paragraph(vec![Inline::plain(format!("All primes together, by {name}. Small groups move a lot by chance."))])
}

/// What the ward table is.
pub fn wards(input: &PaperInput<'_>) -> Block {
    let reach = if input.population.is_empty() {
        ""
    } else {
        " The last column sets people attached against the residents of working age."
    };
    Block::paragraph(vec![Inline::plain(format!(
        "All primes together, by the ward in which people lived when they were referred.{reach}"
    ))])
}

/// What the table of sources is.
pub fn sources() -> Block {
    Block::paragraph(vec![Inline::plain(
        "Staying in work can be read from the dates of people's jobs or from what the primes claim. The contracts say which of the two counts; both are shown.",
    )])
}
