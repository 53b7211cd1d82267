//! A line over time, from months, quarters or years of joining.

use super::bars::{notes, told};
use super::{Chart, Drawn, Look, ascii, end_of, following, most, width_of};
use crate::metrics::Dimension;
use crate::report::format;

const HEIGHT: usize = 10;

/// Dots of a letter of Braille.
const DOTS: (usize, usize) = (2, 4);
const BRAILLE: u32 = 0x2800;
const BITS: [[u32; 4]; 2] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];

pub fn draw(chart: &Chart, series: usize, time: Dimension, look: Look) -> Vec<String> {
    let (points, others) = in_order(chart, time);
    let end = end_of(most(chart, |at| at == series));
    let ticks = [end, end / 2.0, 0.0].map(|value| chart.unit.tick(value));
    let left = ticks.iter().map(|tick| width_of(tick)).max().unwrap_or(0);
    let room = look.width.saturating_sub(left + 2).max(1);
    let first = points.len().saturating_sub(room);
    let points = &points[first..];
    let each = (room / points.len().max(1)).max(1);
    let mut canvas = Canvas::new(each * points.len(), look);
    let mut before = None;
    for (at, (_, row)) in points.iter().enumerate() {
        let value = row.map(|row| &row.values[series]);
        match value.and_then(|value| value.number) {
            Some(number) => {
                let place = canvas.place(at, each, number / end);
                canvas.line(before.unwrap_or(place), place);
                before = Some(place);
            }
            None => {
                before = None;
                if value.is_some_and(super::Value::is_hidden) {
                    canvas.hatch(at * each..(at + 1) * each);
                }
            }
        }
    }
    let mut out = vec![format!("{} ({})", chart.series[series], chart.unit.words()), String::new()];
    let edge = if look.is_ascii { '|' } else { '│' };
    for (at, line) in canvas.rows().into_iter().enumerate() {
        let tick = match at {
            0 => &ticks[0],
            at if at == HEIGHT / 2 => &ticks[1],
            at if at + 1 == HEIGHT => &ticks[2],
            _ => "",
        };
        let line = if look.is_coloured { format!("\u{1b}[36m{line}\u{1b}[0m") } else { line };
        out.push(format!("{tick:>left$} {edge}{line}"));
    }
    let ruler = if look.is_ascii { ('+', "-") } else { ('└', "─") };
    let pad = " ".repeat(left + 1);
    out.push(format!("{pad}{}{}", ruler.0, ruler.1.repeat(each * points.len())));
    out.extend(below(points, series, each).into_iter().map(|line| format!("{pad} {line}")));
    if first > 0 {
        out.push(format!("the first {first} are not drawn: there is no room for them"));
    }
    let single = only(chart, series);
    out.extend(others.into_iter().map(|row| told(&of_series(row, series), &single)));
    out.extend(notes(&single, look));
    if look.is_ascii { out.iter().map(|line| ascii(line)).collect() } else { out }
}

/// The times in their order, each there is; and the rows that are no time.
fn in_order(chart: &Chart, time: Dimension) -> (Vec<(String, Option<&Drawn>)>, Vec<&Drawn>) {
    let (mut times, others): (Vec<&Drawn>, Vec<&Drawn>) =
        chart.rows.iter().partition(|row| following(time, &row.label).is_some());
    times.sort_by(|one, other| one.label.cmp(&other.label));
    let mut points: Vec<(String, Option<&Drawn>)> = Vec::new();
    for row in times {
        let mut next = points.last().and_then(|(name, _)| following(time, name));
        while let Some(name) = next.take().filter(|name| *name < row.label) {
            next = following(time, &name);
            points.push((name, None));
        }
        points.push((row.label.clone(), Some(row)));
    }
    (points, others)
}

/// A chart of one of the series.
fn only(chart: &Chart, series: usize) -> Chart {
    Chart {
        unit: chart.unit,
        series: vec![chart.series[series].clone()],
        rows: chart.rows.iter().map(|row| of_series(row, series)).collect(),
        total: chart.total.as_ref().map(|row| of_series(row, series)),
    }
}

fn of_series(row: &Drawn, series: usize) -> Drawn {
    Drawn { label: row.label.clone(), values: vec![row.values[series].clone()], minimums: vec![row.minimums[series]] }
}

/// Which times are hidden, and the names of as many as there is room for.
fn below(points: &[(String, Option<&Drawn>)], series: usize, each: usize) -> Vec<String> {
    let width = each * points.len();
    let (mut marks, mut names) = (vec![' '; width], vec![' '; width + 12]);
    let mark = if each >= format::HIDDEN.len() { format::HIDDEN } else { "c" };
    let mut free = 0;
    for (at, (name, row)) in points.iter().enumerate() {
        let middle = at * each + each / 2;
        if row.is_some_and(|row| row.values[series].is_hidden()) {
            write_at(&mut marks, middle.saturating_sub(mark.len() / 2), mark);
        }
        let first = middle.saturating_sub(name.len() / 2);
        if first >= free && first + name.len() <= width.max(name.len()) {
            write_at(&mut names, first, name);
            free = first + name.len() + 2;
        }
    }
    let text = |letters: Vec<char>| letters.into_iter().collect::<String>().trim_end().to_string();
    [text(marks), text(names)].into_iter().filter(|line| !line.is_empty()).collect()
}

fn write_at(letters: &mut [char], first: usize, text: &str) {
    text.chars().enumerate().for_each(|(at, letter)| {
        if let Some(place) = letters.get_mut(first + at) {
            *place = letter;
        }
    });
}

/// Dots, and columns that are hatched.
struct Canvas {
    width: usize,
    /// Dots of a letter across and down.
    dots: (usize, usize),
    is_set: Vec<bool>,
    is_hatched: Vec<bool>,
    look: Look,
}

impl Canvas {
    fn new(width: usize, look: Look) -> Canvas {
        let dots = if look.is_ascii { (1, 1) } else { DOTS };
        let is_set = vec![false; width * dots.0 * HEIGHT * dots.1];
        Canvas { width, dots, is_set, is_hatched: vec![false; width], look }
    }

    /// The dot of a value: across, and up from nought.
    fn place(&self, at: usize, each: usize, share: f64) -> (i64, i64) {
        let across = (at * each * self.dots.0 + each * self.dots.0 / 2) as i64;
        let most = (HEIGHT * self.dots.1 - 1) as f64;
        (across, (share.clamp(0.0, 1.0) * most).round() as i64)
    }

    /// A straight line of dots.
    fn line(&mut self, from: (i64, i64), to: (i64, i64)) {
        let steps = (to.0 - from.0).abs().max((to.1 - from.1).abs()).max(1);
        for step in 0..=steps {
            let between =
                |from: i64, to: i64| from + ((to - from) * step * 2 + steps * (to - from).signum()) / (steps * 2);
            self.set(between(from.0, to.0), between(from.1, to.1));
        }
    }

    fn set(&mut self, across: i64, up: i64) {
        let (width, height) = ((self.width * self.dots.0) as i64, (HEIGHT * self.dots.1) as i64);
        if (0..width).contains(&across) && (0..height).contains(&up) {
            self.is_set[((height - 1 - up) * width + across) as usize] = true;
        }
    }

    fn hatch(&mut self, columns: std::ops::Range<usize>) {
        self.is_hatched[columns].fill(true);
    }

    fn rows(&self) -> Vec<String> {
        (0..HEIGHT).map(|row| (0..self.width).map(|column| self.letter(row, column)).collect()).collect()
    }

    fn letter(&self, row: usize, column: usize) -> char {
        if self.is_hatched[column] {
            return if self.look.is_ascii { '/' } else { '╱' };
        }
        let across = self.width * self.dots.0;
        let is_set = |x: usize, y: usize| self.is_set[(row * self.dots.1 + y) * across + column * self.dots.0 + x];
        if self.look.is_ascii {
            return if is_set(0, 0) { '*' } else { ' ' };
        }
        let all = (0..self.dots.0).flat_map(|x| (0..self.dots.1).map(move |y| (x, y)));
        let bits = all.filter(|(x, y)| is_set(*x, *y)).fold(0, |bits, (x, y)| bits | BITS[x][y]);
        if bits == 0 { ' ' } else { char::from_u32(BRAILLE + bits).unwrap_or(' ') }
    }
}
