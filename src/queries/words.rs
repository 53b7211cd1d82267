//! What every finding means to the person who sent the file, from `words.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// What a finding asks of the sender, and what it took to see it: the sections of `words.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// To correct a row; the row alone shows the fault.
    Row,
    /// To correct a row that cannot be repeated, for its values stand in the wrong columns.
    Line,
    /// To correct a row that disagrees with another list or row of the same sender.
    AcrossOwnLists,
    /// To look at a row that disagrees with somebody else's list.
    AcrossAllLists,
    /// To do something about the file.
    File,
    /// Nothing: it is left out by rule, or for the officer to settle.
    Nothing,
}

impl Asks {
    /// Whether it is asked of a row.
    pub fn of_a_row(self) -> bool {
        matches!(self, Asks::Row | Asks::Line | Asks::AcrossOwnLists | Asks::AcrossAllLists)
    }
}

/// A code in plain words.
#[derive(Debug)]
pub struct Words {
    pub asks: Asks,
    /// What is wrong, as a heading.
    pub what: String,
    /// What to correct; empty where nothing is asked.
    pub correct: String,
}

/// `words.toml` as it is written: by code the heading and the sentence.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    sentences: BTreeMap<String, String>,
    row: Section,
    line: Section,
    across_own_lists: Section,
    across_all_lists: Section,
    file: Section,
    nothing: BTreeMap<String, String>,
}

type Section = BTreeMap<String, [String; 2]>;

static WORDS: LazyLock<BTreeMap<String, Words>> =
    LazyLock::new(|| toml::from_str::<File>(include_str!("words.toml")).expect("words.toml is part of us").by_code());

impl File {
    fn by_code(self) -> BTreeMap<String, Words> {
        let nothing = self.nothing.into_iter().map(|(code, what)| (code, [what, String::new()])).collect();
        let sections = [
            (Asks::Row, self.row),
            (Asks::Line, self.line),
            (Asks::AcrossOwnLists, self.across_own_lists),
            (Asks::AcrossAllLists, self.across_all_lists),
            (Asks::File, self.file),
            (Asks::Nothing, nothing),
        ];
        let sentence = |text: String| match text.strip_prefix('@') {
            Some(name) => {
                self.sentences.get(name).cloned().unwrap_or_else(|| panic!("words.toml: no sentence `{name}`"))
            }
            None => text,
        };
        let codes = sections.into_iter().flat_map(|(asks, section)| section.into_iter().map(move |own| (asks, own)));
        codes.map(|(asks, (code, [what, correct]))| (code, Words { asks, what, correct: sentence(correct) })).collect()
    }
}

/// Whether a row may be corrected by leaving the cell at fault empty: its value should perhaps not be there at all.
pub fn may_be_emptied(code: &str) -> bool {
    ["claim_without_job_start", "date_after_received", "mark_not_understood"].contains(&code)
}

/// Whether a sender is asked only where the finding stops the paper: nobody needs every column that a layout knows.
pub fn asks_where_it_stops(code: &str) -> bool {
    ["column_not_found", "event_not_given"].contains(&code)
}

/// Every code.
pub fn codes() -> impl Iterator<Item = &'static str> {
    WORDS.keys().map(String::as_str)
}

/// The words for a code; none for one that a later version of this program knew.
pub fn of(code: &str) -> Option<&'static Words> {
    WORDS.get(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validation::order;
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    /// Words joined by `_` in the folders where findings are made that are neither codes nor columns: settings,
    /// columns of frames and of context, forms of names.
    const OTHER_WORDS: [&str; 13] = [
        "cells_per_sheet",
        "date_order",
        "first_day",
        "job_spells",
        "last_day",
        "paid_pence",
        "snake_case",
        "source_id",
        "source_row",
        "unpacked_mb",
        "unpacked_ratio",
        "used_range",
        "working_age_population",
    ];

    fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                sources(&path, into);
            } else if path.extension().is_some_and(|ext| ext == "rs")
                && !["tests.rs", "properties.rs"].iter().any(|name| path.ends_with(name))
            {
                into.push(path);
            }
        }
    }

    /// Every text in a file's code that could be a code: small words joined by `_`.
    fn texts(file: &Path) -> Vec<String> {
        let text = std::fs::read_to_string(file).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        let code: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let small = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        let texts = code.iter().flat_map(|line| line.split('"').skip(1).step_by(2));
        texts.filter(|text| text.trim_matches('_').contains('_') && text.bytes().all(small)).map(String::from).collect()
    }

    #[test]
    fn every_code_that_can_be_raised_has_plain_words() {
        let mut files = Vec::new();
        for folder in ["source", "mapping", "validation"] {
            sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(folder), &mut files);
        }
        let texts: BTreeSet<String> = files.iter().flat_map(|file| texts(file)).collect();
        let is_column = |text: &str| crate::canonical::schema::find(text).is_some();
        let codes = texts.iter().filter(|text| !is_column(text) && !OTHER_WORDS.contains(&text.as_str()));
        let codes: Vec<&String> = codes.collect();
        assert!(codes.len() > 70, "the search has lost the codes: {codes:?}");
        let without: Vec<&&String> = codes.iter().filter(|code| of(code).is_none()).collect();
        assert!(without.is_empty(), "add a line for each to queries/words.toml: {without:?}");
    }

    #[test]
    fn every_rule_about_rows_has_its_place_in_their_order() {
        let texts_in = |folders: &[&str]| -> BTreeSet<String> {
            let mut files = Vec::new();
            for folder in folders {
                sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(folder), &mut files);
            }
            files.iter().flat_map(|file| texts(file)).collect()
        };
        let reading = texts_in(&["source", "mapping"]);
        let asks_of_a_row = |code: &str| of(code).is_some_and(|words| words.asks.of_a_row());
        let rules = texts_in(&["validation"]).into_iter().filter(|text| asks_of_a_row(text) && !reading.contains(text));
        let (placed, without): (Vec<String>, Vec<String>) = rules.partition(|code| order::is_rule(code));
        assert!(placed.len() > 15, "the search has lost the rules: {placed:?}");
        assert!(without.is_empty(), "give each a place in validation/order.rs: {without:?}");
    }

    #[test]
    fn whoever_is_asked_is_told_what_to_do_and_no_code_has_two_lines() {
        let lines = include_str!("words.toml").lines().filter_map(|line| line.split_once(" = "));
        let own = lines.filter(|(name, _)| of(name).is_some()).count();
        assert_eq!(own, WORDS.len(), "a code stands in two sections");
        for (code, Words { asks, what, correct }) in &*WORDS {
            assert_eq!(correct.is_empty(), *asks == Asks::Nothing, "{code}");
            assert!(what.chars().next().unwrap().is_uppercase() && !what.ends_with('.'), "{code}");
            assert!(correct.is_empty() || correct.ends_with('.'), "{code}");
        }
    }

    #[test]
    fn a_sender_is_asked_for_nothing_that_only_the_council_can_do() {
        for (code, words) in WORDS.iter().filter(|(_, words)| words.asks != Asks::Nothing) {
            let text = format!("{} {}", words.what, words.correct).to_lowercase();
            for officers in ["toml", "layout", "alias", "quarterdeck", "set aside", "attachment", "workspace", "_"] {
                assert!(!text.contains(officers), "{code}: `{officers}` is an officer's word: {text}");
            }
        }
    }
}
