//! The tables of a comparison as cells.

use crate::commands::answer::{Answer, Cell, Part};
use crate::metrics::compare::{Area, Compared, Counts};
use crate::report::compared::Question;
use crate::report::comparison::{in_words, position};
use crate::report::format;
use crate::stats::Level;

/// The three tables: what chance allows, the same mix of people, and the kinds of people.
pub fn of(question: &Question, kinds: &[String], areas: &[Area], least: u64) -> Vec<Part> {
    let rate = question.rate.name;
    let mut parts = vec![Part {
        id: "chance",
        title: format!("{rate} to date, and what chance allows"),
        answer: answer(
            question,
            &[],
            &["rate", "achieved", "of", "held_against", "target", "from_95", "to_95", "from_998", "to_998", "lies"],
            each(areas, chance),
        ),
    }];
    let Some(kind) = question.kinds.first() else { return parts };
    parts.push(Part {
        id: "same_mix",
        title: format!("{rate} with the same mix of people by {}", in_words(*kind)),
        answer: answer(
            question,
            &[],
            &["rate", "achieved", "of", "expected", "ratio", "ratio_low", "ratio_high", "same_mix_rate", "low", "high"],
            each(areas, same_mix),
        ),
    });
    let by_kind = areas.iter().flat_map(|area| {
        area.primes.iter().flat_map(move |prime| {
            let own = prime.kinds.iter().flatten().zip(kinds);
            own.map(move |(counts, kind)| {
                let mut cells = names(area, prime);
                cells.push(Cell::Text(kind.clone()));
                cells.extend(rate_cells(Some(*counts), least));
                cells
            })
        })
    });
    parts.push(Part {
        id: "kinds",
        title: format!("{rate} by {}", in_words(*kind)),
        answer: answer(question, &["group"], &["rate", "achieved", "of"], by_kind.collect()),
    });
    parts
}

fn answer(question: &Question, names: &[&str], figures: &[&str], rows: Vec<Vec<Cell>>) -> Answer {
    let area = question.by_area.then_some("area");
    let headers = area.into_iter().chain(["prime"]).chain(names.iter().copied()).chain(figures.iter().copied());
    Answer { headers: headers.map(String::from).collect(), rows }
}

fn each(areas: &[Area], cells: fn(&Compared) -> Vec<Cell>) -> Vec<Vec<Cell>> {
    let of = |area: &Area| -> Vec<Vec<Cell>> {
        area.primes.iter().map(|prime| [names(area, prime), cells(prime)].concat()).collect()
    };
    areas.iter().flat_map(of).collect()
}

fn names(area: &Area, prime: &Compared) -> Vec<Cell> {
    area.name.iter().chain([&prime.prime]).cloned().map(Cell::Text).collect()
}

/// A rate with its counts; hidden, and counts of fewer people than make a rate alone.
pub fn rate_cells(counts: Option<Counts>, least: u64) -> [Cell; 3] {
    let Some((x, n)) = counts else { return [HIDDEN, HIDDEN, HIDDEN] };
    let rate = match n {
        0 => Cell::Mark(format::NOT_APPLICABLE),
        _ if n < least => HIDDEN,
        _ => Cell::Rate(x as f64 / n as f64),
    };
    [rate, Cell::Count(x), Cell::Count(n)]
}

const HIDDEN: Cell = Cell::Mark(format::HIDDEN);

fn chance(prime: &Compared) -> Vec<Cell> {
    let mut cells = rate_cells(prime.rate, 1).to_vec();
    match prime.against {
        None => cells.extend(vec![HIDDEN; 7]),
        Some(against) => {
            let what = if against.is_minimum { "the contract's minimum" } else { "the area's own rate" };
            cells.extend([Cell::Text(what.into()), Cell::Fraction(against.target)]);
            let counts = [against.inner.fewest, against.inner.most, against.outer.fewest, against.outer.most];
            cells.extend(counts.map(Cell::Count));
            cells.push(Cell::Text(position(&against).into()));
        }
    }
    cells
}

fn same_mix(prime: &Compared) -> Vec<Cell> {
    let mut cells = rate_cells(prime.rate, 1).to_vec();
    match prime.standardised {
        None => cells.extend(vec![HIDDEN; 7]),
        Some(own) => {
            let (ratio, rate) = (own.ratio_interval(Level::P95), own.rate_interval(Level::P95));
            cells.extend([own.expected, own.ratio(), ratio.low, ratio.high].map(Cell::Number));
            cells.extend([own.rate(), rate.low, rate.high].map(Cell::Fraction));
        }
    }
    cells
}
