//! A small CSV file with its metadata, and the least change that breaks each rule.

use crate::inspect::{Given, Kind, inspect};

const TABLE: &str = "prime,people,day\nNorthgate Works,9,2015-12-31\nBridgewater Pathways,[c],2015-12-31\n";
const METADATA: &str = r#"{"@context": ["http://www.w3.org/ns/csvw", {"@language": "en-GB"}], "dc:title": "Rates", "tables": [
    {"url": "tables/rates.csv", "dc:description": "[c] Confidential: not shown, to protect people.",
     "tableSchema": {"columns": [{"titles": "prime"}, {"titles": ["people"], "null": ["[c]"]}, {"name": "day"}]}}]}"#;

fn broken(table: &[u8], metadata: Option<&str>) -> Vec<&'static str> {
    let given = Given {
        name: "rates.csv",
        bytes: table,
        metadata: metadata.map(str::as_bytes),
        is_beside: crate::inspect::ALONE,
    };
    inspect(&given).unwrap().broken().map(|(rule, _)| rule.id).collect()
}

const CHANGES: &[(&str, &str, &str)] = &[
    ("cells_say_something", ",9,", ",n/a,"),
    ("shorthand_known", ",9,", ",[hidden],"),
    ("shorthand_explained", ",9,", ",[z],"),
    ("csv_utf8", "prime,", "\u{feff}prime,"),
    ("csv_headings", "day\n", "day,Day\n"),
    ("csv_same_width", ",9,", ",9,9,"),
    ("csv_no_blank_rows", "\nBridge", "\n\nBridge"),
    ("csv_iso_dates", "2015-12-31", "31/12/2015"),
    ("csv_no_formulas", "Northgate", "=Northgate"),
];

#[test]
fn each_rule_for_csv_is_broken_by_its_own_change_alone() {
    assert_eq!(broken(TABLE.as_bytes(), Some(METADATA)), Vec::<&str>::new());
    for (rule, from, to) in CHANGES {
        assert!(TABLE.contains(from));
        let (mut table, mut metadata) = (TABLE.replacen(from, to, 1), METADATA.to_string());
        if *rule == "csv_headings" {
            // A column more has its cells, and its place in the metadata.
            table = table.replace("-31\n", "-31,2015-12-31\n");
            metadata = metadata.replace("{\"name\": \"day\"}", "{\"name\": \"day\"}, {\"name\": \"Day\"}");
        }
        assert_eq!(broken(table.as_bytes(), Some(&metadata)), [*rule], "{table}");
    }
    let changed = CHANGES.iter().map(|(rule, ..)| *rule).chain(["csv_metadata"]);
    super::every_rule_has_its_change(Kind::Csv, changed);
}

#[test]
fn metadata_that_are_missing_broken_or_of_another_table_break_their_rule() {
    let plain = TABLE.replace("[c]", "8");
    for metadata in [None, Some("{"), Some("{\"url\": \"other.csv\"}")] {
        assert_eq!(broken(plain.as_bytes(), metadata), ["csv_metadata"]);
    }
    let changes = [("en-GB", "fr"), ("\"dc:title\": \"Rates\"", "\"dc:title\": \"\""), ("\"prime\"", "\"people\"")];
    for (from, to) in changes {
        assert_eq!(broken(TABLE.as_bytes(), Some(&METADATA.replacen(from, to, 1))), ["csv_metadata"], "{from}");
    }
}

#[test]
fn another_encoding_commas_alone_and_numbers_with_a_sign_are_told_apart() {
    let table = [TABLE.as_bytes(), b"Caf\xe9,-3,2015-12-31\n"].concat();
    assert_eq!(broken(&table, Some(METADATA)), ["csv_utf8"]);
    assert_eq!(broken(format!("{TABLE},,\n").as_bytes(), Some(METADATA)), ["csv_no_blank_rows"]);
    let quoted = format!("{TABLE}\"two\n\nlines\",1,2015-12-31\n");
    assert_eq!(broken(quoted.as_bytes(), Some(METADATA)), Vec::<&str>::new());
}
