//! The three sample workspaces: what the generator makes is what is kept, every planted fault is found and nothing else,
//! every row is accounted for, and the figures are those of an independent count (`sample_data/README.md`).

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use crate::harness::{Bench, project};

/// Each workspace with the quarters that it has returns for, the one with planted faults last, and how many kinds of fault
/// are planted.
const SAMPLES: [(&str, &[&str], usize); 3] = [
    ("halton", &["2014-15-Q3", "2015-16-Q1", "2015-16-Q2", "2015-16-Q3"], 10),
    ("greater-manchester", &["2016-17-Q3", "2017-18-Q2", "2017-18-Q3"], 17),
    ("pioneer", &["2023-24-Q3", "2023-24-Q4"], 5),
];

/// Rows by finding, file and sheet.
type Found = BTreeMap<(String, String, String), Vec<u64>>;

#[test]
fn the_samples_in_the_project_are_what_their_generator_makes() {
    let bench = Bench::new();
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let made = Command::new(cargo)
        .args(["run", "--quiet", "--locked", "--example", "make_sample_data", "--"])
        .arg(bench.path())
        .current_dir(project())
        .status()
        .unwrap();
    assert!(made.success());
    let made = bench.all_files("");
    for (name, bytes) in &made {
        let committed = std::fs::read(project().join("sample_data").join(name))
            .unwrap_or_else(|_| panic!("{name} is not in the project"));
        assert!(committed == *bytes, "{name} differs from what the generator makes");
    }
    // And no return is kept that the generator does not make.
    let made: BTreeSet<&str> = made.iter().map(|(name, _)| name.as_str()).collect();
    for (id, ..) in SAMPLES {
        for entry in std::fs::read_dir(project().join("sample_data").join(id).join("returns")).unwrap() {
            let name = format!("{id}/returns/{}", entry.unwrap().file_name().to_string_lossy());
            assert!(made.contains(name.as_str()), "{name} is made by nothing");
        }
    }
}

#[test]
fn every_planted_fault_of_each_sample_is_found_where_it_was_planted_and_no_other() {
    for (id, quarters, kinds) in SAMPLES {
        let expected = planted(id);
        let codes: BTreeSet<&String> = expected.keys().map(|(code, ..)| code).collect();
        assert_eq!(codes.len(), kinds, "{id}: {codes:?}");
        assert_eq!(found(id, quarters.last().unwrap()), expected, "{id}");
    }
}

#[test]
fn nothing_is_wrong_with_a_row_of_an_earlier_return() {
    for (id, quarters, _) in SAMPLES {
        for quarter in &quarters[..quarters.len() - 1] {
            assert_eq!(found(id, quarter), Found::new(), "{id} {quarter}");
        }
    }
}

fn planted(id: &str) -> Found {
    let planted = std::fs::read_to_string(project().join("sample_data/planted.csv")).unwrap();
    let mut expected = Found::new();
    for line in planted.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let rows: Vec<u64> = cells[5].split(' ').map(|row| row.parse().unwrap()).collect();
        assert_eq!(rows.len(), cells[4].parse::<usize>().unwrap(), "{line}");
        if cells[0] == id {
            expected.insert((cells[1].into(), cells[2].into(), cells[3].into()), rows);
        }
    }
    expected
}

/// What a check of a quarter's returns finds in rows.
fn found(id: &str, quarter: &str) -> Found {
    let bench = Bench::new();
    bench.sample_of(id);
    let returns = bench.all_files(&format!("{id}/returns")).into_iter();
    let files: Vec<String> =
        returns.filter(|(name, _)| name.contains(quarter)).map(|(name, _)| format!("{id}/returns/{name}")).collect();
    let mut args = vec!["check", "-w", id, "--format", "json"];
    args.extend(files.iter().map(String::as_str));
    let outcome = bench.run(&args);
    outcome.expect(0);
    let told: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    let mut actual = Found::new();
    for finding in told["findings"].as_array().unwrap() {
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_string();
        let place = &finding["place"];
        // Notes about whole tables, and rows left out that are no faults, are not planted.
        let whole = place["row"].is_null() || ["totals_row", "footnote"].contains(&finding["code"].as_str().unwrap());
        if !whole {
            let key = (text(&finding["code"]), text(&place["file"]), text(&place["sheet"]));
            actual.entry(key).or_default().push(place["row"].as_u64().unwrap());
        }
    }
    for rows in actual.values_mut() {
        rows.sort_unstable();
    }
    actual
}

#[test]
fn each_sample_makes_its_paper_for_every_quarter_and_its_accounts_add_up() {
    for (id, quarters, _) in SAMPLES {
        let bench = Bench::new();
        bench.sample_of(id);
        for quarter in quarters {
            bench.run(&["report", "-w", id, "--quarter", quarter]).expect(0);
            let manifest = bench.read(&format!("output/{id}/{quarter}/internal/run.json"));
            accounts_add_up(&serde_json::from_str(&manifest).unwrap());
        }
    }
}

fn accounts_add_up(manifest: &serde_json::Value) {
    let accounts = &manifest["run"]["accounts"];
    let mut sums = [0; 4];
    for table in accounts["tables"].as_array().unwrap() {
        let total =
            |name: &str| table[name].as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum::<u64>();
        let [read, used] = ["read", "used"].map(|name| table[name].as_u64().unwrap());
        assert_eq!(read, used + total("set_aside") + total("left_out"), "{table}");
        for (sum, part) in sums.iter_mut().zip([read, used, total("set_aside"), total("left_out")]) {
            *sum += part;
        }
    }
    let totals = ["read", "used", "set_aside", "left_out"].map(|name| accounts[name].as_u64().unwrap());
    assert_eq!(sums, totals);
}

/// Of each prime: referred, attached, job starts, sustained as the contract reads it, sustained by the other source.
fn figures(id: &str, quarter: &str, primes: &[&str]) -> Vec<[u64; 5]> {
    let bench = Bench::new();
    bench.sample_of(id).run(&["report", "-w", id, "--quarter", quarter, "--audience", "officers"]).expect(0);
    let exact = bench.read(&format!("output/{id}/{quarter}/internal/figures.csv"));
    let of = |prime: &str, count: &str| {
        let start = format!("prime,to-date,{prime},{count},");
        let line = exact.lines().find_map(|line| line.strip_prefix(&start));
        line.unwrap_or_else(|| panic!("{start}: {exact}")).parse().unwrap()
    };
    let counts = ["referred", "attached", "job_starts", "sustained", "sustained_otherwise"];
    primes.iter().map(|prime| counts.map(|count| of(prime, count))).collect()
}

#[test]
fn the_figures_of_greater_manchester_are_those_of_an_independent_count() {
    let primes = ["Irwell Forward", "Medlock Steps", "Goyt Bridge Employment", "All"];
    assert_eq!(
        figures("greater-manchester", "2017-18-Q3", &primes),
        [
            [1826, 1495, 305, 155, 141],
            [863, 705, 129, 72, 70],
            [1311, 1107, 239, 123, 115],
            [4000, 3307, 673, 350, 326]
        ]
    );
}

#[test]
fn the_figures_of_pioneer_are_those_of_an_independent_count_and_its_outcomes_are_claims() {
    assert_eq!(figures("pioneer", "2023-24-Q4", &["The council's team"]), [[103, 87, 38, 20, 20]]);
    assert_eq!(figures("pioneer", "2023-24-Q3", &["The council's team"]), [[95, 81, 34, 9, 10]]);
}

/// The text of a sample's paper.
fn paper(id: &str, quarter: &str) -> String {
    let bench = Bench::new();
    let sample = project().join("sample_data").join(id);
    bench.run(&["report", "-w", sample.to_str().unwrap(), "--quarter", quarter]).expect(0);
    bench.read(&format!("output/{id}/{quarter}/report.md"))
}

#[test]
fn what_primes_promised_and_the_people_that_a_contract_asks_for_stand_beside_what_was_reached() {
    let pioneer = paper("pioneer", "2023-24-Q4");
    let paid = "| Job outcomes paid, The council's team | the contract's minimum, by the end of year 1 | 28 | 15 |";
    assert!(pioneer.contains(paid), "{pioneer}");
    assert!(pioneer.contains("| The council's team | 20 | 20 | 15 | Claims |"));
    let manchester = paper("greater-manchester", "2017-18-Q3");
    let own = "| Sustainment rate, Medlock Steps | the prime's own, from its bid | 17% | 10.2% | 72 of 705 | Too early to tell |";
    assert!(manchester.contains(own), "{manchester}");
    // Goyt Bridge's returns tell no payments, so nobody knows how many there are of all primes.
    assert!(manchester.contains("| Goyt Bridge Employment | 123 | 115 | \\[z\\] | Job dates |"));
    assert!(manchester.contains("| **All primes** | **350** | **326** | **\\[z\\]** |"));
    assert!(!paper("halton", "2015-16-Q3").contains("Outcome paid"));
}

/// Pioneer's claims are of earnings and tell no weeks: those are counted from dates.
#[test]
fn weeks_in_work_are_not_read_from_claims_of_earnings_and_due_is_nobody_who_has_the_weeks() {
    let bench = Bench::new();
    bench.sample_of("pioneer");
    let args = [
        "query",
        "sustained,sustained_13w,sustained_26w",
        "-w",
        "pioneer",
        "--audience",
        "officers",
        "--format",
        "csv",
    ];
    let answer = bench.run(&args);
    let counts = bench.read(answer.stdout.trim());
    assert_eq!(counts.lines().last(), Some("20,31,20"), "{counts}");
    let told = bench.run(&["ask", "in-time", "-w", "pioneer", "--format", "json"]);
    told.expect(0);
    let told: serde_json::Value = serde_json::from_str(&told.stdout).unwrap();
    let due: Vec<&serde_json::Value> = told
        .as_object()
        .unwrap()
        .values()
        .flat_map(|part| &part.as_array().unwrap()[..])
        .map(|row| &row["due_next_quarter"])
        .collect();
    assert!(due.contains(&&serde_json::Value::from(5)), "{told}");
}
