//! An answer as an SVG chart that stands alone, drawn as the papers' charts are.

use anyhow::Result;

use super::{Chart as Answered, Drawn, Subject, Unit};
use crate::fault::Fault;
use crate::render::{chart, svg};
use crate::report::model::{Bar, BarGroup, Chart, Picture};

/// The charts of an answer, one below the other.
pub fn chart(charts: &[Answered], subject: &Subject<'_>) -> Result<String> {
    let mut panels = Vec::new();
    let mut names = Vec::new();
    let mut key = Vec::new();
    for answered in charts {
        let groups: Vec<BarGroup> = (0..answered.series.len()).map(|series| group(answered, series)).collect();
        names.extend(answered.series.iter().cloned());
        let drawn = Chart {
            id: "answer".into(),
            number: "Chart".into(),
            title: String::new(),
            subtitle: String::new(),
            description: String::new(),
            table: String::new(),
            source: String::new(),
            picture: match answered.unit {
                Unit::Percent => Picture::Rates(groups),
                _ => Picture::Counts(groups),
            },
        };
        for sign in chart::key(&drawn) {
            if !key.contains(&sign) {
                key.push(sign);
            }
        }
        panels.extend(chart::panels(&drawn));
    }
    if panels.is_empty() {
        return Err(Fault::usage("the answer has no row to draw").hint("ask for other groups").into());
    }
    let title = format!("{}, {}", names.join(", "), subject.when);
    Ok(svg::standing_alone(&panels, &title, &key.join(" ")))
}

/// A panel: the bars of one series.
fn group(answered: &Answered, series: usize) -> BarGroup {
    let rows = || answered.rows.iter().chain(&answered.total);
    let mut minimums: Vec<f64> = rows().filter_map(|row| row.minimums[series]).collect();
    minimums.dedup();
    // Of several minimums each bar would need its own line.
    let target = if let [one] = minimums[..] { Some(one) } else { None };
    let bar = |row: &Drawn| {
        let value = &row.values[series];
        Bar { label: row.label.clone(), rate: value.number, text: value.text.clone(), interval: None }
    };
    BarGroup {
        label: format!("{} ({})", answered.series[series], answered.unit.words()),
        target,
        target_label: target.map_or_else(String::new, |target| format!("Minimum {}", answered.unit.tick(target))),
        bars: answered.rows.iter().map(bar).collect(),
    }
}
