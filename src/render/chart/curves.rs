//! Percent by months since joining, one line a quarter, drawn only as far as all of its people have been followed.

use super::plot::Plot;
use super::words::{LINE, apart, label, lines, tick, widest, words};
use super::{COLOURS, INK, WIDTH, drawable, fraction_step};
use crate::render::drawing::{Anchor, Drawing, Shape};
use crate::report::model::{Chart, Curve};

const TOP: i64 = 14;
const BOTTOM: i64 = 214;
/// Most characters of a line of a label.
const LABEL: usize = 15;

pub fn key(curves: &[Curve]) -> Vec<&'static str> {
    let breaks = |curve: &Curve| curve.points.iter().any(|point| point.rate.is_none());
    let last = |curve: &Curve| curve.points.iter().rfind(|point| point.rate.is_some()).map(|point| point.months);
    let most = curves.iter().flat_map(|curve| &curve.points).map(|point| point.months).max();
    let mut key = Vec::new();
    if curves.iter().any(breaks) {
        key.push("A break in a line: figure not shown.");
    }
    if curves.iter().filter_map(last).any(|last| Some(last) < most) {
        key.push("Dashed: leads to the name, no figure.");
    }
    key
}

pub fn panel(chart: &Chart, curves: &[Curve]) -> Drawing {
    let curves = &curves[..curves.len().min(COLOURS.len())];
    let labels: Vec<Vec<String>> = curves.iter().map(|curve| lines(&curve.label, LABEL)).collect();
    let points = || curves.iter().flat_map(|curve| &curve.points);
    let most = points().filter_map(|point| drawable(point.rate?)).fold(0.0, f64::max);
    let most = if most > 0.0 { most.min(1.0) } else { 1.0 };
    let step = fraction_step(most, 4.0);
    let months: Vec<u32> = {
        let mut months: Vec<u32> = [0].into_iter().chain(points().map(|point| point.months)).collect();
        months.sort_unstable();
        months.dedup();
        months
    };
    let plot = Plot {
        left: 38,
        right: WIDTH - (widest(&labels) + 22).clamp(60, 130),
        top: TOP,
        bottom: BOTTOM,
        across: f64::from(*months.last().unwrap_or(&1)).max(1.0),
        up: step * (most / step - 1e-9).ceil().max(1.0),
    };
    let mut shapes = plot.percents(step);
    shapes.extend(plot.numbers(&months.iter().map(|own| (f64::from(*own), own.to_string())).collect::<Vec<_>>()));
    shapes.push(tick((plot.left, BOTTOM + 34), Anchor::Start, "Months since joining".into()));
    // Below the lines, so that no leader cuts one.
    draw_labels(&mut shapes, &plot, curves, &labels);
    for (i, curve) in curves.iter().enumerate() {
        draw(&mut shapes, &plot, curve, i);
    }
    Drawing {
        title: format!("{}: {}", words(&chart.number), words(&chart.title)),
        description: words(&chart.description),
        width: WIDTH,
        height: BOTTOM + 42,
        shapes,
    }
}

/// Runs of points that are shown one after the other; the first begins with nobody on the day of joining.
fn runs(curve: &Curve) -> Vec<Vec<(f64, f64)>> {
    let mut runs = vec![vec![(0.0, 0.0)]];
    for point in &curve.points {
        match point.rate.and_then(drawable) {
            Some(rate) => runs.last_mut().expect("there is always a run").push((f64::from(point.months), rate)),
            None => runs.push(Vec::new()),
        }
    }
    runs
}

/// The pale colours of the palette have an edge.
fn is_pale(colour: &str) -> bool {
    [COLOURS[1], COLOURS[3]].contains(&colour)
}

fn draw(shapes: &mut Vec<Shape>, plot: &Plot, curve: &Curve, i: usize) {
    let colour = COLOURS[i];
    for run in runs(curve) {
        let points: Vec<(i64, i64)> = run.iter().map(|(months, rate)| plot.at(*months, *rate)).collect();
        if points.len() > 1 {
            if is_pale(colour) {
                shapes.push(Shape::Line { points: points.clone(), colour: INK, width: 5, is_dashed: false });
            }
            shapes.push(Shape::Line { points: points.clone(), colour, width: 3, is_dashed: false });
        }
        let marks = points.into_iter().zip(&run).filter(|(_, (months, _))| *months > 0.0);
        shapes.extend(marks.map(|((x, y), _)| Shape::Circle { x, y, radius: 4, fill: colour, stroke: INK }));
    }
}

/// Each label in the margin at the height of its line's end, in its colour; a thin line leads there from a line that ends before.
fn draw_labels(shapes: &mut Vec<Shape>, plot: &Plot, curves: &[Curve], labels: &[Vec<String>]) {
    let end = |curve: &Curve| runs(curve).into_iter().flatten().rfind(|(months, _)| *months > 0.0);
    let drawn: Vec<(usize, (i64, i64))> = curves
        .iter()
        .enumerate()
        .filter_map(|(i, curve)| Some((i, end(curve)?)))
        .map(|(i, (m, r))| (i, plot.at(m, r)))
        .collect();
    let most = drawn.iter().map(|(i, _)| labels[*i].len()).max().unwrap_or(1) as i64;
    let wanted: Vec<i64> = drawn.iter().map(|(_, (_, y))| *y).collect();
    let placed = apart(&wanted, most * LINE + 2, (TOP, BOTTOM - (most - 1) * LINE));
    for ((i, (x, y)), height) in drawn.into_iter().zip(placed) {
        let mark = plot.right + 10;
        let points = vec![(x + 5, y), (mark - 6, height)];
        if (x, y) != (plot.right, height) {
            shapes.push(Shape::Line { points, colour: INK, width: 1, is_dashed: true });
        }
        // A piece of the line: a dot would be read as a figure.
        let piece = |colour, width| Shape::Line {
            points: vec![(mark - 5, height), (mark + 5, height)],
            colour,
            width,
            is_dashed: false,
        };
        shapes.extend(is_pale(COLOURS[i]).then(|| piece(INK, 5)));
        shapes.push(piece(COLOURS[i], 3));
        shapes.extend(label(&labels[i], (mark + 8, height + 5), Anchor::Start, false));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::svg;
    use crate::report::model::{CurvePoint, Picture};

    fn curve(label: &str, rates: &[Option<f64>]) -> Curve {
        let point = |(i, rate): (usize, &Option<f64>)| CurvePoint {
            months: [3, 6, 9, 12][i],
            rate: *rate,
            text: rate.map_or("[c]".into(), |rate| format!("{rate}")),
        };
        Curve { label: label.into(), points: rates.iter().enumerate().map(point).collect() }
    }

    fn drawn(curves: &[Curve]) -> Drawing {
        let chart = Chart {
            id: "curves".into(),
            number: "Figure 3".into(),
            title: "A <b>message".into(),
            subtitle: String::new(),
            description: "All <i>values".into(),
            table: String::new(),
            source: String::new(),
            picture: Picture::Curves(curves.to_vec()),
        };
        panel(&chart, curves)
    }

    fn lines_of(drawing: &Drawing, own: &str) -> Vec<Vec<(i64, i64)>> {
        // The piece beside the name is no part of the line.
        let is_piece = |points: &[(i64, i64)]| points.len() == 2 && points[1] == (points[0].0 + 10, points[0].1);
        let line = |shape: &Shape| match shape {
            Shape::Line { points, colour, .. } if *colour == own && !is_piece(points) => Some(points.clone()),
            _ => None,
        };
        drawing.shapes.iter().filter_map(line).collect()
    }

    #[test]
    fn a_line_starts_with_nobody_and_ends_where_all_have_been_followed() {
        let drawing = drawn(&[curve("A", &[Some(0.1), Some(0.2), Some(0.3), Some(0.4)]), curve("B", &[Some(0.1)])]);
        let [one, other] = [0, 1].map(|i| lines_of(&drawing, COLOURS[i]).concat());
        assert_eq!((one.len(), other.len()), (5, 2));
        assert_eq!((one[0], other[0]), ((38, BOTTOM), (38, BOTTOM)));
        assert!(other[1].0 < one[4].0 && one[4].1 == TOP, "{one:?} {other:?}");
    }

    #[test]
    fn a_figure_not_shown_breaks_the_line_and_moves_nothing() {
        let with = |rate| drawn(&[curve("A", &[Some(0.1), rate, Some(0.3), Some(0.4)])]);
        assert_eq!(lines_of(&with(None), COLOURS[0]).iter().map(Vec::len).collect::<Vec<_>>(), [2, 2]);
        assert_eq!(with(None), with(Some(f64::NAN)));
        assert_eq!(key(&[curve("A", &[None])]), ["A break in a line: figure not shown."]);
        let ends_before = [curve("A", &[Some(0.1)]), curve("B", &[Some(0.1), Some(0.2)])];
        assert_eq!(key(&ends_before), ["Dashed: leads to the name, no figure."]);
        assert!(key(&[curve("A", &[Some(0.1)])]).is_empty());
    }

    #[test]
    fn labels_of_lines_that_end_together_do_not_overlap_and_stay_in_the_drawing() {
        let together: Vec<Curve> = ["Jan to Mar 2014", "Apr to Jun 2014", "Jul to Sep 2014", "Oct to Dec 2014"]
            .map(|own| curve(own, &[Some(0.01); 4]))
            .into();
        let drawing = drawn(&together);
        let mut heights: Vec<i64> = drawing
            .shapes
            .iter()
            .filter_map(|shape| match shape {
                Shape::Words { x, y, size: 13, text, .. } => {
                    assert!(x + text.chars().count() as i64 * 7 <= WIDTH, "{text} at {x}");
                    Some(*y)
                }
                _ => None,
            })
            .collect();
        heights.sort_unstable();
        assert!(heights.len() == 4 && heights.windows(2).all(|pair| pair[1] - pair[0] >= LINE), "{heights:?}");
    }

    #[test]
    fn nothing_to_draw_is_no_fault_and_words_are_escaped() {
        let svg = svg::write(&drawn(&[curve("<b>", &[None, None])]), ("a", "b"));
        assert!(svg.contains("A &lt;b&gt;message</title>") && svg.contains("All &lt;i&gt;values</desc>"), "{svg}");
        assert!(!svg.contains("NaN") && svg.contains(">100%</text>"), "{svg}");
        assert!(drawn(&[]).shapes.len() > 2);
    }
}
