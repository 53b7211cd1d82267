//! `quarterdeck query score_change`: how far scores have come, prime by prime and score by score.

use anyhow::Result;

use crate::cli::{Audience, QueryArgs};
use crate::commands::Session;
use crate::commands::answer::{self, Answer, Cell, write};
use crate::commands::exact_answer::to_officers;
use crate::disclosure::{Shown, publish_scores};
use crate::fault::Fault;
use crate::metrics::{Dimension, Indicator, People};
use crate::stats::{Interval, Level};

use super::arranged;

/// Whether changes of scores can be asked for so, or why not.
pub fn fits(measures: &[&Indicator], args: &QueryArgs, by: &[Dimension]) -> Result<()> {
    let fault = |message: &str, hint: &str| Err(Fault::usage(message).hint(hint).into());
    if measures.len() > 1 {
        return fault("`score_change` has a row for each score, which no other measure has", "ask for it by itself");
    }
    if !matches!(by, [] | [Dimension::Prime]) || !args.filters.is_empty() {
        return fault("`score_change` is told by prime and score alone", "leave out --where, and --by but prime");
    }
    Ok(())
}

/// Answers with a row a prime and score.
pub fn run(args: &QueryArgs, session: &Session, people: &People) -> Result<()> {
    let changes = people.score_changes(&session.definitions.contracts());
    if changes.is_empty() {
        return Err(Fault::usage("no score of these returns is listed in a contract or its programme")
            .hint("list it as [[contract.score]] in quarterdeck.toml, with the way in which it improves")
            .into());
    }
    let headers = ["prime", "score", "score_change", "low", "high", "improved_rate", "improved", "people"];
    let mut answer = Answer { headers: headers.map(String::from).to_vec(), rows: Vec::new() };
    match args.audience {
        Audience::Public => {
            for own in publish_scores(&changes, session.definitions.disclosure())? {
                let counts = [own.improved, own.people];
                let counts = counts.map(|count| Cell::counted(count.get()));
                answer.rows.push(row(
                    own.prime.clone(),
                    own.score.clone(),
                    own.mean,
                    own.interval,
                    own.share(),
                    counts,
                ));
            }
            let answer = arranged(answer, args)?;
            answer::print(&write(&answer, args.format)?, args.format)
        }
        Audience::Officers => {
            for own in &changes {
                let (exact, told) = (own.exact(), |people| if people == 0 { None } else { Some(people) });
                let share = told(exact.people()).map(|people| (exact.improved(), people));
                let counts = [Cell::Count(exact.improved()), Cell::Count(exact.people())];
                let (mean, interval) = (shown(exact.mean()), shown(exact.interval(Level::P95)));
                answer.rows.push(row(own.prime.clone(), own.score.clone(), mean, interval, shown(share), counts));
            }
            answer = arranged(answer, args)?;
            if args.format.is_rows_alone() {
                answer.mark_rows();
            }
            to_officers(write(&answer, args.format)?, "query", args.format, (&args.inputs, &args.folders), session)
        }
    }
}

fn shown<T>(value: Option<T>) -> Shown<T> {
    value.map_or(Shown::NotApplicable, Shown::Value)
}

fn row(
    prime: String,
    score: String,
    mean: Shown<f64>,
    interval: Shown<Interval>,
    share: Shown<(u64, u64)>,
    [improved, people]: [Cell; 2],
) -> Vec<Cell> {
    vec![
        Cell::Text(prime),
        Cell::Text(score),
        Cell::of(mean, Cell::Number),
        Cell::of(interval, |own| Cell::Number(own.low)),
        Cell::of(interval, |own| Cell::Number(own.high)),
        Cell::of(share, |(x, n)| Cell::Rate(x as f64 / n as f64)),
        improved,
        people,
    ]
}
