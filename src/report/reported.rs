//! The counts of a paper that later ones are held against, as this paper prints them.

use std::collections::BTreeMap;

use crate::disclosure::{PublishedTable, Row, Spans};
use crate::metrics::by_month::last_twelve;
use crate::metrics::reported::{Figure, REPORTED, Time};
use crate::metrics::{CountColumn, Event};
use crate::vocabulary::Quarter;

use super::figures::Figures;

impl Figures {
    /// Each count by prime and of all primes to date and in the quarter; people by the quarter in which they joined; months and
    /// quarters of the last year. Nothing stands for what the paper hides.
    pub fn reported(&self) -> BTreeMap<Figure, Option<u64>> {
        let mut told = BTreeMap::new();
        let attached = CountColumn::Happened(Event::Attached);
        for (group, name) in self.cohorts.groups().iter().enumerate() {
            if let Ok(quarter) = name[0].parse::<Quarter>() {
                let figure = Figure { time: Time::In(quarter), prime: None, event: Event::Attached };
                told.insert(figure, self.cohorts.count(Row::Group(group), attached).get());
            }
        }
        self.of_months(&mut told);
        for (table, time) in [(&self.to_date, Time::ToDate), (&self.in_quarter, Time::In(self.quarter))] {
            of_table(table, time, &mut told);
        }
        told
    }

    fn of_months(&self, told: &mut BTreeMap<Figure, Option<u64>>) {
        let twelve = last_twelve(self.months.quarter());
        let quarter = |at: usize| Time::In(Quarter::of(twelve[3 * at].first_day()));
        for (event, spans) in self.months.events() {
            let mut tell = |time, count: Option<u64>| {
                // What the cohorts tell is the same number.
                let own = told.entry(Figure { time, prime: None, event }).or_default();
                *own = own.or(count);
            };
            match spans {
                Spans::Months(counts) => {
                    counts.iter().zip(twelve).for_each(|(count, month)| tell(Time::Month(month), count.get()));
                    let sum = |at: usize| counts[3 * at..3 * at + 3].iter().map(|count| count.get()).sum();
                    (0..4).for_each(|at| tell(quarter(at), sum(at)));
                }
                Spans::Quarters(counts) => (0..4).for_each(|at| tell(quarter(at), counts[at].get())),
                Spans::Hidden => {
                    twelve.into_iter().for_each(|month| tell(Time::Month(month), None));
                    (0..4).for_each(|at| tell(quarter(at), None));
                }
            }
        }
    }
}

fn of_table(table: &PublishedTable, time: Time, told: &mut BTreeMap<Figure, Option<u64>>) {
    for row in table.rows() {
        let prime = match row {
            Row::Group(group) => Some(table.groups()[group][0].clone()),
            Row::Total => None,
        };
        for event in REPORTED {
            let count = table.count(row, CountColumn::Happened(event)).get();
            told.insert(Figure { time, prime: prime.clone(), event }, count);
        }
    }
}
