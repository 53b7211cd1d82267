//! `quarterdeck check-paper`: finished papers against the rules for papers.

use std::fmt::Write;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::{print, print_error, print_out};
use crate::cli::{CheckPaperArgs, VerdictFormat};
use crate::fault::{Exit, Fault, exit_of, io_words, on_a_terminal};
use crate::inspect::{self, Given, Inspection, Kind, METADATA, Places, Verdict, rules};

/// No paper is longer.
const LONGEST: u64 = 128 << 20;
/// How many places of a rule the table shows; JSON has more.
const SHOWN: usize = 5;

/// Checks each file; one that cannot be read does not keep the others from being checked.
pub fn run(args: &CheckPaperArgs) -> Result<Option<Exit>> {
    if args.rules {
        print_out(&list(args.format))?;
        return Ok(None);
    }
    let mut told = Vec::new();
    let mut exits = Vec::new();
    for path in &args.files {
        let name = path.display().to_string();
        let checked = check(path).with_context(|| format!("cannot check `{}`", on_a_terminal(&name)));
        match &checked {
            Ok(inspection) => exits.extend(inspection.broken().next().map(|_| Exit::RuleBroken)),
            Err(error) => {
                exits.push(exit_of(error));
                print_error(error);
            }
        }
        told.push((name, checked));
    }
    let out = match args.format {
        VerdictFormat::Table => {
            told.iter().filter_map(|(name, checked)| Some(table(name, checked.as_ref().ok()?))).collect()
        }
        VerdictFormat::Json => print::json(
            &json!({ "files": told.iter().map(|(name, checked)| file_as_json(name, checked)).collect::<Vec<_>>() }),
        ),
    };
    print_out(&out)?;
    Ok(exits.into_iter().min_by_key(|exit| exit.rank()))
}

fn check(path: &Path) -> Result<Inspection> {
    let bytes = read(path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(METADATA);
    let metadata = if beside.is_file() { Some(read(&beside)?) } else { None };
    let is_beside = |file: &str| path.with_file_name(file).is_file();
    Ok(inspect::inspect(&Given { name: &name, bytes: &bytes, metadata: metadata.as_deref(), is_beside: &is_beside })?)
}

/// A file's bytes, no more of them than a paper has.
fn read(path: &Path) -> Result<Vec<u8>> {
    let what = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::PermissionDenied => Fault::environment(io_words(&error)),
        _ => Fault::usage(io_words(&error))
            .hint("give the path of a finished paper, such as output/halton/2015-16-Q3/report.html"),
    };
    if path.is_dir() {
        return Err(Fault::usage("it is a folder, not a file").hint("give the files in it by name").into());
    }
    let file = File::open(path).map_err(what)?;
    let mut bytes = Vec::new();
    file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(what)?;
    if bytes.len() as u64 > LONGEST {
        let large = format!("it is longer than {} MB", LONGEST >> 20);
        return Err(Fault::refused(large).hint("no paper is that long: is this the right file?").into());
    }
    Ok(bytes)
}

/// How many rules pass, fail, and are about nothing in the file.
fn counts(inspection: &Inspection) -> [usize; 3] {
    let mut counts = [0; 3];
    for (_, verdict) in &inspection.verdicts {
        let at = match verdict {
            Verdict::Passes => 0,
            Verdict::Fails(_) => 1,
            Verdict::NotApplicable => 2,
        };
        counts[at] += 1;
    }
    counts
}

fn table(name: &str, inspection: &Inspection) -> String {
    let name = on_a_terminal(name);
    let mut out = format!("{name} ({})\n", inspection.kind.name());
    for (rule, verdict) in &inspection.verdicts {
        let word = match verdict {
            Verdict::Passes => "pass",
            Verdict::Fails(_) => "FAIL",
            Verdict::NotApplicable => "not applicable",
        };
        let _ = writeln!(out, "  {word:<14}  {:<28}  {}", rule.id, rule.asks);
        if let Verdict::Fails(places) = verdict {
            add_places(places, &mut out);
            let _ = writeln!(out, "{:>18}to mend: {}", "", rule.mend);
        }
    }
    let [pass, fail, none] = counts(inspection);
    let _ = writeln!(out, "{name}: {pass} pass, {fail} fail, {none} not applicable\n");
    out
}

fn add_places(places: &Places, out: &mut String) {
    for place in places.first.iter().take(SHOWN) {
        let _ = writeln!(out, "{:>18}{place}", "");
    }
    if places.count > SHOWN as u64 {
        let _ = writeln!(out, "{:>18}and {} more", "", places.count - SHOWN as u64);
    }
}

fn file_as_json(name: &str, checked: &Result<Inspection>) -> Value {
    let inspection = match checked {
        Ok(inspection) => inspection,
        Err(error) => return json!({ "file": name, "error": print::error_as_json(error) }),
    };
    let rules = inspection.verdicts.iter().map(|(rule, verdict)| match verdict {
        Verdict::Passes => json!({ "rule": rule.id, "verdict": "pass" }),
        Verdict::NotApplicable => json!({ "rule": rule.id, "verdict": "not applicable" }),
        Verdict::Fails(places) => json!({
            "rule": rule.id, "verdict": "fail", "asks": rule.asks, "mend": rule.mend,
            "count": places.count, "places": places.first,
        }),
    });
    let [pass, fail, none] = counts(inspection);
    json!({
        "file": name, "kind": inspection.kind, "pass": pass, "fail": fail, "not_applicable": none,
        "rules": rules.collect::<Vec<_>>(),
    })
}

/// Every rule, with the kinds of file that it is for.
fn list(format: VerdictFormat) -> String {
    let names = |kinds: &[Kind]| kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>();
    match format {
        VerdictFormat::Json => print::json(&json!({ "rules": rules().map(|rule| json!({
            "rule": rule.id, "kinds": rule.kinds, "asks": rule.asks, "why": rule.why, "mend": rule.mend,
        })).collect::<Vec<_>>() })),
        VerdictFormat::Table => rules()
            .map(|rule| {
                format!(
                    "{}  ({})\n  {}.\n  Why: {}\n  To mend: {}\n\n",
                    rule.id,
                    names(rule.kinds).join(", "),
                    rule.asks,
                    rule.why,
                    rule.mend
                )
            })
            .collect(),
    }
}
