//! Mutated files through the reader: whatever a file holds, the program that reads it goes on, and nothing that
//! stands in the file is lost in silence.
//!
//! `mutant` makes the input of a number, the same every time; `control` says what its reading must deliver, counted
//! by code that shares nothing with the readers; `batch` runs many of them in processes of their own, with limits.

mod batch;
mod control;
mod damage;
mod mutant;
mod seeds;

use std::path::PathBuf;

use batch::{Plan, Totals};

/// A share that every run of the tests bears.
const SHARE: u64 = 20_000;

fn as_promised(totals: &Totals) {
    println!("{totals}");
    assert!(totals.complaints.is_empty(), "{}", totals.complaints.join("\n"));
}

#[test]
fn twenty_thousand_mutated_files_break_nothing_and_lose_nothing_in_silence() {
    let folder = tempfile::tempdir().unwrap();
    let plan = Plan { from: 0, count: SHARE, size: 1_000, seconds: 5, state: folder.path().join("state"), seeds: None };
    as_promised(&batch::run(&plan));
}

/// `QUARTERDECK_MUTATIONS` inputs (a million), from `QUARTERDECK_MUTATIONS_FROM` on (0); what is done is kept in
/// `QUARTERDECK_MUTATIONS_STATE` (`target/mutation/state`), so that a run that was stopped goes on where it was.
/// `QUARTERDECK_MUTATIONS_SEEDS` names a folder of further files to begin with.
#[test]
#[ignore = "hours in a debug build: cargo test --release --test suite a_million -- --ignored --nocapture"]
fn a_million_mutated_files_break_nothing_and_lose_nothing_in_silence() {
    let number = |name: &str, usual: u64| {
        std::env::var(name).map_or(usual, |text| text.parse().unwrap_or_else(|_| panic!("{name} is no number")))
    };
    let usual = crate::harness::project().join("target/mutation/state");
    let plan = Plan {
        from: number("QUARTERDECK_MUTATIONS_FROM", 0),
        count: number("QUARTERDECK_MUTATIONS", 1_000_000),
        size: 2_000,
        seconds: 2,
        state: std::env::var_os("QUARTERDECK_MUTATIONS_STATE").map_or(usual, PathBuf::from),
        seeds: std::env::var_os("QUARTERDECK_MUTATIONS_SEEDS").map(PathBuf::from),
    };
    as_promised(&batch::run(&plan));
}

/// What a process of a batch runs: not a test of its own.
#[test]
#[ignore = "the inside of a batch"]
fn inside_of_a_batch() {
    batch::inside();
}
