//! Rows 1 to 14: what can be wrong with a container before a cell of it is read.

use crate::faults::case::{Case, case};
use crate::faults::make::ods;
use crate::faults::make::table::{Table, clean};
use crate::faults::make::text::{csv, utf16};
use crate::faults::make::xls::{as_programs_write, ole, records, xls};
use crate::faults::make::xlsb::{self, xlsb};
use crate::faults::make::xlsx::{self, Book, SHEET, STRINGS, STYLES, WORKBOOK, book, rows_xml, sheet_xml, xlsx};
use crate::faults::make::zip::{Part, zip};

pub fn cases() -> Vec<Case> {
    [bombs(), floods(), doctypes(), cut(), damaged(), strangers(), locked(), names()].concat()
}

pub fn shared() -> Book {
    book(&[clean()]).shared()
}

/// A sheet of the twenty rows, then a part of the sheet repeated many times.
fn sheet_with(chunk: &[u8], times: u32) -> Part {
    let whole = sheet_xml(&rows_xml(&clean().rows));
    let (before, after) = whole.split_at(whole.find("</sheetData>").unwrap());
    Part::repeated(SHEET, before.as_bytes(), chunk, times, after.as_bytes())
}

fn replaced(part: Part) -> Vec<u8> {
    book(&[clean()]).zipped(|parts| {
        let at = parts.iter().position(|own| own.name == part.name).unwrap();
        parts[at] = part;
    })
}

fn bombs() -> Vec<Case> {
    let blanks = vec![b' '; 1 << 20];
    let giant = replaced(sheet_with(&blanks, 1024));
    let strings = Part::repeated(STRINGS, b"<sst>", &blanks, 300, b"</sst>");
    let styles = Part::repeated(STYLES, b"<styleSheet>", &blanks, 300, b"</styleSheet>");
    let extra = |size: u32| {
        let part = Part::repeated("xl/media/image1.png", b"", &blanks, size, b"");
        book(&[clean()]).zipped(|parts| parts.push(part))
    };
    let lied = book(&[clean()]).zipped(|parts| {
        let mut part = sheet_with(&blanks, 400);
        part.size = 4000;
        *parts.last_mut().unwrap() = part;
    });
    let many = |count: u32| {
        book(&[clean()])
            .zipped(|parts| parts.extend((0..count).map(|i| Part::stored(&format!("xl/media/{i}.txt"), b"x"))))
    };
    let mut stored = book(&[clean()]).packed();
    stored.push(Part::stored("xl/media/image1.png", &blanks));
    let nested = zip(&[Part::stored("inner.zip", &giant), Part::stored("readme.txt", b"open me")]);
    let in_ods = {
        let mut parts = ods::parts(&ods::content("Participants", &ods::rows_xml(&clean().rows)));
        parts[1] = Part::repeated("content.xml", b"<a>", &blanks, 300, b"</a>");
        zip(&parts)
    };
    let in_xlsb = xlsb::book(&clean()).zipped(|parts| {
        let part = parts.iter_mut().find(|part| part.name.ends_with("sheet1.bin")).unwrap();
        *part = Part::repeated("xl/worksheets/sheet1.bin", b"", &vec![0; 1 << 20], 300, b"");
    });
    let beyond =
        |name, what, bytes| case(1, name, what, bytes).refused("file").says(&["beyond the limit|limit of", "part `"]);
    vec![
        beyond("bomb_sheet_1gib.xlsx", "a sheet that inflates to 1 GiB", giant),
        beyond("bomb_strings.xlsx", "shared strings that inflate to 300 MiB", replaced(strings)),
        beyond("bomb_styles.xlsx", "styles that inflate to 300 MiB", replaced(styles)),
        beyond("bomb_unused_part.xlsx", "a picture that inflates to 300 MiB", extra(300)),
        beyond("bomb_ods.ods", "content.xml that inflates to 300 MiB", in_ods),
        beyond("bomb_xlsb.xlsb", "a binary sheet that inflates to 300 MiB", in_xlsb),
        case(1, "bomb_declared_small.xlsx", "a sheet of 400 MiB that the directory declares with 4,000 bytes", lied)
            .refused("file"),
        case(1, "bomb_many_parts.xlsx", "3,000 parts", many(3000))
            .refused("file")
            .says(&["parts, more than the limit"]),
        case(1, "many_parts_within_limit.xlsx", "1,500 parts of one byte", many(1500)),
        case(1, "bomb_nested.zip", "a bomb inside an archive", nested).refused("file").says(&["a zip archive"]),
        case(1, "unpacked_limit.xlsx", "more than the workspace lets a file unpack to", extra(3))
            .settings("[limits]\nunpacked_mb = 1\n")
            .refused("file")
            .says(&["limit of 1 MB", "unpacked_mb"]),
        case(1, "file_limit.xlsx", "a file larger than the workspace's limit", zip(&stored))
            .settings("[limits]\nfile_mb = 1\n")
            .refused("file")
            .says(&["limit of 1 MB", "file_mb"]),
        case(1, "file_limit.csv", "a text larger than the workspace's limit", [csv(&clean()), blanks.clone()].concat())
            .settings("[limits]\nfile_mb = 1\n")
            .refused("file")
            .says(&["limit of 1 MB", "file_mb"]),
        case(1, "ratio_limit.xlsx", "a part that grows more than the workspace allows", extra(20))
            .settings("[limits]\nunpacked_ratio = 2\n")
            .refused("file")
            .says(&["unpacked_ratio|2 times"]),
        case(1, "parts_limit.xlsx", "more parts than the workspace allows", xlsx(&clean()))
            .settings("[limits]\nparts = 3\n")
            .refused("file")
            .says(&["limit of 3"]),
    ]
}

fn floods() -> Vec<Case> {
    let row = format!("<row>{}</row>", "<c><v>1</v></c>".repeat(1500));
    let tall = "<row><c><v>1</v></c></row>".repeat(1000);
    let wide_ods = |repeat: &str| {
        let rows = ods::rows_xml(&clean().rows) + &format!("<table:table-row {repeat}</table:table-row>");
        zip(&ods::parts(&ods::content("Participants", &rows)))
    };
    let filled = "office:value-type=\"float\" office:value=\"1\"><text:p>1</text:p></table:table-cell>";
    let each = |rows: &str, columns: &str| {
        wide_ods(&format!(
            "table:number-rows-repeated=\"{rows}\"><table:table-cell table:number-columns-repeated=\"{columns}\" {filled}"
        ))
    };
    let blank =
        wide_ods("table:number-rows-repeated=\"1048555\"><table:table-cell table:number-columns-repeated=\"16384\"/>");
    let over = |row, name, what, bytes| {
        case(row, name, what, bytes).refused("file").says(&["limit|too many|beyond|outside the grid"])
    };
    vec![
        over(2, "flood_15m_cells.xlsx", "15 million tiny cells", replaced(sheet_with(row.repeat(10).as_bytes(), 1000))),
        over(2, "flood_more_rows_than_a_sheet.xlsx", "2 million rows", replaced(sheet_with(tall.as_bytes(), 2000))),
        case(2, "flood_cells_setting.xlsx", "more cells than the workspace allows", xlsx(&clean()))
            .settings("[limits]\ncells_per_sheet = 100\n")
            .refused("file")
            .says(&["cells_per_sheet|limit of 100"]),
        case(2, "flood_cells_setting.xls", "an old workbook with more cells than allowed", xls(&clean()))
            .settings("[limits]\ncells_per_sheet = 100\n")
            .refused("file"),
        case(2, "flood_cells_setting.ods", "a document with more cells than allowed", ods::ods(&clean()))
            .settings("[limits]\ncells_per_sheet = 100\n")
            .refused("file"),
        case(2, "flood_cells_setting.csv", "a text with more cells than allowed", csv(&clean()))
            .settings("[limits]\ncells_per_sheet = 100\n")
            .refused("file"),
        over(
            6,
            "ods_repeated_whole_sheet.ods",
            "one filled cell repeated over a whole sheet",
            each("1048576", "16384"),
        ),
        over(
            6,
            "ods_repeated_columns.ods",
            "a filled row repeated 200,000 times 1,000 columns",
            each("200000", "1000"),
        ),
        case(6, "ods_repeated_overflow.ods", "a repeat count beyond any number", each("99999999999999999999", "2"))
            .refused("file"),
        case(6, "ods_trailing_blank_repeats.ods", "blank rows repeated to the end of the sheet", blank),
        case(6, "ods_negative_repeat.ods", "a negative repeat count", each("-5", "2")).refused("file"),
    ]
}

fn doctypes() -> Vec<Case> {
    let laughs: String = std::iter::once("<!DOCTYPE z [<!ENTITY a0 \"ha\">".to_string())
        .chain((1..10).map(|i| format!("<!ENTITY a{i} \"{}\">", format!("&a{};", i - 1).repeat(10))))
        .collect::<String>()
        + "]>";
    let outside = "<!DOCTYPE z [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>";
    let plain = "<!DOCTYPE worksheet>";
    let before = |doctype: &str, part: &str, root: &str| shared().edit(part, root, &format!("{doctype}{root}")).bytes();
    let content = ods::content("Participants", &ods::rows_xml(&clean().rows));
    let in_ods =
        zip(&ods::parts(&content.replace("<office:document-content", &format!("{laughs}<office:document-content"))));
    let refused = |name, what, bytes| case(3, name, what, bytes).refused("file").says(&["DOCTYPE"]);
    let undefined = shared().edit(STRINGS, "Northgate", "&north;gate").bytes();
    vec![
        refused("billion_laughs_sheet.xlsx", "nested entities in the sheet", before(&laughs, SHEET, "<worksheet")),
        refused("billion_laughs_strings.xlsx", "nested entities in the texts", before(&laughs, STRINGS, "<sst")),
        refused(
            "billion_laughs_workbook.xlsx",
            "nested entities in the list of sheets",
            before(&laughs, WORKBOOK, "<workbook "),
        ),
        refused("billion_laughs_styles.xlsx", "nested entities in the styles", before(&laughs, STYLES, "<styleSheet")),
        refused("external_entity.xlsx", "an entity that names a file", before(outside, SHEET, "<worksheet")),
        refused("plain_doctype.xlsx", "a DOCTYPE without entities", before(plain, SHEET, "<worksheet")),
        refused("billion_laughs.ods", "nested entities in a document", in_ods),
        case(3, "undefined_entity.xlsx", "an entity that nothing defines", undefined).refused("file"),
    ]
}

fn cut() -> Vec<Case> {
    let (whole, sheet, old, text) = (shared().bytes(), ods::ods(&clean()), xls(&clean()), csv(&clean()));
    let part = |bytes: &[u8], hundredths: usize| bytes[..bytes.len() * hundredths / 100].to_vec();
    let incomplete = |name: &str, what, bytes| {
        case(9, name, what, bytes).refused("file").says(&["not a complete|damaged|still being copied"])
    };
    let mut cases: Vec<Case> = [10, 50, 90, 99]
        .into_iter()
        .map(|share| incomplete(&format!("cut_{share}_percent.xlsx"), "a workbook cut off", part(&whole, share)))
        .collect();
    cases.extend([
        incomplete("cut_directory_end.xlsx", "the last 22 bytes are missing", whole[..whole.len() - 22].to_vec()),
        incomplete("cut_last_byte.xlsx", "the last byte is missing", whole[..whole.len() - 1].to_vec()),
        incomplete("cut_half.ods", "half of a document", part(&sheet, 50)),
        incomplete("cut_half.xlsb", "half of a binary workbook", part(&xlsb(&clean()), 50)),
        incomplete("cut_half.xls", "half of an old workbook", part(&old, 50)),
        incomplete("cut_to_header.xls", "the header of an old workbook", old[..512].to_vec()),
        incomplete("cut_sheet_xml.xlsx", "a sheet whose XML ends in the middle", {
            let sheet = shared().part(SHEET).to_vec();
            shared().put(SHEET, sheet[..sheet.len() / 2].to_vec()).bytes()
        }),
        case(9, "cut_in_last_row.csv", "a text cut in the middle of its last row", text[..text.len() - 40].to_vec())
            .one_aside("row 21"),
        case(7, "never_closed.ods", "a document whose elements are never closed", {
            let content = ods::content("Participants", &ods::rows_xml(&clean().rows));
            zip(&ods::parts(&content[..content.find("</table:table>").unwrap()]))
        })
        .refused("file"),
        case(7, "never_closed_cell.ods", "a document that ends inside a cell", {
            let content = ods::content("Participants", &ods::rows_xml(&clean().rows));
            zip(&ods::parts(&content[..content.find("HPJ001010").unwrap() + 4]))
        })
        .refused("file"),
        case(7, "never_closed_sheet.xlsx", "a sheet whose rows are never closed", {
            let sheet = String::from_utf8(book(&[clean()]).part(SHEET).to_vec()).unwrap();
            book(&[clean()]).put(SHEET, sheet.replace("</row>", "")).bytes()
        })
        .refused("file"),
    ]);
    cases
}

fn damaged() -> Vec<Case> {
    let wrong_crc = |name: &'static str, stored: bool| {
        shared().zipped(|parts| {
            let part = parts.iter_mut().find(|part| part.name == name).unwrap();
            if stored {
                let data = shared().part(name).to_vec();
                *part = Part::stored(name, &data);
            }
            part.crc ^= 0x0100;
        })
    };
    let broken_deflate = shared().zipped(|parts| {
        let part = parts.iter_mut().find(|part| part.name == SHEET).unwrap();
        let middle = part.packed.len() / 2;
        part.packed[middle..middle + 8].fill(0xff);
    });
    let one_digit = shared().zipped(|parts| {
        let (part, data) = (parts.iter_mut().find(|part| part.name == SHEET).unwrap(), shared().part(SHEET).to_vec());
        let mut wrong = Part::stored(SHEET, &data);
        let at = wrong.packed.windows(3).position(|bytes| bytes == b"417").unwrap();
        wrong.packed[at + 2] = b'8';
        *part = wrong;
    });
    let binary_crc = xlsb::book(&clean()).zipped(|parts| {
        parts.iter_mut().find(|part| part.name.ends_with("sheet1.bin")).unwrap().crc ^= 1;
    });
    let ods_crc = {
        let mut parts = ods::parts(&ods::content("Participants", &ods::rows_xml(&clean().rows)));
        parts[1].crc ^= 1;
        zip(&parts)
    };
    let short = shared().zipped(|parts| parts.iter_mut().find(|part| part.name == SHEET).unwrap().size -= 1);
    let crc = |name, what, bytes| case(10, name, what, bytes).refused("file").says(&["damaged"]);
    let old = |name, what, change: fn(&mut Vec<u8>)| {
        let mut bytes = xls(&clean());
        change(&mut bytes);
        case(8, name, what, bytes).refused("file")
    };
    vec![
        crc("crc_sheet_deflated.xlsx", "wrong CRC of a packed sheet", wrong_crc(SHEET, false)),
        crc("crc_sheet_stored.xlsx", "wrong CRC of a stored sheet", wrong_crc(SHEET, true)),
        crc("crc_strings_deflated.xlsx", "wrong CRC of the packed texts", wrong_crc(STRINGS, false)),
        crc("crc_strings_stored.xlsx", "wrong CRC of the stored texts", wrong_crc(STRINGS, true)),
        crc("crc_styles.xlsx", "wrong CRC of the styles", wrong_crc(STYLES, false)),
        crc("crc_workbook.xlsx", "wrong CRC of the list of sheets", wrong_crc(WORKBOOK, false)),
        crc("crc_one_digit.xlsx", "one digit of one date changed in a stored sheet", one_digit),
        crc("crc_sheet.xlsb", "wrong CRC of a binary sheet", binary_crc),
        crc("crc_content.ods", "wrong CRC of content.xml", ods_crc),
        case(10, "broken_deflate.xlsx", "a sheet that cannot be unpacked", broken_deflate).refused("file"),
        case(10, "wrong_length.xlsx", "a sheet one byte longer than declared", short).refused("file"),
        old("biff_sheet_beyond_the_stream.xls", "a sheet that begins beyond the end", |bytes| {
            // The position of the sheet in the record 0x0085.
            let at = bytes.windows(4).position(|bytes| bytes == [0x85, 0, 20, 0]).unwrap();
            bytes[at + 4..at + 8].copy_from_slice(&u32::MAX.to_le_bytes());
        }),
        old("biff_sector_loop.xls", "a chain of sectors that loops", |bytes| {
            let second = 512 + 3 * 4;
            bytes[second..second + 4].copy_from_slice(&2u32.to_le_bytes());
        }),
        old("biff_no_directory.xls", "a directory that begins nowhere", |bytes| {
            bytes[48..52].copy_from_slice(&0x00ff_ffffu32.to_le_bytes());
        }),
        case(8, "biff_end_in_the_middle.xls", "a cell that became the end of its sheet", {
            let mut bytes = as_programs_write(&clean());
            // The first cell of the tenth row: a shared text.
            let at = bytes.windows(8).position(|bytes| bytes == [0xfd, 0, 10, 0, 9, 0, 0, 0]).unwrap();
            bytes[at] = 0x0a;
            bytes
        })
        .refused("file")
        .says(&["in the middle"]),
        case(8, "biff_dimensions_lie.xls", "dimensions of 4 billion rows", {
            let mut records = records(&clean(), false);
            let at = records.windows(4).position(|bytes| bytes == [0, 2, 14, 0]).unwrap();
            records[at + 8..at + 12].fill(0xff);
            ole("Workbook", &records)
        })
        .refused("file"),
    ]
}

/// What is no spreadsheet, and what has another format's name.
fn strangers() -> Vec<Case> {
    let html = "<html><body><table><tr><td>Client Ref</td></tr><tr><td>HPJ001001</td></tr></table></body></html>";
    let xml = "<?xml version=\"1.0\"?>\n<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"></Workbook>";
    let mhtml = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n<html></html>";
    let noise: Vec<u8> = (0..4000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let refused =
        |row, name, what, bytes: &[u8], words| case(row, name, what, bytes.to_vec()).refused("file").says(&[words]);
    let renamed = |name: &str, what, bytes| case(12, name, what, bytes).noted("file").says(&["content"]);
    let word = zip(&[Part::stored("[Content_Types].xml", b"<Types/>"), Part::stored("word/document.xml", b"<w/>")]);
    vec![
        refused(11, "empty.xlsx", "0 bytes", b"", "empty"),
        refused(11, "empty.csv", "0 bytes", b"", "empty"),
        refused(11, "random.xlsx", "random bytes", &noise, "neither a workbook nor text"),
        refused(11, "random.csv", "random bytes", &noise, "neither a workbook nor text"),
        refused(11, "noughts.xls", "a kilobyte of zeros", &[0; 1024], "neither a workbook nor text"),
        refused(11, "image.xlsx", "a picture", b"\x89PNG\r\n\x1a\n....", "an image"),
        refused(11, "document.xlsx", "a PDF", b"%PDF-1.7 ...", "a PDF"),
        refused(11, "letter.xlsx", "a Word document", &word, "a Word document"),
        refused(11, "database.csv", "a SQLite database", b"SQLite format 3\0....", "a SQLite database"),
        refused(11, "archive.csv", "a gzip archive", b"\x1f\x8b\x08\0\0\0\0\0", "a gzip archive"),
        refused(12, "portal.xls", "HTML named xls", html.as_bytes(), "web page"),
        refused(
            12,
            "portal_marked.xls",
            "HTML in UTF-16 named xls",
            &utf16(&format!("\u{feff}{html}"), u16::to_le_bytes),
            "web page",
        ),
        refused(12, "portal.csv", "HTML named csv", html.as_bytes(), "web page"),
        refused(12, "sheet2003.xls", "XML of Excel 2003 named xls", xml.as_bytes(), "Excel 2003"),
        refused(12, "archive.xls", "a web archive named xls", mhtml.as_bytes(), "web page"),
        refused(12, "data.csv", "JSON named csv", b"{\"clients\": []}", "JSON"),
        renamed("text.xlsx", "csv named xlsx", csv(&clean())),
        renamed("text.xls", "csv named xls", csv(&clean())),
        renamed("text.ods", "csv named ods", csv(&clean())),
        renamed("workbook.csv", "xlsx named csv", xlsx(&clean())),
        renamed("workbook.xls", "xlsx named xls", xlsx(&clean())),
        renamed("old.xlsx", "xls named xlsx", xls(&clean())),
        renamed("open.xlsx", "ods named xlsx", ods::ods(&clean())),
        renamed("binary.xlsx", "xlsb named xlsx", xlsb(&clean())),
        renamed("no_ending.data", "xlsx with another ending", xlsx(&clean())),
    ]
}

fn locked() -> Vec<Case> {
    let protected = [
        ole("EncryptedPackage", &[7; 4096]),
        ole("EncryptionInfo", &[7; 4096]),
        ole("Workbook", &{
            let mut records = records(&clean(), false);
            // FILEPASS behind the first record says that the rest is encrypted.
            records.splice(20..20, [0x2f, 0, 6, 0, 1, 0, 0x59, 0xb3, 0x0a, 0x9a]);
            records
        }),
        shared().zipped(|parts| parts.iter_mut().for_each(|part| part.flags = 1)),
    ];
    let names = ["protected.xlsx", "protected_info.xlsx", "protected.xls", "protected_parts.xlsx"];
    let one = |(name, bytes)| case(13, name, "protected by a password", bytes).refused("file").says(&["password"]);
    names.into_iter().zip(protected).map(one).collect()
}

fn names() -> Vec<Case> {
    let added = |name: &str| shared().zipped(|parts| parts.push(Part::stored(name, b"x")));
    let other = Table { sheet: "Participants".into(), rows: clean().rows[..3].to_vec() };
    let twice = |name: &str| {
        let sheet = Part::deflated(name, xlsx::book(std::slice::from_ref(&other)).part(SHEET));
        shared().zipped(|parts| parts.push(sheet))
    };
    let local = shared().zipped(|parts| {
        parts.iter_mut().find(|part| part.name == SHEET).unwrap().local_name = Some("xl/worksheets/sheet9.xml".into());
    });
    let outside = |name, part| case(14, name, "a part that points outside the file", added(part)).refused("file");
    let duplicate = |name, what, bytes| case(14, name, what, bytes).refused("file").says(&["duplicate"]);
    vec![
        outside("dots.xlsx", "../../../etc/cron.d/x"),
        outside("dots_inside.xlsx", "xl/../../x"),
        outside("absolute.xlsx", "/etc/x"),
        outside("drive.xlsx", "C:/x"),
        outside("backslashes.xlsx", "..\\..\\x"),
        duplicate("duplicate_sheet.xlsx", "two parts with the sheet's name", twice(SHEET)),
        duplicate("duplicate_by_case.xlsx", "two parts whose names differ in case", twice("xl/Worksheets/Sheet1.xml")),
        duplicate("duplicate_strings.xlsx", "two lists of texts", twice(STRINGS)),
        case(14, "other_local_name.xlsx", "a local header with another name", local).refused("file"),
        case(14, "missing_sheet.xlsx", "a sheet that the workbook names is not there", shared().without(SHEET).bytes())
            .refused("file"),
        case(14, "missing_strings.xlsx", "the list of texts is not there", shared().without(STRINGS).bytes())
            .refused("file"),
        case(14, "missing_workbook.xlsx", "the list of sheets is not there", shared().without(WORKBOOK).bytes())
            .refused("file"),
    ]
}
