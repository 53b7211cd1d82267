//! The officers' words: one heading a section or indicator, with initials and date behind it. Words come
//! in as text and lists and nothing else: an allow-list of Markdown's events, so that no markup, link,
//! image or template travels into a paper.

use std::path::Path;

use anyhow::Result;
use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};

use crate::fault::{Fault, io_words, printable};
use crate::finding::{Effect, Finding, Place};
use crate::vocabulary::Quarter;

use super::format::slug;

/// A paragraph or list of an officer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Words {
    Paragraph(String),
    List(Vec<String>),
}

/// What an officer wrote under one heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The heading without initials and date.
    pub heading: String,
    /// `JB, 12 January 2016`, as written in the heading's parentheses.
    pub signed: Option<String>,
    pub words: Vec<Words>,
}

/// A quarter's commentary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commentary {
    /// The file it came from, for messages.
    pub file: String,
    pub entries: Vec<Entry>,
}

impl Commentary {
    /// Reads `commentary/<quarter>.md` of a workspace. A missing file is a commentary without entries.
    pub fn load(workspace: &Path, quarter: Quarter) -> Result<Commentary> {
        let file = format!("commentary/{quarter}.md");
        let path = workspace.join("commentary").join(format!("{quarter}.md"));
        match std::fs::read(&path) {
            Ok(bytes) => {
                let text = String::from_utf8(bytes).map_err(|_| {
                    Fault::usage(format!("`{}` is not UTF-8 text", path.display())).hint("save the file as UTF-8")
                })?;
                Ok(Commentary { file, entries: parse(&text) })
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Commentary { file, entries: Vec::new() }),
            Err(error) => Err(Fault::environment(format!("cannot read `{}`: {}", path.display(), io_words(&error)))
                .hint("check the permissions of the file, and that it is one")
                .into()),
        }
    }

    /// The entry under a heading; case and punctuation do not matter.
    pub fn under(&self, heading: &str) -> Option<&Entry> {
        let wanted = slug(heading);
        self.entries.iter().find(|entry| slug(&entry.heading) == wanted)
    }

    /// Headings that the paper has no place for: noted, so that no officer's word is lost unseen.
    pub fn unplaced(&self, known: &[String]) -> Vec<Finding> {
        let known: Vec<String> = known.iter().map(|heading| slug(heading)).collect();
        let lost = self.entries.iter().filter(|entry| !known.contains(&slug(&entry.heading)));
        lost.map(|entry| {
            let near = crate::definitions::nearest(&slug(&entry.heading), known.iter().map(String::as_str));
            let hint = near.map_or_else(
                || "use a heading of the paper".to_string(),
                |near| format!("did you mean `{}`?", near.replace('-', " ")),
            );
            let message = format!(
                "the paper has no place for the heading `{}`: its words are not printed",
                printable(&entry.heading)
            );
            Finding::new("commentary_not_placed", Effect::Notes, Place::file(&self.file), message, hint)
        })
        .collect()
    }
}

/// Splits a commentary into its entries. Text before the first heading has no place and is dropped with its heading-less entry.
fn parse(text: &str) -> Vec<Entry> {
    let mut reader = Reader::default();
    for event in Parser::new(text) {
        reader.take(event);
    }
    reader.entries
}

/// Collects the words between Markdown's events.
#[derive(Default)]
struct Reader {
    entries: Vec<Entry>,
    /// The text of the paragraph, item or heading that is open.
    text: String,
    items: Vec<String>,
    lists: usize,
}

impl Reader {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Tag::Heading { .. }) => self.text.clear(),
            Event::End(TagEnd::Heading(level)) => self.heading(level),
            Event::Start(Tag::List(_)) => {
                self.flush_item();
                self.lists += 1;
            }
            Event::End(TagEnd::List(_)) => self.end_list(),
            Event::Start(Tag::Item) => self.text.clear(),
            Event::End(TagEnd::Item) => self.flush_item(),
            Event::Start(Tag::Paragraph) if self.lists == 0 => self.text.clear(),
            Event::End(TagEnd::Paragraph | TagEnd::CodeBlock | TagEnd::HtmlBlock) if self.lists == 0 => {
                self.end_paragraph()
            }
            // Whatever is not plain words comes in as the text it is written with.
            Event::Text(words) | Event::Code(words) | Event::Html(words) | Event::InlineHtml(words) => {
                self.text.push_str(&words)
            }
            Event::SoftBreak | Event::HardBreak => self.text.push(' '),
            _ => {}
        }
    }

    fn heading(&mut self, _level: HeadingLevel) {
        let line = std::mem::take(&mut self.text);
        let line = line.trim();
        let (heading, signed) = match line.strip_suffix(')').and_then(|line| line.rsplit_once(" (")) {
            Some((heading, signed)) => (heading.trim(), Some(signed.trim().to_string())),
            None => (line, None),
        };
        self.entries.push(Entry { heading: heading.to_string(), signed, words: Vec::new() });
    }

    fn flush_item(&mut self) {
        let item = std::mem::take(&mut self.text).trim().to_string();
        if self.lists > 0 && !item.is_empty() {
            self.items.push(item);
        }
    }

    fn end_list(&mut self) {
        self.flush_item();
        self.lists = self.lists.saturating_sub(1);
        if self.lists == 0 {
            let items = std::mem::take(&mut self.items);
            self.add(Words::List(items));
        }
    }

    fn end_paragraph(&mut self) {
        let paragraph = std::mem::take(&mut self.text).trim().to_string();
        if !paragraph.is_empty() {
            self.add(Words::Paragraph(paragraph));
        }
    }

    fn add(&mut self, words: Words) {
        if let Some(entry) = self.entries.last_mut() {
            entry.words.push(words);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_has_a_heading_initials_and_words() {
        let entries = parse(
            "## Job start rate (KM, 12 January 2016)\n\nFirst *words*\non two lines.\n\n- one\n- two\n\nLast.\n\n## Risk analysis\n\nNone.\n",
        );
        assert_eq!(entries.len(), 2);
        assert_eq!(entries[0].heading, "Job start rate");
        assert_eq!(entries[0].signed.as_deref(), Some("KM, 12 January 2016"));
        assert_eq!(
            entries[0].words,
            [
                Words::Paragraph("First words on two lines.".into()),
                Words::List(vec!["one".into(), "two".into()]),
                Words::Paragraph("Last.".into())
            ]
        );
        assert_eq!(entries[1].signed, None);
    }

    #[test]
    fn markup_links_and_images_lose_their_targets_and_keep_their_words() {
        let entries =
            parse("## X\n\nSee [the page](javascript:alert(1)) and ![a picture](http://x/y.png) <b>bold</b>.\n");
        let Words::Paragraph(text) = &entries[0].words[0] else { panic!("a paragraph") };
        assert_eq!(text, "See the page and a picture <b>bold</b>.");
    }

    #[test]
    fn a_heading_that_the_paper_does_not_know_is_noted_with_the_nearest() {
        let commentary = Commentary { file: "c.md".into(), entries: parse("## Job starts rate\n\nx\n") };
        let findings = commentary.unplaced(&["Job start rate".into()]);
        assert_eq!(findings[0].code, "commentary_not_placed");
        assert!(findings[0].hint.contains("job start rate"), "{}", findings[0].hint);
        assert_eq!(commentary.unplaced(&["Job starts rate".into()]), []);
    }
}
