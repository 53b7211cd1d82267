//! What counts say: is the target met, is the evidence clear, has it changed. Pure numbers in,
//! statements out, so that the published statement is made from the published counts.

use crate::stats::proportion::{newcombe_95, round_half_up, wilson_95};
use crate::vocabulary::Percent;

/// Counts against a target, in whole numbers: achieved, of how many, how many are still in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetStatement {
    /// Met whatever the people still in time do.
    Met,
    /// Missed even if everybody still in time achieves.
    Missed,
    /// It depends on people who are still in time.
    Open,
}

/// Whether the rate of those who have had their time tells the target apart from chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// The interval lies wholly at or above the target.
    ClearAbove,
    /// The interval lies wholly below the target.
    ClearBelow,
    /// The interval contains the target.
    TooClose,
    /// Nobody has had their time, or the basis is the period.
    None,
}

/// A judgement whether the target will be reached, calculated from statement and evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rag {
    Green,
    Amber,
    Red,
}

/// This figure against the same quarter last year, at printed precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Travel {
    Better,
    Same,
    Worse,
    NotComparable,
}

/// `achieved` of `of`, with `in_time` still able to achieve. Nothing where nobody is counted.
pub fn target_statement(achieved: u64, of: u64, in_time: u64, target: Percent) -> Option<TargetStatement> {
    let needed = u128::from(target.hundredths) * u128::from(of);
    let reaches = |count: u64| u128::from(count) * 10_000 >= needed;
    if of == 0 {
        None
    } else if reaches(achieved) {
        Some(TargetStatement::Met)
    } else if !reaches(achieved + in_time) {
        Some(TargetStatement::Missed)
    } else {
        Some(TargetStatement::Open)
    }
}

/// The 95% Wilson interval of those who have had their time, held against the target.
pub fn evidence(achieved: u64, of: u64, target: Percent) -> Evidence {
    match wilson_95(achieved, of) {
        None => Evidence::None,
        Some(interval) if interval.low >= target.fraction() => Evidence::ClearAbove,
        Some(interval) if interval.high < target.fraction() => Evidence::ClearBelow,
        Some(_) => Evidence::TooClose,
    }
}

/// Green when met, or open and clearly above; red when missed, or open and clearly below; else amber.
pub fn rag(statement: TargetStatement, evidence: Evidence) -> Rag {
    match (statement, evidence) {
        (TargetStatement::Met, _) | (TargetStatement::Open, Evidence::ClearAbove) => Rag::Green,
        (TargetStatement::Missed, _) | (TargetStatement::Open, Evidence::ClearBelow) => Rag::Red,
        (TargetStatement::Open, Evidence::TooClose | Evidence::None) => Rag::Amber,
    }
}

/// Decimals of a printed percentage: none where fewer than 100 people are counted.
pub fn decimals(of: u64) -> u32 {
    u32::from(of >= 100)
}

/// Compares two rates as they are printed, at the coarser precision of the two.
pub fn travel(now: (u64, u64), before: (u64, u64)) -> Travel {
    if now.1 == 0 || before.1 == 0 {
        return Travel::NotComparable;
    }
    let places = decimals(now.1).min(decimals(before.1));
    let printed = |(achieved, of): (u64, u64)| round_half_up(achieved, of, places);
    match printed(now).cmp(&printed(before)) {
        std::cmp::Ordering::Greater => Travel::Better,
        std::cmp::Ordering::Equal => Travel::Same,
        std::cmp::Ordering::Less => Travel::Worse,
    }
}

/// Whether a change is more than chance: Newcombe's 95% interval of the difference excludes 0.
///
/// Only for counts of different people: a to-date figure contains last year's, so it has no such test.
pub fn more_than_chance(now: (u64, u64), before: (u64, u64)) -> Option<bool> {
    newcombe_95(now.0, now.1, before.0, before.1).map(|interval| !interval.contains(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWENTY: Percent = Percent { hundredths: 2000 };
    const FIFTEEN: Percent = Percent { hundredths: 1500 };

    #[test]
    fn nine_of_fifty_against_twenty_percent_is_not_met_and_too_close_to_call() {
        assert_eq!(target_statement(9, 50, 0, TWENTY), Some(TargetStatement::Missed));
        assert_eq!(evidence(9, 50, TWENTY), Evidence::TooClose);
        assert_eq!(rag(TargetStatement::Missed, Evidence::TooClose), Rag::Red);
    }

    #[test]
    fn the_target_is_held_in_whole_numbers_at_its_edge() {
        assert_eq!(target_statement(10, 50, 0, TWENTY), Some(TargetStatement::Met));
        assert_eq!(target_statement(150, 1000, 0, FIFTEEN), Some(TargetStatement::Met));
        assert_eq!(target_statement(149, 1000, 1, FIFTEEN), Some(TargetStatement::Open));
        assert_eq!(target_statement(149, 1000, 0, FIFTEEN), Some(TargetStatement::Missed));
        assert_eq!(target_statement(0, 0, 0, FIFTEEN), None);
    }

    #[test]
    fn open_is_green_amber_or_red_by_those_who_have_had_their_time() {
        let open = TargetStatement::Open;
        assert_eq!(rag(open, evidence(60, 200, TWENTY)), Rag::Green);
        assert_eq!(rag(open, evidence(40, 200, TWENTY)), Rag::Amber);
        assert_eq!(rag(open, evidence(20, 200, TWENTY)), Rag::Red);
        assert_eq!(rag(open, evidence(0, 0, TWENTY)), Rag::Amber);
    }

    #[test]
    fn travel_is_judged_at_printed_precision() {
        assert_eq!(travel((201, 1000), (200, 1000)), Travel::Better);
        assert_eq!(travel((2001, 10_000), (2000, 10_000)), Travel::Same);
        assert_eq!(travel((18, 50), (365, 1000)), Travel::Worse);
        assert_eq!(travel((18, 50), (360, 1000)), Travel::Same);
        assert_eq!(travel((0, 0), (1, 2)), Travel::NotComparable);
    }

    #[test]
    fn a_change_is_more_than_chance_only_when_the_interval_excludes_zero() {
        assert_eq!(more_than_chance((56, 70), (48, 80)), Some(true));
        assert_eq!(more_than_chance((20, 100), (25, 100)), Some(false));
        assert_eq!(more_than_chance((0, 0), (1, 2)), None);
    }
}
