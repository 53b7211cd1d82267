//! The Markdown dialect: CommonMark with GFM tables, in which words stay words whatever they contain.

use anyhow::Result;
use tera::Value;

use super::view::{self, Dialect};
use crate::report::model::{Cell, Chart, Inline, Report, Symbol};

/// Everything that `report.md` prints, escaped: the template engine does not escape Markdown.
pub fn view(report: &Report) -> Result<Value> {
    Ok(Value::try_from_serializable(&view::paper(report, &mut Markdown)?)?)
}

struct Markdown;

impl Dialect for Markdown {
    fn words(&self, text: &str) -> Value {
        Value::normal_string(&words(text))
    }

    fn running(&mut self, text: &[Inline]) -> Value {
        Value::normal_string(&running(text))
    }

    fn cell(&mut self, cell: &Cell, is_total: bool) -> Value {
        let words = view::clean(&cell.text);
        let words = match (words.trim(), cell.symbol) {
            ("", Some(symbol)) => view::symbol_word(symbol),
            (words, _) => words,
        };
        let text = if is_total { strong(words, None, None) } else { escape(words) };
        Value::normal_string(&match cell.symbol {
            Some(symbol) => format!("{} {text}", symbol_character(symbol)),
            None => text,
        })
    }

    fn anchor(&mut self, wanted: &str) -> String {
        // Markdown has no anchors of its own, and raw HTML would not survive a strict reader.
        wanted.into()
    }

    fn drawing(&mut self, _id: &str, _chart: &Chart) -> Value {
        Value::none()
    }
}

/// Running text: links to other files of the run between words that are only words.
pub fn running(text: &[Inline]) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.iter().position(|piece| matches!(piece, Inline::Link { .. })) {
        out.push_str(&between_links(&rest[..at]));
        if let Inline::Link { text, path } = &rest[at] {
            out.push_str(&format!("[{}]({path})", words(text)));
        }
        rest = &rest[at + 1..];
    }
    out.push_str(&if out.is_empty() { only_words(rest) } else { between_links(rest) });
    out.trim().to_owned()
}

/// Words beside a link, with the space that stands between them and it.
fn between_links(text: &[Inline]) -> String {
    let ends_apart = text.last().is_some_and(|piece| piece.text().ends_with(' '));
    only_words(text) + if ends_apart { " " } else { "" }
}

/// Joins pieces; neighbours that are both strong become one, because `**a****b**` is not strong.
fn only_words(text: &[Inline]) -> String {
    let mut pieces: Vec<(bool, String)> = Vec::new();
    for piece in text.iter().filter(|piece| !piece.text().is_empty()) {
        let is_strong = matches!(piece, Inline::Strong { .. });
        match pieces.last_mut() {
            Some((last, words)) if *last == is_strong => words.push_str(piece.text()),
            _ => pieces.push((is_strong, piece.text().into())),
        }
    }
    for (_, words) in &mut pieces {
        *words = view::clean(words);
    }
    let mut out = String::new();
    for (i, (is_strong, words)) in pieces.iter().enumerate() {
        if *is_strong {
            let before = i.checked_sub(1).and_then(|i| pieces[i].1.chars().next_back());
            let after = pieces.get(i + 1).and_then(|(_, words)| words.chars().next());
            out.push_str(&strong(words, before, after));
        } else {
            out.push_str(&escape(words));
        }
    }
    let mut out = out.trim().to_owned();
    // Two pieces can make a marker that neither has: `1` and `.`.
    if let Some(at) = list_marker(&out) {
        out.insert(at, '\\');
    }
    out
}

/// Words between `**` where CommonMark would read them as strong given their neighbours, else plain:
/// literal asterisks in a paper are worse than a word that is not bold.
fn strong(words: &str, before: Option<char>, after: Option<char>) -> String {
    let inner = words.trim();
    let lead = &words[..words.len() - words.trim_start().len()];
    let trail = &words[words.trim_end().len()..];
    let (Some(first), Some(last)) = (inner.chars().next(), inner.chars().next_back()) else {
        return escape(words);
    };
    let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let opens = first.is_alphanumeric() || !lead.is_empty() || apart(before);
    let closes = last.is_alphanumeric() || !trail.is_empty() || apart(after);
    if opens && closes { format!("{lead}**{}**{trail}", escape(inner)) } else { escape(words) }
}

/// Words of anybody as Markdown on one line.
pub fn words(text: &str) -> String {
    escape(&view::clean(text)).trim().to_owned()
}

/// Words as Markdown: nothing in them starts a table cell, list, heading, link, image, emphasis,
/// code, entity, raw HTML or automatic link. Expects one line (`view::clean`).
fn escape(text: &str) -> String {
    let start = text.len() - text.trim_start().len();
    let marker = list_marker(&text[start..]).map(|at| start + at);
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        let rest = &text[at..];
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '#' | '$' | '@' | '^' => {
                out.push('\\');
                out.push(c);
            }
            // Site generators run `{{ … }}` and `{% … %}`, and read `{…}` at the end of a heading, escaped or not.
            '{' => out.push_str("&#123;"),
            '!' if rest[1..].is_empty() || rest[1..].starts_with('[') => out.push_str("\\!"),
            ':' if rest.starts_with("://") || text[..at].to_ascii_lowercase().ends_with("mailto") => {
                out.push_str("\\:")
            }
            '.' if text[..at].to_ascii_lowercase().ends_with("www") => out.push_str("\\."),
            c if marker == Some(at) => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// Where the character stands that makes the start of a line a list, a rule or an underline: `-`, `1.`, `2)`, `=`.
fn list_marker(line: &str) -> Option<usize> {
    if line.starts_with(['-', '+', '=', ':']) {
        return Some(0);
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &line[digits..];
    let marks = digits > 0 && rest.starts_with(['.', ')']) && rest[1..].chars().next().is_none_or(char::is_whitespace);
    marks.then_some(digits)
}

/// The symbol as a character, beside the word that carries the meaning.
fn symbol_character(symbol: Symbol) -> char {
    match symbol {
        Symbol::GreenStar => '★',
        Symbol::AmberCircle => '●',
        Symbol::RedTriangle => '▲',
        Symbol::ArrowUp => '↑',
        Symbol::ArrowLevel => '→',
        Symbol::ArrowDown => '↓',
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample::HOSTILE;
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    /// The words of a Markdown text; panics on anything but words in the blocks expected.
    fn words_only(markdown: &str) -> Vec<String> {
        let mut words = vec![String::new()];
        // Every extension but curly quotation marks, which change words on purpose.
        for event in Parser::new_ext(markdown, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
            match event {
                Event::Text(text) => words.last_mut().unwrap().push_str(&text),
                Event::Start(Tag::Paragraph | Tag::Strong | Tag::List(None) | Tag::Heading { .. })
                | Event::End(TagEnd::Strong) => {}
                Event::Start(Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell | Tag::Item) => {}
                Event::End(_) => words.push(String::new()),
                other => panic!("{other:?} in {markdown:?}"),
            }
        }
        words.retain(|text| !text.is_empty());
        words
    }

    fn plain(text: &str) -> String {
        view::clean(text).trim().to_owned()
    }

    fn check_everywhere(text: &str) {
        let (wanted, written) = (plain(text), escape(&view::clean(text)).trim().to_owned());
        if wanted.is_empty() {
            return;
        }
        let table = format!("| {written} | b |\n| :--- | ---: |\n| {written} | {written} |\n| x | y |\n");
        assert_eq!(words_only(&table), [&wanted, "b", &wanted, &wanted, "x", "y"], "{table}");
        assert_eq!(words_only(&format!("- {written}\n- b\n")), [&wanted, "b"], "{written}");
        assert_eq!(words_only(&format!("{written}\n\nb\n")), [&wanted, "b"], "{written}");
        assert_eq!(words_only(&format!("## {written}\n\nb\n")), [&wanted, "b"], "{written}");
    }

    #[test]
    fn hostile_words_stay_words_in_table_list_paragraph_and_heading() {
        HOSTILE.into_iter().for_each(check_everywhere);
    }

    #[test]
    fn a_link_to_another_file_stands_between_words() {
        let text = [
            Inline::plain("*A*: "),
            Inline::link("Word", "a/report.docx"),
            Inline::plain(", "),
            Inline::link("x", "b"),
        ];
        assert_eq!(running(&text), r"\*A\*: [Word](a/report.docx), [x](b)");
    }

    #[test]
    fn automatic_links_are_broken_before_their_mark() {
        let written = escape("see http://a.uk, www.b.uk, c@d.uk and mailto:e");
        assert_eq!(written, "see http\\://a.uk, www\\.b.uk, c\\@d.uk and mailto\\:e");
    }

    #[test]
    fn strong_words_are_strong_or_plain_but_never_between_asterisks() {
        for (text, strong) in [("Note:", true), ("a", true), (" b ", true), ("(c)", true), ("", false), ("*", true)] {
            for next in ["", "x", " x", "(x)", "."] {
                let markdown =
                    running(&[Inline::plain("1"), Inline::strong(text), Inline::strong(text), Inline::plain(next)]);
                let wanted = view::clean(&format!("1{text}{text}{next}"));
                assert_eq!(view::clean(&words_only(&markdown).concat()), wanted.trim(), "{markdown}");
                assert!(strong || !markdown.contains("**"), "{markdown}");
            }
        }
        assert_eq!(running(&[Inline::strong("Not met."), Inline::plain(" So.")]), "**Not met.** So.");
    }

    #[test]
    fn two_pieces_do_not_make_a_list_that_neither_is() {
        assert_eq!(running(&[Inline::plain("1"), Inline::strong(".")]), r"1\.");
        assert_eq!(running(&[Inline::figure("1", "id"), Inline::plain(". x")]), r"1\. x");
    }

    proptest! {
        #[test]
        fn any_words_come_back_as_they_were(text in r"[-+=*_~`#>!|\\\[\]()<&;:/.@$^{}%a-c0-9w \n]{0,24}") {
            check_everywhere(&text);
        }
    }
}
