//! Every published table that the paper draws on.

use anyhow::Result;

use crate::canonical::CountsOf;
use crate::disclosure::{Inside, PublishedTable, Rule, publish_family, publish_spans};
use crate::metrics::compute::{Asked, CountTable, Filter, count_all};
use crate::metrics::{CountColumn, Counted, Dimension, Event, People, View};
use crate::vocabulary::{AsAt, Basis, Quarter};

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
    /// The same as at a year ago, for comparing cohorts of the same age.
    pub cohorts_before: PublishedTable,
    pub offices: PublishedTable,
    pub payment_groups: PublishedTable,
    pub wards: PublishedTable,
    /// The primes that send counts.
    pub counted: Vec<CountedFigures>,
}

/// What a prime's own counts make: tables of one row. None where a count that they need was not sent.
pub struct CountedFigures {
    pub prime: String,
    pub of: CountsOf,
    pub to_date: Option<PublishedTable>,
    pub to_date_before: Option<PublishedTable>,
    pub in_quarter: Option<PublishedTable>,
}

/// Of the three tables of a prime's counts: a year ago and the quarter lie inside the time to date, and apart.
const TIMES: [Inside; 3] =
    [Inside { whole: 0, parts: &[1] }, Inside { whole: 0, parts: &[2] }, Inside { whole: 0, parts: &[1, 2] }];

impl CountedFigures {
    fn compute(counted: &Counted, now: View, before: View, rule: Rule) -> Result<CountedFigures> {
        let table = |view: View, basis| counted.table(View { basis, ..view }, &MILESTONES, None);
        // Counts of joiners say what has become of them by now, not what had by then.
        let then = if counted.of == CountsOf::Events { table(before, Basis::ToDate) } else { None };
        let tables = [table(now, Basis::ToDate), then, table(now, Basis::Period)];
        let [to_date, to_date_before, in_quarter] = publish_spans(tables, &TIMES, rule)?;
        let (prime, of) = (counted.prime.clone(), counted.of);
        Ok(CountedFigures { prime, of, to_date, to_date_before, in_quarter })
    }
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
    pub fn compute(people: &People, counted: &[Counted], quarter: Quarter, rule: Rule) -> Result<Figures> {
        let last_year = quarter.year_before();
        let now = |basis| View { basis, as_at: AsAt::end_of(quarter), quarter };
        let before = |basis| View { basis, as_at: AsAt::end_of(last_year), quarter: last_year };
        let attached_only = [Filter {
            dimension: Dimension::AttachmentQuarter,
            group: Dimension::AttachmentQuarter.not_known().into(),
            is: false,
        }];
        let by = |view, columns, dimensions: &'static [Dimension]| Asked { view, columns, dimensions, filters: &[] };
        let by_cohort =
            |view| Asked { filters: &attached_only, ..by(view, &COHORT_COLUMNS, &[Dimension::AttachmentQuarter]) };
        let tables = count_all(
            people,
            [
                by(now(Basis::ToDate), &TO_DATE_COLUMNS, &[Dimension::Prime]),
                by_cohort(now(Basis::ToDate)),
                by(now(Basis::ToDate), &MILESTONES, &[Dimension::Office]),
                by(now(Basis::ToDate), &MILESTONES, &[Dimension::PaymentGroup]),
                by(now(Basis::ToDate), &MILESTONES, &[Dimension::Ward]),
                by(before(Basis::ToDate), &TO_DATE_COLUMNS, &[Dimension::Prime]),
                by_cohort(before(Basis::ToDate)),
                by(now(Basis::Period), &MILESTONES, &[Dimension::Prime]),
                by(before(Basis::Period), &MILESTONES, &[Dimension::Prime]),
            ],
        );
        let [to_date, cohorts, offices, payment_groups, wards, to_date_before, cohorts_before, period, period_before] =
            tables;
        let [to_date, cohorts, offices, payment_groups, wards] =
            family([to_date, cohorts, offices, payment_groups, wards], rule)?;
        let [to_date_before, cohorts_before] = family([to_date_before, cohorts_before], rule)?;
        let [in_quarter] = family([period], rule)?;
        let [in_quarter_before] = family([period_before], rule)?;
        let counted =
            counted.iter().map(|own| CountedFigures::compute(own, now(Basis::ToDate), before(Basis::ToDate), rule));
        let counted = counted.collect::<Result<_>>()?;
        Ok(Figures {
            counted,
            quarter,
            to_date,
            to_date_before,
            in_quarter,
            in_quarter_before,
            cohorts,
            cohorts_before,
            offices,
            payment_groups,
            wards,
        })
    }
}

/// Tables of the same people, published together.
fn family<const N: usize>(tables: [CountTable; N], rule: Rule) -> Result<[PublishedTable; N]> {
    let published = publish_family(&tables, rule)?;
    published.try_into().map_err(|_| anyhow::anyhow!("as many tables come out as went in"))
}
