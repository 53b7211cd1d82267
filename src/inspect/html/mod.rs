//! A page as the rules ask for it: elements in order, what they say, their styles.

mod tree;

use std::collections::{BTreeMap, BTreeSet};

use super::kind::Kind;
use super::place_with;
use super::style::Style;
use super::words::{Block, Role, Words, is_number};
use crate::fault::Fault;
use tree::{Data, Node};

/// A page that is read.
pub struct Page {
    nodes: Vec<Node>,
    /// The elements in the order of the page.
    order: Vec<usize>,
    /// For each node the element just before it under the same parent.
    before: Vec<Option<usize>>,
    /// How many elements have an id.
    ids: BTreeMap<String, u32>,
    /// Its style elements, in order.
    pub style: Style,
    /// The lines on which comments stand.
    pub comments: Vec<u64>,
    /// The addresses that lead to files beside the page, as they stand in it.
    pub beside: BTreeSet<String>,
}

/// An element of a page.
#[derive(Clone, Copy)]
pub struct Tag<'a> {
    page: &'a Page,
    at: usize,
}

/// The most addresses that are looked for among the files beside a page.
const ADDRESSES: usize = 10_000;

/// Reads a page; `is_beside` knows the files in its folder and below.
pub fn read(bytes: &[u8], is_beside: &dyn Fn(&str) -> bool) -> Result<Page, Fault> {
    let nodes = tree::parse(bytes)?;
    let (mut order, mut comments, mut open) = (Vec::new(), Vec::new(), vec![0]);
    let mut before = vec![None; nodes.len()];
    while let Some(at) = open.pop() {
        match nodes[at].data {
            Data::Element { .. } => order.push(at),
            Data::Comment => comments.push(nodes[at].line),
            _ => {}
        }
        let mut last = None;
        for &child in &nodes[at].children {
            before[child] = last;
            if matches!(nodes[child].data, Data::Element { .. }) {
                last = Some(child);
            }
        }
        open.extend(nodes[at].children.iter().rev());
    }
    let (style, beside) = (Style::default(), BTreeSet::new());
    let mut page = Page { nodes, order, before, ids: BTreeMap::new(), style, comments, beside };
    let mut ids = BTreeMap::new();
    for id in page.all().filter_map(|tag| tag.attr("id")) {
        *ids.entry(id.to_string()).or_default() += 1;
    }
    let style: String = page.named("style").map(|tag| tag.raw_text() + "\n").collect();
    (page.ids, page.style) = (ids, Style::read(&style));
    let addresses: BTreeSet<&str> = page.all().filter_map(|tag| tag.attr("href")).take(ADDRESSES).collect();
    let leads = |address: &&str| file_below(address).is_some_and(is_beside);
    page.beside = addresses.into_iter().filter(leads).map(String::from).collect();
    Ok(page)
}

/// The file in the page's folder, or below it, to which an address leads; nothing where it leads elsewhere.
fn file_below(address: &str) -> Option<&str> {
    let path = address.trim().split('#').next().unwrap_or_default();
    let is_step =
        |step: &str| !step.is_empty() && !step.starts_with('.') && !step.contains(['\\', ':', '?', '%', '\0']);
    path.split('/').all(is_step).then_some(path)
}

impl Page {
    pub fn all(&self) -> impl Iterator<Item = Tag<'_>> {
        self.order.iter().map(|&at| Tag { page: self, at })
    }

    pub fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = Tag<'a>> {
        self.all().filter(move |tag| tag.name() == name)
    }

    pub fn has(&self, name: &str) -> bool {
        self.named(name).next().is_some()
    }

    /// How many elements have this id.
    pub fn with_id(&self, id: &str) -> u32 {
        self.ids.get(id).copied().unwrap_or(0)
    }

    /// All words that stand in the page, but for its contents.
    pub fn text(&self) -> String {
        let words = |body: Tag<'_>| body.words(&["nav", "style", "script", "template"], usize::MAX);
        self.named("body").next().map(words).unwrap_or_default()
    }

    pub fn words(&self) -> Words {
        let mut words = Words::new(Kind::Html);
        words.title = self.named("title").find(|tag| !tag.is_within("svg")).map(Tag::text);
        let language = self.named("html").next().and_then(|tag| tag.attr("lang")).unwrap_or_default();
        words.languages = vec![("html".into(), language.into())];
        words.blocks = self.all().filter_map(block).collect();
        words
    }
}

/// What an element says by itself, where it is one that holds text.
fn block(tag: Tag<'_>) -> Option<Block> {
    let within_cell = || tag.is_within("td") || tag.is_within("th");
    let role = match tag.name() {
        name @ ("h1" | "h2" | "h3" | "h4" | "h5" | "h6") => Role::Heading(name.as_bytes()[1] - b'0'),
        "p" if within_cell() => return None,
        "p" if tag.is_within("main") && !tag.is_within("figure") => Role::Paragraph,
        "li" if tag.is_within("nav") => Role::Label,
        "li" => Role::Item,
        "td" => Role::Value,
        "th" if tag.attr("scope") == Some("row") => Role::RowHead,
        "p" | "th" | "caption" | "dt" | "dd" | "text" | "summary" => Role::Label,
        _ => return None,
    };
    let own = Block::new(tag.place(), role, &tag.own_words());
    match tag.before().map(|before| before.text()).filter(|text| is_number(text)) {
        Some(number) if role == Role::Paragraph => Some(Block { number: Some(number), ..own }),
        _ if matches!(role, Role::Paragraph | Role::Heading(_)) => Some(own.numbered()),
        _ => Some(own),
    }
}

/// Elements that part words.
const PART: [&str; 12] = ["br", "p", "div", "li", "ul", "ol", "dd", "dt", "td", "th", "tr", "table"];

impl<'a> Tag<'a> {
    fn node(self) -> &'a Node {
        &self.page.nodes[self.at]
    }

    pub fn name(self) -> &'a str {
        match &self.node().data {
            Data::Element { name, .. } => name,
            _ => "",
        }
    }

    pub fn attributes(self) -> &'a [(String, String)] {
        match &self.node().data {
            Data::Element { attributes, .. } => attributes,
            _ => &[],
        }
    }

    pub fn attr(self, name: &str) -> Option<&'a str> {
        self.attributes().iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// Whether an attribute is there and says something.
    pub fn says(self, name: &str) -> bool {
        self.attr(name).is_some_and(|value| !value.trim().is_empty())
    }

    /// Whether both are one and the same element.
    pub fn is(self, other: Tag<'_>) -> bool {
        self.at == other.at
    }

    pub fn parent(self) -> Option<Tag<'a>> {
        let at = self.node().parent?;
        Some(Tag { page: self.page, at })
    }

    pub fn is_within(self, name: &str) -> bool {
        std::iter::successors(self.parent(), |tag| tag.parent()).any(|tag| tag.name() == name)
    }

    pub fn children(self) -> impl Iterator<Item = Tag<'a>> {
        let element = |at: &&usize| matches!(self.page.nodes[**at].data, Data::Element { .. });
        self.node().children.iter().filter(element).map(move |&at| Tag { page: self.page, at })
    }

    pub fn child(self, name: &str) -> Option<Tag<'a>> {
        self.children().find(|child| child.name() == name)
    }

    /// All elements below.
    pub fn below(self) -> impl Iterator<Item = Tag<'a>> {
        let mut open: Vec<usize> = self.node().children.iter().rev().copied().collect();
        std::iter::from_fn(move || {
            loop {
                let at = open.pop()?;
                open.extend(self.page.nodes[at].children.iter().rev());
                if matches!(self.page.nodes[at].data, Data::Element { .. }) {
                    return Some(Tag { page: self.page, at });
                }
            }
        })
    }

    /// The element just before this one.
    fn before(self) -> Option<Tag<'a>> {
        let at = self.page.before[self.at]?;
        Some(Tag { page: self.page, at })
    }

    /// Text as it stands, without what is below.
    pub fn raw_text(self) -> String {
        let text = |at: &usize| match &self.page.nodes[*at].data {
            Data::Text(text) => Some(text.as_str()),
            _ => None,
        };
        self.node().children.iter().filter_map(text).collect()
    }

    /// Whether anything below says a word.
    pub fn has_words(self) -> bool {
        let says = |tag: Tag<'_>| {
            let own = |at: &usize| matches!(&self.page.nodes[*at].data, Data::Text(text) if !text.trim().is_empty());
            tag.node().children.iter().any(own)
        };
        std::iter::once(self).chain(self.below()).any(says)
    }

    /// All words below, with single spaces.
    pub fn text(self) -> String {
        self.words(&[], usize::MAX)
    }

    /// The words of this element alone: those of blocks within it are their own.
    fn own_words(self) -> String {
        const OWN: [&str; 15] =
            ["p", "ul", "ol", "dl", "dt", "dd", "table", "text", "summary", "h1", "h2", "h3", "h4", "h5", "h6"];
        self.words(if matches!(self.name(), "td" | "th") { &["table"] } else { &OWN }, usize::MAX)
    }

    /// Words below, but of elements of some names, until there are so many bytes.
    fn words(self, without: &[&str], most: usize) -> String {
        let (mut out, mut open) = (String::new(), vec![self.at]);
        while let Some(at) = open.pop()
            && out.len() < most
        {
            match &self.page.nodes[at].data {
                Data::Text(text) => out.push_str(text),
                Data::Element { name, .. } if at != self.at && without.contains(&name.as_str()) => continue,
                Data::Element { name, .. } if PART.contains(&name.as_str()) => out.push(' '),
                _ => {}
            }
            open.extend(self.page.nodes[at].children.iter().rev());
        }
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// `line 12, table`.
    pub fn place(self) -> String {
        format!("line {}, {}", self.node().line, self.name())
    }

    /// The place with what stands there.
    pub fn shown(self) -> String {
        let text = self.words(&[], 500);
        if text.is_empty() { self.place() } else { place_with(&self.place(), &text) }
    }
}
