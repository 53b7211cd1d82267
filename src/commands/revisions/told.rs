//! Revisions in words and rows: exact with their causes for officers, as far as they may be told for everybody.

use super::Earlier;
use crate::commands::answer::{Answer, Cell};
use crate::disclosure::moved::{Compared, moved};
use crate::fault::printable;
use crate::metrics::indicators::find;
use crate::metrics::reported::{Figure, Tally, Time};
use crate::metrics::revisions::{Cause, causes};
use crate::metrics::{Event, Indicator};
use crate::report::format;

/// Said of every public list, whatever is in it.
pub const CARRIED: &str = "Changes that may not be told, because they are of a few people or would tell of a few, are not in this \
     list: they are carried until they can be told.\n";

/// The rates of a row, each of its numerator and denominator.
const RATES: [&str; 3] = ["attachment_rate", "job_start_rate", "sustainment_rate"];

/// Why there is no number.
const NOT_KEPT: &str = "[x]";

fn time_in_words(time: Time) -> String {
    match time {
        Time::ToDate => "to date".into(),
        Time::In(quarter) => quarter.to_string(),
        Time::Month(month) => month.to_string(),
    }
}

fn prime_in_words(figure: &Figure) -> String {
    figure.prime.clone().unwrap_or_else(|| "All".into())
}

fn headers<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    names.into_iter().map(String::from).collect()
}

/// What may be told of it, both numbers printed.
pub fn public(earlier: &[Earlier], threshold: u64) -> Answer {
    let papers: Vec<Compared<'_>> = earlier.iter().map(Earlier::compared).collect();
    let all = moved(&papers, threshold);
    let mut rows = Vec::new();
    for own in &all {
        let name = |figure: String, numbers: [Cell; 2]| -> Vec<Cell> {
            let about = [own.quarter.to_string(), time_in_words(own.figure.time), prime_in_words(&own.figure), figure];
            about.into_iter().map(Cell::Text).chain(numbers).collect()
        };
        rows.push(name(own.figure.event.id().into(), [Cell::Count(own.then), Cell::Count(own.now)]));
        // A rate is told where both of its counts are.
        for (rate, of) in rates(own.figure.event) {
            let of = Figure { event: of, ..own.figure.clone() };
            let Some(of) = all.iter().find(|other| other.quarter == own.quarter && other.figure == of) else {
                continue;
            };
            if of.then.min(of.now) >= 2 * threshold {
                rows.push(name(rate.id.into(), [Cell::Share(own.then, of.then), Cell::Share(own.now, of.now)]));
            }
        }
    }
    Answer { headers: headers(["paper", "time", "prime", "figure", "printed", "now"]), rows }
}

/// The rates of which an event is the numerator, with the event of the denominator.
fn rates(event: Event) -> impl Iterator<Item = (&'static Indicator, Event)> {
    let own = RATES.into_iter().filter_map(find).filter(move |rate| rate.event() == event);
    own.filter_map(|rate| Some((rate, rate.of()?)))
}

/// Every count that has moved, exact, with how many people each cause brought or took.
pub fn exact(earlier: &[Earlier]) -> Answer {
    let names = ["paper", "run", "time", "prime", "figure", "printed", "then", "now", "change"];
    let causes = Cause::ALL.into_iter().map(Cause::id);
    let headers = headers(names.into_iter().chain(causes));
    Answer { rows: earlier.iter().flat_map(of_paper).collect(), headers }
}

fn of_paper(own: &Earlier) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    for (figure, printed) in &own.printed {
        let (then, now) = (own.then.of(figure), own.now.of(figure));
        let about = |name: &str| -> Vec<Cell> {
            let about = [own.quarter.to_string(), own.run.clone(), time_in_words(figure.time), prime_in_words(figure)];
            about.into_iter().chain([name.to_string()]).map(Cell::Text).collect()
        };
        if then != now {
            let mut row = about(figure.event.id());
            row.extend([Cell::counted(*printed), Cell::Count(then), Cell::Count(now)]);
            row.push(Cell::Difference(now.cast_signed() - then.cast_signed()));
            row.extend(of_causes(own, figure));
            rows.push(row);
        }
        for (rate, of) in rates(figure.event) {
            let of = Figure { event: of, ..figure.clone() };
            if own.printed.contains_key(&of) && (then != now || own.then.of(&of) != own.now.of(&of)) {
                rows.push(of_rate(own, (figure, &of), about(rate.id)));
            }
        }
    }
    rows
}

fn of_causes(own: &Earlier, figure: &Figure) -> Vec<Cell> {
    let Some(movements) = &own.movements else { return vec![Cell::Mark(NOT_KEPT); Cause::ALL.len()] };
    let causes = causes(figure, movements, (&own.then, &own.now));
    Cause::ALL.iter().map(|cause| Cell::Difference(causes.get(cause).copied().unwrap_or(0))).collect()
}

/// A rate's causes are those of its counts, which stand in rows of their own.
fn of_rate(own: &Earlier, (figure, of): (&Figure, &Figure), mut row: Vec<Cell>) -> Vec<Cell> {
    let share = |tally: &Tally| match (tally.of(figure), tally.of(of)) {
        (_, 0) => Cell::Mark(format::NOT_APPLICABLE),
        (x, n) => Cell::Fraction(x as f64 / n as f64),
    };
    let printed = |figure: &Figure| own.printed.get(figure).copied().flatten();
    row.push(match (printed(figure), printed(of)) {
        (Some(x), Some(n)) if n > 0 => Cell::Fraction(x as f64 / n as f64),
        (Some(_), Some(_)) => Cell::Mark(format::NOT_APPLICABLE),
        _ => Cell::Mark(format::HIDDEN),
    });
    row.extend([share(&own.then), share(&own.now)]);
    row.extend(vec![Cell::Mark(format::NOT_APPLICABLE); 1 + Cause::ALL.len()]);
    row
}

/// How many figures of which papers have moved: no number of anybody.
pub fn in_short(earlier: &[Earlier], file: &str) -> Vec<String> {
    let line = |own: &Earlier| {
        let count = own.moved();
        let (figures, were) = if count == 1 { ("figure", "has") } else { ("figures", "have") };
        format!("{}: {count} {figures} {were} moved since run {} printed them", own.quarter, own.run)
    };
    let moved = earlier.iter().filter(|own| own.moved() > 0).map(line);
    moved.chain([format!("old, new and cause: {}", printable(file))]).collect()
}
