//! XML in which every word is escaped and every element ends.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// Names and values; the values are escaped.
type Attributes<'a> = &'a [(&'a str, &'a str)];

/// A part of a Word file while it is written.
pub struct Xml {
    writer: Writer<Vec<u8>>,
}

impl Xml {
    pub fn new() -> Self {
        let mut xml = Xml { writer: Writer::new(Vec::new()) };
        xml.write(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), Some("yes"))));
        xml
    }

    /// An element with what stands in it.
    pub fn element(&mut self, name: &str, attributes: Attributes, content: impl FnOnce(&mut Xml)) {
        self.write(Event::Start(start(name, attributes)));
        content(self);
        self.write(Event::End(BytesEnd::new(name)));
    }

    /// An element with nothing in it.
    pub fn leaf(&mut self, name: &str, attributes: Attributes) {
        self.write(Event::Empty(start(name, attributes)));
    }

    /// An element with words in it.
    pub fn text(&mut self, name: &str, attributes: Attributes, words: &str) {
        self.element(name, attributes, |xml| xml.write(Event::Text(BytesText::new(words))));
    }

    pub fn finish(self) -> Vec<u8> {
        self.writer.into_inner()
    }

    fn write(&mut self, event: Event) {
        // Memory takes every byte: there is no error to tell of.
        let _ = self.writer.write_event(event);
    }
}

fn start<'a>(name: &'a str, attributes: Attributes<'a>) -> BytesStart<'a> {
    BytesStart::new(name).with_attributes(attributes.iter().copied())
}
