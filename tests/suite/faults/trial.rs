//! A case given to the real binary and held against its line of the manifest.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::Duration;

use quarterdeck::vocabulary::Quarter;

use super::case::{Case, Given};
use super::layouts::{self, Delivery};
use super::manifest::Outcome;
use super::naming::{demands, unmet};
use super::outcome::Verdict;
use super::run::{self, Ended, MEGABYTES, SECONDS};
use crate::harness::Bench;

/// What became of a trial.
#[derive(Debug)]
pub struct Judged {
    /// Where it differs from what was expected; nothing when it is as expected.
    pub complaints: Vec<String>,
    /// Exit code and rows, for the line that is printed.
    pub seen: String,
    pub took: Duration,
    pub peak_mb: u64,
}

impl Judged {
    /// One line: as expected or not, what was seen, what differs.
    pub fn line(&self, name: &str) -> String {
        let (took, peak) = (self.took.as_secs_f64(), self.peak_mb);
        let seen = format!("{name}: {} ({took:.2} s, {peak} MB)", self.seen);
        match self.complaints.as_slice() {
            [] => format!("as expected  {seen}"),
            complaints => format!("DIFFERENT    {seen}: {}", complaints.join("; ")),
        }
    }
}

/// Judges every case, in their order; two at a time, since other tests run beside.
pub fn all(cases: &[Case]) -> Vec<Judged> {
    let next = Mutex::new(cases.iter().enumerate());
    let results = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some((i, case)) = next.lock().unwrap().next() else { break };
                    let judged = judge(case);
                    results.lock().unwrap().push((i, judged));
                }
            });
        }
    });
    let mut results = results.into_inner().unwrap();
    results.sort_by_key(|(i, _)| *i);
    results.into_iter().map(|(_, judged)| judged).collect()
}

/// Checks the first file, together with the others, and judges what was said of it.
pub fn judge(case: &Case) -> Judged {
    let (expected, files) = (&case.expected, &case.files);
    // Files that come one after the other are of one series, whatever they are called.
    let deliveries: Vec<Delivery<'_>> = match case.before.is_empty() {
        true => files.iter().map(|file| Delivery { name: &file.name, layout: &file.layout }).collect(),
        false => vec![Delivery { name: "*.csv", layout: &files[0].layout }],
    };
    let bench = layouts::workspace(&deliveries, case.settings);
    let mut complaints: Vec<String> = take_in(&bench, case);
    let paths: Vec<String> = files.iter().map(|file| format!("in/{}", file.name)).collect();
    for (path, file) in paths.iter().zip(files) {
        bench.bytes(path, &file.bytes);
    }
    let mut args = vec!["check", "-w", "ws", "--today", expected.as_at.as_str()];
    let quarter = quarter(case, files);
    if !case.before.is_empty() {
        args.extend(["--quarter", quarter.as_str()]);
    }
    args.extend(paths.iter().map(String::as_str));
    let text = run::watched(bench.path(), &args, &[]);
    args.extend(["--format", "json"]);
    let json = run::watched(bench.path(), &args, &[]);
    complaints.extend(ended_badly(&text));
    complaints.extend(printed_badly(&text.stdout).or(printed_badly(&text.stderr)).or(printed_badly(&json.stdout)));
    for (path, file) in paths.iter().zip(files) {
        if std::fs::read(bench.path().join(path)).ok().as_ref() != Some(&file.bytes) {
            complaints.push(format!("{} was changed", file.name));
        }
    }
    let words = format!("{}{}", String::from_utf8_lossy(&text.stdout), String::from_utf8_lossy(&text.stderr));
    let mut seen = text.code.map_or("no exit code".into(), |code| format!("exit {code}"));
    match Verdict::read(&String::from_utf8_lossy(&json.stdout), words, sheets_of(&files[0])) {
        Ok(verdict) => {
            if let Some(rows) = verdict.rows(&files[0].name) {
                seen += &format!(", rows {} = {} + {} + {}", rows[0], rows[1], rows[2], rows[3]);
            }
            complaints.extend(differs(case, &verdict));
            let said = verdict.text.to_lowercase();
            let silent = |words: &&&str| !words.to_lowercase().split('|').any(|word| said.contains(word));
            complaints.extend(case.says.iter().filter(silent).map(|words| format!("does not say `{words}`")));
        }
        Err(why) => {
            let said: Vec<String> = String::from_utf8_lossy(&text.stderr).lines().take(3).map(String::from).collect();
            complaints.push(format!("{why}; stderr: {}", said.join(" / ")));
        }
    }
    let exits = if expected.outcome == Outcome::AcceptOrRefuse { vec![0, 4] } else { vec![expected.exit] };
    if text.code != json.code || text.code.is_none_or(|code| !exits.contains(&code)) {
        complaints.insert(0, format!("exit {:?} instead of {}", text.code, expected.exit));
    }
    Judged { complaints, seen, took: text.took.max(json.took), peak_mb: text.peak_mb.max(json.peak_mb) }
}

/// The files that came before, each taken in by a run of its own; what goes wrong with that.
fn take_in(bench: &Bench, case: &Case) -> Vec<String> {
    let mut complaints = Vec::new();
    for nth in 0..case.before.len() {
        let file = &case.before[nth];
        bench.bytes(&format!("ws/returns/{}", file.name), &file.bytes);
        let (quarter, today) = (quarter(case, &case.before[nth..]), case.expected.as_at.as_str());
        let args = ["monthly", "-w", "ws", "--settle", "0", "--today", today, "--quarter", &quarter];
        let ended = run::watched(bench.path(), &args, &[]);
        if ended.code != Some(0) {
            let said = String::from_utf8_lossy(&ended.stderr).into_owned();
            complaints.push(format!("`{}` was not taken in before: {said}", file.name));
        }
    }
    complaints
}

/// The quarter that a file's name says (`2014Q1`); one whose name says none comes a quarter after those before it.
fn quarter(case: &Case, files: &[Given]) -> String {
    let of = |name: &str| -> Option<Quarter> {
        let at = name.match_indices('Q').map(|(at, _)| at).find(|at| {
            name[..*at].bytes().rev().take(4).filter(u8::is_ascii_digit).count() == 4
                && name[at + 1..].starts_with(['1', '2', '3', '4'])
        })?;
        Quarter::new(name[at - 4..at].parse().ok()?, name[at + 1..at + 2].parse().ok()?)
    };
    let last = || case.before.iter().filter_map(|file| of(&file.name)).max().map(Quarter::next);
    of(&files[0].name).or_else(last).map_or_else(String::new, |quarter| quarter.to_string())
}

/// A panic, an abort, a fault of our own, too slow, too large.
fn ended_badly(ended: &Ended) -> Vec<String> {
    let mut complaints = Vec::new();
    if ended.killed {
        complaints.push("did not end".into());
    } else if ended.code.is_none() {
        complaints.push("ended by a signal".into());
    }
    if String::from_utf8_lossy(&ended.stderr).contains("a fault in Quarterdeck") {
        complaints.push("a fault in Quarterdeck".into());
    }
    if ended.took > Duration::from_secs(SECONDS) {
        complaints.push(format!("took {:.1} s", ended.took.as_secs_f64()));
    }
    if ended.peak_mb > MEGABYTES {
        complaints.push(format!("held {} MB", ended.peak_mb));
    }
    complaints
}

/// What must not reach a terminal: control characters, characters that turn the direction of writing, and a
/// person's whole reference.
fn printed_badly(output: &[u8]) -> Option<String> {
    let Ok(text) = std::str::from_utf8(output) else { return Some("printed bytes that are no UTF-8".into()) };
    let harmful = |c: &char| {
        (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if let Some(c) = text.chars().find(harmful) {
        return Some(format!("printed the character U+{:04X}", u32::from(c)));
    }
    let whole = |at: usize| text[at..].bytes().skip(3).take(6).filter(u8::is_ascii_digit).count() == 6;
    // The form of a reference is shown by one that nobody has.
    let leaked = text.match_indices("HPJ").any(|(at, _)| whole(at) && !text[at..].starts_with("HPJ000000"));
    leaked.then(|| "printed a whole reference".into())
}

fn differs(case: &Case, verdict: &Verdict) -> Vec<String> {
    let (expected, name) = (&case.expected, case.files[0].name.as_str());
    let others: Vec<String> = case.files[1..].iter().chain(&case.before).map(|file| file.name.clone()).collect();
    if expected.outcome == Outcome::AcceptOrRefuse && !verdict.of("refused").is_empty() {
        return Vec::new();
    }
    let mut complaints: Vec<String> = differs_in_effect(expected.outcome, verdict).into_iter().collect();
    let rows = verdict.rows(name);
    for (i, what) in ["read", "used", "set aside", "left out"].into_iter().enumerate() {
        let (wanted, seen) = (expected.rows[i], rows.map_or(0, |rows| rows[i]));
        if wanted.is_some_and(|wanted| wanted != seen) {
            complaints.push(format!("{seen} rows {what} instead of {}", wanted.unwrap_or_default()));
        }
    }
    match demands(&expected.names) {
        Ok(demands) => complaints.extend(demands.iter().filter_map(|demand| unmet(demand, verdict, name, &others))),
        Err(why) => complaints.push(why),
    }
    complaints
}

fn differs_in_effect(expected: Outcome, verdict: &Verdict) -> Option<String> {
    let codes = |effect: &str| verdict.of(effect).iter().map(|told| told.code.as_str()).collect::<BTreeSet<_>>();
    let (told, stops) = (&codes("notes") | &codes("sets_aside"), codes("stops"));
    let listed = |codes: BTreeSet<&str>| codes.into_iter().collect::<Vec<_>>().join(", ");
    let refused = verdict.of("refused");
    match expected {
        Outcome::Refuse if refused.is_empty() => Some("was not refused".into()),
        Outcome::Refuse => None,
        _ if !refused.is_empty() => Some(format!("was refused: {}", refused[0].text)),
        Outcome::Block if stops.is_empty() => Some("nothing stops it".into()),
        Outcome::Block => None,
        _ if !stops.is_empty() => Some(format!("is stopped by {}", listed(stops))),
        Outcome::AcceptWarn if told.is_empty() => Some("nothing is noted or set aside".into()),
        Outcome::Accept if !told.is_empty() => Some(format!("should pass in silence, and says {}", listed(told))),
        _ => None,
    }
}

/// The names of a workbook's sheets, as far as another reader can list them; a text file has none.
fn sheets_of(file: &Given) -> Vec<String> {
    use calamine::Reader;
    if !file.bytes.starts_with(b"PK") {
        return Vec::new();
    }
    let listed = std::panic::catch_unwind(|| {
        let cursor = std::io::Cursor::new(file.bytes.as_slice());
        calamine::Xlsx::new(cursor).map(|book| book.sheet_names()).unwrap_or_default()
    });
    listed.unwrap_or_default()
}
