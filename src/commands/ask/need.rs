//! Is the target too low against need: the people whom each contract's target asks for, beside the residents whom the
//! workspace's context figures count.

use std::collections::BTreeMap;

use anyhow::Result;

use super::Asked;
use crate::commands::answer::{Answer, Cell, Part};
use crate::commands::query::unknown;
use crate::definitions::TargetKind;
use crate::definitions::programme::Target;
use crate::definitions::workspace::fold;
use crate::disclosure::{PublishedTable, Row};
use crate::fault::{Fault, printable};
use crate::metrics::indicators::find;
use crate::metrics::{CountColumn, Figure};
use crate::report::explained::needed;
use crate::report::format;
use crate::validation::ContractTerms;
use crate::vocabulary::{Basis, Percent};

/// What a contract is to reach: so many people, or a share of those who joined.
enum Aim {
    People(u64),
    Share(Percent),
}

impl Asked<'_> {
    pub(super) fn need(&self, measure: &str) -> Result<Vec<Part>> {
        let residents = self.residents(measure)?;
        let paper = self.table();
        let mut rows = Vec::new();
        for terms in self.contracts() {
            let Some(row) = paper.group_named(terms.prime_name) else { continue };
            for (indicator, kind, aim) in aims(&terms) {
                rows.extend(self.against(&terms, &indicator, kind, &aim, (paper, row), residents));
            }
        }
        if rows.is_empty() {
            return Err(Fault::usage(
                "no contract of this workspace asks for people since its beginning, all together",
            )
            .hint(self.what_is_asked_instead())
            .into());
        }
        let headers = ["prime", "group", "asked", "reached", "residents", "residents_for_each_asked"];
        Ok(vec![Part {
            id: "need",
            title: format!(
                "What the contracts ask against need ({measure}), as at {}. Each contract's target is set against all residents; a share is of those who have joined so far.",
                format::date(paper.view().as_at.0)
            ),
            answer: Answer { headers: headers.map(String::from).into(), rows },
        }])
    }

    /// What to do where no target can be set against need: the targets that there are, and why they cannot.
    fn what_is_asked_instead(&self) -> String {
        let told = |target: &Target| {
            let whom = if target.payment_groups.is_empty() { "" } else { ", of some payment groups" };
            format!("`{}` with basis = \"{}\"{whom}", target.indicator, target.basis.id())
        };
        let contracts = self.contracts();
        let mut there: Vec<String> =
            contracts.iter().flat_map(|terms| terms.contract.target.iter().map(told)).collect();
        there.dedup();
        if there.is_empty() {
            return "write a [[contract.target]] with basis = \"to-date\" and `people`, or [contract.minimum], in quarterdeck.toml"
                .into();
        }
        format!(
            "residents are set against a target with basis = \"to-date\" for everybody; the contracts ask for {}: write that basis where it is meant",
            there.join("; ")
        )
    }

    /// The residents whom a measure counts, over the places of the workspace, each at its newest time. Missing for one
    /// place, the sum would be too small, and is refused.
    fn residents(&self, measure: &str) -> Result<u64> {
        let facts = &self.session.facts;
        let working_age = "working_age";
        if measure == working_age && !facts.residents().is_empty() {
            return Ok(facts.residents().values().sum());
        }
        let own: Vec<_> = facts.series.iter().filter(|own| own.measure == measure).collect();
        if own.is_empty() {
            let mut known: Vec<&str> = facts.series.iter().map(|own| own.measure.as_str()).collect();
            known.extend((!facts.residents().is_empty()).then_some(working_age));
            known.sort_unstable();
            known.dedup();
            if known.is_empty() {
                let message = format!("the workspace has no context figure `{}`", printable(measure));
                return Err(Fault::usage(message).hint("put one into context/, see docs/files.md").into());
            }
            return Err(unknown("context figure", measure, known).into());
        }
        let areas = &self.session.definitions.workspace.areas;
        let places = [&areas.wards, &areas.areas].into_iter().flatten().map(|name| fold(name));
        let places: Vec<String> = places.collect();
        let mut newest: BTreeMap<String, &crate::mapping::context::ContextSeries> = BTreeMap::new();
        for figure in own.into_iter().filter(|own| places.contains(&fold(&own.area))) {
            let kept = newest.entry(fold(&figure.area)).or_insert(figure);
            if figure.period.map(|span| span.last) > kept.period.map(|span| span.last) {
                *kept = figure;
            }
        }
        let mut sum = 0.0;
        for figure in newest.values() {
            sum += figure.value.as_ref().map_err(|_| {
                let message = format!("the figure of {} is missing: the need would be too small", figure.place);
                Fault::usage(message).hint("give the figure in the context file, or take another measure with --need")
            })?;
        }
        if newest.is_empty() {
            let message = format!("no figure of `{}` is for a ward or area of the workspace", printable(measure));
            return Err(Fault::usage(message).hint("name the places as [areas] in quarterdeck.toml does").into());
        }
        Ok(sum.round() as u64)
    }

    /// One target; nothing for one whose indicator counts no people.
    fn against(
        &self,
        terms: &ContractTerms<'_>,
        indicator: &str,
        kind: TargetKind,
        aim: &Aim,
        (table, row): (&PublishedTable, Row),
        residents: u64,
    ) -> Option<Vec<Cell>> {
        let measured = find(indicator)?;
        let event = match measured.figure {
            Figure::People(event) | Figure::Rate { event, .. } => event,
            _ => return None,
        };
        let get = |event| table.count(row, CountColumn::Happened(event)).get();
        let asked = match (aim, measured.of()) {
            (Aim::People(people), _) => Some(*people),
            (Aim::Share(percent), Some(of)) => get(of).map(|of| needed(*percent, of)),
            (Aim::Share(_), None) => return None,
        };
        let whose = if kind == TargetKind::Minimum { "at least" } else { "the bidder's own" };
        let what = match aim {
            Aim::People(_) => format!("{}, {whose}", measured.name),
            Aim::Share(percent) => format!("{} of {}, {whose}", measured.name, format::target(*percent)),
        };
        // Where no payment is told, who was paid for is not nobody.
        let contract = self.people.primes().iter().position(|prime| prime == terms.prime_name);
        let reached = match contract.is_some_and(|contract| self.people.knows(contract, event)) {
            true => Cell::counted(get(event)),
            false => Cell::Mark(format::NOT_APPLICABLE),
        };
        let each = asked.filter(|asked| *asked > 0).map(|asked| (2 * residents + asked) / (2 * asked));
        Some(vec![
            Cell::Text(terms.prime_name.to_string()),
            Cell::Text(what),
            Cell::counted(asked),
            reached,
            Cell::Count(residents),
            Cell::counted(each),
        ])
    }
}

/// What a contract asks since its beginning: its targets, and its minimums in short.
fn aims(terms: &ContractTerms<'_>) -> Vec<(String, TargetKind, Aim)> {
    let contract = terms.contract;
    let of_target = |target: &Target| {
        let aim = target.people.map(Aim::People).or(target.percent.map(Aim::Share))?;
        let whole = target.basis == Basis::ToDate && target.payment_groups.is_empty();
        whole.then(|| (target.indicator.clone(), target.kind, aim))
    };
    let minimum = |id: &str| Some((id.to_string(), TargetKind::Minimum, Aim::Share(contract.minimum.of(id)?)));
    let minimums = ["attachment_rate", "job_start_rate", "sustainment_rate"].into_iter().filter_map(minimum);
    minimums.chain(contract.target.iter().filter_map(of_target)).collect()
}
