//! Every published table that the paper draws on.

use anyhow::Result;

use crate::disclosure::{PublishedTable, Rule, publish};
use crate::metrics::compute::{Filter, count};
use crate::metrics::{Basis, CountColumn, Dimension, Event, People, View};
use crate::vocabulary::{AsAt, Quarter};

/// The paper's figures; all of them published.
pub struct Figures {
    pub quarter: Quarter,
    /// Since the programme began, by prime: now, and as at the same quarter's end last year.
    pub to_date: PublishedTable,
    pub to_date_before: PublishedTable,
    /// Events of the quarter by prime: this year and last.
    pub in_quarter: PublishedTable,
    pub in_quarter_before: PublishedTable,
    /// People attached, by the quarter of their attachment, followed to date.
    pub cohorts: PublishedTable,
    pub offices: PublishedTable,
    pub payment_groups: PublishedTable,
    pub wards: PublishedTable,
}

/// What the paper counts of people to date.
pub const TO_DATE_COLUMNS: [CountColumn; 11] = [
    CountColumn::Happened(Event::Referred),
    CountColumn::Happened(Event::Attached),
    CountColumn::Happened(Event::JobStarted),
    CountColumn::InTime { event: Event::JobStarted, of: Event::Attached },
    CountColumn::Matured { event: Event::JobStarted, of: Event::Attached },
    CountColumn::MaturedAchieved { event: Event::JobStarted, of: Event::Attached },
    CountColumn::Happened(Event::Sustained),
    CountColumn::InTime { event: Event::Sustained, of: Event::Attached },
    CountColumn::Matured { event: Event::Sustained, of: Event::Attached },
    CountColumn::MaturedAchieved { event: Event::Sustained, of: Event::Attached },
    CountColumn::Happened(Event::SustainedOtherwise),
];

/// The four milestones alone.
pub const MILESTONES: [CountColumn; 4] = [
    CountColumn::Happened(Event::Referred),
    CountColumn::Happened(Event::Attached),
    CountColumn::Happened(Event::JobStarted),
    CountColumn::Happened(Event::Sustained),
];

/// What the paper counts of a cohort of people attached.
const COHORT_COLUMNS: [CountColumn; 5] = [
    CountColumn::Happened(Event::Attached),
    CountColumn::Happened(Event::JobStarted),
    CountColumn::InTime { event: Event::JobStarted, of: Event::Attached },
    CountColumn::Happened(Event::Sustained),
    CountColumn::InTime { event: Event::Sustained, of: Event::Attached },
];

impl Figures {
    /// Counts, protects and gives out what the paper needs for a quarter.
    pub fn compute(people: &People, quarter: Quarter, rule: Rule) -> Result<Figures> {
        let attached_only = [Filter {
            dimension: Dimension::AttachmentQuarter,
            group: Dimension::AttachmentQuarter.not_known().into(),
            is: false,
        }];
        let now = |basis| View { basis, as_at: AsAt::end_of(quarter), quarter };
        let before = |basis| View { basis, as_at: AsAt::end_of(quarter.year_before()), quarter: quarter.year_before() };
        let table = |view: View, columns: &[CountColumn], dimension: Dimension, filters: &[Filter]| {
            publish(&count(people, view, columns, &[dimension], filters)?, rule, &[])
        };
        Ok(Figures {
            quarter,
            to_date: table(now(Basis::ToDate), &TO_DATE_COLUMNS, Dimension::Prime, &[])?,
            to_date_before: table(before(Basis::ToDate), &TO_DATE_COLUMNS, Dimension::Prime, &[])?,
            in_quarter: table(now(Basis::Period), &MILESTONES, Dimension::Prime, &[])?,
            in_quarter_before: table(before(Basis::Period), &MILESTONES, Dimension::Prime, &[])?,
            cohorts: table(now(Basis::ToDate), &COHORT_COLUMNS, Dimension::AttachmentQuarter, &attached_only)?,
            offices: table(now(Basis::ToDate), &MILESTONES, Dimension::Office, &[])?,
            payment_groups: table(now(Basis::ToDate), &MILESTONES, Dimension::PaymentGroup, &[])?,
            wards: table(now(Basis::ToDate), &MILESTONES, Dimension::Ward, &[])?,
        })
    }
}
