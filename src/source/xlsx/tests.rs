//! Workbooks written by hand, part by part: every form that a cell can have, and what is refused.

use chrono::NaiveDate;

use super::super::directory::tests::zip;
use super::super::{Counted, Merge, NOT_CALCULATED, Sheet, Value, Workbook, read_named};
use crate::definitions::Limits;
use crate::fault::Fault;

pub(super) const WORKBOOK: &str = r#"<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="People" r:id="r1"/></sheets></workbook>"#;
pub(super) const RELATIONS: &str = r#"<Relationships>
    <Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>
    <Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/>
    <Relationship Id="r3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
/// Style 1 is a date, 2 a duration, 3 money.
pub(super) const STYLES: &str = r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>
    <numFmt numFmtId="165" formatCode="[h]:mm"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
    <cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="4"/></cellXfs>
    <dxfs><dxf><numFmt numFmtId="4" formatCode="dd/mm"/></dxf></dxfs></styleSheet>"#;
pub(super) const STRINGS: &str = "<sst><si><t>Widnes</t></si><si><t> Runcorn </t></si><si><t/></si>\
    <si><r><rPr><b/></rPr><t xml:space=\"preserve\">New </t></r><r><t>town</t></r><rPh><t>no</t></rPh></si>\
    <si><t>Fish &amp; Co_x000D_</t></si></sst>";

const ROOT: &str = r#"<Relationships><Relationship Id="i" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

/// A workbook of the given parts in place of the usual ones.
pub(super) fn workbook(parts: &[(&str, &str)]) -> Vec<u8> {
    let usual = [
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/styles.xml", STYLES),
        ("xl/sharedStrings.xml", STRINGS),
    ];
    let mut all: Vec<(&str, &[u8])> = parts.iter().map(|(name, content)| (*name, content.as_bytes())).collect();
    all.extend(
        usual.iter().filter(|(name, _)| parts.iter().all(|part| part.0 != *name)).map(|u| (u.0, u.1.as_bytes())),
    );
    zip(&all.iter().map(|(name, content)| (*name, *content, content.len() as u32, None)).collect::<Vec<_>>())
}

/// A workbook with one sheet.
fn with_sheet(sheet: &str) -> Vec<u8> {
    workbook(&[("xl/worksheets/sheet1.xml", sheet)])
}

fn with_rows(rows: &str) -> Vec<u8> {
    with_sheet(&format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"))
}

fn open(bytes: &[u8]) -> Result<Workbook, Fault> {
    read_named("return.xlsx", bytes, &Limits::default())
}

fn sheet_of(bytes: &[u8]) -> Sheet {
    open(bytes).unwrap().sheets.remove(0)
}

/// Every cell as address and value.
pub(super) fn cells(sheet: &Sheet) -> Vec<(u32, u32, Value<'_>)> {
    let row = |i| sheet.cells(i).map(move |(column, value)| (sheet.row_number(i), column, value));
    (0..sheet.row_count()).flat_map(row).collect()
}

fn day(year: i32, month: u32, day: u32) -> Value<'static> {
    Value::Date(NaiveDate::from_ymd_opt(year, month, day).unwrap())
}

/// What the one cell of a row is read as.
fn assert_cell(cell: &str, value: Value<'_>) {
    let sheet = sheet_of(&with_rows(&format!("<row r=\"1\">{cell}<c r=\"B1\"><v>1</v></c></row>")));
    assert_eq!(sheet.value(0, 0), value, "{cell}");
    assert_eq!(sheet.value(0, 1), Value::Number(1.0), "behind {cell}");
}

#[test]
fn a_cell_is_read_alike_in_every_form_that_the_format_allows() {
    let text = Value::Text("Widnes");
    for cell in [
        r#"<c r="A1" t="s"><v>0</v></c>"#,
        r#"<c r="A1" s="1" t="s"><v>0</v></c>"#,
        r#"<c t='s' r='A1'><v>0</v></c>"#,
        r#"<c  r = "A1"  t = "s" ><v >0</v ></c >"#,
        r#"<x:c xmlns:x="u" r="A1" t="s"><x:v>0</x:v></x:c>"#,
        r#"<c t="s"><v> 0 </v></c>"#,
        r#"<c r="$A$1" t="s"><v>0</v></c>"#,
        r#"<c r="a1" t="s"><v><![CDATA[0]]></v></c>"#,
        r#"<c r="A1" t="s"><!-- <c> --><v><?p <c?>0<!----></v></c>"#,
        r#"<c r="A1" t="s"><v>&#48;</v></c>"#,
        "<c\nr=\"A1\"\r\n\tt=\"s\"\n>\n<v>0</v>\n</c\n>",
        r#"<c r="A1" t="s" cm="1" vm="1"><v>0</v><extLst><ext><row><c r="A9"/></row></ext></extLst></c>"#,
        r#"<c r="A1" t="inlineStr"><is><t>Widnes</t></is></c>"#,
        r#"<c r="A1" t="inlineStr"><is><t xml:space="preserve">Widnes</t></is></c>"#,
        r#"<c r="A1" t="inlineStr"><is><r><t>Wid</t></r><r><rPr/><t>nes</t></r><rPh sb="0"><t>x</t></rPh></is></c>"#,
        r#"<c r="A1" t="inlineStr"><is><t><![CDATA[Wid]]>nes</t></is></c>"#,
        r#"<c r="A1" t="inlineStr"><v>Widnes</v></c>"#,
        r#"<c r="A1" t="inlineStr"><is><t>W_x0069_dnes</t></is></c>"#,
        r#"<c r="A1" t="str"><f>"Wid"&amp;"nes"</f><v>Widnes</v></c>"#,
        r#"<c r="A1" t="str"><v>W&#x69;dnes</v><f>B1</f></c>"#,
        r#"<c r="A1"><v>Widnes</v></c>"#,
    ] {
        assert_cell(cell, text);
    }
}

#[test]
fn numbers_dates_marks_and_errors_are_what_they_say() {
    for (cell, value) in [
        (r#"<c r="A1"><v>42</v></c>"#, Value::Number(42.0)),
        (r#"<c r="A1" t="n"><v>-42</v></c>"#, Value::Number(-42.0)),
        (r#"<c r="A1"><v>0.1</v></c>"#, Value::Number(0.1)),
        (r#"<c r="A1"><v>123456789012.345</v></c>"#, Value::Number(123_456_789_012.345)),
        (r#"<c r="A1"><v>0.30000000000000004</v></c>"#, Value::Number(0.1 + 0.2)),
        (r#"<c r="A1"><v>1.5E-7</v></c>"#, Value::Number(1.5e-7)),
        (r#"<c r="A1"><v>12345678901234567890</v></c>"#, Value::Number(12_345_678_901_234_567_890.0)),
        (r#"<c r="A1"><v>1e999</v></c>"#, Value::Error("#NUM!")),
        (r#"<c r="A1" s="1"><v>42095</v></c>"#, day(2015, 4, 1)),
        (r#"<c r="A1" s="1"><v>42095.999</v></c>"#, day(2015, 4, 1)),
        (r#"<c s="1" r="A1"><v>42095</v></c>"#, day(2015, 4, 1)),
        (r#"<c r="A1" s="1"><v>60</v></c>"#, Value::Number(60.0)),
        (r#"<c r="A1" s="1"><v>0.5</v></c>"#, Value::Number(0.5)),
        (r#"<c r="A1" s="2"><v>42095</v></c>"#, Value::Number(42_095.0)),
        (r#"<c r="A1" s="3"><v>42095</v></c>"#, Value::Number(42_095.0)),
        (r#"<c r="A1" s="99"><v>42095</v></c>"#, Value::Number(42_095.0)),
        (r#"<c r="A1" t="d"><v>2015-04-01T00:00:00</v></c>"#, day(2015, 4, 1)),
        (r#"<c r="A1" t="d"><v>April</v></c>"#, Value::Text("April")),
        (r#"<c r="A1" t="b"><v>1</v></c>"#, Value::Bool(true)),
        (r#"<c r="A1" t="b"><v>false</v></c>"#, Value::Bool(false)),
        (r#"<c r="A1" t="e"><v>#N/A</v></c>"#, Value::Error("#N/A")),
        (r#"<c r="A1" t="e"><v>#SPILL!</v></c>"#, Value::Error("#ERROR!")),
        (r#"<c r="A1" t="s"><v>1</v></c>"#, Value::Text("Runcorn")),
        (r#"<c r="A1" t="s"><v>3</v></c>"#, Value::Text("New town")),
        (r#"<c r="A1" t="s"><v>4</v></c>"#, Value::Text("Fish & Co\r")),
        (r#"<c r="A1" t="str"><v> a </v></c>"#, Value::Text(" a ")),
        (r#"<c r="A1"><f>B1*2</f><v>2</v></c>"#, Value::Number(2.0)),
    ] {
        assert_cell(cell, value);
    }
}

#[test]
fn cells_without_content_are_empty_whatever_their_form() {
    for cell in [
        r#"<c r="A1"/>"#,
        r#"<c r="A1" s="1"/>"#,
        r#"<c r="A1" s="1" />"#,
        r#"<c r="A1"></c>"#,
        r#"<c/>"#,
        r#"<c r="A1"><v/></c>"#,
        r#"<c r="A1"><v></v></c>"#,
        r#"<c r="A1" t="s"><v>2</v></c>"#,
        r#"<c r="A1" t="inlineStr"><is><t/></is></c>"#,
        r#"<c r="A1" t="inlineStr"/>"#,
        r#"<c r="A1" t="b"><v/></c>"#,
        r#"<c r="A1" t="str"><f>""</f><v></v></c>"#,
    ] {
        assert_cell(cell, Value::Empty);
    }
}

#[test]
fn a_formula_without_its_result_is_never_empty_and_is_counted() {
    for cell in
        [r#"<c r="A1"><f>B1*2</f></c>"#, r#"<c r="A1"><f>B1*2</f><v/></c>"#, r#"<c r="A1" t="str"><f>B1</f></c>"#]
    {
        assert_cell(cell, Value::Error(NOT_CALCULATED));
    }
    let book = open(&with_rows(r#"<row r="7"><c r="C7"><f>1</f></c><c r="D7"><f>2</f><v></v></c></row>"#)).unwrap();
    let finding = &book.findings[0];
    assert_eq!((finding.code, finding.place.row), ("formula_not_calculated", Some(7)));
    assert!(finding.message.starts_with("2 formulas") && finding.message.contains("C7"), "{}", finding.message);
}

#[test]
fn places_follow_from_those_before_when_they_are_not_given() {
    let rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row r=\"5\"><c r=\"C5\"><v>3</v></c><c><v>4</v></c></row>\
        <row><c><v>5</v></c></row><row/><row><c r=\"B8\"><v>6</v></c></row>";
    let sheet = sheet_of(&with_rows(rows));
    let places: Vec<(u32, u32)> = cells(&sheet).iter().map(|cell| (cell.0, cell.1)).collect();
    assert_eq!(places, [(1, 0), (1, 1), (5, 2), (5, 3), (6, 0), (8, 1)]);
}

#[test]
fn rows_and_cells_in_any_order_are_put_in_order_and_the_same_cell_twice_is_refused() {
    let rows = r#"<row r="3"><c r="B3"><v>32</v></c><c r="A3"><v>31</v></c></row><row r="1"><c r="A1"><v>11</v></c></row>
        <row r="3"><c r="C3"><v>33</v></c></row>"#;
    let numbers: Vec<Value<'_>> = [11.0, 31.0, 32.0, 33.0].map(Value::Number).to_vec();
    assert_eq!(cells(&sheet_of(&with_rows(rows))).iter().map(|cell| cell.2).collect::<Vec<_>>(), numbers);
    let twice = r#"<row r="1"><c r="A1"><v>1</v></c><c r="A1" t="s"><v>0</v></c></row>"#;
    assert!(open(&with_rows(twice)).unwrap_err().message.contains("cell A1 is there twice"));
}

#[test]
fn an_empty_text_of_the_list_does_not_take_the_place_of_another() {
    let rows = r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>2</v></c></row>
        <row r="3"><c r="A3" t="s"><v>2</v></c><c r="B3" t="s"><v>2</v></c></row>"#;
    let sheet = sheet_of(&with_rows(&rows.replace("\n        ", "")));
    assert_eq!(cells(&sheet), [(1, 0, Value::Text("Widnes"))]);
}

#[test]
fn hidden_rows_and_columns_merges_and_counts_are_told() {
    let sheet = sheet_of(&with_sheet(
        r#"<worksheet><dimension ref="A1:A1"/><cols><col min="2" max="3" hidden="1"/><col min="4" max="4" width="0"/>
        <col min="6" max="99999" hidden="true"/><col min="5" max="5"/><col min="0" max="2" hidden="1"/></cols><sheetData>
        <row r="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"><c r="A2"><v>1</v></c></row>
        <row r="3" ht="0" customHeight="1"/><row r="9" hidden="1"/><row r="10" hidden="0"><c r="B10" s="1"/></row>
        </sheetData><mergeCells count="9"><mergeCell ref="A1:B2"/><mergeCell ref="A1:ZZZZ1"/><mergeCell ref="C1"/>
        <mergeCell/></mergeCells><controls><anchor><xdr:row xmlns:xdr="u">3</xdr:row></anchor></controls></worksheet>"#,
    ));
    assert_eq!(sheet.hidden.rows, [(2, 3), (9, 9)]);
    assert_eq!(sheet.hidden.columns, [(1, 3), (5, 16_383)]);
    let merge = |last_row, last_column, column| Merge { first_row: 1, last_row, first_column: column, last_column };
    assert_eq!(sheet.merges, [merge(2, 1, 0), merge(1, 2, 2)]);
    assert_eq!(sheet.counted, Some(Counted::Elements { rows: 5, cells: 3, blank_cells: 1 }));
}

#[test]
fn the_workbook_says_names_order_and_which_sheets_are_hidden() {
    let sheet = |text: &str| {
        format!(r#"<worksheet><sheetData><row><c t="str"><v>{text}</v></c></row></sheetData></worksheet>"#)
    };
    let bytes = workbook(&[
        (
            "xl/workbook.xml",
            r#"<x:workbook xmlns:x="u" xmlns:r="v"><x:sheets><x:sheet name="B &amp; C" sheetId="9" r:id="b"/>
            <x:sheet name="Chart" r:id="chart"/><x:sheet name="A" state="hidden" r:id="a"/>
            <x:sheet name="Z" state="veryHidden" r:id="z"/></x:sheets></x:workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships><Relationship Id="a" Type="http://purl.oclc.org/ooxml/x/worksheet" Target="/data/A.xml"/>
            <Relationship Id="b" Type="x/worksheet" Target="./worksheets/../b.xml"/>
            <Relationship Id="chart" Type="x/chartsheet" Target="none.xml"/>
            <Relationship Id="z" Type="x/worksheet" Target="Worksheets/Z.XML"/>
            <Relationship Id="web" Type="x/hyperlink" Target="http://x" TargetMode="External"/></Relationships>"#,
        ),
        ("data/A.xml", &sheet("a")),
        ("xl/b.xml", &sheet("b")),
        ("xl/worksheets/z.xml", &sheet("z")),
    ]);
    let book = open(&bytes).unwrap();
    let sheets: Vec<_> = book.sheets.iter().map(|s| (s.name.as_str(), s.visible, s.value(0, 0))).collect();
    assert_eq!(
        sheets,
        [("B & C", true, Value::Text("b")), ("A", false, Value::Text("a")), ("Z", false, Value::Text("z"))]
    );
}

#[test]
fn a_workbook_whose_parts_stand_elsewhere_is_found_by_its_relations() {
    let sheet = "<worksheet><sheetData><row><c><v>7</v></c></row></sheetData></worksheet>";
    let parts: [(&str, &str); 5] = [
        ("[Content_Types].xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
        (
            "_rels/.rels",
            r#"<Relationships><Relationship Id="i" Type="x/officeDocument" Target="/book/wb.xml"/></Relationships>"#,
        ),
        ("book/wb.xml", WORKBOOK),
        (
            "book/_rels/wb.xml.rels",
            r#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="s.xml"/></Relationships>"#,
        ),
        ("book/s.xml", sheet),
    ];
    let parts = parts.map(|(name, content)| (name, content.as_bytes(), content.len() as u32, None));
    assert_eq!(sheet_of(&zip(&parts)).value(0, 0), Value::Number(7.0));
}

#[test]
fn days_from_1904_are_read_so_and_need_no_word() {
    let sheet = r#"<worksheet><sheetData><row><c s="1"><v>40633</v></c></row></sheetData></worksheet>"#;
    let workbook_xml = WORKBOOK.replace("<sheets>", r#"<workbookPr date1904="true"/><sheets>"#);
    let book = open(&workbook(&[("xl/worksheets/sheet1.xml", sheet), ("xl/workbook.xml", &workbook_xml)])).unwrap();
    assert_eq!(book.sheets[0].value(0, 0), day(2015, 4, 1));
    assert_eq!(book.findings, []);
}

#[test]
fn parts_in_other_encodings_are_read_and_shared_strings_may_be_absent() {
    let plain = r#"<?xml version="1.0" encoding="UTF-16"?><worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Zoë 😀</t></is></c></row></sheetData></worksheet>"#;
    let utf16 = |bytes: fn(u16) -> [u8; 2], mark: &str| -> Vec<u8> {
        (mark.to_owned() + plain).encode_utf16().flat_map(bytes).collect()
    };
    let latin = plain.replace("UTF-16", "windows-1252").replace(" 😀", "");
    let latin: Vec<u8> = latin.chars().map(|c| c as u8).collect();
    let cases = [
        (plain.as_bytes().to_vec(), "Zoë 😀"),
        (("\u{feff}".to_owned() + plain).into_bytes(), "Zoë 😀"),
        (utf16(u16::to_le_bytes, "\u{feff}"), "Zoë 😀"),
        (utf16(u16::to_be_bytes, "\u{feff}"), "Zoë 😀"),
        (utf16(u16::to_le_bytes, ""), "Zoë 😀"),
        (latin, "Zoë"),
    ];
    for (sheet, text) in cases {
        let parts: [(&str, &[u8]); 3] = [
            ("xl/workbook.xml", WORKBOOK.as_bytes()),
            ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
            ("xl/worksheets/sheet1.xml", &sheet),
        ];
        let parts = parts.map(|(name, content)| (name, content, content.len() as u32, None));
        assert_eq!(sheet_of(&zip(&parts)).value(0, 0), Value::Text(text));
    }
}

#[test]
fn what_is_not_well_formed_or_hostile_is_refused_for_what_it_is() {
    for (rows, said) in [
        ("<row><c><v>1</v></row>", "`c` is closed by `row`"),
        ("<row><c><v>1</c></v></row>", "`v` is closed by `c`"),
        ("<row><c><v>1</Amy Unsworth 12/03/1985></c></row>", "`v` is closed by an element that no sheet has"),
        ("<row><c r=\"A1\" r=\"B1\"/></row>", "there twice"),
        ("<row><c r=A1/></row>", "without quotes"),
        ("<row><c r/></row>", "without a value"),
        ("<row><c t=\"str\"><v>&lol;</v></c></row>", "cell A1: it holds an entity that is not defined"),
        ("<row><c t=\"s\"><v>5</v></c></row>", "cell A1: it names text 5 of the 5"),
        ("<row r=\"2\"><c r=\"B2\" t=\"n\"><v>x</v></c></row>", "sheet `People`, cell B2: it is marked as a number"),
        ("<row><c t=\"b\"><v>2</v></c></row>", "true or false"),
        ("<row><c t=\"q\"><v>2</v></c></row>", "a cell of an unknown type"),
        ("<row><c><v>2</v><v>3</v></c></row>", "cell A1: it has two values"),
        ("<row><c r=\"ZZZZZZZZZ99999999999\"/></row>", "a cell's address is not valid"),
        ("<row r=\"0\"/>", "a row's number is not valid"),
        ("<row r=\"1048577\"/>", "a row's number is not valid"),
        ("<row><c r=\"XFD1\"/><c><v>1</v></c></row>", "behind the last column"),
        ("<!ENTITY x 'y'>", "a declaration where none may stand"),
        ("<row><row/></row>", "a row or a cell stands where none may"),
        ("<c r=\"A1\"/>", "a row or a cell stands where none may"),
        ("<row><c><c/></c></row>", "a row or a cell stands where none may"),
        ("<a><b><row r=\"1\"/></b></a>", "a row or a cell stands where none may"),
        ("<row><a><c r=\"A1\"/></a></row>", "a row or a cell stands where none may"),
        ("<row r=\"7\"><c r=\"A7\"/><c r=\"F99\"><v>1</v></c></row>", "cell F99: it stands in row 7"),
        ("<row><c r=\"A7\"/><c r=\"F99\"/></row>", "cell F99: it stands in row 7"),
        ("<row><c><v>1<c/></v></c></row>", "a row or a cell stands inside of a value"),
        ("<row><c t=\"inlineStr\"><is><c r=\"B1\"><v>1</v></c><t>x</t></is></c></row>", "inside of a value"),
        ("<row><c\u{c}r=\"A1\"/></row>", "not well formed"),
        ("<row></row\u{c}>", "is closed by"),
        ("<row", "not well formed"),
        ("<row><c><v>1", "not well formed"),
        ("<row><c><v><![CDATA[1", "ends too early"),
        ("<row a='<'/>", "a `<` in an attribute"),
    ] {
        let refused = open(&with_rows(rows)).unwrap_err();
        assert!(refused.message.contains(said) && refused.hint.is_some(), "{rows}: {refused}");
    }
    for sheet in ["", "<worksheet>", "<a/>", "text", "<worksheet/><worksheet/>", "<worksheet/>text", "<worksheet/>\0"] {
        assert!(open(&with_sheet(sheet)).is_err(), "{sheet}");
    }
    let second = "<worksheet><sheetData/><sheetData><row/></sheetData></worksheet>";
    assert!(open(&with_sheet(second)).unwrap_err().message.contains("a second table of cells"));
}

#[test]
fn a_doctype_in_any_part_that_is_read_is_refused_and_nothing_is_expanded() {
    const LAUGHS: &str = "<?xml version=\"1.0\"?>\n<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]>";
    let sheet = "<worksheet><sheetData/></worksheet>";
    for (part, content) in [
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/styles.xml", STYLES),
        ("xl/sharedStrings.xml", STRINGS),
        ("xl/worksheets/sheet1.xml", sheet),
    ] {
        let hostile = LAUGHS.to_owned() + content;
        let mut parts = vec![("xl/worksheets/sheet1.xml", sheet)];
        parts.retain(|other| other.0 != part);
        parts.push((part, &hostile));
        let refused = open(&workbook(&parts)).unwrap_err();
        assert_eq!(refused.message, format!("XML with a DOCTYPE is not accepted: part `{part}`"));
    }
}

#[test]
fn elements_too_deep_and_tags_too_long_are_refused() {
    let deep = "<worksheet>".to_owned() + &"<a>".repeat(200_000);
    assert!(open(&with_sheet(&deep)).unwrap_err().message.contains("256 deep"));
    let long = format!("<worksheet a=\"{}\"/>", "x".repeat(400_000));
    assert!(open(&with_sheet(&long)).unwrap_err().message.contains("a tag in it is longer"));
}

#[test]
fn long_texts_blocks_and_many_rows_come_whole() {
    // Longer than a window, with a character of several bytes and a reference at every possible cut.
    let text: String = (0..60_000).map(|n| ["é", "&amp;", "x", "&#128512;"][n % 4]).collect();
    let meant = text.replace("&amp;", "&").replace("&#128512;", "😀");
    let rows: String = (1..=30_000).map(|n| format!("<row r=\"{n}\"><c r=\"A{n}\"><v>{n}</v></c></row>")).collect();
    let last = format!("<row r=\"30001\"><c r=\"A30001\" t=\"str\"><v>{text}</v></c></row>");
    let book = open(&with_rows(&(rows + &last))).unwrap();
    let sheet = &book.sheets[0];
    assert_eq!((sheet.row_count(), sheet.value(30_000, 0)), (30_001, Value::Text(&meant)));
    assert!((0..30_000).all(|i| sheet.value(i, 0) == Value::Number(i as f64 + 1.0)));
    assert_eq!(sheet.row_fault(30_000), Some("text_too_long"));
    let finding = &book.findings[0];
    assert_eq!(
        (finding.code, finding.place.to_string()),
        ("text_too_long", "return.xlsx, People, row 30001, column A (A30001)".into())
    );
}

#[test]
fn a_workbook_in_the_form_for_large_files_is_read() {
    let mut writer = rust_xlsxwriter::Workbook::new();
    writer.use_zip_large_file(true);
    writer.add_worksheet().write(0, 0, "Widnes").unwrap();
    let sheet = sheet_of(&writer.save_to_buffer().unwrap());
    assert_eq!(sheet.value(0, 0), Value::Text("Widnes"));
}

#[test]
fn damage_in_a_packed_part_is_told_as_damage_whatever_it_does_to_the_xml() {
    let mut writer = rust_xlsxwriter::Workbook::new();
    let sheet = writer.add_worksheet();
    for row in 0..2_000 {
        sheet.write(row, 0, f64::from(row) * 1.7).unwrap();
    }
    let whole = writer.save_to_buffer().unwrap();
    let name = b"xl/worksheets/sheet1.xml";
    let start = whole.windows(name.len()).position(|w| w == name).unwrap() + name.len();
    for at in (start..start + 8_000).step_by(97) {
        let mut changed = whole.clone();
        changed[at] ^= 0x10;
        let message = open(&changed).unwrap_err().message;
        assert!(message.starts_with("part `xl/worksheets/sheet1.xml` is damaged: "), "{at}: {message}");
    }
}

#[test]
fn limits_of_the_workspace_hold_and_are_named() {
    let rows: String = (1..=20).map(|n| format!("<row r=\"{n}\"><c r=\"A{n}\"><v>1</v></c></row>")).collect();
    let bytes = with_rows(&rows);
    for (limits, setting) in [
        (Limits { cells_per_sheet: 10, ..Limits::default() }, "cells_per_sheet"),
        (Limits { used_range: 10, ..Limits::default() }, "used_range"),
        (Limits { parts: 3, ..Limits::default() }, "parts"),
        (Limits { unpacked_mb: 0, ..Limits::default() }, "unpacked_mb"),
    ] {
        let refused = read_named("r.xlsx", &bytes, &limits).unwrap_err();
        let hint = refused.hint.unwrap();
        assert!(hint.contains(&format!("`{setting}` under [limits] in quarterdeck.toml")), "{hint}");
    }
}

#[test]
fn a_parser_that_lost_a_cell_would_be_found_out() {
    use super::delivery::Delivery;
    use super::tally::Tally;
    let limits = Limits::default();
    let shared = super::Shared {
        strings: Default::default(),
        styles: Default::default(),
        dates: Default::default(),
        limits: &limits,
    };
    let entry = super::SheetEntry { name: "People".into(), visible: true, id: String::new() };
    let account = |counted: u64, delivered: u64, kept: bool| {
        let mut to = Delivery::new(&entry, &shared);
        to.begin_row(1).unwrap();
        for column in 0..delivered {
            to.seen.cells += 1;
            if kept {
                to.put(1, column as u32, Value::Number(1.0)).unwrap();
            }
        }
        let mut tally = Tally::default();
        tally.scan(format!("<row>{}", "<c/>".repeat(counted as usize)).as_bytes(), true);
        to.account(tally).map_err(|fault| fault.message)
    };
    assert!(account(3, 3, true).is_ok());
    assert!(account(4, 3, true).unwrap_err().contains("4 cells stand in it, 1 rows and 3 cells were read"));
    assert!(account(3, 3, false).unwrap_err().contains("this is a fault in Quarterdeck"));
}
