//! Charts as drawings in whole pixels, from published figures only.
//!
//! A panel is narrow enough to be read on a telephone without being scaled down; two stand side by
//! side where there is room. A figure that is not shown has a hatched gap of fixed size, and nothing
//! about it moves anything else.

mod rates;
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
        Picture::Rates(groups) => rates::panels(&chart.number, groups),
    }
}

/// What the signs of a chart mean, so that its key explains those that it uses and no more.
pub fn key(chart: &Chart) -> Vec<&'static str> {
    match &chart.picture {
        Picture::Rates(groups) => rates::key(groups),
    }
}

/// A fraction that can be drawn; what is not a number is a figure that is not there.
fn drawable(fraction: f64) -> Option<f64> {
    fraction.is_finite().then(|| fraction.clamp(0.0, 10.0))
}

/// The gap of a figure that is not shown: the same size whatever the figure is.
fn gap((x, y): (i64, i64), (width, height): (i64, i64)) -> Shape {
    Shape::Rectangle { x, y, width, height, fill: WHITE, stroke: INK, is_dashed: true, is_gap: true }
}

/// A line from one point to another, one pixel wide.
fn thin(from: (i64, i64), to: (i64, i64), colour: &'static str) -> Shape {
    Shape::Line { points: vec![from, to], colour, width: 1, is_dashed: false }
}
