//! A finished paper held against the rules for papers: HTML, Word, XLSX, ODS and CSV, ours or anybody's.
//!
//! Nothing of `report` or `render` is used here: a file is read as a stranger reads it, by its bytes. It is hostile until
//! it is read: what it unpacks to, how deep it nests and how much of it is kept have limits, and what it says is shown
//! shortened, with what a terminal would obey as escapes.

mod colour;
mod delimited;
mod docx;
mod html;
mod kind;
mod ods;
mod package;
mod phrases;
mod rules;
mod sheets;
mod style;
#[cfg(test)]
mod tests;
mod words;
mod xlsx;
mod xml;

pub use delimited::METADATA;
pub use kind::Kind;
pub use rules::{Rule, rules};

use crate::fault::{Fault, printable};

/// A file as it was given: nothing but its bytes says what it is.
pub struct Given<'a> {
    /// Name without folder: what a csv file's metadata calls it.
    pub name: &'a str,
    pub bytes: &'a [u8],
    /// `csv-metadata.json` beside it, where there is one.
    pub metadata: Option<&'a [u8]>,
    /// Whether there is a file of this path in its folder or below; it is asked for nothing else.
    pub is_beside: &'a dyn Fn(&str) -> bool,
}

/// For a file that is given by itself.
pub const ALONE: &dyn Fn(&str) -> bool = &|_| false;

/// All words of a page, with single spaces, but for its contents and what is no text.
pub fn words_of_page(bytes: &[u8]) -> Result<String, Fault> {
    Ok(html::read(bytes, ALONE)?.text())
}

/// What the rules say of one file.
#[derive(Debug)]
pub struct Inspection {
    pub kind: Kind,
    /// Every rule for files of this kind, in the order of the list.
    pub verdicts: Vec<(&'static Rule, Verdict)>,
}

impl Inspection {
    /// The rules that the file breaks.
    pub fn broken(&self) -> impl Iterator<Item = (&'static Rule, &Places)> {
        self.verdicts.iter().filter_map(|(rule, verdict)| match verdict {
            Verdict::Fails(places) => Some((*rule, places)),
            _ => None,
        })
    }
}

/// What one rule says of one file.
#[derive(Debug)]
pub enum Verdict {
    Passes,
    Fails(Places),
    /// There is nothing in the file that the rule is about.
    NotApplicable,
}

impl Verdict {
    /// Fails where there are places.
    pub(crate) fn of(places: Places) -> Verdict {
        if places.count == 0 { Verdict::Passes } else { Verdict::Fails(places) }
    }

    /// The same, where what the rule is about is there at all.
    pub(crate) fn about(is_there: bool, places: Places) -> Verdict {
        if is_there { Verdict::of(places) } else { Verdict::NotApplicable }
    }

    /// Fails with one place, or passes.
    pub(crate) fn unless(is_well: bool, place: impl Into<String>) -> Verdict {
        Verdict::of(Places::from_iter((!is_well).then(|| place.into())))
    }
}

/// Where a rule is broken: all are counted, the first are kept.
#[derive(Debug, Default)]
pub struct Places {
    pub first: Vec<String>,
    pub count: u64,
}

/// The most places of one rule that are kept: a file may break it at every character.
const KEPT: usize = 50;

impl FromIterator<String> for Places {
    fn from_iter<I: IntoIterator<Item = String>>(places: I) -> Self {
        let mut all = Places::default();
        for place in places {
            if all.first.len() < KEPT {
                all.first.push(place);
            }
            all.count += 1;
        }
        all
    }
}

/// A place with a few words of what stands there.
pub(crate) fn place_with(place: &str, text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("{place}: {}", printable(&text))
}

/// A file that is read, as far as any rule asks.
pub(crate) struct Reading<'a> {
    pub words: words::Words,
    pub content: Content<'a>,
}

/// What only files of one kind have.
pub(crate) enum Content<'a> {
    Page(html::Page),
    Document(package::Package, docx::Document),
    Book(package::Package, sheets::Book),
    Delimited(delimited::Delimited<'a>),
}

/// Reads a file and holds it against every rule for its kind. Fails when it is no such file, or is refused.
pub fn inspect(given: &Given<'_>) -> Result<Inspection, Fault> {
    let reading = read(given)?;
    let kind = reading.words.kind;
    let own = rules().filter(|rule| rule.kinds.contains(&kind));
    Ok(Inspection { kind, verdicts: own.map(|rule| (rule, rule.check.run(&reading))).collect() })
}

fn read<'a>(given: &'a Given<'_>) -> Result<Reading<'a>, Fault> {
    let (kind, package) = kind::recognise(given.bytes)?;
    Ok(match (kind, package) {
        (Kind::Word, Some(package)) => {
            let (words, document) = docx::read(&package)?;
            Reading { words, content: Content::Document(package, document) }
        }
        (_, Some(package)) => {
            let book = if kind == Kind::Ods { ods::read(&package)? } else { xlsx::read(&package)? };
            Reading { words: sheets::words(kind, &book), content: Content::Book(package, book) }
        }
        (Kind::Csv, None) => {
            let delimited = delimited::read(given)?;
            Reading { words: delimited.words(), content: Content::Delimited(delimited) }
        }
        (_, None) => {
            let page = html::read(given.bytes, given.is_beside)?;
            Reading { words: page.words(), content: Content::Page(page) }
        }
    })
}
