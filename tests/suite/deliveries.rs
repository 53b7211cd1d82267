//! Two years of monthly deliveries to one council: on time, late, doubled, corrected, stale, renamed, half copied, out of order.
//! `monthly` runs each month as cron would; what it says and what the archive answers is held against the whole truth as it
//! was known on that day.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use chrono::{Days, Months, NaiveDate};
use quarterdeck::vocabulary::Quarter;
use rust_xlsxwriter::Workbook as Book;
use serde_json::Value;

use crate::harness::{Bench, Outcome};
use crate::workspace::Workspace;

const LAYOUT: &str = r##"
name = "prime"
description = "A prime's list"
reference_pattern = "HPJ######"

[[sheet]]
record = "participants"
required = ["reference", "referral_date", "attachment_date", "job_start_date"]

[sheet.columns]
reference = ["Client Ref"]
referral_date = ["Referred"]
attachment_date = ["Attached"]
job_start_date = ["Job Start"]
job_end_date = ["Job End"]
"##;

const JCP_LAYOUT: &str = r##"
name = "jcp"
description = "Jobcentre Plus's list"
reference_pattern = "HPJ######"

[[sheet]]
record = "referrals"
required = ["reference", "referral_date", "prime"]

[sheet.columns]
reference = ["Claimant"]
referral_date = ["Sent On"]
prime = ["Provider"]
"##;

const HEADER: [&str; 5] = ["Client Ref", "Referred", "Attached", "Job Start", "Job End"];

/// People attached and job starts, by prime.
type Counts = BTreeMap<String, (u64, u64)>;

/// Somebody, as they are in truth.
#[derive(Clone, Debug)]
struct Person {
    reference: String,
    prime: &'static str,
    referred: NaiveDate,
    attached: NaiveDate,
    started: Option<NaiveDate>,
    ended: Option<NaiveDate>,
    /// The prime does not tell of the job before this day.
    told: NaiveDate,
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Everybody of two years: some ten a month and prime, a third of whom find a job.
fn truth() -> Vec<Person> {
    let mut people = Vec::new();
    // Numbers that look like chance and are the same each time (Park and Miller).
    let mut seed = 20_140_401_u64;
    let mut below = |most: u64| {
        seed = seed * 48_271 % 0x7fff_ffff;
        seed % most
    };
    for month in 0..24 {
        for prime in ["North", "South"] {
            for _ in 0..20 {
                let referred = day("2014-04-01") + Months::new(month) + Days::new(below(28));
                let attached = referred + Days::new(2 + below(18));
                let started = (below(3) == 0).then(|| attached + Days::new(10 + below(150)));
                let ended = started.filter(|_| below(4) == 0).map(|day| day + Days::new(20 + below(200)));
                let reference = format!("HPJ{:06}", 1_000 + people.len());
                people.push(Person { reference, prime, referred, attached, started, ended, told: day("2014-01-01") });
            }
        }
    }
    people
}

/// The rows of a prime's list of everybody to date, as of the end of a quarter and as far as the prime tells by a day.
fn rows(people: &[Person], prime: &str, quarter: Quarter, by: NaiveDate) -> Vec<[String; 5]> {
    let end = quarter.last_day();
    let cell = |day: Option<NaiveDate>| day.filter(|day| *day <= end).map_or(String::new(), |day| day.to_string());
    let on_list = people.iter().filter(|own| own.prime == prime && own.attached <= end);
    on_list
        .map(|own| {
            let told = own.told <= by;
            let (start, end) = (own.started.filter(|_| told), own.ended.filter(|_| told));
            [own.reference.clone(), own.referred.to_string(), own.attached.to_string(), cell(start), cell(end)]
        })
        .collect()
}

fn csv(header: &[&str], rows: &[[String; 5]]) -> String {
    let lines = rows.iter().map(|row| row.join(",") + "\n");
    header.join(",") + "\n" + &lines.collect::<String>()
}

fn xlsx(rows: &[[String; 5]]) -> Vec<u8> {
    let mut book = Book::new();
    let sheet = book.add_worksheet();
    for (r, row) in std::iter::once(&HEADER.map(String::from)).chain(rows).enumerate() {
        for (c, cell) in row.iter().enumerate() {
            sheet.write_string(r as u32, c as u16, cell).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

struct Council {
    bench: Bench,
    people: Vec<Person>,
}

impl Council {
    fn new() -> Council {
        let bench = Bench::new();
        let workspace = Workspace::new("council")
            .with("[gates]\nmin_rows = 5\n")
            .prime("north", "North")
            .returns("north*{quarter}*.csv", "prime")
            .contract("north", "sustained = \"dates\"\nreferrals_from = \"jcp\"")
            .prime("south", "South")
            .returns("south*{quarter}*.xlsx", "prime")
            .contract("south", "sustained = \"dates\"\nreferrals_from = \"jcp\"")
            .jcp()
            .returns("jcp_{quarter}.csv", "jcp");
        bench.file("ws/quarterdeck.toml", &workspace.text());
        bench.file("ws/layouts/prime.toml", LAYOUT).file("ws/layouts/jcp.toml", JCP_LAYOUT);
        Council { bench, people: truth() }
    }

    fn jcp(&self, quarter: Quarter) {
        let own = self.people.iter().filter(|own| own.referred <= quarter.last_day());
        let lines = own.map(|own| format!("{},{},{}\n", own.reference, own.referred, own.prime));
        let text = "Claimant,Sent On,Provider\n".to_string() + &lines.collect::<String>();
        self.bench.file(&format!("ws/returns/jcp_{quarter}.csv"), &text);
    }

    fn north(&self, name: &str, quarter: Quarter, today: NaiveDate) {
        let text = csv(&HEADER, &rows(&self.people, "North", quarter, today));
        self.bench.file(&format!("ws/returns/{name}"), &text);
    }

    fn south(&self, name: &str, quarter: Quarter, today: NaiveDate) {
        self.bench.bytes(&format!("ws/returns/{name}"), &xlsx(&rows(&self.people, "South", quarter, today)));
    }

    fn monthly(&self, today: NaiveDate) -> Outcome {
        let today = today.to_string();
        self.bench.run(&["monthly", "-w", "ws", "--settle", "0", "--today", &today])
    }

    /// The codes of the findings on the page about the last run.
    fn codes(&self) -> BTreeSet<String> {
        let page = self.bench.read("output/council/internal/monthly.txt");
        let effects = ["stops", "set aside", "left out", "noted"];
        let own = page.split("\nFindings\n").nth(1).unwrap_or_default().lines();
        let own = own.filter_map(|line| effects.iter().find_map(|effect| line.trim().strip_prefix(effect)));
        own.filter_map(|rest| rest.split_whitespace().next().map(String::from)).collect()
    }

    /// What the archive says was known on a day: people attached and job starts to date, by prime.
    fn known(&self, quarter: Quarter, day: NaiveDate) -> Counts {
        let (quarter, day) = (quarter.to_string(), day.to_string());
        let args = ["query", "attached,job_starts", "--by", "prime", "-w", "ws", "--quarter", &quarter];
        let more = ["--known-at", &day, "--audience", "officers", "--format", "json"];
        let outcome = self.bench.run(&[&args[..], &more].concat());
        outcome.expect(0);
        let answer: Vec<Value> = serde_json::from_str(&self.bench.read(outcome.stdout.trim())).unwrap();
        let number = |row: &Value, name: &str| row[name].as_u64().unwrap();
        let all = answer.iter().map(|row| (row["prime"].as_str().unwrap().to_string(), row));
        all.map(|(prime, row)| (prime, (number(row, "attached"), number(row, "job_starts")))).collect()
    }
}

/// What the lists told by a day make, counted from the truth.
fn expected(people: &[Person], quarter: Quarter, told: &BTreeMap<&str, NaiveDate>) -> Counts {
    let end = quarter.last_day();
    let mut all: Counts = BTreeMap::new();
    for own in people.iter().filter(|own| own.attached <= end) {
        let started = own.started.is_some_and(|day| day <= end) && own.told <= told[own.prime];
        for group in [own.prime, "All"] {
            let counts = all.entry(group.to_string()).or_default();
            counts.0 += 1;
            counts.1 += u64::from(started);
        }
    }
    all
}

/// What is told of every council in its first quarters, and of one whose officers write nothing: no faults of a delivery.
const NO_FAULTS: [&str; 3] = ["not_at_prime", "column_empty_so_far", "commentary_missing"];

fn set(codes: &[&str]) -> BTreeSet<String> {
    codes.iter().map(|code| code.to_string()).collect()
}

#[test]
fn two_years_of_deliveries_are_told_by_their_faults_and_answered_from_the_truth() {
    let mut council = Council::new();
    // Of two people of North the job is told late, of one of South as well.
    let late_north: Vec<usize> = (0..council.people.len())
        .filter(|at| {
            let own = &council.people[*at];
            own.prime == "North" && own.started.is_some_and(|day| day <= self::day("2014-06-30"))
        })
        .take(2)
        .collect();
    late_north.iter().for_each(|at| council.people[*at].told = day("2014-08-01"));
    let mut quarter: Quarter = "2014-15-Q1".parse().unwrap();
    let mut remembered: Vec<(NaiveDate, Quarter, Counts)> = Vec::new();
    let (mut months, mut wrong) = (0, Vec::new());
    for nth in 0..8 {
        let first = quarter.last_day() + Days::new(20);
        let days = [first, first + Months::new(1), first + Months::new(2)];
        for (month, today) in days.into_iter().enumerate() {
            let mut told: BTreeMap<&str, NaiveDate> = BTreeMap::from([("North", first), ("South", first)]);
            let (north, south) = (format!("north_{quarter}.csv"), format!("south_{quarter}.xlsx"));
            // What arrives, how the run must end, and what it must say.
            let (exit, codes): (i32, &[&str]) = match (nth, month) {
                // Corrected: two jobs that were told late. Later the old file lies there still.
                (0, 1) => {
                    council.north(&format!("north_{quarter} corrected.csv"), quarter, today);
                    told.insert("North", today);
                    (0, &["superseded_return", "return_corrected", "late_event"])
                }
                (0, 2) => {
                    told.insert("North", days[1]);
                    (0, &["superseded_return", "return_corrected", "late_event"])
                }
                // Late: South is not there in the first month.
                (1, 0) => {
                    council.jcp(quarter);
                    council.north(&north, quarter, today);
                    (3, &["return_missing"])
                }
                (1, 1) => {
                    council.south(&south, quarter, today);
                    (0, &[])
                }
                // Doubled: the same file under another name.
                (2, 1) => {
                    let bytes = std::fs::read(council.bench.path().join("ws/returns").join(&north)).unwrap();
                    council.bench.bytes(&format!("ws/returns/north_{quarter} (1).csv"), &bytes);
                    (0, &["same_file_twice"])
                }
                (2, 2) => (0, &["same_file_twice"]),
                // Stale: last quarter's list in another order under this quarter's name.
                (3, 0) => {
                    council.jcp(quarter);
                    council.south(&south, quarter, today);
                    let mut stale = rows(&council.people, "North", quarter.previous(), today);
                    stale.reverse();
                    council.bench.file(&format!("ws/returns/{north}"), &csv(&HEADER, &stale));
                    (3, &["return_is_stale", "jcp_row_not_used"])
                }
                (3, 1) => {
                    council.north(&north, quarter, today);
                    (0, &[])
                }
                // Renamed: nobody knows whose it is.
                (4, 0) => {
                    council.jcp(quarter);
                    council.south(&south, quarter, today);
                    council.north(&format!("NW client list {quarter}.csv"), quarter, today);
                    (3, &["file_not_recognised", "return_missing"])
                }
                (4, 1) => {
                    let returns = council.bench.path().join("ws/returns");
                    std::fs::rename(returns.join(format!("NW client list {quarter}.csv")), returns.join(&north))
                        .unwrap();
                    (0, &[])
                }
                // Half copied: the end of the workbook is not there yet.
                (5, 0) => {
                    council.jcp(quarter);
                    council.north(&north, quarter, today);
                    let whole = xlsx(&rows(&council.people, "South", quarter, today));
                    council.bench.bytes(&format!("ws/returns/{south}"), &whole[..whole.len() / 2]);
                    (4, &[])
                }
                (5, 1) => {
                    council.south(&south, quarter, today);
                    (0, &[])
                }
                // Out of order: next quarter's list of South is there before its time, and later that of an earlier quarter
                // comes again under another name.
                (6, 1) => {
                    council.south(&format!("south_{} again.xlsx", quarter.previous()), quarter.previous(), today);
                    (0, &[])
                }
                (_, 0) => {
                    council.jcp(quarter);
                    council.north(&north, quarter, today);
                    council.south(&south, quarter, today);
                    (0, &[])
                }
                _ => (0, &[]),
            };
            let outcome = council.monthly(today);
            let mut say = |what: String| wrong.push(format!("{quarter}, month {month}: {what}\n{}", outcome.stderr));
            if outcome.code != exit {
                say(format!("exit {} instead of {exit}", outcome.code));
            }
            let has_findings = outcome.stderr.contains("\nFindings\n");
            let found = council.codes();
            if has_findings || exit != 0 {
                let mut wanted = set(codes);
                wanted.retain(|code| code != "jcp_row_not_used" || found.contains(code));
                let found: BTreeSet<String> =
                    found.into_iter().filter(|code| !NO_FAULTS.contains(&code.as_str())).collect();
                if found != wanted {
                    say(format!("found {found:?}, planted {wanted:?}"));
                }
            }
            if outcome.code == 0 {
                let (known, truth) = (council.known(quarter, today), expected(&council.people, quarter, &told));
                if known != truth {
                    say(format!("answered {known:?}, in truth {truth:?}"));
                }
                remembered.push((today, quarter, known));
            }
            months += 1;
        }
        quarter = quarter.next();
    }
    assert_eq!(months, 24);
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    // What was known on each day is known for ever.
    for (today, quarter, known) in &remembered {
        assert_eq!(council.known(*quarter, *today), *known, "{quarter} as known on {today}");
    }
    council.bench.run(&["archive", "check", "-w", "ws", "--read-data"]).expect(0);
    for run in 1..=remembered.len().min(4) {
        council.bench.run(&["verify", &run.to_string(), "-w", "ws"]).expect(0);
    }
}
