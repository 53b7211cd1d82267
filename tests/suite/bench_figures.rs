//! The figures of the measured job are those of an independent program: speed is worth nothing without them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::harness::{Bench, shared};

/// What the generated returns hold of one prime, area and month of referral: referred, attached, job starts,
/// 13 weeks, 26 weeks, and of those referred the people on Universal Credit.
type Groups = BTreeMap<(String, String, String), [u64; 6]>;

/// A Python with the peers' packages (benches/requirements.txt), or nothing; a test without it says so and ends.
fn python() -> Option<PathBuf> {
    let python = std::env::var_os("QUARTERDECK_PYTHON").map_or_else(|| PathBuf::from("python3"), PathBuf::from);
    let packages = "import numpy, xlsxwriter, polars, fastexcel, jinja2";
    let has_them = Command::new(&python).args(["-c", packages]).output().is_ok_and(|output| output.status.success());
    if has_them {
        return Some(python);
    }
    eprintln!("skipped: no Python with the packages of benches/requirements.txt (set QUARTERDECK_PYTHON)");
    None
}

/// Runs one of the shared programs to its end.
fn run(python: &Path, program: &Path, args: &[&str], folder: &Path) {
    let output = Command::new(python).arg(program).args(args).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{}: {}", program.display(), String::from_utf8_lossy(&output.stderr));
}

/// The peer's check file: contractor, area, month as 202204, and six counts.
fn peers_groups(text: &str) -> Groups {
    let group = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let counts: Vec<u64> = cells[3..].iter().map(|count| count.parse().unwrap()).collect();
        // The peer writes every word of an area with a capital: `Stoke-On-Trent`.
        ((cells[0].into(), cells[1].to_lowercase(), cells[2].into()), counts.try_into().unwrap())
    };
    text.lines().map(group).collect()
}

/// An officers' answer by prime, area and month: its counts in the order of the measures asked for.
fn our_groups(bench: &Bench, measures: &str, filter: &[&str]) -> BTreeMap<(String, String, String), Vec<u64>> {
    bench.copy_of("benches/workspace", "ws");
    let settings = bench.read("ws/quarterdeck.toml") + "\n[officers]\nexact_answers = true\n";
    bench.file("ws/quarterdeck.toml", &settings);
    let fixed = ["query", measures, "--by", "prime,area,referral_month", "--audience", "officers", "--format", "csv"];
    bench.run(&[&fixed, &["-w", "ws", "--returns", "data"][..], filter].concat()).expect(0);
    let answer = bench.read("output/bench/2026-27-Q1/internal/query.csv");
    let rows = answer.lines().skip(2).map(|line| line.split(',').collect::<Vec<_>>());
    rows.filter(|cells| cells[0] != "All")
        .map(|cells| {
            let counts = cells[3..].iter().map(|count| count.parse().unwrap()).collect();
            ((cells[0].into(), cells[1].to_lowercase(), cells[2].replace('-', "")), counts)
        })
        .collect()
}

#[test]
fn officers_figures_of_five_thousand_clients_are_those_that_polars_counts_in_python() {
    let (Some(shared), Some(python)) = (shared(), python()) else { return };
    let programs = shared.join("bench").canonicalize().unwrap();
    let bench = Bench::new();
    run(&python, &programs.join("generate.py"), &["S", "data", "--no-csv"], bench.path());
    run(&python, &programs.join("peer_polars.py"), &["data", "peer", "xlsx"], bench.path());
    let expected = peers_groups(&bench.read("peer/groups.csv"));
    let people: u64 = expected.values().map(|counts| counts[0]).sum();
    assert_eq!((people, expected.len()), (5_000, 888), "the generator's world is another");

    let measures = our_groups(&bench, "referred,attached,job_starts,sustained_13w,sustained_26w", &[]);
    let on_uc = our_groups(&bench, "referred", &["--where", "benefit=UC"]);
    let mut actual = Groups::new();
    for (group, counts) in measures {
        let uc = on_uc.get(&group).map_or(0, |counts| counts[0]);
        actual.insert(group, [counts[0], counts[1], counts[2], counts[3], counts[4], uc]);
    }
    assert_eq!(actual, expected);
}
