//! The HTML dialect: escaped words, anchors that occur once, symbols as drawings, and the style
//! sheet with the content security policy that admits it and nothing else.

use std::collections::BTreeSet;
use std::fmt::Write;

use anyhow::Result;
use sha2::{Digest, Sha256};
use tera::Value;

use super::chart;
use super::svg;
use super::view::{self, Dialect};
use crate::report::model::{Block, Cell, Chart, Inline, Report, Section, Symbol};

/// Everything that `report.html` prints.
pub fn view(report: &Report, css: &str) -> Result<Value> {
    let paper = Value::try_from_serializable(&view::paper(report, &mut Html::new(report))?)?;
    let mut page = paper.into_map().unwrap_or_default();
    let style = style_sheet(report, css);
    page.insert("csp".into(), content_security_policy(&style).into());
    page.insert("style".into(), Value::safe_string(&style));
    Ok(page.into())
}

/// HTML of one paper, with the anchors given so far.
struct Html {
    taken: BTreeSet<String>,
    /// Anchors of sections, tables and charts: a figure never takes one of them.
    reserved: BTreeSet<String>,
}

impl Html {
    fn new(report: &Report) -> Self {
        let mut reserved = BTreeSet::new();
        report.sections.iter().for_each(|section| reserve(section, &mut reserved));
        Html { taken: ["main", "contents", "top"].map(String::from).into(), reserved }
    }

    /// A figure, with its id as anchor where it stands first.
    fn figure(&mut self, text: &str, id: &str) -> String {
        let anchor = valid_anchor(id);
        if id.is_empty() || self.reserved.contains(&anchor) || !self.taken.insert(anchor.clone()) {
            return escape(text);
        }
        format!("<span id=\"{}\">{}</span>", escape(&anchor), escape(text))
    }
}

fn reserve(section: &Section, reserved: &mut BTreeSet<String>) {
    reserved.insert(valid_anchor(&section.id));
    for block in &section.blocks {
        match block {
            Block::Table(table) => reserved.insert(valid_anchor(&table.id)),
            Block::Chart(chart) => reserved.insert(valid_anchor(&chart.id)),
            _ => false,
        };
    }
    section.subsections.iter().for_each(|section| reserve(section, reserved));
}

impl Dialect for Html {
    fn words(&self, text: &str) -> Value {
        // Escaped by the template engine, which does so for every file that ends in .html.
        Value::normal_string(view::clean(text).trim())
    }

    fn running(&mut self, text: &[Inline]) -> Value {
        let mut out = String::new();
        for piece in text {
            let words = view::clean(piece.text());
            match piece {
                Inline::Plain { .. } => out.push_str(&escape(&words)),
                Inline::Strong { .. } => {
                    let _ = write!(out, "<strong>{}</strong>", escape(&words));
                }
                Inline::Figure { id, .. } => out.push_str(&self.figure(&words, id)),
                Inline::Link { path, .. } => {
                    let _ = write!(out, "<a href=\"{}\">{}</a>", escape(path), escape(&words));
                }
            }
        }
        Value::safe_string(out.trim())
    }

    fn cell(&mut self, cell: &Cell, _is_total: bool) -> Value {
        let words = view::clean(&cell.text);
        let words = match (words.trim(), cell.symbol) {
            ("", Some(symbol)) => view::symbol_word(symbol),
            (words, _) => words,
        };
        let text = match &cell.id {
            Some(id) => self.figure(words, id),
            None => escape(words),
        };
        Value::safe_string(&match cell.symbol {
            Some(symbol) => format!("<span class=\"rated\">{}{text}</span>", symbol_drawing(symbol)),
            None => text,
        })
    }

    fn anchor(&mut self, wanted: &str) -> String {
        let wanted = valid_anchor(wanted);
        let mut anchor = wanted.clone();
        let mut count = 1;
        while !self.taken.insert(anchor.clone()) {
            count += 1;
            anchor = format!("{wanted}-{count}");
        }
        anchor
    }

    fn drawing(&mut self, id: &str, chart: &Chart) -> Value {
        let mut out = String::new();
        for (i, drawing) in chart::panels(chart).iter().enumerate() {
            let title = self.anchor(&format!("{id}-panel-{}", i + 1));
            let values = self.anchor(&format!("{id}-panel-{}-values", i + 1));
            out.push_str(&svg::write(drawing, (&title, &values)));
        }
        Value::safe_string(&out)
    }
}

/// An id as HTML, CSS and links all take it: other characters become hyphens.
fn valid_anchor(id: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
    let anchor: String = id.chars().map(|c| if allowed(c) { c } else { '-' }).collect();
    match anchor.chars().next() {
        Some(first) if first.is_ascii_alphabetic() => anchor,
        _ => format!("a-{anchor}"),
    }
}

/// Words as text or attribute of HTML.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// The drawing beside the word, which alone carries the meaning for a screen reader.
fn symbol_drawing(symbol: Symbol) -> String {
    let shape = match symbol {
        Symbol::GreenStar => {
            "<path fill=\"#00703C\" d=\"M8 1l2.2 4.7 5.1.6-3.8 3.5 1 5.1L8 12.4l-4.5 2.5 1-5.1L.7 6.3l5.1-.6z\"/>"
        }
        Symbol::AmberCircle => "<circle fill=\"#F47738\" stroke=\"#0B0C0C\" cx=\"8\" cy=\"8\" r=\"6.5\"/>",
        Symbol::RedTriangle => "<path fill=\"#D4351C\" d=\"M8 1.5L15.5 14.5H.5z\"/>",
        Symbol::ArrowUp => "<path fill=\"#3D3D3D\" d=\"M8 1l6 7h-4v7H6V8H2z\"/>",
        Symbol::ArrowLevel => "<path fill=\"#3D3D3D\" d=\"M15 8l-7 6v-4H1V6h7V2z\"/>",
        Symbol::ArrowDown => "<path fill=\"#3D3D3D\" d=\"M8 15L2 8h4V1h4v7h4z\"/>",
    };
    format!(
        "<svg class=\"symbol\" viewBox=\"0 0 16 16\" width=\"16\" height=\"16\" aria-hidden=\"true\" focusable=\"false\">{shape}</svg>"
    )
}

/// The style sheet with the words that it prints in the margins of a page, each a variable.
fn style_sheet(report: &Report, css: &str) -> String {
    let notice = report.notice.as_deref().map(css_string).filter(|notice| !notice.is_empty());
    // A line of its own, which takes no room where there is no notice.
    let notice_line = notice.map_or_else(String::new, |notice| format!("{notice}\\00000a"));
    let (title, council) = (css_string(&report.title), css_string(&report.council));
    format!(
        ":root {{ --title: \"{title}\"; --council: \"{council}\"; --notice-line: \"{notice_line}\"; }}\n{}",
        css.trim_end()
    )
}

/// Words for a string of CSS: what is not a plain letter, digit or space is written as its number.
fn css_string(text: &str) -> String {
    let mut out = String::new();
    for c in view::clean(text).trim().chars() {
        if c.is_ascii_alphanumeric() || matches!(c, ' ' | ',' | '.' | ':' | '-') {
            out.push(c);
        } else {
            let _ = write!(out, "\\{:06x}", u32::from(c));
        }
    }
    out
}

/// Admits this one style sheet by its hash; nothing else is loaded, run or sent.
pub fn content_security_policy(style: &str) -> String {
    let hash = base64(&Sha256::digest(style.as_bytes()));
    format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'")
}

/// Base64 with padding, as a content security policy writes a hash (RFC 4648, section 4).
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0u32, |bits, &byte| bits << 8 | u32::from(byte)) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            let sextet = bits >> (18 - 6 * i) & 63;
            out.push(if i <= chunk.len() { ALPHABET[sextet as usize] as char } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_rfc_4648() {
        for (text, wanted) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")] {
            assert_eq!(base64(text.as_bytes()), wanted);
        }
    }

    #[test]
    fn words_in_a_style_sheet_end_neither_string_nor_element() {
        assert_eq!(css_string("a\"}\n</style>"), "a\\000022\\00007d \\00003c\\00002fstyle\\00003e");
    }

    #[test]
    fn an_id_that_html_does_not_take_is_made_one() {
        assert_eq!(valid_anchor("wp.rate:2015-16-Q3_x"), "wp.rate:2015-16-Q3_x");
        assert_eq!(valid_anchor("3 a\"b"), "a-3-a-b");
        assert_eq!(valid_anchor(""), "a-");
    }

    #[test]
    fn every_symbol_is_a_drawing_that_a_screen_reader_skips() {
        use Symbol::*;
        for symbol in [GreenStar, AmberCircle, RedTriangle, ArrowUp, ArrowLevel, ArrowDown] {
            let cell = Cell::words("Word").with_symbol(Some(symbol));
            let mut html = Html { taken: BTreeSet::new(), reserved: BTreeSet::new() };
            let written = html.cell(&cell, false).to_string();
            assert!(written.contains("aria-hidden=\"true\"") && written.ends_with("</svg>Word</span>"), "{written}");
        }
    }
}
