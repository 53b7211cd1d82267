//! A layout looked at by itself, and column by column against a return.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::canonical::schema::{self, ColumnSpec, Kind};
use crate::definitions::{Layout, Programme, SheetLayout, Workspace};
use crate::fault::printable;
use crate::finding::{Place, column_letter};
use crate::mapping::codes::CodeList;
use crate::mapping::values::figures::{Known, hundredths, money};
use crate::mapping::values::{self, DateRules, Span, Trouble};
use crate::mapping::{self, MappingContext};
use crate::source::sheet::{Header, SheetTable, normalise_header};
use crate::source::{Value, Workbook};

use super::difference::Setting;
use super::unnamed::{self, Unnamed};

/// Something in a layout that cannot be meant.
#[derive(Debug, PartialEq, Eq)]
pub struct Problem {
    pub what: String,
    pub hint: String,
}

/// Contradictions in a layout that was read: headers of two columns, columns without headers, values that lead nowhere.
pub fn problems(layout: &Layout, workspace: &Workspace, programmes: &[&Programme]) -> Vec<Problem> {
    let mut found: Vec<Problem> = layout.sheet.iter().flat_map(headers).collect();
    for column in layout.values.keys() {
        if !layout.sheet.iter().any(|sheet| sheet.columns.contains_key(column)) {
            let what = format!("[values.{column}] is for a column that no sheet has");
            found.push(Problem { what, hint: format!("add `{column}` to [sheet.columns], or take the values out") });
        }
    }
    if let Err(fault) = CodeList::check(layout, workspace, programmes) {
        found.push(Problem { what: fault.message, hint: fault.hint.unwrap_or_default() });
    }
    if let Some(pattern) = layout.reference_pattern.as_ref().filter(|pattern| !pattern.contains(['#', '@'])) {
        let what = format!("reference_pattern `{}` fits one reference at most", printable(pattern));
        found.push(Problem { what, hint: "write # for a digit and @ for a letter: HPJ######".into() });
    }
    found
}

/// Each header may mean one thing on its sheet.
fn headers(sheet: &SheetLayout) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut owners: BTreeMap<String, &str> = BTreeMap::new();
    let columns = sheet.columns.iter().map(|(name, headers)| (name.as_str(), headers));
    for (name, headers) in columns.chain([("ignored", &sheet.ignored)]) {
        if headers.is_empty() && name != "ignored" {
            let what = format!("sheet `{}`: `{name}` has no header", printable(&sheet.sheet));
            found.push(Problem {
                what,
                hint: "put the sender's header between the brackets, or take the line out".into(),
            });
        }
        for header in headers {
            if let Some(other) = owners.insert(normalise_header(header), name) {
                let (sheet, header) = (printable(&sheet.sheet), printable(header));
                let what = if other == name {
                    format!("sheet `{sheet}`: header `{header}` stands twice under `{name}`")
                } else {
                    format!("sheet `{sheet}`: header `{header}` stands under `{other}` and under `{name}`")
                };
                found.push(Problem { what, hint: "leave it where it belongs".into() });
            }
        }
    }
    found
}

/// How one table of a return reads.
#[derive(Debug)]
pub struct SheetReading {
    pub place: Place,
    pub rows: usize,
    pub columns: Vec<ColumnReading>,
    /// Headers that the layout neither reads nor ignores.
    pub unknown: Vec<Header>,
    /// Columns that hold something and are not called anything.
    pub unnamed: Vec<Unnamed>,
}

/// How one column of the layout reads.
#[derive(Debug)]
pub struct ColumnReading {
    pub name: &'static str,
    pub required: bool,
    /// Where it was found.
    pub header: Option<Header>,
    pub read: usize,
    pub empty: usize,
    /// By finding: how many cells, and what is wrong with one of them. A word that is on no list could be somebody's
    /// name and is not repeated.
    pub unread: BTreeMap<&'static str, (usize, Option<String>)>,
}

impl ColumnReading {
    /// Where it stands: `F "Job Start"`.
    pub fn place(&self) -> Option<String> {
        self.header.as_ref().map(|header| format!("{} `{}`", column_letter(header.column), printable(&header.text)))
    }
}

/// Reads a return column by column. Refused: a file without a table of the layout.
pub fn against(workbook: &Workbook, setting: Setting<'_>) -> Result<Vec<SheetReading>> {
    let Setting { layout, workspace, programmes } = setting;
    let context = MappingContext { workspace, programmes, layout, supplier: "", source_id: 0 };
    let tables = mapping::find_tables(workbook, &context)
        .map_err(|error| super::difference::explained(error, workbook, setting))?;
    Ok(tables.found.iter().map(|(kind, table)| read_sheet(table, &layout.sheet[*kind], workbook, setting)).collect())
}

fn read_sheet(table: &SheetTable<'_>, layout: &SheetLayout, workbook: &Workbook, setting: Setting<'_>) -> SheetReading {
    let row = table.header_rows.last().copied().unwrap_or(1);
    let column = |spec: &'static ColumnSpec| {
        let headers = layout.columns.get(spec.name)?;
        let names: Vec<String> = headers.iter().map(|header| normalise_header(header)).collect();
        let header = table.headers.iter().find(|header| names.contains(&normalise_header(&header.text)));
        let mut reading = ColumnReading {
            name: spec.name,
            required: spec.name == "reference" || layout.required.iter().any(|name| name == spec.name),
            header: header.cloned(),
            read: 0,
            empty: 0,
            unread: BTreeMap::new(),
        };
        if let Some(header) = header {
            read_column(&mut reading, spec, table, header.column, setting);
        }
        Some(reading)
    };
    let listed: Vec<String> =
        layout.columns.values().chain([&layout.ignored]).flatten().map(|header| normalise_header(header)).collect();
    SheetReading {
        place: Place::file(&workbook.file.name).sheet(&table.sheet.name).row(row),
        rows: table.rows.len(),
        columns: schema::of(layout.record).filter_map(column).collect(),
        unknown: table
            .headers
            .iter()
            .filter(|header| !listed.contains(&normalise_header(&header.text)))
            .cloned()
            .collect(),
        unnamed: unnamed::of(table),
    }
}

fn read_column(
    reading: &mut ColumnReading,
    spec: &'static ColumnSpec,
    table: &SheetTable<'_>,
    column: u32,
    setting: Setting<'_>,
) {
    let layout = setting.layout;
    let list = CodeList::new(spec.name, layout, setting.workspace, setting.programmes);
    for &row in &table.rows {
        let value = table.sheet.value(row, column);
        match read_value(value, spec, setting, &list) {
            Ok(true) => reading.read += 1,
            Ok(false) => reading.empty += 1,
            Err(trouble) => {
                let shown = || (spec.kind != Kind::Code).then(|| trouble.message(layout));
                reading.unread.entry(trouble.code).or_insert_with(|| (0, shown())).0 += 1;
            }
        }
    }
}

/// Whether a cell holds a value, as its column is read.
fn read_value(value: Value<'_>, spec: &ColumnSpec, setting: Setting<'_>, list: &CodeList) -> Result<bool, Trouble> {
    let layout = setting.layout;
    let day = |span| values::date(value, DateRules::of(layout, span, setting.programmes)).day;
    match spec.kind {
        Kind::Reference => values::reference(value, layout.reference_pattern.as_deref()).map(|read| read.is_some()),
        Kind::Date => day(Span::Milestone).map(|read| read.is_some()),
        Kind::BirthDate => day(Span::Birth).map(|read| read.is_some()),
        Kind::YesNo => values::yes_no(value).map(|read| read.is_some()),
        Kind::Number => hundredths(value).map(|read| matches!(read, Known::Value(_))),
        Kind::Money => money(value).map(|read| matches!(read, Known::Value(_))),
        Kind::Code => {
            let Some(text) = values::code(value)? else { return Ok(false) };
            let unknown = |_| Trouble::new(list.finding_code(), "a name on the list", &text);
            list.read(&text).map(|_| true).map_err(unknown)
        }
        Kind::Period | Kind::Count | Kind::Percent => Ok(values::code(value)?.is_some()),
    }
}
