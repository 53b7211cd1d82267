//! What counts and rates were a year or a quarter before, and how they have changed.

use anyhow::Result;

use crate::cli::{Against, QueryArgs};
use crate::commands::answer::{Answer, Cell};
use crate::fault::Fault;
use crate::metrics::{Figure, Indicator, Whose};
use crate::report::format;
use crate::vocabulary::Basis;

/// Whether measures can be set against an earlier quarter, or why not.
pub fn fits(measures: &[&Indicator], args: &QueryArgs) -> Result<()> {
    let Some(against) = args.against else { return Ok(()) };
    let fault = |message: String, hint: &str| Err(Fault::usage(message).hint(hint).into());
    let is_counted = |figure| matches!(figure, Figure::People(_) | Figure::Rate { .. } | Figure::Within { .. });
    if let Some(other) = measures.iter().find(|measure| !is_counted(measure.figure)) {
        let message = format!("`{}` is not set against an earlier quarter: counts and rates alone are", other.id);
        return fault(message, "leave out --against, or ask with --quarter for each quarter by itself");
    }
    if args.detail || args.of != Whose::All {
        let message = "--against is about counts and rates of everybody".to_string();
        return fault(message, "leave out --detail and --of, or --against");
    }
    if against == Against::LastQuarter && args.basis == Basis::TwelveMonths {
        let message = "twelve months and the twelve months to the quarter before have nine in common".to_string();
        return fault(message, "ask for --against last-year, or for --basis period");
    }
    Ok(())
}

/// An answer with what was before beside each measure. Both have the same headers, and the same rows in the same order.
pub fn beside(now: &Answer, then: &Answer, measures: &[&Indicator], against: Against) -> Answer {
    let first = measures.iter().filter_map(|measure| now.headers.iter().position(|header| header == measure.id));
    let first: Vec<usize> = first.collect();
    let mut headers = Vec::new();
    let mut rows: Vec<Vec<Cell>> = now.rows.iter().map(|_| Vec::new()).collect();
    for (at, header) in now.headers.iter().enumerate() {
        headers.push(header.clone());
        rows.iter_mut().zip(&now.rows).for_each(|(row, now)| row.push(now[at].clone()));
        let own = first.iter().rposition(|first| *first <= at);
        let is_last = at + 1 == now.headers.len() || first.contains(&(at + 1));
        if let Some(own) = own.filter(|_| is_last) {
            let id = measures[own].id;
            headers.extend([format!("{id}_{}", against.id()), format!("{id}_change")]);
            for (row, (now, then)) in rows.iter_mut().zip(now.rows.iter().zip(&then.rows)) {
                row.extend(changed(now, then, first[own]));
            }
        }
    }
    Answer { headers, rows }
}

/// What a measure was, and how it has changed; a change only where both are shown.
fn changed(now: &[Cell], then: &[Cell], at: usize) -> [Cell; 2] {
    let before = match (&then[at], then.get(at + 1), then.get(at + 2)) {
        (Cell::Rate(_), Some(Cell::Count(x)), Some(Cell::Count(n))) => Cell::Ratio(*x, *n),
        (own, ..) => own.clone(),
    };
    let change = match (&now[at], &then[at]) {
        (Cell::Count(now), Cell::Count(then)) => Cell::Difference(*now as i64 - *then as i64),
        (Cell::Rate(now), Cell::Rate(then)) => Cell::Points(now - then),
        (Cell::Mark(format::HIDDEN), _) | (_, Cell::Mark(format::HIDDEN)) => Cell::Mark(format::HIDDEN),
        _ => Cell::Mark(format::NOT_APPLICABLE),
    };
    [before, change]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::indicators::find;

    #[test]
    fn a_change_stands_behind_the_columns_of_its_measure_and_only_where_both_are_shown() {
        let answer = |rows: Vec<Vec<Cell>>| Answer {
            headers: ["ward", "attached", "job_start_rate", "job_start_rate_achieved", "job_start_rate_of"]
                .map(String::from)
                .to_vec(),
            rows,
        };
        let row = |name: &str, attached: Cell, x: u64, n: u64| {
            vec![Cell::Text(name.into()), attached, Cell::Rate(x as f64 / n as f64), Cell::Count(x), Cell::Count(n)]
        };
        let hidden = || Cell::Mark(format::HIDDEN);
        let now = answer(vec![row("A", Cell::Count(40), 10, 40), row("B", Cell::Count(50), 25, 50)]);
        let mut then = answer(vec![row("A", Cell::Count(50), 10, 50), row("B", hidden(), 20, 50)]);
        then.rows[1][2] = hidden();
        let measures = ["attached", "job_start_rate"].map(|id| find(id).unwrap());
        let both = beside(&now, &then, &measures, Against::LastYear);
        assert_eq!(both.headers[1..4], ["attached", "attached_last_year", "attached_change"]);
        assert_eq!(both.headers[6..], ["job_start_rate_of", "job_start_rate_last_year", "job_start_rate_change"]);
        assert_eq!(both.rows[0][2..4], [Cell::Count(50), Cell::Difference(-10)]);
        assert_eq!(both.rows[0][7], Cell::Ratio(10, 50));
        assert!(matches!(both.rows[0][8], Cell::Points(change) if (change - 0.05).abs() < 1e-9));
        assert_eq!([&both.rows[1][2..4], &both.rows[1][7..]].concat(), vec![hidden(); 4]);
    }
}
