//! A chart as shapes in whole pixels, before it is SVG in a page or a drawing in a Word file.

/// One panel of a chart. Everything in it has been published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// What the panel shows: `Figure 1: Job start rate`.
    pub title: String,
    /// Its values in words, for those who cannot see it.
    pub description: String,
    pub width: i64,
    pub height: i64,
    /// In the order in which they are drawn: later ones cover earlier ones.
    pub shapes: Vec<Shape>,
}

/// A shape; coordinates run from the upper left corner, colours are `#RRGGBB`. Words are on one line and not escaped:
/// a writer does that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    Rectangle {
        x: i64,
        y: i64,
        width: i64,
        height: i64,
        fill: &'static str,
        stroke: &'static str,
        is_dashed: bool,
        /// The gap that stands for a figure that is not shown: a writer hatches it, as its format does.
        is_gap: bool,
    },
    /// Points joined by straight lines.
    Line {
        points: Vec<(i64, i64)>,
        colour: &'static str,
        width: i64,
        is_dashed: bool,
    },
    Circle {
        x: i64,
        y: i64,
        radius: i64,
        fill: &'static str,
        stroke: &'static str,
    },
    /// `y` is the line that the letters stand on.
    Words {
        x: i64,
        y: i64,
        size: i64,
        anchor: Anchor,
        is_bold: bool,
        colour: &'static str,
        text: String,
    },
}

/// Which end of words stands at their place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}
