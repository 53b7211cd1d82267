//! Free text is inert wherever it comes out: hostile words as a prime's name, a ward, a sheet, a file's name, a header,
//! an employer, an officer's words; read back as a browser, a reader of Markdown, a terminal, a program for csv, json
//! and workbooks reads them.

mod payloads;
mod sinks;

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::harness::{Bench, Cell};
use crate::small::QUARTER;
use payloads::mark;
use sinks::{html, markdown, word};

/// Payloads that share a workspace, each with a prime of its own.
const TOGETHER: usize = 15;

const HEAD: &str = r#"
id = "small"
notice = "Test data: every person is invented."

[contact]
name = "Jo Officer"
post = "Officer"
email = "jo@example.gov.uk"

[paper]
quarter = "2015-16-Q3"

[disclosure]
threshold = 3
sensitive_threshold = 3

[gates]
min_rows = 1000000
"#;

const LAYOUT: &str = r##"
description = "A prime's list"
reference_pattern = "HPJ######"

[[sheet]]
record = "participants"
required = ["reference", "attachment_date"]
ignored = ["Employer"]

[sheet.columns]
reference = ["Client Ref"]
referral_date = ["Referred"]
attachment_date = ["Attached"]
ward = ["Ward"]
job_start_date = ["Job Start"]
"##;

/// A text of TOML.
fn toml(text: &str) -> String {
    let escaped = text.chars().fold(String::new(), |mut out, c| {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => drop(write!(out, "\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
        out
    });
    format!("\"{escaped}\"")
}

/// A cell of csv.
fn csv(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// A ward's name: a NUL in a text file is taken out when it is read, and told.
fn ward(text: &str) -> String {
    text.replace('\0', "")
}

/// A file's name that holds as much of a text as a name can.
fn file_name(i: usize, text: &str) -> String {
    format!("p{i:02}_{}_{QUARTER}.csv", text.replace(['/', '\0'], ""))
}

/// A council whose names are these words, with a prime, a ward, a header and a file for each; gives back the files.
fn hostile(words: &[(usize, String)]) -> (Bench, Vec<String>) {
    let bench = Bench::new();
    let first = &words[0].1;
    let mut workspace = HEAD.to_string();
    let _ = write!(
        workspace,
        "[council]\nname = {0}\nboard = {0}\nreporting_officer = {0}\nportfolio = {0}\nwards = {0}\n[areas]\nwards = [\"Quiet\", ",
        toml(first)
    );
    for (_, text) in words {
        let _ = write!(workspace, "{}, ", toml(&ward(text)));
    }
    workspace += "]\n";
    let mut received = "[received]\n".to_string();
    let mut files = Vec::new();
    for (i, text) in words {
        let _ = write!(
            workspace,
            "[[supplier]]\nid = \"p{i:02}\"\nname = {0}\nkind = \"prime\"\n\
             [[supplier.returns]]\nfiles = \"p{i:02}_*_{{quarter}}.*\"\nlayout = \"p{i:02}\"\n\
             [[contract]]\nid = \"p{i:02}-wp\"\nsupplier = \"p{i:02}\"\nprogramme = \"work-programme\"\n\
             referrals_from = \"prime\"\n[contract.minimum]\njob_start_rate = 20.0\nsource = {0}\n",
            toml(text)
        );
        bench.file(&format!("ws/layouts/p{i:02}.toml"), &format!("name = \"p{i:02}\"\n{LAYOUT}"));
        let name = file_name(*i, text);
        let _ = writeln!(received, "{} = 2016-01-10", toml(&name));
        let mut rows = format!("Client Ref,Employer,Referred,Attached,Ward,Job Start,{}\n", csv(text));
        for person in 0..6 {
            let job = if person < 4 { "01/06/2014" } else { "" };
            let (ward, text) = (csv(&ward(text)), csv(text));
            let _ = writeln!(rows, "HPJ{i:03}{person:03},{text},01/04/2014,01/05/2014,{ward},{job},x");
        }
        // A file of little but control characters is refused as no text.
        for person in 100..160 {
            let _ = writeln!(rows, "HPJ{i:03}{person:03},Firm of carpenters,01/04/2014,01/05/2014,Quiet,01/06/2014,x");
        }
        // Rows with faults, which messages and queries repeat.
        let other = csv(&format!("{text}, no ward"));
        let text = csv(text);
        let _ = writeln!(rows, "HPJ{i:03}900,{text},01/04/2014,01/05/2014,{other},,x");
        let _ = writeln!(rows, "{text},{text},01/04/2014,01/05/2014,,,x");
        let _ = writeln!(rows, "HPJ{i:03}901,{text},{text},{text},{text},{text},x");
        bench.file(&format!("ws/returns/{name}"), &rows);
        files.push(format!("ws/returns/{name}"));
    }
    bench.file("ws/quarterdeck.toml", &(workspace + &received));
    (bench, files)
}

/// The same council with words that nobody takes for anything else.
fn harmless(words: &[(usize, String)]) -> (Bench, Vec<String>) {
    let plain: Vec<(usize, String)> = words.iter().map(|(i, _)| (*i, format!("Plain {}", mark(*i)))).collect();
    hostile(&plain)
}

fn batches() -> Vec<Vec<(usize, String)>> {
    let all: Vec<(usize, String)> = payloads::all().into_iter().enumerate().collect();
    assert!(all.len() >= 60);
    all.chunks(TOGETHER).map(<[_]>::to_vec).collect()
}

/// Runs a command over a council; fails unless it ends well and the terminal is left alone.
fn run(bench: &Bench, args: &[&str], files: &[String]) -> String {
    let files = files.iter().map(String::as_str);
    let outcome = bench.run(&args.iter().copied().chain(files).collect::<Vec<_>>());
    outcome.expect(0);
    sinks::leaves_a_terminal_alone(&format!("{args:?}, stderr"), &outcome.stderr);
    sinks::leaves_a_terminal_alone(&format!("{args:?}, stdout"), &outcome.stdout);
    assert!(!outcome.stdout.contains("1337") && !outcome.stderr.contains("1337"), "{args:?}");
    outcome.stdout
}

fn marks(words: &[(usize, String)]) -> Vec<String> {
    words.iter().map(|(i, _)| mark(*i)).collect()
}

#[test]
fn hostile_words_are_words_in_the_paper_of_a_browser_of_a_reader_of_markdown_of_word_and_of_the_tables() {
    for words in batches() {
        let paper = |(bench, _): &(Bench, Vec<String>)| {
            run(bench, &["report", "-w", "ws"], &[]);
            let read = |name: &str| bench.read(&format!("output/small/{QUARTER}/{name}"));
            let file = bench.path().join(format!("output/small/{QUARTER}/report.docx"));
            (read("report.html"), read("report.md"), std::fs::read(file).unwrap())
        };
        let made = hostile(&words);
        let folder = made.0.path().join(format!("output/small/{QUARTER}"));
        let (page, text, file) = paper(&made);
        let (plain_page, plain_text, plain_file) = paper(&harmless(&words));
        assert_eq!(html::structure(&page), html::structure(&plain_page));
        assert_eq!(markdown::structure(&text), markdown::structure(&plain_text));
        assert_eq!(word::structure(&file), word::structure(&plain_file));
        let (shown, plain_shown) = (html::words(&page), html::words(&plain_page));
        let (told, plain_told) = (markdown::words(&text), markdown::words(&plain_text));
        let (printed, plain_printed) = (word::words(&file), word::words(&plain_file));
        for mark in marks(&words) {
            let count = |text: &str| text.matches(&mark).count();
            assert!(count(&plain_shown) > 2, "{mark} is not in the paper");
            assert_eq!(count(&shown), count(&plain_shown), "{mark}: words are lost or doubled");
            assert_eq!(count(&told), count(&plain_told), "{mark}: words are lost or doubled");
            assert_eq!(count(&printed), count(&plain_printed), "{mark}: words are lost or doubled");
        }
        for name in ["report.xlsx", "report.ods"] {
            sinks::tables_are_inert(&std::fs::read(folder.join(name)).unwrap(), &marks(&words));
        }
        for file in std::fs::read_dir(folder.join("tables")).unwrap().map(|file| file.unwrap().path()) {
            match file.extension().unwrap().to_str() {
                Some("csv") => sinks::csv_is_inert(&std::fs::read_to_string(&file).unwrap(), 0),
                _ => drop(serde_json::from_slice::<serde_json::Value>(&std::fs::read(&file).unwrap()).unwrap()),
            }
        }
        for sink in [&page, &text, &shown, &told, &printed] {
            assert!(!sink.contains("1337"), "a template ran");
        }
        sinks::shows_what_it_says("report.html", &page);
        sinks::shows_what_it_says("report.md", &text);
    }
}

#[test]
fn hostile_words_are_words_on_a_terminal_in_csv_and_in_json() {
    for words in batches() {
        let (bench, files) = hostile(&words);
        let told = run(&bench, &["check", "-w", "ws", "--all", "--queries", "q"], &files);
        let json = run(&bench, &["check", "-w", "ws", "--format", "json", "--no-queries"], &files);
        let found: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert!(found["findings"].as_array().unwrap().len() >= 3 * words.len());
        assert!(!json.contains("employer") && marks(&words).iter().all(|mark| told.contains(mark.as_str())));
        for by in ["ward", "prime"] {
            let ask = ["query", "attached,job_start_rate", "-w", "ws", "--by", by, "--format"];
            let answer = |format: &str| run(&bench, &[&ask[..], &[format]].concat(), &[]);
            answer("table");
            sinks::csv_is_inert(&answer("csv"), words.len());
            let rows: Vec<BTreeMap<String, serde_json::Value>> = serde_json::from_str(&answer("json")).unwrap();
            assert!(rows.len() >= words.len());
            let (hostile, plain) = (answer("markdown"), {
                let (bench, _) = harmless(&words);
                run(&bench, &[&ask[..], &["markdown"]].concat(), &[])
            });
            assert_eq!(markdown::structure(&hostile), markdown::structure(&plain));
        }
        run(&bench, &["report", "-w", "ws", "--audience", "officers"], &[]);
        for name in ["figures", "finance"] {
            let text = bench.read(&format!("output/small/{QUARTER}/internal/{name}.csv"));
            sinks::csv_is_inert(&text, words.len());
        }
        let manifest = bench.read(&format!("output/small/{QUARTER}/internal/run.json"));
        sinks::leaves_a_terminal_alone("run.json", &manifest);
        serde_json::from_str::<serde_json::Value>(&manifest).unwrap();
    }
}

#[test]
fn hostile_words_are_text_cells_of_the_workbook_that_goes_back() {
    for words in batches() {
        let (bench, files) = hostile(&words);
        run(&bench, &["check", "-w", "ws", "--queries", "q"], &files);
        for (i, _) in &words {
            let bytes = std::fs::read(bench.path().join(format!("q/queries-p{i:02}.xlsx"))).unwrap();
            sinks::workbook_is_inert(&bytes, &mark(*i));
        }
        // And our own reader takes every one of them back.
        let told = run(&bench, &["check", "-w", "ws", "--queries", "q"], &files);
        assert_eq!(told.matches(" 0 new\n").count(), words.len(), "{told}");
    }
}

#[test]
fn hostile_names_of_sheets_are_words_in_messages() {
    let names: Vec<String> = payloads::all()
        .into_iter()
        .filter(|name| !name.contains(['[', ']', ':', '*', '?', '/', '\\']) && !name.chars().any(char::is_control))
        .filter(|name| name.chars().count() < 31 && !name.starts_with('\''))
        .collect();
    assert!(names.len() > 20);
    let (bench, _) = hostile(&[(0, "Plain".into())]);
    let header = ["Client Ref", "Referred", "Attached", "Ward", "Job Start"].map(Cell::Text).to_vec();
    let good = vec![Cell::Text("HPJ000001"), Cell::Date("2014-04-01"), Cell::Date("2014-05-01"), Cell::Text("Nowhere")];
    let other = vec![vec![Cell::Text("some"), Cell::Text("other")]];
    let mut sheets = vec![("People", vec![header, good])];
    sheets.extend(names.iter().map(|name| (name.as_str(), other.clone())));
    bench.workbook("ws/returns/p00_x_2015-16-Q3.xlsx", &sheets);
    let files = ["ws/returns/p00_x_2015-16-Q3.xlsx".to_string()];
    let told = run(&bench, &["check", "-w", "ws", "--all", "--queries", "q"], &files);
    assert_eq!(
        told.lines().filter(|line| line.starts_with("noted ") && line.contains("sheet_not_used")).count(),
        names.len()
    );
    run(&bench, &["check", "-w", "ws", "--format", "json"], &files);
    sinks::workbook_is_inert(&std::fs::read(bench.path().join("q/queries-p00.xlsx")).unwrap(), "HPJ000001");
}

#[test]
fn an_officers_words_bring_no_markup_of_their_own() {
    let (bench, _) = harmless(&batches()[0]);
    let paper = |bench: &Bench| {
        run(bench, &["report", "-w", "ws"], &[]);
        let read = |name: &str| bench.read(&format!("output/small/{QUARTER}/{name}"));
        let folder = bench.path().join(format!("output/small/{QUARTER}"));
        for name in ["report.xlsx", "report.ods"] {
            sinks::tables_are_inert(&std::fs::read(folder.join(name)).unwrap(), &[]);
        }
        (read("report.html"), read("report.md"), std::fs::read(folder.join("report.docx")).unwrap())
    };
    let plain = "## Key developments (JB, 1 January 2016)\n\nWords.\n\n- a\n- b\n\n\
        ## Good news: Title (JB, 1 January 2016)\n\nConsent: held\n\nWords.\n\n\
        ## PPLI 1 (JB, 1 January 2016)\n\nProgress: uncertain\n\nWords.\n";
    let milestone = "[[milestone]]\nref = \"PPLI 1\"\ntext = \"Words\"\ndue = 2016-03-31\n[received]";
    crate::small::edit(&bench, "ws/quarterdeck.toml", "[received]", milestone);
    bench.file(&format!("ws/commentary/{QUARTER}.md"), plain);
    let (plain_page, plain_text, plain_file) = paper(&bench);
    let (known, kinds) = (html::structure(&plain_page), markdown::structure(&plain_text));
    let parts = word::structure(&plain_file);
    for payload in payloads::all() {
        let words = format!(
            "## Key developments ({payload})\n\nBefore.\n\n{payload}\n\nAfter {payload} it.\n\n## {payload}\n\nx\n\n\
             ## Good news: {payload} (JB, 1 January 2016)\n\nConsent: held\n\n{payload}\n\n\
             ## PPLI 1 ({payload})\n\nProgress: uncertain\n\n{payload}\n"
        );
        bench.file(&format!("ws/commentary/{QUARTER}.md"), &words);
        // Braces name a figure, and a note that is never closed would be printed: neither is there, so no paper is made.
        if payload.contains("{{") || payload.contains("<!--") {
            let outcome = bench.run(&["report", "-w", "ws"]);
            outcome.expect(2).says(&[&format!("`commentary/{QUARTER}.md`, line ")]);
            sinks::leaves_a_terminal_alone("stderr", &outcome.stderr);
            assert!(!outcome.stderr.contains("1337"), "{payload:?} ran");
            continue;
        }
        let (page, text, file) = paper(&bench);
        for part in word::structure(&file) {
            assert!(parts.contains(&part), "{part} from {payload:?}");
        }
        for part in html::structure(&page) {
            assert!(known.contains(&part), "{part} from {payload:?}");
        }
        for kind in markdown::structure(&text).keys() {
            assert!(kinds.contains_key(kind), "{kind} from {payload:?}");
        }
        assert!(!page.contains("1337") && !text.contains("1337"), "{payload:?} ran");
        sinks::shows_what_it_says("report.html", &page);
        sinks::shows_what_it_says("report.md", &text);
    }
}
