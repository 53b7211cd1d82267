//! Every published table that the paper draws on.

use anyhow::Result;

use crate::canonical::CountsOf;
use crate::disclosure::{
    self, Inside, PapersBefore, PublishedMonths, PublishedTable, Row, Rule, ToldOfCohorts, hide_what_had_time_tells,
    publish_curves, publish_family, publish_months, publish_part, publish_spans,
};
use crate::metrics::by_month::by_month;
use crate::metrics::cohort::{COHORTS, CURVE, as_far_as_followed};
use crate::metrics::compute::{Asked, CountTable, Filter, count_all};
use crate::metrics::reported::Time;
use crate::metrics::{CountColumn, Counted, Dimension, Event, People, View};
use crate::vocabulary::{AsAt, Basis, Quarter};

use super::beside::Beside;
use super::compared::{AYearOn, Comparison, Family};
use super::places::Places;

/// The paper's figures; all of them published.
#[derive(Clone)]
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
    /// Of each cohort those attached, with a job start, and with one within some months.
    pub curves: PublishedTable,
    /// Events of the last twelve months, as finely as they may be told.
    pub months: PublishedMonths,
    pub offices: PublishedTable,
    pub payment_groups: PublishedTable,
    pub wards: PublishedTable,
    /// By area, where the returns know several and the table costs the paper nothing.
    pub areas: Option<PublishedTable>,
    /// Of single areas and lots, where they have papers of their own.
    pub places: Option<Places>,
    /// Primes held against each other, where there are two or more.
    pub comparison: Option<Comparison>,
    /// The cohort that joined a year ago beside that of the year before, by prime and by area.
    pub a_year_on: Vec<AYearOn>,
    /// By the kind of people that it is asked of who had no job start after some months.
    pub parked: Option<PublishedTable>,
    /// The primes whose returns tell payments: of the others nobody knows who was paid for.
    pub paid_told: Vec<String>,
    /// The primes that send counts.
    pub counted: Vec<CountedFigures>,
}

/// What a prime's own counts make: tables of one row. None where a count that they need was not sent.
#[derive(Clone)]
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
pub const TO_DATE_COLUMNS: [CountColumn; 12] = [
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
    CountColumn::Happened(Event::OutcomePaid),
];

/// The four milestones alone.
pub const MILESTONES: [CountColumn; 4] = [
    CountColumn::Happened(Event::Referred),
    CountColumn::Happened(Event::Attached),
    CountColumn::Happened(Event::JobStarted),
    CountColumn::Happened(Event::Sustained),
];

/// What the paper counts of a cohort of people attached.
pub const COHORT_COLUMNS: [CountColumn; 5] = [
    CountColumn::Happened(Event::Attached),
    CountColumn::Happened(Event::JobStarted),
    CountColumn::InTime { event: Event::JobStarted, of: Event::Attached },
    CountColumn::Happened(Event::Sustained),
    CountColumn::InTime { event: Event::Sustained, of: Event::Attached },
];

/// What is told month by month.
pub const MONTHLY: [Event; 3] = [Event::Attached, Event::JobStarted, Event::Sustained];

impl Figures {
    /// Counts, protects and gives out what the paper needs for a quarter.
    pub fn compute(
        people: &People,
        counted: &[Counted],
        quarter: Quarter,
        rule: Rule,
        papers: &PapersBefore,
    ) -> Result<Figures> {
        let last_year = quarter.year_before();
        let now = |basis| View { basis, as_at: AsAt::end_of(quarter), quarter, from: None };
        let before = |basis| View { basis, as_at: AsAt::end_of(last_year), quarter: last_year, from: None };
        let attached_only = attached_only();
        let by = |view, columns, dimensions: &'static [Dimension]| Asked { view, columns, dimensions, filters: &[] };
        let by_cohort =
            |view, columns| Asked { filters: &attached_only, ..by(view, columns, &[Dimension::AttachmentQuarter]) };
        let followed = [&COHORT_COLUMNS[..], &CURVE].concat();
        let own = [
            by(now(Basis::ToDate), &TO_DATE_COLUMNS, &[Dimension::Prime]),
            by_cohort(now(Basis::ToDate), &followed),
            by(now(Basis::ToDate), &MILESTONES, &[Dimension::Office]),
            by(now(Basis::ToDate), &MILESTONES, &[Dimension::PaymentGroup]),
            by(now(Basis::ToDate), &MILESTONES, &[Dimension::Ward]),
            by(before(Basis::ToDate), &TO_DATE_COLUMNS, &[Dimension::Prime]),
            by_cohort(before(Basis::ToDate), &COHORT_COLUMNS),
            by(now(Basis::Period), &MILESTONES, &[Dimension::Prime]),
            by(before(Basis::Period), &MILESTONES, &[Dimension::Prime]),
        ];
        let beside = Beside::of(people, now(Basis::ToDate), before(Basis::ToDate));
        let mut tables = count_all(people, &own.into_iter().chain(beside.asked()).collect::<Vec<_>>());
        let beside = beside.counted(tables.split_off(own.len()));
        let [
            to_date,
            mut by_quarter,
            offices,
            payment_groups,
            wards,
            to_date_before,
            cohorts_before,
            period,
            period_before,
        ] = as_many(tables)?;
        as_far_as_followed(&mut by_quarter, COHORTS[0]);
        let cohorts = by_quarter.only(&COHORT_COLUMNS);
        let (exact, exact_before) = (to_date.only(&MILESTONES), to_date_before.only(&MILESTONES));
        let ([mut to_date, mut cohorts, offices, payment_groups, wards], more) =
            family([to_date, cohorts, offices, payment_groups, wards], &beside.tables, rule)?;
        let ([to_date_before, cohorts_before], more_before) =
            family([to_date_before, cohorts_before], &beside.tables_before, rule)?;
        for event in [Event::JobStarted, Event::Sustained] {
            let before = people.had_time_before(event, quarter.last_day());
            hide_what_had_time_tells(&mut to_date, &mut cohorts, event, before);
        }
        let areas = more.iter().find(|table| table.dimensions() == [Dimension::Area]).cloned();
        let by_kind: Vec<&PublishedTable> = [&payment_groups].into_iter().chain(&more).collect();
        let parked = beside.parked(&by_kind, &cohorts, rule);
        let then = Family {
            primes: &to_date_before,
            cohorts: &cohorts_before,
            by_kind: &more_before.iter().collect::<Vec<_>>(),
        };
        let now_family = Family { primes: &to_date, cohorts: &cohorts, by_kind: &by_kind };
        let (comparison, a_year_on) = beside.publish(&now_family, &then, rule)?;
        let in_quarter = publish_part(&period, &exact, &to_date, rule)?;
        let in_quarter_before = publish_part(&period_before, &exact_before, &to_date_before, rule)?;
        let in_quarter_before = papers.as_printed(&in_quarter_before, Time::In(last_year));
        let to_date_before = papers.as_printed(&to_date_before, Time::ToDate);
        let told = ToldOfCohorts { cohorts: &cohorts, cohorts_before: &cohorts_before, followed: parked.as_ref() };
        let curves = publish_curves(&by_quarter, &told, rule)?;
        let beside = disclosure::Beside {
            to_date: &to_date,
            to_date_before: &to_date_before,
            in_quarter: &in_quarter,
            cohorts: &cohorts,
            cohorts_before: &cohorts_before,
            curves: &curves,
            exact: &by_quarter,
            papers,
        };
        let months = publish_months(&by_month(people, quarter, &MONTHLY), &beside, rule);
        papers.mark_joined(&mut cohorts);
        let counted =
            counted.iter().map(|own| CountedFigures::compute(own, now(Basis::ToDate), before(Basis::ToDate), rule));
        let counted = counted.collect::<Result<_>>()?;
        let primes = people.primes().iter().enumerate();
        let paid_told = primes.filter(|(contract, _)| people.knows(*contract, Event::OutcomePaid));
        Ok(Figures {
            counted,
            paid_told: paid_told.map(|(_, prime)| prime.clone()).collect(),
            quarter,
            to_date,
            to_date_before,
            in_quarter,
            in_quarter_before,
            cohorts,
            cohorts_before,
            curves,
            months,
            offices,
            payment_groups,
            wards,
            areas,
            places: None,
            comparison,
            a_year_on,
            parked,
        })
    }
}

impl Figures {
    /// Whether returns tell payments for a row of a table by prime; for all primes together those of each have to.
    pub fn tells_paid(&self, table: &PublishedTable, row: Row) -> bool {
        let told = |prime: &String| self.paid_told.contains(prime);
        match row {
            Row::Group(group) => told(&table.groups()[group][0]),
            Row::Total => table.groups().iter().all(|group| told(&group[0])),
        }
    }
}

/// Keeps people who have joined.
pub fn attached_only() -> [Filter; 1] {
    let dimension = Dimension::AttachmentQuarter;
    [Filter { dimension, group: dimension.not_known().into(), is: false }]
}

/// Tables of the same people, published together: those that there always are, and more. Of the latter there are none where
/// they would hide a total that is shown without them: the comparison of primes is not worth a headline.
fn family<const N: usize>(
    tables: [CountTable; N],
    more: &[CountTable],
    rule: Rule,
) -> Result<([PublishedTable; N], Vec<PublishedTable>)> {
    let tables: Vec<&CountTable> = tables.iter().chain(more).collect();
    let mut published = publish_family(&tables, rule)?;
    let mut more = published.split_off(N);
    if !more.is_empty() && published.iter().any(|table| table.totals_shown() < table.columns().len()) {
        let alone = publish_family(&tables[..N], rule)?;
        if alone.iter().zip(&published).any(|(alone, table)| alone.totals_shown() > table.totals_shown()) {
            (published, more) = (alone, Vec::new());
        }
    }
    Ok((as_many(published)?, more))
}

fn as_many<T, const N: usize>(tables: Vec<T>) -> Result<[T; N]> {
    tables.try_into().map_err(|_| anyhow::anyhow!("as many tables come out as went in"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(dimension: Dimension, counts: [[u64; 2]; 2]) -> CountTable {
        let quarter: Quarter = "2015-16-Q3".parse().unwrap();
        CountTable {
            view: View { basis: Basis::ToDate, as_at: AsAt::end_of(quarter), quarter, from: None },
            dimensions: vec![dimension],
            groups: ["1", "2"].map(|name| vec![name.to_string()]).into(),
            columns: vec![CountColumn::Happened(Event::Attached), CountColumn::Happened(Event::JobStarted)],
            counts: counts.map(Vec::from).into(),
            total: [0, 1].map(|at| counts[0][at] + counts[1][at]).into(),
        }
    }

    #[test]
    fn a_table_that_would_cost_the_paper_a_total_is_left_out() {
        let rule = Rule { threshold: 5, sensitive_threshold: 10 };
        // Eight job starts may be told of everybody, and not in a table by sex.
        let shown = |counts| {
            let groups = [table(Dimension::PaymentGroup, counts)];
            let ([groups], more) = family(groups, &[table(Dimension::Sex, counts)], rule).unwrap();
            (groups.totals_shown(), more.len())
        };
        assert_eq!(shown([[100, 8], [50, 0]]), (2, 0));
        assert_eq!(shown([[100, 30], [50, 20]]), (2, 1));
    }
}
