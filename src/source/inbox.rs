//! Which file in the folder is whose return for which quarter.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, ErrorKind};
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::definitions::{Coverage, Layout, Supplier, SupplierKind, Workspace, nearest};
use crate::fault::{Fault, io_words, printable};
use crate::finding::{Effect, Finding, Place};
use crate::vocabulary::Quarter;

/// A file to be read as a supplier's return.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Return {
    pub path: PathBuf,
    pub name: String,
    /// The supplier's id.
    pub supplier: String,
    pub layout: String,
    /// The quarter that its name says, where it says one.
    pub quarter: Option<Quarter>,
}

/// The returns chosen for a quarter, in a stable order, and what is to be said about the folder.
#[derive(Debug, Default)]
pub struct Inbox {
    pub returns: Vec<Return>,
    pub findings: Vec<Finding>,
}

/// A file in the folder that a supplier's pattern fits.
struct Candidate<'a> {
    path: &'a Path,
    name: String,
    quarter: Option<Quarter>,
}

/// Lists the files of a returns folder, sorted by name; hidden files and lock files of office programs left out.
/// `instead` is what to do where there is no such folder.
pub fn files(folder: &Path, instead: &str) -> Result<Vec<PathBuf>> {
    let shown = folder.display();
    let entries = fs::read_dir(folder).map_err(|error| match error.kind() {
        ErrorKind::PermissionDenied => Fault::environment(format!("no permission to list the files in `{shown}`"))
            .hint("ask for read access to the folder"),
        ErrorKind::NotFound => Fault::usage(format!("there is no folder `{shown}`")).hint(instead),
        ErrorKind::NotADirectory => Fault::usage(format!("`{shown}` is no folder")).hint(instead),
        _ => Fault::environment(format!("cannot list the files in `{shown}`: {}", io_words(&error)))
            .hint("check the disk or the network drive"),
    })?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.retain(|path| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        !name.starts_with(['.', '~'])
    });
    files.sort();
    Ok(files)
}

/// What is called like a return in a folder and is no file: a folder, a pipe, a link that leads nowhere. It is not
/// read, and not passed over without a word.
pub fn no_files(folder: &Path, workspace: &Workspace) -> Vec<Finding> {
    let mut names: Vec<(String, &'static str)> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| !entry.path().is_file())
        .map(|entry| {
            let kind = fs::metadata(entry.path()).ok().and_then(|meta| super::kind_of(meta.file_type()));
            (entry.file_name().to_string_lossy().into_owned(), kind.unwrap_or("a link to a file that is not there"))
        })
        .filter(|(name, _)| series(workspace).any(|(_, pattern, _)| fit(pattern, name).is_some()))
        .collect();
    names.sort();
    let tell = |(name, kind): (String, &str)| {
        let message = format!("it is called like a return and is {kind}, not a file: it is not read");
        let hint = "put the return itself in its place";
        Finding::new("return_is_no_file", Effect::Notes, Place::file(printable(&name)), message, hint)
    };
    names.into_iter().map(tell).collect()
}

/// The quarters that returns are named for.
pub fn named_quarters(files: &[PathBuf], workspace: &Workspace) -> BTreeSet<Quarter> {
    let candidates = series(workspace).flat_map(|(_, pattern, _)| candidates(files, pattern));
    candidates.filter_map(|candidate| candidate.quarter).collect()
}

/// Why no return says a quarter: there are none, or no supplier's pattern fits what they are called.
pub fn no_quarter(files: &[PathBuf], workspace: &Workspace) -> Fault {
    const ASK: &str = "give it with --quarter 2015-16-Q3";
    if files.is_empty() {
        return Fault::usage("no quarter is given, and there are no returns whose names could say one").hint(ASK);
    }
    let patterns: Vec<&str> = series(workspace).map(|(_, pattern, _)| pattern).collect();
    if patterns.is_empty() {
        return Fault::usage("no quarter is given, and no supplier says what its returns are called").hint(
            "write `files = \"NAME_{quarter}.xlsx\"` below [[supplier.returns]] in quarterdeck.toml: `quarterdeck layout \
             learn FILE --supplier NAME` proposes it",
        );
    }
    let message = format!(
        "no quarter is given, and what the returns are called fits no supplier's `files` with a {{quarter}}: {}",
        patterns.join(", ")
    );
    Fault::usage(message).hint("correct `files` below [[supplier.returns]] in quarterdeck.toml, or the files' names; or give the quarter with --quarter 2015-16-Q3")
}

fn series(workspace: &Workspace) -> impl Iterator<Item = (&Supplier, &str, &str)> {
    workspace.supplier.iter().flat_map(|supplier| {
        supplier.returns.iter().map(move |returns| (supplier, returns.files.as_str(), returns.layout.as_str()))
    })
}

/// Chooses each supplier's returns for a quarter. `layout` gives a layout by name.
///
/// A series without a return for the quarter stops the paper, and where that is accepted, the run goes on without any
/// return of that prime, or with the newest list of Jobcentre Plus; a file that fits no series is noted.
pub fn choose<'l>(
    files: &[PathBuf],
    workspace: &Workspace,
    layout: &dyn Fn(&str) -> &'l Layout,
    quarter: Quarter,
) -> Result<Inbox> {
    let mut inbox = Inbox::default();
    let mut fits = vec![false; files.len()];
    let mut quarters: Vec<Quarter> = Vec::new();
    let mut late: BTreeSet<&str> = BTreeSet::new();
    for (supplier, pattern, layout_name) in series(workspace) {
        let found = candidates(files, pattern);
        for candidate in &found {
            fits[files.iter().position(|file| file == candidate.path).unwrap_or_default()] = true;
        }
        quarters.extend(found.iter().filter_map(|candidate| candidate.quarter));
        let coverage = layout(layout_name).coverage;
        // Where all returns are read, the second of two that are the same is refused.
        let stale = if coverage == Coverage::ToDate { same_files(&found, quarter) } else { Vec::new() };
        let chosen = pick(found, coverage, quarter);
        let current = chosen.iter().any(|candidate| candidate.quarter.is_none_or(|own| own == quarter));
        if !current {
            inbox.findings.push(missing(supplier, pattern, quarter, chosen.last()));
            if supplier.kind == SupplierKind::Prime {
                late.insert(&supplier.id);
            }
        }
        inbox.findings.extend(gaps(supplier, pattern, &chosen, quarter));
        inbox.findings.extend(stale);
        inbox.returns.extend(chosen.into_iter().map(|candidate| Return {
            path: candidate.path.to_path_buf(),
            name: candidate.name,
            supplier: supplier.id.clone(),
            layout: layout_name.to_string(),
            quarter: candidate.quarter,
        }));
    }
    // An older return of a prime knows nothing of the quarter: its figures would be noughts, and whoever was in work then
    // would count as in work ever since. One list of several says as little. Of Jobcentre Plus's lists an older one still
    // says who was referred until then.
    inbox.returns.retain(|item| !late.contains(item.supplier.as_str()));
    quarters.sort_unstable();
    quarters.dedup();
    if !quarters.is_empty() && !quarters.contains(&quarter) {
        let known: Vec<String> = quarters.iter().map(Quarter::to_string).collect();
        return Err(Fault::usage(format!("there is no return for {quarter}"))
            .hint(format!("the returns are for {}", known.join(", ")))
            .into());
    }
    let there = |name: &str| files.iter().any(|file| file.file_name().is_some_and(|own| own.to_string_lossy() == name));
    for name in workspace.received.keys().filter(|name| !there(name)) {
        let message = "[received] in quarterdeck.toml names this file, and it is not among the returns";
        let hint = "mend the name, or take the line out: dates after the day of receipt are not found without it";
        inbox.findings.push(Finding::new(
            "received_without_file",
            Effect::Notes,
            Place::file(printable(name)),
            message,
            hint,
        ));
    }
    for (file, _) in files.iter().zip(&fits).filter(|(_, fits)| !**fits) {
        inbox.findings.push(not_recognised(file, workspace));
    }
    Ok(inbox)
}

/// Quarters between the returns of a series that is put together from all of them, for which none came.
fn gaps(supplier: &Supplier, pattern: &str, chosen: &[Candidate<'_>], quarter: Quarter) -> Vec<Finding> {
    let there: BTreeSet<Quarter> = chosen.iter().filter_map(|candidate| candidate.quarter).collect();
    let first = if there.len() > 1 { there.first().copied() } else { None };
    let between = std::iter::successors(first, |own| Some(own.next())).take_while(|own| *own < quarter);
    let missing = between.filter(|own| !there.contains(own));
    let tell = |own: Quarter| {
        let message = format!(
            "{} has sent no return for {own}, and returns for quarters before and after it: each holds its own quarter \
             alone, so that everybody of {own} is missing from the figures",
            supplier.name
        );
        let hint = "ask for it, or let this run go on without that quarter with --accept return_missing --because TEXT \
                    --by NAME";
        let place = Place::file(pattern.replace("{quarter}", &own.to_string()));
        Finding::new("return_missing", Effect::Stops, place, message, hint)
    };
    missing.map(tell).collect()
}

/// A return for the quarter that is, byte by byte, the one for another quarter under a new name.
fn same_files(found: &[Candidate<'_>], quarter: Quarter) -> Vec<Finding> {
    let (now, before): (Vec<_>, Vec<_>) =
        found.iter().filter(|own| own.quarter.is_some()).partition(|own| own.quarter == Some(quarter));
    let tell = |own: &&Candidate<'_>| {
        let same = before.iter().find(|other| are_the_same(own.path, other.path))?;
        Some(stale(&own.name, &same.name, "it is the same file as `{}`, byte by byte"))
    };
    now.iter().filter_map(tell).collect()
}

/// Says of a return that it is that of another quarter; `how` has `{}` for the other's name.
pub fn stale(own: &str, other: &str, how: &str) -> Finding {
    let how = how.replace("{}", &printable(other));
    let message = format!("{how}: the return for another quarter under the name of this one");
    let hint = "ask the sender for this quarter's return; if nothing has happened since, let this run go on with \
                --accept return_is_stale --because TEXT --by NAME";
    Finding::new("return_is_stale", Effect::Stops, Place::file(printable(own)), message, hint)
}

/// Whether two files hold the same bytes; what cannot be read is told when it is read.
fn are_the_same(one: &Path, other: &Path) -> bool {
    let size = |path: &Path| fs::metadata(path).map(|meta| meta.len()).ok();
    if size(one).is_none() || size(one) != size(other) {
        return false;
    }
    let (Ok(one), Ok(other)) = (File::open(one), File::open(other)) else { return false };
    let (mut one, mut other) = (BufReader::new(one), BufReader::new(other));
    loop {
        let (Ok(a), Ok(b)) = (one.fill_buf(), other.fill_buf()) else { return false };
        let length = a.len().min(b.len());
        if length == 0 || a[..length] != b[..length] {
            return a.is_empty() && b.is_empty();
        }
        one.consume(length);
        other.consume(length);
    }
}

fn missing(supplier: &Supplier, pattern: &str, quarter: Quarter, older: Option<&Candidate<'_>>) -> Finding {
    let expected = pattern.replace("{quarter}", &quarter.to_string());
    let instead = older.map(|older| format!("; the newest is `{}`", printable(&older.name))).unwrap_or_default();
    let (what, without) = match supplier.kind {
        SupplierKind::Prime => ("none of their returns is used without it", "figures of theirs"),
        SupplierKind::Jcp => ("whoever was referred since is on no list", "it"),
    };
    let message = format!("{} has sent no return for {quarter}{instead}; {what}", supplier.name);
    let hint = format!(
        "ask for it, or let this run go on without {without} with --accept return_missing --because TEXT --by NAME"
    );
    Finding::new("return_missing", Effect::Stops, Place::file(expected), message, hint)
}

fn not_recognised(file: &Path, workspace: &Workspace) -> Finding {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let near = nearest(&name, series(workspace).map(|(_, pattern, _)| pattern));
    let hint = match near {
        Some(pattern) => {
            format!("the nearest pattern in quarterdeck.toml is `{pattern}`: mend the pattern, or move the file away")
        }
        None => "add a pattern for it in quarterdeck.toml, or move the file away".to_string(),
    };
    Finding::new(
        "file_not_recognised",
        Effect::Notes,
        Place::file(printable(&name)),
        "no supplier's pattern fits this file: it is not read",
        hint,
    )
}

/// The files that fit a pattern, oldest quarter first.
fn candidates<'a>(files: &'a [PathBuf], pattern: &str) -> Vec<Candidate<'a>> {
    let mut found: Vec<Candidate<'a>> = files
        .iter()
        .filter_map(|path| {
            let name = path.file_name()?.to_string_lossy().into_owned();
            fit(pattern, &name).map(|quarter| Candidate { path: path.as_path(), name, quarter })
        })
        .collect();
    // `north.csv` before `north (1).csv`, as people count.
    let key = |own: &Candidate<'_>| (own.quarter, own.path.file_stem().map(ToOwned::to_owned), own.name.clone());
    found.sort_by_cached_key(key);
    found
}

/// Of a series: everything up to the quarter where each return holds only its own rows, else the newest.
fn pick(mut found: Vec<Candidate<'_>>, coverage: Coverage, quarter: Quarter) -> Vec<Candidate<'_>> {
    found.retain(|candidate| candidate.quarter.is_none_or(|own| own <= quarter));
    if coverage == Coverage::ToDate
        && let Some(newest) = found.iter().map(|candidate| candidate.quarter).max()
    {
        found.retain(|candidate| candidate.quarter == newest);
    }
    found
}

/// The returns of the same series for the quarter before that of a return, of those that it replaces; none where the
/// names say no quarter.
pub fn replaced_by(item: &Return, files: &[PathBuf], workspace: &Workspace) -> Vec<Return> {
    let own = |(supplier, pattern, layout): &(&Supplier, &str, &str)| {
        supplier.id == item.supplier && *layout == item.layout && fit(pattern, &item.name).is_some()
    };
    let Some((_, pattern, _)) = series(workspace).find(own) else { return Vec::new() };
    let mut found = candidates(files, pattern);
    found.retain(|candidate| candidate.quarter < item.quarter && candidate.quarter.is_some());
    let newest = found.iter().map(|candidate| candidate.quarter).max();
    found.retain(|candidate| Some(candidate.quarter) == newest);
    let earlier = |candidate: Candidate<'_>| Return {
        path: candidate.path.to_path_buf(),
        name: candidate.name,
        quarter: candidate.quarter,
        ..item.clone()
    };
    found.into_iter().map(earlier).collect()
}

/// Whether a file name fits a pattern, and the quarter it names: `*` is any run of characters,
/// `{quarter}` a quarter such as 2015-16-Q3.
pub fn fit(pattern: &str, name: &str) -> Option<Option<Quarter>> {
    let Some((before, after)) = pattern.split_once("{quarter}") else {
        return matches_name(pattern, name).then_some(None);
    };
    const WIDTH: usize = "2015-16-Q3".len();
    (0..name.len().saturating_sub(WIDTH - 1)).find_map(|at| {
        let quarter = name.get(at..at + WIDTH)?.parse::<Quarter>().ok()?;
        let rest = (name.get(..at)?, name.get(at + WIDTH..)?);
        // Names are compared without the space around them.
        (matches_name(before.trim(), rest.0) && matches_name(after.trim(), rest.1)).then_some(Some(quarter))
    })
}

/// Whether a name matches a pattern in which `*` stands for any run of characters; case does not matter.
pub fn matches_name(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.to_lowercase(), name.trim().to_lowercase());
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.len() >= last.len() && rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_names_the_quarter_of_a_file() {
        let quarter = "2015-16-Q3".parse::<Quarter>().unwrap();
        assert_eq!(fit("northgate_{quarter}.xlsx", "Northgate_2015-16-q3.XLSX"), Some(Some(quarter)));
        assert_eq!(fit("jcp*{quarter}*.csv", "jcp widnes 2015_16_Q3 final.csv"), Some(Some(quarter)));
        assert_eq!(fit("northgate_{quarter}.xlsx", "northgate_2015-17-Q3.xlsx"), None);
        assert_eq!(fit("clients*.xlsx", "clients 2.xlsx"), Some(None));
        assert_eq!(fit("clients*.xlsx", "clients.csv"), None);
        assert_eq!(fit("x_{quarter}.csv", "x_é2015-16-Q3.csv"), None);
    }

    #[test]
    fn a_star_stands_for_any_run() {
        for (pattern, name, expected) in [
            ("Clients *", "Clients 2", true),
            ("clients", "Clients ", true),
            ("*", "anything", true),
            ("Q*2015*", "Q3 of 2015-16", true),
            ("Clients *", "Client 2", false),
            ("Jobs", "Jobs 2", false),
            ("a*a", "a", false),
        ] {
            assert_eq!(matches_name(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn the_newest_return_up_to_the_quarter_is_picked_and_all_where_each_holds_its_own_rows() {
        let files: Vec<PathBuf> =
            ["r_2015-16-Q1.csv", "r_2015-16-Q2.csv", "r_2015-16-Q4.csv"].iter().map(PathBuf::from).collect();
        let quarter = "2015-16-Q3".parse::<Quarter>().unwrap();
        let names = |coverage| {
            pick(candidates(&files, "r_{quarter}.csv"), coverage, quarter)
                .into_iter()
                .map(|c| c.name)
                .collect::<Vec<_>>()
        };
        assert_eq!(names(Coverage::ToDate), ["r_2015-16-Q2.csv"]);
        assert_eq!(names(Coverage::Quarter), ["r_2015-16-Q1.csv", "r_2015-16-Q2.csv"]);
    }
}
