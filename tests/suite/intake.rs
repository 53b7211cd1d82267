//! A programme that works equally well for everybody, whose intake grows and then falls: what each way of forming a rate
//! makes of it. Only the cohort measures stay where the truth is.

use chrono::{Days, Months, NaiveDate};

use crate::harness::Bench;
use crate::workspace::Workspace;

/// Of every twenty people two reach the outcome 300 days after their referral and three more after 601: a tenth within
/// twelve months, a quarter within twenty-four, and never more.
const WITHIN_12: f64 = 0.10;
const WITHIN_24: f64 = 0.25;

const PROGRAMME: &str = r#"id = "steady"
name = "Steady Programme"
summary = "A programme of this test."
routes = ["self"]
support = { months = 24 }
source = "Invented"
[sustained]
rule = "continuous"
weeks = 26
"#;

const LAYOUT: &str = r#"name = "one"
description = "One row a person"
date_order = "ymd"
[[sheet]]
record = "participants"
required = ["reference", "referral_date", "attachment_date", "job_start_date", "job_end_date"]
ignored = []
[sheet.columns]
reference = ["Ref"]
referral_date = ["Referred"]
attachment_date = ["Attached"]
job_start_date = ["Job start"]
job_end_date = ["Job end"]
route = ["Route"]
"#;

/// The page that shows them side by side.
const PAGE: &str = include_str!("../../docs/methods/rates.md");

/// One person's days.
struct Person {
    referred: NaiveDate,
    /// First day of the job that brings the outcome.
    job: Option<NaiveDate>,
}

impl Person {
    fn reached(&self) -> Option<NaiveDate> {
        self.job.map(|job| job + Days::new(181))
    }
}

/// People referred on the 10th of each month from April 2012 to March 2016: 20 in the first month, 200 in the
/// nineteenth, then fewer again.
fn everybody() -> Vec<Person> {
    let first = NaiveDate::from_ymd_opt(2012, 4, 10).unwrap();
    let mut people = Vec::new();
    for month in 0..48u32 {
        let twenties = if month < 20 { 1 + month / 2 } else { 10u32.saturating_sub((month - 20) / 2).max(1) };
        let referred = first + Months::new(month);
        for place in 0..20 * twenties {
            let job = match place % 20 {
                0 | 1 => Some(referred + Days::new(119)),
                2..=4 => Some(referred + Days::new(420)),
                _ => None,
            };
            people.push(Person { referred, job });
        }
    }
    people
}

/// The return as it was known on a day.
fn known_on(people: &[Person], as_at: NaiveDate) -> String {
    let mut text = String::from("Ref,Route,Referred,Attached,Job start,Job end\n");
    for (number, person) in people.iter().enumerate().filter(|(_, person)| person.referred <= as_at) {
        let known =
            |day: Option<NaiveDate>| day.filter(|day| *day <= as_at).map_or(String::new(), |day| day.to_string());
        let attached = known(Some(person.referred + Days::new(10)));
        let (start, end) = (known(person.job), known(person.job.map(|job| job + Days::new(200))));
        text += &format!("C{number:06},self,{},{attached},{start},{end}\n", person.referred);
    }
    text
}

/// The four measures by counting: DWP's period formula, the lifetime ratio, and of those followed for 12 and 24 months.
fn by_counting(people: &[Person], as_at: NaiveDate) -> [Option<(u64, u64)>; 4] {
    let reached = |person: &&Person, by: NaiveDate| person.reached().is_some_and(|day| day <= by.min(as_at));
    let year = as_at + Days::new(1) - Months::new(12);
    let of = |x: usize, n: usize| (n > 0).then_some((x as u64, n as u64));
    let known = || people.iter().filter(|person| person.referred <= as_at);
    let in_year = |day: NaiveDate| year <= day && day <= as_at;
    let period = of(
        known().filter(|person| person.reached().is_some_and(in_year)).count(),
        known().filter(|person| in_year(person.referred)).count(),
    );
    let lifetime = of(known().filter(|person| reached(person, as_at)).count(), known().count());
    let cohort = |months: u32| {
        let end = |person: &Person| person.referred + Months::new(months);
        let followed = || known().filter(|person| end(person) <= as_at + Days::new(1));
        of(followed().filter(|person| reached(person, end(person) - Days::new(1))).count(), followed().count())
    };
    [period, lifetime, cohort(12), cohort(24)]
}

/// A rate as a page writes it: `13.5% (270 of 2,000)`.
fn written(counts: Option<(u64, u64)>) -> String {
    let thousands = |n: u64| if n < 1000 { n.to_string() } else { format!("{},{:03}", n / 1000, n % 1000) };
    counts.map_or_else(String::new, |(x, n)| {
        format!("{:.1}% ({} of {})", 100.0 * x as f64 / n as f64, thousands(x), thousands(n))
    })
}

fn workspace(people: &[Person], quarters: &[(&str, &str)]) -> Bench {
    let bench = Bench::new();
    bench.file("ws/programmes/steady.toml", PROGRAMME);
    bench.file("ws/layouts/one.toml", LAYOUT);
    let mut received = String::from("[received]\n");
    for (quarter, as_at) in quarters {
        let as_at: NaiveDate = as_at.parse().unwrap();
        bench.file(&format!("ws/returns/one_{quarter}.csv"), &known_on(people, as_at));
        received += &format!("\"one_{quarter}.csv\" = {}\n", as_at + Days::new(10));
    }
    let workspace = Workspace::new("steady").prime("one", "One").returns("one_{quarter}.csv", "one").with(
        "[[contract]]\nid = \"one\"\nsupplier = \"one\"\nprogramme = \"steady\"\nreferrals_from = \"prime\"\n\
         [contract.minimum]\nsustainment_rate = 15.0\n",
    );
    bench.file("ws/quarterdeck.toml", &workspace.with(&received).text());
    bench
}

/// The same four by the program.
fn by_the_program(bench: &Bench, quarter: &str) -> [Option<f64>; 4] {
    [
        ("outcome_rate", "twelve-months"),
        ("outcome_rate", "to-date"),
        ("outcome_within_12m", "to-date"),
        ("outcome_within_24m", "to-date"),
    ]
    .map(|(measure, basis)| {
        let args = ["query", measure, "--basis", basis, "--quarter", quarter, "-w", "ws", "--format", "json"];
        let rows: Vec<serde_json::Value> = serde_json::from_str(&bench.run(&args).expect(0).stdout).unwrap();
        rows[0][measure].as_f64()
    })
}

#[test]
fn a_period_rate_follows_the_intake_and_cohort_measures_stay_at_the_truth() {
    let people = everybody();
    let quarters = [
        ("2013-14-Q2", "2013-09-30"),
        ("2014-15-Q2", "2014-09-30"),
        ("2015-16-Q2", "2015-09-30"),
        ("2015-16-Q4", "2016-03-31"),
    ];
    let bench = workspace(&people, &quarters);
    let mut table = Vec::new();
    for (quarter, as_at) in quarters {
        let counts = by_counting(&people, as_at.parse().unwrap());
        let line = format!("| {as_at} | {} |", counts.map(written).join(" | "));
        assert!(PAGE.contains(&line.replace("|  |", "| |")), "docs/methods/rates.md lacks {line}");
        let counted = counts.map(|counts| counts.map(|(x, n)| x as f64 / n as f64));
        let program = by_the_program(&bench, quarter);
        for (expected, actual) in counted.into_iter().zip(program) {
            match (expected, actual) {
                (Some(expected), Some(actual)) => {
                    assert!((expected - actual).abs() < 1e-6, "{quarter}: {counted:?} {program:?}")
                }
                (expected, actual) => assert_eq!(expected, actual, "{quarter}"),
            }
        }
        table.push(counted);
        println!("{quarter}  DWP's period formula, lifetime, 12 months, 24 months: {program:?}");
    }
    let [growing, turning, falling, late] = table[..] else { panic!("four quarters") };
    for [_, lifetime, within_12, within_24] in [growing, turning, falling, late] {
        assert_eq!(within_12, Some(WITHIN_12));
        assert!(within_24.is_none_or(|rate| rate == WITHIN_24));
        assert!(lifetime.unwrap() < WITHIN_24, "the lifetime ratio holds people who are still in time");
    }
    // The same people with the same chances: far below the truth while many join, far above it when few do.
    assert!(growing[0].unwrap() < WITHIN_12 && late[0].unwrap() > 2.0 * WITHIN_24, "{table:?}");
    assert!(turning[0] < falling[0] && falling[0] < late[0]);
}

#[test]
fn the_paper_leads_with_the_rate_to_date_and_who_is_still_in_time_and_never_with_the_period_formula() {
    let bench = workspace(&everybody(), &[("2015-16-Q4", "2016-03-31")]);
    bench.run(&["report", "-w", "ws", "--quarter", "2015-16-Q4"]).expect(0);
    let paper = bench.read("output/steady/2015-16-Q4/report.md");
    let summary = paper.split("## 3.1 Summary").nth(1).unwrap().split("## 3.2").next().unwrap();
    let [period, ..] = by_counting(&everybody(), "2016-03-31".parse().unwrap());
    let printed = written(period).split(' ').next().unwrap().to_string();
    assert!(summary.contains("Sustainment rate, One:") && summary.contains("against a minimum of 15%"), "{summary}");
    assert!(!summary.contains(&printed), "{printed} is nobody's chance");
    assert!(paper.contains("Still in time"));
}
