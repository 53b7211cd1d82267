//! The Word file says what the page says: the same words and figures in the same order, and the run's manifest knows it.

use std::io::{Cursor, Read};

use html5ever::tendril::TendrilSink;
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use quick_xml::Reader;
use quick_xml::events::Event;
use sha2::{Digest, Sha256};

use crate::harness::Bench;

const SAMPLES: [(&str, &str); 3] =
    [("halton", "2015-16-Q3"), ("greater-manchester", "2017-18-Q3"), ("pioneer", "2023-24-Q4")];
/// Signs beside their words: drawings in the page, characters in the file.
const SIGNS: [&str; 6] = ["★", "●", "▲", "↑", "→", "↓"];

/// What a reader of the page's main part reads, in order; nothing of what is drawn.
fn words_of_page(page: &str) -> Vec<String> {
    fn visit(node: &Handle, in_main: bool, words: &mut String) {
        let mut in_main = in_main;
        match &node.data {
            NodeData::Element { name, .. } => {
                in_main |= &*name.local == "main";
                match &*name.local {
                    "svg" => return,
                    "span" | "strong" => {}
                    _ => words.push(' '),
                }
            }
            NodeData::Text { contents } if in_main => words.push_str(&contents.borrow()),
            _ => {}
        }
        node.children.borrow().iter().for_each(|child| visit(child, in_main, words));
    }
    let mut words = String::new();
    let page = html5ever::parse_document(RcDom::default(), html5ever::ParseOpts::default()).one(page);
    visit(&page.document, false, &mut words);
    split(&words)
}

/// All words of a Word file's text, those that are drawn too.
pub fn printed(file: &[u8]) -> String {
    words_of(&document(file), true)
}

/// What a reader of the file reads from the first section on, in order; nothing of what is drawn.
fn words_of_file(document: &str) -> Vec<String> {
    let (start, end) = (document.find("\"Heading1\"").unwrap(), document.find("\"Imprint\"").unwrap());
    let start = document[..start].rfind("<w:p>").unwrap();
    let end = document[..end].rfind("<w:p>").unwrap();
    split(&words_of(&document[start..end], false))
}

fn words_of(xml: &str, drawn_too: bool) -> String {
    let mut reader = Reader::from_str(xml);
    let (mut words, mut drawn) = (String::new(), 0);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => match tag.name().0 {
                "mc:AlternateContent" if !drawn_too => drawn += 1,
                "w:p" => words.push(' '),
                _ => {}
            },
            Event::Empty(tag) if tag.name().0 == "w:tab" => words.push(' '),
            Event::End(tag) if tag.name().0 == "mc:AlternateContent" && !drawn_too => drawn -= 1,
            Event::Text(text) if drawn == 0 => words.push_str(&text.into_inner()),
            Event::GeneralRef(name) if drawn == 0 => {
                let entity = format!("&{};", &*name.into_inner());
                words.push_str(&quick_xml::escape::unescape(&entity).unwrap());
            }
            Event::Eof => break,
            _ => {}
        }
    }
    words
}

fn split(words: &str) -> Vec<String> {
    words.split_whitespace().filter(|word| !SIGNS.contains(word)).map(String::from).collect()
}

fn document(bytes: &[u8]) -> String {
    let mut text = String::new();
    let mut file = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    file.by_name("word/document.xml").unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn the_word_file_says_what_the_page_says_in_the_same_order() {
    for (sample, quarter) in SAMPLES {
        let bench = Bench::new();
        bench.sample_of(sample).run(&["report", "-w", sample, "--quarter", quarter]).expect(0);
        let file = std::fs::read(bench.path().join(format!("output/{sample}/{quarter}/report.docx"))).unwrap();
        let page = words_of_page(&bench.read(&format!("output/{sample}/{quarter}/report.html")));
        let file = words_of_file(&document(&file));
        assert!(page.len() > 1500, "{sample}: {} words", page.len());
        let differ = page.iter().zip(&file).position(|(a, b)| a != b).unwrap_or(page.len().min(file.len()));
        let near = |words: &[String]| words[differ.saturating_sub(5)..(differ + 5).min(words.len())].join(" ");
        assert!(page == file, "{sample}\npage: {}\nfile: {}", near(&page), near(&file));
    }
}

#[test]
fn the_manifest_names_the_word_file_with_its_sum() {
    let bench = Bench::new();
    bench.sample().run(&["report", "-w", "halton", "--quarter", "2015-16-Q3"]).expect(0);
    let folder = "output/halton/2015-16-Q3";
    let bytes = std::fs::read(bench.path().join(folder).join("report.docx")).unwrap();
    let sum: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let manifest = bench.read(&format!("{folder}/internal/run.json"));
    assert!(manifest.contains("report.docx") && manifest.contains(&sum), "{manifest}");
}
