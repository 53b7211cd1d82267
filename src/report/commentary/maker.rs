//! Entries made of what was written: what each heading is about, whose paper prints it, and what is to be noted of its words.

use anyhow::Result;

use crate::fault::printable;
use crate::finding::{Effect, Finding, Place};
use crate::report::Subject;
use crate::report::cells::{HEADLINE, indicator};
use crate::report::format::slug;
use crate::report::other_primes::OtherPrimes;
use crate::report::outline::AboutWhom;
use crate::vocabulary::Quarter;

use super::consent::Consent;
use super::groups::{Groups, OfGroup, key};
use super::markdown::{Line, Lines, Written};
use super::marks::Marked;
use super::named::{self, Names};
use super::signed;
use super::typed::Remark;
use super::{About, Entry, GOOD_NEWS, Sources, Words, file_of};

/// Makes entries of what was written.
pub(super) struct Maker<'a> {
    pub sources: Sources<'a>,
    pub names: Option<Names<'a>>,
    pub groups: Groups,
    /// Whom a paper about one prime must not name.
    others: Option<OtherPrimes>,
}

/// Whether a paper prints what stands under a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reads {
    Yes,
    /// Another paper does.
    Elsewhere,
    /// No paper does.
    Nowhere,
}

impl<'a> Maker<'a> {
    pub fn new(sources: Sources<'a>) -> Maker<'a> {
        let others = match sources.subject {
            Subject::Prime(name) => Some(OtherPrimes::of(sources.whole, Some(name))),
            Subject::All | Subject::Place(_) => None,
        };
        let names = sources.figures.map(|figures| Names::new(sources.workspace, figures));
        Maker { sources, names, groups: Groups::of(sources), others }
    }

    /// The entry, and what is to be noted of its words.
    pub fn entry(&self, mut written: Written, carried_from: Option<Quarter>) -> Result<(Entry, Vec<Finding>)> {
        let file = file_of(carried_from.unwrap_or(self.sources.quarter));
        let mut about = self.about(&written.heading);
        let is_old = carried_from.is_some();
        let marked = Marked { file: &file, is_old, meeting: self.sources.workspace.council.meeting_date };
        let mut remarks = about.read_mark(&mut written, &marked)?;
        // What is wrong with earlier words was told when they were new; whom they name is told to every reader.
        remarks.retain(|_| !is_old);
        let reader = self.sources.subject.name().unwrap_or_default();
        remarks.extend(self.others.as_ref().and_then(|others| names_another(&written, others, reader)));
        let text = |lines: &Vec<Line>| named::text(lines, self.names.as_ref(), &file);
        let words = |block: &Lines| match block {
            Lines::Paragraph(lines) => text(lines).map(Words::Paragraph),
            Lines::List(items) => items.iter().map(text).collect::<Result<_>>().map(Words::List),
        };
        let words = written.blocks.iter().map(words).collect::<Result<_>>()?;
        let signed = written.signed.filter(|signed| !signed.eq_ignore_ascii_case(signed::UNSIGNED));
        let heading = self.as_the_paper_has_it(written.heading);
        let entry = Entry { heading, about, line: written.line, signed, words, carried_from };
        Ok((entry, remarks.into_iter().map(|remark| self.finding(remark, carried_from)).collect()))
    }

    /// A remark on a line of this quarter's file, or of an earlier one.
    pub fn finding(&self, remark: Remark, from: Option<Quarter>) -> Finding {
        let Remark { code, line, what, hint } = remark;
        let place = from.map_or_else(String::new, |from| format!("{}, ", file_of(from)));
        let own = Place::file(file_of(self.sources.quarter));
        Finding::new(code, Effect::Notes, own, format!("{place}line {line}: {what}"), hint)
    }

    /// What is to be noted of words that are for the paper of one prime, and are read here for nobody.
    pub fn of_another_paper(&self, written: &Written) -> Option<Finding> {
        let Some(OfGroup::Known { name, about: AboutWhom::Prime, .. }) = self.groups.find(&written.heading) else {
            return None;
        };
        let is_told_there = self.sources.subject.name().is_some();
        let others = (!is_told_there).then(|| OtherPrimes::of(self.sources.whole, Some(&name)))?;
        names_another(written, &others, &name).map(|remark| self.finding(remark, None))
    }

    /// A heading of a pack with the name by which the paper calls its prime or place.
    fn as_the_paper_has_it(&self, heading: String) -> String {
        match self.groups.find(&heading) {
            Some(OfGroup::Known { heading: own, .. }) if self.has_section(&own) && !self.has_section(&heading) => own,
            _ => heading,
        }
    }

    fn has_section(&self, heading: &str) -> bool {
        let wanted = slug(heading);
        self.sources.outline.commentary_headings().iter().any(|own| slug(own) == wanted)
    }

    /// Whether the paper can have a place for it. One about all leaves to those about one prime or place what is written for
    /// them; one of these reads nothing that is written about others.
    pub fn reads(&self, heading: &str) -> Reads {
        match (self.sources.subject, self.about(heading)) {
            (_, About::Section) => Reads::Yes,
            (_, About::Group) => self.of_a_pack(heading),
            (Subject::All, About::Unknown) => Reads::Nowhere,
            (Subject::All, _) => Reads::Yes,
            (Subject::Prime(name), About::Prime { prime, .. }) if *name == prime => Reads::Yes,
            (Subject::Prime(_), About::Milestone { .. }) => Reads::Yes,
            (_, About::Unknown) if !self.is_for_others(heading) => Reads::Nowhere,
            _ => Reads::Elsewhere,
        }
    }

    /// What is written for one prime or place and has no section in this paper.
    fn of_a_pack(&self, heading: &str) -> Reads {
        match self.groups.find(heading) {
            Some(OfGroup::Known { name, about, has_paper, .. }) => {
                let is_own = self.sources.outline.about == about && self.sources.subject.name() == Some(name.as_str());
                if has_paper && !is_own { Reads::Elsewhere } else { Reads::Nowhere }
            }
            _ => Reads::Nowhere,
        }
    }

    /// Whether the paper about all can print what this one does not know: a milestone of another prime, or a section.
    fn is_for_others(&self, heading: &str) -> bool {
        let is_milestone = |reference: &str| slug(reference) == slug(heading);
        self.groups.is_of_own_paper(heading)
            || self.sources.whole.milestone.iter().any(|own| is_milestone(&own.reference))
    }

    /// What a heading is about; case and punctuation do not matter.
    pub fn about(&self, heading: &str) -> About {
        let Sources { workspace, .. } = self.sources;
        let wanted = slug(heading);
        if self.has_section(heading) {
            return About::Section;
        }
        if let Some(own) = workspace.milestone.iter().find(|own| slug(&own.reference) == wanted) {
            return About::Milestone { reference: own.reference.clone(), progress: None };
        }
        if let Some((before, title)) = heading.split_once(':')
            && slug(before) == slug(GOOD_NEWS)
        {
            return About::Story { title: title.trim().into(), consent: Consent::Missing };
        }
        let of_prime = || {
            let (measure, prime) = heading.split_once(',')?;
            let id = HEADLINE.into_iter().find(|id| slug(indicator(id).name) == slug(measure))?;
            let prime = workspace.prime_named(prime)?.name.clone();
            Some(About::Prime { indicator: id, prime, rag: None, rag_then: None })
        };
        let of_group = || match self.groups.find(heading)? {
            OfGroup::Known { heading: own, .. } if key(&own) != key(heading) && self.has_section(&own) => {
                Some(About::Section)
            }
            _ => Some(About::Group),
        };
        of_prime().or_else(of_group).unwrap_or(About::Unknown)
    }
}

/// Where words that one prime reads name another.
fn names_another(written: &Written, others: &OtherPrimes, reader: &str) -> Option<Remark> {
    let remark = |line: usize, prime: &str| Remark {
        code: "names_another_prime",
        line,
        what: format!(
            "the words under `{}` name {}, and {} reads them",
            printable(&written.heading),
            printable(prime),
            printable(reader)
        ),
        hint: "write them without the other prime's name, or under a heading of the paper about all".into(),
    };
    if let Some((_, prime)) = others.named_in(written.signed.as_deref().unwrap_or_default()) {
        return Some(remark(written.line, prime));
    }
    written.blocks.iter().find_map(|block| {
        let items: Vec<&Vec<Line>> = match block {
            Lines::Paragraph(lines) => vec![lines],
            Lines::List(items) => items.iter().collect(),
        };
        items.into_iter().find_map(|lines| {
            let text = lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
            // A figure that is named is printed without its name.
            let (at, prime) = others.named_in(&without_figures(&text))?;
            let line = lines.get(text[..at].matches('\n').count())?;
            Some(remark(line.number, prime))
        })
    })
}

/// The same text with spaces in the place of figures' names, byte for byte.
fn without_figures(text: &str) -> String {
    let mut out = text.to_string();
    let mut from = 0;
    while let Some(begin) = out[from..].find("{{").map(|at| from + at) {
        let Some(end) = out[begin..].find("}}").map(|at| begin + at + 2) else { break };
        let blank: String = out[begin..end].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
        out.replace_range(begin..end, &blank);
        from = end;
    }
    out
}
