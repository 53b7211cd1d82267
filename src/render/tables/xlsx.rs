//! The workbook for Excel. `rust_xlsxwriter` writes it; what it has no call for, named heading styles and the language of
//! the document, is put into the two parts that say so.

use anyhow::{Context, Result};
use chrono::Datelike;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Table, TableColumn, TableStyle, Url, Workbook, Worksheet,
};

use super::LANGUAGE;
use super::book::{Book, Line, Sheet};
use super::package::{packed, unpacked};
use crate::report::format;
use crate::report::model::{Datum, Part, Unit};

/// Headings by their size in points, with the name and number that Excel gives to their styles.
const HEADINGS: [(f64, &str, u32); 2] = [(16.0, "Heading 1", 16), (13.0, "Heading 2", 17)];

const A4: u8 = 9;

/// How high a line of text is, in points, and the highest that a row can be.
const LINE: f64 = 15.0;
const HIGHEST: f64 = 405.0;

/// The width of the cover, in characters.
const COVER: usize = 100;

/// The whole workbook; the same book gives the same bytes.
pub fn bytes(book: &Book) -> Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    let properties =
        DocProperties::new().set_title(&book.title).set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    workbook.set_properties(&properties);
    cover(workbook.add_worksheet(), book)?;
    for sheet in book.sheets() {
        table_sheet(workbook.add_worksheet(), sheet)?;
    }
    let mut parts = unpacked(&workbook.save_to_buffer()?)?;
    for (name, bytes) in &mut parts {
        let change = match name.as_str() {
            "xl/styles.xml" => with_named_headings,
            "docProps/core.xml" => with_language,
            _ => continue,
        };
        let text = std::str::from_utf8(bytes)?;
        *bytes =
            change(text).with_context(|| format!("{name} of the workbook is not as it was expected"))?.into_bytes();
    }
    packed(&parts)
}

fn heading(level: usize) -> Format {
    Format::new().set_bold().set_font_size(HEADINGS[level].0)
}

fn wrapped() -> Format {
    Format::new().set_text_wrap().set_align(FormatAlign::Top)
}

/// How texts stand in a column: shorthand to the right like the numbers, words apart from numbers before them.
fn aligned(columns: &[Part], at: usize) -> Format {
    let is_number = |at: usize| !matches!(columns[at].unit, Unit::Words | Unit::Date);
    match at.checked_sub(1) {
        _ if is_number(at) => wrapped().set_align(FormatAlign::Right),
        // Not every program indents what is not told to stand to the left.
        Some(before) if is_number(before) => wrapped().set_align(FormatAlign::Left).set_indent(1),
        _ => wrapped(),
    }
}

/// Name and print setup; a sheet is read from its first cell.
fn page(sheet: &mut Worksheet, name: &str) -> Result<()> {
    sheet.set_name(name)?.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
    sheet.set_footer("&L&A&RPage &P of &N");
    Ok(())
}

fn cover(sheet: &mut Worksheet, book: &Book) -> Result<()> {
    page(sheet, "Cover")?;
    sheet.set_column_width(0, COVER as f64)?;
    for (row, line) in (0..).zip(&book.cover) {
        let (text, form) = match line {
            Line::Title(text) => (text, heading(0).set_text_wrap()),
            Line::Heading(text) => (text, heading(1)),
            Line::Text(text) => (text, wrapped()),
        };
        sheet.write_string_with_format(row, 0, text, &form)?;
        if let Line::Text(text) = line {
            set_height(sheet, row, lines(text, COVER))?;
        }
    }
    Ok(())
}

/// How many lines a text takes in a column so many characters wide, with room for a margin and for wide letters.
fn lines(text: &str, width: usize) -> usize {
    let (most, mut lines, mut used) = (width.saturating_sub(2).max(1), 1, 0);
    for word in text.split(' ').map(|word| word.chars().count()) {
        match used {
            0 => used = word,
            _ if used + 1 + word <= most => used += 1 + word,
            _ => (lines, used) = (lines + 1, word),
        }
        lines += used.saturating_sub(1) / most;
        used = if used > most { used % most } else { used };
    }
    lines
}

/// Makes a row high enough for its longest text: not every program does that by itself.
fn set_height(sheet: &mut Worksheet, row: u32, lines: usize) -> Result<()> {
    if lines > 1 {
        sheet.set_row_height(row, (LINE * lines as f64).min(HIGHEST))?;
    }
    Ok(())
}

fn table_sheet(sheet: &mut Worksheet, own: &Sheet) -> Result<()> {
    page(sheet, &own.name)?;
    sheet.write_string_with_format(0, 0, &own.heading, &heading(0))?;
    for (row, line) in (1..).zip(&own.lead) {
        sheet.write_string(row, 0, line)?;
    }
    let first = u32::try_from(own.header_row())?;
    let last = u16::try_from(own.columns.len())?.saturating_sub(1);
    let widths = own.widths();
    for (column, width) in (0..).zip(&widths) {
        sheet.set_column_width(column, *width as f64)?;
    }
    headers(sheet, own, first, last)?;
    // Bold letters are wider.
    let head = own.columns.iter().zip(&widths).map(|(part, width)| lines(&part.heading, width - 1)).max();
    set_height(sheet, first, head.unwrap_or(1))?;
    sheet.set_repeat_rows(first, first)?;
    for (row, data) in (first + 1..).zip(&own.rows) {
        let high = data.iter().zip(&widths).map(|(datum, width)| lines(&format::datum(datum), *width)).max();
        set_height(sheet, row, high.unwrap_or(1))?;
        for (at, (column, datum)) in (0..).zip(data).enumerate() {
            match datum {
                Datum::Words(name) if own.is_of_links && column == 0 => {
                    let place = Url::new(format!("internal:{name}!A1")).set_text(name);
                    sheet.write_url_with_format(row, column, place, &wrapped().set_hyperlink())?;
                }
                _ => write(sheet, (row, column), datum, aligned(&own.columns, at))?,
            }
        }
    }
    Ok(())
}

/// The headings, and the named table below them: no filter buttons, no bands, no colour. A table needs a row.
fn headers(sheet: &mut Worksheet, own: &Sheet, first: u32, last: u16) -> Result<()> {
    let format = |at: usize| aligned(&own.columns, at).set_bold();
    if own.rows.is_empty() {
        for (at, (column, part)) in (0..).zip(&own.columns).enumerate() {
            sheet.write_string_with_format(first, column, &part.heading, &format(at))?;
        }
        return Ok(());
    }
    let header =
        |(at, part): (usize, &Part)| TableColumn::new().set_header(&part.heading).set_header_format(format(at));
    let columns: Vec<TableColumn> = own.columns.iter().enumerate().map(header).collect();
    let table = Table::new()
        .set_name(&own.name)
        .set_style(TableStyle::None)
        .set_autofilter(false)
        .set_banded_rows(false)
        .set_alt_text_title(&own.heading)
        .set_columns(&columns);
    sheet.add_table(first, 0, first + u32::try_from(own.rows.len())?, last, &table)?;
    Ok(())
}

/// A value: numbers as numbers, dates as dates, everything else as a text that nothing reads as a formula.
fn write(sheet: &mut Worksheet, (row, column): (u32, u16), datum: &Datum, aligned: Format) -> Result<()> {
    let places = |places: u32| match places {
        0 => "0".to_string(),
        places => format!("0.{}", "0".repeat(places as usize)),
    };
    let number_format = match datum {
        Datum::Count(_) => "#,##0".to_string(),
        Datum::Percent(own) => format!("{}%", places(own.places)),
        Datum::Number(own) => places(own.places),
        Datum::Date(own) => {
            let date = ExcelDateTime::from_ymd(own.year().try_into()?, own.month().try_into()?, own.day().try_into()?)?;
            let form = aligned.set_align(FormatAlign::Left).set_num_format("d mmmm yyyy");
            sheet.write_datetime_with_format(row, column, &date, &form)?;
            return Ok(());
        }
        Datum::Words(_) | Datum::Mark(_) => {
            // Somebody who edits the cell gets no formula either.
            let text = format::datum(datum);
            let quoted = text.starts_with(['=', '+', '-', '@', '\'', '＝', '＋', '－', '＠']);
            let form = if quoted { aligned.set_quote_prefix() } else { aligned };
            sheet.write_string_with_format(row, column, text, &form)?;
            return Ok(());
        }
    };
    let Some(number) = datum.decimal() else { return Ok(()) };
    // A number is never broken into lines.
    let form = Format::new().set_align(FormatAlign::Right).set_align(FormatAlign::Top).set_num_format(number_format);
    sheet.write_number_with_format(row, column, number.to_f64(), &form)?;
    Ok(())
}

/// The language of the document behind its creator, as the form has it.
fn with_language(core: &str) -> Option<String> {
    let end = "</cp:coreProperties>";
    core.contains(end).then(|| core.replace(end, &format!("<dc:language>{LANGUAGE}</dc:language>{end}")))
}

/// The fonts of headings as Excel's own styles `Heading 1` and `Heading 2`, by which a reader finds them.
fn with_named_headings(styles: &str) -> Option<String> {
    let mut styles = styles.to_string();
    for (size, name, builtin) in HEADINGS {
        let fonts = styles.split_once("<fonts")?.1.split_once("</fonts>")?.0;
        let sized = format!("<sz val=\"{size}\"/>");
        let font = fonts.split("<font>").skip(1).position(|font| font.contains(&sized))?;
        let known = styles.matches("<cellStyle ").count();
        let plain = format!("fontId=\"{font}\" fillId=\"0\" borderId=\"0\"");
        let in_use = format!("{plain} xfId=\"0\"");
        styles = styles.contains(&in_use).then(|| styles.replace(&in_use, &format!("{plain} xfId=\"{known}\"")))?;
        let xf = format!("<xf numFmtId=\"0\" {plain} applyFont=\"1\"/>");
        let style = format!("<cellStyle name=\"{name}\" xfId=\"{known}\" builtinId=\"{builtin}\"/>");
        for (list, item) in [("cellStyleXfs", xf), ("cellStyles", style)] {
            let counted = format!("<{list} count=\"{known}\">");
            styles = styles.contains(&counted).then(|| {
                let more = styles.replace(&counted, &format!("<{list} count=\"{}\">", known + 1));
                more.replace(&format!("</{list}>"), &format!("{item}</{list}>"))
            })?;
        }
    }
    Some(styles)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_takes_as_many_lines_as_its_words_need() {
        assert_eq!(["", "one", "one two six", "one two sixty"].map(|text| lines(text, 14)), [1, 1, 1, 2]);
        assert_eq!(lines(&"x".repeat(30), 14), 3, "a word that is longer than a line is broken");
        assert_eq!(lines("one two three four five six", 14), 3);
    }

    #[test]
    fn a_workbook_that_is_not_as_expected_is_no_workbook_without_its_headings() {
        assert_eq!(with_language("<cp:coreProperties></cp:coreProperties>").unwrap().matches("en-GB").count(), 1);
        assert_eq!(with_language("<other/>"), None);
        assert_eq!(with_named_headings("<fonts><font><sz val=\"11\"/></font></fonts>"), None);
    }
}
