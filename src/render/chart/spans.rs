//! People by month or quarter as columns from 0, one panel an event, each column with its number.

use super::words::{LINE, label, lines, tick, words};
use super::{COLOURS, INK, WIDTH, gap, thin};
use crate::render::drawing::{Anchor, Drawing, Shape};
use crate::report::model::{SpanCount, SpanPanel};

/// How high the highest column is.
const HEIGHT: i64 = 110;
/// Size of the gap that stands for counts that are not shown: the same for any.
const GAP: (i64, i64) = (54, 54);
/// Width of a digit above a column.
const DIGIT: i64 = 7;

pub fn panels(number: &str, groups: &[SpanPanel]) -> Vec<Drawing> {
    groups.iter().map(|group| panel(number, group)).collect()
}

pub fn key(groups: &[SpanPanel]) -> Vec<&'static str> {
    let signs = [
        (groups.len() > 1, "Each panel has a scale of its own."),
        (groups.iter().any(|group| group.spans.is_empty()), "Hatched: figures not shown."),
    ];
    signs.into_iter().filter(|(is_used, _)| *is_used).map(|(_, meaning)| meaning).collect()
}

fn panel(number: &str, group: &SpanPanel) -> Drawing {
    let heading = lines(&group.label, 42);
    let mut shapes: Vec<Shape> = label(&heading, (0, 14), Anchor::Start, true).collect();
    let bottom = heading.len() as i64 * LINE + 24 + HEIGHT;
    match group.spans.is_empty() {
        true => {
            shapes.push(gap((0, bottom - GAP.1), GAP));
            shapes.extend(label(&["[c] not shown".into()], (GAP.0 + 12, bottom - GAP.1 / 2 + 5), Anchor::Start, true));
        }
        false => draw_columns(&mut shapes, &group.spans, bottom),
    }
    shapes.push(thin((0, bottom), (WIDTH, bottom), INK));
    Drawing {
        title: format!("{}: {}", words(number), words(&group.label)),
        description: told(group),
        width: WIDTH,
        height: bottom + 40,
        shapes,
    }
}

fn draw_columns(shapes: &mut Vec<Shape>, spans: &[SpanCount], bottom: i64) {
    let count = spans.len() as i64;
    let most = spans.iter().map(|span| span.count).max().unwrap_or(0).max(1);
    let edge = |i: i64| WIDTH * i / count;
    let room = WIDTH / count;
    let is_narrow = spans.iter().any(|span| span.text.chars().count() as i64 * DIGIT > room);
    let highest = spans.iter().rposition(|span| span.count == most);
    for (i, span) in spans.iter().enumerate() {
        let (left, right) = (edge(i as i64) + room / 8, edge(i as i64 + 1) - room / 8);
        let middle = (left + right) / 2;
        let height = (span.count as f64 / most as f64 * HEIGHT as f64).round() as i64;
        shapes.push(Shape::Rectangle {
            x: left,
            y: bottom - height,
            width: right - left,
            height,
            fill: COLOURS[0],
            stroke: INK,
            is_dashed: false,
            is_gap: false,
        });
        // Numbers that have no room beside each other: the highest and the last.
        if !is_narrow || i + 1 == spans.len() || (Some(i) == highest && i + 3 < spans.len()) {
            let half = span.text.chars().count() as i64 * DIGIT / 2;
            let x = middle.min(WIDTH - half).max(half);
            shapes.push(tick((x, bottom - height - 5), Anchor::Middle, words(&span.text)));
        }
        shapes.push(tick((middle, bottom + 16), Anchor::Middle, words(&span.short)));
        if let Some(year) = &span.year {
            let year = words(year);
            let half = year.chars().count() as i64 * DIGIT / 2;
            shapes.push(tick((middle.max(half).min(WIDTH - half), bottom + 32), Anchor::Middle, year));
        }
    }
}

fn told(group: &SpanPanel) -> String {
    let spans: Vec<String> =
        group.spans.iter().map(|span| format!("{}: {}.", words(&span.name), words(&span.text))).collect();
    if spans.is_empty() { "Not shown, to protect individuals.".into() } else { spans.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::svg;

    fn group(counts: &[u64]) -> SpanPanel {
        let span = |(i, count): (usize, &u64)| SpanCount {
            name: format!("month {i} <b>"),
            short: "M".into(),
            year: (i == 0).then(|| "2015".into()),
            count: *count,
            text: count.to_string(),
        };
        SpanPanel { label: "Job <i>starts".into(), spans: counts.iter().enumerate().map(span).collect() }
    }

    fn drawn(counts: &[u64]) -> Drawing {
        panel("Figure 2", &group(counts))
    }

    #[test]
    fn columns_stand_on_nought_and_the_highest_is_as_high_as_there_is_room() {
        let drawing = drawn(&[0, 20, 40]);
        let heights = drawing.shapes.iter().filter_map(|shape| match shape {
            Shape::Rectangle { y, height, .. } => Some((*y + *height, *height)),
            _ => None,
        });
        assert_eq!(heights.collect::<Vec<_>>(), [(149, 0), (149, 55), (149, HEIGHT)]);
    }

    #[test]
    fn what_is_not_shown_is_one_gap_in_one_place_for_any_event() {
        let gap = |label: &str| {
            let drawing = panel("Figure 2", &SpanPanel { label: label.into(), spans: vec![] });
            drawing.shapes.into_iter().filter(|shape| matches!(shape, Shape::Rectangle { .. })).collect::<Vec<_>>()
        };
        assert_eq!((gap("Job starts").len(), gap("Job starts")), (1, gap("People attached")));
        assert!(matches!(gap("Job starts")[0], Shape::Rectangle { is_gap: true, width: 54, height: 54, .. }));
    }

    /// Left and right end of each number above a column, and its height.
    fn numbers(drawing: &Drawing) -> Vec<(i64, i64)> {
        let number = |shape: &Shape| match shape {
            Shape::Words { x, y, size: 12, text, .. } if *y < drawing.height - 30 => {
                let half = text.chars().count() as i64 * DIGIT / 2;
                Some((x - half, x + half))
            }
            _ => None,
        };
        drawing.shapes.iter().filter_map(number).collect()
    }

    #[test]
    fn numbers_above_columns_do_not_overlap_and_are_inside_the_drawing() {
        for counts in [[9u64; 12], [120; 12], [1234; 12], [12_345; 12]] {
            let numbers = numbers(&drawn(&counts));
            assert!(!numbers.is_empty());
            assert!(numbers.iter().all(|(left, right)| *left >= 0 && *right <= WIDTH), "{numbers:?}");
            assert!(numbers.windows(2).all(|pair| pair[0].1 <= pair[1].0), "{numbers:?}");
        }
    }

    #[test]
    fn words_are_escaped_and_all_counts_are_told() {
        let svg = svg::write(&drawn(&[5, 7]), ("a", "b"));
        assert!(svg.contains("Job &lt;i&gt;starts") && !svg.contains("<i>") && !svg.contains("<b>"), "{svg}");
        assert!(svg.contains("month 0 &lt;b&gt;: 5. month 1 &lt;b&gt;: 7.</desc>"), "{svg}");
    }
}
