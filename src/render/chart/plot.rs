//! The frame of a drawing with two axes, both from 0.

use super::words::tick;
use super::{INK, PALE, thin};
use crate::render::drawing::{Anchor, Shape};

/// Where the frame stands and how far its axes run.
pub struct Plot {
    pub left: i64,
    pub right: i64,
    pub top: i64,
    pub bottom: i64,
    /// The ends of the axes.
    pub across: f64,
    pub up: f64,
}

impl Plot {
    pub fn x(&self, value: f64) -> i64 {
        self.left + (value / self.across * (self.right - self.left) as f64).round() as i64
    }

    pub fn y(&self, value: f64) -> i64 {
        self.bottom - (value / self.up * (self.bottom - self.top) as f64).round() as i64
    }

    pub fn at(&self, x: f64, y: f64) -> (i64, i64) {
        (self.x(x), self.y(y))
    }

    /// Lines of the scale of percent, `step` apart, with their numbers.
    pub fn percents(&self, step: f64) -> Vec<Shape> {
        let steps = (self.up / step + 1e-9).floor() as i64;
        let line = |i: i64| {
            let value = step * i as f64;
            let y = self.y(value);
            let number = tick((self.left - 6, y + 4), Anchor::End, format!("{}%", (value * 100.0).round()));
            [thin((self.left, y), (self.right, y), if i == 0 { INK } else { PALE }), number]
        };
        (0..=steps).flat_map(line).collect()
    }

    /// Numbers below the horizontal axis, with their marks.
    pub fn numbers(&self, values: &[(f64, String)]) -> Vec<Shape> {
        let number = |(value, text): &(f64, String)| {
            let x = self.x(*value);
            let mark = thin((x, self.bottom), (x, self.bottom + 4), INK);
            [mark, tick((x, self.bottom + 17), Anchor::Middle, text.clone())]
        };
        values.iter().flat_map(number).collect()
    }
}
