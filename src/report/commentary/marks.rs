//! Lines of their own by which an entry says more than words: `RAG: amber`, `Progress: on course`, `Consent: ...`.

use anyhow::Result;
use chrono::NaiveDate;

use crate::fault::{Fault, printable};
use crate::metrics::assess::Rag;
use crate::report::cells::{HEADLINE, indicator};
use crate::report::format::slug;

use super::About;
use super::consent::Consent;
use super::markdown::Written;
use super::signed;
use super::typed::Remark;

/// How a milestone stands, as officers say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    Going(Rag),
    Completed,
}

/// Each RAG as its colour and in words.
const RAGS: [(Rag, &str, &str); 3] =
    [(Rag::Green, "green", "on-course"), (Rag::Amber, "amber", "uncertain"), (Rag::Red, "red", "not-on-course")];

fn rag(value: &str) -> Option<Rag> {
    let value = slug(value);
    let said = |(_, colour, words): &&(Rag, &str, &str)| {
        [(*colour).into(), (*words).into(), format!("{colour}-{words}"), format!("{words}-{colour}")].contains(&value)
    };
    RAGS.iter().find(said).map(|(rag, ..)| *rag)
}

/// The words before the colons.
const MARKS: [&str; 3] = ["RAG", "Progress", "Consent"];

/// What the line of an entry is read with.
pub(super) struct Marked<'a> {
    pub file: &'a str,
    /// Of an earlier quarter's words no mark is asked any more.
    pub is_old: bool,
    pub meeting: Option<NaiveDate>,
}

impl About {
    /// Takes the line that belongs to such an entry out of its words, and every one that means nothing there: these are told.
    pub(super) fn read_mark(&mut self, written: &mut Written, with: &Marked<'_>) -> Result<Vec<Remark>> {
        let Marked { file, is_old, meeting } = *with;
        match self {
            About::Prime { rag: own, rag_then, .. } => {
                if let Some((value, line)) = written.take("RAG", file)? {
                    if is_old {
                        *rag_then = Some(rag(&value));
                    } else {
                        *own = Some(judgement(written, file, &value, line)?);
                    }
                }
            }
            About::Milestone { progress, .. } => {
                // As `new` writes it, before anybody has filled it in.
                if let Some((value, line)) = written.take("Progress", file)?.filter(|(value, _)| !value.is_empty()) {
                    *progress = Some(going(file, &value, line)?);
                }
            }
            About::Story { consent, .. } => {
                let latest = [signed::day_of(written.signed.as_deref()), meeting].into_iter().flatten().min();
                let value = written.take("Consent", file)?;
                *consent = value.map_or(Consent::Missing, |(value, _)| Consent::read(&value, latest));
            }
            About::Section => not_of_all(written, file)?,
            About::Group | About::Unknown => {}
        }
        Ok(self.without_strays(written))
    }

    /// The mark that such an entry can have.
    fn own_mark(&self, heading: &str) -> Option<&'static str> {
        match self {
            About::Prime { .. } => Some(MARKS[0]),
            About::Section if is_indicator(heading) => Some(MARKS[0]),
            About::Milestone { .. } => Some(MARKS[1]),
            About::Story { .. } => Some(MARKS[2]),
            _ => None,
        }
    }

    /// Takes out marks that mean nothing where they stand, and lines that are nearly marks.
    fn without_strays(&self, written: &mut Written) -> Vec<Remark> {
        let own = self.own_mark(&written.heading);
        let is_stray = |line: &str, in_a_list: bool| {
            let before = line.split_once(':').map(|(before, _)| before.trim());
            let is_mark = |mark: &str| before.is_some_and(|before| before.eq_ignore_ascii_case(mark));
            // `Progress:` may well begin an item of a list of words.
            MARKS.into_iter().any(|mark| is_mark(mark) && !(in_a_list && mark == MARKS[1] && own != Some(mark)))
                || own.is_some_and(|own| own != MARKS[2] && is_nearly(line, own))
        };
        let remark = |line: usize| {
            Remark {
            code: "commentary_mark_not_understood",
            line,
            what: format!("a line like `RAG:`, `Progress:` or `Consent:` that means nothing under `{}`: it is not printed", printable(&written.heading)),
            hint: match own {
                Some("RAG") if matches!(self, About::Prime { .. }) => "write `RAG: green`, `RAG: amber` or `RAG: red` as a line of its own, not in a list".into(),
                Some("Progress") => "write `Progress: on course`, `uncertain`, `not on course` or `completed` as a line of its own, not in a list".into(),
                Some("Consent") => "write `Consent:` once, as a line of its own, not in a list".into(),
                _ => "RAG: stands under an indicator of one prime, Progress: under a milestone, Consent: under good news".into(),
            },
        }
        };
        let mut taken = written.clone();
        let remarks = taken.take_out(is_stray).into_iter().map(remark).collect();
        *written = taken;
        remarks
    }
}

fn is_indicator(heading: &str) -> bool {
    HEADLINE.iter().any(|id| slug(indicator(id).name) == slug(heading))
}

/// Words that stand around a mark which is not written as one.
const AROUND: [&str; 25] = [
    "status",
    "rating",
    "rated",
    "colour",
    "color",
    "is",
    "as",
    "at",
    "now",
    "my",
    "our",
    "own",
    "the",
    "officer",
    "officers",
    "s",
    "green",
    "amber",
    "red",
    "yellow",
    "on",
    "not",
    "course",
    "uncertain",
    "completed",
];

/// Whether a line is meant as a mark and is not written as one: `RAG red`, `My RAG: Green`, `RAG status: red`.
fn is_nearly(line: &str, mark: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    };
    let mark = mark.to_lowercase();
    let is_around = |words: &[String]| {
        words.contains(&mark) && words.iter().all(|word| *word == mark || AROUND.contains(&word.as_str()))
    };
    let before = line.split_once([':', '=']).map(|(before, _)| words(before));
    is_around(&words(line)) || before.is_some_and(|before| is_around(&before))
}

fn place(file: &str, line: usize) -> String {
    format!("`{file}`, line {line}")
}

fn refused(file: &str, line: usize, word: &str, value: &str, known: &str) -> Fault {
    Fault::usage(format!("{}: `{}` is no {word}", place(file, line), printable(value))).hint(format!("write {known}"))
}

/// The officers' own RAG, which is nothing without a reason.
fn judgement(written: &Written, file: &str, value: &str, line: usize) -> Result<Rag> {
    let known = "green (on course), amber (uncertain) or red (not on course)";
    let own = rag(value).ok_or_else(|| refused(file, line, "RAG", value, known))?;
    if written.is_blank() {
        return Err(Fault::usage(format!("{}: a RAG of the officers' own without a reason", place(file, line)))
            .hint("write below it why the calculated one does not hold: the paper prints both")
            .into());
    }
    Ok(own)
}

fn going(file: &str, value: &str, line: usize) -> Result<Progress> {
    let read = if slug(value) == "completed" { Some(Progress::Completed) } else { rag(value).map(Progress::Going) };
    let known = "on course, uncertain, not on course or completed";
    Ok(read.ok_or_else(|| refused(file, line, "progress", value, known))?)
}

/// All primes together have no RAG.
fn not_of_all(written: &Written, file: &str) -> Result<()> {
    let own = if is_indicator(&written.heading) { written.clone().take("RAG", file)? } else { None };
    if let Some((_, line)) = own.filter(|(value, _)| rag(value).is_some()) {
        let what = format!("{}: a RAG is given for all primes together, which have none", place(file, line));
        let hint = format!("name the prime: ## {}, PRIME (initials, date)", written.heading);
        return Err(Fault::usage(what).hint(hint).into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rag_is_a_colour_or_its_words_or_both() {
        for text in ["amber", "Amber.", "Uncertain", "amber (Uncertain)", "uncertain, amber"] {
            assert_eq!(rag(text), Some(Rag::Amber), "{text}");
        }
        assert_eq!((rag("on course"), rag("NOT on course")), (Some(Rag::Green), Some(Rag::Red)));
        for text in ["", "orange", "green amber", "green (uncertain)"] {
            assert_eq!(rag(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_nearly_a_mark_is_known_from_words() {
        for near in [
            "RAG red",
            "RAG status: red",
            "My RAG: Green",
            "RAG = red",
            "rag - amber",
            "RAG: red",
            "Officers' RAG: red, for now",
        ] {
            assert!(is_nearly(near, "RAG"), "{near}");
        }
        for words in ["The red rag was out.", "RAG red means that few have a job.", "Red", "A new office: RAG is next"]
        {
            assert!(!is_nearly(words, "RAG"), "{words}");
        }
        assert!(is_nearly("Progress is uncertain", "Progress") && !is_nearly("Progress is slow", "Progress"));
    }
}
