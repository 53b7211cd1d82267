//! An XLSX workbook, part by part.

use super::package::Package;
use super::sheets::{Book, Cell, Look, Sheet, Table, address, count, letters, range, within_limits};
use super::xml::Element;
use crate::fault::Fault;

/// Reads a workbook.
pub fn read(package: &Package) -> Result<Book, Fault> {
    let workbook = package.needed("xl/workbook.xml")?;
    let targets = package.targets("xl/workbook.xml")?;
    let texts = package.xml("xl/sharedStrings.xml")?;
    let texts: Vec<String> =
        texts.iter().flat_map(Element::children).filter(|own| own.name == "si").map(written).collect();
    let looks = looks(package.xml("xl/styles.xml")?.as_ref());
    let core = package.xml("docProps/core.xml")?;
    let property = |name| core.as_ref().and_then(|core| core.child(name)).map(Element::text);
    let language = property("dc:language").unwrap_or_default();
    let mut book = Book { title: property("dc:title"), language, sheets: Vec::new() };
    let mut cells = 0;
    for own in workbook.child("sheets").into_iter().flat_map(Element::children) {
        let mut sheet = Sheet { name: own.attr("name").unwrap_or_default().into(), ..Sheet::default() };
        sheet.is_hidden = own.attr("state").is_some_and(|state| state != "visible");
        let part = own.attr("r:id").and_then(|id| targets.get(id)).ok_or_else(|| {
            Fault::refused("a sheet of the workbook has no part").hint("make the file again, or save it again")
        })?;
        let tree = package.needed(part)?;
        shape(&tree, &mut sheet);
        for row in tree.child("sheetData").into_iter().flat_map(Element::children) {
            for (at, cell) in row_of(row, &mut sheet, &texts, &looks) {
                count(&mut cells)?;
                sheet.cells.insert(at, cell);
            }
        }
        for target in package.targets(part)?.values().filter(|target| target.contains("tables/")) {
            table(&package.needed(target)?, &mut sheet);
        }
        book.sheets.push(sheet);
    }
    within_limits(book)
}

/// The text of a shared or inline string, without what tells how it is spoken.
fn written(own: &Element) -> String {
    let runs = own.children().filter(|child| child.name != "rPh" && child.name != "phoneticPr");
    runs.map(|run| if run.name == "t" { run.text() } else { run.child("t").map(Element::text).unwrap_or_default() })
        .collect()
}

/// Each cell format of the style sheet.
fn looks(styles: Option<&Element>) -> Vec<Look> {
    let Some(styles) = styles else { return Vec::new() };
    let list = |name: &'static str| styles.child(name).into_iter().flat_map(Element::children).collect::<Vec<_>>();
    let number = |own: &Element, name: &str| own.attr(name).and_then(|value| value.parse::<usize>().ok()).unwrap_or(0);
    let fonts: Vec<(bool, f64)> = list("fonts")
        .iter()
        .map(|font| {
            let size = font.child("sz").and_then(|size| size.attr("val")?.parse().ok()).unwrap_or(11.0);
            (font.child("b").is_some_and(|bold| bold.says("val", true)), size)
        })
        .collect();
    let filled: Vec<bool> = list("fills")
        .iter()
        .map(|fill| {
            let pattern = fill.child("patternFill").and_then(|pattern| pattern.attr("patternType"));
            fill.child("gradientFill").is_some() || pattern.is_some_and(|kind| !["none", "gray125"].contains(&kind))
        })
        .collect();
    let named: Vec<usize> = list("cellStyles")
        .iter()
        .filter(|style| {
            let name = style.attr("name").unwrap_or_default();
            name.starts_with("Heading") || name == "Title"
        })
        .map(|style| number(style, "xfId"))
        .collect();
    let normal = fonts.first().map_or(11.0, |font| font.1);
    list("cellXfs")
        .iter()
        .map(|xf| {
            let looks_so = fonts.get(number(xf, "fontId")).is_some_and(|(bold, size)| *bold && *size > normal);
            Look {
                is_heading: named.contains(&number(xf, "xfId")) || looks_so,
                is_filled: filled.get(number(xf, "fillId")).copied().unwrap_or(false),
                wraps: xf.child("alignment").is_some_and(|own| own.says("wrapText", false)),
            }
        })
        .collect()
}

/// What is hidden, merged, filtered and frozen.
fn shape(tree: &Element, sheet: &mut Sheet) {
    sheet.is_frozen =
        tree.named("pane").any(|pane| pane.attr("state").is_some_and(|state| state.starts_with("frozen")));
    let merged = tree.named("mergeCell").filter_map(|own| own.attr("ref"));
    sheet.merged = merged.map(String::from).collect();
    sheet.filters = tree
        .children()
        .filter(|own| own.name == "autoFilter")
        .map(|own| own.attr("ref").unwrap_or_default().into())
        .collect();
    let is_nothing = |own: &Element, name| own.attr(name).is_some_and(|size| size.parse() == Ok(0.0));
    let columns = tree.child("cols").into_iter().flat_map(Element::children);
    let hidden = columns.filter(|own| own.says("hidden", false) || is_nothing(own, "width"));
    let name = |own: &Element| {
        let number = |name| own.attr(name).and_then(|value| value.parse::<u32>().ok()).unwrap_or(1).clamp(1, 16_384);
        format!("columns {} to {}", letters(number("min") - 1), letters(number("max") - 1))
    };
    sheet.hidden = hidden.map(name).collect();
}

fn row_of(row: &Element, sheet: &mut Sheet, texts: &[String], looks: &[Look]) -> Vec<((u32, u32), Cell)> {
    let hidden = row.says("hidden", false) || row.attr("ht").is_some_and(|height| height.parse() == Ok(0.0));
    if hidden && sheet.hidden.len() < 1_000 {
        sheet.hidden.push(format!("row {}", row.attr("r").unwrap_or("without a number")));
    }
    let cell = |own: &Element| {
        let kind = own.attr("t").unwrap_or("n");
        let value = own.child("v").map(Element::text).unwrap_or_default();
        let text = match kind {
            "s" => value.trim().parse::<usize>().ok().and_then(|at| texts.get(at)).cloned().unwrap_or_default(),
            "inlineStr" => own.child("is").map(written).unwrap_or_default(),
            _ => value,
        };
        let look = own.attr("s").and_then(|style| looks.get(style.parse::<usize>().ok()?)).copied();
        let is_text = matches!(kind, "s" | "inlineStr" | "str");
        let has_formula = own.child("f").is_some();
        Some((address(own.attr("r")?)?, Cell { text, is_text, has_formula, look: look.unwrap_or_default() }))
    };
    row.children().filter(|own| own.name == "c").filter_map(cell).collect()
}

fn table(tree: &Element, sheet: &mut Sheet) {
    let name = tree.attr("displayName").or(tree.attr("name")).unwrap_or_default().to_string();
    if tree.child("autoFilter").is_some() {
        sheet.filters.push(name.clone());
    }
    let header_rows = tree.attr("headerRowCount").and_then(|rows| rows.parse().ok()).unwrap_or(1);
    let is_coloured = tree.child("tableStyleInfo").is_some_and(|style| {
        let name = style.attr("name").unwrap_or_default();
        let bands = style.says("showRowStripes", false) || style.says("showColumnStripes", false);
        name.contains("Medium") || name.contains("Dark") || (!name.is_empty() && bands)
    });
    if let Some((first, last)) = tree.attr("ref").and_then(range) {
        sheet.tables.push(Table { name, first, last, header_rows, is_coloured });
    }
}
