//! The commentary that officers begin a quarter with: every heading that takes their words, beside it what they need to
//! know. All of that stands in notes, so that nothing of it is printed; a heading without words counts as not written.

use std::fmt::Write;

use anyhow::Result;

use crate::definitions::Workspace;
use crate::report::Figures;
use crate::report::cells::{HEADLINE, indicator};
use crate::report::format::{self, slug};
use crate::report::judged::judged;
use crate::report::outline::{AboutWhom, GROUP, Outline, SectionOutline};
use crate::validation::ContractTerms;
use crate::vocabulary::Quarter;

use super::check::{OF_MILESTONES, OF_PRIMES, OF_STORIES};
use super::file::page;
use super::markdown::{Line, Lines, Written};
use super::named::Names;
use super::signed::UNSIGNED;
use super::{GOOD_NEWS, earlier};

/// What a new commentary is made from.
pub struct Blank<'a> {
    pub workspace: &'a Workspace,
    pub outline: &'a Outline,
    pub quarter: Quarter,
    pub contracts: &'a [ContractTerms<'a>],
    /// None where the returns are not there yet.
    pub figures: Option<&'a Figures>,
    /// The papers of a pack for which officers write too.
    pub pack: Option<OfPack>,
}

/// A paper that is made for each prime or place, with their names.
pub struct OfPack {
    pub outline: Outline,
    pub names: Vec<String>,
}

/// What earlier commentaries say, the latest first.
type Earlier = Vec<(Quarter, Vec<Written>)>;

impl Blank<'_> {
    /// The file's text.
    pub fn text(&self) -> Result<String> {
        let mut before: Earlier = Vec::new();
        for quarter in earlier(self.quarter) {
            before.push((quarter, page(&self.workspace.folder, quarter)?.entries));
        }
        let names = self.figures.map(|figures| Names::new(self.workspace, figures));
        let mut out = String::new();
        note(&self.how_to(), &mut out);
        for section in self.outline.sections() {
            self.section(section, names.as_ref(), &before, &mut out);
            if section.blocks.iter().any(|block| OF_PRIMES.contains(&block.as_str())) {
                self.reds(&before, &mut out);
            }
            if section.blocks.iter().any(|block| OF_MILESTONES.contains(&block.as_str())) {
                self.milestones(&before, &mut out);
            }
            if section.blocks.iter().any(|block| OF_STORIES.contains(&block.as_str())) {
                story(&mut out);
            }
        }
        if let Some(pack) = &self.pack {
            pack.sections(&before, &mut out);
        }
        Ok(out.trim_start().to_string())
    }

    fn how_to(&self) -> String {
        let figures = match self.figures {
            Some(_) => "",
            None => "\nThere were no figures yet when this file was begun.",
        };
        let packs = match self.pack {
            Some(_) => "",
            None => {
                "\nPapers for each prime, area or lot have headings of their own: commentary new --for-each prime writes them too."
            }
        };
        format!(
            "The officers' words for {}. Write below a heading, and put your initials and the date into its brackets: \
             (KM, 12 January 2016). A heading without words is not printed. What stands between the marks of a note, such as \
             this one, is never printed.\nA figure is named, not typed: {{{{ job_start_rate, PRIME }}}}. {}\n\
             quarterdeck commentary check tells what is missing; docs/commentary.md tells more.{packs}{figures}",
            self.quarter.months_in_words(),
            "quarterdeck explain figures lists them all.",
        )
    }

    fn section(&self, section: &SectionOutline, names: Option<&Names<'_>>, before: &Earlier, out: &mut String) {
        // A heading of a pack stands once for each prime or place, with its name.
        let Some(own) = section.commentary.as_ref().filter(|own| !own.contains(GROUP)) else { return };
        heading(own, out);
        let mut told = Vec::new();
        if let Some(default) = &section.default {
            told.push(format!("Without words the paper says: {default}"));
        }
        if let Some(id) = HEADLINE.into_iter().find(|id| slug(indicator(id).name) == slug(own)) {
            told.extend(self.figures_of(id, names));
        }
        told.extend(last(own, before));
        if !told.is_empty() {
            note(&told.join("\n"), out);
        }
    }

    /// The published figures of an indicator, each with the name by which words can hold it.
    fn figures_of(&self, id: &str, names: Option<&Names<'_>>) -> Vec<String> {
        let Some((names, figures)) = names.zip(self.figures) else { return Vec::new() };
        let mut primes: Vec<&str> = figures.to_date.groups().iter().map(|group| group[0].as_str()).collect();
        primes.extend(figures.counted.iter().map(|own| own.prime.as_str()));
        let of_primes = primes.iter().map(|prime| format!("{id}, {prime}"));
        let called = std::iter::once(id.to_string()).chain(of_primes);
        called.filter_map(|name| Some(format!("{{{{ {name} }}}}: {}", names.text(&name)?))).collect()
    }

    /// A heading for each red.
    fn reds(&self, before: &Earlier, out: &mut String) {
        let Some(figures) = self.figures else { return };
        for red in judged(self.contracts, figures).iter().filter(|own| own.is_red()) {
            heading(&red.name(), out);
            let minimum = ContractTerms::minimum(self.contracts, Some(&red.prime), red.indicator);
            let minimum = minimum.map(|minimum| format!(", against a minimum of {}", format::target(minimum)));
            let rate = figures.to_date.group_named(&red.prime);
            let rate =
                rate.map(|row| format::rate_with_counts(&figures.to_date.measure(row, indicator(red.indicator))));
            let mut told = vec![
                format!("Not on course: {}{}.", rate.unwrap_or_default(), minimum.unwrap_or_default()),
                "Say what the reason is, what is being done, and when more will be known. Words about the indicator above stand \
                 for the reason too."
                    .to_string(),
                "Where officers judge otherwise: a line of its own, RAG: amber (or green), and below it why.".into(),
            ];
            told.extend(last(&red.name(), before));
            note(&told.join("\n"), out);
        }
    }

    fn milestones(&self, before: &Earlier, out: &mut String) {
        for own in &self.workspace.milestone {
            heading(&own.reference, out);
            let mut told = vec![
                format!("{} Due {}.", own.text, format::date(own.due)),
                "Progress: on course, uncertain, not on course or completed; and words below.".to_string(),
            ];
            told.extend(last(&own.reference, before));
            note(&told.join("\n"), out);
            out.push_str("Progress:\n");
        }
    }
}

impl OfPack {
    /// Every heading of the pack's papers: those of each prime or place together.
    fn sections(&self, before: &Earlier, out: &mut String) {
        let what = if self.outline.about == AboutWhom::Prime { "one prime" } else { "one area or lot" };
        note(
            &format!(
                "From here on each heading is for the paper about {what}, which quarterdeck report --for-each makes."
            ),
            out,
        );
        for name in &self.names {
            let outline = self.outline.for_group(name);
            for (of_all, section) in self.outline.sections().zip(outline.sections()) {
                let is_of_group = of_all.commentary.as_ref().is_some_and(|own| own.contains(GROUP));
                let Some(own) = section.commentary.as_ref().filter(|_| is_of_group) else { continue };
                heading(own, out);
                let default =
                    section.default.as_ref().map(|default| format!("Without words the paper says: {default}"));
                let told: Vec<String> = default.into_iter().chain(last(own, before)).collect();
                if !told.is_empty() {
                    note(&told.join("\n"), out);
                }
            }
        }
    }
}

/// The heading of a story, with the line that it must not be printed without.
fn story(out: &mut String) {
    heading(&format!("{GOOD_NEWS}:"), out);
    note(
        "A story, with its title behind the colon above and the words below. It is printed only with the line Consent:, which \
         says who holds the person's written consent and since when, such as: held by PRIME since 4 January 2016. The line is \
         not printed itself. Name nobody who has not consented to being named. Copy this heading for another one.",
        out,
    );
    out.push_str("Consent:\n");
}

fn heading(words: &str, out: &mut String) {
    let _ = write!(out, "\n## {} ({UNSIGNED})\n", words.split_whitespace().collect::<Vec<_>>().join(" "));
}

/// A note to the writer. Words in it must not close it.
fn note(words: &str, out: &mut String) {
    let _ = write!(out, "\n<!--\n{}\n-->\n", words.replace("-->", "- ->"));
}

/// What was written under a heading last, to be confirmed or replaced.
fn last(heading: &str, before: &Earlier) -> Option<String> {
    let wanted = slug(heading);
    let is_it = |entry: &&Written| slug(&entry.heading) == wanted && !entry.is_blank();
    let (quarter, entry) = before.iter().find_map(|(quarter, entries)| Some((quarter, entries.iter().find(is_it)?)))?;
    let signed = entry.signed.as_ref().map(|signed| format!(" ({signed})")).unwrap_or_default();
    let words = |lines: &[Line]| lines.iter().map(|line| line.text.trim()).collect::<Vec<_>>().join("\n");
    let block = |block: &Lines| match block {
        Lines::Paragraph(lines) => words(lines),
        Lines::List(items) => items.iter().map(|item| format!("- {}", words(item))).collect::<Vec<_>>().join("\n"),
    };
    let text: Vec<String> = entry.blocks.iter().map(block).collect();
    Some(format!(
        "Written for {}{signed}, to be confirmed or replaced:\n\n{}",
        quarter.months_in_words(),
        text.join("\n\n")
    ))
}
