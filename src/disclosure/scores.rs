//! How far scores have come, given out only where enough people stand behind it.

use anyhow::Result;

use crate::fault::{Exit, Fault};
use crate::metrics::ScoreChanges;
use crate::stats::change::Changes;
use crate::stats::{Interval, Level};

use super::audit::audit;
use super::problem::{Problem, Relation};
use super::publish::{Rule, published};
use super::published::{PublishedCount, Shown};
use super::suppress::suppress;

/// One score of one prime's people.
#[derive(Clone, Debug)]
pub struct PublishedScore {
    pub prime: String,
    pub score: String,
    /// People with a first and a later score.
    pub people: PublishedCount,
    /// Of those, people whose score improved.
    pub improved: PublishedCount,
    /// The mean change in points, for the better above nought, with its 95% interval.
    pub mean: Shown<f64>,
    pub interval: Shown<Interval>,
    smallest_denominator: u64,
}

impl PublishedScore {
    /// The counts of the share who improved; too few people make no share.
    pub fn share(&self) -> Shown<(u64, u64)> {
        match (self.improved.get(), self.people.get()) {
            (_, Some(0)) => Shown::NotApplicable,
            (Some(x), Some(n)) if n >= self.smallest_denominator => Shown::Value((x, n)),
            _ => Shown::Hidden,
        }
    }
}

/// Publishes every score of every prime. Scores tell how people are: the sensitive threshold is theirs. Scores of the
/// same people are not added up, and no total is printed.
///
/// What fails its audit is a fault (exit 6): nothing of it is published.
pub fn publish_scores(all: &[ScoreChanges], rule: Rule) -> Result<Vec<PublishedScore>> {
    let problem = Problem {
        counts: all.iter().map(|own| vec![own.changes.people(), own.changes.improved()]).collect(),
        has_total: false,
        relations: vec![Relation { whole: 0, parts: vec![1], is_known_to_be_all: false }],
        threshold: rule.sensitive_threshold,
        keep: vec![30, 8],
        insiders: false,
        known: Vec::new(),
        hidden_elsewhere: Vec::new(),
    };
    let hidden = suppress(&problem);
    audit(&problem, &hidden).map_err(|breach| {
        Fault::new(Exit::Disclosure, format!("the changes of scores failed their disclosure audit: {breach:?}"))
            .hint("nothing was published; report this as a fault in Quarterdeck")
    })?;
    Ok(all.iter().zip(hidden).map(|(own, hidden)| one(own, &hidden, 2 * rule.sensitive_threshold)).collect())
}

fn one(own: &ScoreChanges, hidden: &[bool], smallest_denominator: u64) -> PublishedScore {
    let changes: Changes = own.changes;
    let told = !hidden[0] && changes.people() >= smallest_denominator;
    let shown = |value: Option<Interval>| match value {
        _ if changes.people() == 0 => Shown::NotApplicable,
        _ if !told => Shown::Hidden,
        Some(value) => Shown::Value(value),
        None => Shown::NotApplicable,
    };
    let mean = match changes.mean() {
        None => Shown::NotApplicable,
        Some(_) if !told => Shown::Hidden,
        Some(mean) => Shown::Value(mean),
    };
    PublishedScore {
        prime: own.prime.clone(),
        score: own.score.clone(),
        people: published(changes.people(), hidden[0]),
        improved: published(changes.improved(), hidden[1]),
        mean,
        interval: shown(changes.interval(Level::P95)),
        smallest_denominator,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: Rule = Rule { threshold: 5, sensitive_threshold: 10 };

    fn own(better: usize, worse: usize) -> ScoreChanges {
        let changes: Changes = std::iter::repeat_n(150, better).chain(std::iter::repeat_n(-50, worse)).collect();
        ScoreChanges { prime: "East".into(), score: "Wellbeing".into(), changes }
    }

    fn printed(better: usize, worse: usize) -> PublishedScore {
        publish_scores(&[own(better, worse)], RULE).unwrap().remove(0)
    }

    #[test]
    fn many_people_are_told_with_their_mean() {
        let score = printed(30, 10);
        assert_eq!((score.people.get(), score.improved.get()), (Some(40), Some(30)));
        assert_eq!((score.share(), score.mean), (Shown::Value((30, 40)), Shown::Value(1.0)));
    }

    #[test]
    fn few_who_did_not_improve_hide_how_many_did() {
        let score = printed(37, 3);
        assert_eq!((score.people.get(), score.improved.get(), score.share()), (Some(40), None, Shown::Hidden));
        assert_eq!(score.mean, Shown::Value(1.35));
    }

    #[test]
    fn few_people_have_no_mean_and_nobody_none_at_all() {
        assert_eq!(printed(12, 0).mean, Shown::Hidden);
        assert_eq!(printed(0, 0).mean, Shown::NotApplicable);
    }
}
