//! How many are still in time, and what will they bring: from nobody more to everybody.

use anyhow::Result;

use super::{Asked, rate};
use crate::commands::answer::{Answer, Cell, Part};
use crate::disclosure::{Row, Shown, publish_beside};
use crate::metrics::compute::count;
use crate::metrics::indicators::find;
use crate::metrics::{CountColumn, Dimension, Event, Indicator};
use crate::report::figures::TO_DATE_COLUMNS;
use crate::report::format;
use crate::validation::ContractTerms;

const DUE: CountColumn = CountColumn::Due { event: Event::Sustained, of: Event::Attached };

const HEADERS: [&str; 11] = [
    "prime",
    "if_nobody_more",
    "achieved",
    "of",
    "in_time",
    "due_next_quarter",
    "if_everybody",
    "everybody_achieved",
    "everybody_of",
    "minimum",
    "against_minimum",
];

impl Asked<'_> {
    pub(super) fn in_time(&self) -> Result<Vec<Part>> {
        let due = self.due()?;
        let rates = ["job_start_rate", "sustainment_rate"].map(|id| find(id).expect("a headline rate is in the list"));
        let part = |indicator: &'static Indicator| Part {
            id: indicator.id,
            title: format!(
                "{}: from nobody more to everybody still in time, as at {}",
                indicator.name,
                format::date(self.table().view().as_at.0)
            ),
            answer: Answer {
                headers: HEADERS.map(String::from).into(),
                rows: self.rows().into_iter().map(|(name, row)| self.range(indicator, name, row, &due)).collect(),
            },
        };
        Ok(rates.into_iter().map(part).collect())
    }

    /// One rate of one prime, now and if everybody still in time achieves.
    fn range(&self, indicator: &'static Indicator, name: String, row: Row, due: &[Option<u64>]) -> Vec<Cell> {
        let measure = self.table().measure(row, indicator);
        let contracts = self.contracts();
        let prime = matches!(row, Row::Group(_)).then_some(name.as_str());
        let minimum = ContractTerms::minimum(&contracts, prime, indicator.id);
        let mark = |shown: Shown<(u64, u64)>| match shown {
            Shown::NotApplicable => Cell::Mark(format::NOT_APPLICABLE),
            _ => Cell::Mark(format::HIDDEN),
        };
        let hidden = || [mark(measure.rate()), mark(measure.rate()), mark(measure.rate())];
        let now = measure.rate().value();
        let in_time = measure.in_time().value();
        let all = now.zip(in_time).map(|((achieved, of), open)| (achieved + open, of));
        let place = self.rows().iter().position(|(own, _)| *own == name);
        let mut cells = vec![Cell::Text(name.clone())];
        cells.extend(now.map_or_else(hidden, rate));
        cells.push(Cell::counted(in_time));
        cells.push(match indicator.event() {
            Event::Sustained => Cell::counted(place.and_then(|at| due[at])),
            _ => Cell::Mark(format::NOT_APPLICABLE),
        });
        cells.extend(all.map_or_else(hidden, rate));
        cells.push(minimum.map_or(Cell::Mark(format::NOT_APPLICABLE), |minimum| Cell::Text(format::target(minimum))));
        cells.push(minimum.map_or(Cell::Mark(format::NOT_APPLICABLE), |minimum| {
            Cell::Text(format::statement(measure.statement(minimum), measure.evidence(minimum)))
        }));
        cells
    }

    /// By row: people who reach the outcome next quarter if they stay in their job. Hidden where the paper hides what they
    /// are part of, and everywhere where the two together would tell more than either.
    fn due(&self) -> Result<Vec<Option<u64>>> {
        let paper = self.table();
        let columns: Vec<CountColumn> = TO_DATE_COLUMNS.into_iter().chain([DUE]).collect();
        let exact = count(self.people, paper.view(), &columns, &[Dimension::Prime], &[]);
        let own = publish_beside(&exact, &[paper], self.session.definitions.disclosure())?;
        let hides_more = paper.rows().into_iter().any(|row| {
            let is_more = |column: &CountColumn| {
                paper.count(row, *column).get().is_some() && own.count(row, *column).get().is_none()
            };
            TO_DATE_COLUMNS.iter().any(is_more)
        });
        let told = |(_, row): (String, Row)| own.count(row, DUE).get().filter(|_| !hides_more);
        Ok(self.rows().into_iter().map(told).collect())
    }
}
