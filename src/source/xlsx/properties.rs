//! calamine as the measure: both readers agree on every cell of every workbook at hand, made by a program or
//! written by hand in every legal form. Where they differ, the list below says why.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use calamine::{DataRef, Reader, SheetType, Xlsx, XlsxError};
use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook as Writer};

use super::super::dates::{iso_date, number};
use super::super::{NOT_CALCULATED, Value, Workbook, read_named};
use super::tests::{cells, workbook};
use crate::definitions::Limits;

/// A value that outlives its workbook.
#[derive(Clone, Debug, PartialEq)]
enum Held {
    Text(String),
    Number(f64),
    Date(NaiveDate),
    Bool(bool),
    Error(String),
}

type Cells = BTreeMap<(String, u32, u32), Held>;

/// Why the two readers may differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reason {
    /// calamine reads a formula without a result as an empty cell.
    NotCalculated,
    /// calamine does not read a value that stands in CDATA, nor what follows a comment in it.
    PiecesOfAValue,
    /// calamine takes the serial 60 for a day: 29 February 1900, which never was.
    NeverWas,
}

fn ours(book: &Workbook) -> Cells {
    let hold = |value| match value {
        Value::Empty => None,
        Value::Text(text) => Some(Held::Text(text.into())),
        Value::Number(n) => Some(Held::Number(n)),
        Value::Date(date) => Some(Held::Date(date)),
        Value::Bool(flag) => Some(Held::Bool(flag)),
        Value::Error(error) => Some(Held::Error(error.into())),
    };
    let all = book.sheets.iter().flat_map(|sheet| cells(sheet).into_iter().map(move |cell| (sheet, cell)));
    all.filter_map(|(sheet, (row, column, value))| Some(((sheet.name.clone(), row, column), hold(value)?))).collect()
}

/// The same through calamine. Rows of blank texts are no rows here.
fn theirs(bytes: &[u8]) -> Result<Cells, XlsxError> {
    let mut book = Xlsx::new(Cursor::new(bytes))?;
    let mut all = Cells::new();
    for sheet in book.sheets_metadata().to_vec() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let mut reader = book.worksheet_cells_reader(&sheet.name)?;
        while let Some(cell) = reader.next_cell()? {
            let (row, column) = cell.get_position();
            if let Some(value) = held(cell.get_value()) {
                all.insert((sheet.name.clone(), row + 1, column), value);
            }
        }
    }
    let mut inked: BTreeMap<(String, u32), bool> = BTreeMap::new();
    for ((sheet, row, _), value) in &all {
        let blank = matches!(value, Held::Text(text) if text.trim().is_empty());
        *inked.entry((sheet.clone(), *row)).or_default() |= !blank;
    }
    all.retain(|(sheet, row, _), _| inked[&(sheet.clone(), *row)]);
    Ok(all)
}

fn held(value: &DataRef<'_>) -> Option<Held> {
    let of_number = |n| match number(n) {
        Value::Number(n) => Held::Number(n),
        _ => Held::Error("#NUM!".into()),
    };
    let text = |text: &str| (!text.is_empty()).then(|| Held::Text(text.replace('\0', "")));
    match value {
        DataRef::Empty => None,
        DataRef::Int(n) => Some(Held::Number(*n as f64)),
        DataRef::Float(n) => Some(of_number(*n)),
        DataRef::SharedString(value) => text(value),
        DataRef::String(value) | DataRef::DurationIso(value) => text(value),
        DataRef::Bool(flag) => Some(Held::Bool(*flag)),
        DataRef::DateTimeIso(value) => match iso_date(value) {
            Value::Date(date) => Some(Held::Date(date)),
            _ => text(value),
        },
        DataRef::Error(error) => Some(Held::Error(error.to_string())),
        DataRef::DateTime(at) => {
            let serial = at.as_f64();
            if !at.is_datetime() || !(1.0..2_958_466.0).contains(&serial) {
                return Some(of_number(serial));
            }
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            let date = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into());
            Some(date.map_or(of_number(serial), Held::Date))
        }
    }
}

/// Every difference that no reason explains, and how often each reason did.
fn compare(name: &str, bytes: &[u8], allowed: &[Reason]) -> Result<(usize, BTreeMap<Reason, usize>), String> {
    let book = read_named(name, bytes, &Limits::default()).map_err(|fault| fault.message)?;
    let (mine, mut explained) = (ours(&book), BTreeMap::new());
    let other = match theirs(bytes) {
        Ok(other) => other,
        // Half a number is none.
        Err(XlsxError::ParseFloat(_)) if allowed.contains(&Reason::PiecesOfAValue) => {
            return Ok((mine.len(), BTreeMap::from([(Reason::PiecesOfAValue, 1)])));
        }
        Err(error) => return Err(format!("{name}: calamine refuses it: {error}")),
    };
    let mut places: Vec<_> = mine.keys().chain(other.keys()).collect();
    places.sort();
    places.dedup();
    for place in places {
        let reason = match (mine.get(place), other.get(place)) {
            (one, two) if one == two => continue,
            (Some(Held::Error(error)), None) if error == NOT_CALCULATED => Reason::NotCalculated,
            (Some(Held::Number(60.0..61.0)), Some(Held::Date(_))) => Reason::NeverWas,
            (one, two) if allowed.contains(&Reason::PiecesOfAValue) && one != two => Reason::PiecesOfAValue,
            (one, two) => return Err(format!("{name}, {place:?}: {one:?}, calamine {two:?}")),
        };
        if !allowed.contains(&reason) {
            return Err(format!("{name}, {place:?}: {reason:?}"));
        }
        *explained.entry(reason).or_insert(0) += 1;
    }
    Ok((mine.len(), explained))
}

fn workbooks_below(folder: &Path, into: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            workbooks_below(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "xlsx") {
            into.push(path);
        }
    }
}

#[test]
fn both_readers_agree_on_every_cell_of_every_workbook_at_hand() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = std::env::var_os("QUARTERDECK_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    let mut files = Vec::new();
    workbooks_below(&root.join("sample_data"), &mut files);
    for folder in ["real", "badinputs/files", "shapes"] {
        workbooks_below(&shared.join(folder), &mut files);
    }
    files.sort();
    let (mut read, mut compared, mut explained) = (0, 0, BTreeMap::new());
    for path in &files {
        let bytes = std::fs::read(path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy();
        if !bytes.starts_with(b"PK") || read_named(&name, &bytes, &Limits::default()).is_err() {
            continue;
        }
        let (cells, reasons) = compare(&name, &bytes, &[Reason::NotCalculated]).unwrap();
        (read, compared) = (read + 1, compared + cells);
        for (reason, count) in reasons {
            *explained.entry(reason).or_insert(0) += count;
        }
    }
    eprintln!("{read} of {} workbooks, {compared} cells alike, explained: {explained:?}", files.len());
    assert!(read >= 10 && compared > 10_000, "{read} workbooks, {compared} cells");
}

/// Something to put in a cell.
#[derive(Clone, Debug)]
enum Put {
    Text(String),
    Number(f64),
    Date(u32),
    Duration(f64),
    Bool(bool),
    Formula(f64),
    Blank,
}

fn to_put() -> impl Strategy<Value = Put> {
    let text = prop_oneof![
        "[ -~]{0,12}",
        "\\PC{1,8}",
        Just("a\r\nb\tc".to_string()),
        Just("_x000D_ &<>\"'".to_string()),
        Just("  padded  ".to_string())
    ];
    prop_oneof![
        3 => text.prop_map(Put::Text),
        2 => any::<f64>().prop_filter("finite", |n| n.is_finite()).prop_map(Put::Number),
        2 => (-100_000i32..100_000).prop_map(|n| Put::Number(f64::from(n) / 100.0)),
        2 => (1u32..100_000).prop_map(Put::Date),
        1 => (0.0..100.0f64).prop_map(Put::Duration),
        1 => any::<bool>().prop_map(Put::Bool),
        1 => (-1e6..1e6f64).prop_map(Put::Formula),
        1 => Just(Put::Blank),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn both_readers_agree_on_what_a_program_writes(
        sheets in prop::collection::vec(
            prop::collection::btree_map((0u32..40, 0u16..30), to_put(), 0..60), 1..4)
    ) {
        let mut writer = Writer::new();
        let days = Format::new().set_num_format("dd/mm/yyyy");
        let hours = Format::new().set_num_format("[h]:mm");
        for (n, cells) in sheets.iter().enumerate() {
            let sheet = writer.add_worksheet().set_name(format!("S{n}")).unwrap();
            for (&(row, column), put) in cells {
                match put {
                    Put::Text(text) => sheet.write(row, column, text.as_str()).map(drop),
                    Put::Number(n) => sheet.write(row, column, *n).map(drop),
                    Put::Date(serial) => sheet
                        .write_with_format(row, column, ExcelDateTime::from_serial_datetime(f64::from(*serial)).unwrap(), &days)
                        .map(drop),
                    Put::Duration(serial) => sheet.write_with_format(row, column, *serial, &hours).map(drop),
                    Put::Bool(flag) => sheet.write(row, column, *flag).map(drop),
                    Put::Formula(n) => sheet.write(row, column, Formula::new("=1").set_result(n.to_string())).map(drop),
                    Put::Blank => sheet.write_blank(row, column, &days).map(drop),
                }.unwrap();
            }
        }
        let bytes = writer.save_to_buffer().unwrap();
        let compared = compare("made.xlsx", &bytes, &[Reason::NeverWas]);
        prop_assert!(compared.is_ok(), "{compared:?}");
        let book = read_named("made.xlsx", &bytes, &Limits::default()).unwrap();
        let numbers = sheets.iter().flat_map(BTreeMap::values).filter(|put| matches!(put, Put::Bool(_))).count();
        prop_assert_eq!(ours(&book).values().filter(|held| matches!(held, Held::Bool(_))).count(), numbers);
    }

    #[test]
    fn every_legal_way_to_write_a_sheet_gives_the_same_cells(
        rows in prop::collection::vec(prop::collection::btree_map(0u32..30, to_put(), 0..8), 1..30),
        choices in prop::collection::vec(any::<u8>(), 40..400),
    ) {
        let mut hand = Hand { choices, at: 0, pieces: false };
        let sheet = hand.sheet(&rows);
        let strings = "<sst><si><t>unused</t></si></sst>";
        let bytes = workbook(&[("xl/worksheets/sheet1.xml", &sheet), ("xl/sharedStrings.xml", strings)]);
        let book = read_named("odd.xlsx", &bytes, &Limits::default());
        prop_assert!(book.is_ok(), "{:?}\n{sheet}", book.err());
        prop_assert_eq!(ours(&book.unwrap()), meant(&rows), "{}", sheet);
        let allowed: &[Reason] = if hand.pieces { &[Reason::NeverWas, Reason::PiecesOfAValue] } else { &[Reason::NeverWas] };
        let compared = compare("odd.xlsx", &bytes, allowed);
        prop_assert!(compared.is_ok(), "{compared:?}\n{sheet}");
    }
}

/// What the rows mean, whichever way they are written.
fn meant(rows: &[BTreeMap<u32, Put>]) -> Cells {
    let mut all = Cells::new();
    for (row, cells) in rows.iter().enumerate() {
        let mut held: Vec<(u32, Held)> = Vec::new();
        for (&column, put) in cells {
            let day = |serial: u32| NaiveDate::from_ymd_opt(1899, 12, 30).unwrap() + Days::new(u64::from(serial));
            held.extend(
                match put {
                    Put::Text(text) if text.is_empty() => None,
                    Put::Text(text) => Some(Held::Text(text.replace('\0', ""))),
                    Put::Number(n) | Put::Duration(n) | Put::Formula(n) => Some(Held::Number(*n)),
                    Put::Date(60) => Some(Held::Number(60.0)),
                    Put::Date(serial) => Some(Held::Date(day(serial + u32::from(*serial < 60)))),
                    Put::Bool(flag) => Some(Held::Bool(*flag)),
                    Put::Blank => None,
                }
                .map(|value| (column, value)),
            );
        }
        if held.iter().any(|(_, value)| !matches!(value, Held::Text(text) if text.trim().is_empty())) {
            all.extend(held.into_iter().map(|(column, value)| (("People".to_string(), row as u32 + 1, column), value)));
        }
    }
    all
}

/// Writes XML in one of many legal ways.
struct Hand {
    choices: Vec<u8>,
    at: usize,
    /// Whether a value was written in pieces.
    pieces: bool,
}

impl Hand {
    fn choose(&mut self, of: u8) -> u8 {
        self.at += 1;
        self.choices[self.at % self.choices.len()].wrapping_add((self.at / self.choices.len()) as u8) % of
    }

    /// White space, comments and instructions, where they may stand between tags.
    fn between(&mut self) -> &'static str {
        ["", "", "", "", "", "\n", "\r\n  ", "<!-- <c r=\"A1\"> -->", "<?x <row> ?>"][self.choose(9) as usize]
    }

    fn sheet(&mut self, rows: &[BTreeMap<u32, Put>]) -> String {
        let x = if self.choose(4) == 0 { "x:" } else { "" };
        let head = ["", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", "\u{feff}<?xml version='1.0'?>"];
        let mut out = format!("{}<{x}worksheet xmlns:x=\"u\"><{x}sheetData>", head[self.choose(3) as usize]);
        for (row, cells) in rows.iter().enumerate() {
            let mut attributes = vec![("spans", "1:9".to_string()), ("ht", "15".to_string())];
            attributes.truncate(self.choose(3) as usize);
            if self.choose(3) > 0 {
                attributes.insert(0, ("r", (row + 1).to_string()));
            }
            out += self.between();
            out += &self.tag(&format!("{x}row"), &attributes);
            let mut next = 0;
            for (&column, put) in cells {
                out += self.between();
                let address = format!("{}{}", crate::finding::column_letter(column), row + 1);
                let bare = column == next && self.choose(2) == 0;
                out += &self.cell(x, (!bare).then_some(address), put);
                next = column + 1;
            }
            out += self.between();
            out += &format!("</{x}row>");
        }
        out + &format!("</{x}sheetData></{x}worksheet>\n")
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, String)]) -> String {
        let mut attributes = attributes.to_vec();
        if self.choose(3) == 0 {
            attributes.reverse();
        }
        let mut out = format!("<{name}");
        for (name, value) in attributes {
            let space = [" ", " ", " ", "\n", "  "][self.choose(5) as usize];
            let quote = ['"', '"', '\''][self.choose(3) as usize];
            let equals = ["=", "=", " = "][self.choose(3) as usize];
            out += &format!("{space}{name}{equals}{quote}{value}{quote}");
        }
        out + ["", "", " "][self.choose(3) as usize] + ">"
    }

    fn cell(&mut self, x: &str, address: Option<String>, put: &Put) -> String {
        let (kind, style, value) = match put {
            Put::Text(text) if self.choose(2) == 0 => ("str", "0", self.text(text)),
            Put::Text(text) => ("inlineStr", "0", self.text(text)),
            Put::Number(n) => (["n", ""][self.choose(2) as usize], "0", self.number(*n)),
            Put::Formula(n) => ("", "0", self.number(*n)),
            Put::Date(serial) => ("", "1", self.number(f64::from(*serial))),
            Put::Duration(n) => ("", "2", self.number(*n)),
            Put::Bool(flag) => ("b", "0", u8::from(*flag).to_string()),
            Put::Blank => ("", "1", String::new()),
        };
        let mut attributes: Vec<(&str, String)> = address.map(|address| ("r", address)).into_iter().collect();
        if style != "0" || self.choose(2) == 0 {
            attributes.push(("s", style.into()));
        }
        if !kind.is_empty() {
            attributes.push(("t", kind.into()));
        }
        let start = self.tag(&format!("{x}c"), &attributes);
        if matches!(put, Put::Blank) && self.choose(2) == 0 {
            return start.trim_end_matches('>').to_string() + "/>";
        }
        let formula = matches!(put, Put::Formula(_)).then(|| format!("<{x}f>A1&amp;\"\"</{x}f>")).unwrap_or_default();
        let body = match (put, kind) {
            (Put::Blank, _) => String::new(),
            (_, "inlineStr") => format!("<{x}is><{x}t xml:space='preserve'>{value}</{x}t></{x}is>"),
            _ => format!("<{x}v>{value}</{x}v>"),
        };
        format!("{start}{formula}{body}</{x}c>")
    }

    fn number(&mut self, n: f64) -> String {
        let text = if self.choose(4) == 0 { format!("{n:e}") } else { n.to_string() };
        match self.choose(12) {
            0 => {
                self.pieces = true;
                format!("<![CDATA[{text}]]>")
            }
            1 => {
                self.pieces = true;
                format!("{}<!-- in between -->{}", &text[..1], &text[1..])
            }
            _ => text,
        }
    }

    fn text(&mut self, text: &str) -> String {
        let mut out = String::new();
        for c in text.replace("_x", "_x005F_x").chars() {
            match (c, self.choose(8)) {
                ('&', _) => out += "&amp;",
                ('<', _) => out += "&lt;",
                ('>', _) => out += "&gt;",
                // A control character that XML does not have.
                (c, _) if c < ' ' => out += &format!("_x{:04X}_", c as u32),
                (c, 0) => out += &format!("&#{};", c as u32),
                (c, 1) if c != ']' => {
                    self.pieces = true;
                    out += &format!("<![CDATA[{c}]]>");
                }
                (c, _) => out.push(c),
            }
        }
        out
    }
}
