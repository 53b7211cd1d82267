//! The house: a module uses only those above it, and what belongs in one place stays there.

use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::project;

/// The modules in the order in which `lib.rs` lists them.
fn order() -> Vec<String> {
    let lib = fs::read_to_string(project().join("src/lib.rs")).unwrap();
    lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';').map(String::from)).collect()
}

fn sources() -> Vec<PathBuf> {
    fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, into);
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                into.push(path);
            }
        }
    }
    let mut files = Vec::new();
    collect(&project().join("src"), &mut files);
    // Files of unit tests alone may do what the code may not.
    files.retain(|path| !["tests.rs", "sample.rs", "properties.rs"].iter().any(|name| path.ends_with(name)));
    files.sort();
    files
}

/// A file's path below `src`, with `/`.
fn name(path: &Path) -> String {
    path.strip_prefix(project().join("src")).unwrap().to_string_lossy().replace('\\', "/")
}

/// A file's code without comment lines, and without its unit tests.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap().to_string();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_module_uses_only_those_above_it() {
    let order = order();
    assert!(order.len() > 10, "{order:?}");
    let place = |module: &str| order.iter().position(|other| other == module);
    let mut wrong = Vec::new();
    for path in sources() {
        let file = name(&path);
        let Some(own) = place(file.split(['/', '.']).next().unwrap()) else { continue };
        for part in code(&path).split("crate::").skip(1) {
            let used: String = part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            if place(&used).is_some_and(|used| used > own) {
                wrong.push(format!("{file} uses crate::{used}, which stands below it"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn calamine_tera_the_clock_and_writing_stay_in_their_places() {
    let places: &[(&str, &[&str])] = &[
        ("calamine::", &["source/workbook.rs"]),
        ("tera::", &["render/"]),
        ("SystemTime::now", &["commands/"]),
        ("Utc::now", &[]),
        ("Local::now", &[]),
        ("fs::write(", &[]),
        ("File::create(", &[]),
        (".persist(", &["output/"]),
        ("fs::rename(", &["output/"]),
        ("rusqlite", &["sql/"]),
        ("polars_parquet", &["archive/parquet.rs"]),
        // Amounts have no way to the paper but through here.
        ("crate::finance", &["commands/"]),
        ("polars::", &["canonical/", "mapping/", "validation/", "metrics/", "finance/"]),
    ];
    let mut wrong = Vec::new();
    for path in sources() {
        let (file, code) = (name(&path), code(&path));
        for (word, allowed) in places {
            if code.contains(word) && !allowed.iter().any(|place| file.starts_with(place)) {
                wrong.push(format!("{file} holds `{word}`"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn files_stay_readable_and_no_module_is_a_lumber_room() {
    let mut wrong = Vec::new();
    for path in sources() {
        let file = name(&path);
        let text = fs::read_to_string(&path).unwrap();
        let lines = text.split("#[cfg(test)]").next().unwrap().lines().count();
        if lines > 430 {
            wrong.push(format!("{file} has {lines} lines"));
        }
        if ["utils", "helpers", "common"].iter().any(|word| file.contains(word)) {
            wrong.push(format!("{file} says nothing about what it holds"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn the_default_build_has_no_network_code() {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let tree = std::process::Command::new(cargo)
        .args(["tree", "--locked", "--offline", "--prefix", "none", "--edges", "normal,build", "--format", "{p}"])
        .current_dir(project())
        .output()
        .unwrap();
    let tree = String::from_utf8(tree.stdout).unwrap();
    let crates: Vec<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(crates.contains(&"polars-core") && crates.len() > 100, "{tree}");
    let banned = ["reqwest", "hyper", "object_store", "rustls", "openssl", "native-tls", "ureq", "curl", "h2", "quinn"];
    let found: Vec<&str> = banned.into_iter().filter(|name| crates.contains(name)).collect();
    assert_eq!(found, Vec::<&str>::new());
}
