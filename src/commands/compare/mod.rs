//! `quarterdeck compare`: primes held against each other within an area, published unless officers ask for a file.

mod parked;
mod parts;

use anyhow::Result;

use crate::cli::{Audience, CompareArgs, Within};
use crate::disclosure::{PublishedTable, Rule, publish_family};
use crate::fault::{Exit, Fault, printable};
use crate::metrics::compare::{Area, KINDS, Minimum};
use crate::metrics::compute::{CountTable, count};
use crate::metrics::indicators::find;
use crate::metrics::{CountColumn, Dimension, Event, INDICATORS, Indicator, Measured, People, View};
use crate::report::compared::{Exact, Question};
use crate::report::figures::MILESTONES;
use crate::vocabulary::{AsAt, Basis};

use super::answer::{self, Part, write_parts};
use super::exact_answer::{self, to_officers};
use super::query::{open, unknown};
use super::{Session, print_aside};
use crate::validation::ContractTerms;

/// Answers the comparison.
pub fn run(args: &CompareArgs) -> Result<Option<Exit>> {
    let rate = rate(&args.rate)?;
    let kind = args.kind.iter().chain(&args.by).next().map(|id| kind(id)).transpose()?;
    exact_answer::allow(args.audience, &args.inputs)?;
    let mut session = match open(&args.inputs, &args.folders, &args.accept.as_accept(), args.format)? {
        Ok(session) => session,
        Err(exit) => return Ok(Some(exit)),
    };
    let Measured { people, counted } = session.measure()?;
    if people.primes().is_empty() {
        return Err(Fault::usage(
            "no prime of this workspace sends a row for each person; counts cannot be compared fairly",
        )
        .hint("ask for each prime's own counts with quarterdeck query --counts")
        .into());
    }
    if !counted.is_empty() {
        let names: Vec<String> = counted.iter().map(|own| own.prime.clone()).collect();
        let names = crate::report::format::list(&names);
        print_aside(&format!("not in this comparison: {names}, from whom come counts\n"));
    }
    let view =
        View { basis: Basis::ToDate, as_at: AsAt::end_of(session.quarter), quarter: session.quarter, from: None };
    let asked = Asked { people: &people, view, session: &session, officers: args.audience == Audience::Officers };
    let parts = if args.parked { asked.parked(kind)? } else { asked.primes(rate, kind, args.within)? };
    let text = write_parts(&parts, args.format, asked.officers)?;
    match args.audience {
        Audience::Public => answer::print(&text, args.format)?,
        Audience::Officers => to_officers(text, "compare", args.format, (&args.inputs, &args.folders), &session)?,
    }
    Ok(None)
}

/// People and returns that a comparison is made of.
struct Asked<'a> {
    people: &'a People,
    view: View,
    session: &'a Session,
    /// Whether nothing is hidden.
    officers: bool,
}

impl Asked<'_> {
    /// Each prime against what it is held against, with the same mix of people, and by kind of people.
    fn primes(&self, rate: &'static Indicator, kind: Option<Dimension>, within: Option<Within>) -> Result<Vec<Part>> {
        if self.people.primes().len() < 2 {
            let message = "there is one prime only: none to compare it with in the same area";
            return Err(Fault::usage(message).hint("ask for its own figures with quarterdeck query").into());
        }
        let mut question = Question::of(self.people, rate);
        if let Some(kind) = kind {
            self.hold_several(kind)?;
            if rate.of() == Some(Event::Referred) && self.people.is_known_of_joiners_alone(kind) {
                let message = format!("`{}` is hardly known of people who did not join", kind.id());
                let hint = format!("their rates of `{}` would be too high; ask for a rate of people attached", rate.id);
                return Err(Fault::usage(message).hint(hint).into());
            }
            question.kinds = vec![kind];
        }
        match within {
            Some(Within::All) => question.by_area = false,
            Some(Within::Area) if !question.by_area => {
                return Err(Fault::usage("the returns know no areas").hint("leave out --within area").into());
            }
            _ => {}
        }
        let contracts = self.session.definitions.contracts();
        let in_time = self.in_time(rate);
        let minimum = |prime: &str| {
            let rate = ContractTerms::minimum(&contracts, Some(prime), rate.id)?;
            Some(Minimum { rate, is_decided: !in_time.iter().any(|own| own == prime) })
        };
        let (kinds, areas, least) = self.compared(&question, &minimum)?;
        if areas.is_empty() {
            let what = if question.by_area { "no area has" } else { "there are not" };
            print_aside(&format!("{what} two primes with enough people whose rates can be shown\n"));
        }
        Ok(parts::of(&question, &kinds, &areas, least))
    }

    /// The primes with people who can still bring a rate up.
    fn in_time(&self, rate: &Indicator) -> Vec<String> {
        let (Some(of), event) = (rate.of(), rate.event()) else { return Vec::new() };
        let table = count(self.people, self.view, &[CountColumn::InTime { event, of }], &[Dimension::Prime], &[]);
        let rows = table.groups.iter().zip(&table.counts).filter(|(_, counts)| counts[0] > 0);
        rows.map(|(group, _)| group[0].clone()).collect()
    }

    /// The kinds of people, the areas with primes to compare, and the fewest people of which a rate is shown.
    fn compared(
        &self,
        question: &Question,
        minimum: &dyn Fn(&str) -> Option<Minimum>,
    ) -> Result<(Vec<String>, Vec<Area>, u64)> {
        let mut exact = Exact::count(self.people, self.view, question);
        if self.officers {
            let (kinds, areas) = exact.areas(question, 0, minimum);
            return Ok((kinds, areas, 1));
        }
        let rule: Rule = self.session.definitions.disclosure();
        let by = |dimension| count(self.people, self.view, &MILESTONES, &[dimension], &[]);
        let area = question.by_area.then(|| by(Dimension::Area));
        let family: Vec<CountTable> =
            [by(Dimension::Prime)].into_iter().chain(area).chain(std::mem::take(&mut exact.kinds)).collect();
        let published = publish_family(&family, rule)?;
        let of = |dimension: Dimension| published.iter().find(|table| table.dimensions() == [dimension]);
        let kinds: Vec<&PublishedTable> = question.kinds.iter().filter_map(|kind| of(*kind)).collect();
        let comparison = exact.publish(question.clone(), (&published[0], of(Dimension::Area)), &kinds, rule)?;
        let (kinds, areas) = comparison.areas(0, minimum);
        let least = comparison.by.first().map_or(0, |table| 2 * table.threshold());
        Ok((kinds, areas, least))
    }

    /// A kind of people of which the returns hold one group at most says nothing.
    fn hold_several(&self, kind: Dimension) -> Result<()> {
        if self.people.known_groups(kind) > 1 {
            return Ok(());
        }
        let held: Vec<&str> =
            KINDS.into_iter().filter(|kind| self.people.known_groups(*kind) > 1).map(Dimension::id).collect();
        let hint =
            if held.is_empty() { "they hold none".to_string() } else { format!("they hold {}", held.join(", ")) };
        let message = format!("the returns do not hold several groups by `{}`", kind.id());
        Err(Fault::usage(message).hint(hint).into())
    }
}

fn rate(id: &str) -> Result<&'static Indicator> {
    let rates = || INDICATORS.iter().filter(|indicator| Question::can_be_of(indicator)).map(|rate| rate.id).collect();
    match find(id) {
        Some(rate) if Question::can_be_of(rate) => Ok(rate),
        Some(other) => {
            let message = format!("`{}` is no rate by which primes can be compared", printable(other.id));
            let known: Vec<&str> = rates();
            Err(Fault::usage(message).hint(format!("Known: {}", known.join(", "))).into())
        }
        None => Err(unknown("rate", id, rates()).into()),
    }
}

fn kind(id: &str) -> Result<Dimension> {
    let known = KINDS.into_iter().find(|kind| kind.id() == id);
    known.ok_or_else(|| unknown("kind of people", id, KINDS.map(Dimension::id).to_vec()).into())
}
