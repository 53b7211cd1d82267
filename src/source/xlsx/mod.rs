//! Excel workbooks, read in one pass over each sheet: what the file holds as values, and what a person who
//! opens it would see or miss. calamine neither tells hidden rows, formulas without a result or a wrong CRC,
//! nor comes near the speed; in tests it is the measure of every value.

mod address;
mod book;
mod delivery;
mod fast;
mod sheet;
mod strings;
mod styles;
mod tally;
mod text;
mod value;
mod window;
mod xml;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::dates::DateSystem;
use super::directory::{Directory, Part};
use super::grid::{Sheet, Texts, Value};
use crate::definitions::Limits;
use crate::fault::{Fault, printable};
use crate::finding::{Effect, Finding, Place, column_letter, number_of};
use crate::threads;
use book::{Book, Relations, SheetEntry};
use sheet::SheetRead;
use styles::Styles;
pub(super) use text::unescape;
use window::Window;
pub(super) use xml::{Event, Xml};

/// What all sheets of a workbook share.
struct Shared<'a> {
    strings: Texts,
    styles: Styles,
    dates: DateSystem,
    limits: &'a Limits,
}

/// Goes through a part that another reader will read: what is not well formed is refused, and so is a DOCTYPE.
pub(super) fn check_xml(directory: &Directory<'_>, part: &Part) -> Result<(), Fault> {
    let mut xml = Xml::new(Window::open(directory.unpack(part)?)?);
    while xml.next()? != Event::Done {}
    Ok(())
}

/// Reads every worksheet, in the workbook's order.
pub(super) fn read(
    file: &str,
    directory: &Directory<'_>,
    limits: &Limits,
) -> Result<(Vec<Sheet>, Vec<Finding>), Fault> {
    let place = workbook_place(directory)?;
    let book = read_named(directory, &place, Book::read)?
        .ok_or_else(|| damaged("the part that lists its sheets is missing"))?;
    let relations = read_named(directory, &Relations::place(&place), |xml| Relations::read(xml, &place))?;
    let relations = relations.unwrap_or_default();
    let of_kind = |kind: &str, usual: &str| relations.target(kind).unwrap_or(usual).to_owned();
    let shared = Shared {
        strings: read_named(directory, &of_kind("sharedStrings", "xl/sharedStrings.xml"), strings::read)?
            .unwrap_or_default(),
        styles: read_named(directory, &of_kind("styles", "xl/styles.xml"), Styles::read)?.unwrap_or_default(),
        dates: if book.is_1904 { DateSystem::From1904 } else { DateSystem::From1900 },
        limits,
    };
    let sheets = worksheets(&book, &relations, directory)?;
    let mut findings = Vec::new();
    let mut out = Vec::new();
    for read in read_side_by_side(&sheets, directory, &shared) {
        let read = read?;
        findings.extend(told(file, &read));
        out.push(read.sheet);
    }
    Ok((out, findings))
}

/// The part that lists the sheets: where the container says, else where it always is.
fn workbook_place(directory: &Directory<'_>) -> Result<String, Fault> {
    let relations = read_named(directory, &Relations::place(""), |xml| Relations::read(xml, ""))?;
    let named = relations.as_ref().and_then(|relations| relations.target("officeDocument"));
    Ok(named.unwrap_or("xl/workbook.xml").to_owned())
}

/// The worksheets with their parts; two sheets of one name cannot be told apart.
fn worksheets<'b>(
    book: &'b Book,
    relations: &Relations,
    directory: &'b Directory<'_>,
) -> Result<Vec<(&'b SheetEntry, &'b Part)>, Fault> {
    let mut seen = BTreeSet::new();
    let mut listed = Vec::new();
    for entry in &book.sheets {
        if !seen.insert(entry.name.to_lowercase()) {
            return Err(damaged(&format!("two sheets are called `{}`", printable(&entry.name))));
        }
        listed.extend(relations.worksheet(entry, directory)?.map(|part| (entry, part)));
    }
    if listed.is_empty() {
        return Err(Fault::refused("it has no worksheet").hint("ask the sender for the workbook with the table"));
    }
    Ok(listed)
}

/// A queue of sheets, the largest first, over the threads at hand; the outcomes are in the workbook's order.
fn read_side_by_side(
    sheets: &[(&SheetEntry, &Part)],
    directory: &Directory<'_>,
    shared: &Shared<'_>,
) -> Vec<Result<SheetRead, Fault>> {
    let mut queue: Vec<usize> = (0..sheets.len()).collect();
    queue.sort_by_key(|&at| std::cmp::Reverse(sheets[at].1.inflated));
    let next = AtomicUsize::new(0);
    let done: Vec<Mutex<Option<_>>> = sheets.iter().map(|_| Mutex::new(None)).collect();
    let work = || {
        while let Some(&at) = queue.get(next.fetch_add(1, Ordering::Relaxed)) {
            let (entry, part) = sheets[at];
            let read = read_part(directory, part, |xml| sheet::read(xml, entry, shared));
            if let Ok(mut slot) = done[at].lock() {
                *slot = Some(read);
            }
        }
    };
    // Most workbooks have one sheet, and threads cost a small one more than they bring.
    match sheets.len() {
        1 => work(),
        several => {
            threads::share_work();
            rayon::scope(|scope| {
                for _ in 1..rayon::current_num_threads().min(several) {
                    scope.spawn(|_| work());
                }
                work();
            });
        }
    }
    let taken = done.into_iter().map(|slot| slot.into_inner().ok().flatten());
    taken.map(|read| read.unwrap_or_else(|| Err(damaged("a sheet could not be read")))).collect()
}

/// By reference: the parts that a part refers to.
pub(super) fn targets(directory: &Directory<'_>, of: &str) -> Result<BTreeMap<String, String>, Fault> {
    let relations = read_named(directory, &Relations::place(of), |xml| Relations::read(xml, of))?;
    Ok(relations.map(Relations::into_targets).unwrap_or_default())
}

/// Reads the part of that name; none when there is no such part.
fn read_named<T>(
    directory: &Directory<'_>,
    name: &str,
    read: impl FnOnce(&mut Xml<'_>) -> Result<T, Fault>,
) -> Result<Option<T>, Fault> {
    directory.part(name).map(|part| read_part(directory, part, read)).transpose()
}

/// Reads a part to its end. What makes no sense in a damaged part is told as damage.
pub(super) fn read_part<T>(
    directory: &Directory<'_>,
    part: &Part,
    read: impl FnOnce(&mut Xml<'_>) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let mut xml = Xml::new(Window::open(directory.unpack(part)?)?);
    read(&mut xml).map_err(|fault| xml.window.drain().err().unwrap_or(fault))
}

/// What a person has to know of a sheet besides its cells.
fn told(file: &str, read: &SheetRead) -> Vec<Finding> {
    let place = || Place::file(file).sheet(&read.sheet.name);
    let mut findings = Vec::new();
    if read.texts_with_nul > 0 {
        let message = format!("NUL characters removed from {}", number_of(read.texts_with_nul as u64, "text"));
        findings.push(Finding::new("nul_removed", Effect::Notes, place(), message, "ask how the file was made"));
    }
    if read.uncalculated.cells > 0 {
        let (row, column) = read.uncalculated.first;
        let message = format!(
            "{} without a result in the file, the first in {}{row}: errors, not empty cells",
            number_of(read.uncalculated.cells, "formula"),
            column_letter(column)
        );
        let hint = "open the file in Excel or LibreOffice, let it calculate, and save it";
        findings.push(Finding::new("formula_not_calculated", Effect::Notes, place().row(row), message, hint));
    }
    findings
}

fn damaged(why: &str) -> Fault {
    Fault::refused(format!("it is a damaged workbook: {why}"))
        .hint("ask the sender to open it in Excel, check it and save it again")
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
