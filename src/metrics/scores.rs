//! Soft outcomes: how far people's scores have come between their first and their last assessment.

use std::collections::BTreeMap;

use crate::canonical::frame::{Day, day_of};
use crate::definitions::programme::{Better, Score};
use crate::stats::change::Changes;
use crate::validation::ContractTerms;

use super::people::{CodeId, People, Person};

/// A score's changes for one prime's people. Exact: only `disclosure` gives them out.
#[derive(Debug, PartialEq, Eq)]
pub struct ScoreChanges {
    pub prime: String,
    pub score: String,
    /// People with a first and a later score; a change for the better is above nought.
    pub(crate) changes: Changes,
}

impl ScoreChanges {
    /// The exact changes, for officers' files and tests only.
    pub fn exact(&self) -> Changes {
        self.changes
    }
}

impl People {
    /// By prime and score of its contract or programme, in their order: the changes up to the as-at day. Scores that
    /// neither lists are not in it: nobody says which way they improve.
    pub fn score_changes(&self, contracts: &[ContractTerms<'_>]) -> Vec<ScoreChanges> {
        let day = day_of(self.as_at.0);
        let own = contracts.iter().enumerate().flat_map(|(contract, terms)| {
            let each = terms.scores().into_iter();
            each.filter_map(move |score| self.changes_of(contract, terms.prime_name, score, day))
        });
        own.collect()
    }

    /// The same, person by person: prime, score and change for the better in hundredths.
    pub(super) fn each_score_change(&self, contracts: &[ContractTerms<'_>]) -> Vec<(String, String, i32)> {
        let day = day_of(self.as_at.0);
        let mut rows = Vec::new();
        for (contract, terms) in contracts.iter().enumerate() {
            for score in terms.scores() {
                let own = self.each_change_of(contract, score, day);
                rows.extend(own.map(|change| (terms.prime_name.to_string(), score.name.clone(), change)));
            }
        }
        rows
    }

    fn changes_of(&self, contract: usize, prime: &str, score: &Score, day: Day) -> Option<ScoreChanges> {
        self.scores.iter().position(|name| *name == score.id)?;
        let mut own = ScoreChanges { prime: prime.into(), score: score.name.clone(), changes: Changes::default() };
        self.each_change_of(contract, score, day).for_each(|change| own.changes.add(change));
        Some(own)
    }

    /// The changes for the better of a contract's people with a first and a later score of a name.
    fn each_change_of<'a>(&'a self, contract: usize, score: &'a Score, day: Day) -> impl Iterator<Item = i32> + 'a {
        let number = self.scores.iter().position(|name| *name == score.id).map(|at| at as CodeId);
        let change = move |person: &Person| {
            let (first, last) = self.first_and_last(person, number?, day)?;
            last.map(|last| if score.better == Better::Higher { last - first } else { first - last })
        };
        self.of_contract(contract).iter().filter_map(change)
    }

    /// A person's first score of a name, and the last if it is of a later day.
    fn first_and_last(&self, person: &Person, score: CodeId, day: Day) -> Option<(i32, Option<i32>)> {
        let by_day: BTreeMap<Day, i32> = self
            .scored(person)
            .iter()
            .filter(|own| own.score == score && own.day <= day)
            .map(|own| (own.day, own.value))
            .collect();
        let (_, first) = by_day.first_key_value()?;
        Some((*first, by_day.last_key_value().filter(|_| by_day.len() > 1).map(|(_, last)| *last)))
    }
}
