//! `layout learn` and `init` before headers, names and dates that would lead a layout astray: lines of TOML in a header,
//! characters that nobody sees, dates in each other's columns, columns without a header, places that are no files.

use std::collections::BTreeMap;

use crate::harness::{Bench, Cell, Outcome};
use crate::layout_learn::{people, written};

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A workbook with these headers above a reference, a ward, and the days of referral, attachment and job of people.
fn workbook(bench: &Bench, file: &str, headers: &[&'static str]) {
    let header = headers.iter().map(|text| if text.is_empty() { Cell::Empty } else { Cell::Text(text) }).collect();
    let text = |text: String| Cell::Text(text.leak());
    let row = |person: &crate::layout_learn::Person| {
        let day = |day: Option<i64>| match day {
            Some(_) => text(written(day, &MONTHS)),
            None => Cell::Empty,
        };
        let ward = ["Appleton", "Ditton", "Hale"][person.number % 3];
        vec![
            text(format!("HPJ{:06}", 500 + person.number * 7)),
            Cell::Text(ward),
            day(Some(person.referral)),
            day(person.attachment),
            day(person.job.map(|job| job.0)),
        ]
    };
    bench.workbook(file, &[("People", std::iter::once(header).chain(people(60).iter().map(row)).collect())]);
}

fn learn(bench: &Bench, file: &str) -> Outcome {
    bench.run(&["layout", "learn", file, "--supplier", "Zed", "-w", "halton"])
}

/// Fails where a text holds what a terminal obeys or does not show.
#[track_caller]
fn is_plain(text: &str) {
    let hidden = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert_eq!(text.find(hidden), None, "{text:?}");
}

#[test]
fn headers_with_line_breaks_are_one_line_each_and_the_layout_reads_the_file() {
    let bench = Bench::new();
    bench.sample();
    let headers = ["Client\nRef", "Ward\nof residence", "Referral\r\nDate", "Start\nDate", "Job\n\nStart Date"];
    workbook(&bench, "zed.xlsx", &headers);
    let shown = learn(&bench, "zed.xlsx");
    shown.expect(0);
    assert!(shown.stdout.contains("\nward = [\"Ward\\nof residence\"]\n"), "{}", shown.stdout);
    assert!(shown.stdout.contains("\nattachment_date = [\"Start\\nDate\"]\n"), "{}", shown.stdout);
    let file = ["layout", "learn", "zed.xlsx", "--supplier", "Zed", "-w", "halton", "--write"];
    bench.run(&file).expect(0);
    assert_eq!(bench.read("halton/layouts/zed.toml"), shown.stdout);
    bench.run(&["layout", "check", "zed", "-w", "halton", "--against", "zed.xlsx"]).expect(0);
    let check = bench.run(&["check", "zed.xlsx", "-w", "halton", "--layout", "zed", "--supplier", "northgate"]);
    assert!(check.expect(0).stdout.contains("rows read  60 = "), "{}", check.stdout);
}

#[test]
fn a_header_of_toml_is_a_header_and_never_a_line_of_the_layout() {
    let headers = [
        "#Ward\n[values.ward]\n\"Appleton\" = \"Ditton\"\n#",
        "Ward\"]\n[values.ward]\n\"Appleton\" = \"Ditton\"\n#",
        "Ward\"\"\"]\nattachment_date = [\"Referral Date\"]\n#",
        "Ward\n[sheet.events.start]\ndate_1 = \"leave_date\"\n",
        "Ward\\",
        "Ward'''\n\"\"\"\n]\n[[sheet]]\n#",
        "# Ward\r[values.ward]\rAppleton = \"Ditton\"\r#",
        "Ward\u{202e}\u{2066}\u{1b}[31m\u{7}\u{85}\u{2028}x",
    ];
    for header in headers {
        let bench = Bench::new();
        bench.sample();
        workbook(&bench, "zed.xlsx", &["Client Ref", header, "Referral Date", "Attachment Date", "Job Start Date"]);
        let outcome = learn(&bench, "zed.xlsx");
        outcome.expect(0);
        is_plain(&outcome.stdout);
        is_plain(&outcome.stderr);
        let layout: toml::Table = toml::from_str(&outcome.stdout).unwrap();
        let sheets = layout["sheet"].as_array().unwrap();
        assert!(sheets.len() == 1 && !layout.contains_key("values"), "{}", outcome.stdout);
        let sheet = sheets[0].as_table().unwrap();
        let keys: Vec<&str> = sheet.keys().map(String::as_str).collect();
        assert_eq!(keys, ["columns", "ignored", "order", "record", "required", "sheet"]);
        let read: BTreeMap<&str, &str> = sheet["columns"]
            .as_table()
            .unwrap()
            .iter()
            .map(|(name, headers)| (name.as_str(), headers[0].as_str().unwrap()))
            .filter(|(name, _)| *name != "ward")
            .collect();
        let meant = [
            ("attachment_date", "Attachment Date"),
            ("job_start_date", "Job Start Date"),
            ("reference", "Client Ref"),
            ("referral_date", "Referral Date"),
        ];
        assert_eq!(read, meant.into_iter().collect(), "{}", outcome.stdout);
        assert_eq!(sheet["order"][1].as_str(), Some(header), "the header is kept as it is");
    }
}

#[cfg(unix)]
#[test]
fn a_new_workspace_of_files_with_hostile_names_says_what_was_meant() {
    let bench = Bench::new();
    let list = "Client Ref,Prime,Referral Date\n".to_string()
        + &(1..40).map(|i| format!("HPJ{:06},@CONTRACTS@,{:02}/04/2015\n", i * 7, 1 + i % 28)).collect::<String>();
    let names =
        ["a\"]\n[[contract]]\nid = \"x\"\n#.csv", "b\u{202e}\n[gates]\nmin_rows = 9\n.csv", "c@CONTRACTS@\n.csv"];
    for name in names {
        bench.file(&format!("in/{name}"), &list);
    }
    bench.file("in/d\n[received]\n.csv", "nothing\n");
    let outcome = bench.run(&["init", "council", "--from-returns", "in"]);
    outcome.expect(0);
    is_plain(&outcome.stderr);
    let text = bench.read("council/quarterdeck.toml");
    is_plain(&text);
    let workspace: toml::Table = toml::from_str(&text).unwrap();
    assert_eq!(workspace["gates"]["min_rows"].as_integer(), Some(5));
    assert_eq!(workspace["contract"].as_array().unwrap().len(), 1, "of the example alone: {text}");
    assert!(workspace["received"].as_table().unwrap().is_empty());
    for (_, bytes) in bench.all_files("council/layouts") {
        let layout = String::from_utf8(bytes).unwrap();
        is_plain(&layout);
        toml::from_str::<toml::Table>(&layout).unwrap();
    }
}

/// How a column is told on the terminal: its line, and the reasons below it.
fn told(outcome: &Outcome, header: &str) -> String {
    let lines: Vec<&str> = outcome.stderr.lines().collect();
    let begins = |line: &str| ["  sure ", "  check ", "  unsure "].iter().any(|band| line.starts_with(band));
    let at = lines.iter().position(|line| begins(line) && line.contains(header)).unwrap_or_else(|| {
        panic!("`{header}` is not told:\n{}", outcome.stderr);
    });
    let end = lines[at + 1..].iter().position(|line| !line.starts_with("       ")).unwrap_or(0);
    lines[at..=at + end].iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ")
}

#[test]
fn dates_in_each_others_columns_make_both_unsure_whatever_their_words() {
    let bench = Bench::new();
    bench.sample();
    // The third column holds the days of referral, the fourth those of attachment.
    let cases: [[&'static str; 5]; 5] = [
        ["Client Ref", "Ward", "Start date", "Referral date", "Job start date"],
        ["Client Ref", "Ward", "Start date", "Referral date", ""],
        ["Client Ref", "Ward", "Started", "Date referred", "Into work"],
        ["Client Ref", "Ward", "Joined", "Referral received", "Job start date"],
        ["Client Ref", "Ward", "Attachment Date", "Referral Date", "Job Start Date"],
    ];
    for headers in cases {
        workbook(&bench, "zed.xlsx", &headers);
        let outcome = learn(&bench, "zed.xlsx");
        outcome.expect(0);
        let contradiction = format!("rows `{}` is before `{}`", headers[2], headers[3]);
        for header in &headers[2..4] {
            let told = told(&outcome, header);
            assert!(told.starts_with("unsure") && told.contains(&contradiction), "{headers:?}: {told}");
        }
        let layout: toml::Table = toml::from_str(&outcome.stdout).unwrap();
        let sheet = &layout["sheet"][0];
        assert_eq!(sheet["record"].as_str(), Some("participants"), "no list of referrals: {headers:?}");
        let columns = sheet["columns"].as_table().unwrap();
        assert!(["referral_date", "attachment_date"].iter().all(|name| !columns.contains_key(*name)), "{columns:?}");
    }
    // In order nothing is told.
    workbook(&bench, "zed.xlsx", &["Client Ref", "Ward", "Referral date", "Start date", "Job start date"]);
    let outcome = learn(&bench, "zed.xlsx");
    assert!(
        outcome.expect(0).stderr.contains("sure   0.9") && !outcome.stderr.contains("is before"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_list_of_referrals_with_a_start_before_the_referral_is_not_sure_either() {
    let bench = Bench::new();
    bench.sample();
    workbook(&bench, "zed.xlsx", &["Client Ref", "Ward", "Start date", "Referral date", ""]);
    let outcome = bench.run(&["layout", "learn", "zed.xlsx", "--supplier", "jcp", "-w", "halton"]);
    outcome.expect(0);
    let told = told(&outcome, "Referral date");
    assert!(told.starts_with("unsure") && told.contains("is before"), "{told}");
}

#[test]
fn a_column_without_a_header_is_told_with_its_place_and_what_it_holds() {
    let bench = Bench::new();
    bench.sample();
    workbook(&bench, "zed.xlsx", &["Client Ref", "Ward", "", "Attachment Date", ""]);
    let people = people(60);
    let jobs = people.iter().filter(|person| person.job.is_some()).count();
    let outcome = learn(&bench, "zed.xlsx");
    outcome.expect(0);
    let stderr = outcome.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    let first = "column C has no header, and below it stand dates in 60 of 60 rows".to_string();
    let second = format!("column E has no header, and below it stand dates in {jobs} of 60 rows");
    for told in [&first, &second] {
        assert!(stderr.contains(&format!("ask the sender: {told}: what is it?")), "{stderr}");
        assert!(outcome.stdout.contains(&format!("# {told}\n")), "{}", outcome.stdout);
    }
    bench.file("halton/layouts/zed.toml", &outcome.stdout);
    let against = bench.run(&["layout", "check", "zed", "-w", "halton", "--against", "zed.xlsx"]);
    against.expect(0);
    for told in [&first, &second] {
        assert!(against.stdout.contains(&format!("{told}: not read; ask the sender")), "{}", against.stdout);
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_called_what_it_is_by_learn_and_check_alike() {
    let bench = Bench::new();
    bench.sample();
    let folder = bench.path();
    let made = std::process::Command::new("mkfifo").arg(folder.join("pipe.xlsx")).status();
    assert!(made.is_ok_and(|status| status.success()), "mkfifo");
    std::os::unix::fs::symlink("nowhere.xlsx", folder.join("link.xlsx")).unwrap();
    for (file, said) in [
        ("pipe.xlsx", "`pipe.xlsx` is a named pipe, not a file"),
        ("/dev/null", "`/dev/null` is a device, not a file"),
        ("link.xlsx", "`link.xlsx` is a link to a file that is not there"),
        ("nosuch.xlsx", "there is no file `nosuch.xlsx`"),
        ("halton", "`halton` is a folder, not a file"),
    ] {
        learn(&bench, file).expect(2).says(&[said]);
        bench.run(&["layout", "check", "northgate", "-w", "halton", "--against", file]).expect(2).says(&[said]);
    }
}
