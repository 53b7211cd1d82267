//! A Word document as the rules ask for it.

use std::collections::BTreeMap;

use super::kind::Kind;
use super::package::Package;
use super::words::{Block, Role, Words};
use super::xml::{Element, Node};
use crate::fault::Fault;

/// A document that is read.
pub struct Document {
    /// The parts with text, by name: the document itself, what stands in margins, notes.
    pub texts: Vec<(String, Element)>,
    /// Tables of the document, in order.
    pub tables: Vec<Element>,
}

/// What a style makes of a paragraph.
#[derive(Clone, Debug, Default)]
struct Look {
    name: String,
    level: Option<u8>,
    based_on: Option<String>,
}

/// Reads a document and its words.
pub fn read(package: &Package) -> Result<(Words, Document), Fault> {
    let document = package.needed("word/document.xml")?;
    let styles = package.xml("word/styles.xml")?;
    let settings = package.xml("word/settings.xml")?;
    let mut words = Words::new(Kind::Word);
    let core = package.xml("docProps/core.xml")?;
    words.title = core.as_ref().and_then(|core| Some(core.child("dc:title")?.text()));
    words.languages = languages(styles.as_ref(), settings.as_ref());
    let looks = looks(styles.as_ref());
    let mut walk = Walk { looks: &looks, blocks: Vec::new(), paragraphs: 0, tables: Vec::new() };
    walk.through(&document);
    let Walk { blocks, tables, .. } = walk;
    words.blocks = blocks;
    let mut texts = Vec::new();
    for name in package.names().filter(|name| name.starts_with("word/") && name.ends_with(".xml")) {
        let part = package.needed(name)?;
        if ["w:hdr", "w:ftr", "w:footnotes", "w:endnotes"].contains(&part.name.as_str()) {
            texts.push((name.to_string(), part));
        }
    }
    texts.insert(0, ("word/document.xml".to_string(), document));
    Ok((words, Document { texts, tables }))
}

fn languages(styles: Option<&Element>, settings: Option<&Element>) -> Vec<(String, String)> {
    let value = |element: Option<&Element>| element.and_then(|lang| lang.attr("w:val")).unwrap_or_default().to_string();
    let default = styles.and_then(|styles| styles.at(&["w:docDefaults", "w:rPrDefault", "w:rPr", "w:lang"]));
    let theme = settings.and_then(|settings| settings.child("w:themeFontLang"));
    vec![("default style".into(), value(default)), ("settings, themeFontLang".into(), value(theme))]
}

fn looks(styles: Option<&Element>) -> BTreeMap<String, Look> {
    let own = |style: &Element| {
        let value = |name| style.child(name).and_then(|child| child.attr("w:val")).map(str::to_lowercase);
        let name = value("w:name").unwrap_or_default();
        let outline = style.at(&["w:pPr", "w:outlineLvl"]).and_then(|level| level.attr("w:val")?.parse::<u8>().ok());
        let level = name.strip_prefix("heading ").and_then(|level| level.parse().ok());
        let level = level.or(outline.filter(|level| *level < 9).map(|level| level + 1));
        let based_on = style.child("w:basedOn").and_then(|base| base.attr("w:val")).map(String::from);
        Some((style.attr("w:styleId")?.to_string(), Look { name, level, based_on }))
    };
    styles.into_iter().flat_map(|styles| styles.named("w:style")).filter_map(own).collect()
}

/// The way through the body, paragraph by paragraph.
struct Walk<'a> {
    looks: &'a BTreeMap<String, Look>,
    blocks: Vec<Block>,
    paragraphs: usize,
    tables: Vec<Element>,
}

impl Walk<'_> {
    fn through(&mut self, element: &Element) {
        for child in element.children() {
            match child.name.as_str() {
                "w:p" => self.paragraph(child),
                "w:tbl" => self.table(child),
                "mc:Fallback" => {}
                _ => self.through(child),
            }
        }
    }

    fn paragraph(&mut self, paragraph: &Element) {
        self.paragraphs += 1;
        let text = text(paragraph);
        if text.trim().is_empty() {
            return;
        }
        let own = paragraph.at(&["w:pPr", "w:pStyle"]).and_then(|style| style.attr("w:val")).unwrap_or_default();
        let direct = paragraph.at(&["w:pPr", "w:outlineLvl"]).and_then(|level| level.attr("w:val")?.parse::<u8>().ok());
        let is_listed = paragraph.at(&["w:pPr", "w:numPr"]).is_some();
        let role = match (direct.filter(|level| *level < 9).map(|level| level + 1).or(self.level(own)), self.name(own))
        {
            (Some(level), _) => Role::Heading(level),
            (_, name) if is_listed || name.starts_with("list") || name.contains("bullet") => Role::Item,
            (_, name)
                if name.is_empty()
                    || ["normal", "body", "paragraph", "numbered"].iter().any(|one| name.contains(one)) =>
            {
                Role::Paragraph
            }
            _ => Role::Label,
        };
        let block = Block::new(format!("paragraph {}", self.paragraphs), role, &text);
        self.blocks.push(if role == Role::Item || role == Role::Label { block } else { block.numbered() });
    }

    fn name(&self, style: &str) -> &str {
        self.looks.get(style).map_or("", |look| look.name.as_str())
    }

    /// The level of a style or of those it is based on.
    fn level(&self, style: &str) -> Option<u8> {
        let first = self.looks.get(style);
        let mut chain = std::iter::successors(first, |look| self.looks.get(look.based_on.as_ref()?)).take(10);
        chain.find_map(|look| look.level)
    }

    fn table(&mut self, table: &Element) {
        self.tables.push(table.clone());
        let number = self.tables.len();
        for (r, row) in table.children().filter(|child| child.name == "w:tr").enumerate() {
            for (c, cell) in row.children().filter(|child| child.name == "w:tc").enumerate() {
                let role = match c {
                    _ if is_head(row) || r == 0 => Role::Label,
                    0 => Role::RowHead,
                    _ => Role::Value,
                };
                let paragraphs: Vec<String> = cell.named("w:p").map(text).collect();
                self.paragraphs += paragraphs.len();
                let place = format!("table {number}, row {}, column {}", r + 1, c + 1);
                self.blocks.push(Block::new(place, role, &paragraphs.join(" ")));
            }
        }
    }
}

/// Whether a row is printed again on each page.
pub fn is_head(row: &Element) -> bool {
    is_on(row.at(&["w:trPr", "w:tblHeader"]))
}

/// Whether a mark of Word is set: it is there, and does not say no.
pub fn is_on(mark: Option<&Element>) -> bool {
    mark.is_some_and(|mark| mark.says("w:val", true))
}

/// The words of a paragraph, without those of boxes in it, and without what a change has deleted.
pub fn text(paragraph: &Element) -> String {
    let mut out = String::new();
    add_text(paragraph, &mut out);
    out
}

fn add_text(element: &Element, out: &mut String) {
    for child in element.children() {
        match child.name.as_str() {
            "w:t" => child.nodes.iter().for_each(|node| {
                if let Node::Text(text) = node {
                    out.push_str(text);
                }
            }),
            "w:tab" | "w:br" | "w:cr" => out.push(' '),
            "w:noBreakHyphen" => out.push('-'),
            "w:del" | "w:moveFrom" | "mc:Fallback" | "w:txbxContent" | "w:pPr" | "w:rPr" => {}
            _ => add_text(child, out),
        }
    }
}
