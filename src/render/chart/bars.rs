//! Rates and amounts as horizontal bars from a common axis at 0: one panel a group, with targets and intervals.

use super::words::{BLACK, CHARACTER, LINE, label, lines, tick, widest, words};
use super::{COLOURS, INK, PALE, WHITE, WIDTH, drawable, fraction_step, gap, step, thin};
use crate::render::drawing::{Anchor, Drawing, Shape};
use crate::report::format;
use crate::report::model::{Amount, AmountGroup, Bar, BarGroup};

const BAR: i64 = 18;
/// From the top of one bar to the top of the next, for labels of one line.
const STEP: i64 = 34;
/// Width of the gap that stands for a figure that is not shown.
const GAP: i64 = 54;
/// Most characters of a line of a bar's label and of its figure.
const LABEL: usize = 15;
const VALUE: usize = 12;

/// What the bars are long.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    /// Fractions, as percent.
    Rate,
    /// People and the like.
    Number,
    /// Millions of pounds.
    Money,
}

impl Unit {
    fn tick(self, value: f64) -> String {
        let thousands = (value * 1_000.0).round();
        match self {
            Unit::Rate => format!("{}%", (value * 100.0).round()),
            Unit::Number => format::count(value.round() as u64),
            Unit::Money if value == 0.0 => "£0".into(),
            Unit::Money if value < 0.001 => format!("£{}", (value * 1_000_000.0).round()),
            Unit::Money if thousands < 1_000.0 => format!("£{}k", (value * 10_000.0).round() / 10.0),
            Unit::Money => format!("£{}m", thousands / 1_000.0),
        }
    }
}

/// One panel a group with bars.
pub fn rates(number: &str, groups: &[BarGroup]) -> Vec<Drawing> {
    panels(number, groups, Unit::Rate)
}

/// One panel a measure with its numbers.
pub fn counts(number: &str, groups: &[BarGroup]) -> Vec<Drawing> {
    panels(number, groups, Unit::Number)
}

/// One panel a contract with amounts. An amount owed back has no length; its figure stands beside it.
pub fn amounts(number: &str, groups: &[AmountGroup]) -> Vec<Drawing> {
    let bar = |amount: &Amount| Bar {
        label: amount.label.clone(),
        rate: amount.pence.map(|pence| pence.0.max(0) as f64 / 1e8),
        text: amount.text.clone(),
        interval: None,
    };
    let group = |group: &AmountGroup| BarGroup {
        label: group.label.clone(),
        target: None,
        target_label: String::new(),
        bars: group.amounts.iter().map(bar).collect(),
    };
    panels(number, &groups.iter().map(group).collect::<Vec<_>>(), Unit::Money)
}

fn panels(number: &str, groups: &[BarGroup], unit: Unit) -> Vec<Drawing> {
    let axis = Axis::over(groups, unit);
    let drawn = groups.iter().filter(|group| !group.bars.is_empty());
    drawn.map(|group| Panel::new(&axis, group).draw(number)).collect()
}

pub fn key(groups: &[BarGroup]) -> Vec<&'static str> {
    let bars = || groups.iter().flat_map(|group| &group.bars);
    let signs = [
        (groups.iter().any(|group| group.target.is_some()), "Dashed line: minimum."),
        (bars().any(|bar| bar.rate.is_some() && bar.interval.is_some()), "Thin line on a bar: 95% interval."),
        (bars().any(Bar::is_hidden), "Hatched: figure not shown."),
    ];
    signs.into_iter().filter(|(is_used, _)| *is_used).map(|(_, meaning)| meaning).collect()
}

/// The rate of a bar and its interval, if the figure is shown; an interval alone is never drawn.
fn shown(bar: &Bar) -> Option<(f64, Option<(f64, f64)>)> {
    let rate = drawable(bar.rate?)?;
    let ends = bar.interval.and_then(|(low, high)| Some((drawable(low)?, drawable(high)?)));
    Some((rate, ends.map(|(low, high)| (low.min(high), low.max(high)))))
}

/// The axis of all panels of a chart, so that their bars can be compared, and their colours.
struct Axis {
    unit: Unit,
    step: f64,
    steps: i64,
    /// From where to where it runs.
    left: i64,
    right: i64,
    colours: Colours,
}

impl Axis {
    fn over(groups: &[BarGroup], unit: Unit) -> Self {
        let mut most: f64 = 0.0;
        for group in groups {
            most = most.max(group.target.and_then(drawable).unwrap_or(0.0));
            for (rate, ends) in group.bars.iter().filter_map(shown) {
                most = most.max(rate).max(ends.map_or(0.0, |(_, high)| high));
            }
        }
        // Nothing to draw: the whole range, which says nothing about what is hidden.
        let most = if most > 0.0 { most } else { 1.0 };
        let step = match unit {
            Unit::Rate => fraction_step(most, 4.0),
            // Half a person is nobody.
            Unit::Number => step(most, 3.0).max(1.0),
            Unit::Money => step(most, 3.0),
        };
        let bars = || groups.iter().flat_map(|group| &group.bars);
        let labels: Vec<_> = bars().map(|bar| lines(&bar.label, LABEL)).collect();
        let values: Vec<_> = bars().map(|bar| lines(&bar.text, VALUE)).collect();
        Axis {
            unit,
            step,
            steps: ((most / step - 1e-9).ceil() as i64).max(1),
            left: (widest(&labels) + 8).clamp(40, 120),
            right: WIDTH - (widest(&values) + 8).clamp(36, 96),
            colours: Colours::of(groups),
        }
    }

    fn x(&self, fraction: f64) -> i64 {
        let share = fraction / (self.step * self.steps as f64);
        self.left + (share * (self.right - self.left) as f64).round() as i64
    }
}

/// One colour a label, the same in every panel; one colour for all when there are more labels than colours.
struct Colours(Vec<String>);

impl Colours {
    fn of(groups: &[BarGroup]) -> Self {
        let mut labels: Vec<String> = Vec::new();
        for bar in groups.iter().flat_map(|group| &group.bars) {
            if !labels.contains(&bar.label) {
                labels.push(bar.label.clone());
            }
        }
        Colours(if labels.len() > COLOURS.len() { Vec::new() } else { labels })
    }

    fn colour(&self, label: &str) -> &'static str {
        COLOURS[self.0.iter().position(|known| known == label).unwrap_or(0)]
    }
}

/// Where things stand in one panel.
struct Panel<'a> {
    axis: &'a Axis,
    group: &'a BarGroup,
    labels: Vec<Vec<String>>,
    values: Vec<Vec<String>>,
    heading: Vec<String>,
    target: Vec<String>,
}

impl<'a> Panel<'a> {
    fn new(axis: &'a Axis, group: &'a BarGroup) -> Self {
        let labels: Vec<_> = group.bars.iter().map(|bar| lines(&bar.label, LABEL)).collect();
        let values: Vec<_> = group.bars.iter().map(|bar| lines(&bar.text, VALUE)).collect();
        let target =
            if group.target.and_then(drawable).is_some() { lines(&group.target_label, 44) } else { Vec::new() };
        Panel { axis, group, labels, values, heading: lines(&group.label, 42), target }
    }

    fn draw(&self, number: &str) -> Drawing {
        let mut shapes: Vec<Shape> = label(&self.heading, (0, 14), Anchor::Start, true).collect();
        let mut y = 16 + self.heading.len() as i64 * (LINE + 2);
        let target_top = y;
        y += if self.target.is_empty() { 0 } else { self.target.len() as i64 * LINE + 6 };
        let bars_top = y;
        let tops: Vec<i64> = (0..self.group.bars.len())
            .map(|i| {
                let top = y;
                y += STEP + LINE * (self.labels[i].len().max(self.values[i].len()) as i64 - 1);
                top
            })
            .collect();
        self.draw_axis(&mut shapes, bars_top - 4, y);
        for (i, bar) in self.group.bars.iter().enumerate() {
            self.draw_bar(&mut shapes, i, bar, tops[i]);
        }
        self.draw_target(&mut shapes, target_top, y);
        for (bar, top) in self.group.bars.iter().zip(&tops) {
            if let Some((_, Some((low, high)))) = shown(bar) {
                draw_whisker(&mut shapes, self.axis.x(low), self.axis.x(high), top + BAR / 2);
            }
        }
        Drawing {
            title: format!("{}: {}", words(number), words(&self.group.label)),
            description: self.told(),
            width: WIDTH,
            height: y + 22,
            shapes,
        }
    }

    /// The panel in words, as printed beside the bars.
    fn told(&self) -> String {
        let bars = self.group.bars.iter().map(|bar| format!("{}: {}", words(&bar.label), words(&bar.text)));
        let target = self.group.target.and_then(drawable).map(|_| words(&self.group.target_label));
        bars.chain(target).map(|told| format!("{told}.")).collect::<Vec<_>>().join(" ")
    }

    fn draw_axis(&self, shapes: &mut Vec<Shape>, top: i64, bottom: i64) {
        for i in 0..=self.axis.steps {
            let x = self.axis.x(self.axis.step * i as f64);
            shapes.push(thin((x, top), (x, bottom), if i == 0 { INK } else { PALE }));
            let value = self.axis.unit.tick(self.axis.step * i as f64);
            // The last number would be cut off at the edge of the drawing.
            let half = value.chars().count() as i64 * 4;
            shapes.push(tick((x.min(WIDTH - half), bottom + 16), Anchor::Middle, value));
        }
    }

    fn draw_bar(&self, shapes: &mut Vec<Shape>, i: usize, bar: &Bar, top: i64) {
        shapes.extend(label(&self.labels[i], (0, top + 14), Anchor::Start, false));
        shapes.extend(label(&self.values[i], (WIDTH, top + 14), Anchor::End, true));
        let x = self.axis.left;
        match shown(bar) {
            Some((rate, _)) => shapes.push(Shape::Rectangle {
                x,
                y: top,
                width: self.axis.x(rate) - x,
                height: BAR,
                fill: self.axis.colours.colour(&bar.label),
                stroke: INK,
                is_dashed: false,
                is_gap: false,
            }),
            None if bar.is_hidden() => shapes.push(gap((x, top), (GAP, BAR))),
            None => {}
        }
    }

    /// The target as a dashed line with its label above.
    fn draw_target(&self, shapes: &mut Vec<Shape>, top: i64, bottom: i64) {
        let Some(target) = self.group.target.and_then(drawable) else { return };
        let x = self.axis.x(target);
        // Wider than its letters are on the whole: at the edge of the drawing it would be cut off.
        let half = widest(std::slice::from_ref(&self.target)) / 2 + CHARACTER;
        let middle = x.min(WIDTH - half).max(half);
        shapes.extend(label(&self.target, (middle, top + 11), Anchor::Middle, false));
        let points = vec![(x, top + self.target.len() as i64 * LINE), (x, bottom)];
        shapes.push(Shape::Line { points: points.clone(), colour: WHITE, width: 4, is_dashed: false });
        shapes.push(Shape::Line { points, colour: BLACK, width: 2, is_dashed: true });
    }
}

/// The ends of an interval, with a pale edge so that it shows on a dark bar.
fn draw_whisker(shapes: &mut Vec<Shape>, low: i64, high: i64, y: i64) {
    let end = |x: i64| vec![(x, y - 5), (x, y + 5)];
    for (colour, width) in [(WHITE, 5), (BLACK, 2)] {
        let lines = [vec![(low, y), (high, y)], end(low), end(high)];
        shapes.extend(lines.map(|points| Shape::Line { points, colour, width, is_dashed: false }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::svg;

    fn bar(rate: Option<f64>, interval: Option<(f64, f64)>) -> Bar {
        Bar { label: "Ingeus".into(), rate, text: if rate.is_some() { "23.4%" } else { "[c]" }.into(), interval }
    }

    fn drawn(groups: Vec<(Option<f64>, Vec<Bar>)>) -> Vec<String> {
        let group =
            |(target, bars)| BarGroup { label: "Job starts".into(), target, target_label: "Minimum 20%".into(), bars };
        let groups: Vec<BarGroup> = groups.into_iter().map(group).collect();
        rates("Figure 1", &groups).iter().map(|drawing| svg::write(drawing, ("title", "values"))).collect()
    }

    #[test]
    fn a_figure_not_shown_is_a_hatched_gap_whatever_its_interval_is() {
        let hidden = |interval| drawn(vec![(Some(0.2), vec![bar(Some(0.234), None), bar(None, interval)])]).concat();
        let plain = hidden(None);
        assert!(plain.contains("class=\"gap\"") && plain.contains("width=\"54\" height=\"18\""), "{plain}");
        assert_eq!(plain, hidden(Some((0.1, 0.9))), "a hidden figure's interval must move nothing");
        assert_eq!(plain.matches("<rect").count(), 2);
    }

    #[test]
    fn where_there_is_no_figure_nothing_stands_in_its_place() {
        let none = Bar { text: "[z]".into(), ..bar(None, None) };
        let svg = drawn(vec![(Some(0.2), vec![none])]).concat();
        assert!(svg.contains(">[z]</text>") && !svg.contains("<rect"), "{svg}");
    }

    #[test]
    fn a_targets_label_at_the_end_of_the_axis_has_room_for_wide_letters() {
        let svg = drawn(vec![(Some(0.2), vec![bar(None, None)])]).concat();
        let label = svg.find(">Minimum 20%</text>").unwrap();
        let x = svg[..label].rsplit("<text x=\"").next().unwrap().split('"').next().unwrap();
        assert!(x.parse::<i64>().unwrap() + 45 <= WIDTH, "{svg}");
    }

    #[test]
    fn the_same_gap_is_drawn_for_any_axis() {
        let gap = |rate| {
            let svg = drawn(vec![(None, vec![bar(Some(rate), None), bar(None, None)])]).concat();
            let at = svg.find("<rect class=\"gap\"").unwrap();
            svg[at..].split("/>").next().unwrap().to_owned()
        };
        assert_eq!(gap(0.05), gap(0.95));
    }

    #[test]
    fn a_bar_is_as_long_as_its_share_of_the_axis() {
        // The axis runs to 40%: label column 50 pixels, value column 43, plot 247.
        let svg = drawn(vec![(Some(0.4), vec![bar(Some(0.2), None)])]).concat();
        assert!(svg.contains("<rect x=\"50\" y=\"54\" width=\"124\""), "{svg}");
        assert!(svg.contains(">40%</text>") && !svg.contains(">50%</text>"), "{svg}");
    }

    #[test]
    fn amounts_are_bars_from_nought_on_one_scale_and_what_is_owed_back_has_none() {
        let amount = |label: &str, pence: Option<i64>| Amount {
            label: label.into(),
            pence: pence.map(crate::vocabulary::Pence),
            text: pence.map_or("[z]".into(), |pence| format!("£{}", pence / 100)),
        };
        let groups = [("North", 4_000_000), ("South", 2_000_000)].map(|(label, achieved)| AmountGroup {
            label: label.into(),
            amounts: vec![amount("Achieved", Some(achieved)), amount("Claimed", Some(-500)), amount("Paid", None)],
        });
        let panels: Vec<String> =
            amounts("Figure 5", &groups).iter().map(|drawing| svg::write(drawing, ("title", "values"))).collect();
        let widths = panels.iter().map(|svg| {
            let widths = svg.split("<rect ").skip(1).map(|rest| rest.split("width=\"").nth(1).unwrap());
            widths.map(|rest| rest.split('"').next().unwrap().parse().unwrap()).collect::<Vec<i64>>()
        });
        let widths: Vec<Vec<i64>> = widths.collect();
        assert!(widths.iter().all(|own| own.len() == 2 && own[1] == 0), "{widths:?}");
        assert!((widths[0][0] - 2 * widths[1][0]).abs() <= 1, "{widths:?}");
        assert!(panels.iter().all(|svg| svg.contains(">£40k</text>") && svg.contains(">£0</text>")), "{panels:?}");
        assert!(panels[0].contains("Achieved: £40000. Claimed: £-5. Paid: [z].</desc>"), "{panels:?}");
    }

    #[test]
    fn numbers_at_an_axis_of_money_are_short() {
        let told = |pounds: f64| Unit::Money.tick(pounds / 1e6);
        assert_eq!(
            [0.0, 500.0, 1_000.0, 2_500.0, 20_000.0, 1_500_000.0].map(told).join(" "),
            "£0 £500 £1k £2.5k £20k £1.5m"
        );
    }

    #[test]
    fn panels_share_one_axis() {
        let both = drawn(vec![(None, vec![bar(Some(0.05), None)]), (None, vec![bar(Some(0.8), None)])]);
        assert!(both.iter().all(|svg| svg.contains(">80%</text>")), "{both:?}");
    }

    #[test]
    fn nothing_to_draw_is_no_fault() {
        assert!(drawn(vec![]).is_empty());
        assert!(drawn(vec![(Some(0.2), vec![])]).is_empty());
        let svg = drawn(vec![(None, vec![bar(None, None), bar(Some(f64::NAN), Some((0.1, 0.2)))])]).concat();
        assert_eq!(svg.matches("class=\"gap\"").count(), 2);
        assert!(svg.contains(">100%</text>") && !svg.contains("NaN"), "{svg}");
    }

    #[test]
    fn a_panel_is_told_in_words_and_its_words_are_escaped() {
        let mut hostile = bar(Some(0.1), None);
        hostile.label = "<b>&\"Prime\"</b>".into();
        let svg = drawn(vec![(Some(0.2), vec![hostile])]).concat();
        assert!(svg.contains("&lt;b&gt;&amp;&quot;Prime&quot;&lt;/b&gt;: 23.4%. Minimum 20%.</desc>"), "{svg}");
        assert!(!svg.contains("<b>"));
    }

    #[test]
    fn every_coordinate_is_a_whole_pixel() {
        let svg = drawn(vec![(Some(0.213), vec![bar(Some(0.2345), Some((0.1111, 0.3333)))])]).concat();
        let path = svg.split(" d=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
        assert!(path.clone().count() > 5 && path.clone().all(|d| !d.contains('.')), "{svg}");
    }
}
