//! Every published table that the paper draws on.

use anyhow::Result;

use crate::canonical::CountsOf;
use crate::disclosure::{Inside, PublishedTable, Rule, publish_family, publish_spans};
use crate::metrics::compute::{Asked, CountTable, Filter, count, count_all};
use crate::metrics::{CountColumn, Counted, Dimension, Event, People, View};
use crate::vocabulary::{AsAt, Basis, Quarter};

use super::cells::indicator;
use super::compared::{AYearOn, CohortOf, Comparison, Exact, Question};
use super::parked;

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
    /// Primes held against each other, where there are two or more.
    pub comparison: Option<Comparison>,
    /// The cohort that joined a year ago beside that of the year before, by prime and by area.
    pub a_year_on: Vec<AYearOn>,
    /// By the kind of people that it is asked of who had no job start after some months.
    pub parked: Option<PublishedTable>,
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
        let attached_only = attached_only();
        let by = |view, columns, dimensions: &'static [Dimension]| Asked { view, columns, dimensions, filters: &[] };
        let parked_kind = parked::kind(people);
        let payment_group_columns =
            if parked_kind == Some(Dimension::PaymentGroup) { with_time() } else { MILESTONES.to_vec() };
        let by_cohort =
            |view| Asked { filters: &attached_only, ..by(view, &COHORT_COLUMNS, &[Dimension::AttachmentQuarter]) };
        let tables = count_all(
            people,
            [
                by(now(Basis::ToDate), &TO_DATE_COLUMNS, &[Dimension::Prime]),
                by_cohort(now(Basis::ToDate)),
                by(now(Basis::ToDate), &MILESTONES, &[Dimension::Office]),
                by(now(Basis::ToDate), &payment_group_columns, &[Dimension::PaymentGroup]),
                by(now(Basis::ToDate), &MILESTONES, &[Dimension::Ward]),
                by(before(Basis::ToDate), &TO_DATE_COLUMNS, &[Dimension::Prime]),
                by_cohort(before(Basis::ToDate)),
                by(now(Basis::Period), &MILESTONES, &[Dimension::Prime]),
                by(before(Basis::Period), &MILESTONES, &[Dimension::Prime]),
            ],
        );
        let [to_date, cohorts, offices, payment_groups, wards, to_date_before, cohorts_before, period, period_before] =
            tables;
        let question = comparing(people);
        let exact = question.as_ref().map(|question| Exact::count(people, now(Basis::ToDate), question));
        let by_area = || question.iter().any(|question| question.by_area);
        let areas = [now(Basis::ToDate), before(Basis::ToDate)]
            .map(|view| by_area().then(|| count(people, view, &MILESTONES, &[Dimension::Area], &[])));
        let [areas, areas_before] = areas;
        let (kinds, exact) =
            exact.map_or((Vec::new(), None), |mut exact| (std::mem::take(&mut exact.kinds), Some(exact)));
        // The table by payment group is in the paper by itself, and each kind of people in one table.
        let own_table = parked_kind.filter(|kind| *kind != Dimension::PaymentGroup);
        let own_table = own_table.map(|kind| count(people, now(Basis::ToDate), &with_time(), &[kind], &[]));
        let is_new = |kinds: &CountTable| {
            kinds.dimensions != [Dimension::PaymentGroup]
                && own_table.as_ref().is_none_or(|own| own.dimensions != kinds.dimensions)
        };
        let kinds: Vec<CountTable> = kinds.into_iter().filter(is_new).collect();
        let more = areas.into_iter().chain(kinds).chain(own_table);
        let mut published = publish_family(
            &[to_date, cohorts, offices, payment_groups, wards].into_iter().chain(more).collect::<Vec<_>>(),
            rule,
        )?;
        let more = published.split_off(5);
        let [to_date, cohorts, offices, payment_groups, wards] = all_of(published)?;
        let mut published = publish_family(
            &[to_date_before, cohorts_before].into_iter().chain(areas_before).collect::<Vec<_>>(),
            rule,
        )?;
        let areas_before = published.split_off(2).pop();
        let [to_date_before, cohorts_before] = all_of(published)?;
        let by = |dimension| [&payment_groups].into_iter().chain(&more).find(|table| table.dimensions() == [dimension]);
        let comparison = match (question, exact) {
            (Some(question), Some(exact)) => {
                let kinds: Vec<&PublishedTable> = question.kinds.iter().filter_map(|kind| by(*kind)).collect();
                Some(exact.publish(question, (&to_date, by(Dimension::Area)), &kinds, rule)?)
            }
            _ => None,
        };
        let units = [Some((&to_date, &to_date_before)), by(Dimension::Area).zip(areas_before.as_ref())];
        let a_year_on = units.into_iter().flatten().filter(|_| comparison.is_some()).map(|(units, units_before)| {
            let of = |view: View, units, cohorts| CohortOf { view, units, cohorts, joined: view.quarter.year_before() };
            let now = of(now(Basis::ToDate), units, &cohorts);
            AYearOn::publish(people, now, of(before(Basis::ToDate), units_before, &cohorts_before), rule)
        });
        let a_year_on = a_year_on.collect();
        let parked = parked_kind.and_then(by).cloned();
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
            comparison,
            a_year_on,
            parked,
        })
    }
}

/// The milestones, and who had a job start within some months.
fn with_time() -> Vec<CountColumn> {
    MILESTONES.into_iter().chain(parked::COLUMNS).collect()
}

/// How the paper compares primes: by job starts, for which most people have had their time. Nothing with a single prime.
fn comparing(people: &People) -> Option<Question> {
    let mut question = Question::of(people, indicator("job_start_rate"));
    if question.kinds != [Dimension::Sex] && people.known_groups(Dimension::Sex) > 1 {
        question.kinds.push(Dimension::Sex);
    }
    (people.primes().len() > 1).then_some(question)
}

/// Keeps people who have joined.
pub(super) fn attached_only() -> [Filter; 1] {
    let dimension = Dimension::AttachmentQuarter;
    [Filter { dimension, group: dimension.not_known().into(), is: false }]
}

/// Tables of the same people, published together.
fn family<const N: usize>(tables: [CountTable; N], rule: Rule) -> Result<[PublishedTable; N]> {
    all_of(publish_family(&tables, rule)?)
}

fn all_of<const N: usize>(published: Vec<PublishedTable>) -> Result<[PublishedTable; N]> {
    published.try_into().map_err(|_| anyhow::anyhow!("as many tables come out as went in"))
}
