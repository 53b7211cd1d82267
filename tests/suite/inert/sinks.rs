//! What reads our outputs: parsers that others use, and what they must find.

use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};

/// Whether a terminal does something with a character, shows nothing for it, or turns the text around.
fn is_seen_otherwise(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Fails where a text holds anything that a terminal does not simply show, or a line that a sender made up.
#[track_caller]
pub fn leaves_a_terminal_alone(what: &str, text: &str) {
    is_seen(what, text);
    let forged = |line: &&str| line.starts_with("error: forged") || line.starts_with("set aside forged");
    assert_eq!(text.lines().find(forged), None, "{what}");
}

#[track_caller]
fn is_seen(what: &str, text: &str) {
    if let Some(at) = text.find(is_seen_otherwise) {
        let around: String = text[..at].chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
        panic!("{what}: {:?} after {around:?}", text[at..].chars().next().unwrap());
    }
}

/// The same of a paper, in which letters may be joined: some scripts are spelt so.
#[track_caller]
pub fn shows_what_it_says(what: &str, text: &str) {
    leaves_a_terminal_alone(what, &text.replace(['\u{200c}', '\u{200d}'], ""));
}

/// Fails where a cell could begin a formula, or a row has other columns than the header.
#[track_caller]
pub fn csv_is_inert(text: &str, rows: usize) {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let mut read = 0;
    for record in reader.records() {
        for cell in &record.unwrap() {
            // Whatever a program takes for the border between cells.
            for part in cell.split([',', ';', '|', '"', '\t']) {
                let begins = part.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
                assert!(!begins || cell.parse::<f64>().is_ok(), "{cell:?} could be a formula");
            }
            shows_what_it_says("a cell", cell);
        }
        read += 1;
    }
    assert!(read > rows, "{text}");
}

/// What makes a part of a workbook do something, in xlsx or ods.
const ACTIVE: [&str; 10] = [
    "<f>",
    "<f ",
    "TargetMode=",
    "<ddeLink",
    "<oleLink",
    "externalLink",
    "table:formula",
    "dde-source",
    "office:scripts",
    "office:event-listeners",
];

fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let all = 0..archive.len();
    let read = |i| {
        let mut part = archive.by_index(i).unwrap();
        let mut xml = String::new();
        part.read_to_string(&mut xml).unwrap();
        (part.name().unwrap().into_owned(), xml)
    };
    all.map(read).collect()
}

/// Fails where the workbook of a paper's tables, xlsx or ods, has a formula, leads anywhere but to its own sheets, or lost
/// the words.
#[track_caller]
pub fn tables_are_inert(bytes: &[u8], marks: &[String]) {
    let mut all = String::new();
    for (name, xml) in parts(bytes) {
        for active in ACTIVE {
            assert!(!xml.contains(active), "{name} holds `{active}`");
        }
        for link in xml.split("xlink:href=\"").skip(1).chain(xml.split(" location=\"").skip(1)) {
            let place = link.split('"').next().unwrap().trim_start_matches('#').replace('!', ".");
            let sheet = place.split('.').next().unwrap();
            assert!(sheet == "Notes" || sheet.starts_with("Table_"), "{name} leads to {place}");
        }
        shows_what_it_says(&name, &xml.replace(['\r', '\t'], " "));
        all += &xml;
    }
    for mark in marks {
        assert!(all.contains(mark), "{mark} is not in the tables");
    }
}

/// Fails where a workbook has a formula, a link or anything from elsewhere, or lost the words.
#[track_caller]
pub fn workbook_is_inert(bytes: &[u8], mark: &str) {
    for (name, xml) in parts(bytes) {
        for active in ["<hyperlink", "<definedName name=\"x"].iter().chain(&ACTIVE) {
            assert!(!xml.contains(active), "{name} holds `{active}`");
        }
        is_seen(&name, &xml.replace(['\r', '\t'], " "));
    }
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let mut seen = 0;
    for name in workbook.sheet_names() {
        assert!(workbook.worksheet_formula(&name).unwrap().is_empty(), "{name} has a formula");
        for (_, _, cell) in workbook.worksheet_range(&name).unwrap().used_cells() {
            if let Data::String(text) = cell {
                is_seen(&name, text);
                seen += usize::from(text.contains(mark));
            }
        }
    }
    assert!(seen > 0, "{mark} is not in the workbook");
}

/// A page as a browser reads it.
pub mod html {
    use std::collections::BTreeSet;

    use html5ever::tendril::TendrilSink;
    use markup5ever_rcdom::{Handle, NodeData, RcDom};

    fn visit(page: &str, see: &mut dyn FnMut(&Handle)) {
        fn below(node: &Handle, see: &mut dyn FnMut(&Handle)) {
            see(node);
            node.children.borrow().iter().for_each(|child| below(child, see));
        }
        let dom = html5ever::parse_document(RcDom::default(), html5ever::ParseOpts::default()).one(page);
        below(&dom.document, see);
    }

    /// Every element with each of its attributes, and where it leads; comments and instructions too.
    pub fn structure(page: &str) -> BTreeSet<String> {
        let mut parts = BTreeSet::new();
        visit(page, &mut |node| match &node.data {
            NodeData::Element { name, attrs, .. } => {
                parts.insert(name.local.to_string());
                for attribute in attrs.borrow().iter() {
                    let (own, value) = (attribute.name.local.to_string(), attribute.value.to_string());
                    let place = if value.starts_with('#') { "#" } else { &value };
                    let leads =
                        ["href", "src", "action", "content"].contains(&own.as_str()) && !value.contains("sha256-");
                    parts.insert(format!(
                        "{} {own}{}",
                        name.local,
                        if leads { format!("={place}") } else { String::new() }
                    ));
                }
            }
            NodeData::Comment { contents } => drop(parts.insert(format!("comment {contents}"))),
            NodeData::ProcessingInstruction { .. } => drop(parts.insert("instruction".into())),
            _ => {}
        });
        parts
    }

    /// The words that are shown.
    pub fn words(page: &str) -> String {
        let mut words = String::new();
        visit(page, &mut |node| {
            if let NodeData::Text { contents } = &node.data {
                words.push_str(&contents.borrow());
                words.push('\n');
            }
        });
        words
    }
}

/// A text as readers of Markdown see it, with every extension.
pub mod markdown {
    use std::collections::BTreeMap;

    use pulldown_cmark::{Event, Options, Parser};

    fn events(text: &str) -> impl Iterator<Item = Event<'_>> {
        Parser::new_ext(text, Options::all() - Options::ENABLE_SMART_PUNCTUATION)
    }

    /// How many of each kind of block and span there are.
    pub fn structure(text: &str) -> BTreeMap<String, usize> {
        let mut kinds = BTreeMap::new();
        for event in events(text) {
            let kind = match event {
                Event::Start(tag) => format!("{tag:?}"),
                Event::End(_) | Event::Text(_) => continue,
                Event::SoftBreak => "soft break".into(),
                Event::Rule => "rule".into(),
                other => format!("{other:?}"),
            };
            *kinds.entry(kind).or_insert(0) += 1;
        }
        kinds
    }

    /// The words that are shown.
    pub fn words(text: &str) -> String {
        let words = events(text).filter_map(|event| match event {
            Event::Text(text) => Some(text.to_string()),
            _ => None,
        });
        words.collect::<Vec<_>>().concat()
    }
}

/// A Word file as an XML parser reads its parts.
pub mod word {
    use std::collections::BTreeSet;
    use std::io::{Cursor, Read};

    use quick_xml::Reader;
    use quick_xml::escape::unescape;
    use quick_xml::events::Event;
    use zip::ZipArchive;

    fn visit(file: &[u8], see: &mut dyn FnMut(Event)) {
        let mut parts = ZipArchive::new(Cursor::new(file)).unwrap();
        for i in 0..parts.len() {
            let mut xml = String::new();
            parts.by_index(i).unwrap().read_to_string(&mut xml).unwrap();
            let mut reader = Reader::from_str(&xml);
            loop {
                match reader.read_event().unwrap() {
                    Event::Eof => break,
                    event => see(event),
                }
            }
        }
    }

    /// Every element with each of its attributes, and what a field does or where a link leads; instructions too.
    pub fn structure(file: &[u8]) -> BTreeSet<String> {
        let mut parts = BTreeSet::new();
        visit(file, &mut |event| match event {
            Event::Start(tag) | Event::Empty(tag) => {
                parts.insert(tag.name().0.to_string());
                for attribute in tag.attributes() {
                    let attribute = attribute.unwrap();
                    let own = attribute.key.0;
                    let leads = ["w:instr", "w:anchor", "r:id", "Target"].contains(&own);
                    let place = if leads { format!("={}", attribute.value) } else { String::new() };
                    parts.insert(format!("{} {own}{place}", tag.name().0));
                }
            }
            Event::Text(_) | Event::GeneralRef(_) | Event::End(_) | Event::Comment(_) | Event::Decl(_) => {}
            other => drop(parts.insert(format!("{other:?}"))),
        });
        parts
    }

    /// The words that are shown, each run on a line of its own.
    pub fn words(file: &[u8]) -> String {
        let mut words = String::new();
        visit(file, &mut |event| match event {
            Event::Text(text) => words.push_str(&text.into_inner()),
            Event::GeneralRef(name) => {
                words.push_str(&unescape(&format!("&{};", &*name.into_inner())).unwrap());
            }
            Event::End(tag) if tag.name().0 == "w:t" => words.push('\n'),
            _ => {}
        });
        words
    }
}
