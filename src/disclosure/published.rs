//! Published figures: what may be shown, what is hidden, what does not apply.

use serde::Serialize;

use crate::metrics::assess::{
    Evidence, Rag, TargetStatement, Travel, evidence, more_than_chance, rag, target_statement, travel,
};
use crate::metrics::{CountColumn, Dimension, Indicator, View, Whose};
use crate::stats::proportion::{Interval, wilson_95};
use crate::vocabulary::{Basis, Percent};

/// Something that is shown, or one of the two reasons why it is not.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown<T> {
    Value(T),
    /// Not shown, to protect individuals: `[c]`.
    Hidden,
    /// Does not apply: `[z]`.
    NotApplicable,
}

impl<T: Copy> Shown<T> {
    pub fn value(self) -> Option<T> {
        match self {
            Shown::Value(value) => Some(value),
            _ => None,
        }
    }

    fn map<U>(self, f: impl FnOnce(T) -> U) -> Shown<U> {
        match self {
            Shown::Value(value) => Shown::Value(f(value)),
            Shown::Hidden => Shown::Hidden,
            Shown::NotApplicable => Shown::NotApplicable,
        }
    }
}

/// A count of people that may be shown, or that it is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct PublishedCount {
    count: Option<u64>,
    /// Whether an earlier paper printed another number.
    #[serde(skip)]
    is_revised: bool,
}

impl PublishedCount {
    pub(super) fn shown(count: u64) -> Self {
        PublishedCount { count: Some(count), is_revised: false }
    }

    pub(super) fn hidden() -> Self {
        PublishedCount { count: None, is_revised: false }
    }

    /// One of which an earlier paper printed another number.
    pub(super) fn revised(count: u64) -> Self {
        PublishedCount { count: Some(count), is_revised: true }
    }

    pub fn is_revised(self) -> bool {
        self.is_revised
    }

    /// The count, or nothing where it is hidden.
    pub fn get(self) -> Option<u64> {
        self.count
    }
}

/// A row of a published table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    Group(usize),
    Total,
}

/// Names of a group that is put together from others, and which those are.
pub type Bundle<'a> = (Vec<String>, &'a dyn Fn(&[String]) -> bool);

/// A table of counts after disclosure control.
#[derive(Clone, Debug)]
pub struct PublishedTable {
    pub(super) view: View,
    pub(super) dimensions: Vec<Dimension>,
    pub(super) groups: Vec<Vec<String>>,
    pub(super) columns: Vec<CountColumn>,
    pub(super) counts: Vec<Vec<PublishedCount>>,
    pub(super) total: Vec<PublishedCount>,
    pub(super) threshold: u64,
}

impl PublishedTable {
    /// The row of a group by its names in all dimensions.
    pub(super) fn group_of(&self, names: &[String]) -> Option<Row> {
        self.groups.iter().position(|group| group == names).map(Row::Group)
    }

    pub fn view(&self) -> View {
        self.view
    }

    pub fn dimensions(&self) -> &[Dimension] {
        &self.dimensions
    }

    /// The groups' names, one a dimension.
    pub fn groups(&self) -> &[Vec<String>] {
        &self.groups
    }

    /// The threshold in force: counts from 1 to one below it are hidden.
    pub fn threshold(&self) -> u64 {
        self.threshold
    }

    /// Every row, groups first; a total where there is more than one group or none.
    pub fn rows(&self) -> Vec<Row> {
        (0..self.groups.len()).map(Row::Group).chain([Row::Total]).collect()
    }

    /// The group of that name, in a table by one dimension.
    pub fn group_named(&self, name: &str) -> Option<Row> {
        self.groups.iter().position(|group| group[..] == [name]).map(Row::Group)
    }

    /// Whether the table holds a column: counts of a sender's may lack one.
    pub fn holds(&self, column: CountColumn) -> bool {
        self.columns.contains(&column)
    }

    /// The same with some of the columns.
    pub fn only(&self, columns: &[CountColumn]) -> PublishedTable {
        let own = |row: Row| columns.iter().map(|column| self.count(row, *column)).collect::<Vec<_>>();
        PublishedTable {
            columns: columns.to_vec(),
            counts: (0..self.groups.len()).map(|group| own(Row::Group(group))).collect(),
            total: own(Row::Total),
            ..self.clone()
        }
    }

    pub fn columns(&self) -> &[CountColumn] {
        &self.columns
    }

    /// Some of its groups put together under new names, and no others; the total stays. What is printed can be added up by
    /// anybody, so a sum tells nothing new; one of which a part is hidden is hidden.
    pub fn put_together(&self, bundles: &[Bundle<'_>], dimensions: &[Dimension]) -> PublishedTable {
        let sum = |is_own: &dyn Fn(&[String]) -> bool, column: usize| {
            let own = self.groups.iter().zip(&self.counts).filter(|(group, _)| is_own(group));
            let sum: Option<u64> = own.map(|(_, counts)| counts[column].get()).sum();
            sum.map_or_else(PublishedCount::hidden, PublishedCount::shown)
        };
        let row = |(_, is_own): &Bundle<'_>| (0..self.columns.len()).map(|column| sum(*is_own, column)).collect();
        PublishedTable {
            dimensions: dimensions.to_vec(),
            groups: bundles.iter().map(|(names, _)| names.clone()).collect(),
            counts: bundles.iter().map(row).collect(),
            ..self.clone()
        }
    }

    /// One group alone, which is then all there is: in the paper of one prime its own row is the total.
    pub fn just(&self, group: usize) -> PublishedTable {
        PublishedTable {
            groups: vec![self.groups[group].clone()],
            counts: vec![self.counts[group].clone()],
            total: self.counts[group].clone(),
            ..self.clone()
        }
    }

    /// Of a table by two dimensions the groups of one group of the first, by the second. `total` is that group's own row in
    /// a table by the first alone.
    pub fn inside(&self, name: &str, total: &PublishedTable) -> PublishedTable {
        let own = || self.groups.iter().zip(&self.counts).filter(|(group, _)| group[0] == name);
        let row = total.group_named(name);
        let count = |column: &CountColumn| row.map_or_else(PublishedCount::hidden, |row| total.count(row, *column));
        PublishedTable {
            dimensions: self.dimensions[1..].to_vec(),
            groups: own().map(|(group, _)| group[1..].to_vec()).collect(),
            counts: own().map(|(_, counts)| counts.clone()).collect(),
            total: self.columns.iter().map(count).collect(),
            ..self.clone()
        }
    }

    /// The same without anybody: what a paper that is not about them has of others.
    pub fn of_nobody(&self) -> PublishedTable {
        let total = self.columns.iter().map(|_| PublishedCount::hidden()).collect();
        PublishedTable { groups: Vec::new(), counts: Vec::new(), total, ..self.clone() }
    }

    /// Of how many columns the total is shown.
    pub fn totals_shown(&self) -> usize {
        self.total.iter().filter(|total| total.get().is_some()).count()
    }

    /// A count; hidden too where the table does not hold the column.
    pub fn count(&self, row: Row, column: CountColumn) -> PublishedCount {
        let Some(at) = self.columns.iter().position(|other| *other == column) else { return PublishedCount::hidden() };
        match row {
            Row::Group(group) => self.counts[group][at],
            Row::Total => self.total[at],
        }
    }

    /// A rate of those of the denominator who are meant. Of some of them nobody is still in time, and no target is theirs.
    pub fn measure_of(&self, row: Row, indicator: &'static Indicator, whose: Whose) -> PublishedMeasure {
        let Some([achieved, all]) = indicator.counts_of(whose) else { return self.measure(row, indicator) };
        let held = self.holds(achieved) && self.holds(all);
        let counts = match (self.count(row, achieved).get(), self.count(row, all).get()) {
            _ if !held => Shown::NotApplicable,
            (Some(x), Some(n)) => Shown::Value((x, n)),
            _ => Shown::Hidden,
        };
        let (in_time, had_time) = (Shown::NotApplicable, Shown::NotApplicable);
        PublishedMeasure { held, counts, in_time, had_time, ..self.measure(row, indicator) }
    }

    /// A rate with everything that is said about it.
    pub fn measure(&self, row: Row, indicator: &'static Indicator) -> PublishedMeasure {
        let basis = self.view.basis;
        let (event, of) = (indicator.event(), indicator.of().unwrap_or(indicator.event()));
        let get = |column| self.count(row, column).get();
        // A table that does not look at people's time says nothing about it.
        let looks_at_time = self.columns.contains(&CountColumn::InTime { event, of });
        let pair = |x: Option<u64>, n: Option<u64>| match (x, n) {
            (Some(x), Some(n)) => Shown::Value((x, n)),
            _ => Shown::Hidden,
        };
        let achieved = get(numerator(indicator, basis));
        let holds = self.holds(numerator(indicator, basis)) && self.holds(CountColumn::Happened(of));
        let counts = if holds { pair(achieved, get(CountColumn::Happened(of))) } else { Shown::NotApplicable };
        let had_time = pair(get(CountColumn::MaturedAchieved { event, of }), get(CountColumn::Matured { event, of }));
        let in_time = get(CountColumn::InTime { event, of }).map_or(Shown::Hidden, Shown::Value);
        let period = basis.is_of_a_period();
        PublishedMeasure {
            indicator,
            basis,
            held: holds,
            counts,
            is_revised: self.count(row, numerator(indicator, basis)).is_revised()
                || self.count(row, CountColumn::Happened(of)).is_revised(),
            in_time: if period || !looks_at_time { Shown::NotApplicable } else { in_time },
            had_time: if period || !looks_at_time { Shown::NotApplicable } else { had_time },
            smallest_denominator: 2 * self.threshold,
        }
    }
}

/// The column that holds an indicator's numerator on a basis.
pub fn numerator(indicator: &Indicator, basis: Basis) -> CountColumn {
    let event = indicator.event();
    match indicator.of() {
        Some(of) if basis == Basis::Cohort => CountColumn::Reached { event, of },
        _ => CountColumn::Happened(event),
    }
}

/// A rate as it may be printed. Everything said about it is worked out from the printed counts.
#[derive(Clone, Copy, Debug)]
pub struct PublishedMeasure {
    pub indicator: &'static Indicator,
    pub basis: Basis,
    held: bool,
    counts: Shown<(u64, u64)>,
    is_revised: bool,
    in_time: Shown<u64>,
    had_time: Shown<(u64, u64)>,
    smallest_denominator: u64,
}

impl PublishedMeasure {
    /// Whether the counts that it needs are there: what was not sent is not nobody.
    pub fn is_held(&self) -> bool {
        self.held
    }

    /// Achieved, and of how many. Not applicable where nobody is counted.
    pub fn counts(&self) -> Shown<(u64, u64)> {
        match self.counts {
            Shown::Value((_, 0)) => Shown::NotApplicable,
            counts => counts,
        }
    }

    /// Whether an earlier paper printed another number for one of its counts.
    pub fn is_revised(&self) -> bool {
        self.is_revised
    }

    /// The counts of a rate that may be printed as a percentage: too few people make no rate.
    pub fn rate(&self) -> Shown<(u64, u64)> {
        match self.counts() {
            Shown::Value((_, of)) if of < self.smallest_denominator => Shown::Hidden,
            counts => counts,
        }
    }

    /// People who have not achieved and still can.
    pub fn in_time(&self) -> Shown<u64> {
        self.in_time
    }

    /// Achieved and of how many, among those who have had their time.
    pub fn had_time(&self) -> Shown<(u64, u64)> {
        match self.had_time {
            Shown::Value((_, 0)) => Shown::NotApplicable,
            Shown::Value((_, of)) if of < self.smallest_denominator => Shown::Hidden,
            had_time => had_time,
        }
    }

    /// The 95% Wilson interval of the rate among those who have had their time.
    pub fn interval(&self) -> Shown<Interval> {
        match self.had_time().map(|(x, n)| wilson_95(x, n)) {
            Shown::Value(Some(interval)) => Shown::Value(interval),
            Shown::Value(None) | Shown::NotApplicable => Shown::NotApplicable,
            Shown::Hidden => Shown::Hidden,
        }
    }

    /// Whether the target is met. Hidden where a count it rests on is hidden.
    pub fn statement(&self, target: Percent) -> Shown<TargetStatement> {
        let (x, n) = match self.rate() {
            Shown::Value(counts) => counts,
            Shown::Hidden => return Shown::Hidden,
            Shown::NotApplicable => return Shown::NotApplicable,
        };
        let in_time = match self.in_time {
            Shown::Value(count) => count,
            Shown::NotApplicable => 0,
            // Met already holds whatever the hidden count is.
            Shown::Hidden if target_statement(x, n, 0, target) == Some(TargetStatement::Met) => 0,
            Shown::Hidden => return Shown::Hidden,
        };
        target_statement(x, n, in_time, target).map_or(Shown::NotApplicable, Shown::Value)
    }

    /// Whether those who have had their time tell the target apart from chance.
    pub fn evidence(&self, target: Percent) -> Shown<Evidence> {
        match self.had_time() {
            Shown::Value((x, n)) => Shown::Value(evidence(x, n, target)),
            Shown::NotApplicable => Shown::Value(Evidence::None),
            Shown::Hidden => Shown::Hidden,
        }
    }

    /// The calculated RAG. Hidden where statement or evidence is.
    pub fn rag(&self, target: Percent) -> Shown<Rag> {
        match (self.statement(target), self.evidence(target)) {
            (Shown::NotApplicable, _) => Shown::NotApplicable,
            (Shown::Value(TargetStatement::Open), Shown::Hidden) | (Shown::Hidden, _) => Shown::Hidden,
            (Shown::Value(statement), evidence) => {
                Shown::Value(rag(statement, evidence.value().unwrap_or(Evidence::None)))
            }
        }
    }

    /// Against the same measure a year before, at printed precision.
    pub fn travel(&self, before: &PublishedMeasure) -> Travel {
        match (self.rate(), before.rate()) {
            (Shown::Value(now), Shown::Value(then)) => travel(now, then),
            _ => Travel::NotComparable,
        }
    }

    /// Whether the change from the year before is more than chance; nothing where it cannot be tested. Only
    /// a cohort's rate is a share of different people: a to-date figure contains last year's, and the two
    /// counts of a period rate are not the same people.
    pub fn more_than_chance(&self, before: &PublishedMeasure) -> Option<bool> {
        if self.basis == Basis::Cohort { self.differs_from(before) } else { None }
    }

    /// Whether two rates of different people differ by more than chance.
    pub fn differs_from(&self, other: &PublishedMeasure) -> Option<bool> {
        more_than_chance(self.rate().value()?, other.rate().value()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::indicators;

    const TWENTY: Percent = Percent { hundredths: 2000 };

    fn measure(counts: Shown<(u64, u64)>, in_time: Shown<u64>, had_time: Shown<(u64, u64)>) -> PublishedMeasure {
        let indicator = indicators::find("job_start_rate").unwrap();
        PublishedMeasure {
            indicator,
            basis: Basis::ToDate,
            held: true,
            counts,
            is_revised: false,
            in_time,
            had_time,
            smallest_denominator: 10,
        }
    }

    #[test]
    fn nothing_is_said_about_a_hidden_count() {
        let hidden = measure(Shown::Hidden, Shown::Value(5), Shown::Value((20, 100)));
        assert_eq!(hidden.rate(), Shown::Hidden);
        assert_eq!(hidden.statement(TWENTY), Shown::Hidden);
        assert_eq!(hidden.rag(TWENTY), Shown::Hidden);
        assert_eq!(hidden.travel(&hidden), Travel::NotComparable);
    }

    #[test]
    fn nobody_counted_is_not_zero_percent() {
        let nobody = measure(Shown::Value((0, 0)), Shown::Value(0), Shown::Value((0, 0)));
        assert_eq!(nobody.rate(), Shown::NotApplicable);
        assert_eq!(nobody.statement(TWENTY), Shown::NotApplicable);
    }

    #[test]
    fn a_rate_needs_twice_the_threshold_in_its_denominator() {
        assert_eq!(measure(Shown::Value((0, 9)), Shown::Value(0), Shown::Hidden).rate(), Shown::Hidden);
        assert_eq!(measure(Shown::Value((5, 10)), Shown::Value(0), Shown::Hidden).rate(), Shown::Value((5, 10)));
    }

    #[test]
    fn a_hidden_number_in_time_hides_the_statement_unless_the_target_is_met_already() {
        assert_eq!(
            measure(Shown::Value((30, 100)), Shown::Hidden, Shown::Hidden).statement(TWENTY),
            Shown::Value(TargetStatement::Met)
        );
        assert_eq!(measure(Shown::Value((19, 100)), Shown::Hidden, Shown::Hidden).statement(TWENTY), Shown::Hidden);
    }
}
