//! A drawing as inline SVG: an image with a title and a description, in whole pixels, that draws no number which is not in it.

use std::fmt::Write;

use super::drawing::{Anchor, Drawing, Shape};
use super::html::escape;

/// Writes a drawing; its title and description get these ids, which nothing else in the page may have.
pub fn write(drawing: &Drawing, (title, description): (&str, &str)) -> String {
    let mut out = format!(
        "<svg class=\"panel\" role=\"img\" aria-labelledby=\"{title} {description}\" viewBox=\"0 0 {} {}\">\
         <title id=\"{title}\">{}</title><desc id=\"{description}\">{}</desc>",
        drawing.width,
        drawing.height,
        escape(&drawing.title),
        escape(&drawing.description)
    );
    drawing.shapes.iter().for_each(|shape| write_shape(&mut out, shape));
    out.push_str("</svg>\n");
    out
}

/// Drawings one below the other as a file of its own, with a title, what is drawn in words, and what the signs mean.
pub fn standing_alone(drawings: &[Drawing], title: &str, key: &str) -> String {
    const BESIDE: i64 = 12;
    const TOP: i64 = 8;
    let width = drawings.iter().map(|drawing| drawing.width).max().unwrap_or(0) + 2 * BESIDE;
    let between: i64 = drawings.iter().map(|drawing| drawing.height + TOP).sum();
    let height = between + TOP + if key.is_empty() { 0 } else { 24 };
    let told: Vec<&str> = drawings.iter().map(|drawing| drawing.description.as_str()).collect();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" \
         aria-labelledby=\"title description\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"Arial, Helvetica, sans-serif\"><title id=\"title\">{}</title><desc id=\"description\">{}</desc>\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#FFFFFF\"/>\n",
        escape(title),
        escape(&told.join(" "))
    );
    let mut y = TOP;
    for drawing in drawings {
        let _ = write!(out, "<g transform=\"translate({BESIDE} {y})\">");
        drawing.shapes.iter().for_each(|shape| write_shape(&mut out, shape));
        out.push_str("</g>\n");
        y += drawing.height + TOP;
    }
    if !key.is_empty() {
        let _ = writeln!(
            out,
            "<text x=\"{BESIDE}\" y=\"{}\" font-size=\"11\" fill=\"#3D3D3D\">{}</text>",
            y + 10,
            escape(key)
        );
    }
    out + "</svg>\n"
}

fn write_shape(out: &mut String, shape: &Shape) {
    let _ = match shape {
        Shape::Rectangle { x, y, width, height, fill, stroke, is_dashed, is_gap } => {
            let class = if *is_gap { "class=\"gap\" " } else { "" };
            let dashes = if *is_dashed { " stroke-dasharray=\"3 2\"" } else { "" };
            let _ = write!(
                out,
                "<rect {class}x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{fill}\" stroke=\"{stroke}\"{dashes}/>"
            );
            match is_gap {
                true => {
                    write!(out, "<path d=\"{}\" stroke=\"#767676\" fill=\"none\"/>", hatch((*x, *y), (*width, *height)))
                }
                false => Ok(()),
            }
        }
        Shape::Line { points, colour, width, is_dashed } => {
            let width = if *width == 1 { String::new() } else { format!(" stroke-width=\"{width}\"") };
            let dashes = if *is_dashed { " stroke-dasharray=\"6 3\"" } else { "" };
            write!(out, "<path d=\"{}\" stroke=\"{colour}\"{width}{dashes} fill=\"none\"/>", path(points))
        }
        Shape::Circle { x, y, radius, fill, stroke } => {
            write!(out, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"{fill}\" stroke=\"{stroke}\"/>")
        }
        Shape::Words { x, y, size, anchor, is_bold, colour, text } => {
            let anchor = match anchor {
                Anchor::Start => "start",
                Anchor::Middle => "middle",
                Anchor::End => "end",
            };
            let weight = if *is_bold { " font-weight=\"700\"" } else { "" };
            write!(
                out,
                "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" fill=\"{colour}\" text-anchor=\"{anchor}\"{weight}>{}</text>",
                escape(text)
            )
        }
    };
}

fn path(points: &[(i64, i64)]) -> String {
    let mut out = String::new();
    let mut before = None;
    for &(x, y) in points {
        let _ = match before {
            None => write!(out, "M{x} {y}"),
            Some((_, above)) if above == y => write!(out, "H{x}"),
            Some((left, _)) if left == x => write!(out, "V{y}"),
            Some(_) => write!(out, "L{x} {y}"),
        };
        before = Some((x, y));
    }
    out
}

/// Slanted lines, 6 pixels apart, over the whole of a gap.
fn hatch((x, y): (i64, i64), (width, height): (i64, i64)) -> String {
    let mut out = String::new();
    for down in (6..width + height).step_by(6) {
        let (left, below) = ((down - height).max(0), down.min(height));
        let length = below.min(width - left);
        let _ = write!(out, "M{} {}l{length} -{length}", x + left, y + below);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hatch_stays_inside_its_gap() {
        for (width, height) in [(54, 18), (18, 54), (7, 5), (40, 40)] {
            let lines = hatch((100, 200), (width, height));
            for line in lines.split('M').skip(1) {
                let numbers = line.replace('l', " ");
                let numbers: Vec<i64> = numbers.split(' ').map(|number| number.parse().unwrap()).collect();
                let [x, y, right, up] = numbers[..] else { panic!("{line}") };
                assert!(right > 0 && right == -up, "{line}");
                assert!((100..=100 + width).contains(&x) && x + right <= 100 + width, "{line}");
                assert!((200..=200 + height).contains(&y) && y + up >= 200, "{line}");
            }
        }
    }

    #[test]
    fn words_of_a_drawing_stay_words() {
        let text = "</text><script>\"&'";
        let words = Shape::Words {
            x: 1,
            y: 2,
            size: 13,
            anchor: Anchor::End,
            is_bold: true,
            colour: "#0B0C0C",
            text: text.into(),
        };
        let drawing =
            Drawing { title: text.into(), description: text.into(), width: 340, height: 20, shapes: vec![words] };
        let svg = write(&drawing, ("a", "b"));
        assert_eq!(svg.matches("&lt;/text&gt;&lt;script&gt;&quot;&amp;&#39;").count(), 3, "{svg}");
        assert!(!svg.contains("<script"), "{svg}");
        assert!(svg.contains("text-anchor=\"end\" font-weight=\"700\""), "{svg}");
    }

    #[test]
    fn a_line_is_one_path_through_its_points() {
        assert_eq!(path(&[(1, 2), (1, 9), (4, 9), (6, 3)]), "M1 2V9H4L6 3");
    }
}
