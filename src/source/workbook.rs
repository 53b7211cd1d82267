//! Workbooks of the formats that calamine reads, and nothing of calamine beyond this file.

use std::cell::Cell as Flag;
use std::collections::BTreeSet;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use calamine::{
    CellErrorType, Data, DataRef, ExcelDateTime, Ods, OdsError, Reader, SheetType, SheetVisible, Xls, XlsError, Xlsb,
    XlsbError,
};
use chrono::NaiveDate;

use super::Format;
use super::builder::SheetBuilder;
use super::dates::{iso_date, number};
use super::directory::password;
use super::grid::{Counted, Merge, Sheet, Value};
use super::untold::Untold;
use crate::definitions::Limits;
use crate::fault::{Fault, printable};
use crate::finding::{Effect, Finding, Place, number_of};

type Bytes<'a> = Cursor<&'a [u8]>;

/// Reads every worksheet, in the workbook's order.
pub(super) fn read(
    format: Format,
    file: &str,
    bytes: &[u8],
    mut untold: Vec<Untold>,
    limits: &Limits,
) -> Result<(Vec<Sheet>, Vec<Finding>), Fault> {
    let read = guarded(None, || match format {
        Format::Xlsb => read_xlsb(bytes, limits),
        Format::Ods => read_ods(bytes, limits),
        Format::Xls | Format::Xlsx | Format::Text => read_xls(bytes, &mut untold, limits),
    })?;
    if read.is_empty() {
        return Err(Fault::refused("it has no worksheet").hint("ask the sender for the workbook with the table"));
    }
    let (mut sheets, mut findings) = (Vec::new(), Vec::new());
    for Delivered { mut builder, mut cells } in read {
        let own = untold.iter_mut().find(|own| own.sheet == builder.name()).map(std::mem::take);
        let own = own.ok_or_else(|| damaged_sheet("it is not where it must be", Some(builder.name())))?;
        for (row, column, error) in own.errors {
            builder.put(row, column, Value::Error(error))?;
            cells += 1;
        }
        if own.cells != cells {
            return Err(lost(builder.name(), own.cells, cells));
        }
        let removed = builder.texts_with_nul();
        let mut sheet = builder.finish()?;
        sheet.hidden = own.hidden;
        sheet.merges.extend(own.merges);
        sheet.counted = Some(Counted::Cells(cells));
        if removed > 0 {
            let place = Place::file(file).sheet(&sheet.name);
            let message = format!("NUL characters removed from {}", number_of(removed as u64, "text"));
            findings.push(Finding::new("nul_removed", Effect::Notes, place, message, "ask how the file was made"));
        }
        sheets.push(sheet);
    }
    Ok((sheets, findings))
}

/// A sheet as calamine gave it, and how many cells with something in them it gave.
struct Delivered {
    builder: SheetBuilder,
    cells: u64,
}

/// Refuses a sheet of which calamine gives fewer cells, or more, than were counted without it.
fn lost(sheet: &str, counted: u64, given: u64) -> Fault {
    damaged_sheet(&format!("{} hold something, and {given} can be read", number_of(counted, "cell")), Some(sheet))
}

thread_local! {
    static GUARDED: Flag<bool> = const { Flag::new(false) };
}

/// Turns a panic over damaged bytes into a refusal. The panic's own message may quote the file, and so a
/// person: it is kept off the standard error.
fn guarded<T>(sheet: Option<&str>, work: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let earlier = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !GUARDED.get() {
                earlier(info);
            }
        }));
    });
    let outer = GUARDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(outer);
    result.unwrap_or_else(|_| Err(damaged_sheet("its content makes no sense", sheet)))
}

pub(super) fn damaged(why: &str) -> Fault {
    Fault::refused(format!("it is a damaged workbook: {why}"))
        .hint("ask the sender to open it in Excel, check it and save it again")
}

/// The visible name, visibility and kind of every sheet; two sheets of one name cannot be told apart.
fn worksheets<'a, R: Reader<Bytes<'a>>>(book: &R) -> Result<Vec<(String, bool)>, Fault> {
    let mut seen = BTreeSet::new();
    let mut listed = Vec::new();
    for sheet in book.sheets_metadata() {
        if !seen.insert(sheet.name.to_lowercase()) {
            return Err(damaged(&format!("two sheets are called `{}`", printable(&sheet.name))));
        }
        if sheet.typ == SheetType::WorkSheet {
            listed.push((sheet.name.clone(), sheet.visible == SheetVisible::Visible));
        }
    }
    Ok(listed)
}

fn read_xlsb(bytes: &[u8], limits: &Limits) -> Result<Vec<Delivered>, Fault> {
    let mut book = Xlsb::new(Cursor::new(bytes)).map_err(|e| xlsb_fault(&e, None))?;
    let mut read = Vec::new();
    for (name, visible) in worksheets(&book)? {
        let mut reader = book.worksheet_cells_reader(&name).map_err(|e| xlsb_fault(&e, Some(&name)))?;
        let mut builder = SheetBuilder::new(name.as_str(), visible, limits);
        let cells = guarded(Some(&name), || {
            let mut cells = 0;
            while let Some(cell) = reader.next_cell().map_err(|e| xlsb_fault(&e, Some(&name)))? {
                put_ref(&mut builder, cell.get_position(), cell.get_value())?;
                cells += 1;
            }
            Ok(cells)
        })?;
        read.push(Delivered { builder, cells });
    }
    Ok(read)
}

fn read_xls(bytes: &[u8], untold: &mut [Untold], limits: &Limits) -> Result<Vec<Delivered>, Fault> {
    let mut book = Xls::new(Cursor::new(bytes)).map_err(|e| match e {
        XlsError::Password => password(),
        _ => damaged("its records cannot be read"),
    })?;
    // Both list the sheets in the order of the file; the letters of a name may be read in two ways.
    untold.iter_mut().zip(book.sheets_metadata()).for_each(|(own, sheet)| own.sheet.clone_from(&sheet.name));
    let mut read = read_ranges(&mut book, limits, |_| true)?;
    for Delivered { builder, .. } in &mut read {
        let joined = book.merge_cells_by_sheet_name(builder.name()).unwrap_or_default();
        builder.join(joined.into_iter().map(|cells| Merge {
            first_row: cells.start.0.saturating_add(1),
            last_row: cells.end.0.saturating_add(1),
            first_column: cells.start.1,
            last_column: cells.end.1,
        }));
    }
    Ok(read)
}

fn read_ods(bytes: &[u8], limits: &Limits) -> Result<Vec<Delivered>, Fault> {
    let mut book = Ods::new(Cursor::new(bytes)).map_err(|e| match e {
        OdsError::Password => password(),
        OdsError::CellLimitExceeded { max, .. } => {
            Fault::refused(format!("a sheet repeats cells beyond the limit of {max}"))
                .hint("delete what lies far outside the table and save it again")
        }
        OdsError::InvalidMime(_) | OdsError::FileNotFound(_) => damaged("a part of it is missing or wrongly named"),
        _ => damaged("its XML cannot be read"),
    })?;
    // What cannot be seen is not counted in a document.
    read_ranges(&mut book, limits, |value| match value {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => !text.trim().is_empty(),
        _ => true,
    })
}

/// The formats that calamine reads whole; the cells that are to be counted are told.
fn read_ranges<'a, R: Reader<Bytes<'a>>>(
    book: &mut R,
    limits: &Limits,
    counts: impl Fn(&Data) -> bool,
) -> Result<Vec<Delivered>, Fault> {
    let mut read = Vec::new();
    for (name, visible) in worksheets(book)? {
        let range = book.worksheet_range(&name).map_err(|_| damaged(&format!("sheet `{}`", printable(&name))))?;
        let mut builder = SheetBuilder::new(name.as_str(), visible, limits);
        let (top, left) = range.start().unwrap_or((0, 0));
        let mut cells = 0;
        for (row, column, value) in range.used_cells() {
            cells += u64::from(counts(value));
            put(&mut builder, (top.saturating_add(row as u32), left.saturating_add(column as u32)), value)?;
        }
        read.push(Delivered { builder, cells });
    }
    Ok(read)
}

fn put_ref(builder: &mut SheetBuilder, (row, column): (u32, u32), value: &DataRef<'_>) -> Result<(), Fault> {
    let value = match value {
        DataRef::Empty => Value::Empty,
        DataRef::Int(n) => Value::Number(*n as f64),
        DataRef::Float(n) => number(*n),
        DataRef::String(text) | DataRef::DurationIso(text) => Value::Text(text),
        DataRef::SharedString(text) => Value::Text(text),
        DataRef::Bool(flag) => Value::Bool(*flag),
        DataRef::DateTime(at) => date(at),
        DataRef::DateTimeIso(text) => iso_date(text),
        DataRef::Error(error) => Value::Error(error_text(error)),
    };
    builder.put(row.saturating_add(1), column, value)
}

fn put(builder: &mut SheetBuilder, (row, column): (u32, u32), value: &Data) -> Result<(), Fault> {
    let value = match value {
        Data::Empty => Value::Empty,
        Data::Int(n) => Value::Number(*n as f64),
        Data::Float(n) => number(*n),
        Data::String(text) | Data::DurationIso(text) => Value::Text(text),
        Data::Bool(flag) => Value::Bool(*flag),
        Data::DateTime(at) => date(at),
        Data::DateTimeIso(text) => iso_date(text),
        Data::Error(error) => Value::Error(error_text(error)),
    };
    builder.put(row.saturating_add(1), column, value)
}

/// The day of a cell formatted as a date. Times of day, durations, Excel's 29 February 1900 and numbers
/// beyond the year 9999 stay numbers.
fn date(at: &ExcelDateTime) -> Value<'static> {
    let serial = at.as_f64();
    if !at.is_datetime() || !(1.0..2_958_466.0).contains(&serial) {
        return number(serial);
    }
    let (year, month, day, ..) = at.to_ymd_hms_milli();
    NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day)).map_or(number(serial), Value::Date)
}

fn error_text(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#GETTING_DATA",
    }
}

/// Calamine's own messages may quote a cell: only the kind of error is passed on.
fn xlsb_fault(error: &XlsbError, sheet: Option<&str>) -> Fault {
    match error {
        XlsbError::Password => password(),
        XlsbError::Zip(_) | XlsbError::Io(_) => damaged_sheet("a part cannot be unpacked or ends too early", sheet),
        XlsbError::FileNotFound(_) | XlsbError::WorksheetNotFound(_) => {
            damaged_sheet("a part that it names is missing", sheet)
        }
        _ => damaged_sheet("its records cannot be read", sheet),
    }
}

fn damaged_sheet(why: &str, sheet: Option<&str>) -> Fault {
    match sheet {
        Some(name) => damaged(&format!("sheet `{}`: {why}", printable(name))),
        None => damaged(why),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType;

    fn at(serial: f64, is_1904: bool) -> Value<'static> {
        date(&ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, is_1904))
    }

    fn day(year: i32, month: u32, day: u32) -> Value<'static> {
        Value::Date(NaiveDate::from_ymd_opt(year, month, day).unwrap())
    }

    #[test]
    fn serials_become_days_in_both_date_systems() {
        assert_eq!(at(42_095.0, false), day(2015, 4, 1));
        assert_eq!(at(42_095.75, false), day(2015, 4, 1), "the time of day is dropped");
        assert_eq!(at(40_633.0, true), day(2015, 4, 1));
        assert_eq!((at(59.0, false), at(61.0, false)), (day(1900, 2, 28), day(1900, 3, 1)));
        assert_eq!(at(2_958_465.5, false), day(9999, 12, 31));
    }

    #[test]
    fn what_is_no_day_stays_a_number() {
        for serial in [0.0, 0.75, -3.0, 60.0, 2_958_466.0] {
            assert_eq!(at(serial, false), Value::Number(serial));
        }
        let duration = ExcelDateTime::new(30.5, ExcelDateTimeType::TimeDelta, false);
        assert_eq!(date(&duration), Value::Number(30.5));
        assert_eq!(number(f64::INFINITY), Value::Error("#NUM!"));
    }

    #[test]
    fn a_panic_over_a_damaged_file_becomes_a_refusal() {
        let text = "é";
        let refused = guarded(Some("People"), || Ok(text[1..].len())).unwrap_err();
        assert!(refused.message.contains("damaged workbook: sheet `People`"), "{refused}");
        assert_eq!(guarded(None, || Ok(1)).unwrap(), 1);
    }
}
