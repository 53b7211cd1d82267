//! The data tables of the samples' papers hold the figures that the papers print, number by number: what `report.html`
//! says in a cell is what its values say, and the same values stand in xlsx, ods and csv.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Ods, Range, Reader, Xlsx};
use chrono::{Days, NaiveDate};
use html5ever::tendril::TendrilSink;
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use serde_json::Value;

use crate::harness::Bench;

const SAMPLES: [(&str, &str, usize); 3] =
    [("halton", "2015-16-Q3", 14), ("greater-manchester", "2017-18-Q3", 9), ("pioneer", "2023-24-Q4", 8)];

/// The rows of a table, headings first.
type Rows = Vec<Vec<String>>;

struct Paper {
    bench: Bench,
    folder: String,
}

impl Paper {
    fn of(id: &str, quarter: &str) -> Paper {
        let bench = Bench::new();
        bench.sample_of(id).run(&["report", "-w", id, "--quarter", quarter]).expect(0);
        Paper { bench, folder: format!("output/{id}/{quarter}") }
    }

    fn read(&self, name: &str) -> String {
        self.bench.read(&format!("{}/{name}", self.folder))
    }

    fn bytes(&self, name: &str) -> Cursor<Vec<u8>> {
        Cursor::new(std::fs::read(self.bench.path().join(&self.folder).join(name)).unwrap())
    }

    /// The tables of the page by their ids, with their numbers.
    fn printed(&self) -> BTreeMap<String, (String, Rows)> {
        let page =
            html5ever::parse_document(RcDom::default(), html5ever::ParseOpts::default()).one(self.read("report.html"));
        all(&page.document, "table")
            .iter()
            .map(|table| {
                let caption = all(table, "caption").remove(0);
                let number =
                    text(&all(&caption, "span").into_iter().find(|own| attribute(own, "class") == "number").unwrap());
                let rows = all(table, "tr").iter().map(|row| cells(row).iter().map(text).collect()).collect();
                (
                    attribute(&caption, "id").trim_end_matches("-caption").to_string(),
                    (number.trim_end_matches(':').into(), rows),
                )
            })
            .collect()
    }

    /// The csv files by the ids of their tables.
    fn csv(&self) -> BTreeMap<String, Rows> {
        let metadata: Value = serde_json::from_str(&self.read("tables/csv-metadata.json")).unwrap();
        let urls = metadata["tables"].as_array().unwrap().iter().map(|table| table["url"].as_str().unwrap());
        urls.map(|url| {
            let text = self.read(&format!("tables/{url}"));
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
            let rows = reader.records().map(|row| row.unwrap().iter().map(String::from).collect()).collect();
            (url.splitn(3, '-').nth(2).unwrap().trim_end_matches(".csv").to_string(), rows)
        })
        .collect()
    }
}

fn all(node: &Handle, name: &str) -> Vec<Handle> {
    let is_it = matches!(&node.data, NodeData::Element { name: own, .. } if &*own.local == name);
    let own = is_it.then(|| node.clone());
    own.into_iter().chain(node.children.borrow().iter().flat_map(|child| all(child, name))).collect()
}

fn attribute(node: &Handle, name: &str) -> String {
    let NodeData::Element { attrs, .. } = &node.data else { return String::new() };
    attrs.borrow().iter().find(|own| &*own.name.local == name).map(|own| own.value.to_string()).unwrap_or_default()
}

fn cells(row: &Handle) -> Vec<Handle> {
    row.children.borrow().iter().filter(|node| matches!(node.data, NodeData::Element { .. })).cloned().collect()
}

fn text(node: &Handle) -> String {
    let own = if let NodeData::Text { contents } = &node.data { contents.borrow().to_string() } else { String::new() };
    own + &node.children.borrow().iter().map(text).collect::<String>()
}

/// What stands between the values of a cell, and between cells.
const JOINTS: [&str; 7] = [" points (", " of ", " to ", " (", ", ", ")", "\u{1}"];

/// The ways in which a value of a csv file may be printed.
fn as_printed(value: &str) -> Vec<String> {
    let mut ways = vec![value.to_string()];
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    if digits(value) {
        let from_the_end: Vec<char> = value.chars().rev().collect();
        let threes: Vec<String> = from_the_end.chunks(3).map(|three| three.iter().collect()).collect();
        ways.push(threes.join(",").chars().rev().collect());
    }
    if let Some((whole, places)) = value.trim_start_matches('-').split_once('.').filter(|(_, places)| digits(places)) {
        let (tenths, rest) = places.split_at(2);
        let sign = if value.starts_with('-') { "-" } else { "" };
        let whole = format!("{whole}{tenths}").trim_start_matches('0').to_string();
        let whole = if whole.is_empty() { "0" } else { &whole };
        let number = if rest.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") };
        ways.extend([format!("{number}%"), number]);
    }
    if let Ok(date) = value.parse::<NaiveDate>() {
        ways.push(date.format("%-d %B %Y").to_string());
    }
    ways
}

/// Takes the values of a row off what the page prints for it, one after the other. What is left over, on either side, is what
/// the two do not both say; a mark may stand for a column that the page does not part.
fn told_apart(printed: &[String], values: &[String]) -> Result<(), String> {
    let row = printed.join("\u{1}");
    let mut rest = row.as_str();
    let joints = |rest: &mut &str| {
        while let Some(after) = JOINTS.iter().find_map(|joint| rest.strip_prefix(joint)) {
            *rest = after;
        }
    };
    for value in values {
        joints(&mut rest);
        let ways = as_printed(value);
        match ways.iter().filter(|way| rest.starts_with(way.as_str())).max_by_key(|way| way.len()) {
            Some(way) => rest = &rest[way.len()..],
            None if ["[c]", "[x]", "[z]"].contains(&value.as_str()) => {}
            None => return Err(format!("{value} is not in `{rest}` of {printed:?}, {values:?}")),
        }
    }
    joints(&mut rest);
    if rest.is_empty() { Ok(()) } else { Err(format!("`{rest}` of {printed:?} is not in {values:?}")) }
}

#[test]
fn what_a_table_prints_is_what_its_values_say_in_every_table_of_every_sample() {
    for (id, quarter, least) in SAMPLES {
        let paper = Paper::of(id, quarter);
        let (printed, csv) = (paper.printed(), paper.csv());
        assert_eq!(printed.keys().collect::<Vec<_>>(), csv.keys().collect::<Vec<_>>(), "{id}");
        assert!(printed.len() >= least, "{id} has {} tables", printed.len());
        for (table, (_, rows)) in &printed {
            assert_eq!(rows.len(), csv[table].len(), "{id} {table}");
            for (printed, values) in rows.iter().zip(&csv[table]).skip(1) {
                told_apart(printed, values).unwrap_or_else(|why| panic!("{id} {table}: {why}"));
            }
        }
    }
}

/// Such as `9 of 50`, `18% (9 of 50)`, `10% to 31%`.
fn is_composite(words: &str) -> bool {
    let of_a_number = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    words.contains("% (") || words.contains("% to ") || words.split(" of ").skip(1).any(of_a_number)
}

#[test]
fn no_value_is_several_numbers_and_a_column_of_numbers_has_nothing_else_but_shorthand() {
    for (id, quarter, _) in SAMPLES {
        let paper = Paper::of(id, quarter);
        let metadata: Value = serde_json::from_str(&paper.read("tables/csv-metadata.json")).unwrap();
        let (mut numbers, csv) = (0, paper.csv());
        for (own, rows) in metadata["tables"].as_array().unwrap().iter().map(|own| {
            let id = own["url"].as_str().unwrap().splitn(3, '-').nth(2).unwrap().trim_end_matches(".csv");
            (own, &csv[id])
        }) {
            for (at, column) in own["tableSchema"]["columns"].as_array().unwrap().iter().enumerate() {
                for value in rows[1..].iter().map(|row| &row[at]) {
                    let is_number = value.parse::<f64>().is_ok();
                    numbers += usize::from(is_number);
                    let is_mark = ["[c]", "[x]", "[z]"].contains(&value.as_str());
                    match column["datatype"].as_str().unwrap() {
                        "string" => {
                            assert!(!is_composite(value) && !is_number, "{id}: {value}")
                        }
                        "nonNegativeInteger" => assert!(is_mark || value.parse::<u64>().is_ok(), "{id}: {value}"),
                        "date" => assert!(value.parse::<NaiveDate>().is_ok(), "{id}: {value}"),
                        _ => assert!(is_mark || is_number, "{id}: {value}"),
                    }
                }
            }
        }
        assert!(numbers > 50, "{id}: {numbers}");
    }
}

#[test]
fn both_workbooks_have_the_tables_of_the_page_with_the_values_of_the_csv_files() {
    for (id, quarter, _) in SAMPLES {
        let paper = Paper::of(id, quarter);
        let xlsx = Xlsx::new(paper.bytes("report.xlsx")).unwrap().worksheets();
        let ods = Ods::new(paper.bytes("report.ods")).unwrap().worksheets();
        let (printed, csv) = (paper.printed(), paper.csv());
        for (kind, sheets) in [("xlsx", xlsx), ("ods", ods)] {
            assert_eq!(sheets.len(), 3 + printed.len(), "{id} {kind}");
            for (table, (number, _)) in &printed {
                let name = number.replace(' ', "_");
                let (_, range) = sheets.iter().find(|(own, _)| *own == name).unwrap();
                let rows = &csv[table];
                let first = range.height() - rows.len();
                for (at, row) in rows.iter().enumerate() {
                    for (column, value) in row.iter().enumerate() {
                        assert!(is(range, (first + at, column), value), "{id} {kind} {name} {at} {column}: {value}");
                    }
                }
            }
        }
    }
}

fn is(range: &Range<Data>, at: (usize, usize), value: &str) -> bool {
    match (range.get(at).unwrap(), value.parse::<f64>()) {
        (Data::Float(own), Ok(number)) => *own == number,
        (Data::String(own), _) => own == value,
        (Data::DateTimeIso(own), _) => own == value,
        (Data::DateTime(own), _) => {
            let zero = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap();
            (zero + Days::new(own.as_f64() as u64)).to_string() == value
        }
        _ => false,
    }
}

/// A table that the paper no longer has would pass for one of its own.
#[test]
fn a_table_of_an_earlier_run_that_this_paper_does_not_have_goes_and_what_is_not_ours_stays() {
    let paper = Paper::of("pioneer", "2023-24-Q4");
    let stale = format!("{}/tables/table-99-old.csv", paper.folder);
    let own = format!("{}/tables/readme.txt", paper.folder);
    paper.bench.file(&stale, "old").file(&own, "mine");
    paper.bench.run(&["report", "-w", "pioneer", "--quarter", "2023-24-Q4"]).expect(0);
    assert!(!paper.bench.exists(&stale) && paper.bench.exists(&own));
}
