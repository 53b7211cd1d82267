//! What the Word file of the made-up report holds, read back with a zip reader and an XML parser.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::file;
use crate::fault::{Exit, exit_of};
use crate::render::{sample, view};
use crate::report::model::{Block, ColumnKind, Inline, Report, Symbol};

/// An element with what stands in it.
#[derive(Default, Debug)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Element>,
    text: String,
}

impl Element {
    fn of(start: &BytesStart) -> Self {
        let attribute = |a: quick_xml::events::attributes::Attribute| {
            (a.key.0.to_string(), quick_xml::escape::unescape(&a.value).unwrap().into_owned())
        };
        let attributes = start.attributes().map(|a| attribute(a.unwrap())).collect();
        Element { name: start.name().0.to_string(), attributes, ..Element::default() }
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn val(&self) -> &str {
        self.get("w:val").unwrap()
    }

    /// Every element of this name below, in order.
    fn all(&self, name: &str) -> Vec<&Element> {
        let mut found = Vec::new();
        for child in &self.children {
            if child.name == name {
                found.push(child);
            }
            found.extend(child.all(name));
        }
        found
    }

    /// The words below, without those of drawings; tabs as tabs.
    fn words(&self) -> String {
        match self.name.as_str() {
            "w:t" => self.text.clone(),
            "w:tab" if self.attributes.is_empty() => "\t".into(),
            "mc:AlternateContent" => String::new(),
            _ => self.children.iter().map(Element::words).collect(),
        }
    }

    fn style(&self) -> &str {
        self.all("w:pStyle")[0].val()
    }
}

/// Reads a part strictly: every entity is one of XML's own, every element ends.
fn parse(xml: &str) -> Element {
    let mut reader = Reader::from_str(xml);
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => open.push(Element::of(&start)),
            Event::Empty(start) => open.last_mut().unwrap().children.push(Element::of(&start)),
            Event::End(_) => {
                let element = open.pop().unwrap();
                open.last_mut().unwrap().children.push(element);
            }
            Event::Text(text) => open.last_mut().unwrap().text.push_str(&text.into_inner()),
            Event::GeneralRef(name) => {
                let name = format!("&{};", &*name.into_inner());
                open.last_mut().unwrap().text.push_str(&quick_xml::escape::unescape(&name).unwrap());
            }
            Event::Eof => break,
            Event::Decl(_) | Event::Comment(_) => {}
            event => panic!("{event:?}"),
        }
    }
    assert_eq!(open.len(), 1);
    open.pop().unwrap().children.pop().unwrap()
}

fn parts(report: &Report) -> Vec<(String, String)> {
    let mut zip = ZipArchive::new(Cursor::new(file(report).unwrap())).unwrap();
    let mut parts = Vec::new();
    for i in 0..zip.len() {
        let mut part = zip.by_index(i).unwrap();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        parts.push((part.name().unwrap().into_owned(), text));
    }
    parts
}

fn part(report: &Report, name: &str) -> Element {
    let parts = parts(report);
    parse(&parts.iter().find(|(known, _)| known == name).unwrap_or_else(|| panic!("no {name}")).1)
}

fn document() -> Element {
    part(&sample::report(), "word/document.xml")
}

/// Paragraphs of the text itself, without those in drawings.
fn paragraphs(document: &Element) -> Vec<(String, String)> {
    let in_drawings: BTreeSet<*const Element> =
        document.all("w:txbxContent").iter().flat_map(|b| b.all("w:p")).map(|p| p as *const _).collect();
    let own = document.all("w:p").into_iter().filter(|p| !in_drawings.contains(&(*p as *const _)));
    own.map(|p| (p.style().to_owned(), p.words())).collect()
}

fn clean(text: &str) -> String {
    view::clean(text).trim().into()
}

#[test]
fn every_part_is_xml_that_the_list_of_types_knows_and_every_relationship_leads_to_one() {
    let parts = parts(&sample::report());
    assert_eq!(parts[0].0, "[Content_Types].xml", "readers look for it first");
    let names: BTreeSet<String> = parts.iter().map(|(name, _)| format!("/{name}")).collect();
    let types = parse(&parts[0].1);
    for typed in types.all("Override") {
        assert!(names.contains(typed.get("PartName").unwrap()), "{typed:?}");
    }
    for (name, text) in &parts {
        let root = parse(text);
        let typed = types.all("Override").iter().any(|typed| typed.get("PartName").unwrap()[1..] == *name);
        assert!(typed || name.ends_with(".rels") || name == "[Content_Types].xml", "{name} has no type");
        for relationship in root.all("Relationship") {
            let folder = if name.starts_with("word/") { "/word/" } else { "/" };
            assert!(names.contains(&format!("{folder}{}", relationship.get("Target").unwrap())), "{relationship:?}");
            assert_eq!(relationship.get("TargetMode"), None, "nothing leads out of the file");
        }
    }
}

#[test]
fn the_same_report_gives_the_same_bytes_of_no_day_and_nobody() {
    let report = sample::report();
    let bytes = file(&report).unwrap();
    assert!(bytes == file(&report).unwrap());
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    for i in 0..zip.len() {
        assert_eq!(zip.by_index(i).unwrap().last_modified().unwrap().to_string(), "1980-01-01 00:00:00");
    }
    let properties = part(&report, "docProps/core.xml");
    let names: Vec<&str> = properties.children.iter().map(|child| child.name.as_str()).collect();
    assert_eq!(names, ["dc:title", "dc:language"], "no author, no day");
}

#[test]
fn title_and_language_are_set() {
    let properties = part(&sample::report(), "docProps/core.xml");
    assert_eq!(properties.all("dc:title")[0].text, sample::report().title);
    assert_eq!(properties.all("dc:language")[0].text, "en-GB");
    let styles = part(&sample::report(), "word/styles.xml");
    let language = styles.all("w:rPrDefault")[0].all("w:lang")[0];
    assert_eq!((language.val(), language.get("w:eastAsia")), ("en-GB", Some("en-GB")));
}

#[test]
fn every_style_in_use_is_there_and_real() {
    let styles = part(&sample::report(), "word/styles.xml");
    let known: BTreeSet<&str> = styles.all("w:style").iter().map(|style| style.get("w:styleId").unwrap()).collect();
    let mut used = BTreeSet::new();
    for name in ["word/document.xml", "word/header.xml", "word/footer.xml"] {
        let part = part(&sample::report(), name);
        for kind in ["w:pStyle", "w:rStyle", "w:tblStyle"] {
            used.extend(part.all(kind).iter().map(|style| style.val().to_owned()));
        }
    }
    for style in &used {
        assert!(known.contains(style.as_str()), "{style}");
    }
    for wanted in "Title Heading1 Heading2 Caption ListBullet PaperTable Source Note CalloutHeading".split(' ') {
        assert!(used.contains(wanted), "{wanted}");
    }
    for based in styles.all("w:basedOn").iter().chain(&styles.all("w:next")) {
        assert!(known.contains(based.val()), "{based:?}");
    }
}

#[test]
fn a_file_is_never_updated_when_opened_and_is_of_words_own_time() {
    let settings = part(&sample::report(), "word/settings.xml");
    assert!(settings.all("w:updateFields").is_empty());
    let mode = settings.all("w:compatSetting").into_iter().find(|s| s.get("w:name") == Some("compatibilityMode"));
    assert_eq!(mode.unwrap().val(), "15");
}

#[test]
fn the_numbers_of_pages_are_the_only_fields_and_nothing_leads_outside() {
    for (name, text) in parts(&sample::report()) {
        let root = parse(&text);
        let fields: Vec<&str> = root.all("w:fldSimple").iter().map(|field| field.get("w:instr").unwrap()).collect();
        assert!(root.all("w:instrText").is_empty() && root.all("w:fldChar").is_empty(), "{name}");
        assert!(root.all("w:hyperlink").iter().all(|link| link.get("r:id").is_none()), "{name}");
        let pages: &[&str] = if name.ends_with("footer.xml") { &[" PAGE ", " NUMPAGES "] } else { &[] };
        assert_eq!(fields, pages, "{name}");
    }
}

#[test]
fn every_link_of_the_contents_finds_its_heading() {
    let document = document();
    let mut headings = Vec::new();
    for paragraph in document.all("w:p").into_iter().filter(|p| !p.all("w:bookmarkStart").is_empty()) {
        assert!(paragraph.style().starts_with("Heading"));
        headings.push((paragraph.all("w:bookmarkStart")[0].get("w:name").unwrap(), paragraph.words()));
    }
    let links: Vec<_> =
        document.all("w:hyperlink").iter().map(|link| (link.get("w:anchor").unwrap(), link.words())).collect();
    assert_eq!(links, headings);
    assert_eq!(links[2], ("section_2_1", "3.1\tWhere the contracts stand".into()));
    let names: BTreeSet<&str> = links.iter().map(|(name, _)| *name).collect();
    assert!(names.len() == links.len() && names.iter().all(|name| name.len() <= 40));
}

#[test]
fn ids_of_bookmarks_and_drawings_occur_once() {
    let document = document();
    let mut ids = BTreeSet::new();
    for (name, attribute) in [("w:bookmarkStart", "w:id"), ("wp:docPr", "id"), ("wps:cNvPr", "id")] {
        for element in document.all(name) {
            assert!(ids.insert(element.get(attribute).unwrap().to_owned()), "{element:?}");
        }
    }
    assert!(ids.len() > 20);
}

#[test]
fn numbers_of_sections_and_paragraphs_are_text() {
    let paragraphs = paragraphs(&document());
    let has = |style: &str, words: &str| paragraphs.contains(&(style.into(), words.into()));
    assert!(has("Heading1", "3.0\tSUPPORTING INFORMATION"));
    assert!(has("Heading2", "3.1\tWhere the contracts stand"));
    assert!(has("NumberedParagraph", "1.1\tTo advise Members of progress."));
    let styles = part(&sample::report(), "word/styles.xml");
    for style in styles.all("w:style").iter().filter(|style| !style.all("w:numPr").is_empty()) {
        assert!(style.get("w:styleId").unwrap().ends_with("Bullet"), "{style:?} is counted by Word");
    }
    assert!(document().all("w:numPr").is_empty());
    let kinds: Vec<String> = part(&sample::report(), "word/numbering.xml")
        .all("w:numFmt")
        .iter()
        .map(|format| format.val().to_owned())
        .collect();
    assert_eq!(kinds, ["bullet", "bullet"]);
}

#[test]
fn header_rows_repeat_no_row_is_split_and_every_table_is_described() {
    let document = document();
    let tables = document.all("w:tbl");
    let wanted = [sample::rag_table(), sample::ward_table()];
    assert_eq!(tables.len(), wanted.len());
    for (table, wanted) in tables.into_iter().zip(wanted) {
        let rows = table.all("w:tr");
        assert_eq!(rows.len(), wanted.rows.len() + 1);
        for (i, row) in rows.iter().enumerate() {
            assert_eq!(row.all("w:tblHeader").len(), usize::from(i == 0), "row {i}");
            assert_eq!(row.all("w:cantSplit").len(), 1, "row {i}");
            assert_eq!(row.all("w:tc").len(), wanted.columns.len());
        }
        let look = table.all("w:tblLook")[0];
        assert_eq!((look.get("w:firstRow"), look.get("w:firstColumn")), (Some("1"), Some("1")));
        assert_eq!(table.all("w:tblCaption")[0].val(), format!("{}: {}", wanted.number, wanted.title));
        let description = table.all("w:tblDescription")[0].val();
        assert!(description.contains(&wanted.scope) && description.contains(&wanted.units), "{description}");
    }
}

#[test]
fn a_table_says_all_its_cells_numbers_to_the_right_and_totals_bold() {
    let document = document();
    let table = document.all("w:tbl")[1];
    let wanted = sample::ward_table();
    for (row, wanted_row) in table.all("w:tr").into_iter().skip(1).zip(&wanted.rows) {
        for ((cell, wanted_cell), column) in row.all("w:tc").into_iter().zip(&wanted_row.cells).zip(&wanted.columns) {
            assert_eq!(cell.words(), wanted_cell.text);
            let right = cell.all("w:jc").iter().any(|jc| jc.val() == "right");
            assert_eq!(right, column.kind == ColumnKind::Number);
            let bold = cell.all("w:rStyle").iter().any(|style| style.val() == "Strong");
            assert_eq!(bold, wanted_row.is_total);
        }
    }
}

#[test]
fn a_table_is_as_wide_as_the_text_whatever_stands_in_it() {
    let mut report = sample::report();
    let mut long = sample::ward_table();
    long.rows[3].cells[2].text = "8".repeat(400);
    long.columns[0].heading = "Pneumonoultramicroscopicsilicovolcanoconiosis".repeat(9);
    let mut narrow = sample::ward_table();
    narrow.columns.truncate(1);
    narrow.rows.iter_mut().for_each(|row| row.cells.truncate(1));
    report.sections[0].blocks = vec![Block::Table(long), Block::Table(narrow)];
    let document = part(&report, "word/document.xml");
    assert_eq!(document.all("w:tbl").len(), 4);
    for table in document.all("w:tbl") {
        let widths: Vec<usize> =
            table.all("w:gridCol").iter().map(|c| c.get("w:w").unwrap().parse().unwrap()).collect();
        assert_eq!(widths.iter().sum::<usize>(), 9638, "{widths:?}");
        // The longest word of every other heading has room.
        assert!(widths.iter().all(|width| *width >= 700), "a long word takes the room of others: {widths:?}");
        let cells = table.all("w:tr")[0].all("w:tcW");
        assert!(cells.iter().zip(&widths).all(|(cell, width)| cell.get("w:w") == Some(&width.to_string())));
    }
}

#[test]
fn what_is_said_of_a_table_stands_below_it() {
    let paragraphs = paragraphs(&document());
    let caption = paragraphs.iter().position(|(_, words)| words.starts_with("Table 3:")).unwrap();
    assert_eq!(paragraphs[caption].0, "Caption");
    let cells = 7 * 23;
    let below: Vec<&str> = paragraphs[caption + 1 + cells..].iter().take(5).map(|(_, words)| words.as_str()).collect();
    let wanted = sample::ward_table();
    assert_eq!(below[0], format!("Scope: {}", wanted.scope));
    assert_eq!(below[1], format!("Units: {}", wanted.units));
    assert_eq!(below[2], format!("Source: {}", wanted.source));
    assert_eq!(below[3..], wanted.notes);
}

#[test]
fn a_symbol_has_its_word_and_its_colour() {
    use Symbol::*;
    let mut report = sample::report();
    let mut table = sample::rag_table();
    table.rows.truncate(6);
    for (row, symbol) in
        table.rows.iter_mut().zip([GreenStar, AmberCircle, RedTriangle, ArrowUp, ArrowLevel, ArrowDown])
    {
        row.cells[1].text.clear();
        row.cells[1].symbol = Some(symbol);
    }
    report.sections.truncate(1);
    report.sections[0].blocks = vec![Block::Table(table)];
    let document = part(&report, "word/document.xml");
    let rows = document.all("w:tr");
    let cell = |i: usize| rows[i].all("w:tc")[1];
    let words: Vec<String> = (1..7).map(|i| cell(i).words().replace('\u{a0}', " ")).collect();
    assert_eq!(words, ["★ On course", "● Uncertain", "▲ Not on course", "↑ Better", "→ Same", "↓ Worse"]);
    let colour = |i: usize| cell(i).all("w:color")[0].val().to_owned();
    assert_eq!([colour(1), colour(2), colour(3)], ["00703C", "0B0C0C", "D4351C"]);
    assert_eq!(cell(2).all("w:shd")[0].get("w:fill"), Some("F47738"), "amber only behind black");
}

#[test]
fn hostile_words_come_back_as_they_were() {
    let document = document();
    let list: Vec<String> =
        paragraphs(&document).into_iter().filter(|(style, _)| style == "ListBullet").map(|(_, words)| words).collect();
    assert_eq!(list, sample::HOSTILE.map(clean));
    let table = document.all("w:tbl")[0];
    let cells: Vec<String> = table.all("w:tr")[1..].iter().map(|row| row.all("w:tc")[0].words()).collect();
    assert_eq!(cells, sample::HOSTILE.map(clean));
}

#[test]
fn no_words_of_anybody_make_a_part_that_is_not_xml() {
    let hostile = [
        "</w:t></w:r></w:p>",
        "<w:fldSimple w:instr=\"INCLUDETEXT c:\\secret\"/>",
        "{ HYPERLINK \"http://example.org\" }",
        "\u{fffe}\u{ffff}\u{b}\u{c}\u{1}\u{7f}\u{85}\u{2028}\u{d7ff}\u{e000}\u{10ffff}",
        "&#0; &nbsp; ]]> <![CDATA[",
        "=cmd|' /C calc'!A0",
        "\" onload=\"x\" ' \t \r\n",
        "",
        "   ",
    ];
    for text in hostile.into_iter().chain(sample::HOSTILE) {
        let mut report = sample::report();
        report.title = text.into();
        report.council = text.into();
        report.notice = Some(text.into());
        report.header[0].text = text.into();
        report.footer[0] = text.into();
        report.sections[0].heading = text.into();
        report.sections[0].number = text.into();
        report.sections[0].blocks = sample::every_kind_of_block();
        for block in &mut report.sections[0].blocks {
            match block {
                Block::Paragraph(paragraph) => paragraph.text = vec![Inline::strong(text), Inline::figure(text, text)],
                Block::List(list) => list.items[0] = vec![Inline::plain(text)],
                Block::Table(table) => {
                    (table.title, table.scope) = (text.into(), text.into());
                    table.columns[1].heading = text.into();
                    table.rows[0].cells[0].text = text.into();
                }
                Block::Chart(chart) => (chart.number, chart.title) = (text.into(), text.into()),
                Block::Callout { heading, .. } => *heading = text.into(),
                Block::Glossary { entries } => entries[0].term = text.into(),
            }
        }
        for (name, xml) in parts(&report) {
            // XML 1.0, section 2.2: no other characters may stand in a document.
            let allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
            assert!(xml.chars().all(allowed), "{text:?} in {name}");
            let root = parse(&xml);
            let fields = if name.ends_with("footer.xml") { 2 } else { 0 };
            assert_eq!(root.all("w:fldSimple").len(), fields, "{text:?} in {name}");
        }
        assert_eq!(part(&report, "docProps/core.xml").all("dc:title")[0].text, clean(text));
        assert!(part(&report, "word/header.xml").words() == clean(text));
    }
}

#[test]
fn pieces_of_running_text_keep_their_spaces_and_their_weight() {
    let document = document();
    let words = paragraphs(&document).into_iter().find(|(_, words)| words.starts_with("3.1.2")).unwrap().1;
    assert_eq!(words, "3.1.2\tNot met; too close to call. Last year 23.4% (222 of 948 people).");
    let strong = document.all("w:r").into_iter().find(|run| run.words() == "Not met; too close to call.").unwrap();
    assert_eq!(strong.all("w:rStyle")[0].val(), "Strong");
}

#[test]
fn a_notice_heads_the_text_and_every_later_page_and_without_one_nothing_does() {
    let mut report = sample::report();
    let notice = report.notice.clone().unwrap();
    let told = paragraphs(&part(&report, "word/document.xml"));
    assert_eq!(told[0], ("Notice".into(), notice.clone()));
    assert_eq!(told.last().unwrap().1, notice);
    assert_eq!(part(&report, "word/header.xml").words(), notice);
    report.notice = Some(" ".into());
    assert_eq!(paragraphs(&part(&report, "word/document.xml"))[0].0, "Council");
    assert_eq!(part(&report, "word/header.xml").words(), "");
}

#[test]
fn a_footer_tells_whose_paper_it_is() {
    let report = sample::report();
    for name in ["word/footer.xml", "word/first-footer.xml"] {
        let words = part(&report, name).words();
        assert_eq!(words, format!("{}, {}\tPage 1 of 1", report.council, report.title));
    }
}

#[test]
fn a_callout_is_one_box_with_a_heading_below_that_of_its_section() {
    let document = document();
    let heading = document.all("w:p").into_iter().find(|p| p.style() == "CalloutHeading").unwrap();
    assert_eq!(heading.all("w:outlineLvl")[0].val(), "1");
    let styles = part(&sample::report(), "word/styles.xml");
    let edges = |id: &str| {
        let style = styles.all("w:style").into_iter().find(|style| style.get("w:styleId") == Some(id)).unwrap();
        format!("{:?} {:?} {:?}", style.all("w:pBdr"), style.all("w:ind"), style.all("w:shd"))
    };
    assert_eq!(edges("CalloutHeading"), edges("CalloutBullet"), "Word joins boxes with the same edges alone");
}

#[test]
fn a_chart_is_drawn_told_and_led_to_its_table() {
    let document = document();
    let drawings = document.all("w:drawing");
    assert_eq!(drawings.len(), 7, "two of rates, two of months, one each of curves, funnel and amounts");
    let told = drawings[0].all("wp:docPr")[0];
    assert_eq!(told.get("title"), Some("Figure 1: Job starts"));
    assert_eq!(told.get("descr"), Some("Ingeus: 23.4%. A4e: 18.1%. Minimum 25%."));
    let fallback = document.all("mc:Fallback")[0];
    assert_eq!(fallback.all("w:t")[0].text, "Ingeus: 23.4%. A4e: 18.1%. Minimum 25%.");
    assert!(document.all("pic:pic").is_empty() && document.all("a:blip").is_empty());
    let paragraphs = paragraphs(&document);
    let at = paragraphs.iter().position(|(_, words)| words.starts_with("Figure 1:")).unwrap();
    let styles: Vec<&str> = paragraphs[at..at + 7].iter().map(|(style, _)| style.as_str()).collect();
    assert_eq!(styles, ["Caption", "ChartWords", "Chart", "ChartWords", "ChartWords", "Source", "Source"]);
    assert_eq!(paragraphs[at + 5].1, "Same figures: Table 2");
}

#[test]
fn a_row_with_a_cell_too_few_is_a_failure() {
    let mut report = sample::report();
    let blocks = report.sections[1].subsections[1].blocks.iter_mut();
    let mut tables = blocks.filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None });
    let table = tables.next_back().unwrap();
    table.rows[2].cells.pop();
    assert_eq!(exit_of(&file(&report).unwrap_err()), Exit::Failure);
}

#[test]
fn a_report_without_sections_still_has_its_frame() {
    let report = Report { sections: vec![], header: vec![], footer: vec![], notice: None, ..sample::report() };
    let told = paragraphs(&part(&report, "word/document.xml"));
    assert_eq!(told, [("Council".into(), report.council), ("Title".into(), report.title)]);
}
