//! The officers' words: one heading a section, an indicator of a prime, a milestone or a good news story, with initials and
//! date behind it. Words come in as text and lists and nothing else; a figure is named in them, never typed by the program.

mod blank;
mod check;
mod consent;
mod file;
mod groups;
mod maker;
mod markdown;
mod marks;
pub(super) mod named;
mod signed;
mod typed;

use anyhow::Result;

use crate::definitions::Workspace;
use crate::fault::{Fault, printable};
use crate::finding::Finding;
use crate::metrics::assess::Rag;
use crate::validation::ContractTerms;
use crate::vocabulary::Quarter;

use super::cells::indicator;
use super::figures::Figures;
use super::format::slug;
use super::input::Subject;
use super::model::{Inline, Text};
use super::outline::Outline;

use file::page;
use groups::Groups;
use maker::{Maker, Reads};
use markdown::Page;
use named::{Absent, Names};

pub use blank::{Blank, OfPack};
pub use consent::Consent;
pub use file::{file_of, misnamed};
pub use markdown::Line;
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
    /// Of an earlier quarter's words the RAG is kept apart: it was given for another figure.
    Prime { indicator: &'static str, prime: String, rag: Option<Rag>, rag_then: Option<Option<Rag>> },
    /// A milestone of the plan, by its ref.
    Milestone { reference: String, progress: Option<Progress> },
    /// A good news story, and what is told of the person's consent.
    Story { title: String, consent: Consent },
    /// For the paper about one prime or place: that of another, or of nobody.
    Group,
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
    /// Written this quarter under headings that no paper prints.
    nowhere: Vec<Lost>,
    /// What is to be noted of single lines.
    remarks: Vec<Finding>,
    /// Files that look like this quarter's and are not read.
    misnamed: Vec<String>,
    groups: Groups,
    /// Each heading under which officers write, with the section of the paper in which it is printed.
    sections: Vec<(String, String)>,
}

/// Words that no paper prints.
#[derive(Clone, Debug)]
struct Lost {
    heading: String,
    line: usize,
}

/// What a commentary is read with.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// What the readers of the paper may see of the workspace.
    pub workspace: &'a Workspace,
    /// All of it, and every contract: of whom else there are papers.
    pub whole: &'a Workspace,
    pub contracts: &'a [ContractTerms<'a>],
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

impl Commentary {
    /// One in which nothing is written.
    pub fn blank(quarter: Quarter) -> Commentary {
        Commentary {
            file: file_of(quarter),
            quarter,
            entries: Vec::new(),
            carried: Vec::new(),
            stray: None,
            absent: Vec::new(),
            nowhere: Vec::new(),
            remarks: Vec::new(),
            misnamed: Vec::new(),
            groups: Groups::default(),
            sections: Vec::new(),
        }
    }

    /// Reads `commentary/<quarter>.md` of a workspace, and what earlier ones say under headings that it leaves empty. A
    /// missing file is a commentary without entries.
    pub fn load(sources: Sources<'_>) -> Result<Commentary> {
        let Sources { whole, quarter, outline, .. } = sources;
        let maker = Maker::new(sources);
        let mut own = Commentary::blank(quarter);
        own.misnamed = misnamed(&whole.folder, quarter);
        let printed = outline.sections().filter_map(|own| Some((own.commentary.clone()?, own.heading.clone())));
        own.sections = printed.collect();
        own.take(page(&whole.folder, quarter)?, &maker)?;
        own.check_marks()?;
        for quarter in earlier(quarter) {
            let written = page(&whole.folder, quarter)?.entries.into_iter();
            let written = written.filter(|written| maker.reads(&written.heading) == Reads::Yes);
            let wanted = written.filter(|written| own.lacks(&maker.about(&written.heading), &written.heading, sources));
            let carried = wanted.map(|written| maker.entry(written, Some(quarter))).collect::<Result<Vec<_>>>()?;
            for (entry, remarks) in carried.into_iter().filter(|(entry, _)| entry.is_written()) {
                own.carried.push(entry);
                own.remarks.extend(remarks);
            }
        }
        own.absent = maker.names.map(Names::into_absent).unwrap_or_default();
        own.groups = maker.groups;
        Ok(own)
    }

    /// Takes this quarter's entries, those that this paper or none prints; what is nobody's keeps its heading alone.
    fn take(&mut self, page: Page, maker: &Maker<'_>) -> Result<()> {
        self.stray = page.stray;
        self.remarks.extend(page.remarks.into_iter().map(|remark| maker.finding(remark, None)));
        for written in page.entries {
            let reads = maker.reads(&written.heading);
            if reads == Reads::Nowhere && !written.is_blank() {
                self.nowhere.push(Lost { heading: written.heading.clone(), line: written.line });
            }
            self.remarks.extend(maker.of_another_paper(&written).filter(|_| reads != Reads::Yes));
            let is_unknown_to_all = reads == Reads::Nowhere && *maker.sources.subject == Subject::All;
            if reads == Reads::Yes || is_unknown_to_all {
                let (entry, remarks) = maker.entry(written, None)?;
                self.entries.push(entry);
                self.remarks.extend(remarks);
            }
        }
        Ok(())
    }

    /// Whether nothing stands in this quarter, or in one since, where something should.
    fn lacks(&self, about: &About, heading: &str, sources: Sources<'_>) -> bool {
        match about {
            About::Section => sources.outline.needs_words(heading) && self.section(heading).is_empty(),
            About::Prime { indicator, prime, .. } => {
                self.of_prime(indicator, prime).is_empty() && self.of_all(indicator).is_empty()
            }
            _ => false,
        }
    }

    /// The entries under a heading of the paper, in order: this quarter's, else the latest earlier ones.
    pub fn section(&self, heading: &str) -> Vec<&Entry> {
        let wanted = slug(heading);
        self.of(|entry| entry.about == About::Section && slug(&entry.heading) == wanted)
    }

    /// The reason for a prime's figure: its own entries, else those on the indicator. Earlier words about the one prime are
    /// there only where nothing is written now about all of them, and where officers did not give them with another RAG than
    /// the figure has now.
    pub fn reason(&self, indicator_id: &str, prime: &str, now: Option<Rag>) -> Option<Reason<'_>> {
        let mut own = self.of_prime(indicator_id, prime);
        let is_of_another_rag =
            |entry: &&Entry| matches!(entry.about, About::Prime { rag_then: Some(then), .. } if then != now);
        if own.iter().any(is_of_another_rag) {
            own.clear();
        }
        if !own.is_empty() {
            return Some(Reason::OfPrime(own));
        }
        let general = self.of_all(indicator_id);
        (!general.is_empty()).then_some(Reason::General(general))
    }

    fn of_prime(&self, indicator_id: &str, prime: &str) -> Vec<&Entry> {
        self.of(|entry| {
            matches!(&entry.about, About::Prime { indicator, prime: of, .. } if *indicator == indicator_id && of == prime)
        })
    }

    fn of_all(&self, indicator_id: &str) -> Vec<&Entry> {
        self.section(indicator(indicator_id).name)
    }

    /// The heading of the paper under which the words on an indicator stand.
    pub fn printed_under(&self, indicator_id: &str) -> Option<&str> {
        let wanted = slug(indicator(indicator_id).name);
        self.sections.iter().find(|(own, _)| slug(own) == wanted).map(|(_, heading)| heading.as_str())
    }

    /// The officers' own RAG of an indicator (its id) of a prime, this quarter.
    pub fn rag_override(&self, indicator_id: &str, prime: &str) -> Option<Override<'_>> {
        self.entries.iter().find_map(|entry| match &entry.about {
            About::Prime { indicator, prime: of, rag: Some(rag), .. } if *indicator == indicator_id && of == prime => {
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
            About::Story { title, consent: Consent::Given } => Some((title.as_str(), entry)),
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
            About::Prime { indicator, prime, rag: Some(_), .. } => Some((*indicator, prime.clone(), "RAG")),
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
