//! Charts of rates as inline SVG: one panel a group, horizontal bars from a common axis at 0, in whole pixels.
//!
//! A panel is narrow enough to be read on a telephone without being scaled down; two stand side by
//! side where there is room. It is drawn from published figures only: a figure that is not shown
//! has a hatched gap of fixed size, and nothing about it moves the axis.

use std::fmt::Write;

use super::html::escape;
use super::view::clean;
use crate::report::model::{Bar, BarGroup, RateChart};

/// The government palette for charts, in its order.
const COLOURS: [&str; 4] = ["#12436D", "#28A197", "#801650", "#F46A25"];
/// Text, axes, whiskers and outlines.
const INK: &str = "#3D3D3D";
const WIDTH: i64 = 340;
const BAR: i64 = 18;
/// From the top of one bar to the top of the next, for labels of one line.
const STEP: i64 = 34;
const LINE: i64 = 15;
/// Size of the gap that stands for a figure that is not shown.
const GAP: i64 = 54;
/// Mean width of a character at the size of a label (13) and of a bold one, in whole pixels rounded up.
const CHARACTER: i64 = 7;
/// Most characters of a line of a bar's label and of its figure.
const LABEL: usize = 15;
const VALUE: usize = 12;

/// The drawings of a chart, one a group with bars. `anchor` gives each part an id of its own.
pub fn panels(chart: &RateChart, mut anchor: impl FnMut(&str) -> String) -> Vec<String> {
    let axis = Axis::over(chart);
    let groups = chart.groups.iter().filter(|group| !group.bars.is_empty());
    groups
        .enumerate()
        .map(|(i, group)| {
            let ids = (anchor(&format!("panel-{}", i + 1)), anchor(&format!("panel-{}-values", i + 1)));
            Panel::new(&axis, group).draw(chart, &ids)
        })
        .collect()
}

/// A fraction that can be drawn; what is not a number is a figure that is not there.
fn drawable(fraction: f64) -> Option<f64> {
    fraction.is_finite().then(|| fraction.clamp(0.0, 10.0))
}

/// The rate of a bar and its interval, if the figure is shown; an interval alone is never drawn.
fn shown(bar: &Bar) -> Option<(f64, Option<(f64, f64)>)> {
    let rate = drawable(bar.rate?)?;
    let ends = bar.interval.and_then(|(low, high)| Some((drawable(low)?, drawable(high)?)));
    Some((rate, ends.map(|(low, high)| (low.min(high), low.max(high)))))
}

/// The axis of all panels of a chart, so that their bars can be compared, and their colours.
struct Axis {
    step: f64,
    steps: i64,
    /// From where to where it runs.
    left: i64,
    right: i64,
    colours: Colours,
}

impl Axis {
    fn over(chart: &RateChart) -> Self {
        let mut most: f64 = 0.0;
        for group in &chart.groups {
            most = most.max(group.target.and_then(drawable).unwrap_or(0.0));
            for (rate, ends) in group.bars.iter().filter_map(shown) {
                most = most.max(rate).max(ends.map_or(0.0, |(_, high)| high));
            }
        }
        // Nothing to draw: the whole range, which says nothing about what is hidden.
        let most = if most > 0.0 { most } else { 1.0 };
        let candidates = [0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0];
        let step = candidates.into_iter().find(|step| most / step <= 4.0 + 1e-9).unwrap_or(5.0);
        let bars = || chart.groups.iter().flat_map(|group| &group.bars);
        let labels: Vec<_> = bars().map(|bar| lines(&bar.label, LABEL)).collect();
        let values: Vec<_> = bars().map(|bar| lines(&bar.text, VALUE)).collect();
        Axis {
            step,
            steps: ((most / step - 1e-9).ceil() as i64).max(1),
            left: (widest(&labels) + 8).clamp(40, 120),
            right: WIDTH - (widest(&values) + 8).clamp(36, 96),
            colours: Colours::of(chart),
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
    fn of(chart: &RateChart) -> Self {
        let mut labels: Vec<String> = Vec::new();
        for bar in chart.groups.iter().flat_map(|group| &group.bars) {
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

    fn draw(&self, chart: &RateChart, (title, values): &(String, String)) -> String {
        let mut body = String::new();
        write_lines(&mut body, &self.heading, (0, 14), "start", true);
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
        self.draw_axis(&mut body, bars_top - 4, y);
        for (i, bar) in self.group.bars.iter().enumerate() {
            self.draw_bar(&mut body, i, bar, tops[i]);
        }
        self.draw_target(&mut body, target_top, y);
        for (bar, top) in self.group.bars.iter().zip(&tops) {
            if let Some((_, Some((low, high)))) = shown(bar) {
                draw_whisker(&mut body, self.axis.x(low), self.axis.x(high), top + BAR / 2);
            }
        }
        let (heading, told) = (escape(&words(&self.group.label)), escape(&self.told()));
        let number = escape(&words(&chart.number));
        format!(
            "<svg class=\"panel\" role=\"img\" aria-labelledby=\"{title} {values}\" viewBox=\"0 0 {WIDTH} {}\">\
             <title id=\"{title}\">{number}: {heading}</title><desc id=\"{values}\">{told}</desc>{body}</svg>\n",
            y + 22
        )
    }

    /// The panel in words, as printed beside the bars.
    fn told(&self) -> String {
        let bars = self.group.bars.iter().map(|bar| format!("{}: {}", words(&bar.label), words(&bar.text)));
        let target = self.group.target.and_then(drawable).map(|_| words(&self.group.target_label));
        bars.chain(target).map(|told| format!("{told}.")).collect::<Vec<_>>().join(" ")
    }

    fn draw_axis(&self, out: &mut String, top: i64, bottom: i64) {
        for i in 0..=self.axis.steps {
            let x = self.axis.x(self.axis.step * i as f64);
            let colour = if i == 0 { INK } else { "#D9D9D9" };
            let _ = write!(out, "<path d=\"M{x} {top}V{bottom}\" stroke=\"{colour}\"/>");
            let percent = (self.axis.step * 100.0 * i as f64).round();
            let _ = write!(
                out,
                "<text x=\"{x}\" y=\"{}\" font-size=\"12\" fill=\"{INK}\" text-anchor=\"middle\">{percent}%</text>",
                bottom + 16
            );
        }
    }

    fn draw_bar(&self, out: &mut String, i: usize, bar: &Bar, top: i64) {
        write_lines(out, &self.labels[i], (0, top + 14), "start", false);
        write_lines(out, &self.values[i], (WIDTH, top + 14), "end", true);
        let Some((rate, _)) = shown(bar) else {
            return if bar.is_hidden() {
                draw_gap(out, self.axis.left, top)
            };
        };
        let width = self.axis.x(rate) - self.axis.left;
        let fill = self.axis.colours.colour(&bar.label);
        let _ = write!(
            out,
            "<rect x=\"{}\" y=\"{top}\" width=\"{width}\" height=\"{BAR}\" fill=\"{fill}\" stroke=\"{INK}\"/>",
            self.axis.left
        );
    }

    /// The target as a dashed line with its label above.
    fn draw_target(&self, out: &mut String, top: i64, bottom: i64) {
        let Some(target) = self.group.target.and_then(drawable) else { return };
        let x = self.axis.x(target);
        // Wider than its letters are on the whole: at the edge of the drawing it would be cut off.
        let half = widest(std::slice::from_ref(&self.target)) / 2 + CHARACTER;
        let middle = x.min(WIDTH - half).max(half);
        write_lines(out, &self.target, (middle, top + 11), "middle", false);
        let line = top + self.target.len() as i64 * LINE;
        let _ = write!(
            out,
            "<path d=\"M{x} {line}V{bottom}\" stroke=\"#FFFFFF\" stroke-width=\"4\"/>\
             <path d=\"M{x} {line}V{bottom}\" stroke=\"#0B0C0C\" stroke-width=\"2\" stroke-dasharray=\"6 3\"/>"
        );
    }
}

/// The gap of a figure that is not shown: the same size whatever the figure is.
fn draw_gap(out: &mut String, x: i64, y: i64) {
    let mut hatch = String::new();
    for i in 0..=6 {
        let _ = write!(hatch, "M{} {}l18 -18", x + 6 * i, y + BAR);
    }
    for i in [6, 12] {
        let _ = write!(hatch, "M{x} {}l{i} -{i}M{} {}l{i} -{i}", y + i, x + GAP - i, y + BAR);
    }
    let _ = write!(
        out,
        "<rect class=\"gap\" x=\"{x}\" y=\"{y}\" width=\"{GAP}\" height=\"{BAR}\" fill=\"#FFFFFF\" stroke=\"{INK}\" stroke-dasharray=\"3 2\"/>\
         <path d=\"{hatch}\" stroke=\"#767676\" fill=\"none\"/>"
    );
}

/// The ends of an interval, with a pale edge so that it shows on a dark bar.
fn draw_whisker(out: &mut String, low: i64, high: i64, y: i64) {
    let path = format!("M{low} {y}H{high}M{low} {}v10M{high} {}v10", y - 5, y - 5);
    let _ = write!(
        out,
        "<path d=\"{path}\" stroke=\"#FFFFFF\" stroke-width=\"5\" fill=\"none\"/>\
         <path d=\"{path}\" stroke=\"#0B0C0C\" stroke-width=\"2\" fill=\"none\"/>"
    );
}

fn words(text: &str) -> String {
    clean(text).trim().into()
}

/// Breaks words into lines of at most so many characters; SVG does not do so.
fn lines(text: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<Vec<char>> = Vec::new();
    for word in clean(text).split_whitespace() {
        let word: Vec<char> = word.chars().collect();
        match lines.last_mut() {
            Some(line) if line.len() + 1 + word.len() <= most => {
                line.push(' ');
                line.extend(&word);
            }
            // A word longer than a line is broken: cut off, it could lose a digit.
            _ => lines.extend(word.chunks(most).map(<[char]>::to_vec)),
        }
    }
    lines.into_iter().map(|line| line.into_iter().collect()).collect()
}

/// Estimated width of the longest line in pixels.
fn widest(blocks: &[Vec<String>]) -> i64 {
    blocks.iter().flatten().map(|line| line.chars().count() as i64 * CHARACTER).max().unwrap_or(0)
}

fn write_lines(out: &mut String, lines: &[String], (x, y): (i64, i64), anchor: &str, bold: bool) {
    for (i, line) in lines.iter().enumerate() {
        let weight = if bold { " font-weight=\"700\"" } else { "" };
        let _ = write!(
            out,
            "<text x=\"{x}\" y=\"{}\" font-size=\"13\" fill=\"#0B0C0C\" text-anchor=\"{anchor}\"{weight}>{}</text>",
            y + i as i64 * LINE,
            escape(line)
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::model::BarGroup;

    fn bar(rate: Option<f64>, interval: Option<(f64, f64)>) -> Bar {
        Bar { label: "Ingeus".into(), rate, text: if rate.is_some() { "23.4%" } else { "[c]" }.into(), interval }
    }

    fn drawn(groups: Vec<(Option<f64>, Vec<Bar>)>) -> Vec<String> {
        let group =
            |(target, bars)| BarGroup { label: "Job starts".into(), target, target_label: "Minimum 20%".into(), bars };
        let chart = RateChart {
            id: "figure-1".into(),
            number: "Figure 1".into(),
            title: String::new(),
            subtitle: String::new(),
            description: String::new(),
            table: String::new(),
            source: String::new(),
            groups: groups.into_iter().map(group).collect(),
        };
        panels(&chart, |part| part.into())
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
    fn a_long_word_is_broken_and_loses_nothing() {
        assert_eq!(lines("Llanfairpwllgwyngyll one", 10), ["Llanfairpw", "llgwyngyll", "one"]);
    }

    #[test]
    fn every_coordinate_is_a_whole_pixel() {
        let svg = drawn(vec![(Some(0.213), vec![bar(Some(0.2345), Some((0.1111, 0.3333)))])]).concat();
        let path = svg.split(" d=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
        assert!(path.clone().count() > 5 && path.clone().all(|d| !d.contains('.')), "{svg}");
    }
}
