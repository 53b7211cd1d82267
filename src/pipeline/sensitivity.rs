//! Would members read something else if the rows set aside counted? Limits by share are arbitrary; this is not.

use anyhow::Result;

use super::{Checked, Definitions, RunFacts};
use crate::finding::{Effect, Finding, Place};
use crate::mapping::MappedRecords;
use crate::metrics::assess::{TargetStatement, target_statement};
use crate::metrics::compute::{CountTable, count};
use crate::metrics::indicators::Figure;
use crate::metrics::{CountColumn, Dimension, INDICATORS, Indicator, Measured, People, View};
use crate::validation::{ContractTerms, Keys, accepted, counted_after_all};
use crate::vocabulary::{AsAt, Basis, Percent, Quarter};

/// The finding's code.
pub const CODE: &str = "target_hangs_on_rows_set_aside";

/// Says of each prime and minimum for which the statement to date would be another one if the rows set aside counted as they
/// say.
pub fn hold(
    checked: &Checked,
    facts: &RunFacts,
    definitions: &Definitions,
    quarter: Quarter,
    measured: &Measured,
) -> Result<Vec<Finding>> {
    let contracts = definitions.contracts();
    let Some((as_counted, if_counted)) = counted_after_all::people_set_aside(&checked.records, &checked.keys) else {
        return Ok(Vec::new());
    };
    let as_at = AsAt::end_of(quarter);
    let people = |mut records: Vec<MappedRecords>| -> Result<People> {
        let keys = Keys::of(&records);
        let tables = accepted::tables(&mut records, &keys, &facts.rules(&contracts, as_at))?;
        People::assemble(&tables, &contracts, as_at)
    };
    let view = View { basis: Basis::ToDate, as_at, quarter, from: None };
    let (all, without, with) =
        (table(&measured.people, view), table(&people(as_counted)?, view), table(&people(if_counted)?, view));
    let mut findings = Vec::new();
    for terms in &contracts {
        for (indicator, minimum) in minimums(&contracts, terms) {
            let now = Counts::of(&all, terms.prime_name, indicator);
            let then = now.less(Counts::of(&without, terms.prime_name, indicator)).and(Counts::of(
                &with,
                terms.prime_name,
                indicator,
            ));
            if now.statement(minimum) != then.statement(minimum) {
                findings.push(found(terms, indicator, minimum, (now, then), checked));
            }
        }
    }
    Ok(findings)
}

/// The rates for which a prime's contract sets a minimum.
fn minimums(contracts: &[ContractTerms<'_>], terms: &ContractTerms<'_>) -> Vec<(&'static Indicator, Percent)> {
    let own = |indicator: &'static Indicator| {
        let minimum = ContractTerms::minimum(contracts, Some(terms.prime_name), indicator.id)?;
        matches!(indicator.figure, Figure::Rate { .. }).then_some((indicator, minimum))
    };
    INDICATORS.iter().filter_map(own).collect()
}

fn columns(indicator: &Indicator) -> Option<[CountColumn; 3]> {
    let (event, of) = (indicator.event(), indicator.of()?);
    Some([CountColumn::Happened(event), CountColumn::Happened(of), CountColumn::InTime { event, of }])
}

fn table(people: &People, view: View) -> CountTable {
    let mut all: Vec<CountColumn> = Vec::new();
    for indicator in INDICATORS.iter().filter(|indicator| matches!(indicator.figure, Figure::Rate { .. })) {
        for column in columns(indicator).into_iter().flatten() {
            if !all.contains(&column) {
                all.push(column);
            }
        }
    }
    count(people, view, &all, &[Dimension::Prime], &[])
}

/// What a statement is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Counts {
    achieved: u64,
    of: u64,
    in_time: u64,
}

impl Counts {
    fn of(table: &CountTable, prime: &str, indicator: &Indicator) -> Counts {
        let group = table.groups.iter().position(|group| group[0] == prime);
        let of = |column| group.and_then(|group| table.exact(group, column)).unwrap_or(0);
        let [achieved, all, in_time] = columns(indicator).map_or([0; 3], |columns| columns.map(of));
        Counts { achieved, of: all, in_time }
    }

    fn less(self, other: Counts) -> Counts {
        Counts {
            achieved: self.achieved.saturating_sub(other.achieved),
            of: self.of.saturating_sub(other.of),
            in_time: self.in_time.saturating_sub(other.in_time),
        }
    }

    fn and(self, other: Counts) -> Counts {
        Counts {
            achieved: self.achieved + other.achieved,
            of: self.of + other.of,
            in_time: self.in_time + other.in_time,
        }
    }

    fn statement(self, minimum: Percent) -> Option<TargetStatement> {
        target_statement(self.achieved, self.of, self.in_time, minimum)
    }

    fn in_words(self) -> String {
        let share = 100.0 * self.achieved as f64 / self.of.max(1) as f64;
        format!("{} of {} ({share:.1}%), {} still in time", self.achieved, self.of, self.in_time)
    }
}

/// The message has no figure in it: it is printed in a paper that goes on all the same. The hint has them.
fn found(
    terms: &ContractTerms<'_>,
    indicator: &Indicator,
    minimum: Percent,
    (now, then): (Counts, Counts),
    checked: &Checked,
) -> Finding {
    let own = checked.accounts.tables.iter().filter(|table| table.supplier == terms.contract.supplier);
    let rows = own.clone().map(|table| table.set_aside_total()).sum();
    let most = own.max_by_key(|table| table.set_aside_total());
    let place = most.map_or_else(Place::default, |table| Place::file(&table.file));
    let message = format!(
        "whether `{}` meets the minimum of {}% would be told otherwise if the rows set aside counted as they say",
        indicator.id,
        f64::from(minimum.hundredths) / 100.0
    );
    let hint = format!(
        "now {}; with them {}: ask the sender to correct these rows first (quarterdeck check lists them), or let this run go \
         on with --accept {CODE} --because TEXT --by NAME",
        now.in_words(),
        then.in_words()
    );
    Finding::new(CODE, Effect::Stops, place, message, hint).for_rows(rows)
}
