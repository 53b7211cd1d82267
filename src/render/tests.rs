//! What holds for all formats together: the same words, nothing but words, the same bytes.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{Format, Templates, render, sample};
use crate::report::model::{Block, Inline, Report};

/// The formats that are text; what holds for the Word file stands in `docx/tests.rs`.
const TEXTS: [Format; 2] = [Format::Html, Format::Markdown];

fn bytes(report: &Report, format: Format) -> Vec<u8> {
    let templates = Templates::load("halton-cover", None).unwrap();
    render(report, &templates, format).unwrap().remove(0).bytes
}

fn rendered(report: &Report, format: Format) -> String {
    String::from_utf8(bytes(report, format)).unwrap()
}

/// A piece of HTML: a tag with its attributes, or text.
enum Piece {
    Open(String, Vec<(String, String)>),
    Close(String),
    Text(String),
}

fn unescape(text: &str) -> String {
    let pairs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    pairs.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// Reads HTML as strictly as our own must be: every `<` opens a tag, every value is quoted.
fn pieces(html: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = html.strip_prefix("<!DOCTYPE html>").expect("a document type");
    while let Some((text, tag_on)) = rest.split_once('<') {
        if !text.is_empty() {
            pieces.push(Piece::Text(unescape(text)));
        }
        let (tag, after) = tag_on.split_once('>').expect("a tag that ends");
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            pieces.push(Piece::Close(name.into()));
            continue;
        }
        let tag = tag.trim_end_matches('/');
        let (name, mut list) = tag.split_once(' ').unwrap_or((tag, ""));
        assert!(name.chars().all(|c| c.is_ascii_alphanumeric()), "<{tag}>");
        let mut attributes = Vec::new();
        while let Some((attribute, value_on)) = list.split_once("=\"") {
            let (value, after) = value_on.split_once('"').expect("a value that ends");
            attributes.push((attribute.trim().to_owned(), unescape(value)));
            list = after;
        }
        assert!(list.trim().is_empty(), "attribute without a value in <{tag}>");
        pieces.push(Piece::Open(name.into(), attributes));
    }
    pieces
}

/// What a reader of the page reads: no head, no drawings and their key, no skip link.
fn html_words(html: &str) -> Vec<String> {
    let mut words = String::new();
    let mut skipping: Vec<String> = Vec::new();
    for piece in pieces(html) {
        match piece {
            Piece::Text(text) if skipping.is_empty() => words.push_str(&text),
            Piece::Open(name, attributes) => {
                if !matches!(name.as_str(), "span" | "strong") {
                    words.push(' ');
                }
                let is_aside = attributes.iter().any(|(_, value)| value == "skip" || value == "key");
                if (matches!(name.as_str(), "head" | "svg") || is_aside) && skipping.is_empty() {
                    skipping.push(name);
                }
            }
            Piece::Close(name) if skipping.last() == Some(&name) => {
                skipping.pop();
            }
            _ => {}
        }
    }
    words.split_whitespace().map(String::from).collect()
}

fn markdown_words(markdown: &str) -> Vec<String> {
    let mut words = String::new();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Text(text) => words.push_str(&text),
            Event::Start(Tag::Strong) | Event::End(TagEnd::Strong) => {}
            Event::Start(_) | Event::End(_) => words.push(' '),
            _ => {}
        }
    }
    let symbols = ["★", "●", "▲", "↑", "→", "↓"];
    words.split_whitespace().filter(|word| !symbols.contains(word)).map(String::from).collect()
}

#[test]
fn both_formats_say_the_same_words_in_the_same_order() {
    let report = sample::report();
    let (html, markdown) =
        (html_words(&rendered(&report, Format::Html)), markdown_words(&rendered(&report, Format::Markdown)));
    assert!(html.len() > 500, "{} words", html.len());
    let differ = html.iter().zip(&markdown).position(|(a, b)| a != b).unwrap_or(html.len().min(markdown.len()));
    let near = |words: &[String]| words[differ.saturating_sub(5)..(differ + 5).min(words.len())].join(" ");
    assert!(html == markdown, "\nHTML: {}\nMarkdown: {}\n", near(&html), near(&markdown));
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    for format in TEXTS {
        assert_eq!(rendered(&sample::report(), format), rendered(&sample::report(), format));
    }
}

#[test]
fn the_page_has_only_elements_and_attributes_of_a_paper() {
    let elements: BTreeSet<&str> =
        "html head meta title style body a aside header p h1 h2 h3 h4 dl div dt dd nav ul li span main \
        section strong figure figcaption table caption thead tbody tr th td svg desc path rect circle text footer"
            .split_whitespace()
            .collect();
    let html = rendered(&sample::report(), Format::Html);
    assert!(!html.contains("<!--") && !html.contains(" style="));
    for piece in pieces(&html) {
        let Piece::Open(name, attributes) = piece else { continue };
        assert!(elements.contains(name.as_str()), "<{name}>");
        for (attribute, value) in attributes {
            assert!(
                !attribute.starts_with("on") && !attribute.starts_with("data-") && attribute != "src",
                "{attribute}"
            );
            assert!(attribute != "href" || value.starts_with('#'), "{value}");
        }
    }
}

#[test]
fn every_picture_is_an_image_with_words_in_whole_pixels_and_readable_on_a_telephone() {
    let html = rendered(&sample::report(), Format::Html);
    let panels: Vec<&str> =
        html.split("<svg class=\"panel\"").skip(1).map(|rest| rest.split("</svg>").next().unwrap()).collect();
    assert_eq!(panels.len(), 7, "two of rates, two of months, one each of curves, funnel and amounts");
    for panel in panels {
        assert!(panel.starts_with(" role=\"img\" aria-labelledby=") && panel.contains("viewBox=\"0 0 340 "), "{panel}");
        let title = panel.split_once("<title id=").unwrap().1.split("</title>").next().unwrap();
        let values = panel.split_once("<desc id=").unwrap().1.split("</desc>").next().unwrap();
        assert!(title.contains("Figure ") && values.len() > 30, "{panel}");
        let (_, shapes) = panel.split_once("</desc>").unwrap();
        for place in ["x", "y", "cx", "cy", "r", "width", "height", "points", "d"] {
            for value in shapes.split(&format!(" {place}=\"")).skip(1).map(|rest| rest.split('"').next().unwrap()) {
                assert!(!value.contains('.'), "{place}={value}");
            }
        }
    }
}

#[test]
fn anchors_occur_once_and_every_reference_finds_one() {
    let html = rendered(&sample::report(), Format::Html);
    let (mut ids, mut wanted) = (BTreeSet::new(), BTreeSet::new());
    for piece in pieces(&html) {
        let Piece::Open(_, attributes) = piece else { continue };
        for (attribute, value) in attributes {
            match attribute.as_str() {
                "id" => assert!(ids.insert(value.clone()), "{value} twice"),
                "href" => drop(wanted.insert(value.trim_start_matches('#').to_owned())),
                "aria-labelledby" => wanted.extend(value.split(' ').map(String::from)),
                _ => {}
            }
        }
    }
    assert!(ids.contains("wp.job_start.2015-16-Q3.ingeus"), "the id that `explain` understands");
    assert_eq!(wanted.difference(&ids).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn headings_skip_no_level_and_there_is_one_title() {
    let mut levels = Vec::new();
    for piece in pieces(&rendered(&sample::report(), Format::Html)) {
        if let Piece::Open(name, _) = piece
            && let Some(level) = name.strip_prefix('h').and_then(|level| level.parse::<u8>().ok())
        {
            levels.push(level);
        }
    }
    assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1);
    assert!(levels[0] == 1 && levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
}

#[test]
fn the_policy_admits_the_style_and_nothing_else() {
    let html = rendered(&sample::report(), Format::Html);
    let style = html.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
    let policy = super::html::content_security_policy(style);
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"));
    assert!(html.contains(&policy.replace('\'', "&#39;")), "{policy}");
}

#[test]
fn markdown_has_no_link_image_or_html_and_every_row_has_the_columns_of_its_table() {
    let markdown = rendered(&sample::report(), Format::Markdown);
    let (mut columns, mut cells, mut rows) = (0, 0, 0);
    for event in Parser::new_ext(&markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Start(Tag::Table(alignments)) => columns = alignments.len(),
            Event::Start(Tag::TableRow | Tag::TableHead) => cells = 0,
            Event::Start(Tag::TableCell) => cells += 1,
            Event::End(TagEnd::TableRow) => {
                rows += 1;
                assert_eq!(cells, columns);
            }
            Event::Start(
                Tag::Link { .. } | Tag::Image { .. } | Tag::HtmlBlock | Tag::CodeBlock(_) | Tag::Strikethrough,
            )
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::Code(_) => panic!("{event:?}"),
            _ => {}
        }
    }
    assert_eq!(rows, sample::HOSTILE.len() + 22);
    // Where a row has too many cells CommonMark drops the rest: so the last cell's words must be there.
    let lines = markdown.lines().filter(|line| line.starts_with("| ") && line.ends_with(" |"));
    assert_eq!(lines.count(), sample::HOSTILE.len() + 22 + 4);
    assert!(markdown.contains(r"&#123;&#123; 7\*7 }} &#123;% for x in y %}"), "data ran as a template");
}

#[test]
fn a_notice_stands_at_both_ends_of_both_formats_and_an_empty_one_nowhere() {
    let mut report = sample::report();
    let notice = report.notice.clone().unwrap();
    for format in TEXTS {
        let text = rendered(&report, format);
        assert!(text.matches(&notice).count() >= 2, "{format:?}");
    }
    report.notice = Some(" ".into());
    for format in TEXTS {
        let text = rendered(&report, format);
        assert!(!text.contains("<aside") && !text.contains("> \n") && !text.contains("****"), "{format:?}");
    }
}

#[test]
fn a_report_without_sections_still_has_its_frame() {
    let report = Report { sections: vec![], header: vec![], footer: vec![], ..sample::report() };
    for format in TEXTS {
        assert!(rendered(&report, format).contains(&report.title));
    }
}

#[test]
fn a_figure_printed_twice_is_an_anchor_once() {
    let mut report = sample::report();
    let Block::Paragraph(paragraph) = &mut report.sections[0].blocks[0] else { panic!() };
    paragraph.text =
        vec![Inline::figure("1", "supporting-information"), Inline::figure("2", "x y"), Inline::figure("3", "x y")];
    let html = rendered(&report, Format::Html);
    assert!(html.contains("<p>1<span id=\"x-y\">2</span>3</p>"), "a section's anchor and a repeated one stay free");
    assert!(html.contains("<section id=\"supporting-information\">"));
}

/// How many blocks stand side by side at the top of a Markdown file.
fn top_blocks(markdown: &str) -> usize {
    let (mut depth, mut count) = (0, 0);
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(_) => {
                count += usize::from(depth == 0);
                depth += 1;
            }
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    count
}

#[test]
fn no_block_of_markdown_swallows_the_next() {
    let all = sample::every_kind_of_block();
    let blocks_in = |blocks: Vec<Block>| {
        let mut report = Report { header: vec![], footer: vec![], notice: None, ..sample::report() };
        report.sections.truncate(1);
        report.sections[0].blocks = blocks;
        top_blocks(&rendered(&report, Format::Markdown))
    };
    let frame = blocks_in(vec![]);
    for (i, first) in all.iter().enumerate() {
        for (j, second) in all.iter().enumerate() {
            // Two lists of one kind read as one list; nothing is lost.
            if i == j {
                continue;
            }
            let apart = blocks_in(vec![first.clone()]) + blocks_in(vec![second.clone()]) - 2 * frame;
            assert_eq!(blocks_in(vec![first.clone(), second.clone()]) - frame, apart, "{first:?} then {second:?}");
        }
    }
}
