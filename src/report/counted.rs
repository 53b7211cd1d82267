//! Primes that send counts: what the paper says of them, from their own counts.

use crate::canonical::CountsOf;
use crate::disclosure::{PublishedMeasure, PublishedTable, Row as TableRow};
use crate::metrics::assess::TargetStatement;
use crate::metrics::{CountColumn, Event};
use crate::vocabulary::Percent;

use super::cells::{
    HEADLINE, TableMaker, TableWords, before, count_cell, figure_id, indicator, not_applicable, rate_cell, rate_of,
    shown, symbol, travel,
};
use super::figures::{CountedFigures, Figures};
use super::format;
use super::input::PaperInput;
use super::model::{Block, Cell, Column, Decimal, Inline, List, Table, Text};
use super::standing::Verdict;
use super::tables::milestone_columns;

/// What `[z]` can mean in a table of counts besides.
const NOT_SENT: &str = "A figure is also [z] where a count that it needs was not sent or could not be read.";

/// The row of a table of one prime.
const OWN: TableRow = TableRow::Group(0);

/// The names of the primes that send counts, as a list in words; none where there are none.
pub fn names(input: &PaperInput<'_>) -> Option<String> {
    let names: Vec<String> = input.counted.iter().map(|terms| terms.prime_name.to_string()).collect();
    (!names.is_empty()).then(|| format::list(&names))
}

/// The summary's sentence on each prime that sends counts.
pub fn summary(figures: &Figures) -> Vec<Block> {
    let sentence = |own: &CountedFigures| {
        let mut text =
            vec![Inline::plain(format!("{} sends counts, not a row for each person. By its counts, ", own.prime))];
        let Some(table) = &own.to_date else {
            text.push(Inline::plain(
                "no figure can be made for this report, because counts that it needs were not sent or could not be read.",
            ));
            return Block::paragraph(text);
        };
        let events = [
            (Event::Referred, "people had been referred"),
            (Event::Attached, "had joined"),
            (Event::JobStarted, "had started a job"),
            (Event::Sustained, "had stayed in work for the weeks that count"),
        ];
        let held: Vec<_> = events.into_iter().filter(|(event, _)| table.holds(CountColumn::Happened(*event))).collect();
        for (i, (event, words)) in held.iter().enumerate() {
            let joint = if i == 0 {
                ""
            } else if i + 1 == held.len() {
                " and "
            } else {
                ", "
            };
            let count = format::published(table.count(OWN, CountColumn::Happened(*event)));
            text.push(Inline::plain(joint));
            text.push(Inline::figure(count, figure_id(table, OWN, event.id())));
            text.push(Inline::plain(format!(" {words}")));
        }
        text.push(Inline::plain(format!(" by {}.", format::date(table.view().as_at.0))));
        let absent = events.iter().filter(|(event, _)| !table.holds(CountColumn::Happened(*event)));
        let absent: Vec<String> = absent.map(|(_, words)| (*words).to_string()).collect();
        if !absent.is_empty() {
            let (many, why) = (format::list(&absent), format::NOT_SENT);
            text.push(Inline::plain(format!(" How many {many} is not known, because {why}.")));
        }
        Block::paragraph(text)
    };
    figures.counted.iter().map(sentence).collect()
}

/// Each minimum of a prime that sends counts, in a sentence.
pub fn against_minimums(input: &PaperInput<'_>, figures: &Figures) -> Vec<Text> {
    let mut items = Vec::new();
    for own in &figures.counted {
        for id in HEADLINE {
            let (Some(table), Some(minimum)) = (&own.to_date, minimum(input, &own.prime, id)) else { continue };
            let measure = table.measure(OWN, indicator(id));
            if !measure.is_held() {
                let (name, minimum) = (indicator(id).name, format::target(minimum));
                let why = format::NOT_SENT;
                items.push(vec![Inline::plain(format!(
                    "{name}, {}: not known, because {why}. The minimum is {minimum}.",
                    own.prime
                ))]);
                continue;
            }
            items.push(vec![
                Inline::plain(format!("{}, {}: ", indicator(id).name, own.prime)),
                Inline::figure(format::rate_with_counts(&measure), figure_id(table, OWN, id)),
                Inline::plain(format!(" by its own counts, against a minimum of {}. ", format::target(minimum))),
                Inline::strong(format!("{}.", standing_of(&measure, minimum).text)),
            ]);
        }
    }
    items
}

/// How each prime that sends counts stands to its minimums.
pub fn verdicts(input: &PaperInput<'_>, figures: &Figures) -> Vec<(String, Vec<(&'static str, Verdict)>)> {
    let of = |own: &CountedFigures| {
        let verdict = |id: &'static str| {
            let minimum = minimum(input, &own.prime, id)?;
            let Some(table) = &own.to_date else { return Some((id, Verdict::NoFigure)) };
            let verdict = match Verdict::of(&table.measure(OWN, indicator(id)), minimum) {
                Verdict::Missed | Verdict::Open => Verdict::NotReached,
                verdict => verdict,
            };
            Some((id, verdict))
        };
        (own.prime.clone(), HEADLINE.into_iter().filter_map(verdict).collect())
    };
    figures.counted.iter().map(of).collect()
}

/// The rates to date of primes that send counts, beside those of a year before.
pub fn standing(input: &PaperInput<'_>, figures: &Figures) -> Vec<Block> {
    let mut items = against_minimums(input, figures);
    for own in &figures.counted {
        let (Some(now), Some(then)) = (&own.to_date, &own.to_date_before) else { continue };
        for measured in HEADLINE.map(indicator) {
            let was = before(then, now, OWN, measured).filter(|was| was.rate().value().is_some());
            if let Some(was) = was.filter(|_| now.measure(OWN, measured).rate().value().is_some()) {
                let (name, was) = (measured.name, format::rate_with_counts(&was));
                let words = format!(
                    "{name}, {}, a year before: {was}. The change is not tested: both hold the same people.",
                    own.prime
                );
                items.push(vec![Inline::plain(words)]);
            }
        }
    }
    if items.is_empty() { Vec::new() } else { vec![Block::List(List { items })] }
}

/// What primes that send counts counted in the quarter.
pub fn of_quarter(figures: &Figures) -> Vec<Block> {
    let sentence = |own: &CountedFigures| {
        let table = own.in_quarter.as_ref()?;
        let events = [
            (Event::Referred, "people were referred"),
            (Event::Attached, "joined"),
            (Event::JobStarted, "started a job"),
            (Event::Sustained, "stayed in work for the weeks that count"),
        ];
        let held = events.into_iter().filter(|(event, _)| table.holds(CountColumn::Happened(*event)));
        let told = held.map(|(event, words)| {
            format!("{} {words}", format::published(table.count(OWN, CountColumn::Happened(event))))
        });
        let told: Vec<String> = told.collect();
        let months = figures.quarter.months_in_words();
        (!told.is_empty()).then(|| {
            Block::paragraph(vec![Inline::plain(format!(
                "By the counts of {}, in {months} {}.",
                own.prime,
                format::list(&told)
            ))])
        })
    };
    figures.counted.iter().filter_map(sentence).collect()
}

pub(super) fn minimum(input: &PaperInput<'_>, prime: &str, indicator: &str) -> Option<Percent> {
    input.counted.iter().find(|terms| terms.prime_name == prime)?.contract.minimum.of(indicator)
}

/// How a rate stands to its minimum, as far as counts tell: they do not say who can still achieve.
fn standing_of(measure: &PublishedMeasure, minimum: Percent) -> Cell {
    let words = |statement| match statement {
        TargetStatement::Met => "Met",
        _ => "Not reached so far",
    };
    shown(measure.statement(minimum), |statement| Cell::words(words(statement)))
}

/// Rates to date against the minimums, from counts.
pub fn headline(input: &PaperInput<'_>, figures: &Figures) -> Option<Table> {
    let mut maker = TableMaker::new(vec![
        Column::names("Rate and prime", ["Indicator", "Prime"]),
        Column::percent("Rate"),
        Column::of("People", ["People achieved", "Of people"]),
        Column::percent("Minimum"),
        Column::words("Against the minimum"),
        Column::rate_of("Same quarter last year"),
        Column::words("Direction of travel"),
    ]);
    let first = figures.counted.iter().find_map(|own| own.to_date.as_ref())?;
    for id in HEADLINE {
        for own in &figures.counted {
            let Some(table) = &own.to_date else { continue };
            let measured = indicator(id);
            let measure = table.measure(OWN, measured);
            let then = own.to_date_before.as_ref().and_then(|then| before(then, table, OWN, measured));
            let minimum = minimum(input, &own.prime, id);
            let cells = vec![
                rate_cell(table, OWN, id),
                shown(measure.counts(), Cell::of),
                minimum.map_or_else(not_applicable, |minimum| Cell::percent(Decimal::target(minimum))),
                minimum.map_or_else(not_applicable, |minimum| standing_of(&measure, minimum)),
                rate_of(then.as_ref()),
                symbol(travel(&measure, then.as_ref())),
            ];
            maker.row(Cell::names([measured.name, &own.prime]), cells, false);
        }
    }
    let words = TableWords {
        id: "counts",
        title: "Rates to date of primes that send counts, against the contracts' minimums".into(),
        scope: format!("The primes' own counts since they begin, up to {}.", format::date(first.view().as_at.0)),
        units: "Rates in percent of people; counts of people, as the primes counted them.",
        notes: &[
            "Counts cannot be checked person by person. They do not say who is still in time, so a minimum that is not reached may still be, and no RAG is given.",
            NOT_SENT,
        ],
    };
    Some(maker.finish(input, words, first.threshold()))
}

/// Events of the quarter, from counts.
pub fn quarter(input: &PaperInput<'_>, figures: &Figures) -> Option<Table> {
    let mut maker = TableMaker::new(milestone_columns("Prime"));
    let first = figures.counted.iter().find_map(|own| own.in_quarter.as_ref())?;
    for (own, table) in figures.counted.iter().filter_map(|own| Some((own, own.in_quarter.as_ref()?))) {
        let cells = vec![
            held(table, Event::Referred),
            held(table, Event::Attached),
            rate_cell(table, OWN, "attachment_rate"),
            held(table, Event::JobStarted),
            rate_cell(table, OWN, "job_start_rate"),
            held(table, Event::Sustained),
            rate_cell(table, OWN, "sustainment_rate"),
        ];
        maker.row(Cell::words(&own.prime), cells, false);
    }
    let mut notes =
        vec!["A period rate compares different people, and is nobody's chance of a job.".to_string(), NOT_SENT.into()];
    let absent = figures.counted.iter().filter(|own| own.in_quarter.is_none()).map(|own| own.prime.clone());
    let absent: Vec<String> = absent.collect();
    if !absent.is_empty() {
        notes.push(format!("No figure of the quarter can be made from the counts of {}.", format::list(&absent)));
    }
    let words = TableWords {
        id: "counts-this-quarter",
        title: format!("Events in {} of primes that send counts", figures.quarter.months_in_words()),
        scope: format!("What the primes counted in {}.", figures.quarter.in_words()),
        units: "Counts of people, as the primes counted them; rates in percent (period basis).",
        notes: &notes.iter().map(String::as_str).collect::<Vec<_>>(),
    };
    Some(maker.finish(input, words, first.threshold()))
}

/// A count, or that it was not sent.
fn held(table: &PublishedTable, event: Event) -> Cell {
    match table.holds(CountColumn::Happened(event)) {
        true => count_cell(table, OWN, event),
        false => not_applicable(),
    }
}

/// How figures from counts are made, and what cannot be made from them.
pub fn methods(input: &PaperInput<'_>, figures: &Figures) -> Vec<String> {
    let Some(names) = names(input) else { return Vec::new() };
    let mut lines = vec![format!(
        "The figures of {names} are the sender's own counts, added up over months or quarters. Nobody can check them person by person, and a person may be counted twice. A figure is made only where every count that it needs was sent; [z] stands for the others. Counts do not tell who is still in time, nor the rate of people who have had their full time and its interval. They tell figures by office, payment group or ward only where the sender counts them so."
    )];
    if !input.contracts.is_empty() {
        lines.push("Tables of people hold the other primes alone.".into());
    }
    for own in figures.counted.iter().filter(|own| own.of == CountsOf::Joiners) {
        lines.push(format!("{} counts what became of the people who joined in each month or quarter; it does not count what happened in a quarter.", own.prime));
    }
    lines
}

/// In the place of a block that needs a row for each person, where no prime sends one.
pub fn no_rows(input: &PaperInput<'_>) -> Block {
    let names = names(input).unwrap_or_else(|| "No prime".into());
    Block::paragraph(vec![Inline::plain(format!(
        "Nothing can be shown here: such figures need a row for each person, and this report rests on counts ({names})."
    ))])
}
