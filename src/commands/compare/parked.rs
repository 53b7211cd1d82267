//! People without a job start, by prime and kind of people.

use anyhow::Result;

use super::parts::rate_cells;
use super::{Asked, Fault};
use crate::commands::answer::{Answer, Cell, Part};
use crate::disclosure::{Crossing, PublishedTable, publish_crossed, publish_family};
use crate::metrics::Dimension;
use crate::metrics::compute::{CountTable, count};
use crate::report::comparison::in_words;
use crate::report::figures::MILESTONES;
use crate::report::format;
use crate::report::parked::{COLUMNS, MONTHS, Parked, kind};

impl Asked<'_> {
    /// Shares without a job start, the gaps between groups, and the questions that follow.
    pub(super) fn parked(&self, asked: Option<Dimension>) -> Result<Vec<Part>> {
        if let Some(kind) = asked {
            self.hold_several(kind)?;
        }
        let Some(kind) = asked.or_else(|| kind(self.people)) else {
            let message =
                "the returns hold no kinds of people: payment groups, barriers, disabilities, age bands, sexes";
            return Err(Fault::usage(message).hint("have the layout map a column that tells them apart").into());
        };
        let exact = count(self.people, self.view, &COLUMNS, &[Dimension::Prime, kind], &[]);
        let published = if self.officers { None } else { Some(self.publish(kind, &exact)?) };
        let of_prime = |prime: &String| {
            let which = |group: &[String]| group[0] == *prime;
            let parked = match &published {
                Some(table) => Parked::published(table, &which),
                None => Parked::exact(&exact, &which),
            };
            (prime.clone(), parked)
        };
        let primes: Vec<(String, Parked)> = self.people.primes().iter().map(of_prime).collect();
        Ok(vec![shares(&primes, kind), gaps(&primes), self.questions(&primes)])
    }

    /// Beside the tables by prime and by the kind of people, as the paper has them.
    fn publish(&self, kind: Dimension, exact: &CountTable) -> Result<PublishedTable> {
        let rule = self.session.definitions.disclosure();
        let by = |dimension| count(self.people, self.view, &MILESTONES, &[dimension], &[]);
        let published = publish_family(&[by(Dimension::Prime), by(kind)], rule)?;
        let crossing = Crossing { units: Some(&published[0]), kinds: &published[1], exact, only: None };
        Ok(publish_crossed(&crossing, rule))
    }

    fn questions(&self, primes: &[(String, Parked)]) -> Part {
        let contracts = self.session.definitions.contracts();
        let words = |dimension: Dimension, name: &str| {
            let group = contracts.iter().find_map(|terms| terms.programme.group(name));
            match group.filter(|_| dimension == Dimension::PaymentGroup) {
                Some(group) => format!("{name} {}", group.name),
                None => name.to_string(),
            }
        };
        let rows = primes.iter().flat_map(|(prime, parked)| {
            let questions = parked.questions(&|name| words(parked.dimension, name));
            questions.into_iter().map(|question| vec![Cell::Text(prime.clone()), Cell::Words(question)])
        });
        Part {
            id: "questions",
            title: "Questions to the primes: more than chance would explain".into(),
            answer: Answer { headers: vec!["prime".into(), "question".into()], rows: rows.collect() },
        }
    }
}

fn shares(primes: &[(String, Parked)], kind: Dimension) -> Part {
    let mut headers = vec!["prime".to_string(), "group".into()];
    for months in MONTHS {
        headers.extend([
            format!("without_{months}m"),
            format!("without_{months}m_people"),
            format!("followed_{months}m"),
        ]);
    }
    let rows = primes.iter().flat_map(|(prime, parked)| {
        parked.groups.iter().enumerate().map(move |(at, group)| {
            let mut cells = vec![Cell::Text(prime.clone()), Cell::Text(group.clone())];
            cells.extend(parked.without.iter().flat_map(|own| rate_cells(own[at], parked.least)));
            cells
        })
    });
    Part {
        id: "parked",
        title: format!("People without a job start, by {}", in_words(kind)),
        answer: Answer { headers, rows: rows.collect() },
    }
}

fn gaps(primes: &[(String, Parked)]) -> Part {
    let headers = ["prime", "months", "highest", "lowest", "gap", "low", "high", "more_than_chance"].map(String::from);
    let row = |prime: &String, parked: &Parked, at: usize| {
        let mut cells = vec![Cell::Text(prime.clone()), Cell::Count(u64::from(MONTHS[at]))];
        match parked.widest(at) {
            None => cells.extend(vec![Cell::Mark(format::NOT_APPLICABLE); 6]),
            Some((gap, lowest)) => {
                let names = [gap.group, lowest].map(|at| Cell::Text(parked.groups[at].clone()));
                let share = |(x, n): (u64, u64)| x as f64 / n as f64;
                cells.extend(names);
                cells.extend(
                    [share(gap.own) - share(gap.others), gap.interval.low, gap.interval.high].map(Cell::Fraction),
                );
                cells.push(Cell::Text(if gap.is_more_than_chance() { "yes" } else { "no" }.into()));
            }
        }
        cells
    };
    let rows = primes.iter().flat_map(|(prime, parked)| (0..MONTHS.len()).map(move |at| row(prime, parked, at)));
    Part {
        id: "gaps",
        title: "The gap between the groups with the highest and the lowest share".into(),
        answer: Answer { headers: headers.into(), rows: rows.collect() },
    }
}
