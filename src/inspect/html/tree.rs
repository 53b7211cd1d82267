//! The tree that a browser would make of a page, in one vector: a page that nests deep costs neither the stack nor the
//! square of its length.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use html5ever::interface::{Attribute, ElementFlags, ExpandedName, NodeOrText, QualName, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{LocalName, Namespace, ParseOpts, parse_document};

use crate::fault::Fault;

/// A page longer than this is no paper.
const LONGEST: usize = 32 << 20;
const DEPTH: usize = 200;
const NODES: usize = 1_000_000;
/// How much is read before the limits are looked at.
const BITE: usize = 4 << 10;
/// The most separators in one tag or comment: attributes are held against each other, so their number counts twice.
const SEPARATORS: usize = 20_000;

#[derive(Debug, Default)]
pub struct Node {
    pub parent: Option<usize>,
    pub children: Vec<usize>,
    pub line: u64,
    pub data: Data,
    depth: usize,
}

#[derive(Debug, Default)]
pub enum Data {
    #[default]
    Document,
    Element {
        name: String,
        attributes: Vec<(String, String)>,
    },
    Text(String),
    /// Comments, and instructions to programs.
    Comment,
}

/// Parses a page; the first node is the document. Refused: what is not UTF-8, and more than the limits.
pub fn parse(bytes: &[u8]) -> Result<Vec<Node>, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        Fault::refused(format!("it is not UTF-8: byte {} belongs to no character", error.valid_up_to() + 1))
            .hint("save the page as UTF-8")
    })?;
    if bytes.len() > LONGEST {
        return Err(too_much(format!("it is longer than {} MB", LONGEST >> 20)));
    }
    let sink = Sink { nodes: RefCell::new(vec![Node::default()]), line: Cell::new(1), tokens: Cell::new(0) };
    let mut parser = parse_document(sink, ParseOpts::default());
    let (mut rest, mut separators, mut tokens) = (text, 0, 0);
    while !rest.is_empty() {
        let (bite, after) = rest.split_at(rest.floor_char_boundary(BITE));
        parser.process(StrTendril::from_slice(bite));
        rest = after;
        let sink = &parser.tokenizer.sink.sink;
        let nodes = sink.nodes.borrow();
        let own = bite.bytes().filter(|byte| byte.is_ascii_whitespace() || b"/\"'".contains(byte)).count();
        separators = if sink.tokens.get() == tokens { separators + own } else { own };
        tokens = sink.tokens.get();
        if separators > SEPARATORS {
            return Err(too_much(format!("a tag or comment near line {} has no end in sight", sink.line.get())));
        }
        if nodes.len() > NODES || sink.is_deep() {
            return Err(too_much(format!("it nests deeper than {DEPTH} elements or holds more than {NODES}")));
        }
    }
    Ok(parser.finish())
}

fn too_much(what: String) -> Fault {
    Fault::refused(what).hint("no paper is like this: do not open it, ask who made it")
}

struct Sink {
    nodes: RefCell<Vec<Node>>,
    line: Cell<u64>,
    /// How often the tokenizer has come to the end of something.
    tokens: Cell<u64>,
}

/// A node's place in the vector, with its name; what is no element has an empty one.
type Handle = Rc<(usize, QualName)>;

impl Sink {
    /// Whether any of the newest nodes lies too deep.
    fn is_deep(&self) -> bool {
        self.nodes.borrow().iter().rev().take(BITE).any(|node| node.depth > DEPTH)
    }

    fn add(&self, data: Data) -> usize {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node { line: self.line.get(), data, ..Node::default() });
        nodes.len() - 1
    }

    /// Puts a node, or text, at a place among the children of another; text joins text before it.
    fn put(&self, parent: usize, place: usize, child: NodeOrText<Handle>) {
        let own = match child {
            NodeOrText::AppendNode(node) => node.0,
            NodeOrText::AppendText(text) => {
                let before = place.checked_sub(1).map(|at| self.nodes.borrow()[parent].children[at]);
                if let Some(before) = before
                    && let Data::Text(words) = &mut self.nodes.borrow_mut()[before].data
                {
                    words.push_str(&text);
                    return;
                }
                self.add(Data::Text(text.to_string()))
            }
        };
        self.take_out(own);
        let mut nodes = self.nodes.borrow_mut();
        let place = place.min(nodes[parent].children.len());
        nodes[parent].children.insert(place, own);
        (nodes[own].parent, nodes[own].depth) = (Some(parent), nodes[parent].depth + 1);
    }

    fn take_out(&self, own: usize) {
        let mut nodes = self.nodes.borrow_mut();
        if let Some(parent) = nodes[own].parent.take() {
            let place = nodes[parent].children.iter().rposition(|&child| child == own);
            place.map(|at| nodes[parent].children.remove(at));
        }
    }

    fn children(&self, of: usize) -> usize {
        self.nodes.borrow()[of].children.len()
    }
}

fn nameless() -> QualName {
    QualName::new(None, Namespace::from(""), LocalName::from(""))
}

fn attributes(given: Vec<Attribute>) -> Vec<(String, String)> {
    // `xlink:href` is told as a page writes it.
    let name = |name: QualName| match name.prefix {
        Some(prefix) => format!("{prefix}:{}", name.local),
        None => name.local.to_string(),
    };
    given.into_iter().map(|one| (name(one.name), one.value.to_string())).collect()
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Vec<Node>;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> Vec<Node> {
        self.nodes.into_inner()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        Rc::new((0, nameless()))
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> ExpandedName<'a> {
        target.1.expanded()
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, _: ElementFlags) -> Handle {
        let own = Data::Element { name: name.local.to_string(), attributes: attributes(attrs) };
        Rc::new((self.add(own), name))
    }

    fn create_comment(&self, _: StrTendril) -> Handle {
        Rc::new((self.add(Data::Comment), nameless()))
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Handle {
        Rc::new((self.add(Data::Comment), nameless()))
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        self.put(parent.0, self.children(parent.0), child);
    }

    fn append_based_on_parent_node(&self, element: &Handle, before: &Handle, child: NodeOrText<Handle>) {
        let has_parent = self.nodes.borrow()[element.0].parent.is_some();
        if has_parent { self.append_before_sibling(element, child) } else { self.append(before, child) }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// What a template holds counts as a part of the page: it is in the file.
    fn get_template_contents(&self, target: &Handle) -> Handle {
        target.clone()
    }

    fn same_node(&self, x: &Handle, y: &Handle) -> bool {
        x.0 == y.0
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        let place = {
            let nodes = self.nodes.borrow();
            nodes[sibling.0].parent.map(|parent| {
                let at = nodes[parent].children.iter().rposition(|&child| child == sibling.0);
                (parent, at.unwrap_or(nodes[parent].children.len()))
            })
        };
        if let Some((parent, at)) = place {
            self.put(parent, at, child);
        }
    }

    fn add_attrs_if_missing(&self, target: &Handle, attrs: Vec<Attribute>) {
        if let Data::Element { attributes: own, .. } = &mut self.nodes.borrow_mut()[target.0].data {
            for (name, value) in attributes(attrs) {
                if own.iter().all(|(known, _)| *known != name) {
                    own.push((name, value));
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.take_out(target.0);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        let mut nodes = self.nodes.borrow_mut();
        let moved = std::mem::take(&mut nodes[node.0].children);
        let depth = nodes[new_parent.0].depth + 1;
        for &child in &moved {
            (nodes[child].parent, nodes[child].depth) = (Some(new_parent.0), depth);
        }
        nodes[new_parent.0].children.extend(moved);
    }

    fn set_current_line(&self, line: u64) {
        self.line.set(line);
        self.tokens.set(self.tokens.get() + 1);
    }
}
