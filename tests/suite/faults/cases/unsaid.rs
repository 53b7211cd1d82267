//! What could pass without a word: hidden rows of every format, joined cells, columns without a value, dates that can
//! be read either way, headers too far down, years that are four off. Rows 18 to 20, 23, 30 and 31.

use chrono::{Datelike, NaiveDate};

use crate::faults::case::{Case, case};
use crate::faults::make::ods::{self, content, rows_xml};
use crate::faults::make::table::{ATTACHED, Cell, REF, REFERRED, STARTED, SUSTAINED, Table, WARD, clean, serial, text};
use crate::faults::make::text::csv;
use crate::faults::make::xls::{ole, records_that_look};
use crate::faults::make::xlsb::{self, Looks};
use crate::faults::make::xlsx::{SHEET, WORKBOOK, book, xlsx};
use crate::faults::make::zip::zip;

pub fn cases() -> Vec<Case> {
    [hidden(), joined(), nothing(), empty_columns(), either_order(), years_off(), never_calculated()].concat()
}

/// The clean table as a document, its rows and columns changed.
fn document(change: impl FnOnce(String) -> String) -> Vec<u8> {
    let table = clean();
    zip(&ods::parts(&content(&table.sheet, &change(rows_xml(&table.rows)))))
}

/// The rows as they stand in the XML, numbered as a person sees them, some of them changed.
fn rows(xml: &str, change: impl Fn(usize, &str) -> String) -> String {
    xml.split_inclusive("</table:table-row>").enumerate().map(|(i, row)| change(i + 1, row)).collect()
}

fn hidden() -> Vec<Case> {
    let by = |value: &'static str, hidden: std::ops::RangeInclusive<usize>| {
        document(|xml| {
            rows(&xml, |number, row| match hidden.contains(&number) {
                true => {
                    row.replacen("<table:table-row>", &format!("<table:table-row table:visibility=\"{value}\">"), 1)
                }
                false => row.to_string(),
            })
        })
    };
    let shut = document(|xml| {
        rows(&xml, |number, row| match number {
            9 => format!("<table:table-row-group table:display=\"false\">{row}"),
            10 => format!("{row}</table:table-row-group>"),
            _ => row.to_string(),
        })
    });
    let columns = "<table:table-column/><table:table-column table:number-columns-repeated=\"2\" \
                   table:visibility=\"collapse\"/><table:table-column table:number-columns-repeated=\"6\"/>";
    let hidden_sheet = {
        let notes = "<table:table table:name=\"Old\" table:style-name=\"ta2\"><table:table-row><table:table-cell \
                     office:value-type=\"string\"><text:p>kept</text:p></table:table-cell></table:table-row></table:table>";
        let styles = "<office:automatic-styles><style:style style:name=\"ta2\" style:family=\"table\">\
                      <style:table-properties table:display=\"false\"/></style:style></office:automatic-styles><office:body>";
        let table = clean();
        let xml = content(&table.sheet, &rows_xml(&table.rows));
        let xml = xml.replacen("<office:body>", styles, 1).replacen(
            "</office:spreadsheet>",
            &format!("{notes}</office:spreadsheet>"),
            1,
        );
        let space = "xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" office:version";
        zip(&ods::parts(&xml.replacen("office:version", space, 1)))
    };
    let binary = |looks: Looks| xlsb::book_that_looks(&clean(), &looks).bytes();
    vec![
        case(23, "hidden_rows.ods", "three rows that a filter hides", by("filter", 5..=7)).noted("rows 5-7"),
        case(23, "hidden_single_row.ods", "one hidden row", by("collapse", 21..=21)).noted("row 21"),
        case(23, "visible_rows.ods", "rows that say they are visible", by("visible", 5..=7)),
        case(23, "hidden_group.ods", "a group of rows that is shut", shut).noted("rows 9-10"),
        case(23, "hidden_column.ods", "two hidden columns", document(|xml| columns.to_string() + &xml))
            .noted("column Date of Birth, column Ward")
            .says(&["hidden"]),
        case(23, "hidden_sheet.ods", "a hidden sheet of notes", hidden_sheet).noted("file").says(&["Old"]),
        case(23, "hidden_rows.xls", "three rows that a filter hides", {
            let row = |number: u16| [number - 1, 0, 9, 255, 0, 0, 0x0120, 15];
            let rows = [row(5), row(6), row(7)];
            let rows: Vec<(u16, &[u16])> = rows.iter().map(|row| (0x0208, row.as_slice())).collect();
            ole("Workbook", &records_that_look(&clean(), false, &[], &rows))
        })
        .noted("rows 5-7"),
        case(23, "hidden_column.xls", "a hidden column", {
            ole("Workbook", &records_that_look(&clean(), false, &[(0x007d, &[2, 2, 2304, 0, 1, 0])], &[]))
        })
        .noted("column Ward")
        .says(&["hidden"]),
        case(23, "hidden_rows.xlsb", "three rows that a filter hides", {
            binary(Looks { hidden_rows: vec![5, 6, 7], ..Looks::default() })
        })
        .noted("rows 5-7"),
        case(23, "hidden_column.xlsb", "a hidden column", {
            binary(Looks { hidden_columns: vec![(2, 2)], ..Looks::default() })
        })
        .noted("column Ward")
        .says(&["hidden"]),
    ]
}

/// The wards, or the days of attachment, of rows 5 to 9 joined into one cell.
fn joined() -> Vec<Case> {
    let emptied = |column: usize| (6..=9).fold(clean(), |table, row| table.put(row, column, Cell::Empty));
    let excel = |column: usize, range: &str| {
        let merges = format!("</sheetData><mergeCells count=\"1\"><mergeCell ref=\"{range}\"/></mergeCells>");
        book(&[emptied(column)]).edit(SHEET, "</sheetData>", &merges).bytes()
    };
    let open = || {
        let table = emptied(WARD);
        let xml = rows(&rows_xml(&table.rows), |number, row| {
            let mut cells: Vec<String> = row.split_inclusive("<table:table-cell").map(String::from).collect();
            if number == 5 {
                cells[WARD] += " table:number-rows-spanned=\"5\"";
            }
            cells.concat()
        });
        zip(&ods::parts(&content(&table.sheet, &xml)))
    };
    vec![
        case(19, "joined_wards.xlsx", "a ward joined over five rows", excel(WARD, "C5:C9"))
            .noted("rows 6-9 column Ward")
            .says(&["joined"]),
        case(19, "joined_dates.xlsx", "a day of attachment joined over five rows", excel(ATTACHED, "F5:F9"))
            .warned([20, 16, 4, 0], "rows 6-9 column Attachment Date")
            .says(&["joined with F5"]),
        case(19, "joined_wards.ods", "a ward joined over five rows", open()).noted("rows 6-9 column Ward"),
        case(19, "joined_wards.xls", "a ward joined over five rows", {
            let merged: (u16, &[u16]) = (0x00e5, &[1, 4, 8, 2, 2]);
            ole("Workbook", &records_that_look(&emptied(WARD), false, &[], &[merged]))
        })
        .noted("rows 6-9 column Ward"),
        case(19, "joined_wards.xlsb", "a ward joined over five rows", {
            xlsb::book_that_looks(&emptied(WARD), &Looks { merges: vec![[5, 9, 2, 2]], ..Looks::default() }).bytes()
        })
        .noted("rows 6-9 column Ward"),
    ]
}

fn nothing() -> Vec<Case> {
    let far = |titles: usize| {
        let title = |i: usize| vec![text(&format!("Note {i} of the office"))];
        (0..titles).fold(clean(), |table, i| table.insert(i + 1, title(i)))
    };
    vec![
        case(18, "only_a_mark.csv", "the mark of UTF-8 and nothing else", b"\xef\xbb\xbf".to_vec())
            .stopped("file")
            .says(&["no text", "3 bytes"]),
        case(18, "only_a_mark_utf16.csv", "the mark of UTF-16 and a line end", b"\xff\xfe\r\0\n\0".to_vec())
            .stopped("file")
            .says(&["no text"]),
        case(19, "header_in_row_30.csv", "29 notes above the header", csv(&far(29))),
        case(19, "header_in_row_31.csv", "30 notes above the header", csv(&far(30)))
            .refused("file, row 31")
            .says(&["first 30 rows", "`header_row = 31`"]),
    ]
}

fn empty_columns() -> Vec<Case> {
    let without =
        |columns: &[usize]| columns.iter().fold(clean(), |table, column| table.each(*column, |_, _| Cell::Empty));
    vec![
        case(20, "nobody_attached.csv", "no attachment in any row", csv(&without(&[ATTACHED, STARTED, SUSTAINED])))
            .blocked([20, 20, 0, 0], "column Attachment Date")
            .says(&["nobody has joined", "--accept column_empty"]),
        case(20, "nobody_in_work.csv", "no job start in any row", csv(&without(&[STARTED, SUSTAINED])))
            .blocked([20, 20, 0, 0], "column Job Start Date")
            .says(&["nobody has started a job"]),
        case(20, "nobody_sustained.csv", "nobody is claimed as sustained", csv(&without(&[SUSTAINED])))
            .noted("column Sustained Date")
            .says(&["nothing is claimed as sustained yet"]),
        case(20, "no_ward.csv", "no ward in any row", csv(&without(&[WARD])))
            .noted("column Ward")
            .says(&["no value in any of 20 rows"]),
        case(20, "no_referral_date.csv", "no day of referral in any row", csv(&without(&[REFERRED])))
            .noted("column Referral Date")
            .says(&["the day of attachment counts"]),
        case(20, "two_without_referral.csv", "attached, and no day of referral", {
            csv(&clean().put(4, REFERRED, Cell::Empty).put(7, REFERRED, Cell::Empty))
        })
        .noted("column Referral Date, rows 4, 7")
        .says(&["the day of attachment counts"]),
        case(20, "neither_referral_nor_attachment.csv", "neither a referral nor an attachment", {
            csv(&clean().put(4, REFERRED, Cell::Empty).put(4, ATTACHED, Cell::Empty))
        })
        .noted("column Referral Date, row 4")
        .says(&["in no figure"]),
    ]
}

/// The same month with a day up to 12; who comes first stays so.
fn early(day: NaiveDate) -> NaiveDate {
    day.with_day(1 + (day.day() - 1) * 12 / 31).unwrap()
}

fn either_order() -> Vec<Case> {
    let table = |form: &'static str| {
        clean().each(SUSTAINED, |_, _| Cell::Empty).dates(|day| text(&early(day).format(form).to_string()))
    };
    let american = |row: usize, cell: Cell| match cell {
        Cell::Date(day) if row > 11 => text(&day.format("%m/%d/%Y").to_string()),
        other => other,
    };
    let mixed = clean().each(ATTACHED, american).dates(|day| text(&day.format("%d/%m/%Y").to_string()));
    vec![
        case(30, "order_not_proven.csv", "no day above 12 in any column", csv(&table("%d/%m/%Y")))
            .noted("column Referral Date, column Attachment Date, column Job Start Date")
            .says(&["proves whether day or month comes first", "date_order = \"mdy\""]),
        case(30, "order_in_words.csv", "days up to 12 with the month in words", csv(&table("%d %b %Y")))
            .noted("column Sustained Date"),
        case(30, "order_mixed_is_asked_once.csv", "half a column month first: no query for each row", csv(&mixed))
            .stopped("column Attachment Date")
            .says(&["mixes two orders"]),
    ]
}

/// Cells that were carried from a workbook that counts days from the other year keep their numbers.
fn years_off() -> Vec<Case> {
    let carried = |column: usize, by: f64| {
        clean().each(column, |row, cell| match cell {
            Cell::Date(day) if row > 8 => Cell::Number(serial(day) + by),
            other => other,
        })
    };
    let in_1904 = book(&[clean()]).edit(WORKBOOK, "<workbookPr/>", "<workbookPr date1904=\"1\"/>").bytes();
    vec![
        case(31, "attachments_from_1904.xlsx", "attachments carried over from 1904", xlsx(&carried(ATTACHED, -1462.0)))
            .warned([20, 7, 13, 0], "column Attachment Date")
            .says(&["about four years off", "1904"]),
        case(31, "marked_1904.xlsx", "days from 1900 in a workbook that says 1904", in_1904)
            .blocked([20, 0, 20, 0], "columns")
            .says(&["about four years off", "1904"]),
        case(31, "two_slips_of_the_pen.csv", "the year wrong in two rows", {
            let four_early = |cell: &Cell| match cell {
                Cell::Date(day) => Cell::Date(*day - chrono::Days::new(1462)),
                other => other.clone(),
            };
            let table = clean();
            let (a, b) = (four_early(&table.rows[3][ATTACHED]), four_early(&table.rows[4][ATTACHED]));
            csv(&table.put(4, ATTACHED, a).put(5, ATTACHED, b))
        })
        .warned([20, 18, 2, 0], "row 4 column Attachment Date"),
    ]
}

/// What programs leave in a formula that they do not calculate.
fn never_calculated() -> Vec<Case> {
    let references = |cell: Cell| clean().each(REF, |_, _| cell.clone());
    let formula = |result| references(Cell::Formula("\"HPJ\"&amp;ROW()", result));
    vec![
        case(29, "references_not_calculated.xlsx", "references that were never calculated", xlsx(&formula(None)))
            .blocked([20, 0, 20, 0], "column Client Ref"),
        case(29, "references_nought.xlsx", "references that show nought", xlsx(&formula(Some(0.0))))
            .blocked([20, 0, 20, 0], "column Client Ref")
            .says(&["reference_missing"]),
        case(29, "references_as_formulas.csv", "references that are formulas in text", csv(&references(text("=A1"))))
            .blocked([20, 0, 20, 0], "column Client Ref")
            .says(&["formula_without_result"]),
        case(29, "references_kept_as_text.csv", "references as `=\"HPJ001001\"`", {
            csv(&Table::each(clean(), REF, |_, cell| match cell {
                Cell::Text(reference) => text(&format!("=\"{reference}\"")),
                other => other,
            }))
        })
        .noted("column Client Ref"),
    ]
}
