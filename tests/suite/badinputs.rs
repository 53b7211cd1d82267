//! A folder of bad inputs with a manifest: every file leads to what the manifest says. Knows the manifest's
//! columns and the layouts that the folder's README names; no file names.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::faults::manifest::{self, Expectation};
use crate::faults::trial::{Given, Judged, judge};
use crate::harness::shared;

/// The folder: `QUARTERDECK_BADINPUTS`, else `badinputs` in the shared folder.
fn folder() -> Option<PathBuf> {
    let Some(given) = std::env::var_os("QUARTERDECK_BADINPUTS").map(PathBuf::from) else {
        let folder = shared()?.join("badinputs");
        return folder.is_dir().then_some(folder);
    };
    // A folder that was asked for must be there.
    assert!(given.is_dir(), "QUARTERDECK_BADINPUTS: {} is no folder", given.display());
    Some(given)
}

/// The file of a line and those to be checked with it, each with the layout of its own line.
fn given(line: &Expectation, lines: &[Expectation], folder: &Path) -> Result<Vec<Given>, String> {
    let partners = line.with.iter().map(|name| {
        lines.iter().find(|other| other.name() == name).ok_or(format!("`{name}` of `with` has no line of its own"))
    });
    let read = |line: &Expectation| {
        let bytes = std::fs::read(folder.join(&line.file)).map_err(|error| format!("{}: {error}", line.file))?;
        Ok(Given { name: line.name().to_string(), layout: line.layout.clone(), bytes })
    };
    std::iter::once(Ok(line)).chain(partners).map(|line| read(line?)).collect()
}

/// Judges every line, two at a time: other tests run beside.
fn judged(lines: &[Expectation], folder: &Path) -> Vec<(String, Result<Judged, String>)> {
    let next = Mutex::new(lines.iter().filter(|line| line.after.is_empty()));
    let results = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some(line) = next.lock().unwrap().next() else { break };
                    let result = given(line, lines, folder).map(|files| judge(line, &files));
                    results.lock().unwrap().push((line.name().to_string(), result));
                }
            });
        }
    });
    let mut results = results.into_inner().unwrap();
    results.sort_by(|a, b| a.0.cmp(&b.0));
    results
}

#[test]
#[ignore = "until every part of the reader is there; run with --ignored"]
fn every_bad_input_leads_to_what_its_manifest_says() {
    let Some(folder) = folder() else {
        println!("no folder of bad inputs (QUARTERDECK_BADINPUTS, or ../shared/badinputs): nothing was checked");
        return;
    };
    let lines = manifest::read(&folder).unwrap();
    let results = judged(&lines, &folder);
    let mut right = 0;
    for (name, result) in &results {
        match result {
            Ok(judged) if judged.complaints.is_empty() => {
                right += 1;
                let (took, peak) = (judged.took.as_secs_f64(), judged.peak_mb);
                println!("as expected  {name}: {} ({took:.2} s, {peak} MB)", judged.seen);
            }
            Ok(judged) => println!("DIFFERENT    {name}: {}: {}", judged.seen, judged.complaints.join("; ")),
            Err(why) => println!("DIFFERENT    {name}: {why}"),
        }
    }
    for line in lines.iter().filter(|line| !line.after.is_empty()) {
        println!("not run      {}: needs a memory of earlier deliveries", line.name());
    }
    println!("{right} of {} as expected", results.len());
    assert_eq!(right, results.len(), "the lines marked DIFFERENT above");
}
