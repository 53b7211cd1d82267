//! What a council that delivers a contract itself spends and earns, quarter by quarter, and when it breaks even.

use std::collections::BTreeMap;

use crate::vocabulary::{Pence, Quarter};

/// One quarter of a contract.
#[derive(Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub struct QuarterMoney {
    pub quarter: Quarter,
    pub income: Pence,
    /// None where the workspace gives no cost for the quarter.
    pub costs: Option<Pence>,
    /// Income less costs of this quarter and all before it.
    pub balance: Pence,
}

/// Every quarter from the first with income or costs to the last asked for. What is of later quarters does not count yet.
pub fn by_quarter(
    income: &BTreeMap<Quarter, Pence>,
    costs: &BTreeMap<Quarter, Pence>,
    last: Quarter,
) -> Vec<QuarterMoney> {
    let Some(first) = income.keys().chain(costs.keys()).min() else { return Vec::new() };
    let quarters = std::iter::successors(Some(*first), |quarter| Some(quarter.next()));
    let mut balance = Pence(0);
    let quarter = |quarter| {
        let (income, costs): (Pence, Option<Pence>) =
            (income.get(&quarter).copied().unwrap_or_default(), costs.get(&quarter).copied());
        balance = balance + income - costs.unwrap_or_default();
        QuarterMoney { quarter, income, costs, balance }
    };
    quarters.take_while(|quarter| *quarter <= last).map(quarter).collect()
}

/// When income has caught up with costs, or would.
#[derive(Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub enum BreakEven {
    /// At the end of this quarter, and of every one since, income to date has been no less than costs to date.
    Reached(Quarter),
    /// At the end of this quarter, if every quarter goes on as the last four did on average.
    Expected(Quarter),
    /// The last four quarters together have not brought more than they cost, or too little for the next hundred years.
    NotAtThisPace,
    /// There are fewer than four quarters to go by.
    TooEarly,
}

/// Quarters that set the pace.
const PACE: usize = 4;
/// A forecast beyond a hundred years is none.
const FURTHEST: i128 = 400;

/// When the contract breaks even, from its quarters in time; nothing where there are none.
pub fn break_even(quarters: &[QuarterMoney]) -> Option<BreakEven> {
    let last = quarters.last()?;
    if last.balance >= Pence(0) {
        let since = quarters.iter().rev().take_while(|quarter| quarter.balance >= Pence(0)).last()?;
        return Some(BreakEven::Reached(since.quarter));
    }
    if quarters.len() < PACE {
        return Some(BreakEven::TooEarly);
    }
    let before = quarters.len().checked_sub(PACE + 1).map_or(Pence(0), |at| quarters[at].balance);
    let pace = i128::from((last.balance - before).0);
    if pace <= 0 {
        return Some(BreakEven::NotAtThisPace);
    }
    let missing = -i128::from(last.balance.0) * PACE as i128;
    let more = (missing + pace - 1) / pace;
    if more > FURTHEST {
        return Some(BreakEven::NotAtThisPace);
    }
    Some(BreakEven::Expected((0..more).fold(last.quarter, |quarter, _| quarter.next())))
}

/// An amount for each of so many people, rounded half up to a whole penny; nothing for nobody.
pub fn for_each(whole: Pence, people: u64) -> Option<Pence> {
    let people = i128::from(people);
    (people > 0).then(|| Pence((2 * i128::from(whole.0) + people).div_euclid(2 * people) as i64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quarter(text: &str) -> Quarter {
        text.parse().unwrap()
    }

    /// Income and costs of quarters from 2015-16 Q1 on; nothing where no cost is given.
    fn run(quarters: &[(i64, Option<i64>)]) -> Vec<QuarterMoney> {
        let from = std::iter::successors(Some(quarter("2015-16-Q1")), |quarter| Some(quarter.next()));
        let named: Vec<(Quarter, &(i64, Option<i64>))> = from.zip(quarters).collect();
        let income = named.iter().map(|(quarter, (income, _))| (*quarter, Pence(*income))).collect();
        let costs = named.iter().filter_map(|(quarter, (_, cost))| Some((*quarter, Pence((*cost)?)))).collect();
        by_quarter(&income, &costs, named.last().unwrap().0)
    }

    #[test]
    fn the_balance_runs_on_and_a_quarter_without_a_cost_is_marked() {
        let quarters = run(&[(0, Some(1_000)), (300, None), (900, Some(100))]);
        let balances: Vec<(i64, Option<i64>)> =
            quarters.iter().map(|quarter| (quarter.balance.0, quarter.costs.map(|costs| costs.0))).collect();
        assert_eq!(balances, [(-1_000, Some(1_000)), (-700, None), (100, Some(100))]);
        assert_eq!(break_even(&quarters), Some(BreakEven::Reached(quarter("2015-16-Q3"))));
    }

    #[test]
    fn costs_of_later_quarters_do_not_count_yet() {
        let costs = BTreeMap::from([(quarter("2015-16-Q2"), Pence(12)), (quarter("2015-16-Q4"), Pence(100))]);
        let quarters = by_quarter(&BTreeMap::new(), &costs, quarter("2015-16-Q3"));
        assert_eq!(quarters.iter().map(|quarter| quarter.balance.0).collect::<Vec<_>>(), [-12, -12]);
        assert_eq!(by_quarter(&BTreeMap::new(), &BTreeMap::new(), quarter("2015-16-Q3")), []);
        assert_eq!(break_even(&[]), None);
    }

    #[test]
    fn a_balance_that_fell_again_has_not_broken_even_before_it_came_back() {
        let quarters = run(&[(10, Some(0)), (0, Some(20)), (10, Some(0)), (0, Some(0))]);
        assert_eq!(break_even(&quarters), Some(BreakEven::Reached(quarter("2015-16-Q3"))));
    }

    #[test]
    fn the_forecast_goes_by_the_last_four_quarters_and_rounds_up() {
        // 1,000 behind after four quarters that brought 100 each on top: the pace is 100 a quarter.
        let mut quarters = vec![(0, Some(1_400)), (150, Some(50)), (150, Some(50)), (100, Some(0)), (100, Some(0))];
        assert_eq!(break_even(&run(&quarters)), Some(BreakEven::Expected(quarter("2018-19-Q3"))), "ten quarters on");
        quarters[0].1 = Some(1_401);
        assert_eq!(break_even(&run(&quarters)), Some(BreakEven::Expected(quarter("2018-19-Q4"))), "a penny more");
        assert_eq!(break_even(&run(&quarters[..3])), Some(BreakEven::TooEarly));
        quarters[4].1 = Some(500);
        assert_eq!(break_even(&run(&quarters)), Some(BreakEven::NotAtThisPace));
        assert_eq!(break_even(&run(&quarters[..4])), Some(BreakEven::NotAtThisPace), "the first year as a whole");
        let far = [(0, Some(1_000_000)), (1, Some(0)), (0, Some(0)), (0, Some(0)), (0, Some(0))];
        assert_eq!(break_even(&run(&far)), Some(BreakEven::NotAtThisPace));
    }

    #[test]
    fn a_cost_for_each_is_rounded_half_up_and_nobody_has_none() {
        assert_eq!(for_each(Pence(1_000), 3), Some(Pence(333)));
        assert_eq!(for_each(Pence(1_001), 2), Some(Pence(501)));
        assert_eq!(for_each(Pence(2_000), 3), Some(Pence(667)));
        assert_eq!(for_each(Pence(1_000), 0), None);
    }
}
