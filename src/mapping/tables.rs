//! Which tables of a workbook a layout means, and which of several layouts a workbook fits.

use std::collections::BTreeSet;

use anyhow::Result;

use super::headers::told;
use super::{MappingContext, counts};
use crate::canonical::schema::Record;
use crate::definitions::{Layout, SheetLayout};
use crate::fault::{Fault, printable};
use crate::finding::Place;
use crate::source::inbox::matches_name;
use crate::source::sheet::{Header, NoTable, NotFound, SEARCHED, SheetTable, Wanted, find_tables, normalise_header};
use crate::source::{Format, Sheet, Workbook};
use crate::vocabulary::personal::NOT_TOLD;

/// Headers that a message lists of a sheet.
const LISTED: usize = 10;

pub(super) const NOT_NOBODY: &str = "ask the sender for the return again; an empty return is not taken as \"nobody\"";

/// The headers of one table of a layout, ready to be compared.
struct Names<'a> {
    layout: &'a SheetLayout,
    all: BTreeSet<String>,
    /// Of each required column.
    required: Vec<BTreeSet<String>>,
}

impl<'a> Names<'a> {
    fn of(layout: &'a SheetLayout) -> Self {
        let names = |headers: &Vec<String>| headers.iter().map(|header| normalise_header(header)).collect();
        let required = layout.required.iter().map(String::as_str).chain(layout.record.key().iter().copied());
        let required = required.filter_map(|column| layout.columns.get(column)).map(names).collect();
        Names { layout, all: layout.columns.values().flat_map(names).collect::<BTreeSet<String>>(), required }
    }

    fn are_complete(&self, headers: &[Header]) -> bool {
        let here: BTreeSet<String> = headers.iter().map(|header| normalise_header(&header.text)).collect();
        self.required.iter().all(|names| !names.is_disjoint(&here))
    }
}

/// Tables of one sheet, each with the place of its table in the layout.
pub type Found<'a> = Vec<(usize, SheetTable<'a>)>;

/// Looks for the tables that some of a layout's tables describe.
fn find_on<'a>(sheet: &'a Sheet, kinds: &[usize], names: &[Names<'_>]) -> Result<Found<'a>, NotFound> {
    let known: Vec<_> = kinds.iter().map(|kind| move |name: &str| names[*kind].all.contains(name)).collect();
    let complete: Vec<_> =
        kinds.iter().map(|kind| move |headers: &[Header]| names[*kind].are_complete(headers)).collect();
    let wanted: Vec<Wanted<'_>> = kinds
        .iter()
        .zip(known.iter().zip(&complete))
        .map(|(kind, (known, complete))| {
            let layout = names[*kind].layout;
            Wanted { known, columns: layout.columns.len(), complete, header_row: layout.header_row }
        })
        .collect();
    let found = find_tables(sheet, &wanted)?;
    Ok(found.into_iter().map(|(at, table)| (kinds[at], table)).collect())
}

/// The tables of a sheet that have all headers of some table of the layout, whatever sheets it names.
pub(super) fn like<'a>(sheet: &'a Sheet, layout: &Layout) -> Found<'a> {
    let names: Vec<Names<'_>> = layout.sheet.iter().map(Names::of).collect();
    let kinds = (0..layout.sheet.len()).filter(|kind| layout.sheet[*kind].record != Record::Counts);
    let found = |kind: usize| find_on(sheet, &[kind], &names).unwrap_or_default();
    kinds.flat_map(found).filter(|(kind, table)| names[*kind].are_complete(&table.headers)).collect()
}

/// The tables of the layout that describe a sheet: those that name it before those for any sheet.
fn kinds_for(workbook: &Workbook, sheet: &Sheet, layout: &Layout) -> Vec<usize> {
    // The one sheet of a text file is called after the file, which says nothing about what it holds.
    let text = workbook.file.format == Format::Text;
    let any = |kind: &usize| layout.sheet[*kind].sheet == "*";
    let named = |kind: &usize| !any(kind) && matches_name(&layout.sheet[*kind].sheet, &sheet.name);
    // Tables of counts are found in their own way.
    let all = (0..layout.sheet.len()).filter(|kind| layout.sheet[*kind].record != Record::Counts);
    let by_name: Vec<usize> = all.clone().filter(named).collect();
    if text {
        all.collect()
    } else if by_name.is_empty() {
        all.filter(any).collect()
    } else {
        by_name
    }
}

/// What was found of a layout in a workbook.
pub struct Tables<'a> {
    /// In the layout's order.
    pub found: Found<'a>,
    /// By sheet whether it was used.
    pub used: Vec<bool>,
    /// Sheets that the layout names and in which nothing stands at all.
    pub empty: Vec<(usize, &'a Sheet)>,
}

/// The tables that a layout means, in its order, each with its place in the layout.
///
/// Refused (exit 4): a sheet that is not there or has no header, a header that fits two tables, and two sheets that
/// look alike where the layout does not say which. Blocked (exit 3): nothing in any sheet.
pub fn find<'a>(workbook: &'a Workbook, context: &MappingContext<'_>) -> Result<Tables<'a>> {
    let layout = context.layout;
    let names: Vec<Names<'_>> = layout.sheet.iter().map(Names::of).collect();
    let mut tables: Found<'a> = Vec::new();
    let mut used = vec![false; workbook.sheets.len()];
    let mut empty = Vec::new();
    let mut nearest: Vec<Option<Fault>> = layout.sheet.iter().map(|_| None).collect();
    for (at, sheet) in workbook.sheets.iter().enumerate().filter(|(_, sheet)| sheet.visible) {
        let kinds = kinds_for(workbook, sheet, layout);
        let by_name = kinds.iter().any(|kind| layout.sheet[*kind].sheet != "*");
        if kinds.is_empty() || (sheet.row_count() == 0 && !by_name) {
            continue;
        }
        match find_on(sheet, &kinds, &names) {
            Ok(found) => {
                used[at] = true;
                tables.extend(found);
            }
            Err(NotFound::Either { row, wanted }) => {
                let [first, second] = wanted.map(|at| &layout.sheet[kinds[at]]);
                return Err(either(workbook, sheet, row, [first, second], layout).into());
            }
            Err(NotFound::Lacking { row, wanted, headers }) => {
                return Err(lacking(workbook, sheet, row, &names[kinds[wanted]], &headers, layout).into());
            }
            Err(NotFound::Nothing(none)) => {
                for (kind, none) in kinds.iter().zip(&none) {
                    let fault = no_header(workbook, sheet, &layout.sheet[*kind], layout, none);
                    if by_name && layout.sheet[*kind].sheet != "*" && workbook.file.format != Format::Text {
                        if sheet.row_count() > 0 {
                            return Err(fault.into());
                        }
                        empty.push((*kind, sheet));
                    }
                    nearest[*kind].get_or_insert(fault);
                }
            }
        }
    }
    for (kind, sheet_layout) in layout.sheet.iter().enumerate().filter(|(_, own)| own.record != Record::Counts) {
        let own: Vec<&SheetTable<'_>> = tables.iter().filter(|(own, _)| *own == kind).map(|(_, table)| table).collect();
        if own.is_empty() {
            let fault = nearest[kind].take().unwrap_or_else(|| no_sheet(workbook, sheet_layout, layout, &tables));
            return Err(fault.into());
        }
        if sheet_layout.sheet == "*" {
            one_sheet(workbook, &own, sheet_layout, layout)?;
        }
    }
    tables.sort_by_key(|(kind, _)| *kind);
    Ok(Tables { found: tables, used, empty })
}

/// Where any sheet will do, only one may look like what is meant.
fn one_sheet(
    workbook: &Workbook,
    tables: &[&SheetTable<'_>],
    sheet_layout: &SheetLayout,
    layout: &Layout,
) -> Result<(), Fault> {
    let mut sheets: Vec<String> = tables.iter().map(|table| printable(&table.sheet.name)).collect();
    sheets.dedup();
    if sheets.len() < 2 {
        return Ok(());
    }
    let (file, record) = (printable(&workbook.file.name), sheet_layout.record.name());
    Err(Fault::refused(format!("{file}: sheets {} all look like {record}", sheets.join(" and "))).hint(format!(
        "where one of them counts, name it in layouts/{name}.toml: sheet = \"...\"; where both hold people who count, \
             give each a [[sheet]] of its own with its name, or ask the sender for one sheet",
        name = layout.name
    )))
}

fn either(workbook: &Workbook, sheet: &Sheet, row: u32, kinds: [&SheetLayout; 2], layout: &Layout) -> Fault {
    let place = Place::file(&workbook.file.name).sheet(&sheet.name).row(row);
    let [first, second] = kinds.map(|kind| kind.record.name());
    Fault::refused(format!("{place}: the header fits both {first} and {second} of the layout `{}`", layout.name))
        .hint("name the sheet of each in the layout, or require a column that only one of them has")
}

/// A second header that lacks what is required; what it has instead could be anything.
fn lacking(
    workbook: &Workbook,
    sheet: &Sheet,
    row: u32,
    names: &Names<'_>,
    headers: &[Header],
    layout: &Layout,
) -> Fault {
    let place = Place::file(&workbook.file.name).sheet(&sheet.name).row(row);
    let here: BTreeSet<String> = headers.iter().map(|header| normalise_header(&header.text)).collect();
    let known: BTreeSet<&String> = names.layout.columns.values().flatten().chain(&names.layout.ignored).collect();
    let is_new = |header: &&Header| !known.iter().any(|name| normalise_header(name) == normalise_header(&header.text));
    let new: Vec<String> = headers.iter().filter(is_new).map(|header| format!("`{}`", told(&header.text))).collect();
    let gone = names.layout.required.iter().map(String::as_str).chain(names.layout.record.key().iter().copied());
    let gone = gone.filter_map(|column| names.layout.columns.get(column).map(|headers| (column, headers)));
    let gone = gone.filter(|(_, headers)| !headers.iter().any(|header| here.contains(&normalise_header(header))));
    let gone: BTreeSet<String> = gone.map(|(column, _)| format!("`{column}`")).collect();
    let gone: Vec<String> = gone.into_iter().collect();
    let instead = if new.is_empty() { String::new() } else { format!("; it has {} besides", new.join(", ")) };
    Fault::refused(format!(
        "{place}: a second header begins here, and {} of the layout `{}` is not in it{instead}: the rows below it would be \
         read by the header above",
        gone.join(", "),
        layout.name
    ))
    .hint(format!(
        "ask the sender for one table with one header; or add the new header to its column in layouts/{}.toml",
        layout.name
    ))
}

fn no_header(workbook: &Workbook, sheet: &Sheet, sheet_layout: &SheetLayout, layout: &Layout, none: &NoTable) -> Fault {
    let place = Place::file(&workbook.file.name).sheet(&sheet.name);
    if sheet.row_count() == 0 {
        return Fault::blocked(format!("{place}: the sheet is empty")).hint(NOT_NOBODY);
    }
    let expected: Vec<&str> = sheet_layout
        .required
        .iter()
        .filter_map(|name| sheet_layout.columns.get(name)?.first())
        .map(String::as_str)
        .collect();
    let nearest = match none.row {
        Some(row) => format!("; the nearest is row {row}, with {} of the headers{}", none.known, listed(none)),
        None => String::new(),
    };
    let searched = match sheet_layout.header_row {
        Some(row) => format!("row {row}, where the layout says that it is (header_row)"),
        None => format!("the first {SEARCHED} rows that hold something"),
    };
    let fault = Fault::refused(format!("{place}: no header row found in {searched}{nearest}"));
    match none.beyond {
        Some(row) => {
            let far = if sheet_layout.header_row.is_some() { "" } else { ", too far down" };
            let message = format!("{}; row {row} has what is required{far}", fault.message);
            Fault { message, ..fault }.hint(format!(
                "if nothing above row {row} is data, say `header_row = {row}` below [[sheet]] in layouts/{}.toml; else ask \
                 the sender for the table at the top of the sheet",
                layout.name
            ))
        }
        None => fault.hint(format!("the layout `{}` expects a row with {}", layout.name, expected.join(", "))),
    }
}

/// The headers that were found instead, where the row reads as one of headers: in a row of data stands what could be
/// somebody's.
fn listed(none: &NoTable) -> String {
    let told: Vec<String> = none.headers.iter().map(|header| told(&header.text)).collect();
    let known = told.iter().filter(|header| !header.contains(NOT_TOLD)).count();
    if told.len() < 3 || 2 * known < told.len() {
        return String::new();
    }
    let more = if told.len() > LISTED { " and more" } else { "" };
    format!(": it has {}{more}", told[..told.len().min(LISTED)].join(", "))
}

fn no_sheet(workbook: &Workbook, sheet_layout: &SheetLayout, layout: &Layout, found: &Found<'_>) -> Fault {
    let file = printable(&workbook.file.name);
    if workbook.sheets.iter().all(|sheet| sheet.row_count() == 0) {
        return Fault::blocked(format!("{file}: there is nothing in the file's sheets")).hint(NOT_NOBODY);
    }
    // Another table of the layout was found where this one was looked for.
    if let Some((_, table)) = found.iter().find(|_| sheet_layout.sheet == "*" || workbook.file.format == Format::Text) {
        let place = Place::file(&workbook.file.name).sheet(&table.sheet.name);
        return Fault::refused(format!("{place}: there is no table of {}", sheet_layout.record.name()))
            .hint(format!("ask the sender for it, or take it out of layouts/{}.toml", layout.name));
    }
    let names: Vec<String> = workbook.sheets.iter().map(|sheet| format!("`{}`", printable(&sheet.name))).collect();
    Fault::refused(format!("{file}: no visible sheet is called `{}`", sheet_layout.sheet)).hint(format!(
        "the file has {}; if one of them is meant, name it in layouts/{}.toml",
        names.join(", "),
        layout.name
    ))
}

/// How well a workbook fits a layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    /// Every table of the layout is there with all it requires.
    complete: bool,
    /// Headers that were found.
    found: usize,
}

fn fit(workbook: &Workbook, layout: &Layout) -> Fit {
    let names: Vec<Names<'_>> = layout.sheet.iter().map(Names::of).collect();
    let mut fit = Fit { complete: true, found: 0 };
    for (kind, names_of_kind) in names.iter().enumerate() {
        if layout.sheet[kind].record == Record::Counts {
            let (complete, found) = counts::fit(workbook, &layout.sheet[kind]);
            fit = Fit { complete: fit.complete && complete, found: fit.found + found };
            continue;
        }
        let mut best = (false, 0);
        for sheet in workbook.sheets.iter().filter(|sheet| sheet.visible) {
            if !kinds_for(workbook, sheet, layout).contains(&kind) {
                continue;
            }
            let here = match find_on(sheet, &[kind], &names) {
                Ok(found) => found
                    .iter()
                    .map(|(_, table)| {
                        let known = |header: &&Header| names_of_kind.all.contains(&normalise_header(&header.text));
                        let count = table.headers.iter().filter(known).count();
                        (names_of_kind.are_complete(&table.headers), count)
                    })
                    .max()
                    .unwrap_or_default(),
                Err(NotFound::Nothing(nearest)) => (false, nearest.first().map_or(0, |none| none.known)),
                Err(NotFound::Either { .. } | NotFound::Lacking { .. }) => (false, 0),
            };
            best = best.max(here);
        }
        fit = Fit { complete: fit.complete && best.0, found: fit.found + best.1 };
    }
    fit
}

/// The one layout of several that a workbook fits. Two that fit alike, and none that fits, are a question (exit 2).
pub fn recognise(workbook: &Workbook, layouts: &[&Layout]) -> Result<String, Fault> {
    let file = printable(&workbook.file.name);
    let mut fits: Vec<(Fit, &Layout)> = layouts.iter().map(|layout| (fit(workbook, layout), *layout)).collect();
    fits.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.name.cmp(&b.1.name)));
    let columns = |layout: &Layout| layout.sheet.iter().map(|sheet| sheet.columns.len()).sum::<usize>();
    let told =
        |(fit, layout): &(Fit, &Layout)| format!("`{}` ({} of {} headers)", layout.name, fit.found, columns(layout));
    let complete: Vec<&(Fit, &Layout)> = fits.iter().filter(|(fit, _)| fit.complete).collect();
    match complete[..] {
        [] => {
            let near: Vec<String> = fits.iter().filter(|(fit, _)| fit.found > 0).take(3).map(told).collect();
            let near = if near.is_empty() { "none comes near".into() } else { format!("nearest: {}", near.join(", ")) };
            Err(Fault::usage(format!("`{file}` fits no layout; {near}"))
                .hint("say how it is laid out and who sent it: --layout NAME --supplier ID; or write a layout for it"))
        }
        [first, second, ..] if first.0 == second.0 => {
            let alike: Vec<String> =
                complete.iter().take_while(|other| other.0 == first.0).map(|other| told(other)).collect();
            Err(Fault::usage(format!("`{file}` fits {} alike", alike.join(" and ")))
                .hint("say which is meant and who sent it: --layout NAME --supplier ID"))
        }
        [first, ..] => Ok(first.1.name.clone()),
    }
}
