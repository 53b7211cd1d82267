//! `quarterdeck verify`: a past run's papers made again from the archive, byte by byte.

use std::collections::BTreeMap;

use anyhow::Result;

use super::{Session, print_aside, print_out, taken};
use crate::archive::Archive;
use crate::archive::runs::KeptRun;
use crate::cli::VerifyArgs;
use crate::definitions::workspace;
use crate::fault::{Exit, on_a_terminal};
use crate::manifest::sha256;

/// Lines of difference that are shown of one paper.
const SHOWN: usize = 10;

/// Makes the papers again and compares; exit 10 when a file differs.
pub fn run(args: &VerifyArgs) -> Result<Option<Exit>> {
    workspace::load(&args.workspace)?;
    let archive = Archive::open(&args.workspace)?;
    let run = archive.find(&args.run)?;
    archive.must_hold(run)?;
    let troubles = archive.troubles(run);
    if !troubles.is_empty() {
        print_out(&format!("run {}: what it kept is not all there\n  {}\n", run.id(), troubles.join("\n  ")))?;
        print_aside("hint: restore it from a backup of .quarterdeck; what is damaged proves nothing\n");
        return Ok(Some(Exit::Failure));
    }
    let mut session = Session::kept(&archive, run)?;
    let packs: Vec<String> = run.papers.iter().filter_map(|made| made.each.clone()).collect();
    let made = taken::papers(&mut session, &packs)?;
    let again: BTreeMap<&str, String> =
        made.files.iter().map(|file| (file.name.as_str(), sha256(&file.bytes))).collect();
    let then: BTreeMap<&str, &String> =
        run.papers.iter().flat_map(|made| &made.files).map(|(name, hash)| (name.as_str(), hash)).collect();
    let mut differ: Vec<&str> = then.keys().chain(again.keys()).copied().collect();
    differ.sort_unstable();
    differ.dedup();
    differ.retain(|name| then.get(name).copied() != again.get(name));
    if differ.is_empty() {
        let message = format!("run {}: {} files made again, each the same byte by byte\n", run.id(), then.len());
        print_out(&message)?;
        return Ok(None);
    }
    let mut out = format!("run {}: {} of {} files differ\n", run.id(), differ.len(), then.len());
    let own = env!("CARGO_PKG_VERSION");
    match run.version == own {
        true => out.push_str(
            "made by this version of the program: the archive was changed, or this is a fault in Quarterdeck\n",
        ),
        false => out.push_str(&format!("made by version {}, and again by {own}\n", run.version)),
    }
    for name in &differ {
        out.push_str(&format!("  {name}\n"));
        if let Some(file) = made.files.iter().find(|file| file.name == *name && name.ends_with(".md")) {
            out.push_str(&lines(&archive, run, name, &file.bytes));
        }
    }
    print_out(&out)?;
    Ok(Some(Exit::RuleBroken))
}

/// The lines of a paper that only one of the two has.
fn lines(archive: &Archive, run: &KeptRun, name: &str, again: &[u8]) -> String {
    let Ok(then) = archive.paper(run, name) else { return String::new() };
    let (then, again) = (String::from_utf8_lossy(&then).into_owned(), String::from_utf8_lossy(again).into_owned());
    let alone = |mark: &str, of: &str, other: &str| -> Vec<String> {
        let others: std::collections::HashSet<&str> = other.lines().collect();
        of.lines()
            .filter(|line| !others.contains(line))
            .map(|line| format!("    {mark} {}\n", on_a_terminal(line)))
            .collect()
    };
    let (before, now) = (alone("-", &then, &again), alone("+", &again, &then));
    let more = (before.len() + now.len()).saturating_sub(2 * SHOWN);
    let mut out: String = before.into_iter().take(SHOWN).chain(now.into_iter().take(SHOWN)).collect();
    if more > 0 {
        out.push_str(&format!("    and {more} more lines\n"));
    }
    out
}
