//! The paper's charts and the tables beside them: counted here another way, and drawn from what is printed alone.

use chrono::{Datelike, Months, NaiveDate};

use crate::harness::Bench;
use crate::small::{PARTICIPANTS, QUARTER, council, path_of, text};

/// The cells of a Markdown table's row, by the first.
fn row(paper: &str, title: &str, name: &str) -> Vec<String> {
    let table = paper.split_once(title).unwrap_or_else(|| panic!("no {title}")).1.split("* Scope").next().unwrap();
    let cells =
        |line: &str| line.trim_matches('|').split('|').map(|cell| cell.trim().replace(['*', '\\'], "")).collect();
    let rows: Vec<Vec<String>> = table.lines().filter(|line| line.starts_with('|')).map(cells).collect();
    rows.into_iter().find(|cells| cells[0] == name).unwrap_or_else(|| panic!("no {name} in {table}"))
}

const MONTHS: &str = "People attached, job starts and people sustained, January 2015 to December 2015";
const CURVES: &str = "People who had started a job, by the quarter in which they joined and months since they joined";
const IN_QUARTER: &str = "Events in October to December 2015, by prime";

/// People who joined in the 24 months to December 2015, and who of them started a job: so many after two months, and five after ten.
struct Joiners {
    joined: Vec<(NaiveDate, Option<NaiveDate>)>,
}

fn as_at() -> NaiveDate {
    NaiveDate::from_ymd_opt(2015, 12, 31).unwrap()
}

impl Joiners {
    fn new() -> Joiners {
        let first = NaiveDate::from_ymd_opt(2014, 1, 5).unwrap();
        let mut joined = Vec::new();
        for month in 0..24u32 {
            let day = first + Months::new(month);
            let started = |later: u32| (day + Months::new(later)).with_day(20);
            let own = (0..6 + month % 3).map(|_| started(2)).chain((0..5).map(|_| started(10)));
            joined.extend(own.chain((0..12 + month % 5).map(|_| None)).map(|start| (day, start)));
        }
        joined.iter_mut().for_each(|(_, start)| *start = start.filter(|day| *day <= as_at()));
        Joiners { joined }
    }

    fn paper(&self) -> String {
        let bench = council(&["North"], false);
        let line = |(i, (joined, start)): (usize, &(NaiveDate, Option<NaiveDate>))| {
            // Each job lasts for six weeks.
            let end = start.map(|day| day + chrono::Days::new(42)).filter(|day| *day <= as_at());
            let [start, end] =
                [*start, end].map(|day| day.map_or(String::new(), |day| day.format("%d/%m/%Y").to_string()));
            let joined = joined.format("%d/%m/%Y");
            format!("HPJ{i:06},Adams,01/02/1980,{joined},{joined},Mersey,1,{start},{end},,")
        };
        let rows: Vec<String> = self.joined.iter().enumerate().map(line).collect();
        bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &rows));
        bench.run(&["report", "-w", "ws", "--quarter", QUARTER]).expect(0);
        bench.read(&format!("output/small/{QUARTER}/report.md"))
    }
}

#[test]
fn the_months_of_the_paper_are_those_counted_from_the_days_and_add_up_to_the_quarter() {
    let joiners = Joiners::new();
    let paper = joiners.paper();
    let mut last_quarter = [0, 0];
    for month in 1..=12 {
        let first = NaiveDate::from_ymd_opt(2015, month, 1).unwrap();
        let is_in = |day: NaiveDate| (day.year(), day.month()) == (2015, month);
        let attached = joiners.joined.iter().filter(|(joined, _)| is_in(*joined)).count();
        let started = joiners.joined.iter().filter(|(_, start)| start.is_some_and(is_in)).count();
        let printed = row(&paper, MONTHS, &first.format("%B %Y").to_string());
        assert_eq!(printed[1..3], [attached.to_string(), started.to_string()], "{first}");
        if month > 9 {
            last_quarter = [last_quarter[0] + attached, last_quarter[1] + started];
        }
    }
    let sum = row(&paper, MONTHS, "October to December 2015");
    assert_eq!(sum[1..3], last_quarter.map(|count| count.to_string()));
    let quarter = row(&paper, IN_QUARTER, "North");
    assert_eq!([&quarter[2], &quarter[4]], [&sum[1], &sum[2]], "{quarter:?}");
}

#[test]
fn the_curves_of_the_paper_are_those_counted_from_the_days_as_far_as_all_have_been_followed() {
    let joiners = Joiners::new();
    let paper = joiners.paper();
    let of = |year: i32, first: u32, months: u32| {
        let is_of = |day: NaiveDate| day.year() == year && (first..first + 3).contains(&day.month());
        let own = joiners.joined.iter().filter(|(joined, _)| is_of(*joined));
        let within = own.clone().filter(|(joined, start)| start.is_some_and(|day| day < *joined + Months::new(months)));
        let (x, n) = (within.count() as f64, own.count() as f64);
        format!("{:.0}% ({x})", (x / n * 100.0 + 1e-9).round())
    };
    let printed = row(&paper, CURVES, "January to March 2014");
    let wanted = [3, 6, 9, 12, 18].map(|months| of(2014, 1, months));
    assert_eq!(printed[2..7], wanted);
    assert_eq!(printed[7], "[x]", "who joined in March 2014 has not been followed for 24 months");
    let printed = row(&paper, CURVES, "January to March 2015");
    // Hidden for the sake of others, or as counted; never anything else.
    for (cell, wanted) in printed[2..5].iter().zip([3, 6, 9].map(|months| of(2015, 1, months))) {
        assert!(*cell == wanted || cell == "[c]", "{cell} is not {wanted}");
    }
    assert!(printed[5..8].iter().all(|cell| cell == "[x]"), "{printed:?}");
    assert!(row(&paper, CURVES, "October to December 2015")[2..].iter().all(|cell| cell == "[x]"));
}

#[test]
fn months_and_curves_of_the_sample_agree_with_queries_that_count_them_another_way() {
    let bench = Bench::new();
    bench.sample();
    bench.run(&["report", "-w", "halton", "--quarter", "2015-16-Q3"]).expect(0);
    let paper = bench.read("output/halton/2015-16-Q3/report.md");
    let by_month = bench.run(&["query", "attached", "--by", "attachment_month", "--format", "csv", "-w", "halton"]);
    for month in 1..=12 {
        let day = NaiveDate::from_ymd_opt(2015, month, 1).unwrap();
        let printed = row(&paper, MONTHS, &day.format("%B %Y").to_string());
        let asked = format!("{},{}", day.format("%Y-%m"), printed[1]);
        assert!(by_month.stdout.lines().any(|line| line == asked), "{asked} is not in {}", by_month.stdout);
    }
    let (months, quarter) = (row(&paper, MONTHS, "October to December 2015"), row(&paper, IN_QUARTER, "All primes"));
    assert_eq!(months[1..], [&quarter[2], &quarter[4], &quarter[6]].map(String::clone));
    // Exact counts of the command, for officers: months that both look at.
    let asked = ["cohorts", "--format", "csv", "-w", "halton", "--audience", "officers"];
    let outcome = bench.run(&asked);
    outcome.expect(0);
    let exact = bench.read(outcome.stdout.trim_end());
    let header: Vec<&str> = exact.lines().nth(1).unwrap().split(',').collect();
    let line = exact.lines().find(|line| line.starts_with("2014-15-Q3,")).unwrap();
    let cell = |name: &str| line.split(',').nth(header.iter().position(|own| *own == name).unwrap()).unwrap();
    let printed = row(&paper, CURVES, "October to December 2014");
    assert_eq!(printed[1], cell("people"));
    assert!(printed[3].ends_with(&format!("({})", cell("within_6m_reached"))), "{printed:?}");
}

#[test]
fn the_funnel_names_no_ward_that_the_table_of_wards_hides() {
    let bench = Bench::new();
    bench.sample();
    bench.run(&["report", "-w", "halton", "--quarter", "2015-16-Q3"]).expect(0);
    let paper = bench.read("output/halton/2015-16-Q3/report.md");
    let table = paper.split_once("Performance to date by ward of residence").unwrap().1;
    let (table, after) = table.split_once("* Scope").unwrap();
    let drawn = after.split_once("All: ").unwrap().1.split("\n\n").next().unwrap();
    let (mut shown, mut hidden) = (0, 0);
    let is_ward =
        |line: &&str| line.starts_with("| ") && !["| Ward", "| :---", "| **"].iter().any(|own| line.starts_with(own));
    for line in table.lines().filter(is_ward) {
        let cells: Vec<String> = line.split('|').map(|cell| cell.trim().replace('\\', "")).collect();
        let name = &cells[1];
        let told = format!("{name}: {} ({} of {})", cells[6], cells[5], cells[3]);
        if name == "Area not known" || cells[6] == "[c]" {
            assert!(!drawn.contains(&format!("{name}:")), "{name} in {drawn}");
            hidden += usize::from(name != "Area not known");
        } else {
            assert!(drawn.contains(&told), "{told} in {drawn}");
            shown += 1;
        }
    }
    assert!(shown >= 10, "{shown} wards");
    let told = if hidden == 0 { String::new() } else { "not shown".into() };
    assert!(drawn.contains(&told), "{hidden} hidden: {drawn}");
}
