//! `check-paper`: our own papers keep every rule, each rule finds what breaks it, and what is no paper is told so.

use std::collections::BTreeSet;

use quarterdeck::inspect::{ALONE, Given, Kind, inspect, rules};

use crate::harness::Bench;

/// The newest quarter of each sample.
const SAMPLES: [(&str, &str); 3] =
    [("halton", "2015-16-Q3"), ("greater-manchester", "2017-18-Q3"), ("pioneer", "2023-24-Q4")];

fn made(id: &str, quarter: &str) -> Bench {
    let bench = Bench::new();
    bench.sample_of(id);
    bench.run(&["report", "-w", id, "--quarter", quarter, "--quiet"]).expect(0);
    bench
}

/// Where a change is made in the page that adds an element.
const HERE: &str = "<h2 id=\"contents\">";

/// Words of the page of Halton, and what breaks one rule when it stands there instead.
const CHANGES: &[(&str, &str, &str)] = &[
    ("title", "<title>Welfare-to-work contracts: performance in October to December 2015</title>", "<title> </title>"),
    ("language", "lang=\"en-GB\"", "lang=\"en\""),
    (
        "headings_in_order",
        "<h3><span class=\"number\">3.1</span> Summary</h3>",
        "<h4><span class=\"number\">3.1</span> Summary</h4>",
    ),
    ("paragraphs_in_order", "<span class=\"number\">3.2.2</span>", "<span class=\"number\">3.2.4</span>"),
    ("background_papers", "There are none within the meaning of the Act.", ""),
    ("sentences_begin_with_words", "It now sees people in Widnes", "2 people now see it in Widnes"),
    ("ranges_in_words", "It now sees people in Widnes", "It now sees 9-12 people in Widnes"),
    ("percentages_one_decimal", ">23.8% (336 of", ">23.82% (336 of"),
    ("percentages_in_range", ">23.8% (336 of", ">123.8% (336 of"),
    ("cells_say_something", "<td>[z]</td>", "<td>-</td>"),
    ("shorthand_known", "<td>[z]</td>", "<td>[q]</td>"),
    ("shorthand_explained", "<td>[z]</td>", "<td>[u]</td>"),
    ("one_h1", "<p class=\"council\">Halton Borough Council</p>", "<h1>Halton Borough Council</h1>"),
    ("skip_link", "href=\"#main\"", "href=\"#top\""),
    ("landmarks", "<footer>", "<div>"),
    (
        "table_captions",
        "<span class=\"title\"><span class=\"number\">Table 1:</span> Rates to date against the contracts&#39; minimums, by prime</span>",
        "",
    ),
    ("table_headers", "<th scope=\"col\">Rate and prime</th>", "<th>Rate and prime</th>"),
    ("headers_say_something", "<th scope=\"col\">Rate and prime</th>", "<th scope=\"col\"></th>"),
    ("unique_ids", "<aside class=\"notice\"", "<aside id=\"top\" class=\"notice\""),
    ("links_lead_somewhere", "href=\"#section-2\"", "href=\"#section-two\""),
    ("drawings_described", "<svg class=\"panel\" role=\"img\" ", "<svg class=\"panel\" "),
    ("pictures_described", HERE, "<img src=\"data:image/png;base64,AA==\"><h2 id=\"contents\">"),
    ("figures_captioned", "<figcaption>", "<div>"),
    ("viewport", "width=device-width, ", ""),
    ("contrast", "background: #ffffff; color: #0b0c0c;", "background: #ffffff; color: #999999;"),
    ("print_repeats_heads", "thead { display: table-header-group; }", "thead { display: table; }"),
    ("print_keeps_together", "tr, li, .paragraph, .callout, .chart,", "li, .paragraph, .callout, .chart,"),
    ("no_script", HERE, "<script>alert(1)</script><h2 id=\"contents\">"),
    ("no_event_attributes", HERE, "<h2 onclick=\"go()\" id=\"contents\">"),
    ("no_requests", HERE, "<img alt=\"a map\" src=\"https://x.test/a.png\"><h2 id=\"contents\">"),
    ("content_security_policy", "default-src &#39;none&#39;", "default-src *"),
    ("no_data_attributes", HERE, "<h2 data-count=\"3\" id=\"contents\">"),
    ("no_comments", HERE, "<!-- 3 people --><h2 id=\"contents\">"),
    ("nothing_hidden", HERE, "<p hidden>Three people</p><h2 id=\"contents\">"),
    ("no_live_markup", HERE, "<marquee>Northgate</marquee><h2 id=\"contents\">"),
];

#[test]
fn each_rule_for_pages_is_broken_by_its_own_change_of_our_paper_alone() {
    let page = made("halton", "2015-16-Q3").read("output/halton/2015-16-Q3/report.html");
    let mut wrong = Vec::new();
    for (rule, from, to) in CHANGES {
        assert!(page.contains(from), "{rule}: `{from}` is not in the page");
        let changed = page.replacen(from, to, 1);
        let given = Given { name: "report.html", bytes: changed.as_bytes(), metadata: None, is_beside: ALONE };
        let inspection = inspect(&given).unwrap();
        let broken: Vec<_> = inspection.broken().map(|(rule, places)| (rule.id, &places.first)).collect();
        if broken.len() != 1 || broken[0].0 != *rule {
            wrong.push(format!("{rule}: {broken:?}"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    let changed: BTreeSet<&str> = CHANGES.iter().map(|(rule, ..)| *rule).collect();
    let all: BTreeSet<&str> = rules().filter(|rule| rule.kinds.contains(&Kind::Html)).map(|rule| rule.id).collect();
    assert_eq!(changed, all);
}

/// Every paper below a folder keeps every rule.
fn keeps_every_rule(bench: &Bench, folder: &str, what: &str) {
    let files = bench.all_files(folder);
    let is_paper = |name: &String| {
        let is_part_2 = name.contains("internal/part-2.");
        [".html", ".docx", ".xlsx", ".ods", ".csv"].iter().any(|end| name.ends_with(end))
            && (is_part_2 || !name.contains("internal/"))
    };
    let papers: Vec<String> =
        files.into_iter().map(|(name, _)| name).filter(is_paper).map(|name| format!("{folder}/{name}")).collect();
    assert!(!papers.is_empty(), "{what}");
    let papers: Vec<&str> = papers.iter().map(String::as_str).collect();
    let outcome = bench.run(&[&["check-paper", "--format", "json"], papers.as_slice()].concat());
    let told: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    let files = told["files"].as_array().unwrap();
    assert_eq!(files.len(), papers.len(), "{what}");
    let mut failed = Vec::new();
    for file in files {
        let rules = file["rules"].as_array().unwrap_or_else(|| panic!("{what}: {file}"));
        let broken = rules.iter().filter(|rule| rule["verdict"] == "fail");
        failed.extend(broken.map(|rule| format!("{}: {} {}", file["file"], rule["rule"], rule["places"])));
    }
    assert_eq!(failed, Vec::<String>::new(), "{what}");
}

#[test]
fn the_papers_of_every_sample_keep_every_rule_in_every_template() {
    for (id, quarter) in SAMPLES {
        let bench = Bench::new();
        bench.sample_of(id);
        let toml = format!("{id}/quarterdeck.toml");
        let settings = bench.read(&toml);
        if !settings.contains("\ndirectorate = ") {
            // One of the templates asks for it.
            bench.file(&toml, &settings.replacen("[council]\n", "[council]\ndirectorate = \"Economy\"\n", 1));
        }
        let made = |args: &[&str]| {
            bench.run(&[&["report", "-w", id, "--quarter", quarter, "--quiet"][..], args].concat()).expect(0);
        };
        let folder = format!("output/{id}/{quarter}");
        made(&[]);
        keeps_every_rule(&bench, &folder, id);
        for template in ["halton-cover", "halton-qmr", "manchester-scrutiny"] {
            made(&["--template", template, "--audience", "officers"]);
            assert!(bench.exists(&format!("{folder}/internal/part-2.html")) || id == "pioneer", "{id}");
            keeps_every_rule(&bench, &folder, &format!("{id}, {template}"));
        }
    }
}

#[test]
fn the_packs_of_every_sample_keep_every_rule_with_the_page_that_leads_to_them() {
    for (id, quarter) in SAMPLES {
        let bench = Bench::new();
        bench.sample_of(id);
        for each in ["prime", "area", "lot"] {
            let made = bench.run(&["report", "-w", id, "--quarter", quarter, "--quiet", "--for-each", each]);
            if made.code == 2 {
                // The returns of this sample know none.
                made.says(&["there is no"]);
                continue;
            }
            made.expect(0);
            assert!(bench.exists(&format!("output/{id}/{quarter}/{each}/index.html")));
            keeps_every_rule(&bench, &format!("output/{id}/{quarter}/{each}"), &format!("{id} by {each}"));
        }
    }
}

#[test]
fn a_link_to_a_file_beside_the_page_leads_somewhere_while_the_file_is_there() {
    let bench = made("halton", "2015-16-Q3");
    let page = bench.read("output/halton/2015-16-Q3/report.html");
    for (address, code) in
        [("other/a.html#top", 0), ("other/none.html", 10), ("../out.html", 10), ("/etc/hostname", 10)]
    {
        bench.file("papers/other/a.html", "x").file("out.html", "x");
        let link = format!("<p><a href=\"{address}\">The other</a></p><h2 id=\"contents\">");
        bench.file("papers/index.html", &page.replacen(HERE, &link, 1));
        let outcome = bench.run(&["check-paper", "papers/index.html"]);
        assert_eq!(outcome.code, code, "{address}: {}", outcome.stdout);
    }
}

#[test]
fn words_that_the_style_hides_and_rows_named_with_a_dash_are_found() {
    let page = made("halton", "2015-16-Q3").read("output/halton/2015-16-Q3/report.html");
    for (rule, from, to) in [
        ("nothing_hidden", "</style>", ".council { display: none }</style>"),
        ("nothing_hidden", "</style>", "main td { position: absolute; left: -9999px }</style>"),
        ("nothing_hidden", "<p class=\"council\">", "<p class=\"council\" style=\"font-size: 0\">"),
        ("cells_say_something", "<th scope=\"row\">", "<th scope=\"row\">-</th><th scope=\"row\">"),
    ] {
        assert!(page.contains(from), "{from}");
        let changed = page.replacen(from, to, 1);
        let given = Given { name: "report.html", bytes: changed.as_bytes(), metadata: None, is_beside: ALONE };
        let inspection = inspect(&given).unwrap();
        let broken: Vec<_> = inspection.broken().map(|(rule, _)| rule.id).collect();
        assert_eq!(broken, [rule], "{to}");
    }
}

#[test]
fn only_the_head_of_a_paper_says_that_it_goes_to_a_committee() {
    let page = |head: &str, body: &str| {
        let page =
            format!("<!doctype html><html><body><h1>T</h1>{head}<main><h2>A</h2><p>{body}</p></main></body></html>");
        let given = Given { name: "x", bytes: page.as_bytes(), metadata: None, is_beside: ALONE };
        inspect(&given).unwrap().broken().any(|(rule, _)| rule.id == "background_papers")
    };
    let label = |label: &str| format!("<dl><dt>{label}</dt><dd>Employment</dd></dl>");
    for own in ["REPORT TO:", "Board:", "Committee"] {
        assert!(page(&label(own), "Words."), "{own}");
    }
    assert!(!page(&label("Directorate:"), "Report to the Board by May."));
}

#[test]
fn a_broken_rule_is_told_with_its_line_and_ends_with_ten() {
    let bench = made("halton", "2015-16-Q3");
    let page = bench.read("output/halton/2015-16-Q3/report.html");
    let begin = page.split_once("<dt>REPORT TO:</dt>").unwrap().0;
    bench.file("changed.html", &page.replacen("<dt>REPORT TO:</dt>", "<dt onclick=\"x\">REPORT TO:</dt>", 1));
    let outcome = bench.run(&["check-paper", "changed.html"]);
    outcome.expect(10);
    assert!(outcome.stdout.contains("FAIL            no_event_attributes"), "{}", outcome.stdout);
    let place = format!("line {}, dt: onclick", begin.lines().count());
    assert!(outcome.stdout.contains(&place), "{place}: {}", outcome.stdout);
    assert!(outcome.stdout.contains("to mend: leave the attribute out"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("1 fail"), "{}", outcome.stdout);
}

#[test]
fn what_is_missing_no_paper_or_damaged_is_told_and_the_others_are_checked() {
    let bench = Bench::new();
    bench
        .bytes("picture.html", b"\x89PNG\r\n\x1a\nxx")
        .bytes("cut.docx", b"PK\x03\x04xxxx")
        .file("a.csv", "name,value\nx,1\n");
    let missing = bench.run(&["check-paper", "none.html"]);
    missing.expect(2).says(&["none.html", "there is no such file", "hint:"]);
    bench.run(&["check-paper", "picture.html"]).expect(2).says(&["an image (PNG)", "hint:"]);
    bench.run(&["check-paper", "."]).expect(2).says(&["folder"]);
    let all = bench.run(&["check-paper", "none.html", "cut.docx", "a.csv", "--format", "json"]);
    all.expect(4).says(&["cut.docx", "damaged"]);
    let told: serde_json::Value = serde_json::from_str(&all.stdout).unwrap();
    assert_eq!(told["files"][1]["error"]["exit_code"], 4);
    let metadata =
        told["files"][2]["rules"].as_array().unwrap().iter().find(|rule| rule["rule"] == "csv_metadata").unwrap();
    assert_eq!((&metadata["verdict"], &metadata["count"]), (&"fail".into(), &1.into()));
}

#[test]
fn words_of_a_hostile_file_reach_a_terminal_as_escapes_and_shortened() {
    let bench = Bench::new();
    let page = format!(
        "<!doctype html><html><title>x</title><p>9-12 \u{1b}[31m {}</p><h3>\u{202e}{}</h3>",
        "9-12 ".repeat(20),
        "long ".repeat(500)
    );
    bench.file("page.html", &page);
    let outcome = bench.run(&["check-paper", "page.html"]);
    outcome.expect(10);
    assert!(!outcome.stdout.contains(['\u{1b}', '\u{202e}']), "{}", outcome.stdout);
    assert!(outcome.stdout.lines().all(|line| line.chars().count() < 260), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("and 16 more"), "{}", outcome.stdout);
}

#[test]
fn every_rule_is_listed_with_why_and_how_to_mend() {
    let outcome = Bench::new().run(&["check-paper", "--rules"]);
    outcome.expect(0);
    assert_eq!(outcome.stdout.matches("To mend: ").count(), rules().count());
    Bench::new().run(&["check-paper"]).expect(2);
}
