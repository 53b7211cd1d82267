//! Figures of a prime that sends counts: tables made from its own counts, with the bases that counts allow. Who is
//! still in time, and who has had their time, cannot be told from counts.

use anyhow::Result;
use chrono::NaiveDate;

use crate::canonical::counts::{self, CountsOf};
use crate::canonical::{CanonicalTables, Count, Measure};
use crate::definitions::Programme;
use crate::validation::ContractTerms;
use crate::vocabulary::{AsAt, Basis};

use super::compute::{CountColumn, CountTable, View};
use super::dimension::Dimension;
use super::indicators::Event;
use super::people::People;

/// What the rows and counts that are used make.
pub struct Measured {
    pub people: People,
    /// The primes that send counts alone.
    pub counted: Vec<Counted>,
}

impl Measured {
    /// Puts people together for the contracts with rows, and takes the counts of the others.
    pub fn of(
        tables: &CanonicalTables,
        contracts: &[ContractTerms<'_>],
        counted: &[ContractTerms<'_>],
        as_at: AsAt,
    ) -> Result<Measured> {
        let counted = Counted::assemble(&tables.counts, counted);
        Ok(Measured { people: People::assemble(tables, contracts, as_at)?, counted })
    }
}

/// A prime's own counts.
#[derive(Debug)]
pub struct Counted {
    /// The prime's name as printed.
    pub prime: String,
    /// What its counts of a month or quarter are about.
    pub of: CountsOf,
    counts: Vec<Count>,
    /// The measure that stands for the programme's outcome.
    sustained: Measure,
}

impl Counted {
    /// The counts of each contract's prime, in the order of the contracts.
    ///
    /// Counts of events and counts of joiners are not mixed: the kind with more measures is used.
    pub fn assemble(all: &[Count], contracts: &[ContractTerms<'_>]) -> Vec<Counted> {
        contracts.iter().map(|terms| Counted::of(all, terms)).collect()
    }

    fn of(all: &[Count], terms: &ContractTerms<'_>) -> Counted {
        let used = |count: &&Count| count.prime == terms.contract.supplier && counts::makes_figures(count.measure);
        let own: Vec<&Count> = all.iter().filter(used).collect();
        let of = counts::kind_used(&own);
        let has = |measure: Measure| own.iter().any(|count| (count.of, count.measure) == (of, measure));
        Counted {
            prime: terms.prime_name.to_string(),
            of,
            sustained: if has(Measure::Sustained) { Measure::Sustained } else { outcome(terms.programme) },
            counts: own.into_iter().filter(|count| count.of == of).cloned().collect(),
        }
    }

    /// What the prime's people can be parted by.
    pub fn dimensions(&self) -> Vec<Dimension> {
        let own = |dimension: &Dimension| {
            self.counts.iter().any(|count| count.group.as_ref().is_some_and(|(by, _)| by == dimension.id()))
        };
        Dimension::ALL.into_iter().filter(own).collect()
    }

    /// Whether rates can be formed on a basis.
    pub fn allows(&self, basis: Basis) -> bool {
        match basis {
            Basis::ToDate => true,
            Basis::Period | Basis::TwelveMonths => self.of == CountsOf::Events,
            Basis::Cohort => self.of == CountsOf::Joiners,
        }
    }

    /// The counts of a view, of all the prime's people or by a dimension. A column stands in it only where
    /// every count that it needs was sent; none where no column is whole.
    pub fn table(&self, view: View, columns: &[CountColumn], by: Option<Dimension>) -> Option<CountTable> {
        if !self.allows(view.basis) {
            return None;
        }
        let all: Vec<&Count> = self.counts.iter().collect();
        let parts: Vec<String> = match by {
            None => vec![self.prime.clone()],
            Some(by) => counts::parts(&all, Some(by.id())).into_iter().map(|(name, _)| name).collect(),
        };
        let shown = |name: &String| match by {
            Some(by) if !counts::is_said(name) => by.not_known().to_string(),
            _ => name.clone(),
        };
        // "Not known" stands last, and can be several parts.
        let (said, others): (Vec<&String>, Vec<&String>) =
            parts.iter().partition(|name| by.is_none() || counts::is_said(name));
        let groups: Vec<Vec<&String>> =
            said.into_iter().map(|name| vec![name]).chain((!others.is_empty()).then_some(others)).collect();
        let mut kept: Vec<(CountColumn, Vec<u64>)> = Vec::new();
        for column in columns {
            let own = self.event(*column).and_then(|event| self.column(view, event, by, &groups));
            if let Some(counts) = own {
                kept.push((*column, counts));
            }
        }
        if kept.is_empty() || groups.is_empty() {
            return None;
        }
        Some(CountTable {
            view,
            dimensions: vec![by.unwrap_or(Dimension::Prime)],
            counts: (0..groups.len()).map(|group| kept.iter().map(|(_, counts)| counts[group]).collect()).collect(),
            total: kept.iter().map(|(_, counts)| counts.iter().sum()).collect(),
            columns: kept.into_iter().map(|(column, _)| column).collect(),
            groups: groups.iter().map(|names| vec![shown(names[0])]).collect(),
        })
    }

    /// The event that a column counts; none where it is about people's time.
    fn event(&self, column: CountColumn) -> Option<Event> {
        match column {
            CountColumn::Happened(event) | CountColumn::Reached { event, .. } => Some(event),
            _ => None,
        }
    }

    fn measure(&self, event: Event) -> Option<Measure> {
        match event {
            Event::Referred => Some(Measure::Referrals),
            Event::Attached => Some(Measure::Attachments),
            Event::JobStarted => Some(Measure::JobStarts),
            Event::Sustained => Some(self.sustained),
            Event::Sustained13Weeks => Some(Measure::Sustained13Weeks),
            Event::Sustained26Weeks => Some(Measure::Sustained26Weeks),
            Event::OutcomePaid => Some(Measure::Outcomes),
            Event::SustainedOtherwise | Event::Left | Event::OnProgramme | Event::SupportedInWork => None,
        }
    }

    /// An event's counts by group; none unless all of them are whole.
    fn column(&self, view: View, event: Event, by: Option<Dimension>, groups: &[Vec<&String>]) -> Option<Vec<u64>> {
        let measure = self.measure(event)?;
        let (from, until) = self.window(view);
        let add = |part: &[&Count]| counts::sum(part.iter().copied(), from, until).map(|sum| sum.people);
        match by {
            None => {
                let all: Vec<&Count> = self.counts.iter().collect();
                counts::everybody(&all, measure, from, until).map(|people| vec![people])
            }
            Some(by) => {
                let own: Vec<&Count> = self.counts.iter().filter(|count| count.measure == measure).collect();
                let parts = counts::parts(&own, Some(by.id()));
                let part = |name: &String| parts.iter().find(|(own, _)| own == name).map(|(_, part)| part);
                let people = |names: &Vec<&String>| names.iter().map(|name| add(part(name)?)).sum::<Option<u64>>();
                groups.iter().map(people).collect()
            }
        }
    }

    /// First and last day of a view. To date, every measure has to begin where the first of them does: a rate
    /// sets counts of the same time against each other.
    fn window(&self, view: View) -> (Option<NaiveDate>, NaiveDate) {
        match view.basis {
            Basis::ToDate => {
                (self.counts.iter().filter_map(|count| count.span).map(|span| span.first).min(), view.as_at.0)
            }
            _ => (Some(view.first_day()), view.quarter.last_day()),
        }
    }
}

/// The weeks in work that are the programme's outcome for everybody; else no measure but the outcome itself.
fn outcome(programme: &Programme) -> Measure {
    let weeks = programme.sustained.weeks;
    let same = programme.payment_group.iter().all(|group| group.outcome_weeks == weeks);
    match weeks {
        13 if same => Measure::Sustained13Weeks,
        26 if same => Measure::Sustained26Weeks,
        _ => Measure::Sustained,
    }
}
