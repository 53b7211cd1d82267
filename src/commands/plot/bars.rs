//! Horizontal bars, a row a group; several series stand in groups.

use super::{Chart, Drawn, Look, Unit, Value, end_of, fitted, most, width_of};
use crate::report::format;

/// The gap of a figure that is not shown: so many letters, whatever it is.
const GAP: usize = 6;
const LEAST_BAR: usize = 10;
const MOST_LABEL: usize = 28;

/// What bars of the series are made of.
const FILLS: [char; 4] = ['█', '▓', '▒', '■'];
const ASCII_FILLS: [char; 4] = ['#', '=', '-', '+'];
const EIGHTHS: [char; 8] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

pub fn draw(chart: &Chart, look: Look) -> Vec<String> {
    let labels = chart.rows.iter().map(|row| width_of(&row.label)).max().unwrap_or(0).clamp(3, MOST_LABEL);
    let labels = labels.min(look.width / 3);
    let values = chart.rows.iter().flat_map(|row| &row.values).map(|value| width_of(&value.text)).max().unwrap_or(0);
    let length = look.width.saturating_sub(labels + values + 3).max(LEAST_BAR);
    let end = end_of(most(chart, |_| true));
    let scale = Scale { length, end, look };
    let mut out = heading(chart, look);
    for row in &chart.rows {
        for (at, value) in row.values.iter().enumerate() {
            let label = fitted(if at == 0 { &row.label } else { "" }, labels, look);
            let bar = scale.bar(value, row.minimums[at], at);
            let edge = if look.is_ascii { '|' } else { '│' };
            out.push(format!("{label} {edge}{bar} {:>values$}", value.text));
        }
        if row.values.len() > 1 {
            out.push(String::new());
        }
    }
    out.extend(scale.axis(chart.unit, labels));
    out.extend(notes(chart, look));
    out
}

/// What is drawn, and what each series is made of.
fn heading(chart: &Chart, look: Look) -> Vec<String> {
    let fills = if look.is_ascii { ASCII_FILLS } else { FILLS };
    let names: Vec<String> = match &chart.series[..] {
        [one] => vec![one.clone()],
        several => several.iter().enumerate().map(|(at, name)| format!("{} {name}", fills[at])).collect(),
    };
    vec![format!("{} ({})", names.join("  "), chart.unit.words()), String::new()]
}

struct Scale {
    length: usize,
    end: f64,
    look: Look,
}

impl Scale {
    fn bar(&self, value: &Value, minimum: Option<f64>, series: usize) -> String {
        let mut cells: Vec<char> = match value.number {
            Some(number) => self.filled(number, series),
            None if value.is_hidden() => vec![if self.look.is_ascii { '/' } else { '╱' }; GAP],
            None => Vec::new(),
        };
        cells.resize(self.length, ' ');
        if let Some(minimum) = minimum.map(|minimum| self.place(minimum)) {
            cells[minimum] = if self.look.is_ascii { '!' } else { '┆' };
        }
        let text: String = cells.into_iter().collect();
        match (self.look.is_coloured, value.number) {
            (true, Some(_)) => format!("\u{1b}[36m{text}\u{1b}[0m"),
            (true, None) => format!("\u{1b}[2m{text}\u{1b}[0m"),
            (false, _) => text,
        }
    }

    fn filled(&self, number: f64, series: usize) -> Vec<char> {
        let share = (number / self.end).clamp(0.0, 1.0) * self.length as f64;
        if self.look.is_ascii {
            return vec![ASCII_FILLS[series]; share.round() as usize];
        }
        if series > 0 {
            return vec![FILLS[series]; share.round() as usize];
        }
        let eighths = (share * 8.0).round() as usize;
        let mut cells = vec![FILLS[0]; eighths / 8];
        if !eighths.is_multiple_of(8) {
            cells.push(EIGHTHS[eighths % 8]);
        }
        cells
    }

    /// The letter in which a value ends.
    fn place(&self, value: f64) -> usize {
        ((value / self.end * self.length as f64).round() as usize).min(self.length - 1)
    }

    /// The scale: nought, the middle and the end.
    fn axis(&self, unit: Unit, labels: usize) -> Vec<String> {
        let (corner, line, tick, last) =
            if self.look.is_ascii { ('+', '-', '+', '+') } else { ('└', '─', '┴', '┘') };
        let middle = self.length / 2;
        let ruler: String = (1..=self.length)
            .map(|at| {
                if at == middle {
                    tick
                } else if at == self.length {
                    last
                } else {
                    line
                }
            })
            .collect();
        let mut words = vec![' '; self.length + 1];
        for (at, value) in [(0, 0.0), (middle, self.end / 2.0), (self.length, self.end)] {
            let text = unit.tick(value);
            let first = if at == 0 { 0 } else { (at + 1).saturating_sub(width_of(&text)) };
            words.iter_mut().skip(first).zip(text.chars()).for_each(|(place, letter)| *place = letter);
        }
        let pad = " ".repeat(labels + 1);
        vec![format!("{pad}{corner}{ruler}"), format!("{pad}{}", words.into_iter().collect::<String>())]
    }
}

/// What signs mean, and the total that is not drawn.
pub fn notes(chart: &Chart, look: Look) -> Vec<String> {
    let mut out = Vec::new();
    let all = || chart.rows.iter().chain(&chart.total);
    if let Some(total) = &chart.total {
        out.push(told(total, chart));
    }
    let mut minimums: Vec<f64> = chart.rows.iter().flat_map(|row| &row.minimums).flatten().copied().collect();
    minimums.sort_unstable_by(f64::total_cmp);
    minimums.dedup();
    let sign = if look.is_ascii { '!' } else { '┆' };
    match minimums[..] {
        [] => {}
        [one] => out.push(format!("{sign} minimum in the contract: {}", chart.unit.tick(one))),
        _ => out.push(format!("{sign} minimum in each contract")),
    }
    if all().flat_map(|row| &row.values).any(Value::is_hidden) {
        out.push(format!("{} hatched: not shown, to protect individuals", format::HIDDEN));
    }
    out
}

/// A row in words: `All: attached 2,570, job_starts 544`.
pub fn told(row: &Drawn, chart: &Chart) -> String {
    let values = chart.series.iter().zip(&row.values).map(|(name, value)| format!("{name} {}", value.text));
    format!("{}: {}", row.label, values.collect::<Vec<_>>().join(", "))
}
