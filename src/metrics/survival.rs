//! How long it takes: from the attachment to a job, and from a job's first day to the first day out of work, with
//! people for whom it is not over counted for as long as they have been followed.

use std::collections::BTreeMap;

use crate::canonical::frame::{Day, day_of};
use crate::stats::survival::{Curve, FollowUp};

use super::compute::{Asked, CountColumn, CountTable, TableInHand};
use super::indicators::Event;
use super::people::{Happened, People, Person};

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Lasting {
    /// From attachment to the first job; people without one are followed until support ends
    TimeToJobStart,
    /// From a person's first day in work to the last before a day out of it; jobs without a day between are one
    TimeInJob,
}

impl Lasting {
    /// The event that makes a person one of those who are followed.
    pub fn event(self) -> Event {
        match self {
            Lasting::TimeToJobStart => Event::Attached,
            Lasting::TimeInJob => Event::JobStarted,
        }
    }
}

/// The days after the beginning that are told where not every step is: about 1, 3, 6, 9, 12, 18 and 24 months.
pub const MARKS: [u32; 7] = [30, 91, 182, 274, 365, 547, 730];

/// One group's curve. Exact: only `disclosure` gives it out.
#[derive(Debug)]
pub struct Followed {
    pub(crate) curve: Curve,
    /// By mark: people who were followed so long, or longer.
    pub(crate) at_marks: [u64; MARKS.len()],
}

/// Curves by group, and of everybody.
#[derive(Debug)]
pub struct SurvivalTable {
    pub lasting: Lasting,
    /// The groups that have anybody, by their names, as in the table of counts.
    pub(crate) groups: BTreeMap<Vec<String>, Followed>,
    pub(crate) total: Followed,
}

/// People counted while the table is made.
#[derive(Default)]
struct InHand {
    followed: FollowUp,
    at_marks: [u64; MARKS.len()],
}

impl InHand {
    fn add(&mut self, days: u32, ended: bool) {
        self.followed.add(days, ended);
        for (people, mark) in self.at_marks.iter_mut().zip(MARKS) {
            *people += u64::from(days >= mark);
        }
    }

    fn finish(self) -> Followed {
        Followed { curve: self.followed.curve(), at_marks: self.at_marks }
    }
}

impl SurvivalTable {
    /// Follows the people whom a table counts on its basis.
    pub fn of(people: &People, asked: Asked<'_>, lasting: Lasting) -> Self {
        let mut windows = Vec::new();
        let columns = [CountColumn::Happened(lasting.event())];
        let table = TableInHand::new(people, Asked { columns: &columns, ..asked }, &mut windows);
        let as_at = day_of(asked.view.as_at.0);
        let mut groups: BTreeMap<u64, InHand> = BTreeMap::new();
        let mut total = InHand::default();
        for (i, person) in people.iter().enumerate() {
            if !table.keeps(i) || !windows[0].look(people, &person).counts(0) {
                continue;
            }
            if let Some((days, ended)) = people.lasted(&person, lasting, as_at) {
                groups.entry(table.cell(i)).or_default().add(days, ended);
                total.add(days, ended);
            }
        }
        let groups = groups.into_iter().map(|(cell, own)| (table.names(cell), own.finish()));
        SurvivalTable { lasting, groups: groups.collect(), total: total.finish() }
    }

    /// The exact curve of a group of a table, for officers' files and tests only.
    pub fn exact(&self, table: &CountTable, group: usize) -> Option<&Curve> {
        self.groups.get(&table.groups[group]).map(|own| &own.curve)
    }

    /// The exact curve of everybody, for officers' files and tests only.
    pub fn exact_total(&self) -> &Curve {
        &self.total.curve
    }
}

impl People {
    /// For how many days a person has been followed up to a day, and whether what was waited for came at their end.
    fn lasted(&self, person: &Person, lasting: Lasting, day: Day) -> Option<(u32, bool)> {
        let (days, ended) = match lasting {
            Lasting::TimeToJobStart => self.days_to_job(person, day)?,
            Lasting::TimeInJob => self.days_in_first_job(person, day)?,
        };
        Some((u32::try_from(days).ok()?, ended))
    }

    fn days_to_job(&self, person: &Person, day: Day) -> Option<(Day, bool)> {
        let Happened::On(attached) = person.attachment else { return None };
        match person.job_start {
            Happened::On(start) if start <= day => Some((start - attached, true)),
            _ => {
                // Nobody starts a job that counts once support is over, nor after leaving a programme that closes then.
                let support = person.bounds.support_end.map(|end| end - 1);
                let closed = person.leave.filter(|_| self.rules(person).closes_leavers);
                let until = [Some(day), support, closed].into_iter().flatten().min()?;
                Some(((until - attached).max(0), false))
            }
        }
    }

    fn days_in_first_job(&self, person: &Person, day: Day) -> Option<(Day, bool)> {
        let (first, last) = self.work_of_any_hours(person, day).first_run()?;
        // Whoever works on the last day that is looked at has not left by then.
        Some((last - first + 1, last < day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_counted_by_those_who_were_followed_so_long() {
        let mut own = InHand::default();
        for (days, ended) in [(29, true), (30, false), (91, true), (800, false)] {
            own.add(days, ended);
        }
        let followed = own.finish();
        assert_eq!(followed.at_marks, [3, 2, 1, 1, 1, 1, 1]);
        assert_eq!((followed.curve.people, followed.curve.events), (4, 2));
    }
}
