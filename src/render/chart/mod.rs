//! Charts as drawings in whole pixels, from published figures only.
//!
//! A panel is narrow enough to be read on a telephone without being scaled down; two stand side by
//! side where there is room. A figure that is not shown has a hatched gap of fixed size, and nothing
//! about it moves anything else.

mod bars;
mod curves;
mod funnel;
mod plot;
mod spans;
mod words;

use super::drawing::{Drawing, Shape};
use crate::report::model::{Chart, Picture};

/// The government palette for charts, in its order.
const COLOURS: [&str; 4] = ["#12436D", "#28A197", "#801650", "#F46A25"];
/// Text, axes, whiskers and outlines.
const INK: &str = "#3D3D3D";
/// Lines of a scale behind what is drawn.
const PALE: &str = "#D9D9D9";
const WHITE: &str = "#FFFFFF";
const WIDTH: i64 = 340;

/// The panels of a chart, in reading order.
pub fn panels(chart: &Chart) -> Vec<Drawing> {
    match &chart.picture {
        Picture::Rates(groups) => bars::rates(&chart.number, groups),
        Picture::Counts(groups) => bars::counts(&chart.number, groups),
        Picture::Amounts(groups) => bars::amounts(&chart.number, groups),
        Picture::Spans(groups) => spans::panels(&chart.number, groups),
        Picture::Curves(lines) => vec![curves::panel(chart, lines)],
        Picture::Funnel(funnel) => vec![funnel::panel(chart, funnel)],
    }
}

/// What the signs of a chart mean, so that its key explains those that it uses and no more.
pub fn key(chart: &Chart) -> Vec<&'static str> {
    match &chart.picture {
        Picture::Rates(groups) | Picture::Counts(groups) => bars::key(groups),
        Picture::Amounts(_) => Vec::new(),
        Picture::Spans(groups) => spans::key(groups),
        Picture::Curves(lines) => curves::key(lines),
        Picture::Funnel(_) => vec!["Dashed lines: 95% limits.", "Outer lines: 99.8% limits.", "A dot: a ward."],
    }
}

/// The distance between lines of a scale of fractions, so that there are at most so many steps.
fn fraction_step(most: f64, steps: f64) -> f64 {
    let candidates = [0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0];
    candidates.into_iter().find(|step| most / step <= steps + 1e-9).unwrap_or(5.0)
}

/// The same for numbers of any size: 1, 2 or 5 and noughts.
fn step(most: f64, steps: f64) -> f64 {
    let powers = (-7..16).flat_map(|power: i32| [1.0, 2.0, 5.0].map(|first| first * libm::pow(10.0, f64::from(power))));
    powers.into_iter().find(|step| most / step <= steps + 1e-9).unwrap_or(most)
}

/// A fraction that can be drawn; what is not a number is a figure that is not there.
fn drawable(fraction: f64) -> Option<f64> {
    fraction.is_finite().then(|| fraction.clamp(0.0, 100_000.0))
}

/// The gap of a figure that is not shown: the same size whatever the figure is.
fn gap((x, y): (i64, i64), (width, height): (i64, i64)) -> Shape {
    Shape::Rectangle { x, y, width, height, fill: WHITE, stroke: INK, is_dashed: true, is_gap: true }
}

/// A line from one point to another, one pixel wide.
fn thin(from: (i64, i64), to: (i64, i64), colour: &'static str) -> Shape {
    Shape::Line { points: vec![from, to], colour, width: 1, is_dashed: false }
}
