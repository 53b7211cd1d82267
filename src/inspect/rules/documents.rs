//! Rules about a Word document.

use super::{Check, Rule};
use crate::inspect::docx::{Document, is_head, is_on, text};
use crate::inspect::kind::Kind::Word;
use crate::inspect::xml::Element;
use crate::inspect::{Places, Verdict, place_with};

pub const RULES: &[Rule] = &[
    Rule {
        id: "heading_styles",
        kinds: &[Word],
        asks: "Headings are paragraphs of a heading style, not short paragraphs in bold letters",
        why: "The navigation of Word, a contents list and a screen reader know them by it; bold letters are no heading.",
        mend: "give each heading the style Heading 1, 2 or 3",
        check: Check::Document(heading_styles),
    },
    Rule {
        id: "table_heads_marked",
        kinds: &[Word],
        asks: "The first row of every table is marked as its header, and is printed again on each page",
        why: "A screen reader says the header with each cell.",
        mend: "Table Layout, Repeat Header Rows; Table Design, Header Row",
        check: Check::Document(|document| {
            tables(document, |table| {
                let look = table.at(&["w:tblPr", "w:tblLook"]);
                let bits = look.and_then(|look| u16::from_str_radix(look.attr("w:val")?, 16).ok()).unwrap_or(0);
                let is_first = look.is_some_and(|look| look.says("w:firstRow", bits & 0x20 != 0));
                is_first && rows(table).next().is_some_and(is_head)
            })
        }),
    },
    Rule {
        id: "rows_stay_whole",
        kinds: &[Word],
        asks: "No row of a table may break across pages",
        why: "Half a row is misread.",
        mend: "Table Properties, Row: take \"Allow row to break across pages\" off",
        check: Check::Document(|document| {
            tables(document, |table| rows(table).all(|row| is_on(row.at(&["w:trPr", "w:cantSplit"]))))
        }),
    },
    Rule {
        id: "tables_described",
        kinds: &[Word],
        asks: "Every table has alternative text",
        why: "It says what the table is, before its cells are read.",
        mend: "Table Properties, Alt Text",
        check: Check::Document(|document| {
            tables(document, |table| {
                let says = |name| {
                    table
                        .at(&["w:tblPr", name])
                        .and_then(|own| own.attr("w:val"))
                        .is_some_and(|own| !own.trim().is_empty())
                };
                says("w:tblCaption") || says("w:tblDescription")
            })
        }),
    },
    Rule {
        id: "word_pictures_described",
        kinds: &[Word],
        asks: "Every picture and drawing has alternative text",
        why: "Who does not see the picture is told what it shows.",
        mend: "Edit Alt Text",
        check: Check::Document(|document| {
            let pictures = || all(document).filter(|(_, element)| element.name == "wp:docPr");
            let mute = pictures().filter(|(_, own)| own.attr("descr").is_none_or(|descr| descr.trim().is_empty()));
            let told =
                mute.map(|(part, own)| format!("{part}: drawing {}", own.attr("id").unwrap_or("without a number")));
            Verdict::about(pictures().next().is_some(), told.collect())
        }),
    },
    Rule {
        id: "plain_fields",
        kinds: &[Word],
        asks: "There are no fields but page numbers, a contents list, links and references within the document",
        why: "Other fields fetch files, run programs or change what the paper says when it is opened.",
        mend: "turn the field into its text (Ctrl+Shift+F9)",
        check: Check::Document(plain_fields),
    },
    Rule {
        id: "no_changes_or_hidden_text",
        kinds: &[Word],
        asks: "There are no tracked changes and no hidden text",
        why: "They are in the file although they are not on paper.",
        mend: "accept or reject every change; delete hidden text (Inspect Document)",
        check: Check::Document(|document| {
            const CHANGES: [&str; 7] =
                ["w:ins", "w:del", "w:moveFrom", "w:moveTo", "w:rPrChange", "w:pPrChange", "w:tblPrChange"];
            let is_hidden = |own: &Element| own.name == "w:rPr" && is_on(own.child("w:vanish"));
            let wrong = all(document).filter(|(_, own)| CHANGES.contains(&own.name.as_str()) || is_hidden(own));
            Verdict::of(wrong.map(|(part, own)| place_with(part, &format!("{} {}", own.name, text(own)))).collect())
        }),
    },
];

fn heading_styles(document: &Document) -> Verdict {
    let is_bold = |run: &Element| is_on(run.at(&["w:rPr", "w:b"])) || text(run).trim().is_empty();
    let (_, body) = &document.texts[0];
    // A paragraph of any style but the plain one is what its style says.
    let is_plain = |own: &Element| {
        own.at(&["w:pPr", "w:pStyle"]).and_then(|style| style.attr("w:val")).is_none_or(|style| style == "Normal")
    };
    let outside = body.at(&["w:body"]).into_iter().flat_map(Element::children).filter(|own| own.name == "w:p");
    let bold = outside.filter(|own| is_plain(own)).filter(|own| {
        let words = text(own);
        let is_short =
            !words.trim().is_empty() && words.chars().count() < 80 && !words.trim_end().ends_with(['.', ':', ';']);
        is_short && own.children().filter(|child| child.name == "w:r").all(is_bold)
    });
    Verdict::of(bold.map(|own| place_with("paragraph", &text(own))).collect())
}

/// Every element of every part with text.
fn all(document: &Document) -> impl Iterator<Item = (&str, &Element)> {
    document.texts.iter().flat_map(|(part, tree)| tree.all().map(move |element| (part.as_str(), element)))
}

fn rows(table: &Element) -> impl Iterator<Item = &Element> {
    table.children().filter(|child| child.name == "w:tr")
}

fn tables(document: &Document, is_well: impl Fn(&Element) -> bool) -> Verdict {
    let wrong = document.tables.iter().enumerate().filter(|(_, table)| !is_well(table));
    let first = |table: &Element| table.named("w:p").map(text).find(|text| !text.trim().is_empty()).unwrap_or_default();
    let places: Places = wrong.map(|(at, table)| place_with(&format!("table {}", at + 1), &first(table))).collect();
    Verdict::about(!document.tables.is_empty(), places)
}

fn plain_fields(document: &Document) -> Verdict {
    const PLAIN: [&str; 6] = ["PAGE", "NUMPAGES", "TOC", "HYPERLINK", "REF", "PAGEREF"];
    let mut wrong = Vec::new();
    for (part, tree) in &document.texts {
        // The words of one field may be cut into several runs.
        let mut instructions: Vec<String> =
            tree.named("w:fldSimple").filter_map(|own| own.attr("w:instr").map(String::from)).collect();
        let mut open: Option<String> = None;
        for element in tree.all() {
            match (element.name.as_str(), element.attr("w:fldCharType")) {
                ("w:fldChar", Some("begin")) => instructions.extend(open.replace(String::new())),
                ("w:fldChar", _) => instructions.extend(open.take()),
                ("w:instrText", _) => open.get_or_insert_default().push_str(&element.text()),
                _ => {}
            }
        }
        instructions.extend(open);
        let is_plain = |own: &String| {
            let mut words = own.split_whitespace();
            let name = words.next().unwrap_or_default().to_uppercase();
            let leaves = name == "HYPERLINK" && words.next() != Some("\\l");
            own.trim().is_empty() || (PLAIN.contains(&name.as_str()) && !leaves)
        };
        wrong.extend(instructions.iter().filter(|own| !is_plain(own)).map(|own| place_with(part, own)));
    }
    Verdict::of(wrong.into_iter().collect())
}
