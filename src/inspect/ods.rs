//! An ODS workbook: its content, styles, settings and properties.

use std::collections::BTreeMap;

use super::package::Package;
use super::sheets::{Book, Cell, Look, Sheet, Table, count, letters, range, within_limits};
use super::xml::Element;
use crate::fault::Fault;

/// Columns and rows that a sheet may have.
const COLUMNS: u32 = 16_384;
const ROWS: u32 = 1_048_576;

/// Reads a workbook.
pub fn read(package: &Package) -> Result<Book, Fault> {
    let content = package.needed("content.xml")?;
    let styles = package.xml("styles.xml")?;
    let looks = Looks::of([styles.as_ref(), Some(&content)]);
    let meta = package.xml("meta.xml")?;
    let property = |name| meta.as_ref().and_then(|meta| meta.named(name).next()).map(Element::text);
    let language = property("dc:language").unwrap_or_default();
    let mut book = Book { title: property("dc:title"), language, sheets: Vec::new() };
    let mut cells = 0;
    for own in content.named("table:table") {
        let mut sheet = Sheet { name: own.attr("table:name").unwrap_or_default().into(), ..Sheet::default() };
        sheet.is_hidden = own.attr("table:style-name").is_some_and(|style| looks.is_off(style));
        columns(own, &mut sheet);
        rows(own, &mut sheet, &looks, &mut cells)?;
        book.sheets.push(sheet);
    }
    for own in content.named("table:database-range") {
        table(own, &mut book);
    }
    if let Some(settings) = package.xml("settings.xml")? {
        freeze(&settings, &mut book);
    }
    within_limits(book)
}

/// Styles of cells and sheets by name.
struct Looks<'a> {
    styles: BTreeMap<&'a str, &'a Element>,
}

impl<'a> Looks<'a> {
    fn of(trees: [Option<&'a Element>; 2]) -> Looks<'a> {
        let all = trees.into_iter().flatten().flat_map(|tree| tree.named("style:style"));
        Looks { styles: all.filter_map(|style| Some((style.attr("style:name")?, style))).collect() }
    }

    /// A style and those it comes from.
    fn chain(&self, name: &str) -> impl Iterator<Item = &'a Element> {
        let first = self.styles.get(name).copied();
        std::iter::successors(first, move |style| self.styles.get(style.attr("style:parent-style-name")?).copied())
            .take(10)
    }

    fn is_off(&self, name: &str) -> bool {
        let shown = self.chain(name).find_map(|style| style.child("style:table-properties")?.attr("table:display"));
        shown == Some("false")
    }

    fn look(&self, name: &str) -> Look {
        let cell = |attribute: &str| {
            self.chain(name).find_map(|style| style.child("style:table-cell-properties")?.attr(attribute))
        };
        let text =
            |attribute: &str| self.chain(name).find_map(|style| style.child("style:text-properties")?.attr(attribute));
        let is_named = self.chain(name).any(|style| {
            let own = style.attr("style:display-name").or(style.attr("style:name")).unwrap_or_default();
            own.starts_with("Heading") || own.starts_with("Title")
        });
        let size = text("fo:font-size").and_then(|size| size.strip_suffix("pt")?.parse::<f64>().ok());
        let looks_so = text("fo:font-weight") == Some("bold") && size.is_some_and(|size| size > 11.0);
        Look {
            is_heading: is_named || looks_so,
            is_filled: cell("fo:background-color").is_some_and(|colour| colour != "transparent"),
            wraps: cell("fo:wrap-option") == Some("wrap"),
        }
    }
}

fn times(own: &Element, name: &str) -> u32 {
    own.attr(name).and_then(|times| times.parse().ok()).unwrap_or(1).max(1)
}

fn is_hidden(own: &Element) -> bool {
    own.attr("table:visibility").is_some_and(|visibility| visibility != "visible")
}

/// The columns that are hidden.
fn columns(own: &Element, sheet: &mut Sheet) {
    let mut at = 0_u32;
    for column in own.named("table:table-column") {
        let next = at.saturating_add(times(column, "table:number-columns-repeated")).min(COLUMNS);
        if is_hidden(column) {
            sheet.hidden.push(format!("columns {} to {}", letters(at), letters(next.max(1) - 1)));
        }
        at = next;
    }
}

fn rows(own: &Element, sheet: &mut Sheet, looks: &Looks<'_>, cells: &mut usize) -> Result<(), Fault> {
    let mut at = 0_u32;
    for row in own.named("table:table-row") {
        let repeated = times(row, "table:number-rows-repeated");
        if is_hidden(row) && sheet.hidden.len() < 1_000 {
            sheet.hidden.push(format!("row {}", at + 1));
        }
        // A repeated row with words in it is as many rows; an empty one is only room.
        let has_words = row.children().any(|cell| !cell.nodes.is_empty());
        let copies = if has_words { repeated } else { 1 };
        for copy in 0..copies.min(ROWS) {
            cells_of(row, at.saturating_add(copy), sheet, looks, cells)?;
        }
        at = at.saturating_add(repeated).min(ROWS);
    }
    Ok(())
}

fn cells_of(row: &Element, at: u32, sheet: &mut Sheet, looks: &Looks<'_>, cells: &mut usize) -> Result<(), Fault> {
    let mut column = 0_u32;
    for own in row.children().filter(|own| own.name.starts_with("table:") && own.name.ends_with("cell")) {
        count(cells)?;
        let repeated = times(own, "table:number-columns-repeated");
        if times(own, "table:number-columns-spanned") > 1 || times(own, "table:number-rows-spanned") > 1 {
            sheet.merged.push(format!("{}{}", letters(column), at + 1));
        }
        let paragraphs: Vec<String> =
            own.children().filter(|child| child.name == "text:p").map(Element::text).collect();
        let text = paragraphs.join(" ");
        let look = own.attr("table:style-name").map(|style| looks.look(style)).unwrap_or_default();
        let has_formula = own.attr("table:formula").is_some();
        if !text.is_empty() || has_formula || (look.is_filled && repeated < 100) {
            let is_text = own.attr("office:value-type") == Some("string") || own.attr("office:value-type").is_none();
            for copy in 0..repeated.min(COLUMNS) {
                let cell = Cell { text: text.clone(), is_text, has_formula, look };
                count(cells)?;
                sheet.cells.insert((at, column.saturating_add(copy)), cell);
            }
        }
        column = column.saturating_add(repeated).min(COLUMNS);
    }
    Ok(())
}

/// `'Table 1'.A5:'Table 1'.D20`, or with a dollar before the sheet.
fn table(own: &Element, book: &mut Book) {
    let Some(target) = own.attr("table:target-range-address") else { return };
    let bare = |part: &str| part.rsplit('.').next().unwrap_or_default().to_string();
    let (first, last) = target.rsplit_once(':').unwrap_or((target, target));
    let name = first.rsplit_once('.').map_or("", |(sheet, _)| sheet).trim_start_matches('$').trim_matches('\'');
    let name = name.replace("''", "'");
    let Some(sheet) = book.sheets.iter_mut().find(|sheet| sheet.name == name) else { return };
    let Some((first, last)) = range(&format!("{}:{}", bare(first), bare(last))) else { return };
    let own_name = own.attr("table:name").unwrap_or_default().to_string();
    if own.says("table:display-filter-buttons", false) || own.children().any(|child| child.name == "table:filter") {
        sheet.filters.push(own_name.clone());
    }
    let header_rows = u32::from(own.says("table:contains-header", true));
    sheet.tables.push(Table { name: own_name, first, last, header_rows, is_coloured: false });
}

/// Split modes of 2 freeze what is left of or above the line.
fn freeze(settings: &Element, book: &mut Book) {
    for sheet in &mut book.sheets {
        let entry = |own: &&Element| own.attr("config:name") == Some(sheet.name.as_str());
        let own = settings.named("config:config-item-map-entry").find(entry);
        sheet.is_frozen = own.is_some_and(|own| {
            own.named("config:config-item").any(|item| {
                let name = item.attr("config:name").unwrap_or_default();
                name.ends_with("SplitMode") && item.text().trim() == "2"
            })
        });
    }
}
