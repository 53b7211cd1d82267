//! Questions that members may want to ask: a few for each headline rate, each tied to a figure that the paper prints.

use crate::disclosure::{PublishedTable, Row as TableRow, Shown};
use crate::metrics::assess::{Rag, Travel};
use crate::metrics::{CountColumn, Event};

use super::cells::{HEADLINE, indicator, minimum, row_name};
use super::comparison;
use super::counted;
use super::figures::Figures;
use super::format;
use super::input::PaperInput;
use super::judged::{self, Judged};
use super::model::{Block, Inline, Text};
use super::standing::Verdict;
use super::stands_out::{self, Outlier};
use super::targets;

/// At most so many about one rate: a member has a few minutes.
const MOST: usize = 4;

/// A member has two or three questions about each rate, whatever its figures are.
const LEAST: usize = 2;

/// What no figure of a rate tells, so that it can always be asked.
fn always(id: &str) -> [&'static str; 2] {
    match id {
        "attachment_rate" => [
            "How long do people wait between being referred and joining?",
            "Who is asked why people did not join, and what do they say?",
        ],
        "job_start_rate" => [
            "What jobs are they: which hours, which pay, and near home or not?",
            "Which employers take people on, and which could be asked?",
        ],
        _ => ["What help do people have once they are in work?", "Why do people leave their jobs, and who asks them?"],
    }
}

/// The block `questions`.
pub fn questions(input: &PaperInput<'_>, figures: &Figures) -> Vec<Block> {
    let mut items = Vec::new();
    for id in HEADLINE {
        let of_rows = if input.contracts.is_empty() { Vec::new() } else { of_rate(input, figures, id) };
        let mut own: Vec<String> = of_rows.into_iter().chain(of_counts(input, figures, id)).take(MOST).collect();
        own.extend(always(id).into_iter().take(LEAST.saturating_sub(own.len())).map(String::from));
        items.extend(own.into_iter().map(|question| about(indicator(id).name, question)));
    }
    items.extend(of_targets(input, figures).into_iter().map(|(name, question)| about(name, question)));
    items.extend(of_data(input).into_iter().map(|question| about("Data", question)));
    vec![Block::Callout { heading: "For members".into(), items }]
}

fn about(what: &str, question: String) -> Text {
    vec![Inline::strong(format!("{what}: ")), Inline::plain(question)]
}

/// Of one rate, the most pressing first.
fn of_rate(input: &PaperInput<'_>, figures: &Figures, id: &'static str) -> Vec<String> {
    let mut own = of_judgements(input, figures, id);
    own.extend(of_minimums(input, figures, id));
    own.extend(of_a_year_on(input, figures, id));
    own.extend(of_groups(input, figures, id));
    match id {
        "attachment_rate" => {
            own.extend(of_referrals(input, figures));
            own.extend(of_those_who_did_not_join(figures));
        }
        "sustainment_rate" => own.extend(of_sources(input, figures)),
        _ => {}
    }
    own.extend(of_rate_without_minimum(input, figures, id));
    own.extend(of_own_targets(input, figures, id));
    own.extend(of_what_is_met(input, figures, id));
    own
}

/// Primes that officers call not on course where the figures alone do not.
fn of_judgements(input: &PaperInput<'_>, figures: &Figures, id: &'static str) -> Vec<String> {
    let judged = judged::judged(input.contracts, figures).into_iter().filter(|own| own.indicator == id);
    let question = |own: Judged| {
        let calculated = own.rag().filter(|rag| *rag != Rag::Red)?;
        let officers = input.commentary.rag_override(id, &own.prime)?;
        let by_figures = format::inside(&format::rag(Shown::Value(calculated)).0);
        (officers.rag == Rag::Red).then(|| {
            format!(
                "Officers call {} not on course; by the figures alone it is {by_figures}. What do they know besides?",
                own.prime
            )
        })
    };
    judged.filter_map(question).collect()
}

/// Each prime's verdict, the missed before the open.
fn of_minimums(input: &PaperInput<'_>, figures: &Figures, id: &'static str) -> Vec<String> {
    let (mut missed, mut open) = (Vec::new(), Vec::new());
    for (prime, row) in primes(&figures.to_date) {
        let Some(minimum) = minimum(input, &figures.to_date, row, id) else { continue };
        let measure = figures.to_date.measure(row, indicator(id));
        let (rate, minimum_words) = (format::rate_with_counts(&measure), format::target(minimum));
        match (Verdict::of(&measure, minimum), measure.in_time()) {
            (Verdict::Missed, _) => missed.push(format!(
                "{prime} does not meet the minimum of {minimum_words}, with {rate}. What is the plan, and when will it show?"
            )),
            (Verdict::Open, Shown::Value(people)) => open.push(format!(
                "{prime} has {rate}, against a minimum of {minimum_words}. How much will the {} still in time bring, and by when?",
                format::people(people)
            )),
            _ => {}
        }
    }
    missed.into_iter().chain(open).collect()
}

fn primes(table: &PublishedTable) -> Vec<(String, TableRow)> {
    let rows = table.rows().into_iter().filter(|row| *row != TableRow::Total);
    rows.map(|row| (row_name(table, row, ""), row)).collect()
}

/// Those who joined a year ago do worse than those before them at the same age, by more than chance.
fn of_a_year_on(input: &PaperInput<'_>, figures: &Figures, id: &'static str) -> Option<String> {
    let (joined, earlier) = (figures.quarter.year_before(), figures.quarter.year_before().year_before());
    let row = figures.cohorts.group_named(&joined.to_string())?;
    let row_before = figures.cohorts_before.group_named(&earlier.to_string())?;
    let now = figures.cohorts.measure(row, indicator(id));
    let then = figures.cohorts_before.measure(row_before, indicator(id));
    let is_worse = now.travel(&then) == Travel::Worse && now.differs_from(&then) == Some(true);
    (is_worse && id != "attachment_rate" && input.has("cohorts")).then(|| {
        format!(
            "A year after joining it was {}, and {} of those who joined a year before them. Why is it lower?",
            format::rate_with_counts(&now),
            format::rate_with_counts(&then)
        )
    })
}

/// Groups and areas below everybody, as far as their tables are in the paper; and primes below what they are held against.
fn of_groups(input: &PaperInput<'_>, figures: &Figures, id: &'static str) -> Vec<String> {
    let tables = [
        ("payment_groups", "Payment group ", &figures.payment_groups),
        ("offices", "The office ", &figures.offices),
        ("wards", "The ward ", &figures.wards),
    ];
    let mut own = Vec::new();
    for (_, kind, table) in tables.into_iter().filter(|(block, ..)| input.has(block)) {
        let below = stands_out::outliers(table).into_iter().filter(|own| own.indicator.id == id && !own.is_above);
        own.extend(below.map(|Outlier { row, indicator, .. }| {
            let name = input.group_words(table.dimensions()[0], &row_name(table, row, ""));
            let rate = format::rate_with_counts(&table.measure(row, indicator));
            format!("{kind}{name} stands out with {rate}. Why, and what is done for the people?")
        }));
    }
    own.extend(of_compared(input, figures, id));
    own
}

/// Primes that lie below what they are held against in areas of several; in one area the minimums have said it.
fn of_compared(input: &PaperInput<'_>, figures: &Figures, id: &'static str) -> Vec<String> {
    let Some(comparison) = &figures.comparison else { return Vec::new() };
    if comparison.question.rate.id != id || !comparison.question.by_area || !input.has("comparison") {
        return Vec::new();
    }
    let minimum = |prime: &str| comparison::held_against(input, figures, prime, indicator(id));
    let out = stands_out::primes(&comparison.areas(0, &minimum).1);
    let below = out.iter().filter(|own| !own.is_above);
    below.map(|own| format!("{}. What is known of the reasons?", own.in_words())).collect()
}

/// Fewer or more people referred than a year before.
fn of_referrals(input: &PaperInput<'_>, figures: &Figures) -> Option<String> {
    let rate = |table: &PublishedTable| table.measure(TableRow::Total, indicator("attachment_rate")).rate().value();
    let ((_, now), (_, then)) = (rate(&figures.in_quarter)?, rate(&figures.in_quarter_before)?);
    let asks = match now.cmp(&then) {
        std::cmp::Ordering::Less => "What do fewer referrals mean for staff, and for those who have joined?",
        std::cmp::Ordering::Greater => "Can the primes see more people in good time?",
        std::cmp::Ordering::Equal => return None,
    };
    input.has("quarter").then(|| {
        format!(
            "In {}, {} were referred, and {} in the same quarter last year. {asks}",
            figures.quarter.months_in_words(),
            format::people(now),
            format::count(then)
        )
    })
}

fn of_those_who_did_not_join(figures: &Figures) -> Option<String> {
    let measure = figures.to_date.measure(TableRow::Total, indicator("attachment_rate"));
    measure.rate().value().filter(|(joined, referred)| joined < referred)?;
    let rate = format::rate_with_counts(&measure);
    Some(format!("Of all who were referred, {rate} have joined. What is known of those who have not?"))
}

/// People sustained by what the contract reads, and by the other source.
fn of_sources(input: &PaperInput<'_>, figures: &Figures) -> Option<String> {
    let table = &figures.to_date;
    let count = |event| table.count(TableRow::Total, CountColumn::Happened(event)).get();
    let (own, other) = (count(Event::Sustained)?, count(Event::SustainedOtherwise)?);
    let names = match input.reads(table, TableRow::Total) {
        "Job dates" => ["By dates of jobs", "by claims"],
        "Claims" => ["By claims", "by dates of jobs"],
        _ => ["As the contracts read it", "by the other source"],
    };
    (own != other && input.has("sources")).then(|| {
        let (own, other) = (format::people(own), format::count(other));
        format!("{} {own} are sustained, and {other} {}. Why do the two differ?", names[0], names[1])
    })
}

/// The primes' other targets of the rate that are not reached.
fn of_own_targets(input: &PaperInput<'_>, figures: &Figures, id: &'static str) -> Option<String> {
    let own = targets::told(input, figures).into_iter().filter(|own| own.indicator.id == id && !own.is_met);
    let own = own.filter(|own| own.reached != format::HIDDEN && own.reached != format::NOT_APPLICABLE);
    let short: Vec<String> = own.map(|own| format!("{} {}", own.prime, own.asked)).collect();
    (!short.is_empty() && input.has("headline")).then(|| {
        format!(
            "Beside the minimum there are targets that are not reached: {}. What will it take?",
            format::list(&short)
        )
    })
}

/// A rate without a minimum, of which people are still in time.
fn of_rate_without_minimum(input: &PaperInput<'_>, figures: &Figures, id: &'static str) -> Option<String> {
    let table = &figures.to_date;
    let has_minimum = |row: &TableRow| minimum(input, table, *row, id).is_some();
    let measure = table.measure(TableRow::Total, indicator(id));
    let people = measure.in_time().value().filter(|people| *people > 0 && !table.rows().iter().any(has_minimum))?;
    measure.rate().value()?;
    let (rate, people) = (format::rate_with_counts(&measure), format::people(people));
    Some(format!("It is {rate}, and {people} are still in time. How many more are expected, and by when?"))
}

/// Targets of other things: so many people.
fn of_targets(input: &PaperInput<'_>, figures: &Figures) -> Vec<(&'static str, String)> {
    let others = targets::told(input, figures).into_iter();
    let others = others.filter(|own| !HEADLINE.contains(&own.indicator.id) && !own.is_met && input.has("headline"));
    let question = |own: targets::Told| {
        let reached = match own.reached.as_str() {
            format::HIDDEN | format::NOT_APPLICABLE => String::new(),
            reached => format!(", and {reached} so far"),
        };
        let words =
            format!("{} has a target of {}{reached}. How many more are expected, and by when?", own.prime, own.asked);
        (own.indicator.name, words)
    };
    others.map(question).collect()
}

/// Where a minimum is met, what keeps it so.
fn of_what_is_met(input: &PaperInput<'_>, figures: &Figures, id: &'static str) -> Option<String> {
    let met = primes(&figures.to_date).into_iter().filter(|(_, row)| {
        minimum(input, &figures.to_date, *row, id)
            .is_some_and(|minimum| Verdict::of(&figures.to_date.measure(*row, indicator(id)), minimum) == Verdict::Met)
    });
    let names: Vec<String> = met.map(|(name, _)| name).collect();
    let meets = if names.len() == 1 { "meets its minimum" } else { "meet their minimums" };
    (!names.is_empty()).then(|| format!("{} {meets}. What is done so that it stays so?", format::list(&names)))
}

/// Of primes that send counts.
fn of_counts(input: &PaperInput<'_>, figures: &Figures, id: &'static str) -> Vec<String> {
    let mut own = Vec::new();
    for (prime, verdicts) in counted::verdicts(input, figures) {
        let Some((_, verdict)) = verdicts.into_iter().find(|(of, _)| *of == id) else { continue };
        own.extend(match verdict {
            Verdict::NotReached => Some(format!(
                "{prime} has not reached its minimum by its own counts. How many people still can, which counts do not tell?"
            )),
            Verdict::NoFigure => Some(format!("{prime} has sent no counts that make this rate. When will it?")),
            Verdict::Met => Some(format!("{prime} meets its minimum by its own counts. Who has checked them?")),
            _ => None,
        });
    }
    own
}

/// Of the returns themselves.
fn of_data(input: &PaperInput<'_>) -> Vec<String> {
    let mut own = Vec::new();
    let missing = input.without_figures();
    if !missing.is_empty() {
        own.push(format!("No figures of {} are in this report. When will they come?", format::list(&missing)));
    } else if !input.accepted.is_empty() {
        own.push("This report was made although a check would have stopped it; the section on data says why. When will that be put right?".to_string());
    }
    if input.accounts.set_aside > 0 && input.has("data_quality") {
        let rows = format::about(input.accounts.set_aside);
        own.push(format!("Rows are set aside until their senders correct them ({rows}). When will they be corrected, and can they move a figure?"));
    }
    if let Some(names) = counted::names(input) {
        own.push(format!(
            "Figures of {names} rest on counts alone. Can a row for each person be sent, so that they can be checked?"
        ));
    }
    own
}
