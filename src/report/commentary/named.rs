//! Figures that officers name in their words: `{{ job_start_rate, Northgate Works }}`. What is printed is the published
//! figure, with its id.

use std::cell::RefCell;

use anyhow::Result;

use crate::definitions::{SupplierKind, Workspace, nearest};
use crate::fault::{Fault, printable};
use crate::metrics::{Dimension, Indicator};
use crate::report::Figures;
use crate::report::cells::prime_rows;
use crate::report::format::slug;
use crate::report::model::{Inline, Text};
use crate::report::printed::{PrintedFigure, nameable};
use crate::vocabulary::Basis;

use super::markdown::Line;

/// What opens and closes a figure's name.
const NAME: (&str, &str) = ("{{", "}}");

/// A piece of an officer's words.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Words(String),
    Figure { name: String, line: usize },
}

/// The figures that a paper can print, to be found by name.
pub struct Names<'a> {
    workspace: &'a Workspace,
    figures: &'a Figures,
    printed: Vec<PrintedFigure<'a>>,
    /// Names that are right and have no figure in this paper, such as of a prime whose return did not come.
    absent: RefCell<Vec<Absent>>,
}

/// A figure that is named and not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absent {
    pub name: String,
    pub file: String,
    pub line: usize,
}

/// What stands in the place of a figure that is not there.
const ABSENT: &str = "a figure that this report does not have";

/// Lines as running text, with figures in the place of their names. Where there are no figures yet the names stay.
pub fn text(lines: &[Line], names: Option<&Names<'_>>, file: &str) -> Result<Text> {
    let inline = |piece| match piece {
        Piece::Words(words) => Ok(Inline::plain(words)),
        Piece::Figure { name, line } => match names {
            None => Ok(Inline::plain(format!("{} {name} {}", NAME.0, NAME.1))),
            Some(names) => match names.figure(&name) {
                Ok(Some(figure)) => Ok(Inline::figure(figure.in_words(), &figure.id)),
                Ok(None) => {
                    names.absent.borrow_mut().push(Absent { name, file: file.into(), line });
                    Ok(Inline::plain(ABSENT))
                }
                Err(Unknown { what, hint }) => {
                    Err(Fault::usage(format!("`{file}`, line {line}: {what}")).hint(hint).into())
                }
            },
        },
    };
    pieces(lines, file)?.into_iter().map(inline).collect()
}

/// Parts words from names. A name may run over the end of a line, and Markdown may have cut it anywhere.
fn pieces(lines: &[Line], file: &str) -> Result<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut words = String::new();
    let mut open: Option<(usize, String)> = None;
    for (nth, line) in lines.iter().enumerate() {
        let mut rest = line.text.trim();
        if nth > 0 {
            open.as_mut().map_or(&mut words, |(_, name)| name).push(' ');
        }
        loop {
            let (part, mark) = match open {
                Some(_) => (open.as_mut().map_or(&mut words, |(_, name)| name), NAME.1),
                None => (&mut words, NAME.0),
            };
            let Some((before, after)) = rest.split_once(mark) else {
                part.push_str(rest);
                break;
            };
            part.push_str(before);
            rest = after;
            match open.take() {
                None => open = Some((line.number, String::new())),
                Some((line, name)) => {
                    pieces.push(Piece::Words(std::mem::take(&mut words)));
                    pieces.push(Piece::Figure { name: name.trim().to_string(), line });
                }
            }
        }
    }
    if let Some((line, name)) = open {
        let what = format!("`{file}`, line {line}: {} is never closed, before `{}`", NAME.0, printable(name.trim()));
        return Err(Fault::usage(what)
            .hint("close the figure's name: {{ job_start_rate, Northgate Works }}; two braces cannot stand alone")
            .into());
    }
    pieces.push(Piece::Words(words));
    pieces.retain(|piece| *piece != Piece::Words(String::new()));
    Ok(pieces)
}

/// Why a name is none of a figure's.
struct Unknown {
    what: String,
    hint: String,
}

impl<'a> Names<'a> {
    pub fn new(workspace: &'a Workspace, figures: &'a Figures) -> Self {
        Names { workspace, figures, printed: figures.printed(), absent: RefCell::default() }
    }

    /// A figure's words, where there is one of that name.
    pub fn text(&self, name: &str) -> Option<String> {
        self.told(name).ok().flatten().map(PrintedFigure::in_words)
    }

    /// What was named and is not there.
    pub fn into_absent(self) -> Vec<Absent> {
        self.absent.into_inner()
    }

    fn figure(&self, name: &str) -> Result<Option<&PrintedFigure<'a>>, Unknown> {
        if !name.starts_with("f-") {
            return self.told(name);
        }
        self.printed.iter().find(|figure| figure.id == name).map(Some).ok_or_else(|| self.unknown_id(name))
    }

    fn unknown_id(&self, id: &str) -> Unknown {
        let near = nearest(id, self.printed.iter().map(|figure| figure.id.as_str()));
        let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
        let what = format!("no figure of the paper has the id `{}`", printable(id));
        Unknown { what, hint: format!("{near}quarterdeck explain figures lists them all") }
    }

    /// The figure to date of an indicator, of all primes together or of one; nothing where this paper has none.
    fn told(&self, name: &str) -> Result<Option<&PrintedFigure<'a>>, Unknown> {
        let (measure, prime) = match name.split_once(',') {
            Some((measure, prime)) => (measure.trim(), Some(prime.trim())),
            None => (name, None),
        };
        let indicator = measured(measure)?;
        let prime = prime.map(|prime| self.prime(prime)).transpose()?;
        let own = |figure: &&PrintedFigure<'_>| figure.indicator.id == indicator.id && self.is_of(figure, prime);
        Ok(self.printed.iter().find(own))
    }

    /// The name by which the paper calls a prime.
    fn prime(&self, name: &str) -> Result<&str, Unknown> {
        if let Some(supplier) = self.workspace.prime_named(name) {
            return Ok(&supplier.name);
        }
        let primes = self.workspace.supplier.iter().filter(|supplier| supplier.kind == SupplierKind::Prime);
        let names: Vec<&str> = primes.map(|prime| prime.name.as_str()).collect();
        let near = nearest(name, names.iter().copied()).map(|near| format!("did you mean `{near}`? "));
        let hint = format!("{}primes are: {}", near.unwrap_or_default(), names.join(", "));
        Err(Unknown { what: format!("no prime is called `{}`", printable(name)), hint })
    }

    /// Whether a figure is the one to date of a prime; of none, of all of them. A single prime is all there are.
    fn is_of(&self, figure: &PrintedFigure<'_>, prime: Option<&str>) -> bool {
        let table = figure.table;
        if table.view().basis != Basis::ToDate || table.dimensions() != [Dimension::Prime] {
            return false;
        }
        match prime {
            Some(prime) => figure.group() == Some(prime),
            None if figure.counted.is_some() => {
                self.figures.counted.len() == 1 && self.figures.to_date.groups().is_empty()
            }
            None => prime_rows(table).last() == Some(&figure.row),
        }
    }
}

/// The indicator that an id or a name means.
fn measured(name: &str) -> Result<&'static Indicator, Unknown> {
    let wanted = slug(name);
    let is_it = |own: &&Indicator| [slug(own.id), slug(own.name)].contains(&wanted);
    nameable().find(is_it).ok_or_else(|| {
        let ids: Vec<&str> = nameable().map(|own| own.id).collect();
        let near = nearest(name, ids.iter().copied()).map(|near| format!("did you mean `{near}`? "));
        let hint = format!(
            "{}known: {}, and the ids of quarterdeck explain figures",
            near.unwrap_or_default(),
            ids.join(", ")
        );
        Unknown { what: format!("no figure is called `{}`", printable(name)), hint }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<Line> {
        text.lines().enumerate().map(|(nth, text)| Line { number: nth + 7, text: text.into() }).collect()
    }

    #[test]
    fn names_are_parted_from_words_over_the_ends_of_lines_too() {
        let words = |text: &str| Piece::Words(text.into());
        let figure = |name: &str, line| Piece::Figure { name: name.into(), line };
        assert_eq!(
            pieces(&lines("It is {{ job_start_rate,\nNorthgate }} and {{attached}}.\nSo."), "c.md").unwrap(),
            [
                words("It is "),
                figure("job_start_rate, Northgate", 7),
                words(" and "),
                figure("attached", 8),
                words(". So."),
            ]
        );
        assert_eq!(pieces(&lines("a { b } }} c"), "c.md").unwrap(), [words("a { b } }} c")]);
    }

    #[test]
    fn a_name_that_is_never_closed_is_refused_with_its_line() {
        let error = pieces(&lines("a\nb {{ attached }} {{ job"), "c.md").unwrap_err();
        assert_eq!(error.to_string(), "`c.md`, line 8: {{ is never closed, before `job`");
    }

    #[test]
    fn an_indicator_is_found_by_id_or_name_and_the_nearest_is_told() {
        assert_eq!(measured("Job Start Rate").ok().unwrap().id, "job_start_rate");
        assert_eq!(measured("job_starts").ok().unwrap().id, "job_starts");
        let unknown = measured("job_star_rate").err().unwrap();
        assert_eq!(unknown.what, "no figure is called `job_star_rate`");
        assert!(unknown.hint.starts_with("did you mean `job_start_rate`?"), "{}", unknown.hint);
    }
}
