//! What a prime's list and Jobcentre Plus's say differently of the same people. A few are moves and slips of the pen;
//! where most differ, a column was sorted by itself and says of each person what is so of another.

use std::collections::HashMap;

use crate::canonical::Texts;
use crate::definitions::workspace::fold;
use crate::finding::{Effect, Finding, Place};

/// What both lists may have of a person, with what is told where they differ.
pub const HELD: [(&str, &str); 3] =
    [("ward", "ward_differs"), ("office", "office_differs"), ("payment_group", "payment_group_differs")];

/// The numbers of what a row has of each.
pub type Held = [Option<u32>; HELD.len()];

/// A number for each name on Jobcentre Plus's lists, whatever its spelling.
#[derive(Default)]
pub struct Names(HashMap<String, u32>);

impl Names {
    /// A column of one of the lists.
    pub fn of_list<'t>(&mut self, texts: &'t Texts) -> Column<'t> {
        let mut number = |word: &str| {
            let next = self.0.len() as u32;
            Some(*self.0.entry(fold(word)).or_insert(next))
        };
        let numbers = texts.words.iter().map(&mut number).collect();
        Column { texts, numbers }
    }

    /// A column of a prime's list.
    pub fn of_prime<'t>(&self, texts: &'t Texts) -> Column<'t> {
        let numbers = texts.words.iter().map(|word| self.0.get(&fold(word)).copied()).collect();
        Column { texts, numbers }
    }
}

/// A column of names, each by its number; none for a name on none of Jobcentre Plus's lists.
pub struct Column<'t> {
    texts: &'t Texts,
    numbers: Vec<Option<u32>>,
}

impl Column<'_> {
    pub fn of(&self, row: usize) -> Option<u32> {
        self.numbers[self.texts.id(row)? as usize]
    }

    /// Whether one of the entries of a row's person has the same name; nothing where either list has none.
    pub fn agrees(&self, row: usize, entries: impl Iterator<Item = Option<u32>>) -> Option<bool> {
        let own = self.numbers[self.texts.id(row)? as usize];
        entries.flatten().map(|entry| Some(entry) == own).reduce(|any, same| any || same)
    }
}

/// How many people both lists say something of, and of how many they say something else.
#[derive(Default)]
pub struct Differences {
    compared: u64,
    differ: u64,
}

impl Differences {
    /// Adds a person; nothing where there is nothing to compare.
    pub fn add(&mut self, agrees: Option<bool>) {
        self.compared += u64::from(agrees.is_some());
        self.differ += u64::from(agrees == Some(false));
    }

    pub fn finding(&self, code: &'static str, what: &str, place: &Place) -> Option<Finding> {
        let Differences { compared, differ } = *self;
        let message = format!("{what}: {differ} of {compared}");
        let hint = "ask the prime to correct them; where most differ, a column was probably sorted by itself";
        let finding = Finding::new(code, Effect::Notes, place.clone(), message, hint).of_compared(differ, compared);
        (differ > 0).then_some(finding)
    }
}
