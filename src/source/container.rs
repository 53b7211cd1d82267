//! What a file is, by its content: its name is only a claim.

use super::Format;
use super::directory::{Directory, password};
use super::encoding;
use super::untold::{Untold, ods, xls, xlsb};
use super::xlsx;
use crate::definitions::Limits;
use crate::fault::{Fault, printable};
use crate::finding::number_of;

const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
const OPEN_DOCUMENT: &[u8] = b"application/vnd.oasis.opendocument.";

/// A file's content, as far as it has to be known to choose its reader.
#[derive(Debug)]
pub(super) enum Content<'a> {
    Text,
    /// With its checked table of contents.
    Xlsx(Directory<'a>),
    /// What calamine reads: every part of it that counts has been unpacked and checked. With what it will not tell.
    Other(Format, Vec<Untold>),
}

impl Content<'_> {
    pub fn format(&self) -> Format {
        match self {
            Content::Text => Format::Text,
            Content::Xlsx(_) => Format::Xlsx,
            Content::Other(format, _) => *format,
        }
    }
}

/// Says what the bytes are, or why they are refused.
pub(super) fn identify<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Content<'a>, Fault> {
    if bytes.is_empty() {
        return Err(Fault::refused("it is empty (0 bytes)").hint("is it still being copied? Else ask for it again"));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return identify_zip(bytes, limits);
    }
    if bytes.starts_with(OLE) {
        return Ok(Content::Other(identify_ole(bytes)?, xls::look(bytes)?));
    }
    if let Some(what) = known_stranger(bytes) {
        return Err(refuse_kind(what, "ask the sender for the workbook or the csv file it was made from"));
    }
    // The first record of Excel 2, 3 and 4, which had no container.
    if matches!(bytes, [0x09, 0x00 | 0x02 | 0x04, 0x04 | 0x06, 0x00, ..]) {
        return Err(refuse_kind("a workbook of Excel 4 or older", "open it in Excel and save it as .xlsx"));
    }
    identify_text(bytes)
}

fn identify_zip<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Content<'a>, Fault> {
    let directory = Directory::read(bytes, limits)?;
    let format = if directory.has("xl/workbook.xml") {
        Format::Xlsx
    } else if directory.has("xl/workbook.bin") {
        Format::Xlsb
    } else if directory.has("content.xml") {
        match directory.beginning("mimetype").as_deref().and_then(|kind| kind.strip_prefix(OPEN_DOCUMENT)) {
            Some(kind) if !kind.starts_with(b"spreadsheet") => {
                return Err(refuse_kind("an OpenDocument file but not a spreadsheet", "ask for an .ods or .xlsx file"));
            }
            _ => Format::Ods,
        }
    } else if is_moved_workbook(&directory) {
        Format::Xlsx
    } else {
        return Err(refuse_zip(&directory));
    };
    directory.check(limits)?;
    if format == Format::Xlsx {
        return Ok(Content::Xlsx(directory));
    }
    let mut untold = Vec::new();
    for part in directory.parts.iter().filter(|part| is_read(format, &part.name)) {
        // calamine takes XML that is not well formed for the end of a row or a table, or never comes to an end.
        let name = part.name.to_ascii_lowercase();
        if name == "content.xml" {
            untold = xlsx::read_part(&directory, part, ods::look)?;
        } else if name.ends_with(".xml") {
            xlsx::check_xml(&directory, part)?;
        } else {
            directory.unpack(part)?.drain()?;
        }
    }
    if format == Format::Xlsb {
        untold = xlsb::look(&directory)?;
    }
    Ok(Content::Other(format, untold))
}

/// A workbook's parts may stand anywhere: the list of content types says what they are.
fn is_moved_workbook(directory: &Directory<'_>) -> bool {
    const KINDS: [&[u8]; 4] = [
        b"spreadsheetml.sheet.main+xml",
        b"spreadsheetml.template.main+xml",
        b"ms-excel.sheet.macroEnabled.main+xml",
        b"ms-excel.template.macroEnabled.main+xml",
    ];
    let types = directory.beginning("[Content_Types].xml").unwrap_or_default();
    KINDS.iter().any(|kind| memchr::memmem::find(&types, kind).is_some())
}

/// Whether calamine reads this part of a format.
fn is_read(format: Format, name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    match format {
        Format::Ods => ["mimetype", "content.xml", "meta-inf/manifest.xml"].contains(&name.as_str()),
        _ => {
            (name.starts_with("xl/worksheets/") && name.ends_with(".bin"))
                || ["xl/workbook.bin", "xl/styles.bin", "xl/sharedstrings.bin", "xl/_rels/workbook.bin.rels"]
                    .contains(&name.as_str())
        }
    }
}

/// XML that brings its own definitions can be made to grow without end, or to read other files.
pub(super) fn doctype_refused(part: &str) -> Fault {
    Fault::refused(format!("XML with a DOCTYPE is not accepted: part `{}`", printable(part)))
        .hint("no spreadsheet program writes this: do not open it, ask the sender")
}

fn refuse_zip(directory: &Directory<'_>) -> Fault {
    let ask = "ask the sender for the workbook or the csv file";
    let under = |folder: &str| directory.parts.iter().any(|part| part.name.starts_with(folder));
    if under("word/") {
        refuse_kind("a Word document", ask)
    } else if under("ppt/") {
        refuse_kind("a PowerPoint presentation", ask)
    } else if under("Index/") {
        refuse_kind("a document of Apple Numbers or Pages", "open it there and export it as .xlsx")
    } else if under("xl/") || directory.has("[Content_Types].xml") {
        Fault::refused("it is a damaged workbook: the part that lists its sheets is missing")
            .hint("ask the sender to save it again from Excel")
    } else {
        refuse_kind("a zip archive", "unpack it and give the files in it")
    }
}

/// Directory entries of an OLE container are 128 bytes long, start at multiples of 128 and begin with
/// the name in UTF-16, which a zero ends.
fn identify_ole(bytes: &[u8]) -> Result<Format, Fault> {
    let has = |name: &str| {
        let wanted: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        bytes.chunks(128).any(|entry| entry.starts_with(&wanted))
    };
    if has("EncryptedPackage") || has("EncryptionInfo") {
        return Err(password());
    }
    if has("Workbook") || has("Book") || has("WORKBOOK") || has("BOOK") {
        return Ok(Format::Xls);
    }
    let ask = "ask the sender for the workbook or the csv file";
    if has("WordDocument") {
        return Err(refuse_kind("a Word document", ask));
    }
    if has("PowerPoint Document") {
        return Err(refuse_kind("a PowerPoint presentation", ask));
    }
    if has("__properties_version1.0") {
        return Err(refuse_kind("an Outlook message", "save its attachment and give that"));
    }
    Err(Fault::refused("it is a damaged workbook: the stream that holds its sheets is missing")
        .hint("ask the sender to open it in Excel and save it as .xlsx"))
}

fn known_stranger(bytes: &[u8]) -> Option<&'static str> {
    const STRANGERS: [(&[u8], &str); 13] = [
        (b"%PDF-", "a PDF"),
        (b"\x89PNG\r\n", "an image (PNG)"),
        (b"\xff\xd8\xff", "an image (JPEG)"),
        (b"GIF8", "an image (GIF)"),
        (b"II*\0", "an image (TIFF)"),
        (b"MM\0*", "an image (TIFF)"),
        (b"{\\rtf", "a rich text document"),
        (b"\x1f\x8b\x08", "a gzip archive"),
        (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
        (b"Rar!\x1a\x07", "a RAR archive"),
        (b"PAR1", "a Parquet file"),
        (b"SQLite format 3\0", "a SQLite database"),
        (b"\0\x01\0\0Standard ", "an Access database"),
    ];
    STRANGERS.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, what)| *what)
}

/// Markup that portals like to name `.xls`, then anything that is text.
fn identify_text(bytes: &[u8]) -> Result<Content<'_>, Fault> {
    if is_blank(bytes) {
        let what = format!(
            "it holds no text: {} of white space or marks of its encoding alone",
            number_of(bytes.len() as u64, "byte")
        );
        return Err(
            Fault::blocked(what).hint("ask the sender for the file again; an empty return is not taken as \"nobody\"")
        );
    }
    let head = encoding::decode(&bytes[..bytes.len().min(4096)]).text.trim_start().to_ascii_lowercase();
    let save = "open it in Excel and save it as .xlsx";
    const TAGS: [&str; 10] =
        ["<!doctype html", "<html", "<head", "<body", "<table", "<meta", "<style", "<script", "<div", "<!--"];
    let mhtml = head.starts_with("mime-version:") && head.contains("multipart/related");
    if mhtml || TAGS.iter().any(|tag| head.starts_with(tag)) || (head.starts_with("<?xml") && head.contains("<html")) {
        return Err(refuse_kind("a web page (HTML), not a workbook", save));
    }
    if head.contains("urn:schemas-microsoft-com:office:spreadsheet") {
        return Err(refuse_kind("an XML spreadsheet of Excel 2003", save));
    }
    if head.starts_with("<?xml") || head.starts_with("<workbook") {
        return Err(refuse_kind("an XML file, not a workbook", save));
    }
    if head.starts_with("{\"") || head.starts_with("[{") || head.starts_with("{\n") || head.starts_with("{\r\n") {
        return Err(refuse_kind("a JSON file", "ask the sender for a workbook or a csv file"));
    }
    if encoding::is_text(bytes) {
        return Ok(Content::Text);
    }
    Err(Fault::refused("it is neither a workbook nor text: its bytes make no sense")
        .hint("it may be damaged or encrypted: ask the sender to send it again"))
}

/// Whether there is nothing to be seen in a text: white space, a mark of its encoding.
fn is_blank(bytes: &[u8]) -> bool {
    // Nearly every file shows something at its beginning.
    let seen = |text: &str| text.chars().any(|c| !c.is_whitespace() && !matches!(c, '\u{feff}' | '\u{200b}'));
    !seen(&encoding::decode(&bytes[..bytes.len().min(4096)]).text) && !seen(&encoding::decode(bytes).text)
}

fn refuse_kind(what: &str, hint: &str) -> Fault {
    Fault::refused(format!("this is {what}")).hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(bytes: &[u8]) -> String {
        identify(bytes, &Limits::default()).unwrap_err().message
    }

    #[test]
    fn what_is_no_workbook_is_called_by_its_name() {
        let cases: [(&[u8], &str); 14] = [
            (b"", "empty (0 bytes)"),
            (b"\xef\xbb\xbf", "no text: 3 bytes of white space or marks"),
            (b"\xff\xfe\r\0\n\0", "no text: 6 bytes"),
            (b" \r\n\t\n\xc2\xa0", "no text: 7 bytes"),
            (b"%PDF-1.7\n", "a PDF"),
            (b"\x89PNG\r\n\x1a\n", "an image (PNG)"),
            (b"\xff\xd8\xff\xe0", "an image (JPEG)"),
            (b"\n <!DOCTYPE HTML><table>", "a web page"),
            (b"\xef\xbb\xbf<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\">", "a web page"),
            (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n", "a web page"),
            (
                b"<?xml version=\"1.0\"?>\n<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">",
                "Excel 2003",
            ),
            (b"{\"clients\": []}", "a JSON file"),
            (b"\x09\x04\x06\x00\x00\x00\x10\x00", "Excel 4 or older"),
            (b"\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x10\x11", "neither a workbook nor text"),
        ];
        for (bytes, said) in cases {
            let message = refusal(bytes);
            assert!(message.contains(said), "{message} should say {said}");
        }
    }

    #[test]
    fn an_ole_container_is_told_by_the_names_of_its_streams() {
        let with = |name: &str| {
            let mut bytes = [OLE, &[0; 504]].concat();
            bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
            bytes.resize(1024, 0);
            identify_ole(&bytes).map_err(|fault| fault.message)
        };
        assert_eq!(with("Workbook"), Ok(Format::Xls));
        assert_eq!(with("Book"), Ok(Format::Xls));
        assert!(with("EncryptedPackage").unwrap_err().contains("password"));
        assert!(with("WordDocument").unwrap_err().contains("Word"));
        assert!(with("Workbooks").unwrap_err().contains("damaged"));
    }

    #[test]
    fn text_is_text_even_when_it_begins_like_something_else() {
        for text in ["Ref,Name\n1,2\n", "<5,>5\n1,2\n", "[note 1],x\n", "PK,Name\n1,a\n", "x"] {
            assert_eq!(identify(text.as_bytes(), &Limits::default()).unwrap().format(), Format::Text, "{text}");
        }
    }

    #[test]
    fn the_parts_that_calamine_reads_are_unpacked_and_checked_first() {
        use super::super::directory::tests::zip;
        let kind: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";
        let file = |content: &[u8], crc| {
            let size = content.len() as u32;
            let bytes = zip(&[("mimetype", kind, kind.len() as u32, None), ("content.xml", content, size, crc)]);
            identify(&bytes, &Limits::default()).map(|content| content.format()).map_err(|fault| fault.message)
        };
        assert_eq!(file(b"<x/>", None), Ok(Format::Ods));
        assert_eq!(file(b"<x/>", Some(1)).unwrap_err(), "part `content.xml` is damaged: its CRC does not match");
        // At the border of two blocks too.
        for before in [0, 5, (64 << 10) - 4, 64 << 10] {
            let content = [vec![b' '; before], b"<!DOCTYPE x><x/>".to_vec()].concat();
            assert_eq!(file(&content, None).unwrap_err(), "XML with a DOCTYPE is not accepted: part `content.xml`");
        }
        let bytes = zip(&[("xl/workbook.bin", b"1", 1, None), ("xl/worksheets/sheet1.bin", b"2", 1, Some(1))]);
        assert!(identify(&bytes, &Limits::default()).unwrap_err().message.contains("sheet1.bin` is damaged"));
    }
}
