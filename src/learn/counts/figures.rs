//! The figures of a table of counts, and what they say: sums of others, parts that are more than their wholes, figures
//! that only rise.

use crate::definitions::CountsLayout;
use crate::fault::printable;
use crate::source::blocks::{Block, BlockColumn, plain};
use crate::source::figure::figure;
use crate::source::{Sheet, Value};
use crate::vocabulary::personal::could_be_personal;

use super::super::roles::{Band, Proposed, Role};
use super::UNPROVED;

/// One row of a table, its label and its figures.
pub struct Row {
    pub label: String,
    figures: Vec<Option<f64>>,
}

/// The rows of a table below some of its columns; what is called a total is none of them.
pub fn table(sheet: &Sheet, block: &Block, columns: &[BlockColumn]) -> Vec<Row> {
    let Some(first) = block.columns.first() else { return Vec::new() };
    let row = |&row: &usize| Row {
        label: plain(sheet.value(row, first.column)),
        figures: columns.iter().map(|own| figure(sheet.value(row, own.column)).ok()).collect(),
    };
    block.rows.iter().map(row).filter(|row| !CountsLayout::default().is_total(&row.label)).collect()
}

/// Rows that are the sum of all others in nearly every column.
pub fn totals(rows: &[Row]) -> Vec<String> {
    let is_sum = |at: usize| {
        let (mut sums, mut all) = (0, 0);
        for column in 0..rows[at].figures.len() {
            let others = rows.iter().enumerate().filter(|(other, _)| *other != at);
            let sum: Option<f64> = others.map(|(_, row)| row.figures[column]).sum();
            if let (Some(own), Some(sum)) = (rows[at].figures[column], sum) {
                all += 1;
                sums += usize::from((own - sum).abs() < 0.5 && own > 0.0);
            }
        }
        all > 0 && sums * 10 >= all * 8 && (all > 1 || rows.len() > 3)
    };
    if rows.len() < 3 {
        return Vec::new();
    }
    (0..rows.len())
        .filter(|&at| is_sum(at))
        .map(|at| rows[at].label.clone())
        .filter(|label| !label.is_empty() && !could_be_personal(label))
        .collect()
}

/// The figures of one measure, in the order of its months or rows.
pub struct Series {
    /// By row of a table under a title; a single one where the measure is a column.
    runs: Vec<Vec<Option<f64>>>,
    /// Cells that hold anything.
    filled: usize,
}

impl Series {
    /// A table under a title: months stand across.
    pub fn across(rows: &[Row]) -> Series {
        let runs: Vec<Vec<Option<f64>>> = rows.iter().map(|row| row.figures.clone()).collect();
        let filled = runs.iter().flatten().flatten().count();
        Series { runs, filled }
    }

    /// A column: months or names stand below each other.
    pub fn down(sheet: &Sheet, block: &Block, own: &BlockColumn) -> Series {
        let first = block.columns.first().map_or(0, |first| first.column);
        let named = |row: &&usize| !CountsLayout::default().is_total(&plain(sheet.value(**row, first)));
        let cells: Vec<Value<'_>> = block.rows.iter().filter(named).map(|&row| sheet.value(row, own.column)).collect();
        let filled = cells.iter().filter(|value| !value.is_blank()).count();
        let percent = |value: &Value<'_>| match value {
            Value::Text(text) => text.trim().strip_suffix('%').and_then(|text| text.trim().parse::<f64>().ok()),
            _ => None,
        };
        let run = cells.iter().map(|value| figure(*value).ok().or_else(|| percent(value).map(|share| share / 100.0)));
        Series { runs: vec![run.collect()], filled }
    }

    fn figures(&self) -> impl Iterator<Item = f64> {
        self.runs.iter().flatten().flatten().copied()
    }

    /// Of what is filled, the share that are figures.
    pub fn share(&self) -> f64 {
        self.figures().count() as f64 / self.filled.max(1) as f64
    }

    /// Whether they can be numbers of people.
    pub fn are_counts(&self) -> bool {
        self.figures().all(|figure| figure >= 0.0 && figure.fract() == 0.0)
    }

    /// Cells of both that hold figures.
    pub fn pairs<'a>(&'a self, other: &'a Series) -> impl Iterator<Item = (f64, f64)> + 'a {
        let runs = self.runs.iter().zip(&other.runs);
        runs.flat_map(|(a, b)| a.iter().zip(b)).filter_map(|(a, b)| Some(((*a)?, (*b)?)))
    }

    /// Whether the last rows wait for figures that earlier ones have.
    pub fn ends_without_figures(&self) -> bool {
        let run = self.runs.first().map(Vec::as_slice).unwrap_or_default();
        run.first().is_some_and(Option::is_some) && run.last().is_some_and(Option::is_none)
    }

    /// Whether the figures only rise: sums of all that went before, it may be.
    fn only_rises(&self) -> bool {
        const ENOUGH: usize = 6;
        let rises = |run: &Vec<Option<f64>>| {
            let figures: Vec<f64> = run.iter().flatten().copied().collect();
            let rising = figures.windows(2).all(|pair| pair[0] <= pair[1]) && figures.first() < figures.last();
            (figures.len() >= ENOUGH).then_some(rising)
        };
        let told: Vec<bool> = self.runs.iter().filter_map(rises).collect();
        !told.is_empty() && told.iter().filter(|rising| **rising).count() * 10 >= told.len() * 8
    }
}

/// A measure and one that it is a part of.
const PARTS: [(&str, &str); 9] = [
    ("attachments", "referrals"),
    ("early_leavers", "attachments"),
    ("job_starts", "attachments"),
    ("sustained_13w", "job_starts"),
    ("sustained_26w", "sustained_13w"),
    ("sustained_52w", "sustained_26w"),
    ("sustained_26w", "job_starts"),
    ("sustained", "job_starts"),
    ("outcomes", "job_starts"),
];

/// Makes unsure what the figures speak against.
pub fn doubts(tables: &mut [(Proposed, Series)]) {
    let at = |tables: &[(Proposed, Series)], name: &str| tables.iter().position(|(own, _)| own.is_used_as(name));
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut taken: Vec<(usize, String)> = Vec::new();
    for (part, whole) in PARTS {
        let (Some(a), Some(b)) = (at(tables, part), at(tables, whole)) else { continue };
        let pairs: Vec<(f64, f64)> = tables[a].1.pairs(&tables[b].1).collect();
        let (parts, wholes) = pairs.iter().fold((0.0, 0.0), |sums, pair| (sums.0 + pair.0, sums.1 + pair.1));
        if parts > wholes {
            let header = |at: usize| printable(&tables[at].0.header);
            let told = format!("`{}` adds up to more than `{}`, of which it is a part", header(a), header(b));
            found.extend([(a, told.clone()), (b, told)]);
        }
    }
    for (at, (own, series)) in tables.iter().enumerate() {
        let Role::Ours(name) = own.role else { continue };
        let others =
            || tables.iter().enumerate().filter(|(other, (column, _))| *other != at && column.is_used_as(name));
        match others().next() {
            Some(_) if own.band > Band::Unsure => found.push((at, "another column or title says the same".into())),
            Some((_, (other, _))) => taken.push((at, format!("`{}` fits `{name}` better", printable(&other.header)))),
            None => {}
        }
        if name != "period" && series.only_rises() {
            found.push((at, "its figures only rise: are they sums since the start? Months are added up".into()));
        }
    }
    for (at, why) in found {
        doubt(&mut tables[at].0, why);
    }
    for (at, why) in taken {
        doubt(&mut tables[at].0, why);
        tables[at].0.role = Role::Unknown;
    }
}

/// Leaves a column to a person.
pub fn doubt(own: &mut Proposed, why: String) {
    (own.band, own.score) = (Band::Unsure, own.score.min(UNPROVED));
    own.reasons.insert(0, why);
}
