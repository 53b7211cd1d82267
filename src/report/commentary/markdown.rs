//! A commentary's Markdown into headings, paragraphs and lists of plain lines: an allow-list of events, so that no markup,
//! link, image or template travels into a paper. Notes between `<!--` and `-->` are the writer's own and go no further.

use anyhow::Result;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use crate::fault::Fault;

use super::typed::{self, Remark};

/// What stands under one heading, as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The heading without initials and date.
    pub heading: String,
    /// What stands in the heading's parentheses: `JB, 12 January 2016`.
    pub signed: Option<String>,
    /// The heading's line in the file, from 1.
    pub line: usize,
    pub blocks: Vec<Lines>,
}

/// A paragraph or a list, in lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lines {
    Paragraph(Vec<Line>),
    List(Vec<Vec<Line>>),
}

/// Words on one line of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// From 1.
    pub number: usize,
    pub text: String,
}

/// A whole file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Page {
    pub entries: Vec<Written>,
    /// The line of words that stand before the first heading.
    pub stray: Option<usize>,
    /// What was typed in another way than it is read.
    pub remarks: Vec<Remark>,
}

/// What opens and closes a note to the writer.
const NOTE: (&str, &str) = ("<!--", "-->");

/// Splits a commentary into its entries; `file` names it in messages.
pub fn read(text: &str, file: &str) -> Result<Page> {
    let (text, remarks) = typed::mended(&without_notes(text, file)?);
    let mut reader = Reader::default();
    reader.page.remarks = remarks;
    let mut seen = (0, 1);
    for (event, range) in Parser::new(&text).into_offset_iter() {
        // Events come in the order of the file, but for the ends, which span what they end.
        if range.start >= seen.0 {
            seen = (range.start, seen.1 + text[seen.0..range.start].matches('\n').count());
        }
        reader.take(event, seen.1);
    }
    Ok(reader.page)
}

/// The text without what stands between the marks of notes, line for line. A note that is never closed could be printed, or
/// take the rest of the file with it: neither is for the program to choose.
fn without_notes(text: &str, file: &str) -> Result<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(NOTE.0) {
        out.push_str(&rest[..at]);
        // `<!-->` is a whole one.
        let Some(end) = rest[at + 2..].find(NOTE.1) else {
            let line = out.matches('\n').count() + 1;
            return Err(Fault::usage(format!("`{file}`, line {line}: a note begins with <!-- and is never closed"))
                .hint("close it with --> where it ends; what stands between the two is never printed")
                .into());
        };
        let (note, after) = rest[at..].split_at(2 + end + NOTE.1.len());
        out.extend(note.chars().filter(|c| *c == '\n'));
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

/// Collects the words between Markdown's events.
#[derive(Default)]
struct Reader {
    page: Page,
    /// The lines of the paragraph, item or heading that is open.
    lines: Vec<Line>,
    /// What comes next begins a line.
    breaks: bool,
    items: Vec<Vec<Line>>,
    lists: usize,
}

impl Reader {
    fn take(&mut self, event: Event<'_>, line: usize) {
        match event {
            Event::Start(Tag::Heading { .. }) => self.lines.clear(),
            Event::End(TagEnd::Heading(_)) => self.heading(line),
            Event::Start(Tag::List(_)) => {
                self.flush_item();
                self.lists += 1;
            }
            Event::End(TagEnd::List(_)) => self.end_list(),
            Event::Start(Tag::Item) => self.lines.clear(),
            Event::End(TagEnd::Item) => self.flush_item(),
            Event::Start(Tag::Paragraph) if self.lists == 0 => self.lines.clear(),
            Event::End(TagEnd::Paragraph | TagEnd::CodeBlock | TagEnd::HtmlBlock) if self.lists == 0 => {
                self.end_paragraph();
            }
            // Whatever is not plain words comes in as the text it is written with.
            Event::Text(words) | Event::Code(words) | Event::Html(words) | Event::InlineHtml(words) => {
                self.say(&words, line);
            }
            Event::Start(Tag::Paragraph) | Event::SoftBreak | Event::HardBreak => self.breaks = true,
            _ => {}
        }
    }

    fn say(&mut self, words: &str, number: usize) {
        for (nth, part) in words.split('\n').enumerate() {
            match self.lines.last_mut() {
                Some(line) if nth == 0 && !self.breaks => line.text.push_str(part),
                _ => self.lines.push(Line { number: number + nth, text: part.into() }),
            }
            self.breaks = false;
        }
    }

    /// The open lines, without those that are blank.
    fn lines(&mut self) -> Vec<Line> {
        self.breaks = false;
        let mut lines = std::mem::take(&mut self.lines);
        lines.retain(|line| !line.text.trim().is_empty());
        lines
    }

    fn heading(&mut self, line: usize) {
        let own: Vec<String> = self.lines().into_iter().map(|line| line.text.trim().to_string()).collect();
        let words = own.join(" ");
        let (heading, signed) = match words.strip_suffix(')').and_then(|line| line.rsplit_once(" (")) {
            Some((heading, signed)) => (heading.trim(), Some(signed.trim().to_string())),
            None => (words.trim(), None),
        };
        self.page.entries.push(Written { heading: heading.into(), signed, line, blocks: Vec::new() });
    }

    fn flush_item(&mut self) {
        let item = self.lines();
        if self.lists > 0 && !item.is_empty() {
            self.items.push(item);
        }
    }

    fn end_list(&mut self) {
        self.flush_item();
        self.lists = self.lists.saturating_sub(1);
        if self.lists == 0 && !self.items.is_empty() {
            let items = std::mem::take(&mut self.items);
            self.add(items[0][0].number, Lines::List(items));
        }
    }

    fn end_paragraph(&mut self) {
        let lines = self.lines();
        if let Some(first) = lines.first() {
            self.add(first.number, Lines::Paragraph(lines));
        }
    }

    fn add(&mut self, line: usize, block: Lines) {
        match self.page.entries.last_mut() {
            Some(entry) => entry.blocks.push(block),
            None => self.page.stray = self.page.stray.or(Some(line)),
        }
    }
}

impl Written {
    /// Takes the line of its own that begins with a word and a colon out of the paragraphs: what stands behind the colon,
    /// and where. There is at most one.
    pub fn take(&mut self, word: &str, file: &str) -> Result<Option<(String, usize)>> {
        let mut found: Option<(String, usize)> = None;
        for block in &mut self.blocks {
            let Lines::Paragraph(lines) = block else { continue };
            for line in lines.extract_if(.., |line| behind(&line.text, word).is_some()) {
                if let Some((_, first)) = found {
                    let number = line.number;
                    return Err(Fault::usage(format!(
                        "`{file}`, line {number}: a second line `{word}:` under one heading; the first is line {first}"
                    ))
                    .hint("keep one of the two")
                    .into());
                }
                found = behind(&line.text, word).map(|value| (value, line.number));
            }
        }
        self.drop_empty();
        Ok(found)
    }

    /// Takes lines out that are not to be printed; `is_it` is told whether a line stands in a list. Gives back their numbers.
    pub fn take_out(&mut self, is_it: impl Fn(&str, bool) -> bool) -> Vec<usize> {
        let mut out = Vec::new();
        for block in &mut self.blocks {
            match block {
                Lines::Paragraph(lines) => {
                    out.extend(lines.extract_if(.., |line| is_it(&line.text, false)).map(|line| line.number))
                }
                Lines::List(items) => {
                    for item in items.iter_mut() {
                        out.extend(item.extract_if(.., |line| is_it(&line.text, true)).map(|line| line.number));
                    }
                    items.retain(|item| !item.is_empty());
                }
            }
        }
        self.drop_empty();
        out
    }

    fn drop_empty(&mut self) {
        self.blocks.retain(|block| match block {
            Lines::Paragraph(lines) => !lines.is_empty(),
            Lines::List(items) => !items.is_empty(),
        });
    }

    /// Whether anything is written under the heading.
    pub fn is_blank(&self) -> bool {
        self.blocks.is_empty()
    }
}

/// What stands behind `Word:` at the beginning of a line.
fn behind(line: &str, word: &str) -> Option<String> {
    let (before, value) = line.split_once(':')?;
    before.trim().eq_ignore_ascii_case(word).then(|| value.trim().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::hint_of;

    fn page(text: &str) -> Page {
        read(text, "c.md").unwrap()
    }

    fn told(block: &Lines) -> Vec<String> {
        let words = |lines: &Vec<Line>| {
            lines.iter().map(|line| format!("{} {}", line.number, line.text)).collect::<Vec<_>>().join("|")
        };
        match block {
            Lines::Paragraph(lines) => vec![words(lines)],
            Lines::List(items) => items.iter().map(words).collect(),
        }
    }

    #[test]
    fn an_entry_has_a_heading_initials_and_words_each_with_its_line() {
        let page = page(
            "## Job start rate (KM, 12 January 2016)\n\nFirst *words*\non two lines.\n\n- one\n- two\n\nLast.\n\n## Risk analysis\n\nNone.\n",
        );
        let [first, second] = &page.entries[..] else { panic!("{page:?}") };
        assert_eq!((first.heading.as_str(), first.line), ("Job start rate", 1));
        assert_eq!(first.signed.as_deref(), Some("KM, 12 January 2016"));
        let blocks: Vec<Vec<String>> = first.blocks.iter().map(told).collect();
        assert_eq!(blocks, [vec!["3 First words|4 on two lines."], vec!["6 one", "7 two"], vec!["9 Last."]]);
        assert_eq!((&second.signed, second.line), (&None, 11));
        assert_eq!(page.stray, None);
    }

    #[test]
    fn markup_links_and_images_lose_their_targets_and_keep_their_words() {
        let page = page("## X\n\nSee [the page](javascript:alert(1)) and ![a picture](http://x/y.png) <b>bold</b>.\n");
        assert_eq!(told(&page.entries[0].blocks[0]), ["3 See the page and a picture bold."]);
    }

    #[test]
    fn notes_to_the_writer_are_gone_wherever_they_stand_and_lines_keep_their_numbers() {
        let page =
            page("<!-- a\n## Not a heading\n-->\n## X\n\none <!-- two --> three\n\n<!-->\n\n- a <!--\n- b\n-->\n");
        let [entry] = &page.entries[..] else { panic!("{page:?}") };
        assert_eq!(entry.line, 4);
        assert_eq!(entry.blocks.iter().flat_map(told).collect::<Vec<_>>(), ["6 one  three", "10 a"]);
        let error = read("## X\n\nwords <!-- a note\n\nmore\n", "c.md").unwrap_err();
        assert_eq!(error.to_string(), "`c.md`, line 3: a note begins with <!-- and is never closed");
        assert!(hint_of(&error).unwrap().contains("-->"));
    }

    #[test]
    fn words_before_the_first_heading_are_told() {
        assert_eq!(page("\nHello.\n\n## X\n\nx\n").stray, Some(2));
        assert_eq!(page("<!-- note -->\n\n## X\n").stray, None);
    }

    #[test]
    fn two_paragraphs_of_an_item_do_not_run_into_one_word() {
        assert_eq!(told(&page("## X\n\n- one\n\n  two\n\n- three\n").entries[0].blocks[0]), ["3 one|5 two", "7 three"]);
    }

    #[test]
    fn a_line_of_its_own_is_taken_out_once_and_words_with_a_colon_stay() {
        let mut entry = page("## X\n\nrag : Amber\nBecause: of this.\n\n- RAG: red\n").entries.remove(0);
        assert_eq!(entry.take("RAG", "c.md").unwrap(), Some(("Amber".into(), 3)));
        let left: Vec<String> = entry.blocks.iter().flat_map(told).collect();
        assert_eq!(left, ["4 Because: of this.", "6 RAG: red"]);
        let error = page("## X\n\nRAG: red\n\nRAG: green\n").entries[0].take("RAG", "c.md").unwrap_err();
        assert_eq!(error.to_string(), "`c.md`, line 5: a second line `RAG:` under one heading; the first is line 3");
    }
}
