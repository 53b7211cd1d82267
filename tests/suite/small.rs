//! A council so small that its figures are counted by hand: the primes North and South, a Jobcentre Plus
//! office, and returns as text. Tests write the rows and say what must become of them.

use serde_json::Value;

use crate::harness::{Bench, Outcome};
use crate::workspace::Workspace;

/// The quarter of every return: as at 31 December 2015, all received on 10 January 2016.
pub const QUARTER: &str = "2015-16-Q3";

/// The headers of a prime's return; the names and birth days are never read.
pub const PARTICIPANTS: &str = "Client Ref,Surname,Born,Referred,Attached,Ward,Group,Job Start,Job End,Claimed,Left";

/// The headers of Jobcentre Plus's list.
pub const REFERRALS: &str = "Claimant,Name,Sent On,Provider,Office";

const SETTINGS: &str = r#"
[paper]
quarter = "2015-16-Q3"

# Nothing stops by its share, unless a test says so.
[gates]
min_rows = 1000000

[areas]
wards = ["Mersey", "Heath", "Zoë Row"]
offices = ["Widnes", "Runcorn"]
"#;

const LAYOUT: &str = r##"
description = "A prime's list"
reference_pattern = "HPJ######"

[[sheet]]
record = "participants"
required = ["reference", "attachment_date", "job_start_date", "job_end_date"]
ignored = ["Surname", "Born"]

[sheet.columns]
reference = ["Client Ref"]
referral_date = ["Referred"]
attachment_date = ["Attached"]
ward = ["Ward"]
payment_group = ["Group"]
job_start_date = ["Job Start"]
job_end_date = ["Job End"]
sustained_claim_date = ["Claimed"]
leave_date = ["Left"]
route = ["Route"]
office = ["Office"]
area = ["Area"]
sustained = ["Mark"]
"##;

const JCP_LAYOUT: &str = r##"
name = "jcp"
description = "Jobcentre Plus's list"
reference_pattern = "HPJ######"

[[sheet]]
record = "referrals"
required = ["reference", "referral_date", "prime"]
ignored = ["Name"]

[sheet.columns]
reference = ["Claimant"]
referral_date = ["Sent On"]
prime = ["Provider"]
office = ["Office"]
"##;

/// The council, with the primes it has contracts with and whether Jobcentre Plus sends a list.
///
/// Without a list the primes' own rows say who was referred.
pub fn council(primes: &[&str], list: bool) -> Bench {
    let bench = Bench::new();
    let mut workspace = Workspace::new("small").with(SETTINGS);
    let mut received = String::from("[received]\n");
    for prime in primes {
        let (id, from) = (prime.to_lowercase(), if list { "jcp" } else { "prime" });
        workspace = workspace
            .prime(&id, prime)
            .returns(&format!("{id}_{{quarter}}.*"), &id)
            .contract(&id, &format!("referrals_from = \"{from}\""));
        received += &format!("\"{id}_{QUARTER}.csv\" = 2016-01-10\n\"{id}_{QUARTER}.xlsx\" = 2016-01-10\n");
        bench.file(&format!("ws/layouts/{id}.toml"), &format!("name = \"{id}\"\n{LAYOUT}"));
    }
    if list {
        workspace = workspace.jcp().returns("jcp_{quarter}.csv", "jcp");
        received += &format!("\"jcp_{QUARTER}.csv\" = 2016-01-10\n");
        bench.file("ws/layouts/jcp.toml", JCP_LAYOUT);
    }
    bench.file("ws/quarterdeck.toml", &workspace.with(&received).text());
    bench
}

/// Changes a definition file; fails where the words to change are not in it.
pub fn edit(bench: &Bench, path: &str, from: &str, to: &str) {
    let text = bench.read(path);
    assert!(text.contains(from), "`{from}` is not in {path}");
    bench.file(path, &text.replace(from, to));
}

/// A return's path in the council's folder.
pub fn path_of(sender: &str, extension: &str) -> String {
    format!("ws/returns/{sender}_{QUARTER}.{extension}")
}

/// A return as text: headers and rows, each line ended.
pub fn text(headers: &str, rows: &[impl AsRef<str>]) -> String {
    let mut text = format!("{headers}\n");
    for row in rows {
        text += row.as_ref();
        text.push('\n');
    }
    text
}

/// What `check` found in files, as JSON; fails unless it ends with the code.
pub fn checked(bench: &Bench, files: &[&str], code: i32) -> Value {
    let args = [&["check", "-w", "ws", "--quarter", QUARTER, "--format", "json"], files].concat();
    let outcome = bench.run(&args);
    outcome.expect(code);
    serde_json::from_str(&outcome.stdout).unwrap()
}

/// The same where short lists may have no row that is used, which stops.
pub fn checked_to_the_end(bench: &Bench, files: &[&str]) -> Value {
    let args = [&["check", "-w", "ws", "--quarter", QUARTER, "--format", "json"], files].concat();
    let outcome = bench.run(&args);
    assert!([0, 3].contains(&outcome.code), "{}", outcome.stderr);
    serde_json::from_str(&outcome.stdout).unwrap()
}

/// Findings as `code effect row column`, in order, without those of the codes to skip.
pub fn told(found: &Value, skip: &[&str]) -> Vec<String> {
    let word = |value: &Value| value.as_str().map_or_else(|| value.to_string(), String::from);
    let findings = found["findings"].as_array().unwrap().iter();
    findings
        .filter(|finding| !skip.contains(&finding["code"].as_str().unwrap()))
        // The layouts of tests map columns that only some of them send.
        .filter(|finding| finding["code"] != "column_not_found" || finding["effect"] != "notes")
        .map(|finding| {
            let place = &finding["place"];
            let [code, effect, row, column] =
                [&finding["code"], &finding["effect"], &place["row"], &place["column"]].map(word);
            format!("{code} {effect} {row} {column}")
        })
        .collect()
}

/// Rows read, used, set aside and left out of a file's table, as the accounts say.
pub fn account(found: &Value, file: &str) -> [u64; 4] {
    let tables = found["accounts"]["tables"].as_array().unwrap();
    let table = tables.iter().find(|table| table["file"].as_str().unwrap().starts_with(file)).unwrap();
    let sum = |name: &str| table[name].as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum();
    [table["read"].as_u64().unwrap(), table["used"].as_u64().unwrap(), sum("set_aside"), sum("left_out")]
}

/// Exact counts by group from the officers' file: lines of `group,...` without the mark and the header.
pub fn exact(bench: &Bench, query: &[&str]) -> Vec<String> {
    let args = [&["query", "-w", "ws", "--audience", "officers", "--format", "csv"], query].concat();
    let outcome: Outcome = bench.run(&args);
    outcome.expect(0);
    bench.read(outcome.stdout.trim_end()).lines().skip(2).map(String::from).collect()
}
