//! Papers of a pack: one a prime, an area or a lot, each with figures that its readers may see.

use anyhow::Result;

use crate::disclosure::{PublishedTable, Row as TableRow, Rule, publish_within};
use crate::metrics::compute::{Asked, count_all};
use crate::metrics::{Dimension, People, View};
use crate::validation::ContractTerms;
use crate::vocabulary::{AsAt, Basis, Quarter};

use super::figures::{COHORT_COLUMNS, CountedFigures, Figures, attached_only};
use super::input::Subject;
use super::outline::AboutWhom;
use super::places::{Place, Places};

/// Of what a pack has a paper each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Each {
    Prime,
    Area,
    Lot,
}

impl Each {
    /// The name of its folder.
    pub fn id(self) -> &'static str {
        match self {
            Each::Prime => "prime",
            Each::Area => "area",
            Each::Lot => "lot",
        }
    }

    /// Whom its papers are about.
    pub fn about(self) -> AboutWhom {
        if self == Each::Prime { AboutWhom::Prime } else { AboutWhom::Place }
    }

    /// The built-in paper that is made where none is named.
    pub fn paper(self) -> &'static str {
        if self == Each::Prime { "contract-review" } else { "area-profile" }
    }
}

/// A pack's papers with their figures: those of a prime have their own, those of places share them.
pub enum Pack {
    Primes(Vec<(Subject, Figures)>),
    Places(Vec<Subject>, Box<Figures>),
}

impl Pack {
    /// Each paper's subject with its figures.
    pub fn papers(&self) -> Vec<(&Subject, &Figures)> {
        match self {
            Pack::Primes(papers) => papers.iter().map(|(subject, figures)| (subject, figures)).collect(),
            Pack::Places(subjects, figures) => subjects.iter().map(|subject| (subject, &**figures)).collect(),
        }
    }

    /// The papers of a pack; none where the returns know no areas, or the programmes no lots.
    pub fn of(
        each: Each,
        people: &People,
        mut figures: Figures,
        contracts: &[ContractTerms<'_>],
        rule: Rule,
    ) -> Result<Pack> {
        let quarter = figures.quarter;
        if each == Each::Prime {
            return Ok(Pack::Primes(primes(people, &figures, quarter, rule)?));
        }
        figures.places = Places::compute(people, &figures, quarter, rule)?;
        let places = match (&figures.places, each) {
            (None, _) => Vec::new(),
            (Some(places), Each::Area) => places.areas(),
            (Some(_), _) => lots(contracts),
        };
        Ok(Pack::Places(places.into_iter().map(Subject::Place).collect(), Box::new(figures)))
    }
}

/// The names of the areas of which the returns know anything.
pub fn areas(figures: &Figures) -> Vec<String> {
    let tables = [figures.areas.as_ref(), figures.places.as_ref().map(|places| &places.areas)];
    let names = tables.into_iter().flatten().flat_map(|table| table.groups().iter().map(|group| group[0].clone()));
    let mut names: Vec<String> = names.filter(|name| name != Dimension::Area.not_known()).collect();
    names.sort();
    names.dedup();
    names
}

/// The lots of the programmes, each once.
pub fn lots(contracts: &[ContractTerms<'_>]) -> Vec<Place> {
    let mut lots: Vec<Place> = Vec::new();
    for lot in contracts.iter().flat_map(|terms| &terms.programme.lot) {
        let own = Place { name: lot.name.clone(), areas: lot.areas.clone() };
        if !lots.contains(&own) {
            lots.push(own);
        }
    }
    lots
}

/// Each prime with figures of its own people alone.
fn primes(people: &People, figures: &Figures, quarter: Quarter, rule: Rule) -> Result<Vec<(Subject, Figures)>> {
    let attached = attached_only();
    let cohorts = |quarter: Quarter| Asked {
        view: View { basis: Basis::ToDate, as_at: AsAt::end_of(quarter), quarter, from: None },
        columns: &COHORT_COLUMNS,
        dimensions: &[Dimension::Prime, Dimension::AttachmentQuarter],
        filters: &attached,
    };
    let tables = count_all(people, &[cohorts(quarter), cohorts(quarter.year_before())]);
    let now = publish_within(&tables[0], &[&figures.to_date, &figures.cohorts], None, rule)?;
    let before = publish_within(&tables[1], &[&figures.to_date_before, &figures.cohorts_before], None, rule)?;
    let rows = 0..figures.to_date.groups().len();
    let of_rows = rows.map(|row| {
        let name = figures.to_date.groups()[row][0].clone();
        let own = figures.of_prime(&name, &now, &before);
        (Subject::Prime(name), own)
    });
    let counted = figures.counted.iter().map(|own| {
        let figures = figures.of_prime(&own.prime, &now, &before);
        (Subject::Prime(own.prime.clone()), figures)
    });
    Ok(of_rows.chain(counted).collect())
}

impl Figures {
    /// The figures of one prime, with nobody else's in them: what all primes have together would tell of the others.
    fn of_prime(&self, prime: &str, cohorts: &PublishedTable, cohorts_before: &PublishedTable) -> Figures {
        let own = |table: &PublishedTable| match table.group_named(prime) {
            Some(TableRow::Group(row)) => table.just(row),
            _ => table.of_nobody(),
        };
        let counted = self.counted.iter().filter(|own| own.prime == prime);
        Figures {
            quarter: self.quarter,
            to_date: own(&self.to_date),
            to_date_before: own(&self.to_date_before),
            in_quarter: own(&self.in_quarter),
            in_quarter_before: own(&self.in_quarter_before),
            cohorts: cohorts.inside(prime, &self.to_date),
            cohorts_before: cohorts_before.inside(prime, &self.to_date_before),
            curves: self.curves.of_nobody(),
            months: self.months.of_nobody(),
            offices: self.offices.of_nobody(),
            payment_groups: self.payment_groups.of_nobody(),
            wards: self.wards.of_nobody(),
            areas: None,
            places: None,
            comparison: None,
            a_year_on: Vec::new(),
            parked: None,
            paid_told: self.paid_told.iter().filter(|own| *own == prime).cloned().collect(),
            counted: counted.map(CountedFigures::clone).collect(),
        }
    }
}
