//! The running text of the paper: what stands on top, contents, sections, what stands at the foot.

use super::paragraph::{Ids, Paragraph, run, tab};
use super::xml::Xml;
use super::{drawing, table, words};
use crate::render::{chart, view};
use crate::report::model::{Block, Chart, HeaderLine, Inline, Report, Section};

const W: (&str, &str) = ("xmlns:w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main");
const NAMES: [(&str, &str); 7] = [
    W,
    ("xmlns:r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    ("xmlns:mc", "http://schemas.openxmlformats.org/markup-compatibility/2006"),
    ("xmlns:wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
    ("xmlns:a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
    ("xmlns:wpg", "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"),
    ("xmlns:wps", "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"),
];

/// The part `word/document.xml`.
pub fn document(report: &Report) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.element("w:document", &NAMES, |xml| {
        xml.element("w:body", &[], |xml| {
            top(xml, report);
            contents(xml, report);
            sections(xml, report);
            foot(xml, report);
            page(xml);
        });
    });
    xml.finish()
}

/// The part `word/header.xml`: the notice heads every page but the first, where it stands in the text.
pub fn header(report: &Report) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.element("w:hdr", &[W], |xml| {
        Paragraph::of("Header").write(xml, |xml| {
            if let Some(notice) = notice(report) {
                run(xml, None, &notice);
            }
        });
    });
    xml.finish()
}

/// The part `word/footer.xml`: whose paper it is, and the number of the page. These are the only fields of the file.
pub fn footer(report: &Report) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.element("w:ftr", &[W], |xml| {
        Paragraph::of("Footer").write(xml, |xml| {
            run(xml, None, &format!("{}, {}", words(&report.council), words(&report.title)));
            tab(xml);
            run(xml, None, "Page ");
            field(xml, "PAGE");
            run(xml, None, " of ");
            field(xml, "NUMPAGES");
        });
    });
    xml.finish()
}

fn field(xml: &mut Xml, name: &str) {
    xml.element("w:fldSimple", &[("w:instr", &format!(" {name} "))], |xml| run(xml, None, "1"));
}

/// A4 in portrait with edges of 2 cm.
fn page(xml: &mut Xml) {
    xml.element("w:sectPr", &[], |xml| {
        xml.leaf("w:headerReference", &[("w:type", "default"), ("r:id", "header")]);
        xml.leaf("w:footerReference", &[("w:type", "default"), ("r:id", "footer")]);
        xml.leaf("w:footerReference", &[("w:type", "first"), ("r:id", "firstFooter")]);
        xml.leaf("w:pgSz", &[("w:w", "11906"), ("w:h", "16838")]);
        let edges = ["w:top", "w:right", "w:bottom", "w:left"].map(|edge| (edge, "1134"));
        let more = [("w:header", "567"), ("w:footer", "567"), ("w:gutter", "0")];
        xml.leaf("w:pgMar", &[&edges[..], &more].concat());
        xml.leaf("w:titlePg", &[]);
    });
}

/// The notice, if there is one that says something.
fn notice(report: &Report) -> Option<String> {
    report.notice.as_deref().map(words).filter(|notice| !notice.is_empty())
}

fn top(xml: &mut Xml, report: &Report) {
    if let Some(notice) = notice(report) {
        Paragraph::of("Notice").words(xml, &notice);
    }
    Paragraph::of("Council").words(xml, &words(&report.council));
    Paragraph::of("Title").words(xml, &words(&report.title));
    for HeaderLine { label, text } in &report.header {
        Paragraph::of("Particulars").write(xml, |xml| labelled(xml, &format!("{}:", words(label)), &words(text)));
    }
}

fn foot(xml: &mut Xml, report: &Report) {
    for line in &report.footer {
        Paragraph::of("Imprint").words(xml, &words(line));
    }
    if let Some(notice) = notice(report) {
        Paragraph::of("Imprint").write(xml, |xml| run(xml, Some("Strong"), &notice));
    }
}

/// A term, and beside it what it says.
fn labelled(xml: &mut Xml, label: &str, text: &str) {
    run(xml, Some("Strong"), label);
    tab(xml);
    run(xml, None, text);
}

/// Links to the sections: no page numbers, so that nothing in the list is ever out of date.
fn contents(xml: &mut Xml, report: &Report) {
    if report.sections.is_empty() {
        return;
    }
    Paragraph::of("TOCHeading").words(xml, "Contents");
    for (i, section) in report.sections.iter().enumerate() {
        entry(xml, "TOC1", section, &bookmark(i, None));
        for (j, subsection) in section.subsections.iter().enumerate() {
            entry(xml, "TOC2", subsection, &bookmark(i, Some(j)));
        }
    }
}

fn entry(xml: &mut Xml, style: &'static str, section: &Section, bookmark: &str) {
    Paragraph::of(style).write(xml, |xml| {
        xml.element("w:hyperlink", &[("w:anchor", bookmark), ("w:history", "1")], |xml| {
            numbered(xml, &section.number);
            run(xml, Some("Hyperlink"), &words(&section.heading));
        });
    });
}

/// Where a section is found: by its place, because a bookmark has at most 40 letters, digits and underscores.
fn bookmark(section: usize, subsection: Option<usize>) -> String {
    match subsection {
        None => format!("section_{}", section + 1),
        Some(subsection) => format!("section_{}_{}", section + 1, subsection + 1),
    }
}

fn sections(xml: &mut Xml, report: &Report) {
    let mut ids = Ids::default();
    for (i, section) in report.sections.iter().enumerate() {
        heading(xml, "Heading1", section, (&bookmark(i, None), ids.next()));
        blocks(xml, &section.blocks, 1, &mut ids);
        for (j, subsection) in section.subsections.iter().enumerate() {
            heading(xml, "Heading2", subsection, (&bookmark(i, Some(j)), ids.next()));
            blocks(xml, &subsection.blocks, 2, &mut ids);
        }
    }
}

fn heading(xml: &mut Xml, style: &'static str, section: &Section, (bookmark, id): (&str, String)) {
    Paragraph::of(style).write(xml, |xml| {
        xml.leaf("w:bookmarkStart", &[("w:id", &id), ("w:name", bookmark)]);
        numbered(xml, &section.number);
        run(xml, None, &words(&section.heading));
        xml.leaf("w:bookmarkEnd", &[("w:id", &id)]);
    });
}

/// The number as text: a number that Word counts would change when somebody adds a paragraph. Nothing where there is none.
fn numbered(xml: &mut Xml, number: &str) {
    if number.is_empty() {
        return;
    }
    run(xml, Some("ParagraphNumber"), &words(number));
    tab(xml);
}

/// Blocks below a heading of this level.
fn blocks(xml: &mut Xml, blocks: &[Block], level: usize, ids: &mut Ids) {
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => {
                let style = if paragraph.number.is_empty() { "BodyText" } else { "NumberedParagraph" };
                Paragraph::of(style).write(xml, |xml| {
                    numbered(xml, &paragraph.number);
                    running(xml, &paragraph.text);
                });
            }
            Block::List(list) => {
                for item in &list.items {
                    Paragraph::of("ListBullet").write(xml, |xml| running(xml, item));
                }
            }
            Block::Table(table) => table::write(xml, table),
            Block::Chart(chart) => self::chart(xml, chart, ids),
            Block::Callout { heading, items } => callout(xml, heading, items, level),
            Block::Glossary { entries } => {
                for entry in entries {
                    let style = Paragraph::of("GlossaryEntry");
                    style.write(xml, |xml| labelled(xml, &words(&entry.term), &words(&entry.meaning)));
                }
            }
        }
    }
}

/// A box: Word draws one around neighbours with the same edges.
fn callout(xml: &mut Xml, heading: &str, items: &[Vec<Inline>], level: usize) {
    let style = Paragraph { level: Some(level), ends_block: items.is_empty(), ..Paragraph::of("CalloutHeading") };
    style.words(xml, &words(heading));
    for (i, item) in items.iter().enumerate() {
        let is_last = i + 1 == items.len();
        let style = Paragraph { keeps_next: !is_last, ends_block: is_last, ..Paragraph::of("CalloutBullet") };
        style.write(xml, |xml| running(xml, item));
    }
}

fn chart(xml: &mut Xml, chart: &Chart, ids: &mut Ids) {
    caption(xml, &chart.number, &chart.title);
    Paragraph::of("ChartWords").words(xml, &words(&chart.subtitle));
    for row in drawing::rows(chart::panels(chart)) {
        Paragraph::of("Chart").write(xml, |xml| {
            for (i, drawing) in row.drawings.iter().enumerate() {
                if i > 0 {
                    tab(xml);
                }
                drawing::write(xml, drawing, row.unit, ids);
            }
        });
    }
    let key = chart::key(chart);
    if !key.is_empty() {
        Paragraph::of("ChartWords").words(xml, &words(&key.join(" ")));
    }
    Paragraph::of("ChartWords").words(xml, &words(&chart.description));
    about(xml, &[("Same figures:", &chart.table), ("Source:", &chart.source)], &[]);
}

/// The line above a table or chart, which stays with it.
pub fn caption(xml: &mut Xml, number: &str, title: &str) {
    Paragraph::of("Caption").write(xml, |xml| {
        run(xml, Some("ParagraphNumber"), &format!("{}:", words(number)));
        run(xml, None, &format!(" {}", words(title)));
    });
}

/// The lines below a table or chart, on its page, and its notes, which may go on to the next: held together they would
/// send many a table to the next page and leave half of this one empty.
pub fn about(xml: &mut Xml, lines: &[(&str, &str)], notes: &[String]) {
    for (i, (label, text)) in lines.iter().enumerate() {
        let is_last = i + 1 == lines.len();
        let ends_block = is_last && notes.is_empty();
        let style = Paragraph { keeps_next: !is_last, ends_block, ..Paragraph::of("Source") };
        style.write(xml, |xml| {
            run(xml, Some("Strong"), label);
            run(xml, None, &format!(" {}", words(text)));
        });
    }
    for (i, note) in notes.iter().enumerate() {
        let style = Paragraph { ends_block: i + 1 == notes.len(), ..Paragraph::of("Note") };
        style.words(xml, &words(note));
    }
}

/// Running text in pieces.
fn running(xml: &mut Xml, text: &[Inline]) {
    let mut pieces: Vec<(Option<&str>, String)> = Vec::new();
    for piece in text {
        let style = matches!(piece, Inline::Strong { .. }).then_some("Strong");
        pieces.push((style, view::clean(piece.text())));
    }
    if let Some((_, first)) = pieces.first_mut() {
        *first = first.trim_start().into();
    }
    if let Some((_, last)) = pieces.last_mut() {
        *last = last.trim_end().into();
    }
    pieces.iter().for_each(|(style, words)| run(xml, *style, words));
}
