//! Rates of areas by their number of people, between the limits of chance: who lies outside is named.

use super::plot::Plot;
use super::words::{BLACK, CHARACTER, LINE, apart, label, lines, tick, words};
use super::{COLOURS, INK, WHITE, WIDTH, drawable, fraction_step, step};
use crate::render::drawing::{Anchor, Drawing, Shape};
use crate::report::model::{Chart, Funnel, FunnelLimits, FunnelPlace};

const TOP: i64 = 14;
const BOTTOM: i64 = 244;
/// Most characters of a line of a name.
const NAME: usize = 18;

pub fn panel(chart: &Chart, funnel: &Funnel) -> Drawing {
    let places = || funnel.places.iter().filter_map(|place| Some((place, drawable(place.rate)?)));
    let rate = drawable(funnel.rate).unwrap_or(0.0);
    let ends = funnel.limits.iter().filter_map(|limits| limits.high_998).filter_map(drawable);
    let most = places().map(|(_, rate)| rate).chain(ends).fold(rate, f64::max).clamp(0.01, 1.0);
    let people = funnel.places.iter().map(|place| place.people).max().unwrap_or(1).max(1) as f64 * 1.05;
    let up = fraction_step(most, 5.0);
    let plot = Plot {
        left: 38,
        right: WIDTH - 62,
        top: TOP,
        bottom: BOTTOM,
        across: people,
        up: up * (most / up - 1e-9).ceil().max(1.0),
    };
    let mut shapes = plot.percents(up);
    let along = step(people, 5.0).max(1.0);
    let numbers = (0..=(people / along) as i64).map(|i| i as f64 * along);
    shapes.extend(plot.numbers(&numbers.map(|own| (own, format!("{own:.0}"))).collect::<Vec<_>>()));
    shapes.push(tick((plot.left, BOTTOM + 34), Anchor::Start, "People attached in the ward".into()));
    draw_limits(&mut shapes, &plot, funnel, rate);
    for (place, rate) in places() {
        let (x, y) = plot.at(place.people as f64, rate);
        let fill = if place.is_outside { COLOURS[3] } else { COLOURS[0] };
        shapes.push(Shape::Circle { x, y, radius: if place.is_outside { 6 } else { 4 }, fill, stroke: INK });
    }
    name_those_outside(&mut shapes, &plot, &places().collect::<Vec<_>>());
    Drawing {
        title: format!("{}: {}", words(&chart.number), words(&chart.title)),
        description: words(&chart.description),
        width: WIDTH,
        height: BOTTOM + 42,
        shapes,
    }
}

/// The limits and the rate of everybody, each with its label at its end.
fn draw_limits(shapes: &mut Vec<Shape>, plot: &Plot, funnel: &Funnel, rate: f64) {
    type Own = fn(&FunnelLimits) -> Option<f64>;
    let ways: [(Own, &str, bool); 4] = [
        (|own| own.high_998, "99.8%", false),
        (|own| own.high_95, "95%", true),
        (|own| own.low_95, "95%", true),
        (|own| own.low_998, "99.8%", false),
    ];
    let all = vec![(plot.left, plot.y(rate)), (plot.right, plot.y(rate))];
    shapes.push(Shape::Line { points: all, colour: BLACK, width: 2, is_dashed: false });
    let mut ends = vec![(plot.y(rate), words(&funnel.rate_label))];
    for (own, name, is_dashed) in ways {
        let point = |limits: &FunnelLimits| Some(plot.at(limits.people as f64, drawable(own(limits)?)?));
        let points: Vec<(i64, i64)> = funnel.limits.iter().filter_map(point).collect();
        if let (Some((_, y)), true) = (points.last(), points.len() > 1) {
            ends.push((*y, name.into()));
            shapes.push(Shape::Line { points, colour: INK, width: 1, is_dashed });
        }
    }
    let wanted: Vec<i64> = ends.iter().map(|(y, _)| *y).collect();
    let placed = apart(&wanted, LINE, (TOP, BOTTOM));
    for ((_, text), y) in ends.into_iter().zip(placed) {
        shapes.push(tick((plot.right + 6, y + 4), Anchor::Start, text));
    }
}

/// Room that something takes: left, top, right, bottom.
type Room = (i64, i64, i64, i64);

fn overlap(a: Room, b: Room) -> bool {
    a.0 < b.2 && b.0 < a.2 && a.1 < b.3 && b.1 < a.3
}

/// Names beside their dots, on the side that has room, moved up or down until they stand on no dot and no other name.
fn name_those_outside(shapes: &mut Vec<Shape>, plot: &Plot, places: &[(&FunnelPlace, f64)]) {
    let dot = |(place, rate): &(&FunnelPlace, f64)| {
        let (x, y) = plot.at(place.people as f64, *rate);
        (x - 6, y - 6, x + 6, y + 6)
    };
    let mut taken: Vec<Room> = places.iter().map(dot).collect();
    for (place, rate) in places.iter().filter(|(place, _)| place.is_outside) {
        let name = lines(&place.label, NAME);
        let width = name.iter().map(|line| line.chars().count() as i64).max().unwrap_or(0) * CHARACTER;
        let height = name.len() as i64 * LINE;
        let (x, y) = plot.at(place.people as f64, *rate);
        let room = |(left, moved): (i64, i64)| {
            let top = y + moved - height / 2;
            (left, top, left + width, top + height)
        };
        let sides = [x + 9, x - 9 - width].into_iter().filter(|left| *left >= 0 && left + width <= WIDTH);
        let sides: Vec<i64> = sides.chain([(x - width / 2).clamp(0, (WIDTH - width).max(0))]).collect();
        let moves = (0..200).map(|i| if i % 2 == 0 { i * 4 } else { -i * 4 });
        let ways = moves.flat_map(|moved| sides.iter().map(move |left| (*left, moved)));
        let is_free = |own: &Room| own.1 >= 0 && own.3 <= BOTTOM && !taken.iter().any(|other| overlap(*own, *other));
        let Some(own) = ways.map(room).find(is_free) else { continue };
        taken.push(own);
        shapes.push(Shape::Rectangle {
            x: own.0,
            y: own.1,
            width,
            height,
            fill: WHITE,
            stroke: WHITE,
            is_dashed: false,
            is_gap: false,
        });
        shapes.extend(label(&name, (own.0, own.1 + 12), Anchor::Start, false));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::svg;
    use crate::report::model::Picture;

    fn place(label: &str, people: u64, rate: f64, is_outside: bool) -> FunnelPlace {
        FunnelPlace { label: label.into(), people, rate, text: String::new(), is_outside, is_far_outside: false }
    }

    fn drawn(places: Vec<FunnelPlace>) -> Drawing {
        let limits = |people: u64| FunnelLimits {
            people,
            low_95: (people > 20).then_some(0.1),
            high_95: Some(0.4),
            low_998: None,
            high_998: Some(0.5),
        };
        let funnel =
            Funnel { rate: 0.25, rate_label: "All 25%".into(), places, limits: [10, 60, 120].map(limits).into() };
        let chart = Chart {
            id: "funnel".into(),
            number: "Figure 4".into(),
            title: "M".into(),
            subtitle: String::new(),
            description: "Heath <b>: 20%".into(),
            table: String::new(),
            source: String::new(),
            picture: Picture::Funnel(funnel.clone()),
        };
        panel(&chart, &funnel)
    }

    fn names(drawing: &Drawing) -> Vec<(Room, String)> {
        let name = |shape: &Shape| match shape {
            Shape::Words { x, y, size: 13, text, .. } => {
                Some(((*x, y - 12, x + text.chars().count() as i64 * CHARACTER, y + 3), text.clone()))
            }
            _ => None,
        };
        drawing.shapes.iter().filter_map(name).collect()
    }

    #[test]
    fn those_outside_are_named_and_nobody_else_and_names_stand_apart() {
        let mut places: Vec<FunnelPlace> =
            (0..5).map(|i| place(&format!("Halton Castle {i}"), 100 + i, 0.6, true)).collect();
        places.push(place("Heath", 50, 0.3, false));
        let names = names(&drawn(places));
        assert_eq!(names.len(), 5, "{names:?}");
        for (i, (room, _)) in names.iter().enumerate() {
            assert!(room.0 >= 0 && room.2 <= WIDTH && room.1 >= 0 && room.3 <= BOTTOM + 3, "{room:?}");
            assert!(names[i + 1..].iter().all(|(other, _)| !overlap(*room, *other)), "{names:?}");
        }
    }

    #[test]
    fn a_line_of_limits_begins_where_a_count_can_lie_beyond_it() {
        let drawing = drawn(vec![place("Heath", 120, 0.3, false)]);
        let lines: Vec<usize> = drawing
            .shapes
            .iter()
            .filter_map(|shape| match shape {
                Shape::Line { points, colour: INK, width: 1, .. } if points.len() > 2 || points[0].1 != points[1].1 => {
                    Some(points.len())
                }
                Shape::Line { points, is_dashed: true, .. } => Some(points.len()),
                _ => None,
            })
            .collect();
        assert!(lines.contains(&3) && lines.contains(&2), "{lines:?}");
        let ends = drawing.shapes.iter().filter(|shape| matches!(shape, Shape::Words { text, .. } if text == "99.8%"));
        assert_eq!(ends.count(), 1, "there is no lower one");
    }

    #[test]
    fn nothing_to_draw_is_no_fault_and_words_are_escaped() {
        let svg =
            svg::write(&drawn(vec![place("<script>", 5, f64::NAN, true), place("<i>", 0, 0.9, true)]), ("a", "b"));
        assert!(!svg.contains("NaN") && !svg.contains("<script>") && !svg.contains("<i>"), "{svg}");
        assert!(svg.contains("Heath &lt;b&gt;: 20%</desc>"), "{svg}");
    }
}
