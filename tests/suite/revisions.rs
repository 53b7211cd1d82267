//! What was printed and moves afterwards: told to officers with its causes, to everybody as far as it tells of nobody, and in the
//! next paper. Papers of three quarters are made by `monthly`, the last one from returns that say other things of the past.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};
use quarterdeck::vocabulary::Quarter;

use crate::harness::{Bench, Outcome, project};
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
leave_date = ["Left"]
job_start_date = ["Job Start"]
"##;

/// The papers, the last one made from returns that may differ about the time of the others.
const PAPERS: [&str; 3] = ["2014-15-Q1", "2014-15-Q4", "2015-16-Q1"];

/// A row of a prime's list.
#[derive(Clone)]
struct Row {
    reference: String,
    prime: &'static str,
    referred: NaiveDate,
    attached: NaiveDate,
    left: Option<NaiveDate>,
    started: Option<NaiveDate>,
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Every month of two years and a quarter 12 people join each prime, and 6 of them start a job in it.
fn everybody() -> Vec<Row> {
    let mut rows = Vec::new();
    for month in 0..27 {
        let at = |date: &str| day(date) + Months::new(month);
        for prime in ["North", "South"] {
            for nth in 0..12 {
                let started = (nth < 6).then(|| at("2013-04-20"));
                let reference = format!("HPJ{:06}", 1_000 + rows.len());
                let (referred, attached) = (at("2013-04-01"), at("2013-04-03"));
                rows.push(Row { reference, prime, referred, attached, left: None, started });
            }
        }
    }
    rows
}

/// The places of a prime's people who started a job on a day.
fn started(rows: &[Row], prime: &str, on: &str) -> Vec<usize> {
    (0..rows.len()).filter(|at| rows[*at].prime == prime && rows[*at].started == Some(day(on))).collect()
}

struct Council(Bench);

impl Council {
    /// Papers of the first two quarters from what was told then, and of the last from what is told now.
    fn of(then: &[Row], now: &[Row]) -> Council {
        let bench = Bench::new();
        let workspace = Workspace::new("council")
            .with("[gates]\nmin_rows = 5\n")
            .prime("north", "North")
            .returns("north_{quarter}.csv", "prime")
            .contract("north", "sustained = \"dates\"\nreferrals_from = \"prime\"")
            .prime("south", "South")
            .returns("south_{quarter}.csv", "prime")
            .contract("south", "sustained = \"dates\"\nreferrals_from = \"prime\"");
        bench.file("ws/quarterdeck.toml", &workspace.text()).file("ws/layouts/prime.toml", LAYOUT);
        let programme = project().join("src/definitions/programmes/work-programme.toml");
        let programme = std::fs::read_to_string(programme).unwrap();
        let short = "support = { weeks = 26 }\nreattachment = \"restarts\"";
        bench.file("ws/programmes/work-programme.toml", &programme.replace("support = { weeks = 104 }", short));
        let council = Council(bench);
        for (nth, quarter) in PAPERS.iter().enumerate() {
            let quarter: Quarter = quarter.parse().unwrap();
            let rows = if nth < 2 { then } else { now };
            for prime in ["North", "South"] {
                let name = format!("ws/returns/{}_{quarter}.csv", prime.to_lowercase());
                council.0.file(&name, &list(rows, prime, quarter));
            }
            council.monthly(quarter).expect(0);
        }
        council
    }

    fn monthly(&self, quarter: Quarter) -> Outcome {
        let today = (quarter.last_day() + Months::new(1)).to_string();
        let quarter = quarter.to_string();
        self.0.run(&["monthly", "-w", "ws", "--settle", "0", "--today", &today, "--quarter", &quarter])
    }

    fn public(&self) -> String {
        let outcome = self.0.run(&["revisions", "-w", "ws", "--today", "2015-07-30", "--format", "csv"]);
        outcome.expect(0).says(&["they are carried until they can be told"]);
        outcome.stdout.clone()
    }

    fn paper(&self) -> String {
        self.0.read("output/council/2015-16-Q1/report.md")
    }

    /// The officers' list: by paper, time, prime and figure, each column by its name.
    fn officers(&self) -> BTreeMap<[String; 4], BTreeMap<String, String>> {
        let text = self.0.read("output/council/2015-16-Q1/internal/revisions.csv");
        let text = text.split_once('\n').unwrap().1;
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let headers = reader.headers().unwrap().clone();
        let own = |record: csv::StringRecord| {
            let row: BTreeMap<String, String> =
                headers.iter().map(String::from).zip(record.iter().map(String::from)).collect();
            (["paper", "time", "prime", "figure"].map(|name| row[name].clone()), row)
        };
        reader.records().map(|record| own(record.unwrap())).collect()
    }

    /// A count's change and its causes other than none.
    fn causes(&self, figure: [&str; 4]) -> (i64, BTreeMap<String, i64>) {
        let all = self.officers();
        let row = all.get(&figure.map(String::from)).unwrap_or_else(|| panic!("{figure:?} has not moved"));
        let names = [
            "late_event",
            "correction",
            "re_attachment",
            "withdrawn",
            "new_definition",
            "set_aside",
            "counted_otherwise",
        ];
        let own = names.iter().map(|name| (name.to_string(), row[*name].parse().unwrap()));
        (row["change"].parse().unwrap(), own.filter(|(_, people)| *people != 0).collect())
    }

    fn verified(&self) {
        for run in ["1", "2", "3"] {
            self.0.run(&["verify", run, "-w", "ws"]).expect(0).prints(&["each the same byte by byte"]);
        }
    }
}

fn list(rows: &[Row], prime: &str, quarter: Quarter) -> String {
    let end = quarter.last_day();
    let cell = |day: Option<NaiveDate>| day.filter(|day| *day <= end).map_or(String::new(), |day| day.to_string());
    let own = rows.iter().filter(|row| row.prime == prime && row.attached <= end);
    let lines = own.map(|row| {
        let (left, started) = (cell(row.left), cell(row.started));
        format!("{},{},{},{left},{started}\n", row.reference, row.referred, row.attached)
    });
    "Client Ref,Referred,Attached,Left,Job Start\n".to_string() + &lines.collect::<String>()
}

/// A line of the paper that begins with these words, without its marks for type.
fn line<'a>(paper: &'a str, begins: &str) -> &'a str {
    paper.lines().find(|line| line.starts_with(begins)).unwrap_or_else(|| panic!("no line begins `{begins}`"))
}

#[test]
fn nothing_that_was_printed_moves_where_the_returns_say_the_same() {
    let rows = everybody();
    let council = Council::of(&rows, &rows);
    assert!(!council.0.exists("output/council/2015-16-Q1/internal/revisions.csv"));
    assert_eq!(council.public(), "paper,time,prime,figure,printed,now\n");
    let (paper, page) = (council.paper(), council.0.read("output/council/internal/monthly.txt"));
    assert!(!paper.contains("\\[r\\]") && page.contains("Moved\n  nothing"), "{page}");
    assert_eq!(line(&paper, "| February 2015 |"), "| February 2015 | 24 | 12 | 12 |");
    council.verified();
}

#[test]
fn a_few_late_events_are_told_to_officers_with_their_cause_and_to_nobody_else() {
    let now = everybody();
    let mut then = now.clone();
    started(&now, "North", "2015-02-20").into_iter().take(3).for_each(|at| then[at].started = None);
    let council = Council::of(&then, &now);
    let late = || BTreeMap::from([("late_event".to_string(), 3)]);
    for figure in [
        ["2014-15-Q4", "2015-02", "All", "job_starts"],
        ["2014-15-Q4", "2014-15-Q4", "North", "job_starts"],
        ["2014-15-Q4", "to date", "All", "job_starts"],
    ] {
        assert_eq!(council.causes(figure), (3, late()), "{figure:?}");
    }
    assert!(council.officers().keys().all(|figure| figure[0] == "2014-15-Q4" && figure[2] != "South"));
    assert_eq!(council.public(), "paper,time,prime,figure,printed,now\n");
    let page = council.0.read("output/council/internal/monthly.txt");
    assert!(page.contains("2014-15-Q4: ") && page.contains("internal/revisions.csv"), "{page}");
    // In the paper the months of job starts would tell them; those of people attached are told.
    let paper = council.paper();
    assert!(!paper.contains("\\[r\\]"));
    assert_eq!(line(&paper, "| February 2015 |"), "| February 2015 | 24 | \\[c\\] | 12 |");
    assert_eq!(line(&paper, "| May 2015 |"), "| May 2015 | 24 | \\[c\\] | 12 |");
    council.verified();
}

#[test]
fn many_late_events_are_told_in_public_and_marked_in_the_paper() {
    let now = everybody();
    let mut then = now.clone();
    started(&now, "North", "2015-02-20").into_iter().for_each(|at| then[at].started = None);
    let council = Council::of(&then, &now);
    let public = council.public();
    for told in [
        "2014-15-Q4,2015-02,All,job_starts,6,12\n",
        "2014-15-Q4,2014-15-Q4,North,job_starts,12,18\n",
        "2014-15-Q4,2014-15-Q4,All,job_starts,30,36\n",
    ] {
        // All primes are told with all primes or not at all: South's has not moved.
        assert_eq!(public.contains(told), !told.contains("-Q4,All"), "{told} in\n{public}");
    }
    let paper = council.paper();
    assert_eq!(line(&paper, "| February 2015 |"), "| February 2015 | 24 | 12 \\[r\\] | 12 |");
    assert_eq!(
        line(&paper, "| **January to March 2015** |"),
        "| **January to March 2015** | **72** | **36 \\[r\\]** | **36** |"
    );
    assert_eq!(line(&paper, "| March 2015 |"), "| March 2015 | 24 | 12 | 12 |");
    assert!(
        paper.contains("\\[r\\] means revised") && paper.contains("Revised here: February 2015: Job starts"),
        "{paper}"
    );
    council.verified();
    // The paper is that of `report` with the same archive.
    let report = ["report", "-w", "ws", "-o", "other", "--today", "2015-07-30", "--quarter", "2015-16-Q1"];
    council.0.run(&report).expect(0);
    assert_eq!(council.0.read("other/council/2015-16-Q1/report.md"), paper);
    council.0.run(&["check-paper", "output/council/2015-16-Q1/report.html"]).expect(0);
    // What was printed stays known when the rows are gone, without its causes.
    council.0.run(&["archive", "purge", "-w", "ws", "--before", "2015-07-01", "--today", "2015-07-30"]).expect(0);
    assert_eq!(council.public(), public);
    council.0.run(&["verify", "3", "-w", "ws"]).expect(0);
    council.0.run(&["archive", "check", "-w", "ws", "--read-data"]).expect(0);
}

#[test]
fn last_years_row_is_carried_where_a_few_have_moved_and_the_total_is_the_sum_of_what_is_printed() {
    let now = everybody();
    let mut then = now.clone();
    started(&now, "North", "2014-05-20").into_iter().for_each(|at| then[at].started = None);
    started(&now, "South", "2014-05-20").into_iter().take(2).for_each(|at| then[at].started = None);
    let council = Council::of(&then, &now);
    let paper = council.paper();
    let table = paper.split_once("The quarter's rates and those of the same quarter last year").unwrap().1;
    for (row, before) in
        [("North", "50% (18 of 36) \\[r\\]"), ("South", "44% (16 of 36)"), ("all primes", "47% (34 of 72) \\[r\\]")]
    {
        let own = line(table, &format!("| Job start rate, {row} |"));
        assert_eq!(own.split(" | ").nth(2), Some(before), "{own}");
    }
    let public = council.public();
    assert!(public.contains("North,job_starts") && !public.contains("South") && !public.contains("All"), "{public}");
    council.verified();
}

#[test]
fn people_withdrawn_corrected_and_joined_again_are_told_apart() {
    let then = everybody();
    let mut now = then.clone();
    let of = |rows: &[Row], on: &str| started(rows, "North", on);
    let [gone, moved] = [of(&then, "2014-05-20")[0], of(&then, "2014-06-20")[0]];
    // Who joined in June joined in July, and so did the job.
    (now[moved].attached, now[moved].started) = (day("2014-07-02"), Some(day("2014-07-09")));
    // Somebody without a job in the time of their support, which begins anew.
    let again = (0..then.len()).find(|at| then[*at].attached == day("2014-05-03") && then[*at].started.is_none());
    let again = again.unwrap();
    let mut then = then;
    then[again].started = Some(day("2014-12-10"));
    now[again].left = Some(day("2014-09-30"));
    let (referred, attached) = (day("2014-10-01"), day("2014-10-10"));
    let second = Row { referred, attached, started: Some(day("2014-12-10")), left: None, ..now[again].clone() };
    now.push(second);
    now.remove(gone);
    let council = Council::of(&then, &now);
    let causes = |own: &[(&str, i64)]| own.iter().map(|(name, people)| (name.to_string(), *people)).collect();
    let first = |event| ["2014-15-Q1", "2014-15-Q1", "North", event];
    assert_eq!(council.causes(first("attached")), (-2, causes(&[("correction", -1), ("withdrawn", -1)])));
    assert_eq!(council.causes(first("job_starts")), (-2, causes(&[("correction", -1), ("withdrawn", -1)])));
    let later = |time| ["2014-15-Q4", time, "All", "job_starts"];
    assert_eq!(council.causes(later("2014-12")), (1, causes(&[("re_attachment", 1)])));
    assert_eq!(council.causes(later("2014-07")), (1, causes(&[("correction", 1)])));
    let to_date = ["2014-15-Q4", "to date", "North", "attached"];
    assert_eq!(council.causes(to_date), (-1, causes(&[("withdrawn", -1)])));
    council.verified();
}
