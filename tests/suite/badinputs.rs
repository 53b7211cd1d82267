//! A folder of bad inputs with a manifest: every file leads to what the manifest says. Knows the manifest's
//! columns and the layouts that the folder's README names; no file names.

use std::path::{Path, PathBuf};

use crate::faults::case::{Case, Given};
use crate::faults::manifest::{self, Expectation};
use crate::faults::trial;
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

/// The file of a line, those to be checked with it and those that came before it, each with the layout of its own line.
fn case(line: &Expectation, lines: &[Expectation], folder: &Path) -> Result<Case, String> {
    let partners = line.with.iter().map(|name| {
        lines.iter().find(|other| other.name() == name).ok_or(format!("`{name}` of `with` has no line of its own"))
    });
    let read = |line: &Expectation| {
        let bytes = std::fs::read(folder.join(&line.file)).map_err(|error| format!("{}: {error}", line.file))?;
        Ok(Given { name: line.name().to_string(), layout: line.layout.clone(), bytes })
    };
    let files: Result<Vec<Given>, String> = std::iter::once(Ok(line)).chain(partners).map(|line| read(line?)).collect();
    let before = line.after.iter().map(|name| {
        let other = lines.iter().find(|other| other.name() == name);
        read(other.ok_or(format!("`{name}` of `after` has no line of its own"))?)
    });
    Ok(Case { before: before.collect::<Result<_, _>>()?, ..Case::of(line.clone(), files?) })
}

#[test]
fn every_bad_input_leads_to_what_its_manifest_says() {
    let Some(folder) = folder() else {
        println!("no folder of bad inputs (QUARTERDECK_BADINPUTS, or ../shared/badinputs): nothing was checked");
        return;
    };
    let lines = manifest::read(&folder).unwrap();
    let cases: Vec<Case> = lines.iter().map(|line| case(line, &lines, &folder)).collect::<Result<_, _>>().unwrap();
    let judged = trial::all(&cases);
    for (case, judged) in cases.iter().zip(&judged) {
        println!("{}", judged.line(case.expected.name()));
    }
    let right = judged.iter().filter(|judged| judged.complaints.is_empty()).count();
    println!("{right} of {} as expected", cases.len());
    assert_eq!(right, cases.len(), "the lines marked DIFFERENT above");
}
