//! `quarterdeck cohorts`: people who joined in the same months, followed together.

use anyhow::Result;

use super::answer;
use super::answer::{Answer, Cell, write};
use super::exact_answer::{self, to_officers};
use super::query::{check_group, filter, open};
use crate::cli::{Audience, CohortsArgs, Joined, QueryFormat, Reached};
use crate::disclosure::{Row, publish, publish_more};
use crate::fault::Exit;
use crate::metrics::cohort::{BY_NOW, COHORTS, CohortOf, cohorts, months};
use crate::metrics::{CountColumn, Event, View};
use crate::report::format;
use crate::vocabulary::{AsAt, Basis};

/// Answers with the share of each cohort that had reached the milestone within so many months.
pub fn run(args: &CohortsArgs) -> Result<Option<Exit>> {
    let filters = args.filters.iter().map(|text| filter(text)).collect::<Result<Vec<_>>>()?;
    exact_answer::allow(args.audience, &args.inputs)?;
    let mut session = match open(&args.inputs, &args.folders, &args.accept, args.format)? {
        Ok(session) => session,
        Err(exit) => return Ok(Some(exit)),
    };
    let people = session.measure()?.people;
    filters.iter().try_for_each(|filter| check_group(&people, filter))?;
    let quarter = session.quarter;
    let view = View { basis: Basis::ToDate, as_at: AsAt::end_of(quarter), quarter, from: None };
    let of = cohort(args.joined);
    let table = cohorts(&people, view, of, &filters);
    let counts = !matches!(args.format, QueryFormat::Table | QueryFormat::Markdown);
    let asked = Asked { of, event: event(args.reached), as_at: view.as_at, counts };
    match args.audience {
        Audience::Public => {
            let rule = session.definitions.disclosure();
            let own = [CountColumn::Happened(of.joined), CountColumn::Happened(asked.event)];
            let mut published = publish(&table.only(&BY_NOW), rule)?.only(&own);
            // The most months first: whoever came within fewer is part of those.
            for column in of.within(asked.event).into_iter().rev() {
                let columns = [published.columns(), &[column]].concat();
                published = publish_more(&published, &table.only(&columns), None, rule)?;
            }
            let count = |group, column| published.count(Row::Group(group), column).get();
            let least = 2 * published.threshold();
            let own = asked.answer(published.groups(), least, count);
            answer::print(&write(&own, args.format)?, args.format)?;
        }
        Audience::Officers => {
            let count = |group, column| table.exact(group, column);
            let text = write(&asked.answer(&table.groups, 1, count), args.format)?;
            to_officers(text, "cohorts", args.format, (&args.inputs, &args.folders), &session)?;
        }
    }
    Ok(None)
}

fn cohort(joined: Joined) -> CohortOf {
    match joined {
        Joined::AttachmentQuarter => COHORTS[0],
        Joined::AttachmentMonth => COHORTS[1],
        Joined::ReferralQuarter => COHORTS[2],
        Joined::ReferralMonth => COHORTS[3],
    }
}

fn event(reached: Reached) -> Event {
    match reached {
        Reached::JobStart => Event::JobStarted,
        Reached::Sustained => Event::Sustained,
    }
}

/// What is asked of the cohorts.
struct Asked {
    of: CohortOf,
    /// What it is asked who had reached.
    event: Event,
    as_at: AsAt,
    /// Whether the people who reached it have a column of their own: programs read no brackets.
    counts: bool,
}

impl Asked {
    /// A share of fewer people than `least` is not told.
    fn answer(&self, groups: &[Vec<String>], least: u64, count: impl Fn(usize, CountColumn) -> Option<u64>) -> Answer {
        let (event, months) = (self.event, months(self.event));
        let mut headers = vec![self.of.by.id().to_string(), "people".into(), "followed_months".into()];
        for months in months {
            let name = format!("within_{months}m");
            headers.push(name.clone());
            headers.extend(self.counts.then(|| format!("{name}_reached")));
        }
        let rows = groups.iter().enumerate().map(|(group, names)| {
            let people = count(group, CountColumn::Happened(self.of.joined));
            let followed = self.of.followed(&names[0], self.as_at).unwrap_or(0);
            let mut cells = vec![Cell::Text(names[0].clone()), Cell::counted(people), Cell::Count(followed.into())];
            for months in months {
                let reached = count(group, CountColumn::Within { event, of: self.of.joined, months });
                let [share, reached] = match months <= followed {
                    true => [share(reached, people, least), Cell::counted(reached)],
                    false => [Cell::Mark(format::TOO_EARLY), Cell::Mark(format::TOO_EARLY)],
                };
                cells.push(share);
                cells.extend(self.counts.then_some(reached));
            }
            cells
        });
        Answer { headers, rows: rows.collect() }
    }
}

/// People who reached it, of those of the cohort.
fn share(reached: Option<u64>, people: Option<u64>, least: u64) -> Cell {
    match (reached, people) {
        (Some(x), Some(n)) if n >= least => Cell::Share(x, n),
        _ => Cell::Mark(format::HIDDEN),
    }
}
