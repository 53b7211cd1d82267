//! The workbook that goes back to a sender. Whatever a sender wrote is a text cell in it: no formula, no link,
//! nothing that a program runs or follows.

use anyhow::Result;
use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, IgnoreError, Table, TableColumn,
    TableStyle, Workbook, Worksheet,
};

use super::{Counts, Line, MOST_LINES, Occasion, Queries, Sender, Sent, Status, memory};
use crate::fault::on_a_terminal;

pub const FILE: &str = "File";
pub const SHEET: &str = "Sheet";
pub const ROW: &str = "Row";
pub const CELLS: &str = "Cells at fault";
pub const WHAT: &str = "What to correct";
const STATUS: &str = "Status";
const FOUND_ON: &str = "Found on";
pub const ANSWER: &str = "Your answer";
pub const REFERENCE: &str = "Reference";
pub const RETURN: &str = "Return";
pub const RULES: &str = "Rules";

/// Our columns of the sheet of rows, in their order; the sender's stand behind `Your answer`.
pub const OURS: [&str; 11] = [FILE, SHEET, ROW, CELLS, WHAT, STATUS, FOUND_ON, ANSWER, REFERENCE, RETURN, RULES];

/// How many of ours stand before the sender's.
const BEFORE: usize = 8;

/// How wide they are, in characters.
const WIDTHS: [f64; 11] = [16.0, 12.0, 7.0, 9.0, 46.0, 10.0, 11.0, 24.0, 14.0, 14.0, 40.0];

/// How wide the sender's are.
const THEIRS: f64 = 12.0;

/// How high a line of text is, in points.
const LINE: f64 = 15.0;

/// How wide the columns about files are.
const ABOUT_WIDTHS: [f64; 4] = [24.0, 30.0, 60.0, 50.0];

/// A spreadsheet's most for one cell is 32,767.
const LONGEST: usize = 32_000;

const A4: u8 = 9;
const MARK: &str = "OFFICIAL-SENSITIVE: personal data";

/// A text that a spreadsheet shows as it is: control characters and those that turn the direction of text as
/// escapes, line breaks kept.
pub fn inert(text: &str) -> String {
    let lines: Vec<String> =
        text.split('\n').map(|line| on_a_terminal(line.strip_suffix('\r').unwrap_or(line))).collect();
    let mut text = lines.join("\n").replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}");
    if let Some((cut, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(cut);
        text.push('…');
    }
    text
}

/// The whole workbook; the same queries give the same bytes.
pub fn bytes(queries: &Queries, sender: &Sender<'_>, occasion: &Occasion<'_>) -> Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    let title = format!("Queries on the returns of {} for {}", sender.supplier.name, occasion.quarter.in_words());
    let properties = DocProperties::new()
        .set_title(inert(&title))
        .set_subject(MARK)
        .set_author(inert(occasion.council))
        // Readers ask for the language of a document; the form of a workbook has no place of its own for it.
        .set_custom_property("Language", "en-GB")
        .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    workbook.set_properties(&properties);
    let style = Style::new();
    summary(page(workbook.add_worksheet(), "Summary")?, queries, sender, occasion, &style)?;
    to_correct(page(workbook.add_worksheet(), "To correct")?, queries, &style)?;
    if !queries.about.is_empty() {
        about(page(workbook.add_worksheet(), "About the file")?, queries, &style)?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// How many lines a text takes in a column of that width. Programs differ in whether they find out for themselves.
fn lines_of(text: &str, width: f64) -> usize {
    let letters = (width - 1.0) as usize;
    text.lines().map(|line| line.chars().count().div_ceil(letters).max(1)).sum::<usize>().max(1)
}

/// Makes a row high enough for its longest text; a spreadsheet's most is 409 points.
fn set_height(sheet: &mut Worksheet, row: u32, lines: usize) -> Result<()> {
    sheet.set_row_height(row, (LINE * lines as f64).min(405.0))?;
    Ok(())
}

/// Name and print setup of a sheet.
fn page<'a>(sheet: &'a mut Worksheet, name: &str) -> Result<&'a mut Worksheet> {
    sheet.set_name(name)?.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
    sheet.set_header(format!("&L&A&R{MARK}")).set_footer("&RPage &P of &N");
    Ok(sheet)
}

struct Style {
    title: Format,
    label: Format,
    text: Format,
    /// A text that begins like a formula.
    quoted: Format,
    /// The same in the head of the summary, on one line.
    quoted_label: Format,
    plain: Format,
    date: Format,
    number: Format,
    header: Format,
    blank: Format,
}

impl Style {
    fn new() -> Style {
        let text = Format::new().set_text_wrap().set_align(FormatAlign::Top).set_border_bottom(FormatBorder::Hair);
        Style {
            title: Format::new().set_bold().set_font_size(14),
            label: Format::new().set_bold().set_align(FormatAlign::Top),
            plain: Format::new(),
            quoted_label: Format::new().set_num_format("@").set_quote_prefix(),
            quoted: text.clone().set_num_format("@").set_quote_prefix(),
            date: text.clone().set_num_format("dd/mm/yyyy").set_align(FormatAlign::Left),
            number: text.clone().set_align(FormatAlign::Right).set_indent(1),
            header: text
                .clone()
                .set_bold()
                .set_background_color(Color::RGB(0x00E7_E6E6))
                .set_border(FormatBorder::Thin),
            blank: Format::new().set_border(FormatBorder::Thin).set_num_format("dd/mm/yyyy"),
            text,
        }
    }
}

/// A cell at fault is framed, tinted and bold; its address and header stand in words beside it.
fn at_fault(format: &Format) -> Format {
    format.clone().set_bold().set_border(FormatBorder::Medium).set_background_color(Color::RGB(0x00FF_F2CC))
}

/// Whether a program would take a text for the beginning of a formula if somebody edited its cell.
fn begins_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\'', '＝', '＋', '－', '＠'])
}

fn write_text(sheet: &mut Worksheet, row: u32, column: u16, text: &str, style: &Style) -> Result<()> {
    let text = inert(text);
    let format = if begins_formula(&text) { &style.quoted } else { &style.text };
    sheet.write_string_with_format(row, column, text, format)?;
    Ok(())
}

fn write_date(sheet: &mut Worksheet, row: u32, column: u16, day: NaiveDate, format: &Format) -> Result<()> {
    match (u16::try_from(day.year()), u8::try_from(day.month()), u8::try_from(day.day())) {
        (Ok(year @ 1900..=9999), Ok(month), Ok(of_month)) => {
            let day = ExcelDateTime::from_ymd(year, month, of_month)?;
            sheet.write_datetime_with_format(row, column, &day, format)?;
        }
        _ => drop(sheet.write_string_with_format(row, column, day.to_string(), format)?),
    }
    Ok(())
}

fn write_sent(sheet: &mut Worksheet, (row, column): (u32, u16), cell: &Sent, fault: bool, style: &Style) -> Result<()> {
    let form = |format: &Format| if fault { at_fault(format) } else { format.clone() };
    match cell {
        Sent::Empty if fault => drop(sheet.write_blank(row, column, &form(&style.text))?),
        Sent::Empty => {}
        Sent::Text(text) => drop(sheet.write_string_with_format(row, column, inert(text), &form(&style.quoted))?),
        Sent::Number(number) => drop(sheet.write_number_with_format(row, column, *number, &form(&style.text))?),
        Sent::Date(day) => write_date(sheet, row, column, *day, &form(&style.date))?,
        Sent::Bool(mark) => drop(sheet.write_boolean_with_format(row, column, *mark, &form(&style.text))?),
    }
    Ok(())
}

/// A table that programs and screen readers know as one, its header frozen and repeated on every page.
fn table(sheet: &mut Worksheet, name: &str, first: u32, rows: u32, headers: &[String], style: &Style) -> Result<()> {
    let last = u16::try_from(headers.len() - 1)?;
    if rows == 0 {
        for (column, header) in headers.iter().enumerate() {
            sheet.write_string_with_format(first, column as u16, header, &style.header)?;
        }
        return Ok(());
    }
    let columns: Vec<TableColumn> =
        headers.iter().map(|header| TableColumn::new().set_header(header).set_header_format(&style.header)).collect();
    let table = Table::new().set_name(name).set_style(TableStyle::Light1).set_columns(&columns);
    sheet.add_table(first, 0, first + rows, last, &table)?;
    Ok(())
}

fn headers(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_string()).collect()
}

fn summary(
    sheet: &mut Worksheet,
    queries: &Queries,
    sender: &Sender<'_>,
    occasion: &Occasion<'_>,
    style: &Style,
) -> Result<()> {
    for (column, width) in [44.0, 12.0, 12.0, 12.0, 12.0, 12.0, 12.0, 12.0, 70.0].into_iter().enumerate() {
        sheet.set_column_width(column as u16, width)?;
    }
    let mut row = head(sheet, queries, sender, occasion, style)? + 1;
    let kinds = queries.kinds();
    let names = [
        "What is wrong",
        "Queries",
        "New",
        "Still open",
        "Row gone",
        "Corrected",
        "Emptied",
        "Answered",
        "What to correct",
    ];
    table(sheet, "Kinds", row, kinds.len() as u32, &headers(&names), style)?;
    for kind in &kinds {
        row += 1;
        write_text(sheet, row, 0, &kind.what, style)?;
        set_height(sheet, row, lines_of(&kind.what, 44.0).max(lines_of(&kind.correct, 70.0)))?;
        let Counts { corrected, open, new, gone, emptied, answered } = kind.counts;
        let counts = [kind.counts.total(), new, open, gone, corrected, emptied, answered];
        for (column, count) in (1..).zip(counts) {
            sheet.write_number_with_format(row, column, count as f64, &style.number)?;
        }
        write_text(sheet, row, 8, &kind.correct, style)?;
    }
    row += 2;
    let names = ["File and sheet", "Rows read", "Used", "Set aside", "Left out", "Records"];
    table(sheet, "Rows", row, sender.accounts.len() as u32, &headers(&names), style)?;
    for account in &sender.accounts {
        row += 1;
        let table = format!("{}, {}", account.file, account.sheet);
        write_text(sheet, row, 0, &table, style)?;
        set_height(sheet, row, lines_of(&inert(&table), 44.0))?;
        let counts = [account.read, account.used, account.set_aside_total(), account.left_out_total()];
        for (column, count) in (1..).zip(counts) {
            sheet.write_number_with_format(row, column, count as f64, &style.number)?;
        }
        write_text(sheet, row, 5, account.record, style)?;
    }
    let note = "Rows set aside count in nothing until they are corrected. Rows left out are totals, repeated headers, \
                remarks, rows sent twice, and rows that another list or a later report answers for.";
    sheet.write_string(row + 2, 0, note)?;
    Ok(())
}

/// Whose, for whom, until when; gives back the next free row.
fn head(
    sheet: &mut Worksheet,
    queries: &Queries,
    sender: &Sender<'_>,
    occasion: &Occasion<'_>,
    style: &Style,
) -> Result<u32> {
    sheet.write_string_with_format(0, 0, "Queries on your returns", &style.title)?;
    sheet.write_string(1, 0, format!("{MARK}. Send it back only by the way agreed with the council."))?;
    let files: Vec<&str> = sender.files.iter().map(|file| file.name).collect();
    let lines = [
        ("From", occasion.council.to_string()),
        ("To", sender.supplier.name.clone()),
        ("Contract", sender.contract.clone().unwrap_or_else(|| "none: list of referrals".into())),
        ("Period", occasion.quarter.in_words()),
        ("Files", files.join(", ")),
        ("Questions to", occasion.contact.clone()),
    ];
    let mut row = 3;
    for (label, value) in lines {
        sheet.write_string_with_format(row, 0, label, &style.label)?;
        let value = inert(&value).replace('\n', " ");
        let format = if begins_formula(&value) { &style.quoted_label } else { &style.plain };
        sheet.write_string_with_format(row, 1, value, format)?;
        row += 1;
    }
    sheet.write_string_with_format(row, 0, "Checked on", &style.label)?;
    write_date(sheet, row, 1, occasion.found_on, &style.date)?;
    sheet.write_string_with_format(row + 1, 0, "Please answer by", &style.label)?;
    sheet.write_blank(row + 1, 1, &style.blank)?;
    sheet.write_string_with_format(row + 2, 0, "Status", &style.label)?;
    sheet.write_string(row + 2, 1, queries.counts().to_string())?;
    let how = "Please correct your own file and send it whole: what is corrected is ticked off, a row that is left out is not. What cannot be \
               corrected goes into the column \"Your answer\" of the sheet \"To correct\". Its cells at fault are framed.";
    sheet.write_string(row + 4, 0, how)?;
    let beyond = queries.lines.len().saturating_sub(MOST_LINES);
    if beyond > 0 {
        let text = format!("Only the first {MOST_LINES} rows are listed; {beyond} more have faults of the same kinds.");
        sheet.write_string(row + 5, 0, text)?;
        row += 1;
    }
    Ok(row + 5)
}

fn to_correct(sheet: &mut Worksheet, queries: &Queries, style: &Style) -> Result<()> {
    let (before, after) = OURS.split_at(BEFORE);
    let theirs = queries.columns.iter().map(|(_, shown)| inert(shown));
    let names: Vec<String> = headers(before).into_iter().chain(theirs).chain(headers(after)).collect();
    let lines = &queries.lines[..queries.lines.len().min(MOST_LINES)];
    table(sheet, "ToCorrect", 0, lines.len() as u32, &names, style)?;
    sheet.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?.set_repeat_columns(0, 3)?;
    let theirs = std::iter::repeat_n(THEIRS, queries.columns.len());
    let widths = WIDTHS[..BEFORE].iter().copied().chain(theirs).chain(WIDTHS[BEFORE..].iter().copied());
    for (column, width) in (0..).zip(widths) {
        sheet.set_column_width(column, width)?;
    }
    // The last three are for this program: on paper they would only take room.
    sheet.set_print_area(0, 0, lines.len() as u32, u16::try_from(names.len() - after.len() - 1)?)?;
    sheet.set_print_fit_to_pages(2, 0);
    set_height(sheet, 0, 3)?;
    if !lines.is_empty() {
        let last = u16::try_from(names.len() - 1)?;
        sheet.ignore_error_range(1, 0, lines.len() as u32, last, IgnoreError::NumberStoredAsText)?;
    }
    for (row, line) in (1..).zip(lines) {
        one_line(sheet, row, line, queries, style)?;
    }
    Ok(())
}

fn one_line(sheet: &mut Worksheet, row: u32, line: &Line, queries: &Queries, style: &Style) -> Result<()> {
    let first_asked = line.queries.iter().map(|query| query.asked).min();
    for (column, text) in [(0, &line.file), (1, &line.sheet), (3, &line.at_fault), (4, &line.what), (7, &line.answer)] {
        write_text(sheet, row, column, text, style)?;
    }
    sheet.write_number_with_format(row, 2, f64::from(line.row), &style.number)?;
    write_text(sheet, row, 5, status_cell(line.status()), style)?;
    if let Some(day) = first_asked {
        write_date(sheet, row, 6, day, &style.date)?;
    }
    let mut column = BEFORE as u16;
    for (key, _) in &queries.columns {
        let cell = line.cells.get(key).unwrap_or(&Sent::Empty);
        write_sent(sheet, (row, column), cell, line.faults.contains(key), style)?;
        column += 1;
    }
    let reference = Sent::Text(line.reference.clone().unwrap_or_default());
    write_sent(sheet, (row, column), &reference, false, style)?;
    write_text(sheet, row, column + 1, &line.series, style)?;
    let rules: Vec<String> = line.queries.iter().map(memory::rule).collect();
    write_text(sheet, row, column + 2, &rules.join("\n"), style)?;
    let own = [(0, &line.file), (1, &line.sheet), (3, &line.at_fault), (4, &line.what), (7, &line.answer)];
    let own = own.into_iter().map(|(own, text)| lines_of(text, WIDTHS[own]));
    let theirs = line.cells.values().map(|cell| match cell {
        Sent::Text(text) => lines_of(text, THEIRS),
        _ => 1,
    });
    set_height(sheet, row, own.chain(theirs).chain([rules.len()]).max().unwrap_or(1))
}

fn status_cell(status: Status) -> &'static str {
    match status {
        Status::New => "New",
        Status::Open => "Still open",
        Status::Emptied => "Emptied",
        Status::Gone => "Row gone",
        Status::Answered => "Answered",
        Status::Corrected => "Corrected",
    }
}

fn about(sheet: &mut Worksheet, queries: &Queries, style: &Style) -> Result<()> {
    let names = ["File", "Where", "What was found", "What to do"];
    table(sheet, "AboutTheFile", 0, queries.about.len() as u32, &headers(&names), style)?;
    sheet.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
    for (column, width) in (0..).zip(ABOUT_WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    for (row, about) in (1..).zip(&queries.about) {
        let texts = [&about.file, &about.place, &about.found, &about.to_do];
        for (column, text) in (0..).zip(texts) {
            write_text(sheet, row, column, text, style)?;
        }
        let lines = texts.into_iter().zip(ABOUT_WIDTHS).map(|(text, width)| lines_of(text, width));
        set_height(sheet, row, lines.max().unwrap_or(1))?;
    }
    Ok(())
}
