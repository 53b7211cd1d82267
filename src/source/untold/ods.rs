//! OpenDocument: hidden rows and columns stand at the row and the column, joined cells at the first of them. Cells in
//! which something can be seen are counted.

use super::super::builder::{MAX_COLUMNS, MAX_ROWS};
use super::super::grid::Merge;
use super::super::xlsx::{Event, Xml, unescape};
use super::Untold;
use crate::fault::Fault;

/// Goes through `content.xml` to its end, and says of each sheet what it hides and joins. Whether a sheet is hidden
/// itself calamine tells.
pub(in super::super) fn look(xml: &mut Xml<'_>) -> Result<Vec<Untold>, Fault> {
    let mut sheets = Vec::new();
    loop {
        match xml.next()? {
            Event::Start if xml.name() == b"table" => sheets.push(sheet(xml)?),
            // Cells as they once were.
            Event::Start if xml.name() == b"tracked-changes" => drop(xml.skip()?),
            Event::Start | Event::End | Event::Text => {}
            Event::Done => return Ok(sheets),
        }
    }
}

/// Where in a sheet the reader stands.
struct Walk {
    untold: Untold,
    /// 1-based.
    row: u32,
    /// 0-based.
    column: u32,
    /// What is written in the cell in hand.
    text: Vec<u8>,
}

fn sheet(xml: &mut Xml<'_>) -> Result<Untold, Fault> {
    let name = xml.prefixed("name")?.unwrap_or_default().into_owned();
    let mut walk = Walk { untold: Untold::of(name), row: 1, column: 0, text: Vec::new() };
    walk.lines(xml, false)?;
    Ok(walk.untold.in_order())
}

impl Walk {
    /// Rows and columns up to the end of the element that was started: a sheet, or a group of either, which may be shut.
    fn lines(&mut self, xml: &mut Xml<'_>, shut: bool) -> Result<(), Fault> {
        loop {
            match xml.next()? {
                Event::Start => match xml.name() {
                    b"table-row" => self.row(xml, shut)?,
                    b"table-column" => self.column(xml, shut)?,
                    b"table-row-group" | b"table-column-group" => {
                        let closed = xml.prefixed("display")?.is_some_and(|display| display == "false");
                        self.lines(xml, shut || closed)?;
                    }
                    b"table-rows" | b"table-header-rows" | b"table-columns" | b"table-header-columns" => {
                        self.lines(xml, shut)?;
                    }
                    _ => drop(xml.skip()?),
                },
                Event::End => return Ok(()),
                Event::Text => {}
                Event::Done => return Err(xml.ends_early()),
            }
        }
    }

    fn column(&mut self, xml: &mut Xml<'_>, shut: bool) -> Result<(), Fault> {
        let many = number(xml, "number-columns-repeated")?;
        if shut || is_hidden(xml)? {
            self.untold.hide_columns(self.column, many);
        }
        self.column = self.column.saturating_add(many);
        xml.skip()?;
        Ok(())
    }

    fn row(&mut self, xml: &mut Xml<'_>, shut: bool) -> Result<(), Fault> {
        let many = number(xml, "number-rows-repeated")?;
        if shut || is_hidden(xml)? {
            self.untold.hide_rows(self.row, many);
        }
        let (mut column, mut cells): (u32, u32) = (0, 0);
        loop {
            match xml.next()? {
                Event::Start => {
                    let (rows, columns) = (number(xml, "number-rows-spanned")?, number(xml, "number-columns-spanned")?);
                    self.merge(column, rows, columns);
                    let repeated = number(xml, "number-columns-repeated")?;
                    if self.holds_something(xml)? {
                        cells += repeated.min(MAX_COLUMNS.saturating_sub(column));
                    }
                    column = column.saturating_add(repeated);
                }
                Event::End => break,
                Event::Text => {}
                Event::Done => return Err(xml.ends_early()),
            }
        }
        let rows = many.min((MAX_ROWS + 1).saturating_sub(self.row));
        self.untold.cells += u64::from(cells) * u64::from(rows);
        self.row = self.row.saturating_add(many);
        Ok(())
    }

    /// Whether the cell that was started has a value or shows a text; goes behind its end. A text without a type is
    /// seen too, if it is the cell's own and none of a drawing.
    fn holds_something(&mut self, xml: &mut Xml<'_>) -> Result<bool, Fault> {
        let written = |name: &str| Ok::<_, Fault>(xml.prefixed(name)?.map(|text| !text.trim().is_empty()));
        let is_string = xml.prefixed("value-type")?.is_some_and(|kind| kind == "string");
        let (text, date, time) = (written("string-value")?, written("date-value")?, written("time-value")?);
        let values = [written("value")?.is_some(), written("boolean-value")?.is_some()];
        let has_value = values.contains(&true) || [text, date, time].contains(&Some(true));
        let shows = self.shows_text(xml, is_string && text.is_none())?;
        Ok(has_value || shows)
    }

    /// Whether there is something to be seen in the text of a cell: in its paragraphs, or in all that it holds but the
    /// remarks to it.
    fn shows_text(&mut self, xml: &mut Xml<'_>, all: bool) -> Result<bool, Fault> {
        self.text.clear();
        let mut depth = 0u32;
        loop {
            match xml.next()? {
                Event::Start if xml.name() == b"annotation" => drop(xml.skip()?),
                Event::Start if depth == 0 && !all && xml.name() != b"p" => drop(xml.skip()?),
                Event::Start => depth += 1,
                Event::End if depth == 0 => break,
                Event::End => depth -= 1,
                Event::Text if depth > 0 || all => xml.append_text(&mut self.text),
                Event::Text => {}
                Event::Done => return Err(xml.ends_early()),
            }
        }
        let text = unescape(&self.text).map_err(|why| xml.no_text(&why))?;
        Ok(!text.trim().is_empty())
    }

    fn merge(&mut self, column: u32, rows: u32, columns: u32) {
        if (rows, columns) != (1, 1) && self.row <= MAX_ROWS && column < MAX_COLUMNS {
            let last_row = self.row.saturating_add(rows - 1).min(MAX_ROWS);
            let last_column = column.saturating_add(columns - 1).min(MAX_COLUMNS - 1);
            let (first_row, first_column) = (self.row, column);
            self.untold.merges.push(Merge { first_row, last_row, first_column, last_column });
        }
    }
}

/// A row or a column that is hidden, or that a filter leaves out.
fn is_hidden(xml: &Xml<'_>) -> Result<bool, Fault> {
    Ok(xml.prefixed("visibility")?.is_some_and(|visibility| matches!(&*visibility, "collapse" | "filter")))
}

/// A number of rows or columns, at least 1.
fn number(xml: &Xml<'_>, attribute: &str) -> Result<u32, Fault> {
    Ok(xml.prefixed(attribute)?.and_then(|text| text.trim().parse::<u32>().ok()).unwrap_or(1).max(1))
}
