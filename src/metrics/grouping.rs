//! The group of people in a dimension, as a number with a name: counting compares numbers, and each name
//! is made once.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use rayon::prelude::*;

use crate::canonical::frame::date_of;
use crate::vocabulary::{Month, Quarter};

use super::compute::AT_ONCE;
use super::dimension::Dimension;
use super::people::{CODE_DIMENSIONS, Happened, People, Person};

/// The groups of one dimension.
pub struct Grouping {
    /// By group: its name. No two are the same.
    names: Vec<String>,
    /// By person: the group.
    groups: Vec<u32>,
}

impl Grouping {
    /// Groups everybody by a dimension, in order of first appearance.
    pub fn new(people: &People, dimension: Dimension) -> Self {
        people.must_hold_dimension(dimension);
        let mut names: Vec<String> = Vec::new();
        let mut by_name: HashMap<String, u32> = HashMap::new();
        let mut by_key: Vec<Option<u32>> = Vec::new();
        let mut group = |key: u32| {
            let at = key as usize;
            if by_key.len() <= at {
                by_key.resize(at + 1, None);
            }
            *by_key[at].get_or_insert_with(|| {
                // Two keys of one name are one group: a reader could not tell them apart.
                *by_name.entry(people.name(dimension, key)).or_insert_with_key(|name| {
                    names.push(name.clone());
                    names.len() as u32 - 1
                })
            })
        };
        let everybody = (0..people.count()).into_par_iter().with_min_len(AT_ONCE);
        let keys: Vec<u32> = match &people.kept {
            Some(kept) => kept.keys(dimension),
            None => everybody.map(|place| people.key(&people.get(place), dimension)).collect(),
        };
        let groups = keys.into_iter().map(&mut group).collect();
        Grouping { names, groups }
    }

    /// The group of a person, by the person's place among the people.
    pub fn of(&self, person: usize) -> u32 {
        self.groups[person]
    }

    /// How many groups there are; at least one, so that a number can be made of several groups.
    pub fn size(&self) -> u64 {
        self.names.len().max(1) as u64
    }

    pub fn name(&self, group: u32) -> &str {
        &self.names[group as usize]
    }

    /// The group of that name, if anybody is in it.
    pub fn named(&self, name: &str) -> Option<u32> {
        self.names.iter().position(|other| other == name).map(|at| at as u32)
    }
}

impl People {
    /// Everybody's groups in a dimension, worked out once.
    pub(super) fn grouping(&self, dimension: Dimension) -> &Grouping {
        self.groupings[dimension as usize].get_or_init(|| Grouping::new(self, dimension))
    }

    /// The names of the groups that anybody is in, in no order.
    pub fn groups(&self, dimension: Dimension) -> impl Iterator<Item = &str> {
        self.grouping(dimension).names.iter().map(String::as_str)
    }

    /// The group of a person in a dimension.
    pub fn group(&self, person: &Person, dimension: Dimension) -> String {
        self.name(dimension, self.key(person, dimension))
    }

    /// How many groups with a name there are people of, in a dimension of codes.
    pub fn known_groups(&self, dimension: Dimension) -> usize {
        // Most returns hold few of the columns: nobody needs to be looked at for the others.
        if self.codes[code_place(dimension)].len() < 2 {
            return 0;
        }
        let names = &self.grouping(dimension).names;
        names.iter().filter(|name| *name != dimension.not_known()).count()
    }

    /// Whether a dimension is known of people who joined, and of most others not: a rate of people referred by its groups would
    /// leave out those who did not join, and be too high.
    pub fn is_known_of_joiners_alone(&self, dimension: Dimension) -> bool {
        let grouping = self.grouping(dimension);
        let not_known = grouping.named(dimension.not_known());
        // People, and those of them of whom it is not known: who joined, and who did not.
        let everybody = (0..self.count()).into_par_iter().with_min_len(AT_ONCE);
        let counts = everybody.fold(
            || [(0u64, 0u64); 2],
            |mut counts, place| {
                let own = &mut counts[usize::from(self.get(place).attachment == Happened::No)];
                own.0 += 1;
                own.1 += u64::from(Some(grouping.of(place)) == not_known);
                counts
            },
        );
        let add = |one: (u64, u64), other: (u64, u64)| (one.0 + other.0, one.1 + other.1);
        let [joiners, others] =
            counts.reduce(|| [(0, 0); 2], |one, other| [add(one[0], other[0]), add(one[1], other[1])]);
        2 * others.1 > others.0 && 2 * joiners.1 * others.0 < others.1 * joiners.0
    }

    /// A number for the group of a person in a dimension; `name` says what it stands for.
    fn key(&self, person: &Person, dimension: Dimension) -> u32 {
        match dimension {
            Dimension::Prime => person.contract as u32,
            Dimension::Route => person.route,
            _ if dimension.is_of_joining() => time_key(person.attachment, dimension),
            _ if dimension.is_a_time() => time_key(person.referral, dimension),
            _ => person.codes[code_place(dimension)],
        }
    }

    fn name(&self, dimension: Dimension, key: u32) -> String {
        match dimension {
            Dimension::Prime => self.primes()[key as usize].clone(),
            Dimension::Route => self.routes[key as usize].clone(),
            _ if key == 0 => dimension.not_known().to_string(),
            Dimension::AttachmentYear | Dimension::ReferralYear => Quarter::of(first_day(key)).financial_year(),
            Dimension::AttachmentQuarter | Dimension::ReferralQuarter => Quarter::of(first_day(key)).to_string(),
            Dimension::AttachmentMonth | Dimension::ReferralMonth => Month::of(first_day(key)).to_string(),
            _ => self.codes[code_place(dimension)][key as usize].clone(),
        }
    }
}

/// Where a dimension of codes stands in `CODE_DIMENSIONS`.
pub(super) fn code_place(dimension: Dimension) -> usize {
    CODE_DIMENSIONS.iter().position(|(other, _)| *other == dimension).expect("every other dimension is a code")
}

/// The number of a group by a day.
pub(super) fn time_key(happened: Happened, dimension: Dimension) -> u32 {
    match dimension {
        Dimension::AttachmentYear | Dimension::ReferralYear => year_key(happened),
        Dimension::AttachmentQuarter | Dimension::ReferralQuarter => month_key(happened, 3),
        _ => month_key(happened, 1),
    }
}

/// Months since the year 0 and one more; 0 without a day. Of spans of `months` the first month stands for all.
fn month_key(happened: Happened, months: u32) -> u32 {
    let Happened::On(day) = happened else { return 0 };
    let date = date_of(day);
    date.year() as u32 * 12 + date.month0() / months * months + 1
}

/// The same of a year that begins in April: its first month stands for all.
fn year_key(happened: Happened) -> u32 {
    const BEFORE_APRIL: u32 = 3;
    let key = month_key(happened, 1);
    if key == 0 { 0 } else { (key - 1 - BEFORE_APRIL) / 12 * 12 + BEFORE_APRIL + 1 }
}

fn first_day(key: u32) -> NaiveDate {
    let months = key - 1;
    NaiveDate::from_ymd_opt((months / 12) as i32, months % 12 + 1, 1).expect("the first of a month exists")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canonical::frame::day_of;

    #[test]
    fn a_month_and_a_quarter_come_back_from_their_numbers() {
        for (year, month, day) in [(1955, 1, 1), (1999, 12, 31), (2016, 2, 29), (2016, 3, 31), (2099, 4, 1)] {
            let date = NaiveDate::from_ymd_opt(year, month, day).unwrap();
            let on = Happened::On(day_of(date));
            assert_eq!(Month::of(first_day(month_key(on, 1))), Month::of(date));
            assert_eq!(Quarter::of(first_day(month_key(on, 3))), Quarter::of(date));
            let of_year = Quarter::of(first_day(year_key(on)));
            assert_eq!((of_year.financial_year(), of_year.number()), (Quarter::of(date).financial_year(), 1));
        }
        assert_eq!((month_key(Happened::No, 1), month_key(Happened::Undated, 3)), (0, 0));
        assert_eq!((year_key(Happened::No), year_key(Happened::Undated)), (0, 0));
    }
}
