//! Each rule on a file that keeps it, and on the least change of it that does not. Pages are tested in the suite, on the
//! program's own paper.

mod delimited;
mod hostile;
mod word;
mod workbooks;

use std::collections::BTreeSet;
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::{ALONE, Given, Kind, inspect, rules};
use crate::fault::Fault;

/// The rules that a file breaks.
fn broken(bytes: &[u8]) -> Vec<&'static str> {
    told(bytes).unwrap_or_else(|fault| panic!("{fault}: {:?}", fault.hint))
}

fn told(bytes: &[u8]) -> Result<Vec<&'static str>, Fault> {
    let inspection = inspect(&Given { name: "paper", bytes, metadata: None, is_beside: ALONE })?;
    Ok(inspection.broken().map(|(rule, _)| rule.id).collect())
}

/// The parts of a container, to be changed before it is packed.
#[derive(Clone)]
struct Parts(Vec<(String, String, DateTime, CompressionMethod)>);

impl Parts {
    fn new(parts: &[(&str, &str)]) -> Parts {
        let mut all = Parts(Vec::new());
        parts.iter().for_each(|(name, text)| all.add(name, text));
        all
    }

    /// The parts of a container that something else has written.
    fn of(bytes: &[u8]) -> Parts {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut all = Parts(Vec::new());
        for at in 0..archive.len() {
            let mut file = archive.by_index(at).unwrap();
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            all.add(&file.name().unwrap(), &text);
        }
        all
    }

    fn add(&mut self, name: &str, text: &str) {
        self.0.push((name.into(), text.into(), DateTime::default(), CompressionMethod::Deflated));
    }

    /// Replaces the first of these words in a part, which must be there.
    fn change(&mut self, part: &str, from: &str, to: &str) {
        let own = self.0.iter_mut().find(|own| own.0 == part).unwrap_or_else(|| panic!("no part {part}"));
        assert!(own.1.contains(from), "{from} is not in {part}:\n{}", own.1);
        own.1 = own.1.replacen(from, to, 1);
    }

    fn pack(&self) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text, date, method) in &self.0 {
            let options = SimpleFileOptions::default().last_modified_time(*date).compression_method(*method);
            writer.start_file(name.as_str(), options).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }
}

/// A change that breaks one rule.
type Breaks = (&'static str, fn(&mut Parts));

/// Each change breaks its rule and no other, and every rule for the kind has one.
fn each_rule_alone(kind: Kind, well: &Parts, changes: &[Breaks]) {
    assert_eq!(broken(&well.pack()), Vec::<&str>::new());
    for (rule, change) in changes {
        let mut parts = well.clone();
        change(&mut parts);
        assert_eq!(broken(&parts.pack()), [*rule], "{}", kind.name());
    }
    every_rule_has_its_change(kind, changes.iter().map(|(rule, _)| *rule));
}

fn every_rule_has_its_change<'a>(kind: Kind, changed: impl Iterator<Item = &'a str>) {
    let changed: BTreeSet<&str> = changed.collect();
    let all: BTreeSet<&str> = rules().filter(|rule| rule.kinds.contains(&kind)).map(|rule| rule.id).collect();
    assert_eq!(changed, all, "{}", kind.name());
}

#[test]
fn no_two_rules_have_one_id_and_each_says_what_to_do() {
    let mut seen = BTreeSet::new();
    for rule in rules() {
        assert!(seen.insert(rule.id), "{} is there twice", rule.id);
        assert!(!rule.kinds.is_empty() && !rule.asks.ends_with('.') && !rule.mend.is_empty(), "{}", rule.id);
        assert!(rule.why.ends_with('.'), "{}", rule.id);
    }
    assert!(seen.len() > 50);
}
