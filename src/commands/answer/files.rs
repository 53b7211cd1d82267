//! Answers as files for other programs: a workbook, and Parquet.

use anyhow::Result;
use rust_xlsxwriter::{Format, Workbook};

use super::{Answer, Cell};
use crate::archive::parquet::{self, Values};
use crate::canonical::Texts;

/// A workbook with a sheet each; `marking` stands above the header of every sheet.
pub fn xlsx(sheets: &[(&str, &Answer)], marking: Option<&str>) -> Result<Vec<u8>> {
    let mut book = Workbook::new();
    // The same answer gives the same bytes.
    let fixed = rust_xlsxwriter::ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&fixed));
    let (bold, percent) = (Format::new().set_bold(), Format::new().set_num_format("0.0%"));
    for (name, answer) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name)?;
        let first = u32::from(marking.is_some());
        if let Some(marking) = marking {
            sheet.write_string_with_format(0, 0, marking, &bold)?;
        }
        for (c, header) in (0..).zip(&answer.headers) {
            sheet.write_string_with_format(first, c, header, &bold)?;
        }
        for (r, row) in (first + 1..).zip(&answer.rows) {
            for (c, cell) in (0..).zip(row) {
                match cell {
                    Cell::Text(text) | Cell::Words(text) => sheet.write_string(r, c, text)?,
                    Cell::Mark(mark) => sheet.write_string(r, c, *mark)?,
                    Cell::Count(count) => sheet.write_number(r, c, *count as f64)?,
                    Cell::Difference(people) => sheet.write_number(r, c, *people as f64)?,
                    Cell::Number(number) | Cell::Real(number) => sheet.write_number(r, c, *number)?,
                    Cell::Whole(number) => sheet.write_number(r, c, *number as f64)?,
                    Cell::Nothing => continue,
                    Cell::Rate(share) | Cell::Fraction(share) | Cell::Points(share) => {
                        sheet.write_number_with_format(r, c, *share, &percent)?
                    }
                    Cell::Share(x, n) | Cell::Ratio(x, n) => {
                        sheet.write_number_with_format(r, c, *x as f64 / *n as f64, &percent)?
                    }
                };
            }
        }
        sheet.set_freeze_panes(first + 1, 0)?;
        sheet.autofit();
    }
    Ok(book.save_to_buffer()?)
}

/// Parquet: a column of texts, of whole numbers or of fractions each. Why there is no number stands in a column beside it,
/// `NAME_mark`: always, so that a month's file has the columns of the next.
pub fn parquet(answer: &Answer) -> Result<Vec<u8>> {
    let mut columns: Vec<(String, Values)> = Vec::new();
    for (at, header) in answer.headers.iter().enumerate() {
        let cells = || answer.rows.iter().map(move |row| &row[at]);
        let is_text = |cell: &Cell| matches!(cell, Cell::Text(_) | Cell::Words(_));
        let mark = |cell: &Cell| match cell {
            Cell::Mark(mark) => Some((*mark).to_string()),
            _ => None,
        };
        if cells().any(is_text) {
            let text = |cell: &Cell| (*cell != Cell::Nothing).then(|| super::plain(cell));
            columns.push((header.clone(), texts(cells().map(text))));
            continue;
        }
        let is_whole = |cell: &Cell| {
            matches!(cell, Cell::Count(_) | Cell::Difference(_) | Cell::Mark(_) | Cell::Whole(_) | Cell::Nothing)
        };
        let values = match cells().all(is_whole) {
            true => Values::Whole(cells().map(whole).collect()),
            false => Values::Fractions(cells().map(super::number).collect()),
        };
        columns.push((header.clone(), values));
        columns.push((format!("{header}_mark"), texts(cells().map(mark))));
    }
    let named: Vec<(&str, &Values)> = columns.iter().map(|(name, values)| (name.as_str(), values)).collect();
    parquet::write_values(&named, answer.rows.len())
}

fn texts(cells: impl Iterator<Item = Option<String>>) -> Values {
    let mut texts = Texts::with_capacity(0);
    for cell in cells {
        let id = cell.map(|text| texts.words.push(&text));
        texts.push(id);
    }
    Values::Texts(texts)
}

fn whole(cell: &Cell) -> Option<i64> {
    match cell {
        Cell::Count(count) => i64::try_from(*count).ok(),
        Cell::Whole(number) => Some(*number),
        Cell::Difference(people) => Some(*people),
        _ => None,
    }
}
