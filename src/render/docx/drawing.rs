//! A drawing as shapes of DrawingML, which Word scales and prints without loss: no picture, no font of its own.

use super::paragraph::{Ids, Paragraph};
use super::words;
use super::xml::Xml;
use crate::render::drawing::{Anchor, Drawing, Shape};

/// English Metric Units in a pixel of 1/96 inch, and in a point.
const PIXEL: i64 = 9525;
const POINT: i64 = 12_700;
/// Width of the text of a page: 17 cm.
const PAGE: i64 = 17 * 360_000;
/// Width of one of two drawings side by side: 8.2 cm.
const HALF: i64 = 82 * 36_000;
/// A drawing of more pixels has a row of its own.
const NARROW: i64 = 400;
/// Height of the letters of Arial above the line that they stand on, in thousandths of their size.
const ASCENT: i64 = 905;

/// Drawings that stand side by side.
pub struct Row {
    pub drawings: Vec<Drawing>,
    /// How many English Metric Units a pixel is.
    pub unit: i64,
}

/// The drawings of a chart in rows: narrow ones two by two, others by themselves.
pub fn rows(drawings: Vec<Drawing>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for drawing in drawings {
        let is_narrow = drawing.width <= NARROW;
        match rows.last_mut() {
            Some(row) if is_narrow && row.drawings.len() == 1 && row.drawings[0].width <= NARROW => {
                row.drawings.push(drawing);
            }
            _ => rows.push(Row { drawings: vec![drawing], unit: PIXEL }),
        }
    }
    for row in &mut rows {
        let widest = row.drawings.iter().map(|drawing| drawing.width).max().unwrap_or(1).max(1);
        let room = if widest <= NARROW { HALF } else { PAGE };
        row.unit = PIXEL.min(room / widest);
    }
    rows
}

/// A run with the drawing, and its description in words for a program that cannot draw it.
pub fn write(xml: &mut Xml, drawing: &Drawing, unit: i64, ids: &mut Ids) {
    xml.element("w:r", &[], |xml| {
        xml.element("mc:AlternateContent", &[], |xml| {
            xml.element("mc:Choice", &[("Requires", "wpg")], |xml| inline(xml, drawing, unit, ids));
            xml.element("mc:Fallback", &[], |xml| xml.text("w:t", &[], &words(&drawing.description)));
        });
    });
}

fn inline(xml: &mut Xml, drawing: &Drawing, unit: i64, ids: &mut Ids) {
    let (width, height) = (drawing.width * unit, drawing.height * unit);
    let id = ids.next();
    let none = ["distT", "distB", "distL", "distR"].map(|side| (side, "0"));
    xml.element("w:drawing", &[], |xml| {
        xml.element("wp:inline", &none, |xml| {
            pair(xml, "wp:extent", ("cx", width), ("cy", height));
            let name = format!("Drawing {id}");
            let (title, description) = (words(&drawing.title), words(&drawing.description));
            xml.leaf("wp:docPr", &[("id", &id), ("name", &name), ("descr", &description), ("title", &title)]);
            xml.leaf("wp:cNvGraphicFramePr", &[]);
            xml.element("a:graphic", &[], |xml| {
                let uri = "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup";
                xml.element("a:graphicData", &[("uri", uri)], |xml| {
                    xml.element("wpg:wgp", &[], |xml| group(xml, drawing, (width, height), unit, ids));
                });
            });
        });
    });
}

fn group(xml: &mut Xml, drawing: &Drawing, (width, height): (i64, i64), unit: i64, ids: &mut Ids) {
    xml.leaf("wpg:cNvGrpSpPr", &[]);
    xml.element("wpg:grpSpPr", &[], |xml| {
        xml.element("a:xfrm", &[], |xml| {
            for (offset, extent) in [("a:off", "a:ext"), ("a:chOff", "a:chExt")] {
                pair(xml, offset, ("x", 0), ("y", 0));
                pair(xml, extent, ("cx", width), ("cy", height));
            }
        });
    });
    for shape in &drawing.shapes {
        let pen = Pen { unit, width: drawing.width };
        let is_words = matches!(shape, Shape::Words { .. });
        xml.element("wps:wsp", &[], |xml| {
            let id = ids.next();
            xml.leaf("wps:cNvPr", &[("id", &id), ("name", &format!("Shape {id}"))]);
            xml.leaf("wps:cNvSpPr", if is_words { &[("txBox", "1")] } else { &[] });
            pen.draw(xml, shape);
        });
    }
}

/// Two numbers as attributes of an element.
fn pair(xml: &mut Xml, name: &str, first: (&str, i64), second: (&str, i64)) {
    xml.leaf(name, &[(first.0, &first.1.to_string()), (second.0, &second.1.to_string())]);
}

/// A place and a size in pixels.
struct Area {
    x: i64,
    y: i64,
    width: i64,
    height: i64,
}

/// What draws a shape at the scale of its drawing.
struct Pen {
    unit: i64,
    /// Pixels from the left edge of the drawing to the right one.
    width: i64,
}

impl Pen {
    fn draw(&self, xml: &mut Xml, shape: &Shape) {
        match shape {
            Shape::Rectangle { x, y, width, height, fill, stroke, is_dashed, is_gap } => {
                let area = Area { x: *x, y: *y, width: *width, height: *height };
                self.outlined(xml, "rect", &area, |xml| {
                    if *is_gap {
                        hatch(xml, fill)
                    } else {
                        solid(xml, fill)
                    }
                    self.line(xml, stroke, 1, is_dashed.then_some("sysDash"));
                });
            }
            Shape::Circle { x, y, radius, fill, stroke } => {
                let area = Area { x: x - radius, y: y - radius, width: 2 * radius, height: 2 * radius };
                self.outlined(xml, "ellipse", &area, |xml| {
                    solid(xml, fill);
                    self.line(xml, stroke, 1, None);
                });
            }
            Shape::Line { points, colour, width, is_dashed } => {
                self.path(xml, points, |xml| self.line(xml, colour, *width, is_dashed.then_some("dash")));
            }
            Shape::Words { x, y, size, anchor, is_bold, colour, text } => {
                self.words(xml, (*x, *y), *anchor, &Letters { size: *size, is_bold: *is_bold, colour, text });
            }
        }
    }

    /// A shape that Word has by name.
    fn outlined(&self, xml: &mut Xml, kind: &str, area: &Area, style: impl FnOnce(&mut Xml)) {
        xml.element("wps:spPr", &[], |xml| {
            self.place(xml, area);
            xml.element("a:prstGeom", &[("prst", kind)], |xml| xml.leaf("a:avLst", &[]));
            style(xml);
        });
        xml.leaf("wps:bodyPr", &[]);
    }

    fn path(&self, xml: &mut Xml, points: &[(i64, i64)], style: impl FnOnce(&mut Xml)) {
        let (left, right) = ends(points.iter().map(|point| point.0));
        let (top, bottom) = ends(points.iter().map(|point| point.1));
        // An upright line has no width, but its shape must have one to be drawn.
        let area = Area { x: left, y: top, width: (right - left).max(1), height: (bottom - top).max(1) };
        xml.element("wps:spPr", &[], |xml| {
            self.place(xml, &area);
            xml.element("a:custGeom", &[], |xml| {
                for list in ["a:avLst", "a:gdLst", "a:ahLst", "a:cxnLst"] {
                    xml.leaf(list, &[]);
                }
                xml.leaf("a:rect", &[("l", "0"), ("t", "0"), ("r", "r"), ("b", "b")]);
                xml.element("a:pathLst", &[], |xml| {
                    let size = [area.width, area.height].map(|length| length.to_string());
                    xml.element("a:path", &[("w", &size[0]), ("h", &size[1]), ("fill", "none")], |xml| {
                        for (i, (x, y)) in points.iter().enumerate() {
                            xml.element(if i == 0 { "a:moveTo" } else { "a:lnTo" }, &[], |xml| {
                                pair(xml, "a:pt", ("x", x - left), ("y", y - top));
                            });
                        }
                    });
                });
            });
            xml.leaf("a:noFill", &[]);
            style(xml);
        });
        xml.leaf("wps:bodyPr", &[]);
    }

    fn words(&self, xml: &mut Xml, (x, y): (i64, i64), anchor: Anchor, letters: &Letters) {
        // A box that has room for the words whatever the font, with the named end of it at their place.
        let room = (letters.text.chars().count() as i64 * letters.size).max(1);
        let (left, width, align) = match anchor {
            Anchor::Start => (x, (self.width - x).max(1), None),
            Anchor::End => (0, x.max(1), Some("right")),
            Anchor::Middle => (x - room / 2, room, Some("center")),
        };
        let (top, height) =
            (y * self.unit - letters.size * self.unit * ASCENT / 1000, letters.size * self.unit * 13 / 10);
        xml.element("wps:spPr", &[], |xml| {
            xml.element("a:xfrm", &[], |xml| {
                pair(xml, "a:off", ("x", left * self.unit), ("y", top));
                pair(xml, "a:ext", ("cx", width * self.unit), ("cy", height));
            });
            xml.element("a:prstGeom", &[("prst", "rect")], |xml| xml.leaf("a:avLst", &[]));
            xml.leaf("a:noFill", &[]);
            xml.element("a:ln", &[], |xml| xml.leaf("a:noFill", &[]));
        });
        xml.element("wps:txbx", &[], |xml| {
            xml.element("w:txbxContent", &[], |xml| letters.write(xml, self.unit, align));
        });
        let no_edges = ["lIns", "tIns", "rIns", "bIns"].map(|edge| (edge, "0"));
        xml.element("wps:bodyPr", &[&[("wrap", "square")], &no_edges[..]].concat(), |xml| xml.leaf("a:noAutofit", &[]));
    }

    fn place(&self, xml: &mut Xml, area: &Area) {
        xml.element("a:xfrm", &[], |xml| {
            pair(xml, "a:off", ("x", area.x * self.unit), ("y", area.y * self.unit));
            pair(xml, "a:ext", ("cx", area.width * self.unit), ("cy", area.height * self.unit));
        });
    }

    fn line(&self, xml: &mut Xml, colour: &str, width: i64, dashes: Option<&str>) {
        xml.element("a:ln", &[("w", &(width * self.unit).to_string())], |xml| {
            solid(xml, colour);
            if let Some(dashes) = dashes {
                xml.leaf("a:prstDash", &[("val", dashes)]);
            }
        });
    }
}

/// Words of a drawing on one line.
struct Letters<'a> {
    /// In pixels.
    size: i64,
    is_bold: bool,
    colour: &'a str,
    text: &'a str,
}

impl Letters<'_> {
    fn write(&self, xml: &mut Xml, unit: i64, align: Option<&'static str>) {
        // Word counts the size of letters in halves of a point.
        let size = ((2 * self.size * unit + POINT / 2) / POINT).to_string();
        Paragraph { align, ..Paragraph::of("DrawingWords") }.write(xml, |xml| {
            xml.element("w:r", &[], |xml| {
                xml.element("w:rPr", &[], |xml| {
                    if self.is_bold {
                        xml.leaf("w:b", &[]);
                    }
                    xml.leaf("w:color", &[("w:val", hex(self.colour))]);
                    xml.leaf("w:sz", &[("w:val", &size)]);
                    xml.leaf("w:szCs", &[("w:val", &size)]);
                });
                xml.text("w:t", &[("xml:space", "preserve")], self.text);
            });
        });
    }
}

fn ends(values: impl Iterator<Item = i64> + Clone) -> (i64, i64) {
    (values.clone().min().unwrap_or(0), values.max().unwrap_or(0))
}

/// Six digits of a colour, or nothing for what is no colour, such as `none`.
fn hex(colour: &str) -> &str {
    colour.strip_prefix('#').unwrap_or("")
}

fn solid(xml: &mut Xml, colour: &str) {
    match hex(colour) {
        "" => xml.leaf("a:noFill", &[]),
        colour => xml.element("a:solidFill", &[], |xml| xml.leaf("a:srgbClr", &[("val", colour)])),
    }
}

/// The slanted lines of a figure that is not shown.
fn hatch(xml: &mut Xml, behind: &str) {
    xml.element("a:pattFill", &[("prst", "wdUpDiag")], |xml| {
        xml.element("a:fgClr", &[], |xml| xml.leaf("a:srgbClr", &[("val", "767676")]));
        xml.element("a:bgClr", &[], |xml| xml.leaf("a:srgbClr", &[("val", hex(behind))]));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawing(width: i64, shapes: Vec<Shape>) -> Drawing {
        Drawing { title: "Figure 1: \"A\"".into(), description: "A & B <1>.".into(), width, height: 100, shapes }
    }

    fn written(shape: Shape) -> String {
        let mut xml = Xml::new();
        write(&mut xml, &drawing(340, vec![shape]), 8000, &mut Ids::default());
        String::from_utf8(xml.finish()).unwrap()
    }

    #[track_caller]
    fn has(xml: &str, pieces: &[&str]) {
        for piece in pieces {
            assert!(xml.contains(piece), "{piece} is not in {xml}");
        }
    }

    #[test]
    fn narrow_drawings_stand_two_by_two_and_a_wide_one_fills_the_page_and_no_more() {
        let rows = rows([340, 340, 340, 700, 340].map(|width| drawing(width, vec![])).to_vec());
        let widths: Vec<Vec<i64>> = rows.iter().map(|row| row.drawings.iter().map(|d| d.width).collect()).collect();
        assert_eq!(widths, [vec![340, 340], vec![340], vec![700], vec![340]]);
        assert!(rows.iter().flat_map(|row| row.drawings.iter().map(|d| d.width * row.unit)).all(|width| width <= PAGE));
        assert!(rows[0].unit * 340 <= HALF && rows[0].unit == rows[1].unit, "one panel is as large as two");
        assert_eq!(super::rows(vec![drawing(200, vec![])])[0].unit, PIXEL, "nothing is made larger");
    }

    #[test]
    fn a_drawing_has_title_and_description_and_words_for_programs_that_cannot_draw() {
        let xml = written(Shape::Circle { x: 50, y: 40, radius: 5, fill: "#28A197", stroke: "none" });
        has(
            &xml,
            &[
                "descr=\"A &amp; B &lt;1&gt;.\" title=\"Figure 1: &quot;A&quot;\"",
                "<wp:extent cx=\"2720000\" cy=\"800000\"/>",
                "<mc:Fallback><w:t>A &amp; B &lt;1&gt;.</w:t></mc:Fallback>",
                "<a:off x=\"360000\" y=\"280000\"/><a:ext cx=\"80000\" cy=\"80000\"/>",
                "prst=\"ellipse\"",
                "<a:srgbClr val=\"28A197\"/>",
                "<a:ln w=\"8000\"><a:noFill/></a:ln>",
            ],
        );
    }

    #[test]
    fn a_figure_not_shown_is_hatched_and_another_is_not() {
        let rectangle = |is_gap| {
            let (fill, stroke) = ("#FFFFFF", "#3D3D3D");
            written(Shape::Rectangle { x: 0, y: 0, width: 54, height: 18, fill, stroke, is_dashed: is_gap, is_gap })
        };
        has(&rectangle(true), &["<a:pattFill prst=\"wdUpDiag\">", "<a:prstDash val=\"sysDash\"/>", "cx=\"432000\""]);
        let plain = rectangle(false);
        assert!(!plain.contains("pattFill") && !plain.contains("prstDash"), "{plain}");
    }

    #[test]
    fn a_line_goes_through_its_points_whichever_way_it_runs() {
        let points = vec![(100, 40), (60, 40), (60, 70)];
        let xml = written(Shape::Line { points, colour: "#3D3D3D", width: 2, is_dashed: true });
        has(
            &xml,
            &[
                "<a:off x=\"480000\" y=\"320000\"/><a:ext cx=\"320000\" cy=\"240000\"/>",
                "<a:path w=\"40\" h=\"30\" fill=\"none\"><a:moveTo><a:pt x=\"40\" y=\"0\"/></a:moveTo>\
                 <a:lnTo><a:pt x=\"0\" y=\"0\"/></a:lnTo><a:lnTo><a:pt x=\"0\" y=\"30\"/></a:lnTo></a:path>",
                "<a:ln w=\"16000\">",
                "<a:prstDash val=\"dash\"/>",
            ],
        );
        let upright =
            written(Shape::Line { points: vec![(9, 9), (9, 5)], colour: "#3D3D3D", width: 1, is_dashed: false });
        has(&upright, &["<a:ext cx=\"8000\" cy=\"32000\"/>", "<a:path w=\"1\" h=\"4\""]);
    }

    #[test]
    fn words_stand_at_their_place_by_the_end_that_is_named() {
        let words = |anchor| {
            let text = "20% <b>".into();
            written(Shape::Words { x: 100, y: 50, size: 13, anchor, is_bold: true, colour: "#0B0C0C", text })
        };
        has(&words(Anchor::Start), &["<a:off x=\"800000\" y=\"305880\"/><a:ext cx=\"1920000\"", "20% &lt;b&gt;</w:t>"]);
        has(&words(Anchor::End), &["<a:off x=\"0\" y=\"305880\"/><a:ext cx=\"800000\"", "<w:jc w:val=\"right\"/>"]);
        let middle = words(Anchor::Middle);
        has(&middle, &["<a:off x=\"440000\"", "<a:ext cx=\"728000\"", "<w:jc w:val=\"center\"/>"]);
        // 13 pixels of 8,000 units are 8.2 points: 16 halves.
        has(&middle, &["<w:sz w:val=\"16\"/>", "<w:b/>", "lIns=\"0\""]);
    }
}
