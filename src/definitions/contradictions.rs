//! What a definition file says against itself: all of it at once, each with its line and what to do.

use toml::de::{DeTable, DeValue};

use super::file;
use crate::fault::{Fault, printable};

/// One contradiction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line of the file on which it stands; none for what stands nowhere.
    pub line: Option<usize>,
    /// What contradicts what, with the value.
    pub what: String,
    /// What to do.
    pub hint: String,
}

impl Problem {
    /// With its line before it: `line 12: weeks is 0`.
    pub fn with_line(&self) -> String {
        self.line.map_or_else(|| self.what.clone(), |line| format!("line {line}: {}", self.what))
    }
}

/// The contradictions found in the text of a definition.
pub struct Contradictions<'a> {
    text: &'a str,
    found: Vec<Problem>,
}

impl<'a> Contradictions<'a> {
    pub fn of(text: &'a str) -> Self {
        Contradictions { text, found: Vec::new() }
    }

    /// Notes one at a place in the file: `fee.2.percent` is the percent of the third `[[fee]]`. Of a place that is not
    /// written the nearest table around it is named.
    pub fn add(&mut self, place: &str, what: impl Into<String>, hint: impl Into<String>) {
        self.note(line_of(self.text, place), what.into(), hint.into());
    }

    /// The same of a line that is known.
    pub fn add_at(&mut self, line: usize, what: impl Into<String>, hint: impl Into<String>) {
        self.note(Some(line), what.into(), hint.into());
    }

    fn note(&mut self, line: Option<usize>, what: String, hint: String) {
        let problem = Problem { line, what, hint };
        if !self.found.contains(&problem) {
            self.found.push(problem);
        }
    }

    /// How many there are so far.
    pub(super) fn len(&self) -> usize {
        self.found.len()
    }

    /// Every text of the file with its place: `lot.0.areas.1`.
    pub fn texts(&self) -> Vec<(String, String)> {
        let mut texts = Vec::new();
        if let Ok(root) = DeTable::parse(self.text) {
            collect_texts(&DeValue::Table(root.into_inner()), String::new(), &mut texts);
        }
        texts
    }

    /// All of them, in the order of the file.
    pub fn into_problems(self) -> Vec<Problem> {
        let mut found = self.found;
        found.sort_by_key(|problem| problem.line);
        found
    }
}

fn collect_texts(value: &DeValue<'_>, place: String, texts: &mut Vec<(String, String)>) {
    let inner = |step: &str| if place.is_empty() { step.to_string() } else { format!("{place}.{step}") };
    match value {
        DeValue::String(text) => texts.push((place, text.to_string())),
        DeValue::Array(items) => {
            let items = items.iter().enumerate();
            items.for_each(|(nth, item)| collect_texts(item.get_ref(), inner(&nth.to_string()), texts));
        }
        DeValue::Table(table) => {
            table.iter().for_each(|(key, item)| collect_texts(item.get_ref(), inner(key.get_ref()), texts));
        }
        _ => {}
    }
}

/// One fault that tells every contradiction; nothing where there is none.
pub fn refuse(problems: &[Problem], shown: &str) -> anyhow::Result<()> {
    let Some((last, before)) = problems.split_last() else { return Ok(()) };
    if before.is_empty() {
        let place = last.line.map_or_else(String::new, |line| format!(", line {line}"));
        return Err(Fault::usage(format!("`{shown}`{place}: {}", last.what)).hint(&last.hint).into());
    }
    let told = |problem: &Problem| format!("{} ({})", problem.with_line(), problem.hint);
    let innermost = Fault::usage(told(last)).hint("correct each of these lines and run the command again");
    let chain = before.iter().rev().fold(anyhow::Error::new(innermost), |error, problem| error.context(told(problem)));
    Err(chain.context(format!("`{shown}` contradicts itself in {} places", problems.len())))
}

/// The line on which a place of a TOML text stands, or what is around it.
pub(super) fn line_of(text: &str, place: &str) -> Option<usize> {
    let root = DeTable::parse(text).ok()?.into_inner();
    let root = DeValue::Table(root);
    let (mut at, mut value) = (None, &root);
    for step in place.split('.') {
        let (start, next) = match value {
            DeValue::Table(table) => match table.get_key_value(step) {
                Some((key, value)) => (key.span().start, value),
                None => break,
            },
            DeValue::Array(items) => match step.parse().ok().and_then(|at: usize| items.get(at)) {
                Some(item) => (item.span().start, item),
                None => break,
            },
            _ => break,
        };
        (at, value) = (Some(start), next.get_ref());
    }
    at.map(|start: usize| text[..start].matches('\n').count() + 1)
}

/// The nearest of the names that are known, and all of them, for a hint.
pub fn known<'a>(name: &str, names: impl Iterator<Item = &'a str> + Clone) -> String {
    let all = names.clone().collect::<Vec<_>>().join(", ");
    match file::nearest(name, names) {
        Some(near) => format!("did you mean `{near}`? Known: {all}"),
        None if all.is_empty() => "there are none: list them first, or leave it out".into(),
        None => format!("known: {all}"),
    }
}

/// The positions of items that repeat the key of an earlier one.
pub(super) fn repeated<T, K: PartialEq>(items: &[T], key: impl Fn(&T) -> K) -> Vec<usize> {
    let before = |at: usize| items[..at].iter().any(|other| key(other) == key(&items[at]));
    (0..items.len()).filter(|at| before(*at)).collect()
}

/// A text of the file in a message.
pub fn quoted(text: &str) -> String {
    format!("`{}`", printable(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::{Exit, exit_of, hint_of};

    const TEXT: &str = "id = \"x\"\n\n[sustained]\nweeks = 0\nwindow = { weeks = 1,\n  days = 2 }\n\n[[fee]]\npence = 1\n\n[[fee]]\nmonths = 3\n";

    #[test]
    fn every_place_of_a_definition_has_its_line() {
        let line = |place| line_of(TEXT, place);
        assert_eq!([line("id"), line("sustained"), line("sustained.weeks")], [Some(1), Some(3), Some(4)]);
        assert_eq!(line("sustained.window.days"), Some(6));
        assert_eq!([line("fee.0"), line("fee.1"), line("fee.1.months")], [Some(8), Some(11), Some(12)]);
        assert_eq!(line("fee.1.percent"), Some(11), "of what is not written, the table around it");
        assert_eq!(line("lot.0"), None);
    }

    #[test]
    fn all_contradictions_are_told_at_once_and_one_is_told_shortly() {
        let mut found = Contradictions::of(TEXT);
        found.add("fee.1.months", "months is 3", "take it out");
        found.add("sustained.weeks", "weeks is 0", "give 1 or more");
        found.add("sustained.weeks", "weeks is 0", "give 1 or more");
        let problems = found.into_problems();
        let error = refuse(&problems, "p.toml").unwrap_err();
        let told: Vec<String> = error.chain().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "`p.toml` contradicts itself in 2 places",
                "line 4: weeks is 0 (give 1 or more)",
                "line 12: months is 3 (take it out)"
            ]
        );
        assert_eq!(exit_of(&error), Exit::Usage);
        let one = refuse(&problems[..1], "p.toml").unwrap_err();
        assert_eq!(one.to_string(), "`p.toml`, line 4: weeks is 0");
        assert_eq!(hint_of(&one), Some("give 1 or more"));
        assert!(refuse(&[], "p.toml").is_ok());
    }
}
