//! Tables to the bytes of a workbook or of a text file; the same bytes every time.

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Image, Workbook, Worksheet, XlsxError,
};

use crate::calendar::day;
use crate::logo;
use crate::table::{Cell, Return, Table};

struct Formats {
    title: Format,
    header: Format,
    date: Format,
    money: Format,
    total: Format,
}

pub fn xlsx(sent: &Return) -> Result<Vec<u8>, XlsxError> {
    let formats = Formats {
        title: Format::new().set_bold().set_font_size(14),
        header: Format::new().set_bold().set_border_bottom(FormatBorder::Thin).set_text_wrap(),
        date: Format::new().set_num_format("dd/mm/yyyy").set_align(FormatAlign::Left),
        money: Format::new().set_num_format("£#,##0.00"),
        total: Format::new().set_bold(),
    };
    let mut workbook = Workbook::new();
    // Without it the clock would be in the file.
    let made =
        ExcelDateTime::from_ymd(sent.made_on.year() as u16, sent.made_on.month() as u8, sent.made_on.day() as u8)?;
    workbook.set_properties(
        &DocProperties::new()
            .set_author(sent.sender)
            .set_comment("Invented: no person and no firm in this file exists.")
            .set_creation_datetime(&made),
    );
    for table in &sent.tables {
        write_sheet(workbook.add_worksheet(), table, sent.logo, &formats)?;
    }
    workbook.save_to_buffer()
}

fn write_sheet(sheet: &mut Worksheet, table: &Table, logo: bool, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name(table.sheet)?;
    for (row, line) in (0..).zip(&table.above) {
        sheet.write_string_with_format(row, 0, line, &formats.title)?;
    }
    if logo {
        let picture = Image::new_from_buffer(&logo::png())?.set_alt_text("Mark of Northgate Works, an invented firm");
        sheet.insert_image(0, 9, &picture)?;
    }
    let header = table.above.len() as u32;
    for (column, text) in (0..).zip(&table.headers) {
        sheet.write_string_with_format(header, column, *text, &formats.header)?;
        sheet.set_column_width(column, if table.headers.len() == 1 { 70 } else { 14 })?;
    }
    let mut row = header + 1;
    for cells in table.rows.iter().map(|row| &row.cells) {
        write_cells(sheet, row, cells, None, formats)?;
        row += 1;
    }
    for cells in &table.below {
        write_cells(sheet, row, cells, Some(&formats.total), formats)?;
        row += 1;
    }
    sheet.set_freeze_panes(header + 1, 0)?;
    Ok(())
}

fn write_cells(
    sheet: &mut Worksheet,
    row: u32,
    cells: &[Cell],
    style: Option<&Format>,
    formats: &Formats,
) -> Result<(), XlsxError> {
    for (column, cell) in (0..).zip(cells) {
        match (cell, style) {
            (Cell::Blank, _) => continue,
            (Cell::Date(date), _) => sheet.write_number_with_format(row, column, serial(*date), &formats.date)?,
            (Cell::Pounds(pence), _) => sheet.write_number_with_format(row, column, pounds(*pence), &formats.money)?,
            (Cell::Text(text), Some(style)) => sheet.write_string_with_format(row, column, text, style)?,
            (Cell::Text(text), None) => sheet.write_string(row, column, text)?,
            (Cell::Number(number), Some(style)) => sheet.write_number_with_format(row, column, *number, style)?,
            (Cell::Number(number), None) => sheet.write_number(row, column, *number)?,
        };
    }
    Ok(())
}

/// The nearest that a cell can hold: at most nine figures, two of them decimals, come back as they were.
fn pounds(pence: i64) -> f64 {
    pence as f64 / 100.0
}

/// Days as Excel counts them; right from 1 March 1900.
fn serial(date: NaiveDate) -> f64 {
    (date - day(1899, 12, 30)).num_days() as f64
}

/// Text with commas and CRLF, as Excel writes it.
pub fn csv(table: &Table) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for line in &table.above {
        writer.write_record([line])?;
    }
    writer.write_record(&table.headers)?;
    for row in &table.rows {
        writer.write_record(row.cells.iter().map(plain))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Blank => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Date(date) => crate::calendar::typed(*date),
        Cell::Number(number) => number.to_string(),
        Cell::Pounds(pence) => format!("{}.{:02}", pence / 100, pence % 100),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_serial_is_the_number_that_excel_stores() {
        assert_eq!(serial(day(2015, 12, 31)), 42_369.0);
        assert_eq!(serial(day(1900, 3, 1)), 61.0);
    }
}
