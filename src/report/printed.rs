//! Every figure of the paper that has an id, found again by it.

use crate::disclosure::{PublishedTable, Row};
use crate::metrics::compute::{CountTable, count};
use crate::metrics::{CountColumn, Dimension, Event, Figure, Indicator, People};

use super::cells::{HEADLINE, figure_id, indicator};
use super::figures::{CountedFigures, Figures, attached_only};
use super::format;

/// A figure as the paper prints it.
pub struct PrintedFigure<'a> {
    pub id: String,
    pub table: &'a PublishedTable,
    pub row: Row,
    pub indicator: &'static Indicator,
    /// The prime whose own counts it is of.
    pub counted: Option<&'a CountedFigures>,
}

/// The counts that a paper can print.
const EVENTS: [Event; 6] = [
    Event::Referred,
    Event::Attached,
    Event::JobStarted,
    Event::Sustained,
    Event::SustainedOtherwise,
    Event::OutcomePaid,
];

/// The indicators whose figures have ids.
pub fn nameable() -> impl Iterator<Item = &'static Indicator> {
    EVENTS.into_iter().map(Event::id).chain(HEADLINE).map(indicator)
}

impl Figures {
    /// Every figure with an id that a paper can print, whatever its template leaves out.
    pub fn printed(&self) -> Vec<PrintedFigure<'_>> {
        let people = [&self.to_date, &self.in_quarter, &self.cohorts, &self.offices, &self.payment_groups, &self.wards];
        // Without a prime that sends rows the tables of people hold noughts, and no paper prints them.
        let people = people.into_iter().filter(|table| !table.groups().is_empty()).map(|table| (table, None));
        let counted = self
            .counted
            .iter()
            .flat_map(|own| [&own.to_date, &own.in_quarter].into_iter().flatten().map(move |table| (table, Some(own))));
        let all = people.chain(counted).flat_map(|(table, counted)| of_table(table, counted));
        let is_told = |own: &PrintedFigure<'_>| {
            own.indicator.event() != Event::OutcomePaid || self.tells_paid(own.table, own.row)
        };
        all.filter(is_told).collect()
    }
}

fn of_table<'a>(table: &'a PublishedTable, counted: Option<&'a CountedFigures>) -> Vec<PrintedFigure<'a>> {
    let held = EVENTS.into_iter().filter(|event| table.holds(CountColumn::Happened(*event)));
    let is_held = |id: &&'static str| {
        let of = indicator(id).of();
        of.is_none_or(|of| table.holds(CountColumn::Happened(of)))
    };
    let ids: Vec<&'static str> = held.map(Event::id).chain(HEADLINE.into_iter().filter(is_held)).collect();
    let of_row = |row: Row| {
        ids.clone().into_iter().map(move |id| PrintedFigure {
            id: figure_id(table, row, id),
            table,
            row,
            indicator: indicator(id),
            counted,
        })
    };
    table.rows().into_iter().flat_map(of_row).collect()
}

/// Exact counts by the groups of a table of the paper, for officers' files, and for what is published beside it.
pub fn exact_as(people: &People, paper: &PublishedTable, columns: &[CountColumn]) -> CountTable {
    let attached = attached_only();
    // The table of cohorts is of those who have joined.
    let filters = if paper.dimensions() == [Dimension::AttachmentQuarter] { &attached[..] } else { &[] };
    count(people, paper.view(), columns, paper.dimensions(), filters)
}

impl PrintedFigure<'_> {
    /// An exact count of its group in such a table; nothing where the group has nobody. For officers' files only.
    pub fn exact_in(&self, table: &CountTable, column: CountColumn) -> Option<u64> {
        match self.row {
            Row::Total => table.exact_total(column),
            Row::Group(group) => {
                let own = table.groups.iter().position(|name| *name == self.table.groups()[group])?;
                table.exact(own, column)
            }
        }
    }

    /// The figure as a table of the paper prints it.
    pub fn text(&self) -> String {
        match self.indicator.figure {
            Figure::Rate { .. } => format::rate(&self.table.measure(self.row, self.indicator)),
            _ => format::published(self.count(self.indicator.event())),
        }
    }

    /// The figure in running text: a rate with its counts; what is hidden, in words.
    pub fn in_words(&self) -> String {
        match self.indicator.figure {
            Figure::Rate { .. } => format::rate_with_counts(&self.table.measure(self.row, self.indicator)),
            _ => format::published_in_words(self.count(self.indicator.event())),
        }
    }

    /// A count of its row.
    pub fn count(&self, event: Event) -> crate::disclosure::PublishedCount {
        self.table.count(self.row, CountColumn::Happened(event))
    }

    /// The event of its numerator, and that of its denominator; of a count, what it is counted among. None for everybody.
    pub fn parts(&self) -> Option<(Event, Event)> {
        match (self.indicator.event(), self.indicator.of()) {
            (event, Some(of)) => Some((event, of)),
            (Event::Referred, None) => None,
            (Event::Attached, None) => Some((Event::Attached, Event::Referred)),
            (event, None) => Some((event, Event::Attached)),
        }
    }

    /// The name of its group, where it is of one.
    pub fn group(&self) -> Option<&str> {
        match self.row {
            Row::Group(group) => Some(self.table.groups()[group][0].as_str()),
            Row::Total => None,
        }
    }
}
