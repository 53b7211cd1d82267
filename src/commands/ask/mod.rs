//! `quarterdeck ask`: what members ask and no other command answers. Published figures alone.

mod elsewhere;
mod in_time;
mod need;

use anyhow::Result;

use crate::cli::{AskArgs, MembersAsk};
use crate::disclosure::{PublishedTable, Row};
use crate::fault::{Exit, Fault};
use crate::metrics::{Measured, People};
use crate::report::{Figures, format};
use crate::validation::ContractTerms;

use super::answer::{self, Cell, write_parts};
use super::query::open;
use super::{Session, print_aside};

/// Answers the question.
pub fn run(args: &AskArgs) -> Result<Option<Exit>> {
    let mut session = match open(&args.inputs, &args.folders, &args.accept.as_accept(), args.format)? {
        Ok(session) => session,
        Err(exit) => return Ok(Some(exit)),
    };
    let measured = session.measure()?;
    let Measured { people, counted } = &measured;
    if people.primes().is_empty() {
        return Err(Fault::usage("no prime of this workspace sends a row for each person")
            .hint("ask for each prime's own counts with quarterdeck query --counts")
            .into());
    }
    if !counted.is_empty() {
        let names: Vec<String> = counted.iter().map(|own| own.prime.clone()).collect();
        print_aside(&format!("not in this answer: {}, from whom come counts\n", format::list(&names)));
    }
    let figures = session.figures(&measured)?;
    let asked = Asked { session: &session, people, figures: &figures };
    let parts = match args.question {
        MembersAsk::Need => asked.need(&args.need)?,
        MembersAsk::Elsewhere => asked.elsewhere()?,
        MembersAsk::InTime => asked.in_time()?,
    };
    answer::print(&write_parts(&parts, args.format, false)?, args.format)?;
    Ok(None)
}

/// What an answer is made of: the figures are those of the paper.
struct Asked<'a> {
    session: &'a Session,
    people: &'a People,
    figures: &'a Figures,
}

impl Asked<'_> {
    fn table(&self) -> &PublishedTable {
        &self.figures.to_date
    }

    fn contracts(&self) -> Vec<ContractTerms<'_>> {
        self.session.definitions.contracts()
    }

    /// The rows of a table by prime: with a single prime, all primes together say nothing more.
    fn rows(&self) -> Vec<(String, Row)> {
        let table = self.table();
        let groups = table.groups().iter().enumerate().map(|(at, group)| (group[0].clone(), Row::Group(at)));
        let all = (table.groups().len() > 1).then(|| ("All".to_string(), Row::Total));
        groups.chain(all).collect()
    }
}

/// A rate with its two counts.
fn rate((achieved, of): (u64, u64)) -> [Cell; 3] {
    match of {
        0 => [Cell::Mark(format::NOT_APPLICABLE), Cell::Count(achieved), Cell::Count(of)],
        _ => [Cell::Rate(achieved as f64 / of as f64), Cell::Count(achieved), Cell::Count(of)],
    }
}
