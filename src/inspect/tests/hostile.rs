//! Files that are made to harm whoever opens them: each is refused with words on what to do, and quickly.

use super::{Parts, told, word};
use crate::fault::Exit;

fn refused(bytes: &[u8]) -> String {
    let fault = told(bytes).unwrap_err();
    assert_eq!(fault.exit, Exit::Refused, "{fault}");
    assert!(fault.hint.is_some(), "{fault}");
    fault.message
}

fn with_part(name: &str, text: &str) -> Vec<u8> {
    let mut parts = word::document();
    parts.add(name, text);
    parts.pack()
}

#[test]
fn what_unpacks_without_end_is_refused() {
    assert!(refused(&with_part("word/media/image1.png", &"0".repeat(20 << 20))).contains("unpacks to more"));
    let mut many = Parts::new(&[]);
    (0..2_100).for_each(|at| many.add(&format!("a{at}"), ""));
    assert!(refused(&many.pack()).contains("2100 parts"));
}

#[test]
fn xml_that_is_broken_or_brings_definitions_is_refused() {
    let hostile = [
        "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><x>&b;</x>",
        "<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><x/>",
        "<x><y></x>",
    ];
    for xml in hostile {
        assert!(refused(&with_part("word/header1.xml", xml)).contains("word/header1.xml"), "{xml}");
    }
    let deep = "<x>".repeat(500_000);
    assert!(refused(&with_part("word/header1.xml", &format!("{deep}{}", "y".repeat(500_000)))).contains("header1.xml"));
    let spaces: String = (0..2_000).map(|at| format!(" xmlns:a{at}='b'")).collect();
    assert!(refused(&with_part("word/header1.xml", &format!("<x{spaces}/>"))).contains("namespaces"));
}

#[test]
fn a_container_that_was_cut_is_refused_at_any_byte() {
    let whole = word::document().pack();
    for length in (4..whole.len()).step_by(7) {
        assert!(told(&whole[..length]).is_err(), "cut at {length}");
    }
}

#[test]
fn a_page_that_nests_deep_or_has_a_tag_without_end_is_refused() {
    let page = |inside: &str| format!("<!doctype html><title>x</title>{inside}");
    assert!(refused(page(&"<div>".repeat(1_000_000)).as_bytes()).contains("nests deeper"));
    let attributes: String = (0..400_000).map(|at| format!(" a{at}")).collect();
    assert!(refused(page(&format!("<p{attributes}>")).as_bytes()).contains("no end in sight"));
    let again =
        format!("<p>{}{}", (0..190).map(|at| format!("<b a={at}>")).collect::<String>(), "<p>x".repeat(100_000));
    assert!(refused(page(&again).as_bytes()).contains("holds more"));
    assert!(refused(b"<!doctype html>\xff").contains("not UTF-8"));
}

#[test]
fn a_long_attribute_is_read_or_refused_and_never_shown_whole() {
    let long = "x".repeat(20 << 20);
    let page = format!("<!doctype html><html lang=\"{long}\"><title>x</title>");
    let given =
        crate::inspect::Given { name: "x", bytes: page.as_bytes(), metadata: None, is_beside: crate::inspect::ALONE };
    let inspection = crate::inspect::inspect(&given).unwrap();
    let places: Vec<&String> = inspection.broken().flat_map(|(_, places)| &places.first).collect();
    assert!(places.len() > 3 && places.iter().all(|place| place.len() < 300));
    let longer = format!("<!doctype html><p title=\"{}\">", "x".repeat(100 << 20));
    assert!(refused(longer.as_bytes()).contains("longer than"));
}

#[test]
fn an_empty_sheet_that_claims_to_be_endless_costs_nothing_and_a_full_one_is_refused() {
    const SPACES: &str = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"";
    let sheet = |cell: &str| {
        let row = format!("<table:table-row table:number-rows-repeated=\"4000000000\">{cell}</table:table-row>");
        let content = format!(
            "<office:document-content {SPACES}><table:table table:name=\"x\">{row}</table:table></office:document-content>"
        );
        Parts::new(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)]).pack()
    };
    let empty = "<table:table-cell table:number-columns-repeated=\"4000000000\"/>";
    assert!(told(&sheet(empty)).is_ok());
    let full = "<table:table-cell table:number-columns-repeated=\"4000000000\"><text:p>1</text:p></table:table-cell>";
    assert!(refused(&sheet(full)).contains("cells"));
}
