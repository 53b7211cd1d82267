//! The files that mutants are made of: small, and of every shape that the readers know.

use std::path::Path;

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use crate::faults::make::ods::{content, parts, rows_xml};
use crate::faults::make::table::{Cell, Table, clean, text};
use crate::faults::make::text::{csv, delimited, utf16};
use crate::faults::make::xls::{as_programs_write, ole, records_that_look, xls};
use crate::faults::make::xlsb::{self, Looks};
use crate::faults::make::xlsx::book;
use crate::faults::make::zip::unzip;

/// A container's parts by name.
type Parts = Vec<(String, Vec<u8>)>;

/// What a file consists of.
#[derive(Clone, Debug)]
pub enum Body {
    /// A container's parts, unpacked.
    Parts(Parts),
    Bytes(Vec<u8>),
}

/// A file to begin with.
#[derive(Clone, Debug)]
pub struct Seed {
    pub name: String,
    pub body: Body,
}

impl Seed {
    /// The ending of its name, which says its format.
    pub fn ending(&self) -> &str {
        self.name.rsplit('.').next().unwrap_or_default()
    }
}

/// A few rows are enough: every construct is there, and a run is quick.
fn small() -> Table {
    let rows = clean().rows[..7].to_vec();
    Table { rows, ..clean() }
        .put(3, 8, text("Siân & Söhne <Ltd> \"x\""))
        .put(4, 9, Cell::Bool(true))
        .put(5, 9, Cell::Error("#N/A"))
        .put(6, 9, Cell::Formula("A1+1", Some(7.5)))
        .put(7, 9, Cell::Number(-0.25))
}

/// A workbook as a spreadsheet program writes it.
fn of_a_program() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let date = Format::new().set_num_format("dd/mm/yyyy");
    let sheet = workbook.add_worksheet().set_name("Participants").unwrap();
    for (r, row) in small().rows.iter().enumerate() {
        for (c, cell) in row.iter().enumerate() {
            let (r, c) = (r as u32, c as u16);
            match cell {
                Cell::Text(text) => drop(sheet.write_string(r, c, text.as_str()).unwrap()),
                Cell::Number(number) => drop(sheet.write_number(r, c, *number).unwrap()),
                Cell::Date(day) => {
                    let day = ExcelDateTime::parse_from_str(&day.to_string()).unwrap();
                    sheet.write_datetime_with_format(r, c, &day, &date).unwrap();
                }
                _ => {}
            }
        }
    }
    sheet.merge_range(8, 0, 8, 3, "A note below the table", &Format::new()).unwrap();
    sheet.set_row_hidden(3).unwrap();
    sheet.set_column_hidden(1).unwrap();
    workbook.save_to_buffer().unwrap()
}

/// The small table with a hidden column, two hidden rows and joined cells, in the formats of which another reader does
/// not say so: `content.xml` of a document, a binary workbook's parts, and an old workbook.
fn hidden_and_joined() -> (String, Parts, Vec<u8>) {
    let table = small();
    let rows = rows_xml(&table.rows).replacen("<table:table-row>", "<table:table-row table:visibility=\"filter\">", 3);
    let joined = rows.replacen("<table:table-cell ", "<table:table-cell table:number-rows-spanned=\"2\" ", 1);
    let columns =
        "<table:table-column/><table:table-column table:number-columns-repeated=\"2\" table:visibility=\"collapse\"/>";
    let open = content(&table.sheet, &(columns.to_string() + &joined));
    let looks = Looks { hidden_rows: vec![3, 5], hidden_columns: vec![(2, 2)], merges: vec![[3, 4, 1, 2]] };
    let row = |number: u16| [number, 0, 9, 255, 0, 0, 0x0120, 15];
    let (hidden, merged): ([u16; 8], [u16; 5]) = (row(3), [1, 2, 3, 1, 2]);
    let column: (u16, &[u16]) = (0x007d, &[2, 2, 2304, 0, 1, 0]);
    let old = records_that_look(&table, false, &[column], &[(0x0208, &hidden), (0x00e5, &merged)]);
    (open, xlsb::book_that_looks(&table, &looks).parts, ole("Workbook", &old))
}

/// Every seed, in an order that never changes; those of a folder come last, by name.
pub fn all(folder: Option<&Path>) -> Vec<Seed> {
    let table = small();
    let lines = delimited(&table, ',', "\r\n");
    let one = std::slice::from_ref(&table);
    let open = parts(&content(&table.sheet, &rows_xml(&table.rows)));
    let container = |name: &str, parts| Seed { name: name.into(), body: Body::Parts(parts) };
    let plain = |name: &str, bytes| Seed { name: name.into(), body: Body::Bytes(bytes) };
    let (looks_open, looks_binary, looks_old) = hidden_and_joined();
    let looks_open = unzip(&crate::faults::make::zip::zip(&parts(&looks_open)));
    let two = Table { sheet: "Other".into(), ..table.clone() };
    let mut seeds = vec![
        container("inline.xlsx", book(one).parts),
        container("shared.xlsx", book(one).shared().parts),
        container("two_sheets.xlsx", book(&[table.clone(), two]).shared().parts),
        container("program.xlsx", unzip(&of_a_program())),
        container("open.ods", unzip(&crate::faults::make::zip::zip(&open))),
        container("binary.xlsb", xlsb::book(&table).parts),
        plain("old.xls", xls(&table)),
        plain("comma.csv", csv(&table)),
        plain("semicolon.csv", delimited(&table, ';', "\n").into_bytes()),
        plain("wide.csv", utf16(&lines, u16::to_le_bytes)),
        plain("quoted.csv", lines.replace("Northgate", "\"North,\r\ngate\"").into_bytes()),
        container("hidden.ods", looks_open),
        container("hidden.xlsb", looks_binary),
        plain("hidden.xls", looks_old),
        plain("shared.xls", as_programs_write(&table.put(2, 9, Cell::Formula("\"ok\"", None)))),
    ];
    seeds.extend(folder.into_iter().flat_map(of_folder));
    seeds
}

/// Files of a folder that are small enough to be read thousands of times.
fn of_folder(folder: &Path) -> Vec<Seed> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())).flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    paths.sort();
    let seed = |path: &std::path::PathBuf| {
        let bytes = std::fs::read(path).ok().filter(|bytes| bytes.len() < 100_000)?;
        let name = path.file_name()?.to_string_lossy().into_owned();
        let body = if bytes.starts_with(b"PK") {
            Body::Parts(std::panic::catch_unwind(|| unzip(&bytes)).ok()?)
        } else {
            Body::Bytes(bytes)
        };
        Some(Seed { name, body })
    };
    paths.iter().filter_map(seed).collect()
}
