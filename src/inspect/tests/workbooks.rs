//! A small workbook, XLSX as rust_xlsxwriter writes it and ODS by hand, and the least change that breaks each rule.

use rust_xlsxwriter::{DocProperties, Format, Table, TableColumn, Workbook};
use zip::CompressionMethod;

use super::{Breaks, Kind, Parts, broken, each_rule_alone};

const LONG: &str = "How to read it: every number is a count of people, and a mark says why there is none.";

fn xlsx() -> Parts {
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_title("Performance in the quarter"));
    let (heading, wrapped) = (Format::new().set_bold().set_font_size(16), Format::new().set_text_wrap());
    for (name, text) in
        [("Cover", LONG), ("Contents", "Table 1"), ("Notes", "[c] Confidential: not shown, to protect people.")]
    {
        let sheet = workbook.add_worksheet().set_name(name).unwrap();
        sheet.write_with_format(0, 0, name, &heading).unwrap().write_with_format(1, 0, text, &wrapped).unwrap();
    }
    let sheet = workbook.add_worksheet().set_name("Table_1").unwrap();
    sheet.write_with_format(0, 0, "Table 1: Rates by prime", &heading).unwrap();
    for (row, (prime, people, of)) in
        [("Northgate Works", 9.0, 50.0), ("Bridgewater Pathways", 7.0, 40.0)].into_iter().enumerate()
    {
        let row = row as u32 + 4;
        sheet.write(row, 0, prime).unwrap().write(row, 1, people).unwrap().write(row, 2, of).unwrap();
    }
    sheet.write(4, 2, "[c]").unwrap();
    let columns = ["Prime", "People achieved", "Of people"].map(|name| TableColumn::new().set_header(name));
    let style = rust_xlsxwriter::TableStyle::None;
    let table = Table::new()
        .set_columns(&columns)
        .set_autofilter(false)
        .set_banded_rows(false)
        .set_style(style)
        .set_name("Table_1");
    sheet.add_table(3, 0, 5, 2, &table).unwrap();
    let mut parts = Parts::of(&workbook.save_to_buffer().unwrap());
    parts.change("docProps/core.xml", "</cp:coreProperties>", "<dc:language>en-GB</dc:language></cp:coreProperties>");
    parts
}

const DATA: &str = "xl/worksheets/sheet4.xml";
const STRINGS: &str = "xl/sharedStrings.xml";

/// A cell of the data sheet written anew.
fn cell(parts: &mut Parts, place: &str, new: &str) {
    let own = parts.0.iter().find(|own| own.0 == DATA).unwrap().1.clone();
    let from = own.find(&format!("<c r=\"{place}\"")).unwrap();
    let to = from + own[from..].find("</c>").unwrap() + 4;
    parts.change(DATA, &own[from..to], new);
}

fn inline(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

const XLSX: &[Breaks] = &[
    ("title", |parts| parts.change("docProps/core.xml", "Performance in the quarter", "")),
    ("language", |parts| parts.change("docProps/core.xml", "en-GB", "fr")),
    ("ranges_in_words", |parts| parts.change(STRINGS, "Northgate Works", "Northgate Works, ages 18-24")),
    ("percentages_one_decimal", |parts| parts.change(STRINGS, "Northgate Works", "Northgate Works 12.25%")),
    ("percentages_in_range", |parts| parts.change(STRINGS, "Northgate Works", "Northgate Works 125%")),
    ("cells_say_something", |parts| cell(parts, "B5", "")),
    ("shorthand_known", |parts| cell(parts, "B5", &inline("B5", "[hid]"))),
    ("shorthand_explained", |parts| cell(parts, "B5", &inline("B5", "[z]"))),
    ("no_macros", |parts| parts.add("xl/vbaProject.bin", "x")),
    ("no_external_links", |parts| parts.add("xl/externalLinks/externalLink1.xml", "<x/>")),
    ("no_comments_in_file", |parts| parts.add("xl/comments1.xml", "<x/>")),
    ("no_author", |parts| parts.change("docProps/core.xml", "<dc:creator>", "<dc:creator>J Brown")),
    ("fixed_dates", |parts| parts.0[0].2 = zip::DateTime::from_date_and_time(2016, 1, 20, 9, 0, 0).unwrap()),
    ("cover_contents_notes", |parts| parts.change("xl/workbook.xml", "name=\"Cover\"", "name=\"Table of Contents\"")),
    ("one_table_a_sheet", |parts| parts.change("xl/tables/table1.xml", "displayName=\"Table_1\"", "displayName=\"\"")),
    ("sheet_titles", |parts| cell(parts, "A1", &inline("A1", "Table 1: Rates by prime"))),
    ("one_header_row", |parts| cell(parts, "C4", &inline("C4", "People achieved"))),
    ("no_merged_cells", |parts| {
        parts.change(DATA, "</sheetData>", "</sheetData><mergeCells><mergeCell ref=\"A1:C1\"/></mergeCells>")
    }),
    ("nothing_hidden_in_book", |parts| parts.change(DATA, "<row r=\"5\"", "<row r=\"5\" hidden=\"1\"")),
    ("no_empty_rows_or_columns", |parts| parts.change("xl/tables/table1.xml", "ref=\"A4:C6\"", "ref=\"A4:C7\"")),
    ("no_fill", |parts| {
        parts.change("xl/tables/table1.xml", "showRowStripes=\"0\"", "name=\"TableStyleMedium2\" showRowStripes=\"0\"")
    }),
    ("no_filters", |parts| parts.change(DATA, "</sheetData>", "</sheetData><autoFilter ref=\"A4:C6\"/>")),
    ("no_frozen_panes", |parts| {
        parts.change(
            DATA,
            "<sheetData>",
            "<sheetViews><sheetView><pane ySplit=\"4\" state=\"frozen\"/></sheetView></sheetViews><sheetData>",
        )
    }),
    ("text_wraps", |parts| parts.change(STRINGS, "Northgate Works", LONG)),
    ("no_formulas", |parts| cell(parts, "B5", "<c r=\"B5\"><f>1+8</f><v>9</v></c>")),
    ("numbers_are_numbers", |parts| cell(parts, "B5", &inline("B5", "1,048"))),
];

#[test]
fn each_rule_for_xlsx_is_broken_by_its_own_change_alone() {
    each_rule_alone(Kind::Xlsx, &xlsx(), XLSX);
}

#[test]
fn a_fill_a_hidden_sheet_and_a_second_table_are_found_too() {
    let mut filled = xlsx();
    filled.change("xl/styles.xml", "<patternFill patternType=\"none\"/>", "<patternFill patternType=\"solid\"/>");
    assert_eq!(broken(&filled.pack()), ["no_fill"]);
    let mut hidden = xlsx();
    hidden.change("xl/workbook.xml", "name=\"Notes\"", "name=\"Notes\" state=\"veryHidden\"");
    assert_eq!(broken(&hidden.pack()), ["nothing_hidden_in_book"]);
}

const SPACES: &str = r#"xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/""#;

fn words(style: &str, text: &str) -> String {
    format!(
        "<table:table-cell table:style-name=\"{style}\" office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
    )
}

fn number(value: u32) -> String {
    format!(
        "<table:table-cell office:value-type=\"float\" office:value=\"{value}\"><text:p>{value}</text:p></table:table-cell>"
    )
}

fn sheet(name: &str, rows: &[String]) -> String {
    let rows: String = rows.iter().map(|row| format!("<table:table-row>{row}</table:table-row>")).collect();
    format!(
        "<table:table table:name=\"{name}\"><table:table-column table:number-columns-repeated=\"3\"/>{rows}</table:table>"
    )
}

fn ods() -> Parts {
    let of_words = |name: &str, text: &str| sheet(name, &[words("Heading_20_1", name), words("Wrapped", text)]);
    let head: String = ["Prime", "People achieved", "Of people"].map(|text| words("Plain", text)).concat();
    let data = [
        words("Heading_20_1", "Table 1: Rates by prime"),
        head,
        words("Plain", "Northgate Works") + &number(9) + &number(50),
        words("Plain", "Bridgewater Pathways") + &number(7) + &words("Plain", "[c]"),
    ];
    let sheets = [
        of_words("Cover", LONG),
        of_words("Contents", "Table 1"),
        of_words("Notes", "[c] Confidential: not shown, to protect people."),
        sheet("Table 1", &data),
    ];
    let style = |name: &str, more: &str| {
        format!("<style:style style:name=\"{name}\" style:family=\"table-cell\">{more}</style:style>")
    };
    let styles = [
        style("Heading_20_1", "<style:text-properties fo:font-weight=\"bold\"/>"),
        style("Wrapped", "<style:table-cell-properties fo:wrap-option=\"wrap\"/>"),
        style("Plain", ""),
        style("Filled", "<style:table-cell-properties fo:background-color=\"#ff0000\"/>"),
    ];
    let range = "<table:database-ranges><table:database-range table:name=\"Table_1\" table:target-range-address=\"'Table 1'.A2:'Table 1'.C4\"/></table:database-ranges>";
    let mut parts = Parts::new(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        (
            "content.xml",
            &format!(
                "<office:document-content {SPACES}><office:body><office:spreadsheet>{}{range}</office:spreadsheet></office:body></office:document-content>",
                sheets.concat()
            ),
        ),
        (
            "styles.xml",
            &format!(
                "<office:document-styles {SPACES}><office:styles>{}</office:styles></office:document-styles>",
                styles.concat()
            ),
        ),
        (
            "meta.xml",
            &format!(
                "<office:document-meta {SPACES}><office:meta><dc:title>Performance</dc:title><dc:language>en-GB</dc:language></office:meta></office:document-meta>"
            ),
        ),
        (
            "settings.xml",
            &format!(
                "<office:document-settings {SPACES}><config:config-item-map-entry config:name=\"Table 1\"><config:config-item config:name=\"VerticalSplitMode\">0</config:config-item></config:config-item-map-entry></office:document-settings>"
            ),
        ),
    ]);
    parts.0[0].3 = CompressionMethod::Stored;
    parts
}

const CONTENT: &str = "content.xml";
const NINE: &str = "<table:table-cell office:value-type=\"float\" office:value=\"9\"><text:p>9</text:p>";

const ODS: &[Breaks] = &[
    ("title", |parts| parts.change("meta.xml", ">Performance<", "><")),
    ("language", |parts| parts.change("meta.xml", "en-GB", "")),
    ("ranges_in_words", |parts| parts.change(CONTENT, "Northgate Works", "Northgate Works, ages 18-24")),
    ("percentages_one_decimal", |parts| parts.change(CONTENT, "Northgate Works", "Northgate Works 12.25%")),
    ("percentages_in_range", |parts| parts.change(CONTENT, "Northgate Works", "Northgate Works 125%")),
    ("cells_say_something", |parts| parts.change(CONTENT, "<text:p>9</text:p>", "")),
    ("shorthand_known", |parts| parts.change(CONTENT, "<text:p>9</text:p>", "<text:p>[hid]</text:p>")),
    ("shorthand_explained", |parts| parts.change(CONTENT, "<text:p>9</text:p>", "<text:p>[z]</text:p>")),
    ("no_macros", |parts| parts.add("Basic/script-lc.xml", "<x/>")),
    ("no_external_links", |parts| {
        parts.change(CONTENT, "Northgate Works", "<text:a xlink:href=\"https://x.test/\">Northgate Works</text:a>")
    }),
    ("no_comments_in_file", |parts| {
        parts.change(CONTENT, "<text:p>9</text:p>", "<office:annotation/><text:p>9</text:p>")
    }),
    ("no_author", |parts| {
        parts.change("meta.xml", "<dc:title>", "<meta:initial-creator>J Brown</meta:initial-creator><dc:title>")
    }),
    ("fixed_dates", |parts| parts.0[1].2 = zip::DateTime::from_date_and_time(2016, 1, 20, 9, 0, 0).unwrap()),
    ("kind_first", |parts| parts.0.swap(0, 1)),
    ("cover_contents_notes", |parts| parts.change(CONTENT, "table:name=\"Cover\"", "table:name=\"Contents page\"")),
    ("one_table_a_sheet", |parts| parts.change(CONTENT, "table:name=\"Table_1\"", "table:name=\"\"")),
    ("sheet_titles", |parts| parts.change(CONTENT, &words("Heading_20_1", "Contents"), &words("Plain", "Contents"))),
    ("one_header_row", |parts| parts.change(CONTENT, "Of people", "People achieved")),
    ("no_merged_cells", |parts| {
        parts.change(CONTENT, NINE, &NINE.replacen(' ', " table:number-columns-spanned=\"2\" ", 1))
    }),
    ("nothing_hidden_in_book", |parts| {
        parts.change(CONTENT, "<table:table-row>", "<table:table-row table:visibility=\"collapse\">")
    }),
    ("no_empty_rows_or_columns", |parts| parts.change(CONTENT, "'Table 1'.C4", "'Table 1'.C5")),
    ("no_fill", |parts| parts.change(CONTENT, NINE, &NINE.replacen(' ', " table:style-name=\"Filled\" ", 1))),
    ("no_filters", |parts| {
        parts.change(CONTENT, "table:name=\"Table_1\"", "table:name=\"Table_1\" table:display-filter-buttons=\"true\"")
    }),
    ("no_frozen_panes", |parts| parts.change("settings.xml", ">0<", ">2<")),
    ("text_wraps", |parts| parts.change(CONTENT, &words("Wrapped", LONG), &words("Plain", LONG))),
    ("no_formulas", |parts| parts.change(CONTENT, NINE, &NINE.replacen(' ', " table:formula=\"of:=1+8\" ", 1))),
    ("numbers_are_numbers", |parts| parts.change(CONTENT, NINE, &NINE.replace("float", "string"))),
];

#[test]
fn each_rule_for_ods_is_broken_by_its_own_change_alone() {
    each_rule_alone(Kind::Ods, &ods(), ODS);
}
