//! What the reading of a mutant must deliver, by counts that share nothing with the readers.

use quarterdeck::source::{Value, Workbook};

use super::mutant::Mutant;
use super::seeds::{Body, Seed};

/// What was read of a file, for comparison: every cell with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivered {
    pub cells: Vec<String>,
    pub rows: usize,
    /// Codes of the findings.
    pub findings: Vec<&'static str>,
}

impl Delivered {
    pub fn of(workbook: &Workbook) -> Self {
        let (mut cells, mut rows) = (Vec::new(), 0);
        for sheet in &workbook.sheets {
            rows += sheet.row_count();
            for i in 0..sheet.row_count() {
                for (column, value) in sheet.cells(i).filter(|(_, value)| *value != Value::Empty) {
                    cells.push(format!("{} {} {column} {value:?}", sheet.name, sheet.row_number(i)));
                }
            }
        }
        Delivered { cells, rows, findings: workbook.findings.iter().map(|finding| finding.code).collect() }
    }
}

/// What is lost in silence, if anything: the mutant was read, nothing more was said than of its seed, and something
/// is not there that must be.
pub fn silent_loss(seed: &Seed, whole: &Delivered, mutant: &Mutant, read: &Delivered) -> Option<String> {
    if read.findings.iter().any(|code| !whole.findings.contains(code)) {
        return None;
    }
    match (&mutant.part, seed.ending()) {
        // A container whose bytes were touched is refused, or holds what it held.
        (None, "xlsx" | "xlsb" | "ods") => {
            let differs = whole.cells != read.cells;
            differs.then(|| format!("a changed container gives other cells: {}", first_difference(whole, read)))
        }
        (None, "xls") => {
            let counted =
                xls_records(seed).map(|records| records.iter().filter(|own| holds(&mutant.bytes, own)).count());
            fewer(counted, read.cells.len(), "cells")
        }
        (None, "csv") => fewer(lines(&mutant.bytes), read.rows, "rows"),
        (Some(part), "xlsx") if part.contains("worksheets/sheet") => {
            fewer(xlsx_cells(&mutant.content).map(|own| own + other_sheets(part, whole)), read.cells.len(), "cells")
        }
        (Some(part), "ods") if part == "content.xml" => fewer(ods_cells(&mutant.content), read.cells.len(), "cells"),
        _ => None,
    }
}

fn holds(bytes: &[u8], record: &[u8]) -> bool {
    memchr::memmem::find(bytes, record).is_some()
}

/// The records of a seed's cells, each with what it holds: what of them is left in a mutant must be delivered.
/// Nothing of a file whose records do not lie one behind the other.
pub fn xls_records(seed: &Seed) -> Option<Vec<Vec<u8>>> {
    const CELLS: [u16; 6] = [0x0203, 0x0204, 0x0205, 0x027e, 0x00fd, 0x0006];
    let Body::Bytes(bytes) = &seed.body else { return None };
    let mut stream = bytes.get(3 * 512..).filter(|stream| stream.starts_with(&[0x09, 0x08]))?;
    let mut records = Vec::new();
    while let [a, b, c, d, rest @ ..] = stream {
        let (kind, length) = (u16::from_le_bytes([*a, *b]), usize::from(u16::from_le_bytes([*c, *d])));
        let data = rest.get(..length)?;
        // A record of several numbers is one for each of them.
        let many = if kind == 0x00bd { (length - 6) / 6 } else { usize::from(CELLS.contains(&kind)) };
        records.extend(std::iter::repeat_n(stream[..4 + length].to_vec(), many));
        // A formula's text stands in a record of its own.
        stream = &rest[data.len()..];
    }
    Some(records)
}

fn fewer(counted: Option<usize>, delivered: usize, what: &str) -> Option<String> {
    let counted = counted?;
    (delivered < counted).then(|| format!("{delivered} {what} delivered, {counted} counted"))
}

fn first_difference(whole: &Delivered, read: &Delivered) -> String {
    let differs = whole.cells.iter().zip(&read.cells).find(|(a, b)| a != b);
    differs.map_or(format!("{} and {} of them", whole.cells.len(), read.cells.len()), |(a, b)| format!("{a} | {b}"))
}

/// Cells of the sheets that were left as they are.
fn other_sheets(part: &str, whole: &Delivered) -> usize {
    let own = if part.ends_with("sheet1.xml") { "Participants " } else { "Other " };
    whole.cells.iter().filter(|cell| !cell.starts_with(own)).count()
}

/// Lines with something in them; nothing where quotes, odd bytes or a separator line make lines and rows differ.
fn lines(bytes: &[u8]) -> Option<usize> {
    let plain = bytes.iter().all(|byte| (b' '..=b'~').contains(byte) || matches!(byte, b'\r' | b'\n' | b'\t'));
    let lower = bytes.to_ascii_lowercase();
    if !plain || bytes.contains(&b'"') || lower.windows(4).any(|four| four == b"sep=") {
        return None;
    }
    // What lies between the delimiters of a blank line is blank under any delimiter.
    let filled = |line: &&[u8]| line.iter().any(|byte| byte.is_ascii_alphanumeric());
    Some(bytes.split(|byte| matches!(byte, b'\r' | b'\n')).filter(filled).count())
}

/// Cells of a sheet that plainly hold something, or nothing where the sheet's form is not plain any more.
fn xlsx_cells(xml: &[u8]) -> Option<usize> {
    let xml = std::str::from_utf8(xml).ok()?;
    let odd = ["<!", "<?x?>", "]]>", "\0", "<mc:"];
    if odd.iter().any(|word| xml.contains(word)) || xml.matches("sheetData>").count() != 2 {
        return None;
    }
    let inside = xml.split_once("<sheetData>")?.1.split_once("</sheetData>")?.0;
    Some(inside.split("</c>").filter(|piece| holds_value(piece)).count())
}

/// Whether what stands before a `</c>` is one cell with a value in it.
fn holds_value(piece: &str) -> bool {
    let Some((_, cell)) = piece.rsplit_once("<c ") else { return false };
    let Some((attributes, content)) = cell.split_once('>') else { return false };
    let told = |text: &str| text.contains(|c: char| c.is_ascii_alphanumeric()) && !text.contains(['<', '>', '&']);
    let value = content.strip_prefix("<v>").and_then(|rest| rest.strip_suffix("</v>")).is_some_and(told);
    let inline = content.strip_prefix("<is><t xml:space=\"preserve\">").and_then(|rest| rest.strip_suffix("</t></is>"));
    let text = inline.is_some_and(told) && attributes.contains("t=\"inlineStr\"");
    // The type must be one that says what the value means, and only once.
    let typed = attributes.matches("t=").count() <= 1;
    !attributes.ends_with('/') && typed && (value && !attributes.contains("inlineStr") || text)
}

/// Cells of a document that plainly hold a text.
fn ods_cells(xml: &[u8]) -> Option<usize> {
    let xml = std::str::from_utf8(xml).ok()?;
    let odd = ["<!", "]]>", "\0", "repeated", "covered"];
    if odd.iter().any(|word| xml.contains(word)) || xml.matches("table:table>").count() != 1 {
        return None;
    }
    let inside = xml.split_once("<table:table ")?.1.split_once("</table:table>")?.0;
    let cell = |piece: &str| {
        let Some((_, cell)) = piece.rsplit_once("<table:table-cell office:value-type=\"string\">") else {
            return false;
        };
        let text = cell.strip_prefix("<text:p>").and_then(|rest| rest.strip_suffix("</text:p>"));
        text.is_some_and(|text| text.contains(|c: char| c.is_ascii_alphanumeric()) && !text.contains(['<', '>', '&']))
    };
    Some(inside.split("</table:table-cell>").filter(|piece| cell(piece)).count())
}

#[test]
fn the_counts_are_those_of_the_seeds_and_see_what_is_lost() {
    let sheet = "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\" s=\"1\"/>\
                 <c r=\"C1\" t=\"inlineStr\"><is><t xml:space=\"preserve\">x</t></is></c></row></sheetData>";
    assert_eq!(xlsx_cells(sheet.as_bytes()), Some(2));
    assert_eq!(xlsx_cells(sheet.replace("<v>1</v>", "<v></v>").as_bytes()), Some(1));
    assert_eq!(xlsx_cells(sheet.replace("</row>", "<!-- -->").as_bytes()), None);
    assert_eq!(lines(b"a,b\r\n1,2\r\n\r\n ,\n3"), Some(3));
    assert_eq!(lines(b"a,\"b\"\n"), None);
    assert!(fewer(Some(3), 2, "rows").is_some() && fewer(Some(3), 3, "rows").is_none());
}
