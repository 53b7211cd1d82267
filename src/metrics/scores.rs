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

    fn changes_of(&self, contract: usize, prime: &str, score: &Score, day: Day) -> Option<ScoreChanges> {
        let number = self.scores.iter().position(|name| *name == score.id)? as CodeId;
        let mut own = ScoreChanges { prime: prime.into(), score: score.name.clone(), changes: Changes::default() };
        for person in self.of_contract(contract) {
            let Some((first, last)) = self.first_and_last(person, number, day) else { continue };
            if let Some(last) = last {
                own.changes.add(if score.better == Better::Higher { last - first } else { first - last });
            }
        }
        Some(own)
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
