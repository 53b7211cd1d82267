//! How a return differs from its layout: columns gone, new, probably renamed, moved. Told, never applied.

use std::fmt;

use crate::canonical::schema::{self, ColumnSpec};
use crate::definitions::{Layout, Programme, SheetLayout, Workspace};
use crate::fault::{Exit, exit_of, printable};
use crate::finding::{Effect, Finding, Place, column_letter};
use crate::mapping::headers::told;
use crate::source::inbox::matches_name;
use crate::source::sheet::{Header, SheetTable, find_table, find_table_at, normalise_header};
use crate::source::{Format, Workbook};

use super::layout_toml::hundredths;
use super::lists::Lists;
use super::roles::{Columns, Proposed, Role};
use super::table;

/// One table held against its part of the layout.
#[derive(Debug)]
pub struct Difference {
    layout: String,
    place: Place,
    /// The sheet goes by another name than the layout says.
    renamed_sheet: Option<String>,
    /// Our columns whose headers are not there, with the headers.
    gone: Vec<(&'static str, Vec<String>)>,
    /// Headers that the layout does not know.
    new: Vec<Header>,
    /// New columns that are probably ones that are gone.
    pub renamed: Vec<Proposed>,
    /// Headers that stand elsewhere than when the layout was learnt.
    moved: Vec<String>,
}

/// Where the layout is used.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    pub layout: &'a Layout,
    pub workspace: &'a Workspace,
    pub programmes: &'a [&'a Programme],
}

/// A refusal with how the file differs from its layout; other errors as they are.
pub fn explained(error: anyhow::Error, workbook: &Workbook, setting: Setting<'_>) -> anyhow::Error {
    if exit_of(&error) != Exit::Refused {
        return error;
    }
    let found = differences(workbook, setting);
    let told: Vec<String> = found.iter().filter(|found| found.is_news()).map(Difference::to_string).collect();
    if told.is_empty() { error } else { error.context(told.join("; ")) }
}

/// Notes about a return that was read although columns of the layout are gone and others are probably they.
pub fn notes(workbook: &Workbook, setting: Setting<'_>) -> Vec<Finding> {
    let found = differences(workbook, setting);
    let renamed = found.iter().filter(|found| !found.renamed.is_empty());
    renamed
        .map(|found| {
            let hint = format!(
                "if that is so, add the header to the column in layouts/{}.toml; until then the column is not read",
                found.layout
            );
            Finding::new("layout_changed", Effect::Notes, found.place.clone(), found.to_string(), hint)
        })
        .collect()
}

/// Each table of the layout held against the sheet that it means.
pub fn differences(workbook: &Workbook, setting: Setting<'_>) -> Vec<Difference> {
    let sheets = &setting.layout.sheet;
    sheets.iter().filter_map(|sheet| difference(workbook, sheet, setting)).collect()
}

fn difference(workbook: &Workbook, layout: &SheetLayout, setting: Setting<'_>) -> Option<Difference> {
    let (table, renamed_sheet) = nearest_table(workbook, layout)?;
    let names = |headers: &[String]| headers.iter().map(|header| normalise_header(header)).collect::<Vec<_>>();
    let at = |headers: &[String]| {
        let names = names(headers);
        table.headers.iter().find(|header| names.contains(&normalise_header(&header.text)))
    };
    let mut gone: Vec<(&'static ColumnSpec, &[String])> = Vec::new();
    let mut known: Vec<(&'static str, u32)> = Vec::new();
    for (name, headers) in &layout.columns {
        let Some(spec) = schema::find(name) else { continue };
        match at(headers) {
            Some(header) => known.push((spec.name, header.column)),
            None => gone.push((spec, headers)),
        }
    }
    // What stops the file is told first.
    gone.sort_by_key(|(spec, _)| !(spec.name == "reference" || layout.required.iter().any(|name| name == spec.name)));
    let listed: Vec<String> =
        layout.columns.values().chain([&layout.ignored]).flat_map(|headers| names(headers)).collect();
    let new: Vec<Header> = table
        .headers
        .iter()
        .filter(|header| {
            !listed.contains(&normalise_header(&header.text)) && !normalise_header(&header.text).is_empty()
        })
        .cloned()
        .collect();
    let renamed = if gone.is_empty() || new.is_empty() {
        Vec::new()
    } else {
        let fresh: Vec<u32> = new.iter().map(|header| header.column).collect();
        Columns::of(&table).renamed(
            &gone,
            &fresh,
            &known,
            &Lists::new(setting.layout, setting.workspace, setting.programmes),
        )
    };
    let place = Place::file(&workbook.file.name).sheet(&table.sheet.name).row(table.header_rows.last().copied()?);
    Some(Difference {
        layout: setting.layout.name.clone(),
        place,
        renamed_sheet,
        gone: gone.into_iter().map(|(spec, headers)| (spec.name, headers.to_vec())).collect(),
        new,
        renamed,
        moved: moved(&layout.order, &table.headers),
    })
}

/// The table that the layout most probably means: of the sheets of its name, else of all visible ones, that
/// with the most of its headers.
fn nearest_table<'a>(workbook: &'a Workbook, layout: &SheetLayout) -> Option<(SheetTable<'a>, Option<String>)> {
    let names: Vec<String> =
        layout.columns.values().chain([&layout.ignored]).flatten().map(|header| normalise_header(header)).collect();
    let known = |header: &str| names.iter().any(|name| name == header);
    let score =
        |table: &SheetTable<'_>| table.headers.iter().filter(|header| known(&normalise_header(&header.text))).count();
    let visible = workbook.sheets.iter().filter(|sheet| sheet.visible);
    let mut found: Vec<(bool, SheetTable<'a>)> = visible
        .filter_map(|sheet| {
            let named = workbook.file.format == Format::Text || matches_name(&layout.sheet, &sheet.name);
            let own = find_table_at(sheet, &known, 2, layout.header_row).or_else(|_| find_table(sheet, &known, 2));
            let table = own.ok().or_else(|| table::find(sheet, None))?;
            Some((named, table))
        })
        .collect();
    found.sort_by_key(|(named, table)| std::cmp::Reverse((*named, score(table))));
    let (named, table) = found.into_iter().next()?;
    let other = (!named).then(|| table.sheet.name.clone());
    (named || score(&table) >= 2).then_some((table, other))
}

/// The headers that left the order in which the layout was learnt: all but the longest run of them that
/// still stands in that order.
fn moved(order: &[String], headers: &[Header]) -> Vec<String> {
    let order: Vec<String> = order.iter().map(|header| normalise_header(header)).collect();
    let now: Vec<(usize, &Header)> = headers
        .iter()
        .filter_map(|header| Some((order.iter().position(|name| *name == normalise_header(&header.text))?, header)))
        .collect();
    // For each header the longest rising run that ends with it, and what stands before it there.
    let mut runs: Vec<(usize, Option<usize>)> = Vec::with_capacity(now.len());
    for (i, (place, _)) in now.iter().enumerate() {
        let before = (0..i).filter(|&j| now[j].0 < *place).max_by_key(|&j| runs[j].0);
        runs.push((before.map_or(1, |j| runs[j].0 + 1), before));
    }
    let mut kept = vec![false; now.len()];
    let mut at = (0..now.len()).max_by_key(|&i| runs[i].0);
    while let Some(i) = at {
        kept[i] = true;
        at = runs[i].1;
    }
    now.iter().zip(kept).filter(|(_, kept)| !kept).map(|((_, header), _)| header.text.clone()).collect()
}

/// Names shown of a list; the others are counted.
const SHOWN: usize = 8;

fn some(items: Vec<String>) -> String {
    let more = items.len().saturating_sub(SHOWN);
    let shown = items[..items.len().min(SHOWN)].join(", ");
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}

impl Difference {
    /// Whether anything but the order differs.
    pub fn is_news(&self) -> bool {
        self.renamed_sheet.is_some() || !self.gone.is_empty() || !self.new.is_empty()
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tick = |text: &String| format!("`{}`", printable(text));
        let strange = |text: &String| format!("`{}`", told(text));
        let mut parts = Vec::new();
        if let Some(sheet) = &self.renamed_sheet {
            parts.push(format!("the table stands on sheet `{}`, which the layout does not name", printable(sheet)));
        }
        if !self.gone.is_empty() {
            let gone = self.gone.iter().map(|(name, headers)| {
                format!("`{name}` ({})", headers.iter().take(2).map(tick).collect::<Vec<_>>().join(" or "))
            });
            parts.push(format!("gone: {}", some(gone.collect())));
        }
        if !self.new.is_empty() {
            let new =
                self.new.iter().map(|header| format!("{} {}", column_letter(header.column), strange(&header.text)));
            parts.push(format!("new: {}", some(new.collect())));
        }
        if !self.renamed.is_empty() {
            let renamed = self.renamed.iter().map(|column| {
                let Role::Ours(name) = column.role else { return String::new() };
                let (letter, header) = (column_letter(column.column), strange(&column.header));
                let (score, why) = (hundredths(column.score), column.reasons.join(", "));
                format!("{letter} {header} is `{name}` ({} {score:.2}: {why})", column.band.word())
            });
            parts.push(format!("probably renamed, and not used until the layout says so: {}", some(renamed.collect())));
        }
        if !self.moved.is_empty() {
            parts.push(format!("moved, which does not matter: {}", some(self.moved.iter().map(tick).collect())));
        }
        if parts.is_empty() {
            parts.push("every column is where it was".into());
        }
        write!(f, "{} and layout `{}`: {}", self.place, self.layout, parts.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_headers_that_left_the_order_have_moved() {
        let order: Vec<String> = ["Ref", "Ward", "Start", "End"].map(String::from).to_vec();
        let at = |names: &[&str]| -> Vec<String> {
            let headers = names.iter().enumerate();
            moved(
                &order,
                &headers.map(|(i, name)| Header { column: i as u32, text: (*name).into() }).collect::<Vec<_>>(),
            )
        };
        assert_eq!(at(&["REF ", "Start", "End", "Ward"]), ["Ward"]);
        assert_eq!(at(&["Ref", "New", "Ward", "End"]), Vec::<String>::new());
    }
}
