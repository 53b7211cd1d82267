//! Paragraphs in named styles, and the runs that they are made of.

use super::xml::Xml;

/// Words in a style of characters. A file in which nothing stands but runs has no field, link or instruction in them.
pub fn run(xml: &mut Xml, style: Option<&str>, words: &str) {
    xml.element("w:r", &[], |xml| {
        if let Some(style) = style {
            xml.element("w:rPr", &[], |xml| xml.leaf("w:rStyle", &[("w:val", style)]));
        }
        xml.text("w:t", &[("xml:space", "preserve")], words);
    });
}

pub fn tab(xml: &mut Xml) {
    xml.element("w:r", &[], |xml| xml.leaf("w:tab", &[]));
}

/// A paragraph's style, and what is its own beside it.
#[derive(Default)]
pub struct Paragraph {
    pub style: &'static str,
    /// Stays on the page of what follows.
    pub keeps_next: bool,
    /// Room below, because a block ends here.
    pub ends_block: bool,
    /// `right` or `center`, where not as the style says.
    pub align: Option<&'static str>,
    /// Level in the outline, from 0.
    pub level: Option<usize>,
}

impl Paragraph {
    pub fn of(style: &'static str) -> Self {
        Paragraph { style, ..Paragraph::default() }
    }

    pub fn words(&self, xml: &mut Xml, words: &str) {
        self.write(xml, |xml| run(xml, None, words));
    }

    pub fn write(&self, xml: &mut Xml, content: impl FnOnce(&mut Xml)) {
        xml.element("w:p", &[], |xml| {
            xml.element("w:pPr", &[], |xml| {
                xml.leaf("w:pStyle", &[("w:val", self.style)]);
                if self.keeps_next {
                    xml.leaf("w:keepNext", &[]);
                }
                if self.ends_block {
                    xml.leaf("w:spacing", &[("w:after", "280")]);
                }
                if let Some(align) = self.align {
                    xml.leaf("w:jc", &[("w:val", align)]);
                }
                if let Some(level) = self.level {
                    xml.leaf("w:outlineLvl", &[("w:val", &level.to_string())]);
                }
            });
            content(xml);
        });
    }
}

/// Numbers of bookmarks and drawings, counted from 1: Word wants each once.
#[derive(Default)]
pub struct Ids(u32);

impl Ids {
    pub fn next(&mut self) -> String {
        self.0 += 1;
        self.0.to_string()
    }
}
