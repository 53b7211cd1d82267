//! Lines of their own by which an entry says more than words: `RAG: amber`, `Progress: on course`, `Consent: ...`.

use anyhow::Result;

use crate::fault::{Fault, printable};
use crate::metrics::assess::Rag;
use crate::report::cells::{HEADLINE, indicator};
use crate::report::format::slug;

use super::About;
use super::markdown::Written;

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

impl About {
    /// Takes the line that belongs to such an entry out of its words. Of an earlier quarter's words it is not asked any more.
    pub(super) fn read_mark(&mut self, written: &mut Written, is_old: bool, file: &str) -> Result<()> {
        let place = |line: usize| format!("`{file}`, line {line}");
        let refused = |line: usize, word: &str, value: &str, known: &str| {
            Fault::usage(format!("{}: `{}` is no {word}", place(line), printable(value))).hint(format!("write {known}"))
        };
        match self {
            About::Prime { rag: own, .. } => {
                let Some((value, line)) = written.take("RAG", file)?.filter(|_| !is_old) else { return Ok(()) };
                let known = "green (on course), amber (uncertain) or red (not on course)";
                *own = Some(rag(&value).ok_or_else(|| refused(line, "RAG", &value, known))?);
                if written.is_blank() {
                    return Err(Fault::usage(format!("{}: a RAG of the officers' own without a reason", place(line)))
                        .hint("write below it why the calculated one does not hold: the paper prints both")
                        .into());
                }
            }
            About::Milestone { progress, .. } => {
                // As `new` writes it, before anybody has filled it in.
                let Some((value, line)) = written.take("Progress", file)?.filter(|(value, _)| !value.is_empty()) else {
                    return Ok(());
                };
                let read = if slug(&value) == "completed" {
                    Some(Progress::Completed)
                } else {
                    rag(&value).map(Progress::Going)
                };
                let known = "on course, uncertain, not on course or completed";
                *progress = Some(read.ok_or_else(|| refused(line, "progress", &value, known))?);
            }
            About::Story { consent, .. } => {
                let value = written.take("Consent", file)?;
                *consent = value.is_some_and(|(value, _)| value.chars().any(char::is_alphanumeric));
            }
            About::Section => {
                let is_indicator = HEADLINE.iter().any(|id| slug(indicator(id).name) == slug(&written.heading));
                let own = if is_indicator { written.clone().take("RAG", file)? } else { None };
                if let Some((_, line)) = own.filter(|(value, _)| rag(value).is_some()) {
                    let what = format!("{}: a RAG is given for all primes together, which have none", place(line));
                    let hint = format!("name the prime: ## {}, PRIME (initials, date)", written.heading);
                    return Err(Fault::usage(what).hint(hint).into());
                }
            }
            About::Unknown => {}
        }
        Ok(())
    }
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
}
