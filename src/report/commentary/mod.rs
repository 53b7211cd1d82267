//! The officers' words: one heading a section, an indicator of a prime, a milestone or a good news story, with initials and
//! date behind it. Words come in as text and lists and nothing else; a figure is named in them, never typed by the program.

mod blank;
mod check;
mod markdown;
mod marks;
pub(super) mod named;
mod signed;

use std::path::Path;

use anyhow::Result;

use crate::definitions::Workspace;
use crate::fault::{Fault, io_words, printable};
use crate::metrics::assess::Rag;
use crate::vocabulary::Quarter;

use super::cells::{HEADLINE, indicator};
use super::figures::Figures;
use super::format::slug;
use super::input::Subject;
use super::model::{Inline, Text};
use super::outline::Outline;
use super::papers;

pub use markdown::Line;
use markdown::{Lines, Page, Written};
use named::{Absent, Names};

pub use blank::Blank;
pub use marks::Progress;

/// A paragraph or list of an officer, with the figures that it names.
#[derive(Clone, Debug, PartialEq)]
pub enum Words {
    Paragraph(Text),
    List(Vec<Text>),
}

/// What an entry's heading says that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// A heading of the paper under which officers write.
    Section,
    /// An indicator of one prime: the reason for its red, and the officers' own RAG where they judge otherwise.
    Prime { indicator: &'static str, prime: String, rag: Option<Rag> },
    /// A milestone of the plan, by its ref.
    Milestone { reference: String, progress: Option<Progress> },
    /// A good news story, and whether the person's consent is told.
    Story { title: String, consent: bool },
    /// Nothing that the paper knows.
    Unknown,
}

/// What an officer wrote under one heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The heading without initials and date.
    pub heading: String,
    pub about: About,
    /// Its line in the file.
    pub line: usize,
    /// `JB, 12 January 2016`, as written in the heading's parentheses.
    pub signed: Option<String>,
    pub words: Vec<Words>,
    /// The earlier quarter for which it was written, where nobody has written anything since.
    pub carried_from: Option<Quarter>,
}

/// The officers' own RAG of a prime's figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Override<'a> {
    pub rag: Rag,
    /// The reason; never empty.
    pub words: &'a [Words],
    pub signed: Option<&'a str>,
}

/// A quarter's commentary.
#[derive(Clone, Debug)]
pub struct Commentary {
    /// The file it came from, for messages.
    pub file: String,
    quarter: Quarter,
    entries: Vec<Entry>,
    /// From earlier quarters, under headings that have nothing now.
    carried: Vec<Entry>,
    /// The line of words before the first heading, which have no place.
    stray: Option<usize>,
    /// Figures that are named and not in this paper.
    absent: Vec<Absent>,
}

/// What a commentary is read with.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    pub workspace: &'a Workspace,
    pub outline: &'a Outline,
    /// Whom the paper is about: what is written about others is not read for it.
    pub subject: &'a Subject,
    pub quarter: Quarter,
    /// None where there are no returns yet: figures that are named then stay names.
    pub figures: Option<&'a Figures>,
}

/// So many quarters back words are looked for.
const QUARTERS_BACK: usize = 4;

/// The quarters whose words a paper may carry over, the latest first.
pub fn earlier(quarter: Quarter) -> impl Iterator<Item = Quarter> {
    std::iter::successors(Some(quarter.previous()), |quarter| Some(quarter.previous())).take(QUARTERS_BACK)
}

/// A quarter's file, by its path in the workspace.
pub fn file_of(quarter: Quarter) -> String {
    format!("commentary/{quarter}.md")
}

/// Reads a quarter's file; where there is none it is empty.
fn page(workspace: &Path, quarter: Quarter) -> Result<Page> {
    let path = workspace.join(file_of(quarter));
    match std::fs::read(&path) {
        Ok(bytes) => {
            let text = String::from_utf8(bytes).map_err(|_| {
                Fault::usage(format!("`{}` is not UTF-8 text", path.display())).hint("save the file as UTF-8")
            })?;
            markdown::read(&text, &file_of(quarter))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Page::default()),
        Err(error) => Err(Fault::environment(format!("cannot read `{}`: {}", path.display(), io_words(&error)))
            .hint("check the permissions of the file, and that it is one")
            .into()),
    }
}

impl Commentary {
    /// One in which nothing is written.
    #[cfg(test)]
    pub fn blank(quarter: Quarter) -> Commentary {
        Commentary {
            file: file_of(quarter),
            quarter,
            entries: Vec::new(),
            carried: Vec::new(),
            stray: None,
            absent: Vec::new(),
        }
    }

    /// Reads `commentary/<quarter>.md` of a workspace, and what earlier ones say under headings that it leaves empty. A
    /// missing file is a commentary without entries.
    pub fn load(sources: Sources<'_>) -> Result<Commentary> {
        let Sources { workspace, quarter, .. } = sources;
        let maker = Maker { sources, names: sources.figures.map(|figures| Names::new(workspace, figures)) };
        let Page { entries, stray } = page(&workspace.folder, quarter)?;
        let read = entries.into_iter().filter(|written| maker.is_read(&written.heading));
        let entries = read.map(|written| maker.entry(written, None)).collect::<Result<_>>()?;
        let mut own =
            Commentary { file: file_of(quarter), quarter, entries, carried: Vec::new(), stray, absent: Vec::new() };
        own.check_marks()?;
        for quarter in earlier(quarter) {
            let written = page(&workspace.folder, quarter)?.entries.into_iter();
            let written = written.filter(|written| maker.is_read(&written.heading));
            let wanted = written.filter(|written| own.lacks(&maker.about(&written.heading), &written.heading, sources));
            let carried = wanted.map(|written| maker.entry(written, Some(quarter))).collect::<Result<Vec<_>>>()?;
            own.carried.extend(carried.into_iter().filter(Entry::is_written));
        }
        own.absent = maker.names.map(Names::into_absent).unwrap_or_default();
        Ok(own)
    }

    /// Whether nothing stands in this quarter, or in one since, where something should.
    fn lacks(&self, about: &About, heading: &str, sources: Sources<'_>) -> bool {
        match about {
            About::Section => sources.outline.needs_words(heading) && self.section(heading).is_empty(),
            About::Prime { indicator, prime, .. } => self.reason(indicator, prime).is_none(),
            _ => false,
        }
    }

    /// The entries under a heading of the paper, in order: this quarter's, else the latest earlier ones.
    pub fn section(&self, heading: &str) -> Vec<&Entry> {
        let wanted = slug(heading);
        self.of(|entry| entry.about == About::Section && slug(&entry.heading) == wanted)
    }

    /// The reason for a prime's figure: its own entries, else those on the indicator. Earlier words about the one prime are
    /// there only where nothing is written now about all of them.
    pub fn reason(&self, indicator_id: &str, prime: &str) -> Option<Reason<'_>> {
        let own = self.of(|entry| {
            matches!(&entry.about, About::Prime { indicator, prime: of, .. } if *indicator == indicator_id && of == prime)
        });
        if !own.is_empty() {
            return Some(Reason::OfPrime(own));
        }
        let general = self.section(indicator(indicator_id).name);
        (!general.is_empty()).then_some(Reason::General(general))
    }

    /// The officers' own RAG of an indicator (its id) of a prime, this quarter.
    pub fn rag_override(&self, indicator_id: &str, prime: &str) -> Option<Override<'_>> {
        self.entries.iter().find_map(|entry| match &entry.about {
            About::Prime { indicator, prime: of, rag: Some(rag) } if *indicator == indicator_id && of == prime => {
                Some(Override { rag: *rag, words: &entry.words, signed: entry.signed.as_deref() })
            }
            _ => None,
        })
    }

    /// Whether officers judge any figure otherwise than the calculation.
    pub fn overrides_any(&self) -> bool {
        self.entries.iter().any(|entry| matches!(entry.about, About::Prime { rag: Some(_), .. }))
    }

    /// What is written of a milestone this quarter.
    pub fn milestone(&self, reference: &str) -> Vec<&Entry> {
        let is_it =
            |entry: &&Entry| matches!(&entry.about, About::Milestone { reference: own, .. } if own == reference);
        self.entries.iter().filter(is_it).collect()
    }

    /// What is written this quarter of single primes: the entry, the indicator's id and the prime.
    pub fn of_primes(&self) -> impl Iterator<Item = (&Entry, &'static str, &str)> {
        self.entries.iter().filter(|entry| entry.is_written()).filter_map(|entry| match &entry.about {
            About::Prime { indicator, prime, .. } => Some((entry, *indicator, prime.as_str())),
            _ => None,
        })
    }

    /// The stories that may be printed, with their titles.
    pub fn stories(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.entries.iter().filter(|entry| entry.is_written()).filter_map(|entry| match &entry.about {
            About::Story { title, consent: true } => Some((title.as_str(), entry)),
            _ => None,
        })
    }

    /// What is written this quarter where a condition holds, else what was before.
    fn of(&self, is_it: impl Fn(&Entry) -> bool) -> Vec<&Entry> {
        let now: Vec<&Entry> = self.entries.iter().filter(|entry| entry.is_written() && is_it(entry)).collect();
        if !now.is_empty() {
            return now;
        }
        self.carried.iter().filter(|entry| is_it(entry)).collect()
    }

    /// Two judgements of one thing cannot both be printed.
    fn check_marks(&self) -> Result<()> {
        let marked = |entry: &Entry| match &entry.about {
            About::Prime { indicator, prime, rag: Some(_) } => Some((*indicator, prime.clone(), "RAG")),
            About::Milestone { reference, progress: Some(_) } => Some(("", reference.clone(), "Progress")),
            _ => None,
        };
        for (nth, entry) in self.entries.iter().enumerate() {
            let Some(own) = marked(entry) else { continue };
            let Some(first) = self.entries[..nth].iter().find(|first| marked(first).as_ref() == Some(&own)) else {
                continue;
            };
            let (heading, word) = (printable(&entry.heading), own.2);
            let what = format!("`{}`, line {}: a second `{word}:` for `{heading}`", self.file, entry.line);
            return Err(Fault::usage(format!("{what}; the first stands under line {}", first.line))
                .hint("keep one of the two")
                .into());
        }
        Ok(())
    }
}

/// What stands for the reason of a prime's figure.
#[derive(Clone, Debug)]
pub enum Reason<'a> {
    /// Entries on the indicator of this prime.
    OfPrime(Vec<&'a Entry>),
    /// Entries on the indicator.
    General(Vec<&'a Entry>),
}

impl Reason<'_> {
    pub fn entries(&self) -> &[&Entry] {
        match self {
            Reason::OfPrime(entries) | Reason::General(entries) => entries,
        }
    }

    /// The quarter for which it was given, where that is over: then it is no reason for this quarter's figure.
    pub fn carried_from(&self) -> Option<Quarter> {
        self.entries().first().and_then(|entry| entry.carried_from)
    }
}

impl Entry {
    /// How a milestone stands, where that is told.
    pub fn progress(&self) -> Option<Progress> {
        match self.about {
            About::Milestone { progress, .. } => progress,
            _ => None,
        }
    }

    /// Whether anything is there to be printed: a heading alone is a place to write.
    pub fn is_written(&self) -> bool {
        self.progress().is_some() || !self.words.is_empty()
    }
}

/// Makes entries of what was written.
struct Maker<'a> {
    sources: Sources<'a>,
    names: Option<Names<'a>>,
}

impl Maker<'_> {
    fn entry(&self, mut written: Written, carried_from: Option<Quarter>) -> Result<Entry> {
        let file = file_of(carried_from.unwrap_or(self.sources.quarter));
        let mut about = self.about(&written.heading);
        about.read_mark(&mut written, carried_from.is_some(), &file)?;
        let text = |lines: &Vec<markdown::Line>| named::text(lines, self.names.as_ref(), &file);
        let words = |block: &Lines| match block {
            Lines::Paragraph(lines) => text(lines).map(Words::Paragraph),
            Lines::List(items) => items.iter().map(text).collect::<Result<_>>().map(Words::List),
        };
        let words = written.blocks.iter().map(words).collect::<Result<_>>()?;
        let signed = written.signed.filter(|signed| !signed.eq_ignore_ascii_case(signed::UNSIGNED));
        Ok(Entry { heading: written.heading, about, line: written.line, signed, words, carried_from })
    }

    /// Whether the paper can have a place for it. One about all leaves to those about one prime or place what is written for
    /// them; one of these reads nothing that is written about others.
    fn is_read(&self, heading: &str) -> bool {
        match (self.sources.subject, self.about(heading)) {
            (_, About::Section) => true,
            (Subject::All, About::Unknown) => !papers::is_of_a_group(heading),
            (Subject::All, _) => true,
            (Subject::Prime(name), About::Prime { prime, .. }) => *name == prime,
            (Subject::Prime(_), About::Milestone { .. }) => true,
            (Subject::Prime(_) | Subject::Place(_), _) => false,
        }
    }

    /// What a heading is about; case and punctuation do not matter.
    fn about(&self, heading: &str) -> About {
        let Sources { workspace, outline, .. } = self.sources;
        let wanted = slug(heading);
        if outline.commentary_headings().iter().any(|own| slug(own) == wanted) {
            return About::Section;
        }
        if let Some(own) = workspace.milestone.iter().find(|own| slug(&own.reference) == wanted) {
            return About::Milestone { reference: own.reference.clone(), progress: None };
        }
        if let Some((before, title)) = heading.split_once(':')
            && slug(before) == slug(GOOD_NEWS)
        {
            return About::Story { title: title.trim().into(), consent: false };
        }
        let of_prime = || {
            let (measure, prime) = heading.split_once(',')?;
            let id = HEADLINE.into_iter().find(|id| slug(indicator(id).name) == slug(measure))?;
            let prime = workspace.prime_named(prime)?.name.clone();
            Some(About::Prime { indicator: id, prime, rag: None })
        };
        of_prime().unwrap_or(About::Unknown)
    }
}

/// What stands before the title of a story.
pub const GOOD_NEWS: &str = "Good news";

/// Words as plain text, for where no figure can have an id.
pub fn plain(words: &[Words]) -> String {
    let line = |text: &Text| text.iter().map(Inline::text).collect::<String>();
    let block = |words: &Words| match words {
        Words::Paragraph(text) => line(text),
        Words::List(items) => items.iter().map(line).collect::<Vec<_>>().join("; "),
    };
    words.iter().map(block).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
