//! Contradictions in what contracts say, each held against its programme.

use std::collections::BTreeMap;

use anyhow::Result;

use super::state::states;
use super::{Contract, Role, Targets};
use crate::definitions::TargetKind;
use crate::definitions::contradictions::{self, Contradictions, known, quoted, repeated};
use crate::definitions::plan;
use crate::definitions::programme::check::{amounts, asked, paid, scores};
use crate::definitions::programme::{CapPer, Fee, Programme, Target};
use crate::definitions::workspace::Workspace;
use crate::vocabulary::{Basis, Milestone};

/// Refuses contracts that contradict themselves or the programme that they are on, with every contradiction at once.
pub fn check(workspace: &Workspace, programmes: &BTreeMap<String, Programme>) -> Result<()> {
    let mut found = Contradictions::of(&workspace.text);
    for nth in repeated(&workspace.contract, |contract| contract.id.clone()) {
        let what = format!("a second contract has the id {}", quoted(&workspace.contract[nth].id));
        found.add(&format!("contract.{nth}.id"), what, "give each contract an id of its own");
    }
    for nth in repeated(&workspace.supplier, |supplier| supplier.id.clone()) {
        let what = format!("a second supplier has the id {}", quoted(&workspace.supplier[nth].id));
        found.add(&format!("supplier.{nth}.id"), what, "give each supplier an id of its own");
    }
    for (nth, contract) in workspace.contract.iter().enumerate() {
        let at = format!("contract.{nth}.");
        if let Some(programme) = programmes.get(&contract.programme) {
            money(contract, programme, &at, &mut found);
            targets(contract, programme, &at, &mut found);
            lots(contract, programme, &at, &mut found);
            begins_with_its_programme(contract, programme, &at, &mut found);
        }
        years(contract, &at, &mut found);
        costs(contract, &at, &mut found);
        scores(&contract.score, &at, &mut found);
        states(contract, &at, &mut found);
    }
    plan::check(workspace, &mut found);
    let path = workspace.folder.join("quarterdeck.toml");
    contradictions::refuse(&found.into_problems(), &path.display().to_string())
}

fn money(contract: &Contract, programme: &Programme, at: &str, found: &mut Contradictions<'_>) {
    let own = |milestone| contract.fee.iter().any(|fee| fee.milestone == milestone);
    let beside: Vec<&Fee> = programme.fee.iter().filter(|fee| !own(fee.milestone)).collect();
    for (what, pence) in [("price_pence", contract.price_pence), ("value_pence", contract.value_pence)] {
        if let Some(pence) = pence {
            amounts::amount(what, pence, &format!("{at}{what}"), found);
        }
    }
    for (of_delivery, key, known) in
        [(false, "price_pence", contract.price_pence), (true, "value_pence", contract.value_pence)]
    {
        let is_share = |fee: &Fee| fee.percent.is_some() && (fee.milestone == Milestone::Delivery) == of_delivery;
        let of_own = contract.fee.iter().position(is_share);
        // Whoever is paid by the programme's shares has to know what they are of; a council that watches need not.
        let of_programme = contract.role == Role::Subcontractor && beside.iter().any(|fee| is_share(fee));
        if known.is_none() && (of_own.is_some() || of_programme) {
            let place = of_own.map_or(format!("{at}role"), |nth| format!("{at}fee.{nth}.percent"));
            let what = format!("contract {} is paid in percent, and has no {key}", quoted(&contract.id));
            found.add(&place, what, format!("add `{key}`: the amount that the percentages are of, in pence"));
        }
    }
    let paid = paid::Paid {
        at,
        fees: &contract.fee,
        caps: &contract.cap,
        programme,
        beside,
        caps_beside: &programme.cap,
        price: contract.price_pence,
        value: contract.value_pence,
    };
    paid::fees_and_caps(&paid, found);
}

fn targets(contract: &Contract, programme: &Programme, at: &str, found: &mut Contradictions<'_>) {
    let in_short = contract.minimum.each().map(|(id, percent)| {
        let target = Target {
            indicator: id.into(),
            kind: TargetKind::Minimum,
            basis: Basis::ToDate,
            year: None,
            payment_groups: Vec::new(),
            percent: Some(percent),
            people: None,
            confirmed: true,
            source: None,
        };
        (Some(format!("{at}minimum.{id}")), target)
    });
    let full = contract.target.iter().enumerate();
    let full = full.map(|(nth, target)| (Some(format!("{at}target.{nth}")), target.clone()));
    let mut all: Vec<asked::Placed> = in_short.chain(full).collect();
    // A contract's own comes before its programme's for the same.
    let same = |one: &Target, other: &Target| {
        (&one.indicator, one.kind, one.basis, one.year) == (&other.indicator, other.kind, other.basis, other.year)
            && one.payment_groups == other.payment_groups
    };
    let others = programme.target.iter().filter(|other| !all.iter().any(|(_, own)| same(own, other)));
    let others: Vec<asked::Placed> = others.map(|target| (None, target.clone())).collect();
    all.extend(others);
    asked::targets(&all, programme, found);
}

fn lots(contract: &Contract, programme: &Programme, at: &str, found: &mut Contradictions<'_>) {
    let ids = || programme.lot.iter().map(|lot| lot.id.as_str());
    for lot in &contract.lots {
        if !ids().any(|id| id == lot) {
            let what =
                format!("contract {}: programme `{}` has no lot {}", quoted(&contract.id), programme.id, quoted(lot));
            found.add(&format!("{at}lots"), what, known(lot, ids()));
        }
    }
    for nth in repeated(&contract.lots, String::clone) {
        let what = format!("contract {} names lot {} twice", quoted(&contract.id), quoted(&contract.lots[nth]));
        found.add(&format!("{at}lots"), what, "keep one of them");
    }
}

/// Years are counted from the contract's first day.
fn years(contract: &Contract, at: &str, found: &mut Contradictions<'_>) {
    if contract.start.is_some() {
        return;
    }
    let hint = "add `start = 2016-04-01`, the first day of its first year";
    if let Some(nth) = contract.target.iter().position(|target| target.year.is_some()) {
        let what = format!("contract {} has targets by year, and no start to count years from", quoted(&contract.id));
        found.add(&format!("{at}target.{nth}.year"), what, hint);
    }
    if let Some(nth) = contract.cap.iter().position(|cap| cap.per == CapPer::Year) {
        let what = format!("contract {} has a cap by year, and no start to count years from", quoted(&contract.id));
        found.add(&format!("{at}cap.{nth}.per"), what, hint);
    }
}

fn begins_with_its_programme(contract: &Contract, programme: &Programme, at: &str, found: &mut Contradictions<'_>) {
    if let Some((start, began)) = contract.start.zip(programme.first_day()).filter(|(start, began)| start < began) {
        let what = format!(
            "contract {} starts on {start}, before programme `{}` began in {}",
            quoted(&contract.id),
            programme.id,
            began.format("%Y")
        );
        found.add(&format!("{at}start"), what, "correct the day, or `first_year` of the programme");
    }
}

fn costs(contract: &Contract, at: &str, found: &mut Contradictions<'_>) {
    if contract.role != Role::Subcontractor && !contract.cost.is_empty() {
        let what = format!("contract {} has costs, and the council does not deliver it", quoted(&contract.id));
        found.add(&format!("{at}cost.0"), what, "write `role = \"subcontractor\"`, or take the costs out");
    }
    for nth in repeated(&contract.cost, |cost| (cost.quarter, cost.what.clone())) {
        let quarter = contract.cost[nth].quarter;
        let what = format!("contract {} has the same cost of {quarter} twice", quoted(&contract.id));
        found.add(&format!("{at}cost.{nth}.quarter"), what, "keep one, or say in `what` what each was spent on");
    }
    for (nth, cost) in contract.cost.iter().enumerate() {
        let (of, place) = (format!("the cost of {}", cost.quarter), format!("{at}cost.{nth}"));
        if cost.pence.0 < 0 {
            let what = format!("{of} is {}", cost.pence);
            found.add(&format!("{place}.pence"), what, "write what was spent, in pence: 0 or more");
        }
        amounts::too_much(&of, cost.pence, &format!("{place}.pence"), found);
        if let Some(start) = contract.start.filter(|start| cost.quarter.last_day() < *start) {
            let what = format!("{of} lies before contract {} starts on {start}", quoted(&contract.id));
            found.add(
                &format!("{place}.quarter"),
                what,
                "correct one of them; what was spent before belongs to the first quarter",
            );
        }
    }
}

impl Targets {
    /// Each minimum that is set, with its indicator.
    fn each(&self) -> impl Iterator<Item = (&'static str, crate::vocabulary::Percent)> {
        ["attachment_rate", "job_start_rate", "sustainment_rate"].into_iter().filter_map(|id| Some((id, self.of(id)?)))
    }
}
