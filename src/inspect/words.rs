//! What a paper says, whatever it is written in: title, language, headings, paragraphs, cells.

use super::kind::Kind;

/// The words of a file, in order.
pub struct Words {
    pub kind: Kind,
    pub title: Option<String>,
    /// Each place where the file says its language, with what it says; empty where it says none.
    pub languages: Vec<(String, String)>,
    pub blocks: Vec<Block>,
}

/// One piece of text with its place.
#[derive(Debug)]
pub struct Block {
    pub place: String,
    pub role: Role,
    /// The number that it is cited by: `3.2` of a section, `3.2.1` of a paragraph.
    pub number: Option<String>,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Of a level from 1.
    Heading(u8),
    Paragraph,
    Item,
    /// In the body of a table, where a value stands.
    Value,
    /// Captions, labels, headings of rows and columns, notes.
    Label,
}

impl Block {
    pub fn new(place: String, role: Role, text: &str) -> Block {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        Block { place, role, number: None, text }
    }

    /// Takes a number at the beginning of the text for the block's own.
    pub fn numbered(mut self) -> Block {
        let (first, rest) = self.text.split_once(' ').unwrap_or((&self.text, ""));
        let is_heading = matches!(self.role, Role::Heading(_));
        if is_number(first) && (first.contains('.') || is_heading) {
            self.number = Some(first.to_string());
            self.text = rest.to_string();
        }
        self
    }
}

/// `3`, `3.2` or `3.2.1`, with a full stop behind or without.
pub fn is_number(text: &str) -> bool {
    let mut steps = text.strip_suffix('.').unwrap_or(text).split('.');
    let is_step = |step: &str| (1..4).contains(&step.len()) && step.bytes().all(|byte| byte.is_ascii_digit());
    text.len() < 20 && steps.all(is_step)
}

impl Words {
    pub fn new(kind: Kind) -> Words {
        Words { kind, title: None, languages: Vec::new(), blocks: Vec::new() }
    }

    pub fn headings(&self) -> impl Iterator<Item = (u8, &Block)> {
        self.blocks.iter().filter_map(|block| match block.role {
            Role::Heading(level) => Some((level, block)),
            _ => None,
        })
    }

    pub fn values(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(|block| block.role == Role::Value)
    }

    /// Whether it is a report to a committee: it says to whom, or what is recommended.
    pub fn is_for_a_committee(&self) -> bool {
        self.blocks.iter().any(|block| {
            let text = block.text.to_lowercase();
            let heading = matches!(block.role, Role::Heading(_));
            text.starts_with("report to") || (heading && text.starts_with("recommendation"))
        })
    }
}
