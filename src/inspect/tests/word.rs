//! A small Word document, and the least change of it that breaks each rule.

use super::{Breaks, Kind, Parts, each_rule_alone};

const SPACES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing""#;

fn paragraph(style: &str, text: &str) -> String {
    format!(
        "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>"
    )
}

fn row(head: &str, cells: [&str; 3]) -> String {
    let cells: String = cells.iter().map(|cell| format!("<w:tc>{}</w:tc>", paragraph("Normal", cell))).collect();
    format!("<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{cells}</w:tr>")
}

pub fn document() -> Parts {
    let table = format!(
        "<w:tbl><w:tblPr><w:tblLook w:val=\"0020\" w:firstRow=\"1\"/><w:tblCaption w:val=\"Rates by prime\"/></w:tblPr>{}{}</w:tbl>",
        row("<w:tblHeader/>", ["Prime", "Rate", "People"]),
        row("", ["Northgate Works", "18.5%", "[c]"])
    );
    let body = [
        paragraph("Title", "Performance in the quarter"),
        paragraph("Label", "REPORT TO: The Board"),
        paragraph("Heading1", "1.0 Purpose"),
        paragraph("Normal", "1.1 The Board is told of 50 people."),
        paragraph("Normal", "1.2 More of them came."),
        table,
        paragraph("Label", "[c] Confidential: not shown, to protect people."),
        "<w:p><w:r><w:drawing><wp:inline><wp:docPr id=\"1\" descr=\"Rates as bars\"/></wp:inline></w:drawing></w:r></w:p>".into(),
        paragraph("Heading1", "2.0 List of background papers"),
        paragraph("Normal", "2.1 None within the meaning of the Act."),
    ];
    let style = |id: &str, name: &str| format!("<w:style w:styleId=\"{id}\"><w:name w:val=\"{name}\"/></w:style>");
    let styles: String = [
        ("Normal", "Normal"),
        ("Title", "Title"),
        ("Label", "Label"),
        ("Heading1", "heading 1"),
        ("Heading3", "heading 3"),
    ]
    .map(|(id, name)| style(id, name))
    .concat();
    let field = "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/><w:instrText> PA</w:instrText><w:instrText>GE </w:instrText><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>";
    Parts::new(&[
        ("[Content_Types].xml", "<Types/>"),
        ("_rels/.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"/>"),
        (
            "docProps/core.xml",
            "<c:coreProperties xmlns:c=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>Performance</dc:title><dc:creator></dc:creator></c:coreProperties>",
        ),
        ("word/document.xml", &format!("<w:document {SPACES}><w:body>{}</w:body></w:document>", body.concat())),
        (
            "word/styles.xml",
            &format!(
                "<w:styles {SPACES}><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val=\"en-GB\"/></w:rPr></w:rPrDefault></w:docDefaults>{styles}</w:styles>"
            ),
        ),
        ("word/settings.xml", &format!("<w:settings {SPACES}><w:themeFontLang w:val=\"en-GB\"/></w:settings>")),
        ("word/footer1.xml", &format!("<w:ftr {SPACES}>{field}</w:ftr>")),
    ])
}

const BODY: &str = "word/document.xml";

const CHANGES: &[Breaks] = &[
    ("title", |parts| parts.change("docProps/core.xml", ">Performance<", "> <")),
    ("language", |parts| parts.change("word/styles.xml", "en-GB", "en-US")),
    ("headings_in_order", |parts| {
        parts.change(
            BODY,
            "<w:pStyle w:val=\"Heading1\"/></w:pPr><w:r><w:t xml:space=\"preserve\">2.0",
            "<w:pStyle w:val=\"Heading3\"/></w:pPr><w:r><w:t xml:space=\"preserve\">2.0",
        )
    }),
    ("paragraphs_in_order", |parts| parts.change(BODY, "1.2 More", "1.1 More")),
    ("background_papers", |parts| parts.change(BODY, "background papers", "other papers")),
    ("sentences_begin_with_words", |parts| {
        parts.change(BODY, "The Board is told of 50 people.", "The Board is told. 50 people came.")
    }),
    ("ranges_in_words", |parts| parts.change(BODY, "50 people", "50\u{2013}60 people")),
    ("percentages_one_decimal", |parts| parts.change(BODY, "18.5%", "18.52%")),
    ("percentages_in_range", |parts| parts.change(BODY, "18.5%", "118.5%")),
    ("cells_say_something", |parts| parts.change(BODY, "18.5%", "\u{2013}")),
    ("shorthand_known", |parts| parts.change(BODY, "18.5%", "[hidden]")),
    ("shorthand_explained", |parts| parts.change(BODY, "18.5%", "[z]")),
    ("heading_styles", |parts| {
        parts.change(
            BODY,
            "<w:pStyle w:val=\"Label\"/></w:pPr><w:r><w:t xml:space=\"preserve\">REPORT TO: The Board",
            "<w:rPr><w:b/></w:rPr></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>Recommendations",
        )
    }),
    ("table_heads_marked", |parts| parts.change(BODY, "<w:tblHeader/>", "<w:tblHeader w:val=\"0\"/>")),
    ("rows_stay_whole", |parts| parts.change(BODY, "<w:cantSplit/>", "")),
    ("tables_described", |parts| parts.change(BODY, "Rates by prime", "")),
    ("word_pictures_described", |parts| parts.change(BODY, "descr=\"Rates as bars\"", "")),
    ("plain_fields", |parts| {
        parts.change("word/footer1.xml", " PA</w:instrText><w:instrText>GE ", " DDE</w:instrText><w:instrText>AUTO x ")
    }),
    ("no_changes_or_hidden_text", |parts| parts.change("word/footer1.xml", "<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>")),
    ("no_macros", |parts| parts.add("word/vbaProject.bin", "x")),
    ("no_external_links", |parts| {
        parts.change(
            "_rels/.rels",
            "/>",
            "><Relationship Id=\"a\" Target=\"https://x.test/\" TargetMode=\"External\"/></Relationships>",
        )
    }),
    ("no_comments_in_file", |parts| parts.add("word/comments.xml", "<x/>")),
    ("no_author", |parts| parts.change("docProps/core.xml", "<dc:creator>", "<dc:creator>J Brown")),
    ("fixed_dates", |parts| parts.0[1].2 = zip::DateTime::from_date_and_time(2016, 1, 20, 9, 0, 0).unwrap()),
];

#[test]
fn each_rule_for_word_is_broken_by_its_own_change_alone() {
    each_rule_alone(Kind::Word, &document(), CHANGES);
}

#[test]
fn a_field_that_leads_out_of_the_document_is_found_however_it_is_written() {
    for field in
        ["<w:fldSimple w:instr=\"INCLUDETEXT c:\\\\x\"/>", "<w:fldSimple w:instr='HYPERLINK \"https://x.test\"'/>"]
    {
        let mut parts = document();
        parts.change("word/footer1.xml", "<w:p>", &format!("<w:p>{field}"));
        assert_eq!(super::broken(&parts.pack()), ["plain_fields"], "{field}");
    }
    let mut parts = document();
    parts.change("word/footer1.xml", "<w:p>", "<w:p><w:fldSimple w:instr='HYPERLINK \\l \"x\"'/>");
    assert_eq!(super::broken(&parts.pack()), Vec::<&str>::new());
}
