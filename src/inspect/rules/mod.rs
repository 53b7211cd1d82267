//! The rules for papers, one entry and one small function each; `docs/paper-rules.md` is made from them.

mod containers;
mod delimited;
mod documents;
mod figures;
mod hiding;
mod pages;
mod safety;
mod sentences;
mod workbooks;

use super::delimited::Delimited;
use super::docx::Document;
use super::html::Page;
use super::kind::Kind;
use super::package::Package;
use super::sheets::Book;
use super::words::Words;
use super::{Content, Reading, Verdict};

/// One thing that is asked of a paper.
pub struct Rule {
    pub id: &'static str,
    pub kinds: &'static [Kind],
    /// What it asks, as a sentence without its full stop.
    pub asks: &'static str,
    pub why: &'static str,
    pub mend: &'static str,
    pub(crate) check: Check,
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)
    }
}

/// What a rule looks at.
pub(crate) enum Check {
    Words(fn(&Words) -> Verdict),
    Page(fn(&Page) -> Verdict),
    Document(fn(&Document) -> Verdict),
    Package(fn(&Package) -> Verdict),
    Book(fn(&Book) -> Verdict),
    Delimited(fn(&Delimited<'_>) -> Verdict),
}

impl Check {
    pub(crate) fn run(&self, reading: &Reading<'_>) -> Verdict {
        match (self, &reading.content) {
            (Check::Words(check), _) => check(&reading.words),
            (Check::Page(check), Content::Page(page)) => check(page),
            (Check::Document(check), Content::Document(_, document)) => check(document),
            (Check::Package(check), Content::Document(package, _) | Content::Book(package, _)) => check(package),
            (Check::Book(check), Content::Book(_, book)) => check(book),
            (Check::Delimited(check), Content::Delimited(delimited)) => check(delimited),
            _ => Verdict::NotApplicable,
        }
    }
}

/// Every rule, in the order in which they are told.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    const LISTS: [&[Rule]; 8] = [
        sentences::RULES,
        figures::RULES,
        pages::RULES,
        safety::RULES,
        documents::RULES,
        containers::RULES,
        workbooks::RULES,
        delimited::RULES,
    ];
    LISTS.into_iter().flatten()
}
