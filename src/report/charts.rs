//! The paper's charts, from published figures. A chart shows what a table beside it holds.

use crate::disclosure::{PublishedTable, Row as TableRow};
use crate::metrics::Indicator;
use crate::vocabulary::{Pence, Percent};

use super::cells::{indicator, prime_rows, row_name, shared_minimum};
use super::figures::Figures;
use super::format;
use super::input::PaperInput;
use super::model::{Amount, AmountGroup, Bar, BarGroup, Block, Chart, Inline, Picture};

/// The chart, or a sentence where nobody has had the time that it is about or no rate of theirs is shown.
pub fn block(input: &PaperInput<'_>, figures: &Figures) -> Block {
    let groups = groups(input, figures);
    let bars = || groups.iter().flat_map(|group| &group.bars);
    let is_empty = bars().all(|bar| bar.rate.is_none());
    if is_empty && bars().any(|bar| bar.is_hidden()) {
        return Block::paragraph(vec![Inline::plain(
            "Rates of people who have had their full time are not shown, to protect individuals, so there is no chart of them.",
        )]);
    }
    match is_empty {
        true => Block::paragraph(vec![Inline::plain(
            "Nobody has had their full time yet, so there is no chart of the rates of people who have.",
        )]),
        false => Block::Chart(chart(input, figures, groups)),
    }
}

/// The bars of job start and sustainment rates by prime, among people who have had their time.
fn groups(input: &PaperInput<'_>, figures: &Figures) -> Vec<BarGroup> {
    let table = &figures.to_date;
    let group = |id| {
        let measured = indicator(id);
        let target = shared_minimum(input, id);
        BarGroup {
            label: measured.name.into(),
            target: target.map(Percent::fraction),
            target_label: target.map(|target| format!("Minimum {}", format::target(target))).unwrap_or_default(),
            bars: prime_rows(table).into_iter().map(|row| bar(table, row, measured)).collect(),
        }
    };
    ["job_start_rate", "sustainment_rate"].map(group).into()
}

/// The chart of rates against minimums.
fn chart(input: &PaperInput<'_>, figures: &Figures, groups: Vec<BarGroup>) -> Chart {
    let of_group = |group: &BarGroup| {
        group.bars.iter().map(|bar| format!("{}, {}: {}", group.label, bar.label, bar.text)).collect()
    };
    let words: Vec<String> = groups.iter().flat_map::<Vec<String>, _>(of_group).collect();
    Chart {
        id: "rates-against-minimums".into(),
        number: String::new(),
        title: "Rates of people who have had their full time, against the contracts' minimums".into(),
        subtitle: format!(
            "Percent of people attached who have had their full time, by prime, as at {}; whiskers are 95% intervals",
            format::date(figures.to_date.view().as_at.0)
        ),
        description: format!("{}.", words.join("; ")),
        table: String::new(),
        source: input.source_line(),
        picture: Picture::Rates(groups),
    }
}

fn bar(table: &PublishedTable, row: TableRow, measured: &'static Indicator) -> Bar {
    let measure = table.measure(row, measured);
    let had_time = measure.had_time();
    let ends = measure.interval().value();
    Bar {
        label: row_name(table, row, "All primes"),
        rate: had_time.value().map(|(x, n)| x as f64 / n as f64),
        text: format::percent_of(had_time),
        interval: ends.map(|interval| (interval.low, interval.high)),
    }
}

/// The words of a chart of amounts: what it shows and where its figures stand.
pub struct AmountWords {
    pub id: String,
    pub title: String,
    pub subtitle: String,
    /// `Table 2`; empty for the table before it.
    pub table: String,
    pub source: String,
}

/// Each a name (such as Achieved, Claimed, Paid) and pence, if they are known.
pub type NamedAmounts = Vec<(String, Option<Pence>)>;

/// Amounts of money by contract, in whole pounds. For the annex that is not public: nothing of it is published.
pub fn amounts(words: AmountWords, contracts: &[(String, NamedAmounts)]) -> Chart {
    let group = |(label, amounts): &(String, NamedAmounts)| AmountGroup {
        label: label.clone(),
        amounts: amounts
            .iter()
            .map(|(label, pence)| Amount {
                label: label.clone(),
                pence: *pence,
                text: pence.map_or(format::NOT_APPLICABLE.into(), format::pounds),
            })
            .collect(),
    };
    let groups: Vec<AmountGroup> = contracts.iter().map(group).collect();
    let told = |group: &AmountGroup| {
        let amounts: Vec<String> = group.amounts.iter().map(|own| format!("{}: {}", own.label, own.text)).collect();
        format!("{}: {}.", group.label, amounts.join("; "))
    };
    let AmountWords { id, title, subtitle, table, source } = words;
    Chart {
        id,
        number: String::new(),
        title,
        subtitle,
        description: groups.iter().map(told).collect::<Vec<_>>().join(" "),
        table,
        source,
        picture: Picture::Amounts(groups),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_told_in_whole_pounds_and_one_that_is_not_known_is_not_nought() {
        let words = AmountWords {
            id: "money".into(),
            title: String::new(),
            subtitle: String::new(),
            table: String::new(),
            source: String::new(),
        };
        let amounts = vec![("Achieved".to_string(), Some(Pence(1_234_550))), ("Paid".to_string(), None)];
        let chart = super::amounts(words, &[("Northgate".into(), amounts)]);
        assert_eq!(chart.description, "Northgate: Achieved: £12,346; Paid: [z].");
    }
}
