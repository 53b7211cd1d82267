//! XML as a tree, with limits: names by their namespace, no definitions of its own, no entities but the five.

use std::collections::BTreeSet;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, NamespaceResolver, ResolveResult};
use quick_xml::reader::NsReader;

use crate::fault::{Fault, printable};

const DEPTH: usize = 120;
const NODES: usize = 3_000_000;
const ATTRIBUTES: usize = 200;
/// Each name is looked for among the namespaces that are open.
const NAMESPACES: usize = 1_000;

/// An element; its name has the customary prefix of its namespace, whatever the file calls it.
#[derive(Clone, Debug, Default)]
pub struct Element {
    pub name: String,
    attributes: Vec<(String, String)>,
    pub nodes: Vec<Node>,
}

#[derive(Clone, Debug)]
pub enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    pub fn attr(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// Whether an attribute says yes, as XML of Office says it; `absent` where it is not there.
    pub fn says(&self, name: &str, absent: bool) -> bool {
        self.attr(name).map_or(absent, |value| matches!(value, "1" | "true" | "on"))
    }

    pub fn children(&self) -> impl Iterator<Item = &Element> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children().find(|child| child.name == name)
    }

    /// The element at the end of a path of children.
    pub fn at(&self, path: &[&str]) -> Option<&Element> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }

    /// This element and all below it, in the order of the file.
    pub fn all(&self) -> impl Iterator<Item = &Element> {
        let mut open = vec![self];
        std::iter::from_fn(move || {
            let element = open.pop()?;
            let own: Vec<&Element> = element.children().collect();
            open.extend(own.into_iter().rev());
            Some(element)
        })
    }

    /// All elements of a name, this one included.
    pub fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.all().filter(move |element| element.name == name)
    }

    /// All text below, as it stands.
    pub fn text(&self) -> String {
        let mut out = String::new();
        self.add_text(&mut out);
        out
    }

    fn add_text(&self, out: &mut String) {
        for node in &self.nodes {
            match node {
                Node::Text(text) => out.push_str(text),
                Node::Element(element) => element.add_text(out),
            }
        }
    }
}

/// Reads a part. Refused: what is not well formed, a DOCTYPE, more than the limits.
pub fn parse(part: &str, bytes: &[u8]) -> Result<Element, Fault> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|_| broken(part, "it is not UTF-8"))?;
    if memchr::memmem::find_iter(bytes, "xmlns").take(NAMESPACES + 1).count() > NAMESPACES {
        return Err(broken(part, "it declares too many namespaces"));
    }
    let mut reader = NsReader::from_str(text);
    let mut open: Vec<Element> = vec![Element::default()];
    let mut nodes = 0;
    loop {
        let event = reader.read_event().map_err(|error| broken(part, &error.to_string()))?;
        nodes += 1;
        if open.len() > DEPTH || nodes > NODES {
            return Err(broken(part, "it nests too deep or holds too much"));
        }
        match event {
            Event::Start(start) => open.push(element(part, &start, reader.resolver())?),
            Event::Empty(start) => {
                let own = element(part, &start, reader.resolver())?;
                append(&mut open, Node::Element(own));
            }
            Event::End(_) => {
                let own = open.pop().unwrap_or_default();
                append(&mut open, Node::Element(own));
            }
            Event::Text(text) => add_text(&mut open, &text.xml10_content()),
            Event::CData(text) => add_text(&mut open, &text.xml10_content()),
            Event::GeneralRef(name) => {
                let own = name.resolve_char_ref().map_err(|error| broken(part, &error.to_string()))?;
                let named = || quick_xml::escape::resolve_predefined_entity(&name);
                let text = own.map(String::from).or_else(|| named().map(String::from));
                add_text(&mut open, &text.ok_or_else(|| broken(part, "it has an entity of its own"))?);
            }
            Event::DocType(_) => return Err(broken(part, "XML with a DOCTYPE is not accepted")),
            Event::Eof => break,
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
        }
    }
    let top = (open.len() == 1).then(|| open.pop()).flatten();
    let root = top.and_then(|top| {
        top.nodes.into_iter().find_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    });
    root.ok_or_else(|| broken(part, "it ends before its elements do"))
}

fn append(open: &mut [Element], node: Node) {
    if let Some(parent) = open.last_mut() {
        parent.nodes.push(node);
    }
}

fn add_text(open: &mut [Element], text: &str) {
    if let Some(Element { nodes, .. }) = open.last_mut() {
        match nodes.last_mut() {
            Some(Node::Text(before)) => before.push_str(text),
            _ => nodes.push(Node::Text(text.to_string())),
        }
    }
}

fn element(part: &str, start: &BytesStart<'_>, names: &NamespaceResolver) -> Result<Element, Fault> {
    let (space, local) = names.resolve_element(start.name());
    let mut own = Element { name: named(&space, local.as_ref()), ..Element::default() };
    let mut seen = BTreeSet::new();
    // The reader's own check for attributes given twice takes the square of their number.
    for attribute in start.attributes().with_checks(false) {
        let attribute = attribute.map_err(|error| broken(part, &error.to_string()))?;
        if seen.len() == ATTRIBUTES || !seen.insert(attribute.key.as_ref().to_string()) {
            return Err(broken(part, "an element has an attribute twice, or too many"));
        }
        if attribute.key.as_namespace_binding().is_some() {
            continue;
        }
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        let value = value.map_err(|error| broken(part, &error.to_string()))?.into_owned();
        let (space, local) = names.resolve_attribute(attribute.key);
        own.attributes.push((named(&space, local.as_ref()), value));
    }
    Ok(own)
}

fn named(space: &ResolveResult<'_>, local: &str) -> String {
    match space {
        ResolveResult::Bound(Namespace(space)) => match prefix(space) {
            "" => local.to_string(),
            prefix => format!("{prefix}:{local}"),
        },
        _ => local.to_string(),
    }
}

/// The prefix by which a namespace is known; a workbook's own has none.
fn prefix(space: &str) -> &str {
    if let Some(own) = space.strip_prefix("urn:oasis:names:tc:opendocument:xmlns:") {
        let own = own.split(':').next().unwrap_or_default();
        return own.strip_prefix("xsl-").unwrap_or(own).trim_end_matches("-compatible");
    }
    const KNOWN: [(&str, &str); 14] = [
        ("/spreadsheetml/", ""),
        ("/wordprocessingml/", "w"),
        ("/package/2006/relationships", "rel"),
        ("/officeDocument/2006/relationships", "r"),
        ("/officeDocument/relationships", "r"),
        ("/wordprocessingDrawing", "wp"),
        ("/drawingml/2006/main", "a"),
        ("/drawingml/main", "a"),
        ("/metadata/core-properties", "cp"),
        ("/dc/elements/", "dc"),
        ("/extended-properties", "ep"),
        ("/1999/xlink", "xlink"),
        ("/markup-compatibility/", "mc"),
        ("urn:schemas-microsoft-com:vml", "v"),
    ];
    KNOWN.iter().find(|(part, _)| space.contains(part)).map_or("?", |(_, prefix)| prefix)
}

fn broken(part: &str, why: &str) -> Fault {
    Fault::refused(format!("part `{}` cannot be read: {}", printable(part), printable(why)))
        .hint("make the file again; if it came from somewhere else, do not open it and ask who made it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_their_customary_prefix_whatever_the_file_calls_them() {
        let xml = r#"<q:document xmlns:q="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><q:p q:val="a&amp;b">x&#65;</q:p></q:document>"#;
        let tree = parse("p", xml.as_bytes()).unwrap();
        let p = tree.child("w:p").unwrap();
        assert_eq!((p.attr("w:val"), p.text().as_str()), (Some("a&b"), "xA"));
    }

    #[test]
    fn what_is_broken_deep_or_brings_definitions_is_refused() {
        let deep = "<a>".repeat(100_000);
        let attributes = format!("<a {}/>", (0..300).map(|n| format!("b{n}='' ")).collect::<String>());
        let cases = [
            "<a><b></a>",
            "<a>",
            "",
            "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
            "<a>&x;</a>",
            "<a b='1' b='2'/>",
            &deep,
            &attributes,
        ];
        for xml in cases {
            assert_eq!(parse("p", xml.as_bytes()).unwrap_err().exit, crate::fault::Exit::Refused, "{}", printable(xml));
        }
    }
}
