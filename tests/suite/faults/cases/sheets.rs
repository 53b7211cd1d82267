//! Rows 4, 5, 15 to 18, 23 and 24: what can be wrong with a sheet and its cells' places.

use crate::faults::case::{Case, case};
use crate::faults::make::ods::{self, ods};
use crate::faults::make::table::{Cell, EMPLOYER, Table, WARD, clean, people, text};
use crate::faults::make::text::csv;
use crate::faults::make::xls::xls;
use crate::faults::make::xlsb::xlsb;
use crate::faults::make::xlsx::{Book, SHEET, STRINGS, STYLES, WORKBOOK, book, rows_xml, sheet_xml, xlsx};
use crate::faults::make::zip::zip;

use super::container::shared;

pub fn cases() -> Vec<Case> {
    [controls(), forms(), places(), nests(), dimensions(), wide(), empty(), hidden(), several()].concat()
}

fn plain() -> Book {
    book(&[clean()])
}

/// The sheet after a change of its XML.
fn changed(change: impl Fn(String) -> String) -> Vec<u8> {
    let xml = String::from_utf8(plain().part(SHEET).to_vec()).unwrap();
    let new = change(xml.clone());
    assert_ne!(xml, new, "the change changed nothing");
    plain().put(SHEET, new).bytes()
}

/// The same twenty rows in every format: row 0 of the table of faults is none.
fn controls() -> Vec<Case> {
    vec![
        case(0, "clean.xlsx", "no fault", xlsx(&clean())),
        case(0, "clean_shared.xlsx", "no fault, texts shared", shared().bytes()),
        case(0, "clean.xls", "no fault", xls(&clean())),
        case(0, "clean.ods", "no fault", ods(&clean())),
        case(0, "clean.xlsb", "no fault", xlsb(&clean())),
        case(0, "clean.csv", "no fault", csv(&clean())),
    ]
}

/// Legal ways of writing the same sheet.
fn forms() -> Vec<Case> {
    let same = |name: &str, what, bytes| case(0, name, what, bytes);
    let prefixed = |xml: String| {
        let xml = xml.replace("xmlns=", "xmlns:x=").replace("</", "</x:").replace('<', "<x:");
        xml.replace("<x:/x:", "</x:").replace("<x:?", "<?")
    };
    let without_addresses = |xml: String| {
        let cells = xml.split(" r=\"").enumerate();
        cells
            .map(|(i, part)| if i == 0 { part.into() } else { part.split_once('"').unwrap().1.to_string() })
            .collect::<String>()
    };
    let full: Table = clean().each(6, keep).each(7, keep).each(EMPLOYER, keep);
    let full_xml = String::from_utf8(book(&[full]).part(SHEET).to_vec()).unwrap();
    let rich = "<r><rPr><b/></rPr><t>Client</t></r><r><t xml:space=\"preserve\"> Ref</t></r><rPh><t>x</t></rPh>";
    vec![
        same("prefixed.xlsx", "every element with a prefix", changed(prefixed)),
        same("single_quotes.xlsx", "attributes in single quotes", changed(|xml| xml.replace("r=\"B3\"", "r='B3'"))),
        same(
            "attributes_in_another_order.xlsx",
            "t before r",
            changed(|xml| xml.replace("r=\"A3\" t=\"inlineStr\"", "t=\"inlineStr\"  r=\"A3\"")),
        ),
        same(
            "no_addresses.xlsx",
            "rows and cells without addresses",
            plain().put(SHEET, without_addresses(full_xml)).bytes(),
        ),
        same(
            "comments.xlsx",
            "comments and instructions between cells",
            changed(|xml| {
                xml.replace(
                    "<row r=\"5\">",
                    "<!-- <row r=\"99\"><c r=\"A99\"><v>1</v></c></row> --><?x y?><row r=\"5\">",
                )
            }),
        ),
        same("cdata.xlsx", "a text in CDATA", changed(|xml| xml.replacen(">Appleton<", "><![CDATA[Appleton]]><", 1))),
        same(
            "character_references.xlsx",
            "letters as references",
            changed(|xml| xml.replacen(">Appleton<", ">&#65;pplet&#x6f;n<", 1)),
        ),
        same(
            "rich_text.xlsx",
            "a header in runs, with a reading aid",
            shared().edit(STRINGS, "<t xml:space=\"preserve\">Client Ref</t>", rich).bytes(),
        ),
        same(
            "line_breaks_between.xlsx",
            "white space between elements",
            changed(|xml| xml.replace("><row", ">\r\n\t <row").replace("</row>", "\n</row>")),
        ),
        same(
            "self_closing.xlsx",
            "blank cells that close themselves",
            changed(|xml| xml.replacen("</row>", "<c r=\"Z1\"/></row>", 1)),
        ),
        same(
            "text_formula.xlsx",
            "a reference by formula, with its text",
            changed(|xml| {
                xml.replace(
                    "<c r=\"A3\" t=\"inlineStr\"><is><t xml:space=\"preserve\">HPJ001002</t></is></c>",
                    "<c r=\"A3\" t=\"str\"><f>\"HPJ\"&amp;\"001002\"</f><v>HPJ001002</v></c>",
                )
            }),
        ),
        same(
            "iso_date_cell.xlsx",
            "a date cell of type d",
            changed(|xml| {
                xml.replacen(
                    "<c r=\"E2\" s=\"1\"><v>41730</v></c>",
                    "<c r=\"E2\" s=\"1\" t=\"d\"><v>2014-04-01T00:00:00</v></c>",
                    1,
                )
            }),
        ),
        same("strict.xlsx", "the strict namespaces", {
            let strict = |text: String| {
                text.replace(
                    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                    "http://purl.oclc.org/ooxml/spreadsheetml/main",
                )
            };
            plain().put(SHEET, strict(String::from_utf8(plain().part(SHEET).to_vec()).unwrap())).bytes()
        }),
        same("marked.xlsx", "a byte order mark before the XML", {
            plain().put(SHEET, [b"\xef\xbb\xbf", plain().part(SHEET)].concat()).bytes()
        }),
        same(
            "other_part_name.xlsx",
            "a sheet in a part with another name",
            plain()
                .edit("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "/xl/data/first.xml")
                .put("xl/data/first.xml", plain().part(SHEET).to_vec())
                .without(SHEET)
                .bytes(),
        ),
        same(
            "no_styles.xlsx",
            "no styles, and dates as text",
            book(&[clean().dates(|day| text(&day.format("%d/%m/%Y").to_string()))])
                .without(STYLES)
                .edit("xl/_rels/workbook.xml.rels", "styles.xml", "none.xml")
                .bytes(),
        ),
    ]
}

/// A cell that is there though it shows nothing, so that a row without addresses keeps its columns.
fn keep(_: usize, cell: Cell) -> Cell {
    if cell == Cell::Empty { text("") } else { cell }
}

fn places() -> Vec<Case> {
    let moved = |address: &str| {
        let to = format!("<c r=\"{address}\"><v>1</v></c></row></sheetData>");
        changed(|xml| xml.replace("</row></sheetData>", &to))
    };
    let far = |name, what, address| {
        case(4, name, what, moved(address)).refused("file").says(&["larger than the limit|outside|not valid|beyond"])
    };
    let broken = |name: &str, address: &str| {
        case(5, name, "an address that is none", moved(address)).refused("file, sheet").says(&["address"])
    };
    let merged = |name, refs: &str| {
        let merge = format!("</sheetData><mergeCells count=\"1\"><mergeCell ref=\"{refs}\"/></mergeCells>");
        case(5, name, "a join of cells that is none", changed(|xml| xml.replace("</sheetData>", &merge)))
    };
    let far_row = |row: &str| {
        let to = format!("</row><row r=\"{row}\"><c r=\"A{row}\"><v>1</v></c></row></sheetData>");
        changed(|xml| xml.replace("</row></sheetData>", &to))
    };
    vec![
        case(4, "far_corner.xlsx", "a cell in the last corner of the sheet", {
            changed(|xml| xml.replace("</row></sheetData>", "</row><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>"))
        })
        .refused("file")
        .says(&["limit"]),
        case(4, "far_corner.ods", "a cell in the last corner of a document", {
            let gap = "<table:table-row table:number-rows-repeated=\"1048554\"><table:table-cell/></table:table-row>\
                       <table:table-row><table:table-cell table:number-columns-repeated=\"16383\"/><table:table-cell \
                       office:value-type=\"float\" office:value=\"1\"><text:p>1</text:p></table:table-cell></table:table-row>";
            zip(&ods::parts(&ods::content("Participants", &(ods::rows_xml(&clean().rows) + gap))))
        })
        .refused("file")
        .says(&["limit"]),
        case(4, "used_range_setting.xlsx", "a used range beyond the workspace's limit", xlsx(&clean()))
            .settings("[limits]\nused_range = 100\n")
            .refused("file")
            .says(&["used_range|limit of 100"]),
        far("row_beyond_the_last.xlsx", "row 1,048,577", "A1048577"),
        far("column_beyond_the_last.xlsx", "column XFE", "XFE21"),
        case(4, "row_4_billion.xlsx", "row 4,294,967,297, which is 1 when it wraps", far_row("4294967297")).refused("file, sheet"),
        case(4, "row_0.xlsx", "row 0", far_row("0")).refused("file, sheet"),
        broken("address_overflow.xlsx", "ZZZZZZZZZ99999999999"),
        broken("address_no_column.xlsx", "21"),
        broken("address_no_row.xlsx", "J"),
        broken("address_negative.xlsx", "J-21"),
        broken("address_row_0.xlsx", "J0"),
        broken("address_empty.xlsx", ""),
        broken("address_other_letters.xlsx", "Ä21"),
        case(5, "cell_of_another_row.xlsx", "a cell whose address is in another row", moved("J7")).or_refused(),
        case(5, "cell_twice.xlsx", "two cells with one address", moved("A21")).refused("file, sheet"),
        merged("merge_overflow.xlsx", "A1:ZZZZZZZ99999999999"),
        merged("merge_backwards.xlsx", "Z99:A1"),
        merged("merge_no_range.xlsx", "nonsense"),
        merged("merge_whole_sheet_below.xlsx", "A30:XFD1048576"),
    ]
}

fn nests() -> Vec<Case> {
    let deep = |count: usize| {
        let (open, close) = ("<ext>".repeat(count), "</ext>".repeat(count));
        changed(|xml| xml.replace("</sheetData>", &format!("</sheetData><extLst>{open}{close}</extLst>")))
    };
    let inside = |count: usize| {
        let (open, close) = ("<is>".repeat(count), "</is>".repeat(count));
        changed(|xml| {
            xml.replace(
                "</row></sheetData>",
                &format!("<c r=\"J21\" t=\"inlineStr\">{open}{close}</c></row></sheetData>"),
            )
        })
    };
    let document = {
        let (open, close) = ("<text:span>".repeat(200_000), "</text:span>".repeat(200_000));
        let rows =
            ods::rows_xml(&clean().rows).replacen("<text:p>Appleton", &format!("<text:p>{open}{close}Appleton"), 1);
        zip(&ods::parts(&ods::content("Participants", &rows)))
    };
    // Ignored where it is no part of the table, or refused: never a crash.
    vec![
        case(15, "nested_200000.xlsx", "200,000 elements in each other behind the table", deep(200_000)).or_refused(),
        case(15, "nested_in_cell.xlsx", "200,000 elements in each other in a cell", inside(200_000)).or_refused(),
        case(15, "nested_200000.ods", "200,000 elements in each other in a document", document).or_refused(),
        case(15, "crossed_elements.xlsx", "elements that cross each other", {
            changed(|xml| xml.replace("</row></sheetData>", "</sheetData></row>"))
        })
        .refused("file"),
        case(15, "tag_of_a_megabyte.xlsx", "a tag a megabyte long", {
            let tag = format!("<x a=\"{}\"/></sheetData>", "y".repeat(1 << 20));
            changed(|xml| xml.replace("</sheetData>", &tag))
        })
        .or_refused(),
    ]
}

fn dimensions() -> Vec<Case> {
    let said = |name: &str, dimension: &str| {
        let what = format!("the sheet says that it holds `{dimension}`");
        let tag = format!("<dimension ref=\"{dimension}\"/><sheetData>");
        case(16, name, &what, changed(|xml| xml.replace("<sheetData>", &tag)))
    };
    vec![
        said("dimension_too_small.xlsx", "A1:I3"),
        said("dimension_too_large.xlsx", "A1:XFD1048576"),
        said("dimension_row_0.xlsx", "A0:"),
        said("dimension_empty.xlsx", ""),
        said("dimension_backwards.xlsx", "I21:A1"),
        said("dimension_one_cell.xlsx", "A1"),
        said("dimension_nonsense.xlsx", "ZZZZZZZZ99999999999:1"),
    ]
}

fn wide() -> Vec<Case> {
    let mut many = clean();
    let columns = 16_384;
    many.rows[0].extend((9..columns).map(|i| text(&format!("Extra {i}"))));
    let long = |length: usize| clean().put(5, EMPLOYER, text(&"x".repeat(length)));
    let too_long =
        |name, bytes| case(17, name, "a text of 1,000,000 letters", bytes).one_aside("row 5").says(&["32,767|32767"]);
    let wide_row = clean().put(9, 300, text("far"));
    vec![
        case(17, "columns_16384.xlsx", "16,384 columns", xlsx(&many)).noted("file"),
        case(
            17,
            "columns_16384.csv",
            "16,384 columns",
            csv(&{
                let mut table = many.clone();
                table.rows.iter_mut().for_each(|row| row.resize(columns, Cell::Empty));
                table
            }),
        )
        .noted("file"),
        case(17, "text_32767.xlsx", "a text as long as Excel allows", xlsx(&long(32_767))),
        case(17, "text_32767.csv", "a text as long as Excel allows", csv(&long(32_767))),
        too_long("text_1m.xlsx", xlsx(&long(1_000_000))),
        too_long("text_1m_shared.xlsx", book(&[long(1_000_000)]).shared().bytes()),
        too_long("text_1m.csv", csv(&long(1_000_000))),
        case(17, "cell_far_right.xlsx", "a cell far to the right of the table", xlsx(&wide_row)).noted(""),
    ]
}

fn empty() -> Vec<Case> {
    let header = Table { rows: clean().rows[..1].to_vec(), ..clean() };
    let nothing = Table { rows: Vec::new(), ..clean() };
    let no_rows = |name, bytes| case(18, name, "a header and no rows", bytes).blocked([0; 4], "file");
    let bare = |name, bytes| case(18, name, "nothing", bytes).stopped("file");
    vec![
        no_rows("header_only.xlsx", xlsx(&header)),
        no_rows("header_only.csv", csv(&header)),
        no_rows("header_only.ods", ods(&header)),
        no_rows("header_only.xls", xls(&header)),
        bare("empty_sheet.xlsx", xlsx(&nothing)),
        bare("empty_sheet.ods", ods(&nothing)),
        bare("nothing_but_blanks.csv", b"\r\n\r\n  \r\n".to_vec()),
        case(18, "header_and_blanks.csv", "a header and blank rows", {
            [csv(&header), b",,,,,,,,\r\n , ,,,,,,,\r\n".to_vec()].concat()
        })
        .blocked([0; 4], "file"),
    ]
}

fn hidden() -> Vec<Case> {
    let notes = Table { sheet: "Notes".into(), rows: vec![vec![text("kept by the office")]] };
    let with_state = |state: &str, table: Table| {
        let from = format!("name=\"{}\" sheetId=\"2\"", table.sheet);
        book(&[clean(), table]).edit(WORKBOOK, &from, &format!("{from} state=\"{state}\"")).bytes()
    };
    let old = Table { sheet: "Old".into(), ..people(5, 2001, "Northgate") };
    let rows = |range: std::ops::RangeInclusive<usize>, how: &'static str| {
        changed(|xml| {
            range
                .clone()
                .fold(xml, |xml, row| xml.replace(&format!("<row r=\"{row}\""), &format!("<row r=\"{row}\" {how}")))
        })
    };
    let columns = |attributes: &str| {
        let cols = format!("<cols><col min=\"2\" max=\"2\" width=\"9\" {attributes}/></cols><sheetData>");
        changed(|xml| xml.replace("<sheetData>", &cols))
    };
    vec![
        case(23, "hidden_sheet.xlsx", "a hidden sheet with five people", with_state("hidden", old.clone()))
            .noted("file")
            .says(&["Old"]),
        case(23, "very_hidden_sheet.xlsx", "a deeply hidden sheet with five people", with_state("veryHidden", old))
            .noted("file")
            .says(&["Old"]),
        case(23, "hidden_notes.xlsx", "a hidden sheet of notes", with_state("hidden", notes.clone())).noted("file"),
        case(23, "other_sheet.xlsx", "a sheet of notes", book(&[clean(), notes]).bytes())
            .noted("file")
            .says(&["Notes"]),
        case(23, "hidden_rows.xlsx", "three rows that a filter hides", rows(5..=7, "hidden=\"1\"")).noted("rows 5-7"),
        case(23, "hidden_rows_true.xlsx", "rows hidden with `true`", rows(9..=10, "hidden=\"true\""))
            .noted("rows 9-10"),
        case(23, "hidden_single_row.xlsx", "one hidden row", rows(21..=21, "hidden=\"1\"")).noted("row 21"),
        case(23, "rows_of_no_height.xlsx", "a row marked as not hidden", rows(5..=5, "hidden=\"0\"")),
        case(23, "hidden_column.xlsx", "a hidden column", columns("hidden=\"1\"")).noted("file").says(&["hidden"]),
        case(23, "hidden_header_row.xlsx", "a hidden header", rows(1..=1, "hidden=\"1\"")).noted("row 1"),
    ]
}

fn several() -> Vec<Case> {
    let second = |sheet: &str, table: Table| Table { sheet: sheet.into(), ..table };
    let two = |other: Table| [clean(), other];
    let sheet = sheet_xml(&rows_xml(&clean().rows));
    vec![
        case(
            24,
            "two_sheets.xlsx",
            "two sheets that match",
            book(&two(second("Q3 old", people(5, 2001, "Northgate")))).bytes(),
        )
        .refused("file, sheet")
        .says(&["Participants", "Q3 old"]),
        case(24, "two_equal_sheets.xlsx", "the same sheet twice", book(&two(second("Copy", clean()))).bytes())
            .refused("file, sheet")
            .says(&["Copy"]),
        case(24, "second_sheet_is_the_table.xlsx", "a sheet of notes before the table", {
            book(&[Table { sheet: "Notes".into(), rows: vec![vec![text("see next")]] }, clean()]).bytes()
        })
        .noted("file"),
        case(24, "two_sheets_of_one_name.xlsx", "two sheets with one name", {
            book(&two(second("Other", people(3, 2001, "Northgate"))))
                .edit(WORKBOOK, "name=\"Other\"", "name=\"PARTICIPANTS\"")
                .bytes()
        })
        .refused("file"),
        case(24, "one_part_twice.xlsx", "two names for one sheet", {
            let names = "<sheet name=\"Again\" sheetId=\"7\" r:id=\"rId1\"/></sheets>";
            plain().edit(WORKBOOK, "</sheets>", names).put(SHEET, sheet).bytes()
        })
        .refused("file"),
        case(24, "no_sheet_matches.xlsx", "no sheet with the table", xlsx(&clean().columns(&[WARD, EMPLOYER])))
            .refused("file, header row"),
        case(24, "chart_sheet.xlsx", "a sheet that holds a chart", {
            let relation = "<Relationship Id=\"rId7\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/chartsheet\" Target=\"chartsheets/sheet1.xml\"/></Relationships>";
            plain()
                .edit(WORKBOOK, "</sheets>", "<sheet name=\"Chart1\" sheetId=\"7\" r:id=\"rId7\"/></sheets>")
                .edit("xl/_rels/workbook.xml.rels", "</Relationships>", relation)
                .put(
                    "xl/chartsheets/sheet1.xml",
                    "<chartsheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"/>",
                )
                .bytes()
        }),
    ]
}
