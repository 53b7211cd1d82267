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
    /// At the beginning of a row of a table, where its name stands.
    RowHead,
    /// Captions, labels, headings of columns, notes.
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

    /// Whether it is a report to a committee: its particulars say to whom, or a heading what is recommended. Running text
    /// may speak of any board.
    pub fn is_for_a_committee(&self) -> bool {
        const ADDRESSEES: [&str; 5] = ["to", "board", "committee", "meeting", "for decision by"];
        let is_heading = |block: &Block| matches!(block.role, Role::Heading(_));
        // The first heading is the title; what stands before the second is the head of the paper.
        let mut headings = 0;
        let mut head = self.blocks.iter().take_while(|block| {
            headings += usize::from(is_heading(block));
            headings < 2
        });
        let is_told = head.any(|block| {
            let text = block.text.to_lowercase();
            let label = text.split(':').next().unwrap_or_default().trim();
            text.starts_with("report to") || ADDRESSEES.contains(&label)
        });
        let recommends = |block: &Block| is_heading(block) && block.text.to_lowercase().starts_with("recommendation");
        is_told || self.blocks.iter().any(recommends)
    }
}
