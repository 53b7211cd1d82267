//! Forty-three people on seven programmes, worked by hand: `docs/methods/worked-example-programmes.md` holds the returns
//! and every figure, and the program has to find the same. The tables are read from the page.

mod workspace;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::harness::Bench;
use crate::worked_example::page::{self, Row, date};
use crate::worked_example::quarter_of;
use workspace::{people, returned, workspace};

const QUARTER: &str = "2024-25-Q3";

/// The text below a heading of the page.
fn section(heading: &str) -> String {
    page::section("worked-example-programmes.md", heading)
}

/// The table of that number below a heading.
fn table(heading: &str, nth: usize) -> Vec<Row> {
    page::tables_in(&section(heading)).swap_remove(nth)
}

/// Answers a query for officers: by the group's name, values by name.
fn query(bench: &Bench, quarter: &str, by: &str, args: &[&str]) -> BTreeMap<String, Map<String, Value>> {
    let fixed = ["-w", "worked", "--quarter", quarter, "--audience", "officers", "--format", "json", "--by", by];
    bench.run(&[&["query"], args, &fixed].concat()).expect(0);
    let text = bench.read(&format!("output/worked/{quarter}/internal/query.json"));
    let rows: Vec<Map<String, Value>> = serde_json::from_str(&text).unwrap();
    rows.into_iter().map(|row| (row[by].as_str().unwrap().to_string(), row)).collect()
}

/// Compares a page's table, a row a prime, with an answer: its columns are measures.
#[track_caller]
fn assert_table(expected: &[Row], answer: &BTreeMap<String, Map<String, Value>>) {
    assert!(expected.len() > 1);
    for row in expected {
        let found = &answer[&row["Prime"]];
        for (measure, value) in row.iter().filter(|(column, _)| *column != "Prime" && *column != "Who") {
            let shown = match (&found[measure.as_str()], found.get(&format!("{measure}_achieved"))) {
                (_, Some(achieved)) => format!("{achieved} of {}", found[&format!("{measure}_of")]),
                (Value::String(mark), None) => mark.clone(),
                (number, None) => number.to_string(),
            };
            assert_eq!(shown, *value, "{}: {measure}", row["Prime"]);
        }
    }
}

/// The measures that the columns of a table name.
fn measures(table: &[Row]) -> String {
    let columns = table[0].keys().filter(|column| *column != "Prime" && *column != "Who");
    columns.map(String::as_str).collect::<Vec<_>>().join(",")
}

/// Compares tables of a heading with the answers on a basis.
fn assert_tables(heading: &str, tables: usize, args: &[&str]) {
    let bench = workspace();
    for nth in 0..tables {
        let expected = table(heading, nth);
        let answer = query(&bench, QUARTER, "prime", &[&[measures(&expected).as_str()], args].concat());
        assert_table(&expected, &answer);
    }
}

fn names(cell: &str) -> BTreeSet<String> {
    cell.split(' ').filter(|name| name.starts_with('P')).map(str::to_string).collect()
}

const BY_PERSON: &str = "referred,attached,job_starts,sustained,sustained_otherwise,outcomes_paid,on_programme,\
                         supported_in_work,leavers,days_to_attachment,days_to_job_start,weeks_in_work,\
                         job_start_rate,sustainment_rate";

/// What is said of a person by their row on the page: measure and value, a count or what is typical of one.
fn expected_of(person: &Row, returned: &[Row]) -> Vec<(&'static str, u64)> {
    let claimed = ["Egremont Employment", "Fiesta Skills", "Grenadier Hub"].contains(&person["Prime"].as_str());
    let yes = |column: &str| u64::from(!["no", "-"].contains(&person[column].as_str()));
    let (dates, claim) = (yes("Sustained by dates"), yes("Sustained by claim"));
    let own = || returned.iter().filter(|row| row["Person"] == person["Person"]);
    let state = person["State"].as_str();
    let states = table("How to read the tables", 0);
    let is = |what: &str| u64::from(states.iter().find(|row| row["State"] == state).unwrap()[what] == "yes");
    let mut expected = vec![
        ("referred", 1),
        ("attached", 1),
        ("job_starts", yes("Job start")),
        ("sustained", if claimed { claim } else { dates }),
        ("sustained_otherwise", if claimed { dates } else { claim }),
        ("outcomes_paid", u64::from(own().any(|row| !row["Outcome paid"].is_empty()))),
        ("on_programme", is("On the programme")),
        ("supported_in_work", is("Supported in work")),
        ("leavers", is("Left")),
        ("job_start_rate_in_time", yes("In time for a job")),
        ("job_start_rate_had_time_of", yes("Time up for a job")),
        ("sustainment_rate_in_time", yes("In time to sustain")),
        ("sustainment_rate_had_time_of", yes("Time up to sustain")),
    ];
    for (measure, column) in [
        ("days_to_attachment", "Days to attachment"),
        ("days_to_job_start", "Days to job start"),
        ("weeks_in_work", "Weeks in work"),
    ] {
        expected.extend(person[column].parse().ok().map(|value| (measure, value)));
    }
    expected
}

#[test]
fn each_of_the_43_people_counts_where_the_page_of_programmes_says() {
    let bench = workspace();
    let (people, returned) = (people(), returned());
    assert_eq!(people.len(), 43);
    let answer = query(&bench, QUARTER, "area", &[BY_PERSON, "--detail"]);
    assert_eq!(answer.len(), 44, "everybody, and all of them");
    // All that differs is told at once.
    let mut differ = Vec::new();
    for person in &people {
        let found = &answer[&person["Person"]];
        for (measure, expected) in expected_of(person, &returned) {
            // A mark stands where there is nobody to count.
            let value = found[measure].as_u64().unwrap_or(0);
            if value != expected {
                differ.push(format!("{}: {measure} is {value}, by hand {expected}", person["Person"]));
            }
        }
        for (measure, column) in [("days_to_job_start", "Days to job start"), ("weeks_in_work", "Weeks in work")] {
            assert_eq!(found[measure] == "[z]", person[column] == "-", "{}: {measure}", person["Person"]);
        }
    }
    assert_eq!(differ, Vec::<String>::new());
}

#[test]
fn support_of_each_of_the_43_people_lasts_as_the_programme_says() {
    for person in people() {
        let attached = returned().into_iter().filter(|row| row["Person"] == person["Person"]);
        let attached: Vec<_> = attached.map(|row| date(&row["Attached"])).collect();
        let support_to = person["Support to"].as_str();
        let end = match person["Prime"].as_str() {
            "Bramley Works" => attached[0] + chrono::Days::new(728),
            "Cox Futures" | "Discovery Trust" => attached[0] + chrono::Months::new(24),
            "Egremont Employment" => attached[0] + chrono::Days::new(456),
            "Howgate Pathways" => *attached.last().unwrap() + chrono::Days::new(182),
            "Fiesta Skills" => {
                assert_eq!(support_to, "not known", "{}", person["Person"]);
                continue;
            }
            _ => {
                assert_eq!(support_to, "no end", "{}", person["Person"]);
                continue;
            }
        };
        assert_eq!(date(support_to) + chrono::Days::new(1), end, "{}", person["Person"]);
    }
}

#[test]
fn each_milestone_of_the_43_people_falls_in_the_quarter_of_the_day_that_the_page_names() {
    let bench = workspace();
    let mut expected: BTreeMap<String, BTreeSet<(String, &str)>> = BTreeMap::new();
    let mut add = |day: &str, person: &Row, count| {
        if let Ok(day) = chrono::NaiveDate::parse_from_str(day, "%d %b %Y") {
            expected.entry(quarter_of(day)).or_default().insert((person["Person"].clone(), count));
        }
    };
    let mut seen = BTreeSet::new();
    for row in returned() {
        add(&row["Outcome paid"], &row, "outcomes_paid");
        // The first stay is the one that counts.
        if seen.insert(row["Person"].clone()) {
            add(&row["Referred"], &row, "referred");
            add(&row["Attached"], &row, "attached");
        }
    }
    for person in people() {
        let claimed = ["Egremont Employment", "Fiesta Skills", "Grenadier Hub"].contains(&person["Prime"].as_str());
        let sources = if claimed { ["sustained_otherwise", "sustained"] } else { ["sustained", "sustained_otherwise"] };
        add(&person["Job start"], &person, "job_starts");
        add(&person["Sustained by dates"], &person, sources[0]);
        add(&person["Sustained by claim"], &person, sources[1]);
    }
    assert_eq!(expected.len(), 13, "{:?}", expected.keys());
    let counts = ["referred", "attached", "job_starts", "sustained", "sustained_otherwise", "outcomes_paid"];
    let measures = counts.join(",");
    // In the first quarters most primes have nobody yet, and that has to be accepted.
    let accepted = ["--accept", "no_row_used", "--because", "nobody had joined yet", "--accepted-by", "the test"];
    for (quarter, expected) in expected {
        let args = [&[measures.as_str(), "--basis", "period"], &accepted[..]].concat();
        let answer = query(&bench, &quarter, "area", &args);
        let mut found = BTreeSet::new();
        for (person, row) in answer.iter().filter(|(person, _)| *person != "All") {
            found.extend(counts.iter().filter(|count| row[**count] == 1).map(|count| (person.clone(), *count)));
        }
        assert_eq!(found, expected, "{quarter}");
    }
}

#[test]
fn every_row_of_the_43_people_is_used_and_noted_as_the_page_of_programmes_says() {
    let bench = workspace();
    bench.run(&["report", "-w", "worked", "--quarter", QUARTER, "--audience", "officers"]).expect(0);
    let text = bench.read(&format!("output/worked/{QUARTER}/internal/run.json"));
    let run = serde_json::from_str::<Value>(&text).unwrap()["run"].take();
    let tables = run["accounts"]["tables"].as_array().unwrap();
    for row in table("Rows", 0) {
        let own = |account: &&Value| match row["Rows of"].as_str() {
            "the primes" => account["record"] == "participants",
            "the sheet of claims" => account["record"] == "claims",
            "Jobcentre Plus" => account["record"] == "referrals",
            _ => true,
        };
        for (column, name) in [("Read", "read"), ("Used", "used")] {
            let sum: u64 = tables.iter().filter(own).map(|account| account[name].as_u64().unwrap()).sum();
            assert_eq!(sum.to_string(), row[column], "{}: {name}", row["Rows of"]);
        }
    }
    let mut expected = serde_json::json!({});
    for row in table("Rows", 1) {
        expected[&row["What becomes of it"]][&row["Finding"]] = row["Rows"].parse::<u64>().unwrap().into();
    }
    assert_eq!(run["findings"], expected);
}

#[test]
fn figures_to_date_by_prime_are_those_worked_by_hand_on_seven_programmes() {
    assert_tables("To date", 2, &[]);
}

#[test]
fn people_still_in_time_and_those_whose_time_is_up_are_those_worked_by_hand_on_seven_programmes() {
    let bench = workspace();
    let answer = query(&bench, QUARTER, "prime", &["job_start_rate,sustainment_rate", "--detail"]);
    let had_time = query(&bench, QUARTER, "prime", &["job_start_rate,sustainment_rate", "--of", "had-time"]);
    for row in table("Still in time, and time up", 0) {
        let prime = &row["Prime"];
        for (rate, name) in [("job_start_rate", "job starts"), ("sustainment_rate", "sustained")] {
            assert_eq!(
                answer[prime][&format!("{rate}_in_time")].to_string(),
                row[&format!("{name} in time")],
                "{prime}"
            );
            let own = &had_time[prime];
            let had = format!("{} of {}", own[&format!("{rate}_achieved")], own[&format!("{rate}_of")]);
            assert_eq!(had, row[&format!("{name} had time")], "{prime}: {rate}");
        }
    }
}

#[test]
fn rates_of_those_who_completed_are_those_worked_by_hand_on_seven_programmes() {
    assert_tables("Of those who completed", 1, &["--of", "completed"]);
    let answer = query(&workspace(), QUARTER, "area", &["job_start_rate", "--of", "completed"]);
    let over = answer.iter().filter(|(name, row)| *name != "All" && row["job_start_rate_of"] == 1);
    let expected: BTreeSet<String> =
        table("Of those who completed", 0).iter().flat_map(|row| names(&row["Who"])).collect();
    assert_eq!(over.map(|(name, _)| name.clone()).collect::<BTreeSet<_>>(), expected);
}

#[test]
fn the_middle_person_of_each_prime_is_the_one_found_by_hand_on_seven_programmes() {
    assert_tables("The middle person", 1, &[]);
}

#[test]
fn figures_of_the_quarter_of_the_twelve_months_and_of_the_cohort_are_those_worked_by_hand_on_seven_programmes() {
    assert_tables("In the quarter", 1, &["--basis", "period"]);
    assert_tables("In the twelve months", 2, &["--basis", "twelve-months"]);
    assert_tables("The people who joined in the quarter", 1, &["--basis", "cohort"]);
}

#[test]
fn dates_and_claims_agree_and_differ_as_the_page_of_programmes_lists() {
    let answer = query(&workspace(), QUARTER, "area", &["sustained,sustained_otherwise"]);
    let claimed = ["Egremont Employment", "Fiesta Skills", "Grenadier Hub"];
    let mut found = [const { BTreeSet::new() }; 4];
    for person in people() {
        let row = &answer[&person["Person"]];
        let (own, other) = (row["sustained"] == 1, row["sustained_otherwise"] == 1);
        let by_claim = claimed.contains(&person["Prime"].as_str());
        let (dates, claim) = if by_claim { (other, own) } else { (own, other) };
        let line = match (dates, claim) {
            (true, true) => usize::from(date(&person["Sustained by claim"]) < date(&person["Sustained by dates"])),
            (false, true) => 2,
            (true, false) => 3,
            (false, false) => continue,
        };
        found[line].insert(person["Person"].clone());
    }
    let expected = table("Dates against claims", 0);
    assert_eq!(found, [0, 1, 2, 3].map(|line| names(&expected[line]["Who"])));
}

#[test]
fn people_followed_for_12_and_24_months_are_those_worked_by_hand_on_seven_programmes() {
    assert_tables("Within 12 and 24 months", 1, &[]);
}

/// Officers' money: by prime, milestone and column.
fn money(bench: &Bench) -> BTreeMap<[String; 3], String> {
    bench.run(&["money", "-w", "worked", "--quarter", QUARTER, "--format", "csv"]).expect(0);
    let text = bench.read(&format!("output/worked/{QUARTER}/internal/money.csv"));
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let rows = reader.records().map(Result::unwrap).filter(|row| row.len() == 7 && &row[3] != "all");
    rows.map(|row| ([&row[1], &row[3], &row[4]].map(str::to_string), row[5].to_string())).collect()
}

#[test]
fn money_and_people_who_just_missed_the_outcome_or_are_due_are_those_worked_by_hand() {
    let money = money(&workspace());
    let columns = [
        ("People", "people"),
        ("Fallen due", "fallen due"),
        ("Claimed", "claimed"),
        ("Just missed", "people who left within four weeks of the outcome"),
        ("Their fees", "fees of people who left within four weeks of the outcome"),
        ("Due next quarter", "times people in work reach it if they stay"),
        ("Its fees", "due from people in work if they stay"),
    ];
    for row in table("Money", 0) {
        for (column, name) in columns {
            let key = [&row["Prime"], &row["Milestone"], name].map(str::to_string);
            let found = money.get(&key).map_or("", String::as_str);
            assert_eq!(found, row[column], "{key:?}");
        }
    }
    // The people behind the numbers, by prime.
    let prime_of: BTreeMap<String, String> =
        people().into_iter().map(|row| (row["Person"].clone(), row["Prime"].clone())).collect();
    for (line, name) in [("Near miss", columns[3].1), ("Due", columns[5].1)] {
        for prime in ["Bramley Works", "Cox Futures", "Discovery Trust", "Howgate Pathways"] {
            let own = table("Just missed, and due next", 0).into_iter().filter(|row| row[""] == line);
            let own = own.filter(|row| prime_of[&row["Who"]] == prime).count();
            let key = [prime, "job outcome", name].map(str::to_string);
            assert_eq!(money[&key], own.to_string(), "{key:?}");
        }
    }
}
