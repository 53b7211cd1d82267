//! What a contract has cost or earned in all, by quarter, and for each person.

use std::collections::BTreeMap;

use super::break_even::{BreakEven, QuarterMoney, break_even, by_quarter, for_each};
use super::facts::Facts;
use super::statement::Statement;
use crate::canonical::frame::day_of;
use crate::definitions::{Cost, Role};
use crate::validation::ContractTerms;
use crate::vocabulary::{AsAt, Milestone, Pence, Quarter};

/// A contract's money in all. Income is what has been paid where returns tell it, else what has fallen due: a council that
/// is a subcontractor receives it, and for a commissioned contract it is what the contract costs.
#[cfg_attr(test, derive(Debug))]
pub struct Account {
    pub role: Role,
    /// What the whole contract is worth, where it is told.
    pub value: Option<Pence>,
    /// None where the contract lists no fees and returns hold no claims.
    pub income: Option<Pence>,
    /// Whether something is missing from the income, because nobody knows what it comes to.
    pub is_at_least: bool,
    /// What the figures for each person are made of: a subcontractor's own costs, else the income; none where nobody tells.
    pub cost: Option<Pence>,
    pub quarters: Vec<QuarterMoney>,
    /// For a subcontractor.
    pub break_even: Option<BreakEven>,
    pub each: [Each; 3],
}

/// What one achievement costs.
#[derive(Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub struct Each {
    pub milestone: Milestone,
    pub people: u64,
    /// Rounded half up to a whole penny; none for nobody, and where no cost is known.
    pub pence: Option<Pence>,
}

impl Account {
    pub fn of(terms: &ContractTerms<'_>, people: &[Facts<'_>], statement: &Statement, as_at: AsAt) -> Account {
        let contract = terms.contract;
        let is_ours = contract.role == Role::Subcontractor;
        let last = Quarter::of(as_at.0);
        let income = (!statement.lines.is_empty()).then(|| statement.income());
        let told: Vec<&Cost> = contract.cost.iter().filter(|cost| is_ours && cost.quarter <= last).collect();
        let spent = (!told.is_empty()).then(|| told.iter().map(|cost| cost.pence).sum());
        let cost = if is_ours { spent } else { income };
        let costs: BTreeMap<Quarter, Pence> = by_quarter_of(&told);
        let quarters = by_quarter(&statement.income_by_quarter(), &costs, last);
        let day = day_of(as_at.0);
        let each = [Milestone::Attachment, Milestone::JobStart, Milestone::Outcome].map(|milestone| {
            let reached = people.iter().filter(|person| !person.reached(milestone, day, 0).is_empty()).count() as u64;
            Each { milestone, people: reached, pence: cost.and_then(|cost| for_each(cost, reached)) }
        });
        Account {
            role: contract.role,
            value: contract.value_pence,
            income,
            is_at_least: statement.is_at_least,
            cost,
            break_even: if is_ours && income.is_some() { break_even(&quarters) } else { None },
            quarters,
            each,
        }
    }
}

fn by_quarter_of(costs: &[&Cost]) -> BTreeMap<Quarter, Pence> {
    let mut spent: BTreeMap<Quarter, Pence> = BTreeMap::new();
    for cost in costs {
        let sum = spent.entry(cost.quarter).or_default();
        *sum = *sum + cost.pence;
    }
    spent
}
