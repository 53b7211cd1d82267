//! The parts that say what a workbook holds: its sheets in order, and where their parts are.

use std::collections::BTreeMap;

use super::super::directory::{Directory, Part};
use super::xml::{Event, Xml};
use crate::fault::{Fault, printable};

/// A sheet as the workbook lists it.
#[derive(Debug)]
pub(super) struct SheetEntry {
    pub name: String,
    pub visible: bool,
    pub id: String,
}

/// `workbook.xml`.
#[derive(Debug, Default)]
pub(super) struct Book {
    pub sheets: Vec<SheetEntry>,
    /// Days are counted from 1904.
    pub is_1904: bool,
}

impl Book {
    pub fn read(xml: &mut Xml<'_>) -> Result<Book, Fault> {
        let mut book = Book::default();
        let mut depth = 0;
        let mut in_sheets = false;
        loop {
            match xml.next()? {
                Event::Start => {
                    depth += 1;
                    match (depth, xml.name()) {
                        (1, name) if name != b"workbook" => return Err(xml.wrong("it does not begin with `workbook`")),
                        (2, b"workbookPr") => book.is_1904 = xml.attribute("date1904")?.is_some_and(|v| is_true(&v)),
                        (2, name) => in_sheets = name == b"sheets",
                        (3, b"sheet") if in_sheets => book.sheets.push(SheetEntry::read(xml)?),
                        _ => {}
                    }
                }
                Event::End => depth -= 1,
                Event::Text => {}
                Event::Done => return Ok(book),
            }
        }
    }
}

impl SheetEntry {
    fn read(xml: &Xml<'_>) -> Result<SheetEntry, Fault> {
        let name = xml.attribute("name")?.unwrap_or_default().into_owned();
        let state = xml.attribute("state")?;
        let visible = state.is_none_or(|state| state == "visible");
        let id = xml.prefixed("id")?.ok_or_else(|| xml.wrong("a sheet without the id of its part"))?.into_owned();
        Ok(SheetEntry { name, visible, id })
    }
}

/// The values of a boolean attribute that mean yes.
pub(super) fn is_true(value: &str) -> bool {
    matches!(value.trim(), "1" | "true" | "on")
}

/// A reference from one part to another.
#[derive(Debug)]
struct Relation {
    kind: String,
    target: String,
}

/// What a part refers to: the relations in the `_rels` folder beside it.
#[derive(Debug, Default)]
pub(super) struct Relations {
    by_id: BTreeMap<String, Relation>,
}

impl Relations {
    /// The part that holds the relations of a part; of the whole container for no part.
    pub fn place(of: &str) -> String {
        let (folder, name) = of.rsplit_once('/').unwrap_or(("", of));
        match folder {
            "" => format!("_rels/{name}.rels"),
            _ => format!("{folder}/_rels/{name}.rels"),
        }
    }

    /// Reads the relations of the part `of`, whose folder their targets start from.
    pub fn read(xml: &mut Xml<'_>, of: &str) -> Result<Relations, Fault> {
        let mut relations = Relations::default();
        loop {
            match xml.next()? {
                Event::Start if xml.name() == b"Relationship" => {
                    let outside = xml.attribute("TargetMode")?.is_some_and(|mode| mode == "External");
                    let id = xml.attribute("Id")?.unwrap_or_default().into_owned();
                    let kind = xml.attribute("Type")?.unwrap_or_default().into_owned();
                    let target = resolve(of, &xml.attribute("Target")?.unwrap_or_default());
                    if !outside && relations.by_id.insert(id, Relation { kind, target }).is_some() {
                        return Err(xml.wrong("two references have one id"));
                    }
                }
                Event::Start | Event::End | Event::Text => {}
                Event::Done => return Ok(relations),
            }
        }
    }

    /// The target of the one reference of a kind. The kind is the last step of its name, which is the same
    /// in the strict and in the usual form of the format.
    pub fn target(&self, kind: &str) -> Option<&str> {
        let is_kind = |relation: &&Relation| last_step(&relation.kind) == kind;
        self.by_id.values().find(is_kind).map(|relation| relation.target.as_str())
    }

    /// By reference: the part.
    pub fn into_targets(self) -> BTreeMap<String, String> {
        self.by_id.into_iter().map(|(id, relation)| (id, relation.target)).collect()
    }

    /// The part of a worksheet; none for sheets that hold a chart, a dialog or macros.
    pub fn worksheet<'d>(&self, sheet: &SheetEntry, directory: &'d Directory<'_>) -> Result<Option<&'d Part>, Fault> {
        let missing = |what: &str| {
            Fault::refused(format!("it is a damaged workbook: sheet `{}`: {what} is missing", printable(&sheet.name)))
                .hint("ask the sender to open it in Excel, check it and save it again")
        };
        let relation = self.by_id.get(&sheet.id).ok_or_else(|| missing("the reference to its part"))?;
        if last_step(&relation.kind) != "worksheet" {
            return Ok(None);
        }
        let part = directory.part(&relation.target);
        part.map(Some).ok_or_else(|| missing(&format!("its part `{}`", printable(&relation.target))))
    }
}

fn last_step(kind: &str) -> &str {
    kind.rsplit('/').next().unwrap_or(kind)
}

/// A target as the container names it: from the root, or from the folder of the part that refers to it.
fn resolve(of: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut steps: Vec<&str> = match target.starts_with('/') {
        true => Vec::new(),
        false => of.split('/').rev().skip(1).collect::<Vec<_>>().into_iter().rev().collect(),
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            _ => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_start_from_the_folder_of_the_part_or_from_the_root() {
        for (of, target, part) in [
            ("xl/workbook.xml", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl/workbook.xml", "/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl/workbook.xml", "./a/../b/sheet.xml", "xl/b/sheet.xml"),
            ("xl/workbook.xml", "..\\data\\s.xml", "data/s.xml"),
            ("xl/workbook.xml", "../../../etc/passwd", "etc/passwd"),
            ("", "xl/workbook.xml", "xl/workbook.xml"),
        ] {
            assert_eq!(resolve(of, target), part);
        }
        assert_eq!(Relations::place(""), "_rels/.rels");
        assert_eq!(Relations::place("xl/workbook.xml"), "xl/_rels/workbook.xml.rels");
        assert_eq!(Relations::place("book.xml"), "_rels/book.xml.rels");
    }
}
