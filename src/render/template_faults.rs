//! What is wrong with a template, in one line that names its file, and the line and column where the engine knows them.

use serde::{Deserialize, Serialize};
use tera::{Error, ErrorKind, ReportError};

use super::filling::MOST_BYTES_OUT;
use crate::fault::{Exit, Fault, printable};
use crate::worker::{Ended, FILLING_MEMORY_MB, FILLING_SECONDS};

/// A template's file as messages name it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Place {
    /// `report.html`, by which the engine knows what to escape.
    pub file: String,
    shown: String,
    /// A fault in a built-in template is ours, not the caller's.
    is_own: bool,
}

impl Place {
    pub fn builtin(file: &str) -> Place {
        Place { file: file.into(), shown: format!("built-in template {file}"), is_own: false }
    }

    pub fn own(file: &str, shown: String) -> Place {
        Place { file: file.into(), shown, is_own: true }
    }

    pub fn is_own(&self) -> bool {
        self.is_own
    }

    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// What the engine found in the template's text.
    pub fn fault(&self, text: &str, error: &Error) -> Fault {
        let exit = if self.is_own { Exit::Usage } else { Exit::Failure };
        let found = Found::of(text, error);
        let at = found.at.map_or_else(String::new, |(line, column)| format!(", line {line}, column {column}"));
        Fault::new(exit, format!("{}{at}: {}", self.shown, found.what))
            .hint("compare with a copy of the built-in one: `quarterdeck template new NAME`")
    }

    /// A template that brought its process to an end.
    pub fn ended(&self, why: Ended) -> Fault {
        let (what, hint) = match why {
            Ended::Time => (
                format!("filling it in takes more than {FILLING_SECONDS} seconds, the limit of a template"),
                "look for a loop inside a loop",
            ),
            Ended::Memory => (
                format!("filling it in asks for more memory than {FILLING_MEMORY_MB} MB, the limit of a template"),
                "look for a text or a list that grows in a loop",
            ),
            Ended::Depth => (
                "it puts lists into lists, or nests, deeper than the limit of a template".to_string(),
                "look for a list that is put into itself in a loop",
            ),
            Ended::Outside => (
                "the process that filled it in was ended from outside: the machine had no memory left, or somebody stopped it"
                    .to_string(),
                "try again, with fewer other programs running",
            ),
            Ended::Down => (
                format!(
                    "filling it in broke down: it nests too deep, or asks for more memory than {FILLING_MEMORY_MB} MB, the limit of a template"
                ),
                "compare with a copy of the built-in one: `quarterdeck template new NAME`",
            ),
        };
        Fault::usage(format!("{}: {what}", self.shown)).hint(hint)
    }
}

/// What the engine found, and where; lines and columns count from 1.
struct Found {
    at: Option<(usize, usize)>,
    what: String,
}

impl Found {
    fn of(text: &str, error: &Error) -> Found {
        let at_tag = |what: String, name| Found { at: tag(text, name), what };
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => Found::reported(report),
            ErrorKind::Io(_) => {
                Found { at: None, what: format!("the paper would be over {} MB", MOST_BYTES_OUT >> 20) }
            }
            ErrorKind::MissingParent { parent, .. } => {
                at_tag(format!("it extends `{}`, and a template stands alone", printable(parent)), "extends")
            }
            ErrorKind::CircularExtend { .. } => at_tag("it extends itself".into(), "extends"),
            ErrorKind::CircularInclude { .. } => at_tag("it includes itself".into(), "include"),
            ErrorKind::Msg(message) if message.contains("recursion depth for components") => {
                let call = calls_itself(text);
                let name = call.map(|(name, _)| format!(" `{}`", printable(name))).unwrap_or_default();
                let at = call.map(|(_, at)| line_and_column(text, at));
                Found { at, what: format!("the component{name} calls itself without end") }
            }
            ErrorKind::Msg(message) => Found::drawn(message),
            kind => Found { at: None, what: kind.to_string().lines().collect::<Vec<_>>().join(" ") },
        }
    }

    fn reported(report: &ReportError) -> Found {
        let what = report.message().trim_end_matches('.').lines().collect::<Vec<_>>().join(" ");
        Found { at: Some((report.span().start_line, report.span().start_col + 1)), what }
    }

    /// Unknown filters, functions, components and includes come as text that draws each with its line.
    fn drawn(message: &str) -> Found {
        let mut found = message.lines().filter_map(|line| line.strip_prefix("error: "));
        let Some(first) = found.next() else {
            return Found { at: None, what: message.lines().collect::<Vec<_>>().join(" ") };
        };
        let more = match found.count() {
            0 => String::new(),
            more => format!(" (and {more} more)"),
        };
        let place = message.lines().find_map(|line| line.trim_start().strip_prefix("--> "));
        let mut numbers = place.into_iter().flat_map(|place| place.rsplit(':')).map_while(|part| part.parse().ok());
        let at = numbers.next().and_then(|column| Some((numbers.next()?, column)));
        Found { at, what: format!("{first}{more}") }
    }
}

/// Where the first tag of that name stands.
fn tag(text: &str, name: &str) -> Option<(usize, usize)> {
    let tags = text.match_indices("{%");
    let own = |at: usize| text[at + 2..].trim_start_matches('-').trim_start().starts_with(name);
    tags.map(|(at, _)| at).find(|at| own(*at)).map(|at| line_and_column(text, at))
}

fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..at];
    let begins = before.rfind('\n').map_or(0, |end| end + 1);
    (before.matches('\n').count() + 1, before[begins..].chars().count() + 1)
}

/// The first component that comes to itself by calls, and where the call stands that leads there.
fn calls_itself(text: &str) -> Option<(&str, usize)> {
    let name_at = |at: usize| {
        let rest = text[at..].trim_start();
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        &rest[..end]
    };
    // Definitions and calls in the order of the text; a call belongs to the definition before it.
    let mut calls: Vec<(&str, &str, usize)> = Vec::new();
    let mut within = "";
    for (at, _) in text.match_indices(['{', '<']) {
        let rest = text[at..].strip_prefix("{%").map(|rest| rest.trim_start_matches('-').trim_start());
        if let Some(defined) = rest.and_then(|rest| rest.strip_prefix("component ")) {
            within = name_at(text.len() - defined.len());
        } else if text[at..].starts_with('<') && !name_at(at + 1).is_empty() {
            calls.push((within, name_at(at + 1), at));
        }
    }
    let reaches = |from: &str, to: &str| {
        let mut seen = vec![from];
        let mut next = 0;
        while let Some(&name) = seen.get(next) {
            next += 1;
            let called: Vec<&str> = calls.iter().filter(|call| call.0 == name).map(|call| call.1).collect();
            if called.contains(&to) {
                return true;
            }
            called.into_iter().for_each(|own| {
                if !seen.contains(&own) {
                    seen.push(own)
                }
            });
        }
        false
    };
    let back = calls.iter().find(|(within, name, _)| within == name || (!within.is_empty() && reaches(name, within)));
    back.map(|(within, _, at)| (*within, *at))
}

#[cfg(test)]
mod tests {
    use super::super::filling::{filled, parsed};
    use super::*;

    /// What is said of a template.
    fn said(text: &str) -> String {
        let place = Place::own("report.html", "own/report.html".into());
        let view = tera::Value::from(std::collections::BTreeMap::from([("title", "t")]));
        let result = parsed(&place, text).and_then(|tera| filled(&tera, &place, text, &view));
        result.unwrap_err().to_string()
    }

    #[test]
    fn every_fault_is_one_line_with_line_and_column() {
        for (text, wanted) in [
            ("a\n{% if title %}\n", "line 3, column 1: Unexpected end"),
            ("{{ title | nosuch }}", "line 1, column 12: Unknown filter `nosuch`"),
            ("\n{{ f() }}{{ g() }}", "line 2, column 4: Unknown function `f` (and 1 more)"),
            ("é{% include \"/etc/passwd\" %}", "line 1, column 13: Unknown template `/etc/passwd`"),
            ("{{ <nosuch /> }}", "line 1, column 4: Unknown component `nosuch`"),
            (
                "\n {%- extends \"base.html\" %}",
                "line 2, column 2: it extends `base.html`, and a template stands alone",
            ),
            ("{% extends \"report.html\" %}", "line 1, column 1: it extends itself"),
            ("{% include \"report.html\" %}", "line 1, column 1: it includes itself"),
            (
                "{% component a() %}<b>\n{{ <a /> }}{% endcomponent a %}{{ <a /> }}",
                "line 2, column 4: the component `a` calls itself without end",
            ),
            (
                "{% component a() %}{{ <b /> }}{% endcomponent a %}{% component b() %}{{ <a /> }}{% endcomponent b %}{{ <a /> }}",
                "line 1, column 23: the component `a` calls itself without end",
            ),
            ("{{ title }}\n\n{{ titel }}\n", "line 3, column 4: Variable `titel` is not defined"),
        ] {
            let said = said(text);
            assert!(said.starts_with(&format!("own/report.html, {wanted}")), "{said}");
            assert!(!said.contains('\n'), "{said}");
        }
    }
}
