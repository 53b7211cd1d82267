//! A curve of how long things take, as coarse as it has to be for the public.

use crate::metrics::survival::{Followed, MARKS};
use crate::metrics::{CountColumn, Lasting, SurvivalTable};
use crate::stats::Level;

use super::published::{PublishedTable, Row, Shown};

/// A share in whole percent, rounded to a step that stands for the threshold's people or more: from it nobody can tell
/// whether one person more or fewer is behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CoarseShare {
    pub percent: u32,
    /// The ends of the 95% interval, rounded away from the share. None where there is no spread to judge by.
    pub interval: Option<(u32, u32)>,
    /// The step that it is rounded to.
    pub step: u32,
}

/// The steps that shares are rounded to, in percent.
const STEPS: [u32; 5] = [1, 2, 5, 10, 20];

/// Curves by group at the marks alone: the share of people for whom what is waited for has not come by then.
#[derive(Clone, Debug)]
pub struct PublishedCurves {
    pub lasting: Lasting,
    groups: Vec<[Shown<CoarseShare>; MARKS.len()]>,
    total: [Shown<CoarseShare>; MARKS.len()],
}

impl PublishedCurves {
    /// Beside a table that counts the same people. A share is shown where the group's count is, and where at least
    /// twice the threshold were followed so long.
    pub fn beside(table: &PublishedTable, curves: &SurvivalTable) -> Self {
        let column = CountColumn::Happened(curves.lasting.event());
        let least = 2 * table.threshold();
        let shares = |row: Row, own: Option<&Followed>| match (table.count(row, column).get(), own) {
            (Some(0), _) | (Some(_), None) => [Shown::NotApplicable; MARKS.len()],
            (Some(people), Some(own)) if people >= least => at_marks(own, people, table.threshold()),
            _ => [Shown::Hidden; MARKS.len()],
        };
        let group = |(at, names)| shares(Row::Group(at), curves.groups.get(names));
        PublishedCurves {
            lasting: curves.lasting,
            groups: table.groups().iter().enumerate().map(group).collect(),
            total: shares(Row::Total, Some(&curves.total)),
        }
    }

    /// By mark.
    pub fn of(&self, row: Row) -> [Shown<CoarseShare>; MARKS.len()] {
        match row {
            Row::Group(group) => self.groups[group],
            Row::Total => self.total,
        }
    }
}

fn at_marks(own: &Followed, people: u64, threshold: u64) -> [Shown<CoarseShare>; MARKS.len()] {
    let Some(step) = STEPS.into_iter().find(|step| people * u64::from(*step) >= 100 * threshold) else {
        return [Shown::Hidden; MARKS.len()];
    };
    let mut shares = [Shown::NotApplicable; MARKS.len()];
    for ((share, mark), followed) in shares.iter_mut().zip(MARKS).zip(own.at_marks) {
        *share = match own.curve.at(mark) {
            None => Shown::NotApplicable,
            Some(_) if followed < 2 * threshold => Shown::Hidden,
            Some(estimate) => {
                let steps = |fraction: f64, round: fn(f64) -> f64| {
                    (round(fraction * 100.0 / f64::from(step)) as u32 * step).min(100)
                };
                let interval = estimate.log_log(Level::P95);
                Shown::Value(CoarseShare {
                    percent: steps(estimate.survival, f64::round),
                    interval: interval.map(|own| (steps(own.low, f64::floor), steps(own.high, f64::ceil))),
                    step,
                })
            }
        };
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::survival::FollowUp;

    fn followed(people: &[(u32, bool)]) -> Followed {
        let mut at_marks = [0; MARKS.len()];
        for (at, mark) in at_marks.iter_mut().zip(MARKS) {
            *at = people.iter().filter(|(day, _)| *day >= mark).count() as u64;
        }
        Followed { curve: people.iter().copied().collect::<FollowUp>().curve(), at_marks }
    }

    #[test]
    fn a_step_stands_for_the_thresholds_people_or_more_and_few_people_have_no_curve() {
        // 100 people, 13 of whom start a job on day 20; the others are followed for 100 days.
        let people: Vec<(u32, bool)> = (0..100).map(|i| if i < 13 { (20, true) } else { (100, false) }).collect();
        let own = followed(&people);
        let shares = at_marks(&own, 100, 5);
        // 87% left, interval 78.6 to 92.2: in steps of five, since 5% of 100 people are five.
        assert_eq!(shares[0], Shown::Value(CoarseShare { percent: 85, interval: Some((75, 95)), step: 5 }));
        assert_eq!(shares[2], Shown::NotApplicable, "nobody was followed for 182 days");
        assert_eq!(at_marks(&own, 1000, 5)[0].value().map(|share| share.step), Some(1));
        assert_eq!(at_marks(&own, 20, 5)[0], Shown::Hidden);
    }

    #[test]
    fn few_people_still_followed_hide_a_share() {
        let people: Vec<(u32, bool)> = (0..100).map(|i| if i < 91 { (20, true) } else { (100, false) }).collect();
        assert_eq!(at_marks(&followed(&people), 100, 5)[0], Shown::Hidden);
    }
}
