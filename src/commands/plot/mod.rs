//! An answer as a drawing: in the terminal from letters, or as a chart like the papers'. Only what the answer shows is drawn;
//! what it hides is a hatched gap of one size.

mod bars;
mod lines;
mod svg;

use std::io::IsTerminal;

use anyhow::Result;

use super::answer::{Answer, Cell, number, readable};
use super::print_out;
use crate::cli::{Against, Audience, QueryArgs};
use crate::fault::{Fault, printable};
use crate::metrics::{Dimension, Figure, Indicator, Typical};
use crate::report::format;
use crate::vocabulary::Quarter;

pub use svg::chart as svg_chart;

/// What a drawing is told besides the answer.
pub struct Subject<'a> {
    pub measures: &'a [&'static Indicator],
    pub by: &'a [Dimension],
    pub against: Option<Against>,
    /// Of a row's names and a measure: the contract's minimum as a fraction.
    pub minimum: &'a dyn Fn(&[Cell], &str) -> Option<f64>,
    /// What the figures are of and when: `to-date, as at 31 December 2015`.
    pub when: String,
}

/// What lengths stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    People,
    Percent,
    Days,
    Weeks,
}

impl Unit {
    fn of(measure: &Indicator) -> Unit {
        match measure.figure {
            Figure::People(_) => Unit::People,
            Figure::Rate { .. } | Figure::Within { .. } | Figure::Reach | Figure::Change => Unit::Percent,
            Figure::Typical(Typical::WeeksInWork) => Unit::Weeks,
            Figure::Typical(_) => Unit::Days,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Unit::People => "people",
            Unit::Percent => "percent",
            Unit::Days => "days",
            Unit::Weeks => "weeks",
        }
    }

    /// A number on the scale.
    fn tick(self, value: f64) -> String {
        let rounded = (value * 1e6).round() / 1e6;
        match self {
            Unit::Percent => format!("{}%", (rounded * 1e4).round() / 1e2),
            _ if rounded.fract() == 0.0 => format::count(rounded as u64),
            _ => rounded.to_string(),
        }
    }
}

/// Figures of one unit: rows, and in each a value a series.
#[derive(Clone, Debug)]
pub struct Chart {
    pub unit: Unit,
    /// What each series is called.
    pub series: Vec<String>,
    pub rows: Vec<Drawn>,
    /// The total of counts, which would dwarf its parts.
    pub total: Option<Drawn>,
}

#[derive(Clone, Debug)]
pub struct Drawn {
    pub label: String,
    pub values: Vec<Value>,
    /// By series.
    pub minimums: Vec<Option<f64>>,
}

#[derive(Clone, Debug)]
pub struct Value {
    pub number: Option<f64>,
    /// As the table has it.
    pub text: String,
}

impl Value {
    pub fn is_hidden(&self) -> bool {
        self.number.is_none() && self.text == format::HIDDEN
    }
}

/// How it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    pub width: usize,
    pub is_ascii: bool,
    pub is_coloured: bool,
}

/// A pipe has no width, and what goes into it is the same on every machine.
const WIDTH: usize = 80;
const LEAST_WIDTH: usize = 40;
const MOST_WIDTH: usize = 160;

impl Look {
    fn of(is_ascii: bool) -> Look {
        if !std::io::stdout().is_terminal() {
            return Look { width: WIDTH, is_ascii, is_coloured: false };
        }
        let width = terminal_size::terminal_size_of(std::io::stdout()).map_or(WIDTH, |(width, _)| usize::from(width.0));
        let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        Look {
            width: width.clamp(LEAST_WIDTH, MOST_WIDTH),
            is_ascii: is_ascii || is_dumb(|name| std::env::var(name).ok()),
            is_coloured: !is_set("NO_COLOR"),
        }
    }
}

/// Whether a terminal shows ASCII alone.
fn is_dumb(variable: impl Fn(&str) -> Option<String>) -> bool {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set).unwrap_or_default().to_ascii_lowercase();
    set("TERM").is_some_and(|term| term == "dumb") || !(locale.contains("utf-8") || locale.contains("utf8"))
}

/// Whether a drawing can be asked for so, or why not; told before anything is read.
pub fn fits(measures: &[&Indicator], args: &QueryArgs) -> Result<()> {
    if !args.plot && !args.svg {
        return Ok(());
    }
    let how = if args.plot { "--plot" } else { "--svg" };
    if args.audience == Audience::Officers {
        return Err(Fault::usage(format!("{how} draws what is published: no exact figure goes to the screen"))
            .hint("leave out --audience officers; their file can be drawn with another program")
            .into());
    }
    if args.counts || measures.iter().any(|measure| measure.figure == Figure::Change) {
        return Err(Fault::usage(format!("{how} draws neither scores nor the counts that primes send"))
            .hint("ask for the table instead")
            .into());
    }
    if args.svg && std::io::stdout().is_terminal() {
        return Err(Fault::usage("a terminal cannot show an SVG chart").hint("send it to a file: > chart.svg").into());
    }
    Ok(())
}

/// Draws an answer on the standard output, as it is asked for; false where a table is asked for.
pub fn draw(answer: &Answer, subject: &Subject<'_>, args: &QueryArgs) -> Result<bool> {
    if args.svg {
        print_out(&svg_chart(&charts(answer, subject), subject)?)?;
    } else if args.plot {
        print_out(&text(answer, subject, Look::of(args.ascii)))?;
    }
    Ok(args.svg || args.plot)
}

/// The drawing in letters.
fn text(answer: &Answer, subject: &Subject<'_>, look: Look) -> String {
    let time = match subject.by {
        [own] if own.is_a_time() => Some(*own),
        _ => None,
    };
    let mut out = String::new();
    for chart in charts(answer, subject) {
        let drawn = match time {
            Some(time) => (0..chart.series.len()).flat_map(|at| lines::draw(&chart, at, time, look)).collect(),
            None => bars::draw(&chart, look),
        };
        for line in drawn {
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out.push('\n');
    }
    let when = if look.is_ascii { ascii(&subject.when) } else { subject.when.clone() };
    out + &format!("{when}\n")
}

/// Of more series at once their bars cannot be told apart.
const MOST_SERIES: usize = 4;

/// The charts of an answer: what has one unit together.
pub fn charts(answer: &Answer, subject: &Subject<'_>) -> Vec<Chart> {
    let mut units: Vec<Unit> = subject.measures.iter().map(|measure| Unit::of(measure)).collect();
    let mut seen = Vec::new();
    units.retain(|unit| {
        !seen.contains(unit) && {
            seen.push(*unit);
            true
        }
    });
    let mut charts = Vec::new();
    for unit in units {
        let own = subject.measures.iter().filter(|measure| Unit::of(measure) == unit);
        let series: Vec<(String, &'static Indicator)> = own.flat_map(|measure| named(measure, subject)).collect();
        for series in series.chunks(MOST_SERIES) {
            charts.push(chart(answer, subject, unit, series));
        }
    }
    charts
}

/// The columns that are drawn of a measure.
fn named(measure: &'static Indicator, subject: &Subject<'_>) -> Vec<(String, &'static Indicator)> {
    let before = subject.against.map(|against| format!("{}_{}", measure.id, against.id()));
    [Some(measure.id.to_string()), before].into_iter().flatten().map(|header| (header, measure)).collect()
}

fn chart(answer: &Answer, subject: &Subject<'_>, unit: Unit, series: &[(String, &'static Indicator)]) -> Chart {
    let by = subject.by.len();
    let place = |header: &String| answer.headers.iter().position(|own| own == header);
    let row = |cells: &Vec<Cell>| {
        let names: Vec<String> = (0..by).map(|at| readable(cells, at)).collect();
        let value = |(header, _): &(String, &Indicator)| {
            let at = place(header);
            Value {
                number: at.and_then(|at| number(&cells[at])).filter(|number| number.is_finite()),
                text: at.map_or_else(|| format::NOT_APPLICABLE.into(), |at| readable(cells, at)),
            }
        };
        let minimum = |(_, measure): &(String, &Indicator)| {
            let own = (subject.minimum)(&cells[..by], measure.id);
            own.filter(|_| subject.by.contains(&Dimension::Prime))
        };
        Drawn {
            label: if by == 0 { "All".into() } else { joined(&names) },
            values: series.iter().map(value).collect(),
            minimums: series.iter().map(minimum).collect(),
        }
    };
    let mut rows: Vec<Drawn> = answer.rows.iter().map(row).collect();
    let is_total = rows.last().is_some_and(|last| rows.len() > 1 && last.label == "All");
    let total = if unit == Unit::People && is_total { rows.pop() } else { None };
    Chart { unit, series: series.iter().map(|(header, _)| header.clone()).collect(), rows, total }
}

/// `All, All` is one total.
fn joined(names: &[String]) -> String {
    if names.iter().all(|name| name == "All") { "All".into() } else { printable(&names.join(", ")) }
}

/// The end of a scale: the least of 1, 2, 4, 6, 8 and noughts that is no less.
fn end_of(most: f64) -> f64 {
    if most <= 0.0 {
        return 1.0;
    }
    let powers =
        (-6..12).flat_map(|power: i32| [1.0, 2.0, 4.0, 6.0, 8.0].map(|first| first * libm::pow(10.0, power.into())));
    powers.into_iter().find(|end| *end >= most - 1e-9).unwrap_or(most)
}

/// The largest number that is drawn.
fn most(chart: &Chart, series: impl Fn(usize) -> bool) -> f64 {
    let of_row = |row: &Drawn| {
        let numbers = row.values.iter().map(|value| value.number).zip(&row.minimums).enumerate();
        let own = numbers.filter(|(at, _)| series(*at)).flat_map(|(_, (number, minimum))| [number, *minimum]);
        own.flatten().fold(0.0, f64::max)
    };
    let most = chart.rows.iter().map(of_row).fold(0.0, f64::max);
    if chart.unit == Unit::Percent { most } else { most.max(2.0) }
}

/// Text with a sign for each letter that ASCII has not.
fn ascii(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect()
}

fn width_of(text: &str) -> usize {
    text.chars().count()
}

/// Text cut to a width, or with spaces up to it.
fn fitted(text: &str, width: usize, look: Look) -> String {
    let text = if look.is_ascii { ascii(text) } else { text.to_string() };
    match width_of(&text) {
        own if own > width => {
            let end = if look.is_ascii { "~" } else { "…" };
            text.chars().take(width.saturating_sub(1)).collect::<String>() + end
        }
        own => text + &" ".repeat(width - own),
    }
}

/// The next month, quarter or year after one.
fn following(time: Dimension, name: &str) -> Option<String> {
    match time {
        Dimension::AttachmentMonth | Dimension::ReferralMonth => {
            let (year, month) = name.split_once('-')?;
            let (year, month): (i32, u32) = (year.parse().ok()?, month.parse().ok()?);
            Some(if month == 12 { format!("{:04}-01", year + 1) } else { format!("{year:04}-{:02}", month + 1) })
        }
        Dimension::AttachmentYear | Dimension::ReferralYear => {
            let first: i32 = name.split_once('-')?.0.parse().ok()?;
            Quarter::new(first + 1, 1).map(Quarter::financial_year)
        }
        _ => name.parse::<Quarter>().ok().map(|quarter| quarter.next().to_string()),
    }
}

#[cfg(test)]
mod tests;
