//! Tables: a header row that repeats, rows that no page breaks, columns as wide as their words.

use super::document::{about, caption};
use super::paragraph::{Paragraph, run};
use super::words;
use super::xml::Xml;
use crate::render::view;
use crate::report::model::{Cell, Column, ColumnKind, Datum, Row, Symbol, Table};

/// Width of the text of a page in twentieths of a point.
const PAGE: usize = 9638;
/// Both edges of a cell together, and a little for fonts that are wider than the one we reckon with.
const EDGES: usize = 180 + 20;
/// A table of no more rows stays on one page.
const ROWS_TOGETHER: usize = 12;
/// The widest that a column of words wants to be before others have what they want.
const WORDS_WANTED: usize = 3400;

/// How a table's words are set.
struct Setting {
    text: &'static str,
    heading: &'static str,
    /// Size of a letter in twentieths of a point.
    size: usize,
}

impl Setting {
    fn of(table: &Table) -> Self {
        if table.columns.len() > view::COLUMNS_AT_FULL_SIZE {
            Setting { text: "TableTextSmall", heading: "TableHeadingSmall", size: 160 }
        } else {
            Setting { text: "TableText", heading: "TableHeading", size: 180 }
        }
    }
}

/// A table with its caption above, and scope, units, source and notes below.
pub fn write(xml: &mut Xml, table: &Table) {
    let setting = Setting::of(table);
    let widths: Vec<String> = widths(table, setting.size).iter().map(usize::to_string).collect();
    caption(xml, &table.number, &table.title);
    xml.element("w:tbl", &[], |xml| {
        properties(xml, table);
        xml.element("w:tblGrid", &[], |xml| {
            widths.iter().for_each(|width| xml.leaf("w:gridCol", &[("w:w", width)]));
        });
        header_row(xml, table, &widths, &setting);
        for (i, row) in table.rows.iter().enumerate() {
            let left = table.rows.len() - i;
            // A long table begins with two rows, and ends with two and what is said below it.
            let keeps_next = table.rows.len() <= ROWS_TOGETHER || i == 0 || left <= 2;
            body_row(xml, (table, row), &widths, (&setting, keeps_next));
        }
    });
    let lines: [(&str, &str); 3] = [("Scope:", &table.scope), ("Units:", &table.units), ("Source:", &table.source)];
    about(xml, &lines, &table.notes);
}

fn properties(xml: &mut Xml, table: &Table) {
    xml.element("w:tblPr", &[], |xml| {
        xml.leaf("w:tblStyle", &[("w:val", "PaperTable")]);
        xml.leaf("w:tblW", &[("w:w", &PAGE.to_string()), ("w:type", "dxa")]);
        xml.leaf("w:tblLayout", &[("w:type", "fixed")]);
        let look = [
            ("w:val", "04A0"),
            ("w:firstRow", "1"),
            ("w:lastRow", "0"),
            ("w:firstColumn", "1"),
            ("w:lastColumn", "0"),
            ("w:noHBand", "0"),
            ("w:noVBand", "1"),
        ];
        xml.leaf("w:tblLook", &look);
        let title = format!("{}: {}", words(&table.number), words(&table.title));
        xml.leaf("w:tblCaption", &[("w:val", &title)]);
        let description = format!("{}. Units: {}.", words(&table.scope), words(&table.units));
        xml.leaf("w:tblDescription", &[("w:val", &description)]);
    });
}

fn header_row(xml: &mut Xml, table: &Table, widths: &[String], setting: &Setting) {
    xml.element("w:tr", &[], |xml| {
        xml.element("w:trPr", &[], |xml| {
            xml.leaf("w:cantSplit", &[]);
            xml.leaf("w:tblHeader", &[]);
        });
        for (column, width) in table.columns.iter().zip(widths) {
            cell(xml, width, false, |xml| {
                Paragraph { align: align(column), ..Paragraph::of(setting.heading) }
                    .words(xml, &words(&column.heading));
            });
        }
    });
}

fn body_row(xml: &mut Xml, (table, row): (&Table, &Row), widths: &[String], (setting, keeps_next): (&Setting, bool)) {
    xml.element("w:tr", &[], |xml| {
        xml.element("w:trPr", &[], |xml| xml.leaf("w:cantSplit", &[]));
        for ((column, value), width) in table.columns.iter().zip(&row.cells).zip(widths) {
            cell(xml, width, row.is_total, |xml| {
                let style = Paragraph { align: align(column), keeps_next, ..Paragraph::of(setting.text) };
                style.write(xml, |xml| cell_words(xml, value, row.is_total));
            });
        }
    });
}

fn align(column: &Column) -> Option<&'static str> {
    (column.kind == ColumnKind::Number).then_some("right")
}

/// A cell; a total is set apart by a line above.
fn cell(xml: &mut Xml, width: &str, is_total: bool, content: impl FnOnce(&mut Xml)) {
    xml.element("w:tc", &[], |xml| {
        xml.element("w:tcPr", &[], |xml| {
            xml.leaf("w:tcW", &[("w:w", width), ("w:type", "dxa")]);
            if is_total {
                xml.element("w:tcBorders", &[], |xml| {
                    let line = [("w:val", "single"), ("w:sz", "12"), ("w:space", "0"), ("w:color", "0B0C0C")];
                    xml.leaf("w:top", &line);
                });
                xml.leaf("w:shd", &[("w:val", "clear"), ("w:color", "auto"), ("w:fill", "FFFFFF")]);
            }
        });
        content(xml);
    });
}

fn cell_words(xml: &mut Xml, cell: &Cell, is_total: bool) {
    if let Some(symbol) = cell.symbol {
        symbol_run(xml, symbol);
    }
    run(xml, is_total.then_some("Strong"), &together(cell));
}

/// The words of a number, of which only those before a bracket may end a line: `21.9% (247 of 1,130)` on one line or on two.
fn together(cell: &Cell) -> String {
    let is_words = cell.data().iter().any(|datum| matches!(datum, Datum::Words(_)));
    if is_words {
        return shown(cell);
    }
    shown(cell).replace(' ', "\u{a0}").replace("\u{a0}(", " (")
}

/// What a cell says: a symbol always has its word.
fn shown(cell: &Cell) -> String {
    match (words(&cell.text), cell.symbol) {
        (text, Some(symbol)) if text.is_empty() => view::symbol_word(symbol).into(),
        (text, _) => text,
    }
}

/// The sign beside its word, in a font that has it. Amber stands behind black, which alone can be told from it.
fn symbol_run(xml: &mut Xml, symbol: Symbol) {
    let (sign, colour, behind) = match symbol {
        Symbol::GreenStar => ("★", "00703C", None),
        Symbol::AmberCircle => ("●", "0B0C0C", Some("F47738")),
        Symbol::RedTriangle => ("▲", "D4351C", None),
        Symbol::ArrowUp => ("↑", "3D3D3D", None),
        Symbol::ArrowLevel => ("→", "3D3D3D", None),
        Symbol::ArrowDown => ("↓", "3D3D3D", None),
    };
    xml.element("w:r", &[], |xml| {
        xml.element("w:rPr", &[], |xml| {
            let fonts = ["w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"].map(|script| (script, "Segoe UI Symbol"));
            xml.leaf("w:rFonts", &fonts);
            xml.leaf("w:color", &[("w:val", colour)]);
            if let Some(fill) = behind {
                xml.leaf("w:shd", &[("w:val", "clear"), ("w:color", "auto"), ("w:fill", fill)]);
            }
        });
        xml.text("w:t", &[], sign);
    });
    run(xml, None, "\u{a0}");
}

/// What a column cannot do without, and what it would like to have.
struct Room {
    needed: usize,
    wanted: usize,
}

/// The widths of the columns, together as wide as a page: each has its longest word, then a share of what it wants.
fn widths(table: &Table, size: usize) -> Vec<usize> {
    let rooms: Vec<Room> = (0..table.columns.len()).map(|i| room(table, i, size)).collect();
    let (needed, wanted) = rooms.iter().fold((0, 0), |(n, w), room| (n + room.needed, w + room.wanted));
    let mut widths: Vec<usize> = if wanted <= PAGE {
        rooms.iter().map(|room| room.wanted * PAGE / wanted).collect()
    } else if needed <= PAGE {
        let share = |room: &Room| (room.wanted - room.needed) * (PAGE - needed) / (wanted - needed);
        rooms.iter().map(|room| room.needed + share(room)).collect()
    } else {
        squeezed(&rooms)
    };
    // What division left over.
    widths[0] += PAGE - widths.iter().sum::<usize>();
    widths
}

/// Where words are too long for the page, only columns of more than an even share are made narrower: Word breaks their
/// words, and no other column's.
fn squeezed(rooms: &[Room]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rooms.len()).collect();
    order.sort_by_key(|&i| rooms[i].needed);
    let (mut widths, mut left) = (vec![0; rooms.len()], PAGE);
    for (done, &i) in order.iter().enumerate() {
        widths[i] = rooms[i].needed.min(left / (rooms.len() - done));
        left -= widths[i];
    }
    widths
}

fn room(table: &Table, i: usize, size: usize) -> Room {
    let column = &table.columns[i];
    let heading = words(&column.heading);
    let cells: Vec<String> = table.rows.iter().map(|row| with_sign(&row.cells[i])).collect();
    let longest = |text: &str, ends: &[char]| text.split(ends).map(|word| width(word, size)).max().unwrap_or(0);
    let longest_word = |text: &str| longest(text, &[' ', '-']);
    let whole = cells.iter().map(|text| width(text, size)).max().unwrap_or(0);
    // A number is broken before its brackets alone, unless it is as long as a sentence.
    let unbroken = if column.kind == ColumnKind::Number && whole < PAGE / 4 {
        cells.iter().map(|text| longest(text, &[' '])).max().unwrap_or(0)
    } else {
        cells.iter().map(|text| longest_word(text)).max().unwrap_or(0)
    };
    // What heads a row has no more than two lines where the page has room, and one if it is as short as `PPLI 1a`.
    let heads = match i {
        0 if cells.iter().all(|text| text.chars().count() <= view::SHORT_NAME) => whole,
        0 => (whole * 11 / 20).min(PAGE / 5),
        _ => 0,
    };
    let needed = unbroken.max(longest_word(&heading)).max(heads) + EDGES;
    let wanted = whole.min(WORDS_WANTED).max(width(&heading, size) / 2) + EDGES;
    Room { needed, wanted: wanted.max(needed) }
}

/// A cell's words with room for its sign, which stays with the first of them.
fn with_sign(cell: &Cell) -> String {
    if cell.symbol.is_some() { format!("MM{}", together(cell)) } else { together(cell) }
}

/// About how wide words are in bold Arial, in twentieths of a point.
fn width(text: &str, size: usize) -> usize {
    let thousandths = |c: char| match c {
        'i' | 'j' | 'l' | 'I' | ' ' | '\u{a0}' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 300,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '-' | '/' => 390,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 900,
        c if c.is_uppercase() => 720,
        _ => 570,
    };
    text.chars().map(thousandths).sum::<usize>() * size / 1000
}
